//! Bulk requests (RFC 7644 §3.7).
//!
//! Each operation is a request of its own: it meets the same rules and is done in the same way. They are done in the
//! order in which they stand, but that a resource which an operation means by its `bulkId` is created first. Where
//! creations mean each other in a circle, the id of the one that comes last is set aside for it; if it is not created
//! in the end, those that have its id are taken back.

use super::bulk_operation::{Operation, resolved};
use super::perform::Done;
use super::respond::{refusal, with_body};
use super::{Change, StandIn, World};
use scimproof::diagnostic::{Answer, Diagnostic, Location};
use scimproof::json::{Parser, Span, Value as Json};
use scimproof::lint::Verdict;
use scimproof::message::endpoint::target;
use scimproof::message::{Method, Part, Request, Response};
use scimproof::schema::BULK_RESPONSE;
use scimproof::syntax::percent_encode;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// What became of a resource that an operation creates.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Creation {
    /// Its id is set aside for it.
    Awaited(String),
    Done(String),
    Failed,
}

/// A bulk request while it is done.
struct Job<'o> {
    operations: &'o [Operation],
    /// By `bulkId`, the operation that creates the resource.
    creators: BTreeMap<&'o str, usize>,
    creations: BTreeMap<&'o str, Creation>,
    /// What is answered of each operation that was done.
    results: Vec<Option<Value>>,
    errors: usize,
}

