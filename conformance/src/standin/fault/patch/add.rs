//! `add` (RFC 7644 §3.5.2.1).

use super::{is, is_plain, path};
use crate::standin::fault::asked::On;
use crate::standin::fault::difference::Difference::{Patches, Refuses, Turns};
use crate::standin::fault::{Fault, Law::Breaks};
use scimproof::schema::ENTERPRISE_USER;
use serde_json::{Value, json};

pub(super) const FAULTS: &[Fault] = &[
    Fault {
        name: "patch-add-replaces",
        law: Breaks(&["7644-3.5.2.1-multi-valued"]),
        sentence: "replaces the values of a multi-valued attribute where values are added",
        shown: r#"PATCH /Users/id1 << {"schemas":["$patch"],"Operations":[{"op":"add","path":"emails","value":[{"value":"new@example.com","type":"other"}]}]}"#,
        number: None,
        difference: Patches(|operations| {
            operations.iter_mut().filter(|operation| is(operation, "add")).for_each(|operation| {
                operation["op"] = json!("replace");
            });
        }),
    },
    Fault {
        name: "patch-add-first-value-only",
        law: Breaks(&["7644-3.5.2.1-multi-valued"]),
        sentence: "adds the first of several values alone",
        shown: r#"PATCH /Groups/id5 << {"schemas":["$patch"],"Operations":[{"op":"add","path":"members","value":[{"value":"id1"},{"value":"id2"}]}]}"#,
        number: None,
        difference: Patches(|operations| {
            for operation in operations.iter_mut().filter(|operation| is(operation, "add")) {
                if let Some(Value::Array(values)) = operation.get_mut("value") {
                    values.truncate(1);
                }
            }
        }),
    },
    Fault {
        name: "patch-add-keeps-single-value",
        law: Breaks(&["7644-3.5.2.1-single-valued"]),
        sentence: "leaves a single-valued attribute that has a value as it is where another is added",
        shown: r#"PATCH /Users/id1 << {"schemas":["$patch"],"Operations":[{"op":"add","path":"title","value":"Boss"}]}"#,
        number: None,
        difference: Turns(|turn| {
            let resource_path = turn.path();
            if turn.asked.on != On::Patch
                || turn.resource(&resource_path).is_none_or(|it| it["title"].is_null())
            {
                return turn.go_on();
            }
            turn.without(|operation| is(operation, "add") && path(operation) == Some("title"))
        }),
    },
    Fault {
        name: "patch-add-complex-replaces",
        law: Breaks(&["7644-3.5.2.1-complex"]),
        sentence: "drops the other sub-attributes of a complex attribute where some are added",
        shown: r#"PATCH /Users/id1 << {"schemas":["$patch"],"Operations":[{"op":"add","path":"name","value":{"givenName":"Lisa"}}]}"#,
        number: None,
        difference: Patches(|operations| super::replace::cleared_first(operations, "add")),
    },
    Fault {
        name: "patch-add-without-path-refused",
        law: Breaks(&["7644-3.5.2.1-no-path"]),
        sentence: "refuses `add` without a `path`",
        shown: r#"PATCH /Users/id1 << {"schemas":["$patch"],"Operations":[{"op":"add","value":{"title":"Boss"}}]}"#,
        number: None,
        difference: Refuses(|asked| {
            let operations = asked.member("Operations");
            let lacks = |operation: &Value| is(operation, "add") && path(operation).is_none();
            (asked.on == On::Patch && operations.as_array()?.iter().any(lacks)).then_some((
                400,
                Some("noTarget"),
                "an operation has no path",
            ))
        }),
    },
    Fault {
        name: "patch-add-without-path-ignored",
        law: Breaks(&["7644-3.5.2.1-no-path"]),
        sentence: "answers success to `add` without a `path`, and does nothing",
        shown: r#"PATCH /Users/id1 << {"schemas":["$patch"],"Operations":[{"op":"add","value":{"title":"Boss"}}]}"#,
        number: None,
        difference: Turns(|turn| turn.without(|operation| is(operation, "add") && path(operation).is_none())),
    },
    Fault {
        name: "patch-extension-in-value-lost",
        law: Breaks(&["7644-3.5.2.1-no-path", "7643-3-extended"]),
        sentence: "loses the extension in the value of an operation without a `path`",
        shown: r#"PATCH /Users/id1 << {"schemas":["$patch"],"Operations":[{"op":"add","value":{"title":"Boss","$enterprise":{"department":"Office"}}}]}"#,
        number: None,
        difference: Patches(|operations| {
            for operation in operations.iter_mut().filter(|operation| path(operation).is_none()) {
                if let Some(value) = operation.get_mut("value").and_then(Value::as_object_mut) {
                    value.remove(ENTERPRISE_USER);
                }
            }
        }),
    },
    Fault {
        name: "patch-add-object-refused",
        law: Breaks(&["7644-3.5.2.1-multi-valued"]),
        sentence: "refuses `add` of one value to a multi-valued attribute that is not in an array",
        shown: r#"PATCH /Users/id1 << {"schemas":["$patch"],"Operations":[{"op":"add","path":"emails","value":{"value":"new@example.com","type":"other"}}]}"#,
        number: None,
        difference: Refuses(|asked| {
            let operations = asked.member("Operations");
            let is_bare = |operation: &Value| {
                is(operation, "add")
                    && path(operation).is_some_and(|path| is_plain(path) && super::is_multi_valued(path))
                    && operation["value"].is_object()
            };
            (asked.on == On::Patch && operations.as_array()?.iter().any(is_bare)).then_some((
                400,
                Some("invalidValue"),
                "the value has to be an array",
            ))
        }),
    },
];
