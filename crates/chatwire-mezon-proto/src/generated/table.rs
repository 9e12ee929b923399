// Made by `cargo xtask codegen` from proto/. Do not edit.

use super::{api, mmn, realtime};
use crate::table::{Described, Field, Kind, Message};

static PROTOBUF_BOOLVALUE: Message = Message::new("google.protobuf.BoolValue", &[
    Field::one(1, "value", Kind::Bool),
]);
static PROTOBUF_INT32VALUE: Message = Message::new("google.protobuf.Int32Value", &[
    Field::one(1, "value", Kind::Int32),
]);
static PROTOBUF_STRINGVALUE: Message = Message::new("google.protobuf.StringValue", &[
    Field::one(1, "value", Kind::String),
]);
static API_ACCOUNT: Message = Message::new("mezon.api.Account", &[
    Field::one(1, "user", Kind::Message(&API_USER)),
    Field::one(2, "email", Kind::String),
    Field::one(3, "qr_code", Kind::String),
    Field::one(4, "verify_time_seconds", Kind::Uint32),
    Field::one(5, "disable_time_seconds", Kind::Uint32),
    Field::one(6, "logo", Kind::String),
    Field::one(7, "splash_screen", Kind::String),
    Field::one(8, "encrypt_private_key", Kind::String),
    Field::one(9, "password_setted", Kind::Bool),
]);
static API_ACCOUNTEMAIL: Message = Message::new("mezon.api.AccountEmail", &[
    Field::one(1, "email", Kind::String),
    Field::one(2, "password", Kind::String),
    Field::one(3, "prev_email", Kind::String),
    Field::many(4, "vars", Kind::Message(&API_ACCOUNTEMAIL_VARSENTRY)),
]);
static API_ACCOUNTEMAIL_VARSENTRY: Message = Message::new("mezon.api.AccountEmail.VarsEntry", &[
    Field::one(1, "key", Kind::String),
    Field::one(2, "value", Kind::String),
]);
static API_ACCOUNTMEZON: Message = Message::new("mezon.api.AccountMezon", &[
    Field::one(1, "phone_number", Kind::String),
    Field::many(2, "vars", Kind::Message(&API_ACCOUNTMEZON_VARSENTRY)),
]);
static API_ACCOUNTMEZON_VARSENTRY: Message = Message::new("mezon.api.AccountMezon.VarsEntry", &[
    Field::one(1, "key", Kind::String),
    Field::one(2, "value", Kind::String),
]);
static API_ACCOUNTREFRESH: Message = Message::new("mezon.api.AccountRefresh", &[
    Field::one(1, "token", Kind::String),
    Field::many(2, "vars", Kind::Message(&API_ACCOUNTREFRESH_VARSENTRY)),
]);
static API_ACCOUNTREFRESH_VARSENTRY: Message = Message::new("mezon.api.AccountRefresh.VarsEntry", &[
    Field::one(1, "key", Kind::String),
    Field::one(2, "value", Kind::String),
]);
static API_ADDAPPREQUEST: Message = Message::new("mezon.api.AddAppRequest", &[
    Field::one(1, "appname", Kind::String),
    Field::one(2, "token", Kind::String),
    Field::one(3, "creator_id", Kind::Int64),
    Field::one(4, "role", Kind::Int32),
    Field::one(5, "is_shadow", Kind::Bool),
    Field::one(6, "app_url", Kind::String),
    Field::one(7, "app_logo", Kind::String),
    Field::one(8, "about_me", Kind::String),
]);
static API_ADDCHANNELUSERSREQUEST: Message = Message::new("mezon.api.AddChannelUsersRequest", &[
    Field::one(1, "channel_id", Kind::Int64),
    Field::many(2, "user_ids", Kind::Int64),
]);
static API_ADDFAVORITECHANNELREQUEST: Message = Message::new("mezon.api.AddFavoriteChannelRequest", &[
    Field::one(1, "channel_id", Kind::Int64),
    Field::one(2, "clan_id", Kind::Int64),
]);
static API_ADDFAVORITECHANNELRESPONSE: Message = Message::new("mezon.api.AddFavoriteChannelResponse", &[
    Field::one(1, "channel_id", Kind::Int64),
]);
static API_ADDFRIENDSREQUEST: Message = Message::new("mezon.api.AddFriendsRequest", &[
    Field::many(1, "ids", Kind::Int64),
    Field::many(2, "usernames", Kind::String),
]);
static API_ADDFRIENDSRESPONSE: Message = Message::new("mezon.api.AddFriendsResponse", &[
    Field::many(1, "ids", Kind::Int64),
    Field::many(2, "usernames", Kind::String),
]);
static API_ADDGROUPUSERSREQUEST: Message = Message::new("mezon.api.AddGroupUsersRequest", &[
    Field::one(1, "group_id", Kind::Int64),
    Field::many(2, "user_ids", Kind::Int64),
]);
static API_ADDROLECHANNELDESCREQUEST: Message = Message::new("mezon.api.AddRoleChannelDescRequest", &[
    Field::many(1, "role_ids", Kind::Int64),
    Field::one(2, "channel_id", Kind::Int64),
]);
static API_ALLUSERCLANS: Message = Message::new("mezon.api.AllUserClans", &[
    Field::many(1, "users", Kind::Message(&API_USER)),
]);
static API_ALLUSERSADDCHANNELREQUEST: Message = Message::new("mezon.api.AllUsersAddChannelRequest", &[
    Field::one(1, "channel_id", Kind::Int64),
    Field::one(2, "limit", Kind::Int32),
]);
static API_ALLUSERSADDCHANNELRESPONSE: Message = Message::new("mezon.api.AllUsersAddChannelResponse", &[
    Field::one(1, "channel_id", Kind::Int64),
    Field::many(2, "user_ids", Kind::Int64),
    Field::one(3, "limit", Kind::Int32),
    Field::many(4, "usernames", Kind::String),
    Field::many(5, "display_names", Kind::String),
    Field::many(6, "avatars", Kind::String),
    Field::many(7, "onlines", Kind::Bool),
]);
static API_APP: Message = Message::new("mezon.api.App", &[
    Field::one(1, "id", Kind::Int64),
    Field::one(2, "appname", Kind::String),
    Field::one(3, "creator_id", Kind::Int64),
    Field::one(4, "applogo", Kind::String),
    Field::one(5, "is_shadow", Kind::Bool),
    Field::one(6, "disable_time_seconds", Kind::Uint32),
    Field::one(7, "create_time_seconds", Kind::Uint32),
    Field::one(8, "token", Kind::String),
    Field::one(9, "role", Kind::Int32),
    Field::one(10, "about", Kind::String),
    Field::one(11, "app_url", Kind::String),
]);
static API_APPCLAN: Message = Message::new("mezon.api.AppClan", &[
    Field::one(1, "app_id", Kind::Int64),
    Field::one(2, "clan_id", Kind::Int64),
]);
static API_APPDELETEREQUEST: Message = Message::new("mezon.api.AppDeleteRequest", &[
    Field::one(1, "id", Kind::Int64),
    Field::one(2, "record_deletion", Kind::Bool),
]);
static API_APPID: Message = Message::new("mezon.api.AppId", &[
    Field::one(1, "id", Kind::Int64),
]);
static API_APPLIST: Message = Message::new("mezon.api.AppList", &[
    Field::many(1, "apps", Kind::Message(&API_APP)),
    Field::one(2, "total_count", Kind::Int32),
    Field::one(3, "next_cursor", Kind::String),
]);
static API_ARCHIVECHANNELREQUEST: Message = Message::new("mezon.api.ArchiveChannelRequest", &[
    Field::one(1, "clan_id", Kind::Int64),
    Field::one(2, "channel_id", Kind::Int64),
]);
static API_AUDITLOG: Message = Message::new("mezon.api.AuditLog", &[
    Field::one(1, "id", Kind::Int64),
    Field::one(2, "user_id", Kind::Int64),
    Field::one(3, "clan_id", Kind::Int64),
    Field::one(4, "action_log", Kind::String),
    Field::one(5, "entity_name", Kind::String),
    Field::one(6, "entity_id", Kind::Int64),
    Field::one(7, "details", Kind::String),
    Field::one(8, "time_log_seconds", Kind::Uint32),
    Field::one(9, "channel_id", Kind::Int64),
    Field::one(10, "channel_label", Kind::String),
]);
static API_BANCLANUSERSREQUEST: Message = Message::new("mezon.api.BanClanUsersRequest", &[
    Field::one(1, "clan_id", Kind::Int64),
    Field::one(2, "channel_id", Kind::Int64),
    Field::many(3, "user_ids", Kind::Int64),
    Field::one(4, "ban_time", Kind::Int32),
    Field::one(5, "reason", Kind::String),
]);
static API_BANGROUPUSERSREQUEST: Message = Message::new("mezon.api.BanGroupUsersRequest", &[
    Field::one(1, "group_id", Kind::Int64),
    Field::many(2, "user_ids", Kind::Int64),
]);
static API_BANNEDUSER: Message = Message::new("mezon.api.BannedUser", &[
    Field::one(1, "channel_id", Kind::Int64),
    Field::one(2, "banned_id", Kind::Int64),
    Field::one(3, "banner_id", Kind::Int64),
    Field::one(4, "ban_time", Kind::Int32),
    Field::one(5, "reason", Kind::String),
]);
static API_BANNEDUSERLIST: Message = Message::new("mezon.api.BannedUserList", &[
    Field::many(1, "banned_users", Kind::Message(&API_BANNEDUSER)),
]);
static API_BANNEDUSERLISTREQUEST: Message = Message::new("mezon.api.BannedUserListRequest", &[
    Field::one(1, "clan_id", Kind::Int64),
    Field::one(2, "channel_id", Kind::Int64),
]);
static API_BLOCKFRIENDSREQUEST: Message = Message::new("mezon.api.BlockFriendsRequest", &[
    Field::many(1, "ids", Kind::Int64),
    Field::many(2, "usernames", Kind::String),
]);
static API_CATEGORYDESC: Message = Message::new("mezon.api.CategoryDesc", &[
    Field::one(1, "creator_id", Kind::Int64),
    Field::one(2, "clan_id", Kind::Int64),
    Field::one(3, "category_name", Kind::String),
    Field::one(4, "category_id", Kind::Int64),
    Field::one(5, "category_order", Kind::Int32),
]);
static API_CATEGORYDESCLIST: Message = Message::new("mezon.api.CategoryDescList", &[
    Field::many(1, "categorydesc", Kind::Message(&API_CATEGORYDESC)),
]);
static API_CATEGORYORDERUPDATE: Message = Message::new("mezon.api.CategoryOrderUpdate", &[
    Field::one(1, "category_id", Kind::Int64),
    Field::one(2, "order", Kind::Int32),
]);
static API_CHANENCRYPTIONMETHOD: Message = Message::new("mezon.api.ChanEncryptionMethod", &[
    Field::one(1, "method", Kind::String),
    Field::one(2, "channel_id", Kind::Int64),
]);
static API_CHANGECHANNELCATEGORYREQUEST: Message = Message::new("mezon.api.ChangeChannelCategoryRequest", &[
    Field::one(1, "clan_id", Kind::Int64),
    Field::one(2, "channel_id", Kind::Int64),
    Field::one(3, "new_category_id", Kind::Int64),
]);
static API_CHANGECHANNELPRIVATEREQUEST: Message = Message::new("mezon.api.ChangeChannelPrivateRequest", &[
    Field::one(1, "clan_id", Kind::Int64),
    Field::one(2, "channel_id", Kind::Int64),
    Field::one(3, "channel_private", Kind::Int32),
    Field::many(4, "user_ids", Kind::Int64),
    Field::many(5, "role_ids", Kind::Int64),
]);
static API_CHANNELAPPRESPONSE: Message = Message::new("mezon.api.ChannelAppResponse", &[
    Field::one(1, "id", Kind::Int64),
    Field::one(2, "clan_id", Kind::Int64),
    Field::one(3, "channel_id", Kind::Int64),
    Field::one(4, "app_id", Kind::Int64),
    Field::one(5, "app_url", Kind::String),
    Field::one(6, "app_name", Kind::String),
    Field::one(7, "app_logo", Kind::String),
]);
static API_CHANNELATTACHMENT: Message = Message::new("mezon.api.ChannelAttachment", &[
    Field::one(1, "id", Kind::Int64),
    Field::one(2, "filename", Kind::String),
    Field::one(3, "filetype", Kind::String),
    Field::one(4, "filesize", Kind::String),
    Field::one(5, "url", Kind::String),
    Field::one(6, "uploader", Kind::Int64),
    Field::one(7, "create_time_seconds", Kind::Uint32),
    Field::one(8, "message_id", Kind::Int64),
    Field::one(9, "width", Kind::Int32),
    Field::one(10, "height", Kind::Int32),
]);
static API_CHANNELATTACHMENTLIST: Message = Message::new("mezon.api.ChannelAttachmentList", &[
    Field::many(1, "attachments", Kind::Message(&API_CHANNELATTACHMENT)),
]);
static API_CHANNELCANVASDETAILREQUEST: Message = Message::new("mezon.api.ChannelCanvasDetailRequest", &[
    Field::one(1, "id", Kind::Int64),
    Field::one(2, "clan_id", Kind::Int64),
    Field::one(3, "channel_id", Kind::Int64),
]);
static API_CHANNELCANVASDETAILRESPONSE: Message = Message::new("mezon.api.ChannelCanvasDetailResponse", &[
    Field::one(1, "id", Kind::Int64),
    Field::one(2, "title", Kind::String),
    Field::one(3, "content", Kind::String),
    Field::one(4, "creator_id", Kind::Int64),
    Field::one(5, "editor_id", Kind::Int64),
    Field::one(6, "is_default", Kind::Bool),
]);
static API_CHANNELCANVASITEM: Message = Message::new("mezon.api.ChannelCanvasItem", &[
    Field::one(1, "id", Kind::Int64),
    Field::one(2, "title", Kind::String),
    Field::one(3, "is_default", Kind::Bool),
    Field::one(4, "content", Kind::String),
    Field::one(5, "creator_id", Kind::Int64),
    Field::one(6, "update_time_seconds", Kind::Uint32),
    Field::one(7, "create_time_seconds", Kind::Uint32),
]);
static API_CHANNELCANVASLISTREQUEST: Message = Message::new("mezon.api.ChannelCanvasListRequest", &[
    Field::one(1, "clan_id", Kind::Int64),
    Field::one(2, "channel_id", Kind::Int64),
    Field::one(3, "limit", Kind::Int32),
    Field::one(4, "page", Kind::Int32),
    Field::one(5, "cursor", Kind::String),
]);
static API_CHANNELCANVASLISTRESPONSE: Message = Message::new("mezon.api.ChannelCanvasListResponse", &[
    Field::one(1, "clan_id", Kind::Int64),
    Field::one(2, "channel_id", Kind::Int64),
    Field::many(3, "channel_canvases", Kind::Message(&API_CHANNELCANVASITEM)),
    Field::one(4, "count", Kind::Int32),
]);
static API_CHANNELDESCLIST: Message = Message::new("mezon.api.ChannelDescList", &[
    Field::many(1, "channeldesc", Kind::Message(&API_CHANNELDESCRIPTION)),
]);
static API_CHANNELDESCLISTNOPOOL: Message = Message::new("mezon.api.ChannelDescListNoPool", &[
    Field::many(1, "channeldesc", Kind::Message(&API_CHANNELDESCRIPTION)),
    Field::one(2, "page", Kind::Int32),
]);
static API_CHANNELDESCRIPTION: Message = Message::new("mezon.api.ChannelDescription", &[
    Field::one(1, "clan_id", Kind::Int64),
    Field::one(2, "parent_id", Kind::Int64),
    Field::one(3, "channel_id", Kind::Int64),
    Field::one(4, "category_id", Kind::Int64),
    Field::one(5, "category_name", Kind::String),
    Field::one(6, "type", Kind::Int32),
    Field::one(7, "creator_id", Kind::Int64),
    Field::one(8, "channel_label", Kind::String),
    Field::one(9, "channel_private", Kind::Int32),
    Field::many(10, "avatars", Kind::String),
    Field::many(11, "user_ids", Kind::Int64),
    Field::one(12, "last_sent_message", Kind::Message(&API_CHANNELMESSAGEHEADER)),
    Field::one(13, "last_seen_message", Kind::Message(&API_CHANNELMESSAGEHEADER)),
    Field::many(14, "onlines", Kind::Bool),
    Field::one(15, "meeting_code", Kind::String),
    Field::one(16, "count_mess_unread", Kind::Int32),
    Field::one(17, "active", Kind::Int32),
    Field::one(18, "last_pin_message", Kind::String),
    Field::many(19, "usernames", Kind::String),
    Field::one(20, "creator_name", Kind::String),
    Field::one(21, "create_time_seconds", Kind::Uint32),
    Field::one(22, "update_time_seconds", Kind::Uint32),
    Field::many(23, "display_names", Kind::String),
    Field::one(24, "channel_avatar", Kind::String),
    Field::one(25, "clan_name", Kind::String),
    Field::one(26, "app_id", Kind::Int64),
    Field::one(27, "is_mute", Kind::Bool),
    Field::one(28, "age_restricted", Kind::Int32),
    Field::one(29, "topic", Kind::String),
    Field::one(30, "e2ee", Kind::Int32),
    Field::one(31, "member_count", Kind::Int32),
]);
static API_CHANNELMESSAGE: Message = Message::new("mezon.api.ChannelMessage", &[
    Field::one(1, "clan_id", Kind::Int64),
    Field::one(2, "channel_id", Kind::Int64),
    Field::one(3, "message_id", Kind::Int64),
    Field::one(4, "code", Kind::Int32),
    Field::one(5, "sender_id", Kind::Int64),
    Field::one(6, "username", Kind::String),
    Field::one(7, "avatar", Kind::String),
    Field::one(8, "content", Kind::String),
    Field::one(9, "channel_label", Kind::String),
    Field::one(10, "clan_logo", Kind::String),
    Field::one(11, "category_name", Kind::String),
    Field::one(12, "display_name", Kind::String),
    Field::one(13, "clan_nick", Kind::String),
    Field::one(14, "clan_avatar", Kind::String),
    Field::one(15, "reactions", Kind::Bytes),
    Field::one(16, "mentions", Kind::Bytes),
    Field::one(17, "attachments", Kind::Bytes),
    Field::one(18, "references", Kind::Bytes),
    Field::one(19, "referenced_message", Kind::Bytes),
    Field::one(20, "create_time_seconds", Kind::Uint32),
    Field::one(21, "update_time_seconds", Kind::Uint32),
    Field::one(22, "mode", Kind::Int32),
    Field::one(23, "hide_editted", Kind::Bool),
    Field::one(24, "is_public", Kind::Bool),
    Field::one(25, "topic_id", Kind::Int64),
]);
static API_CHANNELMESSAGEHEADER: Message = Message::new("mezon.api.ChannelMessageHeader", &[
    Field::one(1, "id", Kind::Int64),
    Field::one(2, "timestamp_seconds", Kind::Uint32),
    Field::one(3, "sender_id", Kind::Int64),
    Field::one(4, "content", Kind::String),
]);
static API_CHANNELMESSAGELIST: Message = Message::new("mezon.api.ChannelMessageList", &[
    Field::many(1, "messages", Kind::Message(&API_CHANNELMESSAGE)),
    Field::one(2, "last_seen_message", Kind::Message(&API_CHANNELMESSAGEHEADER)),
    Field::one(3, "last_sent_message", Kind::Message(&API_CHANNELMESSAGEHEADER)),
]);
static API_CHANNELSETTINGITEM: Message = Message::new("mezon.api.ChannelSettingItem", &[
    Field::one(1, "id", Kind::Int64),
    Field::one(2, "creator_id", Kind::Int64),
    Field::one(3, "parent_id", Kind::Int64),
    Field::one(4, "channel_label", Kind::String),
    Field::one(5, "category_id", Kind::Int64),
    Field::one(6, "meeting_code", Kind::String),
    Field::one(7, "channel_private", Kind::Int32),
    Field::one(8, "channel_type", Kind::Int32),
    Field::one(9, "active", Kind::Int32),
    Field::many(10, "user_ids", Kind::Int64),
    Field::one(11, "message_count", Kind::Int64),
    Field::one(12, "last_sent_message", Kind::Message(&API_CHANNELMESSAGEHEADER)),
]);
static API_CHANNELSETTINGLISTREQUEST: Message = Message::new("mezon.api.ChannelSettingListRequest", &[
    Field::one(1, "clan_id", Kind::Int64),
    Field::one(2, "parent_id", Kind::Int64),
    Field::one(3, "category_id", Kind::Int64),
    Field::one(4, "private_channel", Kind::Int32),
    Field::one(5, "active", Kind::Int32),
    Field::one(6, "status", Kind::Int32),
    Field::one(7, "type", Kind::Int32),
    Field::one(8, "limit", Kind::Int32),
    Field::one(9, "page", Kind::Int32),
    Field::one(10, "channel_label", Kind::String),
]);
static API_CHANNELSETTINGLISTRESPONSE: Message = Message::new("mezon.api.ChannelSettingListResponse", &[
    Field::one(1, "clan_id", Kind::Int64),
    Field::one(2, "channel_count", Kind::Int32),
    Field::one(3, "thread_count", Kind::Int32),
    Field::many(4, "channel_setting_list", Kind::Message(&API_CHANNELSETTINGITEM)),
]);
static API_CHANNELTIMELINE: Message = Message::new("mezon.api.ChannelTimeline", &[
    Field::one(1, "id", Kind::Int64),
    Field::one(2, "clan_id", Kind::Int64),
    Field::one(3, "channel_id", Kind::Int64),
    Field::one(4, "start_time_seconds", Kind::Uint32),
    Field::one(5, "title", Kind::String),
    Field::one(6, "description", Kind::String),
    Field::one(7, "end_time_seconds", Kind::Uint32),
    Field::one(8, "location", Kind::String),
    Field::one(9, "status", Kind::Int32),
    Field::one(10, "creator_id", Kind::Int64),
    Field::one(11, "create_time_seconds", Kind::Uint32),
    Field::one(12, "update_time_seconds", Kind::Uint32),
    Field::one(13, "type", Kind::Int32),
    Field::one(14, "attachments", Kind::Bytes),
    Field::one(15, "preview_imgs", Kind::Bytes),
]);
static API_CHANNELTIMELINEATTACHMENT: Message = Message::new("mezon.api.ChannelTimelineAttachment", &[
    Field::one(1, "id", Kind::Int64),
    Field::one(2, "file_name", Kind::String),
    Field::one(3, "file_url", Kind::String),
    Field::one(4, "file_type", Kind::String),
    Field::one(5, "file_size", Kind::Int64),
    Field::one(6, "width", Kind::Int32),
    Field::one(7, "height", Kind::Int32),
    Field::one(8, "thumbnail", Kind::String),
    Field::one(9, "duration", Kind::Int32),
    Field::one(10, "message_id", Kind::Int64),
]);
static API_CHANNELTIMELINEDETAILREQUEST: Message = Message::new("mezon.api.ChannelTimelineDetailRequest", &[
    Field::one(1, "clan_id", Kind::Int64),
    Field::one(2, "channel_id", Kind::Int64),
    Field::one(3, "id", Kind::Int64),
    Field::one(4, "start_time_seconds", Kind::Uint32),
]);
static API_CHANNELTIMELINEDETAILRESPONSE: Message = Message::new("mezon.api.ChannelTimelineDetailResponse", &[
    Field::one(1, "event", Kind::Message(&API_CHANNELTIMELINE)),
]);
static API_CHANNELUSERLIST: Message = Message::new("mezon.api.ChannelUserList", &[
    Field::many(1, "channel_users", Kind::Message(&API_CHANNELUSERLIST_CHANNELUSER)),
    Field::one(2, "cursor", Kind::String),
    Field::one(3, "channel_id", Kind::Int64),
]);
static API_CHANNELUSERLIST_CHANNELUSER: Message = Message::new("mezon.api.ChannelUserList.ChannelUser", &[
    Field::one(1, "user_id", Kind::Int64),
    Field::many(2, "role_id", Kind::Int64),
    Field::one(3, "id", Kind::Int64),
    Field::one(4, "thread_id", Kind::Int64),
    Field::one(5, "clan_nick", Kind::String),
    Field::one(6, "clan_avatar", Kind::String),
    Field::one(7, "clan_id", Kind::Int64),
    Field::one(8, "added_by", Kind::Int64),
    Field::one(9, "is_banned", Kind::Bool),
    Field::one(10, "expired_ban_time", Kind::Int32),
]);
static API_CHECKDUPLICATECLANNAMEREQUEST: Message = Message::new("mezon.api.CheckDuplicateClanNameRequest", &[
    Field::one(1, "clan_name", Kind::String),
]);
static API_CHECKDUPLICATECLANNAMERESPONSE: Message = Message::new("mezon.api.CheckDuplicateClanNameResponse", &[
    Field::one(1, "is_duplicate", Kind::Bool),
]);
static API_CHECKDUPLICATENAMEREQUEST: Message = Message::new("mezon.api.CheckDuplicateNameRequest", &[
    Field::one(1, "name", Kind::String),
    Field::one(2, "type", Kind::Int32),
    Field::one(3, "condition_id", Kind::Int64),
]);
static API_CHECKDUPLICATENAMERESPONSE: Message = Message::new("mezon.api.CheckDuplicateNameResponse", &[
    Field::one(1, "is_duplicate", Kind::Bool),
]);
static API_CLANBADGECOUNT: Message = Message::new("mezon.api.ClanBadgeCount", &[
    Field::one(1, "clan_id", Kind::Int64),
    Field::one(2, "badge", Kind::Int32),
    Field::one(3, "has_unread", Kind::Bool),
]);
static API_CLANDESC: Message = Message::new("mezon.api.ClanDesc", &[
    Field::one(1, "creator_id", Kind::Int64),
    Field::one(2, "clan_name", Kind::String),
    Field::one(3, "logo", Kind::String),
    Field::one(4, "banner", Kind::String),
    Field::one(5, "clan_id", Kind::Int64),
    Field::one(6, "status", Kind::Int32),
    Field::one(7, "badge_count", Kind::Int32),
    Field::one(8, "is_onboarding", Kind::Bool),
    Field::one(9, "welcome_channel_id", Kind::Int64),
    Field::one(10, "onboarding_banner", Kind::String),
    Field::one(11, "clan_order", Kind::Int32),
    Field::one(12, "is_community", Kind::Bool),
    Field::one(13, "community_banner", Kind::String),
    Field::one(14, "description", Kind::String),
    Field::one(15, "about", Kind::String),
    Field::one(16, "short_url", Kind::String),
    Field::one(17, "prevent_anonymous", Kind::Bool),
    Field::one(18, "has_unread_message", Kind::Bool),
]);
static API_CLANDESCLIST: Message = Message::new("mezon.api.ClanDescList", &[
    Field::many(1, "clandesc", Kind::Message(&API_CLANDESC)),
]);
static API_CLANDESCPROFILE: Message = Message::new("mezon.api.ClanDescProfile", &[
    Field::one(1, "clan_id", Kind::Int64),
    Field::one(2, "creator_id", Kind::Int64),
    Field::one(3, "nick_name", Kind::String),
    Field::one(4, "profile_banner", Kind::String),
    Field::one(5, "profile_theme", Kind::String),
    Field::one(6, "avatar_url", Kind::String),
]);
static API_CLANDESCPROFILEREQUEST: Message = Message::new("mezon.api.ClanDescProfileRequest", &[
    Field::one(1, "clan_id", Kind::Int64),
]);
static API_CLANDISCOVER: Message = Message::new("mezon.api.ClanDiscover", &[
    Field::one(1, "clan_id", Kind::Int64),
    Field::one(2, "clan_name", Kind::String),
    Field::one(3, "invite_id", Kind::Int64),
    Field::one(4, "clan_logo", Kind::String),
    Field::one(5, "online_members", Kind::Int32),
    Field::one(6, "total_members", Kind::Int32),
    Field::one(7, "verified", Kind::Bool),
    Field::one(8, "description", Kind::String),
    Field::one(9, "banner", Kind::String),
    Field::one(10, "about", Kind::String),
    Field::one(11, "short_url", Kind::String),
    Field::one(12, "create_time_seconds", Kind::Uint32),
]);
static API_CLANEMOJI: Message = Message::new("mezon.api.ClanEmoji", &[
    Field::one(1, "id", Kind::Int64),
    Field::one(2, "src", Kind::String),
    Field::one(3, "shortname", Kind::String),
    Field::one(4, "category", Kind::String),
    Field::one(5, "creator_id", Kind::Int64),
    Field::one(6, "clan_id", Kind::Int64),
    Field::one(7, "logo", Kind::String),
    Field::one(8, "clan_name", Kind::String),
    Field::one(9, "is_for_sale", Kind::Bool),
]);
static API_CLANEMOJICREATEREQUEST: Message = Message::new("mezon.api.ClanEmojiCreateRequest", &[
    Field::one(1, "clan_id", Kind::Int64),
    Field::one(2, "source", Kind::String),
    Field::one(3, "shortname", Kind::String),
    Field::one(4, "category", Kind::String),
    Field::one(5, "id", Kind::Int64),
    Field::one(6, "is_for_sale", Kind::Bool),
]);
static API_CLANEMOJIDELETEREQUEST: Message = Message::new("mezon.api.ClanEmojiDeleteRequest", &[
    Field::one(1, "id", Kind::Int64),
    Field::one(2, "clan_id", Kind::Int64),
    Field::one(3, "emoji_label", Kind::String),
]);
static API_CLANEMOJIGETBYCLANIDREQUEST: Message = Message::new("mezon.api.ClanEmojiGetByClanIdRequest", &[
    Field::one(1, "clan_id", Kind::Int64),
]);
static API_CLANEMOJIUPDATEREQUEST: Message = Message::new("mezon.api.ClanEmojiUpdateRequest", &[
    Field::one(1, "id", Kind::Int64),
    Field::one(2, "shortname", Kind::String),
    Field::one(3, "clan_id", Kind::Int64),
]);
static API_CLANPROFILE: Message = Message::new("mezon.api.ClanProfile", &[
    Field::one(1, "user_id", Kind::Int64),
    Field::one(2, "nick_name", Kind::String),
    Field::one(3, "avatar", Kind::String),
    Field::one(4, "clan_id", Kind::Int64),
    Field::one(5, "about", Kind::String),
]);
static API_CLANPROFILEREQUEST: Message = Message::new("mezon.api.ClanProfileRequest", &[
    Field::one(1, "clan_id", Kind::Int64),
]);
static API_CLANSTICKER: Message = Message::new("mezon.api.ClanSticker", &[
    Field::one(1, "id", Kind::Int64),
    Field::one(2, "source", Kind::String),
    Field::one(3, "shortname", Kind::String),
    Field::one(4, "category", Kind::String),
    Field::one(5, "creator_id", Kind::Int64),
    Field::one(6, "create_time_seconds", Kind::Uint32),
    Field::one(7, "clan_id", Kind::Int64),
    Field::one(8, "logo", Kind::String),
    Field::one(9, "clan_name", Kind::String),
    Field::one(10, "media_type", Kind::Int32),
    Field::one(11, "is_for_sale", Kind::Bool),
]);
static API_CLANSTICKERADDREQUEST: Message = Message::new("mezon.api.ClanStickerAddRequest", &[
    Field::one(1, "source", Kind::String),
    Field::one(2, "shortname", Kind::String),
    Field::one(3, "category", Kind::String),
    Field::one(4, "clan_id", Kind::Int64),
    Field::one(5, "id", Kind::Int64),
    Field::one(6, "media_type", Kind::Int32),
    Field::one(7, "is_for_sale", Kind::Bool),
]);
static API_CLANSTICKERDELETEREQUEST: Message = Message::new("mezon.api.ClanStickerDeleteRequest", &[
    Field::one(1, "id", Kind::Int64),
    Field::one(2, "clan_id", Kind::Int64),
    Field::one(3, "sticker_label", Kind::String),
]);
static API_CLANSTICKERLISTBYCLANIDREQUEST: Message = Message::new("mezon.api.ClanStickerListByClanIdRequest", &[
    Field::one(1, "clan_id", Kind::Int64),
]);
static API_CLANSTICKERUPDATEBYIDREQUEST: Message = Message::new("mezon.api.ClanStickerUpdateByIdRequest", &[
    Field::one(1, "id", Kind::Int64),
    Field::one(2, "source", Kind::String),
    Field::one(3, "shortname", Kind::String),
    Field::one(4, "category", Kind::String),
    Field::one(5, "clan_id", Kind::Int64),
]);
static API_CLANUSERLIST: Message = Message::new("mezon.api.ClanUserList", &[
    Field::many(1, "clan_users", Kind::Message(&API_CLANUSERLIST_CLANUSER)),
    Field::one(2, "cursor", Kind::String),
    Field::one(3, "clan_id", Kind::Int64),
]);
static API_CLANUSERLIST_CLANUSER: Message = Message::new("mezon.api.ClanUserList.ClanUser", &[
    Field::one(1, "user", Kind::Message(&API_USER)),
    Field::many(2, "role_id", Kind::Int64),
    Field::one(3, "clan_nick", Kind::String),
    Field::one(4, "clan_avatar", Kind::String),
    Field::one(5, "clan_id", Kind::Int64),
]);
static API_CLANUSERSTATUSENTRY: Message = Message::new("mezon.api.ClanUserStatusEntry", &[
    Field::one(1, "user_id", Kind::Int64),
    Field::one(2, "user_status", Kind::String),
]);
static API_CLANUSERSTATUSLIST: Message = Message::new("mezon.api.ClanUserStatusList", &[
    Field::many(1, "clan_user_statuses", Kind::Message(&API_CLANUSERSTATUSENTRY)),
]);
static API_CLANWEBHOOK: Message = Message::new("mezon.api.ClanWebhook", &[
    Field::one(1, "id", Kind::Int64),
    Field::one(2, "webhook_name", Kind::String),
    Field::one(3, "clan_id", Kind::Int64),
    Field::one(4, "active", Kind::Int32),
    Field::one(5, "url", Kind::String),
    Field::one(6, "creator_id", Kind::Int64),
    Field::one(7, "avatar", Kind::String),
    Field::one(8, "create_time", Kind::String),
    Field::one(9, "update_time", Kind::String),
]);
static API_CLANWEBHOOKHANDLERBODY: Message = Message::new("mezon.api.ClanWebhookHandlerBody", &[
    Field::one(1, "content", Kind::String),
    Field::many(2, "attachments", Kind::Message(&API_MESSAGEATTACHMENT)),
]);
static API_CLANWEBHOOKHANDLERREQUEST: Message = Message::new("mezon.api.ClanWebhookHandlerRequest", &[
    Field::one(1, "body", Kind::Message(&API_CLANWEBHOOKHANDLERBODY)),
    Field::one(2, "token", Kind::String),
    Field::one(3, "username", Kind::String),
]);
static API_CLANWEBHOOKREQUEST: Message = Message::new("mezon.api.ClanWebhookRequest", &[
    Field::one(1, "id", Kind::Int64),
    Field::one(2, "clan_id", Kind::Int64),
]);
static API_CLOSEPOLLREQUEST: Message = Message::new("mezon.api.ClosePollRequest", &[
    Field::one(1, "poll_id", Kind::Int64),
    Field::one(2, "message_id", Kind::Int64),
    Field::one(3, "channel_id", Kind::Int64),
]);
static API_CONFIRMLOGINREQUEST: Message = Message::new("mezon.api.ConfirmLoginRequest", &[
    Field::one(1, "login_id", Kind::Int64),
    Field::one(2, "is_remember", Kind::Bool),
]);
static API_CREATEACTIVITYREQUEST: Message = Message::new("mezon.api.CreateActivityRequest", &[
    Field::one(1, "activity_name", Kind::String),
    Field::one(2, "activity_type", Kind::Int32),
    Field::one(3, "activity_description", Kind::String),
    Field::one(4, "start_time_seconds", Kind::Uint32),
    Field::one(5, "application_id", Kind::Int64),
    Field::one(6, "status", Kind::Int32),
]);
static API_CREATECATEGORYDESCREQUEST: Message = Message::new("mezon.api.CreateCategoryDescRequest", &[
    Field::one(1, "category_name", Kind::String),
    Field::one(2, "clan_id", Kind::Int64),
]);
static API_CREATECHANNELDESCREQUEST: Message = Message::new("mezon.api.CreateChannelDescRequest", &[
    Field::one(1, "clan_id", Kind::Int64),
    Field::one(2, "parent_id", Kind::Int64),
    Field::one(3, "channel_id", Kind::Int64),
    Field::one(4, "category_id", Kind::Int64),
    Field::one(5, "type", Kind::Int32),
    Field::one(6, "channel_label", Kind::String),
    Field::one(7, "channel_private", Kind::Int32),
    Field::many(8, "user_ids", Kind::Int64),
    Field::one(9, "app_id", Kind::Int64),
]);
static API_CREATECHANNELTIMELINEREQUEST: Message = Message::new("mezon.api.CreateChannelTimelineRequest", &[
    Field::one(1, "clan_id", Kind::Int64),
    Field::one(2, "channel_id", Kind::Int64),
    Field::one(3, "start_time_seconds", Kind::Uint32),
    Field::one(4, "title", Kind::String),
    Field::one(5, "description", Kind::String),
    Field::one(6, "end_time_seconds", Kind::Uint32),
    Field::one(7, "location", Kind::String),
    Field::one(8, "type", Kind::Int32),
    Field::many(9, "attachments", Kind::Message(&API_CHANNELTIMELINEATTACHMENT)),
]);
static API_CREATECHANNELTIMELINERESPONSE: Message = Message::new("mezon.api.CreateChannelTimelineResponse", &[
    Field::one(1, "event", Kind::Message(&API_CHANNELTIMELINE)),
]);
static API_CREATECLANDESCREQUEST: Message = Message::new("mezon.api.CreateClanDescRequest", &[
    Field::one(1, "clan_name", Kind::String),
    Field::one(2, "logo", Kind::String),
    Field::one(3, "banner", Kind::String),
]);
static API_CREATEEVENTREQUEST: Message = Message::new("mezon.api.CreateEventRequest", &[
    Field::one(1, "title", Kind::String),
    Field::one(2, "logo", Kind::String),
    Field::one(3, "description", Kind::String),
    Field::one(4, "clan_id", Kind::Int64),
    Field::one(5, "channel_voice_id", Kind::Int64),
    Field::one(6, "address", Kind::String),
    Field::one(7, "start_time_seconds", Kind::Uint32),
    Field::one(8, "end_time_seconds", Kind::Uint32),
    Field::one(9, "event_id", Kind::Int64),
    Field::one(10, "event_status", Kind::Int32),
    Field::one(11, "channel_id", Kind::Int64),
    Field::one(12, "action", Kind::Int32),
    Field::one(13, "repeat_type", Kind::Int32),
    Field::one(14, "creator_id", Kind::Int64),
    Field::one(15, "user_id", Kind::Int64),
    Field::one(16, "is_private", Kind::Bool),
    Field::one(17, "meet_room", Kind::Message(&API_GENERATEMEZONMEETRESPONSE)),
]);
static API_CREATEGROUPREQUEST: Message = Message::new("mezon.api.CreateGroupRequest", &[
    Field::one(1, "name", Kind::String),
    Field::one(2, "description", Kind::String),
    Field::one(3, "lang_tag", Kind::String),
    Field::one(4, "avatar_url", Kind::String),
    Field::one(5, "open", Kind::Bool),
    Field::one(6, "max_count", Kind::Int32),
]);
static API_CREATEONBOARDINGREQUEST: Message = Message::new("mezon.api.CreateOnboardingRequest", &[
    Field::one(1, "clan_id", Kind::Int64),
    Field::many(2, "contents", Kind::Message(&API_ONBOARDINGCONTENT)),
]);
static API_CREATEPOLLREQUEST: Message = Message::new("mezon.api.CreatePollRequest", &[
    Field::one(1, "channel_id", Kind::Int64),
    Field::one(2, "clan_id", Kind::Int64),
    Field::one(3, "question", Kind::String),
    Field::many(4, "answers", Kind::String),
    Field::one(5, "expire_hours", Kind::Int32),
    Field::one(6, "type", Kind::Enum),
]);
static API_CREATEPOLLRESPONSE: Message = Message::new("mezon.api.CreatePollResponse", &[
    Field::one(1, "poll_id", Kind::Int64),
    Field::one(2, "message_id", Kind::Int64),
    Field::one(3, "question", Kind::String),
    Field::many(4, "answers", Kind::Message(&API_POLLANSWER)),
    Field::many(5, "answer_counts", Kind::Int32),
    Field::one(6, "exp", Kind::Int64),
    Field::one(7, "is_closed", Kind::Bool),
    Field::one(8, "creator_id", Kind::Int64),
    Field::one(9, "type", Kind::Enum),
    Field::one(10, "total_votes", Kind::Int32),
]);
static API_CREATEROLEREQUEST: Message = Message::new("mezon.api.CreateRoleRequest", &[
    Field::one(1, "title", Kind::String),
    Field::one(2, "color", Kind::String),
    Field::one(3, "role_icon", Kind::String),
    Field::one(4, "description", Kind::String),
    Field::one(5, "clan_id", Kind::Int64),
    Field::one(6, "display_online", Kind::Int32),
    Field::one(7, "allow_mention", Kind::Int32),
    Field::one(8, "max_permission_id", Kind::Int64),
    Field::many(9, "add_user_ids", Kind::Int64),
    Field::many(10, "active_permission_ids", Kind::Int64),
    Field::one(11, "order_role", Kind::Int32),
]);
static API_CREATEROOMCHANNELAPPS: Message = Message::new("mezon.api.CreateRoomChannelApps", &[
    Field::one(1, "channel_id", Kind::Int64),
    Field::one(2, "room_name", Kind::String),
]);
static API_DEFAULTNOTIFICATIONCATEGORY: Message = Message::new("mezon.api.DefaultNotificationCategory", &[
    Field::one(1, "category_id", Kind::Int64),
]);
static API_DEFAULTNOTIFICATIONCLAN: Message = Message::new("mezon.api.DefaultNotificationClan", &[
    Field::one(1, "clan_id", Kind::Int64),
]);
static API_DELETECATEGORYDESCREQUEST: Message = Message::new("mezon.api.DeleteCategoryDescRequest", &[
    Field::one(1, "category_id", Kind::Int64),
    Field::one(2, "clan_id", Kind::Int64),
    Field::one(3, "category_label", Kind::String),
]);
static API_DELETECATEGORYORDERREQUEST: Message = Message::new("mezon.api.DeleteCategoryOrderRequest", &[
    Field::one(1, "clan_id", Kind::Int64),
]);
static API_DELETECHANNELCANVASREQUEST: Message = Message::new("mezon.api.DeleteChannelCanvasRequest", &[
    Field::one(1, "clan_id", Kind::Int64),
    Field::one(2, "channel_id", Kind::Int64),
    Field::one(3, "canvas_id", Kind::Int64),
]);
static API_DELETECHANNELDESCREQUEST: Message = Message::new("mezon.api.DeleteChannelDescRequest", &[
    Field::one(1, "clan_id", Kind::Int64),
    Field::one(2, "channel_id", Kind::Int64),
]);
static API_DELETECHANNELMESSAGESREQUEST: Message = Message::new("mezon.api.DeleteChannelMessagesRequest", &[
    Field::one(1, "before_seconds", Kind::Uint32),
    Field::many(2, "ids", Kind::Int64),
]);
static API_DELETECHANNELMESSAGESRESPONSE: Message = Message::new("mezon.api.DeleteChannelMessagesResponse", &[
    Field::one(1, "total", Kind::Int64),
]);
static API_DELETECLANDESCREQUEST: Message = Message::new("mezon.api.DeleteClanDescRequest", &[
    Field::one(1, "clan_desc_id", Kind::Int64),
]);
static API_DELETEEVENTREQUEST: Message = Message::new("mezon.api.DeleteEventRequest", &[
    Field::one(1, "event_id", Kind::Int64),
    Field::one(2, "clan_id", Kind::Int64),
    Field::one(3, "creator_id", Kind::Int64),
    Field::one(4, "event_label", Kind::String),
    Field::one(5, "channel_id", Kind::Int64),
]);
static API_DELETEFRIENDSREQUEST: Message = Message::new("mezon.api.DeleteFriendsRequest", &[
    Field::many(1, "ids", Kind::Int64),
    Field::many(2, "usernames", Kind::String),
]);
static API_DELETEGROUPREQUEST: Message = Message::new("mezon.api.DeleteGroupRequest", &[
    Field::one(1, "group_id", Kind::Int64),
]);
static API_DELETENOTIFICATIONSREQUEST: Message = Message::new("mezon.api.DeleteNotificationsRequest", &[
    Field::many(1, "ids", Kind::Int64),
    Field::one(2, "category", Kind::Int32),
]);
static API_DELETEPINMESSAGE: Message = Message::new("mezon.api.DeletePinMessage", &[
    Field::one(1, "id", Kind::Int64),
    Field::one(2, "message_id", Kind::Int64),
    Field::one(3, "channel_id", Kind::Int64),
    Field::one(4, "clan_id", Kind::Int64),
]);
static API_DELETEROLEREQUEST: Message = Message::new("mezon.api.DeleteRoleRequest", &[
    Field::one(1, "role_id", Kind::Int64),
    Field::one(2, "channel_id", Kind::Int64),
    Field::one(3, "clan_id", Kind::Int64),
    Field::one(4, "role_label", Kind::String),
]);
static API_DELETESDTOPICREQUEST: Message = Message::new("mezon.api.DeleteSdTopicRequest", &[
    Field::one(1, "channel_id", Kind::Int64),
    Field::one(2, "id", Kind::Int64),
    Field::one(3, "clan_id", Kind::Int64),
]);
static API_DELETESYSTEMMESSAGE: Message = Message::new("mezon.api.DeleteSystemMessage", &[
    Field::one(1, "clan_id", Kind::Int64),
]);
static API_DEMOTEGROUPUSERSREQUEST: Message = Message::new("mezon.api.DemoteGroupUsersRequest", &[
    Field::one(1, "group_id", Kind::Int64),
    Field::many(2, "user_ids", Kind::Int64),
]);
static API_DIRECTFCMPROTO: Message = Message::new("mezon.api.DirectFcmProto", &[
    Field::one(1, "title", Kind::String),
    Field::one(2, "link", Kind::String),
    Field::one(3, "content", Kind::String),
    Field::one(4, "channel_id", Kind::Int64),
    Field::one(5, "sender_id", Kind::Int64),
    Field::one(6, "avatar", Kind::String),
    Field::one(7, "clan_id", Kind::Int64),
    Field::one(8, "attachment_link", Kind::String),
    Field::one(9, "display_name", Kind::String),
    Field::one(10, "create_time_seconds", Kind::Int32),
    Field::one(11, "update_time_seconds", Kind::Int32),
    Field::one(12, "username", Kind::String),
    Field::many(13, "mention_ids", Kind::Int64),
    Field::many(14, "position_s", Kind::Int32),
    Field::many(15, "position_e", Kind::Int32),
    Field::one(16, "attachment_type", Kind::String),
    Field::one(17, "has_more_attachment", Kind::Bool),
    Field::many(18, "is_mention_role", Kind::Bool),
    Field::one(19, "message_id", Kind::Int64),
]);
static API_EDITCHANNELCANVASREQUEST: Message = Message::new("mezon.api.EditChannelCanvasRequest", &[
    Field::one(1, "id", Kind::Int64),
    Field::one(2, "channel_id", Kind::Int64),
    Field::one(3, "clan_id", Kind::Int64),
    Field::one(4, "title", Kind::String),
    Field::one(5, "content", Kind::String),
    Field::one(6, "is_default", Kind::Bool),
    Field::one(7, "status", Kind::Int32),
]);
static API_EDITCHANNELCANVASRESPONSE: Message = Message::new("mezon.api.EditChannelCanvasResponse", &[
    Field::one(1, "id", Kind::Int64),
]);
static API_EMOJILISTEDRESPONSE: Message = Message::new("mezon.api.EmojiListedResponse", &[
    Field::many(1, "emoji_list", Kind::Message(&API_CLANEMOJI)),
]);
static API_EMOJIRECENT: Message = Message::new("mezon.api.EmojiRecent", &[
    Field::one(1, "emoji_recents_id", Kind::Int64),
    Field::one(2, "emoji_id", Kind::Int64),
    Field::one(3, "update_time_seconds", Kind::Uint32),
]);
static API_EMOJIRECENTLIST: Message = Message::new("mezon.api.EmojiRecentList", &[
    Field::many(1, "emoji_recents", Kind::Message(&API_EMOJIRECENT)),
]);
static API_EVENT: Message = Message::new("mezon.api.Event", &[
    Field::one(1, "name", Kind::String),
    Field::many(2, "properties", Kind::Message(&API_EVENT_PROPERTIESENTRY)),
    Field::one(3, "timestamp_seconds", Kind::Uint32),
    Field::one(4, "external", Kind::Bool),
]);
static API_EVENT_PROPERTIESENTRY: Message = Message::new("mezon.api.Event.PropertiesEntry", &[
    Field::one(1, "key", Kind::String),
    Field::one(2, "value", Kind::String),
]);
static API_EVENTLIST: Message = Message::new("mezon.api.EventList", &[
    Field::many(1, "events", Kind::Message(&API_EVENTMANAGEMENT)),
]);
static API_EVENTMANAGEMENT: Message = Message::new("mezon.api.EventManagement", &[
    Field::one(1, "id", Kind::Int64),
    Field::one(2, "title", Kind::String),
    Field::one(3, "logo", Kind::String),
    Field::one(4, "description", Kind::String),
    Field::one(5, "active", Kind::Int32),
    Field::one(6, "start_event", Kind::Int32),
    Field::one(7, "creator_id", Kind::Int64),
    Field::one(8, "clan_id", Kind::Int64),
    Field::one(9, "channel_voice_id", Kind::Int64),
    Field::one(10, "address", Kind::String),
    Field::one(11, "start_time_seconds", Kind::Uint32),
    Field::one(12, "end_time_seconds", Kind::Uint32),
    Field::many(13, "user_ids", Kind::Int64),
    Field::one(14, "create_time_seconds", Kind::Uint32),
    Field::one(15, "max_permission", Kind::Int32),
    Field::one(16, "channel_id", Kind::Int64),
    Field::one(17, "event_status", Kind::Int32),
    Field::one(18, "repeat_type", Kind::Int32),
    Field::one(19, "is_private", Kind::Bool),
    Field::one(20, "meet_room", Kind::Message(&API_GENERATEMEZONMEETRESPONSE)),
]);
static API_FILTERPARAM: Message = Message::new("mezon.api.FilterParam", &[
    Field::one(1, "field_name", Kind::String),
    Field::one(2, "field_value", Kind::String),
]);
static API_FORSALEITEM: Message = Message::new("mezon.api.ForSaleItem", &[
    Field::one(1, "type", Kind::Int32),
    Field::one(2, "preview_url", Kind::String),
]);
static API_FORSALEITEMLIST: Message = Message::new("mezon.api.ForSaleItemList", &[
    Field::many(1, "for_sale_items", Kind::Message(&API_FORSALEITEM)),
]);
static API_FRIEND: Message = Message::new("mezon.api.Friend", &[
    Field::one(1, "user", Kind::Message(&API_USER)),
    Field::one(2, "state", Kind::Int32),
    Field::one(3, "update_time_seconds", Kind::Uint32),
    Field::one(4, "source_id", Kind::Int64),
]);
static API_FRIENDLIST: Message = Message::new("mezon.api.FriendList", &[
    Field::many(1, "friends", Kind::Message(&API_FRIEND)),
    Field::one(2, "cursor", Kind::String),
]);
static API_GENERATECLANWEBHOOKREQUEST: Message = Message::new("mezon.api.GenerateClanWebhookRequest", &[
    Field::one(1, "clan_id", Kind::Int64),
    Field::one(2, "webhook_name", Kind::String),
    Field::one(3, "avatar", Kind::String),
]);
static API_GENERATECLANWEBHOOKRESPONSE: Message = Message::new("mezon.api.GenerateClanWebhookResponse", &[
    Field::one(1, "clan_id", Kind::Int64),
    Field::one(2, "url", Kind::String),
    Field::one(3, "webhook_name", Kind::String),
    Field::one(4, "avatar", Kind::String),
]);
static API_GENERATEHASHCHANNELAPPSREQUEST: Message = Message::new("mezon.api.GenerateHashChannelAppsRequest", &[
    Field::one(1, "app_id", Kind::Int64),
]);
static API_GENERATEHASHCHANNELAPPSRESPONSE: Message = Message::new("mezon.api.GenerateHashChannelAppsResponse", &[
    Field::one(1, "web_app_data", Kind::String),
]);
static API_GENERATEMEETTOKENEXTERNALRESPONSE: Message = Message::new("mezon.api.GenerateMeetTokenExternalResponse", &[
    Field::one(1, "token", Kind::String),
    Field::one(2, "guest_user_id", Kind::Int64),
    Field::one(3, "guest_access_token", Kind::String),
]);
static API_GENERATEMEETTOKENREQUEST: Message = Message::new("mezon.api.GenerateMeetTokenRequest", &[
    Field::one(1, "channel_id", Kind::Int64),
    Field::one(2, "room_name", Kind::String),
]);
static API_GENERATEMEETTOKENRESPONSE: Message = Message::new("mezon.api.GenerateMeetTokenResponse", &[
    Field::one(1, "token", Kind::String),
]);
static API_GENERATEMEZONMEETRESPONSE: Message = Message::new("mezon.api.GenerateMezonMeetResponse", &[
    Field::one(1, "meet_id", Kind::Int64),
    Field::one(2, "room_name", Kind::String),
    Field::one(3, "external_link", Kind::String),
    Field::one(4, "creator_id", Kind::Int64),
    Field::one(5, "event_id", Kind::Int64),
]);
static API_GETKEYSERVERRESP: Message = Message::new("mezon.api.GetKeyServerResp", &[
    Field::one(1, "url", Kind::String),
]);
static API_GETMEZONOAUTHCLIENTREQUEST: Message = Message::new("mezon.api.GetMezonOauthClientRequest", &[
    Field::one(1, "client_id", Kind::String),
    Field::one(2, "client_name", Kind::String),
]);
static API_GETPOLLREQUEST: Message = Message::new("mezon.api.GetPollRequest", &[
    Field::one(1, "poll_id", Kind::Int64),
    Field::one(2, "message_id", Kind::Int64),
    Field::one(3, "channel_id", Kind::Int64),
]);
static API_GETPOLLRESPONSE: Message = Message::new("mezon.api.GetPollResponse", &[
    Field::one(1, "poll_id", Kind::Int64),
    Field::one(2, "message_id", Kind::Int64),
    Field::one(3, "question", Kind::String),
    Field::many(4, "answers", Kind::Message(&API_POLLANSWER)),
    Field::many(5, "answer_counts", Kind::Int32),
    Field::one(6, "exp", Kind::Int64),
    Field::one(7, "is_closed", Kind::Bool),
    Field::one(8, "creator_id", Kind::Int64),
    Field::one(9, "type", Kind::Enum),
    Field::one(10, "total_votes", Kind::Int32),
    Field::many(11, "voter_details", Kind::Message(&API_POLLVOTERDETAIL)),
]);
static API_GETPUBKEYSREQUEST: Message = Message::new("mezon.api.GetPubKeysRequest", &[
    Field::many(1, "user_ids", Kind::Int64),
]);
static API_GETPUBKEYSRESPONSE: Message = Message::new("mezon.api.GetPubKeysResponse", &[
    Field::many(1, "pub_keys", Kind::Message(&API_GETPUBKEYSRESPONSE_USERPUBKEY)),
]);
static API_GETPUBKEYSRESPONSE_USERPUBKEY: Message = Message::new("mezon.api.GetPubKeysResponse.UserPubKey", &[
    Field::one(1, "user_id", Kind::Int64),
    Field::one(2, "PK", Kind::Message(&API_PUBKEY)),
]);
static API_GETSYSTEMMESSAGE: Message = Message::new("mezon.api.GetSystemMessage", &[
    Field::one(1, "clan_id", Kind::Int64),
]);
static API_GIVECOFFEEEVENT: Message = Message::new("mezon.api.GiveCoffeeEvent", &[
    Field::one(1, "sender_id", Kind::Int64),
    Field::one(2, "receiver_id", Kind::Int64),
    Field::one(3, "token_count", Kind::Int32),
    Field::one(4, "message_ref_id", Kind::Int64),
    Field::one(5, "channel_id", Kind::Int64),
    Field::one(6, "clan_id", Kind::Int64),
]);
static API_INVITEUSERREQUEST: Message = Message::new("mezon.api.InviteUserRequest", &[
    Field::one(1, "invite_id", Kind::Int64),
]);
static API_INVITEUSERRES: Message = Message::new("mezon.api.InviteUserRes", &[
    Field::one(1, "clan_id", Kind::Int64),
    Field::one(2, "channel_id", Kind::Int64),
    Field::one(3, "clan_name", Kind::String),
    Field::one(4, "channel_label", Kind::String),
    Field::one(5, "user_joined", Kind::Bool),
    Field::one(6, "expiry_time_seconds", Kind::Uint32),
    Field::one(7, "clan_logo", Kind::String),
    Field::one(8, "member_count", Kind::Int32),
    Field::one(9, "banner", Kind::String),
    Field::one(10, "community_banner", Kind::String),
    Field::one(11, "is_community", Kind::Bool),
]);
static API_ISBANNEDREQUEST: Message = Message::new("mezon.api.IsBannedRequest", &[
    Field::one(1, "channel_id", Kind::Int64),
]);
static API_ISBANNEDRESPONSE: Message = Message::new("mezon.api.IsBannedResponse", &[
    Field::one(1, "is_banned", Kind::Bool),
    Field::one(2, "expired_ban_time", Kind::Int32),
]);
static API_ISFOLLOWERREQUEST: Message = Message::new("mezon.api.IsFollowerRequest", &[
    Field::one(1, "follow_id", Kind::Int64),
]);
static API_ISFOLLOWERRESPONSE: Message = Message::new("mezon.api.IsFollowerResponse", &[
    Field::one(1, "follow_id", Kind::Int64),
    Field::one(2, "is_follower", Kind::Bool),
]);
static API_JOINCLANCHANNELREQUEST: Message = Message::new("mezon.api.JoinClanChannelRequest", &[
    Field::one(1, "clan_id", Kind::Int64),
    Field::one(2, "channel_id", Kind::Int64),
]);
static API_KAFKAACTIONMSG: Message = Message::new("mezon.api.KafkaActionMsg", &[
    Field::one(1, "clan_id", Kind::Int64),
    Field::one(2, "channel_id", Kind::Int64),
    Field::many(3, "friend_ids", Kind::Int64),
    Field::many(4, "user_ids", Kind::Int64),
    Field::one(5, "mode", Kind::Int32),
    Field::one(6, "stream", Kind::Bytes),
]);
static API_LEAVETHREADREQUEST: Message = Message::new("mezon.api.LeaveThreadRequest", &[
    Field::one(1, "clan_id", Kind::Int64),
    Field::one(2, "channel_id", Kind::Int64),
]);
static API_LINKACCOUNTCONFIRMREQUEST: Message = Message::new("mezon.api.LinkAccountConfirmRequest", &[
    Field::one(1, "req_id", Kind::String),
    Field::one(2, "status", Kind::Int32),
    Field::one(3, "otp_code", Kind::String),
]);
static API_LINKINVITEUSER: Message = Message::new("mezon.api.LinkInviteUser", &[
    Field::one(1, "clan_id", Kind::Int64),
    Field::one(2, "creator_id", Kind::Int64),
    Field::one(3, "channel_id", Kind::Int64),
    Field::one(4, "invite_link", Kind::String),
    Field::one(5, "create_time_seconds", Kind::Uint32),
    Field::one(6, "expiry_time_seconds", Kind::Uint32),
    Field::one(7, "id", Kind::Int64),
]);
static API_LINKINVITEUSERREQUEST: Message = Message::new("mezon.api.LinkInviteUserRequest", &[
    Field::one(1, "clan_id", Kind::Int64),
    Field::one(2, "channel_id", Kind::Int64),
    Field::one(3, "expiry_time", Kind::Int32),
]);
static API_LISTAPPSREQUEST: Message = Message::new("mezon.api.ListAppsRequest", &[
    Field::one(1, "filter", Kind::String),
    Field::one(2, "tombstones", Kind::Bool),
    Field::one(3, "cursor", Kind::String),
]);
static API_LISTARCHIVEDCHANNELDESCSREQUEST: Message = Message::new("mezon.api.ListArchivedChannelDescsRequest", &[
    Field::one(1, "clan_id", Kind::Int64),
]);
static API_LISTARCHIVEDCHANNELDESCSRESPONSE: Message = Message::new("mezon.api.ListArchivedChannelDescsResponse", &[
    Field::many(1, "channeldesc", Kind::Message(&API_CHANNELDESCRIPTION)),
]);
static API_LISTAUDITLOG: Message = Message::new("mezon.api.ListAuditLog", &[
    Field::one(1, "total_count", Kind::Int32),
    Field::one(2, "date_log", Kind::String),
    Field::many(3, "logs", Kind::Message(&API_AUDITLOG)),
]);
static API_LISTAUDITLOGREQUEST: Message = Message::new("mezon.api.ListAuditLogRequest", &[
    Field::one(1, "action_log", Kind::String),
    Field::one(2, "user_id", Kind::Int64),
    Field::one(3, "clan_id", Kind::Int64),
    Field::one(4, "date_log", Kind::String),
]);
static API_LISTCATEGORYDESCSREQUEST: Message = Message::new("mezon.api.ListCategoryDescsRequest", &[
    Field::one(1, "limit", Kind::Int32),
    Field::one(2, "state", Kind::Int32),
    Field::one(3, "cursor", Kind::String),
]);
static API_LISTCHANNELAPPSREQUEST: Message = Message::new("mezon.api.ListChannelAppsRequest", &[
    Field::one(1, "clan_id", Kind::Int64),
]);
static API_LISTCHANNELAPPSRESPONSE: Message = Message::new("mezon.api.ListChannelAppsResponse", &[
    Field::many(1, "channel_apps", Kind::Message(&API_CHANNELAPPRESPONSE)),
]);
static API_LISTCHANNELATTACHMENTREQUEST: Message = Message::new("mezon.api.ListChannelAttachmentRequest", &[
    Field::one(1, "clan_id", Kind::Int64),
    Field::one(2, "channel_id", Kind::Int64),
    Field::one(3, "file_type", Kind::String),
    Field::one(4, "limit", Kind::Int32),
    Field::one(5, "state", Kind::Int32),
    Field::one(6, "before", Kind::Uint32),
    Field::one(7, "after", Kind::Uint32),
    Field::one(8, "around", Kind::Uint32),
]);
static API_LISTCHANNELBADGECOUNTREQUEST: Message = Message::new("mezon.api.ListChannelBadgeCountRequest", &[
    Field::one(1, "clan_id", Kind::Int64),
    Field::one(2, "limit", Kind::Int32),
    Field::one(3, "page", Kind::Int32),
]);
static API_LISTCHANNELBADGECOUNTRESPONSE: Message = Message::new("mezon.api.ListChannelBadgeCountResponse", &[
    Field::many(1, "channeldesc", Kind::Message(&API_CHANNELDESCRIPTION)),
    Field::one(2, "total_count", Kind::Int32),
]);
static API_LISTCHANNELDESCSREQUEST: Message = Message::new("mezon.api.ListChannelDescsRequest", &[
    Field::one(1, "limit", Kind::Int32),
    Field::one(2, "state", Kind::Int32),
    Field::one(3, "cursor", Kind::String),
    Field::one(4, "clan_id", Kind::Int64),
    Field::one(5, "channel_type", Kind::Int32),
    Field::one(6, "is_mobile", Kind::Bool),
    Field::one(7, "page", Kind::Int32),
]);
static API_LISTCHANNELDETAILREQUEST: Message = Message::new("mezon.api.ListChannelDetailRequest", &[
    Field::one(1, "channel_id", Kind::Int64),
]);
static API_LISTCHANNELMESSAGESREQUEST: Message = Message::new("mezon.api.ListChannelMessagesRequest", &[
    Field::one(1, "clan_id", Kind::Int64),
    Field::one(2, "channel_id", Kind::Int64),
    Field::one(3, "message_id", Kind::Int64),
    Field::one(4, "limit", Kind::Int32),
    Field::one(5, "direction", Kind::Int32),
    Field::one(6, "topic_id", Kind::Int64),
]);
static API_LISTCHANNELTIMELINEATTACHMENT: Message = Message::new("mezon.api.ListChannelTimelineAttachment", &[
    Field::many(1, "attachments", Kind::Message(&API_CHANNELTIMELINEATTACHMENT)),
]);
static API_LISTCHANNELTIMELINEREQUEST: Message = Message::new("mezon.api.ListChannelTimelineRequest", &[
    Field::one(1, "clan_id", Kind::Int64),
    Field::one(2, "channel_id", Kind::Int64),
    Field::one(3, "year", Kind::Int32),
    Field::one(4, "start_time", Kind::Uint32),
    Field::one(5, "end_time", Kind::Uint32),
    Field::one(6, "limit", Kind::Int32),
]);
static API_LISTCHANNELTIMELINERESPONSE: Message = Message::new("mezon.api.ListChannelTimelineResponse", &[
    Field::many(1, "events", Kind::Message(&API_CHANNELTIMELINE)),
]);
static API_LISTCHANNELUSERSREQUEST: Message = Message::new("mezon.api.ListChannelUsersRequest", &[
    Field::one(1, "clan_id", Kind::Int64),
    Field::one(2, "channel_id", Kind::Int64),
    Field::one(3, "channel_type", Kind::Int32),
    Field::one(4, "limit", Kind::Int32),
    Field::one(5, "state", Kind::Int32),
    Field::one(6, "cursor", Kind::String),
]);
static API_LISTCLANBADGECOUNTRESPONSE: Message = Message::new("mezon.api.ListClanBadgeCountResponse", &[
    Field::many(1, "list_badge", Kind::Message(&API_CLANBADGECOUNT)),
]);
static API_LISTCLANDESCREQUEST: Message = Message::new("mezon.api.ListClanDescRequest", &[
    Field::one(1, "limit", Kind::Int32),
    Field::one(2, "state", Kind::Int32),
    Field::one(3, "cursor", Kind::String),
]);
static API_LISTCLANDISCOVER: Message = Message::new("mezon.api.ListClanDiscover", &[
    Field::many(1, "clan_discover", Kind::Message(&API_CLANDISCOVER)),
    Field::one(2, "page_number", Kind::Int32),
    Field::one(3, "page_count", Kind::Int32),
]);
static API_LISTCLANUNREADMSGINDICATORREQUEST: Message = Message::new("mezon.api.ListClanUnreadMsgIndicatorRequest", &[
    Field::one(1, "clan_id", Kind::Int64),
]);
static API_LISTCLANUNREADMSGINDICATORRESPONSE: Message = Message::new("mezon.api.ListClanUnreadMsgIndicatorResponse", &[
    Field::one(1, "has_unread_message", Kind::Bool),
]);
static API_LISTCLANUSERSREQUEST: Message = Message::new("mezon.api.ListClanUsersRequest", &[
    Field::one(1, "clan_id", Kind::Int64),
]);
static API_LISTCLANUSERSSTATUSREQUEST: Message = Message::new("mezon.api.ListClanUsersStatusRequest", &[
    Field::one(1, "clan_id", Kind::Int64),
]);
static API_LISTCLANWEBHOOKREQUEST: Message = Message::new("mezon.api.ListClanWebhookRequest", &[
    Field::one(1, "clan_id", Kind::Int64),
]);
static API_LISTCLANWEBHOOKRESPONSE: Message = Message::new("mezon.api.ListClanWebhookResponse", &[
    Field::many(1, "list_clan_webhooks", Kind::Message(&API_CLANWEBHOOK)),
]);
static API_LISTEVENTSREQUEST: Message = Message::new("mezon.api.ListEventsRequest", &[
    Field::one(1, "clan_id", Kind::Int64),
]);
static API_LISTFAVORITECHANNELREQUEST: Message = Message::new("mezon.api.ListFavoriteChannelRequest", &[
    Field::one(1, "clan_id", Kind::Int64),
]);
static API_LISTFAVORITECHANNELRESPONSE: Message = Message::new("mezon.api.ListFavoriteChannelResponse", &[
    Field::many(1, "channel_ids", Kind::Int64),
]);
static API_LISTFORSALEITEMSREQUEST: Message = Message::new("mezon.api.ListForSaleItemsRequest", &[
    Field::one(1, "page", Kind::Int32),
]);
static API_LISTFRIENDSREQUEST: Message = Message::new("mezon.api.ListFriendsRequest", &[
    Field::one(1, "limit", Kind::Int32),
    Field::one(2, "state", Kind::Int32),
    Field::one(3, "cursor", Kind::String),
]);
static API_LISTGROUPUSERSREQUEST: Message = Message::new("mezon.api.ListGroupUsersRequest", &[
    Field::one(1, "group_id", Kind::Int64),
    Field::one(2, "limit", Kind::Int32),
    Field::one(3, "state", Kind::Int32),
    Field::one(4, "cursor", Kind::String),
]);
static API_LISTGROUPSREQUEST: Message = Message::new("mezon.api.ListGroupsRequest", &[
    Field::one(1, "name", Kind::String),
    Field::one(2, "cursor", Kind::String),
    Field::one(3, "limit", Kind::Int32),
    Field::one(4, "lang_tag", Kind::String),
    Field::one(5, "members", Kind::Int32),
    Field::one(6, "open", Kind::Bool),
]);
static API_LISTMESSAGEMENTIONREQUEST: Message = Message::new("mezon.api.ListMessageMentionRequest", &[
    Field::one(1, "limit", Kind::Int32),
    Field::one(2, "forward", Kind::Bool),
    Field::one(3, "cursor", Kind::String),
]);
static API_LISTMUTEDCHANNELREQUEST: Message = Message::new("mezon.api.ListMutedChannelRequest", &[
    Field::one(1, "clan_id", Kind::Int64),
]);
static API_LISTNOTIFICATIONSREQUEST: Message = Message::new("mezon.api.ListNotificationsRequest", &[
    Field::one(1, "limit", Kind::Int32),
    Field::one(2, "clan_id", Kind::Int64),
    Field::one(3, "notification_id", Kind::Int64),
    Field::one(4, "category", Kind::Int32),
    Field::one(5, "direction", Kind::Int32),
]);
static API_LISTONBOARDINGREQUEST: Message = Message::new("mezon.api.ListOnboardingRequest", &[
    Field::one(1, "clan_id", Kind::Int64),
    Field::one(2, "guide_type", Kind::Int32),
    Field::one(3, "limit", Kind::Int32),
    Field::one(4, "page", Kind::Int32),
]);
static API_LISTONBOARDINGRESPONSE: Message = Message::new("mezon.api.ListOnboardingResponse", &[
    Field::many(1, "list_onboarding", Kind::Message(&API_ONBOARDINGITEM)),
]);
static API_LISTONBOARDINGSTEPREQUEST: Message = Message::new("mezon.api.ListOnboardingStepRequest", &[
    Field::one(1, "clan_id", Kind::Int64),
    Field::one(2, "limit", Kind::Int32),
    Field::one(3, "page", Kind::Int32),
]);
static API_LISTONBOARDINGSTEPRESPONSE: Message = Message::new("mezon.api.ListOnboardingStepResponse", &[
    Field::many(1, "list_onboarding_step", Kind::Message(&API_ONBOARDINGSTEPS)),
]);
static API_LISTPERMISSIONOFUSERSREQUEST: Message = Message::new("mezon.api.ListPermissionOfUsersRequest", &[
    Field::one(1, "clan_id", Kind::Int64),
    Field::one(2, "channel_id", Kind::Int64),
]);
static API_LISTPERMISSIONSREQUEST: Message = Message::new("mezon.api.ListPermissionsRequest", &[
    Field::one(1, "role_id", Kind::Int64),
]);
static API_LISTQUICKMENUACCESSREQUEST: Message = Message::new("mezon.api.ListQuickMenuAccessRequest", &[
    Field::one(1, "bot_id", Kind::Int64),
    Field::one(2, "channel_id", Kind::Int64),
    Field::one(3, "menu_type", Kind::Int32),
]);
static API_LISTROLEUSERSREQUEST: Message = Message::new("mezon.api.ListRoleUsersRequest", &[
    Field::one(1, "role_id", Kind::Int64),
    Field::one(2, "limit", Kind::Int32),
    Field::one(3, "cursor", Kind::String),
]);
static API_LISTSDTOPICREQUEST: Message = Message::new("mezon.api.ListSdTopicRequest", &[
    Field::one(1, "clan_id", Kind::Int64),
    Field::one(2, "limit", Kind::Int32),
    Field::one(3, "page", Kind::Int32),
]);
static API_LISTTHREADREQUEST: Message = Message::new("mezon.api.ListThreadRequest", &[
    Field::one(1, "limit", Kind::Int32),
    Field::one(2, "state", Kind::Int32),
    Field::one(3, "clan_id", Kind::Int64),
    Field::one(4, "channel_id", Kind::Int64),
    Field::one(5, "thread_id", Kind::Int64),
    Field::one(6, "page", Kind::Int32),
]);
static API_LISTUSERACTIVITY: Message = Message::new("mezon.api.ListUserActivity", &[
    Field::many(1, "activities", Kind::Message(&API_USERACTIVITY)),
]);
static API_LISTUSERGROUPSREQUEST: Message = Message::new("mezon.api.ListUserGroupsRequest", &[
    Field::one(1, "user_id", Kind::Int64),
    Field::one(2, "limit", Kind::Int32),
    Field::one(3, "state", Kind::Int32),
    Field::one(4, "cursor", Kind::String),
]);
static API_LISTUSERONLINEREQUEST: Message = Message::new("mezon.api.ListUserOnlineRequest", &[
    Field::one(1, "clan_id", Kind::Int64),
    Field::one(2, "limit", Kind::Int32),
    Field::one(3, "page", Kind::Int32),
]);
static API_LISTUSERONLINERESPONSE: Message = Message::new("mezon.api.ListUserOnlineResponse", &[
    Field::many(1, "users", Kind::Message(&API_USER)),
    Field::one(2, "total_count", Kind::Int32),
]);
static API_LOGEDDEVICE: Message = Message::new("mezon.api.LogedDevice", &[
    Field::one(1, "device_id", Kind::String),
    Field::one(2, "device_name", Kind::String),
    Field::one(3, "login_at_seconds", Kind::Uint32),
    Field::one(4, "status", Kind::Int32),
    Field::one(5, "platform", Kind::String),
    Field::one(6, "ip", Kind::String),
    Field::one(7, "last_active_seconds", Kind::Uint32),
    Field::one(8, "location", Kind::String),
    Field::one(9, "is_current", Kind::Bool),
]);
static API_LOGEDDEVICELIST: Message = Message::new("mezon.api.LogedDeviceList", &[
    Field::many(1, "devices", Kind::Message(&API_LOGEDDEVICE)),
]);
static API_LOGINIDRESPONSE: Message = Message::new("mezon.api.LoginIDResponse", &[
    Field::one(1, "login_id", Kind::Int64),
    Field::one(2, "status", Kind::Int32),
    Field::one(3, "create_time_seconds", Kind::Int64),
    Field::one(4, "platform", Kind::String),
    Field::one(5, "user_id", Kind::Int64),
    Field::one(6, "username", Kind::String),
    Field::one(7, "address", Kind::String),
]);
static API_LOGINREQUEST: Message = Message::new("mezon.api.LoginRequest", &[
    Field::one(1, "platform", Kind::String),
    Field::one(2, "address", Kind::String),
]);
static API_MARKASREADREQUEST: Message = Message::new("mezon.api.MarkAsReadRequest", &[
    Field::one(1, "channel_id", Kind::Int64),
    Field::one(2, "category_id", Kind::Int64),
    Field::one(3, "clan_id", Kind::Int64),
]);
static API_MEETPARTICIPANTREQUEST: Message = Message::new("mezon.api.MeetParticipantRequest", &[
    Field::one(1, "username", Kind::String),
    Field::one(2, "room_name", Kind::String),
    Field::one(3, "channel_id", Kind::Int64),
    Field::one(4, "clan_id", Kind::Int64),
]);
static API_MESSAGE2INBOXREQUEST: Message = Message::new("mezon.api.Message2InboxRequest", &[
    Field::one(1, "message_id", Kind::Int64),
    Field::one(2, "channel_id", Kind::Int64),
    Field::one(3, "clan_id", Kind::Int64),
    Field::one(4, "avatar", Kind::String),
    Field::one(5, "content", Kind::String),
    Field::many(6, "mentions", Kind::Message(&API_MESSAGEMENTION)),
    Field::many(7, "attachments", Kind::Message(&API_MESSAGEATTACHMENT)),
    Field::many(8, "reactions", Kind::Message(&API_MESSAGEREACTION)),
    Field::many(9, "references", Kind::Message(&API_MESSAGEREF)),
]);
static API_MESSAGEATTACHMENT: Message = Message::new("mezon.api.MessageAttachment", &[
    Field::one(1, "filename", Kind::String),
    Field::one(2, "size", Kind::Int32),
    Field::one(3, "url", Kind::String),
    Field::one(4, "filetype", Kind::String),
    Field::one(5, "width", Kind::Int32),
    Field::one(6, "height", Kind::Int32),
    Field::one(7, "thumbnail", Kind::String),
    Field::one(8, "duration", Kind::Int32),
]);
static API_MESSAGEATTACHMENTLIST: Message = Message::new("mezon.api.MessageAttachmentList", &[
    Field::many(1, "attachments", Kind::Message(&API_MESSAGEATTACHMENT)),
]);
static API_MESSAGEDELETED: Message = Message::new("mezon.api.MessageDeleted", &[
    Field::one(1, "message_id", Kind::Int64),
    Field::one(2, "deletor", Kind::String),
]);
static API_MESSAGEMENTION: Message = Message::new("mezon.api.MessageMention", &[
    Field::one(1, "id", Kind::Int64),
    Field::one(2, "user_id", Kind::Int64),
    Field::one(3, "username", Kind::String),
    Field::one(4, "role_id", Kind::Int64),
    Field::one(5, "rolename", Kind::String),
    Field::one(6, "create_time_seconds", Kind::Uint32),
    Field::one(7, "s", Kind::Int32),
    Field::one(8, "e", Kind::Int32),
]);
static API_MESSAGEMENTIONLIST: Message = Message::new("mezon.api.MessageMentionList", &[
    Field::many(1, "mentions", Kind::Message(&API_MESSAGEMENTION)),
]);
static API_MESSAGEREACTION: Message = Message::new("mezon.api.MessageReaction", &[
    Field::one(1, "id", Kind::Int64),
    Field::one(2, "emoji_id", Kind::Int64),
    Field::one(3, "emoji", Kind::String),
    Field::one(4, "sender_id", Kind::Int64),
    Field::one(5, "sender_name", Kind::String),
    Field::one(6, "sender_avatar", Kind::String),
    Field::one(7, "action", Kind::Bool),
    Field::one(8, "count", Kind::Int32),
    Field::one(9, "channel_id", Kind::Int64),
    Field::one(10, "message_id", Kind::Int64),
    Field::one(11, "clan_id", Kind::Int64),
    Field::one(12, "mode", Kind::Int32),
    Field::one(13, "message_sender_id", Kind::Int64),
    Field::one(14, "is_public", Kind::Bool),
    Field::one(15, "topic_id", Kind::Int64),
    Field::one(16, "emoji_recent_id", Kind::Int64),
]);
static API_MESSAGEREACTIONLIST: Message = Message::new("mezon.api.MessageReactionList", &[
    Field::many(1, "reactions", Kind::Message(&API_MESSAGEREACTION)),
]);
static API_MESSAGEREF: Message = Message::new("mezon.api.MessageRef", &[
    Field::one(1, "message_id", Kind::Int64),
    Field::one(2, "message_ref_id", Kind::Int64),
    Field::one(3, "content", Kind::String),
    Field::one(4, "has_attachment", Kind::Bool),
    Field::one(5, "ref_type", Kind::Int32),
    Field::one(6, "message_sender_id", Kind::Int64),
    Field::one(7, "message_sender_username", Kind::String),
    Field::one(8, "message_sender_avatar", Kind::String),
    Field::one(9, "message_sender_clan_nick", Kind::String),
    Field::one(10, "message_sender_display_name", Kind::String),
]);
static API_MESSAGEREFLIST: Message = Message::new("mezon.api.MessageRefList", &[
    Field::many(1, "refs", Kind::Message(&API_MESSAGEREF)),
]);
static API_MEZONOAUTHCLIENT: Message = Message::new("mezon.api.MezonOauthClient", &[
    Field::one(1, "access_token_strategy", Kind::String),
    Field::many(2, "allowed_cors_origins", Kind::String),
    Field::many(3, "audience", Kind::String),
    Field::one(4, "authorization_code_grant_access_token_lifespan", Kind::String),
    Field::one(5, "authorization_code_grant_id_token_lifespan", Kind::String),
    Field::one(6, "authorization_code_grant_refresh_token_lifespan", Kind::String),
    Field::one(7, "backchannel_logout_session_required", Kind::Bool),
    Field::one(8, "backchannel_logout_uri", Kind::String),
    Field::one(9, "client_credentials_grant_access_token_lifespan", Kind::String),
    Field::one(10, "client_id", Kind::String),
    Field::one(11, "client_name", Kind::String),
    Field::one(12, "client_secret", Kind::String),
    Field::one(13, "client_secret_expires_at", Kind::Int32),
    Field::one(14, "client_uri", Kind::String),
    Field::many(15, "contacts", Kind::String),
    Field::one(16, "created_at_seconds", Kind::Uint32),
    Field::one(17, "frontchannel_logout_session_required", Kind::Bool),
    Field::one(18, "frontchannel_logout_uri", Kind::String),
    Field::many(19, "grant_types", Kind::String),
    Field::one(20, "implicit_grant_access_token_lifespan", Kind::String),
    Field::one(21, "implicit_grant_id_token_lifespan", Kind::String),
    Field::many(22, "jwks", Kind::String),
    Field::one(23, "jwks_uri", Kind::String),
    Field::one(24, "jwt_bearer_grant_access_token_lifespan", Kind::String),
    Field::one(25, "logo_uri", Kind::String),
    Field::one(26, "owner", Kind::String),
    Field::one(27, "policy_uri", Kind::String),
    Field::many(28, "post_logout_redirect_uris", Kind::String),
    Field::many(29, "redirect_uris", Kind::String),
    Field::one(30, "refresh_token_grant_access_token_lifespan", Kind::String),
    Field::one(31, "refresh_token_grant_id_token_lifespan", Kind::String),
    Field::one(32, "refresh_token_grant_refresh_token_lifespan", Kind::String),
    Field::one(33, "registration_access_token", Kind::String),
    Field::one(34, "registration_client_uri", Kind::String),
    Field::one(35, "request_object_signing_alg", Kind::String),
    Field::many(36, "request_uris", Kind::String),
    Field::many(37, "response_types", Kind::String),
    Field::one(38, "scope", Kind::String),
    Field::one(39, "sector_identifier_uri", Kind::String),
    Field::one(40, "skip_consent", Kind::Bool),
    Field::one(41, "skip_logout_consent", Kind::Bool),
    Field::one(42, "subject_type", Kind::String),
    Field::one(43, "token_endpoint_auth_method", Kind::String),
    Field::one(44, "token_endpoint_auth_signing_alg", Kind::String),
    Field::one(45, "tos_uri", Kind::String),
    Field::one(46, "updated_at_seconds", Kind::Uint32),
    Field::one(47, "userinfo_signed_response_alg", Kind::String),
]);
static API_MEZONOAUTHCLIENTLIST: Message = Message::new("mezon.api.MezonOauthClientList", &[
    Field::many(1, "list_mezon_oauth_client", Kind::Message(&API_MEZONOAUTHCLIENT)),
]);
static API_MULTIPARTUPLOADATTACHMENT: Message = Message::new("mezon.api.MultipartUploadAttachment", &[
    Field::one(1, "filename", Kind::String),
    Field::many(2, "urls", Kind::String),
    Field::one(3, "upload_id", Kind::String),
]);
static API_MULTIPARTUPLOADATTACHMENTFINISHREQUEST: Message = Message::new("mezon.api.MultipartUploadAttachmentFinishRequest", &[
    Field::one(1, "upload_id", Kind::String),
    Field::many(2, "parts", Kind::Message(&API_MULTIPARTUPLOADATTACHMENTPART)),
    Field::one(3, "filename", Kind::String),
]);
static API_MULTIPARTUPLOADATTACHMENTPART: Message = Message::new("mezon.api.MultipartUploadAttachmentPart", &[
    Field::one(1, "part_number", Kind::Int32),
    Field::one(2, "e_tag", Kind::String),
]);
static API_MUTEDCHANNELLIST: Message = Message::new("mezon.api.MutedChannelList", &[
    Field::many(1, "muted_list", Kind::Int64),
]);
static API_NOPARAMS: Message = Message::new("mezon.api.NoParams", &[
]);
static API_NOTIFIREACTMESSAGE: Message = Message::new("mezon.api.NotifiReactMessage", &[
    Field::one(1, "id", Kind::Int64),
    Field::one(2, "user_id", Kind::Int64),
    Field::one(3, "channel_id", Kind::Int64),
]);
static API_NOTIFICATION: Message = Message::new("mezon.api.Notification", &[
    Field::one(1, "id", Kind::Int64),
    Field::one(2, "subject", Kind::String),
    Field::one(3, "content", Kind::Bytes),
    Field::one(4, "code", Kind::Int32),
    Field::one(5, "sender_id", Kind::Int64),
    Field::one(6, "create_time_seconds", Kind::Uint32),
    Field::one(7, "persistent", Kind::Bool),
    Field::one(8, "clan_id", Kind::Int64),
    Field::one(9, "channel_id", Kind::Int64),
    Field::one(10, "channel_type", Kind::Int32),
    Field::one(11, "avatar_url", Kind::String),
    Field::one(12, "channel", Kind::Message(&API_CHANNELDESCRIPTION)),
    Field::one(13, "topic_id", Kind::Int64),
    Field::one(14, "category", Kind::Int32),
]);
static API_NOTIFICATIONBATCHREQUEST: Message = Message::new("mezon.api.NotificationBatchRequest", &[
    Field::many(1, "notifications", Kind::Message(&API_NOTIFICATIONBATCHREQUEST_NOTIFICATIONSENTRY)),
]);
static API_NOTIFICATIONBATCHREQUEST_NOTIFICATIONSENTRY: Message = Message::new("mezon.api.NotificationBatchRequest.NotificationsEntry", &[
    Field::one(1, "key", Kind::Int64),
    Field::one(2, "value", Kind::Message(&API_NOTIFICATIONLIST)),
]);
static API_NOTIFICATIONCHANNEL: Message = Message::new("mezon.api.NotificationChannel", &[
    Field::one(1, "channel_id", Kind::Int64),
]);
static API_NOTIFICATIONCHANNELCATEGORYSETTING: Message = Message::new("mezon.api.NotificationChannelCategorySetting", &[
    Field::one(1, "id", Kind::Int64),
    Field::one(2, "channel_category_label", Kind::String),
    Field::one(3, "notification_setting_type", Kind::Int32),
    Field::one(4, "channel_category_title", Kind::String),
    Field::one(5, "action", Kind::Int32),
]);
static API_NOTIFICATIONCHANNELCATEGORYSETTINGLIST: Message = Message::new("mezon.api.NotificationChannelCategorySettingList", &[
    Field::many(1, "notification_channel_category_settings_list", Kind::Message(&API_NOTIFICATIONCHANNELCATEGORYSETTING)),
]);
static API_NOTIFICATIONCLAN: Message = Message::new("mezon.api.NotificationClan", &[
    Field::one(1, "clan_id", Kind::Int64),
]);
static API_NOTIFICATIONINFO: Message = Message::new("mezon.api.NotificationInfo", &[
    Field::one(1, "username", Kind::String),
    Field::one(2, "avatar", Kind::String),
    Field::one(3, "clan_nick", Kind::String),
    Field::one(4, "clan_avatar", Kind::String),
    Field::one(5, "display_name", Kind::String),
    Field::one(6, "channel_label", Kind::String),
    Field::one(7, "channel_type", Kind::Int32),
    Field::one(8, "category_name", Kind::String),
    Field::one(9, "clan_name", Kind::String),
    Field::one(10, "clan_logo", Kind::String),
    Field::one(11, "channel", Kind::Message(&API_CHANNELDESCRIPTION)),
]);
static API_NOTIFICATIONLIST: Message = Message::new("mezon.api.NotificationList", &[
    Field::many(1, "notifications", Kind::Message(&API_NOTIFICATION)),
    Field::one(2, "cacheable_cursor", Kind::String),
]);
static API_NOTIFICATIONSETTING: Message = Message::new("mezon.api.NotificationSetting", &[
    Field::one(1, "id", Kind::Int64),
    Field::one(2, "notification_setting_type", Kind::Int32),
]);
static API_NOTIFICATIONSETTINGLIST: Message = Message::new("mezon.api.NotificationSettingList", &[
    Field::many(1, "notification_setting", Kind::Message(&API_NOTIFICATIONSETTING)),
]);
static API_NOTIFICATIONUSERCHANNEL: Message = Message::new("mezon.api.NotificationUserChannel", &[
    Field::one(1, "id", Kind::Int64),
    Field::one(2, "notification_setting_type", Kind::Int32),
    Field::one(3, "time_mute_seconds", Kind::Int32),
    Field::one(4, "active", Kind::Int32),
    Field::one(5, "channel_id", Kind::Int64),
]);
static API_ONBOARDINGANSWER: Message = Message::new("mezon.api.OnboardingAnswer", &[
    Field::one(1, "title", Kind::String),
    Field::one(2, "description", Kind::String),
    Field::one(3, "emoji", Kind::String),
    Field::one(4, "image_url", Kind::String),
]);
static API_ONBOARDINGCONTENT: Message = Message::new("mezon.api.OnboardingContent", &[
    Field::one(1, "guide_type", Kind::Int32),
    Field::one(2, "task_type", Kind::Int32),
    Field::one(3, "channel_id", Kind::Int64),
    Field::one(4, "title", Kind::String),
    Field::one(5, "content", Kind::String),
    Field::one(6, "image_url", Kind::String),
    Field::many(7, "answers", Kind::Message(&API_ONBOARDINGANSWER)),
]);
static API_ONBOARDINGITEM: Message = Message::new("mezon.api.OnboardingItem", &[
    Field::one(1, "id", Kind::Int64),
    Field::one(2, "clan_id", Kind::Int64),
    Field::one(3, "guide_type", Kind::Int32),
    Field::one(4, "task_type", Kind::Int32),
    Field::one(5, "channel_id", Kind::Int64),
    Field::one(6, "title", Kind::String),
    Field::one(7, "content", Kind::String),
    Field::one(8, "image_url", Kind::String),
    Field::many(9, "answers", Kind::Message(&API_ONBOARDINGANSWER)),
    Field::one(10, "create_time_seconds", Kind::Uint32),
    Field::one(11, "update_time_seconds", Kind::Uint32),
]);
static API_ONBOARDINGREQUEST: Message = Message::new("mezon.api.OnboardingRequest", &[
    Field::one(1, "id", Kind::Int64),
    Field::one(2, "clan_id", Kind::Int64),
]);
static API_ONBOARDINGSTEPS: Message = Message::new("mezon.api.OnboardingSteps", &[
    Field::one(1, "id", Kind::Int64),
    Field::one(2, "user_id", Kind::Int64),
    Field::one(3, "clan_id", Kind::Int64),
    Field::one(4, "onboarding_step", Kind::Int32),
]);
static API_PARTICIPANTINFO: Message = Message::new("mezon.api.ParticipantInfo", &[
    Field::one(1, "sid", Kind::String),
    Field::one(2, "identity", Kind::String),
    Field::one(3, "state", Kind::Enum),
    Field::many(4, "tracks", Kind::Message(&API_TRACKINFO)),
    Field::one(13, "is_publisher", Kind::Bool),
    Field::one(14, "kind", Kind::Enum),
]);
static API_PERMISSION: Message = Message::new("mezon.api.Permission", &[
    Field::one(1, "id", Kind::Int64),
    Field::one(2, "title", Kind::String),
    Field::one(3, "slug", Kind::String),
    Field::one(4, "description", Kind::String),
    Field::one(5, "active", Kind::Int32),
    Field::one(6, "scope", Kind::Int32),
    Field::one(7, "level", Kind::Int32),
]);
static API_PERMISSIONLIST: Message = Message::new("mezon.api.PermissionList", &[
    Field::many(1, "permissions", Kind::Message(&API_PERMISSION)),
    Field::one(2, "max_level_permission", Kind::Int32),
]);
static API_PERMISSIONROLECHANNEL: Message = Message::new("mezon.api.PermissionRoleChannel", &[
    Field::one(1, "permission_id", Kind::Int64),
    Field::one(2, "active", Kind::Bool),
]);
static API_PERMISSIONROLECHANNELLISTEVENTREQUEST: Message = Message::new("mezon.api.PermissionRoleChannelListEventRequest", &[
    Field::one(1, "role_id", Kind::Int64),
    Field::one(2, "channel_id", Kind::Int64),
    Field::one(4, "user_id", Kind::Int64),
]);
static API_PERMISSIONROLECHANNELLISTEVENTRESPONSE: Message = Message::new("mezon.api.PermissionRoleChannelListEventResponse", &[
    Field::one(1, "role_id", Kind::Int64),
    Field::one(2, "channel_id", Kind::Int64),
    Field::one(3, "user_id", Kind::Int64),
    Field::many(4, "permission_role_channel", Kind::Message(&API_PERMISSIONROLECHANNEL)),
]);
static API_PERMISSIONUPDATE: Message = Message::new("mezon.api.PermissionUpdate", &[
    Field::one(1, "permission_id", Kind::Int64),
    Field::one(2, "slug", Kind::String),
    Field::one(3, "type", Kind::Int32),
]);
static API_PINMESSAGE: Message = Message::new("mezon.api.PinMessage", &[
    Field::one(1, "id", Kind::Int64),
    Field::one(2, "message_id", Kind::Int64),
    Field::one(3, "channel_id", Kind::Int64),
    Field::one(4, "sender_id", Kind::Int64),
    Field::one(5, "content", Kind::String),
    Field::one(6, "username", Kind::String),
    Field::one(7, "avatar", Kind::String),
    Field::one(8, "create_time_seconds", Kind::Uint32),
    Field::one(9, "attachment", Kind::Bytes),
]);
static API_PINMESSAGEREQUEST: Message = Message::new("mezon.api.PinMessageRequest", &[
    Field::one(1, "message_id", Kind::Int64),
    Field::one(2, "channel_id", Kind::Int64),
    Field::one(3, "clan_id", Kind::Int64),
]);
static API_PINMESSAGESLIST: Message = Message::new("mezon.api.PinMessagesList", &[
    Field::many(1, "pin_messages_list", Kind::Message(&API_PINMESSAGE)),
]);
static API_POLLANSWER: Message = Message::new("mezon.api.PollAnswer", &[
    Field::one(1, "index", Kind::Int32),
    Field::one(2, "label", Kind::String),
]);
static API_POLLVOTERDETAIL: Message = Message::new("mezon.api.PollVoterDetail", &[
    Field::one(1, "answer_index", Kind::Int32),
    Field::many(2, "user_ids", Kind::Int64),
]);
static API_PROMOTEGROUPUSERSREQUEST: Message = Message::new("mezon.api.PromoteGroupUsersRequest", &[
    Field::one(1, "group_id", Kind::Int64),
    Field::many(2, "user_ids", Kind::Int64),
]);
static API_PUBKEY: Message = Message::new("mezon.api.PubKey", &[
    Field::one(1, "encr", Kind::Bytes),
    Field::one(2, "sign", Kind::Bytes),
]);
static API_PUSHPUBKEYREQUEST: Message = Message::new("mezon.api.PushPubKeyRequest", &[
    Field::one(1, "PK", Kind::Message(&API_PUBKEY)),
]);
static API_QUICKMENUACCESS: Message = Message::new("mezon.api.QuickMenuAccess", &[
    Field::one(1, "id", Kind::Int64),
    Field::one(2, "bot_id", Kind::Int64),
    Field::one(3, "clan_id", Kind::Int64),
    Field::one(4, "channel_id", Kind::Int64),
    Field::one(5, "menu_name", Kind::String),
    Field::one(6, "background", Kind::String),
    Field::one(7, "action_msg", Kind::String),
    Field::one(8, "menu_type", Kind::Int32),
]);
static API_QUICKMENUACCESSLIST: Message = Message::new("mezon.api.QuickMenuAccessList", &[
    Field::many(1, "list_menus", Kind::Message(&API_QUICKMENUACCESS)),
]);
static API_REGISTFCMDEVICETOKENREQUEST: Message = Message::new("mezon.api.RegistFcmDeviceTokenRequest", &[
    Field::one(1, "token", Kind::String),
    Field::one(2, "device_id", Kind::String),
    Field::one(3, "platform", Kind::String),
    Field::one(4, "voip_token", Kind::String),
]);
static API_REGISTFCMDEVICETOKENRESPONSE: Message = Message::new("mezon.api.RegistFcmDeviceTokenResponse", &[
    Field::one(1, "token", Kind::String),
    Field::one(2, "device_id", Kind::String),
    Field::one(3, "platform", Kind::String),
]);
static API_REGISTERSTREAMINGCHANNELREQUEST: Message = Message::new("mezon.api.RegisterStreamingChannelRequest", &[
    Field::one(1, "clan_id", Kind::Int64),
    Field::one(2, "channel_id", Kind::Int64),
]);
static API_REGISTERSTREAMINGCHANNELRESPONSE: Message = Message::new("mezon.api.RegisterStreamingChannelResponse", &[
    Field::one(1, "clan_id", Kind::Int64),
    Field::one(2, "channel_id", Kind::Int64),
    Field::one(3, "streaming_url", Kind::String),
]);
static API_REGISTRATIONEMAILREQUEST: Message = Message::new("mezon.api.RegistrationEmailRequest", &[
    Field::one(1, "email", Kind::String),
    Field::one(2, "password", Kind::String),
    Field::one(3, "old_password", Kind::String),
    Field::one(4, "username", Kind::String),
    Field::one(5, "display_name", Kind::String),
    Field::one(6, "avatar_url", Kind::String),
    Field::one(7, "dob", Kind::String),
    Field::many(8, "vars", Kind::Message(&API_REGISTRATIONEMAILREQUEST_VARSENTRY)),
]);
static API_REGISTRATIONEMAILREQUEST_VARSENTRY: Message = Message::new("mezon.api.RegistrationEmailRequest.VarsEntry", &[
    Field::one(1, "key", Kind::String),
    Field::one(2, "value", Kind::String),
]);
static API_REMOVECHANNELUSERSREQUEST: Message = Message::new("mezon.api.RemoveChannelUsersRequest", &[
    Field::one(1, "channel_id", Kind::Int64),
    Field::many(2, "user_ids", Kind::Int64),
]);
static API_REMOVECLANUSERSREQUEST: Message = Message::new("mezon.api.RemoveClanUsersRequest", &[
    Field::one(1, "clan_id", Kind::Int64),
    Field::many(2, "user_ids", Kind::Int64),
]);
static API_REMOVEFAVORITECHANNELREQUEST: Message = Message::new("mezon.api.RemoveFavoriteChannelRequest", &[
    Field::one(1, "clan_id", Kind::Int64),
    Field::one(2, "channel_id", Kind::Int64),
]);
static API_REPORTMESSAGEABUSEREQEST: Message = Message::new("mezon.api.ReportMessageAbuseReqest", &[
    Field::one(1, "message_id", Kind::Int64),
    Field::one(2, "abuse_type", Kind::String),
]);
static API_ROLE: Message = Message::new("mezon.api.Role", &[
    Field::one(1, "id", Kind::Int64),
    Field::one(2, "title", Kind::String),
    Field::one(3, "color", Kind::String),
    Field::one(4, "role_icon", Kind::String),
    Field::one(5, "slug", Kind::String),
    Field::one(6, "description", Kind::String),
    Field::one(7, "creator_id", Kind::Int64),
    Field::one(8, "clan_id", Kind::Int64),
    Field::one(9, "active", Kind::Int32),
    Field::one(10, "display_online", Kind::Int32),
    Field::one(11, "allow_mention", Kind::Int32),
    Field::one(12, "role_user_list", Kind::Message(&API_ROLEUSERLIST)),
    Field::one(13, "permission_list", Kind::Message(&API_PERMISSIONLIST)),
    Field::one(14, "role_channel_active", Kind::Int32),
    Field::many(15, "channel_ids", Kind::Int64),
    Field::one(16, "max_level_permission", Kind::Int32),
    Field::one(17, "order_role", Kind::Int32),
]);
static API_ROLELIST: Message = Message::new("mezon.api.RoleList", &[
    Field::many(1, "roles", Kind::Message(&API_ROLE)),
    Field::one(2, "max_level_permission", Kind::Int32),
]);
static API_ROLELISTEVENTREQUEST: Message = Message::new("mezon.api.RoleListEventRequest", &[
    Field::one(1, "clan_id", Kind::Int64),
    Field::one(2, "limit", Kind::Int32),
    Field::one(3, "state", Kind::Int32),
    Field::one(4, "cursor", Kind::String),
]);
static API_ROLELISTEVENTRESPONSE: Message = Message::new("mezon.api.RoleListEventResponse", &[
    Field::one(1, "limit", Kind::Int32),
    Field::one(2, "state", Kind::Int32),
    Field::one(3, "cursor", Kind::String),
    Field::one(4, "clanId", Kind::Int64),
    Field::one(5, "roles", Kind::Message(&API_ROLELIST)),
]);
static API_ROLEORDERUPDATE: Message = Message::new("mezon.api.RoleOrderUpdate", &[
    Field::one(1, "role_id", Kind::Int64),
    Field::one(2, "order", Kind::Int32),
]);
static API_ROLEUSERLIST: Message = Message::new("mezon.api.RoleUserList", &[
    Field::many(1, "role_users", Kind::Message(&API_ROLEUSERLIST_ROLEUSER)),
    Field::one(2, "cursor", Kind::String),
]);
static API_ROLEUSERLIST_ROLEUSER: Message = Message::new("mezon.api.RoleUserList.RoleUser", &[
    Field::one(1, "id", Kind::Int64),
    Field::one(2, "username", Kind::String),
    Field::one(3, "display_name", Kind::String),
    Field::one(4, "avatar_url", Kind::String),
    Field::one(5, "lang_tag", Kind::String),
    Field::one(6, "location", Kind::String),
    Field::one(7, "online", Kind::Bool),
]);
static API_RPC: Message = Message::new("mezon.api.Rpc", &[
    Field::one(1, "id", Kind::String),
    Field::one(2, "payload", Kind::String),
    Field::one(3, "http_key", Kind::String),
]);
static API_SDTOPIC: Message = Message::new("mezon.api.SdTopic", &[
    Field::one(1, "id", Kind::Int64),
    Field::one(2, "creator_id", Kind::Int64),
    Field::one(3, "message_id", Kind::Int64),
    Field::one(4, "clan_id", Kind::Int64),
    Field::one(5, "channel_id", Kind::Int64),
    Field::one(6, "status", Kind::Int32),
    Field::one(7, "create_time_seconds", Kind::Uint32),
    Field::one(8, "update_time_seconds", Kind::Uint32),
    Field::one(9, "content", Kind::String),
    Field::one(10, "last_sent_message", Kind::Message(&API_CHANNELMESSAGEHEADER)),
]);
static API_SDTOPICDETAILREQUEST: Message = Message::new("mezon.api.SdTopicDetailRequest", &[
    Field::one(1, "topic_id", Kind::Int64),
]);
static API_SDTOPICLIST: Message = Message::new("mezon.api.SdTopicList", &[
    Field::one(1, "count", Kind::Int32),
    Field::many(2, "topics", Kind::Message(&API_SDTOPIC)),
]);
static API_SDTOPICREQUEST: Message = Message::new("mezon.api.SdTopicRequest", &[
    Field::one(1, "message_id", Kind::Int64),
    Field::one(2, "clan_id", Kind::Int64),
    Field::one(3, "channel_id", Kind::Int64),
]);
static API_SEARCHMESSAGEDOCUMENT: Message = Message::new("mezon.api.SearchMessageDocument", &[
    Field::one(1, "message_id", Kind::String),
    Field::one(2, "channel_id", Kind::String),
    Field::one(3, "clan_id", Kind::String),
    Field::one(4, "sender_id", Kind::String),
    Field::one(5, "content", Kind::String),
    Field::one(6, "mentions", Kind::String),
    Field::one(7, "reactions", Kind::String),
    Field::one(8, "attachments", Kind::String),
    Field::one(9, "references", Kind::String),
    Field::one(10, "create_time", Kind::String),
    Field::one(11, "update_time", Kind::String),
    Field::one(12, "channel_label", Kind::String),
    Field::one(13, "channel_type", Kind::Int32),
    Field::one(14, "clan_name", Kind::String),
    Field::one(15, "username", Kind::String),
    Field::one(16, "display_name", Kind::String),
    Field::one(17, "avatar_url", Kind::String),
]);
static API_SEARCHMESSAGEREQUEST: Message = Message::new("mezon.api.SearchMessageRequest", &[
    Field::many(1, "filters", Kind::Message(&API_FILTERPARAM)),
    Field::one(3, "from", Kind::Int32),
    Field::one(4, "size", Kind::Int32),
    Field::many(5, "sorts", Kind::Message(&API_SORTPARAM)),
]);
static API_SEARCHMESSAGERESPONSE: Message = Message::new("mezon.api.SearchMessageResponse", &[
    Field::many(1, "messages", Kind::Message(&API_SEARCHMESSAGEDOCUMENT)),
    Field::one(2, "total", Kind::Int32),
]);
static API_SEARCHTHREADREQUEST: Message = Message::new("mezon.api.SearchThreadRequest", &[
    Field::one(1, "clan_id", Kind::Int64),
    Field::one(2, "channel_id", Kind::Int64),
    Field::one(3, "label", Kind::String),
]);
static API_SESSION: Message = Message::new("mezon.api.Session", &[
    Field::one(1, "created", Kind::Bool),
    Field::one(2, "token", Kind::String),
    Field::one(3, "refresh_token", Kind::String),
    Field::one(4, "user_id", Kind::Int64),
    Field::one(5, "is_remember", Kind::Bool),
    Field::one(6, "api_url", Kind::String),
    Field::one(7, "id_token", Kind::String),
    Field::one(8, "ws_url", Kind::String),
    Field::one(9, "session_id", Kind::String),
    Field::one(10, "tcp_url", Kind::String),
]);
static API_SESSIONLOGOUTREQUEST: Message = Message::new("mezon.api.SessionLogoutRequest", &[
    Field::one(1, "token", Kind::String),
    Field::one(2, "refresh_token", Kind::String),
    Field::one(3, "device_id", Kind::String),
    Field::one(4, "fcm_token", Kind::String),
    Field::one(5, "platform", Kind::String),
]);
static API_SESSIONREFRESHREQUEST: Message = Message::new("mezon.api.SessionRefreshRequest", &[
    Field::one(1, "token", Kind::String),
    Field::many(2, "vars", Kind::Message(&API_SESSIONREFRESHREQUEST_VARSENTRY)),
    Field::one(3, "is_remember", Kind::Bool),
]);
static API_SESSIONREFRESHREQUEST_VARSENTRY: Message = Message::new("mezon.api.SessionRefreshRequest.VarsEntry", &[
    Field::one(1, "key", Kind::String),
    Field::one(2, "value", Kind::String),
]);
static API_SETDEFAULTNOTIFICATIONREQUEST: Message = Message::new("mezon.api.SetDefaultNotificationRequest", &[
    Field::one(1, "clan_id", Kind::Int64),
    Field::one(2, "notification_type", Kind::Int32),
    Field::one(3, "category_id", Kind::Int64),
]);
static API_SETMUTEREQUEST: Message = Message::new("mezon.api.SetMuteRequest", &[
    Field::one(1, "id", Kind::Int64),
    Field::one(2, "mute_time", Kind::Int32),
    Field::one(3, "active", Kind::Int32),
    Field::one(4, "clan_id", Kind::Int64),
]);
static API_SETNOTIFICATIONREQUEST: Message = Message::new("mezon.api.SetNotificationRequest", &[
    Field::one(1, "channel_category_id", Kind::Int64),
    Field::one(2, "notification_type", Kind::Int32),
    Field::one(3, "clan_id", Kind::Int64),
]);
static API_SORTPARAM: Message = Message::new("mezon.api.SortParam", &[
    Field::one(1, "field_name", Kind::String),
    Field::one(2, "order", Kind::String),
]);
static API_STICKERLISTEDRESPONSE: Message = Message::new("mezon.api.StickerListedResponse", &[
    Field::many(1, "stickers", Kind::Message(&API_CLANSTICKER)),
]);
static API_STREAMHTTPCALLBACKREQUEST: Message = Message::new("mezon.api.StreamHttpCallbackRequest", &[
    Field::one(1, "id", Kind::Int64),
    Field::one(2, "client_id", Kind::Int64),
    Field::one(3, "clan_id", Kind::Int64),
    Field::one(4, "channel_id", Kind::Int64),
    Field::one(5, "user_id", Kind::Int64),
    Field::one(6, "action", Kind::Int32),
    Field::one(7, "is_publisher", Kind::Bool),
    Field::one(8, "token", Kind::String),
]);
static API_STREAMHTTPCALLBACKRESPONSE: Message = Message::new("mezon.api.StreamHttpCallbackResponse", &[
    Field::one(1, "code", Kind::Int32),
    Field::one(2, "msg", Kind::String),
]);
static API_STREAMINGCHANNELUSER: Message = Message::new("mezon.api.StreamingChannelUser", &[
    Field::one(1, "id", Kind::Int64),
    Field::one(2, "user_id", Kind::Int64),
    Field::one(3, "channel_id", Kind::Int64),
    Field::one(4, "participant", Kind::String),
]);
static API_STREAMINGCHANNELUSERLIST: Message = Message::new("mezon.api.StreamingChannelUserList", &[
    Field::many(1, "streaming_channel_users", Kind::Message(&API_STREAMINGCHANNELUSER)),
]);
static API_SYSTEMMESSAGE: Message = Message::new("mezon.api.SystemMessage", &[
    Field::one(1, "id", Kind::Int64),
    Field::one(2, "clan_id", Kind::Int64),
    Field::one(3, "channel_id", Kind::Int64),
    Field::one(4, "welcome_random", Kind::String),
    Field::one(5, "welcome_sticker", Kind::String),
    Field::one(6, "boost_message", Kind::String),
    Field::one(7, "setup_tips", Kind::String),
    Field::one(8, "hide_audit_log", Kind::Bool),
]);
static API_SYSTEMMESSAGEREQUEST: Message = Message::new("mezon.api.SystemMessageRequest", &[
    Field::one(1, "clan_id", Kind::Int64),
    Field::one(2, "channel_id", Kind::Int64),
    Field::one(3, "welcome_random", Kind::String),
    Field::one(4, "welcome_sticker", Kind::String),
    Field::one(5, "boost_message", Kind::String),
    Field::one(6, "setup_tips", Kind::String),
    Field::one(7, "hide_audit_log", Kind::Bool),
]);
static API_SYSTEMMESSAGESLIST: Message = Message::new("mezon.api.SystemMessagesList", &[
    Field::many(1, "system_messages_list", Kind::Message(&API_SYSTEMMESSAGE)),
]);
static API_TOKENSENTEVENT: Message = Message::new("mezon.api.TokenSentEvent", &[
    Field::one(1, "sender_id", Kind::Int64),
    Field::one(2, "sender_name", Kind::String),
    Field::one(3, "receiver_id", Kind::Int64),
    Field::one(4, "amount", Kind::Int32),
    Field::one(5, "note", Kind::String),
    Field::one(6, "extra_attribute", Kind::String),
    Field::one(7, "transaction_id", Kind::String),
]);
static API_TRACKINFO: Message = Message::new("mezon.api.TrackInfo", &[
    Field::one(1, "sid", Kind::String),
    Field::one(2, "type", Kind::Enum),
]);
static API_TRANSFEROWNERSHIPREQUEST: Message = Message::new("mezon.api.TransferOwnershipRequest", &[
    Field::one(1, "clan_id", Kind::Int64),
    Field::one(2, "new_owner_id", Kind::Int64),
]);
static API_UNLOCKITEMREQUEST: Message = Message::new("mezon.api.UnlockItemRequest", &[
    Field::one(1, "item_id", Kind::Int64),
    Field::one(2, "item_type", Kind::Int32),
]);
static API_UNLOCKEDITEMRESPONSE: Message = Message::new("mezon.api.UnlockedItemResponse", &[
    Field::one(1, "source", Kind::String),
]);
static API_UPDATEAIAGENTREQUEST: Message = Message::new("mezon.api.UpdateAIAgentRequest", &[
    Field::one(1, "channel_id", Kind::Int64),
    Field::one(2, "room_name", Kind::String),
]);
static API_UPDATEACCOUNTREQUEST: Message = Message::new("mezon.api.UpdateAccountRequest", &[
    Field::one(1, "display_name", Kind::Message(&PROTOBUF_STRINGVALUE)),
    Field::one(2, "avatar_url", Kind::Message(&PROTOBUF_STRINGVALUE)),
    Field::one(3, "lang_tag", Kind::Message(&PROTOBUF_STRINGVALUE)),
    Field::one(4, "location", Kind::Message(&PROTOBUF_STRINGVALUE)),
    Field::one(5, "timezone", Kind::Message(&PROTOBUF_STRINGVALUE)),
    Field::one(6, "about_me", Kind::Message(&PROTOBUF_STRINGVALUE)),
    Field::one(7, "dob_seconds", Kind::Uint32),
    Field::one(8, "logo", Kind::Message(&PROTOBUF_STRINGVALUE)),
    Field::one(9, "splash_screen", Kind::Message(&PROTOBUF_STRINGVALUE)),
    Field::one(10, "encrypt_private_key", Kind::String),
    Field::one(11, "email", Kind::Message(&PROTOBUF_STRINGVALUE)),
]);
static API_UPDATEAPPREQUEST: Message = Message::new("mezon.api.UpdateAppRequest", &[
    Field::one(1, "id", Kind::Int64),
    Field::one(2, "appname", Kind::Message(&PROTOBUF_STRINGVALUE)),
    Field::one(3, "metadata", Kind::Message(&PROTOBUF_STRINGVALUE)),
    Field::one(4, "applogo", Kind::Message(&PROTOBUF_STRINGVALUE)),
    Field::one(5, "token", Kind::Message(&PROTOBUF_STRINGVALUE)),
    Field::one(6, "about", Kind::String),
    Field::one(7, "app_url", Kind::String),
    Field::one(9, "is_shadow", Kind::String),
]);
static API_UPDATECATEGORYDESCREQUEST: Message = Message::new("mezon.api.UpdateCategoryDescRequest", &[
    Field::one(1, "category_id", Kind::Int64),
    Field::one(2, "category_name", Kind::String),
    Field::one(3, "clan_id", Kind::Int64),
]);
static API_UPDATECATEGORYORDERREQUEST: Message = Message::new("mezon.api.UpdateCategoryOrderRequest", &[
    Field::one(1, "clan_id", Kind::Int64),
    Field::many(2, "categories", Kind::Message(&API_CATEGORYORDERUPDATE)),
]);
static API_UPDATECHANNELDESCREQUEST: Message = Message::new("mezon.api.UpdateChannelDescRequest", &[
    Field::one(1, "clan_id", Kind::Int64),
    Field::one(2, "channel_id", Kind::Int64),
    Field::one(3, "channel_label", Kind::Message(&PROTOBUF_STRINGVALUE)),
    Field::one(4, "category_id", Kind::Int64),
    Field::one(5, "app_id", Kind::Int64),
    Field::one(6, "topic", Kind::String),
    Field::one(7, "age_restricted", Kind::Int32),
    Field::one(8, "e2ee", Kind::Int32),
    Field::one(9, "channel_avatar", Kind::Message(&PROTOBUF_STRINGVALUE)),
]);
static API_UPDATECHANNELTIMELINEREQUEST: Message = Message::new("mezon.api.UpdateChannelTimelineRequest", &[
    Field::one(1, "clan_id", Kind::Int64),
    Field::one(2, "channel_id", Kind::Int64),
    Field::one(3, "id", Kind::Int64),
    Field::one(4, "start_time_seconds", Kind::Uint32),
    Field::one(5, "title", Kind::String),
    Field::one(6, "description", Kind::String),
    Field::one(7, "location", Kind::String),
    Field::one(8, "type", Kind::Int32),
    Field::many(9, "attachments", Kind::Message(&API_CHANNELTIMELINEATTACHMENT)),
]);
static API_UPDATECHANNELTIMELINERESPONSE: Message = Message::new("mezon.api.UpdateChannelTimelineResponse", &[
    Field::one(1, "event", Kind::Message(&API_CHANNELTIMELINE)),
]);
static API_UPDATECLANDESCPROFILEREQUEST: Message = Message::new("mezon.api.UpdateClanDescProfileRequest", &[
    Field::one(1, "clan_id", Kind::Int64),
    Field::one(2, "nick_name", Kind::String),
    Field::one(3, "profile_banner", Kind::String),
    Field::one(4, "profile_theme", Kind::String),
    Field::one(5, "avatar_url", Kind::String),
]);
static API_UPDATECLANDESCREQUEST: Message = Message::new("mezon.api.UpdateClanDescRequest", &[
    Field::one(1, "clan_id", Kind::Int64),
    Field::one(2, "clan_name", Kind::String),
    Field::one(3, "logo", Kind::Message(&PROTOBUF_STRINGVALUE)),
    Field::one(4, "banner", Kind::Message(&PROTOBUF_STRINGVALUE)),
    Field::one(5, "status", Kind::Int32),
    Field::one(6, "is_onboarding", Kind::Message(&PROTOBUF_BOOLVALUE)),
    Field::one(7, "welcome_channel_id", Kind::Int64),
    Field::one(8, "onboarding_banner", Kind::Message(&PROTOBUF_STRINGVALUE)),
    Field::one(9, "is_community", Kind::Message(&PROTOBUF_BOOLVALUE)),
    Field::one(10, "community_banner", Kind::Message(&PROTOBUF_STRINGVALUE)),
    Field::one(11, "description", Kind::Message(&PROTOBUF_STRINGVALUE)),
    Field::one(12, "about", Kind::Message(&PROTOBUF_STRINGVALUE)),
    Field::one(13, "short_url", Kind::Message(&PROTOBUF_STRINGVALUE)),
    Field::one(14, "prevent_anonymous", Kind::Bool),
]);
static API_UPDATECLANORDERREQUEST: Message = Message::new("mezon.api.UpdateClanOrderRequest", &[
    Field::many(1, "clans_order", Kind::Message(&API_UPDATECLANORDERREQUEST_CLANORDER)),
]);
static API_UPDATECLANORDERREQUEST_CLANORDER: Message = Message::new("mezon.api.UpdateClanOrderRequest.ClanOrder", &[
    Field::one(1, "order", Kind::Int32),
    Field::one(2, "clan_id", Kind::Int64),
]);
static API_UPDATECLANPROFILEREQUEST: Message = Message::new("mezon.api.UpdateClanProfileRequest", &[
    Field::one(1, "clan_id", Kind::Int64),
    Field::one(2, "nick_name", Kind::Message(&PROTOBUF_STRINGVALUE)),
    Field::one(3, "avatar", Kind::Message(&PROTOBUF_STRINGVALUE)),
]);
static API_UPDATECLANWEBHOOKREQUEST: Message = Message::new("mezon.api.UpdateClanWebhookRequest", &[
    Field::one(1, "id", Kind::Int64),
    Field::one(2, "clan_id", Kind::Int64),
    Field::one(3, "webhook_name", Kind::String),
    Field::one(4, "avatar", Kind::String),
    Field::one(5, "reset_token", Kind::Bool),
]);
static API_UPDATEEVENTREQUEST: Message = Message::new("mezon.api.UpdateEventRequest", &[
    Field::one(1, "title", Kind::String),
    Field::one(2, "logo", Kind::String),
    Field::one(3, "description", Kind::String),
    Field::one(4, "event_id", Kind::Int64),
    Field::one(5, "channel_id", Kind::Int64),
    Field::one(6, "address", Kind::String),
    Field::one(7, "start_time_seconds", Kind::Uint32),
    Field::one(8, "end_time_seconds", Kind::Uint32),
    Field::one(9, "clan_id", Kind::Int64),
    Field::one(10, "creator_id", Kind::Int64),
    Field::one(11, "channel_voice_id", Kind::Int64),
    Field::one(12, "channel_id_old", Kind::Int64),
    Field::one(13, "repeat_type", Kind::Int32),
]);
static API_UPDATEGROUPREQUEST: Message = Message::new("mezon.api.UpdateGroupRequest", &[
    Field::one(1, "group_id", Kind::Int64),
    Field::one(2, "name", Kind::Message(&PROTOBUF_STRINGVALUE)),
    Field::one(3, "description", Kind::Message(&PROTOBUF_STRINGVALUE)),
    Field::one(4, "lang_tag", Kind::Message(&PROTOBUF_STRINGVALUE)),
    Field::one(5, "avatar_url", Kind::Message(&PROTOBUF_STRINGVALUE)),
    Field::one(6, "open", Kind::Bool),
]);
static API_UPDATEONBOARDINGREQUEST: Message = Message::new("mezon.api.UpdateOnboardingRequest", &[
    Field::one(1, "id", Kind::Int64),
    Field::one(2, "clan_id", Kind::Int64),
    Field::one(3, "task_type", Kind::Int32),
    Field::one(4, "channel_id", Kind::Int64),
    Field::one(5, "title", Kind::String),
    Field::one(6, "content", Kind::String),
    Field::one(7, "image_url", Kind::String),
    Field::many(8, "answers", Kind::Message(&API_ONBOARDINGANSWER)),
]);
static API_UPDATEONBOARDINGSTEPREQUEST: Message = Message::new("mezon.api.UpdateOnboardingStepRequest", &[
    Field::one(1, "clan_id", Kind::Int64),
    Field::one(2, "onboarding_step", Kind::Int32),
]);
static API_UPDATEROLECHANNELREQUEST: Message = Message::new("mezon.api.UpdateRoleChannelRequest", &[
    Field::one(1, "role_id", Kind::Int64),
    Field::many(2, "permission_update", Kind::Message(&API_PERMISSIONUPDATE)),
    Field::one(3, "max_permission_id", Kind::Int64),
    Field::one(4, "channel_id", Kind::Int64),
    Field::one(5, "user_id", Kind::Int64),
    Field::one(6, "role_label", Kind::String),
]);
static API_UPDATEROLEORDERREQUEST: Message = Message::new("mezon.api.UpdateRoleOrderRequest", &[
    Field::one(1, "clan_id", Kind::Int64),
    Field::many(2, "roles", Kind::Message(&API_ROLEORDERUPDATE)),
]);
static API_UPDATEROLEREQUEST: Message = Message::new("mezon.api.UpdateRoleRequest", &[
    Field::one(1, "role_id", Kind::Int64),
    Field::one(2, "title", Kind::Message(&PROTOBUF_STRINGVALUE)),
    Field::one(3, "color", Kind::Message(&PROTOBUF_STRINGVALUE)),
    Field::one(4, "role_icon", Kind::Message(&PROTOBUF_STRINGVALUE)),
    Field::one(5, "description", Kind::Message(&PROTOBUF_STRINGVALUE)),
    Field::one(6, "display_online", Kind::Int32),
    Field::one(7, "allow_mention", Kind::Int32),
    Field::many(8, "add_user_ids", Kind::Int64),
    Field::many(9, "active_permission_ids", Kind::Int64),
    Field::many(10, "remove_user_ids", Kind::Int64),
    Field::many(11, "remove_permission_ids", Kind::Int64),
    Field::one(12, "clan_id", Kind::Int64),
    Field::one(13, "max_permission_id", Kind::Int64),
]);
static API_UPDATEUSERNAMEREQUEST: Message = Message::new("mezon.api.UpdateUsernameRequest", &[
    Field::one(1, "username", Kind::String),
    Field::one(2, "display_name", Kind::String),
]);
static API_UPDATEUSERSREQUEST: Message = Message::new("mezon.api.UpdateUsersRequest", &[
    Field::one(2, "display_name", Kind::String),
    Field::one(3, "avatar_url", Kind::String),
]);
static API_UPLOADATTACHMENT: Message = Message::new("mezon.api.UploadAttachment", &[
    Field::one(1, "filename", Kind::String),
    Field::one(2, "url", Kind::String),
]);
static API_UPLOADATTACHMENTBATCH: Message = Message::new("mezon.api.UploadAttachmentBatch", &[
    Field::many(1, "uploaded_files", Kind::Message(&API_UPLOADATTACHMENT)),
]);
static API_UPLOADATTACHMENTREQUEST: Message = Message::new("mezon.api.UploadAttachmentRequest", &[
    Field::one(1, "filename", Kind::String),
    Field::one(2, "filetype", Kind::String),
    Field::one(3, "size", Kind::Int32),
    Field::one(4, "width", Kind::Int32),
    Field::one(5, "height", Kind::Int32),
    Field::one(6, "part_count", Kind::Int32),
]);
static API_UPLOADBATCHATTACHMENTREQUEST: Message = Message::new("mezon.api.UploadBatchAttachmentRequest", &[
    Field::many(1, "upload_files", Kind::Message(&API_UPLOADATTACHMENTREQUEST)),
]);
static API_USER: Message = Message::new("mezon.api.User", &[
    Field::one(1, "id", Kind::Int64),
    Field::one(2, "username", Kind::String),
    Field::one(3, "display_name", Kind::String),
    Field::one(4, "avatar_url", Kind::String),
    Field::one(5, "lang_tag", Kind::String),
    Field::one(6, "location", Kind::String),
    Field::one(7, "timezone", Kind::String),
    Field::one(8, "user_status", Kind::String),
    Field::one(9, "online", Kind::Bool),
    Field::one(10, "phone_number", Kind::String),
    Field::one(11, "edge_count", Kind::Int32),
    Field::one(12, "create_time_seconds", Kind::Uint32),
    Field::one(13, "update_time_seconds", Kind::Uint32),
    Field::one(14, "about_me", Kind::String),
    Field::one(15, "join_time_seconds", Kind::Uint32),
    Field::one(16, "is_mobile", Kind::Bool),
    Field::one(17, "dob_seconds", Kind::Uint32),
    Field::one(18, "mezon_id", Kind::String),
    Field::many(19, "list_nick_names", Kind::String),
    Field::one(20, "status", Kind::String),
]);
static API_USERACTIVITY: Message = Message::new("mezon.api.UserActivity", &[
    Field::one(1, "user_id", Kind::Int64),
    Field::one(2, "activity_name", Kind::String),
    Field::one(3, "activity_type", Kind::Int32),
    Field::one(4, "activity_description", Kind::String),
    Field::one(5, "start_time_seconds", Kind::Uint32),
    Field::one(6, "end_time_seconds", Kind::Uint32),
    Field::one(7, "application_id", Kind::Int64),
    Field::one(8, "status", Kind::Int32),
]);
static API_USEREVENTREQUEST: Message = Message::new("mezon.api.UserEventRequest", &[
    Field::one(1, "clan_id", Kind::Int64),
    Field::one(2, "event_id", Kind::Int64),
]);
static API_USERIDS: Message = Message::new("mezon.api.UserIds", &[
    Field::many(1, "user_ids", Kind::Int64),
]);
static API_USERPERMISSIONINCHANNELLISTREQUEST: Message = Message::new("mezon.api.UserPermissionInChannelListRequest", &[
    Field::one(1, "clan_id", Kind::Int64),
    Field::one(2, "channel_id", Kind::Int64),
]);
static API_USERPERMISSIONINCHANNELLISTRESPONSE: Message = Message::new("mezon.api.UserPermissionInChannelListResponse", &[
    Field::one(1, "clan_id", Kind::Int64),
    Field::one(2, "channel_id", Kind::Int64),
    Field::one(3, "permissions", Kind::Message(&API_PERMISSIONLIST)),
]);
static API_USERSTATUS: Message = Message::new("mezon.api.UserStatus", &[
    Field::one(1, "user_id", Kind::Int64),
    Field::one(2, "status", Kind::String),
]);
static API_USERSTATUSUPDATE: Message = Message::new("mezon.api.UserStatusUpdate", &[
    Field::one(1, "status", Kind::String),
    Field::one(2, "minutes", Kind::Int32),
    Field::one(3, "until_turn_on", Kind::Bool),
]);
static API_USERS: Message = Message::new("mezon.api.Users", &[
    Field::many(1, "users", Kind::Message(&API_USER)),
]);
static API_VOICECHANNELUSER: Message = Message::new("mezon.api.VoiceChannelUser", &[
    Field::many(1, "user_ids", Kind::String),
    Field::one(2, "channel_id", Kind::Int64),
    Field::one(3, "room_name", Kind::String),
    Field::many(4, "share_screen_ids", Kind::String),
]);
static API_VOICECHANNELUSERLIST: Message = Message::new("mezon.api.VoiceChannelUserList", &[
    Field::many(1, "voice_channel_users", Kind::Message(&API_VOICECHANNELUSER)),
]);
static API_VOTEPOLLREQUEST: Message = Message::new("mezon.api.VotePollRequest", &[
    Field::one(1, "poll_id", Kind::Int64),
    Field::one(2, "message_id", Kind::Int64),
    Field::one(3, "channel_id", Kind::Int64),
    Field::many(4, "answer_indices", Kind::Int32),
]);
static API_VOTEPOLLRESPONSE: Message = Message::new("mezon.api.VotePollResponse", &[
    Field::many(1, "my_answer_indices", Kind::Int32),
]);
static API_WEBHOOK: Message = Message::new("mezon.api.Webhook", &[
    Field::one(1, "id", Kind::Int64),
    Field::one(2, "webhook_name", Kind::String),
    Field::one(3, "channel_id", Kind::Int64),
    Field::one(4, "active", Kind::Int32),
    Field::one(5, "url", Kind::String),
    Field::one(6, "creator_id", Kind::Int64),
    Field::one(7, "create_time", Kind::String),
    Field::one(8, "update_time", Kind::String),
    Field::one(9, "avatar", Kind::String),
    Field::one(10, "status", Kind::Int32),
    Field::one(11, "clan_id", Kind::Int64),
]);
static API_WEBHOOKCREATEREQUEST: Message = Message::new("mezon.api.WebhookCreateRequest", &[
    Field::one(1, "webhook_name", Kind::String),
    Field::one(2, "channel_id", Kind::Int64),
    Field::one(3, "avatar", Kind::String),
    Field::one(4, "clan_id", Kind::Int64),
]);
static API_WEBHOOKDELETEREQUESTBYID: Message = Message::new("mezon.api.WebhookDeleteRequestById", &[
    Field::one(1, "id", Kind::Int64),
    Field::one(2, "clan_id", Kind::Int64),
    Field::one(3, "channel_id", Kind::Int64),
]);
static API_WEBHOOKGENERATERESPONSE: Message = Message::new("mezon.api.WebhookGenerateResponse", &[
    Field::one(1, "url", Kind::String),
    Field::one(2, "hook_name", Kind::String),
    Field::one(3, "channel_id", Kind::Int64),
    Field::one(4, "avatar", Kind::String),
]);
static API_WEBHOOKLISTREQUEST: Message = Message::new("mezon.api.WebhookListRequest", &[
    Field::one(1, "channel_id", Kind::Int64),
    Field::one(2, "clan_id", Kind::Int64),
]);
static API_WEBHOOKLISTREQUESTBYID: Message = Message::new("mezon.api.WebhookListRequestById", &[
    Field::one(1, "id", Kind::Int64),
]);
static API_WEBHOOKLISTRESPONSE: Message = Message::new("mezon.api.WebhookListResponse", &[
    Field::many(1, "webhooks", Kind::Message(&API_WEBHOOK)),
]);
static API_WEBHOOKUPDATEREQUESTBYID: Message = Message::new("mezon.api.WebhookUpdateRequestById", &[
    Field::one(1, "id", Kind::Int64),
    Field::one(2, "webhook_name", Kind::String),
    Field::one(3, "channel_id_update", Kind::Int64),
    Field::one(4, "avatar", Kind::String),
    Field::one(5, "channel_id", Kind::Int64),
    Field::one(6, "clan_id", Kind::Int64),
]);
static REALTIME_AIAGENTENABLEDEVENT: Message = Message::new("mezon.realtime.AIAgentEnabledEvent", &[
    Field::one(1, "clan_id", Kind::Int64),
    Field::one(2, "channel_id", Kind::Int64),
    Field::one(3, "room_name", Kind::String),
    Field::one(4, "enabled", Kind::Bool),
]);
static REALTIME_ACTIVEARCHIVEDTHREAD: Message = Message::new("mezon.realtime.ActiveArchivedThread", &[
    Field::one(1, "clan_id", Kind::Int64),
    Field::one(2, "channel_id", Kind::Int64),
]);
static REALTIME_ADDCLANUSEREVENT: Message = Message::new("mezon.realtime.AddClanUserEvent", &[
    Field::one(1, "clan_id", Kind::Int64),
    Field::one(2, "user", Kind::Message(&REALTIME_USERPROFILEREDIS)),
    Field::one(3, "invitor", Kind::String),
]);
static REALTIME_ADDFRIEND: Message = Message::new("mezon.realtime.AddFriend", &[
    Field::one(1, "user_id", Kind::Int64),
    Field::one(2, "username", Kind::String),
    Field::one(3, "display_name", Kind::String),
    Field::one(4, "avatar", Kind::String),
]);
static REALTIME_ALLOWANONYMOUSEVENT: Message = Message::new("mezon.realtime.AllowAnonymousEvent", &[
    Field::one(1, "clan_id", Kind::Int64),
    Field::one(2, "allow", Kind::Bool),
]);
static REALTIME_APIREQUESTEVENT: Message = Message::new("mezon.realtime.ApiRequestEvent", &[
    Field::one(1, "api_index", Kind::Int32),
    Field::one(2, "api_name", Kind::String),
    Field::one(3, "body", Kind::Bytes),
]);
static REALTIME_BANNEDUSEREVENT: Message = Message::new("mezon.realtime.BannedUserEvent", &[
    Field::many(1, "user_ids", Kind::Int64),
    Field::one(2, "action", Kind::Int32),
    Field::one(3, "banner_id", Kind::Int64),
    Field::one(4, "channel_id", Kind::Int64),
    Field::one(5, "clan_id", Kind::Int64),
    Field::one(6, "ban_time", Kind::Int32),
]);
static REALTIME_BLOCKFRIEND: Message = Message::new("mezon.realtime.BlockFriend", &[
    Field::one(1, "user_id", Kind::Int64),
]);
static REALTIME_CATEGORYEVENT: Message = Message::new("mezon.realtime.CategoryEvent", &[
    Field::one(1, "creator_id", Kind::Int64),
    Field::one(2, "clan_id", Kind::Int64),
    Field::one(3, "category_name", Kind::String),
    Field::one(4, "id", Kind::Int64),
    Field::one(5, "status", Kind::Int32),
]);
static REALTIME_CHANNEL: Message = Message::new("mezon.realtime.Channel", &[
    Field::one(1, "id", Kind::Int64),
    Field::many(2, "presences", Kind::Message(&REALTIME_USERPRESENCE)),
    Field::one(3, "self", Kind::Message(&REALTIME_USERPRESENCE)),
    Field::one(4, "chanel_label", Kind::String),
    Field::one(5, "clan_logo", Kind::String),
    Field::one(6, "category_name", Kind::String),
]);
static REALTIME_CHANNELAPPEVENT: Message = Message::new("mezon.realtime.ChannelAppEvent", &[
    Field::one(1, "user_id", Kind::Int64),
    Field::one(2, "username", Kind::String),
    Field::one(3, "clan_id", Kind::Int64),
    Field::one(4, "channel_id", Kind::Int64),
    Field::one(5, "action", Kind::Int32),
]);
static REALTIME_CHANNELARCHIVEEVENT: Message = Message::new("mezon.realtime.ChannelArchiveEvent", &[
    Field::one(1, "clan_id", Kind::Int64),
    Field::one(2, "category_id", Kind::Int64),
    Field::one(3, "creator_id", Kind::Int64),
    Field::one(4, "parent_id", Kind::Int64),
    Field::one(5, "channel_id", Kind::Int64),
    Field::one(6, "channel_label", Kind::String),
    Field::one(7, "channel_type", Kind::Int32),
    Field::one(8, "status", Kind::Int32),
    Field::one(9, "meeting_code", Kind::String),
    Field::one(10, "is_error", Kind::Bool),
    Field::one(11, "channel_private", Kind::Bool),
    Field::one(12, "app_id", Kind::Int64),
    Field::one(13, "e2ee", Kind::Int32),
    Field::one(14, "topic", Kind::String),
    Field::one(15, "age_restricted", Kind::Int32),
    Field::one(16, "active", Kind::Int32),
    Field::one(17, "count_mess_unread", Kind::Int32),
    Field::many(18, "user_ids", Kind::Int64),
    Field::many(19, "role_ids", Kind::Int64),
    Field::one(20, "channel_avatar", Kind::String),
]);
static REALTIME_CHANNELCANVAS: Message = Message::new("mezon.realtime.ChannelCanvas", &[
    Field::one(1, "id", Kind::Int64),
    Field::one(2, "title", Kind::String),
    Field::one(3, "content", Kind::String),
    Field::one(4, "creator_id", Kind::Int64),
    Field::one(5, "editor_id", Kind::Int64),
    Field::one(6, "is_default", Kind::Bool),
    Field::one(7, "channel_id", Kind::Int64),
    Field::one(8, "status", Kind::Int32),
]);
static REALTIME_CHANNELCREATEDEVENT: Message = Message::new("mezon.realtime.ChannelCreatedEvent", &[
    Field::one(1, "clan_id", Kind::Int64),
    Field::one(2, "category_id", Kind::Int64),
    Field::one(3, "creator_id", Kind::Int64),
    Field::one(4, "parent_id", Kind::Int64),
    Field::one(5, "channel_id", Kind::Int64),
    Field::one(6, "channel_label", Kind::String),
    Field::one(7, "channel_private", Kind::Int32),
    Field::one(8, "channel_type", Kind::Int32),
    Field::one(9, "status", Kind::Int32),
    Field::one(10, "app_id", Kind::Int64),
    Field::one(11, "clan_name", Kind::String),
    Field::one(12, "channel_avatar", Kind::String),
]);
static REALTIME_CHANNELDELETEDEVENT: Message = Message::new("mezon.realtime.ChannelDeletedEvent", &[
    Field::one(1, "clan_id", Kind::Int64),
    Field::one(2, "category_id", Kind::Int64),
    Field::one(3, "parent_id", Kind::Int64),
    Field::one(4, "channel_id", Kind::Int64),
    Field::one(5, "deletor", Kind::String),
]);
static REALTIME_CHANNELDESCRIPTION: Message = Message::new("mezon.realtime.ChannelDescription", &[
    Field::one(1, "clan_id", Kind::Int64),
    Field::one(2, "channel_id", Kind::Int64),
    Field::one(3, "type", Kind::Message(&PROTOBUF_INT32VALUE)),
    Field::one(4, "channel_label", Kind::String),
    Field::one(5, "channel_private", Kind::Int32),
    Field::one(6, "meeting_code", Kind::String),
    Field::one(7, "clan_name", Kind::String),
    Field::one(8, "parent_id", Kind::Int64),
    Field::one(12, "last_sent_message", Kind::Message(&API_CHANNELMESSAGEHEADER)),
]);
static REALTIME_CHANNELJOIN: Message = Message::new("mezon.realtime.ChannelJoin", &[
    Field::one(1, "clan_id", Kind::Int64),
    Field::one(2, "channel_id", Kind::Int64),
    Field::one(3, "channel_type", Kind::Int32),
    Field::one(4, "is_public", Kind::Bool),
]);
static REALTIME_CHANNELLEAVE: Message = Message::new("mezon.realtime.ChannelLeave", &[
    Field::one(1, "clan_id", Kind::Int64),
    Field::one(2, "channel_id", Kind::Int64),
    Field::one(3, "channel_type", Kind::Int32),
    Field::one(4, "is_public", Kind::Bool),
]);
static REALTIME_CHANNELMESSAGEACK: Message = Message::new("mezon.realtime.ChannelMessageAck", &[
    Field::one(1, "channel_id", Kind::Int64),
    Field::one(2, "message_id", Kind::Int64),
    Field::one(3, "code", Kind::Int32),
    Field::one(4, "username", Kind::String),
    Field::one(5, "create_time_seconds", Kind::Uint32),
    Field::one(6, "update_time_seconds", Kind::Uint32),
    Field::one(7, "persistent", Kind::Message(&PROTOBUF_BOOLVALUE)),
    Field::one(8, "clan_logo", Kind::String),
    Field::one(9, "category_name", Kind::String),
]);
static REALTIME_CHANNELMESSAGEREMOVE: Message = Message::new("mezon.realtime.ChannelMessageRemove", &[
    Field::one(1, "clan_id", Kind::Int64),
    Field::one(2, "channel_id", Kind::Int64),
    Field::one(3, "message_id", Kind::Int64),
    Field::one(4, "mode", Kind::Int32),
    Field::one(5, "is_public", Kind::Bool),
    Field::one(6, "has_attachment", Kind::Bool),
    Field::one(7, "topic_id", Kind::Int64),
    Field::one(8, "mentions", Kind::Bytes),
    Field::one(9, "references", Kind::Bytes),
]);
static REALTIME_CHANNELMESSAGESEND: Message = Message::new("mezon.realtime.ChannelMessageSend", &[
    Field::one(1, "clan_id", Kind::Int64),
    Field::one(2, "channel_id", Kind::Int64),
    Field::one(3, "content", Kind::String),
    Field::many(4, "mentions", Kind::Message(&API_MESSAGEMENTION)),
    Field::many(5, "attachments", Kind::Message(&API_MESSAGEATTACHMENT)),
    Field::many(6, "references", Kind::Message(&API_MESSAGEREF)),
    Field::one(7, "mode", Kind::Int32),
    Field::one(8, "anonymous_message", Kind::Bool),
    Field::one(9, "mention_everyone", Kind::Bool),
    Field::one(10, "avatar", Kind::String),
    Field::one(11, "is_public", Kind::Bool),
    Field::one(12, "code", Kind::Int32),
    Field::one(13, "topic_id", Kind::Int64),
    Field::one(14, "id", Kind::Int64),
]);
static REALTIME_CHANNELMESSAGEUPDATE: Message = Message::new("mezon.realtime.ChannelMessageUpdate", &[
    Field::one(1, "clan_id", Kind::Int64),
    Field::one(2, "channel_id", Kind::Int64),
    Field::one(3, "message_id", Kind::Int64),
    Field::one(4, "content", Kind::String),
    Field::many(5, "mentions", Kind::Message(&API_MESSAGEMENTION)),
    Field::many(6, "attachments", Kind::Message(&API_MESSAGEATTACHMENT)),
    Field::one(7, "mode", Kind::Int32),
    Field::one(8, "is_public", Kind::Bool),
    Field::one(9, "hide_editted", Kind::Bool),
    Field::one(10, "topic_id", Kind::Int64),
    Field::one(11, "is_update_msg_topic", Kind::Bool),
    Field::one(12, "create_time_seconds", Kind::Uint32),
]);
static REALTIME_CHANNELPRESENCEEVENT: Message = Message::new("mezon.realtime.ChannelPresenceEvent", &[
    Field::one(1, "channel_id", Kind::Int64),
    Field::many(2, "joins", Kind::Message(&REALTIME_USERPRESENCE)),
    Field::many(3, "leaves", Kind::Message(&REALTIME_USERPRESENCE)),
    Field::one(4, "clan_logo", Kind::String),
    Field::one(5, "category_name", Kind::String),
    Field::one(6, "mode", Kind::Int32),
]);
static REALTIME_CHANNELUPDATEDEVENT: Message = Message::new("mezon.realtime.ChannelUpdatedEvent", &[
    Field::one(1, "clan_id", Kind::Int64),
    Field::one(2, "category_id", Kind::Int64),
    Field::one(3, "creator_id", Kind::Int64),
    Field::one(4, "parent_id", Kind::Int64),
    Field::one(5, "channel_id", Kind::Int64),
    Field::one(6, "channel_label", Kind::String),
    Field::one(7, "channel_type", Kind::Int32),
    Field::one(8, "status", Kind::Int32),
    Field::one(9, "meeting_code", Kind::String),
    Field::one(10, "is_error", Kind::Bool),
    Field::one(11, "channel_private", Kind::Bool),
    Field::one(12, "app_id", Kind::Int64),
    Field::one(13, "e2ee", Kind::Int32),
    Field::one(14, "topic", Kind::String),
    Field::one(15, "age_restricted", Kind::Int32),
    Field::one(16, "active", Kind::Int32),
    Field::one(17, "count_mess_unread", Kind::Int32),
    Field::many(18, "user_ids", Kind::Int64),
    Field::many(19, "role_ids", Kind::Int64),
    Field::one(20, "channel_avatar", Kind::String),
]);
static REALTIME_CHECKNAMEEXISTEDEVENT: Message = Message::new("mezon.realtime.CheckNameExistedEvent", &[
    Field::one(1, "name", Kind::String),
    Field::one(2, "condition_id", Kind::Int64),
    Field::one(3, "exist", Kind::Bool),
    Field::one(4, "type", Kind::Int32),
    Field::one(5, "clan_id", Kind::Int64),
]);
static REALTIME_CLANCREATEDEVENT: Message = Message::new("mezon.realtime.ClanCreatedEvent", &[
    Field::one(1, "clan_id", Kind::Int64),
    Field::one(2, "clan_name", Kind::String),
    Field::one(3, "logo", Kind::String),
    Field::one(4, "creator_id", Kind::Int64),
    Field::one(5, "welcome_channel_id", Kind::Int64),
]);
static REALTIME_CLANDELETEDEVENT: Message = Message::new("mezon.realtime.ClanDeletedEvent", &[
    Field::one(1, "clan_id", Kind::Int64),
    Field::one(2, "deletor", Kind::Int64),
]);
static REALTIME_CLANEMOJI: Message = Message::new("mezon.realtime.ClanEmoji", &[
    Field::one(1, "id", Kind::Int64),
    Field::one(2, "src", Kind::String),
    Field::one(3, "shortname", Kind::String),
    Field::one(4, "category", Kind::String),
    Field::one(5, "creator_id", Kind::Int64),
    Field::one(6, "clan_id", Kind::Int64),
    Field::one(7, "logo", Kind::String),
    Field::one(8, "clan_name", Kind::String),
]);
static REALTIME_CLANJOIN: Message = Message::new("mezon.realtime.ClanJoin", &[
    Field::one(1, "clan_id", Kind::Int64),
    Field::one(2, "is_last_field", Kind::Bool),
]);
static REALTIME_CLANPROFILEUPDATEDEVENT: Message = Message::new("mezon.realtime.ClanProfileUpdatedEvent", &[
    Field::one(1, "user_id", Kind::Int64),
    Field::one(2, "clan_nick", Kind::String),
    Field::one(3, "clan_avatar", Kind::String),
    Field::one(4, "clan_id", Kind::Int64),
]);
static REALTIME_CLANUPDATEDEVENT: Message = Message::new("mezon.realtime.ClanUpdatedEvent", &[
    Field::one(1, "clan_id", Kind::Int64),
    Field::one(2, "clan_name", Kind::String),
    Field::one(3, "logo", Kind::String),
    Field::one(4, "banner", Kind::String),
    Field::one(5, "status", Kind::Int32),
    Field::one(6, "is_onboarding", Kind::Bool),
    Field::one(7, "welcome_channel_id", Kind::Int64),
    Field::one(8, "onboarding_banner", Kind::String),
    Field::one(9, "community_banner", Kind::String),
    Field::one(10, "is_community", Kind::Bool),
    Field::one(11, "about", Kind::String),
    Field::one(12, "description", Kind::String),
    Field::one(13, "prevent_anonymous", Kind::Bool),
]);
static REALTIME_CONFIRMLINKMEZONOTPDATA: Message = Message::new("mezon.realtime.ConfirmLinkMezonOTPData", &[
    Field::one(1, "type", Kind::Int32),
    Field::one(2, "value", Kind::String),
]);
static REALTIME_CUSTOMSTATUSEVENT: Message = Message::new("mezon.realtime.CustomStatusEvent", &[
    Field::one(1, "clan_id", Kind::Int64),
    Field::one(2, "user_id", Kind::Int64),
    Field::one(3, "username", Kind::String),
    Field::one(4, "status", Kind::String),
    Field::one(5, "time_reset", Kind::Int32),
    Field::one(6, "no_clear", Kind::Bool),
]);
static REALTIME_DELETEACCOUNTEVENT: Message = Message::new("mezon.realtime.DeleteAccountEvent", &[
    Field::one(1, "user_id", Kind::Int64),
]);
static REALTIME_DROPDOWNBOXSELECTED: Message = Message::new("mezon.realtime.DropdownBoxSelected", &[
    Field::one(1, "message_id", Kind::Int64),
    Field::one(2, "channel_id", Kind::Int64),
    Field::one(3, "selectbox_id", Kind::String),
    Field::one(4, "sender_id", Kind::Int64),
    Field::one(5, "user_id", Kind::Int64),
    Field::many(6, "values", Kind::String),
]);
static REALTIME_ENVELOPE: Message = Message::new("mezon.realtime.Envelope", &[
    Field::one(1, "cid", Kind::Int32),
    Field::one(2, "channel", Kind::Message(&REALTIME_CHANNEL)),
    Field::one(3, "clan_join", Kind::Message(&REALTIME_CLANJOIN)),
    Field::one(4, "channel_join", Kind::Message(&REALTIME_CHANNELJOIN)),
    Field::one(5, "channel_leave", Kind::Message(&REALTIME_CHANNELLEAVE)),
    Field::one(6, "channel_message", Kind::Message(&API_CHANNELMESSAGE)),
    Field::one(7, "channel_message_ack", Kind::Message(&REALTIME_CHANNELMESSAGEACK)),
    Field::one(8, "channel_message_send", Kind::Message(&REALTIME_CHANNELMESSAGESEND)),
    Field::one(9, "channel_message_update", Kind::Message(&REALTIME_CHANNELMESSAGEUPDATE)),
    Field::one(10, "channel_message_remove", Kind::Message(&REALTIME_CHANNELMESSAGEREMOVE)),
    Field::one(11, "channel_presence_event", Kind::Message(&REALTIME_CHANNELPRESENCEEVENT)),
    Field::one(12, "error", Kind::Message(&REALTIME_ERROR)),
    Field::one(13, "notifications", Kind::Message(&REALTIME_NOTIFICATIONS)),
    Field::one(14, "rpc", Kind::Message(&API_RPC)),
    Field::one(15, "status", Kind::Message(&REALTIME_STATUS)),
    Field::one(16, "status_follow", Kind::Message(&REALTIME_STATUSFOLLOW)),
    Field::one(17, "status_presence_event", Kind::Message(&REALTIME_STATUSPRESENCEEVENT)),
    Field::one(18, "status_unfollow", Kind::Message(&REALTIME_STATUSUNFOLLOW)),
    Field::one(19, "status_update", Kind::Message(&REALTIME_STATUSUPDATE)),
    Field::one(20, "stream_data", Kind::Message(&REALTIME_STREAMDATA)),
    Field::one(21, "stream_presence_event", Kind::Message(&REALTIME_STREAMPRESENCEEVENT)),
    Field::one(22, "ping", Kind::Message(&REALTIME_PING)),
    Field::one(23, "pong", Kind::Message(&REALTIME_PONG)),
    Field::one(24, "message_typing_event", Kind::Message(&REALTIME_MESSAGETYPINGEVENT)),
    Field::one(25, "last_seen_message_event", Kind::Message(&REALTIME_LASTSEENMESSAGEEVENT)),
    Field::one(26, "message_reaction_event", Kind::Message(&API_MESSAGEREACTION)),
    Field::one(27, "voice_joined_event", Kind::Message(&REALTIME_VOICEJOINEDEVENT)),
    Field::one(28, "voice_leaved_event", Kind::Message(&REALTIME_VOICELEAVEDEVENT)),
    Field::one(29, "voice_started_event", Kind::Message(&REALTIME_VOICESTARTEDEVENT)),
    Field::one(30, "voice_ended_event", Kind::Message(&REALTIME_VOICEENDEDEVENT)),
    Field::one(31, "channel_created_event", Kind::Message(&REALTIME_CHANNELCREATEDEVENT)),
    Field::one(32, "channel_deleted_event", Kind::Message(&REALTIME_CHANNELDELETEDEVENT)),
    Field::one(33, "channel_updated_event", Kind::Message(&REALTIME_CHANNELUPDATEDEVENT)),
    Field::one(34, "last_pin_message_event", Kind::Message(&REALTIME_LASTPINMESSAGEEVENT)),
    Field::one(35, "custom_status_event", Kind::Message(&REALTIME_CUSTOMSTATUSEVENT)),
    Field::one(36, "user_channel_added_event", Kind::Message(&REALTIME_USERCHANNELADDED)),
    Field::one(37, "user_channel_removed_event", Kind::Message(&REALTIME_USERCHANNELREMOVED)),
    Field::one(38, "user_clan_removed_event", Kind::Message(&REALTIME_USERCLANREMOVED)),
    Field::one(39, "clan_updated_event", Kind::Message(&REALTIME_CLANUPDATEDEVENT)),
    Field::one(40, "clan_profile_updated_event", Kind::Message(&REALTIME_CLANPROFILEUPDATEDEVENT)),
    Field::one(41, "check_name_existed_event", Kind::Message(&REALTIME_CHECKNAMEEXISTEDEVENT)),
    Field::one(42, "user_profile_updated_event", Kind::Message(&REALTIME_USERPROFILEUPDATEDEVENT)),
    Field::one(43, "add_clan_user_event", Kind::Message(&REALTIME_ADDCLANUSEREVENT)),
    Field::one(44, "clan_event_created", Kind::Message(&API_CREATEEVENTREQUEST)),
    Field::one(45, "role_assign_event", Kind::Message(&REALTIME_ROLEASSIGNEDEVENT)),
    Field::one(46, "clan_deleted_event", Kind::Message(&REALTIME_CLANDELETEDEVENT)),
    Field::one(47, "give_coffee_event", Kind::Message(&API_GIVECOFFEEEVENT)),
    Field::one(48, "sticker_create_event", Kind::Message(&REALTIME_STICKERCREATEEVENT)),
    Field::one(49, "sticker_update_event", Kind::Message(&REALTIME_STICKERUPDATEEVENT)),
    Field::one(50, "sticker_delete_event", Kind::Message(&REALTIME_STICKERDELETEEVENT)),
    Field::one(51, "role_event", Kind::Message(&REALTIME_ROLEEVENT)),
    Field::one(52, "event_emoji", Kind::Message(&REALTIME_EVENTEMOJI)),
    Field::one(53, "streaming_joined_event", Kind::Message(&REALTIME_STREAMINGJOINEDEVENT)),
    Field::one(54, "streaming_leaved_event", Kind::Message(&REALTIME_STREAMINGLEAVEDEVENT)),
    Field::one(55, "streaming_started_event", Kind::Message(&REALTIME_STREAMINGSTARTEDEVENT)),
    Field::one(56, "streaming_ended_event", Kind::Message(&REALTIME_STREAMINGENDEDEVENT)),
    Field::one(57, "permission_set_event", Kind::Message(&REALTIME_PERMISSIONSETEVENT)),
    Field::one(58, "permission_changed_event", Kind::Message(&REALTIME_PERMISSIONCHANGEDEVENT)),
    Field::one(59, "token_sent_event", Kind::Message(&API_TOKENSENTEVENT)),
    Field::one(60, "message_button_clicked", Kind::Message(&REALTIME_MESSAGEBUTTONCLICKED)),
    Field::one(61, "unmute_event", Kind::Message(&REALTIME_UNMUTEEVENT)),
    Field::one(62, "webrtc_signaling_fwd", Kind::Message(&REALTIME_WEBRTCSIGNALINGFWD)),
    Field::one(63, "list_activity", Kind::Message(&REALTIME_LISTACTIVITY)),
    Field::one(64, "dropdown_box_selected", Kind::Message(&REALTIME_DROPDOWNBOXSELECTED)),
    Field::one(65, "incoming_call_push", Kind::Message(&REALTIME_INCOMINGCALLPUSH)),
    Field::one(66, "sd_topic_event", Kind::Message(&REALTIME_SDTOPICEVENT)),
    Field::one(67, "follow_event", Kind::Message(&REALTIME_FOLLOWEVENT)),
    Field::one(68, "channel_app_event", Kind::Message(&REALTIME_CHANNELAPPEVENT)),
    Field::one(69, "user_status_event", Kind::Message(&REALTIME_USERSTATUSEVENT)),
    Field::one(70, "remove_friend", Kind::Message(&REALTIME_REMOVEFRIEND)),
    Field::one(71, "webhook_event", Kind::Message(&API_WEBHOOK)),
    Field::one(72, "noti_user_channel", Kind::Message(&API_NOTIFICATIONUSERCHANNEL)),
    Field::one(73, "join_channel_app_data", Kind::Message(&REALTIME_JOINCHANNELAPPDATA)),
    Field::one(74, "canvas_event", Kind::Message(&REALTIME_CHANNELCANVAS)),
    Field::one(75, "unpin_message_event", Kind::Message(&REALTIME_UNPINMESSAGEEVENT)),
    Field::one(76, "category_event", Kind::Message(&REALTIME_CATEGORYEVENT)),
    Field::one(77, "handle_participant_meet_state_event", Kind::Message(&REALTIME_HANDLEPARTICIPANTMEETSTATEEVENT)),
    Field::one(78, "delete_account_event", Kind::Message(&REALTIME_DELETEACCOUNTEVENT)),
    Field::one(79, "ephemeral_message_send", Kind::Message(&REALTIME_EPHEMERALMESSAGESEND)),
    Field::one(80, "block_friend", Kind::Message(&REALTIME_BLOCKFRIEND)),
    Field::one(81, "voice_reaction_send", Kind::Message(&REALTIME_VOICEREACTIONSEND)),
    Field::one(82, "mark_as_read", Kind::Message(&REALTIME_MARKASREAD)),
    Field::one(83, "list_data_socket", Kind::Message(&REALTIME_LISTDATASOCKET)),
    Field::one(84, "quick_menu_event", Kind::Message(&REALTIME_QUICKMENUDATAEVENT)),
    Field::one(85, "un_block_friend", Kind::Message(&REALTIME_UNBLOCKFRIEND)),
    Field::one(86, "meet_participant_event", Kind::Message(&REALTIME_MEETPARTICIPANTEVENT)),
    Field::one(87, "transfer_ownership_event", Kind::Message(&REALTIME_TRANSFEROWNERSHIPEVENT)),
    Field::one(88, "add_friend", Kind::Message(&REALTIME_ADDFRIEND)),
    Field::one(89, "ban_user_event", Kind::Message(&REALTIME_BANNEDUSEREVENT)),
    Field::one(90, "active_archived_thread", Kind::Message(&REALTIME_ACTIVEARCHIVEDTHREAD)),
    Field::one(91, "allow_anonymous_event", Kind::Message(&REALTIME_ALLOWANONYMOUSEVENT)),
    Field::one(92, "api_request_event", Kind::Message(&REALTIME_APIREQUESTEVENT)),
    Field::one(93, "clan_created_event", Kind::Message(&REALTIME_CLANCREATEDEVENT)),
    Field::one(94, "aiagent_enabled_event", Kind::Message(&REALTIME_AIAGENTENABLEDEVENT)),
    Field::one(95, "list_channel_users_banned_event", Kind::Message(&REALTIME_LISTCHANNELUSERSBANNEDEVENT)),
    Field::one(96, "refresh_session_event", Kind::Message(&API_SESSION)),
    Field::one(97, "channel_archive_event", Kind::Message(&REALTIME_CHANNELARCHIVEEVENT)),
    Field::one(98, "topic_in_message_event", Kind::Message(&REALTIME_TOPICINMESSAGEEVENT)),
    Field::one(99, "screen_share_event", Kind::Message(&REALTIME_SCREENSHAREEVENT)),
]);
static REALTIME_EPHEMERALMESSAGESEND: Message = Message::new("mezon.realtime.EphemeralMessageSend", &[
    Field::one(1, "message", Kind::Message(&REALTIME_CHANNELMESSAGESEND)),
    Field::many(2, "receiver_ids", Kind::Int64),
]);
static REALTIME_ERROR: Message = Message::new("mezon.realtime.Error", &[
    Field::one(1, "code", Kind::Int32),
    Field::one(2, "message", Kind::String),
    Field::many(3, "context", Kind::Message(&REALTIME_ERROR_CONTEXTENTRY)),
]);
static REALTIME_ERROR_CONTEXTENTRY: Message = Message::new("mezon.realtime.Error.ContextEntry", &[
    Field::one(1, "key", Kind::String),
    Field::one(2, "value", Kind::String),
]);
static REALTIME_EVENTEMOJI: Message = Message::new("mezon.realtime.EventEmoji", &[
    Field::one(1, "id", Kind::Int64),
    Field::one(2, "clan_id", Kind::Int64),
    Field::one(3, "short_name", Kind::String),
    Field::one(4, "source", Kind::String),
    Field::one(5, "category", Kind::String),
    Field::one(6, "action", Kind::Int32),
    Field::one(7, "user_id", Kind::Int64),
    Field::one(8, "logo", Kind::String),
    Field::one(9, "clan_name", Kind::String),
    Field::one(10, "is_for_sale", Kind::Bool),
]);
static REALTIME_FCMTOKENS: Message = Message::new("mezon.realtime.FCMTokens", &[
    Field::one(1, "device_id", Kind::String),
    Field::one(2, "token_id", Kind::String),
    Field::one(3, "platform", Kind::String),
]);
static REALTIME_FCMDATAPAYLOAD: Message = Message::new("mezon.realtime.FcmDataPayload", &[
    Field::one(1, "command_type", Kind::Int32),
    Field::one(2, "receiver_id", Kind::Int64),
    Field::one(3, "title", Kind::String),
    Field::one(4, "body", Kind::Bytes),
    Field::many(5, "user_role_ids", Kind::Int64),
    Field::many(6, "user_sent_ids", Kind::Int64),
    Field::one(7, "priority", Kind::Int32),
    Field::one(8, "message", Kind::Message(&API_CHANNELMESSAGE)),
    Field::one(9, "is_e2ee", Kind::Bool),
    Field::one(10, "is_dm", Kind::Bool),
    Field::one(11, "mention_here", Kind::Bool),
    Field::many(12, "mentions", Kind::Message(&API_MESSAGEMENTION)),
    Field::many(13, "references", Kind::Message(&API_MESSAGEREF)),
    Field::many(14, "attachments", Kind::Message(&API_MESSAGEATTACHMENT)),
]);
static REALTIME_FOLLOWEVENT: Message = Message::new("mezon.realtime.FollowEvent", &[
]);
static REALTIME_GOTIFYMESSAGE: Message = Message::new("mezon.realtime.GotifyMessage", &[
    Field::one(1, "id", Kind::Uint32),
    Field::one(2, "channel_id", Kind::Int64),
    Field::one(3, "message", Kind::String),
    Field::one(4, "title", Kind::String),
    Field::one(5, "image", Kind::String),
    Field::one(6, "priority", Kind::Int32),
    Field::many(7, "users", Kind::String),
    Field::many(8, "extras", Kind::Message(&REALTIME_GOTIFYMESSAGE_EXTRASENTRY)),
    Field::one(9, "app_id", Kind::Uint32),
    Field::one(10, "sender_id", Kind::Int64),
]);
static REALTIME_GOTIFYMESSAGE_EXTRASENTRY: Message = Message::new("mezon.realtime.GotifyMessage.ExtrasEntry", &[
    Field::one(1, "key", Kind::String),
    Field::one(2, "value", Kind::String),
]);
static REALTIME_HANDLEPARTICIPANTMEETSTATEEVENT: Message = Message::new("mezon.realtime.HandleParticipantMeetStateEvent", &[
    Field::one(1, "clan_id", Kind::Int64),
    Field::one(2, "channel_id", Kind::Int64),
    Field::one(3, "display_name", Kind::String),
    Field::one(4, "state", Kind::Int32),
    Field::one(5, "room_name", Kind::String),
]);
static REALTIME_HASHTAGDM: Message = Message::new("mezon.realtime.HashtagDm", &[
    Field::one(1, "channel_id", Kind::Int64),
    Field::one(2, "channel_label", Kind::String),
    Field::one(3, "clan_id", Kind::Int64),
    Field::one(4, "clan_name", Kind::String),
    Field::one(5, "meeting_code", Kind::String),
    Field::one(6, "type", Kind::Int32),
    Field::one(7, "channel_private", Kind::Int32),
    Field::one(8, "parent_id", Kind::Int64),
]);
static REALTIME_INCOMINGCALLPUSH: Message = Message::new("mezon.realtime.IncomingCallPush", &[
    Field::one(1, "receiver_id", Kind::Int64),
    Field::one(3, "json_data", Kind::String),
    Field::one(4, "channel_id", Kind::Int64),
    Field::one(5, "caller_id", Kind::Int64),
]);
static REALTIME_JOINCHANNELAPPDATA: Message = Message::new("mezon.realtime.JoinChannelAppData", &[
    Field::one(1, "user_id", Kind::Int64),
    Field::one(2, "username", Kind::String),
    Field::one(3, "hash", Kind::String),
]);
static REALTIME_LASTPINMESSAGEEVENT: Message = Message::new("mezon.realtime.LastPinMessageEvent", &[
    Field::one(1, "clan_id", Kind::Int64),
    Field::one(2, "channel_id", Kind::Int64),
    Field::one(3, "message_id", Kind::Int64),
    Field::one(4, "mode", Kind::Int32),
    Field::one(5, "user_id", Kind::Int64),
    Field::one(6, "timestamp_seconds", Kind::Uint32),
    Field::one(7, "operation", Kind::Int32),
    Field::one(8, "is_public", Kind::Bool),
    Field::one(9, "message_sender_avatar", Kind::String),
    Field::one(10, "message_sender_id", Kind::String),
    Field::one(11, "message_sender_username", Kind::String),
    Field::one(12, "message_content", Kind::String),
    Field::one(13, "message_attachment", Kind::String),
    Field::one(14, "message_created_time", Kind::String),
]);
static REALTIME_LASTSEENMESSAGEEVENT: Message = Message::new("mezon.realtime.LastSeenMessageEvent", &[
    Field::one(1, "clan_id", Kind::Int64),
    Field::one(2, "channel_id", Kind::Int64),
    Field::one(3, "message_id", Kind::Int64),
    Field::one(4, "mode", Kind::Int32),
    Field::one(5, "timestamp_seconds", Kind::Uint32),
    Field::one(6, "badge_count", Kind::Int32),
]);
static REALTIME_LISTACTIVITY: Message = Message::new("mezon.realtime.ListActivity", &[
    Field::many(1, "acts", Kind::Message(&API_USERACTIVITY)),
]);
static REALTIME_LISTCHANNELUSERSBANNEDEVENT: Message = Message::new("mezon.realtime.ListChannelUsersBannedEvent", &[
    Field::many(1, "banned_user_ids", Kind::Int64),
]);
static REALTIME_LISTDATASOCKET: Message = Message::new("mezon.realtime.ListDataSocket", &[
    Field::one(1, "api_name", Kind::String),
    Field::one(2, "list_channel_badge_count_req", Kind::Message(&API_LISTCHANNELBADGECOUNTREQUEST)),
    Field::one(3, "channel_badge_count", Kind::Message(&API_LISTCHANNELBADGECOUNTRESPONSE)),
    Field::one(4, "clan_badge_count", Kind::Message(&API_LISTCLANBADGECOUNTRESPONSE)),
    Field::one(5, "list_loged_device", Kind::Message(&API_LOGEDDEVICELIST)),
    Field::one(6, "list_user_online_req", Kind::Message(&API_LISTUSERONLINEREQUEST)),
    Field::one(7, "user_online_list", Kind::Message(&API_LISTUSERONLINERESPONSE)),
]);
static REALTIME_MARKASREAD: Message = Message::new("mezon.realtime.MarkAsRead", &[
    Field::one(1, "channel_id", Kind::Int64),
    Field::one(2, "category_id", Kind::Int64),
    Field::one(3, "clan_id", Kind::Int64),
]);
static REALTIME_MEETPARTICIPANTEVENT: Message = Message::new("mezon.realtime.MeetParticipantEvent", &[
    Field::one(1, "username", Kind::String),
    Field::one(2, "room_name", Kind::String),
    Field::one(3, "channel_id", Kind::Int64),
    Field::one(4, "clan_id", Kind::Int64),
    Field::one(5, "action", Kind::Int32),
]);
static REALTIME_MESSAGEBUTTONCLICKED: Message = Message::new("mezon.realtime.MessageButtonClicked", &[
    Field::one(1, "message_id", Kind::Int64),
    Field::one(2, "channel_id", Kind::Int64),
    Field::one(3, "button_id", Kind::String),
    Field::one(4, "sender_id", Kind::Int64),
    Field::one(5, "user_id", Kind::Int64),
    Field::one(6, "extra_data", Kind::String),
]);
static REALTIME_MESSAGETYPINGEVENT: Message = Message::new("mezon.realtime.MessageTypingEvent", &[
    Field::one(1, "clan_id", Kind::Int64),
    Field::one(2, "channel_id", Kind::Int64),
    Field::one(3, "sender_id", Kind::Int64),
    Field::one(4, "mode", Kind::Int32),
    Field::one(5, "is_public", Kind::Bool),
    Field::one(6, "sender_username", Kind::String),
    Field::one(7, "sender_display_name", Kind::String),
    Field::one(8, "topic_id", Kind::Int64),
]);
static REALTIME_NOTIFICATIONCHANNELCATEGORYSETTING: Message = Message::new("mezon.realtime.NotificationChannelCategorySetting", &[
    Field::one(1, "id", Kind::Int64),
    Field::one(2, "channel_category_label", Kind::String),
    Field::one(3, "notification_setting_type", Kind::Int32),
    Field::one(4, "channel_category_title", Kind::String),
    Field::one(5, "action", Kind::Int32),
]);
static REALTIME_NOTIFICATIONS: Message = Message::new("mezon.realtime.Notifications", &[
    Field::many(1, "notifications", Kind::Message(&API_NOTIFICATION)),
]);
static REALTIME_PERMISSIONCHANGEDEVENT: Message = Message::new("mezon.realtime.PermissionChangedEvent", &[
    Field::one(1, "user_id", Kind::Int64),
    Field::one(2, "channel_id", Kind::Int64),
    Field::many(3, "add_permissions", Kind::Message(&API_PERMISSIONUPDATE)),
    Field::many(4, "remove_permissions", Kind::Message(&API_PERMISSIONUPDATE)),
    Field::many(5, "default_permissions", Kind::Message(&API_PERMISSIONUPDATE)),
]);
static REALTIME_PERMISSIONROLECHANNEL: Message = Message::new("mezon.realtime.PermissionRoleChannel", &[
    Field::one(1, "permission_id", Kind::Int64),
    Field::one(2, "active", Kind::Bool),
]);
static REALTIME_PERMISSIONSETEVENT: Message = Message::new("mezon.realtime.PermissionSetEvent", &[
    Field::one(1, "caller", Kind::String),
    Field::one(2, "role_id", Kind::Int64),
    Field::one(3, "user_id", Kind::Int64),
    Field::one(4, "channel_id", Kind::Int64),
    Field::many(5, "permission_updates", Kind::Message(&API_PERMISSIONUPDATE)),
]);
static REALTIME_PING: Message = Message::new("mezon.realtime.Ping", &[
]);
static REALTIME_PONG: Message = Message::new("mezon.realtime.Pong", &[
]);
static REALTIME_QUICKMENUDATAEVENT: Message = Message::new("mezon.realtime.QuickMenuDataEvent", &[
    Field::one(1, "menu_name", Kind::String),
    Field::one(2, "message", Kind::Message(&REALTIME_CHANNELMESSAGESEND)),
    Field::one(3, "sender_id", Kind::Int64),
    Field::one(4, "message_sender_id", Kind::Int64),
]);
static REALTIME_REMOVEFRIEND: Message = Message::new("mezon.realtime.RemoveFriend", &[
    Field::one(1, "user_id", Kind::Int64),
]);
static REALTIME_ROLEASSIGNEDEVENT: Message = Message::new("mezon.realtime.RoleAssignedEvent", &[
    Field::one(1, "ClanId", Kind::String),
    Field::one(2, "role_id", Kind::Int64),
    Field::many(3, "user_ids_assigned", Kind::Int64),
    Field::many(4, "user_ids_removed", Kind::Int64),
]);
static REALTIME_ROLEEVENT: Message = Message::new("mezon.realtime.RoleEvent", &[
    Field::one(1, "role", Kind::Message(&API_ROLE)),
    Field::one(2, "status", Kind::Int32),
    Field::one(3, "user_id", Kind::Int64),
    Field::many(4, "user_add_ids", Kind::Int64),
    Field::many(5, "user_remove_ids", Kind::Int64),
    Field::many(6, "active_permission_ids", Kind::Int64),
    Field::many(7, "remove_permission_ids", Kind::Int64),
]);
static REALTIME_SFUSIGNALINGFWD: Message = Message::new("mezon.realtime.SFUSignalingFwd", &[
    Field::one(1, "clan_id", Kind::Int64),
    Field::one(2, "channel_id", Kind::Int64),
    Field::one(3, "data_type", Kind::Int32),
    Field::one(4, "json_data", Kind::String),
    Field::one(5, "user_id", Kind::Int64),
]);
static REALTIME_SCREENSHAREEVENT: Message = Message::new("mezon.realtime.ScreenShareEvent", &[
    Field::one(1, "clan_id", Kind::Int64),
    Field::one(2, "voice_channel_id", Kind::Int64),
    Field::one(3, "user_id", Kind::Int64),
    Field::one(4, "is_sharing", Kind::Bool),
]);
static REALTIME_SDTOPICEVENT: Message = Message::new("mezon.realtime.SdTopicEvent", &[
    Field::one(1, "id", Kind::Int64),
    Field::one(2, "clan_id", Kind::Int64),
    Field::one(3, "channel_id", Kind::Int64),
    Field::one(4, "message_id", Kind::Int64),
    Field::one(5, "user_id", Kind::Int64),
    Field::one(6, "last_sent_message", Kind::Message(&API_CHANNELMESSAGEHEADER)),
    Field::one(7, "message", Kind::Message(&API_CHANNELMESSAGE)),
]);
static REALTIME_STATUS: Message = Message::new("mezon.realtime.Status", &[
    Field::many(1, "presences", Kind::Message(&REALTIME_USERPRESENCE)),
]);
static REALTIME_STATUSFOLLOW: Message = Message::new("mezon.realtime.StatusFollow", &[
    Field::many(1, "user_ids", Kind::Int64),
    Field::many(2, "usernames", Kind::String),
]);
static REALTIME_STATUSPRESENCEEVENT: Message = Message::new("mezon.realtime.StatusPresenceEvent", &[
    Field::many(2, "joins", Kind::Message(&REALTIME_USERPRESENCE)),
    Field::many(3, "leaves", Kind::Message(&REALTIME_USERPRESENCE)),
]);
static REALTIME_STATUSUNFOLLOW: Message = Message::new("mezon.realtime.StatusUnfollow", &[
    Field::many(1, "user_ids", Kind::Int64),
]);
static REALTIME_STATUSUPDATE: Message = Message::new("mezon.realtime.StatusUpdate", &[
    Field::one(1, "status", Kind::Message(&PROTOBUF_STRINGVALUE)),
]);
static REALTIME_STICKERCREATEEVENT: Message = Message::new("mezon.realtime.StickerCreateEvent", &[
    Field::one(1, "clan_id", Kind::Int64),
    Field::one(2, "source", Kind::String),
    Field::one(3, "shortname", Kind::String),
    Field::one(4, "category", Kind::String),
    Field::one(5, "creator_id", Kind::Int64),
    Field::one(6, "sticker_id", Kind::Int64),
    Field::one(7, "logo", Kind::String),
    Field::one(8, "clan_name", Kind::String),
]);
static REALTIME_STICKERDELETEEVENT: Message = Message::new("mezon.realtime.StickerDeleteEvent", &[
    Field::one(2, "sticker_id", Kind::Int64),
    Field::one(3, "user_id", Kind::Int64),
]);
static REALTIME_STICKERUPDATEEVENT: Message = Message::new("mezon.realtime.StickerUpdateEvent", &[
    Field::one(1, "shortname", Kind::String),
    Field::one(2, "sticker_id", Kind::Int64),
    Field::one(3, "user_id", Kind::Int64),
]);
static REALTIME_STREAM: Message = Message::new("mezon.realtime.Stream", &[
    Field::one(1, "mode", Kind::Int32),
    Field::one(2, "channel_id", Kind::Int64),
    Field::one(3, "clan_id", Kind::Int64),
    Field::one(4, "label", Kind::String),
]);
static REALTIME_STREAMDATA: Message = Message::new("mezon.realtime.StreamData", &[
    Field::one(1, "stream", Kind::Message(&REALTIME_STREAM)),
    Field::one(2, "sender", Kind::Message(&REALTIME_USERPRESENCE)),
    Field::one(3, "data", Kind::String),
    Field::one(4, "reliable", Kind::Bool),
]);
static REALTIME_STREAMPRESENCEEVENT: Message = Message::new("mezon.realtime.StreamPresenceEvent", &[
    Field::one(1, "stream", Kind::Message(&REALTIME_STREAM)),
    Field::many(2, "joins", Kind::Message(&REALTIME_USERPRESENCE)),
    Field::many(3, "leaves", Kind::Message(&REALTIME_USERPRESENCE)),
]);
static REALTIME_STREAMINGENDEDEVENT: Message = Message::new("mezon.realtime.StreamingEndedEvent", &[
    Field::one(1, "clan_id", Kind::Int64),
    Field::one(2, "channel_id", Kind::Int64),
]);
static REALTIME_STREAMINGJOINEDEVENT: Message = Message::new("mezon.realtime.StreamingJoinedEvent", &[
    Field::one(1, "clan_id", Kind::Int64),
    Field::one(2, "clan_name", Kind::String),
    Field::one(3, "id", Kind::Int64),
    Field::one(4, "participant", Kind::String),
    Field::one(5, "user_id", Kind::Int64),
    Field::one(6, "streaming_channel_label", Kind::String),
    Field::one(7, "streaming_channel_id", Kind::Int64),
]);
static REALTIME_STREAMINGLEAVEDEVENT: Message = Message::new("mezon.realtime.StreamingLeavedEvent", &[
    Field::one(1, "id", Kind::Int64),
    Field::one(2, "clan_id", Kind::Int64),
    Field::one(3, "streaming_channel_id", Kind::String),
    Field::one(4, "streaming_user_id", Kind::String),
]);
static REALTIME_STREAMINGSTARTEDEVENT: Message = Message::new("mezon.realtime.StreamingStartedEvent", &[
    Field::one(1, "clan_id", Kind::Int64),
    Field::one(2, "channel_id", Kind::Int64),
    Field::one(3, "streaming_url", Kind::String),
    Field::one(4, "is_streaming", Kind::Bool),
]);
static REALTIME_TOPICINMESSAGEEVENT: Message = Message::new("mezon.realtime.TopicInMessageEvent", &[
    Field::one(1, "message_id", Kind::Int64),
    Field::one(2, "rpl", Kind::Int32),
    Field::one(3, "lsnt", Kind::Int64),
    Field::one(4, "tp_id", Kind::String),
]);
static REALTIME_TRANSFEROWNERSHIPEVENT: Message = Message::new("mezon.realtime.TransferOwnershipEvent", &[
    Field::one(1, "clan_id", Kind::Int64),
    Field::one(2, "prev_owner", Kind::Int64),
    Field::one(3, "curr_owner", Kind::Int64),
]);
static REALTIME_UNBLOCKFRIEND: Message = Message::new("mezon.realtime.UnblockFriend", &[
    Field::one(1, "user_id", Kind::Int64),
    Field::one(2, "username", Kind::String),
    Field::one(3, "avatar", Kind::String),
    Field::one(4, "display_name", Kind::String),
    Field::one(5, "status", Kind::String),
    Field::one(6, "user_status", Kind::String),
]);
static REALTIME_UNMUTEEVENT: Message = Message::new("mezon.realtime.UnmuteEvent", &[
    Field::one(1, "channel_id", Kind::Int64),
    Field::one(2, "category_id", Kind::Int64),
    Field::one(3, "clan_id", Kind::Int64),
]);
static REALTIME_UNPINMESSAGEEVENT: Message = Message::new("mezon.realtime.UnpinMessageEvent", &[
    Field::one(1, "id", Kind::Int64),
    Field::one(2, "message_id", Kind::Int64),
    Field::one(3, "channel_id", Kind::Int64),
    Field::one(4, "clan_id", Kind::Int64),
]);
static REALTIME_USERCHANNELADDED: Message = Message::new("mezon.realtime.UserChannelAdded", &[
    Field::one(1, "channel_desc", Kind::Message(&API_CHANNELDESCRIPTION)),
    Field::many(2, "users", Kind::Message(&REALTIME_USERPROFILEREDIS)),
    Field::one(3, "status", Kind::String),
    Field::one(4, "clan_id", Kind::Int64),
    Field::one(5, "caller", Kind::Message(&REALTIME_USERPROFILEREDIS)),
    Field::one(6, "create_time_seconds", Kind::Uint32),
    Field::one(7, "active", Kind::Int32),
]);
static REALTIME_USERCHANNELREMOVED: Message = Message::new("mezon.realtime.UserChannelRemoved", &[
    Field::one(1, "channel_id", Kind::Int64),
    Field::many(2, "user_ids", Kind::Int64),
    Field::one(3, "channel_type", Kind::Int32),
    Field::one(4, "clan_id", Kind::Int64),
    Field::many(6, "badge_counts", Kind::Int32),
]);
static REALTIME_USERCLANREMOVED: Message = Message::new("mezon.realtime.UserClanRemoved", &[
    Field::one(1, "clan_id", Kind::Int64),
    Field::many(2, "user_ids", Kind::Int64),
]);
static REALTIME_USERPRESENCE: Message = Message::new("mezon.realtime.UserPresence", &[
    Field::one(1, "user_id", Kind::Int64),
    Field::one(2, "session_id", Kind::Int32),
    Field::one(3, "username", Kind::String),
    Field::one(4, "status", Kind::Message(&PROTOBUF_STRINGVALUE)),
    Field::one(5, "is_mobile", Kind::Bool),
    Field::one(6, "user_status", Kind::String),
]);
static REALTIME_USERPROFILEREDIS: Message = Message::new("mezon.realtime.UserProfileRedis", &[
    Field::one(1, "user_id", Kind::Int64),
    Field::one(2, "username", Kind::String),
    Field::one(3, "avatar", Kind::String),
    Field::one(4, "display_name", Kind::String),
    Field::one(5, "user_status", Kind::String),
    Field::one(6, "status", Kind::String),
    Field::one(7, "online", Kind::Bool),
    Field::many(8, "fcm_tokens", Kind::Message(&REALTIME_FCMTOKENS)),
    Field::many(9, "joined_clans", Kind::Int64),
    Field::one(10, "app_token", Kind::String),
    Field::one(11, "create_time_second", Kind::Uint32),
    Field::one(12, "app_url", Kind::String),
    Field::one(13, "is_bot", Kind::Bool),
    Field::one(14, "voip_token", Kind::String),
]);
static REALTIME_USERPROFILEUPDATEDEVENT: Message = Message::new("mezon.realtime.UserProfileUpdatedEvent", &[
    Field::one(1, "user_id", Kind::Int64),
    Field::one(2, "display_name", Kind::String),
    Field::one(3, "avatar", Kind::String),
    Field::one(4, "about_me", Kind::String),
    Field::one(5, "channel_id", Kind::Int64),
    Field::one(6, "clan_id", Kind::Int64),
    Field::one(7, "encrypt_private_key", Kind::String),
]);
static REALTIME_USERSTATUSEVENT: Message = Message::new("mezon.realtime.UserStatusEvent", &[
    Field::one(1, "user_id", Kind::Int64),
    Field::one(2, "custom_status", Kind::String),
]);
static REALTIME_VOICEENDEDEVENT: Message = Message::new("mezon.realtime.VoiceEndedEvent", &[
    Field::one(1, "id", Kind::Int64),
    Field::one(2, "clan_id", Kind::Int64),
    Field::one(3, "voice_channel_id", Kind::String),
]);
static REALTIME_VOICEJOINEDEVENT: Message = Message::new("mezon.realtime.VoiceJoinedEvent", &[
    Field::one(1, "clan_id", Kind::Int64),
    Field::one(2, "clan_name", Kind::String),
    Field::one(3, "id", Kind::String),
    Field::one(4, "participant", Kind::String),
    Field::one(5, "user_id", Kind::Int64),
    Field::one(6, "voice_channel_label", Kind::String),
    Field::one(7, "voice_channel_id", Kind::Int64),
    Field::one(8, "last_screenshot", Kind::String),
]);
static REALTIME_VOICELEAVEDEVENT: Message = Message::new("mezon.realtime.VoiceLeavedEvent", &[
    Field::one(1, "id", Kind::String),
    Field::one(2, "clan_id", Kind::Int64),
    Field::one(3, "voice_channel_id", Kind::Int64),
    Field::one(4, "voice_user_id", Kind::Int64),
]);
static REALTIME_VOICEREACTIONSEND: Message = Message::new("mezon.realtime.VoiceReactionSend", &[
    Field::many(1, "emojis", Kind::String),
    Field::one(2, "channel_id", Kind::Int64),
    Field::one(3, "sender_id", Kind::Int64),
    Field::one(4, "media_type", Kind::Int32),
]);
static REALTIME_VOICESTARTEDEVENT: Message = Message::new("mezon.realtime.VoiceStartedEvent", &[
    Field::one(1, "id", Kind::String),
    Field::one(2, "clan_id", Kind::Int64),
    Field::one(3, "voice_channel_id", Kind::Int64),
]);
static REALTIME_WEBRTCSIGNALINGFWD: Message = Message::new("mezon.realtime.WebrtcSignalingFwd", &[
    Field::one(1, "receiver_id", Kind::Int64),
    Field::one(2, "data_type", Kind::Int32),
    Field::one(3, "json_data", Kind::String),
    Field::one(4, "channel_id", Kind::Int64),
    Field::one(5, "caller_id", Kind::Int64),
]);
static MMN_ADDTXRESPONSE: Message = Message::new("mmn.AddTxResponse", &[
    Field::one(1, "ok", Kind::Bool),
    Field::one(2, "tx_hash", Kind::String),
    Field::one(3, "error", Kind::String),
]);
static MMN_BLOCK: Message = Message::new("mmn.Block", &[
    Field::one(1, "slot", Kind::Uint64),
    Field::one(2, "prev_hash", Kind::Bytes),
    Field::many(3, "entries", Kind::Message(&MMN_ENTRY)),
    Field::one(4, "leader_id", Kind::String),
    Field::one(5, "timestamp", Kind::Uint64),
    Field::one(6, "hash", Kind::Bytes),
    Field::one(7, "signature", Kind::Bytes),
    Field::many(8, "transaction_data", Kind::Message(&MMN_TRANSACTIONDATA)),
]);
static MMN_BLOCKINFO: Message = Message::new("mmn.BlockInfo", &[
    Field::one(1, "slot", Kind::Uint64),
    Field::one(2, "prev_hash", Kind::Bytes),
    Field::one(3, "leader_id", Kind::String),
    Field::one(4, "timestamp", Kind::Uint64),
    Field::one(5, "hash", Kind::Bytes),
    Field::one(6, "signature", Kind::Bytes),
    Field::many(7, "transaction_data", Kind::Message(&MMN_TRANSACTIONDATA)),
]);
static MMN_EMPTY: Message = Message::new("mmn.Empty", &[
]);
static MMN_EMPTYPARAMS: Message = Message::new("mmn.EmptyParams", &[
]);
static MMN_ENTRY: Message = Message::new("mmn.Entry", &[
    Field::one(1, "num_hashes", Kind::Uint64),
    Field::one(2, "hash", Kind::Bytes),
    Field::many(3, "transactions", Kind::Bytes),
    Field::many(4, "tx_hashes", Kind::String),
]);
static MMN_GETACCOUNTREQUEST: Message = Message::new("mmn.GetAccountRequest", &[
    Field::one(1, "address", Kind::String),
]);
static MMN_GETACCOUNTRESPONSE: Message = Message::new("mmn.GetAccountResponse", &[
    Field::one(1, "address", Kind::String),
    Field::one(2, "balance", Kind::String),
    Field::one(3, "nonce", Kind::Uint64),
    Field::one(4, "decimals", Kind::Uint32),
]);
static MMN_GETBLOCKBYNUMBERREQUEST: Message = Message::new("mmn.GetBlockByNumberRequest", &[
    Field::many(1, "block_numbers", Kind::Uint64),
]);
static MMN_GETBLOCKBYNUMBERRESPONSE: Message = Message::new("mmn.GetBlockByNumberResponse", &[
    Field::many(1, "blocks", Kind::Message(&MMN_BLOCK)),
    Field::one(3, "error", Kind::String),
    Field::one(4, "decimals", Kind::Uint32),
]);
static MMN_GETBLOCKBYRANGEREQUEST: Message = Message::new("mmn.GetBlockByRangeRequest", &[
    Field::one(1, "from_slot", Kind::Uint64),
    Field::one(2, "to_slot", Kind::Uint64),
]);
static MMN_GETBLOCKBYRANGERESPONSE: Message = Message::new("mmn.GetBlockByRangeResponse", &[
    Field::many(1, "blocks", Kind::Message(&MMN_BLOCKINFO)),
    Field::one(2, "total_blocks", Kind::Uint32),
    Field::many(3, "errors", Kind::String),
    Field::one(4, "decimals", Kind::Uint32),
]);
static MMN_GETBLOCKNUMBERRESPONSE: Message = Message::new("mmn.GetBlockNumberResponse", &[
    Field::one(1, "block_number", Kind::Uint64),
]);
static MMN_GETCURRENTNONCEREQUEST: Message = Message::new("mmn.GetCurrentNonceRequest", &[
    Field::one(1, "address", Kind::String),
    Field::one(2, "tag", Kind::String),
]);
static MMN_GETCURRENTNONCERESPONSE: Message = Message::new("mmn.GetCurrentNonceResponse", &[
    Field::one(1, "address", Kind::String),
    Field::one(2, "nonce", Kind::Uint64),
    Field::one(3, "tag", Kind::String),
    Field::one(4, "error", Kind::String),
]);
static MMN_GETPENDINGTRANSACTIONSREQUEST: Message = Message::new("mmn.GetPendingTransactionsRequest", &[
]);
static MMN_GETPENDINGTRANSACTIONSRESPONSE: Message = Message::new("mmn.GetPendingTransactionsResponse", &[
    Field::one(1, "total_count", Kind::Uint64),
    Field::many(2, "pending_txs", Kind::Message(&MMN_TRANSACTIONDATA)),
    Field::one(3, "error", Kind::String),
]);
static MMN_GETTXBYHASHREQUEST: Message = Message::new("mmn.GetTxByHashRequest", &[
    Field::one(1, "tx_hash", Kind::String),
]);
static MMN_GETTXBYHASHRESPONSE: Message = Message::new("mmn.GetTxByHashResponse", &[
    Field::one(1, "error", Kind::String),
    Field::one(2, "tx", Kind::Message(&MMN_TXINFO)),
    Field::one(3, "decimals", Kind::Uint32),
]);
static MMN_HEALTHCHECKRESPONSE: Message = Message::new("mmn.HealthCheckResponse", &[
    Field::one(1, "status", Kind::Enum),
    Field::one(2, "node_id", Kind::String),
    Field::one(3, "timestamp", Kind::Uint64),
    Field::one(4, "current_slot", Kind::Uint64),
    Field::one(5, "block_height", Kind::Uint64),
    Field::one(6, "mempool_size", Kind::Uint64),
    Field::one(7, "is_leader", Kind::Bool),
    Field::one(8, "is_follower", Kind::Bool),
    Field::one(9, "version", Kind::String),
    Field::one(10, "uptime", Kind::Uint64),
    Field::one(11, "error_message", Kind::String),
]);
static MMN_SIGNEDTXMSG: Message = Message::new("mmn.SignedTxMsg", &[
    Field::one(1, "tx_msg", Kind::Message(&MMN_TXMSG)),
    Field::one(2, "signature", Kind::String),
]);
static MMN_SUBSCRIBETRANSACTIONSTATUSREQUEST: Message = Message::new("mmn.SubscribeTransactionStatusRequest", &[
]);
static MMN_TRANSACTIONDATA: Message = Message::new("mmn.TransactionData", &[
    Field::one(1, "tx_hash", Kind::String),
    Field::one(2, "sender", Kind::String),
    Field::one(3, "recipient", Kind::String),
    Field::one(4, "amount", Kind::String),
    Field::one(5, "nonce", Kind::Uint64),
    Field::one(6, "timestamp", Kind::Uint64),
    Field::one(7, "status", Kind::Enum),
    Field::one(8, "text_data", Kind::String),
    Field::one(9, "extra_info", Kind::String),
    Field::one(10, "transaction_type", Kind::Int32),
]);
static MMN_TRANSACTIONSTATUSINFO: Message = Message::new("mmn.TransactionStatusInfo", &[
    Field::one(1, "tx_hash", Kind::String),
    Field::one(2, "status", Kind::Enum),
    Field::one(3, "block_slot", Kind::Uint64),
    Field::one(4, "block_hash", Kind::String),
    Field::one(5, "confirmations", Kind::Uint64),
    Field::one(6, "error_message", Kind::String),
    Field::one(7, "timestamp", Kind::Uint64),
    Field::one(8, "extra_info", Kind::String),
    Field::one(9, "amount", Kind::String),
    Field::one(10, "text_data", Kind::String),
]);
static MMN_TXINFO: Message = Message::new("mmn.TxInfo", &[
    Field::one(1, "sender", Kind::String),
    Field::one(2, "recipient", Kind::String),
    Field::one(3, "amount", Kind::String),
    Field::one(4, "timestamp", Kind::Uint64),
    Field::one(5, "text_data", Kind::String),
    Field::one(6, "nonce", Kind::Uint64),
    Field::one(7, "slot", Kind::Uint64),
    Field::one(8, "blockhash", Kind::String),
    Field::one(9, "status", Kind::Enum),
    Field::one(10, "err_msg", Kind::String),
    Field::one(11, "extra_info", Kind::String),
    Field::one(12, "tx_hash", Kind::String),
]);
static MMN_TXMETA: Message = Message::new("mmn.TxMeta", &[
    Field::one(1, "sender", Kind::String),
    Field::one(2, "recipient", Kind::String),
    Field::one(3, "amount", Kind::String),
    Field::one(4, "nonce", Kind::Uint64),
    Field::one(5, "timestamp", Kind::Uint64),
    Field::one(6, "status", Kind::Enum),
    Field::one(7, "extra_info", Kind::String),
]);
static MMN_TXMSG: Message = Message::new("mmn.TxMsg", &[
    Field::one(1, "type", Kind::Int32),
    Field::one(2, "sender", Kind::String),
    Field::one(3, "recipient", Kind::String),
    Field::one(4, "amount", Kind::String),
    Field::one(5, "timestamp", Kind::Uint64),
    Field::one(6, "text_data", Kind::String),
    Field::one(7, "nonce", Kind::Uint64),
    Field::one(8, "extra_info", Kind::String),
    Field::one(9, "zk_proof", Kind::String),
    Field::one(10, "zk_pub", Kind::String),
]);

