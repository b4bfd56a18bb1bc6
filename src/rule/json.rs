//! Rules on the body's JSON.

use super::declare::rules;
use super::mend::insertion;
use super::subject::{Attributed, Malformed, Repeated, Root};
use super::{Facts, Place, Sink};
use crate::diagnostic::Edit;
use crate::json::{ErrorKind, Kind, Span};
use crate::message::Part;

rules! {
    /// A comma stands before a closing bracket.
    ///
    /// JavaScript allows it, JSON does not. It comes from templates and from hands.
    json_trailing_comma {
        looks_at: Malformed,
        stage: Json,
        cites: "7644-3.12-invalid-syntax",
        says: "the body is not JSON: a comma stands before the closing bracket",
        help: "leave the comma out",
        bad: "POST /Users\n\n{\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:User\"],\"userName\":\"mona\",}",
        good: "POST /Users\n\n{\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:User\"],\"userName\":\"mona\"}",
    }
    fn check(malformed: &Malformed<'_>, _facts: &Facts<'_>, sink: &mut Sink<'_>) {
        if malformed.error.kind == ErrorKind::TrailingComma {
            let place = place(malformed);
            sink.found(place).replace("leave the comma out", true, place, "");
        }
    }

    /// A comma is missing between two members or elements.
    ///
    /// It comes from templates and from hands.
    json_missing_comma {
        looks_at: Malformed,
        stage: Json,
        cites: "7644-3.12-invalid-syntax",
        says: "the body is not JSON: a comma is missing here",
        help: "write a comma between the members",
        bad: "POST /Users\n\n{\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:User\"] \"userName\":\"mona\"}",
        good: "POST /Users\n\n{\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:User\"], \"userName\":\"mona\"}",
    }
    fn check(malformed: &Malformed<'_>, _facts: &Facts<'_>, sink: &mut Sink<'_>) {
        if malformed.error.kind == ErrorKind::MissingComma {
            sink.found(place(malformed)).mend(|draft| {
                if let Some(at) = end_before(malformed) {
                    // Not safe: what comes next may have been meant as a part of what stands before it.
                    draft.fix("write a comma", false, vec![insertion(at, ",")]);
                }
            });
        }
    }

    /// Typographic quotes stand where JSON's quotes are due.
    ///
    /// Word processors, wikis and chat programs turn `"` into `“` and `”`.
    json_curly_quotes {
        looks_at: Malformed,
        stage: Json,
        cites: "7644-3.12-invalid-syntax",
        says: "the body is not JSON: a typographic quote stands where `\"` is due",
        help: "write straight double quotes",
        bad: "POST /Users\n\n{\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:User\"],“userName”:“mona”}",
        good: "POST /Users\n\n{\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:User\"],\"userName\":\"mona\"}",
    }
    fn check(malformed: &Malformed<'_>, _facts: &Facts<'_>, sink: &mut Sink<'_>) {
        if malformed.error.kind == ErrorKind::CurlyQuote {
            sink.found(place(malformed)).mend(|draft| {
                draft.fix("write straight quotes", false, straightened(malformed));
            });
        }
    }

    /// A line break or another control character stands in a string as it is.
    ///
    /// JSON wants it escaped. It comes from values that were pasted into a template.
    json_unescaped_newline {
        looks_at: Malformed,
        stage: Json,
        cites: "7644-3.12-invalid-syntax",
        says: "the body is not JSON: a control character in a string is not escaped",
        help: "write `\\n` for a line break, `\\t` for a tab",
        bad: "POST /Users\n\n{\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:User\"],\"userName\":\"mona\",\"displayName\":\"Mona\nLisa\"}",
        good: "POST /Users\n\n{\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:User\"],\"userName\":\"mona\",\"displayName\":\"Mona\\nLisa\"}",
    }
    fn check(malformed: &Malformed<'_>, _facts: &Facts<'_>, sink: &mut Sink<'_>) {
        if malformed.error.kind == ErrorKind::ControlCharacter {
            let place = place(malformed);
            let escape = match malformed.body.get(place.span.start as usize) {
                Some(b'\n') => "\\n",
                Some(b'\r') => "\\r",
                Some(b'\t') => "\\t",
                _ => "",
            };
            let draft = sink.found(place);
            if !escape.is_empty() {
                draft.replace("escape it", true, place, escape);
            }
        }
    }

    /// The body starts with a byte order mark or is not UTF-8.
    ///
    /// SCIM bodies are UTF-8 without a mark. Windows tools write the mark, or Latin-1.
    json_bom_or_not_utf8 {
        looks_at: Malformed,
        stage: Json,
        cites: "7644-3.8-utf-8",
        says: "the body is not JSON: {why}",
        help: "send UTF-8 without a byte order mark",
        bad: "POST /Users\n\n\u{feff}{\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:User\"],\"userName\":\"mona\"}",
        good: "POST /Users\n\n{\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:User\"],\"userName\":\"mona\"}",
    }
    fn check(malformed: &Malformed<'_>, _facts: &Facts<'_>, sink: &mut Sink<'_>) {
        if matches!(malformed.error.kind, ErrorKind::ByteOrderMark | ErrorKind::NotUtf8) {
            let place = place(malformed);
            let draft = sink.found(place).with("why", &malformed.error.kind.to_string());
            if malformed.error.kind == ErrorKind::ByteOrderMark {
                draft.replace("leave the mark out", true, place, "");
            }
        }
    }

    /// The body is not JSON.
    ///
    /// Single quotes, a comment, a literal of another language, a bracket that nobody closes: nothing
    /// in the body can be read.
    json_malformed {
        looks_at: Malformed,
        stage: Json,
        cites: "7644-3.12-invalid-syntax",
        says: "the body is not JSON: {why}",
        bad: "POST /Users\n\n{'userName':'mona'}",
        good: "POST /Users\n\n{\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:User\"],\"userName\":\"mona\"}",
    }
    fn check(malformed: &Malformed<'_>, _facts: &Facts<'_>, sink: &mut Sink<'_>) {
        let is_named_elsewhere = matches!(
            malformed.error.kind,
            ErrorKind::TrailingComma
                | ErrorKind::MissingComma
                | ErrorKind::CurlyQuote
                | ErrorKind::ControlCharacter
                | ErrorKind::ByteOrderMark
                | ErrorKind::NotUtf8
        );
        if !is_named_elsewhere {
            sink.found(place(malformed)).with("why", &malformed.error.kind.to_string());
        }
    }

    /// An object has two members of one name.
    ///
    /// One parser keeps the first, another the last: two peers read two different users out of one body.
    json_duplicate_key {
        looks_at: Repeated,
        stage: Json,
        cites: "7644-3.12-invalid-syntax",
        says: "`{name}` is there twice",
        help: "keep one of them",
        bad: "POST /Users\n\n{\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:User\"],\"userName\":\"mona\",\"userName\":\"lisa\"}",
        good: "POST /Users\n\n{\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:User\"],\"userName\":\"mona\"}",
    }
    fn check(repeated: &Repeated<'_>, _facts: &Facts<'_>, sink: &mut Sink<'_>) {
        let (first, second) = (repeated.first, repeated.second);
        sink.found(Place::name(second.name, second.value))
            .with("name", &second.key())
            .related(Place::name(first.name, first.value), "the first one");
    }

    /// The body is a JSON string that holds the JSON.
    ///
    /// It was serialized twice: the client's library serializes what was a text already.
    json_double_encoded {
        looks_at: Root,
        stage: Json,
        cites: "7644-3.12-invalid-syntax",
        says: "the body is a string that holds JSON; it was serialized twice",
        help: "send the object itself",
        bad: r#"POST /Users

"{\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:User\"],\"userName\":\"mona\"}""#,
        good: r#"POST /Users

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"mona"}"#,
    }
    fn check(root: &Root<'_>, _facts: &Facts<'_>, sink: &mut Sink<'_>) {
        let Some(inner) = root.value.string().filter(|text| text.trim_start().starts_with(['{', '['])) else { return };
        sink.found(root.value).replace("send the object itself", false, root.value, &inner);
    }

    /// The body is JSON, but no object.
    ///
    /// A request carries one resource or one message. Several resources go one by one, or as a bulk request.
    json_array_root {
        looks_at: Root,
        stage: Json,
        cites: "7644-3.12-invalid-syntax",
        says: "the body is {kind}, where one object is due",
        help: "send one resource in a request",
        bad: "POST /Users\n\n[{\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:User\"],\"userName\":\"mona\"}]",
        good: "POST /Users\n\n{\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:User\"],\"userName\":\"mona\"}",
    }
    fn check(root: &Root<'_>, _facts: &Facts<'_>, sink: &mut Sink<'_>) {
        let holds_json = root.value.string().is_some_and(|text| text.trim_start().starts_with(['{', '[']));
        if root.value.kind() != Kind::Object && !holds_json {
            sink.found(root.value).with("kind", root.value.kind().name());
        }
    }

    /// An attribute's name is written in another case than the schema's.
    ///
    /// The RFC wants names compared without regard to case, but endpoints that check bodies with a
    /// JSON Schema, or that map them onto classes, miss the attribute.
    json_case_variant_keys {
        looks_at: Spelled,
        stage: Schema,
        cites: "7643-2.1-names",
        says: "`{written}` is `{declared}` in another case",
        help: "write `{declared}`",
        bad: "POST /Users\n\n{\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:User\"],\"username\":\"mona\"}",
        good: "POST /Users\n\n{\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:User\"],\"userName\":\"mona\"}",
    }
    fn check(spelled: &Attributed<'_>, _facts: &Facts<'_>, sink: &mut Sink<'_>) {
        let place = Place::name(spelled.name, spelled.value);
        let declared = spelled.attribute.name.as_str();
        sink.found(place)
            .with("written", &spelled.name.string().unwrap_or_default())
            .with("declared", declared)
            .write(true, place, declared);
    }
}

