//! Which attributes an answer carries: `attributes` and `excludedAttributes` (RFC 7644 §3.9).

use super::represent::Shown;
use super::shape::{Member, Shape};
use scimproof::schema::{Attribute, Returned, Schema};
use scimproof::syntax::{AttributePath, Parameter, query_parameters};
use serde_json::{Map, Value};

/// What a query selects.
pub(super) enum Selection {
    /// What is returned by default.
    Default,
    /// What is always returned, and these.
    Only(Vec<AttributePath>),
    /// What is returned by default, without these.
    Without(Vec<AttributePath>),
}

impl Selection {
    /// The selection of a query.
    pub(super) fn of(query: &str) -> Selection {
        let named = |wanted: &str| query_parameters(query).find(|parameter| parameter.name == wanted);
        let [only, without] = ["attributes", "excludedAttributes"].map(named);
        let value =
            |parameter: Option<Parameter<'_>>| parameter.map(|parameter| parameter.value.into_owned());
        Selection::named(value(only).as_deref(), value(without).as_deref())
    }

    /// The selection by the lists `attributes` and `excludedAttributes`. Where there are both, `attributes` counts: what
    /// both mean is left open.
    pub(super) fn named(only: Option<&str>, without: Option<&str>) -> Selection {
        match (only.filter(|only| !only.is_empty()), without) {
            (Some(only), _) => Selection::Only(paths(only)),
            (None, Some(without)) => Selection::Without(paths(without)),
            (None, None) => Selection::Default,
        }
    }

    /// What is left of a representation.
    pub(super) fn text(&self, shown: Shown, shape: Shape<'_>) -> Vec<u8> {
        if matches!(self, Selection::Default) && shape.returns_all() {
            return shown.text;
        }
        serde_json::to_vec(&self.apply(shown.members(), shape)).unwrap_or_default()
    }

    /// What is left of a resource.
    fn apply(&self, resource: Map<String, Value>, shape: Shape<'_>) -> Map<String, Value> {
        let mut left = Map::new();
        for (name, value) in resource {
            let value = match shape.member(&name) {
                Some(Member::Attribute(attribute)) => self.attribute(attribute, None, shape, value),
                Some(Member::Extension(extension)) => self.extension(extension, shape, value),
                None => Some(value),
            };
            if let Some(value) = value {
                left.insert(name, value);
            }
        }
        left
    }

    fn extension(&self, extension: &Schema, shape: Shape<'_>, value: Value) -> Option<Value> {
        let whole =
            |path: &AttributePath| path.full_urn().is_some_and(|urn| urn.eq_ignore_ascii_case(&extension.id));
        match self {
            Selection::Only(paths) if paths.iter().any(whole) => return Some(value),
            Selection::Without(paths) if paths.iter().any(whole) => return None,
            Selection::Default | Selection::Only(_) | Selection::Without(_) => {}
        }
        let Value::Object(members) = value else { return Some(value) };
        let mut left = Map::new();
        for (name, value) in members {
            let kept = match extension.attribute(&name) {
                Some(attribute) => self.attribute(attribute, Some(extension), shape, value),
                None => Some(value),
            };
            if let Some(value) = kept {
                left.insert(name, value);
            }
        }
        (!left.is_empty()).then_some(Value::Object(left))
    }

    fn attribute(
        &self,
        attribute: &Attribute,
        extension: Option<&Schema>,
        shape: Shape<'_>,
        value: Value,
    ) -> Option<Value> {
        match attribute.returned {
            Returned::Always => return Some(value),
            Returned::Never => return None,
            Returned::Default | Returned::Request => {}
        }
        let core = shape.resource_type.schema.as_str();
        let names = |path: &&AttributePath| {
            let schema_fits = match (&path.schema, extension) {
                (None, None) => true,
                (Some(urn), None) => urn.eq_ignore_ascii_case(core),
                (Some(urn), Some(extension)) => urn.eq_ignore_ascii_case(&extension.id),
                (None, Some(_)) => false,
            };
            let whole_core =
                extension.is_none() && path.full_urn().is_some_and(|urn| urn.eq_ignore_ascii_case(core));
            whole_core || (schema_fits && path.attribute.eq_ignore_ascii_case(&attribute.name))
        };
        let by_default = attribute.returned == Returned::Default;
        let (paths, is_wanted) = match self {
            Selection::Default => return by_default.then_some(value),
            Selection::Only(paths) => (paths, true),
            Selection::Without(paths) => (paths, false),
        };
        let naming: Vec<&AttributePath> = paths.iter().filter(names).collect();
        if naming.is_empty() {
            return (by_default && !is_wanted).then_some(value);
        }
        let subs: Vec<&str> = naming.iter().filter_map(|path| path.sub_attribute.as_deref()).collect();
        if subs.len() < naming.len() {
            // One names it as a whole.
            return is_wanted.then_some(value);
        }
        let keep = |name: &str| {
            let always = attribute.sub_attribute(name).is_some_and(|sub| sub.returned == Returned::Always);
            always || subs.iter().any(|sub| sub.eq_ignore_ascii_case(name)) == is_wanted
        };
        parts(value, &keep)
    }
}

/// The parts of a complex value, or of each of several.
fn parts(value: Value, keep: &dyn Fn(&str) -> bool) -> Option<Value> {
    match value {
        Value::Array(elements) => {
            let left: Vec<Value> = elements.into_iter().filter_map(|element| parts(element, keep)).collect();
            (!left.is_empty()).then_some(Value::Array(left))
        }
        Value::Object(mut members) => {
            members.retain(|name, _| keep(name));
            (!members.is_empty()).then_some(Value::Object(members))
        }
        other => Some(other),
    }
}

/// The attributes of a list; what names none is left out.
fn paths(list: &str) -> Vec<AttributePath> {
    list.split(',').filter_map(|name| AttributePath::parse(name.trim()).ok()).collect()
}
