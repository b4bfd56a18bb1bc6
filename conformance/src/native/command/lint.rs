//! `scimproof lint`: what is wrong with a request, and what the endpoint will answer. No network.

mod capture;
mod data_files;
mod diff;
mod fixing;
mod inputs;
mod output;
mod stream;
mod tally;
mod waiving;

use super::endpoint::{self, EndpointArguments};
use super::say;
use crate::native::Exit;
use crate::native::terminal::print;
use crate::report::lint::Judged;
use clap::{Args, ValueEnum};
use data_files::with_data_files;
use inputs::Text;
use output::{Format, Output};
use scimproof::api::CallError;
use scimproof::diagnostic::Severity;
use scimproof::lint::Linter;
use scimproof::message::Method;
use scimproof::message::read::{Capture, ReadOptions, Reader, read};
use scimproof::profile::{Client, Profile};
use scimproof::rule::Nothing;
use std::path::{Path, PathBuf};
use waiving::{WaiverArguments, Waiving};

const HELP: &str = "\
A request is a body, the text of an HTTP request, or a curl command; which one
is found out. A file that a curl command names as `-d @file` is read from where
the command's own file is. Nothing is sent anywhere.

A file of many exchanges is a HAR, a JSON object on each line, HTTP requests
with a line of `###` between them, or a log. Each is judged with its answer, and
then what only the series shows: a user created again and again, a leaver who
stays active. Of a mistake that is made often the first is shown; all count.

