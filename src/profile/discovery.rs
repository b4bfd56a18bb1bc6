//! What an endpoint says of itself (RFC 7644 §4), and the profile that follows from it.
//!
//! Documents are read as endpoints write them: members beyond RFC 7643 are passed over, and what
//! §7 names without regard to case is read so. What cannot be read is told with its place.

use super::{
    Bulk, Extension, Fact, LoadError, Map, Operation, OperationFacts, Profile, ResourceType, Standing,
    builtin,
};
use crate::json::decode::{Members, Node, decode};
use crate::json::{Fault, Kind, Parser};
use crate::schema::{RESOURCE_TYPE, SCHEMA, SERVICE_PROVIDER_CONFIG, Schema};

/// Schemas, resource types and the configuration of one endpoint, from one text or several.
#[derive(Debug, Clone, Default)]
pub struct Discovery {
    schemas: Vec<Schema>,
    resource_types: Vec<Announced>,
    configuration: Option<Configuration>,
}

/// Why documents that can be read make no profile.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DiscoveryError {
    /// A resource type refers to a schema that nothing describes.
    #[error(
        "resource type `{resource_type}` has the schema `{schema}`, which no document describes; add what the endpoint answers at `/Schemas`"
    )]
    UnknownSchema {
        /// The resource type's name.
        resource_type: String,
        /// The schema's URN.
        schema: String,
    },
    /// The built-in profile that the documents are laid over cannot be read.
    #[error(transparent)]
    Base(#[from] LoadError),
}

/// A resource type as `/ResourceTypes` lists it (RFC 7643 §6).
#[derive(Debug, Clone)]
struct Announced {
    name: String,
    /// The last part of its endpoint.
    endpoint: String,
    schema: String,
    extensions: Vec<Extension>,
}

/// What `/ServiceProviderConfig` says, as far as it says it (RFC 7643 §5).
#[derive(Debug, Clone, Default)]
struct Configuration {
    patch: Option<bool>,
    bulk: Option<bool>,
    bulk_limits: Option<Bulk>,
    filter: Option<bool>,
    max_results: Option<u32>,
    sort: Option<bool>,
    etag: Option<bool>,
    /// RFC 9865 §4.
    cursor: Option<bool>,
}

/// One document of discovery.
enum Document {
    Schema(Schema),
    ResourceType(Announced),
    Configuration(Configuration),
}

impl Discovery {
    /// Adds the documents in a text: one of them, an array, or a ListResponse. A later one of the
    /// same name or URN stands in the place of an earlier one.
    ///
    /// # Errors
    /// Where the text is no JSON, or something in it is not as RFC 7643 has it.
    pub fn add(&mut self, text: &str) -> Result<(), Fault> {
        let mut parser = Parser::new();
        let document = parser.parse(text.as_bytes()).map_err(|error| Fault::of_syntax(text, &error))?;
        for document in decode(vec![document.root()], documents)? {
            match document {
                Document::Schema(schema) => {
                    self.schemas.retain(|known| !known.id.eq_ignore_ascii_case(&schema.id));
                    self.schemas.push(schema);
                }
                Document::ResourceType(announced) => {
                    self.resource_types.retain(|known| known.name != announced.name);
                    self.resource_types.push(announced);
                }
                Document::Configuration(configuration) => self.configuration = Some(configuration),
            }
        }
        Ok(())
    }

    /// Whether no document was added.
    pub fn is_empty(&self) -> bool {
        self.schemas.is_empty() && self.resource_types.is_empty() && self.configuration.is_none()
    }
}

impl Profile {
    /// The profile of an endpoint of which nothing is known but what it says of itself: otherwise it
    /// follows the RFCs.
    ///
    /// # Errors
    /// When a resource type has a schema that no document describes.
    pub fn from_discovery(discovery: &Discovery) -> Result<Profile, DiscoveryError> {
        let mut profile = Profile {
            name: "discovery".to_owned(),
            title: "an endpoint by what it says of itself".to_owned(),
            subject: "the endpoint".to_owned(),
            ..builtin("rfc7644")?
        };
        for endpoint in ["search", "root"] {
            let source = "RFC 7644 §3.4: optional, and an endpoint has no place to tell of it".to_owned();
            profile.endpoints.insert(endpoint.to_owned(), Fact { value: None, standing: None, source });
        }
        profile.with_discovery(discovery)
    }

