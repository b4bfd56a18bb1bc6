//! Whether an answer is what it has to be: `valid = "User"`. The linter is the oracle; what it finds in the answer's
//! body under the RFC's profile is what the body is not.

use super::evaluate::Miss;
use crate::suite::Level;
use scimproof::diagnostic::Severity;
use scimproof::lint::Linter;
use scimproof::message::{Exchange, Part, Request, Response};
use scimproof::profile;
use scimproof::rule::Nothing;
use scimproof::schema;
use serde_json::Value;
use std::fmt;

/// What can be valid, and the schema by which it says so.
pub(crate) const SUBJECTS: &[(&str, Option<&str>)] = &[
    ("User", Some(schema::USER)),
    ("Group", Some(schema::GROUP)),
    ("ListResponse", Some(schema::LIST_RESPONSE)),
    ("Error", Some(schema::ERROR)),
    ("ServiceProviderConfig", Some(schema::SERVICE_PROVIDER_CONFIG)),
    ("ResourceType", Some(schema::RESOURCE_TYPE)),
    // RFC 7643 §8.7 shows the definitions of schemas without `schemas`.
    ("Schema", None),
];

/// Judges answers by what every endpoint owes.
pub(super) struct Oracle(Option<Linter>);

impl fmt::Debug for Oracle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Oracle").finish_non_exhaustive()
    }
}

impl Oracle {
    pub(super) fn new() -> Oracle {
        Oracle(profile::builtin("rfc7644").ok().map(Linter::of))
    }

    /// Why the answer's body is none of that subject: an error of the linter is a MUST, a warning a SHOULD.
    pub(super) fn misses(
        &self,
        subject: &str,
        request: &Request<'_>,
        response: &Response<'_>,
        body: &Value,
    ) -> Vec<Miss> {
        let expected = format!("a valid {subject}");
        let exchange = Exchange::new(request.clone(), Some(response.clone()));
        let found = self.0.iter().flat_map(|linter| linter.exchange(&exchange, &Nothing).diagnostics);
        let of_body = found.filter(|found| found.location.part == Part::ResponseBody);
        let mut misses: Vec<Miss> = of_body
            .filter_map(|found| {
                let level = match found.severity {
                    Severity::Error => Level::Must,
                    Severity::Warning => Level::Should,
                    Severity::Info => return None,
                };
                let place = found.location.pointer.clone().filter(|pointer| !pointer.is_empty());
                Some(Miss {
                    level: Some(level),
                    place: place.unwrap_or_else(|| "body".to_owned()),
                    expected: expected.clone(),
                    found: format!("{} ({})", found.message(), found.rule),
                })
            })
            .collect();
        // What is valid may still be another thing.
        let urn = SUBJECTS.iter().find(|(name, _)| *name == subject).and_then(|(_, urn)| *urn);
        if let Some(urn) = urn.filter(|urn| misses.is_empty() && !names(body, urn)) {
            misses.push(Miss {
                level: Some(Level::Must),
                place: "/schemas".to_owned(),
                expected: format!("`{urn}` in it"),
                found: body.get("schemas").map_or_else(|| "nothing".to_owned(), |value| format!("`{value}`")),
            });
        }
        misses
    }
}

fn names(body: &Value, urn: &str) -> bool {
    let listed = body.get("schemas").and_then(Value::as_array);
    listed.into_iter().flatten().any(|name| name.as_str().is_some_and(|name| name.eq_ignore_ascii_case(urn)))
}
