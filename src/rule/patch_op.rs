//! Rules on the operations of a PATCH (RFC 7644 §3.5.2).

use super::declare::rules;
use super::membership::is_removal_of_members;
use super::mend::insertion;
use super::subject::{Operation, PatchBody};
use super::{Draft, Facts, Place, Sink};
use crate::json::{Kind, Member, Span, Value};
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
                .write(true, op.into(), declared);
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
                .write(true, place, "Operations");
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
                draft.wrap("put the operation into an array", true, list, ["[", "]"]);
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
            let place = Place { part: Part::Body, span: Span::new(start, start + 1), node: Some(body.object.index()) };
            sink.found(place).with("name", "Operations").mend(|draft| put_into_operation(body.object, draft));
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
        let writes = operation.kind != Some(Op::Remove);
        let is_of_schema = operation.path.is_none() || operation.treatment != Some(Treatment::Refused);
        let advice = if writes && is_of_schema && value.kind() != Kind::Object {
            "write an object that names the attributes, or a `path` to one of them"
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
                sink.found(Place::name(member.name, member.value))
                .with("written", &member.key())
                .take_out("leave it out", true, member.name, member.value);
            }
        }
    }

    /// A `remove` has an empty `value`.
    ///
    /// It has no meaning there; a provider that reads operations strictly refuses the member. A Terraform provider
    /// for Databricks sent it beside each filtered path.
    patch_remove_value_empty {
        looks_at: OperationRemovingValue,
        stage: Schema,
        cites: "7644-3.5.2.2-filter",
        says: "`remove` has an empty `value`",
        help: "leave it out",
        bad: "PATCH /Groups/e9e30dba\n\n{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:PatchOp\"],\"Operations\":[{\"op\":\"remove\",\"path\":\"members[value eq \\\"2819c223\\\"]\",\"value\":\"\"}]}",
        good: "PATCH /Groups/e9e30dba\n\n{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:PatchOp\"],\"Operations\":[{\"op\":\"remove\",\"path\":\"members[value eq \\\"2819c223\\\"]\"}]}",
    }
    fn check(operation: &Operation<'_>, _facts: &Facts<'_>, sink: &mut Sink<'_>) {
        for member in operation.object.members().filter(|member| *member.key_bytes() == *b"value") {
            if member.value.kind() == Kind::String && member.value.content().is_empty() {
                sink.found(member.value).take_out("leave it out", true, member.name, member.value);
            }
        }
    }

    /// Two operations write the same attribute.
    ///
    /// The last one holds, so the first one says nothing; AWS refuses it for `userName` and `active`. It comes
    /// from clients that put two changes together without comparing them.
    patch_duplicate_op_same_path {
        looks_at: OperationRepeated,
        stage: Values,
        cites: "7644-3.5.2-order",
        says: "an earlier operation writes `{written}`, too",
        help: "keep the last of them",
        bad: "PATCH /Users/2819c223\n\n{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:PatchOp\"],\"Operations\":[{\"op\":\"replace\",\"path\":\"active\",\"value\":false},{\"op\":\"replace\",\"path\":\"active\",\"value\":true}]}",
        good: "PATCH /Users/2819c223\n\n{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:PatchOp\"],\"Operations\":[{\"op\":\"replace\",\"path\":\"active\",\"value\":true}]}",
    }
    fn check(operation: &Operation<'_>, _facts: &Facts<'_>, sink: &mut Sink<'_>) {
        let (Some(path), Some(earlier), Some(kind)) = (operation.path, operation.earlier, operation.kind) else { return };
        let (Some(Ok(tree)), Some(attribute)) = (operation.tree(), operation.attribute) else { return };
        // Values of a multi-valued attribute come and go one by one.
        let is_single = !attribute.multi_valued || tree.sub().is_some();
        if is_single || kind == Op::Replace {
            sink.found(path).with("written", &path.string().unwrap_or_default()).related(earlier, "the first one");
        }
    }

    /// One PATCH holds more operations, or changes more members, than the endpoint is known to take.
    ///
    /// AWS takes 100 changes of members in one request, others more or fewer. The whole request is refused, and
    /// with it every change in it.
    patch_too_many_ops {
        looks_at: SizedPatch,
        stage: Values,
        says: "{count} {what} in one request; {most} are {known}",
        help: "send them in several requests, in the same order",
        on: "github-emu",
        bad: "PATCH /scim/v2/enterprises/octo/Groups/24b28bbb\n\n{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:PatchOp\"],\"Operations\":[{\"op\":\"add\",\"path\":\"members\",\"value\":[{\"value\":\"000\"},{\"value\":\"001\"},{\"value\":\"002\"},{\"value\":\"003\"},{\"value\":\"004\"},{\"value\":\"005\"},{\"value\":\"006\"},{\"value\":\"007\"},{\"value\":\"008\"},{\"value\":\"009\"},{\"value\":\"00a\"},{\"value\":\"00b\"},{\"value\":\"00c\"},{\"value\":\"00d\"},{\"value\":\"00e\"},{\"value\":\"00f\"},{\"value\":\"010\"},{\"value\":\"011\"},{\"value\":\"012\"},{\"value\":\"013\"},{\"value\":\"014\"},{\"value\":\"015\"},{\"value\":\"016\"},{\"value\":\"017\"},{\"value\":\"018\"},{\"value\":\"019\"},{\"value\":\"01a\"},{\"value\":\"01b\"},{\"value\":\"01c\"},{\"value\":\"01d\"},{\"value\":\"01e\"},{\"value\":\"01f\"},{\"value\":\"020\"},{\"value\":\"021\"},{\"value\":\"022\"},{\"value\":\"023\"},{\"value\":\"024\"},{\"value\":\"025\"},{\"value\":\"026\"},{\"value\":\"027\"},{\"value\":\"028\"},{\"value\":\"029\"},{\"value\":\"02a\"},{\"value\":\"02b\"},{\"value\":\"02c\"},{\"value\":\"02d\"},{\"value\":\"02e\"},{\"value\":\"02f\"},{\"value\":\"030\"},{\"value\":\"031\"},{\"value\":\"032\"},{\"value\":\"033\"},{\"value\":\"034\"},{\"value\":\"035\"},{\"value\":\"036\"},{\"value\":\"037\"},{\"value\":\"038\"},{\"value\":\"039\"},{\"value\":\"03a\"},{\"value\":\"03b\"},{\"value\":\"03c\"},{\"value\":\"03d\"},{\"value\":\"03e\"},{\"value\":\"03f\"},{\"value\":\"040\"},{\"value\":\"041\"},{\"value\":\"042\"},{\"value\":\"043\"},{\"value\":\"044\"},{\"value\":\"045\"},{\"value\":\"046\"},{\"value\":\"047\"},{\"value\":\"048\"},{\"value\":\"049\"},{\"value\":\"04a\"},{\"value\":\"04b\"},{\"value\":\"04c\"},{\"value\":\"04d\"},{\"value\":\"04e\"},{\"value\":\"04f\"},{\"value\":\"050\"},{\"value\":\"051\"},{\"value\":\"052\"},{\"value\":\"053\"},{\"value\":\"054\"},{\"value\":\"055\"},{\"value\":\"056\"},{\"value\":\"057\"},{\"value\":\"058\"},{\"value\":\"059\"},{\"value\":\"05a\"},{\"value\":\"05b\"},{\"value\":\"05c\"},{\"value\":\"05d\"},{\"value\":\"05e\"},{\"value\":\"05f\"},{\"value\":\"060\"},{\"value\":\"061\"},{\"value\":\"062\"},{\"value\":\"063\"},{\"value\":\"064\"}]}]}",
        good: "PATCH /Groups/e9e30dba\n\n{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:PatchOp\"],\"Operations\":[{\"op\":\"add\",\"path\":\"members\",\"value\":[{\"value\":\"2819c223\"}]}]}",
    }
    fn check(body: &PatchBody<'_>, facts: &Facts<'_>, sink: &mut Sink<'_>) {
        let Some(list) = body.operations.or(body.misspelled) else { return };
        let (added, removed) = changed_members(list.value);
        let counts = [
            ("patchOperations", "operations", list.value.len()),
            ("membersChanged", "changes of members", added + removed),
            ("membersAdded", "new members", added),
            ("membersRemoved", "members that go", removed),
        ];
        let is_known = !facts.profile.limits.is_empty();
        for (limit, what, count) in counts {
            // Where nothing is known: the fewest that an endpoint is known to take of both.
            let usual = matches!(limit, "patchOperations" | "membersChanged").then_some(100);
            let most = facts.profile.limit(limit).or(usual.filter(|_| !is_known));
            if let Some(most) = most.filter(|most| count > *most as usize) {
                sink.found(Place::name(list.name, list.value))
                    .with("count", &count.to_string())
                    .with("what", what)
                    .with("most", &most.to_string())
                    .with("known", if is_known { "taken" } else { "taken elsewhere" });
                return;
            }
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
            && matches!(operation.tree(), Some(Ok(path)) if path.filter.is_none() && path.sub().is_none());
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
        bad: "PATCH /scim/v2/enterprises/octo/Groups/24b28bbb\n\n{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:PatchOp\"],\"Operations\":[{\"op\":\"replace\",\"path\":\"members\",\"value\":[{\"value\":\"5fc0c238\"}]}]}",
        good: "PATCH /scim/v2/enterprises/octo/Groups/24b28bbb\n\n{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:PatchOp\"],\"Operations\":[{\"op\":\"remove\",\"path\":\"members\",\"value\":[{\"value\":\"5fc0c238\"}]}]}",
    }
    fn check(operation: &Operation<'_>, _facts: &Facts<'_>, sink: &mut Sink<'_>) {
        treated(operation, Treatment::Unknown, sink);
    }
}

