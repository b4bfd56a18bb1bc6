//! Rules on the filter of a query (RFC 7644 §3.4.2.2).

use super::declare::rules;
use super::subject::{FilterCondition, ParsedFilter};
use super::{Facts, Sink};
use crate::filter::{FilterError, check_comparison};
use crate::syntax::{Filter, TokenKind, tokens};

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
        for (kind, span) in tokens(text) {
            let written = span.of(text);
            if matches!(kind, TokenKind::Operator | TokenKind::Logical | TokenKind::Not) && is_shouted(written) {
                let place = filter.query.within(span);
                let declared = &written.to_ascii_lowercase();
                sink.found(place)
                    .with("written", written)
                    .with("declared", declared)
                    .replace("write it in lower case", true, place, declared);
            }
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
        if !operators.is_empty() && !operators.iter().any(|known| known == written) {
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
        let Some(resource_type) = facts.action.resource_type else { return };
        let Some(attributes) = facts.profile.filter.attributes.get(&resource_type.name) else { return };
        if !attributes.iter().any(|known| known.eq_ignore_ascii_case(filter.path)) {
            sink.found(filter.query.within(filter.words().attribute))
                .with("written", filter.path)
                .with("all", &listed(attributes));
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
        if !is_single && !facts.profile.filter.compound {
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
