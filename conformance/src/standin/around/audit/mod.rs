//! The audit log: which events a request causes, and the log as callers read it.
//!
//! Which events those are, [`scimproof::identity::audit`] says.

mod event;
mod log;
mod phrase;

pub use event::{AuditEvent, RequestTold};
pub(super) use log::{Log, of_enterprise, of_organization};

use super::super::shape::Shape;
use super::super::store::Stored;
use super::super::{Action, Change, Reply, StandIn};
use scimproof::identity::audit::{Deed, Role, When, expected, of_request};
use scimproof::message::endpoint::target;
use scimproof::message::{Endpoint, Method, Request};
use scimproof::profile::{Behaviour, Profile};
use serde_json::Value;
use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

/// Whether a request is on groups rather than on users, and on which; `None` where it is on neither.
pub(super) fn subject(request: &Request<'_>, profile: &Profile) -> Option<(bool, Option<String>)> {
    let target = target(&request.target, profile.endpoint_names());
    let resource_type = profile.resource_type_at(target.endpoint.resource_endpoint()?)?;
    let shape = Shape { profile, resource_type };
    let id = match &target.endpoint {
        Endpoint::Resource { id, .. } => Some(id.clone().into_owned()),
        _ => None,
    };
    (shape.is_group() || shape.is_user()).then_some((shape.is_group(), id))
}

/// A team or an organization that a user joined or left through a group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Move {
    pub(super) user: String,
    pub(super) org: String,
    /// The team's slug; none where it is about the organization.
    pub(super) team: Option<String>,
    pub(super) joined: bool,
    /// Whether no other team keeps the user in the organization.
    pub(super) last: bool,
}

impl StandIn {
    /// The events of a request on SCIM.
    pub(super) fn events(
        &mut self,
        request: &Request<'_>,
        before: Option<Stored>,
        reply: &Reply,
        moves: &[Move],
        now: Duration,
    ) -> Vec<AuditEvent> {
        if !self.profile.behaves(Behaviour::KeepsAuditLog) {
            return Vec::new();
        }
        let Some((on_group, named)) = subject(request, &self.profile) else { return Vec::new() };
        let Action::Respond(response) = &reply.action else { return Vec::new() };
        let succeeded = response.status < 400;
        // Nobody knows in whose log a caller would stand who has not said who they are.
        if response.status == 401 || (request.method == Method::Get && succeeded) {
            return Vec::new();
        }
        let id = named.or_else(|| Change::created(&reply.changes).map(str::to_owned));
        let after = id.as_deref().and_then(|id| self.store.get(id));
        let blank = self.blank(request, on_group, id, before.as_ref().or(after.as_ref()), now);
        let deed = deed(on_group, before.as_ref(), after.as_ref()).filter(|_| succeeded);
        let told = RequestTold::of(request, response, &self.profile);
        let mut events = Vec::new();
        if let Some(deed) = deed {
            let seen = Seen { before: before.as_ref(), after: after.as_ref(), moves };
            self.caused(deed, &seen, &blank, &mut events);
        }
        events.push(AuditEvent {
            action: of_request(on_group, succeeded),
            request: Some(Arc::new(told)),
            ..blank
        });
        events
    }

    /// An event on the subject of a request, of which only the name is missing.
    pub(super) fn blank(
        &mut self,
        request: &Request<'_>,
        on_group: bool,
        id: Option<String>,
        stored: Option<&Stored>,
        now: Duration,
    ) -> AuditEvent {
        let name = stored.and_then(|stored| text(stored, "displayName"));
        let number = id.as_deref().filter(|_| on_group).map(|id| self.around.numbers.of(id));
        AuditEvent {
            action: "",
            at: now,
            actor: self.caller(request),
            business: self.enterprise().map(str::to_owned),
            // By this name a log is searched, so it is the one that people know.
            user: stored.filter(|_| !on_group).and_then(|stored| self.login_when_active(stored)),
            org: None,
            team: None,
            scim_user_id: id.clone().filter(|_| !on_group),
            scim_group_id: id.filter(|_| on_group),
            external_group: number.zip(name),
            request: None,
        }
    }

