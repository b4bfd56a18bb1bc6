//! Annotations of GitHub Actions: what does not hold, the worst first, and what all of it came to.

use super::super::workflow::{Level, command, commands};
use super::{Gather, Human, Style, fails};
use crate::runner::{CheckRecord, Footer, Record, Verdict};

/// Gathers checks and writes those that show something as annotations.
#[derive(Debug)]
pub struct Github {
    /// The verdict from which on a check is an error.
    fail_from: Verdict,
    /// The level, the title and the text of each.
    annotations: Vec<(Level, String, String)>,
}

impl Github {
    /// A report in which checks are errors from that verdict on.
    pub fn new(fail_from: Verdict) -> Github {
        Github { fail_from, annotations: Vec::new() }
    }

    fn check(&mut self, check: &CheckRecord) {
        let level = match check.verdict {
            _ if check.known.is_some() => return,
            _ if fails(check, self.fail_from) => Level::Error,
            Verdict::Warn => Level::Warning,
            Verdict::Disputed | Verdict::Note => Level::Notice,
            Verdict::Inapplicable | Verdict::Pass | Verdict::Fail | Verdict::Broken => return,
        };
        let text = Human::new(Style::default()).check(check);
        self.annotations.push((level, check.id.clone(), text.trim_end().to_owned()));
    }

    fn whole(&mut self, footer: &Footer) {
        for text in footer.ratchet.iter().chain(&footer.stopped) {
            self.annotations.push((Level::Error, "run".to_owned(), text.clone()));
        }
        for left in &footer.left {
            let text = format!("could not be deleted again: {left}");
            self.annotations.push((Level::Warning, "run".to_owned(), text));
        }
    }
}

impl Gather for Github {
    fn record(&mut self, record: &Record) {
        match record {
            Record::Header(_) => {}
            Record::Check(check) => self.check(check),
            Record::Footer(footer) => self.whole(footer),
        }
    }

    fn finish(self: Box<Self>) -> String {
        let mut out = String::new();
        for level in Level::ALL {
            let all: Vec<_> = self.annotations.iter().filter(|(other, ..)| *other == level).collect();
            commands(&mut out, level, &all, &format!("{}s", level.name()), |out, (_, id, text)| {
                command(out, level, &[("title", format!("scimproof {id}"))], text);
            });
        }
        out
    }
}
