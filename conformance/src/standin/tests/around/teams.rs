//! External groups, teams, and who is in them.
#![expect(clippy::print_stderr, reason = "a test says what it skipped")]

use super::{Driven, REACTIVATE, SUSPEND, patch};
use scimproof::profile;
use serde_json::Value;
use std::path::Path;

/// An enterprise with two users, a group that has both, and the team `octo-org/cats`.
fn enterprise() -> Driven {
    let mut driven = Driven::of(&profile::builtin("github-emu").unwrap().set("shortcode", "octo").unwrap());
    driven.user("mona");
    driven.user("octocat");
    driven.group("Cats", &["id1", "id2"]);
    driven.expect("POST /orgs/octo-org/teams\n\n{\"name\":\"Cats\"}", 201);
    driven
}

fn connect(driven: &mut Driven, team: &str, group: &str) {
    let groups = driven.expect(&format!("GET /orgs/octo-org/external-groups?display_name={group}"), 200);
    let number = groups["groups"][0]["group_id"].as_u64().unwrap();
    driven.expect(
        &format!("PATCH /orgs/octo-org/teams/{team}/external-groups\n\n{{\"group_id\":{number}}}"),
        200,
    );
}

fn logins(driven: &mut Driven, team: &str) -> Vec<String> {
    let members = driven.expect(&format!("GET /orgs/octo-org/teams/{team}/members"), 200);
    members.as_array().unwrap().iter().map(|member| member["login"].as_str().unwrap().to_owned()).collect()
}

/// The events of a request about teams and organizations: action, user, team.
fn moves(driven: &mut Driven, request: &str) -> Vec<String> {
    let sent = driven.call(request);
    assert!(sent.response.status < 300, "{request}: {}", sent.body);
    let events = sent.reply.events.iter().filter(|event| event.action.starts_with(['t', 'o']));
    let told = events.map(|event| {
        format!(
            "{} {} {}",
            event.action,
            event.user.as_deref().unwrap(),
            event.team.as_deref().unwrap_or("-")
        )
    });
    told.collect()
}

#[test]
fn a_group_is_shown_with_its_teams_and_members() {
    let mut driven = enterprise();
    connect(&mut driven, "cats", "Cats");
    let listed = driven.expect("GET /orgs/other-org/external-groups", 200);
    let number = listed["groups"][0]["group_id"].as_u64().unwrap();
    assert_eq!(listed["groups"][0]["group_name"], "Cats");
    let shown = driven.expect(&format!("GET /orgs/octo-org/external-group/{number}"), 200);
    assert_eq!(shown["teams"], serde_json::json!([{"team_id": 1, "team_name": "Cats"}]));
    let member = &shown["members"][0];
    assert_eq!(
        (&member["member_login"], &member["member_name"], &member["member_email"]),
        (&"mona_octo".into(), &"mona Doe".into(), &"mona@example.com".into())
    );
    assert_eq!(shown["members"].as_array().unwrap().len(), 2);
    let of_team = driven.expect("GET /orgs/octo-org/teams/cats/external-groups", 200);
    assert_eq!(of_team, listed);
    let paged = driven.expect(&format!("GET /orgs/octo-org/external-group/{number}?per_page=1&page=2"), 200);
    assert_eq!(paged["members"][0]["member_login"], "octocat_octo");
}

#[test]
fn groups_are_listed_page_by_page() {
    let mut driven = enterprise();
    driven.group("Dogs", &[]);
    driven.group("Birds", &[]);
    let sent = driven.call("GET /orgs/octo-org/external-groups?per_page=2");
    let link = sent.response.header("link").unwrap();
    assert_eq!(link, "<http://localhost/orgs/octo-org/external-groups?per_page=2&page=2>; rel=\"next\"");
    let sent = driven.call("GET /orgs/octo-org/external-groups?per_page=2&page=2");
    assert_eq!((sent.body["groups"].as_array().unwrap().len(), sent.response.header("link")), (1, None));
    let found = driven.expect("GET /orgs/octo-org/external-groups?display_name=og", 200);
    assert_eq!(found["groups"][0]["group_name"], "Dogs");
    assert_eq!(found["groups"].as_array().unwrap().len(), 1);
}

