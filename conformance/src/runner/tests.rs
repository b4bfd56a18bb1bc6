//! The runner against endpoints made for the test: closures from requests to answers.

use super::*;
use crate::report::run::{Human, Style, json_line};
use crate::suite::load;
use serde_json::json;

const CANARY: &str = "canary-7f3a\"b";

type Answering<'a> = dyn FnMut(&Request<'_>) -> Result<Response<'static>, TransportError> + 'a;

fn suite(checks: &str) -> Suite {
    let head = r#"
        suite = { name = "s", title = "t" }
        area = { name = "a", title = "t" }
        [fixture.user]
        send = "POST /Users"
        body = '{"userName": "u-${unique}-${instance}"}'
        capture = { id = "/id" }
    "#;
    load(&[("s.toml", &format!("{head}{checks}"))]).unwrap()
}

fn check(id: &str, rest: &str) -> String {
    format!(
        "[[check]]\nid = \"{id}\"\ntitle = \"x\"\nmend = \"do it\"\nsource = \"x\"\nlevel = \"MUST\"\n{rest}\n"
    )
}

fn options() -> RunOptions {
    RunOptions {
        run: "12345678".to_owned(),
        target: "test".to_owned(),
        base: Some("https://scim.example/v2".to_owned()),
        authorization: Some(format!("Bearer {CANARY}")),
        ..RunOptions::default()
    }
}

fn answer(status: u16, body: &str) -> Response<'static> {
    Response { status, headers: Vec::new(), body: Cow::Owned(body.as_bytes().to_vec()) }
}

/// Runs to the end; the records, the journal and the pauses.
fn run(runner: &mut Runner, endpoint: &mut Answering<'_>) -> (Vec<Record>, Vec<Entry>, usize) {
    let (mut records, mut journal, mut pauses) = (Vec::new(), Vec::new(), 0);
    loop {
        match runner.next() {
            Next::Send(id, request) => runner.give(id, endpoint(&request)),
            Next::Await => panic!("nothing is on its way"),
            Next::Wait(_) => pauses += 1,
            Next::Journal(entry) => journal.push(entry),
            Next::Report(record) => records.push(*record),
            Next::Done => return (records, journal, pauses),
        }
    }
}

/// An endpoint with users that have an id and nothing else.
struct Users {
    there: Vec<String>,
    log: Vec<String>,
}

impl Users {
    fn new() -> Users {
        Users { there: Vec::new(), log: Vec::new() }
    }

