//! The request as a whole: order, atomicity, what is refused, and what is answered.

use crate::standin::fault::answer::{edited, shows_old};
use crate::standin::fault::asked::On;
use crate::standin::fault::difference::Difference::{Answers, Overlooks, Patches, Refusals, Stores, Turns};
use crate::standin::fault::{Fault, Law::Breaks};
use crate::standin::time::timestamp;
use scimproof::message::Method;
use scimproof::schema::{ENTERPRISE_USER, PATCH_OP};
use serde_json::{Value, json};

pub(super) const FAULTS: &[Fault] = &[
    Fault {
        name: "patch-not-atomic",
        law: Breaks(&["7644-3.5.2-atomic", "7644-3.5.2-restored"]),
        sentence: "keeps what the operations did before the one that it refuses",
        shown: "PATCH /Users/id1 << {\"schemas\":[\"$patch\"],\"Operations\":[{\"op\":\"replace\",\"path\":\"title\",\"value\":\"Boss\"},{\"op\":\"remove\",\"path\":\"userName\"}]}\nGET /Users/id1",
        number: None,
        difference: Turns(|turn| {
            let operations = turn.asked.member("Operations");
            let reply = turn.go_on();
            let is_refused = matches!(reply.verdict.answer, scimproof::diagnostic::Answer::Refuse(_));
            if turn.asked.on == On::Patch && is_refused {
                let path = turn.path();
                for operation in operations.as_array().into_iter().flatten() {
                    let body = json!({"schemas": [PATCH_OP], "Operations": [operation]});
                    if turn.ask(Method::Patch, &path, Some(&body)).status >= 300 {
                        break;
                    }
                }
            }
            reply
        }),
    },
    Fault {
        name: "patch-in-reverse",
        law: Breaks(&["7644-3.5.2-order"]),
        sentence: "applies the last operation first",
        shown: r#"PATCH /Users/id1 << {"schemas":["$patch"],"Operations":[{"op":"replace","path":"title","value":"a"},{"op":"replace","path":"title","value":"b"}]}"#,
        number: None,
        difference: Patches(|operations| operations.reverse()),
    },
    Fault {
        name: "patch-first-operation-only",
        law: Breaks(&["7644-3.5.2-operations"]),
        sentence: "applies the first operation alone",
        shown: r#"PATCH /Users/id1 << {"schemas":["$patch"],"Operations":[{"op":"replace","path":"title","value":"a"},{"op":"replace","path":"nickName","value":"b"}]}"#,
        number: None,
        difference: Patches(|operations| operations.truncate(1)),
    },
    Fault {
        name: "patch-primary-not-moved",
        law: Breaks(&["7644-3.5.2-primary"]),
        sentence: "leaves the old value primary where a new one becomes it",
        shown: r#"PATCH /Users/id1 << {"schemas":["$patch"],"Operations":[{"op":"replace","path":"emails[type eq \"home\"].primary","value":true}]}"#,
        number: None,
        difference: Stores(|on, old, new| {
            let Some(old) = old.filter(|_| on == On::Patch) else { return };
            for (name, value) in new.iter_mut() {
                let was = old.get(name).and_then(Value::as_array).into_iter().flatten();
                let was: Vec<&Value> = was
                    .filter(|element| element["primary"] == true)
                    .map(|element| &element["value"])
                    .collect();
                for element in value.as_array_mut().into_iter().flatten() {
                    if was.contains(&&element["value"]) && element.get("primary").is_some() {
                        element["primary"] = json!(true);
                    }
                }
            }
        }),
    },
    Fault {
        name: "patch-unknown-op-taken",
        law: Breaks(&["7644-3.5.2-op"]),
        sentence: "answers success to an operation that does not exist",
        shown: r#"PATCH /Users/id1 << {"schemas":["$patch"],"Operations":[{"op":"move","path":"title","value":"x"}]}"#,
        number: None,
        difference: Turns(|turn| turn.pretending(&["patch-op-unknown"])),
    },
    Fault {
        name: "patch-missing-op-taken",
        law: Breaks(&["7644-3.5.2-op"]),
        sentence: "answers success to an operation without `op`",
        shown: r#"PATCH /Users/id1 << {"schemas":["$patch"],"Operations":[{"path":"title","value":"x"}]}"#,
        number: None,
        difference: Turns(|turn| turn.pretending(&["patch-op-missing"])),
    },
    Fault {
        name: "patch-missing-value-taken",
        law: Breaks(&["7644-3.5.2.1-value"]),
        sentence: "answers success to `add` without a `value`",
        shown: r#"PATCH /Users/id1 << {"schemas":["$patch"],"Operations":[{"op":"add","path":"title"}]}"#,
        number: None,
        difference: Turns(|turn| turn.pretending(&["patch-value-missing"])),
    },
    Fault {
        name: "patch-missing-operations-taken",
        law: Breaks(&["7644-3.5.2-operations"]),
        sentence: "answers success to a body without operations",
        shown: r#"PATCH /Users/id1 << {"schemas":["$patch"],"Operations":[]}"#,
        number: None,
        difference: Turns(|turn| {
            turn.pretending(&[
                "patch-operations-empty",
                "patch-plain-resource-body",
                "patch-operations-not-array",
            ])
        }),
    },
    Fault {
        name: "patch-schemas-not-demanded",
        law: Breaks(&["7644-3.5.2-schemas"]),
        sentence: "takes a PATCH without the URN of PatchOp",
        shown: r#"PATCH /Users/id1 << {"Operations":[{"op":"replace","path":"title","value":"Boss"}]}"#,
        number: None,
        difference: Overlooks(
            |asked| asked.on == On::Patch,
            &[
                "schemas-patch-missing",
                "schemas-resource-urn-in-patch",
                "schemas-missing",
                "schemas-base-missing",
            ],
        ),
    },
    Fault {
        name: "patch-wrong-type-taken",
        law: Breaks(&["7644-3.5.2-compatible"]),
        sentence: "answers success to a value of another type than the attribute's",
        shown: r#"PATCH /Users/id1 << {"schemas":["$patch"],"Operations":[{"op":"replace","path":"active","value":"maybe"}]}"#,
        number: None,
        difference: Turns(|turn| {
            turn.pretending(&[
                "patch-value-type",
                "bool-as-string",
                "bool-as-number",
                "number-for-string",
                "type-mismatch",
                "singular-as-array",
            ])
        }),
    },
    Fault {
        name: "patch-read-only-taken",
        law: Breaks(&["7644-3.5.2-read-only", "7644-3.5.2-incompatible"]),
        sentence: "answers success to an operation on a read-only attribute",
        shown: r#"PATCH /Users/id1 << {"schemas":["$patch"],"Operations":[{"op":"replace","path":"id","value":"x"}]}"#,
        number: None,
        difference: Turns(|turn| {
            turn.pretending(&["patch-read-only-id", "read-only-attribute", "patch-immutable"])
        }),
    },
    Fault {
        name: "patch-mutability-untyped",
        law: Breaks(&["7644-3.12-mutability"]),
        sentence: "names no `scimType` where it refuses an operation for the attribute's mutability",
        shown: r#"PATCH /Users/id1 << {"schemas":["$patch"],"Operations":[{"op":"replace","path":"id","value":"x"}]}"#,
        number: None,
        difference: Refusals(&["patch-read-only-id", "patch-immutable"], |answer| {
            answer.drop_member("scimType");
        }),
    },
    Fault {
        name: "patch-attributes-as-204",
        law: Breaks(&["7644-3.5.2-success-attributes"]),
        sentence: "answers 204 to a PATCH with the parameter `attributes`",
        shown: r#"PATCH /Users/id1?attributes=title << {"schemas":["$patch"],"Operations":[{"op":"replace","path":"title","value":"Boss"}]}"#,
        number: None,
        difference: Answers(&[On::Patch], |asked, answer| {
            if asked.parameter("attributes").is_some() {
                answer.status = 204;
                answer.empty();
            }
        }),
    },
    Fault {
        name: "patch-attributes-ignored",
        law: Breaks(&["7644-3.9-attributes"]),
        sentence: "shows the whole resource after a PATCH with the parameter `attributes`",
        shown: r#"PATCH /Users/id1?attributes=title << {"schemas":["$patch"],"Operations":[{"op":"replace","path":"title","value":"Boss"}]}"#,
        number: None,
        difference: super::super::difference::Difference::Asks(|asked| {
            if asked.on == On::Patch {
                asked.set_parameter("attributes", None);
            }
        }),
    },
    Fault {
        name: "patch-as-202",
        law: Breaks(&["7644-3.5.2-success"]),
        sentence: "answers 202 to a PATCH that it did",
        shown: BOSS,
        number: None,
        difference: Answers(&[On::Patch], |_, answer| answer.status = 202),
    },
    Fault {
        name: "patch-without-body",
        law: Breaks(&["7644-3.5.2-success"]),
        sentence: "answers 200 without the resource to a PATCH that it did",
        shown: BOSS,
        number: None,
        difference: Answers(&[On::Patch], |_, answer| answer.empty()),
    },
    Fault {
        name: "patch-shows-old",
        law: Breaks(&["7644-3.1-state"]),
        sentence: "shows the resource as it was before the PATCH",
        shown: BOSS,
        number: None,
        difference: Turns(|turn| turn.with_before(On::Patch, shows_old)),
    },
    Fault {
        name: "patch-touches-unchanged",
        law: Breaks(&["7644-3.5.2.1-timestamp"]),
        sentence: "moves `meta.lastModified` where an operation changes nothing",
        shown: r#"PATCH /Users/id1 << {"schemas":["$patch"],"Operations":[{"op":"add","path":"title","value":"Guide"}]}"#,
        number: None,
        difference: Turns(|turn| {
            let mut reply = turn.go_on();
            if turn.asked.on == On::Patch {
                let (id, now) = (turn.asked.id.clone(), json!(timestamp(turn.now())));
                turn.memory().kept.insert(id, now);
            }
            let kept = &turn.memory().kept;
            edited(&mut reply, |answer| {
                for resource in answer.resources_mut() {
                    let id = resource.get("id").and_then(Value::as_str).unwrap_or_default();
                    let touched = kept.get(id).cloned();
                    if let (Some(touched), Some(meta)) = (touched, resource.get_mut("meta"))
                        && meta["lastModified"].as_str() < touched.as_str()
                    {
                        meta["lastModified"] = touched;
                    }
                }
            });
            reply
        }),
    },
    Fault {
        name: "patch-loses-extension",
        law: Breaks(&["7643-3-extended"]),
        sentence: "loses the attributes of an extension at any PATCH of a user",
        shown: BOSS,
        number: None,
        difference: Stores(|on, _, new| {
            if on == On::Patch {
                new.remove(ENTERPRISE_USER);
            }
        }),
    },
    Fault {
        name: "patch-of-group-name-loses-members",
        law: Breaks(&["7644-3.5.2.3-single-valued"]),
        sentence: "loses the members of a group whose `displayName` a PATCH changes",
        shown: r#"PATCH /Groups/id4 << {"schemas":["$patch"],"Operations":[{"op":"replace","path":"displayName","value":"Dogs"}]}"#,
        number: None,
        difference: Stores(|on, old, new| {
            let is_renamed = old.is_some_and(|old| old.get("displayName") != new.get("displayName"));
            if on == On::Patch && is_renamed {
                new.remove("members");
            }
        }),
    },
];

const BOSS: &str = r#"PATCH /Users/id1 << {"schemas":["$patch"],"Operations":[{"op":"replace","path":"title","value":"Boss"}]}"#;
