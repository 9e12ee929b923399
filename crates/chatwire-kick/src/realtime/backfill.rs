//! Fetching what was missed, where the site lets us.

use std::collections::BTreeSet;
use std::time::Duration;

use chatwire_core::de::null_as_default;
use chatwire_core::ws::Caught;
use chatwire_core::{Error, Result, Timestamp};
use http::{Method, header};
use serde::Deserialize;
use serde_json::value::RawValue;
use tokio::sync::watch;

use super::Feed;
use super::event::{ChatMessage, Event, Received};
use super::reached::Reached;
use super::seen::Seen;
use crate::chatroom::{refused, site_json};
use crate::error::code;
use crate::token_store::KnownChatroom;
use crate::{ChannelId, Client};

/// Longest wait for one chatroom: for its subscription, and again for its history.
const LIMIT: Duration = Duration::from_secs(10);

/// What the rooms missed, oldest first.
///
/// `own` are the newest messages of the session, `fresh` those of them that came since the new line is up, and `reached`
/// is how far each chat had come. A history is asked for once the server has `answered` the subscription, since what is
/// said between the two would be in neither. A room is complete when its history reaches back to a message from before; what is
/// older than that is no part of this gap, and would come out of order. Rooms without a channel id cannot be asked for.
/// The failure of one room does not keep the others, unless the site refuses to be asked at all.
pub(super) async fn fetch(
    client: Client,
    rooms: Vec<KnownChatroom>,
    mut answered: watch::Receiver<BTreeSet<String>>,
    own: Seen,
    fresh: Seen,
    reached: Reached,
) -> Result<Caught<Event>> {
    let mut messages = Vec::new();
    let mut complete = true;
    let mut failure = None;
    for room in &rooms {
        let feed = Feed::Chat(room.chatroom_id);
        // A room whose chat is not subscribed misses none of it.
        let Some(mark) = reached.get(&feed) else { continue };
        let Some(channel) = room.channel_id else {
            complete = false;
            continue;
        };
        let name = feed.to_string();
        let subscribed = answered.wait_for(|answered| answered.contains(&name));
        complete &= matches!(tokio::time::timeout(LIMIT, subscribed).await, Ok(Ok(_)));
        match history(&client, channel).await {
            Ok((mut list, now)) => {
                // Of all that `own` remembers, messages of busier rooms may have taken the place.
                let is_old = |message: &ChatMessage| {
                    mark.is_last(&message.id)
                        || own.contains(&message.id) && !fresh.contains(&message.id)
                };
                let known = list.iter().rposition(is_old);
                complete &= known.is_some() || list.is_empty();
                let later = list.drain(known.map_or(0, |known| known + 1)..);
                let missed = later.filter(|message| !mark.is_older(message, now));
                messages.extend(missed.map(|message| (feed.clone(), message)));
            }
            Err(error) => {
                complete = false;
                tracing::warn!(%error, %channel, "missed messages could not be fetched");
                let is_refused = error.code() == Some(code::SITE_BLOCKED);
                failure = Some(error);
                if is_refused {
                    // It would be asked in vain for the others, too.
                    break;
                }
            }
        }
    }
    if let (true, Some(error)) = (messages.is_empty(), failure) {
        return Err(error);
    }
    messages.sort_by_key(|(_, message)| message.sent_at());
    let events = messages.into_iter().map(|(feed, message)| {
        let mut received = Received::new(feed, message);
        received.is_recovered = true;
        Event::Message(received)
    });
    Ok(Caught { events: events.collect(), complete })
}

/// The newest messages of a chatroom, oldest first, and the site's time; the site is asked by the id of the channel
/// (kicksdk 0.2.0).
async fn history(client: &Client, channel: ChannelId) -> Result<(Vec<ChatMessage>, Timestamp)> {
    #[derive(Deserialize)]
    struct Answer {
        data: Data,
    }
    #[derive(Deserialize)]
    struct Data {
        #[serde(default, deserialize_with = "null_as_default")]
        messages: Vec<Box<RawValue>>,
    }
    let call =
        client.site_call(Method::GET, "kick.chat_history", "/api/v2/channels/{channel}/messages");
    let request = call.segment(&channel.to_string()).decode(|reply| {
        let date = reply.headers.get(header::DATE).and_then(|date| date.to_str().ok());
        // The site's own clock wrote the times of the messages; ours may be wrong.
        let now = date.and_then(|date| Timestamp::parse_http_date(date).ok());
        Ok((site_json::<Answer>(reply)?, now.unwrap_or_else(Timestamp::now)))
    });
    let (answer, now) = request.timeout(LIMIT).await.map_err(refused)?;
    let mut messages: Vec<ChatMessage> = Vec::with_capacity(answer.data.messages.len());
    for raw in answer.data.messages {
        match serde_json::from_str(raw.get()) {
            Ok(message) => messages.push(message),
            Err(error) => {
                let error = Error::decode("a message of the history has another shape")
                    .with_context("place", chatwire_core::de::place_of(&error));
                tracing::warn!(%error, "a missed message was left out");
            }
        }
    }
    // The newest stands first, and times have whole seconds: only a stable sort of the turned list keeps the order.
    messages.reverse();
    messages.sort_by_key(ChatMessage::sent_at);
    Ok((messages, now))
}
