//! Rules on `schemas`: what a body says that it is.

use super::declare::rules;
use super::mend::listing;
use super::subject::Resource;
use super::{Facts, Place, Sink};
use crate::cut::Cut;
use crate::json::{Kind, Value};
use crate::message::Part;
use std::borrow::Cow;

rules! {
    /// A resource has no `schemas`.
    ///
    /// It is the only attribute that every resource must have; strict providers refuse the body.
    schemas_missing {
        looks_at: Schemaless,
        stage: Schema,
        cites: "7643-3-schemas-not-empty",
        says: "`schemas` is missing",
        help: "add `\"schemas\": [\"{urn}\"]`",
        bad: "POST /Users\n\n{\"userName\":\"mona\"}",
        good: "POST /Users\n\n{\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:User\"],\"userName\":\"mona\"}",
    }
    fn check(resource: &Resource<'_>, _facts: &Facts<'_>, sink: &mut Sink<'_>) {
        if resource.schemas.is_none() && !resource.is_message {
            lacking(resource, sink);
        }
    }

    /// A PATCH body has no `schemas`.
    ///
    /// The body of a PATCH is a message of its own and says so with the `PatchOp` URN.
    schemas_patch_missing {
        looks_at: Schemaless,
        stage: Schema,
        cites: "7644-3.5.2-schemas",
        says: "`schemas` is missing",
        help: "add `\"schemas\": [\"{urn}\"]`",
        bad: "PATCH /Users/2819c223\n\n{\"Operations\":[{\"op\":\"replace\",\"path\":\"active\",\"value\":false}]}",
        good: "PATCH /Users/2819c223\n\n{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:PatchOp\"],\"Operations\":[{\"op\":\"replace\",\"path\":\"active\",\"value\":false}]}",
    }
    fn check(resource: &Resource<'_>, _facts: &Facts<'_>, sink: &mut Sink<'_>) {
        if resource.schemas.is_none() && resource.is_message {
            lacking(resource, sink);
        }
    }

    /// `schemas` is an empty array.
    ///
    /// It then says nothing of what the body is.
    schemas_empty {
        looks_at: Schemaless,
        stage: Schema,
        cites: "7643-3-schemas-not-empty",
        says: "`schemas` is empty",
        help: "write `[\"{urn}\"]`",
        bad: "POST /Users\n\n{\"schemas\":[],\"userName\":\"mona\"}",
        good: "POST /Users\n\n{\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:User\"],\"userName\":\"mona\"}",
    }
    fn check(resource: &Resource<'_>, _facts: &Facts<'_>, sink: &mut Sink<'_>) {
        let Some(schemas) = resource.schemas.filter(|schemas| schemas.value.kind() == Kind::Array) else { return };
        if schemas.value.is_empty() {
            sink.found(schemas.value).with("urn", resource.urn).mend(|draft| {
                let text = ["[\"", resource.urn, "\"]"].concat();
                draft.replace(&["write `", &text, "`"].concat(), true, schemas.value, &text);
            });
        }
    }

    /// `schemas` is a string instead of an array.
    schemas_as_string {
        looks_at: Schemaless,
        stage: Schema,
        cites: "7643-2.4-array",
        says: "`schemas` is a string, where an array is due",
        help: "write `[{written}]`",
        bad: "POST /Users\n\n{\"schemas\":\"urn:ietf:params:scim:schemas:core:2.0:User\",\"userName\":\"mona\"}",
        good: "POST /Users\n\n{\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:User\"],\"userName\":\"mona\"}",
    }
    fn check(resource: &Resource<'_>, _facts: &Facts<'_>, sink: &mut Sink<'_>) {
        let Some(schemas) = resource.schemas.filter(|schemas| schemas.value.kind() == Kind::String) else { return };
        sink.found(schemas.value)
            .with("written", schemas.value.raw())
            .wrap("put the string into an array", true, schemas.value, ["[", "]"]);
    }

    /// A URN of SCIM 1.x stands in `schemas`.
    ///
    /// `urn:scim:schemas:core:1.0` belongs to another protocol version; a 2.0 endpoint does not know it.
    schemas_scim1_urn {
        looks_at: Strangers,
        stage: Schema,
        cites: "7643-3-schemas-defined",
        says: "`{written}` is a URN of SCIM 1",
        help: "write `{urn}`",
        bad: "POST /Users\n\n{\"schemas\":[\"urn:scim:schemas:core:1.0\"],\"userName\":\"mona\"}",
        good: "POST /Users\n\n{\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:User\"],\"userName\":\"mona\"}",
    }
    fn check(resource: &Resource<'_>, _facts: &Facts<'_>, sink: &mut Sink<'_>) {
        for &element in resource.strangers {
            let urn = urn(element);
            if is_scim1(&urn) {
                let due = resource.urn;
                sink.found(element)
                    .with("written", &urn)
                    .with("urn", due)
                    .write(true, element.into(), due);
            }
        }
    }

    /// A URN in `schemas` is written in another case than its schema's.
    ///
    /// Some providers compare URNs letter by letter and take it for an unknown schema.
    schemas_case {
        looks_at: Strangers,
        stage: Schema,
        cites: "7643-3-schemas-defined",
        says: "`{written}` is `{declared}` in another case",
        help: "write `{declared}`",
        bad: "POST /Users\n\n{\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:user\"],\"userName\":\"mona\"}",
        good: "POST /Users\n\n{\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:User\"],\"userName\":\"mona\"}",
    }
    fn check(resource: &Resource<'_>, _facts: &Facts<'_>, sink: &mut Sink<'_>) {
        for &element in resource.strangers {
            let urn = urn(element);
            if let Some(due) = expected(resource).find(|due| due.eq_ignore_ascii_case(&urn)) {
                sink.found(element)
                    .with("written", &urn)
                    .with("declared", due)
                    .write(true, element.into(), due);
            }
        }
    }

    /// A URN in `schemas` is damaged: it is close to a known one, and none.
    ///
    /// A missing colon, `param` for `params`, `2.0.User`: the provider does not know the schema.
    schemas_urn_typo {
        looks_at: Strangers,
        stage: Schema,
        cites: "7643-3-schemas-defined",
        says: "`{written}` is no schema; it looks like `{declared}`",
        help: "write `{declared}`",
        bad: "POST /Users\n\n{\"schemas\":[\"urn:ietf:param:scim:schemas:core:2.0:User\"],\"userName\":\"mona\"}",
        good: "POST /Users\n\n{\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:User\"],\"userName\":\"mona\"}",
    }
    fn check(resource: &Resource<'_>, _facts: &Facts<'_>, sink: &mut Sink<'_>) {
        for &element in resource.strangers {
            let urn = urn(element);
            if expected(resource).any(|due| due.eq_ignore_ascii_case(&urn)) {
                continue;
            }
            if let Some(due) = expected(resource).find(|due| is_near(due, &urn)) {
                sink.found(element)
                    .with("written", &urn)
                    .with("declared", due)
                    .write(true, element.into(), due);
            }
        }
    }

    /// A URN that no schema of the resource type has stands in `schemas`.
    ///
    /// A client's own URN means nothing to a provider that did not declare it.
    schemas_vendor_urn {
        looks_at: Strangers,
        stage: Schema,
        cites: "7643-3-schemas-defined",
        says: "`{written}` is no schema of this resource type",
        help: "leave it out, or send it only where the provider declares it",
        bad: "POST /Users\n\n{\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:User\",\"urn:example:hr:2.0:Badge\"],\"userName\":\"mona\"}",
        good: "POST /Users\n\n{\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:User\"],\"userName\":\"mona\"}",
    }
    fn check(resource: &Resource<'_>, _facts: &Facts<'_>, sink: &mut Sink<'_>) {
        if resource.is_message {
            return;
        }
        for &element in resource.strangers {
            let urn = urn(element);
            let is_named_elsewhere = is_scim1(&urn)
                || expected(resource).any(|due| due.eq_ignore_ascii_case(&urn) || is_near(due, &urn));
            if !is_named_elsewhere {
                let draft = sink.found(element).with("written", &urn);
                if resource.object.get(&urn).is_none() {
                    draft.take_out_element("leave it out", true, element);
                }
            }
        }
    }

    /// A PATCH body carries the resource's URN instead of the message's.
    ///
    /// It then says that it is a whole User or Group.
    schemas_resource_urn_in_patch {
        looks_at: Strangers,
        stage: Schema,
        cites: "7644-3.5.2-schemas",
        says: "`{written}` names a resource; a PATCH body is a `PatchOp`",
        help: "write `{urn}`",
        bad: "PATCH /Users/2819c223\n\n{\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:User\"],\"Operations\":[{\"op\":\"replace\",\"path\":\"active\",\"value\":false}]}",
        good: "PATCH /Users/2819c223\n\n{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:PatchOp\"],\"Operations\":[{\"op\":\"replace\",\"path\":\"active\",\"value\":false}]}",
    }
    fn check(resource: &Resource<'_>, _facts: &Facts<'_>, sink: &mut Sink<'_>) {
        if !resource.is_message {
            return;
        }
        let listed = resource.schemas.map_or(0, |schemas| schemas.value.len());
        let has_own = listed > resource.strangers.len();
        for &element in resource.strangers {
            let urn = urn(element);
            if urn.place_of(":schemas:").is_some() && !is_scim1(&urn) && !has_own {
                let due = resource.urn;
                sink.found(element)
                    .with("written", &urn)
                    .with("urn", due)
                    .write(true, element.into(), due);
            }
        }
    }

    /// An extension's attributes are there, but its URN is not in `schemas`.
    ///
    /// A strict provider refuses or drops what no listed schema declares.
    schemas_extension_undeclared {
        looks_at: Unlisted,
        stage: Schema,
        cites: "7643-3-extended",
        says: "`{written}` is not in `schemas`",
        help: "add it to `schemas`",
        bad: "POST /Users\n\n{\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:User\"],\"userName\":\"mona\",\"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User\":{\"department\":\"Tools\"}}",
        good: "POST /Users\n\n{\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:User\",\"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User\"],\"userName\":\"mona\",\"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User\":{\"department\":\"Tools\"}}",
    }
    fn check(resource: &Resource<'_>, _facts: &Facts<'_>, sink: &mut Sink<'_>) {
        if resource.is_message {
            return;
        }
        for member in resource.object.members().filter(|member| member.name.content().starts_with(b"urn:")) {
            let urn = member.key();
            let Some(schemas) = resource.schemas else { return };
            // What is in the place of a URN may be this one.
            let is_urn = |element: Value<'_>| {
                element.content() == urn.as_bytes()
                    || element.kind() != Kind::String
                    || self::urn(element).eq_ignore_ascii_case(&urn)
            };
            let is_readable = schemas.value.kind() == Kind::Array && !schemas.value.is_empty();
            let is_qualified = || expected(resource).any(|due| is_qualified_with(&urn, due));
            if is_readable && !schemas.value.elements().any(is_urn) && !is_qualified() {
                sink.found(Place::name(member.name, member.value)).with("written", &urn).mend(|draft| {
                    if let Some(edit) = listing(resource.object, &urn) {
                        draft.fix("add it to `schemas`", true, vec![edit]);
                    }
                });
            }
        }
    }

    /// `schemas` lacks the URN of the body itself.
    ///
    /// An extension's URN alone, or a URN of nobody, does not say what the body is.
    schemas_base_missing {
        looks_at: Baseless,
        stage: Schema,
        cites: "7643-3.3-base",
        says: "`{urn}` is not in `schemas`",
        help: "add it to `schemas`",
        bad: "POST /Users\n\n{\"schemas\":[\"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User\"],\"userName\":\"mona\",\"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User\":{\"department\":\"Tools\"}}",
        good: "POST /Users\n\n{\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:User\",\"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User\"],\"userName\":\"mona\",\"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User\":{\"department\":\"Tools\"}}",
    }
    fn check(resource: &Resource<'_>, _facts: &Facts<'_>, sink: &mut Sink<'_>) {
        let Some(schemas) = resource.schemas else { return };
        // One of these is meant for it, and says so by a rule of its own.
        let is_meant = |element: &Value<'_>| {
            let urn = urn(*element);
            is_scim1(&urn)
                || expected(resource).any(|due| is_near(due, &urn))
                || resource.is_message && urn.place_of(":schemas:").is_some()
        };
        if !resource.strangers.iter().any(is_meant) {
            sink.found(schemas.value).with("urn", resource.urn).mend(|draft| {
                let first = schemas.value.content_span().start;
                let place = Place { part: Part::Body, span: crate::json::Span::new(first, first + 1), node: None };
                draft.replace("add it", true, place, &["[\"", resource.urn, "\","].concat());
            });
        }
    }

    /// A URN stands in `schemas` twice.
    schemas_duplicate {
        looks_at: SeveralSchemas,
        stage: Schema,
        cites: "7643-3-schemas-duplicate",
        says: "`{written}` is in `schemas` twice",
        help: "list it once",
        bad: "POST /Users\n\n{\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:User\",\"urn:ietf:params:scim:schemas:core:2.0:User\"],\"userName\":\"mona\"}",
        good: "POST /Users\n\n{\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:User\"],\"userName\":\"mona\"}",
    }
    fn check(resource: &Resource<'_>, _facts: &Facts<'_>, sink: &mut Sink<'_>) {
        let elements = || resource.schemas.into_iter().flat_map(|schemas| schemas.value.elements());
        // A resource has a handful; a list without end costs no square.
        for (index, element) in elements().enumerate().skip(1).take(15) {
            let is_same = |first: &Value<'_>| first.content().eq_ignore_ascii_case(element.content());
            if let Some(first) = elements().take(index).find(is_same) {
                sink.found(element).with("written", &urn(element)).related(first, "the first one");
            }
        }
    }

    /// An extension's URN is in `schemas`, and the resource has none of its attributes.
    ///
    /// It does no harm; validators that ask for the extension's object refuse it. Entra ID lists the
    /// enterprise extension on every create.
    schemas_extension_declared_empty {
        looks_at: Uncarried,
        stage: Schema,
        cites: "7643-3.3-extensions",
        says: "`{written}` is in `schemas`, and nothing of it in the resource",
        help: "leave the URN out until there is data",
        bad: "POST /Users\n\n{\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:User\",\"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User\"],\"userName\":\"mona\"}",
        good: "POST /Users\n\n{\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:User\"],\"userName\":\"mona\"}",
    }
    fn check(resource: &Resource<'_>, _facts: &Facts<'_>, sink: &mut Sink<'_>) {
        for element in resource.schemas.into_iter().flat_map(|schemas| schemas.value.elements()).take(16) {
            let listed = element.content();
            let is_extension = resource.extensions.iter().any(|urn| urn.as_bytes() == listed);
            // A name that is qualified with the URN is of the extension, too.
            let is_of_it = |name: &[u8]| name.get(..listed.len()).is_some_and(|urn| urn.eq_ignore_ascii_case(listed));
            if is_extension && !resource.object.members().any(|member| is_of_it(member.name.content())) {
                sink.found(element).with("written", &urn(element));
            }
        }
    }
}

