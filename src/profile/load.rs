//! The built-in profiles, and the reading of a profile's file.

use super::Profile;
use serde_json::Value;

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
    let (base, variant) = match name.split_once('/') {
        Some((base, variant)) => (base, Some(variant)),
        None => (name, None),
    };
    profile(name, merged(base, variant, 0)?)
}

impl Profile {
    /// A profile from the text of a file; it may extend a built-in one.
    ///
    /// # Errors
    /// When the text is not a profile, or extends one that does not exist.
    pub fn parse(name: &str, text: &str) -> Result<Profile, LoadError> {
        profile(name, extended(value(name, text)?, 0)?)
    }
}

fn merged(name: &str, variant: Option<&str>, depth: usize) -> Result<Value, LoadError> {
    let Some((_, text)) = BUILTIN.iter().find(|(known, _)| *known == name) else {
        let known = builtin_names().collect();
        return Err(LoadError::UnknownProfile { name: name.to_owned(), known });
    };
    let mut base = extended(value(name, text)?, depth)?;
    let variants = base.as_object_mut().and_then(|members| members.remove("variants"));
    let Some(variant) = variant else { return Ok(base) };
    match variants.as_ref().and_then(|variants| variants.get(variant)) {
        Some(patch) => {
            merge(&mut base, patch);
            Ok(base)
        }
        None => Err(LoadError::UnknownVariant {
            profile: name.to_owned(),
            variant: variant.to_owned(),
            known: variants
                .as_ref()
                .and_then(Value::as_object)
                .map(|variants| variants.keys().cloned().collect())
                .unwrap_or_default(),
        }),
    }
}

fn extended(mut own: Value, depth: usize) -> Result<Value, LoadError> {
    let Some(extends) = own.as_object_mut().and_then(|members| members.remove("extends")) else {
        return Ok(own);
    };
    let extends = extends.as_str().unwrap_or_default().to_owned();
    if depth > 4 {
        return Err(malformed(&extends, "profiles extend each other in a circle"));
    }
    let mut base = merged(&extends, None, depth + 1)?;
    merge(&mut base, &own);
    Ok(base)
}

/// RFC 7396: members of the patch replace those of the target, objects are merged, null removes.
fn merge(target: &mut Value, patch: &Value) {
    let (Value::Object(members), Value::Object(changes)) = (&mut *target, patch) else {
        *target = patch.clone();
        return;
    };
    for (name, change) in changes {
        if change.is_null() {
            members.remove(name);
        } else {
            merge(members.entry(name.clone()).or_insert(Value::Null), change);
        }
    }
}

fn value(name: &str, text: &str) -> Result<Value, LoadError> {
    serde_json::from_str(text).map_err(|error| malformed(name, error))
}

fn profile(name: &str, value: Value) -> Result<Profile, LoadError> {
    let mut value = value;
    if let Some(members) = value.as_object_mut() {
        members.remove("variants");
    }
    serde_json::from_value(value).map_err(|error| malformed(name, error))
}

fn malformed(name: &str, reason: impl ToString) -> LoadError {
    LoadError::Malformed { name: name.to_owned(), reason: reason.to_string() }
}
