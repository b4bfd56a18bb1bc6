//! What GitHub has around SCIM: the audit log, teams that follow groups, the caller's account, and the answers' headers that tell of the token.
//!
//! A request on one of these never reaches the rules, which speak of SCIM alone. What GitHub documents as refused there
//! stands in [`refusal`]. Which of it an endpoint has, its profile's behaviours say; the table of endpoints is in
//! [`route`].

mod account;
mod audit;
mod limit;
mod metering;
mod numbers;
mod refusal;
mod reply;
mod route;
mod teams;
mod token;

pub use audit::{AuditEvent, RequestTold};
pub use limit::RateLimit;
pub use token::Token;
pub(super) use token::Tokens;

use super::hash::hash;
use super::respond::header;
use super::store::Stored;
use super::{Action, Reply, StandIn};
use audit::Log;
use limit::{Exceeded, Limits};
use metering::scim_costs;
use numbers::Numbers;
use route::Found;
use scimproof::message::{Method, Request, Response};
use scimproof::profile::{Behaviour, Profile};
use scimproof::rule::{self, Maybe};
use scimproof::username::{Deployment, normalize};
use serde_json::Value;
use std::time::Duration;
use teams::Teams;

/// The state of what is around SCIM.
#[derive(Debug, Default)]
pub(super) struct Around {
    /// The tokens that callers may have; every caller is taken where there are none.
    pub(super) tokens: Tokens,
    log: Log,
    numbers: Numbers,
    teams: Teams,
    limits: Limits,
}

/// A request on something around SCIM.
pub(super) struct Call<'c> {
    route: &'static route::Route,
    request: &'c Request<'c>,
    /// The path's parameters, percent-decoded.
    parameters: Vec<(&'static str, String)>,
    query: &'c str,
    now: Duration,
    events: Vec<AuditEvent>,
}

impl Call<'_> {
    /// A parameter of the path.
    fn parameter(&self, name: &str) -> &str {
        let found = self.parameters.iter().find(|(known, _)| *known == name);
        found.map_or("", |(_, value)| value.as_str())
    }
}

impl Around {
    /// The rate limits to hold to.
    pub(super) fn set_limit(&mut self, limit: Option<RateLimit>) {
        self.limits.held = limit;
    }

    /// The token that a request came with, if it is one that is known.
    fn token(&self, request: &Request<'_>, profile: &Profile) -> Option<&Token> {
        self.tokens.find(request.header("authorization"), &profile.authentication.schemes)
    }

    /// The login of whoever calls: the owner of the token, else the setup user.
    fn caller(&self, request: &Request<'_>, profile: &Profile) -> String {
        let owner = self.token(request, profile).and_then(|token| token.owner.clone());
        owner.unwrap_or_else(|| match rule::deployment(profile) {
            // "SHORTCODE_admin" is the setup user of an enterprise with managed users.
            Deployment::GitHubCom { shortcode } => {
                format!("{}_admin", shortcode.as_deref().unwrap_or("octo"))
            }
            Deployment::GheCom => "octo_admin".to_owned(),
            Deployment::Ghes => "scim-admin".to_owned(),
        })
    }

    /// The scopes that the rules may count with.
    pub(super) fn scopes(&self, request: &Request<'_>, profile: &Profile) -> Maybe<Vec<String>> {
        let scopes = self.token(request, profile).and_then(|token| token.scopes.clone());
        scopes.map_or(Maybe::Unknown, Maybe::Known)
    }

    /// The limit that a request on SCIM would go past.
    pub(super) fn exceeded(
        &self,
        request: &Request<'_>,
        profile: &Profile,
        now: Duration,
    ) -> Option<Exceeded> {
        self.limits.held.as_ref()?;
        // Limits are a user's; whoever is none is refused for that.
        let schemes = &profile.authentication.schemes;
        if !self.tokens.are_none() && !self.tokens.take(request.header("authorization"), schemes, now) {
            return None;
        }
        self.limits.exceeded(&self.caller(request, profile), &scim_costs(request, profile), now)
    }
}

impl StandIn {
    /// Whether a request is on something around SCIM.
    #[cfg(feature = "faults")]
    pub(super) fn is_around(&self, request: &Request<'_>) -> bool {
        route::find(request, &self.profile).is_some()
    }

