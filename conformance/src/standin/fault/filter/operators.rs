//! Operators that compare otherwise.

use super::tree::{anything, nothing, operator};
use crate::standin::fault::asked::{Asked, LISTS};
use crate::standin::fault::difference::Difference::{Answers, Asks, Facts, Filters, Overlooks, Turns};
use crate::standin::fault::{Fault, Law::Breaks};
use scimproof::filter::matches;
use scimproof::message::Method;
use scimproof::profile::Profile;
use scimproof::schema;
use scimproof::syntax::{Comparison, Filter, Operator, ValueLiteral};
use serde_json::{Value, json};

pub(super) const FAULTS: &[Fault] = &[
    Fault {
        name: "filter-ignored",
        law: Breaks(&["7644-3.4.2.2-filter"]),
        sentence: "lists everything, whatever the filter",
        shown: r#"GET /Users?filter=userName eq "Mona""#,
        number: None,
        difference: Asks(|asked| asked.set_parameter("filter", None)),
    },
    Fault {
        name: "filter-eq-as-co",
        law: Breaks(&["7644-3.4.2.2-eq"]),
        sentence: "takes `eq` for `co`",
        shown: r#"GET /Users?filter=displayName eq "Mona""#,
        number: None,
        difference: Filters(|filter| operator(filter, Operator::Eq, Operator::Co)),
    },
    Fault {
        name: "filter-eq-as-sw",
        law: Breaks(&["7644-3.4.2.2-eq"]),
        sentence: "takes `eq` for `sw`",
        shown: r#"GET /Users?filter=displayName eq "Mona""#,
        number: None,
        difference: Filters(|filter| operator(filter, Operator::Eq, Operator::Sw)),
    },
    Fault {
        name: "filter-eq-case-sensitive",
        law: Breaks(&["7644-3.4.2.2-case-exact"]),
        sentence: "compares values of attributes whose `caseExact` is false with regard to case in `eq`",
        shown: r#"GET /Users?filter=userName eq "MONA""#,
        number: None,
        difference: Facts(|asked| compares(asked, Operator::Eq), all_case_exact),
    },
    Fault {
        name: "filter-co-case-sensitive",
        law: Breaks(&["7644-3.4.2.2-case-exact"]),
        sentence: "compares values of attributes whose `caseExact` is false with regard to case in `co`",
        shown: r#"GET /Users?filter=userName co "MON""#,
        number: None,
        difference: Facts(|asked| compares(asked, Operator::Co), all_case_exact),
    },
    Fault {
        name: "filter-sw-case-sensitive",
        law: Breaks(&["7644-3.4.2.2-case-exact"]),
        sentence: "compares values of attributes whose `caseExact` is false with regard to case in `sw`",
        shown: r#"GET /Users?filter=userName sw "MON""#,
        number: None,
        difference: Facts(|asked| compares(asked, Operator::Sw), all_case_exact),
    },
    Fault {
        name: "filter-eq-ignores-case",
        law: Breaks(&["7644-3.4.2.2-case-exact", "7643-3.1-external-id-case"]),
        sentence: "compares `externalId` in `eq` without regard to case",
        shown: r#"GET /Users?filter=externalId eq "E-1""#,
        number: None,
        difference: Turns(|turn| {
            let path = format!("/{}?attributes=externalId&count=1000", turn.asked.endpoint);
            if let Some(Filter::Compare(Comparison { attribute, operator: Operator::Eq, value })) =
                filter_of(&turn.asked)
                && attribute.attribute.eq_ignore_ascii_case("externalId")
                && let ValueLiteral::String(wanted) = value
            {
                let listed = turn.ask(Method::Get, &path, None);
                let listed: Value = serde_json::from_slice(&listed.body).unwrap_or_default();
                let held = listed["Resources"].as_array().into_iter().flatten();
                let same: Vec<String> = held
                    .filter_map(|resource| resource["externalId"].as_str())
                    .filter(|held| held.eq_ignore_ascii_case(&wanted))
                    .map(|held| format!("externalId eq {}", json!(held)))
                    .collect();
                if !same.is_empty() {
                    turn.asked.set_parameter("filter", Some(&same.join(" or ")));
                }
            }
            turn.go_on()
        }),
    },
    Fault {
        name: "filter-ne-as-not-co",
        law: Breaks(&["7644-3.4.2.2-ne"]),
        sentence: "leaves out of `ne` what merely contains the value",
        shown: r#"GET /Users?filter=displayName ne "Mona""#,
        number: None,
        difference: Filters(|filter| match filter {
            Filter::Compare(Comparison { operator: Operator::Ne, .. }) => {
                match operator(filter.clone(), Operator::Ne, Operator::Co) {
                    changed if changed == filter => filter,
                    contains => Filter::Not(Box::new(contains)),
                }
            }
            other => other,
        }),
    },
    Fault {
        name: "filter-co-as-sw",
        law: Breaks(&["7644-3.4.2.2-co"]),
        sentence: "takes `co` for `sw`",
        shown: r#"GET /Users?filter=displayName co "Lisa""#,
        number: None,
        difference: Filters(|filter| operator(filter, Operator::Co, Operator::Sw)),
    },
    Fault {
        name: "filter-co-as-eq",
        law: Breaks(&["7644-3.4.2.2-co"]),
        sentence: "takes `co` for `eq`",
        shown: r#"GET /Users?filter=displayName co "Mona""#,
        number: None,
        difference: Filters(|filter| operator(filter, Operator::Co, Operator::Eq)),
    },
    Fault {
        name: "filter-sw-as-co",
        law: Breaks(&["7644-3.4.2.2-sw"]),
        sentence: "takes `sw` for `co`",
        shown: r#"GET /Users?filter=displayName sw "Lisa""#,
        number: None,
        difference: Filters(|filter| operator(filter, Operator::Sw, Operator::Co)),
    },
    Fault {
        name: "filter-sw-as-eq",
        law: Breaks(&["7644-3.4.2.2-sw"]),
        sentence: "takes `sw` for `eq`",
        shown: r#"GET /Users?filter=displayName sw "Mona""#,
        number: None,
        difference: Filters(|filter| operator(filter, Operator::Sw, Operator::Eq)),
    },
    Fault {
        name: "filter-ew-as-co",
        law: Breaks(&["7644-3.4.2.2-ew"]),
        sentence: "takes `ew` for `co`",
        shown: r#"GET /Users?filter=displayName ew "Mona""#,
        number: None,
        difference: Filters(|filter| operator(filter, Operator::Ew, Operator::Co)),
    },
    Fault {
        name: "filter-ew-as-eq",
        law: Breaks(&["7644-3.4.2.2-ew"]),
        sentence: "takes `ew` for `eq`",
        shown: r#"GET /Users?filter=displayName ew "Lisa""#,
        number: None,
        difference: Filters(|filter| operator(filter, Operator::Ew, Operator::Eq)),
    },
    Fault {
        name: "filter-pr-matches-all",
        law: Breaks(&["7644-3.4.2.2-pr"]),
        sentence: "takes every attribute for present",
        shown: "GET /Users?filter=displayName pr",
        number: None,
        difference: Filters(|filter| match filter {
            Filter::Present(_) => anything(),
            other => other,
        }),
    },
    Fault {
        name: "filter-pr-misses-false",
        law: Breaks(&["7644-3.4.2.2-pr"]),
        sentence: "takes a boolean attribute that is `false` for not present",
        shown: "GET /Users?filter=active pr",
        number: None,
        difference: Filters(|filter| match filter {
            Filter::Present(attribute) if attribute.attribute.eq_ignore_ascii_case("active") => {
                let value = ValueLiteral::Boolean(true);
                Filter::Compare(Comparison { attribute, operator: Operator::Eq, value })
            }
            other => other,
        }),
    },
    Fault {
        name: "filter-pr-misses-complex",
        law: Breaks(&["7644-3.4.2.2-pr"]),
        sentence: "takes a complex attribute for not present",
        shown: "GET /Users?filter=name pr",
        number: None,
        difference: Filters(|filter| present(filter, &["name", "meta", "manager"])),
    },
    Fault {
        name: "filter-pr-misses-multi-valued",
        law: Breaks(&["7644-3.4.2.2-pr"]),
        sentence: "takes a multi-valued attribute for not present",
        shown: "GET /Users?filter=emails pr",
        number: None,
        difference: Filters(|filter| {
            present(
                filter,
                &["emails", "phoneNumbers", "addresses", "groups", "members", "roles", "photos", "ims"],
            )
        }),
    },
    Fault {
        name: "filter-gt-as-ge",
        law: Breaks(&["7644-3.4.2.2-gt"]),
        sentence: "lets `gt` match an equal value",
        shown: r#"GET /Users?filter=userName gt "carl""#,
        number: None,
        difference: Filters(|filter| ordering(filter, Operator::Gt, Operator::Ge)),
    },
    Fault {
        name: "filter-ge-as-gt",
        law: Breaks(&["7644-3.4.2.2-ge"]),
        sentence: "lets `ge` match greater values alone",
        shown: r#"GET /Users?filter=userName ge "carl""#,
        number: None,
        difference: Filters(|filter| ordering(filter, Operator::Ge, Operator::Gt)),
    },
    Fault {
        name: "filter-lt-as-le",
        law: Breaks(&["7644-3.4.2.2-lt"]),
        sentence: "lets `lt` match an equal value",
        shown: r#"GET /Users?filter=userName lt "carl""#,
        number: None,
        difference: Filters(|filter| ordering(filter, Operator::Lt, Operator::Le)),
    },
    Fault {
        name: "filter-le-as-lt",
        law: Breaks(&["7644-3.4.2.2-le"]),
        sentence: "lets `le` match smaller values alone",
        shown: r#"GET /Users?filter=userName le "carl""#,
        number: None,
        difference: Filters(|filter| ordering(filter, Operator::Le, Operator::Lt)),
    },
    Fault {
        name: "filter-date-offset-ignored",
        law: Breaks(&["7644-3.4.2.2-gt"]),
        sentence: "reads the instants of a filter as UTC, whatever offset they are written with",
        shown: r#"GET /Users?filter=meta.created gt "1970-01-01T01:00:01%2B01:00""#,
        number: None,
        difference: Filters(|filter| match filter {
            Filter::Compare(Comparison { attribute, operator, value: ValueLiteral::String(text) })
                if attribute.attribute.eq_ignore_ascii_case("meta") =>
            {
                let clock = text.get(..19).map_or_else(|| text.clone(), |clock| format!("{clock}Z"));
                Filter::Compare(Comparison { attribute, operator, value: ValueLiteral::String(clock) })
            }
            other => other,
        }),
    },
    Fault {
        name: "filter-ordering-of-booleans-taken",
        law: Breaks(&["7644-3.4.2.2-ordering"]),
        sentence: "finds nothing instead of refusing to order booleans",
        shown: "GET /Users?filter=active gt false",
        number: None,
        difference: Overlooks(|_| true, &["filter-not-comparable"]),
    },
    Fault {
        name: "filter-boolean-ignored",
        law: Breaks(&["7644-3.4.2.2-eq"]),
        sentence: "takes a comparison with `true` or `false` for fulfilled",
        shown: "GET /Users?filter=active eq false",
        number: None,
        difference: Filters(|filter| match filter {
            Filter::Compare(Comparison { value: ValueLiteral::Boolean(_), .. }) => anything(),
            other => other,
        }),
    },
    Fault {
        name: "filter-first-value-only",
        law: Breaks(&["7644-3.4.2.2-multi-valued"]),
        sentence: "compares the first value of a multi-valued attribute alone",
        shown: r#"GET /Users?filter=emails.value eq "carl@example.org""#,
        number: None,
        difference: Answers(LISTS, |asked, answer| {
            let Some(filter) = filter_of(asked) else { return };
            let (Some(user), Some(group)) = (schema::builtin(schema::USER), schema::builtin(schema::GROUP))
            else {
                return;
            };
            let schemas = [if asked.is_users() { user } else { group }];
            answer.keep_listed(|resource| {
                let mut first = resource.clone();
                let arrays = first.as_object_mut().into_iter().flatten();
                arrays
                    .filter(|(name, _)| *name != "schemas")
                    .filter_map(|(_, value)| value.as_array_mut())
                    .for_each(|values| values.truncate(1));
                matches(&filter, &first, &schemas).unwrap_or(true)
            });
        }),
    },
];

