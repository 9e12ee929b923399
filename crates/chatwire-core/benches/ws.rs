//! CPU time of one live event, from the socket to the handler: `cargo bench -p chatwire-core --bench ws`.
//!
//! The floor is what anybody would write first: tokio-tungstenite with its default settings and
//! serde_json into owned types, no reconnects, no queue, no handlers. Against it stand our stream and
//! `run(handlers)` with the same types, the same decoding and the same loopback server in one run.
//! Only the client's thread is counted (`RUSAGE_THREAD`), from the first event to the last; the
//! server writes from a thread of its own. The smallest round of each counts.
#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::indexing_slicing,
    clippy::cast_precision_loss,
    reason = "a bench fails by panicking and prints its result"
)]

use std::cell::Cell;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::rc::Rc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, mpsc};
use std::time::Duration;

use chatwire_core::ws::{
    Catchup, Close, Frame as WsFrame, FrameRef, Handle, Lifecycle, Out, Protocol, Realtime,
    Recovery, WsConfig, connect,
};
use chatwire_core::{BoxFuture, Config, Result, handlers};
use futures_util::StreamExt;
use nix::sys::resource::{UsageWho, getrusage};
use serde::Deserialize;
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;
use tokio_tungstenite::tungstenite::{Message as Frame, accept};

const EVENTS: u64 = 200_000;
const ROUNDS: usize = 7;
const IDLE: usize = 1_000;

/// A message as Token Bowl's server sends it.
#[derive(Clone, Deserialize)]
#[expect(dead_code, reason = "decoded to be counted")]
struct Message {
    id: String,
    from_username: String,
    from_user_id: String,
    to_username: Option<String>,
    content: String,
    message_type: String,
    timestamp: String,
    from_user_logo: Option<String>,
    from_user_emoji: Option<String>,
    from_user_bot: bool,
    description: Option<String>,
}

fn frame(number: u64) -> String {
    format!(
        r#"{{"id":"3f2b8c1e-{number:08x}-4a7d-9c1b-0123456789ab","from_username":"minh_anh_{}","from_user_id":"8d1c7f20-0000-4000-8000-{:012x}","to_username":null,"content":"Chào mọi người, hôm nay thế nào? \"{number}\" 🎉 the quick brown fox jumps over the lazy dog and tells everybody about it at length","message_type":"room","timestamp":"2026-11-20T12:34:56.{:06}Z","from_user_logo":"claude-color.png","from_user_emoji":"🤖","from_user_bot":true,"description":"nothing special here"}}"#,
        number % 100,
        number % 1000,
        number % 1_000_000,
    )
}

#[derive(Clone)]
enum Event {
    Message(Box<Message>),
    Lifecycle(Lifecycle),
}

impl From<Lifecycle> for Event {
    fn from(lifecycle: Lifecycle) -> Self {
        Self::Lifecycle(lifecycle)
    }
}

struct Bench {
    url: String,
}

impl Protocol for Bench {
    type Event = Event;
    type Command = ();
    const NAME: &'static str = "bench";

    fn dial(&mut self) -> BoxFuture<'_, Result<http::Request<()>>> {
        let request = http::Request::builder().uri(&self.url).body(()).unwrap();
        Box::pin(std::future::ready(Ok(request)))
    }

    fn on_open(&mut self, out: &mut Out<Self>) {
        out.online(Catchup::Nothing);
    }

    fn on_frame(&mut self, frame: FrameRef<'_>, out: &mut Out<Self>) {
        if let FrameRef::Text(text) = frame {
            out.emit(Event::Message(serde_json::from_str(text).unwrap()));
        }
    }

    fn on_command(&mut self, (): (), out: &mut Out<Self>) {
        out.send(WsFrame::text("go"));
    }

    fn on_close(&mut self, close: &Close<'_>) -> Recovery {
        Recovery::Stop(close.error.clone())
    }
}

handlers! {
    /// Handlers of the bench.
    struct Handlers: Registry<Handle<()>, Event> {
        /// Messages.
        on_message => Message(message: Box<Message>);
        /// The rest.
        on_lifecycle => Lifecycle(lifecycle: Lifecycle);
    }
}

