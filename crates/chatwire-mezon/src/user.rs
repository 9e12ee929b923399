//! [`User`]: what can be done with a user.

use std::fmt;
use std::sync::Arc;

use chatwire_core::{Error, ErrorKind, Result};
use chatwire_mezon_proto::api;

use crate::channel::SendMessage;
use crate::content::Content;
use crate::error::named;
use crate::realtime::{Command, Place, Verb};
use crate::world::{ChannelInfo, UserInfo};
use crate::{Channel, ChannelId, ChannelType, ClanId, Client, UserId};

/// A user; from [`Client::user`].
///
/// It is an id and a way to the client: cheap to make and to clone. Nothing is looked up and no conversation is made
/// until something is sent.
///
/// ```
/// # use chatwire_core::testing::{Answer, Script};
/// # use chatwire_mezon::proto::{Message as _, api, realtime};
/// # fn answer(message: &impl chatwire_mezon::proto::Message) -> Answer {
/// #     Answer::status(200).body(message.encode_to_vec())
/// # }
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> chatwire_mezon::Result<()> {
/// # let session = api::Session { token: "h.e30.s".to_owned(), ..Default::default() };
/// # let made = api::ChannelDescription { channel_id: 77, r#type: 3, ..Default::default() };
/// # let ack = realtime::ChannelMessageAck { channel_id: 77, message_id: 99, ..Default::default() };
/// # let script = Script::new().answer(answer(&session)).answer(answer(&api::ChannelDescList::default()))
/// #     .answer(answer(&made)).answer(answer(&ack));
/// # let client = chatwire_mezon::Client::builder(5, "key").script(script).no_rate_limit().build()?;
/// let user = client.user(1_800_000_000_000_000_009);
/// let message = user.send("Hello").await?;
/// assert!(message.is_direct());
/// assert_eq!(user.direct_channel().map(|channel| channel.id()), Some(message.channel_id()));
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct User {
    client: Client,
    id: UserId,
}

impl Client {
    /// A user by the id; nothing is sent.
    #[must_use]
    pub fn user(&self, id: impl Into<UserId>) -> User {
        User { client: self.clone(), id: id.into() }
    }

    /// The direct conversation with somebody, which is made when there is none.
    pub(crate) async fn direct_place(&self, user: UserId) -> Result<Place> {
        if user.get() <= 0 || user == self.bot_id() {
            let why = format!("no message can be sent to the user {user}");
            return Err(named(Error::input(why)));
        }
        let channel = match self.inner.world.direct_with(user) {
            Some(channel) => channel,
            None => {
                let client = self.clone();
                let make = || -> chatwire_core::BoxFuture<'static, Result<ChannelId>> {
                    Box::pin(make_direct(client, user))
                };
                self.inner.world.flights.directs.join(user, make).await?
            }
        };
        Ok(direct(channel))
    }
}

/// Where messages of a direct conversation go.
fn direct(channel: ChannelId) -> Place {
    let kind = ChannelType::Direct.number();
    Place { clan: ClanId::DIRECT, channel, kind, is_public: false }
}

/// Finds or makes the direct conversation with somebody, and joins it where a live session is online.
async fn make_direct(client: Client, user: UserId) -> Result<ChannelId> {
    let world = &client.inner.world;
    // One that exists must not be made a second time.
    client.clan(ClanId::DIRECT).load_channels().await?;
    if let Some(known) = world.direct_with(user) {
        return Ok(known);
    }
    let request = api::CreateChannelDescRequest {
        r#type: ChannelType::Direct.number(),
        channel_private: 1,
        user_ids: vec![user.get()],
        ..api::CreateChannelDescRequest::default()
    };
    let made = client.api().create_channel_desc(request).await?;
    let Some(channel) = ChannelId::new(made.channel_id).present() else {
        let why = format!("there is no user {user}, or no conversation can be begun");
        return Err(named(Error::new(ErrorKind::NotFound, why)));
    };
    world.channel(ChannelInfo { kind: ChannelType::Direct, ..ChannelInfo::from(&made) });
    world.direct(user, channel);
    if let Some(line) = client.inner.line.open() {
        let place = direct(channel);
        line.call(|reply| Command(Verb::JoinChannel { place, reply })).await?;
    }
    Ok(channel)
}

impl User {
    /// Id.
    #[must_use]
    pub fn id(&self) -> UserId {
        self.id
    }

    /// What is known of the user; never touches the network.
    #[must_use]
    pub fn get(&self) -> Option<Arc<UserInfo>> {
        self.client.inner.world.users.get(self.id)
    }

    /// What is known of the user, or what the members of the bot's clans tell; no conversation is made.
    ///
    /// The clans are asked one after another, each with one call; where the clan is known,
    /// [`Clan::member`](crate::Clan::member) asks only it.
    ///
    /// # Errors
    ///
    /// [`NotFound`](ErrorKind::NotFound) when no clan of the bot has such a member, and those of
    /// [every call](crate::Client#errors-of-every-call).
    pub async fn fetch(&self) -> Result<Arc<UserInfo>> {
        if let Some(known) = self.get() {
            return Ok(known);
        }
        let Self { client, id } = self.clone();
        let find = || -> chatwire_core::BoxFuture<'static, Result<Arc<UserInfo>>> {
            Box::pin(look_up(client, id))
        };
        self.client.inner.world.flights.users.join(self.id, find).await
    }

    /// Sends the user a message; the direct conversation is made when there is none.
    ///
    /// # Errors
    ///
    /// Awaiting gives [`Input`](ErrorKind::Input) for the bot itself and for ids that are none,
    /// [`NotFound`](ErrorKind::NotFound) when the service makes no conversation, and those of [`SendMessage`].
    #[doc(alias = "send_dm")]
    #[doc(alias = "send_dm_message")]
    pub fn send(&self, content: impl Into<Content>) -> SendMessage {
        SendMessage::to_user(&self.client, self.id, content.into())
    }

    /// The direct conversation with the user, when it is known; never touches the network.
    #[doc(alias = "dm_channel_id")]
    #[must_use]
    pub fn direct_channel(&self) -> Option<Channel> {
        let channel = self.client.inner.world.direct_with(self.id)?;
        Some(self.client.channel(channel))
    }

    /// The direct conversation with the user, which is made when there is none.
    ///
    /// # Errors
    ///
    /// As [`send`](Self::send).
    #[doc(alias = "create_dm_channel")]
    pub async fn open_direct(&self) -> Result<Channel> {
        let place = self.client.direct_place(self.id).await?;
        Ok(self.client.channel(place.channel))
    }
}

async fn look_up(client: Client, id: UserId) -> Result<Arc<UserInfo>> {
    let clans = match client.clans().all() {
        none if none.is_empty() => client.load_clans().await?,
        known => known,
    };
    for clan in clans {
        let members = client.clan(clan.id).members().await?;
        if let Some(found) = members.into_iter().find(|member| member.user.id == id) {
            return Ok(found.user);
        }
    }
    let why = format!("no clan of the bot has a member {id}");
    Err(named(Error::new(ErrorKind::NotFound, why)))
}

impl fmt::Debug for User {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("User").field(&self.id).finish()
    }
}

impl PartialEq for User {
    /// Whether both are the same user, of whichever client.
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}
