//! Clients of two kinds, right and wrong, before the stand-in.

#![expect(clippy::unwrap_used, reason = "a test's own input")]

use super::scenario::{Play, Scenario, Standing, scenario};
use super::{KEPT, Outcome, Watch, line};
use crate::standin::{Action, StandIn, World};
use scimproof::message::{Exchange, Header, Method, Request, Response};
use scimproof::profile::{self, Profile};
use serde_json::{Value, json};
use std::time::Duration;

const USER: &str = "urn:ietf:params:scim:schemas:core:2.0:User";
const GROUP: &str = "urn:ietf:params:scim:schemas:core:2.0:Group";
const PATCH: &str = "urn:ietf:params:scim:api:messages:2.0:PatchOp";

/// How a client brings changes about.
#[derive(Clone, Copy, PartialEq)]
enum Dialect {
    /// PATCH for everything; members are added after the group is there.
    Patches,
    /// PUT of the whole user; a group comes with its members.
    Replaces,
}

struct Client {
    stand_in: StandIn,
    watch: Watch,
    play: Option<Play>,
    dialect: Dialect,
    now: Duration,
    sent: usize,
    user_agent: Option<&'static str>,
}

impl Client {
    fn new(profile: &Profile, dialect: Dialect) -> Client {
        Client {
            stand_in: StandIn::new(profile),
            watch: Watch::new(profile, KEPT),
            play: None,
            dialect,
            now: Duration::from_secs(1_700_000_000),
            sent: 0,
            user_agent: Some("tests"),
        }
    }

    fn playing(scenario: &'static Scenario, dialect: Dialect) -> Client {
        let mut client = Client::new(&profile::builtin("github-emu").unwrap(), dialect);
        for (number, resource) in scenario.holds.iter().enumerate() {
            let resource: Value = serde_json::from_str(resource).unwrap();
            client.stand_in.hold(&resource, &format!("held-{number}"), client.now).unwrap();
        }
        client.play = Some(Play::begin(scenario, client.stand_in.resources()));
        client
    }

    fn send(&mut self, method: Method, path: &str, body: &Value) -> (u16, Value) {
        self.now += Duration::from_secs(1);
        self.sent += 1;
        let mut headers =
            vec![("Content-Type", "application/scim+json"), ("Authorization", "Bearer canary-5d1")];
        headers.extend(self.user_agent.map(|name| ("User-Agent", name)));
        let body = (!body.is_null()).then(|| body.to_string().into_bytes());
        let request = Request {
            method,
            target: format!("{}{path}", self.stand_in.profile().urls.stand_in_base).into(),
            headers: Some(
                headers
                    .into_iter()
                    .map(|(name, value)| Header { name: name.into(), value: value.into() })
                    .collect(),
            ),
            body: body.map(Into::into),
        };
        let mut next_id = || format!("id-{}", self.sent);
        let reply = self.stand_in.handle(&request, &mut World { now: self.now, next_id: &mut next_id });
        let Action::Respond(response) = reply.action.clone() else { unreachable!("no fault is chosen") };
        let answer = (response.status, serde_json::from_slice(&response.body).unwrap_or_default());
        let exchange = Exchange { at: Some(self.now), ..Exchange::new(request.clone(), Some(response)) };
        let number = self.watch.hear(&exchange, &reply.verdict, None);
        if let Some(play) = &mut self.play {
            play.hear(number, &request, self.stand_in.profile(), &reply.changes);
        }
        answer
    }

    fn look_up(&mut self, name: &str) -> Option<String> {
        let (_, found) =
            self.send(Method::Get, &format!("/Users?filter=userName%20eq%20%22{name}%22"), &Value::Null);
        found["Resources"][0]["id"].as_str().map(str::to_owned)
    }

    fn user(name: &str, family_name: &str, is_active: bool) -> Value {
        json!({
            "schemas": [USER], "userName": name, "externalId": format!("x-{name}"), "displayName": name,
            "name": {"givenName": "Mo", "familyName": family_name}, "active": is_active,
            "emails": [{"value": format!("{name}@moved.example"), "type": "work", "primary": true}],
            "roles": [{"value": "user"}],
        })
    }

    fn create(&mut self, name: &str) -> String {
        let (status, user) = self.send(Method::Post, "/Users", &Client::user(name, "Berg", true));
        assert_eq!(status, 201, "{user}");
        user["id"].as_str().unwrap().to_owned()
    }

    fn assign(&mut self, name: &str) -> String {
        match self.look_up(name) {
            Some(id) => {
                self.change(&id, name, "Berg", true);
                id
            }
            None => self.create(name),
        }
    }

