//! The endpoints around SCIM: one row each.

use super::super::StandIn;
use super::{Call, account, audit};
use scimproof::message::{Method, Request, Response};
use scimproof::profile::{Behaviour, Profile};
use scimproof::syntax::percent_decode;

/// An endpoint, and what answers there.
pub(super) struct Route {
    pub(super) method: Method,
    /// The path below the root of the REST API; `{names}` stand for one segment.
    pub(super) path: &'static str,
    /// What the profile's endpoint must do for this to be there.
    pub(super) behaviour: Behaviour,
    /// The scopes of which a token needs one; none for every token.
    pub(super) scopes: &'static [&'static str],
    pub(super) answer: fn(&mut StandIn, &mut Call<'_>) -> Response<'static>,
}

const ROUTES: &[Route] = &[
    Route {
        method: Method::Get,
        path: "/user",
        behaviour: Behaviour::IsPartOfGitHubApi,
        scopes: &[],
        answer: account::user,
    },
    Route {
        method: Method::Get,
        path: "/enterprises/{enterprise}/audit-log",
        behaviour: Behaviour::KeepsAuditLog,
        scopes: &["read:audit_log"],
        answer: audit::of_enterprise,
    },
    Route {
        method: Method::Get,
        path: "/orgs/{org}/audit-log",
        behaviour: Behaviour::KeepsAuditLog,
        scopes: &["read:audit_log"],
        answer: audit::of_organization,
    },
];

/// Where a request leads.
pub(super) enum Found {
    /// There, with the path's parameters.
    Route(&'static Route, Vec<(&'static str, String)>),
    /// To a path that does not know its method.
    OtherMethod,
}

/// The endpoint around SCIM that a request is for; `None` when it is for none.
pub(super) fn find(request: &Request<'_>, profile: &Profile) -> Option<Found> {
    if !profile.behaves(Behaviour::IsPartOfGitHubApi) {
        return None;
    }
    let path = request.path();
    // A whole URL is a target too.
    let path = match path.split_once("://") {
        Some((_, rest)) => rest.find('/').and_then(|at| rest.get(at..))?,
        None => path,
    };
    let path = path.strip_prefix(root(profile))?;
    let mut found = None;
    for route in ROUTES {
        let Some(parameters) = fits(route.path, path).filter(|_| profile.behaves(route.behaviour)) else {
            continue;
        };
        if route.method == request.method {
            return Some(Found::Route(route, parameters));
        }
        found = Some(Found::OtherMethod);
    }
    found
}

/// The root of the REST API, below which SCIM is a part: empty, or `/api/v3` on GitHub Enterprise Server.
pub(super) fn root(profile: &Profile) -> &str {
    let base = &profile.urls.stand_in_base;
    base.split_once("/scim/v2").map_or(base.as_str(), |(root, _)| root)
}

/// The parameters of a path, if it is of that form.
fn fits(form: &'static str, path: &str) -> Option<Vec<(&'static str, String)>> {
    let (mut forms, mut segments) = (form.split('/'), path.split('/'));
    let mut parameters = Vec::new();
    loop {
        match (forms.next(), segments.next()) {
            (None, None) => return Some(parameters),
            (Some(form), Some(segment)) => {
                match form.strip_prefix('{').and_then(|name| name.strip_suffix('}')) {
                    Some(name) if !segment.is_empty() => {
                        parameters.push((name, percent_decode(segment).into_owned()));
                    }
                    None if form == segment => {}
                    Some(_) | None => return None,
                }
            }
            (None, Some(_)) | (Some(_), None) => return None,
        }
    }
}
