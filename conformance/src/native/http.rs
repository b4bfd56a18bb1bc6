//! The HTTP client: a thin face of `ureq`.
//!
//! Statuses are data, redirects are answers like others, each request has its time limit. Of an answer to a run no more
//! bytes are read than the run takes; one that is handed on is read as it comes.

use crate::runner::TransportError;
use scimproof::message::{Header, Request, Response};
use std::borrow::Cow;
use std::io;
use std::net::IpAddr;
use std::time::Duration;
use thiserror::Error;
use ureq::config::{AutoHeaderValue, ConfigBuilder};
use ureq::http::header::CONTENT_LENGTH;
use ureq::http::{HeaderValue, Method, Uri};
use ureq::typestate::AgentScope;

type Builder = ConfigBuilder<AgentScope>;

/// The largest answer that is read.
const MOST: u64 = 32 * 1024 * 1024;

/// The base URL of a SCIM endpoint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endpoint {
    base: String,
    is_loopback: bool,
}

/// Why a text is no base URL of a SCIM endpoint.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum BadTarget {
    /// Not a URL, or one of another scheme.
    #[error("`{0}` is no URL of an endpoint; write one such as `https://example.com/scim/v2`")]
    NotHttp(String),
    /// RFC 7644 §1.3.
    #[error("`{0}` has a query, and the base URL of a SCIM endpoint has none (RFC 7644 §1.3)")]
    Query(String),
    /// Would be shown in every report.
    #[error("the URL holds credentials; name the variable that holds the token with `--token-env` instead")]
    Credentials,
}

impl Endpoint {
    /// The endpoint of that base URL.
    pub fn new(url: &str) -> Result<Endpoint, BadTarget> {
        let not_http = || BadTarget::NotHttp(url.to_owned());
        if url.contains('@') {
            return Err(BadTarget::Credentials);
        }
        if url.contains(['?', '#']) {
            return Err(BadTarget::Query(url.to_owned()));
        }
        let uri: Uri = url.parse().map_err(|_| not_http())?;
        let authority = uri.authority().ok_or_else(not_http)?;
        if !matches!(uri.scheme_str(), Some("http" | "https")) || authority.host().is_empty() {
            return Err(not_http());
        }
        let host = authority.host().trim_matches(['[', ']']);
        let is_loopback =
            host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback());
        Ok(Endpoint { base: url.trim_end_matches('/').to_owned(), is_loopback })
    }

    /// The base URL, without a slash at its end.
    pub fn base(&self) -> &str {
        &self.base
    }

    /// The base URL's path, without a slash at its end.
    pub fn path(&self) -> &str {
        let host = self.base.find("://").map_or(0, |scheme| scheme + 3);
        let path = self.base[host..].find('/').map_or(self.base.len(), |slash| host + slash);
        &self.base[path..]
    }

    /// Scheme, host and port.
    pub fn origin(&self) -> &str {
        &self.base[..self.base.len() - self.path().len()]
    }
}

/// Sends requests to one endpoint.
#[derive(Debug)]
pub struct Http {
    endpoint: Endpoint,
    timeout: Duration,
    agent: ureq::Agent,
}

impl Http {
    /// A client for that endpoint; no request takes longer than the time given.
    pub fn new(endpoint: Endpoint, timeout: Duration) -> Http {
        Http::with(endpoint, timeout, |config| config.timeout_global(Some(timeout)))
    }

    /// A client that hands answers on: the time given is for the endpoint to take the connection, to begin to answer,
    /// and to go on, each.
    pub(super) fn handing_on(endpoint: Endpoint, timeout: Duration) -> Http {
        Http::with(endpoint, timeout, |config| {
            let each = Some(timeout);
            config
                .timeout_resolve(each)
                .timeout_connect(each)
                .timeout_per_write(each)
                .timeout_recv_response(each)
                .timeout_per_read(each)
        })
    }

    /// The same, for an endpoint whose certificate is that one.
    #[cfg(test)]
    pub(super) fn trusting(endpoint: Endpoint, timeout: Duration, certificate: &'static [u8]) -> Http {
        use ureq::tls::{Certificate, RootCerts, TlsConfig};
        let roots = RootCerts::new_with_certs(&[Certificate::from_der(certificate)]);
        let tls = TlsConfig::builder().root_certs(roots).build();
        Http::with(endpoint, timeout, |config| config.tls_config(tls.clone()))
    }

    fn with(endpoint: Endpoint, timeout: Duration, limit: impl Fn(Builder) -> Builder) -> Http {
        let mut config = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .allow_non_standard_methods(true)
            // What is sent is what the runner or the client says.
            .user_agent(AutoHeaderValue::None)
            .accept(AutoHeaderValue::None)
            .accept_encoding(AutoHeaderValue::None);
        config = limit(config);
        if endpoint.is_loopback {
            config = config.proxy(None);
        }
        Http { endpoint, timeout, agent: config.build().into() }
    }

