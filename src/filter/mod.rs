//! Evaluating a filter on a resource (RFC 7644 §3.4.2.2).
//!
//! The RFC leaves some questions open. Here:
//!
//! - An attribute that no schema declares has no value.
//! - `ne` is true of an attribute without a value, because no value is not identical to any; only
//!   `ne null` is false of it.
//! - A comparison with `null` asks whether there is a value (RFC 7643 §2.5: null and unassigned
//!   are one state).
//! - A complex attribute is compared by its sub-attribute `value`, as the RFC's own example
//!   `emails co "example.com"` does; one that has none cannot be compared.
//! - A value of another type than the attribute's is not identical to it, and stands in no order.
//! - `co`, `sw` and `ew` look into strings only.
//! - A dateTime without a zone is in UTC.

mod compare;
mod date_time;
mod evaluate;
mod value;

pub use date_time::DateTime;
pub use evaluate::{FilterError, check, check_comparison, check_element, matches, matches_element};
pub use value::{fold, is_present, member, same};
pub(crate) use value::{holds, is_assigned, number};
