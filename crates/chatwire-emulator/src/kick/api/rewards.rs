//! Rewards of a channel: read by all of the streamer's apps, changed only by the one that made them.

use serde_json::{Map, Value, json};

use super::ask::{Answer, Ask, Body, Refusal, Reply};
use crate::kick::state::Reward;

/// Rewards that a channel may have.
const MOST: usize = 15;
const TITLE: usize = 50;
const DESCRIPTION: usize = 200;
/// Switches that both calls know.
const SWITCHES: [&str; 3] =
    ["is_enabled", "is_user_input_required", "should_redemptions_skip_request_queue"];

/// The fields of a body that are there, each within its limits.
fn given(body: &Body, paused: bool) -> Result<Map<String, Value>, Refusal> {
    body.object()?;
    let mut fields = Map::new();
    if let Some(title) = body.text("title", TITLE)? {
        if title.is_empty() {
            return Err(Refusal::bad("title is required"));
        }
        fields.insert("title".to_owned(), json!(title));
    }
    if let Some(description) = body.text("description", DESCRIPTION)? {
        fields.insert("description".to_owned(), json!(description));
    }
    if let Some(cost) = body.number("cost")? {
        if cost == 0 {
            return Err(Refusal::bad("cost must be at least 1"));
        }
        fields.insert("cost".to_owned(), json!(cost));
    }
    if let Some(colour) = body.text("background_color", TITLE)? {
        let digits = colour.strip_prefix('#').unwrap_or_default();
        if digits.len() != 6 || !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Err(Refusal::bad("background_color must be a hex colour"));
        }
        fields.insert("background_color".to_owned(), json!(colour));
    }
    let paused = paused.then_some("is_paused");
    for name in SWITCHES.into_iter().chain(paused) {
        if let Some(value) = body.get(name) {
            let on = value.as_bool().ok_or_else(|| Refusal::bad(format!("Invalid {name}")))?;
            fields.insert(name.to_owned(), json!(on));
        }
    }
    Ok(fields)
}

pub(super) fn list(ask: &mut Ask<'_>) -> Answer {
    let me = ask.my_id()?;
    let mine = ask.inner.state.rewards.iter();
    let mine = mine.filter(|reward| reward.broadcaster == me && !reward.deleted);
    Ok(Reply::Data(mine.map(Reward::shown).collect()))
}

pub(super) fn create(ask: &mut Ask<'_>) -> Answer {
    let given = given(&ask.body, false)?;
    if !given.contains_key("title") || !given.contains_key("cost") {
        return Err(Refusal::bad("title and cost are required"));
    }
    let (me, app) = (ask.my_id()?, ask.app());
    let state = &mut ask.inner.state;
    let there = state.rewards.iter().filter(|each| each.broadcaster == me && !each.deleted);
    if there.count() >= MOST {
        return Err(Refusal::bad(format!("A channel has at most {MOST} rewards")));
    }
    Ok(Reply::Data(state.add_reward(me, &app, given).shown()))
}

/// Place of a reward that the caller may change.
fn changeable(ask: &Ask<'_>) -> Result<usize, Refusal> {
    let (me, app) = (ask.my_id()?, ask.app());
    let rewards = &ask.inner.state.rewards;
    let fits = |reward: &Reward| reward.id == ask.id && reward.broadcaster == me && !reward.deleted;
    let place = rewards.iter().position(fits).ok_or(Refusal::NotFound)?;
    let made_here = rewards.get(place).is_some_and(|reward| reward.app == app);
    made_here.then_some(place).ok_or(Refusal::Forbidden)
}

pub(super) fn update(ask: &mut Ask<'_>) -> Answer {
    let given = given(&ask.body, true)?;
    let place = changeable(ask)?;
    let reward = ask.inner.state.rewards.get_mut(place).ok_or(Refusal::NotFound)?;
    reward.fields.extend(given);
    Ok(Reply::Data(reward.shown()))
}

pub(super) fn delete(ask: &mut Ask<'_>) -> Answer {
    let place = changeable(ask)?;
    if let Some(reward) = ask.inner.state.rewards.get_mut(place) {
        reward.deleted = true;
    }
    Ok(Reply::Nothing)
}
