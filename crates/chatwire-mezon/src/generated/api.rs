// Made by `cargo xtask codegen` from proto/mezon/service.proto. Do not edit.

use chatwire_mezon_proto::{api, realtime};

use crate::rpc::{Api, ApiCall, Method};

/// All calls, in order of their numbers; those without one come last.
pub(crate) static METHODS: &[&Method] = &[
    &LIST_CHANNEL_DESCS,
    &GET_ACCOUNT,
    &LIST_CLAN_DESCS,
    &LIST_CLAN_USERS,
    &LIST_ROLES,
    &LIST_EVENTS,
    &GET_ROLE_OF_USER_IN_THE_CLAN,
    &GET_LIST_PERMISSION,
    &LIST_USER_PERMISSION_IN_CHANNEL,
    &GET_NOTIFICATION_CLAN,
    &LIST_MUTED_CHANNEL,
    &LIST_STREAMING_CHANNEL_USERS,
    &LIST_QUICK_MENU_ACCESS,
    &GET_NOTIFICATION_CHANNEL,
    &LIST_FRIENDS,
    &EMOJI_RECENT_LIST,
    &GET_LIST_EMOJIS_BY_USER_ID,
    &LIST_CLAN_BADGE_COUNT,
    &LIST_CHANNEL_BADGE_COUNT,
    &LIST_LOGED_DEVICE,
    &LIST_CLAN_USERS_STATUS,
    &LIST_CHANNEL_APPS,
    &GET_LIST_FAVORITE_CHANNEL,
    &LIST_CATEGORY_DESCS,
    &LIST_ONBOARDING,
    &GET_LIST_STICKERS_BY_USER_ID,
    &GET_SYSTEM_MESSAGE_BY_CLAN_ID,
    &GET_PIN_MESSAGES_LIST,
    &GET_CHANNEL_CANVAS_LIST,
    &LIST_CHANNEL_TIMELINE,
    &LIST_CHANNEL_MESSAGES,
    &LIST_ACTIVITY,
    &LIST_CHANNEL_BY_USER_ID,
    &LIST_USER_CLANS_BY_USER_ID,
    &GET_USER_PROFILE_ON_CLAN,
    &REGIST_FCM_DEVICE_TOKEN,
    &IS_BANNED,
    &LIST_THREAD_DESCS,
    &LIST_ARCHIVED_CHANNEL_DESCS,
    &LIST_CHANNEL_DETAIL,
    &GET_CHANNEL_CATEGORY_NOTI_SETTINGS_LIST,
    &LIST_ROLE_USERS,
    &LIST_CHANNEL_USERS,
    &LIST_CHANNEL_ATTACHMENT,
    &LIST_CHANNEL_VOICE_USERS,
    &LIST_USER_ONLINE,
    &LIST_NOTIFICATIONS,
    &LIST_CHANNEL_USERS_UC,
    &LIST_WEBHOOK_BY_CHANNEL_ID,
    &GET_PERMISSION_BY_ROLE_ID_CHANNEL_ID,
    &LIST_CHANNEL_SETTING,
    &LIST_APPS,
    &GET_APP,
    &LIST_FOR_SALE_ITEMS,
    &LIST_CLAN_WEBHOOK,
    &GET_USER_STATUS,
    &LIST_SD_TOPIC,
    &ADD_FRIENDS,
    &ADD_CHANNEL_USERS,
    &REGISTRATION_EMAIL,
    &BLOCK_FRIENDS,
    &UNBLOCK_FRIENDS,
    &UPLOAD_ATTACHMENT_FILE,
    &UPLOAD_OAUTH_FILE,
    &ADD_ROLES_CHANNEL_DESC,
    &CREATE_CATEGORY_DESC,
    &CREATE_CHANNEL_DESC,
    &CREATE_ROLE,
    &CREATE_EVENT,
    &DELETE_ROLE,
    &DELETE_EVENT,
    &DELETE_ROLE_CHANNEL_DESC,
    &DELETE_CHANNEL_DESC,
    &CLOSE_DM_BY_CHANNEL_ID,
    &OPEN_DM_BY_CHANNEL_ID,
    &DELETE_ACCOUNT,
    &DELETE_FRIENDS,
    &DELETE_CATEGORY_DESC,
    &DELETE_NOTIFICATIONS,
    &DELETE_CLAN_DESC,
    &UPDATE_USER,
    &UPDATE_USER_PROFILE_BY_CLAN,
    &UPDATE_CLAN_ORDER,
    &REMOVE_CHANNEL_USERS,
    &LEAVE_THREAD,
    &ARCHIVE_CHANNEL,
    &LINK_SMS,
    &CONFIRM_LINK_MEZON_OTP,
    &LINK_EMAIL,
    &CREATE_CLAN_DESC,
    &REMOVE_CLAN_USERS,
    &BAN_CLAN_USERS,
    &CREATE_LINK_INVITE_USER,
    &INVITE_USER,
    &SET_ROLE_CHANNEL_PERMISSION,
    &SET_NOTIFICATION_CHANNEL_SETTING,
    &SET_MUTE_CHANNEL,
    &SET_MUTE_CATEGORY,
    &SET_NOTIFICATION_CLAN_SETTING,
    &SET_NOTIFICATION_CATEGORY_SETTING,
    &DELETE_NOTIFICATION_CATEGORY_SETTING,
    &DELETE_NOTIFICATION_CHANNEL,
    &CREATE_PIN_MESSAGE,
    &CREATE_MESSAGE2_INBOX,
    &UNLINK_MEZON,
    &UNLINK_EMAIL,
    &UPDATE_ACCOUNT,
    &UPDATE_USERNAME,
    &UPDATE_CATEGORY,
    &UPDATE_CATEGORY_ORDER,
    &UPDATE_ROLE_ORDER,
    &UPDATE_CLAN_DESC,
    &UPDATE_CHANNEL_DESC,
    &UPDATE_CHANNEL_PRIVATE,
    &UPDATE_ROLE,
    &UPDATE_EVENT,
    &SEARCH_MESSAGE,
    &CREATE_CLAN_EMOJI,
    &DELETE_BY_ID_CLAN_EMOJI,
    &UPDATE_CLAN_EMOJI_BY_ID,
    &GENERATE_WEBHOOK,
    &HANDLE_WEBHOOK,
    &UPDATE_WEBHOOK_BY_ID,
    &DELETE_WEBHOOK_BY_ID,
    &ADD_CLAN_STICKER,
    &UPDATE_CLAN_STICKER_BY_ID,
    &DELETE_CLAN_STICKER_BY_ID,
    &CHANGE_CHANNEL_CATEGORY,
    &CHECK_DUPLICATE_NAME,
    &ADD_APP,
    &DELETE_APP,
    &UPDATE_APP,
    &ADD_APP_TO_CLAN,
    &CREATE_SYSTEM_MESSAGE,
    &UPDATE_SYSTEM_MESSAGE,
    &DELETE_SYSTEM_MESSAGE,
    &STREAMING_SERVER_CALLBACK,
    &EDIT_CHANNEL_CANVASES,
    &GET_CHANNEL_CANVAS_DETAIL,
    &DELETE_CHANNEL_CANVAS,
    &ADD_CHANNEL_FAVORITE,
    &REMOVE_CHANNEL_FAVORITE,
    &CREATE_ACTIVIY,
    &GET_PUB_KEYS,
    &PUSH_PUB_KEY,
    &GET_CHAN_ENCRYPTION_METHOD,
    &SET_CHAN_ENCRYPTION_METHOD,
    &GET_KEY_SERVER,
    &LIST_AUDIT_LOG,
    &GET_ONBOARDING_DETAIL,
    &CREATE_ONBOARDING,
    &UPDATE_ONBOARDING,
    &DELETE_ONBOARDING,
    &LIST_ONBOARDING_STEP,
    &UPDATE_ONBOARDING_STEP,
    &GENERATE_CLAN_WEBHOOK,
    &UPDATE_CLAN_WEBHOOK_BY_ID,
    &DELETE_CLAN_WEBHOOK_BY_ID,
    &HANDLE_CLAN_WEBHOOK,
    &UPDATE_USER_STATUS,
    &UPDATE_USER_CUSTOM_STATUS,
    &GET_TOPIC_DETAIL,
    &CREATE_SD_TOPIC,
    &DELETE_SD_TOPIC,
    &CREATE_EXTERNAL_MEZON_MEET,
    &GENERATE_MEET_TOKEN,
    &REMOVE_PARTICIPANT_MEZON_MEET,
    &MUTE_PARTICIPANT_MEZON_MEET,
    &CREATE_ROOM_CHANNEL_APPS,
    &GET_MEZON_OAUTH_CLIENT,
    &DELETE_MEZON_OAUTH_CLIENT,
    &UPDATE_MEZON_OAUTH_CLIENT,
    &SEARCH_THREAD,
    &GENERATE_HASH_CHANNEL_APPS,
    &DELETE_USER_EVENT,
    &ADD_USER_EVENT,
    &DELETE_QUICK_MENU_ACCESS,
    &ADD_QUICK_MENU_ACCESS,
    &UPDATE_QUICK_MENU_ACCESS,
    &TRANSFER_OWNERSHIP,
    &SEND_CHANNEL_MESSAGE,
    &UPDATE_CHANNEL_MESSAGE,
    &DELETE_CHANNEL_MESSAGE,
    &REPORT_MESSAGE_ABUSE,
    &MESSAGE_BUTTON_CLICK,
    &DROPDOWN_BOX_SELECTED,
    &ACTIVE_ARCHIVED_THREAD,
    &UPDATE_CHANNEL_TIMELINE,
    &ADD_AGENT_TO_CHANNEL,
    &DISCONNECT_AGENT,
    &CREATE_CHANNEL_TIMELINE,
    &DETAIL_CHANNEL_TIMELINE,
    &CREATE_POLL,
    &VOTE_POLL,
    &CLOSE_POLL,
    &GET_POLL,
    &REACT_CHANNEL_MESSAGE,
    &MULTIPART_UPLOAD_ATTACHMENT_FILE_START,
    &MULTIPART_UPLOAD_ATTACHMENT_FILE_FINISH,
    &SESSION_REFRESH,
    &SESSION_LOGOUT,
    &HEALTHCHECK,
    &UNBAN_CLAN_USERS,
    &LIST_BANNED_USERS,
    &GET_NOTIFICATION_CATEGORY,
    &LIST_ROLE_PERMISSIONS,
    &IS_FOLLOWER,
    &DELETE_PIN_MESSAGE,
    &MARK_AS_READ,
    &UPLOAD_BATCH_ATTACHMENT_FILE,
    &DELETE_NOTI_REACT_MESSAGE,
    &GET_NOTIFICATION_REACT_MESSAGE,
    &GET_SYSTEM_MESSAGES_LIST,
    &LIST_MEZON_OAUTH_CLIENT,
    &REGISTER_STREAMING_CHANNEL,
    &SET_NOTIFICATION_REACT_MESSAGE,
    &UPDATE_EVENT_USER,
    &UPDATE_MEZON_VOICE_STATE,
];

