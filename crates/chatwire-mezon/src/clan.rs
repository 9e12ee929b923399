//! [`Clan`]: what can be done in a clan.

mod roles;
mod voice;

use std::fmt;
use std::sync::Arc;

use chatwire_core::{BoxFuture, Error, ErrorKind, Result};
use chatwire_mezon_proto::api;
use futures_util::stream::{self, StreamExt};

use crate::emoji::{ClanEmoji, ClanSticker};
use crate::error::named;
use crate::world::{ChannelInfo, ClanInfo, UserInfo};
use crate::{ApiCall, ChannelType, ClanId, Client, RoleId, UserId};

pub use roles::{ListRoles, UpdateRole};
pub use voice::{VoiceRoom, VoiceUsers};

/// Lists of channels that are fetched at once.
const LISTS_AT_ONCE: usize = 4;

/// A clan, Mezon's word for a community; from [`Client::clan`].
///
/// It is an id and a way to the client: cheap to make and to clone, and nothing is looked up until something is done.
///
/// ```
/// # use chatwire_core::testing::{Answer, Script};
/// # use chatwire_mezon::proto::{Message as _, api};
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> chatwire_mezon::Result<()> {
/// # let session = api::Session { token: "h.e30.s".to_owned(), ..Default::default() };
/// # let list = api::ChannelDescList { channeldesc: vec![api::ChannelDescription {
/// #     channel_id: 10, clan_id: 7, r#type: 1, channel_label: "general".to_owned(), ..Default::default() }] };
/// # let script = Script::new().answer(Answer::status(200).body(session.encode_to_vec()))
/// #     .answer(Answer::status(200).body(list.encode_to_vec()));
/// # let client = chatwire_mezon::Client::builder(5, "key").script(script).no_rate_limit().build()?;
/// let clan = client.clan(7);
/// clan.load_channels().await?;
/// clan.load_channels().await?; // They are known: nothing is sent.
/// assert_eq!(clan.channels()[0].name, "general");
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Clan {
    pub(crate) client: Client,
    pub(crate) id: ClanId,
}

/// A member of a clan; from [`Clan::members`].
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Member {
    /// User, with the profile of this clan in it.
    pub user: Arc<UserInfo>,
    /// Roles.
    pub role_ids: Vec<RoleId>,
}

impl Client {
    /// A clan by its id; nothing is sent.
    #[must_use]
    pub fn clan(&self, id: impl Into<ClanId>) -> Clan {
        Clan { client: self.clone(), id: id.into() }
    }

    /// Fetches the list of the bot's clans, which is known afterwards; however many ask at once, one call is made.
    ///
    /// A live session does so by itself.
    ///
    /// # Errors
    ///
    /// Those of [every call](crate::Client#errors-of-every-call).
    #[doc(alias = "list_clans_descs")]
    pub async fn load_clans(&self) -> Result<Vec<Arc<ClanInfo>>> {
        let client = self.clone();
        let load = || -> BoxFuture<'static, Result<()>> {
            Box::pin(async move {
                let list =
                    client.api().list_clan_descs(api::ListClanDescRequest::default()).await?;
                client.inner.world.clans(&list);
                Ok(())
            })
        };
        self.inner.world.flights.clan_list.join((), load).await?;
        Ok(self.clans().all())
    }

    /// Fetches the channels of all clans and the direct conversations, as far as they are not known.
    ///
    /// # Errors
    ///
    /// The first failure, after all have been tried: a clan that fails keeps no other back.
    pub async fn load_channels(&self) -> Result<()> {
        let mut clans: Vec<ClanId> = self.clans().all().iter().map(|clan| clan.id).collect();
        clans.push(ClanId::DIRECT);
        let loads = stream::iter(clans).map(|clan| {
            let clan = self.clan(clan);
            async move { clan.load_channels().await }
        });
        let results: Vec<Result<()>> = loads.buffer_unordered(LISTS_AT_ONCE).collect().await;
        results.into_iter().collect()
    }
}

impl Clan {
    /// Id.
    #[must_use]
    pub fn id(&self) -> ClanId {
        self.id
    }

    /// Client that it belongs to.
    #[must_use]
    pub fn client(&self) -> &Client {
        &self.client
    }

    /// What is known of it; never touches the network.
    #[must_use]
    pub fn get(&self) -> Option<Arc<ClanInfo>> {
        self.client.inner.world.clans.get(self.id)
    }

    /// What is known of it, or what the service says.
    ///
    /// # Errors
    ///
    /// [`NotFound`](ErrorKind::NotFound) when the bot is in no such clan, and those of
    /// [every call](crate::Client#errors-of-every-call).
    pub async fn fetch(&self) -> Result<Arc<ClanInfo>> {
        // One that the bot was just let into has no name yet.
        if let Some(known) = self.get().filter(|known| !known.name.is_empty()) {
            return Ok(known);
        }
        let listed = self.client.load_clans().await?;
        listed.into_iter().find(|clan| clan.id == self.id).ok_or_else(|| {
            let why = format!("the bot is in no clan {}", self.id);
            named(Error::new(ErrorKind::NotFound, why))
        })
    }

