//! Rules on PATCH operations without a path, whose value names the attributes (RFC 7644 §3.5.2.1, §3.5.2.3).

use super::declare::rules;
use super::subject::Operation;
use super::{Draft, Facts, Place, Sink};
use crate::json::{Member, Span, Value};
use crate::message::Part;
use crate::patch::Op;
use crate::schema::{Attribute, ENTERPRISE_USER, Mutability};
use crate::syntax::{AttributePath, PatchPath};

rules! {
    /// A `replace` has no path; its value names the attributes.
    ///
    /// The RFC allows it, and Okta deactivates people so. Some providers read operations with a path only.
    patch_pathless_replace {
        looks_at: OperationPathless,
        stage: Values,
        cites: "7644-3.5.2.3-no-path",
        says: "`replace` has no `path`; not every endpoint takes that",
        help: "write an operation with a `path` for each attribute",
        bad: "PATCH /Users/2819c223\n\n{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:PatchOp\"],\"Operations\":[{\"op\":\"replace\",\"value\":{\"active\":false}}]}",
        good: "PATCH /Users/2819c223\n\n{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:PatchOp\"],\"Operations\":[{\"op\":\"replace\",\"path\":\"active\",\"value\":false}]}",
    }
    fn check(operation: &Operation<'_>, _facts: &Facts<'_>, sink: &mut Sink<'_>) {
        if operation.kind == Some(Op::Replace) {
            let start = operation.object.span().start;
            let opening = Place { part: Part::Body, span: Span::new(start, start + 1), node: Some(operation.object.index()) };
            sink.found(opening).mend(|draft| {
                // Not safe with a path for a name: a lenient provider may have passed over it.
                let safe = members(operation).all(|member| !is_path(&member.key(), operation));
                write_each(operation, safe, draft);
            });
        }
    }

    /// The value of an operation without a path carries the resource's `id`.
    ///
    /// Only the provider writes it. Okta sends it along when it renames a group, and a provider that takes it for
    /// a change refuses the whole operation.
    patch_pathless_with_id {
        looks_at: OperationPathless,
        stage: Values,
        cites: "7644-3.5.2-read-only",
        says: "`id` is the provider's; it is no attribute to change",
        help: "leave it out",
        bad: "PATCH /Groups/e9e30dba\n\n{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:PatchOp\"],\"Operations\":[{\"op\":\"replace\",\"value\":{\"id\":\"e9e30dba\",\"displayName\":\"Tour guides\"}}]}",
        good: "PATCH /Groups/e9e30dba\n\n{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:PatchOp\"],\"Operations\":[{\"op\":\"replace\",\"value\":{\"displayName\":\"Tour guides\"}}]}",
    }
    fn check(operation: &Operation<'_>, _facts: &Facts<'_>, sink: &mut Sink<'_>) {
        superfluous(operation, "id", sink);
    }

    /// The value of an operation without a path is a whole resource, with its `schemas`.
    ///
    /// A change lists what changes. Endpoints that take some attributes only refuse the others that come along.
    patch_pathless_with_schemas {
        looks_at: OperationPathless,
        stage: Values,
        cites: "7644-3.5.2.3-no-path",
        says: "`schemas` is no attribute to change; the value looks like a whole resource",
        help: "send the attributes that change",
        bad: "PATCH /Groups/e9e30dba\n\n{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:PatchOp\"],\"Operations\":[{\"op\":\"replace\",\"value\":{\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:Group\"],\"displayName\":\"Tour guides\"}}]}",
        good: "PATCH /Groups/e9e30dba\n\n{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:PatchOp\"],\"Operations\":[{\"op\":\"replace\",\"value\":{\"displayName\":\"Tour guides\"}}]}",
    }
    fn check(operation: &Operation<'_>, _facts: &Facts<'_>, sink: &mut Sink<'_>) {
        superfluous(operation, "schemas", sink);
    }

    /// A member of the value is named by a path, as `name.givenName`.
    ///
    /// Entra ID sends it with its SCIM-compliant flag. A provider that knows no such attribute refuses it, or
    /// stores it under the whole name, and the person's name stays as it was.
    patch_dotted_keys_in_value {
        looks_at: OperationPathless,
        stage: Values,
        cites: "7644-3.5.2.3-no-path",
        says: "`{written}` is a path, and names of attributes stand here",
        help: "nest the parts, or write an operation with this `path`",
        bad: "PATCH /Users/2819c223\n\n{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:PatchOp\"],\"Operations\":[{\"op\":\"replace\",\"value\":{\"name.givenName\":\"Mona\"}}]}",
        good: "PATCH /Users/2819c223\n\n{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:PatchOp\"],\"Operations\":[{\"op\":\"replace\",\"path\":\"name.givenName\",\"value\":\"Mona\"}]}",
    }
    fn check(operation: &Operation<'_>, _facts: &Facts<'_>, sink: &mut Sink<'_>) {
        for member in members(operation) {
            let written = member.key();
            if written.as_bytes().contains(&b'.') && !written.starts_with("urn:") {
                misnamed(operation, member, &written, sink);
            }
        }
    }

    /// A member of the value is an attribute's full name, with its schema's URN.
    ///
    /// An extension's attributes nest in an object that the URN names. Entra ID sends the full names with its
    /// SCIM-compliant flag.
    patch_urn_attr_key_in_value {
        looks_at: OperationPathless,
        stage: Values,
        cites: "7644-3.5.2.3-no-path",
        says: "`{written}` is a full name, and here a URN names the object of its attributes",
        help: "nest the attribute under its URN, or write an operation with this `path`",
        bad: "PATCH /Users/2819c223\n\n{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:PatchOp\"],\"Operations\":[{\"op\":\"replace\",\"value\":{\"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:employeeNumber\":\"701984\"}}]}",
        good: "PATCH /Users/2819c223\n\n{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:PatchOp\"],\"Operations\":[{\"op\":\"replace\",\"path\":\"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:employeeNumber\",\"value\":\"701984\"}]}",
    }
    fn check(operation: &Operation<'_>, facts: &Facts<'_>, sink: &mut Sink<'_>) {
        for member in members(operation) {
            let written = member.key();
            if is_qualified(&written, operation, facts) {
                misnamed(operation, member, &written, sink);
            }
        }
    }
}

