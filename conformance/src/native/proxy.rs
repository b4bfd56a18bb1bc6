//! A proxy in front of one endpoint.
//!
//! A thin shell: what a client sends goes on with the headers that are for the endpoint (RFC 9110 §7.6), and what the
//! endpoint answers comes back as it comes, byte for byte. Requests are whole before they go on, since they are judged
//! first; answers are not held, but for a bounded copy. Redirects are answers like others, and URLs in answers stay the
//! endpoint's own.

mod onward;
#[cfg(test)]
mod tests;

use super::http::{Endpoint, Http};
use super::server::{EndError, Ended, Excess, Payload, Server, Service, headers, received, sent, whole};
use super::streamed::Streamed;
use crate::client::Ahead;
use crate::runner::TransportError;
use http_body_util::Either;
use hyper::body::Bytes;
use hyper::header;
use hyper::http::{request, response};
use scimproof::message::{Exchange, Header, Request, Response, Unrecorded};
use std::borrow::Cow;
use std::cell::RefCell;
use std::io::{self, Read};
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{mpsc, oneshot};

/// How much of an answer is read at once.
const PART: usize = 16 * 1024;

/// How the proxy calls itself in `Via` (RFC 9110 §7.6.3) and `Proxy-Status` (RFC 9209).
const NAME: &str = "scimproof";

