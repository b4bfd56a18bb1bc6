//! Where the streams of a command's runs go: terminal, file, both.

use super::super::say;
use super::{Arguments, FailOn, Format, cannot};
use crate::native::Exit;
use crate::report::run::{Gather, Github, Human, Junit, Style, json_line};
use crate::runner::{Footer, Record, Verdict};
use std::fs::File;
use std::io::{self, IsTerminal, Write};
use std::path::PathBuf;

/// Takes the records of one run after the other.
pub(super) struct Output {
    fail_on: FailOn,
    /// The report for people on the terminal.
    human: Option<Human>,
    /// The report for people in a file.
    plain: Option<Human>,
    /// The file.
    file: Option<(PathBuf, File)>,
    /// Whether the stream itself is the report.
    is_stream: bool,
    /// The report that is written in the end.
    gather: Option<Box<dyn Gather>>,
    trouble: Option<io::Error>,
    shows_progress: bool,
    progress: (usize, usize),
    exit: Exit,
}

impl Output {
    pub(super) fn open(arguments: &Arguments) -> Result<Output, String> {
        let file = match &arguments.output {
            Some(path) => {
                Some((path.clone(), File::create(path).map_err(|error| cannot("write", path, &error))?))
            }
            None => None,
        };
        let verbose = arguments.verbose;
        let no_color = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        let colour = io::stdout().is_terminal() && !no_color;
        let is_stream = arguments.format == Format::Json;
        let from = verdict(arguments.fail_on);
        let gather: Option<Box<dyn Gather>> = match arguments.format {
            Format::Human | Format::Json => None,
            Format::Junit => Some(Box::new(Junit::new(from))),
            Format::Github => Some(Box::new(Github::new(from))),
        };
        let is_for_people = arguments.format == Format::Human;
        let for_terminal = is_for_people || file.is_some();
        let for_file = is_for_people && file.is_some();
        Ok(Output {
            fail_on: arguments.fail_on,
            human: for_terminal.then(|| Human::new(Style { colour, verbose })),
            plain: for_file.then(|| Human::new(Style { colour: false, verbose })),
            file,
            is_stream,
            gather,
            trouble: None,
            shows_progress: io::stderr().is_terminal(),
            progress: (0, 0),
            exit: Exit::Clean,
        })
    }

    pub(super) fn record(&mut self, record: &Record) {
        for human in [&mut self.human, &mut self.plain].into_iter().flatten() {
            human.record(record);
        }
        if let Some(gather) = &mut self.gather {
            gather.record(record);
        }
        if self.is_stream {
            // Each line at once, so that a run that is cut off leaves what it found.
            self.write(&json_line(record));
        }
        match record {
            Record::Header(header) => self.progress = (0, header.checks),
            Record::Check(check) => {
                self.progress.0 += 1;
                self.show(&format!("{}/{} {}", self.progress.0, self.progress.1, check.id));
            }
            Record::Footer(footer) => self.conclude(footer),
        }
    }

    /// The end of a run: its reports for people.
    fn conclude(&mut self, footer: &Footer) {
        self.show("");
        if let Some(human) = &mut self.human {
            // A pipe that was closed early, as by `head`, is no reason to complain.
            io::stdout().write_all(human.take().as_bytes()).ok();
        }
        if let Some(text) = self.plain.as_mut().map(Human::take) {
            self.write(&text);
        }
        if let Some(stopped) = &footer.stopped {
            say(stopped);
        }
        self.exit = self.exit.max(exit(footer, self.fail_on));
    }

    /// Writes to where the report goes.
    fn write(&mut self, text: &str) {
        if self.trouble.is_some() {
            return;
        }
        let mut terminal = io::stdout();
        let to: &mut dyn Write = match &mut self.file {
            Some((_, file)) => file,
            None => &mut terminal,
        };
        self.trouble = to.write_all(text.as_bytes()).and_then(|()| to.flush()).err();
    }

    /// One line that is written over.
    fn show(&self, text: &str) {
        if self.shows_progress {
            let text: String = text.chars().take(78).collect();
            let mut terminal = io::stderr();
            // Progress that cannot be shown is not worth a word.
            write!(terminal, "\r\u{1b}[2K{text}").and_then(|()| terminal.flush()).ok();
        }
    }

    /// What all runs came to; `Err` when the report could not be written.
    pub(super) fn close(mut self) -> Result<Exit, String> {
        if let Some(gather) = self.gather.take() {
            self.write(&gather.finish());
        }
        match (self.trouble, self.file) {
            (Some(error), Some((path, _))) => Err(cannot("write", &path, &error)),
            (Some(error), None) if error.kind() != io::ErrorKind::BrokenPipe => {
                Err(format!("the report could not be written: {error}"))
            }
            (Some(_) | None, _) => Ok(self.exit),
        }
    }
}

/// The verdict from which on a check counts against the endpoint.
fn verdict(fail_on: FailOn) -> Verdict {
    match fail_on {
        FailOn::Fail => Verdict::Fail,
        FailOn::Warn => Verdict::Warn,
    }
}

fn exit(footer: &Footer, fail_on: FailOn) -> Exit {
    let from = verdict(fail_on);
    if footer.stopped.is_some() || footer.worst == Verdict::Broken {
        Exit::Unreachable
    } else if footer.worst >= from || !footer.ratchet.is_empty() {
        Exit::Findings
    } else {
        Exit::Clean
    }
}
