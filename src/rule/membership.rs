//! Rules on the members of groups (RFC 7643 §4.2) and on how a PATCH changes them.

use super::declare::rules;
use super::subject::{Attributed, Operation, PatchBody, State, Undeclared};
use super::{Draft, Facts, Maybe, Place, Sink, Site};
use crate::json::{Kind, Value};
use crate::order;
use crate::patch::{Op, Treatment};
use crate::profile::Operation as Operations;
use crate::syntax::{AttributePath, Comparison, Filter, Operator, PatchPath, ValueLiteral};
use std::borrow::Cow;

rules! {
    /// A `remove` of `members` lists the members in `value`.
    ///
    /// RFC 7644 names them with a filter in the path and gives the value no meaning, so a provider may
    /// remove everybody. On GitHub it is the form that works.
    patch_remove_members_with_value {
        looks_at: OperationRemovingValue,
        stage: Values,
        cites: "7644-3.5.2.2-multi-valued",
        says: "`remove` of `members` gives no meaning to `value`: all members may go",
        help: "name each in the path: `members[value eq \"…\"]`",
        bad: "PATCH /Groups/e9e30dba\n\n{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:PatchOp\"],\"Operations\":[{\"op\":\"remove\",\"path\":\"members\",\"value\":[{\"value\":\"2819c223\"}]}]}",
        good: "PATCH /Groups/e9e30dba\n\n{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:PatchOp\"],\"Operations\":[{\"op\":\"remove\",\"path\":\"members[value eq \\\"2819c223\\\"]\"}]}",
    }
    fn check(operation: &Operation<'_>, _facts: &Facts<'_>, sink: &mut Sink<'_>) {
        let Some(value) = operation.value.filter(|_| names_members(operation)) else { return };
        if value.get("members").is_none() && !value.string().is_some_and(|text| text.is_empty()) {
            // Not safe: read by the letter, the request as it is empties the group.
            sink.found(value).mend(|draft| name_each(operation, value, draft));
        }
    }

    /// A `remove` of `members` has an object in `value` that lists them once more under `members`.
    ///
    /// A help page of Salesforce shows it. The value has no meaning there, so a provider may remove everybody.
    patch_remove_members_wrapped {
        looks_at: OperationRemovingValue,
        stage: Values,
        cites: "7644-3.5.2.2-multi-valued",
        says: "`value` repeats `members`; all members may go",
        help: "{advice}",
        bad: "PATCH /Groups/e9e30dba\n\n{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:PatchOp\"],\"Operations\":[{\"op\":\"remove\",\"path\":\"members\",\"value\":{\"members\":[{\"value\":\"2819c223\"}]}}]}",
        good: "PATCH /Groups/e9e30dba\n\n{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:PatchOp\"],\"Operations\":[{\"op\":\"remove\",\"path\":\"members[value eq \\\"2819c223\\\"]\"}]}",
    }
    fn check(operation: &Operation<'_>, facts: &Facts<'_>, sink: &mut Sink<'_>) {
        let Some(value) = operation.value.filter(|_| names_members(operation)) else { return };
        let Some(listed) = value.get("members") else { return };
        // Where listed members are what goes, the list alone is right.
        if facts.profile.patch.iter().any(|fact| fact.row.then == Treatment::RemoveListedValues) {
            sink.found(value).with("advice", "send the list alone").replace("send the list alone", false, value, listed.raw());
            return;
        }
        sink.found(value)
            .with("advice", "name each in the path: `members[value eq \"…\"]`")
            .mend(|draft| name_each(operation, listed, draft));
    }

    /// A `remove` of `members` names no member.
    ///
    /// It empties the group. Where that is meant it is right; a client that lost its list of leavers sends the same.
    patch_remove_all_members {
        looks_at: OperationRemoving,
        stage: Values,
        cites: "7644-3.5.2.2-multi-valued",
        says: "all members of the group go",
        help: "name those who go in the path: `members[value eq \"…\"]`",
        bad: "PATCH /Groups/e9e30dba\n\n{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:PatchOp\"],\"Operations\":[{\"op\":\"remove\",\"path\":\"members\"}]}",
        good: "PATCH /Groups/e9e30dba\n\n{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:PatchOp\"],\"Operations\":[{\"op\":\"remove\",\"path\":\"members[value eq \\\"2819c223\\\"]\"}]}",
    }
    fn check(operation: &Operation<'_>, _facts: &Facts<'_>, sink: &mut Sink<'_>) {
        if let (Some(path), None, true) = (operation.path, operation.value, names_members(operation)) {
            sink.found(path);
        }
    }

    /// A `replace` of `members` sends an empty array.
    ///
    /// It empties the group, and Okta sends it for a group without members. Endpoints that want a `value` in what
    /// is replaced refuse it.
    patch_replace_members_empty {
        looks_at: OperationReplacingAll,
        stage: Values,
        cites: "7644-3.5.2.3-multi-valued",
        says: "the group is left without members",
        help: "remove the members that go, where this is refused",
        bad: "PATCH /Groups/e9e30dba\n\n{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:PatchOp\"],\"Operations\":[{\"op\":\"replace\",\"path\":\"members\",\"value\":[]}]}",
        good: "PATCH /Groups/e9e30dba\n\n{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:PatchOp\"],\"Operations\":[{\"op\":\"remove\",\"path\":\"members[value eq \\\"2819c223\\\"]\"}]}",
    }
    fn check(operation: &Operation<'_>, _facts: &Facts<'_>, sink: &mut Sink<'_>) {
        if let Some((members, _)) = replaced_members(operation).filter(|(members, _)| members.is_empty()) {
            sink.found(members);
        }
    }

    /// A `replace` sends all members of a group.
    ///
    /// AWS takes additions and removals only. A large group travels as a whole for one person, and who joined by
    /// another way in the meantime is out.
    patch_replace_members_on_aws {
        looks_at: OperationReplacingAll,
        stage: Values,
        cites: "7644-3.5.2.3-multi-valued",
        says: "`replace` sends all members of the group",
        help: "add those who join, and remove those who leave",
        given: "{\"extends\": \"rfc7644\", \"name\": \"example\", \"judgements\": {\"patch-replace-members-on-aws\": {\"then\": \"refuse\", \"standing\": \"documented\", \"source\": \"an endpoint of this example\"}}}",
        bad: "PATCH /Groups/e9e30dba\n\n{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:PatchOp\"],\"Operations\":[{\"op\":\"replace\",\"path\":\"members\",\"value\":[{\"value\":\"2819c223\"}]}]}",
        good: "PATCH /Groups/e9e30dba\n\n{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:PatchOp\"],\"Operations\":[{\"op\":\"add\",\"path\":\"members\",\"value\":[{\"value\":\"2819c223\"}]}]}",
    }
    fn check(operation: &Operation<'_>, _facts: &Facts<'_>, sink: &mut Sink<'_>) {
        if let Some((members, form)) = replaced_members(operation).filter(|(members, _)| !members.is_empty()) {
            sink.found(operation.path.unwrap_or(members)).with("form", form);
        }
    }

    /// One PATCH adds and removes, or does something else beside.
    ///
    /// The RFC applies its operations in their order. Entra ID's SCIM endpoint takes requests that do one thing.
    patch_mixed_add_remove {
        looks_at: MixedOperations,
        stage: Values,
        says: "the request does `{written}` beside `{first}`",
        help: "send each kind of operation in a request of its own, in the same order",
        given: "{\"extends\": \"rfc7644\", \"name\": \"example\", \"judgements\": {\"patch-mixed-add-remove\": {\"then\": \"refuse\", \"standing\": \"documented\", \"source\": \"an endpoint of this example\"}}}",
        bad: "PATCH /Groups/e9e30dba\n\n{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:PatchOp\"],\"Operations\":[{\"op\":\"remove\",\"path\":\"members[value eq \\\"2819c223\\\"]\"},{\"op\":\"add\",\"path\":\"members\",\"value\":[{\"value\":\"5fc0c238\"}]}]}",
        good: "PATCH /Groups/e9e30dba\n\n{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:PatchOp\"],\"Operations\":[{\"op\":\"add\",\"path\":\"members\",\"value\":[{\"value\":\"5fc0c238\"}]}]}",
    }
    fn check(body: &PatchBody<'_>, _facts: &Facts<'_>, sink: &mut Sink<'_>) {
        let Some(list) = body.operations.or(body.misspelled) else { return };
        let ops = || list.value.elements().filter_map(|operation| operation.get("op"));
        let named = |op: Value<'_>| op.string().and_then(|op| Op::named(&op));
        let Some((first, kind)) = ops().find_map(|op| Some((op, named(op)?))) else { return };
        if let Some((op, other)) = ops().filter_map(|op| Some((op, named(op)?))).find(|(_, other)| *other != kind) {
            sink.found(op).with("written", other.name()).with("first", kind.name()).related(first, "the first one");
        }
    }

    /// A member's `value` is a user name or an address.
    ///
    /// It is the id that the provider gave; what the directory calls the person finds nobody there.
    member_external_id {
        looks_at: Elements,
        stage: Values,
        cites: "7643-4.2-members-value",
        says: "`{written}` looks like a user name; a member's `value` is the id that the provider gave",
        help: "look the user up by a filter, and send its `id`",
        wants: is_members,
        bad: "POST /Groups\n\n{\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:Group\"],\"displayName\":\"Tour guides\",\"members\":[{\"value\":\"mona@example.com\"}]}",
        good: "POST /Groups\n\n{\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:Group\"],\"displayName\":\"Tour guides\",\"members\":[{\"value\":\"2819c223\"}]}",
    }
    fn check(attributed: &Attributed<'_>, _facts: &Facts<'_>, sink: &mut Sink<'_>) {
        let is_name = |value: &Value<'_>| value.kind() == Kind::String && value.content().contains(&b'@');
        let mut values = attributed.value.elements().filter_map(|element| element.get("value"));
        // A client that sends names sends them for all: the first one tells.
        if values.next().as_ref().is_some_and(is_name) {
            for value in attributed.value.elements().filter_map(|element| element.get("value")).filter(is_name) {
                sink.found(value).with("written", &value.string().unwrap_or_default());
            }
        }
    }

    /// A member carries `displayName`.
    ///
    /// The RFC's name for it is `display`. GitHub's documentation asks for `displayName`, and some test suites send it.
    member_displayname_key {
        looks_at: Undeclared,
        stage: Schema,
        cites: "7643-4.2-members",
        says: "a member's name is `display`, not `{written}`",
        help: "write `display`, or leave it out",
        bad: "POST /Groups\n\n{\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:Group\"],\"displayName\":\"Tour guides\",\"members\":[{\"value\":\"2819c223\",\"displayName\":\"Mona\"}]}",
        good: "POST /Groups\n\n{\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:Group\"],\"displayName\":\"Tour guides\",\"members\":[{\"value\":\"2819c223\",\"display\":\"Mona\"}]}",
    }
    fn check(undeclared: &Undeclared<'_>, _facts: &Facts<'_>, sink: &mut Sink<'_>) {
        if is_display_name(undeclared) {
            let place = Place::name(undeclared.member.name, undeclared.member.value);
            sink.found(place)
                .with("written", &undeclared.member.key())
                .replace("write `display`", true, place, "\"display\"");
        }
    }

    /// A member of a new group has no display name.
    ///
    /// GitHub's documentation calls `displayName` required and takes members without it; others refuse them.
    member_display_missing {
        looks_at: Elements,
        stage: Schema,
        says: "members have no `displayName`",
        help: "send it with each member where it is asked for",
        wants: is_members,
        on: "github-emu",
        bad: "POST /scim/v2/enterprises/octo/Groups\n\n{\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:Group\"],\"externalId\":\"g-17\",\"displayName\":\"Tour guides\",\"members\":[{\"value\":\"2819c223\"}]}",
        good: "POST /scim/v2/enterprises/octo/Groups\n\n{\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:Group\"],\"externalId\":\"g-17\",\"displayName\":\"Tour guides\",\"members\":[{\"value\":\"2819c223\",\"displayName\":\"Mona\"}]}",
    }
    fn check(attributed: &Attributed<'_>, facts: &Facts<'_>, sink: &mut Sink<'_>) {
        let is_whole = matches!(facts.action.operation, Some(Operations::Create | Operations::Replace));
        let has_name = |element: Value<'_>| element.get("displayName").or_else(|| element.get("display")).is_some();
        // Once, at the first: a client sends it with all members or with none.
        if let Some(first) = attributed.value.elements().next().filter(|first| is_whole && !has_name(*first)) {
            sink.found(first);
        }
    }

    /// A group is a member of a group.
    ///
    /// Many endpoints keep users only: what the inner group grants is lost, or the request is refused.
    member_nested_group {
        looks_at: Elements,
        stage: Values,
        says: "a group is a member here; the endpoint is not known to nest groups",
        help: "send the users of the inner group",
        wants: is_members,
        on: "github-emu",
        bad: "POST /scim/v2/enterprises/octo/Groups\n\n{\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:Group\"],\"externalId\":\"g-17\",\"displayName\":\"Tour guides\",\"members\":[{\"value\":\"e9e30dba\",\"displayName\":\"Guides\",\"type\":\"Group\"}]}",
        good: "POST /scim/v2/enterprises/octo/Groups\n\n{\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:Group\"],\"externalId\":\"g-17\",\"displayName\":\"Tour guides\",\"members\":[{\"value\":\"2819c223\",\"displayName\":\"Mona\"}]}",
    }
    fn check(attributed: &Attributed<'_>, _facts: &Facts<'_>, sink: &mut Sink<'_>) {
        for element in attributed.value.elements() {
            let kind = element.get("type").filter(|kind| kind.content() == b"Group");
            if let Some(kind) = kind {
                sink.found(kind);
            }
        }
    }

    /// A new group is sent with many members.
    ///
    /// Some endpoints take few in a create, or none; the rest is added by PATCH.
    member_in_create {
        looks_at: ManyElements,
        stage: Values,
        says: "{count} members in a new group, and not every endpoint takes so many",
        help: "create the group, and add the members by PATCH",
        wants: is_members,
        given: "{\"extends\": \"rfc7644\", \"name\": \"example\", \"limits\": {\"membersCreated\": {\"value\": 2, \"standing\": \"documented\", \"source\": \"an endpoint of this example\"}}, \"judgements\": {\"member-in-create\": {\"then\": \"refuse\", \"standing\": \"documented\", \"source\": \"an endpoint of this example\"}}}",
        bad: "POST /Groups\n\n{\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:Group\"],\"displayName\":\"Tour guides\",\"members\":[{\"value\":\"0a\"},{\"value\":\"1a\"},{\"value\":\"2a\"}]}",
        good: "POST /Groups\n\n{\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:Group\"],\"displayName\":\"Tour guides\",\"members\":[{\"value\":\"0a\"},{\"value\":\"1a\"}]}",
    }
    fn check(attributed: &Attributed<'_>, facts: &Facts<'_>, sink: &mut Sink<'_>) {
        if facts.action.operation == Some(Operations::Create) {
            sink.found(Place::name(attributed.name, attributed.value)).with("count", &attributed.value.len().to_string());
        }
    }

    /// A member's `value` is the id of no resource.
    ///
    /// The user was never created, or was deleted. Some providers refuse the whole change for one such member. It
    /// takes the endpoint's state to see it.
    member_unknown_id {
        looks_at: State,
        stage: State,
        cites: "7643-4.2-members-value",
        says: "no resource has the id `{id}`",
        help: "create the user first, and send the id that the provider gives",
        bad: "",
        good: "",
    }
    fn check(state: &State<'_>, facts: &Facts<'_>, sink: &mut Sink<'_>) {
        for value in members_sent(state, facts, &[Op::Add, Op::Replace]).into_iter().filter_map(|member| member.get("value")) {
            let Some(id) = value.string() else { continue };
            let mut kinds = facts.profile.resource_types.iter();
            if kinds.all(|kind| facts.known.exists(&kind.name, &id) == Maybe::Known(false)) {
                sink.found(value).with("id", &id);
            }
        }
    }

    /// A group is a member of a group, and does not say so.
    ///
    /// Without `type` a provider looks for a user with that id. It takes the endpoint's state to see it.
    member_type_missing {
        looks_at: State,
        stage: State,
        cites: "7643-4.2-members",
        says: "`{id}` is a group; the member has no `type`",
        help: "add `\"type\": \"Group\"`",
        bad: "",
        good: "",
    }
    fn check(state: &State<'_>, facts: &Facts<'_>, sink: &mut Sink<'_>) {
        let Some(kind) = facts.action.resource_type else { return };
        for member in members_sent(state, facts, &[Op::Add, Op::Replace]).into_iter().filter(|member| member.get("type").is_none()) {
            let Some(id) = member.get("value").and_then(Value::string) else { continue };
            if facts.known.exists(&kind.name, &id) == Maybe::Known(true) {
                sink.found(member).with("id", &id);
            }
        }
    }

    /// A member is sent twice, or is in the group already.
    ///
    /// Nothing changes by it, and a repeated request sends it rightly; some providers answer with an error. It
    /// takes the endpoint's state to see it.
    member_duplicate {
        looks_at: State,
        stage: State,
        cites: "7644-3.5.2.1-present",
        says: "`{id}` is a member {already}",
        help: "send who is new",
        bad: "",
        good: "",
    }
    fn check(state: &State<'_>, facts: &Facts<'_>, sink: &mut Sink<'_>) {
        let mut sent: Vec<(Cow<'_, str>, Value<'_>)> = Vec::new();
        for member in members_sent(state, facts, &[Op::Add, Op::Replace]) {
            if let Some(id) = member.get("value").and_then(Value::string) {
                sent.push((id, member));
            }
        }
        if let (Some(group), Some(Operations::Patch)) = (facts.action.id, facts.action.operation) {
            // Each is a question to the state; in a long list the first ones tell.
            for member in members_sent(state, facts, &[Op::Add]).into_iter().take(32) {
                let Some(id) = member.get("value").and_then(Value::string) else { continue };
                if facts.known.target(group, &member_path(&id)) == Maybe::Known(true) {
                    sink.found(member).with("id", &id).with("already", "already");
                }
            }
        }
        order::sort(&mut sent, |(left, at), (right, other)| {
            left.cmp(right).then(at.index().cmp(&other.index()))
        });
        for pair in sent.windows(2) {
            let ((first, at), (again, member)) = (&pair[0], &pair[1]);
            if first == again {
                sink.found(*member)
                    .with("id", again)
                    .with("already", "twice in this request")
                    .related(*at, "the first one")
                    .take_out_element("leave it out", true, *member);
            }
        }
    }
}

