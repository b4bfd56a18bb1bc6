//! The same requests for the bench of the npm package, each shape with the JSON Schema that its endpoint exports.

use serde_json::{Value, json};

use crate::corpus::{Shape, shapes};

/// All shapes as one JSON text.
pub(crate) fn all() -> Value {
    shapes().iter().map(one).collect()
}

fn one(shape: &Shape) -> Value {
    let linter = shape.linter();
    let resource_type = linter.profile().resource_type(shape.resource_type).expect("the profile serves it");
    let bodies: Vec<_> = shape.samples.iter().map(|sample| String::from_utf8_lossy(&sample.body)).collect();
    json!({
        "name": shape.name,
        "profile": shape.profile,
        "method": shape.samples[0].method.name(),
        "target": shape.samples[0].target,
        "schema": linter.json_schema(resource_type, shape.purpose),
        "bodies": bodies,
        "faulty": shape.samples.iter().map(|sample| sample.fault.is_some()).collect::<Vec<_>>(),
    })
}
