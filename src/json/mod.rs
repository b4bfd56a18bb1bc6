//! JSON text to a flat tape, strictly by RFC 8259.
//!
//! Written by hand, because the text is our subject: member order, names that repeat, the spelling
//! of numbers and every byte range are evidence that a general parser throws away. A parser is
//! reused; a document borrows its tape and the text, and nothing is allocated per value.
//!
//! It accepts and refuses what `serde_json` does for a `Value`, with one difference: a number is
//! kept as text, so one that no double can hold (`1e400`) is accepted here and refused there.
//!
//! ```
//! use scimproof::json::Parser;
//!
//! let mut parser = Parser::new();
//! let document = parser.parse(br#"{ "emails": [{ "primary": "True" }] }"#).unwrap();
//! let primary = document.at("/emails/0/primary").unwrap();
//! assert_eq!(primary.plain(), Some("True"));
//! assert_eq!(primary.pointer(), "/emails/0/primary");
//! ```

pub(crate) mod decode;
mod error;
mod fragments;
mod parser;
mod pointer;
mod position;
#[cfg(feature = "captures")]
pub(crate) mod scan;
mod value;
pub(crate) mod write;

pub use decode::Fault;
pub use error::{Error, ErrorKind};
pub use fragments::{Fragment, Fragments};
pub use parser::{MAX_DEPTH, Parser};
pub(crate) use pointer::Pointers;
pub use pointer::escape_pointer;
pub use position::{LineIndex, Origin, Position, Span};
pub use value::{Document, Elements, Kind, Member, Members, Value};
