//! The stand-in: a service provider in memory that behaves as a profile says.
//!
//! It is a machine that is driven: requests come in one after the other, time and ids come with them, and what it
//! answers goes out again. It does no I/O, reads no clock and draws no randomness, so the same history gives the same
//! answers over HTTP, in the same process, in a browser and in a property test.
//!
//! **No refusal exists outside the rules.** Each request is linted with the store as what is known of the endpoint's
//! state. What the rules refuse is answered with the profile's error body; everything else is done. What nobody knows
//! is accepted. Where a request that the rules let pass cannot be done all the same, the rules have a [gap](Reply::gap).

mod around;
mod bulk;
mod bulk_operation;
mod change;
mod cursor;
mod discovery;
#[cfg(feature = "faults")]
pub mod fault;
mod hash;
mod known;
mod list;
mod me;
mod meant;
mod object;
mod order;
mod perform;
mod reading;
mod represent;
mod respond;
mod search;
mod selection;
mod shape;
mod store;
mod time;

#[cfg(test)]
mod tests;

pub use around::{AuditEvent, RateLimit, RequestTold, Token};
pub use respond::{error, refusal};
pub use time::timestamp;

use around::Around;
use cursor::Cursors;
#[cfg(feature = "faults")]
use fault::{Chosen, Faults};
use known::View;
use perform::Done;
use represent::Representer;
use scimproof::diagnostic::Answer;
use scimproof::lint::{Linter, Verdict};
use scimproof::message::{Request, Response};
use scimproof::patch::Dialect;
use scimproof::patch::PatchError;
use scimproof::profile::Profile;
use serde_json::{Map, Value};
use shape::Shape;
use std::sync::Arc;
use std::time::Duration;
use store::{Store, Stored};

pub use store::Record;

/// What a request meets beside the stand-in's own state.
pub struct World<'w> {
    /// The time since 1970 began.
    pub now: Duration,
    /// Gives the id of a new resource. One that is taken gets a number behind it.
    pub next_id: &'w mut dyn FnMut() -> String,
}

/// What the stand-in does with a request.
#[derive(Debug, Clone, PartialEq)]
pub struct Reply {
    /// How long to wait before it is done.
    pub after: Duration,
    /// What is done.
    pub action: Action,
    /// What became of the resources, in order. Whoever keeps them on disk writes them before the answer leaves.
    pub changes: Vec<Change>,
    /// What the endpoint would write into its audit log.
    pub events: Vec<AuditEvent>,
    /// What the rules say of the request; a report on the client is made from it.
    pub verdict: Verdict,
    /// Why the request could not be done although no rule refuses it. There should be none.
    pub gap: Option<String>,
}

impl Reply {
    /// An answer in which no rule had a part.
    pub fn unjudged(response: Response<'static>) -> Reply {
        Reply {
            after: Duration::ZERO,
            action: Action::Respond(response),
            changes: Vec::new(),
            events: Vec::new(),
            verdict: Verdict { diagnostics: Vec::new(), answer: Answer::Unknown },
            gap: None,
        }
    }
}

/// What is done with a request.
#[derive(Debug, Clone, PartialEq)]
pub enum Action {
    /// It is answered.
    Respond(Response<'static>),
    /// The connection is closed without an answer.
    Drop,
}

/// What became of a resource.
#[derive(Debug, Clone, PartialEq)]
pub enum Change {
    /// It is new.
    Created(Arc<Record>),
    /// It is another than before, and this now.
    Replaced(Arc<Record>),
    /// It is gone, and was this.
    Deleted(Arc<Record>),
}

impl Change {
    /// The resource's id.
    pub fn id(&self) -> &str {
        let (Change::Created(record) | Change::Replaced(record) | Change::Deleted(record)) = self;
        &record.id
    }

    /// The id of the first resource that is new.
    fn created(changes: &[Change]) -> Option<&str> {
        let created = changes.iter().find(|change| matches!(change, Change::Created(_)));
        created.map(Change::id)
    }
}

/// A resource after a PATCH, as the profile's endpoint reads it; the rules have let it pass. `None` where the resource
/// names the schema of no type that the endpoint has.
///
/// # Errors
/// When an operation cannot be applied.
pub fn after_patch(
    profile: &Profile,
    resource: &Map<String, Value>,
    body: &Map<String, Value>,
) -> Option<Result<Map<String, Value>, PatchError>> {
    let shape = Shape::of(profile, resource)?;
    let patched = change::patched(&shape.kept(resource.clone()), body, shape, &profile.dialect());
    Some(patched.map(|mut patched| {
        for name in ["meta", "id", "schemas"] {
            if let Some((name, value)) = resource.get_key_value(name) {
                patched.insert(name.clone(), value.clone());
            }
        }
        patched
    }))
}

/// A service provider in memory. See the module's words.
pub struct StandIn {
    profile: Arc<Profile>,
    linter: Linter,
    dialect: Dialect,
    store: Store,
    cursors: Cursors,
    around: Around,
    /// The user name of the one who calls.
    me: Option<String>,
    base: String,
    #[cfg(feature = "faults")]
    faults: Faults,
}

impl StandIn {
    /// A stand-in without resources that takes every caller.
    pub fn new(profile: &Profile) -> StandIn {
        StandIn {
            profile: Arc::new(profile.clone()),
            linter: Linter::new(profile),
            dialect: profile.dialect(),
            store: Store::default(),
            cursors: Cursors::default(),
            around: Around::default(),
            me: None,
            base: format!("http://localhost{}", profile.urls.stand_in_base),
            #[cfg(feature = "faults")]
            faults: Faults::default(),
        }
    }

