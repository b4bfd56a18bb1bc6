//! Rules on values of the right type.

use super::declare::rules;
use super::subject::Attributed;
use super::{Facts, Sink};
use crate::json::{Kind, Value};
use crate::schema::{Mutability, Type};

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
        sink.found(null.value).with("path", null.path).with("json", "null");
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
        wants: |site| site.path != "active",
        bad: "POST /Users\n\n{\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:User\"],\"userName\":\"mona\",\"title\":null}",
        good: "POST /Users\n\n{\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:User\"],\"userName\":\"mona\"}",
    }
    fn check(null: &Attributed<'_>, _facts: &Facts<'_>, sink: &mut Sink<'_>) {
        sink.found(null.value).with("path", null.path).with("json", "null");
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
        wants: |site| site.attribute.required && site.attribute.mutability != Mutability::ReadOnly,
        bad: "POST /Users\n\n{\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:User\"],\"userName\":null}",
        good: "POST /Users\n\n{\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:User\"],\"userName\":\"mona\"}",
    }
    fn check(null: &Attributed<'_>, _facts: &Facts<'_>, sink: &mut Sink<'_>) {
        sink.found(null.value).with("path", null.path).with("json", "null");
    }

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
            site.attribute.sub_attribute("value").is_some() && site.attribute.mutability != Mutability::ReadOnly
        },
        bad: "POST /Users\n\n{\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:User\"],\"userName\":\"mona\",\"emails\":[{\"type\":\"work\"}]}",
        good: "POST /Users\n\n{\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:User\"],\"userName\":\"mona\",\"emails\":[{\"value\":\"mona@example.com\",\"type\":\"work\"}]}",
    }
    fn check(attributed: &Attributed<'_>, _facts: &Facts<'_>, sink: &mut Sink<'_>) {
        sink.found(attributed.value).with("path", attributed.path).with("name", "value");
    }

    /// An e-mail's value is no address.
    email_not_an_address {
        looks_at: Text,
        stage: Values,
        cites: "7643-4.1.2-emails",
        says: "`{written}` is no e-mail address",
        help: "send an address such as `mona@example.com`",
        wants: |site| site.path == "emails.value",
        bad: "POST /Users\n\n{\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:User\"],\"userName\":\"mona\",\"emails\":[{\"value\":\"mona\"}]}",
        good: "POST /Users\n\n{\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:User\"],\"userName\":\"mona\",\"emails\":[{\"value\":\"mona@example.com\"}]}",
    }
    fn check(attributed: &Attributed<'_>, _facts: &Facts<'_>, sink: &mut Sink<'_>) {
        let Some(text) = attributed.value.string() else { return };
        let trimmed = text.trim();
        let is_address = trimmed.bytes().rposition(|byte| byte == b'@').is_some_and(|at| {
            let domain = &trimmed[at + 1..];
            let is_plain = || domain.bytes().all(|byte| byte.is_ascii_graphic());
            at > 0 && !domain.is_empty() && (is_plain() || !domain.contains(char::is_whitespace))
        });
        if !is_address {
            sink.found(attributed.value).with("written", &text);
        }
    }

    /// A required value is an empty string.
    ///
    /// It is there, and says nothing.
    empty_string_required {
        looks_at: Text,
        stage: Values,
        cites: "7643-4.1.1-user-name",
        says: "`{path}` is empty",
        help: "send a value",
        wants: |site| {
            matches!((site.resource_type, site.path), ("User", "userName") | ("Group", "displayName"))
                || site.path == "externalId"
        },
        bad: "POST /Users\n\n{\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:User\"],\"userName\":\"\"}",
        good: "POST /Users\n\n{\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:User\"],\"userName\":\"mona\"}",
    }
    fn check(attributed: &Attributed<'_>, _facts: &Facts<'_>, sink: &mut Sink<'_>) {
        if attributed.value.plain().is_some_and(|text| text.trim().is_empty()) {
            sink.found(attributed.value).with("path", attributed.path).with("name", attributed.attribute.name.as_str());
        }
    }

    /// A value is a literal of a programming language.
    ///
    /// `None`, `null` or `undefined` as a text: the client's mapping had no value and wrote its absence out.
    none_literal {
        looks_at: WordForNothing,
        stage: Values,
        says: "`{path}` is the word {json}, which looks like an absent value written out",
        help: "leave it out where there is no value",
        wants: |site| site.attribute.kind == Type::String && site.path != "members.value",
        bad: "POST /Users\n\n{\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:User\"],\"userName\":\"mona\",\"title\":\"None\"}",
        good: "POST /Users\n\n{\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:User\"],\"userName\":\"mona\"}",
    }
    fn check(attributed: &Attributed<'_>, _facts: &Facts<'_>, sink: &mut Sink<'_>) {
        sink.found(attributed.value).with("path", attributed.path).with("json", attributed.value.raw());
    }

    /// A value starts or ends with white space.
    ///
    /// It makes another user name or address of it, which no search finds again.
    whitespace_value {
        looks_at: Padded,
        stage: Values,
        says: "`{path}` starts or ends with white space",
        help: "leave the white space out",
        wants: |site| {
            matches!(site.attribute.kind, Type::String | Type::Reference) && !site.path.starts_with("members.")
        },
        bad: "POST /Users\n\n{\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:User\"],\"userName\":\"mona \"}",
        good: "POST /Users\n\n{\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:User\"],\"userName\":\"mona\"}",
    }
    fn check(attributed: &Attributed<'_>, _facts: &Facts<'_>, sink: &mut Sink<'_>) {
        let trimmed = attributed.value.plain().unwrap_or_default().trim();
        if !trimmed.is_empty() {
            let trimmed = format!("\"{trimmed}\"");
            sink.found(attributed.value)
                .with("path", attributed.path)
                .replace("leave the white space out", false, attributed.value, &trimmed);
        }
    }

    /// A value is none of those that the endpoint takes for the attribute.
    ///
    /// GitHub lists the roles that a user can have; another word is none of them.
    role_value_not_in_enum {
        looks_at: Text,
        stage: Schema,
        says: "`{written}` is none of the values of `{path}`",
        help: "write one of {all}",
        wants: |site| {
            site.profile
                .resource_type(site.resource_type)
                .is_some_and(|resource_type| resource_type.values.contains_key(site.path))
        },
        on: "github-emu",
        bad: "PATCH /scim/v2/enterprises/octo/Users/5fc0c238\n\n{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:PatchOp\"],\"Operations\":[{\"op\":\"replace\",\"path\":\"roles\",\"value\":[{\"value\":\"superuser\"}]}]}",
        good: "PATCH /scim/v2/enterprises/octo/Users/5fc0c238\n\n{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:PatchOp\"],\"Operations\":[{\"op\":\"replace\",\"path\":\"roles\",\"value\":[{\"value\":\"enterprise_owner\"}]}]}",
    }
    fn check(attributed: &Attributed<'_>, facts: &Facts<'_>, sink: &mut Sink<'_>) {
        let Some(written) = attributed.value.string() else { return };
        let Some(values) = facts.action.resource_type.and_then(|kind| kind.values.get(attributed.path)) else { return };
        // An empty role is how GitHub takes a role away.
        let clears = written.is_empty()
            && facts.profile.behaves(crate::profile::Behaviour::EmptyRoleClearsRoles);
        if !clears && !values.iter().any(|value| *value == written) {
            let quoted: Vec<String> = values.iter().map(|value| format!("`{value}`")).collect();
            sink.found(attributed.value)
                .with("written", &written)
                .with("path", attributed.path)
                .with("all", &quoted.join(", "));
        }
    }
}
