//! Positions in a text: byte ranges, lines and columns, UTF-16 offsets.

use crate::cut::Cut;

/// A range of bytes in a text, the end excluded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Span {
    /// The first byte.
    pub start: u32,
    /// The byte after the last.
    pub end: u32,
}

impl Span {
    /// The range from `start` to `end`.
    pub const fn new(start: u32, end: u32) -> Span {
        Span { start, end }
    }

    /// Whether the range holds no byte and marks a place only.
    pub const fn is_empty(self) -> bool {
        self.start >= self.end
    }

    /// The text in this range; empty where the range is not within the text or cuts a character.
    pub fn of(self, text: &str) -> &str {
        text.get(self.start as usize..self.end as usize).unwrap_or_default()
    }
}

/// A place in a text as people count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Position {
    /// The line, from 1.
    pub line: u32,
    /// The column, from 1, in characters (Unicode scalar values).
    pub column: u32,
}

/// Tells lines, columns and UTF-16 offsets of a text's bytes.
///
/// Lines end as in the Language Server Protocol: with `\n`, `\r\n` or `\r`. A place is found as fast
/// in a text of one long line, as machines write it, as in one of many.
#[derive(Debug, Clone)]
pub struct LineIndex<'t> {
    text: &'t str,
    /// Where the text begins in a longer one.
    origin: Origin,
    /// The first byte of each line.
    lines: Vec<u32>,
    /// What comes before each `STRIDE`-th byte.
    before: Vec<Counts>,
}

/// How long a piece of text is.
#[derive(Debug, Clone, Copy, Default)]
struct Counts {
    characters: u32,
    utf16: u32,
}

const STRIDE: usize = 512;

/// The highest bit of each byte.
const HIGHEST: u64 = 0x8080_8080_8080_8080;

impl<'t> LineIndex<'t> {
    /// Finds the lines of a text.
    pub fn new(text: &'t str) -> LineIndex<'t> {
        let bytes = text.as_bytes();
        let mut before = Vec::with_capacity(bytes.len() / STRIDE + 1);
        let mut counts = Counts::default();
        for piece in bytes.chunks(STRIDE) {
            before.push(counts);
            counts.add(piece);
        }
        let mut lines = vec![0];
        // Most bodies are one line.
        if bytes.iter().any(|byte| matches!(byte, b'\n' | b'\r')) {
            for (at, &byte) in bytes.iter().enumerate() {
                if byte == b'\n' || (byte == b'\r' && bytes.get(at + 1) != Some(&b'\n')) {
                    lines.push(at as u32 + 1);
                }
            }
        }
        LineIndex { text, origin: Origin::default(), lines, before }
    }

    /// The same for a piece of a longer text: lines, columns and UTF-16 offsets count in that one.
    #[must_use]
    pub fn behind(mut self, origin: Origin) -> LineIndex<'t> {
        self.origin = origin;
        self
    }

    /// The range in the longer text of a range of the piece.
    pub fn bytes(&self, span: Span) -> [u64; 2] {
        [span.start, span.end].map(|offset| self.origin.byte + u64::from(offset))
    }

    /// The line and column of a byte; of a character's first byte if it is within one, and of the
    /// text's end if it is behind it.
    pub fn position(&self, offset: u32) -> Position {
        let offset = self.clamp(offset);
        let line = self.line_of(offset);
        let start = self.before(self.lines[line] as usize).characters;
        let before = if line == 0 { self.origin.column as u32 } else { 0 };
        let column = before + self.before(offset).characters - start + 1;
        Position { line: self.origin.line as u32 + line as u32 + 1, column }
    }

    /// The offset in UTF-16 code units, as JavaScript and editors count, of a byte's character.
    pub fn utf16(&self, offset: u32) -> u64 {
        self.origin.utf16 + u64::from(self.before(self.clamp(offset)).utf16)
    }

    /// What comes before a byte that starts a character.
    fn before(&self, offset: usize) -> Counts {
        let Some(mut counts) = self.before.get(offset / STRIDE).or(self.before.last()).copied() else {
            return Counts::default();
        };
        let from = (offset / STRIDE).min(self.before.len() - 1) * STRIDE;
        counts.add(&self.text.as_bytes()[from..offset]);
        counts
    }

    /// The bytes of a line (from 1) without its end; of the last line if there are fewer.
    pub fn line_span(&self, line: u32) -> Span {
        let line = line.saturating_sub(self.origin.line as u32);
        let line = (line.max(1) as usize - 1).min(self.lines.len() - 1);
        let start = self.lines[line];
        let end = self.lines.get(line + 1).map_or(self.text.len(), |next| *next as usize);
        let content = self.text.cut(start as usize..end).trim_end_matches(['\r', '\n']);
        Span::new(start, start + content.len() as u32)
    }

    fn clamp(&self, offset: u32) -> usize {
        let mut offset = (offset as usize).min(self.text.len());
        while !self.text.is_char_boundary(offset) {
            offset -= 1;
        }
        offset
    }

    fn line_of(&self, offset: usize) -> usize {
        self.lines.partition_point(|line| *line as usize <= offset) - 1
    }
}

impl Counts {
    /// Counts the characters that start in a piece of text, each at its first byte, eight bytes at a time.
    fn add(&mut self, piece: &[u8]) {
        // Most pieces are, and that is soon seen.
        if piece.is_ascii() {
            self.characters += piece.len() as u32;
            self.utf16 += piece.len() as u32;
            return;
        }
        let (chunks, rest) = piece.as_chunks::<8>();
        for chunk in chunks {
            let bytes = u64::from_le_bytes(*chunk);
            // Of each byte the highest bit: whether it is within a character, and whether it starts one of two units.
            let within = HIGHEST & bytes & !(bytes << 1);
            let double = HIGHEST & bytes & (bytes << 1) & (bytes << 2) & (bytes << 3);
            let characters = 8 - within.count_ones();
            self.characters += characters;
            self.utf16 += characters + double.count_ones();
        }
        for &byte in rest {
            self.characters += u32::from(!matches!(byte, 0x80..=0xBF));
            self.utf16 += utf16_units(byte);
        }
    }
}

