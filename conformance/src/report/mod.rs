//! Reports: of a run, made of its stream of records, and of requests that were judged.

mod layout;
#[cfg(feature = "command-line")]
pub mod lint;
mod redact;
pub mod run;
#[cfg(feature = "command-line")]
mod workflow;

#[cfg(feature = "command-line")]
pub(crate) use layout::laid_out;
pub use redact::Redactor;
