//! Answers that come late, in part or not at all.

use crate::standin::fault::answer::edited;
use crate::standin::fault::difference::Difference::Turns;
use crate::standin::fault::{Fault, Law, Number, Unit};
use crate::standin::{Action, Reply, respond};
use scimproof::message::Method;
use serde_json::Value;
use std::time::Duration;

const NETWORK: Law = Law::Outside("networks and overloaded servers do this; clients have to bear it");

pub(super) const FAULTS: &[Fault] = &[
    Fault {
        name: "late",
        law: NETWORK,
        sentence: "answers every request late; `late=3s` says how late",
        shown: "GET /Users/id1",
        number: Some(Number { otherwise: 2_000, unit: Unit::Milliseconds }),
        difference: Turns(|turn| {
            let mut reply = turn.go_on();
            reply.after += Duration::from_millis(turn.number);
            reply
        }),
    },
    Fault {
        name: "late-writes",
        law: NETWORK,
        sentence: "answers requests that change something late",
        shown: "DELETE /Users/id3",
        number: Some(Number { otherwise: 2_000, unit: Unit::Milliseconds }),
        difference: Turns(|turn| {
            let mut reply = turn.go_on();
            if turn.asked.on.writes() {
                reply.after += Duration::from_millis(turn.number);
            }
            reply
        }),
    },
    Fault {
        name: "late-lists",
        law: NETWORK,
        sentence: "answers lists late",
        shown: "GET /Users",
        number: Some(Number { otherwise: 2_000, unit: Unit::Milliseconds }),
        difference: Turns(|turn| {
            let mut reply = turn.go_on();
            if crate::standin::fault::asked::LISTS.contains(&turn.asked.on) {
                reply.after += Duration::from_millis(turn.number);
            }
            reply
        }),
    },
    Fault {
        name: "connection-dropped",
        law: NETWORK,
        sentence: "closes the connection of every third request, or of every one of so many, and does nothing",
        shown: "GET /Users/id1\nGET /Users/id1\nGET /Users/id1",
        number: EVERY_THIRD,
        difference: Turns(|turn| {
            if turn.is_nth(turn.number) { dropped(turn.refuse(500, None, "")) } else { turn.go_on() }
        }),
    },
    Fault {
        name: "answer-dropped",
        law: NETWORK,
        sentence: "does every third write, or one of so many, and closes the connection without an answer",
        shown: "DELETE /Users/id3\nDELETE /Users/id2\nDELETE /Users/id1\nGET /Users/id1",
        number: EVERY_THIRD,
        difference: Turns(|turn| {
            let is_picked = turn.asked.on.writes() && turn.is_nth(turn.number);
            let reply = turn.go_on();
            if is_picked { dropped(reply) } else { reply }
        }),
    },
    Fault {
        name: "first-try-dropped",
        law: NETWORK,
        sentence: "closes the connection of a request, and answers when it comes again",
        shown: "GET /Users/id1\nGET /Users/id1",
        number: None,
        difference: Turns(|turn| {
            let request = &turn.asked.request;
            let body = String::from_utf8_lossy(request.body.as_deref().unwrap_or_default()).into_owned();
            let key = format!("{} {} {body}", request.method, request.target);
            if turn.memory().kept.remove(&key).is_some() {
                return turn.go_on();
            }
            turn.memory().kept.insert(key, Value::Null);
            dropped(turn.refuse(500, None, ""))
        }),
    },
    Fault {
        name: "body-cut-off",
        law: Law::Breaks(&["7644-3.2-json"]),
        sentence: "ends bodies in their middle",
        shown: "GET /Users/id1",
        number: None,
        difference: Turns(|turn| {
            let mut reply = turn.go_on();
            edited(&mut reply, |answer| {
                let mut text = answer.body.to_string().into_bytes();
                text.truncate(text.len() / 2);
                if !answer.body.is_null() {
                    answer.text = Some(text);
                }
            });
            reply
        }),
    },
    Fault {
        name: "login-page",
        law: Law::Breaks(&["7644-3.2-json"]),
        sentence: "answers every third GET, or one of so many, with 200 and a page that asks to log in",
        shown: "GET /Users/id1\nGET /Users/id1\nGET /Users/id1",
        number: EVERY_THIRD,
        difference: Turns(|turn| {
            if turn.asked.request.method != Method::Get || !turn.is_nth(turn.number) {
                return turn.go_on();
            }
            page(turn.answer(respond::empty(200)), "<!doctype html><title>Log in</title>")
        }),
    },
    Fault {
        name: "bad-gateway",
        law: NETWORK,
        sentence: "answers every third request, or one of so many, with 502 and a page of a proxy",
        shown: "GET /Users/id1\nGET /Users/id1\nGET /Users/id1",
        number: EVERY_THIRD,
        difference: Turns(|turn| {
            if !turn.is_nth(turn.number) {
                return turn.go_on();
            }
            page(turn.answer(respond::empty(502)), "<!doctype html><title>502 Bad Gateway</title>")
        }),
    },
    Fault {
        name: "gateway-timeout",
        law: NETWORK,
        sentence: "does every third write, or one of so many, and answers 504 as a proxy does that gave up",
        shown: "DELETE /Users/id3\nDELETE /Users/id2\nDELETE /Users/id1\nGET /Users/id1",
        number: EVERY_THIRD,
        difference: Turns(|turn| {
            let is_picked = turn.asked.on.writes() && turn.is_nth(turn.number);
            let mut reply = turn.go_on();
            if is_picked {
                reply.action = Action::Respond(respond::empty(504));
                return page(reply, "<!doctype html><title>504 Gateway Time-out</title>");
            }
            reply
        }),
    },
];

/// Every third one, where no other number is set.
pub(super) const EVERY_THIRD: Option<Number> = Some(Number { otherwise: 3, unit: Unit::Requests });

fn dropped(mut reply: Reply) -> Reply {
    reply.action = Action::Drop;
    reply
}

fn page(mut reply: Reply, html: &str) -> Reply {
    edited(&mut reply, |answer| {
        answer.text = Some(html.as_bytes().to_vec());
        answer.set_header("Content-Type", "text/html; charset=utf-8");
    });
    reply
}
