//! A websocket client that shows what came.

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

/// What the server did next.
#[derive(Debug, PartialEq)]
pub(crate) enum Seen {
    Text(String),
    Close(u16, String),
    /// The connection ended without a close frame.
    Cut,
}

pub(crate) struct Client(WebSocketStream<TcpStream>);

impl Client {
    /// Opens `path`, or gives the status that refused it: 0 for a connection that was cut.
    pub(crate) async fn open(
        emulator: &Emulator,
        path: &str,
        key: Option<&str>,
    ) -> Result<Self, u16> {
        let url = emulator.url(Platform::TokenBowl).replacen("http", "ws", 1) + path;
        let mut request = url.as_str().into_client_request().unwrap();
        let host = request.uri().authority().unwrap().as_str().to_owned();
        if let Some(key) = key {
            request.headers_mut().insert("x-api-key", HeaderValue::from_str(key).unwrap());
        }
        let stream = TcpStream::connect(&host).await.unwrap();
        match client_async(request, stream).await {
            Ok((socket, _)) => Ok(Self(socket)),
            Err(Error::Http(response)) => Err(response.status().as_u16()),
            // Hung up on instead.
            Err(_) => Err(0),
        }
    }

    /// Opens the direct transport for a user, who gets deliveries when this comes back.
    pub(crate) async fn direct(emulator: &Emulator, user: &str) -> Self {
        let key = emulator.tokenbowl().key(user);
        let mut client = Self::open(emulator, "/ws", Some(&key)).await.unwrap();
        assert_eq!(client.drain().await, Vec::<Value>::new());
        client
    }

    pub(crate) async fn send(&mut self, frame: &Value) {
        self.send_text(&frame.to_string()).await;
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

    pub(crate) async fn json(&mut self) -> Value {
        match self.next().await {
            Seen::Text(text) => serde_json::from_str(&text).unwrap(),
            other => panic!("{other:?}"),
        }
    }

    /// Next frame that is no ping of `/ws`.
    pub(crate) async fn reply(&mut self) -> Value {
        loop {
            let frame = self.json().await;
            if frame["type"] != "ping" {
                return frame;
            }
        }
    }

    pub(crate) async fn ask(&mut self, frame: Value) -> Value {
        self.send(&frame).await;
        self.reply().await
    }

    /// Everything that was sent so far on the direct transport, pings left out.
    pub(crate) async fn drain(&mut self) -> Vec<Value> {
        self.send(&json!({"type": "get_user_profile", "username": "\u{1}"})).await;
        let mut frames = Vec::new();
        loop {
            let frame = self.reply().await;
            if frame["error"] == "User \u{1} not found" {
                return frames;
            }
            frames.push(frame);
        }
    }

    /// Nothing comes for so long.
    pub(crate) async fn is_quiet(&mut self, wait: Duration) -> bool {
        tokio::time::timeout(wait, self.0.next()).await.is_err()
    }

    /// Pings of the websocket itself are answered.
    pub(crate) async fn answers_ping(&mut self, wait: Duration) -> bool {
        self.0.send(Message::Ping(Vec::new().into())).await.unwrap();
        let pong = async {
            while let Some(Ok(message)) = self.0.next().await {
                if matches!(message, Message::Pong(_)) {
                    return true;
                }
            }
            false
        };
        tokio::time::timeout(wait, pong).await.unwrap_or(false)
    }
}
