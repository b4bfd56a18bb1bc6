//! Filters (RFC 7644 §3.4.2.2): the tree, its printer, and a walk over its conditions.

use std::fmt;
use std::str::FromStr;

use super::parser::Parser;
use super::{AttributePath, SyntaxError, ValueLiteral};

/// A filter as a tree. Spellings are kept: names and values are as they were written.
///
/// A parsed tree nests at most [`MAX_DEPTH`](super::MAX_DEPTH) levels, however long it is: a chain
/// of one logical operator is one node. Parentheses show where a node starts, so
/// `a pr and (b pr and c pr)` is not the tree of `a pr and b pr and c pr`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Filter {
    /// `attribute pr`: the attribute has a value.
    Present(AttributePath),
    /// `attribute operator value`.
    Compare(Comparison),
    /// All of them hold; the parser makes this of two or more.
    And(Vec<Filter>),
    /// One of them holds; the parser makes this of two or more.
    Or(Vec<Filter>),
    /// `not (filter)`.
    Not(Box<Filter>),
    /// `attribute[filter]`: one element of the attribute fits the filter.
    ValuePath {
        /// The attribute whose elements are looked at.
        attribute: AttributePath,
        /// The filter over their sub-attributes.
        filter: Box<Filter>,
    },
}

/// A comparison of an attribute with a value.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Comparison {
    /// What is compared.
    pub attribute: AttributePath,
    /// How.
    pub operator: Operator,
    /// With what.
    pub value: ValueLiteral,
}

/// The operators that take a value (RFC 7644 table 3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the variants are the RFC's own words")]
pub enum Operator {
    Eq,
    Ne,
    Co,
    Sw,
    Ew,
    Gt,
    Ge,
    Lt,
    Le,
}

impl Operator {
    /// All of them, in the order of the RFC's table.
    pub const ALL: [Operator; 9] = [
        Operator::Eq,
        Operator::Ne,
        Operator::Co,
        Operator::Sw,
        Operator::Ew,
        Operator::Gt,
        Operator::Ge,
        Operator::Lt,
        Operator::Le,
    ];

    /// The operator's name, in lower case.
    pub const fn name(self) -> &'static str {
        match self {
            Operator::Eq => "eq",
            Operator::Ne => "ne",
            Operator::Co => "co",
            Operator::Sw => "sw",
            Operator::Ew => "ew",
            Operator::Gt => "gt",
            Operator::Ge => "ge",
            Operator::Lt => "lt",
            Operator::Le => "le",
        }
    }

    /// The operator of that name, whatever case it is written in: "Attribute names and attribute
    /// operators used in filters are case insensitive" (RFC 7644 §3.4.2.2).
    pub fn named(name: &str) -> Option<Operator> {
        Operator::ALL.into_iter().find(|operator| operator.name().eq_ignore_ascii_case(name))
    }

    /// Whether it asks which of two values comes first.
    pub const fn is_ordering(self) -> bool {
        match self {
            Operator::Gt | Operator::Ge | Operator::Lt | Operator::Le => true,
            Operator::Eq | Operator::Ne | Operator::Co | Operator::Sw | Operator::Ew => false,
        }
    }
}

/// A leaf of a filter, and where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Condition<'f> {
    /// The attribute; within a value path, the sub-attribute's name.
    pub attribute: &'f AttributePath,
    /// The comparison; none for `pr`.
    pub comparison: Option<&'f Comparison>,
    /// The attribute of the value path around it.
    pub within: Option<&'f AttributePath>,
    /// How many nodes stand above it.
    pub depth: usize,
}

/// The conditions of a filter in the order of its text; made by [`Filter::conditions`].
#[derive(Debug, Clone)]
pub struct Conditions<'f> {
    ahead: Vec<(&'f Filter, Option<&'f AttributePath>, usize)>,
}

impl Filter {
    /// Reads a filter.
    pub fn parse(text: &str) -> Result<Filter, SyntaxError> {
        Parser::new(text).whole_filter()
    }

    /// Every comparison and presence test, in the order of the text.
    pub fn conditions(&self) -> Conditions<'_> {
        Conditions { ahead: vec![(self, None, 0)] }
    }
}

impl<'f> Iterator for Conditions<'f> {
    type Item = Condition<'f>;

