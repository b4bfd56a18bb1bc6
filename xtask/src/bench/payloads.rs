//! What is measured: requests as identity providers send them, made here.

use scimproof::message::Method;
use serde_json::{Value, json};

/// Requests per shape of small size; several, so that no branch learns one text by heart.
const VARIANTS: usize = 64;

/// One request.
pub(crate) struct Sample {
    pub(crate) method: Method,
    pub(crate) target: String,
    pub(crate) body: Vec<u8>,
}

/// Requests of one kind.
pub(crate) struct Shape {
    pub(crate) name: &'static str,
    pub(crate) samples: Vec<Sample>,
}

impl Shape {
    pub(crate) fn mean_bytes(&self) -> f64 {
        let bytes: usize = self.samples.iter().map(|sample| sample.body.len()).sum();
        bytes as f64 / self.samples.len() as f64
    }
}

/// The shapes that the budget names.
pub(crate) fn shapes() -> Vec<Shape> {
    vec![
        shape("User create", VARIANTS, |n| (Method::Post, "/Users".to_owned(), user(n))),
        shape("User patch", VARIANTS, |n| (Method::Patch, format!("/Users/{}", id(n)), user_patch(n))),
        shape("Group of 10", VARIANTS, |n| (Method::Post, "/Groups".to_owned(), group(n, 10))),
        shape("Group of 100", 16, |n| (Method::Post, "/Groups".to_owned(), group(n, 100))),
        shape("Group of 1,000", 4, |n| (Method::Post, "/Groups".to_owned(), group(n, 1_000))),
        shape("Group patch", VARIANTS, |n| (Method::Patch, format!("/Groups/{}", id(n)), group_patch(n))),
    ]
}

fn shape(name: &'static str, count: usize, make: impl Fn(usize) -> (Method, String, Value)) -> Shape {
    let samples = (0..count).map(|n| {
        let (method, target, body) = make(n);
        Sample { method, target, body: body.to_string().into_bytes() }
    });
    Shape { name, samples: samples.collect() }
}

const GIVEN: [&str; 8] = ["Ada", "Björn", "Chiara", "Dmitri", "Esi", "Fatou", "Gonçalo", "Hana"];
const FAMILY: [&str; 8] =
    ["Achterberg", "Bello", "Castellanos", "Dvořák", "Eriksen", "Fujita", "García", "Haddad"];
const TITLES: [&str; 4] = ["Tour Guide", "Site Reliability Engineer", "Payroll \"Lead\"", "Buyer"];

/// An id as providers make them.
fn id(n: usize) -> String {
    // Spreads consecutive numbers over all digits (Knuth's multiplicative hash).
    let mixed = (n as u64 + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    let [a, b] = [mixed >> 32, mixed & 0xffff_ffff];
    format!("{a:08x}-{:04x}-4{:03x}-a{:03x}-{b:08x}{:04x}", b >> 16, b & 0xfff, a & 0xfff, n & 0xffff)
}

fn names(n: usize) -> (&'static str, &'static str, String) {
    let (given, family) = (GIVEN[n % GIVEN.len()], FAMILY[(n / 3) % FAMILY.len()]);
    (given, family, format!("user{n:05}@corp.example.com"))
}

fn user(n: usize) -> Value {
    let (given, family, login) = names(n);
    json!({
        "schemas": [
            "urn:ietf:params:scim:schemas:core:2.0:User",
            "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
        ],
        "userName": login,
        "externalId": id(n + 7_000),
        "active": true,
        "displayName": format!("{given} {family}"),
        "name": { "formatted": format!("{given} {family}"), "givenName": given, "familyName": family },
        "title": TITLES[n % TITLES.len()],
        "preferredLanguage": "en-GB",
        "emails": [
            { "value": login, "type": "work", "primary": true },
            { "value": format!("{n}.private@example.org"), "type": "home" }
        ],
        "phoneNumbers": [{ "value": format!("tel:+49-30-{:07}", 1_000_000 + n), "type": "work" }],
        "addresses": [{
            "type": "work",
            "streetAddress": format!("{} Harbour Street\nBuilding {}", n + 1, n % 7),
            "locality": "Rostock",
            "postalCode": format!("{:05}", 18_000 + n),
            "country": "DE"
        }],
        "roles": [{ "value": "user", "primary": true }],
        "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User": {
            "employeeNumber": format!("{:06}", 400_000 + n),
            "department": "Harbour Operations",
            "costCenter": format!("{}", 4_100 + n % 9),
            "manager": { "value": id(n + 90_000) }
        }
    })
}

fn user_patch(n: usize) -> Value {
    let (given, family, login) = names(n);
    json!({
        "schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
        "Operations": [
            { "op": "replace", "path": "displayName", "value": format!("{given} {family}") },
            { "op": "replace", "path": "name.familyName", "value": family },
            { "op": "replace", "path": "emails[type eq \"work\"].value", "value": login },
            { "op": "add", "path": "title", "value": TITLES[n % TITLES.len()] },
            { "op": "replace", "path": "active", "value": n % 2 == 0 }
        ]
    })
}

fn group(n: usize, members: usize) -> Value {
    let members = (0..members).map(|m| {
        let (given, family, _) = names(m);
        json!({ "value": id(n * 1_000 + m), "display": format!("{given} {family}") })
    });
    json!({
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:Group"],
        "externalId": id(n + 50_000),
        "displayName": format!("Dock crew {n}"),
        "members": members.collect::<Vec<_>>()
    })
}

fn group_patch(n: usize) -> Value {
    let added = (0..8).map(|m| json!({ "value": id(n * 100 + m) }));
    json!({
        "schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
        "Operations": [
            { "op": "add", "path": "members", "value": added.collect::<Vec<_>>() },
            { "op": "remove", "path": format!("members[value eq \"{}\"]", id(n)) },
            { "op": "replace", "path": "displayName", "value": format!("Night crew {n}") }
        ]
    })
}
