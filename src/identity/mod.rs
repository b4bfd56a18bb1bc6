//! Who becomes whom: how a sign-in finds the provisioned identity.
//!
//! A person signs in by SAML, an account came by SCIM; GitHub joins the two by comparing one value
//! of each. Which, depends on where the identities are provisioned and by whom. Whether the values
//! must agree character by character GitHub does not say; a difference that normalization removes
//! is therefore neither a match nor a miss. What is done with identities leaves its trace in the [audit log](audit).

pub mod audit;
mod criterion;
mod link;

pub use criterion::{Criterion, Idp, Provisioning, criterion};
pub use link::{Comparison, Link, Open, Outcome, Problem, Provisioned, SignIn, link};

/// The claim by which Entra ID names a person, in SAML.
pub const OBJECT_IDENTIFIER_CLAIM: &str = "http://schemas.microsoft.com/identity/claims/objectidentifier";
/// The `NameID` format that changes with every sign-in.
pub const TRANSIENT_FORMAT: &str = "urn:oasis:names:tc:SAML:2.0:nameid-format:transient";
