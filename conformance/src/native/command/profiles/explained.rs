//! The page on one profile: what it says, where it differs from the one it extends, and how all that is known.

use super::super::endpoint::Found;
use super::super::rules::outcome;
use super::facts::facts;
use crate::native::terminal::Page;
use scimproof::api::told;
use scimproof::profile::{self, Client, Judgement, Library, LoadError, Map, Parameter, Profile, Standing};
use scimproof::rule;
use std::collections::BTreeMap;

/// A profile of either kind.
pub(super) enum Subject {
    Endpoint(Box<Profile>),
    Sender(Client),
}

impl Subject {
    /// The profile of that name.
    pub(super) fn find(library: &Library, name: &str) -> Result<Subject, LoadError> {
        match library.provider(name) {
            Ok(profile) => Ok(Subject::Endpoint(Box::new(profile))),
            Err(LoadError::WrongKind { is_client: true, .. }) => library.client(name).map(Subject::Sender),
            Err(LoadError::UnknownProfile { name, .. }) => {
                let known = profile::builtin_names().chain(profile::client_names()).collect();
                Err(LoadError::UnknownProfile { name, known })
            }
            Err(error) => Err(error),
        }
    }

    /// Its name in prose.
    pub(super) fn title(&self) -> &str {
        match self {
            Subject::Endpoint(profile) => &profile.title,
            Subject::Sender(client) => &client.title,
        }
    }
}

/// Writes the page.
pub(super) fn write(page: &mut Page, found: &Found<'_>) -> Result<(), String> {
    let told = |error| found.told(error);
    let (library, name) = (&found.library, found.name.as_str());
    let subject = Subject::find(library, name).map_err(told)?;
    let base = library.base(name).map_err(told)?;
    page.heading(name);
    page.line("");
    let kind = match &subject {
        Subject::Endpoint(_) => "an endpoint",
        Subject::Sender(_) => "a client",
    };
    let extends = base.as_ref().map(|base| format!("; it extends `{base}`")).unwrap_or_default();
    page.paragraph("", &format!("{}: {kind}{extends}", subject.title()));
    let variants = if name.contains('/') { Vec::new() } else { library.variants(name).map_err(told)? };
    if !variants.is_empty() {
        let variants: Vec<String> = variants.iter().map(|variant| format!("`{name}/{variant}`")).collect();
        page.paragraph("", &format!("Variants: {}", variants.join(", ")));
    }
    let below = match &base {
        Some(base) => Some(Subject::find(library, base).map_err(told)?),
        None => None,
    };
    match (subject, below) {
        (Subject::Endpoint(own), Some(Subject::Endpoint(below))) => endpoint(page, &own, Some(&below)),
        (Subject::Endpoint(own), _) => endpoint(page, &own, None),
        (Subject::Sender(own), Some(Subject::Sender(below))) => sender(page, &own, Some(&below)),
        (Subject::Sender(own), _) => sender(page, &own, None),
    }
    Ok(())
}

fn endpoint(page: &mut Page, own: &Profile, below: Option<&Profile>) {
    parameters(page, &own.parameters);
    page.line("");
    let (mut lines, mut gone) = (facts(own), Vec::new());
    if let Some(below) = below {
        let others = facts(below);
        let all = lines.clone();
        lines.retain(|line| !others.contains(line));
        gone = others;
        gone.retain(|line| !all.iter().any(|own| own.about == line.about));
        page.heading(&format!("Facts that differ from those of {}", below.name));
    } else {
        page.heading("Facts");
    }
    for line in &lines {
        page.entry(2, &line.about, COLUMN, &line.sentence());
    }
    for line in &gone {
        page.entry(2, &line.about, COLUMN, "nothing is said of it here");
    }
    if lines.is_empty() && gone.is_empty() {
        page.line("  none");
    }
    if let Some(below) = below {
        judgements(page, own, below);
    }
    let standings = own.judgements.iter().map(|(_, judgement)| (judgement.standing, &*judgement.source));
    page.line("");
    sources(page, "of malformations", standings);
    let name = &own.name;
    page.line("");
    page.paragraph(
        "",
        &format!("`scimproof rules --profile {name}` lists what it makes of each malformation."),
    );
}

/// Where facts begin.
const COLUMN: usize = 22;

