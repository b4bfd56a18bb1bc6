//! Version 1 of the JSON. Members are only ever added.

#[cfg(feature = "series")]
pub(super) mod series;

use super::{habitual, known_of, sentence};
use crate::diagnostic::{Answer, Diagnostic, Effect, Location};
use crate::json::write::Writer;
use crate::json::{LineIndex, Span};
use crate::lint::Verdict;
use crate::message::Part;
use crate::message::read::{Assumed, Pasted};
use crate::profile::{Client, Profile};
use crate::requirement::Requirement;
use crate::syntax::SyntaxError;
#[cfg(feature = "fixes")]
use crate::{diagnostic::Fix, lint::Fixed, message::read::TextEdit};

pub(super) const VERSION: u32 = 1;

/// Why a call has no report.
pub(super) fn failure(reason: &str) -> String {
    let mut writer = Writer::default();
    writer.open(b'{');
    writer.number_member("version", VERSION);
    writer.name("error");
    writer.open(b'{');
    writer.string_member("message", reason);
    writer.close(b'}');
    writer.close(b'}');
    writer.finish()
}

/// Why a text is no filter or path, and where.
pub(super) fn syntax_failure(text: &str, error: &SyntaxError) -> String {
    let index = LineIndex::new(text);
    let mut writer = Writer::default();
    writer.open(b'{');
    writer.number_member("version", VERSION);
    writer.name("error");
    writer.open(b'{');
    writer.string_member("message", &error.to_string());
    let utf16 = [error.span.start, error.span.end].map(|offset| index.utf16(offset));
    write_ranges(&mut writer, index.bytes(error.span), utf16);
    writer.close(b'}');
    writer.close(b'}');
    writer.finish()
}

/// A verdict with its request and profile, in the writer's memory.
#[inline(never)]
pub(super) fn report(
    writer: Writer,
    text: &str,
    pasted: &Pasted<'_>,
    verdict: &Verdict,
    profile: &Profile,
) -> Writer {
    let index = LineIndex::new(shown(text, pasted, verdict)).behind(pasted.origin);
    let mut report = Report {
        writer,
        #[cfg(feature = "fixes")]
        text,
        pasted,
        index,
        profile,
    };
    report.write(verdict);
    report.writer
}

/// The text up to the last place that the report shows: what comes behind need not be counted.
fn shown<'t>(text: &'t str, pasted: &Pasted<'_>, verdict: &Verdict) -> &'t str {
    let mut end = 0;
    for diagnostic in &verdict.diagnostics {
        // A fix may change any place.
        if diagnostic.fix.is_some() {
            return text;
        }
        let related = diagnostic.related.iter().map(|(related, _)| related);
        for place in related.chain([&diagnostic.location]) {
            let span = pasted.map.locate(place.part, place.span);
            end = end.max(span.map_or(0, |span| span.end as usize));
        }
    }
    // With what stands behind it: a line's end may be of two characters.
    while end < text.len() {
        end += 1;
        if text.is_char_boundary(end) {
            break;
        }
    }
    text.get(..end).unwrap_or(text)
}

/// A text that can be shown around.
#[cfg(feature = "captures")]
pub(super) fn masked(text: &str) -> String {
    let mut writer = Writer::default();
    writer.open(b'{');
    writer.number_member("version", VERSION);
    writer.string_member("text", text);
    writer.close(b'}');
    writer.finish()
}

/// A text with its safe fixes made.
#[cfg(feature = "fixes")]
pub(super) fn fixed(fixed: &Fixed) -> String {
    let mut writer = Writer::default();
    writer.open(b'{');
    writer.number_member("version", VERSION);
    writer.string_member("text", &String::from_utf8_lossy(&fixed.text));
    writer.name("applied");
    writer.open(b'[');
    for applied in &fixed.applied {
        writer.open(b'{');
        writer.string_member("rule", applied.rule);
        writer.string_member("title", &applied.title);
        writer.close(b'}');
    }
    writer.close(b']');
    writer.name("left");
    writer.open(b'[');
    for left in &fixed.left {
        writer.open(b'{');
        writer.string_member("rule", left.finding.rule);
        writer.string_member("severity", left.finding.severity.name());
        writer.string_member("why", &left.why.to_string());
        writer.close(b'}');
    }
    writer.close(b']');
    writer.close(b'}');
    writer.finish()
}

