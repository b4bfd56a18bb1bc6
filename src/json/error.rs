//! Why a text is not JSON: the kind of fault and the bytes that are at fault.
//!
//! Lint rules stand on these kinds, so they tell apart what people do wrong: a trailing comma,
//! quotes from a word processor, a literal from another language. Nothing here is hot.

use std::str::Utf8Error;

use super::parser::code_unit;
use super::position::Span;
use super::value::{Kind, Node};

/// Why a text is not JSON, and where.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{kind}")]
pub struct Error {
    /// What is wrong.
    pub kind: ErrorKind,
    /// The bytes at fault. For what is unclosed: the opening bracket, or the string from its quote.
    pub span: Span,
}

impl Error {
    pub(super) const fn new(kind: ErrorKind, span: Span) -> Error {
        Error { kind, span }
    }
}

/// What is wrong with a text that is not JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum ErrorKind {
    /// Bytes that are no UTF-8 (RFC 8259 §8.1).
    #[error("the text is not UTF-8")]
    NotUtf8,
    /// A byte order mark, which must not be sent (RFC 8259 §8.1).
    #[error("the text starts with a byte order mark")]
    ByteOrderMark,
    /// Nothing, or white space only.
    #[error("the text is empty")]
    Empty,
    /// A comma with nothing but a closing bracket behind it.
    #[error("a comma stands before the closing bracket")]
    TrailingComma,
    /// Something other than a comma or the closing bracket behind an element or a member.
    #[error("a comma is missing")]
    MissingComma,
    /// Something other than a colon behind a member's name.
    #[error("a colon is missing after the member's name")]
    MissingColon,
    /// Something that starts no value where a value is due.
    #[error("a value is expected")]
    ExpectedValue,
    /// Something other than a string where a member's name is due, such as a name without quotes.
    #[error("a member's name in double quotes is expected")]
    ExpectedName,
    /// A typographic quote in place of `"`.
    #[error("a typographic quote stands in place of `\"`")]
    CurlyQuote,
    /// A text in single quotes, as a value or as a name.
    #[error("single quotes stand in place of double quotes")]
    SingleQuote,
    /// A control character within a string, such as a line break, that is not escaped.
    #[error("a control character in a string is not escaped")]
    ControlCharacter,
    /// A backslash that starts none of JSON's escapes.
    #[error("the backslash starts no escape of JSON")]
    BadEscape,
    /// An escape for half of a surrogate pair.
    #[error("the escape stands for half of a surrogate pair")]
    LoneSurrogate,
    /// A string that the text's end cuts off.
    #[error("the string has no closing quote")]
    UnclosedString,
    /// An array without its `]`.
    #[error("`[` has no matching `]`")]
    UnclosedArray,
    /// An object without its `}`.
    #[error("`{{` has no matching `}}`")]
    UnclosedObject,
    /// A number that JSON writes differently: a leading zero, a plus sign, no digit beside the point.
    #[error("the number is not written as JSON writes numbers")]
    BadNumber,
    /// A literal of another language, such as `True`, `None` or `undefined`.
    #[error("the word is no literal of JSON")]
    NotJsonLiteral,
    /// A comment, which JSON does not have.
    #[error("JSON has no comments")]
    Comment,
    /// Something behind the text's one value.
    #[error("the value is complete, but more text follows")]
    TrailingText,
    /// Containers that nest to the depth [`MAX_DEPTH`](super::MAX_DEPTH).
    #[error("arrays and objects nest too deep")]
    TooDeep,
    /// A text of more than `u32::MAX` bytes.
    #[error("the text is too long")]
    TooLong,
}

/// What the parser looked for when it stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Due {
    /// The text's value.
    Text,
    /// The first element, or `]`.
    FirstElement,
    /// An element, after a comma.
    Element,
    /// The first member's name, or `}`.
    FirstName,
    /// A member's name, after a comma.
    Name,
    /// The colon after a name.
    Colon,
    /// A member's value.
    Member,
    /// A comma or the closing bracket.
    Separator,
    /// The text's end.
    End,
}

