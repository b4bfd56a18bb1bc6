//! The walk over a filter's tree.

use serde_json::Value;

use super::compare::compares;
use super::{is_present, member};
use crate::schema::{Attribute, Schema, Type, resolve};
use crate::syntax::{AttributePath, Comparison, Filter, ValueLiteral};

/// Why a filter cannot be evaluated, whatever the resource holds: `invalidFilter`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FilterError {
    /// "Boolean and Binary attributes SHALL cause a failed response" for `gt`, `ge`, `lt` and
    /// `le` (RFC 7644 table 3).
    #[error("`{operator}` asks for an order, and `{attribute}` has none")]
    NotOrdered {
        /// The attribute as the filter names it.
        attribute: String,
        /// The operator's name.
        operator: &'static str,
    },
    /// "For complex attributes, a fully qualified sub-attribute MUST be specified" (§3.4.2.2).
    #[error("`{attribute}` is complex: a comparison names one of its sub-attributes")]
    Complex {
        /// The attribute as the filter names it.
        attribute: String,
    },
}

impl FilterError {
    /// The `scimType` of the error (RFC 7644 table 9).
    pub fn scim_type(&self) -> &'static str {
        "invalidFilter"
    }
}

/// Where the attributes of a filter are looked up.
#[derive(Clone, Copy)]
enum Scope<'s> {
    /// In a resource with these schemas, the core schema first.
    Resource(&'s [&'s Schema]),
    /// In one value of this attribute.
    Element(&'s Attribute),
}

/// Whether a resource fits a filter; `schemas` are the resource type's, the core schema first.
pub fn matches(filter: &Filter, resource: &Value, schemas: &[&Schema]) -> Result<bool, FilterError> {
    check(filter, schemas)?;
    Ok(Scope::Resource(schemas).fits(filter, resource))
}

/// Whether one value of an attribute fits the filter between the brackets of a value path.
pub fn matches_element(filter: &Filter, element: &Value, attribute: &Attribute) -> Result<bool, FilterError> {
    Scope::Element(attribute).check(filter)?;
    Ok(Scope::Element(attribute).fits(filter, element))
}

/// Whether a filter can be evaluated at all; needs no resource, since a filter is wrong also
/// where there is nothing to find.
pub fn check(filter: &Filter, schemas: &[&Schema]) -> Result<(), FilterError> {
    Scope::Resource(schemas).check(filter)
}

/// The same for the filter between the brackets of a value path.
pub fn check_element(filter: &Filter, attribute: &Attribute) -> Result<(), FilterError> {
    Scope::Element(attribute).check(filter)
}

/// Whether an attribute can be compared so; `declared` is what the comparison names.
pub fn check_comparison(comparison: &Comparison, declared: &Attribute) -> Result<(), FilterError> {
    let mut declared = declared;
    let name = || comparison.attribute.to_string();
    if declared.kind == Type::Complex && comparison.value != ValueLiteral::Null {
        let Some(value) = declared.sub_attribute("value") else {
            return Err(FilterError::Complex { attribute: name() });
        };
        declared = value;
    }
    let is_ordered = match declared.kind {
        Type::Boolean | Type::Binary => false,
        Type::String | Type::Decimal | Type::Integer | Type::DateTime | Type::Reference | Type::Complex => {
            true
        }
    };
    if comparison.operator.is_ordering() && !is_ordered {
        return Err(FilterError::NotOrdered { attribute: name(), operator: comparison.operator.name() });
    }
    Ok(())
}

impl<'s> Scope<'s> {
    fn check(self, filter: &Filter) -> Result<(), FilterError> {
        match filter {
            Filter::Present(_) => Ok(()),
            Filter::Compare(comparison) => self.check_comparison(comparison),
            Filter::And(parts) | Filter::Or(parts) => parts.iter().try_for_each(|part| self.check(part)),
            Filter::Not(inner) => self.check(inner),
            Filter::ValuePath { attribute, filter } => match self.declared(attribute) {
                Some(attribute) => Scope::Element(attribute).check(filter),
                None => Ok(()),
            },
        }
    }

