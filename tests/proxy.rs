//! `scimproof proxy` as a process, in front of the stand-in and of endpoints of all kinds.

#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "a test's own input")]

#[path = "support/serving.rs"]
mod serving;

use serde_json::Value;
use serving::{Serving, TOKEN, command, text};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, channel};

const USER: &str = r#"{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"mona"}"#;
const WRONG: &str =
    r#"{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"mona","active":"no"}"#;

/// A proxy in front of that base URL.
fn proxy(upstream: &str, arguments: &[&str]) -> Serving {
    Serving::start("proxy", &[&["--upstream", upstream], arguments].concat())
}

/// A proxy in front of a stand-in.
fn in_front_of(standing: &Serving, arguments: &[&str]) -> Serving {
    proxy(&format!("http://{}", standing.base), arguments)
}

/// An endpoint that does with each connection what the closure does, which gets the request; its base URL, and the
/// requests.
fn endpoint(mut answer: impl FnMut(&mut TcpStream, &str) + Send + 'static) -> (String, Receiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let base = format!("http://{}/scim/v2", listener.local_addr().unwrap());
    let (tell, told) = channel();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let request = read(&mut stream);
            tell.send(request.clone()).ok();
            answer(&mut stream, &request);
        }
    });
    (base, told)
}

/// A request: head, and as much body as it announces.
fn read(stream: &mut TcpStream) -> String {
    let mut reader = BufReader::new(stream);
    let mut request = String::new();
    while !request.ends_with("\r\n\r\n") {
        assert!(reader.read_line(&mut request).unwrap() > 0, "{request}");
    }
    let head = request.to_ascii_lowercase();
    let length = head.split("content-length: ").nth(1).and_then(|rest| rest.lines().next()?.parse().ok());
    let mut body = vec![0; length.unwrap_or(0)];
    reader.read_exact(&mut body).unwrap();
    request + &text(&body)
}

/// An endpoint that always answers so.
fn answering(answer: &'static str) -> (String, Receiver<String>) {
    endpoint(move |stream, _| stream.write_all(answer.as_bytes()).unwrap())
}

/// What comes back for a request with these lines and this body.
fn raw(proxy: &Serving, request: &str) -> String {
    let mut stream = TcpStream::connect(proxy.base.split('/').next().unwrap()).unwrap();
    stream.write_all(request.replace('\n', "\r\n").as_bytes()).unwrap();
    let mut answer = Vec::new();
    // What is broken off may end with a reset.
    stream.read_to_end(&mut answer).ok();
    text(&answer)
}

