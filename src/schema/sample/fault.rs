//! Resources with one thing wrong, at a known place.

use super::Sampler;
use crate::json::Kind;
use crate::schema::{Attribute, Mutability, Schema, Type, common};
use serde_json::{Map, Value, json};

/// What is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// A required attribute is not there.
    Missing,
    /// A required attribute is null.
    Null,
    /// A required multi-valued attribute has no element.
    Empty,
    /// The value is of a JSON kind that the attribute's type does not have.
    OtherKind(Kind),
    /// A number of an integer attribute has a fraction.
    Fraction,
    /// The text is no text of the attribute's type: no date and time, no base64, no URI.
    OtherText,
    /// A member that no schema declares.
    Unknown,
    /// An attribute that only the provider writes.
    ReadOnly,
    /// Two elements are primary.
    TwoPrimaries,
    /// An element has no `value`.
    Valueless,
    /// A part of `name`, or an attribute of an extension, stands at the root.
    Misplaced,
    /// A member's name is a path: two names with a dot between them.
    Dotted,
    /// A member's name is qualified with its extension's URN.
    Qualified,
    /// A member's name is joined to its extension's URN by a dot.
    QualifiedByDot,
    /// `schemas` lacks the URN of the core schema.
    Baseless,
    /// `schemas` lacks the URN of an extension whose attributes are there.
    Undeclared,
    /// `schemas` has a URN twice.
    RepeatedUrn,
}

/// A resource with one thing wrong.
#[derive(Debug, Clone)]
pub struct Faulty<'s> {
    /// What is wrong.
    pub fault: Fault,
    /// Where: a JSON Pointer to the value, and for what is missing to the object that lacks it.
    pub pointer: String,
    /// The attribute whose value it is; none for an unknown member.
    pub attribute: Option<&'s Attribute>,
    /// The dotted path of the attribute, without an extension's URN; for an unknown member that of
    /// the object that it stands in.
    pub path: String,
    /// Whether the value is an element of the multi-valued attribute.
    pub is_element: bool,
    /// The resource.
    pub resource: Value,
}

/// The resource with each single fault that its schemas name, at each place where it has the attribute.
pub fn faults<'s>(
    sampler: &mut Sampler,
    core: &'s Schema,
    extensions: &[&'s Schema],
    resource: &Value,
) -> Vec<Faulty<'s>> {
    let mut all = Faults { sampler, resource, found: Vec::new() };
    let schemas = common().iter().filter(|attribute| attribute.name != "meta");
    all.object("", "", schemas.chain(&core.attributes));
    for extension in extensions {
        let pointer = format!("/{}", extension.id);
        if resource.pointer(&pointer).is_some() {
            all.object(&pointer, "", extension.attributes.iter());
        }
    }
    all.names(core, extensions);
    all.urns(extensions);
    all.found
}

struct Faults<'f, 's> {
    sampler: &'f mut Sampler,
    resource: &'f Value,
    found: Vec<Faulty<'s>>,
}

