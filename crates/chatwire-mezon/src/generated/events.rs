// Made by `cargo xtask codegen` from proto/mezon-events.toml and proto/mezon/realtime.proto. Do not edit.

use bytes::Bytes;
use chatwire_core::Error;
use chatwire_core::ws::Lifecycle;
use chatwire_mezon_proto::tolerant::{Repair, Unreadable};
use chatwire_mezon_proto::{api, realtime};

use crate::event::read;

/// Kind of an event: a variant of the socket's envelope, without its content.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
#[repr(u8)]
pub enum EventKind {
    /// A channel was joined; no event by itself.
    Channel = 2,
    /// A clan was joined; no event by itself.
    ClanJoin = 3,
    /// A channel is to be joined; no event by itself.
    ChannelJoin = 4,
    /// A channel is to be left; no event by itself.
    ChannelLeave = 5,
    /// A message was sent, changed or removed (its `code` says which).
    #[doc(alias = "CHANNEL_MESSAGE")]
    ChannelMessage = 6,
    /// The server has taken a message; no event by itself.
    ChannelMessageAck = 7,
    /// A message is to be sent; no event by itself.
    ChannelMessageSend = 8,
    /// A message is to be changed; no event by itself.
    ChannelMessageUpdate = 9,
    /// A message is to be removed; no event by itself.
    ChannelMessageRemove = 10,
    /// Users came to a channel or left it.
    #[doc(alias = "channel_presence_event")]
    #[doc(alias = "CHANNEL_PRESENCE_EVENT")]
    ChannelPresence = 11,
    /// The server reports a fault that answers no request.
    #[doc(alias = "error")]
    ServerError = 12,
    /// There are notices for this bot.
    #[doc(alias = "on_notification")]
    #[doc(alias = "NOTIFICATIONS")]
    Notifications = 13,
    /// A call of the server framework below was made; no event by itself.
    Rpc = 14,
    /// The users that were asked for are known; no event by itself.
    Status = 15,
    /// The presence of users is asked for; no event by itself.
    StatusFollow = 16,
    /// Users that are followed came online or left.
    #[doc(alias = "status_presence_event")]
    StatusPresence = 17,
    /// The presence of users is no longer wanted; no event by itself.
    StatusUnfollow = 18,
    /// The own status is to be set; no event by itself.
    StatusUpdate = 19,
    /// Data of a stream came.
    StreamData = 20,
    /// Users came to a stream or left it.
    #[doc(alias = "stream_presence_event")]
    StreamPresence = 21,
    /// The server asks for a sign of life; no event by itself.
    Ping = 22,
    /// The server gives a sign of life; no event by itself.
    Pong = 23,
    /// Somebody types.
    #[doc(alias = "message_typing_event")]
    #[doc(alias = "MESSAGE_TYPING_EVENT")]
    MessageTyping = 24,
    /// Somebody has read a channel up to a message.
    #[doc(alias = "last_seen_message_event")]
    LastSeenMessage = 25,
    /// A reaction was put to a message or taken off.
    #[doc(alias = "message_reaction_event")]
    #[doc(alias = "MESSAGE_REACTION_EVENT")]
    MessageReaction = 26,
    /// A user came into a voice channel.
    #[doc(alias = "voice_joined_event")]
    #[doc(alias = "VoiceJoinedEvent")]
    #[doc(alias = "VOICE_JOINED_EVENT")]
    #[doc(alias = "on_voice_joined_event")]
    VoiceJoined = 27,
    /// A user left a voice channel.
    #[doc(alias = "voice_leaved_event")]
    #[doc(alias = "VoiceLeavedEvent")]
    #[doc(alias = "VOICE_LEAVED_EVENT")]
    #[doc(alias = "on_voice_leaved_event")]
    VoiceLeft = 28,
    /// A voice channel has its first user.
    #[doc(alias = "voice_started_event")]
    #[doc(alias = "VoiceStartedEvent")]
    #[doc(alias = "VOICE_STARTED_EVENT")]
    #[doc(alias = "on_voice_started_event")]
    VoiceStarted = 29,
    /// A voice channel is empty again.
    #[doc(alias = "voice_ended_event")]
    #[doc(alias = "VoiceEndedEvent")]
    #[doc(alias = "VOICE_ENDED_EVENT")]
    #[doc(alias = "on_voice_ended_event")]
    VoiceEnded = 30,
    /// A channel is new.
    #[doc(alias = "channel_created_event")]
    #[doc(alias = "CHANNEL_CREATED_EVENT")]
    ChannelCreated = 31,
    /// A channel is gone.
    #[doc(alias = "channel_deleted_event")]
    #[doc(alias = "CHANNEL_DELETED_EVENT")]
    ChannelDeleted = 32,
    /// A channel has changed, or (type 7 with status 1) a thread can be joined.
    #[doc(alias = "channel_updated_event")]
    #[doc(alias = "CHANNEL_UPDATED_EVENT")]
    ChannelUpdated = 33,
    /// A message was pinned.
    #[doc(alias = "last_pin_message_event")]
    LastPinMessage = 34,
    /// A user wrote a status text.
    #[doc(alias = "custom_status_event")]
    CustomStatus = 35,
    /// Users were added to a channel.
    #[doc(alias = "user_channel_added_event")]
    #[doc(alias = "USER_CHANNEL_ADDED_EVENT")]
    UserChannelAdded = 36,
    /// Users were removed from a channel.
    #[doc(alias = "user_channel_removed_event")]
    #[doc(alias = "USER_CHANNEL_REMOVED_EVENT")]
    #[doc(alias = "on_channel_user_removed")]
    UserChannelRemoved = 37,
    /// Users left a clan or were removed from it.
    #[doc(alias = "user_clan_removed_event")]
    #[doc(alias = "USER_CLAN_REMOVED_EVENT")]
    UserClanRemoved = 38,
    /// A clan has changed.
    #[doc(alias = "clan_updated_event")]
    #[doc(alias = "CLAN_UPDATED_EVENT")]
    ClanUpdated = 39,
    /// A user changed name or picture within a clan.
    #[doc(alias = "clan_profile_updated_event")]
    ClanProfileUpdated = 40,
    /// It is known whether a name is taken.
    #[doc(alias = "check_name_existed_event")]
    CheckNameExisted = 41,
    /// A user changed the own profile.
    #[doc(alias = "user_profile_updated_event")]
    UserProfileUpdated = 42,
    /// A user came into a clan.
    #[doc(alias = "add_clan_user_event")]
    AddClanUser = 43,
    /// An event of a clan was planned, changed or called off.
    #[doc(alias = "CLAN_EVENT_CREATED")]
    ClanEventCreated = 44,
    /// A role was given to users or taken from them.
    #[doc(alias = "role_assign_event")]
    RoleAssign = 45,
    /// A clan is gone.
    #[doc(alias = "clan_deleted_event")]
    ClanDeleted = 46,
    /// A user gave another one a coffee.
    #[doc(alias = "give_coffee_event")]
    #[doc(alias = "GIVE_COFFEE")]
    GiveCoffee = 47,
    /// A sticker is new.
    #[doc(alias = "sticker_create_event")]
    StickerCreated = 48,
    /// A sticker has changed.
    #[doc(alias = "sticker_update_event")]
    StickerUpdated = 49,
    /// A sticker is gone.
    #[doc(alias = "sticker_delete_event")]
    StickerDeleted = 50,
    /// A role was made, changed, or (status 3) removed.
    RoleEvent = 51,
    /// An emoji of a clan was made, changed or removed.
    #[doc(alias = "event_emoji")]
    EmojiEvent = 52,
    /// A user began to watch a stream.
    #[doc(alias = "streaming_joined_event")]
    #[doc(alias = "StreamingJoinedEvent")]
    #[doc(alias = "on_streaming_joined_event")]
    StreamingJoined = 53,
    /// A user no longer watches a stream.
    #[doc(alias = "streaming_leaved_event")]
    #[doc(alias = "StreamingLeavedEvent")]
    #[doc(alias = "on_streaming_leaved_event")]
    StreamingLeft = 54,
    /// A stream began.
    #[doc(alias = "streaming_started_event")]
    StreamingStarted = 55,
    /// A stream ended.
    #[doc(alias = "streaming_ended_event")]
    StreamingEnded = 56,
    /// Permissions of a role or a user in a channel were set.
    #[doc(alias = "permission_set_event")]
    PermissionSet = 57,
    /// Permissions of a user have changed.
    #[doc(alias = "permission_changed_event")]
    PermissionChanged = 58,
    /// Tokens went from one user to another.
    #[doc(alias = "token_sent_event")]
    TokenSend = 59,
    /// A user clicked a button.
    MessageButtonClicked = 60,
    /// A conversation is no longer muted.
    #[doc(alias = "unmute_event")]
    Unmuted = 61,
    /// A call took a step.
    WebrtcSignalingFwd = 62,
    /// Users do something else now.
    ListActivity = 63,
    /// A user chose values of a drop-down box.
    DropdownBoxSelected = 64,
    /// A call is to ring; no event by itself.
    IncomingCallPush = 65,
    /// A topic was opened under a message.
    #[doc(alias = "sd_topic_event")]
    TopicCreated = 66,
    /// Pushes that concern this user are asked for; no event by itself.
    #[doc(alias = "follow_event")]
    Follow = 67,
    /// An app of a channel was opened or closed.
    #[doc(alias = "channel_app_event")]
    ChannelApp = 68,
    /// A user set another status.
    #[doc(alias = "user_status_event")]
    UserStatus = 69,
    /// A friendship ended.
    #[doc(alias = "remove_friend")]
    FriendRemoved = 70,
    /// A webhook was made, changed or removed.
    WebhookEvent = 71,
    /// The notification setting of a channel has changed.
    #[doc(alias = "noti_user_channel")]
    NotificationUserChannel = 72,
    /// A user joined the app of a channel.
    JoinChannelAppData = 73,
    /// A canvas of a channel was made, changed or removed.
    CanvasEvent = 74,
    /// A pin was taken off.
    #[doc(alias = "unpin_message_event")]
    MessageUnpinned = 75,
    /// A category was made, changed or removed.
    CategoryEvent = 76,
    /// A participant of a meeting came or left.
    #[doc(alias = "handle_participant_meet_state_event")]
    ParticipantMeetState = 77,
    /// An account is gone.
    #[doc(alias = "delete_account_event")]
    AccountDeleted = 78,
    /// A message for some eyes only is to be sent; no event by itself.
    EphemeralMessageSend = 79,
    /// A user blocked this one.
    #[doc(alias = "block_friend")]
    FriendBlocked = 80,
    /// A user reacted in a voice channel.
    #[doc(alias = "voice_reaction_send")]
    VoiceReaction = 81,
    /// Channels were marked as read.
    MarkAsRead = 82,
    /// A call of the API was answered in the older form; no event by itself.
    ListDataSocket = 83,
    /// A user chose an entry of the quick menu.
    #[doc(alias = "quick_menu_event")]
    #[doc(alias = "on_quick_menu_event")]
    QuickMenu = 84,
    /// A user no longer blocks this one.
    #[doc(alias = "un_block_friend")]
    FriendUnblocked = 85,
    /// A participant of a meeting has changed.
    #[doc(alias = "meet_participant_event")]
    MeetParticipant = 86,
    /// A clan has a new owner.
    #[doc(alias = "transfer_ownership_event")]
    OwnershipTransferred = 87,
    /// Somebody asks for friendship, or has agreed to it.
    #[doc(alias = "add_friend")]
    FriendAdded = 88,
    /// Users were banned from a channel, or a ban was lifted.
    #[doc(alias = "ban_user_event")]
    UserBanned = 89,
    /// An archived thread is in use again.
    ActiveArchivedThread = 90,
    /// A clan allows anonymous messages, or no longer.
    #[doc(alias = "allow_anonymous_event")]
    AllowAnonymous = 91,
    /// A call of the API was made or answered; no event by itself.
    #[doc(alias = "api_request_event")]
    ApiRequest = 92,
    /// A clan is new.
    #[doc(alias = "clan_created_event")]
    ClanCreated = 93,
    /// The AI agent of a channel was switched.
    #[doc(alias = "aiagent_enabled_event")]
    #[doc(alias = "AIAgentEnable")]
    #[doc(alias = "on_ai_agent_enabled_event")]
    #[doc(alias = "AIAgentEnabled")]
    AiAgentEnabled = 94,
    /// The banned users of a channel are told.
    #[doc(alias = "list_channel_users_banned_event")]
    ChannelUsersBanned = 95,
    /// The server gave new tokens; the session has them already.
    #[doc(alias = "refresh_session_event")]
    SessionRefreshed = 96,
    /// A channel was archived or taken back.
    #[doc(alias = "channel_archive_event")]
    ChannelArchive = 97,
    /// A topic of a message has changed.
    #[doc(alias = "topic_in_message_event")]
    TopicInMessage = 98,
    /// A user shares the screen, or stopped.
    #[doc(alias = "screen_share_event")]
    ScreenShare = 99,
}

