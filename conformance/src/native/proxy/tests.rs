//! The proxy before an endpoint over TLS. Its certificate is self-made, for 127.0.0.1, and its key is no secret.

#![expect(clippy::unwrap_used, reason = "a test's own input")]

use super::*;
use crate::client::{KEPT, Passing, Watch};
use crate::standin::error;
use rustls::pki_types::{CertificateDer, PrivatePkcs8KeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};
use scimproof::profile::{self, Profile};
use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};

const CERTIFICATE: &[u8] = include_bytes!("../../../../tests/tls/certificate.der");
const KEY: &[u8] = include_bytes!("../../../../tests/tls/key.der");

/// More than is sent at once.
const LENGTH: usize = 300_000;

/// An endpoint that answers each request with the letter x, again and again; its base URL.
fn endpoint() -> String {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let key = PrivatePkcs8KeyDer::from(KEY).into();
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![CertificateDer::from(CERTIFICATE)], key)
        .unwrap();
    let config = Arc::new(config);
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let base = format!("https://{}/scim/v2", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let connection = ServerConnection::new(Arc::clone(&config)).unwrap();
            let mut stream = BufReader::new(StreamOwned::new(connection, stream.unwrap()));
            let mut head = String::new();
            // Who does not trust it goes away.
            while !head.ends_with("\r\n\r\n") && stream.read_line(&mut head).is_ok_and(|read| read > 0) {}
            if head.ends_with("\r\n\r\n") {
                let body = "x".repeat(LENGTH);
                let answer =
                    format!("HTTP/1.1 200 OK\r\nContent-Length: {LENGTH}\r\nConnection: close\r\n\r\n{body}");
                stream.get_mut().write_all(answer.as_bytes()).unwrap();
            }
        }
    });
    base
}

/// Who looks on and says nothing.
struct Onlooker {
    profile: Profile,
    watch: Watch,
    passing: Passing,
}

impl Overseer for Onlooker {
    fn comes(&mut self, request: &Request<'_>) -> Ahead {
        self.passing.comes(&self.watch, request)
    }

    fn refusal(&self, _: &Ahead, _: &Request<'_>) -> Option<Response<'static>> {
        None
    }

    fn error(&self, status: u16, detail: &str) -> Response<'static> {
        error(&self.profile, status, None, detail)
    }

    fn ends(&mut self, _: Ahead, _: &Exchange<'_>, _: Came<'_>) {}

    fn page(&self, _: &str) -> Option<(&'static str, String)> {
        None
    }
}

/// What a client gets through a proxy that asks so.
fn asked_through(http: Http) -> String {
    let server = Server::bind(SocketAddr::from(([127, 0, 0, 1], 0))).unwrap();
    let address = server.address();
    std::thread::spawn(move || {
        let profile = profile::builtin("rfc7644").unwrap();
        let watch = Watch::new(&profile, KEPT);
        server.pass(http, Onlooker { profile, watch, passing: Passing::default() })
    });
    let mut stream = TcpStream::connect(address).unwrap();
    stream.write_all(b"GET /scim/v2/Users HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

#[test]
fn a_certificate_that_is_trusted_carries_the_answer_and_another_is_refused() {
    let endpoint = Endpoint::new(&endpoint()).unwrap();
    let timeout = Duration::from_secs(30);
    let answer = asked_through(Http::trusting(endpoint.clone(), timeout, CERTIFICATE));
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    assert!(head.starts_with("HTTP/1.1 200 OK"), "{head}");
    assert_eq!(body, "x".repeat(LENGTH));
    let refused = asked_through(Http::handing_on(endpoint, timeout));
    assert!(refused.starts_with("HTTP/1.1 502 "), "{refused}");
    assert!(refused.contains("proxy-status: scimproof; error=tls_protocol_error\r\n"), "{refused}");
    assert!(refused.contains("no TLS connection could be made"), "{refused}");
    assert!(refused.contains("check the certificate"), "{refused}");
}
