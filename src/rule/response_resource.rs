//! Rules on the resources that an endpoint shows: what became of a request, and what must not be there.

use super::declare::rules;
use super::response::member;
use super::subject::Answered;
use super::{Facts, Place, Sink};
use crate::json::{Kind, Value};
use crate::message::Method;
use crate::profile::{Behaviour, Operation};
use crate::schema::{Mutability, Returned};

rules! {
    /// A resource is shown without its `id`.
    ///
    /// A client knows a resource by the id that the provider gave it. Without one Okta reports that the create
    /// answered with an empty user, and others stop.
    id_missing_in_response {
        looks_at: Exchange,
        stage: Schema,
        cites: "7643-3.1-id",
        says: "a {type} is shown without `id`",
        help: "send the resource with the `id` that was given to it",
        bad: r#"POST /Users

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"mona"}

HTTP/1.1 201 Created
Location: /Users/2819c223

{}
"#,
        good: r#"POST /Users

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"mona"}

HTTP/1.1 201 Created
Location: /Users/2819c223

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"id":"2819c223","userName":"mona"}
"#,
    }
    fn check(answered: &Answered<'_>, facts: &Facts<'_>, sink: &mut Sink<'_>) {
        let Some(kind) = facts.action.resource_type else { return };
        let has_id = |resource: &Value<'_>| member(*resource, "id").is_some_and(|id| !id.value.content().is_empty());
        let is_empty = answered.response.body.trim_ascii().is_empty() && !answered.unrecorded.body;
        let place = if answered.response.status == 201 && is_empty {
            Answered::status()
        } else if let Some(resource) = answered.resources(facts).find(|resource| !has_id(resource)) {
            Place::opening(resource).in_response()
        } else {
            return;
        };
        sink.found(place).with("type", &kind.name);
    }

    /// A password is shown.
    ///
    /// It is never returned, in no form: whoever may read accounts would learn it.
    password_in_response {
        looks_at: Exchange,
        stage: Schema,
        cites: "7643-4.1.1-password-returned",
        says: "a password is shown",
        help: "leave `password` out of every answer",
        bad: r#"GET /Users/2819c223

HTTP/1.1 200 OK

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"id":"2819c223","userName":"mona","password":"s3cret"}
"#,
        good: r#"GET /Users/2819c223

HTTP/1.1 200 OK

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"id":"2819c223","userName":"mona"}
"#,
    }
    fn check(answered: &Answered<'_>, facts: &Facts<'_>, sink: &mut Sink<'_>) {
        for resource in answered.resources(facts) {
            if let Some(password) = member(resource, "password").filter(|password| !password.value.is_null()) {
                sink.found(Place::name(password.name, password.value).in_response());
            }
        }
    }

    /// The `externalId` that was sent is not shown.
    ///
    /// It is how the client knows its own record again. Entra creates the resource once more in every cycle,
    /// or changes it again and again.
    external_id_not_echoed {
        looks_at: Exchange,
        stage: Schema,
        cites: "7644-3.4-returned",
        says: "`externalId` was sent and is not shown",
        help: "keep `externalId`, and send it with the resource",
        bad: r#"POST /Users

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"mona","externalId":"e-1"}

HTTP/1.1 201 Created
Location: /Users/2819c223

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"id":"2819c223","userName":"mona"}
"#,
        good: r#"POST /Users

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"mona","externalId":"e-1"}

