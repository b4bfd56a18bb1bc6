//! Edits of a request's parts.

use super::{Header, Method, Part, Request};
use crate::json::Span;
use crate::order;
use std::borrow::Cow;

/// The replacement of a range of one part by a text.
///
/// An edit of [`Part::Headers`] adds the header that its text is, written `Name: value`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// The part.
    pub part: Part,
    /// The bytes that go; empty for an insertion.
    pub span: Span,
    /// What comes in their place.
    pub text: String,
}

impl Edit {
    /// Whether the outcome of both would depend on their order.
    pub fn overlaps(&self, other: &Edit) -> bool {
        let [a, b] = [self.span, other.span];
        self.part == other.part && (a.start < b.end && b.start < a.end || a.start == b.start)
    }

    /// The name and the value of the header that an edit of [`Part::Headers`] adds.
    pub(super) fn header(&self) -> Option<(&str, &str)> {
        let (name, value) = self.text.split_once(':').filter(|_| self.part == Part::Headers)?;
        Some((name, value.trim()))
    }
}

/// The bytes of a part with its edits made, which are in the order of their places.
fn spliced(bytes: &[u8], part: Part, edits: &[&Edit]) -> Vec<u8> {
    let mut written = Vec::with_capacity(bytes.len() + 64);
    let mut at = 0;
    for edit in edits.iter().filter(|edit| edit.part == part) {
        let (start, end) = (edit.span.start as usize, edit.span.end as usize);
        if let (Some(kept), Some(_)) = (bytes.get(at..start), bytes.get(start..end)) {
            written.extend_from_slice(kept);
            written.extend_from_slice(edit.text.as_bytes());
            at = end;
        }
    }
    written.extend_from_slice(bytes.get(at..).unwrap_or_default());
    written
}

impl Request<'_> {
    /// The request with those edits made, which do not overlap. What stands nowhere in it changes nothing.
    ///
    /// A `Content-Length` that was right stays right.
    pub fn edited<'e>(&self, edits: impl IntoIterator<Item = &'e Edit>) -> Request<'static> {
        let mut edits: Vec<&Edit> = edits.into_iter().collect();
        order::sort(&mut edits, |one, other| other.span.start.cmp(&one.span.start));
        let mut edited = self.owned();
        for edit in edits.iter().filter(|edit| !matches!(edit.part, Part::Target | Part::Body)) {
            edited.make(edit);
        }
        edits.reverse();
        let target = spliced(self.target.as_bytes(), Part::Target, &edits);
        if let Ok(target) = String::from_utf8(target) {
            edited.target = Cow::Owned(target);
        }
        let body = self.body.as_deref().unwrap_or_default();
        edited.body = Some(Cow::Owned(spliced(body, Part::Body, &edits)));
        if let (Some(length), Some(body)) = (self.length_header(), &edited.body) {
            let length_now = body.len().to_string();
            if let Some(header) = edited.headers.as_mut().and_then(|headers| headers.get_mut(length)) {
                header.value = Cow::Owned(length_now);
            }
        }
        edited.body = edited.body.filter(|body| !body.is_empty());
        edited
    }

    /// The edit that keeps a `Content-Length` right which these edits of the body would make wrong.
    pub(super) fn length_edit(&self, edits: &[Edit]) -> Option<Edit> {
        let length = self.length_header()?;
        let header = self.headers.as_deref()?.get(length)?;
        let mut now = self.body.as_ref()?.len();
        for edit in edits.iter().filter(|edit| edit.part == Part::Body) {
            now = (now + edit.text.len()).saturating_sub((edit.span.end - edit.span.start) as usize);
        }
        let text = now.to_string();
        let span = Span::new(0, header.value.len() as u32);
        (text != header.value).then_some(Edit { part: Part::HeaderValue(length as u32), span, text })
    }

    /// The index of the `Content-Length`, if it is that of the body.
    fn length_header(&self) -> Option<usize> {
        let length = self.body.as_ref()?.len();
        let is_right = |header: &Header<'_>| {
            header.name.eq_ignore_ascii_case("content-length") && header.value.parse() == Ok(length)
        };
        self.headers.as_deref()?.iter().position(is_right)
    }

    fn owned(&self) -> Request<'static> {
        let text = |text: &str| Cow::Owned(text.to_owned());
        let header = |header: &Header<'_>| Header { name: text(&header.name), value: text(&header.value) };
        Request {
            method: self.method,
            target: text(&self.target),
            headers: self.headers.as_deref().map(|headers| headers.iter().map(header).collect()),
            body: self.body.as_deref().map(|body| Cow::Owned(body.to_vec())),
        }
    }

    fn make(&mut self, edit: &Edit) {
        let range = edit.span.start as usize..edit.span.end as usize;
        let replace = |text: &mut Cow<'_, str>| {
            if text.get(range.clone()).is_some() {
                text.to_mut().replace_range(range.clone(), &edit.text);
            }
        };
        let headers = self.headers.as_deref_mut().unwrap_or_default();
        match edit.part {
            Part::Method => self.method = Method::named(&edit.text),
            Part::HeaderName(index) => {
                if let Some(header) = headers.get_mut(index as usize) {
                    replace(&mut header.name);
                }
            }
            Part::HeaderValue(index) => {
                if let Some(header) = headers.get_mut(index as usize) {
                    replace(&mut header.value);
                }
            }
            Part::Headers => {
                if let Some(((name, value), headers)) = edit.header().zip(self.headers.as_mut()) {
                    let [name, value] = [name, value].map(|text| Cow::Owned(text.to_owned()));
                    headers.push(Header { name, value });
                }
            }
            // A target and a body are written in one go, since they may have as many edits as they have values.
            // What came back is no part of what is sent.
            Part::Target
            | Part::Body
            | Part::Status
            | Part::ResponseHeaderName(_)
            | Part::ResponseHeaderValue(_)
            | Part::ResponseHeaders
            | Part::ResponseBody => {}
        }
    }
}
