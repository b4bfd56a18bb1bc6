//! The report for people at a terminal: failures first, each with its law, its place and what to change.

use crate::report::layout::laid_out;
use crate::runner::{CheckRecord, Finding, Footer, Header, Record, RecordedExchange, Verdict};
use std::collections::BTreeMap;
use std::fmt::Write;

const WIDTH: usize = 80;

/// How the report looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Style {
    /// Whether to use colours.
    pub colour: bool,
    /// Whether to show every check, and every exchange of those that show something.
    pub verbose: bool,
}

/// Gathers the records of one run and writes them for people.
#[derive(Debug, Default)]
pub struct Human {
    style: Style,
    header: Option<Header>,
    checks: Vec<CheckRecord>,
    footer: Option<Footer>,
}

impl Human {
    /// A report in that style.
    pub fn new(style: Style) -> Human {
        Human { style, ..Human::default() }
    }

    /// Takes the next record.
    pub fn record(&mut self, record: &Record) {
        match record {
            Record::Header(header) => self.header = Some(header.clone()),
            Record::Check(check) => self.checks.push((**check).clone()),
            Record::Footer(footer) => self.footer = Some(footer.clone()),
        }
    }

    /// The report, and a fresh start for the next run.
    pub fn take(&mut self) -> String {
        let report = self.render();
        *self = Human::new(self.style);
        report
    }

    /// The report.
    pub fn render(&self) -> String {
        let mut out = String::new();
        if let Some(header) = &self.header {
            self.head(&mut out, header);
        }
        for verdict in [Verdict::Broken, Verdict::Fail, Verdict::Warn, Verdict::Disputed, Verdict::Note] {
            for check in self.checks.iter().filter(|check| check.verdict == verdict && check.known.is_none())
            {
                self.finding(&mut out, check);
            }
        }
        self.known(&mut out);
        self.set_aside(&mut out);
        self.table(&mut out);
        self.refusals(&mut out);
        if let Some(footer) = &self.footer {
            self.foot(&mut out, footer);
        }
        out
    }

    /// One check for people.
    pub fn check(&self, check: &CheckRecord) -> String {
        let mut out = String::new();
        self.finding(&mut out, check);
        out
    }

    fn head(&self, out: &mut String, header: &Header) {
        let suites: Vec<&str> = header.suites.iter().map(|suite| suite.name.as_str()).collect();
        let plural = if suites.len() == 1 { "suite" } else { "suites" };
        line(out, &self.bold(&format!("{plural} {} against {}", suites.join(", "), header.target)));
        let supported: Vec<&str> = header
            .features
            .iter()
            .filter(|(_, supported)| **supported)
            .map(|(name, _)| name.as_str())
            .collect();
        if !header.resource_types.is_empty() || !supported.is_empty() {
            let types =
                list_or(&header.resource_types.iter().map(String::as_str).collect::<Vec<_>>(), "nothing");
            wrap(
                out,
                "  ",
                &format!("it lists {types} and supports {}", list_or(&supported, "no optional feature")),
            );
        }
        out.push('\n');
    }

    fn finding(&self, out: &mut String, check: &CheckRecord) {
        let word = self.coloured(check.verdict, &check.verdict.name().to_uppercase());
        line(out, &format!("{word} {}", self.bold(&check.id)));
        wrap(out, "  ", &check.title);
        for citation in check.cites.iter().take(1) {
            // A note is about something that the sentence allows.
            let level =
                if check.verdict == Verdict::Note { String::new() } else { format!(" {}", citation.level) };
            wrap(out, "  ", &format!("{}{level}: \u{201c}{}\u{201d}", citation.section, citation.sentence));
        }
        if let Some(source) = check.source.as_ref().filter(|_| check.cites.is_empty()) {
            wrap(out, "  ", &format!("source: {source}"));
        }
        if let Some(reason) = &check.reason {
            wrap(out, "  ", reason);
        }
        for finding in &check.findings {
            let place = place(finding);
            wrap(out, "  - ", &format!("{place}: expected {}, found {}", finding.expected, finding.found));
        }
        if let Some(disputed) = &check.disputed {
            wrap(out, "  ", &format!("the RFCs contradict themselves: {disputed}"));
        }
        if let Some(mend) = &check.mend {
            wrap(out, "  ", &format!("{} {mend}", self.bold("mend:")));
        }
        let about = check.findings.first().map(|finding| finding.exchange);
        for (index, exchange) in check.exchanges.iter().enumerate() {
            if self.style.verbose
                || Some(index) == about
                || (about.is_none() && index + 1 == check.exchanges.len())
            {
                self.exchange(out, exchange, &check.findings);
            }
        }
        out.push('\n');
    }

