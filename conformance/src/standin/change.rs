//! A PATCH as the stand-in applies it.

use super::reading;
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
        Value::Object(changed) => shape.changed(stored, shape.kept(changed)),
        _ => stored.clone(),
    }
}

/// The operations that the rules let pass, with their places, without what has no effect in them.
fn operations(body: &Map<String, Value>, shape: Shape<'_>) -> Vec<(usize, Operation)> {
    let named = body
        .get_key_value("Operations")
        .or_else(|| body.iter().find(|(name, _)| name.eq_ignore_ascii_case("operations")));
    let written = match named {
        Some((_, Value::Array(operations))) => operations.as_slice(),
        Some((_, one)) if shape.accepts("patch-operations-not-array") => std::slice::from_ref(one),
        _ => &[],
    };
    let written = written.iter().enumerate();
    written
        .flat_map(|(at, operation)| read(operation, shape).into_iter().map(move |read| (at, read)))
        .collect()
}

/// What an operation stands for: nothing when it is of no known form, since then the rules have refused it, or it
/// has no effect; several where its value names attributes by paths.
fn read(operation: &Value, shape: Shape<'_>) -> Vec<Operation> {
    let Some(op) = operation.get("op").and_then(Value::as_str).and_then(Op::named) else { return Vec::new() };
    let value = operation.get("value");
    match operation.get("path") {
        None | Some(Value::Null) => pathless(op, value, shape),
        Some(Value::String(path)) => reading::path(path, shape)
            .and_then(|path| with_path(op, path, value, shape))
            .into_iter()
            .collect(),
        Some(_) => Vec::new(),
    }
}

fn with_path(op: Op, path: PatchPath, value: Option<&Value>, shape: Shape<'_>) -> Option<Operation> {
    let value = value.map(|value| effective(value, &path, shape));
    // Null is no value (RFC 7643 §2.5): nothing to add to the chosen values, and to replace them by it is to remove them.
    let chooses = path.filter.is_some() && path.sub().is_none();
    let path = Some(path);
    match (op, &value) {
        (Op::Add, Some(Value::Null)) if chooses => None,
        (Op::Replace, Some(Value::Null)) if chooses => Some(Operation { op: Op::Remove, path, value: None }),
        _ => Some(Operation { op, path, value }),
    }
}

/// An operation without a path, and one with a path for each member of its value that is named by one.
fn pathless(op: Op, value: Option<&Value>, shape: Shape<'_>) -> Vec<Operation> {
    let Some(Value::Object(members)) = value else {
        return vec![Operation { op, path: None, value: value.cloned() }];
    };
    let mut left = Map::new();
    let mut split = Vec::new();
    for (name, value) in members {
        match path_of(name, shape) {
            Some(path) => split.extend(with_path(op, path, Some(value), shape)),
            None => drop(left.insert(name.clone(), value.clone())),
        }
    }
    if !left.is_empty() || split.is_empty() {
        split.insert(0, Operation { op, path: None, value: Some(resource_part(&shape.meant(left), shape)) });
    }
    split
}

/// The path that a member's name is, where the endpoint takes paths for names.
fn path_of(name: &str, shape: Shape<'_>) -> Option<PatchPath> {
    let rule = match name {
        _ if shape.member(name).is_some() => return None,
        urn if urn.starts_with("urn:") => "patch-urn-attr-key-in-value",
        _ => "patch-dotted-keys-in-value",
    };
    let path = reading::path(name, shape).filter(|_| shape.accepts(rule) && name.contains(['.', ':']))?;
    schema::resolve(&shape.schemas(), &named(&path)).is_some().then_some(path)
}

/// The attribute or sub-attribute that a path names.
fn named(path: &PatchPath) -> AttributePath {
    AttributePath { sub_attribute: path.sub().map(str::to_owned), ..path.attribute.clone() }
}

/// The part of a value that can have an effect: without members that no schema has or that only the provider writes.
fn effective(value: &Value, path: &PatchPath, shape: Shape<'_>) -> Value {
    let schemas = shape.schemas();
    if let Some(urn) = path.full_urn()
        && let Some(schema) = schemas.iter().find(|schema| schema.id.eq_ignore_ascii_case(&urn))
    {
        let mut value = value.clone();
        shape.mean_members(&schema.attributes, &mut value);
        return shape.writable_members(&schema.attributes, &value);
    }
    let Some(named) = schema::resolve(&schemas, &named(path)) else { return value.clone() };
    let attribute = named.sub_attribute.unwrap_or(named.attribute);
    // What a filter chooses is an element.
    let is_element = path.filter.is_some() && named.sub_attribute.is_none();
    let mut value = value.clone();
    if is_element {
        shape.mean_element(attribute, &mut value);
    } else {
        shape.mean(attribute, &mut value);
    }
    shape.writable(attribute, &value)
}

fn resource_part(members: &Map<String, Value>, shape: Shape<'_>) -> Value {
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
