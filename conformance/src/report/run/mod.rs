//! Reports of a run, made of its stream of records.

#[cfg(feature = "native")]
mod github;
mod human;
#[cfg(feature = "native")]
mod junit;

#[cfg(feature = "native")]
pub use github::Github;
pub use human::{Human, Style};
#[cfg(feature = "native")]
pub use junit::Junit;

use crate::runner::Record;
#[cfg(feature = "native")]
use crate::runner::{CheckRecord, Verdict};

/// A report that is written when all runs of a command are over.
pub trait Gather {
    /// Takes the next record.
    fn record(&mut self, record: &Record);

    /// The report.
    fn finish(self: Box<Self>) -> String;
}

/// A record as one line of JSON, with its line break: the stream itself is the report.
#[expect(clippy::missing_panics_doc, reason = "a record is always JSON")]
pub fn json_line(record: &Record) -> String {
    let mut line = serde_json::to_string(record).expect("a record has only strings, numbers and lists");
    line.push('\n');
    line
}

/// Whether the check counts against the endpoint.
#[cfg(feature = "native")]
fn fails(check: &CheckRecord, from: Verdict) -> bool {
    check.known.is_none() && check.verdict >= from
}
