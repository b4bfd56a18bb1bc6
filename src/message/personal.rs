//! Where an exchange holds a person's data, and how it is made unrecognisable without a change to its form.
//!
//! Found by the names of RFC 7643's attributes, in a body that is not JSON any more as well as in one that is.

use super::secret::values_named;
use super::{Exchange, Part};
use crate::json::Span;

/// The attributes that hold it, in letters of lower case.
const ATTRIBUTES: [&str; 24] = [
    "addresses",
    "country",
    "display",
    "displayname",
    "emails",
    "employeenumber",
    "externalid",
    "familyname",
    "formatted",
    "givenname",
    "honorificprefix",
    "honorificsuffix",
    "ims",
    "locality",
    "middlename",
    "nickname",
    "phonenumbers",
    "photos",
    "postalcode",
    "profileurl",
    "region",
    "streetaddress",
    "title",
    "username",
];

/// What says what a value is for, and is read by rules.
const SPARED: [&str; 5] = ["op", "primary", "$ref", "schemas", "type"];

/// Whether an attribute, or the path of one, is a person's.
fn is_personal(name: &[u8]) -> bool {
    // `urn:…:User:emails[type eq "work"].value` is about `emails`.
    let name = std::str::from_utf8(name).unwrap_or_default();
    let path = name.split('[').next().unwrap_or_default();
    let path = path.rsplit(':').next().unwrap_or_default().to_ascii_lowercase();
    path.split('.').any(|part| ATTRIBUTES.contains(&part)) || path.starts_with("name.") || path == "name"
}

fn is_spared(name: &[u8]) -> bool {
    SPARED.iter().any(|spared| name.eq_ignore_ascii_case(spared.as_bytes()))
}

impl Exchange<'_> {
    /// The ranges that hold a person's data, part by part: in either body, and what a filter compares with.
    pub fn personal(&self) -> Vec<(Part, Span)> {
        let target =
            in_filter(&self.request.target, &["%22", "\""]).into_iter().map(|span| (Part::Target, span));
        let within = |part: Part, body: &[u8]| {
            let mut found = values_named(body, is_personal, is_spared);
            // A path's filter stands in a string, its quotes escaped.
            found.extend(in_filter(std::str::from_utf8(body).unwrap_or_default(), &["\\\""]));
            found.into_iter().map(move |span| (part, span))
        };
        let request = within(Part::Body, self.request.body.as_deref().unwrap_or_default());
        let response = self.response.as_ref().map_or(&b""[..], |response| &response.body);
        target.chain(request).chain(within(Part::ResponseBody, response)).collect()
    }
}

/// What stands between quotes, written as they are there; not what a `type` is compared with.
fn in_filter(text: &str, quotes: &[&str]) -> Vec<Span> {
    let mut found = Vec::new();
    for quote in quotes {
        let mut at = 0;
        let mut parts = text.split(quote);
        while let (Some(before), Some(between)) = (parts.next(), parts.next()) {
            let start = at + before.len() + quote.len();
            let words: String = before.replace("%20", " ").replace('+', " ").to_ascii_lowercase();
            let is_of_type = words.trim_end().rsplit(' ').nth(1).is_some_and(|name| name.ends_with("type"));
            let span = Span::new(start as u32, (start + between.len()) as u32);
            if !is_of_type && !span.is_empty() && span.end as usize <= text.len() {
                found.push(span);
            }
            at = span.end as usize + quote.len();
        }
    }
    found
}

/// A text in which nobody is recognised, of the same form: letters become `x`, digits `0`, and all else stays.
pub fn blurred(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(character) = rest.chars().next() {
        let taken = match character {
            '\\' if rest[1..].starts_with('u') && rest.is_char_boundary(6.min(rest.len())) => {
                out.push_str("\\u0078");
                6.min(rest.len())
            }
            // An escape, in JSON or in a URL, is no letter.
            '\\' => copied(&mut out, rest, 2),
            '%' => copied(&mut out, rest, 3),
            _ => {
                out.push(match character {
                    it if it.is_uppercase() => 'X',
                    it if it.is_alphabetic() => 'x',
                    it if it.is_numeric() => '0',
                    it => it,
                });
                character.len_utf8()
            }
        };
        rest = &rest[taken..];
    }
    out
}

/// Copies so many characters as they are, and tells their bytes.
fn copied(out: &mut String, rest: &str, characters: usize) -> usize {
    let taken: String = rest.chars().take(characters).collect();
    out.push_str(&taken);
    taken.len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::message::{Method, Request};

    fn shown(target: &str, body: &str) -> (String, String) {
        let request = Request::bare(Method::Patch, target, Some(body.as_bytes()));
        let exchange = Exchange::new(request, None);
        let (mut of_target, mut of_body) = (target.to_owned(), body.to_owned());
        let mut found = exchange.personal();
        found.sort_by_key(|(_, span)| std::cmp::Reverse(span.start));
        for (part, span) in found {
            let text = if part == Part::Target { &mut of_target } else { &mut of_body };
            let range = span.start as usize..span.end as usize;
            let blurred = blurred(&text[range.clone()]);
            text.replace_range(range, &blurred);
        }
        (of_target, of_body)
    }

    #[test]
    fn a_persons_data_loses_its_letters_and_keeps_its_form() {
        for (body, expected) in [
            (r#"{"userName":"Ines.1@a.b","id":"7"}"#, r#"{"userName":"Xxxx.0@x.x","id":"7"}"#),
            (
                r#"{"name":{"givenName":"In\u00e9s"},"active":"True"}"#,
                r#"{"name":{"givenName":"Xx\u0078x"},"active":"True"}"#,
            ),
            (
                r#"{"emails":[{"value":"a@b.c","type":"work"}],"schemas":["urn:x"]}"#,
                r#"{"emails":[{"value":"x@x.x","type":"work"}],"schemas":["urn:x"]}"#,
            ),
            (
                r#"[{"op":"add","path":"emails[type eq \"work\"].value","value":"a@b.c"}]"#,
                r#"[{"op":"add","path":"emails[type eq \"work\"].value","value":"x@x.x"}]"#,
            ),
            (
                r#"[{"op":"remove","path":"emails[value eq \"a@b.c\"]"}]"#,
                r#"[{"op":"remove","path":"emails[value eq \"x@x.x\"]"}]"#,
            ),
            (
                r#"{"members":[{"value":"7","display":"Ines"}]}"#,
                r#"{"members":[{"value":"7","display":"Xxxx"}]}"#,
            ),
            (r#"{"userName":"cut o"#, r#"{"userName":"xxx x"#),
        ] {
            assert_eq!(shown("/Users", body).1, expected);
        }
        let target = "/Users?filter=userName%20eq%20%22a%40b%22%20and%20emails.type+eq+%22work%22";
        let expected = "/Users?filter=userName%20eq%20%22x%40x%22%20and%20emails.type+eq+%22work%22";
        assert_eq!(shown(target, "").0, expected);
    }

    #[test]
    fn no_text_is_too_broken_to_be_blurred() {
        for text in ["\\", "\\u", "\\u00", "\\ué", "%", "%é", "\\é"] {
            blurred(text);
            shown(text, text);
        }
    }
}
