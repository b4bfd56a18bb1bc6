//! The edits of which fixes are made.

use super::sink::FIXES;
use super::{Draft, Place};
use crate::diagnostic::Edit;
use crate::json::{Kind, Member, Span, Value};
use crate::message::Part;

impl Draft {
    /// Lets `propose` offer a fix, in builds that offer any: for what takes work to find out.
    #[inline]
    pub fn mend(&mut self, propose: impl FnOnce(&mut Draft)) -> &mut Draft {
        if FIXES {
            propose(self);
        }
        self
    }

    /// Offers to write a declared word in place of what stands there; in the body, in its quotes.
    #[inline(never)]
    pub fn write(&mut self, safe: bool, place: Place, declared: &str) -> &mut Draft {
        if !FIXES {
            return self;
        }
        let title = ["write `", declared, "`"].concat();
        let quoted = ["\"", declared, "\""].concat();
        self.replace(&title, safe, place, if place.part == Part::Body { &quoted } else { declared })
    }

    /// Offers to write something on both sides of a value, which stays as it is.
    #[inline(never)]
    pub fn wrap(&mut self, title: &str, safe: bool, value: Value<'_>, around: [&str; 2]) -> &mut Draft {
        if !FIXES {
            return self;
        }
        let Span { start, end } = value.span();
        self.fix(title, safe, vec![insertion(start, around[0]), insertion(end, around[1])])
    }

    /// Offers to take an element out of its array.
    #[inline(never)]
    pub fn take_out_element(&mut self, title: &str, safe: bool, element: Value<'_>) -> &mut Draft {
        if !FIXES {
            return self;
        }
        self.fix(title, safe, vec![removal(element, element.span())])
    }

    /// Offers to send a header that is not there, written `Name: value`.
    #[inline(never)]
    pub fn add_header(&mut self, title: &str, header: &str) -> &mut Draft {
        if !FIXES {
            return self;
        }
        let text = header.to_owned();
        self.fix(title, true, vec![Edit { part: Part::Headers, span: Span::default(), text }])
    }

    /// Offers to put a member of an object into the object `owner` beside it, under that name, with one more
    /// edit where that takes one. Not safe: a lenient provider leaves aside what it does not know by name.
    #[inline(never)]
    pub fn nest(
        &mut self,
        [owner, name]: [&str; 2],
        member: Member<'_>,
        object: Value<'_>,
        more: Option<Edit>,
    ) {
        if !FIXES || !object.members().any(|other| other.name.index() == member.name.index()) {
            return;
        }
        let is_owner = |other: &Member<'_>| other.key_bytes().eq_ignore_ascii_case(owner.as_bytes());
        let mut edits: Vec<Edit> = more.into_iter().collect();
        match object.members().find(is_owner) {
            None => {
                edits.push(Edit {
                    part: Part::Body,
                    span: member.name.span(),
                    text: ["\"", owner, "\":{\"", name, "\""].concat(),
                });
                edits.push(insertion(member.value.span().end, "}"));
            }
            Some(beside) if beside.value.kind() == Kind::Object => {
                let comma = if beside.value.is_empty() { "" } else { "," };
                let text = [comma, "\"", name, "\":", member.value.raw()].concat();
                edits.push(insertion(beside.value.span().end - 1, &text));
                let span = Span::new(member.name.span().start, member.value.span().end);
                edits.push(removal(member.value, span));
            }
            Some(_) => return,
        }
        self.fix(&["put it into `", owner, "`"].concat(), false, edits);
    }
}

/// The edit that writes a text into the body.
pub(super) fn insertion(at: u32, text: &str) -> Edit {
    Edit { part: Part::Body, span: Span::new(at, at), text: text.to_owned() }
}

/// The edit that takes the bytes of a member or an element out, with the comma that sets it apart.
pub(super) fn removal(value: Value<'_>, span: Span) -> Edit {
    let text = value.document().text().as_bytes();
    let (mut start, mut end) = (span.start as usize, span.end as usize);
    let spaces = |bytes: &[u8]| bytes.len() - bytes.trim_ascii_start().len();
    let comma = end + spaces(&text[end..]);
    if text.get(comma) == Some(&b',') {
        end = comma + 1;
        end += spaces(&text[end..]);
    } else {
        let before = text[..start].trim_ascii_end();
        start = if before.last() == Some(&b',') { before.len() - 1 } else { start };
    }
    Edit { part: Part::Body, span: Span::new(start as u32, end as u32), text: String::new() }
}

/// The edit that lists a URN in a resource's `schemas`, unless it is there or there is no such list.
pub(super) fn listing(resource: Value<'_>, urn: &str) -> Option<Edit> {
    let schemas =
        resource.members().find(|member| member.key_bytes().eq_ignore_ascii_case(b"schemas"))?.value;
    let last = schemas.elements().last()?;
    let is_listed = schemas.elements().any(|element| element.content().eq_ignore_ascii_case(urn.as_bytes()));
    (!is_listed).then(|| insertion(last.span().end, &[",\"", urn, "\""].concat()))
}
