//! Builds the changed copy, runs the tests once per change, and says what no test saw.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use crate::find::{self, Mutant};
use crate::write::{SWITCH, switched};
use crate::{ROOMS, sample};

/// What the tests may take of the time that they take on unchanged code, before a change counts as seen.
const PATIENCE: u32 = 8;

/// The tests that take as long as all others, and run when no other has seen a change.
const SLOW: &str = "bad_input::";

/// A file of the rooms that only tests compile.
const FOR_TESTS: &str = "strategies.rs";

pub(crate) fn run(count: usize, seed: u64) -> Result<(), String> {
    let copy = Copy::made()?;
    let mutants = copy.mutants()?;
    println!("{} places", mutants.len());
    // More than are tried, since some changes do not compile.
    let mut drawn: Vec<Mutant> = sample::drawn(mutants, seed).into_iter().take(count + count / 2).collect();
    let programs = copy.build(&mut drawn)?;
    drawn.truncate(count);

    let (failing, time) = copy.unchanged(&programs)?;
    println!("tests take {:.0} s; not counted, since they look at the code: {failing:?}", time.as_secs_f64());
    let mut survivors = Vec::new();
    for (number, mutant) in drawn.iter().enumerate() {
        let seen = copy.tested(&programs, number, &failing, time * PATIENCE);
        let by = seen.as_deref().unwrap_or("no test");
        println!("{:3} {}: {by}", number + 1, shown(mutant));
        if seen.is_none() {
            survivors.push(mutant);
        }
    }
    let inside = drawn.iter().filter(|mutant| mutant.in_rules).count();
    println!(
        "\n{} changes with the seed {seed}, {inside} of them inside `rules!`; {} seen ({} %); these are not:",
        drawn.len(),
        drawn.len() - survivors.len(),
        100 * (drawn.len() - survivors.len()) / drawn.len().max(1),
    );
    for mutant in survivors {
        println!("{}", shown(mutant));
    }
    Ok(())
}

fn shown(mutant: &Mutant) -> String {
    format!("{}:{} {}: {}", mutant.file, mutant.line, mutant.function, mutant.what)
}

/// A copy of the tree, all of whose tests are one program.
struct Copy {
    root: PathBuf,
}

impl Copy {
    fn made() -> Result<Self, String> {
        let repository =
            Path::new(env!("CARGO_MANIFEST_DIR")).parent().ok_or("xtask stands in a repository")?;
        let folder = repository.join("target/mutants");
        let root = folder.join("scimproof");
        let listed = Command::new("git").current_dir(repository).args(["ls-files", "-z"]).output();
        let listed = listed.map_err(|error| format!("git: {error}"))?.stdout;
        for name in String::from_utf8_lossy(&listed).split_terminator('\0') {
            let (from, to) = (repository.join(name), root.join(name));
            let parent = to.parent().ok_or("a file stands in a folder")?;
            fs::create_dir_all(parent).map_err(|error| format!("{}: {error}", parent.display()))?;
            fs::copy(&from, &to).map_err(|error| format!("{}: {error}", from.display()))?;
        }
        // What the tests read beside the repository, if it is there.
        #[cfg(unix)]
        let _ = std::os::unix::fs::symlink(repository.join("../shared"), folder.join("shared"));
        let copy = Self { root };
        copy.merge_tests()?;
        Ok(copy)
    }

    fn read(&self, name: &str) -> Result<String, String> {
        fs::read_to_string(self.root.join(name)).map_err(|error| format!("{name}: {error}"))
    }

    fn write(&self, name: &str, text: &str) -> Result<(), String> {
        fs::write(self.root.join(name), text).map_err(|error| format!("{name}: {error}"))
    }

