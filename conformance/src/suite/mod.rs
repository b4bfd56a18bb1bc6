//! Request suites: what is sent to an endpoint, and what RFC 7643 and RFC 7644 have it answer.
//!
//! A suite is a set of TOML 1.1 files. Bodies are literal strings, so that exactly their bytes are sent, also
//! malformed ones; expectations are literals taken from the RFCs and never computed by the rules that they test.
//! `conformance/suites/suite.schema.json` is the format's JSON Schema; [`load`] reads it and says line and column
//! of what is wrong.

mod builtin;
mod deviation;
mod expect;
mod load;
#[cfg(feature = "native")]
mod malformations;
mod template;

pub use crate::toml_file::LoadError;
pub use builtin::{builtin, builtin_deviations};
pub use deviation::{Deviation, Deviations};
pub use expect::{Expectation, Length, Literal, Predicate, Query, Type};
pub use load::load;
#[cfg(feature = "native")]
pub use malformations::{MALFORMATIONS, malformations};
pub use template::{Piece, Template, Variables};

use scimproof::message::Method;
use std::collections::BTreeMap;
use std::time::Duration;

/// A suite: fixtures and checks under one name.
#[derive(Debug, Clone, PartialEq)]
pub struct Suite {
    /// The name that selects it, such as `rfc`.
    pub name: String,
    /// What it holds the endpoint to.
    pub title: String,
    /// The areas in their order, each with the title of its file.
    pub areas: Vec<Area>,
    /// What checks can start from, by name.
    pub fixtures: BTreeMap<String, Fixture>,
    /// The checks, in the order of their files.
    pub checks: Vec<Check>,
}

/// One file's worth of checks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Area {
    /// The middle part of the checks' ids.
    pub name: String,
    /// What the area is about, for people.
    pub title: String,
}

/// A resource that a check starts from. Making one is not itself judged.
#[derive(Debug, Clone, PartialEq)]
pub struct Fixture {
    /// What the endpoint has to support.
    pub requires: Vec<Need>,
    /// The request that creates it.
    pub request: RequestTemplate,
    /// What is kept of the answer.
    pub captures: Vec<Capture>,
}

/// One requirement, tested.
#[derive(Debug, Clone, PartialEq)]
pub struct Check {
    /// `suite/area/name`; never changed once published.
    pub id: String,
    /// What is expected, in one line.
    pub title: String,
    /// The area it stands in.
    pub area: String,
    /// Ids of the normative sentences behind it; the first one gives the level.
    pub cites: Vec<String>,
    /// Where it is written, for what no RFC says: a vendor's page.
    pub source: Option<String>,
    /// The level of expectations that say none: that of the sentence it cites first, unless the check says another.
    pub level: Level,
    /// Rows of the inventory of checks that it covers.
    pub covers: Vec<String>,
    /// What the endpoint has to support for the check to apply.
    pub requires: Vec<Need>,
    /// Both readings, where the RFCs contradict themselves: no failure comes of such a check.
    pub disputed: Option<String>,
    /// What the implementer is to change when the check fails.
    pub mend: String,
    /// What the steps are repeated for.
    pub for_each: Option<Each>,
    /// What is done, in order.
    pub steps: Vec<Step>,
}

/// What an endpoint has to support for a check to apply.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Need {
    /// A feature of the service provider configuration: `patch`, `bulk`, `filter`, `changePassword`, `sort`, `etag`.
    Feature(String),
    /// A resource type by its name.
    ResourceType(String),
    /// A schema by its URI, such as an extension.
    Schema(String),
    /// An attribute of a resource type, such as `User.title`, by the schemas that the endpoint lists.
    Attribute(String, String),
    /// The run sends credentials, so that going without them means something.
    Credentials,
}

/// What a check's steps are repeated for, as the endpoint's discovery lists it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Each {
    /// Every resource type: binds `each.id`, `each.name`, `each.endpoint` and `each.schema`.
    ResourceType,
    /// Every schema: binds `each.id` and `each.name`.
    Schema,
}

/// One step of a check.
#[derive(Debug, Clone, PartialEq)]
pub enum Step {
    /// Creates a fixture; its captures stand below the instance's name.
    Use {
        /// The fixture's name.
        fixture: String,
        /// The instance's name: the fixture's own, unless a check uses it twice.
        instance: String,
    },
    /// Sends a request and looks at the answer.
    Send(Box<Exchange>),
}

/// A request with what is expected of its answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Exchange {
    /// What is sent.
    pub request: RequestTemplate,
    /// What is kept of the answer; taken before expectations are looked at.
    pub captures: Vec<Capture>,
    /// What the answer is to be. All are looked at, also after one failed.
    pub expectations: Vec<Expectation>,
    /// Sent again until every expectation holds, for endpoints that take time to be consistent.
    pub until: Option<Until>,
}

/// How often, and how long apart, a step is repeated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Until {
    /// How often it is sent at most.
    pub attempts: u32,
    /// The pause before it is sent again.
    pub pause: Duration,
}

/// A request with variables in it.
#[derive(Debug, Clone, PartialEq)]
pub struct RequestTemplate {
    /// The method.
    pub method: Method,
    /// The target, below the endpoint's base.
    pub target: Template,
    /// Headers beside those that the runner sends; `None` takes one of those away.
    pub headers: Vec<(String, Option<Template>)>,
    /// The body.
    pub body: Option<Template>,
}

/// A part of an answer that is kept under a name.
#[derive(Debug, Clone, PartialEq)]
pub struct Capture {
    /// The variable.
    pub name: String,
    /// Where it stands.
    pub query: Query,
}

/// How strongly a requirement binds (RFC 2119).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// May, or nothing at all: worth a note.
    May,
    /// Should, recommended: worth a warning.
    Should,
    /// Must, shall, required: a failure.
    Must,
}

impl Level {
    /// The level that a word of RFC 2119 gives.
    pub fn named(word: &str) -> Option<Level> {
        match word {
            "MUST" | "MUST NOT" | "SHALL" | "SHALL NOT" | "REQUIRED" => Some(Level::Must),
            "SHOULD" | "SHOULD NOT" | "RECOMMENDED" => Some(Level::Should),
            "MAY" | "OPTIONAL" => Some(Level::May),
            _ => None,
        }
    }

    /// The word.
    pub fn name(self) -> &'static str {
        match self {
            Level::Must => "MUST",
            Level::Should => "SHOULD",
            Level::May => "MAY",
        }
    }
}

impl Need {
    /// The need that a word of a suite names.
    pub fn named(word: &str) -> Option<Need> {
        match word {
            "patch" | "bulk" | "filter" | "changePassword" | "sort" | "etag" => {
                Some(Need::Feature(word.to_owned()))
            }
            "credentials" => Some(Need::Credentials),
            _ if word.starts_with("urn:") => Some(Need::Schema(word.to_owned())),
            _ if word.starts_with(|first: char| first.is_ascii_uppercase()) => {
                Some(match word.split_once('.') {
                    Some((resource_type, attribute)) => {
                        Need::Attribute(resource_type.to_owned(), attribute.to_owned())
                    }
                    None => Need::ResourceType(word.to_owned()),
                })
            }
            _ => None,
        }
    }
}
