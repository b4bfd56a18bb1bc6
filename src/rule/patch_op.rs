//! Rules on the operations of a PATCH (RFC 7644 §3.5.2).

use super::declare::rules;
use super::subject::{Operation, PatchBody};
use super::{Facts, Place, Sink};
use crate::json::{Kind, Span};
use crate::message::Part;
use crate::patch::{Op, Treatment};
use crate::schema::Mutability;

rules! {
    /// An operation's name is capitalised.
    ///
    /// The RFC's names are lower case. Entra ID sends `Add`, `Replace` and `Remove` unless its
    /// SCIM-compliant flag is set; providers that compare letter by letter refuse them.
    patch_op_capitalised {
        looks_at: OperationName,
        stage: Schema,
        cites: "7644-3.5.2-op",
        says: "`{written}` is `{declared}` in another case",
        help: "write `{declared}`",
        bad: "PATCH /Users/2819c223\n\n{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:PatchOp\"],\"Operations\":[{\"op\":\"Replace\",\"path\":\"active\",\"value\":false}]}",
        good: "PATCH /Users/2819c223\n\n{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:PatchOp\"],\"Operations\":[{\"op\":\"replace\",\"path\":\"active\",\"value\":false}]}",
    }
    fn check(operation: &Operation<'_>, _facts: &Facts<'_>, sink: &mut Sink<'_>) {
        let (Some(op), Some(kind)) = (operation.op, operation.kind) else { return };
        let written = op.string().unwrap_or_default();
        let declared = kind.name();
        if written != declared {
            sink.found(op)
                .with("written", &written)
                .with("declared", declared)
                .replace(&format!("write `{declared}`"), true, op, &format!("\"{declared}\""));
        }
    }

    /// An operation is none of `add`, `remove` and `replace`.
    ///
    /// `update`, `delete`, or JSON Patch's `move` and `copy`: SCIM has three operations.
    patch_op_unknown {
        looks_at: OperationName,
        stage: Schema,
        cites: "7644-3.5.2-op",
        says: "{written} is no PATCH operation",
        help: "write `add`, `remove` or `replace`",
        bad: "PATCH /Users/2819c223\n\n{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:PatchOp\"],\"Operations\":[{\"op\":\"update\",\"path\":\"active\",\"value\":false}]}",
        good: "PATCH /Users/2819c223\n\n{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:PatchOp\"],\"Operations\":[{\"op\":\"replace\",\"path\":\"active\",\"value\":false}]}",
    }
    fn check(operation: &Operation<'_>, _facts: &Facts<'_>, sink: &mut Sink<'_>) {
        if let (Some(op), None) = (operation.op, operation.kind) {
            let written = op.string().map_or_else(|| op.kind().name().to_owned(), |text| format!("`{text}`"));
            let text = op.string().unwrap_or_else(|| op.raw().into());
            sink.found(op).with("written", &written).with("text", &text).with("json", op.raw());
        }
    }

    /// An operation does not say what it does.
    patch_op_missing {
        looks_at: OperationName,
        stage: Schema,
        cites: "7644-3.5.2-op",
        says: "the operation has no `op`",
        help: "add `\"op\": \"replace\"`, `\"add\"` or `\"remove\"`",
        bad: "PATCH /Users/2819c223\n\n{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:PatchOp\"],\"Operations\":[{\"path\":\"active\",\"value\":false}]}",
        good: "PATCH /Users/2819c223\n\n{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:PatchOp\"],\"Operations\":[{\"op\":\"replace\",\"path\":\"active\",\"value\":false}]}",
    }
    fn check(operation: &Operation<'_>, _facts: &Facts<'_>, sink: &mut Sink<'_>) {
        if operation.op.is_none() {
            sink.found(operation.object).with("name", "op");
        }
    }

    /// `Operations` is written in another way, as `operations`.
    ///
    /// It is the one attribute name of SCIM with a capital; a strict provider finds no operations.
    patch_operations_lowercase {
        looks_at: NoOperations,
        stage: Schema,
        cites: "7644-3.5.2-operations",
        says: "`{written}` is not `Operations`",
        help: "write `Operations`",
        bad: "PATCH /Users/2819c223\n\n{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:PatchOp\"],\"operations\":[{\"op\":\"replace\",\"path\":\"active\",\"value\":false}]}",
        good: "PATCH /Users/2819c223\n\n{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:PatchOp\"],\"Operations\":[{\"op\":\"replace\",\"path\":\"active\",\"value\":false}]}",
    }
    fn check(body: &PatchBody<'_>, _facts: &Facts<'_>, sink: &mut Sink<'_>) {
        if let (None, Some(member)) = (body.operations, body.misspelled) {
            let place = Place::name(member.name, member.value);
            sink.found(place)
                .with("written", &member.key())
                .with("name", "Operations")
                .replace("write `Operations`", true, place, "\"Operations\"");
        }
    }

    /// `Operations` is one object instead of an array.
    patch_operations_not_array {
        looks_at: NoOperations,
        stage: Schema,
        cites: "7644-3.5.2-operations",
        says: "`Operations` is {kind}, where an array is due",
        help: "put the operation into an array",
        bad: "PATCH /Users/2819c223\n\n{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:PatchOp\"],\"Operations\":{\"op\":\"replace\",\"path\":\"active\",\"value\":false}}",
        good: "PATCH /Users/2819c223\n\n{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:PatchOp\"],\"Operations\":[{\"op\":\"replace\",\"path\":\"active\",\"value\":false}]}",
    }
    fn check(body: &PatchBody<'_>, _facts: &Facts<'_>, sink: &mut Sink<'_>) {
        let Some(list) = body.operations.or(body.misspelled).map(|member| member.value) else { return };
        if list.kind() != Kind::Array {
            let draft = sink.found(list).with("kind", list.kind().name()).with("json", list.raw());
            if list.kind() == Kind::Object {
                draft.replace("put the operation into an array", true, list, &format!("[{}]", list.raw()));
            }
        }
    }

    /// `Operations` is empty.
    ///
    /// A PATCH carries at least one operation.
    patch_operations_empty {
        looks_at: NoOperations,
        stage: Schema,
        cites: "7644-3.5.2-operations",
        says: "`Operations` is empty",
        help: "send at least one operation, or no request",
        bad: "PATCH /Users/2819c223\n\n{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:PatchOp\"],\"Operations\":[]}",
        good: "PATCH /Users/2819c223\n\n{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:PatchOp\"],\"Operations\":[{\"op\":\"replace\",\"path\":\"active\",\"value\":false}]}",
    }
    fn check(body: &PatchBody<'_>, _facts: &Facts<'_>, sink: &mut Sink<'_>) {
        let Some(list) = body.operations.or(body.misspelled).map(|member| member.value) else { return };
        if list.kind() == Kind::Array && list.is_empty() {
            sink.found(list);
        }
    }

    /// The body of a PATCH is a part of a resource.
    ///
    /// That is how other APIs patch; SCIM lists operations.
    patch_plain_resource_body {
        looks_at: NoOperations,
        stage: Schema,
        cites: "7644-3.5.2-operations",
        says: "the body has no `Operations`",
        help: "write `\"Operations\": [{ \"op\": \"replace\", \"value\": { … } }]`",
        bad: "PATCH /Users/2819c223\n\n{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:PatchOp\"],\"active\":false}",
        good: "PATCH /Users/2819c223\n\n{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:PatchOp\"],\"Operations\":[{\"op\":\"replace\",\"value\":{\"active\":false}}]}",
    }
    fn check(body: &PatchBody<'_>, _facts: &Facts<'_>, sink: &mut Sink<'_>) {
        if body.operations.is_none() && body.misspelled.is_none() {
            let start = body.object.span().start;
            sink.found(Place { part: Part::Body, span: Span::new(start, start + 1), node: Some(body.object.index()) })
                .with("name", "Operations");
        }
    }

    /// An `add` or `replace` has no `value`.
    patch_value_missing {
        looks_at: OperationValueless,
        stage: Schema,
        cites: "7644-3.5.2.1-value",
        says: "`{op}` needs a `value`",
        help: "add the `value`, or write `remove` to clear the attribute",
        bad: "PATCH /Users/2819c223\n\n{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:PatchOp\"],\"Operations\":[{\"op\":\"replace\",\"path\":\"title\"}]}",
        good: "PATCH /Users/2819c223\n\n{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:PatchOp\"],\"Operations\":[{\"op\":\"remove\",\"path\":\"title\"}]}",
    }
    fn check(operation: &Operation<'_>, _facts: &Facts<'_>, sink: &mut Sink<'_>) {
        if let Some(kind) = operation.kind {
            sink.found(operation.object).with("op", kind.name()).with("name", "value");
        }
    }

    /// A `value` is of a kind that the endpoint takes for no attribute.
    ///
    /// GitHub takes a string, a boolean, an object or an array with an element; null, a number and an
    /// empty array match nothing. Without a path, the value must be an object that names the attributes.
    patch_value_type {
        looks_at: OperationMisvalued,
        stage: Schema,
        cites: "7644-3.5.2.1-no-path",
        says: "{written} cannot be the `value` of this operation",
        help: "{advice}",
        bad: "PATCH /Users/2819c223\n\n{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:PatchOp\"],\"Operations\":[{\"op\":\"replace\",\"value\":false}]}",
        good: "PATCH /Users/2819c223\n\n{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:PatchOp\"],\"Operations\":[{\"op\":\"replace\",\"path\":\"active\",\"value\":false}]}",
    }
    fn check(operation: &Operation<'_>, _facts: &Facts<'_>, sink: &mut Sink<'_>) {
        let Some(value) = operation.value else { return };
        let needs_object = operation.kind != Some(Op::Remove) && operation.path.is_none();
        let advice = if needs_object && value.kind() != Kind::Object {
            "write an object that names the attributes, or add a `path`"
        } else {
            "send a string, a boolean, an object, or an array with an element"
        };
        let written = if value.kind() == Kind::Array && value.is_empty() {
            "an empty array"
        } else {
            value.kind().name()
        };
        sink.found(value).with("written", written).with("json", value.raw()).with("advice", advice);
    }

    /// A `remove` has no `path`.
    ///
    /// It names nothing to remove; the RFC's answer is 400 with `noTarget`.
    patch_remove_no_path {
        looks_at: OperationRemoving,
        stage: Values,
        cites: "7644-3.5.2.2-no-path",
        says: "`remove` needs a `path`",
        help: "name what goes, such as `\"path\": \"title\"`",
        bad: "PATCH /Users/2819c223\n\n{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:PatchOp\"],\"Operations\":[{\"op\":\"remove\"}]}",
        good: "PATCH /Users/2819c223\n\n{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:PatchOp\"],\"Operations\":[{\"op\":\"remove\",\"path\":\"title\"}]}",
    }
    fn check(operation: &Operation<'_>, _facts: &Facts<'_>, sink: &mut Sink<'_>) {
        if operation.path.is_none() {
            sink.found(operation.object).with("name", "path");
        }
    }

    /// An operation has members other than `op`, `path` and `value`.
    patch_extra_op_members {
        looks_at: OperationMembers,
        stage: Schema,
        says: "an operation has no `{written}`",
        help: "leave it out",
        bad: "PATCH /Users/2819c223\n\n{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:PatchOp\"],\"Operations\":[{\"op\":\"replace\",\"path\":\"active\",\"value\":false,\"name\":\"active\"}]}",
        good: "PATCH /Users/2819c223\n\n{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:PatchOp\"],\"Operations\":[{\"op\":\"replace\",\"path\":\"active\",\"value\":false}]}",
    }
    fn check(operation: &Operation<'_>, _facts: &Facts<'_>, sink: &mut Sink<'_>) {
        for member in operation.object.members() {
            if !matches!(&*member.key(), "op" | "path" | "value") {
                sink.found(Place::name(member.name, member.value)).with("written", &member.key());
            }
        }
    }

    /// A `remove` of `members` lists the members in `value`.
    ///
    /// RFC 7644 names them with a filter in the path and gives the value no meaning, so a provider may
    /// remove everybody. On GitHub it is the form that works.
    patch_remove_members_with_value {
        looks_at: OperationRemoving,
        stage: Values,
        cites: "7644-3.5.2.2-multi-valued",
        says: "`remove` of `members` gives no meaning to `value`: all members may go",
        help: "name each in the path: `members[value eq \"…\"]`",
        bad: "PATCH /Groups/e9e30dba\n\n{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:PatchOp\"],\"Operations\":[{\"op\":\"remove\",\"path\":\"members\",\"value\":[{\"value\":\"2819c223\"}]}]}",
        good: "PATCH /Groups/e9e30dba\n\n{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:PatchOp\"],\"Operations\":[{\"op\":\"remove\",\"path\":\"members[value eq \\\"2819c223\\\"]\"}]}",
    }
    fn check(operation: &Operation<'_>, _facts: &Facts<'_>, sink: &mut Sink<'_>) {
        let names_members = operation.attribute.is_some_and(|attribute| attribute.name == "members");
        let has_filter = matches!(operation.tree, Some(Ok(path)) if path.filter.is_some());
        if let (true, false, Some(value)) = (names_members, has_filter, operation.value) {
            sink.found(value);
        }
    }

    /// An operation writes an attribute that only the provider writes.
    ///
    /// `id`, `meta` and `groups` are read-only; the RFC's answer is 400 with `mutability`.
    patch_read_only_id {
        looks_at: OperationReadOnly,
        stage: Values,
        cites: "7644-3.5.2-read-only",
        says: "`{name}` is read-only",
        help: "leave the operation out",
        bad: "PATCH /Users/2819c223\n\n{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:PatchOp\"],\"Operations\":[{\"op\":\"replace\",\"path\":\"id\",\"value\":\"17\"}]}",
        good: "PATCH /Users/2819c223\n\n{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:PatchOp\"],\"Operations\":[{\"op\":\"replace\",\"path\":\"externalId\",\"value\":\"17\"}]}",
    }
    fn check(operation: &Operation<'_>, _facts: &Facts<'_>, sink: &mut Sink<'_>) {
        let (Some(path), Some(attribute)) = (operation.path, operation.attribute) else { return };
        let named = operation.sub_attribute.unwrap_or(attribute);
        sink.found(path).with("name", named.name.as_str());
    }

    /// A `remove` names an attribute that the resource must have.
    patch_remove_required {
        looks_at: OperationRemoving,
        stage: Values,
        cites: "7644-3.5.2.2-mutability",
        says: "`{name}` is required and cannot be removed",
        help: "write `replace` with a new value",
        bad: "PATCH /Users/2819c223\n\n{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:PatchOp\"],\"Operations\":[{\"op\":\"remove\",\"path\":\"userName\"}]}",
        good: "PATCH /Users/2819c223\n\n{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:PatchOp\"],\"Operations\":[{\"op\":\"replace\",\"path\":\"userName\",\"value\":\"lisa\"}]}",
    }
    fn check(operation: &Operation<'_>, _facts: &Facts<'_>, sink: &mut Sink<'_>) {
        let (Some(path), Some(attribute)) = (operation.path, operation.attribute) else { return };
        let is_whole = operation.sub_attribute.is_none()
            && matches!(operation.tree, Some(Ok(path)) if path.filter.is_none() && path.sub().is_none());
        if attribute.required && attribute.mutability != Mutability::ReadOnly && is_whole {
            sink.found(path).with("name", attribute.name.as_str());
        }
    }

    /// The endpoint answers the operation as if it worked, and nothing changes.
    ///
    /// GitHub takes the removal of roles and keeps the role: the person stays an owner, and no error says so.
    patch_ineffective {
        looks_at: OperationTreated,
        stage: Values,
        says: "`{op}` of `{written}` is taken and changes nothing",
        help: "write `replace` with the value that is meant",
        on: "github-emu",
        bad: "PATCH /scim/v2/enterprises/octo/Users/5fc0c238\n\n{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:PatchOp\"],\"Operations\":[{\"op\":\"remove\",\"path\":\"roles\"}]}",
        good: "PATCH /scim/v2/enterprises/octo/Users/5fc0c238\n\n{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:PatchOp\"],\"Operations\":[{\"op\":\"replace\",\"path\":\"roles\",\"value\":[{\"value\":\"user\"}]}]}",
    }
    fn check(operation: &Operation<'_>, _facts: &Facts<'_>, sink: &mut Sink<'_>) {
        treated(operation, Treatment::Ignored, sink);
    }

    /// Nobody has said what the endpoint makes of this form of operation.
    ///
    /// It may work, do nothing or do something else; a form whose outcome is known is the safer one.
    patch_form_unknown {
        looks_at: OperationTreated,
        stage: Values,
        says: "nobody has said what becomes of `{op}` of `{written}`",
        help: "see the profile for the forms that are known to work",
        on: "github-emu",
        bad: "PATCH /scim/v2/enterprises/octo/Groups/24b28bbb\n\n{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:PatchOp\"],\"Operations\":[{\"op\":\"remove\",\"path\":\"members\"}]}",
        good: "PATCH /scim/v2/enterprises/octo/Groups/24b28bbb\n\n{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:PatchOp\"],\"Operations\":[{\"op\":\"remove\",\"path\":\"members\",\"value\":[{\"value\":\"5fc0c238\"}]}]}",
    }
    fn check(operation: &Operation<'_>, _facts: &Facts<'_>, sink: &mut Sink<'_>) {
        treated(operation, Treatment::Unknown, sink);
    }
}

/// Reports an operation that the profile's PATCH table treats so. A path with a filter has a rule of its own.
fn treated(operation: &Operation<'_>, treatment: Treatment, sink: &mut Sink<'_>) {
    let (Some(kind), Some(path), Some(Ok(tree))) = (operation.kind, operation.path, operation.tree) else {
        return;
    };
    if tree.filter.is_none() && operation.treatment == Some(treatment) {
        sink.found(path).with("op", kind.name()).with("written", &tree.to_string());
    }
}
