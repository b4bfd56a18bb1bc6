//! The JSON Schema of a PATCH body: the message, its operations, and the value that goes with each path.

use super::property::{Site, sample};
use super::resource::{attributes, is_extension, site, value};
use super::{Base, Probe};
use crate::schema::sample::Sampler;
use crate::schema::{Attribute, Mutability, PATCH_OP, Type};
use serde_json::{Map, Value, json};

/// Where the parts of the only operation of a body stand.
const OPERATION: &str = "/Operations/0";
const VALUE: &str = "/Operations/0/value";

pub(super) fn schema(probe: &Probe<'_>) -> Value {
    let attributes = attributes(probe);
    let mut sampler = Sampler::new(0);
    // What is plain enough to be taken everywhere; best what may be removed, too.
    let plain = attributes.iter().filter(|it| is_plain(it)).min_by_key(|it| it.required);
    let Some(plain) = plain else { return json!({ "type": "object" }) };
    let plain_value = value(probe, &mut sampler, plain);
    let base = Base::new(
        probe,
        body(&[("op", json!("replace")), ("path", json!(plain.name)), ("value", plain_value.clone())]),
    );

    let mut operation = json!({
        "type": "object",
        "properties": { "op": { "enum": names(probe, plain, &plain_value) }, "path": { "type": "string" } },
    });
    let mut rules: Vec<Value> = Vec::new();
    let required: Vec<&str> =
        ["op"].into_iter().filter(|name| base.refuses_without(OPERATION, name)).collect();
    operation["required"] = json!(required);
    if base.refuses_without(OPERATION, "value") {
        rules.push(json!({ "if": op(&["add", "replace"]), "then": { "required": ["value"] } }));
    }
    let removal = Base::new(probe, body(&[("op", json!("remove")), ("path", json!(plain.name))]));
    if removal.refuses_without(OPERATION, "path") {
        rules.push(json!({ "if": op(&["remove"]), "then": { "required": ["path"] } }));
    }
    let mut paths = Vec::new();
    for attribute in &attributes {
        if is_extension(probe, attribute) {
            for part in &attribute.sub_attributes {
                paths.push((format!("{}:{}", attribute.name, part.name), part.name.clone(), part));
            }
            continue;
        }
        paths.push((attribute.name.clone(), attribute.name.clone(), attribute));
        if !attribute.multi_valued {
            for part in &attribute.sub_attributes {
                let path = format!("{}.{}", attribute.name, part.name);
                paths.push((path.clone(), path, part));
            }
        }
    }
    let mut banned = Vec::new();
    for (written, path, attribute) in &paths {
        match values(probe, &mut sampler, written, path, attribute) {
            None => banned.push(written),
            Some(schemas) => rules.extend(schemas),
        }
    }
    if !banned.is_empty() {
        operation["properties"]["path"]["not"] = json!({ "enum": banned });
    }
    rules.push(pathless(probe, &mut sampler, &attributes));
    operation["allOf"] = json!(rules);

    let mut operations = json!({ "type": "array", "items": operation });
    if base.refuses("/Operations", &json!([])) {
        operations["minItems"] = json!(1);
    }
    let mut schemas = json!({ "type": "array", "items": { "type": "string" } });
    if base.refuses("/schemas", &json!(["urn:example:other"])) {
        schemas["contains"] = json!({ "const": PATCH_OP });
    }
    let required: Vec<&str> =
        ["schemas", "Operations"].into_iter().filter(|name| base.refuses_without("", name)).collect();
    json!({
        "type": "object",
        "properties": { "schemas": schemas, "Operations": operations },
        "required": required,
    })
}

fn is_plain(attribute: &Attribute) -> bool {
    attribute.kind == Type::String
        && !attribute.multi_valued
        && attribute.mutability == Mutability::ReadWrite
        && attribute.name != "externalId"
}

/// A body with one operation that has these members.
fn body(members: &[(&str, Value)]) -> Value {
    let operation: Map<String, Value> =
        members.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
    json!({ "schemas": [PATCH_OP], "Operations": [operation] })
}

/// That an operation is one of those, in whatever case it is taken.
fn op(names: &[&str]) -> Value {
    let all: Vec<String> = names.iter().flat_map(|name| [(*name).to_owned(), capitalised(name)]).collect();
    json!({ "properties": { "op": { "enum": all } }, "required": ["op"] })
}

fn capitalised(name: &str) -> String {
    let (first, rest) = name.split_at(1);
    first.to_ascii_uppercase() + rest
}

/// The names of operations that are taken.
fn names(probe: &Probe<'_>, plain: &Attribute, value: &Value) -> Vec<String> {
    let mut taken = Vec::new();
    for name in ["add", "remove", "replace"] {
        let mut members = vec![("op", json!(name)), ("path", json!(plain.name))];
        if name != "remove" {
            members.push(("value", value.clone()));
        }
        let base = Base::new(probe, body(&members));
        taken.push(name.to_owned());
        taken.extend(Some(capitalised(name)).filter(|name| !base.refuses("/Operations/0/op", &json!(name))));
    }
    taken
}

/// What the value of an operation with that path must be; none where the path itself is refused.
fn values(
    probe: &Probe<'_>,
    sampler: &mut Sampler,
    written: &str,
    path: &str,
    attribute: &Attribute,
) -> Option<Vec<Value>> {
    let value = if attribute.name == "schemas" {
        value(probe, sampler, attribute)
    } else {
        sample(sampler, path, attribute, &probe.resource_type.values)
    };
    let [add, replace] = ["add", "replace"].map(|op| {
        Base::new(probe, body(&[("op", json!(op)), ("path", json!(written)), ("value", value.clone())]))
    });
    let is_refused = attribute.mutability == Mutability::ReadOnly && !replace.refusals.is_empty();
    if is_refused {
        return None;
    }
    let site = Site { pointer: VALUE.to_owned(), path: path.to_owned(), attribute };
    let [added, replaced] = [&add, &replace].map(|base| base.property(&site));
    let rule = |ops: &[&str], schema: Value| {
        let mut when = op(ops);
        when["properties"]["path"] = json!({ "const": written });
        when["required"] = json!(["op", "path"]);
        json!({ "if": when, "then": { "properties": { "value": schema } } })
    };
    Some(if added == replaced {
        vec![rule(&["add", "replace"], added)]
    } else {
        vec![rule(&["add"], added), rule(&["replace"], replaced)]
    })
}

/// What the value of an operation without a path must be.
fn pathless(probe: &Probe<'_>, sampler: &mut Sampler, attributes: &[Attribute]) -> Value {
    let mut properties = Map::new();
    let mut kinds = Value::Null;
    for attribute in attributes {
        let value = value(probe, sampler, attribute);
        let base =
            Base::new(probe, body(&[("op", json!("add")), ("value", json!({ &attribute.name: value }))]));
        if attribute.mutability == Mutability::ReadOnly {
            if !base.refusals.is_empty() {
                properties.insert(attribute.name.clone(), json!(false));
            }
            continue;
        }
        properties.insert(attribute.name.clone(), base.property(&site(probe, VALUE, attribute)));
        if kinds.is_null() && is_plain(attribute) {
            kinds = json!(base.refuses(VALUE, &json!("word")));
        }
    }
    let mut value = json!({ "properties": properties });
    if kinds == json!(true) {
        value["type"] = json!("object");
    }
    let mut when = op(&["add", "replace"]);
    when["not"] = json!({ "required": ["path"] });
    json!({ "if": when, "then": { "properties": { "value": value } } })
}
