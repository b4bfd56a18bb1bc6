//! Paging by cursor (RFC 9865).
//!
//! A cursor stands for a place in the order of a query: behind the last resource of a page, or before its first. The
//! place is kept here and the cursor is a number for it in disguise, so that no value of a resource travels in an
//! address, and a text that is made up is told from one that was given out. What is created or deleted between two
//! pages moves nothing that is still to come.

use super::list::{found, of_found, order};
use super::order::Position;
use super::search::Search;
use super::shape::Shape;
use super::{StandIn, World};
use scimproof::rule::CursorProblem;
use std::collections::VecDeque;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::time::Duration;

/// The most cursors that are kept; older ones are as good as expired.
const MOST: usize = 4096;

/// The cursors that were given out.
#[derive(Debug, Default)]
pub(super) struct Cursors {
    given: VecDeque<Given>,
    /// How many are no longer kept.
    gone: u64,
}

/// A place that a cursor stands for.
#[derive(Debug, Clone)]
struct Given {
    /// The query's parameters but the cursor and the count.
    query: u64,
    count: Option<String>,
    at: Duration,
    from: Position,
    direction: Direction,
}

/// Which page a cursor asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Direction {
    /// What comes after the place.
    Next,
    /// What comes before it.
    Previous,
}

impl Cursors {
    /// The place that the query's cursor stands for; `None` for the first page.
    fn find(&self, search: &Search, shapes: &[Shape<'_>]) -> Result<Option<&Given>, CursorProblem> {
        // "The cursor value MUST be empty or omitted for the first request" (§2).
        let Some(cursor) = search.cursor.as_deref().filter(|cursor| !cursor.is_empty()) else {
            return Ok(None);
        };
        let number = number(cursor).ok_or(CursorProblem::Invalid)?;
        let at = number.checked_sub(self.gone).ok_or(CursorProblem::Expired)?;
        let at = usize::try_from(at).map_err(|_| CursorProblem::Invalid)?;
        let given = self.given.get(at).ok_or(CursorProblem::Invalid)?;
        // "all query parameters and values being identical to the initial query" (§2).
        if given.query != digest(search, shapes) {
            return Err(CursorProblem::Invalid);
        }
        if given.count != search.count {
            return Err(CursorProblem::OtherCount);
        }
        Ok(Some(given))
    }

    /// Why the page that the query's cursor asks for cannot be given.
    pub(super) fn check(
        &self,
        search: &Search,
        shapes: &[Shape<'_>],
        now: Duration,
    ) -> Result<(), CursorProblem> {
        let given = self.find(search, shapes)?;
        let profile = shapes.first().map(|shape| shape.profile);
        let timeout = profile.and_then(|profile| profile.paging.cursor_timeout);
        match (given, timeout) {
            (Some(given), Some(seconds))
                if now.saturating_sub(given.at) > Duration::from_secs(seconds.into()) =>
            {
                Err(CursorProblem::Expired)
            }
            _ => Ok(()),
        }
    }

    fn give(&mut self, given: Given) -> String {
        if self.given.len() == MOST {
            self.given.pop_front();
            self.gone += 1;
        }
        self.given.push_back(given);
        text(self.gone + self.given.len() as u64 - 1)
    }
}

impl StandIn {
    /// The page that the query's cursor asks for.
    pub(super) fn by_cursor(&mut self, shapes: &[Shape<'_>], search: &Search, world: &World<'_>) -> Vec<u8> {
        let found = found(&self.representer(), shapes, search);
        let order = order(&self.representer(), search);
        let size = search.page_size(&self.profile);
        let total = found.len();
        // The rules have refused a cursor that stands for nothing.
        let given = self.cursors.find(search, shapes).ok().flatten();
        let is_before =
            |from: &Position| found.partition_point(|found| order.compare(&found.position, from).is_lt());
        let is_up_to =
            |from: &Position| found.partition_point(|found| order.compare(&found.position, from).is_le());
        let start = match given {
            None => 0,
            Some(Given { from, direction: Direction::Next, .. }) => is_up_to(from),
            Some(Given { from, direction: Direction::Previous, .. }) => is_before(from).saturating_sub(size),
        };
        let end = match given {
            // Where what stood before is gone, the list begins there.
            Some(Given { from, direction: Direction::Previous, .. }) if is_before(from) > 0 => {
                is_before(from)
            }
            _ => start.saturating_add(size).min(total),
        };
        let edge = |at: usize, direction| {
            let from = found.get(at)?.position.clone();
            Some(Given {
                query: digest(search, shapes),
                count: search.count.clone(),
                at: world.now,
                from,
                direction,
            })
        };
        let next = (start < end && end < total).then(|| edge(end - 1, Direction::Next)).flatten();
        let previous = (start < end && start > 0).then(|| edge(start, Direction::Previous)).flatten();
        let mut list = of_found(&self.representer(), &found, start..end, search, &[]);
        for (name, edge) in [("nextCursor", next), ("previousCursor", previous)] {
            if let Some(edge) = edge {
                list.member(name, &self.cursors.give(edge));
            }
        }
        list.end()
    }
}

/// What tells a query from others, its page left aside.
fn digest(search: &Search, shapes: &[Shape<'_>]) -> u64 {
    let mut hasher = DefaultHasher::new();
    let Search { filter, sort_by, sort_order, attributes, excluded, .. } = search;
    for shape in shapes {
        shape.resource_type.name.hash(&mut hasher);
    }
    (filter, sort_by, sort_order, attributes, excluded).hash(&mut hasher);
    hasher.finish()
}

/// The cursor of a number: a proof of it, and the number hidden by that.
fn text(number: u64) -> String {
    let proof = mixed(("cursor", number));
    format!("{proof:016x}{:016x}", number ^ mixed(("number", proof)))
}

/// The number of a cursor, if it is one that has been given out.
fn number(cursor: &str) -> Option<u64> {
    let (proof, hidden) = cursor.split_at_checked(16)?;
    let [proof, hidden] = [proof, hidden].map(|part| u64::from_str_radix(part, 16).ok());
    let number = hidden? ^ mixed(("number", proof?));
    (text(number) == cursor).then_some(number)
}

fn mixed(parts: impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    parts.hash(&mut hasher);
    hasher.finish()
}