/// Offers to put what a body sends into an operation.
fn put_into_operation(body: Value<'_>, draft: &mut Draft) {
    let is_own = |member: &Member<'_>| member.key_bytes().eq_ignore_ascii_case(b"schemas");
    let mut sent = body.members().skip_while(is_own).take_while(|member| !is_own(member));
    if let Some(first) = sent.next() {
        let last = sent.last().unwrap_or(first);
        // What stands behind `schemas` again stays out, and the fix then does not hold.
        let before = "\"Operations\":[{\"op\":\"replace\",\"value\":{";
        let edits = vec![insertion(first.name.span().start, before), insertion(last.value.span().end, "}}]")];
        draft.fix("put them into an operation", false, edits);
    }
}

/// Reports an operation that the profile's PATCH table treats so. That a path with a filter is ignored
/// has a rule of its own, and so have removals of members.
fn treated(operation: &Operation<'_>, treatment: Treatment, sink: &mut Sink<'_>) {
    let is_other_rules = operation.has_filter() && treatment == Treatment::Ignored;
    if operation.treatment != Some(treatment) || is_other_rules || is_removal_of_members(operation) {
        return;
    }
    if let (Some(kind), Some(path), Some(Ok(tree))) = (operation.kind, operation.path, operation.tree()) {
        sink.found(path).with("op", kind.name()).with("written", &tree.to_string());
    }
}

/// How many members the operations add, and how many they remove.
fn changed_members(operations: Value<'_>) -> (usize, usize) {
    let (mut added, mut removed) = (0, 0);
    for operation in operations.elements() {
        let value = operation.get("value");
        let path = operation.get("path").and_then(Value::string).unwrap_or_default();
        let listed = match value {
            Some(value) if path.is_empty() => value.get("members"),
            other => other.filter(|_| path.eq_ignore_ascii_case("members")),
        };
        let count = listed.map_or(0, |listed| if listed.kind() == Kind::Array { listed.len() } else { 1 });
        let removes =
            operation.get("op").and_then(Value::string).and_then(|op| Op::named(&op)) == Some(Op::Remove);
        let is_chosen = path.get(..8).is_some_and(|start| start.eq_ignore_ascii_case("members["));
        if removes {
            removed += count.max(usize::from(is_chosen));
        } else {
            added += count;
        }
    }
    (added, removed)
}