#[test]
fn a_team_follows_its_group() {
    let mut driven = enterprise();
    assert_eq!(logins(&mut driven, "cats"), [""; 0]);
    connect(&mut driven, "cats", "Cats");
    assert_eq!(logins(&mut driven, "cats"), ["mona_octo", "octocat_octo"]);

    let left = moves(&mut driven, &patch("/Users/id1", SUSPEND));
    assert_eq!(left, ["team.remove_member mona_octo octo-org/cats", "org.remove_member mona_octo -"]);
    assert_eq!(logins(&mut driven, "cats"), ["octocat_octo"]);

    let back = moves(&mut driven, &patch("/Users/id1", REACTIVATE));
    assert_eq!(back, ["org.add_member mona_octo -"]);
    assert_eq!(logins(&mut driven, "cats"), ["mona_octo", "octocat_octo"]);

    let remove = r#"{"op":"remove","path":"members","value":[{"value":"id2"}]}"#;
    let left = moves(&mut driven, &patch("/Groups/id3", remove));
    assert_eq!(left, ["org.remove_member octocat_octo -"], "the last team takes the organization with it");
    let add = r#"{"op":"add","path":"members","value":[{"value":"id2"}]}"#;
    let joined = moves(&mut driven, &patch("/Groups/id3", add));
    assert_eq!(joined, ["org.add_member octocat_octo -", "team.add_member octocat_octo octo-org/cats"]);

    let left = moves(&mut driven, "DELETE /Users/id2");
    assert_eq!(left, ["team.remove_member octocat_octo octo-org/cats", "org.remove_member octocat_octo -"]);
    assert_eq!(logins(&mut driven, "cats"), ["mona_octo"]);

    let left = moves(&mut driven, "DELETE /Groups/id3");
    assert_eq!(left, ["org.remove_member mona_octo -"]);
    assert_eq!(logins(&mut driven, "cats"), [""; 0]);
    let groups = driven.expect("GET /orgs/octo-org/teams/cats/external-groups", 200);
    assert_eq!(groups["groups"], serde_json::json!([]));
}

#[test]
fn another_team_keeps_a_user_in_the_organization() {
    let mut driven = enterprise();
    driven.group("Dogs", &["id1"]);
    driven.expect("POST /orgs/octo-org/teams\n\n{\"name\":\"All dogs\"}", 201);
    connect(&mut driven, "cats", "Cats");
    connect(&mut driven, "all-dogs", "Dogs");
    let remove = r#"{"op":"remove","path":"members","value":[{"value":"id1"}]}"#;
    let left = moves(&mut driven, &patch("/Groups/id3", remove));
    assert_eq!(left, ["team.remove_member mona_octo octo-org/cats"]);
    let log = driven.expect("GET /orgs/octo-org/audit-log?phrase=action:team", 200);
    assert_eq!(log[0]["team"], "octo-org/cats");
    assert_eq!(log[0]["user"], "mona_octo");
}

#[test]
fn one_group_serves_many_teams_and_a_team_has_one_group() {
    let mut driven = enterprise();
    driven.group("Dogs", &[]);
    driven.expect("POST /orgs/octo-org/teams\n\n{\"name\":\"More\"}", 201);
    for team in ["cats", "more"] {
        connect(&mut driven, team, "Cats");
        assert_eq!(logins(&mut driven, team).len(), 2);
    }
    connect(&mut driven, "cats", "Dogs");
    assert_eq!(logins(&mut driven, "cats"), [""; 0], "the other group took the place of the first");
    let of_team = driven.expect("GET /orgs/octo-org/teams/cats/external-groups", 200);
    assert_eq!(of_team["groups"].as_array().unwrap().len(), 1);
    let sent = driven.call("DELETE /orgs/octo-org/teams/more/external-groups");
    let events: Vec<&str> = sent.reply.events.iter().map(|event| event.action).collect();
    assert_eq!((sent.response.status, events), (204, vec!["external_group.unlink"]));
    assert_eq!(logins(&mut driven, "more"), [""; 0]);
}

#[test]
fn what_cannot_be_done_with_a_connected_team_is_refused() {
    let mut driven = enterprise();
    driven.expect("PUT /orgs/octo-org/teams/cats/memberships/mona_octo", 200);
    let groups = driven.expect("GET /orgs/octo-org/external-groups", 200);
    let link = format!(
        "PATCH /orgs/octo-org/teams/cats/external-groups\n\n{{\"group_id\":{}}}",
        groups["groups"][0]["group_id"]
    );
    driven.expect(&link, 422);
    driven.expect("DELETE /orgs/octo-org/teams/cats/memberships/mona_octo", 204);
    driven.expect(&link, 200);
    driven.expect("PUT /orgs/octo-org/teams/cats/memberships/mona_octo", 403);
    driven.expect("DELETE /orgs/octo-org/teams/cats/memberships/mona_octo", 403);
    for (body, status) in
        [("{\"group_id\":\"x\"}", 422), ("{\"group_id\":999}", 404), ("{}", 422), ("[1]", 400), ("{", 400)]
    {
        driven.expect(&format!("PATCH /orgs/octo-org/teams/cats/external-groups\n\n{body}"), status);
    }
    driven.expect("GET /orgs/octo-org/teams/nobody/external-groups", 404);
    driven.expect("GET /orgs/octo-org/external-group/999", 404);
}

