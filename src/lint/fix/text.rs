//! Making the safe fixes in a pasted text, until none is left to make.

use super::{Linter, Verdict, edits, trials};
use crate::diagnostic::{Diagnostic, Edit, Severity};
use crate::message::read::{Pasted, ReadError, ReadOptions, Unwritable, read, rewritten};
use crate::rule::Known;
use std::fmt;

/// A text with its safe fixes made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fixed {
    /// The text.
    pub text: Vec<u8>,
    /// What was made, in the order in which it was.
    pub applied: Vec<Applied>,
    /// The errors and warnings that the text still has.
    pub left: Vec<Left>,
}

/// A fix that was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Applied {
    /// The rule of the finding that it mended.
    pub rule: &'static str,
    /// What it did, as an imperative.
    pub title: String,
}

/// A finding that is left.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Left {
    /// The finding, in the text as it is now.
    pub finding: Diagnostic,
    /// Why nothing was done about it.
    pub why: Why,
}

/// Why nothing was done about a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// Nobody but its sender knows what was meant.
    NoFix,
    /// The request with its fix would not be accepted with effect, or has another finding.
    NoHelp,
    /// A lenient endpoint could end in another state with its fix.
    Unsafe,
    /// The fix cannot be written into the text.
    Unwritable(Unwritable),
    /// So much is wrong with the request that not all fixes were tried.
    TooMany,
}

impl fmt::Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Why::NoFix => "only its sender knows what was meant",
            Why::NoHelp => "the endpoint would not take the fixed request either",
            Why::Unsafe => "its fix could change what the request does",
            Why::Unwritable(why) => return why.fmt(f),
            Why::TooMany => "too much is wrong for all fixes to be tried",
        })
    }
}

impl Linter {
    /// Makes the safe fixes of a text's errors and warnings, as far as they hold and can be written there.
    /// Those that touch the same place are made one after the other. What works as it is stays.
    ///
    /// # Errors
    /// When the text is no request.
    pub fn fix(&self, text: &[u8], options: &ReadOptions<'_>, known: &dyn Known) -> Result<Fixed, ReadError> {
        let mut text = text.to_vec();
        let mut applied = Vec::new();
        let mut trials = trials(text.len());
        loop {
            let pasted = read(&text, options)?;
            let verdict = self.lint(&pasted.exchange.request, known);
            let whys = vec![None; verdict.diagnostics.len()];
            let mut round =
                Round { linter: self, text: &text, options, pasted, known, verdict, trials, whys };
            let Some((made, changed)) = round.safe() else {
                let left = round.left();
                return Ok(Fixed { text, applied, left });
            };
            for index in made {
                let Diagnostic { rule, proposed, .. } = &mut round.verdict.diagnostics[index];
                applied.extend(proposed.take().map(|fix| Applied { rule, title: fix.title }));
            }
            trials = round.trials;
            text = changed;
        }
    }
}

/// One reading of the text, and the fixes that are tried on it.
struct Round<'r> {
    linter: &'r Linter,
    text: &'r [u8],
    options: &'r ReadOptions<'r>,
    pasted: Pasted<'r>,
    known: &'r dyn Known,
    verdict: Verdict,
    trials: usize,
    /// Why a fix could not be made alone, where that was tried.
    whys: Vec<Option<Why>>,
}

impl Round<'_> {
    /// As many safe fixes as can be made at once, with the text that they give.
    fn safe(&mut self) -> Option<(Vec<usize>, Vec<u8>)> {
        let diagnostics = self.verdict.diagnostics.iter().enumerate();
        let is_safe = |found: &Diagnostic| found.proposed.as_ref().is_some_and(|fix| fix.safe);
        let mut waiting: Vec<usize> = diagnostics
            .filter(|(_, found)| found.severity > Severity::Info && is_safe(found))
            .map(|(index, _)| index)
            .collect();
        while !waiting.is_empty() {
            let apart = self.apart(&waiting);
            if let Some(made) = self.largest(&apart) {
                return Some(made);
            }
            waiting.retain(|index| !apart.contains(index));
        }
        None
    }

    /// Those whose edits do not overlap with those of an earlier one.
    fn apart(&self, waiting: &[usize]) -> Vec<usize> {
        // In order, so that only its neighbours can overlap with another one.
        let mut taken: Vec<&Edit> = Vec::new();
        let place = |taken: &[&Edit], edit: &Edit| {
            taken.partition_point(|other| (other.part, other.span.start) < (edit.part, edit.span.start))
        };
        let mut apart = Vec::new();
        for &index in waiting {
            let is_free = |edit: &Edit| {
                let at = place(&taken, edit);
                let neighbours = &taken[at.saturating_sub(1)..taken.len().min(at + 1)];
                !neighbours.iter().any(|other| other.overlaps(edit))
            };
            if edits(&self.verdict, &[index]).all(is_free) {
                for edit in edits(&self.verdict, &[index]) {
                    taken.insert(place(&taken, edit), edit);
                }
                apart.push(index);
            }
        }
        apart
    }

    /// All of those fixes if they can be made together; else what can be made of each half.
    fn largest(&mut self, fixes: &[usize]) -> Option<(Vec<usize>, Vec<u8>)> {
        match self.made(fixes) {
            Ok(text) => return Some((fixes.to_vec(), text)),
            Err(why) if fixes.len() == 1 => {
                self.whys[fixes[0]] = Some(why);
                return None;
            }
            Err(_) => {}
        }
        let (first, second) = fixes.split_at(fixes.len() / 2);
        match (self.largest(first), self.largest(second)) {
            (Some((mut both, text)), Some((second, _))) => {
                let first = both.len();
                both.extend(second);
                if let Ok(text) = self.made(&both) {
                    return Some((both, text));
                }
                both.truncate(first);
                Some((both, text))
            }
            (made, None) | (None, made) => made,
        }
    }

    /// The text with those fixes made.
    fn made(&mut self, fixes: &[usize]) -> Result<Vec<u8>, Why> {
        self.trials = self.trials.checked_sub(1).ok_or(Why::TooMany)?;
        let request = &self.pasted.exchange.request;
        if !self.linter.holds(request, self.known, &self.verdict, fixes) {
            return Err(Why::NoHelp);
        }
        let edits: Vec<Edit> = edits(&self.verdict, fixes).cloned().collect();
        let written = self.pasted.write(self.text, &edits).map_err(Why::Unwritable)?;
        let unwritable = Why::Unwritable(Unwritable::Quotes);
        let text = rewritten(self.text, &written).ok_or(unwritable)?;
        // What a bare body leaves to a guess must still be guessed alike.
        let again = read(&text, self.options).map_err(|_| unwritable)?.exchange.request;
        let meant = request.edited(&edits);
        let is_alike = again.method == meant.method && again.target == meant.target;
        if is_alike { Ok(text) } else { Err(unwritable) }
    }

    /// What is left when no safe fix can be made any more.
    fn left(&mut self) -> Vec<Left> {
        let mut left = Vec::new();
        for index in 0..self.verdict.diagnostics.len() {
            if self.verdict.diagnostics[index].severity == Severity::Info {
                continue;
            }
            let why = match (self.whys[index], &self.verdict.diagnostics[index].proposed) {
                (Some(why), _) => why,
                (None, None) => Why::NoFix,
                (None, Some(_)) => self.made(&[index]).err().unwrap_or(Why::Unsafe),
            };
            left.push(Left { finding: self.verdict.diagnostics[index].clone(), why });
        }
        left
    }
}
