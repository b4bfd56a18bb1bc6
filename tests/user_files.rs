//! The command line with files that users bring.
#![expect(clippy::unwrap_used, reason = "a test's own files")]

use scimproof::message::{Header, Method, Request};
use scimproof::profile::{self, Discovery, Profile, ResourceType};
use scimproof_conformance::native::InProcess;

#[path = "support/folder.rs"]
mod folder;

use folder::Folder;

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
fn a_profile_may_extend_another_file_by_its_path() {
    let own = r#"{"name": "own", "extends": "../shared/base.json", "variants": {"old": {"extends": "../shared/base.json/old"}}}"#;
    let lost = r#"{"name": "lost", "extends": "nowhere.json"}"#;
    let round = r#"{"name": "round", "extends": "./round.json"}"#;
    let files = [
        ("user.json", USER),
        ("mine/own.json", own),
        ("mine/lost.json", lost),
        ("mine/round.json", round),
        ("shared/base.json", STRINGS_ARE_FINE),
        ("shared/wrong.json", "{\"name\": \"wrong\", \"extends\": \"rfc7644\", \"pagging\": {}}"),
        ("mine/above.json", r#"{"name": "above", "extends": "../shared/wrong.json", "sort": 7}"#),
    ];
    let folder = Folder::new("extends", &files);
    let lint = |profile: &str| folder.run(&["lint", "--profile", profile, "user.json"]);
    let (code, out, said) = lint("mine/own.json");
    assert!(code == 0 && out.starts_with("info[bool-as-string]"), "{out}{said}");
    let (code, out, _) = lint("mine/own.json/old");
    assert!(code == 1 && out.starts_with("error[bool-as-string]"), "{out}");
    let (code, _, said) = lint("mine/lost.json");
    assert!(code == 2 && said.contains("mine/nowhere.json"), "{said}");
    let (_, _, said) = lint("mine/round.json");
    assert!(said.contains("mine/round.json:1:30: a profile cannot extend itself"), "{said}");
    // Each file's faults are told of it.
    let (_, _, said) = lint("mine/above.json");
    assert!(said.contains("shared/wrong.json:1:41: `pagging` is unknown here"), "{said}");
    assert!(said.contains("mine/above.json:1:62: an object is expected (`/sort`)"), "{said}");
}

#[test]
fn every_fault_of_a_profile_is_told() {
    let wrong = "{\n\"name\": \"own\", \"extends\": \"rfc7644\",\n\"pagging\": {},\n\"sort\": {\"valu\": true},\n\"judgements\": {\"bool-as-sting\": {\"then\": \"accept\", \"standing\": \"seen\", \"source\": \"x\"}}}";
    let folder = Folder::new("faults", &[("own.json", wrong), ("user.json", USER)]);
    let (code, _, said) = folder.run(&["lint", "--profile", "own.json", "user.json"]);
    let places: Vec<&str> =
        said.lines().filter_map(|line| line.split_once("own.json:")?.1.split(": ").next()).collect();
    assert_eq!((code, places), (2, vec!["3:1", "4:10", "5:64", "5:16"]), "{said}");
}

#[test]
fn the_schema_of_profiles_is_printed_for_editors() {
    let folder = Folder::new("schema", &[]);
    let (code, out, _) = folder.run(&["schema", "profile"]);
    assert_eq!((code, out.as_str()), (0, profile::SCHEMA));
}

const BADGE: &str = r#"{"Resources": [{
  "schemas": ["urn:ietf:params:scim:schemas:core:2.0:Schema"],
  "id": "urn:example:badge:User",
  "attributes": [{"name": "number", "type": "integer", "required": true}]
}]}"#;

const BADGED: &str = r#"{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User","urn:example:badge:User"],"userName":"mona","urn:example:badge:User":{"number":"7"}}"#;

