//! `cargo xtask docs`: writes what is generated below `docs/`. A test finds it when it is stale.

use std::process::ExitCode;

use crate::place;
use crate::shell::{command, plain};

pub(crate) fn run() -> ExitCode {
    let scimproof = || {
        let mut cargo = command("cargo");
        cargo.args(["run", "--quiet", "--package", "scimproof-conformance", "--bin", "scimproof", "--"]);
        cargo
    };
    let mut rules = scimproof();
    rules.args(["rules", "--output"]).arg(place::docs());
    let mut faults = scimproof();
    faults.args(["faults", "--output"]).arg(place::docs());
    let schema = place::docs().join("profile.schema.json");
    let copied = || {
        std::fs::copy(place::root().join("src/profile/profile.schema.json"), &schema)
            .map_err(|error| format!("cannot write `{}`: {error}", schema.display()))
    };
    match plain(&mut rules).and_then(|()| plain(&mut faults)).and_then(|()| copied()) {
        Ok(_) => {
            let pages = ["rules.md", "faults.md"].map(|page| place::docs().join(page).display().to_string());
            println!("wrote {} and {}", pages.join(", "), schema.display());
            ExitCode::SUCCESS
        }
        Err(reason) => {
            println!("failed: {reason}");
            ExitCode::FAILURE
        }
    }
}
