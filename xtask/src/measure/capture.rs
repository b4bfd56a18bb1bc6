//! How fast the command line judges a long file of exchanges: on one core and on all, and in how much memory.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use super::{bench, program};
use crate::place;
use crate::shell::command;

/// The exchanges of the file whose rate counts; that with a tenth of them is for the memory.
const EXCHANGES: u32 = 20_000;

/// What all cores reach, beside one core times their number.
const SCALING: f64 = 0.9;

/// How much more memory ten times the length may take: allocators do not give back to the byte.
const GROWTH: f64 = 1.2;

/// How often each is timed; the median counts.
const RUNS: usize = 5;

/// How often the memory of a run is looked at.
const LOOK: Duration = Duration::from_millis(2);

/// What a run took.
struct Run {
    seconds: f64,
    /// The most memory that it had, in MiB.
    peak: f64,
}

pub(super) fn measure() -> Result<(), String> {
    let program = program()?;
    let (short, long) = (written(EXCHANGES / 10)?, written(EXCHANGES)?);
    let cores = thread::available_parallelism().map_or(1, |cores| cores.get() as u32);
    let (mut ones, mut alls) = (Vec::new(), Vec::new());
    for _ in 0..RUNS {
        ones.push(run(&program, &long, true)?);
        alls.push(run(&program, &long, false)?);
    }
    let [one, all] = [&mut ones, &mut alls].map(|runs| {
        runs.sort_by(|one, other| one.seconds.total_cmp(&other.seconds));
        f64::from(EXCHANGES) / runs[RUNS / 2].seconds
    });
    let scaling = all / one / f64::from(cores);
    let told = |reached| if reached { "reached" } else { "MISSED" };
    println!(
        "   {EXCHANGES} exchanges: {one:.0}/s on one core, {all:.0}/s on {cores} (median of {RUNS} runs)"
    );
    println!("   {scaling:.2} times linear; at least {SCALING}: {}", told(scaling >= SCALING));
    let peaks = [run(&program, &short, false)?.peak, alls.iter().map(|run| run.peak).fold(0.0, f64::max)];
    let growth = peaks[1] / peaks[0];
    println!(
        "   peak memory {:.1} MiB for a tenth of them, {:.1} MiB for all; at most {GROWTH} times: {}",
        peaks[0],
        peaks[1],
        told(growth <= GROWTH)
    );
    [short, long].iter().try_for_each(fs::remove_file).map_err(|error| error.to_string())
}

/// A file of so many exchanges.
fn written(count: u32) -> Result<PathBuf, String> {
    let path = place::logs().join(format!("{count}.ndjson"));
    let file = fs::create_dir_all(place::logs()).and_then(|()| File::create(&path));
    let file = file.map_err(|error| format!("{}: {error}", path.display()))?;
    let status = bench().args(["--", "ndjson", &count.to_string()]).stdout(file).status();
    match status {
        Ok(status) if status.success() => Ok(path),
        _ => Err("the bench does not write its exchanges".to_owned()),
    }
}

/// Lints a file, on the first core alone or on all.
fn run(program: &Path, file: &Path, alone: bool) -> Result<Run, String> {
    let mut command = if alone { command("taskset") } else { command(program) };
    if alone {
        command.args(["--cpu-list", "0"]).arg(program);
    }
    command.arg("lint").arg(file).stdout(Stdio::null()).stderr(Stdio::null());
    let started = Instant::now();
    let mut child = command.spawn().map_err(|error| format!("`scimproof lint` does not start: {error}"))?;
    let mut peak: f64 = 0.0;
    let status = loop {
        peak = peak.max(peak_memory(&child).unwrap_or(0.0));
        match child.try_wait().map_err(|error| error.to_string())? {
            Some(status) => break status,
            None => thread::sleep(LOOK),
        }
    };
    // It finds what the corpus has.
    if status.code() != Some(1) {
        return Err(format!("`scimproof lint` ended with {status}"));
    }
    if peak <= 0.0 {
        return Err("the memory of a process is read from /proc, which is not there".to_owned());
    }
    Ok(Run { seconds: started.elapsed().as_secs_f64(), peak })
}

/// The most memory that a process has had so far, in MiB.
fn peak_memory(child: &Child) -> Option<f64> {
    let status = fs::read_to_string(format!("/proc/{}/status", child.id())).ok()?;
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kib: f64 = peak.split_whitespace().next()?.parse().ok()?;
    Some(kib / 1024.0)
}
