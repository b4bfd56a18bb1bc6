//! A fault as a user names it: `late`, or `late=3s`.

use super::{Fault, Unit, all, named};
use scimproof::words;
use std::str::FromStr;
use thiserror::Error;

/// A fault, and the number that holds for it.
#[derive(Debug, Clone, Copy)]
pub struct Chosen {
    /// The fault.
    pub fault: &'static Fault,
    /// Its number; 0 for a fault that takes none.
    pub number: u64,
}

/// Why a text names no fault.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ChoiceError {
    /// No fault has the name.
    #[error("there is no fault `{name}`; {}", suggestion(.close))]
    Unknown {
        /// The name.
        name: String,
        /// The name that was probably meant, or those that share words with it.
        close: Vec<&'static str>,
    },
    /// The fault takes no number.
    #[error("`{name}` takes no number; write `--fault {name}`")]
    NoNumber {
        /// The fault's name.
        name: &'static str,
    },
    /// The text is not a number of the fault's kind.
    #[error("`{text}` is no number for `{name}`; write `--fault {name}={}`", match .unit {
        Unit::Milliseconds => "3s` or `250ms",
        Unit::Requests => "3",
    })]
    Number {
        /// The fault's name.
        name: &'static str,
        /// What was written.
        text: String,
        /// What the fault counts.
        unit: Unit,
    },
}

impl From<&'static Fault> for Chosen {
    fn from(fault: &'static Fault) -> Chosen {
        Chosen { fault, number: fault.number.map_or(0, |number| number.otherwise) }
    }
}

impl FromStr for Chosen {
    type Err = ChoiceError;

    fn from_str(text: &str) -> Result<Chosen, ChoiceError> {
        let (name, written) = match text.split_once('=') {
            Some((name, number)) => (name.trim(), Some(number.trim())),
            None => (text.trim(), None),
        };
        let unknown = || ChoiceError::Unknown { name: name.to_owned(), close: close(name) };
        let fault = named(name).ok_or_else(unknown)?;
        let Some(written) = written else { return Ok(Chosen::from(fault)) };
        let number = fault.number.ok_or(ChoiceError::NoNumber { name: fault.name })?;
        let read = match number.unit {
            Unit::Requests => written.parse().ok().filter(|requests| *requests > 0),
            Unit::Milliseconds => milliseconds(written),
        };
        match read {
            Some(number) => Ok(Chosen { fault, number }),
            None => {
                Err(ChoiceError::Number { name: fault.name, text: written.to_owned(), unit: number.unit })
            }
        }
    }
}

/// The fault whose name was probably meant, else a few of those that share most words with it.
fn close(name: &str) -> Vec<&'static str> {
    if let Some(meant) = words::meant(name, all().map(|fault| fault.name)) {
        return vec![meant];
    }
    let words: Vec<&str> = name.split('-').filter(|word| word.len() > 2).collect();
    let shared = |fault: &Fault| fault.name.split('-').filter(|word| words.contains(word)).count();
    let most = all().map(shared).max().unwrap_or_default();
    all().filter(|fault| most > 0 && shared(fault) == most).map(|fault| fault.name).take(5).collect()
}

fn suggestion(close: &[&str]) -> String {
    match close {
        [] => "`scimproof faults` lists them".to_owned(),
        [one] => format!("did you mean `{one}`?"),
        several => format!("there are `{}`", several.join("`, `")),
    }
}

fn milliseconds(text: &str) -> Option<u64> {
    if let Some(milliseconds) = text.strip_suffix("ms") {
        return milliseconds.parse().ok();
    }
    text.strip_suffix('s')?.parse::<u64>().ok()?.checked_mul(1_000)
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail by panic")]
mod tests {
    use super::*;

    #[test]
    fn a_fault_is_chosen_by_name_and_number() {
        for (text, name, number) in [
            ("late", "late", 2_000),
            ("late=3s", "late", 3_000),
            (" late = 250ms ", "late", 250),
            ("connection-dropped=7", "connection-dropped", 7),
            ("filter-not-ignored", "filter-not-ignored", 0),
        ] {
            let chosen: Chosen = text.parse().unwrap();
            assert_eq!((chosen.fault.name, chosen.number), (name, number), "{text}");
        }
    }

    #[test]
    fn what_names_none_is_told_with_what_to_write() {
        for (text, told) in [
            ("lat", "there is no fault `lat`; did you mean `late`?"),
            (
                "filter-not-ignore",
                "there is no fault `filter-not-ignore`; did you mean `filter-not-ignored`?",
            ),
            ("nonsense", "there is no fault `nonsense`; `scimproof faults` lists them"),
            (
                "late-and-dropped",
                "there is no fault `late-and-dropped`; there are `late`, `late-writes`, `late-lists`, `connection-dropped`, `answer-dropped`",
            ),
            ("late=soon", "`soon` is no number for `late`; write `--fault late=3s` or `250ms`"),
            (
                "late=99999999999999999999s",
                "`99999999999999999999s` is no number for `late`; write `--fault late=3s` or `250ms`",
            ),
            (
                "connection-dropped=0",
                "`0` is no number for `connection-dropped`; write `--fault connection-dropped=3`",
            ),
            (
                "filter-not-ignored=1",
                "`filter-not-ignored` takes no number; write `--fault filter-not-ignored`",
            ),
        ] {
            assert_eq!(text.parse::<Chosen>().unwrap_err().to_string(), told);
        }
    }
}
