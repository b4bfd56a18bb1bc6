//! Fixes do what they promise, wherever one is offered: the finding is gone, nothing new keeps the request
//! from being accepted with effect, and making them again changes nothing.
#![expect(clippy::unwrap_used, reason = "a test's own input")]

mod mended;

use std::collections::BTreeMap;

use scimproof::diagnostic::{Answer, Diagnostic, Effect, Severity};
use scimproof::lint::{Linter, Verdict};
use scimproof::message::read::{ReadOptions, Reader, read};
use scimproof::profile::{self, Outcome};
use scimproof::rule::{self, Nothing};

/// Every profile's linter, by name.
fn linters() -> Vec<(&'static str, Linter)> {
    profile::builtin_names().map(|name| (name, Linter::of(profile::builtin(name).unwrap()))).collect()
}

fn offered(linter: &Linter, text: &[u8]) -> (Verdict, Vec<Diagnostic>) {
    let pasted = read(text, &ReadOptions::default()).unwrap();
    let request = &pasted.exchange.request;
    let mut verdict = linter.lint(request, &Nothing);
    linter.offer(request, &Nothing, &mut verdict);
    let offered = verdict.diagnostics.iter().filter(|found| found.fix.is_some()).cloned().collect();
    (verdict, offered)
}

fn count(diagnostics: &[Diagnostic], rule: &str) -> usize {
    diagnostics.iter().filter(|found| found.rule == rule).count()
}

/// Whether what is found in the body was hidden while its beginning was not understood.
fn hides_the_body(rule: &str) -> bool {
    rule.starts_with("json-") || rule == "url-resource-lowercase"
}

/// What is wrong with each fix that is offered for the text.
fn broken_promises(linter: &Linter, text: &[u8]) -> Vec<String> {
    let mut wrong = Vec::new();
    let (before, offered) = offered(linter, text);
    let request = read(text, &ReadOptions::default()).unwrap().exchange.request;
    for diagnostic in offered {
        let fix = diagnostic.fix.as_ref().unwrap();
        let edited = request.edited(&fix.edits);
        let after = linter.lint(&edited, &Nothing).diagnostics;
        let shown = format!("`{}`: {}", diagnostic.rule, fix.title);
        if hides_the_body(diagnostic.rule) {
            let is_there =
                |found: &&Diagnostic| found.location == diagnostic.location && found.rule == diagnostic.rule;
            if let Some(found) = after.iter().find(is_there) {
                wrong.push(format!("{shown} leaves {found:?}"));
            }
            continue;
        }
        if count(&after, diagnostic.rule) >= count(&before.diagnostics, diagnostic.rule) {
            wrong.push(format!("{shown} leaves it"));
        }
        for found in after.iter().filter(|found| found.severity > Severity::Info) {
            if count(&after, found.rule) > count(&before.diagnostics, found.rule) {
                wrong.push(format!("{shown} brings `{}`: {}", found.rule, found.message()));
            }
        }
    }
    wrong
}

/// What is wrong with the text with all of its safe fixes made.
fn broken_laws(linter: &Linter, text: &[u8], reader: Reader) -> Vec<String> {
    let mut wrong = Vec::new();
    let options = ReadOptions { reader: Some(reader), ..ReadOptions::default() };
    let once = linter.fix(text, &options, &Nothing).unwrap();
    let twice = linter.fix(&once.text, &options, &Nothing).unwrap();
    if twice.text != once.text || !twice.applied.is_empty() {
        wrong.push(format!("fixing again does {:?}", twice.applied));
    }
    let pasted = read(&once.text, &options).unwrap();
    let verdict = linter.lint(&pasted.exchange.request, &Nothing);
    let is_known = verdict.diagnostics.iter().all(|found| found.basis.outcome != Outcome::Unknown);
    let is_clean = verdict.worst().is_none_or(|worst| worst == Severity::Info);
    let is_applied = matches!(verdict.answer, Answer::Accept { effect: Effect::Applied, .. });
    if is_clean && is_known && !is_applied {
        wrong.push(format!("with everything fixed, the answer is {:?}", verdict.answer));
    }
    let named: Vec<&str> = once.left.iter().map(|left| left.finding.rule).collect();
    let bad: Vec<&str> = verdict
        .diagnostics
        .iter()
        .filter(|found| found.severity > Severity::Info)
        .map(|found| found.rule)
        .collect();
    if named != bad {
        wrong.push(format!("{named:?} are said to be left, and {bad:?} are"));
    }
    wrong
}

