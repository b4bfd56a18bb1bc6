//! Values as a filter writes them: JSON's, without arrays and objects.

use std::fmt;

use super::SyntaxError;
use super::SyntaxErrorKind as Kind;
use crate::cut::Cut;

/// `compValue`: `false / null / true / number / string`, with the rules of JSON.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum ValueLiteral {
    /// A string, its escapes resolved.
    String(String),
    /// A number as it was written: `1.0` and `1` are two texts and one number.
    Number(String),
    /// `true` or `false`.
    Boolean(bool),
    /// `null`: no value.
    Null,
}

impl fmt::Display for ValueLiteral {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        use fmt::Write;
        match self {
            ValueLiteral::String(text) => {
                f.write_char('"')?;
                for character in text.chars() {
                    match character {
                        '"' => f.write_str("\\\"")?,
                        '\\' => f.write_str("\\\\")?,
                        '\n' => f.write_str("\\n")?,
                        '\r' => f.write_str("\\r")?,
                        '\t' => f.write_str("\\t")?,
                        '\0'..='\u{1f}' => write!(f, "\\u{:04x}", u32::from(character))?,
                        _ => f.write_char(character)?,
                    }
                }
                f.write_char('"')
            }
            ValueLiteral::Number(text) => f.write_str(text),
            ValueLiteral::Boolean(value) => write!(f, "{value}"),
            ValueLiteral::Null => f.write_str("null"),
        }
    }
}

/// Reads the string whose opening quote is at `start`; gives it with the place after its end.
pub(super) fn string(text: &str, start: usize) -> Result<(String, usize), SyntaxError> {
    let bytes = text.as_bytes();
    let mut value = String::new();
    let mut at = start + 1;
    let mut copied = at;
    loop {
        match bytes.get(at) {
            None => return Err(Kind::UnclosedString.at(start, text.len())),
            Some(b'"') => {
                value.push_str(text.cut(copied..at));
                return Ok((value, at + 1));
            }
            Some(b'\\') => {
                value.push_str(text.cut(copied..at));
                let (character, length) = escape(text, at)?;
                value.push(character);
                at += length;
                copied = at;
            }
            Some(0..=0x1f) => return Err(Kind::ControlCharacter.at(at, at + 1)),
            Some(_) => at += 1,
        }
    }
}

/// The character that the escape at `at` stands for, and the escape's length.
fn escape(text: &str, at: usize) -> Result<(char, usize), SyntaxError> {
    let simple = |character| Ok((character, 2));
    match text.as_bytes().get(at + 1) {
        Some(b'"') => simple('"'),
        Some(b'\\') => simple('\\'),
        Some(b'/') => simple('/'),
        Some(b'b') => simple('\u{8}'),
        Some(b'f') => simple('\u{c}'),
        Some(b'n') => simple('\n'),
        Some(b'r') => simple('\r'),
        Some(b't') => simple('\t'),
        Some(b'u') => unicode(text, at).ok_or_else(|| Kind::BadEscape.at(at, at + 2)),
        Some(_) | None => {
            let next = text.get(at + 1..).and_then(|rest| rest.chars().next());
            Err(Kind::BadEscape.at(at, at + 1 + next.map_or(0, char::len_utf8)))
        }
    }
}

fn unicode(text: &str, at: usize) -> Option<(char, usize)> {
    let unit = |at: usize| {
        let digits = text.get(at..at + 4)?;
        // `from_str_radix` takes a sign, JSON does not.
        digits.bytes().all(|byte| byte.is_ascii_hexdigit()).then(|| u32::from_str_radix(digits, 16).ok())?
    };
    let first = unit(at + 2)?;
    if !(0xd800..0xdc00).contains(&first) {
        return Some((char::from_u32(first)?, 6));
    }
    if text.get(at + 6..at + 8)? != "\\u" {
        return None;
    }
    let second = unit(at + 8).filter(|second| (0xdc00..0xe000).contains(second))?;
    Some((char::from_u32(0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00))?, 12))
}

/// Whether a text is a number of JSON's (RFC 8259 §6).
pub(super) fn is_number(text: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let text = text.strip_prefix('-').unwrap_or(text);
    let (mantissa, exponent) = match text.find(['e', 'E']) {
        Some(at) => (text.cut(..at), Some(text.cut(at + 1..))),
        None => (text, None),
    };
    let (whole, fraction) = match mantissa.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (mantissa, None),
    };
    digits(whole)
        && (whole == "0" || !whole.starts_with('0'))
        && fraction.is_none_or(digits)
        && exponent.is_none_or(|exponent| digits(exponent.strip_prefix(['+', '-']).unwrap_or(exponent)))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn numbers_are_those_of_json(text in "-?[0-9]{0,3}(\\.[0-9]{0,2})?([eE][+-]?[0-9]{0,2})?") {
            let json = serde_json::from_str::<serde_json::Value>(&text);
            prop_assert_eq!(is_number(&text), json.is_ok());
        }
    }
}