pub(crate) static LIST_CHANNEL_DESCS: Method = Method::read("mezon.list_channel_descs", "/mezon.api.Mezon/ListChannelDescs", Some(0));
pub(crate) static GET_ACCOUNT: Method = Method::read("mezon.get_account", "/mezon.api.Mezon/GetAccount", Some(1));
pub(crate) static LIST_CLAN_DESCS: Method = Method::read("mezon.list_clan_descs", "/mezon.api.Mezon/ListClanDescs", Some(2));
pub(crate) static LIST_CLAN_USERS: Method = Method::read("mezon.list_clan_users", "/mezon.api.Mezon/ListClanUsers", Some(3));
pub(crate) static LIST_ROLES: Method = Method::read("mezon.list_roles", "/mezon.api.Mezon/ListRoles", Some(4));
pub(crate) static LIST_EVENTS: Method = Method::read("mezon.list_events", "/mezon.api.Mezon/ListEvents", Some(5));
pub(crate) static GET_ROLE_OF_USER_IN_THE_CLAN: Method = Method::read("mezon.get_role_of_user_in_the_clan", "/mezon.api.Mezon/GetRoleOfUserInTheClan", Some(6));
pub(crate) static GET_LIST_PERMISSION: Method = Method::read("mezon.get_list_permission", "/mezon.api.Mezon/GetListPermission", Some(7));
pub(crate) static LIST_USER_PERMISSION_IN_CHANNEL: Method = Method::read("mezon.list_user_permission_in_channel", "/mezon.api.Mezon/ListUserPermissionInChannel", Some(8));
pub(crate) static GET_NOTIFICATION_CLAN: Method = Method::read("mezon.get_notification_clan", "/mezon.api.Mezon/GetNotificationClan", Some(9));
pub(crate) static LIST_MUTED_CHANNEL: Method = Method::read("mezon.list_muted_channel", "/mezon.api.Mezon/ListMutedChannel", Some(10));
pub(crate) static LIST_STREAMING_CHANNEL_USERS: Method = Method::read("mezon.list_streaming_channel_users", "/mezon.api.Mezon/ListStreamingChannelUsers", Some(11));
pub(crate) static LIST_QUICK_MENU_ACCESS: Method = Method::read("mezon.list_quick_menu_access", "/mezon.api.Mezon/ListQuickMenuAccess", Some(12));
pub(crate) static GET_NOTIFICATION_CHANNEL: Method = Method::read("mezon.get_notification_channel", "/mezon.api.Mezon/GetNotificationChannel", Some(13));
pub(crate) static LIST_FRIENDS: Method = Method::read("mezon.list_friends", "/mezon.api.Mezon/ListFriends", Some(14));
pub(crate) static EMOJI_RECENT_LIST: Method = Method::write("mezon.emoji_recent_list", "/mezon.api.Mezon/EmojiRecentList", Some(15));
pub(crate) static GET_LIST_EMOJIS_BY_USER_ID: Method = Method::read("mezon.get_list_emojis_by_user_id", "/mezon.api.Mezon/GetListEmojisByUserId", Some(16));
pub(crate) static LIST_CLAN_BADGE_COUNT: Method = Method::read("mezon.list_clan_badge_count", "/mezon.api.Mezon/ListClanBadgeCount", Some(17));
pub(crate) static LIST_CHANNEL_BADGE_COUNT: Method = Method::read("mezon.list_channel_badge_count", "/mezon.api.Mezon/ListChannelBadgeCount", Some(18));
pub(crate) static LIST_LOGED_DEVICE: Method = Method::read("mezon.list_loged_device", "/mezon.api.Mezon/ListLogedDevice", Some(19));
pub(crate) static LIST_CLAN_USERS_STATUS: Method = Method::read("mezon.list_clan_users_status", "/mezon.api.Mezon/ListClanUsersStatus", Some(20));
pub(crate) static LIST_CHANNEL_APPS: Method = Method::read("mezon.list_channel_apps", "/mezon.api.Mezon/ListChannelApps", Some(21));
pub(crate) static GET_LIST_FAVORITE_CHANNEL: Method = Method::read("mezon.get_list_favorite_channel", "/mezon.api.Mezon/GetListFavoriteChannel", Some(22));
pub(crate) static LIST_CATEGORY_DESCS: Method = Method::read("mezon.list_category_descs", "/mezon.api.Mezon/ListCategoryDescs", Some(23));
pub(crate) static LIST_ONBOARDING: Method = Method::read("mezon.list_onboarding", "/mezon.api.Mezon/ListOnboarding", Some(24));
pub(crate) static GET_LIST_STICKERS_BY_USER_ID: Method = Method::read("mezon.get_list_stickers_by_user_id", "/mezon.api.Mezon/GetListStickersByUserId", Some(25));
pub(crate) static GET_SYSTEM_MESSAGE_BY_CLAN_ID: Method = Method::read("mezon.get_system_message_by_clan_id", "/mezon.api.Mezon/GetSystemMessageByClanId", Some(26));
pub(crate) static GET_PIN_MESSAGES_LIST: Method = Method::read("mezon.get_pin_messages_list", "/mezon.api.Mezon/GetPinMessagesList", Some(27));
pub(crate) static GET_CHANNEL_CANVAS_LIST: Method = Method::read("mezon.get_channel_canvas_list", "/mezon.api.Mezon/GetChannelCanvasList", Some(28));
pub(crate) static LIST_CHANNEL_TIMELINE: Method = Method::read("mezon.list_channel_timeline", "/mezon.api.Mezon/ListChannelTimeline", Some(29));
pub(crate) static LIST_CHANNEL_MESSAGES: Method = Method::read("mezon.list_channel_messages", "/mezon.api.Mezon/ListChannelMessages", Some(30));
pub(crate) static LIST_ACTIVITY: Method = Method::read("mezon.list_activity", "/mezon.api.Mezon/ListActivity", Some(31));
pub(crate) static LIST_CHANNEL_BY_USER_ID: Method = Method::read("mezon.list_channel_by_user_id", "/mezon.api.Mezon/ListChannelByUserId", Some(32));
pub(crate) static LIST_USER_CLANS_BY_USER_ID: Method = Method::read("mezon.list_user_clans_by_user_id", "/mezon.api.Mezon/ListUserClansByUserId", Some(33));
pub(crate) static GET_USER_PROFILE_ON_CLAN: Method = Method::read("mezon.get_user_profile_on_clan", "/mezon.api.Mezon/GetUserProfileOnClan", Some(34));
pub(crate) static REGIST_FCM_DEVICE_TOKEN: Method = Method::write("mezon.regist_fcm_device_token", "/mezon.api.Mezon/RegistFCMDeviceToken", Some(35));
pub(crate) static IS_BANNED: Method = Method::write("mezon.is_banned", "/mezon.api.Mezon/IsBanned", Some(36));
pub(crate) static LIST_THREAD_DESCS: Method = Method::read("mezon.list_thread_descs", "/mezon.api.Mezon/ListThreadDescs", Some(37));
pub(crate) static LIST_ARCHIVED_CHANNEL_DESCS: Method = Method::read("mezon.list_archived_channel_descs", "/mezon.api.Mezon/ListArchivedChannelDescs", Some(38));
pub(crate) static LIST_CHANNEL_DETAIL: Method = Method::read("mezon.list_channel_detail", "/mezon.api.Mezon/ListChannelDetail", Some(39));
pub(crate) static GET_CHANNEL_CATEGORY_NOTI_SETTINGS_LIST: Method = Method::read("mezon.get_channel_category_noti_settings_list", "/mezon.api.Mezon/GetChannelCategoryNotiSettingsList", Some(40));
pub(crate) static LIST_ROLE_USERS: Method = Method::read("mezon.list_role_users", "/mezon.api.Mezon/ListRoleUsers", Some(41));
pub(crate) static LIST_CHANNEL_USERS: Method = Method::read("mezon.list_channel_users", "/mezon.api.Mezon/ListChannelUsers", Some(42));
pub(crate) static LIST_CHANNEL_ATTACHMENT: Method = Method::read("mezon.list_channel_attachment", "/mezon.api.Mezon/ListChannelAttachment", Some(43));
pub(crate) static LIST_CHANNEL_VOICE_USERS: Method = Method::read("mezon.list_channel_voice_users", "/mezon.api.Mezon/ListChannelVoiceUsers", Some(44));
pub(crate) static LIST_USER_ONLINE: Method = Method::read("mezon.list_user_online", "/mezon.api.Mezon/ListUserOnline", Some(45));
pub(crate) static LIST_NOTIFICATIONS: Method = Method::read("mezon.list_notifications", "/mezon.api.Mezon/ListNotifications", Some(46));
pub(crate) static LIST_CHANNEL_USERS_UC: Method = Method::read("mezon.list_channel_users_uc", "/mezon.api.Mezon/ListChannelUsersUC", Some(47));
pub(crate) static LIST_WEBHOOK_BY_CHANNEL_ID: Method = Method::read("mezon.list_webhook_by_channel_id", "/mezon.api.Mezon/ListWebhookByChannelId", Some(48));
pub(crate) static GET_PERMISSION_BY_ROLE_ID_CHANNEL_ID: Method = Method::read("mezon.get_permission_by_role_id_channel_id", "/mezon.api.Mezon/GetPermissionByRoleIdChannelId", Some(49));
pub(crate) static LIST_CHANNEL_SETTING: Method = Method::read("mezon.list_channel_setting", "/mezon.api.Mezon/ListChannelSetting", Some(50));
pub(crate) static LIST_APPS: Method = Method::read("mezon.list_apps", "/mezon.api.Mezon/ListApps", Some(51));
pub(crate) static GET_APP: Method = Method::read("mezon.get_app", "/mezon.api.Mezon/GetApp", Some(52));
pub(crate) static LIST_FOR_SALE_ITEMS: Method = Method::read("mezon.list_for_sale_items", "/mezon.api.Mezon/ListForSaleItems", Some(53));
pub(crate) static LIST_CLAN_WEBHOOK: Method = Method::read("mezon.list_clan_webhook", "/mezon.api.Mezon/ListClanWebhook", Some(54));
pub(crate) static GET_USER_STATUS: Method = Method::read("mezon.get_user_status", "/mezon.api.Mezon/GetUserStatus", Some(55));
pub(crate) static LIST_SD_TOPIC: Method = Method::read("mezon.list_sd_topic", "/mezon.api.Mezon/ListSdTopic", Some(56));
pub(crate) static ADD_FRIENDS: Method = Method::write("mezon.add_friends", "/mezon.api.Mezon/AddFriends", Some(57));
pub(crate) static ADD_CHANNEL_USERS: Method = Method::write("mezon.add_channel_users", "/mezon.api.Mezon/AddChannelUsers", Some(58));
pub(crate) static REGISTRATION_EMAIL: Method = Method::write("mezon.registration_email", "/mezon.api.Mezon/RegistrationEmail", Some(59));
pub(crate) static BLOCK_FRIENDS: Method = Method::write("mezon.block_friends", "/mezon.api.Mezon/BlockFriends", Some(60));
pub(crate) static UNBLOCK_FRIENDS: Method = Method::write("mezon.unblock_friends", "/mezon.api.Mezon/UnblockFriends", Some(61));
pub(crate) static UPLOAD_ATTACHMENT_FILE: Method = Method::write("mezon.upload_attachment_file", "/mezon.api.Mezon/UploadAttachmentFile", Some(62));
pub(crate) static UPLOAD_OAUTH_FILE: Method = Method::write("mezon.upload_oauth_file", "/mezon.api.Mezon/UploadOauthFile", Some(63));
pub(crate) static ADD_ROLES_CHANNEL_DESC: Method = Method::write("mezon.add_roles_channel_desc", "/mezon.api.Mezon/AddRolesChannelDesc", Some(64));
pub(crate) static CREATE_CATEGORY_DESC: Method = Method::write("mezon.create_category_desc", "/mezon.api.Mezon/CreateCategoryDesc", Some(65));
pub(crate) static CREATE_CHANNEL_DESC: Method = Method::write("mezon.create_channel_desc", "/mezon.api.Mezon/CreateChannelDesc", Some(66));
pub(crate) static CREATE_ROLE: Method = Method::write("mezon.create_role", "/mezon.api.Mezon/CreateRole", Some(67));
pub(crate) static CREATE_EVENT: Method = Method::write("mezon.create_event", "/mezon.api.Mezon/CreateEvent", Some(68));
pub(crate) static DELETE_ROLE: Method = Method::write("mezon.delete_role", "/mezon.api.Mezon/DeleteRole", Some(69));
pub(crate) static DELETE_EVENT: Method = Method::write("mezon.delete_event", "/mezon.api.Mezon/DeleteEvent", Some(70));
pub(crate) static DELETE_ROLE_CHANNEL_DESC: Method = Method::write("mezon.delete_role_channel_desc", "/mezon.api.Mezon/DeleteRoleChannelDesc", Some(71));
pub(crate) static DELETE_CHANNEL_DESC: Method = Method::write("mezon.delete_channel_desc", "/mezon.api.Mezon/DeleteChannelDesc", Some(72));
pub(crate) static CLOSE_DM_BY_CHANNEL_ID: Method = Method::write("mezon.close_dm_by_channel_id", "/mezon.api.Mezon/CloseDMByChannelId", Some(73));
pub(crate) static OPEN_DM_BY_CHANNEL_ID: Method = Method::write("mezon.open_dm_by_channel_id", "/mezon.api.Mezon/OpenDMByChannelId", Some(74));
pub(crate) static DELETE_ACCOUNT: Method = Method::write("mezon.delete_account", "/mezon.api.Mezon/DeleteAccount", Some(75));
pub(crate) static DELETE_FRIENDS: Method = Method::write("mezon.delete_friends", "/mezon.api.Mezon/DeleteFriends", Some(76));
pub(crate) static DELETE_CATEGORY_DESC: Method = Method::write("mezon.delete_category_desc", "/mezon.api.Mezon/DeleteCategoryDesc", Some(77));
pub(crate) static DELETE_NOTIFICATIONS: Method = Method::write("mezon.delete_notifications", "/mezon.api.Mezon/DeleteNotifications", Some(78));
pub(crate) static DELETE_CLAN_DESC: Method = Method::write("mezon.delete_clan_desc", "/mezon.api.Mezon/DeleteClanDesc", Some(79));
pub(crate) static UPDATE_USER: Method = Method::write("mezon.update_user", "/mezon.api.Mezon/UpdateUser", Some(80));
pub(crate) static UPDATE_USER_PROFILE_BY_CLAN: Method = Method::write("mezon.update_user_profile_by_clan", "/mezon.api.Mezon/UpdateUserProfileByClan", Some(81));
pub(crate) static UPDATE_CLAN_ORDER: Method = Method::write("mezon.update_clan_order", "/mezon.api.Mezon/UpdateClanOrder", Some(82));
pub(crate) static REMOVE_CHANNEL_USERS: Method = Method::write("mezon.remove_channel_users", "/mezon.api.Mezon/RemoveChannelUsers", Some(83));
pub(crate) static LEAVE_THREAD: Method = Method::write("mezon.leave_thread", "/mezon.api.Mezon/LeaveThread", Some(84));
pub(crate) static ARCHIVE_CHANNEL: Method = Method::write("mezon.archive_channel", "/mezon.api.Mezon/ArchiveChannel", Some(85));
pub(crate) static LINK_SMS: Method = Method::write("mezon.link_sms", "/mezon.api.Mezon/LinkSMS", Some(86));
pub(crate) static CONFIRM_LINK_MEZON_OTP: Method = Method::write("mezon.confirm_link_mezon_otp", "/mezon.api.Mezon/ConfirmLinkMezonOTP", Some(87));
pub(crate) static LINK_EMAIL: Method = Method::write("mezon.link_email", "/mezon.api.Mezon/LinkEmail", Some(88));
pub(crate) static CREATE_CLAN_DESC: Method = Method::write("mezon.create_clan_desc", "/mezon.api.Mezon/CreateClanDesc", Some(89));
pub(crate) static REMOVE_CLAN_USERS: Method = Method::write("mezon.remove_clan_users", "/mezon.api.Mezon/RemoveClanUsers", Some(90));
pub(crate) static BAN_CLAN_USERS: Method = Method::write("mezon.ban_clan_users", "/mezon.api.Mezon/BanClanUsers", Some(91));
pub(crate) static CREATE_LINK_INVITE_USER: Method = Method::write("mezon.create_link_invite_user", "/mezon.api.Mezon/CreateLinkInviteUser", Some(92));
pub(crate) static INVITE_USER: Method = Method::write("mezon.invite_user", "/mezon.api.Mezon/InviteUser", Some(93));
pub(crate) static SET_ROLE_CHANNEL_PERMISSION: Method = Method::write("mezon.set_role_channel_permission", "/mezon.api.Mezon/SetRoleChannelPermission", Some(94));
pub(crate) static SET_NOTIFICATION_CHANNEL_SETTING: Method = Method::write("mezon.set_notification_channel_setting", "/mezon.api.Mezon/SetNotificationChannelSetting", Some(95));
pub(crate) static SET_MUTE_CHANNEL: Method = Method::write("mezon.set_mute_channel", "/mezon.api.Mezon/SetMuteChannel", Some(96));
pub(crate) static SET_MUTE_CATEGORY: Method = Method::write("mezon.set_mute_category", "/mezon.api.Mezon/SetMuteCategory", Some(97));
pub(crate) static SET_NOTIFICATION_CLAN_SETTING: Method = Method::write("mezon.set_notification_clan_setting", "/mezon.api.Mezon/SetNotificationClanSetting", Some(98));
pub(crate) static SET_NOTIFICATION_CATEGORY_SETTING: Method = Method::write("mezon.set_notification_category_setting", "/mezon.api.Mezon/SetNotificationCategorySetting", Some(99));
pub(crate) static DELETE_NOTIFICATION_CATEGORY_SETTING: Method = Method::write("mezon.delete_notification_category_setting", "/mezon.api.Mezon/DeleteNotificationCategorySetting", Some(100));
pub(crate) static DELETE_NOTIFICATION_CHANNEL: Method = Method::write("mezon.delete_notification_channel", "/mezon.api.Mezon/DeleteNotificationChannel", Some(101));
pub(crate) static CREATE_PIN_MESSAGE: Method = Method::write("mezon.create_pin_message", "/mezon.api.Mezon/CreatePinMessage", Some(102));
pub(crate) static CREATE_MESSAGE2_INBOX: Method = Method::write("mezon.create_message2_inbox", "/mezon.api.Mezon/CreateMessage2Inbox", Some(103));
pub(crate) static UNLINK_MEZON: Method = Method::write("mezon.unlink_mezon", "/mezon.api.Mezon/UnlinkMezon", Some(104));
pub(crate) static UNLINK_EMAIL: Method = Method::write("mezon.unlink_email", "/mezon.api.Mezon/UnlinkEmail", Some(105));
pub(crate) static UPDATE_ACCOUNT: Method = Method::write("mezon.update_account", "/mezon.api.Mezon/UpdateAccount", Some(106));
pub(crate) static UPDATE_USERNAME: Method = Method::write("mezon.update_username", "/mezon.api.Mezon/UpdateUsername", Some(107));
pub(crate) static UPDATE_CATEGORY: Method = Method::write("mezon.update_category", "/mezon.api.Mezon/UpdateCategory", Some(108));
pub(crate) static UPDATE_CATEGORY_ORDER: Method = Method::write("mezon.update_category_order", "/mezon.api.Mezon/UpdateCategoryOrder", Some(109));
pub(crate) static UPDATE_ROLE_ORDER: Method = Method::write("mezon.update_role_order", "/mezon.api.Mezon/UpdateRoleOrder", Some(110));
pub(crate) static UPDATE_CLAN_DESC: Method = Method::write("mezon.update_clan_desc", "/mezon.api.Mezon/UpdateClanDesc", Some(111));
pub(crate) static UPDATE_CHANNEL_DESC: Method = Method::write("mezon.update_channel_desc", "/mezon.api.Mezon/UpdateChannelDesc", Some(112));
pub(crate) static UPDATE_CHANNEL_PRIVATE: Method = Method::write("mezon.update_channel_private", "/mezon.api.Mezon/UpdateChannelPrivate", Some(113));
pub(crate) static UPDATE_ROLE: Method = Method::write("mezon.update_role", "/mezon.api.Mezon/UpdateRole", Some(114));
pub(crate) static UPDATE_EVENT: Method = Method::write("mezon.update_event", "/mezon.api.Mezon/UpdateEvent", Some(115));
pub(crate) static SEARCH_MESSAGE: Method = Method::write("mezon.search_message", "/mezon.api.Mezon/SearchMessage", Some(116));
pub(crate) static CREATE_CLAN_EMOJI: Method = Method::write("mezon.create_clan_emoji", "/mezon.api.Mezon/CreateClanEmoji", Some(117));
pub(crate) static DELETE_BY_ID_CLAN_EMOJI: Method = Method::write("mezon.delete_by_id_clan_emoji", "/mezon.api.Mezon/DeleteByIdClanEmoji", Some(118));
pub(crate) static UPDATE_CLAN_EMOJI_BY_ID: Method = Method::write("mezon.update_clan_emoji_by_id", "/mezon.api.Mezon/UpdateClanEmojiById", Some(119));
pub(crate) static GENERATE_WEBHOOK: Method = Method::write("mezon.generate_webhook", "/mezon.api.Mezon/GenerateWebhook", Some(120));
pub(crate) static HANDLE_WEBHOOK: Method = Method::write("mezon.handle_webhook", "/mezon.api.Mezon/HandleWebhook", Some(121));
pub(crate) static UPDATE_WEBHOOK_BY_ID: Method = Method::write("mezon.update_webhook_by_id", "/mezon.api.Mezon/UpdateWebhookById", Some(122));
pub(crate) static DELETE_WEBHOOK_BY_ID: Method = Method::write("mezon.delete_webhook_by_id", "/mezon.api.Mezon/DeleteWebhookById", Some(123));
pub(crate) static ADD_CLAN_STICKER: Method = Method::write("mezon.add_clan_sticker", "/mezon.api.Mezon/AddClanSticker", Some(124));
pub(crate) static UPDATE_CLAN_STICKER_BY_ID: Method = Method::write("mezon.update_clan_sticker_by_id", "/mezon.api.Mezon/UpdateClanStickerById", Some(125));
pub(crate) static DELETE_CLAN_STICKER_BY_ID: Method = Method::write("mezon.delete_clan_sticker_by_id", "/mezon.api.Mezon/DeleteClanStickerById", Some(126));
pub(crate) static CHANGE_CHANNEL_CATEGORY: Method = Method::write("mezon.change_channel_category", "/mezon.api.Mezon/ChangeChannelCategory", Some(127));
pub(crate) static CHECK_DUPLICATE_NAME: Method = Method::write("mezon.check_duplicate_name", "/mezon.api.Mezon/CheckDuplicateName", Some(128));
pub(crate) static ADD_APP: Method = Method::write("mezon.add_app", "/mezon.api.Mezon/AddApp", Some(129));
pub(crate) static DELETE_APP: Method = Method::write("mezon.delete_app", "/mezon.api.Mezon/DeleteApp", Some(130));
pub(crate) static UPDATE_APP: Method = Method::write("mezon.update_app", "/mezon.api.Mezon/UpdateApp", Some(131));
pub(crate) static ADD_APP_TO_CLAN: Method = Method::write("mezon.add_app_to_clan", "/mezon.api.Mezon/AddAppToClan", Some(132));
pub(crate) static CREATE_SYSTEM_MESSAGE: Method = Method::write("mezon.create_system_message", "/mezon.api.Mezon/CreateSystemMessage", Some(133));
pub(crate) static UPDATE_SYSTEM_MESSAGE: Method = Method::write("mezon.update_system_message", "/mezon.api.Mezon/UpdateSystemMessage", Some(134));
pub(crate) static DELETE_SYSTEM_MESSAGE: Method = Method::write("mezon.delete_system_message", "/mezon.api.Mezon/DeleteSystemMessage", Some(135));
pub(crate) static STREAMING_SERVER_CALLBACK: Method = Method::write("mezon.streaming_server_callback", "/mezon.api.Mezon/StreamingServerCallback", Some(136));
pub(crate) static EDIT_CHANNEL_CANVASES: Method = Method::write("mezon.edit_channel_canvases", "/mezon.api.Mezon/EditChannelCanvases", Some(137));
pub(crate) static GET_CHANNEL_CANVAS_DETAIL: Method = Method::read("mezon.get_channel_canvas_detail", "/mezon.api.Mezon/GetChannelCanvasDetail", Some(138));
pub(crate) static DELETE_CHANNEL_CANVAS: Method = Method::write("mezon.delete_channel_canvas", "/mezon.api.Mezon/DeleteChannelCanvas", Some(139));
pub(crate) static ADD_CHANNEL_FAVORITE: Method = Method::write("mezon.add_channel_favorite", "/mezon.api.Mezon/AddChannelFavorite", Some(140));
pub(crate) static REMOVE_CHANNEL_FAVORITE: Method = Method::write("mezon.remove_channel_favorite", "/mezon.api.Mezon/RemoveChannelFavorite", Some(141));
pub(crate) static CREATE_ACTIVIY: Method = Method::write("mezon.create_activiy", "/mezon.api.Mezon/CreateActiviy", Some(142));
pub(crate) static GET_PUB_KEYS: Method = Method::read("mezon.get_pub_keys", "/mezon.api.Mezon/GetPubKeys", Some(143));
pub(crate) static PUSH_PUB_KEY: Method = Method::write("mezon.push_pub_key", "/mezon.api.Mezon/PushPubKey", Some(144));
pub(crate) static GET_CHAN_ENCRYPTION_METHOD: Method = Method::read("mezon.get_chan_encryption_method", "/mezon.api.Mezon/GetChanEncryptionMethod", Some(145));
pub(crate) static SET_CHAN_ENCRYPTION_METHOD: Method = Method::write("mezon.set_chan_encryption_method", "/mezon.api.Mezon/SetChanEncryptionMethod", Some(146));
pub(crate) static GET_KEY_SERVER: Method = Method::read("mezon.get_key_server", "/mezon.api.Mezon/GetKeyServer", Some(147));
pub(crate) static LIST_AUDIT_LOG: Method = Method::read("mezon.list_audit_log", "/mezon.api.Mezon/ListAuditLog", Some(148));
pub(crate) static GET_ONBOARDING_DETAIL: Method = Method::read("mezon.get_onboarding_detail", "/mezon.api.Mezon/GetOnboardingDetail", Some(149));
pub(crate) static CREATE_ONBOARDING: Method = Method::write("mezon.create_onboarding", "/mezon.api.Mezon/CreateOnboarding", Some(150));
pub(crate) static UPDATE_ONBOARDING: Method = Method::write("mezon.update_onboarding", "/mezon.api.Mezon/UpdateOnboarding", Some(151));
pub(crate) static DELETE_ONBOARDING: Method = Method::write("mezon.delete_onboarding", "/mezon.api.Mezon/DeleteOnboarding", Some(152));
pub(crate) static LIST_ONBOARDING_STEP: Method = Method::read("mezon.list_onboarding_step", "/mezon.api.Mezon/ListOnboardingStep", Some(153));
pub(crate) static UPDATE_ONBOARDING_STEP: Method = Method::write("mezon.update_onboarding_step", "/mezon.api.Mezon/UpdateOnboardingStep", Some(154));
pub(crate) static GENERATE_CLAN_WEBHOOK: Method = Method::write("mezon.generate_clan_webhook", "/mezon.api.Mezon/GenerateClanWebhook", Some(155));
pub(crate) static UPDATE_CLAN_WEBHOOK_BY_ID: Method = Method::write("mezon.update_clan_webhook_by_id", "/mezon.api.Mezon/UpdateClanWebhookById", Some(156));
pub(crate) static DELETE_CLAN_WEBHOOK_BY_ID: Method = Method::write("mezon.delete_clan_webhook_by_id", "/mezon.api.Mezon/DeleteClanWebhookById", Some(157));
pub(crate) static HANDLE_CLAN_WEBHOOK: Method = Method::write("mezon.handle_clan_webhook", "/mezon.api.Mezon/HandleClanWebhook", Some(158));
pub(crate) static UPDATE_USER_STATUS: Method = Method::write("mezon.update_user_status", "/mezon.api.Mezon/UpdateUserStatus", Some(159));
pub(crate) static UPDATE_USER_CUSTOM_STATUS: Method = Method::write("mezon.update_user_custom_status", "/mezon.api.Mezon/UpdateUserCustomStatus", Some(160));
pub(crate) static GET_TOPIC_DETAIL: Method = Method::read("mezon.get_topic_detail", "/mezon.api.Mezon/GetTopicDetail", Some(161));
pub(crate) static CREATE_SD_TOPIC: Method = Method::write("mezon.create_sd_topic", "/mezon.api.Mezon/CreateSdTopic", Some(162));
pub(crate) static DELETE_SD_TOPIC: Method = Method::write("mezon.delete_sd_topic", "/mezon.api.Mezon/DeleteSdTopic", Some(163));
pub(crate) static CREATE_EXTERNAL_MEZON_MEET: Method = Method::write("mezon.create_external_mezon_meet", "/mezon.api.Mezon/CreateExternalMezonMeet", Some(164));
pub(crate) static GENERATE_MEET_TOKEN: Method = Method::write("mezon.generate_meet_token", "/mezon.api.Mezon/GenerateMeetToken", Some(165));
pub(crate) static REMOVE_PARTICIPANT_MEZON_MEET: Method = Method::write("mezon.remove_participant_mezon_meet", "/mezon.api.Mezon/RemoveParticipantMezonMeet", Some(166));
pub(crate) static MUTE_PARTICIPANT_MEZON_MEET: Method = Method::write("mezon.mute_participant_mezon_meet", "/mezon.api.Mezon/MuteParticipantMezonMeet", Some(167));
pub(crate) static CREATE_ROOM_CHANNEL_APPS: Method = Method::write("mezon.create_room_channel_apps", "/mezon.api.Mezon/CreateRoomChannelApps", Some(168));
pub(crate) static GET_MEZON_OAUTH_CLIENT: Method = Method::read("mezon.get_mezon_oauth_client", "/mezon.api.Mezon/GetMezonOauthClient", Some(169));
pub(crate) static DELETE_MEZON_OAUTH_CLIENT: Method = Method::write("mezon.delete_mezon_oauth_client", "/mezon.api.Mezon/DeleteMezonOauthClient", Some(170));
pub(crate) static UPDATE_MEZON_OAUTH_CLIENT: Method = Method::write("mezon.update_mezon_oauth_client", "/mezon.api.Mezon/UpdateMezonOauthClient", Some(171));
pub(crate) static SEARCH_THREAD: Method = Method::write("mezon.search_thread", "/mezon.api.Mezon/SearchThread", Some(172));
pub(crate) static GENERATE_HASH_CHANNEL_APPS: Method = Method::write("mezon.generate_hash_channel_apps", "/mezon.api.Mezon/GenerateHashChannelApps", Some(173));
pub(crate) static DELETE_USER_EVENT: Method = Method::write("mezon.delete_user_event", "/mezon.api.Mezon/DeleteUserEvent", Some(174));
pub(crate) static ADD_USER_EVENT: Method = Method::write("mezon.add_user_event", "/mezon.api.Mezon/AddUserEvent", Some(175));
pub(crate) static DELETE_QUICK_MENU_ACCESS: Method = Method::write("mezon.delete_quick_menu_access", "/mezon.api.Mezon/DeleteQuickMenuAccess", Some(176));
pub(crate) static ADD_QUICK_MENU_ACCESS: Method = Method::write("mezon.add_quick_menu_access", "/mezon.api.Mezon/AddQuickMenuAccess", Some(177));
pub(crate) static UPDATE_QUICK_MENU_ACCESS: Method = Method::write("mezon.update_quick_menu_access", "/mezon.api.Mezon/UpdateQuickMenuAccess", Some(178));
pub(crate) static TRANSFER_OWNERSHIP: Method = Method::write("mezon.transfer_ownership", "/mezon.api.Mezon/TransferOwnership", Some(179));
pub(crate) static SEND_CHANNEL_MESSAGE: Method = Method::write("mezon.send_channel_message", "/mezon.api.Mezon/SendChannelMessage", Some(180));
pub(crate) static UPDATE_CHANNEL_MESSAGE: Method = Method::write("mezon.update_channel_message", "/mezon.api.Mezon/UpdateChannelMessage", Some(181));
pub(crate) static DELETE_CHANNEL_MESSAGE: Method = Method::write("mezon.delete_channel_message", "/mezon.api.Mezon/DeleteChannelMessage", Some(182));
pub(crate) static REPORT_MESSAGE_ABUSE: Method = Method::write("mezon.report_message_abuse", "/mezon.api.Mezon/ReportMessageAbuse", Some(183));
pub(crate) static MESSAGE_BUTTON_CLICK: Method = Method::write("mezon.message_button_click", "/mezon.api.Mezon/MessageButtonClick", Some(184));
pub(crate) static DROPDOWN_BOX_SELECTED: Method = Method::write("mezon.dropdown_box_selected", "/mezon.api.Mezon/DropdownBoxSelected", Some(185));
pub(crate) static ACTIVE_ARCHIVED_THREAD: Method = Method::write("mezon.active_archived_thread", "/mezon.api.Mezon/ActiveArchivedThread", Some(186));
pub(crate) static UPDATE_CHANNEL_TIMELINE: Method = Method::write("mezon.update_channel_timeline", "/mezon.api.Mezon/UpdateChannelTimeline", Some(187));
pub(crate) static ADD_AGENT_TO_CHANNEL: Method = Method::write("mezon.add_agent_to_channel", "/mezon.api.Mezon/AddAgentToChannel", Some(188));
pub(crate) static DISCONNECT_AGENT: Method = Method::write("mezon.disconnect_agent", "/mezon.api.Mezon/DisconnectAgent", Some(189));
pub(crate) static CREATE_CHANNEL_TIMELINE: Method = Method::write("mezon.create_channel_timeline", "/mezon.api.Mezon/CreateChannelTimeline", Some(190));
pub(crate) static DETAIL_CHANNEL_TIMELINE: Method = Method::write("mezon.detail_channel_timeline", "/mezon.api.Mezon/DetailChannelTimeline", Some(191));
pub(crate) static CREATE_POLL: Method = Method::write("mezon.create_poll", "/mezon.api.Mezon/CreatePoll", Some(192));
pub(crate) static VOTE_POLL: Method = Method::write("mezon.vote_poll", "/mezon.api.Mezon/VotePoll", Some(193));
pub(crate) static CLOSE_POLL: Method = Method::write("mezon.close_poll", "/mezon.api.Mezon/ClosePoll", Some(194));
pub(crate) static GET_POLL: Method = Method::read("mezon.get_poll", "/mezon.api.Mezon/GetPoll", Some(195));
pub(crate) static REACT_CHANNEL_MESSAGE: Method = Method::write("mezon.react_channel_message", "/mezon.api.Mezon/ReactChannelMessage", Some(196));
pub(crate) static MULTIPART_UPLOAD_ATTACHMENT_FILE_START: Method = Method::write("mezon.multipart_upload_attachment_file_start", "/mezon.api.Mezon/MultipartUploadAttachmentFileStart", Some(197));
pub(crate) static MULTIPART_UPLOAD_ATTACHMENT_FILE_FINISH: Method = Method::write("mezon.multipart_upload_attachment_file_finish", "/mezon.api.Mezon/MultipartUploadAttachmentFileFinish", Some(198));
pub(crate) static SESSION_REFRESH: Method = Method::write("mezon.session_refresh", "/mezon.api.Mezon/SessionRefresh", Some(199));
pub(crate) static SESSION_LOGOUT: Method = Method::write("mezon.session_logout", "/mezon.api.Mezon/SessionLogout", Some(200));
pub(crate) static HEALTHCHECK: Method = Method::write("mezon.healthcheck", "/mezon.api.Mezon/Healthcheck", Some(201));
pub(crate) static UNBAN_CLAN_USERS: Method = Method::write("mezon.unban_clan_users", "/mezon.api.Mezon/UnbanClanUsers", Some(202));
pub(crate) static LIST_BANNED_USERS: Method = Method::read("mezon.list_banned_users", "/mezon.api.Mezon/ListBannedUsers", Some(203));
pub(crate) static GET_NOTIFICATION_CATEGORY: Method = Method::read("mezon.get_notification_category", "/mezon.api.Mezon/GetNotificationCategory", Some(204));
pub(crate) static LIST_ROLE_PERMISSIONS: Method = Method::read("mezon.list_role_permissions", "/mezon.api.Mezon/ListRolePermissions", Some(205));
pub(crate) static IS_FOLLOWER: Method = Method::write("mezon.is_follower", "/mezon.api.Mezon/IsFollower", Some(206));
pub(crate) static DELETE_PIN_MESSAGE: Method = Method::write("mezon.delete_pin_message", "/mezon.api.Mezon/DeletePinMessage", Some(207));
pub(crate) static MARK_AS_READ: Method = Method::write("mezon.mark_as_read", "/mezon.api.Mezon/MarkAsRead", Some(208));
pub(crate) static UPLOAD_BATCH_ATTACHMENT_FILE: Method = Method::write("mezon.upload_batch_attachment_file", "/mezon.api.Mezon/UploadBatchAttachmentFile", Some(209));
pub(crate) static DELETE_NOTI_REACT_MESSAGE: Method = Method::write("mezon.delete_noti_react_message", "/mezon.api.Mezon/DeleteNotiReactMessage", None);
pub(crate) static GET_NOTIFICATION_REACT_MESSAGE: Method = Method::read("mezon.get_notification_react_message", "/mezon.api.Mezon/GetNotificationReactMessage", None);
pub(crate) static GET_SYSTEM_MESSAGES_LIST: Method = Method::read("mezon.get_system_messages_list", "/mezon.api.Mezon/GetSystemMessagesList", None);
pub(crate) static LIST_MEZON_OAUTH_CLIENT: Method = Method::read("mezon.list_mezon_oauth_client", "/mezon.api.Mezon/ListMezonOauthClient", None);
pub(crate) static REGISTER_STREAMING_CHANNEL: Method = Method::write("mezon.register_streaming_channel", "/mezon.api.Mezon/RegisterStreamingChannel", None);
pub(crate) static SET_NOTIFICATION_REACT_MESSAGE: Method = Method::write("mezon.set_notification_react_message", "/mezon.api.Mezon/SetNotificationReactMessage", None);
pub(crate) static UPDATE_EVENT_USER: Method = Method::write("mezon.update_event_user", "/mezon.api.Mezon/UpdateEventUser", None);
pub(crate) static UPDATE_MEZON_VOICE_STATE: Method = Method::write("mezon.update_mezon_voice_state", "/mezon.api.Mezon/UpdateMezonVoiceState", None);

