//! SARIF 2.1.0, within what code scanning takes: at most 25,000 results in a run, of which it keeps the 5,000 worst.
//!
//! Written by hand: of the standard's hundreds of properties a linter needs twenty.

use super::{Entry, Finding, Gather, Region};
use scimproof::diagnostic::Severity;
use scimproof::lint::Linter;
use scimproof::message::Part;
use scimproof::profile::Profile;
use scimproof::rule;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

/// The most results that code scanning takes in a run.
const MOST_RESULTS: usize = 25_000;

/// The most places that code scanning takes in a result, the finding's own left out.
const MOST_RELATED: usize = 999;

const REPOSITORY: &str = env!("CARGO_PKG_REPOSITORY");

/// Gathers findings as results.
#[derive(Debug)]
pub struct Sarif {
    profile: String,
    /// How bad each rule is by default under the profile.
    levels: BTreeMap<&'static str, &'static str>,
    /// The results, each with its severity; none for what is waived.
    results: Vec<(Option<Severity>, Value)>,
    rules: BTreeSet<&'static str>,
    /// How often a fingerprint was there already.
    fingerprints: BTreeMap<u64, usize>,
    notifications: Vec<Value>,
}

impl Sarif {
    /// A report on requests that are judged by that profile.
    pub fn new(profile: &Profile) -> Sarif {
        let linter = Linter::new(profile);
        let level = |rule: &rule::Rule| (rule.name, linter.severity_of(rule.name).map_or("none", level));
        Sarif {
            profile: profile.name.clone(),
            levels: rule::all().map(level).collect(),
            results: Vec::new(),
            rules: BTreeSet::new(),
            fingerprints: BTreeMap::new(),
            notifications: Vec::new(),
        }
    }

    fn result(&mut self, file: &str, finding: &Finding) -> Value {
        let diagnostic = &finding.diagnostic;
        let place = &diagnostic.location;
        let mut message = diagnostic.message();
        if let Some(help) = diagnostic.help() {
            message = format!("{message}; {help}");
        }
        let mut location = json!({ "physicalLocation": physical(file, finding.region) });
        if let Some(pointer) = &place.pointer {
            location["logicalLocations"] = json!([{ "fullyQualifiedName": pointer }]);
        }
        let mut result = json!({
            "ruleId": diagnostic.rule,
            "level": level(diagnostic.severity),
            "message": { "text": message },
            "locations": [location],
            "partialFingerprints": { "primaryLocationLineHash": self.fingerprint(file, finding) },
            "properties": {
                "standing": diagnostic.basis.standing.map_or("unknown", |standing| standing.name()),
                "known": finding.known,
            },
        });
        if let Some(fix) = diagnostic.fix.as_ref().filter(|_| !finding.edits.is_empty()) {
            let replacements: Vec<Value> = finding
                .edits
                .iter()
                .map(
                    |(at, text)| json!({ "deletedRegion": region(*at), "insertedContent": { "text": text } }),
                )
                .collect();
            result["fixes"] = json!([{
                "description": { "text": fix.title },
                "artifactChanges": [{ "artifactLocation": { "uri": uri(file) }, "replacements": replacements }],
            }]);
        }
        let related = diagnostic.related.iter().zip(&finding.related).take(MOST_RELATED);
        let related: Vec<Value> = related
            .filter_map(|((_, word), region)| {
                Some(json!({ "physicalLocation": physical(file, Some((*region)?)), "message": { "text": word } }))
            })
            .collect();
        if !related.is_empty() {
            result["relatedLocations"] = json!(related);
        }
        result
    }

    /// What stays when lines above the place come and go: the file, the rule, the place in the request and what is said
    /// of it. Equal ones are numbered.
    fn fingerprint(&mut self, file: &str, finding: &Finding) -> String {
        let diagnostic = &finding.diagnostic;
        let pointer = diagnostic.location.pointer.as_deref().unwrap_or_default();
        let part = part(diagnostic.location.part);
        let hash = hash(&[file, diagnostic.rule, part, pointer, &diagnostic.message()]);
        let count = self.fingerprints.entry(hash).or_default();
        *count += 1;
        format!("{hash:016x}:{count}")
    }

    fn rule(&self, name: &str) -> Value {
        let mut described = json!({ "id": name });
        let Some(rule) = rule::named(name) else { return described };
        let page = format!("{REPOSITORY}/blob/main/docs/rules/{name}.md");
        described["shortDescription"] = json!({ "text": rule.title() });
        described["fullDescription"] = json!({ "text": rule.book.replace("\n\n", "\n") });
        described["help"] = json!({
            "text": rule.book,
            "markdown": format!("{}\n\n[`{name}` in the rule book]({page})", rule.book),
        });
        described["helpUri"] = json!(page);
        let level = self.levels.get(rule.name).copied().unwrap_or("none");
        described["defaultConfiguration"] = json!({ "level": level });
        let mut properties = json!({ "tags": ["scim", format!("scim/{:?}", rule.stage).to_lowercase()] });
        if let Some(severity) = problem(level) {
            properties["problem.severity"] = json!(severity);
        }
        described["properties"] = properties;
        described
    }
}

