//! What happens to users and groups, read off what was asked and what became of resources.

use crate::client::behaviour::looks_up;
use crate::standin::Change;
use scimproof::message::{Request, endpoint};
use scimproof::profile::Profile;
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// Something that happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the variants say it")]
pub enum Event {
    UserLookedUp,
    UserCreated,
    UserRenamed,
    UserDeactivated,
    UserActivated,
    UserDeleted,
    GroupCreated,
    GroupDeleted,
    MemberAdded,
    MemberRemoved,
}

impl fmt::Display for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Event::UserLookedUp => "a user is looked up by a filter",
            Event::UserCreated => "a user is created",
            Event::UserRenamed => "a user is renamed",
            Event::UserDeactivated => "a user is deactivated",
            Event::UserActivated => "a user is activated",
            Event::UserDeleted => "a user is deleted",
            Event::GroupCreated => "a group is created",
            Event::GroupDeleted => "a group is deleted",
            Event::MemberAdded => "a member is added to a group",
            Event::MemberRemoved => "a member is removed from a group",
        })
    }
}

/// What is remembered of a resource, to see what changes.
#[derive(Debug, Default, PartialEq)]
struct Sketch {
    is_active: bool,
    names: [Option<Value>; 3],
    members: BTreeSet<String>,
}

impl Sketch {
    fn of(resource: &Map<String, Value>) -> Sketch {
        let members = resource.get("members").and_then(Value::as_array).into_iter().flatten();
        Sketch {
            is_active: resource.get("active") != Some(&Value::Bool(false)),
            names: ["userName", "displayName", "name"].map(|name| resource.get(name).cloned()),
            members: members.filter_map(|member| member["value"].as_str().map(str::to_owned)).collect(),
        }
    }
}

/// All resources, by their ids.
#[derive(Debug, Default)]
pub(super) struct Sketches(BTreeMap<String, Sketch>);

impl Sketches {
    /// Of what is there already.
    pub(super) fn of(held: impl Iterator<Item = Value>) -> Sketches {
        let named =
            held.filter_map(|value| Some((value["id"].as_str()?.to_owned(), Sketch::of(value.as_object()?))));
        Sketches(named.collect())
    }

    /// Of a resource that was read.
    pub(super) fn see(&mut self, resource: &Value) {
        if let (Some(id), Some(resource)) = (resource["id"].as_str(), resource.as_object()) {
            self.0.insert(id.to_owned(), Sketch::of(resource));
        }
    }

    /// What an exchange brought about, in order.
    pub(super) fn events(
        &mut self,
        request: &Request<'_>,
        profile: &Profile,
        changes: &[Change],
    ) -> Vec<Event> {
        let mut events = Vec::new();
        let target = endpoint::target(&request.target, profile.endpoint_names());
        if looks_up(request.method, &target, "User", profile) {
            events.push(Event::UserLookedUp);
        }
        for change in changes {
            match change {
                Change::Created(record) => {
                    let new = Sketch::of(&record.attributes());
                    match &*record.resource_type {
                        "User" => events.push(Event::UserCreated),
                        "Group" => {
                            events.push(Event::GroupCreated);
                            events.extend(new.members.iter().map(|_| Event::MemberAdded));
                        }
                        _ => {}
                    }
                    self.0.insert(record.id.to_string(), new);
                }
                Change::Replaced(record) => {
                    let old = self.0.remove(&*record.id).unwrap_or_default();
                    let new = Sketch::of(&record.attributes());
                    match &*record.resource_type {
                        "User" => user_changed(&old, &new, &mut events),
                        "Group" => {
                            events.extend(new.members.difference(&old.members).map(|_| Event::MemberAdded));
                            events.extend(old.members.difference(&new.members).map(|_| Event::MemberRemoved));
                        }
                        _ => {}
                    }
                    self.0.insert(record.id.to_string(), new);
                }
                Change::Deleted(record) => {
                    self.0.remove(&*record.id);
                    match &*record.resource_type {
                        "User" => events.push(Event::UserDeleted),
                        "Group" => events.push(Event::GroupDeleted),
                        _ => {}
                    }
                }
            }
        }
        events
    }
}

fn user_changed(old: &Sketch, new: &Sketch, events: &mut Vec<Event>) {
    if old.names != new.names {
        events.push(Event::UserRenamed);
    }
    match (old.is_active, new.is_active) {
        (true, false) => events.push(Event::UserDeactivated),
        (false, true) => events.push(Event::UserActivated),
        _ => {}
    }
}
