//! Rules on the form of values: texts and numbers of the right JSON type that are not what their attribute takes.

use super::declare::rules;
use super::subject::Attributed;
use super::{Facts, Sink};
use crate::cut::Cut;
use crate::filter::DateTime;
use crate::json::{Kind, Parser};
use crate::schema::{Mutability, Type};
use std::borrow::Cow;

rules! {
    /// An e-mail's value is no address.
    email_not_an_address {
        looks_at: Text,
        stage: Values,
        cites: "7643-4.1.2-emails",
        says: "`{written}` is no e-mail address",
        help: "send an address such as `mona@example.com`",
        wants: |site| site.path == "emails.value",
        bad: "POST /Users\n\n{\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:User\"],\"userName\":\"mona\",\"emails\":[{\"value\":\"mona\"}]}",
        good: "POST /Users\n\n{\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:User\"],\"userName\":\"mona\",\"emails\":[{\"value\":\"mona@example.com\"}]}",
    }
    fn check(attributed: &Attributed<'_>, _facts: &Facts<'_>, sink: &mut Sink<'_>) {
        if is_plain_address(attributed.value.content()) {
            return;
        }
        let Some(text) = attributed.value.string() else { return };
        let trimmed = text.trim();
        let is_address = trimmed.bytes().rposition(|byte| byte == b'@').is_some_and(|at| {
            let domain = trimmed.cut(at + 1..);
            let is_plain = || domain.bytes().all(|byte| byte.is_ascii_graphic());
            at > 0 && !domain.is_empty() && (is_plain() || !domain.contains(char::is_whitespace))
        });
        if !is_address {
            sink.found(attributed.value).with("written", &text);
        }
    }

    /// A telephone number is no `tel` URI.
    ///
    /// The RFC asks for `tel:+1-201-555-0123`; nearly everybody sends the number as people write it, and
    /// providers keep it as it is.
    phone_not_rfc3966 {
        looks_at: Text,
        stage: Values,
        cites: "7643-4.1.2-phone-numbers",
        says: "`{written}` is no `tel` URI",
        help: "write it as RFC 3966 does, such as `tel:+1-201-555-0123`",
        wants: |site| site.path == "phoneNumbers.value",
        bad: r#"POST /Users

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"mona","phoneNumbers":[{"value":"(201) 555-0123","type":"work"}]}"#,
        good: r#"POST /Users

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"mona","phoneNumbers":[{"value":"tel:+1-201-555-0123","type":"work"}]}"#,
    }
    fn check(attributed: &Attributed<'_>, _facts: &Facts<'_>, sink: &mut Sink<'_>) {
        let content = attributed.value.content();
        if !content.get(..4).is_some_and(|scheme| scheme.eq_ignore_ascii_case(b"tel:")) || content.contains(&b' ') {
            sink.found(attributed.value).with("written", &attributed.value.string().unwrap_or_default());
        }
    }

    /// A language, a locale or a time zone is written in another form than the RFC's.
    ///
    /// `en_us` is how programs name locale files; a language tag has a dash. A time zone is named as in the
    /// IANA database, such as `America/Chicago`.
    locale_format {
        looks_at: Text,
        stage: Values,
        cites: "7643-4.1.1-locale",
        says: "`{written}` is no {expected}",
        help: "write a {expected}",
        wants: |site| matches!(site.path, "locale" | "preferredLanguage" | "timezone"),
        bad: r#"POST /Users

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"mona","locale":"en_us"}"#,
        good: r#"POST /Users

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"mona","locale":"en-US"}"#,
    }
    fn check(attributed: &Attributed<'_>, _facts: &Facts<'_>, sink: &mut Sink<'_>) {
        let Some(written) = attributed.value.string() else { return };
        let (is_right, expected): (fn(&str) -> bool, _) = match attributed.path {
            "timezone" => (is_time_zone, "name of a time zone, such as `America/Chicago`"),
            "locale" => (is_language_tag, "language tag, such as `en-US`"),
            _ => (is_language_range, "language tag, such as `en-US`"),
        };
        if is_right(&written) {
            return;
        }
        let draft = sink.found(attributed.value).with("written", &written).with("expected", expected);
        draft.mend(|draft| {
            let dashed = written.replace('_', "-");
            if attributed.path != "timezone" && is_language_tag(&dashed) {
                let fixed = match dashed.split_once('-') {
                    Some((language, region)) if region.len() == 2 => {
                        [&language.to_ascii_lowercase(), "-", &region.to_ascii_uppercase()].concat()
                    }
                    _ => dashed,
                };
                draft.replace("write a language tag", false, attributed.value, &["\"", &fixed, "\""].concat());
            }
        });
    }

    /// A country is no code of ISO 3166-1.
    ///
    /// The RFC wants the two letters, such as `US`; directories often hold the country's name.
    country_not_iso {
        looks_at: Text,
        stage: Values,
        cites: "7643-4.1.2-country",
        says: "`{written}` is no country code",
        help: "write the two letters of ISO 3166-1, such as `US`",
        wants: |site| site.path == "addresses.country",
        bad: r#"POST /Users

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"mona","addresses":[{"country":"United States","type":"work"}]}"#,
        good: r#"POST /Users

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"mona","addresses":[{"country":"US","type":"work"}]}"#,
    }
    fn check(attributed: &Attributed<'_>, _facts: &Facts<'_>, sink: &mut Sink<'_>) {
        let content = attributed.value.content();
        if content.len() != 2 || !content.iter().all(u8::is_ascii_uppercase) {
            sink.found(attributed.value).with("written", &attributed.value.string().unwrap_or_default());
        }
    }

    /// A date and time has no zone, a space for the `T`, or more digits than clocks have.
    ///
    /// Without a zone it is another instant for each reader; strict parsers take no space and no seventh digit
    /// of a second, which .NET writes.
    datetime_no_zone {
        looks_at: Text,
        stage: Values,
        cites: "7643-2.3.5-datetime",
        says: "`{written}` {why}",
        help: "write it as `2024-05-15T09:21:23Z`",
        wants: |site| site.attribute.kind == Type::DateTime,
        bad: r#"PUT /Users/2819c223

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"mona","meta":{"lastModified":"2024-05-15T09:21:23"}}"#,
        good: r#"PUT /Users/2819c223

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"mona","meta":{"lastModified":"2024-05-15T09:21:23Z"}}"#,
    }
    fn check(attributed: &Attributed<'_>, _facts: &Facts<'_>, sink: &mut Sink<'_>) {
        if let Some((written, Some(why))) = doubtful_time(attributed) {
            let draft = sink.found(attributed.value).with("written", &written).with("why", why);
            draft.mend(|draft| {
                if written.as_bytes().contains(&b' ') {
                    let fixed = ["\"", &written.replacen(' ', "T", 1), "\""].concat();
                    draft.replace("write `T`", false, attributed.value, &fixed);
                }
            });
        }
    }

    /// A date and time is not readable as one.
    ///
    /// A date alone, a day that no month has, a time in the style of one country: the value must be an
    /// xsd:dateTime with a date and a time.
    datetime_invalid {
        looks_at: Text,
        stage: Values,
        cites: "7643-2.3.5-datetime",
        says: "`{written}` is no date and time",
        help: "write it as `2024-05-15T09:21:23Z`",
        wants: |site| site.attribute.kind == Type::DateTime,
        bad: r#"PUT /Users/2819c223

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"mona","meta":{"lastModified":"15.05.2024"}}"#,
        good: r#"PUT /Users/2819c223

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"mona","meta":{"lastModified":"2024-05-15T09:21:23Z"}}"#,
    }
    fn check(attributed: &Attributed<'_>, _facts: &Facts<'_>, sink: &mut Sink<'_>) {
        if let Some((written, None)) = doubtful_time(attributed) {
            sink.found(attributed.value).with("written", &written);
        }
    }

    /// A number has a fraction or an exponent where an integer is due.
    integer_fraction {
        looks_at: Number,
        stage: Schema,
        cites: "7643-2.3.4-integer",
        says: "`{path}` is an integer, and {json} has a fraction or an exponent",
        help: "send a whole number",
        wants: |site| site.attribute.kind == Type::Integer,
        given: r#"{"extends":"rfc7644","name":"example","resourceTypes":[{"name":"Badge","endpoint":"Badges","schema":"urn:example:2.0:Badge","operations":{"create":{"statuses":[201]}}}],"schemas":[{"id":"urn:example:2.0:Badge","attributes":[{"name":"level","type":"integer"}]}]}"#,
        bad: r#"POST /Badges

{"schemas":["urn:example:2.0:Badge"],"level":1.5}"#,
        good: r#"POST /Badges

{"schemas":["urn:example:2.0:Badge"],"level":2}"#,
    }
    fn check(attributed: &Attributed<'_>, _facts: &Facts<'_>, sink: &mut Sink<'_>) {
        if attributed.value.content().iter().any(|byte| matches!(byte, b'.' | b'e' | b'E')) {
            sink.found(attributed.value).with("path", attributed.path).with("json", attributed.value.raw());
        }
    }

    /// A binary value is not base64.
    ///
    /// Certificates are pasted with their first and last line, or in the alphabet for URLs.
    binary_not_base64 {
        looks_at: Text,
        stage: Values,
        cites: "7643-2.3.6-binary",
        says: "`{path}` is binary, and this text is not base64",
        help: "encode the bytes as RFC 4648 §4 does",
        wants: |site| site.attribute.kind == Type::Binary,
        bad: r#"POST /Users

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"mona","x509Certificates":[{"value":"-----BEGIN CERTIFICATE-----"}]}"#,
        good: r#"POST /Users

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"mona","x509Certificates":[{"value":"MIIDQzCCAqygAwIBAgICEAAwDQYJ"}]}"#,
    }
    fn check(attributed: &Attributed<'_>, _facts: &Facts<'_>, sink: &mut Sink<'_>) {
        if !is_base64(attributed.value.string().unwrap_or_default().as_bytes()) {
            sink.found(attributed.value).with("path", attributed.path);
        }
    }

    /// A reference is no URI.
    ///
    /// It has white space or signs that a URI must escape, so nobody can follow it.
    reference_not_uri {
        looks_at: Text,
        stage: Values,
        cites: "7643-2.3.7-reference",
        says: "`{path}` is a reference, and `{written}` is no URI",
        help: "send an absolute or relative URI",
        wants: |site| site.attribute.kind == Type::Reference,
        bad: r#"POST /Users

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"mona","profileUrl":"see the wiki"}"#,
        good: r#"POST /Users

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"mona","profileUrl":"https://example.com/mona"}"#,
    }
    fn check(attributed: &Attributed<'_>, _facts: &Facts<'_>, sink: &mut Sink<'_>) {
        // Without a way out of the loop, so that it runs over many bytes at a time.
        if attributed.value.content().iter().fold(false, |is_bad, byte| is_bad | !is_of_uri(*byte)) {
            sink.found(attributed.value).with("path", attributed.path).with("written", &attributed.value.string().unwrap_or_default());
        }
    }

    /// A reference names a resource of a type that the attribute does not refer to.
    ///
    /// A manager is a User and no Group; a provider that follows the reference finds something else there.
    reference_to_other_type {
        looks_at: Text,
        stage: Values,
        says: "`{path}` refers to {expected}, and `{written}` is the address of a {kind}",
        help: "send the address of {expected}",
        wants: |site| {
            let types = &site.attribute.reference_types;
            site.attribute.mutability != Mutability::ReadOnly
                && !types.is_empty()
                && types.iter().all(|name| site.profile.resource_type(name).is_some())
        },
        bad: r#"POST /Users

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User","urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"],"userName":"mona","urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":{"manager":{"value":"26118915","$ref":"../Groups/26118915"}}}"#,
        good: r#"POST /Users

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User","urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"],"userName":"mona","urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":{"manager":{"value":"26118915","$ref":"../Users/26118915"}}}"#,
    }
    fn check(attributed: &Attributed<'_>, facts: &Facts<'_>, sink: &mut Sink<'_>) {
        let Some(text) = attributed.value.plain() else { return };
        let Some(endpoint) = text.rsplit('/').nth(1) else { return };
        let Some(kind) = facts.profile.resource_type_at(endpoint) else { return };
        let types = &attributed.attribute.reference_types;
        if !types.contains(&kind.name) {
            sink.found(attributed.value)
                .with("path", attributed.path)
                .with("written", text)
                .with("kind", &kind.name)
                .with("expected", &types.join(" or "));
        }
    }

    /// A value is none of those that the schema suggests.
    ///
    /// A provider may take no others, and a filter that looks for the usual word misses it.
    value_not_canonical {
        looks_at: Text,
        stage: Values,
        cites: "7643-2.3.1-canonical",
        says: "`{written}` is none of the values that the schema suggests for `{path}`",
        help: "the schema suggests `{all}`",
        wants: |site| !site.attribute.canonical_values.is_empty() && site.attribute.mutability != Mutability::ReadOnly,
        bad: r#"POST /Users

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"mona","emails":[{"value":"mona@example.com","type":"office","primary":true}]}"#,
        good: r#"POST /Users

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"mona","emails":[{"value":"mona@example.com","type":"work","primary":true}]}"#,
    }
    fn check(attributed: &Attributed<'_>, _facts: &Facts<'_>, sink: &mut Sink<'_>) {
        let content = attributed.value.content();
        let suggested = &attributed.attribute.canonical_values;
        if !suggested.iter().any(|word| word.as_bytes().eq_ignore_ascii_case(content)) {
            sink.found(attributed.value)
                .with("path", attributed.path)
                .with("written", &attributed.value.string().unwrap_or_default())
                .with("all", &suggested.join("`, `"));
        }
    }

    /// A value is a text that holds JSON.
    ///
    /// The client serialized an object and sent its text, which a provider keeps as a name that nobody has. Entra
    /// ID does so with `AppRoleAssignmentsComplex`.
    json_string_inside_value {
        looks_at: Bracketed,
        stage: Values,
        cites: "7643-2.3.8-order",
        says: "`{path}` is a text that holds a JSON object",
        help: "send the parts as attributes of their own",
        wants: |site| site.attribute.kind == Type::String,
        bad: r#"POST /Users

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"mona","roles":[{"value":"{\"value\":\"guide\",\"displayName\":\"Guide\"}"}]}"#,
        good: r#"POST /Users

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"mona","roles":[{"value":"guide","display":"Guide"}]}"#,
    }
    fn check(attributed: &Attributed<'_>, _facts: &Facts<'_>, sink: &mut Sink<'_>) {
        let Some(text) = attributed.value.string() else { return };
        let mut parser = Parser::new();
        let Ok(document) = parser.parse(text.as_bytes()) else { return };
        if document.root().kind() != Kind::Object {
            return;
        }
        sink.found(attributed.value).with("path", attributed.path).mend(|draft| {
            let inner = document.root().get("value").filter(|inner| inner.kind() == Kind::String);
            if let (Some(inner), "value") = (inner, &*attributed.attribute.name) {
                draft.replace("send the `value` that it holds", false, attributed.value, inner.raw());
            }
        });
    }
}

