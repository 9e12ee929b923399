//! Websockets of the scripted server: plays a record's frames in order.

use std::collections::BTreeMap;

use futures_util::{SinkExt as _, StreamExt as _};
use serde_json::Value;
use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpStream;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;
use tokio_tungstenite::tungstenite::protocol::frame::coding::CloseCode;
use tokio_tungstenite::tungstenite::protocol::{CloseFrame, Message, Role};

use super::{SeenRequest, Shared};
use crate::script::{Payload, Step};

/// Where the play stands, over all connections.
#[derive(Debug, Default)]
pub(super) struct Stand {
    steps: Vec<Step>,
    next: usize,
    /// Ids that our client gave to requests, by the recorded ids.
    ids: BTreeMap<u64, Value>,
}

impl Stand {
    pub(super) fn new(steps: Vec<Step>) -> Self {
        Self { steps, next: 0, ids: BTreeMap::new() }
    }

    pub(super) fn is_over(&self) -> bool {
        self.next >= self.steps.len()
    }

    pub(super) fn awaits(&self) -> Option<String> {
        Some(match self.step()? {
            Step::Client(payload) => payload.text(),
            other => format!("{other:?}"),
        })
    }

    fn step(&self) -> Option<&Step> {
        self.steps.get(self.next)
    }

    /// Takes the next step, unless it is the client's turn.
    fn due(&mut self) -> Option<Step> {
        let step = self.step().filter(|step| !matches!(step, Step::Client(_))).cloned();
        self.next += usize::from(step.is_some());
        step
    }

    /// Whether the record leaves the frame before this place unanswered.
    ///
    /// Answers bear the id of their request; where there are none, whatever the server still sends may be one.
    fn is_silent(&self) -> bool {
        let rest = self.steps.get(self.next..).unwrap_or_default();
        let asked = match self.next.checked_sub(1).and_then(|at| self.steps.get(at)) {
            Some(Step::Client(Payload::Json(frame))) => frame.get("id").and_then(Value::as_u64),
            _ => None,
        };
        rest.iter().all(|step| match (step, asked) {
            (Step::Server(payload), Some(id)) => !answers(payload, id),
            (Step::Close { .. }, Some(_)) => false,
            (Step::Client(_) | Step::Wait(_), _) => true,
            _ => false,
        })
    }

    /// Takes the awaited frame off, when `frame` is that one.
    ///
    /// Channels may be subscribed to in any order: the one that was named comes first then.
    fn matches(&mut self, frame: &Value) -> bool {
        if is_subscribe(frame) {
            let rest = self.steps.get(self.next..).unwrap_or_default();
            let run = rest.iter().take_while(
                |step| matches!(step, Step::Client(Payload::Json(wanted)) if is_subscribe(wanted)),
            );
            let is_it = |step: &Step| matches!(step, Step::Client(Payload::Json(wanted)) if without_id(wanted) == without_id(frame));
            if let Some(ahead) = run.into_iter().position(is_it) {
                self.steps.swap(self.next, self.next + ahead);
            }
        }
        let Some(Step::Client(awaited)) = self.step() else { return false };
        let (is_it, recorded) = match awaited {
            Payload::Json(wanted) => {
                (without_id(wanted) == without_id(frame), wanted.get("id").and_then(Value::as_u64))
            }
            other => (frame.as_str() == Some(other.text().as_str()), None),
        };
        if is_it {
            if let (Some(recorded), Some(ours)) = (recorded, frame.get("id")) {
                self.ids.insert(recorded, ours.clone());
            }
            self.next += 1;
        }
        is_it
    }

    /// What the server sends, with the ids that our client gave.
    fn addressed(&self, payload: &Payload) -> Message {
        match payload {
            Payload::Json(value) => {
                let mut value = value.clone();
                let ours = value.get("id").and_then(Value::as_u64).and_then(|id| self.ids.get(&id));
                if let (Some(ours), Some(object)) = (ours.cloned(), value.as_object_mut()) {
                    object.insert("id".into(), ours);
                }
                Message::text(value.to_string())
            }
            Payload::Text(text) => Message::text(text.clone()),
            Payload::Bytes(bytes) => Message::binary(bytes.clone()),
        }
    }
}

