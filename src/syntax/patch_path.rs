//! The `path` of a PATCH operation (RFC 7644 §3.5.2): `addresses[type eq "work"].locality`.

use std::fmt;
use std::str::FromStr;

use super::parser::Parser;
use super::{AttributePath, Comparison, Filter, Operator, SyntaxError, ValueLiteral};

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
        match UsualPath::read(text, "\"") {
            Some(path) => Ok(path.into()),
            None => Parser::new(text).whole_path(),
        }
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

/// The form that nearly all paths with a filter have, `emails[type eq "work"].value`, read at a fraction of the
/// grammar's price.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UsualPath<'t> {
    /// The attribute.
    pub attribute: &'t str,
    /// The sub-attribute that is compared by `eq`.
    pub compared: &'t str,
    /// The text that it is compared with.
    pub value: &'t str,
    /// The sub-attribute after the brackets.
    pub sub_attribute: Option<&'t str>,
}

impl<'t> UsualPath<'t> {
    /// Reads a path of that form; any other is none of its business. `quote` is how the text writes a quote:
    /// with a backslash before it within a JSON string.
    pub fn read(text: &'t str, quote: &str) -> Option<UsualPath<'t>> {
        let (attribute, rest) = letters(text)?;
        let (compared, rest) = letters(rest.strip_prefix('[')?)?;
        let rest = rest.strip_prefix(" eq ")?.strip_prefix(quote)?;
        let is_plain = |byte: u8| byte >= b' ' && !matches!(byte, b'"' | b'\\');
        let (value, rest) = rest.split_at_checked(rest.bytes().position(|byte| !is_plain(byte))?)?;
        let sub_attribute = match rest.strip_prefix(quote)?.strip_prefix(']')? {
            "" => None,
            rest => Some(letters(rest.strip_prefix('.')?).filter(|(_, rest)| rest.is_empty())?.0),
        };
        Some(UsualPath { attribute, compared, value, sub_attribute })
    }
}

impl From<UsualPath<'_>> for PatchPath {
    fn from(path: UsualPath<'_>) -> PatchPath {
        let filter = Filter::Compare(Comparison {
            attribute: AttributePath::of(path.compared),
            operator: Operator::Eq,
            value: ValueLiteral::String(path.value.to_owned()),
        });
        PatchPath {
            attribute: AttributePath::of(path.attribute),
            filter: Some(filter),
            sub_attribute: path.sub_attribute.map(str::to_owned),
        }
    }
}

/// The name of nothing but letters that a text starts with, and the rest; none where there is no letter.
fn letters(text: &str) -> Option<(&str, &str)> {
    let end = text.bytes().position(|byte| !byte.is_ascii_alphabetic()).unwrap_or(text.len());
    text.split_at_checked(end).filter(|(letters, _)| !letters.is_empty())
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
        let urn = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
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

    #[test]
    fn the_usual_form_is_read_as_the_grammar_reads_it() {
        for (text, is_usual) in [
            (r#"emails[type eq "work"]"#, true),
            (r#"emails[type eq "work"].value"#, true),
            (r#"members[value eq "ü, ] and ."]"#, true),
            (r#"members[value eq ""]"#, true),
            (r#"not[not eq "x"]"#, true),
            (r#"and[or eq "x"].pr"#, true),
            ("members", false),
            (r#"emails[type EQ "work"]"#, false),
            (r#"emails[type eq "wo\"rk"]"#, false),
            (r#"emails[type eq "work"].value.x"#, false),
            (r#"emails[type eq "work" and primary eq true]"#, false),
        ] {
            let usual = UsualPath::read(text, "\"").map(PatchPath::from);
            assert_eq!(usual.is_some(), is_usual, "{text}");
            if let Some(usual) = usual {
                assert_eq!(Parser::new(text).whole_path(), Ok(usual), "{text}");
            }
        }
    }

    proptest! {
        #[test]
        fn the_usual_form_is_never_read_otherwise(
            attribute in "[a-z]{1,4}",
            compared in "not|and|or|pr|eq|[a-zA-Z$]{1,4}",
            value in "[a-z\\\\\"\\PC\u{0}-\u{20}]{0,6}",
            rest in "(\\.(not|[a-z0-9]{0,3}))?[ x.]{0,1}",
        ) {
            let text = format!("{attribute}[{compared} eq \"{value}\"]{rest}");
            if let Some(usual) = UsualPath::read(&text, "\"").map(PatchPath::from) {
                prop_assert_eq!(Parser::new(&text).whole_path(), Ok(usual));
            }
        }

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
