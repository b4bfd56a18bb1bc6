//! Attribute notation (RFC 7644 §3.10): `urn:…:User:name.givenName`.

use std::fmt;
use std::str::FromStr;

use super::{SyntaxError, SyntaxErrorKind};
use crate::cut::Cut;

/// `[URI ":"] ATTRNAME ["." ATTRNAME]`, as it was written: no facet's case is changed, although
/// all of them compare without regard to case.
///
/// Equality is that of the spelling; [`AttributePath::same`] compares as the RFC does.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct AttributePath {
    /// The schema's URI, if the path is qualified by one.
    pub schema: Option<String>,
    /// The attribute's name.
    pub attribute: String,
    /// The sub-attribute's name.
    pub sub_attribute: Option<String>,
}

impl AttributePath {
    /// The path of an attribute that no schema qualifies.
    pub fn of(attribute: &str) -> AttributePath {
        AttributePath { schema: None, attribute: attribute.to_owned(), sub_attribute: None }
    }

    /// Reads a text that holds one attribute and nothing else.
    pub fn parse(text: &str) -> Result<AttributePath, SyntaxError> {
        if text.is_empty() {
            return Err(SyntaxErrorKind::ExpectedAttribute.at(0, 0));
        }
        surrounded(text)?;
        AttributePath::parse_at(text, 0)
    }

    /// Reads an attribute whose first byte is at `start` of a longer text.
    pub(super) fn parse_at(text: &str, start: usize) -> Result<AttributePath, SyntaxError> {
        if text.starts_with('/') {
            return Err(SyntaxErrorKind::LeadingSlash.at(start, start + 1));
        }
        // A URI holds dots ("2.0:User") and colons of its own: the last colon ends it.
        let (schema, name_start) = match text.bytes().rposition(|byte| byte == b':') {
            Some(colon) => {
                if !is_uri(text.cut(..colon)) {
                    return Err(SyntaxErrorKind::BadSchemaUri.at(start, start + colon));
                }
                (Some(text.cut(..colon).to_owned()), colon + 1)
            }
            None => (None, 0),
        };
        let names = text.cut(name_start..);
        let at = start + name_start;
        let (attribute, sub) = match names.bytes().position(|byte| byte == b'.') {
            Some(dot) => (names.cut(..dot), Some(names.cut(dot + 1..))),
            None => (names, None),
        };
        name(attribute, at)?;
        let sub_attribute = match sub {
            Some(subs) => {
                let at = at + attribute.len() + 1;
                let sub = subs.split('.').next().unwrap_or_default();
                sub_name(sub, at)?;
                if sub.len() < subs.len() {
                    return Err(SyntaxErrorKind::NestedSubAttribute.at(at + sub.len(), start + text.len()));
                }
                Some(sub.to_owned())
            }
            None => None,
        };
        Ok(AttributePath { schema, attribute: attribute.to_owned(), sub_attribute })
    }

    /// The whole text read as the URI of a schema, for a path that names an extension:
    /// `urn:…:2.0:User` parses as attribute `User` in `urn:…:2.0`.
    pub fn full_urn(&self) -> Option<String> {
        match (&self.schema, &self.sub_attribute) {
            (Some(schema), None) => Some(format!("{schema}:{}", self.attribute)),
            (Some(_) | None, _) => None,
        }
    }

    /// Whether both mean the same: "All facets (URN, attribute, and sub-attribute name) of the
    /// fully encoded attribute name are case insensitive" (RFC 7644 §3.10).
    pub fn same(&self, other: &AttributePath) -> bool {
        let facet = |one: &Option<String>, two: &Option<String>| match (one, two) {
            (Some(one), Some(two)) => one.eq_ignore_ascii_case(two),
            (None, None) => true,
            (Some(_), None) | (None, Some(_)) => false,
        };
        facet(&self.schema, &other.schema)
            && self.attribute.eq_ignore_ascii_case(&other.attribute)
            && facet(&self.sub_attribute, &other.sub_attribute)
    }
}

impl fmt::Display for AttributePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(schema) = &self.schema {
            write!(f, "{schema}:")?;
        }
        f.write_str(&self.attribute)?;
        if let Some(sub) = &self.sub_attribute {
            write!(f, ".{sub}")?;
        }
        Ok(())
    }
}

impl FromStr for AttributePath {
    type Err = SyntaxError;

    fn from_str(text: &str) -> Result<AttributePath, SyntaxError> {
        AttributePath::parse(text)
    }
}

/// Refuses white space at either end of a path.
pub(super) fn surrounded(text: &str) -> Result<(), SyntaxError> {
    if let [first, .., last] = text.as_bytes()
        && first.is_ascii_graphic()
        && last.is_ascii_graphic()
    {
        return Ok(());
    }
    let kind = SyntaxErrorKind::SurroundingWhiteSpace;
    let leading = text.len() - text.trim_start().len();
    if leading > 0 {
        return Err(kind.at(0, leading));
    }
    let kept = text.trim_end().len();
    if kept < text.len() {
        return Err(kind.at(kept, text.len()));
    }
    Ok(())
}

/// Refuses what is no sub-attribute; a number is an index, as in `emails.0`.
pub(super) fn sub_name(text: &str, start: usize) -> Result<(), SyntaxError> {
    if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(SyntaxErrorKind::Index.at(start, start + text.len()));
    }
    name(text, start)
}

