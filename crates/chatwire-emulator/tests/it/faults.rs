//! Each fault does on the wire what its documentation says.

use std::time::{Duration, Instant};

use chatwire_emulator::{Emulator, Fault, FaultRule, Platform};
use serde_json::json;

use crate::client::{Answer, Ask};

const CHATLUCK: Platform = Platform::Chatluck;

fn write(emulator: &Emulator, text: &str) -> Ask {
    Ask::new("POST", &format!("{}/messages", emulator.url(CHATLUCK)))
        .header("authorization", &format!("Bearer {}", emulator.chatluck().key()))
        .json(&json!({"channel_id": "ch_1", "content": text}))
}

/// Starts with one channel and one fault, writes once, and says how many messages there are then.
async fn meet(fault: Fault) -> (Option<Answer>, usize) {
    let emulator = Emulator::start().await.unwrap();
    emulator.chatluck().channel("general");
    emulator.fault(CHATLUCK, fault);
    let answer = write(&emulator, "hi").try_send().await;
    assert!(emulator.waiting_faults(CHATLUCK).is_empty());
    assert_eq!(emulator.requests(CHATLUCK).len(), 1);
    let stored = emulator.chatluck().messages("general").len();
    assert_eq!(write(&emulator, "after").send().await.status, 201, "only one request is met");
    (answer, stored)
}

#[tokio::test]
async fn status_with_and_without_body() {
    let (answer, stored) = meet(Fault::status(503)).await;
    let answer = answer.unwrap();
    assert_eq!(
        (answer.status, answer.json(), stored),
        (503, json!({"error": "service unavailable"}), 0)
    );
    assert_eq!(answer.header("retry-after"), None);
    let (answer, _) = meet(Fault::retry_after(429, 7)).await;
    assert_eq!(answer.unwrap().header("retry-after"), Some("7"));
    let body = Some(json!({"error": {"code": "E1"}}));
    let date = "Wed, 21 Oct 2065 07:28:00 GMT".to_owned();
    let (answer, _) =
        meet(Fault::Status { status: 429, retry_after: Some(date.clone()), body: body.clone() })
            .await;
    let answer = answer.unwrap();
    assert_eq!((Some(answer.json()), answer.header("retry-after")), (body, Some(date.as_str())));
}

#[tokio::test]
async fn status_has_the_form_of_the_api() {
    let emulator = Emulator::start().await.unwrap();
    let url = emulator.url(Platform::FluidTalk);
    emulator.fault_rule(Platform::FluidTalk, FaultRule::next(Fault::status(502)).times(2));
    let handshake = Ask::new("POST", &format!("{url}/api/v1/bot/chat")).send().await;
    assert_eq!((handshake.status, handshake.json()), (502, json!({"detail": "Bad Gateway"})));
    let characters = Ask::new("GET", &format!("{url}/api/v1/characters/self-test")).send().await;
    let error = json!({"code": "bad_gateway", "message": "Bad Gateway", "type": "server_error",
                       "request_id": "req_fault"});
    assert_eq!(characters.json(), json!({"error": error}));
}

#[tokio::test]
async fn redirect() {
    let (answer, stored) =
        meet(Fault::Redirect { status: 307, location: "http://127.0.0.1:1/".to_owned() }).await;
    let answer = answer.unwrap();
    assert_eq!(
        (answer.status, answer.header("location"), stored),
        (307, Some("http://127.0.0.1:1/"), 0)
    );
}

#[tokio::test]
async fn delay_only_delays() {
    let start = Instant::now();
    let (answer, stored) = meet(Fault::Delay(Duration::from_millis(80))).await;
    assert!(start.elapsed() >= Duration::from_millis(80));
    assert_eq!((answer.unwrap().status, stored), (201, 1));
}

#[tokio::test]
async fn silent_never_answers() {
    let emulator = Emulator::start().await.unwrap();
    emulator.chatluck().channel("general");
    emulator.fault(CHATLUCK, Fault::Silent);
    let waiting =
        tokio::time::timeout(Duration::from_millis(80), write(&emulator, "hi").try_send()).await;
    assert!(waiting.is_err());
    assert_eq!(emulator.chatluck().messages("general").len(), 0);
    assert_eq!(emulator.requests(CHATLUCK).len(), 1);
}

#[tokio::test]
async fn dropped_before_and_after() {
    let (answer, stored) = meet(Fault::DropBefore).await;
    assert!(answer.is_none() && stored == 0);
    let (answer, stored) = meet(Fault::DropAfter).await;
    assert!(answer.is_none() && stored == 1);
}

#[tokio::test]
async fn truncated_body() {
    let (answer, stored) = meet(Fault::Truncate { announce: 500, send: 10 }).await;
    let answer = answer.unwrap();
    assert_eq!((answer.status, answer.header("content-length"), stored), (201, Some("500"), 1));
    assert_eq!(answer.body.len(), 10);
    let (answer, _) = meet(Fault::Truncate { announce: 500, send: 0 }).await;
    assert_eq!(answer.unwrap().body, b"");
}

#[tokio::test]
async fn garbage_empty_and_wrong_label() {
    let (answer, stored) = meet(Fault::Garbage).await;
    let answer = answer.unwrap();
    assert_eq!(
        (answer.status, answer.header("content-type"), stored),
        (200, Some("application/json"), 1)
    );
    assert!(serde_json::from_slice::<serde_json::Value>(&answer.body).is_err());
    let (answer, stored) = meet(Fault::Empty).await;
    assert_eq!((answer.unwrap().body.len(), stored), (0, 1));
    let (answer, stored) = meet(Fault::ContentType("text/html".to_owned())).await;
    let answer = answer.unwrap();
    assert_eq!(
        (answer.header("content-type"), answer.json()["content"].as_str()),
        (Some("text/html"), Some("hi"))
    );
    assert_eq!(stored, 1);
}

#[tokio::test]
async fn faults_wait_for_their_request() {
    let emulator = Emulator::start().await.unwrap();
    emulator.chatluck().channel("general");
    emulator.fault_on(CHATLUCK, "GET", "/v1/users", Fault::status(500));
    assert_eq!(write(&emulator, "hi").send().await.status, 201);
    emulator.fault_rule(CHATLUCK, FaultRule::on("POST", "/v1/messages", Fault::DropBefore).skip(1));
    assert_eq!(write(&emulator, "hi").send().await.status, 201);
    assert!(write(&emulator, "hi").try_send().await.is_none());
    assert_eq!(emulator.waiting_faults(CHATLUCK).len(), 1);
    emulator.clear_faults(CHATLUCK);
    assert!(emulator.waiting_faults(CHATLUCK).is_empty());
}
