//! One connection of Pusher Channels, protocol 7.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::response::Response;
use http::Request;
use serde_json::{Value, json};
use tokio::sync::mpsc;

use super::Live;
use super::hub::{Out, QUEUE, Wire, wrapped};
use super::pace::Pace;
use crate::kick::Shared;
use crate::socket::{self, Gone, Socket};
use crate::world::lock;

/// Frames that are taken from the queue at once.
const BATCH: usize = 64;
/// Longest name of a channel.
const LONGEST_NAME: usize = 164;

/// How a connection ends by the server's will: code and reason.
struct Close(u16, String);

/// A connection after its greeting.
struct Session {
    shared: Arc<Shared>,
    /// For answers. The hub alone keeps the queue open, so that its end is noticed here.
    outbox: mpsc::WeakSender<Out>,
    id: u64,
    pace: Pace,
}

pub(super) fn open(shared: Arc<Shared>, request: Request<Body>) -> Response {
    let key = request.uri().path().rsplit('/').next().unwrap_or_default().to_owned();
    let query = request.uri().query().unwrap_or_default();
    let protocol = url::form_urlencoded::parse(query.as_bytes())
        .find(|(name, _)| name == "protocol")
        .map(|(_, value)| value.into_owned());
    socket::upgrade(request, move |socket| serve(shared, socket, key, protocol))
}

async fn serve(shared: Arc<Shared>, mut socket: Socket, key: String, protocol: Option<String>) {
    let (outbox, mut queue) = mpsc::channel(QUEUE);
    let refusal = lock(&shared.inner).live.refusal(&key, protocol.as_deref());
    if let Some(Close(code, reason)) = refusal {
        if socket.send([error(Some(code), &reason)]).await.is_ok() {
            socket.close(code, &reason).await;
        }
        return;
    }
    let answers = outbox.downgrade();
    let (id, pace) = {
        let mut inner = lock(&shared.inner);
        // The queue is new, and so has room for the greeting.
        let greeter = outbox.clone();
        let id = inner.live.hub.join(Wire::Pusher, None, outbox);
        let seconds = inner.live.settings.activity.as_secs().max(1);
        let data = json!({"socket_id": format!("{}.{}", 1_000 + id, 7 * id),
            "activity_timeout": seconds});
        let data = wrapped(&data, inner.live.settings.objects);
        let hello = json!({"event": "pusher:connection_established", "data": data});
        let _sent = greeter.try_send(Out::Frame(hello.to_string()));
        (id, inner.live.pace.clone())
    };
    let mut session = Session { shared: Arc::clone(&shared), outbox: answers, id, pace };
    let ended = session.run(&mut socket, &mut queue).await;
    // The hub must not know the connection any more when the client sees the close.
    lock(&shared.inner).live.hub.leave(id);
    if let Ok(Close(code, reason)) = ended {
        socket.close(code, &reason).await;
    }
}

/// An error event; its data is always an object.
pub(super) fn error(code: Option<u16>, message: &str) -> String {
    json!({"event": "pusher:error", "data": {"code": code, "message": message}}).to_string()
}

impl Live {
    /// Why a connection is not greeted.
    fn refusal(&mut self, key: &str, protocol: Option<&str>) -> Option<Close> {
        if let Some((code, reason)) = self.settings.greetings.pop_front() {
            return Some(Close(code, reason));
        }
        if !self.settings.keys.contains(key) {
            return Some(Close(4001, format!("App key {key} is not known in this cluster")));
        }
        match protocol.map(str::parse::<u32>) {
            Some(Ok(7)) => None,
            Some(Ok(other)) => Some(Close(4007, format!("Protocol version {other} is not spoken"))),
            Some(Err(_)) => Some(Close(4006, "Protocol version is no number".to_owned())),
            None => Some(Close(4008, "No protocol version was given".to_owned())),
        }
    }

