//! The smaller facts of a profile: addresses, headers, filters, paging, error bodies.

use super::{Map, Standing};
use crate::json::decode::Node;
use crate::packed::packed;

/// A fact with its source. Without a value it is unknown, and says where that is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact<T> {
    /// The value; `None` when nobody has said.
    pub value: Option<T>,
    /// How it is known.
    pub standing: Option<Standing>,
    /// Where it is written.
    pub source: String,
}

/// Something that the user may set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parameter {
    /// What it is, for people.
    pub description: String,
    /// A value as it may look.
    pub example: String,
}

/// Where the endpoint is served.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Urls {
    /// Bases with `{parameters}`; empty when any base will do.
    pub bases: Vec<String>,
    /// The path below which the stand-in serves.
    pub stand_in_base: String,
    /// Where it is written.
    pub source: String,
}

/// How callers prove who they are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Authentication {
    /// The schemes that it takes, such as `Bearer`.
    pub schemes: Vec<String>,
    /// The scopes of which a token needs one, the narrowest first; none where tokens have no scopes.
    pub scopes: Vec<String>,
    /// Where it is written.
    pub source: String,
}

/// Media types and headers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Headers {
    /// Media types that a request's body may have, the best first.
    pub request_media_types: Vec<String>,
    /// The media type of answers.
    pub response_media_type: String,
    /// The media type of error bodies.
    pub error_media_type: String,
    /// The versions of the API that `X-GitHub-Api-Version` may name, the default first; none where it names nothing.
    pub api_versions: Vec<String>,
}

impl Headers {
    /// Whether the API has the version that a request names.
    pub fn has_version(&self, named: &str) -> bool {
        self.api_versions.is_empty() || self.api_versions.iter().any(|known| known == named)
    }
}

/// What filters the endpoint takes.
#[derive(Debug, Clone)]
pub struct FilterFacts {
    /// Whether it filters at all.
    pub supported: bool,
    /// The operators that it is known to take; empty for all.
    pub operators: Vec<String>,
    /// Whether conditions can be joined and negated.
    pub compound: bool,
    /// The attributes that it filters by, for each resource type; none for all.
    pub attributes: Map<String, Vec<String>>,
    /// Where it is written.
    pub source: String,
}

/// How lists are paged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paging {
    /// Resources in a page when the request does not say.
    pub default_count: u32,
    /// The most resources that a page has, if that is known.
    pub max_count: Option<u32>,
    /// Whether lists are also paged by cursor (RFC 9865).
    pub cursor: bool,
    /// The seconds for which a cursor is valid at least, if it expires.
    pub cursor_timeout: Option<u32>,
    /// Where it is written.
    pub source: String,
}

/// What a bulk request may hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bulk {
    /// The most operations.
    pub max_operations: u32,
    /// The most bytes.
    pub max_payload_size: u32,
}

/// How many users the endpoint takes in a while.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rate {
    /// The most users, and for one group the most members that come in.
    pub users: u32,
    /// The seconds within which they are counted.
    pub seconds: u32,
    /// How it is known.
    pub standing: Standing,
    /// Where it is written.
    pub source: String,
}

/// How error bodies look.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Errors {
    /// How the body writes the status.
    pub status: StatusForm,
    /// The first line of a detail that lists violations.
    pub frame: Option<String>,
    /// Statuses whose body has `message` and `documentation_url` instead of the RFC's members.
    pub basic: Vec<u16>,
    /// Where it is written.
    pub source: String,
}

/// How an error body writes its status.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StatusForm {
    /// As a string, as RFC 7644 §3.12 demands.
    String,
    /// As a number.
    Integer,
}

packed!(Fact<T> { value, standing, source });
packed!(Parameter { description, example });
packed!(Urls { bases, stand_in_base, source });
packed!(Authentication { schemes, scopes, source });
packed!(Headers { request_media_types, response_media_type, error_media_type, api_versions });
packed!(FilterFacts { supported, operators, compound, attributes, source });
packed!(Paging { default_count, max_count, cursor, cursor_timeout, source });
packed!(Bulk { max_operations, max_payload_size });
packed!(Rate { users, seconds, standing, source });
packed!(Errors { status, frame, basic, source });
packed!(StatusForm: String, Integer);

