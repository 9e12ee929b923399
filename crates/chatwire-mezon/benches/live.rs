//! CPU time of one channel message of Mezon, from the socket to the handler and into the caches, and memory over a
//! long run: `cargo bench -p chatwire-mezon --features sqlite-cache --bench live`.
//!
//! The floor is what anybody would write first: tokio-tungstenite with its default settings and prost into the
//! envelope of the schema, without reconnects, queue, memory of ids, caches or handlers. Against it stand the stream
//! and `run(handlers)` of a client with default settings, over the same frames of the same loopback server. Only the
//! client's thread is counted, kernel included; the server writes from a thread on another core. The sides take turns,
//! and the smallest round counts. Rows with the file count all threads but the server's.
//!
//! What a message says comes as JSON text and encoded lists, of which types are made when a handler asks for them. Rows
//! of all parts ask for them in each message; their floor makes types of them as well.
//!
//! `CHATWIRE_BENCH_EVENTS` says how many messages the rows with the file take (200,000).
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
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc;
use std::time::Duration;

use bytes::Bytes;
use chatwire_core::testing::{Answer, Script};
use chatwire_mezon::cache::{CachedMessage, MessageCache, SqliteCache};
use chatwire_mezon::proto::realtime::{ClanDeletedEvent, Envelope, MessageTypingEvent, envelope};
use chatwire_mezon::proto::{Message as _, api};
use chatwire_mezon::realtime::Handlers;
use chatwire_mezon::{Builder, CacheSizes, Client, Event, Realtime};
use futures_util::StreamExt;
use nix::time::ClockId;
use serde::Deserialize;
use tokio_tungstenite::tungstenite::Message as Frame;
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;

use crate::cores::{cpu, pin};

const BOT: i64 = 1_800_000_000_000_000_001;
const EVENTS: u64 = 200_000;
const ROUNDS: usize = 12;
/// Channels that talk in turns.
const CHANNELS: u64 = 50;
/// Messages that are under way at once where a file is written: its queue has room for them.
const BURST: u64 = 2_000;

/// A message as the service sends it, with one mention.
fn message(number: u64) -> envelope::Message {
    let number = i64::try_from(number).unwrap();
    let mention = api::MessageMention {
        user_id: BOT,
        username: "bot".to_owned(),
        s: 0,
        e: 4,
        ..api::MessageMention::default()
    };
    let mentions = api::MessageMentionList { mentions: vec![mention] };
    envelope::Message::ChannelMessage(api::ChannelMessage {
        clan_id: 1_779_484_504_377_790_464,
        channel_id: 1_779_484_504_386_179_072 + number % i64::try_from(CHANNELS).unwrap(),
        message_id: 1_990_000_000_000_000_000 + number,
        sender_id: 1_767_478_432_163_172_352 + number % 1_000,
        username: format!("minh.anh.{}", number % 1_000),
        avatar: "https://cdn.mezon.ai/0/1/1767478432163172352/1718592000000_avatar.png".to_owned(),
        content: format!(
            r#"{{"t":"@bot Chào mọi người, hôm nay thế nào? {number} 🎉 the quick brown fox","ej":[],"hg":[]}}"#
        ),
        channel_label: "general".to_owned(),
        display_name: format!("Minh Anh {}", number % 1_000),
        clan_nick: format!("Minh {}", number % 1_000),
        mentions: mentions.encode_to_vec().into(),
        create_time_seconds: 1_763_700_000 + u32::try_from(number / 200).unwrap(),
        update_time_seconds: 1_763_700_000 + u32::try_from(number / 200).unwrap(),
        mode: 2,
        is_public: true,
        ..api::ChannelMessage::default()
    })
}

/// An event that nobody registered for.
fn typing(number: u64) -> envelope::Message {
    let number = i64::try_from(number).unwrap();
    envelope::Message::MessageTypingEvent(MessageTypingEvent {
        clan_id: 1_779_484_504_377_790_464,
        channel_id: 1_779_484_504_386_179_072 + number % i64::try_from(CHANNELS).unwrap(),
        sender_id: 1_767_478_432_163_172_352 + number % 1_000,
        mode: 2,
        is_public: true,
        sender_username: format!("minh.anh.{}", number % 1_000),
        sender_display_name: format!("Minh Anh {}", number % 1_000),
        ..MessageTypingEvent::default()
    })
}

/// The last event of a round, for those who count nothing.
fn end() -> envelope::Message {
    envelope::Message::ClanDeletedEvent(ClanDeletedEvent { clan_id: 7, deletor: 8 })
}

