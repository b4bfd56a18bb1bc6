//! The parser: one pass over the text, no recursion, one tape.
//!
//! The hot loop only tells right from wrong; what exactly is wrong is found out afterwards, by
//! [`super::error`], from the place where the loop stopped and what was due there.

use super::error::{self, Due, Error, ErrorKind};
use super::position::Span;
use super::value::{Document, Kind, Node};

/// How deep arrays and objects nest: a text that reaches this depth is refused, as `serde_json` does.
pub const MAX_DEPTH: usize = 128;

/// No container is open. No node has this index: a text of `u32::MAX` bytes holds fewer values.
const NONE: u32 = u32::MAX;

/// Parses JSON texts one after the other, keeping its tape's memory.
#[derive(Debug, Clone, Default)]
pub struct Parser {
    nodes: Vec<Node>,
}

impl Parser {
    /// A parser that has seen no text yet and holds no memory.
    pub fn new() -> Parser {
        Parser::default()
    }

    /// Parses the text, which is all of one JSON value and white space around it.
    ///
    /// The document borrows the text and the parser's tape: drop it before the next text.
    #[inline]
    pub fn parse<'d>(&'d mut self, text: &'d [u8]) -> Result<Document<'d>, Error> {
        if u32::try_from(text.len()).is_err() {
            return Err(Error::new(ErrorKind::TooLong, Span::new(u32::MAX, u32::MAX)));
        }
        let text = std::str::from_utf8(text).map_err(|wrong| error::not_utf8(text, wrong))?;
        self.nodes.clear();
        write_tape(text.as_bytes(), &mut self.nodes)?;
        Ok(Document::new(text, &self.nodes))
    }
}

/// What a value stands in.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Inside {
    Nothing,
    Array,
    Object,
}

/// Appends the nodes of the text's values in order: a container before its content, a member's name
/// before its value. While a container is open, its `next` is the index of the one around it.
///
/// What is due is looked for first, and white space only where it is not found: most texts have none.
#[inline]
fn write_tape(text: &[u8], nodes: &mut Vec<Node>) -> Result<(), Error> {
    let mut open = NONE;
    let mut inside = Inside::Nothing;
    let mut depth = 0;
    let mut due = Due::Text;
    let mut at = 0;
    'value: loop {
        if matches!(due, Due::Name) {
            at = name(text, at, nodes, open)?;
            due = Due::Member;
        }
        match byte(text, at) {
            b'"' => at = string(text, at, nodes)?,
            b'{' => {
                depth += 1;
                if depth == MAX_DEPTH {
                    return Err(error::too_deep(at));
                }
                open = enter(Kind::Object, at, open, nodes);
                inside = Inside::Object;
                at = skip_space(text, at + 1);
                match byte(text, at) {
                    b'"' => {
                        due = Due::Name;
                        continue 'value;
                    }
                    b'}' => {}
                    _ => return Err(diagnose(text, at, Due::FirstName, nodes, open)),
                }
            }
            b'[' => {
                depth += 1;
                if depth == MAX_DEPTH {
                    return Err(error::too_deep(at));
                }
                open = enter(Kind::Array, at, open, nodes);
                inside = Inside::Array;
                at = skip_space(text, at + 1);
                if byte(text, at) != b']' {
                    due = Due::FirstElement;
                    continue 'value;
                }
            }
            b'-' | b'0'..=b'9' => at = number(text, at, nodes)?,
            b't' if word(text, at, b"true") => at = push(Kind::True, at, at + 4, false, nodes),
            b'f' if word(text, at, b"false") => at = push(Kind::False, at, at + 5, false, nodes),
            b'n' if word(text, at, b"null") => at = push(Kind::Null, at, at + 4, false, nodes),
            b' ' | b'\n' | b'\r' | b'\t' => {
                at = skip_space(text, at + 1);
                continue 'value;
            }
            _ => return Err(diagnose(text, at, due, nodes, open)),
        }
        // A value is complete, or an empty container is about to be closed.
        loop {
            match (byte(text, at), inside) {
                (b',', Inside::Object) => {
                    at += 1;
                    if byte(text, at) != b'"' {
                        at = skip_space(text, at);
                        if byte(text, at) != b'"' {
                            return Err(diagnose(text, at, Due::Name, nodes, open));
                        }
                    }
                    due = Due::Name;
                    continue 'value;
                }
                (b',', Inside::Array) => {
                    at += 1;
                    due = Due::Element;
                    continue 'value;
                }
                (b'}', Inside::Object) | (b']', Inside::Array) => at += 1,
                (b' ' | b'\n' | b'\r' | b'\t', _) => {
                    at = skip_space(text, at + 1);
                    continue;
                }
                (_, Inside::Nothing) if at >= text.len() => return Ok(()),
                (_, Inside::Nothing) => return Err(diagnose(text, at, Due::End, nodes, open)),
                _ => return Err(diagnose(text, at, Due::Separator, nodes, open)),
            }
            depth -= 1;
            let next = nodes.len() as u32;
            let closed = &mut nodes[open as usize];
            closed.end = at as u32;
            open = std::mem::replace(&mut closed.next, next);
            inside = match nodes.get(open as usize) {
                None => Inside::Nothing,
                Some(around) if around.kind == Kind::Object => Inside::Object,
                Some(_) => Inside::Array,
            };
        }
    }
}

