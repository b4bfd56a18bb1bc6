//! Bytes put together from the pasted text, each knowing where it stands there.

use crate::json::Span;
#[cfg(feature = "captures")]
use crate::json::{Fragment, Value};
use crate::message::quoting::Quoting;
use crate::message::source_map::Piece;
use crate::message::{Part, SourceMap};
use std::borrow::Cow;
use std::ops::Range;

/// What a piece of the pasted text stands for, with the way back.
#[derive(Debug, Clone, Default)]
pub(super) struct Mapped {
    bytes: Vec<u8>,
    pieces: Vec<Piece>,
    /// Where it begins in the text; `None` when it does not stand there.
    place: Option<u32>,
    /// The quotes around what is added next.
    quoting: Quoting,
}

#[cfg_attr(not(feature = "curl"), expect(dead_code, reason = "a command is put together from more pieces"))]
impl Mapped {
    /// Nothing yet, at that place of the text.
    pub(super) fn at(place: usize) -> Mapped {
        Mapped { place: Some(place as u32), ..Mapped::default() }
    }

    /// Says which quotes stand around what is added from here on.
    pub(super) fn within(&mut self, quoting: Quoting) {
        self.quoting = quoting;
    }

    /// Bytes that the text does not hold.
    pub(super) fn invented(bytes: impl Into<Vec<u8>>) -> Mapped {
        Mapped { bytes: bytes.into(), ..Mapped::default() }
    }

    /// Bytes that stand in the text as they are.
    pub(super) fn copied(text: &[u8], range: Range<usize>) -> Mapped {
        let mut mapped = Mapped::at(range.start);
        mapped.copy(text, range);
        mapped
    }

    /// The same, where the end of the line is the end of it.
    pub(super) fn line(text: &[u8], range: Range<usize>) -> Mapped {
        let mut mapped = Mapped::at(range.start);
        mapped.within(Quoting::Line);
        mapped.copy(text, range);
        mapped
    }

    /// The content of a JSON string, each escape knowing where it stands. The document begins at `start`.
    #[cfg(feature = "captures")]
    pub(super) fn json(text: &[u8], value: Value<'_>, start: usize) -> Mapped {
        let range = |span: Span| start + span.start as usize..start + span.end as usize;
        let mut content = Mapped::at(range(value.content_span()).start);
        content.within(Quoting::Json);
        for fragment in value.fragments() {
            match fragment {
                Fragment::Plain(span) => content.copy(text, range(span)),
                Fragment::Escape(span, character) => {
                    content.escape(character.encode_utf8(&mut [0; 4]).as_bytes(), range(span));
                }
            }
        }
        content
    }

    pub(super) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    pub(super) fn len(&self) -> usize {
        self.bytes.len()
    }

    /// Adds bytes that stand in the text as they are.
    pub(super) fn copy(&mut self, text: &[u8], range: Range<usize>) {
        let to = Span::new(range.start as u32, range.end as u32);
        self.push(&text[range], to, true);
    }

    /// Adds what the text's range stands for.
    pub(super) fn escape(&mut self, bytes: &[u8], range: Range<usize>) {
        self.push(bytes, Span::new(range.start as u32, range.end as u32), false);
    }

    /// Adds bytes that the text does not hold.
    pub(super) fn invent(&mut self, bytes: &[u8]) {
        self.bytes.extend_from_slice(bytes);
    }

    fn push(&mut self, bytes: &[u8], to: Span, verbatim: bool) {
        if bytes.is_empty() {
            return;
        }
        self.place.get_or_insert(to.start);
        let start = self.bytes.len() as u32;
        self.bytes.extend_from_slice(bytes);
        let end = self.bytes.len() as u32;
        match self.pieces.last_mut() {
            Some(last)
                if verbatim
                    && last.verbatim
                    && last.quoting == self.quoting
                    && last.to.end == to.start
                    && last.from.end == start =>
            {
                last.from.end = end;
                last.to.end = to.end;
            }
            Some(_) | None => {
                let from = Span::new(start, end);
                self.pieces.push(Piece { from, to, verbatim, quoting: self.quoting });
            }
        }
    }

    /// Nothing, at the same place within the same quotes.
    fn empty(&self) -> Mapped {
        Mapped { place: self.place, quoting: self.quoting, ..Mapped::default() }
    }

    /// Adds another's bytes behind these.
    pub(super) fn append(&mut self, other: &Mapped) {
        self.place = self.place.or(other.place);
        let shift = self.bytes.len() as u32;
        self.bytes.extend_from_slice(&other.bytes);
        self.pieces.extend(other.pieces.iter().map(|piece| Piece {
            from: Span::new(piece.from.start + shift, piece.from.end + shift),
            ..*piece
        }));
    }