    /// The reply to a request that is on something around SCIM; `None` for one that is SCIM's.
    pub(super) fn around(&mut self, request: &Request<'_>, now: Duration) -> Option<Reply> {
        let (mut response, events) = match route::find(request, &self.profile)? {
            Found::OtherMethod => (refusal::not_found(), Vec::new()),
            Found::Route(route, parameters) => {
                let query = request.query().unwrap_or_default();
                let mut call = Call { route, request, parameters, query, now, events: Vec::new() };
                let response = match self.refused(&call) {
                    Some(refusal) => refusal,
                    None => self.within_limits(&mut call),
                };
                (response, call.events)
            }
        };
        self.tell_token(request, &mut response);
        for event in &events {
            self.around.log.add(event.clone());
        }
        Some(Reply { events, ..Reply::unjudged(response) })
    }

    /// The resource that a request on SCIM is going to change, as it is before.
    pub(super) fn before(&self, request: &Request<'_>) -> Option<Stored> {
        let changes = matches!(request.method, Method::Put | Method::Patch | Method::Delete);
        let is_needed = self.profile.behaves(Behaviour::KeepsAuditLog) || self.around.limits.held.is_some();
        let (_, id) = audit::subject(request, &self.profile).filter(|_| changes && is_needed)?;
        self.store.get(&id?)
    }

    /// What follows from a request on SCIM that was answered: headers, and events of the audit log.
    pub(super) fn follow(
        &mut self,
        request: &Request<'_>,
        before: Option<Stored>,
        reply: &mut Reply,
        now: Duration,
    ) {
        if let Action::Respond(response) = &mut reply.action {
            self.tell_token(request, response);
            self.count_scim(request, response, before.as_ref(), &reply.changes, now);
        }
        let moves = self.synchronize(&reply.changes);
        reply.events = self.events(request, before, reply, &moves, now);
        for event in &reply.events {
            self.around.log.add(event.clone());
        }
    }

    /// The scopes of the token that a request came with, if it came with one that is known with its scopes.
    pub fn scopes(&self, request: &Request<'_>) -> Option<&[String]> {
        self.token(request)?.scopes.as_deref()
    }

    /// The token that a request came with, if it is one that is known.
    fn token(&self, request: &Request<'_>) -> Option<&Token> {
        self.around.token(request, &self.profile)
    }

    /// What an answer of GitHub's API tells of the caller's token.
    fn tell_token(&self, request: &Request<'_>, response: &mut Response<'static>) {
        if !self.profile.behaves(Behaviour::IsPartOfGitHubApi) {
            return;
        }
        let Some(token) = self.token(request) else { return };
        if let Some(scopes) = token.reduced_scopes() {
            response.headers.push(header("X-OAuth-Scopes", scopes.join(", ")));
        }
        if let Some(expires) = token.expires {
            response.headers.push(header("GitHub-Authentication-Token-Expiration", token::expiry(expires)));
        }
    }

    /// The login of whoever calls.
    fn caller(&self, request: &Request<'_>) -> String {
        self.around.caller(request, &self.profile)
    }

    /// The slug of the enterprise, where the endpoint is one's.
    fn enterprise(&self) -> Option<&str> {
        self.profile.urls.stand_in_base.split_once("/enterprises/").map(|(_, slug)| slug)
    }

    /// Whether a call names an enterprise that is not this one.
    fn is_of_another(&self, call: &Call<'_>) -> bool {
        self.enterprise().is_some_and(|slug| slug != call.parameter("enterprise"))
    }

    /// The login that a user has: that of a suspended one tells nothing.
    fn login(&self, user: &Stored) -> Option<String> {
        let login = self.login_when_active(user)?;
        let is_hashed = !user.is_active() && self.profile.behaves(Behaviour::HashesSuspendedLogins);
        Some(if is_hashed { hashed(&login) } else { login })
    }

    /// The login that a user has unless suspended.
    fn login_when_active(&self, user: &Stored) -> Option<String> {
        let user_name = user.attributes.get("userName").and_then(Value::as_str)?;
        Some(normalize(user_name, &rule::deployment(&self.profile)).login)
    }
}

/// A login that tells nothing, with the short code that the other had: a `_` stands nowhere else in a login.
fn hashed(login: &str) -> String {
    let short_code = login.find('_').and_then(|at| login.get(at..)).unwrap_or_default();
    format!("{:016x}{short_code}", hash(login.as_bytes()))
}
