//! The parser against JSONTestSuite: texts to be accepted (`y_`), refused (`n_`) or treated either
//! way (`i_`), where it does what `serde_json` does.
//!
//! The suite is not part of this repository. It is read from `../shared/jsontestsuite`.
#![expect(clippy::unwrap_used, clippy::print_stderr, reason = "a test may panic and say what it skipped")]

use std::fs;
use std::path::Path;

use scimproof::json::Parser;

#[test]
fn texts_are_accepted_and_refused_as_the_suite_has_it() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/jsontestsuite/test_parsing");
    let Ok(files) = fs::read_dir(&folder) else {
        eprintln!("skipped: JSONTestSuite is not at {}", folder.display());
        return;
    };
    let mut parser = Parser::new();
    let (mut required, mut refused, mut either) = (0, 0, 0);
    let mut wrong = Vec::new();
    for file in files {
        let path = file.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let text = fs::read(&path).unwrap();
        let accepted = parser.parse(&text).is_ok();
        let expected = match name.get(..2) {
            Some("y_") => {
                required += 1;
                true
            }
            Some("n_") => {
                refused += 1;
                false
            }
            Some("i_") => {
                either += 1;
                accepted_by_serde_json(&text)
            }
            _ => continue,
        };
        if accepted != expected {
            wrong.push(name);
        }
    }
    eprintln!("JSONTestSuite: {required} to accept, {refused} to refuse, {either} either way");
    assert!(required > 0 && refused > 0 && either > 0, "the folder holds no suite");
    assert_eq!(wrong, Vec::<String>::new());
}

/// A number that no double can hold counts as accepted: the one difference between the parsers.
fn accepted_by_serde_json(text: &[u8]) -> bool {
    match serde_json::from_slice::<serde_json::Value>(text) {
        Ok(_) => true,
        Err(error) => error.to_string().starts_with("number out of range"),
    }
}
