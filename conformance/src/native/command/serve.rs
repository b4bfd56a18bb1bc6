//! `scimproof serve`: the stand-in over HTTP.

use super::caller::CallerArguments;
use super::endpoint::EndpointArguments;
use super::say;
use crate::native::serve::Random;
use crate::native::{Exit, Served, Server};
use crate::standin::StandIn;
use crate::standin::fault::{ChoiceError, Chosen};
use clap::Args;
use scimproof::profile::Profile;
use std::collections::BTreeMap;
use std::io::{self, Write};
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};

const EXAMPLES: &str = "\
Examples:
  scimproof serve
  scimproof serve --profile rfc7644 --me mona@example.com
  scimproof serve --profile github-emu --set shortcode=octo
  scimproof serve --profile github-emu --port 9000 --token-env SCIM_TOKEN
  scimproof serve --fault throttled=5 --fault created-as-200
  scimproof serve --profile github-emu --token-env SCIM_TOKEN --scopes scim:enterprise
  scimproof serve --profile github-emu --rate-limit github,users=100 --time-scale 60

Resources are held in memory and are gone when the program ends.
Each request is one line: method, path, status, and the rules that refused it.
Exit codes: 0 ended by Ctrl-C, 2 wrong use, such as a port that is in use.";

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
    bind: IpAddr,
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
    /// Say nothing of each request
    #[arg(long, short)]
    quiet: bool,
}

pub(super) fn run(arguments: Arguments) -> Result<Exit, String> {
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
        Server::bind(SocketAddr::new(arguments.bind, arguments.port)).map_err(|error| error.to_string())?;
    let base = format!("http://{}{}", server.address(), profile.urls.stand_in_base);
    welcome(&profile, &base, how.as_deref(), &arguments.fault);
    let stand_in = stand_in.with_base(&base);
    let tally = Arc::new(Mutex::new(Tally::default()));
    let counted = Arc::clone(&tally);
    let tell = move |served: &Served| {
        counted.lock().unwrap_or_else(PoisonError::into_inner).count(served);
        if !arguments.quiet {
            writeln!(io::stderr(), "{}", line(served)).ok();
        }
    };
    server.serve(stand_in, tell).map_err(|error| format!("interrupts cannot be waited for: {error}"))?;
    writeln!(io::stdout(), "\n{}", tally.lock().unwrap_or_else(PoisonError::into_inner).summary()).ok();
    Ok(Exit::Clean)
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

fn welcome(profile: &Profile, base: &str, token: Option<&str>, faults: &[String]) {
    let endpoint = profile.resource_types.first().map_or("Users", |kind| kind.endpoint.as_str());
    let header = token.map(|token| format!("-H \"Authorization: Bearer {token}\" ")).unwrap_or_default();
    let wrong = if faults.is_empty() {
        String::new()
    } else {
        format!("Wrong on purpose: {}.\n\n", faults.join(", "))
    };
    let text = format!(
        "Stands in for {} at\n\n  {base}\n\n{wrong}Try it:\n\n  curl {header}{base}/{endpoint}\n\nCtrl-C ends it.\n",
        profile.title
    );
    // Scripts read the address from a pipe, so it has to leave now.
    let mut out = io::stdout();
    if out.write_all(text.as_bytes()).and_then(|()| out.flush()).is_err() {
        say("the address cannot be shown: standard output is closed");
    }
}

/// A request in one line.
fn line(served: &Served) -> String {
    let status = served.status.map_or_else(|| "closed".to_owned(), |status| status.to_string());
    let rules = |what: &str, rules: &[&str]| {
        if rules.is_empty() { String::new() } else { format!("  {what}: {}", rules.join(", ")) }
    };
    let refused = rules("refused", &served.refused_by);
    let found = rules("found", &served.found);
    let gap = served.gap.as_ref().map(|gap| format!("  no rule foresaw: {gap}")).unwrap_or_default();
    format!("{} {} {status}{refused}{found}{gap}", served.method, served.path)
}

/// What was served.
#[derive(Default)]
struct Tally {
    requests: usize,
    refused: usize,
    by_rule: BTreeMap<&'static str, usize>,
}

impl Tally {
    fn count(&mut self, served: &Served) {
        self.requests += 1;
        self.refused += usize::from(!served.refused_by.is_empty());
        for rule in &served.refused_by {
            *self.by_rule.entry(rule).or_default() += 1;
        }
    }

    fn summary(&self) -> String {
        let mut rules: Vec<(&&str, &usize)> = self.by_rule.iter().collect();
        rules.sort_by_key(|(name, count)| (usize::MAX - **count, **name));
        let rules: Vec<String> = rules.into_iter().map(|(name, count)| format!("{name} {count}")).collect();
        let plural = if self.requests == 1 { "" } else { "s" };
        let by = if rules.is_empty() { String::new() } else { format!(" by {}", rules.join(", ")) };
        format!("{} request{plural}, {} refused{by}", self.requests, self.refused)
    }
}
