//! The built-in profiles as data: they follow their published schema, judge every rule, and say of
//! every fact how it is known.

#![expect(clippy::unwrap_used, reason = "a panic is how a test fails")]

use scimproof::diagnostic::Answer;
use scimproof::lint::Linter;
use scimproof::message::{Method, Request};
use scimproof::profile::{self, Judgement, Library, LoadError, Outcome, Profile, Standing};
use scimproof::rule::{self, Nothing};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::path::PathBuf;

/// The files under `src/profile/data`, by name.
fn files() -> Vec<(String, Value)> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("src/profile/data");
    let mut files: Vec<(String, Value)> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| {
            let path = entry.unwrap().path();
            let text = std::fs::read_to_string(&path).unwrap();
            (path.file_stem().unwrap().to_str().unwrap().to_owned(), serde_json::from_str(&text).unwrap())
        })
        .collect();
    files.sort_by(|left, right| left.0.cmp(&right.0));
    files
}

fn file(name: &str) -> Value {
    files().into_iter().find(|(known, _)| known == name).unwrap().1
}

fn validator() -> jsonschema::Validator {
    let schema: Value = serde_json::from_str(profile::SCHEMA).unwrap();
    jsonschema::draft202012::meta::validate(&schema).map_err(|error| error.to_string()).unwrap();
    jsonschema::draft202012::new(&schema).unwrap()
}

/// The built-in profiles of endpoints with their variants.
fn providers() -> Vec<Profile> {
    let library = Library::default();
    let with_variants = |name: &str| {
        let variants = library.variants(name).unwrap();
        let variants: Vec<String> = variants.iter().map(|variant| format!("{name}/{variant}")).collect();
        std::iter::once(name.to_owned()).chain(variants)
    };
    let names = profile::builtin_names().flat_map(with_variants);
    names.map(|name| profile::builtin(&name).unwrap_or_else(|error| panic!("{error}"))).collect()
}

/// The judgement and those of its exceptions.
fn with_exceptions(judgement: &Judgement) -> Vec<&Judgement> {
    let exceptions = judgement.unless.iter().flat_map(|exception| with_exceptions(&exception.judgement));
    std::iter::once(judgement).chain(exceptions).collect()
}

#[test]
fn every_file_is_a_builtin_profile_of_its_name() {
    let names: BTreeSet<&str> = profile::builtin_names().chain(profile::client_names()).collect();
    let files = files();
    assert_eq!(files.iter().map(|(name, _)| name.as_str()).collect::<BTreeSet<_>>(), names);
    for (name, file) in &files {
        assert_eq!(file["name"], **name);
    }
    for name in profile::client_names() {
        assert_eq!(profile::client(name).unwrap_or_else(|error| panic!("{error}")).name, name);
    }
    for profile in providers() {
        assert!(!profile.title.is_empty(), "{}", profile.name);
    }
}

#[test]
fn every_file_follows_the_published_schema() {
    let validator = validator();
    for (name, file) in files() {
        let errors: Vec<String> =
            validator.iter_errors(&file).map(|error| format!("{}: {error}", error.instance_path())).collect();
        assert!(errors.is_empty(), "{name}: {errors:#?}");
    }
}

#[test]
fn the_schema_refuses_what_is_no_profile() {
    let validator = validator();
    let without_standing = json!({"then": "refuse", "source": "somewhere"});
    let unknown_with_standing = json!({"then": "unknown", "standing": "inferred"});
    let accepted_with_status =
        json!({"then": "accept", "standing": "inferred", "source": "x", "status": 400});
    let framed_nothing = json!({"then": "refuse", "standing": "inferred", "source": "x", "framed": true});
    for (pointer, value) in [
        ("/judgement", json!({})),
        ("/judgements/bool-as-string/them", json!("refuse")),
        ("/judgements/bool-as-string", without_standing),
        ("/judgements/bool-as-string", unknown_with_standing),
        ("/judgements/bool-as-string", accepted_with_status),
        ("/judgements/bool-as-string", framed_nothing),
        ("/judgements/Bool_As_String", json!({"then": "unknown"})),
        ("/stages", json!(["json", "json"])),
        ("/resourceTypes/0/operations/creates", json!({"statuses": [201]})),
        ("/resourceTypes/0/operations/create/statuses", json!([404])),
        ("/sort", json!({"value": true})),
        ("/patch", json!([{"then": "applied", "standing": "inferred", "source": "x"}])),
        ("/patch", json!([{"path": {"valuePath": "emails"}, "then": "unknown", "source": "x"}])),
        ("/urls/bases", json!(["https://example.com/scim/"])),
        ("/sends", json!({"bool-as-string": {"standing": "documented", "source": "x"}})),
        ("/variants", json!({"3.1": {"judgement": {}}})),
    ] {
        let mut broken = file("rfc7644");
        assert!(validator.is_valid(&broken));
        let (owner, name) = pointer.rsplit_once('/').unwrap();
        let owner = broken.pointer_mut(owner).unwrap().as_object_mut().unwrap();
        owner.insert(name.to_owned(), value.clone());
        assert!(!validator.is_valid(&broken), "{pointer} {value}");
    }
}

