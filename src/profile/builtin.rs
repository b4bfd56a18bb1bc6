//! The built-in profiles' files. A new profile is a file and a line here.

/// The files of endpoints, by name.
const PROVIDERS: &[(&str, &str)] = &[
    ("rfc7644", include_str!("data/rfc7644.json")),
    ("github-emu", include_str!("data/github-emu.json")),
    ("github-ghes", include_str!("data/github-ghes.json")),
    ("github-org", include_str!("data/github-org.json")),
    ("aws-identity-center", include_str!("data/aws-identity-center.json")),
    ("entra-scim-api", include_str!("data/entra-scim-api.json")),
    ("entra-ready", include_str!("data/entra-ready.json")),
    ("okta-ready", include_str!("data/okta-ready.json")),
];

/// The files of senders, by name.
const CLIENTS: &[(&str, &str)] = &[
    ("entra", include_str!("data/entra.json")),
    ("entra-validator", include_str!("data/entra-validator.json")),
    ("okta", include_str!("data/okta.json")),
    ("onelogin", include_str!("data/onelogin.json")),
    ("pingfederate", include_str!("data/pingfederate.json")),
    ("pingone", include_str!("data/pingone.json")),
    ("authentik", include_str!("data/authentik.json")),
    ("keycloak-scim", include_str!("data/keycloak-scim.json")),
    ("databricks", include_str!("data/databricks.json")),
    ("jumpcloud", include_str!("data/jumpcloud.json")),
];

/// The names of the built-in profiles of endpoints.
pub fn builtin_names() -> impl Iterator<Item = &'static str> {
    PROVIDERS.iter().map(|(name, _)| *name)
}

/// The names of the built-in profiles of senders.
pub fn client_names() -> impl Iterator<Item = &'static str> {
    CLIENTS.iter().map(|(name, _)| *name)
}

/// The file of that name.
pub(super) fn file(name: &str) -> Option<&'static str> {
    let mut files = PROVIDERS.iter().chain(CLIENTS);
    files.find(|(known, _)| *known == name).map(|(_, text)| *text)
}
