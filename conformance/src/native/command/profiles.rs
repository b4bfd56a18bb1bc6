//! `scimproof profiles`: the profiles there are, and one explained.

mod explained;
mod facts;

use super::endpoint::Found;
use crate::native::Exit;
use crate::native::terminal::{Page, print};
use clap::Args;
use explained::Subject;
use scimproof::profile::{self, Library};

const HELP: &str = "\
Examples:
  scimproof profiles
  scimproof profiles github-ghes
  scimproof profiles github-ghes/3.14
  scimproof profiles own-profile.json

Exit codes: 0, or 2 for a profile that does not exist or cannot be read.";

/// Lists the profiles of endpoints and clients, or explains one
#[derive(Debug, Args)]
#[command(after_help = HELP)]
pub(super) struct Arguments {
    /// The profile to explain: its name, or the path of one of your own
    #[arg(value_name = "NAME|FILE")]
    name: Option<String>,
}

/// Runs the command; `Err` says what is wrong with its use.
pub(super) fn run(arguments: Arguments) -> Result<Exit, String> {
    let mut page = Page::new();
    match &arguments.name {
        None => list(&mut page)?,
        Some(name) => explained::write(&mut page, &Found::new(name)?)?,
    }
    print(&page.into_text())?;
    Ok(Exit::Clean)
}

fn list(page: &mut Page) -> Result<(), String> {
    let library = Library::default();
    let kinds: [(&str, Vec<&str>); 2] = [
        ("Endpoints, for `--profile`", profile::builtin_names().collect()),
        ("Clients, for `lint --client`", profile::client_names().collect()),
    ];
    for (title, names) in kinds {
        page.heading(title);
        for name in names {
            for name in with_variants(&library, name)? {
                let subject = Subject::find(&library, &name).map_err(|error| error.to_string())?;
                page.entry(2, &name, COLUMN, subject.title());
            }
        }
        page.line("");
    }
    page.paragraph(
        "",
        "`scimproof profiles NAME` explains one: what it says, how that is known, and what `--set` sets.",
    );
    Ok(())
}

/// Where titles begin.
const COLUMN: usize = 26;

fn with_variants(library: &Library, name: &str) -> Result<Vec<String>, String> {
    let variants = library.variants(name).map_err(|error| error.to_string())?;
    let variants = variants.iter().map(|variant| format!("{name}/{variant}"));
    Ok(std::iter::once(name.to_owned()).chain(variants).collect())
}
