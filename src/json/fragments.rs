//! A string's content as it is written: runs of text, and escapes with what they stand for.

use super::parser::code_unit;
use super::position::Span;

/// A piece of a string's content.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fragment {
    /// Text that stands for itself, at that place.
    Plain(Span),
    /// An escape at that place, and the character that it stands for.
    Escape(Span, char),
}

/// The pieces of a string's content, in order.
#[derive(Debug, Clone)]
pub struct Fragments<'d> {
    rest: &'d str,
    /// Where the rest begins in the text.
    at: u32,
}

impl<'d> Fragments<'d> {
    /// The pieces of that content, which the parser has checked.
    pub(super) fn new(content: &'d str, at: u32) -> Fragments<'d> {
        Fragments { rest: content, at }
    }

    fn take(&mut self, length: usize) -> Span {
        let span = Span::new(self.at, self.at + length as u32);
        self.rest = self.rest.get(length..).unwrap_or_default();
        self.at = span.end;
        span
    }
}

impl Iterator for Fragments<'_> {
    type Item = Fragment;

    fn next(&mut self) -> Option<Fragment> {
        match self.rest.bytes().position(|byte| byte == b'\\') {
            _ if self.rest.is_empty() => None,
            Some(0) => {
                let (character, length) = resolve_escape(self.rest.as_bytes());
                Some(Fragment::Escape(self.take(length), character))
            }
            Some(length) => Some(Fragment::Plain(self.take(length))),
            None => Some(Fragment::Plain(self.take(self.rest.len()))),
        }
    }
}

/// Resolves the escapes of a string's content, which the parser has checked.
pub(super) fn unescape(content: &str) -> String {
    let mut result = String::with_capacity(content.len());
    for fragment in Fragments::new(content, 0) {
        match fragment {
            Fragment::Plain(span) => result.push_str(span.of(content)),
            Fragment::Escape(_, character) => result.push(character),
        }
    }
    result
}

/// The character that an escape stands for, and the escape's length.
fn resolve_escape(escape: &[u8]) -> (char, usize) {
    let simple = match escape.get(1) {
        Some(b'b') => '\u{8}',
        Some(b'f') => '\u{c}',
        Some(b'n') => '\n',
        Some(b'r') => '\r',
        Some(b't') => '\t',
        Some(b'u') => return resolve_units(escape),
        Some(&other) => char::from(other),
        None => char::REPLACEMENT_CHARACTER,
    };
    (simple, 2)
}

fn resolve_units(escape: &[u8]) -> (char, usize) {
    let units = [code_unit(escape, 0), code_unit(escape, 6)].into_iter().map_while(|unit| unit);
    let character = char::decode_utf16(units).next().and_then(Result::ok);
    let character = character.unwrap_or(char::REPLACEMENT_CHARACTER);
    (character, 6 * character.len_utf16())
}
