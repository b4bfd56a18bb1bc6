//! Rules on JSON types: a value of one kind where its attribute is of another.

use super::declare::rules;
use super::subject::Attributed;
use super::{Facts, Sink};
use crate::json::{Kind, Parser};
use crate::schema::Type;

rules! {
    /// A boolean is sent as a string.
    ///
    /// `"False"` is a text; where a provider reads any text as true, a leaver stays active. Entra ID
    /// sends it unless its SCIM-compliant flag is set.
    bool_as_string {
        looks_at: Mismatch,
        stage: Schema,
        cites: "7643-2.3.2-boolean",
        says: "`{path}` is a boolean, and {json} is a string",
        help: "write `{fixed}`, without quotes",
        wants: |site| site.attribute.kind == Type::Boolean && site.attribute.name != "primary",
        bad: "POST /Users\n\n{\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:User\"],\"userName\":\"mona\",\"active\":\"False\"}",
        good: "POST /Users\n\n{\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:User\"],\"userName\":\"mona\",\"active\":false}",
    }
    fn check(attributed: &Attributed<'_>, _facts: &Facts<'_>, sink: &mut Sink<'_>) {
        boolean(attributed, sink);
    }

    /// `primary` is sent as a string.
    ///
    /// A provider that looks for `true` finds no primary value.
    primary_as_string {
        looks_at: Mismatch,
        stage: Schema,
        cites: "7643-2.3.2-boolean",
        says: "`{path}` is a boolean, and {json} is a string",
        help: "write `{fixed}`, without quotes",
        wants: |site| site.attribute.kind == Type::Boolean && site.attribute.name == "primary",
        bad: "POST /Users\n\n{\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:User\"],\"userName\":\"mona\",\"emails\":[{\"value\":\"mona@example.com\",\"primary\":\"true\"}]}",
        good: "POST /Users\n\n{\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:User\"],\"userName\":\"mona\",\"emails\":[{\"value\":\"mona@example.com\",\"primary\":true}]}",
    }
    fn check(attributed: &Attributed<'_>, _facts: &Facts<'_>, sink: &mut Sink<'_>) {
        boolean(attributed, sink);
    }

    /// A boolean is sent as a number.
    bool_as_number {
        looks_at: Mismatch,
        stage: Schema,
        cites: "7643-2.3.2-boolean",
        says: "`{path}` is a boolean, and {json} is a number",
        help: "write `true` or `false`",
        wants: |site| site.attribute.kind == Type::Boolean,
        bad: "POST /Users\n\n{\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:User\"],\"userName\":\"mona\",\"active\":1}",
        good: "POST /Users\n\n{\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:User\"],\"userName\":\"mona\",\"active\":true}",
    }
    fn check(attributed: &Attributed<'_>, _facts: &Facts<'_>, sink: &mut Sink<'_>) {
        if attributed.value.kind() == Kind::Number && is_single(attributed) {
            let fixed = match attributed.value.raw() {
                "0" => Some("false"),
                "1" => Some("true"),
                _ => None,
            };
            let draft = report(attributed, sink);
            if let Some(fixed) = fixed {
                draft.replace(&["write `", fixed, "`"].concat(), true, attributed.value, fixed);
            }
        }
    }

    /// A number is sent where a string is due.
    ///
    /// Employee numbers and ids are strings in SCIM, whatever they are in the directory.
    number_for_string {
        looks_at: Mismatch,
        stage: Schema,
        cites: "7643-2.3.1-string",
        says: "`{path}` is a string, and {json} is a number",
        help: "put it in quotes",
        wants: |site| matches!(site.attribute.kind, Type::String | Type::Reference | Type::DateTime | Type::Binary),
        bad: "POST /Users\n\n{\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:User\"],\"userName\":\"mona\",\"externalId\":701984}",
        good: "POST /Users\n\n{\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:User\"],\"userName\":\"mona\",\"externalId\":\"701984\"}",
    }
    fn check(attributed: &Attributed<'_>, _facts: &Facts<'_>, sink: &mut Sink<'_>) {
        if attributed.value.kind() == Kind::Number && is_single(attributed) {
            report(attributed, sink).wrap("put it in quotes", true, attributed.value, ["\""; 2]);
        }
    }

    /// A number is sent as a string.
    ///
    /// A client that counts with it, or a parser that maps it onto an integer, fails.
    string_for_number {
        looks_at: Mismatch,
        stage: Schema,
        cites: "7643-2.3.4-integer",
        says: "`{path}` is {expected}, and {json} is a string",
        help: "write the number without quotes",
        wants: |site| matches!(site.attribute.kind, Type::Integer | Type::Decimal),
        given: r#"{"extends":"rfc7644","name":"example","resourceTypes":[{"name":"Badge","endpoint":"Badges","schema":"urn:example:2.0:Badge","operations":{"create":{"statuses":[201]}}}],"schemas":[{"id":"urn:example:2.0:Badge","attributes":[{"name":"level","type":"integer"}]}]}"#,
        bad: r#"POST /Badges

{"schemas":["urn:example:2.0:Badge"],"level":"2"}"#,
        good: r#"POST /Badges

{"schemas":["urn:example:2.0:Badge"],"level":2}"#,
    }
    fn check(attributed: &Attributed<'_>, _facts: &Facts<'_>, sink: &mut Sink<'_>) {
        if attributed.value.kind() != Kind::String || !is_single(attributed) {
            return;
        }
        let draft = report(attributed, sink);
        let text = attributed.value.plain().unwrap_or_default();
        let mut parser = Parser::new();
        if parser.parse(text.as_bytes()).is_ok_and(|document| document.root().raw() == text && document.root().kind() == Kind::Number) {
            draft.replace("write it without quotes", true, attributed.value, text);
        }
    }

    /// A multi-valued attribute is sent as one object.
    multivalued_as_object {
        looks_at: Mismatch,
        stage: Schema,
        cites: "7643-2.4-array",
        says: "`{path}` is multi-valued, so its value is an array",
        help: "put the object into an array",
        wants: |site| site.attribute.multi_valued,
        bad: "POST /Users\n\n{\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:User\"],\"userName\":\"mona\",\"emails\":{\"value\":\"mona@example.com\"}}",
        good: "POST /Users\n\n{\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:User\"],\"userName\":\"mona\",\"emails\":[{\"value\":\"mona@example.com\"}]}",
    }
    fn check(attributed: &Attributed<'_>, _facts: &Facts<'_>, sink: &mut Sink<'_>) {
        if attributed.value.kind() == Kind::Object && !attributed.is_element {
            report(attributed, sink).wrap("put the object into an array", true, attributed.value, ["[", "]"]);
        }
    }

    /// A multi-valued attribute, or an element of one, is sent as a plain string.
    ///
    /// `"emails": "mona@example.com"` names no element: each is an object with a `value`.
    multivalued_as_string {
        looks_at: Mismatch,
        stage: Schema,
        cites: "7643-2.4-array",
        says: "`{path}` is multi-valued with objects, and {json} is a plain string",
        help: "write `[{ \"value\": {json} }]`",
        wants: |site| {
            site.attribute.multi_valued && site.attribute.kind == Type::Complex && site.path != "members"
        },
        bad: "POST /Users\n\n{\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:User\"],\"userName\":\"mona\",\"emails\":\"mona@example.com\"}",
        good: "POST /Users\n\n{\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:User\"],\"userName\":\"mona\",\"emails\":[{\"value\":\"mona@example.com\"}]}",
    }
    fn check(attributed: &Attributed<'_>, _facts: &Facts<'_>, sink: &mut Sink<'_>) {
        plain_element(attributed, sink);
    }

    /// Members are plain strings.
    ///
    /// A member is an object whose `value` is the user's id.
    member_plain_string {
        looks_at: Mismatch,
        stage: Schema,
        cites: "7643-4.2-members-value",
        says: "a member is an object, and {json} is a plain string",
        help: "write `{ \"value\": {json} }`",
        wants: |site| site.path == "members",
        bad: "POST /Groups\n\n{\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:Group\"],\"displayName\":\"Tour guides\",\"members\":[\"2819c223\"]}",
        good: "POST /Groups\n\n{\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:Group\"],\"displayName\":\"Tour guides\",\"members\":[{\"value\":\"2819c223\"}]}",
    }
    fn check(attributed: &Attributed<'_>, _facts: &Facts<'_>, sink: &mut Sink<'_>) {
        plain_element(attributed, sink);
    }

    /// A singular attribute is sent as an array.
    singular_as_array {
        looks_at: Mismatch,
        stage: Schema,
        cites: "7643-2.3.1-string",
        says: "`{path}` has one value, and this is an array",
        help: "send the value itself",
        wants: |site| !site.attribute.multi_valued && site.path != "manager",
        bad: "POST /Users\n\n{\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:User\"],\"userName\":[\"mona\"]}",
        good: "POST /Users\n\n{\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:User\"],\"userName\":\"mona\"}",
    }
    fn check(attributed: &Attributed<'_>, _facts: &Facts<'_>, sink: &mut Sink<'_>) {
        array(attributed, sink);
    }

    /// `manager` is a bare id.
    ///
    /// It is an object; the manager's id is its `value`.
    complex_as_string_manager {
        looks_at: Mismatch,
        stage: Schema,
        cites: "7643-2.3.8-order",
        says: "`{path}` is an object, and {json} is a plain string",
        help: "write `{ \"value\": {json} }`",
        wants: |site| site.path == "manager",
        bad: "POST /Users\n\n{\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:User\",\"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User\"],\"userName\":\"mona\",\"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User\":{\"manager\":\"26118915\"}}",
        good: "POST /Users\n\n{\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:User\",\"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User\"],\"userName\":\"mona\",\"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User\":{\"manager\":{\"value\":\"26118915\"}}}",
    }
    fn check(attributed: &Attributed<'_>, _facts: &Facts<'_>, sink: &mut Sink<'_>) {
        if attributed.value.kind() == Kind::String {
            report(attributed, sink).wrap("put the id into `value`", true, attributed.value, ["{\"value\":", "}"]);
        }
    }

    /// `manager` is an array.
    ///
    /// A user has one manager, so it is an object. An old example in Microsoft's tutorial has the array.
    complex_as_array_manager {
        looks_at: Mismatch,
        stage: Schema,
        cites: "7643-2.3.8-order",
        says: "`{path}` is an object, and this is an array",
        help: "send the manager's object itself",
        wants: |site| site.path == "manager",
        bad: "POST /Users\n\n{\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:User\",\"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User\"],\"userName\":\"mona\",\"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User\":{\"manager\":[{\"value\":\"26118915\"}]}}",
        good: "POST /Users\n\n{\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:User\",\"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User\"],\"userName\":\"mona\",\"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User\":{\"manager\":{\"value\":\"26118915\"}}}",
    }
    fn check(attributed: &Attributed<'_>, _facts: &Facts<'_>, sink: &mut Sink<'_>) {
        array(attributed, sink);
    }

    /// A value is of another JSON type than its attribute.
    type_mismatch {
        looks_at: Mismatch,
        stage: Schema,
        cites: "7644-3.12-invalid-value",
        says: "`{path}` is {expected}, and this is {kind}",
        help: "send {expected}",
        bad: "POST /Users\n\n{\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:User\"],\"userName\":\"mona\",\"name\":\"Mona Lisa\"}",
        good: "POST /Users\n\n{\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:User\"],\"userName\":\"mona\",\"name\":{\"formatted\":\"Mona Lisa\"}}",
    }
    fn check(attributed: &Attributed<'_>, _facts: &Facts<'_>, sink: &mut Sink<'_>) {
        let attribute = attributed.attribute;
        let single = is_single(attributed);
        let is_named_elsewhere = match attributed.value.kind() {
            Kind::Array => !attribute.multi_valued,
            Kind::Object => attribute.multi_valued && !attributed.is_element,
            Kind::Number => single && !matches!(attribute.kind, Type::Complex),
            Kind::String => match attribute.kind {
                Type::Boolean | Type::Integer | Type::Decimal => single,
                Type::Complex => attribute.multi_valued || attributed.path == "manager",
                _ => false,
            },
            // `schemas` has rules of its own.
            Kind::Null | Kind::True | Kind::False => false,
        } || (attributed.path == "schemas" && attributed.value.kind() == Kind::String)
            || is_scalar_operand(attributed);
        if !is_named_elsewhere {
            report(attributed, sink);
        }
    }
}

