//! Doing what a request asks for, once the rules have let it pass.

use super::change::{patched, patched_where_possible};
#[cfg(feature = "faults")]
use super::fault;
use super::represent::Shown;
use super::respond::{empty, error, header, with_body, with_text};
use super::search::{Search, queried};
use super::selection::Selection;
use super::shape::Shape;
use super::store::{Record, Stored};
use super::{Change, StandIn, World, discovery};
use scimproof::diagnostic::Diagnostic;
use scimproof::json::Parser;
use scimproof::message::endpoint::target;
use scimproof::message::{Endpoint, Method, Request, Response, Target};
use scimproof::profile::{Behaviour, Operation, Profile};
use serde_json::{Map, Value};
use std::sync::Arc;

/// What came of doing it, beside the answer.
#[derive(Default)]
pub(super) struct Done {
    pub(super) changes: Vec<Change>,
    pub(super) gap: Option<String>,
    /// What the rules say of the operations of a bulk request, by what is there when each is done.
    pub(super) of_operations: Vec<Diagnostic>,
}

/// A request on resources of one type.
struct Task<'t> {
    shape: Shape<'t>,
    operation: Operation,
    request: &'t Request<'t>,
    query: &'t str,
    /// Whether nobody knows what the endpoint makes of the request.
    tolerant: bool,
}

impl Task<'_> {
    /// The status of success that the profile gives.
    fn status(&self) -> u16 {
        let facts = self.shape.resource_type.operations.get(&self.operation);
        let otherwise = match self.operation {
            Operation::Create => 201,
            Operation::Delete => 204,
            Operation::Read | Operation::List | Operation::Replace | Operation::Patch => 200,
        };
        facts.and_then(|facts| facts.statuses.first().copied()).unwrap_or(otherwise)
    }

    /// The body's members.
    fn body(&self) -> Map<String, Value> {
        let mut parser = Parser::new();
        let body = self.request.body.as_deref().and_then(|body| parser.parse(body).ok());
        match body.map(|document| document.root().to_json()) {
            Some(Value::Object(members)) => members,
            _ => Map::new(),
        }
    }
}

impl Done {
    /// No rule refuses the request, and yet it cannot be done.
    fn gap(
        &mut self,
        profile: &Profile,
        status: u16,
        scim_type: Option<&str>,
        why: &str,
    ) -> Response<'static> {
        self.gap = Some(why.to_owned());
        error(profile, status, scim_type, why)
    }
}

