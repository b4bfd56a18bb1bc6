//! `scimproof proxy`: the desk in front of a real endpoint.

use super::desk::{self, DeskArguments, Heard, Shared};
use super::endpoint::EndpointArguments;
use super::{say, timeout};
use crate::client::scenario::{Effect, Effects, Play};
use crate::client::{Ahead, Passing};
use crate::native::{Came, Endpoint, Exit, Overseer, PAGES};
use crate::prediction::Comparison;
use crate::standin::{error, refusal};
use clap::Args;
use scimproof::diagnostic::Answer;
use scimproof::message::{Exchange, Request, Response};
use scimproof::profile::Profile;

const EXAMPLES: &str = "\
Examples:
  scimproof proxy --upstream https://example.com/scim/v2
  scimproof proxy --upstream https://api.github.com/scim/v2/enterprises/octo --profile github-emu
  scimproof proxy --upstream https://example.com/scim/v2 --enforce
  scimproof proxy --upstream https://example.com/scim/v2 --record traffic.ndjson
  scimproof proxy --upstream https://example.com/scim/v2 --scenario leaver

Point the client at the address that is shown, with the token that the endpoint
wants: it goes on with each request and is kept nowhere.
Each request is one line: method, path, status, and what was predicted where the
answer is another. In the end, and at any time on the page whose address is
shown, there is a verdict on the client, and beside it how the answers differ
from what the profile predicts. Each such difference is a finding about the
profile.

Answers come back as the endpoint gives them, also redirects and the URLs in
them: a client that follows such a URL goes past the proxy and is not seen.

Exit codes: 0 ended by Ctrl-C, 1 a scenario was not passed, 2 wrong use, such as
a port that is in use.";

/// Stands in front of a real endpoint, and names what clients and its profile get wrong.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Arguments {
    /// The base URL of the endpoint, the part before `/Users`
    #[arg(long, value_name = "URL")]
    upstream: String,
    #[command(flatten)]
    endpoint: EndpointArguments,
    /// Refuse what the endpoint would refuse anyway, without asking it. What the profile only infers is asked, and so
    /// is what depends on what the endpoint holds
    #[arg(long)]
    enforce: bool,
    /// How long the endpoint may take, in seconds, to begin its answer and to go on with it
    #[arg(long, value_name = "SECONDS", default_value_t = 30.0)]
    timeout: f64,
    #[command(flatten)]
    desk: DeskArguments,
}

pub(super) fn run(arguments: Arguments) -> Result<Exit, String> {
    if arguments.desk.lists_scenarios() {
        return desk::list();
    }
    let played = arguments.desk.scenario()?;
    if let Some(scenario) = played.filter(|scenario| !scenario.holds.is_empty()) {
        return Err(format!(
            "the scenario `{}` begins with users that `scimproof serve` puts in, and the endpoint has its own; play \
             another one, or this one with `serve`",
            scenario.name
        ));
    }
    let timeout = timeout(arguments.timeout)?;
    let profile = arguments.endpoint.profile()?;
    let upstream = Endpoint::new(&arguments.upstream).map_err(|error| error.to_string())?;
    let server = arguments.desk.bind()?;
    let play = played.map(|scenario| Play::begin(scenario, std::iter::empty()));
    let effects = play.as_ref().map(|_| Effects::default());
    let mut desk = arguments.desk.desk(&profile, play)?;
    desk.passing = Some(Passing::default().enforcing(arguments.enforce));
    welcome(&profile, &upstream, &format!("http://{}", server.address()));
    if arguments.desk.is_open() {
        say(
            "whoever reaches this machine reaches the endpoint through it; `--listen 127.0.0.1` keeps it to yourself",
        );
    }
    desk.tell_step();
    let shared = Shared::new(desk);
    server
        .pass_on(upstream, timeout, Overseeing { profile, desk: shared.clone(), effects })
        .map_err(|error| error.to_string())?;
    shared.with(|desk| desk.close(arguments.desk.report()))
}

