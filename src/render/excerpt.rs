//! The piece of a text in which a finding is shown: its line, or so much of it as fits.

use super::wrap::{columns, width};
use crate::cut::Cut;
use crate::json::{LineIndex, Span};
use std::ops::Range;

/// One line of a text, or a piece of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Excerpt {
    /// The line's number, from 1.
    pub(super) line: u32,
    /// The line, with `…` for what is cut away.
    pub(super) text: String,
    /// The bytes of the line that are shown.
    shown: Range<usize>,
    /// The bytes of the whole text that the line has.
    of: Span,
    is_cut: (bool, bool),
}

const CUT: char = '…';

impl Excerpt {
    /// Cuts the line in which the first of these ranges starts so that it takes at most `room` columns.
    /// The first range is in it, and the others on that line as long as they fit beside it.
    pub(super) fn new(text: &str, index: &LineIndex<'_>, spans: &[Span], room: usize) -> Excerpt {
        let first = spans.first().copied().unwrap_or_default();
        let number = index.position(first.start).line;
        let of = index.line_span(number);
        let line = of.of(text);
        let mut area = within(line, of, first);
        for other in spans.iter().filter(|span| index.position(span.start).line == number) {
            let other = within(line, of, *other);
            let both = area.start.min(other.start)..area.end.max(other.end);
            if width(line.cut(both.clone())) + 8 <= room {
                area = both;
            }
        }
        let (shown, is_cut) =
            if width(line) <= room { (0..line.len(), (false, false)) } else { window(line, area, room) };
        let mut text = String::with_capacity(shown.len() + 2 * CUT.len_utf8());
        text.extend(is_cut.0.then_some(CUT));
        text.push_str(line.cut(shown.clone()));
        text.extend(is_cut.1.then_some(CUT));
        Excerpt { line: number, text, shown, of, is_cut }
    }

    /// Where a range that starts on the line stands in the excerpt; none when it starts where the line
    /// is cut away. Of a range that goes on behind the excerpt, so much as is in it.
    pub(super) fn mark(&self, text: &str, span: Span) -> Option<Range<usize>> {
        let range = within(self.of.of(text), self.of, span);
        if range.start < self.shown.start || range.start > self.shown.end {
            return None;
        }
        let before = if self.is_cut.0 { CUT.len_utf8() } else { 0 };
        let start = before + range.start - self.shown.start;
        let end =
            if range.end > self.shown.end { self.text.len() } else { before + range.end - self.shown.start };
        Some(start..end)
    }
}

/// The range within its line; what lies on other lines is cut off.
fn within(line: &str, of: Span, span: Span) -> Range<usize> {
    let at = |offset: u32| floor(line, offset.saturating_sub(of.start) as usize);
    at(span.start)..at(span.end).max(at(span.start))
}

/// The bytes of a long line to show, and whether something is cut away before and behind them.
fn window(line: &str, area: Range<usize>, room: usize) -> (Range<usize>, (bool, bool)) {
    let keep = room.saturating_sub(2).max(8);
    let (before, rest) = line.split_at(area.start);
    let wanted = width(rest.cut(..area.len()));
    // Of a place that does not fit its start is shown, and the name before it.
    let lead = if wanted + 8 > keep { keep / 4 } else { (keep - wanted) / 2 };
    let lead = lead.max(keep.saturating_sub(width(rest)));
    let from = area.start - fitting(before.chars().rev(), lead);
    let to = from + fitting(line.cut(from..).chars(), keep);
    (from..to, (from > 0, to < line.len()))
}

/// The bytes of the characters that fit so many columns.
fn fitting(characters: impl Iterator<Item = char>, room: usize) -> usize {
    let mut taken = 0;
    characters
        .take_while(|character| {
            taken += columns(*character);
            taken <= room
        })
        .map(char::len_utf8)
        .sum()
}

/// The offset, or the start of the character that it is within, or the end.
fn floor(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str, spans: &[Span]) -> (String, Vec<Option<String>>) {
        let excerpt = Excerpt::new(text, &LineIndex::new(text), spans, 20);
        let marks = spans.iter().map(|span| Some(excerpt.text[excerpt.mark(text, *span)?].to_owned()));
        let marks = marks.collect();
        (excerpt.text, marks)
    }

    #[test]
    fn a_long_line_is_cut_around_the_place() {
        let line = "abcdefghijklmnopqrstuvwxyz0123456789";
        let cases = [
            (0, 2, "abcdefghijklmnopqr…", "ab"),
            (12, 14, "…efghijklmnopqrstuv…", "mn"),
            (34, 36, "…stuvwxyz0123456789", "89"),
            (36, 36, "…stuvwxyz0123456789", ""),
            (10, 30, "…ghijklmnopqrstuvwx…", "klmnopqrstuvwx…"),
            (0, 36, "abcdefghijklmnopqr…", "abcdefghijklmnopqr…"),
        ];
        for (start, end, text, mark) in cases {
            let found = shown(line, &[Span::new(start, end)]);
            assert_eq!(found, (text.to_owned(), vec![Some(mark.to_owned())]), "{start}..{end}");
        }
    }

    #[test]
    fn places_near_each_other_are_shown_together() {
        let line = "abcdefghijklmnopqrstuvwxyz0123456789";
        let spans = [Span::new(20, 21), Span::new(11, 12), Span::new(35, 36)];
        let (text, marks) = shown(line, &spans);
        assert_eq!(text, "…hijklmnopqrstuvwxy…");
        assert_eq!(marks, [Some("u".to_owned()), Some("l".to_owned()), None]);
    }

    #[test]
    fn no_range_of_any_text_is_cut_within_a_character_or_too_wide() {
        let text = "{\"日本語\":\r\n\t\"😀é\u{7}\u{200f}e\u{301}\",\n\n  \"x\": \"日日日日日日日日日日日日日日日日日\"}";
        let index = LineIndex::new(text);
        for start in 0..=text.len() as u32 + 2 {
            for end in start..=text.len() as u32 + 2 {
                let span = Span::new(start, end);
                let excerpt = Excerpt::new(text, &index, &[span, Span::new(0, 3)], 16);
                if start as usize <= text.len() {
                    let mark = excerpt.mark(text, span);
                    assert!(
                        mark.is_some_and(|mark| excerpt.text.get(mark).is_some()),
                        "{start}..{end}: {excerpt:?}"
                    );
                }
                assert!(width(&excerpt.text) <= 16, "{start}..{end}: {excerpt:?}");
            }
        }
    }
}