/// All messages, in order of their names.
pub(crate) static MESSAGES: &[&Message] = &[
    &PROTOBUF_BOOLVALUE,
    &PROTOBUF_INT32VALUE,
    &PROTOBUF_STRINGVALUE,
    &API_ACCOUNT,
    &API_ACCOUNTEMAIL,
    &API_ACCOUNTEMAIL_VARSENTRY,
    &API_ACCOUNTMEZON,
    &API_ACCOUNTMEZON_VARSENTRY,
    &API_ACCOUNTREFRESH,
    &API_ACCOUNTREFRESH_VARSENTRY,
    &API_ADDAPPREQUEST,
    &API_ADDCHANNELUSERSREQUEST,
    &API_ADDFAVORITECHANNELREQUEST,
    &API_ADDFAVORITECHANNELRESPONSE,
    &API_ADDFRIENDSREQUEST,
    &API_ADDFRIENDSRESPONSE,
    &API_ADDGROUPUSERSREQUEST,
    &API_ADDROLECHANNELDESCREQUEST,
    &API_ALLUSERCLANS,
    &API_ALLUSERSADDCHANNELREQUEST,
    &API_ALLUSERSADDCHANNELRESPONSE,
    &API_APP,
    &API_APPCLAN,
    &API_APPDELETEREQUEST,
    &API_APPID,
    &API_APPLIST,
    &API_ARCHIVECHANNELREQUEST,
    &API_AUDITLOG,
    &API_BANCLANUSERSREQUEST,
    &API_BANGROUPUSERSREQUEST,
    &API_BANNEDUSER,
    &API_BANNEDUSERLIST,
    &API_BANNEDUSERLISTREQUEST,
    &API_BLOCKFRIENDSREQUEST,
    &API_CATEGORYDESC,
    &API_CATEGORYDESCLIST,
    &API_CATEGORYORDERUPDATE,
    &API_CHANENCRYPTIONMETHOD,
    &API_CHANGECHANNELCATEGORYREQUEST,
    &API_CHANGECHANNELPRIVATEREQUEST,
    &API_CHANNELAPPRESPONSE,
    &API_CHANNELATTACHMENT,
    &API_CHANNELATTACHMENTLIST,
    &API_CHANNELCANVASDETAILREQUEST,
    &API_CHANNELCANVASDETAILRESPONSE,
    &API_CHANNELCANVASITEM,
    &API_CHANNELCANVASLISTREQUEST,
    &API_CHANNELCANVASLISTRESPONSE,
    &API_CHANNELDESCLIST,
    &API_CHANNELDESCLISTNOPOOL,
    &API_CHANNELDESCRIPTION,
    &API_CHANNELMESSAGE,
    &API_CHANNELMESSAGEHEADER,
    &API_CHANNELMESSAGELIST,
    &API_CHANNELSETTINGITEM,
    &API_CHANNELSETTINGLISTREQUEST,
    &API_CHANNELSETTINGLISTRESPONSE,
    &API_CHANNELTIMELINE,
    &API_CHANNELTIMELINEATTACHMENT,
    &API_CHANNELTIMELINEDETAILREQUEST,
    &API_CHANNELTIMELINEDETAILRESPONSE,
    &API_CHANNELUSERLIST,
    &API_CHANNELUSERLIST_CHANNELUSER,
    &API_CHECKDUPLICATECLANNAMEREQUEST,
    &API_CHECKDUPLICATECLANNAMERESPONSE,
    &API_CHECKDUPLICATENAMEREQUEST,
    &API_CHECKDUPLICATENAMERESPONSE,
    &API_CLANBADGECOUNT,
    &API_CLANDESC,
    &API_CLANDESCLIST,
    &API_CLANDESCPROFILE,
    &API_CLANDESCPROFILEREQUEST,
    &API_CLANDISCOVER,
    &API_CLANEMOJI,
    &API_CLANEMOJICREATEREQUEST,
    &API_CLANEMOJIDELETEREQUEST,
    &API_CLANEMOJIGETBYCLANIDREQUEST,
    &API_CLANEMOJIUPDATEREQUEST,
    &API_CLANPROFILE,
    &API_CLANPROFILEREQUEST,
    &API_CLANSTICKER,
    &API_CLANSTICKERADDREQUEST,
    &API_CLANSTICKERDELETEREQUEST,
    &API_CLANSTICKERLISTBYCLANIDREQUEST,
    &API_CLANSTICKERUPDATEBYIDREQUEST,
    &API_CLANUSERLIST,
    &API_CLANUSERLIST_CLANUSER,
    &API_CLANUSERSTATUSENTRY,
    &API_CLANUSERSTATUSLIST,
    &API_CLANWEBHOOK,
    &API_CLANWEBHOOKHANDLERBODY,
    &API_CLANWEBHOOKHANDLERREQUEST,
    &API_CLANWEBHOOKREQUEST,
    &API_CLOSEPOLLREQUEST,
    &API_CONFIRMLOGINREQUEST,
    &API_CREATEACTIVITYREQUEST,
    &API_CREATECATEGORYDESCREQUEST,
    &API_CREATECHANNELDESCREQUEST,
    &API_CREATECHANNELTIMELINEREQUEST,
    &API_CREATECHANNELTIMELINERESPONSE,
    &API_CREATECLANDESCREQUEST,
    &API_CREATEEVENTREQUEST,
    &API_CREATEGROUPREQUEST,
    &API_CREATEONBOARDINGREQUEST,
    &API_CREATEPOLLREQUEST,
    &API_CREATEPOLLRESPONSE,
    &API_CREATEROLEREQUEST,
    &API_CREATEROOMCHANNELAPPS,
    &API_DEFAULTNOTIFICATIONCATEGORY,
    &API_DEFAULTNOTIFICATIONCLAN,
    &API_DELETECATEGORYDESCREQUEST,
    &API_DELETECATEGORYORDERREQUEST,
    &API_DELETECHANNELCANVASREQUEST,
    &API_DELETECHANNELDESCREQUEST,
    &API_DELETECHANNELMESSAGESREQUEST,
    &API_DELETECHANNELMESSAGESRESPONSE,
    &API_DELETECLANDESCREQUEST,
    &API_DELETEEVENTREQUEST,
    &API_DELETEFRIENDSREQUEST,
    &API_DELETEGROUPREQUEST,
    &API_DELETENOTIFICATIONSREQUEST,
    &API_DELETEPINMESSAGE,
    &API_DELETEROLEREQUEST,
    &API_DELETESDTOPICREQUEST,
    &API_DELETESYSTEMMESSAGE,
    &API_DEMOTEGROUPUSERSREQUEST,
    &API_DIRECTFCMPROTO,
    &API_EDITCHANNELCANVASREQUEST,
    &API_EDITCHANNELCANVASRESPONSE,
    &API_EMOJILISTEDRESPONSE,
    &API_EMOJIRECENT,
    &API_EMOJIRECENTLIST,
    &API_EVENT,
    &API_EVENT_PROPERTIESENTRY,
    &API_EVENTLIST,
    &API_EVENTMANAGEMENT,
    &API_FILTERPARAM,
    &API_FORSALEITEM,
    &API_FORSALEITEMLIST,
    &API_FRIEND,
    &API_FRIENDLIST,
    &API_GENERATECLANWEBHOOKREQUEST,
    &API_GENERATECLANWEBHOOKRESPONSE,
    &API_GENERATEHASHCHANNELAPPSREQUEST,
    &API_GENERATEHASHCHANNELAPPSRESPONSE,
    &API_GENERATEMEETTOKENEXTERNALRESPONSE,
    &API_GENERATEMEETTOKENREQUEST,
    &API_GENERATEMEETTOKENRESPONSE,
    &API_GENERATEMEZONMEETRESPONSE,
    &API_GETKEYSERVERRESP,
    &API_GETMEZONOAUTHCLIENTREQUEST,
    &API_GETPOLLREQUEST,
    &API_GETPOLLRESPONSE,
    &API_GETPUBKEYSREQUEST,
    &API_GETPUBKEYSRESPONSE,
    &API_GETPUBKEYSRESPONSE_USERPUBKEY,
    &API_GETSYSTEMMESSAGE,
    &API_GIVECOFFEEEVENT,
    &API_INVITEUSERREQUEST,
    &API_INVITEUSERRES,
    &API_ISBANNEDREQUEST,
    &API_ISBANNEDRESPONSE,
    &API_ISFOLLOWERREQUEST,
    &API_ISFOLLOWERRESPONSE,
    &API_JOINCLANCHANNELREQUEST,
    &API_KAFKAACTIONMSG,
    &API_LEAVETHREADREQUEST,
    &API_LINKACCOUNTCONFIRMREQUEST,
    &API_LINKINVITEUSER,
    &API_LINKINVITEUSERREQUEST,
    &API_LISTAPPSREQUEST,
    &API_LISTARCHIVEDCHANNELDESCSREQUEST,
    &API_LISTARCHIVEDCHANNELDESCSRESPONSE,
    &API_LISTAUDITLOG,
    &API_LISTAUDITLOGREQUEST,
    &API_LISTCATEGORYDESCSREQUEST,
    &API_LISTCHANNELAPPSREQUEST,
    &API_LISTCHANNELAPPSRESPONSE,
    &API_LISTCHANNELATTACHMENTREQUEST,
    &API_LISTCHANNELBADGECOUNTREQUEST,
    &API_LISTCHANNELBADGECOUNTRESPONSE,
    &API_LISTCHANNELDESCSREQUEST,
    &API_LISTCHANNELDETAILREQUEST,
    &API_LISTCHANNELMESSAGESREQUEST,
    &API_LISTCHANNELTIMELINEATTACHMENT,
    &API_LISTCHANNELTIMELINEREQUEST,
    &API_LISTCHANNELTIMELINERESPONSE,
    &API_LISTCHANNELUSERSREQUEST,
    &API_LISTCLANBADGECOUNTRESPONSE,
    &API_LISTCLANDESCREQUEST,
    &API_LISTCLANDISCOVER,
    &API_LISTCLANUNREADMSGINDICATORREQUEST,
    &API_LISTCLANUNREADMSGINDICATORRESPONSE,
    &API_LISTCLANUSERSREQUEST,
    &API_LISTCLANUSERSSTATUSREQUEST,
    &API_LISTCLANWEBHOOKREQUEST,
    &API_LISTCLANWEBHOOKRESPONSE,
    &API_LISTEVENTSREQUEST,
    &API_LISTFAVORITECHANNELREQUEST,
    &API_LISTFAVORITECHANNELRESPONSE,
    &API_LISTFORSALEITEMSREQUEST,
    &API_LISTFRIENDSREQUEST,
    &API_LISTGROUPUSERSREQUEST,
    &API_LISTGROUPSREQUEST,
    &API_LISTMESSAGEMENTIONREQUEST,
    &API_LISTMUTEDCHANNELREQUEST,
    &API_LISTNOTIFICATIONSREQUEST,
    &API_LISTONBOARDINGREQUEST,
    &API_LISTONBOARDINGRESPONSE,
    &API_LISTONBOARDINGSTEPREQUEST,
    &API_LISTONBOARDINGSTEPRESPONSE,
    &API_LISTPERMISSIONOFUSERSREQUEST,
    &API_LISTPERMISSIONSREQUEST,
    &API_LISTQUICKMENUACCESSREQUEST,
    &API_LISTROLEUSERSREQUEST,
    &API_LISTSDTOPICREQUEST,
    &API_LISTTHREADREQUEST,
    &API_LISTUSERACTIVITY,
    &API_LISTUSERGROUPSREQUEST,
    &API_LISTUSERONLINEREQUEST,
    &API_LISTUSERONLINERESPONSE,
    &API_LOGEDDEVICE,
    &API_LOGEDDEVICELIST,
    &API_LOGINIDRESPONSE,
    &API_LOGINREQUEST,
    &API_MARKASREADREQUEST,
    &API_MEETPARTICIPANTREQUEST,
    &API_MESSAGE2INBOXREQUEST,
    &API_MESSAGEATTACHMENT,
    &API_MESSAGEATTACHMENTLIST,
    &API_MESSAGEDELETED,
    &API_MESSAGEMENTION,
    &API_MESSAGEMENTIONLIST,
    &API_MESSAGEREACTION,
    &API_MESSAGEREACTIONLIST,
    &API_MESSAGEREF,
    &API_MESSAGEREFLIST,
    &API_MEZONOAUTHCLIENT,
    &API_MEZONOAUTHCLIENTLIST,
    &API_MULTIPARTUPLOADATTACHMENT,
    &API_MULTIPARTUPLOADATTACHMENTFINISHREQUEST,
    &API_MULTIPARTUPLOADATTACHMENTPART,
    &API_MUTEDCHANNELLIST,
    &API_NOPARAMS,
    &API_NOTIFIREACTMESSAGE,
    &API_NOTIFICATION,
    &API_NOTIFICATIONBATCHREQUEST,
    &API_NOTIFICATIONBATCHREQUEST_NOTIFICATIONSENTRY,
    &API_NOTIFICATIONCHANNEL,
    &API_NOTIFICATIONCHANNELCATEGORYSETTING,
    &API_NOTIFICATIONCHANNELCATEGORYSETTINGLIST,
    &API_NOTIFICATIONCLAN,
    &API_NOTIFICATIONINFO,
    &API_NOTIFICATIONLIST,
    &API_NOTIFICATIONSETTING,
    &API_NOTIFICATIONSETTINGLIST,
    &API_NOTIFICATIONUSERCHANNEL,
    &API_ONBOARDINGANSWER,
    &API_ONBOARDINGCONTENT,
    &API_ONBOARDINGITEM,
    &API_ONBOARDINGREQUEST,
    &API_ONBOARDINGSTEPS,
    &API_PARTICIPANTINFO,
    &API_PERMISSION,
    &API_PERMISSIONLIST,
    &API_PERMISSIONROLECHANNEL,
    &API_PERMISSIONROLECHANNELLISTEVENTREQUEST,
    &API_PERMISSIONROLECHANNELLISTEVENTRESPONSE,
    &API_PERMISSIONUPDATE,
    &API_PINMESSAGE,
    &API_PINMESSAGEREQUEST,
    &API_PINMESSAGESLIST,
    &API_POLLANSWER,
    &API_POLLVOTERDETAIL,
    &API_PROMOTEGROUPUSERSREQUEST,
    &API_PUBKEY,
    &API_PUSHPUBKEYREQUEST,
    &API_QUICKMENUACCESS,
    &API_QUICKMENUACCESSLIST,
    &API_REGISTFCMDEVICETOKENREQUEST,
    &API_REGISTFCMDEVICETOKENRESPONSE,
    &API_REGISTERSTREAMINGCHANNELREQUEST,
    &API_REGISTERSTREAMINGCHANNELRESPONSE,
    &API_REGISTRATIONEMAILREQUEST,
    &API_REGISTRATIONEMAILREQUEST_VARSENTRY,
    &API_REMOVECHANNELUSERSREQUEST,
    &API_REMOVECLANUSERSREQUEST,
    &API_REMOVEFAVORITECHANNELREQUEST,
    &API_REPORTMESSAGEABUSEREQEST,
    &API_ROLE,
    &API_ROLELIST,
    &API_ROLELISTEVENTREQUEST,
    &API_ROLELISTEVENTRESPONSE,
    &API_ROLEORDERUPDATE,
    &API_ROLEUSERLIST,
    &API_ROLEUSERLIST_ROLEUSER,
    &API_RPC,
    &API_SDTOPIC,
    &API_SDTOPICDETAILREQUEST,
    &API_SDTOPICLIST,
    &API_SDTOPICREQUEST,
    &API_SEARCHMESSAGEDOCUMENT,
    &API_SEARCHMESSAGEREQUEST,
    &API_SEARCHMESSAGERESPONSE,
    &API_SEARCHTHREADREQUEST,
    &API_SESSION,
    &API_SESSIONLOGOUTREQUEST,
    &API_SESSIONREFRESHREQUEST,
    &API_SESSIONREFRESHREQUEST_VARSENTRY,
    &API_SETDEFAULTNOTIFICATIONREQUEST,
    &API_SETMUTEREQUEST,
    &API_SETNOTIFICATIONREQUEST,
    &API_SORTPARAM,
    &API_STICKERLISTEDRESPONSE,
    &API_STREAMHTTPCALLBACKREQUEST,
    &API_STREAMHTTPCALLBACKRESPONSE,
    &API_STREAMINGCHANNELUSER,
    &API_STREAMINGCHANNELUSERLIST,
    &API_SYSTEMMESSAGE,
    &API_SYSTEMMESSAGEREQUEST,
    &API_SYSTEMMESSAGESLIST,
    &API_TOKENSENTEVENT,
    &API_TRACKINFO,
    &API_TRANSFEROWNERSHIPREQUEST,
    &API_UNLOCKITEMREQUEST,
    &API_UNLOCKEDITEMRESPONSE,
    &API_UPDATEAIAGENTREQUEST,
    &API_UPDATEACCOUNTREQUEST,
    &API_UPDATEAPPREQUEST,
    &API_UPDATECATEGORYDESCREQUEST,
    &API_UPDATECATEGORYORDERREQUEST,
    &API_UPDATECHANNELDESCREQUEST,
    &API_UPDATECHANNELTIMELINEREQUEST,
    &API_UPDATECHANNELTIMELINERESPONSE,
    &API_UPDATECLANDESCPROFILEREQUEST,
    &API_UPDATECLANDESCREQUEST,
    &API_UPDATECLANORDERREQUEST,
    &API_UPDATECLANORDERREQUEST_CLANORDER,
    &API_UPDATECLANPROFILEREQUEST,
    &API_UPDATECLANWEBHOOKREQUEST,
    &API_UPDATEEVENTREQUEST,
    &API_UPDATEGROUPREQUEST,
    &API_UPDATEONBOARDINGREQUEST,
    &API_UPDATEONBOARDINGSTEPREQUEST,
    &API_UPDATEROLECHANNELREQUEST,
    &API_UPDATEROLEORDERREQUEST,
    &API_UPDATEROLEREQUEST,
    &API_UPDATEUSERNAMEREQUEST,
    &API_UPDATEUSERSREQUEST,
    &API_UPLOADATTACHMENT,
    &API_UPLOADATTACHMENTBATCH,
    &API_UPLOADATTACHMENTREQUEST,
    &API_UPLOADBATCHATTACHMENTREQUEST,
    &API_USER,
    &API_USERACTIVITY,
    &API_USEREVENTREQUEST,
    &API_USERIDS,
    &API_USERPERMISSIONINCHANNELLISTREQUEST,
    &API_USERPERMISSIONINCHANNELLISTRESPONSE,
    &API_USERSTATUS,
    &API_USERSTATUSUPDATE,
    &API_USERS,
    &API_VOICECHANNELUSER,
    &API_VOICECHANNELUSERLIST,
    &API_VOTEPOLLREQUEST,
    &API_VOTEPOLLRESPONSE,
    &API_WEBHOOK,
    &API_WEBHOOKCREATEREQUEST,
    &API_WEBHOOKDELETEREQUESTBYID,
    &API_WEBHOOKGENERATERESPONSE,
    &API_WEBHOOKLISTREQUEST,
    &API_WEBHOOKLISTREQUESTBYID,
    &API_WEBHOOKLISTRESPONSE,
    &API_WEBHOOKUPDATEREQUESTBYID,
    &REALTIME_AIAGENTENABLEDEVENT,
    &REALTIME_ACTIVEARCHIVEDTHREAD,
    &REALTIME_ADDCLANUSEREVENT,
    &REALTIME_ADDFRIEND,
    &REALTIME_ALLOWANONYMOUSEVENT,
    &REALTIME_APIREQUESTEVENT,
    &REALTIME_BANNEDUSEREVENT,
    &REALTIME_BLOCKFRIEND,
    &REALTIME_CATEGORYEVENT,
    &REALTIME_CHANNEL,
    &REALTIME_CHANNELAPPEVENT,
    &REALTIME_CHANNELARCHIVEEVENT,
    &REALTIME_CHANNELCANVAS,
    &REALTIME_CHANNELCREATEDEVENT,
    &REALTIME_CHANNELDELETEDEVENT,
    &REALTIME_CHANNELDESCRIPTION,
    &REALTIME_CHANNELJOIN,
    &REALTIME_CHANNELLEAVE,
    &REALTIME_CHANNELMESSAGEACK,
    &REALTIME_CHANNELMESSAGEREMOVE,
    &REALTIME_CHANNELMESSAGESEND,
    &REALTIME_CHANNELMESSAGEUPDATE,
    &REALTIME_CHANNELPRESENCEEVENT,
    &REALTIME_CHANNELUPDATEDEVENT,
    &REALTIME_CHECKNAMEEXISTEDEVENT,
    &REALTIME_CLANCREATEDEVENT,
    &REALTIME_CLANDELETEDEVENT,
    &REALTIME_CLANEMOJI,
    &REALTIME_CLANJOIN,
    &REALTIME_CLANPROFILEUPDATEDEVENT,
    &REALTIME_CLANUPDATEDEVENT,
    &REALTIME_CONFIRMLINKMEZONOTPDATA,
    &REALTIME_CUSTOMSTATUSEVENT,
    &REALTIME_DELETEACCOUNTEVENT,
    &REALTIME_DROPDOWNBOXSELECTED,
    &REALTIME_ENVELOPE,
    &REALTIME_EPHEMERALMESSAGESEND,
    &REALTIME_ERROR,
    &REALTIME_ERROR_CONTEXTENTRY,
    &REALTIME_EVENTEMOJI,
    &REALTIME_FCMTOKENS,
    &REALTIME_FCMDATAPAYLOAD,
    &REALTIME_FOLLOWEVENT,
    &REALTIME_GOTIFYMESSAGE,
    &REALTIME_GOTIFYMESSAGE_EXTRASENTRY,
    &REALTIME_HANDLEPARTICIPANTMEETSTATEEVENT,
    &REALTIME_HASHTAGDM,
    &REALTIME_INCOMINGCALLPUSH,
    &REALTIME_JOINCHANNELAPPDATA,
    &REALTIME_LASTPINMESSAGEEVENT,
    &REALTIME_LASTSEENMESSAGEEVENT,
    &REALTIME_LISTACTIVITY,
    &REALTIME_LISTCHANNELUSERSBANNEDEVENT,
    &REALTIME_LISTDATASOCKET,
    &REALTIME_MARKASREAD,
    &REALTIME_MEETPARTICIPANTEVENT,
    &REALTIME_MESSAGEBUTTONCLICKED,
    &REALTIME_MESSAGETYPINGEVENT,
    &REALTIME_NOTIFICATIONCHANNELCATEGORYSETTING,
    &REALTIME_NOTIFICATIONS,
    &REALTIME_PERMISSIONCHANGEDEVENT,
    &REALTIME_PERMISSIONROLECHANNEL,
    &REALTIME_PERMISSIONSETEVENT,
    &REALTIME_PING,
    &REALTIME_PONG,
    &REALTIME_QUICKMENUDATAEVENT,
    &REALTIME_REMOVEFRIEND,
    &REALTIME_ROLEASSIGNEDEVENT,
    &REALTIME_ROLEEVENT,
    &REALTIME_SFUSIGNALINGFWD,
    &REALTIME_SCREENSHAREEVENT,
    &REALTIME_SDTOPICEVENT,
    &REALTIME_STATUS,
    &REALTIME_STATUSFOLLOW,
    &REALTIME_STATUSPRESENCEEVENT,
    &REALTIME_STATUSUNFOLLOW,
    &REALTIME_STATUSUPDATE,
    &REALTIME_STICKERCREATEEVENT,
    &REALTIME_STICKERDELETEEVENT,
    &REALTIME_STICKERUPDATEEVENT,
    &REALTIME_STREAM,
    &REALTIME_STREAMDATA,
    &REALTIME_STREAMPRESENCEEVENT,
    &REALTIME_STREAMINGENDEDEVENT,
    &REALTIME_STREAMINGJOINEDEVENT,
    &REALTIME_STREAMINGLEAVEDEVENT,
    &REALTIME_STREAMINGSTARTEDEVENT,
    &REALTIME_TOPICINMESSAGEEVENT,
    &REALTIME_TRANSFEROWNERSHIPEVENT,
    &REALTIME_UNBLOCKFRIEND,
    &REALTIME_UNMUTEEVENT,
    &REALTIME_UNPINMESSAGEEVENT,
    &REALTIME_USERCHANNELADDED,
    &REALTIME_USERCHANNELREMOVED,
    &REALTIME_USERCLANREMOVED,
    &REALTIME_USERPRESENCE,
    &REALTIME_USERPROFILEREDIS,
    &REALTIME_USERPROFILEUPDATEDEVENT,
    &REALTIME_USERSTATUSEVENT,
    &REALTIME_VOICEENDEDEVENT,
    &REALTIME_VOICEJOINEDEVENT,
    &REALTIME_VOICELEAVEDEVENT,
    &REALTIME_VOICEREACTIONSEND,
    &REALTIME_VOICESTARTEDEVENT,
    &REALTIME_WEBRTCSIGNALINGFWD,
    &MMN_ADDTXRESPONSE,
    &MMN_BLOCK,
    &MMN_BLOCKINFO,
    &MMN_EMPTY,
    &MMN_EMPTYPARAMS,
    &MMN_ENTRY,
    &MMN_GETACCOUNTREQUEST,
    &MMN_GETACCOUNTRESPONSE,
    &MMN_GETBLOCKBYNUMBERREQUEST,
    &MMN_GETBLOCKBYNUMBERRESPONSE,
    &MMN_GETBLOCKBYRANGEREQUEST,
    &MMN_GETBLOCKBYRANGERESPONSE,
    &MMN_GETBLOCKNUMBERRESPONSE,
    &MMN_GETCURRENTNONCEREQUEST,
    &MMN_GETCURRENTNONCERESPONSE,
    &MMN_GETPENDINGTRANSACTIONSREQUEST,
    &MMN_GETPENDINGTRANSACTIONSRESPONSE,
    &MMN_GETTXBYHASHREQUEST,
    &MMN_GETTXBYHASHRESPONSE,
    &MMN_HEALTHCHECKRESPONSE,
    &MMN_SIGNEDTXMSG,
    &MMN_SUBSCRIBETRANSACTIONSTATUSREQUEST,
    &MMN_TRANSACTIONDATA,
    &MMN_TRANSACTIONSTATUSINFO,
    &MMN_TXINFO,
    &MMN_TXMETA,
    &MMN_TXMSG,
];

