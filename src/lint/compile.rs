//! From a profile to tables: each attribute's slot with the checks that want to see it.

use crate::json::{Kind, Value};
use crate::profile::{Judgement, Operation, Outcome, Profile, ResourceType};
use crate::rule::subject::{
    Attributed, FilterText, Http, Malformed, Missing, PatchBody, QueryParameter, Repeated, Resource, Root,
    State, Undeclared,
};
use crate::rule::{self, Check, Facts, Rule, Sink, Site, subject};
use crate::schema::{Attribute, ENTERPRISE_USER, Mutability, Schema, Type, USER};
use crate::syntax::{AttributePath, PatchPath};

/// Checks of one kind, with their rules.
pub(super) type Of<C> = Vec<(&'static Rule, C)>;

/// The checks that are not bound to an attribute.
#[derive(Default)]
pub(super) struct Checks {
    pub(super) http: Of<fn(&Http<'_>, &Facts<'_>, &mut Sink<'_>)>,
    pub(super) query: Of<fn(&QueryParameter<'_>, &Facts<'_>, &mut Sink<'_>)>,
    pub(super) filter: Of<fn(&FilterText<'_>, &Facts<'_>, &mut Sink<'_>)>,
    pub(super) malformed: Of<fn(&Malformed<'_>, &Facts<'_>, &mut Sink<'_>)>,
    pub(super) root: Of<fn(&Root<'_>, &Facts<'_>, &mut Sink<'_>)>,
    pub(super) repeated: Of<fn(&Repeated<'_>, &Facts<'_>, &mut Sink<'_>)>,
    pub(super) resource: Of<fn(&Resource<'_>, &Facts<'_>, &mut Sink<'_>)>,
    pub(super) undeclared: Of<fn(&Undeclared<'_>, &Facts<'_>, &mut Sink<'_>)>,
    pub(super) patch_body: Of<fn(&PatchBody<'_>, &Facts<'_>, &mut Sink<'_>)>,
    pub(super) operation: Of<fn(&subject::Operation<'_>, &Facts<'_>, &mut Sink<'_>)>,
    pub(super) operation_name: Of<fn(&subject::Operation<'_>, &Facts<'_>, &mut Sink<'_>)>,
    pub(super) operation_path: Of<fn(&subject::Operation<'_>, &Facts<'_>, &mut Sink<'_>)>,
    pub(super) operation_members: Of<fn(&subject::Operation<'_>, &Facts<'_>, &mut Sink<'_>)>,
    pub(super) state: Of<fn(&State<'_>, &Facts<'_>, &mut Sink<'_>)>,
    /// Rules that look at attributes; they are bound when a resource type is compiled.
    attributes: Vec<&'static Rule>,
}

/// A check of an attribute.
pub(super) type AttributedCheck = fn(&Attributed<'_>, &Facts<'_>, &mut Sink<'_>);
/// A check of an attribute that is not there.
pub(super) type MissingCheck = fn(&Missing<'_>, &Facts<'_>, &mut Sink<'_>);

impl Checks {
    /// Every rule on which the profile is not silent.
    pub(super) fn new(profile: &Profile) -> Checks {
        let mut checks = Checks::default();
        for rule in rule::all() {
            let is_silent =
                |judgement: &Judgement| judgement.then == Outcome::Silent && judgement.unless.is_empty();
            if profile.judgement(rule.name).is_some_and(is_silent) {
                continue;
            }
            match rule.check {
                Check::Http(check) => checks.http.push((rule, check)),
                Check::Query(check) => checks.query.push((rule, check)),
                Check::Filter(check) => checks.filter.push((rule, check)),
                Check::Malformed(check) => checks.malformed.push((rule, check)),
                Check::Root(check) => checks.root.push((rule, check)),
                Check::Repeated(check) => checks.repeated.push((rule, check)),
                Check::Resource(check) => checks.resource.push((rule, check)),
                Check::Undeclared(check) => checks.undeclared.push((rule, check)),
                Check::PatchBody(check) => checks.patch_body.push((rule, check)),
                Check::Operation(check) => checks.operation.push((rule, check)),
                Check::OperationName(check) => checks.operation_name.push((rule, check)),
                Check::OperationPath(check) => checks.operation_path.push((rule, check)),
                Check::OperationMembers(check) => checks.operation_members.push((rule, check)),
                Check::State(check) => checks.state.push((rule, check)),
                Check::Spelled(_)
                | Check::Missing(_)
                | Check::Mismatch(_)
                | Check::Null(_)
                | Check::Text(_)
                | Check::Elements(_)
                | Check::Present(_) => checks.attributes.push(rule),
            }
        }
        checks
    }
}

/// A resource type with its tables; the first is the resource's own.
pub(super) struct CompiledType {
    pub(super) name: String,
    /// The URN of the core schema.
    pub(super) urn: String,
    /// The URNs that a resource may list beside.
    pub(super) extensions: Vec<String>,
    pub(super) tables: Vec<Table>,
}

/// The attributes that one object can have.
pub(super) struct Table {
    /// The dotted path of the object; empty for the resource.
    pub(super) path: String,
    pub(super) attributes: Vec<Attribute>,
    /// The attributes' entries, in the same order.
    pub(super) entries: Vec<Entry>,
    /// Open addressing by the hash of the name: an entry's index plus one, or zero.
    slots: Vec<u8>,
    /// The entries that a create needs, as bits.
    pub(super) create: u128,
    /// The entries that a replace needs, as bits.
    pub(super) replace: u128,
}

/// An attribute with the checks that want to see it.
pub(super) struct Entry {
    pub(super) attribute: Attribute,
    pub(super) path: String,
    /// The path as a PATCH names the attribute, so that the ordinary ones need no parsing.
    pub(super) patch_path: PatchPath,
    /// The JSON kinds that its value can have, as bits; of an array where it is multi-valued.
    pub(super) kinds: u8,
    /// The JSON kinds that an element can have, or the value itself where it is not multi-valued.
    pub(super) element_kinds: u8,
    /// The table of its sub-attributes.
    pub(super) table: Option<usize>,
    pub(super) spelled: Of<AttributedCheck>,
    pub(super) missing: Of<MissingCheck>,
    pub(super) mismatch: Of<AttributedCheck>,
    pub(super) null: Of<AttributedCheck>,
    pub(super) text: Of<AttributedCheck>,
    pub(super) elements: Of<AttributedCheck>,
    pub(super) present: Of<AttributedCheck>,
}

/// Compiles the profile's resource types.
pub(super) fn types(profile: &Profile, checks: &Checks) -> Vec<CompiledType> {
    profile
        .resource_types
        .iter()
        .map(|resource_type| {
            let mut compiler = Compiler { profile, resource_type, checks, tables: Vec::new() };
            compiler.resource();
            CompiledType {
                name: resource_type.name.clone(),
                urn: resource_type.schema.clone(),
                extensions: extensions(resource_type),
                tables: compiler.tables,
            }
        })
        .collect()
}

struct Compiler<'c> {
    profile: &'c Profile,
    resource_type: &'c ResourceType,
    checks: &'c Checks,
    tables: Vec<Table>,
}

impl Compiler<'_> {
    fn resource(&mut self) {
        let core = self.profile.schema(&self.resource_type.schema);
        let own = core.map_or(&[][..], |schema| &schema.attributes);
        let mut attributes: Vec<Attribute> = crate::schema::common().to_vec();
        attributes.retain(|common| !own.iter().any(|attribute| attribute.name == common.name));
        attributes.extend_from_slice(own);
        for extension in &self.resource_type.extensions {
            if let Some(schema) = self.profile.schema(&extension.schema) {
                attributes.push(container(schema, extension.required));
            }
        }
        self.table("", attributes);
    }

    fn table(&mut self, path: &str, attributes: Vec<Attribute>) -> usize {
        let index = self.tables.len();
        self.tables.push(Table {
            path: path.to_owned(),
            attributes: attributes.clone(),
            entries: Vec::new(),
            slots: Vec::new(),
            create: 0,
            replace: 0,
        });
        let entries: Vec<Entry> =
            attributes.into_iter().map(|attribute| self.entry(path, attribute)).collect();
        let create = self.required(Operation::Create, &entries);
        let replace = self.required(Operation::Replace, &entries);
        let table = &mut self.tables[index];
        table.slots = slots(&entries);
        table.entries = entries;
        table.create = create;
        table.replace = replace;
        index
    }

    fn entry(&mut self, owner: &str, attribute: Attribute) -> Entry {
        // An extension's attributes are named as in its own schema; a URN as prefix would say nothing more.
        let path = if owner.is_empty() || owner.starts_with("urn:") {
            attribute.name.clone()
        } else {
            format!("{owner}.{}", attribute.name)
        };
        let element_kinds = kinds(attribute.kind);
        let table = (attribute.kind == Type::Complex && !attribute.sub_attributes.is_empty())
            .then(|| self.table(&path, attribute.sub_attributes.clone()));
        let site = Site {
            resource_type: &self.resource_type.name,
            path: &path,
            attribute: &attribute,
            profile: self.profile,
        };
        let mut bound = Bound::default();
        for rule in self.checks.attributes.iter().filter(|rule| (rule.wants)(&site)) {
            bound.bind(rule, &attribute);
        }
        Entry {
            kinds: if attribute.multi_valued { bit(Kind::Array) } else { element_kinds },
            element_kinds,
            table,
            spelled: bound.spelled,
            missing: bound.missing,
            mismatch: bound.mismatch,
            null: bound.null,
            text: bound.text,
            elements: bound.elements,
            present: bound.present,
            patch_path: patch_path(owner, &attribute.name),
            path,
            attribute,
        }
    }

    /// The entries that the operation needs: those that the profile lists, else those that the schema requires.
    fn required(&self, operation: Operation, entries: &[Entry]) -> u128 {
        let Some(facts) = self.resource_type.operations.get(&operation) else { return 0 };
        let is_required = |entry: &Entry| {
            if facts.required.is_empty() {
                entry.attribute.required && entry.attribute.mutability != Mutability::ReadOnly
            } else {
                facts.required.contains(&entry.path)
            }
        };
        entries
            .iter()
            .take(128)
            .enumerate()
            .filter(|(_, entry)| is_required(entry))
            .map(|(at, _)| 1 << at)
            .sum()
    }
}

#[derive(Default)]
struct Bound {
    spelled: Of<AttributedCheck>,
    missing: Of<MissingCheck>,
    mismatch: Of<AttributedCheck>,
    null: Of<AttributedCheck>,
    text: Of<AttributedCheck>,
    elements: Of<AttributedCheck>,
    present: Of<AttributedCheck>,
}

impl Bound {
    fn bind(&mut self, rule: &'static Rule, attribute: &Attribute) {
        match rule.check {
            Check::Spelled(check) => self.spelled.push((rule, check)),
            Check::Missing(check) => self.missing.push((rule, check)),
            Check::Mismatch(check) => self.mismatch.push((rule, check)),
            Check::Null(check) => self.null.push((rule, check)),
            Check::Text(check) if kinds(attribute.kind) & bit(Kind::String) != 0 => {
                self.text.push((rule, check));
            }
            Check::Elements(check) if attribute.multi_valued => self.elements.push((rule, check)),
            Check::Present(check) => self.present.push((rule, check)),
            _ => {}
        }
    }
}

/// An extension as the complex attribute that its URN names in a resource.
fn container(schema: &Schema, required: bool) -> Attribute {
    Attribute {
        name: schema.id.clone(),
        kind: Type::Complex,
        multi_valued: false,
        description: String::new(),
        required,
        canonical_values: Vec::new(),
        case_exact: true,
        mutability: Mutability::ReadWrite,
        returned: crate::schema::Returned::Default,
        uniqueness: crate::schema::Uniqueness::None,
        reference_types: Vec::new(),
        sub_attributes: schema.attributes.clone(),
    }
}

/// The URNs of a resource type's extensions. Every endpoint of Users may know the enterprise
/// extension, whether it takes it or not.
fn extensions(resource_type: &ResourceType) -> Vec<String> {
    let mut urns: Vec<String> = resource_type.extensions.iter().map(|known| known.schema.clone()).collect();
    if resource_type.schema == USER && !urns.iter().any(|urn| urn == ENTERPRISE_USER) {
        urns.push(ENTERPRISE_USER.to_owned());
    }
    urns
}

fn patch_path(owner: &str, name: &str) -> PatchPath {
    let mut attribute = AttributePath::of(if owner.is_empty() { name } else { owner });
    attribute.sub_attribute = (!owner.is_empty()).then(|| name.to_owned());
    PatchPath { attribute, filter: None, sub_attribute: None }
}

/// The bit of a JSON kind.
pub(super) const fn bit(kind: Kind) -> u8 {
    1 << kind as u8
}

fn kinds(kind: Type) -> u8 {
    match kind {
        Type::String | Type::DateTime | Type::Reference | Type::Binary => bit(Kind::String),
        Type::Boolean => bit(Kind::True) | bit(Kind::False),
        Type::Decimal | Type::Integer => bit(Kind::Number),
        Type::Complex => bit(Kind::Object),
    }
}

fn slots(entries: &[Entry]) -> Vec<u8> {
    let size = (entries.len() * 2).next_power_of_two().clamp(8, 512);
    let mut slots = vec![0_u8; size];
    for (index, entry) in entries.iter().take(255).enumerate() {
        let mut at = hash(entry.attribute.name.as_bytes()) & (size - 1);
        while slots[at] != 0 {
            at = (at + 1) & (size - 1);
        }
        slots[at] = (index + 1) as u8;
    }
    slots
}

/// Length, first, middle and last byte tell SCIM's attribute names apart.
fn hash(name: &[u8]) -> usize {
    match name {
        [] => 0,
        [first, .., last] => {
            name.len() * 7 + *first as usize * 31 + *last as usize * 17 + name[name.len() / 2] as usize * 5
        }
        [only] => *only as usize,
    }
}

impl Table {
    /// The entry that a member's name means, and whether it is spelled as the schema does.
    #[inline]
    pub(super) fn find(&self, name: Value<'_>) -> Option<(usize, bool)> {
        match name.plain() {
            Some(plain) => self.find_text(plain),
            None => self.find_text(&name.string()?),
        }
    }

    /// The entry of that name.
    #[inline]
    pub(super) fn find_text(&self, name: &str) -> Option<(usize, bool)> {
        let mask = self.slots.len() - 1;
        let mut at = hash(name.as_bytes()) & mask;
        loop {
            let slot = self.slots[at];
            if slot == 0 {
                break;
            }
            let index = slot as usize - 1;
            if self.entries[index].attribute.name == name {
                return Some((index, true));
            }
            at = (at + 1) & mask;
        }
        self.find_in_any_case(name)
    }

    #[cold]
    fn find_in_any_case(&self, name: &str) -> Option<(usize, bool)> {
        self.entries
            .iter()
            .position(|entry| entry.attribute.name.eq_ignore_ascii_case(name))
            .map(|index| (index, self.entries[index].attribute.name == name))
    }
}
