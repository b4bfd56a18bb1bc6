//! What the lab can do beside linting, for JavaScript.

use super::DESK;
use scimproof::api::{self, Series};
use scimproof_conformance::api as conformance;
use scimproof_conformance::standin;
use wasm_bindgen::prelude::wasm_bindgen;

/// The tree of a filter, as the JSON of [`api::parse_filter`].
#[wasm_bindgen]
pub fn parse_filter(text: &str) -> String {
    api::parse_filter(text)
}

/// The parts of a path, as the JSON of [`api::parse_path`].
#[wasm_bindgen]
pub fn parse_path(text: &str) -> String {
    api::parse_path(text)
}

/// Whether a resource fits a filter, as the JSON of [`api::Desk::matches`].
#[wasm_bindgen]
pub fn matches(filter: &str, resource: &str, options: &str) -> String {
    DESK.with_borrow_mut(|desk| desk.matches(filter, resource, options))
}

/// The JSON Schema of a resource type, as the JSON of [`api::Desk::json_schema`].
#[wasm_bindgen]
pub fn json_schema(resource_type: &str, purpose: &str, options: &str) -> String {
    DESK.with_borrow_mut(|desk| desk.json_schema(resource_type, purpose, options))
}

/// What becomes of a user name, as the JSON of [`api::username`].
#[wasm_bindgen]
pub fn username(user_name: &str, deployment: &str, shortcode: &str) -> String {
    api::username(user_name, deployment, shortcode)
}

/// A resource after a PATCH, as the JSON of [`conformance::apply_patch`].
#[wasm_bindgen]
pub fn apply_patch(resource: &str, body: &str, options: &str) -> Result<String, String> {
    Ok(conformance::apply_patch(&profile(options)?, resource, body))
}

/// A series of exchanges.
#[wasm_bindgen]
pub struct Session(Series);

#[wasm_bindgen]
impl Session {
    /// Begins a series with the JSON of the options of linting.
    #[wasm_bindgen(constructor)]
    pub fn new(options: &str) -> Result<Session, String> {
        DESK.with_borrow(|desk| desk.series(options)).map(Session).map_err(|error| error.to_string())
    }

    /// Takes the next exchanges, as [`Series::take`] does.
    pub fn take(&mut self, text: &str) -> String {
        self.0.take(text)
    }

    /// What only the series shows, as the JSON of [`Series::finish`].
    pub fn finish(self) -> String {
        self.0.finish()
    }
}

/// A service provider in memory.
#[wasm_bindgen]
pub struct StandIn(standin::StandIn);

#[wasm_bindgen]
impl StandIn {
    /// One that behaves by the profile of the options of linting, at that base URL; callers need the token, unless it
    /// is empty.
    #[wasm_bindgen(constructor)]
    pub fn new(options: &str, base: &str, token: &str) -> Result<StandIn, String> {
        let token = Some(token).filter(|token| !token.is_empty()).map(str::to_owned);
        Ok(StandIn(standin::StandIn::new(&profile(options)?).with_base(base).with_token(token)))
    }

    /// Answers a request, as [`conformance::handle`] does.
    pub fn handle(&mut self, request: &str, now: f64, id: &str) -> String {
        conformance::handle(&mut self.0, request, now, id)
    }

    /// Puts a resource in, as [`conformance::hold`] does.
    pub fn hold(&mut self, resource: &str, now: f64, id: &str) -> String {
        conformance::hold(&mut self.0, resource, now, id)
    }

    /// The resources, as the JSON of [`conformance::resources`].
    pub fn resources(&self) -> String {
        conformance::resources(&self.0)
    }
}

/// Where the profile has its endpoint: the path that a stand-in serves below.
#[wasm_bindgen]
pub fn stand_in_base(options: &str) -> Result<String, String> {
    Ok(profile(options)?.urls.stand_in_base)
}

/// A run over suites.
#[wasm_bindgen]
pub struct Run(conformance::Run);

#[wasm_bindgen]
impl Run {
    /// A run by the JSON of [`conformance::Run::new`], with the profile of the options of linting.
    #[wasm_bindgen(constructor)]
    pub fn new(run: &str, options: &str) -> Result<Run, String> {
        conformance::Run::new(run, profile(options)?).map(Run).map_err(|error| error.to_string())
    }

    /// What to do next, as the JSON of [`conformance::Run::step`].
    pub fn step(&mut self) -> String {
        self.0.step()
    }

    /// Takes an answer, as [`conformance::Run::give`] does.
    pub fn give(&mut self, answer: &str) -> Option<String> {
        self.0.give(answer)
    }

    /// Ends the run.
    pub fn cancel(&mut self) {
        self.0.cancel();
    }

    /// How many checks there are to run.
    pub fn planned(&self) -> usize {
        self.0.planned()
    }
}

fn profile(options: &str) -> Result<scimproof::profile::Profile, String> {
    DESK.with_borrow_mut(|desk| desk.profile(options)).map_err(|error| error.to_string())
}