    fn handle(&mut self, request: &Request<'_>) -> Response<'static> {
        self.log.push(format!("{} {}", request.method, request.target));
        let id = request.path().strip_prefix("/Users/").unwrap_or_default().to_owned();
        match request.method {
            Method::Get if request.path() == "/ServiceProviderConfig" => {
                answer(200, r#"{"patch":{"supported":false}}"#)
            }
            Method::Post => {
                let id = format!("{}", self.there.len() + 1);
                self.there.push(id.clone());
                answer(201, &json!({"id": id, "active": true}).to_string())
            }
            Method::Get if self.there.contains(&id) => answer(200, &json!({"id": id}).to_string()),
            Method::Delete if self.there.contains(&id) => {
                self.there.retain(|other| *other != id);
                answer(204, "")
            }
            Method::Get | Method::Delete | Method::Put | Method::Patch | Method::Other => answer(404, "{}"),
        }
    }
}

fn verdicts(records: &[Record]) -> Vec<(String, Verdict)> {
    let of = |record: &Record| match record {
        Record::Check(check) => Some((check.id.clone(), check.verdict)),
        Record::Header(_) | Record::Footer(_) => None,
    };
    records.iter().filter_map(of).collect()
}

fn footer(records: &[Record]) -> &Footer {
    match records.last() {
        Some(Record::Footer(footer)) => footer,
        other => panic!("the stream ends with {other:?}"),
    }
}

#[test]
fn every_verdict_comes_from_what_was_answered() {
    let checks = [
        (
            "pass",
            r#"steps = [{ use = "user" }, { send = "GET /Users/${user.id}", expect = { status = 200, "/id" = "${user.id}" } }]"#,
        ),
        (
            "fail",
            r#"steps = [{ use = "user" }, { send = "GET /Users/${user.id}", expect = { "/id" = "other" } }]"#,
        ),
        (
            "warn",
            r#"steps = [{ send = "GET /Users/none", expect = { status = { is = 410, level = "SHOULD" } } }]"#,
        ),
        (
            "note",
            r#"steps = [{ send = "GET /Users/none", expect = { status = { is = 410, level = "MAY" } } }]"#,
        ),
        (
            "disputed",
            "disputed = \"two readings\"\nsteps = [{ send = \"GET /Users/none\", expect = { status = 410 } }]",
        ),
        (
            "inapplicable",
            "requires = [\"patch\"]\nsteps = [{ send = \"GET /Users\", expect = { status = 410 } }]",
        ),
    ];
    let text = checks.map(|(id, rest)| check(id, rest)).concat();
    let mut users = Users::new();
    let (records, ..) =
        run(&mut Runner::new(&[suite(&text)], options()), &mut |request| Ok(users.handle(request)));
    for (id, verdict) in verdicts(&records) {
        assert_eq!(id, format!("s/a/{}", verdict.name()));
    }
    assert_eq!(footer(&records).verdicts.len(), checks.len());
    assert_eq!(footer(&records).worst, Verdict::Fail);
    assert!(users.there.is_empty(), "what was created is deleted");
}

#[test]
fn what_is_created_is_journalled_before_it_is_and_deleted_in_reverse() {
    let text = check(
        "x",
        r#"steps = [{ use = "user" }, { use = "user", as = "other" }, { send = "GET /Users/${other.id}", expect = { status = 200 } }]"#,
    );
    let mut users = Users::new();
    let (_, journal, _) =
        run(&mut Runner::new(&[suite(&text)], options()), &mut |request| Ok(users.handle(request)));
    let creating = || Entry::Creating { endpoint: "/Users".to_owned(), mark: "12345678-01".to_owned() };
    let created = |id: &str| Entry::Created { target: format!("/Users/{id}") };
    let deleted = |id: &str| Entry::Deleted { target: format!("/Users/{id}") };
    assert_eq!(journal, [creating(), created("1"), creating(), created("2"), deleted("2"), deleted("1")]);
}

#[test]
fn a_cancelled_run_deletes_what_it_created_and_ends_with_a_footer() {
    let steps =
        r#"steps = [{ use = "user" }, { send = "GET /Users/${user.id}", expect = { status = 200 } }]"#;
    let text = check("one", steps) + &check("two", steps);
    let mut users = Users::new();
    let mut runner = Runner::new(&[suite(&text)], options());
    let mut records = Vec::new();
    loop {
        match runner.next() {
            Next::Send(id, request) => {
                let answer = users.handle(&request);
                if request.method == Method::Post {
                    runner.cancel();
                }
                runner.give(id, Ok(answer));
            }
            Next::Report(record) => records.push(*record),
            Next::Done => break,
            Next::Await | Next::Wait(_) | Next::Journal(_) => {}
        }
    }
    assert!(users.there.is_empty());
    assert_eq!(users.log.last().map(String::as_str), Some("DELETE /Users/1"));
    assert!(footer(&records).cancelled);
    assert!(verdicts(&records).is_empty(), "a check that was left has no verdict");
}

#[test]
fn what_cannot_be_deleted_is_tried_again_and_named() {
    let text = check(
        "x",
        r#"steps = [{ use = "user" }, { send = "GET /Users/${user.id}", expect = { status = 200 } }]"#,
    );
    let mut users = Users::new();
    let mut deletions = 0;
    let (records, ..) = run(&mut Runner::new(&[suite(&text)], options()), &mut |request| {
        if request.method == Method::Delete {
            deletions += 1;
            return Ok(answer(500, ""));
        }
        Ok(users.handle(request))
    });
    assert_eq!(deletions, 2);
    assert_eq!(footer(&records).left, ["/Users/1"]);
}

#[test]
fn no_report_shows_a_secret() {
    let text = check(
        "x",
        r#"steps = [{ send = "GET /Users/none", expect = { status = 200 } }, { send = "GET /Users/none", expect = { status = 200 } }]"#,
    ) + &check(
        "y",
        r#"steps = [{ send = "GET /Users/none", expect = { "/detail" = "x", header.x-echo = "x" } }]"#,
    ) + &check(
        "z",
        r#"requires = []
            steps = [{ use = "user" }, { send = "GET /Users/none", expect = { status = 404 } }]"#,
    );
    // Gives back what it gets, in every way.
    let mut echo = |request: &Request<'_>| {
        let sent = request.header("authorization").unwrap_or_default().to_owned();
        let padding = "x".repeat(190);
        let body = json!({"detail": format!("{padding}{sent}"), "schemas": [sent]}).to_string();
        let mut response = answer(if request.method == Method::Post { 400 } else { 404 }, &body);
        response.headers =
            vec![header("X-Echo", &sent), header("Set-Cookie", &sent), header("Location", &sent)];
        Ok(response)
    };
    let (records, ..) = run(&mut Runner::new(&[suite(&text)], options()), &mut echo);
    let mut stopped = 0;
    let broken = &mut |_: &Request<'_>| {
        stopped += 1;
        Err(TransportError::Other(format!("sent {CANARY} in vain")))
    };
    let (more, ..) = run(&mut Runner::new(&[suite(&text)], options()), broken);
    for style in [Style { colour: true, verbose: true }, Style::default()] {
        let mut human = Human::new(style);
        let mut lines = String::new();
        for record in records.iter().chain(&more) {
            human.record(record);
            lines.push_str(&json_line(record));
        }
        for report in [human.render(), lines] {
            assert!(report.contains("[redacted]"));
            assert!(!report.contains("canary"), "{report}");
        }
    }
}

