//! What an attribute path names among the schemas of a resource (RFC 7644 §3.10).

use super::{Attribute, Schema, common};
use crate::syntax::AttributePath;

/// An attribute that a path names, and where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Named<'s> {
    /// The extension whose object holds the attribute; none for the resource itself.
    pub extension: Option<&'s Schema>,
    /// The attribute.
    pub attribute: &'s Attribute,
    /// Its sub-attribute, if the path has one.
    pub sub_attribute: Option<&'s Attribute>,
}

/// The attribute that a path names; `schemas` are those of the resource, the core schema first.
///
/// Without a URI a path names an attribute of the core schema or one that every resource has
/// (RFC 7643 §3.1): extensions can clash, so theirs are named in full.
pub fn resolve<'s>(schemas: &[&'s Schema], path: &AttributePath) -> Option<Named<'s>> {
    let core = || schemas.first().copied();
    let (schema, is_extension) = match &path.schema {
        None => (core(), false),
        Some(urn) => {
            let at = schemas.iter().position(|schema| schema.id.eq_ignore_ascii_case(urn))?;
            (Some(schemas[at]), at > 0)
        }
    };
    let of_all = || common().iter().find(|attribute| attribute.name.eq_ignore_ascii_case(&path.attribute));
    let attribute = schema
        .and_then(|schema| schema.attribute(&path.attribute))
        .or_else(|| if is_extension { None } else { of_all() })?;
    let sub_attribute = match &path.sub_attribute {
        Some(name) => Some(attribute.sub_attribute(name)?),
        None => None,
    };
    Some(Named { extension: schema.filter(|_| is_extension), attribute, sub_attribute })
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a panic is how a test fails")]
mod tests {
    use super::*;
    use crate::schema::{ENTERPRISE_USER, USER, builtin};

    #[test]
    fn a_path_names_an_attribute_of_the_schema_it_is_qualified_with() {
        let schemas = [builtin(USER).unwrap(), builtin(ENTERPRISE_USER).unwrap()];
        for (path, expected) in [
            ("username", Some((false, "userName", None))),
            ("NAME.givenname", Some((false, "name", Some("givenName")))),
            (
                "urn:IETF:params:scim:schemas:core:2.0:User:emails.value",
                Some((false, "emails", Some("value"))),
            ),
            (
                "urn:ietf:params:scim:schemas:core:2.0:User:meta.created",
                Some((false, "meta", Some("created"))),
            ),
            ("externalid", Some((false, "externalId", None))),
            (
                "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager.$ref",
                Some((true, "manager", Some("$ref"))),
            ),
            ("urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:id", None),
            ("department", None),
            ("name.middle", None),
            ("userName.value", None),
            ("urn:x:userName", None),
        ] {
            let named = resolve(&schemas, &AttributePath::parse(path).unwrap());
            let found = named.map(|named| {
                let sub = named.sub_attribute.map(|sub| sub.name.as_str());
                (named.extension.is_some(), named.attribute.name.as_str(), sub)
            });
            assert_eq!(found, expected, "{path}");
        }
    }
}
