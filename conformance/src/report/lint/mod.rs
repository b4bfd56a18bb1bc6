//! Reports on requests that were judged, for machines that show them beside the files.
//!
//! Each is one file here and takes the same [`Entry`] for each request. What people at a terminal see, and the JSON,
//! is written request by request and needs none of this.

mod entry;
mod github;
mod junit;
mod sarif;
mod series;

pub use entry::{Entry, Finding, Judged, Position, Region, Waived, shown};
pub use github::Github;
pub use junit::Junit;
pub use sarif::Sarif;
pub use series::{Found, Seen, Series};

/// A report that is written when everything was judged.
pub trait Gather {
    /// Takes a request that was judged.
    fn judged(&mut self, entry: Entry);

    /// Takes a file that could not be judged, with the reason in a sentence.
    fn unreadable(&mut self, file: &str, reason: &str);

    /// The report.
    fn finish(self: Box<Self>) -> String;
}
