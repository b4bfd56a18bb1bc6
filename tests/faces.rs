//! The commands that need no network, as people see them: `lint`, `rules` and `username`.

#![expect(clippy::unwrap_used, reason = "a test's own input")]

use scimproof::rule;
use serde_json::Value;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use unicode_width::UnicodeWidthStr;

/// Runs the program in that folder with that input; exit code, standard output and standard error.
fn scimproof_in(folder: &Path, arguments: &[&str], input: &[u8]) -> (i32, String, String) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_scimproof"))
        .args(arguments)
        .current_dir(folder)
        .env_remove("RUST_BACKTRACE")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A program that ends before it reads has said why.
    child.stdin.take().unwrap().write_all(input).ok();
    let output = child.wait_with_output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

fn scimproof(arguments: &[&str], input: &[u8]) -> (i32, String, String) {
    scimproof_in(Path::new("."), arguments, input)
}

/// A folder with these files, gone when the test is over.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str, files: &[(&str, &[u8])]) -> Folder {
        let folder = std::env::temp_dir().join(format!("scimproof-{name}-{}", std::process::id()));
        for (file, content) in files {
            let path = folder.join(file);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, content).unwrap();
        }
        Folder(folder)
    }

    fn run(&self, arguments: &[&str]) -> (i32, String, String) {
        scimproof_in(&self.0, arguments, b"")
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        std::fs::remove_dir_all(&self.0).ok();
    }
}

const USER: &str = r#"{
  "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"],
  "userName": "mona",
  "active": "true",
  "nickname": "Mo",
  "userName": "lisa"
}
"#;

const USER_REPORT: &str = r#"error[bool-as-string]: `active` is a boolean, and "true" is a string
 --> user.json:4:13
  |
4 |   "active": "true",
  |             ^^^^^^
  |
  = note: a provider that follows RFC 7644 refuses it (specified by RFC 7643
          §2.3.2; RFC 7644 §3.12)
  = requirement: RFC 7643 §2.3.2, MUST
  = help: write `true`, without quotes

info[json-case-variant-keys]: `nickname` is `nickName` in another case
 --> user.json:5:3
  |
5 |   "nickname": "Mo",
  |   ^^^^^^^^^^
  |
  = note: a provider that follows RFC 7644 takes it (specified by RFC 7643 §2.1:
          attribute names are case insensitive)
  = requirement: RFC 7643 §2.1, MUST
  = help: write `nickName`

warning[json-duplicate-key]: `userName` is there twice
 --> user.json:6:3
  |
3 |   "userName": "mona",
  |   ---------- the first one
...
6 |   "userName": "lisa"
  |   ^^^^^^^^^^
  |
  = note: nobody has said what a provider that follows RFC 7644 makes of it
  = requirement: RFC 7644 §3.12, MUST
  = help: keep one of them

user.json: taken as POST /Users: method and path are guessed from the body
user.json: 1 error, 1 warning, 1 info; a provider that follows RFC 7644
  answers 400 invalidValue (specified)
"#;

#[test]
fn findings_are_shown_at_their_lines() {
    let folder = Folder::new("lines", &[("user.json", USER.as_bytes())]);
    assert_eq!(folder.run(&["lint", "user.json"]), (1, USER_REPORT.to_owned(), String::new()));
}

#[test]
fn a_long_line_is_cut_around_the_finding_and_hides_the_token() {
    let command = r#"curl -X PATCH https://api.github.com/scim/v2/enterprises/octo/Users/1 -H 'Authorization: Bearer canary-5e1f' -H 'User-Agent: x' -H 'Content-Type: application/scim+json' -d '{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"delete","path":"userName"}]}'"#;
    let expected = r#"warning[patch-op-unknown]: `delete` is no PATCH operation
 --> standard input:1:255
  |
1 | …:messages:2.0:PatchOp"],"Operations":[{"op":"delete","path":"userName"}]}'
  |                                              ^^^^^^^^
  |
"#;
    let (code, out, said) = scimproof(&["lint", "--profile", "github-emu"], command.as_bytes());
    assert_eq!((code, said.as_str()), (1, ""));
    assert!(out.starts_with(expected), "{out}");
    let detail =
        "  | Misconfigured IdP, missing or misconfigured attributes:\n  | delete is not a member of [";
    assert!(out.contains(detail), "{out}");

    // The header's own line, where the secret would be seen.
    let short = command.replace("Bearer canary-5e1f' -H", "canary-5e1f' -H").replace("delete", "remove");
    let (_, out, _) = scimproof(&["lint"], short.as_bytes());
    assert!(out.contains("error[http-auth-scheme-missing]") && out.contains("***********"), "{out}");
    assert!(!out.contains("canary"), "{out}");
}

