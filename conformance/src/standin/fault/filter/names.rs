//! Names and values of a filter that are read otherwise.

use super::operators::filter_of;
use super::tree::nothing;
use crate::standin::fault::asked::Asked;
use crate::standin::fault::difference::Difference::{Asks, Filters, Refuses};
use crate::standin::fault::difference::Refused;
use crate::standin::fault::{Fault, Law::Breaks};
use scimproof::schema::{self, Schema};
use scimproof::syntax::{AttributePath, Comparison, Filter, Operator, ValueLiteral};

pub(super) const FAULTS: &[Fault] = &[
    Fault {
        name: "filter-names-case-sensitive",
        law: Breaks(&["7644-3.4.2.2-names"]),
        sentence: "refuses attribute names that are not written in the schema's case",
        shown: r#"GET /Users?filter=USERNAME eq "mona""#,
        number: None,
        difference: Refuses(|asked| refused_if(asked, |path| !is_as_declared(path))),
    },
    Fault {
        name: "filter-operators-case-sensitive",
        law: Breaks(&["7644-3.4.2.2-names"]),
        sentence: "refuses operators that are not written in lower case",
        shown: r#"GET /Users?filter=userName EQ "mona""#,
        number: None,
        difference: Refuses(|asked| {
            let text = asked.parameter("filter")?;
            let is_loud = |word: &str| {
                let lower = word.to_ascii_lowercase();
                lower != word
                    && (Operator::named(&lower).is_some() || ["pr", "and", "or", "not"].contains(&&*lower))
            };
            let outside = text.split('"').step_by(2);
            outside.flat_map(|part| part.split([' ', '(', ')'])).any(is_loud).then_some(INVALID)
        }),
    },
    Fault {
        name: "filter-sub-attribute-refused",
        law: Breaks(&["7644-3.4.2.2-sub-attribute"]),
        sentence: "refuses a filter on a sub-attribute",
        shown: r#"GET /Users?filter=name.familyName eq "Lisa""#,
        number: None,
        difference: Refuses(|asked| {
            refused_if(asked, |path| path.sub_attribute.is_some() && path.attribute != "meta")
        }),
    },
    Fault {
        name: "filter-core-urn-refused",
        law: Breaks(&["7644-3.10-urn"]),
        sentence: "refuses a filter in which the core schema's URN qualifies an attribute",
        shown: r#"GET /Users?filter=$user:userName eq "mona""#,
        number: None,
        difference: Refuses(|asked| refused_if(asked, |path| path.schema.as_deref().is_some_and(is_core))),
    },
    Fault {
        name: "filter-extension-urn-refused",
        law: Breaks(&["7644-3.10-urn"]),
        sentence: "refuses a filter on an attribute of an extension",
        shown: r#"GET /Users?filter=$enterprise:department eq "Tools""#,
        number: None,
        difference: Refuses(|asked| {
            refused_if(asked, |path| path.schema.as_deref().is_some_and(|urn| !is_core(urn)))
        }),
    },
    Fault {
        name: "filter-urn-case-sensitive",
        law: Breaks(&["7644-3.10-case"]),
        sentence: "refuses a filter whose URN is not written in the schema's case",
        shown: r#"GET /Users?filter=urn:ietf:params:scim:schemas:core:2.0:user:userName eq "mona""#,
        number: None,
        difference: Refuses(|asked| {
            let urns: Vec<&str> = schema::builtins().iter().map(|schema| schema.id.as_str()).collect();
            let is_misspelt =
                |urn: &str| !urns.contains(&urn) && urns.iter().any(|known| known.eq_ignore_ascii_case(urn));
            refused_if(asked, |path| path.schema.as_deref().is_some_and(is_misspelt))
        }),
    },
    Fault {
        name: "filter-id-refused",
        law: Breaks(&["7643-3-common"]),
        sentence: "refuses a filter on `id`",
        shown: r#"GET /Users?filter=id eq "id1""#,
        number: None,
        difference: Refuses(|asked| refused_if(asked, |path| path.attribute.eq_ignore_ascii_case("id"))),
    },
    Fault {
        name: "filter-external-id-refused",
        law: Breaks(&["7643-3-common"]),
        sentence: "refuses a filter on `externalId`",
        shown: r#"GET /Users?filter=externalId eq "E-1""#,
        number: None,
        difference: Refuses(|asked| {
            refused_if(asked, |path| path.attribute.eq_ignore_ascii_case("externalId"))
        }),
    },
    Fault {
        name: "filter-meta-refused",
        law: Breaks(&["7643-3-common"]),
        sentence: "refuses a filter on `meta`",
        shown: r#"GET /Users?filter=meta.resourceType eq "User""#,
        number: None,
        difference: Refuses(|asked| refused_if(asked, |path| path.attribute.eq_ignore_ascii_case("meta"))),
    },
    Fault {
        name: "filter-members-finds-nothing",
        law: Breaks(&["7644-3.4.2.2-multi-valued"]),
        sentence: "finds no group by one of its members",
        shown: r#"GET /Groups?filter=members.value eq "id1""#,
        number: None,
        difference: Filters(|filter| nothing_on(filter, "members")),
    },
    Fault {
        name: "filter-groups-finds-nothing",
        law: Breaks(&["7644-3.4.2.2-multi-valued"]),
        sentence: "finds no user by one of its groups",
        shown: r#"GET /Users?filter=groups.value eq "id4""#,
        number: None,
        difference: Filters(|filter| nothing_on(filter, "groups")),
    },
    Fault {
        name: "filter-unknown-attribute-matches-all",
        law: Breaks(&["7644-3.4.2.2-filter"]),
        sentence: "lists everything where the filter names an attribute that no schema has",
        shown: r#"GET /Users?filter=noSuchThing eq "mona""#,
        number: None,
        difference: Asks(|asked| {
            let has = |filter: Filter| {
                filter
                    .conditions()
                    .any(|condition| condition.within.is_none() && declared(condition.attribute).is_none())
            };
            if filter_of(asked).is_some_and(has) {
                asked.set_parameter("filter", None);
            }
        }),
    },
    Fault {
        name: "filter-escapes-not-read",
        law: Breaks(&["7644-3.4.2.2-abnf"]),
        sentence: "compares the text of a filter's string as it is written, escapes and all",
        shown: "PATCH /Users/id1 << {\"schemas\":[\"$patch\"],\"Operations\":[{\"op\":\"replace\",\"path\":\"nickName\",\"value\":\"the \\\"cat\\\"\"}]}\nGET /Users?filter=nickName eq \"the \\\"cat\\\"\"",
        number: None,
        difference: Filters(|filter| text(filter, |value| value.replace('\\', "\\\\").replace('"', "\\\""))),
    },
    Fault {
        name: "filter-non-ascii-lost",
        law: Breaks(&["7644-3.8-utf-8"]),
        sentence: "loses what is not ASCII in a filter's string",
        shown: r#"GET /Users?filter=name.familyName eq "Ångström""#,
        number: None,
        difference: Filters(|filter| text(filter, |value| value.replace(|c: char| !c.is_ascii(), "?"))),
    },
];

