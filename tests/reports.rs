//! The reports of `lint` for machines: what code scanning, CI servers and GitHub Actions are given.
#![expect(clippy::unwrap_used, reason = "a test's own input")]

#[path = "support/folder.rs"]
mod folder;

use folder::Folder;
use quick_junit::{NonSuccessKind, TestCaseStatus};
use scimproof::lint::Linter;
use scimproof::message::read::{ReadOptions, read};
use scimproof::profile::{Profile, builtin};
use scimproof::rule::{self, Nothing};
use scimproof_conformance::date::Date;
use scimproof_conformance::report::lint::{Entry, Gather, Github, Judged, Junit, Sarif, Waived};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

fn entry(file: &str, text: &str, profile: &Profile) -> Entry {
    waiving(file, text, profile, "")
}

/// The entry of a text of which the findings of a rule are waived.
fn waiving(file: &str, text: &str, profile: &Profile, rule: &str) -> Entry {
    let pasted = read(text.as_bytes(), &ReadOptions::default()).unwrap();
    let linter = Linter::new(profile);
    let mut verdict = linter.lint(&pasted.exchange.request, &Nothing);
    linter.offer(&pasted.exchange.request, &Nothing, &mut verdict);
    let (waived, found) =
        verdict.diagnostics.into_iter().partition::<Vec<_>, _>(|diagnostic| diagnostic.rule == rule);
    verdict.diagnostics = found;
    let expires = Date { year: 2027, month: 3, day: 31 };
    let waived: Vec<Waived> = waived
        .into_iter()
        .map(|diagnostic| Waived { diagnostic, reason: "until March".to_owned(), expires })
        .collect();
    let (text, number) = (text.as_bytes(), None);
    Judged { file, text, pasted: &pasted, verdict: &verdict, waived: &waived, profile, number }.into()
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
    gather.judged(waiving("waived.json", USER, &rfc(), "bool-as-string"));
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
    let places = entry.findings.iter().map(|finding| finding.region.unwrap().bytes);
    let shown: Vec<&str> = places.map(|[start, end]| &USER[start as usize..end as usize]).collect();
    assert_eq!(shown, ["\"nickname\"", "\"true\""]);
}

#[test]
fn what_is_waived_is_told_and_does_not_count() {
    let waived = || waiving("user.json", USER, &rfc(), "bool-as-string");
    let told = |mut gather: Box<dyn Gather>| {
        gather.judged(waived());
        gather.finish()
    };
    let log: Value = serde_json::from_str(&told(Box::new(Sarif::new(&rfc())))).unwrap();
    let results = log["runs"][0]["results"].as_array().unwrap();
    let suppressed: Vec<(&str, &Value)> =
        results.iter().map(|result| (result["ruleId"].as_str().unwrap(), &result["suppressions"])).collect();
    let accepted = json!([{ "kind": "external", "status": "accepted", "justification": "until March" }]);
    assert_eq!(suppressed, [("json-case-variant-keys", &Value::Null), ("bool-as-string", &accepted)]);

    let report = quick_junit::Report::deserialize_from_str(&told(Box::<Junit>::default())).unwrap();
    assert_eq!((report.tests, report.failures), (1, 0));
    let out = report.test_suites[0].test_cases[0].system_out.as_ref().unwrap().as_str();
    assert!(
        out.contains("user.json: waived until 2027-03-31: `bool-as-string` at `/active`: until March"),
        "{out}"
    );

    let out = told(Box::<Github>::default());
    assert!(
        !out.contains("bool-as-string") && out.ends_with("::notice title=scimproof::1 finding is waived\n"),
        "{out}"
    );
}

