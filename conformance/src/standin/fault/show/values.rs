//! Values of attributes in answers (RFC 7643 §2, §7).

use crate::standin::fault::asked::On;
use crate::standin::fault::difference::Difference::{Answers, Facts, Shows};
use crate::standin::fault::facts::attribute;
use crate::standin::fault::{Fault, Law::Breaks};
use scimproof::schema::{Returned, USER};
use serde_json::{Map, Value, json};

pub(super) const FAULTS: &[Fault] = &[
    Fault {
        name: "password-returned",
        law: Breaks(&["7643-4.1.1-password-returned", "7643-7-returned-never", "7643-7-write-only"]),
        sentence: "shows passwords",
        shown: SECRET,
        number: None,
        difference: Facts(
            |_| true,
            |profile| attribute(profile, USER, "password", |it| it.returned = Returned::Default),
        ),
    },
    Fault {
        name: "password-returned-on-request",
        law: Breaks(&["7643-7-returned-never", "7643-4.1.1-password-returned"]),
        sentence: "shows passwords where `attributes` names them",
        shown: "POST /Users << {\"schemas\":[\"$user\"],\"userName\":\"dave\",\"password\":\"canary-password-2\"}\nGET /Users/id6?attributes=password",
        number: None,
        difference: Facts(
            |_| true,
            |profile| attribute(profile, USER, "password", |it| it.returned = Returned::Request),
        ),
    },
    Fault {
        name: "password-returned-when-created",
        law: Breaks(&["7643-4.1.1-password-returned", "7643-7-returned-never"]),
        sentence: "shows the password of a new user once",
        shown: SECRET,
        number: None,
        difference: Answers(&[On::Create], |asked, answer| {
            let password = asked.member("password");
            if let Some(members) = answer.members().filter(|_| password.is_string()) {
                members.insert("password".to_owned(), password);
            }
        }),
    },
    Fault {
        name: "password-hash-returned",
        law: Breaks(&["7643-4.1.1-password"]),
        sentence: "shows a hash of each user's password",
        shown: "GET /Users/id1",
        number: None,
        difference: Shows(|asked, resource| {
            if asked.is_users() && asked.parameter("attributes").is_none() {
                let hash = "$2b$12$KIXQ0000000000000000000000000000000000000000000000000";
                resource.insert("password".to_owned(), json!(hash));
            }
        }),
    },
    Fault {
        name: "undeclared-attribute-shown",
        law: Breaks(&["7643-2.1-schemas"]),
        sentence: "shows an attribute that no schema has",
        shown: "GET /Users/id1",
        number: None,
        difference: Shows(|asked, resource| {
            if asked.parameter("attributes").is_none() {
                resource.insert("internalState".to_owned(), json!("synced"));
            }
        }),
    },
    Fault {
        name: "boolean-as-text",
        law: Breaks(&["7643-2.3.2-boolean", "7643-4.1.1-active"]),
        sentence: "shows `active` as a string",
        shown: "GET /Users/id1",
        number: None,
        difference: Shows(|_, resource| {
            if let Some(active) = resource.get_mut("active") {
                *active = json!(active.to_string());
            }
        }),
    },
    Fault {
        name: "boolean-as-number",
        law: Breaks(&["7643-2.3.2-boolean"]),
        sentence: "shows `active` as 0 or 1",
        shown: "GET /Users/id1",
        number: None,
        difference: Shows(|_, resource| {
            if let Some(active) = resource.get_mut("active") {
                *active = json!(u8::from(*active == true));
            }
        }),
    },
    Fault {
        name: "false-left-out",
        law: Breaks(&["7643-4.1.1-active"]),
        sentence: "does not show `active` where it is false",
        shown: "GET /Users/id2",
        number: None,
        difference: Shows(|_, resource| {
            if resource.get("active") == Some(&json!(false)) {
                resource.remove("active");
            }
        }),
    },
    Fault {
        name: "one-value-as-object",
        law: Breaks(&["7643-2.4-array", "7644-3.8-array"]),
        sentence: "shows a multi-valued attribute that has one value as that value",
        shown: r#"POST /Users << {"schemas":["$user"],"userName":"dave","emails":[{"value":"dave@example.com"}]}"#,
        number: None,
        difference: Shows(|_, resource| {
            for (_, value) in resource.iter_mut().filter(|(name, _)| *name != "schemas") {
                if let Value::Array(elements) = value
                    && let [one] = elements.as_mut_slice()
                {
                    *value = one.take();
                }
            }
        }),
    },
    Fault {
        name: "emails-as-texts",
        law: Breaks(&["7644-3.8-object", "7643-2.4-sub-attributes"]),
        sentence: "shows `emails` as an array of strings",
        shown: "GET /Users/id1",
        number: None,
        difference: Shows(|_, resource| {
            for email in emails(resource) {
                *email = email["value"].take();
            }
        }),
    },
    Fault {
        name: "emails-without-type",
        law: Breaks(&["7643-2.4-sub-attributes"]),
        sentence: "shows `emails` without their `type`",
        shown: "GET /Users/id1",
        number: None,
        difference: Shows(|_, resource| {
            emails(resource).filter_map(Value::as_object_mut).for_each(|email| drop(email.remove("type")));
        }),
    },
    Fault {
        name: "all-primary",
        law: Breaks(&["7643-2.4-primary"]),
        sentence: "shows every value of `emails` as primary",
        shown: "GET /Users/id1",
        number: None,
        difference: Shows(|_, resource| emails(resource).for_each(|email| email["primary"] = json!(true))),
    },
    Fault {
        name: "values-repeated",
        law: Breaks(&["7643-2.4-duplicate"]),
        sentence: "shows the first value of `emails` twice",
        shown: "GET /Users/id1",
        number: None,
        difference: Shows(|_, resource| {
            if let Some(Value::Array(emails)) = resource.get_mut("emails")
                && let Some(mut again) = emails.first().cloned()
            {
                again.as_object_mut().map(|again| again.remove("primary"));
                emails.push(again);
            }
        }),
    },
    Fault {
        name: "name-as-text",
        law: Breaks(&["7644-3.8-object"]),
        sentence: "shows `name` as a string",
        shown: "GET /Users/id1",
        number: None,
        difference: Shows(|_, resource| {
            if let Some(name) = resource.get_mut("name") {
                *name = json!(format!("{} {}", text(&name["givenName"]), text(&name["familyName"])));
            }
        }),
    },
    Fault {
        name: "unassigned-as-empty-text",
        law: Breaks(&["7643-2.5-unassigned"]),
        sentence: "shows an empty `nickName` where a user has none",
        shown: "GET /Users/id1",
        number: None,
        difference: Shows(|asked, resource| {
            if asked.is_users() && asked.parameter("attributes").is_none() {
                resource.entry("nickName").or_insert_with(|| json!(""));
            }
        }),
    },
    Fault {
        name: "default-attribute-on-request-only",
        law: Breaks(&["7644-3.4-returned"]),
        sentence: "shows `emails` only where `attributes` names them",
        shown: "GET /Users/id1",
        number: None,
        difference: Facts(
            |_| true,
            |profile| attribute(profile, USER, "emails", |it| it.returned = Returned::Request),
        ),
    },
];

const SECRET: &str =
    r#"POST /Users << {"schemas":["$user"],"userName":"dave","password":"canary-password-2"}"#;

fn emails(resource: &mut Map<String, Value>) -> impl Iterator<Item = &mut Value> {
    resource.get_mut("emails").and_then(Value::as_array_mut).into_iter().flatten()
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}
