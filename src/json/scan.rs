//! Finding values in a text without parsing it: what a parser would refuse as a whole, such as a list
//! whose end was cut off, still gives the values that are complete.
//!
//! The text is taken to be JSON, and only strings and brackets are looked at. What is found is then
//! parsed, so nothing wrong goes unnoticed. There is no recursion and no limit of depth.

use std::ops::Range;

/// A place in a text from which values are found.
#[derive(Debug, Clone)]
pub(crate) struct Scan<'t> {
    text: &'t [u8],
    at: usize,
}

impl<'t> Scan<'t> {
    pub(crate) fn new(text: &'t [u8]) -> Scan<'t> {
        Scan { text, at: 0 }
    }

    /// Where it stands.
    pub(crate) fn at(&self) -> usize {
        self.at
    }

    /// The next byte that is no white space.
    pub(crate) fn peek(&mut self) -> Option<u8> {
        while matches!(self.text.get(self.at), Some(b' ' | b'\t' | b'\r' | b'\n')) {
            self.at += 1;
        }
        self.text.get(self.at).copied()
    }

    /// Goes behind that byte, if it is the next.
    pub(crate) fn take(&mut self, byte: u8) -> bool {
        let is_next = self.peek() == Some(byte);
        self.at += usize::from(is_next);
        is_next
    }

    /// The next value, from its first byte to its last; `None` when the text ends before it does.
    pub(crate) fn value(&mut self) -> Option<Range<usize>> {
        match self.peek()? {
            b'"' => self.string(),
            b'{' | b'[' => self.container(),
            _ => {
                let start = self.at;
                let is_end = |byte: &u8| matches!(byte, b',' | b']' | b'}' | b' ' | b'\t' | b'\r' | b'\n');
                let length = self.text[start..].iter().position(is_end)?;
                self.at = start + length.max(1);
                Some(start..self.at)
            }
        }
    }

    /// In an object, goes to the value of the first member of that name, written without escapes.
    pub(crate) fn member(&mut self, name: &str) -> bool {
        while !matches!(self.peek(), Some(b'}') | None) {
            if self.take(b',') {
                continue;
            }
            let Some(found) = self.value() else { return false };
            let is_named = self.text[found].strip_prefix(b"\"").and_then(|rest| rest.strip_suffix(b"\""))
                == Some(name.as_bytes());
            if self.take(b':') && !is_named && self.value().is_none() {
                return false;
            }
            if is_named {
                return true;
            }
        }
        false
    }

    fn string(&mut self) -> Option<Range<usize>> {
        let start = self.at;
        let mut at = start + 1;
        loop {
            at += self.text.get(at..)?.iter().position(|byte| matches!(byte, b'"' | b'\\'))?;
            if self.text[at] == b'"' {
                self.at = at + 1;
                return Some(start..self.at);
            }
            at += 2;
        }
    }

    fn container(&mut self) -> Option<Range<usize>> {
        let start = self.at;
        let mut depth = 0_usize;
        loop {
            let rest = self.text.get(self.at..)?;
            self.at += rest.iter().position(|byte| matches!(byte, b'"' | b'{' | b'[' | b'}' | b']'))?;
            match self.text[self.at] {
                b'"' => {
                    self.string()?;
                    continue;
                }
                b'{' | b'[' => depth += 1,
                _ => depth -= 1,
            }
            self.at += 1;
            if depth == 0 {
                return Some(start..self.at);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_found_whatever_is_in_them_and_none_where_the_text_is_cut() {
        let cases = [
            (r#" {"a":"}]","b":[{}]} x"#, Some(r#"{"a":"}]","b":[{}]}"#)),
            (r#""a\"b\\" ,"#, Some(r#""a\"b\\""#)),
            ("12.5,", Some("12.5")),
            ("null]", Some("null")),
            (": 1", Some(":")),
            ("[[[", None),
            (r#"{"a":"b}"#, None),
            (r#""a\""#, None),
            ("\"a\\", None),
            ("12", None),
            ("", None),
        ];
        for (text, expected) in cases {
            let found = Scan::new(text.as_bytes()).value();
            assert_eq!(found.map(|range| &text[range]), expected, "{text}");
        }
    }

    #[test]
    fn members_are_found_by_name() {
        for (text, expected) in [
            (r#"{"x":{"log":1},"log" : [2]}"#, Some("[2]")),
            (r#"{"log":1}"#, Some("1")),
            (r#"{"x":"log"}"#, None),
            (r#"{"x" 1, "log": 3}"#, Some("3")),
            (r#"{"x": [1"#, None),
            ("{}", None),
        ] {
            let mut scan = Scan::new(text.as_bytes());
            let found = (scan.take(b'{') && scan.member("log")).then(|| scan.value()).flatten();
            assert_eq!(found.map(|range| &text[range]), expected, "{text}");
        }
    }

    #[test]
    fn depth_costs_nothing() {
        let text = "[".repeat(1_000_000) + &"]".repeat(1_000_000);
        assert_eq!(Scan::new(text.as_bytes()).value(), Some(0..text.len()));
    }
}
