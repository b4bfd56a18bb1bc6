//! The README's examples are what the program prints.
#![expect(clippy::unwrap_used, reason = "a test's own files")]

use std::path::Path;
use std::process::Command;

/// A command of the README with the output that is shown below it.
struct Example {
    command: String,
    shown: Vec<String>,
}

fn examples() -> Vec<Example> {
    let readme = include_str!("../README.md");
    let mut examples: Vec<Example> = Vec::new();
    let mut is_console = false;
    for line in readme.lines() {
        match (line, line.strip_prefix("$ ")) {
            ("```console", _) => is_console = true,
            ("```", _) => is_console = false,
            (_, Some(command)) if is_console => {
                examples.push(Example { command: command.to_owned(), shown: Vec::new() });
            }
            _ if is_console => examples.last_mut().unwrap().shown.push(line.to_owned()),
            _ => {}
        }
    }
    examples
}

fn output(command: &str) -> String {
    let program = Path::new(env!("CARGO_BIN_EXE_scimproof"));
    let command = command.replace("cargo run --release --", "scimproof");
    let path = std::env::join_paths(
        std::iter::once(program.parent().unwrap().to_owned())
            .chain(std::env::split_paths(&std::env::var_os("PATH").unwrap())),
    );
    let output =
        Command::new("sh").args(["-c", &command]).env("PATH", path.unwrap()).env("COLUMNS", "80").output();
    String::from_utf8(output.unwrap().stdout).unwrap()
}

#[test]
fn every_line_shown_is_printed_in_that_order() {
    let examples = examples();
    assert!(examples.len() >= 3, "the README has lost its examples");
    for example in examples {
        let printed = output(&example.command);
        let mut rest = printed.lines();
        for line in example.shown.iter().filter(|line| *line != "…") {
            assert!(
                rest.any(|printed| printed.trim_end() == line),
                "`{}` does not print\n{line}\nwhere the README shows it; it prints\n{printed}",
                example.command
            );
        }
    }
}
