//! Options of the commands that listen: where, what is played, and where it is all written.

use super::{Desk, recording};
use crate::client::scenario::{Play, SCENARIOS, Scenario, scenario};
use crate::client::{KEPT, Watch};
use crate::native::Exit;
use crate::native::Server;
use crate::native::terminal::{Page, print};
use clap::Args;
use scimproof::profile::Profile;
use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};

#[derive(Debug, Args)]
pub(in crate::native::command) struct DeskArguments {
    /// The port to listen on; 0 for any that is free
    #[arg(long, value_name = "NUMBER", default_value_t = 8080)]
    port: u16,
    /// The address to listen on; others than this machine reach it only where it is not a loopback address
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1")]
    listen: IpAddr,
    /// Says step by step what to do in the identity provider, and checks that the right requests follow; `list`
    /// lists what there is
    #[arg(long, value_name = "NAME")]
    scenario: Option<String>,
    /// Writes every exchange into a file, as lines of JSON without secrets that `scimproof lint` reads
    #[arg(long, value_name = "FILE")]
    record: Option<PathBuf>,
    /// Writes the verdict on the client into a file in the end, as JSON
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
    /// Say nothing of each request
    #[arg(long, short)]
    quiet: bool,
}

impl DeskArguments {
    /// Whether the scenarios are to be listed, and nothing else.
    pub(in crate::native::command) fn lists_scenarios(&self) -> bool {
        self.scenario.as_deref() == Some("list")
    }

    /// The scenario to play, if one is.
    pub(in crate::native::command) fn scenario(&self) -> Result<Option<&'static Scenario>, String> {
        let Some(name) = &self.scenario else { return Ok(None) };
        let known = scenario(name).ok_or_else(|| {
            format!("there is no scenario `{name}`; `scimproof serve --scenario list` lists them")
        })?;
        Ok(Some(known))
    }

    /// A socket where it is to be listened.
    pub(in crate::native::command) fn bind(&self) -> Result<Server, String> {
        Server::bind(SocketAddr::new(self.listen, self.port)).map_err(|error| error.to_string())
    }

    /// Whether others than this machine reach what listens.
    pub(in crate::native::command) fn is_open(&self) -> bool {
        !self.listen.is_loopback()
    }

    /// The file for the verdict.
    pub(in crate::native::command) fn report(&self) -> Option<&Path> {
        self.report.as_deref()
    }

    /// A desk for clients of that endpoint.
    pub(in crate::native::command) fn desk(
        &self,
        profile: &Profile,
        play: Option<Play>,
    ) -> Result<Desk, String> {
        Ok(Desk {
            watch: Watch::new(profile, KEPT),
            play,
            record: self.record.as_deref().map(recording).transpose()?,
            is_quiet: self.quiet,
            passing: None,
        })
    }
}

/// Lists the scenarios that there are.
pub(in crate::native::command) fn list() -> Result<Exit, String> {
    let mut page = Page::new();
    for scenario in SCENARIOS {
        page.entry(2, scenario.name, 20, scenario.title);
    }
    print(&page.into_text())?;
    Ok(Exit::Clean)
}
