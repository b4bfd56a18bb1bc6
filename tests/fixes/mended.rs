//! What fixes write: only what they have to, where it belongs.

use scimproof::diagnostic::Severity;
use scimproof::lint::Linter;
use scimproof::message::read::{ReadOptions, read};
use scimproof::message::{Method, Request};
use scimproof::profile;
use scimproof::rule::{Known, Maybe, Nothing};
use scimproof::syntax::PatchPath;

/// A body with its safe and unsafe fixes made one after the other, each as it is offered first.
fn mended(profile: &str, method: &str, target: &str, body: &str) -> String {
    let linter = Linter::of(profile::builtin(profile).unwrap());
    let text = format!("{method} {target}\n\n{body}");
    let mut request = read(text.as_bytes(), &ReadOptions::default()).unwrap().exchange.request.edited([]);
    for _ in 0..8 {
        let mut verdict = linter.lint(&request, &Nothing);
        linter.offer(&request, &Nothing, &mut verdict);
        let mut bad = verdict.diagnostics.iter().filter(|found| found.severity > Severity::Info);
        let Some(fix) = bad.find_map(|found| found.fix.as_ref()) else { break };
        request = request.edited(&fix.edits);
    }
    let body = request.body.as_deref().map(String::from_utf8_lossy).unwrap_or_default();
    if method == "GET" { request.target.into_owned() } else { body.into_owned() }
}

