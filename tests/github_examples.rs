//! The request examples of GitHub's own API description, judged as `github-emu`: what GitHub prints is taken, but
//! where it contradicts its own schema or its documentation.
//!
//! The description is not part of this repository. It is read from `../shared/facts/github-data`.

#![expect(clippy::unwrap_used, clippy::print_stderr, reason = "a test may panic and say what it skipped")]

use scimproof::diagnostic::Severity;
use scimproof::lint::Linter;
use scimproof::message::{Method, Request};
use scimproof::profile;
use scimproof::rule::Nothing;
use serde_json::Value;
use std::path::Path;

/// Each example by method, endpoint and name, with what is found in it.
const EXPECTED: &[(&str, &[(&str, Severity)])] = &[
    // Bare values: what the parameter is about, not a filter.
    ("GET Groups filter displayName", &[("filter-syntax", Severity::Warning)]),
    ("GET Groups filter externalId", &[("filter-syntax", Severity::Warning)]),
    // GitHub takes single quotes, as it prints them; RFC 7644 has double ones, and other endpoints refuse these.
    ("GET Users filter externalId", &[("filter-single-quoted", Severity::Warning)]),
    ("GET Users filter userName", &[("filter-single-quoted", Severity::Warning)]),
    ("PATCH Groups addMembers", &[]),
    ("PATCH Groups updateGroup", &[]),
    ("PATCH Users disableUser", &[]),
    ("PATCH Users userMultiValuedProperties", &[("path-single-quotes", Severity::Warning)]),
    // The part before the `@` has 36 characters. With `_` and the shortest short code a login has 40, and 39 are
    // allowed; on GHE.com 30 are.
    ("PATCH Users userSingleValuedProperties", &[("username-too-long-normalised", Severity::Error)]),
    ("POST Groups group", &[]),
    ("POST Users enterpriseOwner", &[]),
    ("POST Users user", &[]),
    ("PUT Groups group", &[]),
    ("PUT Groups groupWithMembers", &[]),
    ("PUT Users user", &[]),
];

/// The examples of bodies and of query parameters: name, target, body.
fn examples(description: &Value) -> Vec<(String, String, Option<Vec<u8>>)> {
    let mut examples = Vec::new();
    for (path, operations) in description["paths"].as_object().unwrap() {
        let Some(endpoint) = path.strip_prefix("/scim/v2/enterprises/{enterprise}/") else { continue };
        let target = path
            .replace("{enterprise}", "octo")
            .replace("{scim_group_id}", "1")
            .replace("{scim_user_id}", "1");
        let kind = endpoint.split('/').next().unwrap();
        for (method, operation) in operations.as_object().unwrap() {
            let method = method.to_ascii_uppercase();
            let bodies = operation["requestBody"]["content"].as_object().into_iter().flatten();
            for (name, example) in bodies.filter_map(|(_, content)| content["examples"].as_object()).flatten()
            {
                let body = serde_json::to_vec(&example["value"]).unwrap();
                examples.push((format!("{method} {kind} {name}"), target.clone(), Some(body)));
            }
            for parameter in operation["parameters"].as_array().into_iter().flatten() {
                let query = parameter["name"].as_str().unwrap_or_default();
                for (name, example) in parameter["examples"].as_object().into_iter().flatten() {
                    let value = example["value"].as_str().unwrap().replace(' ', "%20");
                    examples.push((
                        format!("{method} {kind} {query} {name}"),
                        format!("{target}?{query}={value}"),
                        None,
                    ));
                }
            }
        }
    }
    examples.sort();
    examples
}

#[test]
fn every_example_is_judged_as_the_facts_have_it() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../shared/facts/github-data/openapi-ghec-enterprise.json");
    let Ok(text) = std::fs::read(&file) else {
        eprintln!("skipped: {} is not there", file.display());
        return;
    };
    let linter = Linter::new(&profile::builtin("github-emu").unwrap());
    let found: Vec<(String, Vec<(&str, Severity)>)> = examples(&serde_json::from_slice(&text).unwrap())
        .into_iter()
        .map(|(name, target, body)| {
            let method = Method::named(name.split(' ').next().unwrap());
            let verdict = linter.lint(&Request::bare(method, &target, body.as_deref()), &Nothing);
            (
                name,
                verdict.diagnostics.iter().map(|diagnostic| (diagnostic.rule, diagnostic.severity)).collect(),
            )
        })
        .collect();
    let expected: Vec<(String, Vec<(&str, Severity)>)> =
        EXPECTED.iter().map(|(name, findings)| ((*name).to_owned(), findings.to_vec())).collect();
    assert_eq!(found, expected);
    let quiet = found.iter().filter(|(_, findings)| findings.is_empty()).count();
    eprintln!("{} examples of GitHub's; nothing is found in {quiet}", found.len());
}
