//! The runner as calls.

use super::http::{Came, Sent};
use super::{CallError, told};
use crate::runner::{Entry, Next, RunOptions, Runner, SendId, TransportError};
use crate::suite::{Suite, builtin, builtin_deviations};
use scimproof::profile::Profile;
use serde::Deserialize;
use serde_json::{Value, json};

/// A run over suites that is driven from outside.
pub struct Run {
    runner: Runner,
    waiting: Option<SendId>,
}

/// What a run needs to know. All but the id can be left out.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Options {
    /// Digits, different for every run against one endpoint.
    run: String,
    /// The names of built-in suites; `rfc` where none is given.
    #[serde(default)]
    suites: Vec<String>,
    /// Ids of checks, or beginnings of them, that alone are run.
    #[serde(default)]
    only: Vec<String>,
    /// What is tested, for people.
    #[serde(default)]
    title: String,
    /// The endpoint's base URL.
    #[serde(default)]
    base: Option<String>,
    /// The value of the `Authorization` header.
    #[serde(default)]
    authorization: Option<String>,
}

impl Run {
    /// A run of suites by JSON with the run's id in `run`, and `suites`, `only`, `title`, `base` and `authorization`.
    /// The profile explains refusals; what it is known to do otherwise than the suites ask is known.
    ///
    /// # Errors
    /// When the options are not readable, or name a suite that does not exist.
    pub fn new(options: &str, profile: Profile) -> Result<Run, CallError> {
        let options: Options = serde_json::from_str(options)?;
        let suites = if options.suites.is_empty() { vec!["rfc".to_owned()] } else { options.suites };
        let suites = suites.iter().map(|name| named(name)).collect::<Result<Vec<Suite>, CallError>>()?;
        let runner = Runner::new(
            &suites,
            RunOptions {
                run: options.run,
                target: options.title,
                base: options.base,
                authorization: options.authorization,
                only: options.only,
                deviations: builtin_deviations(&profile.name).unwrap_or_default(),
                profile: Some(profile),
            },
        );
        Ok(Run { runner, waiting: None })
    }

    /// What to do next, as JSON of version 1; its `do` is one of
    ///
    /// - `send` a `request` below the base and [`Run::give`] what came of it,
    /// - `wait` so many `milliseconds`,
    /// - `note` that something at `target` was `created` or `deleted`, or is about to be,
    /// - `report` a `record` of the run's stream,
    /// - `end`.
    pub fn step(&mut self) -> String {
        told(self.next())
    }

    fn next(&mut self) -> Result<Value, CallError> {
        Ok(match self.runner.next() {
            Next::Send(id, request) => {
                self.waiting = Some(id);
                json!({ "do": "send", "request": Sent::from(&request) })
            }
            // Answers are given before the next step is asked for.
            Next::Await => json!({ "do": "wait", "milliseconds": 0 }),
            Next::Wait(pause) => {
                json!({ "do": "wait", "milliseconds": u64::try_from(pause.as_millis()).unwrap_or(u64::MAX) })
            }
            Next::Journal(Entry::Creating { endpoint, .. }) => {
                json!({ "do": "note", "what": "creating", "target": endpoint })
            }
            Next::Journal(Entry::Created { target }) => {
                json!({ "do": "note", "what": "created", "target": target })
            }
            Next::Journal(Entry::Deleted { target }) => {
                json!({ "do": "note", "what": "deleted", "target": target })
            }
            Next::Report(record) => json!({ "do": "report", "record": serde_json::to_value(&*record)? }),
            Next::Done => json!({ "do": "end" }),
        })
    }

    /// Takes the answer to the request that was sent last: JSON of `status`, `headers` (a list of pairs) and `body`; or
    /// of an `error` in words, where none came. `None` when it was taken, else JSON with an `error`.
    pub fn give(&mut self, answer: &str) -> Option<String> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Answer {
            Failed { error: String },
            Came(Came),
        }
        let result = match serde_json::from_str(answer) {
            Ok(Answer::Came(came)) => Ok(came.into_response()),
            Ok(Answer::Failed { error }) => Err(TransportError::Other(error)),
            Err(error) => return Some(told(Err(error.into()))),
        };
        if let Some(id) = self.waiting.take() {
            self.runner.give(id, result);
        }
        None
    }

    /// Ends the run: what was created is deleted, and the last record follows.
    pub fn cancel(&mut self) {
        self.runner.cancel();
    }

    /// How many checks there are to run.
    pub fn planned(&self) -> usize {
        self.runner.planned()
    }
}

fn named(name: &str) -> Result<Suite, CallError> {
    builtin().iter().find(|suite| suite.name == name).cloned().ok_or_else(|| {
        let known: Vec<&str> = builtin().iter().map(|suite| suite.name.as_str()).collect();
        CallError::Suite { name: name.to_owned(), known: known.join("`, `") }
    })
}
