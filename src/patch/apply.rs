//! The walk over a PATCH's operations.

use serde_json::Value;

use super::index::Index;
use super::write::{Object, add, complete, element, elements, key, one_primary, put, scalar, unassign};
use super::write::{within, write, write_parts};
use super::{Dialect, Op, Operation, PatchError, PatchErrorKind as Kind, Treatment};
use crate::filter::{is_assigned, matches_element, member, same};
use crate::schema::{Attribute, Mutability, Named, Schema, Type, resolve};
use crate::syntax::{AttributePath, Filter, Operator, PatchPath, ValueLiteral};

/// What a PATCH did.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Applied {
    /// Whether the resource is another than before; if not, `meta.lastModified` stays too
    /// (RFC 7644 §3.5.2.1).
    pub changed: bool,
    /// Places of operations, or of parts of them, that the endpoint accepts without effect.
    pub ignored: Vec<usize>,
    /// Places of operations, or of parts of them, of which nobody knows what the endpoint makes;
    /// they were applied as the RFC says.
    pub unknown: Vec<usize>,
}

/// Applies operations to a resource, all or none; `schemas` are the resource type's, the core
/// schema first.
pub fn apply(
    resource: &mut Value,
    operations: &[Operation],
    schemas: &[&Schema],
    dialect: &Dialect,
) -> Result<Applied, PatchError> {
    let mut patch = Patch { schemas, dialect, applied: Applied::default(), at: 0, adding: None };
    let mut draft = match resource {
        Value::Object(object) => object.clone(),
        _ => Object::new(),
    };
    for (at, operation) in operations.iter().enumerate() {
        patch.at = at;
        patch.operation(&mut draft, operation).map_err(|kind| PatchError { operation: at, kind })?;
    }
    let draft = Value::Object(draft);
    let mut applied = patch.applied;
    applied.changed = draft != *resource;
    *resource = draft;
    Ok(applied)
}

/// Whether a path finds a value on a resource: a value that its filter matches, or else one of
/// the attribute it names.
pub fn has_target(resource: &Object, path: &PatchPath, schemas: &[&Schema]) -> bool {
    if let Some(schema) = named_schema(schemas, path) {
        return schema.id == schemas[0].id || member(resource, &schema.id).is_some();
    }
    let Some(named) = named(schemas, path) else { return false };
    let holder = match named.extension {
        Some(extension) => member(resource, &extension.id).and_then(Value::as_object),
        None => Some(resource),
    };
    let Some(holder) = holder else { return false };
    let elements = elements(holder, named.attribute);
    if let Some(filter) = &path.filter {
        return elements
            .iter()
            .any(|element| matches_element(filter, element, named.attribute).unwrap_or(false));
    }
    elements.iter().any(|element| match named.sub_attribute {
        Some(sub) => {
            element.as_object().and_then(|object| member(object, &sub.name)).is_some_and(is_assigned)
        }
        None => is_assigned(element),
    })
}

/// The schema that a path names as a whole.
fn named_schema<'s>(schemas: &[&'s Schema], path: &PatchPath) -> Option<&'s Schema> {
    let urn = path.full_urn()?;
    schemas.iter().copied().find(|schema| schema.id.eq_ignore_ascii_case(&urn))
}

/// The attribute and sub-attribute of a path. A sub-attribute has no values that a filter could
/// choose from.
fn named<'s>(schemas: &[&'s Schema], path: &PatchPath) -> Option<Named<'s>> {
    if path.filter.is_some() && path.attribute.sub_attribute.is_some() {
        return None;
    }
    let sub_attribute = path.sub().map(ToOwned::to_owned);
    resolve(schemas, &AttributePath { sub_attribute, ..path.attribute.clone() })
}

struct Patch<'p> {
    schemas: &'p [&'p Schema],
    dialect: &'p Dialect,
    applied: Applied,
    /// The operation at hand.
    at: usize,
    /// The attribute to which values were added last, and the index of its values.
    adding: Option<(&'p Attribute, Index)>,
}

impl<'p> Patch<'p> {
    fn operation(&mut self, resource: &mut Object, operation: &Operation) -> Result<(), Kind> {
        let Operation { op, path, value } = operation;
        let Some(path) = path else {
            let treatment = self.treatment(*op, None, value.as_ref());
            return match treatment {
                Treatment::Ignored => Ok(()),
                Treatment::Refused => Err(Kind::Refused),
                Treatment::AsRfc
                | Treatment::Unknown
                | Treatment::RemoveListedValues
                | Treatment::Unassign
                | Treatment::CreateElement => self.without_path(resource, *op, value.as_ref()),
            };
        };
        self.with_path(resource, *op, path, value.as_ref())
    }