    fn check_comparison(self, comparison: &Comparison) -> Result<(), FilterError> {
        self.declared(&comparison.attribute).map_or(Ok(()), |declared| check_comparison(comparison, declared))
    }

    fn fits(self, filter: &Filter, value: &Value) -> bool {
        match filter {
            Filter::Present(path) => self.values(path, value).into_iter().any(is_present),
            Filter::Compare(comparison) => self.compares(comparison, value),
            Filter::And(parts) => parts.iter().all(|part| self.fits(part, value)),
            Filter::Or(parts) => parts.iter().any(|part| self.fits(part, value)),
            Filter::Not(inner) => !self.fits(inner, value),
            Filter::ValuePath { attribute, filter } => {
                let Some(declared) = self.declared(attribute) else { return false };
                let mut elements = self.values(attribute, value).into_iter();
                elements.any(|element| Scope::Element(declared).fits(filter, element))
            }
        }
    }

    fn compares(self, comparison: &Comparison, value: &Value) -> bool {
        use crate::syntax::Operator;
        let Comparison { attribute, operator, value: literal } = comparison;
        let mut values = self.values(attribute, value);
        if *literal == ValueLiteral::Null {
            return match operator {
                Operator::Eq => values.is_empty(),
                Operator::Ne => !values.is_empty(),
                Operator::Co
                | Operator::Sw
                | Operator::Ew
                | Operator::Gt
                | Operator::Ge
                | Operator::Lt
                | Operator::Le => false,
            };
        }
        let declared = match self.declared(attribute) {
            Some(complex) if complex.kind == Type::Complex => {
                values = values.into_iter().filter_map(|value| member(value.as_object()?, "value")).collect();
                values.retain(|value| !value.is_null());
                complex.sub_attribute("value")
            }
            declared => declared,
        };
        match declared {
            Some(declared) if !values.is_empty() => {
                values.into_iter().any(|value| compares(value, *operator, literal, declared))
            }
            // No value is not identical to any.
            Some(_) | None => *operator == Operator::Ne,
        }
    }

    /// The attribute or sub-attribute that a path names.
    fn declared(self, path: &AttributePath) -> Option<&'s Attribute> {
        match self {
            Scope::Resource(schemas) => {
                let named = resolve(schemas, path)?;
                Some(named.sub_attribute.unwrap_or(named.attribute))
            }
            Scope::Element(_) if path.sub_attribute.is_some() => None,
            Scope::Element(attribute) if attribute.kind == Type::Complex => {
                attribute.sub_attribute(&path.attribute)
            }
            // The elements of a simple multi-valued attribute are their own `value`.
            Scope::Element(attribute) => path.attribute.eq_ignore_ascii_case("value").then_some(attribute),
        }
    }

    /// The values that a path finds, elements one by one; nulls are none.
    fn values<'v>(self, path: &AttributePath, value: &'v Value) -> Vec<&'v Value> {
        self.found(path, value).unwrap_or_default()
    }

    fn found<'v>(self, path: &AttributePath, value: &'v Value) -> Option<Vec<&'v Value>> {
        let declared = self.declared(path)?;
        let holder = match self {
            Scope::Element(attribute) if attribute.kind != Type::Complex => return Some(vec![value]),
            Scope::Element(_) => value.as_object()?,
            Scope::Resource(schemas) => {
                let named = resolve(schemas, path)?;
                let holder = match named.extension {
                    Some(extension) => member(value.as_object()?, &extension.id)?.as_object()?,
                    None => value.as_object()?,
                };
                if named.sub_attribute.is_some() {
                    let parents = elements(member(holder, &named.attribute.name)?);
                    let parts = parts(parents, &declared.name);
                    return Some(parts);
                }
                holder
            }
        };
        Some(elements(member(holder, &declared.name)?))
    }
}

fn parts<'v>(parents: Vec<&'v Value>, name: &str) -> Vec<&'v Value> {
    parents.into_iter().filter_map(|parent| member(parent.as_object()?, name)).flat_map(elements).collect()
}

