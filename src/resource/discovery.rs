//! What a service provider tells about itself (RFC 7643 §5, §6). Schemas are [`crate::schema::Schema`].

use super::{Meta, model};

model! {
    /// The optional features a service provider has (RFC 7643 §5).
    ServiceProviderConfig {
        /// URNs of the schemas in use.
        schemas: Vec<String>,
        /// Help for people.
        documentation_uri: Option<String>,
        /// PATCH.
        patch: Option<Support>,
        /// Bulk requests.
        bulk: Option<BulkSupport>,
        /// Filters.
        filter: Option<FilterSupport>,
        /// Changing a password.
        change_password: Option<Support>,
        /// Sorting.
        sort: Option<Support>,
        /// Entity-tags.
        etag: Option<Support>,
        /// How clients authenticate.
        authentication_schemes: Vec<AuthenticationScheme>,
        /// How lists are paged (RFC 9865 §4).
        pagination: Option<Pagination>,
        /// Metadata.
        meta: Option<Meta>,
    }

    /// Whether a feature is there.
    Support {
        /// Whether it is.
        supported: Option<bool>,
    }

    /// Whether bulk requests are possible, and how large.
    BulkSupport {
        /// Whether they are.
        supported: Option<bool>,
        /// The most operations in one request.
        max_operations: Option<u64>,
        /// The most bytes in one request.
        max_payload_size: Option<u64>,
    }

    /// Whether filters are possible.
    FilterSupport {
        /// Whether they are.
        supported: Option<bool>,
        /// The most resources in one response.
        max_results: Option<u64>,
    }

    /// How lists are paged.
    Pagination {
        /// Whether by cursor.
        cursor: Option<bool>,
        /// Whether by index.
        index: Option<bool>,
        /// How if the query does not say: `cursor` or `index`.
        default_pagination_method: Option<String>,
        /// Resources in a page if the query does not say.
        default_page_size: Option<u64>,
        /// The most resources in a page.
        max_page_size: Option<u64>,
        /// The seconds for which a cursor is valid at least.
        cursor_timeout: Option<u64>,
    }

    /// One way to authenticate.
    AuthenticationScheme {
        /// Such as `oauthbearertoken`.
        #[serde(rename = "type")]
        kind: Option<String>,
        /// Its name for people.
        name: Option<String>,
        /// A description for people.
        description: Option<String>,
        /// Where it is specified.
        spec_uri: Option<String>,
        /// Where its use is described.
        documentation_uri: Option<String>,
        /// Whether it is the preferred one.
        primary: Option<bool>,
    }

    /// A kind of resource (RFC 7643 §6).
    ResourceType {
        /// URNs of the schemas in use.
        schemas: Vec<String>,
        /// Often the same as the name.
        id: Option<String>,
        /// Such as `User`.
        name: String,
        /// What it is.
        description: Option<String>,
        /// Below the base URL, such as `/Users`.
        endpoint: String,
        /// URN of its schema.
        schema: String,
        /// The extensions it may carry.
        schema_extensions: Vec<SchemaExtension>,
        /// Metadata.
        meta: Option<Meta>,
    }

    /// An extension of a kind of resource.
    SchemaExtension {
        /// URN of the extension's schema.
        schema: String,
        /// Whether each resource must carry it.
        required: Option<bool>,
    }
}
