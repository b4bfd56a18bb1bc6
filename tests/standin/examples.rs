//! The examples of GitHub's API description: each request is sent, and its answer is held against the example's.
//!
//! The stand-in first gets what the example's answer shows, since the examples assume it. Where an answer differs,
//! `examples.toml` says at which place, and why; a difference that is not there is a failure, and so is a line there
//! that nothing needs any more.

use crate::driven::{Driven, profile};
use crate::shared;
use crate::stories::{group, user};
use crate::told::read;
use scimproof_conformance::standin::StandIn;
use serde::Deserialize;
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

/// What is expected of the examples beside what they say themselves.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Expected {
    differs: Vec<Differs>,
    refused: Vec<Refused>,
}

/// A place where the stand-in's answer differs from the example's.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Differs {
    /// The example, or the end of its name behind a `*`.
    example: String,
    /// The JSON Pointer, or its end behind a `*`.
    at: String,
    why: String,
}

/// An example that is refused.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Refused {
    example: String,
    status: u16,
    why: String,
}

/// The descriptions, each with the profile of the endpoint that it describes.
const DESCRIPTIONS: [(&str, &str); 4] = [
    ("openapi-ghec-enterprise.json", "github-emu"),
    ("openapi-ghec-organization-scim.json", "github-org"),
    ("openapi-ghes-3.14.json", "github-ghes/3.14"),
    ("openapi-ghes-3.19.json", "github-ghes/3.19"),
];

/// An example of an operation.
struct Example<'d> {
    /// Profile, method, endpoint, and the example's own name.
    name: String,
    method: String,
    /// The last part of the path that is no parameter.
    endpoint: &'d str,
    is_on_one: bool,
    sent: Option<&'d Value>,
    status: u16,
    answered: &'d Value,
}

/// The examples of answers to requests on SCIM, each with the request of its name.
fn examples<'d>(description: &'d Value, profile: &str) -> Vec<Example<'d>> {
    let mut examples = Vec::new();
    for (path, operations) in description["paths"].as_object().unwrap() {
        let Some(endpoint) = path
            .split('/')
            .find(|part| *part == "Users" || *part == "Groups")
            .filter(|_| path.starts_with("/scim"))
        else {
            continue;
        };
        for (method, operation) in operations.as_object().unwrap() {
            let Some(responses) = operation["responses"].as_object() else { continue };
            let all = |content: &'d Value| -> Map<String, Value> {
                let kinds = content.as_object().into_iter().flatten();
                kinds.filter_map(|(_, kind)| kind["examples"].as_object().cloned()).flatten().collect()
            };
            for (status, response) in responses {
                for name in all(&response["content"]).keys() {
                    let found = |content: &'d Value| -> Option<&'d Value> {
                        let kinds = content.as_object()?.values();
                        kinds.into_iter().find_map(|kind| kind["examples"].get(name)?.get("value"))
                    };
                    let method = method.to_ascii_uppercase();
                    examples.push(Example {
                        name: format!("{profile} {method} {endpoint} {name}"),
                        method,
                        endpoint,
                        is_on_one: path.ends_with('}'),
                        sent: found(&operation["requestBody"]["content"]),
                        status: status.parse().unwrap(),
                        answered: found(&response["content"]).unwrap(),
                    });
                }
            }
        }
    }
    examples
}

impl Example<'_> {
    /// Sends it to a stand-in that has what the example assumes: the status, and the answer's body.
    fn send(&self, profile_name: &str) -> (u16, Value) {
        let mut stand_in = StandIn::new(&profile(profile_name, &BTreeMap::new(), None));
        let shown = match &self.answered["Resources"] {
            Value::Array(resources) => resources.clone(),
            _ => vec![self.answered.clone()],
        };
        for member in shown.iter().filter_map(|resource| resource["members"].as_array()).flatten() {
            let user = json!({"schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"],
                "id": member["value"], "userName": member["value"], "displayName": member["displayName"]});
            stand_in.hold(&user, "", Duration::ZERO).unwrap();
        }
        let mut driven = Driven::new(stand_in);
        let id = self.answered["id"].as_str().unwrap_or_default();
        if self.method == "POST" {
            driven.ids.push(id.to_owned());
        } else {
            for resource in &shown {
                driven.stand_in.hold(resource, "", Duration::ZERO).unwrap();
            }
        }
        let target = format!("{}/{}", driven.base(), self.endpoint);
        let target = if self.is_on_one { format!("{target}/{id}") } else { target };
        let body = self.sent.map(Value::to_string);
        let mut headers = vec![("User-Agent", "tests"), ("Authorization", "Bearer canary-5d1")];
        // The description has this media type alone.
        headers.extend(body.as_ref().map(|_| ("Content-Type", "application/json")));
        let sent = driven.send(&self.method, &target, &headers, body.as_deref());
        assert_eq!(sent.reply.gap, None, "{}", self.name);
        (sent.response.status, sent.body)
    }
}

