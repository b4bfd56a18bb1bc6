//! A parsed text: a tape of nodes in the text's order, and views of it.
//!
//! A view is a reference and an index, so it is copied freely. Nothing is decoded before it is
//! asked for: a string without escapes is a slice of the text, a number stays text.

use std::borrow::Cow;
use std::fmt;

use super::fragments::{Fragment, Fragments, unescape};
use super::pointer;
use super::position::Span;

/// A value on the tape, or a member's name, which stands right before the member's value.
#[derive(Debug, Clone, Copy)]
pub(super) struct Node {
    /// The value's first byte.
    pub(super) start: u32,
    /// The byte after its last.
    pub(super) end: u32,
    /// The index of the node after this one and all that it contains.
    pub(super) next: u32,
    pub(super) kind: Kind,
    /// Whether it is a string with escapes.
    pub(super) escaped: bool,
}

/// What a value is. `true` and `false` are kinds of their own, so that a node is complete without
/// its text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(u8)]
#[expect(missing_docs, reason = "the variants are JSON's own words")]
pub enum Kind {
    Null,
    False,
    True,
    Number,
    String,
    Array,
    Object,
}

impl Kind {
    /// The kind with its article, to be put into a sentence.
    pub const fn name(self) -> &'static str {
        match self {
            Kind::Null => "`null`",
            Kind::False => "`false`",
            Kind::True => "`true`",
            Kind::Number => "a number",
            Kind::String => "a string",
            Kind::Array => "an array",
            Kind::Object => "an object",
        }
    }
}

/// A text that is JSON, and its tape.
#[derive(Clone, Copy)]
pub struct Document<'d> {
    text: &'d str,
    nodes: &'d [Node],
}

#[expect(clippy::len_without_is_empty, reason = "a document has one value at least")]
impl<'d> Document<'d> {
    pub(super) const fn new(text: &'d str, nodes: &'d [Node]) -> Document<'d> {
        Document { text, nodes }
    }

    /// The text, white space around the value included.
    #[inline]
    pub const fn text(self) -> &'d str {
        self.text
    }

    /// The text's one value, in which all others are.
    #[inline]
    pub const fn root(&self) -> Value<'_> {
        Value { document: self, index: 0 }
    }

    /// The value or name at that place of the tape; see [`Value::index`].
    pub fn node(&self, index: u32) -> Option<Value<'_>> {
        ((index as usize) < self.nodes.len()).then_some(Value { document: self, index })
    }

    /// The value that a JSON Pointer names (RFC 6901); of members of one name, the first.
    pub fn at(&self, pointer: &str) -> Option<Value<'_>> {
        pointer::resolve(self, pointer)
    }

    /// The number of nodes: of values and of members' names.
    #[inline]
    pub const fn len(self) -> usize {
        self.nodes.len()
    }
}

impl fmt::Debug for Document<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Document").field(&self.text).finish()
    }
}

/// A value in a document, or a member's name, which reads as a string.
#[derive(Clone, Copy)]
pub struct Value<'d> {
    document: &'d Document<'d>,
    index: u32,
}

