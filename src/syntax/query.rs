//! Query strings and percent-encoding (RFC 3986 §2.1, §3.4).
//!
//! A parameter keeps its range in the query, and maps a range of its decoded value back to the
//! characters that were written: an error in a filter points into the URL.

use std::borrow::Cow;

use crate::json::Span;

/// What a `+` in a query stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Plus {
    /// A space, as forms are encoded and as most HTTP frameworks read every query.
    #[default]
    Space,
    /// Itself, as RFC 3986 has it.
    Literal,
}

/// One `name=value` of a query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parameter<'q> {
    /// The name, decoded.
    pub name: Cow<'q, str>,
    /// The value, decoded; empty where there is no `=`.
    pub value: Cow<'q, str>,
    /// The name's range in the query.
    pub name_span: Span,
    /// The value's range in the query.
    pub value_span: Span,
    /// The name as written.
    pub raw_name: &'q str,
    /// The value as written; none where there is no `=`.
    pub raw_value: Option<&'q str>,
    /// How its `+` were read.
    pub plus: Plus,
}

impl Parameter<'_> {
    /// The range in the query of a range of the decoded value.
    pub fn in_query(&self, span: Span) -> Span {
        let raw = self.raw_value.unwrap_or_default();
        let is_text = !self.value.contains('\u{fffd}');
        let [start, end] = [span.start, span.end].map(|at| {
            let before = if is_text {
                units(raw, self.plus).take(at as usize).map(|(_, length)| length).sum()
            } else {
                written(raw, at as usize, self.plus)
            };
            self.value_span.start + before as u32
        });
        Span::new(start, end)
    }
}

/// The parameters of a query in its order, `+` read as a space; `query` is without its `?`.
///
/// Empty parts (`a=1&&b=2`) are no parameters.
pub fn query_parameters(query: &str) -> impl Iterator<Item = Parameter<'_>> {
    let mut at = 0;
    query.split('&').filter_map(move |part| {
        let start = at;
        at += part.len() + 1;
        (!part.is_empty()).then(|| parameter(part, start))
    })
}

fn parameter(part: &str, start: usize) -> Parameter<'_> {
    let plus = Plus::Space;
    let (raw_name, raw_value) = match part.split_once('=') {
        Some((name, value)) => (name, Some(value)),
        None => (part, None),
    };
    let span = |start: usize, length: usize| Span::new(start as u32, (start + length) as u32);
    let name_end = start + raw_name.len();
    Parameter {
        name: percent_decode_with(raw_name, plus),
        value: percent_decode_with(raw_value.unwrap_or_default(), plus),
        name_span: span(start, raw_name.len()),
        value_span: match raw_value {
            Some(value) => span(name_end + 1, value.len()),
            None => span(name_end, 0),
        },
        raw_name,
        raw_value,
        plus,
    }
}

/// The text with each `%XX` resolved and nothing else. What is then no UTF-8 becomes U+FFFD; a
/// `%` that starts no such triple stays.
pub fn percent_decode(text: &str) -> Cow<'_, str> {
    percent_decode_with(text, Plus::Literal)
}

/// As [`percent_decode`], with a choice of what `+` stands for.
pub fn percent_decode_with(text: &str, plus: Plus) -> Cow<'_, str> {
    if !text.bytes().any(|byte| byte == b'%' || (byte == b'+' && plus == Plus::Space)) {
        return Cow::Borrowed(text);
    }
    let bytes: Vec<u8> = units(text, plus).map(|(byte, _)| byte).collect();
    let decoded = match String::from_utf8(bytes) {
        Ok(decoded) => decoded,
        Err(error) => String::from_utf8_lossy(error.as_bytes()).into_owned(),
    };
    Cow::Owned(decoded)
}

/// The text for use as a query's value or a path's segment: all but unreserved characters
/// (RFC 3986 §2.3) as `%XX`.
pub fn percent_encode(text: &str) -> String {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push('%');
            encoded.push(char::from(DIGITS[usize::from(byte >> 4)]));
            encoded.push(char::from(DIGITS[usize::from(byte & 15)]));
        }
    }
    encoded
}

/// The bytes that a text stands for, each with the number of bytes that write it; `+` is itself.
pub fn percent_units(text: &str) -> impl Iterator<Item = (u8, usize)> {
    units(text, Plus::Literal)
}

