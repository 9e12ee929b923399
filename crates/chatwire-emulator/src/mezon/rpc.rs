//! Calls of the API: one table for HTTP and for the socket.

#![expect(
    clippy::needless_pass_by_value,
    clippy::unnecessary_wraps,
    clippy::unused_self,
    reason = "the table hands every request over and takes every answer the same way"
)]

mod account;
mod channels;
mod clans;
mod friends;
mod inside;
mod messages;
mod notices;
mod roles;
mod topics;
mod uploads;

pub(super) use friends::friend;
pub(super) use inside::code;
pub(super) use messages::ack;

use chatwire_mezon_proto::service;
use prost::Message;

use super::refusal::Refusal;
use super::shelf::Stamp;
use super::state::seconds;
use super::world::Caller;

/// An encoded answer.
pub(super) type Answer = Result<Vec<u8>, Refusal>;

/// Decodes the request by its type and encodes the answer.
fn run<Q, A>(body: &[u8], answer: impl FnOnce(Q) -> Result<A, Refusal>) -> Answer
where
    Q: Message + Default,
    A: Message,
{
    let request = Q::decode(body).map_err(|error| Refusal::invalid(error.to_string()))?;
    answer(request).map(|answer| answer.encode_to_vec())
}

macro_rules! table {
    ($caller:ident, $body:ident, $name:ident; $($call:literal => $method:ident),+ $(,)?) => {
        match $name {
            $($call => Some(run($body, |request| $caller.$method(request))),)+
            _ => None,
        }
    };
}

