//! A request on its way through the faults, to the stand-in and back.

use super::Chosen;
use super::answer::{Answer, edited};
use super::asked::{Asked, On};
use super::difference::Difference;
use crate::standin::{Action, Change, Reply, StandIn, World, respond};
use scimproof::diagnostic;
use scimproof::lint::Linter;
use scimproof::message::{Header, Method, Request, Response};
use scimproof::patch::Dialect;
use scimproof::profile::{Operation, Profile};
use serde_json::{Map, Value};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

/// What a fault remembers from one request to the next.
#[derive(Default)]
pub(super) struct Memory {
    /// How many requests it has counted.
    pub(super) count: u64,
    /// What it keeps, by what it is about.
    pub(super) kept: BTreeMap<String, Value>,
    /// Its own facts, and those that they were made from.
    facts: Option<(Arc<Profile>, Facts)>,
}

/// What a stand-in goes by.
struct Facts {
    profile: Arc<Profile>,
    linter: Linter,
    dialect: Dialect,
}

impl Facts {
    fn new(profile: Profile) -> Facts {
        Facts { linter: Linter::new(&profile), dialect: profile.dialect(), profile: Arc::new(profile) }
    }

    fn swap(&mut self, stand_in: &mut StandIn) {
        std::mem::swap(&mut self.profile, &mut stand_in.profile);
        std::mem::swap(&mut self.linter, &mut stand_in.linter);
        std::mem::swap(&mut self.dialect, &mut stand_in.dialect);
    }
}

/// Does what a stand-in with faults would do with the request. What the rules say is of the request as it was sent, not as
/// a fault makes it.
pub(in crate::standin) fn handle(
    stand_in: &mut StandIn,
    request: &Request<'_>,
    world: &mut World<'_>,
) -> Reply {
    let faults = Arc::clone(&stand_in.faults.chosen);
    let sent = stand_in.judged(request, world.now);
    let reply = through(stand_in, &faults, 0, owned(request), world);
    Reply { verdict: sent.unwrap_or(reply.verdict), ..reply }
}

/// What the faults store in place of that.
pub(in crate::standin) fn stored(
    stand_in: &StandIn,
    operation: Operation,
    old: Option<&Map<String, Value>>,
    mut new: Map<String, Value>,
) -> Map<String, Value> {
    let on = match operation {
        Operation::Create => On::Create,
        Operation::Replace => On::Replace,
        Operation::Patch => On::Patch,
        Operation::Read | Operation::List | Operation::Delete => return new,
    };
    for chosen in &*stand_in.faults.chosen {
        if let Difference::Stores(edit) = chosen.fault.difference {
            edit(on, old, &mut new);
        }
    }
    new
}

fn through(
    stand_in: &mut StandIn,
    faults: &[Chosen],
    at: usize,
    request: Request<'static>,
    world: &mut World<'_>,
) -> Reply {
    let Some(chosen) = faults.get(at) else { return stand_in.faultless(&request, world) };
    let asked = Asked::new(request, &stand_in.profile);
    let mut turn = Turn { asked, number: chosen.number, stand_in, world, faults, at, changes: Vec::new() };
    let mut reply = chosen.fault.difference.make(&mut turn);
    reply.changes.append(&mut turn.changes);
    reply
}

/// A request at a fault.
pub(super) struct Turn<'t, 'w> {
    pub(super) asked: Asked,
    /// The number that is set for the fault.
    pub(super) number: u64,
    stand_in: &'t mut StandIn,
    world: &'t mut World<'w>,
    faults: &'t [Chosen],
    at: usize,
    /// What requests of the fault's own changed.
    changes: Vec<Change>,
}

impl Turn<'_, '_> {
    /// What becomes of the request as it is now.
    pub(super) fn go_on(&mut self) -> Reply {
        through(self.stand_in, self.faults, self.at + 1, self.asked.request.clone(), self.world)
    }

    /// The same where time and ids are others.
    pub(super) fn go_on_in(&mut self, world: &mut World<'_>) -> Reply {
        through(self.stand_in, self.faults, self.at + 1, self.asked.request.clone(), world)
    }

    /// The same by other facts.
    pub(super) fn by(&mut self, edit: &dyn Fn(&mut Profile)) -> Reply {
        let base = Arc::clone(&self.stand_in.profile);
        let mut own = match self.memory().facts.take() {
            Some((of, facts)) if Arc::ptr_eq(&of, &base) => facts,
            _ => {
                let mut profile = Profile::clone(&base);
                edit(&mut profile);
                Facts::new(profile)
            }
        };
        own.swap(self.stand_in);
        let reply = self.go_on();
        own.swap(self.stand_in);
        self.memory().facts = Some((base, own));
        reply
    }

