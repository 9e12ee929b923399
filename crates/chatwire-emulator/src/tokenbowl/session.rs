//! One Centrifugo connection: client protocol v2 in JSON.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::response::Response;
use http::Request;
use serde_json::{Map, Value, json};
use tokio::sync::mpsc;
use tokio::time::{Instant, sleep_until};

use super::Shared;
use super::hub::{Position, client_id};
use super::lines::{Out, Outbox, QUEUE};
use super::token::{self, Bad};
use crate::socket::{self, Gone, Socket};
use crate::world::lock;

/// Longest wait for `connect` (Centrifugo's own default).
const STALE: Duration = Duration::from_secs(10);
/// How long an expired connection lives on (Centrifugo's own default).
const EXPIRED: Duration = Duration::from_secs(25);
/// Longest wait for the answer to a ping, unless pings are closer together (Centrifugo's own default).
const NO_PONG: Duration = Duration::from_secs(8);
/// Frames that are taken from the queue at once.
const BATCH: usize = 64;
/// What the version field says; the number is that of the protocol's generation.
const VERSION: &str = "6.0.0";

/// How a connection ends by the server's will: code and reason.
struct Close(u16, &'static str);

/// The client does not read what waits for it.
const SLOW: Close = Close(3008, "slow");

/// Result of a command, `None` when it is on its way already; or Centrifugo's code and words.
type Answered = Result<Option<Value>, (u16, &'static str)>;

/// Commands that are answered, and what a connection knows of itself.
struct Session {
    shared: Arc<Shared>,
    /// For replies. The hub alone keeps the queue open, so that its end is noticed here.
    outbox: mpsc::WeakSender<Out>,
    /// Until the hub has it.
    unconnected: Option<Outbox>,
    /// Once connected: id and user.
    client: Option<(u64, String)>,
    /// When the token runs out.
    until: Option<Instant>,
    /// When the pong for the last ping is overdue.
    overdue: Option<Instant>,
    /// A reply found no room: the client takes nothing any more.
    full: bool,
}

pub(super) fn open(shared: Arc<Shared>, request: Request<Body>) -> Response {
    socket::upgrade(request, move |socket| serve(shared, socket))
}

async fn serve(shared: Arc<Shared>, mut socket: Socket) {
    let (outbox, mut queue) = mpsc::channel(QUEUE);
    let mut session = Session {
        shared: Arc::clone(&shared),
        outbox: outbox.downgrade(),
        unconnected: Some(outbox),
        client: None,
        until: None,
        overdue: None,
        full: false,
    };
    match session.run(&mut socket, &mut queue).await {
        // The hub must not know the connection any more when the client sees the close.
        Ok(Close(code, reason)) => {
            session.leave();
            socket.close(code, reason).await;
        }
        Err(Gone) => session.leave(),
    }
}

/// When a connection with so much left of its token ends; `None`: never.
fn end_of(left: Duration) -> Option<Instant> {
    Instant::now().checked_add(left.saturating_add(EXPIRED.min(left)))
}

/// Sleeps until then; for ever without a time.
pub(super) async fn until(time: Option<Instant>) {
    match time {
        Some(time) => sleep_until(time).await,
        None => std::future::pending().await,
    }
}

impl Session {
    fn leave(&self) {
        if let Some((id, _)) = &self.client {
            lock(&self.shared.inner).hub.leave(*id);
        }
    }

    async fn run(
        &mut self,
        socket: &mut Socket,
        queue: &mut mpsc::Receiver<Out>,
    ) -> Result<Close, Gone> {
        let stale = Instant::now() + STALE;
        let mut next_ping: Option<Instant> = None;
        let mut batch = Vec::new();
        loop {
            let waiting = self.client.is_none().then_some(stale);
            tokio::select! {
                text = socket.next() => {
                    if let Err(close) = self.frame(&text?) {
                        return Ok(close);
                    }
                    if self.full {
                        return Ok(SLOW);
                    }
                    if self.client.is_some() && next_ping.is_none() {
                        next_ping = Instant::now().checked_add(self.interval());
                    }
                }
                count = queue.recv_many(&mut batch, BATCH) => {
                    if count == 0 {
                        return Ok(SLOW);
                    }
                    if let Some(close) = self.forward(socket, &mut batch).await? {
                        return Ok(close);
                    }
                }
                () = until(waiting) => return Ok(Close(3502, "stale")),
                () = until(next_ping) => {
                    let interval = self.interval();
                    next_ping = Instant::now().checked_add(interval);
                    self.overdue.get_or_insert(Instant::now() + NO_PONG.min(interval / 3));
                    socket.send(["{}".to_owned()]).await?;
                }
                () = until(self.overdue) => return Ok(Close(3012, "no pong")),
                () = until(self.until) => return Ok(Close(3005, "connection expired")),
            }
        }
    }

    /// Sends what waits, in one frame or in several.
    async fn forward(
        &self,
        socket: &mut Socket,
        batch: &mut Vec<Out>,
    ) -> Result<Option<Close>, Gone> {
        let mut frames = Vec::new();
        let mut close = None;
        for out in batch.drain(..) {
            match out {
                Out::Frame(frame) => frames.push(frame),
                Out::RestartClock => {}
                Out::Close { code, reason } => {
                    close = Some((code, reason));
                    break;
                }
            }
        }
        if lock(&self.shared.inner).settings.batching && !frames.is_empty() {
            frames = vec![frames.join("\n")];
        }
        socket.send(frames).await?;
        let Some((code, reason)) = close else { return Ok(None) };
        socket.close(code, &reason).await;
        Err(Gone)
    }

    fn interval(&self) -> Duration {
        lock(&self.shared.inner).settings.ping
    }

    /// Acts on a frame of commands, which stand in lines.
    fn frame(&mut self, text: &str) -> Result<(), Close> {
        for line in text.lines().filter(|line| !line.trim().is_empty()) {
            let command: Value =
                serde_json::from_str(line).map_err(|_| Close(3501, "bad request"))?;
            let command = command.as_object().ok_or(Close(3501, "bad request"))?;
            if command.is_empty() {
                self.overdue = None;
                continue;
            }
            self.command(command)?;
        }
        Ok(())
    }

    fn command(&mut self, command: &Map<String, Value>) -> Result<(), Close> {
        let id = command.get("id").and_then(Value::as_u64).unwrap_or_default();
        let Some((method, params)) = command.iter().find(|(name, _)| *name != "id") else {
            return Err(Close(3501, "bad request"));
        };
        // Only `send` has no id: nobody waits for it.
        if id == 0 {
            return if method == "send" { Ok(()) } else { Err(Close(3501, "bad request")) };
        }
        let answered = match (method.as_str(), self.client.clone()) {
            ("connect", None) => self.connect(id, params)?,
            ("connect", Some(_)) | (_, None) => return Err(Close(3501, "bad request")),
            ("subscribe", Some(client)) => self.subscribe(id, &client, params),
            ("refresh", Some((_, user))) => self.refresh(&user, params)?,
            ("unsubscribe", Some((client, _))) => {
                lock(&self.shared.inner).hub.unsubscribe(client, channel(params));
                Ok(Some(json!({})))
            }
            ("history", Some((client, _))) => self.history(client, params),
            ("presence", Some((client, _))) => {
                let inner = lock(&self.shared.inner);
                if inner.hub.has(client, channel(params)) {
                    Ok(Some(inner.hub.presence(channel(params))))
                } else {
                    Err((103, "permission denied"))
                }
            }
            ("publish", Some(_)) => Err((103, "permission denied")),
            ("ping", Some(_)) => Ok(Some(json!({}))),
            _ => Err((104, "method not found")),
        };
        match answered {
            Ok(None) => {}
            Ok(Some(result)) => self.full |= !reply(&self.outbox, id, method, &result),
            Err((code, message)) => {
                let error = json!({"code": code, "message": message});
                self.full |= !reply(&self.outbox, id, "error", &error);
            }
        }
        Ok(())
    }

    fn connect(&mut self, id: u64, params: &Value) -> Result<Answered, Close> {
        let given = params.get("token").and_then(Value::as_str).unwrap_or_default();
        let claims = match token::read(given) {
            Ok(claims) => claims,
            Err(Bad::Invalid) => return Err(Close(3500, "invalid token")),
            Err(Bad::Expired) => return Ok(Err((109, "token expired"))),
        };
        let outbox = self.unconnected.take().ok_or(Close(3501, "bad request"))?;
        let mut inner = lock(&self.shared.inner);
        let client = inner.hub.join(&claims.user, outbox);
        let mut subs = Map::new();
        if inner.settings.server_side_subs {
            for name in &claims.channels {
                let asked = params.get("subs").and_then(|subs| subs.get(name));
                let recover = asked.and_then(position);
                subs.insert(name.clone(), inner.hub.subscribe(client, name, recover.as_ref()));
            }
        }
        self.until = end_of(claims.left);
        // At least 1: a shorter interval cannot be said.
        let ping = inner.settings.ping.as_secs().max(1);
        let mut result = json!({"client": client_id(client), "version": VERSION, "expires": true,
            "ttl": claims.left.as_secs(), "ping": ping, "pong": true, "session": client_id(client),
            "node": "emulator"});
        if let (false, Some(fields)) = (subs.is_empty(), result.as_object_mut()) {
            fields.insert("subs".to_owned(), Value::Object(subs));
        }
        self.client = Some((client, claims.user));
        self.full |= !reply(&self.outbox, id, "connect", &result);
        Ok(Ok(None))
    }

    fn subscribe(&mut self, id: u64, (client, user): &(u64, String), params: &Value) -> Answered {
        let name = channel(params);
        let mut inner = lock(&self.shared.inner);
        if inner.hub.has(*client, name) {
            return Err((105, "already subscribed"));
        }
        match name.split_once(':') {
            Some(("room", _)) => {}
            Some(("user", whose)) if whose == user => {}
            Some(("user", _)) => return Err((103, "permission denied")),
            _ => return Err((102, "unknown channel")),
        }
        let result = inner.hub.subscribe(*client, name, position(params).as_ref());
        self.full |= !reply(&self.outbox, id, "subscribe", &result);
        Ok(None)
    }

    fn refresh(&mut self, user: &str, params: &Value) -> Result<Answered, Close> {
        let given = params.get("token").and_then(Value::as_str).unwrap_or_default();
        match token::read(given) {
            Ok(claims) if claims.user == user => {
                self.until = end_of(claims.left);
                let ttl = claims.left.as_secs();
                Ok(Ok(Some(json!({"version": VERSION, "expires": true, "ttl": ttl}))))
            }
            Ok(_) | Err(Bad::Invalid) => Err(Close(3500, "invalid token")),
            Err(Bad::Expired) => Ok(Err((110, "expired"))),
        }
    }

    fn history(&self, client: u64, params: &Value) -> Answered {
        let mut inner = lock(&self.shared.inner);
        if !inner.hub.has(client, channel(params)) {
            return Err((103, "permission denied"));
        }
        let limit = params.get("limit").and_then(Value::as_i64).unwrap_or_default();
        let since =
            params.get("since").and_then(|since| since.get("offset")).and_then(Value::as_u64);
        Ok(Some(inner.hub.history(channel(params), limit, since)))
    }
}

/// Queues a reply behind what was published before it; whether there was room. What changes a subscription
/// is answered under the lock, so that nothing published afterwards overtakes the answer.
fn reply(outbox: &mpsc::WeakSender<Out>, id: u64, name: &str, value: &Value) -> bool {
    let frame = Out::Frame(json!({"id": id, name: value}).to_string());
    outbox.upgrade().is_some_and(|outbox| outbox.try_send(frame).is_ok())
}

fn channel(params: &Value) -> &str {
    params.get("channel").and_then(Value::as_str).unwrap_or_default()
}

/// Where a subscription wants to go on; a recovery without a position starts at nothing.
fn position(params: &Value) -> Option<Position> {
    if params.get("recover").and_then(Value::as_bool) != Some(true) {
        return None;
    }
    let epoch = params.get("epoch").and_then(Value::as_str).unwrap_or_default().to_owned();
    let offset = params.get("offset").and_then(Value::as_u64).unwrap_or_default();
    Some(Position { epoch, offset })
}
