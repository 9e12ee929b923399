//! [`TokenBowl`]: Token Bowl as a platform.

use std::collections::HashMap;
use std::sync::Arc;

use chatwire_core::{BoxFuture, Result};
use chatwire_tokenbowl::{Client, Connect, Event as Told, MessageType, Profile, Realtime, limits};
use futures_core::Stream;
use futures_core::stream::BoxStream;
use futures_util::{StreamExt, TryStreamExt, stream};
use tokio::sync::OnceCell;

use super::{PLATFORM, partner, person, text_with_urls};
use crate::adapter::session;
use crate::event::{Event, Lifecycle, NativeEvent, Presence};
use crate::platform::unsupported;
use crate::{Capabilities, Incoming, LengthUnit, MessageId, Outgoing, Platform, Room, Sender};

/// Names whose ids are remembered; beyond them all are learned again.
const MOST_NAMES: usize = 4_096;

/// Token Bowl as a [`Platform`]: its room, and conversations with single people.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let emulator = chatwire_emulator::Emulator::start().await?;
/// # let (bowl, url) = (emulator.tokenbowl(), emulator.url(chatwire_emulator::Platform::TokenBowl));
/// # let client = chatwire::tokenbowl::Client::builder(bowl.key("bot")).base_url(url)?.build()?;
/// use chatwire::adapter::TokenBowl;
/// use chatwire::{Event, Outgoing, Platform};
/// use futures_util::TryStreamExt;
///
/// let bowl = TokenBowl::new(client);
/// let mut events = bowl.events();
/// while let Some(event) = events.try_next().await? {
///     match event {
///         Event::Lifecycle(news) => {
///             println!("{news:?}");
///             # emulator.tokenbowl().say("alice", "!ping");
///         }
///         Event::Message(message) if message.text == "!ping" => {
///             bowl.send(&message.room, Outgoing::text("pong")).await?;
///             # break;
///         }
///         _ => {}
///     }
/// }
/// # assert_eq!(emulator.tokenbowl().messages().len(), 2);
/// # Ok(())
/// # }
/// ```
///
/// Who one is is asked for once, and remembered by all clones. Over Centrifugo one's own messages to the room come back,
/// marked by [`Sender::is_self`]; over the direct transport none do.
#[derive(Clone, Debug)]
pub struct TokenBowl {
    client: Client,
    connect: Connect,
    is_administrator: bool,
    me: Arc<OnceCell<Profile>>,
}

impl TokenBowl {
    /// Token Bowl as the user of the client.
    #[must_use]
    pub fn new(client: Client) -> Self {
        let connect = client.connect();
        Self { client, connect, is_administrator: false, me: Arc::default() }
    }

    /// Changes the options of the live sessions that [`events`](Platform::events) begins.
    ///
    /// ```
    /// use chatwire::adapter::TokenBowl;
    /// use chatwire::tokenbowl::{Client, Transport};
    ///
    /// let client = Client::new("0123456789abcdef")?;
    /// let bowl = TokenBowl::new(client).live(|connect| connect.transport(Transport::Centrifugo));
    /// # Ok::<_, chatwire::Error>(())
    /// ```
    #[must_use]
    pub fn live(mut self, change: impl FnOnce(Connect) -> Connect) -> Self {
        self.connect = change(self.connect);
        self
    }

    /// Says that the client's user is an administrator, who may edit and delete every message. Nobody is told of it.
    #[must_use]
    pub fn administrator(mut self) -> Self {
        self.is_administrator = true;
        self
    }

    /// Client that it was made of.
    #[must_use]
    pub fn client(&self) -> &Client {
        &self.client
    }

    async fn me(&self) -> Result<&Profile> {
        self.me.get_or_try_init(|| async { self.client.get_my_profile().await }).await
    }

    async fn begin(self) -> Result<impl Stream<Item = Result<Event>>> {
        let me = self.me().await?.clone();
        let session = Session { live: self.connect.start()?, me, ids: HashMap::new() };
        Ok(stream::unfold(session, |mut session| async move {
            let event = session.live.next().await?;
            Some((event.map(|event| session.neutral(event)), session))
        }))
    }
}

