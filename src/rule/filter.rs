//! Rules on the filter of a query (RFC 7644 §3.4.2.2).

use super::declare::rules;
use super::subject::FilterText;
use super::{Facts, Place, Sink};
use crate::json::Span;
use crate::message::Part;
use crate::syntax::{Filter, SyntaxErrorKind, TokenKind, tokens};

rules! {
    /// A filter's text value has no quotes.
    ///
    /// The value after an operator is JSON: a text stands in double quotes.
    filter_unquoted_value {
        looks_at: Filter,
        stage: Values,
        cites: "7644-3.4.2.2-abnf",
        says: "`{written}` is no value; a text in a filter stands in double quotes",
        help: "write `\"{written}\"`",
        bad: "GET /Users?filter=userName%20eq%20mona",
        good: "GET /Users?filter=userName%20eq%20%22mona%22",
    }
    fn check(filter: &FilterText<'_>, _facts: &Facts<'_>, sink: &mut Sink<'_>) {
        syntax(filter, sink, |kind| kind == SyntaxErrorKind::UnquotedValue);
    }

    /// A filter's text value stands in single quotes.
    filter_single_quoted {
        looks_at: Filter,
        stage: Values,
        cites: "7644-3.4.2.2-abnf",
        says: "a text in a filter is quoted with `\"`, not with `'`",
        help: "write double quotes",
        bad: "GET /Users?filter=userName%20eq%20'mona'",
        good: "GET /Users?filter=userName%20eq%20%22mona%22",
    }
    fn check(filter: &FilterText<'_>, _facts: &Facts<'_>, sink: &mut Sink<'_>) {
        syntax(filter, sink, |kind| kind == SyntaxErrorKind::SingleQuotes);
    }

    /// Conditions are joined by a comma.
    filter_comma_joined {
        looks_at: Filter,
        stage: Values,
        cites: "7644-3.4.2.2-abnf",
        says: "a comma joins no conditions",
        help: "write `and` or `or`",
        bad: "GET /Users?filter=userName%20eq%20%22mona%22,active%20eq%20true",
        good: "GET /Users?filter=userName%20eq%20%22mona%22%20and%20active%20eq%20true",
    }
    fn check(filter: &FilterText<'_>, _facts: &Facts<'_>, sink: &mut Sink<'_>) {
        syntax(filter, sink, |kind| kind == SyntaxErrorKind::CommaJoined);
    }

    /// The filter does not follow the grammar of filters.
    ///
    /// The RFC's answer is 400 with `invalidFilter`.
    filter_syntax {
        looks_at: Filter,
        stage: Values,
        cites: "7644-3.4.2.2-invalid-filter",
        says: "the filter is not readable: {why}",
        help: "write `attribute operator value`, such as `userName eq \"mona\"`",
        bad: "GET /Users?filter=userName%20equals%20%22mona%22",
        good: "GET /Users?filter=userName%20eq%20%22mona%22",
    }
    fn check(filter: &FilterText<'_>, _facts: &Facts<'_>, sink: &mut Sink<'_>) {
        syntax(filter, sink, |kind| {
            !matches!(
                kind,
                SyntaxErrorKind::UnquotedValue | SyntaxErrorKind::SingleQuotes | SyntaxErrorKind::CommaJoined
            )
        });
    }

    /// The filter compares values that have no order, or a complex attribute as a whole.
    ///
    /// `gt`, `ge`, `lt` and `le` have no meaning for booleans and binary values, and a complex attribute
    /// is compared by one of its parts; the RFC's answer is 400 with `invalidFilter`.
    filter_not_comparable {
        looks_at: Filter,
        stage: Values,
        cites: "7644-3.4.2.2-invalid-filter",
        says: "the filter cannot be evaluated: {why}",
        help: "compare a part, or by `eq`",
        bad: "GET /Users?filter=active%20gt%20false",
        good: "GET /Users?filter=active%20eq%20true",
    }
    fn check(filter: &FilterText<'_>, facts: &Facts<'_>, sink: &mut Sink<'_>) {
        let (Ok(tree), Some(resource_type)) = (filter.tree, facts.action.resource_type) else { return };
        if let Err(why) = crate::filter::check(tree, &facts.profile.schemas_of(resource_type)) {
            sink.found(whole(filter)).with("why", &why.to_string());
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
    fn check(filter: &FilterText<'_>, _facts: &Facts<'_>, sink: &mut Sink<'_>) {
        if filter.tree.is_err() {
            return;
        }
        for (kind, span) in tokens(filter.text) {
            let written = span.of(filter.text);
            if matches!(kind, TokenKind::Operator | TokenKind::Logical) && written.bytes().any(|b| b.is_ascii_uppercase()) {
                sink.found(place(filter, span))
                    .with("written", written)
                    .with("declared", &written.to_ascii_lowercase());
            }
        }
    }

    /// The endpoint is not known to take the operator.
    filter_unsupported_operator {
        looks_at: Filter,
        stage: Values,
        says: "the endpoint is not known to take `{written}`",
        help: "write one of {all}",
        on: "github-emu",
        bad: "GET /scim/v2/enterprises/octo/Users?filter=userName%20sw%20%22mona%22",
        good: "GET /scim/v2/enterprises/octo/Users?filter=userName%20eq%20%22mona%22",
    }
    fn check(filter: &FilterText<'_>, facts: &Facts<'_>, sink: &mut Sink<'_>) {
        let (Ok(_), operators) = (filter.tree, &facts.profile.filter.operators) else { return };
        if operators.is_empty() {
            return;
        }
        for (kind, span) in tokens(filter.text) {
            let written = span.of(filter.text);
            if kind == TokenKind::Operator && !operators.iter().any(|known| known.eq_ignore_ascii_case(written)) {
                let all: Vec<String> = operators.iter().map(|known| format!("`{known}`")).collect();
                sink.found(place(filter, span)).with("written", written).with("all", &all.join(", "));
            }
        }
    }

    /// The endpoint is not known to filter by the attribute.
    filter_unsupported_attribute {
        looks_at: Filter,
        stage: Values,
        says: "the endpoint is not known to filter by `{written}`",
        help: "filter by one of {all}",
        on: "github-emu",
        bad: "GET /scim/v2/enterprises/octo/Users?filter=active%20eq%20true",
        good: "GET /scim/v2/enterprises/octo/Users?filter=externalId%20eq%20%22e-1%22",
    }
    fn check(filter: &FilterText<'_>, facts: &Facts<'_>, sink: &mut Sink<'_>) {
        let (Ok(tree), Some(resource_type)) = (filter.tree, facts.action.resource_type) else { return };
        let Some(listed) = facts.profile.filter.attributes.get(&resource_type.name) else { return };
        for condition in tree.conditions() {
            let written = condition.attribute.to_string();
            if !listed.iter().any(|known| known.eq_ignore_ascii_case(&written)) {
                let all: Vec<String> = listed.iter().map(|known| format!("`{known}`")).collect();
                sink.found(whole(filter)).with("written", &written).with("all", &all.join(", "));
            }
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
    fn check(filter: &FilterText<'_>, facts: &Facts<'_>, sink: &mut Sink<'_>) {
        let is_single = |tree: &Filter| matches!(tree, Filter::Present(_) | Filter::Compare(_));
        if filter.tree.is_ok_and(|tree| !is_single(tree)) && !facts.profile.filter.compound {
            sink.found(whole(filter));
        }
    }
}

fn syntax(filter: &FilterText<'_>, sink: &mut Sink<'_>, wanted: impl Fn(SyntaxErrorKind) -> bool) {
    let Err(error) = filter.tree else { return };
    if wanted(error.kind) {
        sink.found(place(filter, error.span))
            .with("written", error.span.of(filter.text))
            .with("why", &error.kind.to_string());
    }
}

fn whole(filter: &FilterText<'_>) -> Place {
    Place::of(Part::Target, filter.parameter.value_span)
}

/// A range of the decoded filter as a range of the target.
fn place(filter: &FilterText<'_>, span: Span) -> Place {
    if span.is_empty() { whole(filter) } else { Place::of(Part::Target, filter.parameter.in_query(span)) }
}
