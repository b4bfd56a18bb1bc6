//! Tests through the public face: requests in, answers out.
#![expect(clippy::unwrap_used, reason = "a test may fail by panic")]

mod around;
mod bulk;
mod flows;
mod github;
mod laws;
mod lookup;
mod me;
mod model;
mod paging;
#[cfg(feature = "native")]
mod safe_fixes;
mod search;
mod state;

use super::*;
use scimproof::diagnostic::Severity;
use scimproof::message::{Exchange, Header, Method};
use scimproof::profile;
use scimproof::rule::Nothing;
use std::borrow::Cow;

/// A stand-in with a driver: every request comes a second after the one before, ids are counted.
struct Driven {
    stand_in: StandIn,
    seconds: u64,
    ids: u64,
    linter: Linter,
}

impl Driven {
    fn new(profile: &str) -> Driven {
        Driven::of(&profile::builtin(profile).unwrap())
    }

    fn of(profile: &Profile) -> Driven {
        Driven { stand_in: StandIn::new(profile), seconds: 0, ids: 0, linter: Linter::new(profile) }
    }

    /// Sends a request written as `METHOD target`, header lines, a blank line and the body.
    fn send(&mut self, text: &str) -> Sent {
        self.send_request(&request(text))
    }

    fn send_request(&mut self, request: &Request<'_>) -> Sent {
        let sent = self.ask(request);
        self.assert_right(request, &sent.response);
        sent
    }

    /// The same for what is around SCIM, where the rules on answers have nothing to say.
    fn ask(&mut self, request: &Request<'_>) -> Sent {
        self.seconds += 1;
        let ids = &mut self.ids;
        let mut next_id = || {
            *ids += 1;
            format!("id{ids}")
        };
        let mut world = World { now: Duration::from_secs(self.seconds), next_id: &mut next_id };
        let reply = self.stand_in.handle(request, &mut world);
        let Action::Respond(response) = reply.action.clone() else { panic!("it answers") };
        let body = serde_json::from_slice(&response.body).unwrap_or_default();
        Sent { reply, response, body }
    }

    /// No rule on answers finds a fault of the stand-in's.
    fn assert_right(&self, request: &Request<'_>, response: &Response<'_>) {
        let exchange = Exchange::new(request.clone(), Some(response.clone()));
        let found = self.linter.exchange(&exchange, &Nothing).diagnostics;
        let wrong = found.into_iter().filter(|found| found.location.part.is_of_response());
        let wrong: Vec<_> = wrong.filter(|found| found.severity > Severity::Info).collect();
        let told = |body: Option<&[u8]>| String::from_utf8_lossy(body.unwrap_or_default()).into_owned();
        assert!(
            wrong.is_empty(),
            "{}: {} {} {}\n{} {}\n{wrong:?}",
            self.stand_in.profile.name,
            request.method,
            request.target,
            told(request.body.as_deref()),
            response.status,
            told(Some(&response.body)),
        );
    }
}

/// A request written as `METHOD target`, header lines, a blank line and the body.
fn request(text: &str) -> Request<'_> {
    let (head, body) = text.split_once("\n\n").unwrap_or((text, ""));
    let mut lines = head.lines().map(str::trim);
    let (method, target) = lines.next().unwrap().split_once(' ').unwrap();
    let headers: Vec<Header<'_>> = lines
        .map(|line| line.split_once(": ").unwrap())
        .map(|(name, value)| Header { name: Cow::Borrowed(name), value: Cow::Borrowed(value) })
        .collect();
    Request {
        method: Method::named(method),
        target: Cow::Borrowed(target),
        headers: (!headers.is_empty()).then_some(headers),
        body: (!body.is_empty()).then_some(Cow::Borrowed(body.as_bytes())),
    }
}

/// What came back.
struct Sent {
    reply: Reply,
    response: Response<'static>,
    body: Value,
}
