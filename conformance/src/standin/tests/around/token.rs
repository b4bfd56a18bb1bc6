//! Tokens, and what answers tell of them.

use super::super::{Duration, StandIn, Token};
use super::{Driven, request};

/// Tokens by name, with their scopes.
fn with_tokens(profile: &str) -> Driven {
    let mut driven = Driven::new(profile);
    let with = |secret: &str, scopes: &[&str]| {
        Token::new(secret.to_owned()).with_scopes(scopes.iter().map(|scope| (*scope).to_owned()).collect())
    };
    let mut ending = with("ending", &["scim:enterprise"]);
    ending.expires = Some(Duration::from_secs(3));
    driven.stand_in = StandIn::new(driven.stand_in.profile()).with_tokens(vec![
        with("setup", &["scim:enterprise", "read:org", "read:audit_log", "write:org"]),
        with("poor", &[]),
        Token::new("unsaid".to_owned()),
        ending,
    ]);
    driven
}

#[test]
fn the_account_says_what_a_token_is_good_for() {
    let mut driven = with_tokens("github-emu");
    let sent = driven.call("GET /user\nAuthorization: Bearer setup\nUser-Agent: test");
    assert_eq!(sent.response.status, 200);
    assert_eq!(sent.body["login"], "octo_admin");
    assert_eq!(
        sent.response.header("x-oauth-scopes"),
        Some("scim:enterprise, read:audit_log, write:org"),
        "what another scope implies is left out"
    );
    let sent = driven.call("GET /user\nAuthorization: token unsaid\nUser-Agent: test");
    assert_eq!((sent.response.status, sent.response.header("x-oauth-scopes")), (200, None));
    let sent = driven.call("GET /user\nAuthorization: Bearer ending\nUser-Agent: test");
    assert_eq!(sent.response.status, 401, "it came in the third second");
}

#[test]
fn answers_of_scim_tell_of_the_token_too() {
    let mut driven = with_tokens("github-emu");
    let sent = driven.call("GET /Users\nAuthorization: Bearer ending\nUser-Agent: test");
    assert_eq!(sent.response.header("x-oauth-scopes"), Some("scim:enterprise"));
    assert_eq!(
        sent.response.header("github-authentication-token-expiration"),
        Some("1970-01-01 00:00:03 UTC")
    );
    let mut driven = with_tokens("rfc7644");
    let sent = driven.send("GET /Users\nAuthorization: Bearer setup");
    assert_eq!(sent.response.header("x-oauth-scopes"), None, "that is GitHub's alone");
}

#[test]
fn callers_without_a_right_are_refused_as_documented() {
    let mut driven = with_tokens("github-emu");
    for (headers, target, status) in [
        ("User-Agent: test", "/user", 401),
        ("User-Agent: test\nAuthorization: Bearer nobody", "/user", 401),
        ("User-Agent: test\nAuthorization: Bearer poor", "/user", 200),
        ("Authorization: Bearer poor", "/user", 403),
        ("User-Agent: test\nAuthorization: Bearer poor\nX-GitHub-Api-Version: 2001-01-01", "/user", 400),
        ("User-Agent: test\nAuthorization: Bearer poor\nX-GitHub-Api-Version: 2022-11-28", "/user", 200),
        ("User-Agent: test\nAuthorization: Bearer setup", "/enterprises/octo/audit-log", 200),
        // Whoever lacks a right does not learn whether something is there.
        ("User-Agent: test\nAuthorization: Bearer poor", "/enterprises/octo/audit-log", 404),
        ("User-Agent: test\nAuthorization: Bearer unsaid", "/enterprises/octo/audit-log", 200),
    ] {
        let sent = driven.call(&format!("GET {target}\n{headers}"));
        assert_eq!(sent.response.status, status, "{target} {headers}: {}", sent.body);
        assert_eq!(sent.body.get("message").is_some(), status >= 400, "{target} {headers}");
        assert!(!String::from_utf8_lossy(&sent.response.body).contains("nobody"), "a token stays unsaid");
    }
}

#[test]
fn scim_asks_for_a_scope_as_each_endpoint_does() {
    for (profile, base, rows) in [
        ("github-emu", "/scim/v2/enterprises/octo", [("ending", 200), ("poor", 403), ("unsaid", 200)]),
        ("github-ghes/3.16", "/api/v3/scim/v2", [("ending", 200), ("poor", 403), ("unsaid", 200)]),
        // Before 3.16 there is no `scim:enterprise`.
        ("github-ghes/3.15", "/api/v3/scim/v2", [("ending", 403), ("poor", 403), ("unsaid", 200)]),
        ("github-org", "/scim/v2/organizations/octo-org", [("ending", 403), ("poor", 403), ("unsaid", 200)]),
        ("rfc7644", "/scim/v2", [("ending", 200), ("poor", 200), ("unsaid", 200)]),
    ] {
        for (token, status) in rows {
            let mut driven = with_tokens(profile);
            let sent =
                driven.send(&format!("GET {base}/Users\nAuthorization: Bearer {token}\nUser-Agent: test"));
            assert_eq!(sent.response.status, status, "{profile} {token}: {}", sent.body);
            let rules: Vec<&str> = sent.reply.verdict.diagnostics.iter().map(|found| found.rule).collect();
            assert_eq!(rules.contains(&"token-scope-missing"), status == 403, "{profile} {token}: {rules:?}");
        }
    }
}

#[test]
fn a_server_of_ones_own_takes_no_fine_grained_token() {
    let mut driven = Driven::new("github-ghes");
    for (token, status) in [("github_pat_x", 403), ("ghs_x", 403), ("ghp_x", 200)] {
        let sent = driven
            .send(&format!("GET /api/v3/scim/v2/Users\nAuthorization: Bearer {token}\nUser-Agent: test"));
        assert_eq!(sent.response.status, status, "{token}: {}", sent.body);
    }
}

#[test]
fn the_scopes_of_a_request_can_be_asked_and_its_token_cannot() {
    let driven = with_tokens("github-emu");
    let scopes = |headers: &str| {
        let text = format!("GET /user\n{headers}");
        driven.stand_in.scopes(&request(&text)).map(<[String]>::to_vec)
    };
    assert_eq!(scopes("Authorization: Bearer ending"), Some(vec!["scim:enterprise".to_owned()]));
    assert_eq!(scopes("Authorization: Bearer unsaid"), None);
    assert_eq!(scopes("Authorization: Bearer nobody"), None);
    assert_eq!(scopes("X: y"), None);
    let shown = format!("{:?}", Token::new("canary".to_owned()));
    assert!(!shown.contains("canary"), "{shown}");
}

#[test]
fn other_endpoints_have_nothing_around_scim() {
    for profile in ["rfc7644", "aws-identity-center"] {
        let sent = Driven::new(profile).ask(&request("GET /user"));
        assert_eq!(sent.response.status, 404, "{profile}");
        assert!(!sent.reply.verdict.diagnostics.is_empty(), "it is judged as SCIM");
    }
}
