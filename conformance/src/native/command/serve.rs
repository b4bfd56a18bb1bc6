//! `scimproof serve`: the stand-in over HTTP.

use super::caller::CallerArguments;
use super::desk::{self, DeskArguments, Heard, Shared};
use super::endpoint::EndpointArguments;
use super::say;
use crate::client::scenario::{Play, Scenario};
use crate::native::serve::{Audience, Random};
use crate::native::{Data, Exit, PAGES};
use crate::standin::fault::{ChoiceError, Chosen};
use crate::standin::{Change, Reply, StandIn};
use clap::Args;
use scimproof::message::Exchange;
use scimproof::profile::Profile;
use serde_json::Value;
use std::path::{Path, PathBuf};

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
  scimproof serve --profile github-emu --data octo.db

Resources are held in memory, and are gone when the program ends unless `--data`
names a file for them. What is around SCIM, such as teams and the audit log,
begins anew each time.
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
    #[command(flatten)]
    desk: DeskArguments,
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
    /// Keeps what is held in a file, and begins with what the file holds: over restarts, and through crashes
    #[arg(long, value_name = "FILE", conflicts_with = "scenario")]
    data: Option<PathBuf>,
}

pub(super) fn run(arguments: Arguments) -> Result<Exit, String> {
    if arguments.desk.lists_scenarios() {
        return desk::list();
    }
    let played = arguments.desk.scenario()?;
    let profile = arguments.endpoint.profile()?;
    let faults: Vec<Chosen> = arguments
        .fault
        .iter()
        .map(|fault| fault.parse().map_err(|error: ChoiceError| error.to_string()))
        .collect::<Result<_, String>>()?;
    let (token, how) = token(&arguments)?;
    let stand_in = StandIn::new(&profile).with_me(arguments.me.clone()).with_faults(&faults);
    let stand_in = arguments.caller.apply(stand_in, token)?;
    let server = arguments.desk.bind()?;
    let base = format!("http://{}{}", server.address(), profile.urls.stand_in_base);
    let mut stand_in = stand_in.with_base(&base);
    let data = arguments.data.as_deref().map(|path| restored(path, &mut stand_in)).transpose()?;
    let play = played.map(|scenario| begin(scenario, &mut stand_in));
    let desk = arguments.desk.desk(&profile, play)?;
    let wrong =
        (!faults.is_empty()).then(|| format!("Wrong on purpose: {}.\n\n", arguments.fault.join(", ")));
    let kept = arguments.data.as_ref().map(|file| {
        let count = stand_in.count();
        let plural = if count == 1 { "" } else { "s" };
        format!("Kept in {}, {count} resource{plural} so far.\n\n", file.display())
    });
    let remarks: String = wrong.into_iter().chain(kept).collect();
    welcome(&profile, &base, how.as_deref(), &remarks, &format!("http://{}{PAGES}", server.address()));
    if arguments.desk.is_open() {
        say("whoever reaches this machine reaches the stand-in; `--listen 127.0.0.1` keeps it to yourself");
    }
    desk.tell_step();
    let shared = Shared::new(desk);
    let served = server.serve(stand_in, Listening { desk: shared.clone(), data });
    // What was heard until then is told all the same.
    let closed = shared.with(|desk| desk.close(arguments.desk.report()));
    served.map_err(|error| error.to_string())?;
    closed
}

/// The file, and in the stand-in what it holds.
fn restored(path: &Path, stand_in: &mut StandIn) -> Result<Data, String> {
    let data = Data::open(path, &stand_in.profile().name).map_err(|error| error.to_string())?;
    data.read(|record| stand_in.restore(&record)).map_err(|error| error.to_string())?;
    Ok(data)
}

/// Hears what the stand-in does, and keeps it.
struct Listening {
    desk: Shared,
    data: Option<Data>,
}

impl Audience for Listening {
    fn keep(&mut self, changes: &[Change]) -> Result<(), String> {
        let Some(data) = &mut self.data else { return Ok(()) };
        let lost = |error| format!("{error}; serving ends, since what clients write would be lost");
        data.keep(changes).map_err(lost)
    }

    fn hear(&mut self, stand_in: &StandIn, exchange: &Exchange<'_>, reply: &Reply) {
        let mut remarks = desk::rules(&reply.verdict, "refused");
        remarks.extend(reply.gap.as_ref().map(|gap| format!("no rule foresaw: {gap}")));
        let heard = Heard {
            exchange,
            verdict: &reply.verdict,
            scopes: stand_in.scopes(&exchange.request),
            changes: &reply.changes,
            profile: stand_in.profile(),
            remarks: &remarks,
        };
        self.desk.with(|desk| desk.hear(&heard));
    }

    fn page(&self, path: &str) -> Option<(&'static str, String)> {
        self.desk.with(|desk| desk.page(path))
    }
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

fn welcome(profile: &Profile, base: &str, token: Option<&str>, remarks: &str, pages: &str) {
    let endpoint = profile.resource_types.first().map_or("Users", |kind| kind.endpoint.as_str());
    let header = token.map(|token| format!("-H \"Authorization: Bearer {token}\" ")).unwrap_or_default();
    let text = format!(
        "Stands in for {} at\n\n  {base}\n\n{remarks}Try it:\n\n  curl {header}{base}/{endpoint}\n\nWhat the client does right and wrong: {pages}\n\nCtrl-C ends it.\n",
        profile.title
    );
    desk::welcome(&text);
}
