//! What came of all predictions, counted, and each way in which one was wrong, once.

use super::Comparison;
use scimproof::diagnostic::Answer;
use scimproof::lint::Verdict;
use scimproof::message::endpoint::target;
use scimproof::message::{Endpoint, Request, Response};
use scimproof::profile::{Outcome, Profile};
use serde::Serialize;
use serde_json::Value;
use std::collections::BTreeMap;

/// How many findings are kept.
const KEPT: usize = 200;

/// What came of predictions so far.
#[derive(Debug, Default)]
pub struct Predictions {
    counts: BTreeMap<Comparison, usize>,
    findings: Vec<Finding>,
    left_out: usize,
}

/// What a profile says otherwise than the endpoint, or does not say.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Finding {
    /// How the answer differs from its prediction.
    pub comparison: Comparison,
    /// The method.
    pub method: &'static str,
    /// The endpoint below the base, such as `/Users/{id}`.
    pub endpoint: String,
    /// The rules by which a refusal was predicted, or of which the profile does not know what the endpoint makes.
    pub rules: Vec<&'static str>,
    /// The statuses that were predicted.
    pub predicted: Vec<u16>,
    /// How the predicted refusal is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub standing: Option<&'static str>,
    /// Where the predicted refusal is written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// The status that came.
    pub answered: u16,
    /// The `scimType` of the error that came.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scim_type: Option<String>,
    /// How often it was so.
    pub times: usize,
    /// The number of the first exchange that shows it.
    pub first: usize,
}

impl Predictions {
    /// Takes in what came of the prediction for the exchange of that number.
    pub fn hear(
        &mut self,
        number: usize,
        comparison: Comparison,
        profile: &Profile,
        request: &Request<'_>,
        predicted: &Verdict,
        response: &Response<'_>,
    ) {
        self.count(comparison);
        if matches!(comparison, Comparison::Agrees | Comparison::Aside | Comparison::Unanswered) {
            return;
        }
        let new = Finding::of(number, comparison, profile, request, predicted, response);
        if let Some(known) = self.findings.iter_mut().find(|known| known.is_of_one_kind_with(&new)) {
            known.times += 1;
        } else if self.findings.len() < KEPT {
            self.findings.push(new);
        } else {
            self.left_out += 1;
        }
    }

    /// Counts what has nothing to be kept.
    pub(crate) fn count(&mut self, comparison: Comparison) {
        *self.counts.entry(comparison).or_default() += 1;
    }

    /// What came of them.
    pub fn report(&self) -> PredictionReport {
        let mut findings = self.findings.clone();
        findings.sort_by_key(|finding| (finding.comparison, finding.first));
        PredictionReport { counts: self.counts.clone(), findings, left_out: self.left_out }
    }
}

impl Finding {
    fn of(
        number: usize,
        comparison: Comparison,
        profile: &Profile,
        request: &Request<'_>,
        predicted: &Verdict,
        response: &Response<'_>,
    ) -> Finding {
        let (rules, statuses, basis) = match &predicted.answer {
            Answer::Accept { statuses, .. } => (Vec::new(), statuses.to_vec(), None),
            Answer::Refuse(refusal) => {
                let basis = (refusal.standing.name(), refusal.source.to_string());
                (refusal.rules.clone(), vec![refusal.status], Some(basis))
            }
            Answer::Unknown => {
                let open = predicted.diagnostics.iter().filter(|one| one.basis.outcome == Outcome::Unknown);
                let mut rules: Vec<&str> = open.map(|one| one.rule).collect();
                rules.sort_unstable();
                rules.dedup();
                (rules, Vec::new(), None)
            }
        };
        let body: Option<Value> = serde_json::from_slice(&response.body).ok();
        let is_refused = response.status >= 400;
        let scim_type =
            body.filter(|_| is_refused).and_then(|body| Some(body["scimType"].as_str()?.to_owned()));
        let (standing, source) = basis.unzip();
        Finding {
            comparison,
            method: request.method.name(),
            endpoint: endpoint(request, profile),
            rules,
            predicted: statuses,
            standing,
            source,
            answered: response.status,
            scim_type,
            times: 1,
            first: number,
        }
    }

    fn is_of_one_kind_with(&self, other: &Finding) -> bool {
        *self == Finding { times: self.times, first: self.first, ..other.clone() }
    }

