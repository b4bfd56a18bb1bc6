//! Filters whose parts are put together otherwise.

use super::operators::filter_of;
use crate::standin::fault::difference::Difference::{Asks, Filters};
use crate::standin::fault::{Fault, Law::Breaks};
use scimproof::syntax::Filter;

pub(super) const FAULTS: &[Fault] = &[
    Fault {
        name: "filter-and-as-or",
        law: Breaks(&["7644-3.4.2.2-and"]),
        sentence: "takes `and` for `or`",
        shown: r#"GET /Users?filter=title eq "guide" and active eq true and userName sw "m""#,
        number: None,
        difference: Filters(|filter| match filter {
            Filter::And(parts) => Filter::Or(parts),
            other => other,
        }),
    },
    Fault {
        name: "filter-or-as-and",
        law: Breaks(&["7644-3.4.2.2-or"]),
        sentence: "takes `or` for `and`",
        shown: r#"GET /Users?filter=userName eq "mona" or userName eq "bob""#,
        number: None,
        difference: Filters(|filter| match filter {
            Filter::Or(parts) => Filter::And(parts),
            other => other,
        }),
    },
    Fault {
        name: "filter-and-first-only",
        law: Breaks(&["7644-3.4.2.2-and"]),
        sentence: "evaluates the first operand of `and` alone",
        shown: r#"GET /Users?filter=title eq "guide" and userName sw "m""#,
        number: None,
        difference: Filters(|filter| match filter {
            Filter::And(parts) => parts.into_iter().next().unwrap_or_else(super::tree::nothing),
            other => other,
        }),
    },
    Fault {
        name: "filter-or-first-only",
        law: Breaks(&["7644-3.4.2.2-or"]),
        sentence: "evaluates the first operand of `or` alone",
        shown: r#"GET /Users?filter=userName eq "mona" or userName eq "bob""#,
        number: None,
        difference: Filters(|filter| match filter {
            Filter::Or(parts) => parts.into_iter().next().unwrap_or_else(super::tree::nothing),
            other => other,
        }),
    },
    Fault {
        name: "filter-not-ignored",
        law: Breaks(&["7644-3.4.2.2-not"]),
        sentence: "reads over `not`",
        shown: r#"GET /Users?filter=not (userName eq "mona")"#,
        number: None,
        difference: Filters(|filter| match filter {
            Filter::Not(part) => *part,
            other => other,
        }),
    },
    Fault {
        name: "filter-not-negates-each",
        law: Breaks(&["7644-3.4.2.2-not"]),
        sentence: "negates each operand of an `and` within `not` instead of the whole",
        shown: r#"GET /Users?filter=not (title eq "guide" and userName eq "mona")"#,
        number: None,
        difference: Filters(|filter| match filter {
            Filter::Not(part) => match *part {
                Filter::And(parts) => {
                    Filter::And(parts.into_iter().map(|part| Filter::Not(Box::new(part))).collect())
                }
                other => Filter::Not(Box::new(other)),
            },
            other => other,
        }),
    },
    Fault {
        name: "filter-or-before-and",
        law: Breaks(&["7644-3.4.2.2-precedence"]),
        sentence: "lets `or` bind closer than `and`",
        shown: r#"GET /Users?filter=userName eq "bob" or userName eq "mona" and active eq false"#,
        number: None,
        difference: Asks(|asked| {
            let text = asked.parameter("filter").unwrap_or_default();
            // In parentheses, it binds as they say.
            if text.contains('(') {
                return;
            }
            asked.edit_filter(|filter| match filter {
                Filter::Or(parts) => or_first(parts),
                other => other,
            });
        }),
    },
    Fault {
        name: "filter-parentheses-ignored",
        law: Breaks(&["7644-3.4.2.2-precedence"]),
        sentence: "reads over parentheses",
        shown: r#"GET /Users?filter=(userName eq "bob" or userName eq "mona") and active eq false"#,
        number: None,
        difference: Asks(|asked| {
            let text = asked.parameter("filter").unwrap_or_default();
            let is_negated = text.to_ascii_lowercase().contains("not");
            if filter_of(asked).is_some() && !is_negated && !text.contains('[') {
                asked.set_parameter("filter", Some(&text.replace(['(', ')'], "")));
            }
        }),
    },
    Fault {
        name: "filter-value-path-over-elements",
        law: Breaks(&["7644-3.4.2.2-value-path"]),
        sentence: "lets several elements together fulfil the conditions between brackets",
        shown: r#"GET /Users?filter=emails[type eq "work" and value co "home"]"#,
        number: None,
        difference: Filters(|filter| match filter {
            Filter::ValuePath { attribute, filter } => match *filter {
                Filter::And(parts) => Filter::And(
                    parts
                        .into_iter()
                        .map(|part| Filter::ValuePath {
                            attribute: attribute.clone(),
                            filter: Box::new(part),
                        })
                        .collect(),
                ),
                other => Filter::ValuePath { attribute, filter: Box::new(other) },
            },
            other => other,
        }),
    },
    Fault {
        name: "filter-value-path-first-condition-only",
        law: Breaks(&["7644-3.4.2.2-value-path"]),
        sentence: "evaluates the first condition between brackets alone",
        shown: r#"GET /Users?filter=emails[type eq "work" and value co "home"]"#,
        number: None,
        difference: Filters(|filter| match filter {
            Filter::ValuePath { attribute, filter } => {
                let first = match *filter {
                    Filter::And(parts) | Filter::Or(parts) => parts.into_iter().next(),
                    other => Some(other),
                };
                let filter = Box::new(first.unwrap_or_else(super::tree::nothing));
                Filter::ValuePath { attribute, filter }
            }
            other => other,
        }),
    },
];

/// `a or b and c` as `(a or b) and c`.
fn or_first(parts: Vec<Filter>) -> Filter {
    let mut factors: Vec<Vec<Filter>> = vec![Vec::new()];
    for part in parts {
        let (first, rest) = match part {
            Filter::And(parts) => {
                let mut parts = parts.into_iter();
                (parts.next(), parts.collect())
            }
            other => (Some(other), Vec::new()),
        };
        if let Some(last) = factors.last_mut() {
            last.extend(first);
        }
        factors.extend(rest.into_iter().map(|part| vec![part]));
    }
    let mut all: Vec<Filter> = factors.into_iter().map(any).collect();
    match all.len() {
        1 => all.remove(0),
        _ => Filter::And(all),
    }
}

fn any(mut parts: Vec<Filter>) -> Filter {
    if parts.len() == 1 { parts.remove(0) } else { Filter::Or(parts) }
}
