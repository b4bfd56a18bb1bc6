//! What a body says that it is: its `schemas`, beside the members that a URN names.

use super::walk::{Walk, is_filled_array};
use crate::json::{Kind, Member, Value};
use crate::rule::Sink;
use crate::rule::subject::Resource;

/// The members by which a body says what it is, found in one pass.
pub(super) struct Head<'d> {
    object: Value<'d>,
    /// The first `schemas`, in any spelling.
    schemas: Option<Member<'d>>,
    /// Whether it has `Operations`, spelled so.
    pub(super) has_operations: bool,
    /// Whether a URN names a member.
    is_extended: bool,
}

impl<'d> Head<'d> {
    pub(super) fn of(object: Value<'d>) -> Head<'d> {
        let mut head = Head { object, schemas: None, has_operations: false, is_extended: false };
        let mut has_variants = false;
        for member in object.members() {
            match member.name.content() {
                b"schemas" => head.schemas = head.schemas.or(Some(member)),
                b"Operations" => head.has_operations = true,
                [b'u', b'r', b'n', b':', ..] => head.is_extended = true,
                name => has_variants |= name.len() == 7 || member.name.plain_bytes().is_none(),
            }
        }
        if has_variants {
            head.look_closer();
        }
        head
    }

    /// Finds what is spelled in another case or with escapes.
    #[cold]
    fn look_closer(&mut self) {
        let mut members = self.object.members();
        self.schemas = members.find(|member| member.key_bytes().eq_ignore_ascii_case(b"schemas"));
        self.has_operations |= self.object.get("Operations").is_some();
    }
}

fn is_urn(member: Member<'_>) -> bool {
    member.name.content().starts_with(b"urn:")
}

/// Which of a resource type's extensions were met, as bits.
#[derive(Default)]
struct Met {
    extensions: u64,
    /// Whether there was something else, or something twice.
    others: bool,
}

impl Met {
    /// Notes an extension by its URN. Tells whether it is one.
    fn note(&mut self, urn: &[u8], extensions: &[String]) -> bool {
        let index = extensions.iter().position(|known| known.as_bytes() == urn);
        let bit = index.and_then(|index| 1_u64.checked_shl(index as u32)).unwrap_or(0);
        self.others |= bit == 0 || self.extensions & bit != 0;
        self.extensions |= bit;
        index.is_some()
    }
}

impl<'d> Walk<'_, 'd> {
    /// The checks of a resource or message as a whole.
    pub(super) fn envelope(&mut self, head: &Head<'d>, urn: &str, extensions: &[String], is_message: bool) {
        let Head { object, schemas, is_extended, .. } = *head;
        let (mut has_base, mut count) = (false, 0);
        let mut listed = Met::default();
        let mut strangers: Vec<Value<'d>> = Vec::new();
        for element in schemas.into_iter().flat_map(|schemas| schemas.value.elements()) {
            count += 1;
            // What is no string is found by its type.
            if element.kind() != Kind::String || element.content() == urn.as_bytes() {
                listed.others |= has_base;
                has_base = true;
            } else if !listed.note(element.content(), extensions) {
                strangers.push(element);
            }
        }
        let mut carried = Met::default();
        if is_extended {
            for member in object.members().filter(|member| is_urn(*member)) {
                carried.note(member.name.content(), extensions);
            }
        }
        let resource = Resource { object, schemas, urn, extensions, is_message, strangers: &strangers };
        let checks = &self.linter.checks;
        let groups = [
            (!schemas.is_some_and(|schemas| is_filled_array(schemas.value)), &checks.schemaless),
            (!strangers.is_empty(), &checks.strangers),
            (count > 0 && !has_base, &checks.baseless),
            (listed.others, &checks.several_schemas),
            (count > 1 && listed.extensions & !carried.extensions != 0, &checks.uncarried),
            (carried.others || carried.extensions & !listed.extensions != 0, &checks.unlisted),
        ];
        for (rule, check) in groups.iter().filter(|(applies, _)| *applies).flat_map(|(_, checks)| *checks) {
            check(&resource, self.facts, &mut Sink::new(self.drafts, rule));
        }
    }
}
