//! The stand-in with a driver: every request comes a second after the one before, and ids are counted.

use scimproof::diagnostic::Severity;
use scimproof::lint::Linter;
use scimproof::message::{Exchange, Header, Method, Request, Response};
use scimproof::profile::{Profile, builtin};
use scimproof::rule::Nothing;
use scimproof_conformance::client::{ClientReport, KEPT, Watch};
use scimproof_conformance::standin::{Action, Reply, StandIn, World};
use serde_json::{Value, json};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Mutex;
use std::time::Duration;

/// What came back.
pub(crate) struct Sent {
    pub(crate) reply: Reply,
    pub(crate) response: Response<'static>,
    pub(crate) body: Value,
}

pub(crate) struct Driven {
    pub(crate) stand_in: StandIn,
    linter: Linter,
    /// Who says what there is to say of the client, where that is asked for.
    watch: Option<Watch>,
    /// Whether its answers are held against the rules.
    pub(crate) is_right: bool,
    seconds: u64,
    /// The ids that new resources get before they are counted, the next one last.
    pub(crate) ids: Vec<String>,
    created: usize,
}

/// The built-in profile of that name, read once.
fn known(name: &str) -> Profile {
    static KNOWN: Mutex<BTreeMap<String, Profile>> = Mutex::new(BTreeMap::new());
    let mut known = KNOWN.lock().unwrap();
    known.entry(name.to_owned()).or_insert_with(|| builtin(name).unwrap()).clone()
}

/// The built-in profile of that name, with parameters set and what a user's own profile says beside.
pub(crate) fn profile(name: &str, set: &BTreeMap<String, String>, own: Option<&str>) -> Profile {
    let profile = match own {
        None => known(name),
        Some(own) => {
            let mut own: Value = serde_json::from_str(own).unwrap();
            (own["name"], own["extends"]) = (json!("own"), json!(name));
            Profile::parse("own.json", &own.to_string()).unwrap()
        }
    };
    set.iter().fold(profile, |profile, (name, value)| profile.set(name, value).unwrap())
}

impl Driven {
    pub(crate) fn new(stand_in: StandIn) -> Driven {
        let linter = Linter::new(stand_in.profile());
        Driven { stand_in, linter, watch: None, is_right: true, seconds: 0, ids: Vec::new(), created: 0 }
    }

    /// The same, and the client is watched.
    pub(crate) fn watched(self) -> Driven {
        Driven { watch: Some(Watch::new(self.stand_in.profile(), KEPT)), ..self }
    }

    /// The path below which the stand-in serves.
    pub(crate) fn base(&self) -> &str {
        &self.stand_in.profile().urls.stand_in_base
    }

    pub(crate) fn send(
        &mut self,
        method: &str,
        target: &str,
        headers: &[(&str, &str)],
        body: Option<&str>,
    ) -> Sent {
        let header = |(name, value): &(&str, &str)| Header {
            name: Cow::Owned((*name).to_owned()),
            value: Cow::Owned((*value).to_owned()),
        };
        let request = Request {
            method: Method::named(method),
            target: Cow::Borrowed(target),
            headers: Some(headers.iter().map(header).collect()),
            body: body.map(|body| Cow::Borrowed(body.as_bytes())),
        };
        self.seconds += 1;
        let Driven { stand_in, ids, created, .. } = self;
        let mut next_id = || {
            *created += 1;
            ids.pop().unwrap_or_else(|| format!("id-{created}"))
        };
        let now = Duration::from_secs(self.seconds);
        let reply = stand_in.handle(&request, &mut World { now, next_id: &mut next_id });
        let Action::Respond(response) = reply.action.clone() else { panic!("no fault is chosen") };
        let exchange = Exchange { at: Some(now), ..Exchange::new(request.clone(), Some(response.clone())) };
        if self.is_right {
            self.assert_right(&exchange);
        }
        let scopes = self.stand_in.scopes(&request).map(<[String]>::to_vec);
        if let Some(watch) = &mut self.watch {
            watch.hear(&exchange, &reply.verdict, scopes.as_deref());
        }
        let body = serde_json::from_slice(&response.body).unwrap_or_default();
        Sent { reply, response, body }
    }

    /// What there is to say of the client.
    pub(crate) fn report(&self) -> Option<ClientReport> {
        self.watch.as_ref().map(Watch::report)
    }

    /// No rule on answers finds a fault of the stand-in's.
    fn assert_right(&self, exchange: &Exchange<'_>) {
        let found = self.linter.exchange(exchange, &Nothing).diagnostics;
        let wrong = found
            .iter()
            .filter(|found| found.location.part.is_of_response() && found.severity > Severity::Info);
        let wrong: Vec<&str> = wrong.map(|found| found.rule).collect();
        assert_eq!(wrong, [""; 0], "{} {}", exchange.request.method, exchange.request.target);
    }
}