/// The refusal of a filter.
pub(super) const INVALID: Refused = (400, Some("invalidFilter"), "the filter cannot be evaluated");

/// The refusal, where the filter names such an attribute.
fn refused_if(asked: &Asked, is_refused: impl Fn(&AttributePath) -> bool) -> Option<Refused> {
    let filter = filter_of(asked)?;
    filter
        .conditions()
        .any(|condition| is_refused(condition.within.unwrap_or(condition.attribute)))
        .then_some(INVALID)
}

fn is_core(urn: &str) -> bool {
    [schema::USER, schema::GROUP].iter().any(|core| core.eq_ignore_ascii_case(urn))
}

/// The name as a schema of the RFC declares it.
fn declared(path: &AttributePath) -> Option<&'static str> {
    let of_schemas =
        schema::builtins().iter().filter_map(|schema: &Schema| schema.attribute(&path.attribute));
    let common = schema::common().iter().find(|common| common.name.eq_ignore_ascii_case(&path.attribute));
    of_schemas.chain(common).map(|attribute| attribute.name.as_str()).next()
}

fn is_as_declared(path: &AttributePath) -> bool {
    declared(path).is_none_or(|name| name == path.attribute)
}

fn nothing_on(filter: Filter, name: &str) -> Filter {
    let is_it = |path: &AttributePath| path.attribute.eq_ignore_ascii_case(name);
    match filter {
        Filter::Compare(Comparison { ref attribute, .. }) | Filter::ValuePath { ref attribute, .. }
            if is_it(attribute) =>
        {
            nothing()
        }
        other => other,
    }
}

fn text(filter: Filter, edit: impl Fn(&str) -> String) -> Filter {
    match filter {
        Filter::Compare(Comparison { attribute, operator, value: ValueLiteral::String(text) }) => {
            Filter::Compare(Comparison { attribute, operator, value: ValueLiteral::String(edit(&text)) })
        }
        other => other,
    }
}
