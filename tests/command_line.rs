//! The command line against endpoints that misbehave: one clear sentence each, and the right exit code.

#![expect(clippy::unwrap_used, reason = "a test's own input")]

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Command, Output};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

const TOKEN: &str = "canary-token-5e1f";

fn scimproof(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_scimproof"))
        .args(arguments)
        .env("SCIMPROOF_TEST_TOKEN", TOKEN)
        .env_remove("RUST_BACKTRACE")
        .output()
        .unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// Serves each connection with the closure, which gets the request's bytes; the base URL.
fn serve(mut answer: impl FnMut(TcpStream, String) + Send + 'static) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let base = format!("http://{}/scim/v2", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let request = read_request(&mut stream);
            answer(stream, request);
        }
    });
    base
}

/// A request: up to the end of its headers, and as much body as they announce.
fn read_request(stream: &mut TcpStream) -> String {
    let mut request = Vec::new();
    let mut byte = [0];
    while !request.ends_with(b"\r\n\r\n") {
        if stream.read(&mut byte).unwrap_or(0) == 0 {
            return text(&request);
        }
        request.push(byte[0]);
    }
    let head = text(&request).to_ascii_lowercase();
    let length =
        head.split("content-length:").nth(1).and_then(|rest| rest.lines().next()?.trim().parse().ok());
    let mut body = vec![0; length.unwrap_or(0)];
    stream.read_exact(&mut body).unwrap();
    request.extend(body);
    text(&request)
}

fn reply(mut stream: TcpStream, status: u16, kind: &str, body: &str) {
    let head = format!(
        "HTTP/1.1 {status} X\r\nContent-Type: {kind}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
        body.len()
    );
    // A client that is gone is the client's business.
    stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(body.as_bytes())).ok();
}

/// Runs against that base; exit code, standard output and standard error.
fn run(base: &str, more: &[&str]) -> (i32, String, String) {
    let mut arguments = vec!["run", "--target", base, "--token-env", "SCIMPROOF_TEST_TOKEN"];
    arguments.extend(more);
    let output = scimproof(&arguments);
    (output.status.code().unwrap(), text(&output.stdout), text(&output.stderr))
}