struct Report<'r> {
    writer: Writer,
    #[cfg(feature = "fixes")]
    text: &'r str,
    pasted: &'r Pasted<'r>,
    index: LineIndex<'r>,
    profile: &'r Profile,
}

impl Report<'_> {
    fn write(&mut self, verdict: &Verdict) {
        let mut assumed = Vec::new();
        let mut notes = Vec::new();
        for open in &self.pasted.assumed {
            match open {
                Assumed::Method => assumed.push("method".to_owned()),
                Assumed::Target => assumed.push("target".to_owned()),
                other => notes.push(other.to_string()),
            }
        }
        self.writer.open(b'{');
        self.writer.number_member("version", VERSION);
        self.writer.string_member("profile", &self.profile.name);
        self.writer.string_member("reader", self.pasted.reader.name());
        self.strings("assumed", &assumed);
        self.strings("notes", &notes);
        self.writer.name("request");
        self.writer.open(b'{');
        self.writer.string_member("method", self.pasted.exchange.request.method.name());
        self.writer.string_member("target", &self.pasted.exchange.request.target);
        self.writer.close(b'}');
        self.writer.name("answer");
        self.answer(&verdict.answer);
        self.writer.name("diagnostics");
        self.writer.open(b'[');
        for diagnostic in &verdict.diagnostics {
            self.finding(diagnostic);
        }
        self.writer.close(b']');
        self.writer.close(b'}');
    }

    fn strings(&mut self, name: &'static str, strings: &[String]) {
        if strings.is_empty() {
            return;
        }
        self.writer.name(name);
        self.writer.open(b'[');
        for string in strings {
            self.writer.string(string);
        }
        self.writer.close(b']');
    }

    fn answer(&mut self, answer: &Answer) {
        let writer = &mut self.writer;
        writer.open(b'{');
        match answer {
            Answer::Accept { statuses, effect } => {
                writer.string_member("kind", "accept");
                if let Some(status) = statuses.first() {
                    writer.number_member("status", (*status).into());
                }
                writer.name("statuses");
                writer.open(b'[');
                for status in statuses.iter() {
                    writer.number((*status).into());
                }
                writer.close(b']');
                writer.string_member(
                    "effect",
                    match effect {
                        Effect::Applied => "applied",
                        Effect::Partial => "partial",
                        Effect::Ignored => "ignored",
                    },
                );
            }
            Answer::Refuse(refusal) => {
                writer.string_member("kind", "refuse");
                writer.number_member("status", refusal.status.into());
                writer.string_member_if_any("scimType", refusal.scim_type.as_deref());
                writer.string_member_if_any("detail", refusal.detail.as_deref());
                writer.string_member("standing", refusal.standing.name());
            }
            Answer::Unknown => writer.string_member("kind", "unknown"),
        }
        writer.string_member("sentence", &sentence(answer, self.profile));
        writer.close(b'}');
    }

    fn finding(&mut self, diagnostic: &Diagnostic) {
        self.writer.open(b'{');
        self.writer.string_member("rule", diagnostic.rule);
        self.writer.string_member("severity", diagnostic.severity.name());
        self.writer.string_member("message", &diagnostic.message());
        self.writer.string_member_if_any("help", diagnostic.help().as_deref());
        self.writer.string_member("known", &known_of(diagnostic, self.profile));
        if let Some(habit) = &diagnostic.habit {
            self.writer.string_member("habit", &habitual(habit));
        }
        self.place(&diagnostic.location);
        if !diagnostic.related.is_empty() {
            self.writer.name("related");
            self.writer.open(b'[');
            for (location, message) in &diagnostic.related {
                self.writer.open(b'{');
                self.writer.string_member("message", message);
                self.place(location);
                self.writer.close(b'}');
            }
            self.writer.close(b']');
        }
        if let Some(requirement) = diagnostic.cites {
            write_requirement(&mut self.writer, requirement);
        }
        #[cfg(feature = "fixes")]
        if let Some(fix) = &diagnostic.fix
            && let Ok(edits) = self.pasted.write(self.text.as_bytes(), &fix.edits)
        {
            self.fix(fix, &edits);
        }
        self.writer.close(b'}');
    }

    /// The members of a place; none of the text when it has none there.
    fn place(&mut self, location: &Location) {
        self.writer.string_member("part", part(location.part));
        self.writer.string_member_if_any("pointer", location.pointer.as_deref());
        if let Some(span) = self.pasted.map.locate(location.part, location.span) {
            self.ranges(span);
            let position = self.index.position(span.start);
            self.writer.name("start");
            self.writer.open(b'{');
            self.writer.number_member("line", position.line);
            self.writer.number_member("column", position.column);
            self.writer.close(b'}');
        } else {
            for name in ["range", "utf16", "start"] {
                self.writer.name(name);
                self.writer.raw("null");
            }
        }
    }

    fn ranges(&mut self, span: Span) {
        let utf16 = [span.start, span.end].map(|offset| self.index.utf16(offset));
        write_ranges(&mut self.writer, self.index.bytes(span), utf16);
    }

    #[cfg(feature = "fixes")]
    fn fix(&mut self, fix: &Fix, edits: &[TextEdit]) {
        self.writer.name("fix");
        self.writer.open(b'{');
        self.writer.string_member("title", &fix.title);
        self.writer.name("safe");
        self.writer.raw(if fix.safe { "true" } else { "false" });
        self.writer.name("edits");
        self.writer.open(b'[');
        for edit in edits {
            self.writer.open(b'{');
            self.ranges(edit.span);
            self.writer.string_member("text", &edit.text);
            self.writer.close(b'}');
        }
        self.writer.close(b']');
        self.writer.close(b'}');
    }
}

