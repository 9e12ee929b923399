//! Decoding and dispatch of one channel message without a socket: `cargo bench -p chatwire-mezon --bench decode`.
//!
//! *Envelope alone*: the bytes of a frame to a type. The floor is prost into the envelope of the schema; against it
//! stand the public readers: [`Frame::parse`], which takes the head off, and [`RawEvent::decode`] behind it.
//! A session reads by ways of its own, which are in the next group only.
//!
//! *Line in memory*: the same frames through a whole session whose line is a buffer, so that no kernel is in the
//! figure: framing, decoding, memory of ids, caches, queue, dispatch. The floor is tokio-tungstenite over the same
//! buffer with prost; the row that decodes nothing tells how much of either side is framing.
//!
//! [`RawEvent::decode`]: chatwire_mezon::event::RawEvent::decode
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

use std::hint::black_box;
use std::sync::{Arc, LazyLock, Mutex};

use bytes::Bytes;
use chatwire_core::testing::{Answer, Script};
use chatwire_mezon::event::Frame;
use chatwire_mezon::proto::realtime::{ClanDeletedEvent, Envelope, envelope};
use chatwire_mezon::proto::{Message as _, api};
use chatwire_mezon::{CacheSizes, Client, Connect, Event, Handlers, Realtime};
use futures_util::StreamExt;
use prost::encoding::encode_varint;
use tokio::io::{AsyncWriteExt, DuplexStream};
use tokio::sync::Notify;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message as WsFrame;
use tokio_tungstenite::tungstenite::protocol::Role;

use self::harness::{Row, Side};
use self::line::{SPACE, runtime};

const BOT: i64 = 1_800_000_000_000_000_001;
/// Channels that talk in turns.
const CHANNELS: i64 = 50;
/// Messages that are sent again and again, as others: more than caches and memories hold.
const RING: usize = 16_384;
/// The first id without the bits that say how often the messages were sent before.
const FIRST: i64 = 1_990_000_000_000_000_000 & !(0x3FFF << LAP_BITS);
/// Where these bits begin: with the sixth byte of an id as the line has it.
const LAP_BITS: u32 = 35;
const LAP_BYTE: usize = 5;

const ENVELOPE: &str = "envelope alone";
const LINE: &str = "line in memory";

/// The first row of a group is its floor.
const ROWS: [Row; 9] = [
    (ENVELOPE, "prost", || each(naive)),
    (ENVELOPE, "chatwire Frame::parse", || each(head)),
    (ENVELOPE, "chatwire parse + decode", || each(decoded)),
    (LINE, "tokio-tungstenite + prost", || bare(|bytes| naive(&bytes))),
    (LINE, "tokio-tungstenite, undecoded", || bare(undecoded)),
    (LINE, "chatwire stream, with caches", stream),
    (LINE, "chatwire run(handlers), with caches", || handled(CacheSizes::default(), listening())),
    (LINE, "chatwire run(handlers), no caches", || handled(CacheSizes::none(), listening())),
    (LINE, "chatwire, nobody's, no caches", || handled(CacheSizes::none(), Handlers::new())),
];

fn naive(bytes: &Bytes) {
    black_box(&Envelope::decode(bytes.clone()).unwrap());
}

fn head(bytes: &Bytes) {
    black_box(&Frame::parse(bytes).unwrap());
}

fn decoded(bytes: &Bytes) {
    black_box(&Frame::parse(bytes).unwrap().event.unwrap().decode().unwrap());
}

#[expect(clippy::needless_pass_by_value, reason = "as the library hands it over")]
fn undecoded(bytes: Bytes) {
    black_box(&bytes);
}

/// A message as the service sends it, with one mention.
fn message(number: usize) -> envelope::Message {
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
        channel_id: 1_779_484_504_386_179_072 + number % CHANNELS,
        message_id: FIRST + number,
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

fn encoded(message: envelope::Message) -> Bytes {
    Envelope { cid: 0, message: Some(message) }.encode_to_vec().into()
}

fn frame(bytes: &[u8]) -> Vec<u8> {
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

/// What ends a burst, for those who count no messages.
static END: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let gone = ClanDeletedEvent { clan_id: 7, deletor: 8 };
    frame(&encoded(envelope::Message::ClanDeletedEvent(gone)))
});

/// The messages, and the same as frames one behind the other.
struct Ring {
    envelopes: Vec<Bytes>,
    wire: Vec<u8>,
    /// Where each frame begins, and where the last one ends.
    starts: Vec<usize>,
    /// Where each id does.
    ids: Vec<usize>,
}

