//! Profiles that users bring: what is wrong with a file is told with its place, and the published
//! JSON Schema says the same of it as the loader does.

#![expect(clippy::unwrap_used, reason = "a panic is how a test fails")]

use proptest::prelude::*;
use proptest::sample::Index;
use scimproof::api::Desk;
use scimproof::profile::{self, Library, LoadError};
use serde_json::{Value, json};
use std::path::Path;
use std::sync::LazyLock;

static SCHEMA: LazyLock<jsonschema::Validator> =
    LazyLock::new(|| jsonschema::draft202012::new(&serde_json::from_str(profile::SCHEMA).unwrap()).unwrap());

/// What is wrong with the file, with its place.
fn wrong(text: &str) -> Option<String> {
    let mut library = Library::default();
    let read = library.add(text).and_then(|name| {
        let variants = library.variants(&name)?;
        let names =
            std::iter::once(name.clone()).chain(variants.iter().map(|variant| format!("{name}/{variant}")));
        names.into_iter().try_for_each(|name| read(&library, &name))
    });
    match read {
        Ok(()) => None,
        Err(LoadError::Malformed { fault, .. }) => Some(fault.in_file("own.json")),
        Err(other) => Some(other.to_string()),
    }
}

fn read(library: &Library, name: &str) -> Result<(), LoadError> {
    match library.provider(name) {
        Err(LoadError::WrongKind { is_client: true, .. }) => library.client(name).map(drop),
        read => read.map(drop),
    }
}

#[test]
fn a_file_says_what_differs_from_the_one_it_extends() {
    let text = r#"{"name": "own", "extends": "github-emu", "paging": {"defaultCount": 5},
        "headers": {"responseMediaType": "application/json"}, "variants": {"big": {"paging": {"defaultCount": 500}}}}"#;
    assert_eq!(wrong(text), None);
    let mut library = Library::default();
    library.add(text).unwrap();
    let (own, emu) = (library.provider("own").unwrap(), profile::builtin("github-emu").unwrap());
    assert_eq!((own.name.as_str(), own.paging.default_count), ("own", 5));
    assert_eq!(own.headers.response_media_type, "application/json");
    assert_eq!(own.headers.request_media_types, emu.headers.request_media_types);
    assert_eq!(own.judgements, emu.judgements);
    assert_eq!(library.provider("own/big").unwrap().paging.default_count, 500);
}

#[test]
fn a_wrong_file_is_told_with_its_place_and_refused_by_the_schema() {
    for (text, expected) in [
        (r#"["own"]"#, "own.json:1:1: an object is expected"),
        (r#"{"extends": "rfc7644"}"#, "own.json:1:1: `name` is missing"),
        (r#"{"name": "My Own", "extends": "rfc7644"}"#, {
            "own.json:1:10: a name in lower-case letters, digits and `-` is expected (`/name`)"
        }),
        (r#"{"nmae": "own", "extends": "rfc7644"}"#, { "own.json:1:1: `name` is missing" }),
        (r#"{"name": "own", "title": "Own"}"#, "own.json:1:1: `kind` is missing"),
        (r#"{"name": "own", "extends": 7}"#, "own.json:1:28: a profile's name is expected (`/extends`)"),
        (r#"{"name": "own", "extends": "rfc7644", "kind": "provder"}"#, {
            "own.json:1:47: one of these words is expected: `provider`, `client` (`/kind`); did you mean `provider`?"
        }),
        ("{\"name\": \"own\", \"extends\": \"rfc7644\",\n  \"pagging\": {}}", {
            "own.json:2:3: `pagging` is unknown here (`/pagging`); did you mean `paging`?"
        }),
        (r#"{"name": "own", "extends": "rfc7644", "paging": {"defaultCuont": 5}}"#, {
            "own.json:1:50: `defaultCuont` is unknown here (`/paging/defaultCuont`); did you mean `defaultCount`?"
        }),
        (r#"{"name": "own", "extends": "rfc7644", "paging": {"defaultCount": "5"}}"#, {
            "own.json:1:66: a whole number is expected, not negative nor too great (`/paging/defaultCount`)"
        }),
        (
            r#"{"name": "own", "extends": "rfc7644", "judgements": {"null-attributes": {"then": "refused"}}}"#,
            {
                "own.json:1:82: one of these words is expected: `refuse`, `accept`, `partial`, `ignore`, `corrupt`, `unknown`, `silent` (`/judgements/null-attributes/then`); did you mean `refuse`?"
            },
        ),
        (
            r#"{"name": "own", "extends": "rfc7644", "judgements": {"null-attributes": {"then": "refuse", "source": "seen"}}}"#,
            { "own.json:1:73: `standing` is missing (`/judgements/null-attributes`)" },
        ),
        (
            r#"{"name": "own", "extends": "rfc7644", "judgements": {"null-attributes": {"then": "unknown", "standing": "inferred"}}}"#,
            { "own.json:1:93: `standing` is unknown here (`/judgements/null-attributes/standing`)" },
        ),
        (r#"{"name": "own", "extends": "rfc7644", "sort": {"value": true}}"#, {
            "own.json:1:47: `standing` is missing (`/sort`)"
        }),
        (
            r#"{"name": "own", "extends": "rfc7644", "limits": {"patchOperation": {"source": "nobody says"}}}"#,
            {
                "own.json:1:50: `patchOperation` is unknown here (`/limits/patchOperation`); did you mean `patchOperations`?"
            },
        ),
        (r#"{"name": "own", "extends": "rfc7644", "variants": {"small": {"paging": {}}}}"#, {
            "own.json:1:72: `defaultCount` is missing (`/variants/small/paging`)"
        }),
        (
            r#"{"name": "own", "extends": "rfc7644", "patch": [{"path": {"valuePath": {"atribute": "emails"}}, "then": "refused", "standing": "reported", "source": "seen"}]}"#,
            {
                "own.json:1:73: `atribute` is unknown here (`/patch/0/path/valuePath/atribute`); did you mean `attribute`?"
            },
        ),
    ] {
        assert_eq!(wrong(text).as_deref(), Some(expected), "{text}");
        assert!(!SCHEMA.is_valid(&serde_json::from_str(text).unwrap()), "{text}");
    }
}

