//! Teams, and how their membership follows that of groups.
//!
//! A team of an organization or of the enterprise can be connected to one group, a group to many teams. A connected
//! team has the group's members without the suspended ones, and nobody else; it is brought up to date with each
//! request on SCIM and with each connection (GitHub Docs, Managing team memberships with identity provider groups).
//! Every organization that a caller names is one of the enterprise.

mod enterprise;
mod external;
mod organization;
mod synchronization;

pub(super) use enterprise::{
    change as change_enterprise_team, create as create_enterprise_team, delete as delete_enterprise_team,
    list as enterprise_teams, memberships as enterprise_memberships, read as enterprise_team,
};
pub(super) use external::{group, groups, groups_of_team, link, unlink};
pub(super) use organization::{add_member, create, delete, list, members, read, remove_member};
pub(super) use synchronization::{idp_groups, map, map_by_number, mappings, mappings_by_number};

use super::super::store::Stored;
use super::super::{Change, StandIn};
use super::audit::Move;
use super::reply::json;
use super::{hashed, refusal};
use scimproof::json::Parser;
use scimproof::message::Response;
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// A team.
#[derive(Debug, Clone)]
struct Team {
    id: u64,
    /// The organization's login; none for a team of the enterprise.
    org: Option<String>,
    name: String,
    slug: String,
    /// The SCIM id of the group that it is connected to.
    group: Option<String>,
    /// The members' logins by their SCIM ids.
    members: BTreeMap<String, String>,
    /// What team synchronization maps to it.
    mappings: Vec<Value>,
    /// Which organizations a team of the enterprise is in: `disabled`, `selected` or `all`.
    selection: String,
}

impl Team {
    /// Whether it is one of that organization; of the enterprise where none is named.
    fn is_of(&self, org: Option<&str>) -> bool {
        match (&self.org, org) {
            (Some(own), Some(org)) => own.eq_ignore_ascii_case(org),
            (None, None) => true,
            (Some(_), None) | (None, Some(_)) => false,
        }
    }
}

/// The slug of a team of the enterprise without the mark that tells it from those of organizations.
fn unmarked(slug: &str) -> &str {
    slug.strip_prefix("ent:").unwrap_or(slug)
}

/// All teams, in the order of their creation.
#[derive(Debug, Default)]
pub(super) struct Teams {
    teams: Vec<Team>,
    last: u64,
}

impl Teams {
    fn create(&mut self, org: Option<&str>, name: &str) -> Option<usize> {
        let slug = slug(name);
        if slug.is_empty() || self.place(org, &slug).is_some() {
            return None;
        }
        self.last += 1;
        self.teams.push(Team {
            id: self.last,
            org: org.map(str::to_owned),
            name: name.to_owned(),
            slug,
            group: None,
            members: BTreeMap::new(),
            mappings: Vec::new(),
            selection: "disabled".to_owned(),
        });
        Some(self.teams.len() - 1)
    }

    fn place(&self, org: Option<&str>, slug: &str) -> Option<usize> {
        self.teams.iter().position(|team| team.is_of(org) && team.slug == slug)
    }

    /// The place of an organization's team, or the refusal: 422 for a team of the enterprise, 404 for none.
    fn in_organization(&self, org: &str, slug: &str) -> Result<usize, Response<'static>> {
        match self.place(Some(org), slug) {
            Some(place) => Ok(place),
            None if self.place(None, unmarked(slug)).is_some() => {
                Err(refusal::unprocessable("a team of the enterprise is not changed in an organization"))
            }
            None => Err(refusal::not_found()),
        }
    }

    fn of(&self, org: Option<&str>) -> impl Iterator<Item = &Team> {
        self.teams.iter().filter(move |team| team.is_of(org))
    }

    /// Whether a team of the organization has the user.
    fn keep(&self, user: &str, org: &str) -> bool {
        self.of(Some(org)).any(|team| team.members.contains_key(user))
    }
}

/// A team's name as it stands in paths.
fn slug(name: &str) -> String {
    let words = name.split(|sign: char| !sign.is_ascii_alphanumeric() && sign != '_');
    let words: Vec<String> = words.filter(|word| !word.is_empty()).map(str::to_ascii_lowercase).collect();
    words.join("-")
}

impl StandIn {
    /// Brings the teams up to date with what became of users and groups; says who joined and left.
    pub(super) fn synchronize(&mut self, changes: &[Change]) -> Vec<Move> {
        if changes.is_empty() || self.around.teams.teams.iter().all(|team| team.group.is_none()) {
            return Vec::new();
        }
        let changed: BTreeSet<&str> = changes.iter().map(Change::id).collect();
        let teams = self.around.teams.teams.iter().enumerate();
        let touched = teams.filter_map(|(place, team)| {
            let id = team.group.as_deref()?;
            let group = self.store.get(id);
            let mut members =
                group.iter().flat_map(Stored::members).chain(team.members.keys().map(String::as_str));
            (changed.contains(id) || members.any(|member| changed.contains(member))).then_some(place)
        });
        let touched: Vec<usize> = touched.collect();
        self.fill(&touched)
    }

