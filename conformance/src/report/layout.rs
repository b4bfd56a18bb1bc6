//! JSON laid out for reading: the text stays as it came, its members in their order, its numbers and escapes as they
//! were written. Only the white space between is new.

/// The text on indented lines; a text that is not JSON comes out in some way, and whole.
pub(crate) fn laid_out(text: &str) -> String {
    let mut out = String::with_capacity(text.len() * 2);
    let mut depth = 0;
    let mut characters = text.trim().chars().peekable();
    let mut is_string = false;
    let mut is_escaped = false;
    while let Some(character) = characters.next() {
        if is_string {
            out.push(character);
            match character {
                _ if is_escaped => is_escaped = false,
                '\\' => is_escaped = true,
                '"' => is_string = false,
                _ => {}
            }
            continue;
        }
        match character {
            '"' => {
                is_string = true;
                out.push('"');
            }
            '{' | '[' => {
                out.push(character);
                while characters.peek().is_some_and(char::is_ascii_whitespace) {
                    characters.next();
                }
                let close = if character == '{' { '}' } else { ']' };
                if characters.peek() == Some(&close) {
                    characters.next();
                    out.push(close);
                } else {
                    depth += 1;
                    new_line(&mut out, depth);
                }
            }
            '}' | ']' => {
                depth = usize::saturating_sub(depth, 1);
                new_line(&mut out, depth);
                out.push(character);
            }
            ',' => {
                out.push(',');
                new_line(&mut out, depth);
            }
            ':' => out.push_str(": "),
            _ if character.is_ascii_whitespace() => {}
            _ => out.push(character),
        }
    }
    out
}

fn new_line(out: &mut String, depth: usize) {
    out.push('\n');
    out.extend(std::iter::repeat_n("  ", depth));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_but_white_space_changes() {
        let text = r#"{"b":1.0,"a":[],"c":{"d":"{,:\"}","e":[1,{}]},"b":2}"#;
        let expected = "{\n  \"b\": 1.0,\n  \"a\": [],\n  \"c\": {\n    \"d\": \"{,:\\\"}\",\n    \"e\": [\n      1,\n      {}\n    ]\n  },\n  \"b\": 2\n}";
        assert_eq!(laid_out(text), expected);
        assert_eq!(laid_out(expected), expected);
    }
}
