//! The walk over a resource: each value once, in the order of the text.

use super::Linter;
use super::compile::{CompiledType, Entry, Table, bit};
use crate::json::{Kind, Member, Value};
use crate::profile::Operation;
use crate::rule::subject::{Attributed, Missing, Repeated, Resource, Undeclared};
use crate::rule::{Draft, Facts, Sink};

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
    pub(super) fn resource(&mut self, object: Value<'d>) {
        let compiled = self.compiled;
        self.envelope(object, &compiled.urn, &compiled.extensions, false);
        self.object(object, &self.compiled.tables[0]);
    }

    /// The checks of a resource or message as a whole.
    pub(super) fn envelope(&mut self, object: Value<'d>, urn: &str, extensions: &[String], is_message: bool) {
        let schemas = object.members().find(|member| member.key_bytes().eq_ignore_ascii_case(b"schemas"));
        let is_due = |listed: &str| listed == urn || extensions.iter().any(|known| known == listed);
        let strangers: Vec<Value<'d>> = schemas
            .into_iter()
            .flat_map(|schemas| schemas.value.elements())
            .filter(|element| !element.plain().is_some_and(is_due))
            .collect();
        let resource = Resource { object, schemas, urn, extensions, is_message, strangers: &strangers };
        let checks = &self.linter.checks;
        let groups = [
            (!schemas.is_some_and(|schemas| is_filled_array(schemas.value)), &checks.schemaless),
            (!strangers.is_empty(), &checks.strangers),
            (true, &checks.resource),
        ];
        for (rule, check) in groups.iter().filter(|(applies, _)| *applies).flat_map(|(_, checks)| *checks) {
            check(&resource, self.facts, &mut Sink::new(self.drafts, rule));
        }
    }

    /// An object whose members the table's attributes describe. Gives the bits of those it has.
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
                self.run(&entry.spelled, entry, member.name, member.value, false);
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
        if !entry.present.is_empty() {
            self.run(&entry.present, entry, name, value, false);
        }
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
        let mut primaries = 0;
        for element in array.elements() {
            let seen = self.element(entry, element);
            if entry.value_bit & !seen != 0 && element.kind() == Kind::Object {
                self.run(&entry.valueless, entry, element, element, true);
            }
            primaries += u32::from(seen & entry.primary_bit != 0);
        }
        if primaries > 1 {
            self.run(&entry.primaries, entry, name, array, false);
        }
    }

    /// One element of a multi-valued attribute. Gives the bits of the sub-attributes that it has.
    #[inline]
    pub(super) fn element(&mut self, entry: &'w Entry, element: Value<'d>) -> u128 {
        let kind = element.kind();
        if entry.element_kinds & bit(kind) == 0 {
            self.mistyped(entry, element, element, true);
            return 0;
        }
        self.single(entry, element, element, kind, true)
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
            _ => {}
        }
        0
    }

    #[inline]
    fn text(&mut self, entry: &'w Entry, name: Value<'d>, value: Value<'d>, is_element: bool) {
        let text = value.content();
        if !entry.text.is_empty() {
            self.run(&entry.text, entry, name, value, is_element);
        }
        if is_padded(text) || is_word_for_nothing(text) {
            self.doubtful(entry, name, value, is_element);
        }
    }

    #[cold]
    fn doubtful(&mut self, entry: &'w Entry, name: Value<'d>, value: Value<'d>, is_element: bool) {
        // With escapes, its first and last byte are not those of the text.
        let Some(text) = value.plain() else { return };
        let checks =
            if is_word_for_nothing(text.as_bytes()) { &entry.word_for_nothing } else { &entry.padded };
        self.run(checks, entry, name, value, is_element);
    }

    #[cold]
    fn mistyped(&mut self, entry: &'w Entry, name: Value<'d>, value: Value<'d>, is_element: bool) {
        let checks = if value.kind() == Kind::Null { &entry.null } else { &entry.mismatch };
        self.run(checks, entry, name, value, is_element);
    }

    fn run(
        &mut self,
        checks: &'w super::compile::Of<super::compile::AttributedCheck>,
        entry: &'w Entry,
        name: Value<'d>,
        value: Value<'d>,
        is_element: bool,
    ) {
        let attributed =
            Attributed { name, value, attribute: &entry.attribute, path: &entry.path, is_element };
        for (rule, check) in checks {
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
        self.repeats_within(member.value);
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
        let mut members: Vec<(usize, Member<'d>)> = object.members().enumerate().collect();
        // Sorted, so that an object of many names costs no square.
        members.sort_by(|(left_at, left), (right_at, right)| {
            left.key().cmp(&right.key()).then(left_at.cmp(right_at))
        });
        for pair in members.windows(2) {
            let (first, second) = (pair[0].1, pair[1].1);
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

/// Whether a string's content starts or ends with white space.
#[inline]
fn is_padded(text: &[u8]) -> bool {
    let is_space = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_whitespace);
    is_space(text.first()) || is_space(text.last())
}

/// Whether a string's content is how a programming language writes that there is no value.
#[inline]
fn is_word_for_nothing(text: &[u8]) -> bool {
    matches!(text, b"None" | b"null" | b"NULL" | b"Null" | b"undefined" | b"nil")
}
