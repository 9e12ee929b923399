//! [`Mezon`]: Mezon as a platform.

use chatwire_core::{BoxFuture, ErrorKind, Result};
use chatwire_mezon::content::MAX_CONTENT_UNITS;
use chatwire_mezon::{Client, Connect, Message, MessageHandle, TopicId};
use futures_core::Stream;
use futures_core::stream::BoxStream;
use futures_util::{TryStreamExt, stream};

use super::emoji::Emojis;
use super::event::{Session, is_written};
use super::{PLATFORM, content, place, refused};
use crate::adapter::session;
use crate::event::Event;
use crate::{Capabilities, Incoming, LengthUnit, MessageId, Outgoing, Platform, Room};

/// What `{"t":""}` takes besides the text.
const FRAME_UNITS: usize = 8;

/// Mezon as a [`Platform`]: all channels of the bot's clans, and its direct conversations.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let emulator = chatwire_emulator::Emulator::start().await?;
/// # let (mezon, url) = (emulator.mezon(), emulator.url(chatwire_emulator::Platform::Mezon));
/// # let (bot, key) = mezon.bot();
/// # let client = chatwire::mezon::Client::builder(bot, key).base_url(url)?.build()?;
/// # let channel = mezon.channel(mezon.clan("team"), "talk");
/// use chatwire::adapter::Mezon;
/// use chatwire::{Event, Mention, Outgoing, Platform};
/// use futures_util::TryStreamExt;
///
/// let team = Mezon::new(client);
/// let mut events = team.events();
/// while let Some(event) = events.try_next().await? {
///     match event {
///         Event::Lifecycle(news) => {
///             println!("{news:?}");
///             # mezon.say(channel, "alice", "!ping");
///         }
///         Event::Message(message) if message.text == "!ping" => {
///             // The name in the text is a mention, of which she is told.
///             let pong = Outgoing::text("pong").mention(Mention::from(&message.sender));
///             team.send(&message.room, pong.reply_to(message.id)).await?;
///             # break;
///         }
///         _ => {}
///     }
/// }
/// # let answer = mezon.messages(channel).pop().unwrap();
/// # assert!(answer.content.contains("pong") && !answer.mentions.is_empty());
/// # Ok(())
/// # }
/// ```
///
/// Messages that people write are `Message`s, with the edits and removals of them; welcomes and other notices of the
/// service are [`Native`](Event::Native), and so is what only some people see: an answer would be for everybody. Who is
/// added to a channel has `Joined` it, who is removed has `Left` it; who
/// merely looks at it is [`Native`](Event::Native) as well.
///
/// While [`events`](Platform::events) are read, all calls go over their session, the last one that was begun; without one
/// they go over HTTP, except for [`typing`](Platform::typing), which is [`Closed`](crate::ErrorKind::Closed) then.
#[derive(Clone, Debug)]
pub struct Mezon {
    client: Client,
    connect: Connect,
    emojis: Emojis,
}

impl Mezon {
    /// Mezon as the bot of the client.
    #[must_use]
    pub fn new(client: Client) -> Self {
        let (connect, emojis) = (client.connect(), Emojis::new(&client));
        Self { client, connect, emojis }
    }

    /// Changes the options of the live sessions that [`events`](Platform::events) begins.
    ///
    /// ```
    /// use chatwire::adapter::Mezon;
    /// use chatwire::mezon::Client;
    ///
    /// let client = Client::new(1_800_000_000_000_000_001, "api-key")?;
    /// let mezon = Mezon::new(client).live(|connect| connect.fill_gaps());
    /// # Ok::<_, chatwire::Error>(())
    /// ```
    #[must_use]
    pub fn live(mut self, change: impl FnOnce(Connect) -> Connect) -> Self {
        self.connect = change(self.connect);
        self
    }

    /// Client that it was made of.
    #[must_use]
    pub fn client(&self) -> &Client {
        &self.client
    }

    async fn begin(self) -> Result<impl Stream<Item = Result<Event>>> {
        // A session tries again what was refused, as a new key may be on its way; a wrong one shall be known at once.
        match self.client.login().await {
            Err(error) if !error.is_retryable() => return Err(error),
            _ => {}
        }
        let live = self.connect.start()?;
        let session = Session::new(live, self.client.bot_id(), self.emojis);
        Ok(stream::unfold(
            session,
            |mut session| async move { Some((session.next().await?, session)) },
        ))
    }

    /// A message as it is known, else as the service has it.
    async fn before(&self, handle: &MessageHandle, topic: Option<TopicId>) -> Result<Message> {
        let found = match (handle.fetch().await, topic) {
            // The list of a channel need not have what belongs to a topic.
            (Err(error), Some(topic)) if error.kind() == ErrorKind::NotFound => {
                let list = handle.channel().history().topic(topic).around(handle.id()).limit(10);
                list.await.and_then(|page| {
                    let mut found = page.items.into_iter();
                    found.find(|message| message.id() == handle.id()).ok_or(error)
                })
            }
            (found, _) => found,
        };
        found.map_err(|error| error.with_maybe_sent(false))
    }

