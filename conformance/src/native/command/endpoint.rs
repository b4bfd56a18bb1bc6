//! Which endpoint a command is about, and who sends: built-in profiles by name, or files that users bring.

use super::cannot_read;
use clap::Args;
use scimproof::json::{LineIndex, Parser, Value};
use scimproof::profile::{self, Client, Discovery, Library, LoadError, Profile};
use scimproof::rule;
use std::path::{Path, PathBuf};

/// The endpoint where nobody says which.
const USUAL: &str = "rfc7644";

#[derive(Debug, Args)]
pub(super) struct EndpointArguments {
    /// The endpoint: a profile's name, such as `github-emu`, or the path of a
    /// profile of your own [default: rfc7644]
    #[arg(long, value_name = "NAME|FILE")]
    profile: Option<String>,
    /// Sets a parameter of the profile, such as `shortcode=octo`; can be repeated
    #[arg(long, value_name = "NAME=VALUE")]
    set: Vec<String>,
    /// What the endpoint says of itself: the answer of its `/Schemas`, also of
    /// `/ResourceTypes` and `/ServiceProviderConfig`; can be repeated
    #[arg(long, value_name = "FILE")]
    schemas: Vec<PathBuf>,
}

impl EndpointArguments {
    /// What was given as the profile.
    pub(super) fn given(&self) -> Option<&str> {
        self.profile.as_deref()
    }

    /// The profile with its parameters; `Err` says what is wrong with it.
    pub(super) fn profile(&self) -> Result<Profile, String> {
        self.profile_or(USUAL)
    }

    /// The profile with its parameters, or the built-in one where none was given.
    pub(super) fn profile_or(&self, usual: &str) -> Result<Profile, String> {
        let mut profile = match (self.given(), self.discovery()?) {
            (given, None) => provider(given.unwrap_or(usual))?,
            (None, Some(discovery)) if usual == USUAL => {
                Profile::from_discovery(&discovery).map_err(|error| error.to_string())?
            }
            (given, Some(discovery)) => provider(given.unwrap_or(usual))?
                .with_discovery(&discovery)
                .map_err(|error| error.to_string())?,
        };
        for setting in &self.set {
            let (parameter, value) = setting
                .split_once('=')
                .ok_or_else(|| format!("`--set {setting}` has no value; write `--set NAME=VALUE`"))?;
            profile = profile.set(parameter.trim(), value.trim()).map_err(|error| error.to_string())?;
        }
        Ok(profile)
    }

    fn discovery(&self) -> Result<Option<Discovery>, String> {
        let mut all = Discovery::default();
        for file in &self.schemas {
            let text = std::fs::read_to_string(file).map_err(|error| cannot_read(file, &error))?;
            all.add(&text).map_err(|fault| fault.in_file(&file.to_string_lossy()))?;
            if all.is_empty() {
                return Err(format!("`{}` lists no schema; give it what `/Schemas` answers", file.display()));
            }
        }
        Ok(Some(all).filter(|all| !all.is_empty()))
    }
}

/// The profile of an endpoint, by its name or its file, with or without `/VARIANT`.
pub(super) fn provider(given: &str) -> Result<Profile, String> {
    let found = Found::new(given)?;
    found.library.provider(&found.name).map_err(|error| found.told(error))
}

/// The profile of a sender, by its name or its file, with or without `/VARIANT`.
pub(super) fn client(given: &str) -> Result<Client, String> {
    let found = Found::new(given)?;
    found.library.client(&found.name).map_err(|error| found.told(error))
}

/// Where a profile is, and what it is called there.
pub(super) struct Found<'a> {
    pub(super) library: Library,
    pub(super) name: String,
    /// The path of the user's file, if it is one.
    file: Option<&'a str>,
}

