//! The findings of one request, and the answer that is predicted for it.

use super::excerpt::Excerpt;
use super::readable;
use super::wrap::{width, wrapped};
use crate::api::{habitual, known_of, sentence};
use crate::cut::Cut;
use crate::diagnostic::{Answer, Diagnostic, Location, Severity};
use crate::json::{LineIndex, Origin as TextOrigin, Span};
use crate::lint::Verdict;
use crate::message::read::{Assumed, Pasted, Reader};
use crate::message::{Part, covered};
use crate::profile::Profile;
use annotate_snippets::{
    Annotation, AnnotationKind, Element, Group, Level, Origin, Renderer, Snippet, normalize_untrusted_str,
};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::ops::Range;

/// Findings of one rule in one request beyond this number are counted and not shown: a wrong
/// expression at an identity provider breaks each of a thousand members in the same way.
const MOST_OF_A_RULE: usize = 5;

/// How a page looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Style {
    /// Whether to use colours.
    pub colour: bool,
    /// The columns that lines fit where they can.
    pub width: usize,
}

impl Default for Style {
    fn default() -> Style {
        Style { colour: false, width: 80 }
    }
}

/// A linted request for people: its findings, and a line with the predicted answer.
#[derive(Debug, Clone, Copy)]
pub struct Page<'p> {
    /// What to call the text, such as a file's name.
    pub name: &'p str,
    /// What to call the request in the text, where it is one of many.
    pub title: Option<&'p str>,
    /// The text as it was pasted.
    pub text: &'p [u8],
    /// What was read from it.
    pub pasted: &'p Pasted<'p>,
    /// What was found.
    pub verdict: &'p Verdict,
    /// The profile that it was judged by.
    pub profile: &'p Profile,
}

