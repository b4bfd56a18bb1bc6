//! Which value of the sign-in is compared with which attribute of the provisioned user.

use std::fmt;

use serde::Serialize;

use crate::username::Deployment;

/// Where identities are provisioned.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase", tag = "kind", content = "deployment")]
pub enum Provisioning {
    /// A whole enterprise: managed users on github.com and GHE.com, or GHES.
    Enterprise(Deployment),
    /// One organization on github.com. Its members bring their own accounts, so no username is normalized.
    Organization,
}

/// Who signs people in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Idp {
    /// Entra ID by SAML.
    EntraSaml,
    /// Entra ID by OIDC.
    EntraOidc,
    /// Any other identity provider, by SAML.
    Other,
}

/// What is compared with what.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Criterion {
    /// The claim `objectidentifier` with `externalId`.
    ObjectIdentifier,
    /// `NameID` with `userName`.
    NameId,
    /// The username attribute that the SAML settings of GHES name, or `NameID` where none is, with `userName`.
    UsernameAttribute,
}

/// The documented criterion, or `None` where none is documented.
pub fn criterion(provisioning: &Provisioning, idp: Idp) -> Option<Criterion> {
    match (idp, provisioning) {
        (Idp::EntraOidc, _) => None,
        (Idp::EntraSaml, _) => Some(Criterion::ObjectIdentifier),
        (Idp::Other, Provisioning::Enterprise(Deployment::Ghes)) => Some(Criterion::UsernameAttribute),
        (
            Idp::Other,
            Provisioning::Organization
            | Provisioning::Enterprise(Deployment::GitHubCom { .. } | Deployment::GheCom),
        ) => Some(Criterion::NameId),
    }
}

impl Criterion {
    /// The SCIM attribute that is compared.
    pub fn attribute(self) -> &'static str {
        match self {
            Criterion::ObjectIdentifier => "externalId",
            Criterion::NameId | Criterion::UsernameAttribute => "userName",
        }
    }
}

impl fmt::Display for Criterion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Criterion::ObjectIdentifier => "the claim `objectidentifier` is compared with `externalId`",
            Criterion::NameId => "`NameID` is compared with `userName`",
            Criterion::UsernameAttribute => {
                "the configured username attribute, or `NameID` if there is none, is compared with `userName`"
            }
        })
    }
}
