//! Why no answer came.

use std::time::Duration;
use thiserror::Error;

/// Why a request has no answer. What it says is a sentence for people; [`TransportError::advice`] is what to do.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum TransportError {
    /// Nobody listens there.
    #[error("the connection was refused")]
    Refused,
    /// The name is not known.
    #[error("the host name could not be resolved")]
    UnknownHost,
    /// No whole answer in time.
    #[error("no answer came within {} s", .0.as_secs_f32())]
    Timeout(Duration),
    /// The connection ended before the answer did.
    #[error("the connection was closed before the answer was complete")]
    Closed,
    /// What came is not HTTP.
    #[error("what came back is not HTTP ({0})")]
    NotHttp(String),
    /// TLS could not be agreed on.
    #[error("no TLS connection could be made ({0})")]
    Tls(String),
    /// The answer is larger than this run takes.
    #[error("the answer is larger than {0} bytes")]
    TooLarge(u64),
    /// Anything else.
    #[error("{0}")]
    Other(String),
}

impl TransportError {
    /// What to do about it.
    pub fn advice(&self) -> &'static str {
        match self {
            TransportError::Refused => "check that the service is running and that host and port are right",
            TransportError::UnknownHost => "check the host name in the URL",
            TransportError::Timeout(_) => {
                "check that the service answers at all, or allow more with `--timeout`"
            }
            TransportError::Closed => "look into the service's own log: it gave up on the request",
            TransportError::NotHttp(_) => "check the port, and whether the URL is to begin with `https://`",
            TransportError::Tls(_) => "check the certificate, and whether the URL is to begin with `http://`",
            TransportError::TooLarge(_) => "ask for fewer results, or look at why the answer is that large",
            TransportError::Other(_) => "check the URL",
        }
    }

    /// Whether asking again makes no sense.
    pub(super) fn is_final(&self) -> bool {
        match self {
            TransportError::Refused
            | TransportError::UnknownHost
            | TransportError::Tls(_)
            | TransportError::NotHttp(_) => true,
            TransportError::Timeout(_)
            | TransportError::Closed
            | TransportError::TooLarge(_)
            | TransportError::Other(_) => false,
        }
    }
}
