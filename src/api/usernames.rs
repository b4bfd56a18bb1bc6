//! What becomes of a `userName` on GitHub, as a call.

use super::{AskError, failed, v1};
use crate::username::{Deployment, Normalized, Outcome, normalize};
use serde_json::{Value, json};
use std::fmt::Display;

/// What a deployment (`github.com`, `ghe.com` or `ghes`) makes of a SCIM `userName`; `shortcode` is that of an
/// enterprise on github.com, empty where it is not known.
///
/// JSON of version 1: the login and each step towards it, what refuses it, what nobody has said; or an `error`.
pub fn username(user_name: &str, deployment: &str, shortcode: &str) -> String {
    let deployment = deployment.parse::<Deployment>().map_err(AskError::from).and_then(|deployment| {
        Ok(deployment.with_shortcode(Some(shortcode).filter(|shortcode| !shortcode.is_empty()))?)
    });
    match deployment {
        Ok(deployment) => report(&normalize(user_name, &deployment)).to_string(),
        Err(error) => failed(&error),
    }
}

fn report(normalized: &Normalized) -> Value {
    let outcome = match normalized.outcome() {
        Outcome::Accepted => "accepted",
        Outcome::Refused => "refused",
        Outcome::Unknown => "unknown",
    };
    let steps = normalized.steps.iter().map(|step| {
        json!({ "kind": step.kind, "message": step.kind.to_string(), "before": step.before, "after": step.after })
    });
    json!({
        "version": v1::VERSION,
        "outcome": outcome,
        "login": normalized.login,
        "local": normalized.local,
        "steps": steps.collect::<Vec<_>>(),
        "problems": sentences(&normalized.problems),
        "unknowns": sentences(&normalized.unknowns),
    })
}

fn sentences(list: &[impl Display]) -> Vec<String> {
    list.iter().map(ToString::to_string).collect()
}
