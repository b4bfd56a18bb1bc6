//! Teams of the enterprise. Their `group_id` is the group's id in SCIM, and not the number that organizations use.

use super::super::super::StandIn;
use super::super::reply::{empty, json};
use super::super::{Call, refusal};
use super::{Team, unmarked};
use scimproof::message::Response;
use serde_json::{Map, Value, json};

impl Team {
    fn of_enterprise(&self) -> Value {
        json!({
            "id": self.id,
            "name": self.name,
            "slug": format!("ent:{}", self.slug),
            "group_id": self.group,
            "organization_selection_type": self.selection,
        })
    }
}

/// `GET /enterprises/{enterprise}/teams`.
pub(in super::super) fn list(stand_in: &mut StandIn, call: &mut Call<'_>) -> Response<'static> {
    in_enterprise(stand_in, call, |stand_in, call| {
        let teams: Vec<Value> = stand_in.around.teams.of(None).map(Team::of_enterprise).collect();
        stand_in.listed(call, &teams, |_, teams| json!(teams))
    })
}

/// `POST /enterprises/{enterprise}/teams`.
pub(in super::super) fn create(stand_in: &mut StandIn, call: &mut Call<'_>) -> Response<'static> {
    in_enterprise(stand_in, call, |stand_in, call| {
        let body = match call.body() {
            Ok(body) => body,
            Err(refusal) => return refusal,
        };
        let name = body.get("name").and_then(Value::as_str).unwrap_or_default();
        if let Err(refusal) = stand_in.group_named(&body) {
            return refusal;
        }
        match stand_in.around.teams.create(None, name) {
            Some(place) => stand_in.set(place, &body, 201),
            None => refusal::unprocessable("`name` is needed, and is no other team's"),
        }
    })
}

/// `GET /enterprises/{enterprise}/teams/{team_slug}`.
pub(in super::super) fn read(stand_in: &mut StandIn, call: &mut Call<'_>) -> Response<'static> {
    on_team(stand_in, call, |stand_in, _, place| stand_in.set(place, &Map::new(), 200))
}

/// `PATCH /enterprises/{enterprise}/teams/{team_slug}`.
pub(in super::super) fn change(stand_in: &mut StandIn, call: &mut Call<'_>) -> Response<'static> {
    on_team(stand_in, call, |stand_in, call, place| match call.body() {
        Ok(body) => match stand_in.group_named(&body) {
            Ok(()) => stand_in.set(place, &body, 200),
            Err(refusal) => refusal,
        },
        Err(refusal) => refusal,
    })
}

/// `DELETE /enterprises/{enterprise}/teams/{team_slug}`.
pub(in super::super) fn delete(stand_in: &mut StandIn, call: &mut Call<'_>) -> Response<'static> {
    on_team(stand_in, call, |stand_in, _, place| {
        stand_in.around.teams.teams.remove(place);
        empty(204)
    })
}

/// `GET /enterprises/{enterprise}/teams/{team_slug}/memberships`.
pub(in super::super) fn memberships(stand_in: &mut StandIn, call: &mut Call<'_>) -> Response<'static> {
    on_team(stand_in, call, |stand_in, call, place| {
        let team = stand_in.around.teams.teams.get(place);
        let members = team.map(|team| team.members.clone()).unwrap_or_default();
        let members = stand_in.shown_members(&members);
        stand_in.listed(call, &members, |_, members| json!(members))
    })
}

impl StandIn {
    /// Whether the group that a body names is there.
    fn group_named(&self, body: &Map<String, Value>) -> Result<(), Response<'static>> {
        let is_there = |id: &str| self.representer().groups().any(|group| &*group.id == id);
        match body.get("group_id") {
            None | Some(Value::Null) => Ok(()),
            Some(Value::String(id)) if is_there(id) => Ok(()),
            Some(_) => Err(refusal::unprocessable("`group_id` is the SCIM id of a group")),
        }
    }

    /// Sets what a body has, and shows the team.
    fn set(&mut self, place: usize, body: &Map<String, Value>, status: u16) -> Response<'static> {
        let Some(team) = self.around.teams.teams.get_mut(place) else { return refusal::not_found() };
        if let Some(name) = body.get("name").and_then(Value::as_str) {
            name.clone_into(&mut team.name);
        }
        if let Some(selection) = body.get("organization_selection_type").and_then(Value::as_str) {
            selection.clone_into(&mut team.selection);
        }
        if let Some(group) = body.get("group_id") {
            team.group = group.as_str().map(str::to_owned);
            self.fill(&[place]);
        }
        self.around
            .teams
            .teams
            .get(place)
            .map_or_else(refusal::not_found, |team| json(status, &team.of_enterprise()))
    }
}

fn in_enterprise(
    stand_in: &mut StandIn,
    call: &mut Call<'_>,
    then: impl FnOnce(&mut StandIn, &mut Call<'_>) -> Response<'static>,
) -> Response<'static> {
    if stand_in.is_of_another(call) {
        return refusal::not_found();
    }
    then(stand_in, call)
}

fn on_team(
    stand_in: &mut StandIn,
    call: &mut Call<'_>,
    then: impl FnOnce(&mut StandIn, &mut Call<'_>, usize) -> Response<'static>,
) -> Response<'static> {
    in_enterprise(stand_in, call, |stand_in, call| {
        let place = stand_in.around.teams.place(None, unmarked(call.parameter("team_slug")));
        match place {
            Some(place) => then(stand_in, call, place),
            None => refusal::not_found(),
        }
    })
}
