//! Rules on how much in how short a time, and on how the provider keeps up.

use super::{Memory, Step, Trail, Whole};
use crate::json::Span;
use crate::message::Part;
use crate::rule::declare::rules;
use std::time::Duration;

/// How long Okta waits for an answer ("SCIM: frequently asked questions" in its developer documentation).
const PATIENCE: Duration = Duration::from_secs(60);

/// When Entra slows an application's provisioning down ("Application provisioning in quarantine
/// status"): so many events, and so many percent of them failed.
const QUARANTINE: (u64, u64) = (5_000, 40);

rules! {
    /// More users in a while than the endpoint takes.
    ///
    /// Provisioning then fails with errors of rate, and what failed is lost where nobody tries again.
    /// GitHub takes 1,000 users an hour, and as many additions to one group. Large rollouts do it.
    seq_rate_burst {
        looks_at: Whole,
        stage: State,
        says: "{what}",
        help: "spread the rollout over more hours, and honour `Retry-After`",
        bad: r#"GET /Users?filter=userName%20eq%20%22mona%22

HTTP/1.1 200 OK

{"schemas":["urn:ietf:params:scim:api:messages:2.0:ListResponse"],"totalResults":0}

###
POST /Users

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"mona"}

HTTP/1.1 429 Too Many Requests
Retry-After: 60

{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"status":"429"}
"#,
        good: r#"GET /Users?filter=userName%20eq%20%22mona%22

HTTP/1.1 200 OK

{"schemas":["urn:ietf:params:scim:api:messages:2.0:ListResponse"],"totalResults":0}

###
POST /Users

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"mona"}

HTTP/1.1 201 Created

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"id":"7","userName":"mona"}
"#,
    }
    fn check(whole: &Whole<'_>, _memory: &Memory, trail: &mut Trail<'_>) {
        if let Some(throttled) = &whole.totals.throttled {
            let times = if throttled.count == 1 { "once" } else { "more than once" };
            trail
                .found(throttled.first.clone())
                .with("what", &format!("the endpoint says {times} that these are too many requests"));
        }
        if let Some(burst) = &whole.totals.burst {
            let whom =
                if burst.in_one_group { "members are added to one group" } else { "users are created" };
            trail
                .found(burst.spot.clone())
                .with(
                    "what",
                    &format!("{} {whom} within the time in which the endpoint takes fewer", burst.count),
                )
                .beside(&burst.began, "the counting begins");
        }
    }

    /// An answer of 429 does not say in seconds when to come again.
    ///
    /// Okta reads `Retry-After` as a number of seconds and nothing else; without it, it waits five
    /// minutes, then twice as long each time, and gives up in the end.
    rate_429_no_retry_after {
        looks_at: Whole,
        stage: State,
        says: "{count} of the answers of 429 say not in seconds when to come again",
        help: "send `Retry-After` with a whole number of seconds",
        bad: r"GET /Users/7

HTTP/1.1 429 Too Many Requests
Retry-After: Wed, 11 Mar 2026 10:00:00 GMT

",
        good: r"GET /Users/7

HTTP/1.1 429 Too Many Requests
Retry-After: 30

",
    }
    fn check(whole: &Whole<'_>, _memory: &Memory, trail: &mut Trail<'_>) {
        if let Some(without) = &whole.totals.without_delay {
            trail.found(without.first.clone()).count("count", u64::from(without.count));
        }
    }

    /// An answer takes longer than a client waits.
    ///
    /// Okta closes the connection after a minute and sends the request again: a create then makes a
    /// duplicate. Large groups that are listed with all members are slow.
    rate_server_too_slow {
        looks_at: Step,
        stage: State,
        says: "the answer took {count} seconds",
        help: "answer within a minute; leave `members` out of lists of groups",
        bad: r#"# @took 61.5
GET /Groups/g1

HTTP/1.1 200 OK

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"],"id":"g1","displayName":"Everyone"}
"#,
        good: r#"# @took 0.5
GET /Groups/g1

HTTP/1.1 200 OK

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"],"id":"g1","displayName":"Everyone"}
"#,
    }
    fn check(step: &Step<'_>, _memory: &Memory, trail: &mut Trail<'_>) {
        if let Some(took) = step.exchange.took.filter(|took| *took > PATIENCE) {
            trail.found(step.at_status()).count("count", took.as_secs());
        }
    }

    /// So much fails that the client stops.
    ///
    /// Entra slows an application down to one cycle a day when more than 40 percent of 5,000 events
    /// fail, and stops after four weeks. The cause is one setting more often than many users.
    seq_quarantine {
        looks_at: Whole,
        stage: State,
        says: "{failed} of {all} requests fail",
        help: "mend the cause before the next cycle; the first failure shows it",
        bad: r#"# @times 5000
PATCH /Users/{n}

{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"replace","path":"title","value":"{n}"}]}

HTTP/1.1 400 Bad Request

{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"status":"400"}
"#,
        good: r#"# @times 5000
PATCH /Users/{n}

{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"replace","path":"title","value":"{n}"}]}

HTTP/1.1 204 No Content
"#,
    }
    fn check(whole: &Whole<'_>, _memory: &Memory, trail: &mut Trail<'_>) {
        let (most, percent) = QUARANTINE;
        let Some(failed) = &whole.totals.failed else { return };
        if whole.totals.answered >= most && u64::from(failed.count) * 100 > whole.totals.answered * percent {
            trail
                .found(failed.first.clone())
                .count("failed", u64::from(failed.count))
                .count("all", whole.totals.answered);
        }
    }
}

/// Whether an answer of 429 says in seconds when to come again.
pub(crate) fn says_delay(step: &Step<'_>) -> bool {
    let delay = step.exchange.response.as_ref().and_then(|response| response.header("retry-after"));
    delay.is_some_and(|delay| !delay.is_empty() && delay.bytes().all(|byte| byte.is_ascii_digit()))
}

/// Where the delay stands or should stand.
pub(crate) fn at_delay(step: &Step<'_>) -> super::Spot {
    let headers = step.exchange.response.as_ref().map(|response| &response.headers);
    let place = headers.and_then(|headers| {
        headers.iter().position(|header| header.name.eq_ignore_ascii_case("retry-after"))
    });
    match place.zip(headers) {
        Some((at, headers)) => {
            let whole = Span::new(0, headers[at].value.len() as u32);
            step.spot(Part::ResponseHeaderValue(at as u32), whole)
        }
        None => step.spot(Part::ResponseHeaders, Span::default()),
    }
}
