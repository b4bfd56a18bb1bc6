//! What is covered of the catalogue of malformations and of the inventory of checks.
//!
//! The lists hold ids alone. What covers an id is derived: a rule covers the malformation whose name it bears, a
//! check of a suite covers the rows that it lists. `coverage/open.toml` says how many ids nothing covers yet; it is
//! held both ways, so that covering one more is written down and losing one is noticed.
#![expect(clippy::unwrap_used, reason = "a test's own files")]
#![expect(clippy::print_stdout, reason = "a test says what it skipped and what it counted")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use scimproof::rule;
use scimproof_conformance::suite;

const MALFORMATIONS: &str = include_str!("coverage/malformations.txt");
const CHECKS: &str = include_str!("coverage/checks.txt");
const BEYOND: &str = include_str!("coverage/beyond_catalogue.txt");
/// Malformations that nobody can see in SCIM traffic, each with the reason.
const NOT_IN_TRAFFIC: &str = include_str!("coverage/not_in_traffic.txt");
const OPEN: &str = include_str!("coverage/open.toml");

fn ids(list: &str) -> BTreeSet<&str> {
    let ids: BTreeSet<&str> = list.lines().collect();
    assert_eq!(ids.len(), list.lines().count(), "an id stands in the list twice");
    ids
}

/// The facts that the lists were taken from, which do not belong to the repository.
fn facts(file: &str) -> Option<serde_json::Value> {
    let path: PathBuf = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/facts").join(file);
    if !path.is_file() {
        println!("skipped: the list beside {file}, which is not there");
        return None;
    }
    Some(serde_json::from_slice(&fs::read(path).unwrap()).unwrap())
}

fn listed(entries: &serde_json::Value) -> Vec<&str> {
    entries.as_array().unwrap().iter().map(|entry| entry["id"].as_str().unwrap()).collect()
}

/// Holds the number of open ids to the one that is written down, and leaves a list of what covers each.
fn hold(list: &str, what: &str, covered: &BTreeMap<&str, Vec<&str>>) {
    let mut table = String::new();
    for id in list.lines() {
        let by = covered.get(id).map_or("open".to_owned(), |by| by.join(", "));
        table.extend([id, "\t", &by, "\n"]);
    }
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{what}.tsv"));
    fs::write(&path, table).unwrap();

    let ids = ids(list);
    let open = ids.iter().filter(|id| !covered.contains_key(*id)).count();
    println!("{what}: covered {} of {}, open {open}: {}", ids.len() - open, ids.len(), path.display());

    let written = OPEN.lines().find_map(|line| line.strip_prefix(what)?.strip_prefix(" = ")).unwrap();
    let written: usize = written.parse().unwrap();
    assert_eq!(
        open, written,
        "{what}: {open} are open and tests/coverage/open.toml says {written}; \
         fewer are progress, so write the new number there; more are a loss, so find what is no longer covered"
    );
}

#[test]
fn the_malformations_are_those_of_the_catalogue() {
    assert_eq!(ids(MALFORMATIONS).len(), 249);
    if let Some(catalogue) = facts("malformations.json") {
        assert_eq!(MALFORMATIONS.lines().collect::<Vec<_>>(), listed(&catalogue["entries"]));
    }
}

#[test]
fn the_checks_are_those_of_the_inventory() {
    assert_eq!(ids(CHECKS).len(), 500);
    if let Some(inventory) = facts("checks.json") {
        assert_eq!(CHECKS.lines().collect::<Vec<_>>(), listed(&inventory));
    }
}

#[test]
fn every_rule_bears_a_name_of_the_catalogue_or_is_listed_beyond_it() {
    let catalogue = ids(MALFORMATIONS);
    let beyond: BTreeSet<&str> =
        rule::all().map(|rule| rule.name).filter(|name| !catalogue.contains(name)).collect();
    assert_eq!(beyond, ids(BEYOND), "a rule that the catalogue does not have stands in beyond_catalogue.txt");
}

#[test]
fn every_row_that_a_check_covers_is_in_the_inventory() {
    let inventory = ids(CHECKS);
    let checks = suite::builtin().iter().flat_map(|suite| &suite.checks);
    let strangers: Vec<(&str, &str)> = checks
        .flat_map(|check| check.covers.iter().map(|row| (check.id.as_str(), row.as_str())))
        .filter(|(_, row)| !inventory.contains(row))
        .collect();
    assert_eq!(strangers, []);
}

fn not_in_traffic() -> impl Iterator<Item = (&'static str, &'static str)> {
    NOT_IN_TRAFFIC.lines().map(|line| line.split_once('\t').unwrap())
}

#[test]
fn few_malformations_are_not_seen_in_traffic_and_each_for_a_reason() {
    let catalogue = ids(MALFORMATIONS);
    for (id, reason) in not_in_traffic() {
        assert!(catalogue.contains(id), "{id} is not in the catalogue");
        assert!(rule::named(id).is_none(), "{id} has a rule");
        assert!(reason.ends_with('.') && reason.len() > 20, "{id} has no reason");
    }
    assert!(not_in_traffic().count() <= 12);
}

#[test]
fn as_many_malformations_are_open_as_written_down() {
    let mut covered: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for rule in rule::all() {
        covered.entry(rule.name).or_default().push("a rule");
    }
    for (id, _) in not_in_traffic() {
        covered.entry(id).or_default().push("nothing, for a reason");
    }
    hold(MALFORMATIONS, "malformations", &covered);
}

#[test]
fn as_many_checks_are_open_as_written_down() {
    let mut covered: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for check in suite::builtin().iter().flat_map(|suite| &suite.checks) {
        for row in &check.covers {
            covered.entry(row).or_default().push(&check.id);
        }
    }
    hold(CHECKS, "checks", &covered);
}
