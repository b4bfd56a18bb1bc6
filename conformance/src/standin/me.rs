//! `/Me`: the resource of the one who asks (RFC 7644 §3.11).
//!
//! The stand-in knows one caller, by the user name that it is told. A request at `/Me` is one on that user's own
//! address, and every answer says where that is.

use super::StandIn;
use super::respond::header;
use scimproof::message::endpoint::target;
use scimproof::message::{Endpoint, Method, Request, Response};
use scimproof::profile::{Fact, Profile, ResourceType, Standing};
use scimproof::rule::{Known, Maybe, UniqueKey};
use scimproof::schema::USER;
use scimproof::syntax::percent_encode;
use std::borrow::Cow;

/// The profile, with `/Me` served.
pub(super) fn with_me(mut profile: Profile) -> Profile {
    let source = "RFC 7644 §3.11: optional, and served where the caller's name is given".to_owned();
    let fact = Fact { value: Some(true), standing: Some(Standing::Specified), source };
    profile.endpoints.insert("me".to_owned(), fact);
    profile
}

impl StandIn {
    /// The request that one at `/Me` stands for; `None` for any other, and where no user has the caller's name.
    pub(super) fn meant_by_me<'r>(&self, request: &Request<'r>) -> Option<Request<'r>> {
        let target = target(&request.target, self.profile.endpoint_names());
        let me = self.me.as_deref().filter(|_| target.endpoint == Endpoint::Me)?;
        let users = users(&self.profile)?;
        let mut path = format!("{}/{}", target.base, users.endpoint);
        // "the desired resourceType being created is at the discretion of the service provider"
        if request.method != Method::Post {
            let key = UniqueKey { resource_type: &users.name, attribute: "userName", value: me };
            let Maybe::Known(Some(id)) = self.view(std::time::Duration::ZERO).holder(key) else {
                return None;
            };
            path = format!("{path}/{}", percent_encode(&id));
        }
        if let Some(query) = target.query {
            path = format!("{path}?{query}");
        }
        Some(Request { target: Cow::Owned(path), ..request.clone() })
    }

    /// "In any response, the HTTP "Location" header MUST be the permanent location of the aliased resource".
    pub(super) fn tell_location(&self, meant: &Request<'_>, response: &mut Response<'static>) {
        if response.header("location").is_none()
            && let Endpoint::Resource { endpoint, id, .. } =
                target(&meant.target, self.profile.endpoint_names()).endpoint
        {
            let location = format!("{}/{endpoint}/{}", self.base, percent_encode(&id));
            response.headers.push(header("Location", location));
        }
    }
}

/// The resource type that callers are of.
fn users(profile: &Profile) -> Option<&ResourceType> {
    profile.resource_types.iter().find(|kind| kind.schema.eq_ignore_ascii_case(USER))
}
