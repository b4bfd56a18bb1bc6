//! Holding an answer against what is expected of it.

use super::valid::Oracle;
use crate::suite::{Capture, Expectation, Level, Literal, Predicate, Query, Variables};
use regex_lite::Regex;
use scimproof::message::{Request, Response};
use serde_json::Value;

/// An answer, read once.
pub(super) struct Answer<'a> {
    pub(super) response: &'a Response<'a>,
    body: Result<Value, String>,
}

/// Where an expectation does not hold.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Miss {
    pub(super) level: Option<Level>,
    pub(super) place: String,
    pub(super) expected: String,
    pub(super) found: String,
}

impl<'a> Answer<'a> {
    pub(super) fn new(response: &'a Response<'a>) -> Answer<'a> {
        let body = serde_json::from_slice(&response.body).map_err(|error| {
            if response.body.is_empty() {
                "an empty body".to_owned()
            } else {
                describe_text(response, &error)
            }
        });
        Answer { response, body }
    }

    pub(super) fn json(&self) -> Option<&Value> {
        self.body.as_ref().ok()
    }

    pub(super) fn capture(&self, capture: &Capture) -> Option<String> {
        match &capture.query {
            Query::Header(name) => self.response.header(name).map(str::to_owned),
            Query::Pointer(pointer) => match find(self.json()?, pointer).into_iter().next()?.1? {
                Value::String(text) => Some(text.clone()),
                Value::Null => None,
                other => Some(other.to_string()),
            },
            Query::Status | Query::Body | Query::Valid(_) => None,
        }
    }

    /// Every place where the expectation does not hold of the answer to that request.
    pub(super) fn misses(
        &self,
        expectation: &Expectation,
        variables: &Variables,
        request: &Request<'_>,
        oracle: &Oracle,
    ) -> Vec<Miss> {
        let miss = |place: &str, expected: String, found: String| Miss {
            level: expectation.level,
            place: place.to_owned(),
            expected,
            found,
        };
        let mut misses = Vec::new();
        match &expectation.query {
            Query::Status => {
                let status = Value::from(self.response.status);
                for predicate in &expectation.predicates {
                    if !holds(predicate, Some(&status), variables) {
                        misses.push(miss("status", describe(predicate, variables), status.to_string()));
                    }
                }
            }
            Query::Header(name) => {
                let value = self.response.header(name).map(Value::from);
                for predicate in &expectation.predicates {
                    if !holds(predicate, value.as_ref(), variables) {
                        let place = format!("header {name}");
                        misses.push(miss(&place, describe(predicate, variables), found(value.as_ref())));
                    }
                }
            }
            Query::Body => {
                let text = Value::from(String::from_utf8_lossy(&self.response.body).into_owned());
                let value = (!self.response.body.is_empty()).then_some(&text);
                for predicate in &expectation.predicates {
                    if !holds(predicate, value, variables) {
                        misses.push(miss("body", describe(predicate, variables), found(value)));
                    }
                }
            }
            Query::Valid(subject) => match &self.body {
                Err(problem) => {
                    misses.push(miss("body", format!("a JSON body: {}", article(subject)), problem.clone()));
                }
                Ok(body) => {
                    for mut miss in oracle.misses(subject, request, self.response, body) {
                        // What is found is no graver than the check wants it.
                        miss.level = match (expectation.level, miss.level) {
                            (Some(wanted), Some(own)) => Some(wanted.min(own)),
                            (None, Some(Level::Must)) => None,
                            (wanted, own) => wanted.or(own),
                        };
                        misses.push(miss);
                    }
                }
            },
            Query::Pointer(pointer) => match &self.body {
                Err(problem) => {
                    // Nothing is where nothing is wanted.
                    let wanted =
                        expectation.predicates.iter().find(|each| !matches!(each, Predicate::Absent));
                    if let Some(predicate) = wanted {
                        misses.push(miss(pointer, describe(predicate, variables), problem.clone()));
                    }
                }
                Ok(body) => {
                    for predicate in &expectation.predicates {
                        misses.extend(
                            pointer_misses(body, pointer, predicate, variables)
                                .into_iter()
                                .map(|(place, found)| miss(&place, describe(predicate, variables), found)),
                        );
                    }
                }
            },
        }
        misses
    }
}

/// What a body is that is not JSON.
fn describe_text(response: &Response<'_>, error: &serde_json::Error) -> String {
    if is_html(response) {
        return "an HTML page".to_owned();
    }
    format!("no JSON ({error}): {}", String::from_utf8_lossy(&response.body).escape_debug())
}