impl Api {
    /// Lists the channels of a clan, or by type those of all clans: direct conversations, groups.
    ///
    /// Calls `ListChannelDescs` (index 0).
    ///
    /// `POST /mezon.api.Mezon/ListChannelDescs`: [`api::ListChannelDescsRequest`] → [`api::ChannelDescList`].
    pub fn list_channel_descs(&self, request: api::ListChannelDescsRequest) -> ApiCall<api::ChannelDescList> {
        self.call(&LIST_CHANNEL_DESCS, request)
    }

    /// Reads the own account.
    ///
    /// Calls `GetAccount` (index 1).
    ///
    /// `POST /mezon.api.Mezon/GetAccount`: nothing → [`api::Account`].
    pub fn get_account(&self) -> ApiCall<api::Account> {
        self.call(&GET_ACCOUNT, ())
    }

    /// Lists the clans of the account.
    ///
    /// Calls `ListClanDescs` (index 2).
    ///
    /// `POST /mezon.api.Mezon/ListClanDescs`: [`api::ListClanDescRequest`] → [`api::ClanDescList`].
    pub fn list_clan_descs(&self, request: api::ListClanDescRequest) -> ApiCall<api::ClanDescList> {
        self.call(&LIST_CLAN_DESCS, request)
    }

    /// Lists the members of a clan with their roles and names there.
    ///
    /// Calls `ListClanUsers` (index 3).
    ///
    /// `POST /mezon.api.Mezon/ListClanUsers`: [`api::ListClanUsersRequest`] → [`api::ClanUserList`].
    pub fn list_clan_users(&self, request: api::ListClanUsersRequest) -> ApiCall<api::ClanUserList> {
        self.call(&LIST_CLAN_USERS, request)
    }

    /// Lists the roles of a clan.
    ///
    /// Calls `ListRoles` (index 4).
    ///
    /// `POST /mezon.api.Mezon/ListRoles`: [`api::RoleListEventRequest`] → [`api::RoleListEventResponse`].
    pub fn list_roles(&self, request: api::RoleListEventRequest) -> ApiCall<api::RoleListEventResponse> {
        self.call(&LIST_ROLES, request)
    }

    /// Lists the planned events of a clan.
    ///
    /// Calls `ListEvents` (index 5).
    ///
    /// `POST /mezon.api.Mezon/ListEvents`: [`api::ListEventsRequest`] → [`api::EventList`].
    pub fn list_events(&self, request: api::ListEventsRequest) -> ApiCall<api::EventList> {
        self.call(&LIST_EVENTS, request)
    }

    /// Reads the roles that the account has in a clan.
    ///
    /// Calls `GetRoleOfUserInTheClan` (index 6).
    ///
    /// `POST /mezon.api.Mezon/GetRoleOfUserInTheClan`: [`api::ListPermissionOfUsersRequest`] → [`api::RoleList`].
    pub fn get_role_of_user_in_the_clan(&self, request: api::ListPermissionOfUsersRequest) -> ApiCall<api::RoleList> {
        self.call(&GET_ROLE_OF_USER_IN_THE_CLAN, request)
    }

    /// Lists all permissions that there are.
    ///
    /// Calls `GetListPermission` (index 7).
    ///
    /// `POST /mezon.api.Mezon/GetListPermission`: nothing → [`api::PermissionList`].
    pub fn get_list_permission(&self) -> ApiCall<api::PermissionList> {
        self.call(&GET_LIST_PERMISSION, ())
    }

    /// Lists what a user may do in a channel.
    ///
    /// Calls `ListUserPermissionInChannel` (index 8).
    ///
    /// `POST /mezon.api.Mezon/ListUserPermissionInChannel`: [`api::UserPermissionInChannelListRequest`] → [`api::UserPermissionInChannelListResponse`].
    pub fn list_user_permission_in_channel(&self, request: api::UserPermissionInChannelListRequest) -> ApiCall<api::UserPermissionInChannelListResponse> {
        self.call(&LIST_USER_PERMISSION_IN_CHANNEL, request)
    }

    /// Reads the notification setting of a clan.
    ///
    /// Calls `GetNotificationClan` (index 9).
    ///
    /// `POST /mezon.api.Mezon/GetNotificationClan`: [`api::NotificationClan`] → [`api::NotificationSetting`].
    pub fn get_notification_clan(&self, request: api::NotificationClan) -> ApiCall<api::NotificationSetting> {
        self.call(&GET_NOTIFICATION_CLAN, request)
    }

    /// Lists the muted channels of a clan.
    ///
    /// Calls `ListMutedChannel` (index 10).
    ///
    /// `POST /mezon.api.Mezon/ListMutedChannel`: [`api::ListMutedChannelRequest`] → [`api::MutedChannelList`].
    pub fn list_muted_channel(&self, request: api::ListMutedChannelRequest) -> ApiCall<api::MutedChannelList> {
        self.call(&LIST_MUTED_CHANNEL, request)
    }

