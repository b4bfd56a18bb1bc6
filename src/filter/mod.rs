//! Evaluating a filter on a resource (RFC 7644 §3.4.2.2).
