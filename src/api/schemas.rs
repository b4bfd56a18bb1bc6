//! What an endpoint takes or returns as a JSON Schema, as a call.

use super::{AskError, Desk, failed, v1};
use crate::lint::Purpose;
use crate::profile::{Profile, ResourceType};
use serde_json::{Value, json};

impl Desk {
    /// The JSON Schema of a resource type, by name or endpoint. `purpose` is `create`, `replace`, `patch` or
    /// `response`; `options` are those of [`Desk::lint`].
    ///
    /// JSON of version 1 with the `schema`; or an `error`.
    pub fn json_schema(&mut self, resource_type: &str, purpose: &str, options: &str) -> String {
        match self.schema(resource_type, purpose, options) {
            Ok(schema) => json!({ "version": v1::VERSION, "schema": schema }).to_string(),
            Err(error) => failed(&error),
        }
    }

    fn schema(&mut self, resource_type: &str, purpose: &str, options: &str) -> Result<Value, AskError> {
        let purpose = purpose.parse::<Purpose>()?;
        let linter = &self.prepared(options)?.linter;
        Ok(linter.json_schema(resource_type_named(linter.profile(), resource_type)?, purpose))
    }
}

/// The resource type of that name or endpoint.
///
/// # Errors
/// When there is none; the error names those that there are.
pub fn resource_type_named<'p>(profile: &'p Profile, name: &str) -> Result<&'p ResourceType, AskError> {
    let is_named = |kind: &&ResourceType| {
        kind.name.eq_ignore_ascii_case(name) || kind.endpoint.eq_ignore_ascii_case(name)
    };
    profile.resource_types.iter().find(is_named).ok_or_else(|| {
        let names: Vec<&str> = profile.resource_types.iter().map(|kind| kind.name.as_str()).collect();
        AskError::ResourceType {
            profile: profile.title.clone(),
            name: name.to_owned(),
            known: names.join("`, `"),
        }
    })
}
