//! A server of live chat for tests: it does what the test says, over a line in memory.

use std::time::Duration;

use chatwire_core::testing::{Answer, Script};
use chatwire_kick::realtime::{Connect, Event, Lifecycle, Realtime};
use chatwire_kick::{Client, Error};
use futures_util::{SinkExt, StreamExt, TryStreamExt};
use serde_json::{Value, json};
use tokio::io::DuplexStream;
use tokio::sync::mpsc;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::protocol::CloseFrame;

/// Longest wait for anything that must come; time is paused, so it costs nothing.
const LONG: Duration = Duration::from_secs(4_000);

/// What the server gets: connections, with the request that began each.
pub(crate) struct Peer(mpsc::UnboundedReceiver<(http::Request<()>, DuplexStream)>);

/// One connection.
pub(crate) struct Conn {
    pub(crate) request: http::Request<()>,
    socket: WebSocketStream<DuplexStream>,
}

/// Options of a session whose lines lead to the peer, and whose calls are answered by the script.
pub(crate) fn session(script: &Script) -> (Connect, Peer) {
    leading_here(client(script).connect())
}

/// The options with which a session's lines lead to the peer.
pub(crate) fn leading_here(connect: Connect) -> (Connect, Peer) {
    let (connections, peer) = mpsc::unbounded_channel();
    let connect = connect.settings(move |config| {
        config.stream_source(move |request| {
            let (near, far) = tokio::io::duplex(1 << 20);
            connections.send((request, far)).unwrap();
            async { Ok(near) }
        })
    });
    (connect, Peer(peer))
}

pub(crate) fn client(script: &Script) -> Client {
    Client::builder().script(script.clone()).build().unwrap()
}

impl Peer {
    /// The next connection.
    pub(crate) async fn next(&mut self) -> Conn {
        let next = tokio::time::timeout(LONG, self.0.recv()).await;
        let (request, line) = next.unwrap().unwrap();
        Conn { request, socket: tokio_tungstenite::accept_async(line).await.unwrap() }
    }

    /// Refuses the next connection.
    pub(crate) async fn refuse(&mut self, status: u16) {
        use tokio::io::{AsyncReadExt, AsyncWriteExt};
        let next = tokio::time::timeout(LONG, self.0.recv()).await;
        let (_, mut line) = next.unwrap().unwrap();
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            head.push(line.read_u8().await.unwrap());
        }
        let answer = format!("HTTP/1.1 {status} No\r\nContent-Length: 0\r\n\r\n");
        line.write_all(answer.as_bytes()).await.unwrap();
    }

    /// Whether nobody connects for this long.
    pub(crate) async fn is_quiet(&mut self, time: Duration) -> bool {
        !matches!(tokio::time::timeout(time, self.0.recv()).await, Ok(Some(_)))
    }

    /// The next connection, greeted and with all its subscriptions confirmed.
    pub(crate) async fn pusher(&mut self, feeds: usize) -> Conn {
        let mut conn = self.next().await;
        conn.greet(120).await;
        for _ in 0..feeds {
            conn.confirm().await;
        }
        conn
    }

    /// The next connection to Centrifugo, with all its subscriptions confirmed.
    pub(crate) async fn centrifugo(&mut self) -> Conn {
        let mut conn = self.next().await;
        conn.welcome(25).await;
        conn.accept().await;
        conn
    }
}

impl Conn {
    pub(crate) async fn text(&mut self, text: impl Into<String>) {
        self.socket.send(Message::text(text.into())).await.unwrap();
    }

    pub(crate) async fn send(&mut self, frame: Value) {
        self.text(frame.to_string()).await;
    }

    pub(crate) async fn binary(&mut self, bytes: &'static [u8]) {
        self.socket.send(Message::binary(bytes)).await.unwrap();
    }

    /// The next text frame, `None` when the client has hung up.
    pub(crate) async fn try_receive(&mut self) -> Option<Value> {
        let next = async {
            loop {
                match self.socket.next().await {
                    Some(Ok(Message::Text(text))) => return serde_json::from_str(&text).ok(),
                    Some(Ok(Message::Close(_)) | Err(_)) | None => return None,
                    Some(Ok(_)) => {}
                }
            }
        };
        tokio::time::timeout(LONG, next).await.unwrap()
    }

    pub(crate) async fn receive(&mut self) -> Value {
        self.try_receive().await.unwrap()
    }

    /// Whether the client says nothing for this long.
    pub(crate) async fn is_quiet(&mut self, time: Duration) -> bool {
        tokio::time::timeout(time, self.try_receive()).await.is_err()
    }

    pub(crate) async fn close(mut self, code: u16, reason: &str) {
        let frame = CloseFrame { code: code.into(), reason: reason.to_owned().into() };
        self.socket.close(Some(frame)).await.unwrap();
        while let Some(Ok(_)) = self.socket.next().await {}
    }

    pub(crate) async fn greet(&mut self, activity: u64) {
        let data = json!({"socket_id": "123.456", "activity_timeout": activity}).to_string();
        self.send(json!({"event": "pusher:connection_established", "data": data})).await;
    }

    /// Confirms the next subscription and gives its channel.
    pub(crate) async fn confirm(&mut self) -> String {
        let channel = self.subscription().await;
        self.confirmed(&channel).await;
        channel
    }

