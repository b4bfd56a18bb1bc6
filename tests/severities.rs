//! How much each malformation matters under each built-in profile, held against the catalogue's table.

#![expect(clippy::unwrap_used, reason = "a panic is how a test fails")]

use scimproof::diagnostic::Severity;
use scimproof::lint::Linter;
use scimproof::profile::{self, Exception, Judgement, Outcome, Profile, Standing};
use scimproof::rule;
use std::collections::{BTreeMap, BTreeSet};

/// Each profile's column in the table, and the profile that it extends.
const COLUMNS: &[(&str, usize, Option<&str>)] = &[
    ("rfc7644", 0, None),
    ("github-emu", 1, None),
    ("github-ghes", 1, Some("github-emu")),
    ("github-org", 1, Some("github-emu")),
    ("aws-identity-center", 2, Some("rfc7644")),
    ("entra-scim-api", 3, Some("rfc7644")),
    ("entra-ready", 3, Some("rfc7644")),
    ("okta-ready", 4, Some("rfc7644")),
];

/// The words of the lines of a file beside the tests, without comments.
fn lines(file: &str) -> Vec<Vec<String>> {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/profiles").join(file);
    let text = std::fs::read_to_string(path).unwrap();
    let lines = text.lines().filter(|line| !line.starts_with('#') && !line.trim().is_empty());
    lines.map(|line| line.split_whitespace().map(str::to_owned).collect()).collect()
}

/// The letter for a rule's findings where no exception of the judgement fits.
fn letter(linter: &Linter, rule: &str) -> char {
    match linter.severity_of(rule) {
        Some(Severity::Error) => 'E',
        Some(Severity::Warning) => 'W',
        Some(Severity::Info) => 'I',
        None => '-',
    }
}

/// Whether the letter is what the column asks for.
fn fits(profile: &str, wanted: char, letter: char) -> bool {
    match wanted {
        // It does not apply there, so nothing is asked.
        '-' => true,
        // What Entra sends to others says nothing of what Entra's own endpoint takes.
        'T' if profile == "entra-scim-api" => true,
        'T' | 'I' => matches!(letter, 'I' | '-'),
        _ => wanted == letter,
    }
}

/// Whether the severity follows from how little is known: no error where the table has one.
fn is_uncertain(wanted: char, letter: char, judgement: &Judgement) -> bool {
    let is_unsure = judgement.then == Outcome::Unknown || judgement.standing == Some(Standing::Inferred);
    (wanted, letter) == ('E', 'W') && is_unsure
}

#[test]
fn every_profile_has_its_column() {
    let columns: BTreeSet<&str> = COLUMNS.iter().map(|(name, ..)| *name).collect();
    assert_eq!(columns, profile::builtin_names().collect());
}

#[test]
fn the_table_has_every_rule_of_the_catalogue() {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/coverage/malformations.txt");
    let text = std::fs::read_to_string(path).unwrap();
    let catalogue: BTreeSet<&str> =
        text.lines().filter(|line| !line.starts_with('#') && !line.is_empty()).collect();
    let table = lines("severities.txt");
    assert_eq!(table.iter().map(|line| line[0].as_str()).collect::<BTreeSet<_>>(), catalogue);
}

#[test]
fn each_profile_takes_each_malformation_as_the_table_has_it() {
    let table: BTreeMap<String, Vec<char>> = lines("severities.txt")
        .into_iter()
        .map(|line| (line[0].clone(), line[1..].iter().filter_map(|word| word.chars().next()).collect()))
        .collect();
    let mut exceptions: BTreeMap<(String, String), char> = BTreeMap::new();
    for line in lines("severity_exceptions.txt") {
        for profile in &line[2..] {
            let letter = line[1].chars().next().unwrap();
            assert!(exceptions.insert((profile.clone(), line[0].clone()), letter).is_none(), "{line:?}");
        }
    }
    let mut wrong = Vec::new();
    for (name, column, extended) in COLUMNS {
        let profile: Profile = profile::builtin(name).unwrap();
        let extended = extended.map(|name| profile::builtin(name).unwrap());
        let linter = Linter::new(&profile);
        for rule in rule::all().map(|rule| rule.name) {
            let Some(wanted) = table.get(rule).map(|letters| letters[*column]) else { continue };
            let found = letter(&linter, rule);
            let judgement = profile.judgement(rule).unwrap();
            let is_taken_over = extended
                .as_ref()
                .and_then(|it| it.judgement(rule))
                .is_some_and(|it| without_sources(it) == without_sources(judgement));
            let exception = exceptions.remove(&((*name).to_owned(), rule.to_owned()));
            let is_as_it_should = fits(name, wanted, found)
                || wanted != 'T' && (is_taken_over || is_uncertain(wanted, found, judgement));
            match exception {
                None if is_as_it_should => {}
                None => wrong.push(format!("{rule} {found} {name}: the table has {wanted}")),
                Some(_) if is_as_it_should => wrong.push(format!("{rule} {name}: needs no exception")),
                Some(letter) if letter != found || judgement.source.is_empty() => {
                    wrong.push(format!(
                        "{rule} {found} {name}: the exception has {letter}, or no source is named"
                    ));
                }
                Some(_) => {}
            }
        }
    }
    // What nothing finds yet is held when its rule comes.
    for (profile, rule) in exceptions.keys().filter(|(_, rule)| !table.contains_key(rule)) {
        wrong.push(format!("{rule} {profile}: is no rule, or no profile"));
    }
    assert!(
        wrong.is_empty(),
        "a source that says otherwise than the table is listed in severity_exceptions.txt\n{}",
        wrong.join("\n")
    );
}

/// The judgement without where it is written: what a profile takes over may be written elsewhere too.
fn without_sources(judgement: &Judgement) -> Judgement {
    let unless = judgement.unless.iter().map(|exception| Exception {
        when: exception.when.clone(),
        judgement: without_sources(&exception.judgement),
    });
    Judgement { source: std::sync::Arc::default(), unless: unless.collect(), ..judgement.clone() }
}