impl EventKind {
    /// All kinds, in order of their numbers.
    pub const ALL: &'static [Self] = &[
        Self::Channel,
        Self::ClanJoin,
        Self::ChannelJoin,
        Self::ChannelLeave,
        Self::ChannelMessage,
        Self::ChannelMessageAck,
        Self::ChannelMessageSend,
        Self::ChannelMessageUpdate,
        Self::ChannelMessageRemove,
        Self::ChannelPresence,
        Self::ServerError,
        Self::Notifications,
        Self::Rpc,
        Self::Status,
        Self::StatusFollow,
        Self::StatusPresence,
        Self::StatusUnfollow,
        Self::StatusUpdate,
        Self::StreamData,
        Self::StreamPresence,
        Self::Ping,
        Self::Pong,
        Self::MessageTyping,
        Self::LastSeenMessage,
        Self::MessageReaction,
        Self::VoiceJoined,
        Self::VoiceLeft,
        Self::VoiceStarted,
        Self::VoiceEnded,
        Self::ChannelCreated,
        Self::ChannelDeleted,
        Self::ChannelUpdated,
        Self::LastPinMessage,
        Self::CustomStatus,
        Self::UserChannelAdded,
        Self::UserChannelRemoved,
        Self::UserClanRemoved,
        Self::ClanUpdated,
        Self::ClanProfileUpdated,
        Self::CheckNameExisted,
        Self::UserProfileUpdated,
        Self::AddClanUser,
        Self::ClanEventCreated,
        Self::RoleAssign,
        Self::ClanDeleted,
        Self::GiveCoffee,
        Self::StickerCreated,
        Self::StickerUpdated,
        Self::StickerDeleted,
        Self::RoleEvent,
        Self::EmojiEvent,
        Self::StreamingJoined,
        Self::StreamingLeft,
        Self::StreamingStarted,
        Self::StreamingEnded,
        Self::PermissionSet,
        Self::PermissionChanged,
        Self::TokenSend,
        Self::MessageButtonClicked,
        Self::Unmuted,
        Self::WebrtcSignalingFwd,
        Self::ListActivity,
        Self::DropdownBoxSelected,
        Self::IncomingCallPush,
        Self::TopicCreated,
        Self::Follow,
        Self::ChannelApp,
        Self::UserStatus,
        Self::FriendRemoved,
        Self::WebhookEvent,
        Self::NotificationUserChannel,
        Self::JoinChannelAppData,
        Self::CanvasEvent,
        Self::MessageUnpinned,
        Self::CategoryEvent,
        Self::ParticipantMeetState,
        Self::AccountDeleted,
        Self::EphemeralMessageSend,
        Self::FriendBlocked,
        Self::VoiceReaction,
        Self::MarkAsRead,
        Self::ListDataSocket,
        Self::QuickMenu,
        Self::FriendUnblocked,
        Self::MeetParticipant,
        Self::OwnershipTransferred,
        Self::FriendAdded,
        Self::UserBanned,
        Self::ActiveArchivedThread,
        Self::AllowAnonymous,
        Self::ApiRequest,
        Self::ClanCreated,
        Self::AiAgentEnabled,
        Self::ChannelUsersBanned,
        Self::SessionRefreshed,
        Self::ChannelArchive,
        Self::TopicInMessage,
        Self::ScreenShare,
    ];

    /// The kind of a field of the envelope.
    #[must_use]
    pub const fn from_number(number: u32) -> Option<Self> {
        Some(match number {
            2 => Self::Channel,
            3 => Self::ClanJoin,
            4 => Self::ChannelJoin,
            5 => Self::ChannelLeave,
            6 => Self::ChannelMessage,
            7 => Self::ChannelMessageAck,
            8 => Self::ChannelMessageSend,
            9 => Self::ChannelMessageUpdate,
            10 => Self::ChannelMessageRemove,
            11 => Self::ChannelPresence,
            12 => Self::ServerError,
            13 => Self::Notifications,
            14 => Self::Rpc,
            15 => Self::Status,
            16 => Self::StatusFollow,
            17 => Self::StatusPresence,
            18 => Self::StatusUnfollow,
            19 => Self::StatusUpdate,
            20 => Self::StreamData,
            21 => Self::StreamPresence,
            22 => Self::Ping,
            23 => Self::Pong,
            24 => Self::MessageTyping,
            25 => Self::LastSeenMessage,
            26 => Self::MessageReaction,
            27 => Self::VoiceJoined,
            28 => Self::VoiceLeft,
            29 => Self::VoiceStarted,
            30 => Self::VoiceEnded,
            31 => Self::ChannelCreated,
            32 => Self::ChannelDeleted,
            33 => Self::ChannelUpdated,
            34 => Self::LastPinMessage,
            35 => Self::CustomStatus,
            36 => Self::UserChannelAdded,
            37 => Self::UserChannelRemoved,
            38 => Self::UserClanRemoved,
            39 => Self::ClanUpdated,
            40 => Self::ClanProfileUpdated,
            41 => Self::CheckNameExisted,
            42 => Self::UserProfileUpdated,
            43 => Self::AddClanUser,
            44 => Self::ClanEventCreated,
            45 => Self::RoleAssign,
            46 => Self::ClanDeleted,
            47 => Self::GiveCoffee,
            48 => Self::StickerCreated,
            49 => Self::StickerUpdated,
            50 => Self::StickerDeleted,
            51 => Self::RoleEvent,
            52 => Self::EmojiEvent,
            53 => Self::StreamingJoined,
            54 => Self::StreamingLeft,
            55 => Self::StreamingStarted,
            56 => Self::StreamingEnded,
            57 => Self::PermissionSet,
            58 => Self::PermissionChanged,
            59 => Self::TokenSend,
            60 => Self::MessageButtonClicked,
            61 => Self::Unmuted,
            62 => Self::WebrtcSignalingFwd,
            63 => Self::ListActivity,
            64 => Self::DropdownBoxSelected,
            65 => Self::IncomingCallPush,
            66 => Self::TopicCreated,
            67 => Self::Follow,
            68 => Self::ChannelApp,
            69 => Self::UserStatus,
            70 => Self::FriendRemoved,
            71 => Self::WebhookEvent,
            72 => Self::NotificationUserChannel,
            73 => Self::JoinChannelAppData,
            74 => Self::CanvasEvent,
            75 => Self::MessageUnpinned,
            76 => Self::CategoryEvent,
            77 => Self::ParticipantMeetState,
            78 => Self::AccountDeleted,
            79 => Self::EphemeralMessageSend,
            80 => Self::FriendBlocked,
            81 => Self::VoiceReaction,
            82 => Self::MarkAsRead,
            83 => Self::ListDataSocket,
            84 => Self::QuickMenu,
            85 => Self::FriendUnblocked,
            86 => Self::MeetParticipant,
            87 => Self::OwnershipTransferred,
            88 => Self::FriendAdded,
            89 => Self::UserBanned,
            90 => Self::ActiveArchivedThread,
            91 => Self::AllowAnonymous,
            92 => Self::ApiRequest,
            93 => Self::ClanCreated,
            94 => Self::AiAgentEnabled,
            95 => Self::ChannelUsersBanned,
            96 => Self::SessionRefreshed,
            97 => Self::ChannelArchive,
            98 => Self::TopicInMessage,
            99 => Self::ScreenShare,
            _ => return None,
        })
    }

    /// Name of the field in the envelope, which the reference clients call the event by.
    #[must_use]
    pub const fn field(self) -> &'static str {
        match self {
            Self::Channel => "channel",
            Self::ClanJoin => "clan_join",
            Self::ChannelJoin => "channel_join",
            Self::ChannelLeave => "channel_leave",
            Self::ChannelMessage => "channel_message",
            Self::ChannelMessageAck => "channel_message_ack",
            Self::ChannelMessageSend => "channel_message_send",
            Self::ChannelMessageUpdate => "channel_message_update",
            Self::ChannelMessageRemove => "channel_message_remove",
            Self::ChannelPresence => "channel_presence_event",
            Self::ServerError => "error",
            Self::Notifications => "notifications",
            Self::Rpc => "rpc",
            Self::Status => "status",
            Self::StatusFollow => "status_follow",
            Self::StatusPresence => "status_presence_event",
            Self::StatusUnfollow => "status_unfollow",
            Self::StatusUpdate => "status_update",
            Self::StreamData => "stream_data",
            Self::StreamPresence => "stream_presence_event",
            Self::Ping => "ping",
            Self::Pong => "pong",
            Self::MessageTyping => "message_typing_event",
            Self::LastSeenMessage => "last_seen_message_event",
            Self::MessageReaction => "message_reaction_event",
            Self::VoiceJoined => "voice_joined_event",
            Self::VoiceLeft => "voice_leaved_event",
            Self::VoiceStarted => "voice_started_event",
            Self::VoiceEnded => "voice_ended_event",
            Self::ChannelCreated => "channel_created_event",
            Self::ChannelDeleted => "channel_deleted_event",
            Self::ChannelUpdated => "channel_updated_event",
            Self::LastPinMessage => "last_pin_message_event",
            Self::CustomStatus => "custom_status_event",
            Self::UserChannelAdded => "user_channel_added_event",
            Self::UserChannelRemoved => "user_channel_removed_event",
            Self::UserClanRemoved => "user_clan_removed_event",
            Self::ClanUpdated => "clan_updated_event",
            Self::ClanProfileUpdated => "clan_profile_updated_event",
            Self::CheckNameExisted => "check_name_existed_event",
            Self::UserProfileUpdated => "user_profile_updated_event",
            Self::AddClanUser => "add_clan_user_event",
            Self::ClanEventCreated => "clan_event_created",
            Self::RoleAssign => "role_assign_event",
            Self::ClanDeleted => "clan_deleted_event",
            Self::GiveCoffee => "give_coffee_event",
            Self::StickerCreated => "sticker_create_event",
            Self::StickerUpdated => "sticker_update_event",
            Self::StickerDeleted => "sticker_delete_event",
            Self::RoleEvent => "role_event",
            Self::EmojiEvent => "event_emoji",
            Self::StreamingJoined => "streaming_joined_event",
            Self::StreamingLeft => "streaming_leaved_event",
            Self::StreamingStarted => "streaming_started_event",
            Self::StreamingEnded => "streaming_ended_event",
            Self::PermissionSet => "permission_set_event",
            Self::PermissionChanged => "permission_changed_event",
            Self::TokenSend => "token_sent_event",
            Self::MessageButtonClicked => "message_button_clicked",
            Self::Unmuted => "unmute_event",
            Self::WebrtcSignalingFwd => "webrtc_signaling_fwd",
            Self::ListActivity => "list_activity",
            Self::DropdownBoxSelected => "dropdown_box_selected",
            Self::IncomingCallPush => "incoming_call_push",
            Self::TopicCreated => "sd_topic_event",
            Self::Follow => "follow_event",
            Self::ChannelApp => "channel_app_event",
            Self::UserStatus => "user_status_event",
            Self::FriendRemoved => "remove_friend",
            Self::WebhookEvent => "webhook_event",
            Self::NotificationUserChannel => "noti_user_channel",
            Self::JoinChannelAppData => "join_channel_app_data",
            Self::CanvasEvent => "canvas_event",
            Self::MessageUnpinned => "unpin_message_event",
            Self::CategoryEvent => "category_event",
            Self::ParticipantMeetState => "handle_participant_meet_state_event",
            Self::AccountDeleted => "delete_account_event",
            Self::EphemeralMessageSend => "ephemeral_message_send",
            Self::FriendBlocked => "block_friend",
            Self::VoiceReaction => "voice_reaction_send",
            Self::MarkAsRead => "mark_as_read",
            Self::ListDataSocket => "list_data_socket",
            Self::QuickMenu => "quick_menu_event",
            Self::FriendUnblocked => "un_block_friend",
            Self::MeetParticipant => "meet_participant_event",
            Self::OwnershipTransferred => "transfer_ownership_event",
            Self::FriendAdded => "add_friend",
            Self::UserBanned => "ban_user_event",
            Self::ActiveArchivedThread => "active_archived_thread",
            Self::AllowAnonymous => "allow_anonymous_event",
            Self::ApiRequest => "api_request_event",
            Self::ClanCreated => "clan_created_event",
            Self::AiAgentEnabled => "aiagent_enabled_event",
            Self::ChannelUsersBanned => "list_channel_users_banned_event",
            Self::SessionRefreshed => "refresh_session_event",
            Self::ChannelArchive => "channel_archive_event",
            Self::TopicInMessage => "topic_in_message_event",
            Self::ScreenShare => "screen_share_event",
        }
    }

    /// Whether the server sends it by itself; the others are requests and answers.
    #[must_use]
    pub const fn is_push(self) -> bool {
        !matches!(
            self,
            Self::Channel
                | Self::ClanJoin
                | Self::ChannelJoin
                | Self::ChannelLeave
                | Self::ChannelMessageAck
                | Self::ChannelMessageSend
                | Self::ChannelMessageUpdate
                | Self::ChannelMessageRemove
                | Self::Rpc
                | Self::Status
                | Self::StatusFollow
                | Self::StatusUnfollow
                | Self::StatusUpdate
                | Self::Ping
                | Self::Pong
                | Self::IncomingCallPush
                | Self::Follow
                | Self::EphemeralMessageSend
                | Self::ListDataSocket
                | Self::ApiRequest
        )
    }

    /// The kind of a name: ours, or one of a reference client, with or without `_event`.
    pub(crate) fn named(name: &str) -> Option<Self> {
        Some(match name {
            "Channel" | "channel" => Self::Channel,
            "ClanJoin" | "clan_join" => Self::ClanJoin,
            "ChannelJoin" | "channel_join" => Self::ChannelJoin,
            "ChannelLeave" | "channel_leave" => Self::ChannelLeave,
            "CHANNEL_MESSAGE" | "ChannelMessage" | "channel_message" => Self::ChannelMessage,
            "ChannelMessageAck" | "channel_message_ack" => Self::ChannelMessageAck,
            "ChannelMessageSend" | "channel_message_send" => Self::ChannelMessageSend,
            "ChannelMessageUpdate" | "channel_message_update" => Self::ChannelMessageUpdate,
            "ChannelMessageRemove" | "channel_message_remove" => Self::ChannelMessageRemove,
            "CHANNEL_PRESENCE_EVENT" | "ChannelPresence" | "channel_presence" | "channel_presence_event" => Self::ChannelPresence,
            "ServerError" | "error" | "server_error" => Self::ServerError,
            "NOTIFICATIONS" | "Notifications" | "notifications" | "on_notification" => Self::Notifications,
            "Rpc" | "rpc" => Self::Rpc,
            "Status" | "status" => Self::Status,
            "StatusFollow" | "status_follow" => Self::StatusFollow,
            "StatusPresence" | "status_presence" | "status_presence_event" => Self::StatusPresence,
            "StatusUnfollow" | "status_unfollow" => Self::StatusUnfollow,
            "StatusUpdate" | "status_update" => Self::StatusUpdate,
            "StreamData" | "stream_data" => Self::StreamData,
            "StreamPresence" | "stream_presence" | "stream_presence_event" => Self::StreamPresence,
            "Ping" | "ping" => Self::Ping,
            "Pong" | "pong" => Self::Pong,
            "MESSAGE_TYPING_EVENT" | "MessageTyping" | "message_typing" | "message_typing_event" => Self::MessageTyping,
            "LastSeenMessage" | "last_seen_message" | "last_seen_message_event" => Self::LastSeenMessage,
            "MESSAGE_REACTION_EVENT" | "MessageReaction" | "message_reaction" | "message_reaction_event" => Self::MessageReaction,
            "VOICE_JOINED_EVENT" | "VoiceJoined" | "VoiceJoinedEvent" | "on_voice_joined_event" | "voice_joined" | "voice_joined_event" => Self::VoiceJoined,
            "VOICE_LEAVED_EVENT" | "VoiceLeavedEvent" | "VoiceLeft" | "on_voice_leaved_event" | "voice_leaved" | "voice_leaved_event" | "voice_left" => Self::VoiceLeft,
            "VOICE_STARTED_EVENT" | "VoiceStarted" | "VoiceStartedEvent" | "on_voice_started_event" | "voice_started" | "voice_started_event" => Self::VoiceStarted,
            "VOICE_ENDED_EVENT" | "VoiceEnded" | "VoiceEndedEvent" | "on_voice_ended_event" | "voice_ended" | "voice_ended_event" => Self::VoiceEnded,
            "CHANNEL_CREATED_EVENT" | "ChannelCreated" | "channel_created" | "channel_created_event" => Self::ChannelCreated,
            "CHANNEL_DELETED_EVENT" | "ChannelDeleted" | "channel_deleted" | "channel_deleted_event" => Self::ChannelDeleted,
            "CHANNEL_UPDATED_EVENT" | "ChannelUpdated" | "channel_updated" | "channel_updated_event" => Self::ChannelUpdated,
            "LastPinMessage" | "last_pin_message" | "last_pin_message_event" => Self::LastPinMessage,
            "CustomStatus" | "custom_status" | "custom_status_event" => Self::CustomStatus,
            "USER_CHANNEL_ADDED_EVENT" | "UserChannelAdded" | "user_channel_added" | "user_channel_added_event" => Self::UserChannelAdded,
            "USER_CHANNEL_REMOVED_EVENT" | "UserChannelRemoved" | "on_channel_user_removed" | "user_channel_removed" | "user_channel_removed_event" => Self::UserChannelRemoved,
            "USER_CLAN_REMOVED_EVENT" | "UserClanRemoved" | "user_clan_removed" | "user_clan_removed_event" => Self::UserClanRemoved,
            "CLAN_UPDATED_EVENT" | "ClanUpdated" | "clan_updated" | "clan_updated_event" => Self::ClanUpdated,
            "ClanProfileUpdated" | "clan_profile_updated" | "clan_profile_updated_event" => Self::ClanProfileUpdated,
            "CheckNameExisted" | "check_name_existed" | "check_name_existed_event" => Self::CheckNameExisted,
            "UserProfileUpdated" | "user_profile_updated" | "user_profile_updated_event" => Self::UserProfileUpdated,
            "AddClanUser" | "add_clan_user" | "add_clan_user_event" => Self::AddClanUser,
            "CLAN_EVENT_CREATED" | "ClanEventCreated" | "clan_event_created" => Self::ClanEventCreated,
            "RoleAssign" | "role_assign" | "role_assign_event" => Self::RoleAssign,
            "ClanDeleted" | "clan_deleted" | "clan_deleted_event" => Self::ClanDeleted,
            "GIVE_COFFEE" | "GiveCoffee" | "give_coffee" | "give_coffee_event" => Self::GiveCoffee,
            "StickerCreated" | "sticker_create" | "sticker_create_event" | "sticker_created" => Self::StickerCreated,
            "StickerUpdated" | "sticker_update" | "sticker_update_event" | "sticker_updated" => Self::StickerUpdated,
            "StickerDeleted" | "sticker_delete" | "sticker_delete_event" | "sticker_deleted" => Self::StickerDeleted,
            "RoleEvent" | "role" | "role_event" => Self::RoleEvent,
            "EmojiEvent" | "emoji_event" | "event_emoji" => Self::EmojiEvent,
            "StreamingJoined" | "StreamingJoinedEvent" | "on_streaming_joined_event" | "streaming_joined" | "streaming_joined_event" => Self::StreamingJoined,
            "StreamingLeavedEvent" | "StreamingLeft" | "on_streaming_leaved_event" | "streaming_leaved" | "streaming_leaved_event" | "streaming_left" => Self::StreamingLeft,
            "StreamingStarted" | "streaming_started" | "streaming_started_event" => Self::StreamingStarted,
            "StreamingEnded" | "streaming_ended" | "streaming_ended_event" => Self::StreamingEnded,
            "PermissionSet" | "permission_set" | "permission_set_event" => Self::PermissionSet,
            "PermissionChanged" | "permission_changed" | "permission_changed_event" => Self::PermissionChanged,
            "TokenSend" | "token_send" | "token_sent" | "token_sent_event" => Self::TokenSend,
            "MessageButtonClicked" | "message_button_clicked" => Self::MessageButtonClicked,
            "Unmuted" | "unmute" | "unmute_event" | "unmuted" => Self::Unmuted,
            "WebrtcSignalingFwd" | "webrtc_signaling_fwd" => Self::WebrtcSignalingFwd,
            "ListActivity" | "list_activity" => Self::ListActivity,
            "DropdownBoxSelected" | "dropdown_box_selected" => Self::DropdownBoxSelected,
            "IncomingCallPush" | "incoming_call_push" => Self::IncomingCallPush,
            "TopicCreated" | "sd_topic" | "sd_topic_event" | "topic_created" => Self::TopicCreated,
            "Follow" | "follow" | "follow_event" => Self::Follow,
            "ChannelApp" | "channel_app" | "channel_app_event" => Self::ChannelApp,
            "UserStatus" | "user_status" | "user_status_event" => Self::UserStatus,
            "FriendRemoved" | "friend_removed" | "remove_friend" => Self::FriendRemoved,
            "WebhookEvent" | "webhook" | "webhook_event" => Self::WebhookEvent,
            "NotificationUserChannel" | "noti_user_channel" | "notification_user_channel" => Self::NotificationUserChannel,
            "JoinChannelAppData" | "join_channel_app_data" => Self::JoinChannelAppData,
            "CanvasEvent" | "canvas" | "canvas_event" => Self::CanvasEvent,
            "MessageUnpinned" | "message_unpinned" | "unpin_message" | "unpin_message_event" => Self::MessageUnpinned,
            "CategoryEvent" | "category" | "category_event" => Self::CategoryEvent,
            "ParticipantMeetState" | "handle_participant_meet_state" | "handle_participant_meet_state_event" | "participant_meet_state" => Self::ParticipantMeetState,
            "AccountDeleted" | "account_deleted" | "delete_account" | "delete_account_event" => Self::AccountDeleted,
            "EphemeralMessageSend" | "ephemeral_message_send" => Self::EphemeralMessageSend,
            "FriendBlocked" | "block_friend" | "friend_blocked" => Self::FriendBlocked,
            "VoiceReaction" | "voice_reaction" | "voice_reaction_send" => Self::VoiceReaction,
            "MarkAsRead" | "mark_as_read" => Self::MarkAsRead,
            "ListDataSocket" | "list_data_socket" => Self::ListDataSocket,
            "QuickMenu" | "on_quick_menu_event" | "quick_menu" | "quick_menu_event" => Self::QuickMenu,
            "FriendUnblocked" | "friend_unblocked" | "un_block_friend" => Self::FriendUnblocked,
            "MeetParticipant" | "meet_participant" | "meet_participant_event" => Self::MeetParticipant,
            "OwnershipTransferred" | "ownership_transferred" | "transfer_ownership" | "transfer_ownership_event" => Self::OwnershipTransferred,
            "FriendAdded" | "add_friend" | "friend_added" => Self::FriendAdded,
            "UserBanned" | "ban_user" | "ban_user_event" | "user_banned" => Self::UserBanned,
            "ActiveArchivedThread" | "active_archived_thread" => Self::ActiveArchivedThread,
            "AllowAnonymous" | "allow_anonymous" | "allow_anonymous_event" => Self::AllowAnonymous,
            "ApiRequest" | "api_request" | "api_request_event" => Self::ApiRequest,
            "ClanCreated" | "clan_created" | "clan_created_event" => Self::ClanCreated,
            "AIAgentEnable" | "AIAgentEnabled" | "AiAgentEnabled" | "ai_agent_enabled" | "aiagent_enabled" | "aiagent_enabled_event" | "on_ai_agent_enabled_event" => Self::AiAgentEnabled,
            "ChannelUsersBanned" | "channel_users_banned" | "list_channel_users_banned" | "list_channel_users_banned_event" => Self::ChannelUsersBanned,
            "SessionRefreshed" | "refresh_session" | "refresh_session_event" | "session_refreshed" => Self::SessionRefreshed,
            "ChannelArchive" | "channel_archive" | "channel_archive_event" => Self::ChannelArchive,
            "TopicInMessage" | "topic_in_message" | "topic_in_message_event" => Self::TopicInMessage,
            "ScreenShare" | "screen_share" | "screen_share_event" => Self::ScreenShare,
            _ => return None,
        })
    }
}

