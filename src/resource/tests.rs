//! Models go round: what is read is written again. The names are those of the schemas.
#![expect(clippy::unwrap_used, reason = "a panic is how a test fails")]

use std::fmt::Debug;

use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Map, Value, json};

use super::*;
use crate::schema::{self, Attribute, Type, builtin, common};

/// Reads and writes; nothing changes, and the debug form is handed back.
fn round<T: Serialize + DeserializeOwned + Debug>(value: &Value) -> String {
    let typed: T = serde_json::from_value(value.clone()).unwrap();
    assert_eq!(serde_json::to_value(&typed).unwrap(), *value);
    format!("{typed:?}")
}

/// A value for each attribute a schema knows.
fn sample(attributes: &[Attribute]) -> Map<String, Value> {
    fn one(attribute: &Attribute) -> Value {
        match attribute.kind {
            Type::String | Type::DateTime | Type::Reference | Type::Binary => json!(attribute.name),
            Type::Boolean => json!(false),
            Type::Decimal => json!(0.5),
            Type::Integer => json!(0),
            Type::Complex => Value::Object(sample(&attribute.sub_attributes)),
        }
    }
    let value = |attribute: &Attribute| {
        let one = one(attribute);
        if attribute.multi_valued { json!([one, one]) } else { one }
    };
    attributes.iter().map(|attribute| (attribute.name.clone(), value(attribute))).collect()
}

fn full(urn: &str) -> Value {
    let schema = builtin(urn).unwrap();
    let attributes: Vec<Attribute> = common()
        .iter()
        .filter(|attribute| schema.attribute(&attribute.name).is_none())
        .chain(&schema.attributes)
        .cloned()
        .collect();
    Value::Object(sample(&attributes))
}

/// A model that names all of a schema's attributes puts none of them into `other`.
fn names_all<T: Serialize + DeserializeOwned + Debug>(value: &Value, but: &[&str]) {
    let mut value = value.clone();
    for name in but {
        value.as_object_mut().unwrap().remove(*name);
    }
    let debug = round::<T>(&value);
    assert!(!debug.contains("other: {\""), "{debug}");
}

#[test]
fn each_attribute_of_the_schemas_has_its_field() {
    let mut user = full(schema::USER);
    user[schema::ENTERPRISE_USER] =
        Value::Object(sample(&builtin(schema::ENTERPRISE_USER).unwrap().attributes));
    names_all::<User>(&user, &[]);
    names_all::<Group>(&full(schema::GROUP), &[]);
    // These two need neither (RFC 7643 §5, §6).
    names_all::<ServiceProviderConfig>(&full(schema::SERVICE_PROVIDER_CONFIG), &["id", "externalId"]);
    names_all::<ResourceType>(&full(schema::RESOURCE_TYPE), &["externalId"]);
}

#[test]
fn what_a_type_does_not_name_is_kept() {
    let user = json!({
        "userName": "ada",
        "username": "Ada",
        "emails": [{ "value": "ada@example.com", "verified": true }],
        "urn:example:badge:1.0:User": { "badge": [1, 2.5, null] },
    });
    round::<User>(&user);
}

#[test]
fn unassigned_attributes_are_not_written() {
    let user: User =
        serde_json::from_value(json!({ "userName": "ada", "title": null, "emails": null, "roles": [] }))
            .unwrap();
    assert_eq!(serde_json::to_value(&user).unwrap(), json!({ "userName": "ada" }));
}

#[test]
fn messages_go_round() {
    round::<ListResponse<User>>(&json!({
        "schemas": [schema::LIST_RESPONSE],
        "totalResults": 12, "startIndex": 11, "itemsPerPage": 2,
        "Resources": [{ "id": "1", "userName": "ada" }, { "id": "2", "userName": "bob" }],
    }));
    round::<PatchOp>(&json!({
        "schemas": [schema::PATCH_OP],
        "Operations": [
            { "op": "add", "path": "members", "value": [{ "value": "7" }] },
            { "op": "replace", "value": { "title": "Dr." } },
            { "op": "replace", "path": "title", "value": null },
            { "op": "remove", "path": "emails[type eq \"home\"]" },
        ],
    }));
    round::<Error>(&json!({
        "schemas": [schema::ERROR], "status": "409", "scimType": "uniqueness", "detail": "taken", "trace": "t-1",
    }));
    round::<BulkRequest>(&json!({
        "schemas": [schema::BULK_REQUEST], "failOnErrors": 1,
        "Operations": [
            { "method": "POST", "path": "/Users", "bulkId": "a", "data": { "userName": "ada" } },
            { "method": "DELETE", "path": "/Users/1", "version": "W/\"2\"" },
        ],
    }));
    round::<BulkResponse>(&json!({
        "schemas": [schema::BULK_RESPONSE],
        "Operations": [
            { "method": "POST", "bulkId": "a", "status": "201", "location": "https://scim.example/Users/3" },
            { "method": "DELETE", "status": "404", "response": { "status": "404" } },
        ],
    }));
}

#[test]
fn a_status_is_read_as_number_and_written_as_string() {
    let error: Error = serde_json::from_value(json!({ "schemas": [], "status": 400 })).unwrap();
    assert_eq!(serde_json::to_value(error).unwrap(), json!({ "schemas": [], "status": "400" }));
    let wrong = serde_json::from_value::<Error>(json!({ "status": "bad" })).unwrap_err();
    assert_eq!(wrong.to_string(), "`bad` is not an HTTP status");
}

#[test]
fn an_op_is_read_in_any_case_and_written_in_lower() {
    for (text, op) in [("Add", Op::Add), ("REMOVE", Op::Remove), ("replace", Op::Replace)] {
        assert_eq!(serde_json::from_value::<Op>(json!(text)).unwrap(), op);
        assert_eq!(serde_json::to_value(op).unwrap(), json!(text.to_lowercase()));
    }
    let wrong = serde_json::from_value::<Op>(json!("move")).unwrap_err();
    assert_eq!(wrong.to_string(), "`move` is not an operation: write `add`, `remove` or `replace`");
}

#[test]
fn what_is_made_here_names_its_schema() {
    let operations = vec![PatchOperation::add(Some("members"), json!([Member::new("7")]))];
    let made = [
        (json!(User::new("ada")), json!({ "schemas": [schema::USER], "userName": "ada" })),
        (json!(Group::new("crew")), json!({ "schemas": [schema::GROUP], "displayName": "crew" })),
        (json!(Error::new(404)), json!({ "schemas": [schema::ERROR], "status": "404" })),
        (
            json!(PatchOp::new(operations)),
            json!({
                "schemas": [schema::PATCH_OP],
                "Operations": [{ "op": "add", "path": "members", "value": [{ "value": "7" }] }],
            }),
        ),
        (
            json!(ListResponse::<User>::new(Vec::new())),
            json!({
                "schemas": [schema::LIST_RESPONSE],
                "totalResults": 0, "startIndex": 1, "itemsPerPage": 0, "Resources": [],
            }),
        ),
    ];
    for (made, expected) in made {
        assert_eq!(made, expected);
    }
}
