//! What resources are found by: what only one may hold, and what clients look them up by.

use super::index::Key;
use super::record::Stored;
use scimproof::filter::fold;
use scimproof::profile::{Behaviour, Profile, ResourceType};
use scimproof::rule;
use scimproof::schema::{self, Attribute, Type};
use scimproof::username::normalize;
use serde_json::Value;
use std::borrow::Cow;

/// What clients look up beside what is unique: the key of a client's own system, and the name of a group.
const LOOKED_UP: [&str; 2] = ["externalId", "displayName"];

/// What a user name becomes, as rules ask for it.
const LOGIN: &str = "login";

/// The attributes of a type that its resources are found by.
fn attributes<'p>(profile: &'p Profile, resource_type: &'p ResourceType) -> impl Iterator<Item = &'p str> {
    let unique = profile.unique_attributes(resource_type);
    let others = LOOKED_UP.into_iter().filter(|name| !unique.contains(name)).collect::<Vec<_>>();
    unique.into_iter().chain(others)
}

/// The keys that a resource holds.
pub(super) fn held<'s>(stored: &'s Stored, profile: &'s Profile) -> Vec<Key<'s>> {
    let mut keys = vec![Key::of_id(&stored.id)];
    let Some(resource_type) = profile.resource_type(&stored.resource_type) else { return keys };
    for attribute in attributes(profile, resource_type) {
        if let Some(Value::String(value)) = stored.attributes.get(attribute) {
            keys.push(key(profile, resource_type, attribute, value));
        }
    }
    if profile.behaves(Behaviour::NormalizesUserNames)
        && let Some(Value::String(user_name)) = stored.attributes.get("userName")
    {
        let login = normalize(user_name, &rule::deployment(profile)).login;
        keys.push(Key {
            resource_type: &resource_type.name,
            attribute: LOGIN,
            value: Cow::Owned(fold(&login, false).into_owned()),
        });
    }
    keys
}

/// A value as a key: without regard to case unless its attribute has one.
pub(super) fn key<'k>(
    profile: &Profile,
    resource_type: &'k ResourceType,
    attribute: &'k str,
    value: &'k str,
) -> Key<'k> {
    let is_exact = declared(profile, resource_type, attribute).is_some_and(|attribute| attribute.case_exact);
    Key { resource_type: &resource_type.name, attribute, value: fold(value, is_exact) }
}

/// Whether everything that is equal to a value of the attribute has the same key.
pub(super) fn is_found_by(profile: &Profile, resource_type: &ResourceType, attribute: &str) -> bool {
    let is_text = declared(profile, resource_type, attribute).is_some_and(|known| known.kind == Type::String);
    is_text && attributes(profile, resource_type).any(|known| known == attribute)
}

fn declared<'p>(
    profile: &'p Profile,
    resource_type: &ResourceType,
    attribute: &str,
) -> Option<&'p Attribute> {
    let schema = profile.schema(&resource_type.schema);
    let common = || schema::common().iter().find(|common| common.name.eq_ignore_ascii_case(attribute));
    schema.and_then(|schema| schema.attribute(attribute)).or_else(common)
}
