//! Faults that come and go: delays, dropped connections, refusals in bursts, states that are late or lost.
//!
//! A client has to live with them, and no requirement forbids most of them.

mod lost;
mod network;
mod throttled;

use super::Fault;
pub(super) use lost::created;

pub(super) const FAULTS: &[&[Fault]] = &[network::FAULTS, throttled::FAULTS, lost::FAULTS];
