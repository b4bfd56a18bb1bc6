//! Positions in a text: byte ranges, lines and columns, UTF-16 offsets.

/// A range of bytes in a text, the end excluded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Span {
    /// The first byte.
    pub start: u32,
    /// The byte after the last.
    pub end: u32,
}

impl Span {
    /// The range from `start` to `end`.
    pub const fn new(start: u32, end: u32) -> Span {
        Span { start, end }
    }

    /// Whether the range holds no byte and marks a place only.
    pub const fn is_empty(self) -> bool {
        self.start >= self.end
    }

    /// The text in this range; empty where the range is not within the text or cuts a character.
    pub fn of(self, text: &str) -> &str {
        text.get(self.start as usize..self.end as usize).unwrap_or_default()
    }
}
