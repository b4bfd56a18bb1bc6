//! Answers as HTTP: statuses, headers, bodies, and the profile's error bodies.

use scimproof::diagnostic::{Diagnostic, Refusal};
use scimproof::message::endpoint::target;
use scimproof::message::{Endpoint, Header, Request, Response};
use scimproof::profile::{Operation, Profile, StatusForm};
use scimproof::schema::ERROR;
use serde_json::{Value, json};
use std::borrow::Cow;

/// A header of an answer.
pub(super) fn header(name: &'static str, value: impl Into<String>) -> Header<'static> {
    Header { name: Cow::Borrowed(name), value: Cow::Owned(value.into()) }
}

/// An answer without a body.
pub(super) fn empty(status: u16) -> Response<'static> {
    Response { status, headers: Vec::new(), body: Cow::Borrowed(&[]) }
}

/// An answer with a resource, a list or a message.
pub(super) fn with_body(status: u16, media_type: &str, body: &Value) -> Response<'static> {
    with_text(status, media_type, serde_json::to_vec(body).unwrap_or_default())
}

/// The same as a JSON text.
pub(super) fn with_text(status: u16, media_type: &str, body: Vec<u8>) -> Response<'static> {
    let headers = vec![header("Content-Type", media_type)];
    Response { status, headers, body: Cow::Owned(body) }
}

/// The answer to a refused request, in the words that the profile's endpoint has for it.
pub fn refusal(
    profile: &Profile,
    request: &Request<'_>,
    refusal: &Refusal,
    diagnostics: &[Diagnostic],
) -> Response<'static> {
    let detail = refusal.detail.clone().unwrap_or_else(|| detail(refusal, diagnostics));
    let mut response = error(profile, refusal.status, refusal.scim_type.as_deref(), &detail);
    if refusal.status == 401 {
        let scheme = profile.authentication.schemes.first().map_or("Bearer", String::as_str);
        response.headers.push(header("WWW-Authenticate", format!("{scheme} realm=\"{}\"", profile.name)));
    }
    if refusal.status == 405 {
        response.headers.push(header("Allow", allowed(profile, request)));
    }
    response
}

/// The methods that a target takes.
fn allowed(profile: &Profile, request: &Request<'_>) -> String {
    let served = |endpoint: &str, wanted: &[Operation]| {
        let operations = profile.resource_type_at(endpoint).map(|resource_type| &resource_type.operations);
        let methods = wanted.iter().filter(|wanted| operations.is_some_and(|all| all.contains_key(wanted)));
        methods.map(|operation| method(*operation)).collect::<Vec<_>>().join(", ")
    };
    match target(&request.target, profile.endpoint_names()).endpoint {
        Endpoint::Collection(endpoint) => served(endpoint, &[Operation::List, Operation::Create]),
        Endpoint::Resource { endpoint, .. } => {
            served(endpoint, &[Operation::Read, Operation::Replace, Operation::Patch, Operation::Delete])
        }
        Endpoint::Bulk | Endpoint::Search(_) => "POST".to_owned(),
        Endpoint::Me => "GET, POST, PUT, PATCH, DELETE".to_owned(),
        _ => "GET".to_owned(),
    }
}

fn method(operation: Operation) -> &'static str {
    match operation {
        Operation::Create => "POST",
        Operation::Read | Operation::List => "GET",
        Operation::Replace => "PUT",
        Operation::Patch => "PATCH",
        Operation::Delete => "DELETE",
    }
}

/// An error in the profile's form (RFC 7644 §3.12).
pub fn error(profile: &Profile, status: u16, scim_type: Option<&str>, detail: &str) -> Response<'static> {
    if profile.errors.basic.contains(&status) {
        let message = if status == 404 { "Not Found" } else { detail };
        return basic_error(status, message);
    }
    let written = match profile.errors.status {
        StatusForm::String => json!(status.to_string()),
        StatusForm::Integer => json!(status),
    };
    let mut body = json!({"schemas": [ERROR], "status": written, "detail": detail});
    if let (Some(scim_type), Some(members)) = (scim_type, body.as_object_mut()) {
        members.insert("scimType".to_owned(), json!(scim_type));
    }
    with_body(status, &profile.headers.error_media_type, &body)
}

/// An error in the form of GitHub's REST API.
pub(super) fn basic_error(status: u16, message: &str) -> Response<'static> {
    let body = json!({
        "message": message,
        "documentation_url": "https://docs.github.com/rest",
        "status": status.to_string(),
    });
    with_body(status, "application/json", &body)
}

/// What the refusing rules found, where the profile has no words of the endpoint's own.
fn detail(refusal: &Refusal, diagnostics: &[Diagnostic]) -> String {
    let mut lines: Vec<String> = Vec::new();
    for diagnostic in diagnostics.iter().filter(|diagnostic| refusal.rules.contains(&diagnostic.rule)) {
        let line = diagnostic.message();
        if !lines.contains(&line) {
            lines.push(line);
        }
    }
    lines.join("; ")
}
