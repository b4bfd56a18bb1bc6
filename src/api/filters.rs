//! Filters and paths as calls: their trees, and whether a resource fits.

use super::{AskError, Desk, failed, v1};
use crate::filter;
use crate::syntax::{AttributePath, Filter, PatchPath, SyntaxError, ValueLiteral};
use serde_json::{Map, Value, json};

/// The tree of a filter (RFC 7644 §3.4.2.2), as JSON of version 1; or an `error` with its place.
pub fn parse_filter(text: &str) -> String {
    told(text, "filter", Filter::parse(text).map(|filter| tree(&filter)))
}

/// The parts of a PATCH operation's path (RFC 7644 §3.5.2), as JSON of version 1; or an `error` with its place.
pub fn parse_path(text: &str) -> String {
    let parts = |path: PatchPath| {
        let mut parts = attribute(&path.attribute);
        if let Some(filter) = &path.filter {
            parts.insert("filter".to_owned(), tree(filter));
        }
        if let Some(sub_attribute) = path.sub() {
            parts.insert("subAttribute".to_owned(), json!(sub_attribute));
        }
        Value::Object(parts)
    };
    told(text, "path", PatchPath::parse(text).map(parts))
}

fn told(text: &str, name: &'static str, read: Result<Value, SyntaxError>) -> String {
    match read {
        Ok(tree) => json!({ "version": v1::VERSION, name: tree }).to_string(),
        Err(error) => v1::syntax_failure(text, &error),
    }
}

fn tree(filter: &Filter) -> Value {
    let all = |parts: &[Filter]| parts.iter().map(tree).collect::<Vec<_>>();
    match filter {
        Filter::Present(path) => json!({ "kind": "present", "attribute": attribute(path) }),
        Filter::Compare(comparison) => json!({
            "kind": "compare",
            "attribute": attribute(&comparison.attribute),
            "operator": comparison.operator.name(),
            "value": literal(&comparison.value),
        }),
        Filter::And(parts) => json!({ "kind": "and", "filters": all(parts) }),
        Filter::Or(parts) => json!({ "kind": "or", "filters": all(parts) }),
        Filter::Not(part) => json!({ "kind": "not", "filter": tree(part) }),
        Filter::ValuePath { attribute: path, filter } => {
            json!({ "kind": "valuePath", "attribute": attribute(path), "filter": tree(filter) })
        }
    }
}

fn attribute(path: &AttributePath) -> Map<String, Value> {
    let mut parts = Map::new();
    if let Some(schema) = &path.schema {
        parts.insert("schema".to_owned(), json!(schema));
    }
    parts.insert("attribute".to_owned(), json!(path.attribute));
    if let Some(sub_attribute) = &path.sub_attribute {
        parts.insert("subAttribute".to_owned(), json!(sub_attribute));
    }
    parts
}

/// The value that is compared with; a number that is no JSON number of ours stays a text.
fn literal(value: &ValueLiteral) -> Value {
    match value {
        ValueLiteral::String(text) => json!(text),
        ValueLiteral::Number(text) => serde_json::from_str(text).unwrap_or_else(|_| json!(text)),
        ValueLiteral::Boolean(value) => json!(value),
        ValueLiteral::Null => Value::Null,
    }
}

impl Desk {
    /// Whether a resource fits a filter. `resource` is its JSON; its type is the one that its `schemas` name, else the
    /// profile's first. `options` are those of [`Desk::lint`].
    ///
    /// JSON of version 1 with `matches`; or an `error`, with its place where the filter cannot be read.
    pub fn matches(&mut self, filter: &str, resource: &str, options: &str) -> String {
        let read = match Filter::parse(filter) {
            Ok(read) => read,
            Err(error) => return v1::syntax_failure(filter, &error),
        };
        match self.fits(&read, resource, options) {
            Ok(matches) => json!({ "version": v1::VERSION, "matches": matches }).to_string(),
            Err(error) => failed(&error),
        }
    }

    fn fits(&mut self, filter: &Filter, resource: &str, options: &str) -> Result<bool, AskError> {
        let resource: Value = serde_json::from_str(resource)?;
        let profile = self.prepared(options)?.linter.profile();
        let named = resource.as_object().and_then(|members| profile.type_of(members));
        let schemas =
            named.or(profile.resource_types.first()).map(|kind| profile.schemas_of(kind)).unwrap_or_default();
        Ok(filter::matches(filter, &resource, &schemas)?)
    }
}
