//! Decoding and dispatch of one chat message without a socket: `cargo bench -p chatwire-kick --bench decode`.
//!
//! *Frame alone*: a frame of Pusher from text to a type. The floor is `serde_json` twice into owned types, for the
//! envelope and for the JSON in its text; against it stands [`Event::parse_frame`], by itself and with a handler called.
//! It is for recorded frames and reads any event; the quick way of a session is in the next group only.
//!
//! *Line in memory*: the same frames through a whole session whose line is a buffer, so that no kernel is in the
//! figure: framing, decoding, memory of ids, queue, dispatch. The floor is tokio-tungstenite over the same buffer with
//! the same `serde_json`; the row that decodes nothing tells how much of either side is framing.
//!
//! *Webhook*: a delivery from headers and body to an event, its signature not looked at (the bench `webhook` does).
//! The floor reads the body alone into owned types.
//!
//! The time is CPU time of the thread; one row alone is run as [`harness`] says.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a bench fails by panicking; the ring is indexed by its own length"
)]

#[path = "../../chatwire-bench/harness/decode.rs"]
mod harness;

#[path = "../../chatwire-bench/harness/line.rs"]
mod line;

use std::fmt::Debug;
use std::hint::black_box;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, LazyLock, Mutex};

use chatwire_kick::pusher::PusherEndpoint;
use chatwire_kick::realtime::{ChatTransport, Connect, Event, Handlers, Realtime};
use chatwire_kick::webhook::{KeySource, WebhookVerifier};
use chatwire_kick::{Client, HeaderMap, HeaderName};
use futures_util::StreamExt;
use serde::Deserialize;
use serde_json::json;
use tokio::io::{AsyncWriteExt, DuplexStream};
use tokio::sync::Notify;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message as Frame;
use tokio_tungstenite::tungstenite::protocol::Role;

use self::harness::{Row, Side};
use self::line::{SPACE, runtime};

const CHANNEL: &str = "chatrooms.9001.v2";
/// Messages with ids of their own: more than a session remembers, so that they can be sent again.
const RING: usize = 8_192;

const FRAME: &str = "frame alone";
const LINE: &str = "line in memory";
const WEBHOOK: &str = "webhook, unverified";

/// The first row of a group is its floor.
const ROWS: [Row; 11] = [
    (FRAME, "serde_json from_slice twice", || each(naive)),
    (FRAME, "serde_json from_str twice", || each(naive_str)),
    (FRAME, "chatwire Event::parse_frame", || each(|text| typed(Event::parse_frame(text)))),
    (FRAME, "chatwire parse_frame + handler", dispatched),
    (LINE, "tokio-tungstenite + from_slice", || bare(naive)),
    (LINE, "tokio-tungstenite + from_str", || bare(naive_str)),
    (LINE, "tokio-tungstenite, undecoded", || bare(undecoded)),
    (LINE, "chatwire stream", stream),
    (LINE, "chatwire run(handlers)", handled),
    (WEBHOOK, "serde_json from_slice", || {
        body(|_, _, body| typed(serde_json::from_slice::<Sent>(body)))
    }),
    (WEBHOOK, "chatwire parse_unverified", || {
        body(|verifier, headers, body| typed(verifier.parse_unverified(headers, body)))
    }),
];

/// A frame, a message and a webhook as a naive client would declare them.
#[derive(Deserialize)]
#[expect(dead_code, reason = "decoded, and dropped")]
struct Envelope {
    event: String,
    data: String,
    channel: Option<String>,
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "decoded, and dropped")]
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
#[expect(dead_code, reason = "decoded, and dropped")]
struct Sender {
    id: u64,
    username: String,
    slug: String,
    identity: Option<Identity>,
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "decoded, and dropped")]
struct Identity {
    #[serde(alias = "username_color")]
    color: String,
    badges: Option<Vec<Badge>>,
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "decoded, and dropped")]
struct Badge {
    #[serde(rename = "type")]
    kind: String,
    text: String,
    count: Option<u64>,
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "decoded, and dropped")]
struct Metadata {
    message_ref: Option<String>,
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "decoded, and dropped")]
struct Sent {
    message_id: String,
    replies_to: Option<Box<Self>>,
    broadcaster: Person,
    sender: Person,
    content: String,
    emotes: Option<Vec<Emote>>,
    created_at: String,
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "decoded, and dropped")]
struct Person {
    is_anonymous: bool,
    user_id: u64,
    username: String,
    is_verified: bool,
    profile_picture: String,
    channel_slug: String,
    identity: Option<Identity>,
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "decoded, and dropped")]
struct Emote {
    emote_id: String,
    positions: Vec<Position>,
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "decoded, and dropped")]
struct Position {
    s: u32,
    e: u32,
}

