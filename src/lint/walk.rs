//! The walk over a resource: each value once, in the order of the text.

use super::Linter;
use super::compile::{CompiledType, Entry, Occasion, Table, bit};
use super::envelope::Head;
use crate::json::{Kind, Member, Value};
use crate::order;
use crate::profile::Operation;
use crate::rule::subject::{Attributed, Missing, Repeated, Undeclared, UnknownName};
use crate::rule::{Draft, Facts, Place, Sink};
use crate::schema::Attribute;

/// One walk over one body.
pub(super) struct Walk<'w, 'd> {
    pub(super) linter: &'w Linter,
    pub(super) compiled: &'w CompiledType,
    pub(super) facts: &'w Facts<'w>,
    pub(super) drafts: &'w mut Vec<Draft>,
    root: Value<'d>,
    /// Which of a table's entries must be there.
    required: fn(&Table) -> u128,
}

impl<'w, 'd> Walk<'w, 'd> {
    #[inline]
    pub(super) fn new(
        linter: &'w Linter,
        compiled: &'w CompiledType,
        facts: &'w Facts<'w>,
        drafts: &'w mut Vec<Draft>,
        root: Value<'d>,
    ) -> Walk<'w, 'd> {
        let required: fn(&Table) -> u128 = match facts.action.operation {
            Some(Operation::Create) => |table| table.create,
            Some(Operation::Replace) => |table| table.replace,
            _ => |_| 0,
        };
        Walk { linter, compiled, facts, drafts, root, required }
    }

    /// A whole resource, as POST and PUT send it.
    #[inline]
    pub(super) fn resource(&mut self, object: Value<'d>, head: &Head<'d>) {
        let compiled = self.compiled;
        self.envelope(head, &compiled.urn, &compiled.extensions, false);
        self.object(object, &self.compiled.tables[0]);
    }

    /// An object whose members the table's attributes describe. Gives the bits of those it has.
    #[inline]
    pub(super) fn object(&mut self, object: Value<'d>, table: &'w Table) -> u128 {
        let mut seen: u128 = 0;
        let mut repeats = false;
        let mut strays = 0;
        for member in object.members() {
            let Some((index, exact)) = table.find(member.name) else {
                strays += 1;
                self.undeclared(member, table);
                continue;
            };
            // Attributes past the 128th have no bit; their repeats are found by name.
            let entry = &table.entries[index];
            repeats |= entry.bit == 0 || seen & entry.bit != 0;
            seen |= entry.bit;
            if !exact {
                self.show(Occasion::Spelled, entry, member.name, member.value, false);
            }
            self.attribute(entry, member.name, member.value);
        }
        if repeats || strays > 1 {
            self.repeats(object);
        }
        let lacking = (self.required)(table) & !seen;
        if lacking != 0 {
            self.missing(object, table, lacking);
        }
        seen
    }

    /// An attribute with its value.
    #[inline(always)]
    #[expect(clippy::inline_always, reason = "once for each member; a call costs a tenth of the walk")]
    pub(super) fn attribute(&mut self, entry: &'w Entry, name: Value<'d>, value: Value<'d>) {
        self.show(Occasion::Present, entry, name, value, false);
        let kind = value.kind();
        if entry.kinds & bit(kind) == 0 {
            self.mistyped(entry, name, value, false);
        } else if kind == Kind::Array {
            self.elements(entry, name, value);
        } else {
            self.single(entry, name, value, kind, false);
        }
    }

    /// A multi-valued attribute with its array.
    #[inline]
    fn elements(&mut self, entry: &'w Entry, name: Value<'d>, array: Value<'d>) {
        let (mut primaries, mut count) = (0, 0);
        for element in array.elements() {
            count += 1;
            let seen = self.element(entry, element);
            primaries += u32::from(seen & entry.primary_bit != 0);
        }
        if !entry.wants_list() {
            return;
        }
        let shape = match count {
            0 => Occasion::NoElement,
            1 => Occasion::Elements,
            _ => {
                self.show(Occasion::SeveralElements, entry, name, array, false);
                Occasion::Elements
            }
        };
        self.show(shape, entry, name, array, false);
        if count > self.linter.many {
            self.show(Occasion::ManyElements, entry, name, array, false);
        }
        let occasion = if primaries > 1 { Occasion::Primaries } else { Occasion::Primaryless };
        self.show(occasion, entry, name, array, false);
    }

    /// One element of a multi-valued attribute. Gives the bits of the sub-attributes that it has.
    #[inline]
    pub(super) fn element(&mut self, entry: &'w Entry, element: Value<'d>) -> u128 {
        let seen = self.part(entry, element);
        if entry.due & !seen != 0 && element.kind() == Kind::Object {
            self.lacking_element(entry, element, seen);
        }
        seen
    }

    /// What is written to an element, or to a singular attribute, beside what is there. Gives the bits
    /// of the sub-attributes that it has.
    #[inline]
    pub(super) fn part(&mut self, entry: &'w Entry, value: Value<'d>) -> u128 {
        let kind = value.kind();
        if entry.element_kinds & bit(kind) == 0 {
            self.mistyped(entry, value, value, true);
            return 0;
        }
        self.single(entry, value, value, kind, true)
    }

    #[cold]
    fn lacking_element(&mut self, entry: &'w Entry, element: Value<'d>, seen: u128) {
        for (bit, occasion) in [(entry.value_bit, Occasion::Valueless), (entry.type_bit, Occasion::Typeless)]
        {
            if bit & !seen != 0 {
                self.show(occasion, entry, element, element, true);
            }
        }
        // Of a whole resource, the walk over its objects says it.
        if self.facts.action.operation == Some(Operation::Patch)
            && let Some(table) = entry.table.map(|table| &self.compiled.tables[table])
        {
            self.missing(element, table, table.patch & !seen);
        }
    }

