//! A JSON object on each line: bodies, or recorded exchanges.

use super::{Pasted, ReadError, ReadOptions, Reader, behind_mark, body, line_end, recorded};
use crate::json::scan::Scan;

/// Whether the text is such a list: an object that fills its line, and another behind it; or an object
/// that is a recorded exchange.
pub(super) fn begins(text: &[u8]) -> bool {
    let text = text[behind_mark(text)..].trim_ascii_start();
    if !text.starts_with(b"{") {
        return false;
    }
    let (end, next) = line_end(text, 0);
    let fills_its_line = || {
        let line = text[..end].trim_ascii_end();
        Scan::new(line).value().is_some_and(|object| object.end == line.len())
    };
    let next_is_object = || text[next..].trim_ascii_start().starts_with(b"{");
    recorded::begins(text) || (next_is_object() && fills_its_line())
}

/// Reads a line; `None` for one that holds no request.
pub(super) fn read<'a>(line: &'a [u8], options: &ReadOptions<'_>) -> Result<Option<Pasted<'a>>, ReadError> {
    if line.trim_ascii().is_empty() {
        return Ok(None);
    }
    if recorded::begins(line) {
        return recorded::read(line, Reader::Ndjson);
    }
    let pasted = body::read(line, options)?;
    Ok(Some(Pasted { reader: Reader::Ndjson, ..pasted }))
}
