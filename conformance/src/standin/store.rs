//! The resources that the stand-in holds, and what the rules may ask of them.

use super::around::Around;
use super::change::patched;
use super::cursor::Cursors;
use super::discovery;
use super::represent::Representer;
use super::search::{Search, queried};
use super::shape::Shape;
use scimproof::json;
use scimproof::message::{Request, Target};
use scimproof::patch::{Dialect, PatchError, has_target};
use scimproof::profile::{Behaviour, Profile, ResourceType};
use scimproof::rule::{self, CursorProblem, Known, Maybe, UniqueKey};
use scimproof::schema;
use scimproof::syntax::PatchPath;
use scimproof::username::normalize;
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::time::Duration;

/// One resource: what its clients wrote, and what the provider knows of it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Stored {
    pub(super) resource_type: String,
    pub(super) id: String,
    /// The attributes in the schema's spelling, without `schemas`, `id` and `meta`.
    pub(super) attributes: Map<String, Value>,
    pub(super) created: Duration,
    pub(super) modified: Duration,
}

impl Stored {
    /// Whether a user is not suspended.
    pub(super) fn is_active(&self) -> bool {
        self.attributes.get("active") != Some(&Value::Bool(false))
    }
}

/// All resources, in the order of their creation.
#[derive(Debug, Clone, Default)]
pub(super) struct Store {
    resources: BTreeMap<u64, Stored>,
    ids: BTreeMap<String, u64>,
    /// Who holds a unique value: resource type, attribute, the value as it compares.
    holders: BTreeMap<(String, String, String), String>,
    last: u64,
}

impl Store {
    /// The resource with that id, of whatever type.
    pub(super) fn get(&self, id: &str) -> Option<&Stored> {
        self.resources.get(self.ids.get(id)?)
    }

    /// The resource of that type with that id.
    pub(super) fn of_type(&self, resource_type: &str, id: &str) -> Option<&Stored> {
        self.get(id).filter(|stored| stored.resource_type == resource_type)
    }

    /// All resources, in the order of their creation.
    pub(super) fn iter(&self) -> impl Iterator<Item = &Stored> {
        self.resources.values()
    }

    /// All resources of a type, in the order of their creation.
    pub(super) fn all<'s>(&'s self, resource_type: &'s str) -> impl Iterator<Item = &'s Stored> {
        self.resources.values().filter(move |stored| stored.resource_type == resource_type)
    }

    /// The same, each with its place among all resources in the order of their creation.
    pub(super) fn placed<'s>(&'s self, resource_type: &'s str) -> impl Iterator<Item = (u64, &'s Stored)> {
        let all = self.resources.iter().map(|(place, stored)| (*place, stored));
        all.filter(move |(_, stored)| stored.resource_type == resource_type)
    }

    /// An id that no resource has; the given one unless it is taken.
    pub(super) fn free_id(&self, wanted: String) -> String {
        if !wanted.is_empty() && !self.ids.contains_key(&wanted) {
            return wanted;
        }
        let mut number = self.last + 1;
        loop {
            let id = format!("{wanted}{}{number}", if wanted.is_empty() { "" } else { "-" });
            if !self.ids.contains_key(&id) {
                return id;
            }
            number += 1;
        }
    }

    /// Puts a resource in, in place of the one with its id if there is one.
    pub(super) fn put(&mut self, stored: Stored, profile: &Profile) {
        let place = self.ids.get(&stored.id).copied().unwrap_or_else(|| {
            self.last += 1;
            self.last
        });
        self.ids.insert(stored.id.clone(), place);
        let keys = keys(&stored, profile);
        if let Some(before) = self.resources.insert(place, stored) {
            self.release(&before, profile);
        }
        if let Some(stored) = self.resources.get(&place) {
            for key in keys {
                self.holders.entry(key).or_insert_with(|| stored.id.clone());
            }
        }
    }

    /// Takes a resource out.
    pub(super) fn remove(&mut self, id: &str, profile: &Profile) -> Option<Stored> {
        let stored = self.resources.remove(&self.ids.remove(id)?)?;
        self.release(&stored, profile);
        Some(stored)
    }

    fn release(&mut self, stored: &Stored, profile: &Profile) {
        for key in keys(stored, profile) {
            if self.holders.get(&key) == Some(&stored.id) {
                self.holders.remove(&key);
            }
        }
    }

    fn holder(&self, key: &(String, String, String)) -> Option<&String> {
        self.holders.get(key)
    }
}

/// The unique values that a resource holds.
fn keys(stored: &Stored, profile: &Profile) -> Vec<(String, String, String)> {
    let Some(resource_type) = profile.resource_type(&stored.resource_type) else { return Vec::new() };
    let mut keys = Vec::new();
    for attribute in profile.unique_attributes(resource_type) {
        if let Some(Value::String(value)) = stored.attributes.get(attribute) {
            keys.push(key(profile, resource_type, attribute, value));
        }
    }
    if profile.behaves(Behaviour::NormalizesUserNames)
        && let Some(Value::String(user_name)) = stored.attributes.get("userName")
    {
        let login = normalize(user_name, &rule::deployment(profile)).login;
        keys.push(key(profile, resource_type, LOGIN, &login));
    }
    keys
}

