//! Writing an attribute into the object that holds it: a resource, an extension, a complex value.

use serde_json::{Map, Value};

use super::index::Index;
use super::{Op, PatchErrorKind as Kind};
use crate::filter::{DateTime, holds, is_assigned, member, same};
use crate::schema::{Attribute, Mutability, Type};

pub(super) type Object = Map<String, Value>;

/// Does one operation on an attribute as a whole.
pub(super) fn write(holder: &mut Object, attribute: &Attribute, op: Op, value: &Value) -> Result<(), Kind> {
    if op == Op::Remove {
        return unassign(holder, attribute);
    }
    // Null and an empty array are no value (RFC 7643 §2.5): nothing to add, and to replace by
    // nothing is to unassign.
    if !is_assigned(value) {
        return if op == Op::Add { Ok(()) } else { put(holder, attribute, Value::Null) };
    }
    if attribute.multi_valued {
        if op == Op::Add {
            return add(holder, attribute, value, &mut None);
        }
        let old = elements(holder, attribute);
        let mut index = Index::of(&old, attribute);
        // Of values that differ in case alone, each finds its own.
        let stored = |value: &Value| index.pair(value, attribute, |at| same(&old[at], value, attribute));
        let new = listed(attribute, value, &old, stored)?;
        let new = one_primary(attribute, &vec![true; new.len()], new)?;
        return put(holder, attribute, Value::Array(new));
    }
    if attribute.kind == Type::Complex {
        let Value::Object(parts) = value else { return Err(wrong_type(attribute)) };
        return within(holder, attribute, |object| write_parts(object, attribute, op, parts));
    }
    put(holder, attribute, scalar(attribute, value)?)
}

/// Adds values to a multi-valued attribute. The index of those that are there is made where there is none, and
/// holds for what is added next, as long as nothing else is done to the attribute.
pub(super) fn add(
    holder: &mut Object,
    attribute: &Attribute,
    value: &Value,
    index: &mut Option<Index>,
) -> Result<(), Kind> {
    // Where the new values are told from the old ones, these are needed once more; else they are not copied.
    let is_compared = attribute.required || attribute.mutability != Mutability::ReadWrite;
    let old = if is_compared { elements(holder, attribute) } else { taken(holder, attribute) };
    let index = index.get_or_insert_with(|| Index::of(&old, attribute));
    let new = appended(old, attribute, value, index)?;
    put(holder, attribute, Value::Array(new))
}

/// Changes the object of a singular complex attribute, made where there is none; an empty one is
/// no value.
pub(super) fn within(
    holder: &mut Object,
    attribute: &Attribute,
    change: impl FnOnce(&mut Object) -> Result<(), Kind>,
) -> Result<(), Kind> {
    let mut object = match member(holder, &attribute.name) {
        Some(Value::Object(object)) => object.clone(),
        Some(_) | None => Object::new(),
    };
    change(&mut object)?;
    if object.is_empty() {
        return put(holder, attribute, Value::Null);
    }
    complete(attribute, &object)?;
    put(holder, attribute, Value::Object(object))
}

/// Writes the members of a value as the sub-attributes of a complex attribute.
pub(super) fn write_parts(
    object: &mut Object,
    attribute: &Attribute,
    op: Op,
    parts: &Object,
) -> Result<(), Kind> {
    for (name, part) in parts {
        match attribute.sub_attribute(name) {
            Some(sub) => write(object, sub, op, part)?,
            // A schema that declares no parts says nothing about them.
            None if attribute.sub_attributes.is_empty() => {
                object.insert(name.clone(), part.clone());
            }
            None => return Err(Kind::UnknownMember { name: name.clone() }),
        }
    }
    Ok(())
}

/// Removes an attribute with all its values.
pub(super) fn unassign(holder: &mut Object, attribute: &Attribute) -> Result<(), Kind> {
    // "… is defined as a required attribute or a read-only attribute, the server SHALL return …
    // mutability" (RFC 7644 §3.5.2.2): also where it has no value.
    if attribute.mutability == Mutability::ReadOnly {
        return Err(Kind::ReadOnly { attribute: attribute.name.clone() });
    }
    put(holder, attribute, Value::Null)
}

