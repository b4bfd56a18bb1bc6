//! From an exchange's parts to the text that they were read from.

use super::quoting::Quoting;
use crate::json::Span;

/// A part of an exchange that a finding can point into: the request's, then the response's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Part {
    /// The method.
    Method,
    /// The target: path and query.
    Target,
    /// The name of the header at that index.
    HeaderName(u32),
    /// The value of the header at that index.
    HeaderValue(u32),
    /// The headers as a whole: something is missing there.
    Headers,
    /// The body.
    Body,
    /// The response's status.
    Status,
    /// The name of the response's header at that index.
    ResponseHeaderName(u32),
    /// The value of the response's header at that index.
    ResponseHeaderValue(u32),
    /// The response's headers as a whole: something is missing there.
    ResponseHeaders,
    /// The response's body.
    ResponseBody,
}

impl Part {
    /// Whether it is a part of the response.
    pub fn is_of_response(self) -> bool {
        self >= Part::Status
    }
}

/// Where each part of an exchange stands in the text it was read from.
///
/// A part is a sequence of pieces: runs of bytes that stand in the text as they are, and bytes that
/// an escape of the text stands for (a shell's `\n`, say).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SourceMap {
    pieces: Vec<(Part, Piece)>,
}

/// A run of bytes that the text holds, as they are or escaped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Piece {
    /// Bytes of the part.
    pub(super) from: Span,
    /// Bytes of the text. As long as `from` when `verbatim`.
    pub(super) to: Span,
    pub(super) verbatim: bool,
    /// The quotes around it.
    pub(super) quoting: Quoting,
}

impl SourceMap {
    /// A map for a text that is the body itself.
    pub fn identity(length: u32) -> SourceMap {
        let mut map = SourceMap::default();
        map.verbatim(Part::Body, 0, Span { start: 0, end: length });
        map
    }

    /// Says that the part's bytes from `from` on stand in the text at `to`, byte for byte, without quotes.
    /// Pieces of one part are added in the part's order.
    pub fn verbatim(&mut self, part: Part, from: u32, to: Span) {
        let from = Span { start: from, end: from + (to.end - to.start) };
        self.add(part, Piece { from, to, verbatim: true, quoting: Quoting::AsIs });
    }

    pub(super) fn add(&mut self, part: Part, piece: Piece) {
        self.pieces.push((part, piece));
    }

    /// The text's range for a range of a part; `None` when the part does not stand in the text.
    ///
    /// A method is always meant as a whole: one that SCIM has no use for is read as another word than was written.
    pub fn locate(&self, part: Part, range: Span) -> Option<Span> {
        if part == Part::Method {
            return self.whole(part);
        }
        let start = self.offset(part, range.start, false)?;
        let end = if range.is_empty() { start } else { self.offset(part, range.end, true)? };
        Some(Span { start, end: end.max(start) })
    }

    /// Where the part as a whole stands: from the first of its pieces to the last.
    pub fn whole(&self, part: Part) -> Option<Span> {
        let mut pieces = self.pieces_of(part);
        let first = pieces.next()?.to;
        let last = pieces.last().map_or(first, |piece| piece.to);
        Some(Span { start: first.start, end: last.end.max(first.end) })
    }

    /// Whether the range stands in the text byte for byte.
    pub fn is_verbatim(&self, part: Part, range: Span) -> bool {
        let holds =
            |piece: &Piece| piece.verbatim && piece.from.start <= range.start && range.end <= piece.from.end;
        self.pieces_of(part).any(|piece| holds(&piece))
    }

    pub(super) fn pieces_of(&self, part: Part) -> impl Iterator<Item = Piece> {
        self.pieces.iter().filter(move |(of, _)| *of == part).map(|(_, piece)| *piece)
    }

    /// The quotes that the text uses anywhere.
    pub(super) fn quotings(&self) -> impl Iterator<Item = Quoting> {
        self.pieces.iter().map(|(_, piece)| piece.quoting)
    }

    fn offset(&self, part: Part, at: u32, is_end: bool) -> Option<u32> {
        let mut last = None;
        for piece in self.pieces_of(part) {
            let inside = if is_end {
                piece.from.start < at && at <= piece.from.end
            } else {
                piece.from.start <= at && at < piece.from.end
            };
            if inside {
                return Some(match (piece.verbatim, is_end) {
                    (true, _) => piece.to.start + (at - piece.from.start),
                    (false, false) => piece.to.start,
                    (false, true) => piece.to.end,
                });
            }
            if piece.from.end <= at {
                last = Some(piece.to.end);
            } else if last.is_none() {
                last = Some(piece.to.start);
            }
        }
        last
    }
}
