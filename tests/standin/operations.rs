//! The operations of GitHub's API description: method, path, parameters, statuses and media types, under every
//! deployment that has them. Each status that an operation lists is met by a request that must get it.

use crate::driven::{Driven, Sent, profile};
use crate::shared;
use crate::stories::{group, user};
use scimproof_conformance::standin::{RateLimit, StandIn, Token};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::time::Duration;

/// A deployment: its profile, what is set, and where it serves what the description has at a path.
struct Deployment {
    profile: &'static str,
    set: &'static [(&'static str, &'static str)],
    /// Parts of the description's paths, and what stands there.
    paths: &'static [(&'static str, &'static str)],
    scope: &'static str,
}

const ENTERPRISE: &str = "/scim/v2/enterprises/{enterprise}";

const fn server(profile: &'static str, scope: &'static str) -> Deployment {
    Deployment { profile, set: &[], paths: &[(ENTERPRISE, "/api/v3/scim/v2")], scope }
}

const DEPLOYMENTS: [Deployment; 9] = [
    Deployment {
        profile: "github-emu",
        set: &[("enterprise", "octocats"), ("shortcode", "octo")],
        paths: &[(ENTERPRISE, "/scim/v2/enterprises/octocats")],
        scope: "scim:enterprise",
    },
    Deployment {
        profile: "github-emu",
        set: &[("subdomain", "octocorp")],
        paths: &[(ENTERPRISE, "/scim/v2/enterprises/octocorp")],
        scope: "scim:enterprise",
    },
    server("github-ghes/3.14", "admin:enterprise"),
    server("github-ghes/3.15", "admin:enterprise"),
    server("github-ghes/3.16", "scim:enterprise"),
    server("github-ghes/3.17", "scim:enterprise"),
    server("github-ghes/3.18", "scim:enterprise"),
    server("github-ghes/3.19", "scim:enterprise"),
    Deployment {
        profile: "github-org",
        set: &[("organization", "octo-cats")],
        paths: &[("/scim/v2/organizations/{org}", "/scim/v2/organizations/octo-cats")],
        scope: "admin:org",
    },
];

/// Statuses that an operation lists and no request is known to get, with the reason.
const BEYOND: &[(&str, &str, &str, &str)] = &[
    // Profile, method, status, why.
    ("", "", "500", "no request is known to break the endpoint"),
    ("", "", "304", "no version of a resource is known, so nothing can be unchanged"),
    ("", "PATCH /Groups/", "204", "when it is 204 instead of 200 is not said"),
    ("github-ghes", "GET /Users/", "400", "what is refused there is not known: a version of the API is not"),
    ("github-ghes", "GET /Groups/", "400", "what is refused there is not known: a version of the API is not"),
    ("github-ghes", "DELETE", "400", "what is refused there is not known: a version of the API is not"),
];

/// The one error that the description has as `application/json` alone. Beside it stand others of the same operation
/// that are SCIM too, so the stand-in answers it as those.
const ODD: (&str, &str, u16) = ("github-org", "PATCH", 429);

/// A request that meets a status.
#[derive(Clone)]
struct Ask {
    method: String,
    path: String,
    query: &'static str,
    headers: Vec<(&'static str, &'static str)>,
    body: Option<String>,
}

struct Operation<'d> {
    deployment: &'d Deployment,
    method: &'d str,
    /// The path with `{id}` for the parameter.
    path: String,
    of_groups: bool,
    is_on_one: bool,
}