/// Stores a value, null and an empty array being none, if the attribute may be written.
///
/// What is the same as the stored value changes nothing and is therefore always allowed.
pub(super) fn put(holder: &mut Object, attribute: &Attribute, value: Value) -> Result<(), Kind> {
    let name = || attribute.name.clone();
    let old = member(holder, &attribute.name).filter(|old| is_assigned(old));
    let is_new = is_assigned(&value);
    let is_same = || match old {
        Some(old) => is_new && same(old, &value, attribute),
        None => !is_new,
    };
    match attribute.mutability {
        Mutability::ReadOnly | Mutability::Immutable if is_same() => return Ok(()),
        Mutability::ReadOnly => return Err(Kind::ReadOnly { attribute: name() }),
        // "A client MAY "add" a value to an "immutable" attribute if the attribute had no
        // previous value" (RFC 7644 §3.5.2).
        Mutability::Immutable if old.is_some() => return Err(Kind::Immutable { attribute: name() }),
        Mutability::Immutable | Mutability::ReadWrite | Mutability::WriteOnly => {}
    }
    let key = key(holder, &attribute.name);
    if is_new {
        holder.insert(key, value);
        return Ok(());
    }
    if old.is_some() && attribute.required {
        return Err(Kind::Required { attribute: name() });
    }
    holder.remove(&key);
    Ok(())
}

/// The spelling under which a name is stored, else the name itself.
pub(super) fn key(holder: &Object, name: &str) -> String {
    if holder.contains_key(name) {
        return name.to_owned();
    }
    holder.keys().find(|found| found.eq_ignore_ascii_case(name)).map_or(name, String::as_str).to_owned()
}

/// The stored values of a multi-valued attribute.
pub(super) fn elements(holder: &Object, attribute: &Attribute) -> Vec<Value> {
    match member(holder, &attribute.name) {
        Some(Value::Array(elements)) => elements.clone(),
        None | Some(Value::Null) => Vec::new(),
        Some(one) => vec![one.clone()],
    }
}

/// The same, taken out of the object. An operation that fails leaves no object behind.
fn taken(holder: &mut Object, attribute: &Attribute) -> Vec<Value> {
    let key = key(holder, &attribute.name);
    match holder.get_mut(&key).map(Value::take) {
        Some(Value::Array(elements)) => elements,
        None | Some(Value::Null) => Vec::new(),
        Some(one) => vec![one],
    }
}

/// The values that an operation brings for a multi-valued attribute: an array of them, or one. One that is
/// already there, as `stored` finds it, may hold what only the service provider writes.
fn listed(
    attribute: &Attribute,
    value: &Value,
    old: &[Value],
    mut stored: impl FnMut(&Value) -> Option<usize>,
) -> Result<Vec<Value>, Kind> {
    let values = match value {
        Value::Array(values) => values.as_slice(),
        one => std::slice::from_ref(one),
    };
    let element = |value: &Value| match stored(value).and_then(|at| old.get(at)) {
        Some(old) => Ok(old.clone()),
        None => element(attribute, value),
    };
    values.iter().filter(|value| !value.is_null()).map(element).collect()
}

/// One value of a multi-valued attribute, with its parts named as the schema names them.
pub(super) fn element(attribute: &Attribute, value: &Value) -> Result<Value, Kind> {
    if attribute.kind != Type::Complex {
        return scalar(attribute, value);
    }
    let Value::Object(parts) = value else { return Err(wrong_type(attribute)) };
    let mut object = Object::new();
    write_parts(&mut object, attribute, Op::Add, parts)?;
    complete(attribute, &object)?;
    Ok(Value::Object(object))
}

/// The values after an `add`: what is there already is not added again (RFC 7644 §3.5.2.1).
fn appended(
    mut all: Vec<Value>,
    attribute: &Attribute,
    value: &Value,
    index: &mut Index,
) -> Result<Vec<Value>, Kind> {
    let mut given = vec![false; all.len()];
    let stored = |value: &Value| index.find(value, attribute, |at| same(&all[at], value, attribute));
    for new in listed(attribute, value, &all, stored)? {
        let found = match &new {
            Value::Object(parts) => {
                let is_whole = |old: &Object| holds(old, parts, attribute);
                let is_part = |old: &Object| is_one(old, parts, attribute);
                let place = |fits: &dyn Fn(&Object) -> bool| {
                    index.find(&new, attribute, |at| all[at].as_object().is_some_and(fits))
                };
                place(&is_whole).or_else(|| place(&is_part))
            }
            simple => index.find(simple, attribute, |at| same(&all[at], simple, attribute)),
        };
        let gives_primary = is_primary(&new);
        let at = found.unwrap_or(all.len());
        match (all.get_mut(at), new) {
            (Some(Value::Object(old)), Value::Object(parts)) => supplement(old, attribute, parts)?,
            (Some(_), _) => {}
            (None, new) => {
                index.push(&new, attribute);
                all.push(new);
                given.push(false);
            }
        }
        given[at] |= gives_primary;
    }
    one_primary(attribute, &given, all)
}

