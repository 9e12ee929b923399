//! One socket.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::response::Response;
use bytes::Bytes;
use chatwire_mezon_proto::realtime::Envelope;
use chatwire_mezon_proto::realtime::envelope::Message;
use chatwire_mezon_proto::service::{calls, find};
use chatwire_mezon_proto::{Message as _, realtime, table};
use http::Request;
use tokio::sync::mpsc;
use tokio::time::Instant;

use super::hub::{Out, QUEUE, envelope, push};
use super::refusal::Refusal;
use super::settings::{Twist, Window};
use super::world::{Caller, Inner};
use super::{Call, Carrier, Shared, frames};
use crate::socket::{self, Gone, Socket};
use crate::world::lock;

/// Frames that are taken from the queue at once.
const BATCH: usize = 64;

pub(super) fn open(shared: Arc<Shared>, request: Request<Body>) -> Response {
    let query = request.uri().query().unwrap_or_default().as_bytes();
    let value = |wanted: &str| {
        let found = url::form_urlencoded::parse(query).find(|(name, _)| name == wanted);
        found.map(|(_, value)| value.into_owned()).unwrap_or_default()
    };
    let (token, shown) = (value("token"), value("status") == "true");
    let checked = {
        let inner = lock(&shared.inner);
        shared.check_socket(&inner, &token)
    };
    match checked {
        Ok(claims) => socket::upgrade(request, move |socket| {
            let session = Session { shared, user: claims.user, token: claims.number, shown };
            session.serve(socket)
        }),
        Err(refusal) => refusal.response(),
    }
}

/// A connection whose token was good.
struct Session {
    shared: Arc<Shared>,
    user: i64,
    token: u64,
    shown: bool,
}

/// How the connection ends by the server's will: code and reason.
type Close = (u16, String);

impl Session {
    async fn serve(self, mut socket: Socket) {
        let (outbox, queue) = mpsc::channel(QUEUE);
        let line = {
            let mut inner = lock(&self.shared.inner);
            let line = inner.hub.join(self.user, self.token, self.shown, outbox);
            if self.shown {
                self.caller(&mut inner, line).status_presence(true);
            }
            line
        };
        let ended = self.run(&mut socket, queue, line).await;
        {
            // The hub must not know the connection any more when the client sees the close.
            let mut inner = lock(&self.shared.inner);
            let shown = inner.hub.line(line).is_some_and(|line| line.shown);
            inner.hub.leave(line);
            if shown {
                self.caller(&mut inner, line).status_presence(false);
            }
        }
        if let Ok((code, reason)) = ended {
            socket.close(code, &reason).await;
        }
    }

    fn caller<'a>(&'a self, inner: &'a mut Inner, line: u64) -> Caller<'a> {
        Caller { shared: &self.shared, inner, user: self.user, line: Some(line) }
    }

    async fn run(
        &self,
        socket: &mut Socket,
        mut queue: mpsc::Receiver<Out>,
        line: u64,
    ) -> Result<Close, Gone> {
        let mut window = Window::default();
        let (mut heard, mut pinged) = (Instant::now(), Instant::now());
        let mut batch = Vec::new();
        loop {
            let (ping, heartbeat) = {
                let settings = &lock(&self.shared.inner).settings;
                (settings.ping, settings.heartbeat)
            };
            tokio::select! {
                bytes = socket.next_bytes() => {
                    heard = Instant::now();
                    self.receive(line, &bytes?, &mut window);
                }
                count = queue.recv_many(&mut batch, BATCH) => {
                    if count == 0 {
                        // Left out because it was too slow.
                        return Err(Gone);
                    }
                    for out in batch.drain(..) {
                        match out {
                            Out::Frame(bytes) => socket.send([bytes]).await?,
                            Out::Text(text) => socket.send([text]).await?,
                            Out::Close { code, reason } => return Ok((code, reason)),
                        }
                    }
                }
                () = until(pinged, ping) => {
                    pinged = Instant::now();
                    let cid = lock(&self.shared.inner).server_cid();
                    socket.send([envelope(cid, Some(Message::Ping(realtime::Ping {})))]).await?;
                }
                () = until(heard, heartbeat) => return Ok((1001, "heartbeat timeout".to_owned())),
            }
        }
    }

    /// Handles a frame of the client; answers go through the queue, in front of what they cause.
    fn receive(&self, line: u64, bytes: &Bytes, window: &mut Window) {
        let mut inner = lock(&self.shared.inner);
        let Ok(frame) = Envelope::decode(bytes.clone()) else {
            let refusal = Refusal::new(12, "undecodable payload");
            return inner.hub.reply(line, &push(Message::Error(refusal.envelope_error())));
        };
        inner.record_frame(frame.clone());
        let Envelope { cid, message } = frame;
        match message {
            Some(Message::Pong(_)) => return,
            Some(Message::Ping(_)) => {
                let pong = envelope(cid, Some(Message::Pong(realtime::Pong {})));
                return self.twisted(&mut inner, line, cid, "ping", vec![pong]);
            }
            _ => {}
        }
        let limit = inner.settings.socket_limit;
        let busy = window.pass(limit).is_err().then(|| Refusal::new(8, "too many requests"));
        inner.hub.hold();
        match message {
            Some(Message::ApiRequestEvent(asked)) => {
                self.api(&mut inner, line, cid, &asked, busy);
            }
            Some(message) => self.plain(&mut inner, line, cid, (message, bytes), busy),
            None => {
                let refusal = Refusal::new(9, "missing payload").envelope_error();
                inner.hub.reply(line, &envelope(cid, Some(Message::Error(refusal))));
            }
        }
        inner.hub.release();
    }