    fn patch(&mut self, path: &str, operations: &Value) {
        let (status, answer) =
            self.send(Method::Patch, path, &json!({"schemas": [PATCH], "Operations": operations}));
        assert!(status < 300, "{answer}");
    }

    fn change(&mut self, id: &str, name: &str, family_name: &str, is_active: bool) {
        let path = format!("/Users/{id}");
        if self.dialect == Dialect::Replaces {
            let (status, answer) = self.send(Method::Put, &path, &Client::user(name, family_name, is_active));
            assert_eq!(status, 200, "{answer}");
        } else {
            self.patch(
                &path,
                &json!([
                    {"op": "replace", "path": "active", "value": is_active},
                    {"op": "replace", "path": "name.familyName", "value": family_name},
                ]),
            );
        }
    }

    fn push(&mut self, name: &str, members: &[&str]) -> String {
        let listed: Vec<Value> = members.iter().map(|id| json!({"value": id, "displayName": id})).collect();
        let mut group = json!({"schemas": [GROUP], "externalId": format!("g-{name}"), "displayName": name});
        if self.dialect == Dialect::Replaces {
            group["members"] = json!(listed);
        }
        let (status, answer) = self.send(Method::Post, "/Groups", &group);
        assert_eq!(status, 201, "{answer}");
        let id = answer["id"].as_str().unwrap().to_owned();
        if self.dialect == Dialect::Patches && !members.is_empty() {
            self.patch(&format!("/Groups/{id}"), &json!([{"op": "add", "path": "members", "value": listed}]));
        }
        id
    }

    fn members(&mut self, group: &str, op: &str, member: &str) {
        let operations = json!([{"op": op, "path": "members", "value": [{"value": member}]}]);
        self.patch(&format!("/Groups/{group}"), &operations);
    }

    fn delete(&mut self, path: &str) {
        assert_eq!(self.send(Method::Delete, path, &Value::Null).0, 204);
    }

    fn standings(&self) -> Vec<Standing> {
        self.play.as_ref().unwrap().report().steps.iter().map(|step| step.standing).collect()
    }

    fn faults(&self) -> Vec<String> {
        let steps = self.play.as_ref().unwrap().report().steps;
        steps.into_iter().flat_map(|step| step.faults).map(|fault| fault.message).collect()
    }

    fn outcome(&self, behaviour: &str) -> (Outcome, Vec<usize>) {
        let report = self.watch.report();
        let held = report.behaviours.into_iter().find(|held| held.name == behaviour).unwrap();
        (held.outcome, held.broken.into_iter().map(|broken| broken.exchange).collect())
    }
}

/// What a client does in a scenario, right and wrong, and what is said of the wrong way.
type Played = (&'static str, fn(&mut Client), fn(&mut Client), &'static str);

const PLAYED: &[Played] = &[
    (
        "onboarding",
        |client| drop(client.assign("mo")),
        |client| drop(client.create("mo")),
        "a user is created, and before it not: a user is looked up by a filter",
    ),
    (
        "change-of-name",
        |client| {
            let id = client.assign("mo");
            client.change(&id, "mo", "Berg-Lund", true);
        },
        |client| {
            let id = client.assign("mo");
            client.delete(&format!("/Users/{id}"));
            client.assign("mo");
        },
        "a user is deleted, which must not happen here",
    ),
    (
        "leaver",
        |client| {
            let id = client.assign("mo");
            client.change(&id, "mo", "Berg", false);
        },
        |client| {
            let id = client.assign("mo");
            client.delete(&format!("/Users/{id}"));
        },
        "a user is deleted, which must not happen here",
    ),
    (
        "returner",
        |client| {
            let id = client.assign("mo");
            client.change(&id, "mo", "Berg", false);
            client.assign("mo");
        },
        |client| {
            let id = client.assign("mo");
            client.change(&id, "mo", "Berg", false);
            client.assign("mo.berg");
        },
        "a user is created, which must not happen here",
    ),
    (
        "group-push",
        |client| {
            let ids = [client.assign("mo"), client.assign("li")];
            client.push("Cats", &[&ids[0], &ids[1]]);
        },
        |client| {
            let id = client.assign("mo");
            client.push("Cats", &[&id]);
        },
        "a group is created, which must not happen here",
    ),
    (
        "move",
        |client| {
            let id = client.assign("mo");
            let groups = [client.push("Cats", &[&id]), client.push("Dogs", &[])];
            client.members(&groups[0], "remove", &id);
            client.members(&groups[1], "add", &id);
        },
        |client| {
            let id = client.assign("mo");
            let groups = [client.push("Cats", &[&id]), client.push("Dogs", &[])];
            client.delete(&format!("/Groups/{}", groups[0]));
        },
        "a group is deleted, which must not happen here",
    ),
    (
        "migration",
        |client| {
            client.assign("ada@moved.example");
            client.assign("ben@moved.example");
        },
        |client| drop(client.assign("ada.new")),
        "a user is created, which must not happen here",
    ),
    (
        "mass-onboarding",
        |client| (0..50).for_each(|number| drop(client.assign(&format!("mo-{number}")))),
        |client| (0..50).for_each(|number| drop(client.create(&format!("mo-{number}")))),
        "a user is created, and before it not: a user is looked up by a filter",
    ),
];

