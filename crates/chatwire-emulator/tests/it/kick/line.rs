//! A websocket client that shows what came, on either of Kick's transports.

use std::time::Duration;

use chatwire_emulator::{Emulator, Platform};
use futures_util::{SinkExt as _, StreamExt as _};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::tungstenite::error::Error;
use tokio_tungstenite::tungstenite::http::HeaderValue;
use tokio_tungstenite::{WebSocketStream, client_async};

/// No test waits longer for anything.
const PATIENCE: Duration = Duration::from_secs(20);

/// The only origin that the realtime server answers.
pub(crate) const ORIGIN: &str = "https://kick.com";

/// What the server did next.
#[derive(Debug, PartialEq)]
pub(crate) enum Seen {
    Text(String),
    Close(u16, String),
    /// The connection ended without a close frame.
    Cut,
}

pub(crate) struct Line(WebSocketStream<TcpStream>);

impl Line {
    /// Opens an address, or gives the status that refused it: 0 for a connection that was cut.
    pub(crate) async fn open(url: &str, origin: Option<&str>) -> Result<Self, u16> {
        let mut request = url.into_client_request().unwrap();
        let host = request.uri().authority().unwrap().as_str().to_owned();
        if let Some(origin) = origin {
            request.headers_mut().insert("origin", HeaderValue::from_str(origin).unwrap());
        }
        let stream = TcpStream::connect(&host).await.unwrap();
        match client_async(request, stream).await {
            Ok((socket, _)) => Ok(Self(socket)),
            Err(Error::Http(response)) => Err(response.status().as_u16()),
            // Hung up on instead.
            Err(_) => Err(0),
        }
    }

    /// A greeted Pusher connection with these channels.
    pub(crate) async fn pusher(emulator: &Emulator, channels: &[String]) -> Self {
        let url = emulator.kick().live().pusher_url();
        let mut line = Self::open(&url, None).await.unwrap();
        assert_eq!(line.json().await["event"], "pusher:connection_established");
        for channel in channels {
            line.send(&json!({"event": "pusher:subscribe", "data": {"channel": channel}})).await;
            let answer = line.json().await;
            assert_eq!(answer["event"], "pusher_internal:subscription_succeeded", "{answer}");
        }
        line
    }

    /// A connected Centrifugo connection with these channels.
    pub(crate) async fn centrifugo(emulator: &Emulator, channels: &[String]) -> Self {
        let live = emulator.kick().live();
        Self::centrifugo_at(emulator, &live.centrifugo_url(), channels).await
    }

    /// The same at an address.
    pub(crate) async fn centrifugo_at(emulator: &Emulator, url: &str, channels: &[String]) -> Self {
        let mut line = Self::open(url, Some(ORIGIN)).await.unwrap();
        let token = emulator.kick().live().guest_token("c1");
        let answer = line.ask(json!({"id": 1, "connect": {"token": token, "name": "test"}})).await;
        assert!(answer["connect"].is_object(), "{answer}");
        for (id, channel) in (2..).zip(channels) {
            let answer = line.ask(json!({"id": id, "subscribe": {"channel": channel}})).await;
            assert_eq!(answer, json!({"id": id, "subscribe": {}}));
        }
        line
    }

    pub(crate) async fn send(&mut self, frame: &Value) {
        self.send_text(&frame.to_string()).await;
    }

    /// Whether the connection still took it.
    pub(crate) async fn try_send(&mut self, frame: &Value) -> bool {
        self.0.send(Message::text(frame.to_string())).await.is_ok()
    }

    pub(crate) async fn send_text(&mut self, text: &str) {
        self.0.send(Message::text(text)).await.unwrap();
    }

    pub(crate) async fn next(&mut self) -> Seen {
        loop {
            let message = tokio::time::timeout(PATIENCE, self.0.next()).await.unwrap();
            return match message {
                Some(Ok(Message::Text(text))) => Seen::Text(text.as_str().to_owned()),
                Some(Ok(Message::Close(frame))) => {
                    let frame = frame.unwrap();
                    Seen::Close(frame.code.into(), frame.reason.as_str().to_owned())
                }
                Some(Ok(_)) => continue,
                Some(Err(_)) | None => Seen::Cut,
            };
        }
    }

    /// Whether nothing comes for so long.
    pub(crate) async fn is_quiet(&mut self, wait: Duration) -> bool {
        tokio::time::timeout(wait, self.0.next()).await.is_err()
    }

    /// Next frame, which must be one JSON value.
    pub(crate) async fn json(&mut self) -> Value {
        match self.next().await {
            Seen::Text(text) => serde_json::from_str(&text).unwrap(),
            other => panic!("{other:?}"),
        }
    }

    pub(crate) async fn ask(&mut self, frame: Value) -> Value {
        self.send(&frame).await;
        self.json().await
    }

    /// Next event of either transport: channel, name, data.
    pub(crate) async fn event(&mut self) -> (String, String, Value) {
        let frame = self.json().await;
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let (channel, event) = match frame.get("push") {
            Some(push) => (&push["channel"], &push["pub"]["data"]),
            None => (&frame["channel"], &frame),
        };
        let data = match &event["data"] {
            Value::String(text) => serde_json::from_str(text).unwrap(),
            data => data.clone(),
        };
        (text(channel), text(&event["event"]), data)
    }
}

/// The emulator's address and a path.
pub(crate) fn at(emulator: &Emulator, path: &str) -> String {
    emulator.url(Platform::Kick) + path
}
