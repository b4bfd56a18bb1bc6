//! External groups: the groups that SCIM brings, as organizations see them, and the teams that are connected to them.

use super::super::super::StandIn;
use super::super::super::order::preferred;
use super::super::super::store::{Record, Stored};
use super::super::super::time::timestamp;
use super::super::reply::{empty, json};
use super::super::{Call, refusal};
use super::organization::on_team;
use scimproof::identity::audit::{Deed, expected};
use scimproof::message::Response;
use serde_json::{Value, json};

/// `GET /orgs/{org}/external-groups`: all of the enterprise, whatever the organization.
pub(in super::super) fn groups(stand_in: &mut StandIn, call: &mut Call<'_>) -> Response<'static> {
    let part = call.asked("display_name").unwrap_or_default().to_lowercase();
    let fits = |group: &Stored| name(group).to_lowercase().contains(&part);
    let found: Vec<Stored> = stand_in.representer().groups().map(Record::opened).filter(fits).collect();
    stand_in.listed(call, &found, |stand_in, groups| {
        let shown: Vec<Value> = groups.iter().map(|group| stand_in.brief(group)).collect();
        json!({"groups": shown})
    })
}

/// `GET /orgs/{org}/external-group/{group_id}`. Its members are paged, and no link leads on.
pub(in super::super) fn group(stand_in: &mut StandIn, call: &mut Call<'_>) -> Response<'static> {
    let number = call.parameter("group_id").parse().ok();
    match number.and_then(|number| stand_in.numbered(number)) {
        Some(group) => json(200, &stand_in.whole(&group, call)),
        None => refusal::not_found(),
    }
}

/// `GET /orgs/{org}/teams/{team_slug}/external-groups`: one group at most.
pub(in super::super) fn groups_of_team(stand_in: &mut StandIn, call: &mut Call<'_>) -> Response<'static> {
    on_team(stand_in, call, |stand_in, place| {
        let team = stand_in.around.teams.teams.get(place);
        let group = team.and_then(|team| stand_in.store.get(team.group.as_deref()?));
        let shown: Vec<Value> = group.iter().map(|group| stand_in.brief(group)).collect();
        json(200, &json!({"groups": shown}))
    })
}

/// `PATCH /orgs/{org}/teams/{team_slug}/external-groups`: connects the team to a group, in place of the one that it had.
pub(in super::super) fn link(stand_in: &mut StandIn, call: &mut Call<'_>) -> Response<'static> {
    let body = match call.body() {
        Ok(body) => body,
        Err(refusal) => return refusal,
    };
    // The description has a number; its examples of answers have strings.
    let number = match body.get("group_id") {
        Some(Value::Number(number)) => number.as_u64(),
        Some(Value::String(text)) => text.parse().ok(),
        _ => None,
    };
    let Some(number) = number else { return refusal::unprocessable("`group_id` is an integer, and needed") };
    let mut linked = None;
    let response = on_team(stand_in, call, |stand_in, place| {
        let Some(group) = stand_in.numbered(number) else { return refusal::not_found() };
        let Some(team) = stand_in.around.teams.teams.get_mut(place) else { return refusal::not_found() };
        // That it is refused is documented, with what status is not.
        if team.group.is_none() && !team.members.is_empty() {
            return refusal::unprocessable(
                "members that were added by hand are removed before a team is connected",
            );
        }
        team.group = Some(group.id.clone());
        stand_in.fill(&[place]);
        let whole = stand_in.whole(&group, call);
        linked = Some(group);
        json(200, &whole)
    });
    if let Some(group) = linked {
        stand_in.tell_link(Deed::LinkTeam, &group, call);
    }
    response
}

/// `DELETE /orgs/{org}/teams/{team_slug}/external-groups`: the team loses its group, and with it its members.
pub(in super::super) fn unlink(stand_in: &mut StandIn, call: &mut Call<'_>) -> Response<'static> {
    let mut unlinked = None;
    let response = on_team(stand_in, call, |stand_in, place| {
        let team = stand_in.around.teams.teams.get_mut(place);
        if let Some(id) = team.and_then(|team| team.group.take()) {
            unlinked = stand_in.store.get(&id);
            stand_in.fill(&[place]);
        }
        empty(204)
    });
    if let Some(group) = unlinked {
        stand_in.tell_link(Deed::UnlinkTeam, &group, call);
    }
    response
}

impl StandIn {
    /// The group of that number.
    fn numbered(&mut self, number: u64) -> Option<Stored> {
        let ids: Vec<String> = self.representer().groups().map(|group| group.id.to_string()).collect();
        let id = ids.into_iter().find(|id| self.around.numbers.of(id) == number)?;
        self.store.get(&id)
    }

    fn brief(&mut self, group: &Stored) -> Value {
        json!({
            "group_id": self.around.numbers.of(&group.id),
            "group_name": name(group),
            "updated_at": timestamp(group.modified),
        })
    }

    fn whole(&mut self, group: &Stored, call: &Call<'_>) -> Value {
        let members: Vec<(String, String)> = self.active_members(group).into_iter().collect();
        let shown = call.page_of(&members).iter().map(|(id, login)| {
            let user = self.store.get(id);
            let said = |name: &str| user.as_ref().and_then(|user| user.attributes.get(name));
            let emails = said("emails").and_then(Value::as_array);
            let email = emails.and_then(|emails| preferred(emails)?.get("value"));
            json!({
                "member_id": self.around.numbers.of(id),
                "member_login": login,
                "member_name": said("displayName"),
                "member_email": email,
            })
        });
        let members: Vec<Value> = shown.collect();
        let teams = self.around.teams.teams.iter().filter(|team| team.group.as_ref() == Some(&group.id));
        let teams: Vec<Value> =
            teams.map(|team| json!({"team_id": team.id, "team_name": team.name})).collect();
        let mut whole = self.brief(group);
        whole["teams"] = Value::Array(teams);
        whole["members"] = Value::Array(members);
        whole
    }

    /// The events of a connection that was made or ended.
    fn tell_link(&mut self, deed: Deed, group: &Stored, call: &mut Call<'_>) {
        let (org, slug) = (call.parameter("org").to_owned(), call.parameter("team_slug").to_owned());
        let mut blank = self.blank(call.request, true, Some(group.id.clone()), Some(group), call.now);
        blank.team = Some(format!("{org}/{slug}"));
        blank.org = Some(org);
        for expected in expected(deed) {
            call.events.push(super::super::AuditEvent { action: expected.action, ..blank.clone() });
        }
    }
}

fn name(group: &Stored) -> &str {
    group.attributes.get("displayName").and_then(Value::as_str).unwrap_or_default()
}
