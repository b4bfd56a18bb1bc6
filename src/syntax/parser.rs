//! The parser of filters and PATCH paths: recursive descent over bytes, bounded in depth.

use super::attribute_path::{sub_name, surrounded};
use super::literal::{is_number, string};
use super::{
    AttributePath, Comparison, Filter, MAX_DEPTH, Operator, PatchPath, SyntaxError, SyntaxErrorKind as Kind,
    ValueLiteral,
};
use crate::cut::Cut;
use crate::json::Span;

/// What a word or a sign of a filter is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "each says itself what it is")]
pub enum TokenKind {
    /// An attribute, with its schema and sub-attribute.
    Attribute,
    /// An operator; `pr` is one.
    Operator,
    /// `and` or `or`.
    Logical,
    Not,
    String,
    Number,
    Boolean,
    Null,
    OpenParenthesis,
    CloseParenthesis,
    OpenBracket,
    CloseBracket,
    /// The sub-attribute after the brackets of a PATCH path, without its dot.
    SubAttribute,
}

/// The words and signs of a filter, or of a PATCH path, up to the place where it breaks: for who
/// wants to know how something was written, not what it means.
pub fn tokens(text: &str) -> impl Iterator<Item = (TokenKind, Span)> + use<> {
    let read = |is_path: bool| {
        let mut parser = Parser::new(text);
        parser.seen = Some(Vec::new());
        let broken = if is_path { parser.whole_path().is_err() } else { parser.whole_filter().is_err() };
        (broken, parser.seen.unwrap_or_default())
    };
    let (broken, seen) = read(false);
    let seen = if broken {
        let (path_is_broken, path) = read(true);
        // Whichever reading holds; if neither does, the one that gets further.
        if !path_is_broken || path.len() > seen.len() { path } else { seen }
    } else {
        seen
    };
    seen.into_iter()
}

pub(super) struct Parser<'t> {
    text: &'t str,
    at: usize,
    depth: usize,
    /// Whether the parser is between the brackets of a value path.
    in_brackets: bool,
    seen: Option<Vec<(TokenKind, Span)>>,
}