/// The filter of a query, if there is one that can be read.
pub(super) fn filter_of(asked: &Asked) -> Option<Filter> {
    Filter::parse(&asked.parameter("filter")?).ok()
}

fn compares(asked: &Asked, operator: Operator) -> bool {
    let is = |comparison: &Comparison| comparison.operator == operator;
    filter_of(asked)
        .is_some_and(|filter| filter.conditions().any(|condition| condition.comparison.is_some_and(is)))
}

/// Every attribute of users and groups gets a case.
fn all_case_exact(profile: &mut Profile) {
    for urn in [schema::USER, schema::GROUP, schema::ENTERPRISE_USER] {
        super::super::facts::schema(profile, urn, |schema| {
            for attribute in &mut schema.attributes {
                attribute.case_exact = true;
                attribute.sub_attributes.iter_mut().for_each(|sub| sub.case_exact = true);
            }
        });
    }
}

/// None of these attributes is ever present.
fn present(filter: Filter, names: &[&str]) -> Filter {
    match filter {
        Filter::Present(attribute)
            if attribute.sub_attribute.is_none()
                && names.iter().any(|name| attribute.attribute.eq_ignore_ascii_case(name)) =>
        {
            nothing()
        }
        other => other,
    }
}

fn ordering(filter: Filter, from: Operator, to: Operator) -> Filter {
    match filter {
        Filter::Compare(mut comparison) if comparison.operator == from => {
            comparison.operator = to;
            Filter::Compare(comparison)
        }
        other => other,
    }
}
