//! Why an endpoint may have refused a request: the rules that the request breaks.

use super::{CheckRecord, RecordedExchange};
use scimproof::diagnostic::Severity;
use scimproof::lint::Linter;
use scimproof::message::{Header, Method, Request};
use scimproof::profile::{self, Profile};
use scimproof::rule::Nothing;
use serde::Serialize;
use std::borrow::Cow;
use std::fmt;

/// A malformation of a request that was refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Cause {
    /// The rule's name.
    pub rule: &'static str,
    /// What is wrong, in one sentence.
    pub message: String,
    /// The place: a JSON Pointer into the body, or the part of the request.
    pub place: String,
}

/// Names the malformations of refused requests.
pub(super) struct Causes {
    linter: Linter,
}

impl fmt::Debug for Causes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Causes").field(&self.linter.profile().name).finish()
    }
}

impl Causes {
    /// Judges by that profile, else by the RFC's.
    pub(super) fn new(profile: Option<&Profile>) -> Option<Causes> {
        let profile = match profile {
            Some(profile) => profile.clone(),
            None => profile::builtin("rfc7644").ok()?,
        };
        Some(Causes { linter: Linter::new(&profile) })
    }

    /// Names the malformations of each request of the check that was refused for what it is.
    pub(super) fn name(&self, check: &mut CheckRecord) {
        for exchange in &mut check.exchanges {
            if exchange.is_refused_for_its_form() {
                exchange.causes = Some(self.of(exchange));
            }
        }
    }

    fn of(&self, exchange: &RecordedExchange) -> Vec<Cause> {
        let headers = exchange.headers.iter().map(|(name, value)| Header {
            name: Cow::Borrowed(name.as_str()),
            value: Cow::Borrowed(value.as_str()),
        });
        let request = Request {
            method: Method::named(&exchange.method),
            target: Cow::Borrowed(&exchange.target),
            headers: Some(headers.collect()),
            body: exchange.body.as_ref().map(|body| Cow::Borrowed(body.as_bytes())),
        };
        let verdict = self.linter.lint(&request, &Nothing);
        let worth = verdict.diagnostics.into_iter().filter(|found| found.severity > Severity::Info);
        worth
            .map(|found| Cause {
                rule: found.rule,
                message: found.message(),
                place: found.location.to_string(),
            })
            .collect()
    }
}
