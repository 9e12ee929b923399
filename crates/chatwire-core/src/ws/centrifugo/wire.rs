//! JSON of the protocol: what arrives and what is sent.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::value::RawValue;
use serde_json::{Map, Value, json};

/// One object of a frame: a reply, a push, or a ping (empty).
#[derive(Deserialize)]
pub(super) struct Incoming<'a> {
    #[serde(default)]
    pub(super) id: u32,
    #[serde(borrow)]
    pub(super) push: Option<Push<'a>>,
    #[serde(borrow)]
    pub(super) connect: Option<Connected<'a>>,
    #[serde(borrow)]
    pub(super) subscribe: Option<Subscribed<'a>>,
    pub(super) refresh: Option<Refreshed>,
    #[serde(borrow)]
    pub(super) error: Option<Refusal<'a>>,
}

impl Incoming<'_> {
    /// The server's ping is an object without anything.
    pub(super) fn is_ping(&self) -> bool {
        self.id == 0 && self.push.is_none()
    }
}

#[derive(Deserialize)]
pub(super) struct Push<'a> {
    #[serde(borrow, default)]
    pub(super) channel: Cow<'a, str>,
    #[serde(borrow, rename = "pub")]
    pub(super) publication: Option<Publication<'a>>,
    // One client of the wild reads `unsub`; the schema has `unsubscribe`.
    #[serde(borrow, alias = "unsub")]
    pub(super) unsubscribe: Option<Farewell<'a>>,
    #[serde(borrow)]
    pub(super) disconnect: Option<Farewell<'a>>,
    #[serde(borrow)]
    pub(super) subscribe: Option<Subscribed<'a>>,
}

#[derive(Deserialize)]
pub(super) struct Publication<'a> {
    #[serde(borrow)]
    pub(super) data: &'a RawValue,
    #[serde(default)]
    pub(super) offset: u64,
}

#[derive(Deserialize)]
pub(super) struct Farewell<'a> {
    #[serde(default)]
    pub(super) code: u32,
    #[serde(borrow, default)]
    pub(super) reason: Cow<'a, str>,
}

#[derive(Deserialize)]
pub(super) struct Refusal<'a> {
    #[serde(default)]
    pub(super) code: u32,
    #[serde(borrow, default)]
    pub(super) message: Cow<'a, str>,
    #[serde(default)]
    pub(super) temporary: bool,
}

#[derive(Deserialize)]
pub(super) struct Connected<'a> {
    #[serde(default)]
    pub(super) expires: bool,
    #[serde(default)]
    pub(super) ttl: u64,
    #[serde(borrow, default)]
    pub(super) subs: BTreeMap<String, Subscribed<'a>>,
    /// Seconds between the server's pings; absent: it sends none.
    #[serde(default)]
    pub(super) ping: u64,
    #[serde(default)]
    pub(super) pong: bool,
}

#[derive(Default, Deserialize)]
pub(super) struct Subscribed<'a> {
    #[serde(default)]
    pub(super) recoverable: bool,
    #[serde(default)]
    pub(super) positioned: bool,
    #[serde(borrow, default)]
    pub(super) epoch: Cow<'a, str>,
    #[serde(default)]
    pub(super) offset: u64,
    #[serde(default)]
    pub(super) recovered: bool,
    #[serde(borrow, default)]
    pub(super) publications: Vec<Publication<'a>>,
}

#[derive(Deserialize)]
pub(super) struct Refreshed {
    #[serde(default)]
    pub(super) expires: bool,
    #[serde(default)]
    pub(super) ttl: u64,
}

/// Where we are in a channel's stream.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Position {
    pub(super) epoch: String,
    pub(super) offset: u64,
}

impl Position {
    fn write(&self, into: &mut Map<String, Value>) {
        into.insert("recover".to_owned(), json!(true));
        into.insert("epoch".to_owned(), json!(self.epoch));
        into.insert("offset".to_owned(), json!(self.offset));
    }
}

pub(super) fn connect<'a>(
    id: u32,
    token: &str,
    name: &str,
    subs: impl Iterator<Item = (&'a str, &'a Position)>,
) -> String {
    let mut body = Map::new();
    if !token.is_empty() {
        body.insert("token".to_owned(), json!(token));
    }
    if !name.is_empty() {
        body.insert("name".to_owned(), json!(name));
    }
    let mut all = Map::new();
    for (channel, position) in subs {
        let mut sub = Map::new();
        position.write(&mut sub);
        all.insert(channel.to_owned(), Value::Object(sub));
    }
    if !all.is_empty() {
        body.insert("subs".to_owned(), Value::Object(all));
    }
    json!({"id": id, "connect": body}).to_string()
}

pub(super) fn subscribe(id: u32, channel: &str, position: Option<&Position>) -> String {
    let mut body = Map::new();
    body.insert("channel".to_owned(), json!(channel));
    if let Some(position) = position {
        position.write(&mut body);
    }
    json!({"id": id, "subscribe": body}).to_string()
}

pub(super) fn unsubscribe(id: u32, channel: &str) -> String {
    json!({"id": id, "unsubscribe": {"channel": channel}}).to_string()
}

pub(super) fn refresh(id: u32, token: &str) -> String {
    json!({"id": id, "refresh": {"token": token}}).to_string()
}
