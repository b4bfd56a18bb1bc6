//! A PATCH is applied in full or leaves no trace, and what `replace` wrote it finds written.
//!
//! The first byte chooses the resource type and the endpoint's dialect. The first line of the text is a
//! resource, each line behind it an operation: its name, its path and its value, tabs between them.
#![no_main]

use libfuzzer_sys::fuzz_target;
use scimproof::patch::{Dialect, Op, Operation, apply, has_target};
use scimproof::profile;
use scimproof::schema::{ENTERPRISE_USER, GROUP, Schema, USER, builtin};
use scimproof::syntax::PatchPath;
use serde_json::Value;
use std::sync::LazyLock;

static DIALECTS: LazyLock<Vec<Dialect>> = LazyLock::new(|| {
    profile::builtin_names()
        .map(|name| profile::builtin(name).expect("a built-in profile loads").dialect())
        .collect()
});

fuzz_target!(|input: (u8, &str)| {
    let (choice, text) = input;
    let urns = if choice & 1 == 0 { &[USER, ENTERPRISE_USER][..] } else { &[GROUP] };
    let schemas: Vec<&Schema> = urns.iter().map(|urn| builtin(urn).expect("it is built in")).collect();
    let dialect = &DIALECTS[usize::from(choice >> 1) % DIALECTS.len()];
    let mut lines = text.split('\n');
    let Some(before) = lines.next().and_then(|line| serde_json::from_str::<Value>(line).ok()) else { return };
    let operations: Vec<Operation> = lines.filter_map(operation).collect();

    let mut after = before.clone();
    match apply(&mut after, &operations, &schemas, dialect) {
        Ok(applied) => assert_eq!(applied.changed, after != before),
        Err(error) => {
            assert!(error.operation < operations.len());
            assert_eq!(after, before, "a refused PATCH leaves no trace");
        }
    }
    for operation in operations {
        if let (Some(path), Some(resource)) = (&operation.path, before.as_object()) {
            has_target(resource, path, &schemas);
        }
        // A filter may choose by what the operation writes.
        let chooses = operation.path.as_ref().is_some_and(|path| path.filter.is_some());
        if operation.op != Op::Replace || chooses {
            continue;
        }
        let mut once = before.clone();
        if apply(&mut once, std::slice::from_ref(&operation), &schemas, dialect).is_ok() {
            let mut twice = once.clone();
            let applied = apply(&mut twice, std::slice::from_ref(&operation), &schemas, dialect);
            assert!(applied.is_ok_and(|applied| !applied.changed), "{operation:?}\n{once}\n{twice}");
        }
    }
});

fn operation(line: &str) -> Option<Operation> {
    let mut parts = line.splitn(3, '\t');
    let op = Op::named(parts.next()?)?;
    let path = parts.next().filter(|path| !path.is_empty()).map(PatchPath::parse).transpose().ok()?;
    let value = parts.next().map(serde_json::from_str).transpose().ok()?;
    Some(Operation { op, path, value })
}
