//! What the endpoint says about itself: features, resource types, schemas (RFC 7644 §4).
//!
//! What it does not say is not known, and what is not known is tested.

use crate::suite::{Each, Need, Variables};
use serde_json::Value;
use std::collections::BTreeMap;

/// What the endpoint says about itself.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Capabilities {
    /// Features by name, as `/ServiceProviderConfig` has them.
    pub features: BTreeMap<String, bool>,
    /// What `/ResourceTypes` lists; `None` when it could not be read.
    pub resource_types: Option<Vec<ResourceType>>,
    /// What `/Schemas` lists; `None` when it could not be read.
    pub schemas: Option<Vec<Schema>>,
}

/// One schema, as far as the runner needs it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Schema {
    /// Its URI.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The names of its attributes.
    pub attributes: Vec<String>,
}

/// One resource type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResourceType {
    /// Its id, or its name where it has none.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Where its resources are, beginning with `/`.
    pub endpoint: String,
    /// The URI of its base schema.
    pub schema: String,
    /// The URIs of its extensions.
    pub extensions: Vec<String>,
}

impl Capabilities {
    pub(super) fn read_config(&mut self, body: &Value) {
        for feature in ["patch", "bulk", "filter", "changePassword", "sort", "etag"] {
            if let Some(supported) = body[feature]["supported"].as_bool() {
                self.features.insert(feature.to_owned(), supported);
            }
        }
    }

    pub(super) fn read_resource_types(&mut self, body: &Value) {
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let Some(listed) = resources(body) else { return };
        let types = listed.iter().map(|each| {
            let endpoint = text(&each["endpoint"]);
            ResourceType {
                id: if each["id"].is_string() { text(&each["id"]) } else { text(&each["name"]) },
                name: text(&each["name"]),
                endpoint: format!("/{}", endpoint.trim_start_matches('/')),
                schema: text(&each["schema"]),
                extensions: each["schemaExtensions"]
                    .as_array()
                    .map(|list| list.iter().map(|extension| text(&extension["schema"])).collect())
                    .unwrap_or_default(),
            }
        });
        self.resource_types = Some(types.collect());
    }

    pub(super) fn read_schemas(&mut self, body: &Value) {
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let schema = |each: &Value| Schema {
            id: text(&each["id"]),
            name: text(&each["name"]),
            attributes: each["attributes"]
                .as_array()
                .into_iter()
                .flatten()
                .map(|attribute| text(&attribute["name"]))
                .collect(),
        };
        self.schemas = resources(body).map(|list| list.iter().map(schema).collect());
    }

    /// Why a check with that need does not apply; `None` when it does, or when nobody knows.
    pub(super) fn lacks(&self, need: &Need, has_credentials: bool) -> Option<String> {
        match need {
            Need::Feature(name) => (self.features.get(name) == Some(&false))
                .then(|| format!("the endpoint says that it does not support `{name}`")),
            Need::ResourceType(name) => {
                let types = self.resource_types.as_ref()?;
                let is_there = types.iter().any(|each| each.name == *name);
                (!is_there).then(|| format!("the endpoint lists no resource type `{name}`"))
            }
            Need::Attribute(name, attribute) => {
                let resource_type = self.resource_types.as_ref()?.iter().find(|each| each.name == *name)?;
                let schema = self.schemas.as_ref()?.iter().find(|each| each.id == resource_type.schema)?;
                let is_there = schema.attributes.iter().any(|other| other.eq_ignore_ascii_case(attribute));
                (!is_there)
                    .then(|| format!("the endpoint's schema of `{name}` has no attribute `{attribute}`"))
            }
            Need::Schema(uri) => {
                let is = |other: &str| other.eq_ignore_ascii_case(uri);
                let types = self.resource_types.as_ref()?;
                let is_used = types
                    .iter()
                    .any(|each| is(&each.schema) || each.extensions.iter().any(|other| is(other)));
                (!is_used).then(|| format!("no resource type of the endpoint has the schema `{uri}`"))
            }
            Need::Credentials => {
                (!has_credentials).then(|| "the run sends no credentials that could be left out".to_owned())
            }
        }
    }

    /// The variables of each round of a check that is repeated; `Err` says why there is none.
    pub(super) fn rounds(&self, each: Option<Each>) -> Result<Vec<Variables>, String> {
        let bind = |pairs: &[(&str, &str)]| -> Variables {
            pairs.iter().map(|(name, value)| (format!("each.{name}"), (*value).to_owned())).collect()
        };
        let rounds: Vec<Variables> = match each {
            None => return Ok(vec![Variables::new()]),
            Some(Each::ResourceType) => self
                .resource_types
                .iter()
                .flatten()
                .map(|each| {
                    bind(&[
                        ("id", &each.id),
                        ("name", &each.name),
                        ("endpoint", &each.endpoint),
                        ("schema", &each.schema),
                    ])
                })
                .collect(),
            Some(Each::Schema) => self
                .schemas
                .iter()
                .flatten()
                .map(|each| bind(&[("id", &each.id), ("name", &each.name)]))
                .collect(),
        };
        if rounds.is_empty() {
            let listed = if each == Some(Each::Schema) { "schemas" } else { "resource types" };
            return Err(format!("the endpoint lists no {listed}"));
        }
        Ok(rounds)
    }
}

fn resources(body: &Value) -> Option<&Vec<Value>> {
    body["Resources"].as_array()
}
