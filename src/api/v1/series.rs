//! The exchanges of a capture, and what only the series of them shows.

use super::super::{habitual, known};
use super::{VERSION, part, report, write_ranges, write_requirement};
use crate::diagnostic::{Answer, Effect, Location};
use crate::json::write::Writer;
use crate::lint::Verdict;
use crate::lint::session::{Account, Finding};
use crate::message::read::{Pasted, Piece};
use crate::profile::Profile;

/// The exchanges of one text.
pub(in crate::api) struct Taken {
    writer: Writer,
}

/// An exchange that is being written.
pub(in crate::api) struct Entry<'e>(&'e mut Writer);

impl Taken {
    pub(in crate::api) fn new() -> Taken {
        let mut writer = Writer::default();
        writer.open(b'{');
        writer.number_member("version", VERSION);
        writer.name("exchanges");
        writer.open(b'[');
        Taken { writer }
    }

    /// Opens the next exchange, whose number in the series counts from 1; what became of it follows.
    pub(in crate::api) fn entry(&mut self, number: usize, piece: &Piece<'_>) -> Entry<'_> {
        let start = piece.origin;
        let end = start.behind(piece.text);
        let writer = &mut self.writer;
        writer.open(b'{');
        writer.number_member("number", u32::try_from(number).unwrap_or(u32::MAX));
        writer.name("line");
        writer.number(start.line + 1);
        write_ranges(writer, [start.byte, end.byte], [start.utf16, end.utf16]);
        Entry(writer)
    }

    pub(in crate::api) fn finish(mut self, is_cut: bool) -> String {
        self.writer.close(b']');
        self.writer.name("cut");
        self.writer.raw(if is_cut { "true" } else { "false" });
        self.writer.close(b'}');
        self.writer.finish()
    }
}

impl Entry<'_> {
    pub(in crate::api) fn judged(
        self,
        piece: &Piece<'_>,
        pasted: &Pasted<'_>,
        verdict: &Verdict,
        profile: &Profile,
    ) {
        let exchange = &pasted.exchange;
        let writer = self.0;
        writer.string_member("kind", "judged");
        writer.string_member("method", exchange.request.method.name());
        writer.string_member("target", &exchange.shown_target());
        if let Some(response) = &exchange.response {
            writer.number_member("status", response.status.into());
        }
        if let Some(at) = exchange.at {
            writer.name("at");
            writer.raw(&(at.as_secs_f64() * 1000.0).to_string());
        }
        let is_applied = matches!(verdict.answer, Answer::Accept { effect: Effect::Applied, .. });
        if !(verdict.diagnostics.is_empty() && is_applied) {
            let text = std::str::from_utf8(piece.text).unwrap_or_default();
            writer.name("report");
            writer.raw(&report(Writer::default(), text, pasted, verdict, profile).finish());
        }
        writer.close(b'}');
    }

    pub(in crate::api) fn skipped(self) {
        self.0.string_member("kind", "skipped");
        self.0.close(b'}');
    }

    pub(in crate::api) fn unreadable(self, why: &str) {
        self.0.string_member("kind", "unreadable");
        self.0.string_member("why", why);
        self.0.close(b'}');
    }
}

/// What only a series shows.
pub(in crate::api) fn account(account: &Account, profile: &Profile) -> String {
    let mut writer = Writer::default();
    writer.open(b'{');
    writer.number_member("version", VERSION);
    writer.name("findings");
    writer.open(b'[');
    for found in &account.findings {
        finding(&mut writer, found, profile);
    }
    writer.close(b']');
    writer.name("notices");
    writer.open(b'[');
    for notice in &account.notices {
        writer.string(&notice.to_string());
    }
    writer.close(b']');
    writer.close(b'}');
    writer.finish()
}

fn finding(writer: &mut Writer, finding: &Finding, profile: &Profile) {
    writer.open(b'{');
    writer.string_member("rule", finding.rule);
    writer.string_member("severity", finding.severity.name());
    writer.string_member("message", &finding.message);
    writer.string_member_if_any("help", finding.help.as_deref());
    writer.string_member("known", &known(&finding.basis, profile));
    if let Some(habit) = &finding.habit {
        writer.string_member("habit", &habitual(habit));
    }
    place(writer, finding.spot.exchange, &finding.spot.location);
    writer.name("related");
    writer.open(b'[');
    for (spot, word) in &finding.related {
        writer.open(b'{');
        writer.string_member("message", word);
        place(writer, spot.exchange, &spot.location);
        writer.close(b'}');
    }
    writer.close(b']');
    if let Some(requirement) = finding.cites {
        write_requirement(writer, requirement);
    }
    writer.close(b'}');
}

/// The members of a place in a series: the text that holds it is the caller's by now.
fn place(writer: &mut Writer, exchange: usize, location: &Location) {
    writer.number_member(
        "exchange",
        u32::try_from(exchange).map_or(u32::MAX, |number| number.saturating_add(1)),
    );
    writer.string_member("part", part(location.part));
    writer.string_member_if_any("pointer", location.pointer.as_deref());
}
