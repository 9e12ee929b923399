//! A server of live chat at the other end of a line in memory, in time that stands still.
//!
//! The session is the crate's own, with its real protocol and its real supervisor; only the network and
//! the clock are not. Waiting costs nothing.

use std::time::Duration;

use chatwire_kick::realtime::{Connect, WsConfig};
use chatwire_kick::testing::{Script, Sent};
use chatwire_kick::{Error, ErrorKind};
use futures_util::{SinkExt as _, StreamExt as _};
use serde_json::{Value, json};
use tokio::io::DuplexStream;
use tokio::sync::mpsc;
use tokio::time::timeout;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::protocol::CloseFrame;

use crate::adapter::NotMade;
use crate::script::Payload;
use crate::server::SeenRequest;

/// Longest wait for anything that must come.
pub(super) const LONG: Duration = Duration::from_secs(4_000);

/// How long a session has for what it does at once.
pub(in crate::adapter) const AT_ONCE: Duration = Duration::from_millis(20);

/// Space for what nobody has read yet, in bytes.
const SPACE: usize = 1 << 22;

/// Where a session dials.
pub(in crate::adapter) struct Dialled {
    pub(in crate::adapter) address: String,
    pub(in crate::adapter) request: SeenRequest,
    line: DuplexStream,
}

/// The connections that a session makes.
pub(in crate::adapter) struct Peer(mpsc::UnboundedReceiver<Dialled>);

/// One connection.
pub(in crate::adapter) struct Conn(WebSocketStream<DuplexStream>);

/// Lets the session's lines lead to a peer; a peer that is gone refuses them.
pub(super) fn line(connect: Connect) -> (Connect, Peer) {
    let (lead, peer) = lead();
    (connect.settings(lead), peer)
}

/// What lets the lines of sessions lead to a peer.
pub(in crate::adapter) fn lead() -> (impl Fn(WsConfig) -> WsConfig + Send + Sync + 'static, Peer) {
    let (dialled, peer) = mpsc::unbounded_channel();
    let lead = move |config: WsConfig| {
        let dialled = dialled.clone();
        config.stream_source(move |request| {
            let (near, far) = tokio::io::duplex(SPACE);
            let address = request.uri().to_string();
            let headers = request.headers().iter();
            let headers = headers.map(|(name, value)| {
                (name.as_str().to_owned(), String::from_utf8_lossy(value.as_bytes()).into_owned())
            });
            let seen = SeenRequest {
                method: "GET".into(),
                path: request.uri().path().to_owned(),
                query: request.uri().query().unwrap_or_default().to_owned(),
                headers: headers.collect(),
                body: Vec::new(),
            };
            let sent = dialled.send(Dialled { address, request: seen, line: far });
            async move {
                sent.map(|()| near).map_err(|_| Error::new(ErrorKind::Connect, "nothing listens"))
            }
        })
    };
    (lead, Peer(peer))
}

impl Peer {
    /// The next connection, when one comes in time.
    pub(in crate::adapter) async fn next(&mut self, time: Duration) -> Option<Dialled> {
        timeout(time, self.0.recv()).await.ok().flatten()
    }
}

impl Dialled {
    pub(in crate::adapter) async fn accept(self) -> Result<Conn, NotMade> {
        let accepted = tokio_tungstenite::accept_async(self.line).await;
        accepted.map(Conn).map_err(|trouble| NotMade::Unknown(format!("no handshake: {trouble}")))
    }

    /// Hangs up at once.
    pub(super) fn refuse(self) {
        drop(self.line);
    }
}

impl Conn {
    /// Sends a frame; whoever has gone gets none, which shows in what comes of it.
    pub(in crate::adapter) async fn send(&mut self, payload: &Payload) {
        let message = match payload {
            Payload::Bytes(bytes) => Message::binary(bytes.clone()),
            other => Message::text(other.text()),
        };
        let _ = self.0.send(message).await;
    }

    pub(in crate::adapter) async fn json(&mut self, frame: Value) {
        self.send(&Payload::Json(frame)).await;
    }

    /// Ends the connection; codes that never stand in a frame mean that it breaks off.
    pub(in crate::adapter) async fn close(mut self, code: Option<u16>, reason: &str) {
        let Some(code) = code.filter(|code| !matches!(code, 1004..=1006 | 1015)) else { return };
        let frame = CloseFrame { code: code.into(), reason: reason.to_owned().into() };
        let _ = self.0.close(Some(frame)).await;
        let end = async { while let Some(Ok(_)) = self.0.next().await {} };
        let _ = timeout(LONG, end).await;
    }

    /// The next text by value, when one comes in time; `Err` when the client has hung up.
    pub(in crate::adapter) async fn receive(
        &mut self,
        time: Duration,
    ) -> Result<Option<Value>, ()> {
        let next = async {
            loop {
                match self.0.next().await {
                    Some(Ok(Message::Text(text))) => {
                        return Ok(
                            serde_json::from_str(&text).unwrap_or_else(|_| json!(text.as_str()))
                        );
                    }
                    Some(Ok(Message::Close(_)) | Err(_)) | None => return Err(()),
                    Some(Ok(_)) => {}
                }
            }
        };
        timeout(time, next).await.map_or(Ok(None), |next| next.map(Some))
    }
}

/// Calls that were answered by a script, as a server would have seen them.
pub(super) fn requests(script: &Script) -> Vec<SeenRequest> {
    script.requests().iter().map(seen).collect()
}

fn seen(sent: &Sent) -> SeenRequest {
    let place = sent.url.split_once("://").map_or("", |(_, place)| place);
    let path = place.find('/').and_then(|at| place.get(at..)).unwrap_or_default();
    let (path, query) = path.split_once('?').unwrap_or((path, ""));
    let headers = sent.headers.iter();
    let headers = headers.map(|(name, value)| {
        (name.as_str().to_owned(), String::from_utf8_lossy(value.as_bytes()).into_owned())
    });
    SeenRequest {
        method: sent.method.to_string(),
        path: path.to_owned(),
        query: query.to_owned(),
        headers: headers.collect(),
        body: sent.body.to_vec(),
    }
}
