//! Rules on how lists are read page by page.

use super::{Deed, Memory, Page, PageRead, Spot, Step, Trail};
use crate::message::Part;
use crate::rule::declare::rules;

rules! {
    /// Reading a list never ends, or leaves rows out.
    ///
    /// The provider answers with the same page again, or the client goes on by the count that it asked
    /// for instead of the number of resources that came, or does not stop at an empty page. People are
    /// missing, or the client hangs.
    seq_pagination_loop {
        looks_at: Step,
        stage: State,
        cites: "7644-3.4.2.4-start-index",
        says: "{what}",
        help: "go on by the number of resources that came, and stop at an empty page",
        bad: r#"GET /Users?startIndex=1&count=100

HTTP/1.1 200 OK

{"schemas":["urn:ietf:params:scim:api:messages:2.0:ListResponse"],"totalResults":3,"startIndex":1,"itemsPerPage":2,"Resources":[{"id":"1"},{"id":"2"}]}

###
GET /Users?startIndex=101&count=100

HTTP/1.1 200 OK

{"schemas":["urn:ietf:params:scim:api:messages:2.0:ListResponse"],"totalResults":3,"startIndex":101,"itemsPerPage":0,"Resources":[]}
"#,
        good: r#"GET /Users?startIndex=1&count=100

HTTP/1.1 200 OK

{"schemas":["urn:ietf:params:scim:api:messages:2.0:ListResponse"],"totalResults":3,"startIndex":1,"itemsPerPage":2,"Resources":[{"id":"1"},{"id":"2"}]}

###
GET /Users?startIndex=3&count=100

HTTP/1.1 200 OK

{"schemas":["urn:ietf:params:scim:api:messages:2.0:ListResponse"],"totalResults":3,"startIndex":3,"itemsPerPage":1,"Resources":[{"id":"3"}]}
"#,
    }
    fn check(step: &Step<'_>, memory: &Memory, trail: &mut Trail<'_>) {
        let Some(page) = step.page.filter(|_| step.deed == Deed::List) else { return };
        let Some(before) = memory.page(page.list).filter(|before| !before.is_told) else { return };
        if is_index_for_cursor(page, before, memory).is_some() {
            return;
        }
        if let Some(what) = went_wrong(page, before) {
            trail.found(at_start(step, page)).with("what", what).beside(&before.spot, "the page before");
        }
    }

    /// A client asks by index where the provider pages by cursor.
    ///
    /// The provider does not know `startIndex`: the first page comes again, or the rows behind it are
    /// never read. AWS names the next page by a cursor (RFC 9865).
    seq_pagination_unsupported {
        looks_at: Step,
        stage: State,
        says: "the next page is asked for by `startIndex`, and the provider pages by cursor",
        help: "send the `nextCursor` of the answer before as `cursor`",
        bad: r#"GET /Users?count=2

HTTP/1.1 200 OK

{"schemas":["urn:ietf:params:scim:api:messages:2.0:ListResponse"],"totalResults":3,"itemsPerPage":2,"nextCursor":"VZUTiy","Resources":[{"id":"1"},{"id":"2"}]}

###
GET /Users?startIndex=3&count=2

HTTP/1.1 200 OK

{"schemas":["urn:ietf:params:scim:api:messages:2.0:ListResponse"],"totalResults":3,"itemsPerPage":2,"nextCursor":"VZUTiy","Resources":[{"id":"1"},{"id":"2"}]}
"#,
        good: r#"GET /Users?count=2

HTTP/1.1 200 OK

{"schemas":["urn:ietf:params:scim:api:messages:2.0:ListResponse"],"totalResults":3,"itemsPerPage":2,"nextCursor":"VZUTiy","Resources":[{"id":"1"},{"id":"2"}]}

###
GET /Users?cursor=VZUTiy&count=2

HTTP/1.1 200 OK

{"schemas":["urn:ietf:params:scim:api:messages:2.0:ListResponse"],"totalResults":3,"itemsPerPage":1,"Resources":[{"id":"3"}]}
"#,
    }
    fn check(step: &Step<'_>, memory: &Memory, trail: &mut Trail<'_>) {
        let Some(page) = step.page.filter(|_| step.deed == Deed::List) else { return };
        let Some(before) = memory.page(page.list).filter(|before| !before.is_told) else { return };
        if let Some(said) = is_index_for_cursor(page, before, memory) {
            trail.found(at_start(step, page)).beside(said, "the provider says that it has cursors");
        }
    }
}

/// Where the provider said that it pages by cursor, if the page is asked for by index all the same.
fn is_index_for_cursor<'m>(page: &Page, before: &'m PageRead, memory: &'m Memory) -> Option<&'m Spot> {
    if page.cursor.is_some() || page.start_index <= before.start_index {
        return None;
    }
    if before.names_cursor { Some(&before.spot) } else { memory.totals.cursors_alone.as_ref() }
}

/// Whether one of the rules finds something in this page after that one.
pub(crate) fn is_wrong(page: &Page, before: &PageRead, memory: &Memory) -> bool {
    is_index_for_cursor(page, before, memory).is_some() || went_wrong(page, before).is_some()
}

/// What is wrong with reading this page after that one.
fn went_wrong(page: &Page, before: &PageRead) -> Option<&'static str> {
    if page.cursor.is_some() {
        return (page.cursor == before.cursor).then_some("the same cursor is asked for again");
    }
    let next = before.start_index.saturating_add(before.length);
    if page.start_index == before.start_index {
        return (page.start_index > 1).then_some("the same page is asked for again");
    }
    if page.start_index < before.start_index {
        return None;
    }
    if before.length == 0 {
        return (before.start_index > 1).then_some("the reading goes on behind an empty page");
    }
    if page.start_index > next && before.total.is_some_and(|total| total >= next) {
        return Some("rows are left out: this page begins behind the one that would be next");
    }
    (page.first_id.is_some() && page.first_id == before.first_id)
        .then_some("the answer is the page before once more")
}

fn at_start(step: &Step<'_>, page: &Page) -> Spot {
    page.start_span.map_or_else(|| step.at_target(), |span| step.spot(Part::Target, span))
}
