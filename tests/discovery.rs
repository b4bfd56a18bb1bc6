//! Profiles from what an endpoint says of itself: its schemas, resource types and configuration.

#![expect(clippy::unwrap_used, reason = "a panic is how a test fails")]

use scimproof::lint::Linter;
use scimproof::message::{Method, Request};
use scimproof::profile::{self, Discovery, Operation, Profile, Standing};
use scimproof::rule::Nothing;
use scimproof::schema::{self, Mutability, Type, USER};
use serde_json::{Value, json};

fn discovery(texts: &[&Value]) -> Discovery {
    let mut discovery = Discovery::default();
    for text in texts {
        discovery.add(&text.to_string()).unwrap_or_else(|fault| panic!("{fault}"));
    }
    discovery
}

fn list(resources: &Value) -> Value {
    json!({
        "schemas": ["urn:ietf:params:scim:api:messages:2.0:ListResponse"],
        "totalResults": resources.as_array().unwrap().len(),
        "itemsPerPage": 10,
        "startIndex": 1,
        "Resources": resources,
    })
}

/// An extension with an attribute of each kind, as an endpoint describes it.
fn badge() -> Value {
    json!({
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:Schema"],
        "id": "urn:example:params:scim:schemas:extension:badge:2.0:User",
        "name": "Badge",
        "description": null,
        "meta": {"resourceType": "Schema", "location": "/v2/Schemas/urn:example:params:scim:schemas:extension:badge:2.0:User"},
        "attributes": [
            {"name": "number", "type": "integer", "multiValued": false, "required": true, "vendorNote": "as printed"},
            {"name": "issued", "type": "DateTime", "mutability": "ReadOnly", "canonicalValues": null},
            {"name": "colour", "type": "string", "canonicalValues": ["red", "green"]},
            {"name": "photo", "type": "binary"},
            {"name": "door", "type": "complex", "multiValued": true, "subAttributes": [
                {"name": "value", "type": "string"},
                {"name": "primary", "type": "boolean"},
            ]},
        ],
    })
}

#[test]
fn schemas_are_read_in_each_form_in_which_they_come() {
    let single = badge();
    for form in [single.clone(), json!([single]), list(&json!([single]))] {
        let profile = Profile::from_discovery(&discovery(&[&form])).unwrap();
        let schema = profile.schema("urn:example:params:scim:schemas:extension:badge:2.0:user").unwrap();
        let kinds: Vec<(&str, Type)> =
            schema.attributes.iter().map(|it| (it.name.as_str(), it.kind)).collect();
        assert_eq!(
            kinds,
            [
                ("number", Type::Integer),
                ("issued", Type::DateTime),
                ("colour", Type::String),
                ("photo", Type::Binary),
                ("door", Type::Complex),
            ]
        );
        assert_eq!(schema.attributes[1].mutability, Mutability::ReadOnly);
        let extended: Vec<&str> = profile
            .resource_types
            .iter()
            .filter(|kind| kind.extensions.iter().any(|extension| extension.schema == schema.id))
            .map(|kind| kind.name.as_str())
            .collect();
        assert_eq!(extended, ["User"], "the resource type that ends its URN");
    }
    let mut unnamed = badge();
    unnamed["id"] = json!("urn:example:badge");
    let profile = Profile::from_discovery(&discovery(&[&unnamed])).unwrap();
    assert!(
        profile
            .resource_types
            .iter()
            .all(|kind| kind.extensions.iter().any(|it| it.schema == "urn:example:badge"))
    );
}

/// The rules that find something in a user with these values of the extension.
fn found(profile: &Profile, values: &Value) -> Vec<String> {
    let urn = "urn:example:params:scim:schemas:extension:badge:2.0:User";
    let body = json!({"schemas": [USER, urn], "userName": "mona", urn: values}).to_string();
    let verdict =
        Linter::new(profile).lint(&Request::bare(Method::Post, "/Users", Some(body.as_bytes())), &Nothing);
    let place = |pointer: Option<String>| pointer.unwrap_or_default().rsplit(':').next().unwrap().to_owned();
    verdict
        .diagnostics
        .iter()
        .map(|it| format!("{} {}", it.rule, place(it.location.pointer.clone())))
        .collect()
}