impl Operation<'_> {
    /// A stand-in with a user and a group, for callers with a token.
    fn driven(&self, limit: Option<RateLimit>) -> Driven {
        let set = self.deployment.set.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        let profile = profile(self.deployment.profile, &set.collect(), None);
        let token =
            |secret: &str, scope: &str| Token::new(secret.to_owned()).with_scopes(vec![scope.to_owned()]);
        let mut stand_in = StandIn::new(&profile)
            .with_tokens(vec![token("canary-5d1", self.deployment.scope), token("canary-poor", "repo")])
            .with_rate_limit(limit);
        stand_in.hold(&user("mona"), "mona", Duration::ZERO).unwrap();
        stand_in.hold(&user("lisa"), "lisa", Duration::ZERO).unwrap();
        if !self.deployment.profile.starts_with("github-org") {
            stand_in.hold(&group("cats"), "cats", Duration::ZERO).unwrap();
            stand_in.hold(&group("dogs"), "dogs", Duration::ZERO).unwrap();
        }
        Driven::new(stand_in)
    }

    /// The request that succeeds.
    fn right(&self) -> Ask {
        let id = if self.of_groups { "dogs" } else { "lisa" };
        let body = match (self.method, self.of_groups) {
            ("POST", false) => Some(user("hubot")),
            ("POST", true) => Some(group("birds")),
            ("PUT", false) => Some(user("lisa")),
            ("PUT", true) => Some(group("dogs")),
            ("PATCH", _) => Some(patch(&json!({"displayName": "Renamed"}))),
            _ => None,
        };
        Ask {
            method: self.method.to_owned(),
            path: self.path.replace("{id}", id),
            query: "",
            headers: vec![
                ("User-Agent", "tests"),
                ("Authorization", "Bearer canary-5d1"),
                ("Content-Type", "application/json"),
            ],
            body: body.map(|body| body.to_string()),
        }
    }

    /// A request that meets the status; `None` where none does.
    fn meeting(&self, status: u16) -> Option<Ask> {
        let right = self.right();
        let with = |name: &'static str, value: &'static str| {
            let mut ask = right.clone();
            ask.headers.retain(|(known, _)| *known != name);
            ask.headers.push((name, value));
            ask
        };
        Some(match status {
            // 429: the limit is one request, which is the one before.
            200 | 201 | 204 | 429 => right,
            400 if right.body.is_some() => Ask { body: Some("{".to_owned()), ..right },
            400 if !self.is_on_one => Ask { query: "?filter=userName%20sw%20%22m%22", ..right },
            400 => with("X-GitHub-Api-Version", "2001-01-01"),
            401 => with("Authorization", "Bearer canary-none"),
            403 => with("Authorization", "Bearer canary-poor"),
            404 if self.is_on_one => Ask { path: self.path.replace("{id}", "nobody"), ..right },
            404 => Ask { path: right.path.replace("octo-cats", "others"), ..right },
            409 => Ask { body: Some(self.taken()), ..right },
            _ => return None,
        })
    }

    /// The body with a key that another resource has.
    fn taken(&self) -> String {
        let key = if self.of_groups { "x-cats" } else { "x-mona" };
        if self.method == "PATCH" {
            return patch(&json!({"externalId": key})).to_string();
        }
        let mut body: Value = serde_json::from_str(&self.right().body.unwrap_or_default()).unwrap();
        body["externalId"] = json!(key);
        if self.deployment.profile == "github-org" {
            body["userName"] = json!("mona");
        }
        body.to_string()
    }

    fn name(&self) -> String {
        let set: Vec<&str> = self.deployment.set.iter().map(|(name, _)| *name).collect();
        format!("{} {set:?}: {} {}", self.deployment.profile, self.method, self.path)
    }
}

fn patch(value: &Value) -> Value {
    json!({"schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
        "Operations": [{"op": "replace", "value": value}]})
}

impl Ask {
    fn send(&self, driven: &mut Driven) -> Sent {
        let target = format!("{}{}", self.path, self.query);
        let mut headers = self.headers.clone();
        headers.retain(|(name, _)| *name != "Content-Type" || self.body.is_some());
        driven.send(&self.method, &target, &headers, self.body.as_deref())
    }
}

/// Each operation of the description under each deployment that has it, with its row.
fn operations(rows: &Value) -> Vec<(Operation<'static>, Value)> {
    let mut operations = Vec::new();
    for deployment in &DEPLOYMENTS {
        for row in rows["operations"].as_array().unwrap() {
            let path = row["path"].as_str().unwrap();
            let Some((described, served)) =
                deployment.paths.iter().find(|(described, _)| path.starts_with(described))
            else {
                continue;
            };
            if served.starts_with("/api/v3") {
                // The facts have the path of GitHub Enterprise Server beside the description's.
                assert_eq!(row["ghes_path"], json!(path.replace(ENTERPRISE, "/scim/v2")));
            }
            let path = path.replace(described, served);
            let (path, is_on_one) = match path.split_once("/{") {
                Some((collection, _)) => (format!("{collection}/{{id}}"), true),
                None => (path, false),
            };
            let method = match row["method"].as_str().unwrap() {
                "GET" => "GET",
                "POST" => "POST",
                "PUT" => "PUT",
                "PATCH" => "PATCH",
                "DELETE" => "DELETE",
                other => panic!("{other} is no method of SCIM"),
            };
            let of_groups = path.contains("/Groups");
            operations.push((Operation { deployment, method, path, of_groups, is_on_one }, row.clone()));
        }
    }
    operations
}

