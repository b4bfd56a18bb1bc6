//! The linter over payloads that others wrote: documentation, test suites and issue reports of SCIM projects.
//!
//! The payloads are not part of this repository. They are read from `../shared/corpus` and `../shared/quirks`, each
//! with an index that says what its source claims of it. A claim that does not hold stands here with the reason.

#![expect(clippy::unwrap_used, clippy::print_stderr, reason = "a test may panic and say what it skipped")]

use scimproof::diagnostic::Severity;
use scimproof::lint::session::Session;
use scimproof::lint::{Linter, Verdict};
use scimproof::message::read::{ReadError, ReadOptions, Reader, read};
use scimproof::message::{Header, Method, Request};
use scimproof::profile;
use scimproof::requirement::requirement;
use scimproof::rule::{self, Nothing};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// Payloads of which the linter says something else than their source, each with the requirement by which it does.
/// Marks with a `?` are guessed from the text near a payload.
const DISAGREEMENTS: &str = include_str!("disagreements.tsv");

/// Payloads that their source calls wrong and in which nothing is found, and why.
const NOT_FOUND: &[(&str, &str)] = &[];

/// A quirk, a rule that its index names for it and that stays quiet about it under every profile, and why.
const QUIET: &[(&str, &str, &str)] = &[
    ("entra-email-add-no-target", "path-value-filter-no-match", STATE),
    ("entra-manager-remove-filter", "path-filter-on-singular", UNKNOWN_PATH),
    ("github-doc-patch-single-quotes", "path-value-filter-unsupported", SUPPORTED),
    ("okta-group-rename", "seq-group-rename-patch", "it follows a change of the members, which is not there"),
    ("ms-bulkupload-null-clear", "bulk-fail-on-errors-null", UNKNOWN_ENDPOINT),
    ("group-name-quotes", "filter-unescaped-quote", "the quotes stand in a body, and no filter is sent"),
    ("ms-entra-api-user-create", "external-id-missing", UNKNOWN_ENDPOINT),
    ("ms-postman-manager-dot", "complex-as-string-manager", UNKNOWN_PATH),
    ("okta-group-membership", "patch-mixed-add-remove", OWN_PROFILE),
    ("okta-group-put-display-null", "read-only-id-in-post", PUT),
    ("okta-user-put", "read-only-id-in-post", PUT),
    ("okta-user-put", "read-only-meta-in-post", PUT),
    ("scim-sdk-externalid-null", "external-id-missing", "it is there, and the null itself is found"),
    ("url-databricks-double-encoded", "filter-unquoted-value", "the filter is one word, which comes first"),
    ("url-ms-delta-startindex-0", "url-start-index-zero", "`startindex` is no parameter, which comes first"),
    (
        "url-entra-group-lookup",
        "url-excluded-members-ignored",
        "the rule is on the answer, which is not there",
    ),
    ("url-ms-single-quotes", "filter-multiple-conditions", UNKNOWN_ENDPOINT),
    ("url-wso2-type-subpath", "filter-invented-subpath", "the value is no literal, which comes first"),
    ("url-wso2-type-subpath", "filter-operator-case", "the value is no literal, which comes first"),
    ("entra-manager-add-array", "complex-as-array-manager", UNKNOWN_PATH),
    (
        "entra-member-remove-classic",
        "ref-null",
        "the value of a `remove` has no meaning, and is not looked at",
    ),
    (
        "entra-value-array-singular",
        "ref-null",
        "the array stands where a text is due, and what is in it is not looked at",
    ),
    ("group-name-quotes", "charset-restricted-name", NO_PROFILE),
    ("ms-bulkupload-null-clear", "null-clears-by-accident", UNKNOWN_ENDPOINT),
    ("ms-entra-api-operations-lowercase", "country-not-iso", UNKNOWN_ENDPOINT),
    ("ms-entra-api-user-create", "password-required-missing", UNKNOWN_ENDPOINT),
    (
        "ms-schema-sample-manager-string",
        "schemas-extension-declared-empty",
        "the URN that has no data is one that nobody knows, which comes first",
    ),
    (
        "wso2-bulk-duplicate-bulkid",
        "unknown-attribute",
        "`Name` is `name` in another case, and its value of another type",
    ),
];

const STATE: &str = "it takes the endpoint's state to see it";
const SUPPORTED: &str = "`emails[type eq 'work'].value` is the one such path that GitHub's own example has";
const UNKNOWN_ENDPOINT: &str = "where the target names no endpoint the rest is not looked at";
const UNKNOWN_PATH: &str = "where the path names no attribute nothing is known of its value";
const NO_PROFILE: &str = "no built-in profile is of an endpoint that bans the character";
const OWN_PROFILE: &str = "it is refused by an endpoint that no built-in profile describes";
const PUT: &str = "in a PUT these are ordinary: the client sends back what it got";