impl Gather for Sarif {
    fn judged(&mut self, entry: Entry) {
        for finding in &entry.findings {
            let result = self.result(&entry.file, finding);
            self.rules.insert(finding.diagnostic.rule);
            self.results.push((Some(finding.diagnostic.severity), result));
        }
        for (finding, reason) in &entry.waived {
            let mut result = self.result(&entry.file, finding);
            result["suppressions"] =
                json!([{ "kind": "external", "status": "accepted", "justification": reason }]);
            self.rules.insert(finding.diagnostic.rule);
            self.results.push((None, result));
        }
    }

    fn unreadable(&mut self, file: &str, reason: &str) {
        self.notifications.push(json!({
            "level": "error",
            "message": { "text": reason },
            "locations": [{ "physicalLocation": physical(file, None) }],
        }));
    }

    fn finish(mut self: Box<Self>) -> String {
        let is_successful = self.notifications.is_empty();
        // The worst first, since those behind the limit are lost.
        self.results.sort_by_key(|(severity, _)| std::cmp::Reverse(*severity));
        if self.results.len() > MOST_RESULTS {
            let text = format!(
                "{} of {} findings are left out: code scanning takes no more than {MOST_RESULTS}",
                self.results.len() - MOST_RESULTS,
                self.results.len()
            );
            self.notifications.push(json!({ "level": "warning", "message": { "text": text } }));
            self.results.truncate(MOST_RESULTS);
        }
        let rules: Vec<Value> = self.rules.iter().map(|name| self.rule(name)).collect();
        let results: Vec<Value> = self.results.into_iter().map(|(_, result)| result).collect();
        let log = json!({
            "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
            "version": "2.1.0",
            "runs": [{
                "tool": {
                    "driver": {
                        "name": "scimproof",
                        "semanticVersion": env!("CARGO_PKG_VERSION"),
                        "informationUri": REPOSITORY,
                        "rules": rules,
                    },
                },
                // Code scanning keeps analyses of different profiles apart by this.
                "automationDetails": { "id": format!("scimproof/{}/", self.profile) },
                "columnKind": "utf16CodeUnits",
                "invocations": [{
                    "executionSuccessful": is_successful,
                    "toolExecutionNotifications": self.notifications,
                }],
                "results": results,
            }],
        });
        format!("{log:#}\n")
    }
}

fn physical(file: &str, region: Option<Region>) -> Value {
    // What is missing has no place, and code scanning needs one.
    let region = region.map_or_else(|| json!({ "startLine": 1 }), self::region);
    json!({ "artifactLocation": { "uri": uri(file) }, "region": region })
}

fn region(region: Region) -> Value {
    json!({
        "startLine": region.start.line,
        "startColumn": region.start.column,
        "endLine": region.end.line,
        "endColumn": region.end.column,
        "byteOffset": region.bytes[0],
        "byteLength": region.bytes[1] - region.bytes[0],
    })
}

/// The file's name as a relative URI, or as one of the scheme `file` when it starts at the root.
fn uri(file: &str) -> String {
    let mut uri = String::from(if file.starts_with('/') { "file://" } else { "" });
    for byte in file.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            uri.push(byte.into());
        } else if byte == b'\\' && cfg!(windows) {
            uri.push('/');
        } else {
            write!(uri, "%{byte:02X}").expect("a string takes all that is written to it");
        }
    }
    uri
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "note",
    }
}

/// Code scanning's word for a level.
fn problem(level: &str) -> Option<&'static str> {
    match level {
        "error" => Some("error"),
        "warning" => Some("warning"),
        "note" => Some("recommendation"),
        _ => None,
    }
}

fn part(part: Part) -> &'static str {
    match part {
        Part::Method => "method",
        Part::Target => "target",
        Part::HeaderName(_) | Part::HeaderValue(_) | Part::Headers => "headers",
        Part::Body => "body",
        Part::Status => "status",
        Part::ResponseHeaderName(_) | Part::ResponseHeaderValue(_) | Part::ResponseHeaders => {
            "response-headers"
        }
        Part::ResponseBody => "response-body",
    }
}

/// FNV-1a of the texts, each ended: a fingerprint must be the same wherever and whenever it is made.
fn hash(texts: &[&str]) -> u64 {
    let bytes = texts.iter().flat_map(|text| text.bytes().chain([0]));
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}
