//! Filters that choose the wrong resources (RFC 7644 §3.4.2.2).

mod errors;
mod logic;
mod names;
mod operators;
pub(super) mod tree;

use super::Fault;

pub(super) const FAULTS: &[&[Fault]] = &[operators::FAULTS, logic::FAULTS, names::FAULTS, errors::FAULTS];