    /// How the answer differs, in a word.
    pub fn word(&self) -> &'static str {
        match self.comparison {
            Comparison::Accepted => "accepted",
            Comparison::Refused => "refused",
            Comparison::OtherStatus => "status",
            Comparison::NotPredicted => "unknown",
            Comparison::Agrees | Comparison::Aside | Comparison::Unanswered => "",
        }
    }

    /// How the profile knows what it predicts, and how often and where it was otherwise; in a sentence.
    pub fn basis(&self) -> String {
        let times = match self.times {
            1 => format!("request {}", self.first),
            times => format!("{times} times, first in request {}", self.first),
        };
        match self.standing.zip(self.source.as_deref()) {
            Some((standing, source)) => format!("{times}; the profile has it as {standing}: {source}"),
            None => times,
        }
    }

    /// The finding in one sentence, without its full stop.
    pub fn message(&self) -> String {
        let request = format!("{} {}", self.method, self.endpoint);
        let rules = self.rules.join("`, `");
        let predicted: Vec<String> = self.predicted.iter().map(ToString::to_string).collect();
        let predicted = predicted.join(" or ");
        let scim_type = self.scim_type.iter().map(|scim_type| format!(" {scim_type}"));
        let answered = format!("{}{}", self.answered, scim_type.collect::<String>());
        match self.comparison {
            Comparison::Accepted => format!(
                "`{request}` was to be refused with {predicted} by `{rules}`, and was accepted with {answered}"
            ),
            Comparison::Refused => {
                format!("`{request}` was to be accepted with {predicted}, and was refused with {answered}")
            }
            Comparison::OtherStatus if self.rules.is_empty() => {
                format!("`{request}` was to be accepted with {predicted}, and was accepted with {answered}")
            }
            Comparison::OtherStatus => format!(
                "`{request}` was to be refused with {predicted} by `{rules}`, and was refused with {answered}"
            ),
            Comparison::NotPredicted => format!(
                "what becomes of `{rules}` is not known; `{request}` was {} with {answered}",
                if self.answered < 400 { "accepted" } else { "refused" }
            ),
            Comparison::Agrees | Comparison::Aside | Comparison::Unanswered => {
                format!("`{request}` was answered with {answered}")
            }
        }
    }
}

/// What came of predictions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PredictionReport {
    /// How many answers came to what.
    pub counts: BTreeMap<Comparison, usize>,
    /// Where they differ from their predictions, or where there was none; each kind once.
    pub findings: Vec<Finding>,
    /// How many more there were than are kept.
    pub left_out: usize,
}

impl PredictionReport {
    /// The counts in a line: `12 as predicted, 1 otherwise`. What is none is left out.
    pub fn summary(&self) -> String {
        let otherwise = [Comparison::Accepted, Comparison::Refused, Comparison::OtherStatus];
        let counts = [
            (self.count(Comparison::Agrees), "as predicted"),
            (otherwise.into_iter().map(|one| self.count(one)).sum(), "otherwise"),
            (self.count(Comparison::NotPredicted), "not predicted"),
            (self.count(Comparison::Aside), "about something else"),
            (self.count(Comparison::Unanswered), "not of the endpoint"),
        ];
        let told = counts.iter().filter(|(count, _)| *count > 0);
        told.map(|(count, what)| format!("{count} {what}")).collect::<Vec<_>>().join(", ")
    }

    /// How many answers came to that.
    pub fn count(&self, comparison: Comparison) -> usize {
        self.counts.get(&comparison).copied().unwrap_or_default()
    }
}

/// What a request is on, without the id of a resource, which may say who somebody is.
fn endpoint(request: &Request<'_>, profile: &Profile) -> String {
    match target(&request.target, profile.endpoint_names()).endpoint {
        Endpoint::Collection(name) => format!("/{name}"),
        Endpoint::Resource { endpoint, .. } => format!("/{endpoint}/{{id}}"),
        Endpoint::Search(Some(name)) => format!("/{name}/.search"),
        Endpoint::Search(None) => "/.search".to_owned(),
        Endpoint::Me => "/Me".to_owned(),
        Endpoint::Bulk => "/Bulk".to_owned(),
        Endpoint::ServiceProviderConfig => "/ServiceProviderConfig".to_owned(),
        Endpoint::Schemas(one) => format!("/Schemas{}", if one.is_some() { "/{id}" } else { "" }),
        Endpoint::ResourceTypes(one) => format!("/ResourceTypes{}", if one.is_some() { "/{id}" } else { "" }),
        Endpoint::Root => "/".to_owned(),
        // A misspelling of an endpoint's name is no secret; what else is asked for may be.
        Endpoint::Unknown { segment, near: Some(_) } => format!("/{segment}"),
        Endpoint::Unknown { near: None, .. } => "(no endpoint)".to_owned(),
    }
}
