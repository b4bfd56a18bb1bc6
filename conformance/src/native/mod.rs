//! What touches the world: the HTTP client, the terminal, files, the command line `scimproof`.
//!
//! What needs a network stands behind the feature `native`; the commands without it are the feature `command-line`.

pub mod command;
#[cfg(feature = "native")]
mod data;
#[cfg(feature = "native")]
mod drive;
#[cfg(feature = "native")]
mod http;
#[cfg(feature = "native")]
mod in_process;
#[cfg(feature = "native")]
mod proxy;
#[cfg(feature = "native")]
mod serve;
#[cfg(feature = "native")]
mod server;
#[cfg(feature = "native")]
mod streamed;
mod terminal;

#[cfg(feature = "native")]
pub use data::{Data, DataError};
#[cfg(feature = "native")]
pub use drive::{Drive, Journal, drive};
#[cfg(feature = "native")]
pub use http::{BadTarget, Endpoint, Http};
#[cfg(feature = "native")]
pub use in_process::InProcess;
#[cfg(feature = "native")]
pub use proxy::{Came, Overseer};
#[cfg(feature = "native")]
pub use serve::Audience;
#[cfg(feature = "native")]
pub use server::{Limits, PAGES, ServeError, Server};

use std::process::ExitCode;
use std::time::{Duration, SystemTime};

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

/// The time since 1970 began.
fn now() -> Duration {
    SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default()
}

/// The command line.
pub fn main() -> ExitCode {
    // WASI begins every program in the root. Where the folder cannot be told, full paths still work.
    #[cfg(target_os = "wasi")]
    std::env::var_os("PWD").map(std::env::set_current_dir);
    command::main().into()
}
