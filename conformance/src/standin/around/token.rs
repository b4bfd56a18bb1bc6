//! Tokens that callers may have.

use crate::date::{Date, time_of_day};
use std::fmt;
use std::time::Duration;

/// A token that the stand-in takes, and what it is good for.
#[derive(Clone, PartialEq, Eq)]
pub struct Token {
    secret: String,
    /// The scopes that it has; `None` where nobody has said.
    pub scopes: Option<Vec<String>>,
    /// The login of its owner; the setup user's where nobody has said.
    pub owner: Option<String>,
    /// From when on it is no longer taken, as time since 1970 began.
    pub expires: Option<Duration>,
}

impl Token {
    /// A token of the setup user that never expires, with scopes of which nothing is known.
    pub fn new(secret: String) -> Token {
        Token { secret, scopes: None, owner: None, expires: None }
    }

    /// The token with these scopes.
    #[must_use]
    pub fn with_scopes(mut self, scopes: Vec<String>) -> Token {
        self.scopes = Some(scopes);
        self
    }

    /// Whether it has the scope, or one that implies it.
    pub fn has(&self, scope: &str) -> bool {
        self.scopes.as_ref().is_none_or(|held| held.iter().any(|held| held == scope || implies(held, scope)))
    }

    /// The scopes as `X-OAuth-Scopes` lists them: without those that another one implies.
    pub(super) fn reduced_scopes(&self) -> Option<Vec<&str>> {
        let scopes = self.scopes.as_ref()?;
        let is_implied = |scope: &&String| scopes.iter().any(|other| implies(other, scope));
        Some(scopes.iter().filter(|scope| !is_implied(scope)).map(String::as_str).collect())
    }
}

/// Tokens are never shown.
impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Token")
            .field("scopes", &self.scopes)
            .field("owner", &self.owner)
            .field("expires", &self.expires)
            .finish_non_exhaustive()
    }
}

/// The scopes that a scope contains (GitHub Docs, Scopes for OAuth apps).
const IMPLIED: [(&str, &[&str]); 4] = [
    ("admin:org", &["write:org", "read:org", "manage_runners:org"]),
    ("write:org", &["read:org"]),
    ("user", &["read:user", "user:email", "user:follow"]),
    ("admin:enterprise", &["manage_runners:enterprise", "manage_billing:enterprise", "read:enterprise"]),
];

fn implies(held: &str, scope: &str) -> bool {
    IMPLIED.iter().any(|(all, parts)| *all == held && parts.contains(&scope))
}

/// The tokens of a stand-in.
#[derive(Debug, Default)]
pub(in crate::standin) struct Tokens(Vec<Token>);

impl Tokens {
    pub(in crate::standin) fn new(tokens: Vec<Token>) -> Tokens {
        Tokens(tokens)
    }

    /// Whether every caller is taken.
    pub(in crate::standin) fn are_none(&self) -> bool {
        self.0.is_empty()
    }

    /// The token that an `Authorization` header carries by one of these schemes.
    pub(in crate::standin) fn find(&self, authorization: Option<&str>, schemes: &[String]) -> Option<&Token> {
        let (scheme, given) = authorization?.trim().split_once(' ')?;
        if !schemes.iter().any(|known| known.eq_ignore_ascii_case(scheme)) {
            return None;
        }
        self.0.iter().find(|token| is_same(token.secret.as_bytes(), given.trim().as_bytes()))
    }

    /// Whether these credentials are taken at that time.
    pub(in crate::standin) fn take(
        &self,
        authorization: Option<&str>,
        schemes: &[String],
        now: Duration,
    ) -> bool {
        let found = self.find(authorization, schemes);
        found.is_some_and(|token| token.expires.is_none_or(|end| now < end))
    }
}

/// Compares without telling by the time it takes where the first difference is.
fn is_same(one: &[u8], other: &[u8]) -> bool {
    let difference = one.iter().zip(other).fold(0, |difference, (one, other)| difference | (one ^ other));
    one.len() == other.len() && std::hint::black_box(difference) == 0
}

/// The end of a token's life as GitHub's header writes it: `2026-03-11 10:00:00 UTC`.
pub(super) fn expiry(at: Duration) -> String {
    format!("{} {} UTC", Date::at(at), time_of_day(at))
}