/// One thing that happened in a live session.
///
/// Nearly every one is a message; the others are boxed, so that it need not be moved with room for the largest.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Event {
    /// A channel was joined; no event by itself.
    Channel(Box<realtime::Channel>),
    /// A clan was joined; no event by itself.
    ClanJoin(Box<realtime::ClanJoin>),
    /// A channel is to be joined; no event by itself.
    ChannelJoin(Box<realtime::ChannelJoin>),
    /// A channel is to be left; no event by itself.
    ChannelLeave(Box<realtime::ChannelLeave>),
    /// A message was sent, changed or removed (its `code` says which).
    #[doc(alias = "CHANNEL_MESSAGE")]
    ChannelMessage(crate::Message),
    /// The server has taken a message; no event by itself.
    ChannelMessageAck(Box<realtime::ChannelMessageAck>),
    /// A message is to be sent; no event by itself.
    ChannelMessageSend(Box<realtime::ChannelMessageSend>),
    /// A message is to be changed; no event by itself.
    ChannelMessageUpdate(Box<realtime::ChannelMessageUpdate>),
    /// A message is to be removed; no event by itself.
    ChannelMessageRemove(Box<realtime::ChannelMessageRemove>),
    /// Users came to a channel or left it.
    #[doc(alias = "channel_presence_event")]
    #[doc(alias = "CHANNEL_PRESENCE_EVENT")]
    ChannelPresence(Box<realtime::ChannelPresenceEvent>),
    /// The server reports a fault that answers no request.
    #[doc(alias = "error")]
    ServerError(Box<realtime::Error>),
    /// There are notices for this bot.
    #[doc(alias = "on_notification")]
    #[doc(alias = "NOTIFICATIONS")]
    Notifications(Box<realtime::Notifications>),
    /// A call of the server framework below was made; no event by itself.
    Rpc(Box<api::Rpc>),
    /// The users that were asked for are known; no event by itself.
    Status(Box<realtime::Status>),
    /// The presence of users is asked for; no event by itself.
    StatusFollow(Box<realtime::StatusFollow>),
    /// Users that are followed came online or left.
    #[doc(alias = "status_presence_event")]
    StatusPresence(Box<realtime::StatusPresenceEvent>),
    /// The presence of users is no longer wanted; no event by itself.
    StatusUnfollow(Box<realtime::StatusUnfollow>),
    /// The own status is to be set; no event by itself.
    StatusUpdate(Box<realtime::StatusUpdate>),
    /// Data of a stream came.
    StreamData(Box<realtime::StreamData>),
    /// Users came to a stream or left it.
    #[doc(alias = "stream_presence_event")]
    StreamPresence(Box<realtime::StreamPresenceEvent>),
    /// The server asks for a sign of life; no event by itself.
    Ping(Box<realtime::Ping>),
    /// The server gives a sign of life; no event by itself.
    Pong(Box<realtime::Pong>),
    /// Somebody types.
    #[doc(alias = "message_typing_event")]
    #[doc(alias = "MESSAGE_TYPING_EVENT")]
    MessageTyping(Box<realtime::MessageTypingEvent>),
    /// Somebody has read a channel up to a message.
    #[doc(alias = "last_seen_message_event")]
    LastSeenMessage(Box<realtime::LastSeenMessageEvent>),
    /// A reaction was put to a message or taken off.
    #[doc(alias = "message_reaction_event")]
    #[doc(alias = "MESSAGE_REACTION_EVENT")]
    MessageReaction(Box<api::MessageReaction>),
    /// A user came into a voice channel.
    #[doc(alias = "voice_joined_event")]
    #[doc(alias = "VoiceJoinedEvent")]
    #[doc(alias = "VOICE_JOINED_EVENT")]
    #[doc(alias = "on_voice_joined_event")]
    VoiceJoined(Box<realtime::VoiceJoinedEvent>),
    /// A user left a voice channel.
    #[doc(alias = "voice_leaved_event")]
    #[doc(alias = "VoiceLeavedEvent")]
    #[doc(alias = "VOICE_LEAVED_EVENT")]
    #[doc(alias = "on_voice_leaved_event")]
    VoiceLeft(Box<realtime::VoiceLeavedEvent>),
    /// A voice channel has its first user.
    #[doc(alias = "voice_started_event")]
    #[doc(alias = "VoiceStartedEvent")]
    #[doc(alias = "VOICE_STARTED_EVENT")]
    #[doc(alias = "on_voice_started_event")]
    VoiceStarted(Box<realtime::VoiceStartedEvent>),
    /// A voice channel is empty again.
    #[doc(alias = "voice_ended_event")]
    #[doc(alias = "VoiceEndedEvent")]
    #[doc(alias = "VOICE_ENDED_EVENT")]
    #[doc(alias = "on_voice_ended_event")]
    VoiceEnded(Box<realtime::VoiceEndedEvent>),
    /// A channel is new.
    #[doc(alias = "channel_created_event")]
    #[doc(alias = "CHANNEL_CREATED_EVENT")]
    ChannelCreated(Box<realtime::ChannelCreatedEvent>),
    /// A channel is gone.
    #[doc(alias = "channel_deleted_event")]
    #[doc(alias = "CHANNEL_DELETED_EVENT")]
    ChannelDeleted(Box<realtime::ChannelDeletedEvent>),
    /// A channel has changed, or (type 7 with status 1) a thread can be joined.
    #[doc(alias = "channel_updated_event")]
    #[doc(alias = "CHANNEL_UPDATED_EVENT")]
    ChannelUpdated(Box<realtime::ChannelUpdatedEvent>),
    /// A message was pinned.
    #[doc(alias = "last_pin_message_event")]
    LastPinMessage(Box<realtime::LastPinMessageEvent>),
    /// A user wrote a status text.
    #[doc(alias = "custom_status_event")]
    CustomStatus(Box<realtime::CustomStatusEvent>),
    /// Users were added to a channel.
    #[doc(alias = "user_channel_added_event")]
    #[doc(alias = "USER_CHANNEL_ADDED_EVENT")]
    UserChannelAdded(Box<realtime::UserChannelAdded>),
    /// Users were removed from a channel.
    #[doc(alias = "user_channel_removed_event")]
    #[doc(alias = "USER_CHANNEL_REMOVED_EVENT")]
    #[doc(alias = "on_channel_user_removed")]
    UserChannelRemoved(Box<realtime::UserChannelRemoved>),
    /// Users left a clan or were removed from it.
    #[doc(alias = "user_clan_removed_event")]
    #[doc(alias = "USER_CLAN_REMOVED_EVENT")]
    UserClanRemoved(Box<realtime::UserClanRemoved>),
    /// A clan has changed.
    #[doc(alias = "clan_updated_event")]
    #[doc(alias = "CLAN_UPDATED_EVENT")]
    ClanUpdated(Box<realtime::ClanUpdatedEvent>),
    /// A user changed name or picture within a clan.
    #[doc(alias = "clan_profile_updated_event")]
    ClanProfileUpdated(Box<realtime::ClanProfileUpdatedEvent>),
    /// It is known whether a name is taken.
    #[doc(alias = "check_name_existed_event")]
    CheckNameExisted(Box<realtime::CheckNameExistedEvent>),
    /// A user changed the own profile.
    #[doc(alias = "user_profile_updated_event")]
    UserProfileUpdated(Box<realtime::UserProfileUpdatedEvent>),
    /// A user came into a clan.
    #[doc(alias = "add_clan_user_event")]
    AddClanUser(Box<realtime::AddClanUserEvent>),
    /// An event of a clan was planned, changed or called off.
    #[doc(alias = "CLAN_EVENT_CREATED")]
    ClanEventCreated(Box<api::CreateEventRequest>),
    /// A role was given to users or taken from them.
    #[doc(alias = "role_assign_event")]
    RoleAssign(Box<realtime::RoleAssignedEvent>),
    /// A clan is gone.
    #[doc(alias = "clan_deleted_event")]
    ClanDeleted(Box<realtime::ClanDeletedEvent>),
    /// A user gave another one a coffee.
    #[doc(alias = "give_coffee_event")]
    #[doc(alias = "GIVE_COFFEE")]
    GiveCoffee(Box<api::GiveCoffeeEvent>),
    /// A sticker is new.
    #[doc(alias = "sticker_create_event")]
    StickerCreated(Box<realtime::StickerCreateEvent>),
    /// A sticker has changed.
    #[doc(alias = "sticker_update_event")]
    StickerUpdated(Box<realtime::StickerUpdateEvent>),
    /// A sticker is gone.
    #[doc(alias = "sticker_delete_event")]
    StickerDeleted(Box<realtime::StickerDeleteEvent>),
    /// A role was made, changed, or (status 3) removed.
    RoleEvent(Box<realtime::RoleEvent>),
    /// An emoji of a clan was made, changed or removed.
    #[doc(alias = "event_emoji")]
    EmojiEvent(Box<realtime::EventEmoji>),
    /// A user began to watch a stream.
    #[doc(alias = "streaming_joined_event")]
    #[doc(alias = "StreamingJoinedEvent")]
    #[doc(alias = "on_streaming_joined_event")]
    StreamingJoined(Box<realtime::StreamingJoinedEvent>),
    /// A user no longer watches a stream.
    #[doc(alias = "streaming_leaved_event")]
    #[doc(alias = "StreamingLeavedEvent")]
    #[doc(alias = "on_streaming_leaved_event")]
    StreamingLeft(Box<realtime::StreamingLeavedEvent>),
    /// A stream began.
    #[doc(alias = "streaming_started_event")]
    StreamingStarted(Box<realtime::StreamingStartedEvent>),
    /// A stream ended.
    #[doc(alias = "streaming_ended_event")]
    StreamingEnded(Box<realtime::StreamingEndedEvent>),
    /// Permissions of a role or a user in a channel were set.
    #[doc(alias = "permission_set_event")]
    PermissionSet(Box<realtime::PermissionSetEvent>),
    /// Permissions of a user have changed.
    #[doc(alias = "permission_changed_event")]
    PermissionChanged(Box<realtime::PermissionChangedEvent>),
    /// Tokens went from one user to another.
    #[doc(alias = "token_sent_event")]
    TokenSend(Box<api::TokenSentEvent>),
    /// A user clicked a button.
    MessageButtonClicked(Box<realtime::MessageButtonClicked>),
    /// A conversation is no longer muted.
    #[doc(alias = "unmute_event")]
    Unmuted(Box<realtime::UnmuteEvent>),
    /// A call took a step.
    WebrtcSignalingFwd(Box<realtime::WebrtcSignalingFwd>),
    /// Users do something else now.
    ListActivity(Box<realtime::ListActivity>),
    /// A user chose values of a drop-down box.
    DropdownBoxSelected(Box<realtime::DropdownBoxSelected>),
    /// A call is to ring; no event by itself.
    IncomingCallPush(Box<realtime::IncomingCallPush>),
    /// A topic was opened under a message.
    #[doc(alias = "sd_topic_event")]
    TopicCreated(Box<realtime::SdTopicEvent>),
    /// Pushes that concern this user are asked for; no event by itself.
    #[doc(alias = "follow_event")]
    Follow(Box<realtime::FollowEvent>),
    /// An app of a channel was opened or closed.
    #[doc(alias = "channel_app_event")]
    ChannelApp(Box<realtime::ChannelAppEvent>),
    /// A user set another status.
    #[doc(alias = "user_status_event")]
    UserStatus(Box<realtime::UserStatusEvent>),
    /// A friendship ended.
    #[doc(alias = "remove_friend")]
    FriendRemoved(Box<realtime::RemoveFriend>),
    /// A webhook was made, changed or removed.
    WebhookEvent(Box<api::Webhook>),
    /// The notification setting of a channel has changed.
    #[doc(alias = "noti_user_channel")]
    NotificationUserChannel(Box<api::NotificationUserChannel>),
    /// A user joined the app of a channel.
    JoinChannelAppData(Box<realtime::JoinChannelAppData>),
    /// A canvas of a channel was made, changed or removed.
    CanvasEvent(Box<realtime::ChannelCanvas>),
    /// A pin was taken off.
    #[doc(alias = "unpin_message_event")]
    MessageUnpinned(Box<realtime::UnpinMessageEvent>),
    /// A category was made, changed or removed.
    CategoryEvent(Box<realtime::CategoryEvent>),
    /// A participant of a meeting came or left.
    #[doc(alias = "handle_participant_meet_state_event")]
    ParticipantMeetState(Box<realtime::HandleParticipantMeetStateEvent>),
    /// An account is gone.
    #[doc(alias = "delete_account_event")]
    AccountDeleted(Box<realtime::DeleteAccountEvent>),
    /// A message for some eyes only is to be sent; no event by itself.
    EphemeralMessageSend(Box<realtime::EphemeralMessageSend>),
    /// A user blocked this one.
    #[doc(alias = "block_friend")]
    FriendBlocked(Box<realtime::BlockFriend>),
    /// A user reacted in a voice channel.
    #[doc(alias = "voice_reaction_send")]
    VoiceReaction(Box<realtime::VoiceReactionSend>),
    /// Channels were marked as read.
    MarkAsRead(Box<realtime::MarkAsRead>),
    /// A call of the API was answered in the older form; no event by itself.
    ListDataSocket(Box<realtime::ListDataSocket>),
    /// A user chose an entry of the quick menu.
    #[doc(alias = "quick_menu_event")]
    #[doc(alias = "on_quick_menu_event")]
    QuickMenu(Box<realtime::QuickMenuDataEvent>),
    /// A user no longer blocks this one.
    #[doc(alias = "un_block_friend")]
    FriendUnblocked(Box<realtime::UnblockFriend>),
    /// A participant of a meeting has changed.
    #[doc(alias = "meet_participant_event")]
    MeetParticipant(Box<realtime::MeetParticipantEvent>),
    /// A clan has a new owner.
    #[doc(alias = "transfer_ownership_event")]
    OwnershipTransferred(Box<realtime::TransferOwnershipEvent>),
    /// Somebody asks for friendship, or has agreed to it.
    #[doc(alias = "add_friend")]
    FriendAdded(Box<realtime::AddFriend>),
    /// Users were banned from a channel, or a ban was lifted.
    #[doc(alias = "ban_user_event")]
    UserBanned(Box<realtime::BannedUserEvent>),
    /// An archived thread is in use again.
    ActiveArchivedThread(Box<realtime::ActiveArchivedThread>),
    /// A clan allows anonymous messages, or no longer.
    #[doc(alias = "allow_anonymous_event")]
    AllowAnonymous(Box<realtime::AllowAnonymousEvent>),
    /// A call of the API was made or answered; no event by itself.
    #[doc(alias = "api_request_event")]
    ApiRequest(Box<realtime::ApiRequestEvent>),
    /// A clan is new.
    #[doc(alias = "clan_created_event")]
    ClanCreated(Box<realtime::ClanCreatedEvent>),
    /// The AI agent of a channel was switched.
    #[doc(alias = "aiagent_enabled_event")]
    #[doc(alias = "AIAgentEnable")]
    #[doc(alias = "on_ai_agent_enabled_event")]
    #[doc(alias = "AIAgentEnabled")]
    AiAgentEnabled(Box<realtime::AiAgentEnabledEvent>),
    /// The banned users of a channel are told.
    #[doc(alias = "list_channel_users_banned_event")]
    ChannelUsersBanned(Box<realtime::ListChannelUsersBannedEvent>),
    /// The server gave new tokens; the session has them already.
    #[doc(alias = "refresh_session_event")]
    SessionRefreshed(Box<api::Session>),
    /// A channel was archived or taken back.
    #[doc(alias = "channel_archive_event")]
    ChannelArchive(Box<realtime::ChannelArchiveEvent>),
    /// A topic of a message has changed.
    #[doc(alias = "topic_in_message_event")]
    TopicInMessage(Box<realtime::TopicInMessageEvent>),
    /// A user shares the screen, or stopped.
    #[doc(alias = "screen_share_event")]
    ScreenShare(Box<realtime::ScreenShareEvent>),
    /// A session of an AI agent began.
    #[doc(alias = "AIAgentSessionStarted")]
    #[doc(alias = "session_started")]
    AiAgentSessionStarted(Box<crate::agent::AgentSession>),
    /// A session of an AI agent is over.
    #[doc(alias = "AIAgentSessionEnded")]
    #[doc(alias = "session_ended")]
    AiAgentSessionEnded(Box<crate::agent::AgentSession>),
    /// The summary of an AI agent's session is ready.
    #[doc(alias = "AIAgentSessionSummaryDone")]
    #[doc(alias = "room_summary_done")]
    AiAgentSessionSummaryDone(Box<crate::agent::AgentSession>),
