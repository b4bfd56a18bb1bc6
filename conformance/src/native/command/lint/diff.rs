//! `--diff`: what the safe fixes change, as a unified diff.

use crate::native::terminal::has_colours;
use scimproof::json::Span;
use scimproof::message::covered;
use scimproof::render::readable;
use similar::TextDiff;

/// The difference of a text from its fixed form, each with the ranges of its secrets, which are covered.
pub(super) fn unified(name: &str, before: (&[u8], Vec<Span>), after: (&[u8], Vec<Span>)) -> String {
    let shown = |(text, secrets): (&[u8], Vec<Span>)| covered(readable(text), secrets).into_owned();
    let (before, after) = (shown(before), shown(after));
    let diff = TextDiff::from_lines(&before, &after);
    let text = diff.unified_diff().context_radius(3).header(name, name).to_string();
    if has_colours() { text.split_inclusive('\n').map(coloured).collect() } else { text }
}

fn coloured(line: &str) -> String {
    let code = match line.as_bytes().first() {
        _ if line.starts_with("---") || line.starts_with("+++") => "1",
        Some(b'-') => "31",
        Some(b'+') => "32",
        Some(b'@') => "36",
        _ => return line.to_owned(),
    };
    let text = line.trim_end_matches('\n');
    format!("\u{1b}[{code}m{text}\u{1b}[0m{}", &line[text.len()..])
}
