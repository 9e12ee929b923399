//! The service at the other end of a line in memory, in time that stands still.
//!
//! It plays what the record has; where the record is silent it is the world that the records were made in.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use chatwire_mezon::realtime::Connect;
use chatwire_mezon::{Error, ErrorKind};
use futures_util::{SinkExt as _, StreamExt as _};
use serde_json::{Value, json};
use tokio::io::DuplexStream;
use tokio::sync::{mpsc, watch};
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::protocol::CloseFrame;

use crate::spec::mezon::frames::{self, Step};
use crate::spec::mezon::world;
use crate::vector::Vector;

/// Space for what nobody has read yet, in bytes.
const SPACE: usize = 1 << 22;

/// What the service has seen since the record began.
#[derive(Debug, Default)]
pub(super) struct Log {
    /// Upgrades, as requests.
    pub(super) handshakes: Vec<Value>,
    /// Frames of the client, heartbeats apart.
    pub(super) frames: Vec<Value>,
}

pub(super) type SharedLog = Arc<Mutex<Log>>;

pub(super) fn noted<T>(log: &SharedLog, note: impl FnOnce(&mut Log) -> T) -> T {
    note(&mut log.lock().unwrap_or_else(PoisonError::into_inner))
}

type Conn = WebSocketStream<DuplexStream>;

/// The lines that a session dials.
#[derive(Debug)]
pub(super) struct Dialled(mpsc::UnboundedReceiver<DuplexStream>);

/// Lets a session's lines lead to a service.
pub(super) fn line(connect: Connect, log: &SharedLog) -> (Connect, Dialled) {
    let (dialled, lines) = mpsc::unbounded_channel();
    let log = Arc::clone(log);
    let connect = connect.settings(move |config| {
        config.stream_source(move |request| {
            let (near, far) = tokio::io::duplex(SPACE);
            let query = request.uri().query().unwrap_or_default();
            let query: Vec<_> = url::form_urlencoded::parse(query.as_bytes())
                .map(|(name, value)| json!([name, value]))
                .collect();
            let headers: BTreeMap<&str, &str> = request
                .headers()
                .iter()
                .map(|(name, value)| (name.as_str(), value.to_str().unwrap_or_default()))
                .collect();
            let seen = json!({
                "method": "GET", "path": request.uri().path(), "query": query, "headers": headers,
            });
            noted(&log, |log| log.handshakes.push(seen));
            let sent = dialled.send(far);
            async move {
                sent.map(|()| near).map_err(|_| Error::new(ErrorKind::Connect, "nothing listens"))
            }
        })
    });
    (connect, Dialled(lines))
}

/// The service.
#[derive(Debug)]
pub(super) struct Service {
    log: SharedLog,
    steps: Vec<Step>,
    /// Frames of the client in the record that have come.
    come: Vec<bool>,
    /// How far the record is played.
    at: usize,
    /// Answers to calls of the API in the record, by name, oldest first: what was asked, code and body.
    calls: BTreeMap<String, Vec<(Value, u16, Vec<u8>)>>,
    /// Whether the record has begun.
    plays: watch::Receiver<bool>,
    /// Whether the server ends the line when the record begins.
    closes: bool,
    /// What is pushed before the record begins.
    pushed: mpsc::UnboundedReceiver<Vec<u8>>,
}

impl Service {
    pub(super) fn new(
        vector: &Vector,
        log: &SharedLog,
        plays: watch::Receiver<bool>,
        pushed: mpsc::UnboundedReceiver<Vec<u8>>,
    ) -> Self {
        let steps = frames::steps(vector);
        let mut calls = BTreeMap::<String, Vec<_>>::new();
        for (request, answer) in vector.requests.iter().zip(&vector.responses) {
            let name = request.path.rsplit('/').next().unwrap_or_default().to_owned();
            let code = grpc_of(answer.status.unwrap_or(200));
            let asked = request.body_json.clone().unwrap_or_else(|| json!({}));
            calls.entry(name).or_default().push((asked, code, world::body(answer)));
        }
        Self {
            log: Arc::clone(log),
            come: vec![false; steps.len()],
            steps,
            at: 0,
            calls,
            plays,
            closes: vector.call.method.contains("server closes"),
            pushed,
        }
    }

    /// Serves one line after the other.
    pub(super) async fn serve(mut self, mut lines: Dialled) {
        while let Some(line) = lines.0.recv().await {
            let Ok(mut conn) = tokio_tungstenite::accept_async(line).await else { continue };
            self.one(&mut conn).await;
        }
    }

    async fn one(&mut self, conn: &mut Conn) {
        if *self.plays.borrow_and_update() && self.go_on(conn).await.is_err() {
            return;
        }
        loop {
            tokio::select! {
                next = conn.next() => match next {
                    Some(Ok(Message::Binary(bytes))) => {
                        if self.on_frame(conn, &bytes).await.is_err() {
                            return;
                        }
                    }
                    Some(Ok(Message::Close(_)) | Err(_)) | None => return,
                    Some(Ok(_)) => {}
                },
                Some(bytes) = self.pushed.recv() => {
                    let _ = conn.send(Message::binary(bytes)).await;
                }
                changed = self.plays.changed() => {
                    if changed.is_err() {
                        return;
                    }
                    if std::mem::take(&mut self.closes) {
                        close(conn, 1001, "server closes").await;
                        return;
                    }
                    if self.go_on(conn).await.is_err() {
                        return;
                    }
                }
            }
        }
    }

