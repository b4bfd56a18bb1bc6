//! Requests over connections that stay open, as fast as they are answered.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};

/// How many connections a load comes over.
pub(crate) const CONNECTIONS: usize = 16;

/// Connections to one server.
pub(crate) struct Load {
    connections: Vec<BufReader<TcpStream>>,
}

/// An answer.
#[derive(Clone)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    /// Its status line and headers.
    pub(crate) head: String,
    pub(crate) body: Vec<u8>,
}

impl Load {
    /// So many connections to the server.
    pub(crate) fn connect(address: SocketAddr, connections: usize) -> Load {
        let connect = |_| {
            let stream = TcpStream::connect(address).expect("the server listens");
            stream.set_nodelay(true).expect("a socket takes its options");
            BufReader::with_capacity(64 * 1024, stream)
        };
        Load { connections: (0..connections).map(connect).collect() }
    }

    /// Sends one request.
    pub(crate) fn one(&mut self, request: &[u8]) -> Answer {
        let mut answer = None;
        self.all(&[request.to_vec()], |given| answer = Some(given.clone()));
        answer.expect("it is answered")
    }

    /// Sends all requests, one at a time over each connection, and gives each answer to the judge.
    pub(crate) fn all(&mut self, requests: &[Vec<u8>], mut judge: impl FnMut(&Answer)) {
        let mut answer = Answer { status: 0, head: String::new(), body: Vec::new() };
        for wave in requests.chunks(self.connections.len()) {
            for (connection, request) in self.connections.iter_mut().zip(wave) {
                connection.get_mut().write_all(request).expect("the server reads");
            }
            for connection in self.connections.iter_mut().take(wave.len()) {
                answer.read(connection);
                judge(&answer);
            }
        }
    }
}

impl Answer {
    fn read(&mut self, from: &mut BufReader<TcpStream>) {
        self.head.clear();
        while !self.head.ends_with("\r\n\r\n") {
            assert!(
                from.read_line(&mut self.head).expect("the server answers") > 0,
                "the connection stays open"
            );
        }
        self.status = self.head.get(9..12).and_then(|status| status.parse().ok()).expect("a status line");
        let length = self.head.lines().find_map(|line| {
            let (name, value) = line.split_once(':')?;
            name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse::<usize>().ok()).flatten()
        });
        self.body.resize(length.unwrap_or(0), 0);
        from.read_exact(&mut self.body).expect("the body is as long as it says");
    }

    /// Whether the body has that text.
    pub(crate) fn has(&self, text: &str) -> bool {
        self.body.windows(text.len()).any(|window| window == text.as_bytes())
    }

    /// The resource's id.
    pub(crate) fn id(&self) -> Option<String> {
        let value: serde_json::Value = serde_json::from_slice(&self.body).ok()?;
        value.get("id")?.as_str().map(str::to_owned)
    }
}