impl Page<'_> {
    /// The page as text; it ends with a line break.
    pub fn render(&self, style: Style) -> String {
        let style = Style { width: style.width.max(40), ..style };
        let text = self.covered();
        let bodies = [Part::Body, Part::ResponseBody].map(|part| self.body(part));
        let [request, response] = &bodies;
        let drawing = Drawing {
            page: self,
            style,
            text: Source::new(&text, self.pasted.origin, None),
            bodies: [
                request.as_deref().map(|body| Source::new(body, TextOrigin::default(), Some("body of"))),
                response
                    .as_deref()
                    .map(|body| Source::new(body, TextOrigin::default(), Some("response's body of"))),
            ],
        };
        let mut out = String::new();
        let mut shown: BTreeMap<&str, usize> = BTreeMap::new();
        for diagnostic in &self.verdict.diagnostics {
            let count = shown.entry(diagnostic.rule).or_default();
            *count += 1;
            if *count <= MOST_OF_A_RULE {
                out.push_str(&drawing.finding(diagnostic));
                out.push_str("\n\n");
            }
        }
        for (rule, count) in shown.into_iter().filter(|(_, count)| *count > MOST_OF_A_RULE) {
            line(&mut out, &format!("… and {} more findings of `{rule}`\n", count - MOST_OF_A_RULE));
        }
        self.foot(&mut out, style);
        out
    }

    /// The text with its secrets covered, byte for byte.
    fn covered(&self) -> Cow<'_, str> {
        covered(readable(self.text), self.pasted.secrets(self.text))
    }

    /// A body that does not stand in the text as it is: it is in a file, or within a string of JSON, where it
    /// would be shown as one line full of escapes.
    fn body(&self, part: Part) -> Option<Cow<'_, str>> {
        let exchange = &self.pasted.exchange;
        let body = match part {
            Part::ResponseBody => &*exchange.response.as_ref()?.body,
            _ => exchange.request.body.as_deref()?,
        };
        let whole = Span::new(0, body.len() as u32);
        let is_recorded = matches!(self.pasted.reader, Reader::Har | Reader::Ndjson);
        let is_shown = match self.pasted.map.whole(part) {
            Some(_) => !is_recorded || self.pasted.map.is_verbatim(part, whole),
            None => false,
        };
        if is_shown || body.is_empty() {
            return None;
        }
        let secrets = exchange.secrets().into_iter().filter(|(of, _)| *of == part);
        Some(covered(readable(body), secrets.map(|(_, span)| span).collect()))
    }

    /// What was guessed, how much was found, what is predicted.
    fn foot(&self, out: &mut String, style: Style) {
        let mut name = normalize_untrusted_str(self.name);
        if let Some(title) = self.title {
            name = format!("{name}, {}", normalize_untrusted_str(title));
        }
        let paragraph = |out: &mut String, text: &str| {
            for (at, text) in wrapped(&normalize_untrusted_str(text), style.width - 2).iter().enumerate() {
                let margin = if at == 0 { "" } else { "  " };
                line(out, &format!("{margin}{text}"));
            }
        };
        if let Some(taken) = self.taken() {
            paragraph(out, &format!("{name}: {taken}"));
        }
        let foot = format!("{name}: {}; {}", self.counts(), sentence(&self.verdict.answer, self.profile));
        let mut text = String::new();
        paragraph(&mut text, &foot);
        if style.colour {
            // The count of findings, which is what to see first.
            let code = match self.verdict.worst() {
                Some(Severity::Error) => "1;31",
                Some(Severity::Warning) => "1;33",
                Some(Severity::Info) | None => "1;32",
            };
            text = text.replacen(&name, &format!("\u{1b}[{code}m{name}\u{1b}[0m"), 1);
        }
        out.push_str(&text);
        if let Answer::Refuse(refusal) = &self.verdict.answer
            && let Some(detail) = &refusal.detail
        {
            for text in detail.lines() {
                line(out, &format!("  | {}", normalize_untrusted_str(text)));
            }
        }
    }

    /// What the text left open, and how it was taken.
    fn taken(&self) -> Option<String> {
        let request = &self.pasted.exchange.request;
        let guessed = |wanted: &Assumed| self.pasted.assumed.contains(wanted);
        let what = match (guessed(&Assumed::Method), guessed(&Assumed::Target)) {
            (true, true) => Some("method and path are guessed from the body".to_owned()),
            (true, false) => Some(Assumed::Method.to_string()),
            (false, true) => Some(Assumed::Target.to_string()),
            (false, false) => None,
        };
        let secrets = self.pasted.exchange.secrets().into_iter().filter(|(part, _)| *part == Part::Target);
        let target = covered(Cow::Borrowed(&request.target), secrets.map(|(_, span)| span).collect());
        let what = what.map(|what| format!("taken as {} {target}: {what}", request.method));
        let others = self
            .pasted
            .assumed
            .iter()
            .filter(|open| !matches!(open, Assumed::Method | Assumed::Target))
            .map(ToString::to_string);
        let parts: Vec<String> = what.into_iter().chain(others).collect();
        (!parts.is_empty()).then(|| parts.join("; "))
    }

    fn counts(&self) -> String {
        let mut counts = Vec::new();
        for (severity, word) in
            [(Severity::Error, "error"), (Severity::Warning, "warning"), (Severity::Info, "info")]
        {
            let found = &self.verdict.diagnostics;
            match found.iter().filter(|diagnostic| diagnostic.severity == severity).count() {
                0 => {}
                1 => counts.push(format!("1 {word}")),
                count if severity == Severity::Info => counts.push(format!("{count} {word}")),
                count => counts.push(format!("{count} {word}s")),
            }
        }
        if counts.is_empty() { "nothing found".to_owned() } else { counts.join(", ") }
    }
}

/// The texts in which findings of one page are drawn.
struct Drawing<'d> {
    page: &'d Page<'d>,
    style: Style,
    text: Source<'d>,
    /// The bodies of request and response that do not stand in the text as they are.
    bodies: [Option<Source<'d>>; 2],
}

