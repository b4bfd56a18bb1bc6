//! Rules on the filter of a query (RFC 7644 §3.4.2.2).

use super::declare::rules;
use super::query::advice;
use super::subject::{FilterCondition, ParsedFilter, Words};
use super::{Facts, Sink};
use crate::cut::Cut;
use crate::filter::{DateTime, FilterError, check_comparison};
use crate::json::Span;
use crate::schema::{Attribute, Type};
use crate::syntax::{Comparison, Filter, Operator, TokenKind, ValueLiteral, tokens};

/// A text five times, for an example.
#[cfg(feature = "book")]
macro_rules! five {
    ($($text:tt)+) => { concat!($($text)+, $($text)+, $($text)+, $($text)+, $($text)+) };
}

rules! {
    /// The filter compares values that have no order, or a complex attribute as a whole.
    ///
    /// `gt`, `ge`, `lt` and `le` have no meaning for booleans and binary values, and a complex attribute
    /// is compared by one of its parts; the RFC's answer is 400 with `invalidFilter`.
    filter_not_comparable {
        looks_at: Condition,
        stage: Values,
        cites: "7644-3.4.2.2-invalid-filter",
        says: "the filter cannot be evaluated: {why}",
        help: "compare a part, or by `eq`",
        bad: "GET /Users?filter=active%20gt%20false",
        good: "GET /Users?filter=active%20eq%20true",
    }
    fn check(filter: &FilterCondition<'_>, _facts: &Facts<'_>, sink: &mut Sink<'_>) {
        let (Some(comparison), Some(declared)) = (filter.condition.comparison, filter.named()) else { return };
        if let Err(why) = check_comparison(comparison, declared) {
            let words = filter.words();
            let blamed = match why {
                FilterError::NotOrdered { .. } => words.operator,
                FilterError::Complex { .. } => words.attribute,
            };
            sink.found(filter.query.within(blamed)).with("why", &why.to_string());
        }
    }

    /// An operator is written in capitals.
    ///
    /// The RFC reads operators without regard to case; endpoints that compare letter by letter do not.
    filter_operator_case {
        looks_at: Filter,
        stage: Values,
        cites: "7644-3.4.2.2-names",
        says: "`{written}` is not written in lower case, and not every endpoint reads it then",
        help: "write `{declared}`",
        bad: "GET /Users?filter=userName%20EQ%20%22mona%22",
        good: "GET /Users?filter=userName%20eq%20%22mona%22",
    }
    fn check(filter: &ParsedFilter<'_>, _facts: &Facts<'_>, sink: &mut Sink<'_>) {
        let text = &*filter.query.parameter.value;
        if !text.split(|letter: char| !letter.is_ascii_alphabetic()).any(is_shouted) {
            return;
        }
        let is_word = |kind| matches!(kind, TokenKind::Operator | TokenKind::Logical | TokenKind::Not);
        let shouted = tokens(text).filter(|(kind, span)| is_word(*kind) && is_shouted(span.of(text)));
        // Each place is read anew from the text; a filter without end costs no square.
        for (_, span) in shouted.take(32) {
            let written = span.of(text);
            let place = filter.query.within(span);
            let declared = &written.to_ascii_lowercase();
            sink.found(place)
                .with("written", written)
                .with("declared", declared)
                .replace("write it in lower case", true, place, declared);
        }
    }

    /// An attribute of the filter is written in another case than the schema's.
    ///
    /// The RFC reads names without regard to case; providers that look names up by the letter answer 400,
    /// or pass the condition over. Microsoft's documents and Postman collection have `username`.
    filter_attribute_case {
        looks_at: ConditionSpelled,
        stage: Values,
        cites: "7644-3.4.2.2-names",
        says: "`{written}` is `{declared}` in another case",
        help: "write `{declared}`",
        bad: "GET /Users?filter=username%20eq%20%22mona%22",
        good: "GET /Users?filter=userName%20eq%20%22mona%22",
    }
    fn check(filter: &FilterCondition<'_>, _facts: &Facts<'_>, sink: &mut Sink<'_>) {
        let words = filter.words();
        let Some(attribute) = filter.attribute else { return };
        let sub_attribute = filter.sub_attribute.map_or("", |part| &part.name);
        match (filter.condition.within, sub_attribute) {
            (Some(_), part) => {
                if let Some(owner) = words.owner {
                    spelling(filter, owner, &attribute.name, sink);
                }
                spelling(filter, words.attribute, part, sink);
            }
            (None, "") => spelling(filter, words.attribute, &attribute.name, sink),
            (None, part) => spelling(filter, words.attribute, &[&attribute.name, ".", part].concat(), sink),
        }
    }

    /// A boolean is compared with a text.
    ///
    /// `active eq "true"` is refused, or finds nobody. Entra ID's mapping of roles sends it.
    filter_quoted_boolean {
        looks_at: Condition,
        stage: Values,
        cites: "7643-2.3.2-boolean",
        says: "`{path}` is a boolean, and {written} is a text",
        help: "write `{fixed}`, without quotes",
        bad: "GET /Users?filter=active%20eq%20%22True%22",
        good: "GET /Users?filter=active%20eq%20true",
    }
    fn check(filter: &FilterCondition<'_>, _facts: &Facts<'_>, sink: &mut Sink<'_>) {
        let Some(fixed) = quoted_boolean(filter) else { return };
        let Some(span) = filter.words().value else { return };
        let place = filter.query.within(span);
        sink.found(place)
            .with("path", filter.path)
            .with("written", span.of(&filter.query.parameter.value))
            .with("fixed", fixed)
            .replace("take the quotes off", true, place, fixed);
    }

    /// An attribute is compared with a value of another type.
    ///
    /// No value of the attribute can be it: the filter is refused, or finds nothing.
    filter_value_type {
        looks_at: Condition,
        stage: Values,
        cites: "7644-3.4.2.2-invalid-filter",
        says: "`{path}` is {expected}, and {written} is none",
        help: "compare with {expected}",
        bad: "GET /Users?filter=userName%20eq%2017",
        good: "GET /Users?filter=userName%20eq%20%2217%22",
    }
    fn check(filter: &FilterCondition<'_>, _facts: &Facts<'_>, sink: &mut Sink<'_>) {
        let Some(expected) = mistyped(filter).filter(|_| quoted_boolean(filter).is_none()) else { return };
        let Some(span) = filter.words().value else { return };
        sink.found(filter.query.within(span))
            .with("path", filter.path)
            .with("written", span.of(&filter.query.parameter.value))
            .with("expected", expected);
    }

    /// The filter names a type of values as if it were a sub-attribute.
    ///
    /// `emails.home` means the address of type `home` to WSO2 and to nobody else; a value's type is
    /// compared within brackets.
    filter_invented_subpath {
        looks_at: ConditionUndeclared,
        stage: Values,
        cites: "7644-3.10-dot",
        says: "`{type}` is a type of `{attribute}`, not a sub-attribute",
        help: "write `{attribute}[type eq \"{type}\" and value eq \"…\"]`",
        bad: "GET /Users?filter=emails.home%20eq%20%22mona@example.com%22",
        good: "GET /Users?filter=emails[type%20eq%20%22home%22%20and%20value%20eq%20%22mona@example.com%22]",
    }
    fn check(filter: &FilterCondition<'_>, _facts: &Facts<'_>, sink: &mut Sink<'_>) {
        if let Some((attribute, kind)) = type_as_part(filter) {
            sink.found(filter.query.within(filter.words().attribute))
                .with("attribute", &attribute.name)
                .with("type", kind);
        }
    }

    /// The filter names an attribute that no schema declares.
    ///
    /// No resource has it, so the filter finds none, or is refused; where it is a misspelled name, people
    /// who are there are not found and are created again.
    filter_attribute_unknown {
        looks_at: ConditionUndeclared,
        stage: Values,
        cites: "7644-3.10-urn",
        says: "no schema declares `{written}`",
        help: "{advice}",
        bad: "GET /Users?filter=usrName%20eq%20%22mona%22",
        good: "GET /Users?filter=userName%20eq%20%22mona%22",
    }
    fn check(filter: &FilterCondition<'_>, facts: &Facts<'_>, sink: &mut Sink<'_>) {
        if type_as_part(filter).is_some() {
            return;
        }
        let Words { owner, attribute, .. } = filter.words();
        let text = &*filter.query.parameter.value;
        // An endpoint may filter by a word of its own.
        if filterable(facts).is_some_and(|words| contains(words, attribute.of(text))) {
            return;
        }
        let is_of_owner = filter.condition.within.is_some() && filter.attribute.is_none();
        // The first condition in the brackets tells of what stands before them, once.
        let Some(blamed) = (if is_of_owner { owner } else { Some(attribute) }) else { return };
        let written = blamed.of(text);
        let declared = match filter.attribute {
            Some(attribute) => &attribute.sub_attributes,
            None => filter.declared,
        };
        let name = if filter.attribute.is_some() { written.rsplit('.').next().unwrap_or(written) } else { written };
        sink.found(filter.query.within(blamed)).with("written", written).with("advice", &advice(name, declared));
    }

    /// The filter has more conditions than endpoints take.
    ///
    /// Databricks takes 200. It comes from jobs that ask for a whole list of people at once.
    filter_too_many_nodes {
        looks_at: Filter,
        stage: Values,
        says: "the filter has {count} conditions; there are endpoints that take 200",
        help: "ask in several requests",
        bad: concat!("GET /Users?filter=", five!(five!(five!("id%20pr%20or%20"))), five!(five!("id%20pr%20or%20")), five!(five!("id%20pr%20or%20")), five!(five!("id%20pr%20or%20")), "id%20pr"),
        good: "GET /Users?filter=id%20eq%20%222819c223%22%20or%20id%20eq%20%22c75ad752%22",
    }
    fn check(filter: &ParsedFilter<'_>, _facts: &Facts<'_>, sink: &mut Sink<'_>) {
        // So many conditions take some room.
        if filter.query.parameter.value.len() < 6 * 200 {
            return;
        }
        let count = filter.tree.conditions().count();
        if count > 200 {
            sink.found(filter.query.value()).with("count", &count.to_string());
        }
    }

    /// A filter is sent to an endpoint that does not filter.
    ///
    /// The endpoint refuses it, or answers with everybody as if there was none; a client that takes the first result
    /// then works on somebody else's account.
    filter_unsupported {
        looks_at: Filter,
        stage: Values,
        cites: "7644-3.4.2.2-invalid-filter",
        says: "the endpoint takes no filter",
        help: "read the list in pages and compare yourself",
        given: "{\"extends\":\"rfc7644\",\"name\":\"example\",\"filter\":{\"supported\":false,\"compound\":true,\"source\":\"an endpoint of this example\"}}",
        bad: "GET /Users?filter=userName%20eq%20%22mona%22",
        good: "GET /Users?startIndex=1",
    }
    fn check(filter: &ParsedFilter<'_>, facts: &Facts<'_>, sink: &mut Sink<'_>) {
        if !facts.profile.filter.supported {
            sink.found(filter.query.value());
        }
    }

    /// The endpoint is not known to take the operator.
    filter_unsupported_operator {
        looks_at: Condition,
        stage: Values,
        says: "the endpoint is not known to take `{written}`",
        help: "write one of {all}",
        on: "github-emu",
        bad: "GET /scim/v2/enterprises/octo/Users?filter=userName%20sw%20%22mona%22",
        good: "GET /scim/v2/enterprises/octo/Users?filter=userName%20eq%20%22mona%22",
    }
    fn check(filter: &FilterCondition<'_>, facts: &Facts<'_>, sink: &mut Sink<'_>) {
        let operators = &facts.profile.filter.operators;
        let written = filter.condition.comparison.map_or("pr", |comparison| comparison.operator.name());
        if facts.profile.filter.supported && !operators.is_empty() && !operators.iter().any(|known| known == written) {
            sink.found(filter.query.within(filter.words().operator))
                .with("written", written)
                .with("all", &listed(operators));
        }
    }

    /// The endpoint is not known to filter by the attribute.
    filter_unsupported_attribute {
        looks_at: Condition,
        stage: Values,
        says: "the endpoint is not known to filter by `{written}`",
        help: "filter by one of {all}",
        on: "github-emu",
        bad: "GET /scim/v2/enterprises/octo/Users?filter=active%20eq%20true",
        good: "GET /scim/v2/enterprises/octo/Users?filter=externalId%20eq%20%22e-1%22",
    }
    fn check(filter: &FilterCondition<'_>, facts: &Facts<'_>, sink: &mut Sink<'_>) {
        let Some(attributes) = filterable(facts) else { return };
        if !contains(attributes, filter.path) && word_for_members(filter, facts).is_none() {
            sink.found(filter.query.within(filter.words().attribute))
                .with("written", filter.path)
                .with("all", &listed(attributes));
        }
    }

    /// The filter names the members of a group as the RFC does, and the endpoint has a word of its own.
    ///
    /// AWS documents `member`; `members.value` is refused there.
    filter_member_name_aws {
        looks_at: Condition,
        stage: Values,
        says: "the endpoint does not filter by `{written}`, but by `{declared}`",
        help: "write `{declared}`",
        given: "{\"extends\":\"rfc7644\",\"name\":\"example\",\"filter\":{\"supported\":true,\"compound\":true,\"attributes\":{\"Group\":[\"id\",\"displayName\",\"member\"]},\"source\":\"an endpoint of this example\"}}",
        bad: "GET /Groups?filter=id%20eq%20%222819c223%22%20and%20members.value%20eq%20%22c75ad752%22",
        good: "GET /Groups?filter=id%20eq%20%222819c223%22%20and%20member%20eq%20%22c75ad752%22",
    }
    fn check(filter: &FilterCondition<'_>, facts: &Facts<'_>, sink: &mut Sink<'_>) {
        if let Some(declared) = word_for_members(filter, facts) {
            sink.found(filter.query.within(filter.words().attribute))
                .with("written", filter.path)
                .with("declared", declared);
        }
    }

    /// The filter has several conditions, and the endpoint takes one.
    filter_multiple_conditions {
        looks_at: Filter,
        stage: Values,
        says: "the endpoint takes one condition in a filter",
        help: "ask with one condition, and compare the rest yourself",
        on: "github-emu",
        bad: "GET /scim/v2/enterprises/octo/Users?filter=userName%20eq%20%22mona%22%20or%20externalId%20eq%20%22e-1%22",
        good: "GET /scim/v2/enterprises/octo/Users?filter=externalId%20eq%20%22e-1%22",
    }
    fn check(filter: &ParsedFilter<'_>, facts: &Facts<'_>, sink: &mut Sink<'_>) {
        let is_single = matches!(filter.tree, Filter::Present(_) | Filter::Compare(_));
        let facts = &facts.profile.filter;
        if !is_single && facts.supported && !facts.compound {
            sink.found(filter.query.value());
        }
    }
}

