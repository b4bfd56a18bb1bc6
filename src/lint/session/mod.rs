//! What only a series of exchanges shows.
//!
//! A [`Session`] takes exchanges in their order, asks the rules of [`crate::rule::series`] of each, and
//! remembers whom the series is about. Its memory is bounded by the number of identities, not by the
//! series' length.

mod claims;
mod finding;
mod known;
mod observe;
mod remember;

pub use finding::{Account, Finding, Notice};

use super::Linter;
use super::compile::is_silent_on;
use crate::diagnostic::Location;
use crate::json::{Kind, Parser, Value};
use crate::message::{Endpoint, Exchange, Part};
use crate::profile::Outcome;
use crate::rule::series::{Life, Memory, Noted, Spot, Step, Trail, Whole};
use crate::rule::{self, Check, Rule};
use observe::Observed;
use std::collections::BTreeMap;
use std::ops::Deref;

/// How many users and groups a session remembers, when it is not told.
pub const REMEMBERED: usize = 100_000;

/// How many findings of one rule a session keeps.
const KEPT: u32 = 100;

/// Follows a series of exchanges.
///
/// ```
/// use scimproof::lint::{Linter, session::Session};
/// use scimproof::message::{Exchange, Method, Request, Response};
/// use scimproof::profile;
///
/// let linter = Linter::new(&profile::builtin("github-emu")?);
/// let mut session = Session::new(&linter);
/// let path = "/scim/v2/enterprises/octo/Users/7";
/// let deleted = Response { status: 204, headers: Vec::new(), body: b"".into() };
/// session.take(&Exchange::new(Request::bare(Method::Delete, path, None), Some(deleted)));
/// let account = session.finish();
/// assert_eq!(account.findings[0].rule, "seq-delete-instead-of-disable");
/// # Ok::<(), scimproof::profile::LoadError>(())
/// ```
pub struct Session<L> {
    linter: L,
    memory: Memory,
    checks: Checks,
    kept: Kept,
    taken: usize,
    parsers: [Parser; 2],
}

/// What was found so far.
#[derive(Clone, Default)]
struct Kept {
    noted: Vec<Noted>,
    /// The findings of each rule, those that are not kept too.
    counts: BTreeMap<&'static str, u32>,
}

impl Kept {
    /// Keeps what was found, as far as there is not too much of a rule.
    fn keep(&mut self, found: Vec<Noted>, linter: &Linter) {
        for noted in found {
            let judgement = linter.judgement_of(noted.rule, None, &noted.words);
            if judgement.then == Outcome::Silent {
                continue;
            }
            let count = self.counts.entry(noted.rule.name).or_default();
            *count = count.saturating_add(1);
            if *count <= KEPT {
                self.noted.push(noted);
            }
        }
    }
}

/// The checks on a series, those on which the profile is silent left out.
#[derive(Default)]
struct Checks {
    steps: Vec<&'static Rule>,
    lives: Vec<&'static Rule>,
    wholes: Vec<&'static Rule>,
}

impl<L: Deref<Target = Linter> + Clone> Session<L> {
    /// A session that judges as the linter does, which it may borrow or share.
    pub fn new(linter: L) -> Session<L> {
        Session::remembering(linter, REMEMBERED)
    }

    /// A session that remembers no more than so many users and groups.
    pub fn remembering(linter: L, identities: usize) -> Session<L> {
        let mut checks = Checks::default();
        for rule in rule::all().filter(|rule| !is_silent_on(linter.profile(), rule)) {
            match rule.check {
                Check::Step(_) => checks.steps.push(rule),
                Check::Life(_) => checks.lives.push(rule),
                Check::Whole(_) => checks.wholes.push(rule),
                _ => {}
            }
        }
        let memory = Memory::new(identities, linter.profile().resource_types.len());
        Session {
            linter,
            memory,
            checks,
            kept: Kept::default(),
            taken: 0,
            parsers: [Parser::default(), Parser::default()],
        }
    }