/// A date and time that not every reader takes, with what is doubtful about it; without, it is none.
fn doubtful_time<'a>(attributed: &Attributed<'a>) -> Option<(Cow<'a, str>, Option<&'static str>)> {
    let written = attributed.value.string()?;
    let why = if DateTime::parse(&written).is_some() {
        let time = written.find('T').map_or("", |at| written.cut(at..));
        let digits = time.split_once('.').map_or("", |(_, fraction)| fraction);
        if !time.contains(['Z', '+', '-']) {
            Some("names no time zone")
        } else if digits.bytes().take_while(u8::is_ascii_digit).count() > 6 {
            Some("has more than six digits of a second")
        } else {
            return None;
        }
    } else {
        DateTime::parse(&written.replacen(' ', "T", 1)).map(|_| "has a space where `T` is due")
    };
    Some((written, why))
}

/// Whether the bytes are an address of ASCII characters, none of them white space or an escape: nearly all are.
fn is_plain_address(text: &[u8]) -> bool {
    // Counted without a way out of the loop, so that it runs over many bytes at a time.
    let is_odd = |byte: &&u8| !byte.is_ascii_graphic() || **byte == b'\\';
    let is_at = |byte: &&u8| **byte == b'@';
    let ends = [text.first(), text.last()];
    !ends.into_iter().flatten().any(|end| *end == b'@')
        && text.iter().filter(is_at).count() > 0
        && text.iter().filter(is_odd).count() == 0
}