impl Caller<'_> {
    /// Answers a call by its name.
    pub(super) fn call(&mut self, name: &str, body: &[u8]) -> Answer {
        let unknown = || Refusal::new(12, format!("unknown method {name}"));
        let call = service::find(name).ok_or_else(unknown)?;
        let settings = &self.inner.settings;
        if settings.missing.contains(name) {
            return Err(unknown());
        }
        if settings.denied.contains(name) {
            return Err(Refusal::denied());
        }
        let parts = [Self::call_about_messages, Self::call_about_places, Self::call_about_people];
        for part in parts {
            match part(self, name, body) {
                Some(Err(_)) if self.inner.settings.lenient => break,
                Some(answer) => return answer,
                None => {}
            }
        }
        if super::reflect::read(call.request, body).is_none() {
            return Err(Refusal::invalid(format!("no {}", call.request.name)));
        }
        if !self.inner.settings.lenient {
            self.known_places(call, body)?;
        }
        let clock = &self.shared.world.clock;
        let id = self.inner.state.id(clock);
        let stamp = Stamp { id, user: self.user, seconds: seconds(clock.now()) };
        Ok(self.inner.shelf.answer(call, body, stamp))
    }

    fn call_about_messages(&mut self, name: &str, body: &[u8]) -> Option<Answer> {
        table! { self, body, name;
            "SendChannelMessage" => send_channel_message,
            "UpdateChannelMessage" => update_channel_message,
            "DeleteChannelMessage" => delete_channel_message,
            "ReactChannelMessage" => react_channel_message,
            "ListChannelMessages" => list_channel_messages,
            "SearchMessage" => search_message,
            "ListChannelAttachment" => list_channel_attachment,
            "CreatePinMessage" => create_pin_message,
            "DeletePinMessage" => delete_pin_message,
            "GetPinMessagesList" => get_pin_messages_list,
            "MessageButtonClick" => message_button_click,
            "DropdownBoxSelected" => dropdown_box_selected,
            "MarkAsRead" => mark_as_read,
            "CreateSdTopic" => create_sd_topic,
            "ListSdTopic" => list_sd_topic,
            "GetTopicDetail" => get_topic_detail,
            "DeleteSdTopic" => delete_sd_topic,
            "CreatePoll" => create_poll,
            "VotePoll" => vote_poll,
            "ClosePoll" => close_poll,
            "GetPoll" => get_poll,
            "UploadAttachmentFile" => upload_attachment_file,
            "UploadOauthFile" => upload_attachment_file,
            "UploadBatchAttachmentFile" => upload_batch_attachment_file,
            "MultipartUploadAttachmentFileStart" => multipart_start,
            "MultipartUploadAttachmentFileFinish" => multipart_finish,
            "AddQuickMenuAccess" => add_quick_menu_access,
            "UpdateQuickMenuAccess" => update_quick_menu_access,
            "DeleteQuickMenuAccess" => delete_quick_menu_access,
            "ListQuickMenuAccess" => list_quick_menu_access,
        }
    }

    fn call_about_places(&mut self, name: &str, body: &[u8]) -> Option<Answer> {
        table! { self, body, name;
            "ListClanDescs" => list_clan_descs,
            "CreateClanDesc" => create_clan_desc,
            "UpdateClanDesc" => update_clan_desc,
            "DeleteClanDesc" => delete_clan_desc,
            "ListClanUsers" => list_clan_users,
            "RemoveClanUsers" => remove_clan_users,
            "BanClanUsers" => ban_clan_users,
            "UnbanClanUsers" => unban_clan_users,
            "CheckDuplicateName" => check_duplicate_name,
            "GetListEmojisByUserId" => get_list_emojis,
            "GetListStickersByUserId" => get_list_stickers,
            "CreateClanEmoji" => create_clan_emoji,
            "DeleteByIdClanEmoji" => delete_clan_emoji,
            "AddClanSticker" => add_clan_sticker,
            "DeleteClanStickerById" => delete_clan_sticker,
            "ListCategoryDescs" => list_category_descs,
            "CreateCategoryDesc" => create_category_desc,
            "UpdateCategory" => update_category,
            "DeleteCategoryDesc" => delete_category_desc,
            "ListChannelDescs" => list_channel_descs,
            "ListChannelByUserId" => list_channel_by_user_id,
            "ListChannelDetail" => list_channel_detail,
            "ListThreadDescs" => list_thread_descs,
            "CreateChannelDesc" => create_channel_desc,
            "UpdateChannelDesc" => update_channel_desc,
            "UpdateChannelPrivate" => update_channel_private,
            "DeleteChannelDesc" => delete_channel_desc,
            "ArchiveChannel" => archive_channel,
            "ActiveArchivedThread" => active_archived_thread,
            "LeaveThread" => leave_thread,
            "ListChannelUsers" => list_channel_users,
            "AddChannelUsers" => add_channel_users,
            "RemoveChannelUsers" => remove_channel_users,
            "ListChannelVoiceUsers" => list_channel_voice_users,
            "ListRoles" => list_roles,
            "CreateRole" => create_role,
            "UpdateRole" => update_role,
            "DeleteRole" => delete_role,
            "ListRoleUsers" => list_role_users,
            "ListRolePermissions" => list_role_permissions,
            "GetListPermission" => get_list_permission,
            "GetRoleOfUserInTheClan" => get_role_of_user,
            "ListUserPermissionInChannel" => list_user_permission_in_channel,
        }
    }

    fn call_about_people(&mut self, name: &str, body: &[u8]) -> Option<Answer> {
        table! { self, body, name;
            "Healthcheck" => healthcheck,
            "SessionRefresh" => session_refresh,
            "SessionLogout" => session_logout,
            "GetAccount" => get_account,
            "UpdateAccount" => update_account,
            "UpdateUser" => update_user,
            "GetUserProfileOnClan" => get_user_profile_on_clan,
            "UpdateUserProfileByClan" => update_user_profile_by_clan,
            "ListUserClansByUserId" => list_user_clans,
            "GetUserStatus" => get_user_status,
            "UpdateUserStatus" => update_user_status,
            "UpdateUserCustomStatus" => update_user_status,
            "ListUserOnline" => list_user_online,
            "ListClanUsersStatus" => list_clan_users_status,
            "ListFriends" => list_friends,
            "AddFriends" => add_friends,
            "DeleteFriends" => delete_friends,
            "BlockFriends" => block_friends,
            "UnblockFriends" => unblock_friends,
            "ListNotifications" => list_notifications,
            "DeleteNotifications" => delete_notifications,
            "GetNotificationClan" => get_notification_clan,
            "GetNotificationChannel" => get_notification_channel,
            "GetNotificationCategory" => get_notification_category,
            "GetNotificationReactMessage" => get_notification_react_message,
            "SetNotificationReactMessage" => set_notification_react_message,
            "DeleteNotiReactMessage" => delete_noti_react_message,
            "SetNotificationClanSetting" => set_notification_clan,
            "SetNotificationChannelSetting" => set_notification_channel,
            "SetNotificationCategorySetting" => set_notification_category,
            "DeleteNotificationChannel" => delete_notification_channel,
            "DeleteNotificationCategorySetting" => delete_notification_category,
            "SetMuteChannel" => set_mute_channel,
            "SetMuteCategory" => set_mute_category,
            "ListMutedChannel" => list_muted_channel,
        }
    }
}
