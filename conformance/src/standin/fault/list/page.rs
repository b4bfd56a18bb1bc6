//! Which part of a list is sent (RFC 7644 §3.4.2.4).

use crate::standin::Reply;
use crate::standin::fault::answer::edited;
use crate::standin::fault::asked::{Asked, LISTS};
use crate::standin::fault::difference::Difference::{Answers, Asks, Refuses, Turns};
use crate::standin::fault::difference::Refused;
use crate::standin::fault::turn::Turn;
use crate::standin::fault::{Fault, Law, Law::Breaks};
use scimproof::schema::ERROR;
use serde_json::json;

pub(super) const FAULTS: &[Fault] = &[
    Fault {
        name: "start-index-ignored",
        law: Breaks(&["7644-3.4.2-start-index"]),
        sentence: "sends the first page, whatever `startIndex` says",
        shown: "GET /Users?startIndex=2&count=1",
        number: None,
        difference: Asks(|asked| asked.set_parameter("startIndex", None)),
    },
    Fault {
        name: "start-index-counts-from-zero",
        law: Breaks(&["7644-3.4.2-start-index"]),
        sentence: "counts `startIndex` from 0, and so leaves out the first resource asked for",
        shown: "GET /Users?startIndex=1",
        number: None,
        difference: Turns(|turn| shifted(turn, |start| start.saturating_add(1))),
    },
    Fault {
        name: "pages-overlap",
        law: Breaks(&["7644-3.4.2-start-index"]),
        sentence: "begins each page but the first with the last resource of the page before",
        shown: "GET /Users?startIndex=2&count=1",
        number: None,
        difference: Turns(|turn| shifted(turn, |start| if start > 1 { start - 1 } else { start })),
    },
    Fault {
        name: "start-index-zero-refused",
        law: Breaks(&["7644-3.4.2.4-start-index"]),
        sentence: "refuses a `startIndex` of 0",
        shown: "GET /Users?startIndex=0",
        number: None,
        difference: Refuses(|asked| (number(asked, "startIndex") == Some(0)).then_some(INVALID)),
    },
    Fault {
        name: "start-index-negative-refused",
        law: Breaks(&["7644-3.4.2.4-start-index"]),
        sentence: "refuses a negative `startIndex`",
        shown: "GET /Users?startIndex=-1",
        number: None,
        difference: Refuses(|asked| {
            (number(asked, "startIndex") < Some(0))
                .then_some(INVALID)
                .filter(|_| number(asked, "startIndex").is_some())
        }),
    },
    Fault {
        name: "start-index-zero-lists-nothing",
        law: Breaks(&["7644-3.4.2.4-start-index"]),
        sentence: "lists nothing for a `startIndex` below 1",
        shown: "GET /Users?startIndex=0",
        number: None,
        difference: Asks(|asked| {
            if number(asked, "startIndex").is_some_and(|start| start < 1) {
                asked.set_parameter("count", Some("0"));
            }
        }),
    },
    Fault {
        name: "count-ignored",
        law: Breaks(&["7644-3.4.2.4-count"]),
        sentence: "sends as many resources as it likes, whatever `count` says",
        shown: "GET /Users?count=2",
        number: None,
        difference: Asks(|asked| {
            if number(asked, "count").is_some_and(|count| count > 0) {
                asked.set_parameter("count", None);
            }
        }),
    },
    Fault {
        name: "count-one-more",
        law: Breaks(&["7644-3.4.2.4-count"]),
        sentence: "sends one resource more than `count` says",
        shown: "GET /Users?count=2",
        number: None,
        difference: Asks(|asked| {
            if let Some(count) = number(asked, "count").filter(|count| *count > 0) {
                asked.set_parameter("count", Some(&count.saturating_add(1).to_string()));
            }
        }),
    },
    Fault {
        name: "count-zero-lists-all",
        law: Breaks(&["7644-3.4.2.4-count-zero"]),
        sentence: "takes a `count` of 0 for none given",
        shown: "GET /Users?count=0",
        number: None,
        difference: Asks(|asked| {
            if number(asked, "count") == Some(0) {
                asked.set_parameter("count", None);
            }
        }),
    },
    Fault {
        name: "count-zero-refused",
        law: Breaks(&["7644-3.4.2.4-count-zero"]),
        sentence: "refuses a `count` of 0",
        shown: "GET /Users?count=0",
        number: None,
        difference: Refuses(|asked| (number(asked, "count") == Some(0)).then_some(INVALID)),
    },
    Fault {
        name: "count-zero-totals-zero",
        law: Breaks(&["7644-3.4.2.4-count-zero"]),
        sentence: "counts nothing in `totalResults` where `count` is 0",
        shown: "GET /Users?count=0",
        number: None,
        difference: Answers(LISTS, |asked, answer| {
            if number(asked, "count") == Some(0) {
                answer.put("/totalResults", 0);
            }
        }),
    },
    Fault {
        name: "count-negative-refused",
        law: Breaks(&["7644-3.4.2.4-count-negative"]),
        sentence: "refuses a negative `count`",
        shown: "GET /Users?count=-1",
        number: None,
        difference: Refuses(|asked| number(asked, "count").is_some_and(|count| count < 0).then_some(INVALID)),
    },
    Fault {
        name: "count-negative-lists-all",
        law: Breaks(&["7644-3.4.2.4-count-negative"]),
        sentence: "takes a negative `count` for none given",
        shown: "GET /Users?count=-1",
        number: None,
        difference: Asks(|asked| {
            if number(asked, "count").is_some_and(|count| count < 0) {
                asked.set_parameter("count", None);
            }
        }),
    },
    Fault {
        name: "count-larger-refused",
        law: Breaks(&["7644-3.4.2.4-count"]),
        sentence: "refuses a `count` above 100 instead of sending fewer",
        shown: "GET /Users?count=1000",
        number: None,
        difference: Refuses(|asked| {
            number(asked, "count").is_some_and(|count| count > 100).then_some(INVALID)
        }),
    },
    Fault {
        name: "page-past-end-as-404",
        law: Breaks(&["7644-3.4.2-no-match"]),
        sentence: "answers 404 to a page behind the last resource",
        shown: "GET /Users?startIndex=100",
        number: None,
        difference: Answers(LISTS, |asked, answer| {
            if is_past_end(asked, &answer.body) {
                answer.status = 404;
                answer.body = json!({"schemas": [ERROR], "status": "404", "detail": "there is no such page"});
            }
        }),
    },
    Fault {
        name: "page-past-end-totals-zero",
        law: Breaks(&["7644-3.4.2.4-total-results"]),
        sentence: "counts nothing in `totalResults` on a page behind the last resource",
        shown: "GET /Users?startIndex=100",
        number: None,
        difference: Answers(LISTS, |asked, answer| {
            if is_past_end(asked, &answer.body) {
                answer.put("/totalResults", 0);
            }
        }),
    },
    Fault {
        name: "page-past-end-wraps",
        law: Breaks(&["7644-3.4.2-start-index"]),
        sentence: "sends the first page again behind the last resource, so that a walk never ends",
        shown: "GET /Users?startIndex=100&count=1",
        number: None,
        difference: Turns(|turn| {
            let reply = turn.go_on();
            let is_empty = {
                let mut is_empty = false;
                let mut seen = reply.clone();
                edited(&mut seen, |answer| {
                    is_empty = is_past_end(&turn.asked, &answer.body);
                });
                is_empty
            };
            if is_empty {
                turn.asked.set_parameter("startIndex", None);
                return turn.go_on();
            }
            reply
        }),
    },
    Fault {
        name: "total-of-everything",
        law: Breaks(&["7644-3.4.2.4-total-results"]),
        sentence: "counts all resources of the endpoint in `totalResults`, whatever the filter finds",
        shown: r#"GET /Users?filter=userName eq "mona""#,
        number: None,
        difference: Turns(|turn| {
            let mut reply = turn.go_on();
            if LISTS.contains(&turn.asked.on) && !turn.asked.endpoint.is_empty() {
                let path = format!("/{}?count=0", turn.asked.endpoint);
                let all = turn.resource(&path).map(|all| all["totalResults"].clone()).unwrap_or_default();
                edited(&mut reply, |answer| answer.put("/totalResults", all));
            }
            reply
        }),
    },
    Fault {
        name: "order-unstable",
        law: Law::Outside("RFC 7644 §3.4.2.4 names no order; without a stable one, paging misses resources"),
        sentence: "lists resources in the other order every second time, where no order is asked for",
        shown: "GET /Users\nGET /Users",
        number: None,
        difference: Turns(|turn| {
            let is_odd =
                LISTS.contains(&turn.asked.on) && turn.asked.parameter("sortBy").is_none() && turn.is_nth(2);
            if is_odd {
                turn.asked.set_parameter("sortBy", Some("meta.created"));
                turn.asked.set_parameter("sortOrder", Some("descending"));
            }
            turn.go_on()
        }),
    },
];

const INVALID: Refused = (400, Some("invalidValue"), "there is no such page");

fn number(asked: &Asked, name: &str) -> Option<i64> {
    asked.parameter(name)?.parse().ok()
}

fn is_past_end(asked: &Asked, body: &serde_json::Value) -> bool {
    let is_empty = body["Resources"].as_array().is_some_and(Vec::is_empty);
    is_empty && number(asked, "startIndex") > body["totalResults"].as_i64()
}

/// The page that begins elsewhere, as if it began where it was asked for.
fn shifted(turn: &mut Turn<'_, '_>, other: fn(i64) -> i64) -> Reply {
    let Some(start) = number(&turn.asked, "startIndex").filter(|_| LISTS.contains(&turn.asked.on)) else {
        return turn.go_on();
    };
    turn.asked.set_parameter("startIndex", Some(&other(start).to_string()));
    let mut reply = turn.go_on();
    edited(&mut reply, |answer| answer.put("/startIndex", start.max(1)));
    reply
}
