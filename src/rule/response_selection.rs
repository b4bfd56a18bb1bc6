//! Rules on what answers make of `attributes` and `excludedAttributes` (RFC 7644 §3.9).

use super::declare::rules;
use super::response::member;
use super::subject::Answered;
use super::{Facts, Place, Sink};
use crate::json::{Kind, Member, Value};
use crate::schema::{Named, Returned, resolve};
use crate::syntax::AttributePath;

rules! {
    /// An attribute is shown though the query excludes it.
    ///
    /// Entra ID reads every group with `excludedAttributes=members`. A provider that sends the members all the
    /// same makes each of these reads as long as the group is large, until they time out.
    url_excluded_members_ignored {
        looks_at: Exchange,
        stage: Schema,
        cites: "7644-3.9-excluded-attributes",
        says: "`excludedAttributes` names `{name}`, and it is shown",
        help: "leave out what a query excludes, unless it is always returned",
        bad: r#"GET /Groups/e9e30dba?excludedAttributes=members

HTTP/1.1 200 OK

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"],"id":"e9e30dba","displayName":"Tour guides","members":[{"value":"2819c223"}]}
"#,
        good: r#"GET /Groups/e9e30dba?excludedAttributes=members

HTTP/1.1 200 OK

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"],"id":"e9e30dba","displayName":"Tour guides"}
"#,
    }
    fn check(answered: &Answered<'_>, facts: &Facts<'_>, sink: &mut Sink<'_>) {
        let Some(kind) = facts.action.resource_type else { return };
        // What both parameters mean together is left open.
        let Some(excluded) = answered.parameter("excludedAttributes") else { return };
        if answered.parameter("attributes").is_some() {
            return;
        }
        let schemas = facts.profile.schemas_of(kind);
        for name in excluded.split(',').map(str::trim) {
            let Ok(path) = AttributePath::parse(name) else { continue };
            let Some(named) = resolve(&schemas, &path).filter(is_left_out) else { continue };
            // One of a list is enough.
            let shown = answered.resources(facts).find_map(|resource| shown(resource, named));
            if let Some(shown) = shown {
                sink.found(Place::name(shown.name, shown.value).in_response()).with("name", name);
            }
        }
    }

    /// A request asks for an attribute that is never returned.
    ///
    /// Microsoft's validator reports `pin` and `password` as missing in the answer. That they are missing is
    /// what their characteristic `returned` says.
    schema_writeonly_expected {
        looks_at: Exchange,
        stage: Schema,
        cites: "7643-7-returned-never",
        says: "`{name}` is never returned, so the answer is right without it",
        bad: r#"GET /Users/2819c223?attributes=userName,password

HTTP/1.1 200 OK

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"id":"2819c223","userName":"mona"}
"#,
        good: r#"GET /Users/2819c223?attributes=userName

HTTP/1.1 200 OK

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"id":"2819c223","userName":"mona"}
"#,
    }
    fn check(answered: &Answered<'_>, facts: &Facts<'_>, sink: &mut Sink<'_>) {
        let (Some(asked), Some(kind)) = (answered.parameter("attributes"), facts.action.resource_type) else { return };
        let Some(root) = answered.shown.filter(|_| answered.is_success()) else { return };
        for schema in facts.profile.schemas_of(kind) {
            for attribute in &schema.attributes {
                let is_asked = asked.split(',').any(|name| {
                    let name = name.trim();
                    let name = name.rsplit_once(':').map_or(name, |(_, name)| name);
                    name.eq_ignore_ascii_case(&attribute.name)
                });
                if attribute.returned == Returned::Never && is_asked {
                    sink.found(Place::opening(root).in_response()).with("name", &attribute.name);
                }
            }
        }
    }
}

/// Whether an attribute can be excluded: "attributes whose schema \"returned\" setting is \"always\"" cannot.
fn is_left_out(named: &Named<'_>) -> bool {
    named.sub_attribute.unwrap_or(named.attribute).returned != Returned::Always
}

/// The member of a resource that shows a value of the attribute.
fn shown<'a>(resource: Value<'a>, named: Named<'_>) -> Option<Member<'a>> {
    let holder = match named.extension {
        Some(extension) => member(resource, &extension.id)?.value,
        None => resource,
    };
    let whole = member(holder, &named.attribute.name)?;
    let found = match named.sub_attribute {
        None => Some(whole),
        Some(sub) if whole.value.kind() == Kind::Array => {
            whole.value.elements().find_map(|element| member(element, &sub.name))
        }
        Some(sub) => member(whole.value, &sub.name),
    };
    found.filter(|found| !found.value.is_null())
}
