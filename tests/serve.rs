//! `scimproof serve` as a process: what it prints, what it answers, how it ends.

#![expect(clippy::unwrap_used, reason = "a test's own input")]

#[path = "support/serving.rs"]
mod serving;

use scimproof::message::Exchange;
use scimproof::profile;
use scimproof_conformance::native::{Audience, Limits, Server};
use scimproof_conformance::standin::{Reply, StandIn};
use serving::{Serving, TOKEN, command, text};
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::process::Command;
use std::sync::mpsc::{Sender, channel};
use std::time::Duration;

/// `scimproof serve` where the system lets it open few files.
#[cfg(target_os = "linux")]
fn with_few_files(arguments: &[&str]) -> Command {
    let mut command = Command::new("sh");
    let start = r#"ulimit -n 24 && exec "$0" serve "$@""#;
    command.args(["-c", start, env!("CARGO_BIN_EXE_scimproof")]);
    command.args(arguments);
    command
}

#[cfg(unix)]
#[test]
fn a_client_is_served_and_what_it_does_wrong_is_named() {
    let serving =
        Serving::start("serve", &["--profile", "github-emu", "--token-env", "SCIMPROOF_TEST_TOKEN"]);
    assert!(serving.welcome.contains("Bearer $SCIMPROOF_TEST_TOKEN"), "{}", serving.welcome);
    let token = format!("Authorization: Bearer {TOKEN}\r\n");
    assert_eq!(serving.send("GET", "/Users", "", "").0, 401);
    let group = r#"{"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"],"externalId":"g1","displayName":"Cats"}"#;
    let (status, body) = serving.send("POST", "/Groups", &token, group);
    assert_eq!(status, 201, "{body}");
    assert!(body.contains(&format!("http://{}/Groups/", serving.base)), "{body}");
    let (status, body) = serving.send("POST", "/Groups", &token, "{}");
    assert_eq!(status, 400);
    assert!(body.contains("Misconfigured IdP"), "{body}");
    let (status, body) = serving.send("GET", "/Groups?filter=displayName%20eq%20%22Cats%22", &token, "");
    assert_eq!(status, 200);
    assert!(body.contains("\"totalResults\":1"), "{body}");
    let welcome = serving.welcome.clone();
    let output = serving.interrupt();
    let (out, log) = (text(&output.stdout), text(&output.stderr));
    assert_eq!(output.status.code(), Some(0), "{out}{log}");
    assert!(out.contains("The client: 4 requests, 2 refused"), "{out}");
    assert!(log.contains("/Groups 400  refused: ") && log.contains("group-displayname-missing"), "{log}");
    assert!(!log.contains("Cats"), "queries stay out of the log: {log}");
    assert!(![welcome, out, log].iter().any(|text| text.contains(TOKEN)));
}

#[cfg(unix)]
#[test]
fn a_token_is_made_up_and_shown_where_none_is_given() {
    let serving = Serving::start("serve", &["--quiet"]);
    let token = serving.welcome.split("Bearer ").nth(1).unwrap().split('"').next().unwrap().to_owned();
    assert_eq!(serving.send("GET", "/Users", "", "").0, 401);
    assert_eq!(serving.send("GET", "/Users", &format!("Authorization: Bearer {token}\r\n"), "").0, 200);
    let output = serving.interrupt();
    assert_eq!((output.status.code(), text(&output.stderr).as_str()), (Some(0), ""));
}

#[cfg(unix)]
#[test]
fn faults_are_named_and_had() {
    let serving =
        Serving::start("serve", &["--no-token", "--fault", "throttled=2", "--fault", "filter-ignored"]);
    assert!(
        serving.welcome.contains("Wrong on purpose: throttled=2, filter-ignored.\n"),
        "{}",
        serving.welcome
    );
    let nobody = "/Users?filter=userName%20eq%20%22nobody%22";
    let user = r#"{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"mona"}"#;
    assert_eq!(serving.send("POST", "/Users", "", user).0, 201);
    assert_eq!(serving.send("GET", nobody, "", "").0, 429);
    let (status, body) = serving.send("GET", nobody, "", "");
    assert!(status == 200 && body.contains("\"totalResults\":1"), "{status} {body}");
    assert_eq!(serving.interrupt().status.code(), Some(0));
}

