//! The stand-in by what is written of GitHub: the examples and operations of its API description, its catalogue of
//! errors, the life of a user, and what clients are known to send.
//!
//! Most of it is data: [`stories`] holds requests with what must come of them, one file for each subject. What other
//! people wrote is read from `../shared` where it is there; what this project expects of it stands here.

#![expect(clippy::unwrap_used, clippy::print_stderr, reason = "a test may panic and say what it skipped")]

mod driven;
mod examples;
mod operations;
mod stories;
mod told;

use serde_json::Value;
use std::path::Path;

/// A file of facts that are no part of this repository; `None`, and a word about it, where it is not there.
fn shared(file: &str) -> Option<Value> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/facts/github-data").join(file);
    let Ok(text) = std::fs::read(&path) else {
        eprintln!("skipped: {} is not there", path.display());
        return None;
    };
    Some(serde_json::from_slice(&text).unwrap())
}