/// Whether a text or number is of the form that its attribute's type has.
#[cfg(feature = "captures")]
pub(super) fn is_well_formed(attributed: &Attributed<'_>) -> bool {
    let content = attributed.value.content();
    match attributed.attribute.kind {
        Type::DateTime => !matches!(doubtful_time(attributed), Some((_, None))),
        Type::Binary => is_base64(attributed.value.string().unwrap_or_default().as_bytes()),
        Type::Reference => content.iter().all(|byte| is_of_uri(*byte)),
        Type::Integer => !content.iter().any(|byte| matches!(byte, b'.' | b'e' | b'E')),
        Type::String | Type::Boolean | Type::Decimal | Type::Complex => true,
    }
}

/// Whether the text is a language tag by its form (RFC 5646 §2.1).
fn is_language_tag(text: &str) -> bool {
    // By bytes: what looks for a character costs more to set up than to run over a tag.
    let mut subtags = text.as_bytes().split(|byte| *byte == b'-');
    let is_short = |subtag: &[u8]| (1..=8).contains(&subtag.len());
    subtags.next().is_some_and(|first| is_short(first) && first.iter().all(u8::is_ascii_alphabetic))
        && subtags.all(|next| is_short(next) && next.iter().all(u8::is_ascii_alphanumeric))
}

