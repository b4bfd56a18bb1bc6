//! The resources and messages of RFC 7643 and RFC 7644 as typed serde models, a convenience for library users.
