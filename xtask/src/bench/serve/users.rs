//! Users to be held.

use serde_json::{Value, json};

/// The user name of a user.
pub(crate) fn user_name(number: usize) -> String {
    format!("person.{number}@example.com")
}

/// A user as an identity provider sends it to create one.
pub(crate) fn user(number: usize) -> Value {
    let [given, family] = [FIRST[number % FIRST.len()], LAST[number / FIRST.len() % LAST.len()]];
    json!({
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"],
        "userName": user_name(number),
        "externalId": format!("7f3e{number:08x}"),
        "active": true,
        "displayName": format!("{given} {family}"),
        "name": {"givenName": given, "familyName": family, "formatted": format!("{given} {family}")},
        "emails": [{"value": user_name(number), "type": "work", "primary": true}],
        "roles": [{"value": "user", "primary": false}],
    })
}

/// The same ids in an order that no cache foresees.
pub(crate) fn shuffled(ids: &[String]) -> Vec<String> {
    let mut ids = ids.to_vec();
    fastrand::Rng::with_seed(7).shuffle(&mut ids);
    ids
}

const FIRST: [&str; 7] = ["Ada", "Barbara", "Edsger", "Grace", "Hedy", "Margaret", "Radia"];
const LAST: [&str; 5] = ["Hamilton", "Hopper", "Liskov", "Lovelace", "Perlman"];
