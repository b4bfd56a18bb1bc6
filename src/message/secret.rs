//! Where an exchange holds what must not be shown: credentials, tokens, passwords.
//!
//! Found by name, in a body that is not JSON any more as well as in one that is: what is cut off or damaged
//! is what people show around.

use super::{Exchange, Header, Part};
use crate::json::{Parser, Span};
use std::borrow::Cow;

/// How the names of secrets end, without regard to case and to what is no letter.
const ENDINGS: [&str; 10] = [
    "password",
    "passwd",
    "passphrase",
    "secret",
    "token",
    "apikey",
    "authorization",
    "authenticationinfo",
    "cookie",
    "credentials",
];

/// A secret of fewer bytes is covered where it stands, and not where the same text stands elsewhere.
const SHORTEST: usize = 6;

/// How many secrets of an exchange are looked for elsewhere in it.
const MOST: usize = 16;

/// Whether what has that name is a secret: a header, a cookie, an attribute with or without its schema, a parameter.
pub fn names_secret(name: &str) -> bool {
    let letters = || name.bytes().rev().filter(u8::is_ascii_alphabetic).map(|byte| byte.to_ascii_lowercase());
    let last = letters().next();
    let mut endings = ENDINGS.iter().filter(|ending| ending.bytes().next_back() == last);
    endings.any(|ending| letters().take(ending.len()).eq(ending.bytes().rev()))
}

fn is_secret(name: &[u8]) -> bool {
    std::str::from_utf8(name).is_ok_and(names_secret)
}

impl Exchange<'_> {
    /// The target of the request, with what is secret in it covered, or elsewhere in the request: it came before its
    /// answer.
    pub fn shown_target(&self) -> Cow<'_, str> {
        let secrets = self.repeated(self.named_in_request());
        let secrets = secrets.into_iter().filter(|(part, _)| *part == Part::Target);
        covered(Cow::Borrowed(&*self.request.target), secrets.map(|(_, span)| span).collect())
    }

    /// The ranges that hold secrets, part by part: headers that carry credentials or cookies, tokens in the
    /// target, passwords in either body, and the same texts elsewhere, as where an error repeats what was sent.
    pub fn secrets(&self) -> Vec<(Part, Span)> {
        let mut secrets = self.named_in_request();
        secrets.extend(self.named_in_response());
        self.repeated(secrets)
    }

    /// The secrets, and the places where the same texts stand.
    fn repeated(&self, mut secrets: Vec<(Part, Span)>) -> Vec<(Part, Span)> {
        if secrets.is_empty() {
            return secrets;
        }
        let mut texts: Vec<Vec<u8>> = Vec::new();
        for (part, span) in &secrets {
            let bytes = self.part(*part).unwrap_or_default();
            let text = bytes.get(span.start as usize..span.end as usize).unwrap_or_default();
            // Credentials stand behind their scheme.
            let text = text.trim_ascii().rsplit(|byte| *byte == b' ').next().unwrap_or_default();
            if text.len() >= SHORTEST && texts.len() < MOST && !texts.iter().any(|known| known == text) {
                texts.push(text.to_vec());
            }
        }
        let request = self.request.headers.as_ref().map_or(0, Vec::len) as u32;
        let response = self.response.as_ref().map_or(0, |response| response.headers.len()) as u32;
        let parts = [Part::Target, Part::Body, Part::ResponseBody].into_iter();
        let parts = parts.chain((0..request).map(Part::HeaderValue));
        for part in parts.chain((0..response).map(Part::ResponseHeaderValue)) {
            let Some(bytes) = self.part(part).filter(|_| !texts.is_empty()) else { continue };
            for text in &texts {
                let places = bytes.windows(text.len()).enumerate().filter(|(_, window)| window == text);
                secrets
                    .extend(places.map(|(at, text)| (part, Span::new(at as u32, (at + text.len()) as u32))));
            }
        }
        secrets
    }

    fn named_in_request(&self) -> Vec<(Part, Span)> {
        let target = in_words(self.request.target.as_bytes()).into_iter().map(|span| (Part::Target, span));
        let headers = self.request.headers.as_deref().unwrap_or_default();
        let body = in_json(self.request.body.as_deref().unwrap_or_default());
        let body = body.into_iter().map(|span| (Part::Body, span));
        target.chain(in_headers(headers, Part::HeaderValue)).chain(body).collect()
    }

    fn named_in_response(&self) -> Vec<(Part, Span)> {
        let Some(response) = &self.response else { return Vec::new() };
        let body = in_json(&response.body).into_iter().map(|span| (Part::ResponseBody, span));
        in_headers(&response.headers, Part::ResponseHeaderValue).chain(body).collect()
    }
}

