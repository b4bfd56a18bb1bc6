//! What the reports of `lint` are made of: each request that was judged, with its findings at their places in the file.

use crate::date::Date;
use scimproof::api::{habitual, known_of, sentence};
use scimproof::diagnostic::{Diagnostic, Location};
use scimproof::json::{LineIndex, Span};
use scimproof::lint::Verdict;
use scimproof::message::Exchange;
use scimproof::message::read::{Pasted, TextEdit};
use scimproof::profile::Profile;
use scimproof::render::{Page, Style, readable, wrapped};

/// A request that was judged.
#[derive(Debug, Clone, Copy)]
pub struct Judged<'j> {
    /// The file's name, or another for the text.
    pub file: &'j str,
    /// The text as it was pasted.
    pub text: &'j [u8],
    /// What was read from it.
    pub pasted: &'j Pasted<'j>,
    /// What was found and is not waived.
    pub verdict: &'j Verdict,
    /// What was found and is waived.
    pub waived: &'j [Waived],
    /// The profile that it was judged by.
    pub profile: &'j Profile,
    /// Which exchange of the file it is, from 1, where the file is a capture of many.
    pub number: Option<usize>,
}

/// A finding that is let be.
#[derive(Debug, Clone)]
pub struct Waived {
    /// What was found.
    pub diagnostic: Diagnostic,
    /// Why it is let be.
    pub reason: String,
    /// The last day on which it is.
    pub expires: Date,
}

/// A request that was judged, as reports that are written in the end keep it.
#[derive(Debug, Clone)]
pub struct Entry {
    /// The file's name, or another for the text.
    pub file: String,
    /// Method and target, such as `POST /Users`, behind the number of the exchange in a capture.
    pub request: String,
    /// The predicted answer as a sentence.
    pub answer: String,
    /// The findings, in the order of the request's parts.
    pub findings: Vec<Finding>,
    /// The findings that are let be, each with the reason.
    pub waived: Vec<(Finding, String)>,
    /// All of it for people, without colours.
    pub page: String,
}

/// A finding at its place.
#[derive(Debug, Clone)]
pub struct Finding {
    /// What was found.
    pub diagnostic: Diagnostic,
    /// What the endpoint makes of it and how that is known, as a sentence.
    pub known: String,
    /// Its place in the file; none for what is not there, or stands in another file.
    pub region: Option<Region>,
    /// The places that belong to it, in the diagnostic's order.
    pub related: Vec<Option<Region>>,
    /// What its fix writes in the file, and where; nothing when it has none, or none that can be written there.
    pub edits: Vec<(Region, String)>,
}

/// A range of a file's text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Region {
    /// Its first byte, and the one behind its last.
    pub bytes: [u64; 2],
    /// Where it starts.
    pub start: Position,
    /// The place behind its end.
    pub end: Position,
}

/// A place in a text, counted from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Position {
    /// The line.
    pub line: u32,
    /// The column, in UTF-16 code units.
    pub column: u32,
}

impl From<Judged<'_>> for Entry {
    fn from(judged: Judged<'_>) -> Entry {
        let Judged { file, text, pasted, verdict, waived, profile, number } = judged;
        let readable = readable(text);
        let index = LineIndex::new(&readable).behind(pasted.origin);
        let region =
            |location: &Location| Some(Region::new(&index, pasted.map.locate(location.part, location.span)?));
        let secrets = pasted.secrets(text);
        let edits = |diagnostic: &Diagnostic| {
            let fix = diagnostic.fix.as_ref()?;
            let edits = pasted.write(text, &fix.edits).ok()?;
            let is_secret = |edit: &TextEdit| {
                secrets.iter().any(|secret| edit.span.start < secret.end && secret.start < edit.span.end)
            };
            if edits.iter().any(is_secret) {
                return None;
            }
            Some(edits.into_iter().map(|edit| (Region::new(&index, edit.span), edit.text)).collect())
        };
        let finding = |diagnostic: &Diagnostic| Finding {
            diagnostic: diagnostic.clone(),
            known: match &diagnostic.habit {
                Some(habit) => format!("{}; {}", known_of(diagnostic, profile), habitual(habit)),
                None => known_of(diagnostic, profile),
            },
            region: region(&diagnostic.location),
            related: diagnostic.related.iter().map(|(location, _)| region(location)).collect(),
            edits: edits(diagnostic).unwrap_or_default(),
        };
        let request = shown(&pasted.exchange);
        Entry {
            file: file.to_owned(),
            request: match number {
                Some(number) => format!("exchange {number}: {request}"),
                None => request,
            },
            answer: sentence(&verdict.answer, profile),
            findings: verdict.diagnostics.iter().map(finding).collect(),
            waived: waived.iter().map(|it| (finding(&it.diagnostic), it.reason.clone())).collect(),
            page: judged.page(Style::default()),
        }
    }
}

impl Judged<'_> {
    /// All of it for people.
    pub fn page(&self, style: Style) -> String {
        let Judged { file, text, pasted, verdict, waived, profile, number } = *self;
        let title = number.map(|number| format!("exchange {number}"));
        let page = Page { name: file, title: title.as_deref(), text, pasted, verdict, profile };
        let mut page = page.render(style);
        for Waived { diagnostic, reason, expires } in waived {
            let at = match diagnostic.location.pointer.as_deref().unwrap_or_default() {
                "" => String::new(),
                pointer => format!(" at `{pointer}`"),
            };
            let told = format!("{file}: waived until {expires}: `{}`{at}: {reason}", diagnostic.rule);
            for (number, line) in wrapped(&told, style.width - 2).iter().enumerate() {
                page.push_str(if number == 0 { "" } else { "  " });
                page.push_str(line);
                page.push('\n');
            }
        }
        page
    }
}

/// Method and target of an exchange's request in short: without secrets, and without the host.
pub fn shown(exchange: &Exchange<'_>) -> String {
    let target = exchange.shown_target();
    let path = target.split_once("://").and_then(|(_, rest)| Some(&rest[rest.find('/')?..]));
    format!("{} {}", exchange.request.method, path.unwrap_or(&target))
}

impl Region {
    pub(super) fn new(index: &LineIndex<'_>, span: Span) -> Region {
        let position = |offset: u32| {
            let at = index.position(offset);
            // The start of a piece's first line is not in the piece; what is before it there counts in characters.
            let start = index.line_span(at.line).start;
            let before = index.position(start).column - 1;
            let column = before + (index.utf16(offset) - index.utf16(start)) as u32 + 1;
            Position { line: at.line, column }
        };
        Region { bytes: index.bytes(span), start: position(span.start), end: position(span.end) }
    }
}