    fn plain(
        &self,
        inner: &mut Inner,
        line: u64,
        cid: i32,
        (message, bytes): (Message, &Bytes),
        busy: Option<Refusal>,
    ) {
        let name = variant(bytes);
        let result = match busy {
            Some(busy) => Err(busy),
            None if inner.settings.denied.contains(name) => Err(Refusal::denied()),
            None => match inner.take_refusal(name) {
                Some((code, message)) => {
                    let error =
                        realtime::Error { code: code.into(), message, ..Default::default() };
                    return inner.hub.reply(line, &envelope(cid, Some(Message::Error(error))));
                }
                None => self.caller(inner, line).envelope(message),
            },
        };
        if cid == 0 {
            // Nobody waits for an answer.
            return;
        }
        let answer = match result {
            Ok(answer) => envelope(cid, answer),
            Err(refusal) => envelope(cid, Some(Message::Error(refusal.envelope_error()))),
        };
        self.twisted(inner, line, cid, name, vec![answer]);
    }

    fn api(
        &self,
        inner: &mut Inner,
        line: u64,
        cid: i32,
        asked: &realtime::ApiRequestEvent,
        busy: Option<Refusal>,
    ) {
        let index = u32::try_from(asked.api_index).ok();
        let by_index = || calls().iter().find(|call| call.index == index && index.is_some());
        let call = if inner.settings.by_index { by_index() } else { find(&asked.api_name) };
        let name = call.map_or(asked.api_name.as_str(), |call| call.name);
        inner.record_call(Call::new(name, Carrier::Socket, self.user, asked.body.clone()));
        let result = match (busy, inner.take_refusal(name)) {
            (Some(busy), _) => Err(busy),
            (None, Some((code, message))) => Err(Refusal::new(code, message)),
            (None, None) => self.caller(inner, line).call(name, &asked.body),
        };
        let settings = &inner.settings;
        if inner.next_twist(name) == Some(&Twist::Enveloped) {
            let body = result.unwrap_or_default().into();
            let event = realtime::ApiRequestEvent { body, ..asked.clone() };
            let answer = envelope(cid, Some(Message::ApiRequestEvent(event)));
            inner.take_twist(name);
            return inner.hub.reply(line, &answer);
        }
        let frames = frames::answer(cid, &result, settings.piece, settings.empty_last);
        self.twisted(inner, line, cid, name, frames);
    }

    /// Sends an answer as the next twist of this request wants it.
    fn twisted(&self, inner: &mut Inner, line: u64, cid: i32, name: &str, mut answer: Vec<Bytes>) {
        match inner.take_twist(name) {
            Some(Twist::Unanswered) => answer.clear(),
            Some(Twist::Held) => {
                let late = answer.drain(..).map(|frame| (line, frame));
                inner.held.extend(late);
            }
            Some(Twist::CutOff { pieces }) => answer.truncate(pieces.min(answer.len() - 1)),
            Some(Twist::Garbled)
                if answer.first().is_some_and(|frame| frame.starts_with(&[0xFF])) =>
            {
                answer = vec![frames::frame(cid, 0, true, &[0x07, 0xFF, 0xFF])];
            }
            Some(Twist::Garbled) => answer = vec![Bytes::from_static(&[0x07, 0xFF, 0xFF])],
            Some(Twist::Twice) => answer.extend(answer.clone()),
            Some(Twist::Bare) => answer = vec![envelope(cid, None)],
            Some(Twist::Refused { .. } | Twist::Enveloped) | None => {}
        }
        for frame in answer {
            inner.hub.reply(line, &frame);
        }
    }
}

/// The schema's name of what an envelope carries.
fn variant(bytes: &[u8]) -> &'static str {
    let envelope = table::find("mezon.realtime.Envelope");
    let numbers = chatwire_mezon_proto::wire::Fields::new(bytes).filter_map(Result::ok);
    let found = numbers.filter(|field| field.number > 1).last();
    let field = found.and_then(|field| envelope?.field(field.number));
    field.map(|field| field.name).unwrap_or_default()
}

async fn until(since: Instant, interval: Option<Duration>) {
    match interval.and_then(|interval| since.checked_add(interval)) {
        Some(time) => tokio::time::sleep_until(time).await,
        None => std::future::pending().await,
    }
}