impl<'d> Value<'d> {
    #[inline]
    fn node(self) -> &'d Node {
        &self.document.nodes[self.index as usize]
    }

    #[inline]
    fn slice(self, span: Span) -> &'d str {
        span.of(self.document.text)
    }

    #[inline]
    fn sibling(self, index: u32) -> Value<'d> {
        Value { document: self.document, index }
    }

    #[inline]
    pub(super) fn next_index(self) -> u32 {
        self.node().next
    }

    /// What it is.
    #[inline]
    pub fn kind(self) -> Kind {
        self.node().kind
    }

    /// Its bytes in the text, brackets and quotes included.
    #[inline]
    pub fn span(self) -> Span {
        let node = self.node();
        Span::new(node.start, node.end)
    }

    /// A string's bytes without its quotes; any other value's bytes.
    #[inline]
    pub fn content_span(self) -> Span {
        let node = self.node();
        if node.kind == Kind::String {
            Span::new(node.start + 1, node.end - 1)
        } else {
            Span::new(node.start, node.end)
        }
    }

    /// A string's text as written, without its quotes and with its escapes; any other value's text.
    #[inline]
    pub fn raw_content(self) -> &'d str {
        self.slice(self.content_span())
    }

    /// Its text as written.
    #[inline]
    pub fn raw(self) -> &'d str {
        self.slice(self.span())
    }

    /// Whether it is `null`.
    #[inline]
    pub fn is_null(self) -> bool {
        self.kind() == Kind::Null
    }

    /// Which of `true` and `false` it is.
    #[inline]
    pub fn as_bool(self) -> Option<bool> {
        match self.kind() {
            Kind::False => Some(false),
            Kind::True => Some(true),
            Kind::Null | Kind::Number | Kind::String | Kind::Array | Kind::Object => None,
        }
    }

    /// A string's bytes as written, without its quotes; any other value's bytes.
    #[inline]
    pub fn content(self) -> &'d [u8] {
        let span = self.content_span();
        self.document.text.as_bytes().get(span.start as usize..span.end as usize).unwrap_or_default()
    }

    /// The content of a string that is written without escapes.
    #[inline]
    pub fn plain(self) -> Option<&'d str> {
        let node = self.node();
        let is_plain = node.kind == Kind::String && !node.escaped;
        is_plain.then(|| self.slice(Span::new(node.start + 1, node.end - 1)))
    }

    /// The same as bytes, which spares the look at where characters start.
    #[inline]
    pub fn plain_bytes(self) -> Option<&'d [u8]> {
        let node = self.node();
        if node.kind != Kind::String || node.escaped {
            return None;
        }
        self.document.text.as_bytes().get(node.start as usize + 1..node.end as usize - 1)
    }

    /// The content of a string, its escapes resolved.
    #[inline]
    pub fn string(self) -> Option<Cow<'d, str>> {
        let node = self.node();
        if node.kind != Kind::String {
            return None;
        }
        let content = self.slice(Span::new(node.start + 1, node.end - 1));
        Some(if node.escaped { Cow::Owned(unescape(content)) } else { Cow::Borrowed(content) })
    }

    /// Where a range of the text that a string stands for is written.
    pub fn written(self, range: Span) -> Span {
        let content = self.content_span();
        if self.plain().is_some() {
            return Span::new(content.start + range.start, content.start + range.end);
        }
        let mut written = Span::new(content.end, content.end);
        let mut at = 0;
        for fragment in self.fragments() {
            let (span, length) = match fragment {
                Fragment::Plain(span) => (span, span.end - span.start),
                Fragment::Escape(span, character) => (span, character.len_utf8() as u32),
            };
            // What is within an escape begins with it.
            let place = |offset: u32| match fragment {
                Fragment::Plain(_) => span.start + offset - at,
                Fragment::Escape(..) => span.start,
            };
            if (at..at + length).contains(&range.start) {
                written.start = place(range.start);
            }
            if (at..at + length).contains(&range.end) {
                written.end = place(range.end);
            }
            at += length;
        }
        written
    }

    /// A string's content in the pieces that it is written in: runs as they are, and escapes.
    pub fn fragments(self) -> Fragments<'d> {
        let span = if self.kind() == Kind::String { self.content_span() } else { Span::default() };
        Fragments::new(self.slice(span), span.start)
    }

    /// A number as written. Its digits are not counted: it may exceed every machine number.
    #[inline]
    pub fn number(self) -> Option<&'d str> {
        (self.kind() == Kind::Number).then(|| self.raw())
    }

    /// An object's members in order, repeated names included; none for any other value.
    #[inline]
    pub fn members(self) -> Members<'d> {
        let node = self.node();
        let end = if node.kind == Kind::Object { node.next } else { self.index + 1 };
        Members { document: self.document, index: self.index + 1, end }
    }

    /// An array's elements in order; none for any other value.
    #[inline]
    pub fn elements(self) -> Elements<'d> {
        let node = self.node();
        let end = if node.kind == Kind::Array { node.next } else { self.index + 1 };
        Elements { document: self.document, index: self.index + 1, end }
    }

    /// The value of an object's first member of exactly this name, its escapes resolved.
    #[inline]
    pub fn get(self, name: &str) -> Option<Value<'d>> {
        self.members().find(|member| member.is_named(name)).map(|member| member.value)
    }

    /// The number of an object's members or an array's elements, counted anew; 0 for any other value.
    pub fn len(self) -> usize {
        match self.kind() {
            Kind::Array => self.elements().count(),
            Kind::Object => self.members().count(),
            Kind::Null | Kind::False | Kind::True | Kind::Number | Kind::String => 0,
        }
    }

    /// Whether it has neither members nor elements.
    #[inline]
    pub fn is_empty(self) -> bool {
        self.next_index() == self.index + 1
    }

    /// The document that it is part of.
    #[inline]
    pub const fn document(self) -> &'d Document<'d> {
        self.document
    }

    /// Its place on the tape, which grows in the text's order; the root has 0.
    #[inline]
    pub const fn index(self) -> u32 {
        self.index
    }

    /// The JSON Pointer from the root to here; a member's name has that of its value.
    ///
    /// Found by a walk from the root, so that nothing is kept for it while parsing.
    pub fn pointer(self) -> String {
        pointer::Pointers::new(self.document).of(self.index).to_owned()
    }

    /// The value as `serde_json` has it: of members of one name the last wins, and a number that no
    /// double can hold becomes the nearest one that is finite.
    pub fn to_json(self) -> serde_json::Value {
        match self.kind() {
            Kind::Null => serde_json::Value::Null,
            Kind::False => serde_json::Value::Bool(false),
            Kind::True => serde_json::Value::Bool(true),
            Kind::Number => serde_json::Value::Number(number(self.raw())),
            Kind::String => serde_json::Value::String(self.string().unwrap_or_default().into_owned()),
            Kind::Array => self.elements().map(Value::to_json).collect(),
            Kind::Object => {
                self.members().map(|member| (member.key().into_owned(), member.value.to_json())).collect()
            }
        }
    }
}

