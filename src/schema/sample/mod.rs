//! Resources that a schema allows, and resources that it nearly allows.
//!
//! Suites, property tests and whoever asks an endpoint what it takes draw from the same source: a
//! [`Sampler`] gives resources as a client sends them, and [`faults`] gives each of them with one
//! thing wrong at a known place. A seed stands for one sequence of resources, everywhere.

mod fault;
mod words;

pub use fault::{Fault, Faulty, faults};

use super::{Attribute, Mutability, Schema, Type, common};
use serde_json::{Map, Value, json};

/// Draws values that schemas allow; the same ones for the same seed.
#[derive(Debug, Clone)]
pub struct Sampler {
    state: u64,
    optional: u64,
    drawn: u64,
}

impl Sampler {
    /// A sampler for that seed. Of what is not required, half is there.
    pub fn new(seed: u64) -> Sampler {
        Sampler { state: seed, optional: 50, drawn: 0 }
    }

    /// How much of what is not required is there, in percent.
    #[must_use]
    pub fn with_optional(mut self, percent: u8) -> Sampler {
        self.optional = u64::from(percent);
        self
    }

    /// A resource as a client sends it to create or replace one: the core schema first, then the
    /// extensions, with whether each is required; without what only the provider writes.
    pub fn resource(&mut self, core: &Schema, extensions: &[(&Schema, bool)]) -> Value {
        let mut urns = vec![json!(core.id)];
        let mut resource = Map::new();
        for attribute in common().iter().filter(|attribute| attribute.name == "externalId") {
            self.member(&mut resource, "", attribute);
        }
        self.members(&mut resource, "", &core.attributes);
        for (extension, required) in extensions {
            if !required && !self.is_there() {
                continue;
            }
            let mut object = Map::new();
            self.members(&mut object, "", &extension.attributes);
            // Without attributes an extension is not in use.
            if !object.is_empty() {
                urns.push(json!(extension.id));
                resource.insert(extension.id.clone(), Value::Object(object));
            }
        }
        resource.insert("schemas".to_owned(), Value::Array(urns));
        Value::Object(resource)
    }

    /// A value of the attribute: an array where it is multi-valued. `owner` is the name of the
    /// attribute that it is a part of, or empty.
    pub fn value(&mut self, owner: &str, attribute: &Attribute) -> Value {
        if !attribute.multi_valued {
            return self.single(owner, attribute);
        }
        let types = attribute.sub_attribute("type").map_or(3, |kind| kind.canonical_values.len().clamp(1, 3));
        let length = 1 + self.below(types as u64);
        let mut elements: Vec<Value> = (0..length).map(|_| self.single(owner, attribute)).collect();
        tell_apart(attribute, &mut elements);
        Value::Array(elements)
    }

    /// One element of a multi-valued attribute, or the value of a singular one.
    pub fn single(&mut self, owner: &str, attribute: &Attribute) -> Value {
        match attribute.kind {
            Type::String | Type::Reference | Type::Binary | Type::DateTime => self.text(owner, attribute),
            Type::Boolean => json!(self.below(2) == 0),
            Type::Integer => json!(self.below(2_000_000).cast_signed() - 1_000_000),
            // A fourth of an integer has an exact text.
            Type::Decimal => json!(f64::from(self.below(4_000) as u32) / 4.0 - 500.0),
            Type::Complex => {
                let mut object = Map::new();
                self.members(&mut object, &attribute.name, &attribute.sub_attributes);
                let writable = |part: &&Attribute| part.mutability != Mutability::ReadOnly;
                if let (true, Some(part)) =
                    (object.is_empty(), attribute.sub_attributes.iter().find(writable))
                {
                    object.insert(part.name.clone(), self.value(&attribute.name, part));
                }
                Value::Object(object)
            }
        }
    }

    fn text(&mut self, owner: &str, attribute: &Attribute) -> Value {
        self.drawn += 1;
        // What names somebody is another one each time.
        if owner.is_empty() && matches!(attribute.name.as_str(), "userName" | "externalId")
            || owner == "members" && attribute.name == "value"
        {
            return json!(format!("{}-{:x}", attribute.name, self.drawn));
        }
        let words = match attribute.canonical_values.as_slice() {
            [] => words::of(owner, attribute),
            canonical => return json!(canonical[self.below(canonical.len() as u64) as usize]),
        };
        json!(words[self.below(words.len() as u64) as usize])
    }

    fn members(&mut self, object: &mut Map<String, Value>, owner: &str, attributes: &[Attribute]) {
        for attribute in attributes {
            self.member(object, owner, attribute);
        }
    }

    fn member(&mut self, object: &mut Map<String, Value>, owner: &str, attribute: &Attribute) {
        // An element is told by its `value`, whatever the schema requires.
        let is_due = attribute.required || !owner.is_empty() && attribute.name == "value";
        if attribute.mutability != Mutability::ReadOnly && (is_due || self.is_there()) {
            object.insert(attribute.name.clone(), self.value(owner, attribute));
        }
    }

    fn is_there(&mut self) -> bool {
        self.below(100) < self.optional
    }

    /// A number below the limit, by SplitMix64.
    fn below(&mut self, limit: u64) -> u64 {
        self.state = self.state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (mixed ^ (mixed >> 31)) % limit.max(1)
    }
}

/// Makes elements of one array differ in their type, and at most one of them primary.
fn tell_apart(attribute: &Attribute, elements: &mut [Value]) {
    let types = attribute.sub_attribute("type").map_or(&[][..], |kind| &kind.canonical_values);
    let has_primary = attribute.sub_attribute("primary").is_some();
    for (index, element) in elements.iter_mut().filter_map(Value::as_object_mut).enumerate() {
        if let (Some(kind), Some(word)) = (element.get_mut("type"), types.get(index)) {
            *kind = json!(word);
        }
        if has_primary && index > 0 && element.contains_key("primary") {
            element.insert("primary".to_owned(), json!(false));
        }
    }
}