/// Whether the text is a list of languages as `Accept-Language` has it (RFC 9110 §12.5.4).
fn is_language_range(text: &str) -> bool {
    is_language_tag(text)
        || text.split(',').all(|range| {
            let tag = range.split(';').next().unwrap_or_default().trim();
            tag == "*" || is_language_tag(tag)
        })
}

/// Whether the text has the form of a name in the IANA time zone database.
fn is_time_zone(text: &str) -> bool {
    let is_sign = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'+' | b'-');
    let mut parts = text.as_bytes().split(|byte| *byte == b'/');
    parts.all(|part| !part.is_empty() && part.iter().all(is_sign))
}

/// Whether the bytes are base64 with its padding (RFC 4648 §4).
fn is_base64(text: &[u8]) -> bool {
    let padding = text.iter().rev().take_while(|byte| **byte == b'=').count();
    let is_sign = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/');
    text.len().is_multiple_of(4) && padding <= 2 && text[..text.len() - padding].iter().all(is_sign)
}

/// Whether a byte can stand in a URI or, for letters of other scripts, in an IRI.
fn is_of_uri(byte: u8) -> bool {
    byte > b' '
        && byte != 0x7f
        && !matches!(byte, b'"' | b'<' | b'>' | b'\\' | b'^' | b'`' | b'{' | b'|' | b'}')
}
