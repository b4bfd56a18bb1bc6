//! A stored resource as answers show it: with what the provider adds and what follows from other resources.
//!
//! A representation is a text. Most of it is the text that is held; only what is asked of its parts is read again.

use super::hash::hash;
use super::object::Object;
use super::shape::{Member, Shape};
use super::store::{Outline, Record, Store};
use super::time::timestamp;
use scimproof::profile::{Behaviour, Profile};
use scimproof::syntax::percent_encode;
use serde_json::{Map, Value, json};

/// Makes representations of what a store holds.
#[derive(Clone, Copy)]
pub(super) struct Representer<'s> {
    pub(super) profile: &'s Profile,
    pub(super) store: &'s Store,
    /// The base URL that locations begin with, without a slash at its end.
    pub(super) base: &'s str,
}

/// A representation.
pub(super) struct Shown {
    /// The whole resource, before a query leaves parts of it out.
    pub(super) text: Vec<u8>,
    /// The entity tag, where the profile has them.
    pub(super) version: Option<String>,
}

impl Shown {
    /// The members of the resource.
    pub(super) fn members(&self) -> Map<String, Value> {
        serde_json::from_slice(&self.text).unwrap_or_default()
    }
}

impl<'s> Representer<'s> {
    pub(super) fn shape(&self, record: &Record) -> Option<Shape<'s>> {
        let profile = self.profile;
        profile.resource_type(&record.resource_type).map(|resource_type| Shape { profile, resource_type })
    }

    /// Where the resource is.
    pub(super) fn location(&self, record: &Record) -> String {
        let endpoint = self.shape(record).map_or("", |shape| shape.resource_type.endpoint.as_str());
        [self.base, endpoint, &percent_encode(&record.id)].join("/")
    }

    /// The representation of a resource.
    pub(super) fn shown(&self, record: &Record) -> Shown {
        let Some(shape) = self.shape(record) else {
            return Shown { text: record.attributes.as_bytes().to_vec(), version: None };
        };
        let members = record.members.as_deref().and_then(|members| self.members(shape, members));
        // In a string the quotes would stand behind backslashes.
        let is_assigned = |urn: &&str| record.attributes.contains(&format!("\"{urn}\":"));
        let extensions = shape.resource_type.extensions.iter().map(|extension| extension.schema.as_str());
        let schemas: Vec<&str> = std::iter::once(shape.resource_type.schema.as_str())
            .chain(extensions.filter(is_assigned))
            .collect();
        let mut resource = Object::new();
        resource.member("schemas", &schemas);
        resource.member("id", &record.id);
        resource.all_of(&record.attributes);
        if let Some(members) = members {
            resource.text("members", &members);
        }
        if shape.is_user() && shape.lists("groups") {
            let groups = self.groups_of(shape, record);
            if !groups.is_empty() {
                resource.member("groups", &groups);
            }
        }
        let mut meta = Object::new();
        meta.member("resourceType", &*record.resource_type);
        meta.member("created", &timestamp(record.created));
        meta.member("lastModified", &timestamp(record.modified));
        meta.member("location", &self.location(record));
        let versions = self.profile.etag.value == Some(true);
        let version = versions.then(|| tag(&[resource.so_far(), meta.so_far()]));
        if let Some(version) = &version {
            meta.member("version", version);
        }
        resource.text("meta", &meta.end());
        Shown { text: resource.end(), version }
    }

    /// Members with what the provider knows of them, without those whom the endpoint hides; `None` where none is left.
    fn members(&self, shape: Shape<'_>, members: &str) -> Option<Vec<u8>> {
        let hides = self.profile.behaves(Behaviour::HidesSuspendedMembers);
        let [shows_reference, shows_type, shows_display] =
            ["$ref", "type", "display"].map(|name| declares(shape, "members", name));
        let mut members: Vec<Value> = serde_json::from_str(members).unwrap_or_default();
        members.retain_mut(|member| {
            let Some(member) = member.as_object_mut() else { return true };
            let Some(known) =
                member.get("value").and_then(Value::as_str).and_then(|id| self.store.record(id))
            else {
                return true;
            };
            let needs_display = shows_display && !member.contains_key("display");
            let outline = if hides || needs_display { known.outline() } else { Outline::default() };
            if hides && !outline.is_active() {
                return false;
            }
            if shows_reference {
                member.entry("$ref").or_insert_with(|| json!(self.location(known)));
            }
            if shows_type {
                member.entry("type").or_insert_with(|| json!(&*known.resource_type));
            }
            if let Some(display) = outline.display_name.filter(|_| needs_display) {
                member.insert("display".to_owned(), display);
            }
            true
        });
        (!members.is_empty()).then(|| serde_json::to_vec(&members).unwrap_or_default())
    }

    /// All groups, by type and in the order of their creation.
    pub(super) fn groups(&self) -> impl Iterator<Item = &'s Record> + use<'s> {
        let Representer { profile, store, .. } = *self;
        let kinds = profile.resource_types.iter();
        let kinds = kinds.filter(move |resource_type| Shape { profile, resource_type }.is_group());
        kinds.flat_map(|kind| store.all(&kind.name)).map(|record| &**record)
    }

    /// The groups that list the resource as a member, as it shows them.
    fn groups_of(&self, user: Shape<'_>, record: &Record) -> Vec<Value> {
        let groups = self.store.groups_of(&record.id);
        let groups = groups.filter(|group| self.shape(group).is_some_and(Shape::is_group));
        let shown = groups.map(|group| {
            let mut entry = Map::from_iter([("value".to_owned(), json!(group.id))]);
            let mut add = |name: &str, value: Option<Value>| {
                if let Some(value) = value.filter(|_| declares(user, "groups", name)) {
                    entry.insert(name.to_owned(), value);
                }
            };
            add("$ref", Some(Value::String(self.location(group))));
            add("display", group.outline().display_name);
            add("type", Some(json!("direct")));
            Value::Object(entry)
        });
        shown.collect()
    }
}

fn declares(shape: Shape<'_>, attribute: &str, sub: &str) -> bool {
    let declared = match shape.member(attribute) {
        Some(Member::Attribute(attribute)) => attribute.sub_attribute(sub).is_some(),
        Some(Member::Extension(_)) | None => false,
    };
    declared && shape.lists(&format!("{attribute}.{sub}"))
}

/// A weak entity tag of a representation, whose parts these are: their hash.
fn tag(parts: &[&[u8]]) -> String {
    format!("W/\"{:016x}\"", hash(&parts.concat()))
}
