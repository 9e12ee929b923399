//! Properties of the websocket part of a record, for the rules.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::divergence::predicate::FramesAre;
use crate::script::{Payload, Script, Step};
use crate::spec::Live;

/// Close codes and errors of Centrifugo that mean: another token.
const TOKEN_CLOSE: u16 = 3500;
const TOKEN_ERRORS: &[u64] = &[101, 109, 110, 113];

/// What holds of the websocket part, given the recorded events.
pub(super) fn properties(script: &Script, events: &[Value], live: &Live) -> Vec<FramesAre> {
    let payloads = (live.payloads)(script);
    let is_refused = script.steps.iter().any(refuses_token);
    [
        (
            FramesAre::VerbInAction,
            script.client_frames().any(|frame| frame.get("action").is_some()),
        ),
        (
            FramesAre::Subscribing,
            script.client_frames().any(|frame| frame.get("subscribe").is_some()),
        ),
        (FramesAre::Repeating, is_repeating(&payloads)),
        (FramesAre::SamePosition, has_same_position(script)),
        (FramesAre::Unreadable, payloads.iter().any(|payload| !(live.reads)(payload))),
        (
            FramesAre::Recovering,
            script.server_texts().any(|text| text.contains("\"publications\"")),
        ),
        (FramesAre::Unheard, events.is_empty() && !(live.events)(script, false).is_empty()),
        (FramesAre::Ended, !is_refused && script.steps.iter().any(ends)),
        (FramesAre::Announced, script.steps.iter().any(announces)),
        (FramesAre::ChannelRefused, !is_refused && script.steps.iter().any(refuses_channel)),
        (FramesAre::TokenRefused, is_refused),
        (FramesAre::KeyUnescaped, is_key_unescaped(script)),
        (FramesAre::Dialled, script.handshake.is_some()),
        (FramesAre::None, script.handshake.is_none()),
    ]
    .into_iter()
    .filter_map(|(property, holds)| holds.then_some(property))
    .collect()
}

fn is_repeating(payloads: &[Value]) -> bool {
    let mut ids = BTreeSet::new();
    payloads.iter().filter_map(|payload| payload.get("id")?.as_str()).any(|id| !ids.insert(id))
}

fn has_same_position(script: &Script) -> bool {
    let texts: Vec<String> = script.server_texts().collect();
    let lines = texts.iter().flat_map(|text| text.lines());
    let mut places = lines.filter_map(|line| {
        let frame: Value = serde_json::from_str(line).ok()?;
        let push = frame.get("push")?;
        let offset = push.get("pub")?.get("offset")?.as_u64().filter(|offset| *offset > 0)?;
        Some((push.get("channel")?.as_str()?.to_owned(), offset))
    });
    let mut seen = BTreeSet::new();
    places.any(|place| !seen.insert(place))
}

fn refuses_token(step: &Step) -> bool {
    match step {
        Step::Close { code, .. } => *code == Some(TOKEN_CLOSE),
        Step::Server(Payload::Json(frame)) => {
            let code = frame.get("error").and_then(|error| error.get("code")?.as_u64());
            code.is_some_and(|code| TOKEN_ERRORS.contains(&code))
        }
        _ => false,
    }
}

/// A close, in a frame of its own or pushed, that is not meant for ever.
fn ends(step: &Step) -> bool {
    match step {
        Step::Close { code, .. } => {
            !code.is_some_and(|code| matches!(code, 3500..=3999 | 4500..=4999))
        }
        Step::Server(Payload::Json(frame)) => {
            frame.get("push").is_some_and(|push| push.get("disconnect").is_some())
        }
        _ => false,
    }
}

fn announces(step: &Step) -> bool {
    matches!(step, Step::Server(Payload::Json(frame)) if frame.get("disconnect").is_some())
}

/// Refused for another reason than being subscribed already.
fn refuses_channel(step: &Step) -> bool {
    let Step::Server(Payload::Json(frame)) = step else { return false };
    if frame.get("push").is_some_and(|push| push.get("unsubscribe").is_some()) {
        return true;
    }
    let code = frame.get("error").and_then(|error| error.get("code")?.as_u64());
    code.is_some_and(|code| code != 105) && frame.get("id").and_then(Value::as_u64) != Some(1)
}

fn is_key_unescaped(script: &Script) -> bool {
    let raw = script.handshake.as_ref().and_then(|handshake| handshake.query_raw.as_deref());
    raw.is_some_and(|raw| raw.contains(['&', '%', '+', '#']))
}
