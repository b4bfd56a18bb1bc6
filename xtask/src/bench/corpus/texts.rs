//! The valid bodies and targets, each told from the others by a number.

const GIVEN: [&str; 8] = ["Ada", "Björn", "Chiara", "Dmitri", "Esi", "Fatou", "Gonçalo", "Hana"];
const FAMILY: [&str; 8] =
    ["Achterberg", "Bello", "Castellanos", "Dvořák", "Eriksen", "Fujita", "García", "Haddad"];
const TITLES: [&str; 4] = ["Tour Guide", "Site Reliability Engineer", "Payroll \"Lead\"", "Buyer"];

/// The base of an enterprise.
const GITHUB: &str = "/scim/v2/enterprises/octo";

/// An id as providers make them.
fn id(n: usize) -> String {
    // Spreads consecutive numbers over all digits (Knuth's multiplicative hash).
    let mixed = (n as u64 + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    let [a, b] = [mixed >> 32, mixed & 0xffff_ffff];
    format!("{a:08x}-{:04x}-4{:03x}-a{:03x}-{b:08x}{:04x}", b >> 16, b & 0xfff, a & 0xfff, n & 0xffff)
}

pub(crate) fn users(_: usize) -> String {
    "/Users".to_owned()
}

pub(crate) fn one_user(n: usize) -> String {
    format!("/Users/{}", id(n))
}

pub(crate) fn groups(_: usize) -> String {
    "/Groups".to_owned()
}

pub(crate) fn one_group(n: usize) -> String {
    format!("/Groups/{}", id(n))
}

pub(crate) fn github_users(_: usize) -> String {
    format!("{GITHUB}/Users")
}

pub(crate) fn one_github_user(n: usize) -> String {
    format!("{GITHUB}/Users/{}", id(n))
}

fn names(n: usize) -> (&'static str, &'static str, String) {
    let (given, family) = (GIVEN[n % GIVEN.len()], FAMILY[(n / 3) % FAMILY.len()]);
    (given, family, format!("user{n:05}@corp.example.com"))
}

/// The text as a JSON string.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

pub(crate) fn user(n: usize) -> String {
    let (given, family, login) = names(n);
    let title = quoted(TITLES[n % TITLES.len()]);
    let street = quoted(&format!("{} Harbour Street\nBuilding {}", n + 1, n % 7));
    let (external, manager) = (id(n + 7_000), id(n + 90_000));
    let (phone, postal_code, employee, cost_center) = (1_000_000 + n, 18_000 + n, 400_000 + n, 4_100 + n % 9);
    format!(
        concat!(
            r#"{{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User","#,
            r#""urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"],"#,
            r#""userName":"{login}","externalId":"{external}","active":true,"displayName":"{given} {family}","#,
            r#""name":{{"formatted":"{given} {family}","givenName":"{given}","familyName":"{family}"}},"#,
            r#""title":{title},"preferredLanguage":"en-GB","#,
            r#""emails":[{{"value":"{login}","type":"work","primary":true}},"#,
            r#"{{"value":"{n}.private@example.org","type":"home"}}],"#,
            r#""phoneNumbers":[{{"value":"tel:+49-30-{phone}","type":"work"}}],"#,
            r#""addresses":[{{"type":"work","streetAddress":{street},"locality":"Rostock","#,
            r#""postalCode":"{postal_code}","country":"DE"}}],"roles":[{{"value":"user","primary":true}}],"#,
            r#""urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":{{"employeeNumber":"{employee}","#,
            r#""department":"Harbour Operations","costCenter":"{cost_center}","manager":{{"value":"{manager}"}}}}}}"#,
        ),
        login = login,
        external = external,
        given = given,
        family = family,
        title = title,
        n = n,
        phone = phone,
        street = street,
        postal_code = postal_code,
        employee = employee,
        cost_center = cost_center,
        manager = manager,
    )
}

pub(crate) fn user_patch(n: usize) -> String {
    let (given, family, login) = names(n);
    let title = quoted(TITLES[n % TITLES.len()]);
    let active = n.is_multiple_of(2);
    patch(&[
        format!(r#"{{"op":"replace","path":"displayName","value":"{given} {family}"}}"#),
        format!(r#"{{"op":"replace","path":"name.familyName","value":"{family}"}}"#),
        format!(r#"{{"op":"replace","path":"emails[type eq \"work\"].value","value":"{login}"}}"#),
        format!(r#"{{"op":"add","path":"title","value":{title}}}"#),
        format!(r#"{{"op":"replace","path":"active","value":{active}}}"#),
    ])
}

/// A user with no more than GitHub lists.
pub(crate) fn github_user(n: usize) -> String {
    let (given, family, login) = names(n);
    let external = id(n + 7_000);
    format!(
        concat!(
            r#"{{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"#,
            r#""externalId":"{external}","active":true,"userName":"{login}","#,
            r#""name":{{"formatted":"{given} {family}","givenName":"{given}","familyName":"{family}"}},"#,
            r#""displayName":"{given} {family}","#,
            r#""emails":[{{"value":"{login}","type":"work","primary":true}}],"#,
            r#""roles":[{{"value":"user","primary":true}}]}}"#,
        ),
        external = external,
        login = login,
        given = given,
        family = family,
    )
}

/// A change in the forms that GitHub documents: whole attributes, no filters.
pub(crate) fn github_user_patch(n: usize) -> String {
    let (given, family, login) = names(n);
    let active = n.is_multiple_of(2);
    patch(&[
        format!(r#"{{"op":"replace","path":"displayName","value":"{given} {family}"}}"#),
        format!(
            r#"{{"op":"replace","path":"emails","value":[{{"value":"{login}","type":"work","primary":true}}]}}"#
        ),
        format!(r#"{{"op":"replace","path":"active","value":{active}}}"#),
    ])
}

pub(crate) fn group(n: usize, members: usize) -> String {
    let members: Vec<String> = (0..members)
        .map(|m| {
            let (given, family, _) = names(m);
            format!(r#"{{"value":"{}","display":"{given} {family}"}}"#, id(n * 1_000 + m))
        })
        .collect();
    format!(
        r#"{{"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"],"externalId":"{}","displayName":"Dock crew {n}","members":[{}]}}"#,
        id(n + 50_000),
        members.join(",")
    )
}

pub(crate) fn group_patch(n: usize) -> String {
    let added: Vec<String> = (0..8).map(|m| format!(r#"{{"value":"{}"}}"#, id(n * 100 + m))).collect();
    patch(&[
        format!(r#"{{"op":"add","path":"members","value":[{}]}}"#, added.join(",")),
        format!(r#"{{"op":"remove","path":"members[value eq \"{}\"]"}}"#, id(n)),
        format!(r#"{{"op":"replace","path":"displayName","value":"Night crew {n}"}}"#),
    ])
}

fn patch(operations: &[String]) -> String {
    let operations = operations.join(",");
    format!(r#"{{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{operations}]}}"#)
}
