//! A PATCH as the stand-in applies it.

use super::quotes;
use super::shape::{Member, Shape};
use scimproof::patch::{Dialect, Op, Operation, PatchError, apply};
use scimproof::schema;
use scimproof::syntax::{AttributePath, PatchPath};
use serde_json::{Map, Value};

/// The attributes after a PATCH of what is `stored`. Where nobody knows what the endpoint makes of the request
/// (`tolerant`), operations that cannot be applied have no effect.
pub(super) fn patched(
    stored: &Map<String, Value>,
    body: &Map<String, Value>,
    shape: Shape<'_>,
    dialect: &Dialect,
    tolerant: bool,
) -> Result<Map<String, Value>, PatchError> {
    let operations = operations(body, shape);
    let schemas = shape.schemas();
    let mut changed = Value::Object(stored.clone());
    match apply(&mut changed, &operations, &schemas, dialect) {
        Ok(_) => {}
        Err(_) if tolerant => {
            for operation in &operations {
                let _has_no_effect = apply(&mut changed, std::slice::from_ref(operation), &schemas, dialect);
            }
        }
        Err(error) => return Err(error),
    }
    let Value::Object(changed) = changed else { return Ok(stored.clone()) };
    Ok(shape.changed(stored, shape.kept(&changed)))
}

/// The operations that the rules let pass, without what has no effect in them.
fn operations(body: &Map<String, Value>, shape: Shape<'_>) -> Vec<Operation> {
    let named = body.iter().find(|(name, _)| name.eq_ignore_ascii_case("operations"));
    let Some((_, Value::Array(operations))) = named else { return Vec::new() };
    operations.iter().filter_map(|operation| read(operation, shape)).collect()
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
    Some(Operation { op, path, value })
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
    let schemas = shape.schemas();
    for (name, value) in members {
        match shape.member(name) {
            Some(Member::Attribute(attribute)) => {
                if Shape::is_writable(attribute) {
                    left.insert(attribute.name.clone(), shape.writable(attribute, value));
                }
            }
            Some(Member::Extension(extension)) => {
                left.insert(extension.id.clone(), shape.writable_members(&extension.attributes, value));
            }
            // A member may be qualified by its schema.
            None => {
                let path = AttributePath::parse(name).ok();
                let named = path.as_ref().and_then(|path| schema::resolve(&schemas, path));
                if let Some(named) = named.filter(|named| named.sub_attribute.is_none()) {
                    left.insert(name.clone(), shape.writable(named.attribute, value));
                }
            }
        }
    }
    Value::Object(left)
}