fn welcome(profile: &Profile, upstream: &Endpoint, origin: &str) {
    let base = format!("{origin}{}", upstream.path());
    let endpoint = profile.resource_types.first().map_or("Users", |kind| kind.endpoint.as_str());
    desk::welcome(&format!(
        "Stands in front of {} at\n\n  {base}\n\nand predicts the answers of {}.\n\nTry it:\n\n  curl -H \"Authorization: Bearer $TOKEN\" {base}/{endpoint}\n\nWhat the client does right and wrong: {origin}{PAGES}\n\nCtrl-C ends it.\n",
        upstream.base(),
        profile.title
    ));
}

/// Looks after what passes, at the desk.
struct Overseeing {
    profile: Profile,
    desk: Shared,
    /// Where a scenario is played.
    effects: Option<Effects>,
}

impl Overseer for Overseeing {
    fn comes(&mut self, request: &Request<'_>) -> Ahead {
        self.desk.with(|desk| desk.passing.get_or_insert_default().comes(&desk.watch, request))
    }

    fn refusal(&self, ahead: &Ahead, request: &Request<'_>) -> Option<Response<'static>> {
        Some(refusal(&self.profile, request, ahead.refusal()?, &ahead.verdict().diagnostics))
    }

    fn error(&self, status: u16, detail: &str) -> Response<'static> {
        error(&self.profile, status, None, detail)
    }

    fn ends(&mut self, ahead: Ahead, exchange: &Exchange<'_>, came: Came<'_>) {
        let Effect { seen, changes } = match &mut self.effects {
            Some(effects) if came == Came::Back => effects.of(exchange, &self.profile),
            Some(_) | None => Effect::default(),
        };
        self.desk.with(|desk| {
            let number = desk.watch.next();
            let passing = desk.passing.get_or_insert_default();
            let comparison = passing.ends(&desk.watch, &ahead, number, exchange, came == Came::Back);
            if let Some(play) = &mut desk.play {
                for resource in &seen {
                    play.see(resource);
                }
            }
            desk.hear(&Heard {
                exchange,
                verdict: ahead.verdict(),
                scopes: None,
                changes: &changes,
                profile: &self.profile,
                remarks: &remarks(&ahead, exchange, came, comparison),
            });
        });
    }

    fn page(&self, path: &str) -> Option<(&'static str, String)> {
        self.desk.with(|desk| desk.page(path))
    }
}

/// What a request's line says behind its status.
fn remarks(ahead: &Ahead, exchange: &Exchange<'_>, came: Came<'_>, comparison: Comparison) -> Vec<String> {
    let status = exchange.response.as_ref().map(|response| response.status);
    let mut remarks = match (&ahead.verdict().answer, came) {
        (_, Came::Refused) => desk::rules(ahead.verdict(), "refused here"),
        (Answer::Refuse(refusal), Came::Back) if status != Some(refusal.status) => {
            desk::rules(ahead.verdict(), &format!("predicted {}", refusal.status))
        }
        (Answer::Refuse(_) | Answer::Accept { .. } | Answer::Unknown, _) => {
            desk::rules(ahead.verdict(), "refused")
        }
    };
    match (&ahead.verdict().answer, comparison) {
        (Answer::Accept { statuses, .. }, Comparison::Refused | Comparison::OtherStatus) => {
            let statuses: Vec<String> = statuses.iter().map(ToString::to_string).collect();
            remarks.push(format!("predicted {}", statuses.join(" or ")));
        }
        (_, Comparison::NotPredicted) => remarks.push("not predicted".to_owned()),
        _ => {}
    }
    if let Came::Failed(why) = came {
        remarks = vec![format!("no answer: {why}")];
    }
    if exchange.unrecorded.body {
        remarks.push("its body is not recorded".to_owned());
    }
    remarks
}
