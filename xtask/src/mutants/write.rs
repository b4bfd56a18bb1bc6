//! A file's text with its changes behind their switches.

use crate::find::Mutant;

/// The text with every change of the file written in, and where each stands in it.
pub(crate) fn switched(
    text: &str,
    mutants: &[(usize, &Mutant)],
) -> (String, Vec<(usize, std::ops::Range<usize>)>) {
    let mut outermost: Vec<_> = mutants.to_vec();
    outermost.sort_by_key(|(_, mutant)| {
        (mutant.span.start, !mutant.span.is_empty(), std::cmp::Reverse(mutant.span.end))
    });
    let mut writer = Writer { text, out: String::with_capacity(2 * text.len()), at: 0, spans: Vec::new() };
    let mut open: Vec<(usize, usize, &Mutant)> = Vec::new();
    for (number, mutant) in outermost {
        while let Some((inner, start, last)) = open.pop_if(|(_, _, last)| !holds(last, mutant)) {
            writer.close(inner, start, last);
        }
        writer.copy(mutant.span.start);
        let start = writer.out.len();
        writer.out.push_str(&mutant.before.replace("ON", &format!("crate::switch::on({number})")));
        open.push((number, start, mutant));
    }
    while let Some((number, start, mutant)) = open.pop() {
        writer.close(number, start, mutant);
    }
    writer.copy(text.len());
    (writer.out, writer.spans)
}

fn holds(outer: &Mutant, inner: &Mutant) -> bool {
    outer.span.end >= inner.span.end && outer.span.end > inner.span.start
}

struct Writer<'a> {
    text: &'a str,
    out: String,
    at: usize,
    spans: Vec<(usize, std::ops::Range<usize>)>,
}

impl Writer<'_> {
    fn copy(&mut self, to: usize) {
        self.out.push_str(&self.text[self.at..to]);
        self.at = to;
    }

    fn close(&mut self, number: usize, start: usize, mutant: &Mutant) {
        self.copy(mutant.span.end);
        self.out.push_str(mutant.after);
        self.spans.push((number, start..self.out.len()));
    }
}

/// The module that the changes ask.
pub(crate) const SWITCH: &str = r#"
/// Which change of the code is on.
#[allow(missing_docs)]
pub mod switch {
    static ON: std::sync::LazyLock<usize> = std::sync::LazyLock::new(|| {
        std::env::var("MUTANT").ok().and_then(|number| number.parse().ok()).unwrap_or(usize::MAX)
    });

    #[inline]
    pub fn on(number: usize) -> bool {
        *ON == number
    }
}
"#;
