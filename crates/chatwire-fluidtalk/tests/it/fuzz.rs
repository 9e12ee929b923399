//! Random and mutated answers never panic and never pass for an empty success.

use chatwire_core::testing::Script;
use chatwire_fluidtalk::{ErrorExt, ErrorKind};
use serde_json::{Value, json};

use crate::{characters, handshake, raw};

/// A small generator, so that a failure can be repeated by its seed.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % sides
    }

    fn byte(&mut self) -> u8 {
        u8::try_from(self.roll(256)).unwrap()
    }

    /// A value of any shape.
    fn value(&mut self, depth: usize) -> Value {
        match self.roll(if depth == 0 { 6 } else { 8 }) {
            0 => Value::Null,
            1 => json!(self.roll(2) == 0),
            2 => json!(self.roll(1_000_000)),
            3 => json!(-1.5),
            4 => json!(""),
            5 => json!("2026-01-01T00:00:00Z ||| text"),
            6 => (0..self.roll(3)).map(|_| self.value(depth - 1)).collect(),
            _ => self.object(depth - 1),
        }
    }

    fn object(&mut self, depth: usize) -> Value {
        const NAMES: [&str; 20] = [
            "data",
            "request_id",
            "error",
            "detail",
            "message",
            "code",
            "bubbles",
            "text",
            "delay_ms",
            "followups",
            "id",
            "vision",
            "seen",
            "reply",
            "replies",
            "url",
            "decision",
            "loc",
            "msg",
            "thresholds",
        ];
        let count = self.roll(6);
        (0..count).map(|_| (NAMES[self.roll(NAMES.len())].to_owned(), self.value(depth))).collect()
    }

    /// A valid answer with some bytes changed, cut off or added.
    fn mutated(&mut self, mut bytes: Vec<u8>) -> Vec<u8> {
        for _ in 0..=self.roll(4) {
            let place = self.roll(bytes.len().max(1));
            match self.roll(3) {
                0 => bytes.truncate(place),
                1 => bytes.insert(place.min(bytes.len()), self.byte()),
                _ => {
                    let byte = self.byte();
                    if let Some(old) = bytes.get_mut(place) {
                        *old = byte;
                    }
                }
            }
        }
        bytes
    }
}

async fn ask(status: u16, body: Vec<u8>) {
    let script = Script::new().always(raw(status, "").body(body));
    let (ft, ch) = (handshake(&script), characters(&script));
    let results = [
        ft.inbound_chat("a")
            .message("b")
            .request()
            .map(|r| (r.is_silent(), r.photo_to_send().is_some()))
            .await
            .err(),
        ft.upload_image(vec![1])
            .request()
            .no_retry()
            .map(|r| (r.url.is_empty(), false))
            .await
            .err(),
        ch.chat("p", "h")
            .message("b")
            .request()
            .map(|r| (r.silence().is_some(), r.saw_image().is_some()))
            .await
            .err(),
        ch.trigger("p", "h", "e", "x")
            .request()
            .no_retry()
            .map(|r| (r.silence().is_some(), r.deduped))
            .await
            .err(),
        ch.post("p", "c")
            .request()
            .map(|r| (r.silence().is_some(), r.saw_image().is_some()))
            .await
            .err(),
        ch.self_test().request().no_retry().map(|r| (r.can_fire("p", "e"), r.ok)).await.err(),
        ch.followups()
            .list("p")
            .request()
            .no_retry()
            .map(|r| (r.into_iter().any(|f| f.bubbles().is_empty()), true))
            .await
            .err(),
    ];
    for err in results.into_iter().flatten() {
        assert!(!err.to_string().is_empty());
        assert!(err.detail().is_some(), "{err}");
        let expected = if status == 200 { ErrorKind::Decode } else { ErrorKind::Rejected };
        assert_eq!(err.kind(), expected, "{err}");
    }
}

#[tokio::test(start_paused = true)]
async fn random_values_never_panic() {
    let mut dice = Dice(1);
    for _ in 0..300 {
        let value = if dice.roll(2) == 0 { json!({"data": dice.object(3)}) } else { dice.value(4) };
        for status in [200, 422] {
            ask(status, value.to_string().into_bytes()).await;
        }
    }
}

#[tokio::test(start_paused = true)]
async fn mutated_answers_never_panic() {
    let full = json!({"data": {"session_id": "s", "bubbles": [{"text": "hé 🔥", "delay_ms": 5}], "vision": {"seen": true},
        "followups": [{"id": "f", "handle": "h", "message": "a ||| b"}]}, "request_id": "r"});
    let refusal = json!({"detail": [{"loc": ["body", 1], "msg": "m", "type": "t"}]});
    let mut dice = Dice(2);
    for _ in 0..300 {
        let body = dice.mutated(full.to_string().into_bytes());
        ask(200, body).await;
        let body = dice.mutated(refusal.to_string().into_bytes());
        ask(422, body).await;
        let noise: Vec<u8> = (0..dice.roll(64)).map(|_| dice.byte()).collect();
        ask(200, noise).await;
    }
}
