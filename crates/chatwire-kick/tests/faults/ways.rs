//! The same messages by webhook and by socket: each is handled once, whichever way is faster or fails.

use std::collections::BTreeMap;

use chatwire_emulator::kick::Flaw;
use chatwire_emulator::{Emulator, Fault, Platform};
use chatwire_kick::realtime::{ChatTransport, Realtime, Seen, Source, UnifiedMessage};
use chatwire_kick::webhook::{KeySource, Payload, WebhookVerifier};
use chatwire_kick::{HeaderMap, HeaderName, StatusCode};
use futures_util::StreamExt;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

use crate::{emulator, quick, watched, within};

/// Head and body of one request.
async fn read(stream: &mut TcpStream) -> (HeaderMap, Vec<u8>) {
    let mut bytes = Vec::new();
    while !bytes.ends_with(b"\r\n\r\n") {
        bytes.push(stream.read_u8().await.unwrap());
    }
    let mut headers = HeaderMap::new();
    for line in String::from_utf8(bytes).unwrap().lines() {
        if let Some((name, value)) = line.split_once(": ") {
            headers.insert(HeaderName::try_from(name).unwrap(), value.parse().unwrap());
        }
    }
    let length = headers["content-length"].to_str().unwrap().parse().unwrap();
    let mut body = vec![0; length];
    stream.read_exact(&mut body).await.unwrap();
    (headers, body)
}

/// What a program does that has both: a receiver of webhooks.
async fn receiver(
    emu: &Emulator,
    verifier: WebhookVerifier,
    seen: Seen,
    handled: UnboundedSender<UnifiedMessage>,
) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/kick", listener.local_addr().unwrap());
    emu.kick().webhook_to(&url).unwrap();
    tokio::spawn(async move {
        loop {
            let (mut stream, _) = listener.accept().await.unwrap();
            let (headers, body) = read(&mut stream).await;
            let (status, delivery) = verifier.handle(&headers, body).await;
            let code = status.as_u16();
            let answer =
                format!("HTTP/1.1 {code} X\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
            stream.write_all(answer.as_bytes()).await.unwrap();
            if let Some(delivery) = delivery
                && let Payload::ChatMessageSent(message) = delivery.event.payload
                && seen.is_new(&message.message_id)
            {
                handled.send(UnifiedMessage::from(&*message)).unwrap();
            }
        }
    });
}

/// The other half: a session.
fn listen(mut live: Realtime, handled: UnboundedSender<UnifiedMessage>) {
    tokio::spawn(async move {
        while let Some(event) = live.next().await {
            if let Some(message) = event.unwrap().as_message()
                && handled.send(UnifiedMessage::from(message)).is_err()
            {
                return;
            }
        }
    });
}

/// Both ways at once, into one place.
async fn both(transport: ChatTransport) -> (Emulator, UnboundedReceiver<UnifiedMessage>) {
    let emu = emulator(&["streamer"]).await;
    let kick = emu.kick();
    // Receivers compare the time of a delivery with their own.
    kick.wall_clock(true);
    kick.subscribe_events("streamer", &["chat.message.sent"]);
    let seen = Seen::default();
    let (handled, messages) = unbounded_channel();
    let key = KeySource::from_pem(&kick.public_key()).unwrap();
    receiver(&emu, WebhookVerifier::with_key(key), seen.clone(), handled.clone()).await;
    let live = quick(&emu, transport).room("streamer").seen(seen).await.unwrap();
    watched(&emu, "streamer").await;
    listen(live, handled);
    (emu, messages)
}

/// Takes messages until these have come, each once; how many came by webhook.
async fn once(messages: &mut UnboundedReceiver<UnifiedMessage>, ids: Vec<String>) -> usize {
    let mut missing: BTreeMap<String, usize> =
        ids.into_iter().enumerate().map(|(number, id)| (id, number)).collect();
    let mut by_webhook = 0;
    while !missing.is_empty() {
        let message = within("a message", messages.recv()).await.unwrap();
        let number = missing.remove(message.id.as_str());
        assert_eq!(number.map(|number| number.to_string()), Some(message.content), "came twice");
        assert_eq!(message.username, "bob");
        match message.source {
            Source::Webhook => {
                assert!(message.broadcaster.is_some() && message.chatroom.is_none());
                by_webhook += 1;
            }
            _ => assert!(message.chatroom.is_some() && message.broadcaster.is_none()),
        }
    }
    by_webhook
}

fn say(emu: &Emulator, count: usize) -> Vec<String> {
    (0..count).map(|number| emu.kick().say("streamer", "bob", &number.to_string())).collect()
}

#[tokio::test]
async fn each_message_is_handled_once() {
    for transport in crate::TRANSPORTS {
        let (emu, mut messages) = both(transport).await;
        // Doubled on either way.
        for nth in 0..10 {
            emu.fault(Platform::Kick, Fault::DuplicateFrame { after_frames: nth });
            emu.kick().flaw_next(Flaw::Duplicate);
        }
        let ids = say(&emu, 100);
        once(&mut messages, ids).await;
        within("the deliveries", emu.kick().webhooks_settled()).await;
        let deliveries = emu.kick().deliveries();
        assert!(deliveries.iter().all(|delivery| delivery.status == Some(200)));
        assert_eq!(deliveries.len(), 110);
        // Nothing comes behind: the next one is the next one.
        let last = vec![emu.kick().say("streamer", "bob", "0")];
        once(&mut messages, last).await;
    }
}

/// The socket breaks, and webhooks bring what it misses; they fail, and the socket does.
#[tokio::test]
async fn one_way_stands_in_for_the_other() {
    for transport in crate::TRANSPORTS {
        let (emu, mut messages) = both(transport).await;
        emu.fault_open_sockets(Platform::Kick, &Fault::DropSocket { after_frames: 5 });
        let ids = say(&emu, 50);
        let by_webhook = once(&mut messages, ids).await;
        assert!(by_webhook >= 45, "{transport:?}: {by_webhook}");
        watched(&emu, "streamer").await;
        within("the deliveries", emu.kick().webhooks_settled()).await;
        emu.kick().rotate_key();
        let before = emu.kick().deliveries().len();
        let ids = say(&emu, 50);
        assert_eq!(once(&mut messages, ids).await, 0, "{transport:?}");
        within("the deliveries", emu.kick().webhooks_settled()).await;
        let refused = emu.kick().deliveries().split_off(before);
        let unauthorized = StatusCode::UNAUTHORIZED.as_u16();
        assert!(refused.iter().all(|delivery| delivery.status == Some(unauthorized)));
        assert_eq!(refused.len(), 50);
    }
}

/// A forged delivery under the id of a true message must not keep the true one away.
#[tokio::test]
async fn forged_deliveries_use_up_no_ids() {
    let (emu, mut messages) = both(ChatTransport::Pusher).await;
    for flaw in [Flaw::BadSignature, Flaw::WrongKey, Flaw::TamperedBody, Flaw::NotBase64] {
        emu.kick().flaw_next(flaw);
    }
    let ids = say(&emu, 4);
    assert_eq!(once(&mut messages, ids).await, 0);
    within("the deliveries", emu.kick().webhooks_settled()).await;
    let statuses: Vec<_> = emu.kick().deliveries().iter().map(|each| each.status).collect();
    assert!(statuses.iter().all(|status| matches!(status, Some(400 | 401))), "{statuses:?}");
}