    fn merge_tests(&self) -> Result<(), String> {
        let manifest = self.read("Cargo.toml")?;
        let (mut kept, mut modules) = (String::new(), String::new());
        for (index, part) in manifest.split("\n[").enumerate() {
            let Some(test) = part.strip_prefix("[test]]") else {
                kept.push_str(if index == 0 { "" } else { "\n[" });
                kept.push_str(part);
                continue;
            };
            let word = |key: &str| test.lines().find_map(|line| line.strip_prefix(key)?.split('"').nth(1));
            if let (Some(name), Some(path)) = (word("name"), word("path")) {
                modules.extend(["#[path = \"../", path, "\"]\nmod ", name, ";\n"]);
            }
        }
        kept.push_str("\n[[test]]\nname = \"all\"\npath = \"tests/all.rs\"\n");
        kept.push_str("\n[profile.mutants]\ninherits = \"dev\"\nopt-level = 1\ndebug = 0\n");
        self.write("Cargo.toml", &kept)?;
        self.write("tests/all.rs", &modules)?;
        self.write("src/lib.rs", &(self.read("src/lib.rs")? + SWITCH))
    }

    fn mutants(&self) -> Result<Vec<Mutant>, String> {
        let mut files = Vec::new();
        for room in ROOMS {
            sources(&self.root.join(room), &mut files).map_err(|error| format!("{room}: {error}"))?;
        }
        files.sort();
        let mut mutants = Vec::new();
        for path in files {
            let name = path.strip_prefix(&self.root).unwrap_or(&path).to_string_lossy().into_owned();
            mutants.extend(
                find::mutants(&name, &self.read(&name)?).map_err(|error| format!("{name}: {error}"))?,
            );
        }
        Ok(mutants)
    }

    /// The programs of the tests, when every change that does not compile has been left out.
    fn build(&self, drawn: &mut Vec<Mutant>) -> Result<Vec<PathBuf>, String> {
        let texts: BTreeMap<String, String> = drawn
            .iter()
            .map(|mutant| Ok((mutant.file.clone(), self.read(&mutant.file)?)))
            .collect::<Result<_, String>>()?;
        loop {
            let mut spans = BTreeMap::new();
            for (name, text) in &texts {
                let own: Vec<_> =
                    drawn.iter().enumerate().filter(|(_, mutant)| mutant.file == *name).collect();
                let (changed, places) = switched(text, &own);
                self.write(name, &changed)?;
                spans.insert(name.as_str(), places);
            }
            let (_, errors) = self.cargo(&["check", "--lib"])?;
            if errors.is_empty() {
                return Ok(self.cargo(&["test", "--no-run", "--lib", "--test", "all"])?.0);
            }
            let mut wrong = BTreeSet::new();
            for error in &errors {
                let around = error.places.iter().find_map(|(file, at)| {
                    let around = spans.get(file.as_str())?.iter().filter(|(_, span)| span.contains(at));
                    around.min_by_key(|(_, span)| span.len())
                });
                // A `return` or an arm is complained of where the types meet.
                let nearest = error.places.iter().find_map(|(file, at)| {
                    spans.get(file.as_str())?.iter().min_by_key(|(_, span)| span.start.abs_diff(*at))
                });
                let at = around.or(nearest).map(|(number, _)| *number);
                wrong.insert(at.ok_or_else(|| format!("does not compile: {}", error.says))?);
            }
            println!("{} of {} do not compile", wrong.len(), drawn.len());
            let mut number = 0..;
            drawn.retain(|_| number.next().is_none_or(|number| !wrong.contains(&number)));
        }
    }

