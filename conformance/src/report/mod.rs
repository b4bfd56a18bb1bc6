//! Reports: of a run, made of its stream of records, and of requests that were judged.

mod layout;
#[cfg(feature = "native")]
pub mod lint;
mod redact;
pub mod run;
#[cfg(feature = "native")]
mod workflow;

#[cfg(feature = "native")]
pub(crate) use layout::laid_out;
pub use redact::Redactor;
