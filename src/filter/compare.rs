//! One comparison of one value (RFC 7644 table 3).

use std::cmp::Ordering;

use serde_json::Value;

use super::{DateTime, fold, number};
use crate::schema::{Attribute, Type};
use crate::syntax::{Operator, ValueLiteral};

/// Whether a value that is there compares so with a literal that is not null.
pub(super) fn compares(
    value: &Value,
    operator: Operator,
    literal: &ValueLiteral,
    attribute: &Attribute,
) -> bool {
    match operator {
        Operator::Eq => order(value, literal, attribute) == Some(Ordering::Equal),
        Operator::Ne => order(value, literal, attribute) != Some(Ordering::Equal),
        Operator::Gt => order(value, literal, attribute) == Some(Ordering::Greater),
        Operator::Lt => order(value, literal, attribute) == Some(Ordering::Less),
        Operator::Ge => order(value, literal, attribute).is_some_and(Ordering::is_ge),
        Operator::Le => order(value, literal, attribute).is_some_and(Ordering::is_le),
        Operator::Co => looks_into(value, literal, attribute, |text, part| text.contains(part)),
        Operator::Sw => looks_into(value, literal, attribute, |text, part| text.starts_with(part)),
        Operator::Ew => looks_into(value, literal, attribute, |text, part| text.ends_with(part)),
    }
}

fn looks_into(
    value: &Value,
    literal: &ValueLiteral,
    attribute: &Attribute,
    finds: fn(&str, &str) -> bool,
) -> bool {
    match (value, literal) {
        (Value::String(text), ValueLiteral::String(part)) => {
            let is_exact = is_exact(attribute);
            finds(&fold(text, is_exact), &fold(part, is_exact))
        }
        (_, _) => false,
    }
}

/// How a value stands to a literal; none where their types differ.
fn order(value: &Value, literal: &ValueLiteral, attribute: &Attribute) -> Option<Ordering> {
    match (value, literal) {
        (Value::String(text), ValueLiteral::String(other)) if attribute.kind == Type::DateTime => {
            Some(DateTime::parse(text)?.cmp(&DateTime::parse(other)?))
        }
        (Value::String(text), ValueLiteral::String(other)) => {
            let is_exact = is_exact(attribute);
            Some(fold(text, is_exact).cmp(&fold(other, is_exact)))
        }
        (Value::Number(value), ValueLiteral::Number(other)) => number(&value.to_string(), other),
        (Value::Bool(value), ValueLiteral::Boolean(other)) => Some(value.cmp(other)),
        (_, _) => None,
    }
}

/// "Binary" data has case (RFC 7643 §2.3.6), and so has the text of a dateTime.
fn is_exact(attribute: &Attribute) -> bool {
    match attribute.kind {
        Type::Binary | Type::DateTime => true,
        Type::String | Type::Boolean | Type::Decimal | Type::Integer | Type::Reference | Type::Complex => {
            attribute.case_exact
        }
    }
}
