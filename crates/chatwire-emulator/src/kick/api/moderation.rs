//! Bans, for ever or for minutes.

use serde_json::json;

use super::ask::{Answer, Ask, Refusal, Reply};

/// Minutes of a time-out: up to a week.
const MINUTES: std::ops::RangeInclusive<u64> = 1..=10_080;
/// Characters of a reason.
const REASON: usize = 100;

/// Streamer and user of a body, after the caller's right was checked.
fn parties(ask: &Ask<'_>) -> Result<(u64, u64), Refusal> {
    ask.body.object()?;
    let (streamer, user) =
        (ask.body.required("broadcaster_user_id")?, ask.body.required("user_id")?);
    let state = &ask.inner.state;
    if state.by_id(streamer).is_none() || state.by_id(user).is_none() {
        return Err(Refusal::NotFound);
    }
    if !ask.may_moderate(streamer) {
        return Err(Refusal::Forbidden);
    }
    Ok((streamer, user))
}

pub(super) fn ban(ask: &mut Ask<'_>) -> Answer {
    let (streamer, user) = parties(ask)?;
    let minutes = ask.body.number("duration")?;
    if minutes.is_some_and(|minutes| !MINUTES.contains(&minutes)) {
        return Err(Refusal::bad("duration must be 1 to 10080 minutes"));
    }
    if streamer == user {
        return Err(Refusal::bad("Broadcasters cannot be banned from their own channel"));
    }
    let reason = ask.body.text("reason", REASON)?.unwrap_or_default().to_owned();
    let me = ask.my_id()?;
    ask.inner.ban(streamer, me, user, minutes, &reason);
    Ok(Reply::Data(json!({})))
}

pub(super) fn unban(ask: &mut Ask<'_>) -> Answer {
    let (streamer, user) = parties(ask)?;
    let me = ask.my_id()?;
    if !ask.inner.unban(streamer, me, user) {
        return Err(Refusal::bad("User is not banned"));
    }
    Ok(Reply::Data(json!({})))
}
