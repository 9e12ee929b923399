//! One connection of Centrifugo: client protocol v2 in JSON, as the site's realtime server speaks it.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::response::{IntoResponse as _, Response};
use http::header::ORIGIN;
use http::{Request, StatusCode};
use serde_json::{Map, Value, json};
use tokio::sync::mpsc;

use super::Live;
use super::hub::{Out, Outbox, QUEUE, Wire};
use super::pace::Pace;
use super::settings;
use super::token::Bad;
use crate::kick::Shared;
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
/// What the version field says (captures of 2026).
const VERSION: &str = "6.9.6 PRO";

/// How a connection ends by the server's will: code and reason.
struct Close(u16, String);

/// Result of a command, `None` when it is on its way already; or Centrifugo's code and words.
type Answered = Result<Option<Value>, (u16, String)>;

fn refused<T>(code: u16, message: &str) -> Result<T, (u16, String)> {
    Err((code, message.to_owned()))
}

fn bad_request() -> Close {
    Close(3501, "bad request".to_owned())
}

/// The client does not read what waits for it.
fn slow() -> Close {
    Close(3008, "slow".to_owned())
}

fn invalid_token() -> Close {
    Close(3500, "invalid token".to_owned())
}

/// What a connection knows of itself.
struct Session {
    shared: Arc<Shared>,
    region: Option<String>,
    /// For replies. The hub alone keeps the queue open, so that its end is noticed here.
    outbox: mpsc::WeakSender<Out>,
    /// Until the hub has it.
    unconnected: Option<Outbox>,
    pace: Pace,
    /// Once connected: its number, and the client id of its token.
    client: Option<(u64, String)>,
    /// When the token runs out, and the connection with it.
    until: Option<Duration>,
    /// When the pong for the last ping is overdue.
    overdue: Option<Duration>,
    next_ping: Option<Duration>,
    /// A reply found no room: the client takes nothing any more.
    full: bool,
}

/// Whether a request comes from the site's own pages, as far as that is asked.
pub(super) fn from_site<B>(live: &Live, request: &Request<B>) -> bool {
    let origin = request.headers().get(ORIGIN);
    !live.settings.check_origin || origin.is_some_and(|origin| origin == settings::ORIGIN)
}

pub(super) fn open(shared: Arc<Shared>, request: Request<Body>) -> Response {
    if !from_site(&lock(&shared.inner).live, &request) {
        return (StatusCode::FORBIDDEN, "Forbidden\n").into_response();
    }
    let region = request.uri().path().strip_prefix("/regions/");
    let region = region.and_then(|rest| rest.split('/').next()).map(str::to_owned);
    socket::upgrade(request, move |socket| serve(shared, socket, region))
}

async fn serve(shared: Arc<Shared>, mut socket: Socket, region: Option<String>) {
    let (outbox, mut queue) = mpsc::channel(QUEUE);
    let pace = lock(&shared.inner).live.pace.clone();
    let mut session = Session {
        shared,
        region,
        outbox: outbox.downgrade(),
        unconnected: Some(outbox),
        pace,
        client: None,
        until: None,
        overdue: None,
        next_ping: None,
        full: false,
    };
    let ended = session.run(&mut socket, &mut queue).await;
    // The hub must not know the connection any more when the client sees the close.
    if let Some((id, _)) = &session.client {
        lock(&session.shared.inner).live.hub.leave(*id);
    }
    if let Ok(Close(code, reason)) = ended {
        socket.close(code, &reason).await;
    }
}