/// What a user name becomes, as rules ask for it.
const LOGIN: &str = "login";

/// A unique value as it compares: without regard to case unless its attribute has one.
fn key(
    profile: &Profile,
    resource_type: &ResourceType,
    attribute: &str,
    value: &str,
) -> (String, String, String) {
    let common = || schema::common().iter().find(|common| common.name.eq_ignore_ascii_case(attribute));
    let declared = profile
        .schema(&resource_type.schema)
        .and_then(|schema| schema.attribute(attribute))
        .or_else(common)
        .is_some_and(|attribute| attribute.case_exact);
    let value = if declared { value.to_owned() } else { value.to_lowercase() };
    (resource_type.name.clone(), attribute.to_owned(), value)
}

/// The store as the rules see it.
pub(super) struct View<'s> {
    pub(super) representer: Representer<'s>,
    pub(super) dialect: &'s Dialect,
    pub(super) around: &'s Around,
    pub(super) cursors: &'s Cursors,
    pub(super) now: Duration,
    /// Whether the request is an operation of a bulk request.
    pub(super) is_of_bulk: bool,
}

impl Known for View<'_> {
    fn credentials(&self, authorization: Option<&str>) -> Maybe<bool> {
        if self.around.tokens.are_none() {
            return Maybe::Unknown;
        }
        let schemes = &self.representer.profile.authentication.schemes;
        Maybe::Known(self.around.tokens.take(authorization, schemes, self.now))
    }

    fn scopes(&self, request: &Request<'_>) -> Maybe<Vec<String>> {
        self.around.scopes(request, self.representer.profile)
    }

    fn exceeded_limit(&self, request: &Request<'_>) -> Maybe<Option<&'static str>> {
        let exceeded = self.around.exceeded(request, self.representer.profile, self.now);
        Maybe::Known(exceeded.map(|exceeded| exceeded.name()))
    }

    fn exists(&self, resource_type: &str, id: &str) -> Maybe<bool> {
        let Representer { profile, store, .. } = self.representer;
        Maybe::Known(match resource_type {
            "Schema" => discovery::served(profile).iter().any(|schema| schema.id.eq_ignore_ascii_case(id)),
            "ResourceType" => profile.resource_type(id).is_some(),
            _ => store.of_type(resource_type, id).is_some(),
        })
    }

    fn holder(&self, asked: UniqueKey<'_>) -> Maybe<Option<String>> {
        let profile = self.representer.profile;
        let Some(resource_type) = profile.resource_type(asked.resource_type) else { return Maybe::Unknown };
        let key = key(profile, resource_type, asked.attribute, asked.value);
        Maybe::Known(self.representer.store.holder(&key).cloned())
    }

    fn patch(&self, id: &str, body: json::Value<'_>) -> Maybe<Result<(), PatchError>> {
        let Some(stored) = self.representer.store.get(id) else { return Maybe::Unknown };
        let Some(shape) = self.representer.shape(stored) else { return Maybe::Unknown };
        let Value::Object(body) = body.to_json() else { return Maybe::Unknown };
        Maybe::Known(patched(&stored.attributes, &body, shape, self.dialect).map(drop))
    }

    fn immutable_change(&self, id: &str, body: json::Value<'_>) -> Maybe<Option<String>> {
        let Some(stored) = self.representer.store.get(id) else { return Maybe::Unknown };
        let Some(shape) = self.representer.shape(stored) else { return Maybe::Unknown };
        let Value::Object(body) = body.to_json() else { return Maybe::Unknown };
        Maybe::Known(shape.immutable_change(&stored.attributes, &shape.kept(&body)))
    }

    fn target(&self, id: &str, path: &PatchPath) -> Maybe<bool> {
        let Some(stored) = self.representer.store.get(id) else { return Maybe::Unknown };
        let Some(shape) = self.representer.shape(stored) else { return Maybe::Unknown };
        Maybe::Known(has_target(&stored.attributes, path, &shape.schemas()))
    }

    fn version(&self, id: &str) -> Maybe<Option<String>> {
        let Some(stored) = self.representer.store.get(id) else { return Maybe::Unknown };
        match self.representer.version(stored) {
            Some(version) => Maybe::Known(Some(version)),
            None => Maybe::Unknown,
        }
    }

    fn is_of_bulk(&self) -> bool {
        self.is_of_bulk
    }

    fn page(&self, request: &Request<'_>, target: &Target<'_>) -> Maybe<Result<(), CursorProblem>> {
        let profile = self.representer.profile;
        let Some(shapes) = queried(profile, request, &target.endpoint).filter(|_| profile.paging.cursor)
        else {
            return Maybe::Unknown;
        };
        Maybe::Known(self.cursors.check(&Search::of(request, target), &shapes, self.now))
    }
}

/// The shape of a stored resource under a profile.
pub(super) fn shape<'p>(profile: &'p Profile, stored: &Stored) -> Option<Shape<'p>> {
    profile.resource_type(&stored.resource_type).map(|resource_type| Shape { profile, resource_type })
}
