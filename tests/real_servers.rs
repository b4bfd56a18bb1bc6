//! Suites against service providers that this project did not write.
//!
//! Each is started from the program that an environment variable names; without it the test says that it is skipped.

#![expect(clippy::unwrap_used, reason = "a test's own input")]
#![expect(clippy::print_stderr, reason = "a test that is skipped says so")]

use scimproof::message::{Header, Method, Request};
use scimproof::profile;
use scimproof_conformance::native::{Drive, Endpoint, Http, drive};
use scimproof_conformance::runner::{CheckRecord, Footer, Record, RunOptions, Runner, Verdict};
use scimproof_conformance::suite::{Deviations, Suite, builtin, builtin_deviations, malformations};
use std::net::TcpListener;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// A server that ends with the test.
struct Server {
    child: Child,
    base: String,
    token: String,
}

impl Server {
    /// Whether this server answers, and not another that has its port: only this one knows the token.
    fn answers(&self) -> bool {
        let http = Http::new(Endpoint::new(&self.base).unwrap(), Duration::from_secs(2));
        let mut request = Request::bare(Method::Get, "/Users?count=1", None);
        request.headers =
            Some(vec![Header { name: "Authorization".into(), value: self.authorization().into() }]);
        http.exchange(&request).is_ok_and(|response| response.status == 200)
    }

    fn authorization(&self) -> String {
        format!("Bearer {}", self.token)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself.
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

fn scim2_server() -> Option<Server> {
    static STARTED: AtomicUsize = AtomicUsize::new(0);
    let Some(program) = std::env::var_os("SCIMPROOF_SCIM2_SERVER") else {
        eprintln!("skipped: SCIMPROOF_SCIM2_SERVER does not name the program scim2-server");
        return None;
    };
    for _ in 0..5 {
        // Free now; a server that finds it taken ends, and the next try has another.
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let token = format!("scimproof-real-servers-{}", STARTED.fetch_add(1, Ordering::Relaxed));
        let child = Command::new(&program)
            .args(["--hostname", "127.0.0.1", "--port", &port.to_string(), "--bearer-token", &token])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut server = Server { child, base: format!("http://127.0.0.1:{port}/v2"), token };
        let started = Instant::now();
        while started.elapsed() < Duration::from_secs(20) && server.child.try_wait().unwrap().is_none() {
            if server.answers() {
                return Some(server);
            }
            std::thread::sleep(Duration::from_millis(50));
        }
    }
    panic!("scim2-server does not start");
}

/// What came of the suite, with what the server is known to do otherwise.
fn run(server: &Server, suite: Suite, deviations: Deviations) -> (Vec<CheckRecord>, Footer) {
    let endpoint = Endpoint::new(&server.base).unwrap();
    let options = RunOptions {
        run: "00000001".to_owned(),
        target: server.base.clone(),
        base: Some(server.base.clone()),
        authorization: Some(server.authorization()),
        deviations,
        ..RunOptions::default()
    };
    let mut runner = Runner::new(&[suite], options);
    let planned = runner.planned();
    let http = Http::new(endpoint, Duration::from_secs(10));
    let (mut checks, mut footer): (Vec<CheckRecord>, Option<Footer>) = (Vec::new(), None);
    drive(
        &mut runner,
        &mut Drive {
            exchange: &mut |request| http.exchange(request),
            report: &mut |record| match record {
                Record::Header(_) => {}
                Record::Check(check) => checks.push((**check).clone()),
                Record::Footer(last) => footer = Some(last.clone()),
            },
            is_cancelled: &|| false,
            journal: None,
        },
    )
    .unwrap();
    let footer = footer.unwrap();
    assert_eq!((checks.len(), &footer.stopped), (planned, &None));
    (checks, footer)
}

fn rfc() -> Suite {
    builtin().iter().find(|suite| suite.name == "rfc").unwrap().clone()
}

#[test]
fn scim2_server_comes_to_its_known_verdicts() {
    let Some(server) = scim2_server() else { return };
    let (checks, footer) = run(&server, rfc(), builtin_deviations("scim2-server").unwrap());
    let other: Vec<(&str, Verdict)> = checks
        .iter()
        .filter(|check| check.verdict != Verdict::Pass)
        .map(|check| (check.id.as_str(), check.verdict))
        .collect();
    assert_eq!(
        other,
        [
            // The one MUST it breaks; the evidence is in `deviations/scim2-server.toml`.
            ("rfc/create/user-name-empty", Verdict::Fail),
            ("rfc/create/group-with-member", Verdict::Note),
            ("rfc/read/groups-of-a-user", Verdict::Note),
            ("rfc/delete/member-gone", Verdict::Note),
            ("rfc/errors/schemas-missing", Verdict::Note),
        ]
    );
    assert_eq!(footer.worst, Verdict::Note, "beyond what is known, nothing is wrong");
    assert_eq!((footer.ratchet, footer.left, footer.stopped), (Vec::new(), Vec::new(), None));
}

#[test]
fn scim2_server_breaks_on_no_malformation() {
    let Some(server) = scim2_server() else { return };
    let profile = profile::builtin("rfc7644").unwrap();
    let (checks, footer) = run(&server, malformations(&profile, &rfc().fixtures), Deviations::default());
    let agreed = checks.iter().filter(|check| check.verdict == Verdict::Pass).count();
    eprintln!("scim2-server answers {agreed} of {} malformations as predicted", checks.len());
    assert!(agreed * 2 > checks.len());
    assert_eq!(footer.worst, Verdict::Note);
    assert_eq!((footer.left, footer.stopped), (Vec::new(), None));
}
