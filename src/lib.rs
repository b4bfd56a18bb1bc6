//! Models SCIM 2.0 (RFC 7643, RFC 7644): resources, requests, what each endpoint accepts, and why
//! a request would be refused.
//!
//! The rooms stand on floors; each imports only rooms of floors below it, and on its own floor only
//! those named before it. A test holds them to that.
//!
//! | floor | rooms |
//! |---|---|
//! | 1 | [`json`], [`syntax`]: text to tree and back |
//! | 2 | [`schema`], [`resource`], [`requirement`]: what the RFCs define |
//! | 3 | [`filter`], [`patch`], [`username`], [`message`], [`profile`]: what is evaluated, what travels, what an endpoint accepts |
//! | 4 | [`diagnostic`]: what is found |
//! | 5 | [`rule`]: the catalogue of malformations |
//! | 6 | [`lint`], [`identity`]: the walk, and who becomes whom |
//! | 7 | [`api`], [`render`]: the faces of it all |
//!
//! Nothing here does I/O, reads a clock or draws randomness; no input makes it panic.
#![warn(missing_docs)]
// In the small wasm build, where a panic over a text's index weighs: `Cut` has none.
#![cfg_attr(not(any(test, feature = "files")), warn(clippy::string_slice))]

pub mod api;
mod cut;
pub mod diagnostic;
pub mod filter;
pub mod identity;
pub mod json;
pub mod lint;
pub mod message;
mod order;
mod packed;
pub mod patch;
pub mod profile;
pub mod render;
pub mod requirement;
pub mod resource;
pub mod rule;
pub mod schema;
pub mod syntax;
pub mod username;
pub mod words;
