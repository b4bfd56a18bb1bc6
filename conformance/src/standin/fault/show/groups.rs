//! Membership as both sides show it (RFC 7643 §4.1.2, §4.2).

use crate::standin::fault::answer::edited;
use crate::standin::fault::asked::LISTS;
use crate::standin::fault::difference::Difference::{Shows, Stores, Turns};
use crate::standin::fault::{Fault, Law, Law::Breaks};
use serde_json::{Map, Value, json};

pub(super) const FAULTS: &[Fault] = &[
    Fault {
        name: "members-not-shown",
        law: Breaks(&["7644-3.4-returned"]),
        sentence: "shows groups without their members",
        shown: "GET /Groups/id4",
        number: None,
        difference: Shows(|_, resource| drop(resource.remove("members"))),
    },
    Fault {
        name: "members-not-listed",
        law: Breaks(&["7644-3.4-returned"]),
        sentence: "lists groups without their members",
        shown: "GET /Groups",
        number: None,
        difference: Shows(|asked, resource| {
            if LISTS.contains(&asked.on) {
                resource.remove("members");
            }
        }),
    },
    Fault {
        name: "members-lost",
        law: Breaks(&["7643-4.2-members"]),
        sentence: "answers success and keeps no members of a group",
        shown: r#"PATCH /Groups/id4 << {"schemas":["$patch"],"Operations":[{"op":"add","path":"members","value":[{"value":"id3"}]}]}"#,
        number: None,
        difference: Stores(|_, _, new| drop(new.remove("members"))),
    },
    Fault {
        name: "members-by-user-name",
        law: Breaks(&["7643-4.2-members-value"]),
        sentence: "shows a name instead of an id in the `value` of members",
        shown: "GET /Groups/id4",
        number: None,
        difference: Shows(|_, resource| {
            elements(resource, "members").for_each(|member| member["value"] = json!("somebody@example.com"));
        }),
    },
    Fault {
        name: "members-as-texts",
        law: Breaks(&["7644-3.8-object"]),
        sentence: "shows members as an array of ids",
        shown: "GET /Groups/id4",
        number: None,
        difference: Shows(|_, resource| {
            elements(resource, "members").for_each(|member| *member = member["value"].take());
        }),
    },
    Fault {
        name: "member-reference-missing",
        law: Law::Outside("RFC 7643 §4.2 has `$ref` in members and does not demand it"),
        sentence: "shows members without `$ref`",
        shown: "GET /Groups/id4",
        number: None,
        difference: Shows(|_, resource| without(resource, "members", "$ref")),
    },
    Fault {
        name: "member-reference-wrong",
        law: Breaks(&["7643-4.2-members-value", "7643-2.3.7-get"]),
        sentence: "shows a `$ref` of members at which nothing is",
        shown: "GET /Groups/id4",
        number: None,
        difference: Shows(|_, resource| gone(resource, "members")),
    },
    Fault {
        name: "member-type-missing",
        law: Law::Outside("RFC 7643 §4.2 has `type` in members and does not demand it"),
        sentence: "shows members without `type`",
        shown: "GET /Groups/id5",
        number: None,
        difference: Shows(|_, resource| without(resource, "members", "type")),
    },
    Fault {
        name: "member-type-always-user",
        law: Breaks(&["7643-4.2-members"]),
        sentence: "shows the type `User` for every member",
        shown: "GET /Groups/id5",
        number: None,
        difference: Shows(|_, resource| {
            elements(resource, "members").for_each(|member| member["type"] = json!("User"));
        }),
    },
    Fault {
        name: "member-repeated",
        law: Breaks(&["7643-2.4-duplicate"]),
        sentence: "shows the first member twice",
        shown: "GET /Groups/id4",
        number: None,
        difference: Shows(|_, resource| {
            if let Some(Value::Array(members)) = resource.get_mut("members")
                && let Some(first) = members.first().cloned()
            {
                members.push(first);
            }
        }),
    },
    Fault {
        name: "nested-groups-flattened",
        law: Breaks(&["7643-4.2-members-value"]),
        sentence: "does not show groups that are members of a group",
        shown: "GET /Groups/id5",
        number: None,
        difference: Shows(|_, resource| {
            if let Some(Value::Array(members)) = resource.get_mut("members") {
                members.retain(|member| member["type"] != "Group");
            }
        }),
    },
    Fault {
        name: "user-groups-not-shown",
        law: Breaks(&["7643-4.1.2-groups-value"]),
        sentence: "shows users without the groups that they are in",
        shown: "GET /Users/id1",
        number: None,
        difference: Shows(|_, resource| drop(resource.remove("groups"))),
    },
    Fault {
        name: "user-groups-by-name",
        law: Breaks(&["7643-4.1.2-groups-value"]),
        sentence: "shows the name of a group instead of its id in the `groups` of a user",
        shown: "GET /Users/id1",
        number: None,
        difference: Shows(|_, resource| {
            elements(resource, "groups").for_each(|group| group["value"] = group["display"].clone());
        }),
    },
    Fault {
        name: "user-groups-reference-wrong",
        law: Breaks(&["7643-4.1.2-groups-value", "7643-2.3.7-get"]),
        sentence: "shows a `$ref` at which nothing is in the `groups` of a user",
        shown: "GET /Users/id1",
        number: None,
        difference: Shows(|_, resource| gone(resource, "groups")),
    },
    Fault {
        name: "user-groups-never-forget",
        law: Breaks(&["7643-4.1.2-groups"]),
        sentence: "shows a group in the `groups` of a user that has left it",
        shown: "GET /Users/id1\nPATCH /Groups/id4 << {\"schemas\":[\"$patch\"],\"Operations\":[{\"op\":\"remove\",\"path\":\"members[value eq \\\"id1\\\"]\"}]}\nGET /Users/id1",
        number: None,
        difference: Turns(|turn| {
            let mut reply = turn.go_on();
            let kept = &mut turn.memory().kept;
            edited(&mut reply, |answer| {
                for resource in answer.resources_mut() {
                    let Some(id) = resource.get("id").and_then(Value::as_str).map(str::to_owned) else {
                        continue;
                    };
                    if resource.contains_key("groups") {
                        kept.insert(id, resource["groups"].clone());
                    } else if let Some(groups) = kept.get(&id) {
                        resource.insert("groups".to_owned(), groups.clone());
                    }
                }
            });
            reply
        }),
    },
];

fn elements<'r>(resource: &'r mut Map<String, Value>, name: &str) -> impl Iterator<Item = &'r mut Value> {
    let elements = resource.get_mut(name).and_then(Value::as_array_mut).into_iter().flatten();
    elements.filter(|element| element.is_object())
}

fn without(resource: &mut Map<String, Value>, name: &str, part: &str) {
    elements(resource, name).filter_map(Value::as_object_mut).for_each(|element| drop(element.remove(part)));
}

fn gone(resource: &mut Map<String, Value>, name: &str) {
    for element in elements(resource, name) {
        if let Some(reference) = element["$ref"].as_str() {
            element["$ref"] = json!(format!("{reference}-gone"));
        }
    }
}
