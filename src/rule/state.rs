//! Rules that need what is known of the endpoint's state, and those on what it serves at all.

use super::declare::rules;
use super::subject::State;
use super::{Facts, Maybe, Place, Sink, UniqueKey};
use crate::json::Span;
use crate::message::{Endpoint, Method, Part};

rules! {
    /// The credentials are missing, or the endpoint does not take them.
    credentials_refused {
        looks_at: State,
        stage: Authentication,
        cites: "7644-3.12-unauthorized",
        says: "the endpoint does not take these credentials",
        help: "send a token that is valid there",
        bad: "",
        good: "",
    }
    fn check(state: &State<'_>, facts: &Facts<'_>, sink: &mut Sink<'_>) {
        let authorization = state.request.header("authorization");
        if facts.known.credentials(authorization) == Maybe::Known(false) {
            sink.found(Place::of(Part::Headers, Span::default()));
        }
    }

    /// The target names no endpoint of SCIM, or one that is not served there.
    endpoint_unknown {
        looks_at: State,
        stage: Route,
        cites: "7644-3.12-not-found",
        says: "`{written}` is no endpoint there",
        help: "see the endpoint's `/ResourceTypes` for what it serves",
        bad: "GET /scim/v2/Roles",
        good: "GET /scim/v2/Users",
    }
    fn check(state: &State<'_>, facts: &Facts<'_>, sink: &mut Sink<'_>) {
        let written = match &state.target.endpoint {
            Endpoint::Unknown { segment, near: None } => segment,
            other => match served(other) {
                Some(name) if facts.profile.endpoints.get(name).is_some_and(|fact| fact.value == Some(false)) => {
                    state.target.endpoint_span.of(&state.request.target)
                }
                _ => return,
            },
        };
        sink.found(Place::of(Part::Target, state.target.endpoint_span)).with("written", written);
    }

    /// The endpoint does not take the method.
    method_not_allowed {
        looks_at: State,
        stage: Route,
        cites: "7644-3.2-endpoints",
        says: "{method} has no meaning on this endpoint",
        help: "see RFC 7644 §3.2 for what each endpoint takes",
        bad: "POST /Users/2819c223\n\n{\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:User\"],\"userName\":\"mona\"}",
        good: "POST /Users\n\n{\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:User\"],\"userName\":\"mona\"}",
    }
    fn check(state: &State<'_>, facts: &Facts<'_>, sink: &mut Sink<'_>) {
        let method = state.request.method;
        let is_served = match &state.target.endpoint {
            // A collection's PUT, PATCH and DELETE are `url-put-no-id`.
            Endpoint::Collection(_) => method != Method::Other,
            Endpoint::Resource { .. } => facts.action.operation.is_some_and(|operation| {
                facts.action.resource_type.is_some_and(|kind| kind.operations.contains_key(&operation))
            }),
            Endpoint::ServiceProviderConfig | Endpoint::Schemas(_) | Endpoint::ResourceTypes(_) => method == Method::Get,
            Endpoint::Bulk | Endpoint::Search(_) => method == Method::Post,
            Endpoint::Me | Endpoint::Root | Endpoint::Unknown { .. } => true,
        };
        if !is_served {
            sink.found(Place::of(Part::Method, Span::new(0, method.name().len() as u32))).with("method", method.name());
        }
    }

    /// No resource has the id.
    ///
    /// It was deleted, or the client uses its own id instead of the one that the provider gave.
    resource_unknown {
        looks_at: State,
        stage: State,
        cites: "7644-3.12-not-found",
        says: "no {type} has the id `{id}`",
        help: "look the resource up, and keep the id that the provider gives",
        bad: "",
        good: "",
    }
    fn check(state: &State<'_>, facts: &Facts<'_>, sink: &mut Sink<'_>) {
        let (Endpoint::Resource { id, id_span, .. }, Some(resource_type)) =
            (&state.target.endpoint, facts.action.resource_type)
        else {
            return;
        };
        if facts.known.exists(&resource_type.name, id) == Maybe::Known(false) {
            sink.found(Place::of(Part::Target, *id_span)).with("type", resource_type.name.as_str()).with("id", &**id);
        }
    }

    /// Another resource has a value that is unique.
    ///
    /// The answer is 409. A client looks the resource up before it creates one.
    unique_value_taken {
        looks_at: State,
        stage: State,
        cites: "7644-3.3-uniqueness",
        says: "another {type} has this `{name}`",
        help: "look the resource up by a filter, and change it instead",
        bad: "",
        good: "",
    }
    fn check(state: &State<'_>, facts: &Facts<'_>, sink: &mut Sink<'_>) {
        let (Some(object), Some(resource_type)) = (state.object, facts.action.resource_type) else { return };
        let unique = facts.profile.unique_attributes(resource_type);
        for member in values_set(object) {
            let key = member.key();
            let Some(attribute) = unique.iter().copied().find(|name| name.eq_ignore_ascii_case(&key)) else { continue };
            let Some(value) = member.value.string() else { continue };
            let asked = UniqueKey { resource_type: &resource_type.name, attribute, value: &value };
            if let Maybe::Known(Some(holder)) = facts.known.holder(asked)
                && facts.action.id != Some(holder.as_str())
            {
                sink.found(member.value).with("type", resource_type.name.as_str()).with("name", attribute);
            }
        }
    }

    /// `If-Match` names a version that the resource no longer has.
    ///
    /// Somebody else changed it in between; the answer is 412.
    version_stale {
        looks_at: State,
        stage: State,
        cites: "7644-3.12-precondition",
        says: "`If-Match` names a version that the resource does not have",
        help: "read the resource again, and repeat the change on what it is now",
        bad: "",
        good: "",
    }
    fn check(state: &State<'_>, facts: &Facts<'_>, sink: &mut Sink<'_>) {
        let (Some(if_match), Some(id)) = (state.request.header("if-match"), facts.action.id) else { return };
        let Maybe::Known(Some(version)) = facts.known.version(id) else { return };
        let matches = |tag: &str| tag.trim() == "*" || opaque(tag) == opaque(&version);
        if !if_match.split(',').any(matches) {
            sink.found(Place::of(Part::Headers, Span::default()));
        }
    }
}

/// The name under which a profile says whether it serves the endpoint.
fn served(endpoint: &Endpoint<'_>) -> Option<&'static str> {
    match endpoint {
        Endpoint::Me => Some("me"),
        Endpoint::Bulk => Some("bulk"),
        Endpoint::Search(_) => Some("search"),
        Endpoint::ServiceProviderConfig => Some("serviceProviderConfig"),
        Endpoint::Schemas(_) => Some("schemas"),
        Endpoint::ResourceTypes(_) => Some("resourceTypes"),
        Endpoint::Root => Some("root"),
        Endpoint::Collection(_) | Endpoint::Resource { .. } | Endpoint::Unknown { .. } => None,
    }
}

/// The members that a body sets at the resource's root: its own, or those of a PATCH's operations.
fn values_set(object: crate::json::Value<'_>) -> Vec<crate::json::Member<'_>> {
    let Some(operations) = object.get("Operations") else { return object.members().collect() };
    let mut members = Vec::new();
    for operation in operations.elements() {
        let Some(value) = operation.get("value") else { continue };
        match operation.get("path") {
            // The path's own text names the member.
            Some(path) => members.push(crate::json::Member { name: path, value }),
            None => members.extend(value.members()),
        }
    }
    members
}

/// An entity tag without its weakness mark and quotes.
fn opaque(tag: &str) -> &str {
    let tag = tag.trim();
    tag.strip_prefix("W/").unwrap_or(tag).trim_matches('"')
}
