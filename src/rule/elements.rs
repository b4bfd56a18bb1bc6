//! Rules on the elements of multi-valued attributes (RFC 7643 §2.4).

use super::declare::rules;
use super::subject::{Attributed, Operation};
use super::{Facts, Place, Sink, Site};
use crate::json::{Kind, Value};
use crate::profile::Operation as Operations;
use crate::schema::Mutability;
use crate::syntax::{Filter, ValueLiteral};

rules! {
    /// Two values of one attribute are primary.
    ///
    /// At most one may be; which one a provider keeps is anybody's guess.
    multi_primary {
        looks_at: Primaries,
        stage: Values,
        cites: "7643-2.4-primary",
        says: "two values of `{path}` are primary",
        help: "keep `primary` on one of them",
        wants: |site| site.attribute.sub_attribute("primary").is_some(),
        bad: "POST /Users\n\n{\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:User\"],\"userName\":\"mona\",\"emails\":[{\"value\":\"a@example.com\",\"primary\":true},{\"value\":\"b@example.com\",\"primary\":true}]}",
        good: "POST /Users\n\n{\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:User\"],\"userName\":\"mona\",\"emails\":[{\"value\":\"a@example.com\",\"primary\":true},{\"value\":\"b@example.com\"}]}",
    }
    fn check(attributed: &Attributed<'_>, _facts: &Facts<'_>, sink: &mut Sink<'_>) {
        let mut first: Option<Value<'_>> = None;
        for element in attributed.value.elements() {
            let Some(primary) = element.get("primary").filter(|primary| primary.kind() == Kind::True) else { continue };
            match first {
                None => first = Some(primary),
                Some(first) => {
                    sink.found(primary).with("path", attributed.path).related(first, "the first one");
                }
            }
        }
    }

    /// No e-mail is primary.
    ///
    /// Endpoints that keep one address, or that show one, ask which it is; some refuse the user. Entra ID's
    /// default mapping leaves `primary` out.
    primary_missing {
        looks_at: Primaryless,
        stage: Values,
        says: "none of the `{path}` is primary",
        help: "write `\"primary\": true` on the one to use",
        wants: |site| site.path == "emails" && site.attribute.sub_attribute("primary").is_some(),
        bad: r#"POST /Users

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"mona","emails":[{"value":"mona@example.com","type":"work"}]}"#,
        good: r#"POST /Users

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"mona","emails":[{"value":"mona@example.com","type":"work","primary":true}]}"#,
    }
    fn check(attributed: &Attributed<'_>, _facts: &Facts<'_>, sink: &mut Sink<'_>) {
        let is_primary = |element: Value<'_>| element.get("primary").is_some_and(|primary| primary.kind() != Kind::False);
        if attributed.value.is_empty() || attributed.value.elements().any(is_primary) {
            return;
        }
        let mut elements = attributed.value.elements();
        let only = elements.next().filter(|_| elements.next().is_none());
        let said = attributed.value.elements().find_map(|element| element.get("primary"));
        let draft = sink.found(attributed.value).with("path", attributed.path);
        draft.with("written", if said.is_some() { "false" } else { "absent" });
        match (said, only) {
            (Some(said), Some(_)) => draft.replace("make it the primary one", false, said, "true"),
            (None, Some(only)) if !only.is_empty() => {
                let bracket = Place::opening(only);
                draft.replace("make it the primary one", false, bracket, "{\"primary\":true,")
            }
            _ => draft,
        };
    }

    /// An element of a multi-valued attribute has no `value`.
    ///
    /// It names nothing: an e-mail without an address, a member without an id.
    value_missing_in_multi {
        looks_at: Valueless,
        stage: Values,
        cites: "7643-2.4-sub-attributes",
        says: "an element of `{path}` has no `value`",
        help: "send its `value`",
        wants: |site| {
            // Where the schema requires it, `required-attribute-missing` says that it is not there.
            site.attribute.sub_attribute("value").is_some_and(|value| !value.required)
                && site.attribute.mutability != Mutability::ReadOnly
        },
        bad: "POST /Users\n\n{\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:User\"],\"userName\":\"mona\",\"emails\":[{\"type\":\"work\"}]}",
        good: "POST /Users\n\n{\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:User\"],\"userName\":\"mona\",\"emails\":[{\"value\":\"mona@example.com\",\"type\":\"work\"}]}",
    }
    fn check(attributed: &Attributed<'_>, _facts: &Facts<'_>, sink: &mut Sink<'_>) {
        if !is_typed_role(attributed) {
            let draft = sink.found(attributed.value).with("path", attributed.path).with("name", "value");
            if attributed.is_element {
                draft.take_out_element("leave the element out", false, attributed.value);
            }
        }
    }

    /// A role has a `type` and no `value`.
    ///
    /// The type is a constant of the client's mapping and says nothing about the user. Entra ID sends
    /// `WindowsAzureActiveDirectoryRole` when its mapping ends in `.type`.
    role_type_constant {
        looks_at: Valueless,
        stage: Values,
        cites: "7643-2.4-sub-attributes",
        says: "this role has a `type`, and no `value` that names it",
        help: "map the role to its `value`",
        wants: |site| site.path == "roles",
        bad: r#"POST /Users

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"mona","roles":[{"primary":true,"type":"WindowsAzureActiveDirectoryRole"}]}"#,
        good: r#"POST /Users

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"mona","roles":[{"primary":true,"type":"WindowsAzureActiveDirectoryRole","value":"guide"}]}"#,
    }
    fn check(attributed: &Attributed<'_>, _facts: &Facts<'_>, sink: &mut Sink<'_>) {
        if is_typed_role(attributed) {
            sink.found(attributed.value).with("path", attributed.path).with("name", "value");
        }
    }

    /// An element has no `type`.
    ///
    /// A path such as `emails[type eq "work"]` then finds nothing, and a client that looks for its value adds a
    /// second one.
    type_missing {
        looks_at: Typeless,
        stage: Values,
        says: "an element of `{path}` has no `type`",
        help: "write its `type`, such as `work`",
        wants: is_typed,
        bad: r#"POST /Users

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"mona","emails":[{"value":"mona@example.com"}]}"#,
        good: r#"POST /Users

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"mona","emails":[{"value":"mona@example.com","type":"work"}]}"#,
    }
    fn check(attributed: &Attributed<'_>, _facts: &Facts<'_>, sink: &mut Sink<'_>) {
        sink.found(attributed.value).with("path", attributed.path).with("name", "type");
    }

    /// Two elements have one `type`.
    ///
    /// A path such as `emails[type eq "work"]` then means both, and endpoints that keep one value for each type
    /// keep one of them or refuse the request.
    duplicate_type {
        looks_at: SeveralElements,
        stage: Values,
        says: "two elements of `{path}` have the type `{written}`",
        help: "give each a type of its own",
        wants: is_typed,
        bad: r#"POST /Users

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"mona","emails":[{"value":"a@example.com","type":"work"},{"value":"b@example.com","type":"work"}]}"#,
        good: r#"POST /Users

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"mona","emails":[{"value":"a@example.com","type":"work"},{"value":"b@example.com","type":"home"}]}"#,
    }
    fn check(attributed: &Attributed<'_>, _facts: &Facts<'_>, sink: &mut Sink<'_>) {
        // Nobody has more types than that; a list without end costs no square.
        for (index, element) in attributed.value.elements().take(16).enumerate().skip(1) {
            let Some(kind) = type_of(element) else { continue };
            let mut earlier = attributed.value.elements().take(index).filter_map(type_of);
            if let Some(first) = earlier.find(|first| first.content() == kind.content()) {
                sink.found(kind)
                    .with("path", attributed.path)
                    .with("written", &kind.string().unwrap_or_default())
                    .related(first, "the first one");
            }
        }
    }

    /// The filter of a path looks for the type `untyped`.
    ///
    /// It is a placeholder of a test tool, and no value has that type: a provider that checks canonical values
    /// refuses it, another finds nothing to change.
    type_untyped_literal {
        looks_at: OperationFilter,
        stage: Values,
        says: "`untyped` is a placeholder, and no value's type",
        help: "write a type that the values have, such as `work`",
        bad: r#"PATCH /Users/2819c223

{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"replace","path":"emails[type eq \"untyped\"].value","value":"mona@example.com"}]}"#,
        good: r#"PATCH /Users/2819c223