/// Whether a word is an operator's with a capital in it.
fn is_shouted(word: &str) -> bool {
    const WORDS: [&str; 13] =
        ["eq", "ne", "co", "sw", "ew", "gt", "ge", "lt", "le", "pr", "and", "or", "not"];
    word.bytes().any(|byte| byte.is_ascii_uppercase())
        && WORDS.iter().any(|known| known.eq_ignore_ascii_case(word))
}

/// The words in backticks, with commas.
fn listed(words: &[String]) -> String {
    let mut text = String::new();
    for word in words {
        let separator = if text.is_empty() { "`" } else { ", `" };
        text.extend([separator, word, "`"]);
    }
    text
}

/// The attributes that the endpoint is known to filter the resource type by.
fn filterable<'a>(facts: &Facts<'a>) -> Option<&'a [String]> {
    let known = facts.profile.filter.supported.then_some(&facts.profile.filter.attributes)?;
    known.get(&facts.action.resource_type?.name).map(Vec::as_slice)
}

fn contains(words: &[String], word: &str) -> bool {
    words.iter().any(|known| known.eq_ignore_ascii_case(word))
}

/// What the endpoint calls a group's members in a filter, where that is not as the RFC has it.
fn word_for_members<'a>(filter: &FilterCondition<'_>, facts: &Facts<'a>) -> Option<&'a str> {
    let words =
        filterable(facts).filter(|words| filter.path == "members.value" && !contains(words, filter.path))?;
    words.iter().map(String::as_str).find(|word| ["member", "members"].contains(word))
}

