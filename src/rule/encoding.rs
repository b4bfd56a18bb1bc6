//! Rules on how a query is written as part of an address (RFC 3986 §3.4).

use super::declare::rules;
use super::query::PARAMETERS;
use super::subject::{Http, QueryParameter};
use super::{Facts, Place, Sink};
use crate::cut::Cut;
use crate::diagnostic::Edit;
use crate::json::Span;
use crate::message::Part;
use crate::syntax::{percent_encode, percent_units};

rules! {
    /// White space stands before the `=` of a parameter.
    ///
    /// It belongs to the name then, and a provider ignores what it does not know: all resources are
    /// returned instead of those that the filter means. Entra ID's provisioning API refuses it.
    url_whitespace_around_equals {
        looks_at: Stray,
        stage: Values,
        cites: "7644-3.4.2-unknown-parameter",
        says: "white space stands before the `=`, so the parameter is not read as `{declared}`",
        help: "write `{declared}=`",
        bad: "GET /Users?filter%20=%20userName%20eq%20%22mona%22",
        good: "GET /Users?filter=userName%20eq%20%22mona%22",
    }
    fn check(query: &QueryParameter<'_>, _facts: &Facts<'_>, sink: &mut Sink<'_>) {
        let parameter = query.parameter;
        let declared = parameter.name.trim_ascii();
        if declared == parameter.name || !PARAMETERS.contains(&declared) {
            return;
        }
        let indent = (parameter.value.len() - parameter.value.trim_ascii_start().len()) as u32;
        let Place { span, .. } = query.within(Span::new(0, indent));
        let around = Place::of(Part::Target, Span::new(parameter.name_span.start, span.end));
        let sign = if parameter.raw_value.is_some() { "=" } else { "" };
        sink.found(query.name()).with("declared", declared).replace(
            "take the white space out",
            true,
            around,
            &[declared, sign].concat(),
        );
    }

    /// A `?` or `&` ends the target, with no parameter behind it.
    ///
    /// It means nothing, but routers that compare texts and signatures over the address trip over it.
    /// OneLogin sends it.
    url_trailing_question_mark {
        looks_at: Queried,
        stage: Route,
        says: "`{written}` ends the target, and no parameter follows",
        help: "leave it out",
        bad: "GET /Users/2819c223?",
        good: "GET /Users/2819c223",
    }
    fn check(http: &Http<'_>, _facts: &Facts<'_>, sink: &mut Sink<'_>) {
        let query = http.target.query.unwrap_or_default();
        let start = http.request.path().len();
        let (end, kept) = (start + 1 + query.len(), query.trim_end_matches('&').len());
        if kept == 0 || kept < query.len() {
            let start = if kept == 0 { start } else { start + 1 + kept };
            let span = Span::new(start as u32, end as u32);
            let place = Place::of(Part::Target, span);
            let written = span.of(&http.request.target);
            sink.found(place).with("written", written).replace("leave it out", true, place, "");
        }
    }

    /// Spaces of the query are written as `+`.
    ///
    /// Forms are encoded so; an address is not, and who reads it by RFC 3986 sees a plus sign and refuses
    /// the filter. OneLogin, Microsoft's validator and samples of WSO2's send it.
    url_plus_as_space {
        looks_at: Filtering,
        stage: Values,
        says: "`+` is a space only to a provider that reads the query as a form",
        help: "write `%20`",
        bad: "GET /Users?filter=userName+eq+%22mona%22",
        good: "GET /Users?filter=userName%20eq%20%22mona%22",
    }
    fn check(query: &QueryParameter<'_>, _facts: &Facts<'_>, sink: &mut Sink<'_>) {
        report_pluses(query, false, "%20", sink);
    }

    /// A `+` within a text of the filter is not encoded.
    ///
    /// Most providers read the query as a form and see a space: `mona+test@example.com` is not found and
    /// is created a second time.
    url_plus_in_address_unencoded {
        looks_at: Filtering,
        stage: Values,
        says: "most providers read this `+` as a space",
        help: "write `%2B`",
        bad: "GET /Users?filter=userName%20eq%20%22mona+test@example.com%22",
        good: "GET /Users?filter=userName%20eq%20%22mona%2Btest@example.com%22",
    }
    fn check(query: &QueryParameter<'_>, _facts: &Facts<'_>, sink: &mut Sink<'_>) {
        report_pluses(query, true, "%2B", sink);
    }

    /// The filter is not percent-encoded.
    ///
    /// A space ends the target of an HTTP request, `&` ends the parameter and `#` the query: the filter is
    /// refused, or cut. `curl` and hand-made clients send it as it is typed.
    url_filter_not_encoded {
        looks_at: Filtering,
        stage: Values,
        says: "{written} stands in the filter unencoded, where it {harm}",
        help: "write it as `{declared}`, and encode the others too",
        bad: "GET /Groups?filter=displayName eq \"R&D #1\"",
        good: "GET /Groups?filter=displayName%20eq%20%22R%26D%20%231%22",
    }
    fn check(query: &QueryParameter<'_>, _facts: &Facts<'_>, sink: &mut Sink<'_>) {
        let target = &*query.request.target;
        let start = query.parameter.value_span.start as usize;
        let end = cut(query).map_or(query.parameter.value_span.end as usize, |(_, end)| end);
        let mut edits = Vec::new();
        let mut worst = (Span::default(), Unencoded::Tolerated);
        for (offset, sign) in target.cut(start..end).char_indices() {
            let Some(unencoded) = Unencoded::of(sign) else { continue };
            let at = start + offset;
            let span = Span::new(at as u32, (at + sign.len_utf8()) as u32);
            if edits.is_empty() || unencoded > worst.1 {
                worst = (span, unencoded);
            }
            edits.push(Edit { part: Part::Target, span, text: percent_encode(span.of(target)) });
        }
        if edits.is_empty() {
            return;
        }
        let (span, unencoded) = worst;
        let written = match span.of(target) {
            " " => "a space".to_owned(),
            sign => ["`", sign, "`"].concat(),
        };
        sink.found(Place::of(Part::Target, span))
            .with("written", &written)
            .with("declared", &percent_encode(span.of(target)))
            .with("harm", unencoded.harm())
            .fix("encode the filter", true, edits);
    }
}

