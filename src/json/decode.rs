//! Reads the crate's own data out of parsed texts: profiles, schemas, options.
//!
//! Written by hand where a derive would do. A refused file is told the place, and the wasm build
//! carries one set of readers instead of one for each type.
//!
//! A node stands for one value or for several that are merged as RFC 7396 has it: what extends a
//! file lies over it, and a name is looked up from the uppermost layer down. Reading goes on after
//! a fault, with placeholders, so that all faults are told; the result is dropped. What is told of a
//! placeholder would be no fault of the text: of an object with a fault nothing is said to be missing.

use std::cell::RefCell;
use std::fmt;

use super::error::Error;
use super::position::{LineIndex, Position};
use super::value::{Kind, Value};
use crate::order;
use crate::words::meant;

/// Why a text does not hold what it should, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// What is wrong, and what is expected.
    pub problem: String,
    /// The known name that comes close to the one that is wrong.
    pub meant: Option<String>,
    /// The value it is about, as a JSON Pointer; empty for the whole text.
    pub pointer: String,
    /// Where that value begins.
    pub position: Position,
    /// Which of the layers it is in, counted from the uppermost.
    pub(crate) layer: usize,
    /// The other faults, by their places.
    pub also: Vec<Fault>,
}

/// How many faults are told of one text. The small build reads no files, and of options one is enough.
const MOST_FAULTS: usize = if cfg!(feature = "files") { 50 } else { 1 };

impl Fault {
    /// A fault at that value of the only layer.
    pub(crate) fn at(value: Value<'_>, problem: &str) -> Fault {
        let position = LineIndex::new(value.document().text()).position(value.span().start);
        let (problem, pointer) = (problem.to_owned(), value.pointer());
        Fault { problem, meant: None, pointer, position, layer: 0, also: Vec::new() }
    }

    /// What keeps a text from being JSON.
    pub(crate) fn of_syntax(text: &str, error: &Error) -> Fault {
        let position = LineIndex::new(text).position(error.span.start);
        let (problem, pointer) = (error.to_string(), String::new());
        Fault { problem, meant: None, pointer, position, layer: 0, also: Vec::new() }
    }

    /// The faults with their places in that file, as compilers write them: each on a line.
    pub fn in_file(&self, file: &str) -> String {
        let line = |fault: &Fault| {
            let Position { line, column } = fault.position;
            format!("{file}:{line}:{column}: {}{}", fault.problem, fault.end())
        };
        std::iter::once(self).chain(&self.also).map(line).collect::<Vec<_>>().join("\n")
    }

    fn end(&self) -> String {
        let mut end = String::new();
        if !self.pointer.is_empty() {
            end.push_str(&[" (`", &self.pointer, "`)"].concat());
        }
        if let Some(meant) = &self.meant {
            end.push_str(&["; did you mean `", meant, "`?"].concat());
        }
        end
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.problem)?;
        f.write_str(" at line ")?;
        fmt::Display::fmt(&self.position.line, f)?;
        f.write_str(", column ")?;
        fmt::Display::fmt(&self.position.column, f)?;
        f.write_str(&self.end())?;
        for fault in &self.also {
            f.write_str("\n")?;
            fmt::Display::fmt(fault, f)?;
        }
        Ok(())
    }
}

/// Reads what the layers hold, the uppermost first.
pub(crate) fn decode<T>(layers: Vec<Value<'_>>, read: impl FnOnce(&Node<'_>) -> T) -> Result<T, Fault> {
    let reading = Reading { roots: &layers, places: RefCell::default(), faults: RefCell::default() };
    let value = read(&reading.node((0..).zip(layers.iter().copied())));
    let mut faults = reading.faults.into_inner();
    if MOST_FAULTS > 1 {
        by_place(&mut faults);
    }
    let mut faults = faults.into_iter();
    match faults.next() {
        None => Ok(value),
        Some(first) => Err(Fault { also: faults.collect(), ..first }),
    }
}

fn by_place(faults: &mut Vec<Fault>) {
    let place = |fault: &Fault| (fault.layer, fault.position.line, fault.position.column);
    order::sort(faults, |one, other| place(one).cmp(&place(other)));
}

/// What all nodes share, so that each is a copy of a few numbers and nothing has to be dropped.
struct Reading<'d> {
    roots: &'d [Value<'d>],
    /// The layers of all nodes, each by the number of its root and its index in that document.
    places: RefCell<Vec<(usize, u32)>>,
    faults: RefCell<Vec<Fault>>,
}

