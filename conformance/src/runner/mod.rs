//! Running suites: a machine that says what to send and is told what came back.
//!
//! The runner does no I/O, reads no clock and draws no random numbers. Whoever drives it asks [`Runner::next`], does
//! what it says and hands answers to [`Runner::give`]; so one runner serves HTTP, the stand-in in the same process, a
//! browser's `fetch` and a property test.
//!
//! It first asks the endpoint what it supports, then runs check after check. Everything it creates is journalled
//! before the request leaves, and deleted when its check is over; what could not be deleted is tried once more at
//! the end, and named when that fails too.

mod capabilities;
mod cause;
mod evaluate;
mod record;
mod running;
#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test's own input")]
mod tests;
mod transport;
pub(crate) mod valid;

pub use capabilities::{Capabilities, ResourceType};
pub use cause::Cause;
pub use record::{
    CheckRecord, Citation, Finding, Footer, Header, Record, RecordedExchange, RecordedResponse, SuiteHead,
    Verdict,
};
pub use transport::TransportError;

use crate::report::Redactor;
use crate::suite::{Check, Deviations, RequestTemplate, Suite, Variables};
use cause::Causes;
use evaluate::Answer;
use running::{Running, Sent};
use scimproof::message::{self, Method, Request, Response};
use scimproof::profile::Profile;
use std::borrow::Cow;
use std::collections::{BTreeMap, VecDeque};
use std::time::Duration;

/// Names a request until its answer is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SendId(u64);

/// What the driver is to do next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Next {
    /// Send this, below the endpoint's base URL, and give the answer.
    Send(SendId, Request<'static>),
    /// Nothing to do before an answer that is on its way is given.
    Await,
    /// Wait that long before asking again.
    Wait(Duration),
    /// Write this down before anything else, so that it outlives a crash.
    Journal(Entry),
    /// A record of the run's stream, ready for reports: secrets are taken out of it.
    Report(Box<Record>),
    /// The run is over.
    Done,
}

/// A line of the journal of what is created.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Entry {
    /// A request that may create something below this endpoint is about to be sent. What it creates carries the mark
    /// in its names.
    Creating {
        /// The endpoint, such as `/Users`.
        endpoint: String,
        /// A part of the names.
        mark: String,
    },
    /// It is there.
    Created {
        /// Where it is, below the base.
        target: String,
    },
    /// It is gone.
    Deleted {
        /// Where it was.
        target: String,
    },
}

/// What a run needs to know beside its suites.
#[derive(Debug, Clone, Default)]
pub struct RunOptions {
    /// The run's id: digits, different for every run against one endpoint. Names of what is created carry it.
    pub run: String,
    /// What is tested, for people.
    pub target: String,
    /// The endpoint's base URL, so that the locations it gives can be followed.
    pub base: Option<String>,
    /// The value of the `Authorization` header.
    pub authorization: Option<String>,
    /// Ids of checks, or beginnings of them, that alone are run; empty for all.
    pub only: Vec<String>,
    /// What the endpoint is known to do otherwise.
    pub deviations: Deviations,
    /// The profile by whose rules the refusals are explained; the RFC's when there is none.
    pub profile: Option<Profile>,
}

/// A run over suites. See the module's words.
#[derive(Debug)]
pub struct Runner {
    options: RunOptions,
    suites: Vec<Suite>,
    plan: VecDeque<Check>,
    planned: usize,
    fixtures: BTreeMap<String, BTreeMap<String, crate::suite::Fixture>>,
    redactor: Redactor,
    causes: Option<Causes>,
    oracle: valid::Oracle,
    outbox: VecDeque<Next>,
    phase: Phase,
    in_flight: Option<SendId>,
    last_id: u64,
    capabilities: Capabilities,
    /// What the run created and did not delete yet, oldest first.
    created: Vec<String>,
    /// What could not be deleted after its check.
    kept: Vec<String>,
    tally: Tally,
    unanswered: u32,
    stop: Option<String>,
    cancelled: bool,
}

#[derive(Debug, Default)]
struct Tally {
    verdicts: BTreeMap<&'static str, usize>,
    worst: Option<Verdict>,
    known: usize,
    ratchet: Vec<String>,
    requests: usize,
    seen: usize,
}

