//! Rules on a filter that cannot be read (RFC 7644 §3.4.2.2, figure 1).

use super::declare::rules;
use super::encoding::cut;
use super::subject::BrokenFilter;
use super::{Draft, Facts, Place, Sink};
use crate::cut::Cut;
use crate::diagnostic::Edit;
use crate::json::Span;
use crate::syntax::{SyntaxError, SyntaxErrorKind, TokenKind, tokens};

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
            report(filter, sink).mend(|draft| {
                draft.fix("put it in quotes", true, quoted(filter, 0));
            });
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
            report(filter, sink).mend(|draft| {
                draft.fix("write double quotes", true, quoted(filter, 1));
            });
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

    /// A quote or a backslash within a filter's text value is not escaped.
    ///
    /// The value is a JSON string: a quote in it is `\\"`, a backslash `\\\\`. Names of groups in a
    /// directory hold both; the answer is 400, or nothing is found and the group is created again.
    filter_unescaped_quote {
        looks_at: BrokenFilter,
        stage: Values,
        cites: "7644-3.4.2.2-abnf",
        says: "the filter is not readable: {why}",
        help: "write `\\\"` for a quote and `\\\\` for a backslash within the text",
        bad: "GET /Groups?filter=displayName%20eq%20%22The%20%22new%22%20ones%22",
        good: "GET /Groups?filter=displayName%20eq%20%22The%20%5C%22new%5C%22%20ones%22",
    }
    fn check(filter: &BrokenFilter<'_>, _facts: &Facts<'_>, sink: &mut Sink<'_>) {
        if matches!(filter.error.kind, SyntaxErrorKind::UnescapedQuote | SyntaxErrorKind::BadEscape) {
            report(filter, sink).mend(|draft| {
                if let Some(edits) = escaping(filter) {
                    draft.fix("escape what the text holds", true, edits);
                }
            });
        }
    }

    /// A filter in brackets is compared with a value.
    ///
    /// `emails[type eq "work"]` is a condition by itself; what its elements hold is compared within the
    /// brackets. Old documentation of Microsoft's has it so.
    filter_valuepath_direct_compare {
        looks_at: BrokenFilter,
        stage: Values,
        cites: "7644-3.4.2.2-abnf",
        says: "a filter in brackets is a condition by itself, and is not compared",
        help: "compare within the brackets: `emails[type eq \"work\" and value eq \"…\"]`",
        bad: "GET /Users?filter=emails[type%20eq%20%22work%22]%20eq%20%22mona@example.com%22",
        good: "GET /Users?filter=emails[type%20eq%20%22work%22%20and%20value%20eq%20%22mona@example.com%22]",
    }
    fn check(filter: &BrokenFilter<'_>, _facts: &Facts<'_>, sink: &mut Sink<'_>) {
        if filter.error.kind == SyntaxErrorKind::ComparedValuePath {
            comparison_behind_brackets(filter, sink);
        }
    }

    /// A filter in brackets goes on with a sub-attribute.
    ///
    /// The paths of PATCH have that form, filters have not. Entra ID sends it when the work address is
    /// what users are matched by.
    filter_valuepath_dot_value {
        looks_at: BrokenFilter,
        stage: Values,
        cites: "7644-3.4.2.2-abnf",
        says: "in a filter no sub-attribute follows the brackets; only paths of PATCH have that form",
        help: "compare within the brackets: `emails[type eq \"work\" and value eq \"…\"]`",
        bad: "GET /Users?filter=emails[type%20eq%20%22work%22].value%20eq%20%22mona@example.com%22",
        good: "GET /Users?filter=emails[type%20eq%20%22work%22%20and%20value%20eq%20%22mona@example.com%22]",
    }
    fn check(filter: &BrokenFilter<'_>, _facts: &Facts<'_>, sink: &mut Sink<'_>) {
        if filter.error.kind == SyntaxErrorKind::ValuePathSubAttribute {
            comparison_behind_brackets(filter, sink);
        }
    }

    /// The filter repeats the parameter's name.
    ///
    /// A sample of Microsoft's has `filter=filter=`; the second one is read as an attribute.
    url_double_filter_keyword {
        looks_at: BrokenFilter,
        stage: Values,
        cites: "7644-3.4.2.2-abnf",
        says: "`filter=` is there twice",
        help: "leave the second one out",
        bad: "GET /Users?filter=filter=userName%20eq%20%22mona%22",
        good: "GET /Users?filter=userName%20eq%20%22mona%22",
    }
    fn check(filter: &BrokenFilter<'_>, _facts: &Facts<'_>, sink: &mut Sink<'_>) {
        if repeats_keyword(filter) {
            let place = filter.query.within(Span::new(0, filter.error.span.end));
            sink.found(place).replace("leave it out", true, place, "");
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
        let is_named_elsewhere = match filter.error.kind {
            SyntaxErrorKind::UnquotedValue
            | SyntaxErrorKind::SingleQuotes
            | SyntaxErrorKind::CommaJoined
            | SyntaxErrorKind::UnescapedQuote
            | SyntaxErrorKind::BadEscape
            | SyntaxErrorKind::ComparedValuePath
            | SyntaxErrorKind::ValuePathSubAttribute => true,
            SyntaxErrorKind::UnknownOperator => repeats_keyword(filter),
            SyntaxErrorKind::UnclosedString => cut(filter.query).is_some(),
            _ => false,
        };
        if !is_named_elsewhere {
            report(filter, sink);
        }
    }
}

