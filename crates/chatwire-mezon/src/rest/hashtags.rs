//! Channels that can be named in a direct conversation, and all channels of the bot.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use chatwire_core::{Error, Result};
use chatwire_mezon_proto::{api, realtime};
use serde::{Deserialize, Serialize};
use tokio::time::Instant;

use super::awaited;
use crate::error::named;
use crate::{ApiCall, ChannelId, ChannelInfo, ChannelType, ClanId, Client, UserId};

/// How long the members of a clan are taken for known.
const FRESH: Duration = Duration::from_secs(60);
/// Clans whose members are kept at most.
const CLANS: usize = 256;
/// Members of a channel that one call lists.
const PAGE: i32 = 100;
/// Calls for the members of one channel, so that a service that never ends its list ends nothing else.
const PAGES: usize = 100;
/// Most channels that one list can have.
const MAX_LIMIT: usize = 100;

/// A channel that can be named in a direct conversation; from [`Client::hashtag_dm_list`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct HashtagDm {
    /// Channel.
    pub channel_id: ChannelId,
    /// Its name.
    pub channel_label: String,
    /// Its clan.
    pub clan_id: ClanId,
    /// Name of the clan.
    pub clan_name: String,
    /// Code of its meeting, in voice channels.
    pub meeting_code: String,
    /// What it is.
    #[doc(alias = "type")]
    pub kind: ChannelType,
    /// Whether only those see it who were let in.
    #[doc(alias = "channel_private")]
    pub is_private: bool,
    /// Channel that a thread belongs to; none for others.
    pub parent_id: ChannelId,
}

impl From<api::ChannelDescription> for HashtagDm {
    fn from(channel: api::ChannelDescription) -> Self {
        Self {
            channel_id: channel.channel_id.into(),
            channel_label: channel.channel_label,
            clan_id: channel.clan_id.into(),
            clan_name: channel.clan_name,
            meeting_code: channel.meeting_code,
            kind: channel.r#type.into(),
            is_private: channel.channel_private != 0,
            parent_id: channel.parent_id.into(),
        }
    }
}

impl From<realtime::HashtagDm> for HashtagDm {
    fn from(channel: realtime::HashtagDm) -> Self {
        Self {
            channel_id: channel.channel_id.into(),
            channel_label: channel.channel_label,
            clan_id: channel.clan_id.into(),
            clan_name: channel.clan_name,
            meeting_code: channel.meeting_code,
            kind: channel.r#type.into(),
            is_private: channel.channel_private != 0,
            parent_id: channel.parent_id.into(),
        }
    }
}

/// Lists channels that can be named; see [`Client::hashtag_dm_list`].
#[must_use = "a call does nothing until it is awaited"]
#[derive(Debug)]
pub struct ListHashtagDm {
    client: Client,
    users: Vec<UserId>,
    limit: usize,
}

impl Client {
    /// Lists all channels of the bot: those of its clans, groups and direct conversations.
    ///
    /// # Errors
    ///
    /// When awaited: those of [every call](crate::Client#errors-of-every-call).
    #[doc(alias = "listChannelByUserId")]
    pub fn list_channel_by_user_id(&self) -> ApiCall<Vec<ChannelInfo>> {
        let call = self.api().list_channel_by_user_id();
        call.map(|list| list.channeldesc.iter().map(ChannelInfo::from).collect())
    }

    /// Lists the channels of clans that the bot and all these users see, so that they can be named in a conversation
    /// with them; without users, all channels of clans that the bot sees.
    ///
    /// The service has no call for it any more. It costs one call for the list of channels, one for each clan among
    /// them whose members were not asked for within the last minute, and one or more for each private channel, until
    /// the limit is reached.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> chatwire_mezon::Result<()> {
    /// # use chatwire_mezon::proto::{Message as _, api};
    /// # use chatwire_core::testing::{Answer, Script};
    /// # let channel = api::ChannelDescription {
    /// #     clan_id: 7, channel_id: 8, channel_label: "general".to_owned(), ..Default::default()
    /// # };
    /// # let list = api::ChannelDescListNoPool { channeldesc: vec![channel], ..Default::default() };
    /// # let session = api::Session { token: "h.e30.s".to_owned(), ..Default::default() };
    /// # let script = Script::new()
    /// #     .answer(Answer::status(200).body(session.encode_to_vec()))
    /// #     .answer(Answer::status(200).body(list.encode_to_vec()));
    /// # let client = chatwire_mezon::Client::builder(1_800_000_000_000_000_001, "api-key")
    /// #     .script(script)
    /// #     .build()?;
    /// let channels = client.hashtag_dm_list([0_i64; 0]).limit(20).await?;
    /// assert_eq!(channels[0].channel_label, "general");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// Awaiting gives those of [every call](crate::Client#errors-of-every-call), and [`Input`](crate::ErrorKind::Input)
    /// for a limit that is not 1 to 100.
    #[doc(alias = "hashtagDMList")]
    pub fn hashtag_dm_list(
        &self,
        users: impl IntoIterator<Item = impl Into<UserId>>,
    ) -> ListHashtagDm {
        let users = users.into_iter().map(Into::into).collect();
        ListHashtagDm { client: self.clone(), users, limit: MAX_LIMIT }
    }
}

