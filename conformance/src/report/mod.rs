//! Reports: of a run, made of its stream of records, and of requests that were judged.

mod human;
mod layout;
#[cfg(feature = "native")]
pub mod lint;
mod redact;
#[cfg(feature = "native")]
mod workflow;

pub use human::{Human, Style};
#[cfg(feature = "native")]
pub(crate) use layout::laid_out;
pub use redact::Redactor;

use crate::runner::Record;

/// A record as one line of JSON, with its line break: the stream itself is the report.
#[expect(clippy::missing_panics_doc, reason = "a record is always JSON")]
pub fn json_line(record: &Record) -> String {
    let mut line = serde_json::to_string(record).expect("a record has only strings, numbers and lists");
    line.push('\n');
    line
}