fn folder(name: &str) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("scimproof-proxy-{name}-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

/// What the program said, and its exit code.
fn end(proxy: Serving) -> (Option<i32>, String, String) {
    let output = proxy.interrupt();
    (output.status.code(), text(&output.stdout), text(&output.stderr))
}

#[test]
fn a_client_gets_through_it_what_it_gets_without_it() {
    let group = r#"{"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"],"externalId":"g","displayName":"Cats"}"#;
    let rename = r#"{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"replace","path":"displayName","value":"Dogs"}]}"#;
    for profile in ["rfc7644", "github-emu"] {
        let standing =
            Serving::start("serve", &["--profile", profile, "--token-env", "SCIMPROOF_TEST_TOKEN"]);
        let proxy = in_front_of(&standing, &["--profile", profile]);
        assert_eq!(proxy.base.split_once('/').unwrap().1, standing.base.split_once('/').unwrap().1);
        let token = format!("Authorization: Bearer {TOKEN}\r\n");
        let (status, created) = proxy.send("POST", "/Groups", &token, group);
        assert_eq!(status, 201, "{created}");
        let id = serde_json::from_str::<Value>(&created).unwrap()["id"].as_str().unwrap().to_owned();
        let one = format!("/Groups/{id}");
        assert!(proxy.send("PATCH", &one, &token, rename).0 < 300);
        // What is read and what is refused is the same on both ways, byte for byte.
        for (method, path, headers, body) in [
            ("GET", one.as_str(), token.as_str(), ""),
            ("GET", "/Groups?filter=displayName%20eq%20%22Dogs%22", &token, ""),
            ("GET", "/Groups?startIndex=1&count=1", &token, ""),
            ("GET", "/Users", "", ""),
            ("POST", "/Groups", &token, "{}"),
            ("POST", "/Groups", &token, "{"),
            ("PATCH", &one, &token, "{}"),
            ("GET", "/Nothing", &token, ""),
        ] {
            let [through, direct] =
                [&proxy, &standing].map(|serving| serving.send(method, path, headers, body));
            assert_eq!(through, direct, "{profile}: {method} {path} {body}");
        }
        assert!(proxy.send("DELETE", &one, &token, "").0 < 300);
        assert_eq!(proxy.send("GET", &one, &token, "").0, 404);
        let (code, out, log) = end(proxy);
        assert_eq!(code, Some(0), "{out}{log}");
        assert!(out.contains("The client: 12 requests, 6 refused"), "{out}");
        // Who may call without a token is the endpoint's to say.
        let foreseen = "11 as predicted, 1 about something else.";
        assert!(out.contains(&format!("Predicted and actual answers\n  {foreseen}\n")), "{profile}: {out}");
        assert!(!out.contains(TOKEN) && !log.contains(TOKEN) && !log.contains("Dogs"), "{out}{log}");
    }
}

#[test]
fn a_suite_finds_through_it_what_it_finds_without_it() {
    let standing = Serving::start("serve", &["--no-token", "--quiet"]);
    let proxy = in_front_of(&standing, &["--quiet"]);
    let verdicts = |serving: &Serving| {
        let target = format!("http://{}", serving.base);
        let output = command("run", &["--target", &target, "--format", "json"]).output().unwrap();
        let records: Vec<Value> =
            text(&output.stdout).lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        let checks = records.iter().filter(|record| record["kind"] == "check");
        checks.map(|check| format!("{} {}", check["id"], check["verdict"])).collect::<Vec<_>>()
    };
    let (direct, through) = (verdicts(&standing), verdicts(&proxy));
    assert!(direct.len() > 100, "{direct:?}");
    let others: Vec<&String> = through.iter().filter(|verdict| !direct.contains(verdict)).collect();
    // URLs in answers stay the endpoint's own.
    assert_eq!(others, ["\"rfc/create/location-leads-there\" \"note\""]);
    let (_, out, _) = end(proxy);
    assert!(out.contains(" as predicted, ") && !out.contains("otherwise"), "{out}");
}

#[test]
fn headers_for_the_connection_end_there_and_all_others_go_on() {
    let (base, requests) = endpoint(|stream, _| {
        let answer = "HTTP/1.1 201 Made\r\nConnection: close, X-Hop\r\nX-Hop: 1\r\nKeep-Alive: timeout=9\r\n\
            Proxy-Authenticate: Basic\r\nUpgrade: h2c\r\nTrailer: X-Late\r\nTransfer-Encoding: chunked\r\n\
            Set-Cookie: a=1\r\nSet-Cookie: b=2\r\nLocation: http://elsewhere.example/Users/7\r\nETag: W/\"1\"\r\n\r\n\
            2\r\n{}\r\n0\r\n\r\n";
        stream.write_all(answer.as_bytes()).unwrap();
    });
    let proxy = proxy(&base, &[]);
    assert!(proxy.welcome.starts_with(&format!("Stands in front of {base} at\n")), "{}", proxy.welcome);
    let answer = raw(
        &proxy,
        "POST /scim/v2/Users?x=%20y HTTP/1.1\nHost: here.example\nConnection: close, X-Gone\nX-Gone: 1\nKeep-Alive: 9\n\
         Proxy-Authorization: Basic eA==\nProxy-Connection: close\nTE: trailers\nUpgrade: h2c\nTrailer: X-Late\n\
         Transfer-Encoding: chunked\nAccept-Encoding: gzip, br\nX-Kept: 1\nX-Kept: 2\nAuthorization: Bearer abc\n\
         Via: 1.0 fred\n\n2\n{}\n0\n\n",
    );
    let request = requests.recv().unwrap();
    let (head, body) = request.split_once("\r\n\r\n").unwrap();
    let mut lines: Vec<String> = head.lines().map(str::to_ascii_lowercase).collect();
    lines[1..].sort();
    let host = base.split('/').nth(2).unwrap();
    assert_eq!(
        lines,
        [
            "post /scim/v2/users?x=%20y http/1.1",
            "accept-encoding: identity",
            "authorization: bearer abc",
            "content-length: 2",
            &format!("host: {host}"),
            "via: 1.0 fred",
            "via: 1.1 scimproof",
            "x-kept: 1",
            "x-kept: 2",
        ]
    );
    assert_eq!(body, "{}");
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    let mut lines: Vec<String> = head.lines().map(str::to_ascii_lowercase).collect();
    lines.retain(|line| !line.starts_with("date: "));
    lines[1..].sort();
    assert_eq!(
        lines,
        [
            "http/1.1 201 created",
            "connection: close",
            "etag: w/\"1\"",
            "location: http://elsewhere.example/users/7",
            "set-cookie: a=1",
            "set-cookie: b=2",
            "transfer-encoding: chunked",
            "via: 1.1 scimproof",
        ]
    );
    assert_eq!(body, "2\r\n{}\r\n0\r\n\r\n");
}

#[test]
fn redirects_are_handed_on_and_bodies_of_any_method_go_on() {
    let (base, requests) = answering(
        "HTTP/1.1 307 Elsewhere\r\nLocation: /scim/v2/Users/8\r\nContent-Length: 4\r\nConnection: close\r\n\r\nthere",
    );
    let proxy = proxy(&base, &[]);
    let answer = raw(&proxy, "GET /scim/v2/Users/7 HTTP/1.1\nHost: a\nConnection: close\n\n");
    assert!(answer.starts_with("HTTP/1.1 307 ") && answer.ends_with("\r\n\r\nther"), "{answer}");
    assert!(answer.contains("location: /scim/v2/Users/8\r\n"), "{answer}");
    assert!(requests.recv().unwrap().starts_with("GET /scim/v2/Users/7 "));
    raw(&proxy, "DELETE /scim/v2/Users/7 HTTP/1.1\nHost: a\nConnection: close\nContent-Length: 4\n\nwhy?");
    assert!(requests.recv().unwrap().ends_with("\r\n\r\nwhy?"));
    raw(&proxy, "PURGE /scim/v2/Users/7 HTTP/1.1\nHost: a\nConnection: close\n\n");
    assert!(requests.recv().unwrap().starts_with("PURGE /scim/v2/Users/7 "));
    raw(&proxy, "POST /scim/v2/Users HTTP/1.1\nHost: a\nConnection: close\nContent-Length: 0\n\n");
    let empty = requests.recv().unwrap();
    assert!(empty.to_ascii_lowercase().contains("content-length: 0\r\n"), "{empty}");
    assert!(requests.try_recv().is_err(), "nobody follows a redirect");
}

#[test]
fn an_answer_without_a_body_has_none() {
    let (base, _requests) = endpoint(|stream, request| {
        let status = if request.starts_with("HEAD") { "200 Yes" } else { "304 Same" };
        write!(stream, "HTTP/1.1 {status}\r\nContent-Length: 1234\r\nConnection: close\r\n\r\n").unwrap();
    });
    let proxy = proxy(&base, &[]);
    for (method, status) in [("HEAD", "200"), ("GET", "304")] {
        let request = format!("{method} /scim/v2/Users/7 HTTP/1.1\nHost: a\nConnection: close\n\n");
        let answer = raw(&proxy, &request);
        assert!(
            answer.starts_with(&format!("HTTP/1.1 {status} ")) && answer.ends_with("\r\n\r\n"),
            "{answer}"
        );
        // The length is that which GET would give.
        assert!(method == "GET" || answer.contains("content-length: 1234\r\n"), "{answer}");
    }
}

#[test]
fn enforced_refusals_never_reach_the_endpoint() {
    let (base, requests) = answering(
        "HTTP/1.1 201 Created\r\nContent-Type: application/scim+json\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}",
    );
    let proxy = proxy(&base, &["--enforce"]);
    let (status, body) = proxy.send("POST", "/Users", "", WRONG);
    let error: Value = serde_json::from_str(&body).unwrap();
    assert_eq!(status, 400, "{body}");
    assert_eq!(error["schemas"][0], "urn:ietf:params:scim:api:messages:2.0:Error");
    assert_eq!((&error["status"], &error["scimType"]), (&Value::from("400"), &Value::from("invalidValue")));
    assert!(error["detail"].as_str().unwrap().contains("`active` is a boolean"), "{body}");
    let answer = raw(
        &proxy,
        &format!(
            "POST /scim/v2/Users HTTP/1.1\nHost: a\nConnection: close\nContent-Type: application/scim+json\n\
             Content-Length: {}\n\n{WRONG}",
            WRONG.len()
        ),
    );
    assert!(answer.contains("proxy-status: scimproof; error=http_request_denied\r\n"), "{answer}");
    let answer = raw(&proxy, "DELETE /scim/v2/Users HTTP/1.1\nHost: a\nConnection: close\n\n");
    assert!(answer.starts_with("HTTP/1.1 405 ") && answer.contains("allow: GET, POST\r\n"), "{answer}");
    assert_eq!(proxy.send("POST", "/Users", "", USER).0, 201);
    assert!(requests.recv().unwrap().ends_with(USER), "what is refused here is not asked");
    assert!(requests.try_recv().is_err());
    let (_, out, log) = end(proxy);
    assert!(log.contains("1 POST /scim/v2/Users 400  refused here: bool-as-string\n"), "{log}");
    assert!(out.contains("  1 as predicted, 3 not of the endpoint.\n"), "{out}");
}

#[test]
fn what_is_only_inferred_is_asked_even_so() {
    let (base, requests) = answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}");
    let proxy = proxy(&base, &["--enforce", "--profile", "github-emu"]);
    let token = "Authorization: Bearer abc\r\n";
    let search = r#"{"schemas":["urn:ietf:params:scim:api:messages:2.0:SearchRequest"]}"#;
    assert_eq!(proxy.send("POST", "/Users/.search", token, search).0, 200);
    assert!(requests.recv().unwrap().starts_with("POST /scim/v2/Users/.search "));
    let (_, out, _) = end(proxy);
    assert!(out.contains("accepted  `POST /Users/.search` was to be refused with 404"), "{out}");
    assert!(out.contains("inferred"), "{out}");
}

