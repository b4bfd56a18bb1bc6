//! `schemas` and `id` (RFC 7643 §3, §3.1).

use crate::standin::fault::difference::Difference::Shows;
use crate::standin::fault::{Fault, Law::Breaks};
use scimproof::schema::{ENTERPRISE_USER, GROUP, USER};
use serde_json::{Value, json};

pub(super) const FAULTS: &[Fault] = &[
    Fault {
        name: "schemas-missing",
        law: Breaks(&["7643-3-schemas", "7644-3.1-resource-schemas"]),
        sentence: "shows resources without `schemas`",
        shown: "GET /Users/id1",
        number: None,
        difference: Shows(|_, resource| drop(resource.remove("schemas"))),
    },
    Fault {
        name: "schemas-empty",
        law: Breaks(&["7643-3-schemas-not-empty"]),
        sentence: "shows an empty array in `schemas`",
        shown: "GET /Users/id1",
        number: None,
        difference: Shows(|_, resource| drop(resource.insert("schemas".to_owned(), json!([])))),
    },
    Fault {
        name: "schemas-as-text",
        law: Breaks(&["7643-3-schemas"]),
        sentence: "shows a string in `schemas` where it names one schema",
        shown: "GET /Users/id3",
        number: None,
        difference: Shows(|_, resource| {
            if let Some(Value::Array(urns)) = resource.get_mut("schemas")
                && let [one] = urns.as_mut_slice()
            {
                let one = one.take();
                resource.insert("schemas".to_owned(), one);
            }
        }),
    },
    Fault {
        name: "schemas-repeated",
        law: Breaks(&["7643-3-schemas-duplicate", "7643-3-schemas-unique"]),
        sentence: "names the core schema twice in `schemas`",
        shown: "GET /Users/id1",
        number: None,
        difference: Shows(|_, resource| {
            if let Some(Value::Array(urns)) = resource.get_mut("schemas")
                && let Some(first) = urns.first().cloned()
            {
                urns.push(first);
            }
        }),
    },
    Fault {
        name: "schemas-undeclared",
        law: Breaks(&["7643-3-schemas-defined"]),
        sentence: "names a schema in `schemas` that the resource type does not have",
        shown: "GET /Users/id1",
        number: None,
        difference: Shows(|_, resource| {
            if let Some(Value::Array(urns)) = resource.get_mut("schemas") {
                urns.push(json!("urn:example:params:scim:schemas:internal:1.0:Account"));
            }
        }),
    },
    Fault {
        name: "schemas-without-base",
        law: Breaks(&["7643-3.3-base"]),
        sentence: "names extensions alone in `schemas` where there are any",
        shown: "GET /Users/id1",
        number: None,
        difference: Shows(|_, resource| {
            if let Some(Value::Array(urns)) = resource.get_mut("schemas").filter(|urns| urns[1].is_string()) {
                urns.retain(|urn| *urn != USER && *urn != GROUP);
            }
        }),
    },
    Fault {
        name: "schemas-without-extension",
        law: Breaks(&["7643-3-schemas"]),
        sentence: "does not name in `schemas` the extension whose attributes it shows",
        shown: "GET /Users/id1",
        number: None,
        difference: Shows(|_, resource| {
            if let Some(Value::Array(urns)) = resource.get_mut("schemas") {
                urns.retain(|urn| *urn != ENTERPRISE_USER);
            }
        }),
    },
    Fault {
        name: "extension-flattened",
        law: Breaks(&["7643-3.3-container", "7643-3-extended"]),
        sentence: "shows an extension's attributes among those of the core schema",
        shown: "GET /Users/id1",
        number: None,
        difference: Shows(|_, resource| {
            if let Some(Value::Object(members)) = resource.remove(ENTERPRISE_USER) {
                resource.extend(members);
            }
        }),
    },
    Fault {
        name: "core-attributes-in-container",
        law: Breaks(&["7643-3.3-container"]),
        sentence: "shows the core schema's attributes below its URN",
        shown: "GET /Users/id1",
        number: None,
        difference: Shows(|_, resource| {
            let is_common = |name: &String| {
                ["schemas", "id", "externalId", "meta"].contains(&name.as_str()) || name.contains(':')
            };
            let (common, core): (serde_json::Map<_, _>, serde_json::Map<_, _>) =
                std::mem::take(resource).into_iter().partition(|(name, _)| is_common(name));
            let urn = common.get("schemas").and_then(|urns| urns[0].as_str()).unwrap_or(USER).to_owned();
            *resource = common;
            resource.insert(urn, Value::Object(core));
        }),
    },
    Fault {
        name: "id-missing",
        law: Breaks(&["7643-3.1-id", "7643-3.1-assigned"]),
        sentence: "shows resources without `id`",
        shown: "GET /Users/id1",
        number: None,
        difference: Shows(|_, resource| drop(resource.remove("id"))),
    },
    Fault {
        name: "id-empty",
        law: Breaks(&["7643-3.1-id"]),
        sentence: "shows an empty `id`",
        shown: "GET /Users/id1",
        number: None,
        difference: Shows(|_, resource| drop(resource.insert("id".to_owned(), json!("")))),
    },
    Fault {
        name: "id-as-number",
        law: Breaks(&["7643-3.1-id", "7643-2.3.1-string"]),
        sentence: "shows a number as `id`",
        shown: "GET /Users/id1",
        number: None,
        difference: Shows(|_, resource| drop(resource.insert("id".to_owned(), json!(7)))),
    },
    Fault {
        name: "id-same-for-all",
        law: Breaks(&["7643-3.1-id-unique"]),
        sentence: "shows the same `id` for all resources of a list",
        shown: "GET /Users",
        number: None,
        difference: Shows(|asked, resource| {
            if crate::standin::fault::asked::LISTS.contains(&asked.on) {
                resource.insert("id".to_owned(), json!("1"));
            }
        }),
    },
];
