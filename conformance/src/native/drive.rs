//! Drives a runner: sends what it says, waits where it says, keeps its journal.

use crate::runner::{Entry, Next, Record, Runner, TransportError};
use scimproof::message::{Request, Response};
use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// What a run is driven with.
pub struct Drive<'a> {
    /// Sends a request and gives what came of it.
    pub exchange: &'a mut dyn FnMut(&Request<'_>) -> Result<Response<'static>, TransportError>,
    /// Takes each record of the run's stream.
    pub report: &'a mut dyn FnMut(&Record),
    /// Whether somebody wants the run to end.
    pub is_cancelled: &'a dyn Fn() -> bool,
    /// Keeps what is created, beyond a crash.
    pub journal: Option<&'a mut Journal>,
}

/// Runs to the end. `Err` when the journal could not be written: the run is ended then.
pub fn drive(runner: &mut Runner, drive: &mut Drive<'_>) -> io::Result<()> {
    let mut trouble = None;
    let mut asked_to_end = false;
    loop {
        if !asked_to_end && ((drive.is_cancelled)() || trouble.is_some()) {
            asked_to_end = true;
            runner.cancel();
        }
        match runner.next() {
            Next::Send(id, request) => {
                let answer = (drive.exchange)(&request);
                runner.give(id, answer);
            }
            Next::Wait(pause) => std::thread::sleep(pause),
            Next::Journal(entry) => {
                if let Some(journal) = &mut drive.journal
                    && trouble.is_none()
                {
                    trouble = journal.write(&entry).err();
                }
            }
            Next::Report(record) => (drive.report)(&record),
            // Answers are given as soon as they are there, so none is ever on its way here.
            Next::Await => {}
            Next::Done => return trouble.map_or(Ok(()), Err),
        }
    }
}

/// The journal of what a run creates: one line for each step, on disk before the request leaves.
#[derive(Debug)]
pub struct Journal {
    path: PathBuf,
    file: File,
    open: usize,
}

impl Journal {
    /// The journal at that path; lines of earlier runs stay.
    pub fn open(path: &Path) -> io::Result<Journal> {
        let file = OpenOptions::new().create(true).append(true).open(path)?;
        let open = usize::from(file.metadata()?.len() > 0);
        Ok(Journal { path: path.to_owned(), file, open })
    }

    fn write(&mut self, entry: &Entry) -> io::Result<()> {
        let line = match entry {
            Entry::Creating { endpoint, mark } => format!("creating {endpoint} {mark}"),
            Entry::Created { target } => {
                self.open += 1;
                format!("created {target}")
            }
            Entry::Deleted { target } => {
                self.open = self.open.saturating_sub(1);
                format!("deleted {target}")
            }
        };
        writeln!(self.file, "{line}")?;
        self.file.sync_data()
    }

    /// Where the journal is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Removes the journal when nothing that it lists is left.
    pub fn close(self) -> io::Result<()> {
        drop(self.file);
        if self.open == 0 { std::fs::remove_file(&self.path) } else { Ok(()) }
    }
}
