//! Values that only one resource may hold (RFC 7644 §3.3, RFC 7643 §4.1.1).

use super::asked::On;
use super::difference::Difference::{Overlooks, Refusals, Refuses, Turns};
use super::{Fault, Law, Law::Breaks};
use scimproof::message::Method;
use serde_json::Value;

const TAKEN: &[&str] = &["unique-value-taken"];

pub(super) const FAULTS: &[Fault] = &[
    Fault {
        name: "duplicate-created",
        law: Breaks(&["7644-3.3-uniqueness", "7643-4.1.1-user-name-unique"]),
        sentence: "creates a user with a `userName` that another one has",
        shown: DUPLICATE,
        number: None,
        difference: Overlooks(|asked| asked.on == On::Create, TAKEN),
    },
    Fault {
        name: "duplicate-by-case-created",
        law: Breaks(&["7643-4.1.1-user-name-case"]),
        sentence: "creates a user whose `userName` another one has in another case",
        shown: r#"POST /Users << {"schemas":["$user"],"userName":"MONA"}"#,
        number: None,
        difference: Turns(|turn| {
            let wanted = turn.asked.member("userName");
            if turn.asked.on != On::Create || !wanted.is_string() {
                return turn.go_on();
            }
            let filter = scimproof::syntax::percent_encode(&format!("userName eq {wanted}"));
            let path = format!("/{}?filter={filter}", turn.asked.endpoint);
            let found = turn.ask(Method::Get, &path, None);
            let found: Value = serde_json::from_slice(&found.body).unwrap_or_default();
            let held = &found["Resources"][0]["userName"];
            if held.is_string() && *held != wanted {
                return turn.by(&|profile| super::difference::overlook(profile, "unique-value-taken"));
            }
            turn.go_on()
        }),
    },
    Fault {
        name: "duplicate-put",
        law: Breaks(&["7643-4.1.1-user-name-unique"]),
        sentence: "replaces a user by one with a `userName` that another one has",
        shown: r#"PUT /Users/id3 << {"schemas":["$user"],"userName":"Mona"}"#,
        number: None,
        difference: Overlooks(|asked| asked.on == On::Replace, TAKEN),
    },
    Fault {
        name: "duplicate-patched",
        law: Breaks(&["7643-4.1.1-user-name-unique"]),
        sentence: "patches a user's `userName` to one that another one has",
        shown: r#"PATCH /Users/id3 << {"schemas":["$patch"],"Operations":[{"op":"replace","path":"userName","value":"Mona"}]}"#,
        number: None,
        difference: Overlooks(|asked| asked.on == On::Patch, TAKEN),
    },
    Fault {
        name: "own-value-in-conflict",
        law: Law::Outside("a resource is not in conflict with itself"),
        sentence: "refuses a PUT that leaves the `userName` as it is",
        shown: r#"PUT /Users/id3 << {"schemas":["$user"],"userName":"Bob","title":"Boss"}"#,
        number: None,
        difference: Turns(|turn| {
            let path = turn.path();
            let wanted = turn.asked.member("userName");
            let is_own = turn.asked.on == On::Replace
                && turn.resource(&path).is_some_and(|own| wanted.is_string() && own["userName"] == wanted);
            if is_own {
                return turn.refuse(409, Some("uniqueness"), "a user has that userName");
            }
            turn.go_on()
        }),
    },
    Fault {
        name: "group-names-unique",
        law: Law::Outside("RFC 7643 §8.7.1: `displayName` of a group has the uniqueness `none`"),
        sentence: "refuses a new group whose `displayName` another one has",
        shown: r#"POST /Groups << {"schemas":["$group"],"displayName":"Cats"}"#,
        number: None,
        difference: Turns(|turn| {
            let wanted = turn.asked.member("displayName");
            if turn.asked.on == On::Create && turn.asked.is_groups() && wanted.is_string() {
                let filter = scimproof::syntax::percent_encode(&format!("displayName eq {wanted}"));
                let found = turn.ask(Method::Get, &format!("/Groups?count=0&filter={filter}"), None);
                let found: Value = serde_json::from_slice(&found.body).unwrap_or_default();
                if found["totalResults"].as_u64() > Some(0) {
                    return turn.refuse(409, Some("uniqueness"), "a group has that displayName");
                }
            }
            turn.go_on()
        }),
    },
    Fault {
        name: "emails-unique",
        law: Law::Outside("RFC 7643 §8.7.1: `emails` has the uniqueness `none`"),
        sentence: "refuses a new user with an address that another one has",
        shown: r#"POST /Users << {"schemas":["$user"],"userName":"dave","emails":[{"value":"mona@example.com"}]}"#,
        number: None,
        difference: Turns(|turn| {
            let emails = turn.asked.member("emails");
            if turn.asked.on == On::Create && emails[0]["value"].is_string() {
                let filter = format!("emails.value eq {}", emails[0]["value"]);
                let filter = scimproof::syntax::percent_encode(&filter);
                let found = turn.ask(Method::Get, &format!("/Users?count=0&filter={filter}"), None);
                let found: Value = serde_json::from_slice(&found.body).unwrap_or_default();
                if found["totalResults"].as_u64() > Some(0) {
                    return turn.refuse(409, Some("uniqueness"), "a user has that address");
                }
            }
            turn.go_on()
        }),
    },
    Fault {
        name: "conflict-as-400",
        law: Breaks(&["7644-3.3-uniqueness"]),
        sentence: "answers 400 instead of 409 to a value that another resource has",
        shown: DUPLICATE,
        number: None,
        difference: Refusals(TAKEN, |answer| {
            answer.tell_status(400);
        }),
    },
    Fault {
        name: "conflict-as-500",
        law: Breaks(&["7644-3.3-uniqueness"]),
        sentence: "answers 500 instead of 409 to a value that another resource has",
        shown: DUPLICATE,
        number: None,
        difference: Refusals(TAKEN, |answer| {
            answer.tell_status(500);
            answer.drop_member("scimType");
        }),
    },
    Fault {
        name: "conflict-untyped",
        law: Breaks(&["7644-3.3-uniqueness", "7644-3.12-uniqueness"]),
        sentence: "names no `scimType` in a 409",
        shown: DUPLICATE,
        number: None,
        difference: Refusals(TAKEN, |answer| answer.drop_member("scimType")),
    },
    Fault {
        name: "conflict-as-invalid-value",
        law: Breaks(&["7644-3.3-uniqueness", "7644-3.12-uniqueness"]),
        sentence: "names `invalidValue` in a 409",
        shown: DUPLICATE,
        number: None,
        difference: Refusals(TAKEN, |answer| answer.put("/scimType", "invalidValue")),
    },
    Fault {
        name: "user-name-has-to-be-address",
        law: Law::Outside("RFC 7643 §4.1.1 has no rule of what a `userName` looks like"),
        sentence: "refuses a `userName` that is no address",
        shown: r#"POST /Users << {"schemas":["$user"],"userName":"dave"}"#,
        number: None,
        difference: Refuses(|asked| {
            let name = asked.member("userName");
            let is_plain = name.as_str().is_some_and(|name| !name.contains('@'));
            (asked.on == On::Create && is_plain).then_some((
                400,
                Some("invalidValue"),
                "userName has to be an address",
            ))
        }),
    },
];

const DUPLICATE: &str = r#"POST /Users << {"schemas":["$user"],"userName":"Mona"}"#;
