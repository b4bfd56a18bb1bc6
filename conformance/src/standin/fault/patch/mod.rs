//! PATCH that is applied otherwise (RFC 7644 §3.5.2).

mod add;
mod paths;
mod remove;
mod replace;
mod whole;

use super::Fault;
use serde_json::Value;

pub(super) const FAULTS: &[&[Fault]] =
    &[whole::FAULTS, add::FAULTS, remove::FAULTS, replace::FAULTS, paths::FAULTS];

/// Whether the operation is of that kind.
fn is(operation: &Value, op: &str) -> bool {
    operation["op"].as_str().is_some_and(|written| written.eq_ignore_ascii_case(op))
}

fn path(operation: &Value) -> Option<&str> {
    operation.get("path").and_then(Value::as_str)
}

/// Whether the path names an attribute as a whole, or a sub-attribute of it, without choosing among values.
fn is_plain(path: &str) -> bool {
    !path.contains('[')
}

/// Whether the path names one of the usual multi-valued attributes as a whole.
fn is_multi_valued(path: &str) -> bool {
    const NAMES: [&str; 9] = [
        "emails",
        "phoneNumbers",
        "addresses",
        "members",
        "roles",
        "photos",
        "ims",
        "entitlements",
        "x509Certificates",
    ];
    NAMES.iter().any(|name| name.eq_ignore_ascii_case(path))
}
