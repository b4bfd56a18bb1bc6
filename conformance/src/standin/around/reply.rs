//! Answers of the REST API: JSON, and links to other pages.

use super::super::StandIn;
pub(super) use super::super::respond::empty;
use super::super::respond::{header, with_body};
use super::{Call, route};
use scimproof::message::{Header, Response};
use scimproof::syntax::query_parameters;
use serde_json::Value;

/// An answer with JSON.
pub(super) fn json(status: u16, body: &Value) -> Response<'static> {
    with_body(status, "application/json; charset=utf-8", body)
}

impl Call<'_> {
    /// A parameter of the query.
    pub(super) fn asked(&self, name: &str) -> Option<String> {
        let mut parameters = query_parameters(self.query);
        let found = parameters.find(|parameter| parameter.name == name)?;
        Some(found.value.into_owned())
    }

    /// How many a page has: `per_page`, 30 unless it says otherwise and 100 at most.
    pub(super) fn per_page(&self) -> usize {
        self.asked("per_page")
            .and_then(|text| text.parse().ok())
            .map_or(30, |asked: usize| asked.clamp(1, 100))
    }

    /// Which page is asked for, counted from 1.
    pub(super) fn page(&self) -> usize {
        self.asked("page").and_then(|text| text.parse().ok()).map_or(1, |page: usize| page.max(1))
    }
}

impl StandIn {
    /// The header `Link` (RFC 8288): the same query with other parameters, each with its relation. Parameters that are
    /// empty are left out.
    pub(super) fn links(
        &self,
        call: &Call<'_>,
        links: &[(&str, &[(&str, &str)])],
    ) -> Option<Header<'static>> {
        let replaced =
            |name: &str| links.iter().any(|(_, others)| others.iter().any(|(other, _)| *other == name));
        let kept = query_parameters(call.query).filter(|parameter| !replaced(&parameter.name));
        let kept: Vec<String> = kept
            .map(|parameter| match parameter.raw_value {
                Some(value) => format!("{}={value}", parameter.raw_name),
                None => parameter.raw_name.to_owned(),
            })
            .collect();
        let of_scim = &self.profile.urls.stand_in_base;
        let origin = self.base.strip_suffix(of_scim.as_str()).unwrap_or_default();
        let path = call.parameters.iter().fold(call.route.path.to_owned(), |path, (name, value)| {
            path.replace(&format!("{{{name}}}"), &scimproof::syntax::percent_encode(value))
        });
        let root = route::root(&self.profile);
        let written = links.iter().map(|(relation, others)| {
            let others = others.iter().filter(|(_, value)| !value.is_empty());
            let others = others.map(|(name, value)| format!("{name}={value}"));
            let query: Vec<String> = kept.iter().cloned().chain(others).collect();
            format!("<{origin}{root}{path}?{}>; rel=\"{relation}\"", query.join("&"))
        });
        let written: Vec<String> = written.collect();
        (!written.is_empty()).then(|| header("Link", written.join(", ")))
    }
}