fn report<'s>(filter: &BrokenFilter<'_>, sink: &'s mut Sink<'_>) -> &'s mut Draft {
    let error = filter.error;
    let place = if error.span.is_empty() { filter.query.value() } else { filter.query.within(error.span) };
    sink.found(place)
        .with("written", error.span.of(&filter.query.parameter.value))
        .with("why", &error.kind.to_string())
}

fn repeats_keyword(filter: &BrokenFilter<'_>) -> bool {
    let SyntaxError { kind, span } = *filter.error;
    let text = &*filter.query.parameter.value;
    kind == SyntaxErrorKind::UnknownOperator
        && text.cut(..span.start as usize).trim_ascii() == "filter"
        && span.of(text) == "="
}

/// The edits that escape what a text value holds, where it is plain that it goes to the filter's end.
fn escaping(filter: &BrokenFilter<'_>) -> Option<Vec<Edit>> {
    let text = &*filter.query.parameter.value;
    // What is read of a broken filter ends with the operator before the value that breaks it.
    let (_, operator) = tokens(text).last()?;
    let open = operator.end as usize + text.cut(operator.end as usize..).find('"')?;
    let close =
        text.rfind('"').filter(|close| *close > open && text.cut(close + 1..).trim_ascii().is_empty())?;
    let inner = text.cut(open + 1..close);
    if ["\" and ", "\" or "].iter().any(|joint| inner.contains(joint)) {
        return None;
    }
    let mut edits = Vec::new();
    let mut is_escaped = false;
    for (at, byte) in inner.bytes().enumerate() {
        let follows = inner.as_bytes().get(at + 1);
        let starts_escape = byte == b'\\' && matches!(follows, Some(b'"' | b'\\'));
        let is_meant = byte == b'"' || byte == b'\\' && filter.error.kind == SyntaxErrorKind::BadEscape;
        if is_meant && !is_escaped && !starts_escape {
            // Each place is looked for from the filter's start; nobody forgets as many.
            if edits.len() == 32 {
                return None;
            }
            let here = (open + 1 + at) as u32;
            edits.push(edit(filter, Span::new(here, here), "%5C"));
        }
        is_escaped = starts_escape && !is_escaped;
    }
    Some(edits)
}

/// Reports a condition that stands behind a value path's brackets, and offers to move it inside.
fn comparison_behind_brackets(filter: &BrokenFilter<'_>, sink: &mut Sink<'_>) {
    report(filter, sink).mend(|draft| {
        if let Some(edits) = moving_inside(filter) {
            draft.fix("compare within the brackets", true, edits);
        }
    });
}

fn moving_inside(filter: &BrokenFilter<'_>) -> Option<Vec<Edit>> {
    let text = &*filter.query.parameter.value;
    let behind = filter.error.span.start as usize;
    let (part, condition) = match text.cut(behind..).strip_prefix('.') {
        Some(condition) => ("", condition),
        None => ("value ", text.cut(behind..)),
    };
    let start = (text.len() - condition.len()) as u32;
    let read: Vec<(TokenKind, Span)> =
        tokens(text).take_while(|(_, span)| span.end as usize <= behind).collect();
    let closing = read.iter().rposition(|(kind, _)| *kind == TokenKind::CloseBracket)?;
    let opening = read.iter().rposition(|(kind, _)| *kind == TokenKind::OpenBracket)?;
    let is_or = |(kind, span): &(TokenKind, Span)| {
        *kind == TokenKind::Logical && span.of(text).eq_ignore_ascii_case("or")
    };
    // `and` would bind closer than the `or` that stands there.
    if read[opening..closing].iter().any(is_or) {
        return None;
    }
    // Attribute, operator and, but for `pr`, the value.
    let read_alone = [part, condition].concat();
    let words: Vec<(TokenKind, Span)> = tokens(&read_alone).take(3).collect();
    let takes_value = !words.get(1)?.1.of(&read_alone).eq_ignore_ascii_case("pr");
    let last = words.get(if takes_value { 2 } else { 1 })?.1;
    let end = start + last.end - part.len() as u32;
    let joint = if part.is_empty() { "%20and%20" } else { "%20and%20value%20" };
    Some(vec![
        edit(filter, Span::new(read[closing].1.start, start), joint),
        edit(filter, Span::new(end, end), "]"),
    ])
}

/// The replacement of a range of the decoded filter by an encoded text.
fn edit(filter: &BrokenFilter<'_>, span: Span, text: &str) -> Edit {
    let Place { part, span, .. } = filter.query.within(span);
    Edit { part, span, text: text.to_owned() }
}

/// The edits that write a double quote on both sides of what is at fault, in place of so many characters.
fn quoted(filter: &BrokenFilter<'_>, replaced: u32) -> Vec<Edit> {
    let Span { start, end } = filter.error.span;
    let quote = |start, end| edit(filter, Span::new(start, end), "%22");
    vec![quote(start, start + replaced), quote(end.saturating_sub(replaced), end)]
}
