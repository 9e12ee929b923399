//! CPU time of one chat message over Pusher, from the socket to the handler, and memory of idle sessions:
//! `cargo bench -p chatwire-kick --bench live`.
//!
//! The floor is what anybody would write first: tokio-tungstenite with its default settings and
//! `serde_json` twice into owned types, for the envelope and for the JSON in its text, without reconnects, queue, memory of ids or handlers. Against it
//! stand the stream and `run(handlers)` of a client with default settings, over the same frames of
//! the same loopback server. Only the client's thread is counted, kernel included; the server
//! writes from a thread on another core. The sides take turns, and the smallest round counts.
#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::cast_precision_loss,
    reason = "a bench fails by panicking and prints its result"
)]

#[path = "../../chatwire-bench/harness/cores.rs"]
mod cores;

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc;
use std::time::Duration;

use chatwire_kick::Client;
use chatwire_kick::pusher::PusherEndpoint;
use chatwire_kick::realtime::{ChatTransport, Connect, Event, Handlers, Realtime};
use futures_util::StreamExt;
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
const CHANNEL: &str = "chatrooms.9001.v2";

/// A frame and a message as a naive client would declare them.
#[derive(Deserialize)]
#[expect(dead_code, reason = "decoded, and dropped by the handler")]
struct Envelope {
    event: String,
    data: String,
    channel: Option<String>,
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "decoded, and dropped by the handler")]
struct Naive {
    id: String,
    chatroom_id: u64,
    content: String,
    #[serde(rename = "type")]
    kind: String,
    created_at: String,
    sender: Sender,
    metadata: Option<Metadata>,
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "decoded, and dropped by the handler")]
struct Sender {
    id: u64,
    username: String,
    slug: String,
    identity: Option<Identity>,
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "decoded, and dropped by the handler")]
struct Identity {
    color: String,
    badges: Option<Vec<Badge>>,
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "decoded, and dropped by the handler")]
struct Badge {
    #[serde(rename = "type")]
    kind: String,
    text: String,
    count: Option<u64>,
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "decoded, and dropped by the handler")]
struct Metadata {
    message_ref: Option<String>,
}

