//! The header lines of an HTTP message, as they stand in a text.

use super::mapped::Mapped;
use super::{ReadError, line_end, line_of};
use crate::message::{Header, Part, SourceMap};
use std::ops::Range;

/// The header lines, and where they end.
pub(super) struct Head {
    fields: Vec<(Mapped, Mapped)>,
    /// Where the last line of the head ends.
    pub(super) end: usize,
    /// Where the body begins.
    pub(super) body: usize,
}

/// How the lines of a head are written.
#[derive(Clone, Copy)]
pub(super) struct Style {
    /// What each line begins with: the `>` or `<` of a trace.
    pub(super) mark: Option<u8>,
    /// Whether the body may begin right away, where no header stands.
    pub(super) may_be_left_out: bool,
}

impl Head {
    /// Reads the head whose first line, which ends at `end`, is followed by `next`.
    pub(super) fn read(text: &[u8], end: usize, next: usize, style: Style) -> Result<Head, ReadError> {
        let mut head = Head { fields: Vec::new(), end, body: next };
        while head.body < text.len() {
            let start = head.body;
            let (end, next) = line_end(text, start);
            let content = match style.mark {
                Some(mark) if text[start] == mark => trimmed(text, start + 1..end),
                Some(_) => break,
                None => start..end,
            };
            let content_text = &text[content.clone()];
            if content_text.trim_ascii().is_empty() {
                head.body = next;
                break;
            }
            let begins_a_body = matches!(content_text.trim_ascii_start().first(), Some(b'{' | b'['));
            let is_folded = content_text.starts_with(b" ") || content_text.starts_with(b"\t");
            let colon = content_text.iter().position(|byte| *byte == b':').filter(|at| *at > 0);
            match (head.fields.last_mut(), colon) {
                _ if begins_a_body => break,
                // "replace each received obs-fold with one or more SP octets" (RFC 9112 §5.2).
                (Some((_, value)), _) if is_folded => {
                    value.escape(b" ", content.start..content.start + 1);
                    value.copy(text, trimmed(text, content));
                }
                (_, Some(colon)) => {
                    let name = Mapped::line(text, content.start..content.start + colon);
                    let value = trimmed(text, content.start + colon + 1..content.end);
                    head.fields.push((name, Mapped::line(text, value)));
                }
                // Without headers, whatever follows the first line is the body.
                (None, None) if style.may_be_left_out => break,
                (_, None) => return Err(ReadError::NotAHeader { line: line_of(text, start) }),
            }
            head.end = end;
            head.body = next;
        }
        Ok(head)
    }

    /// Whether no header is there.
    pub(super) fn is_empty(&self) -> bool {
        self.fields.is_empty()
    }

    /// The headers; where they stand is said of these parts.
    pub(super) fn headers<'a>(
        self,
        text: &'a [u8],
        [name_part, value_part]: [fn(u32) -> Part; 2],
        map: &mut SourceMap,
    ) -> Vec<Header<'a>> {
        let mut headers = Vec::with_capacity(self.fields.len());
        for (index, (name, value)) in self.fields.into_iter().enumerate() {
            headers.push(Header {
                name: name.into_str(text, name_part(index as u32), map),
                value: value.into_str(text, value_part(index as u32), map),
            });
        }
        headers
    }
}

/// The range without white space at its ends.
pub(super) fn trimmed(text: &[u8], range: Range<usize>) -> Range<usize> {
    let inside = &text[range.clone()];
    let start = range.start + (inside.len() - inside.trim_ascii_start().len());
    start..start + inside.trim_ascii().len()
}