fn typed<T, E: Debug>(read: Result<T, E>) {
    black_box(&read.unwrap());
}

/// Reads each frame's bytes, as most do.
fn naive(text: &str) {
    let frame: Envelope = serde_json::from_slice(text.as_bytes()).unwrap();
    typed(serde_json::from_slice::<Naive>(frame.data.as_bytes()));
}

/// The same, knowing that the library has checked the text already.
fn naive_str(text: &str) {
    let frame: Envelope = serde_json::from_str(text).unwrap();
    typed(serde_json::from_str::<Naive>(&frame.data));
}

fn undecoded(text: &str) {
    black_box(text);
}

/// A message as the hosted service sends it: JSON in a text of JSON.
fn message(number: usize) -> String {
    let inner = format!(
        r##"{{"id":"3f2b8c1e-0000-4a7d-9c1b-{number:012x}","chatroom_id":9001,"content":"Chào mọi người, hôm nay thế nào? \"{number}\" 🎉 [emote:37226:KEKW] the quick brown fox","type":"message","created_at":"2026-11-20T12:{:02}:{:02}+00:00","sender":{{"id":{},"username":"minh_anh_{}","slug":"minh-anh-{}","identity":{{"color":"#FF9D00","badges":[{{"type":"moderator","text":"Moderator"}},{{"type":"subscriber","text":"Subscriber","count":26}}]}}}},"metadata":{{"message_ref":"17673230{number:05}"}}}}"##,
        number / 6_000 % 60,
        number / 100 % 60,
        77_000 + number % 1_000,
        number % 1_000,
        number % 1_000,
    );
    let data = serde_json::to_string(&inner).unwrap();
    format!(r#"{{"event":"App\\Events\\ChatMessageEvent","data":{data},"channel":"{CHANNEL}"}}"#)
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

/// The messages, and the same as frames one behind the other.
struct Ring {
    texts: Vec<String>,
    wire: Vec<u8>,
    /// Where each frame begins, and where the last one ends.
    starts: Vec<usize>,
}

static MESSAGES: LazyLock<Ring> = LazyLock::new(|| {
    let texts: Vec<String> = (0..RING).map(message).collect();
    let (mut wire, mut starts) = (Vec::new(), vec![0]);
    for text in &texts {
        wire.extend(frame(text));
        starts.push(wire.len());
    }
    Ring { texts, wire, starts }
});

/// Hands over text after text.
fn each(take: fn(&str)) -> Side {
    let mut texts = MESSAGES.texts.iter().cycle();
    Box::new(move |events| texts.by_ref().take(events).for_each(|text| take(text)))
}

/// Hands over frame after frame, as many at once as the line has room for.
fn bursts(mut take: impl FnMut(&'static [u8], usize) + 'static) -> Side {
    let (wire, starts) = (&MESSAGES.wire, &MESSAGES.starts);
    line::bursts(starts.len() - 1, move |frames| {
        take(&wire[starts[frames.start]..starts[frames.end]], frames.len());
    })
}

fn connect() -> Connect {
    let endpoint = PusherEndpoint::server("ws://localhost", "app-key").unwrap();
    let client = Client::builder().build().unwrap();
    client.connect_chat("9001").transport(ChatTransport::Pusher).pusher(endpoint)
}

/// Frame after frame to a handler, without a session around it.
fn dispatched() -> Side {
    let runtime = runtime();
    // Never polled: it only lends its handle to the handlers.
    let handle = runtime.block_on(async { connect().start().unwrap().handle() });
    let handlers = Handlers::new().on_message(|_, message| {
        black_box(&message);
        async {}
    });
    let mut texts = MESSAGES.texts.iter().cycle();
    Box::new(move |events| {
        runtime.block_on(async {
            for text in texts.by_ref().take(events) {
                let event = Event::parse_frame(text).unwrap();
                assert_eq!(handlers.handle(handle.clone(), event).await, 1);
            }
        });
    })
}

/// The naive reader.
fn bare(read: fn(&str)) -> Side {
    let runtime = runtime();
    let (near, mut far) = tokio::io::duplex(SPACE);
    let mut socket = runtime.block_on(WebSocketStream::from_raw_socket(near, Role::Client, None));
    bursts(move |wire, count| {
        runtime.block_on(async {
            far.write_all(wire).await.unwrap();
            for _ in 0..count {
                if let Frame::Text(text) = socket.next().await.unwrap().unwrap() {
                    read(text.as_str());
                }
            }
        });
    })
}

/// A session with default settings, and the server's end of its line.
async fn session() -> (Realtime, DuplexStream) {
    let (near, far) = tokio::io::duplex(SPACE);
    let near = Mutex::new(Some(near));
    let connect = connect().settings(|config| {
        config.stream_source(move |_| {
            let line = near.lock().unwrap().take().unwrap();
            async { Ok(line) }
        })
    });
    let server = async {
        let mut line = tokio_tungstenite::accept_async(far).await.unwrap().into_inner();
        line.write_all(&welcome()).await.unwrap();
        line
    };
    let (live, far) = tokio::join!(IntoFuture::into_future(connect), server);
    (live.unwrap(), far)
}

fn stream() -> Side {
    let runtime = runtime();
    let (mut live, mut far) = runtime.block_on(session());
    bursts(move |wire, count| {
        runtime.block_on(async {
            far.write_all(wire).await.unwrap();
            let mut seen = 0;
            while seen < count {
                let event = live.next().await.unwrap().unwrap();
                seen += usize::from(matches!(black_box(&event), Event::Message(_)));
            }
        });
    })
}

/// Tells when so many events went by.
#[derive(Default)]
struct Gate {
    left: AtomicUsize,
    all: Notify,
}

impl Gate {
    fn pass(&self) {
        if self.left.fetch_sub(1, Ordering::Relaxed) == 1 {
            self.all.notify_one();
        }
    }
}

fn handled() -> Side {
    let runtime = runtime();
    let (live, mut far) = runtime.block_on(session());
    let gate = Arc::new(Gate::default());
    let at_handler = Arc::clone(&gate);
    let mut run = Box::pin(live.run(Handlers::new().on_message(move |_, message| {
        black_box(&message);
        at_handler.pass();
        async {}
    })));
    bursts(move |wire, count| {
        gate.left.store(count, Ordering::Relaxed);
        runtime.block_on(async {
            far.write_all(wire).await.unwrap();
            tokio::select! {
                biased;
                ended = &mut run => unreachable!("{ended:?}"),
                () = gate.all.notified() => {}
            }
        });
    })
}

/// `chat.message.sent`, the most frequent event, as the documentation prints it.
fn body(read: fn(&WebhookVerifier, &HeaderMap, &[u8])) -> Side {
    let user = |id: u32, name: &str| {
        json!({"is_anonymous": false, "user_id": id, "username": name, "is_verified": true,
            "profile_picture": "https://example.com/avatar.jpg", "channel_slug": name,
            "identity": {"username_color": "#FF5733", "badges": [
                {"text": "Moderator", "type": "moderator"},
                {"text": "Subscriber", "type": "subscriber", "count": 3}]}})
    };
    let body = json!({
        "message_id": "3f2b8c1e-0000-4a7d-9c1b-000000000001",
        "replies_to": null,
        "broadcaster": user(123_456_789, "broadcaster_name"),
        "sender": user(987_654_321, "sender_name"),
        "content": "Chào mọi người, hôm nay thế nào? \"1\" 🎉 [emote:4148074:HYPERCLAP]",
        "emotes": [{"emote_id": "4148074", "positions": [{"s": 38, "e": 62}]}],
        "created_at": "2026-01-14T16:08:06Z",
    });
    let body = body.to_string();
    let mut headers = HeaderMap::new();
    for (name, value) in [
        ("kick-event-message-id", "01KBHE78QE4HZY1617D0000001"),
        ("kick-event-subscription-id", "01HZ8X9K2M4N6P8Q0R2S4T6V8W"),
        ("kick-event-signature", "c2lnbmF0dXJl"),
        ("kick-event-message-timestamp", "2026-01-14T16:08:06Z"),
        ("kick-event-type", "chat.message.sent"),
        ("kick-event-version", "1"),
        ("content-type", "application/json"),
        ("user-agent", "Kick-Webhooks"),
    ] {
        headers.insert(HeaderName::from_static(name), value.parse().unwrap());
    }
    let verifier = WebhookVerifier::with_key(KeySource::built_in().unwrap());
    Box::new(move |events| {
        for _ in 0..events {
            read(&verifier, &headers, body.as_bytes());
        }
    })
}

fn main() {
    harness::run(&ROWS);
}
