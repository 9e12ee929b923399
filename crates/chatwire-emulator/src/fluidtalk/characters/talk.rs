//! Talking to leads: chat, triggers, money events, and the self-test.

use serde_json::{Value, json};

use super::{Call, Failure, Mode, Outcome, bubbles, with};
use crate::fluidtalk::persona::{Occasion, Turn};
use crate::fluidtalk::state::{Author, Key};
use crate::world::lock;

/// Deliveries of one text in a row that are answered (browser extension client).
const SAME_TEXT: u32 = 2;

pub(super) fn self_test(call: &Call<'_>) -> Outcome {
    let platform = call.fields.text("platform")?.filter(|platform| !platform.is_empty());
    let state = lock(&call.shared.state);
    let bound = platform.is_none_or(|platform| state.bindings.contains_key(platform));
    let bindings: Vec<Value> = state
        .bindings
        .iter()
        .filter(|(name, _)| platform.is_none_or(|platform| platform == *name))
        .map(|(name, events)| json!({"platform": name, "fireable_event_ids": events}))
        .collect();
    let paid = state.credits > 0;
    Ok(json!({
        "ok": bound && paid,
        "checks": [
            {"check": "token", "ok": true, "detail": "accepted"},
            {"check": "platform_bound", "ok": bound, "detail": platform.unwrap_or("any")},
            {"check": "credits", "ok": paid, "detail": state.credits.to_string()},
        ],
        "bindings": bindings,
    }))
}

pub(super) fn chat(call: &Call<'_>) -> Outcome {
    let key = call.lead()?;
    let message = call.fields.text("message")?.unwrap_or_default();
    let image = call.fields.text("image_url")?.filter(|url| !url.is_empty());
    let account = call.fields.text("own_username")?.filter(|name| !name.is_empty());
    // Read for its type only: the conversation is found by platform and handle.
    call.fields.text("session_id")?;
    if message.is_empty() && image.is_none() {
        return Err(Failure::validation("message or image_url is required"));
    }
    if call.mode == Mode::Mock {
        return Ok(mock_chat(call, &key.lead));
    }
    let now = call.shared.world.clock.now();
    let mut state = lock(&call.shared.state);
    if let Some(known) = state.conversations.get_mut(&key) {
        let silent = json!({"session_id": known.session_id, "bubbles": [], "ignored": false});
        if !known.belongs_to(account) {
            let silent = with(silent, "ignored", Some(json!(true)));
            return Ok(with(silent, "ignore_reason", Some(json!("lead_claimed_by_other_account"))));
        }
        if let Some(reason) = &known.paused {
            let silent = with(silent, "paused", Some(json!(true)));
            return Ok(with(silent, "pause_reason", Some(json!(reason))));
        }
        // A test lead may say the same thing over and over.
        let guarded = call.mode == Mode::Live && !message.is_empty();
        if guarded && known.count_repeats(message) > SAME_TEXT {
            let silent = with(silent, "silent", Some(json!("duplicate_message")));
            return Ok(with(
                silent,
                "explain",
                Some(json!("the same text came three times in a row")),
            ));
        }
    }
    call.charge(&mut state)?;
    let conversation = state.open(key.clone(), now);
    if conversation.turns == 0 && conversation.repeated.1 == 0 {
        conversation.count_repeats(message);
    }
    conversation.belongs_to(account);
    conversation.write(Author::Lead, message);
    drop(state);
    let turn = call.turn(&key, Occasion::Chat, message, image, Value::Null);
    let texts = call.speak(&key, &turn);
    let photo = call.shared.persona.photo(message);
    let answer = json!({
        "session_id": turn.session_id,
        "bubbles": bubbles(&texts, photo.as_deref()),
        "ignored": false,
        "ignore_reason": null,
    });
    Ok(with(answer, "vision", call.vision(image.as_slice())))
}

/// A fixture chosen by the lead's handle.
fn mock_chat(call: &Call<'_>, handle: &str) -> Value {
    let photos = match handle {
        "test_photo" => 1,
        "test_photos" => 2,
        _ => 0,
    };
    let mut shown = bubbles(&["this is a mock reply".to_owned()], None);
    for nth in 1..=photos {
        shown.extend(bubbles(&[], Some(&call.shared.fixture(nth))));
    }
    json!({"session_id": format!("mock_{handle}"), "bubbles": shown, "ignored": false, "ignore_reason": null})
}