impl<'d> Reading<'d> {
    /// A node of these layers, each with the number of its root.
    fn node(&'d self, layers: impl Iterator<Item = (usize, Value<'d>)>) -> Node<'d> {
        let mut places = self.places.borrow_mut();
        let first = places.len();
        places.extend(layers.map(|(root, layer)| (root, layer.index())));
        Node { reading: self, first, count: places.len() - first }
    }
}

/// A value, or objects that are merged. One that is absent reads as empty.
#[derive(Clone, Copy)]
pub(crate) struct Node<'d> {
    reading: &'d Reading<'d>,
    /// Where its layers stand among the reading's places. Only objects have others below them.
    first: usize,
    count: usize,
}

impl<'d> Node<'d> {
    /// The node, unless it is absent.
    pub(crate) fn present(self) -> Option<Node<'d>> {
        (self.count > 0).then_some(self)
    }

    /// The uppermost layer by itself: what is told with its source is not mixed with what lies below.
    pub(crate) fn alone(&self) -> Node<'d> {
        Node { count: self.count.min(1), ..*self }
    }

    /// The kind of its value.
    pub(crate) fn kind(&self) -> Option<Kind> {
        self.top().map(Value::kind)
    }

    fn top(&self) -> Option<Value<'d>> {
        self.layer(0).map(|(_, top)| top)
    }

    /// One of its layers with the number of its root.
    fn layer(&self, number: usize) -> Option<(usize, Value<'d>)> {
        if number >= self.count {
            return None;
        }
        let (root, index) = *self.reading.places.borrow().get(self.first + number)?;
        Some((root, self.reading.roots.get(root)?.document().node(index)?))
    }

    fn layers(&self) -> impl DoubleEndedIterator<Item = (usize, Value<'d>)> {
        (0..self.count).filter_map(|number| self.layer(number))
    }

    /// Reads its members; each that is there must be asked for.
    pub(crate) fn object<T>(&self, read: impl FnOnce(&mut Members<'_, 'd>) -> T) -> T {
        self.expect(Kind::Object);
        let mut members = Members::of(self);
        let value = read(&mut members);
        members.refuse_others();
        members.miss();
        value
    }

    /// Reads its members; others than those asked for may be there.
    pub(crate) fn open_object<T>(&self, read: impl FnOnce(&mut Members<'_, 'd>) -> T) -> T {
        self.expect(Kind::Object);
        let mut members = Members::of(self);
        let value = read(&mut members);
        members.miss();
        value
    }

    /// Its text.
    pub(crate) fn text(&self) -> String {
        self.expect(Kind::String);
        let text = self.top().and_then(Value::string);
        text.map(String::from).unwrap_or_default()
    }

    /// Its text, in which `{name}` stands for what the file names so among its `sources`.
    pub(crate) fn source(&self) -> String {
        self.spelled_out(&self.text())
    }

    fn spelled_out(&self, text: &str) -> String {
        let Some((before, (name, after))) =
            text.split_once('{').and_then(|(before, rest)| Some((before, rest.split_once('}')?)))
        else {
            return text.to_owned();
        };
        let root = Node { reading: self.reading, first: 0, count: self.reading.roots.len() };
        let after = self.spelled_out(after);
        match root.member("sources").member(name).present() {
            Some(document) => [before, &document.text(), &after].concat(),
            None => [before, "{", name, "}", &after].concat(),
        }
    }

    /// Refuses it, unless it is absent.
    pub(crate) fn refuse(&self, problem: &str) {
        if let Some(top) = self.top() {
            self.fault(top, problem);
        }
    }

    /// Refuses a text that is not as it should be.
    pub(crate) fn check(&self, is_right: impl FnOnce(&str) -> bool, expected: &str) {
        let Some(top) = self.top() else { return };
        if top.string().is_some_and(|text| !is_right(&text)) {
            self.fault(top, expected);
        }
    }

    /// Which of `true` and `false` it is.
    pub(crate) fn flag(&self) -> bool {
        match self.top() {
            Some(top) => top.as_bool().unwrap_or_else(|| {
                self.fault(top, "`true` or `false` is expected");
                false
            }),
            None => false,
        }
    }

    /// A whole number from 0 to `most`.
    pub(crate) fn number(&self, most: u32) -> u32 {
        let Some(top) = self.top() else { return 0 };
        let number = top.number().and_then(|number| number.parse().ok()).filter(|number| *number <= most);
        number.unwrap_or_else(|| {
            self.fault(top, "a whole number is expected, not negative nor too great");
            0
        })
    }

    /// An HTTP status.
    pub(crate) fn status(&self) -> u16 {
        self.number(u16::MAX.into()) as u16
    }

    /// The one of these words that it is, by what the word means.
    pub(crate) fn word<T: Copy>(&self, words: &[(&'static str, T)]) -> T {
        words[self.choose(words.len(), &|at| words[at].0, str::eq)].1
    }

    /// The one of these words that it is, whatever its case.
    pub(crate) fn word_in_any_case<T: Copy>(&self, words: &[(&'static str, T)]) -> T {
        words[self.choose(words.len(), &|at| words[at].0, str::eq_ignore_ascii_case)].1
    }

    fn choose(
        &self,
        count: usize,
        word: &dyn Fn(usize) -> &'static str,
        is: fn(&str, &str) -> bool,
    ) -> usize {
        let Some(top) = self.top() else { return 0 };
        let text = top.string().unwrap_or_default();
        let is_string = top.kind() == Kind::String;
        (0..count).find(|at| is_string && is(&text, word(*at))).unwrap_or_else(|| {
            let mut problem = String::from("one of these words is expected: ");
            for at in 0..count {
                problem.push_str(if at == 0 { "`" } else { ", `" });
                problem.push_str(word(at));
                problem.push('`');
            }
            let meant = if is_string { meant(&text, (0..count).map(word)) } else { None };
            self.tell(top, &problem, meant);
            0
        })
    }

    /// Each of its elements, read.
    pub(crate) fn list<T>(&self, read: impl Fn(&Node<'d>) -> T) -> Vec<T> {
        let elements = self.elements();
        let mut list = Vec::with_capacity(elements.count);
        for number in 0..elements.count {
            list.push(read(&Node { first: elements.first + number, count: 1, ..elements }));
        }
        list
    }

    /// Its elements, which are texts.
    pub(crate) fn texts(&self) -> Vec<String> {
        self.list(Node::text)
    }

    /// Its elements, each as if it was a layer.
    fn elements(&self) -> Node<'d> {
        self.expect(Kind::Array);
        let top = self.layer(0);
        let elements =
            top.into_iter().flat_map(|(root, top)| top.elements().map(move |element| (root, element)));
        self.reading.node(elements)
    }

    /// Its members, whatever their names, in the order of the lowest layer.
    pub(crate) fn entries(&self) -> Vec<(String, Node<'d>)> {
        self.expect(Kind::Object);
        let mut entries: Vec<(String, Node<'d>)> = Vec::new();
        for (_, layer) in self.layers().rev() {
            for member in layer.members() {
                let name = member.key();
                if !entries.iter().any(|(known, _)| *known == name) {
                    let node = self.member(&name);
                    entries.push((name.into_owned(), node));
                }
            }
        }
        entries.retain(|(_, node)| node.count > 0);
        entries
    }

    /// The member of that name; absent also when it is `null`.
    fn member(&self, name: &str) -> Node<'d> {
        let mut layers: Vec<(usize, Value<'d>)> = Vec::new();
        for (root, layer) in self.layers() {
            let Some(value) = layer.get(name) else { continue };
            let is_object = value.kind() == Kind::Object;
            // `null` removes what is below; what is no object replaces it (RFC 7396 §2).
            if is_object || (layers.is_empty() && !value.is_null()) {
                layers.push((root, value));
            }
            if !is_object {
                break;
            }
        }
        self.reading.node(layers.into_iter())
    }

    fn expect(&self, kind: Kind) {
        if let Some(top) = self.top().filter(|top| top.kind() != kind) {
            self.fault(top, &[kind.name(), " is expected"].concat());
        }
    }

    fn fault(&self, at: Value<'_>, problem: &str) {
        self.tell(at, problem, None);
    }

    fn tell(&self, at: Value<'_>, problem: &str, meant: Option<&str>) {
        let mut faults = self.reading.faults.borrow_mut();
        if faults.len() < MOST_FAULTS {
            let text = at.document().text();
            let layer = self.reading.roots.iter().position(|root| std::ptr::eq(root.document().text(), text));
            let layer = layer.unwrap_or_default();
            let fault = Fault { layer, meant: meant.map(str::to_owned), ..Fault::at(at, problem) };
            // Some values are read twice.
            if !faults.contains(&fault) {
                faults.push(fault);
            }
        }
    }

    /// Whether a fault was told of the object or of a member of it.
    fn has_fault(&self, object: Value<'_>) -> bool {
        let faults = self.reading.faults.borrow();
        if faults.is_empty() {
            return false;
        }
        let own = object.pointer();
        let is_of = |pointer: &str| {
            let below = pointer.strip_prefix(own.as_str());
            below.is_some_and(|below| below.rfind('/').is_none_or(|slash| slash == 0))
        };
        faults.iter().any(|fault| is_of(&fault.pointer))
    }
}

/// The members of an object, read by their names.
pub(crate) struct Members<'n, 'd> {
    node: &'n Node<'d>,
    asked: Vec<&'static str>,
    missing: Option<&'static str>,
}

impl<'n, 'd> Members<'n, 'd> {
    fn of(node: &'n Node<'d>) -> Members<'n, 'd> {
        Members { node, asked: Vec::new(), missing: None }
    }

    /// The member of that name, which may be absent.
    pub(crate) fn get(&mut self, name: &'static str) -> Node<'d> {
        self.asked.push(name);
        self.node.member(name)
    }

    /// The member of that name, which must be there.
    pub(crate) fn need(&mut self, name: &'static str) -> Node<'d> {
        let node = self.get(name);
        if node.count == 0 && self.missing.is_none() {
            self.missing = Some(name);
        }
        node
    }

    /// The text of the member of that name, which must be there.
    pub(crate) fn text(&mut self, name: &'static str) -> String {
        self.need(name).text()
    }

    /// The text of the member of that name, if it is there.
    pub(crate) fn text_if_any(&mut self, name: &'static str) -> Option<String> {
        self.get(name).present().map(|node| node.text())
    }

    /// Refuses members that were not asked for, and names that repeat, since peers disagree on
    /// which of the values holds.
    fn refuse_others(&self) {
        for (_, layer) in self.node.layers() {
            let mut seen: Vec<&str> = Vec::new();
            for member in layer.members() {
                let name = member.key();
                match self.asked.iter().find(|asked| **asked == name) {
                    None => {
                        let meant = meant(&name, self.asked.iter().copied());
                        self.node.tell(member.name, &["`", &name, "` is unknown here"].concat(), meant);
                    }
                    Some(asked) if seen.contains(asked) => {
                        self.node.fault(member.name, &["`", &name, "` is repeated"].concat());
                    }
                    Some(asked) => seen.push(asked),
                }
            }
        }
    }

    /// Tells what is missing, after all else: a name that is unknown may be the missing one, misspelled.
    fn miss(&self) {
        if let (Some(name), Some(top)) = (self.missing, self.node.top())
            && !self.node.has_fault(top)
        {
            self.node.fault(top, &["`", name, "` is missing"].concat());
        }
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a panic is how a test fails")]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::json::Parser;

    #[derive(Debug, PartialEq)]
    struct Pet {
        name: String,
        kind: char,
        age: u32,
        tame: bool,
        toys: Vec<String>,
        note: Option<String>,
        home: Option<String>,
    }

    fn pet(node: &Node<'_>) -> Pet {
        node.object(|members| Pet {
            name: members.text("name"),
            kind: members.need("kind").word(&[("cat", 'c'), ("dog", 'd')]),
            age: members.get("age").number(30),
            tame: members.get("tame").flag(),
            toys: members.get("toys").texts(),
            note: members.text_if_any("note"),
            home: members.get("home").present().map(|home| home.object(|home| home.text("street"))),
        })
    }

    fn read(layers: &[&str]) -> Result<Pet, String> {
        let mut parsers = vec![Parser::new(); layers.len()];
        let documents: Vec<_> = parsers
            .iter_mut()
            .zip(layers)
            .map(|(parser, text)| parser.parse(text.as_bytes()).unwrap())
            .collect();
        decode(documents.iter().map(crate::json::Document::root).collect(), pet)
            .map_err(|fault| fault.to_string())
    }

    #[test]
    fn members_are_read_and_absent_ones_are_empty() {
        let read =
            read(&[r#"{"toys": ["b\u0061ll"], "name": "Mina", "kind": "dog", "note": null}"#]).unwrap();
        let expected = Pet {
            name: "Mina".to_owned(),
            kind: 'd',
            age: 0,
            tame: false,
            toys: vec!["ball".to_owned()],
            note: None,
            home: None,
        };
        assert_eq!(read, expected);
    }

    #[test]
    fn the_first_fault_is_told_with_its_place() {
        for (text, expected) in [
            ("[]", "an object is expected at line 1, column 1"),
            (r#"{"name": "a"}"#, "`kind` is missing at line 1, column 1"),
            (r#"{"kind": "cat", "name": 1}"#, "a string is expected at line 1, column 25 (`/name`)"),
            (r#"{"name": "a", "kind": "cow"}"#, {
                "one of these words is expected: `cat`, `dog` at line 1, column 23 (`/kind`)"
            }),
            ("{\"name\": \"a\", \"kind\": \"cat\",\n  \"age\": 31}", {
                "a whole number is expected, not negative nor too great at line 2, column 10 (`/age`)"
            }),
            (r#"{"name": "a", "kind": "cat", "tame": 1}"#, {
                "`true` or `false` is expected at line 1, column 38 (`/tame`)"
            }),
            (r#"{"name": "a", "kind": "cat", "toys": [1]}"#, {
                "a string is expected at line 1, column 39 (`/toys/0`)"
            }),
            (r#"{"name": "a", "kind": "cat", "home": {}}"#, {
                "`street` is missing at line 1, column 38 (`/home`)"
            }),
            (r#"{"name": "a", "kind": "cat", "Age": 1}"#, {
                "`Age` is unknown here at line 1, column 30 (`/Age`); did you mean `age`?"
            }),
            (r#"{"kind": "cat", "names": "a"}"#, {
                "`names` is unknown here at line 1, column 17 (`/names`); did you mean `name`?"
            }),
            (r#"{"name": "a", "kind": "catt"}"#, {
                "one of these words is expected: `cat`, `dog` at line 1, column 23 (`/kind`); did you mean `cat`?"
            }),
            (r#"{"name": "a", "kind": "cat", "name": "b"}"#, {
                "`name` is repeated at line 1, column 30 (`/name`)"
            }),
        ] {
            assert_eq!(read(&[text]).unwrap_err(), expected, "{text}");
        }
    }

    #[test]
    fn an_upper_layer_lies_over_a_lower_one() {
        let lower =
            r#"{"name": "a", "kind": "cat", "note": "n", "age": 3, "toys": ["x"], "home": {"street": "s"}}"#;
        let both = read(&[r#"{"name": "b", "note": null, "toys": ["y", "z"], "home": {}}"#, lower]).unwrap();
        assert_eq!((both.name.as_str(), both.note, both.age), ("b", None, 3));
        assert_eq!((both.toys.len(), both.home.as_deref()), (2, Some("s")));
        assert_eq!(
            read(&[r#"{"home": 7}"#, lower]).unwrap_err(),
            "an object is expected at line 1, column 10 (`/home`)"
        );
    }

    /// RFC 7396 §2, on values as they stand.
    fn merged(target: &serde_json::Value, patch: &serde_json::Value) -> serde_json::Value {
        let serde_json::Value::Object(changes) = patch else { return patch.clone() };
        let mut members = target.as_object().cloned().unwrap_or_default();
        for (name, change) in changes {
            if change.is_null() {
                members.remove(name);
            } else {
                let below = members.get(name).cloned().unwrap_or_default();
                members.insert(name.clone(), merged(&below, change));
            }
        }
        serde_json::Value::Object(members)
    }

    /// The value that a node stands for.
    fn plain(node: &Node<'_>) -> serde_json::Value {
        match node.kind() {
            Some(Kind::Object) => {
                node.entries().iter().map(|(name, node)| (name.clone(), plain(node))).collect()
            }
            Some(Kind::Array) => node.list(plain).into(),
            _ => node.top().map_or(serde_json::Value::Null, Value::to_json),
        }
    }

    /// Objects with few names, so that layers meet; none of `null`, which a document to be patched
    /// may hold and a node never has.
    fn object(nulls: bool) -> impl Strategy<Value = serde_json::Value> {
        let leaf = prop_oneof![
            any::<u8>().prop_map(serde_json::Value::from),
            Just(if nulls { serde_json::Value::Null } else { serde_json::json!([]) }),
        ];
        let value = leaf.prop_recursive(3, 24, 4, |inner| {
            prop::collection::btree_map("[abc]", inner, 0..4)
                .prop_map(|members| serde_json::Value::Object(members.into_iter().collect()))
        });
        prop::collection::btree_map("[abc]", value, 0..4)
            .prop_map(|members| serde_json::Value::Object(members.into_iter().collect()))
    }

    proptest! {
        #[test]
        fn layers_read_as_their_merge_does(lowest in object(false), middle in object(true), top in object(true)) {
            let expected = merged(&merged(&lowest, &middle), &top);
            let texts = [top, middle, lowest].map(|value| value.to_string());
            let mut parsers = vec![Parser::new(); 3];
            let documents: Vec<_> = parsers.iter_mut().zip(&texts).map(|(parser, text)| parser.parse(text.as_bytes()).unwrap()).collect();
            let roots = documents.iter().map(crate::json::Document::root).collect();
            prop_assert_eq!(decode(roots, plain).unwrap(), expected);
        }
    }
}
