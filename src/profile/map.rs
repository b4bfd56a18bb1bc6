//! A small map: entries in the order of their keys, one after the other.
//!
//! A profile's maps hold a handful of entries, but for its judgements, which are searched by halves. A list is
//! found through as fast as a tree there, and the wasm build is spared a tree's code for each type of value.

use std::borrow::Borrow;
use std::slice::Iter;

use crate::json::decode::Node;
use crate::packed::packed;

/// Entries in the order of their keys.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Map<K, V> {
    entries: Vec<(K, V)>,
}

packed!(Map < K, V > { entries });

impl<K, V> Default for Map<K, V> {
    fn default() -> Map<K, V> {
        Map { entries: Vec::new() }
    }
}

impl<K: Ord, V> Map<K, V> {
    /// The value of that key.
    pub fn get<Q: Ord + ?Sized>(&self, key: &Q) -> Option<&V>
    where
        K: Borrow<Q>,
    {
        self.entries.iter().find(|(known, _)| known.borrow() == key).map(|(_, value)| value)
    }

    /// Whether it has that key.
    pub fn contains_key<Q: Ord + ?Sized>(&self, key: &Q) -> bool
    where
        K: Borrow<Q>,
    {
        self.get(key).is_some()
    }

    /// Gives a key its value, in place of the one it had.
    pub fn insert(&mut self, key: K, value: V) {
        match self.entries.iter().position(|(known, _)| *known >= key) {
            Some(at) if self.entries[at].0 == key => self.entries[at].1 = value,
            Some(at) => self.entries.insert(at, (key, value)),
            None => self.entries.push((key, value)),
        }
    }

    /// The keys, in their order.
    pub fn keys(&self) -> impl Iterator<Item = &K> {
        self.entries.iter().map(|(key, _)| key)
    }

    /// The entries, in the order of their keys.
    pub fn iter(&self) -> Iter<'_, (K, V)> {
        self.entries.iter()
    }

    /// Whether it has no entry.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }
}

impl<V> Map<String, V> {
    /// An object's members, each value read.
    pub(crate) fn decode<'d>(node: &Node<'d>, read: impl Fn(&Node<'d>) -> V) -> Map<String, V> {
        node.entries().into_iter().map(|(name, node)| (name, read(&node))).collect()
    }

    /// An object's members, each value read, of which only those names may be there.
    pub(crate) fn decode_of<'d>(
        node: &Node<'d>,
        names: &[&'static str],
        read: impl Fn(&Node<'d>) -> V,
    ) -> Map<String, V> {
        node.object(|members| {
            let present =
                |name: &&'static str| Some(((*name).to_owned(), read(&members.get(name).present()?)));
            names.iter().filter_map(present).collect()
        })
    }
}

impl<'m, K: Ord, V> IntoIterator for &'m Map<K, V> {
    type Item = &'m (K, V);
    type IntoIter = Iter<'m, (K, V)>;

    fn into_iter(self) -> Iter<'m, (K, V)> {
        self.iter()
    }
}

impl<K: Ord, V> FromIterator<(K, V)> for Map<K, V> {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(entries: I) -> Map<K, V> {
        let mut map = Map::default();
        for (key, value) in entries {
            map.insert(key, value);
        }
        map
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_stand_in_the_order_of_their_keys_and_the_last_value_holds() {
        let map: Map<String, u8> = [("b", 1), ("c", 2), ("a", 3), ("b", 4)]
            .map(|(key, value)| (key.to_owned(), value))
            .into_iter()
            .collect();
        let entries: Vec<(&str, u8)> = map.iter().map(|(key, value)| (key.as_str(), *value)).collect();
        assert_eq!(entries, [("a", 3), ("b", 4), ("c", 2)]);
        assert_eq!((map.get("b"), map.get("d")), (Some(&4), None));
    }
}