pub(super) fn event(call: &Call<'_>) -> Outcome {
    let key = call.lead()?;
    let kind = call.fields.text("event_type")?.unwrap_or("purchase");
    let external = call.fields.required("external_event_id")?;
    let amount = call.fields.number("amount")?.unwrap_or_default();
    call.fields.text("currency")?;
    let sign = match kind {
        "purchase" => 1.0,
        "refund" | "chargeback" => -1.0,
        _ => return Err(Failure::validation("event_type must be purchase, refund or chargeback")),
    };
    let mut state = lock(&call.shared.state);
    let fresh = call.mode != Mode::Mock && state.applied.insert(format!("event {external}"));
    let deduped = call.mode != Mode::Mock && !fresh;
    let (mut sales, mut spent) =
        state.conversations.get(&key).map_or((0, 0.0), |known| (known.sales, known.spent));
    if !deduped {
        sales += u32::from(kind == "purchase");
        spent += sign * amount;
    }
    if fresh {
        let now = call.shared.world.clock.tick();
        let conversation = state.open(key, now);
        (conversation.sales, conversation.spent) = (sales, spent);
    }
    Ok(json!({
        "ok": true,
        "deduped": deduped,
        "event_type": kind,
        "stage": if sales > 0 { "CUSTOMER" } else { "WARM" },
        "sale_count": sales,
        "total_spend": spent,
    }))
}

pub(super) fn trigger(call: &Call<'_>) -> Outcome {
    let key = call.lead()?;
    let event_id = call.fields.required("event_id")?;
    let external = call.fields.required("external_event_id")?;
    let image = call.fields.text("image_url")?.filter(|url| !url.is_empty());
    let account = call.fields.text("own_username")?.filter(|name| !name.is_empty());
    let context = call.fields.get("context").cloned().unwrap_or_default();
    let cold = event_id == "outreach";
    let now = call.shared.world.clock.now();
    let mut state = lock(&call.shared.state);

    let fireable = key.platform.as_ref().and_then(|platform| state.bindings.get(platform)).cloned();
    let fireable = fireable.unwrap_or_default();
    let quiet =
        |deduped: bool| json!({"ok": true, "deduped": deduped, "opened": false, "bubbles": []});
    if !fireable.iter().any(|known| known == event_id) {
        return Ok(with(quiet(false), "fireable_event_ids", Some(json!(fireable))));
    }
    if call.mode == Mode::Mock {
        let shown = bubbles(&["this is a mock opener".to_owned()], None);
        return Ok(
            json!({"ok": true, "deduped": false, "opened": true, "session_id": "mock", "bubbles": shown}),
        );
    }
    let id = format!("trigger {external}");
    if state.applied.contains(&id) {
        return Ok(quiet(true));
    }
    let mut opened = true;
    if let Some(known) = state.conversations.get_mut(&key) {
        opened = known.turns == 0;
        let ignored = |reason: &str| {
            let answer = with(quiet(false), "ignored", Some(json!(true)));
            Ok(with(answer, "ignore_reason", Some(json!(reason))))
        };
        if !known.belongs_to(account) {
            return ignored("lead_claimed_by_other_account");
        }
        if cold && !opened {
            return ignored("conversation_already_active");
        }
    }
    call.charge(&mut state)?;
    state.applied.insert(id);
    state.open(key.clone(), now).belongs_to(account);
    drop(state);

    let (occasion, text) = if cold { (Occasion::Opener, "") } else { (Occasion::Event, event_id) };
    // A picture, say of the lead's profile, is only looked at for a cold open.
    let image = image.filter(|_| opened);
    let turn = call.turn(&key, occasion, text, image, context);
    let mut texts = call.speak(&key, &turn);
    if cold {
        // A cold opener is exactly one bubble.
        texts.truncate(1);
    }
    let answer = json!({
        "ok": true,
        "deduped": false,
        "opened": opened,
        "ignored": false,
        "session_id": turn.session_id,
        "bubbles": bubbles(&texts, None),
    });
    Ok(with(answer, "vision", call.vision(image.as_slice())))
}

impl Call<'_> {
    /// Counts one more turn of a conversation and says what the persona has to know about it.
    fn turn(
        &self,
        key: &Key,
        occasion: Occasion,
        text: &str,
        image: Option<&str>,
        context: Value,
    ) -> Turn {
        let now = self.shared.world.clock.tick();
        let mut state = lock(&self.shared.state);
        let conversation = state.open(key.clone(), now);
        conversation.turns += 1;
        conversation.last_at = now;
        Turn {
            occasion,
            platform: key.platform.clone(),
            lead: key.lead.clone(),
            text: text.to_owned(),
            image_url: image.map(str::to_owned),
            context,
            number: conversation.turns,
            session_id: conversation.session_id.clone(),
        }
    }

    /// Asks the persona and writes its bubbles down.
    pub(super) fn speak(&self, key: &Key, turn: &Turn) -> Vec<String> {
        let texts = self.shared.persona.speak(turn);
        let now = self.shared.world.clock.tick();
        let mut state = lock(&self.shared.state);
        let conversation = state.open(key.clone(), now);
        conversation.last_at = now;
        for text in &texts {
            conversation.write(Author::Persona, text);
        }
        texts
    }
}
