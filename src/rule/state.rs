//! Rules that need what is known of the endpoint's state. They are asked only when something is.

use super::declare::rules;
use super::subject::{State, gather};
use super::{Facts, Maybe, Place, Sink, UniqueKey};
use crate::json::Span;
use crate::message::{Endpoint, Part};
use crate::profile::Operation;
use crate::syntax::bulk_references;
use std::borrow::Cow;

rules! {
    /// The credentials are missing, or the endpoint does not take them.
    credentials_refused {
        looks_at: State,
        stage: Authentication,
        cites: "7644-3.12-unauthorized",
        says: "the endpoint does not take these credentials",
        help: "send a token that is valid there",
        bad: "",
        good: "",
    }
    fn check(state: &State<'_>, facts: &Facts<'_>, sink: &mut Sink<'_>) {
        let authorization = state.request.header("authorization");
        if facts.known.credentials(authorization) == Maybe::Known(false) {
            sink.found(Place::of(Part::Headers, Span::default()));
        }
    }

    /// No resource has the id.
    ///
    /// It was deleted, or the client uses its own id instead of the one that the provider gave.
    resource_unknown {
        looks_at: State,
        stage: State,
        cites: "7644-3.12-not-found",
        says: "no {type} has the id `{id}`",
        help: "look the resource up, and keep the id that the provider gives",
        bad: "",
        good: "",
    }
    fn check(state: &State<'_>, facts: &Facts<'_>, sink: &mut Sink<'_>) {
        let (resource_type, id, span) = match (&state.target.endpoint, facts.action.resource_type) {
            (Endpoint::Resource { id, id_span, .. }, Some(kind)) => (kind.name.as_str(), id, *id_span),
            (Endpoint::Schemas(Some(id)), _) => ("Schema", id, state.target.endpoint_span),
            (Endpoint::ResourceTypes(Some(id)), _) => ("ResourceType", id, state.target.endpoint_span),
            // Of a caller who has a resource, the request is one on that.
            (Endpoint::Me, _) => ("User", &Cow::Borrowed("Me"), state.target.endpoint_span),
            _ => return,
        };
        if facts.known.exists(resource_type, id) == Maybe::Known(false) {
            sink.found(Place::of(Part::Target, span)).with("type", resource_type).with("id", id);
        }
    }

    /// Another resource has a value that is unique.
    ///
    /// The answer is 409. A client looks the resource up before it creates one.
    unique_value_taken {
        looks_at: State,
        stage: State,
        cites: "7644-3.3-uniqueness",
        says: "another {type} has this `{name}`",
        help: "look the resource up by a filter, and change it instead",
        bad: "",
        good: "",
    }
    fn check(state: &State<'_>, facts: &Facts<'_>, sink: &mut Sink<'_>) {
        let (Some(object), Some(resource_type)) = (state.object, facts.action.resource_type) else { return };
        let unique = facts.profile.unique_attributes(resource_type);
        for member in values_set(object) {
            let key = member.key();
            let core = key.rsplit_once(':').filter(|(urn, _)| urn.eq_ignore_ascii_case(&resource_type.schema));
            let named = core.map_or(&*key, |(_, name)| name);
            let Some(attribute) = unique.iter().copied().find(|name| name.eq_ignore_ascii_case(named)) else { continue };
            let Some(value) = member.value.string() else { continue };
            let asked = UniqueKey { resource_type: &resource_type.name, attribute, value: &value };
            if let Maybe::Known(Some(holder)) = facts.known.holder(asked)
                && facts.action.id != Some(holder.as_str())
            {
                sink.found(member.value).with("type", resource_type.name.as_str()).with("name", attribute);
            }
        }
    }

    /// A PUT gives an immutable attribute another value than it has.
    ///
    /// Such an attribute is written once; a PUT repeats its value or leaves it out. The answer is 400
    /// with `mutability`.
    put_immutable {
        looks_at: State,
        stage: State,
        cites: "7644-3.5.1-immutable",
        says: "`{name}` has its value and keeps it",
        help: "send the value that it has, or leave it out",
        bad: "",
        good: "",
    }
    fn check(state: &State<'_>, facts: &Facts<'_>, sink: &mut Sink<'_>) {
        let (Some(Operation::Replace), Some(id)) = (facts.action.operation, facts.action.id) else { return };
        let Some(object) = state.object else { return };
        let Maybe::Known(Some(name)) = facts.known.immutable_change(id, object) else { return };
        let member = object.members().find(|member| member.key().eq_ignore_ascii_case(&name));
        sink.found(member.map_or(object, |member| member.value)).with("name", &name);
    }

    /// An operation of a bulk request means a resource by its `bulkId`, and that resource was not created.
    ///
    /// The operation that should create it failed, or is none that creates.
    bulk_reference_failed {
        looks_at: State,
        stage: State,
        cites: "7644-3.7.2-reference",
        says: "the resource of the `bulkId` `{written}` was not created",
        help: "mend the operation that creates it, and send both again",
        bad: "",
        good: "",
    }
    fn check(state: &State<'_>, facts: &Facts<'_>, sink: &mut Sink<'_>) {
        if !facts.known.is_of_bulk() {
            return;
        }
        for (_, name) in bulk_references(&state.request.target, |_| false) {
            sink.found(Place::of(Part::Target, state.target.endpoint_span)).with("written", name);
        }
        let mut meant = Vec::new();
        if let Some(object) = state.object {
            gather(object, &|_| false, &mut meant);
        }
        for (name, value) in meant {
            sink.found(value).with("written", &name);
        }
    }

    /// `If-Match` names a version that the resource no longer has.
    ///
    /// Somebody else changed it in between; the answer is 412.
    version_stale {
        looks_at: State,
        stage: State,
        cites: "7644-3.12-precondition",
        says: "`If-Match` names a version that the resource does not have",
        help: "read the resource again, and repeat the change on what it is now",
        bad: "",
        good: "",
    }
    fn check(state: &State<'_>, facts: &Facts<'_>, sink: &mut Sink<'_>) {
        let (Some(if_match), Some(id)) = (state.request.header("if-match"), facts.action.id) else { return };
        let Maybe::Known(Some(version)) = facts.known.version(id) else { return };
        let matches = |tag: &str| tag.trim() == "*" || opaque(tag) == opaque(&version);
        if !if_match.split(',').any(matches) {
            sink.found(Place::of(Part::Headers, Span::default()));
        }
    }
}

/// The members that a body sets at the resource's root: its own, or those of a PATCH's operations.
fn values_set(object: crate::json::Value<'_>) -> Vec<crate::json::Member<'_>> {
    let Some(operations) = super::patch_state::operations(object) else { return object.members().collect() };
    let mut members = Vec::new();
    for operation in operations.elements() {
        let Some(value) = operation.get("value") else { continue };
        match operation.get("path") {
            // The path's own text names the member.
            Some(path) => members.push(crate::json::Member { name: path, value }),
            None => members.extend(value.members()),
        }
    }
    members
}

/// An entity tag without its weakness mark and quotes.
fn opaque(tag: &str) -> &str {
    let tag = tag.trim();
    tag.strip_prefix("W/").unwrap_or(tag).trim_matches('"')
}