#[test]
fn a_body_of_a_thousand_findings_on_one_line_is_told_in_short() {
    let members = vec![r#"{"value":"e9e30dba","nom":"Mona"}"#; 1000].join(",");
    let text = format!(
        r#"{{"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"],"displayName":"Crew","members":[{members}]}}"#
    );
    let (code, out, _) = scimproof(&["lint"], text.as_bytes());
    assert_eq!(code, 1);
    assert!(out.contains("… and 995 more findings of `unknown-attribute`"), "{out}");
    assert!(out.ends_with("standard input: 1000 warnings; a provider that follows RFC 7644 answers 201,\n  and part of the request has no effect\n"), "{out}");
    assert_fits(&out);
}

fn assert_fits(text: &str) {
    for line in text.lines() {
        assert!(line.width() <= 80, "{} columns: {line}", line.width());
    }
}

#[test]
fn what_is_missing_is_shown_without_a_line() {
    let text = b"POST /Users HTTP/1.1\nHost: scim.example\n\n{\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:User\"],\"userName\":\"mona\"}";
    let folder = Folder::new("missing", &[("request.http", text)]);
    let (code, out, _) = folder.run(&["lint", "request.http"]);
    assert_eq!(code, 1);
    let expected = "warning[http-content-type-missing]: the body has no `Content-Type`
--> request.http:1:1
 = note: a provider";
    assert!(out.starts_with(expected), "{out}");
}

#[test]
fn bytes_that_are_no_text_are_shown_as_such() {
    let text =
        b"{\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:User\"],\n\"userName\":\"m\xff\xfena\"}";
    let (code, out, _) = scimproof(&["lint", "-"], text);
    assert_eq!(code, 1);
    assert!(out.contains(" --> standard input:2:14\n"), "{out}");
    assert!(out.contains("2 | \"userName\":\"m??na\"}\n  |              ^\n"), "{out}");
}

#[test]
fn control_characters_of_a_request_do_not_reach_the_terminal() {
    let text = "{\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:User\"],\"userName\":\"mona\",\"\\u001b[2J\":1,\"a\u{1b}[2J\":1}";
    let (_, out, _) = scimproof(&["lint"], text.as_bytes());
    assert!(!out.contains('\u{1b}'), "{out}");
}

#[test]
fn a_file_that_a_command_sends_is_read_from_beside_the_command() {
    let folder = Folder::new(
        "beside",
        &[
            ("sub/request.sh", b"curl https://scim.example/Users -H 'Content-Type: application/scim+json' --data-binary @bodies/user.json"),
            ("sub/bodies/user.json", USER.as_bytes()),
        ],
    );
    let (code, out, said) = folder.run(&["lint", "sub/request.sh"]);
    assert_eq!((code, said.as_str()), (1, ""));
    let expected = "error[bool-as-string]: `active` is a boolean, and \"true\" is a string
 --> body of sub/request.sh:4:13
  |
4 |   \"active\": \"true\",
  |             ^^^^^^
  |
  = at: `/active`
";
    assert!(out.starts_with(expected), "{out}");
}

#[test]
fn a_request_without_errors_and_warnings_ends_well() {
    let clean = r#"{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"mona"}"#;
    let (code, out, said) = scimproof(&["lint", "--method", "post", "--path", "/Users"], clean.as_bytes());
    assert_eq!(code, 0);
    assert_eq!(out, "standard input: nothing found; a provider that follows RFC 7644 answers 201\n");
    assert_eq!(said, "");

    let info = clean.replace("userName", "username");
    let (code, out, _) = scimproof(&["lint"], info.as_bytes());
    assert!(out.contains("standard input: 1 info; "), "{out}");
    assert_eq!(code, 0);
}

#[test]
fn strictness_makes_inferred_refusals_errors() {
    let text = br#"{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"delete","path":"userName"}]}"#;
    let loose = scimproof(&["lint", "--profile", "github-emu"], text).1;
    let strict = scimproof(&["lint", "--profile", "github-emu", "--strict"], text).1;
    assert!(loose.starts_with("warning[patch-op-unknown]") && strict.starts_with("error[patch-op-unknown]"));
}

#[test]
fn json_is_one_report_a_line_in_the_order_of_the_files() {
    let clean = br#"{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"mona"}"#;
    let folder = Folder::new("json", &[("b.json", clean), ("a.json", USER.as_bytes()), ("empty.json", b"")]);
    let (code, out, said) =
        folder.run(&["lint", "--format", "json", "b.json", "none.json", "empty.json", "a.json"]);
    assert_eq!(code, 2);
    assert_eq!(said.lines().count(), 2, "{said}");
    let reports: Vec<Value> = out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let files: Vec<&str> = reports.iter().map(|report| report["file"].as_str().unwrap()).collect();
    assert_eq!(files, ["b.json", "none.json", "empty.json", "a.json"]);
    assert!(reports.iter().all(|report| report["version"] == 1));
    assert_eq!(reports[0]["answer"]["status"], 201);
    assert_eq!(reports[1]["error"]["message"], "there is no file `none.json`; check the path");
    assert_eq!(reports[3]["diagnostics"][0]["rule"], "bool-as-string");
    assert_eq!(reports[3]["diagnostics"][0]["start"]["line"], 4);
}

#[test]
fn wrong_use_is_said_in_one_sentence() {
    let folder = Folder::new(
        "wrong",
        &[
            ("user.json", USER.as_bytes()),
            ("request.sh", b"curl https://scim.example/Users -d @none.json"),
            ("sub/x", b""),
        ],
    );
    let known: Vec<&str> = scimproof::profile::builtin_names().collect();
    let unknown = format!("there is no profile `github`; the built-in ones are {}", known.join(", "));
    let cases: &[(&[&str], &str)] = &[
        (&["lint", "none.json"], "there is no file `none.json`; check the path"),
        (
            &["lint", "sub"],
            "no file in the folder `sub` ends in .json, .http, .rest, .curl, .har, .ndjson, .jsonl, .log, .txt; name the files themselves",
        ),
        (
            &["lint", "request.sh"],
            "`request.sh` sends the file `none.json`, and there is no file `none.json`; check the path",
        ),
        (
            &["lint", "sub/x"],
            "`sub/x`: there is nothing to read; paste a body, an HTTP request or a `curl` command",
        ),
        (
            &["lint", "--from", "curl", "user.json"],
            "`user.json`: the text holds no `curl` command; paste it from the word `curl` on",
        ),
        (&["lint", "--profile", "github", "user.json"], &unknown),
        (
            &["lint", "--set", "code=octo", "user.json"],
            "profile `rfc7644` has no parameter `code`; it has none",
        ),
        (&["lint", "--set", "code", "user.json"], "`--set code` has no value; write `--set NAME=VALUE`"),
        (
            &["lint", "--method", "SEND", "user.json"],
            "SCIM has no method `SEND`; there are `GET`, `POST`, `PUT`, `PATCH` and `DELETE`",
        ),
        (
            &["rules", "patch-op-unkown"],
            "there is no rule `patch-op-unkown`; did you mean `patch-op-unknown`?",
        ),
        (&["rules", "capitalised-op"], "there is no rule `capitalised-op`; there are `patch-op-capitalised`"),
        (&["rules", "xyzzy"], "there is no rule `xyzzy`; `scimproof rules` lists them"),
        (&["rules", "--profile", "github"], &unknown),
        (
            &["username", "--deployment", "github", "mona"],
            "`github` is not a deployment: write `github.com`, `ghe.com` or `ghes`",
        ),
        (
            &["username", "--shortcode", "oc", "mona"],
            "`oc` is no short code; it has 3 to 8 letters or digits",
        ),
        (
            &["username", "--deployment", "ghes", "--shortcode", "octo", "mona"],
            "logins on ghes end with no short code; leave it out",
        ),
        (&["username"], "there are no names; give them as arguments, or on standard input, one on a line"),
    ];
    for (arguments, sentence) in cases {
        let (code, out, said) = folder.run(arguments);
        assert_eq!((code, out.as_str()), (2, ""), "{arguments:?}");
        assert_eq!(said, format!("scimproof: {sentence}\n"));
    }
}

#[test]
fn a_file_that_cannot_be_read_does_not_keep_the_others_from_being_judged() {
    let folder = Folder::new("others", &[("user.json", USER.as_bytes())]);
    let (code, out, said) = folder.run(&["lint", "none.json", "user.json"]);
    assert_eq!(code, 2);
    assert!(out.contains("user.json: 1 error, "), "{out}");
    assert_eq!(said, "scimproof: there is no file `none.json`; check the path\n");
}

#[test]
fn the_list_of_rules_has_each_with_its_title_and_severity() {
    for profile in ["rfc7644", "github-emu"] {
        let (code, out, _) = scimproof(&["rules", "--profile", profile], b"");
        assert_eq!(code, 0);
        assert_fits(&out);
        for rule in rule::all() {
            let line = out.lines().find(|line| line.split_whitespace().nth(1) == Some(rule.name));
            assert!(line.is_some(), "{} is not listed", rule.name);
        }
    }
    let (_, out, _) = scimproof(&["rules"], b"");
    assert!(out.contains("  error    patch-op-unknown "), "{out}");
    assert!(out.contains("  quiet    http-user-agent-missing "), "{out}");
}

#[test]
fn a_rule_is_explained_with_its_law_its_examples_and_its_judgements() {
    let expected = r#"multi-primary

Two values of one attribute are primary.

At most one may be; which one a provider keeps is anybody's guess.

RFC 7643 §2.4, MUST
  “The primary attribute value "true" MUST appear no more than once.”

Found in
  POST /Users

  {
    "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"],
    "userName": "mona",
    "emails": [
      {"value":"a@example.com","primary":true},
      {"value":"b@example.com","primary":true}
    ]
  }

Right
  POST /Users

  {
    "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"],
    "userName": "mona",
    "emails": [
      {"value":"a@example.com","primary":true},
      {"value":"b@example.com"}
    ]
  }

