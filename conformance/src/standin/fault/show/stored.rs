//! Values that are stored otherwise than they were sent.

use crate::standin::fault::asked::On;
use crate::standin::fault::difference::Difference::{Overlooks, Stores};
use crate::standin::fault::{Fault, Law, Law::Breaks};
use scimproof::schema::ENTERPRISE_USER;
use serde_json::{Map, Value};

pub(super) const FAULTS: &[Fault] = &[
    Fault {
        name: "external-id-lost",
        law: Breaks(&["7643-3-common"]),
        sentence: "does not keep `externalId`",
        shown: r#"POST /Users << {"schemas":["$user"],"userName":"dave","externalId":"D-1"}"#,
        number: None,
        difference: Stores(|_, _, new| drop(new.remove("externalId"))),
    },
    Fault {
        name: "external-id-in-lower-case",
        law: Breaks(&["7643-7-case-exact", "7643-3.1-external-id-case"]),
        sentence: "keeps `externalId` in lower case",
        shown: r#"POST /Users << {"schemas":["$user"],"userName":"dave","externalId":"D-1"}"#,
        number: None,
        difference: Stores(|_, _, new| {
            if let Some(Value::String(id)) = new.get_mut("externalId") {
                *id = id.to_lowercase();
            }
        }),
    },
    Fault {
        name: "user-name-in-lower-case",
        law: Law::Outside(
            "RFC 7643 §7 has the case preserved for case-exact attributes alone; clients miss it all the same",
        ),
        sentence: "keeps `userName` in lower case",
        shown: r#"POST /Users << {"schemas":["$user"],"userName":"Dave"}"#,
        number: None,
        difference: Stores(|_, _, new| {
            if let Some(Value::String(name)) = new.get_mut("userName") {
                *name = name.to_lowercase();
            }
        }),
    },
    Fault {
        name: "user-name-as-email",
        law: Law::Outside("no sentence of RFC 7643 ties `userName` to `emails`"),
        sentence: "keeps the first address of a user as `userName`",
        shown: r#"POST /Users << {"schemas":["$user"],"userName":"dave","emails":[{"value":"dave@example.com"}]}"#,
        number: None,
        difference: Stores(|on, _, new| {
            let email = new.get("emails").map(|emails| emails[0]["value"].clone());
            if let Some(email) = email.filter(|email| email.is_string() && on == On::Create) {
                new.insert("userName".to_owned(), email);
            }
        }),
    },
    Fault {
        name: "title-lost",
        law: Breaks(&["7644-3.1-state"]),
        sentence: "answers success and does not keep `title`",
        shown: r#"POST /Users << {"schemas":["$user"],"userName":"dave","title":"Guide"}"#,
        number: None,
        difference: Stores(|_, _, new| drop(new.remove("title"))),
    },
    Fault {
        name: "name-lost",
        law: Breaks(&["7644-3.1-state"]),
        sentence: "answers success and does not keep `name`",
        shown: r#"POST /Users << {"schemas":["$user"],"userName":"dave","name":{"givenName":"Dave"}}"#,
        number: None,
        difference: Stores(|_, _, new| drop(new.remove("name"))),
    },
    Fault {
        name: "active-always-true",
        law: Breaks(&["7643-4.1.1-active"]),
        sentence: "keeps every user active",
        shown: r#"PATCH /Users/id1 << {"schemas":["$patch"],"Operations":[{"op":"replace","path":"active","value":false}]}"#,
        number: None,
        difference: Stores(|_, _, new| {
            if let Some(active) = new.get_mut("active") {
                *active = Value::Bool(true);
            }
        }),
    },
    Fault {
        name: "one-value-kept",
        law: Breaks(&["7643-2.4-array"]),
        sentence: "keeps the first value of `emails`, `phoneNumbers` and `addresses` alone",
        shown: r#"POST /Users << {"schemas":["$user"],"userName":"dave","emails":[{"value":"a@example.com"},{"value":"b@example.com"}]}"#,
        number: None,
        difference: Stores(|_, _, new| {
            for name in ["emails", "phoneNumbers", "addresses"] {
                if let Some(Value::Array(values)) = new.get_mut(name) {
                    values.truncate(1);
                }
            }
        }),
    },
    Fault {
        name: "extension-lost",
        law: Breaks(&["7643-3-extended"]),
        sentence: "answers success and keeps nothing of the enterprise extension",
        shown: r#"POST /Users << {"schemas":["$user","$enterprise"],"userName":"dave","$enterprise":{"department":"Tools"}}"#,
        number: None,
        difference: Stores(|_, _, new| drop(new.remove(ENTERPRISE_USER))),
    },
    Fault {
        name: "manager-lost",
        law: Breaks(&["7644-3.1-state"]),
        sentence: "answers success and does not keep `manager`",
        shown: r#"POST /Users << {"schemas":["$user","$enterprise"],"userName":"dave","$enterprise":{"department":"Tools","manager":{"value":"id1"}}}"#,
        number: None,
        difference: Stores(|_, _, new| {
            if let Some(Value::Object(extension)) = new.get_mut(ENTERPRISE_USER) {
                extension.remove("manager");
            }
        }),
    },
    Fault {
        name: "non-ascii-lost",
        law: Breaks(&["7644-3.8-utf-8"]),
        sentence: "keeps a question mark for each character beyond ASCII",
        shown: r#"POST /Users << {"schemas":["$user"],"userName":"dave","displayName":"Dàve 🐈"}"#,
        number: None,
        difference: Stores(|_, _, new| each_text(new, |text| text.replace(|c: char| !c.is_ascii(), "?"))),
    },
    Fault {
        name: "emoji-lost",
        law: Breaks(&["7644-3.8-utf-8", "7643-2.3.1-string"]),
        sentence: "keeps a question mark for each character beyond U+FFFF",
        shown: r#"POST /Users << {"schemas":["$user"],"userName":"dave","displayName":"Dàve 🐈"}"#,
        number: None,
        difference: Stores(|_, _, new| {
            each_text(new, |text| text.replace(|c: char| c > '\u{ffff}', "?"));
        }),
    },
    Fault {
        name: "texts-trimmed",
        law: Law::Outside(
            "RFC 7643 §2.3.1: a string is any sequence of characters; clients that compare find a difference",
        ),
        sentence: "keeps texts without the spaces around them",
        shown: r#"POST /Users << {"schemas":["$user"],"userName":"dave","displayName":" Dave "}"#,
        number: None,
        difference: Stores(|_, _, new| each_text(new, |text| text.trim().to_owned())),
    },
    Fault {
        name: "texts-cut-off",
        law: Law::Outside("RFC 7643 has no lengths; databases do"),
        sentence: "keeps the first 64 characters of a text",
        shown: r#"POST /Users << {"schemas":["$user"],"userName":"dave","displayName":"0123456789012345678901234567890123456789012345678901234567890123456789"}"#,
        number: None,
        difference: Stores(|_, _, new| each_text(new, |text| text.chars().take(64).collect())),
    },
    Fault {
        name: "markup-escaped",
        law: Breaks(&["7643-2.3.1-string"]),
        sentence: "keeps texts escaped for HTML",
        shown: r#"POST /Users << {"schemas":["$user"],"userName":"dave","displayName":"Dave & Co"}"#,
        number: None,
        difference: Stores(|_, _, new| {
            each_text(new, |text| text.replace('&', "&amp;").replace('<', "&lt;"));
        }),
    },
    Fault {
        name: "two-primary-taken",
        law: Breaks(&["7643-2.4-primary"]),
        sentence: "takes two primary values of one attribute",
        shown: r#"POST /Users << {"schemas":["$user"],"userName":"dave","emails":[{"value":"a@example.com","primary":true},{"value":"b@example.com","primary":true}]}"#,
        number: None,
        difference: Overlooks(|_| true, &["multi-primary"]),
    },
    Fault {
        name: "text-for-boolean-taken",
        law: Breaks(&["7643-2.3.2-boolean", "7644-3.12-invalid-value"]),
        sentence: "takes a string for a boolean attribute",
        shown: r#"POST /Users << {"schemas":["$user"],"userName":"dave","active":"yes"}"#,
        number: None,
        difference: Overlooks(|asked| asked.on != On::Patch, &["bool-as-string", "type-mismatch"]),
    },
    Fault {
        name: "number-for-text-taken",
        law: Breaks(&["7643-2.3.1-string", "7644-3.12-invalid-value"]),
        sentence: "takes a number for a string attribute",
        shown: r#"POST /Users << {"schemas":["$user"],"userName":"dave","title":7}"#,
        number: None,
        difference: Overlooks(|asked| asked.on != On::Patch, &["number-for-string", "type-mismatch"]),
    },
    Fault {
        name: "object-for-array-taken",
        law: Breaks(&["7643-2.4-array", "7644-3.12-invalid-value"]),
        sentence: "takes an object for a multi-valued attribute",
        shown: r#"POST /Users << {"schemas":["$user"],"userName":"dave","emails":{"value":"dave@example.com"}}"#,
        number: None,
        difference: Overlooks(|asked| asked.on != On::Patch, &["multivalued-as-object"]),
    },
    Fault {
        name: "text-for-array-taken",
        law: Breaks(&["7643-2.4-array", "7644-3.12-invalid-value"]),
        sentence: "takes a string for a multi-valued attribute",
        shown: r#"POST /Users << {"schemas":["$user"],"userName":"dave","emails":"dave@example.com"}"#,
        number: None,
        difference: Overlooks(|asked| asked.on != On::Patch, &["multivalued-as-string"]),
    },
    Fault {
        name: "array-for-single-taken",
        law: Breaks(&["7644-3.12-invalid-value"]),
        sentence: "takes an array for a single-valued attribute",
        shown: r#"POST /Users << {"schemas":["$user"],"userName":"dave","title":["a","b"]}"#,
        number: None,
        difference: Overlooks(|asked| asked.on != On::Patch, &["singular-as-array"]),
    },
    Fault {
        name: "text-for-object-taken",
        law: Breaks(&["7644-3.8-object", "7644-3.12-invalid-value"]),
        sentence: "takes a string for a complex attribute",
        shown: r#"POST /Users << {"schemas":["$user"],"userName":"dave","name":"Dave"}"#,
        number: None,
        difference: Overlooks(|asked| asked.on != On::Patch, &["type-mismatch"]),
    },
    Fault {
        name: "binary-not-checked",
        law: Breaks(&["7643-2.3.6-binary", "7643-4.1.2-certificates"]),
        sentence: "takes a certificate that is not in base64",
        shown: r#"POST /Users << {"schemas":["$user"],"userName":"dave","x509Certificates":[{"value":"not base64!"}]}"#,
        number: None,
        difference: Overlooks(|_| true, &["binary-not-base64"]),
    },
    Fault {
        name: "reference-not-checked",
        law: Breaks(&["7643-2.3.7-reference"]),
        sentence: "takes a reference that is no URI",
        shown: r#"POST /Users << {"schemas":["$user"],"userName":"dave","profileUrl":"not a uri <"}"#,
        number: None,
        difference: Overlooks(|_| true, &["reference-not-uri"]),
    },
];

/// Changes every text, but for references to other resources.
fn each_text(members: &mut Map<String, Value>, edit: impl Fn(&str) -> String + Copy) {
    for (_, value) in members.iter_mut().filter(|(name, _)| *name != "value" && *name != "$ref") {
        match value {
            Value::String(text) => *text = edit(text),
            Value::Object(members) => each_text(members, edit),
            Value::Array(elements) => {
                elements.iter_mut().filter_map(Value::as_object_mut).for_each(|it| each_text(it, edit));
            }
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }
}
