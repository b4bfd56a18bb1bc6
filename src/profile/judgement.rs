//! What an endpoint makes of one malformation, and how that is known.

use super::{Fillings, Map, Operation};
use crate::json::decode::{Members, Node};
use crate::packed::packed;
use std::fmt;
use std::sync::Arc;

/// How a profile knows a fact, the strongest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Standing {
    /// Stated in the endpoint's own prose.
    Documented,
    /// Follows from a published schema, or for the RFC's profile from the RFC.
    Specified,
    /// Seen and written down by somebody who ran it.
    Reported,
    /// Concluded; a reasonable default that may be wrong.
    Inferred,
}

impl Standing {
    /// The word for it.
    pub const fn name(self) -> &'static str {
        match self {
            Standing::Documented => "documented",
            Standing::Specified => "specified",
            Standing::Reported => "reported",
            Standing::Inferred => "inferred",
        }
    }

    pub(super) fn decode(node: &Node<'_>) -> Standing {
        node.word(&[
            ("documented", Standing::Documented),
            ("specified", Standing::Specified),
            ("reported", Standing::Reported),
            ("inferred", Standing::Inferred),
        ])
    }

    /// How a fact is known and where it is written: both must be told exactly of what is known.
    pub(super) fn with_source(members: &mut Members<'_, '_>, is_known: bool) -> (Option<Standing>, String) {
        if is_known {
            (Some(Standing::decode(&members.need("standing"))), members.need("source").source())
        } else {
            (None, members.get("source").source())
        }
    }
}

impl fmt::Display for Standing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// What happens to a malformed request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// It is refused.
    Refuse,
    /// It is taken, and does what its sender means.
    Accept,
    /// It is taken, and part of it has no effect.
    Partial,
    /// It is taken, and has no effect.
    Ignore,
    /// It is taken, and leaves state that nobody meant.
    Corrupt,
    /// Nobody has said.
    Unknown,
    /// It is ordinary here: the rule stays quiet.
    Silent,
}

impl Outcome {
    fn decode(node: &Node<'_>) -> Outcome {
        node.word(&[
            ("refuse", Outcome::Refuse),
            ("accept", Outcome::Accept),
            ("partial", Outcome::Partial),
            ("ignore", Outcome::Ignore),
            ("corrupt", Outcome::Corrupt),
            ("unknown", Outcome::Unknown),
            ("silent", Outcome::Silent),
        ])
    }
}

/// What the endpoint makes of a rule's malformation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judgement {
    /// What happens.
    pub then: Outcome,
    /// The status of a refusal; 400 when not said.
    pub status: Option<u16>,
    /// How the status is known, where that differs from the refusal.
    pub status_standing: Option<Standing>,
    /// The error body's `scimType`.
    pub scim_type: Option<Arc<str>>,
    /// The violation's line in the error body's `detail`, with `{placeholders}` of the rule.
    pub line: Option<String>,
    /// The line that several violations share, with `{all}` for their quoted, sorted names.
    pub lines: Option<String>,
    /// Whether the line stands in the profile's frame for details.
    pub framed: bool,
    /// Whether other endpoints are known to refuse it.
    pub refused_elsewhere: bool,
    /// How the outcome is known; absent exactly when it is unknown.
    pub standing: Option<Standing>,
    /// Where it is written.
    pub source: Arc<str>,
    /// Where the outcome differs; the first that fits a finding holds.
    pub unless: Vec<Exception>,
}

/// What the endpoint makes of some findings of a rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exception {
    /// The words that fill the finding's `{placeholders}`, one of the listed for each name; under
    /// `operation` that of the request.
    pub when: Map<String, Vec<String>>,
    /// What holds then.
    pub judgement: Judgement,
}

/// What an error body's `scimType` may say (RFC 7644 §3.12, table 9; RFC 9865 §2.1, table 3).
const SCIM_TYPES: [&str; 13] = [
    "invalidFilter",
    "tooMany",
    "uniqueness",
    "mutability",
    "invalidSyntax",
    "invalidPath",
    "noTarget",
    "invalidValue",
    "invalidVers",
    "sensitive",
    "invalidCursor",
    "expiredCursor",
    "invalidCount",
];

packed!(Standing: Documented, Specified, Reported, Inferred);
packed!(Outcome: Refuse, Accept, Partial, Ignore, Corrupt, Unknown, Silent);
packed!(Judgement {
    then,
    status,
    status_standing,
    scim_type,
    line,
    lines,
    framed,
    refused_elsewhere,
    standing,
    source,
    unless,
});
packed!(Exception { when, judgement });

impl Judgement {
    /// That nobody has said what happens.
    pub fn unknown() -> Judgement {
        Judgement {
            then: Outcome::Unknown,
            status: None,
            status_standing: None,
            scim_type: None,
            line: None,
            lines: None,
            framed: false,
            refused_elsewhere: false,
            standing: None,
            source: Arc::default(),
            unless: Vec::new(),
        }
    }

    pub(super) fn decode(node: &Node<'_>) -> Judgement {
        node.alone().object(|members| {
            let then = Outcome::decode(&members.need("then"));
            let is_known = then != Outcome::Unknown;
            let (standing, source) = Standing::with_source(members, is_known);
            let status_standing = if is_known { members.get("statusStanding").present() } else { None };
            // Only a refusal has an answer to be told of.
            let mut of_refusal = |name| match then {
                Outcome::Refuse => members.get(name).present(),
                _ => None,
            };
            let (status, scim_type, line) =
                (of_refusal("status"), of_refusal("scimType"), of_refusal("line"));
            let (lines, framed) = (members.get("lines").present(), members.get("framed"));
            if line.is_none() && (lines.is_some() || framed.present().is_some()) {
                members.need("line");
            }
            Judgement {
                then,
                status: status.map(|status| status.status()),
                status_standing: status_standing.map(|standing| Standing::decode(&standing)),
                scim_type: scim_type.map(|kind| kind.word(&SCIM_TYPES.map(|known| (known, known))).into()),
                line: line.map(|line| line.text()),
                lines: lines.map(|lines| lines.text()),
                framed: framed.flag(),
                refused_elsewhere: members.get("refusedElsewhere").flag(),
                standing,
                source: source.into(),
                unless: members.get("unless").list(Exception::decode),
            }
        })
    }

    /// What holds for a finding with these words in a request for that operation.
    pub fn of(&self, operation: Option<Operation>, words: &Fillings) -> &Judgement {
        let exception = self.unless.iter().find(|exception| fits(&exception.when, operation, words));
        exception.map_or(self, |exception| &exception.judgement)
    }
}

/// The words that say which findings are meant, by name.
pub(super) fn decode_when(node: &Node<'_>) -> Map<String, Vec<String>> {
    let listed = |(name, words): (String, Node<'_>)| {
        if name == "operation" {
            words.list(|word| word.word(&Operation::ALL.map(|operation| (operation.name(), ()))));
        }
        (name, words.texts())
    };
    node.entries().into_iter().map(listed).collect()
}

/// Whether a finding with these words, in a request for that operation, is one of those meant.
pub(super) fn fits(when: &Map<String, Vec<String>>, operation: Option<Operation>, words: &Fillings) -> bool {
    let word = |name: &str| match name {
        "operation" => operation.map(Operation::name),
        _ => words.get(name),
    };
    when.iter().all(|(name, listed)| word(name).is_some_and(|word| listed.iter().any(|one| one == word)))
}

impl Exception {
    fn decode(node: &Node<'_>) -> Exception {
        node.object(|members| Exception {
            when: decode_when(&members.need("when")),
            judgement: Judgement::decode(&members.need("judgement")),
        })
    }
}
