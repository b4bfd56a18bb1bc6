//! What a body says of a resource: the few attributes by which a series is followed.

use crate::json::{Kind, Member, Value};
use crate::rule::series::{Claims, Key};
use crate::syntax::{Filter, PatchPath, ValueLiteral};

/// The attributes by which it is followed.
const FOLLOWED: [&str; 9] =
    ["id", "userName", "externalId", "displayName", "active", "emails", "members", "manager", "roles"];

/// What is not the client's to write, or no attribute of the resource's own.
const PROVIDERS: [&str; 4] = ["schemas", "id", "meta", "groups"];

/// How a value comes to an attribute.
#[derive(Clone, Copy, PartialEq, Eq)]
enum How {
    /// The resource has it.
    Stands,
    /// It comes beside what is there.
    Added,
    /// It comes in place of what is there.
    Replaced,
    /// What is there goes.
    Removed,
}

/// Reads a body: a resource, or a PATCH of one.
pub(super) fn claims(object: Value<'_>, is_patch: bool) -> Claims<'_> {
    let mut claims = Claims { object: Some(object), ..Claims::default() };
    if !is_patch {
        for member in object.members() {
            set(&mut claims, &member.key(), None, member.value, How::Stands);
        }
        return claims;
    }
    for operation in member(object, "Operations").into_iter().flat_map(Value::elements) {
        let op = member(operation, "op").and_then(Value::string).unwrap_or_default();
        let how = match op.to_ascii_lowercase().as_str() {
            "add" => How::Added,
            "replace" => How::Replaced,
            "remove" => How::Removed,
            _ => continue,
        };
        let value = member(operation, "value");
        match member(operation, "path").and_then(Value::string) {
            Some(path) => patched(&mut claims, &path, value, how),
            None => {
                for member in value.into_iter().flat_map(Value::members) {
                    patched(&mut claims, &member.key(), Some(member.value), how);
                }
            }
        }
    }
    claims
}

/// A member's value, whatever the case of its name.
fn member<'a>(object: Value<'a>, name: &str) -> Option<Value<'a>> {
    object.members().find(|member| member.key().eq_ignore_ascii_case(name)).map(|member| member.value)
}

fn patched<'a>(claims: &mut Claims<'a>, path: &str, value: Option<Value<'a>>, how: How) {
    let Ok(parsed) = PatchPath::parse(path) else { return };
    let name = parsed.attribute.attribute.as_str();
    let is_followed_elsewhere = ["members", "password"].iter().any(|known| known.eq_ignore_ascii_case(name));
    if let Some(value) = value.filter(|_| how != How::Removed && !is_followed_elsewhere) {
        claims.writes.push((Key::folded(path), value));
    }
    match value {
        // The grammar reads a schema's URN as an attribute, such as `User` in `urn:…:2.0`.
        Some(value) if parsed.attribute.schema.is_some() && parsed.sub().is_none() => {
            set(claims, path, None, value, how);
        }
        Some(value) => set(claims, name, parsed.sub(), value, how),
        None if how == How::Removed => {
            removed(claims, name, parsed.filter.is_none() && parsed.sub().is_none());
        }
        None => {}
    }
}

fn removed(claims: &mut Claims<'_>, name: &str, is_whole: bool) {
    if is_whole {
        claims.attributes.push((name.into(), true));
    }
    claims.drops_roles |= name.eq_ignore_ascii_case("roles");
}

/// Takes in a value of an attribute. A URN before the name is left aside, and the members of a schema that is
/// named as a whole stand for themselves.
fn set<'a>(claims: &mut Claims<'a>, name: &str, sub: Option<&str>, value: Value<'a>, how: How) {
    // Searching a byte of a short name beats searching a character.
    if let Some(colon) = name.bytes().rposition(|byte| byte == b':') {
        let last = &name[colon + 1..];
        let is_schema = last.starts_with(|first: char| first.is_ascii_uppercase());
        if value.kind() == Kind::Object && is_schema {
            for Member { name, value } in value.members() {
                set(claims, &name.string().unwrap_or_default(), None, value, how);
            }
        } else {
            set(claims, last, sub, value, how);
        }
        return;
    }
    let (name, sub) = name.split_once('.').map_or((name, sub), |(name, sub)| (name, Some(sub)));
    if how == How::Removed {
        // A value says which of several go; some providers take `members` so.
        removed(claims, name, false);
        return;
    }
    let is_text = value.kind() == Kind::String;
    let names_value = sub.is_none_or(|sub| sub.eq_ignore_ascii_case("value"));
    let known = |known: &&&str| known.eq_ignore_ascii_case(name);
    match FOLLOWED.iter().find(known).copied().unwrap_or_default() {
        "id" => claims.id = Some(value),
        "userName" if is_text => claims.user_name = Some(value),
        "externalId" if is_text => claims.external_id = Some(value),
        "displayName" if is_text => claims.display_name = Some(value),
        "active" => claims.active = Some(value),
        "emails" if names_value => addresses(claims, value),
        "members" => claims.members.extend(values(value)),
        "manager" if names_value => claims.manager = values(value).next().or(claims.manager),
        "roles" if names_value => {
            claims.drops_roles |= how == How::Replaced;
            claims.roles.extend(values(value));
        }
        _ => {}
    }
    if !PROVIDERS.iter().any(|known| known.eq_ignore_ascii_case(name)) {
        let is_empty = value.is_null() || (value.kind() == Kind::Array && value.is_empty());
        claims.attributes.push((name.into(), is_empty));
    }
}

/// The values of an attribute whose elements have `value`, or are plain strings.
fn values(value: Value<'_>) -> impl Iterator<Item = Value<'_>> {
    let alone = (value.kind() != Kind::Array).then_some(value);
    alone.into_iter().chain(value.elements()).filter_map(|element| {
        let value = if element.kind() == Kind::Object { element.get("value")? } else { element };
        (value.kind() == Kind::String).then_some(value)
    })
}

/// The addresses, the primary one first.
fn addresses<'a>(claims: &mut Claims<'a>, value: Value<'a>) {
    let is_primary = |element: &Value<'a>| element.get("primary").and_then(Value::as_bool) == Some(true);
    claims.emails.extend(value.elements().find(is_primary).into_iter().flat_map(values));
    for address in values(value) {
        if !claims.emails.iter().any(|known| known.index() == address.index()) {
            claims.emails.push(address);
        }
    }
}

/// The strings that a filter compares with.
pub(super) fn sought(filter: &Filter) -> impl Iterator<Item = &str> {
    filter.conditions().filter_map(|condition| match &condition.comparison?.value {
        ValueLiteral::String(text) => Some(text.as_str()),
        ValueLiteral::Number(_) | ValueLiteral::Boolean(_) | ValueLiteral::Null => None,
    })
}
