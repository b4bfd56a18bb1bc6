//! `scimproof rules`: the catalogue, and one rule explained.

mod explained;
mod json;
mod markdown;

use super::endpoint::EndpointArguments;
use crate::native::Exit;
use crate::native::terminal::{Page, WIDTH, print};
use crate::report::laid_out;
use clap::{Args, ValueEnum};
pub(super) use explained::outcome;
use explained::{Explained, Judged, Profiles};
use scimproof::diagnostic::Severity;
use scimproof::json::{Kind, Parser, Value};
use scimproof::lint::Linter;
use scimproof::profile::Profile;
use scimproof::render::{width, wrapped};
use scimproof::rule::{self, Rule};
use std::fmt::Write;
use std::path::{Path, PathBuf};

const HELP: &str = "\
Examples:
  scimproof rules
  scimproof rules --profile github-emu
  scimproof rules patch-op-unknown
  scimproof rules --format markdown --output docs

Exit codes: 0, or 2 for a rule or a profile that does not exist.";

/// Lists the ways for a request to be malformed, or explains one
#[derive(Debug, Args)]
#[command(after_help = HELP)]
pub(super) struct Arguments {
    /// The rule to explain
    #[arg(value_name = "NAME")]
    name: Option<String>,
    #[command(flatten)]
    endpoint: EndpointArguments,
    /// The output's form
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
    /// Writes the whole rule book into a folder: a list, and a page for each rule
    #[arg(long, value_name = "FOLDER", conflicts_with = "name")]
    output: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people at a terminal
    Human,
    /// Markdown, as in the rule book
    Markdown,
    /// JSON: all of the rule book, or one rule
    Json,
}

/// Runs the command; `Err` says what is wrong with its use.
pub(super) fn run(arguments: Arguments) -> Result<Exit, String> {
    let profile = arguments.endpoint.profile()?;
    let profiles = Profiles::load();
    if let Some(folder) = &arguments.output {
        write_book(folder, &profiles)?;
        return Ok(Exit::Clean);
    }
    let rule = match &arguments.name {
        None => None,
        Some(name) => Some(rule::named(name).ok_or_else(|| unknown(name))?),
    };
    print(&match (arguments.format, rule) {
        (Format::Human, None) => list(&profile),
        (Format::Human, Some(rule)) => page(&profiles.explain(rule)),
        (Format::Markdown, None) => markdown::index(&profiles),
        (Format::Markdown, Some(rule)) => markdown::page(&profiles.explain(rule)),
        (Format::Json, None) => format!("{}\n", json::book(&profiles)),
        (Format::Json, Some(rule)) => format!("{}\n", json::page(&profiles.explain(rule))),
    })?;
    Ok(Exit::Clean)
}

/// Writes `rules.md` and `rules/NAME.md`. Pages of rules that are no more go.
fn write_book(folder: &Path, profiles: &Profiles) -> Result<(), String> {
    let cannot = |path: &Path, error: &std::io::Error| format!("cannot write `{}`: {error}", path.display());
    let write =
        |path: PathBuf, text: String| std::fs::write(&path, text).map_err(|error| cannot(&path, &error));
    let pages = folder.join("rules");
    std::fs::create_dir_all(&pages).map_err(|error| cannot(&pages, &error))?;
    write(folder.join("rules.md"), markdown::index(profiles))?;
    for rule in rule::all() {
        write(pages.join(format!("{}.md", rule.name)), markdown::page(&profiles.explain(rule)))?;
    }
    let listed = std::fs::read_dir(&pages).map_err(|error| cannot(&pages, &error))?;
    for path in listed.filter_map(|entry| Some(entry.ok()?.path())) {
        let name = path.file_stem().and_then(|name| name.to_str()).unwrap_or_default();
        if path.extension().is_some_and(|extension| extension == "md") && rule::named(name).is_none() {
            std::fs::remove_file(&path).map_err(|error| cannot(&path, &error))?;
        }
    }
    Ok(())
}

/// What to say of a name that no rule has: the one that was meant, or those that have a word of it.
fn unknown(name: &str) -> String {
    if let Some(rule) = rule::meant(name) {
        return format!("there is no rule `{name}`; did you mean `{}`?", rule.name);
    }
    let words: Vec<&str> = name.split('-').filter(|word| word.len() > 2).collect();
    let shared = |rule: &Rule| rule.name.split('-').filter(|word| words.contains(word)).count();
    let most = rule::all().map(shared).max().unwrap_or_default();
    let close: Vec<&str> =
        rule::all().filter(|rule| most > 0 && shared(rule) == most).map(|rule| rule.name).take(5).collect();
    if close.is_empty() {
        format!("there is no rule `{name}`; `scimproof rules` lists them")
    } else {
        format!("there is no rule `{name}`; there are `{}`", close.join("`, `"))
    }
}

/// Where the titles of rules begin: most names are shorter, and titles fit two lines.
const COLUMN: usize = 38;

/// The rules by family, each with how much it matters.
fn list(profile: &Profile) -> String {
    let linter = Linter::new(profile);
    let mut page = Page::new();
    for family in rule::FAMILIES {
        page.heading(family.title);
        for rule in family.rules {
            let severity = linter.severity_of(rule.name);
            let differs = profile.judgement(rule.name).is_some_and(|it| !it.unless.is_empty());
            let word =
                format!("{}{}", severity.map_or("quiet", Severity::name), if differs { "*" } else { "" });
            let shown = format!("{} {}", coloured(&page, severity, &format!("{word:<8}")), rule.name);
            page.styled_entry(2, &shown, 9 + rule.name.len(), COLUMN, rule.title());
        }
        page.line("");
    }
    let count = rule::all().count();
    page.paragraph(
        "",
        &format!(
            "{count} rules as {} judges them: `error` is refused or does harm, `warning` may be, or has no effect, `info` is worth knowing, `quiet` is not reported, `*` depends on the case. `scimproof rules NAME` explains one.",
            profile.title
        ),
    );
    page.into_text()
}

