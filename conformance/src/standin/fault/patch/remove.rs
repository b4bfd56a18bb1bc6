//! `remove` (RFC 7644 §3.5.2.2).

use super::{is, is_multi_valued, is_plain, path};
use crate::standin::fault::asked::On;
use crate::standin::fault::difference::Difference::{Patches, Refusals, Turns};
use crate::standin::fault::{Fault, Law::Breaks};
use serde_json::json;

pub(super) const FAULTS: &[Fault] = &[
    Fault {
        name: "patch-remove-filter-removes-all",
        law: Breaks(&["7644-3.5.2.2-filter", "7644-3.5.2.2-filter-complex"]),
        sentence: "removes all values where a filter chooses some",
        shown: r#"PATCH /Groups/id4 << {"schemas":["$patch"],"Operations":[{"op":"remove","path":"members[value eq \"id1\"]"}]}"#,
        number: None,
        difference: Patches(|operations| {
            for operation in operations.iter_mut().filter(|operation| is(operation, "remove")) {
                if let Some((attribute, "")) = path(operation)
                    .and_then(|path| path.strip_suffix(']')?.split_once('['))
                    .map(|(it, _)| (it, ""))
                {
                    operation["path"] = json!(attribute);
                }
            }
        }),
    },
    Fault {
        name: "patch-remove-filter-ignored",
        law: Breaks(&["7644-3.5.2.2-filter", "7644-3.5.2.2-filter-complex"]),
        sentence: "answers success where a filter chooses values to remove, and removes none",
        shown: r#"PATCH /Groups/id4 << {"schemas":["$patch"],"Operations":[{"op":"remove","path":"members[value eq \"id1\"]"}]}"#,
        number: None,
        difference: Turns(|turn| {
            turn.without(|operation| {
                is(operation, "remove") && path(operation).is_some_and(|path| !is_plain(path))
            })
        }),
    },
    Fault {
        name: "patch-remove-part-removes-value",
        law: Breaks(&["7644-3.5.2.2-filter-complex"]),
        sentence: "removes whole values where a sub-attribute of them is to be removed",
        shown: r#"PATCH /Users/id1 << {"schemas":["$patch"],"Operations":[{"op":"remove","path":"emails[type eq \"home\"].type"}]}"#,
        number: None,
        difference: Patches(|operations| {
            for operation in operations.iter_mut().filter(|operation| is(operation, "remove")) {
                if let Some((chosen, _)) = path(operation).and_then(|path| path.rsplit_once("].")) {
                    operation["path"] = json!(format!("{chosen}]"));
                }
            }
        }),
    },
    Fault {
        name: "patch-remove-single-ignored",
        law: Breaks(&["7644-3.5.2.2-single-valued"]),
        sentence: "answers success where a single-valued attribute is to be removed, and keeps it",
        shown: r#"PATCH /Users/id1 << {"schemas":["$patch"],"Operations":[{"op":"remove","path":"title"}]}"#,
        number: None,
        difference: Turns(|turn| {
            turn.without(|operation| {
                is(operation, "remove")
                    && path(operation).is_some_and(|path| is_plain(path) && !is_multi_valued(path))
            })
        }),
    },
    Fault {
        name: "patch-remove-multi-ignored",
        law: Breaks(&["7644-3.5.2.2-multi-valued"]),
        sentence: "answers success where a multi-valued attribute is to be removed, and keeps it",
        shown: r#"PATCH /Users/id1 << {"schemas":["$patch"],"Operations":[{"op":"remove","path":"emails"}]}"#,
        number: None,
        difference: Turns(|turn| {
            turn.without(|operation| is(operation, "remove") && path(operation).is_some_and(is_multi_valued))
        }),
    },
    Fault {
        name: "patch-remove-multi-keeps-first",
        law: Breaks(&["7644-3.5.2.2-multi-valued"]),
        sentence: "keeps the first value of a multi-valued attribute that is to be removed",
        shown: r#"PATCH /Users/id1 << {"schemas":["$patch"],"Operations":[{"op":"remove","path":"emails"}]}"#,
        number: None,
        difference: Turns(|turn| {
            let resource_path = turn.path();
            let before = if turn.asked.on == On::Patch { turn.resource(&resource_path) } else { None };
            turn.asked.edit_operations(|operations| {
                for operation in operations.iter_mut().filter(|operation| is(operation, "remove")) {
                    let Some(name) = path(operation).filter(|path| is_multi_valued(path)) else { continue };
                    let first = before.as_ref().map(|resource| resource[name][0].clone()).unwrap_or_default();
                    if !first.is_null() {
                        *operation = json!({"op": "replace", "path": name, "value": [first]});
                    }
                }
            });
            turn.go_on()
        }),
    },
    Fault {
        name: "patch-remove-without-path-taken",
        law: Breaks(&["7644-3.5.2.2-no-path"]),
        sentence: "answers success to `remove` without a `path`",
        shown: r#"PATCH /Users/id1 << {"schemas":["$patch"],"Operations":[{"op":"remove"}]}"#,
        number: None,
        difference: Turns(|turn| turn.pretending(&["patch-remove-no-path"])),
    },
    Fault {
        name: "patch-remove-without-path-untyped",
        law: Breaks(&["7644-3.5.2.2-no-path"]),
        sentence: "names no `scimType` where it refuses `remove` without a `path`",
        shown: r#"PATCH /Users/id1 << {"schemas":["$patch"],"Operations":[{"op":"remove"}]}"#,
        number: None,
        difference: Refusals(&["patch-remove-no-path"], |answer| answer.drop_member("scimType")),
    },
    Fault {
        name: "patch-remove-required-taken",
        law: Breaks(&["7644-3.5.2.2-mutability"]),
        sentence: "answers success where a required attribute is to be removed",
        shown: r#"PATCH /Users/id1 << {"schemas":["$patch"],"Operations":[{"op":"remove","path":"userName"}]}"#,
        number: None,
        difference: Turns(|turn| turn.pretending(&["patch-remove-required"])),
    },
    Fault {
        name: "patch-remove-required-untyped",
        law: Breaks(&["7644-3.5.2.2-mutability"]),
        sentence: "names no `scimType` where it refuses to remove a required attribute",
        shown: r#"PATCH /Users/id1 << {"schemas":["$patch"],"Operations":[{"op":"remove","path":"userName"}]}"#,
        number: None,
        difference: Refusals(&["patch-remove-required"], |answer| answer.drop_member("scimType")),
    },
];
