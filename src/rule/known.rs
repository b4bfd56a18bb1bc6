//! What is known of an endpoint's state.

use crate::json::Value;
use crate::message::{Request, Target};
use crate::patch::PatchError;
use crate::syntax::PatchPath;

/// An answer, or the admission that there is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Maybe<T> {
    /// It is so.
    Known(T),
    /// Nobody here can say.
    Unknown,
}

/// A value that only one resource may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UniqueKey<'a> {
    /// The resource type's name.
    pub resource_type: &'a str,
    /// The attribute's name, such as `userName`; `login` for the login that a user name becomes.
    pub attribute: &'a str,
    /// The value.
    pub value: &'a str,
}

/// Why a page by cursor cannot be given (RFC 9865 §2.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CursorProblem {
    /// The endpoint gave out no such cursor, or gave it to another query.
    Invalid,
    /// It was given out too long ago.
    Expired,
    /// The query that it was given to had another `count`.
    OtherCount,
}

/// What is known about the endpoint's state. Every question can be answered "don't know".
pub trait Known {
    /// Whether any of it can be answered. Rules that need state are asked only then.
    fn is_anything(&self) -> bool {
        true
    }

    /// Whether these credentials, the value of `Authorization`, are taken; `None` for a request without them.
    fn credentials(&self, authorization: Option<&str>) -> Maybe<bool> {
        let _ = authorization;
        Maybe::Unknown
    }

    /// The scopes of the token that the request comes with.
    fn scopes(&self, request: &Request<'_>) -> Maybe<Vec<String>> {
        let _ = request;
        Maybe::Unknown
    }

    /// The rate limit that the request would go past, by its name.
    fn exceeded_limit(&self, request: &Request<'_>) -> Maybe<Option<&'static str>> {
        let _ = request;
        Maybe::Unknown
    }

    /// Whether a resource of that type has that id.
    fn exists(&self, resource_type: &str, id: &str) -> Maybe<bool> {
        let _ = (resource_type, id);
        Maybe::Unknown
    }

    /// The id of the resource that holds the value.
    fn holder(&self, key: UniqueKey<'_>) -> Maybe<Option<String>> {
        let _ = key;
        Maybe::Unknown
    }

    /// What comes of applying a PATCH's body to the resource.
    fn patch(&self, id: &str, body: Value<'_>) -> Maybe<Result<(), PatchError>> {
        let _ = (id, body);
        Maybe::Unknown
    }

    /// The immutable attribute that has a value, and that a PUT of the body would give another one.
    fn immutable_change(&self, id: &str, body: Value<'_>) -> Maybe<Option<String>> {
        let _ = (id, body);
        Maybe::Unknown
    }

    /// Whether a path finds a value on the resource.
    fn target(&self, id: &str, path: &PatchPath) -> Maybe<bool> {
        let _ = (id, path);
        Maybe::Unknown
    }

    /// Whether the page can be given that a query asks for by its cursor.
    fn page(&self, request: &Request<'_>, target: &Target<'_>) -> Maybe<Result<(), CursorProblem>> {
        let _ = (request, target);
        Maybe::Unknown
    }

    /// Whether the request is an operation of a bulk request, in which references to the resources that other operations
    /// created are replaced by their ids.
    fn is_of_bulk(&self) -> bool {
        false
    }

    /// The resource's version, as its entity tag shows it.
    fn version(&self, id: &str) -> Maybe<Option<String>> {
        let _ = id;
        Maybe::Unknown
    }
}

/// Nothing is known: a request is judged by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Nothing;

impl Known for Nothing {
    fn is_anything(&self) -> bool {
        false
    }
}