fn is_members(site: &Site<'_>) -> bool {
    site.path == "members"
}

/// Whether an operation's path names `members` as a whole.
fn names_members(operation: &Operation<'_>) -> bool {
    let is_whole =
        matches!(operation.tree(), Some(Ok(path)) if path.filter.is_none() && path.sub().is_none());
    is_whole && operation.attribute.is_some_and(|attribute| attribute.name == "members")
}

/// Whether an operation removes members in a form that a rule here speaks of.
pub(super) fn is_removal_of_members(operation: &Operation<'_>) -> bool {
    operation.kind == Some(Op::Remove)
        && names_members(operation)
        && operation.value.is_none_or(|value| value.get("members").is_some())
}

/// Whether an undeclared part of a group's member is one that a rule here speaks of.
pub(super) fn is_of_member(undeclared: &Undeclared<'_>) -> bool {
    let is_group =
        || &*undeclared.member.key_bytes() == b"type" && undeclared.member.value.content() == b"Group";
    is_display_name(undeclared) || undeclared.owner == "members" && is_group()
}

fn is_display_name(undeclared: &Undeclared<'_>) -> bool {
    undeclared.owner == "members" && undeclared.member.key_bytes().eq_ignore_ascii_case(b"displayname")
}

/// The members that a `replace` puts in the place of all, and where the operation names them.
fn replaced_members<'a>(operation: &Operation<'a>) -> Option<(Value<'a>, &'static str)> {
    let value = operation.value?;
    let (members, form) =
        if names_members(operation) { (value, "path") } else { (value.get("members")?, "value") };
    (members.kind() == Kind::Array && (form == "path" || operation.path.is_none())).then_some((members, form))
}

