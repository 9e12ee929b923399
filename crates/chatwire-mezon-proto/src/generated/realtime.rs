// Made by `cargo xtask codegen` from proto/ (package mezon.realtime). Do not edit.

/// One frame of the socket. `cid` 0 is a push; any other ties an answer to its request and stays within 16 bits.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct Envelope {
    /// 1 to 65535; 0 for pushes
    #[prost(int32, tag = "1")]
    pub cid: i32,
    #[prost(
        oneof = "envelope::Message",
        tags = "2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43, 44, 45, 46, 47, 48, 49, 50, 51, 52, 53, 54, 55, 56, 57, 58, 59, 60, 61, 62, 63, 64, 65, 66, 67, 68, 69, 70, 71, 72, 73, 74, 75, 76, 77, 78, 79, 80, 81, 82, 83, 84, 85, 86, 87, 88, 89, 90, 91, 92, 93, 94, 95, 96, 97, 98, 99"
    )]
    pub message: ::core::option::Option<envelope::Message>,
}
/// Nested message and enum types in `Envelope`.
pub mod envelope {
    #[non_exhaustive]
    #[derive(Clone, PartialEq, ::prost::Oneof)]
    pub enum Message {
        #[prost(message, tag = "2")]
        Channel(super::Channel),
        #[prost(message, tag = "3")]
        ClanJoin(super::ClanJoin),
        #[prost(message, tag = "4")]
        ChannelJoin(super::ChannelJoin),
        #[prost(message, tag = "5")]
        ChannelLeave(super::ChannelLeave),
        #[prost(message, tag = "6")]
        ChannelMessage(super::super::api::ChannelMessage),
        #[prost(message, tag = "7")]
        ChannelMessageAck(super::ChannelMessageAck),
        #[prost(message, tag = "8")]
        ChannelMessageSend(super::ChannelMessageSend),
        #[prost(message, tag = "9")]
        ChannelMessageUpdate(super::ChannelMessageUpdate),
        #[prost(message, tag = "10")]
        ChannelMessageRemove(super::ChannelMessageRemove),
        #[prost(message, tag = "11")]
        ChannelPresenceEvent(super::ChannelPresenceEvent),
        #[prost(message, tag = "12")]
        Error(super::Error),
        #[prost(message, tag = "13")]
        Notifications(super::Notifications),
        #[prost(message, tag = "14")]
        Rpc(super::super::api::Rpc),
        #[prost(message, tag = "15")]
        Status(super::Status),
        #[prost(message, tag = "16")]
        StatusFollow(super::StatusFollow),
        #[prost(message, tag = "17")]
        StatusPresenceEvent(super::StatusPresenceEvent),
        #[prost(message, tag = "18")]
        StatusUnfollow(super::StatusUnfollow),
        #[prost(message, tag = "19")]
        StatusUpdate(super::StatusUpdate),
        #[prost(message, tag = "20")]
        StreamData(super::StreamData),
        #[prost(message, tag = "21")]
        StreamPresenceEvent(super::StreamPresenceEvent),
        #[prost(message, tag = "22")]
        Ping(super::Ping),
        #[prost(message, tag = "23")]
        Pong(super::Pong),
        #[prost(message, tag = "24")]
        MessageTypingEvent(super::MessageTypingEvent),
        #[prost(message, tag = "25")]
        LastSeenMessageEvent(super::LastSeenMessageEvent),
        #[prost(message, tag = "26")]
        MessageReactionEvent(super::super::api::MessageReaction),
        #[prost(message, tag = "27")]
        VoiceJoinedEvent(super::VoiceJoinedEvent),
        #[prost(message, tag = "28")]
        VoiceLeavedEvent(super::VoiceLeavedEvent),
        #[prost(message, tag = "29")]
        VoiceStartedEvent(super::VoiceStartedEvent),
        #[prost(message, tag = "30")]
        VoiceEndedEvent(super::VoiceEndedEvent),
        #[prost(message, tag = "31")]
        ChannelCreatedEvent(super::ChannelCreatedEvent),
        #[prost(message, tag = "32")]
        ChannelDeletedEvent(super::ChannelDeletedEvent),
        #[prost(message, tag = "33")]
        ChannelUpdatedEvent(super::ChannelUpdatedEvent),
        #[prost(message, tag = "34")]
        LastPinMessageEvent(super::LastPinMessageEvent),
        #[prost(message, tag = "35")]
        CustomStatusEvent(super::CustomStatusEvent),
        #[prost(message, tag = "36")]
        UserChannelAddedEvent(super::UserChannelAdded),
        #[prost(message, tag = "37")]
        UserChannelRemovedEvent(super::UserChannelRemoved),
        #[prost(message, tag = "38")]
        UserClanRemovedEvent(super::UserClanRemoved),
        #[prost(message, tag = "39")]
        ClanUpdatedEvent(super::ClanUpdatedEvent),
        #[prost(message, tag = "40")]
        ClanProfileUpdatedEvent(super::ClanProfileUpdatedEvent),
        #[prost(message, tag = "41")]
        CheckNameExistedEvent(super::CheckNameExistedEvent),
        #[prost(message, tag = "42")]
        UserProfileUpdatedEvent(super::UserProfileUpdatedEvent),
        #[prost(message, tag = "43")]
        AddClanUserEvent(super::AddClanUserEvent),
        #[prost(message, tag = "44")]
        ClanEventCreated(super::super::api::CreateEventRequest),
        #[prost(message, tag = "45")]
        RoleAssignEvent(super::RoleAssignedEvent),
        #[prost(message, tag = "46")]
        ClanDeletedEvent(super::ClanDeletedEvent),
        #[prost(message, tag = "47")]
        GiveCoffeeEvent(super::super::api::GiveCoffeeEvent),
        #[prost(message, tag = "48")]
        StickerCreateEvent(super::StickerCreateEvent),
        #[prost(message, tag = "49")]
        StickerUpdateEvent(super::StickerUpdateEvent),
        #[prost(message, tag = "50")]
        StickerDeleteEvent(super::StickerDeleteEvent),
        #[prost(message, tag = "51")]
        RoleEvent(super::RoleEvent),
        #[prost(message, tag = "52")]
        EventEmoji(super::EventEmoji),
        #[prost(message, tag = "53")]
        StreamingJoinedEvent(super::StreamingJoinedEvent),
        #[prost(message, tag = "54")]
        StreamingLeavedEvent(super::StreamingLeavedEvent),
        #[prost(message, tag = "55")]
        StreamingStartedEvent(super::StreamingStartedEvent),
        #[prost(message, tag = "56")]
        StreamingEndedEvent(super::StreamingEndedEvent),
        #[prost(message, tag = "57")]
        PermissionSetEvent(super::PermissionSetEvent),
        #[prost(message, tag = "58")]
        PermissionChangedEvent(super::PermissionChangedEvent),
        #[prost(message, tag = "59")]
        TokenSentEvent(super::super::api::TokenSentEvent),
        #[prost(message, tag = "60")]
        MessageButtonClicked(super::MessageButtonClicked),
        #[prost(message, tag = "61")]
        UnmuteEvent(super::UnmuteEvent),
        #[prost(message, tag = "62")]
        WebrtcSignalingFwd(super::WebrtcSignalingFwd),
        #[prost(message, tag = "63")]
        ListActivity(super::ListActivity),
        #[prost(message, tag = "64")]
        DropdownBoxSelected(super::DropdownBoxSelected),
        #[prost(message, tag = "65")]
        IncomingCallPush(super::IncomingCallPush),
        #[prost(message, tag = "66")]
        SdTopicEvent(super::SdTopicEvent),
        #[prost(message, tag = "67")]
        FollowEvent(super::FollowEvent),
        #[prost(message, tag = "68")]
        ChannelAppEvent(super::ChannelAppEvent),
        #[prost(message, tag = "69")]
        UserStatusEvent(super::UserStatusEvent),
        #[prost(message, tag = "70")]
        RemoveFriend(super::RemoveFriend),
        #[prost(message, tag = "71")]
        WebhookEvent(super::super::api::Webhook),
        #[prost(message, tag = "72")]
        NotiUserChannel(super::super::api::NotificationUserChannel),
        #[prost(message, tag = "73")]
        JoinChannelAppData(super::JoinChannelAppData),
        #[prost(message, tag = "74")]
        CanvasEvent(super::ChannelCanvas),
        #[prost(message, tag = "75")]
        UnpinMessageEvent(super::UnpinMessageEvent),
        #[prost(message, tag = "76")]
        CategoryEvent(super::CategoryEvent),
        #[prost(message, tag = "77")]
        HandleParticipantMeetStateEvent(super::HandleParticipantMeetStateEvent),
        #[prost(message, tag = "78")]
        DeleteAccountEvent(super::DeleteAccountEvent),
        #[prost(message, tag = "79")]
        EphemeralMessageSend(super::EphemeralMessageSend),
        #[prost(message, tag = "80")]
        BlockFriend(super::BlockFriend),
        #[prost(message, tag = "81")]
        VoiceReactionSend(super::VoiceReactionSend),
        #[prost(message, tag = "82")]
        MarkAsRead(super::MarkAsRead),
        #[prost(message, tag = "83")]
        ListDataSocket(super::ListDataSocket),
        #[prost(message, tag = "84")]
        QuickMenuEvent(super::QuickMenuDataEvent),
        #[prost(message, tag = "85")]
        UnBlockFriend(super::UnblockFriend),
        #[prost(message, tag = "86")]
        MeetParticipantEvent(super::MeetParticipantEvent),
        #[prost(message, tag = "87")]
        TransferOwnershipEvent(super::TransferOwnershipEvent),
        #[prost(message, tag = "88")]
        AddFriend(super::AddFriend),
        #[prost(message, tag = "89")]
        BanUserEvent(super::BannedUserEvent),
        #[prost(message, tag = "90")]
        ActiveArchivedThread(super::ActiveArchivedThread),
        #[prost(message, tag = "91")]
        AllowAnonymousEvent(super::AllowAnonymousEvent),
        #[prost(message, tag = "92")]
        ApiRequestEvent(super::ApiRequestEvent),
        #[prost(message, tag = "93")]
        ClanCreatedEvent(super::ClanCreatedEvent),
        #[prost(message, tag = "94")]
        AiagentEnabledEvent(super::AiAgentEnabledEvent),
        #[prost(message, tag = "95")]
        ListChannelUsersBannedEvent(super::ListChannelUsersBannedEvent),
        #[prost(message, tag = "96")]
        RefreshSessionEvent(super::super::api::Session),
        #[prost(message, tag = "97")]
        ChannelArchiveEvent(super::ChannelArchiveEvent),
        #[prost(message, tag = "98")]
        TopicInMessageEvent(super::TopicInMessageEvent),
        #[prost(message, tag = "99")]
        ScreenShareEvent(super::ScreenShareEvent),
    }
}
/// A user shares the screen, or stopped.
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct ScreenShareEvent {
    #[prost(int64, tag = "1")]
    pub clan_id: i64,
    #[prost(int64, tag = "2")]
    pub voice_channel_id: i64,
    #[prost(int64, tag = "3")]
    pub user_id: i64,
    #[prost(bool, tag = "4")]
    pub is_sharing: bool,
}
/// A topic was opened on a message.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct TopicInMessageEvent {
    #[prost(int64, tag = "1")]
    pub message_id: i64,
    #[prost(int32, tag = "2")]
    pub rpl: i32,
    #[prost(int64, tag = "3")]
    pub lsnt: i64,
    #[prost(string, tag = "4")]
    pub tp_id: ::prost::alloc::string::String,
}
/// A call of the API over the socket; a raw frame that starts with 0xFF answers it.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
#[prost(skip_debug)]
pub struct ApiRequestEvent {
    /// index of the method, see `service.proto`
    #[prost(int32, tag = "1")]
    pub api_index: i32,
    /// name of the method, without the path
    #[prost(string, tag = "2")]
    pub api_name: ::prost::alloc::string::String,
    /// encoded request
    #[prost(bytes = "bytes", tag = "3")]
    pub body: ::prost::bytes::Bytes,
}
/// Asks for pushes that concern this user; the web client sends it after a connect.
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct FollowEvent {}
/// Users were banned from a channel, or the ban was lifted.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct BannedUserEvent {
    #[prost(int64, repeated, tag = "1")]
    pub user_ids: ::prost::alloc::vec::Vec<i64>,
    #[prost(int32, tag = "2")]
    pub action: i32,
    #[prost(int64, tag = "3")]
    pub banner_id: i64,
    #[prost(int64, tag = "4")]
    pub channel_id: i64,
    #[prost(int64, tag = "5")]
    pub clan_id: i64,
    #[prost(int32, tag = "6")]
    pub ban_time: i32,
}
/// Frame `list_channel_users_banned_event` of the socket, pushed by the server.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct ListChannelUsersBannedEvent {
    #[prost(int64, repeated, tag = "1")]
    pub banned_user_ids: ::prost::alloc::vec::Vec<i64>,
}
/// Frame `canvas_event` of the socket, pushed by the server.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct ChannelCanvas {
    #[prost(int64, tag = "1")]
    pub id: i64,
    #[prost(string, tag = "2")]
    pub title: ::prost::alloc::string::String,
    #[prost(string, tag = "3")]
    pub content: ::prost::alloc::string::String,
    #[prost(int64, tag = "4")]
    pub creator_id: i64,
    #[prost(int64, tag = "5")]
    pub editor_id: i64,
    #[prost(bool, tag = "6")]
    pub is_default: bool,
    #[prost(int64, tag = "7")]
    pub channel_id: i64,
    #[prost(int32, tag = "8")]
    pub status: i32,
}
/// Rings for a call.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct IncomingCallPush {
    #[prost(int64, tag = "1")]
    pub receiver_id: i64,
    #[prost(string, tag = "3")]
    pub json_data: ::prost::alloc::string::String,
    #[prost(int64, tag = "4")]
    pub channel_id: i64,
    #[prost(int64, tag = "5")]
    pub caller_id: i64,
}
/// A step of a call. `data_type`: 0 init, 1 offer, 2 answer, 3 ICE, 4 quit, 5 timeout, 6 not available, 7 joined another call, 8 remote media status.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct WebrtcSignalingFwd {
    #[prost(int64, tag = "1")]
    pub receiver_id: i64,
    #[prost(int32, tag = "2")]
    pub data_type: i32,
    #[prost(string, tag = "3")]
    pub json_data: ::prost::alloc::string::String,
    #[prost(int64, tag = "4")]
    pub channel_id: i64,
    #[prost(int64, tag = "5")]
    pub caller_id: i64,
}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct SfuSignalingFwd {
    #[prost(int64, tag = "1")]
    pub clan_id: i64,
    #[prost(int64, tag = "2")]
    pub channel_id: i64,
    #[prost(int32, tag = "3")]
    pub data_type: i32,
    #[prost(string, tag = "4")]
    pub json_data: ::prost::alloc::string::String,
    #[prost(int64, tag = "5")]
    pub user_id: i64,
}
/// A user came into a clan.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct AddClanUserEvent {
    #[prost(int64, tag = "1")]
    pub clan_id: i64,
    #[prost(message, optional, tag = "2")]
    pub user: ::core::option::Option<UserProfileRedis>,
    #[prost(string, tag = "3")]
    pub invitor: ::prost::alloc::string::String,
}
/// A role was given to users or taken from them. `ClanId` is text, not a number.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct RoleAssignedEvent {
    /// text, and not in snake case: so on the wire
    #[prost(string, tag = "1")]
    pub clan_id: ::prost::alloc::string::String,
    #[prost(int64, tag = "2")]
    pub role_id: i64,
    #[prost(int64, repeated, tag = "3")]
    pub user_ids_assigned: ::prost::alloc::vec::Vec<i64>,
    #[prost(int64, repeated, tag = "4")]
    pub user_ids_removed: ::prost::alloc::vec::Vec<i64>,
}
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct PermissionRoleChannel {
    #[prost(int64, tag = "1")]
    pub permission_id: i64,
    #[prost(bool, tag = "2")]
    pub active: bool,
}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct HashtagDm {
    #[prost(int64, tag = "1")]
    pub channel_id: i64,
    #[prost(string, tag = "2")]
    pub channel_label: ::prost::alloc::string::String,
    #[prost(int64, tag = "3")]
    pub clan_id: i64,
    #[prost(string, tag = "4")]
    pub clan_name: ::prost::alloc::string::String,
    #[prost(string, tag = "5")]
    pub meeting_code: ::prost::alloc::string::String,
    #[prost(int32, tag = "6")]
    pub r#type: i32,
    #[prost(int32, tag = "7")]
    pub channel_private: i32,
    #[prost(int64, tag = "8")]
    pub parent_id: i64,
}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct ChannelDescription {
    #[prost(int64, tag = "1")]
    pub clan_id: i64,
    #[prost(int64, tag = "2")]
    pub channel_id: i64,
    #[prost(message, optional, tag = "3")]
    pub r#type: ::core::option::Option<i32>,
    #[prost(string, tag = "4")]
    pub channel_label: ::prost::alloc::string::String,
    #[prost(int32, tag = "5")]
    pub channel_private: i32,
    #[prost(string, tag = "6")]
    pub meeting_code: ::prost::alloc::string::String,
    #[prost(string, tag = "7")]
    pub clan_name: ::prost::alloc::string::String,
    #[prost(int64, tag = "8")]
    pub parent_id: i64,
    #[prost(message, optional, tag = "12")]
    pub last_sent_message: ::core::option::Option<super::api::ChannelMessageHeader>,
}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct ClanEmoji {
    #[prost(int64, tag = "1")]
    pub id: i64,
    #[prost(string, tag = "2")]
    pub src: ::prost::alloc::string::String,
    #[prost(string, tag = "3")]
    pub shortname: ::prost::alloc::string::String,
    #[prost(string, tag = "4")]
    pub category: ::prost::alloc::string::String,
    #[prost(int64, tag = "5")]
    pub creator_id: i64,
    #[prost(int64, tag = "6")]
    pub clan_id: i64,
    #[prost(string, tag = "7")]
    pub logo: ::prost::alloc::string::String,
    #[prost(string, tag = "8")]
    pub clan_name: ::prost::alloc::string::String,
}
/// The answer to `ChannelJoin`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct Channel {
    #[prost(int64, tag = "1")]
    pub id: i64,
    #[prost(message, repeated, tag = "2")]
    pub presences: ::prost::alloc::vec::Vec<UserPresence>,
    #[prost(message, optional, tag = "3")]
    pub self_: ::core::option::Option<UserPresence>,
    #[prost(string, tag = "4")]
    pub chanel_label: ::prost::alloc::string::String,
    #[prost(string, tag = "5")]
    pub clan_logo: ::prost::alloc::string::String,
    #[prost(string, tag = "6")]
    pub category_name: ::prost::alloc::string::String,
}
/// Subscribes to all public channels of a clan.
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct ClanJoin {
    #[prost(int64, tag = "1")]
    pub clan_id: i64,
    /// only newer servers know it
    #[prost(bool, tag = "2")]
    pub is_last_field: bool,
}
/// Subscribes to one channel; private ones, threads and conversations need it before a message.
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct ChannelJoin {
    #[prost(int64, tag = "1")]
    pub clan_id: i64,
    #[prost(int64, tag = "2")]
    pub channel_id: i64,
    #[prost(int32, tag = "3")]
    pub channel_type: i32,
    #[prost(bool, tag = "4")]
    pub is_public: bool,
}
/// Undoes a `ChannelJoin`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct ChannelLeave {
    #[prost(int64, tag = "1")]
    pub clan_id: i64,
    #[prost(int64, tag = "2")]
    pub channel_id: i64,
    #[prost(int32, tag = "3")]
    pub channel_type: i32,
    #[prost(bool, tag = "4")]
    pub is_public: bool,
}
/// The answer to a message that was sent, changed or removed.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct ChannelMessageAck {
    #[prost(int64, tag = "1")]
    pub channel_id: i64,
    #[prost(int64, tag = "2")]
    pub message_id: i64,
    #[prost(int32, tag = "3")]
    pub code: i32,
    #[prost(string, tag = "4")]
    pub username: ::prost::alloc::string::String,
    #[prost(uint32, tag = "5")]
    pub create_time_seconds: u32,
    #[prost(uint32, tag = "6")]
    pub update_time_seconds: u32,
    #[prost(message, optional, tag = "7")]
    pub persistent: ::core::option::Option<bool>,
    #[prost(string, tag = "8")]
    pub clan_logo: ::prost::alloc::string::String,
    #[prost(string, tag = "9")]
    pub category_name: ::prost::alloc::string::String,
}
/// Sends a message that only its receivers see.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct EphemeralMessageSend {
    #[prost(message, optional, tag = "1")]
    pub message: ::core::option::Option<ChannelMessageSend>,
    #[prost(int64, repeated, tag = "2")]
    pub receiver_ids: ::prost::alloc::vec::Vec<i64>,
}
/// A user chose an entry of the quick menu; `message.id` is the message it was chosen on.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct QuickMenuDataEvent {
    #[prost(string, tag = "1")]
    pub menu_name: ::prost::alloc::string::String,
    #[prost(message, optional, tag = "2")]
    pub message: ::core::option::Option<ChannelMessageSend>,
    #[prost(int64, tag = "3")]
    pub sender_id: i64,
    #[prost(int64, tag = "4")]
    pub message_sender_id: i64,
}
/// Frame `voice_reaction_send` of the socket, sent both ways.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct VoiceReactionSend {
    #[prost(string, repeated, tag = "1")]
    pub emojis: ::prost::alloc::vec::Vec<::prost::alloc::string::String>,
    #[prost(int64, tag = "2")]
    pub channel_id: i64,
    #[prost(int64, tag = "3")]
    pub sender_id: i64,
    #[prost(int32, tag = "4")]
    pub media_type: i32,
}
/// Channels were marked as read.
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct MarkAsRead {
    #[prost(int64, tag = "1")]
    pub channel_id: i64,
    #[prost(int64, tag = "2")]
    pub category_id: i64,
    #[prost(int64, tag = "3")]
    pub clan_id: i64,
}
/// Sends a message; `content` is JSON text of at most 4000 UTF-16 units.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct ChannelMessageSend {
    #[prost(int64, tag = "1")]
    pub clan_id: i64,
    #[prost(int64, tag = "2")]
    pub channel_id: i64,
    #[prost(string, tag = "3")]
    pub content: ::prost::alloc::string::String,
    #[prost(message, repeated, tag = "4")]
    pub mentions: ::prost::alloc::vec::Vec<super::api::MessageMention>,
    #[prost(message, repeated, tag = "5")]
    pub attachments: ::prost::alloc::vec::Vec<super::api::MessageAttachment>,
    #[prost(message, repeated, tag = "6")]
    pub references: ::prost::alloc::vec::Vec<super::api::MessageRef>,
    #[prost(int32, tag = "7")]
    pub mode: i32,
    #[prost(bool, tag = "8")]
    pub anonymous_message: bool,
    #[prost(bool, tag = "9")]
    pub mention_everyone: bool,
    #[prost(string, tag = "10")]
    pub avatar: ::prost::alloc::string::String,
    #[prost(bool, tag = "11")]
    pub is_public: bool,
    #[prost(int32, tag = "12")]
    pub code: i32,
    #[prost(int64, tag = "13")]
    pub topic_id: i64,
    #[prost(int64, tag = "14")]
    pub id: i64,
}
/// Changes a message.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct ChannelMessageUpdate {
    #[prost(int64, tag = "1")]
    pub clan_id: i64,
    #[prost(int64, tag = "2")]
    pub channel_id: i64,
    #[prost(int64, tag = "3")]
    pub message_id: i64,
    #[prost(string, tag = "4")]
    pub content: ::prost::alloc::string::String,
    #[prost(message, repeated, tag = "5")]
    pub mentions: ::prost::alloc::vec::Vec<super::api::MessageMention>,
    #[prost(message, repeated, tag = "6")]
    pub attachments: ::prost::alloc::vec::Vec<super::api::MessageAttachment>,
    #[prost(int32, tag = "7")]
    pub mode: i32,
    #[prost(bool, tag = "8")]
    pub is_public: bool,
    #[prost(bool, tag = "9")]
    pub hide_editted: bool,
    #[prost(int64, tag = "10")]
    pub topic_id: i64,
    #[prost(bool, tag = "11")]
    pub is_update_msg_topic: bool,
    #[prost(uint32, tag = "12")]
    pub create_time_seconds: u32,
}
/// Removes a message.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct ChannelMessageRemove {
    #[prost(int64, tag = "1")]
    pub clan_id: i64,
    #[prost(int64, tag = "2")]
    pub channel_id: i64,
    #[prost(int64, tag = "3")]
    pub message_id: i64,
    #[prost(int32, tag = "4")]
    pub mode: i32,
    #[prost(bool, tag = "5")]
    pub is_public: bool,
    #[prost(bool, tag = "6")]
    pub has_attachment: bool,
    #[prost(int64, tag = "7")]
    pub topic_id: i64,
    #[prost(bytes = "bytes", tag = "8")]
    pub mentions: ::prost::bytes::Bytes,
    #[prost(bytes = "bytes", tag = "9")]
    pub references: ::prost::bytes::Bytes,
}
/// Users came to a channel or left it.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct ChannelPresenceEvent {
    #[prost(int64, tag = "1")]
    pub channel_id: i64,
    #[prost(message, repeated, tag = "2")]
    pub joins: ::prost::alloc::vec::Vec<UserPresence>,
    #[prost(message, repeated, tag = "3")]
    pub leaves: ::prost::alloc::vec::Vec<UserPresence>,
    #[prost(string, tag = "4")]
    pub clan_logo: ::prost::alloc::string::String,
    #[prost(string, tag = "5")]
    pub category_name: ::prost::alloc::string::String,
    #[prost(int32, tag = "6")]
    pub mode: i32,
}
/// Why a request failed; with `cid` 0 a fault that answers no request.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct Error {
    #[prost(int32, tag = "1")]
    pub code: i32,
    #[prost(string, tag = "2")]
    pub message: ::prost::alloc::string::String,
    #[prost(btree_map = "string, string", tag = "3")]
    pub context: ::prost::alloc::collections::BTreeMap<
        ::prost::alloc::string::String,
        ::prost::alloc::string::String,
    >,
}
/// Nested message and enum types in `Error`.
pub mod error {
    #[non_exhaustive]
    #[derive(
        Clone,
        Copy,
        Debug,
        PartialEq,
        Eq,
        Hash,
        PartialOrd,
        Ord,
        ::prost::Enumeration
    )]
    #[repr(i32)]
    pub enum Code {
        RuntimeException = 0,
        UnrecognizedPayload = 1,
        MissingPayload = 2,
        BadInput = 3,
        MatchNotFound = 4,
        MatchJoinRejected = 5,
        RuntimeFunctionNotFound = 6,
        RuntimeFunctionException = 7,
    }
    impl Code {
        /// String value of the enum field names used in the ProtoBuf definition.
        ///
        /// The values are not transformed in any way and thus are considered stable
        /// (if the ProtoBuf definition does not change) and safe for programmatic use.
        pub fn as_str_name(&self) -> &'static str {
            match self {
                Self::RuntimeException => "RUNTIME_EXCEPTION",
                Self::UnrecognizedPayload => "UNRECOGNIZED_PAYLOAD",
                Self::MissingPayload => "MISSING_PAYLOAD",
                Self::BadInput => "BAD_INPUT",
                Self::MatchNotFound => "MATCH_NOT_FOUND",
                Self::MatchJoinRejected => "MATCH_JOIN_REJECTED",
                Self::RuntimeFunctionNotFound => "RUNTIME_FUNCTION_NOT_FOUND",
                Self::RuntimeFunctionException => "RUNTIME_FUNCTION_EXCEPTION",
            }
        }
        /// Creates an enum from field names used in the ProtoBuf definition.
        pub fn from_str_name(value: &str) -> ::core::option::Option<Self> {
            match value {
                "RUNTIME_EXCEPTION" => Some(Self::RuntimeException),
                "UNRECOGNIZED_PAYLOAD" => Some(Self::UnrecognizedPayload),
                "MISSING_PAYLOAD" => Some(Self::MissingPayload),
                "BAD_INPUT" => Some(Self::BadInput),
                "MATCH_NOT_FOUND" => Some(Self::MatchNotFound),
                "MATCH_JOIN_REJECTED" => Some(Self::MatchJoinRejected),
                "RUNTIME_FUNCTION_NOT_FOUND" => Some(Self::RuntimeFunctionNotFound),
                "RUNTIME_FUNCTION_EXCEPTION" => Some(Self::RuntimeFunctionException),
                _ => None,
            }
        }
    }
}
/// Notices for this user.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct Notifications {
    #[prost(message, repeated, tag = "1")]
    pub notifications: ::prost::alloc::vec::Vec<super::api::Notification>,
}
/// A request for friendship, or its acceptance.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct AddFriend {
    #[prost(int64, tag = "1")]
    pub user_id: i64,
    #[prost(string, tag = "2")]
    pub username: ::prost::alloc::string::String,
    #[prost(string, tag = "3")]
    pub display_name: ::prost::alloc::string::String,
    #[prost(string, tag = "4")]
    pub avatar: ::prost::alloc::string::String,
}
/// A friendship ended.
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct RemoveFriend {
    #[prost(int64, tag = "1")]
    pub user_id: i64,
}
/// A user blocked this one.
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct BlockFriend {
    #[prost(int64, tag = "1")]
    pub user_id: i64,
}
/// A user no longer blocks this one.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct UnblockFriend {
    #[prost(int64, tag = "1")]
    pub user_id: i64,
    #[prost(string, tag = "2")]
    pub username: ::prost::alloc::string::String,
    #[prost(string, tag = "3")]
    pub avatar: ::prost::alloc::string::String,
    #[prost(string, tag = "4")]
    pub display_name: ::prost::alloc::string::String,
    #[prost(string, tag = "5")]
    pub status: ::prost::alloc::string::String,
    #[prost(string, tag = "6")]
    pub user_status: ::prost::alloc::string::String,
}
/// Asks for a `Pong`; both sides may.
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct Ping {}
/// The answer to a `Ping`, with its `cid`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct Pong {}
/// The answer to `StatusFollow`: who is online.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct Status {
    #[prost(message, repeated, tag = "1")]
    pub presences: ::prost::alloc::vec::Vec<UserPresence>,
}
/// Subscribes to the presence of users.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct StatusFollow {
    #[prost(int64, repeated, tag = "1")]
    pub user_ids: ::prost::alloc::vec::Vec<i64>,
    #[prost(string, repeated, tag = "2")]
    pub usernames: ::prost::alloc::vec::Vec<::prost::alloc::string::String>,
}
/// Users that are followed came online or left.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct StatusPresenceEvent {
    #[prost(message, repeated, tag = "2")]
    pub joins: ::prost::alloc::vec::Vec<UserPresence>,
    #[prost(message, repeated, tag = "3")]
    pub leaves: ::prost::alloc::vec::Vec<UserPresence>,
}
/// A message was pinned.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct LastPinMessageEvent {
    #[prost(int64, tag = "1")]
    pub clan_id: i64,
    #[prost(int64, tag = "2")]
    pub channel_id: i64,
    #[prost(int64, tag = "3")]
    pub message_id: i64,
    #[prost(int32, tag = "4")]
    pub mode: i32,
    #[prost(int64, tag = "5")]
    pub user_id: i64,
    #[prost(uint32, tag = "6")]
    pub timestamp_seconds: u32,
    #[prost(int32, tag = "7")]
    pub operation: i32,
    #[prost(bool, tag = "8")]
    pub is_public: bool,
    #[prost(string, tag = "9")]
    pub message_sender_avatar: ::prost::alloc::string::String,
    #[prost(string, tag = "10")]
    pub message_sender_id: ::prost::alloc::string::String,
    #[prost(string, tag = "11")]
    pub message_sender_username: ::prost::alloc::string::String,
    #[prost(string, tag = "12")]
    pub message_content: ::prost::alloc::string::String,
    #[prost(string, tag = "13")]
    pub message_attachment: ::prost::alloc::string::String,
    #[prost(string, tag = "14")]
    pub message_created_time: ::prost::alloc::string::String,
}
/// A user has read a channel up to a message.
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct LastSeenMessageEvent {
    #[prost(int64, tag = "1")]
    pub clan_id: i64,
    #[prost(int64, tag = "2")]
    pub channel_id: i64,
    #[prost(int64, tag = "3")]
    pub message_id: i64,
    #[prost(int32, tag = "4")]
    pub mode: i32,
    #[prost(uint32, tag = "5")]
    pub timestamp_seconds: u32,
    #[prost(int32, tag = "6")]
    pub badge_count: i32,
}
/// A user types.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct MessageTypingEvent {
    #[prost(int64, tag = "1")]
    pub clan_id: i64,
    #[prost(int64, tag = "2")]
    pub channel_id: i64,
    #[prost(int64, tag = "3")]
    pub sender_id: i64,
    #[prost(int32, tag = "4")]
    pub mode: i32,
    #[prost(bool, tag = "5")]
    pub is_public: bool,
    #[prost(string, tag = "6")]
    pub sender_username: ::prost::alloc::string::String,
    #[prost(string, tag = "7")]
    pub sender_display_name: ::prost::alloc::string::String,
    #[prost(int64, tag = "8")]
    pub topic_id: i64,
}
/// A user left a voice channel; the spelling is the service's.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct VoiceLeavedEvent {
    #[prost(string, tag = "1")]
    pub id: ::prost::alloc::string::String,
    #[prost(int64, tag = "2")]
    pub clan_id: i64,
    #[prost(int64, tag = "3")]
    pub voice_channel_id: i64,
    #[prost(int64, tag = "4")]
    pub voice_user_id: i64,
}
/// A user came into a voice channel.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct VoiceJoinedEvent {
    #[prost(int64, tag = "1")]
    pub clan_id: i64,
    #[prost(string, tag = "2")]
    pub clan_name: ::prost::alloc::string::String,
    #[prost(string, tag = "3")]
    pub id: ::prost::alloc::string::String,
    #[prost(string, tag = "4")]
    pub participant: ::prost::alloc::string::String,
    #[prost(int64, tag = "5")]
    pub user_id: i64,
    #[prost(string, tag = "6")]
    pub voice_channel_label: ::prost::alloc::string::String,
    #[prost(int64, tag = "7")]
    pub voice_channel_id: i64,
    #[prost(string, tag = "8")]
    pub last_screenshot: ::prost::alloc::string::String,
}
/// A voice channel has its first user.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct VoiceStartedEvent {
    #[prost(string, tag = "1")]
    pub id: ::prost::alloc::string::String,
    #[prost(int64, tag = "2")]
    pub clan_id: i64,
    #[prost(int64, tag = "3")]
    pub voice_channel_id: i64,
}
/// A voice channel is empty again.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct VoiceEndedEvent {
    #[prost(int64, tag = "1")]
    pub id: i64,
    #[prost(int64, tag = "2")]
    pub clan_id: i64,
    #[prost(string, tag = "3")]
    pub voice_channel_id: ::prost::alloc::string::String,
}
/// A user no longer watches a stream; the spelling is the service's.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct StreamingLeavedEvent {
    #[prost(int64, tag = "1")]
    pub id: i64,
    #[prost(int64, tag = "2")]
    pub clan_id: i64,
    #[prost(string, tag = "3")]
    pub streaming_channel_id: ::prost::alloc::string::String,
    #[prost(string, tag = "4")]
    pub streaming_user_id: ::prost::alloc::string::String,
}
/// A user began to watch a stream.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct StreamingJoinedEvent {
    #[prost(int64, tag = "1")]
    pub clan_id: i64,
    #[prost(string, tag = "2")]
    pub clan_name: ::prost::alloc::string::String,
    #[prost(int64, tag = "3")]
    pub id: i64,
    #[prost(string, tag = "4")]
    pub participant: ::prost::alloc::string::String,
    #[prost(int64, tag = "5")]
    pub user_id: i64,
    #[prost(string, tag = "6")]
    pub streaming_channel_label: ::prost::alloc::string::String,
    #[prost(int64, tag = "7")]
    pub streaming_channel_id: i64,
}
/// A stream began.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct StreamingStartedEvent {
    #[prost(int64, tag = "1")]
    pub clan_id: i64,
    #[prost(int64, tag = "2")]
    pub channel_id: i64,
    #[prost(string, tag = "3")]
    pub streaming_url: ::prost::alloc::string::String,
    #[prost(bool, tag = "4")]
    pub is_streaming: bool,
}
/// A stream ended.
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct StreamingEndedEvent {
    #[prost(int64, tag = "1")]
    pub clan_id: i64,
    #[prost(int64, tag = "2")]
    pub channel_id: i64,
}
/// A channel is new.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct ChannelCreatedEvent {
    #[prost(int64, tag = "1")]
    pub clan_id: i64,
    #[prost(int64, tag = "2")]
    pub category_id: i64,
    #[prost(int64, tag = "3")]
    pub creator_id: i64,
    #[prost(int64, tag = "4")]
    pub parent_id: i64,
    #[prost(int64, tag = "5")]
    pub channel_id: i64,
    #[prost(string, tag = "6")]
    pub channel_label: ::prost::alloc::string::String,
    #[prost(int32, tag = "7")]
    pub channel_private: i32,
    #[prost(int32, tag = "8")]
    pub channel_type: i32,
    #[prost(int32, tag = "9")]
    pub status: i32,
    #[prost(int64, tag = "10")]
    pub app_id: i64,
    #[prost(string, tag = "11")]
    pub clan_name: ::prost::alloc::string::String,
    #[prost(string, tag = "12")]
    pub channel_avatar: ::prost::alloc::string::String,
}
/// Frame `category_event` of the socket, pushed by the server.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct CategoryEvent {
    #[prost(int64, tag = "1")]
    pub creator_id: i64,
    #[prost(int64, tag = "2")]
    pub clan_id: i64,
    #[prost(string, tag = "3")]
    pub category_name: ::prost::alloc::string::String,
    #[prost(int64, tag = "4")]
    pub id: i64,
    #[prost(int32, tag = "5")]
    pub status: i32,
}
/// A role was made, changed, or (status 3) removed.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct RoleEvent {
    #[prost(message, optional, tag = "1")]
    pub role: ::core::option::Option<super::api::Role>,
    #[prost(int32, tag = "2")]
    pub status: i32,
    #[prost(int64, tag = "3")]
    pub user_id: i64,
    #[prost(int64, repeated, tag = "4")]
    pub user_add_ids: ::prost::alloc::vec::Vec<i64>,
    #[prost(int64, repeated, tag = "5")]
    pub user_remove_ids: ::prost::alloc::vec::Vec<i64>,
    #[prost(int64, repeated, tag = "6")]
    pub active_permission_ids: ::prost::alloc::vec::Vec<i64>,
    #[prost(int64, repeated, tag = "7")]
    pub remove_permission_ids: ::prost::alloc::vec::Vec<i64>,
}
/// A channel is gone.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct ChannelDeletedEvent {
    #[prost(int64, tag = "1")]
    pub clan_id: i64,
    #[prost(int64, tag = "2")]
    pub category_id: i64,
    #[prost(int64, tag = "3")]
    pub parent_id: i64,
    #[prost(int64, tag = "4")]
    pub channel_id: i64,
    #[prost(string, tag = "5")]
    pub deletor: ::prost::alloc::string::String,
}
/// A clan is gone.
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct ClanDeletedEvent {
    #[prost(int64, tag = "1")]
    pub clan_id: i64,
    #[prost(int64, tag = "2")]
    pub deletor: i64,
}
/// A sticker is new.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct StickerCreateEvent {
    #[prost(int64, tag = "1")]
    pub clan_id: i64,
    #[prost(string, tag = "2")]
    pub source: ::prost::alloc::string::String,
    #[prost(string, tag = "3")]
    pub shortname: ::prost::alloc::string::String,
    #[prost(string, tag = "4")]
    pub category: ::prost::alloc::string::String,
    #[prost(int64, tag = "5")]
    pub creator_id: i64,
    #[prost(int64, tag = "6")]
    pub sticker_id: i64,
    #[prost(string, tag = "7")]
    pub logo: ::prost::alloc::string::String,
    #[prost(string, tag = "8")]
    pub clan_name: ::prost::alloc::string::String,
}
/// A sticker has changed.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct StickerUpdateEvent {
    #[prost(string, tag = "1")]
    pub shortname: ::prost::alloc::string::String,
    #[prost(int64, tag = "2")]
    pub sticker_id: i64,
    #[prost(int64, tag = "3")]
    pub user_id: i64,
}
/// A sticker is gone.
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct StickerDeleteEvent {
    #[prost(int64, tag = "2")]
    pub sticker_id: i64,
    #[prost(int64, tag = "3")]
    pub user_id: i64,
}
/// A channel has changed; type 7 with status 1 is a thread to join.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct ChannelUpdatedEvent {
    #[prost(int64, tag = "1")]
    pub clan_id: i64,
    #[prost(int64, tag = "2")]
    pub category_id: i64,
    #[prost(int64, tag = "3")]
    pub creator_id: i64,
    #[prost(int64, tag = "4")]
    pub parent_id: i64,
    #[prost(int64, tag = "5")]
    pub channel_id: i64,
    #[prost(string, tag = "6")]
    pub channel_label: ::prost::alloc::string::String,
    #[prost(int32, tag = "7")]
    pub channel_type: i32,
    #[prost(int32, tag = "8")]
    pub status: i32,
    #[prost(string, tag = "9")]
    pub meeting_code: ::prost::alloc::string::String,
    #[prost(bool, tag = "10")]
    pub is_error: bool,
    #[prost(bool, tag = "11")]
    pub channel_private: bool,
    #[prost(int64, tag = "12")]
    pub app_id: i64,
    #[prost(int32, tag = "13")]
    pub e2ee: i32,
    #[prost(string, tag = "14")]
    pub topic: ::prost::alloc::string::String,
    #[prost(int32, tag = "15")]
    pub age_restricted: i32,
    #[prost(int32, tag = "16")]
    pub active: i32,
    #[prost(int32, tag = "17")]
    pub count_mess_unread: i32,
    #[prost(int64, repeated, tag = "18")]
    pub user_ids: ::prost::alloc::vec::Vec<i64>,
    #[prost(int64, repeated, tag = "19")]
    pub role_ids: ::prost::alloc::vec::Vec<i64>,
    #[prost(string, tag = "20")]
    pub channel_avatar: ::prost::alloc::string::String,
}
/// A channel was archived (`active` 0) or taken back (1).
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct ChannelArchiveEvent {
    #[prost(int64, tag = "1")]
    pub clan_id: i64,
    #[prost(int64, tag = "2")]
    pub category_id: i64,
    #[prost(int64, tag = "3")]
    pub creator_id: i64,
    #[prost(int64, tag = "4")]
    pub parent_id: i64,
    #[prost(int64, tag = "5")]
    pub channel_id: i64,
    #[prost(string, tag = "6")]
    pub channel_label: ::prost::alloc::string::String,
    #[prost(int32, tag = "7")]
    pub channel_type: i32,
    #[prost(int32, tag = "8")]
    pub status: i32,
    #[prost(string, tag = "9")]
    pub meeting_code: ::prost::alloc::string::String,
    #[prost(bool, tag = "10")]
    pub is_error: bool,
    #[prost(bool, tag = "11")]
    pub channel_private: bool,
    #[prost(int64, tag = "12")]
    pub app_id: i64,
    #[prost(int32, tag = "13")]
    pub e2ee: i32,
    #[prost(string, tag = "14")]
    pub topic: ::prost::alloc::string::String,
    #[prost(int32, tag = "15")]
    pub age_restricted: i32,
    #[prost(int32, tag = "16")]
    pub active: i32,
    #[prost(int32, tag = "17")]
    pub count_mess_unread: i32,
    #[prost(int64, repeated, tag = "18")]
    pub user_ids: ::prost::alloc::vec::Vec<i64>,
    #[prost(int64, repeated, tag = "19")]
    pub role_ids: ::prost::alloc::vec::Vec<i64>,
    #[prost(string, tag = "20")]
    pub channel_avatar: ::prost::alloc::string::String,
}
/// Undoes a `StatusFollow`.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct StatusUnfollow {
    #[prost(int64, repeated, tag = "1")]
    pub user_ids: ::prost::alloc::vec::Vec<i64>,
}
/// Sets the own status.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct StatusUpdate {
    #[prost(message, optional, tag = "1")]
    pub status: ::core::option::Option<::prost::alloc::string::String>,
}
/// Part of `StreamData` and `StreamPresenceEvent`.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct Stream {
    #[prost(int32, tag = "1")]
    pub mode: i32,
    #[prost(int64, tag = "2")]
    pub channel_id: i64,
    #[prost(int64, tag = "3")]
    pub clan_id: i64,
    #[prost(string, tag = "4")]
    pub label: ::prost::alloc::string::String,
}
/// Frame `stream_data` of the socket, pushed by the server.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct StreamData {
    #[prost(message, optional, tag = "1")]
    pub stream: ::core::option::Option<Stream>,
    #[prost(message, optional, tag = "2")]
    pub sender: ::core::option::Option<UserPresence>,
    #[prost(string, tag = "3")]
    pub data: ::prost::alloc::string::String,
    #[prost(bool, tag = "4")]
    pub reliable: bool,
}
/// Frame `stream_presence_event` of the socket, pushed by the server.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct StreamPresenceEvent {
    #[prost(message, optional, tag = "1")]
    pub stream: ::core::option::Option<Stream>,
    #[prost(message, repeated, tag = "2")]
    pub joins: ::prost::alloc::vec::Vec<UserPresence>,
    #[prost(message, repeated, tag = "3")]
    pub leaves: ::prost::alloc::vec::Vec<UserPresence>,
}
/// Part of `Channel`, `ChannelPresenceEvent`, `Status`, `StatusPresenceEvent` and others.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct UserPresence {
    #[prost(int64, tag = "1")]
    pub user_id: i64,
    #[prost(int32, tag = "2")]
    pub session_id: i32,
    #[prost(string, tag = "3")]
    pub username: ::prost::alloc::string::String,
    #[prost(message, optional, tag = "4")]
    pub status: ::core::option::Option<::prost::alloc::string::String>,
    #[prost(bool, tag = "5")]
    pub is_mobile: bool,
    #[prost(string, tag = "6")]
    pub user_status: ::prost::alloc::string::String,
}
/// A user wrote a status text.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct CustomStatusEvent {
    #[prost(int64, tag = "1")]
    pub clan_id: i64,
    #[prost(int64, tag = "2")]
    pub user_id: i64,
    #[prost(string, tag = "3")]
    pub username: ::prost::alloc::string::String,
    #[prost(string, tag = "4")]
    pub status: ::prost::alloc::string::String,
    #[prost(int32, tag = "5")]
    pub time_reset: i32,
    #[prost(bool, tag = "6")]
    pub no_clear: bool,
}
/// Users were added to a channel; the description is the one of `mezon.api`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct UserChannelAdded {
    #[prost(message, optional, tag = "1")]
    pub channel_desc: ::core::option::Option<super::api::ChannelDescription>,
    #[prost(message, repeated, tag = "2")]
    pub users: ::prost::alloc::vec::Vec<UserProfileRedis>,
    #[prost(string, tag = "3")]
    pub status: ::prost::alloc::string::String,
    #[prost(int64, tag = "4")]
    pub clan_id: i64,
    #[prost(message, optional, tag = "5")]
    pub caller: ::core::option::Option<UserProfileRedis>,
    #[prost(uint32, tag = "6")]
    pub create_time_seconds: u32,
    #[prost(int32, tag = "7")]
    pub active: i32,
}
/// Users were removed from a channel.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct UserChannelRemoved {
    #[prost(int64, tag = "1")]
    pub channel_id: i64,
    #[prost(int64, repeated, tag = "2")]
    pub user_ids: ::prost::alloc::vec::Vec<i64>,
    #[prost(int32, tag = "3")]
    pub channel_type: i32,
    #[prost(int64, tag = "4")]
    pub clan_id: i64,
    #[prost(int32, repeated, tag = "6")]
    pub badge_counts: ::prost::alloc::vec::Vec<i32>,
}
/// Users left a clan or were removed from it.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct UserClanRemoved {
    #[prost(int64, tag = "1")]
    pub clan_id: i64,
    #[prost(int64, repeated, tag = "2")]
    pub user_ids: ::prost::alloc::vec::Vec<i64>,
}
/// A clan is new.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct ClanCreatedEvent {
    #[prost(int64, tag = "1")]
    pub clan_id: i64,
    #[prost(string, tag = "2")]
    pub clan_name: ::prost::alloc::string::String,
    #[prost(string, tag = "3")]
    pub logo: ::prost::alloc::string::String,
    #[prost(int64, tag = "4")]
    pub creator_id: i64,
    #[prost(int64, tag = "5")]
    pub welcome_channel_id: i64,
}
/// A clan has changed.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct ClanUpdatedEvent {
    #[prost(int64, tag = "1")]
    pub clan_id: i64,
    #[prost(string, tag = "2")]
    pub clan_name: ::prost::alloc::string::String,
    #[prost(string, tag = "3")]
    pub logo: ::prost::alloc::string::String,
    #[prost(string, tag = "4")]
    pub banner: ::prost::alloc::string::String,
    #[prost(int32, tag = "5")]
    pub status: i32,
    #[prost(bool, tag = "6")]
    pub is_onboarding: bool,
    #[prost(int64, tag = "7")]
    pub welcome_channel_id: i64,
    #[prost(string, tag = "8")]
    pub onboarding_banner: ::prost::alloc::string::String,
    #[prost(string, tag = "9")]
    pub community_banner: ::prost::alloc::string::String,
    #[prost(bool, tag = "10")]
    pub is_community: bool,
    #[prost(string, tag = "11")]
    pub about: ::prost::alloc::string::String,
    #[prost(string, tag = "12")]
    pub description: ::prost::alloc::string::String,
    #[prost(bool, tag = "13")]
    pub prevent_anonymous: bool,
}
/// A user changed name or picture within a clan.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct ClanProfileUpdatedEvent {
    #[prost(int64, tag = "1")]
    pub user_id: i64,
    #[prost(string, tag = "2")]
    pub clan_nick: ::prost::alloc::string::String,
    #[prost(string, tag = "3")]
    pub clan_avatar: ::prost::alloc::string::String,
    #[prost(int64, tag = "4")]
    pub clan_id: i64,
}
/// A user changed the own profile.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
#[prost(skip_debug)]
pub struct UserProfileUpdatedEvent {
    #[prost(int64, tag = "1")]
    pub user_id: i64,
    #[prost(string, tag = "2")]
    pub display_name: ::prost::alloc::string::String,
    #[prost(string, tag = "3")]
    pub avatar: ::prost::alloc::string::String,
    #[prost(string, tag = "4")]
    pub about_me: ::prost::alloc::string::String,
    #[prost(int64, tag = "5")]
    pub channel_id: i64,
    #[prost(int64, tag = "6")]
    pub clan_id: i64,
    #[prost(string, tag = "7")]
    pub encrypt_private_key: ::prost::alloc::string::String,
}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
#[prost(skip_debug)]
pub struct ConfirmLinkMezonOtpData {
    #[prost(int32, tag = "1")]
    pub r#type: i32,
    #[prost(string, tag = "2")]
    pub value: ::prost::alloc::string::String,
}
/// Part of `AddClanUserEvent` and `UserChannelAdded`.
#[derive(Clone, PartialEq, ::prost::Message)]
#[prost(skip_debug)]
pub struct UserProfileRedis {
    #[prost(int64, tag = "1")]
    pub user_id: i64,
    #[prost(string, tag = "2")]
    pub username: ::prost::alloc::string::String,
    #[prost(string, tag = "3")]
    pub avatar: ::prost::alloc::string::String,
    #[prost(string, tag = "4")]
    pub display_name: ::prost::alloc::string::String,
    #[prost(string, tag = "5")]
    pub user_status: ::prost::alloc::string::String,
    #[prost(string, tag = "6")]
    pub status: ::prost::alloc::string::String,
    #[prost(bool, tag = "7")]
    pub online: bool,
    #[prost(message, repeated, tag = "8")]
    pub fcm_tokens: ::prost::alloc::vec::Vec<FcmTokens>,
    #[prost(int64, repeated, tag = "9")]
    pub joined_clans: ::prost::alloc::vec::Vec<i64>,
    #[prost(string, tag = "10")]
    pub app_token: ::prost::alloc::string::String,
    #[prost(uint32, tag = "11")]
    pub create_time_second: u32,
    #[prost(string, tag = "12")]
    pub app_url: ::prost::alloc::string::String,
    #[prost(bool, tag = "13")]
    pub is_bot: bool,
    #[prost(string, tag = "14")]
    pub voip_token: ::prost::alloc::string::String,
}
/// Part of `UserProfileRedis`.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
#[prost(skip_debug)]
pub struct FcmTokens {
    #[prost(string, tag = "1")]
    pub device_id: ::prost::alloc::string::String,
    #[prost(string, tag = "2")]
    pub token_id: ::prost::alloc::string::String,
    #[prost(string, tag = "3")]
    pub platform: ::prost::alloc::string::String,
}
/// Asks whether a name is taken, and says so.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct CheckNameExistedEvent {
    #[prost(string, tag = "1")]
    pub name: ::prost::alloc::string::String,
    #[prost(int64, tag = "2")]
    pub condition_id: i64,
    #[prost(bool, tag = "3")]
    pub exist: bool,
    #[prost(int32, tag = "4")]
    pub r#type: i32,
    #[prost(int64, tag = "5")]
    pub clan_id: i64,
}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct NotificationChannelCategorySetting {
    #[prost(int64, tag = "1")]
    pub id: i64,
    #[prost(string, tag = "2")]
    pub channel_category_label: ::prost::alloc::string::String,
    #[prost(int32, tag = "3")]
    pub notification_setting_type: i32,
    #[prost(string, tag = "4")]
    pub channel_category_title: ::prost::alloc::string::String,
    #[prost(int32, tag = "5")]
    pub action: i32,
}
/// An emoji of a clan was made, changed or removed.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct EventEmoji {
    #[prost(int64, tag = "1")]
    pub id: i64,
    #[prost(int64, tag = "2")]
    pub clan_id: i64,
    #[prost(string, tag = "3")]
    pub short_name: ::prost::alloc::string::String,
    #[prost(string, tag = "4")]
    pub source: ::prost::alloc::string::String,
    #[prost(string, tag = "5")]
    pub category: ::prost::alloc::string::String,
    #[prost(int32, tag = "6")]
    pub action: i32,
    #[prost(int64, tag = "7")]
    pub user_id: i64,
    #[prost(string, tag = "8")]
    pub logo: ::prost::alloc::string::String,
    #[prost(string, tag = "9")]
    pub clan_name: ::prost::alloc::string::String,
    #[prost(bool, tag = "10")]
    pub is_for_sale: bool,
}
/// Frame `permission_set_event` of the socket, pushed by the server.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct PermissionSetEvent {
    #[prost(string, tag = "1")]
    pub caller: ::prost::alloc::string::String,
    #[prost(int64, tag = "2")]
    pub role_id: i64,
    #[prost(int64, tag = "3")]
    pub user_id: i64,
    #[prost(int64, tag = "4")]
    pub channel_id: i64,
    #[prost(message, repeated, tag = "5")]
    pub permission_updates: ::prost::alloc::vec::Vec<super::api::PermissionUpdate>,
}
/// Frame `permission_changed_event` of the socket, pushed by the server.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct PermissionChangedEvent {
    #[prost(int64, tag = "1")]
    pub user_id: i64,
    #[prost(int64, tag = "2")]
    pub channel_id: i64,
    #[prost(message, repeated, tag = "3")]
    pub add_permissions: ::prost::alloc::vec::Vec<super::api::PermissionUpdate>,
    #[prost(message, repeated, tag = "4")]
    pub remove_permissions: ::prost::alloc::vec::Vec<super::api::PermissionUpdate>,
    #[prost(message, repeated, tag = "5")]
    pub default_permissions: ::prost::alloc::vec::Vec<super::api::PermissionUpdate>,
}
/// A user clicked a button; `extra_data` is JSON text with the values of the form.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct MessageButtonClicked {
    #[prost(int64, tag = "1")]
    pub message_id: i64,
    #[prost(int64, tag = "2")]
    pub channel_id: i64,
    #[prost(string, tag = "3")]
    pub button_id: ::prost::alloc::string::String,
    #[prost(int64, tag = "4")]
    pub sender_id: i64,
    #[prost(int64, tag = "5")]
    pub user_id: i64,
    #[prost(string, tag = "6")]
    pub extra_data: ::prost::alloc::string::String,
}
/// Frame `unmute_event` of the socket, pushed by the server.
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct UnmuteEvent {
    #[prost(int64, tag = "1")]
    pub channel_id: i64,
    #[prost(int64, tag = "2")]
    pub category_id: i64,
    #[prost(int64, tag = "3")]
    pub clan_id: i64,
}
/// Frame `list_activity` of the socket, pushed by the server.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct ListActivity {
    #[prost(message, repeated, tag = "1")]
    pub acts: ::prost::alloc::vec::Vec<super::api::UserActivity>,
}
/// A user chose values of a drop-down box.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct DropdownBoxSelected {
    #[prost(int64, tag = "1")]
    pub message_id: i64,
    #[prost(int64, tag = "2")]
    pub channel_id: i64,
    #[prost(string, tag = "3")]
    pub selectbox_id: ::prost::alloc::string::String,
    #[prost(int64, tag = "4")]
    pub sender_id: i64,
    #[prost(int64, tag = "5")]
    pub user_id: i64,
    #[prost(string, repeated, tag = "6")]
    pub values: ::prost::alloc::vec::Vec<::prost::alloc::string::String>,
}
/// Frame `sd_topic_event` of the socket, pushed by the server.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct SdTopicEvent {
    #[prost(int64, tag = "1")]
    pub id: i64,
    #[prost(int64, tag = "2")]
    pub clan_id: i64,
    #[prost(int64, tag = "3")]
    pub channel_id: i64,
    #[prost(int64, tag = "4")]
    pub message_id: i64,
    #[prost(int64, tag = "5")]
    pub user_id: i64,
    #[prost(message, optional, tag = "6")]
    pub last_sent_message: ::core::option::Option<super::api::ChannelMessageHeader>,
    #[prost(message, optional, tag = "7")]
    pub message: ::core::option::Option<super::api::ChannelMessage>,
}
/// Frame `channel_app_event` of the socket, sent both ways.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct ChannelAppEvent {
    #[prost(int64, tag = "1")]
    pub user_id: i64,
    #[prost(string, tag = "2")]
    pub username: ::prost::alloc::string::String,
    #[prost(int64, tag = "3")]
    pub clan_id: i64,
    #[prost(int64, tag = "4")]
    pub channel_id: i64,
    #[prost(int32, tag = "5")]
    pub action: i32,
}
/// Frame `user_status_event` of the socket, pushed by the server.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct UserStatusEvent {
    #[prost(int64, tag = "1")]
    pub user_id: i64,
    #[prost(string, tag = "2")]
    pub custom_status: ::prost::alloc::string::String,
}
/// Frame `join_channel_app_data` of the socket, pushed by the server.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct JoinChannelAppData {
    #[prost(int64, tag = "1")]
    pub user_id: i64,
    #[prost(string, tag = "2")]
    pub username: ::prost::alloc::string::String,
    #[prost(string, tag = "3")]
    pub hash: ::prost::alloc::string::String,
}
/// A pin was taken off.
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct UnpinMessageEvent {
    #[prost(int64, tag = "1")]
    pub id: i64,
    #[prost(int64, tag = "2")]
    pub message_id: i64,
    #[prost(int64, tag = "3")]
    pub channel_id: i64,
    #[prost(int64, tag = "4")]
    pub clan_id: i64,
}
/// Frame `handle_participant_meet_state_event` of the socket, sent both ways. Request of `UpdateMezonVoiceState`.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct HandleParticipantMeetStateEvent {
    #[prost(int64, tag = "1")]
    pub clan_id: i64,
    #[prost(int64, tag = "2")]
    pub channel_id: i64,
    #[prost(string, tag = "3")]
    pub display_name: ::prost::alloc::string::String,
    #[prost(int32, tag = "4")]
    pub state: i32,
    #[prost(string, tag = "5")]
    pub room_name: ::prost::alloc::string::String,
}
/// An account is gone.
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct DeleteAccountEvent {
    #[prost(int64, tag = "1")]
    pub user_id: i64,
}
/// The older form of calls over the socket; `ApiRequestEvent` replaced it.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct ListDataSocket {
    #[prost(string, tag = "1")]
    pub api_name: ::prost::alloc::string::String,
    #[prost(message, optional, tag = "2")]
    pub list_channel_badge_count_req: ::core::option::Option<
        super::api::ListChannelBadgeCountRequest,
    >,
    #[prost(message, optional, tag = "3")]
    pub channel_badge_count: ::core::option::Option<
        super::api::ListChannelBadgeCountResponse,
    >,
    #[prost(message, optional, tag = "4")]
    pub clan_badge_count: ::core::option::Option<super::api::ListClanBadgeCountResponse>,
    #[prost(message, optional, tag = "5")]
    pub list_loged_device: ::core::option::Option<super::api::LogedDeviceList>,
    #[prost(message, optional, tag = "6")]
    pub list_user_online_req: ::core::option::Option<super::api::ListUserOnlineRequest>,
    #[prost(message, optional, tag = "7")]
    pub user_online_list: ::core::option::Option<super::api::ListUserOnlineResponse>,
}
/// Frame `meet_participant_event` of the socket, pushed by the server.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct MeetParticipantEvent {
    #[prost(string, tag = "1")]
    pub username: ::prost::alloc::string::String,
    #[prost(string, tag = "2")]
    pub room_name: ::prost::alloc::string::String,
    #[prost(int64, tag = "3")]
    pub channel_id: i64,
    #[prost(int64, tag = "4")]
    pub clan_id: i64,
    #[prost(int32, tag = "5")]
    pub action: i32,
}
/// A clan has a new owner.
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct TransferOwnershipEvent {
    #[prost(int64, tag = "1")]
    pub clan_id: i64,
    #[prost(int64, tag = "2")]
    pub prev_owner: i64,
    #[prost(int64, tag = "3")]
    pub curr_owner: i64,
}
/// Frame `active_archived_thread` of the socket, sent both ways. Request of `ActiveArchivedThread`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct ActiveArchivedThread {
    #[prost(int64, tag = "1")]
    pub clan_id: i64,
    #[prost(int64, tag = "2")]
    pub channel_id: i64,
}
/// Frame `allow_anonymous_event` of the socket, pushed by the server.
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct AllowAnonymousEvent {
    #[prost(int64, tag = "1")]
    pub clan_id: i64,
    #[prost(bool, tag = "2")]
    pub allow: bool,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct FcmDataPayload {
    #[prost(int32, tag = "1")]
    pub command_type: i32,
    #[prost(int64, tag = "2")]
    pub receiver_id: i64,
    #[prost(string, tag = "3")]
    pub title: ::prost::alloc::string::String,
    #[prost(bytes = "bytes", tag = "4")]
    pub body: ::prost::bytes::Bytes,
    #[prost(int64, repeated, tag = "5")]
    pub user_role_ids: ::prost::alloc::vec::Vec<i64>,
    #[prost(int64, repeated, tag = "6")]
    pub user_sent_ids: ::prost::alloc::vec::Vec<i64>,
    #[prost(int32, tag = "7")]
    pub priority: i32,
    #[prost(message, optional, tag = "8")]
    pub message: ::core::option::Option<super::api::ChannelMessage>,
    #[prost(bool, tag = "9")]
    pub is_e2ee: bool,
    #[prost(bool, tag = "10")]
    pub is_dm: bool,
    #[prost(bool, tag = "11")]
    pub mention_here: bool,
    #[prost(message, repeated, tag = "12")]
    pub mentions: ::prost::alloc::vec::Vec<super::api::MessageMention>,
    #[prost(message, repeated, tag = "13")]
    pub references: ::prost::alloc::vec::Vec<super::api::MessageRef>,
    #[prost(message, repeated, tag = "14")]
    pub attachments: ::prost::alloc::vec::Vec<super::api::MessageAttachment>,
}
/// The AI agent of a channel was switched.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct AiAgentEnabledEvent {
    #[prost(int64, tag = "1")]
    pub clan_id: i64,
    #[prost(int64, tag = "2")]
    pub channel_id: i64,
    #[prost(string, tag = "3")]
    pub room_name: ::prost::alloc::string::String,
    #[prost(bool, tag = "4")]
    pub enabled: bool,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct GotifyMessage {
    #[prost(uint32, tag = "1")]
    pub id: u32,
    #[prost(int64, tag = "2")]
    pub channel_id: i64,
    #[prost(string, tag = "3")]
    pub message: ::prost::alloc::string::String,
    #[prost(string, tag = "4")]
    pub title: ::prost::alloc::string::String,
    #[prost(string, tag = "5")]
    pub image: ::prost::alloc::string::String,
    #[prost(int32, tag = "6")]
    pub priority: i32,
    #[prost(string, repeated, tag = "7")]
    pub users: ::prost::alloc::vec::Vec<::prost::alloc::string::String>,
    #[prost(btree_map = "string, string", tag = "8")]
    pub extras: ::prost::alloc::collections::BTreeMap<
        ::prost::alloc::string::String,
        ::prost::alloc::string::String,
    >,
    #[prost(uint32, tag = "9")]
    pub app_id: u32,
    #[prost(int64, tag = "10")]
    pub sender_id: i64,
}
impl ::core::fmt::Debug for ApiRequestEvent {
    fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        f.debug_struct("ApiRequestEvent")
            .field("api_index", &self.api_index)
            .field("api_name", &self.api_name)
            .field("body", &crate::redact::hide(self.body.is_empty()))
            .finish()
    }
}
impl ::core::fmt::Debug for ConfirmLinkMezonOtpData {
    fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        f.debug_struct("ConfirmLinkMezonOtpData")
            .field("r#type", &self.r#type)
            .field("value", &crate::redact::hide(self.value.is_empty()))
            .finish()
    }
}
impl ::core::fmt::Debug for FcmTokens {
    fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        f.debug_struct("FcmTokens")
            .field("device_id", &self.device_id)
            .field("token_id", &crate::redact::hide(self.token_id.is_empty()))
            .field("platform", &self.platform)
            .finish()
    }
}
impl ::core::fmt::Debug for UserProfileRedis {
    fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        f.debug_struct("UserProfileRedis")
            .field("user_id", &self.user_id)
            .field("username", &self.username)
            .field("avatar", &self.avatar)
            .field("display_name", &self.display_name)
            .field("user_status", &self.user_status)
            .field("status", &self.status)
            .field("online", &self.online)
            .field("fcm_tokens", &self.fcm_tokens)
            .field("joined_clans", &self.joined_clans)
            .field("app_token", &crate::redact::hide(self.app_token.is_empty()))
            .field("create_time_second", &self.create_time_second)
            .field("app_url", &self.app_url)
            .field("is_bot", &self.is_bot)
            .field("voip_token", &crate::redact::hide(self.voip_token.is_empty()))
            .finish()
    }
}
impl ::core::fmt::Debug for UserProfileUpdatedEvent {
    fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        f.debug_struct("UserProfileUpdatedEvent")
            .field("user_id", &self.user_id)
            .field("display_name", &self.display_name)
            .field("avatar", &self.avatar)
            .field("about_me", &self.about_me)
            .field("channel_id", &self.channel_id)
            .field("clan_id", &self.clan_id)
            .field("encrypt_private_key", &crate::redact::hide(self.encrypt_private_key.is_empty()))
            .finish()
    }
}
