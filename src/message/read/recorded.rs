//! One recorded exchange as a JSON object: an entry of a HAR 1.2, or a line of a log that is kept as JSON.
//!
//! The form of our own is that of [`Exchange`]'s members:
//!
//! ```json
//! {"at": 12.5, "took": 0.08,
//!  "request": {"method": "POST", "target": "/Users", "headers": {"Accept": "*/*"}, "body": {"userName": "mo"}},
//!  "response": {"status": 201, "headers": {"Location": "/Users/1"}, "body": {"id": "1"}}}
//! ```
//!
//! A body is a JSON value, or its text as a string. What is left out was not recorded; a body that is
//! `null` was not sent. `at` is a number of seconds or a date. Headers may also be a list of pairs, or of
//! objects with `name` and `value` as in a HAR. The members of the request may stand beside the response,
//! and names that logs have in use are understood: `url`, `path` and `uri` for the target, `timestamp`
//! for `at`, `responseBody` and `status` at the top.

use super::mapped::Mapped;
use super::{Pasted, ReadError, Reader, base64, time};
use crate::json::{Kind, Origin, Parser, Value};
use crate::message::{Exchange, Header, Method, Part, Request, Response, SourceMap, Unrecorded};
use std::borrow::Cow;
use std::time::Duration;

/// Names with which an exchange begins and a SCIM body does not.
const FIRST_NAMES: [&[u8]; 13] = [
    b"request",
    b"method",
    b"at",
    b"took",
    b"response",
    b"time",
    b"ts",
    b"timestamp",
    b"@timestamp",
    b"level",
    b"url",
    b"path",
    b"startedDateTime",
];

/// Whether an object is a recorded exchange by how it begins.
pub(super) fn begins(text: &[u8]) -> bool {
    let Some(object) = text.trim_ascii_start().strip_prefix(b"{") else { return false };
    let Some(name) = object.trim_ascii_start().strip_prefix(b"\"") else { return false };
    FIRST_NAMES.iter().any(|first| name.strip_prefix(*first).is_some_and(|rest| rest.starts_with(b"\"")))
}

/// Reads an object; `None` when it holds no request.
pub(super) fn read(text: &[u8], reader: Reader) -> Result<Option<Pasted<'_>>, ReadError> {
    let mut parser = Parser::new();
    let document = parser.parse(text).map_err(ReadError::Json)?;
    let root = document.root();
    let request = root.get("request").filter(|request| request.kind() == Kind::Object).unwrap_or(root);
    let mut parts = Parts { text, map: SourceMap::default() };
    let Some(method) = request.get("method").filter(|method| method.kind() == Kind::String) else {
        return Ok(None);
    };
    let target = ["target", "url", "path", "uri"].iter().find_map(|name| request.get(name));
    let Some(target) = target.filter(|target| target.kind() == Kind::String) else { return Ok(None) };

    let mut unrecorded = Unrecorded::default();
    let name = parts.string(method, Part::Method);
    let method = Method::named(&name);
    let target = parts.string(target, Part::Target);
    let headers = parts.headers(request, Part::HeaderName, Part::HeaderValue);
    let body = body_of(request, "postData");
    let may_have_one = matches!(method, Method::Post | Method::Put | Method::Patch);
    unrecorded.request_body = body.is_none() && may_have_one && !is_zero(request.get("bodySize"));
    let body = body.map(|body| parts.body(body, Part::Body)).transpose()?.flatten();
    let request_read = Request { method, target, headers, body: body.filter(|body| !body.is_empty()) };
    let response = parts.response(root, &mut unrecorded)?;
    let exchange = Exchange {
        request: request_read,
        response,
        unrecorded,
        at: at(root),
        took: took(root),
        host: root.get("host").and_then(Value::string).map(|host| Cow::Owned(host.into_owned())),
    };
    Ok(Some(Pasted { reader, exchange, map: parts.map, assumed: Vec::new(), origin: Origin::default() }))
}

/// The exchange's parts as they are taken out of the text.
struct Parts<'a> {
    text: &'a [u8],
    map: SourceMap,
}

