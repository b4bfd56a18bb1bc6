//! A resource type as the stand-in keeps its resources: which attributes there are, and what is
//! taken of a body that a client sends.

use scimproof::profile::{Behaviour, Profile, ResourceType};
use scimproof::schema::{self, Attribute, Mutability, Returned, Schema};
use serde_json::{Map, Value};

/// The attributes of a resource type under a profile.
#[derive(Clone, Copy)]
pub(super) struct Shape<'p> {
    pub(super) profile: &'p Profile,
    pub(super) resource_type: &'p ResourceType,
}

/// What a member of a resource is.
pub(super) enum Member<'p> {
    /// An attribute of the core schema, or one that every resource has.
    Attribute(&'p Attribute),
    /// An extension's object.
    Extension(&'p Schema),
}

impl<'p> Shape<'p> {
    /// The type whose schema a resource names.
    pub(super) fn of(profile: &'p Profile, resource: &Map<String, Value>) -> Option<Shape<'p>> {
        profile.type_of(resource).map(|resource_type| Shape { profile, resource_type })
    }

    /// The schemas, the core schema first.
    pub(super) fn schemas(self) -> Vec<&'p Schema> {
        self.profile.schemas_of(self.resource_type)
    }

    /// What the member of that name is, whatever the name's case.
    pub(super) fn member(self, name: &str) -> Option<Member<'p>> {
        let core = self.profile.schema(&self.resource_type.schema);
        let common = || schema::common().iter().find(|attribute| attribute.name.eq_ignore_ascii_case(name));
        if let Some(attribute) = core.and_then(|core| core.attribute(name)).or_else(common) {
            return Some(Member::Attribute(attribute));
        }
        self.extensions().find(|extension| extension.id.eq_ignore_ascii_case(name)).map(Member::Extension)
    }

    /// Whether resources are Users of RFC 7643.
    pub(super) fn is_user(self) -> bool {
        self.resource_type.schema.eq_ignore_ascii_case(schema::USER)
    }

    /// Whether resources are Groups of RFC 7643.
    pub(super) fn is_group(self) -> bool {
        self.resource_type.schema.eq_ignore_ascii_case(schema::GROUP)
    }

    /// Whether every attribute is returned by default.
    pub(super) fn returns_all(self) -> bool {
        let mut attributes = self.schemas().into_iter().flat_map(|schema| &schema.attributes);
        // What is never returned is not kept.
        attributes.all(|attribute| attribute.returned != Returned::Request)
    }

    /// Whether the endpoint has the attribute with this dotted path; it may list fewer than the schema.
    pub(super) fn lists(self, path: &str) -> bool {
        let listed = self.resource_type.attributes.as_ref();
        listed.is_none_or(|listed| listed.iter().any(|known| known.eq_ignore_ascii_case(path)))
    }

    fn extensions(self) -> impl Iterator<Item = &'p Schema> {
        self.resource_type
            .extensions
            .iter()
            .filter_map(move |extension| self.profile.schema(&extension.schema))
    }

    /// What is kept of a body: names in the schema's spelling; without what the endpoint does not have, what only
    /// it writes, what it never shows, and without nulls and empty arrays, which are no values (RFC 7643 §2.5).
    pub(super) fn kept(self, body: Map<String, Value>) -> Map<String, Value> {
        let mut kept = Map::new();
        for (name, value) in self.meant(body) {
            match self.member(&name) {
                Some(Member::Attribute(attribute)) if attribute.name != "schemas" => {
                    if let Some(value) = self.kept_value(attribute, &attribute.name, value) {
                        kept.insert(attribute.name.clone(), value);
                    }
                }
                Some(Member::Extension(extension)) => {
                    let Value::Object(members) = value else { continue };
                    let members = self.kept_members(&extension.attributes, "", members);
                    if !members.is_empty() {
                        kept.insert(extension.id.clone(), Value::Object(members));
                    }
                }
                Some(Member::Attribute(_)) | None => {}
            }
        }
        if self.profile.behaves(Behaviour::EmptyRoleClearsRoles) && self.is_user() {
            clear_empty_roles(&mut kept);
        }
        if self.profile.behaves(Behaviour::FillsInUsers) && self.is_user() {
            fill_in(&mut kept);
        }
        kept
    }

    fn kept_members(
        self,
        declared: &[Attribute],
        owner: &str,
        members: Map<String, Value>,
    ) -> Map<String, Value> {
        let mut kept = Map::new();
        for (name, value) in members {
            let Some(attribute) = declared.iter().find(|known| known.name.eq_ignore_ascii_case(&name)) else {
                continue;
            };
            let path =
                if owner.is_empty() { attribute.name.clone() } else { format!("{owner}.{}", attribute.name) };
            if let Some(value) = self.kept_value(attribute, &path, value) {
                kept.insert(attribute.name.clone(), value);
            }
        }
        kept
    }

    fn kept_value(self, attribute: &Attribute, path: &str, value: Value) -> Option<Value> {
        let is_taken = attribute.mutability != Mutability::ReadOnly && attribute.returned != Returned::Never;
        // Extensions are listed as a whole or not at all.
        let is_listed = self.lists(path) || !self.is_core(path);
        if !is_taken || !is_listed { None } else { self.kept_part(attribute, path, value) }
    }

    fn is_core(self, path: &str) -> bool {
        let name = path.split('.').next().unwrap_or_default();
        matches!(self.member(name), Some(Member::Attribute(_)))
    }

    fn kept_part(self, attribute: &Attribute, path: &str, value: Value) -> Option<Value> {
        match value {
            Value::Null => None,
            Value::Array(elements) => {
                let kept: Vec<Value> = elements
                    .into_iter()
                    .filter_map(|element| self.kept_part(attribute, path, element))
                    .collect();
                (!kept.is_empty()).then_some(Value::Array(kept))
            }
            Value::Object(members) => {
                let kept = self.kept_members(&attribute.sub_attributes, path, members);
                (!kept.is_empty()).then_some(Value::Object(kept))
            }
            Value::Bool(_) | Value::Number(_) | Value::String(_) => Some(value),
        }
    }

    /// What a PUT leaves in place of what was: immutable attributes keep the value that they have.
    pub(super) fn replaced(
        self,
        old: &Map<String, Value>,
        mut new: Map<String, Value>,
    ) -> Map<String, Value> {
        for (name, value) in self.immutable(old) {
            new.insert(name.clone(), value.clone());
        }
        new
    }

    /// The immutable attribute that has a value, and another one in what a PUT brings.
    pub(super) fn immutable_change(
        self,
        old: &Map<String, Value>,
        new: &Map<String, Value>,
    ) -> Option<String> {
        let mut immutable = self.immutable(old);
        let differs = |name: &String, value| new.get(name).is_some_and(|brought| brought != value);
        immutable.find(|(name, value)| differs(name, *value)).map(|(name, _)| name.clone())
    }

    fn immutable(self, old: &Map<String, Value>) -> impl Iterator<Item = (&String, &Value)> {
        old.iter().filter(move |(name, _)| {
            matches!(self.member(name), Some(Member::Attribute(attribute)) if attribute.mutability == Mutability::Immutable)
        })
    }

    /// What a PATCH leaves: a required attribute that lost its value keeps the one it had.
    pub(super) fn changed(self, old: &Map<String, Value>, mut new: Map<String, Value>) -> Map<String, Value> {
        for (name, value) in old {
            if let Some(Member::Attribute(attribute)) = self.member(name)
                && attribute.required
                && !new.contains_key(name)
            {
                new.insert(name.clone(), value.clone());
            }
        }
        self.replaced(old, new)
    }
}

