//! `scimproof username`: which login GitHub makes of a user name, and who gets none.

use super::say;
use crate::native::Exit;
use crate::native::terminal::{WIDTH, has_colours, print};
use clap::Args;
use scimproof::render::{readable, width, wrapped};
use scimproof::username::{
    Collision, Deployment, Normalized, Outcome, UnknownDeployment, collisions, normalize,
};
use std::fmt::Write;
use std::io::{self, IsTerminal, Read};

const HELP: &str = "\
Names come from the arguments, or from standard input, one on a line. In the
order in which they are given they are created: where several become one login,
the first gets it.

Examples:
  scimproof username mona.lisa@example.com
  scimproof username --shortcode octo < names.txt
  scimproof username --deployment ghe.com 'CORP\\\\mona'

Exit codes: 0 everybody gets an account or may get one, 1 somebody is refused or
meets another's login, 2 wrong use.";

/// Shows which login GitHub makes of a SCIM `userName`, and who gets no account
#[derive(Debug, Args)]
#[command(after_help = HELP)]
pub(super) struct Arguments {
    /// User names as the identity provider sends them
    #[arg(value_name = "NAME")]
    names: Vec<String>,
    /// Where they go: `github.com`, `ghe.com` or `ghes`
    #[arg(long, value_name = "NAME", default_value = "github.com")]
    deployment: String,
    /// The enterprise's short code, which ends every login on github.com
    #[arg(long, value_name = "CODE")]
    shortcode: Option<String>,
}

/// Runs the command; `Err` says what is wrong with its use.
pub(super) fn run(arguments: Arguments) -> Result<Exit, String> {
    let deployment = deployment(&arguments)?;
    let names = if arguments.names.is_empty() { listed()? } else { arguments.names };
    if names.is_empty() {
        return Err(
            "there are no names; give them as arguments, or on standard input, one on a line".to_owned()
        );
    }
    let normalized: Vec<Normalized> = names.iter().map(|name| normalize(name, &deployment)).collect();
    let collisions = collisions(names.iter().map(String::as_str), &deployment);
    let table =
        Table { names: &names, normalized: &normalized, collisions: &collisions, deployment: &deployment };
    print(&table.render(has_colours()))?;
    let is_refused = normalized.iter().any(|one| one.outcome() == Outcome::Refused);
    Ok(if is_refused || !collisions.is_empty() { Exit::Findings } else { Exit::Clean })
}

fn deployment(arguments: &Arguments) -> Result<Deployment, String> {
    let deployment: Deployment =
        arguments.deployment.parse().map_err(|error: UnknownDeployment| error.to_string())?;
    deployment.with_shortcode(arguments.shortcode.as_deref()).map_err(|error| error.to_string())
}

/// The lines of standard input that are not empty.
fn listed() -> Result<Vec<String>, String> {
    let mut input = io::stdin();
    if input.is_terminal() {
        say("type one name a line, then press Ctrl-D (`scimproof username --help` shows examples)");
    }
    let mut bytes = Vec::new();
    input.read_to_end(&mut bytes).map_err(|error| format!("cannot read standard input: {error}"))?;
    let text = readable(&bytes);
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    Ok(text.lines().map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned).collect())
}

struct Table<'t> {
    names: &'t [String],
    normalized: &'t [Normalized],
    collisions: &'t [Collision],
    deployment: &'t Deployment,
}