#[test]
fn each_scenario_passes_whatever_way_a_client_has() {
    for (name, right, ..) in PLAYED {
        for dialect in [Dialect::Patches, Dialect::Replaces] {
            let mut client = Client::playing(scenario(name).unwrap(), dialect);
            assert!(!client.play.as_ref().unwrap().report().is_passed(), "{name} waits for requests");
            right(&mut client);
            assert!(
                client.standings().iter().all(|standing| *standing == Standing::Done),
                "{name}: {:?}",
                client.faults()
            );
            assert!(client.play.as_ref().unwrap().report().is_passed());
        }
    }
}

#[test]
fn each_scenario_says_what_went_wrong() {
    assert_eq!(PLAYED.len(), super::scenario::SCENARIOS.len());
    for (name, _, wrong, said) in PLAYED {
        let mut client = Client::playing(scenario(name).unwrap(), Dialect::Patches);
        wrong(&mut client);
        assert!(client.standings().contains(&Standing::Wrong), "{name}");
        assert!(client.faults().iter().any(|fault| fault == said), "{name}: {:?}", client.faults());
        assert!(!client.play.as_ref().unwrap().report().is_passed());
    }
}

#[test]
fn a_scenario_says_what_it_waits_for() {
    let mut client = Client::playing(scenario("group-push").unwrap(), Dialect::Patches);
    client.assign("mo");
    assert_eq!(client.play.as_ref().unwrap().waits_for(), ["a user is created (1 more times)"]);
    client.assign("li");
    assert_eq!(client.standings(), [Standing::Done, Standing::Waiting]);
}

#[test]
fn a_client_that_behaves_keeps_every_expectation_that_it_has_occasion_for() {
    for dialect in [Dialect::Patches, Dialect::Replaces] {
        let mut client = Client::new(&profile::builtin("github-emu").unwrap(), dialect);
        let ids = [client.assign("mo"), client.assign("li")];
        client.push("Cats", &[&ids[0], &ids[1]]);
        client.change(&ids[0], "mo", "Berg", false);
        let report = client.watch.report();
        for held in &report.behaviours {
            let expected = match held.name {
                "honours-retry-after" | "least-token-scope" => Outcome::NoOccasion,
                _ => Outcome::Kept,
            };
            assert_eq!(held.outcome, expected, "{}: {:?}", held.name, held.broken);
        }
        assert_eq!(report.refused, 0);
    }
}

#[test]
fn each_expectation_is_broken_by_what_breaks_it() {
    let profile = profile::builtin("github-emu").unwrap();
    let client = || Client::new(&profile, Dialect::Patches);

    let mut blind = client();
    blind.create("mo");
    assert_eq!(blind.outcome("looks-up-before-creating"), (Outcome::Broken, vec![1]));

    let mut in_turns = client();
    for name in ["mo", "li"] {
        in_turns.look_up(name);
    }
    for name in ["mo", "li"] {
        in_turns.create(name);
    }
    assert_eq!(in_turns.outcome("looks-up-before-creating"), (Outcome::Kept, vec![]));
    in_turns.create("jo");
    assert_eq!(in_turns.outcome("looks-up-before-creating"), (Outcome::Broken, vec![5]));

    let mut early = client();
    early.push("Cats", &["nobody"]);
    assert_eq!(early.outcome("users-before-groups").0, Outcome::Broken);

    let mut forgetful = client();
    forgetful.send(Method::Get, "/Users/nobody", &Value::Null);
    assert_eq!(forgetful.outcome("keeps-ids"), (Outcome::Broken, vec![1]));

    let mut deleting = client();
    let id = deleting.assign("mo");
    deleting.delete(&format!("/Users/{id}"));
    assert_eq!(deleting.outcome("deactivates-instead-of-deleting"), (Outcome::Broken, vec![3]));

    for dialect in [Dialect::Patches, Dialect::Replaces] {
        let mut disabling = Client::new(&profile, dialect);
        let id = disabling.assign("mo");
        disabling.change(&id, "mo", "Berg", false);
        disabling.delete(&format!("/Users/{id}"));
        assert_eq!(disabling.outcome("deactivates-instead-of-deleting"), (Outcome::Kept, vec![]));
    }

    let mut wordy = client();
    let mut user = Client::user("mo", "Berg", true);
    user["id"] = json!("7");
    wordy.send(Method::Post, "/Users", &user);
    assert_eq!(wordy.outcome("sends-no-needless-attributes"), (Outcome::Broken, vec![1]));

    let mut nameless = client();
    nameless.user_agent = None;
    nameless.look_up("mo");
    assert_eq!(nameless.outcome("sends-user-agent"), (Outcome::Broken, vec![1]));

    let mut one_of_two = client();
    for (name, user_agent) in [("mo", "one"), ("li", "two"), ("jo", "one"), ("al", "two")] {
        one_of_two.user_agent = Some(user_agent);
        one_of_two.assign(name);
    }
    assert_eq!(one_of_two.outcome("one-writer").0, Outcome::Broken);
}