fn folder(name: &str) -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared").join(name);
    if folder.join("index.json").is_file() {
        return Some(folder);
    }
    eprintln!("skipped: {} is not there", folder.display());
    None
}

fn json(path: &Path) -> Value {
    serde_json::from_slice(&fs::read(path).unwrap()).unwrap()
}

fn text<'v>(entry: &'v Value, member: &str) -> &'v str {
    entry[member].as_str().unwrap_or_default()
}

fn linter(name: &str) -> Linter {
    Linter::new(&profile::builtin(name).unwrap())
}

/// The verdict on a body whose method and path the reader finds out.
fn lint(linter: &Linter, body: &[u8]) -> Result<Verdict, ReadError> {
    let options = ReadOptions { reader: Some(Reader::Body), ..ReadOptions::default() };
    Ok(linter.lint(&read(body, &options)?.exchange.request, &Nothing))
}

fn rules(verdict: &Verdict, at_least: Severity) -> BTreeSet<&str> {
    let found = verdict.diagnostics.iter().filter(|diagnostic| diagnostic.severity >= at_least);
    found.map(|diagnostic| diagnostic.rule).collect()
}

/// Requests of SCIM 2.0 that go to endpoints whose resource types are the RFC's own.
fn is_request(entry: &Value) -> bool {
    text(entry, "direction") == "request"
        && matches!(text(entry, "kind"), "User" | "Group" | "PatchOp" | "BulkRequest" | "SearchRequest")
}

#[test]
fn the_linter_says_what_the_source_says_or_a_sentence_of_the_rfc_says_why_not() {
    let Some(folder) = folder("corpus") else { return };
    let linter = linter("rfc7644");
    let listed: BTreeMap<&str, &str> =
        DISAGREEMENTS.lines().map(|line| line.split_once('\t').expect("a file and a requirement")).collect();
    let (mut counts, mut wrong) = (BTreeMap::<&str, [usize; 2]>::new(), Vec::new());
    let mut unseen: BTreeSet<&str> = listed.keys().copied().collect();
    let index = json(&folder.join("index.json"));
    for entry in index.as_array().unwrap().iter().filter(|entry| is_request(entry)) {
        let (mark, file) = (text(entry, "validity"), text(entry, "file"));
        let is_valid = match mark {
            "valid" | "valid?" => true,
            "invalid" | "invalid?" | "non-conformant" => false,
            _ => continue,
        };
        let verdict = lint(&linter, &fs::read(folder.join(file)).unwrap()).unwrap();
        let errors: Vec<_> =
            verdict.diagnostics.iter().filter(|found| found.severity == Severity::Error).collect();
        let disagrees = errors.is_empty() != is_valid;
        let count = counts.entry(mark).or_default();
        count[0] += 1;
        count[1] += usize::from(disagrees);
        unseen.remove(file);
        let cited: BTreeSet<&str> = errors.iter().filter_map(|found| Some(found.cites?.id)).collect();
        match (disagrees, listed.get(file)) {
            (false, Some(_)) => wrong.push(format!("{file} is listed, and there is no disagreement")),
            (true, None) => wrong.push(format!("{file}\t{cited:?} {:?}", rules(&verdict, Severity::Info))),
            // What makes it wrong is the sentence that the error is about.
            (true, Some(id)) if is_valid && !cited.contains(id) => {
                wrong.push(format!("{file}: {cited:?}, not {id}"));
            }
            (true, Some(id)) if requirement(id).is_none() => {
                wrong.push(format!("{file}: {id} is no requirement"));
            }
            (false, None) | (true, Some(_)) => {}
        }
    }
    wrong.extend(unseen.iter().map(|file| format!("{file} is no such payload")));
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    for (mark, [all, disagreements]) in counts {
        eprintln!("{all} requests are marked `{mark}`; of {disagreements} the linter says something else");
    }
}

