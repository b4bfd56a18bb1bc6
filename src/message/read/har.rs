//! HAR 1.2: the traffic that a browser or a proxy saved.
//!
//! Its entries are found by a scan and parsed one by one, so that a file that was cut off, or of which
//! one entry is damaged, still gives the others, and a long one needs no tape as long.

use super::{Pasted, ReadError, Reader, behind_mark, recorded};
use crate::json::scan::Scan;
use crate::message::Endpoint;
use crate::message::Exchange;
use crate::message::endpoint::target;

/// Whether the text is a HAR.
pub(super) fn begins(text: &[u8]) -> bool {
    let mut scan = Scan::new(&text[behind_mark(text)..]);
    // All that a HAR's object has is a `log`. Another name comes first in what merely has one.
    scan.take(b'{')
        && scan.value().is_some_and(|name| text[behind_mark(text)..][name] == *b"\"log\"")
        && scan.take(b':')
        && scan.take(b'{')
}

/// Where the scan of the entries begins; `None` for a text without.
pub(super) fn entries(text: &[u8]) -> Option<usize> {
    let start = behind_mark(text);
    let mut scan = Scan::new(&text[start..]);
    let found =
        scan.take(b'{') && scan.member("log") && scan.take(b'{') && scan.member("entries") && scan.take(b'[');
    found.then(|| start + scan.at())
}

/// Reads an entry; `None` for one that is not SCIM.
pub(super) fn read(entry: &[u8]) -> Result<Option<Pasted<'_>>, ReadError> {
    let pasted = recorded::read(entry, Reader::Har)?;
    Ok(pasted.filter(|pasted| is_scim(&pasted.exchange)))
}

/// Whether an exchange among others is one of SCIM: its media types say so, its bodies name SCIM's
/// schemas, or its path is that of an endpoint.
fn is_scim(exchange: &Exchange<'_>) -> bool {
    let request = &exchange.request;
    let response = exchange.response.as_ref();
    let of_request = request.headers.iter().flatten();
    let of_response = response.into_iter().flat_map(|response| &response.headers);
    let mut media_types = of_request.chain(of_response).filter(|header| {
        header.name.eq_ignore_ascii_case("content-type") || header.name.eq_ignore_ascii_case("accept")
    });
    if media_types.any(|header| header.value.to_ascii_lowercase().contains("scim+json")) {
        return true;
    }
    let bodies = [request.body.as_deref(), response.map(|response| &*response.body)];
    let names_schema = |body: &[u8]| body.windows(21).any(|window| window == b"urn:ietf:params:scim:");
    if bodies.into_iter().flatten().any(names_schema) {
        return true;
    }
    let target = target(&request.target, ["Users", "Groups"].into_iter());
    let is_of_scim = target.base.split('/').any(|segment| segment.eq_ignore_ascii_case("scim"));
    let is_endpoint = !matches!(target.endpoint, Endpoint::Root | Endpoint::Unknown { .. });
    // A page of a web site may have such a path as well.
    let media_type = response.and_then(|response| response.header("content-type"));
    let is_page = media_type.is_some_and(|media_type| !media_type.contains("json"))
        && response.is_some_and(|response| response.status < 400);
    is_of_scim || (is_endpoint && !is_page)
}
