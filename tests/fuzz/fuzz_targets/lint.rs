//! Any request gets a verdict from every endpoint. Findings stand within the request's parts, and so do
//! the edits that mend them: they do not overlap, leave JSON what is JSON, and their result gets a verdict too.
//!
//! The first bytes choose profile, client and method; the first line of the rest is the target, what follows the body.
#![no_main]

use libfuzzer_sys::fuzz_target;
use scimproof::diagnostic::{Diagnostic, Edit, Location};
use scimproof::json::{Parser, Span};
use scimproof::lint::Linter;
use scimproof::message::{Header, Method, Part, Request};
use scimproof::profile;
use scimproof::rule::Nothing;
use std::borrow::Cow;

const METHODS: [Method; 6] =
    [Method::Post, Method::Put, Method::Patch, Method::Get, Method::Delete, Method::Other];

thread_local! {
    static LINTERS: Vec<Linter> = linters();
}

/// Every endpoint by itself, then with each client.
fn linters() -> Vec<Linter> {
    let profiles: Vec<_> = profile::builtin_names()
        .map(|name| profile::builtin(name).expect("a built-in profile loads"))
        .collect();
    let alone = profiles.iter().map(Linter::new);
    let clients = profile::client_names().map(|name| profile::client(name).expect("a built-in client loads"));
    let with_clients = clients.enumerate().map(|(at, client)| {
        Linter::new(&profiles[at % profiles.len()]).strict(at % 2 == 0).client(Some(client))
    });
    alone.chain(with_clients).collect()
}

fuzz_target!(|input: (u8, u8, &[u8])| {
    let (linter, method, text) = input;
    let end = text.iter().position(|byte| *byte == b'\n').unwrap_or(text.len());
    let Ok(target) = std::str::from_utf8(&text[..end]) else { return };
    let body = text.get(end + 1..);
    let mut request = Request::bare(METHODS[usize::from(method) % METHODS.len()], target, body);
    if method >= 128 {
        let header = |name, value| Header { name: Cow::Borrowed(name), value: Cow::Borrowed(value) };
        request.headers =
            Some(vec![header("Content-Type", "application/json; charset=latin1"), header("If-Match", "*")]);
    }
    LINTERS.with(|linters| judge(&linters[usize::from(linter) % linters.len()], &request));
});

fn judge(linter: &Linter, request: &Request<'_>) {
    let mut verdict = linter.lint(request, &Nothing);
    linter.offer(request, &Nothing, &mut verdict);
    for found in &verdict.diagnostics {
        for Location { part, span, .. } in
            std::iter::once(&found.location).chain(found.related.iter().map(|(place, _)| place))
        {
            is_within(*part, *span, request, found);
        }
        let edits = found.fix.as_ref().map_or(&[][..], |fix| &fix.edits);
        for (at, edit) in edits.iter().enumerate() {
            is_within(edit.part, edit.span, request, found);
            assert!(!edits[..at].iter().any(|before| before.overlaps(edit)), "{found:?}");
        }
        mended(linter, request, edits, found);
    }
}

fn is_within(part: Part, span: Span, request: &Request<'_>, found: &Diagnostic) {
    // Headers as a whole are no text.
    if let Some(bytes) = request.part(part) {
        assert!(bytes.get(span.start as usize..span.end as usize).is_some(), "{part:?} {found:?}");
        if let Ok(text) = std::str::from_utf8(bytes) {
            assert!(
                text.get(span.start as usize..span.end as usize).is_some(),
                "splits a character: {found:?}"
            );
        }
    }
}

fn mended(linter: &Linter, request: &Request<'_>, edits: &[Edit], found: &Diagnostic) {
    if edits.is_empty() {
        return;
    }
    let edited = request.edited(edits);
    let is_json =
        |request: &Request<'_>| request.body.as_deref().is_none_or(|body| Parser::new().parse(body).is_ok());
    assert!(is_json(&edited) || !is_json(request), "breaks the body: {found:?}");
    linter.lint(&edited, &Nothing);
}