    /// What becomes of an operation; what is worth telling is noted.
    fn treatment(&mut self, op: Op, path: Option<&PatchPath>, value: Option<&Value>) -> Treatment {
        let resource_type = self.schemas.first().map_or("", |schema| schema.name.as_str());
        let treatment = *self.dialect.treatment(resource_type, op, path, value);
        let noted = match treatment {
            Treatment::Ignored => &mut self.applied.ignored,
            Treatment::Unknown => &mut self.applied.unknown,
            Treatment::AsRfc
            | Treatment::RemoveListedValues
            | Treatment::Unassign
            | Treatment::CreateElement
            | Treatment::Refused => return treatment,
        };
        if noted.last() != Some(&self.at) {
            noted.push(self.at);
        }
        treatment
    }

    /// The value holds attributes of the resource; each is written as if the path named it.
    fn without_path(&mut self, resource: &mut Object, op: Op, value: Option<&Value>) -> Result<(), Kind> {
        if op == Op::Remove {
            return Err(Kind::MissingPath);
        }
        let Value::Object(members) = value.ok_or(Kind::MissingValue)? else { return Err(Kind::NoObject) };
        for (name, value) in members {
            let unknown = || Kind::UnknownMember { name: name.clone() };
            // A member's name is an attribute's, qualified or not, or an extension's.
            let path = AttributePath::parse(name).map_err(|_| unknown())?;
            let is_named = resolve(self.schemas, &path).is_some() && path.sub_attribute.is_none();
            let path = PatchPath::from(path);
            if !is_named && self.extension(&path).is_none() {
                return Err(unknown());
            }
            if is_assigned(value) || op == Op::Replace {
                self.with_path(resource, op, &path, Some(value))?;
            }
        }
        Ok(())
    }

    fn extension(&self, path: &PatchPath) -> Option<&'p Schema> {
        named_schema(self.schemas.get(1..)?, path)
    }

    fn with_path(
        &mut self,
        resource: &mut Object,
        op: Op,
        path: &PatchPath,
        value: Option<&Value>,
    ) -> Result<(), Kind> {
        let adding = self.adding.take();
        let treatment = self.treatment(op, Some(path), value);
        match treatment {
            Treatment::Ignored => return Ok(()),
            Treatment::Refused => return Err(Kind::Refused),
            Treatment::AsRfc
            | Treatment::Unknown
            | Treatment::RemoveListedValues
            | Treatment::Unassign
            | Treatment::CreateElement => {}
        }
        let op = if treatment == Treatment::Unassign { Op::Remove } else { op };
        if let Some(schema) = named_schema(self.schemas, path) {
            return self.schema(resource, op, schema, path, value);
        }
        let Some(named) = named(self.schemas, path) else {
            return Err(Kind::UnknownAttribute { path: path.to_string() });
        };
        if path.filter.is_some() && !named.attribute.multi_valued {
            return Err(Kind::FilterOnSingular { attribute: named.attribute.name.clone() });
        }
        let value = match value {
            Some(value) => value,
            None if op == Op::Remove => &Value::Null,
            None => return Err(Kind::MissingValue),
        };
        let Named { attribute, sub_attribute, .. } = named;
        let is_whole =
            path.filter.is_none() && sub_attribute.is_none() && treatment != Treatment::RemoveListedValues;
        if op == Op::Add && is_whole && attribute.multi_valued && is_assigned(value) {
            let adding = adding.filter(|(last, _)| std::ptr::eq(*last, attribute));
            let mut index = adding.map(|(_, index)| index);
            match named.extension {
                Some(extension) => {
                    in_extension(resource, extension, |holder| add(holder, attribute, value, &mut index))?;
                }
                None => add(resource, attribute, value, &mut index)?,
            }
            self.adding = index.map(|index| (attribute, index));
            return Ok(());
        }
        let change = Change { op, named, path, value, treatment };
        match named.extension {
            Some(extension) => in_extension(resource, extension, |holder| change.make(holder)),
            None => change.make(resource),
        }
    }

    /// The path names a schema: the value holds its attributes.
    fn schema(
        &mut self,
        resource: &mut Object,
        op: Op,
        schema: &'p Schema,
        path: &PatchPath,
        value: Option<&Value>,
    ) -> Result<(), Kind> {
        let is_core = self.schemas.first().is_some_and(|core| core.id == schema.id);
        if is_core && op == Op::Remove {
            return Err(Kind::UnknownAttribute { path: path.to_string() });
        }
        if is_core {
            return self.without_path(resource, op, value);
        }
        let is_removed = op == Op::Remove || (op == Op::Replace && value == Some(&Value::Null));
        if is_removed {
            return in_extension(resource, schema, |holder| {
                let mut attributes = schema.attributes.iter();
                attributes.try_for_each(|attribute| put(holder, attribute, Value::Null))?;
                holder.clear();
                Ok(())
            });
        }
        let Value::Object(members) = value.ok_or(Kind::MissingValue)? else { return Err(Kind::NoObject) };
        for (name, value) in members {
            let attribute =
                schema.attribute(name).ok_or_else(|| Kind::UnknownMember { name: name.clone() })?;
            let mut path = AttributePath::of(&attribute.name);
            path.schema = Some(schema.id.clone());
            self.with_path(resource, op, &path.into(), Some(value))?;
        }
        Ok(())
    }
}

