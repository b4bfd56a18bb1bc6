//! Captures of many exchanges: what is read of each, and where its parts stand in the text.

use proptest::prelude::*;
use scimproof::json::Span;
use scimproof::message::read::{Capture, Pasted, ReadError, ReadOptions, Reader, rewritten};
use scimproof::message::{Edit, Part, Response};
use std::time::Duration;

/// What the pieces of a capture hold; a piece without an exchange is left out.
fn read_all(text: &[u8], reader: Option<Reader>) -> Vec<Result<Pasted<'_>, ReadError>> {
    Capture::new(text, reader).filter_map(|piece| piece.read(&ReadOptions::default()).transpose()).collect()
}

fn shown(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).trim_end().to_owned()
}

/// An exchange in one line.
fn told(pasted: &Pasted<'_>) -> String {
    let exchange = &pasted.exchange;
    let mut told = format!("{} {}", exchange.request.method, exchange.request.target);
    if let Some(body) = &exchange.request.body {
        told.extend([" ", &shown(body)]);
    } else if exchange.unrecorded.request_body {
        told.push_str(" (body unrecorded)");
    }
    if let Some(Response { status, body, .. }) = &exchange.response {
        let body = if exchange.unrecorded.body { "(body unrecorded)".to_owned() } else { shown(body) };
        told.extend([" → ", &status.to_string(), " ", &body]);
    }
    told.trim_end().to_owned()
}

fn told_all(text: &str) -> Vec<String> {
    let told = |read: Result<Pasted<'_>, ReadError>| {
        read.map_or_else(|error| error.to_string(), |pasted| told(&pasted))
    };
    read_all(text.as_bytes(), None).into_iter().map(told).collect()
}

const HAR: &str = r#"{"log": {"version": "1.2", "creator": {"name": "a \"log\" of entries"}, "entries": [
  {"startedDateTime": "2026-03-01T10:00:00.250Z", "time": 30.5, "serverIPAddress": "192.0.2.1",
   "request": {"method": "PATCH", "url": "https://scim.example/scim/v2/Users/1", "bodySize": 20,
     "headers": [{"name": ":authority", "value": "scim.example"}, {"name": "content-type", "value": "application/scim+json"}],
     "postData": {"mimeType": "application/scim+json", "text": "{\"Operations\":\n[\u007b\ud83d\ude00\u007d]}"}},
   "response": {"status": 200, "headers": [{"name": "etag", "value": "W/\"1\""}],
     "content": {"size": 2, "mimeType": "application/scim+json", "encoding": "base64", "text": "e30="}}},
  {"request": {"method": "GET", "url": "https://shop.example/cart", "headers": []}, "response": {"status": 200, "content": {"size": 0}}},
  {"request": {"method": "POST", "url": "https://scim.example/v2/Users", "headers": [], "bodySize": 300}, "response": {"status": 0}},
  {"request": {"method": "GET", "url": "https://scim.example/v2/Users/9", "headers": []}, "response": {"status": 404, "content": {"size": 31}}},
  {"request": {"method": "GET", "url": "https://scim.example/v2/Users/9", "bad": "\ud83d"}},
  {"request": {"method": "DELETE", "url": "https://scim.example/v2/Users/9", "headers": []}, "response": {"status": 204, "content": {"size": 0}}}
], "pages": []}}"#;

#[test]
fn a_har_gives_its_scim_exchanges() {
    assert_eq!(
        told_all(HAR),
        [
            "PATCH https://scim.example/scim/v2/Users/1 {\"Operations\":\n[{😀}]} → 200 {}",
            "POST https://scim.example/v2/Users (body unrecorded)",
            "GET https://scim.example/v2/Users/9 → 404 (body unrecorded)",
            "the recorded exchange cannot be read: the escape stands for half of a surrogate pair",
            "DELETE https://scim.example/v2/Users/9 → 204",
        ]
    );
    let mut exchanges = read_all(HAR.as_bytes(), None).into_iter();
    let first = exchanges.next().expect("an entry").expect("it is readable").exchange;
    assert_eq!(first.at, Some(Duration::new(1_772_359_200, 250_000_000)));
    assert_eq!(first.took, Some(Duration::from_micros(30_500)));
    let names: Vec<_> = first.request.headers.iter().flatten().map(|header| &*header.name).collect();
    assert_eq!(names, ["content-type"]);
    assert_eq!(first.response.expect("it has one").header("ETag"), Some("W/\"1\""));
    let second = exchanges.next().expect("an entry").expect("it is readable").exchange;
    assert_eq!(second.request.headers, None);
}

