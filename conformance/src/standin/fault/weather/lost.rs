//! States that are shown late, and changes that are lost.

use super::network::EVERY_THIRD;
use crate::standin::fault::answer::edited;
use crate::standin::fault::asked::{LISTS, On};
use crate::standin::fault::difference::Difference::Turns;
use crate::standin::fault::turn::Turn;
use crate::standin::fault::{Fault, Law, Number, Unit};
use crate::standin::{Action, Reply, respond};
use scimproof::message::Method;
use serde_json::{Value, json};

const EVENTUAL: Law =
    Law::Outside("no sentence of RFC 7644 says how soon a change shows; clients meet replicas");
const STATE: Law = Law::Breaks(&["7644-3.1-state"]);

pub(super) const FAULTS: &[Fault] = &[
    Fault {
        name: "stale-reads",
        law: EVENTUAL,
        sentence: "shows a changed resource as it was for two more reads, or so many",
        shown: "PATCH /Users/id1 << {\"schemas\":[\"$patch\"],\"Operations\":[{\"op\":\"replace\",\"path\":\"title\",\"value\":\"Boss\"}]}\nGET /Users/id1\nGET /Users/id1\nGET /Users/id1",
        number: TWO,
        difference: Turns(stale_read),
    },
    Fault {
        name: "stale-lists",
        law: EVENTUAL,
        sentence: "leaves a new resource out of the next two lists, or so many",
        shown: "POST /Groups << {\"schemas\":[\"$group\"],\"displayName\":\"Dogs\"}\nGET /Groups\nGET /Groups\nGET /Groups",
        number: TWO,
        difference: Turns(stale_list),
    },
    Fault {
        name: "late-to-appear",
        law: EVENTUAL,
        sentence: "does not find a new resource for the next two reads, or so many",
        shown: "POST /Groups << {\"schemas\":[\"$group\"],\"displayName\":\"Dogs\"}\nGET /Groups/id6\nGET /Groups/id6\nGET /Groups/id6",
        number: TWO,
        difference: Turns(late_to_appear),
    },
    Fault {
        name: "lost-replace",
        law: STATE,
        sentence: "answers every third PUT, or one of so many, as if it were done, and keeps the old state",
        shown: "PUT /Groups/id5 << {\"schemas\":[\"$group\"],\"displayName\":\"a\"}\nPUT /Groups/id5 << {\"schemas\":[\"$group\"],\"displayName\":\"b\"}\nPUT /Groups/id5 << {\"schemas\":[\"$group\"],\"displayName\":\"c\"}\nGET /Groups/id5",
        number: EVERY_THIRD,
        difference: Turns(|turn| lost(turn, On::Replace)),
    },
    Fault {
        name: "lost-patch",
        law: STATE,
        sentence: "answers every third PATCH, or one of so many, as if it were done, and keeps the old state",
        shown: "PATCH /Users/id1 << {\"schemas\":[\"$patch\"],\"Operations\":[{\"op\":\"replace\",\"path\":\"title\",\"value\":\"a\"}]}\nPATCH /Users/id1 << {\"schemas\":[\"$patch\"],\"Operations\":[{\"op\":\"replace\",\"path\":\"title\",\"value\":\"b\"}]}\nPATCH /Users/id1 << {\"schemas\":[\"$patch\"],\"Operations\":[{\"op\":\"replace\",\"path\":\"title\",\"value\":\"c\"}]}\nGET /Users/id1",
        number: EVERY_THIRD,
        difference: Turns(|turn| lost(turn, On::Patch)),
    },
    Fault {
        name: "lost-create",
        law: STATE,
        sentence: "answers every third POST of a resource, or one of so many, as if it were done, and keeps nothing",
        shown: "POST /Groups << {\"schemas\":[\"$group\"],\"displayName\":\"a\"}\nPOST /Groups << {\"schemas\":[\"$group\"],\"displayName\":\"b\"}\nPOST /Groups << {\"schemas\":[\"$group\"],\"displayName\":\"c\"}\nGET /Groups/id8",
        number: EVERY_THIRD,
        difference: Turns(|turn| {
            let is_picked = turn.asked.on == On::Create && turn.is_nth(turn.number);
            let reply = turn.go_on();
            if let Some(id) = created(&reply).filter(|_| is_picked) {
                let path = format!("/{}/{}", turn.asked.endpoint, scimproof::syntax::percent_encode(&id));
                turn.ask(Method::Delete, &path, None);
            }
            reply
        }),
    },
    Fault {
        name: "lost-delete",
        law: Law::Breaks(&["7644-3.6-not-found"]),
        sentence: "answers every third DELETE, or one of so many, as if it were done, and keeps the resource",
        shown: "DELETE /Users/id3\nDELETE /Users/id2\nDELETE /Users/id1\nGET /Users/id1",
        number: EVERY_THIRD,
        difference: Turns(|turn| {
            let path = turn.path();
            if turn.asked.on == On::Delete && turn.resource(&path).is_some() && turn.is_nth(turn.number) {
                return turn.answer(respond::empty(204));
            }
            turn.go_on()
        }),
    },
];