    /// A request of the fault's own, past all faults, by the same caller at the same time.
    pub(super) fn ask(&mut self, method: Method, path: &str, body: Option<&Value>) -> Response<'static> {
        let request = Request {
            method,
            target: Cow::Owned(format!("{}{path}", self.asked.base)),
            headers: self.asked.request.headers.clone(),
            body: body.map(|body| Cow::Owned(body.to_string().into_bytes())),
        };
        let reply = self.stand_in.faultless(&request, self.world);
        self.changes.extend(reply.changes);
        match reply.action {
            Action::Respond(response) => response,
            Action::Drop => respond::empty(500),
        }
    }

    /// The resource at a path such as `/Users/id1`, as it is now.
    pub(super) fn resource(&mut self, path: &str) -> Option<Value> {
        let response = self.ask(Method::Get, path, None);
        serde_json::from_slice(&response.body).ok().filter(|_| response.status == 200)
    }

    /// The path of the resource that the request is on.
    pub(super) fn path(&self) -> String {
        format!("/{}/{}", self.asked.endpoint, scimproof::syntax::percent_encode(&self.asked.id))
    }

    /// What becomes of the request; where it is of that kind, the answer is changed with the resource that it is on, as
    /// that was before.
    pub(super) fn with_before(&mut self, on: On, edit: impl FnOnce(&mut Answer, Value)) -> Reply {
        let path = self.path();
        let before = if self.asked.on == on { self.resource(&path) } else { None };
        let mut reply = self.go_on();
        if let Some(before) = before {
            edited(&mut reply, |answer| edit(answer, before));
        }
        reply
    }

    /// A refusal that nobody looked at the request for.
    pub(super) fn refuse(&self, status: u16, scim_type: Option<&str>, detail: &str) -> Reply {
        self.answer(respond::error(&self.stand_in.profile, status, scim_type, detail))
    }

    /// An answer that nobody looked at the request for.
    pub(super) fn answer(&self, response: Response<'static>) -> Reply {
        let verdict = self.stand_in.linter.lint(&self.asked.request, &self.stand_in.view(self.world.now));
        Reply { verdict, ..Reply::unjudged(response) }
    }

    /// Success where rules refuse: nothing is done, and the resource is shown as it is.
    pub(super) fn pretending(&mut self, rules: &[&str]) -> Reply {
        let mut reply = self.go_on();
        if let diagnostic::Answer::Refuse(refusal) = &reply.verdict.answer
            && refusal.rules.iter().any(|rule| rules.contains(rule))
        {
            let path = self.path();
            reply.action = Action::Respond(self.ask(Method::Get, &path, None));
        }
        reply
    }

    /// The same where some operations of a PATCH are to have no effect.
    pub(super) fn without(&mut self, is_ignored: fn(&Value) -> bool) -> Reply {
        let mut left = usize::MAX;
        self.asked.edit_operations(|operations| {
            operations.retain(|operation| !is_ignored(operation));
            left = operations.len();
        });
        if left > 0 {
            return self.go_on();
        }
        let path = self.path();
        let shown = self.ask(Method::Get, &path, None);
        self.answer(shown)
    }

    /// Undoes what the request did to the resource it is on.
    pub(super) fn keeping_the_old(&mut self) -> Reply {
        let stored = self.stand_in.store.get(&self.asked.id);
        let mut reply = self.go_on();
        if let Some(stored) = stored {
            let profile = Arc::clone(&self.stand_in.profile);
            self.stand_in.store.put(stored, &profile);
            reply.changes.clear();
        }
        reply
    }

    /// What the fault remembers.
    pub(super) fn memory(&mut self) -> &mut Memory {
        self.stand_in.faults.memories.entry(self.at).or_default()
    }

    /// Counts the request; whether it is the one of so many that the fault picks, the last of each round.
    pub(super) fn is_nth(&mut self, round: u64) -> bool {
        let memory = self.memory();
        memory.count += 1;
        memory.count.is_multiple_of(round.max(1))
    }

    /// The time that the request came at.
    pub(super) fn now(&self) -> Duration {
        self.world.now
    }

    /// An id for a new resource.
    pub(super) fn next_id(&mut self) -> String {
        (self.world.next_id)()
    }
}

fn owned(request: &Request<'_>) -> Request<'static> {
    let header = |header: &Header<'_>| Header {
        name: Cow::Owned(header.name.to_string()),
        value: Cow::Owned(header.value.to_string()),
    };
    Request {
        method: request.method,
        target: Cow::Owned(request.target.to_string()),
        headers: request.headers.as_ref().map(|headers| headers.iter().map(header).collect()),
        body: request.body.as_ref().map(|body| Cow::Owned(body.to_vec())),
    }
}