impl StandIn {
    pub(super) fn bulk(
        &mut self,
        request: &Request<'_>,
        world: &mut World<'_>,
        done: &mut Done,
    ) -> Response<'static> {
        let mut parser = Parser::new();
        let document = parser.parse(request.body.as_deref().unwrap_or_default()).ok();
        let root = document.as_ref().map(|document| document.root());
        let member = |name: &str| {
            let mut members = root.into_iter().flat_map(Json::members);
            members.find(|member| member.key().eq_ignore_ascii_case(name)).map(|member| member.value)
        };
        let operations = Operation::all(member("Operations"), self.linter.bulk_operations(request));
        // "the number of errors that the service provider will accept before the operation is terminated"
        let most = member("failOnErrors").and_then(|most| most.number()?.parse::<usize>().ok());
        let mut job = Job::of(&operations);
        for at in job.order() {
            if most.is_some_and(|most| job.errors >= most.max(1)) {
                break;
            }
            self.run(at, &mut job, request, world, done);
        }
        self.give_up_awaited(&mut job, request, world, done);
        let results: Vec<Value> = job.results.into_iter().flatten().collect();
        let body = json!({"schemas": [BULK_RESPONSE], "Operations": results});
        with_body(200, &self.profile.headers.response_media_type, &body)
    }

    /// Does an operation, and takes back what waited for it in vain.
    fn run(
        &mut self,
        at: usize,
        job: &mut Job<'_>,
        request: &Request<'_>,
        world: &mut World<'_>,
        done: &mut Done,
    ) {
        let operation = &job.operations[at];
        for name in &operation.means {
            job.set_aside(name, &mut || self.store.free_id((world.next_id)()));
        }
        let (response, created) = self.begin(at, job, request, world, done);
        if let Some(name) = job.name_of(at) {
            job.creations.insert(name, created.map_or(Creation::Failed, Creation::Done));
        }
        let is_error = response.status >= 400;
        job.errors += usize::from(is_error);
        let path = operation.path.as_deref().map(|path| job.resolved(path));
        job.results[at] = Some(self.result(operation, path.as_deref(), &response));
        if is_error && let Some(name) = job.name_of(at) {
            self.take_back(name, job, request, world, done);
        }
    }

    /// The answer to an operation, and the id of what it created.
    fn begin(
        &mut self,
        at: usize,
        job: &Job<'_>,
        request: &Request<'_>,
        world: &mut World<'_>,
        done: &mut Done,
    ) -> (Response<'static>, Option<String>) {
        let operation = &job.operations[at];
        if let Answer::Refuse(refused) = &operation.verdict.answer {
            return (refusal(&self.profile, request, refused, &operation.verdict.diagnostics), None);
        }
        let base = target(&request.target, self.profile.endpoint_names()).base.to_owned();
        let resolve = |name: &str| job.id_of(name);
        let inner = operation.request(&base, request, &resolve);
        let awaited = match operation.bulk_id.as_deref().and_then(|name| job.creations.get(name)) {
            Some(Creation::Awaited(id)) => Some(id.clone()),
            _ => None,
        };
        let taken: Vec<&String> = job.awaited().collect();
        let before = done.changes.len();
        let now = world.now;
        let mut next_id = || {
            awaited.clone().unwrap_or_else(|| {
                let mut id = (world.next_id)();
                while taken.contains(&&id) {
                    id.push('0');
                }
                id
            })
        };
        let (verdict, response) = self.answer(&inner, true, &mut World { now, next_id: &mut next_id }, done);
        done.of_operations.extend(verdict.diagnostics.into_iter().map(|found| found_in(at, found)));
        (response, Change::created(&done.changes[before..]).map(str::to_owned))
    }

    /// What is answered of an operation.
    fn result(&self, operation: &Operation, path: Option<&str>, response: &Response<'_>) -> Value {
        let is_error = response.status >= 400;
        let place = || {
            let path = path?.split(['?', '#']).next()?;
            // "for all operations except for failed POST operations"
            (operation.method != Method::Post)
                .then(|| format!("{}/{}", self.base, path.trim_start_matches('/')))
        };
        let members = [
            ("location", response.header("location").map(str::to_owned).or_else(place)),
            ("method", operation.method_name.clone()),
            ("bulkId", operation.bulk_id.clone()),
            ("version", response.header("etag").filter(|_| !is_error).map(str::to_owned)),
            ("status", Some(response.status.to_string())),
        ];
        let mut result: Map<String, Value> = Map::new();
        for (name, value) in members {
            if let Some(value) = value {
                result.insert(name.to_owned(), Value::String(value));
            }
        }
        if is_error {
            result.insert("response".to_owned(), serde_json::from_slice(&response.body).unwrap_or_default());
        }
        Value::Object(result)
    }

    /// Takes back the resources that mean one which was not created, and answers their operations anew.
    fn take_back(
        &mut self,
        name: &str,
        job: &mut Job<'_>,
        request: &Request<'_>,
        world: &mut World<'_>,
        done: &mut Done,
    ) {
        let mut lost = vec![name.to_owned()];
        while let Some(name) = lost.pop() {
            let means_it = |at: &usize| {
                let Operation { means, bulk_id, .. } = &job.operations[*at];
                let creation = bulk_id.as_deref().and_then(|own| job.creations.get(own));
                matches!(creation, Some(Creation::Done(_))) && means.contains(&name)
            };
            for at in (0..job.operations.len()).filter(means_it).collect::<Vec<_>>() {
                let Some(own) = job.name_of(at) else { continue };
                if let Some(Creation::Done(id)) = job.creations.insert(own, Creation::Failed)
                    && let Some(record) = self.store.record(&id).cloned()
                {
                    self.delete(&record, world, done);
                }
                // The rules say what is wrong with it now.
                let (response, _) = self.begin(at, job, request, world, done);
                job.errors += 1;
                let path = job.operations[at].path.as_deref().map(|path| job.resolved(path));
                job.results[at] = Some(self.result(&job.operations[at], path.as_deref(), &response));
                lost.push(own.to_owned());
            }
        }
    }

    /// Where the request ended early, what is awaited does not come.
    fn give_up_awaited(
        &mut self,
        job: &mut Job<'_>,
        request: &Request<'_>,
        world: &mut World<'_>,
        done: &mut Done,
    ) {
        let is_awaited = |creation: &Creation| matches!(creation, Creation::Awaited(_));
        let names: Vec<&str> = job
            .creations
            .iter()
            .filter(|(_, creation)| is_awaited(creation))
            .map(|(name, _)| *name)
            .collect();
        for name in names {
            job.creations.insert(name, Creation::Failed);
            self.take_back(name, job, request, world, done);
        }
    }
}

