//! Breaking text into lines that fit.

use unicode_width::UnicodeWidthChar;

/// The columns that a text takes at a terminal.
pub fn width(text: &str) -> usize {
    text.chars().map(columns).sum()
}

/// The columns of one character as it is shown; a tab is shown as four spaces.
pub(super) fn columns(character: char) -> usize {
    if character == '\t' { 4 } else { character.width().unwrap_or(1) }
}

/// The text's words on lines of at most that many columns. A word that is longer has a line for itself;
/// line breaks of the text stay.
pub fn wrapped(text: &str, most: usize) -> Vec<String> {
    let mut lines = Vec::new();
    for paragraph in text.split('\n') {
        let mut line = String::new();
        let mut taken = 0;
        for word in paragraph.split_whitespace() {
            let columns = width(word);
            if taken > 0 && taken + 1 + columns > most {
                lines.push(std::mem::take(&mut line));
                taken = 0;
            }
            if taken > 0 {
                line.push(' ');
                taken += 1;
            }
            line.push_str(word);
            taken += columns;
        }
        lines.push(line);
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_kept_and_lines_fit() {
        let cases: [(&str, &[&str]); 5] = [
            ("", &[""]),
            ("one two three", &["one two", "three"]),
            ("uncommonly long", &["uncommonly", "long"]),
            ("a\n\n b  c", &["a", "", "b c"]),
            ("日本語 日本", &["日本語", "日本"]),
        ];
        for (text, lines) in cases {
            assert_eq!(wrapped(text, 7), lines, "{text}");
        }
    }
}