fn parameters(page: &mut Page, parameters: &Map<String, Parameter>) {
    if parameters.is_empty() {
        return;
    }
    page.line("");
    page.heading("Parameters, for `--set NAME=VALUE`");
    for (name, parameter) in parameters {
        let text =
            format!("{}, such as `{}`", parameter.description.trim_end_matches('.'), parameter.example);
        page.entry(2, name, COLUMN, &text);
    }
}

fn judgements(page: &mut Page, own: &Profile, below: &Profile) {
    let differs = |(name, judgement): &&(String, Judgement)| below.judgement(name) != Some(judgement);
    let differing: Vec<&(String, Judgement)> = own.judgements.iter().filter(differs).collect();
    page.line("");
    page.heading(&format!("Malformations judged otherwise than by {}", below.name));
    if differing.is_empty() {
        page.line("  none");
    }
    for (name, judgement) in differing {
        // What nothing finds has no page.
        let Some(rule) = rule::named(name) else { continue };
        page.line(&format!("  {name}"));
        let exceptions = match judgement.unless.len() {
            0 => String::new(),
            1 => "; one exception".to_owned(),
            count => format!("; {count} exceptions"),
        };
        page.paragraph("    ", &format!("{}{exceptions}", outcome(rule, judgement, own)));
    }
}

fn sender(page: &mut Page, own: &Client, below: Option<&Client>) {
    page.line("");
    page.heading("Known to send");
    for (name, habit) in &own.sends {
        let differs = below.is_none_or(|below| below.sends.get(name) != Some(habit));
        let word = match (habit.sent, differs) {
            (true, true) => "",
            (true, false) => " (as what it extends)",
            (false, _) => " not",
        };
        page.line(&format!("  {name}{word}"));
        let when =
            habit.when.iter().map(|(name, words)| format!("where {name} is `{}`", words.join("` or `")));
        let known = std::iter::once(told(habit.standing, &habit.source));
        page.paragraph("    ", &when.chain(known).collect::<Vec<_>>().join(": "));
    }
    page.line("");
    sources(page, "of habits", own.sends.iter().map(|(_, habit)| (Some(habit.standing), &*habit.source)));
}

/// How much is known in which way, and by which documents.
fn sources<'a>(page: &mut Page, of: &str, known: impl Iterator<Item = (Option<Standing>, &'a str)>) {
    let (mut standings, mut unknown) = (BTreeMap::<Standing, usize>::new(), 0_usize);
    let mut documents = BTreeMap::<String, usize>::new();
    for (standing, source) in known {
        match standing {
            None => unknown += 1,
            Some(standing) => {
                *standings.entry(standing).or_default() += 1;
                for part in source.split("; ") {
                    *documents.entry(document(part).to_owned()).or_default() += 1;
                }
            }
        }
    }
    page.heading(&format!("How what it says {of} is known"));
    let mut counts: Vec<String> =
        standings.iter().map(|(standing, count)| format!("{count} {standing}")).collect();
    if unknown > 0 {
        counts.push(format!("{unknown} of which nobody has said"));
    }
    page.paragraph("  ", &counts.join(", "));
    // A source that says more than another of its document counts for that.
    let names: Vec<String> = documents.keys().cloned().collect();
    let mut merged = BTreeMap::<&str, usize>::new();
    for (name, count) in &documents {
        let shortest = names
            .iter()
            .find(|other| name.strip_prefix(other.as_str()).is_some_and(|rest| rest.starts_with(' ')));
        *merged.entry(shortest.unwrap_or(name)).or_default() += count;
    }
    let mut merged: Vec<(&str, usize)> = merged.into_iter().collect();
    merged.sort_by_key(|(name, count)| (usize::MAX - count, *name));
    let (many, once): (Vec<_>, Vec<_>) = merged.into_iter().partition(|(_, count)| *count > 1);
    // Few sources that stand for one fact each are named too.
    let named = if once.len() > 3 { many } else { [many, once.clone()].concat() };
    for (name, count) in named {
        page.entry(2, &format!("{count:>4}"), 8, name);
    }
    if once.len() > 3 {
        page.entry(2, &format!("{:>4}", once.len()), 8, "others, once each");
    }
}

/// The document that a source names, without the place in it.
fn document(source: &str) -> &str {
    let ends = [": ", ", ", " \u{a7}"].iter().filter_map(|end| source.find(end));
    &source[..ends.min().unwrap_or(source.len())]
}
