//! What travels: requests, responses, exchanges, and the readers that find them in pasted text.
//!
//! Bodies are bytes, since what breaks a request may be that they are not JSON, nor even UTF-8.
//! Each reader gives a request and a [`SourceMap`] from the request's parts to the text it was read
//! from, so that a finding can be shown where the person pasted it. Which SCIM endpoint a target
//! names is found in [`endpoint`].

mod edit;
pub mod endpoint;
#[cfg(feature = "captures")]
mod personal;
mod quoting;
pub mod read;
mod request;
mod response;
mod secret;
mod source_map;

pub use edit::Edit;
pub use endpoint::{Endpoint, Target};
#[cfg(feature = "captures")]
pub use personal::blurred;
pub use request::{Header, Method, Request};
pub use response::{Exchange, Response, Unrecorded};
pub use secret::{covered, names_secret};
pub use source_map::{Part, SourceMap};