#[test]
fn every_fix_that_is_offered_for_an_example_keeps_its_promise_under_every_profile() {
    let mut wrong = Vec::new();
    for (profile, linter) in linters() {
        for rule in rule::all().filter(|rule| !rule.bad.is_empty()) {
            let broken = broken_promises(&linter, rule.bad.as_bytes());
            wrong.extend(broken.into_iter().map(|broken| format!("{profile}, {}: {broken}", rule.name)));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn examples_are_fixed_for_good_under_every_profile() {
    let mut wrong = Vec::new();
    for (profile, linter) in linters() {
        for rule in rule::all().filter(|rule| !rule.bad.is_empty()) {
            let text = rule.bad.as_bytes();
            let broken = broken_laws(&linter, text, Reader::detect(text));
            wrong.extend(broken.into_iter().map(|broken| format!("{profile}, {}: {broken}", rule.name)));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The rules that the catalogue of malformations calls fixable.
const FIXABLE: &str = include_str!("fixable.txt");
/// Those of them whose example is offered no fix, with the reason.
const WITHOUT: &str = include_str!("without.tsv");

#[test]
fn what_the_catalogue_calls_fixable_has_a_fix_or_a_reason() {
    let reasons: BTreeMap<&str, &str> =
        WITHOUT.lines().map(|line| line.split_once('\t').expect("a name, a tab and a reason")).collect();
    let mut wrong = Vec::new();
    for rule in rule::all().filter(|rule| FIXABLE.lines().any(|name| name == rule.name)) {
        let endpoint = Linter::of(rule.example_endpoint().unwrap());
        let is_offered = !rule.bad.is_empty()
            && offered(&endpoint, rule.bad.as_bytes()).1.iter().any(|found| found.rule == rule.name);
        match (is_offered, reasons.get(rule.name)) {
            (false, None) => {
                wrong.push(format!("{} has no fix that holds, and without.tsv gives no reason", rule.name));
            }
            (true, Some(_)) => wrong.push(format!("{} has a fix; its line in without.tsv can go", rule.name)),
            (true, None) | (false, Some(_)) => {}
        }
    }
    for name in reasons
        .keys()
        .filter(|name| rule::named(name).is_none() || !FIXABLE.lines().any(|fixable| fixable == **name))
    {
        wrong.push(format!("{name} is in without.tsv, and is no rule that the catalogue calls fixable"));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_call_gives_the_text_what_was_applied_and_what_is_left() {
    let user = r#"{ "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"],  "userName": "mona", "externalId": 7, "active": "yes" }"#;
    let command =
        format!("curl -H 'Content-Type: application/scim+json' -d '{user}' https://scim.example/v2/Users");
    let answer: serde_json::Value =
        serde_json::from_str(&scimproof::api::Desk::new().fix(&command, "")).unwrap();
    let expected = serde_json::json!({
        "version": 1,
        "text": command.replace(": 7", ": \"7\""),
        "applied": [{ "rule": "number-for-string", "title": "put it in quotes" }],
        "left": [{
            "rule": "bool-as-string",
            "severity": "error",
            "why": "only its sender knows what was meant",
        }],
    });
    assert_eq!(answer, expected);
    let failure = scimproof::api::Desk::new().fix(" ", "");
    assert!(failure.starts_with(r#"{"version":1,"error":{"message":"there is nothing to read"#), "{failure}");
}

/// A name in another case is valid, so it stays.
#[test]
fn a_body_that_hides_more_findings_is_fixed_round_by_round() {
    let linter = Linter::of(profile::builtin("rfc7644").unwrap());
    let text = "{\n  \"schemas\": \"urn:ietf:params:scim:schemas:core:2.0:User\",\n  \"username\": 7,\n  \"emails\": [{\"value\": \"m@example.com\"},],\n}\n";
    let fixed = linter.fix(text.as_bytes(), &ReadOptions::default(), &Nothing).unwrap();
    let expected = "{\n  \"schemas\": [\"urn:ietf:params:scim:schemas:core:2.0:User\"],\n  \"username\": \"7\",\n  \"emails\": [{\"value\": \"m@example.com\"}]\n}\n";
    assert_eq!(String::from_utf8(fixed.text).unwrap(), expected);
    assert_eq!(fixed.left, []);
}

#[test]
fn ten_thousand_findings_are_fixed_at_once() {
    let linter = Linter::of(profile::builtin("rfc7644").unwrap());
    let group = |members: Vec<String>| {
        let members = members.join(",");
        format!(
            r#"{{"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"],"displayName":"crew","members":[{members}]}}"#
        )
    };
    let text = group((0..10_000).map(|id| format!("\"{id}\"")).collect());
    let fixed = linter.fix(text.as_bytes(), &ReadOptions::default(), &Nothing).unwrap();
    let expected = group((0..10_000).map(|id| format!("{{\"value\":\"{id}\"}}")).collect());
    assert!(fixed.text == expected.into_bytes());
    assert_eq!(fixed.applied.len(), 10_000);
}
