//! A predicted answer in plain words.

use crate::diagnostic::{Answer, Effect};
use crate::profile::{Profile, Standing};

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

/// How a fact is known, in words.
pub(super) fn how(standing: Standing) -> &'static str {
    match standing {
        Standing::Documented => "documented",
        Standing::Specified => "specified",
        Standing::Reported => "reported by people who saw it",
        Standing::Inferred => "inferred; not documented",
    }
}