    /// Channels that are known, those last used first; never touches the network.
    #[must_use]
    pub fn channels(&self) -> Vec<Arc<ChannelInfo>> {
        let mut channels = self.client.channels().all();
        channels.retain(|channel| channel.clan_id == self.id);
        channels
    }

    /// Whether the list of its channels was fetched; later ones come by events of a live session.
    #[must_use]
    pub fn has_channels(&self) -> bool {
        self.client.inner.world.is_loaded(self.id)
    }

    /// Fetches the list of its channels, unless that was done before; however many ask at once, one call is made.
    ///
    /// # Errors
    ///
    /// Those of [every call](crate::Client#errors-of-every-call).
    pub async fn load_channels(&self) -> Result<()> {
        if self.has_channels() { Ok(()) } else { self.reload_channels().await }
    }

    /// Fetches the list of its channels; what is known of them is brought up to date.
    ///
    /// # Errors
    ///
    /// Those of [every call](crate::Client#errors-of-every-call).
    pub async fn reload_channels(&self) -> Result<()> {
        self.take_channels(self.list_channels()).await
    }

    /// The call that lists its channels.
    pub(crate) fn list_channels(&self) -> ApiCall<api::ChannelDescList> {
        let is_direct = self.id.is_direct();
        let kind = if is_direct { ChannelType::Direct } else { ChannelType::Channel };
        self.client.api().list_channel_descs(api::ListChannelDescsRequest {
            clan_id: self.id.get(),
            channel_type: kind.number(),
            ..api::ListChannelDescsRequest::default()
        })
    }

    /// Takes over the list of its channels, unless another one is on its way: then waits for that.
    pub(crate) async fn take_channels<L>(&self, list: L) -> Result<()>
    where
        L: IntoFuture<Output = Result<api::ChannelDescList>>,
        L::IntoFuture: Send + 'static,
    {
        let Self { client, id } = self.clone();
        let list = list.into_future();
        let load = || -> BoxFuture<'static, Result<()>> {
            Box::pin(async move {
                client.inner.world.channel_list(id, &list.await?.channeldesc);
                Ok(())
            })
        };
        self.client.inner.world.flights.channel_lists.join(self.id, load).await
    }

    /// Members, whom the client knows afterwards.
    ///
    /// # Errors
    ///
    /// Those of [every call](crate::Client#errors-of-every-call).
    #[doc(alias = "users")]
    pub async fn members(&self) -> Result<Vec<Member>> {
        let request = api::ListClanUsersRequest { clan_id: self.id.get() };
        let list = self.client.api().list_clan_users(request).await?;
        let world = &self.client.inner.world;
        world.members(self.id, &list);
        let members = list.clan_users.into_iter().filter_map(|member| {
            let user = UserInfo::in_clan(self.id, &member)?;
            let role_ids = member.role_id.into_iter().map(RoleId::new).collect();
            Some(Member { user: world.users.get(user.id).unwrap_or(Arc::new(user)), role_ids })
        });
        Ok(members.collect())
    }

    /// A member by the id.
    ///
    /// # Errors
    ///
    /// [`NotFound`](ErrorKind::NotFound) when there is no such member, and those of
    /// [every call](crate::Client#errors-of-every-call).
    pub async fn member(&self, user: impl Into<UserId>) -> Result<Member> {
        let user = user.into();
        let found = self.members().await?.into_iter().find(|member| member.user.id == user);
        found.ok_or_else(|| {
            let why = format!("the clan {} has no member {user}", self.id);
            named(Error::new(ErrorKind::NotFound, why))
        })
    }

    /// Topics of the clan's channels.
    ///
    /// # Errors
    ///
    /// Those of [every call](crate::Client#errors-of-every-call).
    pub async fn topics(&self) -> Result<Vec<api::SdTopic>> {
        let request = api::ListSdTopicRequest {
            clan_id: self.id.get(),
            ..api::ListSdTopicRequest::default()
        };
        Ok(self.client.api().list_sd_topic(request).await?.topics)
    }

    /// Emojis of the clan; the same as [`Client::list_clan_emoji_by_clan_id`].
    ///
    /// # Errors
    ///
    /// When awaited: those of [every call](crate::Client#errors-of-every-call).
    pub fn emojis(&self) -> ApiCall<Vec<ClanEmoji>> {
        self.client.list_clan_emoji_by_clan_id(self.id)
    }

    /// Stickers of the clan; the same as [`Client::list_clan_stickers_by_clan_id`].
    ///
    /// # Errors
    ///
    /// When awaited: those of [every call](crate::Client#errors-of-every-call).
    pub fn stickers(&self) -> ApiCall<Vec<ClanSticker>> {
        self.client.list_clan_stickers_by_clan_id(self.id)
    }
}

impl UserInfo {
    /// What a list of members says of one.
    fn in_clan(clan: ClanId, member: &api::clan_user_list::ClanUser) -> Option<Self> {
        let mut user = Self::from(member.user.as_ref()?);
        user.clans.push(crate::world::ClanProfile {
            clan_id: clan,
            nick: member.clan_nick.clone(),
            avatar: member.clan_avatar.clone(),
        });
        Some(user)
    }
}

impl fmt::Debug for Clan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Clan").field(&self.id).finish()
    }
}

impl PartialEq for Clan {
    /// Whether both are the same clan, of whichever client.
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}
