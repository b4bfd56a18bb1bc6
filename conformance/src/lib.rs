//! A service provider to test against, request suites, and the runner that gives every requirement its verdict.
#![warn(missing_docs)]

pub mod standin;
