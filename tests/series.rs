//! What only a series of exchanges shows, through the public face.

use proptest::prelude::*;
use scimproof::diagnostic::Severity;
use scimproof::lint::Linter;
use scimproof::lint::session::{Account, Notice, Session};
use scimproof::message::read::{Capture, Pasted, ReadOptions, Reader};
use scimproof::profile;
use scimproof::rule::{self, Known, Maybe, Nothing, Rule, UniqueKey};
use std::collections::BTreeSet;
use std::fmt::Write;

fn linter(profile: &str) -> Linter {
    Linter::new(&profile::builtin(profile).expect("the profile is built in"))
}

fn exchanges(text: &str) -> Vec<Pasted<'_>> {
    let pieces = Capture::new(text.as_bytes(), Some(Reader::Http)).filter(|piece| !piece.text.is_empty());
    pieces.filter_map(|piece| piece.read(&ReadOptions::default()).expect("an exchange is readable")).collect()
}

fn take(session: &mut Session<&Linter>, text: &str) {
    for pasted in exchanges(text) {
        session.take(&pasted.exchange);
    }
}

fn told_by(mut session: Session<&Linter>, text: &str) -> Account {
    take(&mut session, text);
    session.finish()
}

fn told(profile: &str, text: &str) -> Account {
    told_by(Session::new(&linter(profile)), text)
}

fn names(account: &Account) -> Vec<&str> {
    account.findings.iter().map(|finding| finding.rule).collect()
}

/// The text with each part that says `# @times 3` written out so often, `{n}` being its number.
fn written_out(text: &str) -> String {
    let mut all = String::new();
    for part in text.split_inclusive("###\n") {
        let times = part.strip_prefix("# @times ").and_then(|rest| rest.split_once('\n'));
        let Some((times, part)) = times else {
            all.push_str(part);
            continue;
        };
        for n in 0..times.parse().expect("a number of times") {
            all.push_str(&part.replace("{n}", &format!("{n}")));
            all.push_str("\n###\n");
        }
    }
    all
}

fn rules_on_series() -> impl Iterator<Item = &'static Rule> {
    rule::all().filter(|rule| rule.check.is_of_series())
}

