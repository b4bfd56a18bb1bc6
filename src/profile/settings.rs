//! The smaller facts of a profile: addresses, headers, filters, paging, error bodies.

use super::Standing;
use serde::Deserialize;

/// A fact with its source. Without a value it is unknown, and says where that is written.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Fact<T> {
    /// The value; `None` when nobody has said.
    #[serde(default = "Option::default")]
    pub value: Option<T>,
    /// How it is known.
    #[serde(default)]
    pub standing: Option<Standing>,
    /// Where it is written.
    #[serde(default)]
    pub source: String,
}

/// Something that the user may set.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Parameter {
    /// What it is, for people.
    pub description: String,
    /// A value as it may look.
    pub example: String,
}

/// Where the endpoint is served.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Urls {
    /// Bases with `{parameters}`; empty when any base will do.
    #[serde(default)]
    pub bases: Vec<String>,
    /// The path below which the stand-in serves.
    pub stand_in_base: String,
    /// Where it is written.
    #[serde(default)]
    pub source: String,
}

/// How callers prove who they are.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Authentication {
    /// The schemes that it takes, such as `Bearer`.
    pub schemes: Vec<String>,
    /// Where it is written.
    #[serde(default)]
    pub source: String,
}

/// Media types and headers.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Headers {
    /// Media types that a request's body may have, the best first.
    pub request_media_types: Vec<String>,
    /// The media type of answers.
    pub response_media_type: String,
    /// The media type of error bodies.
    pub error_media_type: String,
}

/// What filters the endpoint takes.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct FilterFacts {
    /// Whether it filters at all.
    pub supported: bool,
    /// The operators that it is known to take; empty for all.
    #[serde(default)]
    pub operators: Vec<String>,
    /// Whether conditions can be joined and negated.
    pub compound: bool,
    /// The attributes that it filters by, for each resource type; none for all.
    #[serde(default)]
    pub attributes: std::collections::BTreeMap<String, Vec<String>>,
    /// Where it is written.
    #[serde(default)]
    pub source: String,
}

/// How lists are paged.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Paging {
    /// Resources in a page when the request does not say.
    pub default_count: u32,
    /// The most resources that a page has, if that is known.
    #[serde(default)]
    pub max_count: Option<u32>,
    /// Where it is written.
    #[serde(default)]
    pub source: String,
}

/// What a bulk request may hold.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Bulk {
    /// The most operations.
    pub max_operations: u32,
    /// The most bytes.
    pub max_payload_size: u32,
}

/// How error bodies look.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Errors {
    /// How the body writes the status.
    pub status: StatusForm,
    /// The first line of a detail that lists violations.
    #[serde(default)]
    pub frame: Option<String>,
    /// Statuses whose body has `message` and `documentation_url` instead of the RFC's members.
    #[serde(default)]
    pub basic: Vec<u16>,
    /// Where it is written.
    #[serde(default)]
    pub source: String,
}

/// How an error body writes its status.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum StatusForm {
    /// As a string, as RFC 7644 §3.12 demands.
    String,
    /// As a number.
    Integer,
}