{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"replace","path":"emails[type eq \"work\"].value","value":"mona@example.com"}]}"#,
    }
    fn check(operation: &Operation<'_>, _facts: &Facts<'_>, sink: &mut Sink<'_>) {
        let (Some(path), Some(Ok(tree))) = (operation.path, operation.tree()) else { return };
        // The tool that sends it compares nothing else.
        let Some(Filter::Compare(condition)) = &tree.filter else { return };
        let is_untyped = matches!(&condition.value, ValueLiteral::String(text) if text.eq_ignore_ascii_case("untyped"));
        if is_untyped && condition.attribute.attribute.eq_ignore_ascii_case("type") {
            sink.found(path);
        }
    }

    /// A list that must have an element has none.
    ///
    /// An empty array means that the attribute has no value, as null does.
    required_empty {
        looks_at: NoElement,
        stage: Schema,
        cites: "7643-2.5-null",
        says: "`{path}` is required, and an empty array is no value",
        help: "send an element",
        wants: |site| is_due(site) && site.path != "schemas",
        on: "github-emu",
        bad: r#"POST /scim/v2/enterprises/octo/Users

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"externalId":"e-1","userName":"mona","displayName":"Mona","active":true,"emails":[]}"#,
        good: r#"POST /scim/v2/enterprises/octo/Users

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"externalId":"e-1","userName":"mona","displayName":"Mona","active":true,"emails":[{"value":"mona@example.com","type":"work","primary":true}]}"#,
    }
    fn check(attributed: &Attributed<'_>, _facts: &Facts<'_>, sink: &mut Sink<'_>) {
        sink.found(attributed.value).with("path", attributed.path).with("name", &attributed.attribute.name);
    }
}

/// Whether elements are told apart by their type and one of them can be primary, as e-mails are.
fn is_typed(site: &Site<'_>) -> bool {
    let has = |name| site.attribute.sub_attribute(name);
    has("primary").is_some() && has("type").is_some_and(|kind| !kind.canonical_values.is_empty())
}

/// The type of an element, if it has one.
fn type_of(element: Value<'_>) -> Option<Value<'_>> {
    element.get("type").filter(|kind| kind.kind() == Kind::String)
}

/// Whether an element is a role with a type.
fn is_typed_role(attributed: &Attributed<'_>) -> bool {
    attributed.path == "roles" && attributed.value.get("type").is_some()
}

/// Whether the schema or the endpoint requires the attribute.
fn is_due(site: &Site<'_>) -> bool {
    let listed = || {
        let operations = &site.profile.resource_type(site.resource_type)?.operations;
        Some(operations.get(&Operations::Create)?.required.iter().any(|path| path == site.path))
    };
    site.attribute.required && site.attribute.mutability != Mutability::ReadOnly || listed() == Some(true)
}
