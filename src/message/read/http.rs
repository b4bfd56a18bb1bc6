//! The text of an HTTP request (RFC 9112 §2), as it stands in a log, a document or a `.http` file.
//!
//! What people leave out may be left out: the version, the headers, the empty line before a JSON
//! body. Lines may end with LF alone, carry the `> ` of `curl --verbose`, and be fenced by comments.
//!
//! The text of the response may follow, from its status line on. Lines that begin with `###` set
//! requests apart. A comment before the request can say when it was sent, `# @at 12.5`, and how long
//! it took, `# @took 0.08`, in seconds.

use super::head::{Head, Style, trimmed};
use super::http_response::{self, StatusLine, status_line};
use super::mapped::Mapped;
use super::{Pasted, ReadError, ReadOptions, Reader, behind_mark, line_end};
use crate::json::{Origin, Span};
use crate::message::{Exchange, Method, Part, Request, SourceMap};
use std::ops::Range;
use std::time::Duration;

const METHODS: [&str; 10] =
    ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "QUERY", "TRACE", "CONNECT"];

/// Whether the text begins with a request line.
pub(super) fn begins(text: &[u8]) -> bool {
    request_line(text).is_some()
}

#[inline(never)]
pub(super) fn read<'a>(text: &'a [u8], _options: &ReadOptions<'_>) -> Result<Pasted<'a>, ReadError> {
    let Some(line) = request_line(text) else {
        let is_empty = text.trim_ascii().is_empty();
        return Err(if is_empty { ReadError::Empty } else { ReadError::NoRequestLine });
    };
    let style = Style { mark: line.is_trace.then_some(b'>'), may_be_left_out: !line.has_version };
    let head = Head::read(text, line.target.end, line.next, style)?;
    let mut map = SourceMap::default();

    let name = String::from_utf8_lossy(&text[line.method.clone()]);
    let method =
        Method::named(&if line.has_version { name.clone() } else { name.to_ascii_uppercase().into() });
    Mapped::line(text, line.method.clone()).into_str(text, Part::Method, &mut map);
    let target = Mapped::line(text, line.target.clone()).into_str(text, Part::Target, &mut map);

    let headers_known = line.has_version || !head.is_empty();
    let (body, status) = body(text, head.body, line.is_trace);
    if headers_known {
        map.verbatim(Part::Headers, 0, Span::new(line.method.start as u32, head.end as u32));
    }
    let headers = head.headers(text, [Part::HeaderName, Part::HeaderValue], &mut map);
    let body = (!text[body.clone()].trim_ascii().is_empty())
        .then(|| Mapped::copied(text, body).into_bytes(text, Part::Body, &mut map));

    let request = Request { method, target, headers: headers_known.then_some(headers), body };
    let mut exchange = Exchange::from(request);
    exchange.at = said(text, line.method.start, b"@at ");
    exchange.took = said(text, line.method.start, b"@took ");
    if let Some(status) = status {
        let (response, unrecorded) = http_response::read(text, status, &mut map)?;
        exchange.response = Some(response);
        exchange.unrecorded = unrecorded;
    }
    Ok(Pasted { reader: Reader::Http, exchange, map, assumed: Vec::new(), origin: Origin::default() })
}

struct RequestLine {
    method: Range<usize>,
    target: Range<usize>,
    has_version: bool,
    /// Whether the lines carry the `> ` of a trace.
    is_trace: bool,
    /// Where the next line begins.
    next: usize,
}

fn request_line(text: &[u8]) -> Option<RequestLine> {
    let mut start = behind_mark(text);
    while start < text.len() {
        let (end, next) = line_end(text, start);
        let line = &text[start..end];
        let is_comment = [&b"#"[..], b"//", b"* "].iter().any(|mark| line.starts_with(mark));
        if line.trim_ascii().is_empty() || is_comment {
            start = next;
            continue;
        }
        let is_trace = line.starts_with(b"> ");
        let start = if is_trace { start + 2 } else { start };
        return parse_request_line(text, start..end, is_trace, next);
    }
    None
}