impl fmt::Debug for Value<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Value").field(&self.raw()).finish()
    }
}

/// A member of an object.
#[derive(Debug, Clone, Copy)]
pub struct Member<'d> {
    /// The name: a string of its own, with its own place in the text.
    pub name: Value<'d>,
    /// The value.
    pub value: Value<'d>,
}

impl<'d> Member<'d> {
    /// The name, its escapes resolved.
    #[inline]
    pub fn key(self) -> Cow<'d, str> {
        self.name.string().unwrap_or_default()
    }

    /// The name's bytes, its escapes resolved: for comparisons, which need no text.
    #[inline]
    pub fn key_bytes(self) -> Cow<'d, [u8]> {
        match self.name.plain_bytes() {
            Some(plain) => Cow::Borrowed(plain),
            None => Cow::Owned(self.key().into_owned().into_bytes()),
        }
    }

    #[inline]
    fn is_named(self, name: &str) -> bool {
        let node = self.name.node();
        if node.escaped {
            return self.key() == name;
        }
        // The length first: most names differ in it, and then the text is not looked at.
        node.end - node.start == name.len() as u32 + 2 && self.name.content() == name.as_bytes()
    }
}

/// The members of an object, in order.
#[derive(Debug, Clone)]
pub struct Members<'d> {
    document: &'d Document<'d>,
    index: u32,
    end: u32,
}

impl<'d> Iterator for Members<'d> {
    type Item = Member<'d>;

    #[inline]
    fn next(&mut self) -> Option<Member<'d>> {
        if self.index >= self.end {
            return None;
        }
        let name = Value { document: self.document, index: self.index };
        let value = name.sibling(self.index + 1);
        self.index = value.next_index();
        Some(Member { name, value })
    }
}

/// The elements of an array, in order.
#[derive(Debug, Clone)]
pub struct Elements<'d> {
    document: &'d Document<'d>,
    index: u32,
    end: u32,
}

impl<'d> Iterator for Elements<'d> {
    type Item = Value<'d>;

    #[inline]
    fn next(&mut self) -> Option<Value<'d>> {
        if self.index >= self.end {
            return None;
        }
        let element = Value { document: self.document, index: self.index };
        self.index = element.next_index();
        Some(element)
    }
}

fn number(text: &str) -> serde_json::Number {
    let nearest = if text.starts_with('-') { f64::MIN } else { f64::MAX };
    text.parse()
        .ok()
        .or_else(|| serde_json::Number::from_f64(nearest))
        .expect("the greatest double is finite")
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail by panic")]
mod tests {
    use super::*;
    use crate::json::Parser;

    #[test]
    fn escapes_are_resolved_when_a_string_is_asked_for() {
        let cases = [
            (r#""plain""#, "plain"),
            (r#""""#, ""),
            (r#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{c}\n\r\t"),
            (r#""a\u00e9\u0000z""#, "aé\0z"),
            (r#""\ud83d\uDE00\ud83d\ude00!""#, "😀😀!"),
            (r#""ü\u00fc""#, "üü"),
        ];
        for (text, expected) in cases {
            let mut parser = Parser::new();
            let document = parser.parse(text.as_bytes()).unwrap();
            let value = document.root();
            assert_eq!(value.string().unwrap(), expected);
            assert_eq!(value.plain().is_some(), !text.as_bytes().contains(&b'\\'));
            assert_eq!(value.content_span().of(text), &text[1..text.len() - 1]);
        }
    }

    #[test]
    fn a_member_is_found_by_its_name_as_it_reads() {
        let mut parser = Parser::new();
        let document = parser.parse(br#"{ "A": 1, "\u0061": 2, "a": 3 }"#).unwrap();
        let root = document.root();
        assert_eq!(root.get("a").map(Value::raw), Some("2"));
        assert_eq!(root.get("A").map(Value::raw), Some("1"));
        assert!(root.get("b").is_none());
        assert_eq!(root.len(), 3);
        assert_eq!(root.to_json(), serde_json::json!({ "A": 1, "a": 3 }));
    }

    #[test]
    fn a_value_has_only_what_its_kind_has() {
        let mut parser = Parser::new();
        let document = parser.parse(br#"[null, true, false, 1, "s", ["e"], {"n": 0}]"#).unwrap();
        let root = document.root();
        let rows: Vec<_> = root
            .elements()
            .map(|value| {
                let content = (value.is_null(), value.as_bool(), value.number(), value.plain());
                (value.kind(), content, value.elements().count(), value.members().count(), value.is_empty())
            })
            .collect();
        let expected = [
            (Kind::Null, (true, None, None, None), 0, 0, true),
            (Kind::True, (false, Some(true), None, None), 0, 0, true),
            (Kind::False, (false, Some(false), None, None), 0, 0, true),
            (Kind::Number, (false, None, Some("1"), None), 0, 0, true),
            (Kind::String, (false, None, None, Some("s")), 0, 0, true),
            (Kind::Array, (false, None, None, None), 1, 0, false),
            (Kind::Object, (false, None, None, None), 0, 1, false),
        ];
        assert_eq!(rows, expected);
    }
}