fn frame(message: envelope::Message) -> Vec<u8> {
    let bytes = Envelope { cid: 0, message: Some(message) }.encode_to_vec();
    let mut wire = vec![0x82];
    match u8::try_from(bytes.len()) {
        Ok(length) if length < 126 => wire.push(length),
        _ => {
            wire.push(126);
            wire.extend(u16::try_from(bytes.len()).unwrap().to_be_bytes());
        }
    }
    wire.extend(bytes);
    wire
}

/// The same of the whole process.
fn cpu_of_all() -> Duration {
    ClockId::CLOCK_PROCESS_CPUTIME_ID.now().unwrap().into()
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap()
}

/// Upgrades without a websocket of the server's own; what the client says is never read.
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
    stream.write_all(answer.as_bytes()).unwrap();
}

/// A server that writes so many events of a kind to one connection after the other, as often as it is told.
struct Server {
    url: String,
    go: mpsc::Sender<u64>,
    /// Nanoseconds of CPU that it took so far.
    used: Arc<AtomicU64>,
}

impl Server {
    fn new(make: fn(u64) -> envelope::Message) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("ws://{}", listener.local_addr().unwrap());
        let (go, wait) = mpsc::channel();
        let used = Arc::new(AtomicU64::new(0));
        let counter = Arc::clone(&used);
        std::thread::spawn(move || {
            pin(1);
            let wire = |from: u64, count: u64| -> Vec<u8> {
                let events = (from..from + count).flat_map(|number| frame(make(number)));
                events.chain(frame(end())).collect()
            };
            // Made once: the server must never be what is waited for.
            let all = wire(0, EVENTS);
            while let Ok((mut stream, _)) = listener.accept() {
                upgrade(&stream);
                let mut sent = 0;
                loop {
                    let Ok(count) = wait.recv() else { return };
                    if count == 0 {
                        break;
                    }
                    // A client that has seen enough hangs up.
                    let _sent = if count == EVENTS {
                        stream.write_all(&all)
                    } else {
                        stream.write_all(&wire(sent, count))
                    };
                    sent += count;
                    counter.store(u64::try_from(cpu().as_nanos()).unwrap(), Ordering::SeqCst);
                }
            }
        });
        Self { url, go, used }
    }

    fn send(&self, events: u64) {
        self.go.send(events).unwrap();
    }

    fn used(&self) -> Duration {
        Duration::from_nanos(self.used.load(Ordering::SeqCst))
    }
}

/// A client that knows its way to the server.
fn client(url: &str, change: impl FnOnce(Builder) -> Builder) -> Client {
    let session = api::Session {
        token: "h.eyJleHAiOjQxMDI0NDQ4MDB9.s".to_owned(),
        ws_url: url.to_owned(),
        ..api::Session::default()
    };
    let login = Script::new().always(Answer::status(200).body(session.encode_to_vec()));
    change(Client::builder(BOT, "key").script(login)).build().unwrap()
}

async fn session(client: &Client) -> Realtime {
    client.connect().without_clans().without_channel_lists().await.unwrap()
}

/// Runs a round and gives microseconds of one event.
type Side = fn(&Server) -> f64;

fn per_event(time: Duration, events: u64) -> f64 {
    time.as_nanos() as f64 / events as f64 / 1_000.0
}

fn naive(server: &Server) -> f64 {
    bare(server, |bytes| {
        std::hint::black_box(&Envelope::decode(bytes).unwrap());
    })
}

/// What a message says, as a naive client would declare it: the keys that the public clients know.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Content {
    t: Option<String>,
    hg: Vec<Tag>,
    ej: Vec<Emoji>,
    mk: Vec<Mark>,
    lk: Vec<Piece>,
    vk: Vec<Piece>,
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "decoded, and dropped")]
struct Piece {
    s: u32,
    e: u32,
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "decoded, and dropped")]
struct Tag {
    #[serde(rename = "channelId", alias = "channelid")]
    channel_id: String,
    s: u32,
    e: u32,
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "decoded, and dropped")]
struct Emoji {
    #[serde(rename = "emojiid")]
    emoji_id: String,
    s: u32,
    e: u32,
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "decoded, and dropped")]
struct Mark {
    #[serde(rename = "type")]
    kind: String,
    s: u32,
    e: u32,
}

/// Makes types of what the message says and whom it names, too.
fn naive_parts(server: &Server) -> f64 {
    bare(server, |bytes| {
        let envelope = Envelope::decode(bytes).unwrap();
        if let Some(envelope::Message::ChannelMessage(message)) = &envelope.message {
            let content: Content = serde_json::from_str(&message.content).unwrap();
            let mentions = api::MessageMentionList::decode(message.mentions.as_ref()).unwrap();
            std::hint::black_box((&content, &mentions));
        }
        std::hint::black_box(&envelope);
    })
}

