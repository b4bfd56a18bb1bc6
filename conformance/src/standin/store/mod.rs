//! The resources that the stand-in holds, and what finds them without a look at all of them.

mod index;
mod keys;
mod record;

use super::shape::Shape;
use index::{Index, Key};
use scimproof::profile::{Profile, ResourceType};
use scimproof::rule::UniqueKey;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

pub use record::Record;
pub(super) use record::{Outline, Stored};

/// All resources. Each has a place: its number in the order of their creation.
#[derive(Debug, Clone, Default)]
pub(super) struct Store {
    records: BTreeMap<u64, Arc<Record>>,
    of_types: BTreeMap<Arc<str>, BTreeSet<u64>>,
    index: Index,
    /// The places of the groups that list a member, by the member's id.
    groups: BTreeMap<String, BTreeSet<u64>>,
    last: u64,
}

impl Store {
    /// The resource with that id, of whatever type.
    pub(super) fn get(&self, id: &str) -> Option<Stored> {
        self.record(id).map(|record| record.opened())
    }

    /// The same, as it is held.
    pub(super) fn record(&self, id: &str) -> Option<&Arc<Record>> {
        self.records.get(&self.place(id)?)
    }

    /// The resource of that type with that id.
    pub(super) fn of_type(&self, resource_type: &str, id: &str) -> Option<&Arc<Record>> {
        self.record(id).filter(|record| &*record.resource_type == resource_type)
    }

    /// The resource at a place.
    pub(super) fn at(&self, place: u64) -> Option<&Arc<Record>> {
        self.records.get(&place)
    }

    fn place(&self, id: &str) -> Option<u64> {
        let has_it = |place: &u64| self.records.get(place).is_some_and(|record| &*record.id == id);
        self.index.find(&Key::of_id(id)).find(has_it)
    }

    /// All resources, in the order of their creation.
    pub(super) fn iter(&self) -> impl ExactSizeIterator<Item = &Arc<Record>> {
        self.records.values()
    }

    /// How many resources of a type there are.
    pub(super) fn count(&self, resource_type: &str) -> usize {
        self.of_types.get(resource_type).map_or(0, BTreeSet::len)
    }

    /// The places of all resources of a type, in the order of their creation.
    pub(super) fn places<'s>(&'s self, resource_type: &str) -> impl Iterator<Item = u64> + use<'s> {
        self.of_types.get(resource_type).into_iter().flatten().copied()
    }

    /// All resources of a type, in the order of their creation.
    pub(super) fn all<'s>(&'s self, resource_type: &str) -> impl Iterator<Item = &'s Arc<Record>> + use<'s> {
        self.places(resource_type).filter_map(|place| self.at(place))
    }

    /// The places of the resources of a type whose attribute may have a value that is equal to this one; `None` where
    /// all have to be looked at.
    pub(super) fn with_value(&self, shape: Shape<'_>, attribute: &str, value: &str) -> Option<Vec<u64>> {
        let Shape { profile, resource_type } = shape;
        if attribute == "id" {
            return Some(self.place(value).into_iter().collect());
        }
        let key = || keys::key(profile, resource_type, attribute, value);
        keys::is_found_by(profile, resource_type, attribute).then(|| self.index.find(&key()).collect())
    }

    /// The id of the resource that holds a unique value; of several, the one that was created first.
    pub(super) fn holder(
        &self,
        profile: &Profile,
        resource_type: &ResourceType,
        asked: UniqueKey<'_>,
    ) -> Option<&str> {
        let key = keys::key(profile, resource_type, asked.attribute, asked.value);
        let mut records = self.index.find(&key).filter_map(|place| self.at(place));
        let holds = |record: &&Arc<Record>| keys::held(&record.opened(), profile).contains(&key);
        records.find(holds).map(|record| &*record.id)
    }

    /// The groups that list a resource as a member, in the order of their creation.
    pub(super) fn groups_of(&self, id: &str) -> impl Iterator<Item = &Arc<Record>> {
        self.groups.get(id).into_iter().flatten().filter_map(|place| self.at(*place))
    }

    /// An id that no resource has; the given one unless it is taken.
    pub(super) fn free_id(&self, wanted: String) -> String {
        if !wanted.is_empty() && self.place(&wanted).is_none() {
            return wanted;
        }
        let mut number = self.last + 1;
        loop {
            let id = format!("{wanted}{}{number}", if wanted.is_empty() { "" } else { "-" });
            if self.place(&id).is_none() {
                return id;
            }
            number += 1;
        }
    }

    /// Puts a resource in, in place of the one with its id if there is one.
    pub(super) fn put(&mut self, stored: Stored, profile: &Profile) -> Arc<Record> {
        let before = self.place(&stored.id);
        if let Some(place) = before {
            self.forget(place, profile);
        }
        let place = before.unwrap_or(self.last + 1);
        self.last = self.last.max(place);
        for key in keys::held(&stored, profile) {
            self.index.insert(&key, place);
        }
        for member in stored.members() {
            match self.groups.get_mut(member) {
                Some(groups) => groups.insert(place),
                None => self.groups.entry(member.to_owned()).or_default().insert(place),
            };
        }
        let record = Arc::new(stored.closed());
        self.of_types.entry(Arc::clone(&record.resource_type)).or_default().insert(place);
        self.records.insert(place, Arc::clone(&record));
        record
    }

    /// Takes a resource out.
    pub(super) fn remove(&mut self, id: &str, profile: &Profile) -> Option<Arc<Record>> {
        let place = self.place(id)?;
        self.forget(place, profile)
    }

    /// Takes out what is at a place, and what finds it.
    fn forget(&mut self, place: u64, profile: &Profile) -> Option<Arc<Record>> {
        let record = self.records.remove(&place)?;
        let stored = record.opened();
        for key in keys::held(&stored, profile) {
            self.index.remove(&key, place);
        }
        for member in stored.members() {
            if let Some(groups) = self.groups.get_mut(member) {
                groups.remove(&place);
                if groups.is_empty() {
                    self.groups.remove(member);
                }
            }
        }
        if let Some(places) = self.of_types.get_mut(&record.resource_type) {
            places.remove(&place);
        }
        Some(record)
    }
}
