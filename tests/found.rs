//! What is found in each rule's bad example, to the byte: place, words, fix, predicted answer.
//!
//! `tests/found.txt` has it as it is, so that a change of any of it is seen and reviewed. After a change that is
//! meant, `SCIMPROOF_WRITE=1 cargo test -p scimproof --test found` writes the file anew.

use scimproof::diagnostic::{Answer, Diagnostic, Location};
use scimproof::lint::Linter;
use scimproof::lint::session::Session;
use scimproof::message::read::{Capture, Pasted, ReadOptions, Reader, read};
use scimproof::rule::{self, Nothing, Rule};
use std::fmt::Write;
use std::path::Path;

/// A place: its part, and its text or, in a body, its pointer and text.
fn place(location: &Location, pasted: &Pasted<'_>) -> String {
    let part = format!("{:?}", location.part);
    let bytes = pasted.exchange.part(location.part).unwrap_or_default();
    let text = String::from_utf8_lossy(&bytes);
    let marked = location.span.of(&text);
    let pointer = location.pointer.as_deref().unwrap_or_default();
    let start = location.span.start;
    let short: String = marked.chars().take(60).collect();
    let cut = if short.len() < marked.len() { "…" } else { "" };
    format!("{part} {pointer} {start} `{}{cut}`", short.replace('\n', "⏎"))
}

fn told(found: &Diagnostic, text: &str, pasted: &Pasted<'_>, out: &mut String) {
    let mut line = |text: String| writeln!(out, "  {text}").expect("a string takes all");
    line(format!("{} {}: {}", found.severity.name(), found.rule, found.message()));
    line(format!("  at {}", place(&found.location, pasted)));
    for (location, word) in &found.related {
        line(format!("  {word} {}", place(location, pasted)));
    }
    if let Some(help) = found.help() {
        line(format!("  help: {help}"));
    }
    let basis = &found.basis;
    line(format!("  {:?}, {}", basis.outcome, basis.standing.map_or("unknown", |standing| standing.name())));
    if let Some(fix) = &found.fix {
        line(format!("  {} fix: {}", if fix.safe { "safe" } else { "unsafe" }, fix.title));
        match pasted.write(text.as_bytes(), &fix.edits) {
            Ok(edits) => {
                for edit in edits {
                    let gone = edit.span.of(text).replace('\n', "⏎");
                    line(format!("    {} `{gone}` → `{}`", edit.span.start, edit.text.replace('\n', "⏎")));
                }
            }
            Err(why) => line(format!("    not written: {why}")),
        }
    }
}

fn of_request(rule: &Rule, linter: &Linter, out: &mut String) {
    let pasted = read(rule.bad.as_bytes(), &ReadOptions::default()).expect("an example is readable");
    let mut verdict = linter.exchange(&pasted.exchange, &Nothing);
    linter.offer(&pasted.exchange.request, &Nothing, &mut verdict);
    let answer = match &verdict.answer {
        Answer::Accept { statuses, effect } => format!("accepted {statuses:?} {effect:?}"),
        Answer::Refuse(refusal) => {
            let detail = refusal.detail.as_deref().unwrap_or_default().replace('\n', "⏎");
            let scim_type = refusal.scim_type.as_deref().unwrap_or_default();
            format!("refused {} {scim_type} {} {detail}", refusal.status, refusal.standing.name())
        }
        Answer::Unknown => "unknown".to_owned(),
    };
    writeln!(out, "  {}", answer.trim_end()).expect("a string takes all");
    for found in &verdict.diagnostics {
        told(found, rule.bad, &pasted, out);
    }
}

/// The text with each part that says `# @times 3` written out so often, `{n}` being its number.
fn written_out(text: &str) -> String {
    let mut all = String::new();
    for part in text.split_inclusive("###\n") {
        match part.strip_prefix("# @times ").and_then(|rest| rest.split_once('\n')) {
            None => all.push_str(part),
            Some((times, part)) => {
                for n in 0..times.parse().expect("a number of times") {
                    all.push_str(&part.replace("{n}", &format!("{n}")));
                    all.push_str("\n###\n");
                }
            }
        }
    }
    all
}

fn of_series(rule: &Rule, linter: &Linter, out: &mut String) {
    let text = written_out(rule.bad);
    let mut session = Session::new(linter);
    for piece in Capture::new(text.as_bytes(), Some(Reader::Http)) {
        if let Ok(Some(pasted)) = piece.read(&ReadOptions::default()) {
            session.take(&pasted.exchange);
        }
    }
    for found in session.finish().findings {
        let mut line = |text: String| writeln!(out, "  {text}").expect("a string takes all");
        line(format!("{} {}: {}", found.severity.name(), found.rule, found.message));
        let places = std::iter::once((&found.spot, "at"))
            .chain(found.related.iter().map(|(spot, word)| (spot, *word)));
        for (spot, word) in places {
            let pointer = spot.location.pointer.as_deref().unwrap_or_default();
            line(format!(
                "  {word} exchange {} {:?} {pointer} {:?}",
                spot.exchange, spot.location.part, spot.location.span
            ));
        }
        if let Some(help) = &found.help {
            line(format!("  help: {help}"));
        }
    }
}

#[test]
fn what_is_found_in_each_bad_example_is_as_it_was_reviewed() {
    let mut all = String::new();
    for rule in rule::all().filter(|rule| !rule.bad.is_empty()) {
        let linter = Linter::new(&rule.example_endpoint().expect("the example's profile is readable"));
        writeln!(all, "{}", rule.name).expect("a string takes all");
        if rule.check.is_of_series() {
            of_series(rule, &linter, &mut all);
        } else {
            of_request(rule, &linter, &mut all);
        }
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/found.txt");
    if std::env::var_os("SCIMPROOF_WRITE").is_some() {
        std::fs::write(&path, &all).expect("the file can be written");
    }
    let reviewed = std::fs::read_to_string(&path).unwrap_or_default();
    for (number, (now, reviewed)) in all.lines().zip(reviewed.lines()).enumerate() {
        assert_eq!(now, reviewed, "tests/found.txt:{}", number + 1);
    }
    assert_eq!(all.lines().count(), reviewed.lines().count(), "tests/found.txt has other rules");
}
