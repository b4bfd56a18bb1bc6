//! `scimproof run`: replays request suites against an endpoint, or against the stand-in.

mod output;

use super::endpoint::EndpointArguments;
use super::{say, timeout};
use crate::native::{Drive, Endpoint, Exit, Http, InProcess, Journal, drive};
use crate::runner::{RunOptions, Runner, TransportError};
use crate::suite::{
    Deviations, LoadError, MALFORMATIONS, Suite, builtin, builtin_deviations, load, malformations,
};
use clap::{Args, ValueEnum};
use output::Output;
use scimproof::message::{Request, Response};
use scimproof::profile::Profile;
use std::hash::{BuildHasher, RandomState};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, SystemTime};

const EXAMPLES: &str = "\
Examples:
  scimproof run
  scimproof run --target http://127.0.0.1:8080/v2
  scimproof run --target https://example.com/scim/v2 --token-env SCIM_TOKEN
  scimproof run --target http://127.0.0.1:8080/v2 --only rfc/patch --verbose
  scimproof run --format junit --output run.xml

What a run creates has `scimproof` in its name, and is deleted when its check
is over.

Exit codes: 0 nothing wrong, 1 findings, 2 wrong use, 3 the endpoint could not
be tested.";

/// Replays request suites against a SCIM endpoint; every requirement gets a verdict.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Arguments {
    /// The base URL of the endpoint, the part before `/Users`; without it, the stand-in in the same process
    #[arg(long, value_name = "URL")]
    target: Option<String>,
    #[command(flatten)]
    endpoint: EndpointArguments,
    /// The environment variable that holds the bearer token
    #[arg(long, value_name = "NAME", requires = "target")]
    token_env: Option<String>,
    /// A suite by name (`rfc`, `github-emu`, `malformations`), or the path of one; can be repeated [default: rfc]
    #[arg(long, value_name = "NAME")]
    suite: Vec<String>,
    /// Only this check or area, such as `rfc/patch` or `rfc/patch/atomic`; can be repeated
    #[arg(long, value_name = "ID")]
    only: Vec<String>,
    /// What the endpoint is known to do otherwise: a profile's name, or the path of a file
    #[arg(long, value_name = "NAME")]
    deviations: Option<String>,
    /// The report's form
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
    /// Where the report goes; the terminal shows one for people in any case
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// How long one request may take, in seconds
    #[arg(long, value_name = "SECONDS", default_value_t = 10.0)]
    timeout: f64,
    /// The verdict from which on the exit code is 1
    #[arg(long, value_enum, default_value_t = FailOn::Fail)]
    fail_on: FailOn,
    /// Where to note what the run creates, so that it can be found after a crash
    #[arg(long, value_name = "FILE")]
    journal: Option<PathBuf>,
    /// Every check, and every exchange of those that show something
    #[arg(long, short)]
    verbose: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people
    Human,
    /// One JSON object a line: a header, the checks, a footer
    Json,
    /// JUnit XML: a test case for each check
    Junit,
    /// Annotations of GitHub Actions
    Github,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum FailOn {
    /// A MUST does not hold
    Fail,
    /// A SHOULD does not hold
    Warn,
}

static CANCELLED: AtomicBool = AtomicBool::new(false);

/// What the stand-in asks of callers. Nobody else can reach it.
const STAND_IN_TOKEN: &str = "stand-in-token";

/// One run: what it sends, to whom.
struct Leg {
    suites: Vec<Suite>,
    endpoint: To,
    options: RunOptions,
}

enum To {
    Http(Box<Http>),
    StandIn(Box<InProcess>),
}