    /// What a `pusher:subscribe` is answered, unless it succeeds.
    fn subscribe(&mut self, id: u64, name: &str, auth: &str) -> Option<String> {
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"_-=@,.;".contains(&byte);
        if name.is_empty() || name.len() > LONGEST_NAME || !name.bytes().all(plain) {
            return Some(error(None, &format!("Invalid channel name: {name}")));
        }
        if self.hub.has(id, name) {
            return Some(error(None, &format!("Already subscribed to {name}")));
        }
        let settings = &self.settings;
        let refusal = |kind: &str, why: &str, status: u16| {
            let data = json!({"type": kind, "error": why, "status": status});
            let data = wrapped(&data, settings.objects);
            let event =
                json!({"event": "pusher:subscription_error", "channel": name, "data": data});
            Some(event.to_string())
        };
        let private = name.starts_with("private-") || name.starts_with("presence-");
        if private && settings.grants.get(name).is_none_or(|wanted| wanted != auth) {
            return refusal("AuthError", "This channel needs a valid auth", 401);
        }
        if settings.refused.contains(name) {
            return refusal("AuthError", "This channel is not for you", 403);
        }
        if settings.feed_limit.is_some_and(|limit| self.hub.feeds(id) >= limit) {
            return refusal("LimitReached", "Too many channels on one connection", 429);
        }
        if settings.hold {
            self.hub.hold(id, name, 0);
        } else {
            self.hub.subscribe(id, name, 0, settings.objects);
        }
        None
    }
}

impl Session {
    async fn run(
        &mut self,
        socket: &mut Socket,
        queue: &mut mpsc::Receiver<Out>,
    ) -> Result<Close, Gone> {
        let mut heard = self.pace.now();
        // When the client was asked whether it is still there.
        let mut asked: Option<Duration> = None;
        let mut batch = Vec::new();
        loop {
            let (activity, patience) = {
                let settings = &lock(&self.shared.inner).live.settings;
                (settings.activity, settings.patience)
            };
            // A time that is never reached is none.
            let due = match asked {
                Some(asked) => asked.checked_add(patience),
                None => heard.checked_add(activity),
            };
            tokio::select! {
                text = socket.next() => {
                    heard = self.pace.now();
                    asked = None;
                    if !self.frame(&text?) {
                        return Err(Gone);
                    }
                }
                count = queue.recv_many(&mut batch, BATCH) => {
                    if count == 0 {
                        // Left out because it was too slow.
                        return Err(Gone);
                    }
                    let mut frames = Vec::new();
                    let mut close = None;
                    for out in batch.drain(..) {
                        match out {
                            Out::Frame(frame) => frames.push(frame),
                            Out::Close { code, reason } => {
                                close = Some(Close(code, reason));
                                break;
                            }
                        }
                    }
                    socket.send(frames).await?;
                    if let Some(close) = close {
                        return Ok(close);
                    }
                }
                () = self.pace.until(due) => {
                    if asked.is_some() {
                        let reason = "No pong came in time";
                        socket.send([error(Some(4201), reason)]).await?;
                        return Ok(Close(4201, reason.to_owned()));
                    }
                    asked = Some(self.pace.now());
                    socket.send([self.plain("pusher:ping")]).await?;
                }
            }
        }
    }

    /// A ping or pong.
    fn plain(&self, event: &str) -> String {
        let objects = lock(&self.shared.inner).live.settings.objects;
        json!({"event": event, "data": wrapped(&json!({}), objects)}).to_string()
    }

    /// Acts on a frame of the client; whether the answer had room.
    fn frame(&self, text: &str) -> bool {
        let Some(answer) = self.answer(text) else { return true };
        let outbox = self.outbox.upgrade();
        outbox.is_some_and(|outbox| outbox.try_send(Out::Frame(answer)).is_ok())
    }

    fn answer(&self, text: &str) -> Option<String> {
        let Ok(frame) = serde_json::from_str::<Value>(text) else {
            return Some(error(None, "The message is no JSON"));
        };
        let Some(event) = frame.get("event").and_then(Value::as_str) else {
            return Some(error(None, "The message names no event"));
        };
        let field = |name: &str| {
            let data = frame.get("data").and_then(|data| data.get(name));
            data.and_then(Value::as_str).unwrap_or_default()
        };
        match event {
            "pusher:ping" => {
                let answered = lock(&self.shared.inner).live.settings.answer_pings;
                answered.then(|| self.plain("pusher:pong"))
            }
            "pusher:pong" => None,
            "pusher:subscribe" => {
                let mut inner = lock(&self.shared.inner);
                inner.live.subscribe(self.id, field("channel"), field("auth"))
            }
            "pusher:unsubscribe" => {
                lock(&self.shared.inner).live.hub.unsubscribe(self.id, field("channel"));
                None
            }
            event if event.starts_with("client-") => {
                Some(error(Some(4301), "Client events need a private channel"))
            }
            other => Some(error(None, &format!("Unknown event: {other}"))),
        }
    }
}
