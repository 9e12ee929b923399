//! A server that answers as a vector says and writes down what it was asked.
//!
//! It speaks HTTP/1.1 by hand, on a loopback port that the system chooses: no
//! code of the clients and no framework stands between a test and the bytes.

use std::collections::VecDeque;
use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::task::{JoinHandle, JoinSet};

use crate::vector::ScriptedResponse;

/// Largest head or body that is read; more is a broken client.
const LIMIT: usize = 64 * 1024 * 1024;

/// How recorded seconds become real ones.
///
/// A record may hold a server that answers after 20 s to a client that waits 5.
/// What counts is who is first, so both are shortened by the same factor and
/// the order stays. Delays of a second or so are left alone: shortened further,
/// a busy machine could turn an answer in time into a late one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pace {
    factor: f64,
}

impl Pace {
    /// Longest delay that is waited for in full, in seconds.
    const LONGEST: f64 = 1.5;

    /// Pace for a vector with these answers.
    #[must_use]
    pub fn of(responses: &[ScriptedResponse]) -> Self {
        let longest = responses.iter().filter_map(|response| response.delay).fold(0.0, f64::max);
        let factor = if longest > Self::LONGEST { Self::LONGEST / longest } else { 1.0 };
        Self { factor }
    }

    /// Real time for so many recorded seconds; negative ones count as none.
    #[must_use]
    pub fn real(self, seconds: f64) -> Duration {
        Duration::try_from_secs_f64(seconds * self.factor).unwrap_or_default()
    }
}

/// One request as it arrived.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct SeenRequest {
    /// HTTP method.
    pub method: String,
    /// Path as sent, still encoded.
    pub path: String,
    /// Query as sent, without the question mark.
    pub query: String,
    /// Lower-case names and values, in order.
    pub headers: Vec<(String, String)>,
    /// Body, chunks put together.
    pub body: Vec<u8>,
}

impl SeenRequest {
    /// First value of a header, given in lower case.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }
}

/// Everything that reached a server.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Seen {
    /// Requests in order of arrival, also those that no answer was left for.
    pub requests: Vec<SeenRequest>,
    /// What was no HTTP, or went wrong in the server itself.
    pub troubles: Vec<String>,
}

/// The scripted server; dropping it ends it.
#[derive(Debug)]
pub struct ScriptedServer {
    address: SocketAddr,
    shared: Arc<Shared>,
    running: Option<JoinHandle<()>>,
    /// A port that is taken but not listened at: held so that nobody else gets it.
    _closed: Option<TcpSocket>,
}

#[derive(Debug)]
struct Shared {
    state: Mutex<State>,
    pace: Pace,
}

#[derive(Debug)]
struct State {
    answers: VecDeque<ScriptedResponse>,
    seen: Seen,
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl ScriptedServer {
    /// Starts a server that gives `answers` in order.
    ///
    /// With no answers at all nothing listens: a record without any exchange is
    /// either refused before a request, or shows what a refused connection does.
    ///
    /// # Errors
    ///
    /// What the system says when no loopback port can be had.
    pub async fn start(answers: &[ScriptedResponse], pace: Pace) -> io::Result<Self> {
        let any = SocketAddr::from(([127, 0, 0, 1], 0));
        let shared = Arc::new(Shared {
            state: Mutex::new(State {
                answers: answers.iter().cloned().collect(),
                seen: Seen::default(),
            }),
            pace,
        });
        if answers.is_empty() {
            let socket = TcpSocket::new_v4()?;
            socket.bind(any)?;
            let address = socket.local_addr()?;
            return Ok(Self { address, shared, running: None, _closed: Some(socket) });
        }
        let listener = TcpListener::bind(any).await?;
        let address = listener.local_addr()?;
        let running = tokio::spawn(accept(listener, Arc::clone(&shared)));
        Ok(Self { address, shared, running: Some(running), _closed: None })
    }

    /// `http://address`, without a trailing slash.
    #[must_use]
    pub fn origin(&self) -> String {
        format!("http://{}", self.address)
    }

    /// What has arrived up to now.
    #[must_use]
    pub fn seen(&self) -> Seen {
        self.shared.state().seen.clone()
    }
}

impl Drop for ScriptedServer {
    fn drop(&mut self) {
        if let Some(running) = &self.running {
            running.abort();
        }
    }
}

async fn accept(listener: TcpListener, shared: Arc<Shared>) {
    // The set ends with this task, and its connections with it.
    let mut connections = JoinSet::new();
    loop {
        match listener.accept().await {
            Ok((stream, _)) => {
                let shared = Arc::clone(&shared);
                connections.spawn(async move {
                    if let Err(trouble) = serve(stream, &shared).await {
                        shared.state().seen.troubles.push(trouble.to_string());
                    }
                });
            }
            Err(trouble) => shared.state().seen.troubles.push(trouble.to_string()),
        }
        while connections.try_join_next().is_some() {}
    }
}

async fn serve(mut stream: TcpStream, shared: &Shared) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let mut buffer = Vec::new();
    while let Some(request) = read_request(&mut stream, &mut buffer).await? {
        let answer = {
            let mut state = shared.state();
            state.seen.requests.push(request);
            state.answers.pop_front()
        };
        // A request beyond the script is already written down and counts as a difference.
        let Some(answer) = answer else { return Ok(()) };
        if let Some(delay) = answer.delay {
            tokio::time::sleep(shared.pace.real(delay)).await;
        }
        if answer.none {
            return wait_for_end(&mut stream).await;
        }
        if answer.drop {
            return Ok(());
        }
        let bytes = render(&answer)?;
        // The client may have gone away meanwhile; that is its right and shows in its result.
        if stream.write_all(&bytes).await.is_err() || answer.fake_len.is_some() {
            return Ok(());
        }
    }
    Ok(())
}