    fn exchange(&self, out: &mut String, exchange: &RecordedExchange, findings: &[Finding]) {
        line(out, &self.dim(&format!("  > {} {}", exchange.method, exchange.target)));
        if let Some(body) = &exchange.body {
            // As the suite has it, so that what is sent is what is shown.
            self.lines(out, "  > ", dedented(body).lines().collect());
        }
        if let Some(error) = &exchange.error {
            line(out, &self.dim(&format!("  < no answer: {error}")));
        }
        if let Some(response) = &exchange.response {
            line(out, &self.dim(&format!("  < {}", response.status)));
            for cause in exchange.causes.iter().flatten() {
                wrap(out, "  ^ ", &format!("{} at {}: {}", cause.rule, cause.place, cause.message));
            }
            let shown = |name: &str| {
                ["content-type", "location", "etag", "www-authenticate", "allow"]
                    .iter()
                    .any(|wanted| name.eq_ignore_ascii_case(wanted))
            };
            for (name, value) in response.headers.iter().filter(|(name, _)| shown(name)) {
                line(out, &self.dim(&format!("  < {name}: {value}")));
            }
            if !response.body.trim().is_empty() {
                let text = laid_out(&response.body);
                let places: Vec<&str> = findings.iter().map(|finding| finding.place.as_str()).collect();
                let shown = if self.style.verbose { text.lines().collect() } else { around(&text, &places) };
                self.lines(out, "  < ", shown);
            }
        }
    }

    /// Lines, cut: nobody reads a page of 100 users.
    fn lines(&self, out: &mut String, margin: &str, lines: Vec<&str>) {
        const MOST: usize = 16;
        let most = if self.style.verbose || lines.len() <= MOST { lines.len() } else { MOST - 1 };
        for text in lines.iter().take(most) {
            let width = if self.style.verbose { usize::MAX } else { WIDTH - margin.len() };
            let mut cut: String = text.chars().take(width).collect();
            if cut.len() < text.len() {
                cut.pop();
                cut.push('…');
            }
            line(out, &self.dim(&format!("{margin}{cut}")));
        }
        if lines.len() > most {
            line(out, &self.dim(&format!("{margin}… {} more lines", lines.len() - most)));
        }
    }

    fn known(&self, out: &mut String) {
        let known: Vec<&CheckRecord> = self.checks.iter().filter(|check| check.known.is_some()).collect();
        if known.is_empty() {
            return;
        }
        let mut by_evidence: Vec<(&str, Vec<&str>)> = Vec::new();
        for check in known {
            let evidence = check.known.as_deref().unwrap_or_default();
            match by_evidence.iter_mut().find(|(other, _)| *other == evidence) {
                Some((_, ids)) => ids.push(&check.id),
                None => by_evidence.push((evidence, vec![&check.id])),
            }
        }
        line(out, &self.bold("known deviations"));
        for (evidence, ids) in by_evidence {
            wrap(out, "  - ", evidence);
            wrap(out, "    ", &ids.join(", "));
        }
        out.push('\n');
    }

    /// What did not apply, by reason: one reason mostly sets many aside.
    fn set_aside(&self, out: &mut String) {
        let mut reasons: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for check in self.checks.iter().filter(|check| check.verdict == Verdict::Inapplicable) {
            reasons.entry(check.reason.as_deref().unwrap_or_default()).or_default().push(&check.id);
        }
        if reasons.is_empty() {
            return;
        }
        line(out, &self.bold("not applicable"));
        for (reason, ids) in reasons {
            let which = if ids.len() == 1 { ids[0].to_owned() } else { many(ids.len(), "check") };
            wrap(out, "  ", &format!("{which}: {reason}"));
        }
        out.push('\n');
    }

