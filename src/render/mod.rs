//! Diagnostics for people at a terminal.
//!
//! Each finding is shown at its place in the text as it was pasted, with what the endpoint makes of it
//! and how that is known; one line with the predicted answer comes last. The place is cut out here and
//! `annotate-snippets` draws it, so that a body of one long line shows the finding and not the body.
//! Secrets in headers are covered.
//!
//! All of it is behind the feature `render`: a page or an editor draws its own.
#![cfg(feature = "render")]

mod excerpt;
mod page;
mod readable;
mod wrap;

pub use page::{Page, Style};
pub use readable::readable;
pub use wrap::{width, wrapped};
