//! The numbers by which GitHub's REST API names what SCIM names by ids.

use std::collections::BTreeMap;

/// Numbers, given out from 1 as they are asked for. A number stays its resource's.
#[derive(Debug, Default)]
pub(super) struct Numbers {
    by_id: BTreeMap<String, u64>,
}

impl Numbers {
    /// The number of the resource with that id.
    pub(super) fn of(&mut self, id: &str) -> u64 {
        if let Some(number) = self.by_id.get(id) {
            return *number;
        }
        let next = self.by_id.len() as u64 + 1;
        self.by_id.insert(id.to_owned(), next);
        next
    }
}
