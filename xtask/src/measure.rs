//! `cargo xtask bench`: what the budgets speak of, measured on this machine.

mod capture;

use std::fs;
use std::path::PathBuf;
use std::process::{Command, ExitCode, Stdio};
use std::time::{Duration, Instant};

use crate::place;
use crate::shell::{answer, command, plain};
use crate::tools::{self, Missing};

/// `scimproof run` on the stand-in.
const RUN_BUDGET: Duration = Duration::from_secs(1);

/// How often `run` is timed; the median counts.
const RUNS: usize = 7;

/// Node's brotli of the module, at the quality that a static host uses.
const BROTLI: &str = "
import { readFileSync } from 'node:fs';
import { brotliCompressSync, constants } from 'node:zlib';
const bytes = readFileSync(process.argv[1]);
const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
console.log(`${bytes.length} ${brotliCompressSync(bytes, { params }).length}`);
";

/// Prints the figures; fails only when something could not be measured.
pub(crate) fn run() -> ExitCode {
    let mut failed = false;
    for (what, measure) in [
        ("linting and parsing", speed as fn() -> Result<(), String>),
        ("a capture on the command line", capture::measure),
        ("the stand-in under load", load),
        ("the npm package", node),
        ("the page", page),
        ("`scimproof run`", wall_time),
        ("wasm", size),
    ] {
        println!("\n── {what}");
        if let Err(reason) = measure() {
            println!("   not measured: {reason}");
            failed = true;
        }
    }
    if failed { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}

fn speed() -> Result<(), String> {
    plain(&mut bench())
}

/// The program that measures what is native.
fn bench() -> Command {
    let mut cargo = command("cargo");
    cargo.args([
        "run",
        "--quiet",
        "--release",
        "--package",
        "xtask",
        "--features",
        "bench",
        "--bin",
        "bench",
    ]);
    cargo
}

/// `scimproof serve` beside a bare handler.
fn load() -> Result<(), String> {
    plain(bench().args(["--", "serve"]).arg(program()?))
}

/// The npm package on the same requests.
fn node() -> Result<(), String> {
    built()?;
    tools::npm_packages().map_err(|(Missing::Unavailable(reason) | Missing::Broken(reason))| reason)?;
    let requests = answer(bench().args(["--", "export"])).ok_or("the bench does not export its requests")?;
    let file = place::logs().join("requests.json");
    fs::create_dir_all(place::logs())
        .and_then(|()| fs::write(&file, requests))
        .map_err(|error| error.to_string())?;
    let folder = place::www().join("bench");
    plain(command("node").arg(folder.join("requests.mjs")).arg(&file))?;
    plain(command("node").arg(folder.join("start.mjs")))
}

/// The built page, in a browser.
fn page() -> Result<(), String> {
    tools::npm_packages().map_err(|(Missing::Unavailable(reason) | Missing::Broken(reason))| reason)?;
    let chromium =
        tools::chromium().map_err(|(Missing::Unavailable(reason) | Missing::Broken(reason))| reason)?;
    plain(command("node").arg(place::www().join("bench/page.mjs")).env("CHROMIUM", chromium))
}

/// Refuses to measure a module that nobody built.
fn built() -> Result<PathBuf, String> {
    let module = place::wasm_module();
    if module.is_file() {
        return Ok(module);
    }
    Err(format!("{} is not there: `cargo xtask test --only wasm` builds it", module.display()))
}

/// The command line's program, optimised.
fn program() -> Result<PathBuf, String> {
    plain(command("cargo").args(["build", "--quiet", "--release", "--bin", "scimproof"]))?;
    Ok(place::target().join("release").join(format!("scimproof{}", std::env::consts::EXE_SUFFIX)))
}

fn wall_time() -> Result<(), String> {
    let program = program()?;
    let mut times = Vec::with_capacity(RUNS);
    for _ in 0..RUNS {
        let started = Instant::now();
        let status = command(&program).arg("run").stdout(Stdio::null()).stderr(Stdio::null()).status();
        let status = status.map_err(|error| format!("{}: {error}", program.display()))?;
        times.push(started.elapsed());
        if !status.success() {
            return Err(format!("`scimproof run` ended with {status}"));
        }
    }
    times.sort_unstable();
    let [fastest, median, slowest] =
        [times[0], times[RUNS / 2], times[RUNS - 1]].map(|time| time.as_secs_f64() * 1e3);
    let verdict = if times[RUNS / 2] < RUN_BUDGET { "within" } else { "OVER" };
    println!(
        "   {median:.0} ms ({fastest:.0}–{slowest:.0}, {RUNS} runs): {verdict} the budget of {} ms",
        RUN_BUDGET.as_millis()
    );
    Ok(())
}

fn size() -> Result<(), String> {
    let module = built()?;
    let sizes = answer(command("node").args(["--input-type=module", "--eval", BROTLI]).arg(&module));
    let sizes = sizes.ok_or("node does not compress it")?;
    let (raw, compressed) = sizes.split_once(' ').ok_or("node does not say the size")?;
    println!(
        "   {raw} bytes, {compressed} after brotli (the budget stands in www/wasm/build.mjs, which fails above it)"
    );
    Ok(())
}
