//! One check on its way: its variables, where it is, what it found so far.

use super::evaluate::Answer;
use super::record::{CheckRecord, Citation, Finding, RecordedExchange, RecordedResponse, Verdict};
use super::transport::TransportError;
use super::valid::Oracle;
use crate::suite::{
    Check, Exchange, Expectation, Fixture, Level, Literal, Predicate, Query, RequestTemplate, Step, Variables,
};
use scimproof::message::{Request, Response};
use scimproof::requirement::requirement;
use std::collections::{BTreeMap, VecDeque};
use std::time::Duration;

/// A request whose answer is awaited.
#[derive(Debug)]
pub(super) struct Sent {
    pub(super) request: Request<'static>,
    /// Whether it makes a fixture.
    pub(super) prepares: bool,
}

#[derive(Debug)]
pub(super) struct Running {
    check: Check,
    pub(super) variables: Variables,
    /// What is still to do; the first is what is being done. The variables are those of a new round.
    steps: VecDeque<(Step, Option<Variables>)>,
    /// How often the first step was sent.
    attempts: u32,
    pub(super) pause: Option<Duration>,
    pub(super) sent: Option<Sent>,
    exchanges: Vec<RecordedExchange>,
    findings: Vec<Finding>,
    held: usize,
    /// Why the check does not apply, or could not be carried through.
    reason: Option<(Verdict, String)>,
}

impl Running {
    pub(super) fn new(check: Check, run: &str, unique: String) -> Running {
        let variables = [("run".to_owned(), run.to_owned()), ("unique".to_owned(), unique)].into();
        Running {
            check,
            variables,
            steps: VecDeque::new(),
            attempts: 0,
            pause: None,
            sent: None,
            exchanges: Vec::new(),
            findings: Vec::new(),
            held: 0,
            reason: None,
        }
    }

    /// Repeats the check's steps for each round.
    pub(super) fn plan(&mut self, rounds: Vec<Variables>) {
        for round in rounds {
            let mut round = Some(round);
            self.steps.extend(self.check.steps.iter().cloned().map(|step| (step, round.take())));
        }
    }

    /// The check does not apply.
    pub(super) fn set_aside(&mut self, reason: String) {
        self.steps.clear();
        self.reason = Some((Verdict::Inapplicable, reason));
    }

    pub(super) fn suite(&self) -> &str {
        self.check.id.split('/').next().unwrap_or_default()
    }

    /// What is to be sent for the step that is on, and whether it only prepares.
    pub(super) fn next_request(
        &mut self,
        fixtures: &BTreeMap<String, Fixture>,
    ) -> Option<(RequestTemplate, bool)> {
        let (step, round) = self.steps.front_mut()?;
        if let Some(round) = round.take() {
            self.variables.extend(round);
        }
        Some(match step {
            Step::Use { fixture, instance } => {
                self.variables.insert("instance".to_owned(), instance.clone());
                (fixtures[fixture.as_str()].request.clone(), true)
            }
            Step::Send(exchange) => (exchange.request.clone(), false),
        })
    }

    /// The step that is on needs something that nothing gave. What was to give it has said so, if it was expected.
    pub(super) fn lacks(&mut self, variable: &str) {
        if let Some((instance, part)) = variable.split_once('.')
            && self.findings.is_empty()
        {
            self.set_aside(format!("it needs `{part}` of the `{instance}` it starts from, and the answer to its creation had none"));
        } else if self.findings.is_empty() {
            self.find(
                None,
                format!("`{variable}`"),
                "a value, which the next request needs".to_owned(),
                "nothing".to_owned(),
            );
        }
        self.steps.clear();
    }

    /// The endpoint gave a location that is not below its base URL, so it is not followed.
    pub(super) fn points_elsewhere(&mut self, target: &str) {
        let expected = "a URL below the base URL that the endpoint is tested at".to_owned();
        self.find(Some(Level::May), "location".to_owned(), expected, format!("`{target}`"));
        self.steps.clear();
    }

    fn find(&mut self, level: Option<Level>, place: String, expected: String, found: String) {
        let verdict = match (self.check.disputed.is_some(), level.unwrap_or(self.check.level)) {
            (_, Level::May) => Verdict::Note,
            (true, Level::Must | Level::Should) => Verdict::Disputed,
            (false, Level::Should) => Verdict::Warn,
            (false, Level::Must) => Verdict::Fail,
        };
        let exchange = self.exchanges.len().saturating_sub(1);
        self.findings.push(Finding { verdict, exchange, place, expected, found });
    }

    /// Takes what came of the request that was sent.
    pub(super) fn take(
        &mut self,
        sent: Sent,
        result: Result<Response<'static>, TransportError>,
        fixtures: &BTreeMap<String, Fixture>,
        oracle: &Oracle,
    ) {
        self.exchanges.push(recorded(&sent, &result));
        let Some((step, _)) = self.steps.front().cloned() else { return };
        let response = match result {
            Ok(response) => response,
            Err(error) => {
                let request = format!("{} {}", sent.request.method, sent.request.target);
                self.reason = Some((Verdict::Broken, format!("{request}: {error}; {}", error.advice())));
                self.steps.clear();
                return;
            }
        };
        let answer = Answer::new(&response);
        match step {
            Step::Use { fixture, instance } => {
                for capture in &fixtures[&fixture].captures {
                    if let Some(value) = answer.capture(capture) {
                        self.variables.insert(format!("{instance}.{}", capture.name), value);
                    }
                }
                self.steps.pop_front();
                if !(200..300).contains(&response.status) {
                    let said = answer.json().and_then(|body| body["detail"].as_str()).unwrap_or_default();
                    self.set_aside(format!(
                        "it starts from a `{fixture}`, and {} {} was answered with {} {said}",
                        sent.request.method, sent.request.target, response.status
                    ));
                }
            }
            Step::Send(exchange) => self.look(&exchange, &answer, &sent.request, oracle),
        }
    }