impl<T> Fact<T> {
    pub(super) fn decode<'d>(node: &Node<'d>, read: impl FnOnce(&Node<'d>) -> T) -> Fact<T> {
        node.alone().object(|members| {
            let value = members.get("value").present();
            let (standing, source) = Standing::with_source(members, value.is_some());
            Fact { value: value.map(|value| read(&value)), standing, source }
        })
    }
}

impl Parameter {
    pub(super) fn decode(node: &Node<'_>) -> Parameter {
        node.alone().object(|members| Parameter {
            description: members.text("description"),
            example: members.text("example"),
        })
    }
}

impl Urls {
    pub(super) fn decode(node: &Node<'_>) -> Urls {
        node.alone().object(|members| Urls {
            bases: members.get("bases").texts(),
            stand_in_base: members.text("standInBase"),
            source: members.get("source").source(),
        })
    }
}

impl Authentication {
    pub(super) fn decode(node: &Node<'_>) -> Authentication {
        node.alone().object(|members| Authentication {
            schemes: members.need("schemes").texts(),
            scopes: members.get("scopes").texts(),
            source: members.get("source").source(),
        })
    }
}

impl Headers {
    pub(super) fn decode(node: &Node<'_>) -> Headers {
        node.object(|members| Headers {
            request_media_types: members.need("requestMediaTypes").texts(),
            response_media_type: members.text("responseMediaType"),
            error_media_type: members.text("errorMediaType"),
            api_versions: members.get("apiVersions").texts(),
        })
    }
}

/// The operators of filters (RFC 7644 §3.4.2.2, tables 3 and 4).
const OPERATORS: [&str; 10] = ["eq", "ne", "co", "sw", "ew", "pr", "gt", "ge", "lt", "le"];

impl FilterFacts {
    pub(super) fn decode(node: &Node<'_>) -> FilterFacts {
        node.alone().object(|members| FilterFacts {
            supported: members.need("supported").flag(),
            operators: members
                .get("operators")
                .list(|operator| operator.word(&OPERATORS.map(|operator| (operator, operator))).to_owned()),
            compound: members.need("compound").flag(),
            attributes: Map::decode(&members.get("attributes"), Node::texts),
            source: members.get("source").source(),
        })
    }
}

impl Paging {
    pub(super) fn decode(node: &Node<'_>) -> Paging {
        node.alone().object(|members| Paging {
            default_count: members.need("defaultCount").number(u32::MAX),
            max_count: members.get("maxCount").present().map(|count| count.number(u32::MAX)),
            cursor: members.get("cursor").present().is_some_and(|cursor| cursor.flag()),
            cursor_timeout: members.get("cursorTimeout").present().map(|seconds| seconds.number(u32::MAX)),
            source: members.get("source").source(),
        })
    }
}

impl Bulk {
    pub(super) fn decode(node: &Node<'_>) -> Bulk {
        node.object(|members| Bulk {
            max_operations: members.need("maxOperations").number(u32::MAX),
            max_payload_size: members.need("maxPayloadSize").number(u32::MAX),
        })
    }
}

impl Rate {
    pub(super) fn decode(node: &Node<'_>) -> Rate {
        node.alone().object(|members| Rate {
            users: members.need("users").number(u32::MAX),
            seconds: members.need("seconds").number(u32::MAX),
            standing: Standing::decode(&members.need("standing")),
            source: members.need("source").source(),
        })
    }
}

impl Errors {
    pub(super) fn decode(node: &Node<'_>) -> Errors {
        node.alone().object(|members| Errors {
            status: members
                .need("status")
                .word(&[("string", StatusForm::String), ("integer", StatusForm::Integer)]),
            frame: members.text_if_any("frame"),
            basic: members.get("basic").list(Node::status),
            source: members.get("source").source(),
        })
    }
}
