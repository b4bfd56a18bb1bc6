//! Readers: from pasted text to a request, with the way back from each part to the text.
//!
//! People paste what they have: a body, the raw text of a request, or a `curl` command. What the
//! text does not say is taken from the options, else guessed, and every guess is told. A reader
//! gives the request as it would be sent: a shell's quoting is undone, and the headers that `curl`
//! adds by itself are there, without a place in the text.
//!
//! [`read`] reads one request, with its response where that follows. What may hold many, such as a HAR,
//! is a capture, which finds the pieces of the text that hold one exchange each.

#[cfg(feature = "captures")]
mod base64;
mod body;
#[cfg(feature = "captures")]
mod capture;
#[cfg(feature = "curl")]
mod curl;
#[cfg(feature = "captures")]
mod har;
mod head;
mod http;
mod http_response;
#[cfg(feature = "captures")]
mod log;
mod mapped;
#[cfg(feature = "captures")]
mod ndjson;
mod reader;
#[cfg(feature = "captures")]
mod recorded;
#[cfg(feature = "curl")]
mod shell;
mod time;
#[cfg(feature = "curl")]
mod windows;
mod write;

pub use write::{TextEdit, Unwritable, rewritten};

#[cfg(feature = "captures")]
pub use capture::{Capture, Piece};
pub use reader::{Reader, UnknownReader};

use super::{Exchange, Method, SourceMap, secret};
#[cfg(feature = "captures")]
use crate::json;
use crate::json::{Origin, Span};
use std::fmt;
use thiserror::Error;

/// What to use for whatever the text does not say.
#[derive(Debug, Clone, Copy, Default)]
pub struct ReadOptions<'o> {
    /// The form of the text; found out when it is not given.
    pub reader: Option<Reader>,
    /// The method, where the text names none.
    pub method: Option<Method>,
    /// The target, where the text names none.
    pub target: Option<&'o str>,
    /// The content of files that a `curl` command names, by the name it uses; `-` is its standard input.
    pub files: &'o [(&'o str, &'o [u8])],
}

/// A request as it was found in a text, with its response where the text has that too.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pasted<'a> {
    /// The form in which it was found.
    pub reader: Reader,
    /// The request, and what the text tells of its response.
    pub exchange: Exchange<'a>,
    /// Where its parts stand in the text.
    pub map: SourceMap,
    /// What the text left open, and how it was taken.
    pub assumed: Vec<Assumed>,
    /// Where the text that it was read from begins in a longer one.
    pub origin: Origin,
}

impl Pasted<'_> {
    /// The ranges of the text that hold secrets, also those of what was not read, such as a HAR's cookies.
    pub fn secrets(&self, text: &[u8]) -> Vec<Span> {
        let located = |(part, span)| self.map.locate(part, span).or_else(|| self.map.whole(part));
        let mut secrets: Vec<Span> = self.exchange.secrets().into_iter().filter_map(located).collect();
        match self.reader {
            Reader::Har | Reader::Ndjson => secrets.extend(secret::in_json(text)),
            Reader::Log => secrets.extend(secret::in_words(text)),
            Reader::Body | Reader::Http | Reader::Curl => {}
        }
        secrets
    }

    /// The ranges of the text that hold a person's data.
    #[cfg(feature = "captures")]
    pub fn personal(&self) -> Vec<Span> {
        let located = |(part, span)| self.map.locate(part, span);
        self.exchange.personal().into_iter().filter_map(located).collect()
    }
}

/// Something that the text left open and the reader decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Assumed {
    /// The method is guessed from the body.
    Method,
    /// The target is guessed from the body.
    Target,
    /// A shell variable or substitution stays as it is written. Its name, without what may be a secret.
    Variable(String),
    /// A flag that `curl` is not known to have is taken to have no value.
    Flag(String),
    /// A line is taken to go on the one before it, although no continuation is written.
    Continuation,
    /// The command ends at an unquoted `&` in the middle of a word, as a shell has it.
    CutAtAmpersand,
}

impl fmt::Display for Assumed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Assumed::Method => f.write_str("the method is guessed from the body"),
            Assumed::Target => f.write_str("the path is guessed from the body"),
            Assumed::Variable(text) => {
                write!(f, "`{text}` stays as it is written, since the text does not hold its value")
            }
            Assumed::Flag(flag) => {
                write!(f, "`{flag}` is no known flag of `curl` and is taken to have no value")
            }
            Assumed::Continuation => {
                f.write_str("a line that begins with a flag is taken to go on the command")
            }
            Assumed::CutAtAmpersand => f.write_str("the command ends at the unquoted `&`, as in a shell"),
        }
    }
}

