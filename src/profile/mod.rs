//! What one endpoint accepts and does, as data: every fact with its source and standing.
//!
//! A profile is a JSON file that `profile.schema.json` beside this file describes. One may extend
//! another: the extending file is merged over it (RFC 7396), but a fact with its source lies over the
//! one below as a whole. A variant is such a file within a file. Each type reads itself, by `decode`,
//! from a node of the merged file. There are two kinds: a [`Profile`] says what an endpoint accepts
//! and does, a [`Client`] what a sender is known to send.

mod builtin;
mod client;
mod discovery;
mod fillings;
mod judgement;
mod load;
mod map;
mod patch_table;
mod resource_type;
mod settings;

pub use builtin::{builtin_names, client_names};
pub use client::{Client, Habit};
pub use discovery::{Discovery, DiscoveryError};
pub use fillings::Fillings;
pub use judgement::{Exception, Judgement, Outcome, Standing};
pub use load::{Library, LoadError, SCHEMA, builtin, client};
pub use map::Map;
pub use patch_table::PatchFact;
pub use resource_type::{Extension, Operation, OperationFacts, ResourceType};
pub use settings::{
    Authentication, Bulk, Errors, Fact, FilterFacts, Headers, Paging, Parameter, Rate, StatusForm, Urls,
};

use crate::json::decode::Node;
use crate::packed::packed;
use crate::schema::Schema;

/// What one endpoint accepts and does.
#[derive(Debug, Clone)]
pub struct Profile {
    /// The name, such as `github-emu`.
    pub name: String,
    /// The name in prose, such as `GitHub Enterprise Managed Users`.
    pub title: String,
    /// The endpoint in a sentence's subject, such as `GitHub`.
    pub subject: String,
    /// What the user may set, such as the short code of an enterprise.
    pub parameters: Map<String, Parameter>,
    /// The values that were set.
    pub settings: Map<String, String>,
    /// Where it is served.
    pub urls: Urls,
    /// How callers prove who they are.
    pub authentication: Authentication,
    /// The order in which the endpoint looks at a request.
    pub stages: Vec<Stage>,
    /// Media types and headers.
    pub headers: Headers,
    /// The resource types it serves.
    pub resource_types: Vec<ResourceType>,
    /// Schemas of its own, beside those of the RFCs.
    pub schemas: Vec<Schema>,
    /// What filters it takes.
    pub filter: FilterFacts,
    /// How it pages lists.
    pub paging: Paging,
    /// How many users it takes in a while, if it says so.
    pub rate: Option<Rate>,
    /// Whether it sorts.
    pub sort: Fact<bool>,
    /// Whether it takes bulk requests.
    pub bulk: Fact<Bulk>,
    /// Whether it versions resources.
    pub etag: Fact<bool>,
    /// Whether it serves `/Me`, `.search` and the discovery endpoints.
    pub endpoints: Map<String, Fact<bool>>,
    /// How much one request may hold, by the names of the profiles' JSON Schema; what is not there is not known.
    pub limits: Map<String, Fact<u32>>,
    /// How much a caller may ask for in a while, by the names of the profiles' JSON Schema; what is not there is not known.
    pub quotas: Map<String, Fact<u32>>,
    /// What its error bodies look like.
    pub errors: Errors,
    /// How it reads PATCH, the first match holds.
    pub patch: Vec<PatchFact>,
    /// Behaviours from a closed list, for what a table cannot say.
    pub behaviours: Vec<Fact<Behaviour>>,
    /// What it makes of each malformation, by the rule's name.
    pub judgements: Map<String, Judgement>,
}

/// A step in which an endpoint looks at a request. The first that refuses makes the answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[expect(missing_docs, reason = "the variants say it")]
pub enum Stage {
    Authentication,
    Route,
    Headers,
    MediaType,
    Json,
    Schema,
    Values,
    State,
}

