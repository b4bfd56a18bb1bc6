//! What is generated below `docs/` is what the program writes.
#![expect(clippy::unwrap_used, reason = "a test's own files")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The rule book's files below a folder, by their path in it.
fn book(folder: &Path) -> BTreeMap<PathBuf, String> {
    let mut files = BTreeMap::new();
    for within in [Path::new(""), Path::new("rules")] {
        for entry in std::fs::read_dir(folder.join(within)).unwrap() {
            let path = entry.unwrap().path();
            let name = within.join(path.file_name().unwrap());
            if path.extension().is_some_and(|extension| extension == "md")
                && (name == Path::new("rules.md") || within == Path::new("rules"))
            {
                files.insert(name, std::fs::read_to_string(path).unwrap());
            }
        }
    }
    files
}

#[test]
fn the_rule_book_is_fresh() {
    let folder = std::env::temp_dir().join(format!("scimproof-book-{}", std::process::id()));
    std::fs::create_dir_all(folder.join("rules")).unwrap();
    std::fs::write(folder.join("rules/no-such-rule.md"), "of a rule that is no more").unwrap();
    let written = Command::new(env!("CARGO_BIN_EXE_scimproof"))
        .args(["rules", "--output"])
        .arg(&folder)
        .status()
        .unwrap();
    let (fresh, shown) = (book(&folder), book(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs"))));
    std::fs::remove_dir_all(&folder).ok();
    assert!(written.success());
    assert_eq!(fresh.len(), scimproof::rule::all().count() + 1);
    let names = |files: &BTreeMap<PathBuf, String>| files.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&fresh), names(&shown), "run `cargo xtask docs`");
    let stale: Vec<&PathBuf> =
        fresh.iter().filter(|(name, text)| shown[*name] != **text).map(|(name, _)| name).collect();
    assert!(stale.is_empty(), "run `cargo xtask docs`; stale are {stale:?}");
}

#[test]
fn the_rule_book_as_json_is_the_same_book() {
    let written =
        Command::new(env!("CARGO_BIN_EXE_scimproof")).args(["rules", "--format", "json"]).output().unwrap();
    let json: serde_json::Value = serde_json::from_slice(&written.stdout).unwrap();
    let profiles = json["profiles"].as_array().unwrap().len();
    let rules: Vec<_> = json["families"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|family| family["rules"].as_array().unwrap())
        .collect();
    assert_eq!(rules.len(), scimproof::rule::all().count());
    for (json, rule) in rules.iter().zip(scimproof::rule::all()) {
        let title = rule.title().split_whitespace().collect::<Vec<_>>().join(" ");
        assert_eq!((json["name"].as_str(), json["texts"][0].as_str()), (Some(rule.name), Some(&*title)));
        assert_eq!(json["bad"]["text"].as_str().unwrap_or_default(), rule.bad);
        let judged =
            json["judged"].as_array().unwrap().iter().flat_map(|it| it["profiles"].as_array().unwrap());
        assert_eq!((judged.count(), json["severities"].as_array().unwrap().len()), (profiles, profiles));
    }
}

#[test]
fn the_list_of_faults_is_fresh() {
    let written = Command::new(env!("CARGO_BIN_EXE_scimproof"))
        .args(["faults", "--format", "markdown"])
        .output()
        .unwrap();
    let path = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/faults.md"));
    let shown = std::fs::read_to_string(path).unwrap();
    assert_eq!(String::from_utf8(written.stdout).unwrap(), shown, "run `cargo xtask docs`");
}

#[test]
fn the_schema_of_profiles_is_the_one_in_use() {
    let path = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/profile.schema.json"));
    assert_eq!(std::fs::read_to_string(path).unwrap(), scimproof::profile::SCHEMA, "run `cargo xtask docs`");
}

/// The links of a page to files beside it.
fn links(text: &str) -> impl Iterator<Item = &str> {
    text.split("](")
        .skip(1)
        .filter_map(|rest| rest.split_once(')').map(|(link, _)| link))
        .filter(|link| !link.contains("://"))
}

#[test]
fn links_between_pages_lead_somewhere() {
    let root = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."));
    let mut pages = vec![root.join("README.md")];
    pages.extend(std::fs::read_dir(root.join("docs")).unwrap().map(|entry| entry.unwrap().path()));
    for page in pages.iter().filter(|page| page.extension().is_some_and(|extension| extension == "md")) {
        let text = std::fs::read_to_string(page).unwrap();
        for link in links(&text) {
            let file = link.split('#').next().unwrap_or_default();
            assert!(page.with_file_name(file).exists(), "{}: {link}", page.display());
        }
    }
}