impl Session {
    async fn run(
        &mut self,
        socket: &mut Socket,
        queue: &mut mpsc::Receiver<Out>,
    ) -> Result<Close, Gone> {
        let stale = self.pace.now().checked_add(STALE);
        let mut batch = Vec::new();
        loop {
            let stale = stale.filter(|_| self.client.is_none());
            let due = [stale, self.next_ping, self.overdue, self.until].into_iter().flatten().min();
            tokio::select! {
                text = socket.next() => {
                    if let Err(close) = self.frame(&text?) {
                        return Ok(close);
                    }
                    if self.full {
                        return Ok(slow());
                    }
                }
                count = queue.recv_many(&mut batch, BATCH) => {
                    if count == 0 {
                        return Ok(slow());
                    }
                    if let Some(close) = self.forward(socket, &mut batch).await? {
                        return Ok(close);
                    }
                }
                () = self.pace.until(due) => {
                    let now = self.pace.now();
                    let is_due = |time: Option<Duration>| time.is_some_and(|time| time <= now);
                    if is_due(stale) {
                        return Ok(Close(3502, "stale".to_owned()));
                    }
                    if is_due(self.until) {
                        return Ok(Close(3005, "connection expired".to_owned()));
                    }
                    if is_due(self.overdue) {
                        return Ok(Close(3012, "no pong".to_owned()));
                    }
                    if is_due(self.next_ping) {
                        self.ping(socket).await?;
                    }
                }
            }
        }
    }

