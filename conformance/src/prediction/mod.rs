//! What the linter predicts beside what an endpoint answers.
//!
//! Each answer is compared with its prediction; where they differ, that is a finding about the profile, not about the
//! client. An answer counts only where it is about the request: who asks, how often, and what is there already decide
//! much that nobody could foresee from the request and what was seen before. What the profile does not know is told
//! apart and never counts as agreement.

mod conceivable;
mod report;
#[cfg(test)]
mod tests;

pub use report::{Finding, PredictionReport, Predictions};

use scimproof::diagnostic::Answer;
use scimproof::lint::Linter;
use scimproof::message::Request;
use serde::Serialize;

/// What came of a prediction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Comparison {
    /// The answer is as predicted.
    Agrees,
    /// A refusal was predicted, and the request was accepted.
    Accepted,
    /// Acceptance was predicted, and the request was refused.
    Refused,
    /// Accepted or refused as predicted, with another status.
    OtherStatus,
    /// The profile does not know what becomes of such a request.
    NotPredicted,
    /// The answer is about something else: who asks, how often, what is there already, or trouble of the service.
    Aside,
    /// There is none: the endpoint was not asked, or could not be reached.
    Unanswered,
}

/// Compares an answer's status with what was predicted for the request.
pub fn compare(linter: &Linter, request: &Request<'_>, predicted: &Answer, status: u16) -> Comparison {
    let is_success = (200..300).contains(&status);
    let is_aside = || !(is_success || is_about_the_request(status));
    match predicted {
        Answer::Unknown if is_aside() => Comparison::Aside,
        Answer::Unknown => Comparison::NotPredicted,
        Answer::Accept { statuses, .. } if statuses.contains(&status) => Comparison::Agrees,
        Answer::Refuse(refusal) if refusal.status == status => Comparison::Agrees,
        Answer::Accept { .. } if is_success => Comparison::OtherStatus,
        Answer::Refuse(_) if is_success => Comparison::Accepted,
        // A service that breaks on a malformed request answers with 500.
        Answer::Refuse(_) if status == 500 => Comparison::OtherStatus,
        Answer::Accept { .. } | Answer::Refuse(_) if is_aside() => Comparison::Aside,
        Answer::Accept { .. } | Answer::Refuse(_) if conceivable::refuses(linter, request, status) => {
            Comparison::Aside
        }
        Answer::Accept { .. } => Comparison::Refused,
        Answer::Refuse(_) => Comparison::OtherStatus,
    }
}

/// Whether a status that is none of success says something of the request itself, and not of who asks, how often, or of
/// the service's trouble.
fn is_about_the_request(status: u16) -> bool {
    match status {
        401 | 403 | 407 | 408 | 425 | 429 => false,
        400..=499 | 501 => true,
        _ => false,
    }
}
