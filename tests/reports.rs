//! The reports of `lint` for machines: what code scanning, CI servers and GitHub Actions are given.
#![expect(clippy::unwrap_used, reason = "a test's own input")]

use quick_junit::{NonSuccessKind, TestCaseStatus};
use scimproof::json::Span;
use scimproof::lint::Linter;
use scimproof::message::read::{ReadOptions, read};
use scimproof::profile::{Profile, builtin};
use scimproof::rule::{self, Nothing};
use scimproof_conformance::report::lint::{Entry, Gather, Github, Judged, Junit, Sarif};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

fn entry(file: &str, text: &str, profile: &Profile) -> Entry {
    let pasted = read(text.as_bytes(), &ReadOptions::default()).unwrap();
    let verdict = Linter::new(profile).lint(&pasted.exchange.request, &Nothing);
    Judged { file, text: text.as_bytes(), pasted: &pasted, verdict: &verdict, profile }.into()
}

/// The report on these texts, each with the name of its file.
fn report(mut gather: Box<dyn Gather>, texts: &[(&str, &str)], profile: &Profile) -> String {
    for (file, text) in texts {
        gather.judged(entry(file, text, profile));
    }
    gather.finish()
}

fn rfc() -> Profile {
    builtin("rfc7644").unwrap()
}

fn sarif(texts: &[(&str, &str)]) -> Value {
    serde_json::from_str(&report(Box::new(Sarif::new(&rfc())), texts, &rfc())).unwrap()
}

/// A user in whose line an emoji stands before a wrong value.
const USER: &str = r#"{
  "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"],
  "userName": "mona",
  "nickname": "😀é", "active": "true"
}
"#;

/// Asks the crates' package manager where the package with the official schema is.
#[expect(clippy::print_stderr, reason = "a test that skips says so")]
fn official_schema() -> Option<Value> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let asked = Command::new(cargo)
        .args(["metadata", "--format-version", "1", "--locked", "--manifest-path"])
        .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml"))
        .output()
        .unwrap();
    let Ok(metadata) = serde_json::from_slice::<Value>(&asked.stdout) else {
        eprintln!("skipped: the package with SARIF's schema cannot be had");
        return None;
    };
    let mut packages = metadata["packages"].as_array().unwrap().iter();
    let package = packages.find(|package| package["name"] == "serde-sarif").unwrap();
    let manifest = Path::new(package["manifest_path"].as_str().unwrap());
    let schema = std::fs::read_to_string(manifest.with_file_name("src/schema.json")).unwrap();
    let mut schema: Value = serde_json::from_str(&schema).unwrap();
    // A pattern that is no regular expression, of a property that is not written.
    for owner in ["run", "toolComponent"] {
        schema["definitions"][owner]["properties"]["language"].as_object_mut().unwrap().remove("pattern");
    }
    Some(schema)
}

#[test]
fn sarif_is_valid_by_the_official_schema_for_every_rule() {
    let Some(schema) = official_schema() else { return };
    assert_eq!(schema["title"], "Static Analysis Results Format (SARIF) Version 2.1.0 JSON Schema");
    let validator = jsonschema::validator_for(&schema).unwrap();
    let mut gather = Box::new(Sarif::new(&rfc()));
    for rule in rule::all().filter(|rule| !rule.bad.is_empty()) {
        gather.judged(entry(
            &format!("rules/{}.http", rule.name),
            rule.bad,
            &rule.example_endpoint().unwrap(),
        ));
    }
    gather.unreadable("100% broken.json", "there is nothing to read");
    let log: Value = serde_json::from_str(&gather.finish()).unwrap();
    let errors: Vec<String> =
        validator.iter_errors(&log).map(|error| format!("{}: {error}", error.instance_path())).collect();
    assert!(errors.is_empty(), "{}", errors.join("\n"));

    let run = &log["runs"][0];
    assert!(run["results"].as_array().unwrap().len() > 100);
    assert_eq!(run["invocations"][0]["executionSuccessful"], false);
    let notification = &run["invocations"][0]["toolExecutionNotifications"][0];
    let place = &notification["locations"][0]["physicalLocation"]["artifactLocation"];
    assert_eq!(place["uri"], "100%25%20broken.json");
    let described: BTreeSet<&str> = run["tool"]["driver"]["rules"]
        .as_array()
        .unwrap()
        .iter()
        .map(|rule| {
            assert!(rule["properties"]["tags"].as_array().unwrap().len() <= 20);
            assert!(!rule["help"]["text"].as_str().unwrap().is_empty());
            rule["id"].as_str().unwrap()
        })
        .collect();
    for result in run["results"].as_array().unwrap() {
        assert!(described.contains(result["ruleId"].as_str().unwrap()), "{result}");
    }
}

#[test]
fn a_result_of_sarif_has_its_place_in_utf16_its_standing_and_its_pointer() {
    let log = sarif(&[("sub dir/user.json", USER)]);
    let result = &log["runs"][0]["results"][0];
    assert_eq!(result["ruleId"], "bool-as-string");
    assert_eq!(result["level"], "error");
    assert_eq!(result["properties"]["standing"], "specified");
    let start = USER.find("\"true\"").unwrap();
    let expected = json!([{
        "physicalLocation": {
            "artifactLocation": { "uri": "sub%20dir/user.json" },
            // Columns count `😀` twice; in bytes it is four.
            "region": {
                "startLine": 4, "startColumn": 32, "endLine": 4, "endColumn": 38,
                "byteOffset": start, "byteLength": 6,
            },
        },
        "logicalLocations": [{ "fullyQualifiedName": "/active" }],
    }]);
    assert_eq!(result["locations"], expected);
}

