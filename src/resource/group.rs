//! Group (RFC 7643 §4.2).

use super::{Meta, model};
use crate::schema;

model! {
    /// A group (RFC 7643 §4.2).
    Group {
        /// URNs of the schemas in use.
        schemas: Vec<String>,
        /// The service provider's identifier.
        id: Option<String>,
        /// The client's identifier.
        external_id: Option<String>,
        /// The group's name. Required; empty here means absent.
        display_name: String,
        /// Who is in it.
        members: Vec<Member>,
        /// Metadata.
        meta: Option<Meta>,
    }

    /// A member of a group.
    Member {
        /// The member's `id`.
        value: Option<String>,
        /// The member's URI.
        #[serde(rename = "$ref")]
        reference: Option<String>,
        /// The member's name.
        display: Option<String>,
        /// `User` or `Group`.
        #[serde(rename = "type")]
        kind: Option<String>,
    }
}

impl Group {
    /// A group of the core schema.
    pub fn new(display_name: impl Into<String>) -> Group {
        Group {
            schemas: vec![schema::GROUP.to_owned()],
            display_name: display_name.into(),
            ..Group::default()
        }
    }
}

impl Member {
    /// The member with that `id`.
    pub fn new(id: impl Into<String>) -> Member {
        Member { value: Some(id.into()), ..Member::default() }
    }
}
