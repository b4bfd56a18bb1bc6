//! An HTTP server: a socket, its limits, and what is between bytes and a [`Service`].
//!
//! A thin shell: it reads requests, hands them to whatever answers them, and keeps slow and large clients from holding
//! up the others.

use super::streamed::Streamed;
use http_body_util::{BodyExt, Either, Full, Limited};
use hyper::body::{Bytes, Incoming};
use hyper::header::{HeaderMap, HeaderName, HeaderValue};
use hyper::http::request::Parts;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use scimproof::message::{Header, Method, Request, Response};
use std::borrow::Cow;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::rc::Rc;
use std::time::Duration;
use thiserror::Error;
use tokio::net::TcpListener;
use tokio::runtime::Runtime;
use tokio::task::LocalSet;

/// What a client may ask of the server beside what SCIM says.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// The bytes of the largest body that is read.
    pub body: usize,
    /// How long the head of a request may take, and how long a connection may rest between requests.
    pub head_time: Duration,
    /// How long a body may take.
    pub body_time: Duration,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            body: 32 * 1024 * 1024,
            head_time: Duration::from_secs(30),
            body_time: Duration::from_secs(60),
        }
    }
}

/// Why nothing can be served.
#[derive(Debug, Error)]
pub enum ServeError {
    /// Somebody else listens there.
    #[error("port {} on {} is in use; choose another with `--port`", .0.port(), .0.ip())]
    Busy(SocketAddr),
    /// The system does not let the program listen there.
    #[error("the program may not listen at {0}; choose a port above 1023 with `--port`")]
    Forbidden(SocketAddr),
    /// Anything else.
    #[error("nothing can be served at {0}: {1}")]
    Other(SocketAddr, io::Error),
}

/// Why serving ended by itself.
#[derive(Debug, Error)]
pub enum EndError {
    /// The system does not say when the program is interrupted.
    #[error("interrupts cannot be waited for: {0}")]
    Interrupts(io::Error),
    /// Nothing more can be answered.
    #[error("{0}")]
    Failed(String),
}

/// A socket on which something will be served.
pub struct Server {
    runtime: Runtime,
    listener: TcpListener,
    address: SocketAddr,
    limits: Limits,
}

impl Server {
    /// Listens at that address; port 0 is any that is free.
    pub fn bind(address: SocketAddr) -> Result<Server, ServeError> {
        let failed = |error: io::Error| match error.kind() {
            io::ErrorKind::AddrInUse => ServeError::Busy(address),
            io::ErrorKind::PermissionDenied => ServeError::Forbidden(address),
            _ => ServeError::Other(address, error),
        };
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(failed)?;
        let listener = runtime.block_on(TcpListener::bind(address)).map_err(failed)?;
        let address = listener.local_addr().map_err(failed)?;
        Ok(Server { runtime, listener, address, limits: Limits::default() })
    }

    /// The server with other limits.
    #[must_use]
    pub fn with_limits(self, limits: Limits) -> Server {
        Server { limits, ..self }
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Serves until somebody interrupts the program, or the service cannot go on.
    pub(super) fn run(self, service: impl Service) -> Result<(), EndError> {
        let service = Rc::new(service);
        let Server { runtime, listener, limits, .. } = self;
        // One thread serves all, so what connections share needs no lock.
        let served = LocalSet::new().block_on(&runtime, async {
            let interrupted = tokio::signal::ctrl_c();
            tokio::pin!(interrupted);
            loop {
                tokio::select! {
                    done = &mut interrupted => return done.map_err(EndError::Interrupts),
                    why = service.fails() => return Err(EndError::Failed(why)),
                    accepted = listener.accept() => {
                        // A connection that fails before it is one leaves the others alone.
                        let Ok((stream, peer)) = accepted else {
                            tokio::task::yield_now().await;
                            continue;
                        };
                        let service = Rc::clone(&service);
                        tokio::task::spawn_local(async move {
                            let service =
                                service_fn(|request| answer(request, peer, limits, Rc::clone(&service)));
                            let mut connection = http1::Builder::new();
                            connection.timer(TokioTimer::new()).header_read_timeout(limits.head_time);
                            // Clients that go away end their connection with an error; there is nobody to tell.
                            connection.serve_connection(TokioIo::new(stream), service).await.ok();
                        });
                    }
                }
            }
        });
        // What still waits for an endpoint waits for nobody.
        runtime.shutdown_background();
        served
    }
}

/// What answers requests.
pub(super) trait Service: 'static {
    /// Answers a request, of which head and body are whole.
    async fn answer(&self, head: Parts, body: Bytes) -> Result<hyper::Response<Payload>, Ended>;

