//! A sign-in and the provisioned users: to whom it belongs.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{Criterion, Idp, Provisioning, TRANSIENT_FORMAT, criterion};
use crate::username::{self, Deployment, normalize};

/// What a SAML assertion says about a person.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct SignIn {
    /// `NameID`.
    pub name_id: Option<String>,
    /// The format of `NameID`.
    pub name_id_format: Option<String>,
    /// The value of [`OBJECT_IDENTIFIER_CLAIM`](super::OBJECT_IDENTIFIER_CLAIM).
    pub object_identifier: Option<String>,
    /// The value of the attribute that GHES is configured to take the username from.
    pub username_attribute: Option<String>,
}

/// What SCIM has provisioned of a person.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Provisioned {
    /// The SCIM `id`.
    pub id: String,
    /// `userName` as it was sent.
    pub user_name: String,
    /// `externalId`.
    #[serde(default)]
    pub external_id: Option<String>,
    /// `active`; a user is active unless it is said otherwise.
    #[serde(default = "yes")]
    pub active: bool,
}

fn yes() -> bool {
    true
}

/// To whom a sign-in belongs, and what is wrong with it by itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Link {
    /// To whom it belongs.
    pub outcome: Outcome,
    /// What is wrong with the sign-in, whomever it belongs to.
    pub problems: Vec<Problem>,
}

/// To whom a sign-in belongs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase", tag = "kind")]
pub enum Outcome {
    /// To this user.
    Linked {
        /// The user's SCIM `id`.
        id: String,
    },
    /// To this user, whose account is suspended and cannot sign in.
    Suspended {
        /// The user's SCIM `id`.
        id: String,
    },
    /// The values differ, but not once normalized. Whether GitHub links them is not documented.
    Alike {
        /// The SCIM `id` of the user it is like.
        id: String,
        /// What was compared.
        compared: Comparison,
        /// What the user has instead.
        stored: String,
    },
    /// To nobody: the person cannot sign in.
    NotProvisioned {
        /// What was compared.
        compared: Comparison,
    },
    /// To several users, so to none for certain.
    Ambiguous {
        /// Their SCIM `id`s, in the order of the list.
        ids: Vec<String>,
        /// What was compared.
        compared: Comparison,
    },
    /// That is not documented.
    Unknown {
        /// What is not.
        open: Open,
    },
}

/// What was compared.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Comparison {
    /// Which value with which attribute.
    pub criterion: Criterion,
    /// The value of the sign-in; absent if the sign-in lacks it.
    pub value: Option<String>,
}

/// What GitHub does not document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase", tag = "kind")]
pub enum Open {
    /// Which claims are compared when Entra ID signs in by OIDC.
    OidcClaims,
    /// Whether `NameID` is tried after `objectidentifier`: GHES was documented to do so up to 3.14.
    NameIdAfterObjectIdentifier {
        /// The SCIM `id` of the user that `NameID` names.
        id: String,
    },
}

/// What is wrong with a sign-in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Problem {
    /// `NameID` is always required.
    NameIdMissing,
    /// A transient `NameID` is another at each sign-in, so the account is linked anew each time.
    NameIdTransient,
    /// Entra ID is to send `objectidentifier`.
    ObjectIdentifierMissing,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Problem::NameIdMissing => "the sign-in has no `NameID`, which is always required",
            Problem::NameIdTransient => {
                "the format of `NameID` is transient, so the account is linked anew at each sign-in"
            }
            Problem::ObjectIdentifierMissing => {
                "the sign-in lacks the claim `objectidentifier`, which is compared with `externalId`"
            }
        })
    }
}

/// Finds the provisioned user to whom a sign-in belongs.
pub fn link(sign_in: &SignIn, users: &[Provisioned], provisioning: &Provisioning, idp: Idp) -> Link {
    let outcome = match criterion(provisioning, idp) {
        None => Outcome::Unknown { open: Open::OidcClaims },
        Some(criterion) => compare(sign_in, users, provisioning, criterion),
    };
    Link { outcome, problems: problems(sign_in, idp) }
}

