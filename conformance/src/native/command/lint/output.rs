//! The output of `lint` in the form that was asked for: at once where it can be, else in the end.

use crate::native::terminal::{WIDTH, has_colours};
use crate::report::lint::{Gather, Github, Judged, Junit, Sarif, Waived};
use clap::ValueEnum;
use scimproof::api;
use scimproof::profile::Profile;
use scimproof::render::{Style, readable};
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
        let Judged { file, text, pasted, verdict, waived, profile } = judged;
        match self {
            Output::Human { is_first } => {
                let style = Style { colour: has_colours(), width: WIDTH };
                let page = judged.page(style);
                if std::mem::take(is_first) { page } else { format!("\n{page}") }
            }
            Output::Json => {
                let mut report = api::report(&readable(text), pasted, verdict, profile);
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

fn as_json(waived: &Waived) -> Value {
    let mut object = json!({
        "rule": waived.diagnostic.rule,
        "message": waived.diagnostic.message,
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
