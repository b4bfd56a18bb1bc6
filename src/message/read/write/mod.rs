//! From edits of a request back into the text that it was read from.
//!
//! The formatting around an edit stays. What comes in is written as the quotes around that place ask
//! for, and the text is then read again: only what gives the request that was meant is handed out.

use super::{Pasted, ReadError, ReadOptions, Reader, line_end, read};
use crate::json::Span;
use crate::message::quoting::Quoting;
use crate::message::source_map::{Piece, SourceMap};
use crate::message::{Edit, Header, Part, Request};
use crate::order;
use std::fmt;

/// The replacement of a range of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextEdit {
    /// The bytes that go; empty for an insertion.
    pub span: Span,
    /// What comes in their place.
    pub text: String,
}

/// Why an edit of a request cannot be written into its text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unwritable {
    /// What it changes does not stand there: it is in another file, was guessed, or `curl` adds it.
    Elsewhere,
    /// It cannot be written within the quotes that stand there.
    Quotes,
}

impl fmt::Display for Unwritable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Unwritable::Elsewhere => "what it changes does not stand in this text",
            Unwritable::Quotes => "it cannot be written within the quotes that stand there",
        })
    }
}

/// The text with those edits made; `None` when two of them overlap or one lies outside.
pub fn rewritten(text: &[u8], edits: &[TextEdit]) -> Option<Vec<u8>> {
    let mut edits: Vec<&TextEdit> = edits.iter().collect();
    order::sort(&mut edits, |one, other| one.span.cmp(&other.span));
    let mut written = Vec::with_capacity(text.len() + 64);
    let mut at = 0;
    for edit in edits {
        let (start, end) = (edit.span.start as usize, edit.span.end as usize);
        written.extend_from_slice(text.get(at..start)?);
        written.extend_from_slice(edit.text.as_bytes());
        at = end;
    }
    written.extend_from_slice(text.get(at..)?);
    Some(written)
}

impl Pasted<'_> {
    /// The edits of the text, which is the one that this was read from, that make these edits of its request.
    ///
    /// # Errors
    /// When one of them cannot be written there.
    pub fn write(&self, text: &[u8], edits: &[Edit]) -> Result<Vec<TextEdit>, Unwritable> {
        let request = &self.exchange.request;
        let mut written = Vec::with_capacity(edits.len());
        for edit in edits {
            written.extend(self.written(text, edit)?);
        }
        if let Some(length) = request.length_edit(edits) {
            // What `curl` adds by itself, it also counts by itself.
            written.extend(place(&self.map, text, &length));
        }
        let gives_it =
            rewritten(text, &written).is_some_and(|text| self.reads(&text, &request.edited(edits)));
        if gives_it { Ok(written) } else { Err(Unwritable::Quotes) }
    }

    fn written(&self, text: &[u8], edit: &Edit) -> Result<Option<TextEdit>, Unwritable> {
        let is_there = self.map.whole(edit.part).is_some();
        let header = match edit.part {
            Part::Headers => edit.header(),
            Part::HeaderValue(index) if !is_there => self.header(index),
            _ if !is_there => return Err(Unwritable::Elsewhere),
            _ => return place(&self.map, text, edit).map(Some).ok_or(Unwritable::Quotes),
        };
        let (name, value) = header.ok_or(Unwritable::Elsewhere)?;
        if edit.part == Part::Headers {
            return self.added(text, name, value).map(Some);
        }
        let mut value = value.to_owned();
        let range = edit.span.start as usize..edit.span.end as usize;
        if value.get(range.clone()).is_none() {
            return Err(Unwritable::Elsewhere);
        }
        value.replace_range(range, &edit.text);
        self.added(text, name, &value).map(Some)
    }

    fn header(&self, index: u32) -> Option<(&str, &str)> {
        let header = self.exchange.request.headers.as_deref()?.get(index as usize)?;
        Some((&header.name, &header.value))
    }

    /// The edit that writes a header where none of that name stands.
    fn added(&self, text: &[u8], name: &str, value: &str) -> Result<TextEdit, Unwritable> {
        let head = self.map.whole(Part::Headers).ok_or(Unwritable::Elsewhere)?;
        let mut end = head.end;
        let line = format!("{name}: {value}");
        let text = match self.reader {
            Reader::Http => {
                let is_trace = text[..head.start as usize].ends_with(b"> ");
                end = line_end(text, head.end as usize).0 as u32;
                let line_break = if text[end as usize..].starts_with(b"\r") { "\r\n" } else { "\n" };
                format!("{line_break}{}{line}", if is_trace { "> " } else { "" })
            }
            Reader::Curl => {
                let (open, quoting, close) = self.quotes();
                let line = quoting.write(&line, &|_| None).ok_or(Unwritable::Quotes)?;
                format!(" -H {open}{line}{close}")
            }
            Reader::Body | Reader::Har | Reader::Ndjson | Reader::Log => return Err(Unwritable::Elsewhere),
        };
        Ok(TextEdit { span: Span::new(end, end), text })
    }

    /// The quotes for a new word of the command.
    fn quotes(&self) -> (&'static str, Quoting, &'static str) {
        let mut quotes = ("'", Quoting::Single, "'");
        for quoting in self.map.quotings() {
            match quoting {
                Quoting::Careted => quotes = ("^\"", Quoting::Careted, "^\""),
                Quoting::Cmd => quotes = ("\"", Quoting::Cmd, "\""),
                Quoting::PowerShellSingle | Quoting::PowerShellDouble => {
                    quotes = ("'", Quoting::PowerShellSingle, "'");
                }
                _ => {}
            }
        }
        quotes
    }

    /// Whether a text is read as that request. What this text leaves to files and guesses is left aside.
    fn reads(&self, text: &[u8], meant: &Request<'_>) -> bool {
        let request = &self.exchange.request;
        let mut files: Vec<(String, &[u8])> = Vec::new();
        let files_of_a_command = 8;
        while files.len() <= files_of_a_command {
            let named: Vec<(&str, &[u8])> =
                files.iter().map(|(name, content)| (name.as_str(), *content)).collect();
            let options = ReadOptions {
                reader: Some(self.reader),
                method: Some(request.method),
                target: Some(&request.target),
                files: &named,
            };
            match read_piece(text, &options) {
                Ok(again) => return self.is_alike(&again.exchange.request, meant),
                Err(ReadError::DataFromFile { name }) => files.push((name, b"")),
                Err(_) => return false,
            }
        }
        false
    }

    fn is_alike(&self, again: &Request<'_>, meant: &Request<'_>) -> bool {
        let is_there = |part| self.map.whole(part).is_some();
        let headers = |request: &Request<'_>| {
            let counts = |header: &&Header<'_>| !header.name.eq_ignore_ascii_case("content-length");
            let mut headers: Vec<(String, String)> = (request.headers.iter().flatten())
                .filter(counts)
                .map(|header| (header.name.to_ascii_lowercase(), header.value.to_string()))
                .collect();
            order::sort(&mut headers, Ord::cmp);
            headers
        };
        again.method == meant.method
            && again.target == meant.target
            && headers(again) == headers(meant)
            && (!is_there(Part::Body) || again.body.as_deref() == meant.body.as_deref())
    }
}