fn problems(sign_in: &SignIn, idp: Idp) -> Vec<Problem> {
    // OIDC knows no `NameID`.
    if idp == Idp::EntraOidc {
        return Vec::new();
    }
    let transient = sign_in.name_id_format.as_deref() == Some(TRANSIENT_FORMAT);
    [
        (present(sign_in.name_id.as_ref()).is_none(), Problem::NameIdMissing),
        (transient, Problem::NameIdTransient),
        (
            idp == Idp::EntraSaml && present(sign_in.object_identifier.as_ref()).is_none(),
            Problem::ObjectIdentifierMissing,
        ),
    ]
    .into_iter()
    .filter_map(|(holds, problem)| holds.then_some(problem))
    .collect()
}

/// An empty value is none.
fn present(value: Option<&String>) -> Option<&str> {
    value.map(String::as_str).filter(|value| !value.is_empty())
}

fn compare(
    sign_in: &SignIn,
    users: &[Provisioned],
    provisioning: &Provisioning,
    criterion: Criterion,
) -> Outcome {
    let name_id = present(sign_in.name_id.as_ref());
    let value = match criterion {
        Criterion::ObjectIdentifier => present(sign_in.object_identifier.as_ref()),
        Criterion::NameId => name_id,
        Criterion::UsernameAttribute => present(sign_in.username_attribute.as_ref()).or(name_id),
    };
    let compared = Comparison { criterion, value: value.map(str::to_owned) };
    let Some(value) = value else { return Outcome::NotProvisioned { compared } };

    let exact: Vec<_> = users.iter().filter(|user| stored(user, criterion) == Some(value)).collect();
    let alike = || users.iter().filter(|user| is_alike(user, value, provisioning, criterion)).collect();
    match (&exact[..], provisioning) {
        ([user], _) => found(user),
        ([], Provisioning::Enterprise(Deployment::Ghes)) if criterion == Criterion::ObjectIdentifier => {
            let by_name_id = name_id.and_then(|name| users.iter().find(|user| user.user_name == name));
            match by_name_id {
                Some(user) => {
                    Outcome::Unknown { open: Open::NameIdAfterObjectIdentifier { id: user.id.clone() } }
                }
                None => not_exact(alike(), compared),
            }
        }
        ([], Provisioning::Enterprise(Deployment::Ghes)) => {
            // GHES compares the normalized value with the account's username too, and documents it.
            let certain = |name: &str| {
                let normalized = normalize(name, &Deployment::Ghes);
                (normalized.outcome() == username::Outcome::Accepted).then_some(normalized.login)
            };
            let login = certain(value);
            let by_login: Vec<_> =
                users.iter().filter(|user| login.is_some() && certain(&user.user_name) == login).collect();
            match &by_login[..] {
                [user] => found(user),
                _ => not_exact(alike(), compared),
            }
        }
        ([], _) => not_exact(alike(), compared),
        (several, _) => ambiguous(several, compared),
    }
}

fn found(user: &Provisioned) -> Outcome {
    let id = user.id.clone();
    if user.active { Outcome::Linked { id } } else { Outcome::Suspended { id } }
}

fn not_exact(alike: Vec<&Provisioned>, compared: Comparison) -> Outcome {
    match alike[..] {
        [] => Outcome::NotProvisioned { compared },
        [user] => {
            let stored = stored(user, compared.criterion).unwrap_or_default().to_owned();
            Outcome::Alike { id: user.id.clone(), compared, stored }
        }
        _ => ambiguous(&alike, compared),
    }
}

fn ambiguous(users: &[&Provisioned], compared: Comparison) -> Outcome {
    Outcome::Ambiguous { ids: users.iter().map(|user| user.id.clone()).collect(), compared }
}

fn stored(user: &Provisioned, criterion: Criterion) -> Option<&str> {
    match criterion {
        Criterion::ObjectIdentifier => user.external_id.as_deref(),
        Criterion::NameId | Criterion::UsernameAttribute => Some(&user.user_name),
    }
}

/// Whether the values differ in nothing but case and what normalization removes.
fn is_alike(user: &Provisioned, value: &str, provisioning: &Provisioning, criterion: Criterion) -> bool {
    let Some(stored) = stored(user, criterion) else { return false };
    match criterion {
        Criterion::ObjectIdentifier => stored.eq_ignore_ascii_case(value),
        Criterion::NameId | Criterion::UsernameAttribute => {
            login(stored, provisioning).eq_ignore_ascii_case(&login(value, provisioning))
        }
    }
}