/// The byte there. The text's end reads as NUL, which no place of a JSON text allows.
#[inline]
fn byte(text: &[u8], at: usize) -> u8 {
    text.get(at).copied().unwrap_or(0)
}

/// Where white space ends (RFC 8259 §2).
#[inline]
fn skip_space(text: &[u8], mut at: usize) -> usize {
    while matches!(byte(text, at), b' ' | b'\n' | b'\r' | b'\t') {
        at += 1;
    }
    at
}

/// Opens a container and tells its index.
#[inline]
fn enter(kind: Kind, at: usize, around: u32, nodes: &mut Vec<Node>) -> u32 {
    let index = nodes.len() as u32;
    nodes.push(Node { start: at as u32, end: at as u32, next: around, kind, escaped: false });
    index
}

/// Writes a value without content of its own, or a name, and tells where it ends.
#[inline]
fn push(kind: Kind, start: usize, end: usize, escaped: bool, nodes: &mut Vec<Node>) -> usize {
    let next = nodes.len() as u32 + 1;
    nodes.push(Node { start: start as u32, end: end as u32, next, kind, escaped });
    end
}

#[inline]
fn word(text: &[u8], at: usize, word: &[u8]) -> bool {
    text.get(at..at + word.len()) == Some(word)
}

/// A member's name, from its opening quote, and its colon; tells where what follows the colon starts.
#[inline]
fn name(text: &[u8], at: usize, nodes: &mut Vec<Node>, open: u32) -> Result<usize, Error> {
    let mut colon = string(text, at, nodes)?;
    if byte(text, colon) != b':' {
        colon = skip_space(text, colon);
        if byte(text, colon) != b':' {
            return Err(diagnose(text, colon, Due::Colon, nodes, open));
        }
    }
    Ok(colon + 1)
}

/// A string, from its opening quote; tells where it ends.
#[inline(always)]
#[expect(
    clippy::inline_always,
    reason = "half of all bytes are in strings; a call costs a tenth of the rate"
)]
fn string(text: &[u8], start: usize, nodes: &mut Vec<Node>) -> Result<usize, Error> {
    let at = skip_plain(text, start + 1);
    if byte(text, at) == b'"' {
        return Ok(push(Kind::String, start, at + 1, false, nodes));
    }
    let end = escaped_string(text, start, at)?;
    Ok(push(Kind::String, start, end, true, nodes))
}

/// The rest of a string that is not plain; tells where it ends.
fn escaped_string(text: &[u8], start: usize, mut at: usize) -> Result<usize, Error> {
    loop {
        match byte(text, at) {
            b'"' => return Ok(at + 1),
            b'\\' => at = escape(text, at).ok_or_else(|| error::bad_string(text, start, at))?,
            _ => return Err(error::bad_string(text, start, at)),
        }
        at = skip_plain(text, at);
    }
}