#[test]
fn a_fact_lies_over_the_one_below_with_its_source() {
    let own = json!({
        "name": "own",
        "extends": "rfc7644",
        "judgements": {"url-put-no-id": {"then": "unknown", "source": "nobody says"}},
        "sort": {"source": "nobody says"},
    });
    assert!(validator().is_valid(&own));
    let profile = Profile::parse("own", &own.to_string()).unwrap();
    let judgement = profile.judgement("url-put-no-id").unwrap();
    assert_eq!((judgement.then, judgement.standing, judgement.status), (Outcome::Unknown, None, None));
    assert_eq!((profile.sort.value, profile.sort.standing), (None, None));
    assert_eq!(profile.judgement("url-param-case").unwrap().then, Outcome::Partial);
}

#[test]
fn a_variant_is_a_file_within_a_file() {
    let needs_members = |name: &str| {
        let profile = profile::builtin(name).unwrap();
        let group = profile.resource_type("Group").unwrap();
        let create = group.operations.get(&profile::Operation::Create).unwrap();
        create.required.iter().any(|path| path == "members")
    };
    let versions = ["3.14", "3.15", "3.16", "3.17", "3.18", "3.19"];
    let needing: Vec<&str> =
        versions.into_iter().filter(|version| needs_members(&format!("github-ghes/{version}"))).collect();
    assert_eq!(needing, ["3.14", "3.15", "3.16"]);
    let collision = |name: &str| {
        profile::builtin(name).unwrap().judgement("username-normalised-collision").unwrap().status
    };
    assert_eq!((collision("github-ghes/3.14"), collision("github-ghes/3.15")), (Some(400), Some(409)));
    assert_eq!(profile::builtin("github-ghes/3.16").unwrap().name, "github-ghes/3.16");
    assert_eq!(
        profile::builtin("github-ghes/3.13").unwrap_err().to_string(),
        "profile `github-ghes` has no variant `3.13`; it has 3.19, 3.18, 3.17, 3.16, 3.15, 3.14"
    );
}

