//! The teams of an organization, as far as they are needed to connect them.

use super::super::super::StandIn;
use super::super::reply::{empty, json};
use super::super::{Call, refusal};
use super::Team;
use scimproof::message::Response;
use serde_json::{Value, json};

impl Team {
    fn shown(&self) -> Value {
        let kind = if self.org.is_some() { "organization" } else { "enterprise" };
        json!({"id": self.id, "name": self.name, "slug": self.slug, "type": kind, "parent": null})
    }
}

/// `GET /orgs/{org}/teams`.
pub(in super::super) fn list(stand_in: &mut StandIn, call: &mut Call<'_>) -> Response<'static> {
    let teams = stand_in.around.teams.of(Some(call.parameter("org")));
    let teams: Vec<Value> = teams.map(Team::shown).collect();
    stand_in.listed(call, &teams, |_, teams| json!(teams))
}

/// `POST /orgs/{org}/teams`.
pub(in super::super) fn create(stand_in: &mut StandIn, call: &mut Call<'_>) -> Response<'static> {
    let body = match call.body() {
        Ok(body) => body,
        Err(refusal) => return refusal,
    };
    let Some(name) = body.get("name").and_then(Value::as_str) else {
        return refusal::unprocessable("`name` is a string, and needed");
    };
    let teams = &mut stand_in.around.teams;
    match teams.create(Some(call.parameter("org")), name).and_then(|place| teams.teams.get(place)) {
        Some(team) => json(201, &team.shown()),
        None => refusal::unprocessable("the name is taken, or has no letter or digit"),
    }
}

/// `GET /orgs/{org}/teams/{team_slug}`.
pub(in super::super) fn read(stand_in: &mut StandIn, call: &mut Call<'_>) -> Response<'static> {
    on_team(stand_in, call, |stand_in, place| {
        stand_in
            .around
            .teams
            .teams
            .get(place)
            .map_or_else(refusal::not_found, |team| json(200, &team.shown()))
    })
}

/// `DELETE /orgs/{org}/teams/{team_slug}`.
pub(in super::super) fn delete(stand_in: &mut StandIn, call: &mut Call<'_>) -> Response<'static> {
    on_team(stand_in, call, |stand_in, place| {
        stand_in.around.teams.teams.remove(place);
        empty(204)
    })
}

/// `GET /orgs/{org}/teams/{team_slug}/members`.
pub(in super::super) fn members(stand_in: &mut StandIn, call: &mut Call<'_>) -> Response<'static> {
    on_team(stand_in, call, |stand_in, place| {
        let team = stand_in.around.teams.teams.get(place);
        let members = team.map(|team| team.members.clone()).unwrap_or_default();
        let members = stand_in.shown_members(&members);
        stand_in.listed(call, &members, |_, members| json!(members))
    })
}

/// `PUT /orgs/{org}/teams/{team_slug}/memberships/{username}`: by hand, which a connected team does not take.
pub(in super::super) fn add_member(stand_in: &mut StandIn, call: &mut Call<'_>) -> Response<'static> {
    let login = call.parameter("username").to_owned();
    on_team(stand_in, call, |stand_in, place| {
        let users = stand_in.store.iter().map(|record| record.opened());
        let user = users
            .filter_map(|user| Some((user.id.clone(), stand_in.login(&user)?)))
            .find(|(_, own)| own.eq_ignore_ascii_case(&login));
        let Some((id, login)) = user else { return refusal::not_found() };
        let Some(team) = stand_in.around.teams.teams.get_mut(place) else { return refusal::not_found() };
        if let Some(refusal) = team.refuses_hands() {
            return refusal;
        }
        team.members.insert(id, login);
        json(200, &json!({"role": "member", "state": "active"}))
    })
}

/// `DELETE /orgs/{org}/teams/{team_slug}/memberships/{username}`.
pub(in super::super) fn remove_member(stand_in: &mut StandIn, call: &mut Call<'_>) -> Response<'static> {
    let login = call.parameter("username").to_owned();
    on_team(stand_in, call, |stand_in, place| {
        let Some(team) = stand_in.around.teams.teams.get_mut(place) else { return refusal::not_found() };
        if let Some(refusal) = team.refuses_hands() {
            return refusal;
        }
        let count = team.members.len();
        team.members.retain(|_, own| !own.eq_ignore_ascii_case(&login));
        if team.members.len() == count { refusal::not_found() } else { empty(204) }
    })
}

impl Team {
    /// The members of a team that follows a group are changed there (GitHub's REST API description: 403).
    fn refuses_hands(&self) -> Option<Response<'static>> {
        let follows = self.group.is_some() || !self.mappings.is_empty();
        follows
            .then(|| refusal::forbidden("the team's members are those of a group of the identity provider"))
    }
}

/// What is done on the team of a call.
pub(super) fn on_team(
    stand_in: &mut StandIn,
    call: &Call<'_>,
    then: impl FnOnce(&mut StandIn, usize) -> Response<'static>,
) -> Response<'static> {
    match stand_in.around.teams.in_organization(call.parameter("org"), call.parameter("team_slug")) {
        Ok(place) => then(stand_in, place),
        Err(refusal) => refusal,
    }
}