    fn cargo(&self, arguments: &[&str]) -> Result<(Vec<PathBuf>, Vec<CompileError>), String> {
        let output = Command::new("cargo")
            .current_dir(&self.root)
            .args(arguments)
            .args(["--quiet", "--profile", "mutants", "--package", "scimproof", "--message-format", "json"])
            .env("CARGO_TARGET_DIR", self.root.join("../target"))
            .env("RUSTFLAGS", "-Awarnings")
            .stderr(Stdio::inherit())
            .output()
            .map_err(|error| format!("cargo: {error}"))?;
        let (mut programs, mut errors) = (Vec::new(), Vec::new());
        for line in String::from_utf8_lossy(&output.stdout).lines() {
            let Ok(message) = serde_json::from_str::<serde_json::Value>(line) else { continue };
            if let Some(program) = message["executable"].as_str() {
                programs.push(program.into());
            }
            let told = &message["message"];
            let spans = told["spans"].as_array();
            if told["level"] == "error" && spans.is_some_and(|spans| !spans.is_empty()) {
                let place = |span: &serde_json::Value| {
                    let at = span["byte_start"].as_u64()?;
                    Some((span["file_name"].as_str()?.to_owned(), usize::try_from(at).ok()?))
                };
                errors.push(CompileError {
                    places: spans.into_iter().flatten().filter_map(place).collect(),
                    says: told["rendered"].as_str().unwrap_or_default().to_owned(),
                });
            }
        }
        if !output.status.success() && errors.is_empty() {
            return Err(format!("cargo {arguments:?}: {}", output.status));
        }
        Ok((programs, errors))
    }

    /// The tests that fail on the code as it is, and the time that all take.
    fn unchanged(&self, programs: &[PathBuf]) -> Result<(Vec<String>, Duration), String> {
        let started = Instant::now();
        let mut failing = Vec::new();
        for program in programs {
            let output = Command::new(program).current_dir(&self.root).stderr(Stdio::null()).output();
            let output = output.map_err(|error| format!("{}: {error}", program.display()))?.stdout;
            let lines = String::from_utf8_lossy(&output);
            failing.extend(lines.lines().filter_map(failed).map(str::to_owned));
        }
        Ok((failing, started.elapsed()))
    }

    /// The first test that fails with the change on.
    fn tested(
        &self,
        programs: &[PathBuf],
        number: usize,
        skipped: &[String],
        time: Duration,
    ) -> Option<String> {
        let deadline = Instant::now() + time;
        let rounds = [["--skip", SLOW].as_slice(), &[SLOW]];
        let runs = rounds.iter().flat_map(|round| programs.iter().map(move |program| (program, round)));
        runs.into_iter().find_map(|(program, round)| {
            let mut command = Command::new(program);
            command.current_dir(&self.root).args(*round).env("MUTANT", number.to_string());
            // A failing property would be written down, and found by that in the next run.
            command.env("PROPTEST_DISABLE_FAILURE_PERSISTENCE", "1");
            command.args(skipped.iter().flat_map(|name| ["--skip", name]));
            let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().ok()?;
            let output = BufReader::new(child.stdout.take()?);
            let (send, lines) = mpsc::channel();
            thread::spawn(move || output.lines().map_while(Result::ok).all(|line| send.send(line).is_ok()));
            let seen = loop {
                match lines.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
                    Ok(line) => {
                        if let Some(name) = failed(&line) {
                            break Some(name.to_owned());
                        }
                    }
                    Err(mpsc::RecvTimeoutError::Timeout) => break Some("does not end".to_owned()),
                    Err(mpsc::RecvTimeoutError::Disconnected) => break None,
                }
            };
            if seen.is_some() {
                let _ = child.kill();
            }
            let status = child.wait().ok()?;
            seen.or_else(|| (!status.success()).then(|| format!("ends with {status}")))
        })
    }
}

struct CompileError {
    places: Vec<(String, usize)>,
    says: String,
}

/// The test that a line of its program says has failed.
fn failed(line: &str) -> Option<&str> {
    line.strip_prefix("test ")?.strip_suffix(" ... FAILED")
}

fn sources(folder: &Path, files: &mut Vec<PathBuf>) -> std::io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            sources(&path, files)?;
        } else if path.extension().is_some_and(|extension| extension == "rs") && !path.ends_with(FOR_TESTS) {
            files.push(path);
        }
    }
    Ok(())
}
