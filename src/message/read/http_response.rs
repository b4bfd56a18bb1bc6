//! The text of an HTTP response (RFC 9112 §4) behind that of its request.

use super::head::{Head, Style};
use super::mapped::Mapped;
use super::{ReadError, line_end};
use crate::json::Span;
use crate::message::{Part, Response, SourceMap, Unrecorded};
use std::ops::Range;

/// A status line in the text.
pub(super) struct StatusLine {
    status: Range<usize>,
    is_trace: bool,
    end: usize,
    next: usize,
}

/// The status line that stands right there, such as `HTTP/1.1 201 Created`; in a trace behind `< `.
pub(super) fn status_line(text: &[u8], start: usize) -> Option<StatusLine> {
    let (end, next) = line_end(text, start);
    let line = &text[start..end];
    let is_trace = line.starts_with(b"< ");
    let line = if is_trace { &line[2..] } else { line };
    let version = line.strip_prefix(b"HTTP/")?;
    let blank = version.iter().position(|byte| *byte == b' ')?;
    let is_version = |byte: &u8| byte.is_ascii_digit() || *byte == b'.';
    if blank == 0 || !version[..blank].iter().all(is_version) {
        return None;
    }
    let rest = version[blank..].trim_ascii_start();
    let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
    if digits != 3 || rest.get(3).is_some_and(|byte| *byte != b' ') {
        return None;
    }
    let at = end - rest.len();
    Some(StatusLine { status: at..at + 3, is_trace, end, next })
}

/// Reads the response that begins with the status line. Without a header, none were written down; the
/// body is the rest of the text.
pub(super) fn read<'a>(
    text: &'a [u8],
    line: StatusLine,
    map: &mut SourceMap,
) -> Result<(Response<'a>, Unrecorded), ReadError> {
    let style = Style { mark: line.is_trace.then_some(b'<'), may_be_left_out: true };
    let head = Head::read(text, line.end, line.next, style)?;
    let digits = text[line.status.clone()].iter().map(|digit| u16::from(*digit - b'0'));
    let status = digits.fold(0, |status, digit| status * 10 + digit);
    map.verbatim(Part::Status, 0, Span::new(line.status.start as u32, line.status.end as u32));
    map.verbatim(Part::ResponseHeaders, 0, Span::new(line.status.start as u32, head.end as u32));

    let unrecorded = Unrecorded { headers: head.is_empty(), ..Unrecorded::default() };
    let body = body(text, head.body, line.is_trace);
    let headers = head.headers(text, [Part::ResponseHeaderName, Part::ResponseHeaderValue], map);
    let body = if text[body.clone()].trim_ascii().is_empty() { body.start..body.start } else { body };
    let body = Mapped::copied(text, body).into_bytes(text, Part::ResponseBody, map);
    Ok((Response { status, headers, body }, unrecorded))
}

/// The body, without what a trace writes around it.
fn body(text: &[u8], start: usize, is_trace: bool) -> Range<usize> {
    let mut at = start;
    let mut start = start;
    while at < text.len() {
        let (end, next) = line_end(text, at);
        let line = &text[at..end];
        if line.starts_with(b"###") || (is_trace && line.starts_with(b"* ") && at > start) {
            return start..at;
        }
        if is_trace && at == start && [&b"{ ["[..], b"} [", b"* "].iter().any(|mark| line.starts_with(mark)) {
            start = next;
        }
        at = next;
    }
    start..text.len()
}
