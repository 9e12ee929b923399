//! The queue of follow-ups: listed until they are acknowledged.

use serde_json::{Value, json};

use super::{Call, Failure, Mode, Outcome, bubbles};
use crate::clock::rfc3339;
use crate::fluidtalk::persona::{Occasion, Turn};
use crate::fluidtalk::state::{FollowUp, Key};
use crate::world::lock;

/// Default of the listing (fluidtalk 2.8.2).
const LIMIT: usize = 100;
/// Hours of quiet before a lead is due, when the caller names none.
const IDLE_HOURS: f64 = 24.0;

pub(super) fn list(call: &Call<'_>) -> Outcome {
    let platform = call.platform()?;
    let account = call.fields.text("own_username")?.filter(|name| !name.is_empty());
    let limit = call.fields.count("limit", LIMIT)?;
    if call.mode == Mode::Mock {
        let shown = bubbles(&["still thinking about you".to_owned()], None);
        return Ok(json!({"followups": [{
            "id": "fu_mock", "handle": "test_reply", "platform": platform, "kind": "REKINDLE",
            "message": "still thinking about you", "bubbles": shown, "created_at": "2025-01-01T00:00:00Z",
        }]}));
    }
    let state = lock(&call.shared.state);
    let pending: Vec<Value> = state
        .followups
        .iter()
        .filter(|each| each.delivered_at.is_none() && each.platform == platform)
        .filter(|each| {
            account.is_none_or(|account| each.account.as_deref().is_none_or(|of| of == account))
        })
        .take(limit)
        .map(FollowUp::json)
        .collect();
    Ok(json!({"followups": pending}))
}

pub(super) fn ack(call: &Call<'_>, id: &str) -> Outcome {
    if call.mode == Mode::Mock {
        return Ok(json!({"ok": true, "deduped": false, "delivered_at": "2025-01-01T00:00:00Z"}));
    }
    let mut state = lock(&call.shared.state);
    let found = state.followups.iter_mut().find(|each| each.id == id);
    let found = found.ok_or_else(|| Failure::not_found(format!("no follow-up {id}")))?;
    let deduped = found.delivered_at.is_some();
    let at = *found.delivered_at.get_or_insert_with(|| call.shared.world.clock.tick());
    Ok(json!({"ok": true, "deduped": deduped, "delivered_at": rfc3339(at)}))
}

/// Writes a follow-up for every lead that has been quiet long enough and waits for none.
pub(super) fn sweep(call: &Call<'_>) -> Outcome {
    let platform = call.platform()?;
    let idle = call.fields.number("idle_hours")?.unwrap_or(IDLE_HOURS) * 3600.0;
    let limit = call.fields.count("limit", LIMIT)?;
    if call.mode == Mode::Mock {
        return Ok(json!({"queued": 0}));
    }
    let due: Vec<(Key, Turn)> = {
        let state = lock(&call.shared.state);
        let now = call.shared.world.clock.now();
        let waits = |lead: &str| {
            let mut pending = state.followups.iter().filter(|each| each.delivered_at.is_none());
            pending.any(|each| each.handle == lead && each.platform == platform)
        };
        let quiet = |since: i64| now.saturating_sub(since).max(0).unsigned_abs();
        state
            .conversations
            .iter()
            .filter(|(key, _)| key.platform.as_deref() == Some(platform) && !key.sandbox)
            .filter(|(key, known)| known.turns > 0 && known.paused.is_none() && !waits(&key.lead))
            .filter(|(_, known)| {
                std::time::Duration::from_secs(quiet(known.last_at)).as_secs_f64() >= idle
            })
            .take(limit)
            .map(|(key, known)| {
                let turn = Turn {
                    occasion: Occasion::FollowUp,
                    platform: key.platform.clone(),
                    lead: key.lead.clone(),
                    text: String::new(),
                    image_url: None,
                    context: Value::Null,
                    number: known.turns + 1,
                    session_id: known.session_id.clone(),
                };
                (key.clone(), turn)
            })
            .collect()
    };
    let mut queued = 0;
    for (key, turn) in due {
        call.charge(&mut lock(&call.shared.state))?;
        let texts = call.shared.persona.speak(&turn);
        if texts.is_empty() {
            continue;
        }
        let now = call.shared.world.clock.tick();
        let mut state = lock(&call.shared.state);
        let account = state.conversations.get(&key).and_then(|known| known.account.clone());
        state.queue(platform, &key.lead, account, texts.join(" ||| "), now);
        queued += 1;
    }
    Ok(json!({"queued": queued}))
}
