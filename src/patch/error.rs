//! Why a PATCH is refused.

use crate::filter::FilterError;

/// Why a PATCH is refused, and by which of its operations. The resource is left as it was.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("operation {operation}: {kind}")]
pub struct PatchError {
    /// The operation's place in the request, from 0.
    pub operation: usize,
    /// Why.
    pub kind: PatchErrorKind,
}

/// Why an operation is refused. Attributes are named as their schema spells them, paths as they
/// were written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PatchErrorKind {
    /// `remove` without a path: "the operation fails with … noTarget" (RFC 7644 §3.5.2.2).
    #[error("`remove` needs a path")]
    MissingPath,
    /// The path names no attribute of the resource's schemas.
    #[error("no schema of the resource has an attribute `{path}`")]
    UnknownAttribute {
        /// The path.
        path: String,
    },
    /// A filter in the path of an attribute that has one value.
    #[error("`{attribute}` has one value, so no filter chooses among them")]
    FilterOnSingular {
        /// The attribute.
        attribute: String,
    },
    /// The filter in the path cannot be evaluated.
    #[error(transparent)]
    Filter(#[from] FilterError),
    /// The filter in the path matches no value.
    #[error("`{path}` matches no value")]
    NoMatch {
        /// The path.
        path: String,
    },
    /// `add` or `replace` without a value.
    #[error("the operation needs a value")]
    MissingValue,
    /// Without a path, or with the path of a schema, the value holds attributes.
    #[error("without an attribute in its path, the operation needs an object of attributes as its value")]
    NoObject,
    /// The value is of another type than the attribute.
    #[error("the value of `{attribute}` is {expected}")]
    WrongType {
        /// The attribute.
        attribute: String,
        /// What its value is, with an article.
        expected: &'static str,
    },
    /// The value has a member that is no attribute there.
    #[error("no attribute is called `{name}` there")]
    UnknownMember {
        /// The member's name.
        name: String,
    },
    /// The value lacks a sub-attribute that is required.
    #[error("`{attribute}` requires `{sub_attribute}`")]
    Incomplete {
        /// The attribute.
        attribute: String,
        /// The sub-attribute.
        sub_attribute: String,
    },
    /// More than one value would be the primary one.
    #[error("only one value of `{attribute}` is primary")]
    TwoPrimaries {
        /// The attribute.
        attribute: String,
    },
    /// The attribute is the service provider's to write.
    #[error("`{attribute}` is read-only")]
    ReadOnly {
        /// The attribute.
        attribute: String,
    },
    /// The attribute has a value, and keeps it.
    #[error("`{attribute}` is immutable and has a value")]
    Immutable {
        /// The attribute.
        attribute: String,
    },
    /// The attribute would become unassigned, and is required.
    #[error("`{attribute}` is required")]
    Required {
        /// The attribute.
        attribute: String,
    },
    /// The endpoint is known to refuse operations of this form.
    #[error("the endpoint refuses this form of operation")]
    Refused,
}

impl PatchError {
    /// The `scimType` of the error (RFC 7644 table 9); none where only the endpoint knows it.
    pub fn scim_type(&self) -> Option<&'static str> {
        self.kind.scim_type()
    }
}

impl PatchErrorKind {
    /// The `scimType` of the error (RFC 7644 table 9); none where only the endpoint knows it.
    pub fn scim_type(&self) -> Option<&'static str> {
        match self {
            PatchErrorKind::MissingPath | PatchErrorKind::NoMatch { .. } => Some("noTarget"),
            PatchErrorKind::UnknownAttribute { .. } | PatchErrorKind::FilterOnSingular { .. } => {
                Some("invalidPath")
            }
            PatchErrorKind::Filter(error) => Some(error.scim_type()),
            PatchErrorKind::MissingValue
            | PatchErrorKind::NoObject
            | PatchErrorKind::WrongType { .. }
            | PatchErrorKind::UnknownMember { .. }
            | PatchErrorKind::Incomplete { .. }
            | PatchErrorKind::TwoPrimaries { .. } => Some("invalidValue"),
            // Removing what is required is `mutability` too (§3.5.2.2).
            PatchErrorKind::ReadOnly { .. }
            | PatchErrorKind::Immutable { .. }
            | PatchErrorKind::Required { .. } => Some("mutability"),
            PatchErrorKind::Refused => None,
        }
    }
}
