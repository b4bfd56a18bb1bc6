//! What only the series of a capture shows, with the exchanges that belong to it.

use super::{Entry, Finding, Region, shown};
use scimproof::api::known;
use scimproof::diagnostic::{Location, Severity};
use scimproof::json::LineIndex;
use scimproof::lint::session::{self, Notice};
use scimproof::message::read::Pasted;
use scimproof::message::{Method, Request};
use scimproof::profile::Profile;
use scimproof::render::{Style, readable, wrapped};
use serde_json::{Value, json};
use std::borrow::Cow;

/// A capture as a whole, judged.
#[derive(Debug, Clone)]
pub struct Series<'s> {
    /// The file's name, or another for the text.
    pub file: &'s str,
    /// The profile that it was judged by.
    pub profile: &'s Profile,
    /// How many exchanges were judged.
    pub exchanges: usize,
    /// How many entries of the capture are no exchanges of SCIM.
    pub skipped: usize,
    /// How many entries could not be read.
    pub unreadable: usize,
    /// Whether the capture ends before its form says that it does.
    pub is_cut: bool,
    /// What only the series shows.
    pub found: Vec<Found>,
    /// The same, of what is waived, each with the reason.
    pub waived: Vec<(Found, String)>,
    /// What the session leaves out.
    pub notices: Vec<Notice>,
}

/// A finding on a series, with the exchanges involved.
#[derive(Debug, Clone)]
pub struct Found {
    /// What was found.
    pub finding: session::Finding,
    /// The exchange in which it shows.
    pub at: Seen,
    /// The others, each with a word on how it belongs to it.
    pub related: Vec<(Seen, &'static str)>,
}

/// An exchange that a finding is about.
#[derive(Debug, Clone)]
pub struct Seen {
    /// Its number in the capture, from 1.
    pub number: usize,
    /// Its request, as far as waivers look at it.
    pub request: Request<'static>,
    /// Method and target.
    pub shown: String,
    /// The status of its response.
    pub status: Option<u16>,
    /// The line of the file on which it begins, from 1.
    pub line: u64,
    /// The place in it, where that stands in the file.
    pub region: Option<Region>,
}

impl Seen {
    /// Looks at a place in an exchange.
    pub fn new(number: usize, text: &[u8], pasted: &Pasted<'_>, location: &Location) -> Seen {
        let readable = readable(text);
        let index = LineIndex::new(&readable).behind(pasted.origin);
        let exchange = &pasted.exchange;
        let target = Cow::Owned(exchange.shown_target().into_owned());
        let span = pasted.map.locate(location.part, location.span);
        Seen {
            number,
            request: Request { method: exchange.request.method, target, headers: None, body: None },
            shown: shown(exchange),
            status: exchange.response.as_ref().map(|response| response.status),
            line: pasted.origin.line + 1,
            region: span.map(|span| Region::new(&index, span)),
        }
    }

    /// The exchange in words: its number, what was sent, what came back.
    fn told(&self) -> String {
        let answered = self.status.map(|status| format!(", answered {status}")).unwrap_or_default();
        format!("exchange {}, {}{answered}", self.number, self.shown)
    }

    fn as_json(&self) -> Value {
        let method: Method = self.request.method;
        let mut seen = json!({
            "number": self.number,
            "request": { "method": method.name(), "target": &*self.request.target },
            "line": self.line,
        });
        if let Some(status) = self.status {
            seen["status"] = json!(status);
        }
        seen
    }
}

impl Found {
    /// The finding for a report that knows files and places alone.
    fn of_file(&self, profile: &Profile) -> Finding {
        let finding = &self.finding;
        let involved = finding.exchanges().iter().map(|number| (number + 1).to_string()).collect::<Vec<_>>();
        let word = if involved.len() == 1 { "exchange" } else { "exchanges" };
        let message = format!("{} ({word} {})", finding.message, involved.join(", "));
        let others = finding.related.iter().map(|(spot, word)| (spot.location.clone(), (*word).to_owned()));
        let mut diagnostic = finding.saying(&message);
        diagnostic.related = others.collect();
        Finding {
            diagnostic,
            known: known(&finding.basis, profile),
            region: self.at.region,
            related: self.related.iter().map(|(seen, _)| seen.region).collect(),
            edits: Vec::new(),
        }
    }