#[test]
fn a_har_that_is_cut_anywhere_gives_what_is_complete() {
    let all = told_all(HAR);
    for end in 0..HAR.len() - 15 {
        let text = &HAR.as_bytes()[..end];
        let mut capture = Capture::new(text, Some(Reader::Har));
        let pieces = capture.by_ref().count();
        let read = read_all(text, Some(Reader::Har));
        assert!(pieces <= 6 && read.len() <= all.len(), "{end}");
        for (read, whole) in read.iter().zip(&all) {
            let read = read.as_ref().map_or_else(ToString::to_string, told);
            assert_eq!(&read, whole, "{end}");
        }
        assert_eq!(capture.is_cut(), !HAR[..end].contains("\n]"), "{end}");
    }
}

#[test]
fn lines_are_bodies_or_recorded_exchanges() {
    let text = concat!(
        "{\"userName\":\"a\"}\n",
        "\n",
        "{\"Operations\": []}\r\n",
        "{\"method\": \"PUT\", \"path\": \"/Users/1\", \"body\": \"{\\\"a\\\":1}\", \"status\": 409, \"responseBody\": {\"b\": 2}}\n",
        "{\"at\": 1.5, \"request\": {\"method\": \"POST\", \"target\": \"/Users\", \"headers\": {\"X\": [\"1\", \"2\"]}, \"body\": {\"c\" :3}}}\n",
        "{\"request\": {\"method\": \"POST\", \"target\": \"/Users\", \"body\": null}, \"response\": {\"status\": \"400\", \"headers\": [[\"Server\", \"x\"]], \"body\": \"no\"}}\n",
        "{\"level\": \"info\", \"message\": \"started\"}\n",
        "{\"request\": {\"method\"\n",
        "{\"userName\":\n",
    );
    assert_eq!(
        told_all(text),
        [
            "POST /Users {\"userName\":\"a\"}",
            "PATCH /Users/{id} {\"Operations\": []}",
            "PUT /Users/1 {\"a\":1} → 409 {\"b\": 2}",
            "POST /Users {\"c\" :3}",
            "POST /Users → 400 no",
            "the recorded exchange cannot be read: `{` has no matching `}`",
            "POST /Users {\"userName\":",
        ]
    );
    let lines: Vec<u64> = Capture::new(text.as_bytes(), None).map(|piece| piece.origin.line + 1).collect();
    assert_eq!(lines, [1, 3, 4, 5, 6, 7, 8, 9]);
}

#[test]
fn a_log_gives_the_requests_in_its_lines() {
    let text = r#"2026-03-01T10:00:00.500Z INFO starting, nothing to GET yet
192.0.2.7 - - [01/Mar/2026:11:00:01 +0100] "PATCH /scim/v2/Users/1?x=a%20b HTTP/1.1" 409 532 "-" "client"
2026-03-01T10:00:02Z DEBUG sent POST /scim/v2/Users: {"userName": "a}"} got status 201 {"id": "1"}
2026-03-01 10:00:03,000 time=1 method=PUT path="/scim/v2/Groups/7" status=200 body="{\"displayName\":\"b\"}"
2026-03-01T10:00:04Z DEBUG sent PUT https://scim.example/Users/2 {
  "userName": "c"
}
2026-03-01T10:00:05Z POST /scim/v2/Users {"userName": "cut
2026-03-01T10:00:06Z GET /scim/v2/Users/3 -> 200 {"id": "3"}"#;
    assert_eq!(
        told_all(text),
        [
            "PATCH /scim/v2/Users/1?x=a%20b (body unrecorded) → 409 (body unrecorded)",
            "POST /scim/v2/Users {\"userName\": \"a}\"} → 201 {\"id\": \"1\"}",
            "PUT /scim/v2/Groups/7 {\"displayName\":\"b\"} → 200 (body unrecorded)",
            "PUT https://scim.example/Users/2 {\n  \"userName\": \"c\"\n}",
            "POST /scim/v2/Users {\"userName\": \"cut",
            "GET /scim/v2/Users/3 → 200 {\"id\": \"3\"}",
        ]
    );
    let start = Duration::from_secs(1_772_359_200);
    let times: Vec<_> = read_all(text.as_bytes(), None)
        .into_iter()
        .map(|read| {
            read.expect("a line is readable").exchange.at.map(|at| at.saturating_sub(start).as_secs())
        })
        .collect();
    assert_eq!(times, [Some(1), Some(2), Some(3), Some(4), Some(5), Some(6)]);
}

