//! A load server on threads: frames written by hand, so that it shares no code with the client.

use std::io::{BufRead, BufReader, Read as _, Write as _};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex};
use std::time::{Duration, Instant};

use nix::time::{ClockId, clock_gettime};
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;

use crate::answers;
use crate::mold::{Mold, frame};

/// What the server does with each socket.
#[derive(Clone, Copy)]
pub(crate) struct Plan {
    /// Messages, as soon as the client can take them.
    pub(crate) messages: u32,
    /// Mezon's messages wait for `GET /go`.
    pub(crate) waits: bool,
    /// Time from one message to the next.
    pub(crate) pace: Option<Duration>,
    /// How many sockets are dropped after their messages, which say then when the last one was.
    pub(crate) drops: usize,
    /// Drops the first socket and serves none after it.
    pub(crate) hangs_up: bool,
}

impl Plan {
    pub(crate) fn blast(messages: u32) -> Self {
        Self { messages, waits: true, pace: None, drops: 0, hangs_up: false }
    }

    /// One message for each socket.
    pub(crate) fn greeting() -> Self {
        Self { waits: false, ..Self::blast(1) }
    }
}

struct Shared {
    plan: Plan,
    port: String,
    requests: Mutex<Vec<String>>,
    /// Whether `GET /go` came.
    gone: (Mutex<bool>, Condvar),
    /// When the last line was dropped, in ns; 0 before.
    dropped: Mutex<u64>,
    drops: AtomicUsize,
    /// How many messages have a number, over all sockets.
    numbers: AtomicU64,
    open: AtomicUsize,
    most_open: AtomicUsize,
    ended: AtomicBool,
}

/// A running server; dropping it frees its port.
pub(crate) struct Server {
    shared: Arc<Shared>,
    thread: Option<std::thread::JoinHandle<()>>,
}

impl Server {
    pub(crate) fn start(plan: Plan) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let shared = Arc::new(Shared {
            plan,
            port: listener.local_addr().unwrap().port().to_string(),
            requests: Mutex::default(),
            gone: Default::default(),
            dropped: Mutex::new(0),
            drops: AtomicUsize::new(0),
            numbers: AtomicU64::new(0),
            open: AtomicUsize::new(0),
            most_open: AtomicUsize::new(0),
            ended: AtomicBool::new(false),
        });
        let own = Arc::clone(&shared);
        let thread = std::thread::spawn(move || {
            for stream in listener.incoming() {
                if own.ended.load(Ordering::Relaxed) {
                    return;
                }
                let (stream, shared) = (stream.unwrap(), Arc::clone(&own));
                // Else the second of two small frames waits for the acknowledgement of the first.
                stream.set_nodelay(true).unwrap();
                std::thread::spawn(move || shared.serve(&stream));
            }
        });
        Self { shared, thread: Some(thread) }
    }

    pub(crate) fn port(&self) -> &str {
        &self.shared.port
    }

    /// First lines of all requests so far.
    pub(crate) fn requests(&self) -> Vec<String> {
        self.shared.requests.lock().unwrap().clone()
    }

    /// Most sockets that were open at once.
    pub(crate) fn most_open(&self) -> usize {
        self.shared.most_open.load(Ordering::Relaxed)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.shared.ended.store(true, Ordering::Relaxed);
        // Wakes the thread that accepts.
        let _refused = TcpStream::connect(format!("127.0.0.1:{}", self.shared.port));
        let _ended = self.thread.take().map(std::thread::JoinHandle::join);
    }
}

/// The first line of a request, and what else of its head matters.
struct Head {
    line: String,
    length: usize,
    key: Option<String>,
}

fn head(reader: &mut impl BufRead) -> Option<Head> {
    let (mut line, mut length, mut key) = (String::new(), 0, None);
    reader.read_line(&mut line).ok().filter(|read| *read > 0)?;
    loop {
        let mut field = String::new();
        reader.read_line(&mut field).ok()?;
        let Some((name, value)) = field.trim().split_once(": ") else { break };
        match name.to_ascii_lowercase().as_str() {
            "content-length" => length = value.parse().unwrap(),
            "sec-websocket-key" => key = Some(value.to_owned()),
            _ => {}
        }
    }
    Some(Head { line: line.trim().to_owned(), length, key })
}

impl Shared {
    fn serve(&self, stream: &TcpStream) {
        let mut reader = BufReader::new(stream);
        while let Some(head) = head(&mut reader) {
            self.requests.lock().unwrap().push(head.line.clone());
            if let Some(key) = &head.key {
                // Errors are those of a client that is done.
                let _done = self.socket(&head.line, key, stream, &mut reader);
                return;
            }
            let mut body = vec![0; head.length];
            if reader.read_exact(&mut body).is_err() {
                return;
            }
            if head.line.starts_with("GET /go ") {
                *self.gone.0.lock().unwrap() = true;
                self.gone.1.notify_all();
            }
            let (kind, body) = answers::answer(&head.line);
            let length = body.len();
            let head = format!(
                "HTTP/1.1 200 OK\r\ncontent-type: {kind}\r\ncontent-length: {length}\r\n\r\n"
            );
            let mut out = stream;
            if out.write_all(&[head.as_bytes(), &body].concat()).is_err() {
                return;
            }
        }
    }

