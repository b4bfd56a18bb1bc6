//! The built-in profiles, and the reading of a profile's file.

use super::Profile;
use crate::json::decode::decode;
use crate::json::{Document, LineIndex, Parser, Value};

/// The JSON Schema that profile files follow.
pub const SCHEMA: &str = include_str!("profile.schema.json");

/// The built-in profiles' files, by name. A new profile is a file and a line here.
const BUILTIN: &[(&str, &str)] =
    &[("rfc7644", include_str!("data/rfc7644.json")), ("github-emu", include_str!("data/github-emu.json"))];

/// Why a profile could not be loaded.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LoadError {
    /// No profile has that name.
    #[error("there is no profile `{name}`; the built-in ones are {}", known.join(", "))]
    UnknownProfile {
        /// The name asked for.
        name: String,
        /// The names there are.
        known: Vec<&'static str>,
    },
    /// The profile has no such parameter.
    #[error("profile `{profile}` has no parameter `{parameter}`; it has {}", if known.is_empty() { "none".to_owned() } else { known.join(", ") })]
    UnknownParameter {
        /// The profile's name.
        profile: String,
        /// The parameter asked for.
        parameter: String,
        /// The parameters there are.
        known: Vec<String>,
    },
    /// The profile has no such variant.
    #[error("profile `{profile}` has no variant `{variant}`; it has {}", if known.is_empty() { "none".to_owned() } else { known.join(", ") })]
    UnknownVariant {
        /// The profile's name.
        profile: String,
        /// The variant asked for.
        variant: String,
        /// The variants there are.
        known: Vec<String>,
    },
    /// The file is not a profile.
    #[error("profile `{name}` is not readable: {reason}")]
    Malformed {
        /// The profile's name.
        name: String,
        /// What is wrong, with its line and column.
        reason: String,
    },
}

/// The names of the built-in profiles.
pub fn builtin_names() -> impl Iterator<Item = &'static str> {
    BUILTIN.iter().map(|(name, _)| *name)
}

/// A built-in profile by its name, or `name/variant`.
///
/// # Errors
/// When there is no such profile or variant.
pub fn builtin(name: &str) -> Result<Profile, LoadError> {
    extended(name, Vec::new(), 0)
}

impl Profile {
    /// A profile from the text of a file; it may extend a built-in one.
    ///
    /// # Errors
    /// When the text is not a profile, or extends one that does not exist.
    pub fn parse(name: &str, text: &str) -> Result<Profile, LoadError> {
        let mut parser = Parser::new();
        let file = parse(&mut parser, name, text)?;
        layered(name, vec![file.root()], 0)
    }
}

/// Reads a built-in profile with the layers of a file that extends it.
fn extended(name: &str, layers: Vec<Value<'_>>, depth: usize) -> Result<Profile, LoadError> {
    let (base, variant) = match name.split_once('/') {
        Some((base, variant)) => (base, Some(variant)),
        None => (name, None),
    };
    let Some((_, text)) = BUILTIN.iter().find(|(known, _)| *known == base) else {
        let known = builtin_names().collect();
        return Err(LoadError::UnknownProfile { name: base.to_owned(), known });
    };
    let mut parser = Parser::new();
    let file = parse(&mut parser, base, text)?;
    let mut layers = layers;
    if let Some(variant) = variant {
        layers.push(find_variant(base, file.root(), variant)?);
    }
    layers.push(file.root());
    layered(name, layers, depth)
}

/// Reads the layers, and below them what the lowest extends. Each text stays on the stack until the
/// profile is read.
fn layered(name: &str, layers: Vec<Value<'_>>, depth: usize) -> Result<Profile, LoadError> {
    let extends = layers.last().and_then(|lowest| lowest.get("extends")).and_then(Value::string);
    match extends {
        Some(base) if depth > 4 => Err(malformed(&base, &"profiles extend each other in a circle")),
        Some(base) => extended(&base, layers, depth + 1),
        None => decode(layers, Profile::decode).map_err(|fault| malformed(name, &fault)),
    }
}

fn find_variant<'d>(profile: &str, file: Value<'d>, variant: &str) -> Result<Value<'d>, LoadError> {
    let variants = file.get("variants");
    variants.and_then(|variants| variants.get(variant)).ok_or_else(|| LoadError::UnknownVariant {
        profile: profile.to_owned(),
        variant: variant.to_owned(),
        known: variants
            .into_iter()
            .flat_map(Value::members)
            .map(|member| member.key().into_owned())
            .collect(),
    })
}

fn parse<'d>(parser: &'d mut Parser, name: &str, text: &'d str) -> Result<Document<'d>, LoadError> {
    parser.parse(text.as_bytes()).map_err(|error| {
        let place = LineIndex::new(text).position(error.span.start);
        malformed(name, &format!("{error} at line {}, column {}", place.line, place.column))
    })
}

fn malformed(name: &str, reason: &dyn ToString) -> LoadError {
    LoadError::Malformed { name: name.to_owned(), reason: reason.to_string() }
}
