//! JSON text to a flat tape, strictly by RFC 8259.
//!
//! Written by hand, because the text is our subject: member order, names that repeat, the spelling
//! of numbers and every byte range are evidence that a general parser throws away. A parser is
//! reused; a document borrows its tape and the text, and nothing is allocated per value.

mod position;

pub use position::Span;
