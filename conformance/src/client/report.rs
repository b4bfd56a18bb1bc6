//! What there is to say of a client, as data: version 1 of the JSON form.

use scimproof::lint::session::Finding;
use serde::Serialize;

/// What came of watching a client. Of the JSON form members are only ever added.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ClientReport {
    /// The version of the form: 1.
    pub version: u32,
    /// The profile's name.
    pub profile: String,
    /// The profile's name in prose.
    pub title: String,
    /// How many exchanges there were.
    pub exchanges: usize,
    /// How many requests were refused, with a 4xx.
    pub refused: usize,
    /// What is expected of a client, and what came of it.
    pub behaviours: Vec<Held>,
    /// The requests with something wrong, the oldest first.
    pub requests: Vec<Noticed>,
    /// How many older ones are not in `requests` any more.
    pub left_out: usize,
    /// What only the series shows.
    pub series: Vec<InSeries>,
    /// What the session leaves out.
    pub notices: Vec<String>,
    /// The newest exchanges, the newest first.
    pub recent: Vec<Seen>,
}

/// An exchange in one line.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Seen {
    /// Its number; the first has 1.
    pub number: usize,
    /// The method.
    pub method: &'static str,
    /// The target, without secrets.
    pub target: String,
    /// The status; none where nothing was answered.
    pub status: Option<u16>,
}

/// A request with something wrong.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Noticed {
    /// The exchange.
    #[serde(flatten)]
    pub seen: Seen,
    /// What is wrong.
    pub findings: Vec<Found>,
}

/// What a rule found in a request.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Found {
    /// The rule's name.
    pub rule: &'static str,
    /// How much it matters.
    pub severity: &'static str,
    /// The JSON Pointer, or the part of the request.
    pub place: String,
    /// What is wrong, in one sentence.
    pub message: String,
    /// What to send instead.
    pub help: Option<String>,
}

/// What a rule found in the series.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct InSeries {
    /// The rule's name.
    pub rule: &'static str,
    /// How much it matters.
    pub severity: &'static str,
    /// The numbers of the exchanges that it is about.
    pub exchanges: Vec<usize>,
    /// What is wrong, in one sentence.
    pub message: String,
    /// What to do instead.
    pub help: Option<String>,
}

impl InSeries {
    /// The exchanges in words: `request 3`, `requests 3, 5`.
    pub fn requests(&self) -> String {
        let numbers: Vec<String> = self.exchanges.iter().map(ToString::to_string).collect();
        format!("request{} {}", if numbers.len() == 1 { "" } else { "s" }, numbers.join(", "))
    }

    pub(super) fn of(finding: &Finding) -> InSeries {
        InSeries {
            rule: finding.rule,
            severity: finding.severity.name(),
            exchanges: finding.exchanges().into_iter().map(|exchange| exchange + 1).collect(),
            message: finding.message.clone(),
            help: finding.help.clone(),
        }
    }
}

/// What came of an expected behaviour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// There were occasions, and it never was otherwise.
    Kept,
    /// It was otherwise at least once.
    Broken,
    /// Nothing was sent that could show it.
    NoOccasion,
    /// What would have to be known is not.
    Unknown,
}

/// An expected behaviour with what came of it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Held {
    /// The behaviour's name.
    pub name: &'static str,
    /// What a client is expected to do.
    pub title: &'static str,
    /// Why, and where that is written.
    pub source: &'static str,
    /// What came of it.
    pub outcome: Outcome,
    /// How many exchanges could show it.
    pub occasions: usize,
    /// How often it was otherwise.
    pub times: usize,
    /// The first of those.
    pub broken: Vec<Broken>,
}

/// Where an expected behaviour was broken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Broken {
    /// The number of the exchange.
    pub exchange: usize,
    /// What happened, in one sentence.
    pub message: String,
}