    fn page(&self, file: &str, profile: &Profile, style: Style) -> String {
        let finding = &self.finding;
        let (word, code) = match finding.severity {
            Severity::Error => ("error", "1;31"),
            Severity::Warning => ("warning", "1;33"),
            Severity::Info => ("info", "1;34"),
        };
        let title = format!("{word}[{}]", finding.rule);
        let mut page = String::new();
        let mut paragraph = |lead: &str, text: &str| {
            let margin = lead.chars().count();
            let room = style.width.saturating_sub(margin).max(30);
            for (at, line) in wrapped(text, room).iter().enumerate() {
                page.push_str(&if at == 0 { lead.to_owned() } else { " ".repeat(margin) });
                page.push_str(line);
                page.push('\n');
            }
        };
        paragraph(&format!("{title}: "), &finding.message);
        let line = self.at.region.map_or(self.at.line, |region| region.start.line.into());
        paragraph(" --> ", &format!("{file}:{line}: {}", self.at.told()));
        for (seen, word) in &self.related {
            paragraph("  = also: ", &format!("{word}: {} (line {})", seen.told(), seen.line));
        }
        paragraph("  = note: ", &known(&finding.basis, profile));
        if let Some(requirement) = finding.cites {
            paragraph("  = requirement: ", &format!("{}, {}", requirement.section(), requirement.level));
        }
        if let Some(help) = &finding.help {
            paragraph("  = help: ", help);
        }
        if style.colour {
            page = page.replacen(&title, &format!("\u{1b}[{code}m{title}\u{1b}[0m"), 1);
        }
        page
    }

    fn as_json(&self, profile: &Profile) -> Value {
        let finding = &self.finding;
        let related = self.related.iter().map(|(seen, word)| {
            let mut related = seen.as_json();
            related["message"] = json!(word);
            related
        });
        let mut object = json!({
            "rule": finding.rule,
            "severity": finding.severity.name(),
            "message": finding.message,
            "known": known(&finding.basis, profile),
            "exchange": self.at.as_json(),
            "related": related.collect::<Vec<_>>(),
        });
        if let Some(help) = &finding.help {
            object["help"] = json!(help);
        }
        if let Some(requirement) = finding.cites {
            object["requirement"] = json!({
                "id": requirement.id, "section": requirement.section(), "level": requirement.level.name(),
            });
        }
        object
    }
}

impl Series<'_> {
    /// The worst severity of what is not waived.
    pub fn worst(&self) -> Option<Severity> {
        self.found.iter().map(|found| found.finding.severity).max()
    }

    /// What the session leaves out and what the capture has lost, each in a sentence.
    pub fn told(&self) -> Vec<String> {
        let mut told: Vec<String> = self.notices.iter().map(ToString::to_string).collect();
        if self.is_cut {
            told.push("the capture is cut off; what could be read of it was judged".to_owned());
        }
        told
    }

    /// The findings for people.
    pub fn page(&self, style: Style) -> String {
        let mut page = String::new();
        for found in &self.found {
            page.push_str(&found.page(self.file, self.profile, style));
            page.push('\n');
        }
        page.extend(self.waived.iter().map(|(found, reason)| {
            format!("{}: waived: `{}` on the series: {reason}\n", self.file, found.finding.rule)
        }));
        page
    }

    /// The series as a line of the JSON report has it.
    pub fn as_json(&self) -> Value {
        json!({
            "version": 1,
            "profile": self.profile.name,
            "series": {
                "exchanges": self.exchanges,
                "skipped": self.skipped,
                "unreadable": self.unreadable,
                "cut": self.is_cut,
                "findings": self.found.iter().map(|found| found.as_json(self.profile)).collect::<Vec<_>>(),
                "notices": self.told(),
                "waived": self.waived.iter().map(|(found, reason)| {
                    let mut waived = found.as_json(self.profile);
                    waived["reason"] = json!(reason);
                    waived
                }).collect::<Vec<_>>(),
            },
        })
    }
}

impl From<&Series<'_>> for Entry {
    fn from(series: &Series<'_>) -> Entry {
        let of_file = |found: &Found| found.of_file(series.profile);
        let mut page = series.page(Style::default());
        page.extend(series.told().iter().map(|sentence| format!("{}: {sentence}\n", series.file)));
        Entry {
            file: series.file.to_owned(),
            request: format!("the series of {} exchanges", series.exchanges),
            answer: String::new(),
            findings: series.found.iter().map(of_file).collect(),
            waived: series.waived.iter().map(|(found, reason)| (of_file(found), reason.clone())).collect(),
            page,
        }
    }
}
