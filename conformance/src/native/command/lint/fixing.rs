//! `--fix`: the safe fixes, made in the text as it was pasted; `--diff`: what they would be.

use super::data_files::with_data_files;
use super::inputs::Text;
use super::{Desk, diff};
use crate::native::Exit;
use crate::native::command::say;
use crate::native::terminal::print;
use scimproof::json::Span;
use scimproof::lint::{Fixed, Left, Why};
use scimproof::message::Method;
use scimproof::message::read::{Capture, ReadError, Unwritable, read};
use scimproof::rule::Nothing;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Makes the safe fixes of a file, writes it anew and judges what is left; one without any is not touched. Of
/// the standard input the fixed text is the output.
pub(super) fn fix(desk: &mut Desk<'_>, file: &Path) -> Result<Exit, String> {
    let name = name(file);
    let Some(mended) = Mended::of(desk, file, &name)? else {
        return desk.judge(file);
    };
    mended.tell(&name, "--fix");
    if file == Path::new("-") {
        print(&String::from_utf8_lossy(&mended.fixed.text))?;
        return Ok(Exit::Clean);
    }
    if !mended.fixed.applied.is_empty() {
        replace(file, &mended.fixed.text).map_err(|error| format!("cannot write `{name}`: {error}"))?;
    }
    desk.judge(file)
}

/// Shows what the safe fixes of a file would change, and leaves it as it is.
pub(super) fn show(desk: &mut Desk<'_>, file: &Path) -> Result<Exit, String> {
    let name = name(file);
    let Some(mended) = Mended::of(desk, file, &name)? else {
        return Ok(Exit::Clean);
    };
    mended.tell(&name, "--diff");
    if mended.fixed.applied.is_empty() {
        return Ok(Exit::Clean);
    }
    let Mended { text, fixed, secrets: [before, after], .. } = mended;
    print(&diff::unified(&name, (&text, before), (&fixed.text, after)))?;
    Ok(Exit::Findings)
}

fn name(file: &Path) -> String {
    if file == Path::new("-") { "standard input".to_owned() } else { file.to_string_lossy().into_owned() }
}

/// A text with its safe fixes made.
struct Mended {
    text: Vec<u8>,
    fixed: Fixed,
    /// Where the text and the fixed one hold secrets.
    secrets: [Vec<Span>; 2],
    /// The file that holds the body, where another one does, and how the request is sent.
    body: Option<(PathBuf, Method, String)>,
}

impl Mended {
    /// The text of a file with its fixes; none for a file of many exchanges.
    fn of(desk: &mut Desk<'_>, file: &Path, name: &str) -> Result<Option<Mended>, String> {
        let text = match Text::open(file, desk.options.reader)? {
            (Text::Whole(text), reader) if Capture::new(&text, Some(reader)).nth(1).is_none() => text,
            _ => return many(file, name),
        };
        let folder = file.parent().unwrap_or(Path::new(""));
        let made = with_data_files(name, folder, &desk.options, |options| {
            match read(&text, options) {
                Err(ReadError::Many(_)) => return Ok(None),
                read => drop(read?),
            }
            let mut fixed = desk.linter.fix(&text, options, &Nothing)?;
            let pasted = read(&text, options)?;
            let request = &pasted.exchange.request;
            let body = options.files.last().map(|(name, _)| {
                (folder.join(name), request.method, without_authority(request.path()).to_owned())
            });
            let after = read(&fixed.text, options)?;
            let secrets = [pasted.secrets(&text), after.secrets(&fixed.text)];
            // What is waived is known, and nothing that is left to do.
            let mut is_waived =
                |left: &Left| desk.waiving.reason(name, &after.exchange.request, &left.finding).is_some();
            fixed.left.retain(|left| !is_waived(left));
            Ok(Some((fixed, secrets, body)))
        })?;
        match made {
            Some((fixed, secrets, body)) => Ok(Some(Mended { text, fixed, secrets, body })),
            None => many(file, name),
        }
    }

    /// Says what was fixed, or would be by that flag, and what is left for which reason.
    fn tell(&self, name: &str, flag: &str) {
        let rules: Vec<&str> = self.fixed.applied.iter().map(|fix| fix.rule).collect();
        if !rules.is_empty() {
            let made = if flag == "--fix" { "made" } else { "would make" };
            let fixes = if rules.len() == 1 { "fix" } else { "fixes" };
            say(&format!("{name}: {made} {} {fixes}: {}", rules.len(), rules.join(", ")));
        }
        let mut told: Vec<Why> = Vec::new();
        for Left { why, .. } in &self.fixed.left {
            if told.contains(why) {
                continue;
            }
            told.push(*why);
            let alike = self.fixed.left.iter().filter(|left| left.why == *why);
            let mut rules: Vec<&str> = alike.map(|left| left.finding.rule).collect();
            rules.dedup();
            say(&format!("{name}: not fixed: {} ({})", rules.join(", "), self.reason(*why, flag)));
        }
    }

    fn reason(&self, why: Why, flag: &str) -> String {
        match (why, &self.body) {
            (Why::Unwritable(Unwritable::Elsewhere), Some((file, method, path))) => {
                let file = file.display();
                format!(
                    "the body is in `{file}`; run `scimproof lint {flag} --method {method} --path {path} {file}`"
                )
            }
            _ => why.to_string(),
        }
    }
}

/// The path of a URL. Who calls, which may be a secret, stands before it.
fn without_authority(url: &str) -> &str {
    let Some((_, rest)) = url.split_once("://") else { return url };
    rest.find('/').map_or("/", |start| &rest[start..])
}

/// A file of many exchanges is judged and left as it is.
fn many(file: &Path, name: &str) -> Result<Option<Mended>, String> {
    let sentence =
        format!("{name}: not fixed: it holds many exchanges, and fixes are made in files of one request");
    if file == Path::new("-") {
        return Err(sentence);
    }
    say(&sentence);
    Ok(None)
}

/// Writes beside the file first, so that a crash leaves the old text or the new one, and nothing between.
fn replace(file: &Path, text: &[u8]) -> io::Result<()> {
    // A link stays one: the file behind it is written. WASI knows neither that file nor permissions.
    let file = &match fs::canonicalize(file) {
        Err(error) if error.kind() == io::ErrorKind::Unsupported => file.to_owned(),
        found => found?,
    };
    let (beside, mut new) = beside(file)?;
    let permitted = || match fs::set_permissions(&beside, fs::metadata(file)?.permissions()) {
        Err(error) if error.kind() == io::ErrorKind::Unsupported => Ok(()),
        done => done,
    };
    let written = new.write_all(text).and_then(|()| permitted()).and_then(|()| fs::rename(&beside, file));
    if written.is_err() {
        fs::remove_file(&beside).ok();
    }
    written
}

/// A new file in the same folder.
fn beside(file: &Path) -> io::Result<(PathBuf, File)> {
    let mut number = 0;
    loop {
        let mut name = file.file_name().unwrap_or_default().to_owned();
        name.push(format!(".{number}.new"));
        let path = file.with_file_name(name);
        match File::create_new(&path) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => number += 1,
            made => return made.map(|made| (path, made)),
        }
    }
}