/// Reads a text as it was read before: alone, or as a piece of a capture.
fn read_piece<'a>(text: &'a [u8], options: &ReadOptions<'_>) -> Result<Pasted<'a>, ReadError> {
    match options.reader {
        #[cfg(feature = "captures")]
        Some(reader @ (Reader::Har | Reader::Ndjson | Reader::Log)) => {
            let piece = super::Piece { text, reader, origin: crate::json::Origin::default() };
            piece.read(options)?.ok_or(ReadError::Empty)
        }
        _ => read(text, options),
    }
}

/// The edit of the text that makes an edit of a part that stands in it; `None` where it cannot be written.
fn place(map: &SourceMap, text: &[u8], edit: &Edit) -> Option<TextEdit> {
    let mut touched = map.pieces_of(edit.part).filter(|piece| {
        let [from, span] = [piece.from, edit.span];
        from.start < span.end && span.start < from.end
            || span.is_empty() && from.start <= span.start && span.start <= from.end
    });
    let first = touched.next()?;
    let last = touched.last().filter(|_| !edit.span.is_empty()).unwrap_or(first);
    let start = at(first, edit.span.start)?;
    let end = if edit.span.is_empty() { start } else { at(last, edit.span.end)? };
    if first.quoting != last.quoting {
        return None;
    }
    let spelled = |character: char| {
        let mut letter = [0; 4];
        let letter = character.encode_utf8(&mut letter).as_bytes();
        spelling(map, text, edit.part, first.quoting, letter)
    };
    let text = first.quoting.write(&edit.text, &spelled)?;
    Some(TextEdit { span: Span::new(start, end), text })
}

/// Where a place of the part that a piece holds stands in the text; `None` in the midst of an escape.
fn at(piece: Piece, place: u32) -> Option<u32> {
    if place == piece.from.start {
        Some(piece.to.start)
    } else if place == piece.from.end {
        Some(piece.to.end)
    } else {
        piece.verbatim.then(|| piece.to.start + (place - piece.from.start))
    }
}

/// How the text writes that character elsewhere in the part, within the same quotes.
fn spelling(map: &SourceMap, text: &[u8], part: Part, quoting: Quoting, letter: &[u8]) -> Option<String> {
    let of = |span: Span| &text[span.start as usize..span.end as usize];
    let mut pieces = map.pieces_of(part).filter(|piece| piece.quoting == quoting);
    let found = pieces.find_map(|piece| {
        if piece.verbatim {
            let holds = of(piece.to).windows(letter.len()).any(|window| window == letter);
            return holds.then_some(letter);
        }
        let written = of(piece.to);
        let is_it = piece.from.end - piece.from.start == 1 && written.ends_with(letter);
        is_it.then_some(written)
    })?;
    String::from_utf8(found.to_vec()).ok()
}

#[cfg(test)]
mod tests;
