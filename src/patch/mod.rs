//! Applying a PATCH to a resource (RFC 7644 §3.5.2).
//!
//! An endpoint that reads PATCH otherwise says so in a table, its [`Dialect`]. Without a path,
//! each member of the value is looked up in it as if the path named it.
//!
//! The RFC leaves some questions open. Here:
//!
//! - Writing what is there already is no modification, also of a read-only or immutable
//!   attribute: a client may send back what it read.
//! - `add` with a filter that matches nothing is `noTarget`, as `replace` is; `remove` then
//!   changes nothing and succeeds, as the RFC's example with a group's member does.
//! - `add` of a value whose `value` and `type` are there completes that value. Where `value` is
//!   immutable, as with a group's members, `value` alone tells.
//! - A path to a sub-attribute of a multi-valued attribute, without a filter, means all values.
//! - `add` with a filter adds parts to each chosen value; `replace` leaves only the new parts, and
//!   those that no client may change.
//! - A read-only part within a value is refused as it is when a path names it.
//! - An extension's object and its URN in `schemas` come and go with its attributes.

mod apply;
mod dialect;
mod error;
mod index;
mod operation;
mod write;

pub use apply::{Applied, apply, has_target};
pub use dialect::{Dialect, PathForm, Row, Treatment, ValueShape};
pub use error::{PatchError, PatchErrorKind};
pub use operation::{Op, Operation};

#[cfg(test)]
mod tests;
