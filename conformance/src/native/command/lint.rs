//! `scimproof lint`: what is wrong with a request, and what the endpoint will answer. No network.

mod fixing;
mod output;
mod waiving;

use super::endpoint::{self, EndpointArguments};
use super::{cannot_read, say};
use crate::native::Exit;
use crate::native::terminal::print;
use crate::report::lint::Judged;
use clap::{Args, ValueEnum};
use output::{Format, Output};
use scimproof::api::CallError;
use scimproof::diagnostic::Severity;
use scimproof::lint::{Linter, Verdict};
use scimproof::message::Method;
use scimproof::message::read::{ReadError, ReadOptions, Reader, read};
use scimproof::rule::Nothing;
use std::io::{self, IsTerminal, Read};
use std::path::{Path, PathBuf};
use waiving::{WaiverArguments, Waiving};

const HELP: &str = "\
A request is a body, the text of an HTTP request, or a curl command; which one
is found out. A file that a curl command names as `-d @file` is read from where
the command's own file is. Nothing is sent anywhere.

Examples:
  scimproof lint create-user.json
  scimproof lint --profile github-emu --set shortcode=octo request.http
  scimproof lint --method PUT --path /Users/2819c223 body.json
  scimproof lint --profile github-emu < curl-command.txt
  scimproof lint --profile entra-ready --client entra patch.http
  scimproof lint --profile own-profile.json create-user.json
  scimproof lint --schemas schemas.json create-user.json
  scimproof lint --format json requests/*.json
  scimproof lint --fix requests/*.http
  scimproof lint --format sarif requests/*.json > scimproof.sarif

With `--format json` there is one JSON object on a line for each request, in the
order of the files: version 1 of the report, with the file's name in `file`. A
request that cannot be read has `error` in place of `answer` and `diagnostics`.

Exit codes: 0 no errors and no warnings (infos may be there), 1 errors or
warnings, 2 wrong use, or a file that cannot be read.";

/// Says what is wrong with requests, and what the endpoint is predicted to answer
#[derive(Debug, Args)]
#[command(after_help = HELP)]
pub(super) struct Arguments {
    /// Files with one request each; `-`, or none at all, is standard input
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
}

/// Runs the command; `Err` says what is wrong with its use.
pub(super) fn run(arguments: Arguments) -> Result<Exit, String> {
    let mut desk = Desk::new(&arguments)?;
    let standard_input = [PathBuf::from("-")];
    let files = if arguments.files.is_empty() { &standard_input[..] } else { &arguments.files };
    let mut exit = Exit::Clean;
    for file in files {
        if arguments.fix && file == Path::new("-") {
            let text = fixing::fix_input(&desk.linter, &desk.options)?;
            print(&String::from_utf8_lossy(&text))?;
            continue;
        }
        if arguments.fix
            && let Err(reason) = fixing::fix_file(&desk.linter, &desk.options, file)
        {
            say(&reason);
            exit = exit.max(Exit::Usage);
            continue;
        }
        exit = exit.max(desk.judge(file)?);
    }
    print(&desk.output.finish())?;
    for notice in desk.waiving.notices() {
        say(&notice);
    }
    Ok(exit)
}

/// What all requests of one call share.
struct Desk<'a> {
    linter: Linter,
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
            }),
            method,
            target: arguments.path.as_deref(),
            files: &[],
        };
        let client = arguments.client.as_deref().map(endpoint::client).transpose()?;
        let linter = Linter::new(&profile).client(client).strict(arguments.strict);
        let output = Output::new(arguments.format, linter.profile());
        let waiving = Waiving::load(&arguments.waivers)?;
        Ok(Desk { linter, options, output, waiving })
    }

    /// Judges one file. One that cannot be read is told, and does not keep the others from being judged.
    fn judge(&mut self, file: &Path) -> Result<Exit, String> {
        let name = if file == Path::new("-") { "standard input".into() } else { file.to_string_lossy() };
        let judged =
            text_of(file).and_then(|text| self.judged(&name, &text, file.parent().unwrap_or(Path::new(""))));
        let (shown, exit) = judged.unwrap_or_else(|reason| {
            say(&reason);
            (self.output.unreadable(&name, &reason), Exit::Usage)
        });
        print(&shown)?;
        Ok(exit)
    }

    /// The output for a text, or why it is no request.
    fn judged(&mut self, file: &str, text: &[u8], folder: &Path) -> Result<(String, Exit), String> {
        let mut loaded: Vec<(String, Vec<u8>)> = Vec::new();
        loop {
            let files: Vec<(&str, &[u8])> =
                loaded.iter().map(|(name, content)| (name.as_str(), content.as_slice())).collect();
            let wanted = match read(text, &ReadOptions { files: &files, ..self.options }) {
                Ok(pasted) => {
                    let mut verdict = self.linter.lint(&pasted.exchange.request, &Nothing);
                    self.linter.offer(&pasted.exchange.request, &Nothing, &mut verdict);
                    let profile = self.linter.profile();
                    let waived = self.waiving.apply(file, &pasted.exchange.request, &mut verdict);
                    let judged =
                        Judged { file, text, pasted: &pasted, verdict: &verdict, waived: &waived, profile };
                    return Ok((self.output.judged(judged), exit(&verdict)));
                }
                Err(ReadError::DataFromFile { name })
                    if name != "-" && !files.iter().any(|(known, _)| *known == name) =>
                {
                    name
                }
                Err(error) => return Err(format!("`{file}`: {error}")),
            };
            let path = folder.join(&wanted);
            let content = std::fs::read(&path).map_err(|error| {
                format!("`{file}` sends the file `{wanted}`, and {}", cannot_read(&path, &error))
            })?;
            loaded.push((wanted, content));
        }
    }
}

fn exit(verdict: &Verdict) -> Exit {
    match verdict.worst() {
        Some(Severity::Error | Severity::Warning) => Exit::Findings,
        Some(Severity::Info) | None => Exit::Clean,
    }
}

fn text_of(file: &Path) -> Result<Vec<u8>, String> {
    if file != Path::new("-") {
        return std::fs::read(file).map_err(|error| cannot_read(file, &error));
    }
    let mut input = io::stdin();
    if input.is_terminal() {
        say("paste a request, then press Ctrl-D (`scimproof lint --help` shows what else can be done)");
    }
    let mut text = Vec::new();
    input.read_to_end(&mut text).map_err(|error| format!("cannot read standard input: {error}"))?;
    Ok(text)
}