/// News of the connection itself.
    Lifecycle(Lifecycle),
    /// Trouble that does not end the session: a frame that cannot be read, a join that was refused.
    Trouble(Error),
    /// A frame of a kind that this version does not know.
    Unknown {
        /// Number of the field in the envelope.
        number: u32,
        /// Its content.
        bytes: Bytes,
    },
}

impl From<Lifecycle> for Event {
    fn from(news: Lifecycle) -> Self {
        Self::Lifecycle(news)
    }
}

impl Event {
    /// Reads the content of a field of the envelope; what had to be repaired is told.
    pub(crate) fn decode(number: u32, bytes: &Bytes, repairs: &mut Vec<Repair>) -> Result<Self, Unreadable> {
        Ok(match number {
            2 => Self::Channel(Box::new(read(bytes, repairs)?)),
            3 => Self::ClanJoin(Box::new(read(bytes, repairs)?)),
            4 => Self::ChannelJoin(Box::new(read(bytes, repairs)?)),
            5 => Self::ChannelLeave(Box::new(read(bytes, repairs)?)),
            6 => Self::ChannelMessage(read::<api::ChannelMessage>(bytes, repairs)?.into()),
            7 => Self::ChannelMessageAck(Box::new(read(bytes, repairs)?)),
            8 => Self::ChannelMessageSend(Box::new(read(bytes, repairs)?)),
            9 => Self::ChannelMessageUpdate(Box::new(read(bytes, repairs)?)),
            10 => Self::ChannelMessageRemove(Box::new(read(bytes, repairs)?)),
            11 => Self::ChannelPresence(Box::new(read(bytes, repairs)?)),
            12 => Self::ServerError(Box::new(read(bytes, repairs)?)),
            13 => Self::Notifications(Box::new(read(bytes, repairs)?)),
            14 => Self::Rpc(Box::new(read(bytes, repairs)?)),
            15 => Self::Status(Box::new(read(bytes, repairs)?)),
            16 => Self::StatusFollow(Box::new(read(bytes, repairs)?)),
            17 => Self::StatusPresence(Box::new(read(bytes, repairs)?)),
            18 => Self::StatusUnfollow(Box::new(read(bytes, repairs)?)),
            19 => Self::StatusUpdate(Box::new(read(bytes, repairs)?)),
            20 => Self::StreamData(Box::new(read(bytes, repairs)?)),
            21 => Self::StreamPresence(Box::new(read(bytes, repairs)?)),
            22 => Self::Ping(Box::new(read(bytes, repairs)?)),
            23 => Self::Pong(Box::new(read(bytes, repairs)?)),
            24 => Self::MessageTyping(Box::new(read(bytes, repairs)?)),
            25 => Self::LastSeenMessage(Box::new(read(bytes, repairs)?)),
            26 => Self::MessageReaction(Box::new(read(bytes, repairs)?)),
            27 => Self::VoiceJoined(Box::new(read(bytes, repairs)?)),
            28 => Self::VoiceLeft(Box::new(read(bytes, repairs)?)),
            29 => Self::VoiceStarted(Box::new(read(bytes, repairs)?)),
            30 => Self::VoiceEnded(Box::new(read(bytes, repairs)?)),
            31 => Self::ChannelCreated(Box::new(read(bytes, repairs)?)),
            32 => Self::ChannelDeleted(Box::new(read(bytes, repairs)?)),
            33 => Self::ChannelUpdated(Box::new(read(bytes, repairs)?)),
            34 => Self::LastPinMessage(Box::new(read(bytes, repairs)?)),
            35 => Self::CustomStatus(Box::new(read(bytes, repairs)?)),
            36 => Self::UserChannelAdded(Box::new(read(bytes, repairs)?)),
            37 => Self::UserChannelRemoved(Box::new(read(bytes, repairs)?)),
            38 => Self::UserClanRemoved(Box::new(read(bytes, repairs)?)),
            39 => Self::ClanUpdated(Box::new(read(bytes, repairs)?)),
            40 => Self::ClanProfileUpdated(Box::new(read(bytes, repairs)?)),
            41 => Self::CheckNameExisted(Box::new(read(bytes, repairs)?)),
            42 => Self::UserProfileUpdated(Box::new(read(bytes, repairs)?)),
            43 => Self::AddClanUser(Box::new(read(bytes, repairs)?)),
            44 => Self::ClanEventCreated(Box::new(read(bytes, repairs)?)),
            45 => Self::RoleAssign(Box::new(read(bytes, repairs)?)),
            46 => Self::ClanDeleted(Box::new(read(bytes, repairs)?)),
            47 => Self::GiveCoffee(Box::new(read(bytes, repairs)?)),
            48 => Self::StickerCreated(Box::new(read(bytes, repairs)?)),
            49 => Self::StickerUpdated(Box::new(read(bytes, repairs)?)),
            50 => Self::StickerDeleted(Box::new(read(bytes, repairs)?)),
            51 => Self::RoleEvent(Box::new(read(bytes, repairs)?)),
            52 => Self::EmojiEvent(Box::new(read(bytes, repairs)?)),
            53 => Self::StreamingJoined(Box::new(read(bytes, repairs)?)),
            54 => Self::StreamingLeft(Box::new(read(bytes, repairs)?)),
            55 => Self::StreamingStarted(Box::new(read(bytes, repairs)?)),
            56 => Self::StreamingEnded(Box::new(read(bytes, repairs)?)),
            57 => Self::PermissionSet(Box::new(read(bytes, repairs)?)),
            58 => Self::PermissionChanged(Box::new(read(bytes, repairs)?)),
            59 => Self::TokenSend(Box::new(read(bytes, repairs)?)),
            60 => Self::MessageButtonClicked(Box::new(read(bytes, repairs)?)),
            61 => Self::Unmuted(Box::new(read(bytes, repairs)?)),
            62 => Self::WebrtcSignalingFwd(Box::new(read(bytes, repairs)?)),
            63 => Self::ListActivity(Box::new(read(bytes, repairs)?)),
            64 => Self::DropdownBoxSelected(Box::new(read(bytes, repairs)?)),
            65 => Self::IncomingCallPush(Box::new(read(bytes, repairs)?)),
            66 => Self::TopicCreated(Box::new(read(bytes, repairs)?)),
            67 => Self::Follow(Box::new(read(bytes, repairs)?)),
            68 => Self::ChannelApp(Box::new(read(bytes, repairs)?)),
            69 => Self::UserStatus(Box::new(read(bytes, repairs)?)),
            70 => Self::FriendRemoved(Box::new(read(bytes, repairs)?)),
            71 => Self::WebhookEvent(Box::new(read(bytes, repairs)?)),
            72 => Self::NotificationUserChannel(Box::new(read(bytes, repairs)?)),
            73 => Self::JoinChannelAppData(Box::new(read(bytes, repairs)?)),
            74 => Self::CanvasEvent(Box::new(read(bytes, repairs)?)),
            75 => Self::MessageUnpinned(Box::new(read(bytes, repairs)?)),
            76 => Self::CategoryEvent(Box::new(read(bytes, repairs)?)),
            77 => Self::ParticipantMeetState(Box::new(read(bytes, repairs)?)),
            78 => Self::AccountDeleted(Box::new(read(bytes, repairs)?)),
            79 => Self::EphemeralMessageSend(Box::new(read(bytes, repairs)?)),
            80 => Self::FriendBlocked(Box::new(read(bytes, repairs)?)),
            81 => Self::VoiceReaction(Box::new(read(bytes, repairs)?)),
            82 => Self::MarkAsRead(Box::new(read(bytes, repairs)?)),
            83 => Self::ListDataSocket(Box::new(read(bytes, repairs)?)),
            84 => Self::QuickMenu(Box::new(read(bytes, repairs)?)),
            85 => Self::FriendUnblocked(Box::new(read(bytes, repairs)?)),
            86 => Self::MeetParticipant(Box::new(read(bytes, repairs)?)),
            87 => Self::OwnershipTransferred(Box::new(read(bytes, repairs)?)),
            88 => Self::FriendAdded(Box::new(read(bytes, repairs)?)),
            89 => Self::UserBanned(Box::new(read(bytes, repairs)?)),
            90 => Self::ActiveArchivedThread(Box::new(read(bytes, repairs)?)),
            91 => Self::AllowAnonymous(Box::new(read(bytes, repairs)?)),
            92 => Self::ApiRequest(Box::new(read(bytes, repairs)?)),
            93 => Self::ClanCreated(Box::new(read(bytes, repairs)?)),
            94 => Self::AiAgentEnabled(Box::new(read(bytes, repairs)?)),
            95 => Self::ChannelUsersBanned(Box::new(read(bytes, repairs)?)),
            96 => Self::SessionRefreshed(Box::new(read(bytes, repairs)?)),
            97 => Self::ChannelArchive(Box::new(read(bytes, repairs)?)),
            98 => Self::TopicInMessage(Box::new(read(bytes, repairs)?)),
            99 => Self::ScreenShare(Box::new(read(bytes, repairs)?)),
            _ => Self::Unknown { number, bytes: bytes.clone() },
        })
    }

