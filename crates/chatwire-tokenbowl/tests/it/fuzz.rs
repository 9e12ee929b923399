//! Mutated webhook bodies and answers: read or refused, never a panic.

use chatwire_core::testing::{Answer, Script};
use chatwire_tokenbowl::{ErrorKind, webhook};

use crate::scripted;

const BODIES: [&str; 2] = [
    r#"{"id":"m1","from_user_id":"u1","from_username":"alice","from_user_logo":null,"from_user_emoji":"🎳","from_user_bot":false,"to_user_id":null,"to_username":null,"content":"Hi é🔥","message_type":"room","description":"d","timestamp":"2025-10-27T12:00:00+00:00"}"#,
    r#"{"id":7,"from_username":"b","content":"x","timestamp":"t","deep":[[[[{"a":{"b":[]}}]]]]}"#,
];

/// Small generator with a fixed seed: a failure can be repeated.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % u64::try_from(bound.max(1)).unwrap()).unwrap()
    }
}

fn mutate(random: &mut Random, body: &str) -> Vec<u8> {
    let mut bytes = body.as_bytes().to_vec();
    for _ in 0..=random.below(4) {
        let at = random.below(bytes.len());
        match random.below(5) {
            0 => bytes[at] = u8::try_from(random.below(256)).unwrap(),
            1 => bytes.truncate(at.max(1)),
            2 => bytes.insert(at, br#"{}[]",:0ne\"#[random.below(11)]),
            3 => {
                bytes.remove(at);
            }
            _ => {
                let end = (at + random.below(20)).min(bytes.len());
                let piece = bytes[at..end].to_vec();
                let to = random.below(bytes.len());
                bytes.splice(to..to, piece);
            }
        }
        if bytes.is_empty() {
            bytes.push(b' ');
        }
    }
    bytes
}

#[test]
fn mutated_webhooks_are_read_or_refused() {
    let mut random = Random(0x9E37_79B9_7F4A_7C15);
    let (mut read, mut refused) = (0, 0);
    for turn in 0..4_000 {
        let body = mutate(&mut random, BODIES[turn % BODIES.len()]);
        match webhook::parse(&body) {
            Ok(message) => {
                read += 1;
                // What was read can be written and read again.
                let text = serde_json::to_vec(&message).unwrap();
                assert_eq!(webhook::parse(&text).unwrap(), message);
            }
            Err(err) => {
                refused += 1;
                assert_eq!(err.kind(), ErrorKind::Decode, "{err}");
                assert_eq!(&err.body()[..], &body[..]);
            }
        }
    }
    assert!(read > 200 && refused > 200, "{read} read, {refused} refused");
}

#[test]
fn deep_nesting_is_refused_and_not_followed() {
    let deep = format!("{{\"id\":\"m\",\"x\":{}1{}}}", "[".repeat(100_000), "]".repeat(100_000));
    assert_eq!(webhook::parse(deep.as_bytes()).unwrap_err().kind(), ErrorKind::Decode);
}

#[tokio::test(start_paused = true)]
async fn mutated_answers_are_read_or_refused() {
    let mut random = Random(42);
    let page = format!(
        r#"{{"messages":[{}],"pagination":{{"total":9,"offset":0,"limit":1,"has_more":true}}}}"#,
        BODIES[0]
    );
    let answers = (0..2_000).map(|turn| {
        let status = if turn % 4 == 0 { 400 } else { 200 };
        Answer::status(status).body(mutate(&mut random, &page))
    });
    let client = scripted(&answers.fold(Script::new(), Script::answer)).build().unwrap();
    let (mut read, mut refused) = (0, 0);
    for _ in 0..2_000 {
        match client.get_messages().await {
            Ok(_) => read += 1,
            Err(err) => {
                refused += 1;
                assert!(matches!(err.kind(), ErrorKind::Decode | ErrorKind::Rejected), "{err}");
            }
        }
    }
    assert!(read > 100 && refused > 500, "{read} read, {refused} refused");
}