/// Offers an operation for each member, which names it in its path.
fn name_each(operation: &Operation<'_>, listed: Value<'_>, draft: &mut Draft) {
    if let Some(text) = one_by_one(operation, listed) {
        draft.replace("name each member in a path", false, operation.object, &text);
    }
}

/// The operation as one for each listed member, named in the path; none where an element names no member.
fn one_by_one(operation: &Operation<'_>, listed: Value<'_>) -> Option<String> {
    let op = operation.op?.raw();
    let mut text = String::new();
    for element in listed.elements() {
        let id = element.get("value")?.plain().filter(|id| !id.is_empty())?;
        let comma = if text.is_empty() { "" } else { "," };
        for piece in [comma, "{\"op\":", op, ",\"path\":\"members[value eq \\\"", id, "\\\"]\"}"] {
            text.push_str(piece);
        }
    }
    (!text.is_empty()).then_some(text)
}

/// The members of a group that a request brings: all of a whole group, those of such operations of a PATCH.
fn members_sent<'a>(state: &State<'a>, facts: &Facts<'_>, ops: &[Op]) -> Vec<Value<'a>> {
    let (Some(object), Some(kind)) = (state.object, facts.action.resource_type) else { return Vec::new() };
    if !kind.schema.eq_ignore_ascii_case(crate::schema::GROUP) {
        return Vec::new();
    }
    let members = |object: Value<'a>| {
        object.members().find(|member| member.key_bytes().eq_ignore_ascii_case(b"members"))
    };
    let mut sent = Vec::new();
    let Some(operations) = super::patch_state::operations(object) else {
        sent.extend(members(object).into_iter().flat_map(|members| members.value.elements()));
        return sent;
    };
    for operation in operations.elements() {
        let op = operation.get("op").and_then(Value::string).and_then(|op| Op::named(&op));
        let Some(value) = operation.get("value").filter(|_| op.is_some_and(|op| ops.contains(&op))) else {
            continue;
        };
        let listed = match operation.get("path").and_then(Value::string) {
            None => members(value).map(|members| members.value),
            Some(path) => Some(value).filter(|_| path.eq_ignore_ascii_case("members")),
        };
        match listed {
            Some(one) if one.kind() == Kind::Object => sent.push(one),
            other => sent.extend(other.into_iter().flat_map(Value::elements)),
        }
    }
    sent
}

/// The path of the member with that id.
fn member_path(id: &str) -> PatchPath {
    let filter = Filter::Compare(Comparison {
        attribute: AttributePath::of("value"),
        operator: Operator::Eq,
        value: ValueLiteral::String(id.to_owned()),
    });
    PatchPath { attribute: AttributePath::of("members"), filter: Some(filter), sub_attribute: None }
}