/// Whether the body is a page for people.
pub(super) fn is_html(response: &Response<'_>) -> bool {
    let start = response.body.trim_ascii_start();
    let begins = |with: &[u8]| start.len() >= with.len() && start[..with.len()].eq_ignore_ascii_case(with);
    response.header("content-type").is_some_and(|value| value.starts_with("text/html"))
        || begins(b"<!doctype html")
        || begins(b"<html")
}

fn pointer_misses(
    body: &Value,
    pointer: &str,
    predicate: &Predicate,
    variables: &Variables,
) -> Vec<(String, String)> {
    let found_values = find(body, pointer);
    let is_list = pointer.split('/').any(|segment| segment == "*");
    let about_list =
        matches!(predicate, Predicate::Contains(_) | Predicate::Excludes(_) | Predicate::Length(_));
    if is_list && about_list {
        let list: Value = found_values.into_iter().filter_map(|(_, value)| value.cloned()).collect();
        return if holds(predicate, Some(&list), variables) {
            Vec::new()
        } else {
            vec![(pointer.to_owned(), found(Some(&list)))]
        };
    }
    found_values
        .into_iter()
        .filter(|(_, value)| !holds(predicate, *value, variables))
        .map(|(place, value)| (place, found(value)))
        .collect()
}

/// What a pointer finds, with `*` for every element; `None` at a place where there is nothing.
fn find<'v>(body: &'v Value, pointer: &str) -> Vec<(String, Option<&'v Value>)> {
    let mut places = vec![(String::new(), Some(body))];
    for segment in pointer.split('/').skip(1) {
        let name = segment.replace("~1", "/").replace("~0", "~");
        let mut deeper = Vec::new();
        for (place, value) in places {
            if name == "*" {
                for (index, element) in value.and_then(Value::as_array).into_iter().flatten().enumerate() {
                    deeper.push((format!("{place}/{index}"), Some(element)));
                }
                continue;
            }
            let inner = value.and_then(|value| match value {
                Value::Object(members) => members.get(&name).or_else(|| {
                    members
                        .iter()
                        .find(|(other, _)| other.eq_ignore_ascii_case(&name))
                        .map(|(_, value)| value)
                }),
                Value::Array(list) => name.parse::<usize>().ok().and_then(|index| list.get(index)),
                Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => None,
            });
            deeper.push((format!("{place}/{segment}"), inner));
        }
        places = deeper;
    }
    places
}

fn is_unassigned(value: Option<&Value>) -> bool {
    match value {
        None | Some(Value::Null) => true,
        Some(Value::Array(list)) => list.is_empty(),
        Some(Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Object(_)) => false,
    }
}

fn equals(value: &Value, literal: &Literal, variables: &Variables) -> bool {
    match literal {
        Literal::Text(template) => template.plain(variables).ok().as_deref() == value.as_str(),
        Literal::Value(Value::Number(number)) => value.as_f64() == number.as_f64(),
        Literal::Value(other) => value == other,
    }
}

fn holds(predicate: &Predicate, value: Option<&Value>, variables: &Variables) -> bool {
    match predicate {
        Predicate::Absent => is_unassigned(value),
        Predicate::Present => !is_unassigned(value),
        Predicate::Ne(literal) => value.is_none_or(|value| !equals(value, literal, variables)),
        Predicate::Excludes(literal) => value.is_none_or(|value| !contains(value, literal, variables)),
        Predicate::Eq(literal) => value.is_some_and(|value| equals(value, literal, variables)),
        Predicate::OneOf(list) => {
            value.is_some_and(|value| list.iter().any(|literal| equals(value, literal, variables)))
        }
        Predicate::Class(class) => {
            value.and_then(Value::as_u64).is_some_and(|status| status / 100 == u64::from(*class))
        }
        Predicate::Type(wanted) => value.is_some_and(|value| wanted.holds(value)),
        Predicate::Matches(pattern) => {
            value.and_then(Value::as_str).is_some_and(|text| matches(pattern, text))
        }
        Predicate::Contains(literal) => value.is_some_and(|value| contains(value, literal, variables)),
        Predicate::Length(wanted) => {
            let length = match value {
                Some(Value::Array(list)) => list.len(),
                Some(Value::String(text)) => text.chars().count(),
                Some(Value::Null) | None => 0,
                Some(Value::Bool(_) | Value::Number(_) | Value::Object(_)) => return false,
            };
            (wanted.min..=wanted.max).contains(&length)
        }
        Predicate::AtLeast(number) => value.and_then(Value::as_f64).is_some_and(|found| found >= *number),
        Predicate::AtMost(number) => value.and_then(Value::as_f64).is_some_and(|found| found <= *number),
        Predicate::Valid => true,
    }
}

