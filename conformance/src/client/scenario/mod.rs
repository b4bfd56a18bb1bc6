//! Scenarios: what a person does in the identity provider, step by step, and what must arrive for it.
//!
//! A step waits for effects, not for literal requests, so that each client's own way of bringing them about passes: a
//! user was deactivated, by PATCH or by PUT; a member was added, with the group or after it.

mod effect;
mod event;
mod table;

pub use effect::{Effect, Effects};
pub use event::Event;
pub use table::SCENARIOS;

use crate::standin::Change;
use event::Sketches;
use scimproof::message::Request;
use scimproof::profile::Profile;
use serde::Serialize;

/// What somebody tests, step by step.
#[derive(Debug)]
pub struct Scenario {
    /// Its name, such as `leaver`.
    pub name: &'static str,
    /// What it is about, in one line.
    pub title: &'static str,
    /// What the endpoint holds before: JSON of resources.
    pub holds: &'static [&'static str],
    /// The steps.
    pub steps: &'static [Step],
}

/// One thing that the person does.
#[derive(Debug)]
pub struct Step {
    /// What to do in the identity provider.
    pub tell: &'static str,
    /// What must arrive; the step is over when all of it has.
    pub wanted: &'static [Wanted],
    /// What must not arrive meanwhile.
    pub unwanted: &'static [Event],
}

/// What must arrive.
#[derive(Debug, Clone, Copy)]
pub struct Wanted {
    /// What.
    pub event: Event,
    /// How often.
    pub times: usize,
    /// What must have come before each of them.
    pub after: Option<Event>,
}

/// The scenario of that name.
pub fn scenario(name: &str) -> Option<&'static Scenario> {
    SCENARIOS.iter().find(|scenario| scenario.name == name)
}

/// How far a step has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Standing {
    /// All of it arrived, and nothing else.
    Done,
    /// Something arrived that must not, or in the wrong order.
    Wrong,
    /// It waits for requests.
    Waiting,
    /// It has not begun.
    Open,
}

/// A scenario as it is played.
pub struct Play {
    scenario: &'static Scenario,
    sketches: Sketches,
    /// The step that waits; the number of steps when all are over.
    at: usize,
    /// What arrived in this step.
    arrived: Vec<Event>,
    /// What went wrong, by the step and with the number of the exchange.
    faults: Vec<(usize, usize, String)>,
}

impl Play {
    /// The scenario at its first step, with what the endpoint holds.
    pub fn begin(scenario: &'static Scenario, held: impl Iterator<Item = serde_json::Value>) -> Play {
        let sketches = Sketches::of(held);
        Play { scenario, sketches, at: 0, arrived: Vec::new(), faults: Vec::new() }
    }

    /// What is played.
    pub fn scenario(&self) -> &'static Scenario {
        self.scenario
    }

    /// Sees a resource as it is, which says what a later change makes of it.
    pub fn see(&mut self, resource: &serde_json::Value) {
        self.sketches.see(resource);
    }

    /// Hears of the exchange of that number: what was asked, and what became of resources. Whether a step is over by it.
    pub fn hear(
        &mut self,
        number: usize,
        request: &Request<'_>,
        profile: &Profile,
        changes: &[Change],
    ) -> bool {
        let mut is_over = false;
        for event in self.sketches.events(request, profile, changes) {
            is_over |= self.arrive(number, event);
        }
        is_over
    }

    fn arrive(&mut self, number: usize, event: Event) -> bool {
        let Some(step) = self.scenario.steps.get(self.at) else { return false };
        if step.unwanted.contains(&event) {
            self.faults.push((self.at, number, format!("{event}, which must not happen here")));
        }
        let count = |arrived: &[Event], event| arrived.iter().filter(|one| **one == event).count();
        let wanted = step.wanted.iter().find(|wanted| wanted.event == event);
        if let Some(before) = wanted.and_then(|wanted| wanted.after)
            && count(&self.arrived, before) <= count(&self.arrived, event)
        {
            self.faults.push((self.at, number, format!("{event}, and before it not: {before}")));
        }
        self.arrived.push(event);
        let is_over = step.wanted.iter().all(|wanted| count(&self.arrived, wanted.event) >= wanted.times);
        if is_over {
            self.at += 1;
            self.arrived.clear();
        }
        is_over
    }

    /// What is waited for, in words; none when the scenario is over.
    pub fn waits_for(&self) -> Vec<String> {
        let Some(step) = self.scenario.steps.get(self.at) else { return Vec::new() };
        let missing = step.wanted.iter().filter_map(|wanted| {
            let arrived = self.arrived.iter().filter(|event| **event == wanted.event).count();
            let missing = wanted.times.checked_sub(arrived).filter(|missing| *missing > 0)?;
            Some(if wanted.times == 1 {
                wanted.event.to_string()
            } else {
                format!("{} ({missing} more times)", wanted.event)
            })
        });
        missing.collect()
    }

    /// How it stands.
    pub fn report(&self) -> PlayReport {
        let steps = self.scenario.steps.iter().enumerate().map(|(index, step)| {
            let faults: Vec<StepFault> = self
                .faults
                .iter()
                .filter(|(at, ..)| *at == index)
                .map(|(_, exchange, message)| StepFault { exchange: *exchange, message: message.clone() })
                .collect();
            let standing = match (faults.is_empty(), index.cmp(&self.at)) {
                (false, _) => Standing::Wrong,
                (true, std::cmp::Ordering::Less) => Standing::Done,
                (true, std::cmp::Ordering::Equal) => Standing::Waiting,
                (true, std::cmp::Ordering::Greater) => Standing::Open,
            };
            let waits_for = if index == self.at { self.waits_for() } else { Vec::new() };
            StepReport { tell: step.tell, standing, waits_for, faults }
        });
        PlayReport { name: self.scenario.name, title: self.scenario.title, steps: steps.collect() }
    }
}

/// How a scenario stands.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PlayReport {
    /// The scenario's name.
    pub name: &'static str,
    /// What it is about.
    pub title: &'static str,
    /// Its steps.
    pub steps: Vec<StepReport>,
}

impl PlayReport {
    /// Whether every step is over and nothing went wrong.
    pub fn is_passed(&self) -> bool {
        self.steps.iter().all(|step| step.standing == Standing::Done)
    }
}

/// How a step stands.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct StepReport {
    /// What the person does.
    pub tell: &'static str,
    /// How far it has come.
    pub standing: Standing,
    /// What it waits for.
    pub waits_for: Vec<String>,
    /// What went wrong.
    pub faults: Vec<StepFault>,
}

/// What went wrong in a step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StepFault {
    /// The number of the exchange.
    pub exchange: usize,
    /// What happened, in one sentence.
    pub message: String,
}
