//! Which resources hold a value, by its hash: sixteen bytes for each, however long the value is.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::hash::{DefaultHasher, Hash, Hasher};

/// A value that resources are found by.
#[derive(Debug, PartialEq, Eq, Hash)]
pub(super) struct Key<'k> {
    /// The name of the resources' type.
    pub(super) resource_type: &'k str,
    /// The attribute's name.
    pub(super) attribute: &'k str,
    /// The value as it compares.
    pub(super) value: Cow<'k, str>,
}

impl<'k> Key<'k> {
    /// The key of an id, which is one among those of all types.
    pub(super) fn of_id(id: &'k str) -> Key<'k> {
        Key { resource_type: "", attribute: "id", value: Cow::Borrowed(id) }
    }

    fn hash(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        Hash::hash(self, &mut hasher);
        hasher.finish()
    }
}

/// The places of the resources that hold a key. Keys can share a hash, so what is found has to be looked at.
#[derive(Debug, Clone, Default)]
pub(super) struct Index(BTreeSet<(u64, u64)>);

impl Index {
    pub(super) fn insert(&mut self, key: &Key<'_>, place: u64) {
        self.0.insert((key.hash(), place));
    }

    pub(super) fn remove(&mut self, key: &Key<'_>, place: u64) {
        self.0.remove(&(key.hash(), place));
    }

    /// The places at which the key may be held, in their order.
    pub(super) fn find(&self, key: &Key<'_>) -> impl Iterator<Item = u64> + use<'_> {
        let hash = key.hash();
        self.0.range((hash, 0)..=(hash, u64::MAX)).map(|(_, place)| *place)
    }
}
