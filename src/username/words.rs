//! What a person reads about a step, a problem or an open question.

use std::fmt::{Display, Formatter, Result};

use super::{Outcome, Problem, StepKind, Unknown};

impl Display for StepKind {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        f.write_str(match self {
            StepKind::DomainRemoved => "the domain before the backslash goes",
            StepKind::AtRemoved => "`@` and what follows go",
            StepKind::GuestMarkRemoved => "the guest mark `#EXT#` and what follows go",
            StepKind::GuestDomainRemoved => "the guest's home domain after `_` goes",
            StepKind::CharactersReplaced => "each character that is no ASCII letter or digit becomes `-`",
            StepKind::ShortcodeAppended => "`_` and the enterprise's shortcode come behind it",
        })
    }
}

impl Display for Problem {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match self {
            Problem::Empty => f.write_str("nothing is left of it"),
            Problem::StartsWithDash => f.write_str("it starts with a dash"),
            Problem::EndsWithDash => f.write_str("it ends with a dash"),
            Problem::DoubleDash => f.write_str("it has two dashes in a row"),
            Problem::TooLong { length, limit } => {
                write!(f, "it has {length} characters, and {limit} are allowed")
            }
        }
    }
}

impl Display for Unknown {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match self {
            Unknown::NonAsciiLetter { character } => write!(
                f,
                "GitHub does not say what becomes of `{character}`: it may be kept, replaced or transliterated"
            ),
            Unknown::OneBackslash => f.write_str(
                "GitHub documents two backslashes between domain and name; whether one separates them is not said",
            ),
            Unknown::SeveralBackslashes => {
                f.write_str("GitHub does not say which of several backslashes ends the domain")
            }
            Unknown::AtBeforeBackslash => {
                f.write_str("GitHub does not say whether the backslash or the `@` is looked at first")
            }
            Unknown::SeveralAts => f.write_str("GitHub does not say whether the first or the last `@` counts"),
            Unknown::SeveralUnderscores => {
                f.write_str("GitHub does not say which of several underscores begins a guest's home domain")
            }
            Unknown::ShortcodeUnset { too_long_from } => {
                write!(f, "it is too long if the enterprise's shortcode has {too_long_from} characters or more")
            }
            Unknown::OneCharacter => {
                f.write_str("GitHub does not say whether a name of one character is accepted")
            }
            Unknown::OnlyDigits => f.write_str("GitHub does not say whether a name of digits alone is accepted"),
        }
    }
}

impl Display for Outcome {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        f.write_str(match self {
            Outcome::Accepted => "accepted",
            Outcome::Refused => "refused",
            Outcome::Unknown => "unknown",
        })
    }
}
