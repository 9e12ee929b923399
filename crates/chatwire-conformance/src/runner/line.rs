//! Replays what goes over a line in memory.

use serde_json::Value;

use super::known::Outside;
use super::{NotJudged, Prepared};
use crate::compare::Differences;
use crate::compare::live::{self, LiveOutcome};
use crate::divergence::InForce;
use crate::divergence::live::{EventsClaim, LiveClaim};
use crate::server::Seen;
use crate::spec::kick_chat;

/// Plays the record.
pub(super) async fn replay(prepared: &Prepared<'_>) -> Result<Outside, NotJudged> {
    let played = prepared.adapter.play(prepared.answering(), prepared.args).await;
    let (outcome, seen, live) = played.map_err(NotJudged::NotMade)?;
    Ok(Outside { seen, live, ..Outside::of(outcome) })
}

/// Compares handshake, number of connections, frames and events with the record, or with what a rule says of them.
pub(super) fn compare(
    prepared: &Prepared<'_>,
    rules: InForce<'_>,
    (seen, ours): (&Seen, &LiveOutcome),
    out: &mut Differences,
) {
    let (vector, script) = (prepared.vector, prepared.script);
    let empty = LiveClaim::default();
    let claim = rules.live.and_then(|rule| rule.expect.live.as_ref());
    if claim.is_none() && vector.is_reference_bug() {
        return;
    }
    let claim = claim.unwrap_or(&empty);
    if claim.absent {
        if !seen.connections.is_empty() {
            out.expected("connections", 0, seen.connections.len());
        }
        return;
    }
    if let Some(wanted) = &script.handshake {
        live::handshake(&claim.handshake(wanted), seen.connections.first(), out);
    }
    let usual = usize::from(script.handshake.is_some() || claim.dials);
    let count = script.connections.unwrap_or(usual).max(usual);
    let found = seen.connections.len();
    let fits = if claim.reconnects { found > count } else { found == count };
    if !fits {
        let wanted =
            if claim.reconnects { format!("more than {count}") } else { count.to_string() };
        out.expected("connections", wanted, found);
    }
    if claim.reconnects && !ours.is_online {
        out.expected("online at the end", true, ours.is_online);
    }
    if claim.dials {
        return;
    }
    live::frames(script, &seen.frames, claim.reconnects, out);
    let wanted = match claim.events {
        Some(EventsClaim::Specified) => kick_chat::messages(script),
        // What a handler was called with is not comparable where the reference kept it from one.
        None if vector.is_reference_bug() => return,
        None => prepared.adapter.recorded_events(vector),
    };
    if wanted.len() != ours.events.len() {
        out.expected("events", Value::from(wanted.clone()), Value::from(ours.events.clone()));
    }
    live::events(&wanted, &ours.events, &claim.also, out);
}
