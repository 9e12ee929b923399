//! [`Kick`]: Kick as a platform.

use std::collections::HashMap;
use std::sync::Arc;

use chatwire_core::{BoxFuture, Error, ErrorKind, Result};
use chatwire_kick::realtime::Received;
use chatwire_kick::{
    ChatTarget, ChatroomId, Client, Connect, Event as Told, Handle, Realtime, UserId, code, limits,
};
use futures_core::Stream;
use futures_core::stream::BoxStream;
use futures_util::{StreamExt, stream};
use tokio::sync::OnceCell;

use super::PLATFORM;
use crate::adapter::own::{self, Own};
use crate::adapter::{refused, session};
use crate::event::{Deleted, Event, Lifecycle, NativeEvent};
use crate::{Capabilities, Incoming, LengthUnit, MessageId, Outgoing, Platform, Room};

/// What stands before the number of a chatroom in the id of a room.
const CHATROOM: &str = "chatroom:";

/// Kick as a [`Platform`]: live chat of some chatrooms, and the official API for what is written.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let emulator = chatwire_emulator::Emulator::start().await?;
/// # let (kick, url) = (emulator.kick(), emulator.url(chatwire_emulator::Platform::Kick));
/// # let client = chatwire::kick::Client::builder().token(kick.token("bot")).base_url(url)?.build()?;
/// # kick.user("streamer");
/// use chatwire::adapter::Kick;
/// use chatwire::{Event, Outgoing, Platform};
/// use futures_util::TryStreamExt;
///
/// let chat = Kick::new(client, ["streamer"]);
/// let mut events = chat.events();
/// while let Some(event) = events.try_next().await? {
///     match event {
///         Event::Lifecycle(news) => {
///             println!("{news:?}");
///             # kick.say("streamer", "alice", "!ping");
///         }
///         Event::Message(message) if message.text == "!ping" => {
///             chat.send(&message.room, Outgoing::text("pong").reply_to(message.id)).await?;
///             # break;
///         }
///         _ => {}
///     }
/// }
/// # assert_eq!(kick.messages("streamer").len(), 2);
/// # Ok(())
/// # }
/// ```
///
/// Rooms are those of the streamers ([`Room::kick`]) as far as these are known: by the name that was joined, or by the
/// client's store of chatrooms. Else they are [`Room::kick_chatroom`]s, in which nothing can be written.
///
/// A client without a token reads, and so does one with an app's. Whose token it is is asked with the scope `user:read`;
/// without that one, the first message that is written tells.
#[derive(Clone, Debug)]
pub struct Kick {
    client: Client,
    connect: Connect,
    is_bot: bool,
    own: Own,
    /// User of a client's own token, if it tells; asked for once, and shared by clones.
    token_of: Arc<OnceCell<Option<UserId>>>,
}

impl Kick {
    /// The chatrooms of these channels, by name or number.
    #[must_use]
    pub fn new<T: Into<ChatTarget>>(client: Client, rooms: impl IntoIterator<Item = T>) -> Self {
        let connect = client.connect().rooms(rooms);
        Self { client, connect, is_bot: false, own: Own::default(), token_of: Arc::default() }
    }

    /// Changes the options of the live sessions that [`events`](Platform::events) begins.
    ///
    /// ```
    /// use chatwire::adapter::Kick;
    /// use chatwire::kick::realtime::Topics;
    /// use chatwire::kick::Client;
    ///
    /// let client = Client::builder().build()?;
    /// let kick = Kick::new(client, ["xqc"]).live(|connect| connect.topics(Topics::chat_only()).fill_gaps());
    /// # Ok::<_, chatwire::Error>(())
    /// ```
    #[must_use]
    pub fn live(mut self, change: impl FnOnce(Connect) -> Connect) -> Self {
        self.connect = change(self.connect);
        self
    }

    /// Writes as the app's bot, to the channel of the token only; see [`Client::post_chat`].
    ///
    /// With a fixed token a message to another streamer is an [`Input`](crate::ErrorKind::Input) error: Kick would write
    /// it into the chat of the token's user. Whose token it is is asked with the scope `user:read`; without that one
    /// nobody can tell. Of stored tokens, that of the streamer is used.
    ///
    /// Who the bot is shows with the first message that it writes: from then on its messages are one's own, and those of
    /// the token's user are not.
    #[must_use]
    pub fn as_bot(mut self) -> Self {
        self.is_bot = true;
        self.own = Own::default();
        self
    }

    /// Client that it was made of.
    #[must_use]
    pub fn client(&self) -> &Client {
        &self.client
    }

    async fn begin(self) -> Result<impl Stream<Item = Result<Event>>> {
        if !self.is_bot
            && let Some(me) = self.me().await?
        {
            self.own.learn(me.to_string());
        }
        let live = self.connect.await?;
        let handle = live.handle();
        let session =
            Session { live, handle, client: self.client, own: self.own, rooms: HashMap::new() };
        Ok(stream::unfold(session, |mut session| async move {
            let event = match session.live.next().await? {
                Ok(event) => Ok(session.neutral(event).await),
                Err(error) => Err(error),
            };
            Some((event, session))
        }))
    }

    /// User of the client's token, if that is a user's and tells.
    async fn me(&self) -> Result<Option<UserId>> {
        if let Some(account) = self.client.account() {
            return Ok(Some(account));
        }
        match self.client.me().await {
            Ok(me) => Ok(Some(me.user_id)),
            Err(error) if error.code() == Some(code::TOKEN_REQUIRED) => Ok(None),
            // An app's token belongs to nobody, and a user's may not be allowed to ask: what is written will tell.
            Err(error)
                if matches!(
                    error.kind(),
                    ErrorKind::Rejected | ErrorKind::Forbidden | ErrorKind::NotFound
                ) =>
            {
                tracing::debug!(%error, "whose token it is is not known");
                Ok(None)
            }
            Err(error) => Err(error),
        }
    }

