//! Elements, nulls and names that stand where they should not, case by case.
#![expect(clippy::unwrap_used, reason = "a panic is how a test fails")]

use scimproof::diagnostic::Severity;
use scimproof::lint::{Linter, Verdict};
use scimproof::message::{Method, Request};
use scimproof::profile;
use scimproof::profile::Profile;
use scimproof::rule::Nothing;
use serde_json::{Value, json};

const USER: &str = "urn:ietf:params:scim:schemas:core:2.0:User";
const ENTERPRISE: &str = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

fn lint(method: Method, body: &str) -> Verdict {
    let target = if method == Method::Post { "/Users" } else { "/Users/2819c223" };
    let linter = Linter::new(&profile::builtin("rfc7644").unwrap());
    linter.lint(&Request::bare(method, target, Some(body.as_bytes())), &Nothing)
}

fn user(member: &str) -> String {
    format!(r#"{{"schemas":["{USER}"],"userName":"mona",{member}}}"#)
}

/// The findings as rule and pointer.
fn found(verdict: &Verdict) -> Vec<(&str, &str)> {
    verdict
        .diagnostics
        .iter()
        .map(|diagnostic| (diagnostic.rule, diagnostic.location.pointer.as_deref().unwrap_or("none")))
        .collect()
}

#[test]
fn one_email_is_primary_and_each_has_a_type_of_its_own() {
    for (emails, due) in [
        (r#"[{"value":"a@x.io","type":"work","primary":true}]"#, &[][..]),
        (
            r#"[{"value":"a@x.io","type":"work","primary":true},{"value":"b@x.io","type":"home","primary":false}]"#,
            &[],
        ),
        (r#"[{"value":"a@x.io","type":"work","primary":false}]"#, &[("primary-missing", "/emails")]),
        (
            r#"[{"value":"a@x.io","type":"work"},{"value":"b@x.io","type":"home"}]"#,
            &[("primary-missing", "/emails")],
        ),
        (
            r#"[{"value":"a@x.io","type":"work","primary":"true"}]"#,
            &[("primary-as-string", "/emails/0/primary")],
        ),
        ("[]", &[]),
        (
            r#"[{"value":"a@x.io","type":"work","primary":true},{"value":"b@x.io","type":"home"},{"value":"c@x.io","type":"work"}]"#,
            &[("duplicate-type", "/emails/2/type")],
        ),
        (r#"[{"value":"a@x.io","primary":true}]"#, &[("type-missing", "/emails/0")]),
        (
            r#"[{"value":"a@x.io","type":"untyped","primary":true}]"#,
            &[("value-not-canonical", "/emails/0/type")],
        ),
        (r#"[{"value":"a@x.io","type":"WORK","primary":true}]"#, &[]),
    ] {
        let verdict = lint(Method::Post, &user(&format!(r#""emails":{emails}"#)));
        assert_eq!(found(&verdict), due, "{emails}");
    }
}

#[test]
fn a_null_is_named_by_what_it_does() {
    for (method, member, due) in [
        (Method::Post, r#""title":null"#, ("null-attributes", "/title")),
        (Method::Put, r#""title":null"#, ("null-clears-by-accident", "/title")),
        (Method::Put, r#""name":{"givenName":null}"#, ("null-clears-by-accident", "/name/givenName")),
        (Method::Put, r#""active":null"#, ("active-null", "/active")),
        (Method::Put, r#""groups":null"#, ("read-only-groups-in-user", "/groups")),
        (Method::Post, r#""manager":null"#, ("manager-null-root", "/manager")),
        (Method::Post, r#""manager":{}"#, ("extension-flattened-root", "/manager")),
    ] {
        let verdict = lint(method, &user(member));
        assert_eq!(found(&verdict)[0], due, "{member}");
    }
}

#[test]
fn what_only_the_provider_writes_is_ignored_in_a_put_and_refused_in_a_patch() {
    let manager = format!(r#""{ENTERPRISE}":{{"manager":{{"value":"1","displayName":"Lisa"}}}}"#);
    let whole = format!(r#"{{"schemas":["{USER}","{ENTERPRISE}"],"userName":"mona",{manager}}}"#);
    let patch = format!(
        r#"{{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{{"op":"add","value":{{{manager}}}}}]}}"#
    );
    for (method, body, severity) in [
        (Method::Post, &whole, Severity::Warning),
        (Method::Put, &whole, Severity::Info),
        (Method::Patch, &patch, Severity::Error),
    ] {
        let verdict = lint(method, body);
        let of_rule = verdict.diagnostics.iter().find(|found| found.rule == "read-only-attribute").unwrap();
        assert_eq!(of_rule.severity, severity, "{method:?}");
    }
}

#[test]
fn a_member_is_taken_out_with_one_comma_wherever_it_stands() {
    for (member, rest) in [
        (r#"{ "$ref" : null , "value" : "1" }"#, r#"{"value":"1"}"#),
        (r#"{"$ref":null,"value":"1"}"#, r#"{"value":"1"}"#),
        ("{\n  \"$ref\": null,\n  \"value\": \"1\"\n}", r#"{"value":"1"}"#),
        (r#"{"value":"1","$ref":null}"#, r#"{"value":"1"}"#),
        (r#"{"value":"1" , "$ref":null , "type":"User"}"#, r#"{"value":"1","type":"User"}"#),
        ("{\"value\":\"1,\"\n,\n\"$ref\":null\n}", r#"{"value":"1,"}"#),
    ] {
        let group = "urn:ietf:params:scim:schemas:core:2.0:Group";
        let mut body = format!(r#"{{"schemas":["{group}"],"displayName":"Guides","members":[{member}]}}"#);
        let linter = Linter::new(&profile::builtin("rfc7644").unwrap());
        let request = Request::bare(Method::Post, "/Groups", Some(body.as_bytes()));
        let mut verdict = linter.lint(&request, &Nothing);
        linter.offer(&request, &Nothing, &mut verdict);
        let of_rule = verdict.diagnostics.iter().find(|found| found.rule == "ref-null").unwrap();
        let edit = &of_rule.fix.as_ref().unwrap().edits[0];
        body.replace_range(edit.span.start as usize..edit.span.end as usize, &edit.text);
        let fixed: Value = serde_json::from_str(&body).unwrap();
        assert_eq!(fixed["members"][0], serde_json::from_str::<Value>(rest).unwrap(), "{member}");
    }
}

#[test]
fn schemas_say_once_what_the_resource_is() {
    for (schemas, due) in [
        (format!(r#"["{USER}"]"#), &[][..]),
        (format!(r#"["{USER}","{USER}"]"#), &["schemas-duplicate"]),
        (format!(r#"["{USER}","{}"]"#, USER.to_uppercase()), &["schemas-case", "schemas-duplicate"]),
        (format!(r#"["{USER}","{ENTERPRISE}"]"#), &["schemas-extension-declared-empty"]),
        (format!(r#"["{ENTERPRISE}"]"#), &["schemas-base-missing"]),
        (r#"["urn:example:nobody"]"#.to_owned(), &["schemas-base-missing", "schemas-vendor-urn"]),
        (r#"["urn:ietf:params:scim:schemas:core:2.0:Usr"]"#.to_owned(), &["schemas-urn-typo"]),
        ("[17]".to_owned(), &["number-for-string"]),
    ] {
        let verdict = lint(Method::Post, &format!(r#"{{"schemas":{schemas},"userName":"mona"}}"#));
        let mut rules: Vec<&str> = verdict.diagnostics.iter().map(|found| found.rule).collect();
        rules.sort_unstable();
        assert_eq!(rules, due, "{schemas}");
    }
}

#[test]
fn an_address_has_the_parts_that_its_schema_names() {
    for (part, help) in
        [("country/region", "write `country`"), ("contry", "write `country`"), ("zip", "leave it out")]
    {
        let verdict = lint(Method::Post, &user(&format!(r#""addresses":[{{"type":"work","{part}":"US"}}]"#)));
        let [only] = verdict.diagnostics.as_slice() else { panic!("{:?}", found(&verdict)) };
        assert_eq!((only.rule, only.help().as_deref()), ("address-invalid-key", Some(help)));
    }
}

#[test]
fn a_dot_behind_a_urn_is_found_in_paths_and_names() {
    let patch = |operation: &str| {
        format!(
            r#"{{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{operation}]}}"#
        )
    };
    for (method, body, at) in [
        (
            Method::Post,
            user(&format!(r#""{ENTERPRISE}.department":"Tools""#)),
            format!("/{ENTERPRISE}.department"),
        ),
        (
            Method::Patch,
            patch(&format!(r#"{{"op":"add","path":"{USER}.title","value":"Guide"}}"#)),
            "/Operations/0/path".to_owned(),
        ),
        (
            Method::Patch,
            patch(&format!(r#"{{"op":"add","path":"{ENTERPRISE}.manager","value":{{"value":"1"}}}}"#)),
            "/Operations/0/path".to_owned(),
        ),
    ] {
        let verdict = lint(method, &body);
        assert_eq!(found(&verdict), [("extension-dot-notation", &*at)], "{body}");
    }
}

#[test]
fn a_schema_of_hundreds_of_attributes_is_held_in_full() {
    let mut attributes: Vec<Value> = (0..300).map(|n| json!({ "name": format!("a{n}") })).collect();
    attributes[299] = json!({ "name": "a299", "required": true });
    attributes[298] = json!({ "name": "many", "type": "complex", "multiValued": true, "subAttributes":
        (0..200).map(|n| json!({ "name": format!("s{n}") })).chain([json!({ "name": "value" }), json!({ "name": "primary", "type": "boolean" })]).collect::<Vec<_>>() });
    let profile = json!({ "extends": "rfc7644", "name": "wide", "resourceTypes": [{ "name": "Wide", "endpoint": "Wides",
        "schema": "urn:example:2.0:Wide", "operations": { "create": { "statuses": [201] } } }],
        "schemas": [{ "id": "urn:example:2.0:Wide", "attributes": attributes }] });
    let linter = Linter::new(&Profile::parse("wide", &profile.to_string()).unwrap());
    for (members, due) in [
        (r#""a0":"x","a299":"x""#, &[][..]),
        (r#""a0":"x","a297":"x""#, &[("required-attribute-missing", "")]),
        (r#""a297":"x","a299":"x","a297":"y""#, &[("json-duplicate-key", "/a297")]),
        (r#""A297":"x","a299":17"#, &[("json-case-variant-keys", "/A297"), ("number-for-string", "/a299")]),
        (r#""a299":"x","many":[{"s199":"x"}]"#, &[("value-missing-in-multi", "/many/0")]),
        (
            r#""a299":"x","many":[{"value":"x","primary":true},{"value":"y","primary":true}]"#,
            &[("multi-primary", "/many/1/primary")],
        ),
    ] {
        let body = format!(r#"{{"schemas":["urn:example:2.0:Wide"],{members}}}"#);
        let verdict = linter.lint(&Request::bare(Method::Post, "/Wides", Some(body.as_bytes())), &Nothing);
        assert_eq!(found(&verdict), due, "{members}");
    }
}
