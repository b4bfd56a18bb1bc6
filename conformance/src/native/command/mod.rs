//! The commands. A new one is one file here and three lines below.

#[cfg(feature = "native")]
mod caller;
#[cfg(feature = "native")]
mod desk;
mod endpoint;
#[cfg(feature = "faults")]
mod faults;
mod lint;
mod profiles;
#[cfg(feature = "native")]
mod proxy;
mod rules;
#[cfg(feature = "native")]
mod run;
mod schema;
#[cfg(feature = "native")]
mod serve;
mod username;

use super::Exit;
use clap::{Parser, Subcommand};
use std::io::{self, Write};
use std::path::Path;
#[cfg(feature = "native")]
use std::time::Duration;

/// Says whether a SCIM endpoint will accept a request, and if not, exactly why.
#[derive(Debug, Parser)]
#[command(name = "scimproof", version, arg_required_else_help = true, max_term_width = 100)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    #[cfg(feature = "faults")]
    Faults(faults::Arguments),
    Lint(lint::Arguments),
    Profiles(profiles::Arguments),
    #[cfg(feature = "native")]
    Proxy(proxy::Arguments),
    Rules(rules::Arguments),
    #[cfg(feature = "native")]
    Run(run::Arguments),
    Schema(schema::Arguments),
    #[cfg(feature = "native")]
    Serve(serve::Arguments),
    Username(username::Arguments),
}

/// Parses the program's arguments and does what they say.
pub(super) fn main() -> Exit {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => {
            // Help and version are no errors; clap sends each to the right stream.
            let is_wrong = error.use_stderr();
            return if error.print().is_err() || is_wrong { Exit::Usage } else { Exit::Clean };
        }
    };
    let done = match arguments.command {
        #[cfg(feature = "faults")]
        Command::Faults(arguments) => faults::run(&arguments),
        Command::Lint(arguments) => lint::run(arguments),
        Command::Profiles(arguments) => profiles::run(arguments),
        #[cfg(feature = "native")]
        Command::Proxy(arguments) => proxy::run(arguments),
        Command::Rules(arguments) => rules::run(arguments),
        #[cfg(feature = "native")]
        Command::Run(arguments) => run::run(arguments),
        Command::Schema(arguments) => schema::run(arguments),
        #[cfg(feature = "native")]
        Command::Serve(arguments) => serve::run(arguments),
        Command::Username(arguments) => username::run(arguments),
    };
    done.unwrap_or_else(|wrong| {
        say(&wrong);
        Exit::Usage
    })
}

/// One sentence to the person at the terminal.
fn say(sentence: &str) {
    // When nobody listens any more there is nobody to tell.
    writeln!(io::stderr(), "scimproof: {sentence}").ok();
}

/// The time that so many seconds are.
#[cfg(feature = "native")]
fn timeout(seconds: f64) -> Result<Duration, String> {
    if !seconds.is_finite() || seconds <= 0.0 || seconds > 86_400.0 {
        return Err("`--timeout` is a number of seconds above 0".to_owned());
    }
    Ok(Duration::from_secs_f64(seconds))
}

/// The reason in words; the system's own where there are no better ones.
fn cannot_read(path: &Path, error: &io::Error) -> String {
    let shown = path.display();
    match error.kind() {
        io::ErrorKind::NotFound => format!("there is no file `{shown}`; check the path"),
        io::ErrorKind::IsADirectory => {
            format!("`{shown}` is a folder; name the files in it, such as `{shown}/*.json`")
        }
        io::ErrorKind::PermissionDenied => format!("`{shown}` may not be read; check its permissions"),
        _ => format!("cannot read `{shown}`: {error}"),
    }
}
