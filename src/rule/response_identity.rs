//! Rules on what an answer says that it is: `schemas`, `meta.resourceType`.

use super::declare::rules;
use super::response::member;
use super::response_error::error;
use super::response_value::shown;
use super::subject::Answered;
use super::{Facts, Place, Sink};
use crate::json::{Kind, Value};
use crate::schema::{ERROR, LIST_RESPONSE, SCHEMA, Schema};

rules! {
    /// A body does not name its schema.
    ///
    /// By `schemas` a client knows a list from a resource, and an error from both. Clients with types of their own
    /// choose the type by it, and have none for a body without.
    response_schemas_missing {
        looks_at: Exchange,
        stage: Schema,
        cites: "7643-3-schemas-not-empty",
        says: "`schemas` is shown without `{urn}`",
        help: "write `\"schemas\": [\"{urn}\"]`",
        bad: r#"GET /Users/2819c223

HTTP/1.1 200 OK

{"id":"2819c223","userName":"mona"}
"#,
        good: r#"GET /Users/2819c223

HTTP/1.1 200 OK

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"id":"2819c223","userName":"mona"}
"#,
    }
    fn check(answered: &Answered<'_>, facts: &Facts<'_>, sink: &mut Sink<'_>) {
        for (body, urn) in told(answered, facts) {
            // A misspelled name has a rule of its own, and so has a body that is no resource at all.
            let is_astray = member(body, "schema").is_some() || (urn != ERROR && urn != LIST_RESPONSE && body.is_empty());
            let schemas = member(body, "schemas").map(|schemas| schemas.value);
            let names = |value: Value<'_>| value.string().is_some_and(|name| name.eq_ignore_ascii_case(urn));
            if !is_astray && !schemas.is_some_and(|schemas| schemas.elements().any(names)) {
                let place = schemas.map_or_else(|| Place::opening(body), Place::from);
                sink.found(place.in_response()).with("urn", urn);
            }
        }
    }

    /// A body names one schema twice.
    response_schemas_repeated {
        looks_at: Exchange,
        stage: Schema,
        cites: "7643-3-schemas-duplicate",
        says: "`schemas` is shown with {json} twice",
        help: "name each schema once",
        bad: r#"GET /Groups/e9e30dba

HTTP/1.1 200 OK

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group","urn:ietf:params:scim:schemas:core:2.0:Group"],"id":"e9e30dba","displayName":"Tour guides"}
"#,
        good: r#"GET /Groups/e9e30dba

HTTP/1.1 200 OK

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"],"id":"e9e30dba","displayName":"Tour guides"}
"#,
    }
    fn check(answered: &Answered<'_>, facts: &Facts<'_>, sink: &mut Sink<'_>) {
        for (body, _) in told(answered, facts) {
            let Some(schemas) = member(body, "schemas") else { continue };
            let listed: Vec<Value<'_>> = schemas.value.elements().collect();
            let is_same = |one: &Value<'_>, other: &Value<'_>| {
                one.kind() == Kind::String && one.content().eq_ignore_ascii_case(other.content())
            };
            let repeated = (1..listed.len()).find(|at| listed[..*at].iter().any(|before| is_same(before, &listed[*at])));
            if let Some(at) = repeated {
                sink.found(Place::from(listed[at]).in_response()).with("json", listed[at].raw());
            }
        }
    }

    /// A resource says that it is of another type than those of its endpoint.
    response_resource_type_wrong {
        looks_at: Exchange,
        stage: Schema,
        cites: "7643-3.1-meta-resource-type",
        says: "`meta.resourceType` is shown as {json}, and this is a `{type}`",
        help: "write the name that `/ResourceTypes` has: `{type}`",
        bad: r#"GET /Users/2819c223

HTTP/1.1 200 OK

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"id":"2819c223","userName":"mona","meta":{"resourceType":"Users"}}
"#,
        good: r#"GET /Users/2819c223

HTTP/1.1 200 OK

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"id":"2819c223","userName":"mona","meta":{"resourceType":"User"}}
"#,
    }
    fn check(answered: &Answered<'_>, facts: &Facts<'_>, sink: &mut Sink<'_>) {
        let Some(kind) = facts.action.resource_type else { return };
        for resource in answered.resources(facts) {
            let said = member(resource, "meta").and_then(|meta| member(meta.value, "resourceType"));
            let said = said.filter(|said| said.value.string().is_some_and(|name| name != kind.name));
            if let Some(said) = said {
                sink.found(Place::from(said.value).in_response())
                    .with("json", said.value.raw())
                    .with("type", &kind.name);
            }
        }
    }
}

/// The bodies that have to say what they are, each with the schema that it has to name.
fn told<'a, 'f>(answered: &Answered<'a>, facts: &Facts<'f>) -> Vec<(Value<'a>, &'f str)> {
    let core = |schemas: &[&'f Schema]| Some(schemas.first()?.id.as_str());
    let resources =
        shown(answered, facts).into_iter().filter_map(|(body, schemas)| Some((body, core(&schemas)?)));
    // RFC 7643 §8.7 shows the definitions of schemas without.
    let resources = resources.filter(|(_, urn)| *urn != SCHEMA);
    let list = answered.list().map(|list| (list, LIST_RESPONSE));
    let error = error(answered).map(|error| (error, ERROR));
    list.into_iter().chain(error).chain(resources).collect()
}
