//! Filters and paths as an endpoint reads them that also takes single quotes.
//!
//! Whether it does is the rules' matter; what they let pass is read here.

use scimproof::syntax::{Filter, PatchPath, SyntaxErrorKind};

/// The filter that a text means, if it can be read.
pub(super) fn filter(text: &str) -> Option<Filter> {
    match Filter::parse(text) {
        Ok(filter) => Some(filter),
        Err(error) if error.kind == SyntaxErrorKind::SingleQuotes => Filter::parse(&double_quoted(text)).ok(),
        Err(_) => None,
    }
}

/// The path that a text means, if it can be read.
pub(super) fn path(text: &str) -> Option<PatchPath> {
    match PatchPath::parse(text) {
        Ok(path) => Some(path),
        Err(error) if error.kind == SyntaxErrorKind::SingleQuotes => {
            PatchPath::parse(&double_quoted(text)).ok()
        }
        Err(_) => None,
    }
}

/// The text with strings in single quotes put in double quotes. A backslash in them keeps what it stands before.
fn double_quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    let mut characters = text.chars();
    let mut inside: Option<char> = None;
    while let Some(character) = characters.next() {
        match (inside, character) {
            (None, '\'' | '"') => {
                inside = Some(character);
                out.push('"');
            }
            (Some(quote), character) if character == quote => {
                inside = None;
                out.push('"');
            }
            (Some('\''), '"') => out.push_str("\\\""),
            (Some(_), '\\') => match characters.next() {
                Some('\'') => out.push('\''),
                Some(escaped) => out.extend(['\\', escaped]),
                None => out.push('\\'),
            },
            (_, character) => out.push(character),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn single_quotes_read_as_double_ones() {
        for (written, meant) in [
            ("userName eq 'mona'", r#"userName eq "mona""#),
            (r#"userName eq 'mo"na'"#, r#"userName eq "mo\"na""#),
            (r"userName eq 'mo\'na'", r#"userName eq "mo'na""#),
            (r#"userName eq "it's" or title eq 'x'"#, r#"userName eq "it's" or title eq "x""#),
        ] {
            assert!(filter(written).is_some(), "{written}");
            assert_eq!(filter(written), Filter::parse(meant).ok(), "{written}");
        }
        assert_eq!(
            path("emails[type eq 'work'].value"),
            PatchPath::parse(r#"emails[type eq "work"].value"#).ok()
        );
    }

    #[test]
    fn what_cannot_be_read_is_nothing() {
        for text in ["userName eq 'mona", "userName eq", "'", ""] {
            assert_eq!(filter(text), None, "{text}");
        }
    }
}
