//! Messages: lists, PATCH bodies and errors (RFC 7644 §3.4.2, §3.5.2, §3.12).

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};
use serde_json::{Map, Value};

use super::common::{null_is_unassigned, status};
use crate::schema;

/// One page of resources (RFC 7644 §3.4.2).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", bound(deserialize = "T: Deserialize<'de>"))]
pub struct ListResponse<T> {
    /// The URN of a list.
    #[serde(default)]
    pub schemas: Vec<String>,
    /// How many resources there are in all.
    pub total_results: u64,
    /// The place of the page's first resource, counted from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start_index: Option<u64>,
    /// How many resources the page has.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub items_per_page: Option<u64>,
    /// The resources.
    #[serde(rename = "Resources", default = "Vec::new", deserialize_with = "null_is_unassigned")]
    pub resources: Vec<T>,
    /// What the type does not name.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

/// The body of a PATCH request (RFC 7644 §3.5.2).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PatchOp {
    /// The URN of a PATCH body.
    #[serde(default)]
    pub schemas: Vec<String>,
    /// What to do, in order.
    #[serde(rename = "Operations")]
    pub operations: Vec<PatchOperation>,
    /// What the type does not name.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

/// One operation of a PATCH request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PatchOperation {
    /// What to do.
    pub op: Op,
    /// Where; the resource itself if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// With what. `null` is a value here: to replace by it clears the target.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "null_is_a_value")]
    pub value: Option<Value>,
    /// What the type does not name.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

/// What a PATCH operation does. Written in lower case; read in any, as some clients capitalise it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the variants are the RFC's own words")]
pub enum Op {
    Add,
    Remove,
    Replace,
}

/// An error (RFC 7644 §3.12).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Error {
    /// The URN of an error.
    #[serde(default)]
    pub schemas: Vec<String>,
    /// The HTTP status; a string in JSON.
    #[serde(with = "status")]
    pub status: u16,
    /// A keyword, such as `uniqueness`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scim_type: Option<String>,
    /// What went wrong, for people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// What the type does not name.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

impl<T> ListResponse<T> {
    /// All resources on one page.
    pub fn new(resources: Vec<T>) -> ListResponse<T> {
        let count = resources.len() as u64;
        ListResponse {
            schemas: vec![schema::LIST_RESPONSE.to_owned()],
            total_results: count,
            start_index: Some(1),
            items_per_page: Some(count),
            resources,
            other: Map::new(),
        }
    }
}

impl PatchOp {
    /// A body with these operations.
    pub fn new(operations: Vec<PatchOperation>) -> PatchOp {
        PatchOp { schemas: vec![schema::PATCH_OP.to_owned()], operations, other: Map::new() }
    }
}

impl PatchOperation {
    /// Adds a value at a path, or to the resource itself.
    pub fn add(path: Option<&str>, value: Value) -> PatchOperation {
        PatchOperation::new(Op::Add, path, Some(value))
    }

    /// Removes what is at a path.
    pub fn remove(path: &str) -> PatchOperation {
        PatchOperation::new(Op::Remove, Some(path), None)
    }

    /// Replaces what is at a path, or attributes of the resource itself.
    pub fn replace(path: Option<&str>, value: Value) -> PatchOperation {
        PatchOperation::new(Op::Replace, path, Some(value))
    }

    fn new(op: Op, path: Option<&str>, value: Option<Value>) -> PatchOperation {
        PatchOperation { op, path: path.map(str::to_owned), value, other: Map::new() }
    }
}

impl Op {
    /// As the RFC spells it.
    pub fn name(self) -> &'static str {
        match self {
            Op::Add => "add",
            Op::Remove => "remove",
            Op::Replace => "replace",
        }
    }
}

impl Serialize for Op {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

impl<'de> Deserialize<'de> for Op {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Op, D::Error> {
        let name = String::deserialize(deserializer)?;
        [Op::Add, Op::Remove, Op::Replace]
            .into_iter()
            .find(|op| op.name().eq_ignore_ascii_case(&name))
            .ok_or_else(|| {
                D::Error::custom(format_args!(
                    "`{name}` is not an operation: write `add`, `remove` or `replace`"
                ))
            })
    }
}

impl Error {
    /// An error with that status.
    pub fn new(status: u16) -> Error {
        Error {
            schemas: vec![schema::ERROR.to_owned()],
            status,
            scim_type: None,
            detail: None,
            other: Map::new(),
        }
    }
}

fn null_is_a_value<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Value>, D::Error> {
    Value::deserialize(deserializer).map(Some)
}
