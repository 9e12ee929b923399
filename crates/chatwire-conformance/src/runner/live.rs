//! Replays what goes over a websocket.

use std::sync::OnceLock;

use serde_json::{Value, json};

use super::Prepared;
use super::known::Outside;
use crate::adapter::{LiveScene, Scene};
use crate::compare::Differences;
use crate::compare::live::{self, LiveOutcome};
use crate::divergence::live::{EventsClaim, LiveClaim};
use crate::script::Script;
use crate::server::{Pace, Play, ScriptedServer, Seen};
use crate::spec::Live;
use crate::vector::{ScriptedResponse, Vector};

/// Plays the script for one call and gives what came of it.
pub(super) async fn replay(
    prepared: &Prepared<'_>,
    how: &'static Live,
) -> Result<Outside, super::NotJudged> {
    let vector = prepared.vector;
    let claim = prepared.rules.live.and_then(|rule| rule.expect.live.as_ref());
    let script =
        claim.map_or_else(|| prepared.script.clone(), |claim| claim.script(prepared.script));
    let pace = Pace::of(&vector.responses);
    // Where nothing was asked and nothing dialled, nothing listens.
    let listens = prepared.script.handshake.is_some()
        || !vector.responses.is_empty()
        || prepared.rules.requests.is_some_and(|rule| {
            rule.expect.requests.as_ref().is_some_and(|claim| !claim.made.is_empty())
        });
    let server = if listens {
        let (answers, refusals) = split(vector);
        let play = Play { refusals, steps: script.steps.clone() };
        ScriptedServer::start_live(answers, play, pace, how).await
    } else {
        ScriptedServer::start(&[], pace).await
    };
    let server = server.map_err(|trouble| format!("no scripted server: {trouble}"))?;
    let origins = [(String::new(), server.origin())].into();
    let env = vector.environment();
    let rows = OnceLock::new();
    let asked = || server.seen().requests.len();
    let scene = Scene {
        method: prepared.method,
        args: prepared.args,
        options: prepared.options,
        origins: &origins,
        files: prepared.files,
        pace,
        env: &env,
        silent: false,
        vector,
        asked: &asked,
        rows: &rows,
    };
    let times_online = claim.filter(|claim| claim.reconnects).map(|_| {
        // Once as recorded, where it was, and once more.
        1 + (how.events)(prepared.script, true)
            .iter()
            .filter(|event| event.get(0).and_then(Value::as_str) == Some("on_connect"))
            .count()
    });
    let scene = LiveScene {
        scene,
        server: &server,
        script: &script,
        is_keyless: prepared.script.handshake.is_none()
            && vector.requests.is_empty()
            && vector.responses.is_empty()
            && is_refused_for_its_key(vector),
        times_online,
        events: wanted_events(prepared, claim.unwrap_or(&LiveClaim::default()), how).len(),
    };
    let made = prepared.adapter.live_call(&scene).await;
    let (outcome, outcome_live) = made.map_err(super::NotJudged::NotMade)?;
    Ok(Outside { seen: server.seen(), live: Some(outcome_live), ..Outside::of(outcome) })
}

/// Whether the reference asked nobody before it missed a key: the key itself is not recorded.
fn is_refused_for_its_key(vector: &Vector) -> bool {
    let error = vector.result.get("error").and_then(|error| error.get("type"));
    error.and_then(Value::as_str) == Some("AuthenticationError")
}

/// Answers to requests, and those beyond them, which answer the dialling.
fn split(vector: &Vector) -> (Vec<ScriptedResponse>, Vec<ScriptedResponse>) {
    let at = vector.requests.len().min(vector.responses.len());
    let (answers, refusals) = vector.responses.split_at(at);
    (answers.to_vec(), refusals.to_vec())
}