    fn look(&mut self, exchange: &Exchange, answer: &Answer<'_>, request: &Request<'_>, oracle: &Oracle) {
        for capture in &exchange.captures {
            match answer.capture(capture) {
                Some(value) => self.variables.insert(capture.name.clone(), value),
                None => self.variables.remove(&capture.name),
            };
        }
        let mut misses = Vec::new();
        let mut held = 0;
        for expectation in &exchange.expectations {
            let found = answer.misses(expectation, &self.variables, request, oracle);
            held += usize::from(found.is_empty());
            misses.extend(found);
        }
        self.attempts += 1;
        if let Some(until) = exchange.until
            && !misses.is_empty()
            && self.attempts < until.attempts
        {
            self.pause = Some(until.pause);
            return;
        }
        self.attempts = 0;
        self.held += held;
        self.steps.pop_front();
        let binds = |level: Option<Level>| level.unwrap_or(self.check.level) == Level::Must;
        let is_success = (200..300).contains(&answer.response.status);
        if exchange.expectations.iter().any(|expectation| expects_success(expectation) == Some(!is_success)) {
            // A success where a refusal is expected, or the other way round, is not compared any further: that
            // would say one thing many times.
            misses.retain(|miss| miss.place == "status");
        }
        let lost = misses.iter().position(|miss| miss.place == "status" && binds(miss.level));
        if let Some(status) = lost {
            // Once is enough.
            misses = vec![misses.swap_remove(status)];
        }
        for miss in misses {
            self.find(miss.level, miss.place, miss.expected, miss.found);
        }
        if lost.is_some() {
            // What follows a request that went another way says nothing; the other rounds do.
            while self.steps.front().is_some_and(|(_, round)| round.is_none()) {
                self.steps.pop_front();
            }
        }
    }

    /// The record of the check.
    pub(super) fn record(self) -> CheckRecord {
        let found = self.findings.iter().map(|finding| finding.verdict).max();
        let (verdict, reason) = match self.reason {
            // A failure that was seen before stays one.
            Some((verdict, reason)) => (found.map_or(verdict, |found| found.max(verdict)), Some(reason)),
            None => (found.unwrap_or(Verdict::Pass), None),
        };
        let cites = self.check.cites.iter().filter_map(|id| requirement(id)).map(|cited| Citation {
            id: cited.id.to_owned(),
            section: cited.section(),
            level: cited.level.to_string(),
            sentence: sentence(cited).to_owned(),
        });
        CheckRecord {
            id: self.check.id,
            title: self.check.title,
            verdict,
            reason,
            cites: cites.collect(),
            source: self.check.source,
            covers: self.check.covers,
            disputed: self.check.disputed.filter(|_| verdict == Verdict::Disputed),
            held: self.held,
            mend: (verdict >= Verdict::Note && verdict != Verdict::Broken).then_some(self.check.mend),
            findings: self.findings,
            known: None,
            exchanges: self.exchanges,
        }
    }
}

/// Whether an expectation of the status asks for a success; `None` when it does not say.
fn expects_success(expectation: &Expectation) -> Option<bool> {
    if expectation.query != Query::Status {
        return None;
    }
    let is_success = |literal: &Literal| match literal {
        Literal::Value(status) => status.as_u64().map(|status| status / 100 == 2),
        Literal::Text(_) => None,
    };
    match expectation.predicates.first()? {
        Predicate::Eq(status) => is_success(status),
        Predicate::Class(class) => Some(*class == 2),
        Predicate::OneOf(list) => {
            let first = is_success(list.first()?)?;
            list.iter().all(|status| is_success(status) == Some(first)).then_some(first)
        }
        _ => None,
    }
}

#[cfg(feature = "native")]
fn sentence(cited: &'static scimproof::requirement::Requirement) -> &'static str {
    cited.sentence
}

// The small build does without the RFCs' prose.
#[cfg(not(feature = "native"))]
fn sentence(_cited: &scimproof::requirement::Requirement) -> &'static str {
    ""
}

fn recorded(sent: &Sent, result: &Result<Response<'_>, TransportError>) -> RecordedExchange {
    let headers = |list: &[scimproof::message::Header<'_>]| {
        list.iter().map(|header| (header.name.to_string(), header.value.to_string())).collect()
    };
    RecordedExchange {
        prepares: sent.prepares,
        method: sent.request.method.name().to_owned(),
        target: sent.request.target.to_string(),
        headers: headers(sent.request.headers.as_deref().unwrap_or_default()),
        body: sent.request.body.as_ref().map(|body| String::from_utf8_lossy(body).into_owned()),
        response: result.as_ref().ok().map(|response| RecordedResponse {
            status: response.status,
            headers: headers(&response.headers),
            body: String::from_utf8_lossy(&response.body).into_owned(),
        }),
        error: result.as_ref().err().map(ToString::to_string),
        causes: None,
    }
}
