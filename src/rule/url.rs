//! Rules on the path of the request's target.

use super::declare::rules;
use super::subject::Http;
use super::{Facts, Place, Sink};
use crate::json::Span;
use crate::message::{Endpoint, Method, Part};

rules! {
    /// The endpoint is written in lower case or in the singular.
    ///
    /// Paths are case-sensitive: `/users` and `/User` are not `/Users`. Most providers answer 404.
    url_resource_lowercase {
        looks_at: Astray,
        stage: Route,
        cites: "7644-3.2-endpoints",
        says: "`{written}` is no endpoint; `{declared}` is",
        help: "write `{declared}`",
        bad: "GET /scim/v2/users",
        good: "GET /scim/v2/Users",
    }
    fn check(http: &Http<'_>, _facts: &Facts<'_>, sink: &mut Sink<'_>) {
        let Endpoint::Unknown { segment, near: Some(near) } = &http.target.endpoint else { return };
        let place = Place::of(Part::Target, http.target.endpoint_span);
        sink.found(place)
            .with("written", segment)
            .with("declared", near)
            .replace(&format!("write `{near}`"), true, place, near);
    }

    /// A PUT, PATCH or DELETE names the collection instead of one resource.
    ///
    /// Without an id there is nothing to change; the answer is 404 or 405. It happens when a client
    /// lost the id that the provider gave at creation.
    url_put_no_id {
        looks_at: Astray,
        stage: Route,
        cites: "7644-3.2-endpoints",
        says: "{method} needs the resource's id in the path",
        help: "write `/{endpoint}/` and the id that the provider gave",
        bad: "PATCH /Users\n\n{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:PatchOp\"],\"Operations\":[{\"op\":\"replace\",\"path\":\"active\",\"value\":false}]}",
        good: "PATCH /Users/2819c223\n\n{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:PatchOp\"],\"Operations\":[{\"op\":\"replace\",\"path\":\"active\",\"value\":false}]}",
    }
    fn check(http: &Http<'_>, _facts: &Facts<'_>, sink: &mut Sink<'_>) {
        let Endpoint::Collection(endpoint) = &http.target.endpoint else { return };
        if matches!(http.request.method, Method::Put | Method::Patch | Method::Delete) {
            sink.found(Place::of(Part::Target, http.target.endpoint_span))
                .with("method", http.request.method.name())
                .with("endpoint", endpoint);
        }
    }

    /// The target names no endpoint of SCIM, or one that is not served there.
    endpoint_unknown {
        looks_at: Astray,
        stage: Route,
        cites: "7644-3.12-not-found",
        says: "`{written}` is no endpoint there",
        help: "see the endpoint's `/ResourceTypes` for what it serves",
        bad: "GET /scim/v2/Roles",
        good: "GET /scim/v2/Users",
    }
    fn check(http: &Http<'_>, facts: &Facts<'_>, sink: &mut Sink<'_>) {
        let written = match &http.target.endpoint {
            Endpoint::Unknown { segment, near: None } => segment,
            other => match served(other) {
                Some(name) if facts.profile.endpoints.get(name).is_some_and(|fact| fact.value == Some(false)) => {
                    http.target.endpoint_span.of(&http.request.target)
                }
                _ => return,
            },
        };
        sink.found(Place::of(Part::Target, http.target.endpoint_span)).with("written", written);
    }

    /// The endpoint does not take the method.
    method_not_allowed {
        looks_at: Astray,
        stage: Route,
        cites: "7644-3.2-endpoints",
        says: "{method} has no meaning on this endpoint",
        help: "see RFC 7644 §3.2 for what each endpoint takes",
        bad: "POST /Users/2819c223\n\n{\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:User\"],\"userName\":\"mona\"}",
        good: "POST /Users\n\n{\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:User\"],\"userName\":\"mona\"}",
    }
    fn check(http: &Http<'_>, facts: &Facts<'_>, sink: &mut Sink<'_>) {
        let method = http.request.method;
        let is_served = match &http.target.endpoint {
            // A collection's PUT, PATCH and DELETE are `url-put-no-id`.
            Endpoint::Collection(_) => method != Method::Other,
            Endpoint::Resource { .. } => facts.action.served.is_some(),
            Endpoint::ServiceProviderConfig | Endpoint::Schemas(_) | Endpoint::ResourceTypes(_) => method == Method::Get,
            Endpoint::Bulk | Endpoint::Search(_) => method == Method::Post,
            Endpoint::Me | Endpoint::Root | Endpoint::Unknown { .. } => true,
        };
        if !is_served {
            sink.found(Place::of(Part::Method, Span::new(0, method.name().len() as u32))).with("method", method.name());
        }
    }

    /// A slash ends the path.
    ///
    /// GitHub's API answers 404 to it; others read an empty id. It comes from joining a base that ends
    /// in a slash with nothing behind it.
    url_trailing_slash {
        looks_at: Astray,
        stage: Route,
        says: "a slash ends the path",
        help: "leave the last `/` out",
        on: "github-emu",
        bad: "GET /scim/v2/enterprises/octo/Users/",
        good: "GET /scim/v2/enterprises/octo/Users",
    }
    fn check(http: &Http<'_>, _facts: &Facts<'_>, sink: &mut Sink<'_>) {
        if http.target.trailing_slash && !matches!(http.target.endpoint, Endpoint::Root) {
            let end = http.request.path().len() as u32;
            let place = Place::of(Part::Target, Span::new(end.saturating_sub(1), end));
            sink.found(place).replace("leave the last `/` out", true, place, "");
        }
    }

    /// The base stands in the path twice, or two slashes stand side by side.
    ///
    /// A client appended a whole path to a base that had it already.
    url_base_path_doubled {
        looks_at: Astray,
        stage: Route,
        says: "the path repeats `{written}`",
        help: "write it once",
        bad: "GET /scim/v2/scim/v2/Users",
        good: "GET /scim/v2/Users",
    }
    fn check(http: &Http<'_>, _facts: &Facts<'_>, sink: &mut Sink<'_>) {
        let Some(span) = http.target.doubled_base.or(http.target.empty_segment) else { return };
        sink.found(Place::of(Part::Target, span)).with("written", span.of(&http.request.target));
    }
}

/// The name under which a profile says whether it serves the endpoint.
fn served(endpoint: &Endpoint<'_>) -> Option<&'static str> {
    match endpoint {
        Endpoint::Me => Some("me"),
        Endpoint::Search(_) => Some("search"),
        Endpoint::ServiceProviderConfig => Some("serviceProviderConfig"),
        Endpoint::Schemas(_) => Some("schemas"),
        Endpoint::ResourceTypes(_) => Some("resourceTypes"),
        Endpoint::Root => Some("root"),
        // Bulk requests have a rule of their own.
        Endpoint::Bulk | Endpoint::Collection(_) | Endpoint::Resource { .. } | Endpoint::Unknown { .. } => {
            None
        }
    }
}
