//! Resources that are created otherwise (RFC 7644 §3.3).

use super::asked::On;
use super::difference::Difference::{Answers, Asks, Facts, Overlooks, Refuses, Stores, Turns};
use super::facts::attribute;
use super::weather::created;
use super::{Fault, Law::Breaks};
use crate::standin::World;
use crate::standin::fault::answer::edited;
use scimproof::message::Method;
use scimproof::schema::{ENTERPRISE_USER, Mutability, USER};
use serde_json::{Value, json};

pub(super) const FAULTS: &[Fault] = &[
    Fault {
        name: "created-as-200",
        law: Breaks(&["7644-3.3-created"]),
        sentence: "answers 200 instead of 201 to a resource that it created",
        shown: DOGS,
        number: None,
        difference: Answers(&[On::Create], |_, answer| answer.status = 200),
    },
    Fault {
        name: "created-as-202",
        law: Breaks(&["7644-3.3-created"]),
        sentence: "answers 202 instead of 201 to a resource that it created",
        shown: DOGS,
        number: None,
        difference: Answers(&[On::Create], |_, answer| answer.status = 202),
    },
    Fault {
        name: "created-without-body",
        law: Breaks(&["7644-3.3-representation"]),
        sentence: "shows nothing of a resource that it created",
        shown: DOGS,
        number: None,
        difference: Answers(&[On::Create], |_, answer| answer.empty()),
    },
    Fault {
        name: "created-shows-request",
        law: Breaks(&["7644-3.3-representation", "7643-3.1-assigned"]),
        sentence: "shows what was sent as the resource that it created, without `id` and `meta`",
        shown: DOGS,
        number: None,
        difference: Answers(&[On::Create], |asked, answer| {
            answer.body = asked.body().map_or(Value::Null, Value::Object);
        }),
    },
    Fault {
        name: "location-missing",
        law: Breaks(&["7644-3.3-location"]),
        sentence: "sends no `Location` with a created resource",
        shown: DOGS,
        number: None,
        difference: Answers(&[On::Create], |_, answer| answer.drop_header("Location")),
    },
    Fault {
        name: "location-of-collection",
        law: Breaks(&["7644-3.3-location"]),
        sentence: "names the endpoint in the `Location` of a created resource, without its id",
        shown: DOGS,
        number: None,
        difference: Answers(&[On::Create], |_, answer| {
            let location = answer.body["meta"]["location"].as_str().unwrap_or_default().to_owned();
            let endpoint = location.rsplit_once('/').map_or("", |(endpoint, _)| endpoint);
            answer.set_header("Location", endpoint);
        }),
    },
    Fault {
        name: "location-of-other-host",
        law: Breaks(&["7644-3.3-location", "7643-3.1-meta-location"]),
        sentence: "names a host in `Location` that only it knows, another than in `meta.location`",
        shown: DOGS,
        number: None,
        difference: Answers(&[On::Create], |_, answer| {
            let location = answer.body["meta"]["location"].as_str().unwrap_or_default();
            let path = location.split_once("://").and_then(|(_, rest)| rest.split_once('/'));
            let path = path.map_or("", |(_, path)| path).to_owned();
            answer.set_header("Location", format!("http://backend-7.internal/{path}"));
        }),
    },
    Fault {
        name: "client-id-taken",
        law: Breaks(&["7643-3.1-id-client", "7644-3.3-read-only"]),
        sentence: "gives a new resource the `id` that the client sent",
        shown: r#"POST /Groups << {"schemas":["$group"],"displayName":"Dogs","id":"mine"}"#,
        number: None,
        difference: Turns(|turn| {
            let wanted = turn.asked.member("id");
            match wanted.as_str().filter(|_| turn.asked.on == On::Create) {
                Some(id) => {
                    let now = turn.now();
                    turn.go_on_in(&mut World { now, next_id: &mut || id.to_owned() })
                }
                None => turn.go_on(),
            }
        }),
    },
    Fault {
        name: "id-holds-bulk-id",
        law: Breaks(&["7643-3.1-id-bulkid"]),
        sentence: "makes ids that hold the word `bulkId`",
        shown: DOGS,
        number: None,
        difference: Turns(|turn| {
            let (now, id) = (turn.now(), turn.next_id());
            turn.go_on_in(&mut World { now, next_id: &mut || format!("bulkId-{id}") })
        }),
    },
    Fault {
        name: "ids-reused",
        law: Breaks(&["7643-3.1-id-stable"]),
        sentence: "gives a new resource the id of one that was deleted",
        shown: "DELETE /Users/id3\nPOST /Groups << {\"schemas\":[\"$group\"],\"displayName\":\"Dogs\"}",
        number: None,
        difference: Turns(|turn| {
            let id = turn.asked.id.clone();
            let free = turn.memory().kept.keys().next().cloned();
            match (turn.asked.on, free) {
                (On::Create, Some(old)) => {
                    turn.memory().kept.remove(&old);
                    let now = turn.now();
                    turn.go_on_in(&mut World { now, next_id: &mut || old.clone() })
                }
                (On::Delete, _) => {
                    let reply = turn.go_on();
                    if !reply.changes.is_empty() {
                        turn.memory().kept.insert(id, Value::Null);
                    }
                    reply
                }
                _ => turn.go_on(),
            }
        }),
    },
    Fault {
        name: "client-meta-taken",
        law: Breaks(&["7643-3.1-meta-ignored"]),
        sentence: "shows the `meta.created` that the client sent",
        shown: "POST /Groups << {\"schemas\":[\"$group\"],\"displayName\":\"Dogs\",\"meta\":{\"created\":\"2001-01-01T00:00:00Z\"}}\nGET /Groups/id6",
        number: None,
        difference: Turns(|turn| {
            let sent = turn.asked.member("meta")["created"].take();
            let mut reply = turn.go_on();
            if let Some(id) = created(&reply).filter(|_| sent.is_string()) {
                turn.memory().kept.insert(id, sent);
            }
            let kept = &turn.memory().kept;
            edited(&mut reply, |answer| {
                for resource in answer.resources_mut() {
                    let id = resource.get("id").and_then(Value::as_str).unwrap_or_default();
                    if let Some(created) = kept.get(id).cloned()
                        && let Some(meta) = resource.get_mut("meta")
                    {
                        meta["created"] = created;
                    }
                }
            });
            reply
        }),
    },
    Fault {
        name: "client-groups-taken",
        law: Breaks(&["7643-4.1.2-groups", "7644-3.3-read-only"]),
        sentence: "takes the `groups` that a client writes into a user",
        shown: r#"POST /Users << {"schemas":["$user"],"userName":"dave","groups":[{"value":"id4"}]}"#,
        number: None,
        difference: Facts(
            |_| true,
            |profile| {
                attribute(profile, USER, "groups", |groups| {
                    groups.mutability = Mutability::ReadWrite;
                    groups.sub_attributes.iter_mut().for_each(|sub| sub.mutability = Mutability::ReadWrite);
                });
            },
        ),
    },
    Fault {
        name: "manager-display-name-taken",
        law: Breaks(&["7643-4.3-manager-display-name", "7644-3.3-read-only"]),
        sentence: "takes the `manager.displayName` that a client writes",
        shown: r#"POST /Users << {"schemas":["$user","$enterprise"],"userName":"dave","$enterprise":{"manager":{"value":"id1","displayName":"The boss"}}}"#,
        number: None,
        difference: Facts(
            |_| true,
            |profile| {
                attribute(profile, ENTERPRISE_USER, "manager.displayName", |name| {
                    name.mutability = Mutability::ReadWrite;
                });
            },
        ),
    },
    Fault {
        name: "read-only-refused",
        law: Breaks(&["7644-3.3-read-only"]),
        sentence: "refuses a new resource whose body has `id`, `meta` or `groups`",
        shown: r#"POST /Groups << {"schemas":["$group"],"displayName":"Dogs","id":"mine"}"#,
        number: None,
        difference: Refuses(|asked| {
            let has = |name: &str| !asked.member(name).is_null();
            (asked.on == On::Create && ["id", "meta", "groups"].into_iter().any(has)).then_some((
                400,
                Some("mutability"),
                "the body has attributes that clients do not write",
            ))
        }),
    },
    Fault {
        name: "external-id-invented",
        law: Breaks(&["7643-3.1-external-id"]),
        sentence: "makes up an `externalId` for a resource that has none",
        shown: DOGS,
        number: None,
        difference: Stores(|on, _, new| {
            if on == On::Create && !new.contains_key("externalId") {
                new.insert("externalId".to_owned(), json!("made-up-1"));
            }
        }),
    },
    Fault {
        name: "external-id-unique",
        law: Breaks(&["7643-3.1-external-id"]),
        sentence: "refuses a new resource whose `externalId` another one has",
        shown: r#"POST /Users << {"schemas":["$user"],"userName":"dave","externalId":"E-1"}"#,
        number: None,
        difference: Turns(|turn| {
            let wanted = turn.asked.member("externalId");
            if turn.asked.on == On::Create && wanted.is_string() {
                let filter = scimproof::syntax::percent_encode(&format!("externalId eq {wanted}"));
                let path = format!("/{}?filter={filter}", turn.asked.endpoint);
                let found = turn.ask(Method::Get, &path, None);
                let found: Value = serde_json::from_slice(&found.body).unwrap_or_default();
                if found["totalResults"].as_u64() > Some(0) {
                    return turn.refuse(409, Some("uniqueness"), "another resource has that externalId");
                }
            }
            turn.go_on()
        }),
    },
    Fault {
        name: "body-names-case-sensitive",
        law: Breaks(&["7643-2.1-names"]),
        sentence: "drops attributes whose names are not written in the schema's case",
        shown: r#"POST /Users << {"schemas":["$user"],"userName":"dave","DISPLAYNAME":"Dave"}"#,
        number: None,
        difference: Asks(|asked| {
            let schema = scimproof::schema::builtin(USER);
            asked.edit_body(|body| {
                body.retain(|name, _| {
                    let declared = schema.and_then(|schema| schema.attribute(name));
                    declared.is_none_or(|attribute| attribute.name == *name)
                });
            });
        }),
    },
    Fault {
        name: "schemas-demanded-first",
        law: Breaks(&["7643-2.3.8-order"]),
        sentence: "refuses a body in which `schemas` is not the first member",
        shown: r#"POST /Groups << {"displayName":"Dogs","schemas":["$group"]}"#,
        number: None,
        difference: Refuses(|asked| {
            let text = String::from_utf8_lossy(asked.request.body.as_deref()?);
            let first = text.trim_start().trim_start_matches('{').trim_start();
            (asked.on == On::Create && asked.body().is_some() && !first.starts_with("\"schemas\""))
                .then_some((400, Some("invalidSyntax"), "schemas has to come first"))
        }),
    },
    Fault {
        name: "schemas-order-matters",
        law: Breaks(&["7643-3-schemas-order"]),
        sentence: "refuses a body whose `schemas` names an extension before the core schema",
        shown: r#"POST /Users << {"schemas":["$enterprise","$user"],"userName":"dave","$enterprise":{"department":"x"}}"#,
        number: None,
        difference: Refuses(|asked| {
            let first = asked.member("schemas")[0].as_str().map(str::to_owned)?;
            (asked.on == On::Create && first.eq_ignore_ascii_case(ENTERPRISE_USER)).then_some((
                400,
                Some("invalidValue"),
                "the first schema has to be the core schema",
            ))
        }),
    },
    Fault {
        name: "null-refused",
        law: Breaks(&["7643-2.5-unassigned"]),
        sentence: "refuses a resource in which an attribute is null",
        shown: r#"POST /Users << {"schemas":["$user"],"userName":"dave","title":null}"#,
        number: None,
        difference: Refuses(|asked| {
            let has_null = asked.body().is_some_and(|body| body.values().any(Value::is_null));
            (matches!(asked.on, On::Create | On::Replace) && has_null).then_some((
                400,
                Some("invalidValue"),
                "null is no value",
            ))
        }),
    },
    Fault {
        name: "empty-array-refused",
        law: Breaks(&["7643-2.5-unassigned"]),
        sentence: "refuses a resource in which an attribute is an empty array",
        shown: r#"POST /Users << {"schemas":["$user"],"userName":"dave","emails":[]}"#,
        number: None,
        difference: Refuses(|asked| {
            let is_empty = |value: &Value| value.as_array().is_some_and(Vec::is_empty);
            let has_empty = asked.body().is_some_and(|body| body.values().any(is_empty));
            (matches!(asked.on, On::Create | On::Replace) && has_empty).then_some((
                400,
                Some("invalidValue"),
                "an array has to have values",
            ))
        }),
    },
    Fault {
        name: "user-name-not-demanded",
        law: Breaks(&["7643-4.1.1-user-name"]),
        sentence: "creates a user without a `userName`",
        shown: r#"POST /Users << {"schemas":["$user"],"displayName":"No name"}"#,
        number: None,
        difference: Overlooks(
            |asked| asked.on == On::Create,
            &["username-missing", "required-attribute-missing"],
        ),
    },
    Fault {
        name: "empty-user-name-taken",
        law: Breaks(&["7643-4.1.1-user-name"]),
        sentence: "creates a user whose `userName` is empty",
        shown: r#"POST /Users << {"schemas":["$user"],"userName":""}"#,
        number: None,
        difference: Overlooks(
            |asked| asked.on == On::Create,
            &["required-empty", "empty-string-required", "username-missing"],
        ),
    },
    Fault {
        name: "display-name-not-demanded",
        law: Breaks(&["7643-4.2-display-name"]),
        sentence: "creates a group without a `displayName`",
        shown: r#"POST /Groups << {"schemas":["$group"],"externalId":"x"}"#,
        number: None,
        difference: Overlooks(
            |asked| asked.on == On::Create,
            &["group-displayname-missing", "required-attribute-missing"],
        ),
    },
];

const DOGS: &str = r#"POST /Groups << {"schemas":["$group"],"displayName":"Dogs"}"#;