    /// Lists who watches the streams of a clan.
    ///
    /// Calls `ListStreamingChannelUsers` (index 11).
    ///
    /// `POST /mezon.api.Mezon/ListStreamingChannelUsers`: [`api::ListChannelUsersRequest`] → [`api::StreamingChannelUserList`].
    pub fn list_streaming_channel_users(&self, request: api::ListChannelUsersRequest) -> ApiCall<api::StreamingChannelUserList> {
        self.call(&LIST_STREAMING_CHANNEL_USERS, request)
    }

    /// Lists the entries of a bot's quick menu.
    ///
    /// Calls `ListQuickMenuAccess` (index 12).
    ///
    /// `POST /mezon.api.Mezon/ListQuickMenuAccess`: [`api::ListQuickMenuAccessRequest`] → [`api::QuickMenuAccessList`].
    pub fn list_quick_menu_access(&self, request: api::ListQuickMenuAccessRequest) -> ApiCall<api::QuickMenuAccessList> {
        self.call(&LIST_QUICK_MENU_ACCESS, request)
    }

    /// Reads the notification setting of a channel.
    ///
    /// Calls `GetNotificationChannel` (index 13).
    ///
    /// `POST /mezon.api.Mezon/GetNotificationChannel`: [`api::NotificationChannel`] → [`api::NotificationUserChannel`].
    pub fn get_notification_channel(&self, request: api::NotificationChannel) -> ApiCall<api::NotificationUserChannel> {
        self.call(&GET_NOTIFICATION_CHANNEL, request)
    }

    /// Lists friends, requests for friendship, and blocked users.
    ///
    /// Calls `ListFriends` (index 14).
    ///
    /// `POST /mezon.api.Mezon/ListFriends`: [`api::ListFriendsRequest`] → [`api::FriendList`].
    pub fn list_friends(&self, request: api::ListFriendsRequest) -> ApiCall<api::FriendList> {
        self.call(&LIST_FRIENDS, request)
    }

    /// Lists the emojis that were used last.
    ///
    /// Calls `EmojiRecentList` (index 15).
    ///
    /// `POST /mezon.api.Mezon/EmojiRecentList`: nothing → [`api::EmojiRecentList`].
    pub fn emoji_recent_list(&self) -> ApiCall<api::EmojiRecentList> {
        self.call(&EMOJI_RECENT_LIST, ())
    }

    /// Lists the emojis that the account may use.
    ///
    /// Calls `GetListEmojisByUserId` (index 16).
    ///
    /// `POST /mezon.api.Mezon/GetListEmojisByUserId`: nothing → [`api::EmojiListedResponse`].
    pub fn get_list_emojis_by_user_id(&self) -> ApiCall<api::EmojiListedResponse> {
        self.call(&GET_LIST_EMOJIS_BY_USER_ID, ())
    }

    /// Lists numbers of unread messages by clan.
    ///
    /// Calls `ListClanBadgeCount` (index 17).
    ///
    /// `POST /mezon.api.Mezon/ListClanBadgeCount`: nothing → [`api::ListClanBadgeCountResponse`].
    pub fn list_clan_badge_count(&self) -> ApiCall<api::ListClanBadgeCountResponse> {
        self.call(&LIST_CLAN_BADGE_COUNT, ())
    }

    /// Lists numbers of unread messages by channel.
    ///
    /// Calls `ListChannelBadgeCount` (index 18).
    ///
    /// `POST /mezon.api.Mezon/ListChannelBadgeCount`: [`api::ListChannelBadgeCountRequest`] → [`api::ListChannelBadgeCountResponse`].
    pub fn list_channel_badge_count(&self, request: api::ListChannelBadgeCountRequest) -> ApiCall<api::ListChannelBadgeCountResponse> {
        self.call(&LIST_CHANNEL_BADGE_COUNT, request)
    }

    /// Lists the devices that are logged in.
    ///
    /// Calls `ListLogedDevice` (index 19).
    ///
    /// `POST /mezon.api.Mezon/ListLogedDevice`: nothing → [`api::LogedDeviceList`].
    pub fn list_loged_device(&self) -> ApiCall<api::LogedDeviceList> {
        self.call(&LIST_LOGED_DEVICE, ())
    }

    /// Lists the status of a clan's members.
    ///
    /// Calls `ListClanUsersStatus` (index 20).
    ///
    /// `POST /mezon.api.Mezon/ListClanUsersStatus`: [`api::ListClanUsersStatusRequest`] → [`api::ClanUserStatusList`].
    pub fn list_clan_users_status(&self, request: api::ListClanUsersStatusRequest) -> ApiCall<api::ClanUserStatusList> {
        self.call(&LIST_CLAN_USERS_STATUS, request)
    }

    /// Lists the apps of a clan's channels.
    ///
    /// Calls `ListChannelApps` (index 21).
    ///
    /// `POST /mezon.api.Mezon/ListChannelApps`: [`api::ListChannelAppsRequest`] → [`api::ListChannelAppsResponse`].
    pub fn list_channel_apps(&self, request: api::ListChannelAppsRequest) -> ApiCall<api::ListChannelAppsResponse> {
        self.call(&LIST_CHANNEL_APPS, request)
    }

    /// Lists the favourite channels of a clan.
    ///
    /// Calls `GetListFavoriteChannel` (index 22).
    ///
    /// `POST /mezon.api.Mezon/GetListFavoriteChannel`: [`api::ListFavoriteChannelRequest`] → [`api::ListFavoriteChannelResponse`].
    pub fn get_list_favorite_channel(&self, request: api::ListFavoriteChannelRequest) -> ApiCall<api::ListFavoriteChannelResponse> {
        self.call(&GET_LIST_FAVORITE_CHANNEL, request)
    }

    /// Lists the categories of a clan.
    ///
    /// Calls `ListCategoryDescs` (index 23).
    ///
    /// `POST /mezon.api.Mezon/ListCategoryDescs`: [`api::CategoryDesc`] → [`api::CategoryDescList`].
    pub fn list_category_descs(&self, request: api::CategoryDesc) -> ApiCall<api::CategoryDescList> {
        self.call(&LIST_CATEGORY_DESCS, request)
    }

    /// Lists what new members of a clan are asked and told.
    ///
    /// Calls `ListOnboarding` (index 24).
    ///
    /// `POST /mezon.api.Mezon/ListOnboarding`: [`api::ListOnboardingRequest`] → [`api::ListOnboardingResponse`].
    pub fn list_onboarding(&self, request: api::ListOnboardingRequest) -> ApiCall<api::ListOnboardingResponse> {
        self.call(&LIST_ONBOARDING, request)
    }

    /// Lists the stickers that the account may use.
    ///
    /// Calls `GetListStickersByUserId` (index 25).
    ///
    /// `POST /mezon.api.Mezon/GetListStickersByUserId`: nothing → [`api::StickerListedResponse`].
    pub fn get_list_stickers_by_user_id(&self) -> ApiCall<api::StickerListedResponse> {
        self.call(&GET_LIST_STICKERS_BY_USER_ID, ())
    }

    /// Reads which system messages a clan shows.
    ///
    /// Calls `GetSystemMessageByClanId` (index 26).
    ///
    /// `POST /mezon.api.Mezon/GetSystemMessageByClanId`: [`api::GetSystemMessage`] → [`api::SystemMessage`].
    pub fn get_system_message_by_clan_id(&self, request: api::GetSystemMessage) -> ApiCall<api::SystemMessage> {
        self.call(&GET_SYSTEM_MESSAGE_BY_CLAN_ID, request)
    }

    /// Lists the pinned messages of a channel.
    ///
    /// Calls `GetPinMessagesList` (index 27).
    ///
    /// `POST /mezon.api.Mezon/GetPinMessagesList`: [`api::PinMessageRequest`] → [`api::PinMessagesList`].
    pub fn get_pin_messages_list(&self, request: api::PinMessageRequest) -> ApiCall<api::PinMessagesList> {
        self.call(&GET_PIN_MESSAGES_LIST, request)
    }

    /// Lists the canvases of a channel.
    ///
    /// Calls `GetChannelCanvasList` (index 28).
    ///
    /// `POST /mezon.api.Mezon/GetChannelCanvasList`: [`api::ChannelCanvasListRequest`] → [`api::ChannelCanvasListResponse`].
    pub fn get_channel_canvas_list(&self, request: api::ChannelCanvasListRequest) -> ApiCall<api::ChannelCanvasListResponse> {
        self.call(&GET_CHANNEL_CANVAS_LIST, request)
    }

    /// Lists the timeline of a channel.
    ///
    /// Calls `ListChannelTimeline` (index 29).
    ///
    /// `POST /mezon.api.Mezon/ListChannelTimeline`: [`api::ListChannelTimelineRequest`] → [`api::ListChannelTimelineResponse`].
    pub fn list_channel_timeline(&self, request: api::ListChannelTimelineRequest) -> ApiCall<api::ListChannelTimelineResponse> {
        self.call(&LIST_CHANNEL_TIMELINE, request)
    }

    /// Lists messages of a channel from one of them on, in either direction.
    ///
    /// Calls `ListChannelMessages` (index 30).
    ///
    /// `POST /mezon.api.Mezon/ListChannelMessages`: [`api::ListChannelMessagesRequest`] → [`api::ChannelMessageList`].
    pub fn list_channel_messages(&self, request: api::ListChannelMessagesRequest) -> ApiCall<api::ChannelMessageList> {
        self.call(&LIST_CHANNEL_MESSAGES, request)
    }

    /// Lists what users are doing.
    ///
    /// Calls `ListActivity` (index 31).
    ///
    /// `POST /mezon.api.Mezon/ListActivity`: nothing → [`api::ListUserActivity`].
    pub fn list_activity(&self) -> ApiCall<api::ListUserActivity> {
        self.call(&LIST_ACTIVITY, ())
    }

    /// Lists all channels of the account.
    ///
    /// Calls `ListChannelByUserId` (index 32).
    ///
    /// `POST /mezon.api.Mezon/ListChannelByUserId`: nothing → [`api::ChannelDescListNoPool`].
    pub fn list_channel_by_user_id(&self) -> ApiCall<api::ChannelDescListNoPool> {
        self.call(&LIST_CHANNEL_BY_USER_ID, ())
    }

    /// Lists the users of all clans of the account.
    ///
    /// Calls `ListUserClansByUserId` (index 33).
    ///
    /// `POST /mezon.api.Mezon/ListUserClansByUserId`: nothing → [`api::AllUserClans`].
    pub fn list_user_clans_by_user_id(&self) -> ApiCall<api::AllUserClans> {
        self.call(&LIST_USER_CLANS_BY_USER_ID, ())
    }

    /// Reads the own profile within a clan.
    ///
    /// Calls `GetUserProfileOnClan` (index 34).
    ///
    /// `POST /mezon.api.Mezon/GetUserProfileOnClan`: [`api::ClanProfileRequest`] → [`api::ClanProfile`].
    pub fn get_user_profile_on_clan(&self, request: api::ClanProfileRequest) -> ApiCall<api::ClanProfile> {
        self.call(&GET_USER_PROFILE_ON_CLAN, request)
    }

    /// Registers a device for push notices.
    ///
    /// Calls `RegistFCMDeviceToken` (index 35).
    ///
    /// `POST /mezon.api.Mezon/RegistFCMDeviceToken`: [`api::RegistFcmDeviceTokenRequest`] → [`api::RegistFcmDeviceTokenResponse`].
    pub fn regist_fcm_device_token(&self, request: api::RegistFcmDeviceTokenRequest) -> ApiCall<api::RegistFcmDeviceTokenResponse> {
        self.call(&REGIST_FCM_DEVICE_TOKEN, request)
    }

    /// Asks whether the account is banned from a channel.
    ///
    /// Calls `IsBanned` (index 36).
    ///
    /// `POST /mezon.api.Mezon/IsBanned`: [`api::IsBannedRequest`] → [`api::IsBannedResponse`].
    pub fn is_banned(&self, request: api::IsBannedRequest) -> ApiCall<api::IsBannedResponse> {
        self.call(&IS_BANNED, request)
    }

    /// Lists the threads of a channel.
    ///
    /// Calls `ListThreadDescs` (index 37).
    ///
    /// `POST /mezon.api.Mezon/ListThreadDescs`: [`api::ListThreadRequest`] → [`api::ChannelDescListNoPool`].
    pub fn list_thread_descs(&self, request: api::ListThreadRequest) -> ApiCall<api::ChannelDescListNoPool> {
        self.call(&LIST_THREAD_DESCS, request)
    }

    /// Lists the archived channels of a clan.
    ///
    /// Calls `ListArchivedChannelDescs` (index 38).
    ///
    /// `POST /mezon.api.Mezon/ListArchivedChannelDescs`: [`api::ListArchivedChannelDescsRequest`] → [`api::ListArchivedChannelDescsResponse`].
    pub fn list_archived_channel_descs(&self, request: api::ListArchivedChannelDescsRequest) -> ApiCall<api::ListArchivedChannelDescsResponse> {
        self.call(&LIST_ARCHIVED_CHANNEL_DESCS, request)
    }

    /// Reads one channel.
    ///
    /// Calls `ListChannelDetail` (index 39).
    ///
    /// `POST /mezon.api.Mezon/ListChannelDetail`: [`api::ListChannelDetailRequest`] → [`api::ChannelDescription`].
    pub fn list_channel_detail(&self, request: api::ListChannelDetailRequest) -> ApiCall<api::ChannelDescription> {
        self.call(&LIST_CHANNEL_DETAIL, request)
    }

    /// Lists the notification settings of channels and categories.
    ///
    /// Calls `GetChannelCategoryNotiSettingsList` (index 40).
    ///
    /// `POST /mezon.api.Mezon/GetChannelCategoryNotiSettingsList`: [`api::NotificationClan`] → [`api::NotificationChannelCategorySettingList`].
    pub fn get_channel_category_noti_settings_list(&self, request: api::NotificationClan) -> ApiCall<api::NotificationChannelCategorySettingList> {
        self.call(&GET_CHANNEL_CATEGORY_NOTI_SETTINGS_LIST, request)
    }

    /// Lists the users that have a role.
    ///
    /// Calls `ListRoleUsers` (index 41).
    ///
    /// `POST /mezon.api.Mezon/ListRoleUsers`: [`api::ListRoleUsersRequest`] → [`api::RoleUserList`].
    pub fn list_role_users(&self, request: api::ListRoleUsersRequest) -> ApiCall<api::RoleUserList> {
        self.call(&LIST_ROLE_USERS, request)
    }

    /// Lists the users of a channel.
    ///
    /// Calls `ListChannelUsers` (index 42).
    ///
    /// `POST /mezon.api.Mezon/ListChannelUsers`: [`api::ListChannelUsersRequest`] → [`api::ChannelUserList`].
    pub fn list_channel_users(&self, request: api::ListChannelUsersRequest) -> ApiCall<api::ChannelUserList> {
        self.call(&LIST_CHANNEL_USERS, request)
    }

    /// Lists the files that were sent to a channel.
    ///
    /// Calls `ListChannelAttachment` (index 43).
    ///
    /// `POST /mezon.api.Mezon/ListChannelAttachment`: [`api::ListChannelAttachmentRequest`] → [`api::ChannelAttachmentList`].
    pub fn list_channel_attachment(&self, request: api::ListChannelAttachmentRequest) -> ApiCall<api::ChannelAttachmentList> {
        self.call(&LIST_CHANNEL_ATTACHMENT, request)
    }

    /// Lists who is in the voice channels of a clan.
    ///
    /// Calls `ListChannelVoiceUsers` (index 44).
    ///
    /// `POST /mezon.api.Mezon/ListChannelVoiceUsers`: [`api::ListChannelUsersRequest`] → [`api::VoiceChannelUserList`].
    pub fn list_channel_voice_users(&self, request: api::ListChannelUsersRequest) -> ApiCall<api::VoiceChannelUserList> {
        self.call(&LIST_CHANNEL_VOICE_USERS, request)
    }

    /// Lists users that are online.
    ///
    /// Calls `ListUserOnline` (index 45).
    ///
    /// `POST /mezon.api.Mezon/ListUserOnline`: [`api::ListUserOnlineRequest`] → [`api::ListUserOnlineResponse`].
    pub fn list_user_online(&self, request: api::ListUserOnlineRequest) -> ApiCall<api::ListUserOnlineResponse> {
        self.call(&LIST_USER_ONLINE, request)
    }

    /// Lists the notices of a clan for the account.
    ///
    /// Calls `ListNotifications` (index 46).
    ///
    /// `POST /mezon.api.Mezon/ListNotifications`: [`api::ListNotificationsRequest`] → [`api::NotificationList`].
    pub fn list_notifications(&self, request: api::ListNotificationsRequest) -> ApiCall<api::NotificationList> {
        self.call(&LIST_NOTIFICATIONS, request)
    }

    /// Lists the ids of a channel's users.
    ///
    /// Calls `ListChannelUsersUC` (index 47).
    ///
    /// `POST /mezon.api.Mezon/ListChannelUsersUC`: [`api::AllUsersAddChannelRequest`] → [`api::AllUsersAddChannelResponse`].
    pub fn list_channel_users_uc(&self, request: api::AllUsersAddChannelRequest) -> ApiCall<api::AllUsersAddChannelResponse> {
        self.call(&LIST_CHANNEL_USERS_UC, request)
    }

    /// Lists the webhooks of a channel.
    ///
    /// Calls `ListWebhookByChannelId` (index 48).
    ///
    /// `POST /mezon.api.Mezon/ListWebhookByChannelId`: [`api::WebhookListRequest`] → [`api::WebhookListResponse`].
    pub fn list_webhook_by_channel_id(&self, request: api::WebhookListRequest) -> ApiCall<api::WebhookListResponse> {
        self.call(&LIST_WEBHOOK_BY_CHANNEL_ID, request)
    }

    /// Reads what a role or a user may do in a channel.
    ///
    /// Calls `GetPermissionByRoleIdChannelId` (index 49).
    ///
    /// `POST /mezon.api.Mezon/GetPermissionByRoleIdChannelId`: [`api::PermissionRoleChannelListEventRequest`] → [`api::PermissionRoleChannelListEventResponse`].
    pub fn get_permission_by_role_id_channel_id(&self, request: api::PermissionRoleChannelListEventRequest) -> ApiCall<api::PermissionRoleChannelListEventResponse> {
        self.call(&GET_PERMISSION_BY_ROLE_ID_CHANNEL_ID, request)
    }

