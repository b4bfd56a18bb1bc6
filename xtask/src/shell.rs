//! Running other programs.

use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use crate::counts::Counts;
use crate::place;

/// How often a long set-up says that it is still at work.
const HEARTBEAT: Duration = Duration::from_secs(20);

/// How much of a failed set-up's log is shown.
const TAIL: usize = 30;

/// A command that runs in the repository's root and finds this clone's own programs first.
pub(crate) fn command(program: impl AsRef<Path>) -> Command {
    let mut command = Command::new(program.as_ref());
    command.current_dir(place::root()).env("PATH", place::search_path()).stdin(Stdio::null());
    command
}

/// What the command prints, if it ends well.
pub(crate) fn answer(command: &mut Command) -> Option<String> {
    let output = command.stderr(Stdio::null()).output().ok()?;
    if !output.status.success() {
        return None;
    }
    Some(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// Runs a set-up command with its output in a log, saying what it does and how long that took.
pub(crate) fn set_up(what: &str, log: &str, command: &mut Command) -> Result<(), String> {
    println!("   set up: {what}");
    let started = Instant::now();
    let path = place::logs().join(format!("{log}.log"));
    let spawned = (|| {
        fs::create_dir_all(place::logs())?;
        let file = File::create(&path)?;
        command.stdout(file.try_clone()?).stderr(file).spawn()
    })();
    let mut child = spawned.map_err(|error| unstarted(command, &error))?;

    let mut said = started;
    let status = loop {
        match child.try_wait().map_err(|error| format!("{what}: {error}"))? {
            Some(status) => break status,
            None => thread::sleep(Duration::from_millis(100)),
        }
        if said.elapsed() >= HEARTBEAT {
            println!("           … {} s", started.elapsed().as_secs());
            said = Instant::now();
        }
    };
    if status.success() {
        println!("           done in {:.1} s", started.elapsed().as_secs_f64());
        return Ok(());
    }
    let text = fs::read(&path).unwrap_or_default();
    let text = String::from_utf8_lossy(&text);
    let lines: Vec<&str> = text.lines().collect();
    for line in &lines[lines.len().saturating_sub(TAIL)..] {
        println!("           | {line}");
    }
    Err(format!("{what}: {status}, see {}", path.display()))
}

/// Runs tests: their output is shown as it comes, and counted.
pub(crate) fn tests(command: &mut Command) -> Result<Counts, String> {
    println!("   $ {}", shown(command));
    let mut child = command.stdout(Stdio::piped()).spawn().map_err(|error| unstarted(command, &error))?;
    let output = child.stdout.take().expect("the output was asked for as a pipe");
    let counts = count(BufReader::new(output)).map_err(|error| format!("reading the output: {error}"))?;
    let status = child.wait().map_err(|error| error.to_string())?;
    if !status.success() && counts.failed == 0 {
        return Err(format!("`{}` ended with {status}", shown(command)));
    }
    Ok(counts)
}

/// Runs a command with its output shown.
pub(crate) fn plain(command: &mut Command) -> Result<(), String> {
    println!("   $ {}", shown(command));
    let status = command.status().map_err(|error| unstarted(command, &error))?;
    if status.success() { Ok(()) } else { Err(format!("`{}` ended with {status}", shown(command))) }
}

fn count(mut output: impl BufRead) -> io::Result<Counts> {
    let mut counts = Counts::default();
    let mut line = Vec::new();
    while output.read_until(b'\n', &mut line)? > 0 {
        io::stdout().write_all(&line)?;
        counts += Counts::of_line(&String::from_utf8_lossy(&line));
        line.clear();
    }
    io::stdout().flush()?;
    Ok(counts)
}

fn unstarted(command: &Command, error: &io::Error) -> String {
    format!("`{}` does not start: {error}", command.get_program().to_string_lossy())
}

/// The command as one would type it.
fn shown(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words.map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ")
}
