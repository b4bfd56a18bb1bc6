//! Whether what nobody here knows may be why a request was refused.

use scimproof::json::Value;
use scimproof::lint::Linter;
use scimproof::message::{Request, Target};
use scimproof::patch::{PatchError, PatchErrorKind};
use scimproof::profile::{Outcome, Profile};
use scimproof::rule::{CursorProblem, Known, Maybe, UniqueKey};
use scimproof::schema::Mutability;
use scimproof::syntax::PatchPath;

/// Whether some state of the endpoint would make it refuse the request with that status, by the rules.
pub(super) fn refuses(linter: &Linter, request: &Request<'_>, status: u16) -> bool {
    let profile = linter.profile();
    [State::Empty, State::Full, State::Crowded].iter().any(|state| {
        linter.lint(request, &World { state, profile }).diagnostics.iter().any(|found| {
            let judged = profile.judgement(found.rule);
            let exceptions = judged.iter().flat_map(|judged| &judged.unless).map(|unless| &unless.judgement);
            found.basis.outcome == Outcome::Refuse
                && judged
                    .into_iter()
                    .chain(exceptions)
                    .any(|judged| judged.then == Outcome::Refuse && judged.status.unwrap_or(400) == status)
        })
    })
}

/// States of an endpoint that are the worst for whoever asks.
enum State {
    /// Nothing that a request names is there.
    Empty,
    /// Everything is there, and somebody else has it.
    Full,
    /// As if full, and what a PATCH makes primary is primary beside another value.
    Crowded,
}

/// An endpoint in such a state.
struct World<'w> {
    state: &'w State,
    profile: &'w Profile,
}

impl World<'_> {
    fn is_empty(&self) -> bool {
        matches!(self.state, State::Empty)
    }
}

impl Known for World<'_> {
    fn exists(&self, _: &str, _: &str) -> Maybe<bool> {
        Maybe::Known(!self.is_empty())
    }

    fn holder(&self, _: UniqueKey<'_>) -> Maybe<Option<String>> {
        Maybe::Known((!self.is_empty()).then(|| "\u{0}another".to_owned()))
    }

    fn patch(&self, _: &str, body: Value<'_>) -> Maybe<Result<(), PatchError>> {
        let operations = || body.get("Operations").into_iter().flat_map(Value::elements).zip(0..);
        let failing = match self.state {
            State::Empty => operations().find_map(|(operation, at)| {
                let path = operation.get("path")?.string().filter(|path| path.contains('['))?;
                Some((at, PatchErrorKind::NoMatch { path: path.into_owned() }))
            }),
            State::Full => None,
            State::Crowded => operations().find_map(|(operation, at)| {
                let is_primary = operation.raw().contains("\"primary\"");
                is_primary.then(|| (at, PatchErrorKind::TwoPrimaries { attribute: String::new() }))
            }),
        };
        match failing {
            Some((operation, kind)) => Maybe::Known(Err(PatchError { operation, kind })),
            None => Maybe::Unknown,
        }
    }

    fn immutable_change(&self, _: &str, body: Value<'_>) -> Maybe<Option<String>> {
        // No attribute of the RFCs' resources is immutable as a whole.
        let attributes = self.profile.schemas.iter().flat_map(|schema| &schema.attributes);
        let mut immutable = attributes.filter(|attribute| attribute.mutability == Mutability::Immutable);
        Maybe::Known(
            immutable.find_map(|attribute| body.get(&attribute.name).map(|_| attribute.name.clone())),
        )
    }

    fn target(&self, _: &str, _: &PatchPath) -> Maybe<bool> {
        Maybe::Known(!self.is_empty())
    }

    fn page(&self, request: &Request<'_>, target: &Target<'_>) -> Maybe<Result<(), CursorProblem>> {
        let body = request.body.as_deref().unwrap_or_default();
        let is_asked = target.query.is_some_and(|query| query.contains("cursor="))
            || body.windows(8).any(|name| name == b"\"cursor\"");
        if !is_asked {
            return Maybe::Unknown;
        }
        Maybe::Known(Err(match self.state {
            State::Empty => CursorProblem::Invalid,
            State::Full => CursorProblem::Expired,
            State::Crowded => CursorProblem::OtherCount,
        }))
    }

    fn version(&self, _: &str) -> Maybe<Option<String>> {
        Maybe::Known(Some("\"\u{0}another\"".to_owned()))
    }
}