fn lacking(resource: &Resource<'_>, sink: &mut Sink<'_>) {
    let place = Place::opening(resource.object);
    sink.found(place).with("name", "schemas").with("urn", resource.urn).mend(|draft| {
        let comma = if resource.object.is_empty() { "" } else { "," };
        let text = ["{\"schemas\":[\"", resource.urn, "\"]", comma].concat();
        draft.replace("add `schemas`", true, place, &text);
    });
}

/// The URN in an element of `schemas`; empty when the element is no string.
fn urn(element: Value<'_>) -> Cow<'_, str> {
    element.string().unwrap_or_default()
}

/// The URNs that the body may carry.
fn expected<'a>(resource: &Resource<'a>) -> impl Iterator<Item = &'a str> {
    std::iter::once(resource.urn).chain(resource.extensions.iter().map(String::as_str))
}

fn is_scim1(urn: &str) -> bool {
    urn.get(..9).is_some_and(|start| start.eq_ignore_ascii_case("urn:scim:"))
}

/// Whether the name is the URN and an attribute's name behind it, with a colon or, wrongly, a dot between them.
pub(super) fn is_qualified_with(name: &str, urn: &str) -> bool {
    name.split_at_checked(urn.len())
        .is_some_and(|(start, rest)| start.eq_ignore_ascii_case(urn) && rest.starts_with([':', '.']))
}

/// Whether the texts differ in at most three letters, case aside.
fn is_near(due: &str, written: &str) -> bool {
    crate::words::distance(due, written, 3).is_some()
}
