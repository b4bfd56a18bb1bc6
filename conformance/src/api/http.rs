//! Requests and answers as JSON.

use scimproof::message::{Header, Method, Request, Response};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// A request.
#[derive(Debug, Deserialize, Serialize)]
pub(super) struct Sent {
    method: String,
    target: String,
    #[serde(default)]
    headers: Vec<(String, String)>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    body: Option<String>,
}

impl Sent {
    pub(super) fn request(&self) -> Request<'_> {
        let header = |(name, value): &'_ (String, String)| Header {
            name: Cow::Owned(name.clone()),
            value: Cow::Owned(value.clone()),
        };
        Request {
            method: Method::named(&self.method),
            target: Cow::Borrowed(&self.target),
            headers: Some(self.headers.iter().map(header).collect()),
            body: self.body.as_ref().map(|body| Cow::Borrowed(body.as_bytes())),
        }
    }
}

impl From<&Request<'_>> for Sent {
    fn from(request: &Request<'_>) -> Sent {
        Sent {
            method: request.method.name().to_owned(),
            target: request.target.to_string(),
            headers: pairs(request.headers.as_deref().unwrap_or_default()),
            body: request.body.as_deref().map(|body| String::from_utf8_lossy(body).into_owned()),
        }
    }
}

/// An answer.
#[derive(Debug, Deserialize, Serialize)]
pub(super) struct Came {
    status: u16,
    #[serde(default)]
    headers: Vec<(String, String)>,
    #[serde(default)]
    body: String,
}

impl Came {
    pub(super) fn into_response(self) -> Response<'static> {
        let header = |(name, value)| Header { name: Cow::Owned(name), value: Cow::Owned(value) };
        Response {
            status: self.status,
            headers: self.headers.into_iter().map(header).collect(),
            body: Cow::Owned(self.body.into_bytes()),
        }
    }
}

impl From<&Response<'_>> for Came {
    fn from(response: &Response<'_>) -> Came {
        Came {
            status: response.status,
            headers: pairs(&response.headers),
            body: String::from_utf8_lossy(&response.body).into_owned(),
        }
    }
}

fn pairs(headers: &[Header<'_>]) -> Vec<(String, String)> {
    headers.iter().map(|header| (header.name.to_string(), header.value.to_string())).collect()
}
