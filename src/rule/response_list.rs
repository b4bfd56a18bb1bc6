//! Rules on lists, and on how a query is answered (RFC 7644 §3.4.2).

use super::declare::rules;
use super::response::member;
use super::subject::Answered;
use super::{Facts, Place, Sink};
use crate::filter;
use crate::json::{Kind, Value};
use crate::message::Method;
use crate::profile::Operation;
use crate::syntax::Filter;

rules! {
    /// A query that matches nothing is answered 404.
    ///
    /// The endpoint is there and its list is empty. Entra takes the 404 for a broken connection and stops
    /// after some of them.
    filter_404_on_zero {
        looks_at: Exchange,
        stage: State,
        cites: "7644-3.4.2-no-match",
        says: "a query is answered 404",
        help: "answer 200 with a list whose `totalResults` is 0",
        bad: r#"GET /Users?filter=userName%20eq%20%22mona%22

HTTP/1.1 404 Not Found

{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"status":"404"}
"#,
        good: r#"GET /Users?filter=userName%20eq%20%22mona%22

HTTP/1.1 200 OK

{"schemas":["urn:ietf:params:scim:api:messages:2.0:ListResponse"],"totalResults":0}
"#,
    }
    fn check(answered: &Answered<'_>, facts: &Facts<'_>, sink: &mut Sink<'_>) {
        if facts.action.operation == Some(Operation::List)
            && answered.request.method == Method::Get
            && answered.response.status == 404
            && answered.parameter("filter").is_some()
        {
            sink.found(Answered::status());
        }
    }

    /// A query with one match is answered with the resource itself.
    ///
    /// Clients read `Resources` and find nothing, so they create the resource again.
    filter_single_object_response {
        looks_at: Exchange,
        stage: Schema,
        cites: "7644-3.4.2-list-response",
        says: "a query is answered with one resource and no list",
        help: "answer with a `ListResponse` that has the resource in `Resources`",
        bad: r#"GET /Users?filter=userName%20eq%20%22mona%22

HTTP/1.1 200 OK

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"id":"2819c223","userName":"mona"}
"#,
        good: r#"GET /Users?filter=userName%20eq%20%22mona%22

HTTP/1.1 200 OK

{"schemas":["urn:ietf:params:scim:api:messages:2.0:ListResponse"],"totalResults":1,"Resources":[{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"id":"2819c223","userName":"mona"}]}
"#,
    }
    fn check(answered: &Answered<'_>, facts: &Facts<'_>, sink: &mut Sink<'_>) {
        if facts.action.operation != Some(Operation::List) {
            return;
        }
        if let Some(one) = answered.resource(facts).filter(|one| member(*one, "id").is_some()) {
            sink.found(Place::opening(one).in_response());
        }
    }

    /// A resource that the filter does not match is returned.
    ///
    /// A server that ignores the filter answers with everybody. A client that asked for one account takes the
    /// first it gets, and links and changes somebody else's.
    filter_ignored {
        looks_at: Exchange,
        stage: State,
        cites: "7644-3.4.2.2-filter",
        says: "the filter does not match this {type}",
        help: "return what matches alone, or answer 400 with `invalidFilter`",
        bad: r#"GET /Users?filter=userName%20eq%20%22mona%22

HTTP/1.1 200 OK

{"schemas":["urn:ietf:params:scim:api:messages:2.0:ListResponse"],"totalResults":2,"Resources":[{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"id":"1","userName":"hubot"},{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"id":"2","userName":"mona"}]}
"#,
        good: r#"GET /Users?filter=userName%20eq%20%22mona%22

HTTP/1.1 200 OK

{"schemas":["urn:ietf:params:scim:api:messages:2.0:ListResponse"],"totalResults":1,"Resources":[{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"id":"2","userName":"Mona"}]}
"#,
    }
    fn check(answered: &Answered<'_>, facts: &Facts<'_>, sink: &mut Sink<'_>) {
        let Some(kind) = facts.action.resource_type else { return };
        let Some(text) = answered.parameter("filter") else { return };
        let Ok(tree) = Filter::parse(&text) else { return };
        // Servers compare without regard to case where a schema says otherwise, and that is another fault. Some read
        // a boolean in quotes as a boolean.
        let lower = text.to_ascii_lowercase();
        let unquoted = lower.replace("\"true\"", "true").replace("\"false\"", "false");
        let (in_lower_case, unquoted) = (Filter::parse(&lower), Filter::parse(&unquoted));
        let schemas = facts.profile.schemas_of(kind);
        for resource in answered.listed().filter(|resource| shows_all(&tree, *resource)) {
            let misses = |tree: &Filter, json: &serde_json::Value| filter::matches(tree, json, &schemas) == Ok(false);
            let lower = resource.raw().to_ascii_lowercase();
            let lower = serde_json::from_str(&lower).unwrap_or_default();
            let misses_lower = |tree: &Result<Filter, _>| tree.as_ref().is_ok_and(|tree| misses(tree, &lower));
            if misses(&tree, &resource.to_json()) && misses_lower(&in_lower_case) && misses_lower(&unquoted) {
                sink.found(Place::opening(resource).in_response()).with("type", &kind.name);
                return;
            }
        }
    }

    /// A list writes `resources`.
    ///
    /// Names compare without regard to case, and many clients look for this one to the letter: they see an
    /// empty list. Microsoft's documentation of its SCIM API shows it so.
    list_resources_lowercase {
        looks_at: Exchange,
        stage: Schema,
        cites: "7643-2.1-names",
        says: "`{written}` is spelled `Resources`",
        help: "write `Resources`",
        bad: r#"GET /Users

HTTP/1.1 200 OK

{"schemas":["urn:ietf:params:scim:api:messages:2.0:ListResponse"],"totalResults":1,"resources":[{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"id":"2","userName":"lisa"}]}
"#,
        good: r#"GET /Users

HTTP/1.1 200 OK

{"schemas":["urn:ietf:params:scim:api:messages:2.0:ListResponse"],"totalResults":1,"Resources":[{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"id":"2","userName":"lisa"}]}
"#,
    }
    fn check(answered: &Answered<'_>, _facts: &Facts<'_>, sink: &mut Sink<'_>) {
        let Some(resources) = answered.list().and_then(|list| member(list, "Resources")) else { return };
        let written = resources.key();
        if written != "Resources" {
            let place = Place::name(resources.name, resources.value).in_response();
            sink.found(place).with("written", &written);
        }
    }

    /// A list does not say how many results there are.
    ///
    /// A client that pages by index needs it to know when to stop, and stops too early or never. Paging by
    /// cursor (RFC 9865) is often served without.
    list_total_missing {
        looks_at: Exchange,
        stage: Schema,
        cites: "7644-3.4.2-total-results",
        says: "`totalResults` is missing",
        help: "say how many results there are in all",
        bad: r#"GET /Users

HTTP/1.1 200 OK

{"schemas":["urn:ietf:params:scim:api:messages:2.0:ListResponse"],"Resources":[]}
"#,
        good: r#"GET /Users

HTTP/1.1 200 OK

{"schemas":["urn:ietf:params:scim:api:messages:2.0:ListResponse"],"totalResults":0,"Resources":[]}
"#,
    }
    fn check(answered: &Answered<'_>, _facts: &Facts<'_>, sink: &mut Sink<'_>) {
        if let Some(list) = answered.list().filter(|list| member(*list, "totalResults").is_none()) {
            sink.found(Place::opening(list).in_response());
        }
    }

    /// A page that is not the whole list does not say where it stands in it.
    ///
    /// A client that goes on from what the page says has no number to go on from, and reads one page again or none.
    list_page_unplaced {
        looks_at: Exchange,
        stage: Schema,
        cites: "7644-3.4.2-start-index",
        says: "this page has {shown} of {total} results, and does not say `{name}`",
        help: "write `{name}` wherever a page is not the whole list",
        bad: r#"GET /Users?count=1

HTTP/1.1 200 OK

{"schemas":["urn:ietf:params:scim:api:messages:2.0:ListResponse"],"totalResults":2,"itemsPerPage":1,"Resources":[{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"id":"2","userName":"lisa"}]}
"#,
        good: r#"GET /Users?count=1

HTTP/1.1 200 OK

{"schemas":["urn:ietf:params:scim:api:messages:2.0:ListResponse"],"totalResults":2,"startIndex":1,"itemsPerPage":1,"Resources":[{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"id":"2","userName":"lisa"}]}
"#,
    }
    fn check(answered: &Answered<'_>, _facts: &Facts<'_>, sink: &mut Sink<'_>) {
        let Some(list) = answered.list() else { return };
        let Some(total) = list.get("totalResults").and_then(|total| total.number()?.parse::<usize>().ok()) else { return };
        let shown = answered.listed().count();
        // "No resource results are to be returned except for \"totalResults\"" (RFC 7644 §3.4.2.4).
        let is_counted = answered.parameter("count").is_some_and(|count| count == "0" || count.starts_with('-'));
        // A page by cursor has no index (RFC 9865 §2).
        let has_cursor = member(list, "nextCursor").or_else(|| member(list, "previousCursor")).is_some()
            || answered.parameter("cursor").is_some()
            || answered.sent.is_some_and(|sent| sent.get("cursor").is_some());
        if shown >= total || is_counted {
            return;
        }
        for name in ["startIndex", "itemsPerPage"] {
            let is_asked = name != "startIndex" || !has_cursor;
            if is_asked && member(list, name).is_none_or(|written| written.value.is_null()) {
                sink.found(Place::opening(list).in_response())
                    .with("shown", &shown.to_string())
                    .with("total", &total.to_string())
                    .with("name", name);
            }
        }
    }

    /// `totalResults` counts the page, and there are results before it.
    ///
    /// A client that reads 100 of 192 and is told that 100 is all never reads the rest.
    list_total_is_page_size {
        looks_at: Exchange,
        stage: State,
        cites: "7644-3.4.2-total-results",
        says: "`totalResults` is {total}, as many as are in this page, which begins at result {start}",
        help: "say how many results there are in all",
        bad: r#"GET /Users?startIndex=3&count=2

HTTP/1.1 200 OK

{"schemas":["urn:ietf:params:scim:api:messages:2.0:ListResponse"],"totalResults":2,"startIndex":3,"itemsPerPage":2,"Resources":[{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"id":"3","userName":"hubot"},{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"id":"4","userName":"mona"}]}
"#,
        good: r#"GET /Users?startIndex=3&count=2

HTTP/1.1 200 OK

{"schemas":["urn:ietf:params:scim:api:messages:2.0:ListResponse"],"totalResults":4,"startIndex":3,"itemsPerPage":2,"Resources":[{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"id":"3","userName":"hubot"},{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"id":"4","userName":"mona"}]}
"#,
    }
    fn check(answered: &Answered<'_>, _facts: &Facts<'_>, sink: &mut Sink<'_>) {
        let Some(page) = Page::of(answered) else { return };
        if page.start > 1 && page.shown > 0 && page.total_number == page.shown {
            sink.found(Place::from(page.total).in_response())
                .with("total", page.total.raw())
                .with("start", &page.start.to_string());
        }
    }

    /// A page behind the last result has results.
    ///
    /// A server that goes back to the last page gives a client that reads until a page is empty no end.
    list_page_past_end {
        looks_at: Exchange,
        stage: State,
        cites: "7644-3.4.2-start-index",
        says: "this page begins at result {start} of {total}, and has results",
        help: "answer with an empty list behind the last result",
        bad: r#"GET /Users?startIndex=9&count=1

HTTP/1.1 200 OK

{"schemas":["urn:ietf:params:scim:api:messages:2.0:ListResponse"],"totalResults":8,"startIndex":8,"itemsPerPage":1,"Resources":[{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"id":"8","userName":"mona"}]}
"#,
        good: r#"GET /Users?startIndex=9&count=1

HTTP/1.1 200 OK

{"schemas":["urn:ietf:params:scim:api:messages:2.0:ListResponse"],"totalResults":8,"startIndex":9,"itemsPerPage":0,"Resources":[]}
"#,
    }
    fn check(answered: &Answered<'_>, _facts: &Facts<'_>, sink: &mut Sink<'_>) {
        let Some(page) = Page::of(answered) else { return };
        if page.start > page.total_number && page.shown > 0 && page.total_number != page.shown {
            sink.found(Place::from(page.total).in_response())
                .with("total", page.total.raw())
                .with("start", &page.start.to_string());
        }
    }

    /// `itemsPerPage` is not the number of resources in the page.
    ///
    /// Many servers repeat the `count` that was asked for. A client that adds it to `startIndex` skips what lies
    /// between.
    list_items_per_page_is_count {
        looks_at: Exchange,
        stage: Schema,
        cites: "7644-3.4.2-items-per-page",
        says: "`itemsPerPage` is {written}, and this page has {shown}",
        help: "write how many resources the page has",
        bad: r#"GET /Users?count=100

HTTP/1.1 200 OK

{"schemas":["urn:ietf:params:scim:api:messages:2.0:ListResponse"],"totalResults":1,"startIndex":1,"itemsPerPage":100,"Resources":[{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"id":"2","userName":"lisa"}]}
"#,
        good: r#"GET /Users?count=100

HTTP/1.1 200 OK

{"schemas":["urn:ietf:params:scim:api:messages:2.0:ListResponse"],"totalResults":1,"startIndex":1,"itemsPerPage":1,"Resources":[{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"id":"2","userName":"lisa"}]}
"#,
    }
    fn check(answered: &Answered<'_>, _facts: &Facts<'_>, sink: &mut Sink<'_>) {
        let Some(written) = answered.list().and_then(|list| list.get("itemsPerPage")) else { return };
        let shown = answered.listed().count().to_string();
        if let Some(number) = written.number().filter(|number| *number != shown) {
            sink.found(Place::from(written).in_response()).with("written", number).with("shown", &shown);
        }
    }

    /// A list begins at index 0.
    ///
    /// Results count from 1. Okta reports it as an error of paging, and others read the first result twice.
    list_start_index_zero_echo {
        looks_at: Exchange,
        stage: Schema,
        cites: "7644-3.4.2-start-index",
        says: "`startIndex` is 0, and results count from 1",
        help: "write 1 for the first page",
        bad: r#"GET /Users

HTTP/1.1 200 OK

{"schemas":["urn:ietf:params:scim:api:messages:2.0:ListResponse"],"totalResults":0,"startIndex":0,"Resources":[]}
"#,
        good: r#"GET /Users

HTTP/1.1 200 OK

{"schemas":["urn:ietf:params:scim:api:messages:2.0:ListResponse"],"totalResults":0,"startIndex":1,"Resources":[]}
"#,
    }
    fn check(answered: &Answered<'_>, _facts: &Facts<'_>, sink: &mut Sink<'_>) {
        let start = answered.list().and_then(|list| list.get("startIndex"));
        if let Some(start) = start.filter(|start| start.number() == Some("0")) {
            sink.found(Place::from(start).in_response());
        }
    }
}