/// Compares the websocket part with the record, or with the record as a rule changes it.
pub(super) fn compare(
    prepared: &Prepared<'_>,
    claim: Option<&LiveClaim>,
    how: &Live,
    (seen, ours): (&Seen, &LiveOutcome),
    out: &mut Differences,
) {
    let recorded = prepared.script;
    let empty = LiveClaim::default();
    let claim = claim.unwrap_or(&empty);
    let script = claim.script(recorded);
    if let Some(wanted) = &recorded.handshake {
        live::handshake(&claim.handshake(wanted), seen.connections.first(), out);
    }
    let count = recorded.connections.unwrap_or(usize::from(recorded.handshake.is_some()));
    let fits = if claim.reconnects {
        seen.connections.len() > count
    } else if claim.retries {
        seen.connections.len() >= count
    } else {
        seen.connections.len() == count
    };
    if !fits {
        let wanted =
            if claim.reconnects { format!("more than {count}") } else { count.to_string() };
        out.expected("connections", wanted, seen.connections.len());
    }
    live::frames(&script, &seen.frames, claim.reconnects, out);
    let wanted = wanted_events(prepared, claim, how);
    live::events(&wanted, &ours.events, &claim.also, out);
    let result = &prepared.vector.result;
    let state =
        result.get("connected_at_end").or_else(|| result.get("is_connected_before_disconnect"));
    let online = state.and_then(Value::as_bool);
    let online =
        online.map(|online| (online || claim.reconnects || claim.stays_online) && !claim.ends);
    if online.is_some_and(|online| online != ours.is_online) {
        out.expected("online at the end", online.unwrap_or_default(), ours.is_online);
    }
}

/// The events that must come, in order.
fn wanted_events(prepared: &Prepared<'_>, claim: &LiveClaim, how: &Live) -> Vec<Value> {
    let recorded = prepared.script;
    let is_connected = recorded.handshake.is_some() && !is_refused(prepared.vector);
    let mut wanted = match claim.events {
        Some(EventsClaim::Specified) => (how.events)(recorded, is_connected),
        None => prepared.adapter.recorded_events(prepared.vector),
    };
    if claim.reconnects {
        wanted.retain(|event| event.get(0).and_then(Value::as_str) != Some("on_disconnect"));
        wanted.push(json!(["on_disconnect"]));
        wanted.push(json!(["on_connect"]));
    }
    if claim.online_last {
        let online = json!(["on_connect"]);
        let refusals = wanted.iter().skip(1).take_while(|event| is_error(event)).count();
        if wanted.first() == Some(&online) {
            wanted.get_mut(..=refusals).into_iter().for_each(|head| head.rotate_left(1));
        }
    }
    wanted
}

fn is_error(event: &Value) -> bool {
    event.get(0).and_then(Value::as_str) == Some("on_error")
}

fn is_refused(vector: &Vector) -> bool {
    vector.responses.len() > vector.requests.len()
}

/// A record of what the server publishes, as a session that gets it.
pub(super) fn publication(vector: &Vector) -> Option<Vector> {
    let published = vector.requests.first()?.body_json.as_ref()?;
    let (channel, data) = (published.get("channel")?, published.get("data")?);
    let mut session = vector.clone();
    session.call.method = "connect".into();
    session.other.remove("server");
    session.requests = serde_json::from_value(json!([
        {"method": "GET", "path": "/centrifugo/connection-token", "query": []}
    ]))
    .ok()?;
    session.responses = serde_json::from_value(json!([
        {"status": 200, "json": {"token": "tok", "url": "ws://localhost/connection/websocket", "channels": [channel]}}
    ]))
    .ok()?;
    let subs = json!({channel.as_str()?: {"recoverable": true, "epoch": "e", "offset": 1, "positioned": true}});
    let parts = json!({
        "connect": {"path": "/connection/websocket", "query": [], "headers": {}},
        "frames": [
            {"dir": "c2s", "json": {"id": 1, "connect": {"token": "tok"}}},
            {"dir": "s2c", "json": {"id": 1, "connect": {"client": "c", "version": "v", "subs": subs}}},
            {"dir": "s2c", "json": {"push": {"channel": channel, "pub": {"data": data, "offset": 2}}}},
        ],
    });
    if let Value::Object(parts) = parts {
        session.other.extend(parts);
    }
    let script = Script::read(&session).ok()?;
    let events = (crate::spec::tokenbowl_live::LIVE.events)(&script, true);
    session.other.insert("events".into(), events.into());
    Some(session)
}