/// Whoever looks after what passes.
pub trait Overseer: 'static {
    /// Hears of a request that comes.
    fn comes(&mut self, request: &Request<'_>) -> Ahead;

    /// The answer to a request of which the endpoint need not be asked.
    fn refusal(&self, ahead: &Ahead, request: &Request<'_>) -> Option<Response<'static>>;

    /// An answer of the proxy's own, in the form of the endpoint's errors.
    fn error(&self, status: u16, detail: &str) -> Response<'static>;

    /// Hears how the exchange ended.
    fn ends(&mut self, ahead: Ahead, exchange: &Exchange<'_>, came: Came<'_>);

    /// A page about what was heard: its media type and its text. Only callers on this machine are shown it.
    fn page(&self, path: &str) -> Option<(&'static str, String)>;
}

/// Whose answer a client got.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Came<'c> {
    /// The endpoint's.
    Back,
    /// The proxy's own, since the endpoint need not be asked.
    Refused,
    /// The proxy's own, for this reason.
    Failed(&'c str),
}

impl Server {
    /// Passes requests on until somebody interrupts the program; the overseer hears of each. The time given is for the
    /// endpoint to take a connection, to begin to answer, and to go on, each.
    pub fn pass_on(
        self,
        endpoint: Endpoint,
        timeout: Duration,
        overseer: impl Overseer,
    ) -> Result<(), EndError> {
        self.pass(Http::handing_on(endpoint, timeout), overseer)
    }

    fn pass(self, http: Http, overseer: impl Overseer) -> Result<(), EndError> {
        self.run(Proxy { http: Arc::new(http), overseer: Rc::new(RefCell::new(overseer)) })
    }
}

struct Proxy<O> {
    http: Arc<Http>,
    overseer: Rc<RefCell<O>>,
}

impl<O: Overseer> Service for Proxy<O> {
    async fn answer(&self, head: request::Parts, body: Bytes) -> Result<hyper::Response<Payload>, Ended> {
        let http = Arc::clone(&self.http);
        let pass = Pass { overseer: Rc::clone(&self.overseer), head, body, at: super::now() };
        // A client that goes away does not undo what the endpoint was asked, so the exchange is heard to its end.
        tokio::task::spawn_local(pass.on(http)).await.map_err(|_| Ended::Dropped)
    }

    fn refuse(&self, _: request::Parts, excess: Excess) -> hyper::Response<Payload> {
        let mut response = self.overseer.borrow().error(excess.status(), &excess.to_string());
        response.headers.push(proxy_status("http_request_error"));
        sent(response)
    }

    fn page(&self, path: &str) -> Option<(&'static str, String)> {
        self.overseer.borrow().page(path)
    }
}

/// The header that says why the proxy answers itself (RFC 9209 §2.3).
fn proxy_status(error: &str) -> Header<'static> {
    Header { name: Cow::Borrowed("proxy-status"), value: Cow::Owned(format!("{NAME}; error={error}")) }
}

/// A request on its way.
struct Pass<O> {
    overseer: Rc<RefCell<O>>,
    head: request::Parts,
    body: Bytes,
    at: Duration,
}

impl<O: Overseer> Pass<O> {
    async fn on(self, http: Arc<Http>) -> hyper::Response<Payload> {
        let request = received(&self.head, &self.body);
        let ahead = self.overseer.borrow_mut().comes(&request);
        let refusal = self.overseer.borrow().refusal(&ahead, &request);
        if let Some(refusal) = refusal {
            return self.own(ahead, refusal, "http_request_denied", Came::Refused);
        }
        let Some(request) = onward::request(&self.head, &self.body, http.endpoint()) else {
            let why =
                format!("the endpoint is below `{}/`, and nothing else is passed on", http.endpoint().path());
            let error = self.overseer.borrow().error(404, &why);
            return self.own(ahead, error, "destination_not_found", Came::Failed(&why));
        };
        let (head, parts) = asked(http, request);
        match head.await {
            Ok(Ok(head)) => self.back(ahead, head, parts),
            Ok(Err(error)) => self.failed(ahead, &error),
            // The thread that asks cannot end before it has told.
            Err(_) => self.failed(ahead, &TransportError::Closed),
        }
    }

    /// No answer of the endpoint's came.
    fn failed(self, ahead: Ahead, why: &TransportError) -> hyper::Response<Payload> {
        let (status, error) = match why {
            TransportError::Timeout(_) => (504, "http_response_timeout"),
            TransportError::Refused => (502, "connection_refused"),
            TransportError::UnknownHost => (502, "dns_error"),
            TransportError::Closed => (502, "connection_terminated"),
            TransportError::NotHttp(_) => (502, "http_protocol_error"),
            TransportError::Tls(_) => (502, "tls_protocol_error"),
            TransportError::TooLarge(_) | TransportError::Other(_) => (502, "proxy_internal_error"),
        };
        let told = format!("scimproof has no answer of the endpoint: {why}; {}", why.advice());
        let response = self.overseer.borrow().error(status, &told);
        self.own(ahead, response, error, Came::Failed(&why.to_string()))
    }

    /// An answer of the proxy's own, with what RFC 9209 calls the reason.
    fn own(
        self,
        ahead: Ahead,
        mut response: Response<'static>,
        error: &str,
        came: Came<'_>,
    ) -> hyper::Response<Payload> {
        response.headers.push(proxy_status(error));
        self.tell(ahead, response.clone(), Unrecorded::default(), came);
        sent(response)
    }

    /// The endpoint's answer, of which the rest comes in parts.
    fn back(
        self,
        ahead: Ahead,
        mut head: response::Parts,
        parts: mpsc::Receiver<io::Result<Bytes>>,
    ) -> hyper::Response<Payload> {
        onward::end_to_end(&mut head.headers);
        let has_no_body =
            self.head.method == hyper::Method::HEAD || matches!(head.status.as_u16(), 100..200 | 204 | 304);
        let length = head.headers.get(header::CONTENT_LENGTH);
        let length = length.and_then(|length| length.to_str().ok()?.parse().ok());
        let encoded = head.headers.get(header::CONTENT_ENCODING);
        let is_plain = encoded.is_none_or(|encoding| encoding.as_bytes().eq_ignore_ascii_case(b"identity"));
        let (status, kept) = (head.status.as_u16(), head.headers.clone());
        let tell = move |copy: Option<Vec<u8>>| {
            let copy = copy.filter(|_| is_plain);
            let unrecorded = Unrecorded { body: copy.is_none(), ..Unrecorded::default() };
            let body = Cow::Owned(copy.unwrap_or_default());
            self.tell(ahead, Response { status, headers: headers(&kept), body }, unrecorded, Came::Back);
        };
        if has_no_body || length == Some(0) {
            tell(Some(Vec::new()));
            return hyper::Response::from_parts(head, whole(""));
        }
        hyper::Response::from_parts(head, Either::Right(Streamed::new(parts, length, tell)))
    }

    fn tell(&self, ahead: Ahead, response: Response<'_>, unrecorded: Unrecorded, came: Came<'_>) {
        let request = received(&self.head, &self.body);
        let exchange = Exchange { at: Some(self.at), unrecorded, ..Exchange::new(request, Some(response)) };
        self.overseer.borrow_mut().ends(ahead, &exchange, came);
    }
}

/// What comes of asking, on a thread of its own: the answer's head, then the parts of its body.
fn asked(
    http: Arc<Http>,
    request: hyper::Request<Vec<u8>>,
) -> (oneshot::Receiver<Result<response::Parts, TransportError>>, mpsc::Receiver<io::Result<Bytes>>) {
    let (tell_head, head) = oneshot::channel();
    let (tell_part, parts) = mpsc::channel(4);
    tokio::task::spawn_blocking(move || {
        let body = match http.send(request) {
            Ok(answer) => {
                let (head, body) = answer.into_parts();
                tell_head.send(Ok(head)).ok();
                body
            }
            Err(error) => {
                tell_head.send(Err(error)).ok();
                return;
            }
        };
        let mut reader = body.into_reader();
        loop {
            let mut part = vec![0; PART];
            let read = reader.read(&mut part);
            let (part, is_over) = match read {
                Ok(0) => return,
                Ok(length) => {
                    part.truncate(length);
                    (Ok(Bytes::from(part)), false)
                }
                Err(error) => (Err(error), true),
            };
            // When nobody takes the parts any more, the rest is not read.
            if tell_part.blocking_send(part).is_err() || is_over {
                return;
            }
        }
    });
    (head, parts)
}
