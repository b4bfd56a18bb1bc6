//! DELETE that leaves something behind (RFC 7644 §3.6).

use super::answer::edited;
use super::asked::{LISTS, On};
use super::difference::Difference::{Answers, Refusals, Turns};
use super::turn::Turn;
use super::{Fault, Law, Law::Breaks};
use crate::standin::{Reply, respond};
use scimproof::message::Method;
use scimproof::schema::{ERROR, PATCH_OP};
use serde_json::{Value, json};

pub(super) const FAULTS: &[Fault] = &[
    Fault {
        name: "deleted-as-200",
        law: Breaks(&["7644-3.6-no-content"]),
        sentence: "answers 200 instead of 204 to DELETE",
        shown: "DELETE /Users/id3",
        number: None,
        difference: Answers(&[On::Delete], |_, answer| answer.status = 200),
    },
    Fault {
        name: "deleted-as-202",
        law: Breaks(&["7644-3.6-no-content"]),
        sentence: "answers 202 instead of 204 to DELETE",
        shown: "DELETE /Users/id3",
        number: None,
        difference: Answers(&[On::Delete], |_, answer| answer.status = 202),
    },
    Fault {
        name: "deleted-shows-resource",
        law: Breaks(&["7644-3.6-no-content"]),
        sentence: "answers DELETE with 200 and the resource that was deleted",
        shown: "DELETE /Users/id3",
        number: None,
        difference: Turns(|turn| {
            turn.with_before(On::Delete, |answer, before| {
                if answer.status == 204 {
                    answer.status = 200;
                    answer.body = before;
                    answer.set_header("Content-Type", "application/scim+json");
                }
            })
        }),
    },
    Fault {
        name: "deleted-still-read",
        law: Breaks(&["7644-3.6-not-found"]),
        sentence: "shows a deleted resource to GET",
        shown: "DELETE /Users/id3\nGET /Users/id3",
        number: None,
        difference: Turns(|turn| {
            if let Some(reply) = remembered(turn) {
                return reply;
            }
            let id = turn.asked.id.clone();
            let old = turn.memory().kept.get(&id).cloned();
            let mut reply = turn.go_on();
            edited(&mut reply, |answer| {
                if let Some(old) = old.filter(|_| turn.asked.on == On::Read && answer.status == 404) {
                    answer.status = 200;
                    answer.body = old;
                }
            });
            reply
        }),
    },
    Fault {
        name: "deleted-still-listed",
        law: Breaks(&["7644-3.6-omitted"]),
        sentence: "lists deleted resources where no filter is given",
        shown: "DELETE /Users/id3\nGET /Users",
        number: None,
        difference: Turns(|turn| {
            if let Some(reply) = remembered(turn) {
                return reply;
            }
            let mut reply = turn.go_on();
            if LISTS.contains(&turn.asked.on) && turn.asked.parameter("filter").is_none() {
                let kind = if turn.asked.is_groups() { "Group" } else { "User" };
                let kept = turn.memory().kept.values();
                let old: Vec<Value> =
                    kept.filter(|old| old["meta"]["resourceType"] == kind).cloned().collect();
                edited(&mut reply, |answer| {
                    let count = old.len() as u64;
                    if let Some(listed) = answer.listed() {
                        listed.extend(old);
                        for name in ["totalResults", "itemsPerPage"] {
                            let number = answer.body[name].as_u64().unwrap_or_default() + count;
                            answer.put(&format!("/{name}"), number);
                        }
                    }
                });
            }
            reply
        }),
    },
    Fault {
        name: "deleted-still-in-conflict",
        law: Breaks(&["7644-3.6-conflict"]),
        sentence: "refuses a new user with the `userName` of one that was deleted",
        shown: "DELETE /Users/id3\nPOST /Users << {\"schemas\":[\"$user\"],\"userName\":\"Bob\"}",
        number: None,
        difference: Turns(|turn| {
            if let Some(reply) = remembered(turn) {
                return reply;
            }
            let wanted = turn.asked.member("userName");
            let mut old = turn.memory().kept.values().map(|old| &old["userName"]);
            if wanted.is_string() && old.any(|old| *old == wanted) && turn.asked.on == On::Create {
                return turn.refuse(409, Some("uniqueness"), "a user had that userName");
            }
            turn.go_on()
        }),
    },
    Fault {
        name: "deleted-as-410",
        law: Breaks(&["7644-3.6-not-found"]),
        sentence: "answers 410 instead of 404 where a resource was deleted",
        shown: "DELETE /Users/id3\nGET /Users/id3",
        number: None,
        difference: Turns(|turn| {
            if let Some(reply) = remembered(turn) {
                return reply;
            }
            let id = turn.asked.id.clone();
            let was_there = turn.memory().kept.contains_key(&id);
            let mut reply = turn.go_on();
            edited(&mut reply, |answer| {
                if was_there && answer.status == 404 {
                    answer.tell_status(410);
                }
            });
            reply
        }),
    },
    Fault {
        name: "deleted-patch-as-success",
        law: Breaks(&["7644-3.6-not-found"]),
        sentence: "answers 204 to a PATCH of a resource that is not there",
        shown: r#"PATCH /Users/nobody << {"schemas":["$patch"],"Operations":[{"op":"replace","path":"title","value":"x"}]}"#,
        number: None,
        difference: Turns(|turn| unheard(turn, On::Patch)),
    },
    Fault {
        name: "deleted-put-as-success",
        law: Breaks(&["7644-3.6-not-found"]),
        sentence: "answers 204 to a PUT of a resource that is not there",
        shown: r#"PUT /Users/nobody << {"schemas":["$user"],"userName":"nobody"}"#,
        number: None,
        difference: Turns(|turn| unheard(turn, On::Replace)),
    },
    Fault {
        name: "deleted-twice-as-204",
        law: Breaks(&["7644-3.6-not-found"]),
        sentence: "answers 204 to DELETE of a resource that is not there",
        shown: "DELETE /Users/nobody",
        number: None,
        difference: Turns(|turn| unheard(turn, On::Delete)),
    },
    Fault {
        name: "delete-deactivates",
        law: Breaks(&["7644-3.6-not-found"]),
        sentence: "sets `active` to false where a user is to be deleted, and keeps the user",
        shown: "DELETE /Users/id3\nGET /Users/id3",
        number: None,
        difference: Turns(|turn| {
            let path = turn.path();
            if turn.asked.on != On::Delete || !turn.asked.is_users() || turn.resource(&path).is_none() {
                return turn.go_on();
            }
            let operation = json!({"op": "replace", "path": "active", "value": false});
            let body = json!({"schemas": [PATCH_OP], "Operations": [operation]});
            turn.ask(Method::Patch, &path, Some(&body));
            turn.answer(respond::empty(204))
        }),
    },
    Fault {
        name: "delete-of-group-deletes-members",
        law: Breaks(&["7644-3.1-state"]),
        sentence: "deletes the users of a group with it",
        shown: "DELETE /Groups/id4\nGET /Users/id1",
        number: None,
        difference: Turns(|turn| {
            let path = turn.path();
            let is_it = turn.asked.on == On::Delete && turn.asked.is_groups();
            let group = if is_it { turn.resource(&path) } else { None };
            let reply = turn.go_on();
            for member in group.iter().filter_map(|group| group["members"].as_array()).flatten() {
                let id = member["value"].as_str().unwrap_or_default();
                turn.ask(Method::Delete, &format!("/Users/{}", scimproof::syntax::percent_encode(id)), None);
            }
            reply
        }),
    },
    Fault {
        name: "deleted-still-member",
        law: Breaks(&["7643-4.2-members-value"]),
        sentence: "lists a deleted user in the groups that it was in",
        shown: "DELETE /Users/id1\nGET /Groups/id4",
        number: None,
        difference: Turns(|turn| {
            if let Some(reply) = remembered(turn) {
                return reply;
            }
            let mut reply = turn.go_on();
            let kept = &turn.memory().kept;
            edited(&mut reply, |answer| {
                for resource in answer.resources_mut().filter(|resource| resource.contains_key("displayName"))
                {
                    let id = resource.get("id").cloned().unwrap_or_default();
                    let were: Vec<Value> = kept
                        .iter()
                        .filter(|(_, old)| {
                            old["groups"].as_array().into_iter().flatten().any(|group| group["value"] == id)
                        })
                        .map(|(old, _)| json!({"value": old}))
                        .collect();
                    if were.is_empty() {
                        continue;
                    }
                    if let Value::Array(members) = resource.entry("members").or_insert_with(|| json!([])) {
                        members.extend(were);
                    }
                }
            });
            reply
        }),
    },
    Fault {
        name: "delete-refused",
        law: Law::Outside("RFC 7644 §3.6 lets providers decline, but has 405 or 501 for it"),
        sentence: "answers 400 to DELETE",
        shown: "DELETE /Users/id3",
        number: None,
        difference: super::difference::Difference::Refuses(|asked| {
            (asked.on == On::Delete).then_some((400, None, "resources cannot be deleted"))
        }),
    },
    Fault {
        name: "unknown-id-as-400",
        law: Breaks(&["7644-3.12-not-found"]),
        sentence: "answers 400 instead of 404 to an id that no resource has",
        shown: "GET /Users/nobody",
        number: None,
        difference: Refusals(&["resource-unknown"], |answer| {
            answer.tell_status(400);
        }),
    },
    Fault {
        name: "unknown-id-as-500",
        law: Breaks(&["7644-3.12-not-found"]),
        sentence: "answers 500 instead of 404 to an id that no resource has",
        shown: "GET /Users/nobody",
        number: None,
        difference: Refusals(&["resource-unknown"], |answer| {
            answer.tell_status(500);
        }),
    },
    Fault {
        name: "unknown-id-as-empty-200",
        law: Breaks(&["7644-3.12-not-found"]),
        sentence: "answers 200 with an empty object to an id that no resource has",
        shown: "GET /Users/nobody",
        number: None,
        difference: Refusals(&["resource-unknown"], |answer| {
            answer.status = 200;
            answer.body = json!({});
        }),
    },
    Fault {
        name: "unknown-id-as-empty-list",
        law: Breaks(&["7644-3.12-not-found"]),
        sentence: "answers 200 with an empty list to an id that no resource has",
        shown: "GET /Users/nobody",
        number: None,
        difference: Refusals(&["resource-unknown"], |answer| {
            answer.status = 200;
            answer.body = json!({"schemas": [scimproof::schema::LIST_RESPONSE], "totalResults": 0});
        }),
    },
    Fault {
        name: "read-as-list",
        law: Breaks(&["7644-3.4.1-get"]),
        sentence: "shows one resource as a list of one",
        shown: "GET /Users/id1",
        number: None,
        difference: Answers(&[On::Read], |_, answer| {
            let resource = answer.body.take();
            answer.body = json!({
                "schemas": [scimproof::schema::LIST_RESPONSE],
                "totalResults": 1,
                "Resources": [resource],
            });
        }),
    },
    Fault {
        name: "unknown-endpoint-as-200",
        law: Breaks(&["7644-3.12-not-found"]),
        sentence: "answers 200 with an empty list at an endpoint that does not exist",
        shown: "GET /Nothing",
        number: None,
        difference: Refusals(&["endpoint-unknown"], |answer| {
            answer.status = 200;
            answer.body = json!({"schemas": [scimproof::schema::LIST_RESPONSE], "totalResults": 0});
        }),
    },
    Fault {
        name: "unknown-endpoint-as-500",
        law: Breaks(&["7644-3.12-not-found"]),
        sentence: "answers 500 at an endpoint that does not exist",
        shown: "GET /Nothing",
        number: None,
        difference: Refusals(&["endpoint-unknown"], |answer| {
            answer.status = 500;
            answer.body = json!({"schemas": [ERROR], "status": "500"});
        }),
    },
];

/// Does a DELETE and keeps what was deleted; nothing for other requests.
fn remembered(turn: &mut Turn<'_, '_>) -> Option<Reply> {
    if turn.asked.on != On::Delete {
        return None;
    }
    let (path, id) = (turn.path(), turn.asked.id.clone());
    let before = turn.resource(&path);
    let reply = turn.go_on();
    if let Some(before) = before.filter(|_| !reply.changes.is_empty()) {
        turn.memory().kept.insert(id, before);
    }
    Some(reply)
}

/// 204 where there is no such resource.
fn unheard(turn: &mut Turn<'_, '_>, on: On) -> Reply {
    let path = turn.path();
    if turn.asked.on == on && turn.ask(Method::Get, &path, None).status == 404 {
        return turn.answer(respond::empty(204));
    }
    turn.go_on()
}