/// The elements of an array, or the one value; without nulls.
fn elements(value: &Value) -> Vec<&Value> {
    match value {
        Value::Array(elements) => elements.iter().filter(|element| !element.is_null()).collect(),
        Value::Null => Vec::new(),
        value => vec![value],
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail by panic")]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;
    use crate::schema::{ENTERPRISE_USER, USER, builtin};
    use crate::syntax::strategies;

    fn schemas() -> [&'static Schema; 2] {
        [builtin(USER).unwrap(), builtin(ENTERPRISE_USER).unwrap()]
    }

    fn user() -> Value {
        json!({
            "schemas": [USER, ENTERPRISE_USER],
            "id": "aB1",
            "externalId": "Ext",
            "userName": "Mona",
            "name": {"givenName": "Mona", "familyName": "O'Cat"},
            "Title": "",
            "active": true,
            "nickName": null,
            "emails": [
                {"value": "mona@work.example", "type": "work", "primary": true},
                {"value": "mona@home.example", "type": "home"},
                null
            ],
            "roles": [],
            "photos": [{}],
            "x509Certificates": [{"value": "QUJD"}],
            "meta": {"created": "2020-01-31T10:00:00.5+02:00", "resourceType": "User"},
            "unknown": "there",
            ENTERPRISE_USER: {"employeeNumber": "007", "manager": {"value": "m1"}}
        })
    }

    #[test]
    fn a_filter_matches_what_the_rfc_says() {
        for (filter, expected) in [
            (r#"userName eq "mona""#, true),
            (r#"USERNAME Eq "MONA""#, true),
            (r#"userName ne "mona""#, false),
            (r#"userName ne "other""#, true),
            (r#"id eq "aB1""#, true),
            (r#"id eq "ab1""#, false),
            (r#"externalId eq "ext""#, false),
            (r#"userName co "ON""#, true),
            (r#"userName sw "mo""#, true),
            (r#"userName ew "NA""#, true),
            (r#"userName sw "na""#, false),
            (r#"userName gt "Lisa""#, true),
            (r#"userName gt "mona""#, false),
            (r#"userName ge "MONA""#, true),
            (r#"userName lt "nora""#, true),
            (r#"userName le "mona""#, true),
            ("userName eq 1", false),
            ("userName gt 1", false),
            ("userName ne 1", true),
            (r#"name.familyName co "o'cat""#, true),
            ("name pr", true),
            ("name.middleName pr", false),
            ("title pr", false),
            ("nickName pr", false),
            ("roles pr", false),
            ("photos pr", false),
            ("emails pr", true),
            ("active pr", true),
            ("active eq true", true),
            ("active ne true", false),
            (r#"active eq "true""#, false),
            ("nickName eq null", true),
            ("nickName ne null", false),
            ("roles eq null", true),
            ("emails ne null", true),
            ("name eq null", false),
            ("nickName ge null", false),
            (r#"nickName ne "x""#, true),
            (r#"nickName eq "x""#, false),
            (r#"nickName co "x""#, false),
            (r#"emails eq "mona@home.example""#, true),
            (r#"emails co "WORK.example""#, true),
            (r#"emails.value co "WORK.example""#, true),
            (r#"emails.type eq "home" and emails.primary eq true"#, true),
            (r#"emails[type eq "home" and primary eq true]"#, false),
            (r#"emails[type eq "work" and primary eq true]"#, true),
            (r#"emails[not (type eq "work")]"#, true),
            (r#"emails[primary eq null and value sw "mona@home"]"#, true),
            (r#"not (emails[type eq "other"])"#, true),
            (r#"emails ne "mona@work.example""#, true),
            (r#"name[givenName eq "mona"]"#, true),
            (r#"schemas eq "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User""#, true),
            (r#"schemas[value sw "urn:ietf:params:scim:schemas:extension"]"#, true),
            (r#"schemas eq "urn:x""#, false),
            (r#"x509Certificates.value eq "QUJD""#, true),
            (r#"x509Certificates.value eq "qujd""#, false),
            (r#"meta.created eq "2020-01-31T08:00:00.500Z""#, true),
            (r#"meta.created gt "2020-01-31T08:00:00Z""#, true),
            (r#"meta.created lt "2020-01-31T09:00:00+02:00""#, false),
            (r#"meta.created sw "2020-01""#, true),
            (r#"meta.created gt "yesterday""#, false),
            (r#"unknown eq "there""#, false),
            ("unknown pr", false),
            ("unknown eq null", true),
            (r#"unknown ne "there""#, true),
            (r#"unknown[value eq "there"]"#, false),
            (r#"employeeNumber eq "007""#, false),
            (r#"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:employeeNumber eq "007""#, true),
            (r#"urn:ietf:params:scim:schemas:extension:enterprise:2.0:user:MANAGER.value eq "m1""#, true),
            (r#"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager eq "m1""#, true),
            ("urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:division pr", false),
            (r#"urn:ietf:params:scim:schemas:core:2.0:User:userName eq "mona""#, true),
            ("title pr or userName pr and active eq false", false),
            ("userName pr or title pr and active eq false", true),
        ] {
            let found = matches(&Filter::parse(filter).unwrap(), &user(), &schemas());
            assert_eq!(found, Ok(expected), "{filter}");
        }
    }

    #[test]
    fn numbers_compare_by_value() {
        let schema: Schema = serde_json::from_value(json!({
            "id": "urn:x:Thing", "attributes": [
                {"name": "size", "type": "integer"}, {"name": "weight", "type": "decimal"},
                {"name": "tags", "multiValued": true, "caseExact": true}
            ]
        }))
        .unwrap();
        let thing = json!({"size": 9_007_199_254_740_993_i64, "weight": 10, "tags": ["a", "B"]});
        for (filter, expected) in [
            ("size eq 9007199254740993", true),
            ("size gt 9007199254740992", true),
            ("size eq 9007199254740992", false),
            ("weight eq 10.0", true),
            ("weight gt 9", true),
            ("weight lt 1e1", false),
            ("weight le 1e1", true),
            (r#"weight gt "9""#, false),
            (r#"tags eq "a""#, true),
            (r#"tags eq "b""#, false),
            (r#"tags[value eq "B"]"#, true),
            (r#"tags[display eq "B"]"#, false),
        ] {
            let found = matches(&Filter::parse(filter).unwrap(), &thing, &[&schema]);
            assert_eq!(found, Ok(expected), "{filter}");
        }
    }

    #[test]
    fn a_filter_that_no_resource_could_answer_is_an_error_also_without_a_match() {
        for (filter, expected) in [
            ("active gt true", "`gt` asks for an order, and `active` has none"),
            ("title pr or Active le false", "`le` asks for an order, and `Active` has none"),
            ("emails[primary ge true]", "`ge` asks for an order, and `primary` has none"),
            (r#"x509Certificates lt "QQ==""#, "`lt` asks for an order, and `x509Certificates` has none"),
            (r#"name eq "Mona""#, "`name` is complex: a comparison names one of its sub-attributes"),
        ] {
            let error = matches(&Filter::parse(filter).unwrap(), &json!({}), &schemas()).unwrap_err();
            assert_eq!(error.to_string(), expected);
            assert_eq!(error.scim_type(), "invalidFilter");
        }
    }

    proptest! {
        #[test]
        fn not_turns_every_answer_round(filter in strategies::filter()) {
            let not = Filter::Not(Box::new(filter.clone()));
            let answer = matches(&filter, &user(), &schemas());
            prop_assert_eq!(matches(&not, &user(), &schemas()), answer.map(|answer| !answer));
        }

        #[test]
        fn a_resource_of_any_shape_can_be_asked(filter in strategies::filter(), at in 0usize..9) {
            let shapes = json!([null, true, 1, "a", [], [[]], {}, [{"value": []}], {"value": {"value": 1}}]);
            let value = &shapes[at];
            let names = ["emails", "name", "userName", "meta", "active", ENTERPRISE_USER];
            let resource: Value = names.iter().map(|name| ((*name).to_owned(), value.clone())).collect();
            let text = r#"emails[type eq "a"] or name.givenName pr or userName eq "a" or emails.value gt "a""#;
            for filter in [&filter, &Filter::parse(text).unwrap()] {
                let answers = [matches(filter, value, &schemas()), matches(filter, &resource, &schemas())];
                prop_assert_eq!(answers[0].is_err(), answers[1].is_err());
            }
        }
    }
}