/// Adds parts to a value that is there. Who is a member stays one: parts that cannot change keep
/// what they have.
fn supplement(old: &mut Object, attribute: &Attribute, mut parts: Object) -> Result<(), Kind> {
    parts.retain(|name, _| {
        let is_fixed =
            attribute.sub_attribute(name).is_some_and(|sub| sub.mutability == Mutability::Immutable);
        !is_fixed || !member(old, name).is_some_and(is_assigned)
    });
    if holds(old, &parts, attribute) {
        return Ok(());
    }
    write_parts(old, attribute, Op::Add, &parts)
}

/// Whether two objects are one value of the attribute: of the same `value` and `type`, a pair
/// that should not be there twice (RFC 7643 §2.4); where `value` is immutable, of the same `value`.
fn is_one(old: &Object, new: &Object, attribute: &Attribute) -> bool {
    let is_equal = |name: &str, when_absent: bool| match (member(old, name), member(new, name)) {
        (Some(old), Some(new)) => attribute.sub_attribute(name).is_some_and(|sub| same(old, new, sub)),
        (None, None) => when_absent,
        (Some(_), None) | (None, Some(_)) => false,
    };
    let is_fixed =
        attribute.sub_attribute("value").is_some_and(|value| value.mutability == Mutability::Immutable);
    is_equal("value", false) && (is_fixed || is_equal("type", true))
}

/// Takes `primary` from every other value when an operation gives it to one (RFC 7644 §3.5.2);
/// `given` tells of each value whether the operation writes its `primary`.
pub(super) fn one_primary(
    attribute: &Attribute,
    given: &[bool],
    mut values: Vec<Value>,
) -> Result<Vec<Value>, Kind> {
    if attribute.sub_attribute("primary").is_none_or(|primary| primary.kind != Type::Boolean) {
        return Ok(values);
    }
    let is_given = |(at, value): (usize, &Value)| {
        (given.get(at).copied().unwrap_or(false) && is_primary(value)).then_some(at)
    };
    let set: Vec<usize> = values.iter().enumerate().filter_map(is_given).collect();
    match set[..] {
        [] => {}
        [one] => {
            for (at, value) in values.iter_mut().enumerate() {
                if at != one
                    && is_primary(value)
                    && let Value::Object(object) = value
                {
                    let key = key(object, "primary");
                    object.insert(key, Value::Bool(false));
                }
            }
        }
        [..] => return Err(Kind::TwoPrimaries { attribute: attribute.name.clone() }),
    }
    Ok(values)
}

fn is_primary(value: &Value) -> bool {
    value.as_object().and_then(|object| member(object, "primary")) == Some(&Value::Bool(true))
}

/// Refuses an object that lacks a required sub-attribute.
pub(super) fn complete(attribute: &Attribute, object: &Object) -> Result<(), Kind> {
    let missing = attribute
        .sub_attributes
        .iter()
        .find(|sub| sub.required && !member(object, &sub.name).is_some_and(is_assigned));
    match missing {
        Some(sub) => {
            let attribute = attribute.name.clone();
            Err(Kind::Incomplete { attribute, sub_attribute: sub.name.clone() })
        }
        None => Ok(()),
    }
}

/// A value of an attribute that is not complex, if it has the attribute's type (RFC 7643 §2.3).
pub(super) fn scalar(attribute: &Attribute, value: &Value) -> Result<Value, Kind> {
    let fits = match attribute.kind {
        Type::String | Type::Reference | Type::Binary => value.is_string(),
        Type::Boolean => value.is_boolean(),
        Type::Decimal => value.is_number(),
        Type::Integer => value.is_i64() || value.is_u64(),
        Type::DateTime => value.as_str().is_some_and(|text| DateTime::parse(text).is_some()),
        Type::Complex => value.is_object(),
    };
    if fits { Ok(value.clone()) } else { Err(wrong_type(attribute)) }
}

fn wrong_type(attribute: &Attribute) -> Kind {
    let expected = match attribute.kind {
        Type::String | Type::Reference | Type::Binary => "a string",
        Type::Boolean => "`true` or `false`",
        Type::Decimal => "a number",
        Type::Integer => "a whole number",
        Type::DateTime => "an xsd:dateTime",
        Type::Complex => "an object",
    };
    Kind::WrongType { attribute: attribute.name.clone(), expected }
}