impl Stage {
    /// The stage's name, as profiles spell it.
    pub const fn name(self) -> &'static str {
        match self {
            Stage::Authentication => "authentication",
            Stage::Route => "route",
            Stage::Headers => "headers",
            Stage::MediaType => "media-type",
            Stage::Json => "json",
            Stage::Schema => "schema",
            Stage::Values => "values",
            Stage::State => "state",
        }
    }

    const ALL: [Stage; 8] = [
        Stage::Authentication,
        Stage::Route,
        Stage::Headers,
        Stage::MediaType,
        Stage::Json,
        Stage::Schema,
        Stage::Values,
        Stage::State,
    ];

    fn decode(node: &Node<'_>) -> Stage {
        node.word(&Stage::ALL.map(|stage| (stage.name(), stage)))
    }
}

/// What an endpoint does beyond what tables can say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Behaviour {
    /// A user name becomes a login by normalization, and logins are unique.
    NormalizesUserNames,
    /// Users with `active` false do not show in the groups that they are in.
    HidesSuspendedMembers,
    /// A suspended user has a login that tells nothing: outside SCIM a hash stands in its place.
    HashesSuspendedLogins,
    /// A user whose `active` becomes false is deleted.
    DeletesDeactivatedUsers,
    /// A user without `active` is active, and one without `displayName` has the formatted name for one.
    FillsInUsers,
    /// A role with an empty value takes the user's role away.
    EmptyRoleClearsRoles,
    /// A string operand of a filter may stand in single quotes.
    AcceptsSingleQuotedFilters,
    /// SCIM is a part of GitHub's REST API: answers tell a token's scopes, and `/user` and `/rate_limit` are there.
    IsPartOfGitHubApi,
    /// Requests leave events in an audit log that enterprise and organizations read.
    KeepsAuditLog,
    /// Groups are connected to teams of organizations, which then have the groups' members.
    LinksTeamsToGroups,
    /// Teams of the enterprise can have a group's members.
    HasEnterpriseTeams,
    /// Teams take their members from groups of the identity provider, which SCIM does not bring.
    SynchronizesTeams,
}

impl Behaviour {
    fn decode(node: &Node<'_>) -> Behaviour {
        node.word(&[
            ("normalizes-user-names", Behaviour::NormalizesUserNames),
            ("hides-suspended-members", Behaviour::HidesSuspendedMembers),
            ("hashes-suspended-logins", Behaviour::HashesSuspendedLogins),
            ("deletes-deactivated-users", Behaviour::DeletesDeactivatedUsers),
            ("fills-in-users", Behaviour::FillsInUsers),
            ("empty-role-clears-roles", Behaviour::EmptyRoleClearsRoles),
            ("accepts-single-quoted-filters", Behaviour::AcceptsSingleQuotedFilters),
            ("is-part-of-github-api", Behaviour::IsPartOfGitHubApi),
            ("keeps-audit-log", Behaviour::KeepsAuditLog),
            ("links-teams-to-groups", Behaviour::LinksTeamsToGroups),
            ("has-enterprise-teams", Behaviour::HasEnterpriseTeams),
            ("synchronizes-teams", Behaviour::SynchronizesTeams),
        ])
    }
}

packed!(Profile {
    name,
    title,
    subject,
    parameters,
    settings,
    urls,
    authentication,
    stages,
    headers,
    resource_types,
    schemas,
    filter,
    paging,
    rate,
    sort,
    bulk,
    etag,
    endpoints,
    limits,
    quotas,
    errors,
    patch,
    behaviours,
    judgements,
});
packed!(Stage: Authentication, Route, Headers, MediaType, Json, Schema, Values, State);
packed!(Behaviour:
    NormalizesUserNames,
    HidesSuspendedMembers,
    HashesSuspendedLogins,
    DeletesDeactivatedUsers,
    FillsInUsers,
    EmptyRoleClearsRoles,
    AcceptsSingleQuotedFilters,
    IsPartOfGitHubApi,
    KeepsAuditLog,
    LinksTeamsToGroups,
    HasEnterpriseTeams,
    SynchronizesTeams,
);

