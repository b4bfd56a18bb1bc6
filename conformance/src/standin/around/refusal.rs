//! What GitHub's REST API refuses outside SCIM, as far as its documentation says: no rule speaks of it.

use super::super::StandIn;
use super::super::respond::basic_error;
use super::Call;
use scimproof::message::Response;

/// Nothing is there, or the caller may not know of it.
pub(super) fn not_found() -> Response<'static> {
    basic_error(404, "Not Found")
}

/// A body that cannot be read.
pub(super) fn malformed(why: &str) -> Response<'static> {
    basic_error(400, why)
}

/// Something that the caller may not do.
pub(super) fn forbidden(why: &str) -> Response<'static> {
    basic_error(403, why)
}

/// A body that is not what the endpoint asks for.
pub(super) fn unprocessable(why: &str) -> Response<'static> {
    basic_error(422, why)
}

impl StandIn {
    /// The refusal of a call, if it is refused whatever it asks for.
    pub(super) fn refused(&self, call: &Call<'_>) -> Option<Response<'static>> {
        let request = call.request;
        if request.headers.is_some() && request.header("user-agent").is_none_or(str::is_empty) {
            return Some(basic_error(403, "the request has no `User-Agent` header"));
        }
        let version = request.header("x-github-api-version");
        if version.is_some_and(|asked| !self.profile.headers.has_version(asked)) {
            return Some(basic_error(400, "the API has no such version"));
        }
        let authorization = request.header("authorization");
        let (tokens, schemes) = (&self.around.tokens, &self.profile.authentication.schemes);
        if !tokens.are_none() && !tokens.take(authorization, schemes, call.now) {
            let message = if authorization.is_some() { "Bad credentials" } else { "Requires authentication" };
            return Some(basic_error(401, message));
        }
        // Whoever lacks a right is told that nothing is there (GitHub Docs, Troubleshooting the REST API).
        let wanted = call.route.scopes;
        let token = self.token(request)?;
        (!wanted.is_empty() && !wanted.iter().any(|scope| token.has(scope))).then(not_found)
    }
}