fn parse_request_line(text: &[u8], line: Range<usize>, is_trace: bool, next: usize) -> Option<RequestLine> {
    let mut words = text[line.clone()].splitn(2, |byte| matches!(byte, b' ' | b'\t'));
    let name = words.next()?;
    let rest = words.next()?;
    let method = line.start..line.start + name.len();
    let known = |method: &&str| name.eq_ignore_ascii_case(method.as_bytes());

    // Whatever stands between method and version is the target: filters are pasted with their blanks.
    let has_version = rest.trim_ascii_end().rsplit(|byte| *byte == b' ').next().is_some_and(|last| {
        last.strip_prefix(b"HTTP/")
            .is_some_and(|version| version.iter().all(|byte| byte.is_ascii_digit() || *byte == b'.'))
    });
    let is_token = !name.is_empty() && name.iter().all(u8::is_ascii_alphabetic);
    let begins_like_a_target = rest.trim_ascii_start().first().is_some_and(|first| {
        matches!(first, b'/' | b'{' | b'$' | b'<' | b'*' | b'.') || first.is_ascii_alphabetic()
    });
    let is_request = if has_version { is_token } else { METHODS.iter().any(known) };
    if !is_request || !begins_like_a_target {
        return None;
    }

    let rest_start = method.end + 1;
    let target_length = if has_version {
        rest.trim_ascii_end().iter().rposition(|byte| *byte == b' ').unwrap_or(0)
    } else {
        rest.len()
    };
    let target = trimmed(text, rest_start..rest_start + target_length);
    (!target.is_empty()).then_some(RequestLine { method, target, has_version, is_trace, next })
}

/// The body, without what tools write around it, and the status line behind it.
fn body(text: &[u8], start: usize, is_trace: bool) -> (Range<usize>, Option<StatusLine>) {
    let mut start = start;
    let mut at = start;
    let mut end_of_body = None;
    while at < text.len() {
        let (end, next) = line_end(text, at);
        let line = &text[at..end];
        let is_note = |marks: &[&[u8]]| marks.iter().any(|mark| line.starts_with(mark));
        if line.starts_with(b"###") {
            return (start..end_of_body.unwrap_or(at), None);
        } else if let Some(status) = status_line(text, at) {
            return (start..end_of_body.unwrap_or(at), Some(status));
        } else if is_trace && at == start && is_note(&[b"* ", b"} ["]) {
            start = next;
        } else if is_trace && is_note(&[b"* ", b"{ ["]) {
            end_of_body.get_or_insert(at);
        }
        at = next;
    }
    (start..end_of_body.unwrap_or(text.len()), None)
}

