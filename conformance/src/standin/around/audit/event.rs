//! An entry of the audit log.

use scimproof::identity::audit::{Field, fields};
use scimproof::message::endpoint::target;
use scimproof::message::{Endpoint, Request, Response};
use scimproof::profile::Profile;
use serde_json::{Map, Value, json};
use std::sync::Arc;
use std::time::Duration;

/// An entry of the endpoint's audit log. What is not known of it is not there.
#[derive(Debug, Clone, PartialEq)]
pub struct AuditEvent {
    /// The event's name, as the endpoint has it.
    pub action: &'static str,
    /// When it was, as time since 1970 began.
    pub at: Duration,
    /// The login of whoever caused it.
    pub actor: String,
    /// The slug of the enterprise.
    pub business: Option<String>,
    /// The login of the user whom it is about.
    pub user: Option<String>,
    /// The login of the organization in which it was.
    pub org: Option<String>,
    /// The team that it is about, as `organization/team`.
    pub team: Option<String>,
    /// The SCIM id of the user whom the request was about.
    pub scim_user_id: Option<String>,
    /// The SCIM id of the group that the request was about.
    pub scim_group_id: Option<String>,
    /// The number and the name of that group among external groups.
    pub external_group: Option<(u64, String)>,
    /// The request that it tells of, where it is about one.
    pub request: Option<Arc<RequestTold>>,
}

/// A request as the audit log tells it. Headers are no part of that, so no token is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestTold {
    /// The method's name.
    pub method: &'static str,
    /// The path.
    pub path: String,
    /// The path with `{names}` for what is in it. Which form GitHub has is not known.
    pub route: String,
    /// The query without its `?`.
    pub query: String,
    /// The body as text.
    pub body: String,
    /// The status of the answer.
    pub status: u16,
    /// What the answer to a refused request says.
    pub message: Option<String>,
}

impl RequestTold {
    pub(super) fn of(request: &Request<'_>, response: &Response<'_>, profile: &Profile) -> RequestTold {
        let body = request.body.as_deref().unwrap_or_default();
        RequestTold {
            method: request.method.name(),
            path: request.path().to_owned(),
            route: route(request, profile),
            query: request.query().unwrap_or_default().to_owned(),
            body: String::from_utf8_lossy(body).into_owned(),
            status: response.status,
            message: (response.status >= 400).then(|| message(response)).flatten(),
        }
    }
}

fn route(request: &Request<'_>, profile: &Profile) -> String {
    let target = target(&request.target, profile.endpoint_names());
    let (base, endpoint) = (target.base, target.endpoint.resource_endpoint().unwrap_or_default());
    let base = match base.rsplit_once("/enterprises/") {
        Some((before, _)) => format!("{before}/enterprises/{{enterprise}}"),
        None => base.to_owned(),
    };
    match &target.endpoint {
        Endpoint::Resource { .. } => format!("{base}/{endpoint}/{{id}}"),
        _ => format!("{base}/{endpoint}"),
    }
}

/// The sentence that an error body has: `detail` as SCIM, `message` as GitHub's other endpoints.
fn message(response: &Response<'_>) -> Option<String> {
    let body: Value = serde_json::from_slice(&response.body).ok()?;
    let said = body.get("detail").or_else(|| body.get("message"))?;
    said.as_str().map(str::to_owned)
}

impl AuditEvent {
    /// The entry as the log shows it.
    pub(super) fn to_json(&self, document_id: &str) -> Value {
        let at = u64::try_from(self.at.as_millis()).unwrap_or(u64::MAX);
        let mut entry = Map::new();
        let mut add = |name: &str, value: Value| drop(entry.insert(name.to_owned(), value));
        add("@timestamp", json!(at));
        add("_document_id", json!(document_id));
        add("action", json!(self.action));
        add("actor", json!(self.actor));
        add("created_at", json!(at));
        let known =
            [("business", &self.business), ("user", &self.user), ("org", &self.org), ("team", &self.team)];
        for (name, value) in known {
            if let Some(value) = value {
                add(name, json!(value));
            }
        }
        for field in fields(self.action) {
            match (field, &self.scim_user_id, &self.scim_group_id, &self.external_group, &self.request) {
                (Field::ScimUserId, Some(id), ..) => add("scim_user_id", json!(id)),
                (Field::ScimGroupId, _, Some(id), ..) => add("scim_group_id", json!(id)),
                (Field::ExternalGroup, _, _, Some((number, name)), _) => {
                    add("external_group_id", json!(number));
                    add("external_group", json!(name));
                }
                (Field::Request, .., Some(request)) => {
                    add("request_method", json!(request.method));
                    add("url_path", json!(request.path));
                    add("route", json!(request.route));
                    add("query_string", json!(request.query));
                    add("api_request_body", json!(request.body));
                    add("status_code", json!(request.status));
                    add("actor_is_bot", json!(false));
                    if let Some(message) = &request.message {
                        add("message", json!(message));
                    }
                }
                (Field::ScimUserId | Field::ScimGroupId | Field::ExternalGroup | Field::Request, ..) => {}
            }
        }
        Value::Object(entry)
    }
}
