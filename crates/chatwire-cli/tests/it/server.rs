//! A loopback server that answers requests from a list and keeps them.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

use serde_json::Value;

/// What this server takes for the present.
const DATE: &str = "Mon, 27 Oct 2025 12:00:00 GMT";

/// One request as it came.
#[derive(Clone, Debug)]
pub(crate) struct Seen {
    /// `GET /messages?limit=10`.
    pub(crate) line: String,
    /// Names in small letters.
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Value,
}

impl Seen {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }
}

/// Answers with status and body, one after another; the last one stays.
pub(crate) struct Server {
    pub(crate) url: String,
    seen: Arc<Mutex<Vec<Seen>>>,
}

impl Server {
    pub(crate) fn new(answers: impl IntoIterator<Item = (u16, Value)>) -> Self {
        Self::with_text(answers.into_iter().map(|(status, body)| (status, body.to_string())))
    }

    /// Like `new`, with bodies that need not be JSON.
    pub(crate) fn with_text(answers: impl IntoIterator<Item = (u16, String)>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let seen = Arc::new(Mutex::new(Vec::new()));
        let answers: Vec<_> = answers.into_iter().collect();
        let shared = Arc::clone(&seen);
        // Ends with the test process.
        thread::spawn(move || {
            let mut nth = 0;
            for stream in listener.incoming() {
                let Some(request) = read(stream.as_ref().unwrap()) else { continue };
                shared.lock().unwrap().push(request);
                let (status, body) = answers.get(nth).or(answers.last()).unwrap();
                nth += 1;
                let length = body.len();
                let text = format!(
                    "HTTP/1.1 {status} X\r\ncontent-type: application/json\r\ndate: {DATE}\r\n\
                     content-length: {length}\r\nconnection: close\r\n\r\n{body}"
                );
                stream.unwrap().write_all(text.as_bytes()).unwrap();
            }
        });
        Self { url, seen }
    }

    pub(crate) fn seen(&self) -> Vec<Seen> {
        self.seen.lock().unwrap().clone()
    }

    /// The request lines.
    pub(crate) fn lines(&self) -> Vec<String> {
        self.seen().into_iter().map(|seen| seen.line).collect()
    }
}

fn read(stream: &TcpStream) -> Option<Seen> {
    let mut reader = BufReader::new(stream);
    let mut first = String::new();
    reader.read_line(&mut first).ok()?;
    let line = first.trim_end().strip_suffix(" HTTP/1.1")?.to_owned();
    let mut headers = Vec::new();
    loop {
        let mut header = String::new();
        reader.read_line(&mut header).ok()?;
        let Some((name, value)) = header.trim_end().split_once(": ") else { break };
        headers.push((name.to_lowercase(), value.to_owned()));
    }
    let length = headers.iter().find(|(name, _)| name == "content-length");
    let mut body = vec![0; length.map_or(0, |(_, value)| value.parse().unwrap())];
    reader.read_exact(&mut body).ok()?;
    let body = if body.is_empty() { Value::Null } else { serde_json::from_slice(&body).unwrap() };
    Some(Seen { line, headers, body })
}