/// A page of a list that is read by index.
struct Page<'a> {
    total: Value<'a>,
    total_number: u64,
    /// The first result that was asked for; else the one that the page says it begins with.
    start: u64,
    shown: u64,
}

impl<'a> Page<'a> {
    fn of(answered: &Answered<'a>) -> Option<Page<'a>> {
        let list = answered.list().filter(|_| answered.request.method == Method::Get)?;
        let number = |value: Value<'_>| value.number()?.parse::<u64>().ok();
        let total = list.get("totalResults")?;
        let asked = answered.parameter("startIndex").and_then(|start| start.parse().ok());
        let start = asked.or_else(|| number(list.get("startIndex")?))?;
        let shown = answered.listed().count() as u64;
        Some(Page { total, total_number: number(total)?, start, shown })
    }
}

/// Whether the resource shows every attribute that the filter looks at: what is not shown may still match.
fn shows_all(filter: &Filter, resource: Value<'_>) -> bool {
    filter.conditions().all(|condition| {
        let path = condition.within.unwrap_or(condition.attribute);
        let value = match &path.schema {
            Some(urn) => member(resource, urn).map_or(resource, |extension| extension.value),
            None => resource,
        };
        let Some(shown) = member(value, &path.attribute) else { return false };
        let sub = condition.within.map_or(&path.sub_attribute, |_| &condition.attribute.sub_attribute);
        let sub = condition.within.map(|_| &condition.attribute.attribute).or(sub.as_ref());
        let has = |object: Value<'_>| sub.is_none_or(|sub| member(object, sub).is_some());
        match shown.value.kind() {
            Kind::Array => shown.value.elements().all(has) && !shown.value.is_empty(),
            _ => has(shown.value),
        }
    })
}
