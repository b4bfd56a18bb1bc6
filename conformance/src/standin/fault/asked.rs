//! A request as faults look at it and change it.

use super::filter::tree::change;
use scimproof::message::endpoint::target;
use scimproof::message::{Endpoint, Method, Request};
use scimproof::profile::Profile;
use scimproof::syntax::{Filter, percent_encode, query_parameters};
use serde_json::{Map, Value, json};
use std::borrow::Cow;

/// What a request is on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum On {
    Create,
    Read,
    List,
    Replace,
    Patch,
    Delete,
    Search,
    Bulk,
    Me,
    Config,
    ResourceTypes,
    ResourceType,
    Schemas,
    Schema,
    Other,
}

/// What shows one resource.
pub(super) const ONE: &[On] = &[On::Create, On::Read, On::Replace, On::Patch];
/// What shows a list of resources.
pub(super) const LISTS: &[On] = &[On::List, On::Search];
/// What lists, discovery's lists too.
pub(super) const ALL_LISTS: &[On] = &[On::List, On::Search, On::ResourceTypes, On::Schemas];
/// What changes something.
pub(super) const WRITES: &[On] = &[On::Create, On::Replace, On::Patch, On::Delete, On::Bulk];

impl On {
    /// Whether an answer shows resources of users or groups.
    pub(super) fn shows_resources(self) -> bool {
        ONE.contains(&self) || LISTS.contains(&self) || self == On::Me
    }

    /// Whether it is about what the provider says of itself.
    pub(super) fn is_discovery(self) -> bool {
        matches!(self, On::Config | On::ResourceTypes | On::ResourceType | On::Schemas | On::Schema)
    }

    /// Whether it changes something.
    pub(super) fn writes(self) -> bool {
        WRITES.contains(&self)
    }

    fn of(method: Method, endpoint: &Endpoint<'_>) -> On {
        match (method, endpoint) {
            (Method::Get, Endpoint::Collection(_) | Endpoint::Root) => On::List,
            (Method::Post, Endpoint::Collection(_)) => On::Create,
            (Method::Get, Endpoint::Resource { .. }) => On::Read,
            (Method::Put, Endpoint::Resource { .. }) => On::Replace,
            (Method::Patch, Endpoint::Resource { .. }) => On::Patch,
            (Method::Delete, Endpoint::Resource { .. }) => On::Delete,
            (Method::Post, Endpoint::Search(_)) => On::Search,
            (Method::Post, Endpoint::Bulk) => On::Bulk,
            (_, Endpoint::Me) => On::Me,
            (Method::Get, Endpoint::ServiceProviderConfig) => On::Config,
            (Method::Get, Endpoint::ResourceTypes(None)) => On::ResourceTypes,
            (Method::Get, Endpoint::ResourceTypes(Some(_))) => On::ResourceType,
            (Method::Get, Endpoint::Schemas(None)) => On::Schemas,
            (Method::Get, Endpoint::Schemas(Some(_))) => On::Schema,
            _ => On::Other,
        }
    }
}

/// A request, and what it is on.
pub(super) struct Asked {
    pub(super) request: Request<'static>,
    pub(super) on: On,
    /// The path before the endpoint.
    pub(super) base: String,
    /// The resource type's endpoint, such as `Users`; empty where there is none.
    pub(super) endpoint: String,
    /// The resource's id, or the schema's or resource type's name; empty where there is none.
    pub(super) id: String,
}

impl Asked {
    pub(super) fn new(request: Request<'static>, profile: &Profile) -> Asked {
        let target = target(&request.target, profile.endpoint_names());
        let id = match &target.endpoint {
            Endpoint::Resource { id, .. } => id.to_string(),
            Endpoint::Schemas(Some(name)) | Endpoint::ResourceTypes(Some(name)) => name.to_string(),
            _ => String::new(),
        };
        let endpoint = target.endpoint.resource_endpoint().unwrap_or_default().to_owned();
        let on = On::of(request.method, &target.endpoint);
        let base = target.base.to_owned();
        Asked { request, on, base, endpoint, id }
    }

