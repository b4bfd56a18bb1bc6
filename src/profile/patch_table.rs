//! The profile's PATCH table: its rows with their sources, and what follows from them.

use super::{Profile, Standing};
use crate::json::decode::Node;
use crate::packed::packed;
use crate::patch::{Dialect, Row, Treatment};

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

packed!(PatchFact { row, standing, source });

impl PatchFact {
    pub(super) fn decode(node: &Node<'_>) -> PatchFact {
        node.object(|members| {
            let row = Row::decode(members);
            // Also of what is unknown it is told where that is written.
            members.need("source");
            let (standing, source) = Standing::with_source(members, row.then != Treatment::Unknown);
            PatchFact { row, standing, source }
        })
    }
}

impl Profile {
    /// The table without its sources, as [`crate::patch::apply`] takes it.
    pub fn dialect(&self) -> Dialect {
        Dialect { rows: self.patch.iter().map(|fact| fact.row.clone()).collect() }
    }
}