impl Platform for TokenBowl {
    fn name(&self) -> &'static str {
        PLATFORM
    }

    fn events(&self) -> BoxStream<'static, Result<Event>> {
        session(self.clone().begin())
    }

    fn capabilities(&self) -> Capabilities {
        let all = Capabilities::default()
            .typing()
            .history()
            .max_length(limits::MAX_CONTENT, LengthUnit::Chars);
        if self.is_administrator { all.edit().delete() } else { all }
    }

    fn send<'a>(&'a self, room: &'a Room, message: Outgoing) -> BoxFuture<'a, Result<MessageId>> {
        Box::pin(async move {
            let sent = message.to_tokenbowl(&self.client, room)?.await?;
            Ok(sent.id.as_str().into())
        })
    }

    fn edit<'a>(
        &'a self,
        room: &'a Room,
        id: &'a MessageId,
        message: Outgoing,
    ) -> BoxFuture<'a, Result<()>> {
        Box::pin(async move {
            if !self.is_administrator {
                return unsupported(PLATFORM, "edit a message").await;
            }
            partner(room)?;
            self.client.admin_update_message(id.as_str(), text_with_urls(&message)).await.map(drop)
        })
    }

    fn delete<'a>(&'a self, room: &'a Room, id: &'a MessageId) -> BoxFuture<'a, Result<()>> {
        Box::pin(async move {
            if !self.is_administrator {
                return unsupported(PLATFORM, "delete a message").await;
            }
            partner(room)?;
            self.client.admin_delete_message(id.as_str()).await
        })
    }

    /// Servers from 2.0.1 on; earlier ones answer [`NotFound`](crate::ErrorKind::NotFound).
    fn typing<'a>(&'a self, room: &'a Room) -> BoxFuture<'a, Result<()>> {
        Box::pin(async move {
            let typing = self.client.send_typing();
            let typing = match partner(room)? {
                Some(name) => typing.to_username(name),
                None => typing,
            };
            typing.await.map(drop)
        })
    }

    /// The server keeps the newest 100 messages of all rooms together.
    fn history<'a>(&'a self, room: &'a Room, limit: usize) -> BoxFuture<'a, Result<Vec<Incoming>>> {
        Box::pin(async move {
            let list = match partner(room)? {
                Some(_) => self.client.get_direct_messages(),
                None => self.client.get_messages(),
            };
            let me = &self.me().await?.id;
            let mut newest = list.newest_first();
            let mut found = Vec::new();
            while found.len() < limit {
                let Some(message) = newest.try_next().await? else { break };
                let message = Incoming::from_tokenbowl(message, me);
                // Direct messages of all conversations stand in one list.
                if message.room == *room {
                    found.push(message);
                }
            }
            found.reverse();
            Ok(found)
        })
    }
}

/// A live session, and what its events need to be neutral.
struct Session {
    live: Realtime,
    me: Profile,
    /// Ids of people by name, as their messages told them: who types has only a name.
    ids: HashMap<String, String>,
}

impl Session {
    fn neutral(&mut self, event: Told) -> Event {
        match event {
            Told::Message(message) if message.message_type == MessageType::System => {
                Event::Native(NativeEvent::TokenBowl(Box::new(Told::Message(message))))
            }
            Told::Message(message) => {
                if !message.sender_is_gone() {
                    let id = message.from_user_id.as_str().to_owned();
                    if self.ids.len() >= MOST_NAMES {
                        self.ids.clear();
                    }
                    self.ids.insert(message.from_username.clone(), id);
                }
                Event::Message(Incoming::from_tokenbowl(message, &self.me.id))
            }
            Told::Typing(typing) => {
                let is_self = typing.username == self.me.username;
                let room = match &typing.to_username {
                    None => Room::tokenbowl(),
                    Some(name) if is_self => Room::tokenbowl_user(name),
                    Some(_) => Room::tokenbowl_user(&typing.username),
                };
                let known = self.ids.get(&typing.username).cloned();
                let id = if is_self { Some(self.me.id.as_str().to_owned()) } else { known };
                let id = id.unwrap_or_else(|| person(&typing.username));
                let mut sender = Sender::new(id).name(typing.username);
                sender.is_self = is_self;
                Event::Typing(Presence::new(room, sender))
            }
            Told::Lifecycle(news) => match Lifecycle::of(news.clone()) {
                Some(news) => Event::Lifecycle(news),
                None => Event::Native(NativeEvent::TokenBowl(Box::new(Told::Lifecycle(news)))),
            },
            other => Event::Native(NativeEvent::TokenBowl(Box::new(other))),
        }
    }
}
