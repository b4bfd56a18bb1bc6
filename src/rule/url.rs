//! Rules on the request's method, and on the path of its target.

use super::declare::rules;
use super::subject::{Attributed, Http};
use super::{Action, Facts, Place, Sink};
use crate::cut::Cut;
use crate::json::{Kind, Span};
use crate::message::{Endpoint, Method, Part};
use crate::profile::{Operation, Profile};

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
            .write(true, place, near);
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
        if flag_before(http, facts).is_some() {
            return;
        }
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
            Endpoint::Collection(_) | Endpoint::Me => method != Method::Other,
            // An endpoint without PUT or PATCH has a rule of its own.
            Endpoint::Resource { .. } => {
                facts.action.served.is_some() || matches!(method, Method::Put | Method::Patch)
            }
            Endpoint::ServiceProviderConfig
            | Endpoint::Schemas(_)
            | Endpoint::ResourceTypes(_)
            | Endpoint::Root => method == Method::Get,
            Endpoint::Bulk | Endpoint::Search(_) => method == Method::Post,
            Endpoint::Unknown { .. } => true,
        };
        if !is_served {
            sink.found(Place::of(Part::Method, Span::new(0, method.name().len() as u32))).with("method", method.name());
        }
    }

    /// A flag that belongs behind the path stands within the base.
    ///
    /// The address that an administrator enters for Entra ID may end in `?aadOptscim062020`; who appends
    /// `/Users` to it asks for the base alone, with an odd parameter.
    url_flag_before_resource {
        looks_at: Astray,
        stage: Route,
        cites: "7644-3.2-endpoints",
        says: "`?{flag}` stands before `/{endpoint}`, so the target's path ends before it",
        help: "put the flag behind the path: `/{endpoint}?{flag}`",
        bad: "GET /scim/v2/?aadOptscim062020/Users",
        good: "GET /scim/v2/Users?aadOptscim062020",
    }
    fn check(http: &Http<'_>, facts: &Facts<'_>, sink: &mut Sink<'_>) {
        if let Some((flag, endpoint)) = flag_before(http, facts) {
            let start = http.request.path().len() as u32;
            sink.found(Place::of(Part::Target, Span::new(start, start + 1 + flag.len() as u32)))
                .with("flag", flag)
                .with("endpoint", endpoint);
        }
    }

    /// A PUT is sent to an endpoint that has none.
    ///
    /// RFC 7644 demands PUT of all providers, and some have PATCH alone. Clients find out by trying, since
    /// no provider's configuration tells of it.
    http_method_put_unsupported {
        looks_at: Astray,
        stage: Route,
        cites: "7644-3.12-not-implemented",
        says: "the endpoint does not replace a {type}",
        help: "change it by PATCH",
        given: "{\"extends\":\"rfc7644\",\"name\":\"example\",\"resourceTypes\":[{\"name\":\"User\",\"endpoint\":\"Users\",\"schema\":\"urn:ietf:params:scim:schemas:core:2.0:User\",\"operations\":{\"read\":{\"statuses\":[200]},\"patch\":{\"statuses\":[200]},\"delete\":{\"statuses\":[204]}}}]}",
        bad: "PUT /Users/2819c223\n\n{\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:User\"],\"userName\":\"mona\"}",
        good: "PATCH /Users/2819c223\n\n{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:PatchOp\"],\"Operations\":[{\"op\":\"replace\",\"path\":\"active\",\"value\":false}]}",
    }
    fn check(http: &Http<'_>, facts: &Facts<'_>, sink: &mut Sink<'_>) {
        unserved(http, facts, Operation::Replace, sink);
    }

    /// A PATCH is sent to an endpoint that has none.
    ///
    /// The provider's configuration says whether it takes PATCH. Entra ID and Okta cannot do without;
    /// other clients fall back to PUT.
    http_method_patch_unsupported {
        looks_at: Astray,
        stage: Route,
        cites: "7644-3.12-not-implemented",
        says: "the endpoint does not change a {type} in part",
        help: "send the whole resource by PUT",
        given: "{\"extends\":\"rfc7644\",\"name\":\"example\",\"resourceTypes\":[{\"name\":\"User\",\"endpoint\":\"Users\",\"schema\":\"urn:ietf:params:scim:schemas:core:2.0:User\",\"operations\":{\"read\":{\"statuses\":[200]},\"replace\":{\"statuses\":[200]},\"delete\":{\"statuses\":[204]}}}]}",
        bad: "PATCH /Users/2819c223\n\n{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:PatchOp\"],\"Operations\":[{\"op\":\"replace\",\"path\":\"active\",\"value\":false}]}",
        good: "PUT /Users/2819c223\n\n{\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:User\"],\"userName\":\"mona\",\"active\":false}",
    }
    fn check(http: &Http<'_>, facts: &Facts<'_>, sink: &mut Sink<'_>) {
        unserved(http, facts, Operation::Patch, sink);
    }

    /// The path names a resource by a name instead of its id.
    ///
    /// Ids are the provider's own, and look like it. A name or an address there is a client's that never
    /// looked the resource up; the answer is 404.
    url_display_name_as_id {
        looks_at: Http,
        stage: State,
        cites: "7643-3.1-id",
        says: "`{id}` looks like a name, and the path takes the resource's id",
        help: "look the resource up by a filter, and use the `id` that it has",
        bad: "GET /Groups/Tour%20guides",
        good: "GET /Groups/2819c223",
    }
    fn check(http: &Http<'_>, facts: &Facts<'_>, sink: &mut Sink<'_>) {
        let is_of_name = |byte: &&u8| **byte == b'@' || !byte.is_ascii_graphic();
        if let (Some(id), Endpoint::Resource { id_span, .. }) = (facts.action.id, &http.target.endpoint)
            // Counted without a way out of the loop, so that it runs over many bytes at a time.
            && id.as_bytes().iter().filter(is_of_name).count() > 0
        {
            sink.found(Place::of(Part::Target, *id_span)).with("id", id);
        }
    }

    /// The path names a resource by the client's own id.
    ///
    /// `externalId` is what the client calls the resource, `id` what the provider does; the path takes
    /// `id`, which the answer to the POST had. Keycloak's plugin for SCIM mixed them up.
    url_id_wrong_side {
        looks_at: Present,
        stage: State,
        cites: "7643-3.1-external-id",
        says: "the path names the resource by its `externalId`",
        help: "use the `id` that the provider gave",
        wants: |site| site.path == "externalId",
        bad: "PUT /Users/e-1\n\n{\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:User\"],\"externalId\":\"e-1\",\"userName\":\"mona\"}",
        good: "PUT /Users/2819c223\n\n{\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:User\"],\"externalId\":\"e-1\",\"userName\":\"mona\"}",
    }
    fn check(attributed: &Attributed<'_>, facts: &Facts<'_>, sink: &mut Sink<'_>) {
        if let Some(id) = facts.action.id
            && attributed.value.kind() == Kind::String
            && attributed.value.string().is_some_and(|external| external == id)
        {
            sink.found(attributed.value);
        }
    }

    /// The base of the endpoint has an underscore.
    ///
    /// Okta does not take such an address where the provider's is entered.
    url_base_underscore {
        looks_at: Http,
        stage: Route,
        says: "`{base}` has an underscore, which the address may not have there",
        help: "serve it below a path without one",
        given: "{\"extends\":\"rfc7644\",\"name\":\"example\",\"judgements\":{\"url-base-underscore\":{\"then\":\"refuse\",\"standing\":\"documented\",\"source\":\"an endpoint of this example\"}}}",
        bad: "GET /scim_v2/Users",
        good: "GET /scim/v2/Users",
    }
    fn check(http: &Http<'_>, _facts: &Facts<'_>, sink: &mut Sink<'_>) {
        let base = http.target.base;
        let Some(at) = base.find('_') else { return };
        let start = http.target.endpoint_span.start.saturating_sub(base.len() as u32 + 1);
        let at = start + at as u32;
        sink.found(Place::of(Part::Target, Span::new(at, at + 1))).with("base", base);
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

    /// The path names an enterprise or an organization where the endpoint has none, or another one.
    ///
    /// GitHub Enterprise Server serves SCIM at `/scim/v2`, and its own API description puts an enterprise behind it, as
    /// it is right on github.com alone. Clients that are made from a description have the wrong path.
    url_base_strange {
        looks_at: Http,
        stage: Route,
        cites: "7644-3.2-endpoints",
        says: "`{segment}` in the path is not where the endpoint is served",
        help: "send it below `{served}`",
        on: "github-ghes",
        bad: "GET /api/v3/scim/v2/enterprises/octo/Users",
        good: "GET /api/v3/scim/v2/Users",
    }
    fn check(http: &Http<'_>, facts: &Facts<'_>, sink: &mut Sink<'_>) {
        let base = http.target.base;
        let Some(from) = below_scim(base).filter(|from| *from < base.len()) else { return };
        let bases = &facts.profile.urls.bases;
        let is_meant = |base: &String| has_settings(base, facts.profile);
        let are_all = !bases.iter().any(is_meant);
        let mut nearest = None;
        for known in bases.iter().filter(|base| are_all || is_meant(base)) {
            let Some(end) = below_scim(known) else { return };
            match strange(base.cut(from..), known.cut(end..), facts.profile) {
                None => return,
                Some(segment) => nearest = nearest.or(Some((segment, known))),
            }
        }
        let Some((segment, served)) = nearest else { return };
        let start = http.target.origin.map_or(0, str::len);
        sink.found(Place::of(Part::Target, Span::new(start as u32, (start + base.len()) as u32)))
            .with("segment", segment)
            .with("served", served);
    }
}

