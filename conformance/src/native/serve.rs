//! The stand-in over HTTP.
//!
//! A thin shell: it turns what travels into a request, asks the stand-in, and does what that says. Requests are
//! handled one after the other, in the order in which their bodies are complete.

use crate::standin::{Action, Reply, StandIn, World};
use http_body_util::{BodyExt, Full, Limited};
use hyper::body::{Bytes, Incoming};
use hyper::header::{HeaderName, HeaderValue};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use scimproof::diagnostic::Answer;
use scimproof::message::{Header, Method, Request, Response};
use std::borrow::Cow;
use std::hash::{BuildHasher, RandomState};
use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime};
use thiserror::Error;
use tokio::net::TcpListener;
use tokio::runtime::Runtime;

/// The largest body that is read.
const MOST: usize = 32 * 1024 * 1024;

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

/// What came of one request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Served {
    /// The method's name.
    pub method: String,
    /// The path, without the query, in which names and addresses of people may stand.
    pub path: String,
    /// The status of the answer; none where the connection was closed without one.
    pub status: Option<u16>,
    /// The rules that refuse the request.
    pub refused_by: Vec<&'static str>,
    /// The rules that found something else.
    pub found: Vec<&'static str>,
    /// Why the request could not be done although no rule refuses it.
    pub gap: Option<String>,
}

/// A socket on which the stand-in will be served.
pub struct Server {
    runtime: Runtime,
    listener: TcpListener,
    address: SocketAddr,
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
        Ok(Server { runtime, listener, address })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Serves until somebody interrupts the program, and tells of each request.
    pub fn serve(self, stand_in: StandIn, tell: impl FnMut(&Served) + Send + 'static) -> io::Result<()> {
        let shared = Arc::new(Mutex::new(Shared { stand_in, tell, random: Random::default() }));
        let Server { runtime, listener, .. } = self;
        runtime.block_on(async {
            let interrupted = tokio::signal::ctrl_c();
            tokio::pin!(interrupted);
            loop {
                tokio::select! {
                    done = &mut interrupted => return done,
                    accepted = listener.accept() => {
                        // A connection that fails before it is one leaves the others alone.
                        let Ok((stream, _)) = accepted else {
                            tokio::task::yield_now().await;
                            continue;
                        };
                        let shared = Arc::clone(&shared);
                        tokio::spawn(async move {
                            let service = service_fn(|request| answer(request, Arc::clone(&shared)));
                            // Clients that go away end their connection with an error; there is nobody to tell.
                            http1::Builder::new().serve_connection(TokioIo::new(stream), service).await.ok();
                        });
                    }
                }
            }
        })
    }
}

/// What connections share.
struct Shared<F> {
    stand_in: StandIn,
    tell: F,
    random: Random,
}

/// Why a connection ends without an answer.
#[derive(Debug, Error)]
enum Ended {
    #[error("the stand-in answers nothing")]
    Dropped,
    #[error("the request broke off")]
    Broken,
}

async fn answer<F: FnMut(&Served) + Send>(
    request: hyper::Request<Incoming>,
    shared: Arc<Mutex<Shared<F>>>,
) -> Result<hyper::Response<Full<Bytes>>, Ended> {
    let (head, body) = request.into_parts();
    let body = match Limited::new(body, MOST).collect().await {
        Ok(body) => body.to_bytes(),
        Err(error) if error.is::<http_body_util::LengthLimitError>() => {
            let mut answer = hyper::Response::new(Full::default());
            *answer.status_mut() = hyper::StatusCode::PAYLOAD_TOO_LARGE;
            return Ok(answer);
        }
        Err(_) => return Err(Ended::Broken),
    };
    let target = head.uri.path_and_query().map_or("/", |target| target.as_str());
    let headers = head.headers.iter().map(|(name, value)| Header {
        name: Cow::Borrowed(name.as_str()),
        value: String::from_utf8_lossy(value.as_bytes()),
    });
    let request = Request {
        method: Method::named(head.method.as_str()),
        target: Cow::Borrowed(target),
        headers: Some(headers.collect()),
        body: (!body.is_empty()).then_some(Cow::Borrowed(&*body)),
    };
    let reply = {
        // The stand-in does not panic; if it did, the others would still be served.
        let mut shared = shared.lock().unwrap_or_else(PoisonError::into_inner);
        let Shared { stand_in, tell, random } = &mut *shared;
        let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or(Duration::ZERO);
        let reply = stand_in.handle(&request, &mut World { now, next_id: &mut || random.id() });
        tell(&served(head.method.as_str(), request.path(), &reply));
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

fn sent(response: Response<'static>) -> hyper::Response<Full<Bytes>> {
    let mut answer = hyper::Response::new(Full::new(Bytes::from(response.body.into_owned())));
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

fn served(method: &str, path: &str, reply: &Reply) -> Served {
    let refused_by = match &reply.verdict.answer {
        Answer::Refuse(refusal) => refusal.rules.clone(),
        Answer::Accept { .. } | Answer::Unknown => Vec::new(),
    };
    let mut found: Vec<&'static str> = reply.verdict.diagnostics.iter().map(|found| found.rule).collect();
    found.retain(|rule| !refused_by.contains(rule));
    found.sort_unstable();
    found.dedup();
    Served {
        method: method.to_owned(),
        path: path.to_owned(),
        status: match &reply.action {
            Action::Respond(response) => Some(response.status),
            Action::Drop => None,
        },
        refused_by,
        found,
        gap: reply.gap.clone(),
    }
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
