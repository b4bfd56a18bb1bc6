//! Names that become one login: the first is created, the others are refused.

use std::collections::HashMap;

use serde::Serialize;

use super::{Deployment, Outcome, normalize};

/// Several names that become one login.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Collision {
    /// The login as the first of them spells it.
    pub login: String,
    /// Where the names stand in the list that was given, in its order; the first one wins.
    pub users: Vec<usize>,
    /// Whether all spell the login alike. That logins differing in case alone collide is inferred.
    pub same_case: bool,
    /// Whether the documentation leaves no doubt about any of the normalizations.
    pub certain: bool,
}

/// The collisions within a list of names, in the order of their first names.
///
/// Names that get no account take no login, so they collide with none.
pub fn collisions<'a>(
    user_names: impl IntoIterator<Item = &'a str>,
    deployment: &Deployment,
) -> Vec<Collision> {
    let mut found: Vec<Collision> = Vec::new();
    let mut by_login: HashMap<String, usize> = HashMap::new();
    for (user, name) in user_names.into_iter().enumerate() {
        let normalized = normalize(name, deployment);
        let certain = match normalized.outcome() {
            Outcome::Refused => continue,
            Outcome::Accepted => true,
            Outcome::Unknown => false,
        };
        let login = normalized.login;
        let at = *by_login.entry(login.to_ascii_lowercase()).or_insert(found.len());
        if let Some(collision) = found.get_mut(at) {
            collision.users.push(user);
            collision.same_case &= collision.login == login;
            collision.certain &= certain;
        } else {
            found.push(Collision { login, users: vec![user], same_case: true, certain });
        }
    }
    found.retain(|collision| collision.users.len() > 1);
    found
}
