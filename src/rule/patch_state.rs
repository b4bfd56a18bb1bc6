//! Rules on PATCH operations that only the endpoint's state shows. They are asked only when something is known of it.

use super::declare::rules;
use super::subject::State;
use super::{Facts, Maybe, Sink};
use crate::json::Value;
use crate::patch::{Op, PatchErrorKind};
use crate::profile::Operation as Operations;
use crate::schema::resolve;
use crate::syntax::{AttributePath, PatchPath};
use std::borrow::Cow;

rules! {
    /// An `add` names a singular attribute that has a value.
    ///
    /// It replaces the value, as the RFC has it. Entra ID sends it when it believes the attribute to be empty; some
    /// providers answer with an error. It takes the endpoint's state to see it.
    patch_add_for_replace {
        looks_at: State,
        stage: State,
        cites: "7644-3.5.2.1-single-valued",
        says: "`add` replaces the value that `{written}` has",
        help: "write `replace`",
        bad: "",
        good: "",
    }
    fn check(state: &State<'_>, facts: &Facts<'_>, sink: &mut Sink<'_>) {
        for (operation, path) in on_singular(state, facts, Op::Add, true) {
            let draft = sink.found(operation.get("path").unwrap_or(operation)).with("written", &path);
            if let Some(op) = operation.get("op") {
                draft.replace("write `replace`", true, op, "\"replace\"");
            }
        }
    }

    /// A `replace` names an attribute that has no value.
    ///
    /// It adds the value, as the RFC has it; some providers find nothing to replace and answer with an error. It
    /// takes the endpoint's state to see it.
    patch_replace_missing_target {
        looks_at: State,
        stage: State,
        cites: "7644-3.5.2.3-as-add",
        says: "`{written}` has no value to replace; not every endpoint adds it",
        help: "write `add` where this is refused",
        bad: "",
        good: "",
    }
    fn check(state: &State<'_>, facts: &Facts<'_>, sink: &mut Sink<'_>) {
        for (operation, path) in on_singular(state, facts, Op::Replace, false) {
            sink.found(operation.get("path").unwrap_or(operation)).with("written", &path);
        }
    }

    /// The filter in a path matches nothing on the resource.
    ///
    /// The RFC's answer to a `replace` is 400 with `noTarget`. It takes the endpoint's state to see it.
    path_value_filter_no_match {
        looks_at: State,
        stage: State,
        cites: "7644-3.5.2.3-no-target",
        says: "the filter in `{written}` matches nothing on the resource",
        help: "add the value first, or name one that is there",
        bad: "",
        good: "",
    }
    fn check(state: &State<'_>, facts: &Facts<'_>, sink: &mut Sink<'_>) {
        if let Some((operation, PatchErrorKind::NoMatch { path })) = failing(state, facts) {
            sink.found(operation.get("path").unwrap_or(operation)).with("written", &path);
        }
    }

    /// An operation changes an attribute that may be written once and has its value.
    ///
    /// A group's member is such: who it is cannot change, it can only go. The RFC's answer is 400 with
    /// `mutability`. It takes the endpoint's state to see it.
    patch_immutable {
        looks_at: State,
        stage: State,
        cites: "7644-3.12-mutability",
        says: "`{name}` has its value and keeps it",
        help: "remove the value that it stands in, and add another",
        bad: "",
        good: "",
    }
    fn check(state: &State<'_>, facts: &Facts<'_>, sink: &mut Sink<'_>) {
        if let Some((operation, PatchErrorKind::Immutable { attribute })) = failing(state, facts) {
            sink.found(operation.get("path").unwrap_or(operation)).with("name", &attribute);
        }
    }

    /// An operation makes a second value primary.
    ///
    /// At most one may be; it takes the endpoint's state to see it.
    patch_second_primary {
        looks_at: State,
        stage: State,
        cites: "7643-2.4-primary",
        says: "more than one value of `{name}` would be primary",
        help: "make one value primary, by a filter that chooses it",
        bad: "",
        good: "",
    }
    fn check(state: &State<'_>, facts: &Facts<'_>, sink: &mut Sink<'_>) {
        if let Some((operation, PatchErrorKind::TwoPrimaries { attribute })) = failing(state, facts) {
            sink.found(operation.get("path").unwrap_or(operation)).with("name", &attribute);
        }
    }
}

/// The operation that the endpoint's state lets fail, and why.
fn failing<'a>(state: &State<'a>, facts: &Facts<'_>) -> Option<(Value<'a>, PatchErrorKind)> {
    let (Some(Operations::Patch), Some(id)) = (facts.action.operation, facts.action.id) else { return None };
    let object = state.object?;
    let Maybe::Known(Err(error)) = facts.known.patch(id, object) else { return None };
    Some((operations(object)?.elements().nth(error.operation)?, error.kind))
}

/// The operations of a PATCH body, however the member is spelled.
pub(super) fn operations(body: Value<'_>) -> Option<Value<'_>> {
    body.get("Operations").or_else(|| {
        body.members()
            .find(|member| member.key().eq_ignore_ascii_case("operations"))
            .map(|member| member.value)
    })
}

/// The operations of that kind whose path names a singular attribute, or a part of one, that has a value on the
/// resource, or has none.
fn on_singular<'a>(
    state: &State<'a>,
    facts: &Facts<'_>,
    wanted: Op,
    has_value: bool,
) -> Vec<(Value<'a>, Cow<'a, str>)> {
    let mut found = Vec::new();
    let (Some(Operations::Patch), Some(id)) = (facts.action.operation, facts.action.id) else { return found };
    let (Some(object), Some(kind)) = (state.object, facts.action.resource_type) else { return found };
    let schemas = facts.profile.schemas_of(kind);
    for operation in operations(object).into_iter().flat_map(Value::elements) {
        let op = operation.get("op").and_then(Value::string).and_then(|op| Op::named(&op));
        let Some(path) = operation.get("path").and_then(Value::string).filter(|_| op == Some(wanted)) else {
            continue;
        };
        let Ok(attribute) = AttributePath::parse(&path) else { continue };
        let is_singular = resolve(&schemas, &attribute).is_some_and(|named| !named.attribute.multi_valued);
        if is_singular && facts.known.target(id, &PatchPath::from(attribute)) == Maybe::Known(has_value) {
            found.push((operation, path));
        }
    }
    found
}
