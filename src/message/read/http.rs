//! The text of an HTTP request (RFC 9112 §2), as it stands in a log, a document or a `.http` file.
//!
//! What people leave out may be left out: the version, the headers, the empty line before a JSON
//! body. Lines may end with LF alone, carry the `> ` of `curl --verbose`, and be fenced by comments.

use super::mapped::Mapped;
use super::{Pasted, ReadError, ReadOptions, Reader, behind_mark, line_end, line_of};
use crate::json::Span;
use crate::message::{Header, Method, Part, Request, SourceMap};
use std::ops::Range;

const METHODS: [&str; 10] =
    ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "QUERY", "TRACE", "CONNECT"];

/// Whether the text begins with a request line.
pub(super) fn begins(text: &[u8]) -> bool {
    request_line(text).is_some()
}

pub(super) fn read<'a>(text: &'a [u8], _options: &ReadOptions<'_>) -> Result<Pasted<'a>, ReadError> {
    let Some(line) = request_line(text) else {
        let is_empty = text.trim_ascii().is_empty();
        return Err(if is_empty { ReadError::Empty } else { ReadError::NoRequestLine });
    };
    let head = head(text, &line)?;
    let mut map = SourceMap::default();

    let name = String::from_utf8_lossy(&text[line.method.clone()]);
    let method =
        Method::named(&if line.has_version { name.clone() } else { name.to_ascii_uppercase().into() });
    Mapped::copied(text, line.method.clone()).into_str(text, Part::Method, &mut map);
    let target = Mapped::copied(text, line.target.clone()).into_str(text, Part::Target, &mut map);

    let headers_known = line.has_version || !head.headers.is_empty();
    let mut headers = Vec::with_capacity(head.headers.len());
    for (index, (name, value)) in head.headers.into_iter().enumerate() {
        let index = index as u32;
        headers.push(Header {
            name: name.into_str(text, Part::HeaderName(index), &mut map),
            value: value.into_str(text, Part::HeaderValue(index), &mut map),
        });
    }
    if headers_known {
        map.verbatim(Part::Headers, 0, Span::new(line.method.start as u32, head.end as u32));
    }

    let body = body(text, head.body, line.is_trace);
    let body = (!text[body.clone()].trim_ascii().is_empty())
        .then(|| Mapped::copied(text, body).into_bytes(text, Part::Body, &mut map));
    let request = Request { method, target, headers: headers_known.then_some(headers), body };
    Ok(Pasted { reader: Reader::Http, request, map, assumed: Vec::new() })
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

struct Head {
    headers: Vec<(Mapped, Mapped)>,
    /// Where the last line of the head ends.
    end: usize,
    /// Where the body begins.
    body: usize,
}

fn head(text: &[u8], line: &RequestLine) -> Result<Head, ReadError> {
    let mut head = Head { headers: Vec::new(), end: line.target.end, body: line.next };
    while head.body < text.len() {
        let start = head.body;
        let (end, next) = line_end(text, start);
        let content = match (line.is_trace, text[start..end].starts_with(b">")) {
            (true, true) => trimmed(text, start + 1..end),
            (true, false) => break,
            (false, _) => start..end,
        };
        let content_text = &text[content.clone()];
        if content_text.trim_ascii().is_empty() {
            head.body = next;
            break;
        }
        let begins_a_body = matches!(content_text.trim_ascii_start().first(), Some(b'{' | b'['));
        let is_folded = content_text.starts_with(b" ") || content_text.starts_with(b"\t");
        let colon = content_text.iter().position(|byte| *byte == b':').filter(|at| *at > 0);
        match (head.headers.last_mut(), colon) {
            _ if begins_a_body => break,
            // "replace each received obs-fold with one or more SP octets" (RFC 9112 §5.2).
            (Some((_, value)), _) if is_folded => {
                value.escape(b" ", content.start..content.start + 1);
                value.copy(text, trimmed(text, content));
            }
            (_, Some(colon)) => {
                let name = Mapped::copied(text, content.start..content.start + colon);
                let value = trimmed(text, content.start + colon + 1..content.end);
                head.headers.push((name, Mapped::copied(text, value)));
            }
            // Without headers, whatever follows the request line is the body.
            (None, None) if !line.has_version => break,
            (_, None) => return Err(ReadError::NotAHeader { line: line_of(text, start) }),
        }
        head.end = end;
        head.body = next;
    }
    Ok(head)
}

/// The body, without what tools write around it.
fn body(text: &[u8], start: usize, is_trace: bool) -> Range<usize> {
    let mut start = start;
    let mut at = start;
    while at < text.len() {
        let (end, next) = line_end(text, at);
        let line = &text[at..end];
        let is_note = |marks: &[&[u8]]| marks.iter().any(|mark| line.starts_with(mark));
        if is_trace && at == start && is_note(&[b"* ", b"} ["]) {
            start = next;
        } else if line.starts_with(b"###") || (is_trace && is_note(&[b"< ", b"* ", b"{ ["])) {
            return start..at;
        }
        at = next;
    }
    start..text.len()
}

/// The range without white space at its ends.
fn trimmed(text: &[u8], range: Range<usize>) -> Range<usize> {
    let inside = &text[range.clone()];
    let start = range.start + (inside.len() - inside.trim_ascii_start().len());
    start..start + inside.trim_ascii().len()
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
        let Request { method, target, headers, body } = pasted(text.as_bytes()).request;
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
    fn bytes_that_are_no_text_do_not_move_what_follows_them() {
        let text = b"POST /Users HTTP/1.1\nX: a\xffb\n\n\xfe{";
        let pasted = pasted(text);
        assert_eq!(pasted.request.header("x"), Some("a\u{fffd}b"));
        assert_eq!(pasted.map.locate(Part::HeaderValue(0), Span::new(4, 5)), Some(Span::new(26, 27)));
        assert_eq!(text[26], b'b');
        assert_eq!(pasted.request.body.as_deref(), Some(&b"\xfe{"[..]));
    }
}
