//! [`Search`]: asks the history for what was missed.

use std::collections::{BTreeMap, VecDeque};
use std::time::Duration;

use chatwire_core::ws::Caught;
use chatwire_core::{Error, Result};
use chatwire_mezon_proto::api;
use tokio::time::{Instant, timeout_at};

use super::Last;
use crate::client::Client;
use crate::event::Event;
use crate::realtime::joins::Joins;
use crate::world::Listed;
use crate::{ChannelId, ClanId, Message, MessageId};

/// Messages of one page of the history, the most that the service gives.
const PAGE: i32 = 100;
/// Longest time for all channels after a gap: what came by then is kept. The session itself would throw all of it away
/// after 60 s.
const FETCH: Duration = Duration::from_secs(50);
/// Messages that are fetched of one channel after a gap.
const MOST: usize = 1_000;
/// Direction of the history towards the present; the web client's number, which nobody documents.
const AFTER: i32 = 1;

/// A look for what was said during a gap.
pub(super) struct Search {
    client: Client,
    /// When it has to end.
    until: Instant,
    /// Messages by channel and id.
    missed: BTreeMap<(i64, i64), api::ChannelMessage>,
    /// Whether nothing is left out.
    complete: bool,
    failed: Option<Error>,
}

/// A channel that is being asked.
struct Ask {
    clan: ClanId,
    channel: ChannelId,
    /// Message behind which the news begin.
    last: i64,
    /// Newest message that is known by now.
    from: i64,
    /// Number of news so far.
    found: usize,
}

impl Ask {
    fn new((clan, channel, last): (ClanId, ChannelId, MessageId)) -> Self {
        Self { clan, channel, last: last.get(), from: last.get(), found: 0 }
    }

    /// The messages that follow.
    async fn page(&self, client: &Client) -> Result<Vec<api::ChannelMessage>> {
        let request = api::ListChannelMessagesRequest {
            clan_id: self.clan.get(),
            channel_id: self.channel.get(),
            message_id: self.from,
            direction: AFTER,
            limit: PAGE,
            ..api::ListChannelMessagesRequest::default()
        };
        Ok(client.api().list_channel_messages(request).over_http().await?.messages)
    }
}

impl Search {
    pub(super) fn new(client: Client, complete: bool) -> Self {
        let until = Instant::now() + FETCH;
        Self { client, until, missed: BTreeMap::new(), complete, failed: None }
    }

    /// Asks channels for what is newer than these messages: all for their first page, then those that had one.
    pub(super) async fn ask(&mut self, channels: Vec<(ClanId, ChannelId, MessageId)>) {
        let mut asks: VecDeque<Ask> = channels.into_iter().map(Ask::new).collect();
        while let Some(mut ask) = asks.pop_front() {
            let channel = ask.channel;
            let page = match timeout_at(self.until, ask.page(&self.client)).await {
                Ok(Ok(page)) => page,
                Ok(Err(error)) => {
                    tracing::warn!(%channel, %error, "what was missed cannot be fetched");
                    self.failed = Some(error);
                    continue;
                }
                Err(_) => return self.late(),
            };
            let newest = page.iter().map(|message| message.message_id).max().unwrap_or_default();
            // The meaning of directions is unproven: what is not newer is no news, whatever was asked for.
            for message in page.into_iter().filter(|message| message.message_id > ask.last) {
                let id = (channel.get(), message.message_id);
                ask.found += usize::from(self.missed.insert(id, message).is_none());
            }
            // Not a short page: a gateway may give fewer at once than it is asked for.
            if newest <= ask.from {
                continue;
            }
            if ask.found >= MOST {
                self.complete = false;
                continue;
            }
            ask.from = newest;
            asks.push_back(ask);
        }
    }

    /// Asks channels that were never heard of, when their lists have something new; the session is fetching these
    /// lists, too, so they cost nothing more.
    pub(super) async fn ask_unheard(&mut self, joins: &Joins, since: &Last, before: &Listed) {
        match timeout_at(self.until, self.client.load_channels()).await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => {
                tracing::debug!(%error, "not all channels are known after a gap");
                self.complete = false;
            }
            Err(_) => return self.late(),
        }
        let now = self.client.inner.world.listed();
        let mut news = Vec::new();
        let mut is_any = false;
        for (clan, headings) in &now {
            let known: BTreeMap<ChannelId, MessageId> = before
                .get(clan)
                .map(|before| before.iter().map(|known| (known.channel, known.newest)).collect())
                .unwrap_or_default();
            for heading in headings.iter() {
                let channel = heading.channel;
                if since.contains_key(&channel) || !joins.hears(*clan, channel, heading.is_open) {
                    continue;
                }
                is_any = true;
                match known.get(&channel).copied().filter(|known| !known.is_none()) {
                    _ if heading.newest.is_none() => {}
                    Some(known) if known >= heading.newest => {}
                    Some(known) => news.push((*clan, channel, known)),
                    // New, or empty before: how much of it was missed is not known.
                    None => self.complete = false,
                }
            }
        }
        // Lists that name no message at all tell nothing.
        let tells = now.values().flat_map(|list| list.iter()).any(|known| !known.newest.is_none());
        self.complete &= tells || !is_any;
        news.sort_unstable();
        self.ask(news).await;
    }

    fn late(&mut self) {
        tracing::warn!("what was missed in all channels takes too long to fetch");
        self.complete = false;
    }

    /// What was found, oldest first.
    pub(super) fn caught(self) -> Result<Caught<Event>> {
        let Self { missed, complete, failed, .. } = self;
        let mut missed: Vec<_> = missed.into_values().collect();
        missed.sort_by_key(|message| (message.create_time_seconds, message.message_id));
        match failed {
            Some(error) if missed.is_empty() => Err(error),
            failed => Ok(Caught {
                events: missed.iter().map(recovered).collect(),
                complete: complete && failed.is_none(),
            }),
        }
    }
}

/// The event of a message that was fetched after a gap.
pub(super) fn recovered(message: &api::ChannelMessage) -> Event {
    Event::ChannelMessage(Message::recovered(message))
}
