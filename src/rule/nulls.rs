//! Rules on null, which means that an attribute has no value (RFC 7643 §2.5).

use super::declare::rules;
use super::subject::Attributed;
use super::{Draft, Facts, Sink, Site};
use crate::profile::Operation;
use crate::schema::{Attribute, Mutability};

rules! {
    /// `active` is null.
    ///
    /// Null means unassigned: whether the person may sign in is then up to the provider.
    active_null {
        looks_at: Null,
        stage: Values,
        cites: "7643-2.5-null",
        says: "`active` is null, which leaves open whether the user is active",
        help: "write `true` or `false`",
        wants: |site| site.path == "active",
        bad: "POST /Users\n\n{\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:User\"],\"userName\":\"mona\",\"active\":null}",
        good: "POST /Users\n\n{\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:User\"],\"userName\":\"mona\",\"active\":true}",
    }
    fn check(null: &Attributed<'_>, _facts: &Facts<'_>, sink: &mut Sink<'_>) {
        report(null, sink);
    }

    /// An attribute that a resource must have is null.
    ///
    /// Null is no value, so it is the same as leaving the attribute out.
    required_null {
        looks_at: Null,
        stage: Values,
        cites: "7643-2.5-null",
        says: "`{path}` is required, and null is no value",
        help: "send a value",
        wants: |site| is_due(site.attribute),
        bad: "POST /Users\n\n{\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:User\"],\"userName\":null}",
        good: "POST /Users\n\n{\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:User\"],\"userName\":\"mona\"}",
    }
    fn check(null: &Attributed<'_>, _facts: &Facts<'_>, sink: &mut Sink<'_>) {
        report(null, sink);
    }

    /// An attribute is null.
    ///
    /// It means the same as leaving it out; endpoints that check bodies with a JSON Schema refuse it,
    /// and others clear what was there.
    null_attributes {
        looks_at: Null,
        stage: Values,
        cites: "7643-2.5-unassigned",
        says: "`{path}` is null, which means unassigned",
        help: "leave it out",
        wants: |site| site.path != "active" && !is_of_member(site) && !is_due(site.attribute),
        bad: "POST /Users\n\n{\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:User\"],\"userName\":\"mona\",\"title\":null}",
        good: "POST /Users\n\n{\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:User\"],\"userName\":\"mona\"}",
    }
    fn check(null: &Attributed<'_>, facts: &Facts<'_>, sink: &mut Sink<'_>) {
        let operation = facts.action.operation;
        if operation != Some(Operation::Replace) || !is_cleared(null.attribute) {
            let draft = report(null, sink);
            // Elsewhere it may be what clears a value.
            if operation == Some(Operation::Create) {
                draft.take_out("leave it out", true, null.name, null.value);
            }
        }
    }

    /// A PUT carries a null.
    ///
    /// Its sender may mean "leave it alone"; it clears what the resource has. Mapping engines write null for
    /// whatever they have no value for.
    null_clears_by_accident {
        looks_at: Null,
        stage: Values,
        cites: "7643-2.5-null",
        says: "`{path}` is null, which clears what the resource has",
        help: "send the value that the resource should have",
        wants: |site| site.path != "active" && !is_of_member(site),
        bad: r#"PUT /Users/2819c223

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"mona","title":null}"#,
        good: r#"PUT /Users/2819c223

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"mona","title":"Guide"}"#,
    }
    fn check(null: &Attributed<'_>, facts: &Facts<'_>, sink: &mut Sink<'_>) {
        if facts.action.operation == Some(Operation::Replace) && is_cleared(null.attribute) {
            report(null, sink);
        }
    }

    /// The `$ref` of a member is null.
    ///
    /// The member is named by its `value`, so nothing is lost; validators that know no null refuse it. Entra ID
    /// sends it.
    ref_null {
        looks_at: Null,
        stage: Values,
        cites: "7643-2.5-unassigned",
        says: "`{path}` is null",
        help: "leave it out",
        wants: |site| site.path == "members.$ref",
        bad: r#"POST /Groups

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"],"displayName":"Tour guides","members":[{"$ref":null,"value":"2819c223"}]}"#,
        good: r#"POST /Groups

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"],"displayName":"Tour guides","members":[{"value":"2819c223"}]}"#,
    }
    fn check(null: &Attributed<'_>, _facts: &Facts<'_>, sink: &mut Sink<'_>) {
        report(null, sink).take_out("leave it out", true, null.name, null.value);
    }

    /// The `display` of a member is null.
    ///
    /// Endpoints that show it, or that know no null, refuse the member. Okta sends it in a PUT of a group.
    display_null {
        looks_at: Null,
        stage: Values,
        cites: "7643-2.5-unassigned",
        says: "`{path}` is null",
        help: "leave it out",
        wants: |site| site.path == "members.display",
        bad: r#"POST /Groups

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"],"displayName":"Tour guides","members":[{"value":"2819c223","display":null}]}"#,
        good: r#"POST /Groups

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"],"displayName":"Tour guides","members":[{"value":"2819c223"}]}"#,
    }
    fn check(null: &Attributed<'_>, _facts: &Facts<'_>, sink: &mut Sink<'_>) {
        report(null, sink).take_out("leave it out", true, null.name, null.value);
    }
}

fn report<'s>(null: &Attributed<'_>, sink: &'s mut Sink<'_>) -> &'s mut Draft {
    sink.found(null.value).with("path", null.path).with("json", "null")
}

/// Whether it is a part of a member that has a rule of its own.
fn is_of_member(site: &Site<'_>) -> bool {
    matches!(site.path, "members.$ref" | "members.display")
}

/// Whether a resource must have the attribute.
fn is_due(attribute: &Attribute) -> bool {
    attribute.required && attribute.mutability != Mutability::ReadOnly
}

/// Whether a null takes away what the resource has: what must be there is refused, what only the
/// provider writes stays.
fn is_cleared(attribute: &Attribute) -> bool {
    !attribute.required && attribute.mutability != Mutability::ReadOnly
}