/// Reports an attribute that is written in another case than declared; its URN stays as it is.
fn spelling(filter: &FilterCondition<'_>, span: Span, name: &str, sink: &mut Sink<'_>) {
    let written = span.of(&filter.query.parameter.value);
    let urn = written.cut(..written.rfind(':').map_or(0, |colon| colon + 1));
    if written.cut(urn.len()..) == name {
        return;
    }
    let declared = [urn, name].concat();
    let place = filter.query.within(span);
    sink.found(place).with("written", written).with("declared", &declared).replace(
        "write it as the schema does",
        true,
        place,
        &declared,
    );
}

/// What a comparison looks at: the attribute, or the `value` of a complex one.
fn compared<'f>(filter: &'f FilterCondition<'_>) -> Option<(&'f Attribute, &'f Comparison)> {
    let named = filter.named()?;
    let compared = if named.kind == Type::Complex { named.sub_attribute("value")? } else { named };
    Some((compared, filter.condition.comparison?))
}

/// The boolean that a text in quotes was meant as.
fn quoted_boolean(filter: &FilterCondition<'_>) -> Option<&'static str> {
    let (attribute, comparison) = compared(filter)?;
    let ValueLiteral::String(text) = &comparison.value else { return None };
    let is = |word: &str| attribute.kind == Type::Boolean && text.eq_ignore_ascii_case(word);
    if is("true") { Some("true") } else { is("false").then_some("false") }
}

/// What a value should have been that is of another type than the attribute's.
fn mistyped(filter: &FilterCondition<'_>) -> Option<&'static str> {
    let (attribute, comparison) = compared(filter)?;
    let value = &comparison.value;
    let is_part = matches!(comparison.operator, Operator::Co | Operator::Sw | Operator::Ew);
    let (expected, fits) = match attribute.kind {
        Type::String | Type::Reference | Type::Binary => ("a text", matches!(value, ValueLiteral::String(_))),
        Type::DateTime => {
            let fits =
                matches!(value, ValueLiteral::String(text) if is_part || DateTime::parse(text).is_some());
            ("a date with its time", fits)
        }
        Type::Boolean => ("a boolean", matches!(value, ValueLiteral::Boolean(_))),
        Type::Decimal | Type::Integer => ("a number", matches!(value, ValueLiteral::Number(_))),
        Type::Complex => return None,
    };
    (!fits && *value != ValueLiteral::Null).then_some(expected)
}

/// The attribute and the type of its values that a filter names as a sub-attribute.
fn type_as_part<'f>(filter: &'f FilterCondition<'_>) -> Option<(&'f Attribute, &'f str)> {
    let attribute = filter.attribute?;
    let part = filter.condition.attribute.sub_attribute.as_deref()?;
    let types = &attribute.sub_attribute("type")?.canonical_values;
    let is_type = attribute.multi_valued && types.iter().any(|known| known.eq_ignore_ascii_case(part));
    is_type.then_some((attribute, part))
}
