//! What the rules may ask of the stand-in's state.

use super::around::Around;
use super::change::patched;
use super::cursor::Cursors;
use super::discovery;
use super::represent::Representer;
use super::search::{Search, queried};
use super::shape::Shape;
use super::store::Stored;
use scimproof::json;
use scimproof::message::{Request, Target};
use scimproof::patch::{Dialect, PatchError, has_target};
use scimproof::rule::{CursorProblem, Known, Maybe, UniqueKey};
use scimproof::syntax::PatchPath;
use serde_json::Value;
use std::time::Duration;

/// The store as the rules see it.
pub(super) struct View<'s> {
    pub(super) representer: Representer<'s>,
    pub(super) dialect: &'s Dialect,
    pub(super) around: &'s Around,
    pub(super) cursors: &'s Cursors,
    pub(super) now: Duration,
    /// Whether the request is an operation of a bulk request.
    pub(super) is_of_bulk: bool,
}

impl<'s> View<'s> {
    /// The resource with that id, and its shape.
    fn held(&self, id: &str) -> Option<(Stored, Shape<'s>)> {
        let record = self.representer.store.record(id)?;
        Some((record.opened(), self.representer.shape(record)?))
    }
}

impl Known for View<'_> {
    fn credentials(&self, authorization: Option<&str>) -> Maybe<bool> {
        if self.around.tokens.are_none() {
            return Maybe::Unknown;
        }
        let schemes = &self.representer.profile.authentication.schemes;
        Maybe::Known(self.around.tokens.take(authorization, schemes, self.now))
    }

    fn scopes(&self, request: &Request<'_>) -> Maybe<Vec<String>> {
        self.around.scopes(request, self.representer.profile)
    }

    fn exceeded_limit(&self, request: &Request<'_>) -> Maybe<Option<&'static str>> {
        let exceeded = self.around.exceeded(request, self.representer.profile, self.now);
        Maybe::Known(exceeded.map(|exceeded| exceeded.name()))
    }

    fn exists(&self, resource_type: &str, id: &str) -> Maybe<bool> {
        let Representer { profile, store, .. } = self.representer;
        Maybe::Known(match resource_type {
            "Schema" => discovery::served(profile).iter().any(|schema| schema.id.eq_ignore_ascii_case(id)),
            "ResourceType" => profile.resource_type(id).is_some(),
            _ => store.of_type(resource_type, id).is_some(),
        })
    }

    fn holder(&self, asked: UniqueKey<'_>) -> Maybe<Option<String>> {
        let profile = self.representer.profile;
        let Some(resource_type) = profile.resource_type(asked.resource_type) else { return Maybe::Unknown };
        Maybe::Known(self.representer.store.holder(profile, resource_type, asked).map(str::to_owned))
    }

    fn patch(&self, id: &str, body: json::Value<'_>) -> Maybe<Result<(), PatchError>> {
        let Some((stored, shape)) = self.held(id) else { return Maybe::Unknown };
        let Value::Object(body) = body.to_json() else { return Maybe::Unknown };
        Maybe::Known(patched(&stored.attributes, &body, shape, self.dialect).map(drop))
    }

    fn immutable_change(&self, id: &str, body: json::Value<'_>) -> Maybe<Option<String>> {
        let Some((stored, shape)) = self.held(id) else { return Maybe::Unknown };
        let Value::Object(body) = body.to_json() else { return Maybe::Unknown };
        Maybe::Known(shape.immutable_change(&stored.attributes, &shape.kept(body)))
    }

    fn target(&self, id: &str, path: &PatchPath) -> Maybe<bool> {
        let Some((stored, shape)) = self.held(id) else { return Maybe::Unknown };
        Maybe::Known(has_target(&stored.attributes, path, &shape.schemas()))
    }

    fn version(&self, id: &str) -> Maybe<Option<String>> {
        let record = self.representer.store.record(id);
        match record.and_then(|record| self.representer.shown(record).version) {
            Some(version) => Maybe::Known(Some(version)),
            None => Maybe::Unknown,
        }
    }

    fn is_of_bulk(&self) -> bool {
        self.is_of_bulk
    }

    fn page(&self, request: &Request<'_>, target: &Target<'_>) -> Maybe<Result<(), CursorProblem>> {
        let profile = self.representer.profile;
        let Some(shapes) = queried(profile, request, &target.endpoint).filter(|_| profile.paging.cursor)
        else {
            return Maybe::Unknown;
        };
        Maybe::Known(self.cursors.check(&Search::of(request, target), &shapes, self.now))
    }
}