fn place(malformed: &Malformed<'_>) -> Place {
    Place::of(Part::Body, malformed.error.span)
}

/// Where what stands before a missing comma ends, if what follows it is surely the next member or element:
/// a name with its colon, an object or an array.
fn end_before(malformed: &Malformed<'_>) -> Option<u32> {
    let (before, rest) = malformed.body.split_at_checked(malformed.error.span.start as usize)?;
    let begins = match rest.first()? {
        b'"' => {
            let close = 1 + rest[1..].iter().position(|byte| matches!(byte, b'"' | b'\\' | b'\n'))?;
            rest[close] == b'"' && rest[close + 1..].trim_ascii_start().first() == Some(&b':')
        }
        first => matches!(first, b'{' | b'['),
    };
    begins.then_some(before.trim_ascii_end().len() as u32)
}

/// The edits that write every typographic quote as JSON's, those within its strings left aside.
fn straightened(malformed: &Malformed<'_>) -> Vec<Edit> {
    let text = str::from_utf8(malformed.body).unwrap_or_default();
    let mut edits = Vec::new();
    let mut open = None;
    let mut is_escaped = false;
    for (at, letter) in text.char_indices() {
        let is_double = "\u{201c}\u{201d}\u{201e}".contains(letter);
        let is_curly = is_double || "\u{2018}\u{2019}\u{201a}".contains(letter);
        match open {
            _ if is_escaped => is_escaped = false,
            Some(_) if letter == '\\' => is_escaped = true,
            None if letter == '"' || is_curly => open = Some((letter == '"', is_double)),
            Some((is_straight, _)) if letter == '"' && is_straight => open = None,
            // What a double one opened, an apostrophe does not close.
            Some((false, opened)) if is_curly && is_double == opened => open = None,
            _ => continue,
        }
        if is_curly {
            let span = Span::new(at as u32, (at + letter.len_utf8()) as u32);
            edits.push(Edit { part: Part::Body, span, text: "\"".to_owned() });
        }
    }
    edits
}
