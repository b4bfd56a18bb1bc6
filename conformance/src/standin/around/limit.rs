//! How many requests a caller may send, and when more of them are refused.
//!
//! An hour of requests is the primary limit, a minute of points the secondary one: a read costs one point, a write five.
//! Beside them stands the number of users that come in an hour, also into one group. The numbers are the profile's; a
//! limit without a number holds nobody up. A [scale](RateLimit::scale) makes an hour shorter, so that a client is seen
//! to wait and to go on.

use super::super::respond::header;
use scimproof::message::{Header, Method};
use scimproof::profile::Profile;
use std::collections::BTreeMap;
use std::time::Duration;

/// What is held to; what is `None` is not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RateLimit {
    /// Requests an hour that are not on SCIM.
    pub core: Option<u32>,
    /// Requests an hour on SCIM. GitHub shows a number in an example; what a token really has is not known.
    pub scim: Option<u32>,
    /// Points a minute at one endpoint.
    pub points: Option<u32>,
    /// Users that are created within an hour, and members that are added to one group.
    pub users: Option<u32>,
    /// How many times shorter than GitHub's all times are.
    pub scale: u32,
}

impl RateLimit {
    /// Nothing is held to.
    pub fn none() -> RateLimit {
        RateLimit { core: None, scim: None, points: None, users: None, scale: 1 }
    }

    /// What the profile's endpoint is known to hold to.
    pub fn of(profile: &Profile) -> RateLimit {
        let quota = |name: &str| profile.quotas.get(name).and_then(|fact| fact.value);
        RateLimit {
            core: quota("core"),
            scim: quota("scim"),
            points: quota("points"),
            users: profile.rate.as_ref().map(|rate| rate.users),
            scale: 1,
        }
    }

    fn of_bucket(&self, bucket: &Bucket) -> Option<u32> {
        match bucket {
            Bucket::Core => self.core,
            Bucket::Scim => self.scim,
            Bucket::Points(_) => self.points,
            Bucket::Users | Bucket::Members(_) => self.users,
        }
    }
}

/// What is counted by itself, for each caller.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Bucket {
    Core,
    Scim,
    /// The points spent at an endpoint.
    Points(String),
    Users,
    /// The members added to the group with that id.
    Members(String),
}

impl Bucket {
    /// The name by which `X-RateLimit-Resource` and `/rate_limit` call it, or which a refusal says.
    pub(super) fn name(&self) -> &'static str {
        match self {
            Bucket::Core => "core",
            Bucket::Scim => "scim",
            Bucket::Points(_) => "secondary",
            Bucket::Users | Bucket::Members(_) => "users",
        }
    }

    fn is_primary(&self) -> bool {
        matches!(self, Bucket::Core | Bucket::Scim)
    }
}

/// How much was used since when.
#[derive(Debug, Clone, Copy)]
struct Window {
    began: Duration,
    used: u32,
}

/// What a request is about to use: the buckets, and how much of each.
pub(super) type Costs = Vec<(Bucket, u32)>;

/// The limits of a stand-in, and what callers have used.
#[derive(Debug, Default)]
pub(super) struct Limits {
    pub(super) held: Option<RateLimit>,
    windows: BTreeMap<(String, Bucket), Window>,
}

/// A limit that is used up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::standin) struct Exceeded {
    bucket: Bucket,
    /// When it is free again.
    until: Duration,
}

/// The points that a request costs.
pub(super) fn points(method: Method) -> u32 {
    if method == Method::Get { 1 } else { 5 }
}

impl Limits {
    fn length(held: &RateLimit, bucket: &Bucket) -> Duration {
        let seconds = if matches!(bucket, Bucket::Points(_)) { 60 } else { 3_600 };
        Duration::from_secs(seconds) / held.scale.max(1)
    }

    /// The window that is open at that time: how much is used of it, and when it ends.
    fn window(&self, held: &RateLimit, caller: &str, bucket: &Bucket, now: Duration) -> (u32, Duration) {
        let length = Limits::length(held, bucket);
        match self.windows.get(&(caller.to_owned(), bucket.clone())) {
            Some(window) if now < window.began + length => (window.used, window.began + length),
            Some(_) | None => (0, now + length),
        }
    }

    /// The first limit that these costs go past.
    pub(super) fn exceeded(&self, caller: &str, costs: &Costs, now: Duration) -> Option<Exceeded> {
        let held = self.held.as_ref()?;
        costs.iter().find_map(|(bucket, cost)| {
            let most = held.of_bucket(bucket)?;
            let (used, until) = self.window(held, caller, bucket, now);
            (used.saturating_add(*cost) > most).then(|| Exceeded { bucket: bucket.clone(), until })
        })
    }

    /// Counts what was used.
    pub(super) fn count(&mut self, caller: &str, costs: Costs, now: Duration) {
        let Some(held) = self.held.clone() else { return };
        for (bucket, cost) in costs {
            if cost == 0 || held.of_bucket(&bucket).is_none() {
                continue;
            }
            let (used, until) = self.window(&held, caller, &bucket, now);
            let began = until.saturating_sub(Limits::length(&held, &bucket));
            self.windows
                .insert((caller.to_owned(), bucket), Window { began, used: used.saturating_add(cost) });
        }
    }

    /// A primary limit: the most, what is used, and the second since 1970 in which it begins anew.
    pub(super) fn told(&self, caller: &str, bucket: &Bucket, now: Duration) -> Option<(u32, u32, u64)> {
        let held = self.held.as_ref()?;
        let most = held.of_bucket(bucket)?;
        let (used, until) = self.window(held, caller, bucket, now);
        Some((most, used.min(most), seconds(until)))
    }

    /// The headers that tell of a primary limit.
    pub(super) fn headers(&self, caller: &str, bucket: &Bucket, now: Duration) -> Vec<Header<'static>> {
        let Some((most, used, reset)) = self.told(caller, bucket, now) else { return Vec::new() };
        vec![
            header("X-RateLimit-Limit", most.to_string()),
            header("X-RateLimit-Remaining", (most - used).to_string()),
            header("X-RateLimit-Used", used.to_string()),
            header("X-RateLimit-Reset", reset.to_string()),
            header("X-RateLimit-Resource", bucket.name()),
        ]
    }
}

impl Exceeded {
    /// The limit's name.
    pub(in crate::standin) fn name(&self) -> &'static str {
        self.bucket.name()
    }

    /// When to come again, in seconds. A primary limit says it by `X-RateLimit-Reset` instead.
    pub(super) fn retry_after(&self, now: Duration) -> Option<Header<'static>> {
        let wait = seconds(self.until.saturating_sub(now)).max(1);
        (!self.bucket.is_primary()).then(|| header("Retry-After", wait.to_string()))
    }
}

/// Whole seconds, rounded up: whoever waits so long has waited long enough.
fn seconds(time: Duration) -> u64 {
    time.as_secs() + u64::from(time.subsec_nanos() > 0)
}
