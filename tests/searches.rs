//! Queries that are sent as a body (RFC 7644 §3.4.3): they are judged as queries, with places in the body.
#![expect(clippy::unwrap_used, reason = "a panic is how a test fails")]

use scimproof::diagnostic::Answer;
use scimproof::lint::{Linter, Verdict};
use scimproof::message::{Method, Part, Request};
use scimproof::profile::{self, Profile};
use scimproof::rule::Nothing;

/// An endpoint that takes such queries.
const SEARCHED: &str = r#"{
  "extends": "rfc7644",
  "name": "searched",
  "endpoints": {"search": {"value": true, "standing": "documented", "source": "this test"}}
}"#;

fn lint(target: &str, body: &str) -> Verdict {
    let linter = Linter::of(Profile::parse("searched", SEARCHED).unwrap());
    let request = Request::bare(Method::Post, target, Some(body.as_bytes()));
    let mut verdict = linter.lint(&request, &Nothing);
    linter.offer(&request, &Nothing, &mut verdict);
    verdict
}

/// A query of these members.
fn query(members: &str) -> String {
    format!(r#"{{"schemas":["urn:ietf:params:scim:api:messages:2.0:SearchRequest"],{members}}}"#)
}

/// Each finding as `rule: the bytes it blames`.
fn found(target: &str, body: &str) -> Vec<String> {
    let told = |rule: &str, part: Part, blamed: &str| {
        assert_eq!(part, Part::Body, "{body}: {rule}");
        format!("{rule}: {blamed}")
    };
    let verdict = lint(target, body);
    let found = verdict.diagnostics.iter();
    found.map(|found| told(found.rule, found.location.part, found.location.span.of(body))).collect()
}

#[test]
fn what_the_rfc_allows_in_such_a_query_has_no_finding() {
    for members in [
        r#""filter":"userName eq \"mona\"""#,
        r#""attributes":["userName","name.givenName"],"sortBy":"name.familyName","sortOrder":"descending""#,
        r#""excludedAttributes":["emails"],"startIndex":1,"count":10"#,
        r#""filter":"emails[type eq \"work\"] and active eq true","count":0"#,
        r#""count":100000000000000000000"#,
    ] {
        assert_eq!(found("/Users/.search", &query(members)), [""; 0], "{members}");
    }
}

#[test]
fn a_query_on_the_whole_server_may_name_what_any_type_has() {
    for members in [
        r#""filter":"displayName sw \"a\" or userName sw \"a\" or members pr""#,
        r#""attributes":["userName","members.value"],"sortBy":"userName""#,
    ] {
        assert_eq!(found("/.search", &query(members)), [""; 0], "{members}");
    }
    for (members, expected) in [
        (r#""filter":"active gt true""#, "filter-not-comparable: gt"),
        (r#""filter":"MEMBERS pr""#, "filter-attribute-case: MEMBERS"),
        (r#""attributes":["nosuch","members"]"#, "url-attribute-unknown: nosuch"),
    ] {
        assert_eq!(found("/.search", &query(members)), [expected], "{members}");
    }
}

#[test]
fn each_parameter_is_judged_where_it_stands_in_the_body() {
    for (members, expected) in [
        (r#""filter":"userName eq mona""#, "filter-unquoted-value: mona"),
        (r#""filter":"userName eq 'mona'""#, "filter-single-quoted: 'mona'"),
        (r#""filter":"title eq \"é\" and userName EQ \"mona\"""#, "filter-operator-case: EQ"),
        (r#""filter":"title pr and username eq \"mona\"""#, "filter-attribute-case: username"),
        (r#""filter":"active eq \"True\"""#, r#"filter-quoted-boolean: \"True\""#),
        (r#""filter":"title eq \"a\" and nickname eq \"b\"""#, "filter-attribute-case: nickname"),
        (r#""filter":"active gt true""#, "filter-not-comparable: gt"),
        (r#""startIndex":0"#, "url-start-index-zero: 0"),
        (r#""count":-1"#, "url-count-negative: -1"),
        (r#""count":1.5"#, "integer-fraction: 1.5"),
        (r#""count":"10""#, r#"string-for-number: "10""#),
        (r#""sortOrder":"desc""#, "url-sort-order-unknown: desc"),
        (r#""sortBy":"nosuch""#, "url-attribute-unknown: nosuch"),
        (r#""attributes":["userName","nosuch"]"#, "url-attribute-unknown: nosuch"),
        (
            r#""attributes":["emails[type eq \"work\"]"]"#,
            r#"url-attributes-with-value-filter: emails[type eq \"work\"]"#,
        ),
        (
            r#""attributes":["title"],"excludedAttributes":["emails","name"]"#,
            r#"url-both-attributes-excluded: "excludedAttributes""#,
        ),
        (r#""filters":"title pr""#, r#"unknown-attribute: "filters""#),
        (r#""filter":["title pr"]"#, r#"singular-as-array: ["title pr"]"#),
    ] {
        assert_eq!(found("/Users/.search", &query(members)), [expected], "{members}");
    }
    assert_eq!(found("/Users/.search", r#"{"filter":"title pr"}"#), ["schemas-missing: {"]);
    assert_eq!(
        found("/Users/.search", &query(r#""COUNT":-1"#)),
        [r#"json-case-variant-keys: "COUNT""#, "url-count-negative: -1"]
    );
}

#[test]
fn an_endpoint_that_takes_no_such_query_refuses_it() {
    let linter = Linter::of(profile::builtin("github-emu").unwrap());
    let body = query(r#""filter":"title pr""#);
    let request = Request::bare(Method::Post, "/Users/.search", Some(body.as_bytes()));
    let verdict = linter.lint(&request, &Nothing);
    let found: Vec<&str> = verdict.diagnostics.iter().map(|found| found.rule).collect();
    assert!(found.contains(&"endpoint-unknown"), "{found:?}");
    assert!(matches!(verdict.answer, Answer::Refuse(_)), "{:?}", verdict.answer);
}

#[test]
fn fixes_are_written_into_the_body() {
    for (before, after) in [
        (r#""filter":"userName eq mona""#, r#""filter":"userName eq \"mona\"""#),
        (r#""filter":"userName eq 'mona'""#, r#""filter":"userName eq \"mona\"""#),
        (
            r#""filter":"title eq \"a\" AND active eq \"True\"""#,
            r#""filter":"title eq \"a\" and active eq true""#,
        ),
        (
            r#""filter":"emails[type eq \"work\"].value eq \"m@example.com\"""#,
            r#""filter":"emails[type eq \"work\" and value eq \"m@example.com\"]""#,
        ),
        (r#""startIndex":0"#, r#""startIndex":1"#),
        (r#""sortOrder":"DESC""#, r#""sortOrder":"descending""#),
        (r#""count":"10""#, r#""count":10"#),
    ] {
        let mut body = query(before);
        for _ in 0..9 {
            let verdict = lint("/Users/.search", &body);
            let Some(fix) = verdict.diagnostics.into_iter().find_map(|found| found.fix) else { break };
            let request = Request::bare(Method::Post, "/Users/.search", Some(body.as_bytes()));
            body = String::from_utf8(request.edited(&fix.edits).body.unwrap().into_owned()).unwrap();
        }
        assert_eq!(body, query(after));
    }
}
