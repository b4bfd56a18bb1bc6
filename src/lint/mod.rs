//! The walk over a request, and the verdict on it.
//!
//! A [`Linter`] is compiled once from a profile: every attribute of every resource type gets its slot
//! with the checks that want to see it. A request's body is parsed once onto a reused tape, and each
//! of its values is visited once; only findings allocate.

mod bulk;
mod compile;
mod envelope;
#[cfg(feature = "captures")]
mod exchange;
#[cfg(feature = "fixes")]
mod fix;
mod json_schema;
mod named;
mod patch;
mod query;
mod search;
#[cfg(feature = "series")]
pub mod session;
mod verdict;
mod walk;

#[cfg(feature = "fixes")]
pub use fix::{Applied, Fixed, Left, Why};
pub use json_schema::{Purpose, UnknownPurpose};
pub use verdict::Verdict;

use crate::json::{Kind, Parser, Value};
use crate::message::endpoint::target;
use crate::message::{Endpoint, Method, Request, Target};
use crate::profile::{Client, Judgement, Operation, Profile};
use crate::rule::subject::{Http, Malformed, Root, State};
use crate::rule::{Action, Draft, Facts, Known, Sink};
use compile::{Checks, CompiledType};
use envelope::Head;
use std::cell::Cell;

/// Judges requests as one endpoint would.
///
/// ```
/// use scimproof::{lint::Linter, message::{Method, Request}, profile, rule::Nothing};
///
/// let linter = Linter::new(&profile::builtin("rfc7644")?);
/// let body = br#"{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"mona","active":"true"}"#;
/// let verdict = linter.lint(&Request::bare(Method::Post, "/Users", Some(body)), &Nothing);
/// assert_eq!(verdict.diagnostics[0].rule, "bool-as-string");
/// # Ok::<(), scimproof::profile::LoadError>(())
/// ```
pub struct Linter {
    profile: Profile,
    /// What holds where the profile says nothing of a rule.
    unjudged: Judgement,
    types: Vec<CompiledType>,
    /// A query that is sent as a body.
    search: CompiledType,
    checks: Checks,
    strict: bool,
    client: Option<Client>,
    /// The most elements that an attribute has without being called many.
    many: u32,
    /// The tape's memory, reused from request to request.
    parser: Cell<Parser>,
}

impl Linter {
    /// A linter for that profile.
    pub fn new(profile: &Profile) -> Linter {
        Linter::of(profile.clone())
    }

    /// A linter that keeps that profile.
    #[inline(never)]
    pub fn of(profile: Profile) -> Linter {
        let checks = Checks::new(&profile);
        let types = compile::types(&profile, &checks);
        let search = compile::search(&profile, &checks);
        let many = profile.limit("membersCreated").unwrap_or(u32::MAX);
        Linter {
            profile,
            unjudged: Judgement::unknown(),
            types,
            search,
            checks,
            strict: false,
            client: None,
            many,
            parser: Cell::default(),
        }
    }

    /// Whether refusals that are only inferred count as errors.
    #[must_use]
    pub fn strict(mut self, strict: bool) -> Linter {
        self.strict = strict;
        self
    }

    /// Who sends the requests. What it is known to send is worth knowing, and no error: its users
    /// cannot change it, and providers have to tolerate it. The predicted answer stays what it is.
    #[must_use]
    pub fn client(mut self, client: Option<Client>) -> Linter {
        self.client = client;
        self
    }

    /// The profile that it judges by.
    pub fn profile(&self) -> &Profile {
        &self.profile
    }

    /// What is wrong with the request, and what the endpoint is predicted to answer.
    #[inline]
    pub fn lint(&self, request: &Request<'_>, known: &dyn Known) -> Verdict {
        let target = target(&request.target, self.profile.endpoint_names());
        let facts = Facts { profile: &self.profile, known, action: self.action(request.method, &target) };
        let mut drafts = Vec::new();
        let http = Http { request, target: &target };
        let is_astray = facts.action.served.is_none()
            || matches!(target.endpoint, Endpoint::Search(_))
            || target.trailing_slash
            || target.empty_segment.or(target.doubled_base).is_some();
        let groups = [
            (request.headers.is_some(), &self.checks.headers),
            (true, &self.checks.http),
            (is_astray, &self.checks.astray),
        ];
        for (rule, check) in groups.iter().filter(|(applies, _)| *applies).flat_map(|(_, checks)| *checks) {
            check(&http, &facts, &mut Sink::new(&mut drafts, rule));
        }
        if let Some(query) = target.query {
            let types = self.queried(&target, &facts);
            query::Query { linter: self, types, facts: &facts, drafts: &mut drafts }.walk(&http, query);
        }

        let body = match request.method {
            Method::Post | Method::Put | Method::Patch => request.body.as_deref(),
            Method::Get | Method::Delete | Method::Other => None,
        };
        let Some(body) = body.filter(|body| !body.is_empty()) else {
            self.state(request, &target, None, &facts, &mut drafts);
            return self.verdict(drafts, None, &facts);
        };
        let mut parser = self.parser.take();
        let verdict = match parser.parse(body) {
            Ok(document) => {
                let root = document.root();
                match (root.kind(), &target.endpoint) {
                    (Kind::Object, Endpoint::Search(_)) => self.search(root, &http, &facts, &mut drafts),
                    _ => self.body(root, &target, &facts, &mut drafts),
                }
                let object = (root.kind() == Kind::Object).then_some(root);
                self.state(request, &target, object, &facts, &mut drafts);
                self.verdict(drafts, Some(document), &facts)
            }
            Err(error) => {
                for (rule, check) in &self.checks.malformed {
                    let malformed = Malformed { body, error: &error };
                    check(&malformed, &facts, &mut Sink::new(&mut drafts, rule));
                }
                self.state(request, &target, None, &facts, &mut drafts);
                self.verdict(drafts, None, &facts)
            }
        };
        self.parser.set(parser);
        verdict
    }

