//! Applying a PATCH to a resource (RFC 7644 §3.5.2).
//!
//! An endpoint that reads PATCH otherwise says so in a table, its [`Dialect`].

mod dialect;
mod operation;

pub use dialect::{Dialect, PathForm, Row, Treatment, ValueShape};
pub use operation::{Op, Operation};
