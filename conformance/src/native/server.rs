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
use std::sync::Arc;
use std::time::Duration;
use thiserror::Error;
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Runtime;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::task::LocalSet;
use tokio_io_timeout::TimeoutStream;

/// What a client may ask of the server beside what SCIM says.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// How many connections are served at the same time; those beyond them wait.
    pub connections: usize,
    /// The bytes of the longest target: path and query.
    pub target: usize,
    /// The bytes that names and values of all headers may have together.
    pub headers: usize,
    /// The bytes of the largest body that is read.
    pub body: usize,
    /// How long the head of a request may take, and how long a connection may rest between requests.
    pub head_time: Duration,
    /// How long a body may take.
    pub body_time: Duration,
    /// How long a client may read nothing of its answer.
    pub answer_time: Duration,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            // Below the 1,024 files that systems let a program open.
            connections: 512,
            target: 16 * 1024,
            headers: 32 * 1024,
            body: 32 * 1024 * 1024,
            head_time: Duration::from_secs(30),
            body_time: Duration::from_secs(60),
            answer_time: Duration::from_secs(60),
        }
    }
}

/// In what a request is larger than the server takes; the number is how many bytes it takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub(super) enum Excess {
    #[error("the target is longer than the {0} bytes that are taken; move a long filter into `POST .search`")]
    Target(usize),
    #[error("the headers are larger than the {0} bytes that are taken")]
    Headers(usize),
    #[error("the body is larger than the {0} bytes that are taken")]
    Body(usize),
}

impl Excess {
    /// In what the head is larger, if it is.
    fn of(head: &Parts, limits: &Limits) -> Option<Excess> {
        let target = head.uri.path_and_query().map_or(0, |target| target.as_str().len());
        let headers = head.headers.iter().map(|(name, value)| name.as_str().len() + value.len());
        if target > limits.target {
            return Some(Excess::Target(limits.target));
        }
        (headers.sum::<usize>() > limits.headers).then_some(Excess::Headers(limits.headers))
    }

    /// The status that says so (RFC 9110 §15.5, RFC 6585 §5).
    pub(super) fn status(self) -> u16 {
        match self {
            Excess::Target(_) => 414,
            Excess::Headers(_) => 431,
            Excess::Body(_) => 413,
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
        let places = Arc::new(Semaphore::new(limits.connections));
        // One thread serves all, so what connections share needs no lock.
        let served = LocalSet::new().block_on(&runtime, async {
            let interrupted = tokio::signal::ctrl_c();
            tokio::pin!(interrupted);
            loop {
                tokio::select! {
                    done = &mut interrupted => return done.map_err(EndError::Interrupts),
                    why = service.fails() => return Err(EndError::Failed(why)),
                    (place, stream, peer) = next(&listener, &places) => {
                        let service = Rc::clone(&service);
                        tokio::task::spawn_local(async move {
                            connected(stream, peer, limits, service).await;
                            drop(place);
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

/// The next connection, as soon as there is a place for it.
async fn next(
    listener: &TcpListener,
    places: &Arc<Semaphore>,
) -> (Option<OwnedSemaphorePermit>, TcpStream, SocketAddr) {
    // Only a semaphore that is closed has no place to give, and this one never is.
    let place = Arc::clone(places).acquire_owned().await.ok();
    loop {
        match listener.accept().await {
            Ok((stream, peer)) => return (place, stream, peer),
            // A connection that fails before it is one leaves the others alone.
            Err(error) if of_one_connection(&error) => {}
            // The system has nothing left to give, such as files, and would say so again at once.
            Err(_) => tokio::time::sleep(PAUSE).await,
        }
    }
}

/// How long nobody is let in where the system lets nobody in.
const PAUSE: Duration = Duration::from_millis(100);

fn of_one_connection(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset)
}

/// Serves a connection to its end.
async fn connected(stream: TcpStream, peer: SocketAddr, limits: Limits, service: Rc<impl Service>) {
    let mut stream = TimeoutStream::new(stream);
    stream.set_write_timeout(Some(limits.answer_time));
    let service = service_fn(|request| answer(request, peer, limits, Rc::clone(&service)));
    let mut connection = http1::Builder::new();
    connection.timer(TokioTimer::new()).header_read_timeout(limits.head_time);
    // A head that is somewhat too large is read, so that it can be refused in the endpoint's words; hyper itself
    // refuses larger ones, and takes no buffer below 8 KiB.
    connection.max_buf_size((2 * (limits.target + limits.headers)).max(8 * 1024));
    // Clients that go away end their connection with an error; there is nobody to tell.
    connection.serve_connection(TokioIo::new(Box::pin(stream)), service).await.ok();
}

/// What answers requests.
pub(super) trait Service: 'static {
    /// Answers a request, of which head and body are whole.
    async fn answer(&self, head: Parts, body: Bytes) -> Result<hyper::Response<Payload>, Ended>;

    /// Answers a request that is larger than the server takes, of which the body was not read.
    fn refuse(&self, head: Parts, excess: Excess) -> hyper::Response<Payload>;

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
    if let Some(excess) = Excess::of(&head, &limits) {
        return Ok(service.refuse(head, excess));
    }
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
            return Ok(service.refuse(head, Excess::Body(limits.body)));
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