/// What a user has where nobody says otherwise.
fn fill_in(user: &mut Map<String, Value>) {
    user.entry("active").or_insert(Value::Bool(true));
    if let Some(name) = user.get("name").and_then(|name| name.get("formatted")).cloned() {
        user.entry("displayName").or_insert(name);
    }
}

/// A role whose value is empty means that there is none.
fn clear_empty_roles(resource: &mut Map<String, Value>) {
    let Some(Value::Array(roles)) = resource.get_mut("roles") else { return };
    roles.retain(|role| role.get("value").is_none_or(|value| value != ""));
    if roles.is_empty() {
        resource.remove("roles");
    }
}

impl Shape<'_> {
    /// Whether clients write the attribute.
    pub(super) fn is_writable(attribute: &Attribute) -> bool {
        attribute.mutability != Mutability::ReadOnly && attribute.name != "schemas"
    }

    /// A value without the members that its attribute does not have or that only the provider writes.
    pub(super) fn writable(self, attribute: &Attribute, value: &Value) -> Value {
        match value {
            Value::Array(elements) => {
                Value::Array(elements.iter().map(|element| self.writable(attribute, element)).collect())
            }
            Value::Object(_) if !attribute.sub_attributes.is_empty() => {
                self.writable_members(&attribute.sub_attributes, value)
            }
            other => other.clone(),
        }
    }

    /// The same for an object of these attributes.
    pub(super) fn writable_members(self, declared: &[Attribute], value: &Value) -> Value {
        let Value::Object(members) = value else { return value.clone() };
        let mut left = Map::new();
        for (name, value) in members {
            let found = declared.iter().find(|known| known.name.eq_ignore_ascii_case(name));
            if let Some(attribute) = found.filter(|attribute| Self::is_writable(attribute)) {
                left.insert(attribute.name.clone(), self.writable(attribute, value));
            }
        }
        Value::Object(left)
    }
}
