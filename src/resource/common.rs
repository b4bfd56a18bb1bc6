//! What resources share (RFC 7643 §2.4, §3.1).

use serde::{Deserialize, Deserializer};

use super::model;

model! {
    /// Metadata of a resource, assigned by the service provider (RFC 7643 §3.1).
    Meta {
        /// The name of the resource's type, such as `User`.
        resource_type: Option<String>,
        /// When it was created.
        created: Option<String>,
        /// When it was last modified.
        last_modified: Option<String>,
        /// Its URI.
        location: Option<String>,
        /// Its entity-tag.
        version: Option<String>,
    }

    /// An element of a multi-valued attribute with the default sub-attributes (RFC 7643 §2.4).
    MultiValued {
        /// The value that matters, such as an address or an id.
        value: Option<String>,
        /// The URI of the resource it refers to.
        #[serde(rename = "$ref")]
        reference: Option<String>,
        /// A name for people.
        display: Option<String>,
        /// A label, such as `work`.
        #[serde(rename = "type")]
        kind: Option<String>,
        /// Whether it is the preferred one; at most one is.
        primary: Option<bool>,
    }
}

pub(super) fn is_unassigned<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

pub(super) fn null_is_unassigned<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: Default + Deserialize<'de>,
{
    Ok(Option::deserialize(deserializer)?.unwrap_or_default())
}

/// An HTTP status: a string in SCIM (RFC 7644 §3.12). Some providers send a number, which is read too.
pub(super) mod status {
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    pub(in crate::resource) fn serialize<S: Serializer>(
        status: &u16,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.collect_str(status)
    }

    pub(in crate::resource) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<u16, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Status {
            Number(u16),
            Text(String),
        }
        match Status::deserialize(deserializer)? {
            Status::Number(status) => Ok(status),
            Status::Text(text) => {
                text.parse().map_err(|_| D::Error::custom(format_args!("`{text}` is not an HTTP status")))
            }
        }
    }
}