#[test]
fn an_endpoint_that_cannot_be_tested_is_said_in_one_sentence() {
    let closed = {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        format!("http://{}/scim/v2", listener.local_addr().unwrap())
    };
    let held = Arc::new(Mutex::new(Vec::new()));
    let cases = [
        (closed, "the connection was refused; check that the service is running"),
        (
            serve(|stream, _| reply(stream, 200, "text/html", "<!DOCTYPE html><h1>Welcome</h1>")),
            "answers with HTML pages (status 200), so this is no SCIM endpoint; give its base URL",
        ),
        (
            serve(|stream, _| reply(stream, 500, "application/json", "{}")),
            "answers every request with 500; look into",
        ),
        (
            serve(|stream, _| reply(stream, 401, "application/json", "{}")),
            "answers every request with 401; name the",
        ),
        (serve(|stream, _| drop(stream)), "the connection was closed before the answer was complete"),
        (
            serve(|mut stream, _| {
                stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{").unwrap();
            }),
            "the connection was closed before the answer was complete",
        ),
        (serve(|mut stream, _| stream.write_all(b"SSH-2.0-OpenSSH_9.6\r\n").unwrap()), "is not HTTP"),
        (
            serve(move |stream, _| held.lock().unwrap().push(stream)),
            "no answer came within 0.3 s; check that the service answers at all, or allow more with `--timeout`",
        ),
    ];
    for (base, sentence) in cases {
        let (code, _, said) = run(&base, &["--timeout", "0.3"]);
        assert_eq!(code, 3, "{said}");
        let lines: Vec<&str> = said.lines().collect();
        assert_eq!(lines.len(), 1, "{said}");
        assert!(
            lines[0].starts_with(&format!("scimproof: {base}: ")) && lines[0].contains(sentence),
            "{said}"
        );
    }
}

#[test]
fn wrong_use_is_said_in_one_sentence() {
    let target = ["run", "--target", "http://127.0.0.1:1/v2"];
    let with = |more: &[&'static str]| target.iter().chain(more).copied().collect::<Vec<_>>();
    let cases = [
        (vec!["run", "--target", "example.com"], "`example.com` is no URL of an endpoint"),
        (
            with(&["--token-env", "SCIMPROOF_NOT_SET"]),
            "the environment variable `SCIMPROOF_NOT_SET` is not set",
        ),
        (
            with(&["--suite", "nothing"]),
            "there is no suite `nothing`, and no file of that name; built in are `rfc`",
        ),
        (with(&["--only", "rfc/nothing"]), "no check is called `rfc/nothing`"),
        (with(&["--timeout", "0"]), "`--timeout` is a number of seconds above 0"),
        (with(&["--deviations", "/no/such/file"]), "cannot read `/no/such/file`"),
        (with(&["--output", "/no/such/folder/report"]), "cannot write `/no/such/folder/report`"),
    ];
    for (arguments, sentence) in cases {
        let output = scimproof(&arguments);
        let said = text(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{said}");
        assert!(said.starts_with("scimproof: ") && said.contains(sentence), "{said}");
        assert_eq!(said.lines().count(), 1, "{said}");
    }
}

#[test]
fn a_suite_that_cannot_be_read_is_said_with_line_and_column() {
    let folder = std::env::temp_dir().join(format!("scimproof-suite-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let file = folder.join("mine.toml");
    std::fs::write(&file, "[suite]\nname = \"mine\"\ntitle = \"t\"\ntilte = \"t\"\n").unwrap();
    let output = scimproof(&["run", "--target", "http://127.0.0.1:1/v2", "--suite", file.to_str().unwrap()]);
    let said = text(&output.stderr);
    assert_eq!(output.status.code(), Some(2));
    assert!(said.contains("mine.toml:4:1: unknown key `tilte`"), "{said}");
    std::fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn every_command_shows_an_example_in_its_help() {
    let help = text(&scimproof(&["--help"]).stdout);
    let commands: Vec<String> = help
        .lines()
        .skip_while(|line| !line.starts_with("Commands:"))
        .skip(1)
        .take_while(|line| !line.is_empty())
        .filter_map(|line| Some(line.split_whitespace().next()?.to_owned()))
        .filter(|command| command != "help")
        .collect();
    assert!(commands.iter().any(|command| command == "run"), "{help}");
    for command in commands {
        let output = scimproof(&[&command, "--help"]);
        let help = text(&output.stdout);
        assert_eq!(output.status.code(), Some(0));
        assert!(help.contains(&format!("  scimproof {command} ")), "{help}");
        assert!(help.lines().all(|line| line.chars().count() <= 100), "{help}");
    }
}

/// Answers discovery and users, until it has answered so many requests; then it is silent and closes.
fn dying(after: usize) -> String {
    let answered = AtomicUsize::new(0);
    serve(move |stream, request| {
        if answered.fetch_add(1, Ordering::Relaxed) >= after {
            return;
        }
        let body = if request.starts_with("GET /scim/v2/ServiceProviderConfig") {
            r#"{"patch":{"supported":true}}"#
        } else {
            r#"{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"status":"404"}"#
        };
        let status = if body.contains("patch") { 200 } else { 404 };
        reply(stream, status, "application/scim+json", body);
    })
}

#[test]
fn what_was_found_before_the_endpoint_died_is_reported() {
    let (code, out, said) = run(&dying(6), &["--only", "rfc/discovery"]);
    assert_eq!(code, 3, "{said}");
    assert!(out.contains("FAIL rfc/discovery/service-provider-config"), "{out}");
    assert!(out.contains("BROKEN rfc/discovery/"), "{out}");
    assert!(said.contains("the connection was closed before the answer was complete"), "{said}");
}

#[test]
fn the_stream_is_json_line_by_line_and_holds_no_token() {
    let (code, out, _) = run(&dying(usize::MAX), &["--only", "rfc/read", "--format", "json"]);
    assert_eq!(code, 0, "what cannot be tested for want of a user is no failure: {out}");
    let records: Vec<serde_json::Value> =
        out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(records.first().unwrap()["kind"], "header");
    assert_eq!(records.last().unwrap()["kind"], "footer");
    assert!(records.iter().any(|record| record["exchanges"][0]["method"] == "GET"));
    assert!(out.contains("[redacted]") && !out.contains(TOKEN), "{out}");
}

#[test]
fn a_report_for_machines_is_written_when_all_is_over_and_holds_no_token() {
    let (code, out, _) = run(&dying(6), &["--only", "rfc/discovery", "--format", "junit"]);
    assert_eq!(code, 3);
    let report = quick_junit::Report::deserialize_from_str(&out).unwrap();
    assert!(report.failures > 0 && report.errors > 0, "{out}");
    let suites: Vec<&str> = report.test_suites.iter().map(|suite| suite.name.as_str()).collect();
    assert_eq!(suites, ["rfc/discovery", "run"]);
    assert!(out.contains("name=\"rfc/discovery/service-provider-config\"") && !out.contains(TOKEN), "{out}");

    let (code, out, _) = run(&dying(6), &["--only", "rfc/discovery", "--format", "github"]);
    assert_eq!(code, 3);
    assert!(out.starts_with("::error title=scimproof rfc/discovery/"), "{out}");
    assert!(out.lines().all(|line| line.starts_with("::")) && !out.contains(TOKEN), "{out}");
}

#[test]
fn known_deviations_are_skipped_test_cases() {
    let output = scimproof(&["run", "--suite", "rfc", "--profile", "github-emu", "--format", "junit"]);
    let report = quick_junit::Report::deserialize_from_str(&text(&output.stdout)).unwrap();
    assert_eq!((output.status.code(), report.failures, report.errors), (Some(0), 0, 0));
    let skipped: usize = report.test_suites.iter().map(|suite| suite.skipped).sum();
    assert!(skipped > 0 && skipped < report.tests, "{skipped} of {}", report.tests);
}

#[test]
fn a_report_for_people_goes_to_a_file_without_colours() {
    let path = std::env::temp_dir().join(format!("scimproof-report-{}", std::process::id()));
    let (code, out, _) =
        run(&dying(usize::MAX), &["--only", "rfc/discovery", "--output", path.to_str().unwrap()]);
    let report = std::fs::read_to_string(&path).unwrap();
    std::fs::remove_file(&path).unwrap();
    assert_eq!(code, 1);
    assert_eq!(out, report);
    assert!(!report.contains('\u{1b}') && report.contains("mend: "), "{report}");
}

#[test]
fn without_a_target_the_suites_meet_the_stand_in() {
    for arguments in [&["run"][..], &["run", "--suite", "rfc", "--profile", "github-emu"]] {
        let output = scimproof(arguments);
        let (report, said) = (text(&output.stdout), text(&output.stderr));
        assert_eq!(output.status.code(), Some(0), "{report}{said}");
        assert!(report.contains("against the stand-in as ") && said.is_empty(), "{report}{said}");
        // Targets and headers are not cut: they are there to be copied.
        let prose = report.lines().filter(|line| !line.starts_with("  > ") && !line.starts_with("  < "));
        for line in prose {
            assert!(line.chars().count() <= 80, "{line}");
        }
    }
}
