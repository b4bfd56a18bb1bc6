//! What is heard while it is served: a line for each request, the recording, the watch on the client, the scenario.

use super::verdict;
use crate::client::scenario::Play;
use crate::client::{self, ClientReport, Watch};
use crate::native::Exit;
use crate::native::command::say;
use crate::native::serve::Audience;
use crate::native::terminal::{Page, print};
use crate::standin::{Action, Reply, StandIn};
use scimproof::diagnostic::Answer;
use scimproof::message::{Exchange, Request};
use serde_json::json;
use std::cell::RefCell;
use std::fs::File;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::time::Duration;

/// Where it is all heard.
pub(super) struct Desk {
    pub(super) watch: Watch,
    pub(super) play: Option<Play>,
    pub(super) record: Option<Recording>,
    pub(super) is_quiet: bool,
}

/// A file that exchanges are written to.
pub(super) struct Recording {
    path: PathBuf,
    file: File,
}

/// A new file for exchanges; one that is there is not overwritten.
pub(super) fn recording(path: &Path) -> Result<Recording, String> {
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
        print(&format!("\n{}", verdict::text(&client, played.as_ref())))?;
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
        json
    }

    fn hear(&mut self, stand_in: &StandIn, request: &Request<'_>, reply: &Reply, now: Duration) {
        let response = match &reply.action {
            Action::Respond(response) => Some(response.clone()),
            Action::Drop => None,
        };
        let exchange = Exchange { at: Some(now), ..Exchange::new(request.clone(), response) };
        let number = self.watch.hear(&exchange, &reply.verdict, stand_in.scopes(request));
        if let Some(Recording { path, file }) = &mut self.record
            && let Err(error) = file.write_all(client::line(&exchange).as_bytes())
        {
            say(&format!("cannot write `{}`: {error}; the recording ends here", path.display()));
            self.record = None;
        }
        if !self.is_quiet {
            writeln!(io::stderr(), "{}", line(number, &exchange, reply)).ok();
        }
        let profile = stand_in.profile();
        if self.play.as_mut().is_some_and(|play| play.hear(number, request, profile, &reply.changes)) {
            self.tell_step();
        }
    }

    fn page(&self, path: &str) -> Option<(&'static str, String)> {
        match path {
            "" | "/" => {
                let played = self.play.as_ref().map(Play::report);
                let page = client::page(&self.watch.report(), played.as_ref());
                Some(("text/html; charset=utf-8", page))
            }
            "/report.json" => Some(("application/json", self.json(&self.watch.report()).to_string())),
            _ => None,
        }
    }
}

/// A request in one line. The query stays out of it: names and addresses of people may stand there.
fn line(number: usize, exchange: &Exchange<'_>, reply: &Reply) -> String {
    let refused_by: &[&str] = match &reply.verdict.answer {
        Answer::Refuse(refusal) => &refusal.rules,
        Answer::Accept { .. } | Answer::Unknown => &[],
    };
    let mut found: Vec<&str> = reply.verdict.diagnostics.iter().map(|found| found.rule).collect();
    found.retain(|rule| !refused_by.contains(rule));
    found.sort_unstable();
    found.dedup();
    let status = exchange.response.as_ref();
    let status = status.map_or_else(|| "closed".to_owned(), |response| response.status.to_string());
    let rules = |what: &str, rules: &[&str]| {
        if rules.is_empty() { String::new() } else { format!("  {what}: {}", rules.join(", ")) }
    };
    let gap = reply.gap.as_ref().map(|gap| format!("  no rule foresaw: {gap}")).unwrap_or_default();
    let request = &exchange.request;
    format!(
        "{number} {} {} {status}{}{}{gap}",
        request.method,
        request.path(),
        rules("refused", refused_by),
        rules("found", &found)
    )
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

impl Audience for Shared {
    fn hear(&mut self, stand_in: &StandIn, request: &Request<'_>, reply: &Reply, now: Duration) {
        self.with(|desk| desk.hear(stand_in, request, reply, now));
    }

    fn page(&self, path: &str) -> Option<(&'static str, String)> {
        self.with(|desk| desk.page(path))
    }
}