#[test]
fn tokens_have_the_scopes_of_their_file_and_their_owner_has_one_limit() {
    let file = std::env::temp_dir().join(format!("scimproof-tokens-{}.json", std::process::id()));
    let tokens = r#"[{"token": "canary-rich", "scopes": ["scim:enterprise"]}, {"token": "canary-poor", "scopes": ["repo"]}]"#;
    std::fs::write(&file, tokens).unwrap();
    let serving = Serving::start(
        "serve",
        &[
            "--profile",
            "github-emu",
            "--tokens",
            file.to_str().unwrap(),
            "--rate-limit",
            "scim=1",
            "--time-scale",
            "60",
        ],
    );
    let send =
        |token: &str| serving.send("GET", "/Users", &format!("Authorization: Bearer {token}\r\n"), "").0;
    assert_eq!([send("canary-poor"), send("canary-nobody"), send("canary-rich")], [403, 401, 429]);
    let output = serving.interrupt();
    std::fs::remove_file(&file).unwrap();
    let said = text(&output.stdout) + &text(&output.stderr);
    assert!(said.contains("token-scope-missing"), "{said}");
    assert!(!said.contains("canary"), "{said}");
}

#[test]
fn wrong_use_is_one_sentence_and_exit_code_2() {
    let busy = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = busy.local_addr().unwrap().port().to_string();
    for (arguments, said) in [
        (vec!["--port", &port], format!("port {port} on 127.0.0.1 is in use")),
        (vec!["--profile", "nosuch"], "there is no profile `nosuch`".to_owned()),
        (vec!["--set", "colour=red"], "has no parameter `colour`".to_owned()),
        (vec!["--set", "colour"], "write `--set NAME=VALUE`".to_owned()),
        (vec!["--token-env", "SCIMPROOF_TEST_UNSET"], "`SCIMPROOF_TEST_UNSET` is not set".to_owned()),
        (vec!["--fault", "filter-not-ignore"], "did you mean `filter-not-ignored`?".to_owned()),
        (vec!["--rate-limit", "many"], "`many` is no limit".to_owned()),
        (vec!["--rate-limit", "github"], "has no limits of its own".to_owned()),
        (vec!["--tokens", "nosuch.json"], "`nosuch.json` cannot be read".to_owned()),
        (vec!["--fault", "late=soon"], "write `--fault late=3s` or `250ms`".to_owned()),
    ] {
        let output = command("serve", &arguments).output().unwrap();
        let log = text(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {log}");
        assert!(log.contains(&said), "{arguments:?}: {log}");
        assert_eq!(log.lines().count(), 1, "{arguments:?}: {log}");
    }
}

#[test]
fn help_shows_an_example() {
    let output = command("serve", &["--help"]).output().unwrap();
    assert!(text(&output.stdout).contains("scimproof serve --profile github-emu"));
}

#[cfg(unix)]
#[test]
fn a_scenario_is_played_recorded_and_judged() {
    let folder = std::env::temp_dir().join(format!("scimproof-serve-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let files = ["traffic.ndjson", "client.json"].map(|name| folder.join(name).display().to_string());
    let serving = Serving::start(
        "serve",
        &[
            "--token-env",
            "SCIMPROOF_TEST_TOKEN",
            "--scenario",
            "onboarding",
            "--record",
            &files[0],
            "--report",
            &files[1],
        ],
    );
    let token = format!("Authorization: Bearer {TOKEN}\r\n");
    let user = r#"{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"mo","password":"canary-pass"}"#;
    assert_eq!(serving.send("GET", "/Users?filter=userName%20eq%20%22mo%22", &token, "").0, 200);
    assert_eq!(serving.send("POST", "/Users", &token, user).0, 201);

    let host = serving.base.split('/').next().unwrap();
    let ask_by = |path: &str, headers: &str| {
        let mut stream = TcpStream::connect(host).unwrap();
        write!(stream, "GET {path} HTTP/1.1\r\nConnection: close\r\n{headers}\r\n").unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    };
    let ask = |path: &str| ask_by(path, &format!("Host: {host}\r\n"));
    let page = ask("/_scimproof");
    assert!(
        page.starts_with("HTTP/1.1 200") && page.contains("text/html") && page.contains("onboarding"),
        "{page}"
    );
    let json = ask("/_scimproof/report.json");
    assert!(json.contains("\"exchanges\":2") && json.contains("\"standing\":\"done\""), "{json}");
    assert!(ask("/_scimproof/nothing").starts_with("HTTP/1.1 404"));
    // Who comes by a tunnel, or from a page of another site, gets what any unknown address gets.
    for headers in ["Host: tunnel.example\r\n", "Host: localhost\r\nX-Forwarded-For: 192.0.2.7\r\n"] {
        let answer = ask_by("/_scimproof", headers);
        assert!(!answer.contains("onboarding") && !answer.starts_with("HTTP/1.1 200"), "{answer}");
    }

    let output = serving.interrupt();
    let (out, log) = (text(&output.stdout), text(&output.stderr));
    assert_eq!(output.status.code(), Some(0), "{out}{log}");
    assert!(log.contains("Step 1 of 1: Assign one person"), "{log}");
    assert!(log.contains("The scenario is over."), "{log}");
    assert!(out.contains("done      Assign one person"), "{out}");
    assert!(out.contains("kept      It looks a user up before it creates one"), "{out}");
    let [recorded, report] = files.map(|file| std::fs::read_to_string(file).unwrap());
    // The two that came by a tunnel are requests as any other.
    assert_eq!(recorded.lines().count(), 4);
    assert!(report.contains("\"looks-up-before-creating\""), "{report}");
    for said in [page, json, out, log, recorded, report] {
        assert!(!said.contains(TOKEN) && !said.contains("canary-pass"), "{said}");
    }
    std::fs::remove_dir_all(&folder).unwrap();
}

#[cfg(unix)]
#[test]
fn a_scenario_that_is_not_passed_ends_with_exit_code_1() {
    let serving = Serving::start("serve", &["--no-token", "--scenario", "leaver"]);
    assert_eq!(serving.send("GET", "/Users", "", "").0, 200);
    let output = serving.interrupt();
    assert_eq!(output.status.code(), Some(1));
    let out = text(&output.stdout);
    assert!(out.contains("missing   Assign one person") && out.contains("not begun Take the"), "{out}");
}

/// Nobody who listens.
struct Nobody;

impl Audience for Nobody {
    fn hear(&mut self, _: &StandIn, _: &Exchange<'_>, _: &Reply) {}

    fn page(&self, _: &str) -> Option<(&'static str, String)> {
        None
    }
}

/// Tells of each exchange whether its body was read, and its status.
struct Told(Sender<(bool, Option<u16>)>);

impl Audience for Told {
    fn hear(&mut self, _: &StandIn, exchange: &Exchange<'_>, _: &Reply) {
        let status = exchange.response.as_ref().map(|response| response.status);
        self.0.send((!exchange.unrecorded.request_body, status)).unwrap();
    }

    fn page(&self, _: &str) -> Option<(&'static str, String)> {
        None
    }
}

/// A server with these limits, which lives as long as the test's process.
fn limited(limits: Limits) -> SocketAddr {
    heard(limits, Nobody)
}

fn heard(limits: Limits, audience: impl Audience + Send) -> SocketAddr {
    let server = Server::bind(SocketAddr::from(([127, 0, 0, 1], 0))).unwrap().with_limits(limits);
    let address = server.address();
    std::thread::spawn(move || {
        let stand_in = StandIn::new(&profile::builtin("rfc7644").unwrap());
        server.serve(stand_in, audience).unwrap();
    });
    address
}

/// What comes back for these bytes until the connection ends.
fn said_to(address: SocketAddr, bytes: &[u8]) -> String {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.write_all(bytes).unwrap();
    let mut answer = Vec::new();
    // A connection may also end with a reset, where bytes were left unread.
    stream.read_to_end(&mut answer).ok();
    text(&answer)
}

#[test]
fn who_sends_too_slowly_or_too_much_is_cut_off_and_the_others_are_served() {
    let short = Duration::from_millis(50);
    let address = limited(Limits { body: 100, head_time: short, body_time: short, ..Limits::default() });
    // Each ends, or this test does not.
    said_to(address, b"");
    said_to(address, b"GET /scim/v2/Users HTT");
    said_to(address, b"GET /scim/v2/Users HTTP/1.1\r\nHost: a\r\n");
    let begun = b"POST /scim/v2/Users HTTP/1.1\r\nHost: a\r\nContent-Length: 90\r\n\r\n{";
    assert_eq!(said_to(address, begun), "");
    let large =
        format!("POST /scim/v2/Users HTTP/1.1\r\nHost: a\r\nContent-Length: 101\r\n\r\n{}", "x".repeat(101));
    assert!(said_to(address, large.as_bytes()).starts_with("HTTP/1.1 413"));
    assert!(said_to(address, b"GET /scim/v2/Users HTTP/1.1\r\nHost: a\r\n\r\n").starts_with("HTTP/1.1 200"));
}

#[test]
fn what_is_larger_than_is_taken_is_refused_by_a_scim_error_and_heard() {
    let (told, hear) = channel();
    let limits = Limits { target: 100, headers: 200, body: 100, ..Limits::default() };
    let address = heard(limits, Told(told));
    let long = "x".repeat(200);
    for (status, request) in [
        (
            413,
            format!(
                "POST /scim/v2/Users HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 200\r\n\r\n{long}"
            ),
        ),
        (414, format!("GET /scim/v2/Users?{long} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")),
        (431, format!("GET /scim/v2/Users HTTP/1.1\r\nHost: a\r\nConnection: close\r\nX: {long}\r\n\r\n")),
    ] {
        let answer = said_to(address, request.as_bytes());
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        assert!(head.starts_with(&format!("HTTP/1.1 {status} ")), "{answer}");
        assert!(head.contains("application/scim+json"), "{answer}");
        let body: serde_json::Value = serde_json::from_str(body).unwrap();
        assert_eq!(body["schemas"][0], "urn:ietf:params:scim:api:messages:2.0:Error");
        assert_eq!(body["status"], status.to_string());
        assert_eq!(hear.recv().unwrap(), (false, Some(status)));
    }
    said_to(address, b"GET /scim/v2/Users HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    assert_eq!(hear.recv().unwrap(), (true, Some(200)));
}

#[test]
fn connections_beyond_those_that_are_served_wait_for_one_to_end() {
    let address = limited(Limits { connections: 1, ..Limits::default() });
    let request = b"GET /scim/v2/Users HTTP/1.1\r\nHost: a\r\n\r\n";
    let mut first = TcpStream::connect(address).unwrap();
    first.write_all(request).unwrap();
    first.read_exact(&mut [0]).unwrap();
    let mut second = TcpStream::connect(address).unwrap();
    second.write_all(request).unwrap();
    second.set_read_timeout(Some(Duration::from_millis(50))).unwrap();
    assert!(second.read_exact(&mut [0]).is_err(), "there is no place for a second");
    drop(first);
    second.set_read_timeout(None).unwrap();
    second.read_exact(&mut [0]).unwrap();
}

#[test]
fn who_never_reads_is_cut_off() {
    let address = limited(Limits { answer_time: Duration::from_millis(50), ..Limits::default() });
    let mut stream = TcpStream::connect(address).unwrap();
    let request = b"GET /scim/v2/Schemas HTTP/1.1\r\nHost: a\r\n\r\n".repeat(100);
    // It ends, or this test does not.
    while stream.write_all(&request).is_ok() {}
}

/// The system has no file left for a connection, and has some again.
#[cfg(target_os = "linux")]
#[test]
fn more_connections_than_the_system_has_files_for_are_survived() {
    let serving = Serving::start_by(with_few_files(&["--no-token"]));
    let host = serving.base.split('/').next().unwrap();
    let held: Vec<TcpStream> = (0..40).map(|_| TcpStream::connect(host).unwrap()).collect();
    drop(held);
    assert_eq!(serving.send("GET", "/Users", "", "").0, 200);
}

#[test]
fn what_is_no_http_is_refused_or_closed_and_the_others_are_served() {
    let address = limited(Limits { head_time: Duration::from_millis(500), ..Limits::default() });
    let long = format!("GET /{} HTTP/1.1\r\nHost: a\r\n\r\n", "a".repeat(1 << 20));
    let wide = format!("GET / HTTP/1.1\r\nHost: a\r\n{}\r\n", "X: y\r\n".repeat(1000));
    for bytes in [
        b"\x16\x03\x01\x02\x00\x01".as_slice(),
        b"\r\n\r\n\0\0\0",
        b"GET\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"GET / HTTP/1.1\r\nno colon\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        long.as_bytes(),
        wide.as_bytes(),
    ] {
        let answer = said_to(address, bytes);
        assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 4"), "{answer}");
    }
    assert!(said_to(address, b"GET /scim/v2/Users HTTP/1.1\r\nHost: a\r\n\r\n").starts_with("HTTP/1.1 200"));
}