impl<'t> Parser<'t> {
    pub(super) fn new(text: &'t str) -> Parser<'t> {
        Parser { text, at: 0, depth: 0, in_brackets: false, seen: None }
    }

    /// A text that holds one filter and nothing else.
    pub(super) fn whole_filter(&mut self) -> Result<Filter, SyntaxError> {
        self.skip_space();
        if self.rest().is_empty() {
            return Err(Kind::EmptyFilter.at(0, self.at));
        }
        let filter = self.or()?;
        match self.rest() {
            "" => Ok(filter),
            // Only a closing sign stops `or` early.
            _ => Err(Kind::Unopened.at(self.at, self.at + 1)),
        }
    }

    /// A text that holds one PATCH path and nothing else.
    pub(super) fn whole_path(&mut self) -> Result<PatchPath, SyntaxError> {
        if self.text.is_empty() {
            return Err(Kind::EmptyPath.at(0, 0));
        }
        surrounded(self.text)?;
        let attribute = self.attribute()?;
        let filter = if self.rest().starts_with('[') { Some(self.brackets()?) } else { None };
        let sub_attribute = match (&filter, self.rest().strip_prefix('.')) {
            (Some(_), Some(_)) => Some(self.sub_attribute(&attribute)?),
            (Some(_), None) | (None, _) => None,
        };
        if self.rest().is_empty() {
            return Ok(PatchPath { attribute, filter, sub_attribute });
        }
        if self.rest().starts_with(',') {
            return Err(Kind::CommaJoined.at(self.at, self.at + 1));
        }
        let before = self.at;
        self.skip_space();
        if filter.is_none() && before < self.at && self.rest().starts_with('[') {
            return Err(Kind::SpaceBeforeBracket.at(before, self.at));
        }
        Err(Kind::TrailingText.at(self.at, self.text.len()))
    }

    fn sub_attribute(&mut self, attribute: &AttributePath) -> Result<String, SyntaxError> {
        let dot = self.at;
        self.at += 1;
        let start = self.at;
        let word = self.word();
        let (name, deeper) = match word.find('.') {
            Some(at) => (word.cut(..at), Some(start + at)),
            None => (word, None),
        };
        sub_name(name, start)?;
        if let Some(deeper) = deeper {
            return Err(Kind::NestedSubAttribute.at(deeper, start + word.len()));
        }
        if attribute.sub_attribute.is_some() {
            return Err(Kind::NestedSubAttribute.at(dot, start + word.len()));
        }
        self.take(TokenKind::SubAttribute, word.len());
        Ok(name.to_owned())
    }

    /// Conditions joined by `or`; stops at the end and before a closing sign.
    fn or(&mut self) -> Result<Filter, SyntaxError> {
        self.chain("or", Parser::and, Filter::Or)
    }

    fn and(&mut self) -> Result<Filter, SyntaxError> {
        self.chain("and", Parser::condition, Filter::And)
    }

    fn chain(
        &mut self,
        word: &str,
        part: fn(&mut Parser<'t>) -> Result<Filter, SyntaxError>,
        node: fn(Vec<Filter>) -> Filter,
    ) -> Result<Filter, SyntaxError> {
        let first = part(self)?;
        if !self.is_joined_by(word)? {
            return Ok(first);
        }
        let mut parts = vec![first];
        while self.is_joined_by(word)? {
            self.take(TokenKind::Logical, word.len());
            self.skip_space();
            parts.push(part(self)?);
        }
        Ok(node(parts))
    }

    /// Whether that `and` or `or` comes next.
    fn is_joined_by(&mut self, word: &str) -> Result<bool, SyntaxError> {
        Ok(self.logical()?.is_some_and(|found| found.eq_ignore_ascii_case(word)))
    }

    /// The `and` or `or` after a condition, not yet taken; none at the end and before a closing sign.
    fn logical(&mut self) -> Result<Option<&'t str>, SyntaxError> {
        self.skip_space();
        match self.rest().bytes().next() {
            None | Some(b')' | b']') => return Ok(None),
            Some(b',') => return Err(Kind::CommaJoined.at(self.at, self.at + 1)),
            Some(_) => {}
        }
        let word = self.word();
        if is_logical(word) {
            return Ok(Some(word));
        }
        Err(self.found(Kind::ExpectedLogical))
    }

    /// One condition, a value path, or a group with or without `not`.
    fn condition(&mut self) -> Result<Filter, SyntaxError> {
        self.skip_space();
        if self.rest().starts_with('(') {
            return self.group();
        }
        let word = self.word();
        if word.eq_ignore_ascii_case("not") {
            let after = trim_start(self.rest().cut(word.len()..));
            if after.starts_with('(') {
                self.take(TokenKind::Not, word.len());
                self.skip_space();
                return Ok(Filter::Not(Box::new(self.group()?)));
            }
            // Else it is an attribute of that name, if an operator follows.
            let next = first_word(after);
            if next.starts_with(|first: char| first.is_ascii_alphabetic())
                && operator(next).is_none()
                && !is_logical(next)
            {
                let at = self.text.len() - after.len();
                return Err(Kind::ExpectedParenthesis.at(at, at));
            }
        }
        let attribute = self.attribute()?;
        if self.rest().starts_with('[') {
            return self.value_path(attribute);
        }
        self.comparison(attribute)
    }

    fn group(&mut self) -> Result<Filter, SyntaxError> {
        self.enclosed(
            (TokenKind::OpenParenthesis, TokenKind::CloseParenthesis),
            ')',
            Kind::UnclosedParenthesis,
        )
    }

    fn value_path(&mut self, attribute: AttributePath) -> Result<Filter, SyntaxError> {
        let filter = Box::new(self.brackets()?);
        if self.rest().starts_with('.') {
            let end = self.at + self.word().len();
            return Err(Kind::ValuePathSubAttribute.at(self.at, end));
        }
        let after = trim_start(self.rest());
        let next = first_word(after);
        if operator(next).is_some() {
            let at = self.text.len() - after.len();
            return Err(Kind::ComparedValuePath.at(at, at + next.len()));
        }
        Ok(Filter::ValuePath { attribute, filter })
    }

    /// `[filter]`; the parser stands at the bracket.
    fn brackets(&mut self) -> Result<Filter, SyntaxError> {
        if self.in_brackets {
            return Err(Kind::NestedValuePath.at(self.at, self.at + 1));
        }
        let inside = trim_start(self.rest().cut(1..));
        let index = inside.trim_start_matches(|digit: char| digit.is_ascii_digit());
        let after = trim_start(index);
        if index.len() < inside.len() && after.starts_with(']') {
            let close = self.text.len() - after.len();
            return Err(Kind::Index.at(self.at, close + 1));
        }
        self.in_brackets = true;
        let filter =
            self.enclosed((TokenKind::OpenBracket, TokenKind::CloseBracket), ']', Kind::UnclosedBracket)?;
        self.in_brackets = false;
        Ok(filter)
    }

    fn enclosed(
        &mut self,
        signs: (TokenKind, TokenKind),
        close: char,
        unclosed: Kind,
    ) -> Result<Filter, SyntaxError> {
        let open = self.at;
        if self.depth == MAX_DEPTH {
            return Err(Kind::TooDeep.at(open, open + 1));
        }
        self.depth += 1;
        self.take(signs.0, 1);
        self.skip_space();
        if self.rest().starts_with(close) {
            return Err(Kind::EmptyFilter.at(open, self.at + 1));
        }
        if self.rest().is_empty() {
            return Err(unclosed.at(self.at, self.at));
        }
        let filter = self.or()?;
        if !self.rest().starts_with(close) {
            return Err(unclosed.at(self.at, self.at));
        }
        self.take(signs.1, 1);
        self.depth -= 1;
        Ok(filter)
    }

    fn attribute(&mut self) -> Result<AttributePath, SyntaxError> {
        let word = self.word();
        if word.is_empty() {
            return Err(self.found(Kind::ExpectedAttribute));
        }
        let attribute = AttributePath::parse_at(word, self.at)?;
        self.take(TokenKind::Attribute, word.len());
        Ok(attribute)
    }

    fn comparison(&mut self, attribute: AttributePath) -> Result<Filter, SyntaxError> {
        let before = self.at;
        self.skip_space();
        let rest = self.rest();
        if rest.starts_with('[') {
            return Err(Kind::SpaceBeforeBracket.at(before, self.at));
        }
        let signs = length(rest, |byte| matches!(byte, b'=' | b'<' | b'>' | b'!'));
        if signs > 0 {
            return Err(Kind::UnknownOperator.at(self.at, self.at + signs));
        }
        let word = self.word();
        if word.is_empty() || is_logical(word) {
            return Err(self.found(Kind::ExpectedOperator));
        }
        let Some(operator) = operator(word) else {
            return Err(Kind::UnknownOperator.at(self.at, self.at + word.len()));
        };
        self.take(TokenKind::Operator, word.len());
        let Some(operator) = operator else { return Ok(Filter::Present(attribute)) };
        self.skip_space();
        let value = self.value()?;
        Ok(Filter::Compare(Comparison { attribute, operator, value }))
    }

    fn value(&mut self) -> Result<ValueLiteral, SyntaxError> {
        let rest = self.rest();
        let Some(first) = rest.chars().next() else { return Err(self.found(Kind::ExpectedValue)) };
        match first {
            '"' => return self.string(),
            '\'' => return Err(self.quoted(Kind::SingleQuotes, &['\''])),
            '‘' | '’' | '“' | '”' | '„' => {
                return Err(self.quoted(Kind::TypographicQuotes, &['’', '‘', '”', '“']));
            }
            ')' | ']' | ',' => return Err(Kind::ExpectedValue.at(self.at, self.at)),
            _ => {}
        }
        let ends = |character: char| is_space(character) || character == ')' || character == ']';
        let word = rest.cut(..rest.find(ends).unwrap_or(rest.len()));
        let (kind, value) = match word {
            "true" | "false" => (TokenKind::Boolean, ValueLiteral::Boolean(word == "true")),
            "null" => (TokenKind::Null, ValueLiteral::Null),
            _ if is_number(word) => (TokenKind::Number, ValueLiteral::Number(word.to_owned())),
            _ => return Err(Kind::UnquotedValue.at(self.at, self.at + word.len())),
        };
        self.take(kind, word.len());
        Ok(value)
    }

    fn string(&mut self) -> Result<ValueLiteral, SyntaxError> {
        let (value, end) = string(self.text, self.at)?;
        let ends = |next: char| is_space(next) || matches!(next, ')' | ']' | ',');
        if self.text.cut(end..).chars().next().is_some_and(|next| !ends(next)) {
            return Err(Kind::UnescapedQuote.at(end - 1, end));
        }
        self.take(TokenKind::String, end - self.at);
        Ok(ValueLiteral::String(value))
    }

    /// A value in quotes that are not JSON's, up to its closing quote or else to the end.
    fn quoted(&self, kind: Kind, closing: &[char]) -> SyntaxError {
        let rest = self.rest();
        let open = rest.chars().next().map_or(0, char::len_utf8);
        let end = match rest.cut(open..).char_indices().find(|(_, character)| closing.contains(character)) {
            Some((at, character)) => open + at + character.len_utf8(),
            None => rest.len(),
        };
        kind.at(self.at, self.at + end)
    }

    /// The error at whatever stands here; empty before a closing sign and at the end, where
    /// something is missing.
    fn found(&self, kind: Kind) -> SyntaxError {
        let rest = self.rest();
        let length = match rest.chars().next() {
            None | Some(')' | ']') => 0,
            Some('"') => string(self.text, self.at).map_or(rest.len(), |(_, end)| end - self.at),
            Some(character) => self.word().len().max(character.len_utf8()),
        };
        kind.at(self.at, self.at + length)
    }

    fn rest(&self) -> &'t str {
        self.text.cut(self.at..)
    }