#[test]
fn a_team_of_the_enterprise_has_a_group_by_its_scim_id() {
    let mut driven = enterprise();
    let team =
        driven.expect("POST /enterprises/octo/teams\n\n{\"name\":\"Everyone\",\"group_id\":\"id3\"}", 201);
    assert_eq!((&team["slug"], &team["group_id"]), (&"ent:everyone".into(), &"id3".into()));
    let members = driven.expect("GET /enterprises/octo/teams/ent:everyone/memberships", 200);
    assert_eq!(members[1]["login"], "octocat_octo");
    driven.patch("/Users/id2", SUSPEND);
    let members = driven.expect("GET /enterprises/octo/teams/ent:everyone/memberships", 200);
    assert_eq!(members.as_array().unwrap().len(), 1);
    // An organization's paths do not reach it.
    for method in ["GET", "DELETE"] {
        driven.expect(&format!("{method} /orgs/octo-org/teams/ent:everyone/external-groups"), 422);
    }
    driven.expect("PATCH /enterprises/octo/teams/ent:everyone\n\n{\"group_id\":null}", 200);
    assert_eq!(
        driven.expect("GET /enterprises/octo/teams/ent:everyone/memberships", 200),
        serde_json::json!([])
    );
    driven.expect("POST /enterprises/octo/teams\n\n{\"name\":\"x\",\"group_id\":\"7\"}", 422);
    driven.expect("DELETE /enterprises/octo/teams/ent:everyone", 204);
    assert_eq!(driven.expect("GET /enterprises/octo/teams", 200), serde_json::json!([]));
}

#[test]
fn an_organization_without_managed_users_maps_groups_of_its_identity_provider() {
    let mut driven = Driven::new("github-org");
    driven.expect("POST /orgs/octo-org/teams\n\n{\"name\":\"Cats\"}", 201);
    let mapped = r#"{"groups":[{"group_id":"a","group_name":"Cats","group_description":"all cats"},
{"group_id":"b","group_name":"Dogs","group_description":""}]}"#;
    let answered =
        driven.expect(&format!("PATCH /orgs/octo-org/teams/cats/team-sync/group-mappings\n\n{mapped}"), 200);
    assert_eq!(answered, serde_json::from_str::<Value>(mapped).unwrap());
    assert_eq!(driven.expect("GET /teams/1/team-sync/group-mappings", 200), answered);
    let found = driven.expect("GET /orgs/octo-org/team-sync/groups?q=Do", 200);
    assert_eq!(found["groups"][0]["group_id"], "b");
    driven.expect(
        "PATCH /orgs/octo-org/teams/cats/team-sync/group-mappings\n\n{\"groups\":[{\"group_id\":\"a\"}]}",
        422,
    );
    driven.expect("PATCH /teams/1/team-sync/group-mappings\n\n{}", 422);
    // The new list takes the place of the old one.
    let none = driven.expect("PATCH /teams/1/team-sync/group-mappings\n\n{\"groups\":[]}", 200);
    assert_eq!(none["groups"], serde_json::json!([]));
    driven.expect("GET /orgs/octo-org/external-groups", 404);
    Driven::new("github-emu").expect("GET /orgs/octo-org/team-sync/groups", 404);
}

/// Each endpoint of GitHub's description that is not SCIM's, on the profile that has it: a status that is listed for
/// it, or one of the REST API in general.
#[test]
fn every_endpoint_of_the_description_is_served() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/facts/github-data/endpoints.json");
    let Ok(text) = std::fs::read_to_string(&path) else {
        eprintln!("skipped: no {}", path.display());
        return;
    };
    let facts: Value = serde_json::from_str(&text).unwrap();
    let mut count = 0;
    for row in facts["operations"].as_array().unwrap() {
        let [form, method] = [&row["path"], &row["method"]].map(|text| text.as_str().unwrap());
        if form.starts_with("/scim/") {
            continue;
        }
        count += 1;
        let is_sync = form.contains("team-sync");
        let mut driven = if is_sync { Driven::new("github-org") } else { enterprise() };
        if is_sync {
            driven.expect("POST /orgs/octo-org/teams\n\n{\"name\":\"Cats\"}", 201);
        }
        let number = if is_sync {
            Value::Null
        } else {
            driven.expect("GET /orgs/octo-org/external-groups", 200)["groups"][0]["group_id"].clone()
        };
        let target = form
            .replace("{org}", "octo-org")
            .replace("{team_slug}", "cats")
            .replace("{team_id}", "1")
            .replace("{group_id}", &number.to_string());
        let body = match (method, is_sync) {
            ("PATCH", true) => "\n\n{\"groups\":[]}".to_owned(),
            ("PATCH", false) => format!("\n\n{{\"group_id\":{number}}}"),
            _ => String::new(),
        };
        let sent = driven.call(&format!("{method} {target}{body}"));
        let status = sent.response.status.to_string();
        let described = &row["responses"][&status];
        assert!(described.is_object(), "{method} {target}: {status} {}", sent.body);
        let wanted = described["content_types"][0].as_str();
        let sent_type = sent.response.header("content-type").map(|kind| kind.split(';').next().unwrap());
        assert_eq!(sent_type, wanted, "{method} {target}");
    }
    assert_eq!(count, 10);
}
