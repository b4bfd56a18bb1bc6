//! The command line with files that users bring.
#![expect(clippy::unwrap_used, reason = "a test's own files")]

use std::path::PathBuf;
use std::process::{Command, Output};

/// A folder that is gone with the test.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str, files: &[(&str, &str)]) -> Folder {
        let folder = std::env::temp_dir().join(format!("scimproof-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        for (name, text) in files {
            std::fs::write(folder.join(name), text).unwrap();
        }
        Folder(folder)
    }

    /// Runs the program in it: exit code, standard output, standard error.
    fn run(&self, arguments: &[&str]) -> (i32, String, String) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_scimproof"));
        let Output { status, stdout, stderr } =
            command.args(arguments).current_dir(&self.0).output().unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        (status.code().unwrap(), text(stdout), text(stderr))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        std::fs::remove_dir_all(&self.0).ok();
    }
}

const STRINGS_ARE_FINE: &str = r#"{
  "$schema": "profile.schema.json",
  "name": "own",
  "title": "Our own directory",
  "subject": "our directory",
  "extends": "rfc7644",
  "judgements": {
    "bool-as-string": {"then": "accept", "standing": "reported", "source": "our tests of last week"}
  },
  "variants": {"old": {"judgements": {"bool-as-string": {"then": "refuse", "standing": "reported", "source": "our tests"}}}}
}"#;

const USER: &str =
    r#"{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"mona","active":"False"}"#;

#[test]
fn a_profile_of_ones_own_judges_serves_and_is_exported() {
    let folder = Folder::new("own", &[("own.json", STRINGS_ARE_FINE), ("user.json", USER)]);
    let (code, out, said) = folder.run(&["lint", "--profile", "own.json", "user.json"]);
    assert!(
        out.contains("our directory takes it") || out.contains("our directory answers 201"),
        "{out}{said}"
    );
    assert_eq!((code, said.as_str()), (0, ""), "{out}");
    assert!(out.starts_with("info[bool-as-string]"), "{out}");
    let (code, out, _) = folder.run(&["lint", "--profile", "./own.json/old", "user.json"]);
    assert!(
        code == 1 && out.starts_with("error[bool-as-string]") && out.contains("our directory answers 400"),
        "{out}"
    );
    let (code, out, said) = folder.run(&["schema", "User", "--profile", "own.json"]);
    assert!(code == 0 && out.contains("Our own directory"), "{out}{said}");
    let (code, out, _) = folder.run(&["rules", "--profile", "own.json"]);
    assert!(code == 0 && out.contains("as Our own directory judges them"), "{out}");
    let (_, out, said) = folder.run(&["run", "--profile", "own.json", "--only", "rfc/discovery"]);
    assert!(out.contains("suite rfc against the stand-in as own"), "{out}{said}");
}

#[test]
fn a_client_of_ones_own_is_known_by_its_file() {
    let client = r#"{"name": "hr", "title": "Our HR system", "subject": "our HR system", "kind": "client",
        "sends": {"bool-as-string": {"standing": "reported", "source": "its logs"}}}"#;
    let folder = Folder::new("client", &[("hr.json", client), ("user.json", USER)]);
    let (_, out, said) = folder.run(&["lint", "--client", "hr.json", "user.json"]);
    assert!(out.contains("our HR system is known to send this"), "{out}{said}");
    let (code, _, said) = folder.run(&["lint", "--profile", "hr.json", "user.json"]);
    assert_eq!(
        (code, said.as_str()),
        (2, "scimproof: `hr.json`: profile `hr` describes a client, not an endpoint\n")
    );
}

#[test]
fn what_is_wrong_with_a_profile_is_told_in_one_line() {
    let files = [
        (
            "typo.json",
            "{\n  \"name\": \"own\",\n  \"extends\": \"rfc7644\",\n  \"paging\": {\"defaultCuont\": 1}\n}",
        ),
        (
            "rule.json",
            "{\"name\": \"own\", \"extends\": \"rfc7644\",\n \"judgements\": {\"bool-as-strng\": {\"then\": \"unknown\"}}}",
        ),
        ("variant.json", r#"{"name": "own", "extends": "rfc7644", "variants": {"new": {"sort": true}}}"#),
        ("user.json", USER),
    ];
    let folder = Folder::new("wrong", &files);
    for (given, expected) in [
        (
            "typo.json",
            "typo.json:4:14: `defaultCuont` is unknown here (`/paging/defaultCuont`); did you mean `defaultCount`?",
        ),
        ("rule.json", "rule.json:2:17: there is no rule `bool-as-strng`; did you mean `bool-as-string`?"),
        ("variant.json", "variant.json:1:68: an object is expected (`/variants/new/sort`)"),
        ("missing.json", "there is no file `missing.json`; check the path"),
        ("githb-emu", { "there is no profile `githb-emu`; did you mean `github-emu`?" }),
        (
            "typo.json/new",
            "typo.json:4:14: `defaultCuont` is unknown here (`/paging/defaultCuont`); did you mean `defaultCount`?",
        ),
        (
            "github-ghes/2.0",
            "profile `github-ghes` has no variant `2.0`; it has 3.19, 3.18, 3.17, 3.16, 3.15, 3.14",
        ),
    ] {
        for command in [
            &["lint", "user.json"][..],
            &["run", "--only", "rfc/read"],
            &["schema", "User"],
            &["rules"],
            &["serve", "--port", "0"],
        ] {
            let arguments = [command, &["--profile", given]].concat();
            let (code, _, said) = folder.run(&arguments);
            assert_eq!((code, said), (2, format!("scimproof: {expected}\n")), "{arguments:?}");
        }
    }
}

#[test]
fn the_schema_of_profiles_is_printed_for_editors() {
    let folder = Folder::new("schema", &[]);
    let (code, out, _) = folder.run(&["schema", "profile"]);
    assert_eq!((code, out.as_str()), (0, scimproof::profile::SCHEMA));
}