#[test]
fn schemas_of_an_endpoint_are_known_to_the_linter_and_to_the_stand_in() {
    let wrong = r#"{"id": "urn:a", "attributes": [{"name": "a", "type": "int"}]}"#;
    let files = [
        ("badge.json", BADGE),
        ("user.json", BADGED),
        ("wrong.json", wrong),
        ("none.json", r#"{"Resources": []}"#),
    ];
    let folder = Folder::new("schemas", &files);
    let (_, out, _) = folder.run(&["lint", "user.json"]);
    assert!(out.contains("[schemas-vendor-urn]") && !out.contains("[string-for-number]"), "{out}");
    for more in [&[][..], &["--profile", "rfc7644"]] {
        let (code, out, said) =
            folder.run(&[&["lint", "--schemas", "badge.json", "user.json"], more].concat());
        assert_eq!((code, said.as_str()), (1, ""));
        assert!(out.starts_with("error[string-for-number]: `number`") && out.contains("1 error; "), "{out}");
    }
    let (code, out, _) = folder.run(&["schema", "User", "--schemas", "badge.json"]);
    assert!(code == 0 && out.contains("\"urn:example:badge:User\": {"), "{out}");
    let (code, out, said) =
        folder.run(&["run", "--schemas", "badge.json", "--suite", "rfc", "--only", "rfc/discovery"]);
    assert_eq!(code, 0, "{out}{said}");
    let (code, _, said) = folder.run(&["lint", "--schemas", "wrong.json", "user.json"]);
    assert!(
        code == 2 && said.starts_with("scimproof: wrong.json:1:54: one of these words is expected"),
        "{said}"
    );
    let (code, _, said) = folder.run(&["lint", "--schemas", "none.json", "user.json"]);
    let expected = "scimproof: `none.json` lists no schema; give it what `/Schemas` answers\n";
    assert_eq!((code, said.as_str()), (2, expected));
}

#[test]
fn what_the_stand_in_says_of_itself_makes_its_profile_again() {
    let mut compared = 0;
    for profile in profile::builtin_names().map(|name| profile::builtin(name).unwrap()) {
        let mut stand_in = InProcess::new(&profile, "token");
        let mut discovery = Discovery::default();
        let mut answers = 0;
        let mut last = String::new();
        for endpoint in ["/Schemas", "/ResourceTypes", "/ServiceProviderConfig"] {
            let header =
                |name: &'static str, value: &'static str| Header { name: name.into(), value: value.into() };
            let headers = vec![
                header("Authorization", "Bearer token"),
                header("Accept", "application/scim+json, application/json"),
                header("User-Agent", "tests"),
            ];
            let request = Request { headers: Some(headers), ..Request::bare(Method::Get, endpoint, None) };
            let response = stand_in.exchange(&request).unwrap();
            last = String::from_utf8_lossy(&response.body).into_owned();
            if response.status == 200 {
                answers += 1;
                discovery.add(std::str::from_utf8(&response.body).unwrap()).unwrap();
            }
        }
        // Some endpoints have no discovery, and so has what stands in for them.
        let has = |name: &str| profile.endpoints.get(name).is_some_and(|fact| fact.value == Some(true));
        let expected = ["schemas", "resourceTypes", "serviceProviderConfig"]
            .into_iter()
            .filter(|name| has(name))
            .count();
        assert_eq!(answers, expected, "{}: {last}", profile.name);
        if answers < 3 {
            continue;
        }
        compared += 1;
        let again = Profile::from_discovery(&discovery).unwrap();
        let shape = |of: &Profile| {
            let shape = |kind: &ResourceType| {
                (kind.name.clone(), kind.endpoint.clone(), kind.schema.clone(), kind.extensions.clone())
            };
            of.resource_types.iter().map(shape).collect::<Vec<_>>()
        };
        assert_eq!(shape(&again), shape(&profile), "{}", profile.name);
        for kind in &profile.resource_types {
            assert_eq!(again.schemas_of(kind), profile.schemas_of(kind), "{}", profile.name);
        }
        assert_eq!(
            again.paging.max_count.filter(|most| *most != i32::MAX.unsigned_abs()),
            profile.paging.max_count
        );
        assert_eq!(again.sort.value, Some(profile.sort.value == Some(true)), "{}", profile.name);
    }
    assert!(compared > 1, "{compared}");
}

#[test]
fn the_profiles_are_listed_and_each_is_explained_within_80_columns() {
    let folder = Folder::new("profiles", &[("own.json", STRINGS_ARE_FINE)]);
    let (code, list, said) = folder.run(&["profiles"]);
    assert_eq!((code, said.as_str()), (0, ""));
    let names: Vec<&str> =
        list.lines().filter_map(|line| line.strip_prefix("  ")?.split_whitespace().next()).collect();
    for name in profile::builtin_names()
        .chain(profile::client_names())
        .chain(["github-ghes/3.14", "entra/scim-compliant"])
    {
        assert!(names.contains(&name), "{name}: {list}");
        let (code, page, said) = folder.run(&["profiles", name]);
        assert!(code == 0 && said.is_empty() && page.starts_with(&format!("{name}\n\n")), "{page}{said}");
        for line in list.lines().chain(page.lines()) {
            // A word is not broken.
            let is_of_a_uri = line.contains("://") || line.contains("urn:");
            assert!(line.chars().count() <= 80 || is_of_a_uri, "{name}: {line}");
        }
    }
    let (_, rules, _) = folder.run(&["rules"]);
    assert!(rules.lines().all(|line| line.chars().count() <= 80), "{rules}");
}

#[test]
fn a_profile_is_explained_by_what_differs() {
    let folder = Folder::new("explained", &[("own.json", STRINGS_ARE_FINE)]);
    let (_, page, _) = folder.run(&["profiles", "own.json"]);
    assert_eq!(
        page.split("\nHow what").next().unwrap(),
        "own\n\n\
         Our own directory: an endpoint; it extends `rfc7644`\n\
         Variants: `own/old`\n\n\
         Facts that differ from those of rfc7644\n  none\n\n\
         Malformations judged otherwise than by rfc7644\n  bool-as-string\n    \
         our directory takes it (reported by our tests of last week)\n"
    );
    let (_, page, _) = folder.run(&["profiles", "github-ghes"]);
    for part in [
        "it extends `github-emu`",
        "  hostname            the name under which the instance is reached",
        "  base URL            https://{hostname}/api/v3/scim/v2 or",
        "  rate                nothing is said of it here",
        "  username-normalised-collision\n    409: GitHub Enterprise Server refuses it",
    ] {
        assert!(page.contains(part), "{part}: {page}");
    }
    assert!(!page.contains("GitHub's REST API description (GHEC), default of `count`"), "{page}");
    let (_, page, _) = folder.run(&["profiles", "entra/scim-compliant"]);
    assert!(page.contains("  bool-as-string not\n"), "{page}");
    let (code, _, said) = folder.run(&["profiles", "entr"]);
    assert!(code == 2 && said.contains("there is no profile `entr`; did you mean `entra`?"), "{said}");
}