    /// Takes the next exchange of the series. The first has the number 0.
    pub fn take(&mut self, exchange: &Exchange<'_>) {
        let number = self.taken;
        self.taken += 1;
        self.memory.totals.has_responses |= exchange.response.is_some();
        let mut parsers = std::mem::take(&mut self.parsers);
        let [of_request, of_response] = &mut parsers;
        let sent = exchange.request.body.as_deref().and_then(|body| of_request.parse(body).ok());
        let shown = exchange.response.as_ref().and_then(|response| of_response.parse(&response.body).ok());
        let bodies = [&sent, &shown].map(|document| {
            document.as_ref().map(|document| document.root()).filter(|root| root.kind() == Kind::Object)
        });

        let linter = self.linter.clone();
        let profile = linter.profile();
        let target = observe::target_of(exchange, profile);
        let reply = observe::reply(exchange, self.memory.totals.has_responses);
        if let Some(observed) = Observed::of(exchange, &target, profile, reply, bodies) {
            self.step(&observed, number, exchange);
        } else if let (Endpoint::ServiceProviderConfig, Some(config), true) =
            (&target.endpoint, bodies[1], reply.is_done())
        {
            let spot = |said: Value<'_>| {
                let (span, pointer) = (said.span(), Some(said.pointer()));
                let location = Location { part: Part::ResponseBody, span, pointer };
                Spot { exchange: number, at: exchange.at, location }
            };
            let totals = &mut self.memory.totals;
            if let Some(pagination) = observe::pages_by_cursor_alone(config) {
                totals.cursors_alone = Some(spot(pagination));
            }
            totals.promises_patch = observe::promises_patch(config).map(spot);
        }
        self.parsers = parsers;
    }

    /// Passes over exchanges that are no part of the series, so that the next one's number is right.
    pub fn skip(&mut self, exchanges: usize) {
        self.taken += exchanges;
    }

    /// What only the series shows.
    pub fn finish(self) -> Account {
        self.so_far()
    }

    /// What only the series shows if it ends here. It may go on.
    pub fn so_far(&self) -> Account {
        let mut found = Vec::new();
        let profile = self.linter.profile();
        for identity in &self.memory.identities {
            let type_name = profile.resource_types.get(identity.resource_type).map_or("", |kind| &kind.name);
            let life = Life { identity, type_name };
            for rule in &self.checks.lives {
                if let Check::Life(check) = rule.check {
                    check(&life, &self.memory, &mut Trail::new(&mut found, rule));
                }
            }
        }
        let whole = Whole { totals: &self.memory.totals };
        for rule in &self.checks.wholes {
            if let Check::Whole(check) = rule.check {
                check(&whole, &self.memory, &mut Trail::new(&mut found, rule));
            }
        }
        let Kept { mut noted, counts } = {
            let mut kept = self.kept.clone();
            kept.keep(found, &self.linter);
            kept
        };
        noted.sort_by_key(|noted| noted.spot.exchange);
        let findings = noted.into_iter().map(|noted| Finding::of(&self.linter, noted)).collect();

        let forgets =
            self.memory.forgot_at.map(|exchange| Notice::Forgets { limit: self.memory.limit(), exchange });
        let more = counts.into_iter().filter(|(_, count)| *count > KEPT);
        let more = more.map(|(rule, count)| Notice::More { rule, count: count - KEPT });
        Account { findings, notices: forgets.into_iter().chain(more).collect() }
    }

    fn step(&mut self, observed: &Observed<'_>, number: usize, exchange: &Exchange<'_>) {
        let step = observed.step(number, exchange);
        let about = remember::position(&self.memory, &step).map(|at| &self.memory.identities[at]);
        let step = Step { about, ..step };
        let mut found = Vec::new();
        for rule in &self.checks.steps {
            if let Check::Step(check) = rule.check {
                check(&step, &self.memory, &mut Trail::new(&mut found, rule));
            }
        }
        let is_blind = rule::series::creating::is_blind_create(&step, &self.memory);
        let step = observed.step(number, exchange);
        remember::remember(&mut self.memory, &step, observed, is_blind, self.linter.profile().rate.as_ref());
        self.kept.keep(found, &self.linter);
    }
}