    fn table(&self, out: &mut String) {
        for suite in self.header.iter().flat_map(|header| &header.suites) {
            for (area, title) in &suite.areas {
                let prefix = format!("{}/{area}/", suite.name);
                let members: Vec<&CheckRecord> =
                    self.checks.iter().filter(|check| check.id.starts_with(&prefix)).collect();
                if members.is_empty() {
                    continue;
                }
                let worst =
                    members.iter().filter(|check| check.known.is_none()).map(|check| check.verdict).max();
                let counts = counts(members.iter().copied());
                let worst = worst.unwrap_or(Verdict::Pass);
                let name = format!("{}/{area}", suite.name);
                line(out, &format!("  {} {name:<24} {}", self.coloured(worst, mark(worst)), counts));
                if self.style.verbose {
                    line(out, &self.dim(&format!("    {title}")));
                    for check in members {
                        let sign = self.coloured(check.verdict, mark(check.verdict));
                        line(out, &format!("    {sign} {:<10} {}", check.verdict.name(), check.id));
                    }
                }
            }
        }
    }

    /// What the refusals of requests for what they are come down to, by rule.
    fn refusals(&self, out: &mut String) {
        let mut refused = 0;
        let mut by_rule: BTreeMap<&str, usize> = BTreeMap::new();
        let mut unexplained: Vec<&str> = Vec::new();
        for check in &self.checks {
            for causes in check.exchanges.iter().filter_map(|exchange| exchange.causes.as_ref()) {
                refused += 1;
                for cause in causes {
                    *by_rule.entry(cause.rule).or_default() += 1;
                }
                if causes.is_empty() && unexplained.last() != Some(&check.id.as_str()) {
                    unexplained.push(&check.id);
                }
            }
        }
        if refused == 0 {
            return;
        }
        let were = if refused == 1 { "was" } else { "were" };
        line(out, "");
        let title = format!("{} {were} refused as malformed; what is wrong", many(refused, "request"));
        line(out, &self.bold(&title));
        let mut rules: Vec<(&str, usize)> = by_rule.into_iter().collect();
        rules.sort_by_key(|(name, count)| (std::cmp::Reverse(*count), *name));
        let rules: Vec<String> = rules
            .iter()
            .map(|(name, count)| if *count == 1 { (*name).to_owned() } else { format!("{name} ({count})") })
            .collect();
        if !rules.is_empty() {
            wrap(out, "  ", &rules.join(", "));
        }
        if !unexplained.is_empty() {
            wrap(out, "  ", &format!("not seen from the request alone: {}", unexplained.join(", ")));
        }
    }

    fn foot(&self, out: &mut String, footer: &Footer) {
        out.push('\n');
        let sums = format!(
            "{}, {}: {}",
            many(self.checks.len(), "check"),
            many(footer.requests, "request"),
            counts(&self.checks)
        );
        let sums = sums.trim_end_matches(": ");
        line(out, &self.bold(sums));
        for text in &footer.ratchet {
            wrap(out, "", &format!("{} {text}", self.coloured(Verdict::Fail, "list:")));
        }
        if !footer.left.is_empty() {
            wrap(out, "", &format!("could not be deleted again: {}", footer.left.join(", ")));
        }
        if footer.cancelled {
            line(out, "the run was ended before all checks were done");
        }
        if let Some(stopped) = &footer.stopped {
            wrap(out, "", &format!("{} {stopped}", self.coloured(Verdict::Broken, "stopped:")));
        }
        out.push('\n');
    }

    fn paint(&self, code: &str, text: &str) -> String {
        if self.style.colour { format!("\u{1b}[{code}m{text}\u{1b}[0m") } else { text.to_owned() }
    }

    fn bold(&self, text: &str) -> String {
        self.paint("1", text)
    }

    fn dim(&self, text: &str) -> String {
        self.paint("2", text)
    }

    fn coloured(&self, verdict: Verdict, text: &str) -> String {
        let code = match verdict {
            Verdict::Inapplicable => "2",
            Verdict::Pass => "32",
            Verdict::Note | Verdict::Disputed => "36",
            Verdict::Warn => "33",
            Verdict::Fail | Verdict::Broken => "31",
        };
        self.paint(code, text)
    }
}