/// Changes an extension's object. It comes and goes with its attributes, and so does its URN in
/// `schemas`, also where an operation writes both and lists the URN not: "adding the attribute …
/// automatically adds the value … to the resource's "schemas" attribute" (RFC 7644 §3.5.2).
fn in_extension(
    resource: &mut Object,
    extension: &Schema,
    change: impl FnOnce(&mut Object) -> Result<(), Kind>,
) -> Result<(), Kind> {
    let key_of_extension = key(resource, &extension.id);
    let stored = resource.get(&key_of_extension).and_then(Value::as_object).cloned();
    let mut object = stored.clone().unwrap_or_default();
    change(&mut object)?;
    let is_empty = object.is_empty();
    let is_same = Some(&object) == stored.as_ref();
    if is_empty && (is_same || stored.is_none()) {
        return Ok(());
    }
    if is_empty {
        resource.remove(&key_of_extension);
    } else if !is_same {
        resource.insert(key_of_extension, Value::Object(object));
    }
    let key_of_schemas = key(resource, "schemas");
    let schemas = resource.entry(key_of_schemas).or_insert_with(|| Value::Array(Vec::new()));
    if let Value::Array(urns) = schemas {
        let is_it = |urn: &Value| urn.as_str().is_some_and(|urn| urn.eq_ignore_ascii_case(&extension.id));
        if is_empty {
            urns.retain(|urn| !is_it(urn));
        } else if !urns.iter().any(is_it) {
            urns.push(Value::String(extension.id.clone()));
        }
    }
    Ok(())
}

/// An operation on an attribute, its names looked up.
#[derive(Clone, Copy)]
struct Change<'c> {
    op: Op,
    named: Named<'c>,
    path: &'c PatchPath,
    value: &'c Value,
    treatment: Treatment,
}

