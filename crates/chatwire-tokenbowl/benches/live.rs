//! CPU time of one live message, from the socket to the handler, and memory of idle sessions:
//! `cargo bench -p chatwire-tokenbowl --bench live`.
//!
//! The floor is what anybody would write first: tokio-tungstenite with its default settings and
//! `serde_json` into owned types, without reconnects, queue, memory of ids or handlers. Against it
//! stand the stream and `run(handlers)` of a client with default settings, over the same frames of
//! the same loopback server, once over each transport. Only the client's thread is counted, kernel
//! included; the server writes from a thread on another core. The sides take turns, and the
//! smallest round counts.
#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::cast_precision_loss,
    reason = "a bench fails by panicking and prints its result"
)]

#[path = "../../chatwire-bench/harness/cores.rs"]
mod cores;

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc;
use std::time::Duration;

use chatwire_tokenbowl::Client;
use chatwire_tokenbowl::realtime::{Event, Handlers, Realtime, Transport};
use futures_util::{SinkExt, StreamExt};
use serde::Deserialize;
use tokio_tungstenite::tungstenite::Message as Frame;
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;

use crate::cores::{cpu, pin};

const EVENTS: u64 = 200_000;
const ROUNDS: usize = 12;
const IDLE: usize = 1_000;
/// Of these, sessions that have their burst at about the same time.
const GROUP: usize = 200;
/// Events that a session had seen before it was left alone.
const BURST: u64 = 200;

/// A message as a naive client would declare it.
#[derive(Deserialize)]
#[expect(dead_code, reason = "decoded, and dropped by the handler")]
struct Naive {
    id: String,
    from_user_id: String,
    from_username: String,
    from_user_logo: Option<String>,
    from_user_emoji: Option<String>,
    from_user_bot: bool,
    to_user_id: Option<String>,
    to_username: Option<String>,
    content: String,
    message_type: String,
    description: Option<String>,
    timestamp: String,
}

/// The same, as Centrifugo publishes it.
#[derive(Deserialize)]
struct NaiveReply {
    push: NaivePush,
}

#[derive(Deserialize)]
struct NaivePush {
    channel: String,
    #[serde(rename = "pub")]
    publication: NaivePublication,
}

#[derive(Deserialize)]
struct NaivePublication {
    data: Naive,
    #[expect(dead_code, reason = "decoded only")]
    offset: u64,
}

/// A message as the server writes it on `/ws` (Token Bowl server 1.1.5).
fn message(number: u64) -> String {
    format!(
        r#"{{"id":"3f2b8c1e-{:04x}-4a7d-9c1b-{number:012x}","from_user_id":"8d1c7f20-0000-4000-8000-{:012x}","from_username":"minh_anh_{}","from_user_logo":"claude-color.png","from_user_emoji":null,"from_user_bot":false,"to_user_id":null,"to_username":null,"content":"Chào mọi người, hôm nay thế nào? \"{number}\" 🎉 the quick brown fox jumps over the lazy dog","message_type":"room","description":"A message to the room.","timestamp":"2026-11-20T12:{:02}:{:02}.{:06}+00:00"}}"#,
        number >> 48,
        number % 1000,
        number % 100,
        number / 12_000_000 % 60,
        number / 200_000 % 60,
        number % 200_000 * 5,
    )
}

