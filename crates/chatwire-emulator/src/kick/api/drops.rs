//! Claims of drops campaigns, for apps of an organization.

use serde_json::{Value, json};

use super::ask::{Answer, Ask, Refusal, Reply};
use crate::kick::state::Claim;

/// Claims of one change.
const BATCH: usize = 100;

fn shown(claim: &Claim) -> Value {
    json!({"claim_id": claim.id, "user_id": claim.user_id, "campaign_id": claim.campaign_id,
        "reward_id": claim.reward_id, "external_id": claim.external_id,
        "external_status": claim.status, "created_at": claim.created_at,
        "updated_at": claim.updated_at})
}

/// Unlike elsewhere, the cursor is a claim's id and stands within `data`.
pub(super) fn list(ask: &mut Ask<'_>) -> Answer {
    let limit = ask.number("limit", 10, 1, 1_000)?;
    let users = ask.numbers("user_id", 1)?;
    let filters = [ask.text("campaign_id"), ask.text("claim_id"), ask.text("external_status")];
    let after = ask.text("cursor");
    let fits = |claim: &&Claim| {
        let held = [&claim.campaign_id, &claim.id, &claim.status];
        (users.is_empty() || users.contains(&claim.user_id))
            && filters.iter().zip(held).all(|(wanted, held)| wanted.is_empty() || wanted == held)
            && (after.is_empty() || claim.id.as_str() > after)
    };
    let found: Vec<&Claim> = ask.inner.state.claims.iter().filter(fits).collect();
    let page = found.get(..limit).unwrap_or(&found);
    let last = page.last().filter(|_| page.len() < found.len());
    let cursor = last.map(|claim| claim.id.clone()).unwrap_or_default();
    let claims: Vec<Value> = page.iter().map(|claim| shown(claim)).collect();
    Ok(Reply::Data(json!({"claims": claims, "cursor": cursor})))
}

/// All or nothing: one unknown claim spoils the call.
pub(super) fn update(ask: &mut Ask<'_>) -> Answer {
    let claims = ask.body.object()?.get("claims").and_then(Value::as_array);
    let claims = claims.filter(|claims| (1..=BATCH).contains(&claims.len()));
    let claims = claims.ok_or_else(|| Refusal::bad(format!("claims takes 1 to {BATCH} values")))?;
    let text = |claim: &Value, name: &str| {
        let value = claim.get(name).and_then(Value::as_str).map(str::to_owned);
        value.ok_or_else(|| Refusal::bad(format!("{name} is required")))
    };
    let changes: Vec<(String, String)> = claims
        .iter()
        .map(|claim| Ok((text(claim, "claim_id")?, text(claim, "external_status")?)))
        .collect::<Result<_, Refusal>>()?;
    let state = &mut ask.inner.state;
    let known = |(id, _): &(String, String)| state.claims.iter().any(|claim| claim.id == *id);
    if !changes.iter().all(known) {
        return Err(Refusal::NotFound);
    }
    let updated_at = state.stamp();
    for (id, status) in changes {
        if let Some(claim) = state.claims.iter_mut().find(|claim| claim.id == id) {
            claim.status = status;
            claim.updated_at.clone_from(&updated_at);
        }
    }
    Ok(Reply::Nothing)
}
