//! The resources and messages of RFC 7643 and RFC 7644 as typed serde models.
//!
//! A convenience for those who write SCIM; what judges SCIM works on the text instead. What a type
//! does not name is kept in `other`, so nothing is lost on the way through. `null` and an absent
//! member are the same, unassigned (RFC 7643 §2.5), and are not written. Names are read as the RFCs
//! spell them: a name in another case is kept in `other`.

mod bulk;
mod common;
mod discovery;
mod group;
mod message;
mod user;

pub use bulk::{BulkOperation, BulkRequest, BulkResponse, BulkResult};
pub use common::{Meta, MultiValued};
pub use discovery::{
    AuthenticationScheme, BulkSupport, FilterSupport, Pagination, ResourceType, SchemaExtension,
    ServiceProviderConfig, Support,
};
pub use group::{Group, Member};
pub use message::{Error, ListResponse, Op, PatchOp, PatchOperation};
pub use user::{Address, EnterpriseUser, Manager, Name, User};

/// Structs whose members may all be unassigned, with `other` for what they do not name.
macro_rules! model {
    ($($(#[$meta:meta])* $name:ident { $($(#[$field_meta:meta])* $field:ident: $type:ty,)* })*) => { $(
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
        #[serde(rename_all = "camelCase", default)]
        pub struct $name {
            $($(#[$field_meta])*
            #[serde(
                skip_serializing_if = "crate::resource::common::is_unassigned",
                deserialize_with = "crate::resource::common::null_is_unassigned"
            )]
            pub $field: $type,)*
            /// What the type does not name.
            #[serde(flatten)]
            pub other: serde_json::Map<String, serde_json::Value>,
        }
    )* };
}
use model;

#[cfg(test)]
mod tests;
