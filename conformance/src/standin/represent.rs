//! A stored resource as answers show it: with what the provider adds and what follows from other resources.

use super::hash::hash;
use super::shape::Shape;
use super::store::{Store, Stored, shape};
use super::time::timestamp;
use scimproof::profile::{Behaviour, Profile};
use serde_json::{Map, Value, json};

/// Makes representations of what a store holds.
#[derive(Clone, Copy)]
pub(super) struct Representer<'s> {
    pub(super) profile: &'s Profile,
    pub(super) store: &'s Store,
    /// The base URL that locations begin with, without a slash at its end.
    pub(super) base: &'s str,
}

impl<'s> Representer<'s> {
    pub(super) fn shape(&self, stored: &Stored) -> Option<Shape<'s>> {
        shape(self.profile, stored)
    }

    /// The whole resource, before a query leaves parts of it out.
    pub(super) fn resource(&self, stored: &Stored) -> Map<String, Value> {
        let mut resource = self.unversioned(stored);
        if self.versions() {
            let version = tag(&resource);
            if let Some(Value::Object(meta)) = resource.get_mut("meta") {
                meta.insert("version".to_owned(), Value::String(version));
            }
        }
        resource
    }

    /// The entity tag, where the profile has them.
    pub(super) fn version(&self, stored: &Stored) -> Option<String> {
        self.versions().then(|| tag(&self.unversioned(stored)))
    }

    /// Where the resource is.
    pub(super) fn location(&self, stored: &Stored) -> String {
        let endpoint = self.shape(stored).map_or("", |shape| shape.resource_type.endpoint.as_str());
        format!("{}/{endpoint}/{}", self.base, scimproof::syntax::percent_encode(&stored.id))
    }

    fn versions(&self) -> bool {
        self.profile.etag.value == Some(true)
    }

    fn unversioned(&self, stored: &Stored) -> Map<String, Value> {
        let mut resource = stored.attributes.clone();
        let Some(shape) = self.shape(stored) else { return resource };
        if shape.is_group() {
            self.show_members(shape, &mut resource);
        }
        if shape.is_user() && shape.lists("groups") {
            let groups = self.groups_of(stored);
            if !groups.is_empty() {
                resource.insert("groups".to_owned(), Value::Array(groups));
            }
        }
        let extensions = shape.resource_type.extensions.iter().map(|extension| extension.schema.as_str());
        let schemas: Vec<&str> = std::iter::once(shape.resource_type.schema.as_str())
            .chain(extensions.filter(|urn| resource.contains_key(*urn)))
            .collect();
        resource.insert("schemas".to_owned(), json!(schemas));
        resource.insert("id".to_owned(), json!(stored.id));
        let meta = json!({
            "resourceType": stored.resource_type,
            "created": timestamp(stored.created),
            "lastModified": timestamp(stored.modified),
            "location": self.location(stored),
        });
        resource.insert("meta".to_owned(), meta);
        resource
    }

    /// Members get what the provider knows of them; those whom the endpoint hides go.
    fn show_members(&self, shape: Shape<'_>, group: &mut Map<String, Value>) {
        let hides = self.profile.behaves(Behaviour::HidesSuspendedMembers);
        let Some(Value::Array(members)) = group.get_mut("members") else { return };
        members.retain_mut(|member| {
            let Some(member) = member.as_object_mut() else { return true };
            let Some(known) = member.get("value").and_then(Value::as_str).and_then(|id| self.store.get(id))
            else {
                return true;
            };
            if hides && !known.is_active() {
                return false;
            }
            let mut add = |name: &str, value: Option<Value>| {
                if let Some(value) = value.filter(|_| declares(shape, "members", name)) {
                    member.entry(name).or_insert(value);
                }
            };
            add("$ref", Some(Value::String(self.location(known))));
            add("type", Some(Value::String(known.resource_type.clone())));
            add("display", known.attributes.get("displayName").cloned());
            true
        });
        if members.is_empty() {
            group.remove("members");
        }
    }

    /// All groups, by type and in the order of their creation.
    pub(super) fn groups(&self) -> impl Iterator<Item = &'s Stored> + use<'s> {
        let Representer { profile, store, .. } = *self;
        let kinds = profile.resource_types.iter();
        let kinds = kinds.filter(move |resource_type| Shape { profile, resource_type }.is_group());
        kinds.flat_map(|kind| store.all(&kind.name))
    }

    /// The groups that list the resource as a member.
    fn groups_of(&self, stored: &Stored) -> Vec<Value> {
        let Some(user) = self.shape(stored) else { return Vec::new() };
        let of_it = self.groups().filter(|group| has_member(group, &stored.id));
        of_it
            .map(|group| {
                let mut entry = json!({"value": group.id});
                if let Some(entry) = entry.as_object_mut() {
                    let mut add = |name: &str, value: Option<Value>| {
                        if let Some(value) = value.filter(|_| declares(user, "groups", name)) {
                            entry.insert(name.to_owned(), value);
                        }
                    };
                    add("$ref", Some(Value::String(self.location(group))));
                    add("display", group.attributes.get("displayName").cloned());
                    add("type", Some(json!("direct")));
                }
                entry
            })
            .collect()
    }
}

/// Whether a group lists the resource with that id as a member.
pub(super) fn has_member(group: &Stored, id: &str) -> bool {
    let Some(Value::Array(members)) = group.attributes.get("members") else { return false };
    members.iter().any(|member| member.get("value").is_some_and(|value| value == id))
}

fn declares(shape: Shape<'_>, attribute: &str, sub: &str) -> bool {
    let declared = match shape.member(attribute) {
        Some(super::shape::Member::Attribute(attribute)) => attribute.sub_attribute(sub).is_some(),
        Some(super::shape::Member::Extension(_)) | None => false,
    };
    declared && shape.lists(&format!("{attribute}.{sub}"))
}

/// A weak entity tag of a representation: its content's hash.
fn tag(resource: &Map<String, Value>) -> String {
    let text = serde_json::to_vec(resource).unwrap_or_default();
    format!("W/\"{:016x}\"", hash(&text))
}
