//! `scimproof run`: replays request suites against an endpoint.

use super::say;
use crate::native::{Drive, Endpoint, Exit, Http, Journal, drive};
use crate::report::{Human, Style, json_line};
use crate::runner::{Footer, Record, RunOptions, Runner, Verdict};
use crate::suite::{Deviations, LoadError, Suite, builtin, builtin_deviations, load};
use clap::{Args, ValueEnum};
use std::fs::File;
use std::hash::{BuildHasher, RandomState};
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, SystemTime};

const EXAMPLES: &str = "\
Examples:
  scimproof run --target http://127.0.0.1:8080/v2
  scimproof run --target https://example.com/scim/v2 --token-env SCIM_TOKEN
  scimproof run --target http://127.0.0.1:8080/v2 --only rfc/patch --verbose
  scimproof run --target http://127.0.0.1:8080/v2 --format json --output run.ndjson

What a run creates has `scimproof` in its name, and is deleted when its check is over.
Exit codes: 0 nothing wrong, 1 findings, 2 wrong use, 3 the endpoint could not be tested.";

/// Replays request suites against a SCIM endpoint; every requirement gets a verdict.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Arguments {
    /// The base URL of the endpoint, the part before `/Users`
    #[arg(long, value_name = "URL")]
    target: String,
    /// The environment variable that holds the bearer token
    #[arg(long, value_name = "NAME")]
    token_env: Option<String>,
    /// A suite by name (`rfc`, `github-emu`), or the path of one; can be repeated
    #[arg(long, value_name = "NAME", default_value = "rfc")]
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
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum FailOn {
    /// A MUST does not hold
    Fail,
    /// A SHOULD does not hold
    Warn,
}

static CANCELLED: AtomicBool = AtomicBool::new(false);

/// Runs the command; `Err` says what is wrong with its use.
pub(super) fn run(arguments: Arguments) -> Result<Exit, String> {
    let endpoint = Endpoint::new(&arguments.target).map_err(|error| error.to_string())?;
    if !arguments.timeout.is_finite() || arguments.timeout <= 0.0 || arguments.timeout > 86_400.0 {
        return Err("`--timeout` is a number of seconds above 0".to_owned());
    }
    let options = RunOptions {
        run: run_id(),
        target: endpoint.base().to_owned(),
        base: Some(endpoint.base().to_owned()),
        authorization: arguments.token_env.as_deref().map(authorization).transpose()?,
        only: arguments.only.clone(),
        deviations: arguments.deviations.as_deref().map(deviations).transpose()?.unwrap_or_default(),
    };
    let suites = arguments.suite.iter().map(|name| suite(name)).collect::<Result<Vec<_>, _>>()?;
    let mut runner = Runner::new(&suites, options);
    if runner.planned() == 0 {
        return Err(format!(
            "no check is called `{}`; `--only` takes an id such as `rfc/patch/atomic`, or the beginning of one",
            arguments.only.join("`, `")
        ));
    }
    let http = Http::new(endpoint, Duration::from_secs_f64(arguments.timeout));
    let mut output = Output::open(&arguments)?;
    let mut journal = match &arguments.journal {
        Some(path) => Some(Journal::open(path).map_err(|error| cannot("open", path, &error))?),
        None => None,
    };
    cancel_on_interrupt();
    let driven = drive(
        &mut runner,
        &mut Drive {
            exchange: &mut |request| http.exchange(request),
            report: &mut |record| output.record(record),
            is_cancelled: &|| CANCELLED.load(Ordering::Relaxed),
            journal: journal.as_mut(),
        },
    );
    let exit = output.close(arguments.fail_on)?;
    if let Some(journal) = journal {
        let path = journal.path().to_owned();
        driven.map_err(|error| cannot("write", &path, &error))?;
        journal.close().map_err(|error| cannot("remove", &path, &error))?;
    }
    Ok(exit)
}

/// The header's value, from the variable of that name: arguments are seen by everybody on the machine.
fn authorization(name: &str) -> Result<String, String> {
    match std::env::var(name) {
        Ok(token) if !token.trim().is_empty() => Ok(format!("Bearer {}", token.trim())),
        Ok(_) => Err(format!("the environment variable `{name}` is empty; put the token in it")),
        Err(_) => Err(format!("the environment variable `{name}` is not set; put the token in it")),
    }
}

