//! `scimproof rules`: the catalogue, and one rule explained.

use crate::native::Exit;
use crate::native::terminal::{WIDTH, has_colours, print};
use crate::report::laid_out;
use clap::Args;
use scimproof::api::{known, known_of_answer};
use scimproof::diagnostic::{Basis, Severity};
use scimproof::json::{Kind, Parser, Value};
use scimproof::lint::Linter;
use scimproof::profile::{self, Judgement, Profile};
use scimproof::render::{width, wrapped};
use scimproof::rule::{self, Check, Rule};
use std::fmt::Write;

const HELP: &str = "\
Examples:
  scimproof rules
  scimproof rules --profile github-emu
  scimproof rules patch-op-unknown

Exit codes: 0, or 2 for a rule or a profile that does not exist.";

/// Lists the ways for a request to be malformed, or explains one
#[derive(Debug, Args)]
#[command(after_help = HELP)]
pub(super) struct Arguments {
    /// The rule to explain
    #[arg(value_name = "NAME")]
    name: Option<String>,
    /// The endpoint by which the list says how much each matters
    #[arg(long, value_name = "NAME", default_value = "rfc7644")]
    profile: String,
}

/// Runs the command; `Err` says what is wrong with its use.
pub(super) fn run(arguments: Arguments) -> Result<Exit, String> {
    let profile = profile::builtin(&arguments.profile).map_err(|error| error.to_string())?;
    let page = Page { colour: has_colours() };
    let shown = match &arguments.name {
        None => page.list(&profile),
        Some(name) => page.explained(rule::named(name).ok_or_else(|| unknown(name))?),
    };
    print(&shown)?;
    Ok(Exit::Clean)
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

struct Page {
    colour: bool,
}

impl Page {
    fn list(&self, profile: &Profile) -> String {
        let linter = Linter::new(profile);
        let longest = rule::all().map(|rule| rule.name.len()).max().unwrap_or_default();
        let mut out = String::new();
        for family in rule::FAMILIES {
            line(&mut out, &self.bold(family.title));
            for rule in family.rules {
                let severity = linter.severity_of(rule.name);
                let differs = profile.judgement(rule.name).is_some_and(|it| !it.unless.is_empty());
                let word =
                    format!("{}{}", severity.map_or("quiet", Severity::name), if differs { "*" } else { "" });
                let margin = 2 + 8 + 1 + longest + 1;
                for (at, text) in wrapped(rule.title(), WIDTH - margin).iter().enumerate() {
                    if at == 0 {
                        let word = self.coloured(severity, &format!("{word:<8}"));
                        line(&mut out, &format!("  {word} {:<longest$} {text}", rule.name));
                    } else {
                        line(&mut out, &format!("{:margin$}{text}", ""));
                    }
                }
            }
            out.push('\n');
        }
        let count = rule::all().count();
        let judged = format!(
            "{count} rules as {} judges them: `error` is refused or does harm, `warning` may be, or has no effect, `info` is worth knowing, `quiet` is not reported, `*` depends on the case. `scimproof rules NAME` explains one.",
            profile.title
        );
        paragraph(&mut out, "", &judged);
        out
    }

    fn explained(&self, rule: &Rule) -> String {
        let mut out = String::new();
        line(&mut out, &self.bold(rule.name));
        out.push('\n');
        for text in rule.book.split("\n\n") {
            paragraph(&mut out, "", text);
            out.push('\n');
        }
        if let Some(requirement) = rule.cites {
            line(&mut out, &self.bold(&format!("{}, {}", requirement.section, requirement.level)));
            paragraph(&mut out, "  ", &format!("\u{201c}{}\u{201d}", requirement.sentence));
            out.push('\n');
        }
        self.example(&mut out, "Found in", rule.bad);
        self.example(&mut out, "Right", rule.good);
        line(&mut out, &self.bold("Judged by"));
        for name in profile::builtin_names() {
            if let Ok(profile) = profile::builtin(name) {
                self.judged(&mut out, rule, &profile);
            }
        }
        out
    }

    /// A request or exchanges, with the bodies laid out, so that they fit.
    fn example(&self, out: &mut String, title: &str, text: &str) {
        if text.is_empty() {
            return;
        }
        line(out, &self.bold(title));
        for (at, block) in text.trim_end().split("\n\n").enumerate() {
            let is_head = at == 0 || block.starts_with("HTTP/");
            let laid_out = if is_head { block.to_owned() } else { compact(block, WIDTH - 2) };
            for text in laid_out.lines() {
                line(out, &format!("  {}", visible(text)));
            }
            out.push('\n');
        }
    }

    /// What one profile makes of it, with its exceptions.
    fn judged(&self, out: &mut String, rule: &Rule, profile: &Profile) {
        let severity = Linter::new(profile).severity_of(rule.name);
        let word = self.coloured(severity, severity.map_or("quiet", Severity::name));
        line(out, &format!("  {} {word}", self.bold(&profile.name)));
        let Some(judgement) = profile.judgement(rule.name) else {
            paragraph(out, "    ", &format!("nobody has said what {} makes of it", profile.subject));
            return;
        };
        paragraph(out, "    ", &sentence(rule, judgement, profile));
        for exception in &judgement.unless {
            let when: Vec<String> = exception
                .when
                .iter()
                .map(|(name, words)| format!("{name} is `{}`", words.join("` or `")))
                .collect();
            let then = sentence(rule, &exception.judgement, profile);
            paragraph(out, "    ", &format!("where {}: {then}", when.join(" and ")));
        }
    }

    fn bold(&self, text: &str) -> String {
        if self.colour { format!("\u{1b}[1m{text}\u{1b}[0m") } else { text.to_owned() }
    }

    fn coloured(&self, severity: Option<Severity>, text: &str) -> String {
        let code = match severity {
            Some(Severity::Error) => "31",
            Some(Severity::Warning) => "33",
            Some(Severity::Info) => "36",
            None => "2",
        };
        if self.colour { format!("\u{1b}[{code}m{text}\u{1b}[0m") } else { text.to_owned() }
    }
}

/// What the endpoint makes of it, how that is known, and the answer where it is a refusal.
fn sentence(rule: &Rule, judgement: &Judgement, profile: &Profile) -> String {
    let basis =
        Basis { outcome: judgement.then, standing: judgement.standing, source: judgement.source.clone() };
    if matches!(rule.check, Check::Exchange(_)) {
        return known_of_answer(&basis, profile);
    }
    let known = known(&basis, profile);
    if judgement.then != profile::Outcome::Refuse {
        return known;
    }
    let kind = judgement.scim_type.as_ref().map(|kind| format!(" {kind}")).unwrap_or_default();
    format!("{}{kind}: {known}", judgement.status.unwrap_or(400))
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

fn paragraph(out: &mut String, margin: &str, text: &str) {
    for text in wrapped(&text.replace('\n', " "), WIDTH - margin.len()) {
        line(out, &format!("{margin}{text}"));
    }
}

fn line(out: &mut String, text: &str) {
    writeln!(out, "{}", text.trim_end()).expect("a string takes all that is written to it");
}
