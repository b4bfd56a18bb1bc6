//! `cargo xtask test`: the steps, in the order in which a mistake shows soonest.

use std::env;
use std::fs;
use std::process::{Command, ExitCode};
use std::time::Instant;

use crate::counts::Counts;
use crate::place;
use crate::shell::{command, plain, tests};
use crate::summary::{Outcome, Row, Summary};
use crate::tools::{self, Missing};

/// One kind of test.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    Rust,
    Wasm,
    Npm,
    Page,
    Servers,
}

const STEPS: [Step; 5] = [Step::Rust, Step::Wasm, Step::Npm, Step::Page, Step::Servers];

impl Step {
    fn name(self) -> &'static str {
        match self {
            Step::Rust => "rust",
            Step::Wasm => "wasm",
            Step::Npm => "npm",
            Step::Page => "page",
            Step::Servers => "servers",
        }
    }

    fn describe(self) -> &'static str {
        match self {
            Step::Rust => "the crates' tests",
            Step::Wasm => "the wasm module: builds, is valid without SIMD, keeps to its size",
            Step::Npm => "the npm package, in Node.js",
            Step::Page => "the page, in a headless Chromium",
            Step::Servers => "the command line against service providers that this project did not write",
        }
    }
}

/// Which steps to run, and how long they may take.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Choice {
    steps: Vec<Step>,
    all: bool,
}

impl Choice {
    /// Reads what follows `test`.
    pub(crate) fn read(mut words: &[&str]) -> Result<Choice, String> {
        let mut choice = Choice { steps: Vec::new(), all: false };
        loop {
            match words {
                [] => break,
                ["--all", rest @ ..] => {
                    choice.all = true;
                    words = rest;
                }
                ["--only", names, rest @ ..] => {
                    for name in names.split(',') {
                        let step = STEPS.into_iter().find(|step| step.name() == name);
                        choice.steps.push(step.ok_or_else(|| format!("there is no step `{name}`"))?);
                    }
                    words = rest;
                }
                ["--only"] => return Err("`--only` needs the name of a step".to_owned()),
                [word, ..] => return Err(format!("`test` does not know `{word}`")),
            }
        }
        if choice.steps.is_empty() {
            choice.steps = STEPS.to_vec();
        }
        Ok(choice)
    }
}

