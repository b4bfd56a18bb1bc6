//! User and its enterprise extension (RFC 7643 §4.1, §4.3).

use super::{Meta, MultiValued, model};
use crate::schema;

model! {
    /// A user (RFC 7643 §4.1).
    User {
        /// URNs of the schemas in use.
        schemas: Vec<String>,
        /// The service provider's identifier.
        id: Option<String>,
        /// The client's identifier.
        external_id: Option<String>,
        /// The name the user signs in with. Required and never empty; empty here means absent.
        user_name: String,
        /// The parts of the name.
        name: Option<Name>,
        /// The name to show.
        display_name: Option<String>,
        /// What friends say.
        nick_name: Option<String>,
        /// A page about the user.
        profile_url: Option<String>,
        /// Such as `Vice President`.
        title: Option<String>,
        /// Such as `Contractor`.
        user_type: Option<String>,
        /// As in the HTTP header `Accept-Language`.
        preferred_language: Option<String>,
        /// A language tag.
        locale: Option<String>,
        /// A name of the IANA time zone database.
        timezone: Option<String>,
        /// Whether the account is in use.
        active: Option<bool>,
        /// Written, never returned.
        password: Option<String>,
        /// E-mail addresses.
        emails: Vec<MultiValued>,
        /// Telephone numbers.
        phone_numbers: Vec<MultiValued>,
        /// Instant messaging addresses.
        ims: Vec<MultiValued>,
        /// URIs of pictures.
        photos: Vec<MultiValued>,
        /// Postal addresses.
        addresses: Vec<Address>,
        /// The groups the user is in; written through the groups.
        groups: Vec<MultiValued>,
        /// What the user may have.
        entitlements: Vec<MultiValued>,
        /// What the user is.
        roles: Vec<MultiValued>,
        /// Certificates, DER in base64.
        #[serde(rename = "x509Certificates")]
        x509_certificates: Vec<MultiValued>,
        /// Metadata.
        meta: Option<Meta>,
        /// The enterprise extension.
        #[serde(rename = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User")]
        enterprise: Option<EnterpriseUser>,
    }

    /// The parts of a user's name.
    Name {
        /// All of it, as shown.
        formatted: Option<String>,
        /// The family's name.
        family_name: Option<String>,
        /// The given name.
        given_name: Option<String>,
        /// What stands between them.
        middle_name: Option<String>,
        /// Such as `Dr.`.
        honorific_prefix: Option<String>,
        /// Such as `III`.
        honorific_suffix: Option<String>,
    }

    /// A postal address.
    Address {
        /// All of it, as on a label.
        formatted: Option<String>,
        /// Street and house.
        street_address: Option<String>,
        /// City.
        locality: Option<String>,
        /// State or province.
        region: Option<String>,
        /// Postal code.
        postal_code: Option<String>,
        /// Two letters of ISO 3166-1.
        country: Option<String>,
        /// A label, such as `work`.
        #[serde(rename = "type")]
        kind: Option<String>,
        /// Whether it is the preferred one; at most one is.
        primary: Option<bool>,
    }

    /// What an employer knows about a user (RFC 7643 §4.3).
    EnterpriseUser {
        /// The number of the employee.
        employee_number: Option<String>,
        /// Who pays.
        cost_center: Option<String>,
        /// The organization.
        organization: Option<String>,
        /// The division.
        division: Option<String>,
        /// The department.
        department: Option<String>,
        /// The user's manager.
        manager: Option<Manager>,
    }

    /// A user's manager.
    Manager {
        /// The manager's `id`.
        value: Option<String>,
        /// The manager's URI.
        #[serde(rename = "$ref")]
        reference: Option<String>,
        /// The manager's `displayName`; read-only.
        display_name: Option<String>,
    }
}

impl User {
    /// A user of the core schema.
    pub fn new(user_name: impl Into<String>) -> User {
        User { schemas: vec![schema::USER.to_owned()], user_name: user_name.into(), ..User::default() }
    }
}