    /// Gives connected teams the members of their groups; says who joined and left.
    fn fill(&mut self, places: &[usize]) -> Vec<Move> {
        let mut filled: Vec<(usize, BTreeMap<String, String>)> = Vec::new();
        for place in places {
            let Some(team) = self.around.teams.teams.get(*place) else { continue };
            let group = team.group.as_deref().and_then(|id| self.store.get(id));
            filled.push((*place, group.map(|group| self.active_members(&group)).unwrap_or_default()));
        }
        let teams = &mut self.around.teams;
        let mut moves = Vec::new();
        let mut concerned: BTreeMap<(String, String), (String, bool)> = BTreeMap::new();
        for (place, members) in &filled {
            let Some(Team { org: Some(org), slug, members: before, .. }) = teams.teams.get(*place) else {
                continue;
            };
            let joined =
                members.iter().filter(|(id, _)| !before.contains_key(*id)).map(|entry| (entry, true));
            let left = before.iter().filter(|(id, _)| !members.contains_key(*id)).map(|entry| (entry, false));
            for ((id, login), joined) in joined.chain(left) {
                concerned
                    .entry((org.clone(), id.clone()))
                    .or_insert_with(|| (login.clone(), teams.keep(id, org)));
                let (user, org, team) = (login.clone(), org.clone(), Some(slug.clone()));
                moves.push((id.clone(), Move { user, org, team, joined, last: false }));
            }
        }
        for (place, members) in filled {
            let Some(team) = teams.teams.get_mut(place) else { continue };
            team.members = members;
            if team.group.as_deref().is_some_and(|id| self.store.record(id).is_none()) {
                team.group = None;
            }
        }
        for (id, moved) in &mut moves {
            moved.last = !teams.keep(id, &moved.org);
        }
        let mut moves: Vec<Move> = moves.into_iter().map(|(_, moved)| moved).collect();
        for ((org, id), (user, was_in)) in concerned {
            let is_in = teams.keep(&id, &org);
            if was_in != is_in {
                moves.push(Move { user, org, team: None, joined: is_in, last: !is_in });
            }
        }
        moves
    }

    /// The users of a group who are not suspended: ids and logins.
    fn active_members(&self, group: &Stored) -> BTreeMap<String, String> {
        let users = group.members().filter_map(|id| self.store.get(id));
        let active = users.filter(Stored::is_active);
        active.filter_map(|user| Some((user.id.clone(), self.login(&user)?))).collect()
    }

    /// The members of a team as lists show them. Whom somebody added by hand stays, suspended or deleted.
    fn shown_members(&mut self, members: &BTreeMap<String, String>) -> Vec<Value> {
        let shown = members.iter().map(|(id, login)| {
            let login = match self.store.get(id) {
                Some(user) => self.login(&user),
                None => Some(hashed(login)),
            };
            let number = self.around.numbers.of(id);
            json!({"login": login, "id": number, "type": "User", "site_admin": false,
                "role": "member", "inherited": false})
        });
        shown.collect()
    }
}

impl super::Call<'_> {
    /// The body's members, or why there are none.
    fn body(&self) -> Result<Map<String, Value>, Response<'static>> {
        let mut parser = Parser::new();
        let body = self.request.body.as_deref().unwrap_or_default();
        match parser.parse(body).map(|document| document.root().to_json()) {
            Ok(Value::Object(members)) => Ok(members),
            Ok(_) => Err(refusal::malformed("Body should be a JSON object")),
            Err(_) => Err(refusal::malformed("Problems parsing JSON")),
        }
    }
}

impl super::Call<'_> {
    /// The page of a list that is asked for.
    fn page_of<'l, T>(&self, all: &'l [T]) -> &'l [T] {
        let start = (self.page() - 1).saturating_mul(self.per_page()).min(all.len());
        let end = start.saturating_add(self.per_page()).min(all.len());
        all.get(start..end).unwrap_or_default()
    }
}

impl StandIn {
    /// A page of a list, in the form that the endpoint has, with the link to the next one if there is one.
    fn listed<T>(
        &mut self,
        call: &super::Call<'_>,
        all: &[T],
        show: impl FnOnce(&mut StandIn, &[T]) -> Value,
    ) -> Response<'static> {
        let shown = show(self, call.page_of(all));
        let mut response = json(200, &shown);
        if call.page().saturating_mul(call.per_page()) < all.len() {
            let next = (call.page() + 1).to_string();
            response.headers.extend(self.links(call, &[("next", &[("page", next.as_str())])]));
        }
        response
    }
}