HTTP/1.1 201 Created
Location: /Users/2819c223

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"id":"2819c223","userName":"mona","externalId":"e-1"}
"#,
    }
    fn check(answered: &Answered<'_>, facts: &Facts<'_>, sink: &mut Sink<'_>) {
        let writes = matches!(facts.action.operation, Some(Operation::Create | Operation::Replace));
        let sent = answered.sent.filter(|_| writes).and_then(|sent| member(sent, "externalId"));
        let sent = sent.filter(|sent| sent.value.kind() == Kind::String && !sent.value.content().is_empty());
        let (Some(sent), Some(shown)) = (sent, answered.resource(facts)) else { return };
        if member(shown, "externalId").is_none_or(|shown| shown.value.is_null()) && !answered.selects() {
            sink.found(Place::opening(shown).in_response()).related(sent.value, "sent here");
        }
    }

    /// A group that was given members is shown without any.
    ///
    /// Some providers never show them. A client that compares what it sent with what it sees sends them again in
    /// every cycle.
    group_members_not_returned {
        looks_at: Exchange,
        stage: Schema,
        says: "members were sent, and the group is shown without any",
        help: "show the members, or say in the documentation that they are not shown",
        bad: r#"POST /Groups

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"],"displayName":"crew","members":[{"value":"2819c223"}]}

HTTP/1.1 201 Created
Location: /Groups/e9e30dba

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"],"id":"e9e30dba","displayName":"crew","members":[]}
"#,
        good: r#"POST /Groups

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"],"displayName":"crew","members":[{"value":"2819c223"}]}

HTTP/1.1 201 Created
Location: /Groups/e9e30dba

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"],"id":"e9e30dba","displayName":"crew","members":[{"value":"2819c223"}]}
"#,
    }
    fn check(answered: &Answered<'_>, facts: &Facts<'_>, sink: &mut Sink<'_>) {
        let (Some(sent), Some(shown)) = (answered.sent, answered.resource(facts)) else { return };
        let is_filled = |value: Value<'_>| value.kind() == Kind::Array && !value.is_empty();
        let is_of_members = |set: &Set<'_>| set.name.eq_ignore_ascii_case("members") && is_filled(set.value);
        let sends = match facts.action.operation {
            Some(Operation::Create | Operation::Replace) => {
                member(sent, "members").is_some_and(|members| is_filled(members.value))
            }
            Some(Operation::Patch) => sets(sent).last().is_some_and(is_of_members),
            _ => false,
        };
        let members = member(shown, "members");
        if sends && !answered.selects() && members.is_none_or(|members| members.value.is_empty()) {
            let place = members.map_or(Place::opening(shown), |members| Place::name(members.name, members.value));
            sink.found(place.in_response());
        }
    }

    /// A replace of some parts of a complex attribute takes the others away.
    ///
    /// What the value does not name is left as it is. A server that puts the object in place of the old one
    /// loses a family name when a given name is changed.
    patch_complex_replace_drops_siblings {
        looks_at: Exchange,
        stage: State,
        cites: "7644-3.5.2.3-complex-rest",
        says: "`{path}` is null behind a replace that does not name it",
        help: "leave the sub-attributes that the value does not name as they are",
        bad: r#"PATCH /Users/2819c223

{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"replace","path":"name","value":{"givenName":"Mona"}}]}

HTTP/1.1 200 OK

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"id":"2819c223","userName":"mona","name":{"givenName":"Mona","familyName":null}}
"#,
        good: r#"PATCH /Users/2819c223

{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"replace","path":"name","value":{"givenName":"Mona"}}]}

HTTP/1.1 200 OK

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"id":"2819c223","userName":"mona","name":{"givenName":"Mona","familyName":"Lisa"}}
"#,
    }
    fn check(answered: &Answered<'_>, facts: &Facts<'_>, sink: &mut Sink<'_>) {
        for (set, shown) in replaced(answered, facts) {
            for part in shown.members().filter(|part| part.value.is_null()) {
                let key = part.key();
                if member(set.value, &key).is_none() {
                    sink.found(Place::from(part.value).in_response())
                        .with("path", &[&*set.name, ".", &key].concat())
                        .related(set.value, "replaced here");
                }
            }
        }
    }

    /// One operation of a PATCH has an effect and another has none.
    ///
    /// A PATCH is applied as a whole or not at all. What is applied in part leaves client and provider with
    /// different pictures of the resource.
    patch_non_atomic {
        looks_at: Exchange,
        stage: State,
        cites: "7644-3.5.2-atomic",
        says: "`{path}` is not what this PATCH makes it, while another operation of it was applied",
        help: "apply all operations, or none and answer with an error",
        bad: r#"PATCH /Users/2819c223

{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"replace","path":"displayName","value":"Mona"},{"op":"replace","path":"active","value":false}]}

