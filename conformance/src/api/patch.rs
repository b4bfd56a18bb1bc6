//! A PATCH on a resource, as a call.

use super::{CallError, told};
use crate::standin::after_patch;
use scimproof::profile::Profile;
use serde_json::{Map, Value, json};

/// Applies a PATCH to a resource as the profile's endpoint reads it, operation by operation. The resource's type is the
/// one that its `schemas` name. Whether the endpoint takes the request at all is the linter's to say.
///
/// JSON of version 1: the resource after each operation in `steps`, and the `refused` operation with the reason where
/// one cannot be applied; `resource` is what becomes of it: all operations, or none.
pub fn apply_patch(profile: &Profile, resource: &str, body: &str) -> String {
    told(applied(profile, resource, body))
}

fn applied(profile: &Profile, resource: &str, body: &str) -> Result<Value, CallError> {
    let before: Map<String, Value> = serde_json::from_str(resource)?;
    let body: Map<String, Value> = serde_json::from_str(body)?;
    let named = |(name, _): &(&String, &Value)| name.eq_ignore_ascii_case("operations");
    let operations = match body.iter().find(named) {
        Some((_, Value::Array(operations))) => operations.as_slice(),
        Some((_, one @ Value::Object(_))) => std::slice::from_ref(one),
        _ => return Err(CallError::NoOperations),
    };
    let mut steps = Vec::new();
    let mut after = before.clone();
    for (at, operation) in operations.iter().enumerate() {
        let one = Map::from_iter([("Operations".to_owned(), json!([operation]))]);
        let patched = after_patch(profile, &after, &one);
        match patched.ok_or_else(|| CallError::ResourceType(profile.title.clone()))? {
            Ok(patched) => after = patched,
            Err(error) => {
                return Ok(json!({
                    "resource": before,
                    "steps": steps,
                    "refused": {
                        "operation": at,
                        "message": error.kind.to_string(),
                        "scimType": error.scim_type(),
                    },
                }));
            }
        }
        steps.push(json!({ "operation": at, "resource": after }));
    }
    Ok(json!({ "resource": after, "steps": steps }))
}
