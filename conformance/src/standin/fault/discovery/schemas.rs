//! `/Schemas` (RFC 7643 §7).

use crate::standin::fault::answer::Answer;
use crate::standin::fault::asked::On;
use crate::standin::fault::difference::Difference::{Answers, Refusals};
use crate::standin::fault::{Fault, Law, Law::Breaks};
use scimproof::schema::{ENTERPRISE_USER, ERROR, LIST_RESPONSE, PATCH_OP, SCHEMA, USER};
use serde_json::{Value, json};

const LIST: &[On] = &[On::Schemas];
const BOTH: &[On] = &[On::Schemas, On::Schema];
const GET: &str = "GET /Schemas";
const USERS: &str = "GET /Schemas/$user";

pub(super) const FAULTS: &[Fault] = &[
    Fault {
        name: "schemas-not-served",
        law: Breaks(&["7644-4-schemas", "7644-4-discovery"]),
        sentence: "answers 404 at `/Schemas`",
        shown: GET,
        number: None,
        difference: Answers(LIST, |_, answer| not_found(answer)),
    },
    Fault {
        name: "schemas-as-array",
        law: Breaks(&["7644-4-schemas", "7644-4-list"]),
        sentence: "sends its schemas as a bare array",
        shown: GET,
        number: None,
        difference: Answers(LIST, |_, answer| answer.body = answer.body["Resources"].take()),
    },
    Fault {
        name: "schema-not-served",
        law: Breaks(&["7644-4-schema"]),
        sentence: "answers 404 at each single schema",
        shown: USERS,
        number: None,
        difference: Answers(&[On::Schema], |_, answer| not_found(answer)),
    },
    Fault {
        name: "schema-as-list",
        law: Breaks(&["7644-4-single"]),
        sentence: "sends a single schema within a list",
        shown: USERS,
        number: None,
        difference: Answers(&[On::Schema], |_, answer| {
            let one = answer.body.take();
            answer.body = json!({"schemas": [LIST_RESPONSE], "totalResults": 1, "Resources": [one]});
        }),
    },
    Fault {
        name: "unknown-schema-served",
        law: Breaks(&["7644-3.12-not-found"]),
        sentence: "answers 200 at a schema that it does not have",
        shown: "GET /Schemas/urn:no:such",
        number: None,
        difference: Refusals(&["resource-unknown"], |answer| {
            answer.status = 200;
            answer.body = json!({"schemas": [SCHEMA], "id": "urn:no:such", "attributes": []});
        }),
    },
    Fault {
        name: "schema-of-enterprise-missing",
        law: Breaks(&["7644-4-schemas"]),
        sentence: "does not list the schema of an extension that it has",
        shown: GET,
        number: None,
        difference: Answers(LIST, |_, answer| answer.keep_listed(|schema| schema["id"] != ENTERPRISE_USER)),
    },
    Fault {
        name: "schema-of-message-served",
        law: Breaks(&["7644-3.1-message-discovery"]),
        sentence: "lists the schema of a message of the protocol",
        shown: GET,
        number: None,
        difference: Answers(LIST, |_, answer| {
            if let Some(listed) = answer.listed() {
                listed
                    .push(json!({"schemas": [SCHEMA], "id": PATCH_OP, "name": "PatchOp", "attributes": []}));
                let count = listed.len();
                answer.put("/totalResults", count);
                answer.put("/itemsPerPage", count);
            }
        }),
    },
    Fault {
        name: "schema-without-id",
        law: Breaks(&["7643-7-id"]),
        sentence: "sends schemas without `id`",
        shown: USERS,
        number: None,
        difference: Answers(BOTH, |_, answer| each(answer, |schema| drop(schema.remove("id")))),
    },
    Fault {
        name: "schema-id-is-name",
        law: Breaks(&["7643-7-id"]),
        sentence: "sends names instead of URNs in the `id` of schemas",
        shown: USERS,
        number: None,
        difference: Answers(BOTH, |_, answer| {
            each(answer, |schema| {
                let name = schema.get("name").cloned().unwrap_or_default();
                schema.insert("id".to_owned(), name);
            });
        }),
    },
    Fault {
        name: "schema-without-schemas",
        law: Breaks(&["7643-3-schemas"]),
        sentence: "sends schemas without `schemas`",
        shown: USERS,
        number: None,
        difference: Answers(BOTH, |_, answer| each(answer, |schema| drop(schema.remove("schemas")))),
    },
    Fault {
        name: "schema-location-wrong",
        law: Breaks(&["7643-3.1-meta-location"]),
        sentence: "names places in the `meta.location` of schemas at which nothing is",
        shown: USERS,
        number: None,
        difference: Answers(BOTH, |_, answer| {
            each(answer, |schema| {
                if let Some(Value::Object(meta)) = schema.get_mut("meta") {
                    meta.insert("location".to_owned(), json!("/Schemas/nothing"));
                }
            });
        }),
    },
    Fault {
        name: "schema-attribute-name-malformed",
        law: Breaks(&["7643-2.1-attrname"]),
        sentence: "declares an attribute whose name has a space",
        shown: USERS,
        number: None,
        difference: Answers(BOTH, |_, answer| {
            of_user(answer, "nickName", |it| it["name"] = json!("nick name"));
        }),
    },
    Fault {
        name: "schema-attribute-repeated",
        law: Breaks(&["7643-2.1-names"]),
        sentence: "declares an attribute twice, in two cases",
        shown: USERS,
        number: None,
        difference: Answers(BOTH, |_, answer| of_user(answer, "nickName", |it| it["name"] = json!("TITLE"))),
    },
    Fault {
        name: "schema-nests-complex",
        law: Breaks(&["7643-2.3.8-nesting"]),
        sentence: "declares a complex attribute within a complex one",
        shown: USERS,
        number: None,
        difference: Answers(BOTH, |_, answer| {
            of_user(answer, "name", |it| {
                it["subAttributes"][0]["type"] = json!("complex");
                it["subAttributes"][0]["subAttributes"] = json!([{"name": "first", "type": "string"}]);
            });
        }),
    },
    Fault {
        name: "schema-mutability-unknown",
        law: Breaks(&["7643-7-mutability"]),
        sentence: "declares a `mutability` that RFC 7643 does not have",
        shown: USERS,
        number: None,
        difference: Answers(BOTH, |_, answer| {
            of_user(answer, "title", |it| it["mutability"] = json!("writable"));
        }),
    },
    Fault {
        name: "schema-returned-unknown",
        law: Law::Outside("RFC 7643 §7 names the values of `returned` without a keyword"),
        sentence: "declares a `returned` that RFC 7643 does not have",
        shown: USERS,
        number: None,
        difference: Answers(BOTH, |_, answer| {
            of_user(answer, "title", |it| it["returned"] = json!("sometimes"));
        }),
    },
    Fault {
        name: "schema-type-unknown",
        law: Law::Outside("RFC 7643 §7 names the values of `type` without a keyword"),
        sentence: "declares a `type` that RFC 7643 does not have",
        shown: USERS,
        number: None,
        difference: Answers(BOTH, |_, answer| of_user(answer, "title", |it| it["type"] = json!("text"))),
    },
    Fault {
        name: "schema-uniqueness-unknown",
        law: Law::Outside("RFC 7643 §7 names the values of `uniqueness` without a keyword"),
        sentence: "declares a `uniqueness` that RFC 7643 does not have",
        shown: USERS,
        number: None,
        difference: Answers(BOTH, |_, answer| {
            of_user(answer, "userName", |it| it["uniqueness"] = json!("unique"));
        }),
    },
    Fault {
        name: "schema-complex-without-parts",
        law: Law::Outside("RFC 7643 §7: a complex attribute has sub-attributes"),
        sentence: "declares a complex attribute without sub-attributes",
        shown: USERS,
        number: None,
        difference: Answers(BOTH, |_, answer| of_user(answer, "name", |it| it["subAttributes"] = json!([]))),
    },
    Fault {
        name: "schema-reference-without-types",
        law: Law::Outside("RFC 7643 §7: a reference names the types of what it refers to"),
        sentence: "declares a reference without `referenceTypes`",
        shown: USERS,
        number: None,
        difference: Answers(BOTH, |_, answer| {
            of_user(answer, "profileUrl", |it| {
                drop(it.as_object_mut().map(|it| it.remove("referenceTypes")));
            });
        }),
    },
    Fault {
        name: "schema-user-name-optional",
        law: Breaks(&["7643-4.1.1-user-name-case"]),
        sentence: "declares `userName` as not required",
        shown: USERS,
        number: None,
        difference: Answers(BOTH, |_, answer| {
            of_user(answer, "userName", |it| it["required"] = json!(false));
        }),
    },
    Fault {
        name: "schema-user-name-not-unique",
        law: Breaks(&["7643-4.1.1-user-name-unique"]),
        sentence: "declares `userName` as not unique",
        shown: USERS,
        number: None,
        difference: Answers(BOTH, |_, answer| {
            of_user(answer, "userName", |it| it["uniqueness"] = json!("none"));
        }),
    },
    Fault {
        name: "schema-user-name-case-exact",
        law: Breaks(&["7643-4.1.1-user-name-case"]),
        sentence: "declares `userName` as case-exact",
        shown: USERS,
        number: None,
        difference: Answers(BOTH, |_, answer| {
            of_user(answer, "userName", |it| it["caseExact"] = json!(true));
        }),
    },
    Fault {
        name: "schema-password-readable",
        law: Breaks(&["7643-4.1.1-password-returned"]),
        sentence: "declares `password` as one that is read and returned",
        shown: USERS,
        number: None,
        difference: Answers(BOTH, |_, answer| {
            of_user(answer, "password", |it| {
                it["mutability"] = json!("readWrite");
                it["returned"] = json!("default");
            });
        }),
    },
    Fault {
        name: "schema-groups-writable",
        law: Breaks(&["7643-4.1.2-groups"]),
        sentence: "declares the `groups` of users as writable",
        shown: USERS,
        number: None,
        difference: Answers(BOTH, |_, answer| {
            of_user(answer, "groups", |it| it["mutability"] = json!("readWrite"));
        }),
    },
    Fault {
        name: "schema-emails-single-valued",
        law: Breaks(&["7643-2.4-array"]),
        sentence: "declares `emails` as single-valued",
        shown: USERS,
        number: None,
        difference: Answers(BOTH, |_, answer| {
            of_user(answer, "emails", |it| it["multiValued"] = json!(false));
        }),
    },
    Fault {
        name: "schema-of-enterprise-incomplete",
        law: Law::Outside("RFC 7643 §8.7.1 declares `employeeNumber`; a provider may have less, and says so"),
        sentence: "does not declare `employeeNumber`, which it has",
        shown: GET,
        number: None,
        difference: Answers(BOTH, |_, answer| {
            each(answer, |schema| {
                if let Some(Value::Array(attributes)) = schema.get_mut("attributes") {
                    attributes.retain(|attribute| attribute["name"] != "employeeNumber");
                }
            });
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

/// Changes what the schema of users declares of an attribute.
fn of_user(answer: &mut Answer, name: &str, edit: impl Fn(&mut Value)) {
    each(answer, |schema| {
        if schema.get("id").is_some_and(|id| id == USER) {
            let attributes = schema.get_mut("attributes").and_then(Value::as_array_mut).into_iter().flatten();
            attributes.filter(|attribute| attribute["name"] == name).for_each(&edit);
        }
    });
}
