//! The forms in which requests are pasted and recorded.

#[cfg(feature = "curl")]
use super::shell;
use super::{behind_mark, http};
#[cfg(feature = "captures")]
use super::{har, log, ndjson};
use std::fmt;
use std::str::FromStr;
use thiserror::Error;

/// The form in which a request was pasted or recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Reader {
    /// A body and nothing else.
    Body,
    /// The text of an HTTP request: request line, headers, empty line, body. The text of its response may follow.
    Http,
    /// A `curl` command.
    Curl,
    /// A HAR 1.2, as browsers and proxies save their traffic.
    Har,
    /// A JSON object on each line: a body, or a recorded exchange.
    Ndjson,
    /// The lines of a log, with a request in some of them.
    Log,
}

impl Reader {
    /// Every reader.
    pub const ALL: [Reader; 6] =
        [Reader::Body, Reader::Http, Reader::Curl, Reader::Har, Reader::Ndjson, Reader::Log];

    /// The reader's name.
    pub fn name(self) -> &'static str {
        match self {
            Reader::Body => "body",
            Reader::Http => "http",
            Reader::Curl => "curl",
            Reader::Har => "har",
            Reader::Ndjson => "ndjson",
            Reader::Log => "log",
        }
    }

    /// What it reads, to be put into a sentence.
    pub fn with_article(self) -> &'static str {
        match self {
            Reader::Body => "a body",
            Reader::Http => "the text of an HTTP request",
            Reader::Curl => "a `curl` command",
            Reader::Har => "a HAR",
            Reader::Ndjson => "a list of JSON objects on a line each",
            Reader::Log => "a log",
        }
    }

    /// The reader that a text asks for by how it begins, one for captures as well.
    #[cfg(feature = "captures")]
    pub fn detect(text: &[u8]) -> Reader {
        match Reader::detect_one(text) {
            Reader::Body if har::begins(text) => Reader::Har,
            Reader::Body if ndjson::begins(text) => Reader::Ndjson,
            Reader::Body if log::begins(text) => Reader::Log,
            reader => reader,
        }
    }

    /// The reader for a text that holds one request.
    pub(super) fn detect_one(text: &[u8]) -> Reader {
        // What most callers have, told by its first byte: the other looks read a line to its end.
        if text[behind_mark(text)..].trim_ascii_start().starts_with(b"{") {
            Reader::Body
        } else if is_command(text) {
            Reader::Curl
        } else if http::begins(text) {
            Reader::Http
        } else {
            Reader::Body
        }
    }
}

/// Whether the text is a `curl` command.
#[cfg(feature = "curl")]
fn is_command(text: &[u8]) -> bool {
    shell::command(text).is_some()
}

/// The same for a build that can only say that it does not read one.
#[cfg(not(feature = "curl"))]
fn is_command(text: &[u8]) -> bool {
    text.trim_ascii_start().starts_with(b"curl ")
}

impl fmt::Display for Reader {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A name that no reader has.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("no reader is called `{0}`; there are `body`, `http`, `curl`, `har`, `ndjson` and `log`")]
pub struct UnknownReader(String);

impl FromStr for Reader {
    type Err = UnknownReader;

    fn from_str(name: &str) -> Result<Reader, UnknownReader> {
        let mut readers = Reader::ALL.into_iter();
        readers.find(|reader| reader.name() == name).ok_or_else(|| UnknownReader(name.to_owned()))
    }
}