#[test]
fn files_extend_each_other_whatever_the_order_in_which_they_came() {
    let mut library = Library::default();
    library.add(r#"{"name": "upper", "extends": "lower/loud"}"#).unwrap();
    assert!(matches!(library.provider("upper"), Err(LoadError::Malformed { .. })));
    let lower = r#"{"name": "lower", "extends": "rfc7644", "variants": {"loud": {"subject": "LOUD"}}}"#;
    assert_eq!(library.add(lower).unwrap(), "lower");
    assert_eq!(library.provider("upper").unwrap().subject, "LOUD");
    library.add(r#"{"name": "lower", "extends": "upper"}"#).unwrap();
    let circle = library.provider("upper").unwrap_err().to_string();
    assert!(circle.contains("has no variant `loud`"), "{circle}");
}

#[test]
fn a_profile_is_not_taken_for_one_of_the_other_kind() {
    assert_eq!(
        profile::builtin("okta").unwrap_err().to_string(),
        "profile `okta` describes a client, not an endpoint"
    );
    assert_eq!(
        profile::client("rfc7644").unwrap_err().to_string(),
        "profile `rfc7644` describes an endpoint, not a client"
    );
}

/// The names of the catalogue's malformations.
fn catalogue() -> BTreeSet<String> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/coverage/malformations.txt");
    let text = std::fs::read_to_string(path).unwrap();
    text.lines().filter(|line| !line.starts_with('#')).map(|line| line.trim().to_owned()).collect()
}

#[test]
fn every_provider_judges_every_rule_and_nothing_else() {
    let rules: BTreeSet<&str> = rule::all().map(|rule| rule.name).collect();
    let catalogue = catalogue();
    for profile in providers() {
        let judged: BTreeSet<&str> = profile.judgements.keys().map(String::as_str).collect();
        let unjudged: Vec<_> = rules.difference(&judged).collect();
        // What a source says of a malformation holds, also while nothing finds it yet.
        let without_rule: Vec<_> =
            judged.difference(&rules).filter(|name| !catalogue.contains(**name)).collect();
        assert!(unjudged.is_empty(), "{} does not judge {unjudged:?}", profile.name);
        assert!(without_rule.is_empty(), "{} judges {without_rule:?}, which are no rules", profile.name);
    }
}

#[test]
fn a_judgement_says_how_it_is_known_exactly_when_it_is_known() {
    for profile in providers() {
        for (rule, judgement) in &profile.judgements {
            for judgement in with_exceptions(judgement) {
                let name = format!("{}: {rule}", profile.name);
                if judgement.then == Outcome::Unknown {
                    assert_eq!(judgement.standing, None, "{name}");
                } else {
                    assert!(judgement.standing.is_some() && !judgement.source.is_empty(), "{name}");
                }
                let refuses = judgement.then == Outcome::Refuse;
                let is_of_refusal =
                    judgement.status.is_some() || judgement.scim_type.is_some() || judgement.line.is_some();
                assert!(refuses || !is_of_refusal, "{name}");
            }
        }
    }
}

/// The verdict's answer in a word, with its status and standing.
fn answer(linter: &Linter, method: Method, target: &str, body: &str) -> (String, Option<Standing>) {
    let verdict = linter.lint(&Request::bare(method, target, Some(body.as_bytes())), &Nothing);
    match verdict.answer {
        Answer::Accept { effect, .. } => (format!("{effect:?}"), None),
        Answer::Refuse(refusal) => (refusal.status.to_string(), Some(refusal.standing)),
        Answer::Unknown => ("unknown".to_owned(), None),
    }
}

fn github_user(change: impl FnOnce(&mut Value)) -> String {
    let mut user = json!({
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"],
        "externalId": "e-1",
        "userName": "mona",
        "displayName": "Mona",
        "active": true,
        "name": {"givenName": "Mona", "familyName": "Lisa"},
        "emails": [{"value": "mona@example.com", "type": "work", "primary": true}],
        "roles": [{"value": "user", "primary": false}],
    });
    change(&mut user);
    user.to_string()
}

fn patch(operation: &Value) -> String {
    json!({"schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"], "Operations": [operation]})
        .to_string()
}

