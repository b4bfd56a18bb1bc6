//! Lists: what a query finds, in its order, and the page of it that is asked for (RFC 7644 §3.4.2).

use super::order::{Order, Position};
use super::reading::filter;
use super::represent::Representer;
use super::search::Search;
use super::selection::Selection;
use super::shape::Shape;
use scimproof::filter::matches;
use scimproof::profile::Profile;
use scimproof::schema::LIST_RESPONSE;
use serde_json::{Map, Value, json};
use std::ops::Range;

/// A resource that a query finds.
pub(super) struct Found<'p> {
    shape: Shape<'p>,
    pub(super) position: Position,
    resource: Map<String, Value>,
}

/// The resources of these types that a query finds, in the order that it asks for.
pub(super) fn found<'p>(
    representer: &Representer<'_>,
    shapes: &[Shape<'p>],
    search: &Search,
) -> Vec<Found<'p>> {
    let order = order(representer, search);
    let mut found = Vec::new();
    for shape in shapes {
        let filter = search.filter.as_deref().map(|text| filter(text, *shape));
        let schemas = shape.schemas();
        // A filter that the rules let pass although nobody can read it finds nothing: a client that looks for one
        // person must not be given everybody.
        let is_wanted = |resource: &Value| match &filter {
            None => true,
            Some(filter) => {
                filter.as_ref().is_some_and(|filter| matches(filter, resource, &schemas).unwrap_or(false))
            }
        };
        for (place, stored) in representer.store.placed(&shape.resource_type.name) {
            let resource = Value::Object(representer.resource(stored));
            if let (true, Value::Object(resource)) = (is_wanted(&resource), resource) {
                let position = order.position(&resource, *shape, place);
                found.push(Found { shape: *shape, position, resource });
            }
        }
    }
    found.sort_by(|one, two| order.compare(&one.position, &two.position));
    found
}

/// The order that a query asks for, where the endpoint sorts.
pub(super) fn order(representer: &Representer<'_>, search: &Search) -> Order {
    Order::of(search, representer.profile.sort.value == Some(true))
}

/// A page by index: the results from the one that is asked for on, counted from 1.
pub(super) fn by_index(found: Vec<Found<'_>>, search: &Search, profile: &Profile) -> Value {
    let start = search.start();
    let before = (start - 1).min(found.len());
    let end = before.saturating_add(search.page_size(profile)).min(found.len());
    let mut list = shown(found, before..end, &search.selection());
    list["startIndex"] = json!(start);
    list
}

/// The part of what was found that is a page, as a list.
pub(super) fn shown(found: Vec<Found<'_>>, page: Range<usize>, selection: &Selection) -> Value {
    let total = found.len();
    let resources: Vec<Map<String, Value>> = found
        .into_iter()
        .skip(page.start)
        .take(page.len())
        .map(|found| selection.apply(found.resource, found.shape))
        .collect();
    json!({
        "schemas": [LIST_RESPONSE],
        "totalResults": total,
        "itemsPerPage": resources.len(),
        "Resources": resources,
    })
}

/// Resources of discovery as a list; they are never paged (RFC 7644 §4).
pub(super) fn of_all(resources: Vec<Value>) -> Value {
    json!({
        "schemas": [LIST_RESPONSE],
        "totalResults": resources.len(),
        "startIndex": 1,
        "itemsPerPage": resources.len(),
        "Resources": resources,
    })
}
