//! Any text is read or refused by every reader, and what is read stands where its map says.
//!
//! The first byte chooses the reader, the rest is the text.
#![no_main]

use libfuzzer_sys::fuzz_target;
use scimproof::json::Span;
use scimproof::message::Part;
use scimproof::message::read::{Capture, Pasted, ReadOptions, Reader, read};

fuzz_target!(|input: (u8, &[u8])| {
    let (choice, text) = input;
    let reader = Reader::ALL.get(usize::from(choice) % (Reader::ALL.len() + 1)).copied();
    let files: &[(&str, &[u8])] = &[("body.json", b"{}")];
    let options = ReadOptions { reader, files, ..ReadOptions::default() };
    if let Ok(pasted) = read(text, &options) {
        look_at(&pasted, text);
    }

    let mut end = 0;
    let mut capture = Capture::new(text, reader);
    for piece in &mut capture {
        let start = piece.origin.byte as usize;
        assert!(end <= start && text[start..].starts_with(piece.text), "pieces follow each other");
        end = start + piece.text.len();
        if let Ok(Some(pasted)) = piece.read(&options) {
            assert_eq!(pasted.origin, piece.origin);
            look_at(&pasted, piece.text);
        }
    }
    assert!(capture.next().is_none(), "a capture that has ended stays so");
});

fn look_at(pasted: &Pasted<'_>, text: &[u8]) {
    let request = pasted.exchange.request.headers.as_ref().map_or(0, Vec::len) as u32;
    let response = pasted.exchange.response.as_ref().map_or(0, |response| response.headers.len()) as u32;
    let named = [Part::Method, Part::Target, Part::Body, Part::Status, Part::ResponseBody];
    let of_request = (0..request).flat_map(|at| [Part::HeaderName(at), Part::HeaderValue(at)]);
    let of_response =
        (0..response).flat_map(|at| [Part::ResponseHeaderName(at), Part::ResponseHeaderValue(at)]);
    for part in named.into_iter().chain(of_request).chain(of_response) {
        let Some(bytes) = pasted.exchange.part(part) else { continue };
        let range = Span::new(0, bytes.len() as u32);
        let Some(place) = pasted.map.locate(part, range) else { continue };
        let written = text.get(place.start as usize..place.end as usize).expect("a part stands in the text");
        // A method that SCIM has no use for is read as a word of our own.
        if part != Part::Method && pasted.map.is_verbatim(part, range) {
            assert_eq!(written, &*bytes, "{part:?}");
        }
    }
}