#[test]
fn an_endpoint_that_cannot_be_tested_is_one_sentence() {
    let text = check("x", r#"steps = [{ send = "GET /Users", expect = { status = 200 } }]"#);
    let html = |_: &Request<'_>| {
        let mut response = answer(200, "<!doctype html><p>hello");
        response.headers = vec![header("Content-Type", "text/html")];
        Ok(response)
    };
    let mut cases: Vec<(Box<Answering<'_>>, &str)> = vec![
        (Box::new(|_| Err(TransportError::Refused)), "the connection was refused; check that"),
        (
            Box::new(|_| Err(TransportError::Timeout(Duration::from_secs(2)))),
            "no answer came within 2 s; check that",
        ),
        (
            Box::new(|_| Err(TransportError::Closed)),
            "the connection was closed before the answer was complete; look",
        ),
        (Box::new(html), "answers with HTML pages"),
        (Box::new(|_| Ok(answer(500, "{}"))), "answers every request with 500; look"),
        (Box::new(|_| Ok(answer(401, "{}"))), "answers every request with 401; name the variable"),
        (Box::new(|_| Ok(answer(200, "hello"))), "no JSON, so this is no SCIM endpoint"),
    ];
    for (endpoint, sentence) in &mut cases {
        let (records, ..) = run(&mut Runner::new(&[suite(&text)], options()), endpoint);
        let stopped = footer(&records).stopped.as_deref().unwrap_or_default();
        assert!(stopped.contains(*sentence), "{stopped}");
        assert!(verdicts(&records).is_empty());
    }
}

#[test]
fn an_endpoint_that_dies_leaves_what_was_found_before() {
    let steps = r#"steps = [{ send = "GET /Users/none", expect = { status = 404 } }]"#;
    let text = ["a", "b", "c"].map(|id| check(id, steps)).concat();
    let mut users = Users::new();
    let mut left = 5;
    let (records, ..) = run(&mut Runner::new(&[suite(&text)], options()), &mut |request| {
        left -= 1;
        if left > 0 { Ok(users.handle(request)) } else { Err(TransportError::Refused) }
    });
    let expected = [("s/a/a".to_owned(), Verdict::Pass), ("s/a/b".to_owned(), Verdict::Broken)];
    assert_eq!(verdicts(&records)[..], expected);
    assert!(footer(&records).stopped.is_some());
}

