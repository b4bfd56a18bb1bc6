//! Refusals for a while: too many requests, maintenance, failures in bursts.

use super::network::EVERY_THIRD;
use crate::standin::Reply;
use crate::standin::fault::answer::edited;
use crate::standin::fault::difference::Difference::Turns;
use crate::standin::fault::turn::Turn;
use crate::standin::fault::{Fault, Law, Number, Unit};
use std::time::{Duration, SystemTime};

const THROTTLED: Law =
    Law::Outside("RFC 6585 §4: clients have to slow down, and to wait as `Retry-After` says");
const UNAVAILABLE: Law = Law::Outside("RFC 9110 §15.6: servers fail for a while; clients have to try again");

pub(super) const FAULTS: &[Fault] = &[
    Fault {
        name: "throttled",
        law: THROTTLED,
        sentence: "answers every third request, or one of so many, with 429 and `Retry-After: 1`",
        shown: "GET /Users/id1\nGET /Users/id1\nGET /Users/id1",
        number: EVERY_THIRD,
        difference: Turns(|turn| nth(turn, 429, |_| Some("1".to_owned()))),
    },
    Fault {
        name: "throttled-without-retry-after",
        law: THROTTLED,
        sentence: "answers every third request, or one of so many, with 429, and does not say how long to wait",
        shown: "GET /Users/id1\nGET /Users/id1\nGET /Users/id1",
        number: EVERY_THIRD,
        difference: Turns(|turn| nth(turn, 429, |_| None)),
    },
    Fault {
        name: "throttled-until-date",
        law: THROTTLED,
        sentence: "answers every third request, or one of so many, with 429, and a date in `Retry-After`",
        shown: "GET /Users/id1\nGET /Users/id1\nGET /Users/id1",
        number: EVERY_THIRD,
        difference: Turns(|turn| nth(turn, 429, |now| Some(http_date(now + Duration::from_secs(2))))),
    },
    Fault {
        name: "throttled-in-bursts",
        law: THROTTLED,
        sentence: "answers three requests with 429 after every ten, or so many, that it does",
        shown: "GET /Users/id1\nGET /Users/id1\nGET /Users/id1\nGET /Users/id1\nGET /Users/id1\nGET /Users/id1\nGET /Users/id1\nGET /Users/id1\nGET /Users/id1\nGET /Users/id1\nGET /Users/id1",
        number: EVERY_TENTH,
        difference: Turns(|turn| burst(turn, 429, Some("1"))),
    },
    Fault {
        name: "throttled-writes",
        law: THROTTLED,
        sentence: "answers every third write, or one of so many, with 429 and `Retry-After: 1`",
        shown: "DELETE /Users/id3\nDELETE /Users/id2\nDELETE /Users/id1",
        number: EVERY_THIRD,
        difference: Turns(|turn| {
            if turn.asked.on.writes() { nth(turn, 429, |_| Some("1".to_owned())) } else { turn.go_on() }
        }),
    },
    Fault {
        name: "unavailable",
        law: UNAVAILABLE,
        sentence: "answers every third request, or one of so many, with 503 and `Retry-After: 1`",
        shown: "GET /Users/id1\nGET /Users/id1\nGET /Users/id1",
        number: EVERY_THIRD,
        difference: Turns(|turn| nth(turn, 503, |_| Some("1".to_owned()))),
    },
    Fault {
        name: "failing-in-bursts",
        law: UNAVAILABLE,
        sentence: "answers three requests with 500 after every ten, or so many, that it does",
        shown: "GET /Users/id1\nGET /Users/id1\nGET /Users/id1\nGET /Users/id1\nGET /Users/id1\nGET /Users/id1\nGET /Users/id1\nGET /Users/id1\nGET /Users/id1\nGET /Users/id1\nGET /Users/id1",
        number: EVERY_TENTH,
        difference: Turns(|turn| burst(turn, 500, None)),
    },
    Fault {
        name: "writes-fail-after-done",
        law: UNAVAILABLE,
        sentence: "does every third write, or one of so many, and answers 500 all the same",
        shown: "DELETE /Users/id3\nDELETE /Users/id2\nDELETE /Users/id1\nGET /Users/id1",
        number: EVERY_THIRD,
        difference: Turns(|turn| {
            let is_picked = turn.asked.on.writes() && turn.is_nth(turn.number);
            let reply = turn.go_on();
            if !is_picked {
                return reply;
            }
            Reply { action: turn.refuse(500, None, "something went wrong").action, ..reply }
        }),
    },
];

const EVERY_TENTH: Option<Number> = Some(Number { otherwise: 10, unit: Unit::Requests });

/// Refuses the last request of each round.
fn nth(turn: &mut Turn<'_, '_>, status: u16, retry_after: fn(Duration) -> Option<String>) -> Reply {
    if turn.is_nth(turn.number) {
        let retry_after = retry_after(turn.now());
        refused(turn, status, retry_after.as_deref())
    } else {
        turn.go_on()
    }
}

/// Refuses three requests behind each round.
fn burst(turn: &mut Turn<'_, '_>, status: u16, retry_after: Option<&str>) -> Reply {
    let round = turn.number.saturating_add(3);
    let memory = turn.memory();
    let place = memory.count % round;
    memory.count += 1;
    if place < turn.number { turn.go_on() } else { refused(turn, status, retry_after) }
}

fn refused(turn: &mut Turn<'_, '_>, status: u16, retry_after: Option<&str>) -> Reply {
    let detail = if status == 429 { "too many requests; try again later" } else { "try again later" };
    let mut reply = turn.refuse(status, None, detail);
    if let Some(wait) = retry_after {
        edited(&mut reply, |answer| answer.set_header("Retry-After", wait));
    }
    reply
}

/// An instant as HTTP writes it (RFC 9110 §5.6.7): `Thu, 01 Jan 1970 00:00:00 GMT`.
fn http_date(since_1970: Duration) -> String {
    httpdate::fmt_http_date(SystemTime::UNIX_EPOCH + since_1970)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instants_are_written_as_http_does() {
        for (seconds, expected) in [
            (0, "Thu, 01 Jan 1970 00:00:00 GMT"),
            (784_111_777, "Sun, 06 Nov 1994 08:49:37 GMT"),
            (951_827_696, "Tue, 29 Feb 2000 12:34:56 GMT"),
        ] {
            assert_eq!(http_date(Duration::from_secs(seconds)), expected);
        }
    }
}
