//! [`Inbox`]: which messages a session has delivered, so that none comes twice and a gap can be closed.

use std::collections::{BTreeMap, HashSet, VecDeque};

use chatwire_core::ws::Caught;
use chatwire_core::{Error, Result};
use chatwire_mezon_proto::api;

use crate::client::Client;
use crate::event::Event;
use crate::{ChannelId, ClanId, Message, MessageId};

/// Messages that are remembered.
const REMEMBERED: usize = 4_096;
/// Channels whose last message is remembered.
const CHANNELS: usize = 1_000;
/// Messages of one page of the history, the most that the service gives.
const PAGE: i32 = 100;
/// Pages that are fetched of one channel after a gap.
const PAGES: usize = 10;
/// Direction of the history towards the present; the web client's number, which nobody documents.
const AFTER: i32 = 1;
/// Codes of messages that change or remove another one, whose id they carry.
const CHANGES: [i32; 2] = [1, 2];

/// What was delivered.
#[derive(Debug, Default)]
pub(super) struct Inbox {
    seen: HashSet<(ChannelId, MessageId)>,
    order: VecDeque<(ChannelId, MessageId)>,
    last: BTreeMap<ChannelId, (ClanId, MessageId)>,
}

impl Inbox {
    /// Notes a message; `false` when it was delivered before.
    pub(super) fn note(&mut self, message: &api::ChannelMessage) -> bool {
        let id = MessageId::new(message.message_id);
        if id.is_none() || CHANGES.contains(&message.code) {
            return true;
        }
        let channel = ChannelId::new(message.channel_id);
        if !self.seen.insert((channel, id)) {
            return false;
        }
        if self.order.len() >= REMEMBERED
            && let Some(oldest) = self.order.pop_front()
        {
            self.seen.remove(&oldest);
        }
        self.order.push_back((channel, id));
        let clan = ClanId::new(message.clan_id);
        if self.last.len() < CHANNELS || self.last.contains_key(&channel) {
            let last = self.last.entry(channel).or_insert((clan, id));
            // Ids grow with time, so an old message that comes late does not turn the clock back.
            *last = (clan, last.1.max(id));
        }
        true
    }

    /// Fetches what came to the known channels since their last messages, oldest first.
    pub(super) fn fetch(
        &self,
        client: Client,
    ) -> impl Future<Output = Result<Caught<Event>>> + Send + 'static {
        let known: Vec<_> =
            self.last.iter().map(|(channel, (clan, last))| (*clan, *channel, *last)).collect();
        async move {
            let mut missed = Vec::new();
            let mut complete = true;
            let mut failed: Option<Error> = None;
            for (clan, channel, last) in known {
                match after(&client, clan, channel, last).await {
                    Ok((messages, is_all)) => {
                        missed.extend(messages);
                        complete &= is_all;
                    }
                    Err(error) => {
                        tracing::warn!(%channel, %error, "what was missed cannot be fetched");
                        failed = Some(error);
                    }
                }
            }
            missed.sort_by_key(|message| (message.create_time_seconds, message.message_id));
            match failed {
                Some(error) if missed.is_empty() => Err(error),
                failed => Ok(Caught {
                    events: missed.into_iter().map(recovered).collect(),
                    complete: complete && failed.is_none(),
                }),
            }
        }
    }
}

/// The event of a message that was fetched after a gap.
fn recovered(message: api::ChannelMessage) -> Event {
    Event::ChannelMessage(Message::recovered(message))
}

/// Messages of a channel after `last`, and whether these are all.
async fn after(
    client: &Client,
    clan: ClanId,
    channel: ChannelId,
    last: MessageId,
) -> Result<(Vec<api::ChannelMessage>, bool)> {
    let mut found: BTreeMap<i64, api::ChannelMessage> = BTreeMap::new();
    let mut from = last.get();
    for _ in 0..PAGES {
        let request = api::ListChannelMessagesRequest {
            clan_id: clan.get(),
            channel_id: channel.get(),
            message_id: from,
            direction: AFTER,
            limit: PAGE,
            ..api::ListChannelMessagesRequest::default()
        };
        let page = client.api().list_channel_messages(request).over_http().await?.messages;
        let is_last = page.len() < usize::try_from(PAGE).unwrap_or(usize::MAX);
        let newest = page.iter().map(|message| message.message_id).max().unwrap_or_default();
        // The meaning of directions is unproven: what is not newer is no news, whatever was asked for.
        let newer = page.into_iter().filter(|message| message.message_id > last.get());
        found.extend(newer.map(|message| (message.message_id, message)));
        if is_last || newest <= from {
            return Ok((found.into_values().collect(), true));
        }
        from = newest;
    }
    Ok((found.into_values().collect(), false))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(channel: i64, id: i64, code: i32) -> api::ChannelMessage {
        api::ChannelMessage {
            channel_id: channel,
            message_id: id,
            code,
            ..api::ChannelMessage::default()
        }
    }

    #[test]
    fn a_message_comes_once_and_its_changes_always() {
        let mut inbox = Inbox::default();
        assert!(inbox.note(&message(1, 5, 0)));
        assert!(!inbox.note(&message(1, 5, 0)));
        assert!(inbox.note(&message(2, 5, 0)), "another channel");
        for code in CHANGES {
            assert!(inbox.note(&message(1, 5, code)) && inbox.note(&message(1, 5, code)));
        }
        assert!(inbox.note(&message(1, 4, 0)));
        assert_eq!(inbox.last[&ChannelId::new(1)].1, MessageId::new(5));
    }

    #[test]
    fn memory_is_bounded() {
        let mut inbox = Inbox::default();
        for id in 1..=20_000 {
            inbox.note(&message(id, id, 0));
        }
        assert_eq!((inbox.seen.len(), inbox.order.len()), (REMEMBERED, REMEMBERED));
        assert_eq!(inbox.last.len(), CHANNELS);
    }
}