#[test]
fn each_operation_has_the_statuses_and_media_types_of_its_description() {
    let Some(rows) = shared("endpoints.json") else { return };
    let (mut met, mut beyond) = (0, BTreeSet::new());
    for (operation, row) in operations(&rows) {
        let name = operation.name();
        let mut refusing = None;
        for (status, response) in row["responses"].as_object().unwrap() {
            let is_beyond = BEYOND.iter().position(|(profile, place, known, _)| {
                let path = operation.path.rfind("/Users").or(operation.path.rfind("/Groups")).unwrap();
                let here = format!("{} {}", operation.method, &operation.path[path..]);
                known == status
                    && operation.deployment.profile.starts_with(profile)
                    && here.starts_with(place)
            });
            if let Some(row) = is_beyond {
                beyond.insert(row);
                continue;
            }
            let status: u16 = status.parse().unwrap();
            // A refusal changes nothing, so one stand-in serves for all.
            let mut driven = match status {
                429 => operation.driven(Some(RateLimit { scim: Some(1), ..RateLimit::none() })),
                400.. => refusing.take().unwrap_or_else(|| operation.driven(None)),
                _ => operation.driven(None),
            };
            if status == 429 {
                let first = operation.right().send(&mut driven);
                assert!(first.response.status < 400, "{name}: {}", first.body);
            }
            let ask = operation.meeting(status).unwrap_or_else(|| panic!("{name}: nothing meets {status}"));
            let sent = ask.send(&mut driven);
            assert_eq!(sent.response.status, status, "{name}: {}", sent.body);
            assert_eq!(sent.reply.gap, None, "{name}");
            let media_types = response["content_types"].as_array().unwrap();
            let is_odd = (operation.deployment.profile, operation.method, status) == ODD;
            if !media_types.is_empty() && !is_odd {
                let media_type = json!(sent.response.header("content-type").unwrap());
                assert!(
                    media_types.contains(&media_type),
                    "{name}: {status} is {media_type}, not {media_types:?}"
                );
            }
            if status >= 400 && status != 429 {
                refusing = Some(driven);
            }
            met += 1;
        }
    }
    assert_eq!(beyond.len(), BEYOND.len(), "reasons that no operation needs");
    assert!(BEYOND.iter().all(|(.., why)| !why.is_empty()));
    eprintln!("{met} statuses of operations are met");
}

#[test]
fn each_operation_takes_the_parameters_of_its_description() {
    let Some(rows) = shared("endpoints.json") else { return };
    let mut taken = 0;
    for (operation, row) in operations(&rows) {
        let name = operation.name();
        for parameter in row["query"].as_array().unwrap() {
            let mut driven = operation.driven(None);
            let plain = operation.right().send(&mut driven).body;
            let query = match parameter["name"].as_str().unwrap() {
                "filter" if operation.of_groups => "?filter=externalId%20eq%20%22x-cats%22",
                "filter" => "?filter=externalId%20eq%20%22x-mona%22",
                "startIndex" => "?startIndex=2",
                "count" => "?count=1",
                "excludedAttributes" => "?excludedAttributes=members",
                other => panic!("{name} has a parameter `{other}`"),
            };
            let sent = Ask { query, ..operation.right() }.send(&mut driven);
            assert_eq!(sent.response.status, 200, "{name}{query}: {}", sent.body);
            match parameter["name"].as_str().unwrap() {
                "filter" | "count" => assert_eq!(sent.body["Resources"].as_array().unwrap().len(), 1),
                "startIndex" => assert_eq!(
                    (&sent.body["startIndex"], &sent.body["Resources"][0]),
                    (&json!(2), &plain["Resources"][1])
                ),
                _ => assert!(!sent.body.to_string().contains("\"members\""), "{name}: {}", sent.body),
            }
            let paging = &driven.stand_in.profile().paging;
            match (parameter["name"].as_str().unwrap(), parameter["default"].as_u64()) {
                ("count", Some(default)) => assert_eq!(u64::from(paging.default_count), default),
                ("startIndex", Some(default)) => assert_eq!(plain["startIndex"], json!(default)),
                _ => {}
            }
            taken += 1;
        }
    }
    eprintln!("{taken} parameters of operations are taken");
}

#[test]
fn each_operation_asks_for_a_user_agent_and_the_right_path() {
    let Some(rows) = shared("endpoints.json") else { return };
    for (operation, _) in operations(&rows) {
        let right = operation.right();
        let mut nameless = right.clone();
        nameless.headers.retain(|(name, _)| *name != "User-Agent");
        let lower = |path: &str| path.replace("/Users", "/users").replace("/Groups", "/groups");
        let asks = [
            (403, nameless),
            (404, Ask { path: lower(&right.path), ..right.clone() }),
            (404, Ask { path: format!("{}/", right.path), ..right.clone() }),
            (
                404,
                Ask {
                    path: right
                        .path
                        .replace("octocats", "others")
                        .replace("octocorp", "others")
                        .replace("octo-cats", "others")
                        .replace("/scim/v2/Users", "/scim/v2/enterprises/octo/Users")
                        .replace("/scim/v2/Groups", "/scim/v2/enterprises/octo/Groups"),
                    ..right.clone()
                },
            ),
        ];
        let mut driven = operation.driven(None);
        for (status, ask) in asks {
            let sent = ask.send(&mut driven);
            assert_eq!(sent.response.status, status, "{} at {}: {}", operation.name(), ask.path, sent.body);
        }
    }
}