/// Why a text is not a request.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ReadError {
    /// Nothing but white space.
    #[error("there is nothing to read; paste a body, an HTTP request or a `curl` command")]
    Empty,
    /// More bytes than a range can count.
    #[error("the text is longer than 4 GiB; paste one request")]
    TooLong,
    /// Asked to read HTTP, and no request line came first.
    #[error(
        "the first line is no request line; write `POST /scim/v2/Users HTTP/1.1`, then the headers, an empty line and the body"
    )]
    NoRequestLine,
    /// A line of the head that has no colon.
    #[error("line {line} is neither a header nor the empty line before the body; write `Name: value`")]
    NotAHeader {
        /// The line, counted from 1.
        line: u32,
    },
    /// Asked to read `curl`, and there is no such command.
    #[error("the text holds no `curl` command; paste it from the word `curl` on")]
    NoCommand,
    /// A quote that is never closed.
    #[error(
        "line {line} opens a {quote} quote that is never closed; paste the whole command, and write a single quote inside single quotes as `'\\''`"
    )]
    UnclosedQuote {
        /// `single`, `double`, or what else opened.
        quote: &'static str,
        /// The line, counted from 1.
        line: u32,
        /// Where the quote stands in the text.
        at: u32,
    },
    /// A flag at the end whose value is missing.
    #[error("`{flag}` has no value; paste the whole command")]
    NoValue {
        /// The flag as written.
        flag: String,
    },
    /// A command without an address.
    #[error("the `curl` command names no URL; paste the whole command")]
    NoUrl,
    /// The body, or a header, is in a file of that name.
    #[error("`{name}` is a file, and the text does not hold its content; paste the content in its place")]
    DataFromFile {
        /// The file's name as the command has it; `-` is the standard input.
        name: String,
    },
    /// A form, by `-F`.
    #[error("`{flag}` sends a form, which no SCIM endpoint reads; send JSON with `--data`")]
    Form {
        /// The flag as written.
        flag: String,
    },
    /// A recorded exchange that is not JSON.
    #[cfg(feature = "captures")]
    #[error("the recorded exchange cannot be read: {0}")]
    Json(json::Error),
    /// A body in Base64 that is none.
    #[cfg(feature = "captures")]
    #[error("the recorded body is no Base64; record it again")]
    Base64,
    /// A form for which this build has no reader.
    #[cfg(not(feature = "curl"))]
    #[error("this is {}, and this build reads a body and the text of an HTTP request; `scimproof/full` reads it", .0.with_article())]
    Absent(Reader),
    /// A text that may hold many exchanges, where one request is due.
    #[error("this is {}, which may hold many exchanges, and one request is asked for here; `scimproof lint` reads it from a file", .0.with_article())]
    Many(Reader),
}

/// Finds the request in a pasted text.
///
/// ```
/// # #[cfg(feature = "curl")] {
/// use scimproof::message::read::{ReadOptions, Reader, read};
///
/// let pasted = read(b"curl -d '{}' https://scim.example/v2/Users", &ReadOptions::default()).unwrap();
/// assert_eq!(pasted.reader, Reader::Curl);
/// assert_eq!(pasted.exchange.request.method.name(), "POST");
/// assert_eq!(pasted.exchange.request.body.as_deref(), Some(&b"{}"[..]));
/// # }
/// ```
pub fn read<'a>(text: &'a [u8], options: &ReadOptions<'_>) -> Result<Pasted<'a>, ReadError> {
    // Escapes never make a text longer than three times itself, and a range must still count it.
    if u32::try_from(text.len().saturating_mul(4)).is_err() {
        return Err(ReadError::TooLong);
    }
    match options.reader.unwrap_or_else(|| Reader::detect_one(text)) {
        Reader::Body => body::read(text, options),
        Reader::Http => http::read(text, options),
        #[cfg(feature = "curl")]
        Reader::Curl => curl::read(text, options),
        #[cfg(not(feature = "curl"))]
        Reader::Curl => Err(ReadError::Absent(Reader::Curl)),
        many @ (Reader::Har | Reader::Ndjson | Reader::Log) => Err(ReadError::Many(many)),
    }
}

/// The line, counted from 1, on which that byte stands.
fn line_of(text: &[u8], at: usize) -> u32 {
    text[..at.min(text.len())].split(|byte| *byte == b'\n').count() as u32
}

/// The end of the line that begins at `start`, before its line break, and where the next begins.
fn line_end(text: &[u8], start: usize) -> (usize, usize) {
    match text[start..].iter().position(|&byte| byte == b'\n') {
        Some(length) => {
            let end = start + length;
            let before_return = if text[start..end].ends_with(b"\r") { end - 1 } else { end };
            (before_return, end + 1)
        }
        None => (text.len(), text.len()),
    }
}

/// Where the text begins behind a byte order mark.
fn behind_mark(text: &[u8]) -> usize {
    if text.starts_with(b"\xef\xbb\xbf") { 3 } else { 0 }
}

#[cfg(test)]
mod tests;