/// Where a string stops being plain: at a quote, a backslash, a control character or the text's end.
///
/// Looks at eight bytes at a time. Each test sets the high bit of the bytes that it is about, and of some
/// that are not ASCII, which are left out; a borrow may set it falsely in bytes behind such a byte, so the
/// first one set is always true. A quote is 0x22: with its second bit flipped it comes right behind the
/// control characters, so that one test is about both.
#[inline]
fn skip_plain(text: &[u8], mut at: usize) -> usize {
    const ONES: u64 = u64::MAX / 255;
    while let Some(chunk) = text.get(at..).and_then(<[u8]>::first_chunk::<8>) {
        let bytes = u64::from_le_bytes(*chunk);
        let control_or_quote = (bytes ^ (ONES * 0x02)).wrapping_sub(ONES * 0x21);
        let backslash = (bytes ^ (ONES * u64::from(b'\\'))).wrapping_sub(ONES);
        let found = (control_or_quote | backslash) & !bytes & (ONES << 7);
        if found != 0 {
            return at + (found.trailing_zeros() / 8) as usize;
        }
        at += 8;
    }
    while byte(text, at) >= 0x20 && !matches!(byte(text, at), b'"' | b'\\') {
        at += 1;
    }
    at
}

/// Where the escape that starts there ends; `None` if it is none (RFC 8259 §7).
///
/// A surrogate is accepted only in a pair: half of one stands for no character.
fn escape(text: &[u8], at: usize) -> Option<usize> {
    match byte(text, at + 1) {
        b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't' => Some(at + 2),
        b'u' => match code_unit(text, at)? {
            0xD800..=0xDBFF => matches!(code_unit(text, at + 6)?, 0xDC00..=0xDFFF).then_some(at + 12),
            0xDC00..=0xDFFF => None,
            _ => Some(at + 6),
        },
        _ => None,
    }
}

/// The UTF-16 code unit that the escape `\uXXXX` at this place stands for.
pub(super) fn code_unit(text: &[u8], at: usize) -> Option<u16> {
    let [b'\\', b'u', digits @ ..] = text.get(at..at + 6)? else {
        return None;
    };
    digits.iter().try_fold(0, |unit, &digit| Some(unit << 4 | char::from(digit).to_digit(16)? as u16))
}

/// A number (RFC 8259 §6); tells where it ends.
#[inline]
fn number(text: &[u8], start: usize, nodes: &mut Vec<Node>) -> Result<usize, Error> {
    let mut at = start + usize::from(text[start] == b'-');
    at = match byte(text, at) {
        b'0' => at + 1,
        b'1'..=b'9' => skip_digits(text, at + 1),
        _ => return Err(error::bad_number(text, start)),
    };
    match byte(text, at) {
        b'.' | b'e' | b'E' => at = fraction(text, start, at)?,
        b'0'..=b'9' => return Err(error::bad_number(text, start)),
        _ => {}
    }
    Ok(push(Kind::Number, start, at, false, nodes))
}

/// A number's fraction and exponent.
fn fraction(text: &[u8], start: usize, mut at: usize) -> Result<usize, Error> {
    if byte(text, at) == b'.' {
        at = some_digits(text, at + 1).ok_or_else(|| error::bad_number(text, start))?;
    }
    if matches!(byte(text, at), b'e' | b'E') {
        at += 1;
        at += usize::from(matches!(byte(text, at), b'+' | b'-'));
        at = some_digits(text, at).ok_or_else(|| error::bad_number(text, start))?;
    }
    Ok(at)
}

#[inline]
fn skip_digits(text: &[u8], mut at: usize) -> usize {
    while byte(text, at).is_ascii_digit() {
        at += 1;
    }
    at
}

fn some_digits(text: &[u8], at: usize) -> Option<usize> {
    let end = skip_digits(text, at);
    (end > at).then_some(end)
}

