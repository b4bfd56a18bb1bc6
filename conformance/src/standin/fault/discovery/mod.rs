//! What the stand-in says of itself, and is not so (RFC 7644 §4, RFC 7643 §5 to §7).

mod config;
mod schemas;
mod types;

use super::Fault;

pub(super) const FAULTS: &[&[Fault]] = &[config::FAULTS, types::FAULTS, schemas::FAULTS];