/// Holds the connection open until the other side gives up.
async fn wait_for_end(stream: &mut TcpStream) -> io::Result<()> {
    let mut rest = [0; 256];
    while !matches!(stream.read(&mut rest).await, Ok(0) | Err(_)) {}
    Ok(())
}

fn render(answer: &ScriptedResponse) -> io::Result<Vec<u8>> {
    let status = answer.status.unwrap_or(200);
    let (label, body) = body_of(answer)?;
    let has = |name: &str| answer.headers.keys().any(|key| key.eq_ignore_ascii_case(name));
    let mut head = format!("HTTP/1.1 {status} Scripted\r\n");
    for (name, value) in &answer.headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    if let Some(label) = label.filter(|_| !has("content-type")) {
        head.push_str(&format!("content-type: {label}\r\n"));
    }
    // These statuses have no body by definition; a length would be wrong for them.
    let bodiless = matches!(status, 100..=199 | 204 | 304);
    if !bodiless && !has("content-length") {
        let length = answer.fake_len.unwrap_or(body.len() as u64);
        head.push_str(&format!("content-length: {length}\r\n"));
    }
    head.push_str("\r\n");
    let mut bytes = head.into_bytes();
    if !bodiless {
        bytes.extend_from_slice(&body);
    }
    Ok(bytes)
}

/// Label and bytes; the bytes are the truth where their decoded form stands beside them.
fn body_of(answer: &ScriptedResponse) -> io::Result<(Option<&'static str>, Vec<u8>)> {
    if let Some(encoded) = &answer.b64 {
        let bytes = STANDARD.decode(encoded).map_err(io::Error::other)?;
        return Ok((None, bytes));
    }
    if let Some(text) = &answer.text {
        return Ok((None, text.clone().into_bytes()));
    }
    match &answer.json {
        Some(value) => Ok((Some("application/json"), value.to_string().into_bytes())),
        None => Ok((None, Vec::new())),
    }
}

/// Next request of a connection, or nothing when it was closed between two.
async fn read_request(
    stream: &mut TcpStream,
    buffer: &mut Vec<u8>,
) -> io::Result<Option<SeenRequest>> {
    let head_end = loop {
        if let Some(at) = find(buffer, b"\r\n\r\n") {
            break at;
        }
        if !fill(stream, buffer).await? {
            return if buffer.is_empty() { Ok(None) } else { Err(broken("the head was cut off")) };
        }
    };
    let head: Vec<u8> = buffer.drain(..head_end + 4).collect();
    let mut request = parse_head(&String::from_utf8_lossy(&head))?;
    request.body = match (request.header("transfer-encoding"), request.header("content-length")) {
        (Some(_), _) => read_chunks(stream, buffer).await?,
        (None, Some(length)) => {
            let length = length.parse().map_err(|_| broken("content-length is no number"))?;
            take(stream, buffer, length).await?
        }
        (None, None) => Vec::new(),
    };
    Ok(Some(request))
}

fn parse_head(head: &str) -> io::Result<SeenRequest> {
    let mut lines = head.split("\r\n");
    let mut words = lines.next().unwrap_or_default().split(' ');
    let (Some(method), Some(target)) = (words.next(), words.next()) else {
        return Err(broken("the request line is incomplete"));
    };
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let headers = lines
        .filter_map(|line| line.split_once(':'))
        .map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()))
        .collect();
    Ok(SeenRequest {
        method: method.to_owned(),
        path: path.to_owned(),
        query: query.to_owned(),
        headers,
        body: Vec::new(),
    })
}

async fn read_chunks(stream: &mut TcpStream, buffer: &mut Vec<u8>) -> io::Result<Vec<u8>> {
    let mut body = Vec::new();
    loop {
        let line = read_line(stream, buffer).await?;
        let size = line.split(';').next().unwrap_or_default().trim();
        let size = usize::from_str_radix(size, 16).map_err(|_| broken("a chunk has no size"))?;
        body.append(&mut take(stream, buffer, size).await?);
        if body.len() > LIMIT {
            return Err(broken("the body is too large"));
        }
        // The end of a chunk, or of the (empty) trailers.
        read_line(stream, buffer).await?;
        if size == 0 {
            return Ok(body);
        }
    }
}

async fn read_line(stream: &mut TcpStream, buffer: &mut Vec<u8>) -> io::Result<String> {
    loop {
        if let Some(at) = find(buffer, b"\r\n") {
            let line: Vec<u8> = buffer.drain(..at + 2).collect();
            return Ok(String::from_utf8_lossy(&line).trim_end().to_owned());
        }
        if !fill(stream, buffer).await? {
            return Err(broken("a line was cut off"));
        }
    }
}

async fn take(stream: &mut TcpStream, buffer: &mut Vec<u8>, length: usize) -> io::Result<Vec<u8>> {
    if length > LIMIT {
        return Err(broken("the body is too large"));
    }
    while buffer.len() < length {
        if !fill(stream, buffer).await? {
            return Err(broken("the body was cut off"));
        }
    }
    Ok(buffer.drain(..length).collect())
}

async fn fill(stream: &mut TcpStream, buffer: &mut Vec<u8>) -> io::Result<bool> {
    if buffer.len() > LIMIT {
        return Err(broken("the request is too large"));
    }
    match stream.read_buf(buffer).await {
        Ok(read) => Ok(read > 0),
        // A client that has what it wants may reset an idle connection.
        Err(_) if buffer.is_empty() => Ok(false),
        Err(trouble) => Err(trouble),
    }
}

fn find(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    haystack.windows(needle.len()).position(|window| window == needle)
}

fn broken(why: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, format!("no HTTP/1.1: {why}"))
}
