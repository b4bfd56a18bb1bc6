//! The profile's PATCH table: its rows with their sources, and what follows from them.

use super::{Profile, Standing};
use crate::json::decode::Node;
use crate::patch::{Dialect, Op, Row, Treatment, ValueShape};
use crate::syntax::PatchPath;

/// How the endpoint reads one form of PATCH operation.
#[derive(Debug, Clone)]
pub struct PatchFact {
    /// Which operations, and what becomes of them.
    pub row: Row,
    /// How it is known.
    pub standing: Option<Standing>,
    /// Where it is written.
    pub source: String,
}

impl PatchFact {
    pub(super) fn decode(node: &Node<'_>) -> PatchFact {
        node.object(|members| PatchFact {
            row: Row::decode(members),
            standing: Standing::decode_if_any(members.get("standing")),
            source: members.get("source").text(),
        })
    }
}

impl Profile {
    /// The table without its sources, as [`crate::patch::apply`] takes it.
    pub fn dialect(&self) -> Dialect {
        Dialect { rows: self.patch.iter().map(|fact| fact.row.clone()).collect() }
    }

    /// The fact that an operation falls under.
    pub fn patch_fact(
        &self,
        resource_type: &str,
        op: Op,
        path: Option<&PatchPath>,
        value: ValueShape,
    ) -> Option<&PatchFact> {
        self.patch.iter().find(|fact| fact.row.fits(resource_type, op, path, value))
    }

    /// Whether the table says that an operation with this path has no effect.
    pub fn ignores_patch(&self, resource_type: &str, op: Op, path: &PatchPath) -> bool {
        self.patch_fact(resource_type, op, Some(path), ValueShape::Present)
            .is_some_and(|fact| fact.row.then == Treatment::Ignored)
    }
}