const TWO: Option<Number> = Some(Number { otherwise: 2, unit: Unit::Requests });

fn lost(turn: &mut Turn<'_, '_>, on: On) -> Reply {
    if turn.asked.on == on && turn.is_nth(turn.number) { turn.keeping_the_old() } else { turn.go_on() }
}

/// The id of the resource that was created.
pub(in crate::standin::fault) fn created(reply: &Reply) -> Option<String> {
    let Action::Respond(response) = &reply.action else { return None };
    let body: Value = serde_json::from_slice(&response.body).ok()?;
    (response.status == 201).then(|| body["id"].as_str().map(str::to_owned))?
}

/// Counts down what is kept under a key; whether it lasts still.
fn lasts(turn: &mut Turn<'_, '_>, key: &str) -> bool {
    let Some(kept) = turn.memory().kept.get_mut(key) else { return false };
    match kept["left"].as_u64() {
        Some(left) if left > 0 => {
            kept["left"] = json!(left - 1);
            true
        }
        _ => false,
    }
}

fn stale_read(turn: &mut Turn<'_, '_>) -> Reply {
    let path = turn.path();
    if matches!(turn.asked.on, On::Replace | On::Patch) {
        let before = turn.resource(&path);
        let (reply, left) = (turn.go_on(), turn.number);
        if let Some(before) = before {
            turn.memory().kept.insert(path, json!({"left": left, "resource": before}));
        }
        return reply;
    }
    let mut reply = turn.go_on();
    if turn.asked.on == On::Read && lasts(turn, &path) {
        let old = turn.memory().kept.get(&path).map(|kept| kept["resource"].clone()).unwrap_or_default();
        edited(&mut reply, |answer| {
            let version = old["meta"]["version"].as_str().map(str::to_owned);
            answer.body = old;
            if let Some(version) = version {
                answer.set_header("ETag", version);
            }
        });
    }
    reply
}

fn stale_list(turn: &mut Turn<'_, '_>) -> Reply {
    let mut reply = turn.go_on();
    if let Some(id) = created(&reply) {
        let left = turn.number;
        turn.memory().kept.insert(id, json!({"left": left}));
    }
    if LISTS.contains(&turn.asked.on) {
        let new: Vec<String> = turn.memory().kept.keys().cloned().collect();
        let hidden: Vec<String> = new.into_iter().filter(|id| lasts(turn, id)).collect();
        edited(&mut reply, |answer| {
            answer.keep_listed(|resource| hidden.iter().all(|id| resource["id"] != id.as_str()));
        });
    }
    reply
}

fn late_to_appear(turn: &mut Turn<'_, '_>) -> Reply {
    let id = turn.asked.id.clone();
    if turn.asked.on == On::Read && lasts(turn, &id) {
        return turn.refuse(404, None, "no resource has that id");
    }
    let reply = turn.go_on();
    if let Some(id) = created(&reply) {
        let left = turn.number;
        turn.memory().kept.insert(id, json!({"left": left}));
    }
    reply
}