#[test]
fn what_only_the_loader_can_know_is_told_with_its_place() {
    for (text, expected) in [
        (
            "{\"name\": \"own\",\n \"extends\" \"rfc7644\"}",
            "own.json:2:12: a colon is missing after the member's name",
        ),
        (r#"{"name": "own", "extends": "githb-emu"}"#, {
            "own.json:1:28: there is no profile `githb-emu`; did you mean `github-emu`? (`/extends`)"
        }),
        (r#"{"name": "own", "extends": "github-ghes/2.0"}"#, {
            "own.json:1:28: profile `github-ghes` has no variant `2.0`; it has 3.19, 3.18, 3.17, 3.16, 3.15, 3.14 (`/extends`)"
        }),
        (r#"{"name": "github-emu", "extends": "github-emu"}"#, {
            "own.json:1:35: a profile cannot extend itself; give it a name of its own (`/extends`)"
        }),
        (r#"{"name": "own", "kind": "provider", "extends": "okta"}"#, {
            "own.json:1:25: what it extends is of the other kind (`/kind`)"
        }),
        (r#"{"name": "own", "extends": "rfc7644", "sends": {}}"#, {
            "own.json:1:39: `sends` is unknown here (`/sends`)"
        }),
        (r#"{"name": "own", "extends": "rfc7644", "name": "other"}"#, {
            "own.json:1:39: `name` is repeated (`/name`)"
        }),
        (
            r#"{"name": "own", "extends": "rfc7644", "variants": {"a": {"extends": "own/b"}, "b": {"extends": "own/a"}}}"#,
            { "own.json:1:69: profiles extend each other in a circle (`/variants/a/extends`)" },
        ),
    ] {
        assert_eq!(wrong(text).as_deref(), Some(expected), "{text}");
    }
}

