//! Rules on the query's parameters; what a filter says is [`filter`](super::filter)'s.

use super::declare::rules;
use super::subject::{QueryParameter, Selected};
use super::{Facts, Sink};
use crate::schema::Attribute;
use crate::syntax::{Parameter, query_parameters};
use crate::words::meant;

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
            let place = query.value();
            sink.found(place).with("written", &parameter.value).replace("write `1`", true, place, "1");
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
            sink.found(query.name());
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
        if query.parameter.name != "excludedAttributes" {
            return;
        }
        if let Some(sent) = query.sent {
            let elements = sent.object.members().find(|other| other.name.index() == sent.name.index());
            let first = elements.and_then(|excluded| excluded.value.elements().next());
            let is_first = first.is_none_or(|first| first.index() == sent.value.index());
            if is_first && sent.object.members().any(|other| other.key_bytes().eq_ignore_ascii_case(b"attributes")) {
                sink.found(query.name());
            }
            return;
        }
        // One finding for a query, however often it has either: said of the first, up to which the text is read.
        let start = query.request.path().len() as u32 + 1;
        let mut before = query_parameters(query.request.target.get(start as usize..).unwrap_or_default());
        let first = before.find(|other| other.name == "excludedAttributes");
        let is_first = first.is_some_and(|first| first.name_span.start + start == query.parameter.name_span.start);
        // Only then is the whole query read, and its end looked for.
        if is_first
            && query_parameters(query.request.query().unwrap_or_default()).any(|other| other.name == "attributes")
        {
            sink.found(query.name());
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
        let written = &*query.parameter.name;
        let declared = PARAMETERS.iter().find(|known| known.eq_ignore_ascii_case(written) && **known != written);
        if let Some(declared) = declared {
            let place = query.name();
            sink.found(place)
                .with("written", written)
                .with("declared", declared)
                .write(false, place, declared);
        }
    }

    /// A parameter of the query is there twice.
    ///
    /// One provider reads the first, another the last, a third both as one text.
    url_param_repeated {
        looks_at: RepeatedParameter,
        stage: Values,
        says: "`{written}` is there twice",
        help: "keep one of them",
        bad: "GET /Users?count=10&count=20",
        good: "GET /Users?count=10",
    }
    fn check(query: &QueryParameter<'_>, _facts: &Facts<'_>, sink: &mut Sink<'_>) {
        sink.found(query.name()).with("written", &query.parameter.name);
    }

    /// `count` is less than 0.
    ///
    /// It is read as 0: the answer tells how many there are, and shows none.
    url_count_negative {
        looks_at: Paging,
        stage: Values,
        cites: "7644-3.4.2.4-count-negative",
        says: "`{written}` is read as 0, so no resource is returned",
        help: "write how many a page should have at most",
        bad: "GET /Users?count=-1",
        good: "GET /Users?count=100",
    }
    fn check(query: &QueryParameter<'_>, _facts: &Facts<'_>, sink: &mut Sink<'_>) {
        let Parameter { name, value, .. } = query.parameter;
        if name == "count" && value.starts_with('-') && is_integer(value) {
            sink.found(query.value()).with("written", value);
        }
    }

    /// `count` asks for more than a page of the endpoint has.
    ///
    /// The rest does not come by itself: a client that takes the first page for all of them misses people.
    url_count_over_max {
        looks_at: Paging,
        stage: Values,
        cites: "7644-3.4.2.4-count",
        says: "a page has at most {most} resources, and `{written}` are asked for",
        help: "go on with `startIndex` until `totalResults` is reached",
        given: "{\"extends\":\"rfc7644\",\"name\":\"example\",\"paging\":{\"defaultCount\":50,\"maxCount\":100,\"source\":\"an endpoint of this example\"}}",
        bad: "GET /Users?count=1000",
        good: "GET /Users?count=50",
    }
    fn check(query: &QueryParameter<'_>, facts: &Facts<'_>, sink: &mut Sink<'_>) {
        let Parameter { name, value, .. } = query.parameter;
        let Some(most) = facts.profile.paging.max_count.filter(|_| name == "count") else { return };
        // A number too large to be read is larger than any page.
        if is_integer(value) && !value.starts_with('-') && value.parse::<u32>().map_or(true, |count| count > most) {
            sink.found(query.value()).with("written", value).with("most", &most.to_string());
        }
    }

    /// `startIndex` or `count` is no whole number.
    url_paging_not_a_number {
        looks_at: Paging,
        stage: Values,
        cites: "7644-3.4.2.4-items-per-page",
        says: "`{name}` is a whole number, and `{written}` is none",
        help: "write a whole number",
        bad: "GET /Users?count=all",
        good: "GET /Users?count=100",
    }
    fn check(query: &QueryParameter<'_>, _facts: &Facts<'_>, sink: &mut Sink<'_>) {
        let Parameter { name, value, .. } = query.parameter;
        if !is_integer(value) {
            sink.found(query.value()).with("name", name).with("written", value);
        }
    }

    /// `sortOrder` is neither `ascending` nor `descending`.
    ///
    /// `asc` and `desc` are SQL's words; a provider sorts upwards, or refuses.
    url_sort_order_unknown {
        looks_at: Sorting,
        stage: Values,
        cites: "7644-3.4.2.3-sort-order",
        says: "`sortOrder` is `ascending` or `descending`, not `{written}`",
        help: "write `{declared}`",
        bad: "GET /Users?sortBy=userName&sortOrder=desc",
        good: "GET /Users?sortBy=userName&sortOrder=descending",
    }
    fn check(query: &QueryParameter<'_>, _facts: &Facts<'_>, sink: &mut Sink<'_>) {
        let Parameter { name, value, .. } = query.parameter;
        let is_known = ["ascending", "descending"].iter().any(|known| known.eq_ignore_ascii_case(value));
        if name == "sortOrder" && !is_known {
            let is_down = value.bytes().next().is_some_and(|first| first.eq_ignore_ascii_case(&b'd'));
            let declared = if is_down { "descending" } else { "ascending" };
            sink.found(query.value())
                .with("written", value)
                .with("declared", declared)
                .replace("write the RFC's word", true, query.value(), declared);
        }
    }

    /// The list is to be sorted, and the endpoint does not sort.
    ///
    /// Sorting is optional, and the provider's configuration says whether it is there. A client that pages
    /// through what it takes for sorted may stop too early.
    url_sort_unsupported {
        looks_at: Sorting,
        stage: Values,
        cites: "7644-3.4.2.3-sort-by",
        says: "the endpoint does not sort",
        help: "read all pages, and sort what came",
        given: "{\"extends\":\"rfc7644\",\"name\":\"example\",\"sort\":{\"value\":false,\"standing\":\"documented\",\"source\":\"an endpoint of this example\"}}",
        bad: "GET /Users?sortBy=userName",
        good: "GET /Users?startIndex=1",
    }
    fn check(query: &QueryParameter<'_>, facts: &Facts<'_>, sink: &mut Sink<'_>) {
        if query.parameter.name == "sortBy" && facts.profile.sort.value == Some(false) {
            sink.found(query.name());
        }
    }

    /// The list of attributes has a filter in it.
    ///
    /// `attributes` and `excludedAttributes` take names, not choices among values. Microsoft's reference
    /// tests send it.
    url_attributes_with_value_filter {
        looks_at: Selecting,
        stage: Values,
        cites: "7644-3.4.2.5-notation",
        says: "`{written}` is no attribute's name: it chooses among values",
        help: "name the attribute alone",
        bad: "GET /Users?attributes=emails[type%20eq%20%22work%22]",
        good: "GET /Users?attributes=emails",
    }
    fn check(query: &QueryParameter<'_>, _facts: &Facts<'_>, sink: &mut Sink<'_>) {
        if query.parameter.value.as_bytes().contains(&b'[') {
            sink.found(query.value()).with("written", &query.parameter.value);
        }
    }

    /// `sortBy`, `attributes` or `excludedAttributes` names what no schema declares.
    ///
    /// A misspelled name is passed over: what was meant does not come, or comes unsorted.
    url_attribute_unknown {
        looks_at: Unselectable,
        stage: Values,
        cites: "7644-3.4.2.5-notation",
        says: "no schema declares `{written}`",
        help: "{advice}",
        bad: "GET /Users?attributes=usrName",
        good: "GET /Users?attributes=userName",
    }
    fn check(selected: &Selected<'_>, _facts: &Facts<'_>, sink: &mut Sink<'_>) {
        // One with a bracket is `url-attributes-with-value-filter`, and nothing is named by nothing.
        let is_list = selected.query.parameter.name != "sortBy";
        if selected.text.is_empty() || is_list && selected.query.parameter.value.as_bytes().contains(&b'[') {
            return;
        }
        let advice = advice(selected.text, selected.declared);
        sink.found(selected.query.within(selected.span)).with("written", selected.text).with("advice", &advice);
    }
}

/// The parameters of RFC 7644, and that of RFC 9865.
pub(super) const PARAMETERS: [&str; 8] =
    ["filter", "startIndex", "count", "cursor", "sortBy", "sortOrder", "attributes", "excludedAttributes"];

/// Whether a text is a whole number, however large.
fn is_integer(text: &str) -> bool {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
}

/// What may have been meant by the name of an attribute that no schema declares.
pub(super) fn advice(written: &str, declared: &[Attribute]) -> String {
    let names = declared.iter().map(|known| known.name.as_str());
    if let Some(name) = meant(written, names) {
        return ["write `", name, "`"].concat();
    }
    // An extension's attribute is named with its URN.
    let name = written.split('.').next().unwrap_or_default();
    if let Some(extension) = declared
        .iter()
        .find(|known| known.name.as_bytes().contains(&b':') && known.sub_attribute(name).is_some())
    {
        return ["write `", &extension.name, ":", written, "`"].concat();
    }
    "name an attribute that the endpoint's schemas have".to_owned()
}
