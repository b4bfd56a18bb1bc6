//! A response, and the exchange of a request and its response.

use super::{Header, Request};
use std::borrow::Cow;
use std::time::Duration;

/// An HTTP response as it travels.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Response<'a> {
    /// The status code.
    pub status: u16,
    /// The headers in order.
    pub headers: Vec<Header<'a>>,
    /// The body's bytes; empty when there is none.
    pub body: Cow<'a, [u8]>,
}

impl Response<'_> {
    /// The value of the first header of that name.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|header| header.name.eq_ignore_ascii_case(name)).map(|header| &*header.value)
    }
}

/// A request with its response and its time, as far as they are known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exchange<'a> {
    /// What was sent.
    pub request: Request<'a>,
    /// What came back; `None` when nothing did or it was not recorded.
    pub response: Option<Response<'a>>,
    /// When it was sent, since the start of the recording.
    pub at: Option<Duration>,
}
