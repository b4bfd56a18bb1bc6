//! An exchange as a line of a recording, which `scimproof lint` reads again.

use crate::standin::timestamp;
use scimproof::json::Span;
use scimproof::message::{Exchange, Header, Part, covered};
use serde_json::{Value, json};
use std::borrow::Cow;

/// The exchange as one line of NDJSON, with everything secret in it covered: tokens, cookies, passwords, and the same
/// texts elsewhere. A body that is JSON stands as it is; another one as its text; one that was not recorded is
/// left out, as [`Exchange::unrecorded`] says.
pub fn line(exchange: &Exchange<'_>) -> String {
    let secrets = exchange.secrets();
    let shown = |part: Part| {
        let spans: Vec<Span> = secrets.iter().filter(|(of, _)| *of == part).map(|(_, span)| *span).collect();
        let bytes = exchange.part(part).unwrap_or_default();
        covered(Cow::Owned(String::from_utf8_lossy(&bytes).into_owned()), spans).into_owned()
    };
    let headers = |headers: &[Header<'_>], part: fn(u32) -> Part| {
        let pairs = headers.iter().zip(0..).map(|(header, index)| json!([header.name, shown(part(index))]));
        Value::Array(pairs.collect())
    };
    let body = |part: Part| match exchange.part(part) {
        Some(bytes) if !bytes.is_empty() => Value::String(shown(part)),
        _ => Value::Null,
    };
    let mut line = json!({
        "request": {
            "method": exchange.request.method.name(),
            "target": shown(Part::Target),
            "headers": headers(exchange.request.headers.as_deref().unwrap_or_default(), Part::HeaderValue),
        },
    });
    if !exchange.unrecorded.request_body {
        line["request"]["body"] = body(Part::Body);
    }
    if let Some(at) = exchange.at {
        line["at"] = Value::String(timestamp(at));
    }
    if let Some(response) = &exchange.response {
        line["response"] = json!({
            "status": response.status,
            "headers": headers(&response.headers, Part::ResponseHeaderValue),
        });
        if !exchange.unrecorded.body {
            line["response"]["body"] = body(Part::ResponseBody);
        }
    }
    format!("{line}\n")
}
