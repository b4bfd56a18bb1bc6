//! Rules on the path of a PATCH operation (RFC 7644 §3.5.2, figure 7).

use super::declare::rules;
use super::presence::dotted_urn;
use super::subject::{Operation, State};
use super::words::meant;
use super::{Facts, Maybe, Place, Sink};
use crate::json::{Kind, Value};
use crate::patch::{Op, PatchErrorKind};
use crate::profile::Operation as Operations;
use crate::schema::ENTERPRISE_USER;
use crate::syntax::SyntaxErrorKind;

rules! {
    /// The path names an attribute that no schema has.
    ///
    /// A misspelled attribute changes nothing, or the request is refused with `invalidPath`.
    path_misspelled {
        looks_at: OperationUndeclared,
        stage: Values,
        cites: "7644-3.12-invalid-path",
        says: "`{written}` is no attribute",
        help: "{advice}",
        bad: "PATCH /Users/2819c223\n\n{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:PatchOp\"],\"Operations\":[{\"op\":\"replace\",\"path\":\"dispayName\",\"value\":\"Mona\"}]}",
        good: "PATCH /Users/2819c223\n\n{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:PatchOp\"],\"Operations\":[{\"op\":\"replace\",\"path\":\"displayName\",\"value\":\"Mona\"}]}",
    }
    fn check(operation: &Operation<'_>, facts: &Facts<'_>, sink: &mut Sink<'_>) {
        let (Some(path), Some(Ok(tree))) = (operation.path, operation.tree) else { return };
        let is_core = |urn: String| facts.action.resource_type.is_some_and(|kind| kind.schema.eq_ignore_ascii_case(&urn));
        if operation.kind == Some(Op::Remove) && tree.full_urn().is_some_and(is_core) {
            let written = path.string().unwrap_or_default();
            sink.found(path).with("written", &written).with("advice", "name what goes; the core schema stays");
            return;
        }
        let written = path.string().unwrap_or_default();
        let is_dotted = dotted_urn(&written, operation.declared, facts).is_some();
        if operation.names_whole_schema(tree, facts.action.resource_type) || is_of_extension(operation) || is_dotted {
            return;
        }
        let (written, declared): (&str, Vec<&str>) = match (operation.attribute, tree.sub()) {
            (None, _) => {
                (&tree.attribute.attribute, operation.declared.iter().map(|known| known.name.as_str()).collect())
            }
            (Some(attribute), Some(sub)) if operation.sub_attribute.is_none() => {
                (sub, attribute.sub_attributes.iter().map(|known| known.name.as_str()).collect())
            }
            (Some(_), _) => return,
        };
        let advice = match meant(written, declared) {
            Some(name) => format!("write `{name}`"),
            None => "name an attribute that the endpoint's schemas have".to_owned(),
        };
        sink.found(path).with("written", written).with("advice", &advice);
    }

    /// The path is a JSON Pointer.
    ///
    /// JSON Patch writes `/displayName`; SCIM writes the attribute's name.
    path_leading_slash {
        looks_at: OperationPath,
        stage: Values,
        cites: "7644-3.5.2-path-abnf",
        says: "`{written}` is a JSON Pointer, not a SCIM path",
        help: "write the attribute's name, with dots between its parts",
        bad: "PATCH /Users/2819c223\n\n{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:PatchOp\"],\"Operations\":[{\"op\":\"replace\",\"path\":\"/displayName\",\"value\":\"Mona\"}]}",
        good: "PATCH /Users/2819c223\n\n{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:PatchOp\"],\"Operations\":[{\"op\":\"replace\",\"path\":\"displayName\",\"value\":\"Mona\"}]}",
    }
    fn check(operation: &Operation<'_>, _facts: &Facts<'_>, sink: &mut Sink<'_>) {
        syntax(operation, sink, |kind| kind == SyntaxErrorKind::LeadingSlash);
    }

    /// The path names an element by its index.
    ///
    /// SCIM's values have no order that could be counted; a filter names an element.
    path_index {
        looks_at: OperationPath,
        stage: Values,
        cites: "7644-3.5.2-path-abnf",
        says: "`{written}` counts elements, and SCIM's have no order",
        help: "name the element by a filter, such as `emails[type eq \"work\"]`",
        bad: "PATCH /Users/2819c223\n\n{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:PatchOp\"],\"Operations\":[{\"op\":\"replace\",\"path\":\"emails[0].value\",\"value\":\"mona@example.com\"}]}",
        good: "PATCH /Users/2819c223\n\n{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:PatchOp\"],\"Operations\":[{\"op\":\"replace\",\"path\":\"emails[type eq \\\"work\\\"].value\",\"value\":\"mona@example.com\"}]}",
    }
    fn check(operation: &Operation<'_>, _facts: &Facts<'_>, sink: &mut Sink<'_>) {
        syntax(operation, sink, |kind| kind == SyntaxErrorKind::Index);
    }

    /// The filter in a path quotes its value with single quotes.
    path_single_quotes {
        looks_at: OperationPath,
        stage: Values,
        cites: "7644-3.4.2.2-abnf",
        says: "a value in a path is quoted with `\"`, not with `'`",
        help: "write `\\\"` within the JSON string",
        bad: "PATCH /Users/2819c223\n\n{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:PatchOp\"],\"Operations\":[{\"op\":\"replace\",\"path\":\"emails[type eq 'work'].value\",\"value\":\"mona@example.com\"}]}",
        good: "PATCH /Users/2819c223\n\n{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:PatchOp\"],\"Operations\":[{\"op\":\"replace\",\"path\":\"emails[type eq \\\"work\\\"].value\",\"value\":\"mona@example.com\"}]}",
    }
    fn check(operation: &Operation<'_>, _facts: &Facts<'_>, sink: &mut Sink<'_>) {
        syntax(operation, sink, |kind| kind == SyntaxErrorKind::SingleQuotes);
    }

    /// The path does not follow the grammar of paths.
    path_syntax {
        looks_at: OperationPath,
        stage: Values,
        cites: "7644-3.5.2-path-abnf",
        says: "the path is not readable: {why}",
        help: "write `attribute`, `attribute.part` or `attribute[filter].part`",
        bad: "PATCH /Users/2819c223\n\n{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:PatchOp\"],\"Operations\":[{\"op\":\"replace\",\"path\":\"emails[type eq \\\"work\\\".value\",\"value\":\"mona@example.com\"}]}",
        good: "PATCH /Users/2819c223\n\n{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:PatchOp\"],\"Operations\":[{\"op\":\"replace\",\"path\":\"emails[type eq \\\"work\\\"].value\",\"value\":\"mona@example.com\"}]}",
    }
    fn check(operation: &Operation<'_>, _facts: &Facts<'_>, sink: &mut Sink<'_>) {
        syntax(operation, sink, |kind| {
            !matches!(kind, SyntaxErrorKind::LeadingSlash | SyntaxErrorKind::Index | SyntaxErrorKind::SingleQuotes)
        });
        // A path that is no string at all.
        if let Some(path) = operation.path.filter(|path| path.kind() != Kind::String) {
            sink.found(path).with("why", &format!("it is {}, where a string is due", path.kind().name()));
        }
    }

    /// The path holds a filter, and the endpoint reads none.
    ///
    /// GitHub's documentation calls such operations ineffective: they are answered as if they worked.
    path_value_filter_unsupported {
        looks_at: OperationFilter,
        stage: Values,
        says: "the endpoint does not read the filter in `{written}`",
        help: "replace the whole attribute: `\"path\": \"{name}\"` with an array",
        on: "github-emu",
        bad: "PATCH /scim/v2/enterprises/octo/Users/5fc0c238\n\n{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:PatchOp\"],\"Operations\":[{\"op\":\"replace\",\"path\":\"emails[type eq \\\"work\\\"]\",\"value\":{\"value\":\"mona@example.com\"}}]}",
        good: "PATCH /scim/v2/enterprises/octo/Users/5fc0c238\n\n{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:PatchOp\"],\"Operations\":[{\"op\":\"replace\",\"path\":\"emails\",\"value\":[{\"value\":\"mona@example.com\",\"type\":\"work\",\"primary\":true}]}]}",
    }
    fn check(operation: &Operation<'_>, facts: &Facts<'_>, sink: &mut Sink<'_>) {
        let (Some(path), Some(Ok(tree)), Some(kind)) = (operation.path, operation.tree, operation.kind) else { return };
        let Some(resource_type) = facts.action.resource_type else { return };
        if facts.profile.ignores_patch(&resource_type.name, kind, tree) {
            sink.found(path)
                .with("written", &path.string().unwrap_or_default())
                .with("name", tree.attribute.attribute.as_str());
        }
    }

    /// The path names an attribute of an extension without the extension's URN.
    ///
    /// `department` alone is no attribute of a User; its full name starts with the URN.
    path_missing_extension_urn {
        looks_at: OperationUndeclared,
        stage: Values,
        cites: "7644-3.10-urn",
        says: "`{written}` belongs to an extension, so its path starts with the extension's URN",
        help: "write `{full}`",
        bad: "PATCH /Users/2819c223\n\n{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:PatchOp\"],\"Operations\":[{\"op\":\"replace\",\"path\":\"department\",\"value\":\"Tools\"}]}",
        good: "PATCH /Users/2819c223\n\n{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:PatchOp\"],\"Operations\":[{\"op\":\"replace\",\"path\":\"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department\",\"value\":\"Tools\"}]}",
    }
    fn check(operation: &Operation<'_>, _facts: &Facts<'_>, sink: &mut Sink<'_>) {
        let (Some(path), Some(urn)) = (operation.path, extension_of(operation)) else { return };
        let written = path.string().unwrap_or_default();
        let full = format!("{urn}:{written}");
        let draft = sink.found(path).with("full", full.as_str()).with("written", &written);
        if path.plain().is_some() {
            draft.replace("write the URN before it", true, path, &format!("\"{full}\""));
        }
    }

    /// The path chooses by a filter among values of an attribute that has one value.
    ///
    /// There is nothing to choose among. Entra removes a manager in this way.
    path_filter_on_singular {
        looks_at: OperationFilter,
        stage: Values,
        cites: "7644-3.12-invalid-path",
        says: "`{name}` has one value, so no filter chooses among them",
        help: "leave the filter out",
        bad: "PATCH /Users/2819c223\n\n{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:PatchOp\"],\"Operations\":[{\"op\":\"replace\",\"path\":\"name[givenName eq \\\"Mona\\\"].familyName\",\"value\":\"Lisa\"}]}",
        good: "PATCH /Users/2819c223\n\n{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:PatchOp\"],\"Operations\":[{\"op\":\"replace\",\"path\":\"name.familyName\",\"value\":\"Lisa\"}]}",
    }
    fn check(operation: &Operation<'_>, _facts: &Facts<'_>, sink: &mut Sink<'_>) {
        let (Some(path), Some(attribute)) = (operation.path, operation.attribute) else { return };
        if !attribute.multi_valued {
            sink.found(path).with("name", attribute.name.as_str());
        }
    }

    /// The filter in a path compares values that have no order, or a complex one as a whole.
    ///
    /// `gt`, `ge`, `lt` and `le` have no meaning for booleans and binary values; the RFC's answer is
    /// 400 with `invalidFilter`.
    path_filter_not_comparable {
        looks_at: OperationFilter,
        stage: Values,
        cites: "7644-3.4.2.2-invalid-filter",
        says: "the filter in the path cannot be evaluated: {why}",
        help: "compare by `eq`",
        bad: "PATCH /Users/2819c223\n\n{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:PatchOp\"],\"Operations\":[{\"op\":\"remove\",\"path\":\"emails[primary gt false]\"}]}",
        good: "PATCH /Users/2819c223\n\n{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:PatchOp\"],\"Operations\":[{\"op\":\"remove\",\"path\":\"emails[primary eq false]\"}]}",
    }
    fn check(operation: &Operation<'_>, _facts: &Facts<'_>, sink: &mut Sink<'_>) {
        let (Some(path), Some(Ok(tree)), Some(attribute)) = (operation.path, operation.tree, operation.attribute) else {
            return;
        };
        let Some(filter) = tree.filter.as_ref().filter(|_| attribute.multi_valued) else { return };
        if let Err(why) = crate::filter::check_element(filter, attribute) {
            sink.found(path).with("why", &why.to_string());
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

fn syntax(operation: &Operation<'_>, sink: &mut Sink<'_>, wanted: impl Fn(SyntaxErrorKind) -> bool) {
    let (Some(path), Some(Err(error))) = (operation.path, operation.tree) else { return };
    if wanted(error.kind) {
        let written = path.string().unwrap_or_default();
        // Something missing at the end has no bytes; the whole path is shown then.
        let place = if error.span.is_empty() { Place::from(path) } else { Place::within(path, error.span) };
        sink.found(place).with("written", &written).with("why", &error.kind.to_string());
    }
}

fn is_of_extension(operation: &Operation<'_>) -> bool {
    extension_of(operation).is_some()
}

/// The URN of the extension to which an attribute belongs that the core schema lacks.
fn extension_of<'a>(operation: &Operation<'a>) -> Option<&'a str> {
    let Some(Ok(tree)) = operation.tree else { return None };
    if operation.attribute.is_some() || tree.attribute.schema.is_some() {
        return None;
    }
    operation
        .declared
        .iter()
        .find(|known| {
            known.name.starts_with("urn:") && known.sub_attribute(&tree.attribute.attribute).is_some()
        })
        .map_or_else(
            || {
                let enterprise = crate::schema::builtin(ENTERPRISE_USER)?;
                let is_user = operation.declared.iter().any(|known| known.name == "userName");
                (is_user && enterprise.attribute(&tree.attribute.attribute).is_some())
                    .then_some(ENTERPRISE_USER)
            },
            |known| Some(known.name.as_str()),
        )
}
