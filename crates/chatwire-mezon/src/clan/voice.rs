//! Who is in a clan's voice channels: [`VoiceUsers`].

use chatwire_core::{Cursor, Error, Result};
use chatwire_mezon_proto::api;
use serde::{Deserialize, Serialize};

use super::Clan;
use crate::error::named;
use crate::rest::awaited;
use crate::{ChannelId, ChannelType, UserId};

/// Most users of a list (mezon-sdk 2.8.53).
const MOST: u32 = 500;

impl Clan {
    /// Who is in the clan's voice channels.
    ///
    /// # Errors
    ///
    /// Those of [`VoiceUsers`].
    #[doc(alias = "list_channel_voice_users")]
    pub fn voice_users(&self) -> VoiceUsers {
        let request = api::ListChannelUsersRequest { clan_id: self.id.get(), ..Default::default() };
        VoiceUsers { clan: self.clone(), request, limit: MOST }
    }
}

/// A voice channel with people in it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct VoiceRoom {
    /// Channel.
    pub channel_id: ChannelId,
    /// Name of the meeting.
    pub room_name: String,
    /// Users in it.
    pub user_ids: Vec<UserId>,
    /// Others in it, such as guests of a meeting, as the service names them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub guests: Vec<String>,
    /// Users who share their screens, as the service names them.
    #[doc(alias = "share_screen_ids")]
    pub screens: Vec<String>,
}

/// Lists who is in voice channels; from [`Clan::voice_users`].
///
/// # Errors
///
/// [`Input`](chatwire_core::ErrorKind::Input) for a limit that is not within 1 to 500, and those of
/// [every call](crate::Client#errors-of-every-call).
#[must_use = "a request does nothing until it is awaited"]
#[derive(Clone, Debug)]
pub struct VoiceUsers {
    clan: Clan,
    request: api::ListChannelUsersRequest,
    limit: u32,
}

impl VoiceUsers {
    /// Most users, 1 to 500 (500).
    pub fn limit(mut self, count: u32) -> Self {
        self.limit = count;
        self
    }

    /// Only those of one channel.
    pub fn channel(mut self, channel: impl Into<ChannelId>) -> Self {
        self.request.channel_id = channel.into().get();
        self
    }

    /// Only those of channels of one type.
    pub fn channel_type(mut self, kind: ChannelType) -> Self {
        self.request.channel_type = kind.number();
        self
    }

    /// Only those of this state, a number of the service.
    pub fn state(mut self, number: i32) -> Self {
        self.request.state = number;
        self
    }

    /// Begins where an earlier list ended. Answers name no such place at present; the Python SDK has this option.
    #[doc(alias = "cursor")]
    pub fn after(mut self, cursor: impl Into<Cursor>) -> Self {
        cursor.into().as_str().clone_into(&mut self.request.cursor);
        self
    }

    async fn run(self) -> Result<Vec<VoiceRoom>> {
        let Self { clan, mut request, limit } = self;
        if !(1..=MOST).contains(&limit) {
            return Err(named(Error::input("a list of voice users has 1 to 500 users")));
        }
        request.limit = i32::try_from(limit).unwrap_or_default();
        let list = clan.client.api().list_channel_voice_users(request).await?;
        Ok(list.voice_channel_users.into_iter().map(VoiceRoom::from).collect())
    }
}

impl From<api::VoiceChannelUser> for VoiceRoom {
    fn from(room: api::VoiceChannelUser) -> Self {
        let (mut user_ids, mut guests) = (Vec::new(), Vec::new());
        for name in room.user_ids {
            // Guests of a meeting have names in the place of ids.
            match name.parse() {
                Ok(id) => user_ids.push(id),
                Err(_) => guests.push(name),
            }
        }
        Self {
            channel_id: ChannelId::new(room.channel_id),
            room_name: room.room_name,
            user_ids,
            guests,
            screens: room.share_screen_ids,
        }
    }
}

awaited!(VoiceUsers => Vec<VoiceRoom>);
