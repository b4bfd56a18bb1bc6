//! Faults on demand: ways for the stand-in to be wrong, each a small difference from what it does else.
//!
//! A suite that passes a provider says nothing until it has failed one, and a client that was only ever tested against
//! a provider without faults has never shown its back-off. So each requirement can be broken alone, by name. A fault
//! is one block in the file of its area, with the requirement that it breaks, the requests that show it, and its
//! [difference](difference::Difference) as a function; nothing else in the stand-in knows of it. Faults compose, the
//! first given outermost, and count requests where they come and go: the same history gives the same answers.

mod answer;
mod asked;
mod chosen;
mod difference;
mod facts;
mod turn;

mod authentication;
mod bulk;
mod create;
mod delete;
mod discovery;
mod errors;
mod filter;
mod http;
mod list;
mod patch;
mod projection;
mod replace;
mod show;
mod uniqueness;
mod versions;
mod weather;

#[cfg(test)]
mod tests;

pub use chosen::{ChoiceError, Chosen};
use difference::Difference;
use std::collections::BTreeMap;
use std::sync::Arc;
use turn::Memory;
pub(super) use turn::{handle, stored};

/// One way for a service provider to be wrong.
#[derive(Debug)]
pub struct Fault {
    /// The name, after the defect, such as `filter-not-ignored`. Never changes.
    pub name: &'static str,
    /// What it breaks.
    pub law: Law,
    /// What a provider with it does, as a sentence without its subject.
    pub sentence: &'static str,
    /// Requests on the [population](POPULATION) of which at least one is answered differently, one a line, written
    /// as the population's are.
    pub shown: &'static str,
    /// The number that may be set, if it has one.
    pub number: Option<Number>,
    difference: Difference,
}

/// What a fault breaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Law {
    /// Requirements of RFC 7643 or RFC 7644, by their ids.
    Breaks(&'static [&'static str]),
    /// None of them; why it is there all the same.
    Outside(&'static str),
}

/// A number that a fault takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Number {
    /// The one that holds where none is set.
    pub otherwise: u64,
    /// What it counts.
    pub unit: Unit,
}

/// What a fault's number counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// Milliseconds, written as `3s` or `250ms`.
    Milliseconds,
    /// Requests.
    Requests,
}

/// Faults that belong together.
#[derive(Debug)]
pub struct Area {
    /// The name, such as `filters`.
    pub name: &'static str,
    files: &'static [&'static [Fault]],
}

impl Area {
    /// Its faults.
    pub fn faults(&self) -> impl Iterator<Item = &'static Fault> + use<> {
        self.files.iter().copied().flatten()
    }
}

/// All areas, in the order of their list.
pub const AREAS: &[Area] = &[
    Area { name: "weather", files: weather::FAULTS },
    Area { name: "authentication", files: &[authentication::FAULTS] },
    Area { name: "http", files: &[http::FAULTS] },
    Area { name: "errors", files: &[errors::FAULTS] },
    Area { name: "discovery", files: discovery::FAULTS },
    Area { name: "create", files: &[create::FAULTS] },
    Area { name: "uniqueness", files: &[uniqueness::FAULTS] },
    Area { name: "replace", files: &[replace::FAULTS] },
    Area { name: "patch", files: patch::FAULTS },
    Area { name: "read and delete", files: &[delete::FAULTS] },
    Area { name: "representations", files: show::FAULTS },
    Area { name: "filters", files: filter::FAULTS },
    Area { name: "lists", files: list::FAULTS },
    Area { name: "projection", files: &[projection::FAULTS] },
    Area { name: "bulk, search and me", files: &[bulk::FAULTS] },
    Area { name: "versions", files: &[versions::FAULTS] },
];

/// All faults, by area.
pub fn all() -> impl Iterator<Item = &'static Fault> {
    AREAS.iter().flat_map(Area::faults)
}

/// The fault of that name.
pub fn named(name: &str) -> Option<&'static Fault> {
    all().find(|fault| fault.name == name)
}

/// The resources that faults are shown on, as the requests that make them: `id1` to `id5`.
///
/// A request is a line: method and target (its query not yet percent-encoded), headers behind ` | `, the body behind
/// ` << `. `$user`, `$enterprise`, `$group`, `$patch`, `$bulk` and
/// `$search` stand for the URNs of the schemas.
pub const POPULATION: &str = r#"
POST /Users << {"schemas":["$user","$enterprise"],"userName":"Mona","externalId":"E-1","displayName":"Mona Lisa","name":{"givenName":"Mona","familyName":"Lisa"},"title":"Guide","active":true,"password":"canary-password-1","emails":[{"value":"mona@example.com","type":"work","primary":true},{"value":"mona@home.example","type":"home"}],"$enterprise":{"employeeNumber":"701","department":"Tools"}}
POST /Users << {"schemas":["$user","$enterprise"],"userName":"carl","externalId":"e-1","displayName":"Carl","name":{"familyName":"Ångström"},"active":false,"emails":[{"value":"carl@example.com","type":"home"},{"value":"carl@example.org","type":"work"}],"$enterprise":{"manager":{"value":"id1"}}}
POST /Users << {"schemas":["$user"],"userName":"Bob","title":"guide","active":true}
POST /Groups << {"schemas":["$group"],"displayName":"Cats","externalId":"G-1","members":[{"value":"id1"},{"value":"id2"}]}
POST /Groups << {"schemas":["$group"],"displayName":"Animals","members":[{"value":"id4","type":"Group"}]}
"#;

/// What a stand-in holds of its faults.
#[derive(Default)]
pub(super) struct Faults {
    chosen: Arc<[Chosen]>,
    memories: BTreeMap<usize, Memory>,
}

impl Faults {
    /// These, with nothing seen yet.
    pub(super) fn new(chosen: &[Chosen]) -> Faults {
        Faults { chosen: chosen.into(), memories: BTreeMap::new() }
    }

    /// Whether there are none.
    pub(super) fn is_empty(&self) -> bool {
        self.chosen.is_empty()
    }
}
