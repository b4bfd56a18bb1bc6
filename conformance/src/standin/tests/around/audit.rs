//! The audit log.
#![expect(clippy::print_stderr, reason = "a test says what it skipped")]

use super::{Driven, REACTIVATE, SUSPEND, group, patch, user};
use scimproof::identity::audit::{EXPECTED, When};
use scimproof::profile;
use serde_json::Value;
use std::path::Path;

/// A request on two users, `id1` who is an owner and `id2`, and on the group `id3` that has `id1`; and its events.
type Row = (&'static str, String, &'static [&'static str]);

fn rows() -> Vec<Row> {
    let change = |operation: &str| patch("/Users/id1", operation);
    let on_group = |operation: &str| patch("/Groups/id3", operation);
    let put = |user: &str| format!("PUT /Users/id1\n\n{user}");
    vec![
        (
            "a user is created",
            format!("POST /Users\n\n{}", user("lisa", "user")),
            &["external_identity.provision", "user.create", "external_identity.scim_api_success"],
        ),
        (
            "an owner is created",
            format!("POST /Users\n\n{}", user("lisa", "enterprise_owner")),
            &[
                "external_identity.provision",
                "user.create",
                "business.add_admin",
                "external_identity.scim_api_success",
            ],
        ),
        (
            "a billing manager is created by the id that Entra ID sends",
            format!("POST /Users\n\n{}", user("lisa", "0e338b8c-cc7f-498a-928d-ea3470d7e7e3")),
            &[
                "external_identity.provision",
                "user.create",
                "business.add_billing_manager",
                "external_identity.scim_api_success",
            ],
        ),
        (
            "a user is changed",
            change(r#"{"op":"replace","path":"displayName","value":"Mona"}"#),
            &["external_identity.update", "external_identity.scim_api_success"],
        ),
        (
            "an owner becomes a billing manager",
            put(&user("mona", "billing_manager")),
            &[
                "external_identity.update",
                "business.add_billing_manager",
                "business.remove_admin",
                "external_identity.scim_api_success",
            ],
        ),
        (
            "a user is suspended",
            change(SUSPEND),
            &[
                "user.suspend",
                "user.remove_email",
                "user.rename",
                "external_identity.deprovision",
                "external_identity.scim_api_success",
            ],
        ),
        (
            "a user is deleted",
            "DELETE /Users/id1".to_owned(),
            &["external_identity.deprovision", "user.remove_email", "external_identity.scim_api_success"],
        ),
        ("a user is read", "GET /Users/id1".to_owned(), &[]),
        ("users are listed", "GET /Users".to_owned(), &[]),
        (
            "a user is read whom nobody has",
            "GET /Users/nobody".to_owned(),
            &["external_identity.scim_api_failure"],
        ),
        (
            "a user name is taken",
            format!("POST /Users\n\n{}", user("mona", "user")),
            &["external_identity.scim_api_failure"],
        ),
        (
            "a group is created",
            format!("POST /Groups\n\n{}", group("Dogs", &[])),
            &[
                "external_group.provision",
                "external_group.update_display_name",
                "external_group.scim_api_success",
            ],
        ),
        (
            "a group is created with its members",
            format!("POST /Groups\n\n{}", group("Dogs", &["id1", "id2"])),
            &[
                "external_group.provision",
                "external_group.update_display_name",
                "external_group.add_member",
                "external_group.add_member",
                "external_group.scim_api_success",
            ],
        ),
        (
            "a group gets another name",
            on_group(r#"{"op":"replace","path":"displayName","value":"Tomcats"}"#),
            &[
                "external_group.update",
                "external_group.update_display_name",
                "external_group.scim_api_success",
            ],
        ),
        (
            "a group gets a member",
            on_group(r#"{"op":"add","path":"members","value":[{"value":"id2"}]}"#),
            &["external_group.update", "external_group.add_member", "external_group.scim_api_success"],
        ),
        (
            "a group's members are others",
            format!("PUT /Groups/id3\n\n{}", group("Cats", &["id2"])),
            &[
                "external_group.update",
                "external_group.add_member",
                "external_group.remove_member",
                "external_group.scim_api_success",
            ],
        ),
        (
            "a group is deleted",
            "DELETE /Groups/id3".to_owned(),
            &["external_group.delete", "external_group.scim_api_success"],
        ),
        (
            "a group is changed that nobody has",
            patch("/Groups/nobody", SUSPEND),
            &["external_group.scim_api_failure"],
        ),
    ]
}

fn enterprise() -> Driven {
    let mut driven = Driven::new("github-emu");
    driven.user_as("mona", "enterprise_owner");
    driven.user("octocat");
    driven.group("Cats", &["id1"]);
    driven
}

fn actions(entries: &Value) -> Vec<&str> {
    entries.as_array().unwrap().iter().map(|entry| entry["action"].as_str().unwrap()).collect()
}

#[test]
fn each_kind_of_request_leaves_the_events_that_github_lists_for_it() {
    for (what, request, expected) in rows() {
        let mut driven = enterprise();
        let sent = driven.call(&request);
        let events: Vec<&str> = sent.reply.events.iter().map(|event| event.action).collect();
        assert_eq!(events, expected, "{what}: {}", sent.body);
        // The log has them as the reply has them.
        let log = driven.expect("GET /enterprises/octo/audit-log?order=asc&per_page=100", 200);
        let logged = actions(&log);
        assert_eq!(logged.get(logged.len() - expected.len()..).unwrap(), expected, "{what}");
    }
}

#[test]
fn a_user_who_comes_back_is_told_as_provisioned() {
    let mut driven = enterprise();
    driven.patch("/Users/id1", SUSPEND);
    let sent = driven.call(&patch("/Users/id1", REACTIVATE));
    let events: Vec<&str> = sent.reply.events.iter().map(|event| event.action).collect();
    assert_eq!(
        events,
        [
            "user.unsuspend",
            "user.remove_email",
            "user.rename",
            "external_identity.provision",
            "external_identity.scim_api_success"
        ]
    );
}

#[test]
fn a_failure_tells_the_request_and_the_sentence_that_refused_it() {
    let mut driven = enterprise();
    let refused = driven.expect(&format!("POST /Users?x=1\n\n{}", user("mona", "user")), 409);
    let log = driven
        .expect("GET /enterprises/octo/audit-log?phrase=action%3Aexternal_identity.scim_api_failure", 200);
    let [entry] = log.as_array().unwrap().as_slice() else { panic!("{log}") };
    for (field, expected) in [
        ("request_method", "POST"),
        ("url_path", "/scim/v2/enterprises/octo/Users"),
        ("route", "/scim/v2/enterprises/{enterprise}/Users"),
        ("query_string", "x=1"),
        ("api_request_body", &user("mona", "user")),
        ("actor", "octo_admin"),
        ("business", "octo"),
        ("message", refused["detail"].as_str().or(refused["message"].as_str()).unwrap()),
    ] {
        assert_eq!(entry[field], expected, "{field} in {entry}");
    }
    assert_eq!(entry["status_code"], 409);
    assert_eq!(entry["@timestamp"], 4000, "the fourth request came in the fourth second");
    assert_eq!(entry["actor_is_bot"], false);
    assert_eq!(entry.get("scim_user_id"), None, "nothing was created");
}

#[test]
fn the_log_is_searched_as_github_documents() {
    let mut driven = Driven::of(&profile::builtin("github-emu").unwrap().set("shortcode", "octo").unwrap());
    driven.user("mona");
    driven.user("lisa");
    driven.group("Cats", &["id1"]);
    driven.call("GET /Users/nobody");
    for (phrase, expected) in [
        ("action:external_identity.provision", 2),
        ("action:external_identity.provision+user:mona_octo", 1),
        ("action:external_identity", 5),
        ("action:external_group+-action:external_group.add_member", 3),
        ("user:MONA_octo+action:external_group.add_member", 1),
        ("actor:octo_admin+action:user.create", 2),
        ("actor:somebody", 0),
        ("created:1970-01-01+action:user.create", 2),
        ("created:%3E1970-01-01", 0),
        ("created:1970-01-01T00:00:02..1970-01-01T00:00:03+action:user", 1),
        // What nobody here knows leaves nothing out.
        ("country:de+action:user.create", 2),
    ] {
        let log =
            driven.expect(&format!("GET /enterprises/octo/audit-log?per_page=100&phrase={phrase}"), 200);
        assert_eq!(log.as_array().unwrap().len(), expected, "{phrase}: {log}");
    }
    assert_eq!(driven.expect("GET /enterprises/octo/audit-log?include=git", 200), serde_json::json!([]));
    assert_eq!(driven.expect("GET /orgs/nobody/audit-log", 200), serde_json::json!([]));
    driven.expect("GET /enterprises/other/audit-log", 404);
    driven.expect("DELETE /enterprises/octo/audit-log", 404);
}

/// The target of a relation in a `Link` header.
fn link<'a>(header: &'a str, relation: &str) -> Option<&'a str> {
    let suffix = format!(">; rel=\"{relation}\"");
    header.split(", ").find_map(|link| link.strip_prefix('<')?.strip_suffix(suffix.as_str()))
}

#[test]
fn pages_of_the_log_are_walked_there_and_back_by_their_links() {
    for order in ["asc", "desc"] {
        let mut driven = enterprise();
        let whole =
            driven.expect(&format!("GET /enterprises/octo/audit-log?order={order}&per_page=100"), 200);
        let whole = whole.as_array().unwrap().clone();
        let mut target = format!("/enterprises/octo/audit-log?order={order}&per_page=3");
        let (mut seen, mut pages) = (Vec::new(), Vec::new());
        loop {
            let sent = driven.call(&format!("GET {target}"));
            seen.extend(sent.body.as_array().unwrap().clone());
            pages.push(sent.body.clone());
            let links = sent.response.header("link").unwrap_or_default().to_owned();
            assert_eq!(link(&links, "prev").is_some(), pages.len() > 1, "{links}");
            let Some(next) = link(&links, "next") else { break };
            assert!(next.starts_with("http://localhost/enterprises/octo/audit-log?"), "{next}");
            target = next.to_owned();
        }
        assert_eq!(seen, whole);
        assert_eq!(pages.len(), whole.len().div_ceil(3));
        let links = driven.call(&format!("GET {target}")).response.header("link").unwrap().to_owned();
        let before = driven.expect(&format!("GET {}", link(&links, "prev").unwrap()), 200);
        assert_eq!(&before, pages.get(pages.len() - 2).unwrap());
    }
}

#[test]
fn events_are_kept_for_180_days() {
    let mut driven = enterprise();
    driven.seconds = 180 * 86_400 + 1;
    let left = driven.expect("GET /enterprises/octo/audit-log?order=asc", 200);
    assert_eq!(left[0]["@timestamp"], 3000, "what was in the second second is gone: {left}");
}

#[test]
fn a_server_of_ones_own_has_its_log_below_its_prefix() {
    let mut driven = Driven::new("github-ghes");
    driven.send(&format!("POST /api/v3/scim/v2/Users\n\n{}", user("mona", "user")));
    let log = driven.expect("GET /api/v3/enterprises/any/audit-log", 200);
    assert_eq!(
        actions(&log),
        ["external_identity.scim_api_success", "user.create", "external_identity.provision"]
    );
    assert_eq!(log[0].get("business"), None, "nobody knows how the enterprise is called");
}

/// The table as the facts have it, row by row.
#[test]
fn the_table_is_the_documented_one() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/facts/github-data/audit-events.json");
    let Ok(text) = std::fs::read_to_string(&path) else {
        eprintln!("skipped: no {}", path.display());
        return;
    };
    let facts: Value = serde_json::from_str(&text).unwrap();
    let listed = facts["requests"].as_array().unwrap();
    // The last row of the facts is two deeds.
    assert_eq!(listed.len() + 1, EXPECTED.len());
    for (row, (deed, expected)) in EXPECTED.iter().enumerate() {
        let fact = &listed[row.min(listed.len() - 1)];
        let always: Vec<&str> = fact["always"]
            .as_array()
            .unwrap()
            .iter()
            .flat_map(|text| text.as_str().unwrap().split(" | "))
            .collect();
        let mut conditional: Vec<&str> =
            fact["conditional"].as_object().unwrap().keys().map(String::as_str).collect();
        let certain = expected.iter().filter(|event| event.is_certain()).map(|event| event.action);
        if row < listed.len() - 1 {
            assert_eq!(certain.collect::<Vec<_>>(), always, "{deed:?}");
        } else {
            assert!(certain.clone().all(|action| always.contains(&action)), "{deed:?}");
        }
        let mut depending: Vec<&str> =
            expected.iter().filter(|event| event.when != When::Always).map(|event| event.action).collect();
        depending.sort_unstable();
        conditional.sort_unstable();
        assert_eq!(depending, conditional, "{deed:?}");
    }
}
