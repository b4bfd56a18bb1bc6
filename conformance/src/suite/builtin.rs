//! The suites that come with the program, embedded. A new file is one line here.

use super::{Deviations, Suite, load};
use std::sync::OnceLock;

macro_rules! files {
    ($($path:literal)*) => { &[$(($path, include_str!(concat!("../../suites/", $path)))),*] };
}

const SUITES: &[&[(&str, &str)]] = &[
    files!(
        "rfc/suite.toml"
        "rfc/discovery.toml"
        "rfc/create.toml"
        "rfc/read.toml"
        "rfc/replace.toml"
        "rfc/patch.toml"
        "rfc/delete.toml"
        "rfc/list.toml"
        "rfc/filter.toml"
        "rfc/paging.toml"
        "rfc/errors.toml"
    ),
    files!(
        "github-emu/suite.toml"
        "github-emu/users.toml"
        "github-emu/groups.toml"
        "github-emu/lists.toml"
    ),
];

const DEVIATIONS: &[(&str, &str)] = files!("deviations/github-emu.toml" "deviations/scim2-server.toml");

/// The built-in suites.
#[expect(clippy::missing_panics_doc, reason = "a test loads every one of them")]
pub fn builtin() -> &'static [Suite] {
    static LOADED: OnceLock<Vec<Suite>> = OnceLock::new();
    LOADED.get_or_init(|| {
        SUITES.iter().map(|files| load(files).expect("a test loads every built-in suite")).collect()
    })
}

/// The built-in file of an endpoint's known deviations, by the profile's name.
#[expect(clippy::missing_panics_doc, reason = "a test loads every one of them")]
pub fn builtin_deviations(profile: &str) -> Option<Deviations> {
    let path = format!("deviations/{profile}.toml");
    let (file, text) = DEVIATIONS.iter().find(|(file, _)| *file == path)?;
    Some(Deviations::load(file, text).expect("a test loads every built-in file of deviations"))
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test's own input")]
mod tests {
    use super::*;
    use std::collections::BTreeSet;
    use std::path::Path;

    fn folder() -> &'static Path {
        Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/suites"))
    }

    #[test]
    fn every_built_in_suite_loads() {
        for files in SUITES {
            if let Err(errors) = load(files) {
                let said: Vec<String> = errors.iter().map(ToString::to_string).collect();
                panic!("{}", said.join("\n"));
            }
        }
    }

    #[test]
    fn every_file_of_deviations_loads_and_names_checks() {
        let ids: BTreeSet<&str> =
            builtin().iter().flat_map(|suite| &suite.checks).map(|check| check.id.as_str()).collect();
        for (file, text) in DEVIATIONS {
            for check in Deviations::load(file, text).unwrap().by_check.keys() {
                assert!(ids.contains(check.as_str()), "{file} names {check}, which is no check");
            }
        }
    }

    #[test]
    fn every_suite_file_is_embedded() {
        let embedded: BTreeSet<&str> =
            SUITES.iter().flat_map(|files| files.iter()).chain(DEVIATIONS).map(|(path, _)| *path).collect();
        for directory in std::fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().path()) {
            if !directory.is_dir() {
                continue;
            }
            for file in std::fs::read_dir(&directory).unwrap().map(|entry| entry.unwrap().path()) {
                let path = file.strip_prefix(folder()).unwrap().to_str().unwrap().replace('\\', "/");
                assert!(embedded.contains(path.as_str()), "{path} is not in the list of built-in files");
            }
        }
    }

    #[test]
    fn every_suite_file_satisfies_the_published_schema() {
        let schema = std::fs::read_to_string(folder().join("suite.schema.json")).unwrap();
        let schema: serde_json::Value = serde_json::from_str(&schema).unwrap();
        let validator = jsonschema::validator_for(&schema).unwrap();
        for (path, text) in SUITES.iter().flat_map(|files| files.iter()) {
            let instance = crate::toml_file::as_json(text).unwrap();
            let said: Vec<String> = validator
                .iter_errors(&instance)
                .map(|error| format!("{}: {error}", error.instance_path()))
                .collect();
            assert!(said.is_empty(), "{path}: {}", said.join("\n"));
        }
    }

    #[test]
    fn bodies_are_json_where_the_check_does_not_say_otherwise() {
        // A body that is broken on purpose is in a check that says so in its id.
        let variables = |name: &str| (name.to_owned(), "1".to_owned());
        for check in builtin().iter().flat_map(|suite| &suite.checks) {
            for step in &check.steps {
                let crate::suite::Step::Send(exchange) = step else { continue };
                let Some(body) = &exchange.request.body else { continue };
                let held = body.variables().map(variables).collect();
                let is_json = serde_json::from_str::<serde_json::Value>(&body.body(&held).unwrap()).is_ok();
                assert_eq!(is_json, !check.id.contains("malformed"), "{}", check.id);
            }
        }
    }
}