fn bare(server: &Server, read: impl Fn(Bytes)) -> f64 {
    let used = runtime().block_on(async {
        let address = server.url.trim_start_matches("ws://");
        let stream = tokio::net::TcpStream::connect(address).await.unwrap();
        stream.set_nodelay(true).unwrap();
        let (mut socket, _) = tokio_tungstenite::client_async(&server.url, stream).await.unwrap();
        server.send(EVENTS);
        let start = cpu();
        for _ in 0..EVENTS {
            if let Frame::Binary(bytes) = socket.next().await.unwrap().unwrap() {
                read(bytes);
            }
        }
        per_event(cpu() - start, EVENTS)
    });
    server.send(0);
    used
}

fn stream(server: &Server) -> f64 {
    let used = runtime().block_on(async {
        let mut live = session(&client(&server.url, |builder| builder)).await;
        server.send(EVENTS);
        let start = cpu();
        let mut seen = 0;
        while seen < EVENTS {
            let event = live.next().await.unwrap().unwrap();
            seen += u64::from(matches!(std::hint::black_box(&event), Event::ChannelMessage(_)));
        }
        per_event(cpu() - start, EVENTS)
    });
    server.send(0);
    used
}

fn handled(server: &Server) -> f64 {
    let handlers = Handlers::new().on_channel_message(|_, message| {
        std::hint::black_box(&message);
        async {}
    });
    until_the_end(server, &client(&server.url, |builder| builder), handlers)
}

/// Without caches, which the floor does not have either.
fn handled_only(server: &Server) -> f64 {
    let handlers = Handlers::new().on_channel_message(|_, message| {
        std::hint::black_box(&message);
        async {}
    });
    let client = client(&server.url, |builder| builder.cache_sizes(CacheSizes::none()));
    until_the_end(server, &client, handlers)
}

/// Asks each message for all that it has.
fn all_parts() -> Handlers {
    Handlers::new().on_channel_message(|_, message| {
        std::hint::black_box((message.content(), message.text(), message.mentions()));
        let sender = (message.username(), message.display_name(), message.avatar());
        std::hint::black_box(sender);
        async {}
    })
}

fn handled_parts(server: &Server) -> f64 {
    until_the_end(server, &client(&server.url, |builder| builder), all_parts())
}

fn handled_parts_only(server: &Server) -> f64 {
    let client = client(&server.url, |builder| builder.cache_sizes(CacheSizes::none()));
    until_the_end(server, &client, all_parts())
}

/// Messages that no handler is there for, and no cache.
fn unregistered(server: &Server) -> f64 {
    let client = client(&server.url, |builder| builder.cache_sizes(CacheSizes::none()));
    until_the_end(server, &client, Handlers::new())
}

/// An event that no handler is there for, in a client with default settings.
fn unregistered_typing(server: &Server) -> f64 {
    until_the_end(server, &client(&server.url, |builder| builder), Handlers::new())
}

/// Handles events until the one that ends a round.
fn until_the_end(server: &Server, client: &Client, handlers: Handlers) -> f64 {
    let used = runtime().block_on(async {
        let live = session(client).await;
        let (done, all) = tokio::sync::oneshot::channel();
        let done = std::sync::Mutex::new(Some(done));
        let handlers = handlers.on_clan_deleted(move |_, _| {
            done.lock().unwrap().take().unwrap().send(cpu()).unwrap();
            async {}
        });
        server.send(EVENTS);
        let start = cpu();
        // The server reads nothing, so that a proper end would be waited for in vain.
        let end = tokio::select! {
            ended = live.run(handlers) => unreachable!("{ended:?}"),
            end = all => end.unwrap(),
        };
        per_event(end - start, EVENTS)
    });
    server.send(0);
    used
}

/// Kibibytes of this process.
fn resident() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}

/// A file in a folder of its own, which goes with it.
struct Place(std::path::PathBuf);

