//! The output of `lint` in the form that was asked for: at once where it can be, else in the end.

use crate::native::terminal::{WIDTH, has_colours};
use crate::report::lint::{Gather, Github, Judged, Junit, Sarif, Series, Waived, shown};
use clap::ValueEnum;
use scimproof::api;
use scimproof::message::read::Pasted;
use scimproof::profile::Profile;
use scimproof::render::{Style, readable, wrapped};
use serde_json::{Value, json};

/// The form of the output.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// For people
    Human,
    /// One JSON object a line
    Json,
    /// SARIF 2.1.0, for code scanning
    Sarif,
    /// JUnit XML: a test case for each request
    Junit,
    /// Annotations of GitHub Actions
    Github,
}

/// Takes what was judged; each call gives what is to be printed at once.
pub(super) enum Output {
    Human { is_first: bool },
    Json,
    Gathered(Box<dyn Gather>),
}

impl Output {
    pub(super) fn new(format: Format, profile: &Profile) -> Output {
        match format {
            Format::Human => Output::Human { is_first: true },
            Format::Json => Output::Json,
            Format::Sarif => Output::Gathered(Box::new(Sarif::new(profile))),
            Format::Junit => Output::Gathered(Box::new(Junit::default())),
            Format::Github => Output::Gathered(Box::new(Github::default())),
        }
    }

    pub(super) fn judged(&mut self, judged: Judged<'_>) -> String {
        let Judged { file, text, pasted, verdict, waived, profile, number } = judged;
        match self {
            Output::Human { is_first } => {
                let style = style();
                let heading = number.map(|number| heading(number, pasted, style)).unwrap_or_default();
                let page = judged.page(style);
                let before = if std::mem::take(is_first) { "" } else { "\n" };
                format!("{before}{heading}{page}")
            }
            Output::Json => {
                let mut report = api::report(&readable(text), pasted, verdict, profile);
                report["request"]["target"] = json!(pasted.exchange.shown_target());
                if let Some(number) = number {
                    report["exchange"] = json!(number);
                    report["line"] = json!(pasted.origin.line + 1);
                }
                if let Some(response) = &pasted.exchange.response {
                    report["response"] = json!({ "status": response.status });
                }
                without_secrets(&mut report, text, pasted);
                if !waived.is_empty() {
                    report["waived"] = waived.iter().map(as_json).collect();
                }
                json_line(file, report)
            }
            Output::Gathered(report) => {
                report.judged(judged.into());
                String::new()
            }
        }
    }

    /// What the series of a capture shows, and what all of the capture came to; `summary` writes that for people.
    pub(super) fn series(&mut self, series: &Series<'_>, summary: impl FnOnce(usize) -> String) -> String {
        match self {
            Output::Human { is_first } => {
                let style = style();
                let page = series.page(style);
                let before = if std::mem::take(is_first) { "" } else { "\n" };
                let rule = if page.is_empty() { String::new() } else { rule("the series", style) };
                format!("{before}{rule}{page}{}", summary(style.width))
            }
            Output::Json => json_line(series.file, series.as_json()),
            Output::Gathered(report) => {
                report.judged(series.into());
                String::new()
            }
        }
    }

    /// Whether people read it, who need not see the same mistake a thousand times.
    pub(super) fn is_for_people(&self) -> bool {
        matches!(self, Output::Human { .. })
    }

    /// A file that could not be judged, with the reason in a sentence, which standard error has anyway.
    pub(super) fn unreadable(&mut self, file: &str, reason: &str) -> String {
        match self {
            Output::Human { .. } => String::new(),
            Output::Json => json_line(file, api::failure(reason)),
            Output::Gathered(report) => {
                report.unreadable(file, reason);
                String::new()
            }
        }
    }

    /// What is left to print when everything was judged.
    pub(super) fn finish(self) -> String {
        match self {
            Output::Human { .. } | Output::Json => String::new(),
            Output::Gathered(report) => report.finish(),
        }
    }
}

fn style() -> Style {
    Style { colour: has_colours(), width: WIDTH }
}

/// The line above the findings of an exchange: what was sent and answered.
fn heading(number: usize, pasted: &Pasted<'_>, style: Style) -> String {
    let exchange = &pasted.exchange;
    let status = exchange.response.as_ref().map(|response| format!(", answered {}", response.status));
    rule(&format!("exchange {number}: {}{}", shown(exchange), status.unwrap_or_default()), style)
}

fn rule(text: &str, style: Style) -> String {
    let text: String = text.chars().map(|letter| if letter.is_control() { '?' } else { letter }).collect();
    let lines = wrapped(&text, style.width - 5);
    let text = lines.join("\n   ");
    if style.colour { format!("\u{1b}[1m── {text}\u{1b}[0m\n\n") } else { format!("── {text}\n\n") }
}

/// Takes out the fixes that would write a secret again.
fn without_secrets(report: &mut Value, text: &[u8], pasted: &Pasted<'_>) {
    let secrets = pasted.secrets(text);
    let start = pasted.origin.byte;
    let is_secret = |edit: &Value| {
        let at = |index: usize| edit["range"][index].as_u64().unwrap_or_default().saturating_sub(start);
        secrets.iter().any(|secret| at(0) < secret.end.into() && u64::from(secret.start) < at(1))
    };
    for diagnostic in report["diagnostics"].as_array_mut().into_iter().flatten() {
        let edits = diagnostic["fix"]["edits"].as_array();
        if edits.is_some_and(|edits| edits.iter().any(is_secret))
            && let Some(members) = diagnostic.as_object_mut()
        {
            members.remove("fix");
        }
    }
}

fn as_json(waived: &Waived) -> Value {
    let mut object = json!({
        "rule": waived.diagnostic.rule,
        "message": waived.diagnostic.message(),
        "reason": waived.reason,
        "expires": waived.expires.to_string(),
    });
    if let Some(pointer) = &waived.diagnostic.location.pointer {
        object["pointer"] = json!(pointer);
    }
    object
}

fn json_line(name: &str, mut report: Value) -> String {
    if let Some(members) = report.as_object_mut() {
        members.insert("file".to_owned(), name.into());
    }
    format!("{report}\n")
}
