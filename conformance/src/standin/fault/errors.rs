//! Refusals that are told otherwise (RFC 7644 §3.12).

use super::difference::Difference::{Errors, Overlooks, Refusals};
use super::{Fault, Law, Law::Breaks};
use serde_json::json;

pub(super) const FAULTS: &[Fault] = &[
    Fault {
        name: "error-without-body",
        law: Breaks(&["7644-3.12-body"]),
        sentence: "refuses without a body",
        shown: UNKNOWN,
        number: None,
        difference: Errors(|_, answer| answer.empty()),
    },
    Fault {
        name: "error-as-html",
        law: Breaks(&["7644-3.12-body"]),
        sentence: "refuses with a page in HTML",
        shown: UNKNOWN,
        number: None,
        difference: Errors(|_, answer| {
            answer.text = Some(b"<!doctype html><title>Error</title>".to_vec());
            answer.set_header("Content-Type", "text/html; charset=utf-8");
        }),
    },
    Fault {
        name: "error-as-plain-text",
        law: Breaks(&["7644-3.12-body"]),
        sentence: "refuses with a line of text",
        shown: UNKNOWN,
        number: None,
        difference: Errors(|_, answer| {
            answer.text = Some(answer.body["detail"].as_str().unwrap_or("error").as_bytes().to_vec());
            answer.set_header("Content-Type", "text/plain");
        }),
    },
    Fault {
        name: "error-as-framework-has-it",
        law: Breaks(&["7644-3.12-body", "7644-3.12-schemas"]),
        sentence: "refuses with an object of `error` and `message`, as web frameworks do",
        shown: UNKNOWN,
        number: None,
        difference: Errors(|_, answer| {
            answer.body = json!({"error": "Bad Request", "message": answer.body["detail"], "timestamp": 0});
        }),
    },
    Fault {
        name: "error-without-schemas",
        law: Breaks(&["7644-3.12-schemas"]),
        sentence: "sends errors without `schemas`",
        shown: UNKNOWN,
        number: None,
        difference: Errors(|_, answer| answer.drop_member("schemas")),
    },
    Fault {
        name: "error-of-other-schema",
        law: Breaks(&["7644-3.12-schemas"]),
        sentence: "names SCIM 1.1's schema in errors",
        shown: UNKNOWN,
        number: None,
        difference: Errors(|_, answer| answer.put("/schemas", json!(["urn:scim:schemas:core:1.0"]))),
    },
    Fault {
        name: "error-schemas-as-text",
        law: Breaks(&["7644-3.12-schemas"]),
        sentence: "sends errors with a string in `schemas`",
        shown: UNKNOWN,
        number: None,
        difference: Errors(|_, answer| {
            let urn = answer.body["schemas"][0].take();
            answer.put("/schemas", urn);
        }),
    },
    Fault {
        name: "error-schemas-misspelt",
        law: Breaks(&["7644-3.12-schemas"]),
        sentence: "calls `schemas` `schema` in errors",
        shown: UNKNOWN,
        number: None,
        difference: Errors(|_, answer| answer.rename_member("schemas", "schema")),
    },
    Fault {
        name: "error-in-array",
        law: Breaks(&["7644-3.12-body"]),
        sentence: "sends errors within an array `Errors`, as SCIM 1.1 did",
        shown: UNKNOWN,
        number: None,
        difference: Errors(|_, answer| {
            let error = answer.body.take();
            answer.body = json!({"Errors": [error]});
        }),
    },
    Fault {
        name: "error-status-as-number",
        law: Breaks(&["7644-3.12-status"]),
        sentence: "writes the `status` of errors as a number",
        shown: UNKNOWN,
        number: None,
        difference: Errors(|_, answer| {
            let status = answer.status;
            answer.put("/status", status);
        }),
    },
    Fault {
        name: "error-status-missing",
        law: Breaks(&["7644-3.12-status"]),
        sentence: "sends errors without `status`",
        shown: UNKNOWN,
        number: None,
        difference: Errors(|_, answer| answer.drop_member("status")),
    },
    Fault {
        name: "error-status-differs",
        law: Breaks(&["7644-3.12-status", "7644-3.2-error-status"]),
        sentence: "writes 400 in the `status` of all errors",
        shown: UNKNOWN,
        number: None,
        difference: Errors(|_, answer| answer.put("/status", "400")),
    },
    Fault {
        name: "error-with-200",
        law: Breaks(&["7644-3.2-error-status"]),
        sentence: "sends errors with the HTTP status 200",
        shown: UNKNOWN,
        number: None,
        difference: Errors(|_, answer| answer.status = 200),
    },
    Fault {
        name: "error-with-422",
        law: Breaks(&["7644-3.12-codes", "7644-3.12-bad-request"]),
        sentence: "answers 422 where RFC 7644 has 400",
        shown: MALFORMED,
        number: None,
        difference: Errors(|_, answer| {
            if answer.status == 400 {
                answer.tell_status(422);
            }
        }),
    },
    Fault {
        name: "error-scim-type-invented",
        law: Breaks(&["7644-3.12-scim-type"]),
        sentence: "names a `scimType` that RFC 7644 does not have",
        shown: MALFORMED,
        number: None,
        difference: Errors(|_, answer| answer.put("/scimType", "validationFailed")),
    },
    Fault {
        name: "error-scim-type-empty",
        law: Breaks(&["7644-3.12-scim-type"]),
        sentence: "sends an empty `scimType` where none fits",
        shown: UNKNOWN,
        number: None,
        difference: Errors(|_, answer| {
            if let Some(members) = answer.members() {
                members.entry("scimType").or_insert_with(|| json!(""));
            }
        }),
    },
    Fault {
        name: "error-shows-stack",
        law: Law::Outside("no sentence of RFC 7644 forbids it; it tells strangers how the server is built"),
        sentence: "shows where in its code an error arose",
        shown: UNKNOWN,
        number: None,
        difference: Errors(|_, answer| {
            answer.put(
                "/detail",
                "java.lang.NullPointerException\n\tat com.example.scim.Users.get(Users.java:42)",
            );
        }),
    },
    Fault {
        name: "error-shows-query",
        law: Law::Outside("no sentence of RFC 7644 forbids it; it tells strangers how the server is built"),
        sentence: "shows its database's query in errors",
        shown: UNKNOWN,
        number: None,
        difference: Errors(|_, answer| {
            answer.put("/detail", "SQLSTATE[42S22]: SELECT * FROM scim_users WHERE id = ?");
        }),
    },
    Fault {
        name: "malformed-json-as-500",
        law: Breaks(&["7644-3.12-bad-request"]),
        sentence: "answers 500 to a body that is not JSON",
        shown: MALFORMED,
        number: None,
        difference: Refusals(JSON, |answer| {
            answer.tell_status(500);
            answer.drop_member("scimType");
        }),
    },
    Fault {
        name: "malformed-json-untyped",
        law: Breaks(&["7644-3.12-invalid-syntax"]),
        sentence: "names no `scimType` where a body is not JSON",
        shown: MALFORMED,
        number: None,
        difference: Refusals(JSON, |answer| answer.drop_member("scimType")),
    },
    Fault {
        name: "malformed-json-as-invalid-value",
        law: Breaks(&["7644-3.12-invalid-syntax"]),
        sentence: "names `invalidValue` where a body is not JSON",
        shown: MALFORMED,
        number: None,
        difference: Refusals(JSON, |answer| answer.put("/scimType", "invalidValue")),
    },
    Fault {
        name: "empty-body-as-500",
        law: Breaks(&["7644-3.12-bad-request"]),
        sentence: "answers 500 to a POST without a body",
        shown: "POST /Users",
        number: None,
        difference: Refusals(&["body-missing"], |answer| {
            answer.tell_status(500);
            answer.drop_member("scimType");
        }),
    },
    Fault {
        name: "array-body-as-500",
        law: Breaks(&["7644-3.12-bad-request"]),
        sentence: "answers 500 to a body that is an array",
        shown: r#"POST /Users << [{"schemas":["$user"],"userName":"dave"}]"#,
        number: None,
        difference: Refusals(&["json-array-root", "json-double-encoded"], |answer| {
            answer.tell_status(500);
            answer.drop_member("scimType");
        }),
    },
    Fault {
        name: "wrong-type-as-500",
        law: Breaks(&["7644-3.12-bad-request", "7644-3.12-invalid-value"]),
        sentence: "answers 500 to a value of another type than the attribute's",
        shown: r#"POST /Users << {"schemas":["$user"],"userName":"dave","active":"yes"}"#,
        number: None,
        difference: Refusals(TYPES, |answer| {
            answer.tell_status(500);
            answer.drop_member("scimType");
        }),
    },
    Fault {
        name: "wrong-type-untyped",
        law: Breaks(&["7644-3.12-invalid-value"]),
        sentence: "names no `scimType` where a value has another type than the attribute",
        shown: r#"POST /Users << {"schemas":["$user"],"userName":"dave","active":"yes"}"#,
        number: None,
        difference: Refusals(TYPES, |answer| answer.drop_member("scimType")),
    },
    Fault {
        name: "missing-attribute-as-500",
        law: Breaks(&["7644-3.12-bad-request"]),
        sentence: "answers 500 to a resource without a required attribute",
        shown: NAMELESS,
        number: None,
        difference: Refusals(REQUIRED, |answer| {
            answer.tell_status(500);
            answer.drop_member("scimType");
        }),
    },
    Fault {
        name: "missing-attribute-untyped",
        law: Breaks(&["7644-3.12-invalid-value"]),
        sentence: "names no `scimType` where a required attribute is missing",
        shown: NAMELESS,
        number: None,
        difference: Refusals(REQUIRED, |answer| answer.drop_member("scimType")),
    },
    Fault {
        name: "missing-attribute-as-invalid-syntax",
        law: Breaks(&["7644-3.12-invalid-value"]),
        sentence: "names `invalidSyntax` where a required attribute is missing",
        shown: NAMELESS,
        number: None,
        difference: Refusals(REQUIRED, |answer| answer.put("/scimType", "invalidSyntax")),
    },
    Fault {
        name: "schemas-not-demanded",
        law: Breaks(&["7643-2.1-schemas", "7643-3-schemas"]),
        sentence: "takes a resource without `schemas`",
        shown: r#"POST /Users << {"userName":"dave"}"#,
        number: None,
        difference: Overlooks(
            |asked| asked.on != super::asked::On::Patch,
            &["schemas-missing", "schemas-base-missing"],
        ),
    },
    Fault {
        name: "empty-schemas-taken",
        law: Breaks(&["7643-3-schemas-not-empty"]),
        sentence: "takes a resource whose `schemas` is empty",
        shown: r#"POST /Users << {"schemas":[],"userName":"dave"}"#,
        number: None,
        difference: Overlooks(|_| true, &["schemas-empty", "schemas-base-missing"]),
    },
    Fault {
        name: "repeated-schemas-taken",
        law: Breaks(&["7643-3-schemas-duplicate"]),
        sentence: "takes a resource whose `schemas` names one schema twice",
        shown: r#"POST /Users << {"schemas":["$user","$user"],"userName":"dave"}"#,
        number: None,
        difference: Overlooks(|_| true, &["schemas-duplicate"]),
    },
];

const UNKNOWN: &str = "GET /Users/nobody";
const MALFORMED: &str = r#"POST /Users << {"schemas":["$user""#;
const NAMELESS: &str = r#"POST /Users << {"schemas":["$user"],"displayName":"No name"}"#;
const JSON: &[&str] = &[
    "json-malformed",
    "json-trailing-comma",
    "json-missing-comma",
    "json-curly-quotes",
    "json-unescaped-newline",
    "json-bom-or-not-utf8",
];
const TYPES: &[&str] = &[
    "bool-as-string",
    "bool-as-number",
    "number-for-string",
    "string-for-number",
    "multivalued-as-object",
    "multivalued-as-string",
    "singular-as-array",
    "type-mismatch",
];
const REQUIRED: &[&str] = &["username-missing", "group-displayname-missing", "required-attribute-missing"];
