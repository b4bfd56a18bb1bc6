//! What is said of each characteristic of each attribute of each built-in schema (RFC 7643 §2.2, §7), in a request
//! and in an answer. What is due is written down here by hand, never computed by the rules.
#![expect(clippy::unwrap_used, reason = "a panic is how a test fails")]

use scimproof::diagnostic::Severity;
use scimproof::json;
use scimproof::lint::Linter;
use scimproof::message::{Exchange, Method, Request, Response};
use scimproof::profile;
use scimproof::rule::{Known, Maybe, Nothing, UniqueKey};
use scimproof::schema::{
    Attribute, ENTERPRISE_USER, LIST_RESPONSE, Mutability, Returned, Schema, Type, Uniqueness, builtins,
    common,
};
use serde_json::{Map, Value, json};

/// Each schema, where its resources are read, and the schema that it extends.
const SCHEMAS: &[(&str, &str)] = &[
    ("User", "/Users/7"),
    ("Group", "/Groups/7"),
    ("EnterpriseUser", "/Users/7"),
    ("ServiceProviderConfig", "/ServiceProviderConfig"),
    ("ResourceType", "/ResourceTypes/User"),
    ("Schema", "/Schemas/urn:ietf:params:scim:schemas:core:2.0:User"),
];

/// A value of the attribute that breaks nothing.
fn value(attribute: &Attribute) -> Value {
    let one = match attribute.kind {
        Type::Complex => {
            attribute.sub_attributes.iter().map(|part| (part.name.clone(), value(part))).collect()
        }
        Type::Boolean => json!(true),
        Type::Integer | Type::Decimal => json!(17),
        Type::DateTime => json!("2011-05-13T04:42:34Z"),
        Type::Binary => json!("AA=="),
        Type::Reference => json!("urn:example:7"),
        Type::String => json!(attribute.canonical_values.first().map_or("word", String::as_str)),
    };
    if attribute.multi_valued { json!([one]) } else { one }
}

/// A resource that has every attribute of the schema, as an answer shows it, and the pointer to its attributes.
fn shown(schema: &Schema) -> (Value, String) {
    let visible = |attribute: &&Attribute| attribute.returned != Returned::Never;
    let attributes = schema.attributes.iter().filter(visible);
    let own: Map<String, Value> =
        attributes.map(|attribute| (attribute.name.clone(), value(attribute))).collect();
    let user = "urn:ietf:params:scim:schemas:core:2.0:User";
    if schema.id == ENTERPRISE_USER {
        let resource = json!({"schemas": [user, schema.id], "id": "7", "userName": "mona", &schema.id: own});
        return (resource, format!("/{}", schema.id));
    }
    let mut resource = json!({"schemas": [schema.id], "id": "7"});
    resource.as_object_mut().unwrap().extend(own);
    (resource, String::new())
}

/// What is found above info in an answer, with its place.
fn in_answer(linter: &Linter, target: &str, body: &Value) -> Vec<(&'static str, String)> {
    let response = Response { status: 200, headers: Vec::new(), body: body.to_string().into_bytes().into() };
    let exchange = Exchange::new(Request::bare(Method::Get, target, None), Some(response));
    let found = linter.exchange(&exchange, &Nothing).diagnostics;
    let of_answer = found.into_iter().filter(|found| found.location.part.is_of_response());
    let above = of_answer.filter(|found| found.severity > Severity::Info);
    above.map(|found| (found.rule, found.location.pointer.unwrap_or_default())).collect()
}

/// Visits each attribute of a resource with the pointers to its value and to the object that has it.
fn each(
    attributes: &[Attribute],
    owner: &str,
    resource: &Value,
    visit: &mut dyn FnMut(&Attribute, &str, &str),
) {
    for attribute in attributes {
        let at = format!("{owner}/{}", attribute.name);
        let Some(value) = resource.pointer(&at) else { continue };
        visit(attribute, owner, &at);
        let inner = if value.is_array() { format!("{at}/0") } else { at };
        each(&attribute.sub_attributes, &inner, resource, visit);
    }
}

/// The resource with another value at the pointer.
fn with(resource: &Value, at: &str, value: Value) -> Value {
    let mut changed = resource.clone();
    *changed.pointer_mut(at).unwrap() = value;
    changed
}

