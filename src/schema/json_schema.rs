//! A resource as its service provider returns it, as a JSON Schema (draft 2020-12).
//!
//! JSON Schema cannot say that names compare without regard to case. `null` and the empty array mean
//! unassigned (RFC 7643 §2.5), so an optional attribute allows both.

use serde_json::{Map, Value, json};

use super::{Attribute, Mutability, Returned, Schema, Type, common};

/// The JSON Schema of a resource that has these schemas, the core schema first.
///
/// Members it does not name are allowed: a provider may return more than its schemas say.
pub fn resource_json_schema(schemas: &[&Schema]) -> Value {
    let Some((core, extensions)) = schemas.split_first() else { return json!({ "type": "object" }) };
    let is_own = |attribute: &&Attribute| core.attributes.iter().any(|own| own.name == attribute.name);
    let of_all = common().iter().filter(|attribute| !is_own(attribute));
    let mut root = object(of_all.chain(&core.attributes));
    // `id` is required of a representation, and no characteristic says so (§3.1).
    let required = root["required"].as_array().into_iter().flatten().filter(|name| **name != "id");
    root["required"] = required.cloned().chain([json!("id")]).collect();
    root["properties"]["id"]["type"] = json!("string");
    root["properties"]["schemas"]["contains"] = json!({ "const": core.id });
    for extension in extensions {
        root["properties"][&extension.id] = object(extension.attributes.iter());
        let declared = json!({ "properties": { "schemas": { "contains": { "const": extension.id } } } });
        root["dependentSchemas"][&extension.id] = declared;
    }
    root
}

fn object<'a>(attributes: impl Iterator<Item = &'a Attribute> + Clone) -> Value {
    let properties: Map<String, Value> =
        attributes.clone().map(|attribute| (attribute.name.clone(), property(attribute))).collect();
    let required: Vec<&str> = attributes
        .filter(|attribute| attribute.required && attribute.returned != Returned::Never)
        .map(|attribute| attribute.name.as_str())
        .collect();
    let mut object = json!({ "type": "object", "properties": properties });
    if !required.is_empty() {
        object["required"] = json!(required);
    }
    object
}

fn property(attribute: &Attribute) -> Value {
    if attribute.returned == Returned::Never {
        return json!(false);
    }
    let mut value = if attribute.multi_valued {
        let mut array = json!({ "type": "array", "items": element(attribute) });
        if attribute.required {
            array["minItems"] = json!(1);
        }
        array
    } else {
        element(attribute)
    };
    if !attribute.required {
        value["type"] = json!([value["type"], "null"]);
    }
    if !attribute.description.is_empty() {
        value["description"] = json!(attribute.description);
    }
    match attribute.mutability {
        Mutability::ReadOnly => value["readOnly"] = json!(true),
        Mutability::WriteOnly => value["writeOnly"] = json!(true),
        Mutability::ReadWrite | Mutability::Immutable => {}
    }
    value
}

fn element(attribute: &Attribute) -> Value {
    let mut value = match attribute.kind {
        Type::String => json!({ "type": "string" }),
        Type::Boolean => json!({ "type": "boolean" }),
        Type::Decimal => json!({ "type": "number" }),
        Type::Integer => json!({ "type": "integer" }),
        Type::DateTime => json!({ "type": "string", "format": "date-time" }),
        Type::Reference => json!({ "type": "string", "format": "uri-reference" }),
        Type::Binary => json!({ "type": "string", "contentEncoding": "base64" }),
        Type::Complex => object(attribute.sub_attributes.iter()),
    };
    // Suggestions, not a closed list (RFC 7643 §7).
    if !attribute.canonical_values.is_empty() {
        value["examples"] = json!(attribute.canonical_values);
    }
    value
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a panic is how a test fails")]
mod tests {
    use super::*;
    use crate::schema::{ENTERPRISE_USER, USER, builtin, builtins};

    #[test]
    fn each_export_is_a_json_schema() {
        for schema in builtins() {
            let export = resource_json_schema(&[schema]);
            assert!(jsonschema::meta::is_valid(&export), "{}", schema.id);
        }
    }

    #[test]
    fn an_export_tells_users_as_they_are_returned_from_others() {
        let schemas = [USER, ENTERPRISE_USER].map(|urn| builtin(urn).unwrap());
        let validator = jsonschema::validator_for(&resource_json_schema(&schemas)).unwrap();
        let both = json!([USER, ENTERPRISE_USER]);
        let cases = [
            (json!({}), true),
            (json!({ "nickName": null, "emails": [] }), true),
            (json!({ "emails": [{ "value": "ada@example.com", "primary": true }] }), true),
            (json!({ "emails": [{ "type": "cottage" }], "badge": 7 }), true),
            (json!({ "schemas": both, ENTERPRISE_USER: { "department": "Louvre" } }), true),
            (json!({ ENTERPRISE_USER: { "department": "Louvre" } }), false),
            (json!({ "schemas": both, ENTERPRISE_USER: { "department": 7 } }), false),
            (json!({ "schemas": [ENTERPRISE_USER] }), false),
            (json!({ "id": null }), false),
            (json!({ "userName": null }), false),
            (json!({ "password": "t1meMa$heen" }), false),
            (json!({ "active": "true" }), false),
            (json!({ "emails": { "value": "ada@example.com" } }), false),
            (json!({ "emails": ["ada@example.com"] }), false),
            (json!({ "name": "Ada" }), false),
        ];
        for (members, valid) in cases {
            let mut user = json!({ "schemas": [USER], "id": "2819c223", "userName": "ada" });
            user.as_object_mut().unwrap().extend(members.as_object().unwrap().clone());
            assert_eq!(validator.is_valid(&user), valid, "{user}");
        }
        for missing in ["schemas", "id", "userName"] {
            let mut user = json!({ "schemas": [USER], "id": "2819c223", "userName": "ada" });
            user.as_object_mut().unwrap().remove(missing);
            assert!(!validator.is_valid(&user), "{missing}");
        }
    }

    #[test]
    fn mutability_becomes_an_annotation() {
        let export = resource_json_schema(&[builtin(USER).unwrap()]);
        assert_eq!(export["properties"]["groups"]["readOnly"], true);
        assert_eq!(export["properties"]["id"]["readOnly"], true);
    }
}
