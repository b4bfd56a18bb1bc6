//! Writes JSON without white space, member after member.

/// A text that grows. Commas come by themselves; brackets are the caller's to close.
#[derive(Debug, Default)]
pub(crate) struct Writer {
    text: String,
}

impl Writer {
    /// The text.
    pub(crate) fn finish(self) -> String {
        self.text
    }

    /// Opens an object or an array by its bracket.
    pub(crate) fn open(&mut self, bracket: char) {
        self.separate();
        self.text.push(bracket);
    }

    /// Closes what is open by its bracket.
    pub(crate) fn close(&mut self, bracket: char) {
        self.text.push(bracket);
    }

    /// The name of the member whose value comes next: one of ours, which needs no escapes.
    pub(crate) fn name(&mut self, name: &'static str) {
        self.separate();
        self.text.push('"');
        self.text.push_str(name);
        self.text.push_str("\":");
    }

    /// A string.
    pub(crate) fn string(&mut self, string: &str) {
        self.separate();
        self.text.push('"');
        // What needs no escape is copied run by run.
        let mut start = 0;
        for (at, byte) in string.bytes().enumerate() {
            if byte >= b' ' && !matches!(byte, b'"' | b'\\') {
                continue;
            }
            self.text.push_str(&string[start..at]);
            start = at + 1;
            self.text.push('\\');
            match byte {
                b'\n' => self.text.push('n'),
                b'\r' => self.text.push('r'),
                b'\t' => self.text.push('t'),
                b'"' | b'\\' => self.text.push(char::from(byte)),
                _ => {
                    self.text.push_str(if byte < 16 { "u000" } else { "u001" });
                    self.text.push(char::from(b"0123456789abcdef"[usize::from(byte % 16)]));
                }
            }
        }
        self.text.push_str(&string[start..]);
        self.text.push('"');
    }

    /// A number.
    pub(crate) fn number(&mut self, number: u64) {
        self.raw(&number.to_string());
    }

    /// `true`, `false`, `null`, or JSON that is written already.
    pub(crate) fn raw(&mut self, value: &str) {
        self.separate();
        self.text.push_str(value);
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
        if !matches!(self.text.as_bytes().last(), None | Some(b'{' | b'[' | b':')) {
            self.text.push(',');
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
        writer.open('{');
        writer.number_member("a", 1);
        writer.name("b");
        writer.open('[');
        writer.string("x:");
        writer.open('{');
        writer.close('}');
        writer.raw("null");
        writer.close(']');
        writer.string_member_if_any("c", Some("["));
        writer.string_member_if_any("d", None);
        writer.close('}');
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
