//! Rules on a filter that cannot be read (RFC 7644 §3.4.2.2, figure 1).

use super::declare::rules;
use super::subject::BrokenFilter;
use super::{Facts, Sink};
use crate::syntax::SyntaxErrorKind;

rules! {
    /// A filter's text value has no quotes.
    ///
    /// The value after an operator is JSON: a text stands in double quotes.
    filter_unquoted_value {
        looks_at: BrokenFilter,
        stage: Values,
        cites: "7644-3.4.2.2-abnf",
        says: "`{written}` is no value; a text in a filter stands in double quotes",
        help: "write `\"{written}\"`",
        bad: "GET /Users?filter=userName%20eq%20mona",
        good: "GET /Users?filter=userName%20eq%20%22mona%22",
    }
    fn check(filter: &BrokenFilter<'_>, _facts: &Facts<'_>, sink: &mut Sink<'_>) {
        if filter.error.kind == SyntaxErrorKind::UnquotedValue {
            report(filter, sink);
        }
    }

    /// A filter's text value stands in single quotes.
    filter_single_quoted {
        looks_at: BrokenFilter,
        stage: Values,
        cites: "7644-3.4.2.2-abnf",
        says: "a text in a filter is quoted with `\"`, not with `'`",
        help: "write double quotes",
        bad: "GET /Users?filter=userName%20eq%20'mona'",
        good: "GET /Users?filter=userName%20eq%20%22mona%22",
    }
    fn check(filter: &BrokenFilter<'_>, _facts: &Facts<'_>, sink: &mut Sink<'_>) {
        if filter.error.kind == SyntaxErrorKind::SingleQuotes {
            report(filter, sink);
        }
    }

    /// Conditions are joined by a comma.
    filter_comma_joined {
        looks_at: BrokenFilter,
        stage: Values,
        cites: "7644-3.4.2.2-abnf",
        says: "a comma joins no conditions",
        help: "write `and` or `or`",
        bad: "GET /Users?filter=userName%20eq%20%22mona%22,active%20eq%20true",
        good: "GET /Users?filter=userName%20eq%20%22mona%22%20and%20active%20eq%20true",
    }
    fn check(filter: &BrokenFilter<'_>, _facts: &Facts<'_>, sink: &mut Sink<'_>) {
        if filter.error.kind == SyntaxErrorKind::CommaJoined {
            report(filter, sink);
        }
    }

    /// The filter does not follow the grammar of filters.
    ///
    /// The RFC's answer is 400 with `invalidFilter`.
    filter_syntax {
        looks_at: BrokenFilter,
        stage: Values,
        cites: "7644-3.4.2.2-invalid-filter",
        says: "the filter is not readable: {why}",
        help: "write `attribute operator value`, such as `userName eq \"mona\"`",
        bad: "GET /Users?filter=userName%20equals%20%22mona%22",
        good: "GET /Users?filter=userName%20eq%20%22mona%22",
    }
    fn check(filter: &BrokenFilter<'_>, _facts: &Facts<'_>, sink: &mut Sink<'_>) {
        let is_named_elsewhere = matches!(
            filter.error.kind,
            SyntaxErrorKind::UnquotedValue | SyntaxErrorKind::SingleQuotes | SyntaxErrorKind::CommaJoined
        );
        if !is_named_elsewhere {
            report(filter, sink);
        }
    }
}

fn report(filter: &BrokenFilter<'_>, sink: &mut Sink<'_>) {
    let error = filter.error;
    let place = if error.span.is_empty() { filter.query.value() } else { filter.query.within(error.span) };
    sink.found(place)
        .with("written", error.span.of(&filter.query.parameter.value))
        .with("why", &error.kind.to_string());
}
