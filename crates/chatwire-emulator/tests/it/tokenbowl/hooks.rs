//! Webhooks: who gets them, how often they are tried, and how long the sender waits.

use std::time::{Duration, Instant};

use chatwire_emulator::tokenbowl::{Release, Role};
use chatwire_emulator::{Emulator, Platform};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;
use tokio::sync::mpsc;

use super::replay::{Names, records};
use super::socket::Client;
use crate::client::{Answer, Ask};

/// Answers `answers` in turn, `hang` with silence, and hands over the path and the body of each request.
async fn receiver(answers: Vec<String>) -> (String, mpsc::UnboundedReceiver<(String, Value)>) {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let origin = format!("http://{}", listener.local_addr().unwrap());
    let (sender, seen) = mpsc::unbounded_channel();
    tokio::spawn(async move {
        let mut hung = Vec::new();
        for nth in 0.. {
            let (mut socket, _) = listener.accept().await.unwrap();
            let mut bytes = Vec::new();
            let (path, body) = loop {
                socket.read_buf(&mut bytes).await.unwrap();
                let text = String::from_utf8_lossy(&bytes).into_owned();
                let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
                if let Ok(body) = serde_json::from_str(body) {
                    break (head.split(' ').nth(1).unwrap().to_owned(), body);
                }
            };
            if sender.send((path, body)).is_err() {
                return;
            }
            match answers.get(nth).map_or("200", String::as_str) {
                "hang" => hung.push(socket),
                status => {
                    let head = format!(
                        "HTTP/1.1 {status} X\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
                    );
                    socket.write_all(head.as_bytes()).await.unwrap();
                }
            }
        }
    });
    (origin, seen)
}

async fn post(emulator: &Emulator, from: &str, body: &Value) -> Answer {
    let url = emulator.url(Platform::TokenBowl) + "/messages";
    Ask::new("POST", &url)
        .header("x-api-key", &emulator.tokenbowl().key(from))
        .json(body)
        .send()
        .await
}

#[tokio::test]
async fn as_recorded() {
    let mut played = 0;
    for (id, record) in records() {
        let Some(case) = id.strip_prefix("2.0.1/webhook/") else { continue };
        let answers = record["webhook_answers"].as_array().unwrap();
        let answers = answers.iter().map(|answer| answer.as_str().unwrap().to_owned()).collect();
        let (origin, mut seen) = receiver(answers).await;
        let emulator = Emulator::start().await.unwrap();
        let tokenbowl = emulator.tokenbowl();
        tokenbowl.webhook_pace(Duration::from_millis(1), Duration::from_millis(200));
        tokenbowl.user("hsender5917");
        tokenbowl.webhook_to("hbob5917", &format!("{origin}/hook"));
        if case == "room" {
            tokenbowl.user_with_role("hbot5917", Role::Bot);
            tokenbowl.webhook_to("hbot5917", &format!("{origin}/bot"));
        }
        let answer = post(&emulator, "hsender5917", &record["call"]["args"]).await;
        assert_eq!(answer.status, 201, "{case}");
        // The answer came after all tries: everything is here.
        let mut names = Names::default();
        let mut expected: Vec<&Value> = record["requests"].as_array().unwrap().iter().collect();
        let mut arrived = Vec::new();
        while let Ok(request) = seen.try_recv() {
            arrived.push(request);
        }
        // Several receivers are called at once.
        arrived.sort_by(|a, b| b.0.cmp(&a.0));
        expected
            .sort_by_key(|request| std::cmp::Reverse(request["path"].as_str().unwrap().to_owned()));
        assert_eq!(arrived.len(), expected.len(), "{case}");
        for ((path, body), recorded) in arrived.iter().zip(expected) {
            assert_eq!(recorded["path"], *path, "{case}");
            names.same(&recorded["body_json"], body).unwrap();
            assert_eq!(*body, answer.json());
        }
        let tries = tokenbowl.deliveries();
        assert_eq!(tries.len(), arrived.len());
        if case == "hang-10s" {
            assert_eq!((tries[0].status, tries[1].status), (None, Some(200)));
        }
        played += 1;
    }
    assert_eq!(played, 5);
}

#[tokio::test]
async fn the_sender_waits_for_the_pauses() {
    let (origin, _seen) =
        receiver(vec!["302".to_owned(), "500".to_owned(), "500".to_owned()]).await;
    let emulator = Emulator::start().await.unwrap();
    let tokenbowl = emulator.tokenbowl();
    tokenbowl.webhook_pace(Duration::from_millis(30), Duration::from_secs(5));
    tokenbowl.webhook_to("bob", &format!("{origin}/hook"));
    let start = Instant::now();
    assert_eq!(post(&emulator, "alice", &json!({"content": "x"})).await.status, 201);
    assert!(start.elapsed() >= Duration::from_millis(90), "30 ms, then 60 ms");
    let statuses: Vec<_> = tokenbowl.deliveries().iter().map(|each| each.status).collect();
    assert_eq!(statuses, [Some(302), Some(500), Some(500)]);
}

#[tokio::test]
async fn who_gets_none() {
    let (origin, mut seen) = receiver(Vec::new()).await;
    let emulator = Emulator::start().await.unwrap();
    let tokenbowl = emulator.tokenbowl();
    for user in ["alice", "vic", "bob"] {
        tokenbowl.webhook_to(user, &format!("{origin}/{user}"));
    }
    tokenbowl.user_with_role("vic", Role::Viewer);
    // Nobody outside this machine is called, and nobody waits for them.
    tokenbowl.webhook_to("far", "https://example.com/hook");
    let id = tokenbowl.say("alice", "room");
    tokenbowl.webhooks_settled().await;
    let (path, body) = seen.try_recv().unwrap();
    assert_eq!((path.as_str(), &body["id"]), ("/bob", &json!(id)));
    assert!(seen.try_recv().is_err(), "neither the sender nor a viewer");

    tokenbowl.release(Release::V0_5_4);
    let mut bob = Client::direct(&emulator, "bob").await;
    tokenbowl.say("alice", "bob is connected");
    tokenbowl.webhooks_settled().await;
    assert_eq!(bob.reply().await["content"], "bob is connected");
    assert!(seen.try_recv().is_err());
    tokenbowl.release(Release::V1_1_5);
    bob.send(&json!({"content": "x", "to_username": "alice"})).await;
    assert_eq!(bob.reply().await["type"], "message_sent");
    tokenbowl.webhooks_settled().await;
    assert_eq!(seen.try_recv().unwrap().0, "/alice");
}