Judged by
"#;
    let (code, out, said) = scimproof(&["rules", "multi-primary"], b"");
    assert_eq!((code, out.get(..expected.len()), said.as_str()), (0, Some(expected), ""));
    let refused = "\
: error
    400 invalidValue: each of them refuses it (specified by RFC 7643 §2.4:
    `primary` is true no more than once)
  github-emu, github-ghes, github-org: warning
    nobody has said what each of them makes of it
";
    assert!(out.contains(refused), "{out}");
    let sender = "\nKnown to be sent by\n  PingOne (documented in PingOne documentation, SCIM provisioning limitations)\n";
    assert!(out.ends_with(sender), "{out}");
}

#[test]
fn every_rule_can_be_explained() {
    for rule in rule::all() {
        let (code, out, said) = scimproof(&["rules", rule.name], b"");
        assert_eq!((code, said.as_str()), (0, ""), "{}", rule.name);
        assert!(out.starts_with(&format!("{}\n\n", rule.name)) && out.contains("\nJudged by\n"), "{out}");
        // What cannot be broken: a URL, a string.
        let is_breakable = |line: &&str| line.split_whitespace().all(|word| word.width() < 50);
        assert_fits(&out.lines().filter(is_breakable).collect::<Vec<_>>().join("\n"));
    }
}