impl<'a> Found<'a> {
    /// Looks for it; `Err` says why it cannot be used.
    pub(super) fn new(given: &'a str) -> Result<Found<'a>, String> {
        let base = given.split('/').next().unwrap_or_default();
        let is_built_in = profile::builtin_names().chain(profile::client_names()).any(|name| name == base);
        let is_file = |path: &str| Path::new(path).is_file();
        let (path, variant) = match given.rsplit_once('/') {
            Some((path, variant)) if !is_file(given) && is_file(path) => (path, Some(variant)),
            _ => (given, None),
        };
        let is_json =
            Path::new(path).extension().is_some_and(|extension| extension.eq_ignore_ascii_case("json"));
        let looks_like_a_path = is_json || base.is_empty() || base.contains(['.', '\\']) || is_file(path);
        if is_built_in || !looks_like_a_path {
            return Ok(Found { library: Library::default(), name: given.to_owned(), file: None });
        }
        let own = path.strip_prefix("./").unwrap_or(path);
        let mut found = Found { library: Library::default(), name: String::new(), file: Some(path) };
        let mut faults = Vec::new();
        let mut next = Some(own.to_owned());
        // What it extends first, so that a fault there is not told of the file above it.
        let mut files = Vec::new();
        while let Some(file) = next {
            let text =
                std::fs::read_to_string(&file).map_err(|error| cannot_read(Path::new(&file), &error))?;
            let name = found.library.add_file(&file, &text).map_err(|error| found.told(error))?;
            if found.name.is_empty() {
                found.name = variant.map_or_else(|| name.clone(), |variant| format!("{name}/{variant}"));
            }
            files.push((file, text));
            next = found.library.lacking();
        }
        for (file, text) in files.iter().rev() {
            // Nobody would look for a fault in a variant that is not in use.
            let variants = found.library.variants(file).map_err(|error| found.told(error))?;
            let all = variants.iter().map(|variant| format!("{file}/{variant}"));
            for name in std::iter::once(file.clone()).chain(all) {
                let read = match found.library.provider(&name) {
                    Err(LoadError::WrongKind { .. }) => found.library.client(&name).map(drop),
                    read => read.map(drop),
                };
                let told = read.err().map(|error| found.told(error)).unwrap_or_default();
                faults.extend(told.lines().map(str::to_owned));
            }
            faults.extend(strange_rules(file, text));
        }
        let mut told: Vec<String> = Vec::new();
        for fault in faults {
            if !told.contains(&fault) {
                told.push(fault);
            }
        }
        if told.is_empty() { Ok(found) } else { Err(told.join("\n")) }
    }

    /// The error in words, with the place where it is one of the user's file.
    pub(super) fn told(&self, error: LoadError) -> String {
        match (self.file, error) {
            (Some(_), LoadError::Malformed { name, fault }) => fault.in_file(&name),
            (Some(file), error) => format!("`{file}`: {error}"),
            (None, error) => error.to_string(),
        }
    }
}

/// Tells what a file says of rules that do not exist: it would have no effect.
fn strange_rules(file: &str, text: &str) -> Vec<String> {
    let mut told = Vec::new();
    let mut parser = Parser::new();
    // What is no JSON was told before.
    let Ok(document) = parser.parse(text.as_bytes()) else { return told };
    let root = document.root();
    let variants = root.get("variants").into_iter().flat_map(Value::members).map(|member| member.value);
    for part in std::iter::once(root).chain(variants) {
        let by_rule = ["judgements", "sends"].into_iter().filter_map(|name| part.get(name));
        for member in by_rule.flat_map(Value::members) {
            let name = member.key();
            // A copy of a built-in file may speak of malformations that nothing finds yet.
            if rule::named(&name).is_some() || is_judged(&name) {
                continue;
            }
            let place = LineIndex::new(text).position(member.name.span().start);
            let meant = rule::meant(&name)
                .map_or_else(String::new, |rule| format!("; did you mean `{}`?", rule.name));
            told.push(format!("{file}:{}:{}: there is no rule `{name}`{meant}", place.line, place.column));
        }
    }
    told
}

fn is_judged(name: &str) -> bool {
    profile::builtin(USUAL).is_ok_and(|profile| profile.judgement(name).is_some())
}