    /// The word that starts here.
    fn word(&self) -> &'t str {
        first_word(self.rest())
    }

    fn skip_space(&mut self) {
        self.at = self.text.len() - trim_start(self.rest()).len();
    }

    fn take(&mut self, kind: TokenKind, length: usize) {
        let start = self.at;
        self.at += length;
        if let Some(seen) = &mut self.seen {
            seen.push((kind, Span::new(start as u32, self.at as u32)));
        }
    }
}

/// The operator of that name; `Some(None)` is `pr`.
#[expect(clippy::option_option, reason = "`pr` is an operator without a comparison")]
fn operator(word: &str) -> Option<Option<Operator>> {
    if word.eq_ignore_ascii_case("pr") {
        return Some(None);
    }
    Operator::named(word).map(Some)
}

fn is_logical(word: &str) -> bool {
    word.eq_ignore_ascii_case("and") || word.eq_ignore_ascii_case("or")
}

fn is_space(character: char) -> bool {
    character.is_ascii_whitespace()
}

/// Signs that end a word. `=`, `<`, `>` and `!` end it so that `a="b"` is an unknown operator
/// and not a strange attribute.
fn ends_word(byte: u8) -> bool {
    byte.is_ascii_whitespace()
        || matches!(byte, b'"' | b'(' | b')' | b'[' | b']' | b',' | b'=' | b'<' | b'>' | b'!')
}