/// The lines of a long object that hold the members which the pointers lead into.
fn around<'t>(text: &'t str, places: &[&str]) -> Vec<&'t str> {
    const SHORT: usize = 12;
    let lines: Vec<&str> = text.lines().collect();
    let wanted: Vec<String> = places
        .iter()
        .filter_map(|place| place.strip_prefix('/')?.split('/').next())
        .map(|member| format!("  \"{}\":", member.to_ascii_lowercase()))
        .collect();
    if lines.len() <= SHORT || wanted.is_empty() {
        return lines;
    }
    let mut kept = vec![lines[0]];
    let mut is_wanted = false;
    let mut is_skipping = false;
    for text in &lines[1..lines.len() - 1] {
        if text.starts_with("  \"") {
            let start = text.to_ascii_lowercase();
            is_wanted = wanted.iter().any(|member| start.starts_with(member.as_str()));
        }
        if is_wanted {
            kept.push(text);
        } else if !is_skipping {
            kept.push("  …");
        }
        is_skipping = !is_wanted;
    }
    kept.push(lines[lines.len() - 1]);
    kept
}

/// A text without the indentation that all of its lines but the first share.
fn dedented(text: &str) -> String {
    let text = text.trim();
    let indent = |line: &str| line.len() - line.trim_start().len();
    let shared = text.lines().skip(1).filter(|line| !line.trim().is_empty()).map(indent).min().unwrap_or(0);
    // The first line begins two characters before the members below it.
    let shared = shared.saturating_sub(2);
    let lines: Vec<&str> = text
        .lines()
        .enumerate()
        .map(
            |(index, line)| {
                if index == 0 { line } else { line.get(shared.min(indent(line))..).unwrap_or(line) }
            },
        )
        .collect();
    lines.join("\n")
}

fn mark(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Inapplicable => "-",
        Verdict::Pass => "✓",
        Verdict::Note => "i",
        Verdict::Disputed => "?",
        Verdict::Warn => "!",
        Verdict::Fail | Verdict::Broken => "✗",
    }
}

fn place(finding: &Finding) -> String {
    match finding.place.as_str() {
        "status" => "the status".to_owned(),
        "body" | "" => "the body".to_owned(),
        other => format!("`{other}`"),
    }
}

/// How many checks came to what; known deviations count as such.
fn counts<'c>(checks: impl IntoIterator<Item = &'c CheckRecord>) -> String {
    let (known, others): (Vec<_>, Vec<_>) = checks.into_iter().partition(|check| check.known.is_some());
    let mut counts: Vec<String> = Vec::new();
    for verdict in Verdict::ALL.iter().rev() {
        let count = others.iter().filter(|check| check.verdict == *verdict).count();
        if count > 0 {
            counts.push(format!("{count} {}", verdict.name()));
        }
    }
    if !known.is_empty() {
        counts.push(format!("{} known", known.len()));
    }
    counts.join(", ")
}

fn many(count: usize, what: &str) -> String {
    if count == 1 { format!("1 {what}") } else { format!("{count} {what}s") }
}

fn list_or(items: &[&str], none: &str) -> String {
    if items.is_empty() { none.to_owned() } else { items.join(", ") }
}

fn line(out: &mut String, text: &str) {
    writeln!(out, "{text}").expect("a string takes all that is written to it");
}

/// Breaks a text into lines of the page's width, the first after `margin`, the others indented as far.
fn wrap(out: &mut String, margin: &str, text: &str) {
    let indent = " ".repeat(margin.chars().count());
    let mut current = margin.to_owned();
    let mut length = indent.len();
    let mut is_empty = true;
    for word in text.split_whitespace() {
        let width = word.chars().count();
        if !is_empty && length + 1 + width > WIDTH {
            line(out, &current);
            current.clone_from(&indent);
            length = indent.len();
            is_empty = true;
        }
        if !is_empty {
            current.push(' ');
            length += 1;
        }
        current.push_str(word);
        length += width;
        is_empty = false;
    }
    line(out, &current);
}
