//! The words of a finding, by the placeholders of its rule's templates.

use crate::cut::Cut;

/// What fills the `{placeholders}` of a rule's templates. Some of the words also tell findings of one rule apart:
/// by them a profile makes exceptions.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Fillings {
    /// The words one behind the other, so that they share their memory.
    text: String,
    /// Each placeholder, and where its word ends.
    ends: Vec<(&'static str, usize)>,
}

impl Fillings {
    /// Adds the word for a placeholder. The first word of one counts.
    pub fn push(&mut self, placeholder: &'static str, word: &str) {
        if self.ends.is_empty() {
            // Room for the words of most findings.
            self.text.reserve(word.len() + 64);
        }
        self.text.push_str(word);
        self.ends.push((placeholder, self.text.len()));
    }

    /// The word for a placeholder.
    pub fn get(&self, placeholder: &str) -> Option<&str> {
        self.iter().find(|(known, _)| *known == placeholder).map(|(_, word)| word)
    }

    /// Placeholders and words, in the order in which they were added.
    pub fn iter(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let mut start = 0;
        self.ends.iter().map(move |&(placeholder, end)| {
            let word = self.text.get(start..end).unwrap_or_default();
            start = end;
            (placeholder, word)
        })
    }

    /// The template with its placeholders filled in. What no word fills stays as it is.
    pub fn fill(&self, template: &str) -> String {
        let mut text = String::with_capacity(template.len() + self.text.len());
        self.pieces(template, &mut |piece| text.push_str(piece));
        text
    }

    /// The same piece by piece.
    pub fn pieces(&self, template: &str, each: &mut dyn FnMut(&str)) {
        let mut rest = template;
        // By bytes: what looks for a character costs more to set up than to run over a line.
        while let Some(open) = rest.bytes().position(|byte| byte == b'{') {
            let (before, braced) = (rest.cut(..open), rest.cut(open..));
            each(before);
            let close = braced.bytes().position(|byte| byte == b'}');
            let filling = close.and_then(|close| Some((self.get(braced.cut(1..close))?, close + 1)));
            let (piece, length) = filling.unwrap_or(("{", 1));
            each(piece);
            rest = braced.cut(length..);
        }
        each(rest);
    }
}

#[cfg(test)]
mod tests {
    use super::Fillings;

    #[test]
    fn words_fill_their_placeholders_and_nothing_else() {
        let mut fillings = Fillings::default();
        fillings.push("name", "a{b}");
        fillings.push("b", "é");
        fillings.push("b", "late");
        let cases =
            [("", ""), ("`{name}` is {b}{b}", "`a{b}` is éé"), ("{c} { } {", "{c} { } {"), ("{{b}}", "{é}")];
        for (template, filled) in cases {
            assert_eq!(fillings.fill(template), filled, "{template}");
        }
    }
}
