//! SCIM's small languages, text to tree and back: attribute paths, filters, PATCH paths, query
//! strings; and the references of bulk requests.
//!
//! Written by hand, because a refused text must say which character broke it and what was due
//! there; rules are built on that. Nesting is bounded; every tree prints as text that parses to
//! the same tree.
//!
//! The grammar is figure 1 of RFC 7644 §3.4.2.2 and figure 7 of §3.5.2, read as leniently as the
//! RFC's own examples demand: any run of white space where the grammar has one space, none
//! before a quoted value (`value eq"2819"`, §3.5.2.2), and `$ref` as a name.

mod attribute_path;
mod bulk_reference;
mod error;
mod filter;
mod literal;
mod parser;
mod patch_path;
mod query;
#[cfg(test)]
pub(crate) mod strategies;

pub use attribute_path::AttributePath;
pub use bulk_reference::bulk_references;
pub use error::{SyntaxError, SyntaxErrorKind};
pub use filter::{Comparison, Condition, Conditions, Filter, Operator};
pub use literal::ValueLiteral;
pub use parser::{TokenKind, tokens};
pub use patch_path::{PatchPath, UsualPath};
pub use query::{
    Parameter, Plus, percent_decode, percent_decode_with, percent_encode, percent_units, query_parameters,
};

/// How many parentheses and brackets may be open at once in a filter.
pub const MAX_DEPTH: usize = 64;
