//! The walk over a request, and the verdict.