#[test]
fn github_is_predicted_no_further_than_it_is_known() {
    let linter = Linter::new(&profile::builtin("github-emu").unwrap());
    let users = "/scim/v2/enterprises/octo/Users";
    for (change, expected) in [
        (json!({}), ("Applied", None)),
        (json!({"active": "false"}), ("400", Some(Standing::Inferred))),
        (json!({"emails": null}), ("400", Some(Standing::Inferred))),
        (json!({"emails": [{"value": "mona", "type": "work", "primary": true}]}), {
            ("400", Some(Standing::Inferred))
        }),
        (json!({"emails": [{"value": "mona@example.com", "primary": true}]}), ("Applied", None)),
        (json!({"emails": [{"value": "mona@example.com", "type": "work"}]}), {
            ("400", Some(Standing::Specified))
        }),
        (json!({"name": {"givenName": "Mona"}}), ("400", Some(Standing::Specified))),
        (json!({"roles": [{"value": "User"}]}), ("unknown", None)),
        (json!({"roles": [{"value": "superuser"}]}), ("400", Some(Standing::Inferred))),
        (json!({"schemas": ["urn:scim:schemas:core:1.0"]}), ("unknown", None)),
    ] {
        let body = github_user(|user| {
            for (name, value) in change.as_object().unwrap() {
                user[name] = value.clone();
            }
        });
        let (word, standing) = answer(&linter, Method::Post, users, &body);
        assert_eq!((word.as_str(), standing), expected, "{change}");
    }
    for (operation, expected) in [
        (json!({"op": "replace", "path": "active", "value": false}), ("Applied", None)),
        (json!({"op": "Replace", "path": "active", "value": false}), ("Applied", None)),
        (json!({"op": "replace", "path": "active", "value": "False"}), ("unknown", None)),
        (json!({"op": "replace", "path": "roles", "value": []}), ("400", Some(Standing::Reported))),
        (json!({"op": "replace", "path": "displayName", "value": null}), ("400", Some(Standing::Inferred))),
        (json!({"op": "replace", "path": "displayName", "value": 7}), ("400", Some(Standing::Inferred))),
        (json!({"op": "replace", "path": "roles", "value": [{"value": ""}]}), ("Applied", None)),
        (json!({"op": "replace", "path": "emails", "value": [{"value": ""}]}), {
            ("400", Some(Standing::Reported))
        }),
        (json!({"op": "replace", "path": "emails[type eq \"work\"].value", "value": "mona@example.com"}), {
            ("Applied", None)
        }),
        (json!({"op": "replace", "path": "emails[type eq 'work'].value", "value": "mona@example.com"}), {
            ("Applied", None)
        }),
        (json!({"op": "replace", "path": "emails[type eq 'home'].value", "value": "mona@example.com"}), {
            ("unknown", None)
        }),
        (json!({"op": "add", "path": "emails[type eq 'work'].value", "value": "mona@example.com"}), {
            ("unknown", None)
        }),
        (
            json!({"op": "replace", "path": "emails[type eq \"work\"]", "value": {"value": "m@example.com"}}),
            { ("Ignored", None) },
        ),
    ] {
        let target = format!("{users}/5fc0c238");
        let (word, standing) = answer(&linter, Method::Patch, &target, &patch(&operation));
        assert_eq!((word.as_str(), standing), expected, "{operation}");
    }
}

#[test]
fn the_one_error_text_on_record_from_github_is_predicted_to_the_letter() {
    let linter = Linter::new(&profile::builtin("github-emu").unwrap());
    let body = patch(&json!({"op": "replace", "path": "roles", "value": []}));
    let target = "/scim/v2/enterprises/octo/Users/5fc0c238";
    let verdict = linter.lint(&Request::bare(Method::Patch, target, Some(body.as_bytes())), &Nothing);
    let Answer::Refuse(refusal) = verdict.answer else { panic!("refused") };
    assert_eq!(refusal.scim_type.as_deref(), Some("invalidSyntax"));
    assert_eq!(
        refusal.detail.unwrap().lines().collect::<Vec<_>>(),
        [
            "Misconfigured IdP, missing or misconfigured attributes:",
            "No subschema in \"oneOf\" matched.",
            "For 'oneOf/0', [] is not a string.",
            "For 'oneOf/1', [] is not a boolean.",
            "For 'oneOf/2', [] is not an object.",
            "1 item required; only 0 were supplied.",
        ]
    );
}

#[test]
fn what_several_violations_share_is_said_in_one_line() {
    let linter = Linter::new(&profile::builtin("github-emu").unwrap());
    let body = github_user(|user| {
        let members = user.as_object_mut().unwrap();
        members.remove("schemas");
        members.remove("userName");
        members.remove("emails");
        members.insert("name".to_owned(), json!({}));
    });
    let target = "/scim/v2/enterprises/octo/Users";
    let verdict = linter.lint(&Request::bare(Method::Post, target, Some(body.as_bytes())), &Nothing);
    let Answer::Refuse(refusal) = verdict.answer else { panic!("refused") };
    let detail = refusal.detail.unwrap();
    let lines: BTreeSet<&str> = detail.lines().skip(1).collect();
    let expected = [
        "\"emails\", \"schemas\", \"userName\" weren't supplied.",
        "For 'properties/name', \"familyName\", \"givenName\" weren't supplied.",
    ];
    assert_eq!(lines, BTreeSet::from(expected));
}