    /// Refuses to write as the app's bot to another streamer than the one of the client's own token.
    async fn check_bot(&self, streamer: UserId) -> Result<()> {
        // Of stored tokens, that of the streamer is taken.
        if self.client.account().is_some() {
            return Ok(());
        }
        let asked = self.token_of.get_or_try_init(|| self.me()).await;
        // Whatever went wrong, no message went out.
        let token_of = asked.map_err(|error| error.with_maybe_sent(false))?;
        if token_of.is_some_and(|user| user != streamer) {
            let why = "is not the one of the token, into which alone its bot can write";
            return Err(refused(PLATFORM, "room", why));
        }
        Ok(())
    }

    /// Streamer of a room, whom the official API wants to know.
    async fn streamer(&self, room: &Room) -> Result<UserId> {
        let ours = room.platform == PLATFORM;
        let number = room.id.strip_prefix(CHATROOM).map(str::parse::<ChatroomId>);
        match number {
            Some(Ok(chatroom)) if ours => {
                let streamer = self.client.broadcaster_for_chatroom(chatroom).await?;
                streamer.ok_or_else(|| {
                    refused(PLATFORM, "room", "is a chatroom of which nobody knows the streamer")
                })
            }
            None if ours => room.id.parse().map_err(|_| stranger()),
            _ => Err(stranger()),
        }
    }
}

fn stranger() -> Error {
    refused(PLATFORM, "room", "is no streamer of Kick")
}

impl Platform for Kick {
    fn name(&self) -> &'static str {
        PLATFORM
    }

    fn events(&self) -> BoxStream<'static, Result<Event>> {
        session(self.clone().begin())
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities::default().reply().delete().max_length(limits::MAX_CONTENT, LengthUnit::Chars)
    }

    fn send<'a>(&'a self, room: &'a Room, message: Outgoing) -> BoxFuture<'a, Result<MessageId>> {
        Box::pin(async move {
            let streamer = self.streamer(room).await?;
            if self.is_bot {
                self.check_bot(streamer).await?;
            }
            let room = Room::kick(streamer);
            let send = message.to_kick(&self.client, &room)?;
            let send = if self.is_bot { send.as_bot() } else { send };
            let told = |sent: &chatwire_kick::ChatSent| match &sent.message_id {
                Some(id) => own::Told::Message(id.as_str().to_owned()),
                None => own::Told::Nothing,
            };
            let sent = self.own.writes(send.into_future(), told).await?;
            if !sent.is_sent {
                let why = "Kick did not take the message";
                return Err(Error::new(ErrorKind::Rejected, why).with_platform(PLATFORM));
            }
            Ok(MessageId::from(sent.message_id.as_ref().map_or("", |id| id.as_str())))
        })
    }

    /// A moderator's token with `moderation:chat_message:manage` can.
    fn delete<'a>(&'a self, room: &'a Room, id: &'a MessageId) -> BoxFuture<'a, Result<()>> {
        Box::pin(async move {
            if room.platform != PLATFORM {
                return Err(stranger());
            }
            self.client.delete_chat_message(id.as_str()).await
        })
    }
}

/// A live session, and what its events need to be neutral.
struct Session {
    live: Realtime,
    handle: Handle,
    client: Client,
    own: Own,
    /// Rooms whose streamer is known.
    rooms: HashMap<ChatroomId, Room>,
}

impl Session {
    async fn neutral(&mut self, event: Told) -> Event {
        match event {
            Told::Message(message) => {
                let chatroom = message.chatroom_id().or(message.data.chatroom_id);
                let mut incoming = Incoming::from(message);
                if let Some(chatroom) = chatroom {
                    incoming.room = self.room(chatroom).await;
                }
                let (id, sender) = (incoming.id.as_str(), incoming.sender.id.as_str());
                incoming.sender.is_self = self.own.wrote(id, sender).await;
                Event::Message(incoming)
            }
            Told::MessageDeleted(deleted) => match deleted.chatroom_id() {
                Some(chatroom) => {
                    let Received { data, .. } = deleted;
                    Event::Deleted(Deleted::new(
                        data.message_id.as_str(),
                        self.room(chatroom).await,
                    ))
                }
                None => native(Told::MessageDeleted(deleted)),
            },
            Told::Lifecycle(news) => match Lifecycle::of(news.clone()) {
                Some(news) => Event::Lifecycle(news),
                None => native(Told::Lifecycle(news)),
            },
            other => native(other),
        }
    }

    /// Room of a chatroom: the streamer's, if anybody knows the streamer.
    async fn room(&mut self, chatroom: ChatroomId) -> Room {
        if let Some(room) = self.rooms.get(&chatroom) {
            return room.clone();
        }
        let mut joined = self.handle.rooms().into_iter().filter_map(|room| room.known);
        let joined = joined.find(|known| known.chatroom_id == chatroom);
        let streamer = match joined.and_then(|known| known.user_id) {
            Some(streamer) => Some(streamer),
            // A store that cannot be read just now is no reason to lose the message.
            None => self.client.broadcaster_for_chatroom(chatroom).await.unwrap_or_else(|error| {
                tracing::debug!(%error, %chatroom, "the streamer of a chatroom is not known");
                None
            }),
        };
        let Some(streamer) = streamer else { return Room::kick_chatroom(chatroom) };
        let room = Room::kick(streamer);
        self.rooms.insert(chatroom, room.clone());
        room
    }
}

fn native(event: Told) -> Event {
    Event::Native(NativeEvent::Kick(Box::new(event)))
}
