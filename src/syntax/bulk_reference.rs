//! References to the new resources of a bulk request (RFC 7644 §3.7.2).
//!
//! `bulkId:` and the name that an operation gives stand where the id of its resource will. They may be a whole value, or
//! a part of one: of a path, of a filter, of a URI.

use std::ops::Range;

use crate::cut::Cut;

/// What stands before a name.
const MARK: &str = "bulkId:";

/// The references in a text, in its order: the range of each, and its name. A name goes on to the text's end where an
/// operation gives that, else to the first character that ends a value in a filter or a segment of a path.
pub fn bulk_references(
    text: &str,
    is_given: impl Fn(&str) -> bool,
) -> impl Iterator<Item = (Range<usize>, &str)> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = at + text.cut(at..).place_of(MARK)?;
        let rest = text.cut(start + MARK.len()..);
        let name = if is_given(rest) { rest } else { rest.cut(..first_end(rest)) };
        at = start + MARK.len() + name.len();
        Some((start..at, name))
    })
}

fn first_end(text: &str) -> usize {
    let ends = |byte: u8| {
        matches!(byte, b'"' | b'\'' | b'[' | b']' | b'(' | b')' | b'/' | b'?' | b'#' | b'&' | b',' | b' ')
    };
    text.bytes().position(ends).unwrap_or(text.len())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_reference_is_a_value_or_a_part_of_one() {
        for (text, expected) in [
            ("bulkId:qwerty", &[(0..13, "qwerty")][..]),
            ("/Users/bulkId:qwerty", &[(7..20, "qwerty")]),
            ("../Users/bulkId:qwerty?x", &[(9..22, "qwerty")]),
            (r#"members[value eq "bulkId:a" or value eq "bulkId:b"]"#, &[(18..26, "a"), (41..49, "b")]),
            // A name that an operation gives may have any character.
            ("bulkId:two words", &[(0..16, "two words")]),
            ("bulkId:", &[(0..7, "")]),
            ("bulkid:qwerty", &[]),
            ("", &[]),
        ] {
            let found: Vec<_> = bulk_references(text, |name| name == "two words").collect();
            assert_eq!(found, expected, "{text}");
        }
    }

    proptest! {
        #[test]
        fn references_follow_each_other(text in "(bulkId:|[a-c]|é| |\"|/){0,9}", is_given: bool) {
            let mut at = 0;
            for (range, name) in bulk_references(&text, |_| is_given) {
                prop_assert!(at <= range.start);
                prop_assert_eq!(text.get(range.clone()), Some(&*format!("bulkId:{name}")));
                at = range.end;
            }
        }
    }
}
