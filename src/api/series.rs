//! A capture as a call: its exchanges as they come, and in the end what only the series of them shows.

use super::{CallError, Desk, parse, v1};
use crate::lint::Linter;
use crate::lint::session::Session;
use crate::message::read::{Capture, ReadOptions, Reader};
use crate::rule::Nothing;
use std::rc::Rc;

/// Follows a series of exchanges, which may come in several texts.
pub struct Series {
    linter: Rc<Linter>,
    session: Session<Rc<Linter>>,
    reader: Option<Reader>,
    seen: usize,
}

impl Desk {
    /// Begins a series. `options` are those of [`Desk::lint`]; a method and a target have no meaning there.
    ///
    /// # Errors
    /// When the options are not readable, or name what does not exist.
    pub fn series(&self, options: &str) -> Result<Series, CallError> {
        let options = parse(options)?;
        let linter = Rc::new(options.linter(&self.library, &self.told)?);
        let reader = options.from.as_deref().map(str::parse).transpose()?;
        Ok(Series { session: Session::new(Rc::clone(&linter)), linter, reader, seen: 0 })
    }
}

impl Series {
    /// Takes the next exchanges: a HAR, lines of NDJSON, lines of a log, or one request in whatever form.
    ///
    /// JSON of version 1: the exchanges of the text in their order, each with its place in it, what was sent and
    /// answered, and the report of [`Desk::lint`] where there is something to say of it. Fixes are offered by that
    /// call alone.
    pub fn take(&mut self, text: &str) -> String {
        let mut capture = Capture::new(text.as_bytes(), self.reader);
        let mut taken = v1::series::Taken::new();
        for piece in &mut capture {
            self.seen += 1;
            let entry = taken.entry(self.seen, &piece);
            match piece.read(&ReadOptions::default()) {
                Ok(Some(pasted)) => {
                    self.session.take(&pasted.exchange);
                    let verdict = self.linter.exchange(&pasted.exchange, &Nothing);
                    entry.judged(&piece, &pasted, &verdict, self.linter.profile());
                }
                Ok(None) => {
                    self.session.skip(1);
                    entry.skipped();
                }
                Err(error) => {
                    self.session.skip(1);
                    entry.unreadable(&error.to_string());
                }
            }
        }
        taken.finish(capture.is_cut())
    }

    /// What only the series shows, as JSON of version 1.
    pub fn finish(self) -> String {
        v1::series::account(&self.session.finish(), self.linter.profile())
    }
}