/// One rule with what is known of it.
fn page(explained: &Explained) -> String {
    let rule = explained.rule;
    let mut page = Page::new();
    page.heading(rule.name);
    page.line("");
    for text in rule.book.split("\n\n") {
        page.paragraph("", text);
        page.line("");
    }
    if let Some(requirement) = explained.requirement {
        page.heading(&format!("{}, {}", requirement.section(), requirement.level));
        page.paragraph("  ", &format!("\u{201c}{}\u{201d}", requirement.sentence));
        page.line("");
    }
    example(&mut page, "Found in", rule.bad);
    example(&mut page, "Right", rule.good);
    if let Some(fix) = &explained.fix {
        page.heading("Fix");
        let applied = if fix.safe { "applied by `lint --fix`" } else { "not safe, so not applied unasked" };
        page.paragraph("  ", &format!("{} ({applied})", fix.title));
        page.line("");
    }
    page.heading("Judged by");
    for judged in &explained.judged {
        write_judged(&mut page, judged);
    }
    if !explained.senders.is_empty() {
        page.line("");
        page.heading("Known to be sent by");
        for sender in &explained.senders {
            page.paragraph("  ", sender);
        }
    }
    page.into_text()
}

/// A request with its body laid out, so that it fits.
fn example(page: &mut Page, title: &str, request: &str) {
    if request.is_empty() {
        return;
    }
    page.heading(title);
    for text in shown(request, WIDTH - 2).lines() {
        page.line(&format!("  {text}"));
    }
    page.line("");
}

/// What some profiles make of it, with the exceptions.
fn write_judged(page: &mut Page, judged: &Judged) {
    let word = judged.severity.map_or("quiet", Severity::name);
    let names = format!("{}: {word}", judged.profiles.join(", "));
    for text in wrapped(&names, WIDTH - 2) {
        // The last word of all is the severity.
        let shown = match text.strip_suffix(word) {
            Some(names) => page.bold(names) + &coloured(page, judged.severity, word),
            None => page.bold(&text),
        };
        page.line(&format!("  {shown}"));
    }
    page.paragraph("    ", &judged.sentence);
    for (when, then) in &judged.exceptions {
        page.paragraph("    ", &format!("where {when}: {then}"));
    }
}

fn coloured(page: &Page, severity: Option<Severity>, text: &str) -> String {
    let code = match severity {
        Some(Severity::Error) => "31",
        Some(Severity::Warning) => "33",
        Some(Severity::Info) => "36",
        None => "2",
    };
    page.styled(code, text)
}

/// A request or exchanges as they stand on a page: bodies laid out where they do not fit, and what cannot be seen shown.
fn shown(text: &str, room: usize) -> String {
    let block = |(at, block): (usize, &str)| {
        let is_head = at == 0 || block.starts_with("HTTP/") || block.starts_with("###");
        let laid_out = if is_head { block.to_owned() } else { compact(block, room) };
        laid_out.lines().map(visible).collect::<Vec<_>>().join("\n")
    };
    text.trim_end().split("\n\n").enumerate().map(block).collect::<Vec<_>>().join("\n\n")
}

/// The text with what cannot be seen written as an escape: it is what some examples are about.
fn visible(text: &str) -> String {
    let is_hidden = |character: char| character.is_control() || character == '\u{feff}';
    text.chars().fold(String::new(), |mut shown, character| {
        if is_hidden(character) {
            shown.extend(character.escape_unicode());
        } else {
            shown.push(character);
        }
        shown
    })
}

/// A body as it is if it fits, else laid out, with whatever fits a line on one.
fn compact(body: &str, room: usize) -> String {
    if body.lines().all(|text| width(text) <= room) {
        return body.to_owned();
    }
    match Parser::new().parse(body.as_bytes()) {
        Ok(document) => {
            let mut out = String::new();
            lay_out(&mut out, document.root(), 0, 0, room);
            out
        }
        Err(_) => laid_out(body),
    }
}

/// Writes a value that begins behind so many columns, its members indented below it where it does not fit.
fn lay_out(out: &mut String, value: Value<'_>, indent: usize, taken: usize, room: usize) {
    let (open, close) = match value.kind() {
        Kind::Object => ('{', '}'),
        Kind::Array => ('[', ']'),
        _ => return out.push_str(value.raw()),
    };
    if value.is_empty() || taken + width(value.raw()) < room {
        return out.push_str(value.raw());
    }
    let inner = indent + 2;
    let start = |out: &mut String, at: usize| {
        out.push(if at == 0 { open } else { ',' });
        write!(out, "\n{:inner$}", "").expect("a string takes all that is written to it");
    };
    for (at, member) in value.members().enumerate() {
        start(out, at);
        write!(out, "{}: ", member.name.raw()).expect("a string takes all that is written to it");
        lay_out(out, member.value, inner, inner + width(member.name.raw()) + 2, room);
    }
    for (at, element) in value.elements().enumerate() {
        start(out, at);
        lay_out(out, element, inner, inner, room);
    }
    write!(out, "\n{:indent$}{close}", "").expect("a string takes all that is written to it");
}
