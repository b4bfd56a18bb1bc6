//! How many tests ran, read from what the test runners print.
//!
//! Exit codes do not tell: a runner that finds no test at all ends well.

use std::ops::AddAssign;

/// Tests by outcome.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    pub(crate) passed: u32,
    pub(crate) failed: u32,
    pub(crate) skipped: u32,
}

impl AddAssign for Counts {
    fn add_assign(&mut self, other: Counts) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.skipped += other.skipped;
    }
}

impl Counts {
    /// What one line of a runner's output adds.
    pub(crate) fn of_line(line: &str) -> Counts {
        let line = line.trim();
        if let Some(rest) = line.strip_prefix("test result: ") {
            return of_cargo(rest);
        }
        // A test that lacks its input says so and passes.
        if line.starts_with("skipped: ") {
            return Counts { skipped: 1, ..Counts::default() };
        }
        // Node's runner closes with `# pass 3` when it writes TAP, with `ℹ pass 3` when it writes prose.
        match line.strip_prefix("# ").or_else(|| line.strip_prefix("ℹ ")) {
            Some(rest) => of_node(rest),
            None => Counts::default(),
        }
    }
}

/// `ok. 5 passed; 0 failed; 1 ignored; …`
fn of_cargo(rest: &str) -> Counts {
    let mut counts = Counts::default();
    for part in rest.split([';', '.']) {
        let Some((number, outcome)) = part.trim().split_once(' ') else { continue };
        let Ok(number) = number.parse::<u32>() else { continue };
        match outcome {
            "passed" => counts.passed = number,
            "failed" => counts.failed = number,
            "ignored" => counts.skipped = number,
            _ => {}
        }
    }
    counts
}

/// `pass 5`
fn of_node(rest: &str) -> Counts {
    let number =
        |word: &str| rest.strip_prefix(word).and_then(|number| number.trim().parse().ok()).unwrap_or(0);
    Counts {
        passed: number("pass "),
        failed: number("fail ") + number("cancelled "),
        skipped: number("skipped ") + number("todo "),
    }
}

#[cfg(test)]
mod tests {
    use super::Counts;

    fn of(output: &str) -> (u32, u32, u32) {
        let mut counts = Counts::default();
        for line in output.lines() {
            counts += Counts::of_line(line);
        }
        (counts.passed, counts.failed, counts.skipped)
    }

    #[test]
    fn the_closing_lines_of_cargo_add_up() {
        let output = "running 2 tests\n\
            test a ... ok\n\
            test result: ok. 5 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.02s\n\
            \n\
            test result: FAILED. 2 passed; 3 failed; 0 ignored; 0 measured; 9 filtered out; finished in 1.50s\n";
        assert_eq!(of(output), (7, 3, 1));
    }

    #[test]
    fn both_forms_of_node_s_closing_lines_count() {
        assert_eq!(of("# tests 9\n# pass 5\n# fail 1\n# cancelled 1\n# skipped 2\n# todo 0\n"), (5, 2, 2));
        assert_eq!(of("ℹ tests 4\nℹ pass 4\nℹ fail 0\nℹ skipped 0\n"), (4, 0, 0));
    }

    #[test]
    fn a_test_that_skips_itself_is_counted() {
        assert_eq!(of("skipped: no corpus beside the repository\n"), (0, 0, 1));
    }

    #[test]
    fn other_lines_count_nothing() {
        assert_eq!(of("# Subtest: pass 5\nok 1 - 5 passed\npassed 12\n# passing 3\n"), (0, 0, 0));
    }
}