/// Where a piece of a longer text begins in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Origin {
    /// The bytes before it.
    pub byte: u64,
    /// The UTF-16 code units before it.
    pub utf16: u64,
    /// The lines that end before it.
    pub line: u64,
    /// The characters before it on its first line.
    pub column: u64,
}

impl Origin {
    /// The same place counted from where the text begins that `before` is the place of.
    #[must_use]
    pub fn after(self, before: Origin) -> Origin {
        Origin {
            byte: before.byte + self.byte,
            utf16: before.utf16 + self.utf16,
            line: before.line + self.line,
            column: if self.line == 0 { before.column + self.column } else { self.column },
        }
    }

    /// The place behind so much text, which does not end between `\r` and `\n`.
    #[must_use]
    pub fn behind(self, text: &[u8]) -> Origin {
        let mut origin = self;
        origin.byte += text.len() as u64;
        origin.utf16 += text.iter().map(|byte| u64::from(utf16_units(*byte))).sum::<u64>();
        let is_end =
            |at: usize, byte: u8| byte == b'\n' || (byte == b'\r' && text.get(at + 1) != Some(&b'\n'));
        origin.line += text.iter().enumerate().map(|(at, byte)| u64::from(is_end(at, *byte))).sum::<u64>();
        let last = text.iter().rposition(|byte| matches!(byte, b'\n' | b'\r'));
        let line = &text[last.map_or(0, |at| at + 1)..];
        let before = if last.is_some() { 0 } else { self.column };
        origin.column = before + line.iter().filter(|byte| !matches!(byte, 0x80..=0xBF)).count() as u64;
        origin
    }
}

/// The UTF-16 code units of the character that starts with this byte; 0 for a byte within one.
fn utf16_units(byte: u8) -> u32 {
    match byte {
        0x80..=0xBF => 0,
        0xF0.. => 2,
        0x00..=0x7F | 0xC0..=0xEF => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_counted_in_lines_characters_and_utf16() {
        //          0123 4 5 6      10  12 14   18
        let text = "abc\n\r\né😀x\rlast\n";
        let index = LineIndex::new(text);
        let cases = [
            (0, 1, 1, 0),
            (3, 1, 4, 3),
            (4, 2, 1, 4),
            (6, 3, 1, 6),
            (7, 3, 1, 6),
            (8, 3, 2, 7),
            (9, 3, 2, 7),
            (11, 3, 2, 7),
            (12, 3, 3, 9),
            (13, 3, 4, 10),
            (14, 4, 1, 11),
            (17, 4, 4, 14),
            (19, 5, 1, 16),
            (u32::MAX, 5, 1, 16),
        ];
        for (offset, line, column, utf16) in cases {
            assert_eq!(index.position(offset), Position { line, column }, "{offset}");
            assert_eq!(index.utf16(offset), utf16, "{offset}");
        }
    }

    #[test]
    fn a_piece_begins_where_the_text_before_it_ends() {
        let text = "abc\n\r\né😀x\rlast\n";
        let index = LineIndex::new(text);
        for first in (0..=text.len()).filter(|at| text.is_char_boundary(*at) && *at != 5) {
            for second in (first..=text.len()).filter(|at| text.is_char_boundary(*at) && *at != 5) {
                let origin = Origin::default()
                    .behind(&text.as_bytes()[..first])
                    .behind(&text.as_bytes()[first..second]);
                let Position { line, column } = index.position(second as u32);
                let told = (origin.byte, origin.utf16, origin.line + 1, origin.column + 1);
                let utf16 = index.utf16(second as u32);
                assert_eq!(told, (second as u64, utf16, line.into(), column.into()), "{first} {second}");
            }
            let origin = Origin::default().behind(&text.as_bytes()[..first]);
            let rest = Origin::default().behind(&text.as_bytes()[first..]);
            assert_eq!(rest.after(origin), origin.behind(&text.as_bytes()[first..]), "{first}");
            let piece = LineIndex::new(&text[first..]).behind(origin);
            for at in (first..=text.len()).filter(|at| text.is_char_boundary(*at)) {
                let (of_piece, of_text) = ((at - first) as u32, at as u32);
                assert_eq!(piece.position(of_piece), index.position(of_text), "{first} {at}");
                assert_eq!(piece.utf16(of_piece), index.utf16(of_text), "{first} {at}");
                assert_eq!(piece.bytes(Span::new(of_piece, of_piece))[0], at as u64);
            }
        }
    }

    #[test]
    fn a_place_far_within_a_line_is_counted_as_any_other() {
        let text = format!("\n{}", "aé😀".repeat(1000));
        let index = LineIndex::new(&text);
        for (offset, column, utf16) in [(1, 1, 1), (512, 220, 293), (513, 221, 294), (7001, 3001, 4001)] {
            assert_eq!((index.position(offset).column, index.utf16(offset)), (column, utf16), "{offset}");
        }
    }

    #[test]
    fn a_line_is_without_its_end_and_the_last_line_stands_for_those_behind() {
        let text = "one\r\n\ntwo";
        let index = LineIndex::new(text);
        let lines: Vec<_> = (0..6).map(|line| index.line_span(line).of(text)).collect();
        assert_eq!(lines, ["one", "one", "", "two", "two", "two"]);
    }
}
