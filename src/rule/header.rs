//! Rules on the request's headers. Those on what is missing there stay silent when nothing is known of the headers.

use super::declare::rules;
use super::subject::Http;
use super::{Facts, Place, Sink};
use crate::cut::Cut;
use crate::json::Span;
use crate::message::{Header, Method, Part, Request};

rules! {
    /// A body is sent without a `Content-Type`.
    ///
    /// The provider cannot know that the body is SCIM. Most frameworks answer 415, some parse nothing
    /// and complain of missing attributes. Scripts and workflow tools that post text leave it out.
    http_content_type_missing {
        looks_at: Headers,
        stage: MediaType,
        cites: "7644-3.8-content-type",
        says: "the body has no `Content-Type`",
        help: "send `Content-Type: application/scim+json`",
        bad: "POST /Users HTTP/1.1\nHost: scim.example\nAuthorization: Bearer 123\n\n{\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:User\"],\"userName\":\"mona\"}",
        good: "POST /Users HTTP/1.1\nHost: scim.example\nAuthorization: Bearer 123\nContent-Type: application/scim+json\n\n{\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:User\"],\"userName\":\"mona\"}",
    }
    fn check(http: &Http<'_>, _facts: &Facts<'_>, sink: &mut Sink<'_>) {
        if has_body(http.request) && http.request.header("content-type").is_none() {
            sink.found(Place::of(Part::Headers, Span::default()))
                .add_header("send `application/scim+json`", "Content-Type: application/scim+json");
        }
    }

    /// A SCIM body is sent as `application/json`.
    ///
    /// SCIM has a media type of its own, `application/scim+json`. Many providers take both; strict ones answer 415.
    http_content_type_plain_json {
        looks_at: Headers,
        stage: MediaType,
        cites: "7644-3.1-media-type",
        says: "the body is sent as `{written}`, not as SCIM",
        help: "send `Content-Type: application/scim+json`",
        bad: "POST /Users HTTP/1.1\nHost: scim.example\nContent-Type: application/json\n\n{\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:User\"],\"userName\":\"mona\"}",
        good: "POST /Users HTTP/1.1\nHost: scim.example\nContent-Type: application/scim+json\n\n{\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:User\"],\"userName\":\"mona\"}",
    }
    fn check(http: &Http<'_>, _facts: &Facts<'_>, sink: &mut Sink<'_>) {
        let Some((index, header)) = content_type(http.request) else { return };
        if media_type(&header.value).eq_ignore_ascii_case("application/json") {
            report_media_type(sink, index, header);
        }
    }

    /// The body's media type is none that carries SCIM.
    ///
    /// A form, plain text or an invented name such as `application/json+scim`: the provider does not
    /// parse the body. `curl -d` sends a form's media type unless told otherwise.
    http_media_type_misspelled {
        looks_at: Headers,
        stage: MediaType,
        cites: "7644-3.8-content-type",
        says: "`{written}` is no media type of SCIM",
        help: "send `Content-Type: application/scim+json`",
        bad: "POST /Users HTTP/1.1\nHost: scim.example\nContent-Type: application/json+scim\n\n{\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:User\"],\"userName\":\"mona\"}",
        good: "POST /Users HTTP/1.1\nHost: scim.example\nContent-Type: application/scim+json\n\n{\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:User\"],\"userName\":\"mona\"}",
    }
    fn check(http: &Http<'_>, facts: &Facts<'_>, sink: &mut Sink<'_>) {
        let Some((index, header)) = content_type(http.request) else { return };
        let written = media_type(&header.value);
        let known = facts.profile.headers.request_media_types.iter();
        if !written.eq_ignore_ascii_case("application/json")
            && !known.into_iter().any(|known| known.eq_ignore_ascii_case(written))
        {
            report_media_type(sink, index, header);
        }
    }

    /// The request asks for a version of the API that there is not.
    ///
    /// GitHub's API has versions by date, which `X-GitHub-Api-Version` names. Without the header the oldest one is
    /// meant, and SCIM is the same in all.
    http_api_version_unknown {
        looks_at: Headers,
        stage: Headers,
        says: "the API has no version `{written}`",
        help: "send `X-GitHub-Api-Version: {known}`, or leave the header out",
        on: "github-emu",
        bad: "GET /scim/v2/enterprises/octo/Users HTTP/1.1\nHost: api.github.com\nAuthorization: Bearer 123\nUser-Agent: example-idp\nX-GitHub-Api-Version: 2001-01-01",
        good: "GET /scim/v2/enterprises/octo/Users HTTP/1.1\nHost: api.github.com\nAuthorization: Bearer 123\nUser-Agent: example-idp\nX-GitHub-Api-Version: 2022-11-28",
    }
    fn check(http: &Http<'_>, facts: &Facts<'_>, sink: &mut Sink<'_>) {
        let taken = &facts.profile.headers;
        let Some(known) = taken.api_versions.first() else { return };
        if let Some((index, header)) = header(http.request, "x-github-api-version")
            && !taken.has_version(&header.value)
        {
            sink.found(Place::of(Part::HeaderValue(index), Span::new(0, header.value.len() as u32)))
                .with("written", &header.value)
                .with("known", known);
        }
    }

    /// The request does not say who sends it.
    ///
    /// GitHub's API turns such requests away before it looks at anything else. Small scripts and some
    /// HTTP libraries send no `User-Agent` by themselves.
    http_user_agent_missing {
        looks_at: Headers,
        stage: Headers,
        says: "the request has no `User-Agent`",
        help: "send `User-Agent` with the name of the client",
        on: "github-emu",
        bad: "GET /scim/v2/enterprises/octo/Users HTTP/1.1\nHost: api.github.com\nAuthorization: Bearer 123",
        good: "GET /scim/v2/enterprises/octo/Users HTTP/1.1\nHost: api.github.com\nAuthorization: Bearer 123\nUser-Agent: example-idp",
    }
    fn check(http: &Http<'_>, _facts: &Facts<'_>, sink: &mut Sink<'_>) {
        if http.request.header("user-agent").is_none_or(str::is_empty) {
            sink.found(Place::of(Part::Headers, Span::default()));
        }
    }

    /// The request does not say what it accepts.
    ///
    /// Then SCIM's own media type is due, and all is well; Entra ID's provisioning API answers 400.
    http_accept_missing {
        looks_at: Headers,
        stage: Headers,
        cites: "7644-3.8-default",
        says: "the request has no `Accept`",
        help: "send `Accept: application/scim+json, application/json`",
        given: "{\"extends\":\"rfc7644\",\"name\":\"example\",\"judgements\":{\"http-accept-missing\":{\"then\":\"refuse\",\"standing\":\"documented\",\"source\":\"an endpoint of this example\"}}}",
        bad: "GET /Users HTTP/1.1\nHost: scim.example",
        good: "GET /Users HTTP/1.1\nHost: scim.example\nAccept: application/scim+json, application/json",
    }
    fn check(http: &Http<'_>, _facts: &Facts<'_>, sink: &mut Sink<'_>) {
        if http.request.header("accept").is_none() {
            sink.found(Place::of(Part::Headers, Span::default()));
        }
    }

    /// The request accepts `application/scim+json` alone, and the endpoint knows only JSON by its plain name.
    ///
    /// Every provider has to support SCIM's media type; Entra ID's provisioning API demands the other. Okta
    /// sends it so.
    http_accept_scim_only {
        looks_at: Headers,
        stage: Headers,
        cites: "7644-3.8-accept",
        says: "`{written}` leaves `application/json` out, which the endpoint asks for",
        help: "send `Accept: application/scim+json, application/json`",
        given: "{\"extends\":\"rfc7644\",\"name\":\"example\",\"judgements\":{\"http-accept-scim-only\":{\"then\":\"refuse\",\"standing\":\"documented\",\"source\":\"an endpoint of this example\"}}}",
        bad: "GET /Users HTTP/1.1\nHost: scim.example\nAccept: application/scim+json",
        good: "GET /Users HTTP/1.1\nHost: scim.example\nAccept: application/scim+json, application/json",
    }
    fn check(http: &Http<'_>, _facts: &Facts<'_>, sink: &mut Sink<'_>) {
        let Some((index, header)) = header(http.request, "accept") else { return };
        let is_scim = |range: &str| media_type(range).eq_ignore_ascii_case("application/scim+json");
        let value = &*header.value;
        if !value.is_empty() && value.split(',').all(is_scim) {
            let end = value.len() as u32;
            let behind = Place::of(Part::HeaderValue(index), Span::new(end, end));
            let whole = Place::of(Part::HeaderValue(index), Span::new(0, end));
            sink.found(whole).with("written", value).replace("accept JSON too", true, behind, ", application/json");
        }
    }

    /// The token stands in `Authorization` without a scheme.
    ///
    /// `Authorization: Bearer TOKEN` is what providers look for; a bare token is no credential at all,
    /// and the answer is 401. It happens where a configuration field holds the token alone.
    http_auth_scheme_missing {
        looks_at: Headers,
        stage: Authentication,
        says: "`Authorization` has no scheme before the token",
        help: "write `Bearer ` before the token",
        bad: "GET /Users HTTP/1.1\nHost: scim.example\nAuthorization: 1234567890abcdef",
        good: "GET /Users HTTP/1.1\nHost: scim.example\nAuthorization: Bearer 1234567890abcdef",
    }
    fn check(http: &Http<'_>, _facts: &Facts<'_>, sink: &mut Sink<'_>) {
        let Some((index, header)) = header(http.request, "authorization") else { return };
        if !header.value.is_empty() && !header.value.as_bytes().contains(&b' ') {
            let place = Place::of(Part::HeaderValue(index), Span::new(0, 0));
            sink.found(Place::of(Part::HeaderValue(index), Span::new(0, header.value.len() as u32))).replace(
                "write `Bearer ` before the token",
                true,
                place,
                "Bearer ",
            );
        }
    }

    /// A charset stands behind the media type.
    ///
    /// JSON is UTF-8 and knows no such parameter, yet it is allowed and common: Entra ID and Okta send it.
    /// Providers that compare the header with a text answer 415.
    http_charset_param {
        looks_at: Headers,
        stage: MediaType,
        cites: "7644-3.8-utf-8",
        says: "`{written}` says no more than JSON does, and not every provider reads over it",
        help: "a provider reads the media type alone; a client can leave the parameter out",
        bad: "POST /Users HTTP/1.1\nHost: scim.example\nContent-Type: application/scim+json; charset=utf-8\n\n{\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:User\"],\"userName\":\"mona\"}",
        good: "POST /Users HTTP/1.1\nHost: scim.example\nContent-Type: application/scim+json\n\n{\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:User\"],\"userName\":\"mona\"}",
    }
    fn check(http: &Http<'_>, _facts: &Facts<'_>, sink: &mut Sink<'_>) {
        let Some((index, header)) = content_type(http.request) else { return };
        let mut start = 0;
        for part in header.value.split(';') {
            let (name, text) = (part.split('=').next().unwrap_or_default().trim(), part.trim());
            if start > 0 && name.eq_ignore_ascii_case("charset") {
                let indent = part.len() - part.trim_start().len();
                let from = (start + indent) as u32;
                let span = Span::new(from, from + text.len() as u32);
                sink.found(Place::of(Part::HeaderValue(index), span)).with("written", text);
            }
            start += part.len() + 1;
        }
    }

    /// The version that a change is for stands in `ETag`.
    ///
    /// `ETag` is a header of answers; a provider passes over it in a request, and the change is made on
    /// whatever version there is. Somebody else's change is lost.
    http_etag_header_instead_of_if_match {
        looks_at: Headers,
        stage: Headers,
        cites: "7644-3.14-if-match",
        says: "`ETag` is no header of requests, so the change depends on no version",
        help: "send the version in `If-Match`",
        bad: "DELETE /Users/2819c223 HTTP/1.1\nHost: scim.example\nETag: W/\"2\"",
        good: "DELETE /Users/2819c223 HTTP/1.1\nHost: scim.example\nIf-Match: \"2\"",
    }
    fn check(http: &Http<'_>, _facts: &Facts<'_>, sink: &mut Sink<'_>) {
        let Some((index, header)) = header(http.request, "etag") else { return };
        let place = Place::of(Part::HeaderName(index), Span::new(0, header.name.len() as u32));
        let draft = sink.found(place);
        if http.request.header("if-match").is_none() {
            // Not safe: a version that is no longer the resource's is refused then.
            draft.replace("send it as `If-Match`", false, place, "If-Match");
        }
    }

    /// A version in `If-Match` has no quotes.
    ///
    /// An entity tag is quoted. A bare one is no tag: it is equal to none, and the answer is 412 or 400.
    /// Scripts that copy `meta.version` without its quotes send it.
    http_if_match_unquoted {
        looks_at: Headers,
        stage: Headers,
        cites: "7644-3.14-if-match",
        says: "`{written}` is no entity tag: it has no quotes",
        help: "write `{declared}`",
        bad: "DELETE /Users/2819c223 HTTP/1.1\nHost: scim.example\nIf-Match: 3694e05e",
        good: "DELETE /Users/2819c223 HTTP/1.1\nHost: scim.example\nIf-Match: \"3694e05e\"",
    }
    fn check(http: &Http<'_>, _facts: &Facts<'_>, sink: &mut Sink<'_>) {
        for (place, tag) in entity_tags(http.request) {
            let opaque = tag.strip_prefix("W/").unwrap_or(tag);
            let is_quoted = opaque.len() > 1 && opaque.starts_with('"') && opaque.ends_with('"');
            if !is_quoted && tag != "*" {
                let weakness = tag.cut(..tag.len() - opaque.len());
                let declared = [weakness, "\"", opaque.trim_matches('"'), "\""].concat();
                sink.found(place)
                    .with("written", tag)
                    .with("declared", &declared)
                    .replace("write it in quotes", true, place, &declared);
            }
        }
    }

    /// `If-Match` has a weak entity tag.
    ///
    /// The examples of RFC 7644 have them. By RFC 9110 `If-Match` compares strongly, and a weak tag equals
    /// none: a provider that holds to it answers 412 each time.
    http_if_match_weak_compare {
        looks_at: Headers,
        stage: Headers,
        cites: "7644-3.14-if-match",
        says: "`{written}` is weak, and `If-Match` compares strongly where RFC 9110 is held to",
        help: "a provider compares what stands in the quotes; a client sends the version as it got it",
        bad: "DELETE /Users/2819c223 HTTP/1.1\nHost: scim.example\nIf-Match: W/\"3694e05e\"",
        good: "DELETE /Users/2819c223 HTTP/1.1\nHost: scim.example\nIf-Match: \"3694e05e\"",
    }
    fn check(http: &Http<'_>, _facts: &Facts<'_>, sink: &mut Sink<'_>) {
        for (place, tag) in entity_tags(http.request) {
            if tag.starts_with("W/\"") {
                sink.found(place).with("written", tag);
            }
        }
    }

    /// A POST, PUT or PATCH has no body.
    ///
    /// There is nothing to create or to change with. A script that forgets to pass its file on sends this.
    body_missing {
        looks_at: Http,
        stage: Json,
        cites: "7644-3.12-invalid-syntax",
        says: "{method} needs a body, and there is none",
        help: "send the resource, or the operations of a PATCH",
        bad: "POST /Users",
        good: "POST /Users\n\n{\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:User\"],\"userName\":\"mona\"}",
    }
    fn check(http: &Http<'_>, _facts: &Facts<'_>, sink: &mut Sink<'_>) {
        let method = http.request.method;
        let needs_one = matches!(method, Method::Post | Method::Put | Method::Patch);
        if needs_one && http.request.body.as_ref().is_none_or(|body| body.is_empty()) {
            sink.found(Place::of(Part::Method, Span::new(0, method.name().len() as u32))).with("method", method.name());
        }
    }

    /// A DELETE carries a body.
    ///
    /// It has no meaning (RFC 9110 §9.3.5); some proxies and servers refuse the request for it.
    http_delete_with_body {
        looks_at: Http,
        stage: Headers,
        says: "a DELETE has no use for a body",
        help: "leave the body out",
        bad: "DELETE /Users/2819c223\n\n{\"id\":\"2819c223\"}",
        good: "DELETE /Users/2819c223",
    }
    fn check(http: &Http<'_>, _facts: &Facts<'_>, sink: &mut Sink<'_>) {
        if http.request.method == Method::Delete
            && let Some(body) = http.request.body.as_ref().filter(|body| !body.is_empty())
        {
            let place = Place::of(Part::Body, Span::new(0, body.len() as u32));
            sink.found(place).replace("leave the body out", true, place, "");
        }
    }
}