impl<'a> Parts<'a> {
    fn string(&mut self, value: Value<'_>, part: Part) -> Cow<'a, str> {
        Mapped::json(self.text, value, 0).into_str(self.text, part, &mut self.map)
    }

    /// The headers, if any are recorded. A message without any does not travel.
    fn headers(
        &mut self,
        message: Value<'_>,
        name_part: fn(u32) -> Part,
        value_part: fn(u32) -> Part,
    ) -> Option<Vec<Header<'a>>> {
        let mut headers: Vec<Header<'a>> = Vec::new();
        let mut push = |name: Value<'_>, value: Value<'_>| {
            // Browsers list what HTTP/2 has in place of the request line among the headers.
            let is_header = name.kind() == Kind::String && !name.content().starts_with(b":");
            if !is_header || !matches!(value.kind(), Kind::String | Kind::Number) {
                return;
            }
            let index = headers.len() as u32;
            let name = self.string(name, name_part(index));
            let value = if value.kind() == Kind::String {
                self.string(value, value_part(index))
            } else {
                Cow::Owned(value.raw().to_owned())
            };
            headers.push(Header { name, value });
        };
        let listed = message.get("headers")?;
        for member in listed.members() {
            match member.value.kind() {
                Kind::Array => member.value.elements().for_each(|value| push(member.name, value)),
                _ => push(member.name, member.value),
            }
        }
        for element in listed.elements() {
            let pair = match element.kind() {
                Kind::Array => element.elements().next().zip(element.elements().nth(1)),
                _ => element.get("name").zip(element.get("value")),
            };
            if let Some((name, value)) = pair {
                push(name, value);
            }
        }
        (!headers.is_empty()).then_some(headers)
    }

    fn body(&mut self, body: Body<'_>, part: Part) -> Result<Option<Cow<'a, [u8]>>, ReadError> {
        let value = body.value;
        Ok(match value.kind() {
            Kind::Null => None,
            Kind::String if body.is_base64 => {
                let content = value.string().unwrap_or_default();
                Some(Cow::Owned(base64::decoded(&content).ok_or(ReadError::Base64)?))
            }
            Kind::String => {
                Some(Mapped::json(self.text, value, 0).into_bytes(self.text, part, &mut self.map))
            }
            Kind::False | Kind::True | Kind::Number | Kind::Array | Kind::Object => {
                let span = value.span();
                let range = span.start as usize..span.end as usize;
                Some(Mapped::copied(self.text, range).into_bytes(self.text, part, &mut self.map))
            }
        })
    }

    fn response(
        &mut self,
        root: Value<'_>,
        unrecorded: &mut Unrecorded,
    ) -> Result<Option<Response<'a>>, ReadError> {
        let response = root.get("response").filter(|response| response.kind() == Kind::Object);
        let status = response.unwrap_or(root).get("status");
        let digits = status.and_then(|status| status.number().or_else(|| status.plain()));
        // Browsers write 0 where nothing came back.
        let status_number = digits.and_then(|digits| digits.parse().ok()).filter(|status| *status >= 100);
        let (Some(status), Some(status_number)) = (status, status_number) else { return Ok(None) };
        self.map.verbatim(Part::Status, 0, status.content_span());

        let headers = response
            .and_then(|response| self.headers(response, Part::ResponseHeaderName, Part::ResponseHeaderValue));
        unrecorded.headers = headers.is_none();
        let body = match response {
            Some(response) => body_of(response, "content"),
            None => root.get("responseBody").map(|value| Body { value, is_base64: false }),
        };
        let has_none = matches!(status_number, 204 | 304)
            || response.is_some_and(|response| is_zero(response.get("content").and_then(|c| c.get("size"))));
        unrecorded.body = body.is_none() && !has_none;
        let body = body.map(|body| self.body(body, Part::ResponseBody)).transpose()?.flatten();
        Ok(Some(Response {
            status: status_number,
            headers: headers.unwrap_or_default(),
            body: body.unwrap_or_default(),
        }))
    }
}

/// A body as it is recorded.
struct Body<'d> {
    value: Value<'d>,
    is_base64: bool,
}

/// The body of a message: its own member, or the text within the member that a HAR has for it.
fn body_of<'d>(message: Value<'d>, of_har: &str) -> Option<Body<'d>> {
    let (holder, value) = match message.get("body") {
        Some(body) => (message, body),
        None => message.get(of_har).and_then(|content| Some((content, content.get("text")?)))?,
    };
    let is_base64 = holder.get("encoding").and_then(Value::plain) == Some("base64");
    Some(Body { value, is_base64 })
}

fn is_zero(value: Option<Value<'_>>) -> bool {
    value.and_then(Value::number) == Some("0")
}

fn at(root: Value<'_>) -> Option<Duration> {
    let named = ["at", "startedDateTime", "timestamp", "@timestamp", "ts"].iter();
    let value = named.filter_map(|name| root.get(name)).chain(root.get("time")).next()?;
    match value.kind() {
        Kind::String => time::moment(&value.string()?),
        // In a HAR, `time` is how long it took.
        Kind::Number if root.get("startedDateTime").is_none() => time::moment(value.raw()),
        _ => None,
    }
}

fn took(root: Value<'_>) -> Option<Duration> {
    match root.get("took") {
        Some(took) => time::span(took.number()?, Duration::from_secs(1)),
        None if root.get("startedDateTime").is_some() => {
            time::span(root.get("time")?.number()?, Duration::from_millis(1))
        }
        None => None,
    }
}
