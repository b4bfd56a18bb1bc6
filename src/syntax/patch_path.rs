//! The `path` of a PATCH operation (RFC 7644 §3.5.2): `addresses[type eq "work"].locality`.

use std::fmt;
use std::str::FromStr;

use super::parser::Parser;
use super::{AttributePath, Filter, SyntaxError};

/// `attrPath / valuePath [subAttr]`.
///
/// A path that names a whole schema, `urn:…:2.0:User`, is by the grammar an attribute `User` in
/// `urn:…:2.0`; who knows the schemas tells the two apart, with [`PatchPath::full_urn`].
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct PatchPath {
    /// The attribute; its sub-attribute is that of a path without brackets.
    pub attribute: AttributePath,
    /// Which of the attribute's values are meant.
    pub filter: Option<Filter>,
    /// The sub-attribute after the brackets.
    pub sub_attribute: Option<String>,
}

impl PatchPath {
    /// Reads a path.
    pub fn parse(text: &str) -> Result<PatchPath, SyntaxError> {
        Parser::new(text).whole_path()
    }

    /// The sub-attribute, wherever it stands.
    pub fn sub(&self) -> Option<&str> {
        self.sub_attribute.as_deref().or(self.attribute.sub_attribute.as_deref())
    }

    /// The whole path read as the URI of a schema, if it can be one.
    pub fn full_urn(&self) -> Option<String> {
        match (&self.filter, &self.sub_attribute) {
            (None, None) => self.attribute.full_urn(),
            (Some(_), _) | (_, Some(_)) => None,
        }
    }
}

impl From<AttributePath> for PatchPath {
    fn from(attribute: AttributePath) -> PatchPath {
        PatchPath { attribute, filter: None, sub_attribute: None }
    }
}

impl fmt::Display for PatchPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.attribute)?;
        if let Some(filter) = &self.filter {
            write!(f, "[{filter}]")?;
        }
        if let Some(sub) = &self.sub_attribute {
            write!(f, ".{sub}")?;
        }
        Ok(())
    }
}

impl FromStr for PatchPath {
    type Err = SyntaxError;

    fn from_str(text: &str) -> Result<PatchPath, SyntaxError> {
        PatchPath::parse(text)
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail by panic")]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::json::Span;
    use crate::syntax::{SyntaxErrorKind as Kind, strategies};

    #[test]
    fn every_example_of_the_rfc_parses_and_prints_as_it_is() {
        for (text, attribute, sub) in [
            ("members", "members", None),
            ("name.familyName", "name", Some("familyName")),
            (r#"addresses[type eq "work"]"#, "addresses", None),
            (r#"members[value eq "2819c223"]"#, "members", None),
            (r#"members[value eq "2819c223"].displayName"#, "members", Some("displayName")),
            (r#"emails[type eq "work" and value ew "example.com"]"#, "emails", None),
            (r"members[value pr].$ref", "members", Some("$ref")),
            (r#"urn:x:2.0:User:roles[value eq "a:b.c"].type"#, "roles", Some("type")),
        ] {
            let path = PatchPath::parse(text).unwrap();
            assert_eq!((path.attribute.attribute.as_str(), path.sub()), (attribute, sub));
            assert_eq!(path.to_string(), text);
        }
        assert!(PatchPath::parse(r#"members[value eq"2819c223"]"#).is_ok());
    }

    #[test]
    fn a_path_may_name_a_schema() {
        let urn = crate::schema::ENTERPRISE_USER;
        assert_eq!(PatchPath::parse(urn).unwrap().full_urn().as_deref(), Some(urn));
        assert_eq!(PatchPath::parse("urn:a:b:c[d pr]").unwrap().full_urn(), None);
    }

    #[test]
    fn a_broken_path_names_the_bytes_that_broke_it() {
        for (text, kind, blamed) in [
            ("", Kind::EmptyPath, (0, 0)),
            (" ", Kind::SurroundingWhiteSpace, (0, 1)),
            ("members ", Kind::SurroundingWhiteSpace, (7, 8)),
            ("/emails/0", Kind::LeadingSlash, (0, 1)),
            ("emails[0]", Kind::Index, (6, 9)),
            ("emails[0].value", Kind::Index, (6, 9)),
            ("emails.0.value", Kind::Index, (7, 8)),
            ("[value pr]", Kind::ExpectedAttribute, (0, 1)),
            ("a.b.c", Kind::NestedSubAttribute, (3, 5)),
            ("a[b pr].c.d", Kind::NestedSubAttribute, (9, 11)),
            ("a.b[c pr].d", Kind::NestedSubAttribute, (9, 11)),
            ("emails [type pr]", Kind::SpaceBeforeBracket, (6, 7)),
            ("name familyName", Kind::TrailingText, (5, 15)),
            ("emails.type eq \"work\"", Kind::TrailingText, (12, 21)),
            ("a[b pr] c", Kind::TrailingText, (8, 9)),
            ("a[b pr]c", Kind::TrailingText, (7, 8)),
            ("a[b pr]]", Kind::TrailingText, (7, 8)),
            ("a[b pr][c pr]", Kind::TrailingText, (7, 13)),
            ("a[b pr].", Kind::BadAttributeName, (8, 8)),
            ("a[b pr].0", Kind::Index, (8, 9)),
            ("a,b", Kind::CommaJoined, (1, 2)),
            ("emails[type eq 'work'].value", Kind::SingleQuotes, (15, 21)),
            ("emails[type eq work].value", Kind::UnquotedValue, (15, 19)),
            ("emails[type eq \"work\".value", Kind::UnescapedQuote, (20, 21)),
            ("emails[type eq \"work\"", Kind::UnclosedBracket, (21, 21)),
            ("emails[type]", Kind::ExpectedOperator, (11, 11)),
            ("emails[a[b pr]]", Kind::NestedValuePath, (8, 9)),
            ("$.emails", Kind::BadAttributeName, (0, 1)),
        ] {
            let span = Span::new(blamed.0, blamed.1);
            assert_eq!(PatchPath::parse(text), Err(SyntaxError { kind, span }), "{text}");
        }
    }

    proptest! {
        #[test]
        fn what_is_printed_parses_to_the_same(path in strategies::patch_path()) {
            prop_assert_eq!(PatchPath::parse(&path.to_string()), Ok(path));
        }

        #[test]
        fn no_text_makes_it_panic(text in strategies::filter_like()) {
            match PatchPath::parse(&text) {
                Ok(path) => prop_assert_eq!(PatchPath::parse(&path.to_string()), Ok(path)),
                Err(error) => {
                    let range = error.span.start as usize..error.span.end as usize;
                    prop_assert!(text.get(range).is_some(), "{:?}", error);
                }
            }
        }
    }
}