#[test]
fn deviations_are_ratcheted_both_ways() {
    let text = check("fails", r#"steps = [{ send = "GET /Users/none", expect = { status = 200 } }]"#)
        + &check("passes", r#"steps = [{ send = "GET /Users/none", expect = { status = 404 } }]"#);
    let list = |ids: &[&str]| {
        let entry = |id: &&str| {
            format!("[[deviation]]\nchecks = \"s/a/{id}\"\nverdict = \"fail\"\nevidence = \"seen\"\n")
        };
        let text = ids.iter().map(entry).collect::<Vec<_>>().concat();
        Deviations::load("d", &text).unwrap()
    };
    let cases: [(&[&str], Verdict, usize); 3] = [
        (&[], Verdict::Fail, 0),
        (&["fails"], Verdict::Pass, 0),
        (&["fails", "passes", "nothing"], Verdict::Pass, 2),
    ];
    for (ids, worst, said) in cases {
        let mut users = Users::new();
        let options = RunOptions { deviations: list(ids), ..options() };
        let (records, ..) =
            run(&mut Runner::new(&[suite(&text)], options), &mut |request| Ok(users.handle(request)));
        assert_eq!((footer(&records).worst, footer(&records).ratchet.len()), (worst, said), "{ids:?}");
    }
}

#[test]
fn a_step_is_repeated_until_it_holds() {
    let until = "until = { attempts = 3, pause-ms = 1 }, expect = { status = 200 }";
    let text = check("x", &format!("steps = [{{ send = \"GET /Users/late\", {until} }}]"));
    for (late, verdict) in [(2, Verdict::Pass), (9, Verdict::Fail)] {
        let mut asked = 0;
        let mut users = Users::new();
        let (records, _, pauses) = run(&mut Runner::new(&[suite(&text)], options()), &mut |request| {
            if request.path() == "/Users/late" {
                asked += 1;
                return Ok(answer(if asked > late { 200 } else { 404 }, "{}"));
            }
            Ok(users.handle(request))
        });
        assert_eq!((verdicts(&records)[0].1, pauses), (verdict, 2));
    }
}

#[test]
fn locations_below_the_base_are_followed_and_others_are_not() {
    let text = check(
        "x",
        "steps = [{ send = \"POST /Users\", body = '{}', capture = { there = \"/meta/location\" } }, \
         { send = \"GET ${there}\", expect = { status = 200 } }]",
    );
    for (location, verdict, gets) in [
        ("https://scim.example/v2/Users/1", Verdict::Pass, 1),
        ("https://elsewhere.example/v2/Users/1", Verdict::Note, 0),
        ("https://scim.example/v21/Users/1", Verdict::Note, 0),
    ] {
        let mut targets = Vec::new();
        let (records, ..) = run(&mut Runner::new(&[suite(&text)], options()), &mut |request| {
            targets.push(format!("{} {}", request.method, request.target));
            Ok(answer(200, &json!({"id": "1", "meta": {"location": location}}).to_string()))
        });
        assert_eq!(verdicts(&records)[0].1, verdict, "{location}");
        assert_eq!(targets.iter().filter(|target| *target == "GET /Users/1").count(), gets, "{targets:?}");
        assert!(
            targets.iter().all(|target| !target.contains("http")),
            "no credentials leave for another place"
        );
    }
}

#[test]
fn a_check_is_set_aside_when_its_fixture_cannot_be_made() {
    let text = check(
        "x",
        r#"steps = [{ use = "user" }, { send = "GET /Users/${user.id}", expect = { status = 200 } }]"#,
    );
    let (records, ..) = run(&mut Runner::new(&[suite(&text)], options()), &mut |request| {
        Ok(answer(if request.method == Method::Post { 400 } else { 404 }, r#"{"detail":"no more users"}"#))
    });
    let Record::Check(check) = &records[1] else { panic!("{records:?}") };
    assert_eq!(check.verdict, Verdict::Inapplicable);
    assert_eq!(
        check.reason.as_deref(),
        Some("it starts from a `user`, and POST /Users was answered with 400 no more users")
    );
}