/// Whether one of the objects in a payload bears this id.
fn answers(payload: &Payload, id: u64) -> bool {
    payload
        .text()
        .lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok())
        .any(|frame| frame.get("id").and_then(Value::as_u64) == Some(id))
}

/// Whether a frame asks for a channel.
pub(crate) fn is_subscribe(frame: &Value) -> bool {
    frame.get("subscribe").is_some()
}

/// Numbers of requests are each client's own.
pub(crate) fn without_id(frame: &Value) -> Value {
    let mut frame = frame.clone();
    if let Some(object) = frame.as_object_mut()
        && object.len() > 1
    {
        object.remove("id");
    }
    frame
}

/// Whether a request asks for a websocket.
pub(super) fn is_upgrade(request: &SeenRequest) -> bool {
    request.header("upgrade").is_some_and(|kind| kind.eq_ignore_ascii_case("websocket"))
}

/// Accepts the websocket and plays on it until one side ends it.
///
/// What goes wrong on the way shows in what the client sees; it is no trouble of the server.
pub(super) async fn serve(
    mut stream: TcpStream,
    rest: Vec<u8>,
    request: &SeenRequest,
    shared: &Shared,
) {
    let key = request.header("sec-websocket-key").unwrap_or_default();
    let accept = derive_accept_key(key.as_bytes());
    let head = format!(
        "HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: Upgrade\r\nsec-websocket-accept: {accept}\r\n\r\n"
    );
    if stream.write_all(head.as_bytes()).await.is_err() {
        return;
    }
    let mut socket = WebSocketStream::from_partially_read(stream, rest, Role::Server, None).await;
    loop {
        let due = shared.state().stand.due();
        let went = match due {
            Some(Step::Server(payload)) => {
                let message = shared.state().stand.addressed(&payload);
                socket.send(message).await.is_ok()
            }
            Some(Step::Ping) => socket.send(Message::Ping(Vec::new().into())).await.is_ok(),
            Some(Step::Wait(seconds)) => {
                tokio::time::sleep(shared.pace.real(seconds)).await;
                true
            }
            Some(Step::Close { code, reason }) => {
                shared.played();
                // Without a code it breaks off without a word.
                if let Some(code) = code {
                    let frame = CloseFrame { code: CloseCode::from(code), reason: reason.into() };
                    let _ = socket.close(Some(frame)).await;
                    while let Some(Ok(_)) = socket.next().await {}
                }
                false
            }
            Some(Step::Client(_)) | None => {
                shared.played();
                listen(&mut socket, shared).await
            }
        };
        if !went {
            return;
        }
    }
}

/// Takes what the client sends next; `false` when the connection has ended.
async fn listen(socket: &mut WebSocketStream<TcpStream>, shared: &Shared) -> bool {
    match socket.next().await {
        Some(Ok(Message::Text(text))) => {
            for line in text.lines().filter(|line| !line.trim().is_empty()) {
                if let Some(answer) = heard(line, shared)
                    && socket.send(Message::text(answer.to_string())).await.is_err()
                {
                    return false;
                }
            }
            true
        }
        Some(Ok(Message::Close(_)) | Err(_)) | None => false,
        Some(Ok(_)) => true,
    }
}

/// One object of the client: written down, held against the script, answered where the record is silent.
fn heard(line: &str, shared: &Shared) -> Option<Value> {
    let frame = serde_json::from_str(line).unwrap_or_else(|_| Value::String(line.to_owned()));
    let live = shared.live?;
    let mut state = shared.state();
    let awaited = state.stand.matches(&frame);
    if !awaited && (live.is_heartbeat)(&frame) {
        return None;
    }
    let answer = match awaited && !state.stand.is_silent() {
        true => None,
        false => (live.reply)(&frame, &state.stand.steps),
    };
    state.seen.frames.push(frame);
    state.seen.replies.extend(answer.clone());
    answer
}
