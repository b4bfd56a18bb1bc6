//! What only the state shows: rules that no request shows by itself.

use super::*;

const PATCH_OP: &str = r#""schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"]"#;

/// A user `id1` without a title, a group `id2` with the user in it, and an empty group `id3`.
fn driven() -> Driven {
    let mut driven = Driven::new("rfc7644");
    for body in [
        r#"POST /Users

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"mona","displayName":"Mona"}"#,
        r#"POST /Groups

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"],"displayName":"Cats","members":[{"value":"id1"}]}"#,
        r#"POST /Groups

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"],"displayName":"Dogs"}"#,
    ] {
        assert_eq!(driven.send(body).response.status, 201);
    }
    driven
}

/// The rules that find something in a PATCH with these operations, with the places.
fn found(target: &str, operations: &str) -> Vec<(&'static str, String)> {
    let text = format!("PATCH {target}\n\n{{{PATCH_OP},\"Operations\":[{operations}]}}");
    let sent = driven().send(&text);
    assert_eq!(sent.response.status, 200, "{text}: {}", sent.body);
    let place =
        |found: &scimproof::diagnostic::Diagnostic| found.location.pointer.clone().unwrap_or_default();
    sent.reply.verdict.diagnostics.iter().map(|found| (found.rule, place(found))).collect()
}

#[test]
fn each_is_found_where_it_is_and_nowhere_else() {
    for (target, operations, expected) in [
        (
            "/Users/id1",
            r#"{"op":"add","path":"displayName","value":"Lisa"}"#,
            vec![("patch-add-for-replace", "/Operations/0/path")],
        ),
        ("/Users/id1", r#"{"op":"add","path":"title","value":"Guide"}"#, vec![]),
        ("/Users/id1", r#"{"op":"replace","path":"displayName","value":"Lisa"}"#, vec![]),
        (
            "/Users/id1",
            r#"{"op":"replace","path":"title","value":"Guide"}"#,
            vec![("patch-replace-missing-target", "/Operations/0/path")],
        ),
        (
            "/Users/id1",
            r#"{"op":"replace","path":"name.familyName","value":"Lisa"}"#,
            vec![("patch-replace-missing-target", "/Operations/0/path")],
        ),
        ("/Groups/id3", r#"{"op":"add","path":"members","value":[{"value":"id1"}]}"#, vec![]),
        ("/Groups/id2", r#"{"op":"replace","path":"members","value":[{"value":"id1"}]}"#, vec![]),
        (
            "/Groups/id2",
            r#"{"op":"add","path":"members","value":[{"value":"id1"}]}"#,
            vec![("member-duplicate", "/Operations/0/value/0")],
        ),
        (
            "/Groups/id3",
            r#"{"op":"add","path":"members","value":[{"value":"id1"},{"value":"id1"}]}"#,
            vec![("member-duplicate", "/Operations/0/value/1")],
        ),
        (
            "/Groups/id3",
            r#"{"op":"add","path":"members","value":{"value":"id9"}}"#,
            vec![("member-unknown-id", "/Operations/0/value/value")],
        ),
        (
            "/Groups/id3",
            r#"{"op":"add","path":"members","value":[{"value":"id2"}]}"#,
            vec![("member-type-missing", "/Operations/0/value/0")],
        ),
        ("/Groups/id3", r#"{"op":"add","path":"members","value":[{"value":"id2","type":"Group"}]}"#, vec![]),
    ] {
        let expected: Vec<(&str, String)> =
            expected.into_iter().map(|(rule, place)| (rule, place.to_owned())).collect();
        assert_eq!(found(target, operations), expected, "{operations}");
    }
}

#[test]
fn members_are_looked_up_in_whole_groups_and_values_without_a_path_too() {
    let group = r#"POST /Groups

{"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"],"displayName":"Birds","members":[{"value":"id9"}]}"#;
    let sent = driven().send(group);
    let rules: Vec<&str> = sent.reply.verdict.diagnostics.iter().map(|found| found.rule).collect();
    assert_eq!((sent.response.status, rules), (201, vec!["member-unknown-id"]));

    let rules = found("/Groups/id3", r#"{"op":"replace","value":{"members":[{"value":"id9"}]}}"#);
    assert!(rules.contains(&("member-unknown-id", "/Operations/0/value/members/0/value".to_owned())));
}
