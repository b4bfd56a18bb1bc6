//! `--fix`: the safe fixes, made in the text as it was pasted.

use super::text_of;
use crate::native::command::say;
use scimproof::lint::{Applied, Linter};
use scimproof::message::read::ReadOptions;
use scimproof::rule::Nothing;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// Makes the safe fixes of a file and writes it anew; one without any is not touched.
pub(super) fn fix_file(linter: &Linter, options: &ReadOptions<'_>, file: &Path) -> Result<(), String> {
    let text = text_of(file)?;
    let shown = file.display();
    let fixed = linter.fix(&text, options, &Nothing).map_err(|error| format!("`{shown}`: {error}"))?;
    if !fixed.applied.is_empty() {
        replace(file, &fixed.text).map_err(|error| format!("cannot write `{shown}`: {error}"))?;
        say(&told(&shown.to_string(), &fixed.applied));
    }
    Ok(())
}

/// Makes the safe fixes of the standard input and gives its text.
pub(super) fn fix_input(linter: &Linter, options: &ReadOptions<'_>) -> Result<Vec<u8>, String> {
    let name = "standard input";
    let text = text_of(Path::new("-"))?;
    let fixed = linter.fix(&text, options, &Nothing).map_err(|error| format!("`{name}`: {error}"))?;
    if !fixed.applied.is_empty() {
        say(&told(name, &fixed.applied));
    }
    Ok(fixed.text)
}

fn told(name: &str, applied: &[Applied]) -> String {
    let rules: Vec<&str> = applied.iter().map(|fix| fix.rule).collect();
    let count = rules.len();
    let fixes = if count == 1 { "fix" } else { "fixes" };
    format!("{name}: made {count} {fixes}: {}", rules.join(", "))
}

/// Writes beside the file first, so that a crash leaves the old text or the new one, and nothing between.
fn replace(file: &Path, text: &[u8]) -> io::Result<()> {
    // A link stays one: the file behind it is written.
    let file = &fs::canonicalize(file)?;
    let mut name = file.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}.new", std::process::id()));
    let beside: PathBuf = file.with_file_name(name);
    let written = fs::write(&beside, text)
        .and_then(|()| fs::set_permissions(&beside, fs::metadata(file)?.permissions()))
        .and_then(|()| fs::rename(&beside, file));
    if written.is_err() {
        fs::remove_file(&beside).ok();
    }
    written
}
