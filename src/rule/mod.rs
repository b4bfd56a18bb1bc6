//! The catalogue: the ways in which a request is malformed.