#[test]
fn in_what_its_source_calls_wrong_something_is_found() {
    let Some(folder) = folder("corpus") else { return };
    let linter = linter("rfc7644");
    let (mut claimed, mut guessed, mut quiet) = (0, 0, 0);
    let mut wrong = Vec::new();
    for entry in json(&folder.join("index.json")).as_array().unwrap().iter().filter(|entry| is_request(entry))
    {
        let validity = text(entry, "validity");
        let is_claimed = matches!(validity, "invalid" | "non-conformant");
        if !is_claimed && validity != "invalid?" {
            continue;
        }
        let file = text(entry, "file");
        let verdict = lint(&linter, &fs::read(folder.join(file)).unwrap()).unwrap();
        let is_found = !rules(&verdict, Severity::Warning).is_empty();
        if is_claimed {
            claimed += 1;
            let is_known = NOT_FOUND.iter().any(|(known, _)| *known == file);
            if is_found == is_known {
                wrong.push(format!("{file}: found {:?}", rules(&verdict, Severity::Info)));
            }
        } else {
            guessed += 1;
            quiet += usize::from(!is_found);
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(claimed > 0);
    eprintln!("{claimed} requests are called wrong; nothing is found in {}", NOT_FOUND.len());
    eprintln!(
        "{guessed} requests are guessed to be wrong by the text near them; nothing is found in {quiet}"
    );
}

/// What a client sent that no profile of it is known for, and why.
const NOT_KNOWN: &[(&str, &[&str], &str)] = &[
    ("AzureAD+SCIMReferenceCode/PostmanCollection_L1_User__12.json", &["username-missing"], COLLECTION),
    ("AzureAD+SCIMReferenceCode/PostmanCollection_L1_PatchOp__6.json", &["member-plain-string"], COLLECTION),
    ("AzureAD+SCIMReferenceCode/PostmanCollection_L1_PatchOp__7.json", &["member-plain-string"], COLLECTION),
    (
        "AzureAD+SCIMReferenceCode/SCIM_Inbound.postman_collection_L1_PatchOp__3.json",
        &["extension-dot-notation"],
        COLLECTION,
    ),
    ("ory+polis/user-requests_L310_PatchOp.json", &["schemas-patch-missing"], SHORTENED),
    ("ory+polis/user-requests_L335_PatchOp.json", &["schemas-patch-missing"], SHORTENED),
    ("ory+polis/user-requests_L464_PatchOp.json", &["schemas-patch-missing"], SHORTENED),
    ("ory+polis/user-requests_L491_PatchOp.json", &["path-misspelled", "schemas-patch-missing"], SHORTENED),
    (
        "python-scim+scim2-models/test_patch_op_validation_L121_PatchOp.json",
        &["schemas-patch-missing"],
        SHORTENED,
    ),
];

const COLLECTION: &str = "a sample for trying an endpoint by hand, which the service does not send";
const SHORTENED: &str = "a project's own test, which leaves out what the client sends";

#[test]
fn what_a_client_sent_is_no_error_where_that_client_is_known() {
    let Some(folder) = folder("corpus") else { return };
    let (mut known, mut wrong) = (0, Vec::new());
    for (sender, provider, clients) in [
        ("entra", "entra-ready", &["entra", "entra/scim-compliant", "entra-validator"][..]),
        ("okta", "okta-ready", &["okta"]),
    ] {
        let linters: Vec<Linter> =
            clients.iter().map(|name| linter(provider).client(profile::client(name).ok())).collect();
        for entry in json(&folder.join("index.json")).as_array().unwrap() {
            if !is_request(entry)
                || text(entry, "sender") != sender
                || text(entry, "validity").starts_with("invalid")
            {
                continue;
            }
            known += 1;
            let file = text(entry, "file");
            let bytes = fs::read(folder.join(file)).unwrap();
            let verdicts: Vec<Verdict> = linters.iter().map(|linter| lint(linter, &bytes).unwrap()).collect();
            let errors =
                verdicts.iter().map(|verdict| rules(verdict, Severity::Error)).min_by_key(BTreeSet::len);
            let expected = NOT_KNOWN.iter().find(|(known, ..)| *known == file);
            let expected: BTreeSet<&str> =
                expected.into_iter().flat_map(|(_, rules, _)| rules.iter().copied()).collect();
            if errors.as_ref() != Some(&expected) {
                wrong.push(format!("{file}: {:?}, not {expected:?}", errors.unwrap_or_default()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    eprintln!("{known} requests are by known clients; {} have an error, each for a reason", NOT_KNOWN.len());
}

#[test]
fn every_payload_is_read_and_judged_under_every_profile() {
    let linters: Vec<Linter> = profile::builtin_names().map(linter).collect();
    for name in ["corpus", "quirks"] {
        let Some(folder) = folder(name) else { continue };
        let index = json(&folder.join("index.json"));
        let entries = index.as_array().or_else(|| index["entries"].as_array()).unwrap();
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for file in entries.iter().filter_map(|entry| entry["file"].as_str()) {
            let bytes = fs::read(folder.join(file)).unwrap();
            // Also as the form that the text looks like: a few are no bodies.
            for reader in [Some(Reader::Body), None] {
                let Ok(pasted) = read(&bytes, &ReadOptions { reader, ..ReadOptions::default() }) else {
                    *counts.entry("not readable").or_default() += 1;
                    continue;
                };
                for linter in &linters {
                    let verdict = linter.lint(&pasted.exchange.request, &Nothing);
                    for diagnostic in &verdict.diagnostics {
                        let part = pasted.exchange.request.part(diagnostic.location.part);
                        let end = diagnostic.location.span.end as usize;
                        assert!(part.is_none_or(|part| end <= part.len()), "{file}: {diagnostic:?}");
                    }
                }
            }
            *counts.entry("payloads").or_default() += 1;
        }
        eprintln!("{name}: {counts:?} under {} profiles", linters.len());
    }
}

fn quirks(folder: &Path) -> Vec<Value> {
    let index = json(&folder.join("index.json"));
    let entries = index["entries"].as_array().unwrap().iter();
    entries.filter(|entry| text(entry, "kind") == "request").cloned().collect()
}

/// The verdict on a quirk's request, with its method and path, and its headers where they are known.
fn lint_quirk(linter: &Linter, folder: &Path, entry: &Value) -> Verdict {
    with_quirk(folder, entry, |request| linter.lint(&request, &Nothing))
}

/// The rules on series that find something in a series of this one request.
fn follow_quirk(linter: &Linter, folder: &Path, entry: &Value) -> Vec<&'static str> {
    let mut session = Session::new(linter);
    with_quirk(folder, entry, |request| session.take(&request.into()));
    session.finish().findings.into_iter().map(|finding| finding.rule).collect()
}

fn with_quirk<T>(folder: &Path, entry: &Value, judge: impl FnOnce(Request<'_>) -> T) -> T {
    let body = entry["file"].as_str().map(|file| fs::read(folder.join(file)).unwrap());
    let mut request =
        Request::bare(Method::named(text(entry, "method")), text(entry, "path"), body.as_deref());
    request.headers = entry["headers"].as_object().map(|headers| {
        let header = |(name, value): (&String, &Value)| Header {
            name: name.clone().into(),
            value: value.as_str().unwrap_or_default().to_owned().into(),
        };
        headers.iter().map(header).collect()
    });
    judge(request)
}

#[test]
fn a_quirk_that_passes_has_no_error() {
    let Some(folder) = folder("quirks") else { return };
    for (column, name) in
        [("rfc-strict", "rfc7644"), ("github-emu", "github-emu"), ("aws", "aws-identity-center")]
    {
        let linter = linter(name);
        let mut passed = 0;
        for entry in quirks(&folder).iter().filter(|entry| entry["verdict"][column] == "pass") {
            let verdict = lint_quirk(&linter, &folder, entry);
            let errors = rules(&verdict, Severity::Error);
            assert!(errors.is_empty(), "{}: {errors:?}", text(entry, "name"));
            passed += 1;
        }
        assert!(passed > 0);
        eprintln!("{passed} quirks pass {name}, and have no error");
    }
}

#[test]
fn a_quirk_is_found_by_the_rule_that_it_is_an_example_of() {
    let Some(folder) = folder("quirks") else { return };
    let linters: Vec<Linter> = profile::builtin_names().map(linter).collect();
    let (mut found, mut open, mut wrong) = (0, BTreeSet::new(), Vec::new());
    for entry in &quirks(&folder) {
        let verdicts: Vec<Verdict> =
            linters.iter().map(|linter| lint_quirk(linter, &folder, entry)).collect();
        let mut all: BTreeSet<&str> =
            verdicts.iter().flat_map(|verdict| rules(verdict, Severity::Info)).collect();
        all.extend(linters.iter().flat_map(|linter| follow_quirk(linter, &folder, entry)));
        let names =
            ["rules", "rules_also"].into_iter().filter_map(|member| entry[member].as_array()).flatten();
        for name in names.filter_map(Value::as_str) {
            if rule::named(name).is_none() {
                open.insert(name.to_owned());
                continue;
            }
            let of = text(entry, "name");
            let is_known = QUIET.iter().any(|(entry, rule, _)| *entry == of && *rule == name);
            if all.contains(name) == is_known {
                wrong.push(format!("{of}: {name} ({all:?} are found)"));
            }
            found += usize::from(all.contains(name));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    eprintln!(
        "{found} examples of rules are found, {} stay quiet for a reason; {} names are no rules yet",
        QUIET.len(),
        open.len()
    );
}