static MESSAGES: LazyLock<Ring> = LazyLock::new(|| {
    let envelopes: Vec<Bytes> = (0..RING).map(|number| encoded(message(number))).collect();
    let (mut wire, mut starts, mut ids) = (Vec::new(), vec![0], Vec::new());
    for (number, envelope) in (0..).zip(&envelopes) {
        let frame = frame(envelope);
        let mut id = Vec::new();
        encode_varint(u64::try_from(FIRST + number).unwrap(), &mut id);
        ids.push(wire.len() + frame.windows(id.len()).position(|bytes| *bytes == id).unwrap());
        wire.extend(frame);
        starts.push(wire.len());
    }
    Ring { envelopes, wire, starts, ids }
});

/// Hands over envelope after envelope.
fn each(take: fn(&Bytes)) -> Side {
    let mut envelopes = MESSAGES.envelopes.iter().cycle();
    Box::new(move |events| envelopes.by_ref().take(events).for_each(take))
}

/// Hands over frame after frame, as many at once as the line has room for, none with an id that came before.
fn bursts(mut take: impl FnMut(&[u8], usize) + 'static) -> Side {
    let Ring { wire, starts, ids, .. } = &*MESSAGES;
    let (mut wire, mut laps) = (wire.clone(), 0_u16);
    line::bursts(RING, move |frames| {
        if frames.start == 0 {
            laps += 1;
        }
        let [low, high] = [laps & 0x7F, laps >> 7].map(|bits| 0x80 | bits.to_le_bytes()[0]);
        for id in &ids[frames.clone()] {
            wire[id + LAP_BYTE..][..2].copy_from_slice(&[low, high]);
        }
        take(&wire[starts[frames.start]..starts[frames.end]], frames.len());
    })
}

/// The naive reader.
fn bare(read: fn(Bytes)) -> Side {
    let runtime = runtime();
    let (near, mut far) = tokio::io::duplex(SPACE);
    let mut socket = runtime.block_on(WebSocketStream::from_raw_socket(near, Role::Client, None));
    bursts(move |wire, count| {
        runtime.block_on(async {
            far.write_all(wire).await.unwrap();
            for _ in 0..count {
                if let WsFrame::Binary(bytes) = socket.next().await.unwrap().unwrap() {
                    read(bytes);
                }
            }
        });
    })
}

fn connect(caches: CacheSizes) -> Connect {
    let session = api::Session {
        token: "h.eyJleHAiOjQxMDI0NDQ4MDB9.s".to_owned(),
        ws_url: "ws://localhost".to_owned(),
        ..api::Session::default()
    };
    let login = Script::new().always(Answer::status(200).body(session.encode_to_vec()));
    let client = Client::builder(BOT, "key").script(login).cache_sizes(caches).build().unwrap();
    client.connect().without_clans().without_channel_lists()
}

/// A session, and the server's end of its line.
async fn session(caches: CacheSizes) -> (Realtime, DuplexStream) {
    let (near, far) = tokio::io::duplex(SPACE);
    let near = Mutex::new(Some(near));
    let connect = connect(caches).settings(|config| {
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
    let (mut live, mut far) = runtime.block_on(session(CacheSizes::default()));
    bursts(move |wire, count| {
        runtime.block_on(async {
            far.write_all(wire).await.unwrap();
            let mut seen = 0;
            while seen < count {
                let event = live.next().await.unwrap().unwrap();
                seen += usize::from(matches!(black_box(&event), Event::ChannelMessage(_)));
            }
        });
    })
}

fn listening() -> Handlers {
    Handlers::new().on_channel_message(|_, message| {
        black_box(&message);
        async {}
    })
}

fn handled(caches: CacheSizes, handlers: Handlers) -> Side {
    let runtime = runtime();
    let (live, mut far) = runtime.block_on(session(caches));
    let over = Arc::new(Notify::new());
    let at_handler = Arc::clone(&over);
    let mut run = Box::pin(live.run(handlers.on_clan_deleted(move |_, _| {
        at_handler.notify_one();
        async {}
    })));
    bursts(move |wire, _| {
        runtime.block_on(async {
            far.write_all(wire).await.unwrap();
            far.write_all(&END).await.unwrap();
            tokio::select! {
                biased;
                ended = &mut run => unreachable!("{ended:?}"),
                () = over.notified() => {}
            }
        });
    })
}

fn main() {
    harness::run(&ROWS);
}