#[test]
fn names_become_logins_step_by_step() {
    let expected = r"name                   login           verdict
mona.lisa@example.com  mona-lisa_octo  accepted
  - `@` and what follows go: mona.lisa
  - each character that is no ASCII letter or digit becomes `-`: mona-lisa
  - `_` and the enterprise's shortcode come behind it: mona-lisa_octo
mona_lisa              mona-lisa_octo  collides
  - each character that is no ASCII letter or digit becomes `-`: mona-lisa
  - `_` and the enterprise's shortcode come behind it: mona-lisa_octo
Mona-Lisa              Mona-Lisa_octo  unknown
  - `_` and the enterprise's shortcode come behind it: Mona-Lisa_octo
!octo                  -octo_octo      refused
  - each character that is no ASCII letter or digit becomes `-`: -octo
  - `_` and the enterprise's shortcode come behind it: -octo_octo
  ! it starts with a dash
7                      7_octo          unknown
  - `_` and the enterprise's shortcode come behind it: 7_octo
  ? GitHub does not say whether a name of one character is accepted

3 names may become one login: mona-lisa_octo
  gets it mona.lisa@example.com
  refused mona_lisa
  unsure  Mona-Lisa
  ? GitHub does not say whether logins that differ in case alone are one

5 names on github.com, 1 refused, 2 colliding with another, 1 unknown
";
    let names = b"mona.lisa@example.com\nmona_lisa\r\n\nMona-Lisa\n!octo\n7\n";
    let from_input = scimproof(&["username", "--shortcode", "octo"], names);
    assert_eq!(from_input, (1, expected.to_owned(), String::new()));
    let arguments =
        ["username", "--shortcode", "octo", "mona.lisa@example.com", "mona_lisa", "Mona-Lisa", "!octo", "7"];
    assert_eq!(scimproof(&arguments, b""), from_input);
}