#[cold]
fn diagnose(text: &[u8], at: usize, due: Due, nodes: &[Node], open: u32) -> Error {
    error::diagnose(text, at, due, nodes.get(open as usize))
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail by panic")]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn values_of_each_kind_are_read_with_their_text() {
        let text = r#" { "a" : [ null , true, false ], "b":-1.50e+2, "c": "x", "a": {} } "#;
        let mut parser = Parser::new();
        let document = parser.parse(text.as_bytes()).unwrap();
        let root = document.root();
        let members: Vec<_> = root
            .members()
            .map(|member| (member.name.raw(), member.value.kind(), member.value.raw()))
            .collect();
        let expected = [
            ("\"a\"", Kind::Array, "[ null , true, false ]"),
            ("\"b\"", Kind::Number, "-1.50e+2"),
            ("\"c\"", Kind::String, "\"x\""),
            ("\"a\"", Kind::Object, "{}"),
        ];
        assert_eq!(members, expected);
        assert_eq!(root.raw(), text.trim());
    }

    #[test]
    fn a_parser_forgets_the_text_before() {
        let mut parser = Parser::new();
        assert_eq!(parser.parse(b"[1, 2, 3]").unwrap().len(), 4);
        assert_eq!(parser.parse(b"[1, 2,").unwrap_err().kind, ErrorKind::UnclosedArray);
        let document = parser.parse(b"[4]").unwrap();
        assert_eq!((document.len(), document.root().raw()), (2, "[4]"));
    }

    #[test]
    fn nesting_is_accepted_to_the_depth_that_serde_json_accepts() {
        for (opening, closing) in [("[", "]"), ("{\"a\":", "}")] {
            for depth in [1, MAX_DEPTH - 2, MAX_DEPTH - 1, MAX_DEPTH, MAX_DEPTH + 1, 100_000] {
                let text = format!("{}0{}", opening.repeat(depth), closing.repeat(depth));
                let parsed = Parser::new().parse(text.as_bytes()).map(Document::len);
                let theirs = serde_json::from_str::<serde_json::Value>(&text);
                assert_eq!(parsed.is_ok(), theirs.is_ok(), "{depth}");
                if let Err(error) = parsed {
                    let start = opening.len() * (MAX_DEPTH - 1);
                    let span = Span::new(start as u32, start as u32 + 1);
                    assert_eq!(error, Error::new(ErrorKind::TooDeep, span));
                }
            }
        }
    }

    #[test]
    fn a_string_ends_at_its_quote_wherever_that_is_in_a_word() {
        for length in 0..40 {
            for tail in ["", " ", "        "] {
                let content = "é".repeat(length / 4) + &"x".repeat(length);
                let text = format!("[\"{content}\"]{tail}");
                let mut parser = Parser::new();
                let document = parser.parse(text.as_bytes()).unwrap();
                let root = document.root();
                assert_eq!(root.elements().next().unwrap().plain(), Some(content.as_str()));
            }
        }
    }

    #[test]
    fn a_number_is_accepted_whatever_its_size() {
        let text = b"[1e400, -1e400, 123456789012345678901234567890, 1E-999]";
        let mut parser = Parser::new();
        let document = parser.parse(text).unwrap();
        let root = document.root();
        let numbers: Vec<_> = root.elements().filter_map(crate::json::Value::number).collect();
        assert_eq!(numbers, ["1e400", "-1e400", "123456789012345678901234567890", "1E-999"]);
        assert_eq!(root.to_json()[0], f64::MAX);
        assert_eq!(root.to_json()[1], f64::MIN);
    }

    /// Any `serde_json` value with names and strings of all characters.
    fn any_value() -> impl Strategy<Value = serde_json::Value> {
        let number = prop_oneof![
            any::<i64>().prop_map(serde_json::Number::from),
            any::<u64>().prop_map(serde_json::Number::from),
            any::<f64>().prop_filter_map("JSON has no infinity", serde_json::Number::from_f64),
        ];
        let leaf = prop_oneof![
            Just(serde_json::Value::Null),
            any::<bool>().prop_map(serde_json::Value::from),
            number.prop_map(serde_json::Value::Number),
            any::<String>().prop_map(serde_json::Value::from),
            "[a-z\\\\\"\n\u{0}-\u{1f}]{0,24}".prop_map(serde_json::Value::from),
        ];
        leaf.prop_recursive(6, 64, 8, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..8).prop_map(serde_json::Value::from),
                prop::collection::hash_map(any::<String>(), inner, 0..8)
                    .prop_map(|members| members.into_iter().collect()),
            ]
        })
    }

    /// Texts made of JSON's own tokens and of what people mistake for them.
    fn token_soup() -> impl Strategy<Value = String> {
        let tokens = prop::sample::select(vec![
            "{", "}", "[", "]", ":", ",", "\"", "\"a\"", "\"\\", "u", "\\u00e9", "\\ud83d", "\\ude00",
            "true", "false", "null", "0", "1", "-", ".", "e", "E+", "12", " ", "\n", "\t", "'", "“", "/",
            "//", "\0", "\"a\":", "1,", "\u{feff}", "é",
        ]);
        prop::collection::vec(tokens, 0..12).prop_map(|tokens| tokens.concat())
    }

    fn assert_agrees(text: &[u8]) -> Result<(), TestCaseError> {
        let mut parser = Parser::new();
        let ours = parser.parse(text).map(|document| document.root().to_json());
        match (ours, serde_json::from_slice::<serde_json::Value>(text)) {
            (Ok(ours), Ok(theirs)) => prop_assert_eq!(ours, theirs),
            (Ok(_), Err(error)) => prop_assert!(error.to_string().starts_with("number out of range")),
            (Err(error), Ok(_)) => prop_assert!(false, "refused: {}", error),
            (Err(error), Err(_)) => {
                prop_assert!(error.span.start <= error.span.end && error.span.end as usize <= text.len());
            }
        }
        Ok(())
    }

    #[test]
    fn a_text_damaged_at_any_byte_is_accepted_only_if_serde_json_accepts_it() {
        let text =
            r#"[ -0.5e+1, 10, {"a\u00e9\ud83d\ude00":true , "é": {}},[],[null,false], "eight or more\n" ]"#
                .as_bytes();
        assert_agrees(text).unwrap();
        for at in 0..text.len() {
            let (before, after) = (&text[..at], &text[at + 1..]);
            assert_agrees(before).unwrap();
            assert_agrees(&text[at..]).unwrap();
            assert_agrees(&[before, after].concat()).unwrap();
            for byte in 0..=u8::MAX {
                assert_agrees(&[before, &[byte], after].concat()).unwrap();
                assert_agrees(&[before, &[byte], &text[at..]].concat()).unwrap();
            }
        }
    }

    proptest! {
        #[test]
        fn a_printed_value_is_read_back(value in any_value()) {
            for text in [value.to_string(), format!("{value:#}")] {
                let mut parser = Parser::new();
                let document = parser.parse(text.as_bytes()).unwrap();
                prop_assert_eq!(document.root().to_json(), serde_json::from_str::<serde_json::Value>(&text).unwrap());
            }
        }

        #[test]
        fn any_bytes_are_accepted_only_if_serde_json_accepts_them(text in any::<Vec<u8>>()) {
            assert_agrees(&text)?;
        }

        #[test]
        fn any_tokens_are_accepted_only_if_serde_json_accepts_them(text in token_soup()) {
            assert_agrees(text.as_bytes())?;
        }

        #[test]
        fn a_damaged_text_is_accepted_only_if_serde_json_accepts_it(
            value in any_value(),
            at in any::<prop::sample::Index>(),
            byte in any::<u8>(),
        ) {
            let mut text = value.to_string().into_bytes();
            let at = at.index(text.len());
            text[at] = byte;
            assert_agrees(&text)?;
            text.truncate(at);
            assert_agrees(&text)?;
        }
    }
}