/// The places where two values differ: members that one lacks, and values.
fn differences(one: &Value, other: &Value, at: &str, found: &mut BTreeSet<String>) {
    match (one, other) {
        (Value::Object(one), Value::Object(other)) => {
            let names: BTreeSet<&String> = one.keys().chain(other.keys()).collect();
            for name in names {
                let at = format!("{at}/{name}");
                match (one.get(name), other.get(name)) {
                    (Some(one), Some(other)) => differences(one, other, &at, found),
                    _ => drop(found.insert(at)),
                }
            }
        }
        (Value::Array(one), Value::Array(other)) if one.len() == other.len() => {
            for (index, (one, other)) in one.iter().zip(other).enumerate() {
                differences(one, other, &format!("{at}/{index}"), found);
            }
        }
        _ if one == other => {}
        _ => drop(found.insert(at.to_owned())),
    }
}

/// Whether a text is the pattern, or ends as it does behind its `*`.
fn fits(pattern: &str, text: &str) -> bool {
    pattern.strip_prefix('*').map_or(pattern == text, |end| text.ends_with(end))
}

#[test]
fn every_example_is_answered_as_it_shows_or_the_table_says_why_not() {
    let expected: Expected = read("examples.toml");
    let (mut used, mut wrong, mut sent, mut same) = (BTreeSet::new(), Vec::new(), 0, 0);
    for (file, profile) in DESCRIPTIONS {
        let Some(description) = shared(file) else { return };
        for example in examples(&description, profile) {
            sent += 1;
            let (status, answer) = example.send(profile);
            if let Some(refused) =
                expected.refused.iter().position(|refused| fits(&refused.example, &example.name))
            {
                assert_eq!(status, expected.refused[refused].status, "{}: {answer}", example.name);
                used.insert(format!("refused {refused}"));
                continue;
            }
            assert_eq!(status, example.status, "{}: {answer}", example.name);
            let mut places = BTreeSet::new();
            differences(example.answered, &answer, "", &mut places);
            same += usize::from(places.is_empty());
            for place in places {
                let row = expected
                    .differs
                    .iter()
                    .position(|differs| fits(&differs.example, &example.name) && fits(&differs.at, &place));
                match row {
                    Some(row) => drop(used.insert(format!("differs {row}"))),
                    None => wrong.push(format!("{}: {place}: {answer}", example.name)),
                }
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "answers that differ from the examples, and no line says why:\n{}",
        wrong.join("\n")
    );
    let rows = expected.differs.len() + expected.refused.len();
    assert_eq!(used.len(), rows, "lines of examples.toml that nothing needs: only {used:?} are");
    let whys = expected.differs.iter().map(|row| &row.why).chain(expected.refused.iter().map(|row| &row.why));
    assert!(whys.into_iter().all(|why| !why.is_empty()));
    eprintln!(
        "{sent} examples: {same} are answered to the letter, the others differ where examples.toml says"
    );
}

/// Requests on teams and external groups: description, profile, method, path as described, path as sent, and a body
/// where the example's own names numbers that nobody has here.
type OnTeams = (&'static str, &'static str, &'static str, &'static str, &'static str, Option<&'static str>);

const ON_TEAMS: [OnTeams; 9] = [
    (ENTERPRISE, "github-emu", "GET", "/orgs/{org}/external-groups", "/orgs/octo-org/external-groups", None),
    (
        ENTERPRISE,
        "github-emu",
        "GET",
        "/orgs/{org}/external-group/{group_id}",
        "/orgs/octo-org/external-group/1",
        None,
    ),
    (ENTERPRISE, "github-emu", "GET", EXTERNAL_OF_TEAM, "/orgs/octo-org/teams/first/external-groups", None),
    (
        ENTERPRISE,
        "github-emu",
        "PATCH",
        EXTERNAL_OF_TEAM,
        "/orgs/octo-org/teams/first/external-groups",
        Some("{\"group_id\":1}"),
    ),
    (SYNC, "github-org", "GET", "/orgs/{org}/team-sync/groups", "/orgs/octo-org/team-sync/groups", None),
    (SYNC, "github-org", "GET", MAPPINGS, "/orgs/octo-org/teams/first/team-sync/group-mappings", None),
    (SYNC, "github-org", "PATCH", MAPPINGS, "/orgs/octo-org/teams/first/team-sync/group-mappings", None),
    (SYNC, "github-org", "GET", BY_NUMBER, "/teams/1/team-sync/group-mappings", None),
    (SYNC, "github-org", "PATCH", BY_NUMBER, "/teams/1/team-sync/group-mappings", None),
];
const ENTERPRISE: &str = "openapi-ghec-enterprise.json";
const SYNC: &str = "openapi-ghec-team-sync.json";
const EXTERNAL_OF_TEAM: &str = "/orgs/{org}/teams/{team_slug}/external-groups";
const MAPPINGS: &str = "/orgs/{org}/teams/{team_slug}/team-sync/group-mappings";
const BY_NUMBER: &str = "/teams/{team_id}/team-sync/group-mappings";

/// The members that a value has and the JSON types of what they hold, wherever they stand in it.
fn form(value: &Value, at: &str, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(members) => {
            for (name, value) in members {
                form(value, &format!("{at}/{name}"), found);
            }
        }
        Value::Array(elements) => {
            for element in elements {
                form(element, &format!("{at}/*"), found);
            }
        }
        // The schema has an integer where examples have a text (19).
        Value::Number(_) if at.ends_with("group_id") => drop(found.insert(format!("{at} string"))),
        Value::Number(_) => drop(found.insert(format!("{at} number"))),
        Value::String(_) => drop(found.insert(format!("{at} string"))),
        Value::Bool(_) | Value::Null => drop(found.insert(format!("{at} {value}"))),
    }
}

#[test]
fn answers_on_teams_and_external_groups_have_the_form_of_the_examples() {
    let headers = [("User-Agent", "tests")];
    for (file, name, method, path, target, body) in ON_TEAMS {
        let Some(description) = shared(file) else { return };
        let operation = &description["paths"][path][method.to_ascii_lowercase()];
        let example = |content: &Value| content["application/json"]["examples"]["default"]["value"].clone();
        let answered = example(&operation["responses"]["200"]["content"]);
        assert!(!answered.is_null(), "{method} {path} has an example");
        let mut driven = Driven::new(StandIn::new(&profile(name, &BTreeMap::new(), None)));
        if name == "github-emu" {
            driven.stand_in.hold(&user("mona"), "mona", Duration::ZERO).unwrap();
            let mut cats = group("cats");
            cats["members"] = json!([{"value": "mona"}]);
            driven.stand_in.hold(&cats, "cats", Duration::ZERO).unwrap();
        }
        driven.send("POST", "/orgs/octo-org/teams", &headers, Some("{\"name\":\"First\"}"));
        if name == "github-emu" {
            driven.send("GET", "/orgs/octo-org/external-groups", &headers, None);
            let link = "/orgs/octo-org/teams/first/external-groups";
            driven.send("PATCH", link, &headers, Some("{\"group_id\":1}"));
        } else {
            let mappings = "/orgs/octo-org/teams/first/team-sync/group-mappings";
            let map = driven.send("PATCH", mappings, &headers, Some(&answered.to_string()));
            assert_eq!(map.body, answered, "a mapping is answered as it was sent");
        }
        let own = example(&operation["requestBody"]["content"]);
        let body = body.map(str::to_owned).or((!own.is_null()).then(|| own.to_string()));
        let sent = driven.send(method, target, &headers, body.as_deref());
        assert_eq!(sent.response.status, 200, "{method} {target}: {}", sent.body);
        let (mut expected, mut found) = (BTreeSet::new(), BTreeSet::new());
        form(&answered, "", &mut expected);
        form(&sent.body, "", &mut found);
        assert_eq!(found, expected, "{method} {target}: {}", sent.body);
    }
}
