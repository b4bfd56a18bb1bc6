//! Which events GitHub writes into its audit log for which request.
//!
//! One table, from GitHub Docs: "Provisioning users and groups with SCIM using the REST API" and "Deprovisioning and
//! reinstating users" for what a request causes, "Audit log events for your enterprise" for the fields that an event
//! has. The stand-in writes its log by it, and a log of an enterprise can be held against it.

/// What a request did, as far as the audit log tells requests apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Deed {
    /// A user was created.
    CreateUser,
    /// A user was changed, and is neither suspended nor reactivated by it.
    ChangeUser,
    /// A user was deprovisioned softly: `active` became false.
    SuspendUser,
    /// A suspended user came back: `active` became true.
    ReactivateUser,
    /// A user was deleted.
    DeleteUser,
    /// A group was created.
    CreateGroup,
    /// A group was changed.
    ChangeGroup,
    /// A group was deleted.
    DeleteGroup,
    /// A team was connected to a group.
    LinkTeam,
    /// A team was taken from its group.
    UnlinkTeam,
}

/// When an event is written, and how often.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum When {
    /// Each time, once.
    Always,
    /// Once, if the user gains that role.
    Granted(Role),
    /// Once, if the user loses that role.
    Revoked(Role),
    /// Once, if the group has another name than before.
    Renamed,
    /// For each user that the group gains.
    MemberAdded,
    /// For each user that the group loses.
    MemberRemoved,
    /// For each team that a user joins by the group.
    TeamJoined,
    /// For each team that a user leaves by the group.
    TeamLeft,
    /// The same, where another team keeps the user in the organization.
    TeamLeftButNotLast,
    /// For each organization that a user joins by a team.
    OrganizationJoined,
    /// For each organization that a user leaves with the last team.
    OrganizationLeft,
}

/// A role whose loss and gain the audit log tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Role {
    /// `enterprise_owner`.
    EnterpriseOwner,
    /// `billing_manager`.
    BillingManager,
}

impl Role {
    /// Whether a value of `roles` stands for the role: by its name or by the id that Entra ID's gallery application
    /// sends, which nobody but its users has written down.
    pub fn is_named_by(self, value: &str) -> bool {
        let names: [&str; 3] = match self {
            Role::EnterpriseOwner => [
                "enterprise_owner",
                "981df190-8801-4618-a08a-d91f6206c954",
                "ba4987ab-a1c3-412a-b58c-360fc407cb10",
            ],
            Role::BillingManager => [
                "billing_manager",
                "0e338b8c-cc7f-498a-928d-ea3470d7e7e3",
                "e6be2762-e4ad-4108-b72d-1bbe884a0f91",
            ],
        };
        names.iter().any(|name| name.eq_ignore_ascii_case(value))
    }
}

/// An event that a deed causes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Expected {
    /// The event's name.
    pub action: &'static str,
    /// When it is written.
    pub when: When,
}

impl Expected {
    /// Whether the event must be there; others depend on the state that the deed found.
    pub fn is_certain(&self) -> bool {
        self.when == When::Always
    }
}

const fn on(action: &'static str, when: When) -> Expected {
    Expected { action, when }
}

