//! Fetching what was missed, where the site lets us.

use std::time::Duration;

use chatwire_core::ws::Caught;
use chatwire_core::{Error, Result};
use http::Method;
use serde::Deserialize;
use serde_json::value::RawValue;

use super::Feed;
use super::event::{ChatMessage, Event, Received};
use super::seen::Seen;
use crate::chatroom::refused;
use crate::token_store::KnownChatroom;
use crate::{ChannelId, Client};

/// Longest wait for one chatroom.
const LIMIT: Duration = Duration::from_secs(10);

/// What the rooms missed, oldest first.
///
/// `own` are all messages of the session, `fresh` those of them that came since the new line is up. A room is complete
/// when its history reaches back to a message from before; what is older than that is no part of this gap, and would
/// come out of order. Rooms without a channel id cannot be asked for, and failures of one room do not keep the others.
pub(super) async fn fetch(
    client: Client,
    rooms: Vec<KnownChatroom>,
    own: Seen,
    fresh: Seen,
) -> Result<Caught<Event>> {
    let mut messages = Vec::new();
    let mut complete = true;
    let mut failure = None;
    for room in &rooms {
        let Some(channel) = room.channel_id else {
            complete = false;
            continue;
        };
        match history(&client, channel).await {
            Ok(mut list) => {
                let is_old = |message: &ChatMessage| {
                    own.contains(&message.id) && !fresh.contains(&message.id)
                };
                let known = list.iter().rposition(is_old);
                complete &= known.is_some() || list.is_empty();
                let feed = Feed::Chat(room.chatroom_id);
                let missed = list.drain(known.map_or(0, |known| known + 1)..);
                messages.extend(missed.map(|message| (feed.clone(), message)));
            }
            Err(error) => {
                complete = false;
                tracing::warn!(%error, %channel, "missed messages could not be fetched");
                failure = Some(error);
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

/// The newest messages of a chatroom, oldest first; the site is asked by the id of the channel (kicksdk 0.2.0).
async fn history(client: &Client, channel: ChannelId) -> Result<Vec<ChatMessage>> {
    #[derive(Deserialize)]
    struct Answer {
        data: Data,
    }
    #[derive(Deserialize)]
    struct Data {
        #[serde(default)]
        messages: Vec<Box<RawValue>>,
    }
    let call =
        client.site_call(Method::GET, "kick.chat_history", "/api/v2/channels/{channel}/messages");
    let request = call.segment(&channel.to_string()).decode(|reply| reply.json::<Answer>());
    let answer = request.timeout(LIMIT).await.map_err(refused)?;
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
    Ok(messages)
}
