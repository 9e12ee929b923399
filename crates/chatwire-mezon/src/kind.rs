//! Numbers that Mezon uses outside its schema: types of channels, modes of streams, kinds of messages.

use crate::number_enum::number_enum;

number_enum! {
    /// What a channel is.
    pub enum ChannelType {
        /// Text channel of a clan.
        Channel = 1,
        /// Conversation of several people, outside of clans.
        Group = 2,
        /// Conversation of two people, outside of clans.
        Direct = 3,
        /// Voice channel in a meeting of Google.
        GoogleMeet = 4,
        /// Forum.
        Forum = 5,
        /// Stream that many watch.
        Streaming = 6,
        /// Thread under a channel.
        Thread = 7,
        /// Channel of an application.
        App = 8,
        /// Announcements.
        Announcement = 9,
        /// Voice channel of Mezon's own.
        Voice = 10,
    }

    /// How a message travels; follows from the [type](ChannelType) of its channel.
    pub enum StreamMode {
        /// To a channel of a clan.
        Channel = 2,
        /// To a group.
        Group = 3,
        /// To one person.
        Direct = 4,
        /// To a whole clan.
        Clan = 5,
        /// To a thread.
        Thread = 6,
    }

    /// What a message is, its `code` on the wire.
    #[doc(alias = "TypeMessage")]
    pub enum MessageKind {
        /// Somebody says something.
        Chat = 0,
        /// Changes an earlier message, whose id it carries.
        Update = 1,
        /// Removes an earlier message, whose id it carries.
        Remove = 2,
        /// Somebody types.
        Typing = 3,
        /// An indicator of the clients.
        Indicator = 4,
        /// Welcomes a new member.
        Welcome = 5,
        /// A thread was made.
        CreateThread = 6,
        /// A message was pinned.
        CreatePin = 7,
        /// Wants to be noticed at once.
        Buzz = 8,
        /// A topic was opened.
        Topic = 9,
        /// An entry of the audit log.
        AuditLog = 10,
        /// Tokens were sent.
        SendToken = 11,
        /// Only some people see it.
        Ephemeral = 12,
        /// An event is near.
        UpcomingEvent = 13,
        /// Changes an ephemeral message.
        UpdateEphemeral = 14,
        /// Removes an ephemeral message.
        DeleteEphemeral = 15,
        /// A contact.
        Contact = 16,
        /// A place.
        Location = 17,
        /// A poll.
        Poll = 18,
    }

    /// How far a friendship has come.
    pub enum FriendState {
        /// Friends.
        Friend = 0,
        /// This side has asked.
        InviteSent = 1,
        /// The other side has asked.
        InviteReceived = 2,
        /// Blocked by this side.
        Blocked = 3,
    }
}

impl ChannelType {
    /// How messages to such a channel travel.
    ///
    /// As in mezon-sdk 2.8.53; types that it does not know go by mode 0.
    ///
    /// ```
    /// use chatwire_mezon::{ChannelType, StreamMode};
    ///
    /// assert_eq!(ChannelType::Direct.mode(), StreamMode::Direct);
    /// assert_eq!(ChannelType::Voice.mode(), StreamMode::Channel);
    /// assert_eq!(ChannelType::Forum.mode().number(), 0);
    /// ```
    #[must_use]
    pub const fn mode(self) -> StreamMode {
        match self {
            Self::Direct => StreamMode::Direct,
            Self::Group => StreamMode::Group,
            Self::Channel | Self::App | Self::Voice => StreamMode::Channel,
            Self::Thread => StreamMode::Thread,
            _ => StreamMode::Other(0),
        }
    }

    /// Whether it lies outside of clans.
    #[must_use]
    pub const fn is_direct(self) -> bool {
        matches!(self, Self::Direct | Self::Group)
    }

    /// Whether people talk in it.
    #[must_use]
    pub const fn is_voice(self) -> bool {
        matches!(self, Self::GoogleMeet | Self::Voice)
    }
}

impl StreamMode {
    /// Type of a channel that messages of this mode go to, where nothing else is known of it.
    #[must_use]
    pub const fn channel_type(self) -> ChannelType {
        match self {
            Self::Direct => ChannelType::Direct,
            Self::Group => ChannelType::Group,
            Self::Thread => ChannelType::Thread,
            _ => ChannelType::Channel,
        }
    }
}

impl MessageKind {
    /// Whether it changes or removes another message, whose id it carries.
    #[must_use]
    pub const fn is_change(self) -> bool {
        matches!(self, Self::Update | Self::Remove | Self::UpdateEphemeral | Self::DeleteEphemeral)
    }

    /// Whether only some people see it, or it changes something that only some people see.
    #[must_use]
    pub const fn is_ephemeral(self) -> bool {
        matches!(self, Self::Ephemeral | Self::UpdateEphemeral | Self::DeleteEphemeral)
    }
}
