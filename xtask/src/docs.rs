//! `cargo xtask docs`: writes what is generated below `docs/`. A test finds it when it is stale.

use std::process::ExitCode;

use crate::place;
use crate::shell::{command, plain};

pub(crate) fn run() -> ExitCode {
    let mut cargo = command("cargo");
    cargo.args(["run", "--quiet", "--package", "scimproof-conformance", "--bin", "scimproof", "--"]);
    cargo.args(["rules", "--output"]).arg(place::docs());
    match plain(&mut cargo) {
        Ok(()) => {
            println!("wrote {}", place::docs().join("rules.md").display());
            ExitCode::SUCCESS
        }
        Err(reason) => {
            println!("failed: {reason}");
            ExitCode::FAILURE
        }
    }
}
