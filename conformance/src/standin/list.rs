//! Lists: filter, order and page (RFC 7644 §3.4.2).

use super::reading::filter;
use super::represent::Representer;
use super::selection::Selection;
use super::shape::Shape;
use scimproof::filter::{DateTime, matches};
use scimproof::schema::{self, Attribute, LIST_RESPONSE, Type};
use scimproof::syntax::{AttributePath, query_parameters};
use serde_json::{Map, Value, json};
use std::cmp::Ordering;

/// The answer to a query on a resource type's endpoint.
pub(super) fn list(representer: &Representer<'_>, shape: Shape<'_>, query: &str) -> Value {
    let parameter = |wanted: &str| {
        query_parameters(query)
            .find(|parameter| parameter.name == wanted)
            .map(|parameter| parameter.value.into_owned())
    };
    let all = representer.store.all(&shape.resource_type.name).map(|stored| representer.resource(stored));
    let mut found: Vec<Map<String, Value>> = match parameter("filter") {
        Some(text) => filtered(all, &text, shape),
        None => all.collect(),
    };
    if let Some(by) = parameter("sortBy").filter(|_| shape.profile.sort.value == Some(true)) {
        let descending = parameter("sortOrder").is_some_and(|order| order.eq_ignore_ascii_case("descending"));
        sort(&mut found, &by, descending, shape);
    }
    let total = found.len();
    let page = Page::of(parameter("startIndex").as_deref(), parameter("count").as_deref(), shape);
    let selection = Selection::of(query);
    let resources: Vec<Map<String, Value>> = found
        .into_iter()
        .skip(page.start - 1)
        .take(page.count)
        .map(|resource| selection.apply(resource, shape))
        .collect();
    json!({
        "schemas": [LIST_RESPONSE],
        "totalResults": total,
        "startIndex": page.start,
        "itemsPerPage": resources.len(),
        "Resources": resources,
    })
}

fn filtered(
    all: impl Iterator<Item = Map<String, Value>>,
    text: &str,
    shape: Shape<'_>,
) -> Vec<Map<String, Value>> {
    // A filter that the rules let pass although nobody can read it finds nothing: a client that looks for one
    // person must not be given everybody.
    let Some(filter) = filter(text, shape) else { return Vec::new() };
    let schemas = shape.schemas();
    all.map(Value::Object)
        .filter(|resource| matches(&filter, resource, &schemas).unwrap_or(false))
        .filter_map(|resource| match resource {
            Value::Object(resource) => Some(resource),
            _ => None,
        })
        .collect()
}

/// Which part of a list is asked for.
struct Page {
    /// Counted from 1.
    start: usize,
    count: usize,
}

impl Page {
    /// "A value less than 1 SHALL be interpreted as 1", "a negative value SHALL be interpreted as 0" (§3.4.2.4).
    /// What is no number counts as not given.
    fn of(start_index: Option<&str>, count: Option<&str>, shape: Shape<'_>) -> Page {
        let number = |text: Option<&str>| text.and_then(|text| text.trim().parse::<i64>().ok());
        let natural = |number: i64| usize::try_from(number).unwrap_or(0);
        let paging = &shape.profile.paging;
        let count = number(count).map_or(paging.default_count as usize, natural);
        Page {
            start: number(start_index).map_or(1, natural).max(1),
            count: count.min(paging.max_count.map_or(usize::MAX, |most| most as usize)),
        }
    }
}

/// Orders by an attribute; resources without a value come last, first in descending order (§3.4.2.3).
fn sort(resources: &mut [Map<String, Value>], by: &str, descending: bool, shape: Shape<'_>) {
    let Some(path) = AttributePath::parse(by).ok() else { return };
    let schemas = shape.schemas();
    let Some(named) = schema::resolve(&schemas, &path) else { return };
    let (attribute, sub) = match (named.sub_attribute, named.attribute) {
        (Some(sub), _) => (sub, Some(sub)),
        // A complex attribute is ordered by its `value`.
        (None, complex) if complex.kind == Type::Complex => match complex.sub_attribute("value") {
            Some(value) => (value, Some(value)),
            None => return,
        },
        (None, attribute) => (attribute, None),
    };
    let key = |resource: &Map<String, Value>| -> Option<Value> {
        let holder = match named.extension {
            Some(extension) => resource.get(&extension.id)?.as_object()?,
            None => resource,
        };
        let value = match holder.get(&named.attribute.name)? {
            Value::Array(elements) => preferred(elements)?,
            value => value,
        };
        match sub {
            Some(sub) => value.get(&sub.name).cloned(),
            None => Some(value.clone()),
        }
    };
    resources.sort_by_cached_key(|resource| Key { value: key(resource), attribute: attribute.clone() });
    if descending {
        resources.reverse();
    }
}

/// "if there's no primary, the first" (§3.4.2.3).
fn preferred(elements: &[Value]) -> Option<&Value> {
    elements.iter().find(|element| element.get("primary") == Some(&Value::Bool(true))).or(elements.first())
}

/// A value as it is ordered.
struct Key {
    value: Option<Value>,
    attribute: Attribute,
}

impl Ord for Key {
    fn cmp(&self, other: &Self) -> Ordering {
        match (&self.value, &other.value) {
            (None, None) => Ordering::Equal,
            (None, Some(_)) => Ordering::Greater,
            (Some(_), None) => Ordering::Less,
            (Some(one), Some(two)) => order(one, two, &self.attribute),
        }
    }
}

impl PartialOrd for Key {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Key {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Key {}

fn order(one: &Value, two: &Value, attribute: &Attribute) -> Ordering {
    match (one, two) {
        (Value::String(one), Value::String(two)) => {
            if attribute.kind == Type::DateTime
                && let (Some(one), Some(two)) = (DateTime::parse(one), DateTime::parse(two))
            {
                return one.cmp(&two);
            }
            if attribute.case_exact { one.cmp(two) } else { one.to_lowercase().cmp(&two.to_lowercase()) }
        }
        (Value::Bool(one), Value::Bool(two)) => one.cmp(two),
        (Value::Number(one), Value::Number(two)) => {
            let [one, two] = [one, two].map(|number| number.as_f64().unwrap_or(0.0));
            one.total_cmp(&two)
        }
        // Values of other types than the schema's have no order of their own; their kinds keep them apart.
        _ => rank(one).cmp(&rank(two)),
    }
}

fn rank(value: &Value) -> u8 {
    match value {
        Value::Null => 0,
        Value::Bool(_) => 1,
        Value::Number(_) => 2,
        Value::String(_) => 3,
        Value::Array(_) => 4,
        Value::Object(_) => 5,
    }
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