/// What is wrong at a place where the parser found something else than what is due there.
pub(super) fn diagnose(text: &[u8], at: usize, due: Due, open: Option<&Node>) -> Error {
    let Some(&found) = text.get(at) else {
        return ended(text, open);
    };
    if at == 0 && text.starts_with("\u{feff}".as_bytes()) {
        return error(ErrorKind::ByteOrderMark, 0, 3);
    }
    if let Some(end) = comment_end(text, at) {
        return error(ErrorKind::Comment, at, end);
    }
    match due {
        Due::Text | Due::FirstElement | Due::Member => not_a_value(text, at),
        Due::Element => match found {
            b']' | b'}' => trailing_comma(text, at),
            _ => not_a_value(text, at),
        },
        Due::FirstName => not_a_name(text, at),
        Due::Name => match found {
            b']' | b'}' => trailing_comma(text, at),
            _ => not_a_name(text, at),
        },
        Due::Colon => quote_fault(text, at).unwrap_or_else(|| token_error(ErrorKind::MissingColon, text, at)),
        Due::Separator => match found {
            b']' | b'}' => unclosed(text, open),
            _ => glued(text, at)
                .or_else(|| quote_fault(text, at))
                .unwrap_or_else(|| token_error(ErrorKind::MissingComma, text, at)),
        },
        Due::End => glued(text, at)
            .unwrap_or_else(|| error(ErrorKind::TrailingText, at, text.trim_ascii_end().len().max(at + 1))),
    }
}

/// Why a text is not UTF-8.
#[cold]
pub(super) fn not_utf8(text: &[u8], wrong: Utf8Error) -> Error {
    let start = wrong.valid_up_to();
    let end = wrong.error_len().map_or(text.len(), |len| start + len);
    error(ErrorKind::NotUtf8, start, end)
}

#[cold]
pub(super) fn too_deep(at: usize) -> Error {
    error(ErrorKind::TooDeep, at, at + 1)
}

/// Why the string that opens at `start` goes wrong at `at`.
#[cold]
pub(super) fn bad_string(text: &[u8], start: usize, at: usize) -> Error {
    match text.get(at) {
        None => error(ErrorKind::UnclosedString, start, text.len()),
        Some(b'\\') => bad_escape(text, start, at),
        Some(_) => error(ErrorKind::ControlCharacter, at, at + 1),
    }
}

/// Why the number that starts there is none.
#[cold]
pub(super) fn bad_number(text: &[u8], start: usize) -> Error {
    let end = word_end(text, start);
    let token = &text[start..end];
    if is_foreign_literal(token.strip_prefix(b"-").unwrap_or(token)) {
        return error(ErrorKind::NotJsonLiteral, start, end);
    }
    error(ErrorKind::BadNumber, start, end)
}

fn error(kind: ErrorKind, start: usize, end: usize) -> Error {
    Error::new(kind, Span::new(start as u32, end as u32))
}

/// The fault, at the token or the character that stands there.
fn token_error(kind: ErrorKind, text: &[u8], at: usize) -> Error {
    error(kind, at, token_end(text, at))
}

fn ended(text: &[u8], open: Option<&Node>) -> Error {
    match open {
        Some(_) => unclosed(text, open),
        None => error(ErrorKind::Empty, 0, text.len()),
    }
}

fn unclosed(text: &[u8], open: Option<&Node>) -> Error {
    let Some(node) = open else {
        return error(ErrorKind::Empty, 0, text.len());
    };
    let kind = if node.kind == Kind::Array { ErrorKind::UnclosedArray } else { ErrorKind::UnclosedObject };
    error(kind, node.start as usize, node.start as usize + 1)
}

/// The comma before the closing bracket at `at`; only white space is between them.
fn trailing_comma(text: &[u8], at: usize) -> Error {
    let end = text[..at].trim_ascii_end().len();
    error(ErrorKind::TrailingComma, end.saturating_sub(1), end)
}

fn not_a_value(text: &[u8], at: usize) -> Error {
    if let Some(fault) = quote_fault(text, at) {
        return fault;
    }
    match text[at] {
        b'+' | b'-' | b'.' | b'0'..=b'9' => {
            let end = word_end(text, at);
            let sign = usize::from(matches!(text[at], b'+' | b'-'));
            if is_foreign_literal(&text[at + sign..end]) {
                error(ErrorKind::NotJsonLiteral, at, end)
            } else if text[at..end].iter().any(u8::is_ascii_digit) {
                error(ErrorKind::BadNumber, at, end)
            } else {
                error(ErrorKind::ExpectedValue, at, end)
            }
        }
        _ => {
            let end = word_end(text, at);
            let foreign = is_foreign_literal(&text[at..end]);
            let kind = if foreign { ErrorKind::NotJsonLiteral } else { ErrorKind::ExpectedValue };
            token_error(kind, text, at)
        }
    }
}

fn not_a_name(text: &[u8], at: usize) -> Error {
    quote_fault(text, at).unwrap_or_else(|| token_error(ErrorKind::ExpectedName, text, at))
}