#[test]
fn http_texts_are_set_apart_by_lines() {
    let text = "### one\nGET /Users/1\n\nHTTP/1.1 200 OK\n\n{}\n### note\n# nothing here\n###\n# @at 3\nDELETE /Users/1\n";
    assert_eq!(told_all(text), ["GET /Users/1 → 200 {}", "DELETE /Users/1"]);
    let origins: Vec<_> = Capture::new(text.as_bytes(), None).map(|piece| piece.origin.line).collect();
    assert_eq!(origins, [0, 8]);
}

#[test]
fn an_edit_of_a_recorded_body_is_escaped_for_the_string_it_stands_in() {
    let entry = r#"{"request": {"method": "PUT", "url": "/Users/1", "postData": {"text": "{\"active\": \"True\"}"}}}"#;
    let text = format!("{{\"log\": {{\"entries\": [{entry}]}}}}");
    for reader in [Reader::Har, Reader::Ndjson] {
        let text = if reader == Reader::Har { &text } else { entry };
        let piece = Capture::new(text.as_bytes(), Some(reader)).next().expect("an entry");
        let pasted = piece.read(&ReadOptions::default()).expect("it is readable").expect("it is an exchange");
        let edit = Edit { part: Part::Body, span: Span::new(11, 17), text: "{\"a\":\n1}".to_owned() };
        let edits = pasted.write(piece.text, &[edit]).expect("it can be written");
        let written = rewritten(piece.text, &edits).expect("the edits do not overlap");
        let expected = entry.replace(r#"\"True\""#, r#"{\"a\":\n1}"#);
        assert_eq!(String::from_utf8(written), Ok(expected));
    }
}

#[test]
fn forms_are_told_apart() {
    let cases = [
        ("{\"userName\": \"a\"}", Reader::Body),
        ("{\n\"userName\": \"a\"}\n{\"b\":1}", Reader::Body),
        ("{\"userName\": \"a\"}\n{\"userName\": \"b\"}\n", Reader::Ndjson),
        ("\u{feff}{\"request\": {\"method\": \"GET\", \"target\": \"/Users\"}}", Reader::Ndjson),
        ("{\"log\": {\"entries\"", Reader::Har),
        ("{\"log\": \"x\"}", Reader::Body),
        ("12:00 GET /Users", Reader::Log),
        ("GET /Users", Reader::Http),
        ("curl https://a.example/Users", Reader::Curl),
        ("we GET nothing", Reader::Body),
    ];
    for (text, reader) in cases {
        assert_eq!(Reader::detect(text.as_bytes()), reader, "{text}");
    }
}

/// Each byte of a part stands in the piece's text, or is what an escape there stands for.
fn assert_mapped(piece: &str, pasted: &Pasted<'_>) {
    let headers = |count: usize, parts: [fn(u32) -> Part; 2]| {
        (0..count as u32).flat_map(move |index| parts.map(|part| part(index))).collect::<Vec<_>>()
    };
    let request = pasted.exchange.request.headers.as_ref().map_or(0, Vec::len);
    let response = pasted.exchange.response.as_ref().map_or(0, |response| response.headers.len());
    let method = pasted.map.locate(Part::Method, Span::default()).map(|place| place.of(piece));
    assert_eq!(method, Some(pasted.exchange.request.method.name()), "a method is located as a whole");
    let mut parts = vec![Part::Target, Part::Body, Part::Status, Part::ResponseBody];
    parts.extend(headers(request, [Part::HeaderName, Part::HeaderValue]));
    parts.extend(headers(response, [Part::ResponseHeaderName, Part::ResponseHeaderValue]));
    for part in parts {
        let Some(bytes) = pasted.exchange.part(part) else { continue };
        let text = String::from_utf8(bytes.into_owned()).expect("the parts are text");
        for (at, character) in text.char_indices() {
            let span = Span::new(at as u32, (at + character.len_utf8()) as u32);
            let place = pasted.map.locate(part, span).expect("the part stands in the text").of(piece);
            let unescaped = serde_json::from_str::<String>(&format!("\"{place}\"")).unwrap_or_default();
            assert!(place == character.to_string() || unescaped == character.to_string(), "{part:?} {place}");
        }
    }
}

proptest! {
    #[test]
    fn what_is_recorded_is_read_back_with_the_place_of_every_character(
        body in ".{0,40}", target in "/[ -~]{0,20}", name in "[A-Za-z-]{1,9}", value in "\\PC{0,9}",
        status in 100_u16..600, pretty in any::<bool>(), reader in prop_oneof![Just(Reader::Har), Just(Reader::Ndjson)],
    ) {
        let entry = serde_json::json!({
            "request": {"method": "POST", "url": target, "headers": [{"name": name, "value": value}], "postData": {"text": body}},
            "response": {"status": status, "headers": [{"name": "Content-Type", "value": "application/scim+json"}],
                         "content": {"text": body}},
        });
        let text = match reader {
            Reader::Har => {
                let har = serde_json::json!({"log": {"entries": [entry, entry]}});
                if pretty { serde_json::to_string_pretty(&har) } else { serde_json::to_string(&har) }.expect("it is JSON")
            }
            _ => format!("{entry}\n{entry}\n"),
        };
        let pieces: Vec<_> = Capture::new(text.as_bytes(), Some(reader)).collect();
        prop_assert_eq!(pieces.len(), 2);
        for piece in pieces {
            let pasted = piece.read(&ReadOptions::default()).expect("it is readable").expect("it is an exchange");
            let exchange = &pasted.exchange;
            prop_assert_eq!(&*exchange.request.target, &*target);
            prop_assert_eq!(exchange.request.header(&name), Some(&*value));
            prop_assert_eq!(exchange.request.body.as_deref().unwrap_or_default(), body.as_bytes());
            let response = exchange.response.as_ref().expect("it has a response");
            prop_assert_eq!((response.status, &*response.body), (status, body.as_bytes()));
            let start = piece.origin.byte as usize;
            let piece_text = std::str::from_utf8(piece.text).expect("it is text");
            prop_assert_eq!(&text[start..start + piece.text.len()], piece_text);
            assert_mapped(piece_text, &pasted);
        }
    }

    #[test]
    fn no_text_makes_a_reader_panic(bytes in proptest::collection::vec(any::<u8>(), 0..60), index in 0..6_usize) {
        let _ = read_all(&bytes, Some(Reader::ALL[index]));
        let _ = read_all(&bytes, None);
    }

    #[test]
    fn no_text_of_json_and_log_makes_a_reader_panic(
        pieces in proptest::collection::vec(
            prop_oneof![
                Just("{"), Just("}"), Just("["), Just("]"), Just("\""), Just(":"), Just(","), Just("\\"), Just("\n"),
                Just("\"log\":"), Just("\"entries\":"), Just("\"request\":"), Just("\"method\":\"PUT\""), Just("\"url\":\"/Users\""),
                Just("\"status\":204"), Just("POST /Users "), Just("method=PUT path="), Just("HTTP/1.1 200"), Just("status=2"), Just("é"),
            ], 0..30),
        index in 0..6_usize,
    ) {
        let text = pieces.concat();
        let _ = read_all(text.as_bytes(), Some(Reader::ALL[index]));
        let _ = read_all(text.as_bytes(), None);
    }
}