#[test]
fn every_characteristic_of_a_users_schema_is_known_to_the_linter() {
    let profile = Profile::from_discovery(&discovery(&[&badge()])).unwrap();
    for (values, expected) in [
        (json!({"number": 7, "colour": "red", "door": [{"value": "north", "primary": true}]}), vec![]),
        (json!({"NUMBER": 7}), vec!["json-case-variant-keys User/NUMBER"]),
        (json!({"number": "7"}), vec!["string-for-number User/number"]),
        (json!({"number": 7.5}), vec!["integer-fraction User/number"]),
        (json!({"colour": "red"}), vec!["required-attribute-missing User"]),
        (json!({"number": 7, "colour": "blue"}), vec!["value-not-canonical User/colour"]),
        (json!({"number": 7, "issued": "2026-01-01T00:00:00Z"}), vec!["read-only-attribute User/issued"]),
        (json!({"number": 7, "photo": "no base 64"}), vec!["binary-not-base64 User/photo"]),
        (json!({"number": 7, "door": {"value": "north"}}), vec!["multivalued-as-object User/door"]),
        (
            json!({"number": 7, "door": [{"value": "north", "primary": "True"}]}),
            vec!["primary-as-string User/door/0/primary"],
        ),
        (json!({"number": 7, "color": "red"}), vec!["unknown-attribute User/color"]),
    ] {
        assert_eq!(found(&profile, &values), expected, "{values}");
    }
    let nothing = Discovery::default();
    let without = Profile::from_discovery(&nothing).unwrap();
    assert!(nothing.is_empty() && !found(&without, &json!({"number": 7})).is_empty());
}

#[test]
fn an_endpoints_own_user_stands_in_the_place_of_the_rfcs() {
    let user = json!({"id": USER, "name": "User", "attributes": [
        {"name": "userName", "required": true, "type": "string"},
        {"name": "floor"},
    ]});
    for profile in ["rfc7644", "github-emu"] {
        let profile = profile::builtin(profile).unwrap().with_discovery(&discovery(&[&user])).unwrap();
        let linter = Linter::new(&profile);
        let target = format!("{}/Users/2819c223", profile.urls.stand_in_base);
        let rules = |path: &str, value: Value| {
            let body = json!({
                "schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
                "Operations": [{"op": "replace", "path": path, "value": value}],
            });
            let body = body.to_string();
            let verdict =
                linter.lint(&Request::bare(Method::Patch, &target, Some(body.as_bytes())), &Nothing);
            verdict.diagnostics.iter().map(|it| it.rule).collect::<Vec<_>>()
        };
        assert_eq!(rules("floor", json!("7th")), [""; 0], "{}", profile.name);
        assert_eq!(rules("nickName", json!("Mo")), ["path-misspelled"], "{}", profile.name);
    }
}

#[test]
fn resource_types_and_their_extensions_are_those_that_are_listed() {
    let device = json!({"id": "urn:example:Device", "name": "Device", "attributes": [{"name": "serial", "required": true}]});
    let types = list(&json!([
        {"schemas": ["urn:ietf:params:scim:schemas:core:2.0:ResourceType"], "id": "User", "name": "User",
            "endpoint": "https://example.com/scim/v2/Users", "schema": USER, "meta": {}},
        {"name": "Device", "endpoint": "/Devices/", "description": "…", "schema": "urn:example:Device",
            "schemaExtensions": [{"schema": "urn:example:params:scim:schemas:extension:badge:2.0:User", "required": true}]},
        {"name": "Schema", "endpoint": "/Schemas", "schema": "urn:ietf:params:scim:schemas:core:2.0:Schema"},
    ]));
    let documents = discovery(&[&types, &list(&json!([device, badge()]))]);
    let profile = Profile::from_discovery(&documents).unwrap();
    let listed: Vec<(&str, &str, usize)> = profile
        .resource_types
        .iter()
        .map(|kind| (kind.name.as_str(), kind.endpoint.as_str(), kind.extensions.len()))
        .collect();
    assert_eq!(listed, [("User", "Users", 0), ("Device", "Devices", 1)]);
    let linter = Linter::new(&profile);
    let rules = |target: &str, body: Value| {
        let body = body.to_string();
        let verdict = linter.lint(&Request::bare(Method::Post, target, Some(body.as_bytes())), &Nothing);
        verdict.diagnostics.iter().map(|it| it.rule).collect::<Vec<_>>()
    };
    let badge = "urn:example:params:scim:schemas:extension:badge:2.0:User";
    assert_eq!(
        rules(
            "/Devices",
            json!({"schemas": ["urn:example:Device", badge], "serial": "A", badge: {"number": 1}})
        ),
        [""; 0]
    );
    assert_eq!(
        rules("/Devices", json!({"schemas": ["urn:example:Device", badge], badge: {"number": 1}})),
        ["required-attribute-missing"]
    );
    assert_eq!(
        rules("/Groups", json!({"schemas": [schema::GROUP], "displayName": "a"})),
        ["endpoint-unknown"]
    );
    let error = Profile::from_discovery(&discovery(&[&types])).unwrap_err().to_string();
    assert_eq!(
        error,
        "resource type `Device` has the schema `urn:example:Device`, which no document describes; add what the endpoint answers at `/Schemas`"
    );
}