/// What was found in the request that an operation stands for, as found in the bulk request.
fn found_in(at: usize, mut found: Diagnostic) -> Diagnostic {
    let place = match (found.location.part, &found.location.pointer) {
        (Part::Body, Some(pointer)) => format!("/data{pointer}"),
        (Part::Target, _) => "/path".to_owned(),
        _ => String::new(),
    };
    let pointer = Some(format!("/Operations/{at}{place}"));
    found.location = Location { part: Part::Body, span: Span::default(), pointer };
    found
}

/// Adds what the rules say of operations to what they say of the bulk request, where that is not the same.
pub(super) fn add(of_operations: Vec<Diagnostic>, verdict: &mut Verdict) {
    for found in of_operations {
        let is_it =
            |known: &Diagnostic| known.rule == found.rule && known.location.pointer == found.location.pointer;
        if !verdict.diagnostics.iter().any(is_it) {
            verdict.diagnostics.push(found);
        }
    }
}

impl<'o> Job<'o> {
    fn of(operations: &'o [Operation]) -> Job<'o> {
        let creators = operations.iter().enumerate().filter(|(_, one)| one.method == Method::Post);
        Job {
            operations,
            creators: creators.filter_map(|(at, one)| Some((one.bulk_id.as_deref()?, at))).collect(),
            creations: BTreeMap::new(),
            results: vec![None; operations.len()],
            errors: 0,
        }
    }

    /// The operations in the order in which they are done: each after those that create what it means, as far as
    /// they do not mean it in turn.
    fn order(&self) -> Vec<usize> {
        let mut order = Vec::with_capacity(self.operations.len());
        let mut is_begun = vec![false; self.operations.len()];
        for first in 0..self.operations.len() {
            // An operation, and how many of those that it means were looked at.
            let mut open = vec![(first, 0)];
            while let Some((at, looked)) = open.pop() {
                if looked == 0 && std::mem::replace(&mut is_begun[at], true) {
                    continue;
                }
                match self.operations[at].means.get(looked) {
                    Some(name) => {
                        open.push((at, looked + 1));
                        open.extend(self.creators.get(name.as_str()).map(|creator| (*creator, 0)));
                    }
                    None => order.push(at),
                }
            }
        }
        order
    }

    /// The name of what the operation creates.
    fn name_of(&self, at: usize) -> Option<&'o str> {
        let name = self.operations[at].bulk_id.as_deref()?;
        (self.creators.get(name) == Some(&at)).then_some(name)
    }

    /// Sets an id aside for a resource that is meant before it is created.
    fn set_aside(&mut self, name: &str, next_id: &mut dyn FnMut() -> String) {
        if let Some((name, _)) = self.creators.get_key_value(name)
            && !self.creations.contains_key(name)
        {
            let mut id = next_id();
            while self.awaited().any(|taken| *taken == id) {
                id.push('0');
            }
            self.creations.insert(*name, Creation::Awaited(id));
        }
    }

    fn awaited(&self) -> impl Iterator<Item = &String> {
        self.creations.values().filter_map(|creation| match creation {
            Creation::Awaited(id) => Some(id),
            Creation::Done(_) | Creation::Failed => None,
        })
    }

    /// The id of the resource that is meant by a name.
    fn id_of(&self, name: &str) -> Option<&str> {
        match self.creations.get(name)? {
            Creation::Awaited(id) | Creation::Done(id) => Some(id),
            Creation::Failed => None,
        }
    }

    fn resolved(&self, path: &str) -> String {
        resolved(path, &|name| self.id_of(name), percent_encode)
    }
}