    /// Plays the record up to the next frame of the client that has not come; `Err` when the line is closed.
    async fn go_on(&mut self, conn: &mut Conn) -> Result<(), ()> {
        while let Some(step) = self.steps.get(self.at) {
            match step {
                Step::Ours(..) if !self.come.get(self.at).copied().unwrap_or(true) => return Ok(()),
                Step::Ours(..) | Step::Theirs(Some(_), _) => {}
                Step::Theirs(None, bytes) => {
                    let _ = conn.send(Message::binary(bytes.clone())).await;
                }
                Step::Wait(seconds) => {
                    tokio::time::sleep(Duration::from_secs_f64(seconds.max(0.0))).await;
                }
                Step::Close(code, reason) => {
                    close(conn, *code, reason).await;
                    self.at += 1;
                    return Err(());
                }
            }
            self.at += 1;
        }
        Ok(())
    }

    async fn on_frame(&mut self, conn: &mut Conn, bytes: &[u8]) -> Result<(), ()> {
        let Some((cid, picture)) = frames::picture(bytes) else { return Ok(()) };
        let plays = *self.plays.borrow();
        let is_ping = picture.get("ping").is_some();
        if plays {
            let kept = picture.clone();
            noted(&self.log, |log| log.frames.push(kept));
        }
        match self.recorded(&picture).filter(|_| plays) {
            Some((at, is_again)) => {
                let Some(Step::Ours(number, _)) = self.steps.get(at) else { return Ok(()) };
                let number = *number;
                let mut is_next = true;
                for step in self.steps.iter_mut().skip(at + 1) {
                    match step {
                        Step::Ours(..) => is_next = false,
                        Step::Theirs(Some(own), bytes) if *own == number => {
                            let frame = frames::renumbered(bytes, cid);
                            let _ = conn.send(Message::binary(frame)).await;
                        }
                        // An answer that comes late in the record does so here, once.
                        Step::Wait(seconds) if is_next => {
                            let pause = std::mem::take(seconds).max(0.0);
                            tokio::time::sleep(Duration::from_secs_f64(pause)).await;
                        }
                        _ => {}
                    }
                }
                if let Some(come) = self.come.get_mut(at) {
                    *come = true;
                }
                if is_again { Ok(()) } else { self.go_on(conn).await }
            }
            None => {
                let answer = if is_ping {
                    frames::envelope(cid, "pong", &json!({}))
                } else {
                    self.usual(cid, &picture, bytes)
                };
                let _ = conn.send(Message::binary(answer)).await;
                Ok(())
            }
        }
    }

    /// The recorded frame that a frame is: the first of its kind that has not come, else the last that has.
    fn recorded(&self, picture: &Value) -> Option<(usize, bool)> {
        let kind = kind(picture)?;
        let same = |at: &usize| match self.steps.get(*at) {
            Some(Step::Ours(_, other)) => self::kind(other) == Some(kind),
            _ => false,
        };
        let has_come = |at: &usize| self.come.get(*at) == Some(&true);
        let fresh = (0..self.steps.len()).filter(same).find(|at| !has_come(at));
        let again = || {
            let is_heartbeat = picture.get("ping").is_some();
            (0..self.steps.len()).filter(same).rfind(has_come).filter(|_| !is_heartbeat)
        };
        fresh.map(|at| (at, false)).or_else(|| again().map(|at| (at, true)))
    }

    /// What the world answers.
    fn usual(&mut self, cid: i64, picture: &Value, bytes: &[u8]) -> Vec<u8> {
        let Some(call) = picture.get("api_request_event") else { return bytes.to_vec() };
        let name = call.get("api_name").and_then(Value::as_str).unwrap_or_default();
        let number = u16::try_from(cid).unwrap_or_default();
        let asked = call.get("body").unwrap_or(&Value::Null);
        let recorded = self.calls.get_mut(name).filter(|own| !own.is_empty());
        let (code, body) = match recorded.filter(|_| *self.plays.borrow()) {
            Some(answers) => {
                // Clans are asked for in no order.
                let same = answers.iter().position(|(of, ..)| of == asked);
                let (_, code, body) = answers.remove(same.unwrap_or_default());
                (code, body)
            }
            None => (0, world::answer(name, asked)),
        };
        frames::answer(number, code, &body)
    }
}

/// What a frame is: its variant, and the name of the call.
fn kind(picture: &Value) -> Option<(&str, Option<&str>)> {
    let (name, content) = frames::variant(picture)?;
    Some((name, content.get("api_name").and_then(Value::as_str)))
}

async fn close(conn: &mut Conn, code: u16, reason: &str) {
    // Codes that never stand in a frame mean that it breaks off.
    if matches!(code, 1004..=1006 | 1015) {
        return;
    }
    let frame = CloseFrame { code: code.into(), reason: reason.to_owned().into() };
    let _ = conn.close(Some(frame)).await;
    while let Some(Ok(_)) = conn.next().await {}
}

/// How an answer over HTTP is said over the socket.
fn grpc_of(status: u16) -> u16 {
    match status {
        200..=299 => 0,
        401 => 16,
        403 => 7,
        404 => 5,
        409 => 6,
        429 => 8,
        400..=499 => 3,
        _ => 13,
    }
}
