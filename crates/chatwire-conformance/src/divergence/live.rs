//! What a rule claims of the websocket part of a record.

use std::collections::BTreeSet;

use serde::Deserialize;
use serde_json::Value;

use crate::adapter::raw_key;
use crate::script::{Handshake, Payload, Script, Step};

/// What clients of ours call themselves where the address says so.
const OWN_NAME: &str = "chatwire-rust";

/// What goes over the websocket, and which events come.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[non_exhaustive]
pub struct LiveClaim {
    /// Which frames the client sends.
    pub frames: Option<FramesClaim>,
    /// Which events come.
    pub events: Option<EventsClaim>,
    /// Events of these names may come besides.
    pub also: Vec<String>,
    /// The client says its own name and version in the address.
    pub own_name: bool,
    /// There is a connection where the record has none; frames and events are not its matter.
    pub dials: bool,
    /// There is no connection where the record has one.
    pub absent: bool,
    /// The session comes back by itself: at least one more connection, and online in the end.
    pub reconnects: bool,
    /// The query of the handshake holds the key, encoded, and nothing else.
    pub escaped_key: bool,
    /// The session says that it is online when its channels are settled, refused ones included.
    pub online_last: bool,
    /// There may be more connections than recorded.
    pub retries: bool,
    /// The session stays online, whatever the reference did.
    pub stays_online: bool,
    /// The session is over, whatever the reference calls itself.
    pub ends: bool,
    /// The key travels in a header of the handshake, and the query is empty.
    pub key_in_header: bool,
}

/// Frames that differ from the recorded ones.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum FramesClaim {
    /// The verb stands in `type`.
    VerbInType,
    /// Only channels that the server did not subscribe by itself, recovery only from a known position, and pongs only
    /// for pings and where the server wants them.
    OwnSubscriptions,
    /// The recorded ones but those about typing.
    NoTyping,
    /// None at all.
    Absent,
}

/// Events that differ from the recorded ones.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum EventsClaim {
    /// Those that the frames are by the specification, each message once.
    Specified,
}

impl LiveClaim {
    pub(super) fn is_empty(&self) -> bool {
        self.frames.is_none()
            && self.events.is_none()
            && self.also.is_empty()
            && !self.own_name
            && !self.dials
            && !self.absent
            && !self.reconnects
            && !self.escaped_key
            && !self.online_last
            && !self.stays_online
            && !self.ends
            && !self.key_in_header
    }

    /// The handshake as it must be.
    #[must_use]
    pub fn handshake(&self, recorded: &Handshake) -> Handshake {
        let mut wanted = recorded.clone();
        if self.own_name {
            for (name, value) in &mut wanted.query {
                match name.as_str() {
                    "client" => *value = OWN_NAME.to_owned(),
                    "version" => *value = env!("CARGO_PKG_VERSION").to_owned(),
                    _ => {}
                }
            }
        }
        let raw = recorded.query_raw.as_deref().unwrap_or_default();
        if self.escaped_key
            && let Some((name, key)) = raw.split_once('=')
        {
            wanted.query = vec![(name.to_owned(), raw_key(key))];
        }
        if self.key_in_header {
            for (_, key) in wanted.query.extract_if(.., |(name, _)| name == "api_key") {
                wanted.headers.insert("x-api-key".into(), key);
            }
        }
        wanted
    }

    /// The script with the client's frames as they must be, and without answers to those that fall away.
    #[must_use]
    pub fn script(&self, recorded: &Script) -> Script {
        let mut script = recorded.clone();
        match self.frames {
            Some(FramesClaim::VerbInType) => {
                for step in &mut script.steps {
                    if let Step::Client(Payload::Json(Value::Object(frame))) = step
                        && let Some(verb) = frame.remove("action")
                    {
                        frame.insert("type".into(), verb);
                    }
                }
            }
            Some(FramesClaim::OwnSubscriptions) => script.steps = own_subscriptions(&script),
            Some(FramesClaim::NoTyping) => {
                script.steps.retain(|step| match step {
                    Step::Client(Payload::Json(frame)) => {
                        frame.get("action").and_then(Value::as_str) != Some("typing")
                    }
                    _ => true,
                });
            }
            Some(FramesClaim::Absent) => {
                script.steps.retain(|step| !matches!(step, Step::Client(_)));
            }
            None => {}
        }
        script
    }
}

fn own_subscriptions(script: &Script) -> Vec<Step> {
    let given: BTreeSet<String> = script
        .server_texts()
        .flat_map(|text| text.lines().map(str::to_owned).collect::<Vec<_>>())
        .filter_map(|line| serde_json::from_str::<Value>(&line).ok())
        .filter_map(|frame| frame.get("connect")?.get("subs")?.as_object().cloned())
        .flat_map(|subs| subs.into_iter().map(|(channel, _)| channel))
        .collect();
    let ping = Value::Object(serde_json::Map::new());
    let (mut wants_pongs, mut is_pinged) = (false, false);
    let mut dropped = BTreeSet::new();
    let mut steps = Vec::new();
    for step in &script.steps {
        if let Step::Server(Payload::Json(frame)) = step {
            wants_pongs |= frame.pointer("/connect/pong") == Some(&Value::Bool(true));
            is_pinged |= *frame == ping;
        }
        match step {
            Step::Client(Payload::Json(frame)) if *frame == ping => {
                if std::mem::take(&mut is_pinged) && wants_pongs {
                    steps.push(step.clone());
                }
            }
            Step::Client(Payload::Json(frame)) => {
                let mut frame = frame.clone();
                let id = frame.get("id").and_then(Value::as_u64);
                if let Some(Value::Object(subscribe)) = frame.get_mut("subscribe") {
                    let channel = subscribe.get("channel").and_then(Value::as_str);
                    if channel.is_some_and(|channel| given.contains(channel)) {
                        dropped.extend(id);
                        continue;
                    }
                    if !subscribe.contains_key("offset") {
                        subscribe.remove("recover");
                    }
                }
                steps.push(Step::Client(Payload::Json(frame)));
            }
            Step::Server(Payload::Json(frame))
                if frame
                    .get("id")
                    .and_then(Value::as_u64)
                    .is_some_and(|id| dropped.contains(&id)) => {}
            other => steps.push(other.clone()),
        }
    }
    steps
}
