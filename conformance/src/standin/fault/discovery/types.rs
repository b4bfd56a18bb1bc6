//! `/ResourceTypes` (RFC 7643 §6).

use crate::standin::fault::answer::Answer;
use crate::standin::fault::asked::On;
use crate::standin::fault::difference::Difference::{Answers, Refusals};
use crate::standin::fault::{Fault, Law, Law::Breaks};
use scimproof::schema::ERROR;
use serde_json::{Value, json};

const LIST: &[On] = &[On::ResourceTypes];
const BOTH: &[On] = &[On::ResourceTypes, On::ResourceType];
const GET: &str = "GET /ResourceTypes";

pub(super) const FAULTS: &[Fault] = &[
    Fault {
        name: "resource-types-not-served",
        law: Breaks(&["7644-4-resource-types", "7644-4-discovery"]),
        sentence: "answers 404 at `/ResourceTypes`",
        shown: GET,
        number: None,
        difference: Answers(LIST, |_, answer| not_found(answer)),
    },
    Fault {
        name: "resource-types-as-array",
        law: Breaks(&["7644-4-list"]),
        sentence: "sends its resource types as a bare array",
        shown: GET,
        number: None,
        difference: Answers(LIST, |_, answer| answer.body = answer.body["Resources"].take()),
    },
    Fault {
        name: "resource-type-not-served",
        law: Breaks(&["7644-4-single"]),
        sentence: "answers 404 at each single resource type",
        shown: "GET /ResourceTypes/User",
        number: None,
        difference: Answers(&[On::ResourceType], |_, answer| not_found(answer)),
    },
    Fault {
        name: "resource-type-as-list",
        law: Breaks(&["7644-4-single"]),
        sentence: "sends a single resource type within a list",
        shown: "GET /ResourceTypes/User",
        number: None,
        difference: Answers(&[On::ResourceType], |_, answer| {
            let one = answer.body.take();
            answer.body =
                json!({"schemas": [scimproof::schema::LIST_RESPONSE], "totalResults": 1, "Resources": [one]});
        }),
    },
    Fault {
        name: "unknown-resource-type-served",
        law: Breaks(&["7644-3.12-not-found"]),
        sentence: "answers 200 at a resource type that it does not have",
        shown: "GET /ResourceTypes/Nothing",
        number: None,
        difference: Refusals(&["resource-unknown"], |answer| {
            answer.status = 200;
            answer.body = json!({"schemas": [scimproof::schema::RESOURCE_TYPE], "name": "Nothing"});
        }),
    },
    Fault {
        name: "resource-type-without-name",
        law: Breaks(&["7643-6-name"]),
        sentence: "names no `name` of its resource types",
        shown: GET,
        number: None,
        difference: Answers(BOTH, |_, answer| each(answer, |one| drop(one.remove("name")))),
    },
    Fault {
        name: "resource-type-without-endpoint",
        law: Breaks(&["7643-6-endpoint"]),
        sentence: "names no `endpoint` of its resource types",
        shown: GET,
        number: None,
        difference: Answers(BOTH, |_, answer| each(answer, |one| drop(one.remove("endpoint")))),
    },
    Fault {
        name: "resource-type-endpoint-wrong",
        law: Breaks(&["7643-6-endpoint"]),
        sentence: "names endpoints of its resource types at which nothing is",
        shown: GET,
        number: None,
        difference: Answers(BOTH, |_, answer| {
            each(answer, |one| {
                let endpoint = one.get("endpoint").and_then(Value::as_str).unwrap_or_default();
                let wrong = format!("/v1{endpoint}");
                one.insert("endpoint".to_owned(), json!(wrong));
            });
        }),
    },
    Fault {
        name: "resource-type-without-schema",
        law: Breaks(&["7643-6-schema"]),
        sentence: "names no `schema` of its resource types",
        shown: GET,
        number: None,
        difference: Answers(BOTH, |_, answer| each(answer, |one| drop(one.remove("schema")))),
    },
    Fault {
        name: "resource-type-schema-not-served",
        law: Breaks(&["7643-6-schema"]),
        sentence: "names schemas of its resource types that it does not serve",
        shown: GET,
        number: None,
        difference: Answers(BOTH, |_, answer| {
            each(answer, |one| {
                one.insert("schema".to_owned(), json!("urn:example:params:scim:schemas:Account"));
            });
        }),
    },
    Fault {
        name: "resource-type-extension-not-served",
        law: Breaks(&["7643-6-schema"]),
        sentence: "names extensions of its resource types that it does not serve",
        shown: GET,
        number: None,
        difference: Answers(BOTH, |_, answer| {
            each(answer, |one| {
                let extension = json!({"schema": "urn:example:params:scim:schemas:Extra", "required": false});
                one.insert("schemaExtensions".to_owned(), json!([extension]));
            });
        }),
    },
    Fault {
        name: "resource-type-without-extensions",
        law: Breaks(&["7643-3.3-extensions"]),
        sentence: "names no extension of its resource types, and has one",
        shown: GET,
        number: None,
        difference: Answers(BOTH, |_, answer| each(answer, |one| drop(one.remove("schemaExtensions")))),
    },
    Fault {
        name: "resource-type-extension-flag-as-text",
        law: Breaks(&["7643-2.3.2-boolean"]),
        sentence: "writes `required` of extensions as a string",
        shown: GET,
        number: None,
        difference: Answers(BOTH, |_, answer| {
            each(answer, |one| {
                for extension in
                    one.get_mut("schemaExtensions").and_then(Value::as_array_mut).into_iter().flatten()
                {
                    extension["required"] = json!(extension["required"].to_string());
                }
            });
        }),
    },
    Fault {
        name: "resource-type-of-groups-missing",
        law: Breaks(&["7644-4-resource-types"]),
        sentence: "does not list the resource type of groups",
        shown: GET,
        number: None,
        difference: Answers(LIST, |_, answer| answer.keep_listed(|one| one["name"] != "Group")),
    },
    Fault {
        name: "resource-type-of-users-missing",
        law: Breaks(&["7644-4-resource-types"]),
        sentence: "does not list the resource type of users",
        shown: GET,
        number: None,
        difference: Answers(LIST, |_, answer| answer.keep_listed(|one| one["name"] != "User")),
    },
    Fault {
        name: "resource-type-location-wrong",
        law: Breaks(&["7643-3.1-meta-location"]),
        sentence: "names places in the `meta.location` of its resource types at which nothing is",
        shown: GET,
        number: None,
        difference: Answers(BOTH, |_, answer| {
            each(answer, |one| {
                if let Some(Value::Object(meta)) = one.get_mut("meta") {
                    meta.insert("location".to_owned(), json!("/ResourceTypes/Nothing"));
                }
            });
        }),
    },
    Fault {
        name: "resource-type-without-id",
        law: Law::Outside("RFC 7643 §6 lets a resource type have an `id` and does not demand it"),
        sentence: "sends its resource types without `id`",
        shown: GET,
        number: None,
        difference: Answers(BOTH, |_, answer| each(answer, |one| drop(one.remove("id")))),
    },
    Fault {
        name: "resource-type-written",
        law: Breaks(&["7644-4-discovery"]),
        sentence: "answers 201 to a POST of a resource type",
        shown: "POST /ResourceTypes << {}",
        number: None,
        difference: Refusals(&["method-not-allowed"], |answer| {
            answer.status = 201;
            answer.body = json!({});
        }),
    },
];

fn not_found(answer: &mut Answer) {
    answer.status = 404;
    answer.body = json!({"schemas": [ERROR], "status": "404"});
}

fn each(answer: &mut Answer, edit: impl Fn(&mut serde_json::Map<String, Value>)) {
    answer.resources_mut().for_each(edit);
}
