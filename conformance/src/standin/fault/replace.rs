//! PUT that replaces otherwise (RFC 7644 §3.5.1).

use super::answer::{edited, shows_old};
use super::asked::On;
use super::difference::Difference::{Answers, Overlooks, Refuses, Stores, Turns};
use super::{Fault, Law::Breaks};
use crate::standin::time::timestamp;
use crate::standin::{Action, Reply};
use scimproof::message::Method;
use serde_json::{Value, json};

pub(super) const FAULTS: &[Fault] = &[
    Fault {
        name: "put-keeps-old-values",
        law: Breaks(&["7644-3.5.1-read-write"]),
        sentence: "sets only attributes that had no value, and keeps the values of the others",
        shown: r#"PUT /Users/id3 << {"schemas":["$user"],"userName":"Bob","title":"Boss"}"#,
        number: None,
        difference: Stores(|on, old, new| {
            for (name, value) in old.filter(|_| on == On::Replace).into_iter().flatten() {
                new.insert(name.clone(), value.clone());
            }
        }),
    },
    Fault {
        name: "put-adds-values",
        law: Breaks(&["7644-3.5.1-read-write"]),
        sentence: "adds the values of multi-valued attributes to those that were there",
        shown: r#"PUT /Users/id1 << {"schemas":["$user"],"userName":"Mona","emails":[{"value":"new@example.com","type":"other"}]}"#,
        number: None,
        difference: Stores(|on, old, new| {
            for (name, value) in old.filter(|_| on == On::Replace).into_iter().flatten() {
                if let (Value::Array(before), Some(Value::Array(after))) = (value, new.get_mut(name)) {
                    let kept = before.iter().filter(|element| !after.contains(element)).cloned();
                    *after = kept.collect::<Vec<_>>().into_iter().chain(std::mem::take(after)).collect();
                }
            }
        }),
    },
    Fault {
        name: "put-ignores-complex",
        law: Breaks(&["7644-3.5.1-read-write"]),
        sentence: "keeps the old value of a complex attribute",
        shown: r#"PUT /Users/id1 << {"schemas":["$user"],"userName":"Mona","name":{"givenName":"Lisa"}}"#,
        number: None,
        difference: Stores(|on, old, new| {
            if let Some(name) = old.filter(|_| on == On::Replace).and_then(|old| old.get("name")) {
                new.insert("name".to_owned(), name.clone());
            }
        }),
    },
    Fault {
        name: "put-ignores-members",
        law: Breaks(&["7644-3.5.1-read-write"]),
        sentence: "keeps the old members of a group",
        shown: r#"PUT /Groups/id4 << {"schemas":["$group"],"displayName":"Cats","members":[{"value":"id3"}]}"#,
        number: None,
        difference: Stores(|on, old, new| {
            if let Some(members) = old.filter(|_| on == On::Replace).and_then(|old| old.get("members")) {
                new.insert("members".to_owned(), members.clone());
            }
        }),
    },
    Fault {
        name: "put-creates",
        law: Breaks(&["7644-3.5.1-creates", "7644-3.2-put-creates"]),
        sentence: "creates a resource where PUT names one that is not there",
        shown: r#"PUT /Groups/nobody << {"schemas":["$group"],"displayName":"Dogs"}"#,
        number: None,
        difference: Turns(|turn| {
            let reply = turn.go_on();
            if turn.asked.on != On::Replace || status(&reply) != 404 {
                return reply;
            }
            let (path, body) = (format!("/{}", turn.asked.endpoint), turn.asked.body());
            let made = turn.ask(Method::Post, &path, body.map(Value::Object).as_ref());
            turn.answer(made)
        }),
    },
    Fault {
        name: "put-as-201",
        law: Breaks(&["7644-3.5.1-ok"]),
        sentence: "answers 201 to a PUT that it did",
        shown: BOB,
        number: None,
        difference: Answers(&[On::Replace], |_, answer| answer.status = 201),
    },
    Fault {
        name: "put-as-204",
        law: Breaks(&["7644-3.5.1-ok"]),
        sentence: "answers 204 without the resource to a PUT that it did",
        shown: BOB,
        number: None,
        difference: Answers(&[On::Replace], |_, answer| {
            answer.status = 204;
            answer.empty();
        }),
    },
    Fault {
        name: "put-without-body",
        law: Breaks(&["7644-3.5.1-ok"]),
        sentence: "answers 200 without the resource to a PUT that it did",
        shown: BOB,
        number: None,
        difference: Answers(&[On::Replace], |_, answer| answer.empty()),
    },
    Fault {
        name: "put-shows-old",
        law: Breaks(&["7644-3.1-state"]),
        sentence: "shows the resource as it was before the PUT",
        shown: BOB,
        number: None,
        difference: Turns(|turn| turn.with_before(On::Replace, shows_old)),
    },
    Fault {
        name: "put-shows-request",
        law: Breaks(&["7644-3.5.1-ok", "7644-3.1-state"]),
        sentence: "shows what was sent instead of the resource after a PUT",
        shown: BOB,
        number: None,
        difference: Answers(&[On::Replace], |asked, answer| {
            answer.body = asked.body().map_or(Value::Null, Value::Object);
        }),
    },
    Fault {
        name: "put-changes-id",
        law: Breaks(&["7643-3.1-id-stable"]),
        sentence: "shows another `id` after a PUT",
        shown: BOB,
        number: None,
        difference: Answers(&[On::Replace], |asked, answer| answer.put("/id", format!("{}-2", asked.id))),
    },
    Fault {
        name: "put-moves-created",
        law: Breaks(&["7643-3.1-meta-created"]),
        sentence: "sets `meta.created` to the time of a PUT",
        shown: "PUT /Users/id3 << {\"schemas\":[\"$user\"],\"userName\":\"Bob\",\"title\":\"Boss\"}\nGET /Users/id3",
        number: None,
        difference: Turns(|turn| {
            let mut reply = turn.go_on();
            if turn.asked.on == On::Replace && status(&reply) == 200 {
                let (id, now) = (turn.asked.id.clone(), json!(timestamp(turn.now())));
                turn.memory().kept.insert(id, now);
            }
            let kept = &turn.memory().kept;
            edited(&mut reply, |answer| {
                for resource in answer.resources_mut() {
                    let id = resource.get("id").and_then(Value::as_str).unwrap_or_default();
                    if let (Some(moved), Some(meta)) = (kept.get(id).cloned(), resource.get_mut("meta")) {
                        meta["created"] = moved;
                    }
                }
            });
            reply
        }),
    },
    Fault {
        name: "put-read-only-refused",
        law: Breaks(&["7644-3.5.1-read-only"]),
        sentence: "refuses a PUT whose body has `id`, `meta` or `groups`",
        shown: r#"PUT /Users/id3 << {"schemas":["$user"],"userName":"Bob","id":"id3","meta":{"resourceType":"User"}}"#,
        number: None,
        difference: Refuses(|asked| {
            let has = |name: &str| !asked.member(name).is_null();
            (asked.on == On::Replace && ["id", "meta", "groups"].into_iter().any(has)).then_some((
                400,
                Some("mutability"),
                "the body has attributes that clients do not write",
            ))
        }),
    },
    Fault {
        name: "put-required-not-demanded",
        law: Breaks(&["7644-3.5.1-required"]),
        sentence: "takes a PUT of a user without a `userName`",
        shown: r#"PUT /Users/id3 << {"schemas":["$user"],"title":"Boss"}"#,
        number: None,
        difference: Overlooks(
            |asked| asked.on == On::Replace,
            &["username-missing", "required-attribute-missing"],
        ),
    },
    Fault {
        name: "put-null-refused",
        law: Breaks(&["7644-3.5.1-clear"]),
        sentence: "refuses a PUT in which an attribute is null",
        shown: r#"PUT /Users/id3 << {"schemas":["$user"],"userName":"Bob","title":null}"#,
        number: None,
        difference: Refuses(|asked| {
            let has_null = asked.body().is_some_and(|body| body.values().any(Value::is_null));
            (asked.on == On::Replace && has_null).then_some((400, Some("invalidValue"), "null is no value"))
        }),
    },
    Fault {
        name: "put-not-implemented",
        law: Breaks(&["7644-3.5-put"]),
        sentence: "answers 501 to PUT",
        shown: BOB,
        number: None,
        difference: Refuses(|asked| {
            (asked.on == On::Replace).then_some((501, None, "PUT is not implemented"))
        }),
    },
];

const BOB: &str = r#"PUT /Users/id3 << {"schemas":["$user"],"userName":"Bob","title":"Boss"}"#;

fn status(reply: &Reply) -> u16 {
    match &reply.action {
        Action::Respond(response) => response.status,
        Action::Drop => 0,
    }
}
