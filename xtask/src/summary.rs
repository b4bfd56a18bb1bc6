//! What came of each step, and the table that says so.

use std::fmt;
use std::time::Duration;

use crate::counts::Counts;

/// How a step ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// Its tests ran.
    Ran(Counts),
    /// It could not be run, or ended badly; the reason.
    Failed(String),
    /// The machine lacks something that it needs; what.
    Skipped(String),
}

/// One line of the table.
#[derive(Debug)]
pub(crate) struct Row {
    pub(crate) step: &'static str,
    pub(crate) outcome: Outcome,
    pub(crate) took: Duration,
}

/// The table.
#[derive(Debug, Default)]
pub(crate) struct Summary {
    rows: Vec<Row>,
}

impl Summary {
    pub(crate) fn add(&mut self, row: Row) {
        self.rows.push(row);
    }

    /// All steps together. A step that ended without a count of tests counts as one.
    pub(crate) fn total(&self) -> Counts {
        let mut total = Counts::default();
        for row in &self.rows {
            total += match row.outcome {
                Outcome::Ran(counts) => counts,
                Outcome::Failed(_) => Counts { failed: 1, ..Counts::default() },
                Outcome::Skipped(_) => Counts { skipped: 1, ..Counts::default() },
            };
        }
        total
    }

    /// Whether this is green: nothing failed and something passed; on CI, where every tool can be had,
    /// also that no step was skipped.
    pub(crate) fn is_good(&self, on_ci: bool) -> bool {
        let total = self.total();
        let skipped_step = self.rows.iter().any(|row| matches!(row.outcome, Outcome::Skipped(_)));
        total.failed == 0 && total.passed > 0 && !(on_ci && skipped_step)
    }
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{:<10}{:>8}{:>8}{:>9}{:>9}", "step", "passed", "failed", "skipped", "seconds")?;
        for Row { step, outcome, took } in &self.rows {
            let seconds = took.as_secs_f64();
            match outcome {
                Outcome::Ran(Counts { passed, failed, skipped }) => {
                    writeln!(f, "{step:<10}{passed:>8}{failed:>8}{skipped:>9}{seconds:>9.1}")?;
                }
                Outcome::Failed(reason) => {
                    writeln!(f, "{step:<10}{:>8}{:>8}{:>9}{seconds:>9.1}  failed: {reason}", "-", "-", "-")?;
                }
                Outcome::Skipped(reason) => {
                    writeln!(f, "{step:<10}{:>8}{:>8}{:>9}{seconds:>9.1}  skipped: {reason}", "-", "-", "-")?;
                }
            }
        }
        let took: Duration = self.rows.iter().map(|row| row.took).sum();
        let Counts { passed, failed, skipped } = self.total();
        writeln!(f, "{:<10}{passed:>8}{failed:>8}{skipped:>9}{:>9.1}", "all", took.as_secs_f64())?;
        writeln!(f)?;
        write!(f, "{passed} passed, {failed} failed, {skipped} skipped")
    }
}

#[cfg(test)]
mod tests {
    use super::{Counts, Duration, Outcome, Row, Summary};

    fn summary(outcomes: Vec<Outcome>) -> Summary {
        let mut summary = Summary::default();
        for outcome in outcomes {
            summary.add(Row { step: "rust", outcome, took: Duration::from_secs(2) });
        }
        summary
    }

    fn ran(passed: u32, failed: u32) -> Outcome {
        Outcome::Ran(Counts { passed, failed, skipped: 0 })
    }

    #[test]
    fn a_failed_test_or_a_failed_step_is_not_green() {
        assert!(summary(vec![ran(3, 0)]).is_good(true));
        assert!(!summary(vec![ran(3, 1)]).is_good(false));
        assert!(!summary(vec![ran(3, 0), Outcome::Failed("no tests ran".into())]).is_good(false));
    }

    #[test]
    fn nothing_run_is_not_green() {
        assert!(!summary(vec![]).is_good(false));
        assert!(!summary(vec![Outcome::Skipped("python3 is missing".into())]).is_good(false));
    }

    #[test]
    fn a_skipped_step_is_green_on_a_developer_s_machine_only() {
        let summary = summary(vec![ran(3, 0), Outcome::Skipped("python3 is missing".into())]);
        assert!(summary.is_good(false));
        assert!(!summary.is_good(true));
    }

    #[test]
    fn the_table_ends_with_the_counts() {
        let text = summary(vec![ran(3, 0), Outcome::Skipped("python3 is missing".into())]).to_string();
        assert_eq!(
            text,
            "step        passed  failed  skipped  seconds\n\
             rust             3       0        0      2.0\n\
             rust             -       -        -      2.0  skipped: python3 is missing\n\
             all              3       0        1      4.0\n\
             \n\
             3 passed, 0 failed, 1 skipped"
        );
    }
}
