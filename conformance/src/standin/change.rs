//! A PATCH as the stand-in applies it.

use super::quotes;
use super::shape::{Member, Shape};
use scimproof::patch::{Dialect, Op, Operation, PatchError, apply};
use scimproof::schema;
use scimproof::syntax::{AttributePath, PatchPath};
use serde_json::{Map, Value};

/// The attributes after a PATCH of what is stored; an error names the operation by its place in the body.
pub(super) fn patched(
    stored: &Map<String, Value>,
    body: &Map<String, Value>,
    shape: Shape<'_>,
    dialect: &Dialect,
) -> Result<Map<String, Value>, PatchError> {
    let (places, operations): (Vec<usize>, Vec<Operation>) = operations(body, shape).into_iter().unzip();
    let mut changed = Value::Object(stored.clone());
    match apply(&mut changed, &operations, &shape.schemas(), dialect) {
        Ok(_) => Ok(settled(changed, stored, shape)),
        Err(error) => {
            let operation = places.get(error.operation).copied().unwrap_or(error.operation);
            Err(PatchError { operation, ..error })
        }
    }
}

/// The same where nobody knows what the endpoint makes of the body: operations that cannot be applied have no effect.
pub(super) fn patched_where_possible(
    stored: &Map<String, Value>,
    body: &Map<String, Value>,
    shape: Shape<'_>,
    dialect: &Dialect,
) -> Map<String, Value> {
    let schemas = shape.schemas();
    let mut changed = Value::Object(stored.clone());
    for (_, operation) in operations(body, shape) {
        apply(&mut changed, &[operation], &schemas, dialect).ok();
    }
    settled(changed, stored, shape)
}

fn settled(changed: Value, stored: &Map<String, Value>, shape: Shape<'_>) -> Map<String, Value> {
    match changed {
        Value::Object(changed) => shape.changed(stored, shape.kept(&changed)),
        _ => stored.clone(),
    }
}

/// The operations that the rules let pass, with their places, without what has no effect in them.
fn operations(body: &Map<String, Value>, shape: Shape<'_>) -> Vec<(usize, Operation)> {
    let named = body
        .get_key_value("Operations")
        .or_else(|| body.iter().find(|(name, _)| name.eq_ignore_ascii_case("operations")));
    let Some((_, Value::Array(operations))) = named else { return Vec::new() };
    operations.iter().enumerate().filter_map(|(at, operation)| Some((at, read(operation, shape)?))).collect()
}

/// One operation. None when it is of no known form: then the rules have refused it, or it has no effect.
fn read(operation: &Value, shape: Shape<'_>) -> Option<Operation> {
    let op = Op::named(operation.get("op")?.as_str()?)?;
    let path = match operation.get("path") {
        None | Some(Value::Null) => None,
        Some(Value::String(path)) => Some(quotes::path(path)?),
        Some(_) => return None,
    };
    let value = operation.get("value").map(|value| effective(value, path.as_ref(), shape));
    // Null is no value (RFC 7643 §2.5): nothing to add to the chosen values, and to replace them by it is to remove them.
    let chooses = path.as_ref().is_some_and(|path| path.filter.is_some() && path.sub().is_none());
    match (op, &value) {
        (Op::Add, Some(Value::Null)) if chooses => None,
        (Op::Replace, Some(Value::Null)) if chooses => Some(Operation { op: Op::Remove, path, value: None }),
        _ => Some(Operation { op, path, value }),
    }
}

/// The part of a value that can have an effect: without members that no schema has or that only the provider writes.
fn effective(value: &Value, path: Option<&PatchPath>, shape: Shape<'_>) -> Value {
    let Some(path) = path else { return resource_part(value, shape) };
    let schemas = shape.schemas();
    if let Some(urn) = path.full_urn()
        && let Some(schema) = schemas.iter().find(|schema| schema.id.eq_ignore_ascii_case(&urn))
    {
        return shape.writable_members(&schema.attributes, value);
    }
    let named = AttributePath { sub_attribute: path.sub().map(str::to_owned), ..path.attribute.clone() };
    match schema::resolve(&schemas, &named) {
        Some(named) => shape.writable(named.sub_attribute.unwrap_or(named.attribute), value),
        None => value.clone(),
    }
}

fn resource_part(value: &Value, shape: Shape<'_>) -> Value {
    let Value::Object(members) = value else { return value.clone() };
    let mut left = Map::new();
    for (name, value) in members {
        match shape.member(name) {
            Some(Member::Attribute(attribute)) if Shape::is_writable(attribute) => {
                left.insert(attribute.name.clone(), shape.writable(attribute, value));
            }
            Some(Member::Extension(extension)) => {
                left.insert(extension.id.clone(), shape.writable_members(&extension.attributes, value));
            }
            Some(Member::Attribute(_)) | None => {}
        }
    }
    Value::Object(left)
}