impl Table<'_> {
    fn render(&self, colour: bool) -> String {
        let page = Page { colour };
        let mut out = String::new();
        let widest = |texts: &mut dyn Iterator<Item = String>, most: usize| {
            texts.map(|text| width(&text)).filter(|columns| *columns <= most).max().unwrap_or(5).max(5)
        };
        // The verdict takes 10 columns. What is too long for its column breaks the row.
        let first = widest(&mut self.names.iter().map(|name| shown(name)), 34);
        let second = widest(&mut self.normalized.iter().map(|one| self.login(one)), WIDTH - 12 - first);
        line(
            &mut out,
            &page.bold(&format!("{}  {}  verdict", padded("name", first), padded("login", second))),
        );
        for (index, (name, one)) in self.names.iter().zip(self.normalized).enumerate() {
            let (verdict, code) = self.verdict(index, one);
            let (name, login) = (shown(name), self.login(one));
            let mut row = padded(&name, first);
            if width(&name) > first {
                line(&mut out, &row);
                row = padded("", first);
            }
            if width(&login) > second {
                if !row.trim().is_empty() {
                    line(&mut out, &row);
                }
                row = format!("  {login}");
            } else {
                row = format!("{row}  {}", padded(&login, second));
            }
            line(&mut out, &format!("{row}  {}", page.paint(code, verdict)));
            for step in &one.steps {
                item(&mut out, "  - ", &format!("{}: {}", step.kind, shown(&step.after)));
            }
            for problem in &one.problems {
                item(&mut out, &format!("  {} ", page.paint("31", "!")), &problem.to_string());
            }
            for unknown in &one.unknowns {
                item(&mut out, &format!("  {} ", page.paint("33", "?")), &unknown.to_string());
            }
        }
        self.collisions(&mut out, &page);
        self.foot(&mut out);
        out
    }

    /// The login; on github.com with a word for the short code that is not given.
    fn login(&self, one: &Normalized) -> String {
        let needs_shortcode = matches!(self.deployment, Deployment::GitHubCom { shortcode: None });
        let login = if one.local.is_empty() { "-".to_owned() } else { shown(&one.login) };
        if needs_shortcode && !one.local.is_empty() { format!("{login}_CODE") } else { login }
    }

    /// Whether it is beyond doubt that two names become one login.
    fn is_sure(&self, first: usize, second: usize) -> bool {
        let (first, second) = (&self.normalized[first], &self.normalized[second]);
        let accepted = |one: &Normalized| one.outcome() == Outcome::Accepted;
        first.login == second.login && accepted(first) && accepted(second)
    }

    /// The word for one name and its colour.
    fn verdict(&self, index: usize, one: &Normalized) -> (&'static str, &'static str) {
        let met = self.collisions.iter().find(|collision| collision.users[1..].contains(&index));
        match one.outcome() {
            Outcome::Refused => ("refused", "31"),
            Outcome::Accepted if met.is_some_and(|met| self.is_sure(met.users[0], index)) => {
                ("collides", "31")
            }
            Outcome::Accepted if met.is_some() => ("unknown", "33"),
            Outcome::Accepted => ("accepted", "32"),
            Outcome::Unknown => ("unknown", "33"),
        }
    }

    fn collisions(&self, out: &mut String, page: &Page) {
        for collision in self.collisions {
            out.push('\n');
            let first = collision.users[0];
            let sure = collision.users.iter().all(|user| self.is_sure(first, *user));
            let sure = if sure { "become" } else { "may become" };
            line(
                out,
                &page.bold(&format!(
                    "{} names {sure} one login: {}",
                    collision.users.len(),
                    shown(&collision.login)
                )),
            );
            for user in &collision.users {
                let (word, code) = match *user {
                    user if user == first => ("gets it", "32"),
                    user if self.is_sure(first, user) => ("refused", "31"),
                    _ => ("unsure ", "33"),
                };
                line(out, &format!("  {} {}", page.paint(code, word), shown(&self.names[*user])));
            }
            if !collision.same_case {
                item(out, "  ? ", "GitHub does not say whether logins that differ in case alone are one");
            }
        }
    }

    fn foot(&self, out: &mut String) {
        let count = |outcome| self.normalized.iter().filter(|one| one.outcome() == outcome).count();
        let colliding: usize = self.collisions.iter().map(|collision| collision.users.len() - 1).sum();
        let names = if self.names.len() == 1 { "name" } else { "names" };
        out.push('\n');
        let mut text = format!("{} {names} on {}", self.names.len(), self.deployment.name());
        for (number, word) in [
            (count(Outcome::Refused), "refused"),
            (colliding, "colliding with another"),
            (count(Outcome::Unknown), "unknown"),
        ] {
            if number > 0 {
                write!(text, ", {number} {word}").expect("a string takes all that is written to it");
            }
        }
        line(out, &text);
        if matches!(self.deployment, Deployment::GitHubCom { shortcode: None }) {
            item(out, "", "CODE stands for the enterprise's short code; `--shortcode` says it.");
        }
    }
}

struct Page {
    colour: bool,
}

impl Page {
    fn bold(&self, text: &str) -> String {
        self.paint("1", text)
    }

    fn paint(&self, code: &str, text: &str) -> String {
        if self.colour { format!("\u{1b}[{code}m{text}\u{1b}[0m") } else { text.to_owned() }
    }
}

/// A name as it may be shown: nothing in it moves the cursor.
fn shown(name: &str) -> String {
    name.chars().map(|character| if character.is_control() { '\u{fffd}' } else { character }).collect()
}

fn padded(text: &str, columns: usize) -> String {
    format!("{text}{}", " ".repeat(columns.saturating_sub(width(text))))
}

/// A line below a name, broken where it is long.
fn item(out: &mut String, mark: &str, text: &str) {
    let indent = if mark.is_empty() { 0 } else { 4 };
    for (at, text) in wrapped(text, WIDTH - indent).iter().enumerate() {
        if at == 0 {
            line(out, &format!("{mark}{text}"));
        } else {
            line(out, &format!("{:indent$}{text}", ""));
        }
    }
}

fn line(out: &mut String, text: &str) {
    writeln!(out, "{}", text.trim_end()).expect("a string takes all that is written to it");
}
