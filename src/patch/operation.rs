//! One operation of a PATCH body (RFC 7644 §3.5.2), read.

use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::syntax::PatchPath;

/// What an operation does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(missing_docs, reason = "the variants are the RFC's own words")]
pub enum Op {
    Add,
    Remove,
    Replace,
}

impl Op {
    /// All of them, in the order of the RFC.
    pub const ALL: [Op; 3] = [Op::Add, Op::Remove, Op::Replace];

    /// The operation's name as the RFC spells it.
    pub const fn name(self) -> &'static str {
        match self {
            Op::Add => "add",
            Op::Remove => "remove",
            Op::Replace => "replace",
        }
    }

    /// The operation of exactly that name.
    pub fn spelled(name: &[u8]) -> Option<Op> {
        match name {
            b"add" => Some(Op::Add),
            b"remove" => Some(Op::Remove),
            b"replace" => Some(Op::Replace),
            _ => None,
        }
    }

    /// The operation that a text means, whatever its case: senders write `Add` and mean `add`.
    pub fn named(name: &str) -> Option<Op> {
        Op::ALL.into_iter().find(|op| op.name().eq_ignore_ascii_case(name))
    }
}

impl fmt::Display for Op {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// An operation with its parts.
#[derive(Debug, Clone, PartialEq)]
pub struct Operation {
    /// What is done.
    pub op: Op,
    /// To what; the resource itself where there is none.
    pub path: Option<PatchPath>,
    /// With what.
    pub value: Option<Value>,
}