/// A message as the hosted service sends it: JSON in a text of JSON.
fn message(number: u64) -> String {
    let inner = format!(
        r##"{{"id":"3f2b8c1e-{:04x}-4a7d-9c1b-{number:012x}","chatroom_id":9001,"content":"Chào mọi người, hôm nay thế nào? \"{number}\" 🎉 [emote:37226:KEKW] the quick brown fox","type":"message","created_at":"2026-11-20T12:{:02}:{:02}+00:00","sender":{{"id":{},"username":"minh_anh_{}","slug":"minh-anh-{}","identity":{{"color":"#FF9D00","badges":[{{"type":"moderator","text":"Moderator"}},{{"type":"subscriber","text":"Subscriber","count":26}}]}}}},"metadata":{{"message_ref":"17673230{number:05}"}}}}"##,
        number >> 48,
        number / 12_000_000 % 60,
        number / 200_000 % 60,
        77_000 + number % 1000,
        number % 1000,
        number % 1000,
    );
    let data = serde_json::to_string(&inner).unwrap();
    format!(r#"{{"event":"App\\Events\\ChatMessageEvent","data":{data},"channel":"{CHANNEL}"}}"#)
}

/// What comes behind all messages, for those who count none.
fn end() -> String {
    format!(r#"{{"event":"App\\Events\\End","data":"{{}}","channel":"{CHANNEL}"}}"#)
}

fn frame(text: &str) -> Vec<u8> {
    let mut wire = vec![0x81];
    match u8::try_from(text.len()) {
        Ok(length) if length < 126 => wire.push(length),
        _ => {
            wire.push(126);
            wire.extend(u16::try_from(text.len()).unwrap().to_be_bytes());
        }
    }
    wire.extend(text.as_bytes());
    wire
}

/// The greeting and the confirmation, which need not wait for what they answer.
fn welcome() -> Vec<u8> {
    let hello = r#"{"event":"pusher:connection_established","data":"{\"socket_id\":\"1.2\",\"activity_timeout\":120}"}"#;
    let event = "pusher_internal:subscription_succeeded";
    let subscribed = format!(r#"{{"event":"{event}","data":"{{}}","channel":"{CHANNEL}"}}"#);
    [frame(hello), frame(&subscribed)].concat()
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap()
}

/// Upgrades without a websocket of the server's own, whose memory would count as the client's.
fn upgrade(stream: &TcpStream) {
    let mut key = String::new();
    for line in BufReader::new(stream).lines() {
        let line = line.unwrap();
        if line.is_empty() {
            break;
        }
        if let Some((name, value)) = line.split_once(": ")
            && name.eq_ignore_ascii_case("sec-websocket-key")
        {
            key = value.to_owned();
        }
    }
    let accept = derive_accept_key(key.as_bytes());
    let answer = format!(
        "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
         Sec-WebSocket-Accept: {accept}\r\n\r\n"
    );
    let mut stream = stream;
    stream.write_all(&[answer.as_bytes(), &welcome()].concat()).unwrap();
}

/// A server that writes all events to one connection after the other, each time it is told to.
fn server() -> (String, mpsc::Sender<()>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("ws://{}", listener.local_addr().unwrap());
    let (go, wait) = mpsc::channel();
    std::thread::spawn(move || {
        pin(1);
        // Made once: the server must never be what is waited for.
        let messages = (0..EVENTS).map(message).chain([end()]);
        let wire = messages.flat_map(|text| frame(&text)).collect::<Vec<u8>>();
        while let Ok((mut stream, _)) = listener.accept() {
            upgrade(&stream);
            if wait.recv().is_err() {
                return;
            }
            // A client that has seen enough hangs up.
            let _sent = stream.write_all(&wire);
            let _until_then = std::io::copy(&mut stream, &mut std::io::sink());
        }
    });
    (url, go)
}

fn connect(client: &Client, url: &str) -> Connect {
    let endpoint = PusherEndpoint::server(url, "app-key").unwrap();
    client.connect_chat("9001").transport(ChatTransport::Pusher).pusher(endpoint)
}

async fn session(url: &str) -> Realtime {
    connect(&Client::builder().build().unwrap(), url).await.unwrap()
}

/// Runs a round and gives microseconds of one event.
type Side = fn(&str, &mpsc::Sender<()>) -> f64;

fn per_event(start: Duration) -> f64 {
    (cpu() - start).as_nanos() as f64 / EVENTS as f64 / 1_000.0
}

/// Reads each frame's bytes, as most do.
fn naive(url: &str, go: &mpsc::Sender<()>) -> f64 {
    bare(url, go, |text| {
        let frame: Envelope = serde_json::from_slice(text.as_bytes()).unwrap();
        serde_json::from_slice(frame.data.as_bytes()).unwrap()
    })
}

/// The same, knowing that the library has checked the text already.
fn naive_str(url: &str, go: &mpsc::Sender<()>) -> f64 {
    bare(url, go, |text| {
        let frame: Envelope = serde_json::from_str(text).unwrap();
        serde_json::from_str(&frame.data).unwrap()
    })
}

fn bare(url: &str, go: &mpsc::Sender<()>, read: fn(&str) -> Naive) -> f64 {
    runtime().block_on(async {
        let address = url.trim_start_matches("ws://");
        let stream = tokio::net::TcpStream::connect(address).await.unwrap();
        stream.set_nodelay(true).unwrap();
        let (mut socket, _) = tokio_tungstenite::client_async(url, stream).await.unwrap();
        for _ in 0..2 {
            socket.next().await.unwrap().unwrap();
        }
        go.send(()).unwrap();
        let start = cpu();
        for _ in 0..EVENTS {
            if let Frame::Text(text) = socket.next().await.unwrap().unwrap() {
                std::hint::black_box(&read(text.as_str()));
            }
        }
        per_event(start)
    })
}

fn stream(url: &str, go: &mpsc::Sender<()>) -> f64 {
    runtime().block_on(async {
        let mut live = session(url).await;
        go.send(()).unwrap();
        let start = cpu();
        let mut seen = 0;
        while seen < EVENTS {
            let event = live.next().await.unwrap().unwrap();
            seen += u64::from(matches!(std::hint::black_box(&event), Event::Message(_)));
        }
        per_event(start)
    })
}

fn handled(url: &str, go: &mpsc::Sender<()>) -> f64 {
    runtime().block_on(async {
        let live = session(url).await;
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
        until(live, handlers, all, go).await
    })
}

/// Messages that no handler is there for.
fn unregistered(url: &str, go: &mpsc::Sender<()>) -> f64 {
    runtime().block_on(async {
        let live = session(url).await;
        let (done, all) = tokio::sync::oneshot::channel();
        let done = std::sync::Mutex::new(Some(done));
        let handlers = Handlers::new().on_unknown(move |_, _, _, _| {
            done.lock().unwrap().take().unwrap().send(cpu()).unwrap();
            async {}
        });
        until(live, handlers, all, go).await
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
    let url = format!("ws://{}", listener.local_addr().unwrap());
    let (go, wait) = mpsc::channel::<usize>();
    let server = std::thread::spawn(move || {
        let mut peers = Vec::with_capacity(IDLE);
        for _ in 0..IDLE {
            let (stream, _) = listener.accept().unwrap();
            upgrade(&stream);
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
        let client = Client::builder().build().unwrap();
        let mut before = 0.0;
        let mut sessions = Vec::with_capacity(IDLE);
        for number in 0..IDLE {
            if number == 1 {
                // The first one pays for TLS settings and tables that all share.
                before = resident();
            }
            let mut live = connect(&client, &url).await.unwrap();
            for _ in 0..3 {
                // Connected, subscribed, online: a program takes them as they come.
                live.next().await.unwrap().unwrap();
            }
            sessions.push(live);
        }
        for (place, group) in sessions.chunks_mut(GROUP).enumerate() {
            // One after another: what the allocator keeps of one burst serves the next.
            for (number, live) in group.iter_mut().enumerate() {
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
        println!("{name:<34}{:>9.1} KiB", idle(*burst));
        return;
    }
    let (url, go) = server();
    pin(0);
    let sides: [(&str, Side); 5] = [
        ("tokio-tungstenite + from_slice", naive),
        ("tokio-tungstenite + from_str", naive_str),
        ("chatwire stream", stream),
        ("chatwire run(handlers)", handled),
        ("chatwire, nobody's", unregistered),
    ];
    let mut times = vec![Vec::new(); sides.len()];
    for _ in 0..ROUNDS {
        for ((name, side), times) in sides.iter().zip(&mut times) {
            if only.as_deref().is_none_or(|only| name.contains(only)) {
                times.push(side(&url, &go));
            }
        }
    }
    println!(
        "{:<34}{:>9}{:>9}{:>9}{:>9}",
        "CPU of one event, us", "best", "ratio", "median", "ratio"
    );
    let mut floor = None;
    for ((name, _), times) in sides.iter().zip(&mut times) {
        times.sort_by(f64::total_cmp);
        let (Some(best), Some(median)) = (times.first(), times.get(times.len() / 2)) else {
            continue;
        };
        let floor = floor.get_or_insert((*best, *median));
        let ratios = (best / floor.0, median / floor.1);
        println!("{name:<34}{best:>9.3}{:>9.2}{median:>9.3}{:>9.2}", ratios.0, ratios.1);
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