    #[inline]
    fn single(
        &mut self,
        entry: &'w Entry,
        name: Value<'d>,
        value: Value<'d>,
        kind: Kind,
        is_element: bool,
    ) -> u128 {
        match (kind, entry.table) {
            (Kind::Object, Some(table)) => return self.object(value, &self.compiled.tables[table]),
            (Kind::String, _) => self.text(entry, name, value, is_element),
            (Kind::Number, _) => self.show(Occasion::Number, entry, name, value, is_element),
            _ => {}
        }
        0
    }

    #[inline]
    fn text(&mut self, entry: &'w Entry, name: Value<'d>, value: Value<'d>, is_element: bool) {
        self.show(Occasion::Text, entry, name, value, is_element);
        if is_doubtful(value.content()) {
            self.doubtful(entry, name, value, is_element);
        }
    }

    #[cold]
    fn doubtful(&mut self, entry: &'w Entry, name: Value<'d>, value: Value<'d>, is_element: bool) {
        let occasion = match value.content() {
            // How programming languages write that there is no value.
            b"None" | b"null" | b"NULL" | b"Null" | b"undefined" | b"nil" => Occasion::WordForNothing,
            [b' ', ..] | [.., b' '] => Occasion::Padded,
            [b'{' | b'[', ..] => Occasion::Bracketed,
            _ => return,
        };
        self.show(occasion, entry, name, value, is_element);
    }

    #[cold]
    fn mistyped(&mut self, entry: &'w Entry, name: Value<'d>, value: Value<'d>, is_element: bool) {
        let occasion = if value.kind() == Kind::Null { Occasion::Null } else { Occasion::Mismatch };
        self.show(occasion, entry, name, value, is_element);
    }

    #[inline]
    fn show(
        &mut self,
        occasion: Occasion,
        entry: &'w Entry,
        name: Value<'d>,
        value: Value<'d>,
        is_element: bool,
    ) {
        if entry.wants(occasion) {
            self.run(occasion, entry, name, value, is_element);
        }
    }

    /// Apart from where it is called, which nearly always goes on without it.
    #[inline(never)]
    fn run(
        &mut self,
        occasion: Occasion,
        entry: &'w Entry,
        name: Value<'d>,
        value: Value<'d>,
        is_element: bool,
    ) {
        let attributed =
            Attributed { name, value, attribute: &entry.attribute, path: &entry.path, is_element };
        for (rule, check) in entry.checks(occasion) {
            check(&attributed, self.facts, &mut Sink::new(self.drafts, rule));
        }
    }

    #[cold]
    fn undeclared(&mut self, member: Member<'d>, table: &Table) {
        let undeclared =
            Undeclared { member, owner: &table.path, declared: &table.attributes, resource: self.root };
        for (rule, check) in &self.linter.checks.undeclared {
            check(&undeclared, self.facts, &mut Sink::new(self.drafts, rule));
        }
        self.unknown_name(member.name, Place::name(member.name, member.value), &table.attributes);
        self.repeats_within(member.value);
    }

    #[cold]
    pub(super) fn unknown_name(&mut self, name: Value<'_>, place: Place, declared: &[Attribute]) {
        for (rule, check) in &self.linter.checks.unknown_name {
            check(&UnknownName { name, place, declared }, self.facts, &mut Sink::new(self.drafts, rule));
        }
    }

    #[cold]
    fn missing(&mut self, object: Value<'d>, table: &Table, lacking: u128) {
        for (index, entry) in table.entries.iter().take(128).enumerate() {
            if lacking & (1 << index) == 0 {
                continue;
            }
            let missing = Missing { object, attribute: &entry.attribute, path: &entry.path };
            for (rule, check) in &entry.missing {
                check(&missing, self.facts, &mut Sink::new(self.drafts, rule));
            }
        }
    }

    /// Names that the object has twice, whatever they mean.
    #[cold]
    pub(super) fn repeats(&mut self, object: Value<'d>) {
        let mut members: Vec<Member<'d>> = object.members().collect();
        // Sorted, so that an object of many names costs no square.
        order::sort(&mut members, |one, other| one.key().cmp(&other.key()));
        for pair in members.windows(2) {
            let (first, second) = (pair[0], pair[1]);
            if first.key() != second.key() {
                continue;
            }
            for (rule, check) in &self.linter.checks.repeated {
                check(&Repeated { first, second }, self.facts, &mut Sink::new(self.drafts, rule));
            }
        }
    }

    /// Repeats in a value that no schema describes. Depth is bounded by the parser's.
    fn repeats_within(&mut self, value: Value<'d>) {
        match value.kind() {
            Kind::Object => {
                self.repeats(value);
                for member in value.members() {
                    self.repeats_within(member.value);
                }
            }
            Kind::Array => {
                for element in value.elements() {
                    self.repeats_within(element);
                }
            }
            Kind::Null | Kind::False | Kind::True | Kind::Number | Kind::String => {}
        }
    }
}

/// Whether a value is an array with an element.
pub(super) fn is_filled_array(value: Value<'_>) -> bool {
    value.kind() == Kind::Array && !value.is_empty()
}

/// Whether a string's content may be padded, bracketed or a word for nothing: told by its ends, since nearly
/// no text is.
#[inline]
fn is_doubtful(text: &[u8]) -> bool {
    let (Some(first), Some(last)) = (text.first(), text.last()) else { return false };
    match first {
        b' ' | b'{' | b'[' => true,
        b'N' | b'n' | b'u' => *last == b' ' || matches!(text.len(), 3 | 4 | 9),
        _ => *last == b' ',
    }
}