#[test]
fn a_client_that_comes_back_before_it_was_told_to_does_not_honour_retry_after() {
    let profile = profile::builtin("github-emu").unwrap();
    let date = "Thu, 01 Jan 1970 00:00:10 GMT";
    for (said, pause, next, expected) in [
        ("10", 9, Some("a"), Outcome::Broken),
        ("10", 10, Some("a"), Outcome::Kept),
        ("10", 0, None, Outcome::NoOccasion),
        // Whom nobody asked to wait goes on.
        ("10", 1, Some("b"), Outcome::NoOccasion),
        (date, 9, Some("a"), Outcome::Broken),
        (date, 10, Some("a"), Outcome::Kept),
        ("soon", 1, Some("a"), Outcome::NoOccasion),
    ] {
        let mut watch = Watch::new(&profile, KEPT);
        let header =
            |name: &'static str, value: &str| Header { name: name.into(), value: value.to_owned().into() };
        let mut hear = |at: u64, token: &str, response: Option<Response<'_>>| {
            let mut request = Request::bare(Method::Get, "/Users", None);
            request.headers = Some(vec![header("Authorization", &format!("Bearer canary-{token}"))]);
            let verdict = scimproof::lint::Linter::new(&profile).lint(&request, &scimproof::rule::Nothing);
            let exchange = Exchange { at: Some(Duration::from_secs(at)), ..Exchange::new(request, response) };
            watch.hear(&exchange, &verdict, None);
        };
        let headers = vec![header("Retry-After", said)];
        hear(0, "a", Some(Response { status: 429, headers, body: b"".as_slice().into() }));
        if let Some(token) = next {
            hear(pause, token, None);
        }
        let report = watch.report();
        let held = report.behaviours.iter().find(|held| held.name == "honours-retry-after").unwrap();
        assert_eq!(held.outcome, expected, "{said} {pause} {next:?}");
    }
}

#[test]
fn a_user_more_than_the_endpoint_takes_in_an_hour_is_told() {
    let profile = profile::builtin("github-emu").unwrap();
    let most = profile.rate.as_ref().unwrap().users;
    let mut client = Client::new(&profile, Dialect::Patches);
    let mut create = |number: u64| drop(client.create(&format!("mo{number}")));
    (0..u64::from(most)).for_each(&mut create);
    assert_eq!(client.outcome("stays-under-the-rate"), (Outcome::Kept, Vec::new()));
    client.create("one-more");
    assert_eq!(client.outcome("stays-under-the-rate").0, Outcome::Broken);
}

#[test]
fn a_search_by_post_reads() {
    let mut client = Client::new(&profile::builtin("rfc7644").unwrap(), Dialect::Patches);
    let search = json!({"schemas": ["urn:ietf:params:scim:api:messages:2.0:SearchRequest"], "filter": "active eq true"});
    assert_eq!(client.send(Method::Post, "/Users/.search", &search).0, 200);
    assert_eq!(client.outcome("one-writer").0, Outcome::NoOccasion);
    client.create("mo");
    assert_eq!(client.outcome("one-writer").0, Outcome::Kept);
}

#[test]
fn a_token_with_more_scopes_than_it_needs_is_told() {
    let profile = profile::builtin("github-emu").unwrap();
    for (scopes, expected) in [
        (Some(vec!["scim:enterprise".to_owned()]), Outcome::Kept),
        (Some(vec!["scim:enterprise".to_owned(), "repo".to_owned()]), Outcome::Broken),
        (None, Outcome::NoOccasion),
    ] {
        let mut watch = Watch::new(&profile, KEPT);
        let request = Request::bare(Method::Get, "/scim/v2/enterprises/octo/Users", None);
        let verdict = scimproof::lint::Linter::new(&profile).lint(&request, &scimproof::rule::Nothing);
        watch.hear(&Exchange::new(request, None), &verdict, scopes.as_deref());
        let report = watch.report();
        let held = report.behaviours.iter().find(|held| held.name == "least-token-scope").unwrap();
        assert_eq!(held.outcome, expected, "{scopes:?}");
    }
}

