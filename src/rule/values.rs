//! Rules on texts that say nothing, or not what they seem to.

use super::declare::rules;
use super::subject::Attributed;
use super::{Facts, Sink};
use crate::schema::Type;

rules! {
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
}