impl Change<'_> {
    fn make(self, holder: &mut Object) -> Result<(), Kind> {
        let Change { op, named: Named { attribute, sub_attribute, .. }, path, value, treatment } = self;
        if treatment == Treatment::RemoveListedValues && path.filter.is_none() && sub_attribute.is_none() {
            return remove_listed(holder, attribute, value);
        }
        match (&path.filter, sub_attribute) {
            (None, None) => write(holder, attribute, op, value),
            (None, Some(sub)) if !attribute.multi_valued => {
                within(holder, attribute, |object| write(object, sub, op, value))
            }
            (filter, _) => self.elements(holder, filter.as_ref()),
        }
    }

    /// Changes the values that a filter chooses, or all of them.
    fn elements(self, holder: &mut Object, filter: Option<&Filter>) -> Result<(), Kind> {
        let Change { op, named: Named { attribute, sub_attribute, .. }, value, .. } = self;
        if op == Op::Remove && attribute.mutability == Mutability::ReadOnly {
            return unassign(holder, attribute);
        }
        let mut values = elements(holder, attribute);
        let count = values.len();
        let mut chosen = values
            .iter()
            .map(|element| filter.map_or(Ok(true), |filter| matches_element(filter, element, attribute)))
            .collect::<Result<Vec<bool>, _>>()?;
        // A filter that cannot be evaluated is wrong also where there is nothing to evaluate it on.
        if let Some(filter) = filter {
            matches_element(filter, &Value::Null, attribute)?;
        }
        for (element, _) in values.iter_mut().zip(&chosen).filter(|(_, is_chosen)| **is_chosen) {
            match (op, sub_attribute) {
                (Op::Remove, None) => *element = Value::Null,
                (_, Some(sub)) => self.part(element, sub)?,
                (Op::Add | Op::Replace, None) => self.whole(element)?,
            }
        }
        if !chosen.contains(&true) && op != Op::Remove {
            values.push(self.created(filter)?);
            chosen.push(true);
        }
        // A made value's `primary` may come from the filter; that of others, from the operation only.
        let gives_primary = match sub_attribute {
            Some(sub) => sub.name.eq_ignore_ascii_case("primary"),
            None => value.as_object().is_some_and(|parts| member(parts, "primary").is_some()),
        };
        let is_made = values.len() > count;
        let given: Vec<bool> =
            chosen.iter().map(|is_chosen| *is_chosen && (gives_primary || is_made)).collect();
        let mut values = one_primary(attribute, &given, values)?;
        values.retain(|element| !element.is_null());
        put(holder, attribute, Value::Array(values))
    }

    /// Changes a sub-attribute of one value; a value without parts is none.
    fn part(self, element: &mut Value, sub: &Attribute) -> Result<(), Kind> {
        let Value::Object(object) = element else { return Ok(()) };
        write(object, sub, self.op, self.value)?;
        if object.is_empty() {
            *element = Value::Null;
        }
        Ok(())
    }

    /// Changes one value as a whole: `add` adds to its parts, `replace` leaves none of them but
    /// those that no client may change.
    fn whole(self, element: &mut Value) -> Result<(), Kind> {
        let Change { op, named: Named { attribute, .. }, value, .. } = self;
        let Value::Object(object) = element else {
            *element = scalar(attribute, value)?;
            return Ok(());
        };
        let Value::Object(parts) = value else {
            return Err(scalar(attribute, value).err().unwrap_or(Kind::NoObject));
        };
        if op == Op::Replace {
            object.retain(|name, _| {
                attribute.sub_attribute(name).is_some_and(|sub| match sub.mutability {
                    Mutability::ReadOnly | Mutability::Immutable => true,
                    Mutability::ReadWrite | Mutability::WriteOnly => false,
                })
            });
        }
        write_parts(object, attribute, op, parts)?;
        complete(attribute, object)
    }

    /// The value to make where none is chosen: "If a path specifies an attribute that does not
    /// exist, … treat the operation as an add"; but where a filter matches nothing, that is
    /// `noTarget` (RFC 7644 §3.5.2.3), unless the endpoint's table says otherwise.
    fn created(self, filter: Option<&Filter>) -> Result<Value, Kind> {
        let Change { op, named: Named { attribute, sub_attribute, .. }, path, value, treatment } = self;
        let no_match = || Kind::NoMatch { path: path.to_string() };
        let mut object = Object::new();
        if let Some(filter) = filter {
            if treatment != Treatment::CreateElement || attribute.kind != Type::Complex {
                return Err(no_match());
            }
            describe(filter, attribute, &mut object).ok_or_else(no_match)?;
        }
        match (sub_attribute, value) {
            (Some(sub), value) => write(&mut object, sub, op, value)?,
            (None, Value::Object(parts)) => write_parts(&mut object, attribute, op, parts)?,
            (None, value) => return element(attribute, value),
        }
        complete(attribute, &object)?;
        if object.is_empty() { Ok(Value::Null) } else { Ok(Value::Object(object)) }
    }
}

/// Gives a value the parts that a filter asks for: comparisons by `eq`, joined by `and`.
fn describe(filter: &Filter, attribute: &Attribute, object: &mut Object) -> Option<()> {
    match filter {
        Filter::And(parts) => parts.iter().try_for_each(|part| describe(part, attribute, object)),
        Filter::Compare(comparison) if comparison.operator == Operator::Eq => {
            let sub = attribute.sub_attribute(&comparison.attribute.attribute)?;
            let value = match &comparison.value {
                ValueLiteral::String(text) => Value::String(text.clone()),
                ValueLiteral::Number(number) => serde_json::from_str(number).ok()?,
                ValueLiteral::Boolean(value) => Value::Bool(*value),
                ValueLiteral::Null => return Some(()),
            };
            write(object, sub, Op::Add, &value).ok()
        }
        Filter::Compare(_)
        | Filter::Present(_)
        | Filter::Or(_)
        | Filter::Not(_)
        | Filter::ValuePath { .. } => None,
    }
}

/// Removes the values whose `value` is listed.
fn remove_listed(holder: &mut Object, attribute: &Attribute, listed: &Value) -> Result<(), Kind> {
    let sub = attribute.sub_attribute("value");
    let listed = match listed {
        Value::Null => return Err(Kind::MissingValue),
        Value::Array(listed) => listed.as_slice(),
        one => std::slice::from_ref(one),
    };
    let mut all = elements(holder, attribute);
    let listed: Vec<Value> = listed.iter().filter_map(identity).cloned().collect();
    let compared = sub.unwrap_or(attribute);
    let index = Index::of(&listed, compared);
    all.retain(|element| {
        let is_listed =
            |stored: &Value| index.find(stored, compared, |at| same(stored, &listed[at], compared)).is_some();
        !identity(element).is_some_and(is_listed)
    });
    put(holder, attribute, Value::Array(all))
}

/// What tells a value from others: its `value`, or the value itself where it is simple.
fn identity(element: &Value) -> Option<&Value> {
    match element {
        Value::Object(object) => member(object, "value"),
        simple => Some(simple),
    }
}