#[test]
fn names_that_get_accounts_end_well_on_each_deployment() {
    for (deployment, login) in [("github.com", "mona_CODE"), ("ghe.com", "mona"), ("ghes", "mona")] {
        let (code, out, _) = scimproof(&["username", "--deployment", deployment, "mona"], b"");
        assert_eq!(code, 0, "{out}");
        let row = out.lines().nth(1).unwrap();
        assert_eq!(row.split_whitespace().collect::<Vec<_>>(), ["mona", login, "accepted"]);
    }
}

#[test]
fn names_of_any_length_and_script_keep_the_table_in_its_width() {
    let names =
        ["a".repeat(39), "日本語".repeat(8), format!("x.{}@example.com", "y".repeat(30)), "z".to_owned()];
    let (code, out, _) = scimproof(&["username"], names.join("\n").as_bytes());
    assert_eq!(code, 1);
    assert_fits(&out);
}

#[test]
fn safe_fixes_are_written_into_the_file_and_nothing_else_is_touched() {
    let before = "{ \"schemas\": [\"urn:ietf:params:scim:schemas:core:2.0:User\"],\n  \"userName\":   \"ines\",\n  \"externalId\": 7, \"active\": 1 }\n";
    let after = before.replace(": 7", ": \"7\"").replace(": 1", ": true");
    let folder = Folder::new("fix", &[("user.json", before.as_bytes()), ("right.json", after.as_bytes())]);
    let written = || std::fs::read_to_string(folder.0.join("user.json")).unwrap();

    let (code, _, said) = folder.run(&["lint", "--fix", "user.json", "right.json"]);
    assert_eq!((code, written().as_str()), (0, after.as_str()));
    assert_eq!(said, "scimproof: user.json: made 2 fixes: number-for-string, bool-as-number\n");

    let (code, _, said) = folder.run(&["lint", "--fix", "user.json"]);
    assert_eq!((code, written().as_str(), said.as_str()), (0, after.as_str(), ""));
    let files: Vec<_> =
        std::fs::read_dir(&folder.0).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(files.len(), 2, "{files:?}");
}

#[test]
fn the_fixed_text_of_standard_input_is_the_output() {
    let user = r#"{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"i","active":1}"#;
    let (code, out, _) = scimproof(&["lint", "--fix"], user.as_bytes());
    assert_eq!((code, out), (0, user.replace(":1}", ":true}")));
}

#[test]
fn what_a_client_is_known_to_send_is_told_as_known() {
    let patch = r#"{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"Replace","path":"active","value":false}]}"#;
    let (code, out, _) = scimproof(&["lint", "--client", "entra"], patch.as_bytes());
    assert!(out.starts_with("info[patch-op-capitalised]: "), "{out}");
    assert!(out.contains("Entra is known to send this; a provider must tolerate it"), "{out}");
    assert_eq!(code, 0);
    let (code, out, _) = scimproof(&["lint"], patch.as_bytes());
    assert!(out.starts_with("warning[patch-op-capitalised]: "), "{out}");
    assert_eq!(code, 1);
    let (code, _, said) = scimproof(&["lint", "--client", "nobody"], patch.as_bytes());
    assert!(said.contains("`nobody`") && said.contains("entra"), "{said}");
    assert_eq!(code, 2);
}
