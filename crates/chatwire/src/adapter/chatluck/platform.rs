//! [`Chatluck`]: Chatluck as a platform.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use chatwire_chatluck::poll::Event as Polled;
use chatwire_chatluck::webhook::Event as Hooked;
use chatwire_chatluck::{ChannelId, Client, Message, MessageId as NativeId, UserId};
use chatwire_core::webhook::Delivery;
use chatwire_core::{BoxFuture, Error, ErrorKind, Result};
use futures_core::Stream;
use futures_core::stream::BoxStream;
use futures_util::{StreamExt, TryStreamExt, stream};
use tokio::sync;

use super::PLATFORM;
use super::gauge::Gauge;
use crate::adapter::own::{self, Own};
use crate::adapter::{refused, session};
use crate::event::{Event, NativeEvent, Presence};
use crate::{Capabilities, Incoming, MessageId, Outgoing, Platform, Room, Sender};

/// Names that are remembered; beyond them all are asked for again.
const MOST_NAMES: usize = 4_096;

/// Chatluck as a [`Platform`]: channels that are polled, or deliveries of its webhook.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let emulator = chatwire_emulator::Emulator::start().await?;
/// # let (luck, url) = (emulator.chatluck(), emulator.url(chatwire_emulator::Platform::Chatluck));
/// # let client = chatwire::chatluck::Client::builder(luck.key()).base_url(url)?.no_rate_limit().build()?;
/// # let channel = luck.channel("general");
/// use std::time::Duration;
///
/// use chatwire::adapter::Chatluck;
/// use chatwire::{Event, Outgoing, Platform};
/// use futures_util::TryStreamExt;
///
/// let luck = Chatluck::polling(client, [channel]).every(Duration::from_secs(1));
/// let mut events = luck.events();
/// while let Some(event) = events.try_next().await? {
///     match event {
///         Event::Lifecycle(news) => {
///             println!("{news:?}");
///             # emulator.chatluck().say("general", "Alice", "!ping");
///         }
///         Event::Message(message) if message.text == "!ping" => {
///             luck.send(&message.room, Outgoing::text("pong")).await?;
///             # break;
///         }
///         _ => {}
///     }
/// }
/// # assert_eq!(emulator.chatluck().messages("general").len(), 2);
/// # Ok(())
/// # }
/// ```
///
/// Nothing tells whose key it is before the first message is written with it: from then on, or from
/// [`me`](Self::me) on, one's own messages are marked by [`Sender::is_self`]. Names of senders are looked up, one call
/// for each person.
#[derive(Clone, Debug)]
pub struct Chatluck {
    client: Client,
    source: Source,
    own: Own,
    names: Names,
}

#[derive(Clone, Debug)]
enum Source {
    Polling { channels: Vec<(ChannelId, Option<NativeId>)>, every: Option<Duration> },
    Webhook(Deliveries),
}

/// Deliveries, which one stream of events reads at a time.
#[derive(Clone)]
struct Deliveries(Arc<sync::Mutex<BoxStream<'static, Delivery<Hooked>>>>);

impl fmt::Debug for Deliveries {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Deliveries").finish_non_exhaustive()
    }
}

impl Chatluck {
    /// Asks for new messages of these channels again and again; see [`Client::poll`].
    ///
    /// Each channel costs a request for each look.
    #[must_use]
    pub fn polling<C: Into<ChannelId>>(
        client: Client,
        channels: impl IntoIterator<Item = C>,
    ) -> Self {
        let channels = channels.into_iter().map(|channel| (channel.into(), None)).collect();
        Self::new(client, Source::Polling { channels, every: None })
    }

    /// Takes events from deliveries of a webhook, such as those of
    /// [`Endpoint::into_router`](crate::webhook::Endpoint::into_router) (feature `webhook-server`).
    ///
    /// There is one stream of deliveries: one stream of [`events`](Platform::events) reads it at a time, and the next one
    /// goes on where it stopped. The end of the deliveries is that of the events.
    #[must_use]
    pub fn webhook(
        client: Client,
        deliveries: impl Stream<Item = Delivery<Hooked>> + Send + 'static,
    ) -> Self {
        let deliveries = Deliveries(Arc::new(sync::Mutex::new(deliveries.boxed())));
        Self::new(client, Source::Webhook(deliveries))
    }

    fn new(client: Client, source: Source) -> Self {
        let names = Names { client: client.clone(), known: Arc::default() };
        Self { client, source, own: Own::default(), names }
    }

    /// Pause between two looks at a channel while messages come (2 s); while none do, it grows to five times as much.
    #[must_use]
    pub fn every(mut self, pause: Duration) -> Self {
        if let Source::Polling { every, .. } = &mut self.source {
            *every = Some(pause);
        }
        self
    }

    /// Begins a polled channel behind this message, such as the last one that was seen before a restart, instead of
    /// with what is written from now on. A channel that was not polled is from now on.
    #[must_use]
    pub fn after(mut self, channel: impl Into<ChannelId>, message: impl Into<NativeId>) -> Self {
        if let Source::Polling { channels, .. } = &mut self.source {
            let channel = channel.into();
            channels.retain(|(polled, _)| *polled != channel);
            channels.push((channel, Some(message.into())));
        }
        self
    }

    /// Says whose key the client's is, so that one's own messages are known from the first on.
    #[must_use]
    pub fn me(self, user: impl Into<UserId>) -> Self {
        self.own.learn(user.into().as_str());
        self
    }

    /// Client that it was made of.
    #[must_use]
    pub fn client(&self) -> &Client {
        &self.client
    }

    fn channel(room: &Room) -> Result<ChannelId> {
        let ours = room.platform == PLATFORM && !room.id.is_empty();
        ours.then(|| ChannelId::new(room.id.as_str()))
            .ok_or_else(|| refused(PLATFORM, "room", "is no channel of Chatluck"))
    }

