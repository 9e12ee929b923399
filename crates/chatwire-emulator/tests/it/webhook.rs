//! Webhooks reach a receiver on loopback in the order of the events.

use chatwire_emulator::{Emulator, EmulatorError, Platform};
use serde_json::json;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;

use crate::client::Ask;

/// Takes so many requests, answers each with 204, and returns them as text.
async fn receiver(listener: TcpListener, count: usize) -> Vec<String> {
    let mut received = Vec::new();
    while received.len() < count {
        let (mut socket, _) = listener.accept().await.unwrap();
        let mut bytes = Vec::new();
        // A request is whole when its JSON is.
        loop {
            socket.read_buf(&mut bytes).await.unwrap();
            let text = String::from_utf8_lossy(&bytes).into_owned();
            let body =
                text.split_once("\r\n\r\n").map(|(_, body)| body.to_owned()).unwrap_or_default();
            if serde_json::from_str::<serde_json::Value>(&body).is_ok() {
                received.push(text);
                break;
            }
        }
        socket.write_all(b"HTTP/1.1 204 No Content\r\nconnection: close\r\n\r\n").await.unwrap();
    }
    received
}

#[tokio::test]
async fn messages_and_joins_are_pushed() {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let url = format!("http://{}/hook?secret=1", listener.local_addr().unwrap());
    let receiver = tokio::spawn(receiver(listener, 3));

    let emulator = Emulator::start().await.unwrap();
    let chatluck = emulator.chatluck();
    chatluck.webhook_to(&url).unwrap();
    chatluck.join("general", "alice");
    chatluck.join("general", "alice");
    chatluck.say("general", "alice", "hi");
    Ask::new("POST", &format!("{}/messages", emulator.url(Platform::Chatluck)))
        .header("authorization", &format!("Bearer {}", chatluck.key()))
        .json(&json!({"channel_id": "ch_1", "content": "from the api"}))
        .send()
        .await;
    chatluck.webhooks_settled().await;

    let deliveries = chatluck.deliveries();
    let kinds: Vec<_> =
        deliveries.iter().map(|each| each.body["event_type"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["user.joined", "message.created", "message.created"]);
    assert!(deliveries.iter().all(|each| each.status == Some(204) && each.url == url));
    assert_eq!(deliveries[0].body["channel_id"], "ch_1");
    assert_eq!(deliveries[0].body["user"]["name"], "alice");
    assert_eq!(deliveries[2].body["message"], chatluck.messages("general")[1]);

    let received = receiver.await.unwrap();
    assert!(received[0].starts_with("POST /hook?secret=1 HTTP/1.1\r\n"), "{}", received[0]);
    assert!(received[1].ends_with(&deliveries[1].body.to_string()));
}

#[tokio::test]
async fn a_receiver_that_is_gone_is_recorded() {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    drop(listener);
    let emulator = Emulator::start().await.unwrap();
    emulator.chatluck().webhook_to(&url).unwrap();
    emulator.chatluck().say("general", "alice", "hi");
    emulator.chatluck().webhooks_settled().await;
    assert_eq!(emulator.chatluck().deliveries()[0].status, None);
    let refused = emulator.chatluck().webhook_to("http://example.com/");
    assert!(matches!(refused, Err(EmulatorError::Webhook { .. })));
}

#[tokio::test]
async fn a_burst_is_delivered_as_a_whole() {
    const ALL: usize = 1_100;
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    let receiver = tokio::spawn(receiver(listener, ALL));
    let emulator = Emulator::start().await.unwrap();
    let chatluck = emulator.chatluck();
    chatluck.webhook_to(&url).unwrap();
    // The emulator shares this thread: none is delivered before all wait.
    for nth in 0..ALL {
        chatluck.say("general", "alice", &nth.to_string());
    }
    chatluck.webhooks_settled().await;
    let lost = chatluck.deliveries().iter().filter(|each| each.status.is_none()).count();
    assert_eq!(lost, 0);
    assert!(receiver.await.unwrap()[ALL - 1].contains("\"1099\""));
}
