//! Rules on paging by cursor (RFC 9865), for which the endpoint's state is known.

use super::declare::rules;
use super::subject::State;
use super::{CursorProblem, Facts, Maybe, Place, Sink};
use crate::json::Span;
use crate::message::Part;
use crate::syntax::query_parameters;

rules! {
    /// The endpoint has not given this cursor to this query.
    ///
    /// A cursor is no text of the client's, and stands for a page of the query that it came from alone: what filters,
    /// sorts and selects stays the same from page to page.
    cursor_invalid {
        looks_at: State,
        stage: State,
        says: "`cursor` is not one that the endpoint gave to this query",
        help: "leave it empty for the first page, then send the `nextCursor` of the page before, and change nothing else",
        bad: "",
        good: "",
    }
    fn check(state: &State<'_>, facts: &Facts<'_>, sink: &mut Sink<'_>) {
        problem(CursorProblem::Invalid, state, facts, sink);
    }

    /// The cursor was given out too long ago.
    ///
    /// The endpoint's configuration may say how long one is valid, as `cursorTimeout`.
    cursor_expired {
        looks_at: State,
        stage: State,
        says: "`cursor` is no longer valid",
        help: "begin again with an empty one, and ask for each page soon after the one before",
        bad: "",
        good: "",
    }
    fn check(state: &State<'_>, facts: &Facts<'_>, sink: &mut Sink<'_>) {
        problem(CursorProblem::Expired, state, facts, sink);
    }

    /// `count` is not what it was when the endpoint gave out the cursor.
    cursor_count_changed {
        looks_at: State,
        stage: State,
        says: "`count` is not that of the query which `cursor` came from",
        help: "send the same `count` with each page",
        bad: "",
        good: "",
    }
    fn check(state: &State<'_>, facts: &Facts<'_>, sink: &mut Sink<'_>) {
        problem(CursorProblem::OtherCount, state, facts, sink);
    }
}

fn problem(wanted: CursorProblem, state: &State<'_>, facts: &Facts<'_>, sink: &mut Sink<'_>) {
    if facts.known.page(state.request, state.target) != Maybe::Known(Err(wanted)) {
        return;
    }
    let sent = state.object.and_then(|object| object.get("cursor"));
    sink.found(sent.map_or_else(|| in_query(state), Place::from));
}

/// Where the cursor stands in the target.
fn in_query(state: &State<'_>) -> Place {
    let start = state.request.path().len() as u32 + 1;
    let mut parameters = query_parameters(state.target.query.unwrap_or_default());
    let span = parameters.find(|parameter| parameter.name == "cursor").map(|cursor| cursor.value_span);
    let span = span.map_or_else(Span::default, |span| Span::new(span.start + start, span.end + start));
    Place::of(Part::Target, span)
}