/// A number or literal that goes on where it should have ended, such as `0x1F` or `nullable`.
fn glued(text: &[u8], at: usize) -> Option<Error> {
    let before = text[..at].iter().rev().take_while(|byte| is_word(**byte)).count();
    let start = at - before;
    let end = word_end(text, at);
    if before == 0 || end == at {
        return None;
    }
    let kind = match text[start] {
        b'-' | b'0'..=b'9' => ErrorKind::BadNumber,
        _ => ErrorKind::ExpectedValue,
    };
    Some(error(kind, start, end))
}

/// A quote other than `"` where a token is due.
fn quote_fault(text: &[u8], at: usize) -> Option<Error> {
    let rest = &text[at..];
    let curly = ["\u{201c}", "\u{201d}", "\u{201e}", "\u{2018}", "\u{2019}", "\u{201a}"];
    if let Some(quote) = curly.iter().find(|quote| rest.starts_with(quote.as_bytes())) {
        return Some(error(ErrorKind::CurlyQuote, at, at + quote.len()));
    }
    if rest.first() != Some(&b'\'') {
        return None;
    }
    let line = rest.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let closing = line.iter().skip(1).position(|byte| *byte == b'\'');
    Some(error(ErrorKind::SingleQuote, at, at + closing.map_or(1, |inner| inner + 2)))
}

/// Which escape goes wrong, and how.
fn bad_escape(text: &[u8], start: usize, at: usize) -> Error {
    if code_unit(text, at).is_some() {
        return error(ErrorKind::LoneSurrogate, at, at + 6);
    }
    let Some(&letter) = text.get(at + 1) else {
        return error(ErrorKind::UnclosedString, start, text.len());
    };
    if letter != b'u' {
        return error(ErrorKind::BadEscape, at, char_end(text, at + 1));
    }
    let digits = text[at + 2..].iter().take(4).take_while(|byte| byte.is_ascii_hexdigit()).count();
    match text.get(at + 2 + digits) {
        None => error(ErrorKind::UnclosedString, start, text.len()),
        Some(_) => error(ErrorKind::BadEscape, at, at + 2 + digits),
    }
}

/// Where the comment that starts there ends; `None` if none does.
fn comment_end(text: &[u8], at: usize) -> Option<usize> {
    let body = text.get(at + 2..)?;
    match &text[at..at + 2] {
        b"//" => Some(at + 2 + body.iter().position(|byte| *byte == b'\n').unwrap_or(body.len())),
        b"/*" => {
            Some(at + 2 + body.windows(2).position(|pair| pair == b"*/").map_or(body.len(), |end| end + 2))
        }
        _ => None,
    }
}

/// Where the string, the word or the character that starts there ends.
fn token_end(text: &[u8], at: usize) -> usize {
    if text[at] == b'"' {
        let mut end = at + 1;
        while let Some(&byte) = text.get(end) {
            match byte {
                b'"' => return end + 1,
                b'\\' => end += 2,
                b'\n' => break,
                _ => end += 1,
            }
        }
        return at + 1;
    }
    word_end(text, at).max(char_end(text, at))
}

fn word_end(text: &[u8], at: usize) -> usize {
    at + text[at..].iter().take_while(|byte| is_word(**byte)).count()
}

fn char_end(text: &[u8], at: usize) -> usize {
    at + 1 + text[at + 1..].iter().take_while(|byte| **byte & 0xC0 == 0x80).count()
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$' | b'+' | b'-' | b'.')
}

