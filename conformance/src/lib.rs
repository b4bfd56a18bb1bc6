//! A service provider to test against, request suites, and the runner that gives every requirement its verdict.
//!
//! [`suite`] says what is sent and expected, [`runner`] decides what to send next and what came of it, [`report`]
//! shows it; `waiver` holds the findings that a project lets be; [`standin`] is a service provider that answers,
//! [`client`] judges whoever asks, [`prediction`] compares what the linter predicts with what an endpoint answers. None
//! of them does I/O: `native`, or whoever else drives them, does.
#![warn(missing_docs)]

pub mod api;
pub mod client;
pub mod date;
#[cfg(feature = "command-line")]
pub mod native;
pub mod prediction;
pub mod report;
pub mod runner;
pub mod standin;
pub mod suite;
pub mod toml_file;
#[cfg(feature = "command-line")]
pub mod waiver;
