//! [`Scope`] and [`TokenHint`]: words of the OAuth server.

chatwire_core::wire_enum! {
    /// What a user's token may do (KickDevDocs, June 2026).
    ///
    /// ```
    /// use chatwire_kick::Scope;
    ///
    /// assert_eq!(Scope::ChatWrite.as_str(), "chat:write");
    /// assert_eq!(Scope::parse_list("user:read chat:write"), [Scope::UserRead, Scope::ChatWrite]);
    /// assert!(Scope::from("polls:read").is_other());
    /// ```
    pub enum Scope {
        /// Read the account's own data, its mail address included.
        UserRead = "user:read",
        /// Read the own channel.
        ChannelRead = "channel:read",
        /// Change title, category and tags of the own channel.
        ChannelWrite = "channel:write",
        /// Read the channel's rewards and their redemptions.
        ChannelRewardsRead = "channel:rewards:read",
        /// Make and change rewards, accept and reject redemptions.
        ChannelRewardsWrite = "channel:rewards:write",
        /// Send chat messages.
        ChatWrite = "chat:write",
        /// Read the stream key.
        StreamkeyRead = "streamkey:read",
        /// Subscribe to events.
        EventsSubscribe = "events:subscribe",
        /// Ban, time out and unban.
        ModerationBan = "moderation:ban",
        /// Delete chat messages.
        ModerationChatMessageManage = "moderation:chat_message:manage",
        /// Read the leaderboard of Kicks.
        KicksRead = "kicks:read",
    }
}

/// Which half of a token is meant.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TokenHint {
    /// The half that calls carry.
    #[default]
    AccessToken,
    /// The half that gets new access tokens.
    RefreshToken,
}

impl TokenHint {
    /// The word for it on the wire.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::AccessToken => "access_token",
            Self::RefreshToken => "refresh_token",
        }
    }
}

impl Scope {
    /// All scopes that are documented.
    pub const ALL: [Self; 11] = [
        Self::UserRead,
        Self::ChannelRead,
        Self::ChannelWrite,
        Self::ChannelRewardsRead,
        Self::ChannelRewardsWrite,
        Self::ChatWrite,
        Self::StreamkeyRead,
        Self::EventsSubscribe,
        Self::ModerationBan,
        Self::ModerationChatMessageManage,
        Self::KicksRead,
    ];

    /// Reads a list with spaces between, as servers write it.
    #[must_use]
    pub fn parse_list(text: &str) -> Vec<Self> {
        text.split_whitespace().map(Self::from).collect()
    }

    /// Writes a list with one space between.
    #[must_use]
    pub fn join(scopes: &[Self]) -> String {
        scopes.iter().map(Self::as_str).collect::<Vec<_>>().join(" ")
    }
}

/// Where a token that is to be revoked stands in the request.
///
/// ```
/// use chatwire_kick::{Client, oauth::RevokeStyle};
///
/// // For an OAuth server that follows RFC 7009 in this.
/// let client = Client::builder().app("id", "secret").revoke_style(RevokeStyle::Form).build()?;
/// # Ok::<_, chatwire_kick::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum RevokeStyle {
    /// In the query, as Kick documents it.
    #[default]
    Query,
    /// In a form body.
    Form,
}