    /// Its kind; `None` for what is no known frame of the socket: news of the connection, trouble, and the like.
    #[must_use]
    pub const fn kind(&self) -> Option<EventKind> {
        Some(match self {
            Self::Channel(_) => EventKind::Channel,
            Self::ClanJoin(_) => EventKind::ClanJoin,
            Self::ChannelJoin(_) => EventKind::ChannelJoin,
            Self::ChannelLeave(_) => EventKind::ChannelLeave,
            Self::ChannelMessage(_) => EventKind::ChannelMessage,
            Self::ChannelMessageAck(_) => EventKind::ChannelMessageAck,
            Self::ChannelMessageSend(_) => EventKind::ChannelMessageSend,
            Self::ChannelMessageUpdate(_) => EventKind::ChannelMessageUpdate,
            Self::ChannelMessageRemove(_) => EventKind::ChannelMessageRemove,
            Self::ChannelPresence(_) => EventKind::ChannelPresence,
            Self::ServerError(_) => EventKind::ServerError,
            Self::Notifications(_) => EventKind::Notifications,
            Self::Rpc(_) => EventKind::Rpc,
            Self::Status(_) => EventKind::Status,
            Self::StatusFollow(_) => EventKind::StatusFollow,
            Self::StatusPresence(_) => EventKind::StatusPresence,
            Self::StatusUnfollow(_) => EventKind::StatusUnfollow,
            Self::StatusUpdate(_) => EventKind::StatusUpdate,
            Self::StreamData(_) => EventKind::StreamData,
            Self::StreamPresence(_) => EventKind::StreamPresence,
            Self::Ping(_) => EventKind::Ping,
            Self::Pong(_) => EventKind::Pong,
            Self::MessageTyping(_) => EventKind::MessageTyping,
            Self::LastSeenMessage(_) => EventKind::LastSeenMessage,
            Self::MessageReaction(_) => EventKind::MessageReaction,
            Self::VoiceJoined(_) => EventKind::VoiceJoined,
            Self::VoiceLeft(_) => EventKind::VoiceLeft,
            Self::VoiceStarted(_) => EventKind::VoiceStarted,
            Self::VoiceEnded(_) => EventKind::VoiceEnded,
            Self::ChannelCreated(_) => EventKind::ChannelCreated,
            Self::ChannelDeleted(_) => EventKind::ChannelDeleted,
            Self::ChannelUpdated(_) => EventKind::ChannelUpdated,
            Self::LastPinMessage(_) => EventKind::LastPinMessage,
            Self::CustomStatus(_) => EventKind::CustomStatus,
            Self::UserChannelAdded(_) => EventKind::UserChannelAdded,
            Self::UserChannelRemoved(_) => EventKind::UserChannelRemoved,
            Self::UserClanRemoved(_) => EventKind::UserClanRemoved,
            Self::ClanUpdated(_) => EventKind::ClanUpdated,
            Self::ClanProfileUpdated(_) => EventKind::ClanProfileUpdated,
            Self::CheckNameExisted(_) => EventKind::CheckNameExisted,
            Self::UserProfileUpdated(_) => EventKind::UserProfileUpdated,
            Self::AddClanUser(_) => EventKind::AddClanUser,
            Self::ClanEventCreated(_) => EventKind::ClanEventCreated,
            Self::RoleAssign(_) => EventKind::RoleAssign,
            Self::ClanDeleted(_) => EventKind::ClanDeleted,
            Self::GiveCoffee(_) => EventKind::GiveCoffee,
            Self::StickerCreated(_) => EventKind::StickerCreated,
            Self::StickerUpdated(_) => EventKind::StickerUpdated,
            Self::StickerDeleted(_) => EventKind::StickerDeleted,
            Self::RoleEvent(_) => EventKind::RoleEvent,
            Self::EmojiEvent(_) => EventKind::EmojiEvent,
            Self::StreamingJoined(_) => EventKind::StreamingJoined,
            Self::StreamingLeft(_) => EventKind::StreamingLeft,
            Self::StreamingStarted(_) => EventKind::StreamingStarted,
            Self::StreamingEnded(_) => EventKind::StreamingEnded,
            Self::PermissionSet(_) => EventKind::PermissionSet,
            Self::PermissionChanged(_) => EventKind::PermissionChanged,
            Self::TokenSend(_) => EventKind::TokenSend,
            Self::MessageButtonClicked(_) => EventKind::MessageButtonClicked,
            Self::Unmuted(_) => EventKind::Unmuted,
            Self::WebrtcSignalingFwd(_) => EventKind::WebrtcSignalingFwd,
            Self::ListActivity(_) => EventKind::ListActivity,
            Self::DropdownBoxSelected(_) => EventKind::DropdownBoxSelected,
            Self::IncomingCallPush(_) => EventKind::IncomingCallPush,
            Self::TopicCreated(_) => EventKind::TopicCreated,
            Self::Follow(_) => EventKind::Follow,
            Self::ChannelApp(_) => EventKind::ChannelApp,
            Self::UserStatus(_) => EventKind::UserStatus,
            Self::FriendRemoved(_) => EventKind::FriendRemoved,
            Self::WebhookEvent(_) => EventKind::WebhookEvent,
            Self::NotificationUserChannel(_) => EventKind::NotificationUserChannel,
            Self::JoinChannelAppData(_) => EventKind::JoinChannelAppData,
            Self::CanvasEvent(_) => EventKind::CanvasEvent,
            Self::MessageUnpinned(_) => EventKind::MessageUnpinned,
            Self::CategoryEvent(_) => EventKind::CategoryEvent,
            Self::ParticipantMeetState(_) => EventKind::ParticipantMeetState,
            Self::AccountDeleted(_) => EventKind::AccountDeleted,
            Self::EphemeralMessageSend(_) => EventKind::EphemeralMessageSend,
            Self::FriendBlocked(_) => EventKind::FriendBlocked,
            Self::VoiceReaction(_) => EventKind::VoiceReaction,
            Self::MarkAsRead(_) => EventKind::MarkAsRead,
            Self::ListDataSocket(_) => EventKind::ListDataSocket,
            Self::QuickMenu(_) => EventKind::QuickMenu,
            Self::FriendUnblocked(_) => EventKind::FriendUnblocked,
            Self::MeetParticipant(_) => EventKind::MeetParticipant,
            Self::OwnershipTransferred(_) => EventKind::OwnershipTransferred,
            Self::FriendAdded(_) => EventKind::FriendAdded,
            Self::UserBanned(_) => EventKind::UserBanned,
            Self::ActiveArchivedThread(_) => EventKind::ActiveArchivedThread,
            Self::AllowAnonymous(_) => EventKind::AllowAnonymous,
            Self::ApiRequest(_) => EventKind::ApiRequest,
            Self::ClanCreated(_) => EventKind::ClanCreated,
            Self::AiAgentEnabled(_) => EventKind::AiAgentEnabled,
            Self::ChannelUsersBanned(_) => EventKind::ChannelUsersBanned,
            Self::SessionRefreshed(_) => EventKind::SessionRefreshed,
            Self::ChannelArchive(_) => EventKind::ChannelArchive,
            Self::TopicInMessage(_) => EventKind::TopicInMessage,
            Self::ScreenShare(_) => EventKind::ScreenShare,
            Self::AiAgentSessionStarted(_) => return None,
            Self::AiAgentSessionEnded(_) => return None,
            Self::AiAgentSessionSummaryDone(_) => return None,
            Self::Lifecycle(_) | Self::Trouble(_) | Self::Unknown { .. } => return None,
        })
    }
}
