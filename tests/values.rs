//! The form of values, case by case: a value of an attribute, and the rules that find it.
#![expect(clippy::unwrap_used, reason = "a panic is how a test fails")]

use scimproof::lint::Linter;
use scimproof::message::{Method, Request};
use scimproof::profile::Profile;
use scimproof::rule::Nothing;

/// The rules that find something in a body, `primary-missing` and the like of what the body leaves out apart.
fn found(linter: &Linter, method: Method, target: &str, body: &str) -> Vec<&'static str> {
    let verdict = linter.lint(&Request::bare(method, target, Some(body.as_bytes())), &Nothing);
    let of_the_whole = ["primary-missing", "type-missing", "value-missing-in-multi", "null-attributes"];
    let rules = verdict.diagnostics.iter().map(|diagnostic| diagnostic.rule);
    rules.filter(|rule| !of_the_whole.contains(rule)).collect()
}

fn user(member: &str) -> String {
    format!(r#"{{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"mona",{member}}}"#)
}

fn hold(rule: &str, name: &str, right: &[&str], wrong: &[&str]) {
    let linter = Linter::new(&scimproof::profile::builtin("rfc7644").unwrap());
    let cases = right.iter().map(|value| (value, false)).chain(wrong.iter().map(|value| (value, true)));
    for (value, is_wrong) in cases {
        let text = serde_json::Value::from(*value);
        let member = match name.split_once('.') {
            Some(("meta", part)) => format!(r#""meta":{{"{part}":{text}}}"#),
            Some((owner, part)) => format!(r#""{owner}":[{{"{part}":{text}}}]"#),
            None => format!(r#""{name}":{text}"#),
        };
        let found = found(&linter, Method::Put, "/Users/2819c223", &user(&member));
        let due: &[&str] = if is_wrong { &[rule] } else { &[] };
        assert_eq!(found, due, "{name}: {value:?}");
    }
}

#[test]
fn a_locale_is_a_language_tag() {
    hold(
        "locale-format",
        "locale",
        &["en", "en-US", "EN-us", "de-CH-1996", "sr-Latn-RS", "x-pig-latin", "i-klingon", "es-419"],
        &["en_US", "en_us", "", "e n", "en-", "-en", "englishspeakers", "12", "en-thisistoolong", "en;q=1"],
    );
}

#[test]
fn a_preferred_language_is_a_list_of_language_ranges() {
    hold(
        "locale-format",
        "preferredLanguage",
        &["en", "da, en-GB;q=0.8, en;q=0.7", "*", "en-US,en;q=0.5"],
        &["en_US", "", "en,,de", "English (US)"],
    );
}

#[test]
fn a_time_zone_is_named_as_in_the_database() {
    hold(
        "locale-format",
        "timezone",
        &[
            "America/Los_Angeles",
            "America/Argentina/Buenos_Aires",
            "UTC",
            "Etc/GMT+5",
            "America/Port-au-Prince",
        ],
        &["Pacific Standard Time", "", "Europe/", "(UTC+01:00) Berlin"],
    );
}

#[test]
fn a_telephone_number_is_a_tel_uri() {
    hold(
        "phone-not-rfc3966",
        "phoneNumbers.value",
        &["tel:+1-201-555-0123", "TEL:+15550123", "tel:7042;phone-context=example.com"],
        &["+1-201-555-0123", "(201) 555-0123", "tel:+1 201 555", "", "t"],
    );
}

#[test]
fn a_country_is_two_letters() {
    hold("country-not-iso", "addresses.country", &["US", "SE"], &["us", "USA", "United States", "", "Ü"]);
}

#[test]
fn a_certificate_is_base64() {
    hold(
        "binary-not-base64",
        "x509Certificates.value",
        &["", "AA==", "AAA=", "AAAA", "+/+/"],
        &["A", "AA", "AA=", "A===", "====", "=AAA", "A=AA", "-_-_", "AA AA", "AAAA\n"],
    );
}

#[test]
fn a_profile_url_is_a_uri() {
    hold(
        "reference-not-uri",
        "profileUrl",
        &["https://example.com/~mona?a=b#c", "../mona", "mona", "", "https://example.com/é", "urn:x:y"],
        &["see the wiki", "<https://example.com>", "https://example.com/{id}", "a\\b", "a\tb"],
    );
}

#[test]
fn a_date_and_time_has_both_and_a_zone() {
    let right = [
        "2024-05-15T09:21:23Z",
        "2024-05-15T09:21:23.123456Z",
        "2024-05-15T09:21:23-05:00",
        "2024-02-29T24:00:00Z",
        "-0001-01-01T00:00:00Z",
    ];
    let doubtful = [
        "2024-05-15T09:21:23",
        "2024-05-15 09:21:23",
        "2024-05-15 09:21:23Z",
        "2021-09-23T19:35:41.8420572Z",
        "2021-09-23T19:35:41.842",
    ];
    hold("datetime-no-zone", "meta.created", &right, &doubtful);
    let wrong =
        ["2024-05-15", "09:21:23Z", "2023-02-29T00:00:00Z", "15.05.2024", "", "now", "2024-05-15T09:21Z"];
    hold("datetime-invalid", "meta.lastModified", &right, &wrong);
}

#[test]
fn a_reference_names_a_resource_of_its_type() {
    let linter = Linter::new(&scimproof::profile::builtin("rfc7644").unwrap());
    let extension = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
    for (reference, due) in [
        ("../Users/26118915", None),
        ("https://example.com/v2/Users/26118915", None),
        ("https://example.com/people/26118915", None),
        ("26118915", None),
        ("../Groups/26118915", Some("reference-to-other-type")),
        ("https://example.com/v2/Groups/26118915", Some("reference-to-other-type")),
    ] {
        let body = format!(
            r#"{{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User","{extension}"],"userName":"mona","{extension}":{{"manager":{{"$ref":"{reference}"}}}}}}"#
        );
        assert_eq!(found(&linter, Method::Post, "/Users", &body), due.as_slice(), "{reference}");
    }
}

#[test]
fn json_in_a_text_is_found_and_text_in_brackets_is_not() {
    hold(
        "json-string-inside-value",
        "title",
        &["{", "[Guide]", "{Guide}", "[1]", "{} and more"],
        &["{}", r#"{"value":"Guide"}"#, r#"{"id":1,"tags":[]}"#],
    );
}

#[test]
fn limits_count_characters_and_name_the_one_that_is_banned() {
    let text = r#"{"extends":"rfc7644","name":"strict","resourceTypes":[{"name":"User","endpoint":"Users",
        "schema":"urn:ietf:params:scim:schemas:core:2.0:User","operations":{"create":{"statuses":[201]}},
        "maxLengths":{"userName":4,"name.givenName":3},"bannedCharacters":{"externalId":":|","title":"\u00e9"},
        "singleSlots":["emails"],"verifiedDomains":["example.com"]}],"judgements":{
        "value-too-long":{"then":"refuse","standing":"documented","source":"here"},
        "charset-restricted-name":{"then":"refuse","standing":"documented","source":"here"},
        "external-id-colon":{"then":"refuse","standing":"documented","source":"here"},
        "username-domain-unverified":{"then":"refuse","standing":"documented","source":"here"},
        "many-values-on-single-slot-server":{"then":"refuse","standing":"documented","source":"here"}}}"#;
    let linter = Linter::new(&Profile::parse("strict", text).unwrap());
    for (member, due) in [
        (r#""name":{"givenName":"Zoë"}"#, None),
        (r#""name":{"givenName":"Zo\u00eb"}"#, None),
        (r#""name":{"givenName":"Zoey"}"#, Some("value-too-long")),
        (r#""name":{"givenName":"模括模括"}"#, Some("value-too-long")),
        (r#""externalId":"f:1""#, Some("external-id-colon")),
        (r#""externalId":"f|1""#, Some("external-id-colon")),
        (r#""externalId":"f.1""#, None),
        (r#""title":"caf\u00e9""#, Some("charset-restricted-name")),
        (r#""title":"cafe:""#, None),
        (r#""emails":[{"value":"a@Example.COM","type":"work"}]"#, None),
        (r#""emails":[{"value":"a@example.org","type":"work"}]"#, Some("username-domain-unverified")),
        (
            r#""emails":[{"value":"a@example.com","type":"work"},{"value":"b@example.com","type":"home"}]"#,
            Some("many-values-on-single-slot-server"),
        ),
    ] {
        assert_eq!(found(&linter, Method::Post, "/Users", &user(member)), due.as_slice(), "{member}");
    }
}
