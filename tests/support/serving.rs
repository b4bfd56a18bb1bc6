//! The program as a process that serves, and what it says.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Output, Stdio};

/// What must never be shown.
pub(crate) const TOKEN: &str = "canary-token-77aa";

/// The program's command of that name.
pub(crate) fn command(name: &str, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_scimproof"));
    command.arg(name).args(arguments).env("SCIMPROOF_TEST_TOKEN", TOKEN).env_remove("SCIMPROOF_TEST_UNSET");
    command
}

/// A server that runs, its base URL, and what it printed up to its last line.
pub(crate) struct Serving {
    child: Option<Child>,
    pub(crate) base: String,
    pub(crate) welcome: String,
}

impl Serving {
    pub(crate) fn start(name: &str, arguments: &[&str]) -> Serving {
        Serving::start_by(command(name, arguments))
    }

    /// Starts the command, at a port that is free.
    pub(crate) fn start_by(mut command: Command) -> Serving {
        let mut child =
            command.args(["--port", "0"]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut out = BufReader::new(child.stdout.take().unwrap());
        let mut welcome = String::new();
        while !welcome.contains("Ctrl-C") {
            assert!(out.read_line(&mut welcome).unwrap() > 0, "it ended early: {welcome}");
        }
        child.stdout = Some(out.into_inner());
        let base = welcome.lines().find_map(|line| line.strip_prefix("  http://")).unwrap().to_owned();
        Serving { child: Some(child), base, welcome }
    }

    /// The status and the body of an answer.
    pub(crate) fn send(&self, method: &str, path: &str, headers: &str, body: &str) -> (u16, String) {
        exchange(&self.base, method, path, headers, body).unwrap()
    }

    /// Ends it as Ctrl-C does.
    #[cfg(unix)]
    pub(crate) fn interrupt(mut self) -> Output {
        let child = self.child.take().unwrap();
        let killed = Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
        assert!(killed.success());
        child.wait_with_output().unwrap()
    }
}

/// The status and the body of an answer, if there is one.
pub(crate) fn exchange(
    base: &str,
    method: &str,
    path: &str,
    headers: &str,
    body: &str,
) -> io::Result<(u16, String)> {
    let (host, base) = base.split_at(base.find('/').unwrap());
    let mut stream = TcpStream::connect(host)?;
    write!(
        stream,
        "{method} {base}{path} HTTP/1.1\r\nHost: {host}\r\nUser-Agent: tests\r\nConnection: close\r\n\
         Content-Type: application/scim+json\r\nContent-Length: {}\r\n{headers}\r\n{body}",
        body.len()
    )?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    let (head, body) = answer.split_once("\r\n\r\n").ok_or(io::ErrorKind::UnexpectedEof)?;
    Ok((head.split(' ').nth(1).unwrap().parse().unwrap(), body.to_owned()))
}

impl Drop for Serving {
    fn drop(&mut self) {
        if let Some(mut child) = self.child.take() {
            child.kill().and_then(|()| child.wait()).ok();
        }
    }
}

pub(crate) fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}
