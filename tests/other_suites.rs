//! Other people's suites against the stand-in as `rfc7644`.
//!
//! Each is run from the program that an environment variable names; without it the test says that it is skipped. What
//! a suite says beside successes stands in `real_servers/findings.tsv`, reviewed, with the reason.

#![expect(clippy::unwrap_used, reason = "a test's own input")]
#![expect(clippy::print_stderr, reason = "a test that is skipped says so")]

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

const TOKEN: &str = "scimproof-other-suites";

const FINDINGS: &str = include_str!("real_servers/findings.tsv");

/// The stand-in, which ends with the test.
struct StandIn {
    child: Child,
    base: String,
}

impl StandIn {
    fn serve(arguments: &[&str]) -> StandIn {
        let mut child = Command::new(env!("CARGO_BIN_EXE_scimproof"))
            .args(["serve", "--quiet", "--port", "0"])
            .args(arguments)
            .env("SCIMPROOF_TEST_TOKEN", TOKEN)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let out = BufReader::new(child.stdout.take().unwrap());
        let mut lines = out.lines().map_while(Result::ok);
        let base = lines.find_map(|line| Some(line.strip_prefix("  http://")?.to_owned())).unwrap();
        StandIn { child, base: format!("http://{base}") }
    }
}

impl Drop for StandIn {
    fn drop(&mut self) {
        // It may have ended by itself.
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

/// What a suite says of one item.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Item {
    status: String,
    /// The item's name, with what is said of it.
    said: String,
}

fn program(variable: &str) -> Option<OsString> {
    let program = std::env::var_os(variable);
    if program.is_none() {
        eprintln!("skipped: {variable} does not name the program");
    }
    program
}

/// What scim2-tester says, as `scim2 test` prints it: the status and the title, and a line of its own for the reason.
fn scim2_tester(program: &OsString, base: &str) -> Vec<Item> {
    let output = Command::new(program)
        .args(["--url", base, "test"])
        .env("SCIM_CLI_HEADERS", format!("Authorization: Bearer {TOKEN}"))
        .env("NO_COLOR", "1")
        .output()
        .unwrap();
    let printed = String::from_utf8(output.stdout).unwrap();
    let mut items: Vec<Item> = Vec::new();
    for line in printed.lines().skip_while(|line| !line.starts_with("Performing ")).skip(1) {
        if let (Some(reason), Some(item)) = (line.strip_prefix("  "), items.last_mut()) {
            item.said = format!("{}: {reason}", item.said);
        } else {
            let (status, title) = line.split_once(' ').unwrap_or((line, ""));
            items.push(Item { status: status.to_lowercase(), said: title.to_owned() });
        }
    }
    let is_clean = items.iter().all(|item| item.status == "success");
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.success(), is_clean, "{printed}{complaint}");
    items
}

/// What scim-sanity says, in its JSON.
fn scim_sanity(program: &OsString, base: &str) -> Vec<Item> {
    let output = Command::new(program)
        .args(["probe", base, "--json-output", "--i-accept-side-effects"])
        .output()
        .unwrap();
    let report: serde_json::Value = serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&output.stderr)));
    let results = report["results"].as_array().unwrap();
    let items: Vec<Item> = results
        .iter()
        .map(|result| Item {
            status: result["status"].as_str().unwrap().replace("pass", "success"),
            said: [&result["name"], &result["message"]]
                .map(|text| text.as_str().unwrap_or_default())
                .join(": "),
        })
        .collect();
    assert_eq!(report["summary"]["total"], items.len());
    items
}

/// Holds what is no success to the reviewed list, both ways, and says how much was.
fn hold(suite: &str, items: &[Item]) {
    let known: BTreeSet<(&str, &str)> = FINDINGS
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| {
            let [of, status, item, reason] = line.split('\t').collect::<Vec<_>>()[..] else {
                panic!("{line}: a suite, a status, an item and a reason")
            };
            assert!(!reason.is_empty(), "{line}");
            (of == suite).then_some((status, item))
        })
        .collect();
    let is_of =
        |item: &Item, (status, said): &(&str, &str)| item.status == *status && item.said.starts_with(said);
    let found = || items.iter().filter(|item| item.status != "success");
    let new: Vec<&Item> = found().filter(|item| !known.iter().any(|known| is_of(item, known))).collect();
    let gone: Vec<_> = known.iter().filter(|known| !found().any(|item| is_of(item, known))).collect();
    assert!(new.is_empty() && gone.is_empty(), "{suite} also finds {new:#?}\nand does not find {gone:#?}");
    eprintln!("{suite}: {} of {} items succeed", items.len() - found().count(), items.len());
}

#[test]
fn scim2_tester_finds_no_fault() {
    let Some(program) = program("SCIMPROOF_SCIM2_CLI") else { return };
    let stand_in = StandIn::serve(&["--profile", "rfc7644", "--token-env", "SCIMPROOF_TEST_TOKEN"]);
    let items = scim2_tester(&program, &stand_in.base);
    assert_eq!(items.len(), 138);
    hold("scim2-tester", &items);
}

#[test]
fn scim_sanity_finds_no_fault() {
    let Some(program) = program("SCIMPROOF_SCIM_SANITY") else { return };
    let stand_in = StandIn::serve(&["--profile", "rfc7644", "--no-token"]);
    let items = scim_sanity(&program, &stand_in.base);
    assert_eq!(items.len(), 31);
    hold("scim-sanity", &items);
}

#[test]
fn a_fault_is_found_where_there_is_one() {
    let profile = r#"{
        "name": "faulty",
        "extends": "rfc7644",
        "endpoints": {"search": {"value": false, "standing": "documented", "source": "this test"}},
        "paging": {"defaultCount": 1, "maxCount": 1, "source": "this test"},
        "judgements": {"username-missing": {"then": "accept", "standing": "documented", "source": "this test"}}
    }"#;
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("faulty.json");
    fs::write(&path, profile).unwrap();
    let profile = ["--profile", path.to_str().unwrap()];
    let faults = |items: Vec<Item>| -> Vec<String> {
        let faults = items.into_iter().filter(|item| !["success", "skip"].contains(&item.status.as_str()));
        faults.map(|item| item.said.split(':').next().unwrap().to_owned()).collect()
    };
    if let Some(program) = program("SCIMPROOF_SCIM2_CLI") {
        let stand_in = StandIn::serve(&[&profile[..], &["--token-env", "SCIMPROOF_TEST_TOKEN"]].concat());
        let found = faults(scim2_tester(&program, &stand_in.base));
        assert!(found.contains(&"search_with_attributes".to_owned()), "{found:?}");
    }
    if let Some(program) = program("SCIMPROOF_SCIM_SANITY") {
        let stand_in = StandIn::serve(&[&profile[..], &["--no-token"]].concat());
        assert_eq!(
            faults(scim_sanity(&program, &stand_in.base)),
            ["POST /Users missing userName (expect 400)"]
        );
    }
}
