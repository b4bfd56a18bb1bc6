//! Paths that are read otherwise (RFC 7644 §3.5.2, figure 7).

use super::path;
use crate::standin::fault::asked::{Asked, On};
use crate::standin::fault::difference::Difference::{Refusals, Refuses, Turns};
use crate::standin::fault::difference::Refused;
use crate::standin::fault::{Fault, Law::Breaks};
use scimproof::schema::{self, ENTERPRISE_USER};

pub(super) const FAULTS: &[Fault] = &[
    Fault {
        name: "patch-path-case-sensitive",
        law: Breaks(&["7644-3.10-case"]),
        sentence: "refuses a path that is not written in the schema's case",
        shown: r#"PATCH /Users/id1 << {"schemas":["$patch"],"Operations":[{"op":"replace","path":"TITLE","value":"Boss"}]}"#,
        number: None,
        difference: Refuses(|asked| {
            refused_if(asked, |path| {
                let name = path.split(['.', '[', ':']).next().unwrap_or_default();
                let declared = schema::builtins().iter().find_map(|schema| schema.attribute(name));
                declared.is_some_and(|attribute| attribute.name != name)
            })
        }),
    },
    Fault {
        name: "patch-path-core-urn-refused",
        law: Breaks(&["7644-3.10-urn"]),
        sentence: "refuses a path that the core schema's URN qualifies",
        shown: r#"PATCH /Users/id1 << {"schemas":["$patch"],"Operations":[{"op":"replace","path":"$user:title","value":"Boss"}]}"#,
        number: None,
        difference: Refuses(|asked| {
            refused_if(asked, |path| [schema::USER, schema::GROUP].iter().any(|urn| starts_with(path, urn)))
        }),
    },
    Fault {
        name: "patch-path-extension-refused",
        law: Breaks(&["7644-3.10-urn"]),
        sentence: "refuses a path to an attribute of an extension",
        shown: r#"PATCH /Users/id1 << {"schemas":["$patch"],"Operations":[{"op":"replace","path":"$enterprise:department","value":"Office"}]}"#,
        number: None,
        difference: Refuses(|asked| {
            refused_if(asked, |path| path.len() > ENTERPRISE_USER.len() && starts_with(path, ENTERPRISE_USER))
        }),
    },
    Fault {
        name: "patch-path-whole-extension-refused",
        law: Breaks(&["7644-3.5.2-path"]),
        sentence: "refuses a path that names an extension as a whole",
        shown: r#"PATCH /Users/id1 << {"schemas":["$patch"],"Operations":[{"op":"replace","path":"$enterprise","value":{"department":"Office"}}]}"#,
        number: None,
        difference: Refuses(|asked| refused_if(asked, |path| path.eq_ignore_ascii_case(ENTERPRISE_USER))),
    },
    Fault {
        name: "patch-path-sub-attribute-refused",
        law: Breaks(&["7644-3.5.2-path-abnf"]),
        sentence: "refuses a path to a sub-attribute",
        shown: r#"PATCH /Users/id1 << {"schemas":["$patch"],"Operations":[{"op":"replace","path":"name.givenName","value":"Lisa"}]}"#,
        number: None,
        difference: Refuses(|asked| {
            refused_if(asked, |path| !path.contains(['[', ':']) && path.contains('.'))
        }),
    },
    Fault {
        name: "patch-path-filter-refused",
        law: Breaks(&["7644-3.5.2-path-abnf"]),
        sentence: "refuses a path with a filter",
        shown: r#"PATCH /Users/id1 << {"schemas":["$patch"],"Operations":[{"op":"replace","path":"emails[type eq \"work\"].value","value":"m@example.com"}]}"#,
        number: None,
        difference: Refuses(|asked| refused_if(asked, |path| path.contains('['))),
    },
    Fault {
        name: "patch-path-compound-filter-refused",
        law: Breaks(&["7644-3.5.2-path-abnf"]),
        sentence: "refuses a path whose filter has more than one condition",
        shown: r#"PATCH /Users/id1 << {"schemas":["$patch"],"Operations":[{"op":"replace","path":"emails[type eq \"work\" and primary eq true].value","value":"m@example.com"}]}"#,
        number: None,
        difference: Refuses(|asked| {
            refused_if(asked, |path| path.contains('[') && (path.contains(" and ") || path.contains(" or ")))
        }),
    },
    Fault {
        name: "patch-path-invalid-taken",
        law: Breaks(&["7644-3.12-invalid-path"]),
        sentence: "answers success to a path that cannot be read",
        shown: BROKEN,
        number: None,
        difference: Turns(|turn| turn.pretending(INVALID)),
    },
    Fault {
        name: "patch-path-invalid-untyped",
        law: Breaks(&["7644-3.12-invalid-path"]),
        sentence: "names no `scimType` where it refuses a path",
        shown: BROKEN,
        number: None,
        difference: Refusals(INVALID, |answer| answer.drop_member("scimType")),
    },
    Fault {
        name: "patch-path-invalid-as-invalid-syntax",
        law: Breaks(&["7644-3.12-invalid-path"]),
        sentence: "names `invalidSyntax` where it refuses a path",
        shown: BROKEN,
        number: None,
        difference: Refusals(INVALID, |answer| answer.put("/scimType", "invalidSyntax")),
    },
    Fault {
        name: "patch-path-invalid-as-500",
        law: Breaks(&["7644-3.12-invalid-path"]),
        sentence: "answers 500 to a path that cannot be read",
        shown: BROKEN,
        number: None,
        difference: Refusals(INVALID, |answer| {
            answer.tell_status(500);
            answer.drop_member("scimType");
        }),
    },
];

const BROKEN: &str = r#"PATCH /Users/id1 << {"schemas":["$patch"],"Operations":[{"op":"replace","path":"emails[type eq","value":"x"}]}"#;
const INVALID: &[&str] =
    &["path-syntax", "path-misspelled", "path-index", "path-leading-slash", "path-single-quotes"];

fn refused_if(asked: &Asked, is_refused: impl Fn(&str) -> bool) -> Option<Refused> {
    let operations = asked.member("Operations");
    let mut paths = operations.as_array()?.iter().filter_map(path);
    (asked.on == On::Patch && paths.any(is_refused)).then_some((
        400,
        Some("invalidPath"),
        "the path cannot be used",
    ))
}

fn starts_with(path: &str, urn: &str) -> bool {
    path.get(..urn.len()).is_some_and(|start| start.eq_ignore_ascii_case(urn))
}
