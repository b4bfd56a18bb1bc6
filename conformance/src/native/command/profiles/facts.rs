//! A profile's facts, one after the other, each in words.

use scimproof::api::told;
use scimproof::patch::{PathForm, Row, Treatment, ValueShape};
use scimproof::profile::{Behaviour, Fact, Map, PatchFact, Profile, ResourceType, Standing, StatusForm};

/// One fact of a profile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Line {
    /// What it is about.
    pub(super) about: String,
    /// What holds.
    pub(super) text: String,
    /// How it is known.
    pub(super) standing: Option<Standing>,
    /// Where it is written.
    pub(super) source: String,
}

impl Line {
    fn new(about: impl Into<String>, text: impl Into<String>, source: &str) -> Line {
        Line { about: about.into(), text: text.into(), standing: None, source: source.to_owned() }
    }

    fn of<T>(about: impl Into<String>, fact: &Fact<T>, text: impl FnOnce(&T) -> String) -> Line {
        let text = fact.value.as_ref().map_or_else(|| "not known".to_owned(), text);
        Line { about: about.into(), text, standing: fact.standing, source: fact.source.clone() }
    }

    /// The fact with how it is known.
    pub(super) fn sentence(&self) -> String {
        let known = match self.standing {
            Some(standing) => told(standing, &self.source),
            None => self.source.clone(),
        };
        if known.is_empty() { self.text.clone() } else { format!("{} ({known})", self.text) }
    }
}

/// What the profile says of the endpoint, its judgements aside.
pub(super) fn facts(profile: &Profile) -> Vec<Line> {
    let Profile { urls, authentication, headers, filter, paging, errors, .. } = profile;
    let bases = if urls.bases.is_empty() { "any".to_owned() } else { urls.bases.join(" or ") };
    let stages: Vec<&str> = profile.stages.iter().map(|stage| stage.name()).collect();
    let mut lines = vec![
        Line::new("base URL", bases, &urls.source),
        Line::new("credentials", authentication.schemes.join(", "), &authentication.source),
        Line::new("looks at", stages.join(", "), ""),
        Line::new(
            "bodies",
            format!(
                "{}; answers in {}",
                headers.request_media_types.join(" or "),
                headers.response_media_type
            ),
            "",
        ),
        Line::new("error bodies", error_bodies(profile), &errors.source),
    ];
    profile.resource_types.iter().for_each(|kind| resource_type(&mut lines, kind));
    let attributes = filter.attributes.iter().map(|(kind, names)| format!("{kind} by {}", names.join(", ")));
    let filtered = if filter.supported {
        let operators = if filter.operators.is_empty() {
            "every operator".to_owned()
        } else {
            filter.operators.join(", ")
        };
        let joined = (!filter.compound).then(|| "conditions cannot be joined".to_owned());
        std::iter::once(operators).chain(joined).chain(attributes).collect::<Vec<_>>().join("; ")
    } else {
        "none".to_owned()
    };
    let most = paging.max_count.map(|most| format!(", {most} at most")).unwrap_or_default();
    let supported = |is_supported: &bool| if *is_supported { "yes" } else { "no" }.to_owned();
    lines.extend([
        Line::new("filters", filtered, &filter.source),
        Line::new("a page", format!("{} resources{most}", paging.default_count), &paging.source),
        Line::of("sorts", &profile.sort, supported),
        Line::of("versions", &profile.etag, supported),
        Line::of("bulk", &profile.bulk, |bulk| {
            format!("{} operations, {} bytes", bulk.max_operations, bulk.max_payload_size)
        }),
    ]);
    if let Some(rate) = &profile.rate {
        let text = format!("{} users in {} seconds", rate.users, rate.seconds);
        lines.push(Line {
            about: "rate".to_owned(),
            text,
            standing: Some(rate.standing),
            source: rate.source.clone(),
        });
    }
    let named = |lines: &mut Vec<Line>, word: &str, name: &str, fact: Line| {
        lines.push(Line { about: format!("{word} {name}"), ..fact });
    };
    for (name, fact) in &profile.endpoints {
        named(&mut lines, "serves", name, Line::of("", fact, supported));
    }
    for (name, fact) in &profile.limits {
        named(&mut lines, "at most", name, Line::of("", fact, u32::to_string));
    }
    lines.extend(profile.schemas.iter().map(|schema| Line::new("schema", &*schema.id, "")));
    lines
        .extend(profile.behaviours.iter().map(|fact| Line::of("also", fact, |it| behaviour(*it).to_owned())));
    lines.extend(profile.patch.iter().map(patch));
    lines
}

fn error_bodies(profile: &Profile) -> String {
    let form = match profile.errors.status {
        StatusForm::String => "`status` is a string",
        StatusForm::Integer => "`status` is a number",
    };
    let basic: Vec<String> = profile.errors.basic.iter().map(u16::to_string).collect();
    if basic.is_empty() {
        form.to_owned()
    } else {
        format!("{form}; those of {} are not in SCIM's form", basic.join(", "))
    }
}

