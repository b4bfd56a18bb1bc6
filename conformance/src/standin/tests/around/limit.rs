//! Rate limits, with a clock that the test moves.

use super::super::{RateLimit, StandIn};
use super::{Driven, Sent, group, user};
use serde_json::Value;

fn limited(change: impl FnOnce(&mut RateLimit)) -> Driven {
    let mut driven = Driven::new("github-emu");
    let mut held = RateLimit::none();
    change(&mut held);
    driven.stand_in = StandIn::new(driven.stand_in.profile()).with_rate_limit(Some(held));
    driven
}

/// The headers `X-RateLimit-` and `Retry-After`; empty texts for those that are not there.
fn told(sent: &Sent) -> [&str; 4] {
    ["x-ratelimit-resource", "x-ratelimit-remaining", "x-ratelimit-reset", "retry-after"]
        .map(|name| sent.response.header(name).unwrap_or_default())
}

#[test]
fn a_client_that_waits_as_it_is_told_goes_on() {
    let mut driven = limited(|held| held.scim = Some(2));
    let first = driven.call("GET /Users");
    assert_eq!((first.response.status, told(&first)), (200, ["scim", "1", "3601", ""]));
    let second = driven.call("GET /Users/nobody");
    assert_eq!((second.response.status, told(&second)), (404, ["scim", "0", "3601", ""]));
    let refused = driven.call("GET /Users");
    assert_eq!((refused.response.status, told(&refused)), (429, ["scim", "0", "3601", ""]));
    assert_eq!(refused.reply.verdict.diagnostics[0].rule, "rate-limit-exceeded");
    assert_eq!(refused.body["status"], 429);
    // Asking for the limit costs nothing, and other resources have their own.
    let limits = driven.expect("GET /rate_limit", 200);
    assert_eq!(limits["resources"]["scim"]["remaining"], 0);
    assert_eq!(limits["resources"]["scim"]["reset"], 3601);
    driven.expect("GET /user", 200);
    driven.seconds = 3600;
    let again = driven.call("GET /Users");
    assert_eq!((again.response.status, told(&again)), (200, ["scim", "1", "7201", ""]));
}

#[test]
fn an_hour_can_be_a_minute() {
    let mut driven = limited(|held| {
        held.scim = Some(1);
        held.scale = 60;
    });
    driven.expect("GET /Users", 200);
    let refused = driven.call("GET /Users");
    assert_eq!((refused.response.status, told(&refused)), (429, ["scim", "0", "61", ""]));
    driven.seconds = 60;
    driven.expect("GET /Users", 200);
}

#[test]
fn points_are_counted_by_the_minute_and_the_answer_says_when_to_come_again() {
    let mut driven = limited(|held| held.points = Some(11));
    driven.user("mona");
    driven.user("lisa");
    driven.expect("GET /Users", 200);
    let refused = driven.call("GET /Users");
    assert_eq!((refused.response.status, told(&refused)), (429, ["", "", "", "57"]));
    // Another endpoint has points of its own.
    driven.expect("GET /Groups", 200);
    driven.seconds = 60;
    driven.expect("GET /Users", 200);
}

#[test]
fn a_thousand_users_an_hour_is_the_profiles_number_and_any_other_can_be_set() {
    assert_eq!(RateLimit::of(Driven::new("github-emu").stand_in.profile()).users, Some(1000));
    assert_eq!(RateLimit::of(Driven::new("github-ghes").stand_in.profile()), RateLimit::none());
    let mut driven = limited(|held| held.users = Some(2));
    driven.user("mona");
    // What was refused brings no user.
    driven.expect(&format!("POST /Users\n\n{}", user("mona", "user")), 409);
    driven.user("lisa");
    let refused = driven.call(&format!("POST /Users\n\n{}", user("cat", "user")));
    assert_eq!((refused.response.status, told(&refused)[3]), (429, "3597"));
    driven.expect("GET /Users", 200);
    // Members that come into a group count for the group.
    let id = driven.group("Cats", &["id1", "id2"]);
    driven.expect(&format!("PUT /Groups/{id}\n\n{}", group("Cats", &["id1"])), 429);
    driven.group("Dogs", &["id1", "id2"]);
}

#[test]
fn what_is_not_scim_has_a_limit_of_its_own() {
    let mut driven = limited(|held| held.core = Some(1));
    let sent = driven.call("GET /user");
    assert_eq!((sent.response.status, told(&sent)), (200, ["core", "0", "3601", ""]));
    let sent = driven.call("GET /user");
    assert_eq!((sent.response.status, told(&sent)), (403, ["core", "0", "3601", ""]));
    assert!(sent.body["message"].is_string());
    driven.expect("GET /Users", 200);
}

#[test]
fn without_the_option_nothing_is_limited_and_no_header_says_so() {
    let mut driven = Driven::new("github-emu");
    let sent = driven.call("GET /Users");
    assert_eq!(told(&sent), [""; 4]);
    assert_ne!(driven.expect("GET /rate_limit", 404), Value::Null);
}
