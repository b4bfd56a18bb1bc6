//! The versioned JSON of calls and answers: one form for `--format json`, the npm package and the page.
//!
//! Text goes in and text comes out: positions only make sense against the text as it was pasted, and
//! text crosses into wasm several times faster than objects do. The forms in `v1` are frozen copies
//! of the core's types, so that the core can change without breaking a caller.

mod v1;
mod words;

pub use words::{known, sentence};

use crate::diagnostic::{Answer, Effect};
use crate::json::Parser;
use crate::json::decode::{Node, decode};
use crate::lint::{Linter, Verdict};
use crate::message::Method;
use crate::message::read::{Pasted, ReadOptions, Reader, read};
use crate::profile::{self, Map, Profile};
use crate::rule::Nothing;

/// What a caller says besides the text. All of it can be left out.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Options {
    /// The profile's name; `rfc7644` when not given.
    pub profile: Option<String>,
    /// The profile's parameters.
    pub parameters: Map<String, String>,
    /// The reader; found out when not given.
    pub from: Option<String>,
    /// The method of a bare body.
    pub method: Option<String>,
    /// The target of a bare body.
    pub target: Option<String>,
    /// Whether refusals that are only inferred count as errors.
    pub strict: bool,
    /// Whether a request without findings gets its answer too.
    pub verbose: bool,
}

impl Options {
    fn decode(node: &Node<'_>) -> Options {
        node.object(|members| Options {
            profile: members.text_if_any("profile"),
            parameters: Map::decode(&members.get("parameters"), Node::text),
            from: members.text_if_any("from"),
            method: members.text_if_any("method"),
            target: members.text_if_any("target"),
            strict: members.get("strict").flag(),
            verbose: members.get("verbose").flag(),
        })
    }
}

/// Why a call could not be answered.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CallError {
    /// The options are not what [`Options`] has.
    #[error("the options are not readable: {0}")]
    Options(String),
    /// The profile or a parameter of it does not exist.
    #[error(transparent)]
    Profile(#[from] profile::LoadError),
    /// No reader has that name.
    #[error(transparent)]
    Reader(#[from] crate::message::read::UnknownReader),
    /// SCIM has no such method.
    #[error("SCIM has no method `{0}`; there are `GET`, `POST`, `PUT`, `PATCH` and `DELETE`")]
    Method(String),
    /// The text is no request.
    #[error(transparent)]
    Text(#[from] crate::message::read::ReadError),
}

/// Answers calls. It keeps the linter of the last one, since an editor asks at every keystroke with
/// the same options and compiling a profile is what costs.
#[derive(Default)]
pub struct Desk {
    last: Option<(Made, Linter)>,
}

/// What makes a linter: profile, parameters, strictness.
type Made = (Option<String>, Map<String, String>, bool);

impl Desk {
    /// A desk that has answered nothing yet.
    pub fn new() -> Desk {
        Desk::default()
    }

    /// Judges a request in whatever form it was pasted. `options` is the JSON of [`Options`]; an
    /// empty text means none.
    ///
    /// The result is empty when there is nothing to say: no finding, and the request is predicted to
    /// be taken in full. Else it is JSON of version 1: the predicted answer and the findings, or an `error`.
    pub fn lint(&mut self, text: &str, options: &str) -> String {
        match parse(options).and_then(|options| self.report(text, &options)) {
            Ok(None) => String::new(),
            Ok(Some(report)) => report,
            Err(error) => v1::failure(&error.to_string()),
        }
    }

    fn report(&mut self, text: &str, options: &Options) -> Result<Option<String>, CallError> {
        let method = match options.method.as_deref() {
            None => None,
            Some(name) => match Method::named(&name.to_ascii_uppercase()) {
                Method::Other => return Err(CallError::Method(name.to_owned())),
                method => Some(method),
            },
        };
        let reader = options.from.as_deref().map(str::parse::<Reader>).transpose()?;
        let read_options =
            ReadOptions { reader, method, target: options.target.as_deref(), ..ReadOptions::default() };
        let pasted = read(text.as_bytes(), &read_options)?;
        let linter = self.linter(options)?;
        let verdict = linter.lint(&pasted.exchange.request, &Nothing);
        let is_applied = matches!(verdict.answer, Answer::Accept { effect: Effect::Applied, .. });
        if verdict.diagnostics.is_empty() && is_applied && !options.verbose {
            return Ok(None);
        }
        Ok(Some(v1::report(text, &pasted, &verdict, linter.profile())))
    }

    fn linter(&mut self, options: &Options) -> Result<&Linter, CallError> {
        let made: Made = (options.profile.clone(), options.parameters.clone(), options.strict);
        let linter = match self.last.take() {
            Some((same, linter)) if same == made => linter,
            _ => {
                let mut profile = profile::builtin(options.profile.as_deref().unwrap_or("rfc7644"))?;
                for (parameter, value) in &options.parameters {
                    profile = profile.set(parameter, value)?;
                }
                Linter::of(profile).strict(options.strict)
            }
        };
        Ok(&self.last.insert((made, linter)).1)
    }
}

/// The report's JSON for a verdict that was made elsewhere.
pub fn report(text: &str, pasted: &Pasted<'_>, verdict: &Verdict, profile: &Profile) -> serde_json::Value {
    serde_json::from_str(&v1::report(text, pasted, verdict, profile)).unwrap_or_default()
}

/// The JSON for a text that could not be judged, with the reason in a sentence.
pub fn failure(reason: &str) -> serde_json::Value {
    serde_json::from_str(&v1::failure(reason)).unwrap_or_default()
}

/// The built-in profiles: name, title, kind and parameters, as a JSON array.
pub fn profiles() -> String {
    let profiles: Vec<Profile> =
        profile::builtin_names().filter_map(|name| profile::builtin(name).ok()).collect();
    v1::profiles(&profiles)
}

/// The rules: name and title, as a JSON array.
#[cfg(feature = "book")]
pub fn rules() -> String {
    v1::rules()
}

fn parse(options: &str) -> Result<Options, CallError> {
    if options.trim().is_empty() {
        return Ok(Options::default());
    }
    let mut parser = Parser::new();
    let document = parser.parse(options.as_bytes()).map_err(|error| CallError::Options(error.to_string()))?;
    decode(vec![document.root()], Options::decode).map_err(|fault| CallError::Options(fault.to_string()))
}
