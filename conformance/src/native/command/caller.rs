//! Options of `serve` on who may call, with what token, and how often.

use crate::standin::{RateLimit, StandIn, Token};
use clap::Args;
use scimproof::filter::DateTime;
use scimproof::profile::Profile;
use serde::Deserialize;
use std::fs;
use std::path::{Path, PathBuf};

#[derive(Debug, Args)]
pub(super) struct CallerArguments {
    /// The scopes that the token has, such as `scim:enterprise`; without it, nothing is known of them
    #[arg(long, value_name = "SCOPE", value_delimiter = ',', conflicts_with = "no_token")]
    scopes: Vec<String>,
    /// A JSON file with more tokens that callers may have: a list of objects with `env` (a variable's name) or
    /// `token`, and `scopes`, `owner` and `expires`
    #[arg(long, value_name = "FILE", conflicts_with = "no_token")]
    tokens: Option<PathBuf>,
    /// Hold callers to rate limits: `github` for those that the profile knows, and `scim=`, `core=`, `points=` or
    /// `users=` with a number of your own
    #[arg(long, value_name = "LIMIT", value_delimiter = ',')]
    rate_limit: Vec<String>,
    /// Make the times of rate limits so many times shorter: with 60 an hour is a minute
    #[arg(long, value_name = "TIMES", default_value_t = 1, requires = "rate_limit",
          value_parser = clap::value_parser!(u32).range(1..=3600))]
    time_scale: u32,
}

impl CallerArguments {
    /// The stand-in with its tokens and limits.
    pub(super) fn apply(&self, stand_in: StandIn, token: Option<String>) -> Result<StandIn, String> {
        let limit = self.limit(stand_in.profile())?;
        let mut tokens: Vec<Token> = token.into_iter().map(Token::new).collect();
        if !self.scopes.is_empty() {
            tokens = tokens.into_iter().map(|token| token.with_scopes(self.scopes.clone())).collect();
        }
        if let Some(file) = &self.tokens {
            tokens.extend(read(file)?);
        }
        Ok(stand_in.with_tokens(tokens).with_rate_limit(limit))
    }

    fn limit(&self, profile: &Profile) -> Result<Option<RateLimit>, String> {
        if self.rate_limit.is_empty() {
            return Ok(None);
        }
        let mut limit = RateLimit::none();
        for part in &self.rate_limit {
            if part == "github" {
                limit = RateLimit::of(profile);
                if limit == RateLimit::none() {
                    return Err(format!(
                        "{} has no limits of its own; write `--rate-limit scim=100`",
                        profile.title
                    ));
                }
                continue;
            }
            let wrong = || {
                format!(
                    "`{part}` is no limit: write `github`, or `scim=`, `core=`, `points=` or `users=` and a number"
                )
            };
            let (name, number) = part.split_once('=').ok_or_else(wrong)?;
            let number = Some(number.parse().map_err(|_| wrong())?);
            match name {
                "scim" => limit.scim = number,
                "core" => limit.core = number,
                "points" => limit.points = number,
                "users" => limit.users = number,
                _ => return Err(wrong()),
            }
        }
        limit.scale = self.time_scale;
        Ok(Some(limit))
    }
}

/// A token as the file has it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    env: Option<String>,
    token: Option<String>,
    scopes: Option<Vec<String>>,
    owner: Option<String>,
    expires: Option<String>,
}

/// The file's tokens. What is wrong with it is told by its place alone, since a token may stand there.
fn read(file: &Path) -> Result<Vec<Token>, String> {
    let name = file.display();
    let text = fs::read_to_string(file).map_err(|error| format!("`{name}` cannot be read: {error}"))?;
    let written: Vec<Written> = serde_json::from_str(&text).map_err(|error| {
        format!(
            "`{name}:{}:{}` is no list of tokens; write `[{{\"env\": \"NAME\", \"scopes\": [\"scim:enterprise\"]}}]`",
            error.line(),
            error.column()
        )
    })?;
    written
        .into_iter()
        .enumerate()
        .map(|(at, written)| written.read().map_err(|why| format!("token {} of `{name}`: {why}", at + 1)))
        .collect()
}

impl Written {
    fn read(self) -> Result<Token, String> {
        let secret = match (self.env, self.token) {
            (Some(name), None) => std::env::var(&name)
                .map_err(|_| format!("the environment variable `{name}` is not set; put the token in it"))?,
            (None, Some(token)) => token,
            (Some(_), Some(_)) | (None, None) => return Err("write either `env` or `token`".to_owned()),
        };
        if secret.trim().is_empty() {
            return Err("the token is empty".to_owned());
        }
        let mut token = Token::new(secret.trim().to_owned());
        token.scopes = self.scopes;
        token.owner = self.owner;
        if let Some(expires) = self.expires {
            let at = DateTime::parse(&expires).and_then(|at| at.since_1970());
            token.expires =
                Some(at.ok_or_else(|| format!("`{expires}` is no instant; write `2026-12-31T00:00:00Z`"))?);
        }
        Ok(token)
    }
}
