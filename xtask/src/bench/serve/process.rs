//! `scimproof serve` as a process of its own.

use std::fs;
use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use serde_json::Value;

/// A server that runs until this is dropped.
pub(crate) struct Served {
    child: Child,
    pub(crate) address: SocketAddr,
    /// The path that endpoints begin with.
    base: String,
}

impl Served {
    /// Starts the program, and waits until it says where it listens.
    pub(crate) fn start(program: &Path, profile: &str) -> Served {
        let mut child = Command::new(program)
            .args(["serve", "--profile", profile, "--port", "0", "--no-token", "--quiet"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the program starts");
        let out = BufReader::new(child.stdout.take().expect("its output is piped"));
        let url = out.lines().map_while(Result::ok).find_map(|line| {
            let (address, path) = line.trim().strip_prefix("http://")?.split_once('/')?;
            Some((address.parse().ok()?, format!("/{path}")))
        });
        let (address, base) = url.expect("it says where it listens");
        Served { child, address, base }
    }

    /// A GET below the base.
    pub(crate) fn get(&self, path: &str) -> Vec<u8> {
        self.request("GET", path, "")
    }

    /// A POST of a resource.
    pub(crate) fn post(&self, path: &str, resource: &Value) -> Vec<u8> {
        self.request("POST", path, &resource.to_string())
    }

    fn request(&self, method: &str, path: &str, body: &str) -> Vec<u8> {
        let Served { address, base, .. } = self;
        let about_body = if body.is_empty() {
            String::new()
        } else {
            format!("Content-Type: application/scim+json\r\nContent-Length: {}\r\n", body.len())
        };
        format!(
            "{method} {base}/{path} HTTP/1.1\r\nHost: {address}\r\nUser-Agent: bench\r\nAccept: application/scim+json\r\n{about_body}\r\n{body}"
        )
        .into_bytes()
    }

    /// The bytes of memory that the process holds.
    pub(crate) fn resident(&self) -> usize {
        let status =
            fs::read_to_string(format!("/proc/{}/status", self.child.id())).expect("a system with /proc");
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).expect("the kernel says it");
        line.trim().trim_end_matches(" kB").parse::<usize>().expect("a number") * 1024
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}