    /// The events of a deed, by the table.
    fn caused(&self, deed: Deed, seen: &Seen<'_>, blank: &AuditEvent, events: &mut Vec<AuditEvent>) {
        for expected in expected(deed) {
            let event = AuditEvent { action: expected.action, ..blank.clone() };
            let once = |happened: bool| if happened { vec![event.clone()] } else { Vec::new() };
            let for_each_user = |ids: Vec<&str>| -> Vec<AuditEvent> {
                let login = |id: &str| self.store.get(id).and_then(|user| self.login_when_active(&user));
                ids.into_iter().map(|id| AuditEvent { user: login(id), ..event.clone() }).collect()
            };
            let for_each_move = |wanted: fn(&Move) -> bool| -> Vec<AuditEvent> {
                let moves = seen.moves.iter().filter(|moved| wanted(moved));
                let told = moves.map(|moved| AuditEvent {
                    user: Some(moved.user.clone()),
                    org: Some(moved.org.clone()),
                    team: moved.team.as_ref().map(|team| format!("{}/{team}", moved.org)),
                    ..event.clone()
                });
                told.collect()
            };
            events.extend(match expected.when {
                When::Always => once(true),
                When::Granted(role) => once(!has_role(seen.before, role) && has_role(seen.after, role)),
                When::Revoked(role) => once(has_role(seen.before, role) && !has_role(seen.after, role)),
                When::Renamed => once(name(seen.before) != name(seen.after)),
                When::MemberAdded => for_each_user(only_in(seen.after, seen.before)),
                When::MemberRemoved => for_each_user(only_in(seen.before, seen.after)),
                When::TeamJoined => for_each_move(|moved| moved.team.is_some() && moved.joined),
                When::TeamLeft => for_each_move(|moved| moved.team.is_some() && !moved.joined),
                When::TeamLeftButNotLast => {
                    for_each_move(|moved| moved.team.is_some() && !moved.joined && !moved.last)
                }
                When::OrganizationJoined => for_each_move(|moved| moved.team.is_none() && moved.joined),
                When::OrganizationLeft => for_each_move(|moved| moved.team.is_none() && !moved.joined),
            });
        }
    }
}

/// What a request changed.
struct Seen<'s> {
    before: Option<&'s Stored>,
    after: Option<&'s Stored>,
    moves: &'s [Move],
}

fn name(stored: Option<&Stored>) -> Option<&Value> {
    stored.and_then(|stored| stored.attributes.get("displayName"))
}

/// The members that one group has and the other has not.
pub(super) fn only_in<'s>(one: Option<&'s Stored>, other: Option<&'s Stored>) -> Vec<&'s str> {
    let others: BTreeSet<&str> = other.into_iter().flat_map(Stored::members).collect();
    one.into_iter().flat_map(Stored::members).filter(|id| !others.contains(id)).collect()
}

/// What was done, from a resource before and after.
fn deed(on_group: bool, before: Option<&Stored>, after: Option<&Stored>) -> Option<Deed> {
    Some(match (on_group, before, after) {
        (_, None, None) => return None,
        (true, None, Some(_)) => Deed::CreateGroup,
        (true, Some(_), Some(_)) => Deed::ChangeGroup,
        (true, Some(_), None) => Deed::DeleteGroup,
        (false, None, Some(_)) => Deed::CreateUser,
        (false, Some(_), None) => Deed::DeleteUser,
        (false, Some(before), Some(after)) => match (before.is_active(), after.is_active()) {
            (true, false) => Deed::SuspendUser,
            (false, true) => Deed::ReactivateUser,
            (true, true) | (false, false) => Deed::ChangeUser,
        },
    })
}

fn has_role(user: Option<&Stored>, role: Role) -> bool {
    let roles = user.and_then(|user| user.attributes.get("roles")).and_then(Value::as_array);
    let mut values = roles.into_iter().flatten().filter_map(|held| held.get("value")?.as_str());
    values.any(|value| role.is_named_by(value))
}

fn text(stored: &Stored, attribute: &str) -> Option<String> {
    stored.attributes.get(attribute).and_then(Value::as_str).map(str::to_owned)
}
