//! What is heard while requests are answered: a line for each, the recording, the watch on the client, the scenario.

mod options;
mod verdict;

pub(super) use options::{DeskArguments, list};

use super::say;
use crate::client::scenario::Play;
use crate::client::{self, ClientReport, Passing, Watch};
use crate::native::Exit;
use crate::native::terminal::{Page, print};
use crate::prediction::PredictionReport;
use crate::standin::Change;
use scimproof::diagnostic::{Answer, Diagnostic};
use scimproof::lint::Verdict;
use scimproof::message::Exchange;
use scimproof::profile::Profile;
use serde_json::json;
use std::cell::RefCell;
use std::fs::File;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::rc::Rc;

/// Where it is all heard.
pub(super) struct Desk {
    pub(super) watch: Watch,
    pub(super) play: Option<Play>,
    record: Option<Recording>,
    is_quiet: bool,
    /// Where a real endpoint answers.
    pub(super) passing: Option<Passing>,
}

/// An exchange as it is heard.
pub(super) struct Heard<'h> {
    /// What was sent, and what was answered.
    pub(super) exchange: &'h Exchange<'h>,
    /// What the rules say of the request.
    pub(super) verdict: &'h Verdict,
    /// The scopes of its token, where they are known.
    pub(super) scopes: Option<&'h [String]>,
    /// What became of resources.
    pub(super) changes: &'h [Change],
    /// The endpoint.
    pub(super) profile: &'h Profile,
    /// What its line says behind the status.
    pub(super) remarks: &'h [String],
}

/// A file that exchanges are written to.
struct Recording {
    path: PathBuf,
    file: File,
}

/// A new file for exchanges; one that is there is not overwritten.
fn recording(path: &Path) -> Result<Recording, String> {
    match File::create_new(path) {
        Ok(file) => Ok(Recording { path: path.to_owned(), file }),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            Err(format!("`{}` is there already; choose another name for the recording", path.display()))
        }
        Err(error) => Err(format!("cannot write `{}`: {error}", path.display())),
    }
}

impl Desk {
    /// Says what to do now, where a scenario is played.
    pub(super) fn tell_step(&self) {
        let Some(play) = &self.play else { return };
        let report = play.report();
        let now = report.steps.iter().enumerate().find(|(_, step)| !step.waits_for.is_empty());
        let text = match now {
            Some((index, step)) => {
                let mut page = Page::new();
                page.paragraph("", &format!("Step {} of {}: {}", index + 1, report.steps.len(), step.tell));
                page.paragraph("  ", &format!("It waits until {}.", step.waits_for.join(", and ")));
                page.into_text()
            }
            None => "The scenario is over. Ctrl-C ends it and gives the verdict.\n".to_owned(),
        };
        // When nobody listens any more there is nobody to tell.
        writeln!(io::stderr(), "\n{text}").ok();
    }

    /// The verdict, on the terminal and in the file.
    pub(super) fn close(&mut self, report: Option<&Path>) -> Result<Exit, String> {
        let client = self.watch.report();
        let played = self.play.as_ref().map(Play::report);
        let predictions = self.predictions();
        print(&format!("\n{}", verdict::text(&client, played.as_ref(), predictions.as_ref())))?;
        if let Some(path) = report {
            let text = format!("{:#}\n", self.json(&client));
            std::fs::write(path, text)
                .map_err(|error| format!("cannot write `{}`: {error}", path.display()))?;
        }
        Ok(if played.is_none_or(|played| played.is_passed()) { Exit::Clean } else { Exit::Findings })
    }

    fn json(&self, report: &ClientReport) -> serde_json::Value {
        let mut json = json!(report);
        if let Some(play) = &self.play {
            json["scenario"] = json!(play.report());
        }
        if let Some(predictions) = self.predictions() {
            json["predictions"] = json!(predictions);
        }
        json
    }

    fn predictions(&self) -> Option<PredictionReport> {
        self.passing.as_ref().map(|passing| passing.predictions().report())
    }

    /// Hears of an exchange.
    pub(super) fn hear(&mut self, heard: &Heard<'_>) {
        let Heard { exchange, verdict, scopes, changes, profile, remarks } = *heard;
        let number = self.watch.hear(exchange, verdict, scopes);
        if let Some(Recording { path, file }) = &mut self.record
            && let Err(error) = file.write_all(client::line(exchange).as_bytes())
        {
            say(&format!("cannot write `{}`: {error}; the recording ends here", path.display()));
            self.record = None;
        }
        if !self.is_quiet {
            writeln!(io::stderr(), "{}", line(number, exchange, remarks)).ok();
        }
        if self.play.as_mut().is_some_and(|play| play.hear(number, &exchange.request, profile, changes)) {
            self.tell_step();
        }
    }

    /// The page of that path below the server's own: its media type and its text.
    pub(super) fn page(&self, path: &str) -> Option<(&'static str, String)> {
        match path {
            "" | "/" => {
                let played = self.play.as_ref().map(Play::report);
                let predictions = self.predictions();
                let page = client::page(&self.watch.report(), played.as_ref(), predictions.as_ref());
                Some(("text/html; charset=utf-8", page))
            }
            "/report.json" => Some(("application/json", self.json(&self.watch.report()).to_string())),
            _ => None,
        }
    }
}

/// Tells where it is listened. Scripts read the address from a pipe, so it leaves at once.
pub(super) fn welcome(text: &str) {
    let mut out = io::stdout();
    if out.write_all(text.as_bytes()).and_then(|()| out.flush()).is_err() {
        say("the address cannot be shown: standard output is closed");
    }
}

/// A request in one line. The query stays out of it: names and addresses of people may stand there.
fn line(number: usize, exchange: &Exchange<'_>, remarks: &[String]) -> String {
    let request = &exchange.request;
    let status = exchange.response.as_ref();
    let status = status.map_or_else(|| "closed".to_owned(), |response| response.status.to_string());
    let head = format!("{number} {} {} {status}", request.method, request.path());
    std::iter::once(head).chain(remarks.iter().cloned()).collect::<Vec<_>>().join("  ")
}

/// The rules that refuse a request, and those that found something else in it: `refused: …`, `found: …`.
pub(super) fn rules(verdict: &Verdict, refused: &str) -> Vec<String> {
    let refused_by: &[&str] = match &verdict.answer {
        Answer::Refuse(refusal) => &refusal.rules,
        Answer::Accept { .. } | Answer::Unknown => &[],
    };
    let mut found: Vec<&str> = verdict.diagnostics.iter().map(|found: &Diagnostic| found.rule).collect();
    found.retain(|rule| !refused_by.contains(rule));
    found.sort_unstable();
    found.dedup();
    let said = [(refused, refused_by), ("found", &found)];
    let said = said.into_iter().filter(|(_, rules)| !rules.is_empty());
    said.map(|(what, rules)| format!("{what}: {}", rules.join(", "))).collect()
}

/// A desk at which the server's connections and the command meet.
#[derive(Clone)]
pub(super) struct Shared(Rc<RefCell<Desk>>);

impl Shared {
    pub(super) fn new(desk: Desk) -> Shared {
        Shared(Rc::new(RefCell::new(desk)))
    }

    pub(super) fn with<T>(&self, work: impl FnOnce(&mut Desk) -> T) -> T {
        work(&mut self.0.borrow_mut())
    }
}