    /// With these faults in place of those that it has; the first is the outermost.
    #[cfg(feature = "faults")]
    #[must_use]
    pub fn with_faults(mut self, faults: &[Chosen]) -> StandIn {
        self.faults = Faults::new(faults);
        self
    }

    /// The token that callers must have; none for every caller.
    #[must_use]
    pub fn with_token(self, token: Option<String>) -> StandIn {
        self.with_tokens(token.into_iter().map(Token::new).collect())
    }

    /// The tokens of which callers must have one; none for every caller.
    #[must_use]
    pub fn with_tokens(mut self, tokens: Vec<Token>) -> StandIn {
        self.around.tokens = around::Tokens::new(tokens);
        self
    }

    /// The rate limits to hold to; none to hold nobody up.
    #[must_use]
    pub fn with_rate_limit(mut self, limit: Option<RateLimit>) -> StandIn {
        self.around.set_limit(limit);
        self
    }

    /// The user name of the one who calls: their resource is at `/Me`, which without a name is not served.
    #[must_use]
    pub fn with_me(mut self, user_name: Option<String>) -> StandIn {
        if user_name.is_some() {
            let profile = me::with_me((*self.profile).clone());
            self.linter = Linter::new(&profile);
            self.profile = Arc::new(profile);
        }
        self.me = user_name;
        self
    }

    /// The base URL that the locations of resources begin with.
    #[must_use]
    pub fn with_base(mut self, base: &str) -> StandIn {
        base.trim_end_matches('/').clone_into(&mut self.base);
        self
    }

    /// The profile that it behaves by.
    pub fn profile(&self) -> &Profile {
        &self.profile
    }

    /// Puts a resource in, past all rules: with the id that it has, else the given one. Its type is the one whose
    /// schema it names; `None` where there is none. What only the provider writes is the provider's.
    pub fn hold(&mut self, resource: &Value, id: &str, now: Duration) -> Option<String> {
        let members = resource.as_object()?;
        let shape = Shape::of(&self.profile, members)?;
        let own = members.get("id").and_then(Value::as_str);
        let stored = Stored {
            resource_type: shape.resource_type.name.as_str().into(),
            id: own.map_or_else(|| self.store.free_id(id.to_owned()), str::to_owned),
            attributes: shape.kept(members.clone()),
            created: now,
            modified: now,
        };
        Some(self.store.put(stored, &self.profile).id.to_string())
    }

    /// Puts a resource in as it was once held, past all rules.
    pub fn restore(&mut self, record: &Record) {
        self.store.put(record.opened(), &self.profile);
    }

    /// How many resources there are.
    pub fn count(&self) -> usize {
        self.store.iter().len()
    }

    /// The resources as their representations show them, in the order of their creation.
    pub fn resources(&self) -> impl Iterator<Item = Value> {
        self.store.iter().map(|record| Value::Object(self.representer().shown(record).members()))
    }

    /// Does what the endpoint would do with the request.
    pub fn handle(&mut self, request: &Request<'_>, world: &mut World<'_>) -> Reply {
        #[cfg(feature = "faults")]
        if !self.faults.is_empty() {
            return fault::handle(self, request, world);
        }
        self.faultless(request, world)
    }

    fn faultless(&mut self, request: &Request<'_>, world: &mut World<'_>) -> Reply {
        if let Some(reply) = self.around(request, world.now) {
            return reply;
        }
        let before = self.before(request);
        let mut done = Done::default();
        let (mut verdict, response) = self.answer(request, false, world, &mut done);
        bulk::add(done.of_operations, &mut verdict);
        let mut reply = Reply {
            after: Duration::ZERO,
            action: Action::Respond(response),
            changes: done.changes,
            events: Vec::new(),
            verdict,
            gap: done.gap,
        };
        self.follow(request, before, &mut reply, world.now);
        reply
    }

    /// What the rules say of a request, and its answer; the request may be an operation of a bulk request.
    fn answer(
        &mut self,
        request: &Request<'_>,
        is_of_bulk: bool,
        world: &mut World<'_>,
        done: &mut Done,
    ) -> (Verdict, Response<'static>) {
        if let Some(meant) = self.meant_by_me(request) {
            let (verdict, mut response) = self.answer(&meant, is_of_bulk, world, done);
            self.tell_location(&meant, &mut response);
            return (verdict, response);
        }
        let view = View { is_of_bulk, ..self.view(world.now) };
        let verdict = self.linter.lint(request, &view);
        let response = match &verdict.answer {
            Answer::Refuse(refusal) => {
                respond::refusal(&self.profile, request, refusal, &verdict.diagnostics)
            }
            Answer::Accept { .. } => self.perform(request, false, world, done),
            Answer::Unknown => self.perform(request, true, world, done),
        };
        (verdict, response)
    }

    /// What the rules say of a request on SCIM; `None` for one that is on something around it.
    #[cfg(feature = "faults")]
    fn judged(&self, request: &Request<'_>, now: Duration) -> Option<Verdict> {
        let meant = self.meant_by_me(request);
        let lint = || self.linter.lint(meant.as_ref().unwrap_or(request), &self.view(now));
        (!self.is_around(request)).then(lint)
    }

    fn view(&self, now: Duration) -> View<'_> {
        View {
            representer: self.representer(),
            dialect: &self.dialect,
            around: &self.around,
            cursors: &self.cursors,
            now,
            is_of_bulk: false,
        }
    }

    fn representer(&self) -> Representer<'_> {
        Representer { profile: &self.profile, store: &self.store, base: &self.base }
    }
}