/// A server that writes all events to each connection once told to go.
fn server() -> (String, mpsc::Sender<()>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("ws://{}/", listener.local_addr().unwrap());
    let (go, wait) = mpsc::channel();
    // Encoded once: the server must never be what is waited for.
    let mut wire = Vec::new();
    for number in 0..EVENTS {
        let text = frame(number);
        let length = u16::try_from(text.len()).unwrap().to_be_bytes();
        wire.extend_from_slice(&[0x81, 126, length[0], length[1]]);
        wire.extend_from_slice(text.as_bytes());
    }
    std::thread::spawn(move || {
        while let Ok((stream, _)) = listener.accept() {
            let mut peer = accept(stream).unwrap();
            if wait.recv().is_err() {
                return;
            }
            // A client that has seen enough hangs up.
            let _sent = peer.get_mut().write_all(&wire);
            drop(peer.close(None));
            while peer.read().is_ok() {}
        }
    });
    (url, go)
}

/// CPU time of this thread so far, in microseconds.
fn cpu() -> f64 {
    let usage = getrusage(UsageWho::RUSAGE_THREAD).unwrap();
    let micros = |time: nix::sys::time::TimeVal| time.tv_sec() as f64 * 1e6 + time.tv_usec() as f64;
    micros(usage.user_time()) + micros(usage.system_time())
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap()
}

/// The floor that reads each frame's bytes, as most do.
fn floor(url: &str, go: &mpsc::Sender<()>) -> f64 {
    bare(url, go, |text| serde_json::from_slice(text.as_bytes()).unwrap())
}

/// The same, knowing that the library has checked the text already.
fn floor_str(url: &str, go: &mpsc::Sender<()>) -> f64 {
    bare(url, go, |text| serde_json::from_str(text).unwrap())
}

fn bare(url: &str, go: &mpsc::Sender<()>, read: fn(&str) -> Message) -> f64 {
    runtime().block_on(async {
        let address = url.trim_start_matches("ws://").trim_end_matches('/');
        let stream = tokio::net::TcpStream::connect(address).await.unwrap();
        stream.set_nodelay(true).unwrap();
        let (mut socket, _) = tokio_tungstenite::client_async(url, stream).await.unwrap();
        go.send(()).unwrap();
        let start = cpu();
        for _ in 0..EVENTS {
            if let Frame::Text(text) = socket.next().await.unwrap().unwrap() {
                std::hint::black_box(&read(text.as_str()));
            }
        }
        (cpu() - start) / EVENTS as f64
    })
}

async fn session(url: &str) -> Realtime<Bench> {
    let config = WsConfig::new(&Config::new()).unwrap();
    connect(Bench { url: url.to_owned() }, config).unwrap().online().await.unwrap()
}

fn stream(url: &str, go: &mpsc::Sender<()>) -> f64 {
    runtime().block_on(async {
        let mut session = session(url).await;
        session.next().await.unwrap().unwrap();
        go.send(()).unwrap();
        let start = cpu();
        for _ in 0..EVENTS {
            std::hint::black_box(&session.next().await.unwrap().unwrap());
        }
        (cpu() - start) / EVENTS as f64
    })
}

fn handled(url: &str, go: &mpsc::Sender<()>) -> f64 {
    runtime().block_on(async {
        let session = session(url).await;
        let seen = Arc::new(AtomicU64::new(0));
        let count = Arc::clone(&seen);
        let handlers =
            Handlers::new().on_lifecycle(|_, _| async {}).on_message(move |_, message| {
                std::hint::black_box(&message);
                count.fetch_add(1, Ordering::Relaxed);
                async {}
            });
        go.send(()).unwrap();
        let start = cpu();
        // The server's close is final for this protocol.
        session.run(handlers).await.unwrap_err();
        assert_eq!(seen.load(Ordering::Relaxed), EVENTS);
        (cpu() - start) / EVENTS as f64
    })
}

/// Kibibytes of this process.
fn resident() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}