fn members<'a>(operation: &Operation<'a>) -> impl Iterator<Item = Member<'a>> {
    operation.value.into_iter().flat_map(Value::members)
}

/// Reports a member that changes nothing, and offers to leave it out.
fn superfluous(operation: &Operation<'_>, name: &str, sink: &mut Sink<'_>) {
    for member in members(operation).filter(|member| member.key_bytes().eq_ignore_ascii_case(name.as_bytes()))
    {
        let place = Place::name(member.name, member.value);
        sink.found(place).take_out("leave it out", true, member.name, member.value);
    }
}

/// Reports a member that is named by a path. Not safe to mend: a lenient provider may have passed over it.
fn misnamed(operation: &Operation<'_>, member: Member<'_>, written: &str, sink: &mut Sink<'_>) {
    sink.found(Place::name(member.name, member.value))
        .with("written", written)
        .mend(|draft| write_each(operation, false, draft));
}

fn write_each(operation: &Operation<'_>, safe: bool, draft: &mut Draft) {
    if let Some(text) = split(operation) {
        draft.replace("write an operation for each attribute", safe, operation.object, &text);
    }
}

/// Whether a name has the URN of the resource type's schema, or of an extension, before it.
fn is_qualified(name: &str, operation: &Operation<'_>, facts: &Facts<'_>) -> bool {
    if !name.starts_with("urn:") {
        return false;
    }
    let Ok(AttributePath { schema: Some(urn), .. }) = AttributePath::parse(name) else { return false };
    let core = facts.action.resource_type.map(|kind| kind.schema.as_str());
    let containers = operation.declared.iter().map(|known| known.name.as_str());
    containers.chain(core).chain([ENTERPRISE_USER]).any(|known| known.eq_ignore_ascii_case(&urn))
}

/// Whether a member's name is no attribute's and no extension's, but a path.
fn is_path(name: &str, operation: &Operation<'_>) -> bool {
    let is_declared = operation.declared.iter().any(|known| known.name.eq_ignore_ascii_case(name));
    !is_declared && name.contains(['.', ':'])
}

/// The operation as one with a path for each attribute; none where a member is the provider's, or unknown.
fn split(operation: &Operation<'_>) -> Option<String> {
    let op = operation.op?.raw();
    let mut text = String::new();
    for member in members(operation) {
        let name = member.key();
        let declared = operation.declared.iter().find(|known| known.name.eq_ignore_ascii_case(&name));
        match declared {
            Some(container) if container.name.starts_with("urn:") => {
                for part in member.value.members() {
                    let declared = container.sub_attribute(&part.key()).filter(|known| is_writable(known))?;
                    push(&mut text, op, &format!("\"{}:{}\"", container.name, declared.name), part.value);
                }
            }
            Some(known) if is_writable(known) => {
                push(&mut text, op, &format!("\"{}\"", known.name), member.value);
            }
            None if is_path(&name, operation) && PatchPath::parse(&name).is_ok() => {
                push(&mut text, op, member.name.raw(), member.value);
            }
            Some(_) | None => return None,
        }
    }
    (!text.is_empty()).then_some(text)
}

fn is_writable(attribute: &Attribute) -> bool {
    attribute.mutability != Mutability::ReadOnly && attribute.name != "schemas"
}

fn push(text: &mut String, op: &str, path: &str, value: Value<'_>) {
    let comma = if text.is_empty() { "" } else { "," };
    for piece in [comma, "{\"op\":", op, ",\"path\":", path, ",\"value\":", value.raw(), "}"] {
        text.push_str(piece);
    }
}