#[derive(Debug)]
enum Phase {
    /// Asks for what the endpoint supports; the number of the question.
    Discovering(Discovery),
    /// Between two checks.
    Between,
    /// In a check.
    Checking(Box<Running>),
    /// Deletes what the last check created.
    Tidying,
    /// Deletes, once more, what could not be deleted.
    Sweeping,
    /// The footer is out.
    Over,
}

#[derive(Debug, Default)]
struct Discovery {
    asked: usize,
    /// What the endpoint answered so far.
    answers: Vec<(u16, bool)>,
}

const QUESTIONS: [&str; 4] = ["/ServiceProviderConfig", "/ResourceTypes", "/Schemas", "/Users?count=1"];

/// After so many requests without an answer the run ends.
const PATIENCE: u32 = 3;

impl Runner {
    /// A run of all checks of the suites that the options do not leave out.
    pub fn new(suites: &[Suite], options: RunOptions) -> Runner {
        let chosen = |check: &&Check| {
            let matches = |only: &String| check.id == *only || check.id.starts_with(&format!("{only}/"));
            options.only.is_empty() || options.only.iter().any(matches)
        };
        let plan: VecDeque<Check> =
            suites.iter().flat_map(|suite| &suite.checks).filter(chosen).cloned().collect();
        let redactor = Redactor::new(options.authorization.clone());
        Runner {
            planned: plan.len(),
            plan,
            fixtures: suites.iter().map(|suite| (suite.name.clone(), suite.fixtures.clone())).collect(),
            suites: suites.to_vec(),
            redactor,
            causes: Causes::new(options.profile.as_ref()),
            oracle: valid::Oracle::new(),
            outbox: VecDeque::new(),
            phase: Phase::Discovering(Discovery::default()),
            in_flight: None,
            last_id: 0,
            capabilities: Capabilities::default(),
            created: Vec::new(),
            kept: Vec::new(),
            tally: Tally::default(),
            unanswered: 0,
            stop: None,
            cancelled: false,
            options,
        }
    }

    /// How many checks there are to run.
    pub fn planned(&self) -> usize {
        self.planned
    }