#[test]
fn what_is_kept_is_bounded_and_says_so() {
    let profile = profile::builtin("github-emu").unwrap();
    let mut client = Client::new(&profile, Dialect::Patches);
    client.watch = Watch::new(&profile, 3);
    for _ in 0..10 {
        client.send(Method::Post, "/Users", &json!({}));
    }
    let report = client.watch.report();
    let numbers: Vec<usize> = report.requests.iter().map(|noticed| noticed.seen.number).collect();
    assert_eq!((numbers, report.left_out, report.refused), (vec![8, 9, 10], 7, 10));
}

#[test]
fn a_recording_is_read_again_and_holds_no_secret() {
    let body = br#"{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"mo","password":"canary-8e2"}"#;
    let request = Request {
        method: Method::Post,
        target: "/Users?access_token=canary-8e2".into(),
        headers: Some(vec![Header { name: "Authorization".into(), value: "Bearer canary-8e2".into() }]),
        body: Some(body.as_slice().into()),
    };
    let response = Response { status: 201, headers: Vec::new(), body: b"{\"id\":\"1\"}".as_slice().into() };
    let exchange = Exchange { at: Some(Duration::from_secs(5)), ..Exchange::new(request, Some(response)) };
    let recorded = line(&exchange);
    assert!(!recorded.contains("canary"), "{recorded}");
    let mut capture = scimproof::message::read::Capture::new(recorded.as_bytes(), None);
    let piece = capture.next().unwrap();
    let read = piece.read(&scimproof::message::read::ReadOptions::default()).unwrap().unwrap();
    assert_eq!(read.exchange.request.method, Method::Post);
    assert_eq!(read.exchange.response.unwrap().status, 201);
    assert_eq!(read.exchange.at, Some(Duration::from_secs(5)));
    assert!(capture.next().is_none());
}

#[test]
fn the_page_holds_what_was_sent_as_text_and_nothing_secret() {
    let mut client = Client::new(&profile::builtin("github-emu").unwrap(), Dialect::Patches);
    client.send(Method::Get, "/Users?filter=<script>alert(1)</script>", &Value::Null);
    client.send(Method::Post, "/Users", &json!({"userName": "<b>"}));
    let page = super::page(&client.watch.report(), None, None);
    assert!(!page.contains("<script") && !page.contains("<b>&") && page.contains("&lt;script&gt;"), "{page}");
    assert!(!page.contains("canary"));
}

#[test]
fn what_operations_of_a_bulk_request_meet_there_is_told_of_the_client() {
    let mut client = Client::new(&profile::builtin("rfc7644").unwrap(), Dialect::Patches);
    client.create("mona");
    let operation = |name: &str| json!({"method": "POST", "path": "/Users", "bulkId": name, "data": {"schemas": [USER], "userName": name}});
    let bulk = json!({
        "schemas": ["urn:ietf:params:scim:api:messages:2.0:BulkRequest"],
        "Operations": [operation("lisa"), operation("mona"), {"method": "DELETE", "path": "/Users/nobody"}],
    });
    let (status, answer) = client.send(Method::Post, "/Bulk", &bulk);
    assert_eq!((status, &answer["Operations"][1]["status"]), (200, &json!("409")), "{answer}");
    let report = client.watch.report();
    let findings = &report.requests.last().unwrap().findings;
    let told: Vec<(&str, &str)> = findings.iter().map(|found| (found.rule, found.place.as_str())).collect();
    assert_eq!(
        told,
        [("unique-value-taken", "/Operations/1/data/userName"), ("resource-unknown", "/Operations/2/path")]
    );
}

#[test]
fn a_request_is_judged_as_it_was_sent_also_where_a_fault_makes_another_of_it() {
    let mut client = Client::new(&profile::builtin("rfc7644").unwrap(), Dialect::Patches);
    client.stand_in = client.stand_in.with_faults(&["filter-ignored".parse().unwrap()]);
    let (status, _) = client.send(Method::Get, "/Users?filter=userName%20is%20mona", &Value::Null);
    assert_eq!(status, 200, "the fault leaves the filter out");
    let report = client.watch.report();
    assert_eq!(report.requests[0].findings[0].rule, "filter-syntax");
}