fn first_word(text: &str) -> &str {
    text.cut(..length(text, |byte| !ends_word(byte)))
}

fn trim_start(text: &str) -> &str {
    text.cut(length(text, |byte| byte.is_ascii_whitespace())..)
}

/// How many bytes at a text's start are such ones. Its end is a character's: all that stops or ends
/// such a run is ASCII.
fn length(text: &str, is_such: impl Fn(u8) -> bool) -> usize {
    text.bytes().position(|byte| !is_such(byte)).unwrap_or(text.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_tell_how_a_filter_was_written() {
        use TokenKind as Token;
        let text = r#"Not (A.b EQ "x") AND c[d Pr or e lt 1]"#;
        let seen: Vec<_> = tokens(text).map(|(kind, span)| (kind, span.of(text))).collect();
        assert_eq!(
            seen,
            [
                (Token::Not, "Not"),
                (Token::OpenParenthesis, "("),
                (Token::Attribute, "A.b"),
                (Token::Operator, "EQ"),
                (Token::String, r#""x""#),
                (Token::CloseParenthesis, ")"),
                (Token::Logical, "AND"),
                (Token::Attribute, "c"),
                (Token::OpenBracket, "["),
                (Token::Attribute, "d"),
                (Token::Operator, "Pr"),
                (Token::Logical, "or"),
                (Token::Attribute, "e"),
                (Token::Operator, "lt"),
                (Token::Number, "1"),
                (Token::CloseBracket, "]"),
            ]
        );
    }

    #[test]
    fn tokens_are_those_of_a_path_where_the_text_is_one() {
        let text = "a[b Eq true].c";
        let seen: Vec<_> = tokens(text).map(|(_, span)| span.of(text)).collect();
        assert_eq!(seen, ["a", "[", "b", "Eq", "true", "]", "c"]);
        let broken = "a EQ b";
        let seen: Vec<_> = tokens(broken).map(|(_, span)| span.of(broken)).collect();
        assert_eq!(seen, ["a", "EQ"]);
    }
}