    /// What to do next.
    #[expect(
        clippy::should_implement_trait,
        reason = "a driver answers between two calls, an iterator's user does not"
    )]
    pub fn next(&mut self) -> Next {
        loop {
            if let Some(next) = self.outbox.pop_front() {
                return next;
            }
            if self.in_flight.is_some() {
                return Next::Await;
            }
            match &mut self.phase {
                Phase::Over => return Next::Done,
                Phase::Discovering(discovery) => {
                    let question = discovery.asked;
                    self.ask(question);
                }
                Phase::Between => self.begin(),
                Phase::Checking(_) => self.advance(),
                Phase::Tidying => self.tidy(),
                Phase::Sweeping => self.sweep(),
            }
        }
    }

    /// Takes what came of a request.
    pub fn give(&mut self, id: SendId, result: Result<Response<'static>, TransportError>) {
        if self.in_flight != Some(id) {
            return;
        }
        self.in_flight = None;
        self.unanswered = if result.is_ok() { 0 } else { self.unanswered + 1 };
        if let Err(error) = &result
            && (error.is_final() || self.unanswered >= PATIENCE)
            && self.stop.is_none()
        {
            self.stop = Some(format!("{}: {error}; {}", self.options.target, error.advice()));
        }
        match &self.phase {
            Phase::Discovering(_) => self.learn(result),
            Phase::Checking(_) => self.judge(result),
            Phase::Tidying | Phase::Sweeping => self.deleted(result),
            Phase::Between | Phase::Over => {}
        }
    }

    /// Ends the run: what is being checked is left, what was created is deleted, and the footer follows.
    pub fn cancel(&mut self) {
        self.cancelled = true;
        self.plan.clear();
    }

    fn is_ending(&self) -> bool {
        self.cancelled || self.stop.is_some()
    }

    fn send(&mut self, request: Request<'static>) {
        self.last_id += 1;
        self.tally.requests += 1;
        let id = SendId(self.last_id);
        self.in_flight = Some(id);
        self.outbox.push_back(Next::Send(id, request));
    }

    fn report(&mut self, mut record: Record) {
        if let (Record::Check(check), Some(causes)) = (&mut record, &self.causes) {
            causes.name(check);
        }
        self.redactor.record(&mut record);
        if let Record::Check(check) = &mut record {
            // After the secrets are out, so that no part of one stays behind at the cut.
            check.findings.iter_mut().for_each(|finding| shorten(&mut finding.found));
        }
        self.outbox.push_back(Next::Report(Box::new(record)));
    }

    fn request(&self, method: Method, target: String) -> Request<'static> {
        let mut headers = vec![
            header("Accept", "application/scim+json"),
            header("User-Agent", concat!("scimproof/", env!("CARGO_PKG_VERSION"))),
        ];
        if let Some(value) = &self.options.authorization {
            headers.push(header("Authorization", value));
        }
        Request { method, target: Cow::Owned(target), headers: Some(headers), body: None }
    }

    /// A step's request; `Err` names a variable that holds nothing.
    fn rendered(
        &self,
        template: &RequestTemplate,
        variables: &Variables,
    ) -> Result<Request<'static>, String> {
        let target = self.below_base(&template.target.target(variables)?);
        let mut request = self.request(template.method, target);
        let headers = request.headers.get_or_insert_default();
        if let Some(body) = &template.body {
            headers.push(header("Content-Type", "application/scim+json"));
            request.body = Some(Cow::Owned(body.body(variables)?.into_bytes()));
        }
        for (name, value) in &template.headers {
            headers.retain(|other| !other.name.eq_ignore_ascii_case(name));
            if let Some(value) = value {
                headers.push(header(name, &value.plain(variables)?));
            }
        }
        Ok(request)
    }

    /// A target that an endpoint gave, as one below its base, if it is that. Others stay as they are, and no driver
    /// sends credentials there.
    fn below_base(&self, target: &str) -> String {
        let Some(base) = &self.options.base else { return target.to_owned() };
        let base = base.trim_end_matches('/');
        match target.get(..base.len()) {
            Some(start) if start.eq_ignore_ascii_case(base) && target[base.len()..].starts_with('/') => {
                target[base.len()..].to_owned()
            }
            _ => target.to_owned(),
        }
    }

    fn ask(&mut self, question: usize) {
        let answered =
            |discovery: &Discovery| discovery.answers.iter().any(|(status, scim)| *scim && *status == 200);
        let Phase::Discovering(discovery) = &self.phase else { return };
        // The last question is only for endpoints that told nothing about themselves.
        if self.is_ending() || question == QUESTIONS.len() || (question == 3 && answered(discovery)) {
            self.open();
            return;
        }
        let request = self.request(Method::Get, QUESTIONS[question].to_owned());
        self.send(request);
    }

    fn learn(&mut self, result: Result<Response<'static>, TransportError>) {
        let Phase::Discovering(discovery) = &mut self.phase else { return };
        let question = discovery.asked;
        discovery.asked += 1;
        let Ok(response) = result else {
            // Nothing is known about an endpoint that does not answer its first question.
            if question == 0 && self.stop.is_none() {
                let error = result.expect_err("the answer is not there");
                self.stop = Some(format!("{}: {error}; {}", self.options.target, error.advice()));
            }
            return;
        };
        let answer = Answer::new(&response);
        discovery.answers.push((response.status, answer.json().is_some_and(serde_json::Value::is_object)));
        if let (200, Some(body)) = (response.status, answer.json()) {
            match question {
                0 => self.capabilities.read_config(body),
                1 => self.capabilities.read_resource_types(body),
                2 => self.capabilities.read_schemas(body),
                _ => {}
            }
        }
        if question + 1 == QUESTIONS.len() {
            self.stop = no_scim_here(&response, &answer).map(|why| format!("{}: {why}", self.options.target));
        }
    }

    /// The header, and into the first check.
    fn open(&mut self) {
        let ids = |suite: &Suite| SuiteHead {
            name: suite.name.clone(),
            title: suite.title.clone(),
            areas: suite.areas.iter().map(|area| (area.name.clone(), area.title.clone())).collect(),
        };
        let header = Header {
            version: 1,
            tool: concat!("scimproof ", env!("CARGO_PKG_VERSION")).to_owned(),
            run: self.options.run.clone(),
            target: self.options.target.clone(),
            suites: self.suites.iter().map(ids).collect(),
            checks: self.planned,
            features: self.capabilities.features.clone(),
            resource_types: self
                .capabilities
                .resource_types
                .iter()
                .flatten()
                .map(|resource_type| resource_type.name.clone())
                .collect(),
        };
        self.report(Record::Header(header));
        self.phase = Phase::Between;
    }

    /// The next check, or the end.
    fn begin(&mut self) {
        if self.is_ending() {
            self.plan.clear();
        }
        let Some(check) = self.plan.pop_front() else {
            self.created = std::mem::take(&mut self.kept);
            self.phase = Phase::Sweeping;
            return;
        };
        self.tally.seen += 1;
        let unique = format!("{}-{:02}", self.options.run, self.tally.seen);
        let has_credentials = self.options.authorization.is_some();
        let lacks = check.requires.iter().find_map(|need| self.capabilities.lacks(need, has_credentials));
        let rounds = match lacks {
            Some(reason) => Err(reason),
            None => self.capabilities.rounds(check.for_each),
        };
        let mut running = Running::new(check, &self.options.run, unique);
        match rounds {
            Ok(rounds) => running.plan(rounds),
            Err(reason) => running.set_aside(reason),
        }
        self.phase = Phase::Checking(Box::new(running));
    }

    /// The next step of a check, or its record.
    fn advance(&mut self) {
        let Phase::Checking(mut running) = std::mem::replace(&mut self.phase, Phase::Between) else { return };
        if self.cancelled {
            self.phase = Phase::Tidying;
            return;
        }
        if let Some(pause) = running.pause.take() {
            self.outbox.push_back(Next::Wait(pause));
            self.phase = Phase::Checking(running);
            return;
        }
        let fixtures = &self.fixtures[running.suite()];
        let Some((template, prepares)) = running.next_request(fixtures) else {
            let record = self.conclude(*running);
            self.report(Record::Check(Box::new(record)));
            self.phase = Phase::Tidying;
            return;
        };
        match self.rendered(&template, &running.variables) {
            Err(variable) => running.lacks(&variable),
            Ok(request) if request.target.starts_with("http") => running.points_elsewhere(&request.target),
            Ok(request) => {
                let creates = request.method == Method::Post && !request.path().ends_with("/.search");
                if creates {
                    let mark = running.variables["unique"].clone();
                    let endpoint = request.path().to_owned();
                    self.outbox.push_back(Next::Journal(Entry::Creating { endpoint, mark }));
                }
                running.sent = Some(Sent { request: request.clone(), prepares });
                self.send(request);
            }
        }
        self.phase = Phase::Checking(running);
    }

    fn judge(&mut self, result: Result<Response<'static>, TransportError>) {
        let Phase::Checking(running) = &mut self.phase else { return };
        let Some(sent) = running.sent.take() else { return };
        if let Ok(response) = &result {
            let path = sent.request.path().to_owned();
            let is_success = (200..300).contains(&response.status);
            match sent.request.method {
                Method::Post if is_success && !path.contains("/.search") => {
                    if let Some(target) = created_at(&path, response) {
                        self.created.push(target.clone());
                        self.outbox.push_back(Next::Journal(Entry::Created { target }));
                    }
                }
                // A PUT that creates is wrong, and leaves something behind all the same.
                Method::Put if response.status == 201 && !self.created.contains(&path) => {
                    self.created.push(path.clone());
                    self.outbox.push_back(Next::Journal(Entry::Created { target: path }));
                }
                Method::Delete if is_success => {
                    self.created.retain(|target| *target != path);
                    self.outbox.push_back(Next::Journal(Entry::Deleted { target: path }));
                }
                Method::Get | Method::Post | Method::Put | Method::Patch | Method::Delete | Method::Other => {
                }
            }
        }
        let fixtures = &self.fixtures[running.suite()];
        running.take(sent, result, fixtures, &self.oracle);
    }

    /// The record of a check that is over.
    fn conclude(&mut self, running: Running) -> CheckRecord {
        let mut record = running.record();
        if let Some(deviation) = self.options.deviations.by_check.get(&record.id) {
            if record.verdict == deviation.verdict {
                record.known = Some(deviation.evidence.clone());
                self.tally.known += 1;
            } else {
                self.tally.ratchet.push(format!(
                    "`{}` is listed as a known deviation with the verdict {}, and its verdict is {}: mend the list",
                    record.id,
                    deviation.verdict.name(),
                    record.verdict.name()
                ));
            }
        }
        *self.tally.verdicts.entry(record.verdict.name()).or_default() += 1;
        if record.known.is_none() {
            self.tally.worst = self.tally.worst.max(Some(record.verdict));
        }
        record
    }

    fn delete_next(&mut self) -> bool {
        let may_send = self.stop.is_none();
        let Some(target) = self.created.last().filter(|_| may_send).cloned() else { return false };
        let request = self.request(Method::Delete, target);
        self.send(request);
        true
    }

    fn tidy(&mut self) {
        if !self.delete_next() {
            self.kept.append(&mut self.created);
            self.phase = Phase::Between;
        }
    }

    fn sweep(&mut self) {
        if !self.delete_next() {
            self.kept.append(&mut self.created);
            self.close();
        }
    }

    fn deleted(&mut self, result: Result<Response<'static>, TransportError>) {
        let Some(target) = self.created.pop() else { return };
        match result {
            Ok(response) if (200..300).contains(&response.status) || matches!(response.status, 404 | 410) => {
                self.outbox.push_back(Next::Journal(Entry::Deleted { target }));
            }
            Ok(_) | Err(_) => self.kept.push(target),
        }
    }

    fn close(&mut self) {
        if self.stop.is_none() && !self.cancelled && self.options.only.is_empty() {
            for id in self.options.deviations.by_check.keys() {
                if !self.suites.iter().flat_map(|suite| &suite.checks).any(|check| check.id == *id) {
                    let said = format!(
                        "`{id}` is listed as a known deviation and is no check of this run: mend the list"
                    );
                    self.tally.ratchet.push(said);
                }
            }
        }
        let footer = Footer {
            verdicts: std::mem::take(&mut self.tally.verdicts),
            worst: self.tally.worst.unwrap_or(Verdict::Pass),
            known: self.tally.known,
            ratchet: std::mem::take(&mut self.tally.ratchet),
            requests: self.tally.requests,
            left: std::mem::take(&mut self.kept),
            stopped: self.stop.clone(),
            cancelled: self.cancelled,
        };
        self.report(Record::Footer(footer));
        self.phase = Phase::Over;
    }
}

