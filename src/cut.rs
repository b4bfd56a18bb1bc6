//! Parts of a text, by bytes.

use std::slice::SliceIndex;

/// What `str` has itself, but without panics and tables: those weigh 6 KB of the small wasm build.
pub(crate) trait Cut {
    /// The part that an index would give; none where an end is past the text's or amid a character.
    fn cut<R: SliceIndex<str, Output = str>>(&self, range: R) -> &str;

    /// Where a part begins for the first time. Byte by byte: for short parts of short texts.
    fn place_of(&self, part: &str) -> Option<usize>;
}

impl Cut for str {
    #[inline]
    fn cut<R: SliceIndex<str, Output = str>>(&self, range: R) -> &str {
        self.get(range).unwrap_or_default()
    }

    fn place_of(&self, part: &str) -> Option<usize> {
        (0..self.len()).find(|at| self.as_bytes()[*at..].starts_with(part.as_bytes()))
    }
}