fn resource_type(lines: &mut Vec<Line>, kind: &ResourceType) {
    let name = &kind.name;
    let operations: Vec<&str> = kind.operations.iter().map(|(operation, _)| operation.name()).collect();
    lines.push(Line::new(name, format!("/{}: {}", kind.endpoint, operations.join(", ")), ""));
    let mut listed = |about: &str, texts: &[String]| {
        if !texts.is_empty() {
            lines.push(Line::new(format!("{name} {about}"), texts.join(", "), ""));
        }
    };
    let required = |required: bool| if required { " (required)" } else { "" };
    let extensions = kind.extensions.iter().map(|it| format!("{}{}", it.schema, required(it.required)));
    listed("extensions", &extensions.collect::<Vec<_>>());
    listed("lists", kind.attributes.as_deref().unwrap_or_default());
    for (operation, facts) in &kind.operations {
        listed(&format!("{} needs", operation.name()), &facts.required);
    }
    listed("unique", &kind.unique);
    let pairs = |map: &Map<String, Vec<String>>| -> Vec<String> {
        map.iter().map(|(path, values)| format!("{path}: {}", values.join(" or "))).collect()
    };
    listed("values", &pairs(&kind.values));
    let lengths = kind.max_lengths.iter().map(|(path, most)| format!("{path}: {most} characters"));
    listed("lengths", &lengths.collect::<Vec<_>>());
    let banned = kind.banned_characters.iter().map(|(path, banned)| format!("{path}: none of {banned}"));
    listed("characters", &banned.collect::<Vec<_>>());
    listed("keeps one of", &kind.single_slots);
    listed("domains", &kind.verified_domains);
}

fn behaviour(behaviour: Behaviour) -> &'static str {
    match behaviour {
        Behaviour::NormalizesUserNames => "makes a login of each user name, and logins are unique",
        Behaviour::HidesSuspendedMembers => "leaves users that are not active out of their groups",
        Behaviour::HashesSuspendedLogins => "shows a hash in place of a suspended user's login",
        Behaviour::DeletesDeactivatedUsers => "deletes a user who is deactivated",
        Behaviour::FillsInUsers => "makes users active, and names them, where a request does not",
        Behaviour::EmptyRoleClearsRoles => "takes a user's role away by one with an empty value",
        Behaviour::AcceptsSingleQuotedFilters => "takes strings of filters in single quotes",
        Behaviour::IsPartOfGitHubApi => "tells a token's scopes, and has `/user` and `/rate_limit`",
        Behaviour::KeepsAuditLog => "keeps an audit log",
        Behaviour::LinksTeamsToGroups => "connects teams of organizations to groups",
        Behaviour::HasEnterpriseTeams => "connects teams of the enterprise to groups",
        Behaviour::SynchronizesTeams => "fills teams from groups that SCIM does not bring",
    }
}

fn patch(fact: &PatchFact) -> Line {
    let Row { resource, operation, path, value, then } = &fact.row;
    let operation = operation.map_or("any operation", |operation| operation.name());
    let path = match path {
        PathForm::Any => String::new(),
        PathForm::Absent => " without a path".to_owned(),
        PathForm::Attribute(name) => format!(" of {name}"),
        PathForm::SubAttribute { attribute, sub } => format!(" of {attribute}.{sub}"),
        PathForm::ValuePath { attribute, sub: None } => format!(" of {attribute}[…]"),
        PathForm::ValuePath { attribute, sub: Some(sub) } => format!(" of {attribute}[…].{sub}"),
        PathForm::Schema(urn) => format!(" below {urn}"),
    };
    let value = match value {
        ValueShape::Any => "",
        ValueShape::Absent => " without a value",
        ValueShape::Present => " with a value",
        ValueShape::Null => " with null",
        ValueShape::String => " with a string",
        ValueShape::EmptyString => " with an empty string",
        ValueShape::Number => " with a number",
        ValueShape::Boolean => " with true or false",
        ValueShape::Object => " with an object",
        ValueShape::BlankObject => " with an object whose `value` is empty",
        ValueShape::Array => " with an array",
        ValueShape::EmptyArray => " with an empty array",
        ValueShape::BlankArray => " with an array whose `value`s are empty",
    };
    let then = match then {
        Treatment::AsRfc => "as the RFC has it",
        Treatment::RemoveListedValues => "the elements listed in the value go",
        Treatment::Unassign => "the attribute goes",
        Treatment::CreateElement => "an element is made where none matches",
        Treatment::Ignored => "accepted, changes nothing",
        Treatment::Refused => "refused",
        Treatment::Unknown => "not known",
    };
    let on = resource.as_ref().map(|kind| format!(" on a {kind}")).unwrap_or_default();
    Line {
        about: "PATCH".to_owned(),
        text: format!("{operation}{path}{value}{on}: {then}"),
        standing: fact.standing,
        source: fact.source.clone(),
    }
}