    /// The endpoint.
    pub(super) fn endpoint(&self) -> &Endpoint {
        &self.endpoint
    }

    /// Sends a request as it stands; the answer's body is read by whoever gets it.
    pub(super) fn send(
        &self,
        mut request: ureq::http::Request<Vec<u8>>,
    ) -> Result<ureq::http::Response<ureq::Body>, TransportError> {
        let answer = if request.body().is_empty() {
            // Methods whose requests have bodies say so where one is empty, the others say nothing (RFC 9110 §8.6).
            if matches!(*request.method(), Method::POST | Method::PUT | Method::PATCH) {
                request.headers_mut().insert(CONTENT_LENGTH, HeaderValue::from_static("0"));
            }
            self.agent.run(request.map(drop))
        } else {
            self.agent.run(request)
        };
        answer.map_err(|error| self.explain(error))
    }

    /// Sends a request whose target stands below the endpoint's base.
    pub fn exchange(&self, request: &Request<'_>) -> Result<Response<'static>, TransportError> {
        let target = format!("{}{}", self.endpoint.base, request.target);
        let mut builder = ureq::http::Request::builder().method(request.method.name()).uri(target);
        for header in request.headers.iter().flatten() {
            builder = builder.header(&*header.name, &*header.value);
        }
        let body = request.body.as_deref().unwrap_or_default().to_vec();
        let sent = builder
            .body(body)
            .map_err(|error| TransportError::Other(format!("the request cannot be sent: {error}")))?;
        let mut answer = self.send(sent)?;
        let headers = answer
            .headers()
            .iter()
            .map(|(name, value)| Header {
                name: Cow::Owned(name.as_str().to_owned()),
                value: Cow::Owned(String::from_utf8_lossy(value.as_bytes()).into_owned()),
            })
            .collect();
        let status = answer.status().as_u16();
        let body =
            answer.body_mut().with_config().limit(MOST).read_to_vec().map_err(|error| self.explain(error))?;
        Ok(Response { status, headers, body: Cow::Owned(body) })
    }

    fn explain(&self, error: ureq::Error) -> TransportError {
        match error {
            ureq::Error::Timeout(_) => TransportError::Timeout(self.timeout),
            ureq::Error::HostNotFound => TransportError::UnknownHost,
            ureq::Error::BodyExceedsLimit(most) => TransportError::TooLarge(most),
            ureq::Error::Tls(why) => TransportError::Tls(why.to_owned()),
            ureq::Error::Rustls(why) => TransportError::Tls(why.to_string()),
            ureq::Error::Protocol(why) => TransportError::NotHttp(why.to_string()),
            ureq::Error::LargeResponseHeader(..) => {
                TransportError::NotHttp("its headers have no end".to_owned())
            }
            ureq::Error::Io(error) => match error.kind() {
                io::ErrorKind::ConnectionRefused => TransportError::Refused,
                io::ErrorKind::UnexpectedEof
                | io::ErrorKind::ConnectionReset
                | io::ErrorKind::ConnectionAborted
                | io::ErrorKind::BrokenPipe => TransportError::Closed,
                io::ErrorKind::TimedOut | io::ErrorKind::WouldBlock => TransportError::Timeout(self.timeout),
                // A failed handshake comes as data that cannot be read.
                io::ErrorKind::InvalidData => TransportError::Tls(error.to_string()),
                _ => TransportError::Other(error.to_string()),
            },
            other => TransportError::Other(other.to_string()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_base_url_is_http_and_nothing_but_a_base() {
        let said =
            |url: &str| Endpoint::new(url).map_or_else(|error| error.to_string(), |endpoint| endpoint.base);
        assert_eq!(said("https://example.com/scim/v2/"), "https://example.com/scim/v2");
        assert!(said("example.com/scim").contains("is no URL"));
        assert!(said("ftp://example.com").contains("is no URL"));
        assert!(said("https://example.com/scim?tenant=1").contains("has a query"));
        assert!(said("https://me:secret@example.com/scim").contains("--token-env"));
        assert!(!said("https://me:secret@example.com/scim").contains("secret"));
    }

    #[test]
    fn a_base_url_has_an_origin_and_a_path() {
        for (url, origin, path) in [
            ("https://example.com/scim/v2/", "https://example.com", "/scim/v2"),
            ("http://[::1]:8080", "http://[::1]:8080", ""),
        ] {
            let endpoint = Endpoint::new(url).expect("it is a URL");
            assert_eq!((endpoint.origin(), endpoint.path()), (origin, path));
        }
    }
}
