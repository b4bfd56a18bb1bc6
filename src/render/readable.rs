//! Bytes as text that can be shown.

use std::borrow::Cow;

/// The bytes as text of the same length: each byte that belongs to no UTF-8 character becomes a `?`, so
/// that ranges stay true.
pub fn readable(bytes: &[u8]) -> Cow<'_, str> {
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Cow::Borrowed(text);
    }
    let mut text = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        text.extend(std::iter::repeat_n('?', chunk.invalid().len()));
    }
    Cow::Owned(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_that_are_no_text_keep_their_place() {
        assert_eq!(readable("né😀".as_bytes()), "né😀");
        assert_eq!(readable(b"a\xff\xc3(\xf0\x9f\x98b"), "a??(???b");
    }
}
