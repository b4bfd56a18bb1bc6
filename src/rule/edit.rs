//! The bytes that fixes touch.

use crate::json::{Span, Value};

/// What goes when a part of an object or array goes, its comma with it. The part is given by its bytes: those
/// of an element, or those of a member from its name to the end of its value.
pub(super) fn removal(container: Value<'_>, part: Span) -> Span {
    let members = container.members().map(|member| whole(member.name, member.value));
    let mut before = None;
    for other in members.chain(container.elements().map(Value::span)) {
        if other.start >= part.end {
            return Span::new(part.start, other.start);
        }
        if other.end <= part.start {
            before = Some(other.end);
        }
    }
    Span::new(before.unwrap_or(part.start), part.end)
}

/// A member's bytes, from its name to the end of its value.
pub(super) fn whole(name: Value<'_>, value: Value<'_>) -> Span {
    Span::new(name.span().start, value.span().end)
}
