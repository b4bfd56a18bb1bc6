//! A server that does nothing but answer: what the stand-in is measured against.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::thread;

use http_body_util::{BodyExt, Full};
use hyper::body::{Bytes, Incoming};
use hyper::header::{HeaderName, HeaderValue};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use tokio::net::TcpListener;
use tokio::task::LocalSet;

use super::client::Answer;

/// Serves that answer to every request from now on, and gives the address.
pub(crate) fn serve(answer: Answer) -> SocketAddr {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0")).expect("a free port");
    let address = listener.local_addr().expect("the listener's address");
    thread::spawn(move || {
        let template: &'static Template = Box::leak(Box::new(Template::of(&answer)));
        LocalSet::new().block_on(&runtime, async {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::task::spawn_local(async move {
                    let service = service_fn(|request| template.answer(request));
                    http1::Builder::new().serve_connection(TokioIo::new(stream), service).await.ok();
                });
            }
        });
    });
    address
}

/// What is answered.
struct Template {
    status: u16,
    headers: Vec<(HeaderName, HeaderValue)>,
    body: Bytes,
}

impl Template {
    fn of(answer: &Answer) -> Template {
        let header = |line: &str| {
            let (name, value) = line.split_once(": ")?;
            // hyper writes these itself.
            let is_own = ["date", "content-length"].iter().any(|own| name.eq_ignore_ascii_case(own));
            let header = (name.parse().ok()?, value.parse().ok()?);
            (!is_own).then_some(header)
        };
        Template {
            status: answer.status,
            headers: answer.head.lines().skip(1).filter_map(header).collect(),
            body: Bytes::copy_from_slice(&answer.body),
        }
    }

    async fn answer(&self, request: Request<Incoming>) -> Result<Response<Full<Bytes>>, Infallible> {
        // A handler that answers has read the body.
        request.into_body().collect().await.ok();
        let mut answer = Response::new(Full::new(self.body.clone()));
        *answer.status_mut() = self.status.try_into().expect("a status");
        for (name, value) in &self.headers {
            answer.headers_mut().append(name, value.clone());
        }
        Ok(answer)
    }
}