/// The endpoints beside those of resource types.
const ENDPOINTS: &[&str] =
    &["serviceProviderConfig", "schemas", "resourceTypes", "me", "search", "bulk", "root"];

/// What one request may hold so much of.
const LIMITS: &[&str] =
    &["patchOperations", "membersChanged", "membersAdded", "membersRemoved", "membersCreated"];

/// What a caller may ask for so much of in a while.
const QUOTAS: &[&str] = &["core", "scim", "points"];

impl Profile {
    fn decode(node: &Node<'_>) -> Profile {
        node.object(|members| {
            // For editors and for the loader.
            members.get("$schema").text();
            members.get("extends").text();
            members.get("variants").entries();
            Map::decode(&members.get("sources"), Node::text);
            members.need("kind").word(&[("provider", ()), ("client", ())]);
            Profile {
                name: members.text("name"),
                title: members.text("title"),
                subject: members.text("subject"),
                parameters: Map::decode(&members.get("parameters"), Parameter::decode),
                settings: Map::default(),
                urls: Urls::decode(&members.need("urls")),
                authentication: Authentication::decode(&members.need("authentication")),
                stages: members.need("stages").list(Stage::decode),
                headers: Headers::decode(&members.need("headers")),
                resource_types: members.need("resourceTypes").list(ResourceType::decode),
                schemas: members.get("schemas").list(Schema::decode),
                filter: FilterFacts::decode(&members.need("filter")),
                paging: Paging::decode(&members.need("paging")),
                rate: members.get("rate").present().map(|rate| Rate::decode(&rate)),
                sort: Fact::decode(&members.need("sort"), Node::flag),
                bulk: Fact::decode(&members.need("bulk"), Bulk::decode),
                etag: Fact::decode(&members.need("etag"), Node::flag),
                endpoints: Map::decode_of(&members.need("endpoints"), ENDPOINTS, |fact| {
                    Fact::decode(fact, Node::flag)
                }),
                limits: Map::decode_of(&members.get("limits"), LIMITS, |fact| {
                    Fact::decode(fact, |limit| limit.number(u32::MAX))
                }),
                quotas: Map::decode_of(&members.get("quotas"), QUOTAS, |fact| {
                    Fact::decode(fact, |quota| quota.number(u32::MAX))
                }),
                errors: Errors::decode(&members.need("errors")),
                patch: members.get("patch").list(PatchFact::decode),
                behaviours: members.get("behaviours").list(|fact| Fact::decode(fact, Behaviour::decode)),
                judgements: Map::decode(&members.need("judgements"), Judgement::decode),
            }
        })
    }

    /// The type whose core schema a resource names in its `schemas`.
    pub fn type_of(&self, resource: &serde_json::Map<String, serde_json::Value>) -> Option<&ResourceType> {
        let named = resource.get("schemas")?.as_array()?;
        let is_named = |kind: &&ResourceType| {
            let mut named = named.iter().filter_map(serde_json::Value::as_str);
            named.any(|urn| urn.eq_ignore_ascii_case(&kind.schema))
        };
        self.resource_types.iter().find(is_named)
    }

    /// The resource type served at that endpoint name, spelled exactly.
    pub fn resource_type_at(&self, endpoint: &str) -> Option<&ResourceType> {
        self.resource_types.iter().find(|resource_type| resource_type.endpoint == endpoint)
    }

    /// The names of the endpoints that serve resource types, such as `Users`.
    pub fn endpoint_names(&self) -> impl Iterator<Item = &str> + Clone {
        self.resource_types.iter().map(|resource_type| resource_type.endpoint.as_str())
    }

    /// The resource type of that name.
    pub fn resource_type(&self, name: &str) -> Option<&ResourceType> {
        self.resource_types.iter().find(|resource_type| resource_type.name == name)
    }