    async fn begin(self) -> Result<BoxStream<'static, Result<Event>>> {
        match self.source.clone() {
            Source::Polling { channels, .. } if channels.is_empty() => {
                Err(Error::config("there is no channel to poll").with_platform(PLATFORM))
            }
            Source::Polling { channels, every } => Ok(self.polled(channels, every).boxed()),
            Source::Webhook(deliveries) => {
                let deliveries = deliveries.0.try_lock_owned().map_err(|_| {
                    let why = "another stream of events reads the deliveries";
                    Error::new(ErrorKind::Conflict, why).with_platform(PLATFORM)
                })?;
                let seen = stream::unfold((deliveries, self), |(mut deliveries, luck)| async {
                    let delivery = deliveries.next().await?;
                    let event = luck.hooked(delivery.event).await;
                    Some((Ok(event), (deliveries, luck)))
                });
                Ok(seen.boxed())
            }
        }
    }

    fn polled(
        self,
        channels: Vec<(ChannelId, Option<NativeId>)>,
        every: Option<Duration>,
    ) -> impl Stream<Item = Result<Event>> + Send {
        let gauge = Gauge::new(channels.len());
        let polls = channels.into_iter().enumerate().map(|(index, (channel, after))| {
            let mut poll = self.client.poll(channel);
            if let Some(every) = every {
                poll = poll.interval(every).idle_interval(every.saturating_mul(5));
            }
            if let Some(message) = after {
                poll = poll.after(message);
            }
            poll.events().map_ok(move |event| (index, event))
        });
        let merged = stream::select_all(polls);
        // An error is the last item, while the other channels would go on.
        stream::unfold(Some((merged, gauge, self)), |state| async {
            let (mut merged, mut gauge, luck) = state?;
            loop {
                let event = match merged.next().await? {
                    Err(error) => return Some((Err(error), None)),
                    Ok((_, Polled::Message(message))) => {
                        Event::Message(luck.incoming(message).await)
                    }
                    Ok((index, Polled::Lifecycle(news))) => match gauge.read(index, news) {
                        Some(news) => Event::Lifecycle(news),
                        None => continue,
                    },
                    Ok((_, other)) => Event::Native(NativeEvent::Chatluck(Box::new(other))),
                };
                return Some((Ok(event), Some((merged, gauge, luck))));
            }
        })
    }

    async fn hooked(&self, event: Hooked) -> Event {
        match event {
            Hooked::MessageCreated { message, .. } => Event::Message(self.incoming(message).await),
            Hooked::UserJoined { user, channel_id: Some(channel), .. } => {
                let mut sender = Sender::new(user.id.as_str());
                if !user.name.is_empty() {
                    self.names.put(user.id.as_str(), Some(user.name.clone()));
                    sender.name = Some(user.name);
                }
                sender.is_self = self.own.wrote("", &sender.id).await;
                Event::Joined(Presence::new(Room::chatluck(channel.as_str()), sender))
            }
            other => Event::Native(NativeEvent::ChatluckWebhook(Box::new(other))),
        }
    }

    async fn incoming(&self, message: Message) -> Incoming {
        let mut incoming = Incoming::from(message);
        incoming.sender.name = self.names.of(&incoming.sender.id).await;
        incoming.sender.is_self = self.own.wrote(incoming.id.as_str(), &incoming.sender.id).await;
        incoming
    }
}

impl Platform for Chatluck {
    fn name(&self) -> &'static str {
        PLATFORM
    }

    fn events(&self) -> BoxStream<'static, Result<Event>> {
        session(self.clone().begin())
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities::default().attachments().history()
    }

    fn send<'a>(&'a self, room: &'a Room, message: Outgoing) -> BoxFuture<'a, Result<MessageId>> {
        Box::pin(async move {
            let call = message.to_chatluck(&self.client, Self::channel(room)?);
            let told = |sent: &Message| match sent.user_id.as_str() {
                "" => own::Told::Nothing,
                id => own::Told::Sender(id.to_owned()),
            };
            let sent = self.own.writes(call.into_future(), told).await?;
            Ok(sent.id.as_str().into())
        })
    }

    fn history<'a>(&'a self, room: &'a Room, limit: usize) -> BoxFuture<'a, Result<Vec<Incoming>>> {
        Box::pin(async move {
            let list = self.client.list_messages(Self::channel(room)?);
            let mut newest = list.history();
            let mut found = Vec::new();
            while found.len() < limit {
                let Some(message) = newest.try_next().await? else { break };
                found.push(self.incoming(message).await);
            }
            found.reverse();
            Ok(found)
        })
    }
}

/// Names of people, whom messages name by their ids only.
#[derive(Clone, Debug)]
struct Names {
    client: Client,
    known: Arc<Mutex<HashMap<String, Option<String>>>>,
}

impl Names {
    async fn of(&self, user: &str) -> Option<String> {
        if user.is_empty() {
            return None;
        }
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner).get(user).cloned();
        if let Some(known) = known {
            return known;
        }
        // A message without a name is better than none: what fails is tried again with the next message.
        match self.client.get_user_info(user).await {
            Ok(found) => {
                let name = Some(found.name).filter(|name| !name.is_empty());
                self.put(user, name.clone());
                name
            }
            Err(error) => {
                if error.kind() == ErrorKind::NotFound {
                    self.put(user, None);
                }
                tracing::debug!(%error, "the name of a sender is not known");
                None
            }
        }
    }

    fn put(&self, user: &str, name: Option<String>) {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= MOST_NAMES {
            known.clear();
        }
        known.insert(user.to_owned(), name);
    }
}
