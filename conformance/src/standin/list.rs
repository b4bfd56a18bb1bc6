//! Lists: what a query finds, in its order, and the page of it that is asked for (RFC 7644 §3.4.2).

use super::object::Object;
use super::order::{Order, Position};
use super::reading::filter;
use super::represent::Representer;
use super::search::Search;
use super::shape::Shape;
use scimproof::filter::matches;
use scimproof::schema::{LIST_RESPONSE, resolve};
use scimproof::syntax::{Comparison, Filter, Operator, ValueLiteral};
use serde_json::{Value, json};
use std::ops::Range;

/// A resource that a query finds.
pub(super) struct Found<'p> {
    pub(super) shape: Shape<'p>,
    pub(super) position: Position,
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
        let candidates = filter.as_ref().and_then(|filter| candidates(representer, *shape, filter.as_ref()?));
        let all = || representer.store.places(&shape.resource_type.name).collect();
        for place in candidates.unwrap_or_else(all) {
            if filter.is_none() && !order.has_key() {
                found.push(Found { shape: *shape, position: Position::at(place) });
                continue;
            }
            let Some(record) = representer.store.at(place) else { continue };
            // An id may be one of another type.
            if *record.resource_type != shape.resource_type.name {
                continue;
            }
            let resource = Value::Object(representer.shown(record).members());
            if let (true, Value::Object(resource)) = (is_wanted(&resource), resource) {
                found.push(Found { shape: *shape, position: order.position(&resource, *shape, place) });
            }
        }
    }
    found.sort_by(|one, two| order.compare(&one.position, &two.position));
    found
}

/// The places of all that can fit a filter, where it asks for a value that resources are found by.
fn candidates(representer: &Representer<'_>, shape: Shape<'_>, filter: &Filter) -> Option<Vec<u64>> {
    match filter {
        Filter::Compare(Comparison {
            attribute,
            operator: Operator::Eq,
            value: ValueLiteral::String(value),
        }) => {
            let named = resolve(&shape.schemas(), attribute)?;
            let is_plain = named.extension.is_none() && named.sub_attribute.is_none();
            let name = is_plain.then_some(&named.attribute.name)?;
            representer.store.with_value(shape, name, value)
        }
        Filter::And(parts) => parts.iter().find_map(|part| candidates(representer, shape, part)),
        _ => None,
    }
}

/// The order that a query asks for, where the endpoint sorts.
pub(super) fn order(representer: &Representer<'_>, search: &Search) -> Order {
    Order::of(search, representer.profile.sort.value == Some(true))
}

/// A page by index: the results from the one that is asked for on, counted from 1.
pub(super) fn by_index(representer: &Representer<'_>, shapes: &[Shape<'_>], search: &Search) -> Vec<u8> {
    let start = search.start();
    let size = search.page_size(representer.profile);
    let paged = [("startIndex", json!(start))];
    if let ([shape], None, false) = (shapes, &search.filter, order(representer, search).has_key()) {
        // All of one type as they were created: nothing but the page has to be looked at.
        let places = representer.store.places(&shape.resource_type.name);
        let page = places.skip(start - 1).take(size).map(|place| (*shape, place));
        let total = representer.store.count(&shape.resource_type.name);
        return shown(representer, total, page, search, &paged).end();
    }
    let found = found(representer, shapes, search);
    let before = (start - 1).min(found.len());
    let end = before.saturating_add(size).min(found.len());
    of_found(representer, &found, before..end, search, &paged).end()
}

/// The part of what was found that is a page, as a list that more can be added to.
pub(super) fn of_found(
    representer: &Representer<'_>,
    found: &[Found<'_>],
    page: Range<usize>,
    search: &Search,
    paged: &[(&str, Value)],
) -> Object {
    let page = found.get(page).unwrap_or_default().iter().map(|found| (found.shape, found.position.place));
    shown(representer, found.len(), page, search, paged)
}

fn shown<'p>(
    representer: &Representer<'_>,
    total: usize,
    page: impl Iterator<Item = (Shape<'p>, u64)>,
    search: &Search,
    paged: &[(&str, Value)],
) -> Object {
    let selection = search.selection();
    let resources: Vec<Vec<u8>> = page
        .filter_map(|(shape, place)| {
            let record = representer.store.at(place)?;
            Some(selection.text(representer.shown(record), shape))
        })
        .collect();
    let mut list = Object::new();
    list.member("schemas", &[LIST_RESPONSE]);
    list.member("totalResults", &total);
    for (name, value) in paged {
        list.member(name, value);
    }
    list.member("itemsPerPage", &resources.len());
    list.texts("Resources", &resources);
    list
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
