//! A program that is slow to take its events.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use bytes::Bytes;
use chatwire_core::testing::{Answer, Script};
use chatwire_mezon::proto::realtime::{Envelope, envelope};
use chatwire_mezon::proto::{Message as _, api};
use chatwire_mezon::realtime::Lifecycle;
use chatwire_mezon::{Client, ErrorKind, Event};
use futures_util::{SinkExt, StreamExt};
use tokio::time::{sleep, timeout};
use tokio_tungstenite::tungstenite::Message;

const CLAN: i64 = 1_840_000_000_000_000_001;

/// Answers to the joins lie behind events that nobody takes: they are not late, and no join is told to have failed.
#[tokio::test(start_paused = true)]
async fn joins_whose_answers_lie_unread_are_not_late() {
    let claims = URL_SAFE_NO_PAD.encode(r#"{"exp":4102444800}"#);
    let session = api::Session {
        token: format!("h.{claims}.s"),
        ws_url: "ws://127.0.0.1:9".to_owned(),
        ..Default::default()
    };
    let clan = api::ClanDesc { clan_id: CLAN, ..Default::default() };
    let list = api::ClanDescList { clandesc: vec![clan] };
    let script = Script::new()
        .answer(Answer::status(200).body(session.encode_to_vec()))
        .always(Answer::status(200).body(list.encode_to_vec()));
    let client = Client::builder(1_800_000_000_000_000_001_i64, "key").script(script);
    let client = client.no_rate_limit().build().unwrap();
    let (send, mut lines) = tokio::sync::mpsc::unbounded_channel();
    let connect = client.connect().without_channel_lists().settings(|config| {
        config.capacity(2).stream_source(move |_| {
            let (near, far) = tokio::io::duplex(64 * 1024);
            send.send(far).unwrap();
            async move { Ok(near) }
        })
    });
    let mut live = connect.start().unwrap();
    let line = lines.recv().await.unwrap();
    let mut peer = tokio_tungstenite::accept_async(line).await.unwrap();
    let mut asked = Vec::new();
    while asked.len() < 2 {
        let Message::Binary(frame) = peer.next().await.unwrap().unwrap() else { continue };
        let asks = Envelope::decode(frame).unwrap();
        if let Some(envelope::Message::ClanJoin(_)) = asks.message {
            asked.push(asks.cid);
        }
    }
    for _ in 0..8 {
        peer.send(Message::Binary(Bytes::from_static(b"\xE2\x12\x03abc"))).await.unwrap();
    }
    for cid in asked {
        let answer = Envelope { cid, message: None }.encode_to_vec();
        peer.send(Message::Binary(answer.into())).await.unwrap();
    }
    // Its own call has its own time, read or not: who waits for it may be the one who should read.
    let handle = live.handle();
    let ping = envelope::Message::Ping(Default::default());
    let call = tokio::spawn(async move { handle.request(ping).await });
    sleep(Duration::from_secs(60)).await;
    assert_eq!(call.await.unwrap().unwrap_err().kind(), ErrorKind::Timeout);
    let mut unknown = 0;
    loop {
        let event = timeout(Duration::from_secs(5), live.next()).await.unwrap().unwrap().unwrap();
        match event {
            Event::Unknown { .. } => unknown += 1,
            Event::Lifecycle(Lifecycle::Online { .. }) => break,
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(unknown, 8);
}