Examples:
  scimproof lint create-user.json
  scimproof lint --profile github-emu --set shortcode=octo request.http
  scimproof lint --method PUT --path /Users/2819c223 body.json
  scimproof lint --profile github-emu < curl-command.txt
  scimproof lint --profile entra-ready --client entra patch.http
  scimproof lint --profile own-profile.json create-user.json
  scimproof lint --schemas schemas.json create-user.json
  scimproof lint --profile github-emu capture.har
  scimproof lint --from ndjson --format json traffic.txt
  scimproof lint requests/
  scimproof lint --fix requests/*.http
  scimproof lint --diff requests/*.http
  scimproof lint --format sarif requests/*.json > scimproof.sarif

With `--format json` there is one JSON object on a line for each request, in the
order of the files: version 1 of the report, with the file's name in `file`. A
request that cannot be read has `error` in place of `answer` and `diagnostics`.
A file of many exchanges has their number in `exchange`, and a last line with
`series`.

Exit codes: 0 no errors and no warnings (infos may be there), 1 errors or
warnings, or with `--diff` something to fix, 2 wrong use, or a file that cannot
be read, or not in full.";

/// Says what is wrong with requests, and what the endpoint is predicted to answer
#[derive(Debug, Args)]
#[command(after_help = HELP)]
pub(super) struct Arguments {
    /// Files of one request or of many, and folders of such files; `-`, or none
    /// at all, is standard input
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,
    #[command(flatten)]
    endpoint: EndpointArguments,
    /// Who sends the requests, such as `entra` or `okta`, or a client's profile
    /// of your own: what it is known to send is told as known, and is no error of
    /// its users
    #[arg(long, value_name = "NAME|FILE")]
    client: Option<String>,
    /// The form of the request, where it is not found out right
    #[arg(long, value_enum, value_name = "FORM")]
    from: Option<From>,
    /// The method of a bare body; guessed when not given
    #[arg(long, value_name = "METHOD")]
    method: Option<String>,
    /// The path of a bare body, such as `/Users`; guessed when not given
    #[arg(long, value_name = "PATH")]
    path: Option<String>,
    /// Counts refusals that are only inferred as errors
    #[arg(long)]
    strict: bool,
    /// Makes the safe fixes first and writes them into the files, then judges
    /// what is left; of standard input the fixed text is the output
    #[arg(long)]
    fix: bool,
    /// Shows what `--fix` would change, as a unified diff, and judges nothing; the
    /// exit code is 1 when there is something. Passwords and tokens are covered
    #[arg(long, conflicts_with_all = ["fix", "format"])]
    diff: bool,
    /// The output's form
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
    #[command(flatten)]
    waivers: WaiverArguments,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum From {
    /// A body and nothing else
    Body,
    /// A request line, headers, an empty line, the body
    Http,
    /// A curl command
    Curl,
    /// A HAR, as browsers and proxies save their traffic
    Har,
    /// A JSON object on each line: a body, or a recorded exchange
    Ndjson,
    /// A log with requests in its lines
    Log,
}

/// Runs the command; `Err` says what is wrong with its use.
pub(super) fn run(arguments: Arguments) -> Result<Exit, String> {
    let mut desk = Desk::new(&arguments)?;
    let standard_input = [PathBuf::from("-")];
    let named = if arguments.files.is_empty() { &standard_input[..] } else { &arguments.files };
    let files = &inputs::files(named)?;
    let mut exit = Exit::Clean;
    for file in files {
        let done = match (arguments.fix, arguments.diff) {
            (true, _) => fixing::fix(&mut desk, file),
            (false, true) => fixing::show(&mut desk, file),
            (false, false) => Ok(desk.judge(file)?),
        };
        exit = exit.max(done.unwrap_or_else(|reason| {
            say(&reason);
            Exit::Usage
        }));
    }
    print(&desk.output.finish())?;
    for notice in desk.waiving.notices() {
        say(&notice);
    }
    Ok(exit)
}

/// What a linter is made of. A thread has one of its own.
struct Make {
    profile: Profile,
    client: Option<Client>,
    strict: bool,
}

impl Make {
    fn linter(&self) -> Linter {
        Linter::new(&self.profile).client(self.client.clone()).strict(self.strict)
    }
}

/// What all requests of one call share.
struct Desk<'a> {
    linter: Linter,
    make: Make,
    options: ReadOptions<'a>,
    output: Output,
    waiving: Waiving,
}

impl<'a> Desk<'a> {
    fn new(arguments: &'a Arguments) -> Result<Desk<'a>, String> {
        let profile = arguments.endpoint.profile()?;
        let method = match arguments.method.as_deref() {
            None => None,
            Some(name) => match Method::named(&name.to_ascii_uppercase()) {
                Method::Other => return Err(CallError::Method(name.to_owned()).to_string()),
                method => Some(method),
            },
        };
        let options = ReadOptions {
            reader: arguments.from.map(|from| match from {
                From::Body => Reader::Body,
                From::Http => Reader::Http,
                From::Curl => Reader::Curl,
                From::Har => Reader::Har,
                From::Ndjson => Reader::Ndjson,
                From::Log => Reader::Log,
            }),
            method,
            target: arguments.path.as_deref(),
            files: &[],
        };
        let client = arguments.client.as_deref().map(endpoint::client).transpose()?;
        let make = Make { profile, client, strict: arguments.strict };
        let linter = make.linter();
        let output = Output::new(arguments.format, linter.profile());
        let waiving = Waiving::load(&arguments.waivers)?;
        Ok(Desk { linter, make, options, output, waiving })
    }

    /// Judges one file. One that cannot be read is told, and does not keep the others from being judged.
    fn judge(&mut self, file: &Path) -> Result<Exit, String> {
        let name = if file == Path::new("-") { "standard input".into() } else { file.to_string_lossy() };
        let judged = Text::open(file, self.options.reader).and_then(|(text, reader)| {
            if let Text::Whole(text) = &text
                && Capture::new(text, Some(reader)).nth(1).is_none()
                && matches!(reader, Reader::Body | Reader::Http | Reader::Curl)
            {
                let shown = self.judged(&name, text, file.parent().unwrap_or(Path::new("")))?;
                print(&shown.0)?;
                return Ok(shown.1);
            }
            capture::judge(self, &name, &text, reader)
        });
        match judged {
            Ok(exit) => Ok(exit),
            Err(reason) => {
                say(&reason);
                print(&self.output.unreadable(&name, &reason))?;
                Ok(Exit::Usage)
            }
        }
    }

    /// The output for a text, or why it is no request.
    fn judged(&mut self, file: &str, text: &[u8], folder: &Path) -> Result<(String, Exit), String> {
        let options = self.options;
        with_data_files(file, folder, &options, |options| {
            let pasted = read(text, options)?;
            let mut verdict = self.linter.exchange(&pasted.exchange, &Nothing);
            self.linter.offer(&pasted.exchange.request, &Nothing, &mut verdict);
            let profile = self.linter.profile();
            let waived = self.waiving.apply(file, &pasted.exchange.request, &mut verdict.diagnostics);
            let judged = Judged {
                file,
                text,
                pasted: &pasted,
                verdict: &verdict,
                waived: &waived,
                profile,
                number: None,
            };
            Ok((self.output.judged(judged), exit(verdict.worst())))
        })
    }
}

fn exit(worst: Option<Severity>) -> Exit {
    match worst {
        Some(Severity::Error | Severity::Warning) => Exit::Findings,
        Some(Severity::Info) | None => Exit::Clean,
    }
}