#[test]
fn the_configuration_says_what_is_supported() {
    let configuration = json!({
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig"],
        "documentationUri": null,
        "patch": {"supported": false},
        "bulk": {"supported": true, "maxOperations": 10, "maxPayloadSize": 2048},
        "filter": {"supported": true, "maxResults": 50},
        "changePassword": {"supported": false},
        "sort": {"supported": false},
        "etag": {"supported": false},
        "authenticationSchemes": [],
        "pagination": {"cursor": true, "index": true},
    });
    let profile = Profile::from_discovery(&discovery(&[&configuration])).unwrap();
    assert!(profile.resource_types.iter().all(|kind| !kind.operations.contains_key(&Operation::Patch)));
    let bulk = profile.bulk.value.as_ref().unwrap();
    assert_eq!((bulk.max_operations, bulk.max_payload_size), (10, 2048));
    assert_eq!((profile.paging.max_count, profile.paging.default_count), (Some(50), 50));
    assert_eq!((profile.sort.value, profile.sort.standing), (Some(false), Some(Standing::Specified)));
    assert_eq!(profile.etag.value, Some(false));
    assert!(profile.paging.cursor);
    let linter = Linter::new(&profile);
    for (method, target, body, expected) in [
        (
            Method::Patch,
            "/Users/2819c223",
            Some(
                r#"{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"remove","path":"nickName"}]}"#,
            ),
            "http-method-patch-unsupported",
        ),
        (Method::Get, "/Users?sortBy=userName", None, "url-sort-unsupported"),
        (Method::Get, "/Users?count=500", None, "url-count-over-max"),
    ] {
        let verdict = linter.lint(&Request::bare(method, target, body.map(str::as_bytes)), &Nothing);
        assert_eq!(verdict.diagnostics.iter().map(|it| it.rule).collect::<Vec<_>>(), [expected], "{target}");
    }
    let silent = json!({"authenticationSchemes": [], "patch": {}, "bulk": {"supported": false, "maxOperations": 0, "maxPayloadSize": 0}});
    let profile = Profile::from_discovery(&discovery(&[&silent])).unwrap();
    assert_eq!((profile.sort.value, profile.bulk.value), (Some(true), None));
    assert!(!profile.paging.cursor);
    assert_eq!(profile.endpoints.get("bulk").unwrap().value, Some(false));
}

#[test]
fn a_document_that_is_not_as_it_should_be_is_told_with_its_place() {
    for (text, expected) in [
        ("{\"id\": \"urn:a\",\n \"attributes\": [}", "schemas.json:2:17: "),
        (r#"["urn:a"]"#, "schemas.json:1:2: an object is expected (`/0`)"),
        (r#"{"schemas": ["urn:ietf:params:scim:api:messages:2.0:Error"], "status": "401"}"#, {
            "schemas.json:1:1: a schema, a resource type or a service provider's configuration is expected"
        }),
        (r#"{"name": "A", "attributes": []}"#, "schemas.json:1:1: `id` is missing"),
        (
            r#"{"id": "urn:a", "attributes": {"name": "a"}}"#,
            "schemas.json:1:31: an array is expected (`/attributes`)",
        ),
        (r#"{"Resources": [{"id": "urn:a", "attributes": [{"type": "string"}]}]}"#, {
            "schemas.json:1:47: `name` is missing (`/Resources/0/attributes/0`)"
        }),
        (r#"{"id": "urn:a", "attributes": [{"name": "a", "type": "int"}]}"#, {
            "schemas.json:1:54: one of these words is expected: `string`, `boolean`, `decimal`, `integer`, `dateTime`, `reference`, `binary`, `complex` (`/attributes/0/type`)"
        }),
        (r#"{"id": "urn:a", "attributes": [{"name": "a", "mutability": "readwrit"}]}"#, {
            "schemas.json:1:60: one of these words is expected: `readWrite`, `readOnly`, `immutable`, `writeOnly` (`/attributes/0/mutability`); did you mean `readWrite`?"
        }),
        (r#"{"id": "urn:a", "attributes": [{"name": "a", "required": "true"}]}"#, {
            "schemas.json:1:58: `true` or `false` is expected (`/attributes/0/required`)"
        }),
        (r#"{"id": "urn:a", "attributes": [{"name": "a", "subAttributes": ["b"]}]}"#, {
            "schemas.json:1:64: an object is expected (`/attributes/0/subAttributes/0`)"
        }),
        (r#"{"name": "User", "endpoint": "/", "schema": "urn:a"}"#, {
            "schemas.json:1:30: a path such as `/Users` is expected (`/endpoint`)"
        }),
        (
            r#"{"name": "User", "endpoint": "/Users", "schema": "urn:a", "schemaExtensions": [{"required": true}]}"#,
            { "schemas.json:1:80: `schema` is missing (`/schemaExtensions/0`)" },
        ),
        (r#"{"authenticationSchemes": [], "patch": {"supported": "yes"}}"#, {
            "schemas.json:1:54: `true` or `false` is expected (`/patch/supported`)"
        }),
    ] {
        let wrong = Discovery::default().add(text).unwrap_err().in_file("schemas.json");
        assert!(wrong.starts_with(expected), "{text}: {wrong}");
    }
}
