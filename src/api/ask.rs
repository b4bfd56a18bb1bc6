//! Why a question beside linting cannot be answered.

use super::CallError;

/// Why a question about a filter, a schema or a username cannot be answered. Apart from [`CallError`], so that the
/// small wasm build, which answers no such questions, has no words for them.
#[derive(Debug, thiserror::Error)]
pub enum AskError {
    /// The options, as for linting.
    #[error(transparent)]
    Call(#[from] CallError),
    /// The resource is not JSON.
    #[error("the resource is not JSON: {0}")]
    Resource(#[from] serde_json::Error),
    /// The filter compares what cannot be compared.
    #[error(transparent)]
    Filter(#[from] crate::filter::FilterError),
    /// The profile has no such resource type.
    #[error("{profile} has no resource type `{name}`; it has `{known}`")]
    ResourceType {
        /// The profile's title.
        profile: String,
        /// The name that was asked for.
        name: String,
        /// The names that there are.
        known: String,
    },
    /// A JSON Schema is for something else.
    #[error(transparent)]
    Purpose(#[from] crate::lint::UnknownPurpose),
    /// No deployment has that name.
    #[error(transparent)]
    Deployment(#[from] crate::username::UnknownDeployment),
    /// The shortcode cannot be one there.
    #[error(transparent)]
    Shortcode(#[from] crate::username::ShortcodeError),
}
