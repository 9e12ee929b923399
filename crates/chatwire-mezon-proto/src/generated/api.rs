// Made by `cargo xtask codegen` from proto/ (package mezon.api). Do not edit.

/// Answer to `GetAccount`.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
#[prost(skip_debug)]
pub struct Account {
    #[prost(message, optional, tag = "1")]
    pub user: ::core::option::Option<User>,
    #[prost(string, tag = "2")]
    pub email: ::prost::alloc::string::String,
    #[prost(string, tag = "3")]
    pub qr_code: ::prost::alloc::string::String,
    #[prost(uint32, tag = "4")]
    pub verify_time_seconds: u32,
    #[prost(uint32, tag = "5")]
    pub disable_time_seconds: u32,
    #[prost(string, tag = "6")]
    pub logo: ::prost::alloc::string::String,
    #[prost(string, tag = "7")]
    pub splash_screen: ::prost::alloc::string::String,
    #[prost(string, tag = "8")]
    pub encrypt_private_key: ::prost::alloc::string::String,
    #[prost(bool, tag = "9")]
    pub password_setted: bool,
}
#[derive(Clone, PartialEq, ::prost::Message)]
#[prost(skip_debug)]
pub struct AccountRefresh {
    #[prost(string, tag = "1")]
    pub token: ::prost::alloc::string::String,
    #[prost(btree_map = "string, string", tag = "2")]
    pub vars: ::prost::alloc::collections::BTreeMap<
        ::prost::alloc::string::String,
        ::prost::alloc::string::String,
    >,
}
/// Request of `AddFriends`.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct AddFriendsRequest {
    #[prost(int64, repeated, tag = "1")]
    pub ids: ::prost::alloc::vec::Vec<i64>,
    #[prost(string, repeated, tag = "2")]
    pub usernames: ::prost::alloc::vec::Vec<::prost::alloc::string::String>,
}
/// Answer to `AddFriends`.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct AddFriendsResponse {
    #[prost(int64, repeated, tag = "1")]
    pub ids: ::prost::alloc::vec::Vec<i64>,
    #[prost(string, repeated, tag = "2")]
    pub usernames: ::prost::alloc::vec::Vec<::prost::alloc::string::String>,
}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct AddGroupUsersRequest {
    #[prost(int64, tag = "1")]
    pub group_id: i64,
    #[prost(int64, repeated, tag = "2")]
    pub user_ids: ::prost::alloc::vec::Vec<i64>,
}
/// Asks for new tokens by the refresh token.
#[derive(Clone, PartialEq, ::prost::Message)]
#[prost(skip_debug)]
pub struct SessionRefreshRequest {
    #[prost(string, tag = "1")]
    pub token: ::prost::alloc::string::String,
    #[prost(btree_map = "string, string", tag = "2")]
    pub vars: ::prost::alloc::collections::BTreeMap<
        ::prost::alloc::string::String,
        ::prost::alloc::string::String,
    >,
    #[prost(bool, tag = "3")]
    pub is_remember: bool,
}
/// Ends a session.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
#[prost(skip_debug)]
pub struct SessionLogoutRequest {
    #[prost(string, tag = "1")]
    pub token: ::prost::alloc::string::String,
    #[prost(string, tag = "2")]
    pub refresh_token: ::prost::alloc::string::String,
    #[prost(string, tag = "3")]
    pub device_id: ::prost::alloc::string::String,
    #[prost(string, tag = "4")]
    pub fcm_token: ::prost::alloc::string::String,
    #[prost(string, tag = "5")]
    pub platform: ::prost::alloc::string::String,
}
/// Answer to `IsBanned`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct IsBannedResponse {
    #[prost(bool, tag = "1")]
    pub is_banned: bool,
    #[prost(int32, tag = "2")]
    pub expired_ban_time: i32,
}
/// Request of `IsBanned`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct IsBannedRequest {
    #[prost(int64, tag = "1")]
    pub channel_id: i64,
}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct BanGroupUsersRequest {
    #[prost(int64, tag = "1")]
    pub group_id: i64,
    #[prost(int64, repeated, tag = "2")]
    pub user_ids: ::prost::alloc::vec::Vec<i64>,
}
/// Request of `BlockFriends` and `UnblockFriends`.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct BlockFriendsRequest {
    #[prost(int64, repeated, tag = "1")]
    pub ids: ::prost::alloc::vec::Vec<i64>,
    #[prost(string, repeated, tag = "2")]
    pub usernames: ::prost::alloc::vec::Vec<::prost::alloc::string::String>,
}
/// A message as the server pushes it and keeps it; the four lists and the content are encoded once more inside.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct ChannelMessage {
    #[prost(int64, tag = "1")]
    pub clan_id: i64,
    #[prost(int64, tag = "2")]
    pub channel_id: i64,
    #[prost(int64, tag = "3")]
    pub message_id: i64,
    #[prost(int32, tag = "4")]
    pub code: i32,
    #[prost(int64, tag = "5")]
    pub sender_id: i64,
    #[prost(string, tag = "6")]
    pub username: ::prost::alloc::string::String,
    #[prost(string, tag = "7")]
    pub avatar: ::prost::alloc::string::String,
    /// JSON text
    #[prost(string, tag = "8")]
    pub content: ::prost::alloc::string::String,
    #[prost(string, tag = "9")]
    pub channel_label: ::prost::alloc::string::String,
    #[prost(string, tag = "10")]
    pub clan_logo: ::prost::alloc::string::String,
    #[prost(string, tag = "11")]
    pub category_name: ::prost::alloc::string::String,
    #[prost(string, tag = "12")]
    pub display_name: ::prost::alloc::string::String,
    #[prost(string, tag = "13")]
    pub clan_nick: ::prost::alloc::string::String,
    #[prost(string, tag = "14")]
    pub clan_avatar: ::prost::alloc::string::String,
    #[prost(bytes = "bytes", tag = "15")]
    pub reactions: ::prost::bytes::Bytes,
    #[prost(bytes = "bytes", tag = "16")]
    pub mentions: ::prost::bytes::Bytes,
    #[prost(bytes = "bytes", tag = "17")]
    pub attachments: ::prost::bytes::Bytes,
    #[prost(bytes = "bytes", tag = "18")]
    pub references: ::prost::bytes::Bytes,
    #[prost(bytes = "bytes", tag = "19")]
    pub referenced_message: ::prost::bytes::Bytes,
    #[prost(uint32, tag = "20")]
    pub create_time_seconds: u32,
    #[prost(uint32, tag = "21")]
    pub update_time_seconds: u32,
    #[prost(int32, tag = "22")]
    pub mode: i32,
    #[prost(bool, tag = "23")]
    pub hide_editted: bool,
    #[prost(bool, tag = "24")]
    pub is_public: bool,
    #[prost(int64, tag = "25")]
    pub topic_id: i64,
}
/// A mention of a user or a role in a text; offsets count UTF-16 units.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct MessageMention {
    #[prost(int64, tag = "1")]
    pub id: i64,
    #[prost(int64, tag = "2")]
    pub user_id: i64,
    #[prost(string, tag = "3")]
    pub username: ::prost::alloc::string::String,
    #[prost(int64, tag = "4")]
    pub role_id: i64,
    #[prost(string, tag = "5")]
    pub rolename: ::prost::alloc::string::String,
    #[prost(uint32, tag = "6")]
    pub create_time_seconds: u32,
    #[prost(int32, tag = "7")]
    pub s: i32,
    #[prost(int32, tag = "8")]
    pub e: i32,
}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct NotificationInfo {
    #[prost(string, tag = "1")]
    pub username: ::prost::alloc::string::String,
    #[prost(string, tag = "2")]
    pub avatar: ::prost::alloc::string::String,
    #[prost(string, tag = "3")]
    pub clan_nick: ::prost::alloc::string::String,
    #[prost(string, tag = "4")]
    pub clan_avatar: ::prost::alloc::string::String,
    #[prost(string, tag = "5")]
    pub display_name: ::prost::alloc::string::String,
    #[prost(string, tag = "6")]
    pub channel_label: ::prost::alloc::string::String,
    #[prost(int32, tag = "7")]
    pub channel_type: i32,
    #[prost(string, tag = "8")]
    pub category_name: ::prost::alloc::string::String,
    #[prost(string, tag = "9")]
    pub clan_name: ::prost::alloc::string::String,
    #[prost(string, tag = "10")]
    pub clan_logo: ::prost::alloc::string::String,
    #[prost(message, optional, tag = "11")]
    pub channel: ::core::option::Option<ChannelDescription>,
}
/// A reaction that was put to a message or taken from it.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct MessageReaction {
    #[prost(int64, tag = "1")]
    pub id: i64,
    #[prost(int64, tag = "2")]
    pub emoji_id: i64,
    #[prost(string, tag = "3")]
    pub emoji: ::prost::alloc::string::String,
    #[prost(int64, tag = "4")]
    pub sender_id: i64,
    #[prost(string, tag = "5")]
    pub sender_name: ::prost::alloc::string::String,
    #[prost(string, tag = "6")]
    pub sender_avatar: ::prost::alloc::string::String,
    #[prost(bool, tag = "7")]
    pub action: bool,
    #[prost(int32, tag = "8")]
    pub count: i32,
    #[prost(int64, tag = "9")]
    pub channel_id: i64,
    #[prost(int64, tag = "10")]
    pub message_id: i64,
    #[prost(int64, tag = "11")]
    pub clan_id: i64,
    #[prost(int32, tag = "12")]
    pub mode: i32,
    #[prost(int64, tag = "13")]
    pub message_sender_id: i64,
    #[prost(bool, tag = "14")]
    pub is_public: bool,
    #[prost(int64, tag = "15")]
    pub topic_id: i64,
    #[prost(int64, tag = "16")]
    pub emoji_recent_id: i64,
}
/// A file that belongs to a message.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct MessageAttachment {
    #[prost(string, tag = "1")]
    pub filename: ::prost::alloc::string::String,
    #[prost(int32, tag = "2")]
    pub size: i32,
    #[prost(string, tag = "3")]
    pub url: ::prost::alloc::string::String,
    #[prost(string, tag = "4")]
    pub filetype: ::prost::alloc::string::String,
    #[prost(int32, tag = "5")]
    pub width: i32,
    #[prost(int32, tag = "6")]
    pub height: i32,
    #[prost(string, tag = "7")]
    pub thumbnail: ::prost::alloc::string::String,
    #[prost(int32, tag = "8")]
    pub duration: i32,
}
/// The message that another one answers.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct MessageRef {
    #[prost(int64, tag = "1")]
    pub message_id: i64,
    #[prost(int64, tag = "2")]
    pub message_ref_id: i64,
    #[prost(string, tag = "3")]
    pub content: ::prost::alloc::string::String,
    #[prost(bool, tag = "4")]
    pub has_attachment: bool,
    #[prost(int32, tag = "5")]
    pub ref_type: i32,
    #[prost(int64, tag = "6")]
    pub message_sender_id: i64,
    #[prost(string, tag = "7")]
    pub message_sender_username: ::prost::alloc::string::String,
    #[prost(string, tag = "8")]
    pub message_sender_avatar: ::prost::alloc::string::String,
    #[prost(string, tag = "9")]
    pub message_sender_clan_nick: ::prost::alloc::string::String,
    #[prost(string, tag = "10")]
    pub message_sender_display_name: ::prost::alloc::string::String,
}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct MessageDeleted {
    #[prost(int64, tag = "1")]
    pub message_id: i64,
    #[prost(string, tag = "2")]
    pub deletor: ::prost::alloc::string::String,
}
/// Answer to `ListChannelMessages`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct ChannelMessageList {
    #[prost(message, repeated, tag = "1")]
    pub messages: ::prost::alloc::vec::Vec<ChannelMessage>,
    #[prost(message, optional, tag = "2")]
    pub last_seen_message: ::core::option::Option<ChannelMessageHeader>,
    #[prost(message, optional, tag = "3")]
    pub last_sent_message: ::core::option::Option<ChannelMessageHeader>,
}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct CreateGroupRequest {
    #[prost(string, tag = "1")]
    pub name: ::prost::alloc::string::String,
    #[prost(string, tag = "2")]
    pub description: ::prost::alloc::string::String,
    #[prost(string, tag = "3")]
    pub lang_tag: ::prost::alloc::string::String,
    #[prost(string, tag = "4")]
    pub avatar_url: ::prost::alloc::string::String,
    #[prost(bool, tag = "5")]
    pub open: bool,
    #[prost(int32, tag = "6")]
    pub max_count: i32,
}
/// Request of `DeleteFriends`.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct DeleteFriendsRequest {
    #[prost(int64, repeated, tag = "1")]
    pub ids: ::prost::alloc::vec::Vec<i64>,
    #[prost(string, repeated, tag = "2")]
    pub usernames: ::prost::alloc::vec::Vec<::prost::alloc::string::String>,
}
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct DeleteGroupRequest {
    #[prost(int64, tag = "1")]
    pub group_id: i64,
}
/// Request of `DeleteNotifications`.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct DeleteNotificationsRequest {
    #[prost(int64, repeated, tag = "1")]
    pub ids: ::prost::alloc::vec::Vec<i64>,
    #[prost(int32, tag = "2")]
    pub category: i32,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct Event {
    #[prost(string, tag = "1")]
    pub name: ::prost::alloc::string::String,
    #[prost(btree_map = "string, string", tag = "2")]
    pub properties: ::prost::alloc::collections::BTreeMap<
        ::prost::alloc::string::String,
        ::prost::alloc::string::String,
    >,
    #[prost(uint32, tag = "3")]
    pub timestamp_seconds: u32,
    #[prost(bool, tag = "4")]
    pub external: bool,
}
/// Part of `FriendList`.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct Friend {
    #[prost(message, optional, tag = "1")]
    pub user: ::core::option::Option<User>,
    #[prost(int32, tag = "2")]
    pub state: i32,
    #[prost(uint32, tag = "3")]
    pub update_time_seconds: u32,
    #[prost(int64, tag = "4")]
    pub source_id: i64,
}
/// Nested message and enum types in `Friend`.
pub mod friend {
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
    pub enum State {
        Friend = 0,
        InviteSent = 1,
        InviteReceived = 2,
        Blocked = 3,
    }
    impl State {
        /// String value of the enum field names used in the ProtoBuf definition.
        ///
        /// The values are not transformed in any way and thus are considered stable
        /// (if the ProtoBuf definition does not change) and safe for programmatic use.
        pub fn as_str_name(&self) -> &'static str {
            match self {
                Self::Friend => "FRIEND",
                Self::InviteSent => "INVITE_SENT",
                Self::InviteReceived => "INVITE_RECEIVED",
                Self::Blocked => "BLOCKED",
            }
        }
        /// Creates an enum from field names used in the ProtoBuf definition.
        pub fn from_str_name(value: &str) -> ::core::option::Option<Self> {
            match value {
                "FRIEND" => Some(Self::Friend),
                "INVITE_SENT" => Some(Self::InviteSent),
                "INVITE_RECEIVED" => Some(Self::InviteReceived),
                "BLOCKED" => Some(Self::Blocked),
                _ => None,
            }
        }
    }
}
/// Answer to `ListFriends`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct FriendList {
    #[prost(message, repeated, tag = "1")]
    pub friends: ::prost::alloc::vec::Vec<Friend>,
    #[prost(string, tag = "2")]
    pub cursor: ::prost::alloc::string::String,
}
/// Request of `UpdateUser`.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct UpdateUsersRequest {
    #[prost(string, tag = "2")]
    pub display_name: ::prost::alloc::string::String,
    #[prost(string, tag = "3")]
    pub avatar_url: ::prost::alloc::string::String,
}
/// Answer to `ListChannelUsers`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct ChannelUserList {
    #[prost(message, repeated, tag = "1")]
    pub channel_users: ::prost::alloc::vec::Vec<channel_user_list::ChannelUser>,
    #[prost(string, tag = "2")]
    pub cursor: ::prost::alloc::string::String,
    #[prost(int64, tag = "3")]
    pub channel_id: i64,
}
/// Nested message and enum types in `ChannelUserList`.
pub mod channel_user_list {
    /// Part of `ChannelUserList`.
    #[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
    pub struct ChannelUser {
        #[prost(int64, tag = "1")]
        pub user_id: i64,
        #[prost(int64, repeated, tag = "2")]
        pub role_id: ::prost::alloc::vec::Vec<i64>,
        #[prost(int64, tag = "3")]
        pub id: i64,
        #[prost(int64, tag = "4")]
        pub thread_id: i64,
        #[prost(string, tag = "5")]
        pub clan_nick: ::prost::alloc::string::String,
        #[prost(string, tag = "6")]
        pub clan_avatar: ::prost::alloc::string::String,
        #[prost(int64, tag = "7")]
        pub clan_id: i64,
        #[prost(int64, tag = "8")]
        pub added_by: i64,
        #[prost(bool, tag = "9")]
        pub is_banned: bool,
        #[prost(int32, tag = "10")]
        pub expired_ban_time: i32,
    }
}
/// Part of `VoiceChannelUserList`.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct VoiceChannelUser {
    #[prost(string, repeated, tag = "1")]
    pub user_ids: ::prost::alloc::vec::Vec<::prost::alloc::string::String>,
    #[prost(int64, tag = "2")]
    pub channel_id: i64,
    #[prost(string, tag = "3")]
    pub room_name: ::prost::alloc::string::String,
    #[prost(string, repeated, tag = "4")]
    pub share_screen_ids: ::prost::alloc::vec::Vec<::prost::alloc::string::String>,
}
/// Answer to `ListChannelVoiceUsers`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct VoiceChannelUserList {
    #[prost(message, repeated, tag = "1")]
    pub voice_channel_users: ::prost::alloc::vec::Vec<VoiceChannelUser>,
}
/// Part of `ChannelAttachmentList`.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct ChannelAttachment {
    #[prost(int64, tag = "1")]
    pub id: i64,
    #[prost(string, tag = "2")]
    pub filename: ::prost::alloc::string::String,
    #[prost(string, tag = "3")]
    pub filetype: ::prost::alloc::string::String,
    #[prost(string, tag = "4")]
    pub filesize: ::prost::alloc::string::String,
    #[prost(string, tag = "5")]
    pub url: ::prost::alloc::string::String,
    #[prost(int64, tag = "6")]
    pub uploader: i64,
    #[prost(uint32, tag = "7")]
    pub create_time_seconds: u32,
    #[prost(int64, tag = "8")]
    pub message_id: i64,
    #[prost(int32, tag = "9")]
    pub width: i32,
    #[prost(int32, tag = "10")]
    pub height: i32,
}
/// Answer to `ListChannelAttachment`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct ChannelAttachmentList {
    #[prost(message, repeated, tag = "1")]
    pub attachments: ::prost::alloc::vec::Vec<ChannelAttachment>,
}
/// Answer to `ListClanUsers`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct ClanUserList {
    #[prost(message, repeated, tag = "1")]
    pub clan_users: ::prost::alloc::vec::Vec<clan_user_list::ClanUser>,
    #[prost(string, tag = "2")]
    pub cursor: ::prost::alloc::string::String,
    #[prost(int64, tag = "3")]
    pub clan_id: i64,
}
/// Nested message and enum types in `ClanUserList`.
pub mod clan_user_list {
    /// Part of `ClanUserList`.
    #[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
    pub struct ClanUser {
        #[prost(message, optional, tag = "1")]
        pub user: ::core::option::Option<super::User>,
        #[prost(int64, repeated, tag = "2")]
        pub role_id: ::prost::alloc::vec::Vec<i64>,
        #[prost(string, tag = "3")]
        pub clan_nick: ::prost::alloc::string::String,
        #[prost(string, tag = "4")]
        pub clan_avatar: ::prost::alloc::string::String,
        #[prost(int64, tag = "5")]
        pub clan_id: i64,
    }
}
/// Request of `RegistFCMDeviceToken`.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
#[prost(skip_debug)]
pub struct RegistFcmDeviceTokenRequest {
    #[prost(string, tag = "1")]
    pub token: ::prost::alloc::string::String,
    #[prost(string, tag = "2")]
    pub device_id: ::prost::alloc::string::String,
    #[prost(string, tag = "3")]
    pub platform: ::prost::alloc::string::String,
    #[prost(string, tag = "4")]
    pub voip_token: ::prost::alloc::string::String,
}
/// Answer to `RegistFCMDeviceToken`.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
#[prost(skip_debug)]
pub struct RegistFcmDeviceTokenResponse {
    #[prost(string, tag = "1")]
    pub token: ::prost::alloc::string::String,
    #[prost(string, tag = "2")]
    pub device_id: ::prost::alloc::string::String,
    #[prost(string, tag = "3")]
    pub platform: ::prost::alloc::string::String,
}
/// Request of `ListChannelMessages`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct ListChannelMessagesRequest {
    #[prost(int64, tag = "1")]
    pub clan_id: i64,
    #[prost(int64, tag = "2")]
    pub channel_id: i64,
    #[prost(int64, tag = "3")]
    pub message_id: i64,
    #[prost(int32, tag = "4")]
    pub limit: i32,
    #[prost(int32, tag = "5")]
    pub direction: i32,
    #[prost(int64, tag = "6")]
    pub topic_id: i64,
}
/// Request of `ListFriends`.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct ListFriendsRequest {
    #[prost(int32, tag = "1")]
    pub limit: i32,
    #[prost(int32, tag = "2")]
    pub state: i32,
    #[prost(string, tag = "3")]
    pub cursor: ::prost::alloc::string::String,
}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct ListGroupsRequest {
    #[prost(string, tag = "1")]
    pub name: ::prost::alloc::string::String,
    #[prost(string, tag = "2")]
    pub cursor: ::prost::alloc::string::String,
    #[prost(int32, tag = "3")]
    pub limit: i32,
    #[prost(string, tag = "4")]
    pub lang_tag: ::prost::alloc::string::String,
    #[prost(int32, tag = "5")]
    pub members: i32,
    #[prost(bool, tag = "6")]
    pub open: bool,
}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct ListGroupUsersRequest {
    #[prost(int64, tag = "1")]
    pub group_id: i64,
    #[prost(int32, tag = "2")]
    pub limit: i32,
    #[prost(int32, tag = "3")]
    pub state: i32,
    #[prost(string, tag = "4")]
    pub cursor: ::prost::alloc::string::String,
}
/// Request of `ListStreamingChannelUsers`, `ListChannelUsers` and `ListChannelVoiceUsers`.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct ListChannelUsersRequest {
    #[prost(int64, tag = "1")]
    pub clan_id: i64,
    #[prost(int64, tag = "2")]
    pub channel_id: i64,
    #[prost(int32, tag = "3")]
    pub channel_type: i32,
    #[prost(int32, tag = "4")]
    pub limit: i32,
    #[prost(int32, tag = "5")]
    pub state: i32,
    #[prost(string, tag = "6")]
    pub cursor: ::prost::alloc::string::String,
}
/// Request of `ListChannelAttachment`.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct ListChannelAttachmentRequest {
    #[prost(int64, tag = "1")]
    pub clan_id: i64,
    #[prost(int64, tag = "2")]
    pub channel_id: i64,
    #[prost(string, tag = "3")]
    pub file_type: ::prost::alloc::string::String,
    #[prost(int32, tag = "4")]
    pub limit: i32,
    #[prost(int32, tag = "5")]
    pub state: i32,
    #[prost(uint32, tag = "6")]
    pub before: u32,
    #[prost(uint32, tag = "7")]
    pub after: u32,
    #[prost(uint32, tag = "8")]
    pub around: u32,
}
/// Request of `ListClanUsers`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct ListClanUsersRequest {
    #[prost(int64, tag = "1")]
    pub clan_id: i64,
}
/// Request of `ListClanUsersStatus`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct ListClanUsersStatusRequest {
    #[prost(int64, tag = "1")]
    pub clan_id: i64,
}
/// Part of `ClanUserStatusList`.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct ClanUserStatusEntry {
    #[prost(int64, tag = "1")]
    pub user_id: i64,
    #[prost(string, tag = "2")]
    pub user_status: ::prost::alloc::string::String,
}
/// Answer to `ListClanUsersStatus`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct ClanUserStatusList {
    #[prost(message, repeated, tag = "1")]
    pub clan_user_statuses: ::prost::alloc::vec::Vec<ClanUserStatusEntry>,
}
/// Request of `ListNotifications`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct ListNotificationsRequest {
    #[prost(int32, tag = "1")]
    pub limit: i32,
    #[prost(int64, tag = "2")]
    pub clan_id: i64,
    #[prost(int64, tag = "3")]
    pub notification_id: i64,
    #[prost(int32, tag = "4")]
    pub category: i32,
    #[prost(int32, tag = "5")]
    pub direction: i32,
}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct ListUserGroupsRequest {
    #[prost(int64, tag = "1")]
    pub user_id: i64,
    #[prost(int32, tag = "2")]
    pub limit: i32,
    #[prost(int32, tag = "3")]
    pub state: i32,
    #[prost(string, tag = "4")]
    pub cursor: ::prost::alloc::string::String,
}
/// A notice for a user; the content is JSON text or an encoded `DirectFcmProto`.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct Notification {
    #[prost(int64, tag = "1")]
    pub id: i64,
    #[prost(string, tag = "2")]
    pub subject: ::prost::alloc::string::String,
    #[prost(bytes = "bytes", tag = "3")]
    pub content: ::prost::bytes::Bytes,
    #[prost(int32, tag = "4")]
    pub code: i32,
    #[prost(int64, tag = "5")]
    pub sender_id: i64,
    #[prost(uint32, tag = "6")]
    pub create_time_seconds: u32,
    #[prost(bool, tag = "7")]
    pub persistent: bool,
    #[prost(int64, tag = "8")]
    pub clan_id: i64,
    #[prost(int64, tag = "9")]
    pub channel_id: i64,
    #[prost(int32, tag = "10")]
    pub channel_type: i32,
    #[prost(string, tag = "11")]
    pub avatar_url: ::prost::alloc::string::String,
    #[prost(message, optional, tag = "12")]
    pub channel: ::core::option::Option<ChannelDescription>,
    #[prost(int64, tag = "13")]
    pub topic_id: i64,
    #[prost(int32, tag = "14")]
    pub category: i32,
}
/// Part of `EmojiRecentList`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct EmojiRecent {
    #[prost(int64, tag = "1")]
    pub emoji_recents_id: i64,
    #[prost(int64, tag = "2")]
    pub emoji_id: i64,
    #[prost(uint32, tag = "3")]
    pub update_time_seconds: u32,
}
/// Answer to `EmojiRecentList`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct EmojiRecentList {
    #[prost(message, repeated, tag = "1")]
    pub emoji_recents: ::prost::alloc::vec::Vec<EmojiRecent>,
}
/// Answer to `ListNotifications`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct NotificationList {
    #[prost(message, repeated, tag = "1")]
    pub notifications: ::prost::alloc::vec::Vec<Notification>,
    #[prost(string, tag = "2")]
    pub cacheable_cursor: ::prost::alloc::string::String,
}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct PromoteGroupUsersRequest {
    #[prost(int64, tag = "1")]
    pub group_id: i64,
    #[prost(int64, repeated, tag = "2")]
    pub user_ids: ::prost::alloc::vec::Vec<i64>,
}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct DemoteGroupUsersRequest {
    #[prost(int64, tag = "1")]
    pub group_id: i64,
    #[prost(int64, repeated, tag = "2")]
    pub user_ids: ::prost::alloc::vec::Vec<i64>,
}
/// A call of the server framework below; the service does not use it.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct Rpc {
    #[prost(string, tag = "1")]
    pub id: ::prost::alloc::string::String,
    #[prost(string, tag = "2")]
    pub payload: ::prost::alloc::string::String,
    #[prost(string, tag = "3")]
    pub http_key: ::prost::alloc::string::String,
}
/// What a login or a refresh gives: tokens, and the hosts to go on with. A push of it may be partial.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
#[prost(skip_debug)]
pub struct Session {
    #[prost(bool, tag = "1")]
    pub created: bool,
    /// JWT for calls and the socket
    #[prost(string, tag = "2")]
    pub token: ::prost::alloc::string::String,
    /// JWT for `SessionRefresh`; may be missing
    #[prost(string, tag = "3")]
    pub refresh_token: ::prost::alloc::string::String,
    /// some gateways send text here
    #[prost(int64, tag = "4")]
    pub user_id: i64,
    #[prost(bool, tag = "5")]
    pub is_remember: bool,
    /// host of all later calls
    #[prost(string, tag = "6")]
    pub api_url: ::prost::alloc::string::String,
    #[prost(string, tag = "7")]
    pub id_token: ::prost::alloc::string::String,
    /// host of the socket, normally without a scheme
    #[prost(string, tag = "8")]
    pub ws_url: ::prost::alloc::string::String,
    #[prost(string, tag = "9")]
    pub session_id: ::prost::alloc::string::String,
    /// `host:port` of the TCP transport
    #[prost(string, tag = "10")]
    pub tcp_url: ::prost::alloc::string::String,
}
/// Request of `UpdateUsername`.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct UpdateUsernameRequest {
    #[prost(string, tag = "1")]
    pub username: ::prost::alloc::string::String,
    #[prost(string, tag = "2")]
    pub display_name: ::prost::alloc::string::String,
}
/// Request of `UpdateAccount`.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
#[prost(skip_debug)]
pub struct UpdateAccountRequest {
    #[prost(message, optional, tag = "1")]
    pub display_name: ::core::option::Option<::prost::alloc::string::String>,
    #[prost(message, optional, tag = "2")]
    pub avatar_url: ::core::option::Option<::prost::alloc::string::String>,
    #[prost(message, optional, tag = "3")]
    pub lang_tag: ::core::option::Option<::prost::alloc::string::String>,
    #[prost(message, optional, tag = "4")]
    pub location: ::core::option::Option<::prost::alloc::string::String>,
    #[prost(message, optional, tag = "5")]
    pub timezone: ::core::option::Option<::prost::alloc::string::String>,
    #[prost(message, optional, tag = "6")]
    pub about_me: ::core::option::Option<::prost::alloc::string::String>,
    #[prost(uint32, tag = "7")]
    pub dob_seconds: u32,
    #[prost(message, optional, tag = "8")]
    pub logo: ::core::option::Option<::prost::alloc::string::String>,
    #[prost(message, optional, tag = "9")]
    pub splash_screen: ::core::option::Option<::prost::alloc::string::String>,
    #[prost(string, tag = "10")]
    pub encrypt_private_key: ::prost::alloc::string::String,
    #[prost(message, optional, tag = "11")]
    pub email: ::core::option::Option<::prost::alloc::string::String>,
}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct UpdateGroupRequest {
    #[prost(int64, tag = "1")]
    pub group_id: i64,
    #[prost(message, optional, tag = "2")]
    pub name: ::core::option::Option<::prost::alloc::string::String>,
    #[prost(message, optional, tag = "3")]
    pub description: ::core::option::Option<::prost::alloc::string::String>,
    #[prost(message, optional, tag = "4")]
    pub lang_tag: ::core::option::Option<::prost::alloc::string::String>,
    #[prost(message, optional, tag = "5")]
    pub avatar_url: ::core::option::Option<::prost::alloc::string::String>,
    #[prost(bool, tag = "6")]
    pub open: bool,
}
/// Request of `UpdateCategory`.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct UpdateCategoryDescRequest {
    #[prost(int64, tag = "1")]
    pub category_id: i64,
    #[prost(string, tag = "2")]
    pub category_name: ::prost::alloc::string::String,
    #[prost(int64, tag = "3")]
    pub clan_id: i64,
}
/// Part of `Account`, `Friend`, `ClanUserList.ClanUser`, `Users` and others.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct User {
    #[prost(int64, tag = "1")]
    pub id: i64,
    #[prost(string, tag = "2")]
    pub username: ::prost::alloc::string::String,
    #[prost(string, tag = "3")]
    pub display_name: ::prost::alloc::string::String,
    #[prost(string, tag = "4")]
    pub avatar_url: ::prost::alloc::string::String,
    #[prost(string, tag = "5")]
    pub lang_tag: ::prost::alloc::string::String,
    #[prost(string, tag = "6")]
    pub location: ::prost::alloc::string::String,
    #[prost(string, tag = "7")]
    pub timezone: ::prost::alloc::string::String,
    #[prost(string, tag = "8")]
    pub user_status: ::prost::alloc::string::String,
    #[prost(bool, tag = "9")]
    pub online: bool,
    #[prost(string, tag = "10")]
    pub phone_number: ::prost::alloc::string::String,
    #[prost(int32, tag = "11")]
    pub edge_count: i32,
    #[prost(uint32, tag = "12")]
    pub create_time_seconds: u32,
    #[prost(uint32, tag = "13")]
    pub update_time_seconds: u32,
    #[prost(string, tag = "14")]
    pub about_me: ::prost::alloc::string::String,
    #[prost(uint32, tag = "15")]
    pub join_time_seconds: u32,
    #[prost(bool, tag = "16")]
    pub is_mobile: bool,
    #[prost(uint32, tag = "17")]
    pub dob_seconds: u32,
    #[prost(string, tag = "18")]
    pub mezon_id: ::prost::alloc::string::String,
    #[prost(string, repeated, tag = "19")]
    pub list_nick_names: ::prost::alloc::vec::Vec<::prost::alloc::string::String>,
    #[prost(string, tag = "20")]
    pub status: ::prost::alloc::string::String,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct Users {
    #[prost(message, repeated, tag = "1")]
    pub users: ::prost::alloc::vec::Vec<User>,
}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct ClanDescProfile {
    #[prost(int64, tag = "1")]
    pub clan_id: i64,
    #[prost(int64, tag = "2")]
    pub creator_id: i64,
    #[prost(string, tag = "3")]
    pub nick_name: ::prost::alloc::string::String,
    #[prost(string, tag = "4")]
    pub profile_banner: ::prost::alloc::string::String,
    #[prost(string, tag = "5")]
    pub profile_theme: ::prost::alloc::string::String,
    #[prost(string, tag = "6")]
    pub avatar_url: ::prost::alloc::string::String,
}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct UpdateClanDescProfileRequest {
    #[prost(int64, tag = "1")]
    pub clan_id: i64,
    #[prost(string, tag = "2")]
    pub nick_name: ::prost::alloc::string::String,
    #[prost(string, tag = "3")]
    pub profile_banner: ::prost::alloc::string::String,
    #[prost(string, tag = "4")]
    pub profile_theme: ::prost::alloc::string::String,
    #[prost(string, tag = "5")]
    pub avatar_url: ::prost::alloc::string::String,
}
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct ClanDescProfileRequest {
    #[prost(int64, tag = "1")]
    pub clan_id: i64,
}
/// A clan: the place that holds channels, roles and members.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct ClanDesc {
    #[prost(int64, tag = "1")]
    pub creator_id: i64,
    #[prost(string, tag = "2")]
    pub clan_name: ::prost::alloc::string::String,
    #[prost(string, tag = "3")]
    pub logo: ::prost::alloc::string::String,
    #[prost(string, tag = "4")]
    pub banner: ::prost::alloc::string::String,
    #[prost(int64, tag = "5")]
    pub clan_id: i64,
    #[prost(int32, tag = "6")]
    pub status: i32,
    #[prost(int32, tag = "7")]
    pub badge_count: i32,
    #[prost(bool, tag = "8")]
    pub is_onboarding: bool,
    #[prost(int64, tag = "9")]
    pub welcome_channel_id: i64,
    #[prost(string, tag = "10")]
    pub onboarding_banner: ::prost::alloc::string::String,
    #[prost(int32, tag = "11")]
    pub clan_order: i32,
    #[prost(bool, tag = "12")]
    pub is_community: bool,
    #[prost(string, tag = "13")]
    pub community_banner: ::prost::alloc::string::String,
    #[prost(string, tag = "14")]
    pub description: ::prost::alloc::string::String,
    #[prost(string, tag = "15")]
    pub about: ::prost::alloc::string::String,
    #[prost(string, tag = "16")]
    pub short_url: ::prost::alloc::string::String,
    #[prost(bool, tag = "17")]
    pub prevent_anonymous: bool,
    #[prost(bool, tag = "18")]
    pub has_unread_message: bool,
}
/// Request of `CreateClanDesc`.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct CreateClanDescRequest {
    #[prost(string, tag = "1")]
    pub clan_name: ::prost::alloc::string::String,
    #[prost(string, tag = "2")]
    pub logo: ::prost::alloc::string::String,
    #[prost(string, tag = "3")]
    pub banner: ::prost::alloc::string::String,
}
/// Request of `UpdateClanDesc`.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct UpdateClanDescRequest {
    #[prost(int64, tag = "1")]
    pub clan_id: i64,
    #[prost(string, tag = "2")]
    pub clan_name: ::prost::alloc::string::String,
    #[prost(message, optional, tag = "3")]
    pub logo: ::core::option::Option<::prost::alloc::string::String>,
    #[prost(message, optional, tag = "4")]
    pub banner: ::core::option::Option<::prost::alloc::string::String>,
    #[prost(int32, tag = "5")]
    pub status: i32,
    #[prost(message, optional, tag = "6")]
    pub is_onboarding: ::core::option::Option<bool>,
    #[prost(int64, tag = "7")]
    pub welcome_channel_id: i64,
    #[prost(message, optional, tag = "8")]
    pub onboarding_banner: ::core::option::Option<::prost::alloc::string::String>,
    #[prost(message, optional, tag = "9")]
    pub is_community: ::core::option::Option<bool>,
    #[prost(message, optional, tag = "10")]
    pub community_banner: ::core::option::Option<::prost::alloc::string::String>,
    #[prost(message, optional, tag = "11")]
    pub description: ::core::option::Option<::prost::alloc::string::String>,
    #[prost(message, optional, tag = "12")]
    pub about: ::core::option::Option<::prost::alloc::string::String>,
    #[prost(message, optional, tag = "13")]
    pub short_url: ::core::option::Option<::prost::alloc::string::String>,
    #[prost(bool, tag = "14")]
    pub prevent_anonymous: bool,
}
/// Request of `DeleteClanDesc`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct DeleteClanDescRequest {
    #[prost(int64, tag = "1")]
    pub clan_desc_id: i64,
}
/// Request of `ListClanDescs`.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct ListClanDescRequest {
    #[prost(int32, tag = "1")]
    pub limit: i32,
    #[prost(int32, tag = "2")]
    pub state: i32,
    #[prost(string, tag = "3")]
    pub cursor: ::prost::alloc::string::String,
}
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct ListClanUnreadMsgIndicatorRequest {
    #[prost(int64, tag = "1")]
    pub clan_id: i64,
}
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct ListClanUnreadMsgIndicatorResponse {
    #[prost(bool, tag = "1")]
    pub has_unread_message: bool,
}
/// Answer to `ListClanDescs`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct ClanDescList {
    #[prost(message, repeated, tag = "1")]
    pub clandesc: ::prost::alloc::vec::Vec<ClanDesc>,
}
/// Request of `CreateLinkInviteUser`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct LinkInviteUserRequest {
    #[prost(int64, tag = "1")]
    pub clan_id: i64,
    #[prost(int64, tag = "2")]
    pub channel_id: i64,
    #[prost(int32, tag = "3")]
    pub expiry_time: i32,
}
/// Request of `InviteUser`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct InviteUserRequest {
    #[prost(int64, tag = "1")]
    pub invite_id: i64,
}
/// Answer to `InviteUser`.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct InviteUserRes {
    #[prost(int64, tag = "1")]
    pub clan_id: i64,
    #[prost(int64, tag = "2")]
    pub channel_id: i64,
    #[prost(string, tag = "3")]
    pub clan_name: ::prost::alloc::string::String,
    #[prost(string, tag = "4")]
    pub channel_label: ::prost::alloc::string::String,
    #[prost(bool, tag = "5")]
    pub user_joined: bool,
    #[prost(uint32, tag = "6")]
    pub expiry_time_seconds: u32,
    #[prost(string, tag = "7")]
    pub clan_logo: ::prost::alloc::string::String,
    #[prost(int32, tag = "8")]
    pub member_count: i32,
    #[prost(string, tag = "9")]
    pub banner: ::prost::alloc::string::String,
    #[prost(string, tag = "10")]
    pub community_banner: ::prost::alloc::string::String,
    #[prost(bool, tag = "11")]
    pub is_community: bool,
}
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct JoinClanChannelRequest {
    #[prost(int64, tag = "1")]
    pub clan_id: i64,
    #[prost(int64, tag = "2")]
    pub channel_id: i64,
}
/// Answer to `CreateLinkInviteUser`.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct LinkInviteUser {
    #[prost(int64, tag = "1")]
    pub clan_id: i64,
    #[prost(int64, tag = "2")]
    pub creator_id: i64,
    #[prost(int64, tag = "3")]
    pub channel_id: i64,
    #[prost(string, tag = "4")]
    pub invite_link: ::prost::alloc::string::String,
    #[prost(uint32, tag = "5")]
    pub create_time_seconds: u32,
    #[prost(uint32, tag = "6")]
    pub expiry_time_seconds: u32,
    #[prost(int64, tag = "7")]
    pub id: i64,
}
/// Answer to `GetUserProfileOnClan`.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct ClanProfile {
    #[prost(int64, tag = "1")]
    pub user_id: i64,
    #[prost(string, tag = "2")]
    pub nick_name: ::prost::alloc::string::String,
    #[prost(string, tag = "3")]
    pub avatar: ::prost::alloc::string::String,
    #[prost(int64, tag = "4")]
    pub clan_id: i64,
    #[prost(string, tag = "5")]
    pub about: ::prost::alloc::string::String,
}
/// Request of `GetUserProfileOnClan`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct ClanProfileRequest {
    #[prost(int64, tag = "1")]
    pub clan_id: i64,
}
/// Request of `UpdateUserProfileByClan`.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct UpdateClanProfileRequest {
    #[prost(int64, tag = "1")]
    pub clan_id: i64,
    #[prost(message, optional, tag = "2")]
    pub nick_name: ::core::option::Option<::prost::alloc::string::String>,
    #[prost(message, optional, tag = "3")]
    pub avatar: ::core::option::Option<::prost::alloc::string::String>,
}
/// Request of `UpdateClanOrder`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct UpdateClanOrderRequest {
    #[prost(message, repeated, tag = "1")]
    pub clans_order: ::prost::alloc::vec::Vec<update_clan_order_request::ClanOrder>,
}
/// Nested message and enum types in `UpdateClanOrderRequest`.
pub mod update_clan_order_request {
    /// Part of `UpdateClanOrderRequest`.
    #[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
    pub struct ClanOrder {
        #[prost(int32, tag = "1")]
        pub order: i32,
        #[prost(int64, tag = "2")]
        pub clan_id: i64,
    }
}
/// Request of `ListCategoryDescs`. Answer to `CreateCategoryDesc`.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct CategoryDesc {
    #[prost(int64, tag = "1")]
    pub creator_id: i64,
    #[prost(int64, tag = "2")]
    pub clan_id: i64,
    #[prost(string, tag = "3")]
    pub category_name: ::prost::alloc::string::String,
    #[prost(int64, tag = "4")]
    pub category_id: i64,
    #[prost(int32, tag = "5")]
    pub category_order: i32,
}
/// Request of `UpdateCategoryOrder`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct UpdateCategoryOrderRequest {
    #[prost(int64, tag = "1")]
    pub clan_id: i64,
    #[prost(message, repeated, tag = "2")]
    pub categories: ::prost::alloc::vec::Vec<CategoryOrderUpdate>,
}
/// Request of `UpdateRoleOrder`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct UpdateRoleOrderRequest {
    #[prost(int64, tag = "1")]
    pub clan_id: i64,
    #[prost(message, repeated, tag = "2")]
    pub roles: ::prost::alloc::vec::Vec<RoleOrderUpdate>,
}
/// Part of `UpdateRoleOrderRequest`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct RoleOrderUpdate {
    #[prost(int64, tag = "1")]
    pub role_id: i64,
    #[prost(int32, tag = "2")]
    pub order: i32,
}
/// Part of `UpdateCategoryOrderRequest`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct CategoryOrderUpdate {
    #[prost(int64, tag = "1")]
    pub category_id: i64,
    #[prost(int32, tag = "2")]
    pub order: i32,
}
/// Request of `CreateCategoryDesc`.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct CreateCategoryDescRequest {
    #[prost(string, tag = "1")]
    pub category_name: ::prost::alloc::string::String,
    #[prost(int64, tag = "2")]
    pub clan_id: i64,
}
/// Request of `DeleteCategoryDesc`.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct DeleteCategoryDescRequest {
    #[prost(int64, tag = "1")]
    pub category_id: i64,
    #[prost(int64, tag = "2")]
    pub clan_id: i64,
    #[prost(string, tag = "3")]
    pub category_label: ::prost::alloc::string::String,
}
/// Answer to `ListCategoryDescs`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct CategoryDescList {
    #[prost(message, repeated, tag = "1")]
    pub categorydesc: ::prost::alloc::vec::Vec<CategoryDesc>,
}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct ListCategoryDescsRequest {
    #[prost(int32, tag = "1")]
    pub limit: i32,
    #[prost(int32, tag = "2")]
    pub state: i32,
    #[prost(string, tag = "3")]
    pub cursor: ::prost::alloc::string::String,
}
/// The head of a message, without its text.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct ChannelMessageHeader {
    #[prost(int64, tag = "1")]
    pub id: i64,
    #[prost(uint32, tag = "2")]
    pub timestamp_seconds: u32,
    #[prost(int64, tag = "3")]
    pub sender_id: i64,
    #[prost(string, tag = "4")]
    pub content: ::prost::alloc::string::String,
}
/// A channel, thread, direct or group conversation.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct ChannelDescription {
    #[prost(int64, tag = "1")]
    pub clan_id: i64,
    #[prost(int64, tag = "2")]
    pub parent_id: i64,
    #[prost(int64, tag = "3")]
    pub channel_id: i64,
    #[prost(int64, tag = "4")]
    pub category_id: i64,
    #[prost(string, tag = "5")]
    pub category_name: ::prost::alloc::string::String,
    #[prost(int32, tag = "6")]
    pub r#type: i32,
    #[prost(int64, tag = "7")]
    pub creator_id: i64,
    #[prost(string, tag = "8")]
    pub channel_label: ::prost::alloc::string::String,
    #[prost(int32, tag = "9")]
    pub channel_private: i32,
    #[prost(string, repeated, tag = "10")]
    pub avatars: ::prost::alloc::vec::Vec<::prost::alloc::string::String>,
    #[prost(int64, repeated, tag = "11")]
    pub user_ids: ::prost::alloc::vec::Vec<i64>,
    #[prost(message, optional, tag = "12")]
    pub last_sent_message: ::core::option::Option<ChannelMessageHeader>,
    #[prost(message, optional, tag = "13")]
    pub last_seen_message: ::core::option::Option<ChannelMessageHeader>,
    #[prost(bool, repeated, tag = "14")]
    pub onlines: ::prost::alloc::vec::Vec<bool>,
    #[prost(string, tag = "15")]
    pub meeting_code: ::prost::alloc::string::String,
    #[prost(int32, tag = "16")]
    pub count_mess_unread: i32,
    #[prost(int32, tag = "17")]
    pub active: i32,
    #[prost(string, tag = "18")]
    pub last_pin_message: ::prost::alloc::string::String,
    #[prost(string, repeated, tag = "19")]
    pub usernames: ::prost::alloc::vec::Vec<::prost::alloc::string::String>,
    #[prost(string, tag = "20")]
    pub creator_name: ::prost::alloc::string::String,
    #[prost(uint32, tag = "21")]
    pub create_time_seconds: u32,
    #[prost(uint32, tag = "22")]
    pub update_time_seconds: u32,
    #[prost(string, repeated, tag = "23")]
    pub display_names: ::prost::alloc::vec::Vec<::prost::alloc::string::String>,
    #[prost(string, tag = "24")]
    pub channel_avatar: ::prost::alloc::string::String,
    #[prost(string, tag = "25")]
    pub clan_name: ::prost::alloc::string::String,
    #[prost(int64, tag = "26")]
    pub app_id: i64,
    #[prost(bool, tag = "27")]
    pub is_mute: bool,
    #[prost(int32, tag = "28")]
    pub age_restricted: i32,
    #[prost(string, tag = "29")]
    pub topic: ::prost::alloc::string::String,
    #[prost(int32, tag = "30")]
    pub e2ee: i32,
    #[prost(int32, tag = "31")]
    pub member_count: i32,
}
/// Answer to `ListChannelDescs` and `SearchThread`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct ChannelDescList {
    #[prost(message, repeated, tag = "1")]
    pub channeldesc: ::prost::alloc::vec::Vec<ChannelDescription>,
}
/// Answer to `ListChannelByUserId` and `ListThreadDescs`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct ChannelDescListNoPool {
    #[prost(message, repeated, tag = "1")]
    pub channeldesc: ::prost::alloc::vec::Vec<ChannelDescription>,
    #[prost(int32, tag = "2")]
    pub page: i32,
}
/// Request of `ListThreadDescs`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct ListThreadRequest {
    #[prost(int32, tag = "1")]
    pub limit: i32,
    #[prost(int32, tag = "2")]
    pub state: i32,
    #[prost(int64, tag = "3")]
    pub clan_id: i64,
    #[prost(int64, tag = "4")]
    pub channel_id: i64,
    #[prost(int64, tag = "5")]
    pub thread_id: i64,
    #[prost(int32, tag = "6")]
    pub page: i32,
}
/// Request of `ListChannelDescs`.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct ListChannelDescsRequest {
    #[prost(int32, tag = "1")]
    pub limit: i32,
    #[prost(int32, tag = "2")]
    pub state: i32,
    #[prost(string, tag = "3")]
    pub cursor: ::prost::alloc::string::String,
    #[prost(int64, tag = "4")]
    pub clan_id: i64,
    #[prost(int32, tag = "5")]
    pub channel_type: i32,
    #[prost(bool, tag = "6")]
    pub is_mobile: bool,
    #[prost(int32, tag = "7")]
    pub page: i32,
}
/// Request of `ListChannelDetail`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct ListChannelDetailRequest {
    #[prost(int64, tag = "1")]
    pub channel_id: i64,
}
/// Request of `AddRolesChannelDesc`.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct AddRoleChannelDescRequest {
    #[prost(int64, repeated, tag = "1")]
    pub role_ids: ::prost::alloc::vec::Vec<i64>,
    #[prost(int64, tag = "2")]
    pub channel_id: i64,
}
/// Request of `CreateChannelDesc`.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct CreateChannelDescRequest {
    #[prost(int64, tag = "1")]
    pub clan_id: i64,
    #[prost(int64, tag = "2")]
    pub parent_id: i64,
    #[prost(int64, tag = "3")]
    pub channel_id: i64,
    #[prost(int64, tag = "4")]
    pub category_id: i64,
    #[prost(int32, tag = "5")]
    pub r#type: i32,
    #[prost(string, tag = "6")]
    pub channel_label: ::prost::alloc::string::String,
    #[prost(int32, tag = "7")]
    pub channel_private: i32,
    #[prost(int64, repeated, tag = "8")]
    pub user_ids: ::prost::alloc::vec::Vec<i64>,
    #[prost(int64, tag = "9")]
    pub app_id: i64,
}
/// Request of `DeleteChannelDesc`, `CloseDMByChannelId` and `OpenDMByChannelId`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct DeleteChannelDescRequest {
    #[prost(int64, tag = "1")]
    pub clan_id: i64,
    #[prost(int64, tag = "2")]
    pub channel_id: i64,
}
/// Request of `UpdateChannelDesc`.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct UpdateChannelDescRequest {
    #[prost(int64, tag = "1")]
    pub clan_id: i64,
    #[prost(int64, tag = "2")]
    pub channel_id: i64,
    #[prost(message, optional, tag = "3")]
    pub channel_label: ::core::option::Option<::prost::alloc::string::String>,
    #[prost(int64, tag = "4")]
    pub category_id: i64,
    #[prost(int64, tag = "5")]
    pub app_id: i64,
    #[prost(string, tag = "6")]
    pub topic: ::prost::alloc::string::String,
    #[prost(int32, tag = "7")]
    pub age_restricted: i32,
    #[prost(int32, tag = "8")]
    pub e2ee: i32,
    #[prost(message, optional, tag = "9")]
    pub channel_avatar: ::core::option::Option<::prost::alloc::string::String>,
}
/// Request of `UpdateChannelPrivate`.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct ChangeChannelPrivateRequest {
    #[prost(int64, tag = "1")]
    pub clan_id: i64,
    #[prost(int64, tag = "2")]
    pub channel_id: i64,
    #[prost(int32, tag = "3")]
    pub channel_private: i32,
    #[prost(int64, repeated, tag = "4")]
    pub user_ids: ::prost::alloc::vec::Vec<i64>,
    #[prost(int64, repeated, tag = "5")]
    pub role_ids: ::prost::alloc::vec::Vec<i64>,
}
/// Request of `AddChannelUsers`.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct AddChannelUsersRequest {
    #[prost(int64, tag = "1")]
    pub channel_id: i64,
    #[prost(int64, repeated, tag = "2")]
    pub user_ids: ::prost::alloc::vec::Vec<i64>,
}
/// Request of `RemoveChannelUsers`.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct RemoveChannelUsersRequest {
    #[prost(int64, tag = "1")]
    pub channel_id: i64,
    #[prost(int64, repeated, tag = "2")]
    pub user_ids: ::prost::alloc::vec::Vec<i64>,
}
/// Request of `RemoveClanUsers`.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct RemoveClanUsersRequest {
    #[prost(int64, tag = "1")]
    pub clan_id: i64,
    #[prost(int64, repeated, tag = "2")]
    pub user_ids: ::prost::alloc::vec::Vec<i64>,
}
/// Request of `BanClanUsers` and `UnbanClanUsers`.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct BanClanUsersRequest {
    #[prost(int64, tag = "1")]
    pub clan_id: i64,
    #[prost(int64, tag = "2")]
    pub channel_id: i64,
    #[prost(int64, repeated, tag = "3")]
    pub user_ids: ::prost::alloc::vec::Vec<i64>,
    #[prost(int32, tag = "4")]
    pub ban_time: i32,
    #[prost(string, tag = "5")]
    pub reason: ::prost::alloc::string::String,
}
/// Part of `BannedUserList`.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct BannedUser {
    #[prost(int64, tag = "1")]
    pub channel_id: i64,
    #[prost(int64, tag = "2")]
    pub banned_id: i64,
    #[prost(int64, tag = "3")]
    pub banner_id: i64,
    #[prost(int32, tag = "4")]
    pub ban_time: i32,
    #[prost(string, tag = "5")]
    pub reason: ::prost::alloc::string::String,
}
/// Request of `ListBannedUsers`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct BannedUserListRequest {
    #[prost(int64, tag = "1")]
    pub clan_id: i64,
    #[prost(int64, tag = "2")]
    pub channel_id: i64,
}
/// Answer to `ListBannedUsers`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct BannedUserList {
    #[prost(message, repeated, tag = "1")]
    pub banned_users: ::prost::alloc::vec::Vec<BannedUser>,
}
/// Request of `LeaveThread`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct LeaveThreadRequest {
    #[prost(int64, tag = "1")]
    pub clan_id: i64,
    #[prost(int64, tag = "2")]
    pub channel_id: i64,
}
/// Request of `ArchiveChannel`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct ArchiveChannelRequest {
    #[prost(int64, tag = "1")]
    pub clan_id: i64,
    #[prost(int64, tag = "2")]
    pub channel_id: i64,
}
/// Request of `ListArchivedChannelDescs`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct ListArchivedChannelDescsRequest {
    #[prost(int64, tag = "1")]
    pub clan_id: i64,
}
/// Answer to `ListArchivedChannelDescs`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct ListArchivedChannelDescsResponse {
    #[prost(message, repeated, tag = "1")]
    pub channeldesc: ::prost::alloc::vec::Vec<ChannelDescription>,
}
/// Answer to `CreateRole`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct Role {
    #[prost(int64, tag = "1")]
    pub id: i64,
    #[prost(string, tag = "2")]
    pub title: ::prost::alloc::string::String,
    #[prost(string, tag = "3")]
    pub color: ::prost::alloc::string::String,
    #[prost(string, tag = "4")]
    pub role_icon: ::prost::alloc::string::String,
    #[prost(string, tag = "5")]
    pub slug: ::prost::alloc::string::String,
    #[prost(string, tag = "6")]
    pub description: ::prost::alloc::string::String,
    #[prost(int64, tag = "7")]
    pub creator_id: i64,
    #[prost(int64, tag = "8")]
    pub clan_id: i64,
    #[prost(int32, tag = "9")]
    pub active: i32,
    #[prost(int32, tag = "10")]
    pub display_online: i32,
    #[prost(int32, tag = "11")]
    pub allow_mention: i32,
    #[prost(message, optional, tag = "12")]
    pub role_user_list: ::core::option::Option<RoleUserList>,
    #[prost(message, optional, tag = "13")]
    pub permission_list: ::core::option::Option<PermissionList>,
    #[prost(int32, tag = "14")]
    pub role_channel_active: i32,
    #[prost(int64, repeated, tag = "15")]
    pub channel_ids: ::prost::alloc::vec::Vec<i64>,
    #[prost(int32, tag = "16")]
    pub max_level_permission: i32,
    #[prost(int32, tag = "17")]
    pub order_role: i32,
}
/// Answer to `CreateEvent`.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct EventManagement {
    #[prost(int64, tag = "1")]
    pub id: i64,
    #[prost(string, tag = "2")]
    pub title: ::prost::alloc::string::String,
    #[prost(string, tag = "3")]
    pub logo: ::prost::alloc::string::String,
    #[prost(string, tag = "4")]
    pub description: ::prost::alloc::string::String,
    #[prost(int32, tag = "5")]
    pub active: i32,
    #[prost(int32, tag = "6")]
    pub start_event: i32,
    #[prost(int64, tag = "7")]
    pub creator_id: i64,
    #[prost(int64, tag = "8")]
    pub clan_id: i64,
    #[prost(int64, tag = "9")]
    pub channel_voice_id: i64,
    #[prost(string, tag = "10")]
    pub address: ::prost::alloc::string::String,
    #[prost(uint32, tag = "11")]
    pub start_time_seconds: u32,
    #[prost(uint32, tag = "12")]
    pub end_time_seconds: u32,
    #[prost(int64, repeated, tag = "13")]
    pub user_ids: ::prost::alloc::vec::Vec<i64>,
    #[prost(uint32, tag = "14")]
    pub create_time_seconds: u32,
    #[prost(int32, tag = "15")]
    pub max_permission: i32,
    #[prost(int64, tag = "16")]
    pub channel_id: i64,
    #[prost(int32, tag = "17")]
    pub event_status: i32,
    #[prost(int32, tag = "18")]
    pub repeat_type: i32,
    #[prost(bool, tag = "19")]
    pub is_private: bool,
    #[prost(message, optional, tag = "20")]
    pub meet_room: ::core::option::Option<GenerateMezonMeetResponse>,
}
/// Part of `PermissionList`.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct Permission {
    #[prost(int64, tag = "1")]
    pub id: i64,
    #[prost(string, tag = "2")]
    pub title: ::prost::alloc::string::String,
    #[prost(string, tag = "3")]
    pub slug: ::prost::alloc::string::String,
    #[prost(string, tag = "4")]
    pub description: ::prost::alloc::string::String,
    #[prost(int32, tag = "5")]
    pub active: i32,
    #[prost(int32, tag = "6")]
    pub scope: i32,
    #[prost(int32, tag = "7")]
    pub level: i32,
}
/// Answer to `GetNotificationClan`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct NotificationSetting {
    #[prost(int64, tag = "1")]
    pub id: i64,
    #[prost(int32, tag = "2")]
    pub notification_setting_type: i32,
}
/// Request of `DeletePinMessage`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct DeletePinMessage {
    #[prost(int64, tag = "1")]
    pub id: i64,
    #[prost(int64, tag = "2")]
    pub message_id: i64,
    #[prost(int64, tag = "3")]
    pub channel_id: i64,
    #[prost(int64, tag = "4")]
    pub clan_id: i64,
}
/// Part of `PinMessagesList`.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct PinMessage {
    #[prost(int64, tag = "1")]
    pub id: i64,
    #[prost(int64, tag = "2")]
    pub message_id: i64,
    #[prost(int64, tag = "3")]
    pub channel_id: i64,
    #[prost(int64, tag = "4")]
    pub sender_id: i64,
    #[prost(string, tag = "5")]
    pub content: ::prost::alloc::string::String,
    #[prost(string, tag = "6")]
    pub username: ::prost::alloc::string::String,
    #[prost(string, tag = "7")]
    pub avatar: ::prost::alloc::string::String,
    #[prost(uint32, tag = "8")]
    pub create_time_seconds: u32,
    #[prost(bytes = "bytes", tag = "9")]
    pub attachment: ::prost::bytes::Bytes,
}
/// Answer to `GetPinMessagesList`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct PinMessagesList {
    #[prost(message, repeated, tag = "1")]
    pub pin_messages_list: ::prost::alloc::vec::Vec<PinMessage>,
}
/// Frame `noti_user_channel` of the socket, pushed by the server. Answer to `GetNotificationChannel` and `GetNotificationCategory`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct NotificationUserChannel {
    #[prost(int64, tag = "1")]
    pub id: i64,
    #[prost(int32, tag = "2")]
    pub notification_setting_type: i32,
    #[prost(int32, tag = "3")]
    pub time_mute_seconds: i32,
    #[prost(int32, tag = "4")]
    pub active: i32,
    #[prost(int64, tag = "5")]
    pub channel_id: i64,
}
/// Request of `GetNotificationReactMessage`. Answer to `GetNotificationReactMessage`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct NotifiReactMessage {
    #[prost(int64, tag = "1")]
    pub id: i64,
    #[prost(int64, tag = "2")]
    pub user_id: i64,
    #[prost(int64, tag = "3")]
    pub channel_id: i64,
}
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct DefaultNotificationClan {
    #[prost(int64, tag = "1")]
    pub clan_id: i64,
}
/// Request of `DeleteNotificationCategorySetting` and `GetNotificationCategory`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct DefaultNotificationCategory {
    #[prost(int64, tag = "1")]
    pub category_id: i64,
}
/// Request of `GetNotificationChannel`, `DeleteNotificationChannel`, `DeleteNotiReactMessage` and `SetNotificationReactMessage`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct NotificationChannel {
    #[prost(int64, tag = "1")]
    pub channel_id: i64,
}
/// Request of `GetNotificationClan` and `GetChannelCategoryNotiSettingsList`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct NotificationClan {
    #[prost(int64, tag = "1")]
    pub clan_id: i64,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct NotificationSettingList {
    #[prost(message, repeated, tag = "1")]
    pub notification_setting: ::prost::alloc::vec::Vec<NotificationSetting>,
}
/// Request of `SetNotificationChannelSetting` and `SetNotificationCategorySetting`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct SetNotificationRequest {
    #[prost(int64, tag = "1")]
    pub channel_category_id: i64,
    #[prost(int32, tag = "2")]
    pub notification_type: i32,
    #[prost(int64, tag = "3")]
    pub clan_id: i64,
}
/// Request of `GetPinMessagesList` and `CreatePinMessage`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct PinMessageRequest {
    #[prost(int64, tag = "1")]
    pub message_id: i64,
    #[prost(int64, tag = "2")]
    pub channel_id: i64,
    #[prost(int64, tag = "3")]
    pub clan_id: i64,
}
/// Request of `SetMuteChannel` and `SetMuteCategory`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct SetMuteRequest {
    #[prost(int64, tag = "1")]
    pub id: i64,
    #[prost(int32, tag = "2")]
    pub mute_time: i32,
    #[prost(int32, tag = "3")]
    pub active: i32,
    #[prost(int64, tag = "4")]
    pub clan_id: i64,
}
/// Answer to `GetChannelCategoryNotiSettingsList`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct NotificationChannelCategorySettingList {
    #[prost(message, repeated, tag = "1")]
    pub notification_channel_category_settings_list: ::prost::alloc::vec::Vec<
        NotificationChannelCategorySetting,
    >,
}
/// Part of `NotificationChannelCategorySettingList`.
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
/// Request of `SetNotificationClanSetting`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct SetDefaultNotificationRequest {
    #[prost(int64, tag = "1")]
    pub clan_id: i64,
    #[prost(int32, tag = "2")]
    pub notification_type: i32,
    #[prost(int64, tag = "3")]
    pub category_id: i64,
}
/// Answer to `GetRoleOfUserInTheClan`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct RoleList {
    #[prost(message, repeated, tag = "1")]
    pub roles: ::prost::alloc::vec::Vec<Role>,
    #[prost(int32, tag = "2")]
    pub max_level_permission: i32,
}
/// Answer to `ListEvents`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct EventList {
    #[prost(message, repeated, tag = "1")]
    pub events: ::prost::alloc::vec::Vec<EventManagement>,
}
/// Answer to `GetListPermission` and `ListRolePermissions`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct PermissionList {
    #[prost(message, repeated, tag = "1")]
    pub permissions: ::prost::alloc::vec::Vec<Permission>,
    #[prost(int32, tag = "2")]
    pub max_level_permission: i32,
}
/// Request of `ListRolePermissions`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct ListPermissionsRequest {
    #[prost(int64, tag = "1")]
    pub role_id: i64,
}
/// Request of `ListRoleUsers`.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct ListRoleUsersRequest {
    #[prost(int64, tag = "1")]
    pub role_id: i64,
    #[prost(int32, tag = "2")]
    pub limit: i32,
    #[prost(string, tag = "3")]
    pub cursor: ::prost::alloc::string::String,
}
/// Request of `GetRoleOfUserInTheClan`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct ListPermissionOfUsersRequest {
    #[prost(int64, tag = "1")]
    pub clan_id: i64,
    #[prost(int64, tag = "2")]
    pub channel_id: i64,
}
/// Answer to `ListRoleUsers`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct RoleUserList {
    #[prost(message, repeated, tag = "1")]
    pub role_users: ::prost::alloc::vec::Vec<role_user_list::RoleUser>,
    #[prost(string, tag = "2")]
    pub cursor: ::prost::alloc::string::String,
}
/// Nested message and enum types in `RoleUserList`.
pub mod role_user_list {
    /// Part of `RoleUserList`.
    #[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
    pub struct RoleUser {
        #[prost(int64, tag = "1")]
        pub id: i64,
        #[prost(string, tag = "2")]
        pub username: ::prost::alloc::string::String,
        #[prost(string, tag = "3")]
        pub display_name: ::prost::alloc::string::String,
        #[prost(string, tag = "4")]
        pub avatar_url: ::prost::alloc::string::String,
        #[prost(string, tag = "5")]
        pub lang_tag: ::prost::alloc::string::String,
        #[prost(string, tag = "6")]
        pub location: ::prost::alloc::string::String,
        #[prost(bool, tag = "7")]
        pub online: bool,
    }
}
/// Request of `DeleteUserEvent` and `AddUserEvent`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct UserEventRequest {
    #[prost(int64, tag = "1")]
    pub clan_id: i64,
    #[prost(int64, tag = "2")]
    pub event_id: i64,
}
/// Request of `ListEvents`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct ListEventsRequest {
    #[prost(int64, tag = "1")]
    pub clan_id: i64,
}
/// Request of `CreateRole`.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct CreateRoleRequest {
    #[prost(string, tag = "1")]
    pub title: ::prost::alloc::string::String,
    #[prost(string, tag = "2")]
    pub color: ::prost::alloc::string::String,
    #[prost(string, tag = "3")]
    pub role_icon: ::prost::alloc::string::String,
    #[prost(string, tag = "4")]
    pub description: ::prost::alloc::string::String,
    #[prost(int64, tag = "5")]
    pub clan_id: i64,
    #[prost(int32, tag = "6")]
    pub display_online: i32,
    #[prost(int32, tag = "7")]
    pub allow_mention: i32,
    #[prost(int64, tag = "8")]
    pub max_permission_id: i64,
    #[prost(int64, repeated, tag = "9")]
    pub add_user_ids: ::prost::alloc::vec::Vec<i64>,
    #[prost(int64, repeated, tag = "10")]
    pub active_permission_ids: ::prost::alloc::vec::Vec<i64>,
    #[prost(int32, tag = "11")]
    pub order_role: i32,
}
/// Frame `clan_event_created` of the socket, pushed by the server. Request of `CreateEvent`.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct CreateEventRequest {
    #[prost(string, tag = "1")]
    pub title: ::prost::alloc::string::String,
    #[prost(string, tag = "2")]
    pub logo: ::prost::alloc::string::String,
    #[prost(string, tag = "3")]
    pub description: ::prost::alloc::string::String,
    #[prost(int64, tag = "4")]
    pub clan_id: i64,
    #[prost(int64, tag = "5")]
    pub channel_voice_id: i64,
    #[prost(string, tag = "6")]
    pub address: ::prost::alloc::string::String,
    #[prost(uint32, tag = "7")]
    pub start_time_seconds: u32,
    #[prost(uint32, tag = "8")]
    pub end_time_seconds: u32,
    #[prost(int64, tag = "9")]
    pub event_id: i64,
    #[prost(int32, tag = "10")]
    pub event_status: i32,
    #[prost(int64, tag = "11")]
    pub channel_id: i64,
    #[prost(int32, tag = "12")]
    pub action: i32,
    #[prost(int32, tag = "13")]
    pub repeat_type: i32,
    #[prost(int64, tag = "14")]
    pub creator_id: i64,
    #[prost(int64, tag = "15")]
    pub user_id: i64,
    #[prost(bool, tag = "16")]
    pub is_private: bool,
    #[prost(message, optional, tag = "17")]
    pub meet_room: ::core::option::Option<GenerateMezonMeetResponse>,
}
/// Request of `UpdateEvent`.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct UpdateEventRequest {
    #[prost(string, tag = "1")]
    pub title: ::prost::alloc::string::String,
    #[prost(string, tag = "2")]
    pub logo: ::prost::alloc::string::String,
    #[prost(string, tag = "3")]
    pub description: ::prost::alloc::string::String,
    #[prost(int64, tag = "4")]
    pub event_id: i64,
    #[prost(int64, tag = "5")]
    pub channel_id: i64,
    #[prost(string, tag = "6")]
    pub address: ::prost::alloc::string::String,
    #[prost(uint32, tag = "7")]
    pub start_time_seconds: u32,
    #[prost(uint32, tag = "8")]
    pub end_time_seconds: u32,
    #[prost(int64, tag = "9")]
    pub clan_id: i64,
    #[prost(int64, tag = "10")]
    pub creator_id: i64,
    #[prost(int64, tag = "11")]
    pub channel_voice_id: i64,
    #[prost(int64, tag = "12")]
    pub channel_id_old: i64,
    #[prost(int32, tag = "13")]
    pub repeat_type: i32,
}
/// Request of `DeleteRole` and `DeleteRoleChannelDesc`.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct DeleteRoleRequest {
    #[prost(int64, tag = "1")]
    pub role_id: i64,
    #[prost(int64, tag = "2")]
    pub channel_id: i64,
    #[prost(int64, tag = "3")]
    pub clan_id: i64,
    #[prost(string, tag = "4")]
    pub role_label: ::prost::alloc::string::String,
}
/// Request of `DeleteEvent` and `UpdateEventUser`.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct DeleteEventRequest {
    #[prost(int64, tag = "1")]
    pub event_id: i64,
    #[prost(int64, tag = "2")]
    pub clan_id: i64,
    #[prost(int64, tag = "3")]
    pub creator_id: i64,
    #[prost(string, tag = "4")]
    pub event_label: ::prost::alloc::string::String,
    #[prost(int64, tag = "5")]
    pub channel_id: i64,
}
/// Changes a role; a missing wrapper leaves the value as it is.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct UpdateRoleRequest {
    #[prost(int64, tag = "1")]
    pub role_id: i64,
    #[prost(message, optional, tag = "2")]
    pub title: ::core::option::Option<::prost::alloc::string::String>,
    #[prost(message, optional, tag = "3")]
    pub color: ::core::option::Option<::prost::alloc::string::String>,
    #[prost(message, optional, tag = "4")]
    pub role_icon: ::core::option::Option<::prost::alloc::string::String>,
    #[prost(message, optional, tag = "5")]
    pub description: ::core::option::Option<::prost::alloc::string::String>,
    #[prost(int32, tag = "6")]
    pub display_online: i32,
    #[prost(int32, tag = "7")]
    pub allow_mention: i32,
    #[prost(int64, repeated, tag = "8")]
    pub add_user_ids: ::prost::alloc::vec::Vec<i64>,
    #[prost(int64, repeated, tag = "9")]
    pub active_permission_ids: ::prost::alloc::vec::Vec<i64>,
    #[prost(int64, repeated, tag = "10")]
    pub remove_user_ids: ::prost::alloc::vec::Vec<i64>,
    #[prost(int64, repeated, tag = "11")]
    pub remove_permission_ids: ::prost::alloc::vec::Vec<i64>,
    #[prost(int64, tag = "12")]
    pub clan_id: i64,
    #[prost(int64, tag = "13")]
    pub max_permission_id: i64,
}
/// Request of `SetRoleChannelPermission`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct UpdateRoleChannelRequest {
    #[prost(int64, tag = "1")]
    pub role_id: i64,
    #[prost(message, repeated, tag = "2")]
    pub permission_update: ::prost::alloc::vec::Vec<PermissionUpdate>,
    #[prost(int64, tag = "3")]
    pub max_permission_id: i64,
    #[prost(int64, tag = "4")]
    pub channel_id: i64,
    #[prost(int64, tag = "5")]
    pub user_id: i64,
    #[prost(string, tag = "6")]
    pub role_label: ::prost::alloc::string::String,
}
/// Part of `UpdateRoleChannelRequest`, `PermissionSetEvent` and `PermissionChangedEvent`.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct PermissionUpdate {
    #[prost(int64, tag = "1")]
    pub permission_id: i64,
    #[prost(string, tag = "2")]
    pub slug: ::prost::alloc::string::String,
    #[prost(int32, tag = "3")]
    pub r#type: i32,
}
/// Request of `UploadBatchAttachmentFile`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct UploadBatchAttachmentRequest {
    #[prost(message, repeated, tag = "1")]
    pub upload_files: ::prost::alloc::vec::Vec<UploadAttachmentRequest>,
}
/// Answer to `UploadBatchAttachmentFile`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct UploadAttachmentBatch {
    #[prost(message, repeated, tag = "1")]
    pub uploaded_files: ::prost::alloc::vec::Vec<UploadAttachment>,
}
/// Request of `UploadAttachmentFile`, `UploadOauthFile` and `MultipartUploadAttachmentFileStart`.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct UploadAttachmentRequest {
    #[prost(string, tag = "1")]
    pub filename: ::prost::alloc::string::String,
    #[prost(string, tag = "2")]
    pub filetype: ::prost::alloc::string::String,
    #[prost(int32, tag = "3")]
    pub size: i32,
    #[prost(int32, tag = "4")]
    pub width: i32,
    #[prost(int32, tag = "5")]
    pub height: i32,
    #[prost(int32, tag = "6")]
    pub part_count: i32,
}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct ListMessageMentionRequest {
    #[prost(int32, tag = "1")]
    pub limit: i32,
    #[prost(bool, tag = "2")]
    pub forward: bool,
    #[prost(string, tag = "3")]
    pub cursor: ::prost::alloc::string::String,
}
/// Answer to `UploadAttachmentFile`, `UploadOauthFile` and `MultipartUploadAttachmentFileFinish`.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct UploadAttachment {
    #[prost(string, tag = "1")]
    pub filename: ::prost::alloc::string::String,
    #[prost(string, tag = "2")]
    pub url: ::prost::alloc::string::String,
}
/// Answer to `MultipartUploadAttachmentFileStart`.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct MultipartUploadAttachment {
    #[prost(string, tag = "1")]
    pub filename: ::prost::alloc::string::String,
    #[prost(string, repeated, tag = "2")]
    pub urls: ::prost::alloc::vec::Vec<::prost::alloc::string::String>,
    #[prost(string, tag = "3")]
    pub upload_id: ::prost::alloc::string::String,
}
/// Part of `MultipartUploadAttachmentFinishRequest`.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct MultipartUploadAttachmentPart {
    #[prost(int32, tag = "1")]
    pub part_number: i32,
    #[prost(string, tag = "2")]
    pub e_tag: ::prost::alloc::string::String,
}
/// Request of `MultipartUploadAttachmentFileFinish`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct MultipartUploadAttachmentFinishRequest {
    #[prost(string, tag = "1")]
    pub upload_id: ::prost::alloc::string::String,
    #[prost(message, repeated, tag = "2")]
    pub parts: ::prost::alloc::vec::Vec<MultipartUploadAttachmentPart>,
    #[prost(string, tag = "3")]
    pub filename: ::prost::alloc::string::String,
}
/// Request of `SearchMessage`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct SearchMessageRequest {
    #[prost(message, repeated, tag = "1")]
    pub filters: ::prost::alloc::vec::Vec<FilterParam>,
    #[prost(int32, tag = "3")]
    pub from: i32,
    #[prost(int32, tag = "4")]
    pub size: i32,
    #[prost(message, repeated, tag = "5")]
    pub sorts: ::prost::alloc::vec::Vec<SortParam>,
}
/// Part of `SearchMessageRequest`.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct SortParam {
    #[prost(string, tag = "1")]
    pub field_name: ::prost::alloc::string::String,
    #[prost(string, tag = "2")]
    pub order: ::prost::alloc::string::String,
}
/// Part of `SearchMessageRequest`.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct FilterParam {
    #[prost(string, tag = "1")]
    pub field_name: ::prost::alloc::string::String,
    #[prost(string, tag = "2")]
    pub field_value: ::prost::alloc::string::String,
}
/// Part of `SearchMessageResponse`.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct SearchMessageDocument {
    #[prost(string, tag = "1")]
    pub message_id: ::prost::alloc::string::String,
    #[prost(string, tag = "2")]
    pub channel_id: ::prost::alloc::string::String,
    #[prost(string, tag = "3")]
    pub clan_id: ::prost::alloc::string::String,
    #[prost(string, tag = "4")]
    pub sender_id: ::prost::alloc::string::String,
    #[prost(string, tag = "5")]
    pub content: ::prost::alloc::string::String,
    #[prost(string, tag = "6")]
    pub mentions: ::prost::alloc::string::String,
    #[prost(string, tag = "7")]
    pub reactions: ::prost::alloc::string::String,
    #[prost(string, tag = "8")]
    pub attachments: ::prost::alloc::string::String,
    #[prost(string, tag = "9")]
    pub references: ::prost::alloc::string::String,
    #[prost(string, tag = "10")]
    pub create_time: ::prost::alloc::string::String,
    #[prost(string, tag = "11")]
    pub update_time: ::prost::alloc::string::String,
    #[prost(string, tag = "12")]
    pub channel_label: ::prost::alloc::string::String,
    #[prost(int32, tag = "13")]
    pub channel_type: i32,
    #[prost(string, tag = "14")]
    pub clan_name: ::prost::alloc::string::String,
    #[prost(string, tag = "15")]
    pub username: ::prost::alloc::string::String,
    #[prost(string, tag = "16")]
    pub display_name: ::prost::alloc::string::String,
    #[prost(string, tag = "17")]
    pub avatar_url: ::prost::alloc::string::String,
}
/// Answer to `SearchMessage`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct SearchMessageResponse {
    #[prost(message, repeated, tag = "1")]
    pub messages: ::prost::alloc::vec::Vec<SearchMessageDocument>,
    #[prost(int32, tag = "2")]
    pub total: i32,
}
/// Request of `RegistrationEmail`.
#[derive(Clone, PartialEq, ::prost::Message)]
#[prost(skip_debug)]
pub struct RegistrationEmailRequest {
    #[prost(string, tag = "1")]
    pub email: ::prost::alloc::string::String,
    #[prost(string, tag = "2")]
    pub password: ::prost::alloc::string::String,
    #[prost(string, tag = "3")]
    pub old_password: ::prost::alloc::string::String,
    #[prost(string, tag = "4")]
    pub username: ::prost::alloc::string::String,
    #[prost(string, tag = "5")]
    pub display_name: ::prost::alloc::string::String,
    #[prost(string, tag = "6")]
    pub avatar_url: ::prost::alloc::string::String,
    #[prost(string, tag = "7")]
    pub dob: ::prost::alloc::string::String,
    #[prost(btree_map = "string, string", tag = "8")]
    pub vars: ::prost::alloc::collections::BTreeMap<
        ::prost::alloc::string::String,
        ::prost::alloc::string::String,
    >,
}
/// Part of `EmojiListedResponse`.
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
    #[prost(bool, tag = "9")]
    pub is_for_sale: bool,
}
/// Answer to `GetListEmojisByUserId`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct EmojiListedResponse {
    #[prost(message, repeated, tag = "1")]
    pub emoji_list: ::prost::alloc::vec::Vec<ClanEmoji>,
}
/// Answer to `GetListStickersByUserId`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct StickerListedResponse {
    #[prost(message, repeated, tag = "1")]
    pub stickers: ::prost::alloc::vec::Vec<ClanSticker>,
}
/// Part of `StickerListedResponse`.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct ClanSticker {
    #[prost(int64, tag = "1")]
    pub id: i64,
    #[prost(string, tag = "2")]
    pub source: ::prost::alloc::string::String,
    #[prost(string, tag = "3")]
    pub shortname: ::prost::alloc::string::String,
    #[prost(string, tag = "4")]
    pub category: ::prost::alloc::string::String,
    #[prost(int64, tag = "5")]
    pub creator_id: i64,
    #[prost(uint32, tag = "6")]
    pub create_time_seconds: u32,
    #[prost(int64, tag = "7")]
    pub clan_id: i64,
    #[prost(string, tag = "8")]
    pub logo: ::prost::alloc::string::String,
    #[prost(string, tag = "9")]
    pub clan_name: ::prost::alloc::string::String,
    #[prost(int32, tag = "10")]
    pub media_type: i32,
    #[prost(bool, tag = "11")]
    pub is_for_sale: bool,
}
/// Request of `ListChannelUsersUC`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct AllUsersAddChannelRequest {
    #[prost(int64, tag = "1")]
    pub channel_id: i64,
    #[prost(int32, tag = "2")]
    pub limit: i32,
}
/// Answer to `ListChannelUsersUC`.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct AllUsersAddChannelResponse {
    #[prost(int64, tag = "1")]
    pub channel_id: i64,
    #[prost(int64, repeated, tag = "2")]
    pub user_ids: ::prost::alloc::vec::Vec<i64>,
    #[prost(int32, tag = "3")]
    pub limit: i32,
    #[prost(string, repeated, tag = "4")]
    pub usernames: ::prost::alloc::vec::Vec<::prost::alloc::string::String>,
    #[prost(string, repeated, tag = "5")]
    pub display_names: ::prost::alloc::vec::Vec<::prost::alloc::string::String>,
    #[prost(string, repeated, tag = "6")]
    pub avatars: ::prost::alloc::vec::Vec<::prost::alloc::string::String>,
    #[prost(bool, repeated, tag = "7")]
    pub onlines: ::prost::alloc::vec::Vec<bool>,
}
/// Request of `CreateClanEmoji`.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct ClanEmojiCreateRequest {
    #[prost(int64, tag = "1")]
    pub clan_id: i64,
    #[prost(string, tag = "2")]
    pub source: ::prost::alloc::string::String,
    #[prost(string, tag = "3")]
    pub shortname: ::prost::alloc::string::String,
    #[prost(string, tag = "4")]
    pub category: ::prost::alloc::string::String,
    #[prost(int64, tag = "5")]
    pub id: i64,
    #[prost(bool, tag = "6")]
    pub is_for_sale: bool,
}
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct ClanEmojiGetByClanIdRequest {
    #[prost(int64, tag = "1")]
    pub clan_id: i64,
}
/// Request of `DeleteByIdClanEmoji`.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct ClanEmojiDeleteRequest {
    #[prost(int64, tag = "1")]
    pub id: i64,
    #[prost(int64, tag = "2")]
    pub clan_id: i64,
    #[prost(string, tag = "3")]
    pub emoji_label: ::prost::alloc::string::String,
}
/// Request of `UpdateClanEmojiById`.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct ClanEmojiUpdateRequest {
    #[prost(int64, tag = "1")]
    pub id: i64,
    #[prost(string, tag = "2")]
    pub shortname: ::prost::alloc::string::String,
    #[prost(int64, tag = "3")]
    pub clan_id: i64,
}
/// Frame `webhook_event` of the socket, pushed by the server.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
#[prost(skip_debug)]
pub struct Webhook {
    #[prost(int64, tag = "1")]
    pub id: i64,
    #[prost(string, tag = "2")]
    pub webhook_name: ::prost::alloc::string::String,
    #[prost(int64, tag = "3")]
    pub channel_id: i64,
    #[prost(int32, tag = "4")]
    pub active: i32,
    #[prost(string, tag = "5")]
    pub url: ::prost::alloc::string::String,
    #[prost(int64, tag = "6")]
    pub creator_id: i64,
    #[prost(string, tag = "7")]
    pub create_time: ::prost::alloc::string::String,
    #[prost(string, tag = "8")]
    pub update_time: ::prost::alloc::string::String,
    #[prost(string, tag = "9")]
    pub avatar: ::prost::alloc::string::String,
    #[prost(int32, tag = "10")]
    pub status: i32,
    #[prost(int64, tag = "11")]
    pub clan_id: i64,
}
/// Request of `GenerateWebhook`.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct WebhookCreateRequest {
    #[prost(string, tag = "1")]
    pub webhook_name: ::prost::alloc::string::String,
    #[prost(int64, tag = "2")]
    pub channel_id: i64,
    #[prost(string, tag = "3")]
    pub avatar: ::prost::alloc::string::String,
    #[prost(int64, tag = "4")]
    pub clan_id: i64,
}
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct WebhookListRequestById {
    #[prost(int64, tag = "1")]
    pub id: i64,
}
/// Request of `UpdateWebhookById`.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct WebhookUpdateRequestById {
    #[prost(int64, tag = "1")]
    pub id: i64,
    #[prost(string, tag = "2")]
    pub webhook_name: ::prost::alloc::string::String,
    #[prost(int64, tag = "3")]
    pub channel_id_update: i64,
    #[prost(string, tag = "4")]
    pub avatar: ::prost::alloc::string::String,
    #[prost(int64, tag = "5")]
    pub channel_id: i64,
    #[prost(int64, tag = "6")]
    pub clan_id: i64,
}
/// Request of `DeleteWebhookById`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct WebhookDeleteRequestById {
    #[prost(int64, tag = "1")]
    pub id: i64,
    #[prost(int64, tag = "2")]
    pub clan_id: i64,
    #[prost(int64, tag = "3")]
    pub channel_id: i64,
}
/// Request of `ListWebhookByChannelId`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct WebhookListRequest {
    #[prost(int64, tag = "1")]
    pub channel_id: i64,
    #[prost(int64, tag = "2")]
    pub clan_id: i64,
}
/// Answer to `ListWebhookByChannelId`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct WebhookListResponse {
    #[prost(message, repeated, tag = "1")]
    pub webhooks: ::prost::alloc::vec::Vec<Webhook>,
}
/// Answer to `GenerateWebhook`.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
#[prost(skip_debug)]
pub struct WebhookGenerateResponse {
    #[prost(string, tag = "1")]
    pub url: ::prost::alloc::string::String,
    #[prost(string, tag = "2")]
    pub hook_name: ::prost::alloc::string::String,
    #[prost(int64, tag = "3")]
    pub channel_id: i64,
    #[prost(string, tag = "4")]
    pub avatar: ::prost::alloc::string::String,
}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct CheckDuplicateClanNameRequest {
    #[prost(string, tag = "1")]
    pub clan_name: ::prost::alloc::string::String,
}
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct CheckDuplicateClanNameResponse {
    #[prost(bool, tag = "1")]
    pub is_duplicate: bool,
}
/// Request of `CheckDuplicateName`.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct CheckDuplicateNameRequest {
    #[prost(string, tag = "1")]
    pub name: ::prost::alloc::string::String,
    #[prost(int32, tag = "2")]
    pub r#type: i32,
    #[prost(int64, tag = "3")]
    pub condition_id: i64,
}
/// Answer to `CheckDuplicateName`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct CheckDuplicateNameResponse {
    #[prost(bool, tag = "1")]
    pub is_duplicate: bool,
}
/// Request of `AddClanSticker`.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct ClanStickerAddRequest {
    #[prost(string, tag = "1")]
    pub source: ::prost::alloc::string::String,
    #[prost(string, tag = "2")]
    pub shortname: ::prost::alloc::string::String,
    #[prost(string, tag = "3")]
    pub category: ::prost::alloc::string::String,
    #[prost(int64, tag = "4")]
    pub clan_id: i64,
    #[prost(int64, tag = "5")]
    pub id: i64,
    #[prost(int32, tag = "6")]
    pub media_type: i32,
    #[prost(bool, tag = "7")]
    pub is_for_sale: bool,
}
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct ClanStickerListByClanIdRequest {
    #[prost(int64, tag = "1")]
    pub clan_id: i64,
}
/// Request of `UpdateClanStickerById`.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct ClanStickerUpdateByIdRequest {
    #[prost(int64, tag = "1")]
    pub id: i64,
    #[prost(string, tag = "2")]
    pub source: ::prost::alloc::string::String,
    #[prost(string, tag = "3")]
    pub shortname: ::prost::alloc::string::String,
    #[prost(string, tag = "4")]
    pub category: ::prost::alloc::string::String,
    #[prost(int64, tag = "5")]
    pub clan_id: i64,
}
/// Request of `DeleteClanStickerById`.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct ClanStickerDeleteRequest {
    #[prost(int64, tag = "1")]
    pub id: i64,
    #[prost(int64, tag = "2")]
    pub clan_id: i64,
    #[prost(string, tag = "3")]
    pub sticker_label: ::prost::alloc::string::String,
}
/// Request of `ChangeChannelCategory`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct ChangeChannelCategoryRequest {
    #[prost(int64, tag = "1")]
    pub clan_id: i64,
    #[prost(int64, tag = "2")]
    pub channel_id: i64,
    #[prost(int64, tag = "3")]
    pub new_category_id: i64,
}
/// Answer to `GetApp`, `AddApp` and `UpdateApp`.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
#[prost(skip_debug)]
pub struct App {
    #[prost(int64, tag = "1")]
    pub id: i64,
    #[prost(string, tag = "2")]
    pub appname: ::prost::alloc::string::String,
    #[prost(int64, tag = "3")]
    pub creator_id: i64,
    #[prost(string, tag = "4")]
    pub applogo: ::prost::alloc::string::String,
    #[prost(bool, tag = "5")]
    pub is_shadow: bool,
    #[prost(uint32, tag = "6")]
    pub disable_time_seconds: u32,
    #[prost(uint32, tag = "7")]
    pub create_time_seconds: u32,
    #[prost(string, tag = "8")]
    pub token: ::prost::alloc::string::String,
    #[prost(int32, tag = "9")]
    pub role: i32,
    #[prost(string, tag = "10")]
    pub about: ::prost::alloc::string::String,
    #[prost(string, tag = "11")]
    pub app_url: ::prost::alloc::string::String,
}
/// Request of `DeleteApp`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct AppDeleteRequest {
    #[prost(int64, tag = "1")]
    pub id: i64,
    #[prost(bool, tag = "2")]
    pub record_deletion: bool,
}
/// Answer to `ListApps`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct AppList {
    #[prost(message, repeated, tag = "1")]
    pub apps: ::prost::alloc::vec::Vec<App>,
    #[prost(int32, tag = "2")]
    pub total_count: i32,
    #[prost(string, tag = "3")]
    pub next_cursor: ::prost::alloc::string::String,
}
/// Request of `AddApp`.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
#[prost(skip_debug)]
pub struct AddAppRequest {
    #[prost(string, tag = "1")]
    pub appname: ::prost::alloc::string::String,
    #[prost(string, tag = "2")]
    pub token: ::prost::alloc::string::String,
    #[prost(int64, tag = "3")]
    pub creator_id: i64,
    #[prost(int32, tag = "4")]
    pub role: i32,
    #[prost(bool, tag = "5")]
    pub is_shadow: bool,
    #[prost(string, tag = "6")]
    pub app_url: ::prost::alloc::string::String,
    #[prost(string, tag = "7")]
    pub app_logo: ::prost::alloc::string::String,
    #[prost(string, tag = "8")]
    pub about_me: ::prost::alloc::string::String,
}
/// Request of `ListApps`.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct ListAppsRequest {
    #[prost(string, tag = "1")]
    pub filter: ::prost::alloc::string::String,
    #[prost(bool, tag = "2")]
    pub tombstones: bool,
    #[prost(string, tag = "3")]
    pub cursor: ::prost::alloc::string::String,
}
/// Request of `UpdateApp`.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
#[prost(skip_debug)]
pub struct UpdateAppRequest {
    #[prost(int64, tag = "1")]
    pub id: i64,
    #[prost(message, optional, tag = "2")]
    pub appname: ::core::option::Option<::prost::alloc::string::String>,
    #[prost(message, optional, tag = "3")]
    pub metadata: ::core::option::Option<::prost::alloc::string::String>,
    #[prost(message, optional, tag = "4")]
    pub applogo: ::core::option::Option<::prost::alloc::string::String>,
    #[prost(message, optional, tag = "5")]
    pub token: ::core::option::Option<::prost::alloc::string::String>,
    #[prost(string, tag = "6")]
    pub about: ::prost::alloc::string::String,
    #[prost(string, tag = "7")]
    pub app_url: ::prost::alloc::string::String,
    #[prost(string, tag = "9")]
    pub is_shadow: ::prost::alloc::string::String,
}
/// Request of `GetApp`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct AppId {
    #[prost(int64, tag = "1")]
    pub id: i64,
}
/// Request of `AddAppToClan`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct AppClan {
    #[prost(int64, tag = "1")]
    pub app_id: i64,
    #[prost(int64, tag = "2")]
    pub clan_id: i64,
}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct DeleteChannelMessagesRequest {
    #[prost(uint32, tag = "1")]
    pub before_seconds: u32,
    #[prost(int64, repeated, tag = "2")]
    pub ids: ::prost::alloc::vec::Vec<i64>,
}
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct DeleteChannelMessagesResponse {
    #[prost(int64, tag = "1")]
    pub total: i64,
}
/// Answer to `GetSystemMessageByClanId`.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct SystemMessage {
    #[prost(int64, tag = "1")]
    pub id: i64,
    #[prost(int64, tag = "2")]
    pub clan_id: i64,
    #[prost(int64, tag = "3")]
    pub channel_id: i64,
    #[prost(string, tag = "4")]
    pub welcome_random: ::prost::alloc::string::String,
    #[prost(string, tag = "5")]
    pub welcome_sticker: ::prost::alloc::string::String,
    #[prost(string, tag = "6")]
    pub boost_message: ::prost::alloc::string::String,
    #[prost(string, tag = "7")]
    pub setup_tips: ::prost::alloc::string::String,
    #[prost(bool, tag = "8")]
    pub hide_audit_log: bool,
}
/// Answer to `GetSystemMessagesList`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct SystemMessagesList {
    #[prost(message, repeated, tag = "1")]
    pub system_messages_list: ::prost::alloc::vec::Vec<SystemMessage>,
}
/// Request of `CreateSystemMessage` and `UpdateSystemMessage`.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct SystemMessageRequest {
    #[prost(int64, tag = "1")]
    pub clan_id: i64,
    #[prost(int64, tag = "2")]
    pub channel_id: i64,
    #[prost(string, tag = "3")]
    pub welcome_random: ::prost::alloc::string::String,
    #[prost(string, tag = "4")]
    pub welcome_sticker: ::prost::alloc::string::String,
    #[prost(string, tag = "5")]
    pub boost_message: ::prost::alloc::string::String,
    #[prost(string, tag = "6")]
    pub setup_tips: ::prost::alloc::string::String,
    #[prost(bool, tag = "7")]
    pub hide_audit_log: bool,
}
/// Request of `DeleteSystemMessage`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct DeleteSystemMessage {
    #[prost(int64, tag = "1")]
    pub clan_id: i64,
}
/// Request of `GetSystemMessageByClanId`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct GetSystemMessage {
    #[prost(int64, tag = "1")]
    pub clan_id: i64,
}
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct DeleteCategoryOrderRequest {
    #[prost(int64, tag = "1")]
    pub clan_id: i64,
}
/// Request of `StreamingServerCallback`.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
#[prost(skip_debug)]
pub struct StreamHttpCallbackRequest {
    #[prost(int64, tag = "1")]
    pub id: i64,
    #[prost(int64, tag = "2")]
    pub client_id: i64,
    #[prost(int64, tag = "3")]
    pub clan_id: i64,
    #[prost(int64, tag = "4")]
    pub channel_id: i64,
    #[prost(int64, tag = "5")]
    pub user_id: i64,
    #[prost(int32, tag = "6")]
    pub action: i32,
    #[prost(bool, tag = "7")]
    pub is_publisher: bool,
    #[prost(string, tag = "8")]
    pub token: ::prost::alloc::string::String,
}
/// Answer to `StreamingServerCallback`.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct StreamHttpCallbackResponse {
    #[prost(int32, tag = "1")]
    pub code: i32,
    #[prost(string, tag = "2")]
    pub msg: ::prost::alloc::string::String,
}
/// Part of `StreamingChannelUserList`.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct StreamingChannelUser {
    #[prost(int64, tag = "1")]
    pub id: i64,
    #[prost(int64, tag = "2")]
    pub user_id: i64,
    #[prost(int64, tag = "3")]
    pub channel_id: i64,
    #[prost(string, tag = "4")]
    pub participant: ::prost::alloc::string::String,
}
/// Answer to `ListStreamingChannelUsers`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct StreamingChannelUserList {
    #[prost(message, repeated, tag = "1")]
    pub streaming_channel_users: ::prost::alloc::vec::Vec<StreamingChannelUser>,
}
/// Request of `RegisterStreamingChannel`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct RegisterStreamingChannelRequest {
    #[prost(int64, tag = "1")]
    pub clan_id: i64,
    #[prost(int64, tag = "2")]
    pub channel_id: i64,
}
/// Answer to `RegisterStreamingChannel`.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct RegisterStreamingChannelResponse {
    #[prost(int64, tag = "1")]
    pub clan_id: i64,
    #[prost(int64, tag = "2")]
    pub channel_id: i64,
    #[prost(string, tag = "3")]
    pub streaming_url: ::prost::alloc::string::String,
}
/// A user gave another one a coffee.
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct GiveCoffeeEvent {
    #[prost(int64, tag = "1")]
    pub sender_id: i64,
    #[prost(int64, tag = "2")]
    pub receiver_id: i64,
    #[prost(int32, tag = "3")]
    pub token_count: i32,
    #[prost(int64, tag = "4")]
    pub message_ref_id: i64,
    #[prost(int64, tag = "5")]
    pub channel_id: i64,
    #[prost(int64, tag = "6")]
    pub clan_id: i64,
}
/// Request of `ListChannelApps`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct ListChannelAppsRequest {
    #[prost(int64, tag = "1")]
    pub clan_id: i64,
}
/// Answer to `ListChannelApps`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct ListChannelAppsResponse {
    #[prost(message, repeated, tag = "1")]
    pub channel_apps: ::prost::alloc::vec::Vec<ChannelAppResponse>,
}
/// Part of `ListChannelAppsResponse`.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct ChannelAppResponse {
    #[prost(int64, tag = "1")]
    pub id: i64,
    #[prost(int64, tag = "2")]
    pub clan_id: i64,
    #[prost(int64, tag = "3")]
    pub channel_id: i64,
    #[prost(int64, tag = "4")]
    pub app_id: i64,
    #[prost(string, tag = "5")]
    pub app_url: ::prost::alloc::string::String,
    #[prost(string, tag = "6")]
    pub app_name: ::prost::alloc::string::String,
    #[prost(string, tag = "7")]
    pub app_logo: ::prost::alloc::string::String,
}
/// Answer to `ListUserClansByUserId`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct AllUserClans {
    #[prost(message, repeated, tag = "1")]
    pub users: ::prost::alloc::vec::Vec<User>,
}
/// Request of `ListRoles`.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct RoleListEventRequest {
    #[prost(int64, tag = "1")]
    pub clan_id: i64,
    #[prost(int32, tag = "2")]
    pub limit: i32,
    #[prost(int32, tag = "3")]
    pub state: i32,
    #[prost(string, tag = "4")]
    pub cursor: ::prost::alloc::string::String,
}
/// Answer to `ListRoles`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct RoleListEventResponse {
    #[prost(int32, tag = "1")]
    pub limit: i32,
    #[prost(int32, tag = "2")]
    pub state: i32,
    #[prost(string, tag = "3")]
    pub cursor: ::prost::alloc::string::String,
    /// not in snake case: so on the wire
    #[prost(int64, tag = "4")]
    pub clan_id: i64,
    #[prost(message, optional, tag = "5")]
    pub roles: ::core::option::Option<RoleList>,
}
/// Request of `ListUserPermissionInChannel`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct UserPermissionInChannelListRequest {
    #[prost(int64, tag = "1")]
    pub clan_id: i64,
    #[prost(int64, tag = "2")]
    pub channel_id: i64,
}
/// Answer to `ListUserPermissionInChannel`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct UserPermissionInChannelListResponse {
    #[prost(int64, tag = "1")]
    pub clan_id: i64,
    #[prost(int64, tag = "2")]
    pub channel_id: i64,
    #[prost(message, optional, tag = "3")]
    pub permissions: ::core::option::Option<PermissionList>,
}
/// Part of `PermissionRoleChannelListEventResponse`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct PermissionRoleChannel {
    #[prost(int64, tag = "1")]
    pub permission_id: i64,
    #[prost(bool, tag = "2")]
    pub active: bool,
}
/// Request of `GetPermissionByRoleIdChannelId`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct PermissionRoleChannelListEventRequest {
    #[prost(int64, tag = "1")]
    pub role_id: i64,
    #[prost(int64, tag = "2")]
    pub channel_id: i64,
    #[prost(int64, tag = "4")]
    pub user_id: i64,
}
/// Answer to `GetPermissionByRoleIdChannelId`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct PermissionRoleChannelListEventResponse {
    #[prost(int64, tag = "1")]
    pub role_id: i64,
    #[prost(int64, tag = "2")]
    pub channel_id: i64,
    #[prost(int64, tag = "3")]
    pub user_id: i64,
    #[prost(message, repeated, tag = "4")]
    pub permission_role_channel: ::prost::alloc::vec::Vec<PermissionRoleChannel>,
}
/// Request of `ListChannelSetting`.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct ChannelSettingListRequest {
    #[prost(int64, tag = "1")]
    pub clan_id: i64,
    #[prost(int64, tag = "2")]
    pub parent_id: i64,
    #[prost(int64, tag = "3")]
    pub category_id: i64,
    #[prost(int32, tag = "4")]
    pub private_channel: i32,
    #[prost(int32, tag = "5")]
    pub active: i32,
    #[prost(int32, tag = "6")]
    pub status: i32,
    #[prost(int32, tag = "7")]
    pub r#type: i32,
    #[prost(int32, tag = "8")]
    pub limit: i32,
    #[prost(int32, tag = "9")]
    pub page: i32,
    #[prost(string, tag = "10")]
    pub channel_label: ::prost::alloc::string::String,
}
/// Part of `ChannelSettingListResponse`.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct ChannelSettingItem {
    #[prost(int64, tag = "1")]
    pub id: i64,
    #[prost(int64, tag = "2")]
    pub creator_id: i64,
    #[prost(int64, tag = "3")]
    pub parent_id: i64,
    #[prost(string, tag = "4")]
    pub channel_label: ::prost::alloc::string::String,
    #[prost(int64, tag = "5")]
    pub category_id: i64,
    #[prost(string, tag = "6")]
    pub meeting_code: ::prost::alloc::string::String,
    #[prost(int32, tag = "7")]
    pub channel_private: i32,
    #[prost(int32, tag = "8")]
    pub channel_type: i32,
    #[prost(int32, tag = "9")]
    pub active: i32,
    #[prost(int64, repeated, tag = "10")]
    pub user_ids: ::prost::alloc::vec::Vec<i64>,
    #[prost(int64, tag = "11")]
    pub message_count: i64,
    #[prost(message, optional, tag = "12")]
    pub last_sent_message: ::core::option::Option<ChannelMessageHeader>,
}
/// Answer to `ListChannelSetting`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct ChannelSettingListResponse {
    #[prost(int64, tag = "1")]
    pub clan_id: i64,
    #[prost(int32, tag = "2")]
    pub channel_count: i32,
    #[prost(int32, tag = "3")]
    pub thread_count: i32,
    #[prost(message, repeated, tag = "4")]
    pub channel_setting_list: ::prost::alloc::vec::Vec<ChannelSettingItem>,
}
/// Request of `MarkAsRead`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct MarkAsReadRequest {
    #[prost(int64, tag = "1")]
    pub channel_id: i64,
    #[prost(int64, tag = "2")]
    pub category_id: i64,
    #[prost(int64, tag = "3")]
    pub clan_id: i64,
}
/// Request of `EditChannelCanvases`.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct EditChannelCanvasRequest {
    #[prost(int64, tag = "1")]
    pub id: i64,
    #[prost(int64, tag = "2")]
    pub channel_id: i64,
    #[prost(int64, tag = "3")]
    pub clan_id: i64,
    #[prost(string, tag = "4")]
    pub title: ::prost::alloc::string::String,
    #[prost(string, tag = "5")]
    pub content: ::prost::alloc::string::String,
    #[prost(bool, tag = "6")]
    pub is_default: bool,
    #[prost(int32, tag = "7")]
    pub status: i32,
}
/// Answer to `EditChannelCanvases`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct EditChannelCanvasResponse {
    #[prost(int64, tag = "1")]
    pub id: i64,
}
/// Request of `DeleteChannelCanvas`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct DeleteChannelCanvasRequest {
    #[prost(int64, tag = "1")]
    pub clan_id: i64,
    #[prost(int64, tag = "2")]
    pub channel_id: i64,
    #[prost(int64, tag = "3")]
    pub canvas_id: i64,
}
/// Request of `GetChannelCanvasList`.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct ChannelCanvasListRequest {
    #[prost(int64, tag = "1")]
    pub clan_id: i64,
    #[prost(int64, tag = "2")]
    pub channel_id: i64,
    #[prost(int32, tag = "3")]
    pub limit: i32,
    #[prost(int32, tag = "4")]
    pub page: i32,
    #[prost(string, tag = "5")]
    pub cursor: ::prost::alloc::string::String,
}
/// Part of `ChannelCanvasListResponse`.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct ChannelCanvasItem {
    #[prost(int64, tag = "1")]
    pub id: i64,
    #[prost(string, tag = "2")]
    pub title: ::prost::alloc::string::String,
    #[prost(bool, tag = "3")]
    pub is_default: bool,
    #[prost(string, tag = "4")]
    pub content: ::prost::alloc::string::String,
    #[prost(int64, tag = "5")]
    pub creator_id: i64,
    #[prost(uint32, tag = "6")]
    pub update_time_seconds: u32,
    #[prost(uint32, tag = "7")]
    pub create_time_seconds: u32,
}
/// Answer to `GetChannelCanvasList`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct ChannelCanvasListResponse {
    #[prost(int64, tag = "1")]
    pub clan_id: i64,
    #[prost(int64, tag = "2")]
    pub channel_id: i64,
    #[prost(message, repeated, tag = "3")]
    pub channel_canvases: ::prost::alloc::vec::Vec<ChannelCanvasItem>,
    #[prost(int32, tag = "4")]
    pub count: i32,
}
/// Request of `GetChannelCanvasDetail`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct ChannelCanvasDetailRequest {
    #[prost(int64, tag = "1")]
    pub id: i64,
    #[prost(int64, tag = "2")]
    pub clan_id: i64,
    #[prost(int64, tag = "3")]
    pub channel_id: i64,
}
/// Answer to `GetChannelCanvasDetail`.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct ChannelCanvasDetailResponse {
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
}
/// Request of `AddChannelFavorite`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct AddFavoriteChannelRequest {
    #[prost(int64, tag = "1")]
    pub channel_id: i64,
    #[prost(int64, tag = "2")]
    pub clan_id: i64,
}
/// Request of `RemoveChannelFavorite`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct RemoveFavoriteChannelRequest {
    #[prost(int64, tag = "1")]
    pub clan_id: i64,
    #[prost(int64, tag = "2")]
    pub channel_id: i64,
}
/// Answer to `AddChannelFavorite`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct AddFavoriteChannelResponse {
    #[prost(int64, tag = "1")]
    pub channel_id: i64,
}
/// Request of `GetListFavoriteChannel`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct ListFavoriteChannelRequest {
    #[prost(int64, tag = "1")]
    pub clan_id: i64,
}
/// Answer to `GetListFavoriteChannel`.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct ListFavoriteChannelResponse {
    #[prost(int64, repeated, tag = "1")]
    pub channel_ids: ::prost::alloc::vec::Vec<i64>,
}
/// What a user is doing.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct UserActivity {
    #[prost(int64, tag = "1")]
    pub user_id: i64,
    #[prost(string, tag = "2")]
    pub activity_name: ::prost::alloc::string::String,
    #[prost(int32, tag = "3")]
    pub activity_type: i32,
    #[prost(string, tag = "4")]
    pub activity_description: ::prost::alloc::string::String,
    #[prost(uint32, tag = "5")]
    pub start_time_seconds: u32,
    #[prost(uint32, tag = "6")]
    pub end_time_seconds: u32,
    #[prost(int64, tag = "7")]
    pub application_id: i64,
    #[prost(int32, tag = "8")]
    pub status: i32,
}
/// Answer to `ListActivity`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct ListUserActivity {
    #[prost(message, repeated, tag = "1")]
    pub activities: ::prost::alloc::vec::Vec<UserActivity>,
}
/// Request of `CreateActiviy`.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct CreateActivityRequest {
    #[prost(string, tag = "1")]
    pub activity_name: ::prost::alloc::string::String,
    #[prost(int32, tag = "2")]
    pub activity_type: i32,
    #[prost(string, tag = "3")]
    pub activity_description: ::prost::alloc::string::String,
    #[prost(uint32, tag = "4")]
    pub start_time_seconds: u32,
    #[prost(int64, tag = "5")]
    pub application_id: i64,
    #[prost(int32, tag = "6")]
    pub status: i32,
}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct LoginIdResponse {
    #[prost(int64, tag = "1")]
    pub login_id: i64,
    #[prost(int32, tag = "2")]
    pub status: i32,
    #[prost(int64, tag = "3")]
    pub create_time_seconds: i64,
    #[prost(string, tag = "4")]
    pub platform: ::prost::alloc::string::String,
    #[prost(int64, tag = "5")]
    pub user_id: i64,
    #[prost(string, tag = "6")]
    pub username: ::prost::alloc::string::String,
    #[prost(string, tag = "7")]
    pub address: ::prost::alloc::string::String,
}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct LoginRequest {
    #[prost(string, tag = "1")]
    pub platform: ::prost::alloc::string::String,
    #[prost(string, tag = "2")]
    pub address: ::prost::alloc::string::String,
}
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct ConfirmLoginRequest {
    #[prost(int64, tag = "1")]
    pub login_id: i64,
    #[prost(bool, tag = "2")]
    pub is_remember: bool,
}
/// Part of `PushPubKeyRequest` and `GetPubKeysResponse.UserPubKey`.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct PubKey {
    #[prost(bytes = "bytes", tag = "1")]
    pub encr: ::prost::bytes::Bytes,
    #[prost(bytes = "bytes", tag = "2")]
    pub sign: ::prost::bytes::Bytes,
}
/// Request of `PushPubKey`.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct PushPubKeyRequest {
    #[prost(message, optional, tag = "1")]
    pub pk: ::core::option::Option<PubKey>,
}
/// Request of `GetPubKeys`.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct GetPubKeysRequest {
    #[prost(int64, repeated, tag = "1")]
    pub user_ids: ::prost::alloc::vec::Vec<i64>,
}
/// Answer to `GetPubKeys`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct GetPubKeysResponse {
    #[prost(message, repeated, tag = "1")]
    pub pub_keys: ::prost::alloc::vec::Vec<get_pub_keys_response::UserPubKey>,
}
/// Nested message and enum types in `GetPubKeysResponse`.
pub mod get_pub_keys_response {
    /// Part of `GetPubKeysResponse`.
    #[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
    pub struct UserPubKey {
        #[prost(int64, tag = "1")]
        pub user_id: i64,
        #[prost(message, optional, tag = "2")]
        pub pk: ::core::option::Option<super::PubKey>,
    }
}
/// Request of `GetChanEncryptionMethod` and `SetChanEncryptionMethod`. Answer to `GetChanEncryptionMethod`.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct ChanEncryptionMethod {
    #[prost(string, tag = "1")]
    pub method: ::prost::alloc::string::String,
    #[prost(int64, tag = "2")]
    pub channel_id: i64,
}
/// Answer to `GetKeyServer`.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct GetKeyServerResp {
    #[prost(string, tag = "1")]
    pub url: ::prost::alloc::string::String,
}
/// Part of `ListAuditLog`.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct AuditLog {
    #[prost(int64, tag = "1")]
    pub id: i64,
    #[prost(int64, tag = "2")]
    pub user_id: i64,
    #[prost(int64, tag = "3")]
    pub clan_id: i64,
    #[prost(string, tag = "4")]
    pub action_log: ::prost::alloc::string::String,
    #[prost(string, tag = "5")]
    pub entity_name: ::prost::alloc::string::String,
    #[prost(int64, tag = "6")]
    pub entity_id: i64,
    #[prost(string, tag = "7")]
    pub details: ::prost::alloc::string::String,
    #[prost(uint32, tag = "8")]
    pub time_log_seconds: u32,
    #[prost(int64, tag = "9")]
    pub channel_id: i64,
    #[prost(string, tag = "10")]
    pub channel_label: ::prost::alloc::string::String,
}
/// Answer to `ListAuditLog`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct ListAuditLog {
    #[prost(int32, tag = "1")]
    pub total_count: i32,
    #[prost(string, tag = "2")]
    pub date_log: ::prost::alloc::string::String,
    #[prost(message, repeated, tag = "3")]
    pub logs: ::prost::alloc::vec::Vec<AuditLog>,
}
/// Request of `ListAuditLog`.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct ListAuditLogRequest {
    #[prost(string, tag = "1")]
    pub action_log: ::prost::alloc::string::String,
    #[prost(int64, tag = "2")]
    pub user_id: i64,
    #[prost(int64, tag = "3")]
    pub clan_id: i64,
    #[prost(string, tag = "4")]
    pub date_log: ::prost::alloc::string::String,
}
/// Tokens went from one user to another.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct TokenSentEvent {
    #[prost(int64, tag = "1")]
    pub sender_id: i64,
    #[prost(string, tag = "2")]
    pub sender_name: ::prost::alloc::string::String,
    #[prost(int64, tag = "3")]
    pub receiver_id: i64,
    #[prost(int32, tag = "4")]
    pub amount: i32,
    #[prost(string, tag = "5")]
    pub note: ::prost::alloc::string::String,
    #[prost(string, tag = "6")]
    pub extra_attribute: ::prost::alloc::string::String,
    #[prost(string, tag = "7")]
    pub transaction_id: ::prost::alloc::string::String,
}
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct UnlockItemRequest {
    #[prost(int64, tag = "1")]
    pub item_id: i64,
    #[prost(int32, tag = "2")]
    pub item_type: i32,
}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct UnlockedItemResponse {
    #[prost(string, tag = "1")]
    pub source: ::prost::alloc::string::String,
}
/// Request of `ListOnboarding`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct ListOnboardingRequest {
    #[prost(int64, tag = "1")]
    pub clan_id: i64,
    #[prost(int32, tag = "2")]
    pub guide_type: i32,
    #[prost(int32, tag = "3")]
    pub limit: i32,
    #[prost(int32, tag = "4")]
    pub page: i32,
}
/// Answer to `ListOnboarding` and `CreateOnboarding`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct ListOnboardingResponse {
    #[prost(message, repeated, tag = "1")]
    pub list_onboarding: ::prost::alloc::vec::Vec<OnboardingItem>,
}
/// Answer to `GetOnboardingDetail`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct OnboardingItem {
    #[prost(int64, tag = "1")]
    pub id: i64,
    #[prost(int64, tag = "2")]
    pub clan_id: i64,
    #[prost(int32, tag = "3")]
    pub guide_type: i32,
    #[prost(int32, tag = "4")]
    pub task_type: i32,
    #[prost(int64, tag = "5")]
    pub channel_id: i64,
    #[prost(string, tag = "6")]
    pub title: ::prost::alloc::string::String,
    #[prost(string, tag = "7")]
    pub content: ::prost::alloc::string::String,
    #[prost(string, tag = "8")]
    pub image_url: ::prost::alloc::string::String,
    #[prost(message, repeated, tag = "9")]
    pub answers: ::prost::alloc::vec::Vec<OnboardingAnswer>,
    #[prost(uint32, tag = "10")]
    pub create_time_seconds: u32,
    #[prost(uint32, tag = "11")]
    pub update_time_seconds: u32,
}
/// Part of `OnboardingItem`, `OnboardingContent` and `UpdateOnboardingRequest`.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct OnboardingAnswer {
    #[prost(string, tag = "1")]
    pub title: ::prost::alloc::string::String,
    #[prost(string, tag = "2")]
    pub description: ::prost::alloc::string::String,
    #[prost(string, tag = "3")]
    pub emoji: ::prost::alloc::string::String,
    #[prost(string, tag = "4")]
    pub image_url: ::prost::alloc::string::String,
}
/// Part of `CreateOnboardingRequest`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct OnboardingContent {
    #[prost(int32, tag = "1")]
    pub guide_type: i32,
    #[prost(int32, tag = "2")]
    pub task_type: i32,
    #[prost(int64, tag = "3")]
    pub channel_id: i64,
    #[prost(string, tag = "4")]
    pub title: ::prost::alloc::string::String,
    #[prost(string, tag = "5")]
    pub content: ::prost::alloc::string::String,
    #[prost(string, tag = "6")]
    pub image_url: ::prost::alloc::string::String,
    #[prost(message, repeated, tag = "7")]
    pub answers: ::prost::alloc::vec::Vec<OnboardingAnswer>,
}
/// Request of `CreateOnboarding`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct CreateOnboardingRequest {
    #[prost(int64, tag = "1")]
    pub clan_id: i64,
    #[prost(message, repeated, tag = "2")]
    pub contents: ::prost::alloc::vec::Vec<OnboardingContent>,
}
/// Request of `UpdateOnboarding`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct UpdateOnboardingRequest {
    #[prost(int64, tag = "1")]
    pub id: i64,
    #[prost(int64, tag = "2")]
    pub clan_id: i64,
    #[prost(int32, tag = "3")]
    pub task_type: i32,
    #[prost(int64, tag = "4")]
    pub channel_id: i64,
    #[prost(string, tag = "5")]
    pub title: ::prost::alloc::string::String,
    #[prost(string, tag = "6")]
    pub content: ::prost::alloc::string::String,
    #[prost(string, tag = "7")]
    pub image_url: ::prost::alloc::string::String,
    #[prost(message, repeated, tag = "8")]
    pub answers: ::prost::alloc::vec::Vec<OnboardingAnswer>,
}
/// Request of `GetOnboardingDetail` and `DeleteOnboarding`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct OnboardingRequest {
    #[prost(int64, tag = "1")]
    pub id: i64,
    #[prost(int64, tag = "2")]
    pub clan_id: i64,
}
/// Part of `ListClanWebhookResponse`.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
#[prost(skip_debug)]
pub struct ClanWebhook {
    #[prost(int64, tag = "1")]
    pub id: i64,
    #[prost(string, tag = "2")]
    pub webhook_name: ::prost::alloc::string::String,
    #[prost(int64, tag = "3")]
    pub clan_id: i64,
    #[prost(int32, tag = "4")]
    pub active: i32,
    #[prost(string, tag = "5")]
    pub url: ::prost::alloc::string::String,
    #[prost(int64, tag = "6")]
    pub creator_id: i64,
    #[prost(string, tag = "7")]
    pub avatar: ::prost::alloc::string::String,
    #[prost(string, tag = "8")]
    pub create_time: ::prost::alloc::string::String,
    #[prost(string, tag = "9")]
    pub update_time: ::prost::alloc::string::String,
}
/// Request of `GenerateClanWebhook`.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct GenerateClanWebhookRequest {
    #[prost(int64, tag = "1")]
    pub clan_id: i64,
    #[prost(string, tag = "2")]
    pub webhook_name: ::prost::alloc::string::String,
    #[prost(string, tag = "3")]
    pub avatar: ::prost::alloc::string::String,
}
/// Answer to `GenerateClanWebhook`.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
#[prost(skip_debug)]
pub struct GenerateClanWebhookResponse {
    #[prost(int64, tag = "1")]
    pub clan_id: i64,
    #[prost(string, tag = "2")]
    pub url: ::prost::alloc::string::String,
    #[prost(string, tag = "3")]
    pub webhook_name: ::prost::alloc::string::String,
    #[prost(string, tag = "4")]
    pub avatar: ::prost::alloc::string::String,
}
/// Request of `DeleteClanWebhookById`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct ClanWebhookRequest {
    #[prost(int64, tag = "1")]
    pub id: i64,
    #[prost(int64, tag = "2")]
    pub clan_id: i64,
}
/// Request of `UpdateClanWebhookById`.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct UpdateClanWebhookRequest {
    #[prost(int64, tag = "1")]
    pub id: i64,
    #[prost(int64, tag = "2")]
    pub clan_id: i64,
    #[prost(string, tag = "3")]
    pub webhook_name: ::prost::alloc::string::String,
    #[prost(string, tag = "4")]
    pub avatar: ::prost::alloc::string::String,
    #[prost(bool, tag = "5")]
    pub reset_token: bool,
}
/// Request of `ListClanWebhook`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct ListClanWebhookRequest {
    #[prost(int64, tag = "1")]
    pub clan_id: i64,
}
/// Answer to `ListClanWebhook`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct ListClanWebhookResponse {
    #[prost(message, repeated, tag = "1")]
    pub list_clan_webhooks: ::prost::alloc::vec::Vec<ClanWebhook>,
}
/// Part of `ClanWebhookHandlerRequest`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct ClanWebhookHandlerBody {
    #[prost(string, tag = "1")]
    pub content: ::prost::alloc::string::String,
    #[prost(message, repeated, tag = "2")]
    pub attachments: ::prost::alloc::vec::Vec<MessageAttachment>,
}
/// Request of `HandleWebhook` and `HandleClanWebhook`.
#[derive(Clone, PartialEq, ::prost::Message)]
#[prost(skip_debug)]
pub struct ClanWebhookHandlerRequest {
    #[prost(message, optional, tag = "1")]
    pub body: ::core::option::Option<ClanWebhookHandlerBody>,
    #[prost(string, tag = "2")]
    pub token: ::prost::alloc::string::String,
    #[prost(string, tag = "3")]
    pub username: ::prost::alloc::string::String,
}
/// Answer to `GetUserStatus`.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct UserStatus {
    #[prost(int64, tag = "1")]
    pub user_id: i64,
    #[prost(string, tag = "2")]
    pub status: ::prost::alloc::string::String,
}
/// Request of `UpdateUserStatus` and `UpdateUserCustomStatus`.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct UserStatusUpdate {
    #[prost(string, tag = "1")]
    pub status: ::prost::alloc::string::String,
    #[prost(int32, tag = "2")]
    pub minutes: i32,
    #[prost(bool, tag = "3")]
    pub until_turn_on: bool,
}
/// Part of `ListOnboardingStepResponse`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct OnboardingSteps {
    #[prost(int64, tag = "1")]
    pub id: i64,
    #[prost(int64, tag = "2")]
    pub user_id: i64,
    #[prost(int64, tag = "3")]
    pub clan_id: i64,
    #[prost(int32, tag = "4")]
    pub onboarding_step: i32,
}
/// Answer to `ListOnboardingStep`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct ListOnboardingStepResponse {
    #[prost(message, repeated, tag = "1")]
    pub list_onboarding_step: ::prost::alloc::vec::Vec<OnboardingSteps>,
}
/// Request of `ListOnboardingStep`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct ListOnboardingStepRequest {
    #[prost(int64, tag = "1")]
    pub clan_id: i64,
    #[prost(int32, tag = "2")]
    pub limit: i32,
    #[prost(int32, tag = "3")]
    pub page: i32,
}
/// Request of `UpdateOnboardingStep`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct UpdateOnboardingStepRequest {
    #[prost(int64, tag = "1")]
    pub clan_id: i64,
    #[prost(int32, tag = "2")]
    pub onboarding_step: i32,
}
/// Answer to `GetTopicDetail` and `CreateSdTopic`.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct SdTopic {
    #[prost(int64, tag = "1")]
    pub id: i64,
    #[prost(int64, tag = "2")]
    pub creator_id: i64,
    #[prost(int64, tag = "3")]
    pub message_id: i64,
    #[prost(int64, tag = "4")]
    pub clan_id: i64,
    #[prost(int64, tag = "5")]
    pub channel_id: i64,
    #[prost(int32, tag = "6")]
    pub status: i32,
    #[prost(uint32, tag = "7")]
    pub create_time_seconds: u32,
    #[prost(uint32, tag = "8")]
    pub update_time_seconds: u32,
    #[prost(string, tag = "9")]
    pub content: ::prost::alloc::string::String,
    #[prost(message, optional, tag = "10")]
    pub last_sent_message: ::core::option::Option<ChannelMessageHeader>,
}
/// Request of `CreateSdTopic`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct SdTopicRequest {
    #[prost(int64, tag = "1")]
    pub message_id: i64,
    #[prost(int64, tag = "2")]
    pub clan_id: i64,
    #[prost(int64, tag = "3")]
    pub channel_id: i64,
}
/// Answer to `ListSdTopic`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct SdTopicList {
    #[prost(int32, tag = "1")]
    pub count: i32,
    #[prost(message, repeated, tag = "2")]
    pub topics: ::prost::alloc::vec::Vec<SdTopic>,
}
/// Request of `ListSdTopic`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct ListSdTopicRequest {
    #[prost(int64, tag = "1")]
    pub clan_id: i64,
    #[prost(int32, tag = "2")]
    pub limit: i32,
    /// only the TypeScript bot SDK knows it
    #[prost(int32, tag = "3")]
    pub page: i32,
}
/// Request of `GetTopicDetail`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct SdTopicDetailRequest {
    #[prost(int64, tag = "1")]
    pub topic_id: i64,
}
/// Request of `DeleteSdTopic`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct DeleteSdTopicRequest {
    #[prost(int64, tag = "1")]
    pub channel_id: i64,
    #[prost(int64, tag = "2")]
    pub id: i64,
    #[prost(int64, tag = "3")]
    pub clan_id: i64,
}
/// Request of `GenerateMeetToken`.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct GenerateMeetTokenRequest {
    #[prost(int64, tag = "1")]
    pub channel_id: i64,
    #[prost(string, tag = "2")]
    pub room_name: ::prost::alloc::string::String,
}
/// Request of `RemoveParticipantMezonMeet` and `MuteParticipantMezonMeet`.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct MeetParticipantRequest {
    #[prost(string, tag = "1")]
    pub username: ::prost::alloc::string::String,
    #[prost(string, tag = "2")]
    pub room_name: ::prost::alloc::string::String,
    #[prost(int64, tag = "3")]
    pub channel_id: i64,
    #[prost(int64, tag = "4")]
    pub clan_id: i64,
}
/// Answer to `GenerateMeetToken`.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
#[prost(skip_debug)]
pub struct GenerateMeetTokenResponse {
    #[prost(string, tag = "1")]
    pub token: ::prost::alloc::string::String,
}
/// Answer to `CreateExternalMezonMeet`.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct GenerateMezonMeetResponse {
    #[prost(int64, tag = "1")]
    pub meet_id: i64,
    #[prost(string, tag = "2")]
    pub room_name: ::prost::alloc::string::String,
    #[prost(string, tag = "3")]
    pub external_link: ::prost::alloc::string::String,
    #[prost(int64, tag = "4")]
    pub creator_id: i64,
    #[prost(int64, tag = "5")]
    pub event_id: i64,
}
/// Request of `CreateRoomChannelApps`. Answer to `CreateRoomChannelApps`.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct CreateRoomChannelApps {
    #[prost(int64, tag = "1")]
    pub channel_id: i64,
    #[prost(string, tag = "2")]
    pub room_name: ::prost::alloc::string::String,
}
/// Request of `DeleteMezonOauthClient` and `UpdateMezonOauthClient`. Answer to `GetMezonOauthClient` and `UpdateMezonOauthClient`.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
#[prost(skip_debug)]
pub struct MezonOauthClient {
    #[prost(string, tag = "1")]
    pub access_token_strategy: ::prost::alloc::string::String,
    #[prost(string, repeated, tag = "2")]
    pub allowed_cors_origins: ::prost::alloc::vec::Vec<::prost::alloc::string::String>,
    #[prost(string, repeated, tag = "3")]
    pub audience: ::prost::alloc::vec::Vec<::prost::alloc::string::String>,
    #[prost(string, tag = "4")]
    pub authorization_code_grant_access_token_lifespan: ::prost::alloc::string::String,
    #[prost(string, tag = "5")]
    pub authorization_code_grant_id_token_lifespan: ::prost::alloc::string::String,
    #[prost(string, tag = "6")]
    pub authorization_code_grant_refresh_token_lifespan: ::prost::alloc::string::String,
    #[prost(bool, tag = "7")]
    pub backchannel_logout_session_required: bool,
    #[prost(string, tag = "8")]
    pub backchannel_logout_uri: ::prost::alloc::string::String,
    #[prost(string, tag = "9")]
    pub client_credentials_grant_access_token_lifespan: ::prost::alloc::string::String,
    #[prost(string, tag = "10")]
    pub client_id: ::prost::alloc::string::String,
    #[prost(string, tag = "11")]
    pub client_name: ::prost::alloc::string::String,
    #[prost(string, tag = "12")]
    pub client_secret: ::prost::alloc::string::String,
    #[prost(int32, tag = "13")]
    pub client_secret_expires_at: i32,
    #[prost(string, tag = "14")]
    pub client_uri: ::prost::alloc::string::String,
    #[prost(string, repeated, tag = "15")]
    pub contacts: ::prost::alloc::vec::Vec<::prost::alloc::string::String>,
    #[prost(uint32, tag = "16")]
    pub created_at_seconds: u32,
    #[prost(bool, tag = "17")]
    pub frontchannel_logout_session_required: bool,
    #[prost(string, tag = "18")]
    pub frontchannel_logout_uri: ::prost::alloc::string::String,
    #[prost(string, repeated, tag = "19")]
    pub grant_types: ::prost::alloc::vec::Vec<::prost::alloc::string::String>,
    #[prost(string, tag = "20")]
    pub implicit_grant_access_token_lifespan: ::prost::alloc::string::String,
    #[prost(string, tag = "21")]
    pub implicit_grant_id_token_lifespan: ::prost::alloc::string::String,
    #[prost(string, repeated, tag = "22")]
    pub jwks: ::prost::alloc::vec::Vec<::prost::alloc::string::String>,
    #[prost(string, tag = "23")]
    pub jwks_uri: ::prost::alloc::string::String,
    #[prost(string, tag = "24")]
    pub jwt_bearer_grant_access_token_lifespan: ::prost::alloc::string::String,
    #[prost(string, tag = "25")]
    pub logo_uri: ::prost::alloc::string::String,
    #[prost(string, tag = "26")]
    pub owner: ::prost::alloc::string::String,
    #[prost(string, tag = "27")]
    pub policy_uri: ::prost::alloc::string::String,
    #[prost(string, repeated, tag = "28")]
    pub post_logout_redirect_uris: ::prost::alloc::vec::Vec<
        ::prost::alloc::string::String,
    >,
    #[prost(string, repeated, tag = "29")]
    pub redirect_uris: ::prost::alloc::vec::Vec<::prost::alloc::string::String>,
    #[prost(string, tag = "30")]
    pub refresh_token_grant_access_token_lifespan: ::prost::alloc::string::String,
    #[prost(string, tag = "31")]
    pub refresh_token_grant_id_token_lifespan: ::prost::alloc::string::String,
    #[prost(string, tag = "32")]
    pub refresh_token_grant_refresh_token_lifespan: ::prost::alloc::string::String,
    #[prost(string, tag = "33")]
    pub registration_access_token: ::prost::alloc::string::String,
    #[prost(string, tag = "34")]
    pub registration_client_uri: ::prost::alloc::string::String,
    #[prost(string, tag = "35")]
    pub request_object_signing_alg: ::prost::alloc::string::String,
    #[prost(string, repeated, tag = "36")]
    pub request_uris: ::prost::alloc::vec::Vec<::prost::alloc::string::String>,
    #[prost(string, repeated, tag = "37")]
    pub response_types: ::prost::alloc::vec::Vec<::prost::alloc::string::String>,
    #[prost(string, tag = "38")]
    pub scope: ::prost::alloc::string::String,
    #[prost(string, tag = "39")]
    pub sector_identifier_uri: ::prost::alloc::string::String,
    #[prost(bool, tag = "40")]
    pub skip_consent: bool,
    #[prost(bool, tag = "41")]
    pub skip_logout_consent: bool,
    #[prost(string, tag = "42")]
    pub subject_type: ::prost::alloc::string::String,
    #[prost(string, tag = "43")]
    pub token_endpoint_auth_method: ::prost::alloc::string::String,
    #[prost(string, tag = "44")]
    pub token_endpoint_auth_signing_alg: ::prost::alloc::string::String,
    #[prost(string, tag = "45")]
    pub tos_uri: ::prost::alloc::string::String,
    #[prost(uint32, tag = "46")]
    pub updated_at_seconds: u32,
    #[prost(string, tag = "47")]
    pub userinfo_signed_response_alg: ::prost::alloc::string::String,
}
/// Answer to `ListMezonOauthClient`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct MezonOauthClientList {
    #[prost(message, repeated, tag = "1")]
    pub list_mezon_oauth_client: ::prost::alloc::vec::Vec<MezonOauthClient>,
}
/// Request of `GetMezonOauthClient`.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct GetMezonOauthClientRequest {
    #[prost(string, tag = "1")]
    pub client_id: ::prost::alloc::string::String,
    #[prost(string, tag = "2")]
    pub client_name: ::prost::alloc::string::String,
}
/// Request of `SearchThread`.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct SearchThreadRequest {
    #[prost(int64, tag = "1")]
    pub clan_id: i64,
    #[prost(int64, tag = "2")]
    pub channel_id: i64,
    #[prost(string, tag = "3")]
    pub label: ::prost::alloc::string::String,
}
/// Request of `GenerateHashChannelApps`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct GenerateHashChannelAppsRequest {
    #[prost(int64, tag = "1")]
    pub app_id: i64,
}
/// Answer to `GenerateHashChannelApps`.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct GenerateHashChannelAppsResponse {
    #[prost(string, tag = "1")]
    pub web_app_data: ::prost::alloc::string::String,
}
/// Request of `CreateMessage2Inbox`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct Message2InboxRequest {
    #[prost(int64, tag = "1")]
    pub message_id: i64,
    #[prost(int64, tag = "2")]
    pub channel_id: i64,
    #[prost(int64, tag = "3")]
    pub clan_id: i64,
    #[prost(string, tag = "4")]
    pub avatar: ::prost::alloc::string::String,
    #[prost(string, tag = "5")]
    pub content: ::prost::alloc::string::String,
    #[prost(message, repeated, tag = "6")]
    pub mentions: ::prost::alloc::vec::Vec<MessageMention>,
    #[prost(message, repeated, tag = "7")]
    pub attachments: ::prost::alloc::vec::Vec<MessageAttachment>,
    #[prost(message, repeated, tag = "8")]
    pub reactions: ::prost::alloc::vec::Vec<MessageReaction>,
    #[prost(message, repeated, tag = "9")]
    pub references: ::prost::alloc::vec::Vec<MessageRef>,
}
/// Request of `LinkEmail` and `UnlinkEmail`.
#[derive(Clone, PartialEq, ::prost::Message)]
#[prost(skip_debug)]
pub struct AccountEmail {
    #[prost(string, tag = "1")]
    pub email: ::prost::alloc::string::String,
    #[prost(string, tag = "2")]
    pub password: ::prost::alloc::string::String,
    #[prost(string, tag = "3")]
    pub prev_email: ::prost::alloc::string::String,
    #[prost(btree_map = "string, string", tag = "4")]
    pub vars: ::prost::alloc::collections::BTreeMap<
        ::prost::alloc::string::String,
        ::prost::alloc::string::String,
    >,
}
/// Request of `LinkSMS` and `UnlinkMezon`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct AccountMezon {
    #[prost(string, tag = "1")]
    pub phone_number: ::prost::alloc::string::String,
    #[prost(btree_map = "string, string", tag = "2")]
    pub vars: ::prost::alloc::collections::BTreeMap<
        ::prost::alloc::string::String,
        ::prost::alloc::string::String,
    >,
}
/// Request of `ConfirmLinkMezonOTP`. Answer to `LinkSMS` and `LinkEmail`.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
#[prost(skip_debug)]
pub struct LinkAccountConfirmRequest {
    #[prost(string, tag = "1")]
    pub req_id: ::prost::alloc::string::String,
    #[prost(int32, tag = "2")]
    pub status: i32,
    #[prost(string, tag = "3")]
    pub otp_code: ::prost::alloc::string::String,
}
/// An entry of the quick menu of a bot.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct QuickMenuAccess {
    #[prost(int64, tag = "1")]
    pub id: i64,
    #[prost(int64, tag = "2")]
    pub bot_id: i64,
    #[prost(int64, tag = "3")]
    pub clan_id: i64,
    #[prost(int64, tag = "4")]
    pub channel_id: i64,
    #[prost(string, tag = "5")]
    pub menu_name: ::prost::alloc::string::String,
    #[prost(string, tag = "6")]
    pub background: ::prost::alloc::string::String,
    #[prost(string, tag = "7")]
    pub action_msg: ::prost::alloc::string::String,
    #[prost(int32, tag = "8")]
    pub menu_type: i32,
}
/// Request of `ListQuickMenuAccess`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct ListQuickMenuAccessRequest {
    #[prost(int64, tag = "1")]
    pub bot_id: i64,
    #[prost(int64, tag = "2")]
    pub channel_id: i64,
    #[prost(int32, tag = "3")]
    pub menu_type: i32,
}
/// Answer to `ListQuickMenuAccess`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct QuickMenuAccessList {
    #[prost(message, repeated, tag = "1")]
    pub list_menus: ::prost::alloc::vec::Vec<QuickMenuAccess>,
}
/// Request of `ListForSaleItems`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct ListForSaleItemsRequest {
    #[prost(int32, tag = "1")]
    pub page: i32,
}
/// Part of `ForSaleItemList`.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct ForSaleItem {
    #[prost(int32, tag = "1")]
    pub r#type: i32,
    #[prost(string, tag = "2")]
    pub preview_url: ::prost::alloc::string::String,
}
/// Answer to `ListForSaleItems`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct ForSaleItemList {
    #[prost(message, repeated, tag = "1")]
    pub for_sale_items: ::prost::alloc::vec::Vec<ForSaleItem>,
}
/// Request of `IsFollower`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct IsFollowerRequest {
    #[prost(int64, tag = "1")]
    pub follow_id: i64,
}
/// Answer to `IsFollower`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct IsFollowerResponse {
    #[prost(int64, tag = "1")]
    pub follow_id: i64,
    #[prost(bool, tag = "2")]
    pub is_follower: bool,
}
/// Request of `TransferOwnership`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct TransferOwnershipRequest {
    #[prost(int64, tag = "1")]
    pub clan_id: i64,
    #[prost(int64, tag = "2")]
    pub new_owner_id: i64,
}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct UserIds {
    #[prost(int64, repeated, tag = "1")]
    pub user_ids: ::prost::alloc::vec::Vec<i64>,
}
/// Request of `ReportMessageAbuse`.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct ReportMessageAbuseReqest {
    #[prost(int64, tag = "1")]
    pub message_id: i64,
    #[prost(string, tag = "2")]
    pub abuse_type: ::prost::alloc::string::String,
}
/// Answer to `ListLogedDevice`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct LogedDeviceList {
    #[prost(message, repeated, tag = "1")]
    pub devices: ::prost::alloc::vec::Vec<LogedDevice>,
}
/// Part of `LogedDeviceList`.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct LogedDevice {
    #[prost(string, tag = "1")]
    pub device_id: ::prost::alloc::string::String,
    #[prost(string, tag = "2")]
    pub device_name: ::prost::alloc::string::String,
    #[prost(uint32, tag = "3")]
    pub login_at_seconds: u32,
    #[prost(int32, tag = "4")]
    pub status: i32,
    #[prost(string, tag = "5")]
    pub platform: ::prost::alloc::string::String,
    #[prost(string, tag = "6")]
    pub ip: ::prost::alloc::string::String,
    #[prost(uint32, tag = "7")]
    pub last_active_seconds: u32,
    #[prost(string, tag = "8")]
    pub location: ::prost::alloc::string::String,
    #[prost(bool, tag = "9")]
    pub is_current: bool,
}
/// What a notification holds when its content is not JSON.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct DirectFcmProto {
    #[prost(string, tag = "1")]
    pub title: ::prost::alloc::string::String,
    #[prost(string, tag = "2")]
    pub link: ::prost::alloc::string::String,
    #[prost(string, tag = "3")]
    pub content: ::prost::alloc::string::String,
    #[prost(int64, tag = "4")]
    pub channel_id: i64,
    #[prost(int64, tag = "5")]
    pub sender_id: i64,
    #[prost(string, tag = "6")]
    pub avatar: ::prost::alloc::string::String,
    #[prost(int64, tag = "7")]
    pub clan_id: i64,
    #[prost(string, tag = "8")]
    pub attachment_link: ::prost::alloc::string::String,
    #[prost(string, tag = "9")]
    pub display_name: ::prost::alloc::string::String,
    #[prost(int32, tag = "10")]
    pub create_time_seconds: i32,
    #[prost(int32, tag = "11")]
    pub update_time_seconds: i32,
    #[prost(string, tag = "12")]
    pub username: ::prost::alloc::string::String,
    #[prost(int64, repeated, tag = "13")]
    pub mention_ids: ::prost::alloc::vec::Vec<i64>,
    #[prost(int32, repeated, tag = "14")]
    pub position_s: ::prost::alloc::vec::Vec<i32>,
    #[prost(int32, repeated, tag = "15")]
    pub position_e: ::prost::alloc::vec::Vec<i32>,
    #[prost(string, tag = "16")]
    pub attachment_type: ::prost::alloc::string::String,
    #[prost(bool, tag = "17")]
    pub has_more_attachment: bool,
    #[prost(bool, repeated, tag = "18")]
    pub is_mention_role: ::prost::alloc::vec::Vec<bool>,
    #[prost(int64, tag = "19")]
    pub message_id: i64,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct MessageMentionList {
    #[prost(message, repeated, tag = "1")]
    pub mentions: ::prost::alloc::vec::Vec<MessageMention>,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct MessageAttachmentList {
    #[prost(message, repeated, tag = "1")]
    pub attachments: ::prost::alloc::vec::Vec<MessageAttachment>,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct MessageRefList {
    #[prost(message, repeated, tag = "1")]
    pub refs: ::prost::alloc::vec::Vec<MessageRef>,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct MessageReactionList {
    #[prost(message, repeated, tag = "1")]
    pub reactions: ::prost::alloc::vec::Vec<MessageReaction>,
}
/// Request of `ListChannelBadgeCount`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct ListChannelBadgeCountRequest {
    #[prost(int64, tag = "1")]
    pub clan_id: i64,
    #[prost(int32, tag = "2")]
    pub limit: i32,
    #[prost(int32, tag = "3")]
    pub page: i32,
}
/// Answer to `ListChannelBadgeCount`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct ListChannelBadgeCountResponse {
    #[prost(message, repeated, tag = "1")]
    pub channeldesc: ::prost::alloc::vec::Vec<ChannelDescription>,
    #[prost(int32, tag = "2")]
    pub total_count: i32,
}
/// Part of `ListClanBadgeCountResponse`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct ClanBadgeCount {
    #[prost(int64, tag = "1")]
    pub clan_id: i64,
    #[prost(int32, tag = "2")]
    pub badge: i32,
    #[prost(bool, tag = "3")]
    pub has_unread: bool,
}
/// Answer to `ListClanBadgeCount`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct ListClanBadgeCountResponse {
    #[prost(message, repeated, tag = "1")]
    pub list_badge: ::prost::alloc::vec::Vec<ClanBadgeCount>,
}
/// Part of `ListClanDiscover`.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct ClanDiscover {
    #[prost(int64, tag = "1")]
    pub clan_id: i64,
    #[prost(string, tag = "2")]
    pub clan_name: ::prost::alloc::string::String,
    #[prost(int64, tag = "3")]
    pub invite_id: i64,
    #[prost(string, tag = "4")]
    pub clan_logo: ::prost::alloc::string::String,
    #[prost(int32, tag = "5")]
    pub online_members: i32,
    #[prost(int32, tag = "6")]
    pub total_members: i32,
    #[prost(bool, tag = "7")]
    pub verified: bool,
    #[prost(string, tag = "8")]
    pub description: ::prost::alloc::string::String,
    #[prost(string, tag = "9")]
    pub banner: ::prost::alloc::string::String,
    #[prost(string, tag = "10")]
    pub about: ::prost::alloc::string::String,
    #[prost(string, tag = "11")]
    pub short_url: ::prost::alloc::string::String,
    #[prost(uint32, tag = "12")]
    pub create_time_seconds: u32,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct ListClanDiscover {
    #[prost(message, repeated, tag = "1")]
    pub clan_discover: ::prost::alloc::vec::Vec<ClanDiscover>,
    #[prost(int32, tag = "2")]
    pub page_number: i32,
    #[prost(int32, tag = "3")]
    pub page_count: i32,
}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
#[prost(skip_debug)]
pub struct GenerateMeetTokenExternalResponse {
    #[prost(string, tag = "1")]
    pub token: ::prost::alloc::string::String,
    #[prost(int64, tag = "2")]
    pub guest_user_id: i64,
    #[prost(string, tag = "3")]
    pub guest_access_token: ::prost::alloc::string::String,
}
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct KafkaActionMsg {
    #[prost(int64, tag = "1")]
    pub clan_id: i64,
    #[prost(int64, tag = "2")]
    pub channel_id: i64,
    #[prost(int64, repeated, tag = "3")]
    pub friend_ids: ::prost::alloc::vec::Vec<i64>,
    #[prost(int64, repeated, tag = "4")]
    pub user_ids: ::prost::alloc::vec::Vec<i64>,
    #[prost(int32, tag = "5")]
    pub mode: i32,
    #[prost(bytes = "bytes", tag = "6")]
    pub stream: ::prost::bytes::Bytes,
}
/// Request of `AddAgentToChannel` and `DisconnectAgent`.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct UpdateAiAgentRequest {
    #[prost(int64, tag = "1")]
    pub channel_id: i64,
    #[prost(string, tag = "2")]
    pub room_name: ::prost::alloc::string::String,
}
/// Part of `ParticipantInfo`.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct TrackInfo {
    #[prost(string, tag = "1")]
    pub sid: ::prost::alloc::string::String,
    #[prost(enumeration = "TrackType", tag = "2")]
    pub r#type: i32,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct ParticipantInfo {
    #[prost(string, tag = "1")]
    pub sid: ::prost::alloc::string::String,
    #[prost(string, tag = "2")]
    pub identity: ::prost::alloc::string::String,
    #[prost(enumeration = "participant_info::State", tag = "3")]
    pub state: i32,
    #[prost(message, repeated, tag = "4")]
    pub tracks: ::prost::alloc::vec::Vec<TrackInfo>,
    #[prost(bool, tag = "13")]
    pub is_publisher: bool,
    #[prost(enumeration = "participant_info::Kind", tag = "14")]
    pub kind: i32,
}
/// Nested message and enum types in `ParticipantInfo`.
pub mod participant_info {
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
    pub enum State {
        Joining = 0,
        Joined = 1,
        Active = 2,
        Disconnected = 3,
    }
    impl State {
        /// String value of the enum field names used in the ProtoBuf definition.
        ///
        /// The values are not transformed in any way and thus are considered stable
        /// (if the ProtoBuf definition does not change) and safe for programmatic use.
        pub fn as_str_name(&self) -> &'static str {
            match self {
                Self::Joining => "JOINING",
                Self::Joined => "JOINED",
                Self::Active => "ACTIVE",
                Self::Disconnected => "DISCONNECTED",
            }
        }
        /// Creates an enum from field names used in the ProtoBuf definition.
        pub fn from_str_name(value: &str) -> ::core::option::Option<Self> {
            match value {
                "JOINING" => Some(Self::Joining),
                "JOINED" => Some(Self::Joined),
                "ACTIVE" => Some(Self::Active),
                "DISCONNECTED" => Some(Self::Disconnected),
                _ => None,
            }
        }
    }
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
    pub enum Kind {
        Standard = 0,
        Ingress = 1,
        Egress = 2,
        Sip = 3,
        Agent = 4,
        Connector = 7,
        Bridge = 8,
    }
    impl Kind {
        /// String value of the enum field names used in the ProtoBuf definition.
        ///
        /// The values are not transformed in any way and thus are considered stable
        /// (if the ProtoBuf definition does not change) and safe for programmatic use.
        pub fn as_str_name(&self) -> &'static str {
            match self {
                Self::Standard => "STANDARD",
                Self::Ingress => "INGRESS",
                Self::Egress => "EGRESS",
                Self::Sip => "SIP",
                Self::Agent => "AGENT",
                Self::Connector => "CONNECTOR",
                Self::Bridge => "BRIDGE",
            }
        }
        /// Creates an enum from field names used in the ProtoBuf definition.
        pub fn from_str_name(value: &str) -> ::core::option::Option<Self> {
            match value {
                "STANDARD" => Some(Self::Standard),
                "INGRESS" => Some(Self::Ingress),
                "EGRESS" => Some(Self::Egress),
                "SIP" => Some(Self::Sip),
                "AGENT" => Some(Self::Agent),
                "CONNECTOR" => Some(Self::Connector),
                "BRIDGE" => Some(Self::Bridge),
                _ => None,
            }
        }
    }
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
    pub enum KindDetail {
        CloudAgent = 0,
        Forwarded = 1,
        ConnectorWhatsapp = 2,
        ConnectorTwilio = 3,
        BridgeRtsp = 4,
    }
    impl KindDetail {
        /// String value of the enum field names used in the ProtoBuf definition.
        ///
        /// The values are not transformed in any way and thus are considered stable
        /// (if the ProtoBuf definition does not change) and safe for programmatic use.
        pub fn as_str_name(&self) -> &'static str {
            match self {
                Self::CloudAgent => "CLOUD_AGENT",
                Self::Forwarded => "FORWARDED",
                Self::ConnectorWhatsapp => "CONNECTOR_WHATSAPP",
                Self::ConnectorTwilio => "CONNECTOR_TWILIO",
                Self::BridgeRtsp => "BRIDGE_RTSP",
            }
        }
        /// Creates an enum from field names used in the ProtoBuf definition.
        pub fn from_str_name(value: &str) -> ::core::option::Option<Self> {
            match value {
                "CLOUD_AGENT" => Some(Self::CloudAgent),
                "FORWARDED" => Some(Self::Forwarded),
                "CONNECTOR_WHATSAPP" => Some(Self::ConnectorWhatsapp),
                "CONNECTOR_TWILIO" => Some(Self::ConnectorTwilio),
                "BRIDGE_RTSP" => Some(Self::BridgeRtsp),
                _ => None,
            }
        }
    }
}
/// Part of `ListChannelTimelineAttachment`, `CreateChannelTimelineRequest` and `UpdateChannelTimelineRequest`.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct ChannelTimelineAttachment {
    #[prost(int64, tag = "1")]
    pub id: i64,
    #[prost(string, tag = "2")]
    pub file_name: ::prost::alloc::string::String,
    #[prost(string, tag = "3")]
    pub file_url: ::prost::alloc::string::String,
    #[prost(string, tag = "4")]
    pub file_type: ::prost::alloc::string::String,
    #[prost(int64, tag = "5")]
    pub file_size: i64,
    #[prost(int32, tag = "6")]
    pub width: i32,
    #[prost(int32, tag = "7")]
    pub height: i32,
    #[prost(string, tag = "8")]
    pub thumbnail: ::prost::alloc::string::String,
    #[prost(int32, tag = "9")]
    pub duration: i32,
    #[prost(int64, tag = "10")]
    pub message_id: i64,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct ListChannelTimelineAttachment {
    #[prost(message, repeated, tag = "1")]
    pub attachments: ::prost::alloc::vec::Vec<ChannelTimelineAttachment>,
}
/// Part of `ListChannelTimelineResponse`, `CreateChannelTimelineResponse`, `UpdateChannelTimelineResponse` and `ChannelTimelineDetailResponse`.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct ChannelTimeline {
    #[prost(int64, tag = "1")]
    pub id: i64,
    #[prost(int64, tag = "2")]
    pub clan_id: i64,
    #[prost(int64, tag = "3")]
    pub channel_id: i64,
    #[prost(uint32, tag = "4")]
    pub start_time_seconds: u32,
    #[prost(string, tag = "5")]
    pub title: ::prost::alloc::string::String,
    #[prost(string, tag = "6")]
    pub description: ::prost::alloc::string::String,
    #[prost(uint32, tag = "7")]
    pub end_time_seconds: u32,
    #[prost(string, tag = "8")]
    pub location: ::prost::alloc::string::String,
    #[prost(int32, tag = "9")]
    pub status: i32,
    #[prost(int64, tag = "10")]
    pub creator_id: i64,
    #[prost(uint32, tag = "11")]
    pub create_time_seconds: u32,
    #[prost(uint32, tag = "12")]
    pub update_time_seconds: u32,
    #[prost(int32, tag = "13")]
    pub r#type: i32,
    #[prost(bytes = "bytes", tag = "14")]
    pub attachments: ::prost::bytes::Bytes,
    #[prost(bytes = "bytes", tag = "15")]
    pub preview_imgs: ::prost::bytes::Bytes,
}
/// Request of `ListChannelTimeline`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct ListChannelTimelineRequest {
    #[prost(int64, tag = "1")]
    pub clan_id: i64,
    #[prost(int64, tag = "2")]
    pub channel_id: i64,
    #[prost(int32, tag = "3")]
    pub year: i32,
    #[prost(uint32, tag = "4")]
    pub start_time: u32,
    #[prost(uint32, tag = "5")]
    pub end_time: u32,
    #[prost(int32, tag = "6")]
    pub limit: i32,
}
/// Answer to `ListChannelTimeline`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct ListChannelTimelineResponse {
    #[prost(message, repeated, tag = "1")]
    pub events: ::prost::alloc::vec::Vec<ChannelTimeline>,
}
/// Request of `CreateChannelTimeline`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct CreateChannelTimelineRequest {
    #[prost(int64, tag = "1")]
    pub clan_id: i64,
    #[prost(int64, tag = "2")]
    pub channel_id: i64,
    #[prost(uint32, tag = "3")]
    pub start_time_seconds: u32,
    #[prost(string, tag = "4")]
    pub title: ::prost::alloc::string::String,
    #[prost(string, tag = "5")]
    pub description: ::prost::alloc::string::String,
    #[prost(uint32, tag = "6")]
    pub end_time_seconds: u32,
    #[prost(string, tag = "7")]
    pub location: ::prost::alloc::string::String,
    #[prost(int32, tag = "8")]
    pub r#type: i32,
    #[prost(message, repeated, tag = "9")]
    pub attachments: ::prost::alloc::vec::Vec<ChannelTimelineAttachment>,
}
/// Answer to `CreateChannelTimeline`.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct CreateChannelTimelineResponse {
    #[prost(message, optional, tag = "1")]
    pub event: ::core::option::Option<ChannelTimeline>,
}
/// Request of `UpdateChannelTimeline`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct UpdateChannelTimelineRequest {
    #[prost(int64, tag = "1")]
    pub clan_id: i64,
    #[prost(int64, tag = "2")]
    pub channel_id: i64,
    #[prost(int64, tag = "3")]
    pub id: i64,
    #[prost(uint32, tag = "4")]
    pub start_time_seconds: u32,
    #[prost(string, tag = "5")]
    pub title: ::prost::alloc::string::String,
    #[prost(string, tag = "6")]
    pub description: ::prost::alloc::string::String,
    #[prost(string, tag = "7")]
    pub location: ::prost::alloc::string::String,
    #[prost(int32, tag = "8")]
    pub r#type: i32,
    #[prost(message, repeated, tag = "9")]
    pub attachments: ::prost::alloc::vec::Vec<ChannelTimelineAttachment>,
}
/// Answer to `UpdateChannelTimeline`.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct UpdateChannelTimelineResponse {
    #[prost(message, optional, tag = "1")]
    pub event: ::core::option::Option<ChannelTimeline>,
}
/// Request of `DetailChannelTimeline`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct ChannelTimelineDetailRequest {
    #[prost(int64, tag = "1")]
    pub clan_id: i64,
    #[prost(int64, tag = "2")]
    pub channel_id: i64,
    #[prost(int64, tag = "3")]
    pub id: i64,
    #[prost(uint32, tag = "4")]
    pub start_time_seconds: u32,
}
/// Answer to `DetailChannelTimeline`.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct ChannelTimelineDetailResponse {
    #[prost(message, optional, tag = "1")]
    pub event: ::core::option::Option<ChannelTimeline>,
}
/// Request of `ListMutedChannel`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct ListMutedChannelRequest {
    #[prost(int64, tag = "1")]
    pub clan_id: i64,
}
/// Answer to `ListMutedChannel`.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct MutedChannelList {
    #[prost(int64, repeated, tag = "1")]
    pub muted_list: ::prost::alloc::vec::Vec<i64>,
}
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct NotificationBatchRequest {
    #[prost(btree_map = "int64, message", tag = "1")]
    pub notifications: ::prost::alloc::collections::BTreeMap<i64, NotificationList>,
}
/// Request of `CreatePoll`.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct CreatePollRequest {
    #[prost(int64, tag = "1")]
    pub channel_id: i64,
    #[prost(int64, tag = "2")]
    pub clan_id: i64,
    #[prost(string, tag = "3")]
    pub question: ::prost::alloc::string::String,
    #[prost(string, repeated, tag = "4")]
    pub answers: ::prost::alloc::vec::Vec<::prost::alloc::string::String>,
    #[prost(int32, tag = "5")]
    pub expire_hours: i32,
    #[prost(enumeration = "PollType", tag = "6")]
    pub r#type: i32,
}
/// Answer to `CreatePoll`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct CreatePollResponse {
    #[prost(int64, tag = "1")]
    pub poll_id: i64,
    #[prost(int64, tag = "2")]
    pub message_id: i64,
    #[prost(string, tag = "3")]
    pub question: ::prost::alloc::string::String,
    #[prost(message, repeated, tag = "4")]
    pub answers: ::prost::alloc::vec::Vec<PollAnswer>,
    #[prost(int32, repeated, tag = "5")]
    pub answer_counts: ::prost::alloc::vec::Vec<i32>,
    #[prost(int64, tag = "6")]
    pub exp: i64,
    #[prost(bool, tag = "7")]
    pub is_closed: bool,
    #[prost(int64, tag = "8")]
    pub creator_id: i64,
    #[prost(enumeration = "PollType", tag = "9")]
    pub r#type: i32,
    #[prost(int32, tag = "10")]
    pub total_votes: i32,
}
/// Request of `VotePoll`.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct VotePollRequest {
    #[prost(int64, tag = "1")]
    pub poll_id: i64,
    #[prost(int64, tag = "2")]
    pub message_id: i64,
    #[prost(int64, tag = "3")]
    pub channel_id: i64,
    #[prost(int32, repeated, tag = "4")]
    pub answer_indices: ::prost::alloc::vec::Vec<i32>,
}
/// Answer to `VotePoll`.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct VotePollResponse {
    #[prost(int32, repeated, tag = "1")]
    pub my_answer_indices: ::prost::alloc::vec::Vec<i32>,
}
/// Request of `ClosePoll`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct ClosePollRequest {
    #[prost(int64, tag = "1")]
    pub poll_id: i64,
    #[prost(int64, tag = "2")]
    pub message_id: i64,
    #[prost(int64, tag = "3")]
    pub channel_id: i64,
}
/// Request of `GetPoll`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct GetPollRequest {
    #[prost(int64, tag = "1")]
    pub poll_id: i64,
    #[prost(int64, tag = "2")]
    pub message_id: i64,
    #[prost(int64, tag = "3")]
    pub channel_id: i64,
}
/// Part of `CreatePollResponse` and `GetPollResponse`.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct PollAnswer {
    #[prost(int32, tag = "1")]
    pub index: i32,
    #[prost(string, tag = "2")]
    pub label: ::prost::alloc::string::String,
}
/// Part of `GetPollResponse`.
#[derive(Clone, PartialEq, Eq, Hash, ::prost::Message)]
pub struct PollVoterDetail {
    #[prost(int32, tag = "1")]
    pub answer_index: i32,
    #[prost(int64, repeated, tag = "2")]
    pub user_ids: ::prost::alloc::vec::Vec<i64>,
}
/// Answer to `GetPoll`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct GetPollResponse {
    #[prost(int64, tag = "1")]
    pub poll_id: i64,
    #[prost(int64, tag = "2")]
    pub message_id: i64,
    #[prost(string, tag = "3")]
    pub question: ::prost::alloc::string::String,
    #[prost(message, repeated, tag = "4")]
    pub answers: ::prost::alloc::vec::Vec<PollAnswer>,
    #[prost(int32, repeated, tag = "5")]
    pub answer_counts: ::prost::alloc::vec::Vec<i32>,
    #[prost(int64, tag = "6")]
    pub exp: i64,
    #[prost(bool, tag = "7")]
    pub is_closed: bool,
    #[prost(int64, tag = "8")]
    pub creator_id: i64,
    #[prost(enumeration = "PollType", tag = "9")]
    pub r#type: i32,
    #[prost(int32, tag = "10")]
    pub total_votes: i32,
    #[prost(message, repeated, tag = "11")]
    pub voter_details: ::prost::alloc::vec::Vec<PollVoterDetail>,
}
/// Request of `ListUserOnline`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct ListUserOnlineRequest {
    #[prost(int64, tag = "1")]
    pub clan_id: i64,
    #[prost(int32, tag = "2")]
    pub limit: i32,
    #[prost(int32, tag = "3")]
    pub page: i32,
}
/// Answer to `ListUserOnline`.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct ListUserOnlineResponse {
    #[prost(message, repeated, tag = "1")]
    pub users: ::prost::alloc::vec::Vec<User>,
    #[prost(int32, tag = "2")]
    pub total_count: i32,
}
/// Nothing.
#[derive(Clone, Copy, PartialEq, Eq, Hash, ::prost::Message)]
pub struct NoParams {}
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, ::prost::Enumeration)]
#[repr(i32)]
pub enum StoreProvider {
    AppleAppStore = 0,
    GooglePlayStore = 1,
    HuaweiAppGallery = 2,
    FacebookInstantStore = 3,
}
impl StoreProvider {
    /// String value of the enum field names used in the ProtoBuf definition.
    ///
    /// The values are not transformed in any way and thus are considered stable
    /// (if the ProtoBuf definition does not change) and safe for programmatic use.
    pub fn as_str_name(&self) -> &'static str {
        match self {
            Self::AppleAppStore => "APPLE_APP_STORE",
            Self::GooglePlayStore => "GOOGLE_PLAY_STORE",
            Self::HuaweiAppGallery => "HUAWEI_APP_GALLERY",
            Self::FacebookInstantStore => "FACEBOOK_INSTANT_STORE",
        }
    }
    /// Creates an enum from field names used in the ProtoBuf definition.
    pub fn from_str_name(value: &str) -> ::core::option::Option<Self> {
        match value {
            "APPLE_APP_STORE" => Some(Self::AppleAppStore),
            "GOOGLE_PLAY_STORE" => Some(Self::GooglePlayStore),
            "HUAWEI_APP_GALLERY" => Some(Self::HuaweiAppGallery),
            "FACEBOOK_INSTANT_STORE" => Some(Self::FacebookInstantStore),
            _ => None,
        }
    }
}
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, ::prost::Enumeration)]
#[repr(i32)]
pub enum StoreEnvironment {
    Unknown = 0,
    Sandbox = 1,
    Production = 2,
}
impl StoreEnvironment {
    /// String value of the enum field names used in the ProtoBuf definition.
    ///
    /// The values are not transformed in any way and thus are considered stable
    /// (if the ProtoBuf definition does not change) and safe for programmatic use.
    pub fn as_str_name(&self) -> &'static str {
        match self {
            Self::Unknown => "UNKNOWN",
            Self::Sandbox => "SANDBOX",
            Self::Production => "PRODUCTION",
        }
    }
    /// Creates an enum from field names used in the ProtoBuf definition.
    pub fn from_str_name(value: &str) -> ::core::option::Option<Self> {
        match value {
            "UNKNOWN" => Some(Self::Unknown),
            "SANDBOX" => Some(Self::Sandbox),
            "PRODUCTION" => Some(Self::Production),
            _ => None,
        }
    }
}
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, ::prost::Enumeration)]
#[repr(i32)]
pub enum Operator {
    NoOverride = 0,
    Best = 1,
    Set = 2,
    Increment = 3,
    Decrement = 4,
}
impl Operator {
    /// String value of the enum field names used in the ProtoBuf definition.
    ///
    /// The values are not transformed in any way and thus are considered stable
    /// (if the ProtoBuf definition does not change) and safe for programmatic use.
    pub fn as_str_name(&self) -> &'static str {
        match self {
            Self::NoOverride => "NO_OVERRIDE",
            Self::Best => "BEST",
            Self::Set => "SET",
            Self::Increment => "INCREMENT",
            Self::Decrement => "DECREMENT",
        }
    }
    /// Creates an enum from field names used in the ProtoBuf definition.
    pub fn from_str_name(value: &str) -> ::core::option::Option<Self> {
        match value {
            "NO_OVERRIDE" => Some(Self::NoOverride),
            "BEST" => Some(Self::Best),
            "SET" => Some(Self::Set),
            "INCREMENT" => Some(Self::Increment),
            "DECREMENT" => Some(Self::Decrement),
            _ => None,
        }
    }
}
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, ::prost::Enumeration)]
#[repr(i32)]
pub enum TrackType {
    Audio = 0,
    Video = 1,
    Data = 2,
}
impl TrackType {
    /// String value of the enum field names used in the ProtoBuf definition.
    ///
    /// The values are not transformed in any way and thus are considered stable
    /// (if the ProtoBuf definition does not change) and safe for programmatic use.
    pub fn as_str_name(&self) -> &'static str {
        match self {
            Self::Audio => "AUDIO",
            Self::Video => "VIDEO",
            Self::Data => "DATA",
        }
    }
    /// Creates an enum from field names used in the ProtoBuf definition.
    pub fn from_str_name(value: &str) -> ::core::option::Option<Self> {
        match value {
            "AUDIO" => Some(Self::Audio),
            "VIDEO" => Some(Self::Video),
            "DATA" => Some(Self::Data),
            _ => None,
        }
    }
}
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, ::prost::Enumeration)]
#[repr(i32)]
pub enum PollType {
    Single = 0,
    Multiple = 1,
}
impl PollType {
    /// String value of the enum field names used in the ProtoBuf definition.
    ///
    /// The values are not transformed in any way and thus are considered stable
    /// (if the ProtoBuf definition does not change) and safe for programmatic use.
    pub fn as_str_name(&self) -> &'static str {
        match self {
            Self::Single => "SINGLE",
            Self::Multiple => "MULTIPLE",
        }
    }
    /// Creates an enum from field names used in the ProtoBuf definition.
    pub fn from_str_name(value: &str) -> ::core::option::Option<Self> {
        match value {
            "SINGLE" => Some(Self::Single),
            "MULTIPLE" => Some(Self::Multiple),
            _ => None,
        }
    }
}
impl ::core::fmt::Debug for Account {
    fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        f.debug_struct("Account")
            .field("user", &self.user)
            .field("email", &self.email)
            .field("qr_code", &self.qr_code)
            .field("verify_time_seconds", &self.verify_time_seconds)
            .field("disable_time_seconds", &self.disable_time_seconds)
            .field("logo", &self.logo)
            .field("splash_screen", &self.splash_screen)
            .field("encrypt_private_key", &crate::redact::hide(self.encrypt_private_key.is_empty()))
            .field("password_setted", &self.password_setted)
            .finish()
    }
}
impl ::core::fmt::Debug for AccountEmail {
    fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        f.debug_struct("AccountEmail")
            .field("email", &self.email)
            .field("password", &crate::redact::hide(self.password.is_empty()))
            .field("prev_email", &self.prev_email)
            .field("vars", &self.vars)
            .finish()
    }
}
impl ::core::fmt::Debug for AccountRefresh {
    fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        f.debug_struct("AccountRefresh")
            .field("token", &crate::redact::hide(self.token.is_empty()))
            .field("vars", &self.vars)
            .finish()
    }
}
impl ::core::fmt::Debug for AddAppRequest {
    fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        f.debug_struct("AddAppRequest")
            .field("appname", &self.appname)
            .field("token", &crate::redact::hide(self.token.is_empty()))
            .field("creator_id", &self.creator_id)
            .field("role", &self.role)
            .field("is_shadow", &self.is_shadow)
            .field("app_url", &self.app_url)
            .field("app_logo", &self.app_logo)
            .field("about_me", &self.about_me)
            .finish()
    }
}
impl ::core::fmt::Debug for App {
    fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        f.debug_struct("App")
            .field("id", &self.id)
            .field("appname", &self.appname)
            .field("creator_id", &self.creator_id)
            .field("applogo", &self.applogo)
            .field("is_shadow", &self.is_shadow)
            .field("disable_time_seconds", &self.disable_time_seconds)
            .field("create_time_seconds", &self.create_time_seconds)
            .field("token", &crate::redact::hide(self.token.is_empty()))
            .field("role", &self.role)
            .field("about", &self.about)
            .field("app_url", &self.app_url)
            .finish()
    }
}
impl ::core::fmt::Debug for ClanWebhook {
    fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        f.debug_struct("ClanWebhook")
            .field("id", &self.id)
            .field("webhook_name", &self.webhook_name)
            .field("clan_id", &self.clan_id)
            .field("active", &self.active)
            .field("url", &crate::redact::hide(self.url.is_empty()))
            .field("creator_id", &self.creator_id)
            .field("avatar", &self.avatar)
            .field("create_time", &self.create_time)
            .field("update_time", &self.update_time)
            .finish()
    }
}
impl ::core::fmt::Debug for ClanWebhookHandlerRequest {
    fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        f.debug_struct("ClanWebhookHandlerRequest")
            .field("body", &self.body)
            .field("token", &crate::redact::hide(self.token.is_empty()))
            .field("username", &self.username)
            .finish()
    }
}
impl ::core::fmt::Debug for GenerateClanWebhookResponse {
    fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        f.debug_struct("GenerateClanWebhookResponse")
            .field("clan_id", &self.clan_id)
            .field("url", &crate::redact::hide(self.url.is_empty()))
            .field("webhook_name", &self.webhook_name)
            .field("avatar", &self.avatar)
            .finish()
    }
}
impl ::core::fmt::Debug for GenerateMeetTokenExternalResponse {
    fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        f.debug_struct("GenerateMeetTokenExternalResponse")
            .field("token", &crate::redact::hide(self.token.is_empty()))
            .field("guest_user_id", &self.guest_user_id)
            .field("guest_access_token", &crate::redact::hide(self.guest_access_token.is_empty()))
            .finish()
    }
}
impl ::core::fmt::Debug for GenerateMeetTokenResponse {
    fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        f.debug_struct("GenerateMeetTokenResponse")
            .field("token", &crate::redact::hide(self.token.is_empty()))
            .finish()
    }
}
impl ::core::fmt::Debug for LinkAccountConfirmRequest {
    fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        f.debug_struct("LinkAccountConfirmRequest")
            .field("req_id", &self.req_id)
            .field("status", &self.status)
            .field("otp_code", &crate::redact::hide(self.otp_code.is_empty()))
            .finish()
    }
}
impl ::core::fmt::Debug for MezonOauthClient {
    fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        f.debug_struct("MezonOauthClient")
            .field("access_token_strategy", &self.access_token_strategy)
            .field("allowed_cors_origins", &self.allowed_cors_origins)
            .field("audience", &self.audience)
            .field("authorization_code_grant_access_token_lifespan", &self.authorization_code_grant_access_token_lifespan)
            .field("authorization_code_grant_id_token_lifespan", &self.authorization_code_grant_id_token_lifespan)
            .field("authorization_code_grant_refresh_token_lifespan", &self.authorization_code_grant_refresh_token_lifespan)
            .field("backchannel_logout_session_required", &self.backchannel_logout_session_required)
            .field("backchannel_logout_uri", &self.backchannel_logout_uri)
            .field("client_credentials_grant_access_token_lifespan", &self.client_credentials_grant_access_token_lifespan)
            .field("client_id", &self.client_id)
            .field("client_name", &self.client_name)
            .field("client_secret", &crate::redact::hide(self.client_secret.is_empty()))
            .field("client_secret_expires_at", &self.client_secret_expires_at)
            .field("client_uri", &self.client_uri)
            .field("contacts", &self.contacts)
            .field("created_at_seconds", &self.created_at_seconds)
            .field("frontchannel_logout_session_required", &self.frontchannel_logout_session_required)
            .field("frontchannel_logout_uri", &self.frontchannel_logout_uri)
            .field("grant_types", &self.grant_types)
            .field("implicit_grant_access_token_lifespan", &self.implicit_grant_access_token_lifespan)
            .field("implicit_grant_id_token_lifespan", &self.implicit_grant_id_token_lifespan)
            .field("jwks", &self.jwks)
            .field("jwks_uri", &self.jwks_uri)
            .field("jwt_bearer_grant_access_token_lifespan", &self.jwt_bearer_grant_access_token_lifespan)
            .field("logo_uri", &self.logo_uri)
            .field("owner", &self.owner)
            .field("policy_uri", &self.policy_uri)
            .field("post_logout_redirect_uris", &self.post_logout_redirect_uris)
            .field("redirect_uris", &self.redirect_uris)
            .field("refresh_token_grant_access_token_lifespan", &self.refresh_token_grant_access_token_lifespan)
            .field("refresh_token_grant_id_token_lifespan", &self.refresh_token_grant_id_token_lifespan)
            .field("refresh_token_grant_refresh_token_lifespan", &self.refresh_token_grant_refresh_token_lifespan)
            .field("registration_access_token", &crate::redact::hide(self.registration_access_token.is_empty()))
            .field("registration_client_uri", &self.registration_client_uri)
            .field("request_object_signing_alg", &self.request_object_signing_alg)
            .field("request_uris", &self.request_uris)
            .field("response_types", &self.response_types)
            .field("scope", &self.scope)
            .field("sector_identifier_uri", &self.sector_identifier_uri)
            .field("skip_consent", &self.skip_consent)
            .field("skip_logout_consent", &self.skip_logout_consent)
            .field("subject_type", &self.subject_type)
            .field("token_endpoint_auth_method", &self.token_endpoint_auth_method)
            .field("token_endpoint_auth_signing_alg", &self.token_endpoint_auth_signing_alg)
            .field("tos_uri", &self.tos_uri)
            .field("updated_at_seconds", &self.updated_at_seconds)
            .field("userinfo_signed_response_alg", &self.userinfo_signed_response_alg)
            .finish()
    }
}
impl ::core::fmt::Debug for RegistFcmDeviceTokenRequest {
    fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        f.debug_struct("RegistFcmDeviceTokenRequest")
            .field("token", &crate::redact::hide(self.token.is_empty()))
            .field("device_id", &self.device_id)
            .field("platform", &self.platform)
            .field("voip_token", &crate::redact::hide(self.voip_token.is_empty()))
            .finish()
    }
}
impl ::core::fmt::Debug for RegistFcmDeviceTokenResponse {
    fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        f.debug_struct("RegistFcmDeviceTokenResponse")
            .field("token", &crate::redact::hide(self.token.is_empty()))
            .field("device_id", &self.device_id)
            .field("platform", &self.platform)
            .finish()
    }
}
impl ::core::fmt::Debug for RegistrationEmailRequest {
    fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        f.debug_struct("RegistrationEmailRequest")
            .field("email", &self.email)
            .field("password", &crate::redact::hide(self.password.is_empty()))
            .field("old_password", &crate::redact::hide(self.old_password.is_empty()))
            .field("username", &self.username)
            .field("display_name", &self.display_name)
            .field("avatar_url", &self.avatar_url)
            .field("dob", &self.dob)
            .field("vars", &self.vars)
            .finish()
    }
}
impl ::core::fmt::Debug for Session {
    fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        f.debug_struct("Session")
            .field("created", &self.created)
            .field("token", &crate::redact::hide(self.token.is_empty()))
            .field("refresh_token", &crate::redact::hide(self.refresh_token.is_empty()))
            .field("user_id", &self.user_id)
            .field("is_remember", &self.is_remember)
            .field("api_url", &self.api_url)
            .field("id_token", &crate::redact::hide(self.id_token.is_empty()))
            .field("ws_url", &self.ws_url)
            .field("session_id", &crate::redact::hide(self.session_id.is_empty()))
            .field("tcp_url", &self.tcp_url)
            .finish()
    }
}
impl ::core::fmt::Debug for SessionLogoutRequest {
    fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        f.debug_struct("SessionLogoutRequest")
            .field("token", &crate::redact::hide(self.token.is_empty()))
            .field("refresh_token", &crate::redact::hide(self.refresh_token.is_empty()))
            .field("device_id", &self.device_id)
            .field("fcm_token", &crate::redact::hide(self.fcm_token.is_empty()))
            .field("platform", &self.platform)
            .finish()
    }
}
impl ::core::fmt::Debug for SessionRefreshRequest {
    fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        f.debug_struct("SessionRefreshRequest")
            .field("token", &crate::redact::hide(self.token.is_empty()))
            .field("vars", &self.vars)
            .field("is_remember", &self.is_remember)
            .finish()
    }
}
impl ::core::fmt::Debug for StreamHttpCallbackRequest {
    fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        f.debug_struct("StreamHttpCallbackRequest")
            .field("id", &self.id)
            .field("client_id", &self.client_id)
            .field("clan_id", &self.clan_id)
            .field("channel_id", &self.channel_id)
            .field("user_id", &self.user_id)
            .field("action", &self.action)
            .field("is_publisher", &self.is_publisher)
            .field("token", &crate::redact::hide(self.token.is_empty()))
            .finish()
    }
}
impl ::core::fmt::Debug for UpdateAccountRequest {
    fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        f.debug_struct("UpdateAccountRequest")
            .field("display_name", &self.display_name)
            .field("avatar_url", &self.avatar_url)
            .field("lang_tag", &self.lang_tag)
            .field("location", &self.location)
            .field("timezone", &self.timezone)
            .field("about_me", &self.about_me)
            .field("dob_seconds", &self.dob_seconds)
            .field("logo", &self.logo)
            .field("splash_screen", &self.splash_screen)
            .field("encrypt_private_key", &crate::redact::hide(self.encrypt_private_key.is_empty()))
            .field("email", &self.email)
            .finish()
    }
}
impl ::core::fmt::Debug for UpdateAppRequest {
    fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        f.debug_struct("UpdateAppRequest")
            .field("id", &self.id)
            .field("appname", &self.appname)
            .field("metadata", &self.metadata)
            .field("applogo", &self.applogo)
            .field("token", &crate::redact::hide(self.token.is_none()))
            .field("about", &self.about)
            .field("app_url", &self.app_url)
            .field("is_shadow", &self.is_shadow)
            .finish()
    }
}
impl ::core::fmt::Debug for Webhook {
    fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        f.debug_struct("Webhook")
            .field("id", &self.id)
            .field("webhook_name", &self.webhook_name)
            .field("channel_id", &self.channel_id)
            .field("active", &self.active)
            .field("url", &crate::redact::hide(self.url.is_empty()))
            .field("creator_id", &self.creator_id)
            .field("create_time", &self.create_time)
            .field("update_time", &self.update_time)
            .field("avatar", &self.avatar)
            .field("status", &self.status)
            .field("clan_id", &self.clan_id)
            .finish()
    }
}
impl ::core::fmt::Debug for WebhookGenerateResponse {
    fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        f.debug_struct("WebhookGenerateResponse")
            .field("url", &crate::redact::hide(self.url.is_empty()))
            .field("hook_name", &self.hook_name)
            .field("channel_id", &self.channel_id)
            .field("avatar", &self.avatar)
            .finish()
    }
}
