//! A request: method, target, headers if they are known, body.

use super::Part;
use crate::cut::Cut;
use std::borrow::Cow;
use std::fmt;

/// An HTTP request as it travels. Borrowed from the text it was read from where that is possible.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request<'a> {
    /// The method.
    pub method: Method,
    /// The target as sent: a path with its query, or a whole URL.
    pub target: Cow<'a, str>,
    /// The headers in order; `None` when nothing is known of them, as for a bare body. Absent is not wrong.
    pub headers: Option<Vec<Header<'a>>>,
    /// The body's bytes; `None` when none was sent.
    pub body: Option<Cow<'a, [u8]>>,
}

/// One header, as sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header<'a> {
    /// The name; names compare without regard to case.
    pub name: Cow<'a, str>,
    /// The value without surrounding white space.
    pub value: Cow<'a, str>,
}

impl Header<'_> {
    /// Whether the value is a secret, whatever it is: credentials, or a session's cookie.
    pub fn is_secret(&self) -> bool {
        super::names_secret(&self.name)
    }
}

/// The HTTP methods that SCIM uses (RFC 7644 §3.2), and one word for all others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the variants are the methods' own names")]
pub enum Method {
    Get,
    Post,
    Put,
    Patch,
    Delete,
    /// A method that SCIM has no use for.
    Other,
}

impl Method {
    /// The method of that name. Names of methods are case-sensitive (RFC 9110 §9.1).
    pub fn named(name: &str) -> Method {
        match name {
            "GET" => Method::Get,
            "POST" => Method::Post,
            "PUT" => Method::Put,
            "PATCH" => Method::Patch,
            "DELETE" => Method::Delete,
            _ => Method::Other,
        }
    }

    /// The method's name; `OTHER` for one that SCIM does not use.
    pub fn name(self) -> &'static str {
        match self {
            Method::Get => "GET",
            Method::Post => "POST",
            Method::Put => "PUT",
            Method::Patch => "PATCH",
            Method::Delete => "DELETE",
            Method::Other => "OTHER",
        }
    }
}

impl fmt::Display for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl<'a> Request<'a> {
    /// A request of which only method, target and body are known.
    pub fn bare(method: Method, target: &'a str, body: Option<&'a [u8]>) -> Request<'a> {
        Request { method, target: Cow::Borrowed(target), headers: None, body: body.map(Cow::Borrowed) }
    }

    /// The value of the first header of that name; `None` also when no headers are known.
    pub fn header(&self, name: &str) -> Option<&str> {
        let headers = self.headers.as_deref()?;
        headers.iter().find(|header| header.name.eq_ignore_ascii_case(name)).map(|header| &*header.value)
    }

    /// The bytes of a part, in which a finding's range counts; `None` for a part that the request has
    /// not, and for the headers as a whole, which are no text of their own.
    pub fn part(&self, part: Part) -> Option<&[u8]> {
        let header = |index: u32| self.headers.as_deref()?.get(index as usize);
        match part {
            Part::Method => Some(self.method.name().as_bytes()),
            Part::Target => Some(self.target.as_bytes()),
            Part::HeaderName(index) => Some(header(index)?.name.as_bytes()),
            Part::HeaderValue(index) => Some(header(index)?.value.as_bytes()),
            Part::Body => self.body.as_deref(),
            Part::Headers
            | Part::Status
            | Part::ResponseHeaderName(_)
            | Part::ResponseHeaderValue(_)
            | Part::ResponseHeaders
            | Part::ResponseBody => None,
        }
    }

    /// The same as text; bytes that are not UTF-8 become U+FFFD.
    pub fn part_text(&self, part: Part) -> Option<Cow<'_, str>> {
        self.part(part).map(String::from_utf8_lossy)
    }

    /// The target without its query and fragment.
    pub fn path(&self) -> &str {
        let end = self.target.find(['?', '#']).unwrap_or(self.target.len());
        self.target.cut(..end)
    }

    /// The query without its `?`, if there is one.
    pub fn query(&self) -> Option<&str> {
        let target = &*self.target;
        let before_fragment = target.cut(..target.find('#').unwrap_or(target.len()));
        before_fragment.split_once('?').map(|(_, query)| query)
    }
}
