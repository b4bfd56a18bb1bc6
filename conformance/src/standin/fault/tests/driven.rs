//! A stand-in with the population, and requests written in a line.

use crate::standin::fault::{Chosen, POPULATION};
use crate::standin::{Action, StandIn, World};
use scimproof::message::{Header, Method, Request, Response};
use scimproof::profile::{self, Profile};
use scimproof::schema::{BULK_REQUEST, ENTERPRISE_USER, GROUP, PATCH_OP, SEARCH_REQUEST, USER};
use std::borrow::Cow;
use std::sync::LazyLock;
use std::time::Duration;

const TOKEN: &str = "token-of-the-test";

/// What became of a request.
pub(super) struct Sent {
    pub(super) after: Duration,
    /// None where the connection was closed.
    pub(super) response: Option<Response<'static>>,
}

pub(super) struct Driven {
    stand_in: StandIn,
    seconds: u64,
    ids: u64,
}

impl Driven {
    /// The population is made before the faults come.
    pub(super) fn new(faults: &[Chosen]) -> Driven {
        static PROFILE: LazyLock<Profile> = LazyLock::new(|| profile::builtin("rfc7644").unwrap());
        let mut stand_in = StandIn::new(&PROFILE).with_token(Some(TOKEN.to_owned()));
        let mut count = 0;
        for line in spelled(POPULATION).lines().filter(|line| !line.is_empty()) {
            count += 1;
            let resource = serde_json::from_str(line.split_once(" << ").unwrap().1).unwrap();
            let id = stand_in.hold(&resource, &format!("id{count}"), Duration::from_secs(count));
            assert_eq!(id, Some(format!("id{count}")));
        }
        Driven { stand_in: stand_in.with_faults(faults), seconds: count, ids: count }
    }

    pub(super) fn all(mut self, lines: &[&str]) -> Vec<Sent> {
        lines.iter().map(|line| self.send(line)).collect()
    }

    fn send(&mut self, line: &str) -> Sent {
        let line = spelled(line);
        let (head, body) = line.split_once(" << ").unwrap_or((&line, ""));
        let mut parts = head.split(" | ");
        let (method, target) = parts.next().unwrap().split_once(' ').unwrap();
        let mut headers = vec![("Authorization", format!("Bearer {TOKEN}"))];
        for part in parts {
            let (name, value) = part.split_once(':').unwrap();
            headers.retain(|(known, _)| *known != name);
            if !value.is_empty() {
                headers.push((name, value.trim().replace("$token", TOKEN)));
            }
        }
        let headers = headers
            .into_iter()
            .map(|(name, value)| Header { name: Cow::Borrowed(name), value: Cow::Owned(value) })
            .collect();
        let request = Request {
            method: Method::named(method),
            target: Cow::Owned(encoded(&format!("/scim/v2{target}"))),
            headers: Some(headers),
            body: (!body.is_empty()).then_some(Cow::Borrowed(body.as_bytes())),
        };
        self.seconds += 1;
        let ids = &mut self.ids;
        let mut next_id = || {
            *ids += 1;
            format!("id{ids}")
        };
        let mut world = World { now: Duration::from_secs(self.seconds), next_id: &mut next_id };
        let reply = self.stand_in.handle(&request, &mut world);
        assert_eq!(reply.gap, None, "{line}");
        Sent {
            after: reply.after,
            response: match reply.action {
                Action::Respond(response) => Some(response),
                Action::Drop => None,
            },
        }
    }
}

/// A line with URNs for the words that stand for them.
fn spelled(line: &str) -> String {
    let urns = [
        ("$user", USER),
        ("$enterprise", ENTERPRISE_USER),
        ("$group", GROUP),
        ("$patch", PATCH_OP),
        ("$bulk", BULK_REQUEST),
        ("$search", SEARCH_REQUEST),
    ];
    urns.iter().fold(line.to_owned(), |line, (word, urn)| line.replace(word, urn))
}

/// A target with what no URL may hold percent-encoded.
fn encoded(target: &str) -> String {
    let is_fine = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~!$&'()*+,;=:@/?%".contains(&byte);
    target
        .bytes()
        .map(|byte| if is_fine(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") })
        .collect()
}