fn is_foreign_literal(word: &[u8]) -> bool {
    let literals = ["true", "false", "null", "none", "nil", "undefined", "nan", "infinity", "inf"];
    literals.iter().any(|literal| word.eq_ignore_ascii_case(literal.as_bytes()))
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail by panic")]
mod tests {
    use super::ErrorKind::{self, *};
    use crate::json::Parser;

    /// The kind of fault and the text at fault.
    fn fault(text: &[u8]) -> (ErrorKind, String) {
        let error = Parser::new().parse(text).unwrap_err();
        let bytes = &text[error.span.start as usize..error.span.end as usize];
        (error.kind, String::from_utf8_lossy(bytes).into_owned())
    }

    #[test]
    fn each_fault_is_told_apart_and_points_at_its_bytes() {
        let cases = [
            ("", Empty, ""),
            (" \n", Empty, " \n"),
            ("\u{feff}{}", ByteOrderMark, "\u{feff}"),
            ("[1, 2 , ]", TrailingComma, ","),
            ("{\"a\": 1,}", TrailingComma, ","),
            ("[[1,]}", TrailingComma, ","),
            ("[1 2]", MissingComma, "2"),
            ("{\"a\": 1 \"b\": 2}", MissingComma, "\"b\""),
            ("{\"a\": 1\n b: 2}", MissingComma, "b"),
            ("[\"a\": 1]", MissingComma, ":"),
            ("{\"a\" 1}", MissingColon, "1"),
            ("{\"a\" = 1}", MissingColon, "="),
            ("{\"a\"}", MissingColon, "}"),
            ("{\"a\", \"b\"}", MissingColon, ","),
            ("{\"a\": }", ExpectedValue, "}"),
            ("{\"a\": bob}", ExpectedValue, "bob"),
            ("[1,,2]", ExpectedValue, ","),
            ("[,]", ExpectedValue, ","),
            ("<html>", ExpectedValue, "<"),
            ("[tru]", ExpectedValue, "tru"),
            ("[nullable]", ExpectedValue, "nullable"),
            ("[é]", ExpectedValue, "é"),
            ("[-]", BadNumber, "-"),
            ("{userName: 1}", ExpectedName, "userName"),
            ("{\"a\": 1, b: 2}", ExpectedName, "b"),
            ("{1: 2}", ExpectedName, "1"),
            ("{, \"a\": 2}", ExpectedName, ","),
            ("{“userName”: 1}", CurlyQuote, "“"),
            ("{\"a\": ‘b’}", CurlyQuote, "‘"),
            ("{'a': 1}", SingleQuote, "'a'"),
            ("[ 'a b' ]", SingleQuote, "'a b'"),
            ("['a\n]", SingleQuote, "'"),
            ("[\"a\nb\"]", ControlCharacter, "\n"),
            ("[\"long enough\tfor two words\"]", ControlCharacter, "\t"),
            ("[\"\0\"]", ControlCharacter, "\0"),
            (r#"["C:\Users"]"#, BadEscape, r"\U"),
            (r#"["\é"]"#, BadEscape, r"\é"),
            (r#"["\u12g4"]"#, BadEscape, r"\u12"),
            (r#"["\ud83d"]"#, LoneSurrogate, r"\ud83d"),
            (r#"["\ud83d\n"]"#, LoneSurrogate, r"\ud83d"),
            (r#"["\ude00\ud83d"]"#, LoneSurrogate, r"\ude00"),
            ("[\"abc", UnclosedString, "\"abc"),
            (r#"["abc\"#, UnclosedString, r#""abc\"#),
            (r#"["abc\u12"#, UnclosedString, r#""abc\u12"#),
            ("[[1, 2]", UnclosedArray, "["),
            ("[1}", UnclosedArray, "["),
            ("{\"a\": {}", UnclosedObject, "{"),
            ("{\"a\": [], ", UnclosedObject, "{"),
            ("{\"a\"", UnclosedObject, "{"),
            ("{\"a\": 1]", UnclosedObject, "{"),
            ("[012]", BadNumber, "012"),
            ("[+1]", BadNumber, "+1"),
            ("[.5]", BadNumber, ".5"),
            ("[1.]", BadNumber, "1."),
            ("[1.e3]", BadNumber, "1.e3"),
            ("[1e]", BadNumber, "1e"),
            ("[0x1F]", BadNumber, "0x1F"),
            ("1_000", BadNumber, "1_000"),
            ("[1.2.3]", BadNumber, "1.2.3"),
            ("{\"active\": True}", NotJsonLiteral, "True"),
            ("[None]", NotJsonLiteral, "None"),
            ("[undefined]", NotJsonLiteral, "undefined"),
            ("[NaN]", NotJsonLiteral, "NaN"),
            ("[-Infinity]", NotJsonLiteral, "-Infinity"),
            ("// note\n{}", Comment, "// note"),
            ("{ /* none */ }", Comment, "/* none */"),
            ("[1, # 2\n]", ExpectedValue, "#"),
            ("[1 // one\n]", Comment, "// one"),
            ("[/* open", Comment, "/* open"),
            ("{} // end", Comment, "// end"),
            ("{}{} ", TrailingText, "{}"),
            ("{},", TrailingText, ","),
            ("\"a\"b", TrailingText, "b"),
        ];
        for (text, kind, bytes) in cases {
            assert_eq!(fault(text.as_bytes()), (kind, bytes.to_owned()), "{text}");
        }
    }

    #[test]
    fn bytes_that_are_not_utf8_are_pointed_at() {
        let error = Parser::new().parse(b"[\"M\xfcller\"]").unwrap_err();
        assert_eq!((error.kind, error.span.start, error.span.end), (NotUtf8, 3, 4));
        let error = Parser::new().parse(b"[\"M\xc3").unwrap_err();
        assert_eq!((error.kind, error.span.start, error.span.end), (NotUtf8, 3, 4));
    }

    #[test]
    fn a_fault_reads_as_part_of_a_sentence() {
        let error = Parser::new().parse(b"{").unwrap_err();
        assert_eq!(error.to_string(), "`{` has no matching `}`");
    }
}
