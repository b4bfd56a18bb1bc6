//! Known deviations of an endpoint: which checks it does not pass, and how that is known.
//!
//! They are ratcheted both ways: a deviation that is gone, or that names no check, fails the run, so that the file
//! stays what the endpoint does.

use crate::runner::Verdict;
use crate::toml_file::{Entry, LoadError, Reader};
use std::collections::BTreeMap;
use toml::de::DeTable;

/// The known deviations of one endpoint.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Deviations {
    /// By the check's id.
    pub by_check: BTreeMap<String, Deviation>,
}

/// One known deviation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deviation {
    /// The verdict that is expected.
    pub verdict: Verdict,
    /// How it is known: a page, or what was seen and when.
    pub evidence: String,
}

impl Deviations {
    /// Reads a deviations file.
    pub fn load(file: &str, text: &str) -> Result<Deviations, Vec<LoadError>> {
        let mut reader = Reader::new(file, text);
        let mut deviations = Deviations::default();
        match DeTable::parse(text) {
            Ok(document) => {
                let document = document.into_inner();
                reader.keys(&document, &["deviation"]);
                for entry in document.get("deviation").map(|list| reader.array(list)).unwrap_or_default() {
                    reader.deviation(entry, &mut deviations);
                }
            }
            Err(error) => reader.say(error.span().unwrap_or(0..0), error.message()),
        }
        if reader.errors.is_empty() { Ok(deviations) } else { Err(reader.errors) }
    }
}

impl Reader<'_> {
    fn deviation(&mut self, entry: Entry<'_, '_>, deviations: &mut Deviations) -> Option<()> {
        let table = self.table(entry)?;
        self.keys(table, &["checks", "verdict", "evidence"]);
        let checks = self.required(table, "checks", entry.span())?;
        let checks = self.strings(Some(checks));
        let evidence = self.required(table, "evidence", entry.span()).and_then(|entry| self.string(entry))?;
        let word = self.required(table, "verdict", entry.span())?;
        let name = self.string(word)?;
        let Some(verdict) = Verdict::named(&name) else {
            self.say(word.span(), format!("`{name}` is no verdict"));
            return None;
        };
        for (check, at) in checks {
            let deviation = Deviation { verdict, evidence: evidence.clone() };
            if deviations.by_check.insert(check.clone(), deviation).is_some() {
                self.say(at, format!("`{check}` is listed twice"));
            }
        }
        Some(())
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test's own input")]
mod tests {
    use super::*;

    #[test]
    fn a_deviation_needs_its_evidence() {
        let said =
            Deviations::load("d.toml", "[[deviation]]\nchecks = \"a\"\nverdict = \"fail\"\n").unwrap_err();
        assert_eq!(said[0].to_string(), "d.toml:1:1: `evidence` is missing");
    }
}
