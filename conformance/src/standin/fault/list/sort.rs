//! Lists in another order (RFC 7644 §3.4.2.3).

use crate::standin::fault::asked::{Asked, LISTS};
use crate::standin::fault::difference::Difference::{Answers, Asks, Facts, Refuses};
use crate::standin::fault::facts::attribute;
use crate::standin::fault::{Fault, Law, Law::Breaks};
use scimproof::schema::USER;

pub(super) const FAULTS: &[Fault] = &[
    Fault {
        name: "sort-by-ignored",
        law: Breaks(&["7644-3.4.2.3-sort-by"]),
        sentence: "does not sort",
        shown: "GET /Users?sortBy=userName",
        number: None,
        difference: Asks(|asked| asked.set_parameter("sortBy", None)),
    },
    Fault {
        name: "sort-order-ignored",
        law: Breaks(&["7644-3.4.2.3-sort-order"]),
        sentence: "sorts ascending, whatever `sortOrder` says",
        shown: "GET /Users?sortBy=userName&sortOrder=descending",
        number: None,
        difference: Asks(|asked| asked.set_parameter("sortOrder", None)),
    },
    Fault {
        name: "sort-order-refused",
        law: Breaks(&["7644-3.4.2.3-sort-order"]),
        sentence: "refuses the `sortOrder` `descending`",
        shown: "GET /Users?sortBy=userName&sortOrder=descending",
        number: None,
        difference: Refuses(|asked| {
            (asked.parameter("sortOrder").as_deref() == Some("descending")).then_some((
                400,
                Some("invalidValue"),
                "there is no such order",
            ))
        }),
    },
    Fault {
        name: "sort-descending-by-default",
        law: Breaks(&["7644-3.4.2.3-sort-default"]),
        sentence: "sorts descending where no `sortOrder` is given",
        shown: "GET /Users?sortBy=userName",
        number: None,
        difference: Asks(|asked| {
            if sorts(asked) && asked.parameter("sortOrder").is_none() {
                asked.set_parameter("sortOrder", Some("descending"));
            }
        }),
    },
    Fault {
        name: "sort-case-sensitive",
        law: Breaks(&["7644-3.4.2.3-sort-by", "7643-4.1.1-user-name-case"]),
        sentence: "sorts by `userName` with regard to case",
        shown: "GET /Users?sortBy=userName",
        number: None,
        difference: Facts(
            |asked| sorts(asked) && asked.parameter("filter").is_none(),
            |profile| attribute(profile, USER, "userName", |name| name.case_exact = true),
        ),
    },
    Fault {
        name: "sort-missing-first",
        law: Breaks(&["7644-3.4.2.3-sort-by"]),
        sentence: "lists resources without a value first where it sorts ascending",
        shown: "GET /Users?sortBy=displayName",
        number: None,
        difference: Answers(LISTS, |asked, answer| {
            let by = asked.parameter("sortBy").unwrap_or_default();
            if asked.parameter("sortOrder").is_none_or(|order| order != "descending")
                && let Some(listed) = answer.listed()
            {
                let pointer = format!("/{}", by.replace('.', "/"));
                listed.sort_by_key(|resource| resource.pointer(&pointer).is_some());
            }
        }),
    },
    Fault {
        name: "sort-by-sub-attribute-ignored",
        law: Breaks(&["7644-3.4.2.3-sort-by"]),
        sentence: "does not sort by a sub-attribute",
        shown: "GET /Users?sortBy=name.givenName&sortOrder=descending",
        number: None,
        difference: Asks(|asked| {
            if asked.parameter("sortBy").is_some_and(|by| by.contains('.') && !by.starts_with("meta")) {
                asked.set_parameter("sortBy", None);
            }
        }),
    },
    Fault {
        name: "sort-by-first-value",
        law: Breaks(&["7644-3.4.2.3-sort-by"]),
        sentence: "sorts by the first value of a multi-valued attribute, not by the primary one",
        shown: "PATCH /Users/id1 << {\"schemas\":[\"$patch\"],\"Operations\":[{\"op\":\"replace\",\"path\":\"emails\",\"value\":[{\"value\":\"a@example.com\",\"type\":\"home\"},{\"value\":\"z@example.com\",\"type\":\"work\",\"primary\":true}]}]}\nGET /Users?sortBy=emails.value",
        number: None,
        difference: Answers(LISTS, |asked, answer| {
            let by = asked.parameter("sortBy").unwrap_or_default();
            if let Some((attribute, sub)) = by.split_once('.')
                && let Some(listed) = answer.listed()
                && listed.iter().any(|resource| resource[attribute].is_array())
            {
                listed.sort_by_key(|resource| {
                    let first = resource[attribute][0][sub].as_str().map(str::to_lowercase);
                    (first.is_none(), first)
                });
            }
        }),
    },
    Fault {
        name: "sort-by-unknown-refused",
        law: Law::Outside("RFC 7644 §3.4.2.3 names no answer to an attribute that cannot be sorted by"),
        sentence: "refuses to sort by an attribute that no schema has",
        shown: "GET /Users?sortBy=noSuchThing",
        number: None,
        difference: Refuses(|asked| {
            let by = asked.parameter("sortBy")?;
            let name = by.rsplit(':').next()?.split('.').next()?.to_owned();
            let schemas = scimproof::schema::builtins().iter();
            let mut known = schemas.filter_map(|schema| schema.attribute(&name));
            let common = scimproof::schema::common().iter().any(|it| it.name.eq_ignore_ascii_case(&name));
            (known.next().is_none() && !common).then_some((
                400,
                Some("invalidPath"),
                "no attribute to sort by",
            ))
        }),
    },
];

fn sorts(asked: &Asked) -> bool {
    LISTS.contains(&asked.on) && asked.parameter("sortBy").is_some()
}