/// A value of each JSON kind but the attribute's.
fn of_other_types(attribute: &Attribute) -> Vec<Value> {
    let is_own = |value: &Value| match (attribute.multi_valued, attribute.kind) {
        (true, _) => value.is_array(),
        (false, Type::Complex) => value.is_object(),
        (false, Type::Boolean) => value.is_boolean(),
        (false, Type::Integer | Type::Decimal) => value.is_number(),
        (false, Type::String | Type::Reference | Type::DateTime | Type::Binary) => value.is_string(),
    };
    let all = [json!(true), json!(17), json!("word"), json!({"value": "word"}), json!(["word"])];
    all.into_iter().filter(|value| !is_own(value)).collect()
}

#[test]
fn an_answer_is_held_to_the_characteristics_of_every_attribute() {
    let linter = Linter::of(profile::builtin("rfc7644").unwrap());
    assert_eq!(SCHEMAS.len(), builtins().len());
    let (mut wrong, mut broken) = (Vec::new(), 0);
    for ((name, target), schema) in SCHEMAS.iter().zip([0, 1, 2, 3, 4, 5].map(|at| &builtins()[at])) {
        assert_eq!(*name, schema.name.replace(' ', ""), "{}", schema.id);
        let (resource, owner) = shown(schema);
        assert_eq!(in_answer(&linter, target, &resource), [], "{resource}");
        let mut check = |changed: Value, rule: &'static str, at: &str| {
            broken += 1;
            let found = in_answer(&linter, target, &changed);
            if found != [(rule, at.to_owned())] {
                wrong.push(format!("{name} {at}: {rule} is due, found {found:?}\n  {changed}"));
            }
        };
        each(&schema.attributes, &owner, &resource, &mut |attribute, owner, at| {
            // type and multiValued
            for other in of_other_types(attribute) {
                check(with(&resource, at, other), "response-type-mismatch", at);
            }
            // required
            if attribute.required {
                let mut lacking = resource.clone();
                lacking.pointer_mut(owner).unwrap().as_object_mut().unwrap().remove(&attribute.name);
                check(lacking, "response-required-missing", owner);
            }
            let form = match attribute.kind {
                Type::DateTime => Some(json!("2024-02-30T10:00:00Z")),
                Type::Binary => Some(json!("not base64!")),
                Type::Reference => Some(json!("not a URI")),
                Type::Integer => Some(json!(1.5)),
                Type::String | Type::Boolean | Type::Decimal | Type::Complex => None,
            };
            if let Some(form) = form {
                let (at, form) = if attribute.multi_valued {
                    (format!("{at}/0"), json!([form]))
                } else {
                    (at.to_owned(), form)
                };
                check(with(&resource, at.trim_end_matches("/0"), form), "response-value-malformed", &at);
            }
            // Of an answer nothing follows from canonicalValues, caseExact and mutability: another word, and what
            // only the provider writes, stand in the resource that has no finding.
            if !attribute.canonical_values.is_empty()
                && attribute.kind == Type::String
                && !attribute.multi_valued
            {
                let changed = with(&resource, at, json!("another"));
                // The words that a schema's definition is made of are not suggestions.
                if *name == "Schema" {
                    check(changed, "definition-word-unknown", at);
                } else {
                    assert_eq!(in_answer(&linter, target, &changed), [], "{name} {at}");
                }
            }
        });
        // returned
        for hidden in schema.attributes.iter().filter(|attribute| attribute.returned == Returned::Never) {
            let mut changed = resource.clone();
            changed[&hidden.name] = value(hidden);
            check(changed, "password-in-response", &format!("/{}", hidden.name));
        }
    }
    let some = &wrong[..wrong.len().min(10)];
    assert!(wrong.is_empty(), "{} of {broken}\n{}", wrong.len(), some.join("\n"));
    assert!(broken > 400, "{broken}");
}

#[test]
fn what_is_unique_is_shown_once() {
    let linter = Linter::of(profile::builtin("rfc7644").unwrap());
    for (schema, target) in [(&builtins()[0], "/Users"), (&builtins()[1], "/Groups")] {
        for attribute in schema.attributes.iter().chain(common()).filter(|attribute| !attribute.multi_valued)
        {
            let (one, _) = shown(schema);
            let mut other = one.clone();
            let attributes = schema.attributes.iter().chain(common());
            for unique in attributes.filter(|known| known.uniqueness != Uniqueness::None) {
                other[&unique.name] = json!("other");
            }
            let Some(same) = one.get(&attribute.name) else { continue };
            other[&attribute.name] = same.clone();
            let list = json!({"schemas": [LIST_RESPONSE], "totalResults": 2, "Resources": [one, other]});
            let due = match attribute.uniqueness {
                Uniqueness::None => vec![],
                Uniqueness::Server | Uniqueness::Global => {
                    vec![("response-unique-twice", format!("/Resources/1/{}", attribute.name))]
                }
            };
            assert_eq!(in_answer(&linter, target, &list), due, "{}", attribute.name);
        }
    }
}