    /// The bytes of that range alone.
    pub(super) fn slice(&self, range: Range<usize>) -> Mapped {
        let (start, end) = (range.start as u32, range.end as u32);
        let bytes = self.bytes[range].to_vec();
        let mut part = Mapped { bytes, pieces: Vec::new(), ..self.empty() };
        for piece in &self.pieces {
            if piece.from.end <= start {
                part.place = Some(piece.to.end);
            }
            let from = Span::new(piece.from.start.max(start), piece.from.end.min(end));
            if from.is_empty() {
                continue;
            }
            let to = if piece.verbatim {
                let skipped = from.start - piece.from.start;
                Span::new(piece.to.start + skipped, piece.to.start + skipped + (from.end - from.start))
            } else {
                piece.to
            };
            if part.pieces.is_empty() {
                part.place = Some(to.start);
            }
            let from = Span::new(from.start - start, from.end - start);
            part.pieces.push(Piece { from, to, ..*piece });
        }
        part
    }

    /// The bytes without white space around them.
    pub(super) fn trimmed(&self) -> Mapped {
        let start = self.len() - self.bytes.trim_ascii_start().len();
        self.slice(start..start + self.bytes.trim_ascii().len())
    }

    /// The same with each byte turned into what `encode` gives, where it gives something.
    pub(super) fn encoded(&self, mut encode: impl FnMut(u8) -> Option<Vec<u8>>) -> Mapped {
        let mut result = self.empty();
        let mut pieces = self.pieces.iter().peekable();
        for (index, &byte) in self.bytes.iter().enumerate() {
            let at = index as u32;
            while pieces.next_if(|piece| piece.from.end <= at).is_some() {}
            let piece = pieces.peek().filter(|piece| piece.from.start <= at);
            let bytes = encode(byte);
            let kept = bytes.is_none();
            let bytes = bytes.unwrap_or_else(|| vec![byte]);
            result.quoting = piece.map_or(self.quoting, |piece| piece.quoting);
            match piece {
                Some(piece) if piece.verbatim => {
                    let to = piece.to.start + (at - piece.from.start);
                    result.push(&bytes, Span::new(to, to + 1), kept);
                }
                Some(piece) => result.push(&bytes, piece.to, false),
                None => result.invent(&bytes),
            }
        }
        result
    }

    /// Other bytes, which all of these stand for.
    pub(super) fn standing_for(&self, bytes: &[u8]) -> Mapped {
        let mut result = self.empty();
        match (self.pieces.first(), self.pieces.last()) {
            (Some(first), Some(last)) => {
                result.push(bytes, Span::new(first.to.start, last.to.end.max(first.to.end)), false);
            }
            _ => result.invent(bytes),
        }
        result
    }

    /// The bytes, borrowed from the text where they stand there in one run. Says in `map` where they stand.
    pub(super) fn into_bytes<'a>(self, text: &'a [u8], part: Part, map: &mut SourceMap) -> Cow<'a, [u8]> {
        self.record(part, map);
        match self.pieces[..] {
            [Piece { from, to, verbatim: true, .. }]
                if from.end as usize == self.bytes.len() && from.start == 0 =>
            {
                Cow::Borrowed(&text[to.start as usize..to.end as usize])
            }
            _ => Cow::Owned(self.bytes),
        }
    }

    /// The same as text. Bytes that are not UTF-8 become U+FFFD, as readers of headers do with them.
    pub(super) fn into_str<'a>(self, text: &'a [u8], part: Part, map: &mut SourceMap) -> Cow<'a, str> {
        if str::from_utf8(&self.bytes).is_err() {
            return self.readable().into_str(text, part, map);
        }
        match self.into_bytes(text, part, map) {
            Cow::Borrowed(bytes) => String::from_utf8_lossy(bytes),
            Cow::Owned(bytes) => Cow::Owned(String::from_utf8_lossy(&bytes).into_owned()),
        }
    }

    fn readable(&self) -> Mapped {
        let mut replacements = self.bytes.utf8_chunks().flat_map(|chunk| {
            let valid = chunk.valid().bytes().map(|_| None);
            let replaced = (0..chunk.invalid().len())
                .map(|index| Some(if index == 0 { "\u{fffd}".into() } else { Vec::new() }));
            valid.chain(replaced)
        });
        self.encoded(|_| replacements.next().flatten())
    }

    fn record(&self, part: Part, map: &mut SourceMap) {
        for &piece in &self.pieces {
            map.add(part, piece);
        }
        if let (true, Some(place)) = (self.bytes.is_empty(), self.place) {
            let (from, to) = (Span::new(0, 0), Span::new(place, place));
            map.add(part, Piece { from, to, verbatim: true, quoting: self.quoting });
        }
    }
}
