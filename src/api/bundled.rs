//! The profiles of the small wasm build, packed: it is spared the reader of files, and what they say of answers
//! and of series, for which it has no rules.

use crate::packed::unpack;
use crate::profile::{Client, LoadError, Profile};

/// Each by its name, with all that it extends laid under it.
const BUNDLED: &[(&str, &str)] = &[
    ("rfc7644", include_str!("bundled/rfc7644.txt")),
    ("github-emu", include_str!("bundled/github-emu.txt")),
];

/// The names of the bundled profiles of endpoints.
pub fn builtin_names() -> impl Iterator<Item = &'static str> {
    BUNDLED.iter().map(|(name, _)| *name)
}

/// The names of the bundled profiles of senders: there are none.
pub fn client_names() -> impl Iterator<Item = &'static str> {
    std::iter::empty()
}

/// The bundled profiles by name.
#[derive(Debug, Clone, Copy, Default)]
pub struct Library {}

impl Library {
    /// The profile of an endpoint by its name.
    ///
    /// # Errors
    /// When there is no such profile, or a variant is asked for: none has any.
    pub fn provider(&self, name: &str) -> Result<Profile, LoadError> {
        match find(name)? {
            Some(text) => Ok(unpack(text)),
            None => Err(unknown(name, builtin_names().collect())),
        }
    }

    /// The profile of a sender by its name.
    ///
    /// # Errors
    /// Always: there is none.
    pub fn client(&self, name: &str) -> Result<Client, LoadError> {
        Err(match find(name)? {
            Some(_) => LoadError::WrongKind { name: name.to_owned(), is_client: false },
            None => unknown(name, client_names().collect()),
        })
    }
}

fn find(name: &str) -> Result<Option<&'static str>, LoadError> {
    let (base, variant) = name.split_once('/').map_or((name, None), |(base, variant)| (base, Some(variant)));
    let Some((_, text)) = BUNDLED.iter().find(|(known, _)| *known == base) else { return Ok(None) };
    match variant {
        None => Ok(Some(*text)),
        Some(variant) => Err(LoadError::UnknownVariant {
            profile: base.to_owned(),
            variant: variant.to_owned(),
            known: Vec::new(),
        }),
    }
}

fn unknown(name: &str, known: Vec<&'static str>) -> LoadError {
    LoadError::UnknownProfile { name: name.to_owned(), known }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::packed::assert_packed;
    use crate::profile::builtin;
    use crate::rule::{self, Check};

    #[test]
    fn the_bundled_profiles_are_packed_as_their_files_have_them() {
        let is_of_requests = |name: &str| {
            let rule = rule::named(name).expect("a profile judges rules that there are");
            !rule.check.is_of_series() && !matches!(rule.check, Check::Exchange(_))
        };
        for name in builtin_names() {
            let mut profile = builtin(name).expect("a built-in profile is readable");
            let judgements = profile.judgements.iter().filter(|(rule, _)| is_of_requests(rule));
            profile.judgements = judgements.cloned().collect();
            assert_packed(&profile, &format!("src/api/bundled/{name}.txt"));
        }
    }

    #[test]
    fn what_is_not_bundled_is_refused_with_the_names_that_are() {
        for (name, expected) in [
            ("rfc764", "there is no profile `rfc764`; did you mean `rfc7644`?"),
            ("okta", "there is no profile `okta`; the built-in ones are rfc7644, github-emu"),
            ("rfc7644/strict", "profile `rfc7644` has no variant `strict`; it has none"),
        ] {
            assert_eq!(Library {}.provider(name).expect_err(name).to_string(), expected);
        }
        for name in ["rfc7644", "rfc7644/strict"] {
            let file = crate::profile::client(name).expect_err("it describes an endpoint");
            assert_eq!(Library {}.client(name).expect_err(name), file);
        }
    }
}