fn in_headers<'h>(
    headers: &'h [Header<'_>],
    part: fn(u32) -> Part,
) -> impl Iterator<Item = (Part, Span)> + use<'h> {
    headers.iter().zip(0..).flat_map(move |(header, index)| {
        let spans = if header.is_secret() {
            vec![Span::new(0, header.value.len() as u32)]
        } else {
            in_words(header.value.as_bytes())
        };
        spans.into_iter().map(move |span| (part(index), span))
    })
}

/// The text with these ranges covered, so that all else keeps its place. White space stays.
pub fn covered(text: Cow<'_, str>, mut secrets: Vec<Span>) -> Cow<'_, str> {
    if secrets.is_empty() {
        return text;
    }
    secrets.sort_unstable();
    let mut secrets = secrets.into_iter().peekable();
    let mut end = 0;
    let mut covered = String::with_capacity(text.len());
    for (at, character) in text.char_indices() {
        while let Some(span) = secrets.next_if(|span| span.start as usize <= at) {
            end = end.max(span.end as usize);
        }
        if at < end && !character.is_ascii_whitespace() {
            covered.extend(std::iter::repeat_n('*', character.len_utf8()));
        } else {
            covered.push(character);
        }
    }
    Cow::Owned(covered)
}

/// Values of secret parameters, `access_token=…`, and the password in an authority, `//user:password@host`,
/// in a URL or in words around one.
pub(super) fn in_words(text: &[u8]) -> Vec<Span> {
    let is_end = |byte: &u8| byte.is_ascii_whitespace() || b"?&#;,\"'<>".contains(byte);
    let mut found = Vec::new();
    if !text.contains(&b'=') && !text.contains(&b'@') {
        return found;
    }
    let mut at = 0;
    for word in text.split(is_end) {
        if let Some(equals) = word.iter().position(|byte| *byte == b'=') {
            let (name, value) = (&word[..equals], &word[equals + 1..]);
            let compares_password = || value.to_ascii_lowercase().windows(8).any(|it| it == b"password");
            if is_secret(name) || (name.eq_ignore_ascii_case(b"filter") && compares_password()) {
                found.push(Span::new((at + equals + 1) as u32, (at + word.len()) as u32));
            }
        }
        if let Some(slashes) = word.windows(3).position(|window| window == b"://") {
            let authority = slashes + 3;
            let host = word[authority..].split(|byte| *byte == b'/').next().unwrap_or_default();
            if let Some(sign) = host.iter().rposition(|byte| *byte == b'@') {
                found.push(Span::new((at + authority) as u32, (at + authority + sign) as u32));
            }
        }
        at += word.len() + 1;
    }
    found.retain(|span| !span.is_empty());
    found
}

/// Which names are looked for, and which are spared.
type Names = (fn(&[u8]) -> bool, fn(&[u8]) -> bool);

/// An object or an array that the scan is in.
#[derive(Default)]
struct Frame<'t> {
    /// The name of the member at hand.
    name: Option<Cow<'t, [u8]>>,
    /// Whether all in it is secret.
    is_secret: bool,
    /// Whether a `name` or a `path` in it names a secret, which then stands in its `value`.
    names_secret: bool,
    /// What its `value` holds.
    values: Vec<Span>,
}