fn login(name: &str, provisioning: &Provisioning) -> String {
    match provisioning {
        Provisioning::Enterprise(deployment) => normalize(name, deployment).login,
        Provisioning::Organization => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GHE_COM: Provisioning = Provisioning::Enterprise(Deployment::GheCom);
    const GHES: Provisioning = Provisioning::Enterprise(Deployment::Ghes);
    const GITHUB_COM: Provisioning = Provisioning::Enterprise(Deployment::GitHubCom { shortcode: None });
    const ORGANIZATION: Provisioning = Provisioning::Organization;

    fn user(id: &str, user_name: &str, external_id: &str) -> Provisioned {
        Provisioned {
            id: id.into(),
            user_name: user_name.into(),
            external_id: Some(external_id.into()),
            active: true,
        }
    }

    fn by_name(name_id: &str) -> SignIn {
        SignIn { name_id: Some(name_id.into()), ..SignIn::default() }
    }

    fn by_oid(object_identifier: &str) -> SignIn {
        SignIn { object_identifier: Some(object_identifier.into()), ..by_name("someone") }
    }

    fn linked(id: &str) -> Outcome {
        Outcome::Linked { id: id.into() }
    }

    #[test]
    fn the_criterion_is_the_documented_one() {
        use Criterion::{NameId, ObjectIdentifier, UsernameAttribute};
        let cases = [
            (GITHUB_COM, Idp::EntraSaml, Some(ObjectIdentifier)),
            (GHE_COM, Idp::EntraSaml, Some(ObjectIdentifier)),
            (GHES, Idp::EntraSaml, Some(ObjectIdentifier)),
            (ORGANIZATION, Idp::EntraSaml, Some(ObjectIdentifier)),
            (GITHUB_COM, Idp::Other, Some(NameId)),
            (GHE_COM, Idp::Other, Some(NameId)),
            (GHES, Idp::Other, Some(UsernameAttribute)),
            (ORGANIZATION, Idp::Other, Some(NameId)),
            (GITHUB_COM, Idp::EntraOidc, None),
        ];
        for (provisioning, idp, expected) in cases {
            assert_eq!(criterion(&provisioning, idp), expected, "{provisioning:?} {idp:?}");
        }
    }

    #[test]
    fn entra_links_by_object_identifier_and_not_by_name() {
        let users = [user("1", "ada", "oid-a"), user("2", "someone", "oid-b")];
        assert_eq!(link(&by_oid("oid-a"), &users, &GITHUB_COM, Idp::EntraSaml).outcome, linked("1"));
        let compared = Comparison { criterion: Criterion::ObjectIdentifier, value: Some("oid-c".into()) };
        assert_eq!(
            link(&by_oid("oid-c"), &users, &GITHUB_COM, Idp::EntraSaml).outcome,
            Outcome::NotProvisioned { compared }
        );
    }

    #[test]
    fn others_link_by_name_id() {
        let users = [user("1", "ada@example.com", "7"), user("2", "bob@example.com", "8")];
        for provisioning in [GITHUB_COM, GHE_COM, GHES, ORGANIZATION] {
            assert_eq!(
                link(&by_name("bob@example.com"), &users, &provisioning, Idp::Other).outcome,
                linked("2")
            );
        }
    }

    #[test]
    fn ghes_prefers_its_username_attribute() {
        let users = [user("1", "ada", "7"), user("2", "bob", "8")];
        let sign_in = SignIn { username_attribute: Some("ada".into()), ..by_name("bob") };
        assert_eq!(link(&sign_in, &users, &GHES, Idp::Other).outcome, linked("1"));
        assert_eq!(link(&sign_in, &users, &GITHUB_COM, Idp::Other).outcome, linked("2"));
        let blank = SignIn { username_attribute: Some(String::new()), ..by_name("bob") };
        assert_eq!(link(&blank, &users, &GHES, Idp::Other).outcome, linked("2"));
    }

    #[test]
    fn values_that_normalize_alike_link_on_ghes_and_are_open_elsewhere() {
        let users = [user("1", "ada.l@example.com", "7")];
        let sign_in = by_name("ada.l@corp.example");
        assert_eq!(link(&sign_in, &users, &GHES, Idp::Other).outcome, linked("1"));
        let alike = Outcome::Alike {
            id: "1".into(),
            compared: Comparison { criterion: Criterion::NameId, value: Some("ada.l@corp.example".into()) },
            stored: "ada.l@example.com".into(),
        };
        assert_eq!(link(&sign_in, &users, &GITHUB_COM, Idp::Other).outcome, alike);
        // An organization normalizes nothing.
        let outcome = link(&sign_in, &users, &ORGANIZATION, Idp::Other).outcome;
        assert!(matches!(outcome, Outcome::NotProvisioned { .. }), "{outcome:?}");
    }

    #[test]
    fn an_open_normalization_links_nobody_for_certain() {
        let users = [user("1", "José.L", "7")];
        let outcome = link(&by_name("José-L"), &users, &GHES, Idp::Other).outcome;
        assert!(matches!(outcome, Outcome::Alike { .. }), "{outcome:?}");
    }

    #[test]
    fn a_difference_in_case_is_open_everywhere() {
        let users = [user("1", "ada", "OID-A")];
        for provisioning in [GITHUB_COM, GHE_COM, GHES, ORGANIZATION] {
            for (sign_in, idp) in [(by_name("Ada"), Idp::Other), (by_oid("oid-a"), Idp::EntraSaml)] {
                let outcome = link(&sign_in, &users, &provisioning, idp).outcome;
                assert!(matches!(outcome, Outcome::Alike { .. }), "{provisioning:?} {outcome:?}");
            }
        }
    }

    #[test]
    fn a_suspended_user_is_found_but_cannot_sign_in() {
        let users = [Provisioned { active: false, ..user("1", "ada", "oid-a") }];
        let suspended = Outcome::Suspended { id: "1".into() };
        assert_eq!(link(&by_name("ada"), &users, &GITHUB_COM, Idp::Other).outcome, suspended);
    }

    #[test]
    fn several_users_with_one_value_are_ambiguous() {
        let users = [user("1", "ada", "oid-a"), user("2", "bob", "oid-a")];
        let ambiguous = Outcome::Ambiguous {
            ids: vec!["1".into(), "2".into()],
            compared: Comparison { criterion: Criterion::ObjectIdentifier, value: Some("oid-a".into()) },
        };
        assert_eq!(link(&by_oid("oid-a"), &users, &GHE_COM, Idp::EntraSaml).outcome, ambiguous);
    }

    #[test]
    fn what_oidc_compares_is_not_documented() {
        let users = [user("1", "ada", "oid-a")];
        let link = link(&by_oid("oid-a"), &users, &GITHUB_COM, Idp::EntraOidc);
        assert_eq!(link.outcome, Outcome::Unknown { open: Open::OidcClaims });
        assert_eq!(link.problems, []);
    }

    #[test]
    fn older_ghes_may_fall_back_to_name_id() {
        let users = [user("1", "someone", "oid-a")];
        let open = Open::NameIdAfterObjectIdentifier { id: "1".into() };
        assert_eq!(link(&by_oid("oid-z"), &users, &GHES, Idp::EntraSaml).outcome, Outcome::Unknown { open });
    }

    #[test]
    fn problems_of_a_sign_in_are_told_apart_from_its_link() {
        let users = [user("1", "ada", "oid-a")];
        let transient = SignIn { name_id_format: Some(TRANSIENT_FORMAT.into()), ..by_name("ada") };
        let found = link(&transient, &users, &GITHUB_COM, Idp::Other);
        assert_eq!(found, Link { outcome: linked("1"), problems: vec![Problem::NameIdTransient] });

        let nothing = link(&SignIn::default(), &users, &GITHUB_COM, Idp::EntraSaml);
        let compared = Comparison { criterion: Criterion::ObjectIdentifier, value: None };
        assert_eq!(nothing.outcome, Outcome::NotProvisioned { compared });
        assert_eq!(nothing.problems, [Problem::NameIdMissing, Problem::ObjectIdentifierMissing]);
    }
}
