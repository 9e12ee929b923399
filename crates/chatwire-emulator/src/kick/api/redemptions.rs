//! Redemptions of rewards: listed by reward, accepted or rejected in batches.

use serde_json::{Value, json};

use super::ask::{Answer, Ask, Refusal, Reply, page};
use crate::kick::state::{Redemption, Reward, State};

/// Redemptions of a page.
const PAGE: usize = 25;
/// Ids of one call.
const BATCH: usize = 25;

pub(super) fn list(ask: &mut Ask<'_>) -> Answer {
    let ids = ask.many("id", PAGE)?;
    let (reward, status) = (ask.text("reward_id"), ask.text("status"));
    if !ids.is_empty()
        && (!reward.is_empty() || !status.is_empty() || !ask.text("cursor").is_empty())
    {
        return Err(Refusal::bad("id cannot be combined with other filters"));
    }
    let status = match status {
        "" => "pending",
        "pending" | "accepted" | "rejected" => status,
        _ => return Err(Refusal::bad("status must be pending, accepted or rejected")),
    };
    let (me, state) = (ask.my_id()?, &ask.inner.state);
    let fits = |redemption: &&Redemption| {
        let mine = state.reward(&redemption.reward).is_some_and(|each| each.broadcaster == me);
        let asked = if ids.is_empty() {
            redemption.status == status && (reward.is_empty() || redemption.reward == reward)
        } else {
            ids.contains(&redemption.id)
        };
        mine && asked
    };
    let found: Vec<&Redemption> = state.redemptions.iter().filter(fits).collect();
    let page = page(&found, ask.text("cursor"), PAGE)?;
    Ok(Reply::Page(by_reward(state, &ask.app(), page.items), page.next))
}

/// One entry for each reward, in the order of its first redemption.
fn by_reward(state: &State, app: &str, redemptions: &[&Redemption]) -> Value {
    let mut groups: Vec<(&Reward, Vec<Value>)> = Vec::new();
    for redemption in redemptions {
        let Some(reward) = state.reward(&redemption.reward) else { continue };
        let shown = json!({"id": redemption.id, "redeemed_at": redemption.redeemed_at,
            "redeemer": {"user_id": redemption.redeemer}, "status": redemption.status,
            "user_input": redemption.user_input});
        match groups.iter_mut().find(|(known, _)| known.id == reward.id) {
            Some((_, list)) => list.push(shown),
            None => groups.push((reward, vec![shown])),
        }
    }
    let group = |(reward, list): (&Reward, Vec<Value>)| {
        let title = reward.text("title");
        // A deleted reward keeps only its name.
        let reward = if reward.deleted {
            json!({"id": reward.id, "title": title, "is_deleted": true})
        } else {
            json!({"id": reward.id, "title": title, "cost": reward.fields.get("cost"),
                "description": reward.text("description"), "can_manage": reward.app == app})
        };
        json!({"reward": reward, "redemptions": list})
    };
    groups.into_iter().map(group).collect()
}

pub(super) fn accept(ask: &mut Ask<'_>) -> Answer {
    settle(ask, "accepted")
}

pub(super) fn reject(ask: &mut Ask<'_>) -> Answer {
    settle(ask, "rejected")
}

/// Answers with those that could not be settled.
fn settle(ask: &mut Ask<'_>, status: &'static str) -> Answer {
    let ids = ask.body.object()?.get("ids").and_then(Value::as_array);
    let ids: Option<Vec<String>> =
        ids.and_then(|ids| ids.iter().map(|id| id.as_str().map(str::to_owned)).collect());
    let ids = ids.ok_or_else(|| Refusal::bad("ids is required"))?;
    let doubled =
        ids.iter().enumerate().any(|(nth, id)| ids.iter().skip(nth + 1).any(|other| other == id));
    if ids.is_empty() || ids.len() > BATCH || doubled {
        return Err(Refusal::bad(format!("ids takes 1 to {BATCH} different values")));
    }
    let (me, app) = (ask.my_id()?, ask.app());
    let mut failed = Vec::new();
    for id in ids {
        let state = &ask.inner.state;
        let redemption = state.redemptions.iter().find(|each| each.id == id);
        let reward = redemption.and_then(|redemption| state.reward(&redemption.reward));
        let reason = match (redemption, reward) {
            (Some(_), Some(reward)) if reward.broadcaster != me || reward.app != app => "NOT_OWNED",
            (Some(redemption), Some(_)) if redemption.status != "pending" => "NOT_PENDING",
            (Some(_), Some(_)) => {
                ask.inner.settle_redemption(&id, status);
                continue;
            }
            _ => "NOT_FOUND",
        };
        failed.push(json!({"id": id, "reason": reason}));
    }
    Ok(Reply::Data(json!(failed)))
}
