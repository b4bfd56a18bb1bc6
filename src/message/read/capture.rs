//! A text that may hold many exchanges, and the pieces that hold one each.

use super::{
    Pasted, ReadError, ReadOptions, Reader, behind_mark, body, curl, har, http, line_end, log, ndjson,
};
use crate::json::Origin;
use crate::json::scan::Scan;

/// A text that may hold many exchanges: gives the pieces that hold one each, in order.
///
/// ```
/// use scimproof::message::read::{Capture, ReadOptions};
///
/// let text = br#"{"log": {"entries": [
///     {"request": {"method": "GET", "url": "https://scim.example/scim/v2/Users/1"}, "response": {"status": 404}},
///     {"request": {"method": "GET", "url": "https://scim.exam"#;
/// let mut capture = Capture::new(text, None);
/// let pasted = capture.next().unwrap().read(&ReadOptions::default()).unwrap().unwrap();
/// assert_eq!(pasted.exchange.response.unwrap().status, 404);
/// assert!(capture.next().is_none() && capture.is_cut());
/// ```
#[derive(Debug, Clone)]
pub struct Capture<'a> {
    text: &'a [u8],
    reader: Reader,
    /// Where the next piece is looked for.
    at: usize,
    /// The place up to which the origin is counted.
    counted: (usize, Origin),
    is_cut: bool,
    is_done: bool,
}

/// The text of one exchange in a capture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Piece<'a> {
    /// The text.
    pub text: &'a [u8],
    /// Its form, as a part of the capture.
    pub reader: Reader,
    /// Where it begins in the capture.
    pub origin: Origin,
}

impl<'a> Piece<'a> {
    /// Reads the exchange; `None` when the piece has none to judge: it is not SCIM, or no request at all.
    ///
    /// # Errors
    /// When the piece is damaged.
    pub fn read(&self, options: &ReadOptions<'_>) -> Result<Option<Pasted<'a>>, ReadError> {
        if u32::try_from(self.text.len().saturating_mul(4)).is_err() {
            return Err(ReadError::TooLong);
        }
        let pasted = match self.reader {
            Reader::Body => Some(body::read(self.text, options)?),
            Reader::Http => Some(http::read(self.text, options)?),
            Reader::Curl => Some(curl::read(self.text, options)?),
            Reader::Har => har::read(self.text)?,
            Reader::Ndjson => ndjson::read(self.text, options)?,
            Reader::Log => log::read(self.text),
        };
        Ok(pasted.map(|pasted| Pasted { origin: self.origin, ..pasted }))
    }
}

impl<'a> Capture<'a> {
    /// A capture of that form; the form is found out when it is not given.
    pub fn new(text: &'a [u8], reader: Option<Reader>) -> Capture<'a> {
        let reader = reader.unwrap_or_else(|| Reader::detect(text));
        let at = match reader {
            Reader::Har => har::entries(text).unwrap_or(text.len()),
            Reader::Ndjson | Reader::Log => behind_mark(text),
            Reader::Body | Reader::Http | Reader::Curl => 0,
        };
        Capture { text, reader, at, counted: (0, Origin::default()), is_cut: false, is_done: false }
    }

    /// The form.
    pub fn reader(&self) -> Reader {
        self.reader
    }

    /// Whether the text ends before its form says that it does, so that an exchange may be lost. Known
    /// when there are no more pieces.
    pub fn is_cut(&self) -> bool {
        self.is_cut
    }

    /// The piece from `start` on, behind which the next is looked for at `next`.
    fn piece(&mut self, start: usize, end: usize, next: usize) -> Piece<'a> {
        let (counted, origin) = self.counted;
        let origin = origin.behind(&self.text[counted..start]);
        self.counted = (start, origin);
        self.at = next;
        Piece { text: &self.text[start..end], reader: self.reader, origin }
    }

    fn entry(&mut self) -> Option<Piece<'a>> {
        if self.is_done {
            return None;
        }
        let mut scan = Scan::new(&self.text[self.at..]);
        while scan.take(b',') {}
        let is_end = scan.peek() == Some(b']');
        let Some(found) = (!is_end).then(|| scan.value()).flatten() else {
            self.is_done = true;
            self.is_cut = !is_end;
            return None;
        };
        Some(self.piece(self.at + found.start, self.at + found.end, self.at + found.end))
    }

    fn line(&mut self) -> Option<Piece<'a>> {
        while self.at < self.text.len() {
            let (end, next) = line_end(self.text, self.at);
            let end = if self.reader == Reader::Log { log::end(self.text, self.at, end) } else { end };
            let next = next.max(line_end(self.text, end).1);
            if !self.text[self.at..end].trim_ascii().is_empty() {
                return Some(self.piece(self.at, end, next));
            }
            self.at = next;
        }
        None
    }

    /// The lines up to the next that begins with `###`, if there is a request in them.
    fn block(&mut self) -> Option<Piece<'a>> {
        while self.at < self.text.len() {
            let start = self.at;
            let mut end = line_end(self.text, start).1;
            while end < self.text.len() && !self.text[end..].starts_with(b"###") {
                end = line_end(self.text, end).1;
            }
            if http::begins(&self.text[start..end]) || (start, end) == (0, self.text.len()) {
                return Some(self.piece(start, end, end));
            }
            self.at = end;
        }
        None
    }

    fn whole(&mut self) -> Option<Piece<'a>> {
        let is_first = !self.is_done;
        self.is_done = true;
        is_first.then(|| self.piece(0, self.text.len(), self.text.len()))
    }
}

impl<'a> Iterator for Capture<'a> {
    type Item = Piece<'a>;

    fn next(&mut self) -> Option<Piece<'a>> {
        match self.reader {
            Reader::Har => self.entry(),
            Reader::Ndjson | Reader::Log => self.line(),
            Reader::Http => self.block(),
            Reader::Body | Reader::Curl => self.whole(),
        }
    }
}
