//! Texts that attributes can have: where a format is due, in that format.

use crate::schema::{Attribute, Type};

/// Texts of the attribute; `owner` is the attribute that it is a part of, or empty.
pub(super) fn of(owner: &str, attribute: &Attribute) -> &'static [&'static str] {
    match attribute.kind {
        Type::DateTime => &DATE_TIMES,
        Type::Reference => &REFERENCES,
        Type::Binary => &BINARIES,
        _ => match (owner, attribute.name.as_str()) {
            ("emails", "value") => &["mona@example.com", "m.lisa@example.org", "\"m l\"@example.com"],
            ("phoneNumbers", "value") => &["tel:+1-201-555-0123", "tel:7042;phone-context=example.com"],
            ("addresses", "country") => &["US", "SE", "DE"],
            (_, "locale") => &["en-US", "de", "sr-Latn-RS"],
            (_, "preferredLanguage") => &["en", "de-CH", "da, en-GB;q=0.8, en;q=0.7"],
            (_, "timezone") => &["Europe/Berlin", "America/Argentina/Buenos_Aires", "UTC"],
            _ => &TEXTS,
        },
    }
}

static DATE_TIMES: [&str; 4] = [
    "2011-05-13T04:42:34Z",
    "2024-02-29T23:59:59.125Z",
    "1999-12-31T00:00:00-05:00",
    "2024-01-01T24:00:00+14:00",
];
static REFERENCES: [&str; 4] = [
    "https://example.com/v2/Users/2819c223",
    "../Users/2819c223",
    "urn:example:badge:17",
    "https://[2001:db8::1]/a%20b?c=d#e",
];
static BINARIES: [&str; 3] = ["MIIDQzCCAqygAwIBAgICEAAwDQYJ", "AA==", "+/8="];
static TEXTS: [&str; 8] = [
    "Mona",
    "Zo\u{eb} O'Neil",
    "\u{6a21}\u{62ec} \u{1f642}",
    "a \"quoted\" word",
    "back\\slash",
    "line\nbreak",
    "-17",
    "x",
];