#[test]
fn every_bad_example_is_found_by_its_rule_alone() {
    let mut wrong = String::new();
    for rule in rules_on_series() {
        let account = told(rule.example_profile, &written_out(rule.bad));
        if names(&account) != [rule.name] {
            let _ = writeln!(wrong, "{}: found {:?}", rule.name, names(&account));
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn no_good_example_has_a_finding() {
    let mut wrong = String::new();
    for rule in rules_on_series() {
        let account = told(rule.example_profile, &written_out(rule.good));
        if !account.findings.is_empty() {
            let _ = writeln!(wrong, "{}: found {:?}", rule.name, names(&account));
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn the_requests_of_an_example_are_no_worse_by_themselves_than_the_rule_says() {
    // What these series show is a consequence of the request.
    let known =
        [("bool-truthy-trap", "bool-as-string"), ("seq-group-rename-patch", "patch-pathless-with-id")];
    let mut wrong = String::new();
    for rule in rules_on_series() {
        let linter = linter(rule.example_profile);
        for text in [rule.bad, rule.good].map(written_out) {
            for pasted in exchanges(&text).iter().take(20) {
                for diagnostic in linter.lint(&pasted.exchange.request, &Nothing).diagnostics {
                    let is_known = known.contains(&(rule.name, diagnostic.rule));
                    if diagnostic.severity == Severity::Error && !is_known {
                        let _ = writeln!(wrong, "{}: {} in {text}", rule.name, diagnostic.rule);
                    }
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn every_message_has_its_words_filled_in_and_every_place_is_there() {
    for rule in rules_on_series() {
        let text = written_out(rule.bad);
        let pasted = exchanges(&text);
        for finding in told(rule.example_profile, &text).findings {
            let help = finding.help.as_deref().unwrap_or_default();
            for said in [&*finding.message, help] {
                assert!(!said.contains('{'), "{}: {said}", finding.rule);
            }
            for spot in std::iter::once(&finding.spot).chain(finding.related.iter().map(|(spot, _)| spot)) {
                let place = &spot.location;
                let part = pasted[spot.exchange].exchange.part(place.part);
                let length = part.map_or(0, |part| part.len() as u32);
                assert!(
                    place.span.start <= place.span.end && place.span.end <= length,
                    "{}: {place:?}",
                    finding.rule
                );
            }
        }
    }
}

#[test]
fn a_finding_names_the_exchanges_involved_and_the_place_in_each() {
    let rule = rule::named("seq-group-before-users").expect("the rule exists");
    let account = told("rfc7644", rule.bad);
    let [finding] = &account.findings[..] else { panic!("{:?}", account.findings) };
    assert_eq!(finding.exchanges(), [1, 3]);
    assert_eq!(finding.spot.location.pointer.as_deref(), Some("/Operations/0/value/0/value"));
    let [(created, _)] = &finding.related[..] else { panic!("{:?}", finding.related) };
    assert_eq!(created.exchange, 3);
}

const MONA: &str = r#"{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"mona"}"#;

#[test]
fn a_missing_response_is_a_lost_one_only_where_others_are_recorded() {
    let create = format!("POST /Users\n\n{MONA}\n\n");
    let twice = format!("{create}###\n{create}###\n");
    assert_eq!(names(&told("rfc7644", &twice)), [""; 0]);
    let found = format!("GET /Users?filter=userName%20eq%20%22mona%22\n\nHTTP/1.1 200 OK\n\n###\n{twice}");
    assert_eq!(names(&told("rfc7644", &found)), ["seq-blind-retry-post"]);
}

#[test]
fn creating_without_a_look_is_a_habit_from_the_third_time_on() {
    let create = |name: &str| {
        let user = MONA.replace("mona", name);
        format!(
            "POST /Users\n\n{user}\n\nHTTP/1.1 201 Created\n\n{}\n\n###\n",
            user.replace("\"userName", "\"id\":\"NAME\",\"userName").replace("NAME", name)
        )
    };
    let two = create("mona") + &create("lisa");
    assert_eq!(names(&told("rfc7644", &two)), [""; 0]);
    let account = told("rfc7644", &(two + &create("hubot") + &create("octo")));
    assert_eq!(names(&account), ["seq-create-without-lookup"]);
    assert_eq!(account.findings[0].spot.exchange, 2);
}

#[test]
fn too_many_requests_may_be_sent_again_unless_they_had_an_effect() {
    let looked = "GET /Users?filter=userName%20eq%20%22mona%22\n\nHTTP/1.1 200 OK\n\n###\n";
    let first =
        format!("{looked}POST /Users\n\n{MONA}\n\nHTTP/1.1 429 Too Many Requests\nRetry-After: 1\n\n###\n");
    let done = format!("{first}POST /Users\n\n{MONA}\n\nHTTP/1.1 201 Created\n\n");
    assert_eq!(names(&told("rfc7644", &done)), ["seq-rate-burst"]);
    let taken = format!("{first}POST /Users\n\n{MONA}\n\nHTTP/1.1 409 Conflict\n\n");
    assert_eq!(names(&told("rfc7644", &taken)), ["seq-rate-burst", "seq-blind-retry-post"]);
}

/// A thousand users and some more, so many seconds apart.
fn rollout(users: u32, apart: f64) -> String {
    let mut text = String::new();
    for n in 0..users {
        let at = f64::from(n) * apart;
        let (path, user) = ("/scim/v2/enterprises/octo/Users", MONA.replace("mona", &format!("mona{n}")));
        let _ = write!(
            text,
            "# @at {at}\nGET {path}?filter=userName%20eq%20%22mona{n}%22\n\nHTTP/1.1 200 OK\n\n###\n"
        );
        let _ = write!(text, "# @at {at}\nPOST {path}\n\n{user}\n\nHTTP/1.1 201 Created\n\n###\n");
    }
    text
}

#[test]
fn github_takes_a_thousand_users_an_hour() {
    assert_eq!(names(&told("github-emu", &rollout(1000, 1.0))), [""; 0]);
    let account = told("github-emu", &rollout(1001, 1.0));
    assert_eq!(names(&account), ["seq-rate-burst"]);
    let finding = &account.findings[0];
    assert_eq!((finding.severity, finding.exchanges()), (Severity::Error, vec![1, 2001]));
    assert_eq!(finding.related[0].0.at, Some(std::time::Duration::ZERO));
    // The thousand-and-first is an hour after the first.
    assert_eq!(names(&told("github-emu", &rollout(1001, 3.6))), [""; 0]);
    // The RFC knows no rate.
    assert_eq!(names(&told("rfc7644", &rollout(1001, 1.0))), [""; 0]);
    let without_times: String = rollout(1001, 1.0)
        .lines()
        .filter(|line| !line.starts_with("# @at"))
        .fold(String::new(), |all, line| all + line + "\n");
    assert_eq!(names(&told("github-emu", &without_times)), [""; 0]);
}

#[test]
fn github_takes_a_thousand_members_an_hour_into_one_group() {
    let push = |at: u32, from: u32, count: u32| {
        let members: Vec<String> = (from..from + count).map(|n| format!("{{\"value\":\"{n}\"}}")).collect();
        let body = format!(
            r#"{{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{{"op":"add","path":"members","value":[{}]}}]}}"#,
            members.join(",")
        );
        format!(
            "# @at {at}\nPATCH /scim/v2/enterprises/octo/Groups/g{}\n\n{body}\n\nHTTP/1.1 204 No Content\n\n###\n",
            from / 10_000
        )
    };
    let one_group = push(0, 0, 600) + &push(60, 600, 401);
    assert_eq!(names(&told("github-emu", &one_group)), ["seq-rate-burst"]);
    let two_groups = push(0, 0, 600) + &push(60, 10_000, 600);
    assert_eq!(names(&told("github-emu", &two_groups)), [""; 0]);
    let two_hours = push(0, 0, 600) + &push(3600, 600, 600);
    assert_eq!(names(&told("github-emu", &two_hours)), [""; 0]);
}

#[test]
fn a_session_says_when_it_forgets_and_when_it_leaves_findings_out() {
    let linter = linter("github-emu");
    let delete = |id: usize| {
        format!("DELETE /scim/v2/enterprises/octo/Users/{id}\n\nHTTP/1.1 204 No Content\n\n###\n")
    };
    let text: String = (0..5).map(delete).collect();
    let account = told_by(Session::remembering(&linter, 3), &text);
    assert_eq!(account.notices, [Notice::Forgets { limit: 3, exchange: 3 }]);
    assert_eq!(told_by(Session::remembering(&linter, 5), &text).notices, []);

    let text: String = (0..103).map(delete).collect();
    let account = told_by(Session::new(&linter), &text);
    assert_eq!(account.findings.len(), 100);
    assert_eq!(account.notices, [Notice::More { rule: "seq-delete-instead-of-disable", count: 3 }]);
    assert_eq!(
        account.notices[0].to_string(),
        "3 more findings of `seq-delete-instead-of-disable` are left out"
    );
}

#[test]
fn references_and_lookups_are_forgotten_beyond_the_limit_too() {
    let linter = linter("rfc7644");
    let mut lookups = String::new();
    for n in 0..4 {
        let _ = write!(lookups, "GET /Users?filter=userName%20eq%20%22u{n}%22\n\nHTTP/1.1 200 OK\n\n###\n");
    }
    let account = told_by(Session::remembering(&linter, 3), &lookups);
    assert_eq!(account.notices, [Notice::Forgets { limit: 3, exchange: 3 }]);
}

#[test]
fn a_session_knows_what_its_exchanges_tell() {
    let linter = linter("rfc7644");
    let mut session = Session::new(&linter);
    assert!(!session.is_anything());
    let shown = MONA.replace("\"userName", "\"id\":\"7\",\"userName");
    let text = format!(
        "POST /Users\n\n{MONA}\n\nHTTP/1.1 201 Created\nETag: W/\"1\"\n\n{shown}\n\n###\nDELETE /Users/8\n\nHTTP/1.1 204 No Content\n\n###\nPATCH /Users/9\n\n{{}}\n\nHTTP/1.1 400 Bad Request\n\n"
    );
    take(&mut session, &text);
    assert!(session.is_anything());
    assert_eq!(session.exists("User", "7"), Maybe::Known(true));
    assert_eq!(session.exists("User", "8"), Maybe::Known(false));
    assert_eq!(session.exists("User", "9"), Maybe::Unknown);
    assert_eq!(session.exists("Group", "7"), Maybe::Unknown);
    assert_eq!(session.version("7"), Maybe::Known(Some("W/\"1\"".to_owned())));
    let holder = |value| session.holder(UniqueKey { resource_type: "User", attribute: "userName", value });
    assert_eq!(holder("MONA"), Maybe::Known(Some("7".to_owned())));
    assert_eq!(holder("lisa"), Maybe::Unknown);

    // What the linter says with it that it does not say without.
    let create = exchanges(&text).remove(0);
    let rules = |known: &dyn Known| -> Vec<&str> {
        linter
            .lint(&create.exchange.request, known)
            .diagnostics
            .iter()
            .map(|diagnostic| diagnostic.rule)
            .collect()
    };
    assert_eq!((rules(&Nothing), rules(&session)), (vec![], vec!["unique-value-taken"]));

    // A name that was given up is nobody's.
    let renamed = MONA.replace("mona", "lisa");
    take(&mut session, &format!("PUT /Users/7\n\n{renamed}\n\nHTTP/1.1 204 No Content\n\n"));
    let holder = |value| session.holder(UniqueKey { resource_type: "User", attribute: "userName", value });
    assert_eq!([holder("mona"), holder("lisa")], [Maybe::Unknown, Maybe::Known(Some("7".to_owned()))]);
}

#[test]
fn passed_over_exchanges_count() {
    let linter = linter("github-emu");
    let mut session = Session::new(&linter);
    session.skip(4);
    let text = "DELETE /scim/v2/enterprises/octo/Users/7\n\nHTTP/1.1 204 No Content\n";
    assert_eq!(told_by(session, text).findings[0].exchanges(), [4]);
}

#[test]
fn whatever_is_no_scim_is_passed_over() {
    let text = "GET /favicon.ico\n\nHTTP/1.1 500 Oh\n\n<html>\n###\nPOST /Users\n\nnot json\n\nHTTP/1.1 400 Bad\n\n[1]\n###\nPUT /Bulk\n\n{}\n";
    assert_eq!(told("rfc7644", text), Account::default());
}

/// A small world: few resources and values, so that what happens to one meets again.
fn exchange() -> impl Strategy<Value = String> {
    let status = prop::sample::select(vec![200, 201, 204, 400, 404, 409, 429, 500, 0]);
    let name = prop::sample::select(vec!["mona", "lisa"]);
    let id = prop::sample::select(vec!["1", "2"]);
    let body = (
        name,
        id,
        prop::sample::select(vec![
            "",
            ",\"active\":false",
            ",\"active\":true",
            ",\"active\":\"False\"",
            ",\"externalId\":\"e\"",
            ",\"displayName\":\"crew\"",
            ",\"roles\":[{\"value\":\"r\"}]",
            ",\"members\":[{\"value\":\"e\"}]",
            ",\"emails\":[{\"value\":\"mona\"}]",
        ]),
    );
    let kind = prop::sample::select(vec!["Users", "Groups"]);
    (0..7, kind, body.clone(), body, status, 0..4u32).prop_map(
        |(deed, kind, (name, id, rest), (other, given, shown), status, hour)| {
            let resource = format!("{{\"userName\":\"{name}\"{rest}}}");
            let patch = format!("{{\"Operations\":[{{\"op\":\"replace\",\"value\":{resource}}}]}}");
            let request = match deed {
                0 => format!("POST /{kind}\n\n{resource}"),
                1 => format!("PUT /{kind}/{id}\n\n{resource}"),
                2 => format!("PATCH /{kind}/{id}\n\n{patch}"),
                3 => format!("DELETE /{kind}/{id}"),
                4 => format!("GET /{kind}/{id}"),
                5 => format!("GET /{kind}?filter=userName%20eq%20%22{name}%22"),
                _ => format!("GET /{kind}?startIndex={id}"),
            };
            let shown = format!("{{\"id\":\"{given}\",\"userName\":\"{other}\"{shown}}}");
            let shown =
                if deed < 5 { shown } else { format!("{{\"totalResults\":2,\"Resources\":[{shown}]}}") };
            let response = match status {
                0 => String::new(),
                204 => "HTTP/1.1 204 No Content\n".to_owned(),
                status => format!("HTTP/1.1 {status} Status\n\n{shown}\n"),
            };
            format!("# @at {}\n# @took {}\n{request}\n\n{response}\n", hour * 3600, hour * 25)
        },
    )
}

/// Rules that look at times.
const BY_TIME: [&str; 1] = ["rate-server-too-slow"];

proptest! {
    #[test]
    fn a_series_in_pieces_tells_what_it_tells_in_one_go(
        parts in prop::collection::vec(exchange(), 0..24),
        size in 1..6usize,
    ) {
        let linter = linter("rfc7644");
        let whole = told_by(Session::new(&linter), &parts.join("###\n"));
        let mut session = Session::new(&linter);
        for piece in parts.chunks(size) {
            let text = piece.join("###\n");
            take(&mut session, &text);
        }
        prop_assert_eq!(session.finish(), whole);
    }

    #[test]
    fn findings_come_in_the_order_of_their_exchanges_and_name_places_that_are_there(
        parts in prop::collection::vec(exchange(), 0..24),
    ) {
        let text = parts.join("###\n");
        let pasted = exchanges(&text);
        let account = told("rfc7644", &text);
        let order: Vec<usize> = account.findings.iter().map(|finding| finding.spot.exchange).collect();
        prop_assert!(order.is_sorted(), "{order:?}");
        for finding in &account.findings {
            for spot in std::iter::once(&finding.spot).chain(finding.related.iter().map(|(spot, _)| spot)) {
                let exchange = &pasted[spot.exchange].exchange;
                prop_assert_eq!(spot.at, exchange.at);
                let place = &spot.location;
                let length = exchange.part(place.part).map_or(0, |part| part.len() as u32);
                prop_assert!(place.span.end <= length, "{}: {:?}", finding.rule, place);
            }
        }
    }

    #[test]
    fn a_series_without_times_has_no_finding_that_needs_them(
        parts in prop::collection::vec(exchange(), 0..24),
    ) {
        let text = parts.join("###\n");
        let timeless: String =
            text.lines().filter(|line| !line.starts_with("# @")).fold(String::new(), |all, line| all + line + "\n");
        let account = told("github-emu", &timeless);
        let by_time: Vec<&str> = names(&account).into_iter().filter(|name| BY_TIME.contains(name)).collect();
        prop_assert_eq!(by_time, [""; 0]);
        prop_assert!(account.findings.iter().all(|finding| finding.spot.at.is_none()));
    }

    #[test]
    fn a_small_memory_never_finds_more_than_a_large_one(
        parts in prop::collection::vec(exchange(), 0..24),
        limit in 0..4usize,
    ) {
        let linter = linter("rfc7644");
        let text = parts.join("###\n");
        let small = told_by(Session::remembering(&linter, limit), &text);
        let large = told_by(Session::new(&linter), &text);
        let is_the_same = small.findings == large.findings;
        let forgot = small.notices.iter().any(|notice| matches!(notice, Notice::Forgets { .. }));
        prop_assert!(is_the_same || forgot);
    }
}

#[test]
fn the_rules_on_series_are_those_of_the_catalogue() {
    let rules: BTreeSet<&str> = rules_on_series().map(|rule| rule.name).collect();
    assert_eq!(rules.len(), 35, "{rules:?}");
}

#[test]
fn what_a_client_is_known_to_do_over_time_is_its_habit_and_no_error() {
    let mut known = 0;
    for client in profile::client_names() {
        let client = profile::client(client).expect("the client is built in");
        for rule in rules_on_series() {
            let Some(habit) = client.sends.get(rule.name).filter(|habit| habit.sent) else { continue };
            let linter = linter(rule.example_profile).client(Some(client.clone()));
            let account = told_by(Session::new(&linter), &written_out(rule.bad));
            let [finding] = account.findings.as_slice() else { panic!("{}: {account:?}", rule.name) };
            let told = finding.habit.as_ref().map(|habit| (habit.client.as_str(), &*habit.source));
            assert_eq!(told, Some((client.subject.as_str(), &*habit.source)), "{}", rule.name);
            assert_eq!(finding.severity, Severity::Info, "{}", rule.name);
            known += 1;
        }
    }
    assert!(known >= 6, "{known}");
}
