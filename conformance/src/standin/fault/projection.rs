//! `attributes` and `excludedAttributes` that select otherwise (RFC 7644 §3.9).

use super::asked::{LISTS, On};
use super::difference::Difference::{Asks, Refuses, Shows};
use super::{Fault, Law, Law::Breaks};
use scimproof::schema::{self, ENTERPRISE_USER};

pub(super) const FAULTS: &[Fault] = &[
    Fault {
        name: "attributes-ignored-on-read",
        law: Breaks(&["7644-3.9-attributes"]),
        sentence: "shows a resource as a whole, whatever `attributes` says",
        shown: "GET /Users/id1?attributes=title",
        number: None,
        difference: Asks(|asked| {
            if asked.on == On::Read {
                asked.set_parameter("attributes", None);
            }
        }),
    },
    Fault {
        name: "attributes-ignored-on-lists",
        law: Breaks(&["7644-3.9-attributes"]),
        sentence: "lists resources as a whole, whatever `attributes` says",
        shown: "GET /Users?attributes=title",
        number: None,
        difference: Asks(|asked| {
            if LISTS.contains(&asked.on) {
                asked.set_parameter("attributes", None);
            }
        }),
    },
    Fault {
        name: "excluded-attributes-ignored-on-read",
        law: Breaks(&["7644-3.9-excluded-attributes"]),
        sentence: "shows a resource as a whole, whatever `excludedAttributes` says",
        shown: "GET /Users/id1?excludedAttributes=title",
        number: None,
        difference: Asks(|asked| {
            if asked.on == On::Read {
                asked.set_parameter("excludedAttributes", None);
            }
        }),
    },
    Fault {
        name: "excluded-attributes-ignored-on-lists",
        law: Breaks(&["7644-3.9-excluded-attributes"]),
        sentence: "lists resources as a whole, whatever `excludedAttributes` says",
        shown: "GET /Users?excludedAttributes=title",
        number: None,
        difference: Asks(|asked| {
            if LISTS.contains(&asked.on) {
                asked.set_parameter("excludedAttributes", None);
            }
        }),
    },
    Fault {
        name: "excluded-members-ignored",
        law: Breaks(&["7644-3.9-excluded-attributes"]),
        sentence: "shows the members of a group also where `excludedAttributes` names them",
        shown: "GET /Groups/id4?excludedAttributes=members",
        number: None,
        difference: Asks(|asked| {
            asked.edit_parameter("excludedAttributes", |names| left(&names, |name| name != "members"));
        }),
    },
    Fault {
        name: "attributes-drop-id",
        law: Breaks(&["7644-3.9-attributes", "7643-7-returned-always"]),
        sentence: "shows no `id` where `attributes` does not name it",
        shown: "GET /Users/id1?attributes=title",
        number: None,
        difference: Shows(|asked, resource| {
            if asked.parameter("attributes").is_some_and(|names| !names.split(',').any(|name| name == "id")) {
                resource.remove("id");
            }
        }),
    },
    Fault {
        name: "attributes-drop-schemas",
        law: Breaks(&["7643-3-schemas"]),
        sentence: "shows no `schemas` where `attributes` does not name them",
        shown: "GET /Users/id1?attributes=title",
        number: None,
        difference: Shows(|asked, resource| {
            if asked.parameter("attributes").is_some_and(|names| !names.contains("schemas")) {
                resource.remove("schemas");
            }
        }),
    },
    Fault {
        name: "excluded-id-dropped",
        law: Breaks(&["7644-3.4.2.5-excluded-always", "7643-7-returned-always"]),
        sentence: "shows no `id` where `excludedAttributes` names it",
        shown: "GET /Users/id1?excludedAttributes=id",
        number: None,
        difference: Shows(|asked, resource| {
            if asked
                .parameter("excludedAttributes")
                .is_some_and(|names| names.split(',').any(|name| name == "id"))
            {
                resource.remove("id");
            }
        }),
    },
    Fault {
        name: "attributes-sub-attribute-shows-whole",
        law: Breaks(&["7644-3.10-dot", "7644-3.9-attributes"]),
        sentence: "shows a complex attribute as a whole where `attributes` names a part of it",
        shown: "GET /Users/id1?attributes=name.givenName",
        number: None,
        difference: Asks(|asked| {
            asked.edit_parameter("attributes", |names| each(&names, |name| whole(name).to_owned()));
        }),
    },
    Fault {
        name: "attributes-sub-attribute-shows-nothing",
        law: Breaks(&["7644-3.10-dot", "7644-3.9-attributes"]),
        sentence: "shows nothing of a complex attribute where `attributes` names a part of it",
        shown: "GET /Users/id1?attributes=name.givenName",
        number: None,
        difference: Asks(|asked| {
            asked.edit_parameter("attributes", |names| {
                let left = left(&names, |name| whole(name) == name);
                if left.is_empty() { "id".to_owned() } else { left }
            });
        }),
    },
    Fault {
        name: "excluded-sub-attribute-drops-whole",
        law: Breaks(&["7644-3.10-dot", "7644-3.9-excluded-attributes"]),
        sentence: "leaves out a complex attribute as a whole where `excludedAttributes` names a part of it",
        shown: "GET /Users/id1?excludedAttributes=name.givenName",
        number: None,
        difference: Asks(|asked| {
            asked.edit_parameter("excludedAttributes", |names| each(&names, |name| whole(name).to_owned()));
        }),
    },
    Fault {
        name: "excluded-sub-attribute-ignored",
        law: Breaks(&["7644-3.10-dot", "7644-3.9-excluded-attributes"]),
        sentence: "leaves nothing out where `excludedAttributes` names a part of a complex attribute",
        shown: "GET /Users/id1?excludedAttributes=name.givenName",
        number: None,
        difference: Asks(|asked| {
            asked.edit_parameter("excludedAttributes", |names| left(&names, |name| whole(name) == name));
        }),
    },
    Fault {
        name: "attributes-first-only",
        law: Breaks(&["7644-3.9-comma"]),
        sentence: "reads the first name of `attributes` alone",
        shown: "GET /Users/id1?attributes=title,displayName",
        number: None,
        difference: Asks(|asked| {
            asked
                .edit_parameter("attributes", |names| names.split(',').next().unwrap_or_default().to_owned());
        }),
    },
    Fault {
        name: "excluded-attributes-first-only",
        law: Breaks(&["7644-3.9-comma"]),
        sentence: "reads the first name of `excludedAttributes` alone",
        shown: "GET /Users/id1?excludedAttributes=title,displayName",
        number: None,
        difference: Asks(|asked| {
            asked.edit_parameter("excludedAttributes", |names| {
                names.split(',').next().unwrap_or_default().to_owned()
            });
        }),
    },
    Fault {
        name: "attributes-case-sensitive",
        law: Breaks(&["7644-3.10-case"]),
        sentence: "shows no attribute that `attributes` names in another case than the schema's",
        shown: "GET /Users/id1?attributes=TITLE,displayName",
        number: None,
        difference: Asks(|asked| {
            asked.edit_parameter("attributes", |names| left(&names, is_as_declared));
        }),
    },
    Fault {
        name: "attributes-core-urn-not-read",
        law: Breaks(&["7644-3.10-urn"]),
        sentence: "shows no attribute that `attributes` names with the core schema's URN",
        shown: "GET /Users/id1?attributes=$user:title,displayName",
        number: None,
        difference: Asks(|asked| {
            asked.edit_parameter("attributes", |names| {
                left(&names, |name| {
                    !name.to_ascii_lowercase().starts_with("urn:ietf:params:scim:schemas:core:")
                })
            });
        }),
    },
    Fault {
        name: "attributes-extension-urn-not-read",
        law: Breaks(&["7644-3.10-urn"]),
        sentence: "shows no attribute of an extension that `attributes` names",
        shown: "GET /Users/id1?attributes=$enterprise:department,displayName",
        number: None,
        difference: Asks(|asked| {
            asked.edit_parameter("attributes", |names| {
                left(&names, |name| !name.to_ascii_lowercase().contains(":extension:"))
            });
        }),
    },
    Fault {
        name: "attributes-show-whole-extension",
        law: Breaks(&["7644-3.9-attributes"]),
        sentence: "shows all of an extension where `attributes` names one attribute of it",
        shown: "GET /Users/id1?attributes=$enterprise:department",
        number: None,
        difference: Asks(|asked| {
            asked.edit_parameter("attributes", |names| {
                each(&names, |name| {
                    let is_of_extension =
                        name.len() > ENTERPRISE_USER.len() && name.starts_with(ENTERPRISE_USER);
                    if is_of_extension { ENTERPRISE_USER.to_owned() } else { name.to_owned() }
                })
            });
        }),
    },
    Fault {
        name: "attributes-unknown-refused",
        law: Law::Outside(
            "RFC 7644 §3.9 names no answer to an attribute that no schema has; most leave it out",
        ),
        sentence: "refuses `attributes` that name one that no schema has",
        shown: "GET /Users/id1?attributes=title,noSuchThing",
        number: None,
        difference: Refuses(|asked| {
            let names = asked.parameter("attributes")?;
            let is_unknown = |name: &str| !name.contains(':') && declared(whole(name)).is_none();
            names.split(',').any(is_unknown).then_some((
                400,
                Some("invalidValue"),
                "no schema has the attribute",
            ))
        }),
    },
    Fault {
        name: "attributes-parameters-refused",
        law: Breaks(&["7644-3.4.2.5-supported"]),
        sentence: "refuses the parameters `attributes` and `excludedAttributes`",
        shown: "GET /Users?attributes=title",
        number: None,
        difference: Refuses(|asked| {
            let has = |name: &str| asked.parameter(name).is_some();
            (has("attributes") || has("excludedAttributes")).then_some((
                400,
                Some("invalidValue"),
                "the parameter is not supported",
            ))
        }),
    },
    Fault {
        name: "unknown-parameter-refused",
        law: Breaks(&["7644-3.4.2-unknown-parameter"]),
        sentence: "refuses query parameters that RFC 7644 does not name",
        shown: "GET /Users?colour=red",
        number: None,
        difference: Refuses(|asked| {
            const KNOWN: [&str; 8] = [
                "filter",
                "sortBy",
                "sortOrder",
                "startIndex",
                "count",
                "attributes",
                "excludedAttributes",
                "cursor",
            ];
            let mut parameters = scimproof::syntax::query_parameters(asked.request.query()?);
            parameters.any(|parameter| !KNOWN.contains(&&*parameter.name)).then_some((
                400,
                Some("invalidValue"),
                "the parameter is not known",
            ))
        }),
    },
];

/// The names for which it holds.
fn left(names: &str, holds: impl Fn(&str) -> bool) -> String {
    names.split(',').filter(|name| holds(name)).collect::<Vec<_>>().join(",")
}

fn each(names: &str, edit: impl Fn(&str) -> String) -> String {
    names.split(',').map(edit).collect::<Vec<_>>().join(",")
}

/// The attribute that a sub-attribute belongs to; URNs have dots of their own.
fn whole(name: &str) -> &str {
    if name.contains(':') { name } else { name.split('.').next().unwrap_or_default() }
}

fn declared(name: &str) -> Option<&'static str> {
    let of_schemas = schema::builtins().iter().filter_map(|schema| schema.attribute(name));
    let common = schema::common().iter().find(|common| common.name.eq_ignore_ascii_case(name));
    of_schemas.chain(common).map(|attribute| attribute.name.as_str()).next()
}

fn is_as_declared(name: &str) -> bool {
    name.contains(':') || declared(whole(name)).is_none_or(|known| known == whole(name))
}
