//! Who is live: two lists, a list by user, and their number. Whoever is offline is in none of them.

use serde_json::{Value, json};

use super::ask::{Answer, Ask, Refusal, Reply, page};
use crate::kick::state::{Livestream, State, User};

/// Broadcasters of a call of the older list.
const OLD_BATCH: usize = 50;
/// Categories or languages of a call of the newer one.
const FILTERS: usize = 25;
/// Users of one call.
const USERS: usize = 100;

/// Those who are live, whoever is so longest first.
fn live(state: &State) -> Vec<(&User, &Livestream)> {
    let mut all: Vec<(&User, &Livestream)> = state
        .users
        .iter()
        .filter_map(|user| user.channel.live.as_ref().map(|stream| (user, stream)))
        .collect();
    all.sort_by(|(_, one), (_, other)| one.id.cmp(&other.id));
    all
}

fn thumbnail(user: &User) -> String {
    format!("https://files.kick.test/thumbnails/{}.webp", user.slug)
}

fn shown_v2(state: &State, user: &User, stream: &Livestream) -> Value {
    let channel = &user.channel;
    json!({"id": stream.id, "broadcaster_user": {"id": user.user_id, "username": user.username,
            "profile_picture": user.profile_picture}, "channel": {"slug": user.slug},
        "category": state.category_shown(channel.category_id), "title": channel.title,
        "tags": channel.tags, "language_code": channel.language,
        "has_mature_content": channel.mature, "started_at": stream.started_at,
        "thumbnail": thumbnail(user), "viewer_count": stream.viewers})
}

pub(super) fn v1(ask: &mut Ask<'_>) -> Answer {
    let ids = ask.numbers("broadcaster_user_id", OLD_BATCH)?;
    let limit = ask.number("limit", 25, 1, 100)?;
    let category = ask.numbers("category_id", 1)?;
    let language = ask.text("language");
    let state = &ask.inner.state;
    let mut found = live(state);
    found.retain(|(user, _)| {
        (ids.is_empty() || ids.contains(&user.user_id))
            && (category.is_empty() || category.contains(&user.channel.category_id))
            && (language.is_empty() || user.channel.language == language)
    });
    match ask.text("sort") {
        "" | "viewer_count" => found.sort_by_key(|(_, stream)| std::cmp::Reverse(stream.viewers)),
        "started_at" => found.reverse(),
        _ => return Err(Refusal::bad("sort must be viewer_count or started_at")),
    }
    let shown = |(user, stream): &(&User, &Livestream)| {
        let channel = &user.channel;
        json!({"broadcaster_user_id": user.user_id, "channel_id": user.channel_id,
            "slug": user.slug, "stream_title": channel.title,
            "category": state.category_shown(channel.category_id), "custom_tags": channel.tags,
            "has_mature_content": channel.mature, "language": channel.language,
            "profile_picture": user.profile_picture, "started_at": stream.started_at,
            "thumbnail": thumbnail(user), "viewer_count": stream.viewers})
    };
    Ok(Reply::Data(found.iter().take(limit).map(shown).collect()))
}

pub(super) fn v2(ask: &mut Ask<'_>) -> Answer {
    let limit = ask.number("limit", 100, 1, 1_000)?;
    let categories = ask.numbers("category_id", FILTERS)?;
    let languages = ask.many("language_code", FILTERS)?;
    let state = &ask.inner.state;
    let mut found = live(state);
    found.retain(|(user, _)| {
        (categories.is_empty() || categories.contains(&user.channel.category_id))
            && (languages.is_empty() || languages.contains(&user.channel.language))
    });
    let page = page(&found, ask.text("cursor"), limit)?;
    let shown = page.items.iter().map(|(user, stream)| shown_v2(state, user, stream));
    Ok(Reply::Page(shown.collect(), page.next))
}

pub(super) fn of_users(ask: &mut Ask<'_>) -> Answer {
    let ids = ask.numbers("user_id", USERS)?;
    if ids.is_empty() {
        return Err(Refusal::bad("user_id is required"));
    }
    let state = &ask.inner.state;
    let found = live(state).into_iter().filter(|(user, _)| ids.contains(&user.user_id));
    Ok(Reply::Data(found.map(|(user, stream)| shown_v2(state, user, stream)).collect()))
}

pub(super) fn stats(ask: &mut Ask<'_>) -> Answer {
    Ok(Reply::Data(json!({"total_count": live(&ask.inner.state).len()})))
}