HTTP/1.1 200 OK

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"id":"2819c223","userName":"mona","displayName":"Mona","active":true}
"#,
        good: r#"PATCH /Users/2819c223

{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"replace","path":"displayName","value":"Mona"},{"op":"replace","path":"active","value":false}]}

HTTP/1.1 200 OK

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"id":"2819c223","userName":"mona","displayName":"Mona","active":false}
"#,
    }
    fn check(answered: &Answered<'_>, facts: &Facts<'_>, sink: &mut Sink<'_>) {
        let Some(shown) = patched(answered, facts) else { return };
        let Some(sent) = answered.sent else { return };
        let sets = sets(sent);
        let outcome = |set: &Set<'_>| became(set, shown, facts).map(|value| (set.operation, value, says(value) == says(set.value)));
        for (at, set) in sets.iter().enumerate() {
            // What a later operation sets again, or a part of it, is not to be seen.
            let is_last = !sets[at + 1..].iter().any(|later| later.name.eq_ignore_ascii_case(&set.name));
            let Some((operation, value, false)) = outcome(set).filter(|_| is_last) else { continue };
            let is_kept = |other: &Set<'_>| {
                other.operation != operation && outcome(other).is_some_and(|(_, _, is_applied)| is_applied)
            };
            if sets.iter().any(is_kept) {
                sink.found(Place::from(value).in_response()).with("path", &set.name).related(set.value, "sent here");
            }
        }
    }

    /// A resource is shown with nulls.
    ///
    /// An attribute without a value is left out. Some servers add a null for every sub-attribute that they
    /// know, and refuse the resource when the client sends it back.
    response_null_pollution {
        looks_at: Exchange,
        stage: Schema,
        cites: "7643-2.5-omitted",
        says: "the resource is shown with {count}",
        help: "leave out what has no value",
        bad: r#"GET /Users/2819c223

HTTP/1.1 200 OK

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"id":"2819c223","userName":"mona","emails":[{"value":"mona@example.com","type":null}]}
"#,
        good: r#"GET /Users/2819c223

HTTP/1.1 200 OK

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"id":"2819c223","userName":"mona","emails":[{"value":"mona@example.com"}]}
"#,
    }
    fn check(answered: &Answered<'_>, facts: &Facts<'_>, sink: &mut Sink<'_>) {
        let replaced: Vec<u32> = replaced(answered, facts).into_iter().map(|(_, shown)| shown.index()).collect();
        for resource in answered.resources(facts) {
            let mut found = Vec::new();
            nulls(resource, &replaced, &mut found);
            if let Some(first) = found.first() {
                let count = if found.len() == 1 { "a null".to_owned() } else { [&*found.len().to_string(), " nulls"].concat() };
                sink.found(Place::from(*first).in_response()).with("count", &count);
            }
        }
    }
}

/// A value that a PATCH sets at a path without a filter.
struct Set<'a> {
    /// The operation's index.
    operation: usize,
    replaces: bool,
    /// The path: an attribute, or a sub-attribute behind a dot.
    name: String,
    value: Value<'a>,
}