/// A range of the text, in bytes and in UTF-16 code units.
fn write_ranges(writer: &mut Writer, bytes: [u64; 2], utf16: [u64; 2]) {
    for (name, [start, end]) in [("range", bytes), ("utf16", utf16)] {
        writer.name(name);
        writer.open(b'[');
        writer.number(start);
        writer.number(end);
        writer.close(b']');
    }
}

fn write_requirement(writer: &mut Writer, requirement: &Requirement) {
    writer.name("requirement");
    writer.open(b'{');
    writer.string_member("id", requirement.id);
    writer.string_member("section", &requirement.section());
    writer.string_member("level", requirement.level.name());
    writer.close(b'}');
}

fn part(part: Part) -> &'static str {
    match part {
        Part::Method => "method",
        Part::Target => "target",
        Part::HeaderName(_) => "header-name",
        Part::HeaderValue(_) => "header-value",
        Part::Headers => "headers",
        Part::Body => "body",
        Part::Status => "status",
        Part::ResponseHeaderName(_) => "response-header-name",
        Part::ResponseHeaderValue(_) => "response-header-value",
        Part::ResponseHeaders => "response-headers",
        Part::ResponseBody => "response-body",
    }
}

/// The built-in profiles, in a few words each.
pub(super) fn profiles(profiles: &[Profile], clients: &[Client]) -> String {
    let mut writer = Writer::default();
    writer.open(b'[');
    for profile in profiles {
        open_profile(&mut writer, &profile.name, &profile.title, "provider");
        for (name, parameter) in &profile.parameters {
            writer.open(b'{');
            writer.string_member("name", name);
            writer.string_member("description", &parameter.description);
            writer.string_member("example", &parameter.example);
            writer.close(b'}');
        }
        close_profile(&mut writer);
    }
    for client in clients {
        open_profile(&mut writer, &client.name, &client.title, "client");
        close_profile(&mut writer);
    }
    writer.close(b']');
    writer.finish()
}

/// A profile up to the list of its parameters.
fn open_profile(writer: &mut Writer, name: &str, title: &str, kind: &str) {
    writer.open(b'{');
    writer.string_member("name", name);
    writer.string_member("title", title);
    writer.string_member("kind", kind);
    writer.name("parameters");
    writer.open(b'[');
}

fn close_profile(writer: &mut Writer) {
    writer.close(b']');
    writer.close(b'}');
}

/// The rules by name and title.
#[cfg(feature = "book")]
pub(super) fn rules() -> String {
    let mut writer = Writer::default();
    writer.open(b'[');
    for rule in crate::rule::all() {
        writer.open(b'{');
        writer.string_member("name", rule.name);
        writer.string_member("title", rule.title());
        writer.close(b'}');
    }
    writer.close(b']');
    writer.finish()
}