/// Values of secret members, of pairs of `name` and `value` that name one, and of cookies as a HAR lists them.
pub(super) fn in_json(text: &[u8]) -> Vec<Span> {
    values_named(text, is_secret, |_| false)
}

/// Values of members whose names are looked for, with all that is in them but the members that are spared; and of
/// pairs of `name` or `path` and `value` that name one.
pub(super) fn values_named(
    text: &[u8],
    looks_for: fn(&[u8]) -> bool,
    spares: fn(&[u8]) -> bool,
) -> Vec<Span> {
    let mut found = Vec::new();
    let mut frames: Vec<Frame<'_>> = Vec::new();
    let mut at = 0;
    while let Some(byte) = text.get(at) {
        let start = at;
        at += 1;
        match byte {
            b'{' | b'[' => {
                let is_secret = frames.last().is_some_and(|outer| {
                    let name = outer.name.as_deref().unwrap_or_default();
                    (outer.is_secret && !spares(name)) || name == b"cookies" || looks_for(name)
                });
                frames.push(Frame { is_secret, ..Frame::default() });
            }
            b'}' | b']' => {
                let Some(inner) = frames.pop() else { continue };
                if inner.names_secret {
                    found.extend_from_slice(&inner.values);
                }
                // Values of a value, such as those of an operation's list.
                if let Some(outer) =
                    frames.last_mut().filter(|outer| outer.name.is_none() || outer.is_value())
                {
                    outer.values.extend(inner.values);
                }
            }
            b',' => {
                if let Some(frame) = frames.last_mut().filter(|frame| frame.name.is_some()) {
                    frame.name = None;
                }
            }
            b'"' => {
                let end = string_end(text, at);
                let content = Span::new(at as u32, end as u32);
                at = (end + 1).min(text.len());
                let behind = text[at..].iter().find(|byte| !byte.is_ascii_whitespace());
                let Some(frame) = frames.last_mut() else { continue };
                if behind == Some(&b':') && frame.name.is_none() {
                    frame.name = Some(unescaped(text, content));
                } else {
                    frame.value(text, content, (looks_for, spares), &mut found);
                }
            }
            b'0'..=b'9' | b'-' => {
                let is_end = |byte: &u8| byte.is_ascii_whitespace() || b",]}".contains(byte);
                at += text[at..].iter().position(is_end).unwrap_or(text.len() - at);
                if let Some(frame) = frames.last_mut() {
                    frame.value(text, Span::new(start as u32, at as u32), (looks_for, spares), &mut found);
                }
            }
            _ => {}
        }
    }
    // What a text that was cut off left open.
    found.extend(frames.into_iter().filter(|frame| frame.names_secret).flat_map(|frame| frame.values));
    found.retain(|span| !span.is_empty());
    found
}

impl<'t> Frame<'t> {
    fn is_value(&self) -> bool {
        self.name.as_deref() == Some(b"value")
    }

    /// Takes in a string or a number, the value of the member at hand or an element.
    fn value(&mut self, text: &'t [u8], span: Span, (looks_for, spares): Names, found: &mut Vec<Span>) {
        let name = self.name.as_deref().unwrap_or_default();
        if spares(name) {
            return;
        }
        if self.is_secret || looks_for(name) {
            found.push(span);
        } else if name == b"name" || name == b"path" {
            self.names_secret |= looks_for(&unescaped(text, span));
        } else if self.name.is_none() || self.is_value() {
            self.values.push(span);
        }
    }
}