    /// The profile with what the endpoint says of itself laid over it. What the documents do not speak
    /// of stays.
    ///
    /// # Errors
    /// When a resource type has a schema that no document describes.
    pub fn with_discovery(mut self, discovery: &Discovery) -> Result<Profile, DiscoveryError> {
        for schema in &discovery.schemas {
            self.schemas.retain(|known| !known.id.eq_ignore_ascii_case(&schema.id));
            self.schemas.push(schema.clone());
        }
        for kind in &mut self.resource_types {
            // The list of attributes was that of another schema.
            if discovery.schemas.iter().any(|schema| schema.id.eq_ignore_ascii_case(&kind.schema)) {
                kind.attributes = None;
            }
        }
        if discovery.resource_types.is_empty() {
            discovery.schemas.iter().for_each(|schema| self.extend(schema));
        } else {
            let listed = discovery.resource_types.iter().map(|announced| self.announced(announced));
            self.resource_types = listed.collect::<Result<_, _>>()?;
        }
        if let Some(configuration) = &discovery.configuration {
            self.configure(configuration);
        }
        Ok(self)
    }

    /// Lets resources have a schema of which nobody says whose it is: those of the resource type
    /// that ends its URN, else all.
    fn extend(&mut self, schema: &Schema) {
        let is_in_use = |kind: &ResourceType| {
            let mut urns = kind.extensions.iter().map(|extension| &extension.schema);
            kind.schema.eq_ignore_ascii_case(&schema.id)
                || urns.any(|urn| urn.eq_ignore_ascii_case(&schema.id))
        };
        if is_of_discovery(&schema.id) || self.resource_types.iter().any(is_in_use) {
            return;
        }
        let last = schema.id.rsplit(':').next().unwrap_or_default();
        let is_named = self.resource_types.iter().any(|kind| kind.name.eq_ignore_ascii_case(last));
        for kind in &mut self.resource_types {
            if !is_named || kind.name.eq_ignore_ascii_case(last) {
                kind.extensions.push(Extension { schema: schema.id.clone(), required: false });
                if let Some(listed) = &mut kind.attributes {
                    listed.push(schema.id.clone());
                }
            }
        }
    }

    /// The resource type as it is listed, with what the profile knows of it beyond that.
    fn announced(&self, announced: &Announced) -> Result<ResourceType, DiscoveryError> {
        let Announced { name, endpoint, schema, extensions } = announced;
        let urns = extensions.iter().map(|extension| &extension.schema);
        if let Some(unknown) = std::iter::once(schema).chain(urns).find(|urn| self.schema(urn).is_none()) {
            return Err(DiscoveryError::UnknownSchema {
                resource_type: name.clone(),
                schema: unknown.clone(),
            });
        }
        let known = self.resource_types.iter().find(|kind| kind.name == *name || kind.endpoint == *endpoint);
        let beyond = match known {
            Some(known) => known.clone(),
            None => ResourceType { operations: usual(), ..ResourceType::default() },
        };
        Ok(ResourceType {
            name: name.clone(),
            endpoint: endpoint.clone(),
            schema: schema.clone(),
            extensions: extensions.clone(),
            ..beyond
        })
    }

    fn configure(&mut self, configuration: &Configuration) {
        if configuration.patch == Some(false) {
            for kind in &mut self.resource_types {
                kind.operations =
                    kind.operations.iter().filter(|(it, _)| *it != Operation::Patch).cloned().collect();
            }
        }
        if let Some(is_supported) = configuration.bulk {
            self.endpoints.insert("bulk".to_owned(), said(is_supported));
            self.bulk = match &configuration.bulk_limits {
                Some(limits) if is_supported => said(limits.clone()),
                _ => Fact { value: None, standing: None, source: SOURCE.to_owned() },
            };
        }
        if let Some(is_supported) = configuration.filter {
            self.filter.supported = is_supported;
            SOURCE.clone_into(&mut self.filter.source);
        }
        if let Some(most) = configuration.max_results {
            self.paging.max_count = Some(most);
            self.paging.default_count = self.paging.default_count.min(most);
            SOURCE.clone_into(&mut self.paging.source);
        }
        self.paging.cursor = configuration.cursor == Some(true);
        if let Some(is_supported) = configuration.sort {
            self.sort = said(is_supported);
        }
        if let Some(is_supported) = configuration.etag {
            self.etag = said(is_supported);
        }
    }
}

const SOURCE: &str = "its ServiceProviderConfig";

fn said<T>(value: T) -> Fact<T> {
    Fact { value: Some(value), standing: Some(Standing::Specified), source: SOURCE.to_owned() }
}