    /// Lists the settings of a clan's channels.
    ///
    /// Calls `ListChannelSetting` (index 50).
    ///
    /// `POST /mezon.api.Mezon/ListChannelSetting`: [`api::ChannelSettingListRequest`] → [`api::ChannelSettingListResponse`].
    pub fn list_channel_setting(&self, request: api::ChannelSettingListRequest) -> ApiCall<api::ChannelSettingListResponse> {
        self.call(&LIST_CHANNEL_SETTING, request)
    }

    /// Lists the apps of the account.
    ///
    /// Calls `ListApps` (index 51).
    ///
    /// `POST /mezon.api.Mezon/ListApps`: [`api::ListAppsRequest`] → [`api::AppList`].
    pub fn list_apps(&self, request: api::ListAppsRequest) -> ApiCall<api::AppList> {
        self.call(&LIST_APPS, request)
    }

    /// Reads an app.
    ///
    /// Calls `GetApp` (index 52).
    ///
    /// `POST /mezon.api.Mezon/GetApp`: [`api::AppId`] → [`api::App`].
    pub fn get_app(&self, request: api::AppId) -> ApiCall<api::App> {
        self.call(&GET_APP, request)
    }

    /// Lists what can be bought.
    ///
    /// Calls `ListForSaleItems` (index 53).
    ///
    /// `POST /mezon.api.Mezon/ListForSaleItems`: [`api::ListForSaleItemsRequest`] → [`api::ForSaleItemList`].
    pub fn list_for_sale_items(&self, request: api::ListForSaleItemsRequest) -> ApiCall<api::ForSaleItemList> {
        self.call(&LIST_FOR_SALE_ITEMS, request)
    }

    /// Lists the webhooks of a clan.
    ///
    /// Calls `ListClanWebhook` (index 54).
    ///
    /// `POST /mezon.api.Mezon/ListClanWebhook`: [`api::ListClanWebhookRequest`] → [`api::ListClanWebhookResponse`].
    pub fn list_clan_webhook(&self, request: api::ListClanWebhookRequest) -> ApiCall<api::ListClanWebhookResponse> {
        self.call(&LIST_CLAN_WEBHOOK, request)
    }

    /// Reads the own status.
    ///
    /// Calls `GetUserStatus` (index 55).
    ///
    /// `POST /mezon.api.Mezon/GetUserStatus`: nothing → [`api::UserStatus`].
    pub fn get_user_status(&self) -> ApiCall<api::UserStatus> {
        self.call(&GET_USER_STATUS, ())
    }

    /// Lists topics: discussions under a message.
    ///
    /// Calls `ListSdTopic` (index 56).
    ///
    /// `POST /mezon.api.Mezon/ListSdTopic`: [`api::ListSdTopicRequest`] → [`api::SdTopicList`].
    pub fn list_sd_topic(&self, request: api::ListSdTopicRequest) -> ApiCall<api::SdTopicList> {
        self.call(&LIST_SD_TOPIC, request)
    }

    /// Asks users for friendship, or agrees to it.
    ///
    /// Calls `AddFriends` (index 57).
    ///
    /// `POST /mezon.api.Mezon/AddFriends`: [`api::AddFriendsRequest`] → [`api::AddFriendsResponse`].
    pub fn add_friends(&self, request: api::AddFriendsRequest) -> ApiCall<api::AddFriendsResponse> {
        self.call(&ADD_FRIENDS, request)
    }

    /// Adds users to a channel.
    ///
    /// Calls `AddChannelUsers` (index 58).
    ///
    /// `POST /mezon.api.Mezon/AddChannelUsers`: [`api::AddChannelUsersRequest`] → nothing.
    pub fn add_channel_users(&self, request: api::AddChannelUsersRequest) -> ApiCall<()> {
        self.call(&ADD_CHANNEL_USERS, request)
    }

    /// Sets the account's e-mail address and password.
    ///
    /// Calls `RegistrationEmail` (index 59).
    ///
    /// `POST /mezon.api.Mezon/RegistrationEmail`: [`api::RegistrationEmailRequest`] → [`api::Session`].
    pub fn registration_email(&self, request: api::RegistrationEmailRequest) -> ApiCall<api::Session> {
        self.call(&REGISTRATION_EMAIL, request)
    }

    /// Blocks users.
    ///
    /// Calls `BlockFriends` (index 60).
    ///
    /// `POST /mezon.api.Mezon/BlockFriends`: [`api::BlockFriendsRequest`] → nothing.
    pub fn block_friends(&self, request: api::BlockFriendsRequest) -> ApiCall<()> {
        self.call(&BLOCK_FRIENDS, request)
    }

    /// No longer blocks users.
    ///
    /// Calls `UnblockFriends` (index 61).
    ///
    /// `POST /mezon.api.Mezon/UnblockFriends`: [`api::BlockFriendsRequest`] → nothing.
    pub fn unblock_friends(&self, request: api::BlockFriendsRequest) -> ApiCall<()> {
        self.call(&UNBLOCK_FRIENDS, request)
    }

    /// Asks for an address to upload a file to.
    ///
    /// Calls `UploadAttachmentFile` (index 62).
    ///
    /// `POST /mezon.api.Mezon/UploadAttachmentFile`: [`api::UploadAttachmentRequest`] → [`api::UploadAttachment`].
    pub fn upload_attachment_file(&self, request: api::UploadAttachmentRequest) -> ApiCall<api::UploadAttachment> {
        self.call(&UPLOAD_ATTACHMENT_FILE, request)
    }

    /// Asks for an address to upload a file of an OAuth client to.
    ///
    /// Calls `UploadOauthFile` (index 63).
    ///
    /// `POST /mezon.api.Mezon/UploadOauthFile`: [`api::UploadAttachmentRequest`] → [`api::UploadAttachment`].
    pub fn upload_oauth_file(&self, request: api::UploadAttachmentRequest) -> ApiCall<api::UploadAttachment> {
        self.call(&UPLOAD_OAUTH_FILE, request)
    }

    /// Lets roles into a private channel.
    ///
    /// Calls `AddRolesChannelDesc` (index 64).
    ///
    /// `POST /mezon.api.Mezon/AddRolesChannelDesc`: [`api::AddRoleChannelDescRequest`] → nothing.
    pub fn add_roles_channel_desc(&self, request: api::AddRoleChannelDescRequest) -> ApiCall<()> {
        self.call(&ADD_ROLES_CHANNEL_DESC, request)
    }

    /// Makes a category.
    ///
    /// Calls `CreateCategoryDesc` (index 65).
    ///
    /// `POST /mezon.api.Mezon/CreateCategoryDesc`: [`api::CreateCategoryDescRequest`] → [`api::CategoryDesc`].
    pub fn create_category_desc(&self, request: api::CreateCategoryDescRequest) -> ApiCall<api::CategoryDesc> {
        self.call(&CREATE_CATEGORY_DESC, request)
    }

    /// Makes a channel, a thread or a conversation.
    ///
    /// Calls `CreateChannelDesc` (index 66).
    ///
    /// `POST /mezon.api.Mezon/CreateChannelDesc`: [`api::CreateChannelDescRequest`] → [`api::ChannelDescription`].
    pub fn create_channel_desc(&self, request: api::CreateChannelDescRequest) -> ApiCall<api::ChannelDescription> {
        self.call(&CREATE_CHANNEL_DESC, request)
    }

    /// Makes a role.
    ///
    /// Calls `CreateRole` (index 67).
    ///
    /// `POST /mezon.api.Mezon/CreateRole`: [`api::CreateRoleRequest`] → [`api::Role`].
    pub fn create_role(&self, request: api::CreateRoleRequest) -> ApiCall<api::Role> {
        self.call(&CREATE_ROLE, request)
    }

    /// Plans an event.
    ///
    /// Calls `CreateEvent` (index 68).
    ///
    /// `POST /mezon.api.Mezon/CreateEvent`: [`api::CreateEventRequest`] → [`api::EventManagement`].
    pub fn create_event(&self, request: api::CreateEventRequest) -> ApiCall<api::EventManagement> {
        self.call(&CREATE_EVENT, request)
    }

    /// Removes a role.
    ///
    /// Calls `DeleteRole` (index 69).
    ///
    /// `POST /mezon.api.Mezon/DeleteRole`: [`api::DeleteRoleRequest`] → nothing.
    pub fn delete_role(&self, request: api::DeleteRoleRequest) -> ApiCall<()> {
        self.call(&DELETE_ROLE, request)
    }

    /// Removes a planned event.
    ///
    /// Calls `DeleteEvent` (index 70).
    ///
    /// `POST /mezon.api.Mezon/DeleteEvent`: [`api::DeleteEventRequest`] → nothing.
    pub fn delete_event(&self, request: api::DeleteEventRequest) -> ApiCall<()> {
        self.call(&DELETE_EVENT, request)
    }

    /// Takes a role out of a private channel.
    ///
    /// Calls `DeleteRoleChannelDesc` (index 71).
    ///
    /// `POST /mezon.api.Mezon/DeleteRoleChannelDesc`: [`api::DeleteRoleRequest`] → nothing.
    pub fn delete_role_channel_desc(&self, request: api::DeleteRoleRequest) -> ApiCall<()> {
        self.call(&DELETE_ROLE_CHANNEL_DESC, request)
    }

    /// Removes a channel.
    ///
    /// Calls `DeleteChannelDesc` (index 72).
    ///
    /// `POST /mezon.api.Mezon/DeleteChannelDesc`: [`api::DeleteChannelDescRequest`] → nothing.
    pub fn delete_channel_desc(&self, request: api::DeleteChannelDescRequest) -> ApiCall<()> {
        self.call(&DELETE_CHANNEL_DESC, request)
    }

    /// Hides a direct conversation.
    ///
    /// Calls `CloseDMByChannelId` (index 73).
    ///
    /// `POST /mezon.api.Mezon/CloseDMByChannelId`: [`api::DeleteChannelDescRequest`] → nothing.
    pub fn close_dm_by_channel_id(&self, request: api::DeleteChannelDescRequest) -> ApiCall<()> {
        self.call(&CLOSE_DM_BY_CHANNEL_ID, request)
    }

    /// Shows a direct conversation again.
    ///
    /// Calls `OpenDMByChannelId` (index 74).
    ///
    /// `POST /mezon.api.Mezon/OpenDMByChannelId`: [`api::DeleteChannelDescRequest`] → nothing.
    pub fn open_dm_by_channel_id(&self, request: api::DeleteChannelDescRequest) -> ApiCall<()> {
        self.call(&OPEN_DM_BY_CHANNEL_ID, request)
    }

    /// Removes the own account.
    ///
    /// Calls `DeleteAccount` (index 75).
    ///
    /// `POST /mezon.api.Mezon/DeleteAccount`: nothing → nothing.
    pub fn delete_account(&self) -> ApiCall<()> {
        self.call(&DELETE_ACCOUNT, ())
    }

    /// Ends friendships.
    ///
    /// Calls `DeleteFriends` (index 76).
    ///
    /// `POST /mezon.api.Mezon/DeleteFriends`: [`api::DeleteFriendsRequest`] → nothing.
    pub fn delete_friends(&self, request: api::DeleteFriendsRequest) -> ApiCall<()> {
        self.call(&DELETE_FRIENDS, request)
    }

    /// Removes a category.
    ///
    /// Calls `DeleteCategoryDesc` (index 77).
    ///
    /// `POST /mezon.api.Mezon/DeleteCategoryDesc`: [`api::DeleteCategoryDescRequest`] → nothing.
    pub fn delete_category_desc(&self, request: api::DeleteCategoryDescRequest) -> ApiCall<()> {
        self.call(&DELETE_CATEGORY_DESC, request)
    }

    /// Removes notices.
    ///
    /// Calls `DeleteNotifications` (index 78).
    ///
    /// `POST /mezon.api.Mezon/DeleteNotifications`: [`api::DeleteNotificationsRequest`] → nothing.
    pub fn delete_notifications(&self, request: api::DeleteNotificationsRequest) -> ApiCall<()> {
        self.call(&DELETE_NOTIFICATIONS, request)
    }

    /// Removes a clan.
    ///
    /// Calls `DeleteClanDesc` (index 79).
    ///
    /// `POST /mezon.api.Mezon/DeleteClanDesc`: [`api::DeleteClanDescRequest`] → nothing.
    pub fn delete_clan_desc(&self, request: api::DeleteClanDescRequest) -> ApiCall<()> {
        self.call(&DELETE_CLAN_DESC, request)
    }

    /// Changes the own user.
    ///
    /// Calls `UpdateUser` (index 80).
    ///
    /// `POST /mezon.api.Mezon/UpdateUser`: [`api::UpdateUsersRequest`] → nothing.
    pub fn update_user(&self, request: api::UpdateUsersRequest) -> ApiCall<()> {
        self.call(&UPDATE_USER, request)
    }

    /// Changes the own name and picture within a clan.
    ///
    /// Calls `UpdateUserProfileByClan` (index 81).
    ///
    /// `POST /mezon.api.Mezon/UpdateUserProfileByClan`: [`api::UpdateClanProfileRequest`] → nothing.
    pub fn update_user_profile_by_clan(&self, request: api::UpdateClanProfileRequest) -> ApiCall<()> {
        self.call(&UPDATE_USER_PROFILE_BY_CLAN, request)
    }

    /// Changes the order in which the account's clans are shown.
    ///
    /// Calls `UpdateClanOrder` (index 82).
    ///
    /// `POST /mezon.api.Mezon/UpdateClanOrder`: [`api::UpdateClanOrderRequest`] → nothing.
    pub fn update_clan_order(&self, request: api::UpdateClanOrderRequest) -> ApiCall<()> {
        self.call(&UPDATE_CLAN_ORDER, request)
    }

    /// Removes users from a channel.
    ///
    /// Calls `RemoveChannelUsers` (index 83).
    ///
    /// `POST /mezon.api.Mezon/RemoveChannelUsers`: [`api::RemoveChannelUsersRequest`] → nothing.
    pub fn remove_channel_users(&self, request: api::RemoveChannelUsersRequest) -> ApiCall<()> {
        self.call(&REMOVE_CHANNEL_USERS, request)
    }

    /// Leaves a thread.
    ///
    /// Calls `LeaveThread` (index 84).
    ///
    /// `POST /mezon.api.Mezon/LeaveThread`: [`api::LeaveThreadRequest`] → nothing.
    pub fn leave_thread(&self, request: api::LeaveThreadRequest) -> ApiCall<()> {
        self.call(&LEAVE_THREAD, request)
    }

    /// Archives a channel.
    ///
    /// Calls `ArchiveChannel` (index 85).
    ///
    /// `POST /mezon.api.Mezon/ArchiveChannel`: [`api::ArchiveChannelRequest`] → nothing.
    pub fn archive_channel(&self, request: api::ArchiveChannelRequest) -> ApiCall<()> {
        self.call(&ARCHIVE_CHANNEL, request)
    }

    /// Ties a phone number to the account.
    ///
    /// Calls `LinkSMS` (index 86).
    ///
    /// `POST /mezon.api.Mezon/LinkSMS`: [`api::AccountMezon`] → [`api::LinkAccountConfirmRequest`].
    pub fn link_sms(&self, request: api::AccountMezon) -> ApiCall<api::LinkAccountConfirmRequest> {
        self.call(&LINK_SMS, request)
    }

    /// Confirms a phone number or an address by a code.
    ///
    /// Calls `ConfirmLinkMezonOTP` (index 87).
    ///
    /// `POST /mezon.api.Mezon/ConfirmLinkMezonOTP`: [`api::LinkAccountConfirmRequest`] → [`api::Session`].
    pub fn confirm_link_mezon_otp(&self, request: api::LinkAccountConfirmRequest) -> ApiCall<api::Session> {
        self.call(&CONFIRM_LINK_MEZON_OTP, request)
    }

    /// Ties an e-mail address to the account.
    ///
    /// Calls `LinkEmail` (index 88).
    ///
    /// `POST /mezon.api.Mezon/LinkEmail`: [`api::AccountEmail`] → [`api::LinkAccountConfirmRequest`].
    pub fn link_email(&self, request: api::AccountEmail) -> ApiCall<api::LinkAccountConfirmRequest> {
        self.call(&LINK_EMAIL, request)
    }

    /// Makes a clan.
    ///
    /// Calls `CreateClanDesc` (index 89).
    ///
    /// `POST /mezon.api.Mezon/CreateClanDesc`: [`api::CreateClanDescRequest`] → [`api::ClanDesc`].
    pub fn create_clan_desc(&self, request: api::CreateClanDescRequest) -> ApiCall<api::ClanDesc> {
        self.call(&CREATE_CLAN_DESC, request)
    }

    /// Removes users from a clan.
    ///
    /// Calls `RemoveClanUsers` (index 90).
    ///
    /// `POST /mezon.api.Mezon/RemoveClanUsers`: [`api::RemoveClanUsersRequest`] → nothing.
    pub fn remove_clan_users(&self, request: api::RemoveClanUsersRequest) -> ApiCall<()> {
        self.call(&REMOVE_CLAN_USERS, request)
    }

    /// Bans users from a channel of a clan.
    ///
    /// Calls `BanClanUsers` (index 91).
    ///
    /// `POST /mezon.api.Mezon/BanClanUsers`: [`api::BanClanUsersRequest`] → nothing.
    pub fn ban_clan_users(&self, request: api::BanClanUsersRequest) -> ApiCall<()> {
        self.call(&BAN_CLAN_USERS, request)
    }

    /// Makes an invitation to a clan.
    ///
    /// Calls `CreateLinkInviteUser` (index 92).
    ///
    /// `POST /mezon.api.Mezon/CreateLinkInviteUser`: [`api::LinkInviteUserRequest`] → [`api::LinkInviteUser`].
    pub fn create_link_invite_user(&self, request: api::LinkInviteUserRequest) -> ApiCall<api::LinkInviteUser> {
        self.call(&CREATE_LINK_INVITE_USER, request)
    }

    /// Accepts an invitation.
    ///
    /// Calls `InviteUser` (index 93).
    ///
    /// `POST /mezon.api.Mezon/InviteUser`: [`api::InviteUserRequest`] → [`api::InviteUserRes`].
    pub fn invite_user(&self, request: api::InviteUserRequest) -> ApiCall<api::InviteUserRes> {
        self.call(&INVITE_USER, request)
    }