    /// The resource types whose resources a request at the target may name.
    fn queried(&self, target: &Target<'_>, facts: &Facts<'_>) -> &[CompiledType] {
        match (&target.endpoint, facts.action.resource_type) {
            (Endpoint::Root | Endpoint::Search(None), _) => &self.types,
            (_, Some(kind)) => self.compiled(&kind.name).map_or(&[], std::slice::from_ref),
            _ => &[],
        }
    }

    fn compiled(&self, resource_type: &str) -> Option<&CompiledType> {
        self.types.iter().find(|compiled| compiled.name == resource_type)
    }

    #[inline]
    fn action<'a>(&'a self, method: Method, target: &'a Target<'a>) -> Action<'a> {
        let (endpoint, id) = match &target.endpoint {
            Endpoint::Collection(endpoint) | Endpoint::Search(Some(endpoint)) => (*endpoint, None),
            Endpoint::Resource { endpoint, id, .. } => (*endpoint, Some(&**id)),
            _ => return Action { operation: None, served: None, resource_type: None, id: None },
        };
        let is_search = matches!(target.endpoint, Endpoint::Search(_));
        let operation = match (method, id) {
            (Method::Post, None) if is_search => Some(Operation::List),
            (_, None) if is_search => None,
            (Method::Post, None) => Some(Operation::Create),
            (Method::Get, None) => Some(Operation::List),
            (Method::Get, Some(_)) => Some(Operation::Read),
            (Method::Put, Some(_)) => Some(Operation::Replace),
            (Method::Patch, Some(_)) => Some(Operation::Patch),
            (Method::Delete, Some(_)) => Some(Operation::Delete),
            _ => None,
        };
        let resource_type = self.profile.resource_type_at(endpoint);
        let served =
            resource_type.zip(operation).and_then(|(kind, operation)| kind.operations.get(&operation));
        Action { operation, served, resource_type, id }
    }

    /// Judges a body that is JSON. A PUT or PATCH on a collection is judged as if the id stood there.
    #[inline]
    fn body(&self, root: Value<'_>, target: &Target<'_>, facts: &Facts<'_>, drafts: &mut Vec<Draft>) {
        if root.kind() != Kind::Object {
            for (rule, check) in &self.checks.root {
                check(&Root { value: root }, facts, &mut Sink::new(drafts, rule));
            }
            return;
        }
        if matches!(target.endpoint, Endpoint::Bulk) {
            // Handed on, so that the module has the walk once.
            return self.bulk(root, facts, drafts, Linter::body);
        }
        let Some(resource_type) = facts.action.resource_type else { return };
        let Some(compiled) = self.compiled(&resource_type.name) else { return };
        let head = Head::of(root);
        let is_patch = matches!(facts.action.operation, Some(Operation::Patch))
            || (matches!(target.endpoint, Endpoint::Collection(_))
                && facts.action.operation != Some(Operation::Create)
                && head.has_operations);
        let mut walk = walk::Walk::new(self, compiled, facts, drafts, root);
        if is_patch {
            walk.patch(root, &head);
        } else {
            walk.resource(root, &head);
        }
    }

    fn state(
        &self,
        request: &Request<'_>,
        target: &Target<'_>,
        object: Option<Value<'_>>,
        facts: &Facts<'_>,
        drafts: &mut Vec<Draft>,
    ) {
        if !facts.known.is_anything() {
            return;
        }
        for (rule, check) in &self.checks.state {
            check(&State { request, target, object }, facts, &mut Sink::new(drafts, rule));
        }
    }
}