/// What a character does that has to be encoded in a query (RFC 3986 §3.4) and is not. Brackets are left
/// out, which all servers take as they are.
#[derive(Clone, Copy, PartialEq, PartialOrd)]
enum Unencoded {
    /// Nothing on most servers.
    Tolerated,
    /// It ends the filter.
    Cuts,
    /// It ends the target of the request.
    Breaks,
}

impl Unencoded {
    fn of(sign: char) -> Option<Unencoded> {
        match sign {
            ' ' => Some(Unencoded::Breaks),
            '&' | '#' => Some(Unencoded::Cuts),
            '"' | '<' | '>' | '\\' => Some(Unencoded::Tolerated),
            _ if sign.is_ascii_control() || !sign.is_ascii() => Some(Unencoded::Tolerated),
            _ => None,
        }
    }

    fn harm(self) -> &'static str {
        match self {
            Unencoded::Tolerated => "is not allowed in an address",
            Unencoded::Cuts => "ends the filter",
            Unencoded::Breaks => "ends the request's target",
        }
    }
}

/// Where a filter is cut within a text by a `&` or `#` that is not encoded: the sign, and the place behind
/// the text's closing quote.
pub(super) fn cut(query: &QueryParameter<'_>) -> Option<(usize, usize)> {
    if query.sent.is_some() {
        return None;
    }
    let at = query.parameter.value_span.end as usize;
    let rest = query.request.target.get(at..).filter(|rest| !rest.is_empty())?;
    let value = &query.parameter.value;
    let quotes =
        value.matches('"').count() - value.as_bytes().windows(2).filter(|pair| pair == b"\\\"").count();
    if quotes.is_multiple_of(2) {
        return None;
    }
    let ends = |start: usize| {
        let quotes: [&[u8]; 2] = [b"\"", b"%22"];
        let quote = quotes.into_iter().find(|quote| rest.as_bytes()[start..].starts_with(quote))?;
        Some(start + quote.len())
    };
    let end = (0..rest.len()).find_map(ends)?;
    Some((at, at + end))
}

/// Reports the `+` of a filter that are meant as they are, or those that stand for spaces.
fn report_pluses(query: &QueryParameter<'_>, literal: bool, encoded: &str, sink: &mut Sink<'_>) {
    let raw = query.parameter.raw_value.unwrap_or_default();
    if !raw.as_bytes().contains(&b'+') && !query.parameter.value.as_bytes().contains(&b'+') {
        return;
    }
    let start = query.parameter.value_span.start;
    let edits: Vec<Edit> = pluses(raw)
        .into_iter()
        .filter(|(_, is_literal)| *is_literal == literal)
        .map(|(span, _)| {
            let span = Span::new(start + span.start, start + span.end);
            Edit { part: Part::Target, span, text: encoded.to_owned() }
        })
        .collect();
    if let Some(first) = edits.first() {
        let place = Place::of(Part::Target, first.span);
        sink.found(place).fix("encode it", true, edits);
    }
}

/// Where a filter as written has a `+`, and whether it is meant as it is: in an address, or in a text where
/// spaces are not written so. One that is encoded counts where it stands for a space, which then was
/// encoded twice.
fn pluses(raw: &str) -> Vec<(Span, bool)> {
    let mut found: Vec<(Span, bool)> = Vec::new();
    let mut encoded: Vec<(Span, bool)> = Vec::new();
    let (mut is_text, mut is_escaped, mut is_form, mut has_space) = (false, false, false, false);
    // The first `+` of the text that no `@` has followed yet.
    let mut pending = 0;
    let mut at = 0;
    for (byte, length) in percent_units(raw) {
        let span = Span::new(at, at + length as u32);
        match byte {
            b'"' if !is_escaped => {
                is_text = !is_text;
                pending = found.len();
            }
            b'+' if length == 1 => {
                is_form |= !is_text;
                found.push((span, false));
            }
            b'+' if !is_text => encoded.push((span, false)),
            b'@' if is_text => {
                for (_, is_literal) in &mut found[pending..] {
                    *is_literal = true;
                }
                pending = found.len();
            }
            b' ' => has_space = true,
            _ => {}
        }
        is_escaped = byte == b'\\' && !is_escaped;
        at = span.end;
    }
    if !is_form {
        for (_, is_literal) in &mut found {
            *is_literal = true;
        }
        if !has_space {
            found.extend(encoded);
        }
    }
    found
}