impl Drawing<'_> {
    fn finding(&self, diagnostic: &Diagnostic) -> String {
        let level = match diagnostic.severity {
            Severity::Error => Level::ERROR,
            Severity::Warning => Level::WARNING,
            Severity::Info => Level::INFO,
        };
        // `error[rule]: ` stands before the first line, and as much space before the others.
        let before = diagnostic.severity.name().len() + diagnostic.rule.len() + 4;
        let message = self.fitted(&diagnostic.message(), before);
        let place = self.place(diagnostic);
        let title = level.primary_title(message).id(diagnostic.rule);
        let mut group = Group::with_title(title).element(place.element);
        for (name, note) in self.notes(diagnostic, place.apart) {
            // ` = note: ` behind the margin of line numbers.
            let note = self.fitted(&note, place.margin + name.len() + 5);
            group = group.element(Level::NOTE.with_name(name).message(note));
        }
        let renderer = if self.style.colour { Renderer::styled() } else { Renderer::plain() };
        let drawn = renderer.term_width(self.style.width.max(140)).render(&[group]);
        match place.columns {
            Some((shown, real)) => drawn.replacen(&shown, &real, 1),
            None => drawn,
        }
    }

    fn notes(&self, diagnostic: &Diagnostic, apart: Vec<String>) -> Vec<(&'static str, String)> {
        let mut notes = Vec::new();
        if self.span(&diagnostic.location).is_none()
            && let Some(pointer) = diagnostic.location.pointer.as_ref().filter(|pointer| !pointer.is_empty())
        {
            notes.push(("at", format!("`{pointer}`")));
        }
        notes.extend(apart.into_iter().map(|apart| ("also", apart)));
        notes.extend(diagnostic.habit.iter().map(|habit| ("client", habitual(habit))));
        notes.push(("note", known_of(diagnostic, self.page.profile)));
        if let Some(requirement) = diagnostic.cites {
            notes.push(("requirement", format!("{}, {}", requirement.section(), requirement.level)));
        }
        // A fix does what the help says, where there is one.
        match (diagnostic.help(), &diagnostic.fix) {
            (Some(help), _) => notes.push(("help", help)),
            (None, Some(fix)) => notes.push(("fix", fix.title.clone())),
            (None, None) => {}
        }
        notes
    }

    /// The finding's line, and the lines of the places that belong to it.
    fn place<'a>(&'a self, diagnostic: &'a Diagnostic) -> Place<'a> {
        let name = normalize_untrusted_str(self.page.name);
        let Some((source, span)) = self.found(&diagnostic.location) else {
            let origin = match self.span(&diagnostic.location) {
                Some(span) => {
                    let at = self.text.index.position(span.start);
                    Origin::path(name).line(at.line as usize).char_column(at.column as usize)
                }
                None => Origin::path(name),
            };
            return Place { element: origin.into(), margin: 1, columns: None, apart: Vec::new() };
        };
        let others: Vec<(Span, &str)> = diagnostic
            .related
            .iter()
            .filter_map(|(location, word)| Some((self.found(location)?.1, word.as_str())))
            .collect();
        let spans: Vec<Span> = std::iter::once(span).chain(others.iter().map(|(span, _)| *span)).collect();
        let primary = source.excerpt(&spans, self.style.width);
        let mark = primary.mark(source.text, span).unwrap_or_default();

        let path = match source.of {
            Some(what) => format!("{what} {name}"),
            None => name,
        };
        let shown = primary.text.cut(..mark.start).chars().count() + 1;
        let at = source.index.position(span.start);
        let columns = (format!("{path}:{}:{shown}", at.line), format!("{path}:{}:{}", at.line, at.column));
        let mut lines =
            BTreeMap::from([(primary.line, Line { excerpt: primary, marks: vec![(mark, None)] })]);
        let mut apart = Vec::new();
        for (span, word) in others {
            let at = source.index.position(span.start);
            let line = lines.entry(at.line).or_insert_with(|| Line {
                excerpt: source.excerpt(&[span], self.style.width),
                marks: Vec::new(),
            });
            match line.excerpt.mark(source.text, span) {
                Some(mark) => line.marks.push((mark, Some(word))),
                // Two places of one long line, too far from each other to be shown together.
                None => apart.push(format!("{word}: line {}, column {}", at.line, at.column)),
            }
        }
        let margin = lines.keys().next_back().copied().map_or(1, digits);
        let snippet = source.snippet(lines, self.style.width).path(path);
        Place { element: snippet.into(), margin, columns: Some(columns), apart }
    }

    /// The range of the pasted text.
    fn span(&self, location: &Location) -> Option<Span> {
        self.page.pasted.map.locate(location.part, location.span)
    }

    /// The text and the range in it for a place. None for the headers as a whole: what is missing has
    /// no place.
    fn found(&self, location: &Location) -> Option<(&Source<'_>, Span)> {
        let [request, response] = &self.bodies;
        let body = match location.part {
            Part::Headers | Part::ResponseHeaders => return None,
            Part::Body => request.as_ref(),
            Part::ResponseBody => response.as_ref(),
            _ => None,
        };
        match body {
            Some(body) => Some((body, location.span)),
            None => Some((&self.text, self.span(location)?)),
        }
    }

    fn fitted(&self, text: &str, before: usize) -> String {
        let text = normalize_untrusted_str(text);
        let room = self.style.width.saturating_sub(before).max(30);
        if width(&text) <= room { text } else { wrapped(&text, room).join("\n") }
    }
}

/// A text with its lines.
struct Source<'d> {
    text: &'d str,
    index: LineIndex<'d>,
    /// What it is a part of, in words, where it is not the pasted text.
    of: Option<&'static str>,
}