#[test]
fn a_desk_judges_by_a_profile_that_was_loaded() {
    let mut desk = Desk::new();
    let own = r#"{"name": "own", "extends": "rfc7644", "judgements": {"bool-as-string": {"then": "silent", "standing": "reported", "source": "seen"}}}"#;
    assert_eq!(desk.load(own), None);
    let user =
        r#"{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"mona","active":"True"}"#;
    assert_eq!(desk.lint(user, r#"{"profile": "own"}"#), None);
    assert!(desk.lint(user, r#"{"profile": "rfc7644"}"#).is_some());
    let message = |answer: Option<String>| {
        let answer: Value = serde_json::from_str(&answer.unwrap()).unwrap();
        answer["error"]["message"].as_str().unwrap().to_owned()
    };
    assert_eq!(
        message(desk.load("{}")),
        "the profile is not readable: `name` is missing at line 1, column 1"
    );
    assert_eq!(
        message(desk.load(r#"{"name": "own", "extends": "rfc7644", "pagging": {}}"#)),
        "profile `own` is not readable: `pagging` is unknown here at line 1, column 39 (`/pagging`); did you mean `paging`?"
    );
    assert_eq!(desk.lint(user, r#"{"profile": "own"}"#), None, "what could not be read replaces nothing");
    let client = r#"{"name": "hr", "title": "HR", "subject": "HR", "kind": "client", "sends": {}}"#;
    assert_eq!(desk.load(client), None);
    assert!(desk.lint(user, r#"{"client": "hr"}"#).is_some_and(|report| report.contains("bool-as-string")));
}

/// The built-in files, by name.
fn files() -> Vec<Value> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/profile/data");
    let mut paths: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths.iter().map(|path| serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()).collect()
}

/// The pointers of all values within one, but for names of profiles.
fn pointers(value: &Value, at: &str, all: &mut Vec<String>) {
    let members = value
        .as_object()
        .into_iter()
        .flatten()
        .map(|(name, value)| (name.replace('~', "~0").replace('/', "~1"), value));
    let elements =
        value.as_array().into_iter().flatten().enumerate().map(|(at, value)| (at.to_string(), value));
    for (name, value) in members.chain(elements) {
        let pointer = format!("{at}/{name}");
        pointers(value, &pointer, all);
        if name != "extends" && pointer != "/name" {
            all.push(pointer);
        }
    }
}

/// Makes one change at a place: 0 removes, 1 renames, else another value stands there.
fn change(file: &mut Value, pointer: &str, how: usize) {
    let (owner, name) = pointer.rsplit_once('/').unwrap();
    let name = name.replace("~1", "/").replace("~0", "~");
    let others =
        [json!(true), json!(-1), json!("no such word"), json!([]), json!({}), json!([{}]), json!(["x"])];
    match (file.pointer_mut(owner).unwrap(), how) {
        (Value::Object(members), 0) => drop(members.remove(&name)),
        (Value::Object(members), 1) => {
            let value = members.remove(&name).unwrap();
            members.insert(format!("{name}x"), value);
        }
        (Value::Array(elements), 0 | 1) => drop(elements.remove(name.parse().unwrap())),
        _ => *file.pointer_mut(pointer).unwrap() = others[how - 2].clone(),
    }
}

/// What JSON Schema looks closer at than the loader does: the form of texts, numbers and lists, and members of
/// schemas, which the loader reads as endpoints write them.
const CLOSER: [&str; 9] = [
    "pattern",
    "minLength",
    "minimum",
    "maximum",
    "minItems",
    "uniqueItems",
    "anyOf",
    "minProperties",
    "propertyNames",
];

const OPEN: [&str; 2] = ["/$defs/schema/additionalProperties", "/$defs/attribute/additionalProperties"];

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(300) })]

    #[test]
    fn the_loader_and_the_schema_agree_on_changed_files(file: Index, place: Index, how in 0..9_usize) {
        let mut files = files();
        let at = file.index(files.len());
        let mut file = files.swap_remove(at);
        // Not to stand in the place of the built-in one, which others extend.
        file["name"] = json!("own");
        let mut places = Vec::new();
        pointers(&file, "", &mut places);
        let place = place.get(&places);
        change(&mut file, place, how);
        let wrong = wrong(&file.to_string());
        let refusals: Vec<_> = SCHEMA.iter_errors(&file).map(|error| {
            (error.schema_path().to_string(), error.to_string())
        }).collect();
        let is_closer = |path: &str| path.split('/').any(|word| CLOSER.contains(&word)) || OPEN.contains(&path);
        let others: Vec<_> = refusals.iter().filter(|(path, _)| !is_closer(path)).collect();
        if let Some(wrong) = wrong {
            prop_assert!(!refusals.is_empty(), "{place} {how}: only the loader refuses: {wrong}");
        } else {
            prop_assert!(others.is_empty(), "{place} {how}: only the schema refuses: {others:?}");
        }
    }
}