    /// A message of a room, by the id.
    fn message(&self, room: &Room, id: &MessageId) -> Result<MessageHandle> {
        let (channel, _) = place(room)?;
        let id = number(id, "id")?;
        Ok(self.client.channel(channel).message(id))
    }
}

/// A message's id as Mezon has it.
pub(super) fn number(id: &MessageId, field: &str) -> Result<chatwire_mezon::MessageId> {
    let parsed = id.as_str().parse();
    parsed.map_err(|_| refused(PLATFORM, field, "is no id of a message of Mezon"))
}

impl Platform for Mezon {
    fn name(&self) -> &'static str {
        PLATFORM
    }

    fn events(&self) -> BoxStream<'static, Result<Event>> {
        session(self.clone().begin())
    }

    fn capabilities(&self) -> Capabilities {
        let most = MAX_CONTENT_UNITS.saturating_sub(FRAME_UNITS);
        Capabilities::default()
            .reply()
            .attachments()
            .mentions()
            .edit()
            .delete()
            .typing()
            .react()
            .history()
            .max_length(most, LengthUnit::JsonUtf16)
    }

    fn send<'a>(&'a self, room: &'a Room, message: Outgoing) -> BoxFuture<'a, Result<MessageId>> {
        Box::pin(async move {
            let sent = message.to_mezon(&self.client, room)?.await?;
            Ok(sent.id().to_string().into())
        })
    }

    /// Files that hang on the message stay unless the new one has some: for them a message that is not known is looked
    /// up.
    fn edit<'a>(
        &'a self,
        room: &'a Room,
        id: &'a MessageId,
        message: Outgoing,
    ) -> BoxFuture<'a, Result<()>> {
        Box::pin(async move {
            let (_, topic) = place(room)?;
            let handle = self.message(room, id)?;
            let mut content = content(&message)?;
            if content.attachments.is_empty() {
                content.attachments = self.before(&handle, topic).await?.attachments().to_vec();
            }
            let update = handle.update(content);
            let update = match topic {
                Some(topic) => update.topic(topic),
                None => update,
            };
            update.await.map(drop)
        })
    }

    fn delete<'a>(&'a self, room: &'a Room, id: &'a MessageId) -> BoxFuture<'a, Result<()>> {
        Box::pin(async move {
            let (_, topic) = place(room)?;
            let removal = self.message(room, id)?.delete();
            match topic {
                Some(topic) => removal.topic(topic).await,
                None => removal.await,
            }
        })
    }

    /// Needs a session: see [`Mezon`].
    fn typing<'a>(&'a self, room: &'a Room) -> BoxFuture<'a, Result<()>> {
        Box::pin(async move {
            let (channel, topic) = place(room)?;
            let channel = self.client.channel(channel);
            match topic {
                Some(topic) => channel.typing_in_topic(topic).await,
                None => channel.typing().await,
            }
        })
    }

    /// Emojis are those of the bot's clans, by their names (`heart` or `:heart:`) or their ids; what a
    /// [`Reaction`](crate::Reaction) tells can be given back. Others are [`Input`](crate::ErrorKind::Input) errors.
    fn react<'a>(
        &'a self,
        room: &'a Room,
        id: &'a MessageId,
        emoji: &'a str,
    ) -> BoxFuture<'a, Result<()>> {
        Box::pin(async move {
            let (channel, topic) = place(room)?;
            let handle = self.message(room, id)?;
            let (emoji, name) = self.emojis.find(channel, emoji).await?;
            let reaction = handle.react(emoji, name);
            match topic {
                Some(topic) => reaction.topic(topic).await,
                None => reaction.await,
            }
        })
    }

    fn history<'a>(&'a self, room: &'a Room, limit: usize) -> BoxFuture<'a, Result<Vec<Incoming>>> {
        Box::pin(async move {
            let (channel, topic) = place(room)?;
            // The list of a channel may hold what belongs to its topics.
            let topic_id = topic.unwrap_or_default();
            let page = u32::try_from(limit.clamp(1, 100)).unwrap_or(100);
            let list = self.client.channel(channel).history().limit(page);
            let mut newest = match topic {
                Some(topic) => list.topic(topic).items(),
                None => list.items(),
            };
            let mut found = Vec::new();
            while found.len() < limit {
                let Some(message) = newest.try_next().await? else { break };
                let is_here = message.topic_id().unwrap_or_default() == topic_id;
                if is_here && is_written(message.kind()) {
                    found.push(Incoming::from_mezon(message, self.client.bot_id()));
                }
            }
            found.reverse();
            Ok(found)
        })
    }
}