    /// Sets what a role or a user may do in a channel.
    ///
    /// Calls `SetRoleChannelPermission` (index 94).
    ///
    /// `POST /mezon.api.Mezon/SetRoleChannelPermission`: [`api::UpdateRoleChannelRequest`] → nothing.
    pub fn set_role_channel_permission(&self, request: api::UpdateRoleChannelRequest) -> ApiCall<()> {
        self.call(&SET_ROLE_CHANNEL_PERMISSION, request)
    }

    /// Sets the notification setting of a channel.
    ///
    /// Calls `SetNotificationChannelSetting` (index 95).
    ///
    /// `POST /mezon.api.Mezon/SetNotificationChannelSetting`: [`api::SetNotificationRequest`] → nothing.
    pub fn set_notification_channel_setting(&self, request: api::SetNotificationRequest) -> ApiCall<()> {
        self.call(&SET_NOTIFICATION_CHANNEL_SETTING, request)
    }

    /// Mutes a channel, or no longer.
    ///
    /// Calls `SetMuteChannel` (index 96).
    ///
    /// `POST /mezon.api.Mezon/SetMuteChannel`: [`api::SetMuteRequest`] → nothing.
    pub fn set_mute_channel(&self, request: api::SetMuteRequest) -> ApiCall<()> {
        self.call(&SET_MUTE_CHANNEL, request)
    }

    /// Mutes a category, or no longer.
    ///
    /// Calls `SetMuteCategory` (index 97).
    ///
    /// `POST /mezon.api.Mezon/SetMuteCategory`: [`api::SetMuteRequest`] → nothing.
    pub fn set_mute_category(&self, request: api::SetMuteRequest) -> ApiCall<()> {
        self.call(&SET_MUTE_CATEGORY, request)
    }

    /// Sets the notification setting of a clan.
    ///
    /// Calls `SetNotificationClanSetting` (index 98).
    ///
    /// `POST /mezon.api.Mezon/SetNotificationClanSetting`: [`api::SetDefaultNotificationRequest`] → nothing.
    pub fn set_notification_clan_setting(&self, request: api::SetDefaultNotificationRequest) -> ApiCall<()> {
        self.call(&SET_NOTIFICATION_CLAN_SETTING, request)
    }

    /// Sets the notification setting of a category.
    ///
    /// Calls `SetNotificationCategorySetting` (index 99).
    ///
    /// `POST /mezon.api.Mezon/SetNotificationCategorySetting`: [`api::SetNotificationRequest`] → nothing.
    pub fn set_notification_category_setting(&self, request: api::SetNotificationRequest) -> ApiCall<()> {
        self.call(&SET_NOTIFICATION_CATEGORY_SETTING, request)
    }

    /// Removes the notification setting of a category.
    ///
    /// Calls `DeleteNotificationCategorySetting` (index 100).
    ///
    /// `POST /mezon.api.Mezon/DeleteNotificationCategorySetting`: [`api::DefaultNotificationCategory`] → nothing.
    pub fn delete_notification_category_setting(&self, request: api::DefaultNotificationCategory) -> ApiCall<()> {
        self.call(&DELETE_NOTIFICATION_CATEGORY_SETTING, request)
    }

    /// Removes the notification setting of a channel.
    ///
    /// Calls `DeleteNotificationChannel` (index 101).
    ///
    /// `POST /mezon.api.Mezon/DeleteNotificationChannel`: [`api::NotificationChannel`] → nothing.
    pub fn delete_notification_channel(&self, request: api::NotificationChannel) -> ApiCall<()> {
        self.call(&DELETE_NOTIFICATION_CHANNEL, request)
    }

    /// Pins a message.
    ///
    /// Calls `CreatePinMessage` (index 102).
    ///
    /// `POST /mezon.api.Mezon/CreatePinMessage`: [`api::PinMessageRequest`] → [`api::ChannelMessageHeader`].
    pub fn create_pin_message(&self, request: api::PinMessageRequest) -> ApiCall<api::ChannelMessageHeader> {
        self.call(&CREATE_PIN_MESSAGE, request)
    }

    /// Keeps a message in the inbox.
    ///
    /// Calls `CreateMessage2Inbox` (index 103).
    ///
    /// `POST /mezon.api.Mezon/CreateMessage2Inbox`: [`api::Message2InboxRequest`] → [`api::ChannelMessageHeader`].
    pub fn create_message2_inbox(&self, request: api::Message2InboxRequest) -> ApiCall<api::ChannelMessageHeader> {
        self.call(&CREATE_MESSAGE2_INBOX, request)
    }

    /// Takes the phone number off the account.
    ///
    /// Calls `UnlinkMezon` (index 104).
    ///
    /// `POST /mezon.api.Mezon/UnlinkMezon`: [`api::AccountMezon`] → nothing.
    pub fn unlink_mezon(&self, request: api::AccountMezon) -> ApiCall<()> {
        self.call(&UNLINK_MEZON, request)
    }

    /// Takes the e-mail address off the account.
    ///
    /// Calls `UnlinkEmail` (index 105).
    ///
    /// `POST /mezon.api.Mezon/UnlinkEmail`: [`api::AccountEmail`] → nothing.
    pub fn unlink_email(&self, request: api::AccountEmail) -> ApiCall<()> {
        self.call(&UNLINK_EMAIL, request)
    }

    /// Changes the own account.
    ///
    /// Calls `UpdateAccount` (index 106).
    ///
    /// `POST /mezon.api.Mezon/UpdateAccount`: [`api::UpdateAccountRequest`] → nothing.
    pub fn update_account(&self, request: api::UpdateAccountRequest) -> ApiCall<()> {
        self.call(&UPDATE_ACCOUNT, request)
    }

    /// Changes the own username.
    ///
    /// Calls `UpdateUsername` (index 107).
    ///
    /// `POST /mezon.api.Mezon/UpdateUsername`: [`api::UpdateUsernameRequest`] → [`api::Session`].
    pub fn update_username(&self, request: api::UpdateUsernameRequest) -> ApiCall<api::Session> {
        self.call(&UPDATE_USERNAME, request)
    }

    /// Changes a category.
    ///
    /// Calls `UpdateCategory` (index 108).
    ///
    /// `POST /mezon.api.Mezon/UpdateCategory`: [`api::UpdateCategoryDescRequest`] → nothing.
    pub fn update_category(&self, request: api::UpdateCategoryDescRequest) -> ApiCall<()> {
        self.call(&UPDATE_CATEGORY, request)
    }

    /// Changes the order of a clan's categories.
    ///
    /// Calls `UpdateCategoryOrder` (index 109).
    ///
    /// `POST /mezon.api.Mezon/UpdateCategoryOrder`: [`api::UpdateCategoryOrderRequest`] → nothing.
    pub fn update_category_order(&self, request: api::UpdateCategoryOrderRequest) -> ApiCall<()> {
        self.call(&UPDATE_CATEGORY_ORDER, request)
    }

    /// Changes the order of a clan's roles.
    ///
    /// Calls `UpdateRoleOrder` (index 110).
    ///
    /// `POST /mezon.api.Mezon/UpdateRoleOrder`: [`api::UpdateRoleOrderRequest`] → nothing.
    pub fn update_role_order(&self, request: api::UpdateRoleOrderRequest) -> ApiCall<()> {
        self.call(&UPDATE_ROLE_ORDER, request)
    }

    /// Changes a clan.
    ///
    /// Calls `UpdateClanDesc` (index 111).
    ///
    /// `POST /mezon.api.Mezon/UpdateClanDesc`: [`api::UpdateClanDescRequest`] → nothing.
    pub fn update_clan_desc(&self, request: api::UpdateClanDescRequest) -> ApiCall<()> {
        self.call(&UPDATE_CLAN_DESC, request)
    }

    /// Changes a channel.
    ///
    /// Calls `UpdateChannelDesc` (index 112).
    ///
    /// `POST /mezon.api.Mezon/UpdateChannelDesc`: [`api::UpdateChannelDescRequest`] → nothing.
    pub fn update_channel_desc(&self, request: api::UpdateChannelDescRequest) -> ApiCall<()> {
        self.call(&UPDATE_CHANNEL_DESC, request)
    }

    /// Makes a channel private or public, and lets users and roles in.
    ///
    /// Calls `UpdateChannelPrivate` (index 113).
    ///
    /// `POST /mezon.api.Mezon/UpdateChannelPrivate`: [`api::ChangeChannelPrivateRequest`] → nothing.
    pub fn update_channel_private(&self, request: api::ChangeChannelPrivateRequest) -> ApiCall<()> {
        self.call(&UPDATE_CHANNEL_PRIVATE, request)
    }

    /// Changes a role; what is absent stays as it is.
    ///
    /// Calls `UpdateRole` (index 114).
    ///
    /// `POST /mezon.api.Mezon/UpdateRole`: [`api::UpdateRoleRequest`] → nothing.
    pub fn update_role(&self, request: api::UpdateRoleRequest) -> ApiCall<()> {
        self.call(&UPDATE_ROLE, request)
    }

    /// Changes a planned event.
    ///
    /// Calls `UpdateEvent` (index 115).
    ///
    /// `POST /mezon.api.Mezon/UpdateEvent`: [`api::UpdateEventRequest`] → nothing.
    pub fn update_event(&self, request: api::UpdateEventRequest) -> ApiCall<()> {
        self.call(&UPDATE_EVENT, request)
    }

    /// Searches messages.
    ///
    /// Calls `SearchMessage` (index 116).
    ///
    /// `POST /mezon.api.Mezon/SearchMessage`: [`api::SearchMessageRequest`] → [`api::SearchMessageResponse`].
    pub fn search_message(&self, request: api::SearchMessageRequest) -> ApiCall<api::SearchMessageResponse> {
        self.call(&SEARCH_MESSAGE, request)
    }

    /// Makes an emoji of a clan.
    ///
    /// Calls `CreateClanEmoji` (index 117).
    ///
    /// `POST /mezon.api.Mezon/CreateClanEmoji`: [`api::ClanEmojiCreateRequest`] → nothing.
    pub fn create_clan_emoji(&self, request: api::ClanEmojiCreateRequest) -> ApiCall<()> {
        self.call(&CREATE_CLAN_EMOJI, request)
    }

    /// Removes an emoji of a clan.
    ///
    /// Calls `DeleteByIdClanEmoji` (index 118).
    ///
    /// `POST /mezon.api.Mezon/DeleteByIdClanEmoji`: [`api::ClanEmojiDeleteRequest`] → nothing.
    pub fn delete_by_id_clan_emoji(&self, request: api::ClanEmojiDeleteRequest) -> ApiCall<()> {
        self.call(&DELETE_BY_ID_CLAN_EMOJI, request)
    }

    /// Changes an emoji of a clan.
    ///
    /// Calls `UpdateClanEmojiById` (index 119).
    ///
    /// `POST /mezon.api.Mezon/UpdateClanEmojiById`: [`api::ClanEmojiUpdateRequest`] → nothing.
    pub fn update_clan_emoji_by_id(&self, request: api::ClanEmojiUpdateRequest) -> ApiCall<()> {
        self.call(&UPDATE_CLAN_EMOJI_BY_ID, request)
    }

    /// Makes a webhook of a channel.
    ///
    /// Calls `GenerateWebhook` (index 120).
    ///
    /// `POST /mezon.api.Mezon/GenerateWebhook`: [`api::WebhookCreateRequest`] → [`api::WebhookGenerateResponse`].
    pub fn generate_webhook(&self, request: api::WebhookCreateRequest) -> ApiCall<api::WebhookGenerateResponse> {
        self.call(&GENERATE_WEBHOOK, request)
    }

    /// Sends through a webhook of a channel.
    ///
    /// Calls `HandleWebhook` (index 121).
    ///
    /// `POST /mezon.api.Mezon/HandleWebhook`: [`api::ClanWebhookHandlerRequest`] → nothing.
    pub fn handle_webhook(&self, request: api::ClanWebhookHandlerRequest) -> ApiCall<()> {
        self.call(&HANDLE_WEBHOOK, request)
    }

    /// Changes a webhook of a channel.
    ///
    /// Calls `UpdateWebhookById` (index 122).
    ///
    /// `POST /mezon.api.Mezon/UpdateWebhookById`: [`api::WebhookUpdateRequestById`] → nothing.
    pub fn update_webhook_by_id(&self, request: api::WebhookUpdateRequestById) -> ApiCall<()> {
        self.call(&UPDATE_WEBHOOK_BY_ID, request)
    }

    /// Removes a webhook of a channel.
    ///
    /// Calls `DeleteWebhookById` (index 123).
    ///
    /// `POST /mezon.api.Mezon/DeleteWebhookById`: [`api::WebhookDeleteRequestById`] → nothing.
    pub fn delete_webhook_by_id(&self, request: api::WebhookDeleteRequestById) -> ApiCall<()> {
        self.call(&DELETE_WEBHOOK_BY_ID, request)
    }

    /// Makes a sticker of a clan.
    ///
    /// Calls `AddClanSticker` (index 124).
    ///
    /// `POST /mezon.api.Mezon/AddClanSticker`: [`api::ClanStickerAddRequest`] → nothing.
    pub fn add_clan_sticker(&self, request: api::ClanStickerAddRequest) -> ApiCall<()> {
        self.call(&ADD_CLAN_STICKER, request)
    }

    /// Changes a sticker of a clan.
    ///
    /// Calls `UpdateClanStickerById` (index 125).
    ///
    /// `POST /mezon.api.Mezon/UpdateClanStickerById`: [`api::ClanStickerUpdateByIdRequest`] → nothing.
    pub fn update_clan_sticker_by_id(&self, request: api::ClanStickerUpdateByIdRequest) -> ApiCall<()> {
        self.call(&UPDATE_CLAN_STICKER_BY_ID, request)
    }

    /// Removes a sticker of a clan.
    ///
    /// Calls `DeleteClanStickerById` (index 126).
    ///
    /// `POST /mezon.api.Mezon/DeleteClanStickerById`: [`api::ClanStickerDeleteRequest`] → nothing.
    pub fn delete_clan_sticker_by_id(&self, request: api::ClanStickerDeleteRequest) -> ApiCall<()> {
        self.call(&DELETE_CLAN_STICKER_BY_ID, request)
    }

    /// Moves a channel to another category.
    ///
    /// Calls `ChangeChannelCategory` (index 127).
    ///
    /// `POST /mezon.api.Mezon/ChangeChannelCategory`: [`api::ChangeChannelCategoryRequest`] → nothing.
    pub fn change_channel_category(&self, request: api::ChangeChannelCategoryRequest) -> ApiCall<()> {
        self.call(&CHANGE_CHANNEL_CATEGORY, request)
    }

    /// Asks whether a name is taken.
    ///
    /// Calls `CheckDuplicateName` (index 128).
    ///
    /// `POST /mezon.api.Mezon/CheckDuplicateName`: [`api::CheckDuplicateNameRequest`] → [`api::CheckDuplicateNameResponse`].
    pub fn check_duplicate_name(&self, request: api::CheckDuplicateNameRequest) -> ApiCall<api::CheckDuplicateNameResponse> {
        self.call(&CHECK_DUPLICATE_NAME, request)
    }

    /// Makes an app or a bot.
    ///
    /// Calls `AddApp` (index 129).
    ///
    /// `POST /mezon.api.Mezon/AddApp`: [`api::AddAppRequest`] → [`api::App`].
    pub fn add_app(&self, request: api::AddAppRequest) -> ApiCall<api::App> {
        self.call(&ADD_APP, request)
    }

    /// Removes an app.
    ///
    /// Calls `DeleteApp` (index 130).
    ///
    /// `POST /mezon.api.Mezon/DeleteApp`: [`api::AppDeleteRequest`] → nothing.
    pub fn delete_app(&self, request: api::AppDeleteRequest) -> ApiCall<()> {
        self.call(&DELETE_APP, request)
    }

    /// Changes an app.
    ///
    /// Calls `UpdateApp` (index 131).
    ///
    /// `POST /mezon.api.Mezon/UpdateApp`: [`api::UpdateAppRequest`] → [`api::App`].
    pub fn update_app(&self, request: api::UpdateAppRequest) -> ApiCall<api::App> {
        self.call(&UPDATE_APP, request)
    }

    /// Adds an app to a clan.
    ///
    /// Calls `AddAppToClan` (index 132).
    ///
    /// `POST /mezon.api.Mezon/AddAppToClan`: [`api::AppClan`] → nothing.
    pub fn add_app_to_clan(&self, request: api::AppClan) -> ApiCall<()> {
        self.call(&ADD_APP_TO_CLAN, request)
    }

    /// Sets which system messages a clan shows.
    ///
    /// Calls `CreateSystemMessage` (index 133).
    ///
    /// `POST /mezon.api.Mezon/CreateSystemMessage`: [`api::SystemMessageRequest`] → nothing.
    pub fn create_system_message(&self, request: api::SystemMessageRequest) -> ApiCall<()> {
        self.call(&CREATE_SYSTEM_MESSAGE, request)
    }

    /// Changes which system messages a clan shows.
    ///
    /// Calls `UpdateSystemMessage` (index 134).
    ///
    /// `POST /mezon.api.Mezon/UpdateSystemMessage`: [`api::SystemMessageRequest`] → nothing.
    pub fn update_system_message(&self, request: api::SystemMessageRequest) -> ApiCall<()> {
        self.call(&UPDATE_SYSTEM_MESSAGE, request)
    }

    /// Removes the system messages of a clan.
    ///
    /// Calls `DeleteSystemMessage` (index 135).
    ///
    /// `POST /mezon.api.Mezon/DeleteSystemMessage`: [`api::DeleteSystemMessage`] → nothing.
    pub fn delete_system_message(&self, request: api::DeleteSystemMessage) -> ApiCall<()> {
        self.call(&DELETE_SYSTEM_MESSAGE, request)
    }

    /// Tells the service what a streaming server did.
    ///
    /// Calls `StreamingServerCallback` (index 136).
    ///
    /// `POST /mezon.api.Mezon/StreamingServerCallback`: [`api::StreamHttpCallbackRequest`] → [`api::StreamHttpCallbackResponse`].
    pub fn streaming_server_callback(&self, request: api::StreamHttpCallbackRequest) -> ApiCall<api::StreamHttpCallbackResponse> {
        self.call(&STREAMING_SERVER_CALLBACK, request)
    }

