//! Team synchronization, in organizations without managed users: a team is mapped to groups that the identity provider
//! has and SCIM does not bring. So the groups known here are those that a mapping has named, and their members are not
//! known at all.

use super::super::super::StandIn;
use super::super::reply::json;
use super::super::{Call, refusal};
use super::organization::on_team;
use scimproof::message::Response;
use serde_json::{Value, json};

/// What a mapped group needs.
const NEEDED: [&str; 3] = ["group_id", "group_name", "group_description"];

/// `GET /orgs/{org}/team-sync/groups`, with `q` for what a name begins with.
pub(in super::super) fn idp_groups(stand_in: &mut StandIn, call: &mut Call<'_>) -> Response<'static> {
    let start = call.asked("q").unwrap_or_default();
    let mut groups: Vec<Value> = Vec::new();
    for group in stand_in.around.teams.of(Some(call.parameter("org"))).flat_map(|team| &team.mappings) {
        let begins =
            group.get("group_name").and_then(Value::as_str).is_some_and(|name| name.starts_with(&start));
        if begins && !groups.iter().any(|known| known.get("group_id") == group.get("group_id")) {
            groups.push(group.clone());
        }
    }
    stand_in.listed(call, &groups, |_, groups| json!({"groups": groups}))
}

/// `GET /orgs/{org}/teams/{team_slug}/team-sync/group-mappings`.
pub(in super::super) fn mappings(stand_in: &mut StandIn, call: &mut Call<'_>) -> Response<'static> {
    on_team(stand_in, call, |stand_in, place| stand_in.mapped(place))
}

/// `PATCH /orgs/{org}/teams/{team_slug}/team-sync/group-mappings`: the list in place of the one before.
pub(in super::super) fn map(stand_in: &mut StandIn, call: &mut Call<'_>) -> Response<'static> {
    on_team(stand_in, call, |stand_in, place| stand_in.map(place, call))
}

/// `GET /teams/{team_id}/team-sync/group-mappings`.
pub(in super::super) fn mappings_by_number(stand_in: &mut StandIn, call: &mut Call<'_>) -> Response<'static> {
    stand_in.team_numbered(call).map_or_else(refusal::not_found, |place| stand_in.mapped(place))
}

/// `PATCH /teams/{team_id}/team-sync/group-mappings`.
pub(in super::super) fn map_by_number(stand_in: &mut StandIn, call: &mut Call<'_>) -> Response<'static> {
    stand_in.team_numbered(call).map_or_else(refusal::not_found, |place| stand_in.map(place, call))
}

impl StandIn {
    fn team_numbered(&self, call: &Call<'_>) -> Option<usize> {
        let id: u64 = call.parameter("team_id").parse().ok()?;
        self.around.teams.teams.iter().position(|team| team.id == id && team.org.is_some())
    }

    fn mapped(&self, place: usize) -> Response<'static> {
        let team = self.around.teams.teams.get(place);
        team.map_or_else(refusal::not_found, |team| json(200, &json!({"groups": team.mappings})))
    }

    fn map(&mut self, place: usize, call: &Call<'_>) -> Response<'static> {
        let body = match call.body() {
            Ok(body) => body,
            Err(refusal) => return refusal,
        };
        let groups = match body.get("groups") {
            Some(Value::Array(groups)) => groups.clone(),
            // Only the older path says that the list is needed.
            None if call.parameter("team_id").is_empty() => return self.mapped(place),
            _ => return refusal::unprocessable("`groups` is a list"),
        };
        let has_all = |group: &Value| NEEDED.iter().all(|name| group.get(name).is_some_and(Value::is_string));
        if !groups.iter().all(has_all) {
            return refusal::unprocessable("a group has `group_id`, `group_name` and `group_description`");
        }
        let kept = |group: &Value| -> Value {
            NEEDED.iter().filter_map(|name| Some(((*name).to_owned(), group.get(name)?.clone()))).collect()
        };
        if let Some(team) = self.around.teams.teams.get_mut(place) {
            team.mappings = groups.iter().map(kept).collect();
        }
        self.mapped(place)
    }
}
