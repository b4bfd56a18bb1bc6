//! What is to be judged: files, the files of folders, the standard input.

use crate::native::command::{cannot_read, say};
use scimproof::message::read::Reader;
use std::fs::File;
use std::io::{self, IsTerminal, Read};
use std::path::{Path, PathBuf};
use walkdir::{DirEntry, WalkDir};

/// The ends of the names of files that are taken out of a folder.
const ENDS: [&str; 9] = ["json", "http", "rest", "curl", "har", "ndjson", "jsonl", "log", "txt"];

/// So much of a file shows its form.
const HEAD: u64 = 1 << 16;

/// A text to be judged.
pub(super) enum Text {
    /// All of it.
    Whole(Vec<u8>),
    /// A file of a JSON object on each line, which is read as it is judged.
    Lines(PathBuf),
}

/// The files that were named, with those of a folder in its place: in the order of their names, hidden ones left out.
pub(super) fn files(named: &[PathBuf]) -> Result<Vec<PathBuf>, String> {
    let mut files = Vec::new();
    for path in named {
        if !path.is_dir() {
            files.push(path.clone());
            continue;
        }
        let before = files.len();
        let is_hidden = |entry: &DirEntry| {
            entry.depth() > 0 && entry.file_name().to_str().is_some_and(|name| name.starts_with('.'))
        };
        for entry in
            WalkDir::new(path).sort_by_file_name().into_iter().filter_entry(|entry| !is_hidden(entry))
        {
            let entry = entry.map_err(|error| format!("cannot read `{}`: {error}", path.display()))?;
            let end = entry.path().extension().and_then(|end| end.to_str()).unwrap_or_default();
            if entry.file_type().is_file() && ENDS.iter().any(|known| end.eq_ignore_ascii_case(known)) {
                files.push(entry.into_path());
            }
        }
        if files.len() == before {
            let shown = path.display();
            let ends = ENDS.map(|end| format!(".{end}")).join(", ");
            return Err(format!("no file in the folder `{shown}` ends in {ends}; name the files themselves"));
        }
    }
    Ok(files)
}

impl Text {
    /// A file's text and its form, which is found out when it is not said.
    pub(super) fn open(file: &Path, reader: Option<Reader>) -> Result<(Text, Reader), String> {
        if file == Path::new("-") {
            let text = standard_input()?;
            let reader = reader.unwrap_or_else(|| Reader::detect(&text));
            return Ok((Text::Whole(text), reader));
        }
        let cannot = |error| cannot_read(file, &error);
        let mut content = File::open(file).map_err(cannot)?;
        let mut text = Vec::new();
        content.by_ref().take(HEAD).read_to_end(&mut text).map_err(cannot)?;
        let is_lines = reader.unwrap_or_else(|| Reader::detect(&text)) == Reader::Ndjson;
        // What is no regular file, such as a pipe, cannot be read a second time.
        if is_lines && content.metadata().is_ok_and(|about| about.is_file()) {
            return Ok((Text::Lines(file.to_owned()), Reader::Ndjson));
        }
        content.read_to_end(&mut text).map_err(cannot)?;
        let reader = reader.unwrap_or_else(|| Reader::detect(&text));
        Ok((Text::Whole(text), reader))
    }
}

/// All of the standard input.
pub(super) fn standard_input() -> Result<Vec<u8>, String> {
    let mut input = io::stdin();
    if input.is_terminal() {
        say("paste a request, then press Ctrl-D (`scimproof lint --help` shows what else can be done)");
    }
    let mut text = Vec::new();
    input.read_to_end(&mut text).map_err(|error| format!("cannot read standard input: {error}"))?;
    Ok(text)
}
