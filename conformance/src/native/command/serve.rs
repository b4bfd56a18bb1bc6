//! `scimproof serve`: the stand-in over HTTP.

mod listening;
mod verdict;

use super::caller::CallerArguments;
use super::endpoint::EndpointArguments;
use super::say;
use crate::client::scenario::{Play, SCENARIOS, Scenario, scenario};
use crate::client::{KEPT, Watch};
use crate::native::serve::{PAGES, Random};
use crate::native::terminal::{Page, print};
use crate::native::{Exit, Server};
use crate::standin::StandIn;
use crate::standin::fault::{ChoiceError, Chosen};
use clap::Args;
use listening::{Desk, Shared};
use scimproof::profile::Profile;
use serde_json::Value;
use std::io::{self, Write};
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;

const EXAMPLES: &str = "\
Examples:
  scimproof serve
  scimproof serve --profile rfc7644 --me mona@example.com
  scimproof serve --profile github-emu --set shortcode=octo
  scimproof serve --profile github-emu --port 9000 --token-env SCIM_TOKEN
  scimproof serve --fault throttled=5 --fault created-as-200
  scimproof serve --profile github-emu --scopes scim:enterprise
  scimproof serve --profile github-emu --rate-limit github --time-scale 60
  scimproof serve --profile github-emu --scenario leaver
  scimproof serve --record traffic.ndjson --report client.json

Resources are held in memory and are gone when the program ends.
Each request is one line: method, path, status, and the rules that refused it.
In the end, and at any time on the page whose address is shown, there is a
verdict on the client: what was wrong with its requests, and whether it behaves
as a provisioning client is expected to.

A scenario tells what to do in the identity provider, step by step, and waits
for what must follow. `--scenario list` lists them.

Exit codes: 0 ended by Ctrl-C, 1 a scenario was not passed, 2 wrong use, such as
a port that is in use.";

/// Stands in for an endpoint over HTTP, and names what clients do wrong.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Arguments {
    #[command(flatten)]
    endpoint: EndpointArguments,
    /// The port to listen on; 0 for any that is free
    #[arg(long, value_name = "NUMBER", default_value_t = 8080)]
    port: u16,
    /// The address to listen on; others than this machine reach it only where it is not a loopback address
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1")]
    listen: IpAddr,
    /// The environment variable that holds the token that callers must have; without it, one is made up
    #[arg(long, value_name = "NAME", conflicts_with = "no_token")]
    token_env: Option<String>,
    /// Take every caller
    #[arg(long)]
    no_token: bool,
    #[command(flatten)]
    caller: CallerArguments,
    /// The user name of whoever calls: that user is served at `/Me`
    #[arg(long, value_name = "USERNAME")]
    me: Option<String>,
    /// Be wrong in one way, such as `throttled` or `late=3s`; can be repeated.
    /// `scimproof faults` lists them
    #[arg(long, value_name = "NAME")]
    fault: Vec<String>,
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

pub(super) fn run(arguments: Arguments) -> Result<Exit, String> {
    let played = match arguments.scenario.as_deref() {
        Some("list") => return list(),
        Some(name) => Some(scenario(name).ok_or_else(|| {
            format!("there is no scenario `{name}`; `scimproof serve --scenario list` lists them")
        })?),
        None => None,
    };
    let profile = arguments.endpoint.profile()?;
    let faults: Vec<Chosen> = arguments
        .fault
        .iter()
        .map(|fault| fault.parse().map_err(|error: ChoiceError| error.to_string()))
        .collect::<Result<_, String>>()?;
    let (token, how) = token(&arguments)?;
    let stand_in = StandIn::new(&profile).with_me(arguments.me.clone()).with_faults(&faults);
    let stand_in = arguments.caller.apply(stand_in, token)?;
    let server =
        Server::bind(SocketAddr::new(arguments.listen, arguments.port)).map_err(|error| error.to_string())?;
    let base = format!("http://{}{}", server.address(), profile.urls.stand_in_base);
    let mut stand_in = stand_in.with_base(&base);
    let desk = Desk {
        watch: Watch::new(&profile, KEPT),
        play: played.map(|scenario| begin(scenario, &mut stand_in)),
        record: arguments.record.as_deref().map(listening::recording).transpose()?,
        is_quiet: arguments.quiet,
    };
    welcome(
        &profile,
        &base,
        how.as_deref(),
        &arguments.fault,
        &format!("http://{}{PAGES}", server.address()),
    );
    if !arguments.listen.is_loopback() {
        say("whoever reaches this machine reaches the stand-in; `--listen 127.0.0.1` keeps it to yourself");
    }
    desk.tell_step();
    let shared = Shared::new(desk);
    server
        .serve(stand_in, shared.clone())
        .map_err(|error| format!("interrupts cannot be waited for: {error}"))?;
    shared.with(|desk| desk.close(arguments.report.as_deref()))
}

/// The scenarios that there are.
fn list() -> Result<Exit, String> {
    let mut page = Page::new();
    for scenario in SCENARIOS {
        page.entry(2, scenario.name, 20, scenario.title);
    }
    print(&page.into_text())?;
    Ok(Exit::Clean)
}

/// Puts in what the scenario begins with.
fn begin(scenario: &'static Scenario, stand_in: &mut StandIn) -> Play {
    let now = crate::native::now();
    let mut random = Random::default();
    for resource in scenario.holds {
        let resource: Value = serde_json::from_str(resource).unwrap_or_default();
        stand_in.hold(&resource, &random.id(), now);
    }
    Play::begin(scenario, stand_in.resources())
}

/// The token, and how a shell writes it in a header: by the variable's name, so that it is not shown.
fn token(arguments: &Arguments) -> Result<(Option<String>, Option<String>), String> {
    if arguments.no_token {
        return Ok((None, None));
    }
    let Some(name) = &arguments.token_env else {
        let token = Random::default().id();
        return Ok((Some(token.clone()), Some(token)));
    };
    match std::env::var(name) {
        Ok(token) if !token.trim().is_empty() => {
            Ok((Some(token.trim().to_owned()), Some(format!("${name}"))))
        }
        Ok(_) => Err(format!("the environment variable `{name}` is empty; put the token in it")),
        Err(_) => Err(format!("the environment variable `{name}` is not set; put the token in it")),
    }
}

fn welcome(profile: &Profile, base: &str, token: Option<&str>, faults: &[String], pages: &str) {
    let endpoint = profile.resource_types.first().map_or("Users", |kind| kind.endpoint.as_str());
    let header = token.map(|token| format!("-H \"Authorization: Bearer {token}\" ")).unwrap_or_default();
    let wrong = if faults.is_empty() {
        String::new()
    } else {
        format!("Wrong on purpose: {}.\n\n", faults.join(", "))
    };
    let text = format!(
        "Stands in for {} at\n\n  {base}\n\n{wrong}Try it:\n\n  curl {header}{base}/{endpoint}\n\nWhat the client does right and wrong: {pages}\n\nCtrl-C ends it.\n",
        profile.title
    );
    // Scripts read the address from a pipe, so it has to leave now.
    let mut out = io::stdout();
    if out.write_all(text.as_bytes()).and_then(|()| out.flush()).is_err() {
        say("the address cannot be shown: standard output is closed");
    }
}