/// A built-in suite, or one in a file or a folder.
fn suite(name: &str) -> Result<Suite, String> {
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

/// Where the run's stream goes.
struct Output {
    /// The report for people: to the terminal, and to a file.
    human: Human,
    shows_human: bool,
    plain: Option<(PathBuf, File, Human)>,
    /// The stream itself.
    stream: Option<Box<dyn Write>>,
    trouble: Option<io::Error>,
    shows_progress: bool,
    progress: (usize, usize),
    footer: Option<Footer>,
}

impl Output {
    fn open(arguments: &Arguments) -> Result<Output, String> {
        let create = |path: &PathBuf| File::create(path).map_err(|error| cannot("write", path, &error));
        let verbose = arguments.verbose;
        let mut stream: Option<Box<dyn Write>> = None;
        let mut plain = None;
        match (arguments.format, &arguments.output) {
            (Format::Json, Some(path)) => stream = Some(Box::new(create(path)?)),
            (Format::Json, None) => stream = Some(Box::new(io::stdout())),
            (Format::Human, Some(path)) => {
                plain = Some((path.clone(), create(path)?, Human::new(Style { colour: false, verbose })));
            }
            (Format::Human, None) => {}
        }
        let no_color = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        let colour = io::stdout().is_terminal() && !no_color;
        Ok(Output {
            human: Human::new(Style { colour, verbose }),
            shows_human: arguments.format == Format::Human || arguments.output.is_some(),
            plain,
            stream,
            trouble: None,
            shows_progress: io::stderr().is_terminal(),
            progress: (0, 0),
            footer: None,
        })
    }

    fn record(&mut self, record: &Record) {
        self.human.record(record);
        if let Some((_, _, human)) = &mut self.plain {
            human.record(record);
        }
        if let Some(stream) = &mut self.stream
            && self.trouble.is_none()
        {
            // Each line at once, so that a run that is cut off leaves what it found.
            self.trouble = stream.write_all(json_line(record).as_bytes()).and_then(|()| stream.flush()).err();
        }
        match record {
            Record::Header(header) => self.progress.1 = header.checks,
            Record::Check(check) => {
                self.progress.0 += 1;
                self.show(&format!("{}/{} {}", self.progress.0, self.progress.1, check.id));
            }
            Record::Footer(footer) => {
                self.show("");
                self.footer = Some(footer.clone());
            }
        }
    }

    /// One line that is written over.
    fn show(&self, text: &str) {
        if self.shows_progress {
            let text: String = text.chars().take(78).collect();
            let mut terminal = io::stderr();
            // Progress that cannot be shown is not worth a word.
            write!(terminal, "\r\u{1b}[2K{text}").and_then(|()| terminal.flush()).ok();
        }
    }

    fn close(self, fail_on: FailOn) -> Result<Exit, String> {
        if self.shows_human {
            // A pipe that was closed early, as by `head`, is no reason to complain.
            io::stdout().write_all(self.human.render().as_bytes()).ok();
        }
        if let Some((path, mut file, human)) = self.plain {
            file.write_all(human.render().as_bytes()).map_err(|error| cannot("write", &path, &error))?;
        }
        if let Some(error) = self.trouble.filter(|error| error.kind() != io::ErrorKind::BrokenPipe) {
            return Err(format!("the report could not be written: {error}"));
        }
        let footer = self.footer.expect("the runner's stream ends with a footer");
        if let Some(stopped) = &footer.stopped {
            say(stopped);
        }
        Ok(exit(&footer, fail_on))
    }
}

fn exit(footer: &Footer, fail_on: FailOn) -> Exit {
    let from = match fail_on {
        FailOn::Fail => Verdict::Fail,
        FailOn::Warn => Verdict::Warn,
    };
    if footer.stopped.is_some() || footer.worst == Verdict::Broken {
        Exit::Unreachable
    } else if footer.worst >= from || !footer.ratchet.is_empty() {
        Exit::Findings
    } else {
        Exit::Clean
    }
}
