//! `cargo xtask lint`: formatting and clippy, natively and for wasm; the page's types.

use std::process::{Command, ExitCode};
use std::time::Instant;

use crate::place;
use crate::shell::{command, plain};
use crate::tools::{self, Missing};

const WASM: [&str; 2] = ["--target", "wasm32-unknown-unknown"];

/// The command line as the npm package has it.
const COMMAND_LINE: [&str; 7] = [
    "--package",
    "scimproof-conformance",
    "--no-default-features",
    "--features",
    "command-line",
    "--target",
    "wasm32-wasip1",
];

/// Runs every check, also after one failed, so that one call names all there is to mend.
pub(crate) fn run() -> ExitCode {
    let started = Instant::now();
    let mut failures = Vec::new();
    let mut note = |result: Result<(), String>| failures.extend(result.err());

    note(plain(command("cargo").args(["fmt", "--all", "--check"])));
    note(clippy(&["--workspace", "--exclude", "scimproof-wasm", "--all-targets"]));
    note(clippy(&["--package", "xtask", "--features", "bench,mutants", "--all-targets"]));
    match tools::wasm_targets() {
        Ok(()) => {
            note(clippy(&[&["--package", "scimproof", "--no-default-features"], &WASM[..]].concat()));
            note(clippy(&[&["--package", "scimproof-wasm"], &WASM[..]].concat()));
            note(clippy(&[&["--package", "scimproof-wasm", "--features", "full"], &WASM[..]].concat()));
            note(clippy(&[&["--package", "scimproof-wasm", "--features", "lab"], &WASM[..]].concat()));
            note(clippy(&COMMAND_LINE));
        }
        Err(Missing::Unavailable(reason) | Missing::Broken(reason)) => note(Err(reason)),
    }
    if place::www().join("package.json").is_file() {
        match tools::npm_packages() {
            Ok(()) => {
                note(plain(command("npm").args(["run", "--silent", "check"]).current_dir(place::www())));
            }
            Err(Missing::Unavailable(reason)) => println!("   skipped: the page's types: {reason}"),
            Err(Missing::Broken(reason)) => note(Err(reason)),
        }
    }

    println!();
    for failure in &failures {
        println!("failed: {failure}");
    }
    if failures.is_empty() {
        println!("clean in {:.1} s", started.elapsed().as_secs_f64());
        return ExitCode::SUCCESS;
    }
    ExitCode::FAILURE
}

fn clippy(scope: &[&str]) -> Result<(), String> {
    let mut cargo: Command = command("cargo");
    plain(cargo.args(["clippy", "--quiet"]).args(scope).args(["--", "--deny", "warnings"]))
}