/// Refuses what is no `ATTRNAME`. RFC 7643 §2.1 allows `$` within; `$ref` starts with it. A `$`
/// alone is the root of a JSONPath.
fn name(text: &str, start: usize) -> Result<(), SyntaxError> {
    let allowed = |at: usize, byte: u8| match byte {
        b'$' => text.len() > 1,
        b'-' | b'_' | b'0'..=b'9' => at > 0,
        _ => byte.is_ascii_alphabetic(),
    };
    let bad = text.bytes().enumerate().position(|(at, byte)| !allowed(at, byte));
    match bad {
        Some(bad) => {
            // All before it is ASCII, so it starts a character.
            let length = text.cut(bad..).chars().next().map_or(0, char::len_utf8);
            Err(SyntaxErrorKind::BadAttributeName.at(start + bad, start + bad + length))
        }
        None if text.is_empty() => Err(SyntaxErrorKind::BadAttributeName.at(start, start)),
        None => Ok(()),
    }
}

/// Whether a text is shaped as a URI (RFC 3986 Appendix A): a scheme, a colon, and characters that a URI may
/// hold. Not `=` and `!`, which end a word of a filter: what no filter and no path can name is no attribute.
fn is_uri(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once(':') else { return false };
    let scheme_is_right = scheme.starts_with(|first: char| first.is_ascii_alphabetic())
        && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte));
    let rest_is_right = !rest.is_empty()
        && rest.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._~:/?#@$&'*+;%".contains(&byte));
    scheme_is_right && rest_is_right
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail by panic")]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::json::Span;
    use crate::syntax::strategies;

    #[test]
    fn an_attribute_is_split_at_the_last_colon_and_the_dot_after_it() {
        for (text, schema, attribute, sub) in [
            ("userName", None, "userName", None),
            ("name.givenName", None, "name", Some("givenName")),
            ("$ref", None, "$ref", None),
            ("members.$ref", None, "members", Some("$ref")),
            ("x-y_z9", None, "x-y_z9", None),
            (
                "urn:ietf:params:scim:schemas:core:2.0:User:emails",
                Some("urn:ietf:params:scim:schemas:core:2.0:User"),
                "emails",
                None,
            ),
            (
                "urn:ietf:params:scim:schemas:core:2.0:User:name.givenName",
                Some("urn:ietf:params:scim:schemas:core:2.0:User"),
                "name",
                Some("givenName"),
            ),
            ("http://example.com/v1.0/a:b.c", Some("http://example.com/v1.0/a"), "b", Some("c")),
        ] {
            let path = AttributePath::parse(text).unwrap();
            let parts = (path.schema.as_deref(), path.attribute.as_str(), path.sub_attribute.as_deref());
            assert_eq!(parts, (schema, attribute, sub), "{text}");
            assert_eq!(path.to_string(), text);
        }
    }

    #[test]
    fn a_bare_schema_is_read_whole_again() {
        let path =
            AttributePath::parse("urn:ietf:params:scim:schemas:extension:enterprise:2.0:User").unwrap();
        assert_eq!(path.attribute, "User");
        assert_eq!(
            path.full_urn().as_deref(),
            Some("urn:ietf:params:scim:schemas:extension:enterprise:2.0:User")
        );
        assert_eq!(AttributePath::of("userName").full_urn(), None);
    }

    #[test]
    fn a_broken_attribute_names_the_byte_that_broke_it() {
        use SyntaxErrorKind as Kind;
        for (text, kind, start, end) in [
            ("", Kind::ExpectedAttribute, 0, 0),
            (" emails", Kind::SurroundingWhiteSpace, 0, 1),
            ("emails\t", Kind::SurroundingWhiteSpace, 6, 7),
            ("/emails", Kind::LeadingSlash, 0, 1),
            ("emails/value", Kind::BadAttributeName, 6, 7),
            ("1st", Kind::BadAttributeName, 0, 1),
            ("_id", Kind::BadAttributeName, 0, 1),
            ("straße", Kind::BadAttributeName, 4, 6),
            ("name.", Kind::BadAttributeName, 5, 5),
            (".name", Kind::BadAttributeName, 0, 0),
            ("urn:a:b:", Kind::BadAttributeName, 8, 8),
            ("emails.0.value", Kind::Index, 7, 8),
            ("a.b.c", Kind::NestedSubAttribute, 3, 5),
            ("User:userName", Kind::BadSchemaUri, 0, 4),
            ("u n:x:userName", Kind::BadSchemaUri, 0, 5),
            ("urn:x!y:userName", Kind::BadSchemaUri, 0, 7),
            ("urn:x?y=1:userName", Kind::BadSchemaUri, 0, 9),
        ] {
            let error = AttributePath::parse(text).unwrap_err();
            assert_eq!(error, SyntaxError { kind, span: Span::new(start, end) }, "{text}");
        }
    }

    #[test]
    fn case_is_kept_and_means_nothing() {
        let one = AttributePath::parse("urn:x:A:Name.GIVENNAME").unwrap();
        let two = AttributePath::parse("URN:x:a:name.givenName").unwrap();
        assert!(one.same(&two));
        assert_ne!(one, two);
        assert!(!one.same(&AttributePath::of("name")));
    }

    proptest! {
        #[test]
        fn what_is_printed_parses_to_the_same(path in strategies::attribute_path()) {
            prop_assert_eq!(AttributePath::parse(&path.to_string()), Ok(path));
        }

        #[test]
        fn no_text_makes_it_panic(text in any::<String>()) {
            if let Err(error) = AttributePath::parse(&text) {
                prop_assert!(error.span.start <= error.span.end && error.span.end as usize <= text.len());
                prop_assert!(text.get(error.span.start as usize..error.span.end as usize).is_some());
            }
        }
    }
}