/// Whether it is the value of a PATCH operation that would put a plain value in the place of a complex one.
pub(super) fn is_scalar_operand(attributed: &Attributed<'_>) -> bool {
    let attribute = attributed.attribute;
    // An operation's value has no name: it stands for itself.
    let is_operand = attributed.name.index() == attributed.value.index() && !attributed.is_element;
    let is_scalar = match attributed.value.kind() {
        // A manager's bare id has a rule of its own.
        Kind::String => attributed.path != "manager",
        Kind::Number | Kind::True | Kind::False => true,
        Kind::Null | Kind::Array | Kind::Object => false,
    };
    is_operand && is_scalar && attribute.kind == Type::Complex && !attribute.multi_valued
}

/// Whether one value is due here, not an array.
fn is_single(attributed: &Attributed<'_>) -> bool {
    attributed.is_element || !attributed.attribute.multi_valued
}

fn report<'s>(attributed: &Attributed<'_>, sink: &'s mut Sink<'_>) -> &'s mut super::Draft {
    sink.found(attributed.value)
        .with("path", attributed.path)
        .with("name", attributed.attribute.name.as_str())
        .with("json", &shortened(attributed.value.raw()))
        .with("kind", attributed.value.kind().name())
        .with("expected", expected(attributed))
}

pub(super) fn expected(attributed: &Attributed<'_>) -> &'static str {
    if !is_single(attributed) {
        return "an array";
    }
    match attributed.attribute.kind {
        Type::String | Type::Reference | Type::DateTime | Type::Binary => "a string",
        Type::Boolean => "a boolean",
        Type::Decimal => "a number",
        Type::Integer => "an integer",
        Type::Complex => "an object",
    }
}

fn boolean(attributed: &Attributed<'_>, sink: &mut Sink<'_>) {
    if attributed.value.kind() != Kind::String || !is_single(attributed) {
        return;
    }
    let fixed = match attributed.value.string() {
        Some(text) if text.eq_ignore_ascii_case("true") => "true",
        Some(text) if text.eq_ignore_ascii_case("false") => "false",
        _ => {
            report(attributed, sink).with("fixed", "true` or `false");
            return;
        }
    };
    // Not safe: a lenient provider may read any text as true.
    report(attributed, sink).with("fixed", fixed).mend(|draft| {
        draft.replace(&["write `", fixed, "`"].concat(), false, attributed.value, fixed);
    });
}

fn array(attributed: &Attributed<'_>, sink: &mut Sink<'_>) {
    if attributed.value.kind() != Kind::Array {
        return;
    }
    let mut elements = attributed.value.elements();
    let only = elements.next().filter(|_| elements.next().is_none());
    let draft = report(attributed, sink);
    if let Some(only) = only {
        draft.replace("send the value itself", true, attributed.value, only.raw());
    }
}

fn plain_element(attributed: &Attributed<'_>, sink: &mut Sink<'_>) {
    if attributed.value.kind() != Kind::String {
        return;
    }
    let around = if attributed.is_element { ["{\"value\":", "}"] } else { ["[{\"value\":", "}]"] };
    report(attributed, sink).wrap("put the text into `value`", true, attributed.value, around);
}

/// A value's text as a message can show it.
pub(super) fn shortened(raw: &str) -> String {
    if raw.chars().count() <= 40 {
        return raw.to_owned();
    }
    raw.chars().take(37).chain("...".chars()).collect()
}
