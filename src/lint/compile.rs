//! From a profile to tables: each attribute's slot with the checks that want to see it.

use crate::json::{Kind, Value};
use crate::patch::{Op, Row, Treatment, ValueShape};
use crate::profile::{Judgement, Map, Operation, OperationFacts, Outcome, Profile, ResourceType};
use crate::rule::subject::{
    Answered, Attributed, BrokenFilter, BulkBody, BulkOperation, FilterCondition, Http, Malformed, Missing,
    ParsedFilter, PatchBody, QueryParameter, Repeated, Resource, Root, Selected, State, Undeclared,
    UnknownName,
};
use crate::rule::{self, Check, Facts, Rule, Sink, Site, subject};
use crate::schema::{Attribute, ENTERPRISE_USER, Mutability, Schema, Type, USER, search_request};
use crate::syntax::{AttributePath, PatchPath};

/// Checks of one kind, with their rules.
pub(super) type Of<C> = Vec<(&'static Rule, C)>;

/// The checks that are not bound to an attribute.
#[derive(Default)]
pub(super) struct Checks {
    pub(super) http: Of<fn(&Http<'_>, &Facts<'_>, &mut Sink<'_>)>,
    pub(super) headers: Of<fn(&Http<'_>, &Facts<'_>, &mut Sink<'_>)>,
    pub(super) astray: Of<fn(&Http<'_>, &Facts<'_>, &mut Sink<'_>)>,
    pub(super) queried: Of<fn(&Http<'_>, &Facts<'_>, &mut Sink<'_>)>,
    pub(super) stray: Of<ParameterCheck>,
    pub(super) filtering: Of<ParameterCheck>,
    pub(super) paging: Of<ParameterCheck>,
    pub(super) sorting: Of<ParameterCheck>,
    pub(super) selecting: Of<ParameterCheck>,
    pub(super) repeated_parameter: Of<ParameterCheck>,
    pub(super) unselectable: Of<fn(&Selected<'_>, &Facts<'_>, &mut Sink<'_>)>,
    pub(super) broken_filter: Of<fn(&BrokenFilter<'_>, &Facts<'_>, &mut Sink<'_>)>,
    pub(super) filter: Of<fn(&ParsedFilter<'_>, &Facts<'_>, &mut Sink<'_>)>,
    pub(super) condition: Of<ConditionCheck>,
    pub(super) condition_spelled: Of<ConditionCheck>,
    pub(super) condition_undeclared: Of<ConditionCheck>,
    pub(super) malformed: Of<fn(&Malformed<'_>, &Facts<'_>, &mut Sink<'_>)>,
    pub(super) root: Of<fn(&Root<'_>, &Facts<'_>, &mut Sink<'_>)>,
    pub(super) repeated: Of<fn(&Repeated<'_>, &Facts<'_>, &mut Sink<'_>)>,
    pub(super) uncarried: Of<fn(&Resource<'_>, &Facts<'_>, &mut Sink<'_>)>,
    pub(super) unlisted: Of<fn(&Resource<'_>, &Facts<'_>, &mut Sink<'_>)>,
    pub(super) schemaless: Of<fn(&Resource<'_>, &Facts<'_>, &mut Sink<'_>)>,
    pub(super) strangers: Of<fn(&Resource<'_>, &Facts<'_>, &mut Sink<'_>)>,
    pub(super) baseless: Of<fn(&Resource<'_>, &Facts<'_>, &mut Sink<'_>)>,
    pub(super) several_schemas: Of<fn(&Resource<'_>, &Facts<'_>, &mut Sink<'_>)>,
    pub(super) undeclared: Of<fn(&Undeclared<'_>, &Facts<'_>, &mut Sink<'_>)>,
    pub(super) unknown_name: Of<fn(&UnknownName<'_>, &Facts<'_>, &mut Sink<'_>)>,
    pub(super) no_operations: Of<PatchCheck>,
    pub(super) mixed_operations: Of<PatchCheck>,
    pub(super) sized_patch: Of<PatchCheck>,
    pub(super) operation_removing: Of<OperationCheck>,
    pub(super) operation_removing_value: Of<OperationCheck>,
    pub(super) operation_pathless: Of<OperationCheck>,
    pub(super) operation_replacing_all: Of<OperationCheck>,
    pub(super) operation_qualified: Of<OperationCheck>,
    pub(super) operation_respelled: Of<OperationCheck>,
    pub(super) operation_repeated: Of<OperationCheck>,
    pub(super) operation_valueless: Of<OperationCheck>,
    pub(super) operation_misvalued: Of<OperationCheck>,
    pub(super) operation_read_only: Of<OperationCheck>,
    pub(super) operation_name: Of<OperationCheck>,
    pub(super) operation_path: Of<OperationCheck>,
    pub(super) operation_undeclared: Of<OperationCheck>,
    pub(super) operation_filter: Of<OperationCheck>,
    pub(super) operation_treated: Of<OperationCheck>,
    pub(super) operation_members: Of<OperationCheck>,
    pub(super) bulk: Of<fn(&BulkBody<'_>, &Facts<'_>, &mut Sink<'_>)>,
    pub(super) bulk_operation: Of<fn(&BulkOperation<'_>, &Facts<'_>, &mut Sink<'_>)>,
    pub(super) state: Of<fn(&State<'_>, &Facts<'_>, &mut Sink<'_>)>,
    pub(super) exchange: Of<fn(&Answered<'_>, &Facts<'_>, &mut Sink<'_>)>,
    /// Rules that look at attributes; they are bound when a resource type is compiled.
    attributes: Vec<&'static Rule>,
}

/// A check of a parameter of the query.
pub(super) type ParameterCheck = fn(&QueryParameter<'_>, &Facts<'_>, &mut Sink<'_>);
/// A check of a filter's condition.
pub(super) type ConditionCheck = fn(&FilterCondition<'_>, &Facts<'_>, &mut Sink<'_>);
/// A check of a PATCH body.
pub(super) type PatchCheck = fn(&PatchBody<'_>, &Facts<'_>, &mut Sink<'_>);
/// A check of one operation of a PATCH.
pub(super) type OperationCheck = fn(&subject::Operation<'_>, &Facts<'_>, &mut Sink<'_>);
/// A check of an attribute.
pub(super) type AttributedCheck = fn(&Attributed<'_>, &Facts<'_>, &mut Sink<'_>);
/// A check of an attribute that is not there.
pub(super) type MissingCheck = fn(&Missing<'_>, &Facts<'_>, &mut Sink<'_>);

impl Checks {
    /// Every rule on which the profile is not silent.
    pub(super) fn new(profile: &Profile) -> Checks {
        let mut checks = Checks::default();
        for rule in rule::all().filter(|rule| !is_silent_on(profile, rule)) {
            match rule.check {
                Check::Http(check) => checks.http.push((rule, check)),
                Check::Headers(check) => checks.headers.push((rule, check)),
                Check::Astray(check) => checks.astray.push((rule, check)),
                Check::Queried(check) => checks.queried.push((rule, check)),
                Check::Stray(check) => checks.stray.push((rule, check)),
                Check::Filtering(check) => checks.filtering.push((rule, check)),
                Check::Paging(check) => checks.paging.push((rule, check)),
                Check::Sorting(check) => checks.sorting.push((rule, check)),
                Check::Selecting(check) => checks.selecting.push((rule, check)),
                Check::RepeatedParameter(check) => checks.repeated_parameter.push((rule, check)),
                Check::Unselectable(check) => checks.unselectable.push((rule, check)),
                Check::BrokenFilter(check) => checks.broken_filter.push((rule, check)),
                Check::Filter(check) => checks.filter.push((rule, check)),
                Check::Condition(check) => checks.condition.push((rule, check)),
                Check::ConditionSpelled(check) => checks.condition_spelled.push((rule, check)),
                Check::ConditionUndeclared(check) => checks.condition_undeclared.push((rule, check)),
                Check::Malformed(check) => checks.malformed.push((rule, check)),
                Check::Root(check) => checks.root.push((rule, check)),
                Check::Repeated(check) => checks.repeated.push((rule, check)),
                Check::Uncarried(check) => checks.uncarried.push((rule, check)),
                Check::Unlisted(check) => checks.unlisted.push((rule, check)),
                Check::Schemaless(check) => checks.schemaless.push((rule, check)),
                Check::Strangers(check) => checks.strangers.push((rule, check)),
                Check::Baseless(check) => checks.baseless.push((rule, check)),
                Check::SeveralSchemas(check) => checks.several_schemas.push((rule, check)),
                Check::Undeclared(check) => checks.undeclared.push((rule, check)),
                Check::UnknownName(check) => checks.unknown_name.push((rule, check)),
                Check::NoOperations(check) => checks.no_operations.push((rule, check)),
                Check::MixedOperations(check) => checks.mixed_operations.push((rule, check)),
                Check::SizedPatch(check) => checks.sized_patch.push((rule, check)),
                Check::OperationRemovingValue(check) => checks.operation_removing_value.push((rule, check)),
                Check::OperationPathless(check) => checks.operation_pathless.push((rule, check)),
                Check::OperationReplacingAll(check) => checks.operation_replacing_all.push((rule, check)),
                Check::OperationQualified(check) => checks.operation_qualified.push((rule, check)),
                Check::OperationRespelled(check) => checks.operation_respelled.push((rule, check)),
                Check::OperationRepeated(check) => checks.operation_repeated.push((rule, check)),
                Check::OperationValueless(check) => checks.operation_valueless.push((rule, check)),
                Check::OperationMisvalued(check) => checks.operation_misvalued.push((rule, check)),
                Check::OperationReadOnly(check) => checks.operation_read_only.push((rule, check)),
                Check::OperationRemoving(check) => checks.operation_removing.push((rule, check)),
                Check::OperationUndeclared(check) => checks.operation_undeclared.push((rule, check)),
                Check::OperationFilter(check) => checks.operation_filter.push((rule, check)),
                Check::OperationName(check) => checks.operation_name.push((rule, check)),
                Check::OperationPath(check) => checks.operation_path.push((rule, check)),
                Check::OperationTreated(check) => checks.operation_treated.push((rule, check)),
                Check::OperationMembers(check) => checks.operation_members.push((rule, check)),
                Check::Bulk(check) => checks.bulk.push((rule, check)),
                Check::BulkOperation(check) => checks.bulk_operation.push((rule, check)),
                Check::State(check) => checks.state.push((rule, check)),
                Check::Exchange(check) => checks.exchange.push((rule, check)),
                Check::Present(_)
                | Check::Spelled(_)
                | Check::Missing(_)
                | Check::Mismatch(_)
                | Check::Null(_)
                | Check::Text(_)
                | Check::Padded(_)
                | Check::WordForNothing(_)
                | Check::Bracketed(_)
                | Check::Number(_)
                | Check::NoElement(_)
                | Check::SeveralElements(_)
                | Check::Elements(_)
                | Check::ManyElements(_)
                | Check::Valueless(_)
                | Check::Typeless(_)
                | Check::Primaries(_)
                | Check::Primaryless(_) => checks.attributes.push(rule),
                // A session asks them.
                #[cfg(feature = "series")]
                Check::Step(_) | Check::Life(_) | Check::Whole(_) => {}
            }
        }
        checks
    }
}

/// Whether the profile has nothing to say of whatever the rule finds.
pub(super) fn is_silent_on(profile: &Profile, rule: &Rule) -> bool {
    let is_silent = |judgement: &Judgement| judgement.then == Outcome::Silent && judgement.unless.is_empty();
    profile.judgement(rule.name).is_some_and(is_silent)
}

/// A resource type with its tables; the first is the resource's own.
pub(super) struct CompiledType {
    pub(super) name: String,
    /// The URN of the core schema.
    pub(super) urn: String,
    /// The URNs that a resource may list beside.
    pub(super) extensions: Vec<String>,
    pub(super) tables: Vec<Table>,
    /// The rows of the profile's PATCH table that hold for the resource type, by operation.
    pub(super) patch: [Vec<Row>; Op::ALL.len()],
}

/// An attribute that a text names, and whether it is spelled as the schema does.
pub(super) type Found<'c> = (&'c Entry, bool);

impl CompiledType {
    /// The attribute that a path names, its sub-attribute left aside.
    pub(super) fn attribute(&self, urn: Option<&str>, name: &str) -> Option<Found<'_>> {
        let table = match urn {
            Some(urn) if !urn.eq_ignore_ascii_case(&self.urn) => {
                let (index, _) = self.tables[0].find_text(urn)?;
                &self.tables[self.tables[0].entries[index].table?]
            }
            _ => &self.tables[0],
        };
        table.named(name)
    }

    /// The sub-attribute of that name.
    pub(super) fn sub_attribute(&self, attribute: &Entry, name: &str) -> Option<Found<'_>> {
        self.tables[attribute.table?].named(name)
    }
}

/// The attributes that one object can have.
pub(super) struct Table {
    /// The dotted path of the object; empty for the resource.
    pub(super) path: String,
    pub(super) attributes: Vec<Attribute>,
    /// The attributes' entries, in the same order.
    pub(super) entries: Vec<Entry>,
    /// Open addressing by the hash of the name.
    slots: Vec<Slot>,
    /// The entries that a create needs, as bits.
    pub(super) create: u128,
    /// The entries that a replace needs, as bits.
    pub(super) replace: u128,
    /// The entries that an element needs which a PATCH brings, as bits.
    pub(super) patch: u128,
}

/// An attribute with the checks that want to see it.
pub(super) struct Entry {
    pub(super) attribute: Attribute,
    pub(super) path: String,
    /// Its bit in the table; none past the 128th.
    pub(super) bit: u128,
    /// The path as a PATCH names the attribute, so that the ordinary ones need no parsing.
    pub(super) patch_path: PatchPath,
    /// The JSON kinds that its value can have, as bits; of an array where it is multi-valued.
    pub(super) kinds: u8,
    /// The JSON kinds that an element can have, or the value itself where it is not multi-valued.
    pub(super) element_kinds: u8,
    /// The table of its sub-attributes.
    pub(super) table: Option<usize>,
    pub(super) missing: Of<MissingCheck>,
    /// The checks of the attribute: one list for each occasion on which some want to see it.
    checks: Vec<Of<AttributedCheck>>,
    /// Those occasions, as bits.
    occasions: u32,
    /// The rows of the profile's PATCH table that hold for a path to it, by operation.
    pub(super) patch: [Vec<(ValueShape, Treatment)>; Op::ALL.len()],
    /// Where `value` and `type` stand in the table, as bits, if a check wants to see an element without them.
    pub(super) value_bit: u128,
    pub(super) type_bit: u128,
    /// Where `primary` stands.
    pub(super) primary_bit: u128,
    /// What an element is looked at for that lacks it.
    pub(super) due: u128,
}

/// What a check of an attribute waits for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Occasion {
    Present,
    Spelled,
    Mismatch,
    Null,
    Text,
    Padded,
    WordForNothing,
    Bracketed,
    Number,
    NoElement,
    SeveralElements,
    Elements,
    ManyElements,
    Valueless,
    Typeless,
    Primaries,
    Primaryless,
}

impl Occasion {
    const COUNT: usize = Occasion::Primaryless as usize + 1;

    const fn bit(self) -> u32 {
        1 << self as u32
    }

    /// Those that an array as a whole is shown on, whatever is in it.
    const OF_LIST: u32 = Occasion::NoElement.bit()
        | Occasion::SeveralElements.bit()
        | Occasion::Elements.bit()
        | Occasion::ManyElements.bit()
        | Occasion::Primaries.bit()
        | Occasion::Primaryless.bit();
}

impl Entry {
    /// Whether a check wants to see the attribute then.
    #[inline]
    pub(super) fn wants(&self, occasion: Occasion) -> bool {
        self.occasions & occasion.bit() != 0
    }

    /// The checks that want to see the attribute then.
    pub(super) fn checks(&self, occasion: Occasion) -> &[(&'static Rule, AttributedCheck)] {
        let before = self.occasions & (occasion.bit() - 1);
        let checks = self.checks.get(before.count_ones() as usize);
        checks.filter(|_| self.wants(occasion)).map_or(&[], Vec::as_slice)
    }

    /// Whether a check wants to see an array of it as a whole.
    #[inline]
    pub(super) fn wants_list(&self) -> bool {
        self.occasions & Occasion::OF_LIST != 0
    }
}

/// Compiles the profile's resource types.
pub(super) fn types(profile: &Profile, checks: &Checks) -> Vec<CompiledType> {
    profile
        .resource_types
        .iter()
        .map(|resource_type| {
            let patch = Op::ALL.map(|op| {
                let rows = profile.patch.iter().map(|fact| &fact.row);
                rows.filter(|row| row.is_for(&resource_type.name, op)).cloned().collect()
            });
            let mut compiler = Compiler { profile, resource_type, checks, patch, tables: Vec::new() };
            compiler.resource();
            CompiledType {
                name: resource_type.name.clone(),
                urn: resource_type.schema.clone(),
                extensions: extensions(resource_type),
                tables: compiler.tables,
                patch: compiler.patch,
            }
        })
        .collect()
}

/// A query that is sent as a body, as if it were a resource of its own type.
pub(super) fn search(profile: &Profile, checks: &Checks) -> CompiledType {
    let schema = search_request();
    let resource_type = ResourceType {
        name: schema.name.clone(),
        endpoint: String::new(),
        schema: schema.id.clone(),
        extensions: Vec::new(),
        attributes: None,
        operations: Map::default(),
        unique: Vec::new(),
        values: Map::default(),
        max_lengths: Map::default(),
        banned_characters: Map::default(),
        single_slots: Vec::new(),
        verified_domains: Vec::new(),
    };
    let patch = Op::ALL.map(|_| Vec::new());
    let mut compiler = Compiler { profile, resource_type: &resource_type, checks, patch, tables: Vec::new() };
    compiler.table("", schema.attributes.clone());
    CompiledType {
        name: schema.name.clone(),
        urn: schema.id.clone(),
        extensions: Vec::new(),
        tables: compiler.tables,
        patch: compiler.patch,
    }
}

struct Compiler<'c> {
    profile: &'c Profile,
    resource_type: &'c ResourceType,
    checks: &'c Checks,
    /// The rows of the profile's PATCH table that hold for the resource type, by operation.
    patch: [Vec<Row>; Op::ALL.len()],
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

    fn table(&mut self, path: &str, mut attributes: Vec<Attribute>) -> usize {
        let index = self.tables.len();
        if attributes.len() > 128 {
            // So many have bits; those that are looked for come first.
            let (sought, others) =
                attributes.into_iter().partition(|attribute| self.is_sought(path, attribute));
            attributes = sought;
            attributes.extend::<Vec<Attribute>>(others);
        }
        self.tables.push(Table {
            path: path.to_owned(),
            attributes: attributes.clone(),
            entries: Vec::new(),
            slots: Vec::new(),
            create: 0,
            replace: 0,
            patch: 0,
        });
        let entries: Vec<Entry> = attributes
            .into_iter()
            .enumerate()
            .map(|(at, attribute)| self.entry(path, at, attribute))
            .collect();
        let create = self.required(Operation::Create, &entries);
        let replace = self.required(Operation::Replace, &entries);
        let patch = self.required(Operation::Patch, &entries);
        let table = &mut self.tables[index];
        table.slots = slots(&entries);
        table.entries = entries;
        table.create = create;
        table.replace = replace;
        table.patch = patch;
        index
    }

    /// Whether it matters that the attribute is not there.
    fn is_sought(&self, owner: &str, attribute: &Attribute) -> bool {
        let path = dotted(owner, &attribute.name);
        let is_listed = |(_, facts): &(_, OperationFacts)| facts.required.contains(&path);
        attribute.required
            || matches!(&*attribute.name, "value" | "type" | "primary")
            || self.resource_type.operations.iter().any(is_listed)
    }

    fn entry(&mut self, owner: &str, index: usize, attribute: Attribute) -> Entry {
        let path = dotted(owner, &attribute.name);
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
        let parts = table.map_or(&[][..], |table| &self.tables[table].attributes);
        let bit_if_seen = |occasion: Occasion, name| {
            if bound.occasions & occasion.bit() != 0 { attribute_bit(parts, name) } else { 0 }
        };
        let patch_path = patch_path(owner, &attribute.name);
        let value_bit = bit_if_seen(Occasion::Valueless, "value");
        let type_bit = bit_if_seen(Occasion::Typeless, "type");
        Entry {
            bit: nth_bit(index),
            kinds: if attribute.multi_valued { bit(Kind::Array) } else { element_kinds },
            element_kinds,
            table,
            missing: bound.missing,
            checks: bound.checks.into_iter().filter(|checks| !checks.is_empty()).collect(),
            occasions: bound.occasions,
            value_bit,
            type_bit,
            due: value_bit | type_bit | table.map_or(0, |table| self.tables[table].patch),
            primary_bit: attribute_bit(parts, "primary"),
            patch: self.patch.each_ref().map(|rows| {
                let fitting = rows.iter().filter(|row| row.path.fits(Some(&patch_path)));
                fitting.map(|row| (row.value, row.then)).collect()
            }),
            patch_path,
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
    missing: Of<MissingCheck>,
    checks: [Of<AttributedCheck>; Occasion::COUNT],
    occasions: u32,
}

impl Bound {
    fn bind(&mut self, rule: &'static Rule, attribute: &Attribute) {
        let is_text = kinds(attribute.kind) & bit(Kind::String) != 0;
        let is_many = attribute.multi_valued;
        let (applies, occasion, check) = match rule.check {
            Check::Missing(check) => return self.missing.push((rule, check)),
            Check::Present(check) => (true, Occasion::Present, check),
            Check::Spelled(check) => (true, Occasion::Spelled, check),
            Check::Mismatch(check) => (true, Occasion::Mismatch, check),
            Check::Null(check) => (true, Occasion::Null, check),
            Check::Text(check) => (is_text, Occasion::Text, check),
            Check::Padded(check) => (is_text, Occasion::Padded, check),
            Check::WordForNothing(check) => (is_text, Occasion::WordForNothing, check),
            Check::Bracketed(check) => (is_text, Occasion::Bracketed, check),
            Check::Number(check) => (true, Occasion::Number, check),
            Check::NoElement(check) => (is_many, Occasion::NoElement, check),
            Check::Elements(check) => (is_many, Occasion::Elements, check),
            Check::ManyElements(check) => (is_many, Occasion::ManyElements, check),
            Check::SeveralElements(check) => (is_many, Occasion::SeveralElements, check),
            Check::Valueless(check) => (is_many, Occasion::Valueless, check),
            Check::Typeless(check) => (is_many, Occasion::Typeless, check),
            Check::Primaries(check) => (is_many, Occasion::Primaries, check),
            Check::Primaryless(check) => (is_many, Occasion::Primaryless, check),
            _ => return,
        };
        if applies {
            self.checks[occasion as usize].push((rule, check));
            self.occasions |= occasion.bit();
        }
    }
}

/// An extension as the complex attribute that its URN names in a resource.
pub(super) fn container(schema: &Schema, required: bool) -> Attribute {
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

/// The dotted path of an attribute. One of an extension is named as in its own schema; a URN as prefix
/// would say nothing more.
fn dotted(owner: &str, name: &str) -> String {
    if owner.is_empty() || owner.starts_with("urn:") { name.to_owned() } else { format!("{owner}.{name}") }
}

fn patch_path(owner: &str, name: &str) -> PatchPath {
    let mut attribute = AttributePath::of(if owner.is_empty() { name } else { owner });
    attribute.sub_attribute = (!owner.is_empty()).then(|| name.to_owned());
    PatchPath { attribute, filter: None, sub_attribute: None }
}

/// The bit of an attribute in its table: none for one that is not there, or past the 128th.
fn attribute_bit(attributes: &[Attribute], name: &str) -> u128 {
    let index = attributes.iter().position(|attribute| attribute.name.eq_ignore_ascii_case(name));
    index.map_or(0, nth_bit)
}

/// The bit of a table's entry.
fn nth_bit(index: usize) -> u128 {
    if index < 128 { 1 << index } else { 0 }
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

fn slots(entries: &[Entry]) -> Vec<Slot> {
    let size = (entries.len() * 4).next_power_of_two().clamp(8, 1024);
    let mut slots = vec![Slot::default(); size];
    for (index, entry) in entries.iter().take(255).enumerate() {
        let key = Key::of(entry.attribute.name.as_bytes());
        let mut at = key.hash() & (size - 1);
        while slots[at].entry != 0 {
            at = (at + 1) & (size - 1);
        }
        slots[at] = Slot { key, entry: (index + 1) as u8 };
    }
    slots
}

/// A place in a table's hash: an entry's index plus one, or zero, and the key of its name.
#[derive(Clone, Copy, Default)]
struct Slot {
    key: Key,
    entry: u8,
}

/// A name's length with its first and its last eight bytes: all that most names have, so that
/// comparing them takes no call.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
struct Key {
    length: usize,
    first: u64,
    last: u64,
}

impl Key {
    /// The longest name of which the key holds every byte.
    const WHOLE: usize = 16;

    #[inline]
    fn of(name: &[u8]) -> Key {
        let (first, last) = match (name.first_chunk::<8>(), name.last_chunk::<8>()) {
            (Some(first), Some(last)) => (u64::from_le_bytes(*first), u64::from_le_bytes(*last)),
            _ => match (name.first_chunk::<4>(), name.last_chunk::<4>()) {
                (Some(first), Some(last)) => {
                    (u32::from_le_bytes(*first).into(), u32::from_le_bytes(*last).into())
                }
                _ => (name.iter().fold(0, |all, byte| all << 8 | u64::from(*byte)), 0),
            },
        };
        Key { length: name.len(), first, last }
    }

    /// Multiplied, so that every byte reaches the high bits.
    #[inline]
    fn hash(self) -> usize {
        let mixed = (self.first ^ self.last.rotate_left(23)).wrapping_add(self.length as u64);
        (mixed.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 32) as usize
    }
}

impl Table {
    /// The entry that a member's name means, and whether it is spelled as the schema does.
    #[inline]
    pub(super) fn find(&self, name: Value<'_>) -> Option<(usize, bool)> {
        // A name with escapes is the name of no entry.
        match self.find_exact(name.content()) {
            Some(index) => Some((index, true)),
            None => self.find_text(&name.string()?),
        }
    }

    fn named(&self, name: &str) -> Option<Found<'_>> {
        let (index, exact) = self.find_text(name)?;
        Some((&self.entries[index], exact))
    }

    /// The entry of that name in any case, and whether it is spelled as the schema does.
    #[inline]
    pub(super) fn find_text(&self, name: &str) -> Option<(usize, bool)> {
        match self.find_exact(name.as_bytes()) {
            Some(index) => Some((index, true)),
            None => self.find_in_any_case(name),
        }
    }

    /// The entry of that name to the letter.
    #[inline]
    pub(super) fn find_exact(&self, name: &[u8]) -> Option<usize> {
        let key = Key::of(name);
        let mask = self.slots.len() - 1;
        let mut at = key.hash() & mask;
        loop {
            let slot = &self.slots[at & mask];
            if slot.entry == 0 {
                return None;
            }
            if slot.key == key {
                let index = slot.entry as usize - 1;
                return if name.len() <= Key::WHOLE { Some(index) } else { self.find_long(name, index) };
            }
            at += 1;
        }
    }

    /// The entry of a name of which a key does not hold every byte; probably the one at that index.
    #[inline(never)]
    fn find_long(&self, name: &[u8], index: usize) -> Option<usize> {
        let is_named = |entry: &Entry| entry.attribute.name.as_bytes() == name;
        if self.entries.get(index).is_some_and(is_named) {
            return Some(index);
        }
        self.entries.iter().position(is_named)
    }

    #[cold]
    fn find_in_any_case(&self, name: &str) -> Option<(usize, bool)> {
        self.entries
            .iter()
            .position(|entry| entry.attribute.name.eq_ignore_ascii_case(name))
            .map(|index| (index, self.entries[index].attribute.name == name))
    }
}
