//! Version 1 of the JSON. Members are only ever added.

use super::{known, sentence};
use crate::diagnostic::{Answer, Diagnostic, Effect, Fix, Location};
use crate::json::{LineIndex, Span};
use crate::lint::Verdict;
use crate::message::Part;
use crate::message::read::{Assumed, Pasted, Reader};
use crate::profile::{Kind, Profile};
use serde::Serialize;

const VERSION: u32 = 1;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Failure {
    version: u32,
    error: Message,
}

#[derive(Serialize)]
struct Message {
    message: String,
}

impl Failure {
    pub(super) fn of(reason: &str) -> Failure {
        Failure { version: VERSION, error: Message { message: reason.to_owned() } }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Report {
    version: u32,
    profile: String,
    reader: &'static str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    assumed: Vec<&'static str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    notes: Vec<String>,
    request: RequestWords,
    answer: AnswerWords,
    diagnostics: Vec<Finding>,
}

#[derive(Serialize)]
struct RequestWords {
    method: &'static str,
    target: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct AnswerWords {
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    statuses: Option<Vec<u16>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    scim_type: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    standing: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    effect: Option<&'static str>,
    sentence: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Finding {
    rule: &'static str,
    severity: &'static str,
    message: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    help: Option<String>,
    known: String,
    #[serde(flatten)]
    place: Place,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related: Vec<Related>,
    #[serde(skip_serializing_if = "Option::is_none")]
    requirement: Option<RequirementWords>,
    #[serde(skip_serializing_if = "Option::is_none")]
    fix: Option<FixWords>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Place {
    part: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pointer: Option<String>,
    range: Option<[u32; 2]>,
    utf16: Option<[u32; 2]>,
    start: Option<Start>,
}

#[derive(Serialize)]
struct Start {
    line: u32,
    column: u32,
}

#[derive(Serialize)]
struct Related {
    message: String,
    #[serde(flatten)]
    place: Place,
}

#[derive(Serialize)]
struct RequirementWords {
    id: &'static str,
    section: &'static str,
    level: String,
}

#[derive(Serialize)]
struct FixWords {
    title: String,
    safe: bool,
    edits: Vec<EditWords>,
}

#[derive(Serialize)]
struct EditWords {
    range: [u32; 2],
    utf16: [u32; 2],
    text: String,
}

impl Report {
    pub(super) fn of(text: &str, pasted: &Pasted<'_>, verdict: &Verdict, profile: &Profile) -> Report {
        let index = LineIndex::new(text);
        let places = Places { text, pasted, index: &index };
        let mut assumed = Vec::new();
        let mut notes = Vec::new();
        for open in &pasted.assumed {
            match open {
                Assumed::Method => assumed.push("method"),
                Assumed::Target => assumed.push("target"),
                other => notes.push(other.to_string()),
            }
        }
        Report {
            version: VERSION,
            profile: profile.name.clone(),
            reader: pasted.reader.name(),
            assumed,
            notes,
            request: RequestWords {
                method: pasted.request.method.name(),
                target: pasted.request.target.clone().into_owned(),
            },
            answer: AnswerWords::of(&verdict.answer, profile),
            diagnostics: verdict
                .diagnostics
                .iter()
                .map(|diagnostic| Finding::of(diagnostic, &places, profile))
                .collect(),
        }
    }
}

impl AnswerWords {
    fn of(answer: &Answer, profile: &Profile) -> AnswerWords {
        let sentence = sentence(answer, profile);
        let mut words = AnswerWords {
            kind: "unknown",
            status: None,
            statuses: None,
            scim_type: None,
            detail: None,
            standing: None,
            effect: None,
            sentence,
        };
        match answer {
            Answer::Accept { statuses, effect } => {
                words.kind = "accept";
                words.status = statuses.first().copied();
                words.statuses = Some(statuses.clone());
                words.effect = Some(match effect {
                    Effect::Applied => "applied",
                    Effect::Partial => "partial",
                    Effect::Ignored => "ignored",
                });
            }
            Answer::Refuse(refusal) => {
                words.kind = "refuse";
                words.status = Some(refusal.status);
                words.scim_type.clone_from(&refusal.scim_type);
                words.detail.clone_from(&refusal.detail);
                words.standing = Some(refusal.standing.name());
            }
            Answer::Unknown => {}
        }
        words
    }
}

impl Finding {
    fn of(diagnostic: &Diagnostic, places: &Places<'_>, profile: &Profile) -> Finding {
        Finding {
            rule: diagnostic.rule,
            severity: diagnostic.severity.name(),
            message: diagnostic.message.clone(),
            help: diagnostic.help.clone(),
            known: known(&diagnostic.basis, profile),
            place: places.of(&diagnostic.location),
            related: diagnostic
                .related
                .iter()
                .map(|(location, message)| Related { message: message.clone(), place: places.of(location) })
                .collect(),
            requirement: diagnostic.cites.and_then(crate::requirement::requirement).map(|requirement| {
                RequirementWords {
                    id: requirement.id,
                    section: requirement.section,
                    level: requirement.level.to_string(),
                }
            }),
            fix: diagnostic.fix.as_ref().and_then(|fix| places.fix(fix)),
        }
    }
}

struct Places<'p> {
    text: &'p str,
    pasted: &'p Pasted<'p>,
    index: &'p LineIndex<'p>,
}

impl Places<'_> {
    fn of(&self, location: &Location) -> Place {
        let span = self.pasted.map.locate(location.part, location.span);
        Place {
            part: part(location.part),
            pointer: location.pointer.clone(),
            range: span.map(|span| [span.start, span.end]),
            utf16: span.map(|span| self.utf16(span)),
            start: span.map(|span| {
                let position = self.index.position(span.start);
                Start { line: position.line, column: position.column }
            }),
        }
    }

    fn utf16(&self, span: Span) -> [u32; 2] {
        [self.index.utf16(span.start), self.index.utf16(span.end)]
    }

    /// The fix in the pasted text; none when an edit cannot be written there as it is.
    fn fix(&self, fix: &Fix) -> Option<FixWords> {
        let mut edits = Vec::new();
        for edit in &fix.edits {
            let run = self.pasted.map.verbatim_run(edit.part, edit.span)?;
            if self.pasted.reader == Reader::Curl && !fits_quoting(&edit.text, run.of(self.text)) {
                return None;
            }
            let span = self.pasted.map.locate(edit.part, edit.span)?;
            edits.push(EditWords {
                range: [span.start, span.end],
                utf16: self.utf16(span),
                text: edit.text.clone(),
            });
        }
        Some(FixWords { title: fix.title.clone(), safe: fix.safe, edits })
    }
}

/// Whether a text can stand within a shell's quotes as it is: nothing in it that a shell reads, and
/// a double quote only where the run around it has one already.
fn fits_quoting(edit: &str, run: &str) -> bool {
    !edit.contains(['\'', '\\', '`', '$', '!', '\n']) && (!edit.contains('"') || run.contains('"'))
}

fn part(part: Part) -> &'static str {
    match part {
        Part::Method => "method",
        Part::Target => "target",
        Part::HeaderName(_) => "header-name",
        Part::HeaderValue(_) => "header-value",
        Part::Headers => "headers",
        Part::Body => "body",
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ProfileWords {
    name: String,
    title: String,
    kind: &'static str,
    parameters: Vec<ParameterWords>,
}

#[derive(Serialize)]
struct ParameterWords {
    name: String,
    description: String,
    example: String,
}

impl ProfileWords {
    pub(super) fn of(profile: &Profile) -> ProfileWords {
        let words = |(name, parameter): (&String, &crate::profile::Parameter)| ParameterWords {
            name: name.clone(),
            description: parameter.description.clone(),
            example: parameter.example.clone(),
        };
        ProfileWords {
            name: profile.name.clone(),
            title: profile.title.clone(),
            kind: match profile.kind {
                Kind::Provider => "provider",
                Kind::Client => "client",
            },
            parameters: profile.parameters.iter().map(words).collect(),
        }
    }
}

#[cfg(feature = "book")]
#[derive(Serialize)]
pub(super) struct RuleWords {
    name: &'static str,
    title: &'static str,
}

#[cfg(feature = "book")]
impl RuleWords {
    pub(super) fn of(rule: &'static crate::rule::Rule) -> RuleWords {
        RuleWords { name: rule.name, title: rule.title() }
    }
}
