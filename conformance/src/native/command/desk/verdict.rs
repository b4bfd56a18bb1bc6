//! The verdict on the client, for people at a terminal: what it did wrong first.

use crate::client::scenario::{PlayReport, Standing};
use crate::client::{ClientReport, Found, Held, Noticed, Outcome};
use crate::native::terminal::Page;
use crate::prediction::PredictionReport;

/// Where the text beside a word begins.
const COLUMN: usize = 12;

/// So many rules are told; the report in the file has all.
const MOST: usize = 20;

/// The verdict.
pub(super) fn text(
    report: &ClientReport,
    play: Option<&PlayReport>,
    predictions: Option<&PredictionReport>,
) -> String {
    let mut page = Page::new();
    let plural = if report.exchanges == 1 { "" } else { "s" };
    page.heading(&format!("The client: {} request{plural}, {} refused", report.exchanges, report.refused));
    if let Some(play) = play {
        scenario(&mut page, play);
    }
    if report.exchanges == 0 {
        page.line("");
        page.paragraph(
            "",
            "Nothing was sent, so there is nothing to say. Point the client at the address above.",
        );
        return page.into_text();
    }
    behaviours(&mut page, &report.behaviours);
    requests(&mut page, report);
    if !report.series.is_empty() {
        page.line("");
        page.heading("What only the series shows");
        for found in &report.series {
            let text = format!("{} ({}; {})", found.message, found.rule, found.requests());
            word(&mut page, found.severity, &text);
            if let Some(help) = &found.help {
                page.paragraph(&" ".repeat(COLUMN), help);
            }
        }
    }
    if let Some(predictions) = predictions {
        predicted(&mut page, predictions);
    }
    if !report.notices.is_empty() {
        page.line("");
    }
    for notice in &report.notices {
        page.paragraph("", notice);
    }
    page.into_text()
}

fn scenario(page: &mut Page, play: &PlayReport) {
    page.line("");
    page.heading(&format!("{}: {}", play.name, play.title));
    for step in &play.steps {
        let standing = match step.standing {
            Standing::Done => "done",
            Standing::Wrong => "wrong",
            Standing::Waiting => "missing",
            Standing::Open => "not begun",
        };
        word(page, standing, step.tell);
        let below = " ".repeat(COLUMN);
        for fault in &step.faults {
            page.paragraph(&below, &format!("request {}: {}", fault.exchange, fault.message));
        }
        if !step.waits_for.is_empty() {
            page.paragraph(&below, &format!("It still waits until {}.", step.waits_for.join(", and ")));
        }
    }
}

fn behaviours(page: &mut Page, behaviours: &[Held]) {
    page.line("");
    page.heading("What is expected of a client");
    let order = [Outcome::Broken, Outcome::Kept, Outcome::NoOccasion, Outcome::Unknown];
    for outcome in order {
        for held in behaviours.iter().filter(|held| held.outcome == outcome) {
            let (said, text) = match outcome {
                Outcome::Broken => ("broken", format!("It {}.", held.title)),
                Outcome::Kept => ("kept", format!("It {} ({}).", held.title, counted(held.occasions))),
                Outcome::NoOccasion => ("no case", format!("It {}.", held.title)),
                Outcome::Unknown => ("unknown", format!("It {}.", held.title)),
            };
            word(page, said, &text);
            if let Some(first) = held.broken.first() {
                let below = " ".repeat(COLUMN);
                let times = match held.times {
                    1 => String::new(),
                    times => format!("{times} times, first in "),
                };
                page.paragraph(&below, &format!("{times}request {}: {}", first.exchange, first.message));
                page.paragraph(&below, held.source);
            }
        }
    }
}

fn requests(page: &mut Page, report: &ClientReport) {
    let mut rules: Vec<(&Noticed, &Found, usize)> = Vec::new();
    for noticed in &report.requests {
        for found in &noticed.findings {
            match rules.iter_mut().find(|(_, known, _)| known.rule == found.rule) {
                Some((_, _, times)) => *times += 1,
                None => rules.push((noticed, found, 1)),
            }
        }
    }
    if rules.is_empty() {
        return;
    }
    page.line("");
    page.heading("What was wrong with requests");
    let left_out = rules.len().saturating_sub(MOST);
    let rank = |found: &Found| ["error", "warning", "info"].iter().position(|one| *one == found.severity);
    rules.sort_by_key(|(_, found, _)| rank(found));
    for (noticed, found, times) in rules.iter().take(MOST) {
        let seen = &noticed.seen;
        let times = if *times == 1 { String::new() } else { format!(", {times} times") };
        let path = seen.target.split('?').next().unwrap_or_default();
        word(page, found.severity, &format!("{}{times}: {}", found.rule, found.message));
        let below = " ".repeat(COLUMN);
        page.paragraph(
            &below,
            &format!("request {}: {} {path}, at {}", seen.number, seen.method, found.place),
        );
        if let Some(help) = &found.help {
            page.paragraph(&below, help);
        }
    }
    if left_out > 0 {
        page.paragraph("", &format!("{left_out} more rules found something; `--report FILE` has all."));
    }
    if report.left_out > 0 {
        page.paragraph("", &format!("{} older requests with findings are not kept.", report.left_out));
    }
}

fn predicted(page: &mut Page, predictions: &PredictionReport) {
    page.line("");
    page.heading("Predicted and actual answers");
    page.paragraph("  ", &format!("{}.", predictions.summary()));
    let below = " ".repeat(COLUMN);
    for found in predictions.findings.iter().take(MOST) {
        word(page, found.word(), &format!("{}.", found.message()));
        page.paragraph(&below, &format!("{}.", found.basis()));
    }
    let left_out = predictions.findings.len().saturating_sub(MOST) + predictions.left_out;
    if left_out > 0 {
        page.paragraph("", &format!("{left_out} more differ; `--report FILE` has up to 200 of them."));
    }
    if !predictions.findings.is_empty() {
        page.paragraph(
            "  ",
            "Each is a finding about the profile, not about the client: where the endpoint is right, a profile of \
             your own that `extends` this one can say so.",
        );
    }
}

fn counted(times: usize) -> String {
    if times == 1 { "once".to_owned() } else { format!("{times} times") }
}

/// A word in its colour, and text beside it.
fn word(page: &mut Page, word: &str, text: &str) {
    let code = match word {
        "broken" | "wrong" | "error" => "1;31",
        "warning" | "missing" | "accepted" | "refused" | "status" => "1;33",
        "kept" | "done" => "32",
        _ => "2",
    };
    let shown = page.styled(code, word);
    page.styled_entry(2, &shown, word.len(), COLUMN, text);
}
