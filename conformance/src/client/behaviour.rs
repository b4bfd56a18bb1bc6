//! What a provisioning client is expected to do. A new expectation is one entry of [`BEHAVIOURS`].

use super::IDENTITIES;
use super::report::{Broken, Held, Outcome};
use scimproof::diagnostic::Diagnostic;
use scimproof::lint::Verdict;
use scimproof::lint::session::Finding;
use scimproof::message::{Endpoint, Exchange, Method, Target};
use scimproof::profile::Profile;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::time::{Duration, SystemTime};

/// How many of its faults a behaviour keeps.
const KEPT: usize = 20;

/// An exchange as behaviours look at it.
pub struct Heard<'h> {
    /// Its number; the first has 1.
    pub number: usize,
    /// What was sent and answered.
    pub exchange: &'h Exchange<'h>,
    /// What the request is about.
    pub target: &'h Target<'h>,
    /// The endpoint.
    pub profile: &'h Profile,
    /// What the rules say of the request.
    pub verdict: &'h Verdict,
    /// The scopes of the request's token, where they are known.
    pub scopes: Option<&'h [String]>,
}

impl Heard<'_> {
    /// Whether it is about resources whose type has that name, and does not search them.
    fn is_about(&self, resource_type: &str) -> bool {
        !matches!(self.target.endpoint, Endpoint::Search(_))
            && is_about(self.target, resource_type, self.profile)
    }

    /// The id of the resource that it is about.
    fn id(&self) -> Option<&str> {
        match &self.target.endpoint {
            Endpoint::Resource { id, .. } => Some(id),
            _ => None,
        }
    }

    fn names_one(&self) -> bool {
        self.id().is_some()
    }

    fn method(&self) -> Method {
        self.exchange.request.method
    }

    /// Whether it changes resources; a search by POST (RFC 7644 §3.4.3) reads them.
    fn writes(&self) -> bool {
        matches!(self.method(), Method::Post | Method::Put | Method::Patch | Method::Delete)
            && !matches!(self.target.endpoint, Endpoint::Search(_))
    }

    /// By whose token it was sent, as a number that says nothing of the token.
    fn caller(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        self.exchange.request.header("authorization").hash(&mut hasher);
        hasher.finish()
    }

    fn creates(&self, resource_type: &str) -> bool {
        self.method() == Method::Post && !self.names_one() && self.is_about(resource_type)
    }

    fn has(&self, word: &str) -> bool {
        let body = self.exchange.request.body.as_deref().unwrap_or_default();
        body.windows(word.len()).any(|window| window.eq_ignore_ascii_case(word.as_bytes()))
    }
}