/// Where `/scim/v2` ends in a path, behind which an endpoint may name whose resources it serves.
fn below_scim(path: &str) -> Option<usize> {
    const ROOT: &str = "/scim/v2";
    path.place_of(ROOT).map(|at| at + ROOT.len())
}

/// Whether the parameters that were set say that this base is meant.
fn has_settings(base: &str, profile: &Profile) -> bool {
    base.split(['{', '}']).skip(1).step_by(2).any(|parameter| profile.setting(parameter).is_some())
}

/// The part of a path that a base does not have there. A parameter that is not set stands for any part.
fn strange<'p>(path: &'p str, base: &str, profile: &Profile) -> Option<&'p str> {
    let mut expected = base.split('/');
    for part in path.split('/') {
        let name = expected
            .next()
            .map(|known| known.strip_prefix('{').and_then(|name| name.strip_suffix('}')).ok_or(known));
        let is_there = match name {
            Some(Ok(parameter)) => profile.setting(parameter).is_none_or(|set| set == part),
            Some(Err(known)) => known == part,
            None => false,
        };
        if !is_there {
            return Some(part);
        }
    }
    None
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

/// Reports an operation that the profile's resource type does not list.
fn unserved(http: &Http<'_>, facts: &Facts<'_>, operation: Operation, sink: &mut Sink<'_>) {
    let Action { operation: asked, served: None, resource_type: Some(resource_type), .. } = facts.action
    else {
        return;
    };
    if asked == Some(operation) {
        let place = Place::of(Part::Method, Span::new(0, http.request.method.name().len() as u32));
        sink.found(place).with("type", &resource_type.name);
    }
}

/// The flag before an endpoint's name within what reads as the query, and that name.
fn flag_before<'a>(http: &Http<'a>, facts: &Facts<'a>) -> Option<(&'a str, &'a str)> {
    if !matches!(http.target.endpoint, Endpoint::Root | Endpoint::Unknown { .. }) {
        return None;
    }
    let (flag, rest) = http.target.query?.split_once('/')?;
    let name = rest.split(['/', '?', '&']).next().unwrap_or_default();
    let endpoint = facts.profile.endpoint_names().find(|known| *known == name)?;
    (!flag.is_empty()).then_some((flag, endpoint))
}