/// What is done to resources of a type of which nobody says otherwise (RFC 7644 §3).
fn usual() -> Map<Operation, OperationFacts> {
    let statuses = |operation| -> &[u16] {
        match operation {
            Operation::Create => &[201],
            Operation::Read | Operation::List | Operation::Replace => &[200],
            Operation::Patch => &[200, 204],
            Operation::Delete => &[204],
        }
    };
    let facts = |operation| OperationFacts { statuses: statuses(operation).into(), required: Vec::new() };
    Operation::ALL.into_iter().map(|operation| (operation, facts(operation))).collect()
}

fn is_of_discovery(urn: &str) -> bool {
    [SERVICE_PROVIDER_CONFIG, RESOURCE_TYPE, SCHEMA].iter().any(|known| known.eq_ignore_ascii_case(urn))
}

/// The documents in a text, without the resource types that discovery itself is served as.
fn documents(node: &Node<'_>) -> Vec<Document> {
    let list = match node.kind() {
        Some(Kind::Array) => node.list(Document::decode),
        _ => match node.open_object(|members| members.get("Resources").present()) {
            Some(resources) => resources.list(Document::decode),
            None => vec![Document::decode(node)],
        },
    };
    let is_other = |document: &Document| match document {
        Document::ResourceType(announced) => !is_of_discovery(&announced.schema),
        Document::Schema(_) | Document::Configuration(_) => true,
    };
    list.into_iter().filter(is_other).collect()
}

impl Document {
    fn decode(node: &Node<'_>) -> Document {
        node.open_object(|members| {
            let schemas =
                members.get("schemas").present().filter(|schemas| schemas.kind() == Some(Kind::Array));
            let schemas = schemas.map(|schemas| schemas.texts()).unwrap_or_default();
            let is = |urn: &str| schemas.iter().any(|known| known.eq_ignore_ascii_case(urn));
            let mut has = |name| members.get(name).present().is_some();
            // Many leave `schemas` out; then its members say what it is.
            if is(RESOURCE_TYPE) || !is(SCHEMA) && has("endpoint") && has("schema") && !has("attributes") {
                Document::ResourceType(Announced::decode(members))
            } else if is(SERVICE_PROVIDER_CONFIG) || has("authenticationSchemes") {
                Document::Configuration(Configuration::decode(members))
            } else {
                if !is(SCHEMA) && !has("attributes") {
                    node.refuse(
                        "a schema, a resource type or a service provider's configuration is expected",
                    );
                }
                Document::Schema(Schema::decode(node))
            }
        })
    }
}

impl Announced {
    fn decode(members: &mut Members<'_, '_>) -> Announced {
        let endpoint = members.need("endpoint");
        endpoint.check(|text| !last_part(text).is_empty(), "a path such as `/Users` is expected");
        let extensions = members.get("schemaExtensions").list(|extension| {
            extension.open_object(|members| Extension {
                schema: members.text("schema"),
                required: members.get("required").flag(),
            })
        });
        Announced {
            name: members.text("name"),
            endpoint: last_part(&endpoint.text()).to_owned(),
            schema: members.text("schema"),
            extensions,
        }
    }
}

fn last_part(endpoint: &str) -> &str {
    endpoint.trim_end_matches('/').rsplit('/').next().unwrap_or_default()
}

impl Configuration {
    fn decode(members: &mut Members<'_, '_>) -> Configuration {
        let mut supported = |name| {
            let feature = members.get(name).present()?;
            feature.open_object(|members| Some(members.get("supported").present()?.flag()))
        };
        let (patch, bulk, filter) = (supported("patch"), supported("bulk"), supported("filter"));
        let (sort, etag) = (supported("sort"), supported("etag"));
        let pagination = members.get("pagination").present();
        let cursor = pagination.and_then(|pagination| {
            pagination.open_object(|members| Some(members.get("cursor").present()?.flag()))
        });
        let mut limit = |feature, name| {
            let limit = members.get(feature).present()?.open_object(|members| members.get(name).present())?;
            // Where a feature is not supported, endpoints write 0.
            Some(limit.number(u32::MAX)).filter(|limit| *limit > 0)
        };
        let max_results = limit("filter", "maxResults");
        let bulk_limits = limit("bulk", "maxOperations").zip(limit("bulk", "maxPayloadSize"));
        let bulk_limits =
            bulk_limits.map(|(max_operations, max_payload_size)| Bulk { max_operations, max_payload_size });
        Configuration { patch, bulk, bulk_limits, filter, max_results, sort, etag, cursor }
    }
}