impl Source<'_> {
    fn new<'t>(text: &'t str, origin: TextOrigin, of: Option<&'static str>) -> Source<'t> {
        Source { text, index: LineIndex::new(text).behind(origin), of }
    }

    /// The line of the first of these ranges, cut so that it fits behind its number, ` 12 | `.
    fn excerpt(&self, spans: &[Span], width: usize) -> Excerpt {
        let first = spans.first().map_or(0, |span| span.start);
        let room = width - digits(self.index.position(first).line) - 3;
        Excerpt::new(self.text, &self.index, spans, room)
    }

    /// The lines with their marks. What lies between them is there for the line numbers alone, but
    /// for single lines, which are shown.
    fn snippet<'a>(&self, lines: BTreeMap<u32, Line<'a>>, room: usize) -> Snippet<'a, Annotation<'a>> {
        let first = lines.keys().next().copied().unwrap_or(1);
        let mut text = String::new();
        let mut annotations = Vec::new();
        for (number, line) in lines {
            let mut at = first + text.matches('\n').count() as u32;
            while at < number {
                let between = self.index.line_span(at).of(self.text);
                if width(between) <= room - 10 {
                    text.push_str(between);
                }
                text.push('\n');
                at += 1;
            }
            for (range, word) in line.marks {
                let range = text.len() + range.start..text.len() + range.end;
                annotations.push(match word {
                    None => AnnotationKind::Primary.span(range),
                    Some(word) => AnnotationKind::Context.span(range).label(word),
                });
            }
            text.push_str(&line.excerpt.text);
            text.push('\n');
        }
        text.pop();
        Snippet::source(text).line_start(first as usize).annotations(annotations)
    }
}

/// A line as it is shown, with what is marked on it; the finding itself has no word.
struct Line<'a> {
    excerpt: Excerpt,
    marks: Vec<(Range<usize>, Option<&'a str>)>,
}

/// Where a finding is, ready to be drawn.
struct Place<'a> {
    element: Element<'a>,
    /// The width of the line numbers.
    margin: usize,
    /// The place as it is drawn, which counts columns in a cut line, and as it is.
    columns: Option<(String, String)>,
    /// What belongs to it and is not drawn.
    apart: Vec<String>,
}

fn digits(line: u32) -> usize {
    line.checked_ilog10().unwrap_or_default() as usize + 1
}

fn line(out: &mut String, text: &str) {
    writeln!(out, "{text}").expect("a string takes all that is written to it");
}

#[cfg(all(test, feature = "book"))]
#[expect(clippy::unwrap_used, reason = "a panic is how a test fails")]
mod tests {
    use super::*;
    use crate::lint::Linter;
    use crate::message::read::{ReadOptions, read};
    use crate::rule::{self, Nothing};

    /// Every rule's bad example, drawn in that style.
    fn pages(style: Style) -> Vec<String> {
        let profile = crate::profile::builtin("rfc7644").unwrap();
        let linter = Linter::new(&profile);
        let mut pages = Vec::new();
        for rule in rule::all().filter(|rule| !rule.bad.is_empty()) {
            let text = rule.bad.as_bytes();
            let pasted = read(text, &ReadOptions::default()).unwrap();
            let verdict = linter.lint(&pasted.exchange.request, &Nothing);
            let page = Page {
                name: "request",
                title: None,
                text,
                pasted: &pasted,
                verdict: &verdict,
                profile: &profile,
            };
            pages.push(page.render(style));
        }
        pages
    }

    #[test]
    fn colours_are_all_that_differs_between_styles() {
        let plain = pages(Style::default());
        let coloured = pages(Style { colour: true, ..Style::default() });
        for (plain, coloured) in plain.iter().zip(&coloured) {
            let mut bare = String::new();
            for (at, piece) in coloured.split('\u{1b}').enumerate() {
                bare.push_str(if at == 0 { piece } else { piece.split_once('m').unwrap().1 });
            }
            assert_eq!(&bare, plain);
            assert!(!plain.contains('\u{1b}') && coloured.contains('\u{1b}'));
        }
    }

    #[test]
    fn pages_fit_their_width() {
        for columns in [80, 100, 120] {
            for page in pages(Style { width: columns, ..Style::default() }) {
                let is_breakable = |line: &&str| line.split(' ').all(|word| width(word) < 40);
                for line in page.lines().filter(is_breakable) {
                    assert!(width(line) <= columns, "{columns}: {line}");
                }
            }
        }
    }
}
