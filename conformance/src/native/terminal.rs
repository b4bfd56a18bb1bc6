//! What is known of the terminal.

use scimproof::render::{width, wrapped};
use std::fmt::Write as _;
use std::io::{self, IsTerminal, Write};
use std::time::{Duration, Instant};

/// The columns that output for people fits.
pub(super) const WIDTH: usize = 80;

/// Whether standard output shows colours: it is a terminal, and `NO_COLOR` is not set.
pub(super) fn has_colours() -> bool {
    let no_color = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    io::stdout().is_terminal() && !no_color
}

/// Writes to standard output. A pipe that was closed early, as by `head`, is no reason to complain.
pub(super) fn print(text: &str) -> Result<(), String> {
    let mut out = io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(format!("the output could not be written: {error}"))
        }
        _ => Ok(()),
    }
}

/// A page for people at a terminal, as it is written.
pub(super) struct Page {
    colour: bool,
    text: String,
}

impl Page {
    /// An empty page for standard output.
    pub(super) fn new() -> Page {
        Page { colour: has_colours(), text: String::new() }
    }

    /// The page's text.
    pub(super) fn into_text(self) -> String {
        self.text
    }

    /// A line as it is.
    pub(super) fn line(&mut self, text: &str) {
        writeln!(self.text, "{}", text.trim_end()).expect("a string takes all that is written to it");
    }

    /// A line that heads what follows.
    pub(super) fn heading(&mut self, text: &str) {
        let text = self.bold(text);
        self.line(&text);
    }

    /// Text on as many lines as it needs, each behind the margin.
    pub(super) fn paragraph(&mut self, margin: &str, text: &str) {
        for text in wrapped(&text.replace('\n', " "), WIDTH - margin.len()) {
            self.line(&format!("{margin}{text}"));
        }
    }

    /// A word, and beside it text that begins in the same column everywhere; below it where the word is long.
    pub(super) fn entry(&mut self, margin: usize, word: &str, column: usize, text: &str) {
        self.styled_entry(margin, word, width(word), column, text);
    }

    /// The same with a word that has escape sequences, and so other columns than characters.
    pub(super) fn styled_entry(
        &mut self,
        margin: usize,
        word: &str,
        columns: usize,
        column: usize,
        text: &str,
    ) {
        let margin = " ".repeat(margin);
        let taken = margin.len() + columns;
        let mut start = format!("{margin}{word}");
        if taken < column {
            start.push_str(&" ".repeat(column - taken));
        } else {
            self.line(&start);
            start = " ".repeat(column);
        }
        for text in wrapped(text, WIDTH - column) {
            self.line(&format!("{start}{text}"));
            start = " ".repeat(column);
        }
    }

    /// The text in bold, where there are colours.
    pub(super) fn bold(&self, text: &str) -> String {
        self.styled("1", text)
    }

    /// The text in that colour, where there are colours.
    pub(super) fn styled(&self, code: &str, text: &str) -> String {
        if self.colour { format!("\u{1b}[{code}m{text}\u{1b}[0m") } else { text.to_owned() }
    }
}

/// One line on standard error that says how far long work has come, when somebody looks at it.
pub(super) struct Progress {
    is_shown: bool,
    began: Instant,
    last: Option<Instant>,
}

impl Default for Progress {
    fn default() -> Progress {
        Progress { is_shown: io::stderr().is_terminal(), began: Instant::now(), last: None }
    }
}

impl Progress {
    /// Shows the text, not too often and not before the work is long.
    pub(super) fn show(&mut self, text: impl FnOnce() -> String) {
        let wait = Duration::from_millis(200);
        if !self.is_shown || self.last.unwrap_or(self.began).elapsed() < wait {
            return;
        }
        self.last = Some(Instant::now());
        let text: String = text().chars().take(WIDTH - 2).collect();
        let mut terminal = io::stderr();
        // Progress that cannot be shown is not worth a word.
        write!(terminal, "\r\u{1b}[2K{text}").and_then(|()| terminal.flush()).ok();
    }

    /// Takes the line away before something else is written.
    pub(super) fn clear(&self) {
        if self.last.is_some() {
            let mut terminal = io::stderr();
            write!(terminal, "\r\u{1b}[2K").and_then(|()| terminal.flush()).ok();
        }
    }
}
