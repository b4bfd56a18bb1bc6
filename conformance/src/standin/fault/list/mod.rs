//! Lists that are put together otherwise (RFC 7644 §3.4.2).

mod envelope;
mod page;
mod sort;

use super::Fault;

pub(super) const FAULTS: &[&[Fault]] = &[envelope::FAULTS, page::FAULTS, sort::FAULTS];