#[test]
fn a_fingerprint_stays_when_lines_are_added_above() {
    let prints = |texts: &[(&str, &str)]| -> Vec<String> {
        let log = sarif(texts);
        let results = log["runs"][0]["results"].as_array().unwrap();
        let print = |result: &Value| result["partialFingerprints"]["primaryLocationLineHash"].to_string();
        results.iter().map(print).collect()
    };
    let before = prints(&[("user.json", USER)]);
    assert_eq!(before, prints(&[("user.json", &format!("\n\n\n{USER}"))]));
    assert_ne!(before, prints(&[("other.json", USER)]));
    let all = prints(&[("user.json", USER), ("user.json", USER)]);
    assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), all.len(), "{all:?}");
}

#[test]
fn sarif_holds_what_code_scanning_takes_and_the_worst_comes_first() {
    let members: Vec<String> = (0..25_100).map(|at| format!(r#"{{"value":"{at}","nom":""}}"#)).collect();
    let group = format!(
        r#"{{"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"],"displayName":"Crew","members":[{}]}}"#,
        members.join(",")
    );
    let log = sarif(&[("group.json", &group), ("user.json", USER)]);
    let results = log["runs"][0]["results"].as_array().unwrap();
    assert_eq!(results.len(), 25_000);
    assert_eq!(results[0]["ruleId"], "bool-as-string");
    let levels: Vec<&str> = results.iter().map(|result| result["level"].as_str().unwrap()).collect();
    assert!(
        levels.is_sorted_by_key(|level| ["error", "warning", "note"].iter().position(|one| one == level))
    );
    let told = &log["runs"][0]["invocations"][0]["toolExecutionNotifications"][0]["message"]["text"];
    assert!(told.as_str().unwrap().contains("findings are left out"), "{told}");
}

#[test]
fn junit_has_a_suite_for_each_file_and_a_case_for_each_request() {
    let clean = r#"{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"\u0001<&]]>"}"#;
    let mut gather = Box::new(Junit::default());
    gather.judged(entry("a.json", clean, &rfc()));
    gather.judged(entry("b.har", USER, &rfc()));
    gather.judged(entry("b.har", clean, &rfc()));
    gather.unreadable("c\u{1}.json", "there is nothing to read");
    let report = quick_junit::Report::deserialize_from_str(&gather.finish()).unwrap();
    assert_eq!((report.tests, report.failures, report.errors), (4, 1, 1));
    let suites: Vec<(&str, usize, usize)> =
        report.test_suites.iter().map(|suite| (suite.name.as_str(), suite.tests, suite.failures)).collect();
    assert_eq!(suites, [("a.json", 1, 0), ("b.har", 2, 1), ("c.json", 1, 0)]);
    let case = &report.test_suites[1].test_cases[0];
    assert_eq!(case.name.as_str(), "POST /Users");
    let TestCaseStatus::NonSuccess { kind, message, ty, description, .. } = &case.status else {
        panic!("{case:?}");
    };
    assert_eq!(*kind, NonSuccessKind::Failure);
    assert_eq!(ty.as_ref().unwrap().as_str(), "bool-as-string");
    assert_eq!(message.as_ref().unwrap().as_str(), "`active` is a boolean, and \"true\" is a string");
    let description = description.as_ref().unwrap().as_str();
    assert!(
        description.contains("b.har:4:31") && description.contains("json-case-variant-keys"),
        "{description}"
    );
}

#[test]
fn annotations_stand_at_their_lines_the_worst_first() {
    let out = report(Box::new(Github::default()), &[("requests/user.json", USER)], &rfc());
    let expected = "\
::error file=requests/user.json,line=4,endLine=4,col=32,endColumn=38,title=scimproof bool-as-string::\
`active` is a boolean, and \"true\" is a string%0Aat: /active%0A\
note: a provider that follows RFC 7644 refuses it (specified by RFC 7643 §2.3.2; RFC 7644 §3.12)%0A\
help: write `true`, without quotes
::notice file=requests/user.json,line=4,endLine=4,col=3,endColumn=13,title=scimproof json-case-variant-keys::\
`nickname` is `nickName` in another case%0Aat: /nickname%0A\
note: a provider that follows RFC 7644 takes it (specified by RFC 7643 §2.1: attribute names are case insensitive)%0A\
help: write `nickName`
";
    assert_eq!(out, expected);
}

#[test]
fn no_text_of_a_request_becomes_a_command() {
    let text = "{\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:User\"],\"userName\":\"m\",\"\\n::set-env name=A::b\":1,\"%0A::add-mask::x\":2}";
    let out = report(Box::new(Github::default()), &[("a\n::b.json", text)], &rfc());
    assert!(out.lines().count() >= 2, "{out}");
    for line in out.lines() {
        assert!(
            ["::error file=", "::warning file=", "::notice file="]
                .iter()
                .any(|start| line.starts_with(start)),
            "{line}"
        );
        assert!(!line.contains("%0A::add-mask") || line.contains("%250A::add-mask"), "{line}");
    }
}

#[test]
fn a_place_counts_bytes_as_they_stand_in_the_file() {
    let entry = entry("user.json", USER, &rfc());
    let regions: Vec<Span> = entry.findings.iter().map(|finding| finding.region.unwrap().bytes).collect();
    let shown: Vec<&str> = regions.iter().map(|span| span.of(USER)).collect();
    assert_eq!(shown, ["\"nickname\"", "\"true\""]);
}
