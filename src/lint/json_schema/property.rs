//! The JSON Schema of one attribute, by what is refused in its place.

use super::Base;
use crate::profile;
use crate::schema::sample::Sampler;
use crate::schema::{Attribute, Mutability, Type};
use serde_json::{Map, Value, json};

/// An attribute where it stands in a body.
pub(super) struct Site<'s> {
    /// The pointer of its value in the body.
    pub(super) pointer: String,
    /// The dotted path of the attribute, without an extension's URN.
    pub(super) path: String,
    pub(super) attribute: &'s Attribute,
}

impl<'s> Site<'s> {
    /// An attribute of the object at the pointer that has the path. An extension's object has none.
    pub(super) fn within(owner: &str, path: &str, attribute: &'s Attribute) -> Site<'s> {
        let name = &attribute.name;
        let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
        let pointer = format!("{owner}/{}", name.replace('~', "~0").replace('/', "~1"));
        Site { pointer, path, attribute }
    }

    fn part(&self, part: &'s Attribute) -> Site<'s> {
        Site::within(&self.pointer, &self.path, part)
    }
}

/// A value that the attribute's schema and the endpoint allow, with all of its parts; of a list one element, the
/// primary one.
pub(super) fn sample(
    sampler: &mut Sampler,
    path: &str,
    attribute: &Attribute,
    values: &profile::Map<String, Vec<String>>,
) -> Value {
    let owner = path.rsplit_once('.').map_or("", |(owner, _)| owner);
    let one = match attribute.kind {
        Type::Complex => {
            let part = |part: &Attribute| {
                let path = if path.is_empty() { part.name.clone() } else { format!("{path}.{}", part.name) };
                (part.name.clone(), sample(sampler, &path, part, values))
            };
            Value::Object(attribute.sub_attributes.iter().map(part).collect())
        }
        Type::Boolean if attribute.name == "primary" => json!(true),
        _ => match values.get(path).and_then(|values| values.first()) {
            Some(value) => json!(value),
            None => sampler.single(owner, attribute),
        },
    };
    if attribute.multi_valued { json!([one]) } else { one }
}

impl Base<'_> {
    /// The schema of an attribute's value.
    pub(super) fn property(&self, site: &Site<'_>) -> Value {
        let attribute = site.attribute;
        let mut schema = if attribute.multi_valued { self.list(site) } else { self.single(site) };
        if !attribute.description.is_empty() {
            schema.insert("description".to_owned(), json!(attribute.description));
        }
        match attribute.mutability {
            Mutability::ReadOnly => schema.insert("readOnly".to_owned(), json!(true)),
            Mutability::WriteOnly => schema.insert("writeOnly".to_owned(), json!(true)),
            Mutability::ReadWrite | Mutability::Immutable => None,
        };
        Value::Object(schema)
    }

    fn list(&self, site: &Site<'_>) -> Map<String, Value> {
        let element = Site {
            pointer: format!("{}/0", site.pointer),
            path: site.path.clone(),
            attribute: site.attribute,
        };
        let items = self.single(&element);
        let mut schema = self.types(site, "array");
        let mut bare = self.body.pointer(&element.pointer).cloned().unwrap_or_default();
        for part in site.attribute.sub_attributes.iter().filter(|it| it.mutability == Mutability::ReadOnly) {
            bare.as_object_mut().map(|members| members.remove(&part.name));
        }
        if !self.refuses(&site.pointer, &bare) {
            // What is taken without its array is held to what an element is held to.
            let own = json!(kind(site.attribute));
            match schema.get_mut("type") {
                None => {}
                Some(Value::Array(kinds)) if kinds.contains(&own) => {}
                Some(Value::Array(kinds)) => kinds.push(own.clone()),
                Some(only) => *only = json!([only.clone(), own]),
            }
            if !items.is_empty() {
                schema.insert("if".to_owned(), json!({ "type": own }));
                schema.insert("then".to_owned(), json!(items));
            }
        }
        if !items.is_empty() {
            schema.insert("items".to_owned(), Value::Object(items));
        }
        self.primaries(site, &mut schema);
        schema
    }

    /// How many elements are primary.
    fn primaries(&self, site: &Site<'_>, schema: &mut Map<String, Value>) {
        let Some(element) = self.body.pointer(&format!("{}/0", site.pointer)) else { return };
        if element.get("primary").is_none() {
            return;
        }
        let primary = |value: Value| json!({ "required": ["primary"], "properties": { "primary": value } });
        let mut limits = Vec::new();
        if self.refuses(&site.pointer, &json!([element, element])) {
            limits.push(
                json!({ "contains": primary(json!({ "const": true })), "minContains": 0, "maxContains": 1 }),
            );
        }
        let mut other = element.clone();
        other["primary"] = json!(false);
        if self.refuses(&site.pointer, &json!([other])) {
            let one = json!({ "contains": primary(json!({ "not": { "const": false } })) });
            limits.push(json!({ "anyOf": [{ "not": { "type": "array" } }, { "maxItems": 0 }, one] }));
        }
        if !limits.is_empty() {
            schema.insert("allOf".to_owned(), json!(limits));
        }
    }

    /// A value that is no list, or an element of one.
    fn single(&self, site: &Site<'_>) -> Map<String, Value> {
        let takes_fractions = || !self.refuses(&site.pointer, &json!(1.5));
        let own = match kind(site.attribute) {
            "integer" if takes_fractions() => "number",
            own => own,
        };
        let mut schema = self.types(site, own);
        match site.attribute.kind {
            Type::Complex => {
                let parts: Vec<Site<'_>> =
                    site.attribute.sub_attributes.iter().map(|part| site.part(part)).collect();
                schema.extend(self.members(&site.pointer, &parts));
            }
            Type::String | Type::DateTime | Type::Binary | Type::Reference => self.text(site, &mut schema),
            Type::Boolean | Type::Integer | Type::Decimal => {}
        }
        schema
    }

    /// The kinds of JSON that are taken: its own and whatever else is not refused.
    fn types(&self, site: &Site<'_>, own: &'static str) -> Map<String, Value> {
        let kinds = [
            ("string", json!("word")),
            ("number", json!(17)),
            ("boolean", json!(true)),
            ("object", json!({})),
            ("array", json!(["word"])),
            ("null", Value::Null),
        ];
        let mut taken = vec![own];
        for (kind, value) in &kinds {
            let is_own = *kind == own || (*kind == "number" && own == "integer");
            if !is_own && !self.refuses(&site.pointer, value) {
                taken.push(kind);
            }
        }
        let mut schema = Map::new();
        match taken[..] {
            [only] => schema.insert("type".to_owned(), json!(only)),
            // Whatever it is, it is taken.
            [_, _, _, _, _, _] => None,
            _ => schema.insert("type".to_owned(), json!(taken)),
        };
        if taken.contains(&"array") && self.refuses(&site.pointer, &json!([])) {
            schema.insert("minItems".to_owned(), json!(1));
        }
        schema
    }

    fn text(&self, site: &Site<'_>, schema: &mut Map<String, Value>) {
        let attribute = site.attribute;
        if self.refuses(&site.pointer, &json!("")) {
            schema.insert("minLength".to_owned(), json!(1));
        }
        let resource_type = self.probe.resource_type;
        let values = resource_type.values.get(&site.path);
        if let Some(values) = values.filter(|_| self.refuses(&site.pointer, &json!("qqx"))) {
            let kinds = schema.get("type").and_then(Value::as_array);
            let null = kinds.is_some_and(|kinds| kinds.contains(&json!("null"))).then_some(Value::Null);
            let all: Vec<Value> = values.iter().map(|value| json!(value)).chain(null).collect();
            schema.insert("enum".to_owned(), json!(all));
        } else if !attribute.canonical_values.is_empty() {
            // Suggestions, not a closed list (RFC 7643 §7).
            schema.insert("examples".to_owned(), json!(attribute.canonical_values));
        }
        // Who has a longer value does not look at an editor's squiggle.
        if let Some(most) = resource_type.max_lengths.get(&site.path).filter(|most| **most < 65_536) {
            let long = "a".repeat(*most as usize + 1);
            if self.refuses(&site.pointer, &json!(long)) {
                schema.insert("maxLength".to_owned(), json!(most));
            }
        }
        let (keyword, value, pattern) = match attribute.kind {
            Type::DateTime => ("format", "date-time", None),
            Type::Reference => ("format", "uri-reference", Some(URI_CHARACTERS)),
            Type::Binary => ("contentEncoding", "base64", Some(BASE64)),
            Type::String | Type::Boolean | Type::Decimal | Type::Integer | Type::Complex => return,
        };
        schema.insert(keyword.to_owned(), json!(value));
        if let Some(pattern) = pattern.filter(|_| self.refuses(&site.pointer, &json!("no `value`!"))) {
            schema.insert("pattern".to_owned(), json!(pattern));
        }
    }

    /// The keywords of an object that has these attributes.
    pub(super) fn members(&self, owner: &str, sites: &[Site<'_>]) -> Map<String, Value> {
        let mut properties = Map::new();
        let mut required = Vec::new();
        for site in sites {
            let name = &site.attribute.name;
            if self.is_banned(site) {
                properties.insert(name.clone(), json!(false));
                continue;
            }
            properties.insert(name.clone(), self.property(site));
            if self.refuses_without(owner, name) {
                required.push(name.as_str());
            }
        }
        let mut object = Map::from_iter([("properties".to_owned(), Value::Object(properties))]);
        if !required.is_empty() {
            object.insert("required".to_owned(), json!(required));
        }
        if self.refuses_with(owner, "qqxUnknown", json!("x")) {
            object.insert("additionalProperties".to_owned(), json!(false));
        }
        object
    }

    /// Whether the attribute is refused whatever its value is: only the provider writes it.
    fn is_banned(&self, site: &Site<'_>) -> bool {
        site.attribute.mutability == Mutability::ReadOnly
            && self.refusals.iter().any(|(_, pointer)| pointer.as_deref() == Some(&*site.pointer))
    }
}

/// What can stand in a URI and, in letters of other scripts, in an IRI.
const URI_CHARACTERS: &str = "^[^\\u0000-\\u0020\\u007f\"<>\\\\^`{|}]*$";

const BASE64: &str = "^([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$";

/// JSON Schema's word for the type of a single value.
fn kind(attribute: &Attribute) -> &'static str {
    match attribute.kind {
        Type::String | Type::DateTime | Type::Reference | Type::Binary => "string",
        Type::Boolean => "boolean",
        Type::Decimal => "number",
        Type::Integer => "integer",
        Type::Complex => "object",
    }
}
