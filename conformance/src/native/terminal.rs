//! What is known of the terminal.

use std::io::{self, IsTerminal, Write};

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