    fn next(&mut self) -> Option<Condition<'f>> {
        while let Some((filter, within, depth)) = self.ahead.pop() {
            match filter {
                Filter::Present(attribute) => {
                    return Some(Condition { attribute, comparison: None, within, depth });
                }
                Filter::Compare(comparison) => {
                    let attribute = &comparison.attribute;
                    return Some(Condition { attribute, comparison: Some(comparison), within, depth });
                }
                Filter::And(parts) | Filter::Or(parts) => {
                    self.ahead.extend(parts.iter().rev().map(|part| (part, within, depth + 1)));
                }
                Filter::Not(inner) => self.ahead.push((inner, within, depth + 1)),
                Filter::ValuePath { attribute, filter } => {
                    self.ahead.push((filter, Some(attribute), depth + 1));
                }
            }
        }
        None
    }
}

impl FromStr for Filter {
    type Err = SyntaxError;

    fn from_str(text: &str) -> Result<Filter, SyntaxError> {
        Filter::parse(text)
    }
}

impl fmt::Display for Operator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl fmt::Display for Comparison {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} {}", self.attribute, self.operator, self.value)
    }
}

impl fmt::Display for Filter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Filter::Present(attribute) => write!(f, "{attribute} pr"),
            Filter::Compare(comparison) => write!(f, "{comparison}"),
            // `and` binds closer than `or`: an `or` within it needs parentheses, and so does a
            // second `and`, which would else join the chain.
            Filter::And(parts) => {
                join(f, parts, " and ", |part| matches!(part, Filter::And(_) | Filter::Or(_)))
            }
            Filter::Or(parts) => join(f, parts, " or ", |part| matches!(part, Filter::Or(_))),
            Filter::Not(inner) => write!(f, "not ({inner})"),
            Filter::ValuePath { attribute, filter } => write!(f, "{attribute}[{filter}]"),
        }
    }
}

