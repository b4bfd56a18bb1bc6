//! A predicted answer, and what is known of a malformation, in plain words.

use crate::diagnostic::{Answer, Basis, Diagnostic, Effect, Habit};
use crate::profile::{Outcome, Profile, Standing};

/// The answer as a sentence, such as "GitHub answers 400 invalidSyntax (specified)".
pub fn sentence(answer: &Answer, profile: &Profile) -> String {
    let subject = &profile.subject;
    match answer {
        Answer::Accept { statuses, effect } => {
            let statuses: Vec<String> = statuses.iter().map(u16::to_string).collect();
            let statuses = statuses.join(" or ");
            match effect {
                Effect::Applied => format!("{subject} answers {statuses}"),
                Effect::Partial => {
                    format!("{subject} answers {statuses}, and part of the request has no effect")
                }
                Effect::Ignored => format!("{subject} answers {statuses}, and the request has no effect"),
            }
        }
        Answer::Refuse(refusal) => {
            let kind = refusal.scim_type.as_ref().map(|kind| format!(" {kind}")).unwrap_or_default();
            format!("{subject} answers {}{kind} ({})", refusal.status, how(refusal.standing))
        }
        Answer::Unknown => format!("nobody has said how {subject} answers this"),
    }
}

/// What the endpoint makes of a malformation and how that is known, such as "GitHub refuses it
/// (documented in …)".
pub fn known(basis: &Basis, profile: &Profile) -> String {
    let subject = &*profile.subject;
    let what = match basis.outcome {
        Outcome::Refuse => " refuses it",
        Outcome::Accept | Outcome::Silent => " takes it",
        Outcome::Partial => " takes it, and part of it has no effect",
        Outcome::Ignore => " takes it, and it has no effect",
        Outcome::Corrupt => " takes it, and is left in a state that nobody meant",
        Outcome::Unknown => return ["nobody has said what ", subject, " makes of it"].concat(),
    };
    with_standing(subject, what, basis)
}

/// The same for what is found in an answer, such as "GitHub does not answer so (specified by …)".
pub fn known_of_answer(basis: &Basis, profile: &Profile) -> String {
    let subject = &*profile.subject;
    let what = match basis.outcome {
        Outcome::Refuse | Outcome::Corrupt => " does not answer so",
        Outcome::Accept | Outcome::Silent => " may answer so",
        Outcome::Partial | Outcome::Ignore => " may answer so, and part of it is not read",
        Outcome::Unknown => return ["nobody has said whether ", subject, " answers so"].concat(),
    };
    with_standing(subject, what, basis)
}

/// What is known of a finding, in its request or its answer.
pub fn known_of(diagnostic: &Diagnostic, profile: &Profile) -> String {
    if diagnostic.location.part.is_of_response() {
        known_of_answer(&diagnostic.basis, profile)
    } else {
        known(&diagnostic.basis, profile)
    }
}

fn with_standing(subject: &str, what: &str, basis: &Basis) -> String {
    match basis.standing {
        Some(standing) => [subject, what, " (", lead(standing, &basis.source), &basis.source, ")"].concat(),
        None => [subject, what].concat(),
    }
}

/// That a client is known to send what was found, and how that is known.
pub fn habitual(habit: &Habit) -> String {
    let how = told(habit.standing, &habit.source);
    format!("{} is known to send this; a provider must tolerate it ({how})", habit.client)
}

/// How a fact is known and by whom, such as "specified by RFC 7644 §3.12".
pub fn told(standing: Standing, source: &str) -> String {
    [lead(standing, source), source].concat()
}

/// What stands before a source, if there is one.
fn lead(standing: Standing, source: &str) -> &'static str {
    match standing {
        _ if source.is_empty() => how(standing),
        Standing::Documented => "documented in ",
        Standing::Specified => "specified by ",
        Standing::Reported => "reported by ",
        Standing::Inferred => "inferred; not documented: ",
    }
}

/// How a fact is known, in words.
fn how(standing: Standing) -> &'static str {
    match standing {
        Standing::Documented => "documented",
        Standing::Specified => "specified",
        Standing::Reported => "reported by people who saw it",
        Standing::Inferred => "inferred; not documented",
    }
}
