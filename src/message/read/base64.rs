//! Base64 (RFC 4648 §4 and §5), in which HAR holds bodies that it does not take for text.

/// The bytes; `None` for a text that is no base64. White space and the padding may be left out.
pub(super) fn decoded(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3 + 2);
    let (mut bits, mut count) = (0_u32, 0);
    let digits = text.trim_ascii_end().trim_end_matches('=');
    for byte in digits.bytes().filter(|byte| !byte.is_ascii_whitespace()) {
        let digit = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' | b'-' => 62,
            b'/' | b'_' => 63,
            _ => return None,
        };
        bits = bits << 6 | u32::from(digit);
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push((bits >> count) as u8);
        }
    }
    // A last digit of which no byte comes is a text that was cut.
    (count < 6).then_some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_examples_of_rfc_4648_are_decoded() {
        let cases = [
            ("", "".as_bytes()),
            ("Zg==", b"f"),
            ("Zm8=", b"fo"),
            ("Zm9v", b"foo"),
            ("Zm9vYg==", b"foob"),
            ("Zm9vYmE", b"fooba"),
            ("Zm9v\nYmFy\n", b"foobar"),
            ("_-8=", b"\xff\xef"),
            ("/+8=", b"\xff\xef"),
        ];
        for (text, bytes) in cases {
            assert_eq!(decoded(text).as_deref(), Some(bytes), "{text}");
        }
        for text in ["Z", "Zm9vY", "Zm9v!", "Z=g"] {
            assert_eq!(decoded(text), None, "{text}");
        }
    }
}