    /// A page about what was heard: its media type and its text. Only callers on this machine are shown it.
    fn page(&self, path: &str) -> Option<(&'static str, String)>;

    /// Comes to an end, with the reason, when nothing more can be answered.
    async fn fails(&self) -> String {
        std::future::pending().await
    }
}

/// The body of an answer: all of it, or what comes of it.
pub(super) type Payload = Either<Full<Bytes>, Streamed>;

/// A body that is whole.
pub(super) fn whole(bytes: impl Into<Bytes>) -> Payload {
    Either::Left(Full::new(bytes.into()))
}

/// The path below which the program has pages of its own. No SCIM endpoint has such a name.
pub const PAGES: &str = "/_scimproof";

/// Why a connection ends without an answer.
#[derive(Debug, Error)]
pub(super) enum Ended {
    #[error("the stand-in answers nothing")]
    Dropped,
    #[error("what the request changed could not be kept")]
    Unkept,
    #[error("the request broke off")]
    Broken,
    #[error("the body takes too long")]
    Slow,
}

async fn answer(
    request: hyper::Request<Incoming>,
    peer: SocketAddr,
    limits: Limits,
    service: Rc<impl Service>,
) -> Result<hyper::Response<Payload>, Ended> {
    let (head, body) = request.into_parts();
    if let Some(path) = head.uri.path().strip_prefix(PAGES)
        && head.method == hyper::Method::GET
        && is_near(peer, &head.headers)
    {
        return Ok(shown(service.page(path)));
    }
    let read = Limited::new(body, limits.body).collect();
    let body = match tokio::time::timeout(limits.body_time, read).await {
        Err(_) => return Err(Ended::Slow),
        Ok(Ok(body)) => body.to_bytes(),
        Ok(Err(error)) if error.is::<http_body_util::LengthLimitError>() => {
            let mut answer = hyper::Response::new(whole(""));
            *answer.status_mut() = hyper::StatusCode::PAYLOAD_TOO_LARGE;
            return Ok(answer);
        }
        Ok(Err(_)) => return Err(Ended::Broken),
    };
    service.answer(head, body).await
}

/// What travels as a request of ours.
pub(super) fn received<'r>(head: &'r Parts, body: &'r [u8]) -> Request<'r> {
    let target = head.uri.path_and_query().map_or("/", |target| target.as_str());
    Request {
        method: Method::named(head.method.as_str()),
        target: Cow::Borrowed(target),
        headers: Some(headers(&head.headers)),
        body: (!body.is_empty()).then_some(Cow::Borrowed(body)),
    }
}

/// Headers as ours; bytes that are no UTF-8 are replaced.
pub(super) fn headers(headers: &HeaderMap) -> Vec<Header<'_>> {
    let named = headers.iter().map(|(name, value)| Header {
        name: Cow::Borrowed(name.as_str()),
        value: String::from_utf8_lossy(value.as_bytes()),
    });
    named.collect()
}

/// Whether whoever asks sits at this machine: the connection comes from it, the address asked for is its own, as it is
/// not where a page of another site asks, and nothing has passed the request on, as a tunnel does.
fn is_near(peer: SocketAddr, headers: &HeaderMap) -> bool {
    let host = headers.get("host").and_then(|host| host.to_str().ok()).unwrap_or_default();
    let name =
        host.rsplit_once(':').map_or(host, |(name, port)| if port.ends_with(']') { host } else { name });
    let is_own = name.eq_ignore_ascii_case("localhost")
        || name.trim_matches(['[', ']']).parse::<IpAddr>().is_ok_and(|address| address.is_loopback());
    let passed_on = ["forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-real-ip"];
    peer.ip().is_loopback() && is_own && !passed_on.iter().any(|name| headers.contains_key(*name))
}

fn shown(page: Option<(&'static str, String)>) -> hyper::Response<Payload> {
    let Some((media_type, text)) = page else {
        let mut answer = hyper::Response::new(whole(""));
        *answer.status_mut() = hyper::StatusCode::NOT_FOUND;
        return answer;
    };
    let mut answer = hyper::Response::new(whole(text));
    answer.headers_mut().insert(hyper::header::CONTENT_TYPE, HeaderValue::from_static(media_type));
    let policy = HeaderValue::from_static("default-src 'none'; style-src 'unsafe-inline'");
    answer.headers_mut().insert("content-security-policy", policy);
    answer
}

/// An answer of ours as what travels.
pub(super) fn sent(response: Response<'static>) -> hyper::Response<Payload> {
    let mut answer = hyper::Response::new(whole(response.body.into_owned()));
    if let Ok(status) = hyper::StatusCode::from_u16(response.status) {
        *answer.status_mut() = status;
    }
    for header in response.headers {
        let name = HeaderName::from_bytes(header.name.as_bytes());
        if let (Ok(name), Ok(value)) = (name, HeaderValue::from_str(&header.value)) {
            answer.headers_mut().append(name, value);
        }
    }
    answer
}