    /// Makes or changes a canvas of a channel.
    ///
    /// Calls `EditChannelCanvases` (index 137).
    ///
    /// `POST /mezon.api.Mezon/EditChannelCanvases`: [`api::EditChannelCanvasRequest`] → [`api::EditChannelCanvasResponse`].
    pub fn edit_channel_canvases(&self, request: api::EditChannelCanvasRequest) -> ApiCall<api::EditChannelCanvasResponse> {
        self.call(&EDIT_CHANNEL_CANVASES, request)
    }

    /// Reads a canvas of a channel.
    ///
    /// Calls `GetChannelCanvasDetail` (index 138).
    ///
    /// `POST /mezon.api.Mezon/GetChannelCanvasDetail`: [`api::ChannelCanvasDetailRequest`] → [`api::ChannelCanvasDetailResponse`].
    pub fn get_channel_canvas_detail(&self, request: api::ChannelCanvasDetailRequest) -> ApiCall<api::ChannelCanvasDetailResponse> {
        self.call(&GET_CHANNEL_CANVAS_DETAIL, request)
    }

    /// Removes a canvas of a channel.
    ///
    /// Calls `DeleteChannelCanvas` (index 139).
    ///
    /// `POST /mezon.api.Mezon/DeleteChannelCanvas`: [`api::DeleteChannelCanvasRequest`] → nothing.
    pub fn delete_channel_canvas(&self, request: api::DeleteChannelCanvasRequest) -> ApiCall<()> {
        self.call(&DELETE_CHANNEL_CANVAS, request)
    }

    /// Makes a channel a favourite.
    ///
    /// Calls `AddChannelFavorite` (index 140).
    ///
    /// `POST /mezon.api.Mezon/AddChannelFavorite`: [`api::AddFavoriteChannelRequest`] → [`api::AddFavoriteChannelResponse`].
    pub fn add_channel_favorite(&self, request: api::AddFavoriteChannelRequest) -> ApiCall<api::AddFavoriteChannelResponse> {
        self.call(&ADD_CHANNEL_FAVORITE, request)
    }

    /// Makes a channel no favourite.
    ///
    /// Calls `RemoveChannelFavorite` (index 141).
    ///
    /// `POST /mezon.api.Mezon/RemoveChannelFavorite`: [`api::RemoveFavoriteChannelRequest`] → nothing.
    pub fn remove_channel_favorite(&self, request: api::RemoveFavoriteChannelRequest) -> ApiCall<()> {
        self.call(&REMOVE_CHANNEL_FAVORITE, request)
    }

    /// Tells what the account is doing.
    ///
    /// Calls `CreateActiviy` (index 142).
    ///
    /// `POST /mezon.api.Mezon/CreateActiviy`: [`api::CreateActivityRequest`] → [`api::UserActivity`].
    pub fn create_activiy(&self, request: api::CreateActivityRequest) -> ApiCall<api::UserActivity> {
        self.call(&CREATE_ACTIVIY, request)
    }

    /// Reads the public keys of users.
    ///
    /// Calls `GetPubKeys` (index 143).
    ///
    /// `POST /mezon.api.Mezon/GetPubKeys`: [`api::GetPubKeysRequest`] → [`api::GetPubKeysResponse`].
    pub fn get_pub_keys(&self, request: api::GetPubKeysRequest) -> ApiCall<api::GetPubKeysResponse> {
        self.call(&GET_PUB_KEYS, request)
    }

    /// Publishes the own public key.
    ///
    /// Calls `PushPubKey` (index 144).
    ///
    /// `POST /mezon.api.Mezon/PushPubKey`: [`api::PushPubKeyRequest`] → nothing.
    pub fn push_pub_key(&self, request: api::PushPubKeyRequest) -> ApiCall<()> {
        self.call(&PUSH_PUB_KEY, request)
    }

    /// Reads how a channel is encrypted.
    ///
    /// Calls `GetChanEncryptionMethod` (index 145).
    ///
    /// `POST /mezon.api.Mezon/GetChanEncryptionMethod`: [`api::ChanEncryptionMethod`] → [`api::ChanEncryptionMethod`].
    pub fn get_chan_encryption_method(&self, request: api::ChanEncryptionMethod) -> ApiCall<api::ChanEncryptionMethod> {
        self.call(&GET_CHAN_ENCRYPTION_METHOD, request)
    }

    /// Sets how a channel is encrypted.
    ///
    /// Calls `SetChanEncryptionMethod` (index 146).
    ///
    /// `POST /mezon.api.Mezon/SetChanEncryptionMethod`: [`api::ChanEncryptionMethod`] → nothing.
    pub fn set_chan_encryption_method(&self, request: api::ChanEncryptionMethod) -> ApiCall<()> {
        self.call(&SET_CHAN_ENCRYPTION_METHOD, request)
    }

    /// Reads the address of the key server.
    ///
    /// Calls `GetKeyServer` (index 147).
    ///
    /// `POST /mezon.api.Mezon/GetKeyServer`: nothing → [`api::GetKeyServerResp`].
    pub fn get_key_server(&self) -> ApiCall<api::GetKeyServerResp> {
        self.call(&GET_KEY_SERVER, ())
    }

    /// Lists what was changed in a clan, and by whom.
    ///
    /// Calls `ListAuditLog` (index 148).
    ///
    /// `POST /mezon.api.Mezon/ListAuditLog`: [`api::ListAuditLogRequest`] → [`api::ListAuditLog`].
    pub fn list_audit_log(&self, request: api::ListAuditLogRequest) -> ApiCall<api::ListAuditLog> {
        self.call(&LIST_AUDIT_LOG, request)
    }

    /// Reads one of the things that new members are asked or told.
    ///
    /// Calls `GetOnboardingDetail` (index 149).
    ///
    /// `POST /mezon.api.Mezon/GetOnboardingDetail`: [`api::OnboardingRequest`] → [`api::OnboardingItem`].
    pub fn get_onboarding_detail(&self, request: api::OnboardingRequest) -> ApiCall<api::OnboardingItem> {
        self.call(&GET_ONBOARDING_DETAIL, request)
    }

    /// Sets what new members are asked and told.
    ///
    /// Calls `CreateOnboarding` (index 150).
    ///
    /// `POST /mezon.api.Mezon/CreateOnboarding`: [`api::CreateOnboardingRequest`] → [`api::ListOnboardingResponse`].
    pub fn create_onboarding(&self, request: api::CreateOnboardingRequest) -> ApiCall<api::ListOnboardingResponse> {
        self.call(&CREATE_ONBOARDING, request)
    }

    /// Changes what new members are asked or told.
    ///
    /// Calls `UpdateOnboarding` (index 151).
    ///
    /// `POST /mezon.api.Mezon/UpdateOnboarding`: [`api::UpdateOnboardingRequest`] → nothing.
    pub fn update_onboarding(&self, request: api::UpdateOnboardingRequest) -> ApiCall<()> {
        self.call(&UPDATE_ONBOARDING, request)
    }

    /// Removes one of the things that new members are asked or told.
    ///
    /// Calls `DeleteOnboarding` (index 152).
    ///
    /// `POST /mezon.api.Mezon/DeleteOnboarding`: [`api::OnboardingRequest`] → nothing.
    pub fn delete_onboarding(&self, request: api::OnboardingRequest) -> ApiCall<()> {
        self.call(&DELETE_ONBOARDING, request)
    }

    /// Lists how far the account is with what new members are asked.
    ///
    /// Calls `ListOnboardingStep` (index 153).
    ///
    /// `POST /mezon.api.Mezon/ListOnboardingStep`: [`api::ListOnboardingStepRequest`] → [`api::ListOnboardingStepResponse`].
    pub fn list_onboarding_step(&self, request: api::ListOnboardingStepRequest) -> ApiCall<api::ListOnboardingStepResponse> {
        self.call(&LIST_ONBOARDING_STEP, request)
    }

    /// Tells how far the account is with what new members are asked.
    ///
    /// Calls `UpdateOnboardingStep` (index 154).
    ///
    /// `POST /mezon.api.Mezon/UpdateOnboardingStep`: [`api::UpdateOnboardingStepRequest`] → nothing.
    pub fn update_onboarding_step(&self, request: api::UpdateOnboardingStepRequest) -> ApiCall<()> {
        self.call(&UPDATE_ONBOARDING_STEP, request)
    }

    /// Makes a webhook of a clan.
    ///
    /// Calls `GenerateClanWebhook` (index 155).
    ///
    /// `POST /mezon.api.Mezon/GenerateClanWebhook`: [`api::GenerateClanWebhookRequest`] → [`api::GenerateClanWebhookResponse`].
    pub fn generate_clan_webhook(&self, request: api::GenerateClanWebhookRequest) -> ApiCall<api::GenerateClanWebhookResponse> {
        self.call(&GENERATE_CLAN_WEBHOOK, request)
    }

    /// Changes a webhook of a clan.
    ///
    /// Calls `UpdateClanWebhookById` (index 156).
    ///
    /// `POST /mezon.api.Mezon/UpdateClanWebhookById`: [`api::UpdateClanWebhookRequest`] → nothing.
    pub fn update_clan_webhook_by_id(&self, request: api::UpdateClanWebhookRequest) -> ApiCall<()> {
        self.call(&UPDATE_CLAN_WEBHOOK_BY_ID, request)
    }

    /// Removes a webhook of a clan.
    ///
    /// Calls `DeleteClanWebhookById` (index 157).
    ///
    /// `POST /mezon.api.Mezon/DeleteClanWebhookById`: [`api::ClanWebhookRequest`] → nothing.
    pub fn delete_clan_webhook_by_id(&self, request: api::ClanWebhookRequest) -> ApiCall<()> {
        self.call(&DELETE_CLAN_WEBHOOK_BY_ID, request)
    }

    /// Sends through a webhook of a clan.
    ///
    /// Calls `HandleClanWebhook` (index 158).
    ///
    /// `POST /mezon.api.Mezon/HandleClanWebhook`: [`api::ClanWebhookHandlerRequest`] → nothing.
    pub fn handle_clan_webhook(&self, request: api::ClanWebhookHandlerRequest) -> ApiCall<()> {
        self.call(&HANDLE_CLAN_WEBHOOK, request)
    }

    /// Sets the own status.
    ///
    /// Calls `UpdateUserStatus` (index 159).
    ///
    /// `POST /mezon.api.Mezon/UpdateUserStatus`: [`api::UserStatusUpdate`] → nothing.
    pub fn update_user_status(&self, request: api::UserStatusUpdate) -> ApiCall<()> {
        self.call(&UPDATE_USER_STATUS, request)
    }

    /// Sets the own status text.
    ///
    /// Calls `UpdateUserCustomStatus` (index 160).
    ///
    /// `POST /mezon.api.Mezon/UpdateUserCustomStatus`: [`api::UserStatusUpdate`] → nothing.
    pub fn update_user_custom_status(&self, request: api::UserStatusUpdate) -> ApiCall<()> {
        self.call(&UPDATE_USER_CUSTOM_STATUS, request)
    }

    /// Reads a topic.
    ///
    /// Calls `GetTopicDetail` (index 161).
    ///
    /// `POST /mezon.api.Mezon/GetTopicDetail`: [`api::SdTopicDetailRequest`] → [`api::SdTopic`].
    pub fn get_topic_detail(&self, request: api::SdTopicDetailRequest) -> ApiCall<api::SdTopic> {
        self.call(&GET_TOPIC_DETAIL, request)
    }

    /// Opens a topic under a message.
    ///
    /// Calls `CreateSdTopic` (index 162).
    ///
    /// `POST /mezon.api.Mezon/CreateSdTopic`: [`api::SdTopicRequest`] → [`api::SdTopic`].
    pub fn create_sd_topic(&self, request: api::SdTopicRequest) -> ApiCall<api::SdTopic> {
        self.call(&CREATE_SD_TOPIC, request)
    }

    /// Removes a topic.
    ///
    /// Calls `DeleteSdTopic` (index 163).
    ///
    /// `POST /mezon.api.Mezon/DeleteSdTopic`: [`api::DeleteSdTopicRequest`] → nothing.
    pub fn delete_sd_topic(&self, request: api::DeleteSdTopicRequest) -> ApiCall<()> {
        self.call(&DELETE_SD_TOPIC, request)
    }

    /// Makes a meeting that guests can join.
    ///
    /// Calls `CreateExternalMezonMeet` (index 164).
    ///
    /// `POST /mezon.api.Mezon/CreateExternalMezonMeet`: nothing → [`api::GenerateMezonMeetResponse`].
    pub fn create_external_mezon_meet(&self) -> ApiCall<api::GenerateMezonMeetResponse> {
        self.call(&CREATE_EXTERNAL_MEZON_MEET, ())
    }

    /// Makes a token for a meeting.
    ///
    /// Calls `GenerateMeetToken` (index 165).
    ///
    /// `POST /mezon.api.Mezon/GenerateMeetToken`: [`api::GenerateMeetTokenRequest`] → [`api::GenerateMeetTokenResponse`].
    pub fn generate_meet_token(&self, request: api::GenerateMeetTokenRequest) -> ApiCall<api::GenerateMeetTokenResponse> {
        self.call(&GENERATE_MEET_TOKEN, request)
    }

    /// Removes a participant from a meeting.
    ///
    /// Calls `RemoveParticipantMezonMeet` (index 166).
    ///
    /// `POST /mezon.api.Mezon/RemoveParticipantMezonMeet`: [`api::MeetParticipantRequest`] → nothing.
    pub fn remove_participant_mezon_meet(&self, request: api::MeetParticipantRequest) -> ApiCall<()> {
        self.call(&REMOVE_PARTICIPANT_MEZON_MEET, request)
    }

    /// Mutes a participant of a meeting.
    ///
    /// Calls `MuteParticipantMezonMeet` (index 167).
    ///
    /// `POST /mezon.api.Mezon/MuteParticipantMezonMeet`: [`api::MeetParticipantRequest`] → nothing.
    pub fn mute_participant_mezon_meet(&self, request: api::MeetParticipantRequest) -> ApiCall<()> {
        self.call(&MUTE_PARTICIPANT_MEZON_MEET, request)
    }

    /// Makes a room for an app of a channel.
    ///
    /// Calls `CreateRoomChannelApps` (index 168).
    ///
    /// `POST /mezon.api.Mezon/CreateRoomChannelApps`: [`api::CreateRoomChannelApps`] → [`api::CreateRoomChannelApps`].
    pub fn create_room_channel_apps(&self, request: api::CreateRoomChannelApps) -> ApiCall<api::CreateRoomChannelApps> {
        self.call(&CREATE_ROOM_CHANNEL_APPS, request)
    }

    /// Reads an OAuth client.
    ///
    /// Calls `GetMezonOauthClient` (index 169).
    ///
    /// `POST /mezon.api.Mezon/GetMezonOauthClient`: [`api::GetMezonOauthClientRequest`] → [`api::MezonOauthClient`].
    pub fn get_mezon_oauth_client(&self, request: api::GetMezonOauthClientRequest) -> ApiCall<api::MezonOauthClient> {
        self.call(&GET_MEZON_OAUTH_CLIENT, request)
    }

    /// Removes an OAuth client.
    ///
    /// Calls `DeleteMezonOauthClient` (index 170).
    ///
    /// `POST /mezon.api.Mezon/DeleteMezonOauthClient`: [`api::MezonOauthClient`] → nothing.
    pub fn delete_mezon_oauth_client(&self, request: api::MezonOauthClient) -> ApiCall<()> {
        self.call(&DELETE_MEZON_OAUTH_CLIENT, request)
    }

    /// Changes an OAuth client.
    ///
    /// Calls `UpdateMezonOauthClient` (index 171).
    ///
    /// `POST /mezon.api.Mezon/UpdateMezonOauthClient`: [`api::MezonOauthClient`] → [`api::MezonOauthClient`].
    pub fn update_mezon_oauth_client(&self, request: api::MezonOauthClient) -> ApiCall<api::MezonOauthClient> {
        self.call(&UPDATE_MEZON_OAUTH_CLIENT, request)
    }

    /// Searches threads by name.
    ///
    /// Calls `SearchThread` (index 172).
    ///
    /// `POST /mezon.api.Mezon/SearchThread`: [`api::SearchThreadRequest`] → [`api::ChannelDescList`].
    pub fn search_thread(&self, request: api::SearchThreadRequest) -> ApiCall<api::ChannelDescList> {
        self.call(&SEARCH_THREAD, request)
    }

    /// Makes the signed data that an app of a channel logs in with.
    ///
    /// Calls `GenerateHashChannelApps` (index 173).
    ///
    /// `POST /mezon.api.Mezon/GenerateHashChannelApps`: [`api::GenerateHashChannelAppsRequest`] → [`api::GenerateHashChannelAppsResponse`].
    pub fn generate_hash_channel_apps(&self, request: api::GenerateHashChannelAppsRequest) -> ApiCall<api::GenerateHashChannelAppsResponse> {
        self.call(&GENERATE_HASH_CHANNEL_APPS, request)
    }

    /// No longer takes part in an event.
    ///
    /// Calls `DeleteUserEvent` (index 174).
    ///
    /// `POST /mezon.api.Mezon/DeleteUserEvent`: [`api::UserEventRequest`] → nothing.
    pub fn delete_user_event(&self, request: api::UserEventRequest) -> ApiCall<()> {
        self.call(&DELETE_USER_EVENT, request)
    }

    /// Takes part in an event.
    ///
    /// Calls `AddUserEvent` (index 175).
    ///
    /// `POST /mezon.api.Mezon/AddUserEvent`: [`api::UserEventRequest`] → nothing.
    pub fn add_user_event(&self, request: api::UserEventRequest) -> ApiCall<()> {
        self.call(&ADD_USER_EVENT, request)
    }

    /// Removes entries of a bot's quick menu.
    ///
    /// Calls `DeleteQuickMenuAccess` (index 176).
    ///
    /// `POST /mezon.api.Mezon/DeleteQuickMenuAccess`: [`api::QuickMenuAccess`] → nothing.
    pub fn delete_quick_menu_access(&self, request: api::QuickMenuAccess) -> ApiCall<()> {
        self.call(&DELETE_QUICK_MENU_ACCESS, request)
    }