    fn socket(
        &self,
        line: &str,
        key: &str,
        stream: &TcpStream,
        reader: &mut impl BufRead,
    ) -> std::io::Result<()> {
        let mut out = stream;
        if self.plan.hangs_up && self.drops.load(Ordering::Relaxed) > 0 {
            return out.write_all(b"HTTP/1.1 503 Service Unavailable\r\ncontent-length: 0\r\n\r\n");
        }
        let accept = derive_accept_key(key.as_bytes());
        let answer = format!(
            "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
             Sec-WebSocket-Accept: {accept}\r\n\r\n"
        );
        out.write_all(answer.as_bytes())?;
        self.most_open.fetch_max(self.open.fetch_add(1, Ordering::Relaxed) + 1, Ordering::Relaxed);
        let write = |wire: &[u8]| {
            let mut out = stream;
            out.write_all(wire)
        };
        let text = |text: String| frame(0x81, text.as_bytes());
        let target = line.split(' ').nth(1).unwrap();
        match target.split('?').next().unwrap() {
            "/tb/ws" => self.messages(write, &answers::TOKENBOWL_MESSAGES)?,
            "/app/KEY" => {
                write(&text(answers::kick_hello()))?;
                let asked = read_frame(reader)?;
                assert!(String::from_utf8_lossy(&asked).contains("chatrooms.668.v2"));
                write(&text(answers::kick_subscribed()))?;
                self.messages(write, &answers::KICK_MESSAGES)?;
            }
            _ => return self.mezon(stream, reader),
        }
        self.end(stream, reader)
    }

    /// Answers envelopes while the messages wait for their sign.
    fn mezon(&self, stream: &TcpStream, reader: &mut impl BufRead) -> std::io::Result<()> {
        let out = &Mutex::new(stream);
        let write = move |wire: &[u8]| out.lock().unwrap().write_all(wire);
        let binary = |payload: Vec<u8>| frame(0x82, &payload);
        std::thread::scope(|scope| {
            // All clans are joined by the first envelope, as there are none.
            write(&binary(answers::mezon_answer(&read_frame(reader)?).unwrap_or_default()))?;
            let messages = scope.spawn(move || {
                if self.plan.waits {
                    let gone = self.gone.0.lock().unwrap();
                    let waited = self.gone.1.wait_timeout_while(gone, LONGEST, |gone| !*gone);
                    drop(waited.unwrap());
                }
                self.messages(write, &answers::MEZON_MESSAGES)?;
                // Not under the lock: the client is answered until then.
                if self.is_dropped() { self.drop_line(stream) } else { Ok(()) }
            });
            while let Ok(asked) = read_frame(reader) {
                if let Some(answer) = answers::mezon_answer(&asked) {
                    write(&binary(answer))?;
                }
            }
            messages.join().unwrap()
        })
    }

    /// Whether the line is dropped after its messages.
    fn is_dropped(&self) -> bool {
        self.plan.hangs_up || self.drops.load(Ordering::Relaxed) < self.plan.drops
    }

    fn drop_line(&self, out: &TcpStream) -> std::io::Result<()> {
        if !self.plan.hangs_up {
            std::thread::sleep(HOLD);
        }
        self.drops.fetch_add(1, Ordering::Relaxed);
        *self.dropped.lock().unwrap() = now();
        self.open.fetch_sub(1, Ordering::Relaxed);
        out.shutdown(Shutdown::Both)
    }

    /// Drops the line, or keeps it until the client has enough.
    fn end(&self, out: &TcpStream, reader: &mut impl BufRead) -> std::io::Result<()> {
        if self.is_dropped() {
            return self.drop_line(out);
        }
        while read_frame(reader).is_ok() {}
        Ok(())
    }

    /// Writes the messages of one socket, which are made as they go.
    fn messages(
        &self,
        write: impl Fn(&[u8]) -> std::io::Result<()>,
        mold: &Mold,
    ) -> std::io::Result<()> {
        let (mut left, mut wire) = (u64::from(self.plan.messages), Vec::new());
        let begun = Instant::now();
        let mut due = Duration::ZERO;
        while left > 0 {
            if let Some(pace) = self.plan.pace {
                due += pace;
                // By the clock: what writing and waking up take must not add up.
                std::thread::sleep(due.saturating_sub(begun.elapsed()));
            }
            let count = if self.plan.pace.is_some() { 1 } else { left.min(CHUNK) };
            let first = self.numbers.fetch_add(count, Ordering::Relaxed);
            let time = if self.plan.drops > 0 { *self.dropped.lock().unwrap() } else { now() };
            wire.clear();
            for number in first..first + count {
                mold.pour(number, time, &mut wire);
            }
            write(&wire)?;
            left -= count;
        }
        Ok(())
    }
}

/// Messages that are made and written at once.
const CHUNK: u64 = 128;
/// So long is a line kept that is dropped: one that goes before it is online is another case, with growing pauses.
const HOLD: Duration = Duration::from_millis(20);
/// A test that waits longer than this has failed already.
const LONGEST: Duration = Duration::from_secs(60);

fn now() -> u64 {
    let time = Duration::from(clock_gettime(ClockId::CLOCK_MONOTONIC).unwrap());
    u64::try_from(time.as_nanos()).unwrap()
}

/// Payload of the next frame of the client, which is masked.
fn read_frame(reader: &mut impl BufRead) -> std::io::Result<Vec<u8>> {
    let mut start = [0; 2];
    reader.read_exact(&mut start)?;
    let length = match start[1] & 0x7f {
        126 => {
            let mut long = [0; 2];
            reader.read_exact(&mut long)?;
            usize::from(u16::from_be_bytes(long))
        }
        short => usize::from(short),
    };
    let mut mask = [0; 4];
    reader.read_exact(&mut mask)?;
    let mut payload = vec![0; length];
    reader.read_exact(&mut payload)?;
    for (at, byte) in payload.iter_mut().enumerate() {
        *byte ^= mask[at % 4];
    }
    // A close frame is the end.
    if start[0] & 0x0f == 8 { Err(std::io::ErrorKind::UnexpectedEof.into()) } else { Ok(payload) }
}
