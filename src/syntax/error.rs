//! Why a text is not what it should be, and where.

use crate::json::Span;

/// Why a text is not a filter, a path or an attribute, and which bytes of it are to blame.
///
/// Where something is missing, the range is empty and stands where it is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
#[error("{kind}")]
pub struct SyntaxError {
    /// What is wrong.
    pub kind: SyntaxErrorKind,
    /// Where it is.
    pub span: Span,
}

/// What can be wrong with a text; as fine as the rules that are built on it need.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
#[non_exhaustive]
pub enum SyntaxErrorKind {
    /// The filter holds no condition: an empty text, `()` or `emails[]`.
    #[error("a filter needs at least one condition")]
    EmptyFilter,
    /// The path is an empty text.
    #[error("the path is empty")]
    EmptyPath,
    /// A condition is due and does not start with an attribute.
    #[error("expected an attribute")]
    ExpectedAttribute,
    /// The attribute stands without an operator.
    #[error("expected an operator after the attribute")]
    ExpectedOperator,
    /// The word after the attribute is no operator: `equals`, `=`, `regex`.
    #[error("unknown operator; there are `eq`, `ne`, `co`, `sw`, `ew`, `gt`, `ge`, `lt`, `le` and `pr`")]
    UnknownOperator,
    /// The operator stands without a value.
    #[error("expected a value after the operator")]
    ExpectedValue,
    /// A bare word stands where a JSON value is due: `eq bjensen`, `eq True`, `eq 01`.
    #[error("a value is a quoted string, a number, `true`, `false` or `null`")]
    UnquotedValue,
    /// The value is quoted as JSON does not: `eq 'bjensen'`.
    #[error("a string is quoted with `\"`, not with `'`")]
    SingleQuotes,
    /// The value is quoted as a word processor does: `eq “bjensen”`.
    #[error("a string is quoted with `\"`, not with typographic quotes")]
    TypographicQuotes,
    /// The string has no closing quote.
    #[error("the string has no closing `\"`")]
    UnclosedString,
    /// Text follows a closing quote at once: the quote was meant as part of the string.
    #[error("text follows the closing `\"`; a quote within a string is written `\\\"`")]
    UnescapedQuote,
    /// A backslash starts no escape of JSON's, or half of a surrogate pair.
    #[error("`\\` starts no escape that JSON knows")]
    BadEscape,
    /// A control character stands unescaped in a string.
    #[error("a control character in a string is escaped")]
    ControlCharacter,
    /// A `[` is never closed.
    #[error("`[` has no matching `]`")]
    UnclosedBracket,
    /// A `(` is never closed.
    #[error("`(` has no matching `)`")]
    UnclosedParenthesis,
    /// A `)` or `]` that nothing opened.
    #[error("nothing opens what this closes")]
    Unopened,
    /// `not` without parentheses: `not title pr`.
    #[error("`not` is followed by a filter in parentheses")]
    ExpectedParenthesis,
    /// Two conditions with neither `and` nor `or` between them.
    #[error("expected `and` or `or` between two conditions")]
    ExpectedLogical,
    /// A comma joins two conditions or two paths.
    #[error("a comma joins nothing here")]
    CommaJoined,
    /// More than [`MAX_DEPTH`](super::MAX_DEPTH) parentheses and brackets are open at once.
    #[error("nests more than 64 levels")]
    TooDeep,
    /// Text after the end of a path.
    #[error("text follows the end of the path")]
    TrailingText,
    /// White space before or after a path or an attribute.
    #[error("white space around a path is not part of it")]
    SurroundingWhiteSpace,
    /// White space between an attribute and its `[`.
    #[error("`[` follows its attribute without a space")]
    SpaceBeforeBracket,
    /// The path starts as a JSON Pointer or a URL does: `/emails/0`.
    #[error("a path starts with an attribute, not with `/`")]
    LeadingSlash,
    /// An element chosen by its number: `emails[0]`, `emails.0.value`.
    #[error("an element is chosen by a filter, never by its number")]
    Index,
    /// A name that is not letter first, then letters, digits, `-`, `_` and `$`.
    #[error("a name is a letter followed by letters, digits, `-`, `_` or `$`")]
    BadAttributeName,
    /// What stands before the last colon is no URI: `User:userName`.
    #[error("what precedes the attribute is not a schema URI")]
    BadSchemaUri,
    /// A sub-attribute of a sub-attribute: `a.b.c`.
    #[error("a sub-attribute has no sub-attributes")]
    NestedSubAttribute,
    /// A value path within a value path: `a[b[c pr]]`.
    #[error("a filter in brackets holds no second pair of brackets")]
    NestedValuePath,
    /// A value path is compared as if it were an attribute: `emails[type eq "work"] eq "a"`.
    #[error("a filter in brackets is a condition by itself and is not compared")]
    ComparedValuePath,
    /// A filter goes on below a value path: `emails[type eq "work"].value eq "a"`.
    #[error("no sub-attribute follows the brackets in a filter; its condition goes inside")]
    ValuePathSubAttribute,
}

impl SyntaxErrorKind {
    /// The error of this kind at a range of bytes.
    pub(super) fn at(self, start: usize, end: usize) -> SyntaxError {
        SyntaxError { kind: self, span: Span::new(start as u32, end as u32) }
    }
}
