//! Ids of clans, channels, users, messages and whatever else Mezon numbers.
//!
//! All of them are snowflakes: 64-bit integers, of which JavaScript loses the last digits when they
//! are written as JSON numbers.
//! JSON therefore gets them as text and may bring them as text or as a number.
//! `0` stands for "none" on the wire; direct messages and groups live in clan `0`.

pub(crate) mod hash;
mod macros;
mod snowflake;

use macros::snowflake_ids;

pub use snowflake::Snowflakes;

snowflake_ids! {
    /// Id of a clan, Mezon's word for a community; `0` is the place of direct messages and groups.
    pub struct ClanId;
    /// Id of a channel, a thread, a group or a direct conversation.
    pub struct ChannelId;
    /// Id of a user or of a bot; a bot's user id is its application id.
    pub struct UserId;
    /// Id of a message, unique within its channel.
    pub struct MessageId;
    /// Id of a role of a clan.
    pub struct RoleId;
    /// Id of a category, a group of channels of a clan.
    pub struct CategoryId;
    /// Id of a topic, the discussion under one message.
    pub struct TopicId;
    /// Id of an emoji of a clan or of the platform.
    pub struct EmojiId;
    /// Id of a sticker.
    pub struct StickerId;
    /// Id of a scheduled event of a clan.
    pub struct EventId;
    /// Id of an entry of a bot's quick menu; made by the client, see [`Snowflakes`].
    pub struct QuickMenuId;
    /// Id of a permission, the thing that a role grants.
    pub struct PermissionId;
    /// Id of a webhook.
    pub struct WebhookId;
    /// Id of an application; of a bot it is also the [`UserId`].
    pub struct AppId;
    /// Id of a reaction; `0` in a new one.
    pub struct ReactionId;
}

impl ClanId {
    /// Clan of direct messages and groups.
    pub const DIRECT: Self = Self::NONE;

    /// Whether this is the place of direct messages and groups.
    ///
    /// ```
    /// use chatwire_mezon::ClanId;
    ///
    /// assert!(ClanId::DIRECT.is_direct());
    /// assert!(!ClanId::new(1_840_000_000_000_000_001).is_direct());
    /// ```
    #[must_use]
    pub const fn is_direct(self) -> bool {
        self.is_none()
    }
}

impl From<AppId> for UserId {
    /// A bot's user id is its application id.
    fn from(id: AppId) -> Self {
        Self::new(id.get())
    }
}

impl From<UserId> for AppId {
    /// A bot's application id is its user id; of a person there is none.
    fn from(id: UserId) -> Self {
        Self::new(id.get())
    }
}
