//! `meta` (RFC 7643 §3.1).

use super::meta;
use crate::standin::fault::asked::{LISTS, On};
use crate::standin::fault::difference::Difference::Shows;
use crate::standin::fault::{Fault, Law::Breaks};
use serde_json::{Value, json};

pub(super) const FAULTS: &[Fault] = &[
    Fault {
        name: "meta-missing",
        law: Breaks(&["7643-3.1-assigned"]),
        sentence: "shows resources without `meta`",
        shown: "GET /Groups/id4",
        number: None,
        difference: Shows(|_, resource| drop(resource.remove("meta"))),
    },
    Fault {
        name: "meta-missing-in-lists",
        law: Breaks(&["7643-3.1-assigned"]),
        sentence: "lists resources without `meta`",
        shown: "GET /Groups",
        number: None,
        difference: Shows(|asked, resource| {
            if LISTS.contains(&asked.on) {
                resource.remove("meta");
            }
        }),
    },
    Fault {
        name: "resource-type-missing",
        law: Breaks(&["7643-3.1-meta-resource-type", "7644-3.3.1-resource-type"]),
        sentence: "shows no `meta.resourceType`",
        shown: "GET /Groups/id4",
        number: None,
        difference: Shows(|_, resource| drop(meta(resource).map(|meta| meta.remove("resourceType")))),
    },
    Fault {
        name: "resource-type-wrong",
        law: Breaks(&["7643-3.1-meta-resource-type", "7644-3.3.1-resource-type"]),
        sentence: "names the endpoint in `meta.resourceType`, not the resource type",
        shown: "GET /Groups/id4",
        number: None,
        difference: Shows(|asked, resource| put(resource, "resourceType", json!(asked.endpoint))),
    },
    Fault {
        name: "created-missing",
        law: Breaks(&["7643-3.1-assigned", "7643-3.1-meta-created"]),
        sentence: "shows no `meta.created`",
        shown: "GET /Groups/id4",
        number: None,
        difference: Shows(|_, resource| drop(meta(resource).map(|meta| meta.remove("created")))),
    },
    Fault {
        name: "last-modified-missing",
        law: Breaks(&["7643-3.1-assigned", "7643-3.1-meta-last-modified"]),
        sentence: "shows no `meta.lastModified`",
        shown: "GET /Groups/id4",
        number: None,
        difference: Shows(|_, resource| drop(meta(resource).map(|meta| meta.remove("lastModified")))),
    },
    Fault {
        name: "created-as-number",
        law: Breaks(&["7643-3.1-meta-created", "7643-2.3.5-datetime"]),
        sentence: "shows seconds since 1970 in `meta.created`",
        shown: "GET /Groups/id4",
        number: None,
        difference: Shows(|_, resource| put(resource, "created", json!(1_700_000_000))),
    },
    Fault {
        name: "created-without-time",
        law: Breaks(&["7643-2.3.5-datetime"]),
        sentence: "shows a date without a time in `meta.created`",
        shown: "GET /Groups/id4",
        number: None,
        difference: Shows(|_, resource| {
            edit(resource, "created", |text| text.split('T').next().unwrap_or_default().to_owned());
        }),
    },
    Fault {
        name: "created-with-space",
        law: Breaks(&["7643-2.3.5-datetime"]),
        sentence: "writes a space between date and time in `meta.created`",
        shown: "GET /Groups/id4",
        number: None,
        difference: Shows(|_, resource| edit(resource, "created", |text| text.replace('T', " "))),
    },
    Fault {
        name: "last-modified-malformed",
        law: Breaks(&["7643-2.3.5-datetime"]),
        sentence: "writes `meta.lastModified` as HTTP writes dates",
        shown: "GET /Groups/id4",
        number: None,
        difference: Shows(|_, resource| {
            put(resource, "lastModified", json!("Thu, 01 Jan 1970 00:00:04 GMT"));
        }),
    },
    Fault {
        name: "last-modified-later-when-new",
        law: Breaks(&["7643-3.1-meta-last-modified"]),
        sentence: "shows a `meta.lastModified` after `meta.created` in a resource that was never modified",
        shown: r#"POST /Groups << {"schemas":["$group"],"displayName":"Dogs"}"#,
        number: None,
        difference: Shows(|asked, resource| {
            if asked.on == On::Create {
                edit(resource, "lastModified", |text| text.replace(".000Z", ".137Z"));
            }
        }),
    },
    Fault {
        name: "last-modified-frozen",
        law: Breaks(&["7643-3.1-meta-last-modified"]),
        sentence: "shows the time of creation in `meta.lastModified`, whatever was modified since",
        shown: r#"PATCH /Users/id1 << {"schemas":["$patch"],"Operations":[{"op":"replace","path":"title","value":"Boss"}]}"#,
        number: None,
        difference: Shows(|_, resource| {
            let created = meta(resource).and_then(|meta| meta.get("created").cloned());
            if let Some(created) = created {
                put(resource, "lastModified", created);
            }
        }),
    },
    Fault {
        name: "meta-location-missing",
        law: Breaks(&["7643-3.1-meta-location", "7644-3.3-location"]),
        sentence: "shows no `meta.location`",
        shown: "GET /Groups/id4",
        number: None,
        difference: Shows(|_, resource| drop(meta(resource).map(|meta| meta.remove("location")))),
    },
    Fault {
        name: "meta-location-of-other-resource",
        law: Breaks(&["7643-3.1-meta-location"]),
        sentence: "shows a `meta.location` at which nothing is",
        shown: "GET /Groups/id4",
        number: None,
        difference: Shows(|_, resource| edit(resource, "location", |text| format!("{text}-gone"))),
    },
    Fault {
        name: "meta-location-relative",
        law: Breaks(&["7643-3.1-meta-location"]),
        sentence: "shows a path without its base in `meta.location`",
        shown: "GET /Groups/id4",
        number: None,
        difference: Shows(|asked, resource| {
            let endpoint = format!("/{}/", asked.endpoint);
            edit(resource, "location", |text| match text.find(&endpoint) {
                Some(at) => text.get(at..).unwrap_or_default().to_owned(),
                None => text.to_owned(),
            });
        }),
    },
    Fault {
        name: "meta-location-of-other-host",
        law: Breaks(&["7643-3.1-meta-location"]),
        sentence: "shows a host in `meta.location` that only it knows",
        shown: "GET /Groups/id4",
        number: None,
        difference: Shows(|_, resource| {
            edit(resource, "location", |text| {
                let path = text.split_once("://").and_then(|(_, rest)| rest.split_once('/'));
                format!("http://backend-7.internal/{}", path.map_or("", |(_, path)| path))
            });
        }),
    },
];

fn put(resource: &mut serde_json::Map<String, Value>, name: &str, value: Value) {
    if let Some(old) = meta(resource).and_then(|meta| meta.get_mut(name)) {
        *old = value;
    }
}

fn edit(resource: &mut serde_json::Map<String, Value>, name: &str, edit: impl FnOnce(&str) -> String) {
    let old = meta(resource).and_then(|meta| meta.get(name)).and_then(Value::as_str).map(str::to_owned);
    if let Some(old) = old {
        put(resource, name, Value::String(edit(&old)));
    }
}
