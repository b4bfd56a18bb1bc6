//! What was found in a capture, counted: the same mistake is made again and again, and is shown where it is first made.

use crate::report::lint::Series;
use scimproof::diagnostic::{Diagnostic, Severity};
use scimproof::message::Method;
use scimproof::render::wrapped;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// What was found so far.
#[derive(Default)]
pub(super) struct Tally {
    rules: BTreeMap<&'static str, Count>,
    /// The rules of which a finding was shown, each with the method of its request.
    shown: BTreeSet<(&'static str, &'static str)>,
    /// How many exchanges have a finding.
    with_findings: usize,
}

struct Count {
    severity: Severity,
    findings: usize,
    /// The first exchange, from 1, and its line.
    first: (usize, u64),
}

impl Tally {
    /// Counts the findings of an exchange, whose number is from 1.
    pub(super) fn add(&mut self, found: &[Diagnostic], method: Method, number: usize, line: u64) {
        self.with_findings += usize::from(!found.is_empty());
        for diagnostic in found {
            self.count(diagnostic.rule, diagnostic.severity, (number, line));
            self.shown.insert((diagnostic.rule, method.name()));
        }
    }

    fn count(&mut self, rule: &'static str, severity: Severity, first: (usize, u64)) {
        let count = self.rules.entry(rule).or_insert(Count { severity, findings: 0, first });
        count.severity = count.severity.max(severity);
        count.findings += 1;
    }

    /// Whether a finding is to be shown to people: its rule found nothing yet in a request of that method.
    pub(super) fn shows(&self, found: &Diagnostic, method: Method) -> bool {
        !self.shown.contains(&(found.rule, method.name()))
    }

    /// The worst that was found.
    pub(super) fn worst(&self) -> Option<Severity> {
        self.rules.values().map(|count| count.severity).max()
    }

    /// What the capture came to: a line for each rule, the worst and most frequent first, and one for all.
    pub(super) fn summary(&mut self, series: &Series<'_>, width: usize) -> String {
        for found in &series.found {
            self.count(found.finding.rule, found.finding.severity, (found.at.number, found.at.line));
        }
        let mut rules: Vec<(&&str, &Count)> = self.rules.iter().collect();
        rules.sort_by_key(|(name, count)| (Reverse(count.severity), Reverse(count.findings), **name));
        let digits =
            rules.iter().map(|(_, count)| count.findings.to_string().len()).max().unwrap_or_default();
        let longest = rules.iter().map(|(name, _)| name.len()).max().unwrap_or_default();
        let mut out = String::new();
        let mut rows = Vec::new();
        for (name, Count { severity, findings, first: (number, line) }) in &rules {
            let word = severity.name();
            rows.push(format!(
                "  {findings:>digits$} {word:<7} {name:<longest$}  first in exchange {number}, line {line}\n"
            ));
        }
        if !rows.is_empty() {
            out = rows.concat() + "\n";
        }
        let mut left_out = Vec::new();
        for (count, why) in [(series.skipped, "no SCIM"), (series.unreadable, "unreadable")] {
            if count > 0 {
                left_out.push(format!("{count} {why}"));
            }
        }
        let left_out =
            if left_out.is_empty() { String::new() } else { format!(" (left out: {})", left_out.join(", ")) };
        let (file, exchanges) = (series.file, series.exchanges);
        let word = if exchanges == 1 { "exchange" } else { "exchanges" };
        let with_findings = match self.with_findings {
            0 => String::new(),
            count => format!(", {count} with findings"),
        };
        let told = format!("{file}: {exchanges} {word}{left_out}{with_findings}; {}", self.counts());
        let sentences = series.told().into_iter().map(|sentence| format!("{file}: {sentence}"));
        for text in sentences.chain([told]) {
            for (at, line) in wrapped(&text, width - 2).iter().enumerate() {
                out.push_str(if at == 0 { "" } else { "  " });
                out.push_str(line);
                out.push('\n');
            }
        }
        out
    }

    fn counts(&self) -> String {
        let of = |severity| {
            self.rules
                .values()
                .filter(|count| count.severity == severity)
                .map(|count| count.findings)
                .sum::<usize>()
        };
        let mut counts = Vec::new();
        for severity in [Severity::Error, Severity::Warning, Severity::Info] {
            match of(severity) {
                0 => {}
                count if count == 1 || severity == Severity::Info => {
                    counts.push(format!("{count} {}", severity.name()));
                }
                count => counts.push(format!("{count} {}s", severity.name())),
            }
        }
        if counts.is_empty() { "nothing found".to_owned() } else { counts.join(", ") }
    }
}
