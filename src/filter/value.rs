//! Values of a resource: finding them, and when two of them are the same.

use std::borrow::Cow;
use std::cmp::Ordering;

use serde_json::{Map, Value};

use super::DateTime;
use crate::schema::{Attribute, Type};

/// The member of that name, whatever its case: "attribute names are case insensitive"
/// (RFC 7643 §2.1). One spelled exactly so goes first.
pub fn member<'v>(object: &'v Map<String, Value>, name: &str) -> Option<&'v Value> {
    object.get(name).or_else(|| {
        object.iter().find_map(|(found, value)| found.eq_ignore_ascii_case(name).then_some(value))
    })
}

/// Whether a value is one: not null, no empty string, and of an array or an object some part is
/// present (RFC 7643 §2.5, RFC 7644 table 3: `pr`).
pub fn is_present(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::Bool(_) | Value::Number(_) => true,
        Value::String(text) => !text.is_empty(),
        Value::Array(elements) => elements.iter().any(is_present),
        Value::Object(members) => members.values().any(is_present),
    }
}

/// Whether two values are the same to the schema: by instant, number or text of the case that the
/// attribute demands; objects by their members that have a value, arrays in any order.
///
/// The attribute describes one value; of a multi-valued one, each element.
pub fn same(one: &Value, two: &Value, attribute: &Attribute) -> bool {
    match (one, two) {
        (Value::Array(ones), Value::Array(twos)) => {
            let all_in = |some: &[Value], others: &[Value]| {
                some.iter().all(|some| others.iter().any(|other| same(some, other, attribute)))
            };
            ones.len() == twos.len() && all_in(ones, twos) && all_in(twos, ones)
        }
        (Value::Object(ones), Value::Object(twos)) => {
            holds(ones, twos, attribute) && holds(twos, ones, attribute)
        }
        (Value::String(one), Value::String(two)) => match attribute.kind {
            Type::DateTime => match (DateTime::parse(one), DateTime::parse(two)) {
                (Some(one), Some(two)) => one == two,
                (None, _) | (_, None) => one == two,
            },
            Type::Binary => one == two,
            Type::String
            | Type::Boolean
            | Type::Decimal
            | Type::Integer
            | Type::Reference
            | Type::Complex => fold(one, attribute.case_exact) == fold(two, attribute.case_exact),
        },
        (Value::Number(one), Value::Number(two)) => {
            number(&one.to_string(), &two.to_string()) == Some(Ordering::Equal)
        }
        (Value::Null, Value::Null) => true,
        (Value::Bool(one), Value::Bool(two)) => one == two,
        (_, _) => false,
    }
}

/// Whether an object has every member of `parts` that has a value.
pub(crate) fn holds(whole: &Map<String, Value>, parts: &Map<String, Value>, attribute: &Attribute) -> bool {
    parts.iter().filter(|(_, part)| is_assigned(part)).all(|(name, part)| {
        member(whole, name).is_some_and(|found| match attribute.sub_attribute(name) {
            Some(sub) => same(found, part, sub),
            None => found == part,
        })
    })
}

/// Whether a value is neither null nor an empty array, which are no value (RFC 7643 §2.5).
pub(crate) fn is_assigned(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::Array(elements) => !elements.is_empty(),
        Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Object(_) => true,
    }
}

/// A text as it is compared; without regard to case, character by character in lower case.
pub fn fold(text: &str, case_exact: bool) -> Cow<'_, str> {
    if case_exact {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().flat_map(char::to_lowercase).collect())
}

/// The order of two JSON numbers: exact where both are whole, else as far as `f64` is.
pub(crate) fn number(one: &str, two: &str) -> Option<Ordering> {
    match (one.parse::<i128>(), two.parse::<i128>()) {
        (Ok(one), Ok(two)) => Some(one.cmp(&two)),
        (_, _) => one.parse::<f64>().ok()?.partial_cmp(&two.parse().ok()?),
    }
}
