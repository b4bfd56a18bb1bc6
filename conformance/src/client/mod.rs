//! A verdict on the client: what it sent, what was wrong with it, and whether it behaves as it is expected to.
//!
//! A [`Watch`] hears every exchange of a client with the stand-in or with a real endpoint, as it happens, and can say
//! at any time what came of it. What it keeps is bounded; tokens and passwords never reach it, since all that it keeps
//! of a request is its method, its target without secrets, and what the rules say. [`line`] is an exchange for a
//! recording, which holds the whole of it without secrets, and [`scenario`] tells a person what to do in the identity
//! provider and waits for the requests that must follow. [`Passing`] follows requests on their way to a real endpoint.

mod behaviour;
mod page;
mod passing;
mod record;
mod report;
pub mod scenario;
#[cfg(test)]
mod tests;

pub use behaviour::{BEHAVIOURS, Behaviour, Heard};
pub use page::page;
pub use passing::{Ahead, Passing};
pub use record::line;
pub use report::{Broken, ClientReport, Found, Held, Noticed, Outcome, Seen};

use behaviour::{Memory, Tally};
use scimproof::diagnostic::{Answer, Diagnostic};
use scimproof::lint::session::Session;
use scimproof::lint::{Linter, Verdict};
use scimproof::message::{Exchange, Request, endpoint};
use scimproof::profile::Profile;
use std::collections::VecDeque;
use std::rc::Rc;

/// How many exchanges with something wrong are kept in words, when it is not told; the oldest go first.
pub const KEPT: usize = 1_000;

/// How many users and groups are followed; of those beyond them, nothing is said that only a series shows.
const IDENTITIES: usize = 10_000;

/// How many of the newest exchanges are kept for whoever looks on.
const RECENT: usize = 30;

/// Hears the exchanges of a client. See the module's words.
pub struct Watch {
    linter: Rc<Linter>,
    session: Session<Rc<Linter>>,
    tallies: Vec<Tally>,
    memory: Memory,
    taken: usize,
    refused: usize,
    noticed: VecDeque<Noticed>,
    most: usize,
    left_out: usize,
    recent: VecDeque<Seen>,
}

impl Watch {
    /// A watch on clients of the profile's endpoint, which keeps so many exchanges with something wrong.
    pub fn new(profile: &Profile, most: usize) -> Watch {
        let linter = Rc::new(Linter::new(profile));
        Watch {
            session: Session::remembering(Rc::clone(&linter), IDENTITIES),
            linter,
            tallies: BEHAVIOURS.iter().map(|_| Tally::default()).collect(),
            memory: Memory::default(),
            taken: 0,
            refused: 0,
            noticed: VecDeque::new(),
            most,
            left_out: 0,
            recent: VecDeque::new(),
        }
    }

    /// Judges by that.
    pub fn linter(&self) -> &Linter {
        &self.linter
    }

    /// What the rules say of a request that comes next, with what was heard as what is known of the endpoint's state.
    pub fn foresee(&self, request: &Request<'_>) -> Verdict {
        self.linter.lint(request, &self.session)
    }

    /// The number that the next exchange will have.
    pub fn next(&self) -> usize {
        self.taken + 1
    }

    /// Hears the next exchange, which has its time, with what the rules say of the request and, where they are known,
    /// the scopes of its token. The number of the exchange; the first has 1.
    pub fn hear(&mut self, exchange: &Exchange<'_>, verdict: &Verdict, scopes: Option<&[String]>) -> usize {
        self.taken += 1;
        let number = self.taken;
        let linter = Rc::clone(&self.linter);
        let profile = linter.profile();
        let target = endpoint::target(&exchange.request.target, profile.endpoint_names());
        let heard = Heard { number, exchange, target: &target, profile, verdict, scopes };
        for (behaviour, tally) in BEHAVIOURS.iter().zip(&mut self.tallies) {
            tally.hear(behaviour, &heard, &self.memory);
        }
        self.memory.hear(&heard);
        self.session.take(exchange);

        let status = exchange.response.as_ref().map(|response| response.status);
        let seen = Seen {
            number,
            method: exchange.request.method.name(),
            target: exchange.shown_target().into_owned(),
            status,
        };
        self.refused += usize::from(status.is_some_and(|status| (400..500).contains(&status)));
        if matches!(verdict.answer, Answer::Refuse(_)) || !verdict.diagnostics.is_empty() {
            let findings = verdict.diagnostics.iter().map(found).collect();
            self.noticed.push_back(Noticed { seen: seen.clone(), findings });
        }
        self.recent.push_back(seen);
        while self.recent.len() > RECENT {
            self.recent.pop_front();
        }
        while self.noticed.len() > self.most {
            self.noticed.pop_front();
            self.left_out += 1;
        }
        number
    }

    /// What came of it so far.
    pub fn report(&self) -> ClientReport {
        let account = self.session.so_far();
        let profile = self.linter.profile();
        let held = BEHAVIOURS.iter().zip(&self.tallies);
        ClientReport {
            version: 1,
            profile: profile.name.clone(),
            title: profile.title.clone(),
            exchanges: self.taken,
            refused: self.refused,
            behaviours: held
                .map(|(behaviour, tally)| behaviour.held(tally, &account.findings, profile))
                .collect(),
            requests: self.noticed.iter().cloned().collect(),
            left_out: self.left_out,
            series: account.findings.iter().map(report::InSeries::of).collect(),
            notices: account.notices.iter().map(ToString::to_string).collect(),
            recent: self.recent.iter().rev().cloned().collect(),
        }
    }
}

fn found(diagnostic: &Diagnostic) -> Found {
    Found {
        rule: diagnostic.rule,
        severity: diagnostic.severity.name(),
        place: diagnostic.location.to_string(),
        message: diagnostic.message(),
        help: diagnostic.help(),
    }
}
