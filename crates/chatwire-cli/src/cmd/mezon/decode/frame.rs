//! [`Decoder`]: one frame after the other, as JSON.

use std::collections::HashMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use chatwire::mezon::Event;
use chatwire::mezon::event::{Frame, RawEvent};
use chatwire::mezon::proto::service::{self, Call};
use chatwire::{Error, ErrorKind};
use serde_json::{Value, json};

use crate::cmd::mezon::message;
use crate::exit::{Failure, Result};
use crate::schema::{self, Secrets};

/// First byte of an answer to a call; no envelope can begin with it.
const MARK: u8 = 0xFF;
/// Value of the flag in the last frame of an answer.
const LAST: u16 = 0x00FF;

/// Reads frames; remembers which calls were made and which pieces of answers have come.
#[derive(Debug)]
pub(super) struct Decoder {
    /// The call that answers belong to, where no request was among the frames.
    call: Option<&'static Call>,
    secrets: Secrets,
    asked: HashMap<u16, &'static Call>,
    pieces: HashMap<u16, Vec<u8>>,
}

impl Decoder {
    pub(super) fn new(call: Option<&str>, secrets: Secrets) -> Result<Self> {
        let call = match call {
            Some(name) => Some(service::find(name).ok_or_else(|| {
                Failure::usage(format!("there is no call '{name}'; names are like ListClanDescs"))
            })?),
            None => None,
        };
        Ok(Self { call, secrets, asked: HashMap::new(), pieces: HashMap::new() })
    }

    /// A frame as JSON.
    pub(super) fn read(&mut self, frame: &Bytes) -> chatwire::Result<Value> {
        if frame.first() == Some(&MARK) {
            return self.piece(frame);
        }
        let Frame { cid, event, .. } = Frame::parse(frame).map_err(named)?;
        let Some(raw) = event else {
            return Ok(json!({"frame": "envelope", "cid": cid, "event": null}));
        };
        let mut value = self.event(&raw)?;
        if let Some(fields) = value.as_object_mut() {
            fields.insert("frame".to_owned(), "envelope".into());
            fields.insert("cid".to_owned(), cid.into());
            self.request(cid, &raw, fields);
        }
        Ok(value)
    }

    /// The content of an envelope.
    fn event(&self, raw: &RawEvent) -> chatwire::Result<Value> {
        let number = raw.number();
        let (Some(kind), Some(of)) = (raw.kind(), schema::content_of(number)) else {
            let bytes = raw.bytes();
            return Ok(match self.secrets {
                Secrets::Shown => {
                    json!({"event": "unknown", "number": number, "bytes": STANDARD.encode(bytes)})
                }
                // Which fields hold tokens is not known.
                Secrets::Masked => {
                    json!({"event": "unknown", "number": number, "bytes_length": bytes.len()})
                }
            });
        };
        let mut repairs = Vec::new();
        let event = raw.decode_with(&mut repairs).map_err(named)?;
        let data = schema::shown(of, raw.bytes(), self.secrets)
            .map_err(|err| named(Error::decode("the event cannot be read").with_source(err)))?;
        let mut value =
            json!({"event": kind.field(), "number": number, "type": of.name, "data": data});
        if let Some(fields) = value.as_object_mut() {
            if let Event::ChannelMessage(read) = &event {
                fields.insert("message".to_owned(), message::facts(read));
            }
            if !repairs.is_empty() {
                let repairs: Vec<String> = repairs.iter().map(ToString::to_string).collect();
                fields.insert("repairs".to_owned(), json!(repairs));
            }
        }
        Ok(value)
    }

    /// Takes the request of a call out of its envelope.
    fn request(&mut self, cid: i32, raw: &RawEvent, fields: &mut serde_json::Map<String, Value>) {
        let Ok(Event::ApiRequest(request)) = raw.decode() else { return };
        // Bytes of a call that is not known, or cannot be read, may hold tokens.
        if self.secrets == Secrets::Masked
            && let Some(data) = fields.get_mut("data").and_then(Value::as_object_mut)
            && data.remove("body").is_some()
        {
            data.insert("body_length".to_owned(), request.body.len().into());
        }
        // The number counts only where there is no name: one that is not set is 0, which is that of a call.
        let call = if request.api_name.is_empty() {
            let index = u32::try_from(request.api_index).ok();
            service::calls().iter().find(|call| call.index.is_some() && call.index == index)
        } else {
            service::find(&request.api_name)
        };
        let Some(call) = call else { return };
        if let Ok(cid) = u16::try_from(cid) {
            self.asked.insert(cid, call);
        }
        let read = schema::shown(call.request, &request.body, self.secrets);
        let Ok(read) = read else { return };
        // The bytes say the same, tokens included.
        if let Some(data) = fields.get_mut("data").and_then(Value::as_object_mut) {
            data.remove("body");
            data.remove("body_length");
        }
        fields.insert("call".to_owned(), call.name.into());
        fields.insert("request".to_owned(), read);
    }

    /// A piece of an answer: the mark, then number, code and flag (16 bits each, big endian), then the payload.
    fn piece(&mut self, frame: &[u8]) -> chatwire::Result<Value> {
        let Some(([_, a, b, c, d, e, f], payload)) = frame.split_first_chunk::<7>() else {
            return Err(named(Error::decode("an answer that is cut off within its head")));
        };
        let cid = u16::from_be_bytes([*a, *b]);
        let code = u16::from_be_bytes([*c, *d]);
        let is_last = u16::from_be_bytes([*e, *f]) == LAST;
        let held = self.pieces.entry(cid).or_default();
        held.extend_from_slice(payload);
        let mut value = json!({"frame": "api_response", "cid": cid, "code": code, "last": is_last,
            "bytes": payload.len()});
        if !is_last {
            return Ok(value);
        }
        let whole = self.pieces.remove(&cid).unwrap_or_default();
        let call = self.asked.remove(&cid).or(self.call);
        let Some(fields) = value.as_object_mut() else { return Ok(value) };
        if code != 0 {
            fields.insert("error".to_owned(), String::from_utf8_lossy(&whole).into());
            return Ok(value);
        }
        let read = call.and_then(|call| {
            let read = schema::shown(call.response, &whole, self.secrets).ok()?;
            Some((call, read))
        });
        match read {
            Some((call, read)) => {
                fields.insert("call".to_owned(), call.name.into());
                fields.insert("type".to_owned(), call.response.name.into());
                fields.insert("data".to_owned(), read);
            }
            None if self.secrets == Secrets::Shown => {
                fields.insert("payload".to_owned(), STANDARD.encode(&whole).into());
            }
            // Which fields hold tokens is not known.
            None => {
                fields.insert("payload_length".to_owned(), whole.len().into());
            }
        }
        Ok(value)
    }
}

/// An error of this platform, without the bytes: they may hold tokens.
fn named(err: Error) -> Error {
    if err.kind() == ErrorKind::Decode { err.with_platform("mezon") } else { err }
}
