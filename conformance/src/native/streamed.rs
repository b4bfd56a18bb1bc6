//! The body of an answer that is handed on as it comes.

use hyper::body::{Body, Bytes, Frame};
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use tokio::sync::mpsc::Receiver;

/// How much of a body is copied, to be recorded and looked into.
pub(super) const COPIED: usize = 4 * 1024 * 1024;

/// What hears of the end: with the copy, or without one where the body broke off or is larger.
type AtTheEnd = Box<dyn FnOnce(Option<Vec<u8>>)>;

/// A body that comes in parts. Whoever gets all of it gets the last part after its end was heard of.
pub(super) struct Streamed {
    parts: Receiver<io::Result<Bytes>>,
    /// How many bytes are still to come, where the answer says so.
    left: Option<u64>,
    copy: Option<Vec<u8>>,
    at_the_end: Option<AtTheEnd>,
}

impl Streamed {
    pub(super) fn new(
        parts: Receiver<io::Result<Bytes>>,
        length: Option<u64>,
        at_the_end: impl FnOnce(Option<Vec<u8>>) + 'static,
    ) -> Streamed {
        Streamed { parts, left: length, copy: Some(Vec::new()), at_the_end: Some(Box::new(at_the_end)) }
    }

    fn take(&mut self, part: &Bytes) {
        self.copy = self.copy.take().filter(|copy| copy.len() + part.len() <= COPIED);
        if let Some(copy) = &mut self.copy {
            copy.extend_from_slice(part);
        }
        self.left = self.left.map(|left| left.saturating_sub(part.len() as u64));
        if self.left == Some(0) {
            self.end();
        }
    }

    fn end(&mut self) {
        if let Some(at_the_end) = self.at_the_end.take() {
            at_the_end(self.copy.take());
        }
    }
}

impl Body for Streamed {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        let part = ready!(self.parts.poll_recv(context));
        Poll::Ready(match part {
            Some(Ok(part)) => {
                self.take(&part);
                Some(Ok(Frame::data(part)))
            }
            Some(Err(error)) => {
                self.copy = None;
                self.end();
                Some(Err(error))
            }
            None => {
                self.end();
                None
            }
        })
    }
}

impl Drop for Streamed {
    /// Whoever asked is gone.
    fn drop(&mut self) {
        self.copy = None;
        self.end();
    }
}
