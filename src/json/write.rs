//! Writes JSON without white space, member after member.

/// A text that grows. Commas come by themselves; brackets are the caller's to close.
#[derive(Debug, Default)]
pub(crate) struct Writer {
    text: Vec<u8>,
}

impl Writer {
    /// A writer that takes the memory of an earlier text.
    pub(crate) fn over(mut text: Vec<u8>) -> Writer {
        text.clear();
        Writer { text }
    }

    /// The text.
    pub(crate) fn finish(self) -> String {
        String::from_utf8(self.text).unwrap_or_default()
    }

    /// The text's bytes.
    pub(crate) fn into_bytes(self) -> Vec<u8> {
        self.text
    }

    /// Opens an object or an array by its bracket.
    pub(crate) fn open(&mut self, bracket: u8) {
        self.separate();
        self.text.push(bracket);
    }

    /// Closes what is open by its bracket.
    pub(crate) fn close(&mut self, bracket: u8) {
        self.text.push(bracket);
    }

    /// The name of the member whose value comes next: one of ours, which needs no escapes.
    pub(crate) fn name(&mut self, name: &'static str) {
        self.separate();
        self.text.push(b'"');
        self.text.extend_from_slice(name.as_bytes());
        self.text.extend_from_slice(b"\":");
    }

    /// A string.
    pub(crate) fn string(&mut self, string: &str) {
        self.separate();
        self.text.push(b'"');
        // What needs no escape is copied run by run.
        let mut rest = string.as_bytes();
        while let Some(at) = rest.iter().position(|byte| *byte < b' ' || matches!(byte, b'"' | b'\\')) {
            self.text.extend_from_slice(&rest[..at]);
            self.text.push(b'\\');
            match rest[at] {
                b'\n' => self.text.push(b'n'),
                b'\r' => self.text.push(b'r'),
                b'\t' => self.text.push(b't'),
                byte @ (b'"' | b'\\') => self.text.push(byte),
                byte => {
                    self.text.extend_from_slice(if byte < 16 { b"u000" } else { b"u001" });
                    self.text.push(b"0123456789abcdef"[usize::from(byte % 16)]);
                }
            }
            rest = &rest[at + 1..];
        }
        self.text.extend_from_slice(rest);
        self.text.push(b'"');
    }

    /// A number.
    pub(crate) fn number(&mut self, number: u64) {
        self.separate();
        let start = self.text.len();
        let mut rest = number;
        loop {
            self.text.push(b'0' + (rest % 10) as u8);
            rest /= 10;
            if rest == 0 {
                break;
            }
        }
        self.text[start..].reverse();
    }

    /// `true`, `false`, `null`, or JSON that is written already.
    pub(crate) fn raw(&mut self, value: &str) {
        self.separate();
        self.text.extend_from_slice(value.as_bytes());
    }

    /// A member whose value is a string.
    pub(crate) fn string_member(&mut self, name: &'static str, value: &str) {
        self.name(name);
        self.string(value);
    }

    /// A member whose value is a string, if there is one.
    pub(crate) fn string_member_if_any(&mut self, name: &'static str, value: Option<&str>) {
        if let Some(value) = value {
            self.string_member(name, value);
        }
    }

    /// A member whose value is a number.
    pub(crate) fn number_member(&mut self, name: &'static str, value: u32) {
        self.name(name);
        self.number(value.into());
    }

    fn separate(&mut self) {
        if !matches!(self.text.last(), None | Some(b'{' | b'[' | b':')) {
            self.text.push(b',');
        }
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a panic is how a test fails")]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn commas_stand_between_members_and_elements() {
        let mut writer = Writer::default();
        writer.open(b'{');
        writer.number_member("a", 1);
        writer.name("b");
        writer.open(b'[');
        writer.string("x:");
        writer.open(b'{');
        writer.close(b'}');
        writer.raw("null");
        writer.close(b']');
        writer.string_member_if_any("c", Some("["));
        writer.string_member_if_any("d", None);
        writer.close(b'}');
        assert_eq!(writer.finish(), r#"{"a":1,"b":["x:",{},null],"c":"["}"#);
    }

    proptest! {
        #[test]
        fn any_string_reads_as_it_was(string in any::<String>(), controls in "[\u{0}-\u{7f}]*") {
            for string in [string, controls] {
                let mut writer = Writer::default();
                writer.string(&string);
                prop_assert_eq!(serde_json::from_str::<String>(&writer.finish()).unwrap(), string);
            }
        }
    }
}
