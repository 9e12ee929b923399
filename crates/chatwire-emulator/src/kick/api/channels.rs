//! Categories and channels.

use serde_json::{Value, json};

use super::ask::{Answer, Ask, Refusal, Reply, page};
use crate::kick::happening::Happening;
use crate::kick::state::{Category, State, User};

/// Channels of one call.
const BATCH: usize = 50;
/// Characters of a slug in a query.
const SLUG: usize = 25;
/// Categories of a page of the older call.
const OLD_PAGE: usize = 100;
/// Tags that a channel may have.
const TAGS: usize = 10;
/// The time of what never was.
const NEVER: &str = "0001-01-01T00:00:00Z";

fn with_tags(category: &Category) -> Value {
    let mut shown = category.shown();
    if let Some(shown) = shown.as_object_mut() {
        shown.insert("tags".to_owned(), json!(category.tags));
    }
    shown
}

pub(super) fn categories(ask: &mut Ask<'_>) -> Answer {
    let limit = ask.number("limit", 25, 1, 1_000)?;
    let (names, tags) = (ask.list("name"), ask.list("tag"));
    let ids: Vec<u64> = ask
        .list("id")
        .iter()
        .map(|id| id.parse().map_err(|_| Refusal::bad("Invalid id")))
        .collect::<Result<_, _>>()?;
    let any = |wanted: &[String], held: &str| {
        wanted.iter().any(|wanted| wanted.eq_ignore_ascii_case(held))
    };
    let fits = |category: &&Category| {
        (names.is_empty() || any(&names, &category.name))
            && (tags.is_empty() || category.tags.iter().any(|tag| any(&tags, tag)))
            && (ids.is_empty() || ids.contains(&category.id))
    };
    let all: Vec<Value> = ask.inner.state.categories.iter().filter(fits).map(with_tags).collect();
    let page = page(&all, ask.text("cursor"), limit)?;
    Ok(Reply::Page(json!(page.items), page.next))
}

pub(super) fn categories_v1(ask: &mut Ask<'_>) -> Answer {
    let nth = ask.number("page", 1, 1, usize::MAX)?;
    let wanted = ask.text("q").to_lowercase();
    let all = ask.inner.state.categories.iter();
    let found = all.filter(|category| category.name.to_lowercase().contains(&wanted));
    let skipped = (nth - 1).saturating_mul(OLD_PAGE);
    Ok(Reply::Data(found.skip(skipped).take(OLD_PAGE).map(Category::shown).collect()))
}

pub(super) fn category_v1(ask: &mut Ask<'_>) -> Answer {
    let id = ask.id.parse().map_err(|_| Refusal::bad("Invalid category id"))?;
    let state = &ask.inner.state;
    let category = state.category(id).ok_or(Refusal::NotFound)?;
    let live = |user: &&User| user.channel.category_id == id;
    let streams = state.users.iter().filter(live).filter_map(|user| user.channel.live.as_ref());
    let viewers: u64 = streams.map(|stream| stream.viewers).sum();
    let mut shown = with_tags(category);
    if let Some(shown) = shown.as_object_mut() {
        shown.insert("viewer_count".to_owned(), json!(viewers));
    }
    Ok(Reply::Data(shown))
}

/// Without a filter the caller's own, which wants `channel:read`. An id that is unknown is left out; a slug that is
/// unknown spoils the whole call, as seen on the real API.
pub(super) fn list(ask: &mut Ask<'_>) -> Answer {
    let ids = ask.numbers("broadcaster_user_id", BATCH)?;
    let slugs = ask.many("slug", BATCH)?;
    if !ids.is_empty() && !slugs.is_empty() {
        return Err(Refusal::bad("broadcaster_user_id and slug cannot be mixed"));
    }
    if slugs.iter().any(|slug| slug.is_empty() || slug.chars().count() > SLUG) {
        return Err(Refusal::bad(format!("slug has 1 to {SLUG} characters")));
    }
    let (state, me) = (&ask.inner.state, ask.me());
    let own = ask.has_scope("channel:read");
    let users: Vec<&User> = if !slugs.is_empty() {
        let one = |slug: &String| state.by_slug(slug).ok_or_else(|| Refusal::bad("Invalid slug"));
        slugs.iter().map(one).collect::<Result<_, _>>()?
    } else if !ids.is_empty() {
        ids.iter().filter_map(|id| state.by_id(*id)).collect()
    } else {
        let none = || Refusal::bad("broadcaster_user_id or slug is required with an app token");
        let me = me.ok_or_else(none)?;
        if !own {
            return Err(Refusal::Forbidden);
        }
        vec![me]
    };
    let key = ask.has_scope("streamkey:read");
    let shown = |user: &&User| {
        let own = own && me.is_some_and(|me| me.user_id == user.user_id);
        channel(state, user, own && key)
    };
    Ok(Reply::Data(users.iter().map(shown).collect()))
}

fn channel(state: &State, user: &User, key: bool) -> Value {
    let channel = &user.channel;
    let live = channel.live.as_ref();
    let secret = if key { channel.stream_key.as_str() } else { "" };
    let url = if key { "rtmps://ingest.kick.test/app" } else { "" };
    // As the documents show a channel that is offline.
    let language = if live.is_some() { channel.language.as_str() } else { "" };
    let tags = (live.is_some() || !channel.tags.is_empty()).then_some(&channel.tags);
    let stream = json!({"is_live": live.is_some(), "is_mature": channel.mature,
        "language": language, "custom_tags": tags, "key": secret, "url": url,
        "start_time": live.map_or(NEVER, |live| &live.started_at),
        "thumbnail": live.map(|_| format!("https://files.kick.test/thumbnails/{}.webp", user.slug))
            .unwrap_or_default(),
        "viewer_count": live.map_or(0, |live| live.viewers)});
    json!({"broadcaster_user_id": user.user_id, "slug": user.slug,
        "channel_description": channel.description, "banner_picture": channel.banner,
        "stream_title": channel.title, "category": state.category_shown(channel.category_id),
        "active_subscribers_count": channel.subscribers.len(),
        "active_gifted_subscribers_count": channel.gifted_subscribers,
        "canceled_subscribers_count": channel.canceled_subscribers, "stream": stream})
}

/// Changes only what is named; a change is told as metadata.
pub(super) fn update(ask: &mut Ask<'_>) -> Answer {
    ask.body.object()?;
    let title = ask.body.text("stream_title", usize::MAX)?.map(str::to_owned);
    let category = ask.body.number("category_id")?;
    if category.is_some_and(|id| ask.inner.state.category(id).is_none()) {
        return Err(Refusal::bad("Category not found"));
    }
    let tags = match ask.body.get("custom_tags") {
        None => None,
        Some(value) => {
            let tag = |tag: &Value| tag.as_str().map(str::to_owned);
            let tags = value.as_array().and_then(|tags| tags.iter().map(tag).collect());
            let tags: Vec<String> = tags.ok_or_else(|| Refusal::bad("Invalid custom_tags"))?;
            if tags.len() > TAGS {
                return Err(Refusal::bad(format!("custom_tags takes at most {TAGS} values")));
            }
            Some(tags)
        }
    };
    let me = ask.my_id()?;
    if let Some(user) = ask.inner.state.by_id_mut(me) {
        let channel = &mut user.channel;
        channel.title = title.unwrap_or_else(|| std::mem::take(&mut channel.title));
        channel.category_id = category.unwrap_or(channel.category_id);
        channel.tags = tags.unwrap_or_else(|| std::mem::take(&mut channel.tags));
    }
    ask.inner.tell(me, Happening::Metadata);
    Ok(Reply::Nothing)
}