impl StandIn {
    pub(super) fn perform(
        &mut self,
        request: &Request<'_>,
        tolerant: bool,
        world: &mut World<'_>,
        done: &mut Done,
    ) -> Response<'static> {
        let profile = Arc::clone(&self.profile);
        let target = target_of(request, &profile);
        if let Some(shapes) = queried(&profile, request, &target.endpoint) {
            return self.search(&shapes, &Search::of(request, &target), world);
        }
        if matches!(target.endpoint, Endpoint::Bulk) && request.method == Method::Post {
            return self.bulk(request, world, done);
        }
        let (endpoint, id) = match &target.endpoint {
            Endpoint::Collection(endpoint) => (*endpoint, None),
            Endpoint::Resource { endpoint, id, .. } => (*endpoint, Some(&**id)),
            other => return self.discover(other, done),
        };
        let operation = match (request.method, id) {
            (Method::Post, None) => Some(Operation::Create),
            (Method::Get, Some(_)) => Some(Operation::Read),
            (Method::Put, Some(_)) => Some(Operation::Replace),
            (Method::Patch, Some(_)) => Some(Operation::Patch),
            (Method::Delete, Some(_)) => Some(Operation::Delete),
            _ => None,
        };
        let Some((operation, resource_type)) = operation.zip(profile.resource_type_at(endpoint)) else {
            return done.gap(&profile, 405, None, "the method has no meaning there");
        };
        let shape = Shape { profile: &profile, resource_type };
        let query = target.query.unwrap_or_default();
        let task = Task { shape, operation, request, query, tolerant };
        match (operation, id) {
            (Operation::Create, _) => self.create(&task, world, done),
            (_, id) => match id.and_then(|id| self.store.of_type(&resource_type.name, id)) {
                Some(record) => self.on_one(&task, &Arc::clone(record), world, done),
                None => done.gap(&profile, 404, None, "no resource has that id"),
            },
        }
    }

    fn on_one(
        &mut self,
        task: &Task<'_>,
        record: &Record,
        world: &World<'_>,
        done: &mut Done,
    ) -> Response<'static> {
        match task.operation {
            Operation::Read | Operation::List | Operation::Create => self.read(task, record),
            Operation::Delete => {
                self.delete(record, world, done);
                empty(task.status())
            }
            Operation::Replace => {
                let stored = record.opened();
                let new = task.shape.replaced(&stored.attributes, task.shape.kept(task.body()));
                self.rewrite(task, record, stored, new, world, done)
            }
            Operation::Patch if task.tolerant => {
                let (stored, body) = (record.opened(), task.body());
                let new = patched_where_possible(&stored.attributes, &body, task.shape, &self.dialect);
                self.rewrite(task, record, stored, new, world, done)
            }
            Operation::Patch => {
                let stored = record.opened();
                match patched(&stored.attributes, &task.body(), task.shape, &self.dialect) {
                    Ok(new) => self.rewrite(task, record, stored, new, world, done),
                    Err(problem) => done.gap(&self.profile, 400, problem.scim_type(), &problem.to_string()),
                }
            }
        }
    }

    fn create(&mut self, task: &Task<'_>, world: &mut World<'_>, done: &mut Done) -> Response<'static> {
        let attributes = task.shape.kept(task.body());
        #[cfg(feature = "faults")]
        let attributes = fault::stored(self, task.operation, None, attributes);
        let stored = Stored {
            resource_type: task.shape.resource_type.name.as_str().into(),
            id: self.store.free_id((world.next_id)()),
            attributes,
            created: world.now,
            modified: world.now,
        };
        let record = self.store.put(stored, &self.profile);
        done.changes.push(Change::Created(Arc::clone(&record)));
        let mut response = self.show(task, &record);
        response.headers.push(header("Location", self.representer().location(&record)));
        response
    }

    fn read(&self, task: &Task<'_>, record: &Record) -> Response<'static> {
        let shown = self.representer().shown(record);
        if let (Some(asked), Some(version)) = (task.request.header("if-none-match"), &shown.version) {
            let is_held = |tag: &str| tag.trim() == "*" || opaque(tag) == opaque(version);
            if asked.split(',').any(is_held) {
                let mut response = empty(304);
                response.headers.push(header("ETag", version.as_str()));
                return response;
            }
        }
        self.answer_with(task, shown)
    }

    /// Puts new attributes in place of the old ones. Where nothing changes, nothing was modified.
    fn rewrite(
        &mut self,
        task: &Task<'_>,
        record: &Record,
        mut stored: Stored,
        attributes: Map<String, Value>,
        world: &World<'_>,
        done: &mut Done,
    ) -> Response<'static> {
        #[cfg(feature = "faults")]
        let attributes = fault::stored(self, task.operation, Some(&stored.attributes), attributes);
        if attributes == stored.attributes {
            return self.show(task, record);
        }
        stored.attributes = attributes;
        stored.modified = world.now;
        let leaves = task.shape.is_user() && !stored.is_active();
        let record = self.store.put(stored, &self.profile);
        if leaves && self.profile.behaves(Behaviour::DeletesDeactivatedUsers) {
            // The answer shows for the last time what is gone with it.
            let response = self.show(task, &record);
            self.delete(&record, world, done);
            return response;
        }
        done.changes.push(Change::Replaced(Arc::clone(&record)));
        self.show(task, &record)
    }

    /// Takes a resource away, and out of the groups that list it.
    pub(super) fn delete(&mut self, record: &Record, world: &World<'_>, done: &mut Done) {
        done.changes.extend(self.store.remove(&record.id, &self.profile).map(Change::Deleted));
        for mut group in self.store.groups_of(&record.id).map(|group| group.opened()).collect::<Vec<_>>() {
            leave(&mut group, &record.id);
            group.modified = world.now;
            done.changes.push(Change::Replaced(self.store.put(group, &self.profile)));
        }
    }

    /// The answer that shows a resource.
    fn show(&self, task: &Task<'_>, record: &Record) -> Response<'static> {
        if task.status() == 204 {
            empty(204)
        } else {
            self.answer_with(task, self.representer().shown(record))
        }
    }

    fn answer_with(&self, task: &Task<'_>, mut shown: Shown) -> Response<'static> {
        let version = shown.version.take();
        let text = Selection::of(task.query).text(shown, task.shape);
        let mut response = with_text(task.status(), &self.profile.headers.response_media_type, text);
        response.headers.extend(version.map(|version| header("ETag", version)));
        response
    }

    fn discover(&self, endpoint: &Endpoint<'_>, done: &mut Done) -> Response<'static> {
        let found = match endpoint {
            Endpoint::ServiceProviderConfig => Some(discovery::configuration(&self.profile, &self.base)),
            Endpoint::ResourceTypes(name) => {
                discovery::resource_types(&self.profile, &self.base, name.as_deref())
            }
            Endpoint::Schemas(urn) => discovery::schemas(&self.profile, &self.base, urn.as_deref()),
            _ => None,
        };
        match found {
            Some(body) => with_body(200, &self.profile.headers.response_media_type, &body),
            None => done.gap(&self.profile, 404, None, "nothing is served there"),
        }
    }
}

fn target_of<'r>(request: &'r Request<'_>, profile: &'r Profile) -> Target<'r> {
    target(&request.target, profile.endpoint_names())
}

fn leave(group: &mut Stored, id: &str) {
    let Some(Value::Array(members)) = group.attributes.get_mut("members") else { return };
    members.retain(|member| member.get("value").is_none_or(|value| value != id));
    if members.is_empty() {
        group.attributes.remove("members");
    }
}

/// An entity tag without its weakness mark and quotes: the comparison of `If-None-Match` is weak (RFC 9110 §13.1.2).
fn opaque(tag: &str) -> &str {
    let tag = tag.trim();
    tag.strip_prefix("W/").unwrap_or(tag).trim_matches('"')
}