impl Described for api::Account { const TABLE: &'static Message = &API_ACCOUNT; }
impl Described for api::AccountEmail { const TABLE: &'static Message = &API_ACCOUNTEMAIL; }
impl Described for api::AccountMezon { const TABLE: &'static Message = &API_ACCOUNTMEZON; }
impl Described for api::AccountRefresh { const TABLE: &'static Message = &API_ACCOUNTREFRESH; }
impl Described for api::AddAppRequest { const TABLE: &'static Message = &API_ADDAPPREQUEST; }
impl Described for api::AddChannelUsersRequest { const TABLE: &'static Message = &API_ADDCHANNELUSERSREQUEST; }
impl Described for api::AddFavoriteChannelRequest { const TABLE: &'static Message = &API_ADDFAVORITECHANNELREQUEST; }
impl Described for api::AddFavoriteChannelResponse { const TABLE: &'static Message = &API_ADDFAVORITECHANNELRESPONSE; }
impl Described for api::AddFriendsRequest { const TABLE: &'static Message = &API_ADDFRIENDSREQUEST; }
impl Described for api::AddFriendsResponse { const TABLE: &'static Message = &API_ADDFRIENDSRESPONSE; }
impl Described for api::AddGroupUsersRequest { const TABLE: &'static Message = &API_ADDGROUPUSERSREQUEST; }
impl Described for api::AddRoleChannelDescRequest { const TABLE: &'static Message = &API_ADDROLECHANNELDESCREQUEST; }
impl Described for api::AllUserClans { const TABLE: &'static Message = &API_ALLUSERCLANS; }
impl Described for api::AllUsersAddChannelRequest { const TABLE: &'static Message = &API_ALLUSERSADDCHANNELREQUEST; }
impl Described for api::AllUsersAddChannelResponse { const TABLE: &'static Message = &API_ALLUSERSADDCHANNELRESPONSE; }
impl Described for api::App { const TABLE: &'static Message = &API_APP; }
impl Described for api::AppClan { const TABLE: &'static Message = &API_APPCLAN; }
impl Described for api::AppDeleteRequest { const TABLE: &'static Message = &API_APPDELETEREQUEST; }
impl Described for api::AppId { const TABLE: &'static Message = &API_APPID; }
impl Described for api::AppList { const TABLE: &'static Message = &API_APPLIST; }
impl Described for api::ArchiveChannelRequest { const TABLE: &'static Message = &API_ARCHIVECHANNELREQUEST; }
impl Described for api::AuditLog { const TABLE: &'static Message = &API_AUDITLOG; }
impl Described for api::BanClanUsersRequest { const TABLE: &'static Message = &API_BANCLANUSERSREQUEST; }
impl Described for api::BanGroupUsersRequest { const TABLE: &'static Message = &API_BANGROUPUSERSREQUEST; }
impl Described for api::BannedUser { const TABLE: &'static Message = &API_BANNEDUSER; }
impl Described for api::BannedUserList { const TABLE: &'static Message = &API_BANNEDUSERLIST; }
impl Described for api::BannedUserListRequest { const TABLE: &'static Message = &API_BANNEDUSERLISTREQUEST; }
impl Described for api::BlockFriendsRequest { const TABLE: &'static Message = &API_BLOCKFRIENDSREQUEST; }
impl Described for api::CategoryDesc { const TABLE: &'static Message = &API_CATEGORYDESC; }
impl Described for api::CategoryDescList { const TABLE: &'static Message = &API_CATEGORYDESCLIST; }
impl Described for api::CategoryOrderUpdate { const TABLE: &'static Message = &API_CATEGORYORDERUPDATE; }
impl Described for api::ChanEncryptionMethod { const TABLE: &'static Message = &API_CHANENCRYPTIONMETHOD; }
impl Described for api::ChangeChannelCategoryRequest { const TABLE: &'static Message = &API_CHANGECHANNELCATEGORYREQUEST; }
impl Described for api::ChangeChannelPrivateRequest { const TABLE: &'static Message = &API_CHANGECHANNELPRIVATEREQUEST; }
impl Described for api::ChannelAppResponse { const TABLE: &'static Message = &API_CHANNELAPPRESPONSE; }
impl Described for api::ChannelAttachment { const TABLE: &'static Message = &API_CHANNELATTACHMENT; }
impl Described for api::ChannelAttachmentList { const TABLE: &'static Message = &API_CHANNELATTACHMENTLIST; }
impl Described for api::ChannelCanvasDetailRequest { const TABLE: &'static Message = &API_CHANNELCANVASDETAILREQUEST; }
impl Described for api::ChannelCanvasDetailResponse { const TABLE: &'static Message = &API_CHANNELCANVASDETAILRESPONSE; }
impl Described for api::ChannelCanvasItem { const TABLE: &'static Message = &API_CHANNELCANVASITEM; }
impl Described for api::ChannelCanvasListRequest { const TABLE: &'static Message = &API_CHANNELCANVASLISTREQUEST; }
impl Described for api::ChannelCanvasListResponse { const TABLE: &'static Message = &API_CHANNELCANVASLISTRESPONSE; }
impl Described for api::ChannelDescList { const TABLE: &'static Message = &API_CHANNELDESCLIST; }
impl Described for api::ChannelDescListNoPool { const TABLE: &'static Message = &API_CHANNELDESCLISTNOPOOL; }
impl Described for api::ChannelDescription { const TABLE: &'static Message = &API_CHANNELDESCRIPTION; }
impl Described for api::ChannelMessage { const TABLE: &'static Message = &API_CHANNELMESSAGE; }
impl Described for api::ChannelMessageHeader { const TABLE: &'static Message = &API_CHANNELMESSAGEHEADER; }
impl Described for api::ChannelMessageList { const TABLE: &'static Message = &API_CHANNELMESSAGELIST; }
impl Described for api::ChannelSettingItem { const TABLE: &'static Message = &API_CHANNELSETTINGITEM; }
impl Described for api::ChannelSettingListRequest { const TABLE: &'static Message = &API_CHANNELSETTINGLISTREQUEST; }
impl Described for api::ChannelSettingListResponse { const TABLE: &'static Message = &API_CHANNELSETTINGLISTRESPONSE; }
impl Described for api::ChannelTimeline { const TABLE: &'static Message = &API_CHANNELTIMELINE; }
impl Described for api::ChannelTimelineAttachment { const TABLE: &'static Message = &API_CHANNELTIMELINEATTACHMENT; }
impl Described for api::ChannelTimelineDetailRequest { const TABLE: &'static Message = &API_CHANNELTIMELINEDETAILREQUEST; }
impl Described for api::ChannelTimelineDetailResponse { const TABLE: &'static Message = &API_CHANNELTIMELINEDETAILRESPONSE; }
impl Described for api::ChannelUserList { const TABLE: &'static Message = &API_CHANNELUSERLIST; }
impl Described for api::channel_user_list::ChannelUser { const TABLE: &'static Message = &API_CHANNELUSERLIST_CHANNELUSER; }
impl Described for api::CheckDuplicateClanNameRequest { const TABLE: &'static Message = &API_CHECKDUPLICATECLANNAMEREQUEST; }
impl Described for api::CheckDuplicateClanNameResponse { const TABLE: &'static Message = &API_CHECKDUPLICATECLANNAMERESPONSE; }
impl Described for api::CheckDuplicateNameRequest { const TABLE: &'static Message = &API_CHECKDUPLICATENAMEREQUEST; }
impl Described for api::CheckDuplicateNameResponse { const TABLE: &'static Message = &API_CHECKDUPLICATENAMERESPONSE; }
impl Described for api::ClanBadgeCount { const TABLE: &'static Message = &API_CLANBADGECOUNT; }
impl Described for api::ClanDesc { const TABLE: &'static Message = &API_CLANDESC; }
impl Described for api::ClanDescList { const TABLE: &'static Message = &API_CLANDESCLIST; }
impl Described for api::ClanDescProfile { const TABLE: &'static Message = &API_CLANDESCPROFILE; }
impl Described for api::ClanDescProfileRequest { const TABLE: &'static Message = &API_CLANDESCPROFILEREQUEST; }
impl Described for api::ClanDiscover { const TABLE: &'static Message = &API_CLANDISCOVER; }
impl Described for api::ClanEmoji { const TABLE: &'static Message = &API_CLANEMOJI; }
impl Described for api::ClanEmojiCreateRequest { const TABLE: &'static Message = &API_CLANEMOJICREATEREQUEST; }
impl Described for api::ClanEmojiDeleteRequest { const TABLE: &'static Message = &API_CLANEMOJIDELETEREQUEST; }
impl Described for api::ClanEmojiGetByClanIdRequest { const TABLE: &'static Message = &API_CLANEMOJIGETBYCLANIDREQUEST; }
impl Described for api::ClanEmojiUpdateRequest { const TABLE: &'static Message = &API_CLANEMOJIUPDATEREQUEST; }
impl Described for api::ClanProfile { const TABLE: &'static Message = &API_CLANPROFILE; }
impl Described for api::ClanProfileRequest { const TABLE: &'static Message = &API_CLANPROFILEREQUEST; }
impl Described for api::ClanSticker { const TABLE: &'static Message = &API_CLANSTICKER; }
impl Described for api::ClanStickerAddRequest { const TABLE: &'static Message = &API_CLANSTICKERADDREQUEST; }
impl Described for api::ClanStickerDeleteRequest { const TABLE: &'static Message = &API_CLANSTICKERDELETEREQUEST; }
impl Described for api::ClanStickerListByClanIdRequest { const TABLE: &'static Message = &API_CLANSTICKERLISTBYCLANIDREQUEST; }
impl Described for api::ClanStickerUpdateByIdRequest { const TABLE: &'static Message = &API_CLANSTICKERUPDATEBYIDREQUEST; }
impl Described for api::ClanUserList { const TABLE: &'static Message = &API_CLANUSERLIST; }
impl Described for api::clan_user_list::ClanUser { const TABLE: &'static Message = &API_CLANUSERLIST_CLANUSER; }
impl Described for api::ClanUserStatusEntry { const TABLE: &'static Message = &API_CLANUSERSTATUSENTRY; }
impl Described for api::ClanUserStatusList { const TABLE: &'static Message = &API_CLANUSERSTATUSLIST; }
impl Described for api::ClanWebhook { const TABLE: &'static Message = &API_CLANWEBHOOK; }
impl Described for api::ClanWebhookHandlerBody { const TABLE: &'static Message = &API_CLANWEBHOOKHANDLERBODY; }
impl Described for api::ClanWebhookHandlerRequest { const TABLE: &'static Message = &API_CLANWEBHOOKHANDLERREQUEST; }
impl Described for api::ClanWebhookRequest { const TABLE: &'static Message = &API_CLANWEBHOOKREQUEST; }
impl Described for api::ClosePollRequest { const TABLE: &'static Message = &API_CLOSEPOLLREQUEST; }
impl Described for api::ConfirmLoginRequest { const TABLE: &'static Message = &API_CONFIRMLOGINREQUEST; }
impl Described for api::CreateActivityRequest { const TABLE: &'static Message = &API_CREATEACTIVITYREQUEST; }
impl Described for api::CreateCategoryDescRequest { const TABLE: &'static Message = &API_CREATECATEGORYDESCREQUEST; }
impl Described for api::CreateChannelDescRequest { const TABLE: &'static Message = &API_CREATECHANNELDESCREQUEST; }
impl Described for api::CreateChannelTimelineRequest { const TABLE: &'static Message = &API_CREATECHANNELTIMELINEREQUEST; }
impl Described for api::CreateChannelTimelineResponse { const TABLE: &'static Message = &API_CREATECHANNELTIMELINERESPONSE; }
impl Described for api::CreateClanDescRequest { const TABLE: &'static Message = &API_CREATECLANDESCREQUEST; }
impl Described for api::CreateEventRequest { const TABLE: &'static Message = &API_CREATEEVENTREQUEST; }
impl Described for api::CreateGroupRequest { const TABLE: &'static Message = &API_CREATEGROUPREQUEST; }
impl Described for api::CreateOnboardingRequest { const TABLE: &'static Message = &API_CREATEONBOARDINGREQUEST; }
impl Described for api::CreatePollRequest { const TABLE: &'static Message = &API_CREATEPOLLREQUEST; }
impl Described for api::CreatePollResponse { const TABLE: &'static Message = &API_CREATEPOLLRESPONSE; }
impl Described for api::CreateRoleRequest { const TABLE: &'static Message = &API_CREATEROLEREQUEST; }
impl Described for api::CreateRoomChannelApps { const TABLE: &'static Message = &API_CREATEROOMCHANNELAPPS; }
impl Described for api::DefaultNotificationCategory { const TABLE: &'static Message = &API_DEFAULTNOTIFICATIONCATEGORY; }
impl Described for api::DefaultNotificationClan { const TABLE: &'static Message = &API_DEFAULTNOTIFICATIONCLAN; }
impl Described for api::DeleteCategoryDescRequest { const TABLE: &'static Message = &API_DELETECATEGORYDESCREQUEST; }
impl Described for api::DeleteCategoryOrderRequest { const TABLE: &'static Message = &API_DELETECATEGORYORDERREQUEST; }
impl Described for api::DeleteChannelCanvasRequest { const TABLE: &'static Message = &API_DELETECHANNELCANVASREQUEST; }
impl Described for api::DeleteChannelDescRequest { const TABLE: &'static Message = &API_DELETECHANNELDESCREQUEST; }
impl Described for api::DeleteChannelMessagesRequest { const TABLE: &'static Message = &API_DELETECHANNELMESSAGESREQUEST; }
impl Described for api::DeleteChannelMessagesResponse { const TABLE: &'static Message = &API_DELETECHANNELMESSAGESRESPONSE; }
impl Described for api::DeleteClanDescRequest { const TABLE: &'static Message = &API_DELETECLANDESCREQUEST; }
impl Described for api::DeleteEventRequest { const TABLE: &'static Message = &API_DELETEEVENTREQUEST; }
impl Described for api::DeleteFriendsRequest { const TABLE: &'static Message = &API_DELETEFRIENDSREQUEST; }
impl Described for api::DeleteGroupRequest { const TABLE: &'static Message = &API_DELETEGROUPREQUEST; }
impl Described for api::DeleteNotificationsRequest { const TABLE: &'static Message = &API_DELETENOTIFICATIONSREQUEST; }
impl Described for api::DeletePinMessage { const TABLE: &'static Message = &API_DELETEPINMESSAGE; }
impl Described for api::DeleteRoleRequest { const TABLE: &'static Message = &API_DELETEROLEREQUEST; }
impl Described for api::DeleteSdTopicRequest { const TABLE: &'static Message = &API_DELETESDTOPICREQUEST; }
impl Described for api::DeleteSystemMessage { const TABLE: &'static Message = &API_DELETESYSTEMMESSAGE; }
impl Described for api::DemoteGroupUsersRequest { const TABLE: &'static Message = &API_DEMOTEGROUPUSERSREQUEST; }
impl Described for api::DirectFcmProto { const TABLE: &'static Message = &API_DIRECTFCMPROTO; }
impl Described for api::EditChannelCanvasRequest { const TABLE: &'static Message = &API_EDITCHANNELCANVASREQUEST; }
impl Described for api::EditChannelCanvasResponse { const TABLE: &'static Message = &API_EDITCHANNELCANVASRESPONSE; }
impl Described for api::EmojiListedResponse { const TABLE: &'static Message = &API_EMOJILISTEDRESPONSE; }
impl Described for api::EmojiRecent { const TABLE: &'static Message = &API_EMOJIRECENT; }
impl Described for api::EmojiRecentList { const TABLE: &'static Message = &API_EMOJIRECENTLIST; }
impl Described for api::Event { const TABLE: &'static Message = &API_EVENT; }
impl Described for api::EventList { const TABLE: &'static Message = &API_EVENTLIST; }
impl Described for api::EventManagement { const TABLE: &'static Message = &API_EVENTMANAGEMENT; }
impl Described for api::FilterParam { const TABLE: &'static Message = &API_FILTERPARAM; }
impl Described for api::ForSaleItem { const TABLE: &'static Message = &API_FORSALEITEM; }
impl Described for api::ForSaleItemList { const TABLE: &'static Message = &API_FORSALEITEMLIST; }
impl Described for api::Friend { const TABLE: &'static Message = &API_FRIEND; }
impl Described for api::FriendList { const TABLE: &'static Message = &API_FRIENDLIST; }
impl Described for api::GenerateClanWebhookRequest { const TABLE: &'static Message = &API_GENERATECLANWEBHOOKREQUEST; }
impl Described for api::GenerateClanWebhookResponse { const TABLE: &'static Message = &API_GENERATECLANWEBHOOKRESPONSE; }
impl Described for api::GenerateHashChannelAppsRequest { const TABLE: &'static Message = &API_GENERATEHASHCHANNELAPPSREQUEST; }
impl Described for api::GenerateHashChannelAppsResponse { const TABLE: &'static Message = &API_GENERATEHASHCHANNELAPPSRESPONSE; }
impl Described for api::GenerateMeetTokenExternalResponse { const TABLE: &'static Message = &API_GENERATEMEETTOKENEXTERNALRESPONSE; }
impl Described for api::GenerateMeetTokenRequest { const TABLE: &'static Message = &API_GENERATEMEETTOKENREQUEST; }
impl Described for api::GenerateMeetTokenResponse { const TABLE: &'static Message = &API_GENERATEMEETTOKENRESPONSE; }
impl Described for api::GenerateMezonMeetResponse { const TABLE: &'static Message = &API_GENERATEMEZONMEETRESPONSE; }
impl Described for api::GetKeyServerResp { const TABLE: &'static Message = &API_GETKEYSERVERRESP; }
impl Described for api::GetMezonOauthClientRequest { const TABLE: &'static Message = &API_GETMEZONOAUTHCLIENTREQUEST; }
impl Described for api::GetPollRequest { const TABLE: &'static Message = &API_GETPOLLREQUEST; }
impl Described for api::GetPollResponse { const TABLE: &'static Message = &API_GETPOLLRESPONSE; }
impl Described for api::GetPubKeysRequest { const TABLE: &'static Message = &API_GETPUBKEYSREQUEST; }
impl Described for api::GetPubKeysResponse { const TABLE: &'static Message = &API_GETPUBKEYSRESPONSE; }
impl Described for api::get_pub_keys_response::UserPubKey { const TABLE: &'static Message = &API_GETPUBKEYSRESPONSE_USERPUBKEY; }
impl Described for api::GetSystemMessage { const TABLE: &'static Message = &API_GETSYSTEMMESSAGE; }
impl Described for api::GiveCoffeeEvent { const TABLE: &'static Message = &API_GIVECOFFEEEVENT; }
impl Described for api::InviteUserRequest { const TABLE: &'static Message = &API_INVITEUSERREQUEST; }
impl Described for api::InviteUserRes { const TABLE: &'static Message = &API_INVITEUSERRES; }
impl Described for api::IsBannedRequest { const TABLE: &'static Message = &API_ISBANNEDREQUEST; }
impl Described for api::IsBannedResponse { const TABLE: &'static Message = &API_ISBANNEDRESPONSE; }
impl Described for api::IsFollowerRequest { const TABLE: &'static Message = &API_ISFOLLOWERREQUEST; }
impl Described for api::IsFollowerResponse { const TABLE: &'static Message = &API_ISFOLLOWERRESPONSE; }
impl Described for api::JoinClanChannelRequest { const TABLE: &'static Message = &API_JOINCLANCHANNELREQUEST; }
impl Described for api::KafkaActionMsg { const TABLE: &'static Message = &API_KAFKAACTIONMSG; }
impl Described for api::LeaveThreadRequest { const TABLE: &'static Message = &API_LEAVETHREADREQUEST; }
impl Described for api::LinkAccountConfirmRequest { const TABLE: &'static Message = &API_LINKACCOUNTCONFIRMREQUEST; }
impl Described for api::LinkInviteUser { const TABLE: &'static Message = &API_LINKINVITEUSER; }
impl Described for api::LinkInviteUserRequest { const TABLE: &'static Message = &API_LINKINVITEUSERREQUEST; }
impl Described for api::ListAppsRequest { const TABLE: &'static Message = &API_LISTAPPSREQUEST; }
impl Described for api::ListArchivedChannelDescsRequest { const TABLE: &'static Message = &API_LISTARCHIVEDCHANNELDESCSREQUEST; }
impl Described for api::ListArchivedChannelDescsResponse { const TABLE: &'static Message = &API_LISTARCHIVEDCHANNELDESCSRESPONSE; }
impl Described for api::ListAuditLog { const TABLE: &'static Message = &API_LISTAUDITLOG; }
impl Described for api::ListAuditLogRequest { const TABLE: &'static Message = &API_LISTAUDITLOGREQUEST; }
impl Described for api::ListCategoryDescsRequest { const TABLE: &'static Message = &API_LISTCATEGORYDESCSREQUEST; }
impl Described for api::ListChannelAppsRequest { const TABLE: &'static Message = &API_LISTCHANNELAPPSREQUEST; }
impl Described for api::ListChannelAppsResponse { const TABLE: &'static Message = &API_LISTCHANNELAPPSRESPONSE; }
impl Described for api::ListChannelAttachmentRequest { const TABLE: &'static Message = &API_LISTCHANNELATTACHMENTREQUEST; }
impl Described for api::ListChannelBadgeCountRequest { const TABLE: &'static Message = &API_LISTCHANNELBADGECOUNTREQUEST; }
impl Described for api::ListChannelBadgeCountResponse { const TABLE: &'static Message = &API_LISTCHANNELBADGECOUNTRESPONSE; }
impl Described for api::ListChannelDescsRequest { const TABLE: &'static Message = &API_LISTCHANNELDESCSREQUEST; }
impl Described for api::ListChannelDetailRequest { const TABLE: &'static Message = &API_LISTCHANNELDETAILREQUEST; }
impl Described for api::ListChannelMessagesRequest { const TABLE: &'static Message = &API_LISTCHANNELMESSAGESREQUEST; }
impl Described for api::ListChannelTimelineAttachment { const TABLE: &'static Message = &API_LISTCHANNELTIMELINEATTACHMENT; }
impl Described for api::ListChannelTimelineRequest { const TABLE: &'static Message = &API_LISTCHANNELTIMELINEREQUEST; }
impl Described for api::ListChannelTimelineResponse { const TABLE: &'static Message = &API_LISTCHANNELTIMELINERESPONSE; }
impl Described for api::ListChannelUsersRequest { const TABLE: &'static Message = &API_LISTCHANNELUSERSREQUEST; }
impl Described for api::ListClanBadgeCountResponse { const TABLE: &'static Message = &API_LISTCLANBADGECOUNTRESPONSE; }
impl Described for api::ListClanDescRequest { const TABLE: &'static Message = &API_LISTCLANDESCREQUEST; }
impl Described for api::ListClanDiscover { const TABLE: &'static Message = &API_LISTCLANDISCOVER; }
impl Described for api::ListClanUnreadMsgIndicatorRequest { const TABLE: &'static Message = &API_LISTCLANUNREADMSGINDICATORREQUEST; }
impl Described for api::ListClanUnreadMsgIndicatorResponse { const TABLE: &'static Message = &API_LISTCLANUNREADMSGINDICATORRESPONSE; }
impl Described for api::ListClanUsersRequest { const TABLE: &'static Message = &API_LISTCLANUSERSREQUEST; }
impl Described for api::ListClanUsersStatusRequest { const TABLE: &'static Message = &API_LISTCLANUSERSSTATUSREQUEST; }
impl Described for api::ListClanWebhookRequest { const TABLE: &'static Message = &API_LISTCLANWEBHOOKREQUEST; }
impl Described for api::ListClanWebhookResponse { const TABLE: &'static Message = &API_LISTCLANWEBHOOKRESPONSE; }
impl Described for api::ListEventsRequest { const TABLE: &'static Message = &API_LISTEVENTSREQUEST; }
impl Described for api::ListFavoriteChannelRequest { const TABLE: &'static Message = &API_LISTFAVORITECHANNELREQUEST; }
impl Described for api::ListFavoriteChannelResponse { const TABLE: &'static Message = &API_LISTFAVORITECHANNELRESPONSE; }
impl Described for api::ListForSaleItemsRequest { const TABLE: &'static Message = &API_LISTFORSALEITEMSREQUEST; }
impl Described for api::ListFriendsRequest { const TABLE: &'static Message = &API_LISTFRIENDSREQUEST; }
impl Described for api::ListGroupUsersRequest { const TABLE: &'static Message = &API_LISTGROUPUSERSREQUEST; }
impl Described for api::ListGroupsRequest { const TABLE: &'static Message = &API_LISTGROUPSREQUEST; }
impl Described for api::ListMessageMentionRequest { const TABLE: &'static Message = &API_LISTMESSAGEMENTIONREQUEST; }
impl Described for api::ListMutedChannelRequest { const TABLE: &'static Message = &API_LISTMUTEDCHANNELREQUEST; }
impl Described for api::ListNotificationsRequest { const TABLE: &'static Message = &API_LISTNOTIFICATIONSREQUEST; }
impl Described for api::ListOnboardingRequest { const TABLE: &'static Message = &API_LISTONBOARDINGREQUEST; }
impl Described for api::ListOnboardingResponse { const TABLE: &'static Message = &API_LISTONBOARDINGRESPONSE; }
impl Described for api::ListOnboardingStepRequest { const TABLE: &'static Message = &API_LISTONBOARDINGSTEPREQUEST; }
impl Described for api::ListOnboardingStepResponse { const TABLE: &'static Message = &API_LISTONBOARDINGSTEPRESPONSE; }
impl Described for api::ListPermissionOfUsersRequest { const TABLE: &'static Message = &API_LISTPERMISSIONOFUSERSREQUEST; }
impl Described for api::ListPermissionsRequest { const TABLE: &'static Message = &API_LISTPERMISSIONSREQUEST; }
impl Described for api::ListQuickMenuAccessRequest { const TABLE: &'static Message = &API_LISTQUICKMENUACCESSREQUEST; }
impl Described for api::ListRoleUsersRequest { const TABLE: &'static Message = &API_LISTROLEUSERSREQUEST; }
impl Described for api::ListSdTopicRequest { const TABLE: &'static Message = &API_LISTSDTOPICREQUEST; }
impl Described for api::ListThreadRequest { const TABLE: &'static Message = &API_LISTTHREADREQUEST; }
impl Described for api::ListUserActivity { const TABLE: &'static Message = &API_LISTUSERACTIVITY; }
impl Described for api::ListUserGroupsRequest { const TABLE: &'static Message = &API_LISTUSERGROUPSREQUEST; }
impl Described for api::ListUserOnlineRequest { const TABLE: &'static Message = &API_LISTUSERONLINEREQUEST; }
impl Described for api::ListUserOnlineResponse { const TABLE: &'static Message = &API_LISTUSERONLINERESPONSE; }
impl Described for api::LogedDevice { const TABLE: &'static Message = &API_LOGEDDEVICE; }
impl Described for api::LogedDeviceList { const TABLE: &'static Message = &API_LOGEDDEVICELIST; }
impl Described for api::LoginIdResponse { const TABLE: &'static Message = &API_LOGINIDRESPONSE; }
impl Described for api::LoginRequest { const TABLE: &'static Message = &API_LOGINREQUEST; }
impl Described for api::MarkAsReadRequest { const TABLE: &'static Message = &API_MARKASREADREQUEST; }
impl Described for api::MeetParticipantRequest { const TABLE: &'static Message = &API_MEETPARTICIPANTREQUEST; }
impl Described for api::Message2InboxRequest { const TABLE: &'static Message = &API_MESSAGE2INBOXREQUEST; }
impl Described for api::MessageAttachment { const TABLE: &'static Message = &API_MESSAGEATTACHMENT; }
impl Described for api::MessageAttachmentList { const TABLE: &'static Message = &API_MESSAGEATTACHMENTLIST; }
impl Described for api::MessageDeleted { const TABLE: &'static Message = &API_MESSAGEDELETED; }
impl Described for api::MessageMention { const TABLE: &'static Message = &API_MESSAGEMENTION; }
impl Described for api::MessageMentionList { const TABLE: &'static Message = &API_MESSAGEMENTIONLIST; }
impl Described for api::MessageReaction { const TABLE: &'static Message = &API_MESSAGEREACTION; }
impl Described for api::MessageReactionList { const TABLE: &'static Message = &API_MESSAGEREACTIONLIST; }
impl Described for api::MessageRef { const TABLE: &'static Message = &API_MESSAGEREF; }
impl Described for api::MessageRefList { const TABLE: &'static Message = &API_MESSAGEREFLIST; }
impl Described for api::MezonOauthClient { const TABLE: &'static Message = &API_MEZONOAUTHCLIENT; }
impl Described for api::MezonOauthClientList { const TABLE: &'static Message = &API_MEZONOAUTHCLIENTLIST; }
impl Described for api::MultipartUploadAttachment { const TABLE: &'static Message = &API_MULTIPARTUPLOADATTACHMENT; }
impl Described for api::MultipartUploadAttachmentFinishRequest { const TABLE: &'static Message = &API_MULTIPARTUPLOADATTACHMENTFINISHREQUEST; }
impl Described for api::MultipartUploadAttachmentPart { const TABLE: &'static Message = &API_MULTIPARTUPLOADATTACHMENTPART; }
impl Described for api::MutedChannelList { const TABLE: &'static Message = &API_MUTEDCHANNELLIST; }
impl Described for api::NoParams { const TABLE: &'static Message = &API_NOPARAMS; }
impl Described for api::NotifiReactMessage { const TABLE: &'static Message = &API_NOTIFIREACTMESSAGE; }
impl Described for api::Notification { const TABLE: &'static Message = &API_NOTIFICATION; }
impl Described for api::NotificationBatchRequest { const TABLE: &'static Message = &API_NOTIFICATIONBATCHREQUEST; }
impl Described for api::NotificationChannel { const TABLE: &'static Message = &API_NOTIFICATIONCHANNEL; }
impl Described for api::NotificationChannelCategorySetting { const TABLE: &'static Message = &API_NOTIFICATIONCHANNELCATEGORYSETTING; }
impl Described for api::NotificationChannelCategorySettingList { const TABLE: &'static Message = &API_NOTIFICATIONCHANNELCATEGORYSETTINGLIST; }
impl Described for api::NotificationClan { const TABLE: &'static Message = &API_NOTIFICATIONCLAN; }
impl Described for api::NotificationInfo { const TABLE: &'static Message = &API_NOTIFICATIONINFO; }
impl Described for api::NotificationList { const TABLE: &'static Message = &API_NOTIFICATIONLIST; }
impl Described for api::NotificationSetting { const TABLE: &'static Message = &API_NOTIFICATIONSETTING; }
impl Described for api::NotificationSettingList { const TABLE: &'static Message = &API_NOTIFICATIONSETTINGLIST; }
impl Described for api::NotificationUserChannel { const TABLE: &'static Message = &API_NOTIFICATIONUSERCHANNEL; }
impl Described for api::OnboardingAnswer { const TABLE: &'static Message = &API_ONBOARDINGANSWER; }
impl Described for api::OnboardingContent { const TABLE: &'static Message = &API_ONBOARDINGCONTENT; }
impl Described for api::OnboardingItem { const TABLE: &'static Message = &API_ONBOARDINGITEM; }
impl Described for api::OnboardingRequest { const TABLE: &'static Message = &API_ONBOARDINGREQUEST; }
impl Described for api::OnboardingSteps { const TABLE: &'static Message = &API_ONBOARDINGSTEPS; }
impl Described for api::ParticipantInfo { const TABLE: &'static Message = &API_PARTICIPANTINFO; }
impl Described for api::Permission { const TABLE: &'static Message = &API_PERMISSION; }
impl Described for api::PermissionList { const TABLE: &'static Message = &API_PERMISSIONLIST; }
impl Described for api::PermissionRoleChannel { const TABLE: &'static Message = &API_PERMISSIONROLECHANNEL; }
impl Described for api::PermissionRoleChannelListEventRequest { const TABLE: &'static Message = &API_PERMISSIONROLECHANNELLISTEVENTREQUEST; }
impl Described for api::PermissionRoleChannelListEventResponse { const TABLE: &'static Message = &API_PERMISSIONROLECHANNELLISTEVENTRESPONSE; }
impl Described for api::PermissionUpdate { const TABLE: &'static Message = &API_PERMISSIONUPDATE; }
impl Described for api::PinMessage { const TABLE: &'static Message = &API_PINMESSAGE; }
impl Described for api::PinMessageRequest { const TABLE: &'static Message = &API_PINMESSAGEREQUEST; }
impl Described for api::PinMessagesList { const TABLE: &'static Message = &API_PINMESSAGESLIST; }
impl Described for api::PollAnswer { const TABLE: &'static Message = &API_POLLANSWER; }
impl Described for api::PollVoterDetail { const TABLE: &'static Message = &API_POLLVOTERDETAIL; }
impl Described for api::PromoteGroupUsersRequest { const TABLE: &'static Message = &API_PROMOTEGROUPUSERSREQUEST; }
impl Described for api::PubKey { const TABLE: &'static Message = &API_PUBKEY; }
impl Described for api::PushPubKeyRequest { const TABLE: &'static Message = &API_PUSHPUBKEYREQUEST; }
impl Described for api::QuickMenuAccess { const TABLE: &'static Message = &API_QUICKMENUACCESS; }
impl Described for api::QuickMenuAccessList { const TABLE: &'static Message = &API_QUICKMENUACCESSLIST; }
impl Described for api::RegistFcmDeviceTokenRequest { const TABLE: &'static Message = &API_REGISTFCMDEVICETOKENREQUEST; }
impl Described for api::RegistFcmDeviceTokenResponse { const TABLE: &'static Message = &API_REGISTFCMDEVICETOKENRESPONSE; }
impl Described for api::RegisterStreamingChannelRequest { const TABLE: &'static Message = &API_REGISTERSTREAMINGCHANNELREQUEST; }
impl Described for api::RegisterStreamingChannelResponse { const TABLE: &'static Message = &API_REGISTERSTREAMINGCHANNELRESPONSE; }
impl Described for api::RegistrationEmailRequest { const TABLE: &'static Message = &API_REGISTRATIONEMAILREQUEST; }
impl Described for api::RemoveChannelUsersRequest { const TABLE: &'static Message = &API_REMOVECHANNELUSERSREQUEST; }
impl Described for api::RemoveClanUsersRequest { const TABLE: &'static Message = &API_REMOVECLANUSERSREQUEST; }
impl Described for api::RemoveFavoriteChannelRequest { const TABLE: &'static Message = &API_REMOVEFAVORITECHANNELREQUEST; }
impl Described for api::ReportMessageAbuseReqest { const TABLE: &'static Message = &API_REPORTMESSAGEABUSEREQEST; }
impl Described for api::Role { const TABLE: &'static Message = &API_ROLE; }
impl Described for api::RoleList { const TABLE: &'static Message = &API_ROLELIST; }
impl Described for api::RoleListEventRequest { const TABLE: &'static Message = &API_ROLELISTEVENTREQUEST; }
impl Described for api::RoleListEventResponse { const TABLE: &'static Message = &API_ROLELISTEVENTRESPONSE; }
impl Described for api::RoleOrderUpdate { const TABLE: &'static Message = &API_ROLEORDERUPDATE; }
impl Described for api::RoleUserList { const TABLE: &'static Message = &API_ROLEUSERLIST; }
impl Described for api::role_user_list::RoleUser { const TABLE: &'static Message = &API_ROLEUSERLIST_ROLEUSER; }
impl Described for api::Rpc { const TABLE: &'static Message = &API_RPC; }
impl Described for api::SdTopic { const TABLE: &'static Message = &API_SDTOPIC; }
impl Described for api::SdTopicDetailRequest { const TABLE: &'static Message = &API_SDTOPICDETAILREQUEST; }
impl Described for api::SdTopicList { const TABLE: &'static Message = &API_SDTOPICLIST; }
impl Described for api::SdTopicRequest { const TABLE: &'static Message = &API_SDTOPICREQUEST; }
impl Described for api::SearchMessageDocument { const TABLE: &'static Message = &API_SEARCHMESSAGEDOCUMENT; }
impl Described for api::SearchMessageRequest { const TABLE: &'static Message = &API_SEARCHMESSAGEREQUEST; }
impl Described for api::SearchMessageResponse { const TABLE: &'static Message = &API_SEARCHMESSAGERESPONSE; }
impl Described for api::SearchThreadRequest { const TABLE: &'static Message = &API_SEARCHTHREADREQUEST; }
impl Described for api::Session { const TABLE: &'static Message = &API_SESSION; }
impl Described for api::SessionLogoutRequest { const TABLE: &'static Message = &API_SESSIONLOGOUTREQUEST; }
impl Described for api::SessionRefreshRequest { const TABLE: &'static Message = &API_SESSIONREFRESHREQUEST; }
impl Described for api::SetDefaultNotificationRequest { const TABLE: &'static Message = &API_SETDEFAULTNOTIFICATIONREQUEST; }
impl Described for api::SetMuteRequest { const TABLE: &'static Message = &API_SETMUTEREQUEST; }
impl Described for api::SetNotificationRequest { const TABLE: &'static Message = &API_SETNOTIFICATIONREQUEST; }
impl Described for api::SortParam { const TABLE: &'static Message = &API_SORTPARAM; }
impl Described for api::StickerListedResponse { const TABLE: &'static Message = &API_STICKERLISTEDRESPONSE; }
impl Described for api::StreamHttpCallbackRequest { const TABLE: &'static Message = &API_STREAMHTTPCALLBACKREQUEST; }
impl Described for api::StreamHttpCallbackResponse { const TABLE: &'static Message = &API_STREAMHTTPCALLBACKRESPONSE; }
impl Described for api::StreamingChannelUser { const TABLE: &'static Message = &API_STREAMINGCHANNELUSER; }
impl Described for api::StreamingChannelUserList { const TABLE: &'static Message = &API_STREAMINGCHANNELUSERLIST; }
impl Described for api::SystemMessage { const TABLE: &'static Message = &API_SYSTEMMESSAGE; }
impl Described for api::SystemMessageRequest { const TABLE: &'static Message = &API_SYSTEMMESSAGEREQUEST; }
impl Described for api::SystemMessagesList { const TABLE: &'static Message = &API_SYSTEMMESSAGESLIST; }
impl Described for api::TokenSentEvent { const TABLE: &'static Message = &API_TOKENSENTEVENT; }
impl Described for api::TrackInfo { const TABLE: &'static Message = &API_TRACKINFO; }
impl Described for api::TransferOwnershipRequest { const TABLE: &'static Message = &API_TRANSFEROWNERSHIPREQUEST; }
impl Described for api::UnlockItemRequest { const TABLE: &'static Message = &API_UNLOCKITEMREQUEST; }
impl Described for api::UnlockedItemResponse { const TABLE: &'static Message = &API_UNLOCKEDITEMRESPONSE; }
impl Described for api::UpdateAiAgentRequest { const TABLE: &'static Message = &API_UPDATEAIAGENTREQUEST; }
impl Described for api::UpdateAccountRequest { const TABLE: &'static Message = &API_UPDATEACCOUNTREQUEST; }
impl Described for api::UpdateAppRequest { const TABLE: &'static Message = &API_UPDATEAPPREQUEST; }
impl Described for api::UpdateCategoryDescRequest { const TABLE: &'static Message = &API_UPDATECATEGORYDESCREQUEST; }
impl Described for api::UpdateCategoryOrderRequest { const TABLE: &'static Message = &API_UPDATECATEGORYORDERREQUEST; }
impl Described for api::UpdateChannelDescRequest { const TABLE: &'static Message = &API_UPDATECHANNELDESCREQUEST; }
impl Described for api::UpdateChannelTimelineRequest { const TABLE: &'static Message = &API_UPDATECHANNELTIMELINEREQUEST; }
impl Described for api::UpdateChannelTimelineResponse { const TABLE: &'static Message = &API_UPDATECHANNELTIMELINERESPONSE; }
impl Described for api::UpdateClanDescProfileRequest { const TABLE: &'static Message = &API_UPDATECLANDESCPROFILEREQUEST; }
impl Described for api::UpdateClanDescRequest { const TABLE: &'static Message = &API_UPDATECLANDESCREQUEST; }
impl Described for api::UpdateClanOrderRequest { const TABLE: &'static Message = &API_UPDATECLANORDERREQUEST; }
impl Described for api::update_clan_order_request::ClanOrder { const TABLE: &'static Message = &API_UPDATECLANORDERREQUEST_CLANORDER; }
impl Described for api::UpdateClanProfileRequest { const TABLE: &'static Message = &API_UPDATECLANPROFILEREQUEST; }
impl Described for api::UpdateClanWebhookRequest { const TABLE: &'static Message = &API_UPDATECLANWEBHOOKREQUEST; }
impl Described for api::UpdateEventRequest { const TABLE: &'static Message = &API_UPDATEEVENTREQUEST; }
impl Described for api::UpdateGroupRequest { const TABLE: &'static Message = &API_UPDATEGROUPREQUEST; }
impl Described for api::UpdateOnboardingRequest { const TABLE: &'static Message = &API_UPDATEONBOARDINGREQUEST; }
impl Described for api::UpdateOnboardingStepRequest { const TABLE: &'static Message = &API_UPDATEONBOARDINGSTEPREQUEST; }
impl Described for api::UpdateRoleChannelRequest { const TABLE: &'static Message = &API_UPDATEROLECHANNELREQUEST; }
impl Described for api::UpdateRoleOrderRequest { const TABLE: &'static Message = &API_UPDATEROLEORDERREQUEST; }
impl Described for api::UpdateRoleRequest { const TABLE: &'static Message = &API_UPDATEROLEREQUEST; }
impl Described for api::UpdateUsernameRequest { const TABLE: &'static Message = &API_UPDATEUSERNAMEREQUEST; }
impl Described for api::UpdateUsersRequest { const TABLE: &'static Message = &API_UPDATEUSERSREQUEST; }
impl Described for api::UploadAttachment { const TABLE: &'static Message = &API_UPLOADATTACHMENT; }
impl Described for api::UploadAttachmentBatch { const TABLE: &'static Message = &API_UPLOADATTACHMENTBATCH; }
impl Described for api::UploadAttachmentRequest { const TABLE: &'static Message = &API_UPLOADATTACHMENTREQUEST; }
impl Described for api::UploadBatchAttachmentRequest { const TABLE: &'static Message = &API_UPLOADBATCHATTACHMENTREQUEST; }
impl Described for api::User { const TABLE: &'static Message = &API_USER; }
impl Described for api::UserActivity { const TABLE: &'static Message = &API_USERACTIVITY; }
impl Described for api::UserEventRequest { const TABLE: &'static Message = &API_USEREVENTREQUEST; }
impl Described for api::UserIds { const TABLE: &'static Message = &API_USERIDS; }
impl Described for api::UserPermissionInChannelListRequest { const TABLE: &'static Message = &API_USERPERMISSIONINCHANNELLISTREQUEST; }
impl Described for api::UserPermissionInChannelListResponse { const TABLE: &'static Message = &API_USERPERMISSIONINCHANNELLISTRESPONSE; }
impl Described for api::UserStatus { const TABLE: &'static Message = &API_USERSTATUS; }
impl Described for api::UserStatusUpdate { const TABLE: &'static Message = &API_USERSTATUSUPDATE; }
impl Described for api::Users { const TABLE: &'static Message = &API_USERS; }
impl Described for api::VoiceChannelUser { const TABLE: &'static Message = &API_VOICECHANNELUSER; }
impl Described for api::VoiceChannelUserList { const TABLE: &'static Message = &API_VOICECHANNELUSERLIST; }
impl Described for api::VotePollRequest { const TABLE: &'static Message = &API_VOTEPOLLREQUEST; }
impl Described for api::VotePollResponse { const TABLE: &'static Message = &API_VOTEPOLLRESPONSE; }
impl Described for api::Webhook { const TABLE: &'static Message = &API_WEBHOOK; }
impl Described for api::WebhookCreateRequest { const TABLE: &'static Message = &API_WEBHOOKCREATEREQUEST; }
impl Described for api::WebhookDeleteRequestById { const TABLE: &'static Message = &API_WEBHOOKDELETEREQUESTBYID; }
impl Described for api::WebhookGenerateResponse { const TABLE: &'static Message = &API_WEBHOOKGENERATERESPONSE; }
impl Described for api::WebhookListRequest { const TABLE: &'static Message = &API_WEBHOOKLISTREQUEST; }
impl Described for api::WebhookListRequestById { const TABLE: &'static Message = &API_WEBHOOKLISTREQUESTBYID; }
impl Described for api::WebhookListResponse { const TABLE: &'static Message = &API_WEBHOOKLISTRESPONSE; }
impl Described for api::WebhookUpdateRequestById { const TABLE: &'static Message = &API_WEBHOOKUPDATEREQUESTBYID; }
impl Described for realtime::AiAgentEnabledEvent { const TABLE: &'static Message = &REALTIME_AIAGENTENABLEDEVENT; }
impl Described for realtime::ActiveArchivedThread { const TABLE: &'static Message = &REALTIME_ACTIVEARCHIVEDTHREAD; }
impl Described for realtime::AddClanUserEvent { const TABLE: &'static Message = &REALTIME_ADDCLANUSEREVENT; }
impl Described for realtime::AddFriend { const TABLE: &'static Message = &REALTIME_ADDFRIEND; }
impl Described for realtime::AllowAnonymousEvent { const TABLE: &'static Message = &REALTIME_ALLOWANONYMOUSEVENT; }
impl Described for realtime::ApiRequestEvent { const TABLE: &'static Message = &REALTIME_APIREQUESTEVENT; }
impl Described for realtime::BannedUserEvent { const TABLE: &'static Message = &REALTIME_BANNEDUSEREVENT; }
impl Described for realtime::BlockFriend { const TABLE: &'static Message = &REALTIME_BLOCKFRIEND; }
impl Described for realtime::CategoryEvent { const TABLE: &'static Message = &REALTIME_CATEGORYEVENT; }
impl Described for realtime::Channel { const TABLE: &'static Message = &REALTIME_CHANNEL; }
impl Described for realtime::ChannelAppEvent { const TABLE: &'static Message = &REALTIME_CHANNELAPPEVENT; }
impl Described for realtime::ChannelArchiveEvent { const TABLE: &'static Message = &REALTIME_CHANNELARCHIVEEVENT; }
impl Described for realtime::ChannelCanvas { const TABLE: &'static Message = &REALTIME_CHANNELCANVAS; }
impl Described for realtime::ChannelCreatedEvent { const TABLE: &'static Message = &REALTIME_CHANNELCREATEDEVENT; }
impl Described for realtime::ChannelDeletedEvent { const TABLE: &'static Message = &REALTIME_CHANNELDELETEDEVENT; }
impl Described for realtime::ChannelDescription { const TABLE: &'static Message = &REALTIME_CHANNELDESCRIPTION; }
impl Described for realtime::ChannelJoin { const TABLE: &'static Message = &REALTIME_CHANNELJOIN; }
impl Described for realtime::ChannelLeave { const TABLE: &'static Message = &REALTIME_CHANNELLEAVE; }
impl Described for realtime::ChannelMessageAck { const TABLE: &'static Message = &REALTIME_CHANNELMESSAGEACK; }
impl Described for realtime::ChannelMessageRemove { const TABLE: &'static Message = &REALTIME_CHANNELMESSAGEREMOVE; }
impl Described for realtime::ChannelMessageSend { const TABLE: &'static Message = &REALTIME_CHANNELMESSAGESEND; }
impl Described for realtime::ChannelMessageUpdate { const TABLE: &'static Message = &REALTIME_CHANNELMESSAGEUPDATE; }
impl Described for realtime::ChannelPresenceEvent { const TABLE: &'static Message = &REALTIME_CHANNELPRESENCEEVENT; }
impl Described for realtime::ChannelUpdatedEvent { const TABLE: &'static Message = &REALTIME_CHANNELUPDATEDEVENT; }
impl Described for realtime::CheckNameExistedEvent { const TABLE: &'static Message = &REALTIME_CHECKNAMEEXISTEDEVENT; }
impl Described for realtime::ClanCreatedEvent { const TABLE: &'static Message = &REALTIME_CLANCREATEDEVENT; }
impl Described for realtime::ClanDeletedEvent { const TABLE: &'static Message = &REALTIME_CLANDELETEDEVENT; }
impl Described for realtime::ClanEmoji { const TABLE: &'static Message = &REALTIME_CLANEMOJI; }
impl Described for realtime::ClanJoin { const TABLE: &'static Message = &REALTIME_CLANJOIN; }
impl Described for realtime::ClanProfileUpdatedEvent { const TABLE: &'static Message = &REALTIME_CLANPROFILEUPDATEDEVENT; }
impl Described for realtime::ClanUpdatedEvent { const TABLE: &'static Message = &REALTIME_CLANUPDATEDEVENT; }
impl Described for realtime::ConfirmLinkMezonOtpData { const TABLE: &'static Message = &REALTIME_CONFIRMLINKMEZONOTPDATA; }
impl Described for realtime::CustomStatusEvent { const TABLE: &'static Message = &REALTIME_CUSTOMSTATUSEVENT; }
impl Described for realtime::DeleteAccountEvent { const TABLE: &'static Message = &REALTIME_DELETEACCOUNTEVENT; }
impl Described for realtime::DropdownBoxSelected { const TABLE: &'static Message = &REALTIME_DROPDOWNBOXSELECTED; }
impl Described for realtime::Envelope { const TABLE: &'static Message = &REALTIME_ENVELOPE; }
impl Described for realtime::EphemeralMessageSend { const TABLE: &'static Message = &REALTIME_EPHEMERALMESSAGESEND; }
impl Described for realtime::Error { const TABLE: &'static Message = &REALTIME_ERROR; }
impl Described for realtime::EventEmoji { const TABLE: &'static Message = &REALTIME_EVENTEMOJI; }
impl Described for realtime::FcmTokens { const TABLE: &'static Message = &REALTIME_FCMTOKENS; }
impl Described for realtime::FcmDataPayload { const TABLE: &'static Message = &REALTIME_FCMDATAPAYLOAD; }
impl Described for realtime::FollowEvent { const TABLE: &'static Message = &REALTIME_FOLLOWEVENT; }
impl Described for realtime::GotifyMessage { const TABLE: &'static Message = &REALTIME_GOTIFYMESSAGE; }
impl Described for realtime::HandleParticipantMeetStateEvent { const TABLE: &'static Message = &REALTIME_HANDLEPARTICIPANTMEETSTATEEVENT; }
impl Described for realtime::HashtagDm { const TABLE: &'static Message = &REALTIME_HASHTAGDM; }
impl Described for realtime::IncomingCallPush { const TABLE: &'static Message = &REALTIME_INCOMINGCALLPUSH; }
impl Described for realtime::JoinChannelAppData { const TABLE: &'static Message = &REALTIME_JOINCHANNELAPPDATA; }
impl Described for realtime::LastPinMessageEvent { const TABLE: &'static Message = &REALTIME_LASTPINMESSAGEEVENT; }
impl Described for realtime::LastSeenMessageEvent { const TABLE: &'static Message = &REALTIME_LASTSEENMESSAGEEVENT; }
impl Described for realtime::ListActivity { const TABLE: &'static Message = &REALTIME_LISTACTIVITY; }
impl Described for realtime::ListChannelUsersBannedEvent { const TABLE: &'static Message = &REALTIME_LISTCHANNELUSERSBANNEDEVENT; }
impl Described for realtime::ListDataSocket { const TABLE: &'static Message = &REALTIME_LISTDATASOCKET; }
impl Described for realtime::MarkAsRead { const TABLE: &'static Message = &REALTIME_MARKASREAD; }
impl Described for realtime::MeetParticipantEvent { const TABLE: &'static Message = &REALTIME_MEETPARTICIPANTEVENT; }
impl Described for realtime::MessageButtonClicked { const TABLE: &'static Message = &REALTIME_MESSAGEBUTTONCLICKED; }
impl Described for realtime::MessageTypingEvent { const TABLE: &'static Message = &REALTIME_MESSAGETYPINGEVENT; }
impl Described for realtime::NotificationChannelCategorySetting { const TABLE: &'static Message = &REALTIME_NOTIFICATIONCHANNELCATEGORYSETTING; }
impl Described for realtime::Notifications { const TABLE: &'static Message = &REALTIME_NOTIFICATIONS; }
impl Described for realtime::PermissionChangedEvent { const TABLE: &'static Message = &REALTIME_PERMISSIONCHANGEDEVENT; }
impl Described for realtime::PermissionRoleChannel { const TABLE: &'static Message = &REALTIME_PERMISSIONROLECHANNEL; }
impl Described for realtime::PermissionSetEvent { const TABLE: &'static Message = &REALTIME_PERMISSIONSETEVENT; }
impl Described for realtime::Ping { const TABLE: &'static Message = &REALTIME_PING; }
impl Described for realtime::Pong { const TABLE: &'static Message = &REALTIME_PONG; }
impl Described for realtime::QuickMenuDataEvent { const TABLE: &'static Message = &REALTIME_QUICKMENUDATAEVENT; }
impl Described for realtime::RemoveFriend { const TABLE: &'static Message = &REALTIME_REMOVEFRIEND; }
impl Described for realtime::RoleAssignedEvent { const TABLE: &'static Message = &REALTIME_ROLEASSIGNEDEVENT; }
impl Described for realtime::RoleEvent { const TABLE: &'static Message = &REALTIME_ROLEEVENT; }
impl Described for realtime::SfuSignalingFwd { const TABLE: &'static Message = &REALTIME_SFUSIGNALINGFWD; }
impl Described for realtime::ScreenShareEvent { const TABLE: &'static Message = &REALTIME_SCREENSHAREEVENT; }
impl Described for realtime::SdTopicEvent { const TABLE: &'static Message = &REALTIME_SDTOPICEVENT; }
impl Described for realtime::Status { const TABLE: &'static Message = &REALTIME_STATUS; }
impl Described for realtime::StatusFollow { const TABLE: &'static Message = &REALTIME_STATUSFOLLOW; }
impl Described for realtime::StatusPresenceEvent { const TABLE: &'static Message = &REALTIME_STATUSPRESENCEEVENT; }
impl Described for realtime::StatusUnfollow { const TABLE: &'static Message = &REALTIME_STATUSUNFOLLOW; }
impl Described for realtime::StatusUpdate { const TABLE: &'static Message = &REALTIME_STATUSUPDATE; }
impl Described for realtime::StickerCreateEvent { const TABLE: &'static Message = &REALTIME_STICKERCREATEEVENT; }
impl Described for realtime::StickerDeleteEvent { const TABLE: &'static Message = &REALTIME_STICKERDELETEEVENT; }
impl Described for realtime::StickerUpdateEvent { const TABLE: &'static Message = &REALTIME_STICKERUPDATEEVENT; }
impl Described for realtime::Stream { const TABLE: &'static Message = &REALTIME_STREAM; }
impl Described for realtime::StreamData { const TABLE: &'static Message = &REALTIME_STREAMDATA; }
impl Described for realtime::StreamPresenceEvent { const TABLE: &'static Message = &REALTIME_STREAMPRESENCEEVENT; }
impl Described for realtime::StreamingEndedEvent { const TABLE: &'static Message = &REALTIME_STREAMINGENDEDEVENT; }
impl Described for realtime::StreamingJoinedEvent { const TABLE: &'static Message = &REALTIME_STREAMINGJOINEDEVENT; }
impl Described for realtime::StreamingLeavedEvent { const TABLE: &'static Message = &REALTIME_STREAMINGLEAVEDEVENT; }
impl Described for realtime::StreamingStartedEvent { const TABLE: &'static Message = &REALTIME_STREAMINGSTARTEDEVENT; }
impl Described for realtime::TopicInMessageEvent { const TABLE: &'static Message = &REALTIME_TOPICINMESSAGEEVENT; }
impl Described for realtime::TransferOwnershipEvent { const TABLE: &'static Message = &REALTIME_TRANSFEROWNERSHIPEVENT; }
impl Described for realtime::UnblockFriend { const TABLE: &'static Message = &REALTIME_UNBLOCKFRIEND; }
impl Described for realtime::UnmuteEvent { const TABLE: &'static Message = &REALTIME_UNMUTEEVENT; }
impl Described for realtime::UnpinMessageEvent { const TABLE: &'static Message = &REALTIME_UNPINMESSAGEEVENT; }
impl Described for realtime::UserChannelAdded { const TABLE: &'static Message = &REALTIME_USERCHANNELADDED; }
impl Described for realtime::UserChannelRemoved { const TABLE: &'static Message = &REALTIME_USERCHANNELREMOVED; }
impl Described for realtime::UserClanRemoved { const TABLE: &'static Message = &REALTIME_USERCLANREMOVED; }
impl Described for realtime::UserPresence { const TABLE: &'static Message = &REALTIME_USERPRESENCE; }
impl Described for realtime::UserProfileRedis { const TABLE: &'static Message = &REALTIME_USERPROFILEREDIS; }
impl Described for realtime::UserProfileUpdatedEvent { const TABLE: &'static Message = &REALTIME_USERPROFILEUPDATEDEVENT; }
impl Described for realtime::UserStatusEvent { const TABLE: &'static Message = &REALTIME_USERSTATUSEVENT; }
impl Described for realtime::VoiceEndedEvent { const TABLE: &'static Message = &REALTIME_VOICEENDEDEVENT; }
impl Described for realtime::VoiceJoinedEvent { const TABLE: &'static Message = &REALTIME_VOICEJOINEDEVENT; }
impl Described for realtime::VoiceLeavedEvent { const TABLE: &'static Message = &REALTIME_VOICELEAVEDEVENT; }
impl Described for realtime::VoiceReactionSend { const TABLE: &'static Message = &REALTIME_VOICEREACTIONSEND; }
impl Described for realtime::VoiceStartedEvent { const TABLE: &'static Message = &REALTIME_VOICESTARTEDEVENT; }
impl Described for realtime::WebrtcSignalingFwd { const TABLE: &'static Message = &REALTIME_WEBRTCSIGNALINGFWD; }
impl Described for mmn::AddTxResponse { const TABLE: &'static Message = &MMN_ADDTXRESPONSE; }
impl Described for mmn::Block { const TABLE: &'static Message = &MMN_BLOCK; }
impl Described for mmn::BlockInfo { const TABLE: &'static Message = &MMN_BLOCKINFO; }
impl Described for mmn::Empty { const TABLE: &'static Message = &MMN_EMPTY; }
impl Described for mmn::EmptyParams { const TABLE: &'static Message = &MMN_EMPTYPARAMS; }
impl Described for mmn::Entry { const TABLE: &'static Message = &MMN_ENTRY; }
impl Described for mmn::GetAccountRequest { const TABLE: &'static Message = &MMN_GETACCOUNTREQUEST; }
impl Described for mmn::GetAccountResponse { const TABLE: &'static Message = &MMN_GETACCOUNTRESPONSE; }
impl Described for mmn::GetBlockByNumberRequest { const TABLE: &'static Message = &MMN_GETBLOCKBYNUMBERREQUEST; }
impl Described for mmn::GetBlockByNumberResponse { const TABLE: &'static Message = &MMN_GETBLOCKBYNUMBERRESPONSE; }
impl Described for mmn::GetBlockByRangeRequest { const TABLE: &'static Message = &MMN_GETBLOCKBYRANGEREQUEST; }
impl Described for mmn::GetBlockByRangeResponse { const TABLE: &'static Message = &MMN_GETBLOCKBYRANGERESPONSE; }
impl Described for mmn::GetBlockNumberResponse { const TABLE: &'static Message = &MMN_GETBLOCKNUMBERRESPONSE; }
impl Described for mmn::GetCurrentNonceRequest { const TABLE: &'static Message = &MMN_GETCURRENTNONCEREQUEST; }
impl Described for mmn::GetCurrentNonceResponse { const TABLE: &'static Message = &MMN_GETCURRENTNONCERESPONSE; }
impl Described for mmn::GetPendingTransactionsRequest { const TABLE: &'static Message = &MMN_GETPENDINGTRANSACTIONSREQUEST; }
impl Described for mmn::GetPendingTransactionsResponse { const TABLE: &'static Message = &MMN_GETPENDINGTRANSACTIONSRESPONSE; }
impl Described for mmn::GetTxByHashRequest { const TABLE: &'static Message = &MMN_GETTXBYHASHREQUEST; }
impl Described for mmn::GetTxByHashResponse { const TABLE: &'static Message = &MMN_GETTXBYHASHRESPONSE; }
impl Described for mmn::HealthCheckResponse { const TABLE: &'static Message = &MMN_HEALTHCHECKRESPONSE; }
impl Described for mmn::SignedTxMsg { const TABLE: &'static Message = &MMN_SIGNEDTXMSG; }
impl Described for mmn::SubscribeTransactionStatusRequest { const TABLE: &'static Message = &MMN_SUBSCRIBETRANSACTIONSTATUSREQUEST; }
impl Described for mmn::TransactionData { const TABLE: &'static Message = &MMN_TRANSACTIONDATA; }
impl Described for mmn::TransactionStatusInfo { const TABLE: &'static Message = &MMN_TRANSACTIONSTATUSINFO; }
impl Described for mmn::TxInfo { const TABLE: &'static Message = &MMN_TXINFO; }
impl Described for mmn::TxMeta { const TABLE: &'static Message = &MMN_TXMETA; }
impl Described for mmn::TxMsg { const TABLE: &'static Message = &MMN_TXMSG; }