#[cfg(feature = "book")]
#[test]
fn every_placeholder_of_an_error_text_is_filled_in() {
    for profile in providers() {
        let linter = Linter::new(&profile);
        let base = &profile.urls.stand_in_base;
        for rule in rule::all() {
            let Some((line, body)) = rule.bad.split_once("\n\n") else { continue };
            let (method, target) = line.lines().next().unwrap().split_once(' ').unwrap();
            let target = target.split(' ').next().unwrap();
            let resource = target.find("/Users").or_else(|| target.find("/Groups"));
            let target = format!("{base}{}", resource.map_or("/Users", |start| &target[start..]));
            let request = Request::bare(Method::named(method), &target, Some(body.as_bytes()));
            let Answer::Refuse(refusal) = linter.lint(&request, &Nothing).answer else { continue };
            let detail = refusal.detail.unwrap_or_default();
            for word in ["name", "all", "path", "json", "kind", "expected", "written", "text"] {
                assert!(!detail.contains(&format!("{{{word}}}")), "{} {}: {detail}", profile.name, rule.name);
            }
        }
    }
}

/// Every source of a profile that is told with a standing or without.
fn sources(profile: &Profile) -> Vec<(String, String)> {
    let mut sources = vec![
        ("urls".to_owned(), profile.urls.source.clone()),
        ("authentication".to_owned(), profile.authentication.source.clone()),
        ("filter".to_owned(), profile.filter.source.clone()),
        ("paging".to_owned(), profile.paging.source.clone()),
        ("errors".to_owned(), profile.errors.source.clone()),
        ("sort".to_owned(), profile.sort.source.clone()),
        ("bulk".to_owned(), profile.bulk.source.clone()),
        ("etag".to_owned(), profile.etag.source.clone()),
    ];
    sources.extend(profile.rate.iter().map(|rate| ("rate".to_owned(), rate.source.clone())));
    sources.extend(profile.endpoints.iter().map(|(name, fact)| (name.clone(), fact.source.clone())));
    sources.extend(profile.limits.iter().map(|(name, fact)| (name.clone(), fact.source.clone())));
    sources.extend(profile.patch.iter().map(|fact| ("patch".to_owned(), fact.source.clone())));
    sources.extend(profile.behaviours.iter().map(|fact| ("behaviours".to_owned(), fact.source.clone())));
    for (rule, judgement) in &profile.judgements {
        let all = with_exceptions(judgement).into_iter();
        sources.extend(all.map(|judgement| (rule.clone(), judgement.source.to_string())));
    }
    sources
}

#[test]
fn sources_are_those_of_the_profile_that_they_stand_in() {
    for profile in providers() {
        for (fact, source) in sources(&profile) {
            let name = format!("{}: {fact}: {source}", profile.name);
            assert!(
                !["{description}", "{endpoints}", "{seen}", "{live}"]
                    .iter()
                    .any(|word| source.contains(word)),
                "{name}"
            );
            if profile.name.starts_with("github-ghes") {
                assert!(!source.contains("(GHEC") && !source.contains("(enterprises)"), "{name}");
                assert!(!source.contains("at most 1,000 users an hour"), "{name}");
            }
            if profile.name == "github-org" {
                assert!(!source.contains("(GHEC)") && !source.contains("(enterprises)"), "{name}");
                assert!(!source.contains("Deprovisioning and reinstating users"), "{name}");
                assert!(!source.contains("json_schema gem"), "{name}");
            }
        }
        // What somebody saw at one endpoint is no report on another.
        for (rule, judgement) in &profile.judgements {
            let is_reported = judgement.standing == Some(Standing::Reported);
            let is_of_another = judgement.source.contains("with Enterprise Managed Users");
            assert!(!(is_reported && is_of_another), "{}: {rule}", profile.name);
        }
    }
}

#[test]
fn a_source_names_in_short_what_the_file_names_in_full() {
    let own = json!({
        "name": "own",
        "extends": "github-emu",
        "sources": {"description": "our copy"},
        "sort": {"value": true, "standing": "reported", "source": "{description}, page 3; {unnamed} too"},
    });
    assert!(validator().is_valid(&own));
    let profile = Profile::parse("own", &own.to_string()).unwrap();
    assert_eq!(profile.sort.source, "our copy, page 3; {unnamed} too");
    assert_eq!(profile.paging.source, "our copy, default of `count`");
}