impl To {
    fn exchange(&mut self, request: &Request<'_>) -> Result<Response<'static>, TransportError> {
        match self {
            To::Http(http) => http.exchange(request),
            To::StandIn(stand_in) => stand_in.exchange(request),
        }
    }
}

/// Runs the command; `Err` says what is wrong with its use.
pub(super) fn run(arguments: Arguments) -> Result<Exit, String> {
    let timeout = timeout(arguments.timeout)?;
    let mut runs = Vec::new();
    for leg in legs(&arguments, timeout)? {
        let runner = Runner::new(&leg.suites, leg.options);
        if runner.planned() > 0 {
            runs.push((runner, leg.endpoint));
        }
    }
    if runs.is_empty() {
        return Err(format!(
            "no check is called `{}`; `--only` takes an id such as `rfc/patch/atomic`, or the beginning of one",
            arguments.only.join("`, `")
        ));
    }
    let mut output = Output::open(&arguments)?;
    let mut journal = match &arguments.journal {
        Some(path) => Some(Journal::open(path).map_err(|error| cannot("open", path, &error))?),
        None => None,
    };
    cancel_on_interrupt();
    let mut gaps = Vec::new();
    for (mut runner, mut endpoint) in runs {
        if CANCELLED.load(Ordering::Relaxed) {
            break;
        }
        let driven = drive(
            &mut runner,
            &mut Drive {
                exchange: &mut |request| endpoint.exchange(request),
                report: &mut |record| output.record(record),
                is_cancelled: &|| CANCELLED.load(Ordering::Relaxed),
                journal: journal.as_mut(),
            },
        );
        if let (Err(error), Some(journal)) = (driven, &journal) {
            return Err(cannot("write", journal.path(), &error));
        }
        if let To::StandIn(stand_in) = endpoint {
            gaps.extend_from_slice(stand_in.gaps());
        }
    }
    if let Some(journal) = journal {
        let path = journal.path().to_owned();
        journal.close().map_err(|error| cannot("remove", &path, &error))?;
    }
    if arguments.verbose {
        for gap in &gaps {
            say(&format!("no rule refuses what the stand-in could not do: {gap}"));
        }
    }
    output.close()
}

/// What is run: the suites against the target; or, without one, each suite against the stand-in as what it is about.
fn legs(arguments: &Arguments, timeout: Duration) -> Result<Vec<Leg>, String> {
    let named = arguments.deviations.as_deref().map(deviations).transpose()?;
    let only =
        |base: &str, target: String, deviations: Deviations, authorization: Option<String>, by: &Profile| {
            RunOptions {
                run: run_id(),
                profile: Some(by.clone()),
                target,
                base: Some(base.to_owned()),
                authorization,
                only: arguments.only.clone(),
                deviations,
            }
        };
    let by = arguments.endpoint.profile()?;
    let suites = arguments.suite.iter().map(|name| suite(name, &by)).collect::<Result<Vec<_>, _>>()?;
    if let Some(target) = &arguments.target {
        let endpoint = Endpoint::new(target).map_err(|error| error.to_string())?;
        let base = endpoint.base().to_owned();
        let authorization = arguments.token_env.as_deref().map(authorization).transpose()?;
        return Ok(vec![Leg {
            suites: if suites.is_empty() { vec![suite("rfc", &by)?] } else { suites },
            options: only(&base, base.clone(), named.unwrap_or_default(), authorization, &by),
            endpoint: To::Http(Box::new(Http::new(endpoint, timeout))),
        }]);
    }
    let mut pairs: Vec<(Suite, Profile)> = Vec::new();
    if suites.is_empty() && arguments.endpoint.given().is_some() {
        pairs.push((suite("rfc", &by)?, by));
    } else if suites.is_empty() {
        for (name, profile) in STAND_IN_LEGS {
            pairs.push((suite(name, &by)?, arguments.endpoint.profile_or(profile)?));
        }
    } else {
        for suite in suites {
            let usual = STAND_IN_LEGS.iter().find(|(name, _)| *name == suite.name);
            let profile = arguments.endpoint.profile_or(usual.map_or("rfc7644", |(_, profile)| profile))?;
            pairs.push((suite, profile));
        }
    }
    let mut legs = Vec::new();
    for (suite, profile) in pairs {
        let name = &profile.name;
        let stand_in = InProcess::new(&profile, STAND_IN_TOKEN);
        // What a profile is known to do otherwise, it does otherwise than the RFCs.
        let known = builtin_deviations(name).filter(|_| suite.name == "rfc");
        let options = only(
            stand_in.base(),
            format!("the stand-in as {name}"),
            named.clone().or(known).unwrap_or_default(),
            Some(format!("Bearer {STAND_IN_TOKEN}")),
            &profile,
        );
        legs.push(Leg { suites: vec![suite], endpoint: To::StandIn(Box::new(stand_in)), options });
    }
    Ok(legs)
}

/// What `scimproof run` runs without arguments: suites, and the profiles of the stand-in that they meet.
const STAND_IN_LEGS: &[(&str, &str)] = &[("rfc", "rfc7644"), ("github-emu", "github-emu")];

/// The header's value, from the variable of that name: arguments are seen by everybody on the machine.
fn authorization(name: &str) -> Result<String, String> {
    match std::env::var(name) {
        Ok(token) if !token.trim().is_empty() => Ok(format!("Bearer {}", token.trim())),
        Ok(_) => Err(format!("the environment variable `{name}` is empty; put the token in it")),
        Err(_) => Err(format!("the environment variable `{name}` is not set; put the token in it")),
    }
}

/// A built-in suite, the malformations as a profile predicts them, or a suite in a file or a folder.
fn suite(name: &str, by: &Profile) -> Result<Suite, String> {
    if name == MALFORMATIONS {
        // The fixtures of the profile's own suite, if it has one.
        let own = builtin().iter().find(|suite| suite.name == by.name).unwrap_or(&builtin()[0]);
        return Ok(malformations(by, &own.fixtures));
    }
    if let Some(found) = builtin().iter().find(|suite| suite.name == name) {
        return Ok(found.clone());
    }
    let path = Path::new(name);
    if !path.exists() {
        let known: Vec<&str> = builtin().iter().map(|suite| suite.name.as_str()).collect();
        return Err(format!(
            "there is no suite `{name}`, and no file of that name; built in are `{}`",
            known.join("`, `")
        ));
    }
    let mut paths = vec![path.to_owned()];
    if path.is_dir() {
        let listed = std::fs::read_dir(path).map_err(|error| cannot("read", path, &error))?;
        paths = listed
            .filter_map(|entry| Some(entry.ok()?.path()))
            .filter(|path| path.extension().is_some_and(|extension| extension == "toml"))
            .collect();
        paths.sort();
    }
    let mut files = Vec::new();
    for path in &paths {
        let text = std::fs::read_to_string(path).map_err(|error| cannot("read", path, &error))?;
        files.push((path.display().to_string(), text));
    }
    let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    load(&files).map_err(|errors| format!("the suite cannot be used\n{}", listed(&errors)))
}

/// Built-in deviations by profile, or those in a file.
fn deviations(name: &str) -> Result<Deviations, String> {
    if let Some(found) = builtin_deviations(name) {
        return Ok(found);
    }
    let path = Path::new(name);
    let text = std::fs::read_to_string(path).map_err(|error| cannot("read", path, &error))?;
    Deviations::load(name, &text)
        .map_err(|errors| format!("the list of deviations cannot be used\n{}", listed(&errors)))
}

fn listed(errors: &[LoadError]) -> String {
    errors.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

fn cannot(what: &str, path: &Path, error: &io::Error) -> String {
    format!("cannot {what} `{}`: {error}", path.display())
}

/// Eight digits that no other run has, so that two runs do not meet. Digits have no case, which checks rely on.
fn run_id() -> String {
    let drawn = RandomState::new().hash_one((SystemTime::now(), std::process::id()));
    format!("{:08}", drawn % 100_000_000)
}

/// The first interrupt goes on to clean-up, the second ends the program at once.
fn cancel_on_interrupt() {
    let installed = ctrlc::set_handler(|| {
        if CANCELLED.swap(true, Ordering::Relaxed) {
            std::process::exit(130);
        }
        say("ending the run; what it created is being deleted (once more to end at once)");
    });
    if installed.is_err() {
        say("an interrupt will end the run without clean-up: no handler could be installed");
    }
}