#[test]
fn answers_that_differ_from_their_prediction_are_findings() {
    let standing = Serving::start("serve", &["--no-token", "--fault", "created-as-200"]);
    let proxy = in_front_of(&standing, &[]);
    assert_eq!(proxy.send("POST", "/Users", "", USER).0, 200);
    assert_eq!(proxy.send("POST", "/Users", "", USER).0, 409);
    let host = proxy.base.split('/').next().unwrap();
    let page = raw(&proxy, &format!("GET /_scimproof HTTP/1.1\nHost: {host}\nConnection: close\n\n"));
    assert!(page.contains("Predicted and actual answers") && page.contains("1 otherwise"), "{page}");
    let (code, out, log) = end(proxy);
    assert_eq!(code, Some(0));
    assert!(log.contains("1 POST /scim/v2/Users 200  predicted 201\n"), "{log}");
    assert!(log.contains("2 POST /scim/v2/Users 409  refused: unique-value-taken\n"), "{log}");
    assert!(out.contains("  1 as predicted, 1 otherwise.\n"), "{out}");
    assert!(out.contains("  status    `POST /Users` was to be accepted with 201"), "{out}");

    // The same endpoint under the profile of another.
    let folder = folder("findings");
    let report = folder.join("report.json");
    let proxy =
        in_front_of(&standing, &["--profile", "github-emu", "--quiet", "--report", report.to_str().unwrap()]);
    let token = "Authorization: Bearer abc\r\n";
    let user = USER.replace("mona", "lisa");
    assert_eq!(proxy.send("POST", "/Users", token, &user).0, 200);
    assert_eq!(proxy.send("GET", "/Users?startIndex=0", token, "").0, 200);
    end(proxy);
    let report: Value = serde_json::from_str(&std::fs::read_to_string(&report).unwrap()).unwrap();
    let predictions = &report["predictions"];
    assert_eq!(predictions["counts"], serde_json::json!({"accepted": 1, "not-predicted": 1}));
    let accepted = &predictions["findings"][0];
    assert_eq!((&accepted["predicted"][0], &accepted["answered"]), (&Value::from(400), &Value::from(200)));
    assert_eq!(accepted["standing"], "specified");
    assert_eq!(predictions["findings"][1]["rules"][0], "url-start-index-zero");
    std::fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn a_name_that_was_given_up_is_free_again() {
    let standing = Serving::start("serve", &["--no-token"]);
    let proxy = in_front_of(&standing, &[]);
    let (_, created) = proxy.send("POST", "/Users", "", USER);
    let id = serde_json::from_str::<Value>(&created).unwrap()["id"].as_str().unwrap().to_owned();
    let rename = USER.replace("mona", "lisa");
    assert_eq!(proxy.send("PUT", &format!("/Users/{id}"), "", &rename).0, 200);
    assert_eq!(proxy.send("POST", "/Users", "", USER).0, 201);
    assert_eq!(proxy.send("POST", "/Users", "", &rename).0, 409);
    let (_, out, log) = end(proxy);
    assert!(out.contains("  4 as predicted.\n"), "{out}{log}");
}

#[test]
fn answers_come_as_they_are_sent_and_are_recorded_up_to_a_bound() {
    const PART: usize = 1 << 20;
    let (go_on, may_go_on) = channel::<()>();
    let (base, _requests) = endpoint(move |stream, request| {
        if request.contains("/Users/sized") {
            write!(stream, "HTTP/1.1 200 OK\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", 5 * PART)
                .unwrap();
            stream.write_all(&vec![b'y'; 5 * PART]).unwrap();
            return;
        }
        stream.write_all(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nfirst\r\n").unwrap();
        // The rest follows only when the client has seen the beginning.
        may_go_on.recv().unwrap();
        if request.contains("/Users/broken") {
            return;
        }
        for _ in 0..5 {
            write!(stream, "{PART:x}\r\n{}\r\n", "x".repeat(PART)).unwrap();
        }
        stream.write_all(b"0\r\n\r\n").unwrap();
    });
    let folder = folder("streams");
    let recorded = folder.join("traffic.ndjson");
    let proxy = proxy(&base, &["--record", recorded.to_str().unwrap()]);
    let host = proxy.base.split('/').next().unwrap().to_owned();
    let ask = |path: &str| {
        let mut stream = TcpStream::connect(&host).unwrap();
        write!(stream, "GET {path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n").unwrap();
        let mut answer = Vec::new();
        if !path.ends_with("sized") {
            while !answer.ends_with(b"5\r\nfirst\r\n") {
                let mut byte = [0];
                stream.read_exact(&mut byte).unwrap();
                answer.push(byte[0]);
            }
            go_on.send(()).unwrap();
        }
        stream.read_to_end(&mut answer).ok();
        answer
    };
    let large = ask("/scim/v2/Users/large");
    assert_eq!(text(&large).matches('x').count(), 5 * PART);
    assert!(large.ends_with(b"\r\n0\r\n\r\n"));
    assert!(ask("/scim/v2/Users/sized").ends_with(&vec![b'y'; 5 * PART]));
    // An answer that breaks off does not look as if it were whole.
    let broken = ask("/scim/v2/Users/broken");
    assert!(broken.ends_with(b"first\r\n"), "{}", text(&broken));
    let (_, _, log) = end(proxy);
    assert_eq!(log.matches("200  its body is not recorded\n").count(), 3, "{log}");
    let lines = std::fs::read_to_string(&recorded).unwrap();
    for line in lines.lines() {
        let line: Value = serde_json::from_str(line).unwrap();
        assert_eq!((&line["response"]["status"], line["response"].get("body")), (&Value::from(200), None));
    }
    assert_eq!(lines.lines().count(), 3);
    let linted = command("lint", &[recorded.to_str().unwrap()]).output().unwrap();
    assert!(text(&linted.stdout).contains("3 exchanges"), "{}", text(&linted.stdout));
    std::fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn an_endpoint_that_does_not_answer_is_said_to_be_so() {
    let closed = {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        format!("http://{}/scim/v2", listener.local_addr().unwrap())
    };
    let (silent, _requests) = endpoint(|stream, _| {
        stream.read_to_end(&mut Vec::new()).ok();
    });
    let (strange, _requests) = answering("SSH-2.0-OpenSSH_9.9\r\n");
    let (gone, _requests) = endpoint(|_, _| ());
    for (upstream, status, reason, said) in [
        (
            closed.clone(),
            502,
            "connection_refused",
            "the connection was refused; check that the service is running",
        ),
        (silent, 504, "http_response_timeout", "no answer came within 0.2 s"),
        (strange, 502, "http_protocol_error", "what came back is not HTTP"),
        (gone, 502, "connection_terminated", "the connection was closed before the answer was complete"),
        (closed.replace("http:", "https:"), 502, "connection_refused", "the connection was refused"),
    ] {
        let proxy = proxy(&upstream, &["--timeout", "0.2"]);
        let answer = raw(
            &proxy,
            "GET /scim/v2/Users HTTP/1.1\nHost: a\nConnection: close\nAuthorization: Bearer abc\n\n",
        );
        assert!(answer.starts_with(&format!("HTTP/1.1 {status} ")), "{upstream}: {answer}");
        assert!(answer.contains(&format!("proxy-status: scimproof; error={reason}\r\n")), "{answer}");
        let (_, body) = answer.split_once("\r\n\r\n").unwrap();
        let error: Value = serde_json::from_str(body).unwrap();
        assert_eq!(error["schemas"][0], "urn:ietf:params:scim:api:messages:2.0:Error");
        assert!(error["detail"].as_str().unwrap().contains(said), "{body}");
        let (code, out, log) = end(proxy);
        assert_eq!(code, Some(0));
        assert!(log.starts_with(&format!("1 GET /scim/v2/Users {status}  no answer: ")), "{log}");
        assert!(out.contains("  1 not of the endpoint.\n"), "{out}");
    }
}

#[test]
fn what_is_not_below_the_base_is_not_passed_on() {
    let (base, requests) = answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}");
    let proxy = proxy(&base, &[]);
    for path in ["/", "/admin", "/scim/v20/Users"] {
        let answer = raw(&proxy, &format!("GET {path} HTTP/1.1\nHost: a\nConnection: close\n\n"));
        assert!(answer.starts_with("HTTP/1.1 404 ") && answer.contains("`/scim/v2/`"), "{answer}");
    }
    let absolute = "GET http://elsewhere.example/scim/v2/Users HTTP/1.1\nHost: a\nConnection: close\n\n";
    assert!(raw(&proxy, absolute).starts_with("HTTP/1.1 200 "));
    assert!(requests.recv().unwrap().starts_with("GET /scim/v2/Users HTTP/1.1"));
    assert!(requests.try_recv().is_err());
}

#[test]
fn secrets_are_in_nothing_that_is_kept_or_shown() {
    let (base, requests) = endpoint(|stream, request| {
        // An endpoint that repeats what it was sent.
        let body = format!(r#"{{"detail":"no {TOKEN}","echo":{}}}"#, serde_json::to_string(request).unwrap());
        write!(
            stream,
            "HTTP/1.1 400 No\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
            body.len()
        )
        .unwrap();
    });
    let folder = folder("secrets");
    let files = ["traffic.ndjson", "report.json"].map(|name| folder.join(name).display().to_string());
    let proxy = proxy(&base, &["--record", &files[0], "--report", &files[1]]);
    let user = USER.replace("\"mona\"", "\"mona\",\"password\":\"canary-pass\"");
    let (_, answer) = proxy.send(
        "POST",
        &format!("/Users?access_token={TOKEN}"),
        &format!("Authorization: Bearer {TOKEN}\r\n"),
        &user,
    );
    assert!(answer.contains(TOKEN), "the client gets what the endpoint says");
    assert!(requests.recv().unwrap().contains(&format!("Bearer {TOKEN}")));
    let host = proxy.base.split('/').next().unwrap();
    let pages = ["/_scimproof", "/_scimproof/report.json"]
        .map(|page| raw(&proxy, &format!("GET {page} HTTP/1.1\nHost: {host}\nConnection: close\n\n")));
    assert!(pages.iter().all(|page| page.starts_with("HTTP/1.1 200")));
    let (_, out, log) = end(proxy);
    let files = files.map(|file| std::fs::read_to_string(file).unwrap());
    assert!(files[0].contains("\"status\":400"));
    for said in pages.iter().chain(&files).chain([&out, &log]) {
        assert!(!said.contains(TOKEN) && !said.contains("canary-pass"), "{said}");
    }
    std::fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn a_scenario_is_played_with_a_real_endpoint() {
    let patch = r#"{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"replace","path":"active","value":false}]}"#;
    let standing = Serving::start("serve", &["--no-token", "--quiet"]);
    // An endpoint answers a PATCH with the resource, or with 204 and nothing.
    for name in ["mona", "lisa"] {
        let proxy = in_front_of(&standing, &["--scenario", "leaver"]);
        let filter = format!("/Users?filter=userName%20eq%20%22{name}%22");
        assert_eq!(proxy.send("GET", &filter, "", "").0, 200);
        let (_, created) = proxy.send("POST", "/Users", "", &USER.replace("mona", name));
        let id = serde_json::from_str::<Value>(&created).unwrap()["id"].as_str().unwrap().to_owned();
        assert!(proxy.send("PATCH", &format!("/Users/{id}"), "", patch).0 < 300);
        let (code, out, log) = end(proxy);
        assert_eq!(code, Some(0), "{out}{log}");
        assert!(out.contains("done      Assign one person") && out.contains("done      Take the"), "{out}");
        assert!(log.contains("The scenario is over."), "{log}");
    }
    let proxy = in_front_of(&standing, &["--scenario", "onboarding"]);
    assert_eq!(proxy.send("POST", "/Users", "", USER).0, 409);
    let (code, out, _) = end(proxy);
    assert_eq!(code, Some(1));
    assert!(out.contains("missing   Assign one person"), "what is refused has no effect: {out}");
}

#[test]
fn wrong_use_is_one_sentence_and_exit_code_2() {
    let busy = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = busy.local_addr().unwrap().port().to_string();
    let upstream = ["--upstream", "https://example.com/scim/v2"];
    for (arguments, said) in [
        (vec!["--upstream", "example.com"], "`example.com` is no URL of an endpoint"),
        (vec!["--upstream", "https://a:canary-pw@example.com"], "name the variable that holds the token"),
        ([&upstream[..], &["--port", &port]].concat(), "is in use"),
        ([&upstream[..], &["--profile", "nosuch"]].concat(), "there is no profile `nosuch`"),
        ([&upstream[..], &["--timeout", "0"]].concat(), "`--timeout` is a number of seconds above 0"),
        ([&upstream[..], &["--scenario", "nosuch"]].concat(), "there is no scenario `nosuch`"),
        (
            [&upstream[..], &["--scenario", "migration"]].concat(),
            "play another one, or this one with `serve`",
        ),
    ] {
        let output = command("proxy", &arguments).output().unwrap();
        let log = text(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {log}");
        assert!(log.contains(said) && !log.contains("canary"), "{arguments:?}: {log}");
        assert_eq!(log.lines().count(), 1, "{arguments:?}: {log}");
    }
    let help = command("proxy", &["--help"]).output().unwrap();
    assert!(text(&help.stdout).contains("scimproof proxy --upstream https://example.com/scim/v2"));
}