    async fn ping(&mut self, socket: &mut Socket) -> Result<(), Gone> {
        let (interval, pong) = {
            let settings = &lock(&self.shared.inner).live.settings;
            (settings.ping, settings.pong)
        };
        self.next_ping = interval.and_then(|interval| self.pace.now().checked_add(interval));
        let Some(interval) = interval else { return Ok(()) };
        if pong {
            let patience = NO_PONG.min(interval / 3);
            self.overdue = self.overdue.or_else(|| self.pace.now().checked_add(patience));
        }
        socket.send(["{}".to_owned()]).await
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
                Out::Close { code, reason } => {
                    close = Some(Close(code, reason));
                    break;
                }
            }
        }
        if lock(&self.shared.inner).live.settings.batching && !frames.is_empty() {
            frames = vec![frames.join("\n")];
        }
        socket.send(frames).await?;
        Ok(close)
    }

    /// Acts on a frame of commands, which stand in lines.
    fn frame(&mut self, text: &str) -> Result<(), Close> {
        for line in text.lines().filter(|line| !line.trim().is_empty()) {
            let command: Value = serde_json::from_str(line).map_err(|_| bad_request())?;
            let command = command.as_object().ok_or_else(bad_request)?;
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
            return Err(bad_request());
        };
        // Only `send` has no id: nobody waits for it.
        if id == 0 {
            return if method == "send" { Ok(()) } else { Err(bad_request()) };
        }
        let scripted = lock(&self.shared.inner).live.take_refusal(method);
        let answered = match (method.as_str(), self.client.clone(), scripted) {
            ("connect", Some(_), _) => return Err(bad_request()),
            (other, None, _) if other != "connect" => return Err(bad_request()),
            (_, _, Some(refusal)) => Err(refusal),
            ("connect", None, None) => self.connect(id, params)?,
            ("subscribe", Some((line, _)), None) => self.subscribe(id, line, params),
            ("refresh", Some((_, client)), None) => self.refresh(&client, params)?,
            ("unsubscribe", Some((line, _)), None) => {
                lock(&self.shared.inner).live.hub.unsubscribe(line, channel(params));
                Ok(Some(json!({})))
            }
            ("ping", Some(_), None) => Ok(Some(json!({}))),
            ("publish" | "history" | "presence" | "presence_stats", ..) => {
                refused(103, "permission denied")
            }
            _ => refused(104, "method not found"),
        };
        match answered {
            Ok(None) => {}
            Ok(Some(result)) => self.full |= !reply(&self.outbox, id, method, &result),
            Err((code, message)) => {
                // Centrifugo marks internal errors and too many requests so.
                let temporary = matches!(code, 100 | 111);
                let mut error = json!({"code": code, "message": message});
                if let (true, Some(fields)) = (temporary, error.as_object_mut()) {
                    fields.insert("temporary".to_owned(), json!(true));
                }
                self.full |= !reply(&self.outbox, id, "error", &error);
            }
        }
        Ok(())
    }

    fn connect(&mut self, id: u64, params: &Value) -> Result<Answered, Close> {
        let given = params.get("token").and_then(Value::as_str).unwrap_or_default();
        if given.is_empty() {
            return Ok(refused(101, "unauthorized"));
        }
        let now = self.pace.now();
        let mut inner = lock(&self.shared.inner);
        let live = &mut inner.live;
        let (client, until) = match live.tokens.read(given, now) {
            Ok(known) => known,
            Err(Bad::Invalid) => return Err(invalid_token()),
            Err(Bad::Expired) => return Ok(refused(109, "token expired")),
        };
        let outbox = self.unconnected.take().ok_or_else(bad_request)?;
        let line = live.hub.join(Wire::Centrifugo, self.region.clone(), outbox);
        let mut result = json!({"client": line_id(line), "version": VERSION, "expires": true,
            "ttl": seconds(until - now), "session": line_id(line), "node": "emulator"});
        if let (Some(ping), Some(fields)) = (live.settings.ping, result.as_object_mut()) {
            fields.insert("ping".to_owned(), json!(seconds(ping)));
            if live.settings.pong {
                fields.insert("pong".to_owned(), json!(true));
            }
            self.next_ping = now.checked_add(ping);
        }
        self.until = until.checked_add(EXPIRED.min(until - now));
        self.client = Some((line, client));
        self.full |= !reply(&self.outbox, id, "connect", &result);
        Ok(Ok(None))
    }

    fn subscribe(&self, id: u64, line: u64, params: &Value) -> Answered {
        let name = channel(params);
        let mut inner = lock(&self.shared.inner);
        let live = &mut inner.live;
        if name.is_empty() {
            return refused(107, "bad request");
        }
        if live.hub.has(line, name) {
            return refused(105, "already subscribed");
        }
        if name.starts_with("private-") || live.settings.refused.contains(name) {
            return refused(103, "permission denied");
        }
        if live.settings.feed_limit.is_some_and(|limit| live.hub.feeds(line) >= limit) {
            return refused(106, "limit exceeded");
        }
        if live.settings.hold {
            live.hub.hold(line, name, id);
        } else {
            live.hub.subscribe(line, name, id, live.settings.objects);
        }
        Ok(None)
    }

    fn refresh(&mut self, client: &str, params: &Value) -> Result<Answered, Close> {
        let given = params.get("token").and_then(Value::as_str).unwrap_or_default();
        let now = self.pace.now();
        match lock(&self.shared.inner).live.tokens.read(given, now) {
            Ok((of, until)) if of == client => {
                self.until = until.checked_add(EXPIRED.min(until - now));
                let line = self.client.as_ref().map(|(line, _)| line_id(*line));
                Ok(Ok(Some(json!({"client": line, "version": VERSION, "expires": true,
                    "ttl": seconds(until - now)}))))
            }
            Ok(_) | Err(Bad::Invalid) => Err(invalid_token()),
            Err(Bad::Expired) => Ok(refused(110, "expired")),
        }
    }
}

impl Live {
    /// The refusal that the script holds ready for a command.
    fn take_refusal(&mut self, command: &str) -> Option<(u16, String)> {
        let refusals = &mut self.settings.refusals;
        let nth = refusals.iter().position(|refusal| refusal.command == command)?;
        refusals.remove(nth).map(|refusal| (refusal.code, refusal.message))
    }
}

/// Queues a reply behind what was published before it; whether there was room.
fn reply(outbox: &mpsc::WeakSender<Out>, id: u64, name: &str, value: &Value) -> bool {
    let frame = Out::Frame(json!({"id": id, name: value}).to_string());
    outbox.upgrade().is_some_and(|outbox| outbox.try_send(frame).is_ok())
}

fn channel(params: &Value) -> &str {
    params.get("channel").and_then(Value::as_str).unwrap_or_default()
}

/// Rounded up, at least 1: less cannot be said.
fn seconds(time: Duration) -> u64 {
    time.as_secs().saturating_add(u64::from(time.subsec_nanos() > 0)).max(1)
}

/// Id of a connection as clients see it.
fn line_id(id: u64) -> String {
    format!("00000000-0000-4000-b000-{id:012x}")
}