impl<'s> Faults<'_, 's> {
    /// Faults of an object that the attributes describe.
    fn object(&mut self, pointer: &str, path: &str, attributes: impl Iterator<Item = &'s Attribute>) {
        let unknown = format!("{pointer}/qqxUnknown");
        self.add(Fault::Unknown, &unknown, None, path, |object| {
            object.insert("qqxUnknown".to_owned(), json!("x"));
        });
        for attribute in attributes {
            let at = format!("{pointer}/{}", attribute.name);
            let path =
                if path.is_empty() { attribute.name.clone() } else { format!("{path}.{}", attribute.name) };
            if attribute.mutability == Mutability::ReadOnly {
                let owner = path.rsplit_once('.').map_or("", |(owner, _)| owner);
                let value = self.sampler.value(owner, attribute);
                self.add(Fault::ReadOnly, &at, Some(attribute), &path, |object| {
                    object.insert(attribute.name.clone(), value);
                });
                continue;
            }
            let Some(value) = self.resource.pointer(&at).cloned() else { continue };
            if attribute.required {
                self.add_lacking(pointer, attribute, &path);
                self.replace(Fault::Null, &at, attribute, &path, false, Value::Null);
                if attribute.multi_valued {
                    self.replace(Fault::Empty, &at, attribute, &path, false, json!([]));
                }
            }
            match &value {
                Value::Array(elements) if attribute.multi_valued => {
                    self.array(&at, attribute, &path, elements);
                }
                value => self.single(&at, attribute, &path, value, false),
            }
        }
    }

    /// Attributes under names that are not theirs.
    fn names(&mut self, core: &'s Schema, extensions: &[&'s Schema]) {
        let name = core.attribute("name").into_iter().flat_map(|name| &name.sub_attributes);
        for part in name.take(1) {
            let value = self.sampler.value("name", part);
            self.stray(Fault::Misplaced, &part.name, part, &value);
            self.stray(Fault::Dotted, &format!("name.{}", part.name), part, &value);
        }
        for extension in extensions {
            let writable = |attribute: &&Attribute| attribute.mutability != Mutability::ReadOnly;
            let Some(attribute) = extension.attributes.iter().find(writable) else { continue };
            let value = self.sampler.value("", attribute);
            self.stray(Fault::Misplaced, &attribute.name, attribute, &value);
            self.stray(Fault::Qualified, &format!("{}:{}", extension.id, attribute.name), attribute, &value);
            self.stray(
                Fault::QualifiedByDot,
                &format!("{}.{}", extension.id, attribute.name),
                attribute,
                &value,
            );
        }
    }

    fn stray(&mut self, fault: Fault, name: &str, attribute: &'s Attribute, value: &Value) {
        self.add(fault, &format!("/{name}"), Some(attribute), &attribute.name, |object| {
            object.insert(name.to_owned(), value.clone());
        });
    }

    /// `schemas` that do not say what the resource is.
    fn urns(&mut self, extensions: &[&'s Schema]) {
        let Some(listed) = self.resource.get("schemas").and_then(Value::as_array) else { return };
        let mut lists = vec![(
            Fault::RepeatedUrn,
            "/schemas/1".to_owned(),
            listed.first().into_iter().chain(listed).collect::<Vec<_>>(),
        )];
        if listed.len() > 1 {
            lists.push((Fault::Baseless, "/schemas".to_owned(), listed.iter().skip(1).collect()));
        }
        for extension in extensions.iter().filter(|extension| self.resource.get(&extension.id).is_some()) {
            let others = listed.iter().filter(|urn| **urn != *extension.id).collect();
            lists.push((Fault::Undeclared, format!("/{}", extension.id), others));
        }
        for (fault, at, urns) in lists {
            let mut resource = self.resource.clone();
            resource["schemas"] = json!(urns);
            self.push(fault, at, None, "schemas", false, resource);
        }
    }

    fn array(&mut self, at: &str, attribute: &'s Attribute, path: &str, elements: &[Value]) {
        let first = elements.first().cloned().unwrap_or_default();
        let own = kind(&first);
        for other in others(&[own, Kind::Array]) {
            self.replace(Fault::OtherKind(kind(&other)), at, attribute, path, false, other);
        }
        self.replace(Fault::OtherKind(own), at, attribute, path, false, first);
        if attribute.sub_attribute("primary").is_some() {
            self.two_primaries(at, attribute, path, elements);
        }
        for (index, element) in elements.iter().enumerate() {
            let at = format!("{at}/{index}");
            self.single(&at, attribute, path, element, true);
            let value = attribute.sub_attribute("value").filter(|value| !value.required);
            if let (Some(value), true) = (value, element.get("value").is_some()) {
                let mut lacking = element.clone();
                lacking.as_object_mut().map(|object| object.remove(&value.name));
                self.replace(Fault::Valueless, &at, attribute, path, true, lacking);
            }
        }
    }

    fn two_primaries(&mut self, at: &str, attribute: &'s Attribute, path: &str, elements: &[Value]) {
        let mut elements = elements.to_vec();
        if let [only] = elements.as_slice() {
            let mut second = only.clone();
            second.as_object_mut().map(|object| object.remove("type"));
            elements.push(second);
        }
        for (index, element) in elements.iter_mut().filter_map(Value::as_object_mut).enumerate() {
            element.insert("primary".to_owned(), json!(index < 2));
        }
        let mut resource = self.resource.clone();
        if let Some(place) = resource.pointer_mut(at) {
            *place = Value::Array(elements);
            let pointer = format!("{at}/1/primary");
            self.push(Fault::TwoPrimaries, pointer, Some(attribute), path, false, resource);
        }
    }

    fn single(&mut self, at: &str, attribute: &'s Attribute, path: &str, value: &Value, is_element: bool) {
        for other in others(&[kind(value)]) {
            self.replace(Fault::OtherKind(kind(&other)), at, attribute, path, is_element, other);
        }
        match attribute.kind {
            Type::Integer => self.replace(Fault::Fraction, at, attribute, path, is_element, json!(1.5)),
            Type::DateTime => self.text(at, attribute, path, is_element, "2024-02-30T10:00:00Z"),
            Type::Binary => self.text(at, attribute, path, is_element, "not base64!"),
            Type::Reference => self.text(at, attribute, path, is_element, "not a URI"),
            Type::Complex => self.object(at, path, attribute.sub_attributes.iter()),
            Type::String | Type::Boolean | Type::Decimal => {}
        }
    }

    fn text(&mut self, at: &str, attribute: &'s Attribute, path: &str, is_element: bool, text: &str) {
        self.replace(Fault::OtherText, at, attribute, path, is_element, json!(text));
    }

    /// The resource with another value at a place.
    fn replace(
        &mut self,
        fault: Fault,
        at: &str,
        attribute: &'s Attribute,
        path: &str,
        is_element: bool,
        value: Value,
    ) {
        let mut resource = self.resource.clone();
        if let Some(place) = resource.pointer_mut(at) {
            *place = value;
            self.push(fault, at.to_owned(), Some(attribute), path, is_element, resource);
        }
    }

    fn add_lacking(&mut self, owner: &str, attribute: &'s Attribute, path: &str) {
        let mut resource = self.resource.clone();
        if let Some(object) = resource.pointer_mut(owner).and_then(Value::as_object_mut) {
            object.remove(&attribute.name);
            self.push(Fault::Missing, owner.to_owned(), Some(attribute), path, false, resource);
        }
    }

    /// The resource with a change of the object that holds the place.
    fn add(
        &mut self,
        fault: Fault,
        at: &str,
        attribute: Option<&'s Attribute>,
        path: &str,
        change: impl FnOnce(&mut Map<String, Value>),
    ) {
        let mut resource = self.resource.clone();
        let owner = at.rsplit_once('/').map_or("", |(owner, _)| owner);
        if let Some(object) = resource.pointer_mut(owner).and_then(Value::as_object_mut) {
            change(object);
            self.push(fault, at.to_owned(), attribute, path, false, resource);
        }
    }

    fn push(
        &mut self,
        fault: Fault,
        pointer: String,
        attribute: Option<&'s Attribute>,
        path: &str,
        is_element: bool,
        resource: Value,
    ) {
        let path = path.to_owned();
        self.found.push(Faulty { fault, pointer, attribute, path, is_element, resource });
    }
}

/// A value of each JSON kind but those, `null` apart, which means that there is no value.
fn others(own: &[Kind]) -> Vec<Value> {
    let all = [json!(true), json!(17), json!("word"), json!(["word"]), json!({"value": "word"})];
    all.into_iter().filter(|value| !own.contains(&kind(value))).collect()
}

/// The JSON kind of a value; [`Kind::True`] stands for both booleans.
fn kind(value: &Value) -> Kind {
    match value {
        Value::Null => Kind::Null,
        Value::Bool(_) => Kind::True,
        Value::Number(_) => Kind::Number,
        Value::String(_) => Kind::String,
        Value::Array(_) => Kind::Array,
        Value::Object(_) => Kind::Object,
    }
}