fn join(
    f: &mut fmt::Formatter<'_>,
    parts: &[Filter],
    word: &str,
    needs_parentheses: impl Fn(&Filter) -> bool,
) -> fmt::Result {
    for (at, part) in parts.iter().enumerate() {
        if at > 0 {
            f.write_str(word)?;
        }
        if needs_parentheses(part) {
            write!(f, "({part})")?;
        } else {
            write!(f, "{part}")?;
        }
    }
    Ok(())
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail by panic")]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::json::Span;
    use crate::syntax::{MAX_DEPTH, SyntaxErrorKind as Kind, strategies};

    #[test]
    fn every_example_of_the_rfc_parses_and_prints_as_it_is() {
        // RFC 7644 figure 2, its line ends as spaces.
        for text in [
            r#"userName eq "bjensen""#,
            r#"name.familyName co "O'Malley""#,
            r#"userName sw "J""#,
            r#"urn:ietf:params:scim:schemas:core:2.0:User:userName sw "J""#,
            "title pr",
            r#"meta.lastModified gt "2011-05-13T04:42:34Z""#,
            r#"meta.lastModified ge "2011-05-13T04:42:34Z""#,
            r#"meta.lastModified lt "2011-05-13T04:42:34Z""#,
            r#"meta.lastModified le "2011-05-13T04:42:34Z""#,
            r#"title pr and userType eq "Employee""#,
            r#"title pr or userType eq "Intern""#,
            r#"schemas eq "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User""#,
            r#"userType eq "Employee" and (emails co "example.com" or emails.value co "example.org")"#,
            r#"userType ne "Employee" and not (emails co "example.com" or emails.value co "example.org")"#,
            r#"userType eq "Employee" and emails[type eq "work" and value co "@example.com"]"#,
            r#"emails[type eq "work" and value co "@example.com"] or ims[type eq "xmpp" and value co "@foo.com"]"#,
        ] {
            assert_eq!(Filter::parse(text).unwrap().to_string(), text);
        }
        // Parentheses around a single condition mean nothing and are not kept.
        let text = r#"userType eq "Employee" and (emails.type eq "work")"#;
        let printed = r#"userType eq "Employee" and emails.type eq "work""#;
        assert_eq!(Filter::parse(text).unwrap().to_string(), printed);
    }

    #[test]
    fn not_binds_before_and_and_and_before_or() {
        for (text, same) in [
            ("a pr or b pr and c pr", "a pr or (b pr and c pr)"),
            ("a pr and b pr or c pr", "(a pr and b pr) or c pr"),
            ("not (a pr) and b pr", "(not (a pr)) and b pr"),
            ("not(a pr)AND b PR", "not (a pr) and b pr"),
            ("a EQ 1 Or b Pr", "a eq 1 or b pr"),
            ("  a   pr\r\n and\tb pr ", "a pr and b pr"),
            (r#"a eq"x""#, r#"a eq "x""#),
            ("( ( a pr ) )", "a pr"),
            ("((a pr)or(b pr))", "a pr or b pr"),
            ("a[ b pr ]", "a[b pr]"),
        ] {
            assert_eq!(Filter::parse(text), Filter::parse(same), "{text}");
            assert!(Filter::parse(text).is_ok(), "{text}");
        }
        assert_ne!(Filter::parse("(a pr or b pr) and c pr"), Filter::parse("a pr or b pr and c pr"));
    }

    #[test]
    fn words_of_the_language_are_names_where_a_name_is_due() {
        for text in [
            "and pr",
            "or eq 1 and not pr",
            "not eq true or pr pr",
            "not pr",
            "eq eq \"eq\"",
            "a[and pr]",
            "$ref pr",
        ] {
            assert_eq!(Filter::parse(text).unwrap().to_string(), text);
        }
    }

    #[test]
    fn values_are_those_of_json() {
        for (text, value) in [
            ("a eq true", ValueLiteral::Boolean(true)),
            ("a eq false", ValueLiteral::Boolean(false)),
            ("a eq null", ValueLiteral::Null),
            ("a eq -1.50e+3", ValueLiteral::Number("-1.50e+3".to_owned())),
            (r#"a eq "\"\\\/\b\f\n\r\t\u00e9\ud83d\ude00""#, {
                ValueLiteral::String("\"\\/\u{8}\u{c}\n\r\té😀".to_owned())
            }),
            (r#"a eq "] ) and (""#, ValueLiteral::String("] ) and (".to_owned())),
        ] {
            let attribute = AttributePath::of("a");
            let expected = Filter::Compare(Comparison { attribute, operator: Operator::Eq, value });
            assert_eq!(Filter::parse(text), Ok(expected), "{text}");
        }
    }

    #[test]
    fn a_broken_filter_names_the_bytes_that_broke_it() {
        for (text, kind, blamed) in [
            ("", Kind::EmptyFilter, (0, 0)),
            ("  ", Kind::EmptyFilter, (0, 2)),
            ("()", Kind::EmptyFilter, (0, 2)),
            ("a pr and ( )", Kind::EmptyFilter, (9, 12)),
            ("emails[]", Kind::EmptyFilter, (6, 8)),
            ("\"a\" eq 1", Kind::ExpectedAttribute, (0, 3)),
            ("a pr and", Kind::ExpectedAttribute, (8, 8)),
            ("a pr and )", Kind::ExpectedAttribute, (9, 9)),
            ("userName", Kind::ExpectedOperator, (8, 8)),
            ("userName \"x\"", Kind::ExpectedOperator, (9, 12)),
            ("active and a pr", Kind::ExpectedOperator, (7, 10)),
            ("members[abc]", Kind::ExpectedOperator, (11, 11)),
            ("a regex \"x\"", Kind::UnknownOperator, (2, 7)),
            ("a=\"x\"", Kind::UnknownOperator, (1, 2)),
            ("a != \"x\"", Kind::UnknownOperator, (2, 4)),
            ("a eq", Kind::ExpectedValue, (4, 4)),
            ("(a eq )", Kind::ExpectedValue, (6, 6)),
            ("userName eq bjensen", Kind::UnquotedValue, (12, 19)),
            ("emails[type eq work]", Kind::UnquotedValue, (15, 19)),
            ("active eq True", Kind::UnquotedValue, (10, 14)),
            ("a eq 01", Kind::UnquotedValue, (5, 7)),
            ("a eq {{id}}", Kind::UnquotedValue, (5, 11)),
            ("a eq 'b c' and d pr", Kind::SingleQuotes, (5, 10)),
            ("a eq 'b", Kind::SingleQuotes, (5, 7)),
            ("a eq “b”", Kind::TypographicQuotes, (5, 12)),
            ("a eq \"b", Kind::UnclosedString, (5, 7)),
            ("a eq \"b\\", Kind::BadEscape, (7, 8)),
            ("a eq \"b\"c\"", Kind::UnescapedQuote, (7, 8)),
            ("a eq \"D\\x\"", Kind::BadEscape, (7, 9)),
            ("a eq \"D\\user\"", Kind::BadEscape, (7, 9)),
            ("a eq \"\\ud800\"", Kind::BadEscape, (6, 8)),
            ("a eq \"\\u+123\"", Kind::BadEscape, (6, 8)),
            ("a eq \"\n\"", Kind::ControlCharacter, (6, 7)),
            ("a[b pr", Kind::UnclosedBracket, (6, 6)),
            ("a[b pr)", Kind::UnclosedBracket, (6, 6)),
            ("(a pr", Kind::UnclosedParenthesis, (5, 5)),
            ("a[(b pr]", Kind::UnclosedParenthesis, (7, 7)),
            ("a pr)", Kind::Unopened, (4, 5)),
            ("a pr]", Kind::Unopened, (4, 5)),
            ("not a pr", Kind::ExpectedParenthesis, (4, 4)),
            ("not", Kind::ExpectedOperator, (3, 3)),
            ("a pr b pr", Kind::ExpectedLogical, (5, 6)),
            ("a pr && b pr", Kind::ExpectedLogical, (5, 7)),
            ("a pr \"x\"", Kind::ExpectedLogical, (5, 8)),
            ("(a pr) (b pr)", Kind::ExpectedLogical, (7, 8)),
            ("a eq 1, b eq 2", Kind::UnquotedValue, (5, 7)),
            ("a eq \"1\", b eq 2", Kind::CommaJoined, (8, 9)),
            ("a pr,b pr", Kind::CommaJoined, (4, 5)),
            ("a [b pr]", Kind::SpaceBeforeBracket, (1, 2)),
            ("/a pr", Kind::LeadingSlash, (0, 1)),
            ("emails[0]", Kind::Index, (6, 9)),
            ("emails[ 12 ].value eq 1", Kind::Index, (6, 12)),
            ("emails.0 pr", Kind::Index, (7, 8)),
            ("1a pr", Kind::BadAttributeName, (0, 1)),
            ("a.b.c pr", Kind::NestedSubAttribute, (3, 5)),
            ("a[b[c pr]]", Kind::NestedValuePath, (3, 4)),
            ("a[b pr] eq \"x\"", Kind::ComparedValuePath, (8, 10)),
            ("a[b pr].c eq \"x\"", Kind::ValuePathSubAttribute, (7, 9)),
            ("filter=a pr", Kind::UnknownOperator, (6, 7)),
        ] {
            let span = Span::new(blamed.0, blamed.1);
            assert_eq!(Filter::parse(text), Err(SyntaxError { kind, span }), "{text}");
        }
    }

    #[test]
    fn nesting_is_bounded_and_length_is_not() {
        let nested = |depth: usize| format!("{}a pr{}", "(".repeat(depth), ")".repeat(depth));
        assert!(Filter::parse(&nested(MAX_DEPTH)).is_ok());
        let error = Filter::parse(&nested(MAX_DEPTH + 1)).unwrap_err();
        let at = MAX_DEPTH as u32;
        assert_eq!(error, SyntaxError { kind: Kind::TooDeep, span: Span::new(at, at + 1) });
        assert_eq!(Filter::parse(&nested(1_000_000)).unwrap_err().kind, Kind::TooDeep);
        assert_eq!(Filter::parse(&"not(".repeat(1_000_000)).unwrap_err().kind, Kind::TooDeep);

        let long = vec!["a pr"; 200_000].join(" or ");
        assert_eq!(Filter::parse(&long).unwrap().conditions().count(), 200_000);
    }

    #[test]
    fn conditions_come_in_the_order_of_the_text() {
        let text = r#"a pr and (b eq 1 or emails[type eq "work" and not (value pr)]) and c pr"#;
        let filter = Filter::parse(text).unwrap();
        let seen: Vec<_> = filter
            .conditions()
            .map(|condition| {
                let within = condition.within.map(ToString::to_string);
                (condition.attribute.to_string(), within, condition.comparison.is_some(), condition.depth)
            })
            .collect();
        let emails = || Some("emails".to_owned());
        assert_eq!(
            seen,
            [
                ("a".to_owned(), None, false, 1),
                ("b".to_owned(), None, true, 2),
                ("type".to_owned(), emails(), true, 4),
                ("value".to_owned(), emails(), false, 5),
                ("c".to_owned(), None, false, 1),
            ]
        );
    }

    proptest! {
        #[test]
        fn what_is_printed_parses_to_the_same(filter in strategies::filter()) {
            prop_assert_eq!(Filter::parse(&filter.to_string()), Ok(filter));
        }

        #[test]
        fn no_text_makes_it_panic(text in strategies::filter_like()) {
            match Filter::parse(&text) {
                Ok(filter) => prop_assert_eq!(Filter::parse(&filter.to_string()), Ok(filter)),
                Err(error) => {
                    let range = error.span.start as usize..error.span.end as usize;
                    prop_assert!(text.get(range).is_some(), "{:?}", error);
                }
            }
        }
    }
}
