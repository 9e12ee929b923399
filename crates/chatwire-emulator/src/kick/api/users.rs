//! Users and the leaderboard of Kicks.

use serde_json::{Value, json};

use super::ask::{Answer, Ask, Refusal, Reply};

/// Users of one call; no limit is documented, so the one of channels.
const BATCH: usize = 50;
const DAY: i64 = 24 * 60 * 60;

/// Without ids the caller, which wants `user:read`; others may be seen by anybody, without their mail address.
pub(super) fn list(ask: &mut Ask<'_>) -> Answer {
    let ids = ask.numbers("id", BATCH)?;
    let own = ask.has_scope("user:read");
    let me = ask.me().map(|user| user.user_id);
    if ids.is_empty() && me.is_none() {
        return Err(Refusal::bad("id is required with an app token"));
    }
    if ids.is_empty() && !own {
        return Err(Refusal::Forbidden);
    }
    let ids = if ids.is_empty() { me.into_iter().collect() } else { ids };
    let users = ids.iter().filter_map(|id| ask.inner.state.by_id(*id)).map(|user| {
        let email = if own && me == Some(user.user_id) { user.email.as_str() } else { "" };
        json!({"user_id": user.user_id, "name": user.username, "email": email,
            "profile_picture": user.profile_picture})
    });
    Ok(Reply::Data(users.collect()))
}

pub(super) fn leaderboard(ask: &mut Ask<'_>) -> Answer {
    let top = ask.number("top", 10, 1, 100)?;
    let now = ask.inner.state.now();
    let me = ask.me().ok_or(Refusal::Forbidden)?;
    let since = |start: i64| -> Value {
        let shown = |(place, (user, amount)): (usize, (u64, u64))| {
            let name = ask.inner.state.by_id(user).map(|user| user.username.as_str());
            json!({"rank": place + 1, "user_id": user, "username": name, "gifted_amount": amount})
        };
        me.channel.kick_sums(start).into_iter().take(top).enumerate().map(shown).collect()
    };
    Ok(Reply::Data(json!({"lifetime": since(i64::MIN), "month": since(now - 30 * DAY),
        "week": since(now - 7 * DAY)})))
}
