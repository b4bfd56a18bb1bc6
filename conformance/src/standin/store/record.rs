//! A resource as it is worked with, and as it is held: as JSON text, in about the length that a client sent.

use serde::Deserialize;
use serde_json::{Map, Value};
use std::sync::Arc;
use std::time::Duration;

/// One resource: what its clients wrote, and what the provider knows of it.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::standin) struct Stored {
    pub(in crate::standin) resource_type: Arc<str>,
    pub(in crate::standin) id: String,
    /// The attributes in the schema's spelling, without `schemas`, `id` and `meta`.
    pub(in crate::standin) attributes: Map<String, Value>,
    pub(in crate::standin) created: Duration,
    pub(in crate::standin) modified: Duration,
}

impl Stored {
    /// Whether a user is not suspended.
    pub(in crate::standin) fn is_active(&self) -> bool {
        self.attributes.get("active") != Some(&Value::Bool(false))
    }

    /// The ids of a group's members.
    pub(in crate::standin) fn members(&self) -> impl Iterator<Item = &str> {
        let members = self.attributes.get(MEMBERS).and_then(Value::as_array);
        members.into_iter().flatten().filter_map(|member| member.get("value")?.as_str())
    }

    /// The resource as it is held.
    pub(super) fn closed(mut self) -> Record {
        let members = self.attributes.remove(MEMBERS);
        Record {
            resource_type: self.resource_type,
            id: self.id.into(),
            attributes: text(&self.attributes),
            members: members.map(|members| text(&members)),
            created: self.created,
            modified: self.modified,
        }
    }
}

/// The attribute that makes a group long.
const MEMBERS: &str = "members";

fn text(json: &impl serde::Serialize) -> Box<str> {
    serde_json::to_string(json).unwrap_or_default().into()
}

/// A resource as a store holds it, and as whoever keeps a store elsewhere gets it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// The name of its type.
    pub resource_type: Arc<str>,
    /// Its id.
    pub id: Box<str>,
    /// Its attributes as a JSON object, without `schemas`, `id`, `meta` and `members`.
    pub attributes: Box<str>,
    /// The value of `members`, if it has one: it may be long, and what else is asked of a group is read without it.
    pub members: Option<Box<str>>,
    /// When it was created, since 1970 began.
    pub created: Duration,
    /// When it was last modified.
    pub modified: Duration,
}

impl Record {
    /// What is known of a resource by a representation of it. Its times are left open.
    pub fn of(resource_type: &str, id: &str, mut resource: Map<String, Value>) -> Record {
        for name in ["schemas", "id", "meta"] {
            resource.remove(name);
        }
        let stored = Stored {
            resource_type: resource_type.into(),
            id: id.to_owned(),
            attributes: resource,
            created: Duration::ZERO,
            modified: Duration::ZERO,
        };
        stored.closed()
    }

    /// Its attributes, `members` among them.
    pub fn attributes(&self) -> Map<String, Value> {
        let mut attributes: Map<String, Value> = serde_json::from_str(&self.attributes).unwrap_or_default();
        if let Some(members) = self.members.as_deref() {
            attributes.insert(MEMBERS.to_owned(), serde_json::from_str(members).unwrap_or_default());
        }
        attributes
    }

    /// The resource to be worked with.
    pub(in crate::standin) fn opened(&self) -> Stored {
        Stored {
            resource_type: Arc::clone(&self.resource_type),
            id: self.id.to_string(),
            attributes: self.attributes(),
            created: self.created,
            modified: self.modified,
        }
    }

    /// What others show of it, which is cheaper to read than all.
    pub(in crate::standin) fn outline(&self) -> Outline {
        serde_json::from_str(&self.attributes).unwrap_or_default()
    }
}

/// What other resources show of one, or show it by.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::standin) struct Outline {
    active: Option<Value>,
    /// Its name for people.
    pub(in crate::standin) display_name: Option<Value>,
}

impl Outline {
    /// Whether a user is not suspended.
    pub(in crate::standin) fn is_active(&self) -> bool {
        self.active != Some(Value::Bool(false))
    }
}
