//! The JSON Schema of a whole resource, as POST and PUT send it.

use super::property::{Site, sample};
use super::{Base, Probe};
use crate::lint::compile::container;
use crate::schema::sample::Sampler;
use crate::schema::{Attribute, common};
use serde_json::{Map, Value, json};

/// The attributes of a resource type: those of every resource, its own, and its extensions as objects.
pub(super) fn attributes(probe: &Probe<'_>) -> Vec<Attribute> {
    let profile = &probe.linter.profile;
    let own = profile.schema(&probe.resource_type.schema).map_or(&[][..], |schema| &schema.attributes);
    let is_own = |attribute: &&Attribute| own.iter().any(|other| other.name == attribute.name);
    let of_all = common().iter().filter(|attribute| !is_own(attribute));
    let mut attributes: Vec<Attribute> = of_all.chain(own).cloned().collect();
    for extension in &probe.resource_type.extensions {
        if let Some(schema) = profile.schema(&extension.schema) {
            attributes.push(container(schema, extension.required));
        }
    }
    attributes
}

/// The place of an attribute at a resource's root.
pub(super) fn site<'s>(probe: &Probe<'_>, owner: &str, attribute: &'s Attribute) -> Site<'s> {
    let mut site = Site::within(owner, "", attribute);
    if is_extension(probe, attribute) {
        site.path = String::new();
    }
    site
}

/// A value of an attribute at a resource's root.
pub(super) fn value(probe: &Probe<'_>, sampler: &mut Sampler, attribute: &Attribute) -> Value {
    if attribute.name == "schemas" {
        let urns = probe.resource_type.extensions.iter().map(|extension| &extension.schema);
        return std::iter::once(&probe.resource_type.schema).chain(urns).map(|urn| json!(urn)).collect();
    }
    let path = if is_extension(probe, attribute) { "" } else { &attribute.name };
    sample(sampler, path, attribute, &probe.resource_type.values)
}

pub(super) fn is_extension(probe: &Probe<'_>, attribute: &Attribute) -> bool {
    probe.resource_type.extensions.iter().any(|extension| extension.schema == attribute.name)
}

pub(super) fn schema(probe: &Probe<'_>) -> Value {
    let attributes = attributes(probe);
    let mut sampler = Sampler::new(0);
    let body = attributes.iter().map(|it| (it.name.clone(), value(probe, &mut sampler, it)));
    let base = Base::new(probe, body.collect::<Map<_, _>>().into());
    let sites: Vec<Site<'_>> = attributes.iter().map(|attribute| site(probe, "", attribute)).collect();
    let mut schema = base.members("", &sites);
    schema.insert("type".to_owned(), json!("object"));
    let mut schema = Value::Object(schema);
    urns(&base, &mut schema);
    schema
}

/// What `schemas` must list.
fn urns(base: &Base<'_>, schema: &mut Value) {
    let resource_type = base.probe.resource_type;
    let Some(listed) = base.body["schemas"].as_array() else { return };
    let without = |urn: &str| -> Value {
        let others: Vec<&Value> = listed.iter().filter(|listed| **listed != urn).collect();
        // Something must stand there, or it is the lack of everything that is refused.
        if others.is_empty() { json!(["urn:example:other"]) } else { json!(others) }
    };
    if base.refuses("/schemas", &without(&resource_type.schema)) {
        schema["properties"]["schemas"]["contains"] = json!({ "const": resource_type.schema });
    }
    let repeated: Vec<&Value> = listed.iter().chain(listed).collect();
    if base.refuses("/schemas", &json!(repeated)) {
        schema["properties"]["schemas"]["uniqueItems"] = json!(true);
    }
    for extension in &resource_type.extensions {
        if base.refuses("/schemas", &without(&extension.schema)) {
            let declared =
                json!({ "properties": { "schemas": { "contains": { "const": extension.schema } } } });
            schema["dependentSchemas"][&extension.schema] = declared;
        }
    }
}
