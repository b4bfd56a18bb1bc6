//! `scimproof schema`: what an endpoint takes or returns, as a JSON Schema.

use super::endpoint::EndpointArguments;
use crate::native::Exit;
use crate::native::terminal::print;
use clap::{Args, ValueEnum};
use scimproof::api::resource_type_named;
use scimproof::lint::{Linter, Purpose};

const HELP: &str = "\
The schema is JSON Schema, draft 2020-12, for editors and for validators that
know nothing of SCIM. It refuses what `scimproof lint` finds that the endpoint
refuses, as far as JSON Schema has words for it. It has none for names in
another case, which SCIM takes, for dates, and for what the endpoint already has.

Examples:
  scimproof schema User
  scimproof schema User --for patch
  scimproof schema Group --profile github-emu > group.schema.json
  scimproof schema profile > profile.schema.json

Exit codes: 0, or 2 for a resource type or a profile that does not exist.";

/// Writes what an endpoint takes or returns as a JSON Schema
#[derive(Debug, Args)]
#[command(after_help = HELP)]
pub(super) struct Arguments {
    /// The resource type, such as `User`; `profile` is for the files of profiles
    #[arg(value_name = "RESOURCE")]
    resource: String,
    #[command(flatten)]
    endpoint: EndpointArguments,
    /// The request whose body it is for, or the response
    #[arg(long = "for", value_enum, value_name = "REQUEST", default_value_t = For::Create)]
    purpose: For,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum For {
    /// POST
    Create,
    /// PUT
    Replace,
    /// PATCH
    Patch,
    /// What the endpoint returns
    Response,
}

/// Runs the command; `Err` says what is wrong with its use.
pub(super) fn run(arguments: Arguments) -> Result<Exit, String> {
    if arguments.resource == "profile" {
        print(scimproof::profile::SCHEMA)?;
        return Ok(Exit::Clean);
    }
    let profile = arguments.endpoint.profile()?;
    let resource_type =
        resource_type_named(&profile, &arguments.resource).map_err(|error| error.to_string())?;
    let purpose = match arguments.purpose {
        For::Create => Purpose::Create,
        For::Replace => Purpose::Replace,
        For::Patch => Purpose::Patch,
        For::Response => Purpose::Response,
    };
    let schema = Linter::new(&profile).json_schema(resource_type, purpose);
    print(&format!("{schema:#}\n"))?;
    Ok(Exit::Clean)
}