/// The place of a string's closing quote, or the text's end.
fn string_end(text: &[u8], start: usize) -> usize {
    let mut at = start;
    while let Some(byte) = text.get(at) {
        match byte {
            b'"' => return at,
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
    text.len()
}

/// A string's content, its escapes undone.
fn unescaped(text: &[u8], content: Span) -> Cow<'_, [u8]> {
    let (start, end) = (content.start as usize, content.end as usize);
    let raw = text.get(start..end).unwrap_or_default();
    let quoted = text.get(start.saturating_sub(1)..end + 1).filter(|_| raw.contains(&b'\\'));
    let undone = quoted.and_then(|quoted| {
        let mut parser = Parser::new();
        let document = parser.parse(quoted).ok()?;
        Some(document.root().string()?.into_owned().into_bytes())
    });
    undone.map_or(Cow::Borrowed(raw), Cow::Owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(found: fn(&[u8]) -> Vec<Span>, text: &str) -> String {
        covered(Cow::Borrowed(text), found(text.as_bytes())).into_owned()
    }

    #[test]
    fn a_secret_is_covered_wherever_its_name_says_that_it_is_one() {
        for (text, expected) in [
            (
                r#"{"userName":"mo","password":"t1ger","x":1}"#,
                r#"{"userName":"mo","password":"*****","x":1}"#,
            ),
            (
                r#"{"urn:ietf:params:scim:schemas:core:2.0:User:Password" : 12345}"#,
                r#"{"urn:ietf:params:scim:schemas:core:2.0:User:Password" : *****}"#,
            ),
            (r#"{"p\u0061ssword":"a\"b"}"#, r#"{"p\u0061ssword":"****"}"#),
            (
                r#"{"password":["ab",{"value":"cd"}],"value":"ef"}"#,
                r#"{"password":["**",{"value":"**"}],"value":"ef"}"#,
            ),
            (
                r#"[{"op":"replace","path":"password","value":"ab"},{"path":"title","value":"cd"}]"#,
                r#"[{"op":"replace","path":"password","value":"**"},{"path":"title","value":"cd"}]"#,
            ),
            (
                r#"[{"value":["ab",{"value":"cd"}],"path":"password"}]"#,
                r#"[{"value":["**",{"value":"**"}],"path":"password"}]"#,
            ),
            (r#"{"value":{"password":"ab"}}"#, r#"{"value":{"password":"**"}}"#),
            (r#"{"password":"cut o"#, r#"{"password":"*** *"#),
            (r#"{"path":"password","value":"ab"#, r#"{"path":"password","value":"**"#),
            (
                r#"{"headers":[{"name":"Authorization","value":"ab"},{"name":"Accept","value":"cd"}]}"#,
                r#"{"headers":[{"name":"Authorization","value":"**"},{"name":"Accept","value":"cd"}]}"#,
            ),
            (
                r#"{"cookies":[{"name":"s","value":"ab"}],"queryString":[{"name":"access_token","value":"ab"}]}"#,
                r#"{"cookies":[{"name":"*","value":"**"}],"queryString":[{"name":"access_token","value":"**"}]}"#,
            ),
            (r#"{"name":"password","displayName":"cd"}"#, r#"{"name":"password","displayName":"cd"}"#),
            (r#"{"password":null,"id":"x"}"#, r#"{"password":null,"id":"x"}"#),
        ] {
            let shown = shown(in_json, text);
            assert_eq!(shown, expected);
            assert_eq!(shown.len(), text.len());
        }
        for (text, expected) in [
            ("/Users?access_token=ab&count=1#token=cd", "/Users?access_token=**&count=1#token=**"),
            ("https://mo:pass@scim.example/a@b", "https://*******@scim.example/a@b"),
            ("/Users?filter=password%20eq%20%22ab%22", "/Users?filter=************************"),
            ("level=info token=ab path=/Users", "level=info token=** path=/Users"),
            ("/Users?filter=userName%20eq%20%22mo%22", "/Users?filter=userName%20eq%20%22mo%22"),
        ] {
            assert_eq!(shown(in_words, text), expected);
        }
    }

    #[test]
    fn no_bytes_are_too_broken_to_be_scanned() {
        for text in [
            "}",
            "]\"",
            "{\"",
            "{\"a\\",
            "[{\"path\":\"password\"",
            "\"\\",
            "{\"é\\u00",
            "-",
            "{\"password\":-",
        ] {
            in_json(text.as_bytes());
            in_words(text.as_bytes());
        }
    }
}
