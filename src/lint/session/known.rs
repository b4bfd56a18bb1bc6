//! What a session knows of the endpoint's state.

use super::Session;
use crate::lint::Linter;
use crate::rule::series::{By, Identity};
use crate::rule::{Known, Maybe, UniqueKey};
use std::ops::Deref;

impl<L: Deref<Target = Linter>> Session<L> {
    fn find(&self, resource_type: &str, by: By, value: &str) -> Option<&Identity> {
        let types = &self.linter.profile().resource_types;
        let kind = types.iter().position(|known| known.name == resource_type)?;
        self.memory.find(kind, by, by.key(value))
    }
}

/// A series says what is there and what was deleted, and nothing of what it does not mention.
impl<L: Deref<Target = Linter>> Known for Session<L> {
    fn is_anything(&self) -> bool {
        !self.memory.identities.is_empty()
    }

    fn exists(&self, resource_type: &str, id: &str) -> Maybe<bool> {
        match self.find(resource_type, By::Id, id) {
            Some(identity) if identity.is_deleted() => Maybe::Known(false),
            Some(identity) if identity.was_seen() => Maybe::Known(true),
            Some(_) | None => Maybe::Unknown,
        }
    }

    fn holder(&self, key: UniqueKey<'_>) -> Maybe<Option<String>> {
        let by = match key.attribute {
            "userName" => By::UserName,
            "externalId" => By::ExternalId,
            _ => return Maybe::Unknown,
        };
        // Who had the value and has another one by now is still found by it.
        let has_it = |holder: &&Identity| {
            let own = if by == By::UserName { holder.user_name } else { holder.external_id };
            own == Some(by.key(key.value))
        };
        let holder = self
            .find(key.resource_type, by, key.value)
            .filter(has_it)
            .filter(|holder| holder.is_there() && holder.was_seen());
        match holder.and_then(|holder| holder.id.as_deref()) {
            Some(id) => Maybe::Known(Some(id.to_owned())),
            None => Maybe::Unknown,
        }
    }

    fn version(&self, id: &str) -> Maybe<Option<String>> {
        let types = self.linter.profile().resource_types.len();
        let mut found = (0..types).filter_map(|kind| self.memory.find(kind, By::Id, By::Id.key(id)));
        match found.find_map(|identity| identity.version.as_deref()) {
            Some(version) => Maybe::Known(Some(version.to_owned())),
            None => Maybe::Unknown,
        }
    }
}
