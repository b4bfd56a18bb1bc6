//! Rules on who calls: what the token is good for, and how much of the endpoint's time it has used.

use super::declare::rules;
use super::subject::{Http, State};
use super::{Facts, Maybe, Place, Sink};
use crate::json::Span;
use crate::message::Part;

rules! {
    /// The token is of a kind that the endpoint does not take.
    ///
    /// GitHub Enterprise Server takes classic tokens for SCIM, and neither fine-grained ones nor those of GitHub Apps.
    token_kind_refused {
        looks_at: Headers,
        stage: Authentication,
        says: "the token is no classic one: it begins with `{written}`",
        help: "make a classic personal access token of the setup user",
        on: "github-ghes",
        bad: "GET /api/v3/scim/v2/Users HTTP/1.1\nHost: github.example\nAuthorization: Bearer github_pat_example\nUser-Agent: example-idp",
        good: "GET /api/v3/scim/v2/Users HTTP/1.1\nHost: github.example\nAuthorization: Bearer ghp_example\nUser-Agent: example-idp",
    }
    fn check(http: &Http<'_>, _facts: &Facts<'_>, sink: &mut Sink<'_>) {
        let headers = http.request.headers.as_deref().unwrap_or_default();
        let position = headers.iter().position(|header| header.name.eq_ignore_ascii_case("authorization"));
        let Some((index, header)) = position.and_then(|index| Some((index, headers.get(index)?))) else { return };
        let Some((scheme, token)) = header.value.split_once(' ') else { return };
        if let Some(kind) = OTHER_KINDS.iter().find(|kind| token.starts_with(**kind)) {
            // The kind alone: the rest is the secret.
            let start = scheme.len() as u32 + 1;
            let span = Span::new(start, start + kind.len() as u32);
            sink.found(Place::of(Part::HeaderValue(index as u32), span)).with("written", kind);
        }
    }

    /// The token has none of the scopes of which the endpoint wants one.
    ///
    /// GitHub wants `scim:enterprise`, which allows nothing else, or `admin:enterprise`; a token for an organization
    /// needs `admin:org`.
    token_scope_missing {
        looks_at: State,
        stage: Authentication,
        says: "the token has none of the scopes {scopes}",
        help: "make a token with the first of them",
        bad: "",
        good: "",
    }
    fn check(state: &State<'_>, facts: &Facts<'_>, sink: &mut Sink<'_>) {
        let wanted = &facts.profile.authentication.scopes;
        let Maybe::Known(held) = facts.known.scopes(state.request) else { return };
        if !wanted.is_empty() && !wanted.iter().any(|scope| held.contains(scope)) {
            let quoted: Vec<String> = wanted.iter().map(|scope| ["`", scope, "`"].concat()).collect();
            sink.found(Place::of(Part::Headers, Span::default())).with("scopes", &quoted.join(", "));
        }
    }

    /// The caller has used up what the endpoint allows in a while.
    ///
    /// The answer says when to come again; a client that goes on all the same is shut out in the end.
    rate_limit_exceeded {
        looks_at: State,
        stage: Authentication,
        says: "the rate limit `{limit}` of this caller is used up",
        help: "wait as long as `Retry-After` says, or until `X-RateLimit-Reset`",
        bad: "",
        good: "",
    }
    fn check(state: &State<'_>, facts: &Facts<'_>, sink: &mut Sink<'_>) {
        if let Maybe::Known(Some(limit)) = facts.known.exceeded_limit(state.request) {
            sink.found(Place::of(Part::Headers, Span::default())).with("limit", limit);
        }
    }
}

/// How tokens begin that are fine-grained, or a GitHub App's.
const OTHER_KINDS: [&str; 3] = ["github_pat_", "ghu_", "ghs_"];
