//! Each room imports only rooms of floors below it, and on its own floor only those named before it.
#![expect(clippy::unwrap_used, reason = "a test's own files")]

use std::fs;
use std::path::Path;

/// The rooms in the order of the table in `src/lib.rs`.
fn rooms() -> Vec<String> {
    let lib = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/lib.rs")).unwrap();
    let rows = lib.lines().filter(|line| line.starts_with("//! | ") && line.contains("[`"));
    rows.flat_map(|row| {
        row.split("[`").skip(1).map(|rest| rest.split('`').next().unwrap().to_owned()).collect::<Vec<_>>()
    })
    .collect()
}

fn sources(folder: &Path) -> Vec<String> {
    let mut texts = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            texts.extend(sources(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            texts.push(fs::read_to_string(path).unwrap());
        }
    }
    texts
}

/// The rooms that a source names as `crate::room`, its comments left aside.
fn named(source: &str) -> Vec<&str> {
    let code = source.lines().filter(|line| !line.trim_start().starts_with("//"));
    let names = code.flat_map(|line| line.split("crate::").skip(1));
    names.map(|rest| rest.split(|c: char| !(c.is_ascii_lowercase() || c == '_')).next().unwrap()).collect()
}

#[test]
fn no_room_imports_one_above_it() {
    let rooms = rooms();
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let floor = |name: &str| rooms.iter().position(|room| room == name);
    let mut wrong = Vec::new();
    for (own, room) in rooms.iter().enumerate() {
        for source in sources(&src.join(room)) {
            for name in named(&source) {
                if floor(name).is_some_and(|other| other > own) {
                    wrong.push(format!("{room} imports {name}"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_room_stands_on_a_floor() {
    let rooms = rooms();
    for entry in fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("src")).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            assert!(rooms.contains(&name), "`{name}` is not in the table of src/lib.rs");
        }
    }
}