/// An endpoint in which every unique value is another's.
struct Taken;

impl Known for Taken {
    fn holder(&self, _: UniqueKey<'_>) -> Maybe<Option<String>> {
        Maybe::Known(Some("another".to_owned()))
    }
}

/// What is found in a request, with its place.
fn in_request(
    linter: &Linter,
    request: (Method, &str, &Value),
    known: &dyn Known,
) -> Vec<(&'static str, String)> {
    let (method, target, body) = request;
    let text = body.to_string();
    assert!(json::Parser::new().parse(text.as_bytes()).is_ok());
    let request = Request::bare(method, target, Some(text.as_bytes()));
    let found = linter.lint(&request, known).diagnostics.into_iter();
    found.map(|found| (found.rule, found.location.pointer.unwrap_or_default())).collect()
}

/// Types, cardinality, what is required, and the form of values are held by the generated faults; these are the
/// others. Of `caseExact` and `returned` a request shows nothing.
#[test]
fn a_request_is_held_to_the_other_characteristics_of_every_attribute() {
    let linter = Linter::of(profile::builtin("rfc7644").unwrap());
    let mut seen = [0; 4];
    for (schema, target) in builtins().iter().zip(["/Users", "/Groups", "/Users"]) {
        let (resource, owner) = shown(schema);
        each(&schema.attributes, &owner, &resource, &mut |attribute, _, at| {
            let ask = |body: &Value, known: &dyn Known| {
                let found = in_request(&linter, (Method::Post, target, body), known);
                found.into_iter().filter(|(_, place)| place == at).map(|(rule, _)| rule).collect::<Vec<_>>()
            };
            let found = ask(&resource, &Nothing);
            // mutability
            let is_read_only = attribute.mutability == Mutability::ReadOnly;
            let tells = found.iter().any(|rule| rule.starts_with("read-only-"));
            // The parts of what is read-only go with it.
            let is_part = schema.attributes.iter().any(|owner| {
                owner.mutability == Mutability::ReadOnly
                    && owner.sub_attributes.iter().any(|part| std::ptr::eq(part, attribute))
            });
            if !is_part {
                assert_eq!(tells, is_read_only, "{at}: {found:?}");
                seen[0] += usize::from(is_read_only);
            }
            // uniqueness
            let is_unique = attribute.uniqueness != Uniqueness::None;
            assert_eq!(ask(&resource, &Taken).contains(&"unique-value-taken"), is_unique, "{at}");
            seen[1] += usize::from(is_unique);
            // referenceTypes
            if is_part || is_read_only {
                return;
            }
            let kinds: Vec<&str> = attribute.reference_types.iter().map(String::as_str).collect();
            for (kind, reference) in [("User", "../Users/7"), ("Group", "../Groups/7")] {
                let names_resources = kinds.contains(&"User") || kinds.contains(&"Group");
                let is_other = names_resources && !kinds.contains(&kind);
                if names_resources {
                    let found = ask(&with(&resource, at, json!(reference)), &Nothing);
                    assert_eq!(
                        found.contains(&"reference-to-other-type"),
                        is_other,
                        "{at} {kind}: {found:?}"
                    );
                    seen[2] += usize::from(is_other);
                }
            }
            // canonicalValues
            if !attribute.canonical_values.is_empty() {
                let found = ask(&with(&resource, at, json!("another")), &Nothing);
                assert_eq!(found, ["value-not-canonical"], "{at}");
                seen[3] += 1;
            }
        });
    }
    assert!(seen.iter().all(|count| *count > 0), "{seen:?}");
}

#[test]
fn a_create_is_held_to_the_schema_though_it_has_operations() {
    let linter = Linter::of(profile::builtin("rfc7644").unwrap());
    let body = br#"{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"remove","path":"title"}]}"#;
    let verdict = linter.lint(&Request::bare(Method::Post, "/Users", Some(body)), &Nothing);
    let found: Vec<&str> = verdict.diagnostics.iter().map(|found| found.rule).collect();
    assert!(found.contains(&"username-missing"), "{found:?}");
}