fn contains(value: &Value, literal: &Literal, variables: &Variables) -> bool {
    match (value, literal) {
        (Value::String(text), Literal::Text(part)) => {
            part.plain(variables).is_ok_and(|part| text.contains(part.as_str()))
        }
        (Value::Array(list), _) => list.iter().any(|element| equals(element, literal, variables)),
        (Value::String(_) | Value::Null | Value::Bool(_) | Value::Number(_) | Value::Object(_), _) => false,
    }
}

fn matches(pattern: &str, text: &str) -> bool {
    Regex::new(pattern).is_ok_and(|pattern| pattern.is_match(text))
}

fn describe(predicate: &Predicate, variables: &Variables) -> String {
    let literal = |literal: &Literal| match literal {
        Literal::Text(template) => template
            .plain(variables)
            .map_or_else(|name| format!("${{{name}}}, which nothing gave"), |text| format!("`{text}`")),
        Literal::Value(value) => format!("`{value}`"),
    };
    match predicate {
        Predicate::Eq(value) => literal(value),
        Predicate::Ne(value) => format!("anything but {}", literal(value)),
        Predicate::OneOf(list) => list.iter().map(literal).collect::<Vec<_>>().join(" or "),
        Predicate::Class(class) => format!("`{class}xx`"),
        Predicate::Present => "a value".to_owned(),
        Predicate::Absent => "nothing".to_owned(),
        Predicate::Type(wanted) => wanted.described().to_owned(),
        Predicate::Matches(pattern) => format!("a match of `{pattern}`"),
        Predicate::Contains(value) => format!("{} in it", literal(value)),
        Predicate::Excludes(value) => format!("no {} in it", literal(value)),
        Predicate::Length(wanted) if wanted.min == wanted.max => format!("a length of {}", wanted.min),
        Predicate::Length(wanted) if wanted.max == usize::MAX => {
            format!("a length of {} or more", wanted.min)
        }
        Predicate::Length(wanted) => format!("a length of {} to {}", wanted.min, wanted.max),
        Predicate::AtLeast(number) => format!("{number} or more"),
        Predicate::AtMost(number) => format!("{number} or less"),
        Predicate::Valid => "a valid body".to_owned(),
    }
}

fn found(value: Option<&Value>) -> String {
    value.map_or_else(|| "nothing".to_owned(), |value| format!("`{value}`"))
}

