//! What touches the world: the HTTP client, the terminal, files, the command line `scimproof`.

pub mod command;
mod drive;
mod http;
mod in_process;
mod serve;
mod terminal;

pub use drive::{Drive, Journal, drive};
pub use http::{BadTarget, Endpoint, Http};
pub use in_process::InProcess;
pub use serve::{ServeError, Served, Server};

use std::process::ExitCode;

/// What the program's end says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Exit {
    /// 0: nothing wrong.
    Clean,
    /// 1: something was found.
    Findings,
    /// 2: the program was used wrongly: an option, a file, a name.
    Usage,
    /// 3: the endpoint could not be reached, or what answers there is no SCIM endpoint.
    Unreachable,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> ExitCode {
        ExitCode::from(match exit {
            Exit::Clean => 0,
            Exit::Findings => 1,
            Exit::Usage => 2,
            Exit::Unreachable => 3,
        })
    }
}

/// The command line.
pub fn main() -> ExitCode {
    command::main().into()
}