    /// The schema of that URN: the profile's own, else the RFC's.
    pub fn schema(&self, urn: &str) -> Option<&Schema> {
        self.schemas
            .iter()
            .find(|schema| schema.id.eq_ignore_ascii_case(urn))
            .or_else(|| crate::schema::builtin(urn))
    }

    /// The resource type's schemas, the core schema first.
    pub fn schemas_of(&self, resource_type: &ResourceType) -> Vec<&Schema> {
        let extensions = resource_type.extensions.iter().map(|extension| extension.schema.as_str());
        std::iter::once(resource_type.schema.as_str())
            .chain(extensions)
            .filter_map(|urn| self.schema(urn))
            .collect()
    }

    /// What the endpoint makes of that rule's malformation.
    pub fn judgement(&self, rule: &str) -> Option<&Judgement> {
        let judgements = self.judgements.iter().as_slice();
        let at = judgements.binary_search_by(|(known, _)| known.as_str().cmp(rule)).ok()?;
        judgements.get(at).map(|(_, judgement)| judgement)
    }

    /// Whether the endpoint is known to behave so.
    pub fn behaves(&self, behaviour: Behaviour) -> bool {
        self.behaviours.iter().any(|fact| fact.value == Some(behaviour))
    }

    /// The position of a stage in the endpoint's order; stages that it does not list come last.
    pub fn rank(&self, stage: Stage) -> usize {
        self.stages.iter().position(|listed| *listed == stage).unwrap_or(self.stages.len())
    }

    /// The attributes of a resource type whose values only one resource may hold.
    pub fn unique_attributes<'a>(&'a self, resource_type: &'a ResourceType) -> Vec<&'a str> {
        if !resource_type.unique.is_empty() {
            return resource_type.unique.iter().map(String::as_str).collect();
        }
        let schema = self.schema(&resource_type.schema);
        let attributes = schema.into_iter().flat_map(|schema| &schema.attributes);
        attributes
            .filter(|attribute| attribute.uniqueness != crate::schema::Uniqueness::None)
            .map(|attribute| attribute.name.as_str())
            .collect()
    }

    /// How much one request may hold, if that is known: a name of the profiles' JSON Schema, such as `patchOperations`.
    pub fn limit(&self, name: &str) -> Option<u32> {
        self.limits.get(name).and_then(|fact| fact.value)
    }

    /// The value of a parameter, if it was set.
    pub fn setting(&self, parameter: &str) -> Option<&str> {
        self.settings.get(parameter).map(String::as_str)
    }

    /// The path of a base with parameters that are set; `None` unless it has some, and all are.
    fn path_of(&self, base: &str) -> Option<String> {
        let (_, rest) = base.split_once("://")?;
        let path = rest.get(rest.find('/')?..)?;
        let mut parts = Vec::new();
        let mut has_parameters = false;
        for part in path.split('/') {
            parts.push(match part.strip_prefix('{').and_then(|name| name.strip_suffix('}')) {
                Some(parameter) => {
                    has_parameters = true;
                    self.setting(parameter)?
                }
                None => part,
            });
        }
        has_parameters.then(|| parts.join("/"))
    }

    /// The profile with a parameter set. The stand-in then serves where the endpoint with these parameters does.
    ///
    /// # Errors
    /// When the profile has no such parameter.
    pub fn set(mut self, parameter: &str, value: &str) -> Result<Profile, LoadError> {
        if !self.parameters.contains_key(parameter) {
            return Err(LoadError::UnknownParameter {
                profile: self.name,
                parameter: parameter.to_owned(),
                known: self.parameters.keys().cloned().collect(),
            });
        }
        self.settings.insert(parameter.to_owned(), value.to_owned());
        if let Some(path) = self.urls.bases.iter().find_map(|base| self.path_of(base)) {
            self.urls.stand_in_base = path;
        }
        Ok(self)
    }
}
