//! The resource types that an endpoint serves and what each operation on them needs.

use serde::Deserialize;
use std::collections::BTreeMap;

/// A resource type (RFC 7643 §6) and what the endpoint asks of requests on it.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ResourceType {
    /// The name, such as `User`.
    pub name: String,
    /// The last part of its endpoint, such as `Users`.
    pub endpoint: String,
    /// The URN of its core schema.
    pub schema: String,
    /// Its extensions.
    #[serde(default)]
    pub extensions: Vec<Extension>,
    /// The attributes that the endpoint lists, where these are fewer than the schema's.
    #[serde(default)]
    pub attributes: Option<Vec<String>>,
    /// What it takes; an operation that is missing is not served.
    pub operations: BTreeMap<Operation, OperationFacts>,
    /// The attributes whose values only one resource may hold; when not said, those that the schema marks.
    #[serde(default)]
    pub unique: Vec<String>,
    /// Values that an attribute is limited to, by its dotted path.
    #[serde(default)]
    pub values: BTreeMap<String, Vec<String>>,
}

/// An extension of a resource type.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Extension {
    /// The URN of its schema.
    pub schema: String,
    /// Whether a resource must carry it.
    #[serde(default)]
    pub required: bool,
}

/// What is done to resources.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Operation {
    /// POST on the collection.
    Create,
    /// GET of one.
    Read,
    /// GET of the collection.
    List,
    /// PUT.
    Replace,
    /// PATCH.
    Patch,
    /// DELETE.
    Delete,
}

impl Operation {
    /// The operation's name, as profiles spell it.
    pub const fn name(self) -> &'static str {
        match self {
            Operation::Create => "create",
            Operation::Read => "read",
            Operation::List => "list",
            Operation::Replace => "replace",
            Operation::Patch => "patch",
            Operation::Delete => "delete",
        }
    }
}

/// What the endpoint asks of one operation and answers to it.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct OperationFacts {
    /// The statuses of success.
    pub statuses: Vec<u16>,
    /// The attributes that a request must carry, by dotted path; `emails.value` asks it of each element.
    #[serde(default)]
    pub required: Vec<String>,
}
