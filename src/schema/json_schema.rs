//! A SCIM schema as a JSON Schema (draft 2020-12), for editors and validators outside SCIM.
//!
//! JSON Schema cannot say that names compare without regard to case or that a client need not send
//! what is `readOnly`; the export describes a representation as a service provider returns it.
//! `null` and the empty array mean unassigned (RFC 7643 §2.5), so an optional attribute allows both.

use serde_json::{Map, Value, json};

use super::{Attribute, Mutability, Returned, Schema, Type};

/// The JSON Schema of an object that holds the schema's attributes.
///
/// Members it does not name are allowed: common attributes and extensions stand beside them.
pub fn json_schema(schema: &Schema) -> Value {
    let mut root = json!({ "$schema": "https://json-schema.org/draft/2020-12/schema", "$id": schema.id });
    if !schema.name.is_empty() {
        root["title"] = json!(schema.name);
    }
    if !schema.description.is_empty() {
        root["description"] = json!(schema.description);
    }
    merge(&mut root, object(&schema.attributes));
    root
}

fn object(attributes: &[Attribute]) -> Value {
    let properties: Map<String, Value> =
        attributes.iter().map(|attribute| (attribute.name.clone(), property(attribute))).collect();
    let required: Vec<&str> = attributes
        .iter()
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
        Type::Complex => object(&attribute.sub_attributes),
    };
    // Suggestions, not a closed list (RFC 7643 §7).
    if !attribute.canonical_values.is_empty() {
        value["examples"] = json!(attribute.canonical_values);
    }
    value
}

fn merge(into: &mut Value, from: Value) {
    if let (Value::Object(into), Value::Object(from)) = (into, from) {
        into.extend(from);
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a panic is how a test fails")]
mod tests {
    use super::*;
    use crate::schema::{USER, builtin, builtins};

    #[test]
    fn each_export_is_a_json_schema() {
        for schema in builtins() {
            let export = json_schema(schema);
            assert!(jsonschema::meta::is_valid(&export), "{}", schema.id);
        }
    }

    #[test]
    fn an_export_tells_valid_users_from_others() {
        let validator = jsonschema::validator_for(&json_schema(builtin(USER).unwrap())).unwrap();
        let cases = [
            (json!({ "userName": "ada" }), true),
            (json!({ "userName": "ada", "nickName": null, "emails": [] }), true),
            (json!({ "userName": "ada", "emails": [{ "value": "ada@example.com", "primary": true }] }), true),
            (json!({ "userName": "ada", "emails": [{ "type": "cottage" }], "badge": 7 }), true),
            (json!({}), false),
            (json!({ "userName": null }), false),
            (json!({ "userName": "ada", "active": "true" }), false),
            (json!({ "userName": "ada", "emails": { "value": "ada@example.com" } }), false),
            (json!({ "userName": "ada", "emails": ["ada@example.com"] }), false),
            (json!({ "userName": "ada", "name": "Ada" }), false),
        ];
        for (user, valid) in cases {
            assert_eq!(validator.is_valid(&user), valid, "{user}");
        }
    }

    #[test]
    fn mutability_becomes_an_annotation() {
        let export = json_schema(builtin(USER).unwrap());
        assert_eq!(export["properties"]["groups"]["readOnly"], true);
        assert_eq!(export["properties"]["password"]["writeOnly"], true);
    }
}
