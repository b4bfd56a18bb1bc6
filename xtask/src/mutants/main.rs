//! `cargo xtask mutants`: changes the rooms that judge in hundreds of places, one at a time, and lists the changes
//! that no test of the library sees.
//!
//! All changes are compiled at once, each behind a switch that an environment variable turns on, into one copy of the
//! tree with all tests in one program. So one build serves all, and a change costs one run of the tests. It looks into
//! `rules!` too, where most checks stand: half of the sample is from there.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a command line talks to its user")]

mod find;
mod run;
mod sample;
mod write;

use std::process::ExitCode;

/// The folders whose code is changed.
const ROOMS: [&str; 4] = ["src/rule", "src/lint", "src/profile", "src/syntax"];

/// How many changes are tried when the call does not say.
const COUNT: usize = 320;

/// The sample's seed when the call does not say.
const SEED: u64 = 7643;

fn main() -> ExitCode {
    let mut given = std::env::args().skip(1);
    let count = given.next().map_or(Ok(COUNT), |text| text.parse());
    let seed = given.next().map_or(Ok(SEED), |text| text.parse());
    let (Ok(count), Ok(seed)) = (count, seed) else {
        eprintln!("error: `mutants [COUNT [SEED]]` takes two numbers");
        return ExitCode::from(2);
    };
    match run::run(count, seed) {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("error: {problem}");
            ExitCode::FAILURE
        }
    }
}
