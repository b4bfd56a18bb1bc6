//! Each rule's examples hold: the bad one is found by the rule at its place, the good one by no rule as bad.

use scimproof::diagnostic::Severity;
use scimproof::lint::{Linter, Verdict};
use scimproof::message::read::{ReadOptions, read};
use scimproof::rule::{self, Nothing, Rule};
use std::collections::BTreeSet;

/// Rules that only a known state of the endpoint lets fire; the stand-in's tests show them.
const NEED_STATE: [&str; 20] = [
    "bulk-reference-failed",
    "credentials-refused",
    "cursor-count-changed",
    "cursor-expired",
    "cursor-invalid",
    "member-duplicate",
    "member-type-missing",
    "member-unknown-id",
    "patch-add-for-replace",
    "patch-immutable",
    "patch-replace-missing-target",
    "patch-second-primary",
    "path-value-filter-no-match",
    "put-immutable",
    "rate-limit-exceeded",
    "resource-unknown",
    "token-scope-missing",
    "unique-value-taken",
    "username-normalised-collision",
    "version-stale",
];

/// The rules that a request by itself lets fire; those on a series have tests of their own.
fn alone() -> impl Iterator<Item = &'static Rule> {
    rule::all().filter(|rule| !NEED_STATE.contains(&rule.name) && !rule.check.is_of_series())
}

fn lint(rule: &Rule, text: &str) -> Verdict {
    let linter = Linter::new(&rule.example_endpoint().expect("the example's profile is readable"));
    let pasted = read(text.as_bytes(), &ReadOptions::default()).expect("an example is readable");
    linter.exchange(&pasted.exchange, &Nothing)
}

fn names(verdict: &Verdict) -> Vec<&str> {
    verdict.diagnostics.iter().map(|diagnostic| diagnostic.rule).collect()
}

#[test]
fn every_bad_example_is_found_by_its_rule_and_by_no_other_above_info() {
    let mut wrong = Vec::new();
    for rule in alone() {
        let verdict = lint(rule, rule.bad);
        if !names(&verdict).contains(&rule.name) {
            wrong.push(format!("{} is not found; found {:?}", rule.name, names(&verdict)));
        }
        let others = verdict.diagnostics.iter().filter(|other| other.severity > Severity::Info);
        for other in others.filter(|other| other.rule != rule.name) {
            wrong.push(format!("{}: its bad example raises {}", rule.name, other.rule));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn no_good_example_has_an_error_or_a_warning() {
    let mut wrong = Vec::new();
    for rule in alone() {
        for diagnostic in lint(rule, rule.good).diagnostics {
            if diagnostic.rule == rule.name || diagnostic.severity > Severity::Info {
                wrong.push(format!("{}: {} {}", rule.name, diagnostic.rule, diagnostic.message()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_message_has_its_words_filled_in() {
    for rule in alone() {
        for diagnostic in lint(rule, rule.bad).diagnostics {
            let placeholders: Vec<&str> = rule
                .says()
                .split('{')
                .skip(1)
                .filter_map(|rest| rest.split_once('}').map(|(name, _)| name))
                .filter(|name| !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_lowercase()))
                .collect();
            for placeholder in placeholders {
                let open = format!("{{{placeholder}}}");
                assert!(!diagnostic.message().contains(&open), "{}: {}", rule.name, diagnostic.message());
            }
            assert!(
                !diagnostic.message().contains("{written}"),
                "{}: {}",
                diagnostic.rule,
                diagnostic.message()
            );
            let help = diagnostic.help().unwrap_or_default();
            assert!(
                !help.contains("{advice}") && !help.contains("{declared}"),
                "{}: {help}",
                diagnostic.rule
            );
        }
    }
}

#[test]
fn names_are_unique_and_dashed() {
    let mut seen = BTreeSet::new();
    for rule in rule::all() {
        assert!(seen.insert(rule.name), "{} is declared twice", rule.name);
        assert!(
            rule.name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
        );
    }
}

#[test]
fn every_rule_in_the_files_is_in_a_family() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/rule");
    let entries = [folder.join("series"), folder];
    let files: Vec<String> = entries
        .iter()
        .flat_map(|folder| std::fs::read_dir(folder).expect("the rules are in their folders"))
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.is_file())
        .map(|path| std::fs::read_to_string(path).expect("a source is text"))
        .filter(|text| text.contains("\nrules! {"))
        .collect();
    let declared: usize = files.iter().map(|text| text.matches("\n        looks_at: ").count()).sum();
    assert_eq!((rule::FAMILIES.len(), rule::all().count()), (files.len(), declared));
}