/// Memory of an idle session after a burst of `burst` events, in KiB.
fn idle(burst: u64) -> f64 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("ws://{}/", listener.local_addr().unwrap());
    let (go, wait) = mpsc::channel::<()>();
    let server = std::thread::spawn(move || {
        let mut peers = Vec::new();
        for _ in 0..IDLE {
            let (mut stream, _) = listener.accept().unwrap();
            upgrade(&mut stream);
            peers.push(stream);
        }
        for peer in &mut peers {
            // One after another: what the allocator keeps of one burst serves the next.
            let mut asked = [0; 64];
            if burst == 0 || peer.read(&mut asked).is_err() {
                break;
            }
            for number in 0..burst {
                let text = frame(number);
                let length = u16::try_from(text.len()).unwrap().to_be_bytes();
                peer.write_all(&[0x81, 126, length[0], length[1]]).unwrap();
                peer.write_all(text.as_bytes()).unwrap();
            }
        }
        let _done = wait.recv();
    });
    let used = runtime().block_on(async {
        // The first one pays for TLS settings and tables that all share.
        let config = WsConfig::new(&Config::new()).unwrap();
        let before = Rc::new(Cell::new(0.0));
        let mut sessions = Vec::with_capacity(IDLE);
        for number in 0..IDLE {
            if number == 1 {
                before.set(resident());
            }
            let protocol = Bench { url: url.clone() };
            sessions.push(connect(protocol, config.clone()).unwrap().online().await.unwrap());
        }
        for session in &mut sessions {
            session.next().await.unwrap().unwrap();
            if burst > 0 {
                session.handle().send(()).await.unwrap();
            }
            for _ in 0..burst {
                session.next().await.unwrap().unwrap();
            }
            // Parks the reader, as a program that waits for the next event does.
            let waiting = tokio::time::timeout(Duration::from_millis(1), session.next()).await;
            assert!(waiting.is_err());
        }
        (resident() - before.get()) / (IDLE - 1) as f64
    });
    drop(go);
    server.join().unwrap();
    used
}

/// Upgrades without a websocket of the server's own, whose memory would count as ours.
fn upgrade(stream: &mut TcpStream) {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        let mut byte = [0];
        stream.read_exact(&mut byte).unwrap();
        head.push(byte[0]);
    }
    let head = String::from_utf8(head).unwrap();
    let key = head.lines().find_map(|line| {
        let (name, value) = line.split_once(": ")?;
        name.eq_ignore_ascii_case("sec-websocket-key").then_some(value)
    });
    let accept = derive_accept_key(key.unwrap().as_bytes());
    let answer = format!(
        "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: {accept}\r\n\r\n"
    );
    stream.write_all(answer.as_bytes()).unwrap();
}

fn main() {
    // `cargo test --benches` only wants to know that it runs.
    if !std::env::args().any(|argument| argument == "--bench") {
        return;
    }
    let (url, go) = server();
    // A name given after `--` chooses one row, for a profiler.
    let only = std::env::args().skip(1).find(|argument| !argument.starts_with("--"));
    type Side = fn(&str, &mpsc::Sender<()>) -> f64;
    let mut rows: Vec<(&str, Side, f64)> = vec![
        ("tokio-tungstenite + from_slice", floor, f64::MAX),
        ("tokio-tungstenite + from_str", floor_str, f64::MAX),
        ("chatwire stream", stream, f64::MAX),
        ("chatwire run(handlers)", handled, f64::MAX),
    ];
    rows.retain(|(name, ..)| only.as_ref().is_none_or(|only| name.contains(only)));
    for _ in 0..ROUNDS {
        for (_, side, best) in &mut rows {
            *best = side(&url, &go).min(*best);
        }
    }
    println!("{:<34}{:>12}{:>9}", "CPU of one event", "us", "ratio");
    for (name, _, time) in &rows {
        println!("{name:<34}{time:>12.3}{:>9.2}", time / rows[0].2);
    }
    if only.is_some() {
        return;
    }
    println!("{:<34}{:>9.1} KiB", "idle session", idle(0));
    println!("{:<34}{:>9.1} KiB", "idle session after 200 events", idle(200));
}