/// Something that is expected of a client.
pub struct Behaviour {
    /// Its name.
    pub name: &'static str,
    /// What a client does that behaves so.
    pub title: &'static str,
    /// Why, and where that is written.
    pub source: &'static str,
    /// Whether the exchange can show it.
    occasion: fn(&Heard<'_>, &Memory) -> bool,
    /// The rules whose findings show that it is broken.
    rules: &'static [&'static str],
    /// How the exchange breaks it beside what rules find.
    breaks: fn(&Heard<'_>, &Memory) -> Option<String>,
    /// Whether enough is known of the endpoint to say something of it.
    needs: fn(&Profile) -> bool,
}

/// What is expected, the gravest first.
pub static BEHAVIOURS: &[Behaviour] = &[
    Behaviour {
        name: "users-before-groups",
        title: "provisions users before it puts them into groups",
        source: "a member who is not there cannot be added: users, then groups, then memberships (GitHub, provisioning with the REST API)",
        occasion: |heard, _| heard.writes() && heard.is_about("Group") && heard.has("\"members\""),
        rules: &["seq-group-before-users", "member-unknown-id"],
        ..USUAL
    },
    Behaviour {
        name: "looks-up-before-creating",
        title: "looks a user up before it creates one",
        source: "who is there already is found by a filter, not by a 409 (RFC 7644 \u{a7}3.4.2.2; practice of Entra and Okta)",
        occasion: |heard, _| heard.creates("User"),
        rules: &["seq-409-loop", "seq-reprovision-post-on-inactive"],
        breaks: |heard, memory| {
            let is_blind = heard.creates("User") && memory.lookups == 0 && !memory.read_all;
            is_blind.then(|| "more users were created than were looked for".to_owned())
        },
        ..USUAL
    },
    Behaviour {
        name: "keeps-ids",
        title: "keeps the ids that the provider gives, and uses them",
        source: "the provider's id is the only handle of a resource (RFC 7643 \u{a7}3.1)",
        occasion: |heard, _| heard.names_one(),
        rules: &[
            "resource-unknown",
            "url-id-wrong-side",
            "url-display-name-as-id",
            "member-external-id",
            "seq-patch-after-hard-delete",
        ],
        ..USUAL
    },
    Behaviour {
        name: "deactivates-instead-of-deleting",
        title: "deactivates a leaver instead of deleting the user",
        source: "a deleted user cannot come back; `active` set to false can be undone (GitHub, soft deprovisioning)",
        occasion: |heard, _| {
            heard.names_one()
                && heard.is_about("User")
                && (heard.method() == Method::Delete || heard.writes() && heard.has("\"active\""))
        },
        rules: &["seq-lost-deactivation"],
        breaks: |heard, memory| {
            let id = heard.id().filter(|_| heard.method() == Method::Delete && heard.is_about("User"))?;
            let is_left = !memory.is_full() && !memory.disabled.contains(id);
            is_left.then(|| "the user is deleted, and was not deactivated before".to_owned())
        },
        ..USUAL
    },
    Behaviour {
        name: "honours-retry-after",
        title: "waits as long as `Retry-After` says",
        source: "a client that goes on is limited for longer, or banned (RFC 9110 \u{a7}10.2.3; GitHub, rate limits)",
        occasion: |heard, memory| memory.waits.contains_key(&heard.caller()),
        breaks: |heard, memory| {
            let (until, after) = *memory.waits.get(&heard.caller())?;
            let early = until.checked_sub(heard.exchange.at?).filter(|early| !early.is_zero())?;
            Some(format!(
                "it was sent {} s before the time that the answer to request {after} gave was over",
                early.as_secs().max(1)
            ))
        },
        ..USUAL
    },
    Behaviour {
        name: "one-writer",
        title: "is the only one who writes",
        source: "what two clients write, each of them undoes (GitHub, provisioning: exactly one system writes)",
        occasion: |heard, _| heard.writes(),
        rules: &["seq-two-writers"],
        ..USUAL
    },
    Behaviour {
        name: "stays-under-the-rate",
        title: "provisions no more users in an hour than the endpoint takes",
        source: "GitHub takes 1,000 users an hour",
        occasion: |heard, _| heard.creates("User"),
        rules: &["seq-rate-burst"],
        needs: |profile| profile.rate.is_some(),
        ..USUAL
    },
    Behaviour {
        name: "sends-no-needless-attributes",
        title: "sends no attribute that the endpoint has no use for",
        source: "what only the provider writes is ignored, and unknown attributes may be refused (RFC 7644 \u{a7}3.3)",
        occasion: |heard, _| heard.writes() && heard.exchange.request.body.is_some(),
        rules: &[
            "read-only-id-in-post",
            "read-only-meta-in-post",
            "read-only-groups-in-user",
            "unknown-attribute",
            "password-placeholder",
            "null-attributes",
            "schemas-extension-declared-empty",
            "seq-endless-repatch",
        ],
        ..USUAL
    },
    Behaviour {
        name: "sends-user-agent",
        title: "says who it is by `User-Agent`",
        source: "GitHub's API answers 403 to whoever does not; elsewhere it is how an operator finds the client",
        breaks: |heard, _| {
            let named = heard.exchange.request.header("user-agent").unwrap_or_default();
            named.trim().is_empty().then(|| "it has no User-Agent".to_owned())
        },
        ..USUAL
    },
    Behaviour {
        name: "least-token-scope",
        title: "uses a token with no more scopes than provisioning needs",
        source: "`scim:enterprise` is enough (GitHub, provisioning with the REST API)",
        occasion: |heard, _| heard.scopes.is_some(),
        breaks: |heard, _| {
            let more = heard.scopes?.iter().filter(|scope| *scope != "scim:enterprise");
            let more: Vec<&str> = more.map(String::as_str).collect();
            (!more.is_empty()).then(|| format!("its token also has `{}`", more.join("`, `")))
        },
        needs: |profile| profile.name.starts_with("github"),
        ..USUAL
    },
];

/// What most behaviours have: every exchange can show them, and rules find what breaks them.
const USUAL: Behaviour = Behaviour {
    name: "",
    title: "",
    source: "",
    occasion: |_, _| true,
    rules: &[],
    breaks: |_, _| None,
    needs: |_| true,
};

/// What was heard before.
#[derive(Debug, Default)]
pub(super) struct Memory {
    /// Until when an answer asks a caller to wait, and whose answer that is.
    waits: BTreeMap<u64, (Duration, usize)>,
    /// The users who were disabled last, at most as many as are followed.
    disabled: BTreeSet<String>,
    /// How many users were looked for and not yet created.
    lookups: usize,
    /// Whether the client has read the list of all users, and so knows who is there.
    read_all: bool,
}

impl Memory {
    /// Whether there may be users who were disabled and are not remembered.
    fn is_full(&self) -> bool {
        self.disabled.len() >= IDENTITIES
    }

