//! The stand-in as an endpoint in the same process.

use crate::runner::TransportError;
use crate::standin::fault::Chosen;
use crate::standin::{Action, StandIn, World};
use scimproof::message::{Request, Response};
use scimproof::profile::Profile;
use std::borrow::Cow;

/// A stand-in that is asked without a network.
pub struct InProcess {
    stand_in: StandIn,
    base: String,
    path: String,
    created: u64,
    gaps: Vec<String>,
}

impl InProcess {
    /// A stand-in with that profile; callers need the token.
    pub fn new(profile: &Profile, token: &str) -> InProcess {
        // Parameters in the path, such as the enterprise, are whatever the caller says.
        let path = profile.urls.stand_in_base.trim_end_matches('/').to_owned();
        let base = format!("http://localhost{path}");
        let stand_in = StandIn::new(profile).with_token(Some(token.to_owned())).with_base(&base);
        InProcess { stand_in, base, path, created: 0, gaps: Vec::new() }
    }

    /// The same with these faults.
    #[must_use]
    pub fn with_faults(mut self, faults: &[Chosen]) -> InProcess {
        self.stand_in = self.stand_in.with_faults(faults);
        self
    }

    /// The base URL that the locations of its resources begin with.
    pub fn base(&self) -> &str {
        &self.base
    }

    /// Does what the endpoint would do with a request whose target stands below the base.
    pub fn exchange(&mut self, request: &Request<'_>) -> Result<Response<'static>, TransportError> {
        let mut request = request.clone();
        request.target = Cow::Owned(format!("{}{}", self.path, request.target));
        let created = &mut self.created;
        let mut next_id = || {
            *created += 1;
            format!("00000000-0000-4000-8000-{created:012}")
        };
        let now = super::now();
        let reply = self.stand_in.handle(&request, &mut World { now, next_id: &mut next_id });
        if let Some(gap) = reply.gap {
            self.gaps.push(format!("{} {}: {gap}", request.method, request.target));
        }
        std::thread::sleep(reply.after);
        match reply.action {
            Action::Respond(response) => Ok(response),
            Action::Drop => Err(TransportError::Closed),
        }
    }

    /// Requests that no rule refuses and that could not be done all the same. There should be none.
    pub fn gaps(&self) -> &[String] {
        &self.gaps
    }
}