fn units(text: &str, plus: Plus) -> impl Iterator<Item = (u8, usize)> {
    let bytes = text.as_bytes();
    let mut at = 0;
    std::iter::from_fn(move || {
        let byte = *bytes.get(at)?;
        let digit = |at: usize| bytes.get(at).and_then(|byte| char::from(*byte).to_digit(16));
        let (byte, length) = match (byte, digit(at + 1), digit(at + 2)) {
            (b'%', Some(high), Some(low)) => ((high << 4 | low) as u8, 3),
            (b'+', _, _) if plus == Plus::Space => (b' ', 1),
            (byte, _, _) => (byte, 1),
        };
        at += length;
        Some((byte, length))
    })
}

/// The place in `raw` that writes the byte at `decoded` of its decoded form, in which U+FFFD stands for what is
/// no text.
fn written(raw: &str, decoded: usize, plus: Plus) -> usize {
    let (bytes, lengths): (Vec<u8>, Vec<usize>) = units(raw, plus).unzip();
    let length = |count: usize| lengths.iter().take(count).sum::<usize>();
    let (mut byte, mut text) = (0, 0);
    for chunk in bytes.utf8_chunks() {
        let valid = chunk.valid().len();
        if decoded <= text + valid {
            return length(byte + decoded - text);
        }
        byte += valid;
        text += valid;
        if !chunk.invalid().is_empty() {
            if decoded < text + '\u{fffd}'.len_utf8() {
                return length(byte);
            }
            byte += chunk.invalid().len();
            text += '\u{fffd}'.len_utf8();
        }
    }
    raw.len()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn parameters_keep_their_places() {
        let query = "filter=userName+eq%20%22a%2Bb%22&&count=&sortBy&x=1=2";
        let seen: Vec<_> = query_parameters(query)
            .map(|p| {
                (p.name.into_owned(), p.value.into_owned(), p.name_span.of(query), p.value_span.of(query))
            })
            .collect();
        let text = |text: &str| text.to_owned();
        assert_eq!(
            seen,
            [
                (text("filter"), text("userName eq \"a+b\""), "filter", "userName+eq%20%22a%2Bb%22"),
                (text("count"), text(""), "count", ""),
                (text("sortBy"), text(""), "sortBy", ""),
                (text("x"), text("1=2"), "x", "1=2"),
            ]
        );
        assert_eq!(query_parameters("").count(), 0);
    }

    #[test]
    fn a_place_in_the_value_is_found_in_the_query() {
        let query = "count=1&filter=a%20eq%20'%C3%A9'+x";
        let filter = query_parameters(query).nth(1).expect("there are two");
        for (decoded, raw) in [("a", "a"), ("eq", "eq"), ("'é'", "'%C3%A9'"), ("é", "%C3%A9"), ("x", "x")] {
            let start = filter.value.find(decoded).expect("it is in there") as u32;
            let span = filter.in_query(Span::new(start, start + decoded.len() as u32));
            assert_eq!(span.of(query), raw, "{decoded}");
        }
    }

    #[test]
    fn what_is_no_encoding_stays_and_what_is_no_text_is_marked() {
        for (text, decoded) in [
            ("100%", "100%"),
            ("%zz", "%zz"),
            ("%4", "%4"),
            ("a+b", "a+b"),
            ("%FF-%41", "\u{fffd}-A"),
            ("%+1", "%+1"),
        ] {
            assert_eq!(percent_decode(text), decoded, "{text}");
        }
        let query = "x=%FFab";
        let parameter = query_parameters(query).next().expect("there is one");
        assert_eq!(parameter.in_query(Span::new(4, 5)).of(query), "b");
    }

    proptest! {
        #[test]
        fn what_is_encoded_decodes_to_the_same(text in any::<String>()) {
            let encoded = percent_encode(&text);
            prop_assert_eq!(percent_decode(&encoded), text.as_str());
            prop_assert_eq!(percent_decode_with(&encoded, Plus::Space), text.as_str());
        }

        #[test]
        fn no_query_makes_it_panic(query in "[%+&=a-f0-9é]{0,20}", start in 0u32..30, length in 0u32..9) {
            for parameter in query_parameters(&query) {
                let span = parameter.in_query(Span::new(start, start + length));
                prop_assert!(span.start <= span.end && span.end as usize <= query.len());
            }
        }
    }
}
