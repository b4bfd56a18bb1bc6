//! Filters that compare what cannot be compared, for every attribute of every resource type.

use super::{found, kinds, patch, profile};
use scimproof::lint::Linter;
use scimproof::message::{Method, Request};
use scimproof::rule::Nothing;
use scimproof::schema::{Attribute, Type};
use serde_json::json;

/// An operand of the attribute's type.
fn operand(attribute: &Attribute) -> &'static str {
    match attribute.kind {
        Type::Boolean => "true",
        Type::Integer | Type::Decimal => "17",
        Type::DateTime => "\"2011-05-13T04:42:34Z\"",
        Type::Binary => "\"AA==\"",
        Type::String | Type::Reference | Type::Complex => "\"x\"",
    }
}

/// Whether values of the attribute have an order (RFC 7644 §3.4.2.2, table 3).
fn is_ordered(attribute: &Attribute) -> bool {
    !matches!(attribute.kind, Type::Boolean | Type::Binary | Type::Complex)
}

/// The paths of attributes and their parts, qualified by the prefix.
fn paths<'s>(prefix: &str, attributes: &'s [Attribute]) -> Vec<(String, &'s Attribute)> {
    let mut all = Vec::new();
    for attribute in attributes {
        let path = format!("{prefix}{}", attribute.name);
        let parts = attribute.sub_attributes.iter();
        all.extend(parts.map(|part| (format!("{path}.{}", part.name), part)));
        all.push((path, attribute));
    }
    all
}

#[test]
fn a_filter_that_compares_what_has_no_order_is_found_and_others_are_not() {
    let profile = profile();
    let linter = Linter::new(&profile);
    let (mut wrong, mut faults) = (Vec::new(), 0);
    for kind in kinds(&profile) {
        let complex = kind.core.attributes.iter().filter(|attribute| attribute.kind == Type::Complex);
        let schemas = kind.extensions.iter().map(|(extension, _)| (format!("{}:", extension.id), *extension));
        let all = std::iter::once((String::new(), kind.core)).chain(schemas);
        for (path, attribute) in all.flat_map(|(prefix, schema)| paths(&prefix, &schema.attributes)) {
            // `emails co "…"` stands for `emails.value` in an example of RFC 7644 §3.4.2.2, and Entra ID asks
            // for a `manager` so.
            if attribute.kind == Type::Complex && attribute.sub_attribute("value").is_some() {
                continue;
            }
            for operator in ["eq", "gt", "le"] {
                let is_right = is_ordered(attribute) || operator == "eq" && attribute.kind != Type::Complex;
                faults += usize::from(!is_right);
                let filter = format!("{path} {operator} {}", operand(attribute))
                    .replace(' ', "%20")
                    .replace('"', "%22");
                let target = format!("/{}?filter={filter}", kind.endpoint);
                let verdict = linter.lint(&Request::bare(Method::Get, &target, None), &Nothing);
                let due: &[(&str, &str)] = if is_right { &[] } else { &[("filter-not-comparable", "none")] };
                if found(&verdict) != due {
                    wrong.push(format!("{target}: {:?}", found(&verdict)));
                }
            }
        }
        for owner in complex.filter(|owner| owner.multi_valued) {
            for part in &owner.sub_attributes {
                for operator in ["eq", "gt", "le"] {
                    let is_right = is_ordered(part) || operator == "eq";
                    faults += usize::from(!is_right);
                    let path = format!("{}[{} {operator} {}]", owner.name, part.name, operand(part));
                    let body = patch(json!({ "op": "remove", "path": path })).to_string();
                    let target = format!("/{}/2819c223", kind.endpoint);
                    let request = Request::bare(Method::Patch, &target, Some(body.as_bytes()));
                    let verdict = linter.lint(&request, &Nothing);
                    let found: Vec<_> = found(&verdict)
                        .into_iter()
                        .filter(|(rule, _)| *rule != "patch-read-only-id")
                        .collect();
                    let due: &[(&str, &str)] =
                        if is_right { &[] } else { &[("path-filter-not-comparable", "/Operations/0/path")] };
                    if found != due {
                        wrong.push(format!("{body}: {found:?}"));
                    }
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(faults > 40, "only {faults} faults");
}