fn header(name: &str, value: &str) -> message::Header<'static> {
    message::Header { name: Cow::Owned(name.to_owned()), value: Cow::Owned(value.to_owned()) }
}

/// Where a created resource is: its id below the endpoint it was created at.
fn created_at(path: &str, response: &Response<'_>) -> Option<String> {
    let body: Option<serde_json::Value> = serde_json::from_slice(&response.body).ok();
    let id = body.as_ref().and_then(|body| body["id"].as_str()).map(str::to_owned);
    let from_location =
        || Some(response.header("location")?.trim_end_matches('/').rsplit('/').next()?.to_owned());
    let id = id.or_else(from_location).filter(|id| !id.is_empty())?;
    let holder = [("id".to_owned(), id)].into();
    let template = crate::suite::Template::parse("/${id}").ok()?;
    Some(format!("{}{}", path.trim_end_matches('/'), template.target(&holder).ok()?))
}

/// Why nothing can be tested there, from the answer to a list of users; `None` when something can.
fn no_scim_here(response: &Response<'_>, answer: &Answer<'_>) -> Option<String> {
    match response.status {
        _ if evaluate::is_html(response) => Some(format!(
            "the endpoint answers with HTML pages (status {}), so this is no SCIM endpoint; give its base URL, the \
             part before `/Users`",
            response.status
        )),
        401 | 403 => Some(format!(
            "the endpoint answers every request with {}; name the variable that holds a valid token with `--token-env`",
            response.status
        )),
        status @ 500..=599 => {
            Some(format!("the endpoint answers every request with {status}; look into the service's own log"))
        }
        301..=399 => Some(format!(
            "the endpoint redirects to {}; give the URL it redirects to",
            response.header("location").unwrap_or("nowhere")
        )),
        status if answer.json().is_none() => Some(format!(
            "the endpoint answers discovery and `/Users` with {status} and no JSON, so this is no SCIM endpoint; give \
             its base URL, the part before `/Users`"
        )),
        _ => None,
    }
}

fn shorten(text: &mut String) {
    const MOST: usize = 200;
    if let Some((end, _)) = text.char_indices().nth(MOST) {
        text.truncate(end);
        text.push('…');
    }
}
