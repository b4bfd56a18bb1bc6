//! The stand-in over HTTP.
//!
//! Requests are handled one after the other, in the order in which their bodies are complete.

use super::server::{EndError, Ended, Excess, Payload, Server, Service, received, sent};
use crate::standin::{Action, Change, Reply, StandIn, World, error};
use hyper::body::Bytes;
use hyper::http::request::Parts;
use scimproof::message::{Exchange, Request, Response, Unrecorded};
use std::borrow::Cow;
use std::cell::RefCell;
use std::hash::{BuildHasher, RandomState};
use std::time::{Duration, SystemTime};
use tokio::sync::Notify;

impl Server {
    /// Serves the stand-in until somebody interrupts the program; the audience hears of each request.
    pub fn serve(self, stand_in: StandIn, audience: impl Audience) -> Result<(), EndError> {
        let shared = RefCell::new(Shared { stand_in, audience, random: Random::default(), unkept: None });
        self.run(Served { shared, failed: Notify::new() })
    }
}

/// Whoever listens to what is served.
pub trait Audience: 'static {
    /// Hears of an exchange, which has its time, and what was done with the request.
    fn hear(&mut self, stand_in: &StandIn, exchange: &Exchange<'_>, reply: &Reply);

    /// Keeps what became of resources, before the answer leaves. Where it cannot, the answer does not leave and serving
    /// ends, with the reason.
    fn keep(&mut self, _: &[Change]) -> Result<(), String> {
        Ok(())
    }

    /// A page about what was heard: its media type and its text. Only callers on this machine are shown it.
    fn page(&self, path: &str) -> Option<(&'static str, String)>;
}

/// What connections share. One thread serves all, so it needs no lock.
struct Shared<A> {
    stand_in: StandIn,
    audience: A,
    random: Random,
    /// Why something could not be kept.
    unkept: Option<String>,
}

/// The stand-in, served before its audience.
struct Served<A> {
    shared: RefCell<Shared<A>>,
    failed: Notify,
}

impl<A: Audience> Service for Served<A> {
    async fn answer(&self, head: Parts, body: Bytes) -> Result<hyper::Response<Payload>, Ended> {
        let request = received(&head, &body);
        let reply = {
            let mut shared = self.shared.borrow_mut();
            let Shared { stand_in, audience, random, unkept } = &mut *shared;
            if unkept.is_some() {
                return Err(Ended::Unkept);
            }
            let now = super::now();
            let reply = stand_in.handle(&request, &mut World { now, next_id: &mut || random.id() });
            if let Err(why) = audience.keep(&reply.changes) {
                *unkept = Some(why);
                self.failed.notify_one();
                return Err(Ended::Unkept);
            }
            audience.hear(stand_in, &exchange(request, &reply, now), &reply);
            reply
        };
        if !reply.after.is_zero() {
            tokio::time::sleep(reply.after).await;
        }
        match reply.action {
            Action::Respond(response) => Ok(sent(response)),
            Action::Drop => Err(Ended::Dropped),
        }
    }

    fn refuse(&self, head: Parts, excess: Excess) -> hyper::Response<Payload> {
        let mut shared = self.shared.borrow_mut();
        let Shared { stand_in, audience, .. } = &mut *shared;
        let response = error(stand_in.profile(), excess.status(), None, &excess.to_string());
        // No rule looks at what was not read.
        let reply = Reply::unjudged(response.clone());
        let unrecorded = Unrecorded { request_body: true, ..Unrecorded::default() };
        let heard = exchange(received(&head, &[]), &reply, super::now());
        audience.hear(stand_in, &Exchange { unrecorded, ..heard }, &reply);
        sent(response)
    }

    fn page(&self, path: &str) -> Option<(&'static str, String)> {
        self.shared.borrow().audience.page(path)
    }

    async fn fails(&self) -> String {
        self.failed.notified().await;
        self.shared.borrow().unkept.clone().unwrap_or_default()
    }
}

/// What was sent, and what is answered.
fn exchange<'e>(request: Request<'e>, reply: &'e Reply, now: Duration) -> Exchange<'e> {
    let response = match &reply.action {
        Action::Respond(Response { status, headers, body }) => {
            Some(Response { status: *status, headers: headers.clone(), body: Cow::Borrowed(&**body) })
        }
        Action::Drop => None,
    };
    Exchange { at: Some(now), ..Exchange::new(request, response) }
}

/// Numbers that nobody can foresee, from the keys that the system gives each hasher.
#[derive(Default)]
pub(super) struct Random {
    drawn: u64,
}

impl Random {
    /// A random number.
    fn number(&mut self) -> u64 {
        self.drawn += 1;
        RandomState::new().hash_one((self.drawn, SystemTime::now()))
    }

    /// A random UUID (RFC 9562, version 4).
    pub(super) fn id(&mut self) -> String {
        let (high, low) = (self.number(), self.number());
        format!(
            "{:08x}-{:04x}-4{:03x}-{:04x}-{:012x}",
            high >> 32,
            high >> 16 & 0xffff,
            high & 0xfff,
            low >> 48 & 0x3fff | 0x8000,
            low & 0xffff_ffff_ffff
        )
    }
}
