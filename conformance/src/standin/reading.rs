//! Filters and paths as an endpoint reads them that takes more than the grammar has.
//!
//! Whether it does is the rules' matter: what they let pass is read here, as far as it can be.

use super::meant::boolean;
use super::shape::Shape;
use scimproof::schema::{self, Schema, Type};
use scimproof::syntax::{
    AttributePath, Comparison, Filter, PatchPath, SyntaxError, SyntaxErrorKind, ValueLiteral,
};

/// The filter that a text means, if it can be read.
pub(super) fn filter(text: &str, shape: Shape<'_>) -> Option<Filter> {
    let text = text.strip_prefix("filter=").unwrap_or(text);
    let filter = read(text, Filter::parse)?;
    Some(unquoted(filter, None, &shape.schemas()))
}

/// The path that a text means, if it can be read.
pub(super) fn path(text: &str, shape: Shape<'_>) -> Option<PatchPath> {
    let text = joined(text, shape).unwrap_or_else(|| text.to_owned());
    let mut path = read(&text, PatchPath::parse)?;
    if path.attribute.schema.is_none() && shape.accepts("path-missing-extension-urn") {
        path.attribute.schema = owner(&path.attribute, shape);
    }
    path.filter = path.filter.map(|filter| unquoted(filter, Some(&path.attribute), &shape.schemas()));
    Some(path)
}

/// Reads a text, and where it is written wrong in a known way, the one that it stands for.
fn read<T>(text: &str, parse: fn(&str) -> Result<T, SyntaxError>) -> Option<T> {
    let error = match parse(text) {
        Ok(read) => return Some(read),
        Err(error) => error,
    };
    let at = error.span.start as usize;
    let meant = match error.kind {
        SyntaxErrorKind::SingleQuotes => double_quoted(text),
        SyntaxErrorKind::LeadingSlash => text.trim_start_matches('/').replace('/', "."),
        SyntaxErrorKind::UnquotedValue => {
            let (before, behind) = text.split_at_checked(at)?;
            let (word, behind) = behind.split_at_checked(error.span.end as usize - at)?;
            format!("{before}\"{word}\"{behind}")
        }
        // A comparison behind brackets belongs into them.
        SyntaxErrorKind::ComparedValuePath | SyntaxErrorKind::ValuePathSubAttribute => {
            let (before, behind) = text.split_at_checked(at)?;
            let (open, inner) = before.trim_end().strip_suffix(']')?.rsplit_once('[')?;
            let condition = behind.strip_prefix('.').map_or(format!("value {behind}"), str::to_owned);
            format!("{open}[({inner}) and {condition}]")
        }
        _ => return None,
    };
    parse(&meant).ok()
}

/// The filter with booleans where quoted ones are compared with boolean attributes, as Entra ID sends them.
fn unquoted(filter: Filter, within: Option<&AttributePath>, schemas: &[&Schema]) -> Filter {
    let all = |parts: Vec<Filter>| parts.into_iter().map(|part| unquoted(part, within, schemas)).collect();
    match filter {
        Filter::Compare(Comparison { attribute, operator, value: ValueLiteral::String(text) }) => {
            let path = match within {
                Some(owner) => {
                    AttributePath { sub_attribute: Some(attribute.attribute.clone()), ..owner.clone() }
                }
                None => attribute.clone(),
            };
            let named = schema::resolve(schemas, &path);
            let is_boolean = named
                .is_some_and(|named| named.sub_attribute.unwrap_or(named.attribute).kind == Type::Boolean);
            let value = match boolean(&text).filter(|_| is_boolean) {
                Some(value) => ValueLiteral::Boolean(value),
                None => ValueLiteral::String(text),
            };
            Filter::Compare(Comparison { attribute, operator, value })
        }
        Filter::And(parts) => Filter::And(all(parts)),
        Filter::Or(parts) => Filter::Or(all(parts)),
        Filter::Not(part) => Filter::Not(Box::new(unquoted(*part, within, schemas))),
        Filter::ValuePath { attribute, filter } => {
            let filter = Box::new(unquoted(*filter, Some(&attribute), schemas));
            Filter::ValuePath { attribute, filter }
        }
        other @ (Filter::Present(_) | Filter::Compare(_)) => other,
    }
}

/// A path in which a dot joins an extension's URN and the attribute, with a colon; where the endpoint takes that.
fn joined(text: &str, shape: Shape<'_>) -> Option<String> {
    let rest = |schema: &&Schema| {
        let (urn, rest) = text.split_at_checked(schema.id.len())?;
        urn.eq_ignore_ascii_case(&schema.id).then(|| rest.strip_prefix('.')).flatten()
    };
    let (schema, rest) = shape.schemas().into_iter().find_map(|schema| Some((schema, rest(&schema)?)))?;
    shape.accepts("extension-dot-notation").then(|| format!("{}:{rest}", schema.id))
}

/// The URN of the extension that has the attribute, where the core schema has none of that name.
fn owner(path: &AttributePath, shape: Shape<'_>) -> Option<String> {
    let schemas = shape.schemas();
    if schema::resolve(&schemas, path).is_some() {
        return None;
    }
    let has = |schema: &&&Schema| schema.attribute(&path.attribute).is_some();
    schemas.iter().skip(1).find(has).map(|schema| schema.id.clone())
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
    fn what_is_written_wrong_reads_as_it_is_meant() {
        for (written, meant) in [
            ("userName eq 'mona'", r#"userName eq "mona""#),
            (r#"userName eq 'mo"na'"#, r#"userName eq "mo\"na""#),
            (r"userName eq 'mo\'na'", r#"userName eq "mo'na""#),
            (r#"userName eq "it's" or title eq 'x'"#, r#"userName eq "it's" or title eq "x""#),
            ("userName eq mona", r#"userName eq "mona""#),
            (r#"a[b pr or d pr].c eq "x""#, r#"a[(b pr or d pr) and c eq "x"]"#),
            (r#"a[b pr] eq "x""#, r#"a[(b pr) and value eq "x"]"#),
        ] {
            assert!(Filter::parse(meant).is_ok(), "{meant}");
            assert_eq!(read(written, Filter::parse), Filter::parse(meant).ok(), "{written}");
        }
        assert_eq!(
            read("emails[type eq 'work'].value", PatchPath::parse),
            PatchPath::parse(r#"emails[type eq "work"].value"#).ok()
        );
    }

    #[test]
    fn what_cannot_be_read_is_nothing() {
        for text in ["userName eq 'mona", "userName eq", "'", ""] {
            assert_eq!(read(text, Filter::parse), None, "{text}");
        }
    }
}
