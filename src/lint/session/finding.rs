//! What a session tells in the end.

use super::super::Linter;
use crate::diagnostic::{Basis, Diagnostic, Habit, Severity, Wording};
use crate::requirement::Requirement;
use crate::rule::series::{Noted, Spot};
use std::fmt;

/// Something that only the series shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The rule's name, such as `seq-409-loop`.
    pub rule: &'static str,
    /// How much it matters under the active profile.
    pub severity: Severity,
    /// What is wrong, in one sentence without its full stop.
    pub message: String,
    /// What to do instead.
    pub help: Option<String>,
    /// The exchange in which it shows, and the place there.
    pub spot: Spot,
    /// The other exchanges that belong to it, each with a word on how.
    pub related: Vec<(Spot, &'static str)>,
    /// What the endpoint makes of it, and how that is known.
    pub basis: Basis,
    /// Whether the client is known to do this.
    pub habit: Option<Habit>,
    /// The normative sentence that is broken.
    pub cites: Option<&'static Requirement>,
}

impl Finding {
    /// The numbers of the exchanges involved, in their order.
    pub fn exchanges(&self) -> Vec<usize> {
        let others = self.related.iter().map(|(spot, _)| spot.exchange);
        let mut exchanges: Vec<usize> = std::iter::once(self.spot.exchange).chain(others).collect();
        exchanges.sort_unstable();
        exchanges.dedup();
        exchanges
    }

    /// The finding as one of the exchange in which it shows, which says so much and leaves the others out.
    pub fn saying(&self, message: &str) -> Diagnostic {
        Diagnostic {
            rule: self.rule,
            severity: self.severity,
            wording: Wording::made(message, self.help.as_deref()),
            location: self.spot.location.clone(),
            related: Vec::new(),
            basis: self.basis.clone(),
            habit: self.habit.clone(),
            cites: self.cites,
            fix: None,
            proposed: None,
        }
    }

    /// A draft with its words, as the linter's profile judges it.
    pub(super) fn of(linter: &Linter, noted: Noted) -> Finding {
        let judgement = linter.judgement_of(noted.rule, None, &noted.words);
        let help = noted.words.fill(noted.rule.help());
        let habit = linter.habit(noted.rule, None, &noted.words);
        Finding {
            rule: noted.rule.name,
            severity: if habit.is_some() { Severity::Info } else { linter.severity(judgement) },
            message: noted.words.fill(noted.rule.says()),
            help: (!help.is_empty()).then_some(help),
            basis: Basis {
                outcome: judgement.then,
                standing: judgement.standing,
                source: judgement.source.clone(),
            },
            habit,
            cites: noted.rule.cites,
            spot: noted.spot,
            related: noted.beside,
        }
    }
}

/// What a session leaves out, so that nobody takes silence for a clean series.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Notice {
    /// More identities than it remembers.
    Forgets {
        /// How many it remembers.
        limit: usize,
        /// The exchange from which on it forgets.
        exchange: usize,
    },
    /// More findings of a rule than it keeps.
    More {
        /// The rule's name.
        rule: &'static str,
        /// How many it does not keep.
        count: u32,
    },
}

impl fmt::Display for Notice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Notice::Forgets { limit, .. } => {
                write!(
                    f,
                    "the series has more than {limit} users and groups; what concerns the later ones is not seen"
                )
            }
            Notice::More { rule, count } => write!(f, "{count} more findings of `{rule}` are left out"),
        }
    }
}

/// What a session tells in the end.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Account {
    /// What only the series shows, in the order of its exchanges.
    pub findings: Vec<Finding>,
    /// What the session leaves out.
    pub notices: Vec<Notice>,
}

impl Account {
    /// The worst severity found.
    pub fn worst(&self) -> Option<Severity> {
        self.findings.iter().map(|finding| finding.severity).max()
    }
}
