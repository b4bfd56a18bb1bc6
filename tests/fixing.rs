//! `scimproof lint --fix` and `--diff` on files.
#![expect(clippy::unwrap_used, reason = "a test's own files")]

#[path = "support/folder.rs"]
mod folder;

use folder::Folder;

fn text_of(folder: &Folder, file: &str) -> String {
    std::fs::read_to_string(folder.0.join(file)).unwrap()
}

const USER: &str = "{\n  \"schemas\": [\"urn:ietf:params:scim:schemas:core:2.0:User\"],\n  \"userName\": \"mona\",\n  \"active\": 1,\n  \"password\": \"canary-4711\"\n}\n";

#[test]
fn a_diff_shows_the_safe_fixes_and_writes_nothing() {
    let folder =
        Folder::new("diff", &[("user.json", USER), ("right.json", &USER.replace(": 1,", ": true,"))]);
    let (code, out, said) = folder.run(&["lint", "--diff", "user.json", "right.json"]);
    assert_eq!(code, 1, "{said}");
    assert_eq!(
        out,
        "--- user.json\n+++ user.json\n@@ -1,6 +1,6 @@\n {\n   \"schemas\": [\"urn:ietf:params:scim:schemas:core:2.0:User\"],\n   \"userName\": \"mona\",\n\
         -  \"active\": 1,\n+  \"active\": true,\n   \"password\": \"***********\"\n }\n"
    );
    assert_eq!(said, "scimproof: user.json: would make 1 fix: bool-as-number\n");
    assert_eq!(text_of(&folder, "user.json"), USER);
    let (code, out, said) = folder.run(&["lint", "--diff", "right.json"]);
    assert_eq!((code, out.as_str(), said.as_str()), (0, "", ""));
}

#[test]
fn a_diff_without_a_line_break_at_the_end_says_so_and_shows_no_token() {
    let body = r#"{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"mona","active":1}"#;
    let request = format!(
        "POST /Users HTTP/1.1\nHost: scim.example\nAuthorization: Bearer canary-4711\nContent-Type: application/scim+json\n\n{body}"
    );
    let folder = Folder::new("diff-http", &[("create.http", &request)]);
    let (code, out, _) = folder.run(&["lint", "--diff", "create.http"]);
    assert_eq!(code, 1);
    assert!(
        out.contains("\\ No newline at end of file")
            && out.contains("+{\"schemas\"")
            && !out.contains("canary"),
        "{out}"
    );
    assert_eq!(text_of(&folder, "create.http"), request);
}

#[test]
fn what_is_waived_is_not_told_as_left() {
    let patch = r#"{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"replcae","path":"nickName","value":"Mo"}]}"#;
    let waivers = "[[waiver]]\nrule = \"patch-op-unknown\"\nreason = \"mended in the next release\"\nexpires = 2999-01-01\n";
    let folder = Folder::new("waived", &[("patch.json", patch), ("waivers.toml", waivers)]);
    for flag in ["--fix", "--diff"] {
        let (code, _, said) = folder.run(&["lint", flag, "--waivers", "waivers.toml", "patch.json"]);
        assert_eq!((code, said.as_str()), (0, ""), "{flag}");
    }
}

#[test]
fn what_is_left_is_told_with_the_reason() {
    let patch = r#"{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"Replace","path":"active","value":false},{"op":"replcae","path":"nickName","value":"Mo"}]}"#;
    let folder = Folder::new("left", &[("patch.json", patch)]);
    let (code, out, said) = folder.run(&["lint", "--fix", "patch.json"]);
    assert_eq!(code, 1);
    assert!(
        said.contains(
            "scimproof: patch.json: not fixed: patch-op-unknown (only its sender knows what was meant)\n"
        ),
        "{said}"
    );
    assert!(out.contains("patch-op-unknown"), "{out}");
    let (_, _, again) = folder.run(&["lint", "--diff", "patch.json"]);
    assert!(again.contains("patch.json: not fixed: patch-op-unknown"), "{again}");
}

#[test]
fn a_body_in_a_file_of_its_own_is_fixed_there_on_demand() {
    let command =
        "curl https://scim.example/v2/Users -H 'Content-Type: application/scim+json' -d @user.json\n";
    let folder = Folder::new("data", &[("sub/request.sh", command), ("sub/user.json", USER)]);
    let (code, _, said) = folder.run(&["lint", "--fix", "sub/request.sh"]);
    assert_eq!(code, 1);
    let told = "scimproof: sub/request.sh: not fixed: bool-as-number (the body is in `sub/user.json`; run `scimproof lint --fix --method POST --path /v2/Users sub/user.json`)\n";
    assert!(said.contains(told), "{said}");
    assert_eq!(
        (text_of(&folder, "sub/request.sh").as_str(), text_of(&folder, "sub/user.json").as_str()),
        (command, USER)
    );
    let (_, _, said) =
        folder.run(&["lint", "--fix", "--method", "POST", "--path", "/v2/Users", "sub/user.json"]);
    assert!(said.contains("made 1 fix: bool-as-number"), "{said}");
    let (code, out, said) = folder.run(&["lint", "--fix", "sub/request.sh"]);
    assert_eq!((code, said.as_str()), (0, ""), "{out}");
}

#[test]
fn a_file_of_many_exchanges_is_judged_and_left_as_it_is() {
    let lines = format!("{}\n{}\n", USER.replace('\n', ""), USER.replace('\n', ""));
    let folder = Folder::new("many", &[("traffic.ndjson", &lines)]);
    for flag in ["--fix", "--diff"] {
        let (code, _, said) = folder.run(&["lint", flag, "traffic.ndjson"]);
        assert_eq!(code, i32::from(flag == "--fix"), "{said}");
        assert!(said.contains("traffic.ndjson: not fixed: it holds many exchanges"), "{said}");
        assert_eq!(text_of(&folder, "traffic.ndjson"), lines);
    }
}

#[test]
fn fixing_and_showing_are_not_asked_for_at_once() {
    let folder = Folder::new("both", &[("user.json", USER)]);
    for more in [&["--fix"][..], &["--format", "sarif"]] {
        let (code, _, said) = folder.run(&[&["lint", "--diff", "user.json"], more].concat());
        assert!(code == 2 && said.contains("cannot be used with"), "{said}");
    }
    assert_eq!(text_of(&folder, "user.json"), USER);
}