/// Runs the chosen steps and says what came of them.
pub(crate) fn run(choice: &Choice) -> ExitCode {
    let mut summary = Summary::default();
    let mut this = Run { all: choice.all, wasm: None };
    let count = choice.steps.len();
    for (index, step) in choice.steps.iter().enumerate() {
        println!("\n── {}/{count} {}: {}", index + 1, step.name(), step.describe());
        let started = Instant::now();
        let outcome = outcome(this.step(*step));
        let took = started.elapsed();
        match &outcome {
            Outcome::Ran(Counts { passed, failed: 0, .. }) => {
                println!("── {}: {passed} passed in {:.1} s", step.name(), took.as_secs_f64());
            }
            Outcome::Ran(Counts { failed, .. }) => println!("── {}: {failed} failed", step.name()),
            Outcome::Failed(reason) => println!("── {}: failed: {reason}", step.name()),
            Outcome::Skipped(reason) => println!("── {}: skipped: {reason}", step.name()),
        }
        summary.add(Row { step: step.name(), outcome, took });
    }
    println!("\n{summary}");
    let on_ci = env::var_os("CI").is_some();
    if summary.is_good(on_ci) { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn outcome(result: Result<Counts, Missing>) -> Outcome {
    match result {
        Ok(Counts { passed: 0, failed: 0, .. }) => Outcome::Failed("no test ran".to_owned()),
        Ok(counts) => Outcome::Ran(counts),
        Err(Missing::Broken(reason)) => Outcome::Failed(reason),
        Err(Missing::Unavailable(reason)) => Outcome::Skipped(reason),
    }
}

/// One call of `cargo xtask test`.
struct Run {
    all: bool,
    /// Whether the wasm module was built of the present source; `None` before the first try.
    wasm: Option<bool>,
}

impl Run {
    fn step(&mut self, step: Step) -> Result<Counts, Missing> {
        match step {
            Step::Rust => self.rust(),
            Step::Wasm => self.wasm(),
            Step::Npm => self.npm(),
            Step::Page => self.page(),
            Step::Servers => self.servers(),
        }
    }

    fn rust(&self) -> Result<Counts, Missing> {
        // The bindings only compile for wasm; the npm package's tests call them.
        let mut cargo = command("cargo");
        cargo.args(["test", "--workspace", "--exclude", "scimproof-wasm", "--no-fail-fast"]);
        Ok(tests(self.libtest(&mut cargo))?)
    }

    /// One test: the build itself checks the module's features and its size.
    fn wasm(&mut self) -> Result<Counts, Missing> {
        self.build_wasm()?;
        Ok(Counts { passed: 1, ..Counts::default() })
    }

    fn npm(&mut self) -> Result<Counts, Missing> {
        self.build_wasm()?;
        let chromium = tools::chromium()?;
        let mut npm = npm_run("test:npm");
        npm.env("CHROMIUM", chromium);
        if self.all {
            npm.env("SCIMPROOF_ALL", "1");
        }
        Ok(tests(&mut npm)?)
    }

    fn page(&mut self) -> Result<Counts, Missing> {
        self.build_wasm()?;
        let chromium = tools::chromium()?;
        plain(&mut npm_run("build:app"))?;
        Ok(tests(npm_run("test:page").env("CHROMIUM", chromium))?)
    }

    fn servers(&self) -> Result<Counts, Missing> {
        let programs = tools::real_servers()?;
        let mut cargo = command("cargo");
        cargo.args(["test", "--package", "scimproof-conformance", "--test", "real_servers"]);
        cargo.args(["--test", "other_suites", "--no-fail-fast"]);
        cargo.env("SCIMPROOF_SCIM2_SERVER", programs.join("scim2-server"));
        cargo.env("SCIMPROOF_SCIM2_CLI", programs.join("scim2"));
        cargo.env("SCIMPROOF_SCIM_SANITY", programs.join("scim-sanity"));
        Ok(tests(self.libtest(&mut cargo))?)
    }

    /// Shows also what passing tests print, which is what they skipped. A change is judged by the same cases of each
    /// property every time; the long matrices look for new ones, and for more, and run the tests marked `#[ignore]`.
    fn libtest<'c>(&self, cargo: &'c mut Command) -> &'c mut Command {
        const SEED: &str = "PROPTEST_RNG_SEED";
        cargo.args(["--", "--show-output"]);
        if self.all {
            cargo.arg("--include-ignored").env("PROPTEST_CASES", "4096");
        } else if env::var_os(SEED).is_none() {
            cargo.env(SEED, "7643");
        }
        cargo
    }

    /// Builds the wasm module, once. A module that was built and then found too large fails this
    /// step only: those after it can be run.
    fn build_wasm(&mut self) -> Result<(), Missing> {
        match self.wasm {
            Some(true) => Ok(()),
            Some(false) => Err(Missing::Broken("there is no wasm module, for the reason above".to_owned())),
            None => {
                let module = place::wasm_module();
                // A module of an older source is none. That it was not there is as good.
                fs::remove_file(&module).ok();
                let built = build_wasm();
                self.wasm = Some(module.is_file());
                built
            }
        }
    }
}

fn build_wasm() -> Result<(), Missing> {
    tools::npm_packages()?;
    tools::wasm_targets()?;
    tools::wasm_tools()?;
    plain(&mut npm_run("build:wasm"))?;
    let module = place::wasm_module();
    if module.is_file() {
        return Ok(());
    }
    Err(Missing::Broken(format!("the build left no {}", module.display())))
}

fn npm_run(script: &str) -> Command {
    let mut npm = command("npm");
    npm.args(["run", "--silent", script]).current_dir(place::www());
    npm
}

#[cfg(test)]
mod choice_tests {
    use super::{Choice, STEPS, Step};

    #[test]
    fn without_words_every_step_runs() {
        assert_eq!(Choice::read(&[]), Ok(Choice { steps: STEPS.to_vec(), all: false }));
    }

    #[test]
    fn named_steps_run_in_the_order_named() {
        let chosen = Choice::read(&["--only", "wasm,npm", "--all", "--only", "rust"]);
        assert_eq!(chosen, Ok(Choice { steps: vec![Step::Wasm, Step::Npm, Step::Rust], all: true }));
    }

    #[test]
    fn an_unknown_word_is_named() {
        assert_eq!(Choice::read(&["--only", "pages"]), Err("there is no step `pages`".to_owned()));
        assert_eq!(Choice::read(&["--only"]), Err("`--only` needs the name of a step".to_owned()));
        assert_eq!(Choice::read(&["--fast"]), Err("`test` does not know `--fast`".to_owned()));
    }
}
