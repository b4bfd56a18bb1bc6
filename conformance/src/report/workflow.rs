//! Workflow commands of GitHub Actions: lines on standard output that become annotations.
//!
//! A step shows at most ten errors and ten warnings as annotations and drops the others without a word; all of them
//! are in its log.

use std::fmt::Write;

/// How many annotations of one level a step shows.
pub(super) const SHOWN: usize = 10;

/// The level of an annotation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Level {
    Error,
    Warning,
    Notice,
}

impl Level {
    pub(super) const ALL: [Level; 3] = [Level::Error, Level::Warning, Level::Notice];

    pub(super) fn name(self) -> &'static str {
        match self {
            Level::Error => "error",
            Level::Warning => "warning",
            Level::Notice => "notice",
        }
    }
}

/// Writes one command on a line of its own.
pub(super) fn command(out: &mut String, level: Level, properties: &[(&str, String)], message: &str) {
    write!(out, "::{}", level.name()).expect("a string takes all that is written to it");
    for (at, (name, value)) in properties.iter().enumerate() {
        let before = if at == 0 { ' ' } else { ',' };
        write!(out, "{before}{name}={}", escaped(value, true))
            .expect("a string takes all that is written to it");
    }
    writeln!(out, "::{}", escaped(message, false)).expect("a string takes all that is written to it");
}

/// The text as a command carries it. What ends a property is escaped in properties only.
fn escaped(text: &str, is_property: bool) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '%' => escaped.push_str("%25"),
            '\r' => escaped.push_str("%0D"),
            '\n' => escaped.push_str("%0A"),
            ':' if is_property => escaped.push_str("%3A"),
            ',' if is_property => escaped.push_str("%2C"),
            _ => escaped.push(character),
        }
    }
    escaped
}

/// Writes the commands of one level; of more than are shown, the last that is shown says how many follow.
pub(super) fn commands<T>(
    out: &mut String,
    level: Level,
    all: &[T],
    what: &str,
    write: impl Fn(&mut String, &T),
) {
    let shown = if all.len() > SHOWN { SHOWN - 1 } else { all.len() };
    for one in &all[..shown] {
        write(out, one);
    }
    if all.len() > shown {
        let message = format!("{} more {what} are in the log of this step", all.len() - shown);
        command(out, level, &[("title", "scimproof".to_owned())], &message);
    }
    for one in &all[shown..] {
        write(out, one);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_command_is_made_of_is_escaped() {
        let mut out = String::new();
        let file = ("file", "a,b:c%.json".to_owned());
        command(&mut out, Level::Error, &[file, ("line", "3".to_owned())], "50% :: a, b\r\n::warning::x");
        assert_eq!(out, "::error file=a%2Cb%3Ac%25.json,line=3::50%25 :: a, b%0D%0A::warning::x\n");
    }

    #[test]
    fn the_last_annotation_that_is_shown_counts_those_that_are_not() {
        for (count, lines, tenth) in [(0, 0, None), (10, 10, Some("::warning::9")), (12, 13, Some("3 more"))]
        {
            let mut out = String::new();
            let all: Vec<usize> = (0..count).collect();
            commands(&mut out, Level::Warning, &all, "warnings", |out, number| {
                command(out, Level::Warning, &[], &number.to_string());
            });
            assert_eq!(out.lines().count(), lines);
            let shown = out.lines().nth(SHOWN - 1);
            assert!(tenth.is_none_or(|text| shown.is_some_and(|line| line.contains(text))), "{out}");
        }
    }
}
