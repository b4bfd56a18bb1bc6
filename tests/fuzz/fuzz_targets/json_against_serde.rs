//! The parser accepts what `serde_json` accepts and reads the same value from it.
//!
//! One difference is allowed: a number that no double can hold. Beside the law, everything that a
//! linter asks of a document is asked, so that a panic anywhere shows.
#![no_main]

use libfuzzer_sys::fuzz_target;
use scimproof::json::{Document, Kind, LineIndex, Parser, Value};

fuzz_target!(|text: &[u8]| {
    let mut parser = Parser::new();
    let ours = parser.parse(text);
    let theirs = serde_json::from_slice::<serde_json::Value>(text);
    match (ours, theirs) {
        (Ok(document), Ok(theirs)) => {
            assert_eq!(document.root().to_json(), theirs);
            look_at(&document);
        }
        (Ok(document), Err(error)) => {
            assert!(error.to_string().starts_with("number out of range"), "accepted, but: {error}");
            look_at(&document);
        }
        (Err(error), Ok(_)) => panic!("refused: {error} at {:?}", error.span),
        (Err(error), Err(_)) => {
            assert!(error.span.start <= error.span.end && error.span.end as usize <= text.len());
            let lossy = String::from_utf8_lossy(text);
            let lines = LineIndex::new(&lossy);
            let position = lines.position(error.span.start);
            assert!(lines.line_span(position.line).end as usize <= lossy.len());
            assert!(lines.utf16(error.span.start) <= lines.utf16(error.span.end));
        }
    }
});

fn look_at(document: &Document<'_>) {
    let mut nodes = 0;
    let mut waiting = vec![document.root()];
    while let Some(value) = waiting.pop() {
        nodes += 1;
        assert_eq!(value.raw().len() as u32, value.span().end - value.span().start);
        assert!(value.plain().is_none() || value.plain() == value.string().as_deref());
        // Only in small documents: each pointer is found by a walk from the root.
        if document.len() < 64 {
            look_at_pointer(document, value);
        }
        for member in value.members() {
            assert_eq!(member.name.kind(), Kind::String);
            nodes += 1;
            waiting.push(member.value);
        }
        waiting.extend(value.elements());
    }
    assert_eq!(nodes, document.len());
}

/// A pointer leads back, unless a member before has the same name as one on the way.
fn look_at_pointer(document: &Document<'_>, value: Value<'_>) {
    let pointer = value.pointer();
    match document.at(&pointer) {
        Some(found) => assert!(found.index() <= value.index()),
        None => assert!(repeats_a_name(document), "{pointer} leads nowhere"),
    }
}

fn repeats_a_name(document: &Document<'_>) -> bool {
    let mut waiting = vec![document.root()];
    while let Some(value) = waiting.pop() {
        let mut names: Vec<_> = value.members().map(|member| member.key()).collect();
        let all = names.len();
        names.sort();
        names.dedup();
        if names.len() < all {
            return true;
        }
        waiting.extend(value.members().map(|member| member.value));
        waiting.extend(value.elements());
    }
    false
}
