//! Properties of the websocket part of a record, for the rules.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::compare::{Differences, live as compared};
use crate::divergence::predicate::FramesAre;
use crate::script::{Payload, Script, Step};
use crate::spec::Live;

/// Close codes and errors of Centrifugo that mean: another token.
const TOKEN_CLOSE: u16 = 3500;
const TOKEN_ERRORS: &[u64] = &[101, 109, 110, 113];

/// Errors of Centrifugo that pass.
const TEMPORARY_ERRORS: &[u64] = &[100, 111];

/// Number of the command that begins a connection.
const CONNECT: u64 = 1;

/// What holds of the websocket part, given the recorded events.
pub(super) fn properties(script: &Script, events: &[Value], live: &Live) -> Vec<FramesAre> {
    let payloads = (live.payloads)(script);
    // The direct transport has no token, and no codes that mean: for ever.
    let is_centrifugo = script.client_frames().any(|frame| frame.get("connect").is_some());
    let is_refused = is_centrifugo && script.steps.iter().any(refuses_token);
    let subscribed: Vec<u64> = script
        .client_frames()
        .filter(|frame| frame.get("subscribe").is_some())
        .filter_map(|frame| frame.get("id")?.as_u64())
        .collect();
    let for_good = |step: &Step| is_centrifugo && ends_for_good(step);
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
        (
            FramesAre::Ended,
            !is_refused && script.steps.iter().any(|step| ends(step) && !for_good(step)),
        ),
        (FramesAre::EndedForGood, !is_refused && script.steps.iter().any(for_good)),
        (FramesAre::ReadOtherwise, is_read_otherwise(script, events, live)),
        (FramesAre::Announced, script.steps.iter().any(announces)),
        (
            FramesAre::ChannelRefused,
            !is_refused && script.steps.iter().any(|step| refuses_channel(step, &subscribed)),
        ),
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
        Step::Server(Payload::Json(frame)) => refusal(frame)
            .is_some_and(|(id, code)| id == Some(CONNECT) && TOKEN_ERRORS.contains(&code)),
        _ => false,
    }
}

/// A close, in a frame of its own or pushed, or a refusal of the connect command.
fn ends(step: &Step) -> bool {
    match step {
        Step::Close { .. } => true,
        Step::Server(Payload::Json(frame)) => {
            frame.get("push").is_some_and(|push| push.get("disconnect").is_some())
                || refusal(frame).is_some_and(|(id, _)| id == Some(CONNECT))
        }
        _ => false,
    }
}

/// Whether what ends the connection is meant for ever.
fn ends_for_good(step: &Step) -> bool {
    let is_final = |code: u64| matches!(code, 3500..=3999 | 4500..=4999);
    match step {
        Step::Close { code, .. } => code.is_some_and(|code| is_final(code.into())),
        Step::Server(Payload::Json(frame)) => match refusal(frame) {
            Some((id, code)) => id == Some(CONNECT) && !TEMPORARY_ERRORS.contains(&code),
            None => {
                let code = frame.pointer("/push/disconnect/code");
                code.and_then(Value::as_u64).is_some_and(is_final)
            }
        },
        _ => false,
    }
}

/// Which command is refused, and why.
fn refusal(frame: &Value) -> Option<(Option<u64>, u64)> {
    let code = frame.get("error")?.get("code")?.as_u64()?;
    Some((frame.get("id").and_then(Value::as_u64), code))
}

/// Whether the events by the specification are not those that the reference handed out, its own end aside.
fn is_read_otherwise(script: &Script, events: &[Value], live: &Live) -> bool {
    let named = |event: &Value, name: &str| event.get(0).and_then(Value::as_str) == Some(name);
    let is_connected = events.first().is_some_and(|event| named(event, "on_connect"));
    let lasting: Vec<Value> =
        events.iter().filter(|event| !named(event, "on_disconnect")).cloned().collect();
    let mut differences = Differences::new();
    compared::events(&(live.events)(script, is_connected), &lasting, &[], &mut differences);
    !differences.is_empty()
}

fn announces(step: &Step) -> bool {
    matches!(step, Step::Server(Payload::Json(frame)) if frame.get("disconnect").is_some())
}

/// Refused for another reason than being subscribed already.
fn refuses_channel(step: &Step, subscribed: &[u64]) -> bool {
    let Step::Server(Payload::Json(frame)) = step else { return false };
    if frame.get("push").is_some_and(|push| push.get("unsubscribe").is_some()) {
        return true;
    }
    // An error that answers no command of the client is none about a channel.
    refusal(frame).is_some_and(|(id, code)| {
        code != 105 && id.is_some_and(|id| id != CONNECT && subscribed.contains(&id))
    })
}

fn is_key_unescaped(script: &Script) -> bool {
    let raw = script.handshake.as_ref().and_then(|handshake| handshake.query_raw.as_deref());
    raw.is_some_and(|raw| raw.contains(['&', '%', '+', '#']))
}