    pub(crate) async fn confirmed(&mut self, channel: &str) {
        let event = "pusher_internal:subscription_succeeded";
        self.send(json!({"event": event, "data": "{}", "channel": channel})).await;
    }

    /// The next frame, which must be a subscription.
    pub(crate) async fn subscription(&mut self) -> String {
        let frame = self.receive().await;
        assert_eq!(frame.get("event"), Some(&json!("pusher:subscribe")), "{frame}");
        frame.pointer("/data/channel").unwrap().as_str().unwrap().to_owned()
    }

    /// An event as Pusher sends it.
    pub(crate) async fn event(&mut self, name: &str, channel: &str, data: &Value) {
        self.send(json!({"event": name, "channel": channel, "data": data.to_string()})).await;
    }

    pub(crate) async fn say(&mut self, channel: &str, id: &str) {
        self.event("App\\Events\\ChatMessageEvent", channel, &message(id)).await;
    }

    /// Answers the connect command of Centrifugo, and gives it.
    pub(crate) async fn welcome(&mut self, ping: u64) -> Value {
        let connect = self.receive().await;
        let reply = json!({"client": "c", "version": "6.9.6 PRO", "expires": true, "ttl": 2_700,
            "ping": ping, "pong": true});
        self.send(json!({"id": 1, "connect": reply})).await;
        connect
    }

    /// Confirms all subscriptions that are asked for now; gives the channels.
    pub(crate) async fn accept(&mut self) -> Vec<String> {
        let mut channels = Vec::new();
        while let Ok(Some(frame)) =
            tokio::time::timeout(Duration::from_millis(10), self.try_receive()).await
        {
            let channel = frame.pointer("/subscribe/channel").unwrap().as_str().unwrap().to_owned();
            self.send(json!({"id": frame.get("id"), "subscribe": {}})).await;
            channels.push(channel);
        }
        channels
    }

    /// A message as Centrifugo publishes it.
    pub(crate) async fn publish(&mut self, channel: &str, id: &str) {
        self.text(publication(channel, id)).await;
    }
}

pub(crate) fn publication(channel: &str, id: &str) -> String {
    let data = json!({"event": "App\\Events\\ChatMessageEvent", "data": message(id).to_string()});
    json!({"push": {"channel": channel, "pub": {"data": data}}}).to_string()
}

pub(crate) fn message(id: &str) -> Value {
    json!({"id": id, "chatroom_id": 9001, "content": format!("text {id}"), "type": "message",
        "created_at": "2026-01-02T03:04:05+00:00",
        "sender": {"id": 77, "username": "Viewer_1", "slug": "viewer-1",
            "identity": {"color": "#FF9D00", "badges": [{"type": "vip", "text": "VIP"}]}},
        "metadata": {"message_ref": "1767323045000"}})
}

/// Answer that names a server of Centrifugo.
pub(crate) fn centrifugo(region: &str) -> Answer {
    let url = format!("wss://realtime.{region}.test/connection/websocket");
    let connection = json!({"provider": "centrifugo", "credentials": {"url": url}});
    Answer::json(&json!({"data": {"connections": [connection], "mode": "websocket"}}))
}

/// Answer that names an app of Pusher.
pub(crate) fn pusher(key: &str) -> Answer {
    let credentials = json!({"app_key": key, "cluster": "us2"});
    let connection = json!({"provider": "pusher", "credentials": credentials});
    Answer::json(&json!({"data": {"connections": [connection]}}))
}

pub(crate) fn token(text: &str) -> Answer {
    Answer::json(&json!({"data": {"token": text}, "message": "success"}))
}

/// The next event that `want` chooses.
pub(crate) async fn next<T>(live: &mut Realtime, want: impl Fn(Event) -> Option<T>) -> T {
    let search = async {
        while let Some(event) = live.try_next().await.unwrap() {
            if let Some(found) = want(event) {
                return found;
            }
        }
        panic!("the session has ended")
    };
    tokio::time::timeout(LONG, search).await.unwrap()
}

pub(crate) async fn online(live: &mut Realtime) -> Option<bool> {
    next(live, |event| match event {
        Event::Lifecycle(Lifecycle::Online { gap, .. }) => Some(gap.map(|gap| gap.recovered)),
        _ => None,
    })
    .await
}

pub(crate) async fn offline(live: &mut Realtime) -> (Error, Duration) {
    next(live, |event| match event {
        Event::Lifecycle(Lifecycle::Offline { cause, retry_in, .. }) => Some((cause, retry_in)),
        _ => None,
    })
    .await
}

/// Id of the next message.
pub(crate) async fn heard(live: &mut Realtime) -> String {
    let id = |event: Event| event.as_message().map(|message| message.id.to_string());
    next(live, id).await
}

/// The final error.
pub(crate) async fn ended(live: &mut Realtime) -> Error {
    let search = async {
        loop {
            match live.try_next().await {
                Ok(Some(_)) => {}
                Ok(None) => panic!("the session ended without an error"),
                Err(error) => return error,
            }
        }
    };
    tokio::time::timeout(LONG, search).await.unwrap()
}

/// Path of an address that was called.
pub(crate) fn path(url: &str) -> String {
    let uri: http::Uri = url.parse().unwrap();
    uri.path().to_owned()
}
