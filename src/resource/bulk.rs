//! Bulk requests and their answers (RFC 7644 §3.7).

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::common::status;

/// Several operations in one request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct BulkRequest {
    /// The URN of a bulk request.
    #[serde(default)]
    pub schemas: Vec<String>,
    /// After how many errors the provider stops.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fail_on_errors: Option<u64>,
    /// What to do.
    #[serde(rename = "Operations")]
    pub operations: Vec<BulkOperation>,
    /// What the type does not name.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

/// One operation of a bulk request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct BulkOperation {
    /// `POST`, `PUT`, `PATCH` or `DELETE`.
    pub method: String,
    /// The client's name for what a POST creates.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bulk_id: Option<String>,
    /// The entity-tag the resource is to have.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// Below the base URL.
    pub path: String,
    /// The body.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub data: Option<Value>,
    /// What the type does not name.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

/// The answer to a bulk request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BulkResponse {
    /// The URN of a bulk response.
    #[serde(default)]
    pub schemas: Vec<String>,
    /// What became of each operation.
    #[serde(rename = "Operations")]
    pub operations: Vec<BulkResult>,
    /// What the type does not name.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

/// What became of one operation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct BulkResult {
    /// The operation's method.
    pub method: String,
    /// The client's name for what was created.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bulk_id: Option<String>,
    /// The entity-tag the resource has now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// The resource's URI; absent if a POST failed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub location: Option<String>,
    /// The HTTP status; a string in JSON.
    #[serde(with = "status")]
    pub status: u16,
    /// The body, always there for an error.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub response: Option<Value>,
    /// What the type does not name.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}
