//! What goes on of a message.

use super::NAME;
use crate::native::http::Endpoint;
use hyper::body::Bytes;
use hyper::header::{self, HeaderMap, HeaderName, HeaderValue};
use hyper::http::request::Parts;

/// The request as it goes on; `None` where its target is not below the endpoint's base.
pub(super) fn request(head: &Parts, body: &Bytes, endpoint: &Endpoint) -> Option<hyper::Request<Vec<u8>>> {
    let target = head.uri.path_and_query()?.as_str();
    let below = target.strip_prefix(endpoint.path())?;
    if !below.is_empty() && !below.starts_with(['/', '?']) {
        return None;
    }
    let mut request = hyper::Request::new(body.to_vec());
    *request.method_mut() = head.method.clone();
    *request.uri_mut() = format!("{}{target}", endpoint.origin()).parse().ok()?;
    let mut headers = head.headers.clone();
    end_to_end(&mut headers);
    // The host is the endpoint's, the body is whole, and its length is written anew.
    for name in [header::HOST, header::EXPECT, header::CONTENT_LENGTH] {
        headers.remove(name);
    }
    // A body that nobody here can read could not be looked into.
    if headers.contains_key(header::ACCEPT_ENCODING) {
        headers.insert(header::ACCEPT_ENCODING, HeaderValue::from_static("identity"));
    }
    *request.headers_mut() = headers;
    Some(request)
}

/// Takes out what is for the connection and not for who is at its other end (RFC 9110 §7.6.1), and says who passed the
/// message on (§7.6.3).
pub(super) fn end_to_end(headers: &mut HeaderMap) {
    let named: Vec<HeaderName> = headers
        .get_all(header::CONNECTION)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .filter_map(|name| name.trim().parse().ok())
        .collect();
    let always = ["connection", "keep-alive", "proxy-connection", "upgrade"].map(HeaderName::from_static);
    let always = always.into_iter().chain([
        header::PROXY_AUTHENTICATE,
        header::PROXY_AUTHORIZATION,
        header::TE,
        header::TRAILER,
        header::TRANSFER_ENCODING,
    ]);
    for name in named.into_iter().chain(always) {
        headers.remove(name);
    }
    if let Ok(via) = HeaderValue::from_str(&format!("1.1 {NAME}")) {
        headers.append(header::VIA, via);
    }
}