    pub(super) fn hear(&mut self, heard: &Heard<'_>) {
        if let Some((id, is_active)) = heard.id().and_then(|id| Some((id, leaves_active(heard)?))) {
            if is_active {
                self.disabled.remove(id);
            } else if !self.is_full() {
                self.disabled.insert(id.to_owned());
            }
        }
        let is_done = heard.exchange.response.as_ref().is_some_and(|it| (200..300).contains(&it.status));
        if let Some(id) = heard.id().filter(|_| is_done && heard.method() == Method::Delete) {
            self.disabled.remove(id);
        }
        if heard.creates("User") {
            self.lookups = self.lookups.saturating_sub(1);
        } else if looks_up(heard.method(), heard.target, "User", heard.profile) {
            self.lookups += 1;
        } else if heard.method() == Method::Get && heard.is_about("User") {
            self.read_all |= !heard.names_one();
        }
        let Some(at) = heard.exchange.at else { return };
        self.waits.retain(|_, (until, _)| at < *until);
        if let Some(until) = retry_after(heard, at).filter(|_| self.waits.len() < IDENTITIES) {
            let wait = self.waits.entry(heard.caller()).or_insert((until, heard.number));
            if wait.0 < until {
                *wait = (until, heard.number);
            }
        }
    }
}

/// Whether a target is one of resources whose type has that name.
fn is_about(target: &Target<'_>, resource_type: &str, profile: &Profile) -> bool {
    let kind = target.endpoint.resource_endpoint().and_then(|endpoint| profile.resource_type_at(endpoint));
    kind.is_some_and(|kind| kind.name == resource_type)
}

/// Whether a request looks for a resource of that type by a filter: in a list, or by `.search` (RFC 7644 §3.4.3).
pub(super) fn looks_up(method: Method, target: &Target<'_>, resource_type: &str, profile: &Profile) -> bool {
    let is_asked = match (method, &target.endpoint) {
        (Method::Get, Endpoint::Collection(_)) => {
            target.query.unwrap_or_default().split('&').any(|pair| pair.starts_with("filter="))
        }
        (Method::Post, Endpoint::Search(_)) => true,
        _ => false,
    };
    is_asked && is_about(target, resource_type, profile)
}

/// Whether a user is active after a write: as the answer shows it, else as the request wants it.
fn leaves_active(heard: &Heard<'_>) -> Option<bool> {
    if !heard.writes() || !heard.is_about("User") {
        return None;
    }
    let read = |bytes: &[u8]| serde_json::from_slice::<Value>(bytes).ok();
    let shown = heard.exchange.response.as_ref().and_then(|response| read(&response.body));
    if let Some(is_active) = shown.and_then(|shown| shown["active"].as_bool()) {
        return Some(is_active);
    }
    let sent = heard.exchange.request.body.as_deref().and_then(read)?;
    let operations = sent["Operations"].as_array().into_iter().flatten();
    let mut set = operations.filter_map(|operation| match operation["path"].as_str() {
        Some(path) if path.eq_ignore_ascii_case("active") => Some(&operation["value"]),
        _ => operation["value"].get("active"),
    });
    set.next_back().or(sent.get("active"))?.as_bool()
}

/// Until when the answer asks to wait, which it says by a number of seconds or by a date (RFC 9110 §10.2.3).
fn retry_after(heard: &Heard<'_>, at: Duration) -> Option<Duration> {
    let response = heard.exchange.response.as_ref().filter(|it| matches!(it.status, 403 | 429 | 503))?;
    let said = response.header("retry-after")?.trim();
    if let Ok(seconds) = said.parse() {
        return Some(at.saturating_add(Duration::from_secs(seconds)));
    }
    let date = httpdate::parse_http_date(said).ok()?;
    date.duration_since(SystemTime::UNIX_EPOCH).ok().filter(|until| *until > at)
}

/// What was counted of a behaviour.
#[derive(Debug, Default)]
pub(super) struct Tally {
    occasions: usize,
    times: usize,
    broken: Vec<Broken>,
}

impl Tally {
    pub(super) fn hear(&mut self, behaviour: &Behaviour, heard: &Heard<'_>, memory: &Memory) {
        self.occasions += usize::from((behaviour.occasion)(heard, memory));
        let by_rule = heard.verdict.diagnostics.iter().find(|found| behaviour.rules.contains(&found.rule));
        let message = (behaviour.breaks)(heard, memory).or_else(|| by_rule.map(Diagnostic::message));
        if let Some(message) = message {
            self.times += 1;
            if self.broken.len() < KEPT {
                self.broken.push(Broken { exchange: heard.number, message });
            }
        }
    }
}

impl Behaviour {
    /// What came of it, with what only the series shows.
    pub(super) fn held(&self, tally: &Tally, series: &[Finding], profile: &Profile) -> Held {
        let in_series = series.iter().filter(|finding| self.rules.contains(&finding.rule));
        let in_series: Vec<Broken> = in_series
            .map(|finding| Broken { exchange: finding.spot.exchange + 1, message: finding.message.clone() })
            .collect();
        let times = tally.times + in_series.len();
        let mut broken: Vec<Broken> = tally.broken.iter().cloned().chain(in_series).collect();
        broken.sort_by_key(|broken| broken.exchange);
        broken.truncate(KEPT);
        let outcome = match (times, tally.occasions) {
            _ if !(self.needs)(profile) => Outcome::Unknown,
            (1.., _) => Outcome::Broken,
            (0, 1..) => Outcome::Kept,
            (0, 0) => Outcome::NoOccasion,
        };
        let Behaviour { name, title, source, .. } = *self;
        Held { name, title, source, outcome, occasions: tally.occasions, times, broken }
    }
}