/// What a comment before the request says in seconds.
fn said(text: &[u8], end: usize, name: &[u8]) -> Option<Duration> {
    let lines = text[..end].split(|byte| *byte == b'\n');
    let comments = lines.filter_map(|line| line.strip_prefix(b"#").or_else(|| line.strip_prefix(b"//")));
    let mut values = comments.filter_map(|comment| comment.trim_ascii().strip_prefix(name));
    let seconds = str::from_utf8(values.next()?.trim_ascii()).ok()?;
    super::time::moment(seconds)
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail by panic")]
mod tests {
    use super::*;

    fn pasted(text: &[u8]) -> Pasted<'_> {
        read(text, &ReadOptions::default()).unwrap()
    }

    /// Request line, headers and body in one line each, as they were understood.
    fn told(text: &str) -> String {
        let Request { method, target, headers, body } = pasted(text.as_bytes()).exchange.request;
        let headers = headers.map_or("no headers known".to_owned(), |headers| {
            let lines: Vec<_> = headers.iter().map(|h| format!("{}={}", h.name, h.value)).collect();
            lines.join(", ")
        });
        let body = body.map_or("no body".into(), |body| String::from_utf8_lossy(&body).into_owned());
        format!("{method} {target} | {headers} | {body:?}")
    }

    #[test]
    fn a_request_is_read_with_whatever_is_left_out() {
        let cases = [
            (
                "POST /v2/Users HTTP/1.1\r\nHost: a.example\r\nContent-Type:application/scim+json \r\n\r\n{\r\n}",
                "POST /v2/Users | Host=a.example, Content-Type=application/scim+json | \"{\\r\\n}\"",
            ),
            ("GET /Users/1 HTTP/2\n\n", "GET /Users/1 |  | \"no body\""),
            ("GET /Users", "GET /Users | no headers known | \"no body\""),
            ("PATCH /Users/{id}\n\n{}", "PATCH /Users/{id} | no headers known | \"{}\""),
            ("PUT /Users/{id}\n{}", "PUT /Users/{id} | no headers known | \"{}\""),
            ("POST /Users\nhallo", "POST /Users | no headers known | \"hallo\""),
            ("post {{base}}/Users\n[]", "POST {{base}}/Users | no headers known | \"[]\""),
            ("post /Users HTTP/1.1\n\n[]", "OTHER /Users |  | \"[]\""),
            ("PURGE /Users HTTP/1.1\n", "OTHER /Users |  | \"no body\""),
            (
                "GET /Users?filter=userName eq \"mo\" HTTP/1.1\nHost: a\n",
                "GET /Users?filter=userName eq \"mo\" | Host=a | \"no body\"",
            ),
            (
                "DELETE https://a.example/Users/2\nX-Long: one\n  two\n",
                "DELETE https://a.example/Users/2 | X-Long=one two | \"no body\"",
            ),
            ("POST /Users\nAccept: */*\n  { \"a\": 1 }", "POST /Users | Accept=*/* | \"  { \\\"a\\\": 1 }\""),
            (
                "\u{feff}\n### create\n# @name x\nPOST /Users\n\n{}\n### next\nGET /",
                "POST /Users | no headers known | \"{}\\n\"",
            ),
            (
                "* Connected\n> POST /Users HTTP/1.1\n> Host: a\n>\n* upload sent off\n{}\n< HTTP/1.1 400 Bad\n",
                "POST /Users | Host=a | \"{}\\n\"",
            ),
            (
                "> DELETE /Users/3 HTTP/1.1\r\n> Accept: */*\r\n> \r\n< HTTP/1.1 204\r\n",
                "DELETE /Users/3 | Accept=*/* | \"no body\"",
            ),
        ];
        for (text, expected) in cases {
            assert!(begins(text.as_bytes()), "{text}");
            assert_eq!(told(text), expected, "{text}");
        }
    }

    #[test]
    fn the_response_may_follow_the_request() {
        let cases = [
            (
                "### first\n# @at 12.5\n// @took 0.08\nPOST /Users\n\n{}\n\nHTTP/1.1 201 Created\nLocation: /Users/1\n\n{\"id\":\"1\"}\n###\n",
                "{}",
                "201 Location=/Users/1 {\"id\":\"1\"}",
            ),
            ("GET /Users/1\n\nHTTP/2 404\n\nnothing here", "", "404 unrecorded nothing here"),
            ("DELETE /Users/1 HTTP/1.1\n\nHTTP/1.1 204 No Content\n", "", "204 unrecorded "),
            (
                "* Connected\n> PUT /Users/1 HTTP/1.1\n> Host: a\n>\n* upload sent off\n{}\n* done\n< HTTP/1.1 400 Bad\r\n< Server: b\r\n<\r\n{ [5 bytes data]\nno!\n* Closing",
                "{}",
                "400 Server=b no!",
            ),
        ];
        for (text, request_body, expected) in cases {
            let exchange = pasted(text.as_bytes()).exchange;
            let body = exchange.request.body.as_deref().unwrap_or_default();
            assert_eq!(String::from_utf8_lossy(body).trim(), request_body, "{text}");
            let response = exchange.response.unwrap();
            let headers: Vec<_> =
                response.headers.iter().map(|h| format!("{}={}", h.name, h.value)).collect();
            let headers =
                if exchange.unrecorded.headers { "unrecorded".to_owned() } else { headers.join(", ") };
            let body = String::from_utf8_lossy(&response.body).into_owned();
            assert_eq!(format!("{} {headers} {}", response.status, body.trim_end()), expected, "{text}");
        }
        let timed = pasted(cases[0].0.as_bytes()).exchange;
        assert_eq!(
            (timed.at, timed.took),
            (Some(Duration::from_millis(12_500)), Some(Duration::from_millis(80)))
        );
    }

    #[test]
    fn what_is_no_request_line_is_not_taken_for_one() {
        for text in ["{}", "", "{ \"GET\": 1 }", "POST", "GET ", "HTTP/1.1 200 OK", "Get-Content x"] {
            assert!(!begins(text.as_bytes()), "{text}");
        }
        assert_eq!(read(b"{}", &ReadOptions::default()), Err(ReadError::NoRequestLine));
        assert_eq!(read(b"\n", &ReadOptions::default()), Err(ReadError::Empty));
    }

    #[test]
    fn a_line_of_the_head_without_a_colon_is_named_by_its_number_alone() {
        let text = b"GET /Users HTTP/1.1\nAccept: */*\nAuthorization Bearer hunter2\n\n";
        let error = read(text, &ReadOptions::default()).unwrap_err();
        assert_eq!(error, ReadError::NotAHeader { line: 3 });
        assert!(!error.to_string().contains("hunter2"));
    }

    #[test]
    fn every_part_stands_where_it_is_written() {
        let text = "POST /v2/Users HTTP/1.1\r\nHost: a.example\r\nX-Fold: one\r\n two\r\n\r\n{\"a\":1}";
        let pasted = pasted(text.as_bytes());
        let at = |part| pasted.map.whole(part).map(|span| span.of(text));
        assert_eq!(at(Part::Method), Some("POST"));
        assert_eq!(at(Part::Target), Some("/v2/Users"));
        assert_eq!(at(Part::HeaderName(0)), Some("Host"));
        assert_eq!(at(Part::HeaderValue(0)), Some("a.example"));
        assert_eq!(at(Part::HeaderValue(1)), Some("one\r\n two"));
        assert_eq!(at(Part::Headers), Some(text.split("\r\n\r\n").next().unwrap()));
        assert_eq!(at(Part::Body), Some("{\"a\":1}"));
        assert_eq!(at(Part::HeaderValue(2)), None);
    }

    #[test]
    fn a_method_that_scim_has_no_use_for_stands_where_it_is_written() {
        for text in ["PROPPATCH /Users HTTP/1.1\n", "M /Users HTTP/1.1\n"] {
            let pasted = pasted(text.as_bytes());
            let range = Span::new(0, pasted.exchange.request.method.name().len() as u32);
            let place = pasted.map.locate(Part::Method, range).unwrap();
            assert_eq!(place.of(text), text.split(' ').next().unwrap());
        }
    }

    #[test]
    fn bytes_that_are_no_text_do_not_move_what_follows_them() {
        let text = b"POST /Users HTTP/1.1\nX: a\xffb\n\n\xfe{";
        let pasted = pasted(text);
        assert_eq!(pasted.exchange.request.header("x"), Some("a\u{fffd}b"));
        assert_eq!(pasted.map.locate(Part::HeaderValue(0), Span::new(4, 5)), Some(Span::new(26, 27)));
        assert_eq!(text[26], b'b');
        assert_eq!(pasted.exchange.request.body.as_deref(), Some(&b"\xfe{"[..]));
    }
}
