//! Client profiles: what a sender is known to send is called known, and is no error of the sender's.

#![expect(clippy::unwrap_used, reason = "a panic is how a test fails")]

use scimproof::diagnostic::{Answer, Diagnostic, Severity};
use scimproof::lint::{Linter, Verdict};
use scimproof::message::{Header, Method, Request};
use scimproof::profile;
use scimproof::rule::Nothing;
use std::collections::BTreeSet;

fn lint(provider: &str, client: Option<&str>, request: &Request<'_>) -> Verdict {
    let client = client.map(|name| profile::client(name).unwrap());
    Linter::new(&profile::builtin(provider).unwrap()).client(client).lint(request, &Nothing)
}

/// The rules of findings with a habit, and those above info without.
fn sorted(verdict: &Verdict) -> (Vec<&str>, Vec<&str>) {
    let names = |wanted: &dyn Fn(&Diagnostic) -> bool| -> Vec<&str> {
        let found: BTreeSet<&str> =
            verdict.diagnostics.iter().filter(|found| wanted(found)).map(|found| found.rule).collect();
        found.into_iter().collect()
    };
    (
        names(&|found| found.habit.is_some()),
        names(&|found| found.habit.is_none() && found.severity > Severity::Info),
    )
}

/// Requests as senders are known to write them: client, method, target, body, and the rules known of it.
const KNOWN: &[(&str, Method, &str, &str, &[&str])] = &[
    (
        "entra",
        Method::Patch,
        "/Users/1",
        r#"{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"Replace","path":"active","value":"False"}]}"#,
        &["bool-as-string", "patch-op-capitalised"],
    ),
    (
        "entra",
        Method::Patch,
        "/Groups/1",
        r#"{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"Remove","path":"members","value":[{"value":"7"}]}]}"#,
        &["patch-op-capitalised", "patch-remove-members-with-value"],
    ),
    (
        "entra",
        Method::Post,
        "/Groups",
        r#"{"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group","http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group"],"externalId":"8","displayName":"Guides","meta":{"resourceType":"Group"}}"#,
        &["read-only-meta-in-post", "schemas-vendor-urn"],
    ),
    (
        "entra/scim-compliant",
        Method::Patch,
        "/Users/1",
        r#"{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"add","path":"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager","value":"7"}]}"#,
        &["complex-as-string-manager"],
    ),
    (
        "okta",
        Method::Put,
        "/Users/1",
        r#"{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"id":"1","userName":"mona@example.com","active":true,"groups":[]}"#,
        &["read-only-groups-in-user"],
    ),
    (
        "onelogin",
        Method::Put,
        "/Users/1",
        r#"{"schemas":["urn:scim:schemas:core:2.0"],"userName":"mona","emails":{"value":"mona@example.com"}}"#,
        &["multivalued-as-object", "schemas-scim1-urn"],
    ),
    (
        "pingone",
        Method::Post,
        "/Users",
        r#"{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"mona","emails":[{"value":"mona@example.com","type":"work","primary":true},{"value":"mona@example.com","type":"home","primary":true}]}"#,
        &["multi-primary"],
    ),
];

#[test]
fn known_traffic_is_known_and_no_error() {
    for (client, method, target, body, known) in KNOWN {
        let request = Request::bare(*method, target, Some(body.as_bytes()));
        let verdict = lint("rfc7644", Some(client), &request);
        let (found, unknown) = sorted(&verdict);
        for rule in *known {
            assert!(found.contains(rule), "{client}: {rule} is not known in {body}: {verdict:#?}");
        }
        assert_eq!(unknown, [] as [&str; 0], "{client}: {body}");
        let without = lint("rfc7644", None, &request);
        assert!(without.diagnostics.iter().all(|found| found.habit.is_none()));
        assert_eq!(verdict.answer, without.answer, "the endpoint answers the same, whoever asks: {body}");
    }
}

#[test]
fn what_a_client_is_not_known_to_send_stays_what_it_is() {
    let body = br#"{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"Replace","path":"active","value":"False"}]}"#;
    let request = Request::bare(Method::Patch, "/Users/1", Some(body));
    for client in ["okta", "entra/scim-compliant"] {
        let verdict = lint("rfc7644", Some(client), &request);
        let (known, unknown) = sorted(&verdict);
        assert_eq!(known, [] as [&str; 0], "{client}");
        assert_eq!(unknown, ["bool-as-string", "patch-op-capitalised"], "{client}");
        assert!(matches!(verdict.answer, Answer::Refuse(_)));
    }
    // Entra writes `active` so, and no other boolean.
    let body = br#"{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"mona","x509Certificates":[{"value":"bW9uYQ==","primary":true}],"active":"True"}"#;
    let verdict = lint("rfc7644", Some("entra"), &Request::bare(Method::Post, "/Users", Some(body)));
    assert_eq!(sorted(&verdict), (vec!["bool-as-string"], vec![]));
}

#[test]
fn habits_of_headers_and_targets_are_known_too() {
    let header = |name: &'static str, value: &'static str| Header { name: name.into(), value: value.into() };
    let headers = vec![header("Content-Type", "application/json"), header("Authorization", "Bearer 1")];
    let body = br#"{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"mona"}"#;
    let mut request = Request::bare(Method::Put, "/Users/1", Some(body));
    request.headers = Some(headers);
    let verdict = lint("rfc7644", Some("onelogin"), &request);
    let (known, unknown) = sorted(&verdict);
    assert!(known.contains(&"http-content-type-plain-json"), "{verdict:#?}");
    assert_eq!(unknown, [] as [&str; 0]);
}

/// The lines of a file beside the tests, without comments.
fn lines(file: &str) -> Vec<String> {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(file);
    let text = std::fs::read_to_string(path).unwrap();
    text.lines().filter(|line| !line.starts_with('#') && !line.trim().is_empty()).map(str::to_owned).collect()
}

#[test]
fn clients_are_known_for_malformations_of_the_catalogue() {
    let names: BTreeSet<String> = lines("coverage/malformations.txt").into_iter().collect();
    for name in profile::client_names() {
        for (rule, _) in &profile::client(name).unwrap().sends {
            assert!(names.contains(rule), "{name}: {rule}");
        }
    }
}
