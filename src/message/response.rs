//! A response, and the exchange of a request and its response.

use super::{Header, Part, Request};
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

/// A request with its response, and what a recording tells about them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exchange<'a> {
    /// What was sent.
    pub request: Request<'a>,
    /// What came back; `None` when nothing did or it was not recorded.
    pub response: Option<Response<'a>>,
    /// What the recording left out.
    pub unrecorded: Unrecorded,
    /// When it was sent: since the start of the recording, or since 1970 where the recording has dates.
    /// Only the differences between exchanges of one recording say something.
    pub at: Option<Duration>,
    /// How long it took.
    pub took: Option<Duration>,
    /// The host that it was sent to, where the target is only a path.
    pub host: Option<Cow<'a, str>>,
}

/// What a recording left out, so that its absence says nothing of client and endpoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Unrecorded {
    /// The request's body.
    pub request_body: bool,
    /// The response's headers.
    pub headers: bool,
    /// The response's body.
    pub body: bool,
}

impl<'a> Exchange<'a> {
    /// A request, and what came back, of which nothing else is known.
    pub fn new(request: Request<'a>, response: Option<Response<'a>>) -> Exchange<'a> {
        let unrecorded = Unrecorded::default();
        Exchange { request, response, unrecorded, at: None, took: None, host: None }
    }

    /// The bytes of a part, in which a finding's range counts; `None` for a part that the exchange has
    /// not, and for headers as a whole, which are no text of their own. A status is read as its number.
    pub fn part(&self, part: Part) -> Option<Cow<'_, [u8]>> {
        let response = self.response.as_ref();
        let header = |index: u32| response?.headers.get(index as usize);
        let bytes = match part {
            Part::Status => return Some(Cow::Owned(response?.status.to_string().into_bytes())),
            Part::ResponseHeaderName(index) => header(index)?.name.as_bytes(),
            Part::ResponseHeaderValue(index) => header(index)?.value.as_bytes(),
            Part::ResponseHeaders => return None,
            Part::ResponseBody => &response?.body,
            of_request => self.request.part(of_request)?,
        };
        Some(Cow::Borrowed(bytes))
    }
}

impl<'a> From<Request<'a>> for Exchange<'a> {
    fn from(request: Request<'a>) -> Exchange<'a> {
        Exchange::new(request, None)
    }
}
