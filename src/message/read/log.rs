//! A log, with a request in some of its lines.
//!
//! Understood are the combined format of web servers, words such as `POST /scim/v2/Users` in a message,
//! and pairs such as `method=POST path=/scim/v2/Users status=409`. The first JSON object behind them is
//! the body, also where it is written as a string with escapes; when the line tells a status, a second
//! one is the response's. What a line does not tell was not recorded.

use super::mapped::Mapped;
use super::{Pasted, Reader, line_end, time};
use crate::cut::Cut;
use crate::json::scan::Scan;
use crate::json::{Origin, Parser, Span};
use crate::message::{Exchange, Method, Part, Request, Response, SourceMap, Unrecorded};
use std::borrow::Cow;
use std::ops::Range;
use std::time::Duration;

const METHODS: [&[u8]; 5] = [b"GET", b"POST", b"PUT", b"PATCH", b"DELETE"];

/// How many lines at the beginning of a text are looked at.
const FIRST_LINES: usize = 20;

/// How far into a line a request is looked for.
const FIRST_BYTES: usize = 16 << 10;

/// How far a body may go on over the lines behind it.
const MOST_OF_A_BODY: usize = 256 << 10;

/// Whether one of the first lines holds a request.
pub(super) fn begins(text: &[u8]) -> bool {
    // A body that speaks of requests is a body.
    if matches!(text.trim_ascii_start().first(), Some(b'{' | b'[')) {
        return false;
    }
    text.split(|byte| *byte == b'\n').take(FIRST_LINES).any(|line| Found::find(line).is_some())
}

/// Where the piece ends whose first line is there: behind a body that goes on over several lines.
pub(super) fn end(text: &[u8], start: usize, end: usize) -> usize {
    let Some(found) = Found::find(&text[start..end]) else { return end };
    let Some(open) = text[start + found.end..end].iter().position(|byte| *byte == b'{') else { return end };
    let open = start + found.end + open;
    if Scan::new(&text[open..end]).value().is_some() {
        return end;
    }
    // Where a line tells a request, the body before it was cut. Looked for first: of lines that all begin a
    // body which nothing ends, each would else be read to the most that a body may have.
    let mut most = text.len().min(open + MOST_OF_A_BODY);
    let mut at = line_end(text, end).1;
    while at < most {
        let (line, next) = line_end(text, at);
        if let Some(found) = Found::find(&text[at..line]) {
            most = at + found.method.start;
        }
        at = next;
    }
    match Scan::new(&text[open..most]).value() {
        Some(body) => line_end(text, open + body.end).0,
        None => end,
    }
}

/// Reads a line; `None` for one that holds no request.
pub(super) fn read(line: &[u8]) -> Option<Pasted<'_>> {
    let found = Found::find(line)?;
    let mut map = SourceMap::default();
    let name = &line[found.method.clone()];
    Mapped::copied(line, found.method.clone()).into_str(line, Part::Method, &mut map);
    let method = Method::named(&String::from_utf8_lossy(name));
    let target = Mapped::copied(line, found.target.clone()).into_str(line, Part::Target, &mut map);

    let status = status(line, found.end);
    let mut at = found.end;
    let takes_body = matches!(method, Method::Post | Method::Put | Method::Patch);
    let body = takes_body.then(|| object(line, &mut at)).flatten();
    let body = body.map(|body| body.into_bytes(line, Part::Body, &mut map));
    let mut unrecorded = Unrecorded { request_body: takes_body && body.is_none(), headers: true, body: true };
    let response = status.map(|status| {
        map.verbatim(Part::Status, 0, Span::new(status.start as u32, status.end as u32));
        let digits = line[status].iter().map(|digit| u16::from(*digit - b'0'));
        let body = object(line, &mut at).map(|body| body.into_bytes(line, Part::ResponseBody, &mut map));
        unrecorded.body = body.is_none();
        Response {
            status: digits.fold(0, |status, digit| status * 10 + digit),
            headers: Vec::new(),
            body: body.unwrap_or(Cow::Borrowed(&[])),
        }
    });
    let request = Request { method, target, headers: None, body };
    let exchange = Exchange { unrecorded, at: moment(line), ..Exchange::new(request, response) };
    Some(Pasted { reader: Reader::Log, exchange, map, assumed: Vec::new(), origin: Origin::default() })
}

/// A request in a line.
struct Found {
    method: Range<usize>,
    target: Range<usize>,
    /// Where the request line ends, its version included.
    end: usize,
}

impl Found {
    fn find(line: &[u8]) -> Option<Found> {
        let line = &line[..line.len().min(FIRST_BYTES)];
        let mut at = 0;
        while let Some(word) = word(line, at) {
            at = word.end;
            if !METHODS.contains(&&line[word.clone()]) {
                continue;
            }
            let behind = Found::directly_behind(line, &word).or_else(|| Found::in_pairs(line, &word));
            if behind.is_some() {
                return behind;
            }
        }
        None
    }

    /// `POST /Users HTTP/1.1`, the version left out as well.
    fn directly_behind(line: &[u8], method: &Range<usize>) -> Option<Found> {
        let blanks = line[method.end..].iter().take_while(|byte| **byte == b' ').count();
        let target = target(line, method.end + blanks).filter(|_| blanks > 0)?;
        let version = line[target.end..].strip_prefix(b" HTTP/");
        let end = version.map_or(target.end, |version| {
            let length = version.iter().take_while(|byte| byte.is_ascii_digit() || **byte == b'.').count();
            target.end + b" HTTP/".len() + length
        });
        Some(Found { method: method.clone(), target, end })
    }

