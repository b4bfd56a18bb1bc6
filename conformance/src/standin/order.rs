//! The order of a list (RFC 7644 §3.4.2.3), and where a resource stands in it.

use super::search::Search;
use super::shape::Shape;
use scimproof::filter::DateTime;
use scimproof::schema::{self, Attribute, Type};
use scimproof::syntax::AttributePath;
use serde_json::{Map, Value};
use std::cmp::Ordering;

/// The order that a query asks for.
pub(super) struct Order {
    by: Option<AttributePath>,
    descending: bool,
}

/// Where a resource stands in an order.
#[derive(Debug, Clone)]
pub(super) struct Position {
    /// What it is ordered by, if it has a value.
    key: Option<Key>,
    /// Its place among all resources in the order of their creation, which tells apart those of one value.
    pub(super) place: u64,
}

impl Position {
    /// The position where nothing but the place counts.
    pub(super) fn at(place: u64) -> Position {
        Position { key: None, place }
    }
}

/// A value as it is ordered.
#[derive(Debug, Clone)]
enum Key {
    Bool(bool),
    Number(f64),
    Text(String),
    /// A text that names an instant.
    Time(String),
    /// Of another type than the schema's: they have no order of their own.
    Other,
}

impl Order {
    pub(super) fn of(search: &Search, sorts: bool) -> Order {
        let by = search.sort_by.as_deref().filter(|_| sorts).and_then(|by| AttributePath::parse(by).ok());
        Order { by, descending: search.is_descending() }
    }

    /// Whether it is by an attribute.
    pub(super) fn has_key(&self) -> bool {
        self.by.is_some()
    }

    /// Where a resource of that type stands, which was the `place`th to be created.
    pub(super) fn position(&self, resource: &Map<String, Value>, shape: Shape<'_>, place: u64) -> Position {
        Position { key: self.by.as_ref().and_then(|by| key(resource, by, shape)), place }
    }

    /// Those without a value "are ordered last if ascending and first if descending".
    pub(super) fn compare(&self, one: &Position, two: &Position) -> Ordering {
        let by_key = match (&one.key, &two.key) {
            (None, None) => Ordering::Equal,
            (None, Some(_)) => Ordering::Greater,
            (Some(_), None) => Ordering::Less,
            (Some(one), Some(two)) => one.compare(two),
        };
        let by_key = if self.descending { by_key.reverse() } else { by_key };
        by_key.then(one.place.cmp(&two.place))
    }
}

impl Key {
    fn of(value: &Value, attribute: &Attribute) -> Key {
        match value {
            Value::Bool(value) => Key::Bool(*value),
            Value::Number(number) => Key::Number(number.as_f64().unwrap_or(0.0)),
            Value::String(text) if attribute.kind == Type::DateTime && DateTime::parse(text).is_some() => {
                Key::Time(text.clone())
            }
            Value::String(text) if attribute.case_exact => Key::Text(text.clone()),
            Value::String(text) => Key::Text(text.to_lowercase()),
            Value::Null | Value::Array(_) | Value::Object(_) => Key::Other,
        }
    }

    fn compare(&self, other: &Key) -> Ordering {
        match (self, other) {
            (Key::Bool(one), Key::Bool(two)) => one.cmp(two),
            (Key::Number(one), Key::Number(two)) => one.total_cmp(two),
            (Key::Text(one), Key::Text(two)) => one.cmp(two),
            (Key::Time(one), Key::Time(two)) => DateTime::parse(one).cmp(&DateTime::parse(two)),
            _ => self.rank().cmp(&other.rank()),
        }
    }

    /// What keeps values of different types apart.
    fn rank(&self) -> u8 {
        match self {
            Key::Bool(_) => 0,
            Key::Number(_) => 1,
            Key::Text(_) => 2,
            Key::Time(_) => 3,
            Key::Other => 4,
        }
    }
}

/// What a resource is ordered by. An attribute that its type does not have "SHALL" be treated "as if there is no
/// attribute value" (§3.4.2.1).
fn key(resource: &Map<String, Value>, by: &AttributePath, shape: Shape<'_>) -> Option<Key> {
    let schemas = shape.schemas();
    let named = schema::resolve(&schemas, by)?;
    let (attribute, sub) = match (named.sub_attribute, named.attribute) {
        (Some(sub), _) => (sub, Some(sub)),
        // A complex attribute is ordered by its `value`.
        (None, complex) if complex.kind == Type::Complex => {
            let value = complex.sub_attribute("value")?;
            (value, Some(value))
        }
        (None, attribute) => (attribute, None),
    };
    let holder = match named.extension {
        Some(extension) => resource.get(&extension.id)?.as_object()?,
        None => resource,
    };
    let value = match holder.get(&named.attribute.name)? {
        Value::Array(elements) => preferred(elements)?,
        value => value,
    };
    let value = match sub {
        Some(sub) => value.get(&sub.name)?,
        None => value,
    };
    Some(Key::of(value, attribute))
}

/// "the value of the primary attribute […], if any, or else the first value in the list" (§3.4.2.3).
pub(super) fn preferred(elements: &[Value]) -> Option<&Value> {
    elements.iter().find(|element| element.get("primary") == Some(&Value::Bool(true))).or(elements.first())
}