/// What the operations of a PATCH add and replace; each object is there as a whole, and in its parts.
fn sets(patch: Value<'_>) -> Vec<Set<'_>> {
    let mut sets = Vec::new();
    let Some(operations) = member(patch, "Operations") else { return sets };
    for (operation, object) in operations.value.elements().enumerate() {
        let op = member(object, "op").and_then(|op| op.value.string()).unwrap_or_default();
        let replaces = op.eq_ignore_ascii_case("replace");
        let Some(value) = member(object, "value").filter(|_| replaces || op.eq_ignore_ascii_case("add"))
        else {
            continue;
        };
        let path = member(object, "path").and_then(|path| path.value.string());
        let mut set =
            |name: &str, value| sets.push(Set { operation, replaces, name: name.to_owned(), value });
        match path {
            Some(path) if path.contains(['[', ':']) => {}
            Some(path) => parts(&path, value.value, &mut set),
            None => value.value.members().for_each(|member| parts(&member.key(), member.value, &mut set)),
        }
    }
    sets
}

fn parts<'a>(name: &str, value: Value<'a>, set: &mut dyn FnMut(&str, Value<'a>)) {
    set(name, value);
    if !name.contains(['.', ':']) {
        value.members().for_each(|part| set(&[name, ".", &part.key()].concat(), part.value));
    }
}

/// The resource that a PATCH is answered with, in full.
fn patched<'a>(answered: &Answered<'a>, facts: &Facts<'_>) -> Option<Value<'a>> {
    let is_patch = answered.request.method == Method::Patch && !answered.selects();
    answered.resource(facts).filter(|_| is_patch)
}

/// Objects that a PATCH puts in place of an attribute, each with the object that is shown then.
fn replaced<'a>(answered: &Answered<'a>, facts: &Facts<'_>) -> Vec<(Set<'a>, Value<'a>)> {
    let (Some(shown), Some(sent)) = (patched(answered, facts), answered.sent) else { return Vec::new() };
    let objects = sets(sent).into_iter().filter(|set| set.replaces && set.value.kind() == Kind::Object);
    let shown = |name: &str| Some(member(shown, name)?.value).filter(|shown| shown.kind() == Kind::Object);
    objects.filter_map(|set| shown(&set.name).map(|shown| (set, shown))).collect()
}

/// The value that is shown where the PATCH sets one, if both are plain and the provider keeps what it is given.
fn became<'a>(set: &Set<'_>, shown: Value<'a>, facts: &Facts<'_>) -> Option<Value<'a>> {
    let (name, sub) = set.name.split_once('.').map_or((&*set.name, None), |(name, sub)| (name, Some(sub)));
    let is_normalized =
        name.eq_ignore_ascii_case("userName") && facts.profile.behaves(Behaviour::NormalizesUserNames);
    let schemas = facts.profile.schemas_of(facts.action.resource_type?);
    let attribute = schemas.first()?.attribute(name)?;
    let attribute = match sub {
        Some(sub) => attribute.sub_attribute(sub)?,
        None => attribute,
    };
    let is_kept = attribute.mutability == Mutability::ReadWrite
        && matches!(attribute.returned, Returned::Always | Returned::Default);
    let value = member(shown, name)?.value;
    let value = sub.map_or(Some(value), |sub| Some(member(value, sub)?.value))?;
    let are_plain = says(value).is_some() && says(set.value).is_some();
    (is_kept && are_plain && !is_normalized).then_some(value)
}

/// What a plain value says, but for case and what stands between letters and digits: servers tidy up.
fn says(value: Value<'_>) -> Option<String> {
    let is_plain = matches!(value.kind(), Kind::String | Kind::True | Kind::False);
    let text = value.string().unwrap_or_else(|| value.raw().into());
    let letters = text.chars().filter(|character| character.is_alphanumeric());
    is_plain.then(|| letters.flat_map(char::to_lowercase).collect())
}

/// The nulls within a value, but for those directly in the objects with these indices.
fn nulls<'a>(value: Value<'a>, except: &[u32], found: &mut Vec<Value<'a>>) {
    let is_excepted = except.contains(&value.index());
    let inner = value.members().map(|member| member.value).chain(value.elements());
    for inner in inner.filter(|inner| !(is_excepted && inner.is_null())) {
        if inner.is_null() {
            found.push(inner);
        } else {
            nulls(inner, except, found);
        }
    }
}