#[test]
fn a_resource_is_mended_in_place() {
    const USER: &str = r#""schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"mona""#;
    const BOTH: &str = r#""schemas":["urn:ietf:params:scim:schemas:core:2.0:User","urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"],"userName":"mona""#;
    let enterprise = |members: &str| {
        format!(r#"{{{BOTH},"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":{{{members}}}}}"#)
    };
    let cases = [
        (
            format!(r#"{{{USER}, "givenName": "Mona"}}"#),
            format!(r#"{{{USER}, "name":{{"givenName": "Mona"}}}}"#),
        ),
        (
            format!(r#"{{{USER},"givenName":"Mona","familyName":"Lisa","active":true}}"#),
            format!(r#"{{{USER},"name":{{"givenName":"Mona","familyName":"Lisa"}},"active":true}}"#),
        ),
        (
            format!(r#"{{{USER},"name":{{}},"name.givenName":"Mona"}}"#),
            format!(r#"{{{USER},"name":{{"givenName":"Mona"}}}}"#),
        ),
        (format!(r#"{{{USER},"department":"Tools"}}"#), enterprise(r#""department":"Tools""#)),
        (
            format!(r#"{{{USER},"department":"Tools","employeeNumber":"7"}}"#),
            enterprise(r#""department":"Tools","employeeNumber":"7""#),
        ),
        (
            format!(
                r#"{{{USER},"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":{{"department":"Tools"}}}}"#
            ),
            enterprise(r#""department":"Tools""#),
        ),
        (format!(r#"{{{USER},"id":"7","groups":[]}}"#), format!("{{{USER}}}")),
        (
            format!(r#"{{{USER},"emails":[{{"type":"work"}},{{"value":"m@example.com"}}]}}"#),
            format!(r#"{{{USER},"emails":[{{"value":"m@example.com"}}]}}"#),
        ),
        (
            r#"{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User", "urn:x:y"],"userName":"mona"}"#
                .to_owned(),
            format!("{{{USER}}}"),
        ),
        (
            format!("{{{USER},\"displayName\":\"a\r\n\tb\"}}"),
            format!(r#"{{{USER},"displayName":"a\r\n\tb"}}"#),
        ),
        (format!("\u{feff}{{{USER}}}"), format!("{{{USER}}}")),
        // Two letters after the language are a region; more are a script.
        (format!(r#"{{{USER},"locale":"PT_br"}}"#), format!(r#"{{{USER},"locale":"pt-BR"}}"#)),
        (format!(r#"{{{USER},"locale":"zh_hans"}}"#), format!(r#"{{{USER},"locale":"zh-hans"}}"#)),
        (format!(r#"{{{USER} "active":true}}"#), format!(r#"{{{USER}, "active":true}}"#)),
        (
            format!(r#"{{{USER},“displayName” : “Mona’s \“ one”,"title":"“x”"}}"#).replace(r"\“", "\\\\"),
            format!(r#"{{{USER},"displayName" : "Mona’s \\ one","title":"“x”"}}"#),
        ),
    ];
    for (body, expected) in cases {
        assert_eq!(mended("rfc7644", "POST", "/Users", &body), expected, "{body}");
    }
}

#[test]
fn a_patch_is_mended_in_place() {
    const PATCH: &str = r#""schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"]"#;
    let operations = |operation: &str| format!(r#"{{{PATCH},"Operations":[{operation}]}}"#);
    let cases = [
        (
            format!(r#"{{{PATCH}, "active": false, "title": "Guide" }}"#),
            format!(
                r#"{{{PATCH}, "Operations":[{{"op":"replace","value":{{"active": false, "title": "Guide"}}}}] }}"#
            ),
        ),
        (
            operations(r#"{"op":"replace","path":"/name/givenName","value":"Mona"}"#),
            operations(r#"{"op":"replace","path":"name.givenName","value":"Mona"}"#),
        ),
        (
            operations(r#"{"op":"replace","path":"emails[type eq 'work'].value","value":"m@example.com"}"#),
            operations(r#"{"op":"replace","path":"emails[type eq \"work\"].value","value":"m@example.com"}"#),
        ),
        (
            operations(r#"{"op":"replace","path":"name.givenNmae","value":"Mona"}"#),
            operations(r#"{"op":"replace","path":"name.givenName","value":"Mona"}"#),
        ),
        (
            operations(r#"{"op":"replace","path":"name[givenName eq \"x\"].familyName","value":"Lisa"}"#),
            operations(r#"{"op":"replace","path":"name.familyName","value":"Lisa"}"#),
        ),
        (
            operations(r#"{"op":"replace","path":"active","value":false,"name":"x"}"#),
            operations(r#"{"op":"replace","path":"active","value":false}"#),
        ),
    ];
    for (body, expected) in cases {
        assert_eq!(mended("rfc7644", "PATCH", "/Users/2819c223", &body), expected, "{body}");
    }
    let role = |value: &str| {
        operations(&format!(r#"{{"op":"replace","path":"roles","value":[{{"value":"{value}"}}]}}"#))
    };
    let emu = Linter::of(profile::builtin("github-emu").unwrap());
    let target = "/scim/v2/enterprises/octo/Users/5fc0c238";
    let fixed = patched(&emu, &Nothing, target, &role("Enterprise_Owner"), "role-value-not-in-enum");
    assert_eq!(fixed, role("enterprise_owner"));
}

/// The body of a PATCH with the fix that is offered for the rule's first finding.
fn patched(linter: &Linter, known: &dyn Known, target: &str, body: &str, rule: &str) -> String {
    let request = Request::bare(Method::Patch, target, Some(body.as_bytes()));
    let mut verdict = linter.lint(&request, known);
    linter.offer(&request, known, &mut verdict);
    let found = verdict.diagnostics.iter().find(|found| found.rule == rule).unwrap();
    let edited = request.edited(&found.fix.as_ref().unwrap().edits);
    String::from_utf8_lossy(edited.body.as_deref().unwrap()).into_owned()
}

/// A group and a user that have all that they are asked for.
struct Full;

impl Known for Full {
    fn target(&self, _: &str, _: &PatchPath) -> Maybe<bool> {
        Maybe::Known(true)
    }
}

#[test]
fn what_shows_only_against_a_state_is_mended_as_well() {
    let linter = Linter::of(profile::builtin("rfc7644").unwrap());
    for (target, before, after, rule) in [
        (
            "/Groups/e9e30dba",
            r#"{"op":"replace","path":"members","value":[{"value":"1"},{"value":"2"},{"value":"1"}]}"#,
            r#"{"op":"replace","path":"members","value":[{"value":"1"},{"value":"2"}]}"#,
            "member-duplicate",
        ),
        (
            "/Users/2819c223",
            r#"{"op":"add","path":"title","value":"Guide"}"#,
            r#"{"op":"replace","path":"title","value":"Guide"}"#,
            "patch-add-for-replace",
        ),
    ] {
        let body = |operation: &str| {
            format!(
                r#"{{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{operation}]}}"#
            )
        };
        assert_eq!(patched(&linter, &Full, target, &body(before), rule), body(after));
    }
}

#[test]
fn a_query_is_mended_in_place() {
    for (target, expected) in [
        ("/Users?filter=userName%20eq%20mona", "/Users?filter=userName%20eq%20%22mona%22"),
        ("/Users?filter=userName%20eq%20'mona'&count=1", "/Users?filter=userName%20eq%20%22mona%22&count=1"),
        ("/Users?startIndex=0", "/Users?startIndex=1"),
        // The quote after a backslash does not end the text that the address stands in.
        (
            "/Users?filter=userName%20eq%20%22a%5C%22+b@example.com%22",
            "/Users?filter=userName%20eq%20%22a%5C%22%2Bb@example.com%22",
        ),
    ] {
        assert_eq!(mended("rfc7644", "GET", target, ""), expected, "{target}");
    }
}

#[test]
fn an_entity_tag_gets_its_quotes_and_stays_weak() {
    let linter = Linter::of(profile::builtin("rfc7644").unwrap());
    for (written, expected) in [("3694e05e", "\"3694e05e\""), ("W/3694e05e", "W/\"3694e05e\"")] {
        let text = format!("DELETE /Users/2819c223 HTTP/1.1\nHost: scim.example\nIf-Match: {written}");
        let request = read(text.as_bytes(), &ReadOptions::default()).unwrap().exchange.request;
        let (_, offered) = super::offered(&linter, text.as_bytes());
        let found = offered.iter().find(|found| found.rule == "http-if-match-unquoted").unwrap();
        let mended = request.edited(&found.fix.as_ref().unwrap().edits);
        assert_eq!(mended.header("if-match"), Some(expected));
    }
}

#[test]
fn a_text_that_holds_no_json_is_not_taken_for_the_body_that_it_holds() {
    let broken = r#""{\"userName\":\"mona}""#;
    assert_eq!(mended("github-emu", "POST", "/scim/v2/enterprises/octo/Users", broken), broken);
}
