//! The repository's own chores: `cargo xtask test`, `cargo xtask lint`, `cargo xtask docs`,
//! `cargo xtask bench`, `cargo xtask mutants`.
//!
//! Plain std, so that it compiles in a second on a machine that has nothing yet.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a command line talks to its user")]

mod counts;
mod docs;
mod lint;
mod measure;
mod place;
mod shell;
mod steps;
mod summary;
mod tools;

use std::process::ExitCode;

const USAGE: &str = "\
cargo xtask <chore>

  test [--all] [--only STEP[,STEP]]   set up what is missing and run the tests
                                      steps: rust, wasm, npm, page, servers
                                      --all adds the long matrices
  lint                                formatting and clippy, also for the wasm target
  docs                                writes the rule book below docs/
  mutants [COUNT [SEED]]              changes the rooms that judge in places drawn by the seed, one
                                      at a time, and lists the changes that no test sees
  bench                               linting and parsing beside serde_json, the stand-in under load, npm, the page,
                                      `run`, the wasm's size

example: cargo xtask test --only rust,wasm";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words.split_first() {
        Some((&"test", rest)) => match steps::Choice::read(rest) {
            Ok(choice) => steps::run(&choice),
            Err(problem) => wrong_use(&problem),
        },
        Some((&"lint", [])) => lint::run(),
        Some((&"docs", [])) => docs::run(),
        Some((&"bench", [])) => measure::run(),
        Some((&"mutants", rest)) => mutants(rest),
        Some((&("help" | "--help" | "-h"), _)) => {
            println!("{USAGE}");
            ExitCode::SUCCESS
        }
        Some((&chore @ ("lint" | "docs" | "bench"), _)) => {
            wrong_use(&format!("`{chore}` takes no arguments"))
        }
        Some((chore, _)) => wrong_use(&format!("there is no chore `{chore}`")),
        None => wrong_use("a chore is missing"),
    }
}

/// A program of its own, since only it compiles a parser of Rust.
fn mutants(arguments: &[&str]) -> ExitCode {
    let mut cargo = shell::command("cargo");
    cargo.args(["run", "--quiet", "--package", "xtask", "--features", "mutants", "--bin", "mutants", "--"]);
    match shell::plain(cargo.args(arguments)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    }
}

fn wrong_use(problem: &str) -> ExitCode {
    eprintln!("error: {problem}\n\n{USAGE}");
    ExitCode::from(2)
}