/// The table.
pub const EXPECTED: [(Deed, &[Expected]); 10] = [
    (
        Deed::CreateUser,
        &[
            on("external_identity.provision", When::Always),
            on("user.create", When::Always),
            on("business.add_admin", When::Granted(Role::EnterpriseOwner)),
            on("business.add_billing_manager", When::Granted(Role::BillingManager)),
        ],
    ),
    (
        Deed::ChangeUser,
        &[
            on("external_identity.update", When::Always),
            on("business.add_admin", When::Granted(Role::EnterpriseOwner)),
            on("business.add_billing_manager", When::Granted(Role::BillingManager)),
            on("business.remove_admin", When::Revoked(Role::EnterpriseOwner)),
            on("business.remove_billing_manager", When::Revoked(Role::BillingManager)),
        ],
    ),
    (
        Deed::SuspendUser,
        &[
            on("user.suspend", When::Always),
            on("user.remove_email", When::Always),
            on("user.rename", When::Always),
            on("external_identity.deprovision", When::Always),
            on("team.remove_member", When::TeamLeft),
            on("org.remove_member", When::OrganizationLeft),
        ],
    ),
    (
        Deed::ReactivateUser,
        &[
            on("user.unsuspend", When::Always),
            on("user.remove_email", When::Always),
            on("user.rename", When::Always),
            on("external_identity.provision", When::Always),
            on("org.add_member", When::OrganizationJoined),
        ],
    ),
    (
        Deed::DeleteUser,
        &[
            on("external_identity.deprovision", When::Always),
            on("user.remove_email", When::Always),
            on("team.remove_member", When::TeamLeft),
            on("org.remove_member", When::OrganizationLeft),
        ],
    ),
    (
        Deed::CreateGroup,
        &[
            on("external_group.provision", When::Always),
            on("external_group.update_display_name", When::Always),
            on("external_group.add_member", When::MemberAdded),
        ],
    ),
    (
        Deed::ChangeGroup,
        &[
            on("external_group.update", When::Always),
            on("external_group.update_display_name", When::Renamed),
            on("external_group.add_member", When::MemberAdded),
            on("external_group.remove_member", When::MemberRemoved),
            on("org.add_member", When::OrganizationJoined),
            on("team.add_member", When::TeamJoined),
            on("team.remove_member", When::TeamLeftButNotLast),
            on("org.remove_member", When::OrganizationLeft),
        ],
    ),
    (
        Deed::DeleteGroup,
        &[
            on("external_group.delete", When::Always),
            on("team.remove_member", When::TeamLeftButNotLast),
            on("org.remove_member", When::OrganizationLeft),
        ],
    ),
    (Deed::LinkTeam, &[on("external_group.link", When::Always)]),
    (Deed::UnlinkTeam, &[on("external_group.unlink", When::Always)]),
];

/// The events that a deed causes, in the order in which they are listed.
pub fn expected(deed: Deed) -> &'static [Expected] {
    EXPECTED.iter().find(|(listed, _)| *listed == deed).map_or(&[], |(_, events)| events)
}

/// The event that tells of a SCIM request itself: of each but a GET that succeeds.
pub fn of_request(on_group: bool, succeeded: bool) -> &'static str {
    match (on_group, succeeded) {
        (false, true) => "external_identity.scim_api_success",
        (false, false) => "external_identity.scim_api_failure",
        (true, true) => "external_group.scim_api_success",
        (true, false) => "external_group.scim_api_failure",
    }
}

/// A field that only some events have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Field {
    /// `scim_user_id`: the user's id in SCIM.
    ScimUserId,
    /// `scim_group_id`: the group's id in SCIM.
    ScimGroupId,
    /// `external_group_id` and `external_group`: number and name of the group as the endpoints on external groups
    /// have them.
    ExternalGroup,
    /// What the request was: `request_method`, `query_string`, `api_request_body`, `route`, `status_code`, `url_path`
    /// and `actor_is_bot`; of a failure also `message`.
    Request,
}

/// The fields that an event has beside those that all have.
pub fn fields(action: &str) -> &'static [Field] {
    match action {
        "external_identity.provision" | "external_identity.update" => &[Field::ScimUserId],
        "external_identity.scim_api_success" | "external_identity.scim_api_failure" => {
            &[Field::Request, Field::ScimUserId]
        }
        "external_group.scim_api_success" | "external_group.scim_api_failure" => {
            &[Field::Request, Field::ScimGroupId]
        }
        "external_group.add_member" | "external_group.link" | "external_group.update_display_name" => {
            &[Field::ExternalGroup, Field::ScimGroupId]
        }
        "external_group.remove_member" | "external_group.unlink" => &[Field::ExternalGroup],
        "external_group.delete" | "external_group.update" => &[Field::ScimGroupId],
        _ => &[],
    }
}