    /// `method=POST path=/Users`, in this order or the other.
    fn in_pairs(line: &[u8], method: &Range<usize>) -> Option<Found> {
        let is_named = |at: usize, name: &[u8]| {
            let before = line[..at].strip_suffix(b"\"").unwrap_or(&line[..at]);
            before.strip_suffix(b"=").is_some_and(|before| before.ends_with(name))
        };
        if !is_named(method.start, b"method") {
            return None;
        }
        let names = [&b"path"[..], b"url", b"uri", b"target"];
        let mut targets =
            line.iter().enumerate().filter(|(_, byte)| **byte == b'=').filter_map(|(equals, _)| {
                let quote = usize::from(line.get(equals + 1) == Some(&b'"'));
                let start = equals + 1 + quote;
                let is_target = names.iter().any(|name| is_named(start, name));
                is_target.then(|| target(line, start)).flatten()
            });
        let target = targets.next()?;
        let end = target.end.max(method.end);
        Some(Found { method: method.clone(), target, end })
    }
}

/// The next run of letters.
fn word(line: &[u8], at: usize) -> Option<Range<usize>> {
    let start = at + line.get(at..)?.iter().position(u8::is_ascii_alphabetic)?;
    let length = line[start..].iter().take_while(|byte| byte.is_ascii_alphanumeric()).count();
    Some(start..start + length)
}

/// A path or an address that stands right there.
fn target(line: &[u8], start: usize) -> Option<Range<usize>> {
    let rest = line.get(start..)?;
    let begins = [&b"/"[..], b"http://", b"https://"].iter().any(|begin| rest.starts_with(begin));
    let is_end = |byte: &u8| byte.is_ascii_whitespace() || matches!(byte, b'"' | b'\'' | b'<' | b'>' | b'`');
    let length = rest.iter().position(is_end).unwrap_or(rest.len());
    // A sentence may go on behind it.
    let trimmed =
        rest[..length].iter().rposition(|byte| !matches!(byte, b',' | b';' | b':' | b'.' | b')' | b']'));
    (begins && length > 0).then(|| start..start + trimmed.map_or(0, |last| last + 1))
}

/// The status that the line tells behind the request: right behind its version, or named or pointed at.
fn status(line: &[u8], end: usize) -> Option<Range<usize>> {
    let is_status = |at: usize| {
        let digits = line.get(at..at + 3)?;
        let is_number = matches!(digits[0], b'1'..=b'5') && digits.iter().all(u8::is_ascii_digit);
        let ends = line.get(at + 3).is_none_or(|byte| !byte.is_ascii_alphanumeric() && *byte != b'.');
        (is_number && ends).then_some(at..at + 3)
    };
    let behind_version = line[end..].strip_prefix(b"\" ").and_then(|_| is_status(end + 2));
    let marks =
        [&b"status="[..], b"status: ", b"status ", b"status\":", b"code=", b"-> ", b"=> ", "→ ".as_bytes()];
    let named = || {
        let before_body = line[end..].iter().position(|byte| *byte == b'{');
        let lines = [end..before_body.map_or(line.len(), |at| end + at), end..line.len(), 0..end];
        lines.into_iter().find_map(|range| {
            range.clone().find_map(|at| {
                let mark = marks.iter().find(|mark| line[at..range.end].starts_with(mark))?;
                is_status(at + mark.len())
            })
        })
    };
    behind_version.or_else(named)
}

/// The next JSON object, or string that holds one, from there on.
fn object(line: &[u8], at: &mut usize) -> Option<Mapped> {
    let open = *at + line.get(*at..)?.iter().position(|byte| *byte == b'{')?;
    let is_escaped =
        open > 0 && line[open - 1] == b'"' && line[open + 1..].trim_ascii_start().starts_with(b"\\");
    if !is_escaped {
        // What is cut off is taken as it is, so that the finding is that.
        let end = Scan::new(&line[open..]).value().map_or(line.len(), |body| open + body.end);
        *at = end;
        return Some(Mapped::copied(line, open..end));
    }
    let string = Scan::new(&line[open - 1..]).value()?;
    let (start, end) = (open - 1, open - 1 + string.end);
    *at = end;
    let mut parser = Parser::new();
    let document = parser.parse(&line[start..end]).ok()?;
    Some(Mapped::json(line, document.root(), start))
}

/// When the line was written: a date at its beginning, or one of a web server's in brackets.
fn moment(line: &[u8]) -> Option<Duration> {
    let head = String::from_utf8_lossy(&line[..line.len().min(128)]);
    let in_brackets = head.find('[').and_then(|open| head.cut(open + 1..).split(']').next());
    if let Some(moment) = in_brackets.and_then(of_web_server) {
        return Some(moment);
    }
    let start = head.find(|character: char| character.is_ascii_digit())?;
    let stamp = head.cut(start..).replacen(' ', "T", 1).replace(',', ".");
    let stamp =
        stamp.split(|c: char| !(c.is_ascii_digit() || matches!(c, 'T' | 'Z' | ':' | '.' | '+' | '-')));
    let first = head.cut(start..).split([' ', ']']).next().unwrap_or_default().replace(',', ".");
    time::date(&first).or_else(|| stamp.into_iter().next().and_then(time::date))
}

/// `10/Oct/2000:13:55:36 -0700`.
fn of_web_server(stamp: &str) -> Option<Duration> {
    const MONTHS: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let (date, rest) = stamp.split_once(':')?;
    let (clock, zone) = rest.split_once(' ')?;
    let mut date = date.split('/');
    let (day, month, year) = (date.next()?, date.next()?, date.next()?);
    let month = MONTHS.iter().position(|name| *name == month)? + 1;
    let (hours, minutes) = zone.split_at_checked(3)?;
    time::date(&format!("{year}-{month:02}-{day}T{clock}{hours}:{minutes}"))
}
