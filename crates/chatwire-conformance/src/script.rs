//! The websocket part of a record: handshake, frames in order, what became of the connection.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

use crate::adapter::decode_bytes;
use crate::vector::Vector;

/// What goes over the websocket.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Script {
    /// The handshake, when there was one.
    pub handshake: Option<Handshake>,
    /// Frames and pauses in order, over all connections.
    pub steps: Vec<Step>,
    /// How many connections the client opened, where the record counts them.
    pub connections: Option<usize>,
}

/// The request that opened a connection.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Handshake {
    /// Path; empty when the client never dialled.
    #[serde(default)]
    pub path: String,
    /// Decoded pairs.
    #[serde(default)]
    pub query: Vec<(String, String)>,
    /// Query as sent.
    #[serde(default)]
    pub query_raw: Option<String>,
    /// One query for each of several connections.
    #[serde(default)]
    pub queries: Vec<Vec<(String, String)>>,
    /// The real host.
    #[serde(default)]
    pub host: Option<String>,
    /// Lower-case names; only those worth comparing.
    #[serde(default)]
    pub headers: BTreeMap<String, String>,
}

/// One frame or pause.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Step {
    /// The client sends this.
    Client(Payload),
    /// The server sends this when all client frames before it have come.
    Server(Payload),
    /// The server closes; without a code the connection breaks off.
    Close {
        /// Close code.
        code: Option<u16>,
        /// Its words.
        reason: String,
    },
    /// The server sends a control frame of this kind.
    Ping,
    /// So many seconds pass.
    Wait(f64),
}

/// Content of a frame.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Payload {
    /// A text frame, given by value.
    Json(Value),
    /// A text frame as it is.
    Text(String),
    /// A binary frame.
    Bytes(Vec<u8>),
}

impl Script {
    /// The websocket part of a record, if it has one.
    ///
    /// # Errors
    ///
    /// What cannot be played.
    pub fn read(vector: &Vector) -> Result<Self, String> {
        let part = |name: &str| vector.other.get(name).filter(|value| !value.is_null());
        let handshake = part("connect").map(Handshake::deserialize);
        let handshake = handshake.transpose().map_err(|trouble| format!("connect: {trouble}"))?;
        let frames = part("frames").and_then(Value::as_array).cloned().unwrap_or_default();
        // `<and so on>` stands for frames that nobody wrote down.
        let frames = frames.iter().filter(|frame| !is_prose_frame(frame));
        let steps: Result<Vec<Step>, String> = frames.map(Step::read).collect();
        let connections = part("connections").and_then(Value::as_u64);
        Ok(Self {
            handshake: handshake.filter(|handshake| !handshake.path.is_empty()),
            steps: steps?,
            connections: connections.and_then(|count| usize::try_from(count).ok()),
        })
    }

    /// Frames of the client by value, in order.
    pub fn client_frames(&self) -> impl Iterator<Item = &Value> {
        self.steps.iter().filter_map(|step| match step {
            Step::Client(Payload::Json(value)) => Some(value),
            _ => None,
        })
    }

    /// Texts that the server sends, in order.
    pub fn server_texts(&self) -> impl Iterator<Item = String> {
        self.steps.iter().filter_map(|step| match step {
            Step::Server(payload) => Some(payload.text()),
            _ => None,
        })
    }

    /// Whether the server ends a connection.
    #[must_use]
    pub fn is_closed_by_server(&self) -> bool {
        self.steps.iter().any(|step| matches!(step, Step::Close { .. }))
    }
}

impl Step {
    fn read(frame: &Value) -> Result<Self, String> {
        let unplayable = || format!("the frame {frame} cannot be played");
        if let Some(seconds) = frame.get("wait_s").and_then(Value::as_f64) {
            return Ok(Self::Wait(seconds));
        }
        // A time given in words, such as `ttl - 10`: as long as it takes for the next frame.
        if frame.get("wait_s").is_some_and(Value::is_string) {
            return Ok(Self::Wait(0.0));
        }
        let is_server = match frame.get("dir").and_then(Value::as_str) {
            Some("s2c") => true,
            Some("c2s") => false,
            _ => return Err(unplayable()),
        };
        if let (Some(close), true) = (frame.get("close"), is_server) {
            let code = close.get("code").and_then(Value::as_u64);
            let reason = close.get("reason").and_then(Value::as_str).unwrap_or_default();
            return Ok(Self::Close {
                code: code.and_then(|code| u16::try_from(code).ok()),
                reason: reason.to_owned(),
            });
        }
        if is_server && frame.get("control").and_then(Value::as_str) == Some("ping") {
            return Ok(Self::Ping);
        }
        let payload = Payload::read(frame).ok_or_else(unplayable)?;
        Ok(if is_server { Self::Server(payload) } else { Self::Client(payload) })
    }
}

fn is_prose_frame(frame: &Value) -> bool {
    let text = frame.get("text").and_then(Value::as_str);
    frame.get("dir").is_none() && text.is_some_and(crate::placeholder::is_prose)
}

impl Payload {
    /// Bytes are the truth where their decoded form stands beside them.
    fn read(frame: &Value) -> Option<Self> {
        if frame.get("b64").is_some() {
            return decode_bytes(frame).map(Self::Bytes);
        }
        if let Some(text) = frame.get("text").and_then(Value::as_str) {
            return Some(Self::Text(text.to_owned()));
        }
        frame.get("json").cloned().map(Self::Json)
    }

    /// As text; bytes that are none are shown as far as possible.
    #[must_use]
    pub fn text(&self) -> String {
        match self {
            Self::Json(value) => value.to_string(),
            Self::Text(text) => text.clone(),
            Self::Bytes(bytes) => String::from_utf8_lossy(bytes).into_owned(),
        }
    }
}
