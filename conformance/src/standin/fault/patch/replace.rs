//! `replace` (RFC 7644 §3.5.2.3).

use super::{is, is_plain, path};
use crate::standin::fault::asked::On;
use crate::standin::fault::difference::Difference::{Patches, Refusals, Refuses, Stores, Turns};
use crate::standin::fault::{Fault, Law::Breaks};
use scimproof::message::Method;
use serde_json::{Value, json};

pub(super) const FAULTS: &[Fault] = &[
    Fault {
        name: "patch-replace-adds",
        law: Breaks(&["7644-3.5.2.3-multi-valued"]),
        sentence: "adds values to a multi-valued attribute where they are to replace its values",
        shown: r#"PATCH /Users/id1 << {"schemas":["$patch"],"Operations":[{"op":"replace","path":"emails","value":[{"value":"new@example.com","type":"other"}]}]}"#,
        number: None,
        difference: Patches(|operations| {
            let is_it = |operation: &&mut Value| is(operation, "replace") && operation["value"].is_array();
            operations.iter_mut().filter(is_it).for_each(|operation| operation["op"] = json!("add"));
        }),
    },
    Fault {
        name: "patch-replace-single-ignored",
        law: Breaks(&["7644-3.5.2.3-single-valued"]),
        sentence: "answers success where a single-valued attribute is to be replaced by its path, and keeps it",
        shown: r#"PATCH /Users/id1 << {"schemas":["$patch"],"Operations":[{"op":"replace","path":"title","value":"Boss"}]}"#,
        number: None,
        difference: Turns(|turn| {
            turn.without(|operation| {
                is(operation, "replace") && path(operation).is_some_and(|path| path == "title")
            })
        }),
    },
    Fault {
        name: "patch-replace-complex-drops-rest",
        law: Breaks(&["7644-3.5.2.3-complex-rest"]),
        sentence: "drops the sub-attributes of a complex attribute that a `replace` does not name",
        shown: r#"PATCH /Users/id1 << {"schemas":["$patch"],"Operations":[{"op":"replace","path":"name","value":{"givenName":"Lisa"}}]}"#,
        number: None,
        difference: Patches(|operations| cleared_first(operations, "replace")),
    },
    Fault {
        name: "patch-replace-absent-refused",
        law: Breaks(&["7644-3.5.2.3-as-add"]),
        sentence: "refuses to replace an attribute that has no value",
        shown: r#"PATCH /Users/id1 << {"schemas":["$patch"],"Operations":[{"op":"replace","path":"nickName","value":"Mo"}]}"#,
        number: None,
        difference: Turns(|turn| {
            let resource_path = turn.path();
            let resource = if turn.asked.on == On::Patch { turn.resource(&resource_path) } else { None };
            let operations = turn.asked.member("Operations");
            let is_absent = |operation: &Value| {
                let top = path(operation).filter(|path| is_plain(path) && !path.contains([':', '.']));
                is(operation, "replace")
                    && top.is_some_and(|top| resource.as_ref().is_some_and(|it| it[top].is_null()))
            };
            if operations.as_array().into_iter().flatten().any(is_absent) {
                return turn.refuse(400, Some("noTarget"), "the attribute has no value");
            }
            turn.go_on()
        }),
    },
    Fault {
        name: "patch-replace-first-match-only",
        law: Breaks(&["7644-3.5.2.3-filter", "7644-3.5.2.3-filter-sub-attribute"]),
        sentence: "changes the first of several values that a filter chooses",
        shown: r#"PATCH /Users/id1 << {"schemas":["$patch"],"Operations":[{"op":"replace","path":"emails[value co \"mona\"].display","value":"Mona"}]}"#,
        number: None,
        difference: Stores(|on, old, new| {
            let Some(old) = old.filter(|_| on == On::Patch) else { return };
            for (name, value) in new.iter_mut() {
                let (Some(Value::Array(before)), Value::Array(after)) = (old.get(name), value) else {
                    continue;
                };
                if before.len() == after.len() {
                    let changed = before.iter().zip(after).filter(|(before, after)| *before != &**after);
                    changed.skip(1).for_each(|(before, after)| *after = before.clone());
                }
            }
        }),
    },
    Fault {
        name: "patch-replace-no-match-taken",
        law: Breaks(&["7644-3.5.2.3-no-target"]),
        sentence: "answers success where the filter of a `replace` matches no value",
        shown: NO_MATCH,
        number: None,
        difference: Turns(|turn| turn.pretending(&["path-value-filter-no-match"])),
    },
    Fault {
        name: "patch-replace-no-match-untyped",
        law: Breaks(&["7644-3.5.2.3-no-target"]),
        sentence: "names no `scimType` where the filter of a `replace` matches no value",
        shown: NO_MATCH,
        number: None,
        difference: Refusals(&["path-value-filter-no-match"], |answer| answer.drop_member("scimType")),
    },
    Fault {
        name: "patch-replace-no-match-as-404",
        law: Breaks(&["7644-3.5.2.3-no-target"]),
        sentence: "answers 404 where the filter of a `replace` matches no value",
        shown: NO_MATCH,
        number: None,
        difference: Refusals(&["path-value-filter-no-match"], |answer| {
            answer.tell_status(404);
        }),
    },
    Fault {
        name: "patch-replace-without-path-refused",
        law: Breaks(&["7644-3.5.2.3-no-path"]),
        sentence: "refuses `replace` without a `path`",
        shown: PATHLESS,
        number: None,
        difference: Refuses(|asked| {
            let operations = asked.member("Operations");
            let lacks = |operation: &Value| is(operation, "replace") && path(operation).is_none();
            (asked.on == On::Patch && operations.as_array()?.iter().any(lacks)).then_some((
                400,
                Some("noTarget"),
                "an operation has no path",
            ))
        }),
    },
    Fault {
        name: "patch-replace-without-path-ignored",
        law: Breaks(&["7644-3.5.2.3-no-path"]),
        sentence: "answers success to `replace` without a `path`, and does nothing",
        shown: PATHLESS,
        number: None,
        difference: Turns(|turn| {
            turn.without(|operation| is(operation, "replace") && path(operation).is_none())
        }),
    },
    Fault {
        name: "patch-replace-without-path-drops-rest",
        law: Breaks(&["7644-3.5.2.3-no-path"]),
        sentence: "takes the value of a `replace` without a `path` for the whole resource",
        shown: PATHLESS,
        number: None,
        difference: Turns(|turn| {
            let operations = turn.asked.member("Operations");
            let [operation] = operations.as_array().map_or(&[][..], Vec::as_slice) else {
                return turn.go_on();
            };
            let resource_path = turn.path();
            let resource = if turn.asked.on == On::Patch { turn.resource(&resource_path) } else { None };
            let (Some(resource), Value::Object(mut new)) = (resource, operation["value"].clone()) else {
                return turn.go_on();
            };
            if !is(operation, "replace") || path(operation).is_some() {
                return turn.go_on();
            }
            for name in ["schemas", "userName", "displayName"] {
                if name != "displayName" || turn.asked.is_groups() {
                    new.entry(name).or_insert_with(|| resource[name].clone());
                }
            }
            new.retain(|_, value| !value.is_null());
            turn.asked.request.method = Method::Put;
            turn.asked.edit_body(|body| *body = new);
            turn.go_on()
        }),
    },
    Fault {
        name: "patch-replace-null-ignored",
        law: Breaks(&["7643-2.5-null"]),
        sentence: "answers success where an attribute is to be replaced by null, and keeps its value",
        shown: r#"PATCH /Users/id1 << {"schemas":["$patch"],"Operations":[{"op":"replace","path":"title","value":null}]}"#,
        number: None,
        difference: Turns(|turn| {
            turn.without(|operation| is(operation, "replace") && operation.get("value") == Some(&Value::Null))
        }),
    },
    Fault {
        name: "patch-replace-empty-array-ignored",
        law: Breaks(&["7643-2.5-null"]),
        sentence: "answers success where an attribute is to be replaced by an empty array, and keeps its values",
        shown: r#"PATCH /Users/id1 << {"schemas":["$patch"],"Operations":[{"op":"replace","path":"emails","value":[]}]}"#,
        number: None,
        difference: Turns(|turn| {
            turn.without(|operation| {
                is(operation, "replace") && operation["value"].as_array().is_some_and(Vec::is_empty)
            })
        }),
    },
];

const NO_MATCH: &str = r#"PATCH /Users/id1 << {"schemas":["$patch"],"Operations":[{"op":"replace","path":"emails[type eq \"other\"].value","value":"new@example.com"}]}"#;
const PATHLESS: &str =
    r#"PATCH /Users/id1 << {"schemas":["$patch"],"Operations":[{"op":"replace","value":{"title":"Boss"}}]}"#;

/// Removes complex attributes before operations write parts of them.
pub(super) fn cleared_first(operations: &mut Vec<Value>, op: &str) {
    let mut all = Vec::new();
    for operation in operations.drain(..) {
        let attribute =
            path(&operation).filter(|path| is_plain(path) && !path.contains(':')).map(str::to_owned);
        if let Some(attribute) = attribute.filter(|_| is(&operation, op) && operation["value"].is_object()) {
            all.push(json!({"op": "remove", "path": attribute}));
        }
        all.push(operation);
    }
    *operations = all;
}
