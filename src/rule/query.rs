//! Rules on the query's parameters; what a filter says is [`filter`](super::filter)'s.

use super::declare::rules;
use super::subject::QueryParameter;
use super::{Facts, Place, Sink};
use crate::message::Part;

rules! {
    /// `startIndex` is less than 1.
    ///
    /// Pages are counted from 1. A provider reads a smaller value as 1, so a client that counts from 0
    /// gets its first page twice, or misses one resource on each page.
    url_start_index_zero {
        looks_at: Paging,
        stage: Values,
        cites: "7644-3.4.2.4-start-index",
        says: "`startIndex` counts from 1, and `{written}` is read as 1",
        help: "write `startIndex=1` for the first page",
        bad: "GET /Users?startIndex=0&count=10",
        good: "GET /Users?startIndex=1&count=10",
    }
    fn check(query: &QueryParameter<'_>, _facts: &Facts<'_>, sink: &mut Sink<'_>) {
        let parameter = query.parameter;
        if parameter.name == "startIndex" && parameter.value.parse::<i64>().is_ok_and(|index| index < 1) {
            sink.found(Place::of(Part::Target, parameter.value_span)).with("written", &parameter.value);
        }
    }

    /// A filter is sent to a discovery endpoint.
    ///
    /// The provider's description of itself is not searched: a client that took the answer for what
    /// matches would be misled, so the RFC recommends 403.
    discovery_filtered {
        looks_at: Filtering,
        stage: Values,
        cites: "7644-4-filter",
        says: "a discovery endpoint is not filtered",
        help: "read all of it, and pick what is needed",
        bad: "GET /ResourceTypes?filter=name%20eq%20%22User%22",
        good: "GET /ResourceTypes",
    }
    fn check(query: &QueryParameter<'_>, _facts: &Facts<'_>, sink: &mut Sink<'_>) {
        let endpoint = query.request.path().trim_end_matches('/').rsplit('/').next().unwrap_or_default();
        if matches!(endpoint, "ServiceProviderConfig" | "ResourceTypes" | "Schemas") {
            sink.found(Place::of(Part::Target, query.parameter.name_span));
        }
    }

    /// `attributes` and `excludedAttributes` stand in one query.
    ///
    /// A request may have one of them; what both together mean is left open.
    url_both_attributes_excluded {
        looks_at: Selecting,
        stage: Values,
        cites: "7644-3.9-exclusive",
        says: "`attributes` and `excludedAttributes` exclude each other",
        help: "send one of them",
        bad: "GET /Users?attributes=userName&excludedAttributes=emails",
        good: "GET /Users?attributes=userName",
    }
    fn check(query: &QueryParameter<'_>, _facts: &Facts<'_>, sink: &mut Sink<'_>) {
        let has_attributes = || {
            crate::syntax::query_parameters(query.request.query().unwrap_or_default())
                .any(|other| other.name == "attributes")
        };
        if query.parameter.name == "excludedAttributes" && has_attributes() {
            sink.found(Place::of(Part::Target, query.parameter.name_span));
        }
    }

    /// A parameter of the query is written in another case.
    ///
    /// `startindex` is not `startIndex`; a provider ignores what it does not know, so the answer is to
    /// another question than the client asked.
    url_param_case {
        looks_at: Stray,
        stage: Values,
        says: "`{written}` is not read as `{declared}`",
        help: "write `{declared}`",
        bad: "GET /Users?startindex=11",
        good: "GET /Users?startIndex=11",
    }
    fn check(query: &QueryParameter<'_>, _facts: &Facts<'_>, sink: &mut Sink<'_>) {
        const PARAMETERS: [&str; 7] =
            ["filter", "startIndex", "count", "sortBy", "sortOrder", "attributes", "excludedAttributes"];
        let written = &*query.parameter.name;
        let declared = PARAMETERS.iter().find(|known| known.eq_ignore_ascii_case(written) && **known != written);
        if let Some(declared) = declared {
            let place = Place::of(Part::Target, query.parameter.name_span);
            sink.found(place)
                .with("written", written)
                .with("declared", declared)
                .replace(&format!("write `{declared}`"), false, place, declared);
        }
    }
}
