//! Every fault is shown by its own requests, and leaves nearly all ordinary ones alone.
#![expect(clippy::unwrap_used, reason = "a test may fail by panic")]

mod difference;
mod driven;
mod ordinary;

use super::{AREAS, Chosen, Law, all};
use difference::differences;
use driven::Driven;
use scimproof::requirement::requirement;
use std::collections::BTreeSet;
use std::fmt::Write;

const SHOWN: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/src/standin/fault/tests/shown.txt");

#[test]
fn names_are_unique_and_in_kebab_case() {
    let names: BTreeSet<_> = all().map(|fault| fault.name).collect();
    assert_eq!(names.len(), all().count());
    for name in names {
        assert!(name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-'), "{name}");
    }
}

#[test]
fn each_breaks_a_requirement_or_says_why_it_is_there() {
    for fault in all() {
        match fault.law {
            Law::Breaks(ids) => {
                assert!(!ids.is_empty(), "{}", fault.name);
                let unknown: Vec<_> = ids.iter().filter(|id| requirement(id).is_none()).collect();
                assert!(unknown.is_empty(), "{}: {unknown:?}", fault.name);
            }
            Law::Outside(why) => assert!(!why.is_empty(), "{}", fault.name),
        }
    }
}

/// What each fault changes in the requests that show it, and how many of the ordinary requests it changes.
#[test]
fn each_shows_as_its_defect_and_nowhere_else() {
    let ordinary = ordinary::requests();
    let faultless = Driven::new(&[]).all(&ordinary);
    let mut written = String::new();
    let mut silent = Vec::new();
    let (mut lasting, mut narrow) = (0, 0);
    for fault in all() {
        let chosen = [Chosen::from(fault)];
        let shown: Vec<&str> = fault.shown.lines().collect();
        let told: Vec<String> = shown
            .iter()
            .zip(Driven::new(&[]).all(&shown).iter().zip(&Driven::new(&chosen).all(&shown)))
            .filter_map(|(line, (without, with))| {
                let head = line.split(" << ").next().unwrap_or_default().to_owned();
                let changes = differences(without, with);
                (!changes.is_empty()).then(|| format!("  {head}\n    {}", changes.join("\n    ")))
            })
            .collect();
        if told.is_empty() {
            silent.push(fault.name);
        }
        let with = Driven::new(&chosen).all(&ordinary);
        let changed =
            faultless.iter().zip(&with).filter(|(one, two)| !differences(one, two).is_empty()).count();
        let is_weather = AREAS[0].faults().any(|weather| weather.name == fault.name);
        if !is_weather {
            assert!(changed * 2 < ordinary.len(), "{} changes {changed} answers", fault.name);
            lasting += 1;
            narrow += usize::from(changed * 10 <= ordinary.len());
        }
        writeln!(written, "{}: {changed} of {} ordinary answers differ", fault.name, ordinary.len()).unwrap();
        for told in &told {
            writeln!(written, "{told}").unwrap();
        }
    }
    if std::env::var_os("SCIMPROOF_WRITE").is_some() {
        std::fs::write(SHOWN, &written).unwrap();
    }
    assert!(silent.is_empty(), "no request shows these: {silent:?}");
    // What is in every list or every resource shows in many answers; nearly all faults are in few.
    assert!(narrow * 10 >= lasting * 8, "{narrow} of {lasting} faults change a tenth of the answers at most");
    let kept = std::fs::read_to_string(SHOWN).unwrap_or_default();
    let first = written.lines().zip(kept.lines()).find(|(one, two)| one != two);
    assert!(
        written == kept,
        "not as in shown.txt, first at {first:?}; if that is meant, `SCIMPROOF_WRITE=1` writes it anew"
    );
}