fn article(subject: &str) -> String {
    let article = if subject.starts_with(['A', 'E', 'I', 'O']) { "an" } else { "a" };
    format!("{article} {subject}")
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test's own input")]
mod tests {
    use super::*;
    use crate::suite::Step;
    use scimproof::message::{Header, Method};

    /// What does not hold, as `place: expected, found`.
    fn misses(expect: &str, status: u16, body: &str) -> Vec<String> {
        let file = format!(
            "suite = {{ name = \"s\", title = \"t\" }}\narea = {{ name = \"a\", title = \"t\" }}\n[[check]]\nid = \"x\"\n\
             title = \"x\"\nmend = \"x\"\nlevel = \"MUST\"\nsource = \"x\"\nsteps = [{{ send = \"GET /Users\", \
             expect = {expect} }}]"
        );
        let suite = crate::suite::load(&[("s", &file)]).unwrap();
        let Step::Send(exchange) = &suite.checks[0].steps[0] else { unreachable!() };
        let response = Response {
            status,
            headers: vec![Header { name: "ETag".into(), value: "\"1\"".into() }],
            body: body.as_bytes().into(),
        };
        let answer = Answer::new(&response);
        let (request, oracle) = (Request::bare(Method::Get, "/Users", None), Oracle::new());
        exchange
            .expectations
            .iter()
            .flat_map(|expectation| answer.misses(expectation, &Variables::new(), &request, &oracle))
            .map(|miss| format!("{}: {}, {}", miss.place, miss.expected, miss.found))
            .collect()
    }

    #[test]
    fn every_predicate_holds_where_it_should_and_says_what_is_there_where_it_does_not() {
        let body = r#"{"id":"a","n":3,"list":[{"v":"x"},{"v":"y"}],"none":[],"null":null}"#;
        let cases = [
            ("{ status = 200 }", ""),
            ("{ status = [200, 204] }", ""),
            ("{ status = \"2xx\" }", ""),
            ("{ status = 404 }", "status: `404`, 200"),
            ("{ status = \"4xx\" }", "status: `4xx`, 200"),
            ("{ header.etag = { present = true } }", ""),
            ("{ header.location = { present = true } }", "header location: a value, nothing"),
            ("{ \"/id\" = \"a\" }", ""),
            ("{ \"/ID\" = \"a\" }", ""),
            ("{ \"/id\" = \"b\" }", "/id: `b`, `\"a\"`"),
            ("{ \"/n\" = 3 }", ""),
            ("{ \"/n\" = { type = \"integer\", at-least = 3, at-most = 3 } }", ""),
            ("{ \"/n\" = { at-most = 2 } }", "/n: 2 or less, `3`"),
            ("{ \"/n\" = { type = \"string\" } }", "/n: a string, `3`"),
            (
                "{ \"/none\" = { absent = true }, \"/null\" = { absent = true }, \"/no\" = { absent = true } }",
                "",
            ),
            ("{ \"/none\" = { present = true } }", "/none: a value, `[]`"),
            ("{ \"/list\" = { length = 2 } }", ""),
            (
                "{ \"/list\" = { length = { min = 3 } } }",
                "/list: a length of 3 or more, `[{\"v\":\"x\"},{\"v\":\"y\"}]`",
            ),
            ("{ \"/list/*/v\" = { one-of = [\"x\", \"y\"] } }", ""),
            ("{ \"/list/*/v\" = \"x\" }", "/list/1/v: `x`, `\"y\"`"),
            ("{ \"/list/*/w\" = { absent = true } }", ""),
            ("{ \"/list/*/v\" = { contains = \"y\", excludes = \"z\", length = 2 } }", ""),
            ("{ \"/list/*/v\" = { contains = \"z\" } }", "/list/*/v: `z` in it, `[\"x\",\"y\"]`"),
            ("{ \"/id\" = { matches = \"^[a-c]$\" } }", ""),
            ("{ \"/id\" = { matches = \"^[b-c]$\" } }", "/id: a match of `^[b-c]$`, `\"a\"`"),
            ("{ body = { contains = \"null\" } }", ""),
        ];
        for (expect, said) in cases {
            assert_eq!(misses(expect, 200, body).join("; "), said, "{expect}");
        }
    }

    #[test]
    fn what_is_not_valid_is_what_the_linter_finds_in_the_answer() {
        let list = |rest: &str| {
            format!(r#"{{"schemas":["urn:ietf:params:scim:api:messages:2.0:ListResponse"],{rest}}}"#)
        };
        let error =
            |rest: &str| format!(r#"{{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],{rest}}}"#);
        let cases = [
            ("Error", 404, error(r#""status":"404""#), ""),
            (
                "Error",
                404,
                error(r#""status":404"#),
                "/status: a valid Error, `status` is a number (error-status-number)",
            ),
            (
                "Error",
                404,
                error(r#""status":"400""#),
                "/status: a valid Error, an error with the status 400 is answered 400, and this is 404 (error-wrong-status)",
            ),
            ("ListResponse", 200, list(r#""totalResults":0"#), ""),
            (
                "ListResponse",
                200,
                list(r#""totalResults":"0""#),
                "/totalResults: a valid ListResponse, `totalResults` is shown as a string, where a number is due (response-type-mismatch)",
            ),
            (
                "ListResponse",
                200,
                error(r#""status":"404""#),
                "body: a valid ListResponse, a User is shown without `id` (id-missing-in-response)",
            ),
            (
                "ListResponse",
                200,
                "[]".to_owned(),
                "/schemas: `urn:ietf:params:scim:api:messages:2.0:ListResponse` in it, nothing",
            ),
        ];
        for (subject, status, body, said) in cases {
            let found = misses(&format!("{{ valid = \"{subject}\" }}"), status, &body);
            assert_eq!(found.first().map_or("", String::as_str), said, "{body}");
        }
    }

    #[test]
    fn a_body_that_is_not_json_is_described() {
        assert_eq!(misses("{ \"/id\" = \"a\" }", 200, "<html>"), ["/id: `a`, an HTML page"]);
        assert_eq!(misses("{ \"/id\" = { present = true } }", 200, ""), ["/id: a value, an empty body"]);
        assert!(misses("{ \"/id\" = { absent = true } }", 204, "").is_empty());
    }
}
