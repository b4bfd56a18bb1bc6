//! The endpoints around SCIM: one row each.

use super::super::StandIn;
use super::{Call, account, audit, teams};
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
    pub(super) answer: Answering,
}

type Answering = fn(&mut StandIn, &mut Call<'_>) -> Response<'static>;

const fn on(
    method: Method,
    path: &'static str,
    behaviour: Behaviour,
    scopes: &'static [&'static str],
    answer: Answering,
) -> Route {
    Route { method, path, behaviour, scopes, answer }
}

const AUDIT: &[&str] = &["read:audit_log"];
const READ: &[&str] = &["read:org"];
const WRITE: &[&str] = &["write:org"];
// The account wants none; which one teams of the enterprise want is not known.
const ANY: &[&str] = &[];

#[rustfmt::skip]
const ROUTES: &[Route] = &[
    on(Method::Get, "/user", Behaviour::IsPartOfGitHubApi, ANY, account::user),
    on(Method::Get, account::RATE_LIMIT, Behaviour::IsPartOfGitHubApi, ANY, account::rate_limit),
    on(Method::Get, "/enterprises/{enterprise}/audit-log", Behaviour::KeepsAuditLog, AUDIT, audit::of_enterprise),
    on(Method::Get, "/orgs/{org}/audit-log", Behaviour::KeepsAuditLog, AUDIT, audit::of_organization),
    on(Method::Get, "/orgs/{org}/teams", Behaviour::IsPartOfGitHubApi, READ, teams::list),
    on(Method::Post, "/orgs/{org}/teams", Behaviour::IsPartOfGitHubApi, WRITE, teams::create),
    on(Method::Get, "/orgs/{org}/teams/{team_slug}", Behaviour::IsPartOfGitHubApi, READ, teams::read),
    on(Method::Delete, "/orgs/{org}/teams/{team_slug}", Behaviour::IsPartOfGitHubApi, WRITE, teams::delete),
    on(Method::Get, "/orgs/{org}/teams/{team_slug}/members", Behaviour::IsPartOfGitHubApi, READ, teams::members),
    on(Method::Put, "/orgs/{org}/teams/{team_slug}/memberships/{username}", Behaviour::IsPartOfGitHubApi, WRITE, teams::add_member),
    on(Method::Delete, "/orgs/{org}/teams/{team_slug}/memberships/{username}", Behaviour::IsPartOfGitHubApi, WRITE, teams::remove_member),
    on(Method::Get, "/orgs/{org}/external-groups", Behaviour::LinksTeamsToGroups, READ, teams::groups),
    on(Method::Get, "/orgs/{org}/external-group/{group_id}", Behaviour::LinksTeamsToGroups, READ, teams::group),
    on(Method::Get, "/orgs/{org}/teams/{team_slug}/external-groups", Behaviour::LinksTeamsToGroups, READ, teams::groups_of_team),
    on(Method::Patch, "/orgs/{org}/teams/{team_slug}/external-groups", Behaviour::LinksTeamsToGroups, WRITE, teams::link),
    on(Method::Delete, "/orgs/{org}/teams/{team_slug}/external-groups", Behaviour::LinksTeamsToGroups, WRITE, teams::unlink),
    on(Method::Get, "/orgs/{org}/team-sync/groups", Behaviour::SynchronizesTeams, READ, teams::idp_groups),
    on(Method::Get, "/orgs/{org}/teams/{team_slug}/team-sync/group-mappings", Behaviour::SynchronizesTeams, READ, teams::mappings),
    on(Method::Patch, "/orgs/{org}/teams/{team_slug}/team-sync/group-mappings", Behaviour::SynchronizesTeams, WRITE, teams::map),
    on(Method::Get, "/teams/{team_id}/team-sync/group-mappings", Behaviour::SynchronizesTeams, READ, teams::mappings_by_number),
    on(Method::Patch, "/teams/{team_id}/team-sync/group-mappings", Behaviour::SynchronizesTeams, WRITE, teams::map_by_number),
    on(Method::Get, "/enterprises/{enterprise}/teams", Behaviour::HasEnterpriseTeams, ANY, teams::enterprise_teams),
    on(Method::Post, "/enterprises/{enterprise}/teams", Behaviour::HasEnterpriseTeams, ANY, teams::create_enterprise_team),
    on(Method::Get, "/enterprises/{enterprise}/teams/{team_slug}", Behaviour::HasEnterpriseTeams, ANY, teams::enterprise_team),
    on(Method::Patch, "/enterprises/{enterprise}/teams/{team_slug}", Behaviour::HasEnterpriseTeams, ANY, teams::change_enterprise_team),
    on(Method::Delete, "/enterprises/{enterprise}/teams/{team_slug}", Behaviour::HasEnterpriseTeams, ANY, teams::delete_enterprise_team),
    on(Method::Get, "/enterprises/{enterprise}/teams/{team_slug}/memberships", Behaviour::HasEnterpriseTeams, ANY, teams::enterprise_memberships),
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
