//! What a run says: a header, a record for every check, a footer. Every report is made of this stream.

use super::Cause;
use serde::Serialize;
use std::collections::BTreeMap;

/// What came of a check, from the best to the worst; a group is the worst of its members.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// Does not apply to this endpoint; the reason stands beside it.
    Inapplicable,
    /// Everything held.
    Pass,
    /// The endpoint does something that it may do and that is worth knowing.
    Note,
    /// The RFCs contradict themselves here, and the endpoint follows the other reading. Nobody is at fault.
    Disputed,
    /// A SHOULD does not hold.
    Warn,
    /// A MUST does not hold.
    Fail,
    /// The endpoint could not be reached, or spoke no HTTP.
    Broken,
}

impl Verdict {
    /// All of them, best first.
    pub const ALL: [Verdict; 7] = [
        Verdict::Inapplicable,
        Verdict::Pass,
        Verdict::Note,
        Verdict::Disputed,
        Verdict::Warn,
        Verdict::Fail,
        Verdict::Broken,
    ];

    /// The verdict's word.
    pub fn name(self) -> &'static str {
        match self {
            Verdict::Inapplicable => "inapplicable",
            Verdict::Pass => "pass",
            Verdict::Note => "note",
            Verdict::Disputed => "disputed",
            Verdict::Warn => "warn",
            Verdict::Fail => "fail",
            Verdict::Broken => "broken",
        }
    }

    /// The verdict of that word.
    pub fn named(word: &str) -> Option<Verdict> {
        Verdict::ALL.into_iter().find(|verdict| verdict.name() == word)
    }
}

/// One line of the stream.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Record {
    /// First: what is run against what.
    Header(Header),
    /// One check.
    Check(Box<CheckRecord>),
    /// Last: the sums. A stream without it was cut off.
    Footer(Footer),
}

/// What is run against what.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Header {
    /// The version of this form.
    pub version: u32,
    /// The program and its version.
    pub tool: String,
    /// The run's id; the names of all it creates carry it.
    pub run: String,
    /// What is tested: a URL, or the stand-in with its profile.
    pub target: String,
    /// The suites.
    pub suites: Vec<SuiteHead>,
    /// How many checks there will be.
    pub checks: usize,
    /// What the endpoint says it supports.
    pub features: BTreeMap<String, bool>,
    /// The resource types it lists.
    pub resource_types: Vec<String>,
}

/// A suite, without its checks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SuiteHead {
    /// Its name.
    pub name: String,
    /// What it holds the endpoint to.
    pub title: String,
    /// Names and titles of its areas, in order.
    pub areas: Vec<(String, String)>,
}

/// What came of one check.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CheckRecord {
    /// `suite/area/name`.
    pub id: String,
    /// What was expected, in one line.
    pub title: String,
    /// What came of it.
    pub verdict: Verdict,
    /// Why it does not apply, or could not be carried through.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The requirements behind it.
    pub cites: Vec<Citation>,
    /// Where it is written, for what no RFC says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// Rows of the inventory that it covers.
    pub covers: Vec<String>,
    /// Both readings, where the RFCs contradict themselves.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub disputed: Option<String>,
    /// How many expectations held.
    pub held: usize,
    /// Those that did not.
    pub findings: Vec<Finding>,
    /// What to change, when something did not hold.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mend: Option<String>,
    /// The evidence, where this verdict is a known deviation of the endpoint.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub known: Option<String>,
    /// What was sent and what came back.
    pub exchanges: Vec<RecordedExchange>,
}

/// A requirement as a report shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Citation {
    /// The requirement's id.
    pub id: String,
    /// Where it stands.
    pub section: String,
    /// How strongly it binds.
    pub level: String,
    /// The RFC's own sentence.
    pub sentence: String,
}

/// An expectation that did not hold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Finding {
    /// What it makes of the check.
    pub verdict: Verdict,
    /// The exchange it is about, as an index into the check's.
    pub exchange: usize,
    /// The place in the response: `status`, a header's name, a JSON Pointer.
    pub place: String,
    /// What is expected there.
    pub expected: String,
    /// What is there.
    pub found: String,
}

/// A request with its answer, as reports show them: without secrets.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct RecordedExchange {
    /// Whether it only prepares the check: a fixture.
    #[serde(skip_serializing_if = "is_false")]
    pub prepares: bool,
    /// The method.
    pub method: String,
    /// The target, below the endpoint's base.
    pub target: String,
    /// The request's headers.
    pub headers: Vec<(String, String)>,
    /// The request's body.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub body: Option<String>,
    /// What came back.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub response: Option<RecordedResponse>,
    /// Why nothing did.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    /// The malformations of a request that was refused for what it is; empty when no rule explains the refusal.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub causes: Option<Vec<Cause>>,
}

impl RecordedExchange {
    /// Whether the endpoint refused the request for what it is, and not for who asks or what is there already.
    pub fn is_refused_for_its_form(&self) -> bool {
        self.response.as_ref().is_some_and(|response| matches!(response.status, 400 | 413 | 415 | 422))
    }
}

fn is_false(value: &bool) -> bool {
    !value
}

/// An answer as reports show it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct RecordedResponse {
    /// The status code.
    pub status: u16,
    /// The headers.
    pub headers: Vec<(String, String)>,
    /// The body; bytes that are no UTF-8 are replaced.
    pub body: String,
}

/// The sums of a run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Footer {
    /// How many checks came to which verdict.
    pub verdicts: BTreeMap<&'static str, usize>,
    /// The worst verdict that is not a known deviation.
    pub worst: Verdict,
    /// How many verdicts are known deviations.
    pub known: usize,
    /// Deviations that the file lists and that are not there any more, and other contradictions of it.
    pub ratchet: Vec<String>,
    /// How many requests were sent.
    pub requests: usize,
    /// Targets of resources that could not be deleted again.
    pub left: Vec<String>,
    /// Why the run ended early: what was wrong and what to do.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stopped: Option<String>,
    /// Whether somebody ended it.
    pub cancelled: bool,
}
