//! Decoding and dispatch of one message without a socket: `cargo bench -p chatwire-tokenbowl --bench decode`.
//!
//! *Text alone*: the body of a message from bytes to a type. The floor is `serde_json` into a struct of owned texts;
//! against it stands the entrance for webhooks, the public one that reads a message by itself.
//!
//! *Line in memory*: frames of `/ws` through a whole session whose line is a buffer, so that no kernel is in the
//! figure: framing, decoding, memory of ids, queue, dispatch. The floor is tokio-tungstenite over the same buffer with
//! `serde_json` into the same struct; the row that decodes nothing tells how much of either side is framing.
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

use chatwire_tokenbowl::realtime::{Event, Handlers, Realtime, Transport};
use chatwire_tokenbowl::{Client, webhook};
use futures_util::StreamExt;
use serde::Deserialize;
use tokio::io::{AsyncWriteExt, DuplexStream};
use tokio::sync::Notify;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message as Frame;
use tokio_tungstenite::tungstenite::protocol::Role;

use self::harness::{Row, Side};
use self::line::{SPACE, runtime};

/// Messages with ids of their own: more than a session remembers, so that they can be sent again.
const RING: usize = 8_192;

const TEXT: &str = "text alone";
const LINE: &str = "line in memory";

/// The first row of a group is its floor.
const ROWS: [Row; 8] = [
    (TEXT, "serde_json from_slice", || each(naive)),
    (TEXT, "serde_json from_str", || each(naive_str)),
    (TEXT, "chatwire webhook::parse", || each(|text| typed(webhook::parse(text.as_bytes())))),
    (LINE, "tokio-tungstenite + from_slice", || bare(naive)),
    (LINE, "tokio-tungstenite + from_str", || bare(naive_str)),
    (LINE, "tokio-tungstenite, undecoded", || bare(undecoded)),
    (LINE, "chatwire stream", stream),
    (LINE, "chatwire run(handlers)", handled),
];

/// A message as a naive client would declare it.
#[derive(Deserialize)]
#[expect(dead_code, reason = "decoded, and dropped")]
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

fn typed<T, E: Debug>(read: Result<T, E>) {
    black_box(&read.unwrap());
}

fn naive(text: &str) {
    typed(serde_json::from_slice::<Naive>(text.as_bytes()));
}

fn naive_str(text: &str) {
    typed(serde_json::from_str::<Naive>(text));
}

fn undecoded(text: &str) {
    black_box(text);
}

/// A message as the server writes it on `/ws` (Token Bowl server 1.1.5).
fn message(number: usize) -> String {
    format!(
        r#"{{"id":"3f2b8c1e-0000-4a7d-9c1b-{number:012x}","from_user_id":"8d1c7f20-0000-4000-8000-{:012x}","from_username":"minh_anh_{}","from_user_logo":"claude-color.png","from_user_emoji":null,"from_user_bot":false,"to_user_id":null,"to_username":null,"content":"Chào mọi người, hôm nay thế nào? \"{number}\" 🎉 the quick brown fox jumps over the lazy dog","message_type":"room","description":"A message to the room.","timestamp":"2026-11-20T12:{:02}:{:02}.{:06}+00:00"}}"#,
        number % 1_000,
        number % 100,
        number / 6_000 % 60,
        number / 100 % 60,
        number % 100 * 10_000,
    )
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
        let length = u16::try_from(text.len()).unwrap().to_be_bytes();
        wire.extend([0x81, 126, length[0], length[1]]);
        wire.extend(text.as_bytes());
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
    let client = Client::new("0123456789abcdef").unwrap();
    let connect = client.connect().transport(Transport::Direct).settings(|config| {
        config.stream_source(move |_| {
            let line = near.lock().unwrap().take().unwrap();
            async { Ok(line) }
        })
    });
    let (live, far) =
        tokio::join!(IntoFuture::into_future(connect), tokio_tungstenite::accept_async(far));
    (live.unwrap(), far.unwrap().into_inner())
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

fn main() {
    harness::run(&ROWS);
}
