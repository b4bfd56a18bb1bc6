//! What is found in a request: where, how bad, how it is known, what mends it, and what the
//! endpoint is predicted to answer.

mod wording;

use crate::json::Span;
use crate::message::Part;
use crate::profile::Standing;
use crate::requirement::Requirement;
use std::fmt;
use std::sync::Arc;

pub(crate) use wording::Wording;

pub use crate::message::Edit;

/// One finding of one rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// The rule's name, such as `patch-op-unknown`.
    pub rule: &'static str,
    /// How much it matters under the active profile.
    pub severity: Severity,
    /// What is said of it.
    pub(crate) wording: Wording,
    /// The cause's place in the request.
    pub location: Location,
    /// Other places that belong to it, each with a word on how.
    pub related: Vec<(Location, String)>,
    /// What the endpoint makes of it, and how that is known.
    pub basis: Basis,
    /// How it is known that the client sends this, when it is known: no error of whoever uses the client.
    pub habit: Option<Habit>,
    /// The normative sentence that is broken.
    pub cites: Option<&'static Requirement>,
    /// Edits that mend it, where [`Linter::offer`](crate::lint::Linter::offer) has found that they do.
    pub fix: Option<Fix>,
    /// What its rule thinks would mend it.
    pub(crate) proposed: Option<Fix>,
}

impl Diagnostic {
    /// What is wrong, in one sentence without its full stop.
    pub fn message(&self) -> String {
        self.wording.message()
    }

    /// What to write instead.
    pub fn help(&self) -> Option<String> {
        self.wording.help()
    }
}

/// A place in a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Location {
    /// The part of the request.
    pub part: Part,
    /// The bytes within that part.
    pub span: Span,
    /// The JSON Pointer of the value, for a place in a JSON body.
    pub pointer: Option<String>,
}

/// In words: the JSON Pointer into the body, or the part of the exchange.
impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(pointer) = self.pointer.as_deref().filter(|pointer| !pointer.is_empty()) {
            return f.write_str(pointer);
        }
        f.write_str(match self.part {
            Part::Method => "the method",
            Part::Target => "the target",
            Part::HeaderName(_) | Part::HeaderValue(_) | Part::Headers => "the headers",
            Part::Body => "the body",
            Part::Status
            | Part::ResponseHeaderName(_)
            | Part::ResponseHeaderValue(_)
            | Part::ResponseHeaders
            | Part::ResponseBody => "the response",
        })
    }
}

/// How much a finding matters. Follows from the profile's facts and their standing, never from taste.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Worth knowing.
    Info,
    /// The request does not do what its sender means, may be refused, or is refused elsewhere.
    Warning,
    /// The endpoint refuses the request, or its state is corrupted.
    Error,
}

impl Severity {
    /// `error`, `warning` or `info`.
    pub const fn name(self) -> &'static str {
        match self {
            Severity::Info => "info",
            Severity::Warning => "warning",
            Severity::Error => "error",
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// What the endpoint makes of a finding, and how that is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Basis {
    /// What happens.
    pub outcome: crate::profile::Outcome,
    /// How it is known; `None` when it is not.
    pub standing: Option<Standing>,
    /// Where it is written.
    pub source: Arc<str>,
}

/// A client is known to send what was found, so a provider has to tolerate it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Habit {
    /// The client in a sentence's subject, such as `Entra`.
    pub client: String,
    /// How it is known.
    pub standing: Standing,
    /// Where it is written.
    pub source: Arc<str>,
}

/// Edits of a request's parts that mend a finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fix {
    /// What the edits do, as an imperative.
    pub title: String,
    /// Whether a lenient provider ends in the same state with and without it.
    pub safe: bool,
    /// The edits; they do not overlap.
    pub edits: Vec<Edit>,
}

/// What the endpoint is predicted to answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// It takes the request.
    Accept {
        /// The statuses that the profile allows for it.
        statuses: Arc<[u16]>,
        /// Whether the request does what it says.
        effect: Effect,
    },
    /// It refuses the request.
    Refuse(Refusal),
    /// The profile does not know. Never counted as agreement.
    Unknown,
}

/// How far an accepted request does what it says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Effect {
    /// In full.
    Applied,
    /// In part.
    Partial,
    /// Not at all.
    Ignored,
}

/// A predicted refusal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The HTTP status.
    pub status: u16,
    /// How the status is known, apart from the refusal.
    pub status_standing: Standing,
    /// The `scimType` of the error body, if one is known.
    pub scim_type: Option<Arc<str>>,
    /// The `detail` of the error body, if its text is known.
    pub detail: Option<String>,
    /// How the refusal is known.
    pub standing: Standing,
    /// Where the refusal is written.
    pub source: Arc<str>,
    /// The rules that make it.
    pub rules: Vec<&'static str>,
}