fn header<'a>(request: &'a Request<'_>, name: &str) -> Option<(u32, &'a Header<'a>)> {
    let headers = request.headers.as_deref()?;
    let index = headers.iter().position(|header| header.name.eq_ignore_ascii_case(name))?;
    Some((index as u32, &headers[index]))
}

/// The entity tags of `If-Match`, each with its place. A comma within quotes belongs to its tag.
fn entity_tags<'a>(request: &'a Request<'_>) -> Vec<(Place, &'a str)> {
    let Some((index, header)) = header(request, "if-match") else { return Vec::new() };
    let mut is_quoted = false;
    let parts = header.value.split(move |sign| {
        is_quoted ^= sign == '"';
        sign == ',' && !is_quoted
    });
    let mut start = 0;
    let mut tags = Vec::new();
    for part in parts {
        let tag = part.trim();
        let from = (start + part.len() - part.trim_start().len()) as u32;
        let span = Span::new(from, from + tag.len() as u32);
        if !tag.is_empty() {
            tags.push((Place::of(Part::HeaderValue(index), span), tag));
        }
        start += part.len() + 1;
    }
    tags
}

fn content_type<'a>(request: &'a Request<'_>) -> Option<(u32, &'a Header<'a>)> {
    if has_body(request) { header(request, "content-type") } else { None }
}

fn has_body(request: &Request<'_>) -> bool {
    use crate::message::Method;
    matches!(request.method, Method::Post | Method::Put | Method::Patch)
        && request.body.as_ref().is_some_and(|body| !body.is_empty())
}

/// The type without its parameters.
fn media_type(value: &str) -> &str {
    value.split(';').next().unwrap_or_default().trim()
}

fn report_media_type(sink: &mut Sink<'_>, index: u32, header: &Header<'_>) {
    let written = media_type(&header.value);
    let place = Place::of(Part::HeaderValue(index), Span::new(0, written.len() as u32));
    sink.found(place).with("written", written).replace(
        "send `application/scim+json`",
        true,
        place,
        "application/scim+json",
    );
}