#[test]
fn a_fix_is_an_edit_of_the_file() {
    let log = sarif(&[("user.json", USER)]);
    let results = log["runs"][0]["results"].as_array().unwrap();
    let mut mended = USER.to_owned();
    for result in results.iter().rev() {
        let replacement = &result["fixes"][0]["artifactChanges"][0]["replacements"][0];
        let at = |name: &str| replacement["deletedRegion"][name].as_u64().unwrap() as usize;
        let start = at("byteOffset");
        let text = replacement["insertedContent"]["text"].as_str().unwrap();
        mended.replace_range(start..start + at("byteLength"), text);
    }
    assert!(mended.contains(r#"  "nickName": "😀é", "active": true"#), "{mended}");
}

/// Every object of a schema closed, so that a member that it does not describe is found.
fn closed(schema: &mut Value) {
    match schema {
        Value::Object(members) => {
            if members.contains_key("properties") {
                members.insert("additionalProperties".to_owned(), json!(false));
            }
            members.values_mut().for_each(closed);
        }
        Value::Array(elements) => elements.iter_mut().for_each(closed),
        _ => {}
    }
}

#[test]
fn the_json_of_every_rule_is_as_its_published_schema_describes_it() {
    let mut schema: Value = serde_json::from_str(include_str!("../docs/report.schema.json")).unwrap();
    closed(&mut schema);
    let validator = jsonschema::validator_for(&schema).unwrap();
    let hold = |line: &Value| {
        let errors: Vec<String> =
            validator.iter_errors(line).map(|error| format!("{}: {error}", error.instance_path())).collect();
        assert!(errors.is_empty(), "{}\n{line}", errors.join("\n"));
    };
    let mut related = 0;
    for rule in rule::all().filter(|rule| !rule.bad.is_empty()) {
        let profile = rule.example_endpoint().unwrap();
        let linter = Linter::new(&profile).client(scimproof::profile::client("entra").ok());
        let pasted = read(rule.bad.as_bytes(), &ReadOptions::default()).unwrap();
        let mut verdict = linter.lint(&pasted.exchange.request, &Nothing);
        linter.offer(&pasted.exchange.request, &Nothing, &mut verdict);
        let mut report = scimproof::api::report(rule.bad, &pasted, &verdict, &profile);
        report["file"] = json!("request.http");
        related += report["diagnostics"].to_string().matches("\"related\"").count();
        hold(&report);
    }
    assert!(related > 0);
    let mut failure = scimproof::api::failure("there is nothing to read");
    failure["file"] = json!("request.http");
    hold(&failure);
}

/// Runs the program in a folder that has these files; exit code, standard output and standard error.
fn scimproof(name: &str, files: &[(&str, &str)], arguments: &[&str]) -> (i32, String, String) {
    Folder::new(&format!("reports-{name}"), files).run(arguments)
}

const WAIVERS: &str = r#"[[waiver]]
rule = "bool-as-string"
file = "old/*.json"
reason = "the directory sends strings until its release in March, and nobody can change that before"
expires = 9999-12-31

[[waiver]]
rule = "json-case-variant-keys"
reason = "spelled so since 2019"
expires = 2020-01-31

[[waiver]]
rule = "multi-primary"
endpoint = "Users"
reason = "x"
expires = 9999-12-31
"#;

#[test]
fn waivers_let_findings_be_and_are_told_when_they_expire_or_cover_nothing() {
    let files = [("old/user.json", USER), ("new.json", USER), ("waivers.toml", WAIVERS)];
    let lint = |arguments: &[&str]| {
        let all = [&["lint", "--waivers", "waivers.toml"], arguments].concat();
        scimproof("waivers", &files, &all)
    };
    let (code, out, said) = lint(&["old/user.json"]);
    assert_eq!(code, 0, "{out}");
    let told = "\
old/user.json: 1 info; a provider that follows RFC 7644 answers 400
  invalidValue (specified)
old/user.json: waived until 9999-12-31: `bool-as-string` at `/active`: the
  directory sends strings until its release in March, and nobody can change that
  before
";
    assert!(out.ends_with(told), "{out}");
    let notices = "\
scimproof: waivers.toml:7:1: the waiver of `json-case-variant-keys` expired on 2020-01-31; mend what it covers, or give it a new date
scimproof: waivers.toml:12:1: the waiver of `multi-primary` covers nothing; remove it, or check its place
";
    assert_eq!(said, notices);

    assert_eq!(lint(&["new.json"]).0, 1);
    let (code, out, _) = lint(&["--format", "json", "old/user.json"]);
    let report: Value = serde_json::from_str(&out).unwrap();
    assert_eq!(code, 0);
    assert_eq!(report["diagnostics"].as_array().unwrap().len(), 1);
    assert_eq!(report["waived"][0]["rule"], "bool-as-string");
    assert_eq!(report["waived"][0]["pointer"], "/active");
    assert_eq!(report["waived"][0]["expires"], "9999-12-31");
}

#[test]
fn a_waivers_file_with_mistakes_is_refused_with_their_places() {
    let text = "[[waiver]]\nrule = \"bool-as-strin\"\nreason = \"x\"\nexpire = 2027-01-01\n";
    let files = [("user.json", USER), ("waivers.toml", text)];
    let (code, out, said) =
        scimproof("mistakes", &files, &["lint", "--waivers", "waivers.toml", "user.json"]);
    assert_eq!((code, out.as_str()), (2, ""));
    let expected = "\
scimproof: the waivers cannot be used
waivers.toml:4:1: unknown key `expire`; known here: `rule`, `file`, `pointer`, `endpoint`, `reason`, `expires`
waivers.toml:1:1: `expires` is missing
waivers.toml:2:8: there is no rule `bool-as-strin`; did you mean `bool-as-string`?
";
    assert_eq!(said, expected);
}

#[test]
fn each_form_is_written_by_the_command() {
    let files = [("user.json", USER), ("empty.json", "")];
    for (format, start) in [
        ("sarif", "{\n  \"$schema\": \"https://json.schemastore.org/sarif-2.1.0.json\""),
        ("junit", "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"scimproof lint\""),
        ("github", "::error file=user.json,line=4"),
    ] {
        let (code, out, said) =
            scimproof(format, &files, &["lint", "--format", format, "user.json", "empty.json"]);
        assert_eq!(code, 2, "{out}");
        assert!(out.starts_with(start), "{out}");
        assert!(
            out.contains("there is nothing to read") && said.contains("there is nothing to read"),
            "{out}"
        );
    }
}