    pub(super) fn is_users(&self) -> bool {
        self.endpoint == "Users"
    }

    pub(super) fn is_groups(&self) -> bool {
        self.endpoint == "Groups"
    }

    /// The body, if it is a JSON object.
    pub(super) fn body(&self) -> Option<Map<String, Value>> {
        serde_json::from_slice(self.request.body.as_deref()?).ok()
    }

    /// A member of the body; null where there is none.
    pub(super) fn member(&self, name: &str) -> Value {
        self.body().and_then(|mut body| body.remove(name)).unwrap_or_default()
    }

    /// Changes the body, if it is a JSON object.
    pub(super) fn edit_body(&mut self, edit: impl FnOnce(&mut Map<String, Value>)) {
        let Some(mut body) = self.body() else { return };
        let before = body.clone();
        edit(&mut body);
        if body != before {
            self.request.body = Some(Cow::Owned(Value::Object(body).to_string().into_bytes()));
        }
    }

    /// A parameter of the query; of a search, the member of that name.
    pub(super) fn parameter(&self, name: &str) -> Option<String> {
        if self.on == On::Search {
            return match self.member(name) {
                Value::Null => None,
                Value::String(text) => Some(text),
                Value::Array(names) => {
                    Some(names.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(","))
                }
                other => Some(other.to_string()),
            };
        }
        let query = self.request.query()?;
        query_parameters(query)
            .find(|parameter| parameter.name == name)
            .map(|parameter| parameter.value.into_owned())
    }

    /// Gives a parameter another value, or takes it away.
    pub(super) fn set_parameter(&mut self, name: &str, value: Option<&str>) {
        if self.on == On::Search {
            return self.edit_body(|body| match (value, body.get(name)) {
                (None, _) => drop(body.remove(name)),
                (Some(value), Some(Value::Array(_))) => {
                    body.insert(name.to_owned(), value.split(',').collect());
                }
                (Some(value), _) => {
                    let value = value.parse::<i64>().map_or_else(|_| json!(value), |number| json!(number));
                    body.insert(name.to_owned(), value);
                }
            });
        }
        let path = self.request.path().to_owned();
        let query = self.request.query().unwrap_or_default();
        let mut parts: Vec<String> = query_parameters(query)
            .filter(|parameter| parameter.name != name)
            .map(|parameter| match parameter.raw_value {
                Some(value) => format!("{}={value}", parameter.raw_name),
                None => parameter.raw_name.to_owned(),
            })
            .collect();
        parts.extend(value.map(|value| format!("{name}={}", percent_encode(value))));
        let mark = if parts.is_empty() { "" } else { "?" };
        self.request.target = Cow::Owned(format!("{path}{mark}{}", parts.join("&")));
    }

    /// Changes a parameter that is given.
    pub(super) fn edit_parameter(&mut self, name: &str, edit: impl FnOnce(String) -> String) {
        if let Some(value) = self.parameter(name) {
            let edited = edit(value);
            self.set_parameter(name, Some(&edited));
        }
    }

    /// Changes every part of the filter, the innermost first. What is no filter stays, and is refused as it is.
    pub(super) fn edit_filter(&mut self, edit: fn(Filter) -> Filter) {
        let Some(text) = self.parameter("filter") else { return };
        let Ok(filter) = Filter::parse(&text) else { return };
        let changed = change(filter.clone(), &edit);
        if changed != filter {
            self.set_parameter("filter", Some(&changed.to_string()));
        }
    }

    /// Changes the operations of a PATCH.
    pub(super) fn edit_operations(&mut self, edit: impl FnOnce(&mut Vec<Value>)) {
        if self.on == On::Patch {
            self.edit_body(|body| {
                if let Some(Value::Array(operations)) = body.get_mut("Operations") {
                    edit(operations);
                }
            });
        }
    }

    /// A header's value.
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.request.header(name)
    }

    /// Takes a header away.
    pub(super) fn drop_header(&mut self, name: &str) {
        if let Some(headers) = &mut self.request.headers {
            headers.retain(|header| !header.name.eq_ignore_ascii_case(name));
        }
    }
}
