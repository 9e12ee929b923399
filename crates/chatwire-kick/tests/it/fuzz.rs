//! Mutated frames: read, kept or refused, never a panic, and never the end of a session.

use chatwire_core::testing::Script;
use chatwire_kick::pusher::Pusher;
use chatwire_kick::realtime::{ChatTransport, Event};
use serde_json::json;

use crate::peer::{self, heard, message, publication, session};

/// Small generator with a fixed seed: a failure can be repeated.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % u64::try_from(bound.max(1)).unwrap()).unwrap()
    }

    fn mutate(&mut self, text: &str) -> String {
        let mut bytes = text.as_bytes().to_vec();
        for _ in 0..=self.below(4) {
            let at = self.below(bytes.len());
            match self.below(5) {
                0 => *bytes.get_mut(at).unwrap() = u8::try_from(self.below(256)).unwrap(),
                1 => bytes.truncate(at.max(1)),
                2 => bytes.insert(at, *br#"{}[]",:0ne\u"#.get(self.below(12)).unwrap()),
                3 => drop(bytes.remove(at)),
                _ => {
                    let end = (at + self.below(30)).min(bytes.len());
                    let piece = bytes.get(at..end).unwrap().to_vec();
                    let to = self.below(bytes.len());
                    bytes.splice(to..to, piece);
                }
            }
            if bytes.is_empty() {
                bytes.push(b' ');
            }
        }
        String::from_utf8_lossy(&bytes).into_owned()
    }
}

fn frames() -> Vec<String> {
    let event = |name: &str, data: serde_json::Value| {
        json!({"event": format!("App\\Events\\{name}"), "channel": "chatrooms.9001.v2", "data": data.to_string()}).to_string()
    };
    vec![
        event("ChatMessageEvent", message("é🔥\"\\")),
        event("UserBannedEvent", json!({"user": {"id": 1, "username": "x"}, "duration": 5})),
        event(
            "PollUpdateEvent",
            json!({"poll": {"options": [{"id": 0, "label": "A", "votes": 3}]}}),
        ),
        event(
            "ChatMoveToSupportedChannelEvent",
            json!({"channel": {"playback_url": "x"}, "hosted": {}}),
        ),
        json!({"event": "pusher:error", "data": {"code": 4301, "message": "x"}}).to_string(),
        json!({"event": "pusher_internal:subscription_succeeded", "channel": "a", "data": "{}"})
            .to_string(),
        json!({"event": "pusher:connection_established", "data": "{\"socket_id\":\"1.2\"}"})
            .to_string(),
    ]
}

#[tokio::test]
async fn mutated_frames_are_read_kept_or_refused() {
    let mut random = Random(0x9E37_79B9_7F4A_7C15);
    let frames = frames();
    let mut kinds = std::collections::BTreeMap::new();
    let mut client = Pusher::new();
    client.join("a");
    for turn in 0..20_000 {
        let frame = random.mutate(frames.get(turn % frames.len()).unwrap());
        let kind = Event::parse_frame(&frame).map_or("none", |event| event.kind());
        *kinds.entry(kind).or_insert(0) += 1;
        let mut notices = 0;
        // A refused connection is an error as well; nothing panics.
        let _outcome = client.receive(&frame, |_| notices += 1);
        client.take_outgoing();
    }
    for kind in ["ChatMessage", "UserBanned", "Unknown", "Malformed", "none"] {
        assert!(kinds.get(kind).is_some_and(|count| *count > 100), "{kind}: {kinds:?}");
    }
}

#[test]
fn deep_nesting_is_refused_and_not_followed() {
    let deep = format!("{}1{}", "[".repeat(100_000), "]".repeat(100_000));
    let frame = format!(r#"{{"event":"ChatMessageEvent","channel":"c","data":{deep}}}"#);
    assert_eq!(Event::parse_frame(&frame).unwrap().kind(), "Malformed");
    let frame =
        json!({"event": "New", "channel": "c", "data": format!("{{\"playback_url\":{deep}}}")});
    let Event::Unknown { raw, .. } = Event::parse_frame(&frame.to_string()).unwrap() else {
        panic!()
    };
    assert!(raw.len() < 100, "what stands behind the key is cut off");
}

#[tokio::test(start_paused = true)]
async fn sessions_of_both_transports_survive_mutated_frames() {
    let mut random = Random(42);
    let (connect, mut peer) = session(&Script::new());
    let connect = connect.room("9001").transport(ChatTransport::Pusher);
    let (live, mut conn) = tokio::join!(connect, peer.pusher(1));
    let mut live = live.unwrap();
    let frames = frames();
    for turn in 0..2_000 {
        // What asks for a reconnect may have one.
        let frame = random.mutate(frames.get(turn % 4).unwrap());
        conn.text(frame).await;
    }
    conn.say("chatrooms.9001.v2", "end").await;
    while heard(&mut live).await != "end" {}

    let script = Script::new().answer(peer::centrifugo("eu")).answer(peer::token("t"));
    let (connect, mut peer) = session(&script);
    let (live, mut conn) = tokio::join!(connect.room("9001"), peer.centrifugo());
    let mut live = live.unwrap();
    for _ in 0..2_000 {
        conn.text(random.mutate(&publication("chatrooms.9001.v2", "é🔥\"\\"))).await;
    }
    conn.publish("chatrooms.9001.v2", "end").await;
    while heard(&mut live).await != "end" {}
}
