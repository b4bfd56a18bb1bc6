//! JSON Pointers (RFC 6901): the way from a document's root to a value, as text.

use std::borrow::Cow;

use super::value::{Document, Kind, Value};
use crate::cut::Cut;

/// A member's name as a JSON Pointer's reference token: `~` becomes `~0` and `/` becomes `~1`.
pub fn escape_pointer(name: &str) -> Cow<'_, str> {
    if name.contains(['~', '/']) {
        Cow::Owned(name.replace('~', "~0").replace('/', "~1"))
    } else {
        Cow::Borrowed(name)
    }
}

/// The value that a pointer names; of members of one name, the first.
pub(super) fn resolve<'d>(document: &'d Document<'d>, pointer: &str) -> Option<Value<'d>> {
    let root = document.root();
    if pointer.is_empty() {
        return Some(root);
    }
    pointer.strip_prefix('/')?.split('/').try_fold(root, step)
}

fn step<'d>(value: Value<'d>, token: &str) -> Option<Value<'d>> {
    match value.kind() {
        Kind::Object => value.get(&unescape(token)?),
        Kind::Array => value.elements().nth(index(token)?),
        Kind::Null | Kind::False | Kind::True | Kind::Number | Kind::String => None,
    }
}

/// An array's index is written without a leading zero (RFC 6901 §4).
fn index(token: &str) -> Option<usize> {
    let is_canonical = token == "0" || !token.starts_with(['0', '+']);
    is_canonical.then(|| token.parse().ok())?
}

fn unescape(token: &str) -> Option<Cow<'_, str>> {
    if !token.as_bytes().contains(&b'~') {
        return Some(Cow::Borrowed(token));
    }
    let mut name = String::with_capacity(token.len());
    let mut parts = token.split('~');
    name.push_str(parts.next()?);
    for part in parts {
        let (escaped, rest) = match part.as_bytes().first()? {
            b'0' => ('~', part.cut(1..)),
            b'1' => ('/', part.cut(1..)),
            _ => return None,
        };
        name.push(escaped);
        name.push_str(rest);
    }
    Some(Cow::Owned(name))
}

/// Finds the pointers of values. Each is looked for from the one before, so that those of many values in the
/// text's order cost one walk together.
pub(crate) struct Pointers<'d> {
    document: &'d Document<'d>,
    /// The containers around the last value, the outermost first.
    way: Vec<Step<'d>>,
    /// The pointer to the last value.
    pointer: String,
}

/// A container, and where in it the search goes on.
struct Step<'d> {
    container: Value<'d>,
    /// The length of its pointer.
    length: usize,
    /// The node of the next member or element, and its place among them.
    child: u32,
    place: usize,
}

impl<'d> Pointers<'d> {
    pub(crate) fn new(document: &'d Document<'d>) -> Pointers<'d> {
        Pointers { document, way: Vec::new(), pointer: String::new() }
    }

    /// The pointer to the value of that index; a member's name has the pointer of its value.
    pub(crate) fn of(&mut self, index: u32) -> &str {
        let is_around = |value: Value<'_>| value.index() < index && index < value.next_index();
        while self.way.last().is_some_and(|step| !is_around(step.container)) {
            self.way.pop();
        }
        if self.way.is_empty() {
            self.pointer.clear();
            // Room for most pointers.
            self.pointer.reserve(64);
            self.enter(self.document.root());
        }
        if index == self.document.root().index() {
            return "";
        }
        while let Some(value) = self.step(index) {
            if !is_around(value) {
                break;
            }
            self.enter(value);
        }
        &self.pointer
    }

    fn enter(&mut self, container: Value<'d>) {
        let length = self.pointer.len();
        self.way.push(Step { container, length, child: container.index() + 1, place: 0 });
    }

    /// The member or element of the innermost container that holds the index, its token appended.
    fn step(&mut self, index: u32) -> Option<Value<'d>> {
        let step = self.way.last_mut()?;
        self.pointer.truncate(step.length);
        if index < step.child {
            (step.child, step.place) = (step.container.index() + 1, 0);
        }
        let is_object = step.container.kind() == Kind::Object;
        while step.child < step.container.next_index() {
            let first = self.document.node(step.child)?;
            let value = if is_object { self.document.node(step.child + 1)? } else { first };
            if index < value.next_index() {
                self.pointer.push('/');
                if is_object {
                    self.pointer.push_str(&escape_pointer(&first.string().unwrap_or_default()));
                } else {
                    self.pointer.push_str(&step.place.to_string());
                }
                return Some(value);
            }
            step.child = value.next_index();
            step.place += 1;
        }
        None
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail by panic")]
mod tests {
    use super::*;
    use crate::json::Parser;

    const TEXT: &str =
        r#"{ "a": [ {}, { "b/c": [ 1, [] ], "~": 2 }, 3 ], "": 4, "d": 5, "d": 6, "\u0065": 7 }"#;

    #[test]
    fn a_pointer_names_the_value_that_rfc_6901_says() {
        let cases = [
            ("", Some(TEXT)),
            ("/a/0", Some("{}")),
            ("/a/1/b~1c/0", Some("1")),
            ("/a/1/~0", Some("2")),
            ("/", Some("4")),
            ("/d", Some("5")),
            ("/e", Some("7")),
            ("a", None),
            ("/a/01", None),
            ("/a/+1", None),
            ("/a/-", None),
            ("/a/3", None),
            ("/a/", None),
            ("/a/1/~", None),
            ("/a/1/~2", None),
            ("/d/0", None),
            ("/none", None),
        ];
        let mut parser = Parser::new();
        let document = parser.parse(TEXT.as_bytes()).unwrap();
        for (pointer, expected) in cases {
            assert_eq!(document.at(pointer).map(Value::raw), expected, "{pointer}");
        }
    }

    #[test]
    fn every_value_but_a_repeated_member_is_found_by_its_own_pointer() {
        let mut parser = Parser::new();
        let document = parser.parse(TEXT.as_bytes()).unwrap();
        let mut waiting = vec![document.root()];
        let mut pointers = Vec::new();
        while let Some(value) = waiting.pop() {
            let found = document.at(&value.pointer()).unwrap();
            assert!(found.index() == value.index() || value.raw() == "6");
            pointers.push(value.pointer());
            waiting.extend(value.elements());
            for member in value.members() {
                assert_eq!(member.name.pointer(), member.value.pointer());
                waiting.push(member.value);
            }
        }
        pointers.sort();
        let expected = [
            "",
            "/",
            "/a",
            "/a/0",
            "/a/1",
            "/a/1/b~1c",
            "/a/1/b~1c/0",
            "/a/1/b~1c/1",
            "/a/1/~0",
            "/a/2",
            "/d",
            "/d",
            "/e",
        ];
        assert_eq!(pointers, expected);
    }

    #[test]
    fn pointers_are_the_same_in_whatever_order_they_are_asked_for() {
        let mut parser = Parser::new();
        let document = parser.parse(TEXT.as_bytes()).unwrap();
        let count = document.len() as u32;
        for step in 1..count {
            let mut pointers = Pointers::new(&document);
            for index in (0..count).map(|at| at * step % count) {
                assert_eq!(pointers.of(index), document.node(index).unwrap().pointer(), "{index} by {step}");
            }
        }
    }

    #[test]
    fn a_name_is_escaped_only_where_it_must_be() {
        assert!(matches!(escape_pointer("userName"), Cow::Borrowed("userName")));
        assert_eq!(escape_pointer("~1/"), "~01~1");
    }
}
