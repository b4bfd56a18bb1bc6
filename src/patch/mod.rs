//! Applying a PATCH to a resource (RFC 7644 §3.5.2).