impl ListHashtagDm {
    /// Most channels, 1 to 100 (100).
    pub fn limit(mut self, channels: usize) -> Self {
        self.limit = channels;
        self
    }

    pub(crate) async fn run(self) -> Result<Vec<HashtagDm>> {
        let Self { client, users, limit } = self;
        if limit == 0 || limit > MAX_LIMIT {
            return Err(named(
                Error::input("limit must be 1 to 100").with_context("field", "limit"),
            ));
        }
        let list = client.api().list_channel_by_user_id().await?;
        let mut found = Vec::new();
        for channel in list.channeldesc {
            if found.len() == limit {
                break;
            }
            if channel.clan_id != 0 && see(&client, &users, &channel).await? {
                found.push(channel.into());
            }
        }
        Ok(found)
    }
}

awaited!(ListHashtagDm => Vec<HashtagDm>);

/// Whether all these users see a channel of a clan.
async fn see(client: &Client, users: &[UserId], channel: &api::ChannelDescription) -> Result<bool> {
    if users.is_empty() {
        return Ok(true);
    }
    if channel.channel_private != 0 {
        return has_all(client, users, channel).await;
    }
    let members = members(client, channel.clan_id.into()).await?;
    Ok(users.iter().all(|user| members.contains(user)))
}

/// Whether all these users were let into a private channel.
async fn has_all(
    client: &Client,
    users: &[UserId],
    channel: &api::ChannelDescription,
) -> Result<bool> {
    let mut missing: BTreeSet<_> = users.iter().copied().collect();
    let mut cursor = String::new();
    for _ in 0..PAGES {
        let request = api::ListChannelUsersRequest {
            clan_id: channel.clan_id,
            channel_id: channel.channel_id,
            channel_type: channel.r#type,
            limit: PAGE,
            state: 0,
            cursor: cursor.clone(),
        };
        let page = client.api().list_channel_users(request).await?;
        for user in &page.channel_users {
            if !user.is_banned {
                missing.remove(&UserId::new(user.user_id));
            }
        }
        if missing.is_empty() {
            return Ok(true);
        }
        if page.cursor.is_empty() || page.cursor == cursor {
            break;
        }
        cursor = page.cursor;
    }
    Ok(false)
}

/// The members of a clan, as they were within the last minute.
async fn members(client: &Client, clan: ClanId) -> Result<Arc<BTreeSet<UserId>>> {
    if let Some(known) = client.inner.members.get(clan) {
        return Ok(known);
    }
    let request = api::ListClanUsersRequest { clan_id: clan.get() };
    let list = client.api().list_clan_users(request).await?;
    let users = list.clan_users.iter().filter_map(|member| member.user.as_ref());
    let members = Arc::new(users.map(|user| UserId::new(user.id)).collect());
    client.inner.members.put(clan, Arc::clone(&members));
    Ok(members)
}

/// Members of clans that were asked for lately.
#[derive(Debug, Default)]
pub(crate) struct Members(Mutex<BTreeMap<ClanId, Listed>>);

#[derive(Debug)]
struct Listed {
    at: Instant,
    users: Arc<BTreeSet<UserId>>,
}

impl Members {
    fn get(&self, clan: ClanId) -> Option<Arc<BTreeSet<UserId>>> {
        let known = self.lock();
        let listed = known.get(&clan).filter(|listed| listed.at.elapsed() < FRESH)?;
        Some(Arc::clone(&listed.users))
    }

    fn put(&self, clan: ClanId, users: Arc<BTreeSet<UserId>>) {
        let mut known = self.lock();
        known.retain(|_, listed| listed.at.elapsed() < FRESH);
        if known.len() < CLANS {
            known.insert(clan, Listed { at: Instant::now(), users });
        }
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<ClanId, Listed>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