    /// Adds an entry to a bot's quick menu.
    ///
    /// Calls `AddQuickMenuAccess` (index 177).
    ///
    /// `POST /mezon.api.Mezon/AddQuickMenuAccess`: [`api::QuickMenuAccess`] → nothing.
    pub fn add_quick_menu_access(&self, request: api::QuickMenuAccess) -> ApiCall<()> {
        self.call(&ADD_QUICK_MENU_ACCESS, request)
    }

    /// Changes an entry of a bot's quick menu.
    ///
    /// Calls `UpdateQuickMenuAccess` (index 178).
    ///
    /// `POST /mezon.api.Mezon/UpdateQuickMenuAccess`: [`api::QuickMenuAccess`] → nothing.
    pub fn update_quick_menu_access(&self, request: api::QuickMenuAccess) -> ApiCall<()> {
        self.call(&UPDATE_QUICK_MENU_ACCESS, request)
    }

    /// Gives a clan to another owner.
    ///
    /// Calls `TransferOwnership` (index 179).
    ///
    /// `POST /mezon.api.Mezon/TransferOwnership`: [`api::TransferOwnershipRequest`] → nothing.
    pub fn transfer_ownership(&self, request: api::TransferOwnershipRequest) -> ApiCall<()> {
        self.call(&TRANSFER_OWNERSHIP, request)
    }

    /// Sends a message.
    ///
    /// Calls `SendChannelMessage` (index 180).
    ///
    /// `POST /mezon.api.Mezon/SendChannelMessage`: [`realtime::ChannelMessageSend`] → [`realtime::ChannelMessageAck`].
    pub fn send_channel_message(&self, request: realtime::ChannelMessageSend) -> ApiCall<realtime::ChannelMessageAck> {
        self.call(&SEND_CHANNEL_MESSAGE, request)
    }

    /// Changes a message.
    ///
    /// Calls `UpdateChannelMessage` (index 181).
    ///
    /// `POST /mezon.api.Mezon/UpdateChannelMessage`: [`realtime::ChannelMessageUpdate`] → [`realtime::ChannelMessageUpdate`].
    pub fn update_channel_message(&self, request: realtime::ChannelMessageUpdate) -> ApiCall<realtime::ChannelMessageUpdate> {
        self.call(&UPDATE_CHANNEL_MESSAGE, request)
    }

    /// Removes a message.
    ///
    /// Calls `DeleteChannelMessage` (index 182).
    ///
    /// `POST /mezon.api.Mezon/DeleteChannelMessage`: [`realtime::ChannelMessageRemove`] → [`realtime::ChannelMessageRemove`].
    pub fn delete_channel_message(&self, request: realtime::ChannelMessageRemove) -> ApiCall<realtime::ChannelMessageRemove> {
        self.call(&DELETE_CHANNEL_MESSAGE, request)
    }

    /// Reports a message to the service.
    ///
    /// Calls `ReportMessageAbuse` (index 183).
    ///
    /// `POST /mezon.api.Mezon/ReportMessageAbuse`: [`api::ReportMessageAbuseReqest`] → nothing.
    pub fn report_message_abuse(&self, request: api::ReportMessageAbuseReqest) -> ApiCall<()> {
        self.call(&REPORT_MESSAGE_ABUSE, request)
    }

    /// Clicks a button of a message.
    ///
    /// Calls `MessageButtonClick` (index 184).
    ///
    /// `POST /mezon.api.Mezon/MessageButtonClick`: [`realtime::MessageButtonClicked`] → nothing.
    pub fn message_button_click(&self, request: realtime::MessageButtonClicked) -> ApiCall<()> {
        self.call(&MESSAGE_BUTTON_CLICK, request)
    }

    /// Chooses values of a drop-down box of a message.
    ///
    /// Calls `DropdownBoxSelected` (index 185).
    ///
    /// `POST /mezon.api.Mezon/DropdownBoxSelected`: [`realtime::DropdownBoxSelected`] → nothing.
    pub fn dropdown_box_selected(&self, request: realtime::DropdownBoxSelected) -> ApiCall<()> {
        self.call(&DROPDOWN_BOX_SELECTED, request)
    }

    /// Takes a thread out of the archive.
    ///
    /// Calls `ActiveArchivedThread` (index 186).
    ///
    /// `POST /mezon.api.Mezon/ActiveArchivedThread`: [`realtime::ActiveArchivedThread`] → nothing.
    pub fn active_archived_thread(&self, request: realtime::ActiveArchivedThread) -> ApiCall<()> {
        self.call(&ACTIVE_ARCHIVED_THREAD, request)
    }

    /// Changes an entry of a channel's timeline.
    ///
    /// Calls `UpdateChannelTimeline` (index 187).
    ///
    /// `POST /mezon.api.Mezon/UpdateChannelTimeline`: [`api::UpdateChannelTimelineRequest`] → [`api::UpdateChannelTimelineResponse`].
    pub fn update_channel_timeline(&self, request: api::UpdateChannelTimelineRequest) -> ApiCall<api::UpdateChannelTimelineResponse> {
        self.call(&UPDATE_CHANNEL_TIMELINE, request)
    }

    /// Lets an AI agent into a voice channel.
    ///
    /// Calls `AddAgentToChannel` (index 188).
    ///
    /// `POST /mezon.api.Mezon/AddAgentToChannel`: [`api::UpdateAiAgentRequest`] → nothing.
    pub fn add_agent_to_channel(&self, request: api::UpdateAiAgentRequest) -> ApiCall<()> {
        self.call(&ADD_AGENT_TO_CHANNEL, request)
    }

    /// Sends an AI agent out of a voice channel.
    ///
    /// Calls `DisconnectAgent` (index 189).
    ///
    /// `POST /mezon.api.Mezon/DisconnectAgent`: [`api::UpdateAiAgentRequest`] → nothing.
    pub fn disconnect_agent(&self, request: api::UpdateAiAgentRequest) -> ApiCall<()> {
        self.call(&DISCONNECT_AGENT, request)
    }

    /// Makes an entry of a channel's timeline.
    ///
    /// Calls `CreateChannelTimeline` (index 190).
    ///
    /// `POST /mezon.api.Mezon/CreateChannelTimeline`: [`api::CreateChannelTimelineRequest`] → [`api::CreateChannelTimelineResponse`].
    pub fn create_channel_timeline(&self, request: api::CreateChannelTimelineRequest) -> ApiCall<api::CreateChannelTimelineResponse> {
        self.call(&CREATE_CHANNEL_TIMELINE, request)
    }

    /// Reads an entry of a channel's timeline.
    ///
    /// Calls `DetailChannelTimeline` (index 191).
    ///
    /// `POST /mezon.api.Mezon/DetailChannelTimeline`: [`api::ChannelTimelineDetailRequest`] → [`api::ChannelTimelineDetailResponse`].
    pub fn detail_channel_timeline(&self, request: api::ChannelTimelineDetailRequest) -> ApiCall<api::ChannelTimelineDetailResponse> {
        self.call(&DETAIL_CHANNEL_TIMELINE, request)
    }

    /// Starts a poll.
    ///
    /// Calls `CreatePoll` (index 192).
    ///
    /// `POST /mezon.api.Mezon/CreatePoll`: [`api::CreatePollRequest`] → [`api::CreatePollResponse`].
    pub fn create_poll(&self, request: api::CreatePollRequest) -> ApiCall<api::CreatePollResponse> {
        self.call(&CREATE_POLL, request)
    }

    /// Votes in a poll.
    ///
    /// Calls `VotePoll` (index 193).
    ///
    /// `POST /mezon.api.Mezon/VotePoll`: [`api::VotePollRequest`] → [`api::VotePollResponse`].
    pub fn vote_poll(&self, request: api::VotePollRequest) -> ApiCall<api::VotePollResponse> {
        self.call(&VOTE_POLL, request)
    }

    /// Ends a poll.
    ///
    /// Calls `ClosePoll` (index 194).
    ///
    /// `POST /mezon.api.Mezon/ClosePoll`: [`api::ClosePollRequest`] → nothing.
    pub fn close_poll(&self, request: api::ClosePollRequest) -> ApiCall<()> {
        self.call(&CLOSE_POLL, request)
    }

    /// Reads a poll with its votes.
    ///
    /// Calls `GetPoll` (index 195).
    ///
    /// `POST /mezon.api.Mezon/GetPoll`: [`api::GetPollRequest`] → [`api::GetPollResponse`].
    pub fn get_poll(&self, request: api::GetPollRequest) -> ApiCall<api::GetPollResponse> {
        self.call(&GET_POLL, request)
    }

    /// Puts a reaction to a message, or takes it off.
    ///
    /// Calls `ReactChannelMessage` (index 196).
    ///
    /// `POST /mezon.api.Mezon/ReactChannelMessage`: [`api::MessageReaction`] → [`realtime::ChannelMessageSend`].
    pub fn react_channel_message(&self, request: api::MessageReaction) -> ApiCall<realtime::ChannelMessageSend> {
        self.call(&REACT_CHANNEL_MESSAGE, request)
    }

    /// Asks for addresses to upload the parts of a big file to.
    ///
    /// Calls `MultipartUploadAttachmentFileStart` (index 197).
    ///
    /// `POST /mezon.api.Mezon/MultipartUploadAttachmentFileStart`: [`api::UploadAttachmentRequest`] → [`api::MultipartUploadAttachment`].
    pub fn multipart_upload_attachment_file_start(&self, request: api::UploadAttachmentRequest) -> ApiCall<api::MultipartUploadAttachment> {
        self.call(&MULTIPART_UPLOAD_ATTACHMENT_FILE_START, request)
    }

    /// Tells that all parts of a big file are uploaded.
    ///
    /// Calls `MultipartUploadAttachmentFileFinish` (index 198).
    ///
    /// `POST /mezon.api.Mezon/MultipartUploadAttachmentFileFinish`: [`api::MultipartUploadAttachmentFinishRequest`] → [`api::UploadAttachment`].
    pub fn multipart_upload_attachment_file_finish(&self, request: api::MultipartUploadAttachmentFinishRequest) -> ApiCall<api::UploadAttachment> {
        self.call(&MULTIPART_UPLOAD_ATTACHMENT_FILE_FINISH, request)
    }

    /// Exchanges the refresh token for a new session.
    ///
    /// Calls `SessionRefresh` (index 199).
    ///
    /// `POST /mezon.api.Mezon/SessionRefresh`: [`api::SessionRefreshRequest`] → [`api::Session`].
    pub fn session_refresh(&self, request: api::SessionRefreshRequest) -> ApiCall<api::Session> {
        self.call(&SESSION_REFRESH, request)
    }

    /// Ends the session.
    ///
    /// Calls `SessionLogout` (index 200).
    ///
    /// `POST /mezon.api.Mezon/SessionLogout`: [`api::SessionLogoutRequest`] → nothing.
    pub fn session_logout(&self, request: api::SessionLogoutRequest) -> ApiCall<()> {
        self.call(&SESSION_LOGOUT, request)
    }

    /// Asks whether the service is up.
    ///
    /// Calls `Healthcheck` (index 201).
    ///
    /// `POST /mezon.api.Mezon/Healthcheck`: nothing → nothing.
    pub fn healthcheck(&self) -> ApiCall<()> {
        self.call(&HEALTHCHECK, ())
    }

    /// Lifts the ban of users.
    ///
    /// Calls `UnbanClanUsers` (index 202).
    ///
    /// `POST /mezon.api.Mezon/UnbanClanUsers`: [`api::BanClanUsersRequest`] → nothing.
    pub fn unban_clan_users(&self, request: api::BanClanUsersRequest) -> ApiCall<()> {
        self.call(&UNBAN_CLAN_USERS, request)
    }

    /// Lists the banned users of a clan or a channel.
    ///
    /// Calls `ListBannedUsers` (index 203).
    ///
    /// `POST /mezon.api.Mezon/ListBannedUsers`: [`api::BannedUserListRequest`] → [`api::BannedUserList`].
    pub fn list_banned_users(&self, request: api::BannedUserListRequest) -> ApiCall<api::BannedUserList> {
        self.call(&LIST_BANNED_USERS, request)
    }

    /// Reads the notification setting of a category.
    ///
    /// Calls `GetNotificationCategory` (index 204).
    ///
    /// `POST /mezon.api.Mezon/GetNotificationCategory`: [`api::DefaultNotificationCategory`] → [`api::NotificationUserChannel`].
    pub fn get_notification_category(&self, request: api::DefaultNotificationCategory) -> ApiCall<api::NotificationUserChannel> {
        self.call(&GET_NOTIFICATION_CATEGORY, request)
    }

    /// Lists what a role may do.
    ///
    /// Calls `ListRolePermissions` (index 205).
    ///
    /// `POST /mezon.api.Mezon/ListRolePermissions`: [`api::ListPermissionsRequest`] → [`api::PermissionList`].
    pub fn list_role_permissions(&self, request: api::ListPermissionsRequest) -> ApiCall<api::PermissionList> {
        self.call(&LIST_ROLE_PERMISSIONS, request)
    }

    /// Asks whether one account follows another.
    ///
    /// Calls `IsFollower` (index 206).
    ///
    /// `POST /mezon.api.Mezon/IsFollower`: [`api::IsFollowerRequest`] → [`api::IsFollowerResponse`].
    pub fn is_follower(&self, request: api::IsFollowerRequest) -> ApiCall<api::IsFollowerResponse> {
        self.call(&IS_FOLLOWER, request)
    }

    /// Takes a pin off.
    ///
    /// Calls `DeletePinMessage` (index 207).
    ///
    /// `POST /mezon.api.Mezon/DeletePinMessage`: [`api::DeletePinMessage`] → nothing.
    pub fn delete_pin_message(&self, request: api::DeletePinMessage) -> ApiCall<()> {
        self.call(&DELETE_PIN_MESSAGE, request)
    }

    /// Marks channels as read.
    ///
    /// Calls `MarkAsRead` (index 208).
    ///
    /// `POST /mezon.api.Mezon/MarkAsRead`: [`api::MarkAsReadRequest`] → nothing.
    pub fn mark_as_read(&self, request: api::MarkAsReadRequest) -> ApiCall<()> {
        self.call(&MARK_AS_READ, request)
    }

    /// Asks for addresses to upload several files to.
    ///
    /// Calls `UploadBatchAttachmentFile` (index 209).
    ///
    /// `POST /mezon.api.Mezon/UploadBatchAttachmentFile`: [`api::UploadBatchAttachmentRequest`] → [`api::UploadAttachmentBatch`].
    pub fn upload_batch_attachment_file(&self, request: api::UploadBatchAttachmentRequest) -> ApiCall<api::UploadAttachmentBatch> {
        self.call(&UPLOAD_BATCH_ATTACHMENT_FILE, request)
    }

    /// No longer notifies of reactions in a channel.
    ///
    /// Calls `DeleteNotiReactMessage` (over HTTP only).
    ///
    /// `POST /mezon.api.Mezon/DeleteNotiReactMessage`: [`api::NotificationChannel`] → nothing.
    pub fn delete_noti_react_message(&self, request: api::NotificationChannel) -> ApiCall<()> {
        self.call(&DELETE_NOTI_REACT_MESSAGE, request)
    }

    /// Reads whether reactions in a channel are notified of.
    ///
    /// Calls `GetNotificationReactMessage` (over HTTP only).
    ///
    /// `POST /mezon.api.Mezon/GetNotificationReactMessage`: [`api::NotifiReactMessage`] → [`api::NotifiReactMessage`].
    pub fn get_notification_react_message(&self, request: api::NotifiReactMessage) -> ApiCall<api::NotifiReactMessage> {
        self.call(&GET_NOTIFICATION_REACT_MESSAGE, request)
    }

    /// Lists the system messages of all clans.
    ///
    /// Calls `GetSystemMessagesList` (over HTTP only).
    ///
    /// `POST /mezon.api.Mezon/GetSystemMessagesList`: nothing → [`api::SystemMessagesList`].
    pub fn get_system_messages_list(&self) -> ApiCall<api::SystemMessagesList> {
        self.call(&GET_SYSTEM_MESSAGES_LIST, ())
    }

    /// Lists the OAuth clients of the account.
    ///
    /// Calls `ListMezonOauthClient` (over HTTP only).
    ///
    /// `POST /mezon.api.Mezon/ListMezonOauthClient`: nothing → [`api::MezonOauthClientList`].
    pub fn list_mezon_oauth_client(&self) -> ApiCall<api::MezonOauthClientList> {
        self.call(&LIST_MEZON_OAUTH_CLIENT, ())
    }

    /// Registers a channel for streaming.
    ///
    /// Calls `RegisterStreamingChannel` (over HTTP only).
    ///
    /// `POST /mezon.api.Mezon/RegisterStreamingChannel`: [`api::RegisterStreamingChannelRequest`] → [`api::RegisterStreamingChannelResponse`].
    pub fn register_streaming_channel(&self, request: api::RegisterStreamingChannelRequest) -> ApiCall<api::RegisterStreamingChannelResponse> {
        self.call(&REGISTER_STREAMING_CHANNEL, request)
    }

    /// Notifies of reactions in a channel.
    ///
    /// Calls `SetNotificationReactMessage` (over HTTP only).
    ///
    /// `POST /mezon.api.Mezon/SetNotificationReactMessage`: [`api::NotificationChannel`] → nothing.
    pub fn set_notification_react_message(&self, request: api::NotificationChannel) -> ApiCall<()> {
        self.call(&SET_NOTIFICATION_REACT_MESSAGE, request)
    }

    /// Changes the participation in an event.
    ///
    /// Calls `UpdateEventUser` (over HTTP only).
    ///
    /// `POST /mezon.api.Mezon/UpdateEventUser`: [`api::DeleteEventRequest`] → nothing.
    pub fn update_event_user(&self, request: api::DeleteEventRequest) -> ApiCall<()> {
        self.call(&UPDATE_EVENT_USER, request)
    }

    /// Tells who came to a meeting or left it.
    ///
    /// Calls `UpdateMezonVoiceState` (over HTTP only).
    ///
    /// `POST /mezon.api.Mezon/UpdateMezonVoiceState`: [`realtime::HandleParticipantMeetStateEvent`] → nothing.
    pub fn update_mezon_voice_state(&self, request: realtime::HandleParticipantMeetStateEvent) -> ApiCall<()> {
        self.call(&UPDATE_MEZON_VOICE_STATE, request)
    }
}