impl Place {
    fn new(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("chatwire-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }

    fn file(&self) -> std::path::PathBuf {
        self.0.join("messages.db")
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        std::fs::remove_dir_all(&self.0).unwrap();
    }
}

/// Messages through a whole client: caches, handler, file; each is written before the row ends.
fn whole(events: u64) {
    let server = Server::new(message);
    let place = Place::new("whole");
    runtime().block_on(async {
        let cache = Arc::new(SqliteCache::open(place.file()).await.unwrap());
        let client = client(&server.url, |builder| builder.message_cache(cache.clone()));
        let live = session(&client).await;
        let (told, mut turns) = tokio::sync::mpsc::unbounded_channel();
        let handlers = Handlers::new()
            .on_channel_message(|_, message| {
                std::hint::black_box(&message);
                async {}
            })
            .on_clan_deleted(move |_, _| {
                told.send(()).unwrap();
                async {}
            });
        let feed = async {
            let (start, of_server) = (cpu_of_all(), server.used());
            let mut early = None;
            for turn in 0..events / BURST {
                server.send(BURST);
                turns.recv().await.unwrap();
                cache.flush().await.unwrap();
                if turn == events / BURST / 10 {
                    early = Some(resident());
                }
            }
            let used = (cpu_of_all() - start) - (server.used() - of_server);
            let memory = (early.unwrap() / 1_024.0, resident() / 1_024.0);
            (used, memory)
        };
        let (used, memory) = tokio::select! {
            ended = live.run(handlers) => unreachable!("{ended:?}"),
            outcome = feed => outcome,
        };
        let kept = cache.count().await.unwrap();
        assert_eq!(u64::try_from(kept).unwrap(), events / BURST * BURST, "all are in the file");
        cache.close().await.unwrap();
        println!("{:<40}{:>9.3}", "whole client with caches and file", per_event(used, events));
        let (early, late) = memory;
        println!(
            "memory after {events} messages: {late:.1} MiB; after a tenth of them {early:.1} MiB"
        );
    });
}

/// Writes into the file alone.
fn writes(events: u64) {
    let place = Place::new("writes");
    runtime().block_on(async {
        let cache = SqliteCache::open(place.file()).await.unwrap();
        let records: Vec<CachedMessage> = (0..events).map(record).collect();
        let start = cpu_of_all();
        for (number, record) in (1..).zip(records) {
            cache.offer(record).unwrap();
            if number % BURST == 0 {
                cache.flush().await.unwrap();
            }
        }
        cache.flush().await.unwrap();
        let used = cpu_of_all() - start;
        assert_eq!(u64::try_from(cache.count().await.unwrap()).unwrap(), events);
        cache.close().await.unwrap();
        println!("{:<40}{:>9.3}", "write into the file", per_event(used, events));
    });
}

/// What a cache keeps of a message.
fn record(number: u64) -> CachedMessage {
    let envelope::Message::ChannelMessage(message) = message(number) else { unreachable!() };
    CachedMessage::new(message.channel_id, message.message_id, message.sender_id)
        .clan(message.clan_id)
        .at(message.create_time_seconds)
        .raw_content(message.content)
}

/// Sides of one kind of events, in turns; the first one is the floor.
fn compare(server: &Server, sides: &[(&str, Side)], only: Option<&str>) {
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
        println!("{name:<40}{best:>9.3}{:>9.2}{median:>9.3}{:>9.2}", ratios.0, ratios.1);
    }
}

fn main() {
    // `cargo test --benches` only wants to know that it runs.
    if !std::env::args().any(|argument| argument == "--bench") {
        return;
    }
    // One side alone, for a profiler.
    let only = std::env::var("CHATWIRE_BENCH_ONLY").ok();
    let only = only.as_deref();
    let events = std::env::var("CHATWIRE_BENCH_EVENTS").ok();
    let events = events.map_or(EVENTS, |events| events.parse().unwrap());
    pin(0);
    println!(
        "{:<40}{:>9}{:>9}{:>9}{:>9}",
        "CPU of one event, us", "best", "ratio", "median", "ratio"
    );
    // First, while the process is small.
    if only.is_none_or(|only| only == "whole") {
        whole(events);
    }
    if only.is_none_or(|only| only == "write") {
        writes(events);
    }
    let messages: [(&str, Side); 5] = [
        ("message: tokio-tungstenite + prost", naive),
        ("message: chatwire stream", stream),
        ("message: chatwire run(handlers)", handled),
        ("message: chatwire run, no caches", handled_only),
        ("message: nobody's, no caches", unregistered),
    ];
    let parts: [(&str, Side); 3] = [
        ("all parts: tokio-tungstenite + prost", naive_parts),
        ("all parts: chatwire run(handlers)", handled_parts),
        ("all parts: chatwire run, no caches", handled_parts_only),
    ];
    let server = Server::new(message);
    compare(&server, &messages, only);
    compare(&server, &parts, only);
    let typings: [(&str, Side); 2] =
        [("typing: tokio-tungstenite + prost", naive), ("typing: nobody's", unregistered_typing)];
    compare(&Server::new(typing), &typings, only);
}