/// What comes behind all messages, for those who count none.
fn end() -> String {
    format!(r#"{{"type":"end","of":"{}"}}"#, "x".repeat(125))
}

/// What a transport makes of it; Centrifugo publishes it (its client protocol, version 2).
fn published(transport: Transport, data: &str, offset: u64) -> Vec<u8> {
    if transport == Transport::Direct {
        return frame(data);
    }
    frame(&format!(
        r#"{{"push":{{"channel":"room:main","pub":{{"data":{data},"offset":{offset}}}}}}}"#
    ))
}

/// A frame with a text of more than 125 bytes.
fn frame(text: &str) -> Vec<u8> {
    let length = u16::try_from(text.len()).unwrap().to_be_bytes();
    [&[0x81, 126, length[0], length[1]], text.as_bytes()].concat()
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap()
}

/// Upgrades without a websocket of the server's own, whose memory would count as the client's; any other request is the
/// one for a token. Whether it was upgraded.
fn upgrade(stream: &TcpStream) -> bool {
    let mut key = None;
    for line in BufReader::new(stream).lines() {
        let line = line.unwrap();
        if line.is_empty() {
            break;
        }
        if let Some((name, value)) = line.split_once(": ")
            && name.eq_ignore_ascii_case("sec-websocket-key")
        {
            key = Some(derive_accept_key(value.as_bytes()));
        }
    }
    let answer = match &key {
        Some(accept) => format!(
            "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
             Sec-WebSocket-Accept: {accept}\r\n\r\n"
        ),
        None => {
            let here = stream.local_addr().unwrap();
            let token = format!(r#"{{"token":"t","url":"ws://{here}/","channels":["room:main"]}}"#);
            let length = token.len();
            format!(
                "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Type: application/json\r\n\
                 Content-Length: {length}\r\n\r\n{token}"
            )
        }
    };
    let mut stream = stream;
    stream.write_all(answer.as_bytes()).unwrap();
    key.is_some()
}

/// Accepts the client of Centrifugo, whose first frame is read, but not looked at.
fn greet(mut stream: &TcpStream) {
    let _length = stream.read(&mut [0; 1_024]).unwrap();
    let reply = r#"{"id":1,"connect":{"client":"c1","version":"6.2.0","ping":25,"pong":true,"subs":{"room:main":{"recoverable":true,"epoch":"e","positioned":true}}}}"#;
    stream.write_all(&frame(reply)).unwrap();
}

/// A server that writes all events to one connection after the other, each time it is told to.
fn server(transport: Transport) -> Server {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let (go, wait) = mpsc::channel();
    std::thread::spawn(move || {
        pin(1);
        // Made once: the server must never be what is waited for.
        let messages = (0..EVENTS).map(message).chain([end()]).zip(1..);
        let wire = messages.flat_map(|(data, offset)| published(transport, &data, offset));
        let wire = wire.collect::<Vec<u8>>();
        while let Ok((mut stream, _)) = listener.accept() {
            if !upgrade(&stream) {
                continue;
            }
            if transport == Transport::Centrifugo {
                greet(&stream);
            }
            if wait.recv().is_err() {
                return;
            }
            // A client that has seen enough hangs up.
            let _sent = stream.write_all(&wire);
            let _until_then = std::io::copy(&mut stream, &mut std::io::sink());
        }
    });
    Server { url, transport, go }
}

struct Server {
    url: String,
    transport: Transport,
    go: mpsc::Sender<()>,
}

impl Server {
    async fn session(&self) -> Realtime {
        let client = Client::builder("0123456789abcdef").base_url(&self.url).unwrap();
        client.build().unwrap().connect().transport(self.transport).await.unwrap()
    }
}

/// Runs a round and gives microseconds of one event.
type Side = fn(&Server) -> f64;

fn per_event(start: Duration) -> f64 {
    (cpu() - start).as_nanos() as f64 / EVENTS as f64 / 1_000.0
}

/// Reads each frame's bytes, as most do.
fn naive(server: &Server) -> f64 {
    match server.transport {
        Transport::Direct => bare(server, |text| serde_json::from_slice(text.as_bytes()).unwrap()),
        _ => bare(server, |text| pushed(serde_json::from_slice(text.as_bytes()).unwrap())),
    }
}

/// The same, knowing that the library has checked the text already.
fn naive_str(server: &Server) -> f64 {
    match server.transport {
        Transport::Direct => bare(server, |text| serde_json::from_str(text).unwrap()),
        _ => bare(server, |text| pushed(serde_json::from_str(text).unwrap())),
    }
}

fn pushed(reply: NaiveReply) -> Naive {
    assert_eq!(reply.push.channel, "room:main");
    reply.push.publication.data
}

fn bare(server: &Server, read: fn(&str) -> Naive) -> f64 {
    runtime().block_on(async {
        let address = server.url.trim_start_matches("http://");
        let stream = tokio::net::TcpStream::connect(address).await.unwrap();
        stream.set_nodelay(true).unwrap();
        let url = format!("ws://{address}/ws");
        let (mut socket, _) = tokio_tungstenite::client_async(url, stream).await.unwrap();
        if server.transport == Transport::Centrifugo {
            socket.send(Frame::text(r#"{"id":1,"connect":{"token":"t"}}"#)).await.unwrap();
            socket.next().await.unwrap().unwrap();
        }
        server.go.send(()).unwrap();
        let start = cpu();
        for _ in 0..EVENTS {
            if let Frame::Text(text) = socket.next().await.unwrap().unwrap() {
                std::hint::black_box(&read(text.as_str()));
            }
        }
        per_event(start)
    })
}

fn stream(server: &Server) -> f64 {
    runtime().block_on(async {
        let mut live = server.session().await;
        server.go.send(()).unwrap();
        let start = cpu();
        let mut seen = 0;
        while seen < EVENTS {
            let event = live.next().await.unwrap().unwrap();
            seen += u64::from(matches!(std::hint::black_box(&event), Event::Message(_)));
        }
        per_event(start)
    })
}

fn handled(server: &Server) -> f64 {
    runtime().block_on(async {
        let live = server.session().await;
        let seen = AtomicU64::new(0);
        let (done, all) = tokio::sync::oneshot::channel();
        let done = std::sync::Mutex::new(Some(done));
        let handlers = Handlers::new().on_message(move |_, message| {
            std::hint::black_box(&message);
            if seen.fetch_add(1, Ordering::Relaxed) + 1 == EVENTS {
                done.lock().unwrap().take().unwrap().send(cpu()).unwrap();
            }
            async {}
        });
        until(live, handlers, all, &server.go).await
    })
}

/// Messages that no handler is there for.
fn unregistered(server: &Server) -> f64 {
    runtime().block_on(async {
        let live = server.session().await;
        let (done, all) = tokio::sync::oneshot::channel();
        let done = std::sync::Mutex::new(Some(done));
        let handlers = Handlers::new().on_unknown(move |_, _, _| {
            done.lock().unwrap().take().unwrap().send(cpu()).unwrap();
            async {}
        });
        until(live, handlers, all, &server.go).await
    })
}

/// Handles what comes once the server is told to go, until the handlers say when the last was there.
async fn until(
    live: Realtime,
    handlers: Handlers,
    all: tokio::sync::oneshot::Receiver<Duration>,
    go: &mpsc::Sender<()>,
) -> f64 {
    let handle = live.handle();
    go.send(()).unwrap();
    let start = cpu();
    let stop = async {
        let end = all.await.unwrap();
        handle.close().await;
        end
    };
    let (ended, end) = tokio::join!(live.run(handlers), stop);
    ended.unwrap();
    (end - start).as_nanos() as f64 / EVENTS as f64 / 1_000.0
}

/// Kibibytes of this process.
fn resident() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}

/// Memory of one idle session in KiB, after a burst of `burst` messages.
fn idle(burst: u64) -> f64 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let (go, wait) = mpsc::channel::<usize>();
    let server = std::thread::spawn(move || {
        let mut peers = Vec::with_capacity(IDLE);
        for _ in 0..IDLE {
            let (stream, _) = listener.accept().unwrap();
            assert!(upgrade(&stream));
            peers.push(stream);
        }
        while let Ok(number) = wait.recv() {
            let mut stream = peers.get(number).unwrap();
            for number in 0..burst {
                stream.write_all(&frame(&message(number))).unwrap();
            }
        }
    });
    let used = runtime().block_on(async {
        let client = Client::builder("0123456789abcdef").base_url(&url).unwrap().build().unwrap();
        let mut before = 0.0;
        let mut sessions = Vec::with_capacity(IDLE);
        for number in 0..IDLE {
            if number == 1 {
                // The first one pays for TLS settings and tables that all share.
                before = resident();
            }
            sessions.push(client.connect().transport(Transport::Direct).await.unwrap());
        }
        for (place, group) in sessions.chunks_mut(GROUP).enumerate() {
            // One after another: what the allocator keeps of one burst serves the next.
            for (number, live) in group.iter_mut().enumerate() {
                live.next().await.unwrap().unwrap();
                if burst > 0 {
                    go.send(place * GROUP + number).unwrap();
                }
                for _ in 0..burst {
                    live.next().await.unwrap().unwrap();
                }
                park(live).await;
            }
            if burst > 1 {
                // By then, a session has given back what the burst has made large.
                tokio::time::sleep(Duration::from_millis(2_100)).await;
                for live in group {
                    park(live).await;
                }
            }
        }
        (resident() - before) / (IDLE - 1) as f64
    });
    drop(go);
    server.join().unwrap();
    used
}

/// Waits for an event that does not come, as a program does.
async fn park(live: &mut Realtime) {
    assert!(tokio::time::timeout(Duration::from_millis(1), live.next()).await.is_err());
}

/// Sessions whose memory is measured: name, messages before the silence.
const SILENCES: [(&str, u64); 3] = [
    ("idle session", 0),
    ("idle session after 1 message", 1),
    ("idle session, seconds after 200 messages", BURST),
];
/// Names the one row to measure.
const ONLY: &str = "CHATWIRE_BENCH_ONLY";

fn main() {
    // `cargo test --benches` only wants to know that it runs.
    if !std::env::args().any(|argument| argument == "--bench") {
        return;
    }
    // One side alone, for a profiler.
    let only = std::env::var(ONLY).ok();
    if let Some((name, burst)) = SILENCES.iter().find(|(name, _)| only.as_deref() == Some(*name)) {
        println!("{name:<48}{:>9.1} KiB", idle(*burst));
        return;
    }
    let servers = [Transport::Direct, Transport::Centrifugo].map(server);
    pin(0);
    println!(
        "{:<48}{:>9}{:>9}{:>9}{:>9}",
        "CPU of one event, us", "best", "ratio", "median", "ratio"
    );
    for server in &servers {
        compare(server, only.as_deref());
    }
    if only.is_some() {
        return;
    }
    for (name, _) in SILENCES {
        // In a process of its own: memory that an earlier row has freed would not count here.
        let mut row = std::process::Command::new(std::env::current_exe().unwrap());
        assert!(row.arg("--bench").env(ONLY, name).status().unwrap().success());
    }
}

fn compare(server: &Server, only: Option<&str>) {
    let sides: [(&str, Side); 5] = [
        ("tokio-tungstenite + from_slice", naive),
        ("tokio-tungstenite + from_str", naive_str),
        ("chatwire stream", stream),
        ("chatwire run(handlers)", handled),
        ("chatwire, nobody's", unregistered),
    ];
    let sides = sides.map(|(name, side)| match server.transport {
        Transport::Direct => (name.to_owned(), side),
        _ => (format!("Centrifugo: {name}"), side),
    });
    let mut times = vec![Vec::new(); sides.len()];
    for _ in 0..ROUNDS {
        for ((name, side), times) in sides.iter().zip(&mut times) {
            if only.is_none_or(|only| name.contains(only)) {
                times.push(side(server));
            }
        }
    }
    let mut floor = None;
    for ((name, _), times) in sides.iter().zip(&mut times) {
        times.sort_by(f64::total_cmp);
        let (Some(best), Some(median)) = (times.first(), times.get(times.len() / 2)) else {
            continue;
        };
        let floor = floor.get_or_insert((*best, *median));
        let ratios = (best / floor.0, median / floor.1);
        println!("{name:<48}{best:>9.3}{:>9.2}{median:>9.3}{:>9.2}", ratios.0, ratios.1);
    }
}
