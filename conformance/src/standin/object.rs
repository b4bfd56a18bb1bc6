//! A JSON object as it is written: of values, and of texts that are JSON already.

use serde::Serialize;

/// The object so far.
pub(super) struct Object(Vec<u8>);

impl Object {
    /// An object without members.
    pub(super) fn new() -> Object {
        let mut text = Vec::with_capacity(1024);
        text.push(b'{');
        Object(text)
    }

    /// A member; its name has no character that JSON escapes.
    pub(super) fn member(&mut self, name: &str, value: &(impl Serialize + ?Sized)) {
        self.begin(name);
        // Nothing that is written here fails to be JSON.
        serde_json::to_writer(&mut self.0, value).ok();
    }

    /// A member whose value is a JSON text.
    pub(super) fn text(&mut self, name: &str, value: &[u8]) {
        self.begin(name);
        self.0.extend_from_slice(value);
    }

    /// A member whose value is an array of JSON texts.
    pub(super) fn texts(&mut self, name: &str, values: &[Vec<u8>]) {
        self.0.reserve(values.iter().map(|value| value.len() + 1).sum());
        self.text(name, b"[");
        for (index, value) in values.iter().enumerate() {
            if index > 0 {
                self.0.push(b',');
            }
            self.0.extend_from_slice(value);
        }
        self.0.push(b']');
    }

    /// The members of an object that is a JSON text, written without spaces around it.
    pub(super) fn all_of(&mut self, object: &str) {
        let members =
            object.strip_prefix('{').and_then(|object| object.strip_suffix('}')).unwrap_or_default();
        if !members.is_empty() {
            self.separate();
            self.0.extend_from_slice(members.as_bytes());
        }
    }

    fn begin(&mut self, name: &str) {
        self.separate();
        self.0.push(b'"');
        self.0.extend_from_slice(name.as_bytes());
        self.0.extend_from_slice(b"\":");
    }

    fn separate(&mut self) {
        if self.0.len() > 1 {
            self.0.push(b',');
        }
    }

    /// The text so far, which a brace would end.
    pub(super) fn so_far(&self) -> &[u8] {
        &self.0
    }

    /// The whole text.
    pub(super) fn end(mut self) -> Vec<u8> {
        self.0.push(b'}');
        self.0
    }
}
