//! Settings of notices: read, changed, taken back.

use chatwire_core::{Error, ErrorKind, Request, Result};
use chatwire_mezon_proto::api;
use http::StatusCode;

use super::awaited;
use crate::error::{code, named};
use crate::notification::{
    Mute, NotificationLevel, NotificationReactMessage, NotificationSetting, NotificationUserChannel,
};
use crate::{ApiCall, CategoryId, ChannelId, ClanId, Client};

/// Setting for reactions; see [`Client::get_notification_react_message`].
#[must_use = "a call does nothing until it is awaited"]
#[derive(Debug)]
pub struct GetNotificationReactMessage(ApiCall<NotificationReactMessage>);

impl Client {
    /// Tells which messages of a channel make a notice.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> chatwire_mezon::Result<()> {
    /// use chatwire_mezon::Client;
    ///
    /// let client = Client::new(1_800_000_000_000_000_001, "api-key")?;
    /// let request = client.get_notification_channel_setting(1_840_000_000_000_000_010);
    /// let wire = request.over_http().build()?;
    /// assert_eq!(wire.uri().path(), "/mezon.api.Mezon/GetNotificationChannel");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// When awaited: those of [every call](crate::Client#errors-of-every-call).
    #[doc(alias = "getNotificationChannelSetting")]
    pub fn get_notification_channel_setting(
        &self,
        channel: impl Into<ChannelId>,
    ) -> ApiCall<NotificationUserChannel> {
        let request = api::NotificationChannel { channel_id: channel.into().get() };
        self.api().get_notification_channel(request).map(NotificationUserChannel::from)
    }

    /// Tells which messages of a category's channels make a notice.
    ///
    /// # Errors
    ///
    /// When awaited: those of [every call](crate::Client#errors-of-every-call).
    #[doc(alias = "getNotificationCategorySetting")]
    pub fn get_notification_category_setting(
        &self,
        category: impl Into<CategoryId>,
    ) -> ApiCall<NotificationUserChannel> {
        let request = api::DefaultNotificationCategory { category_id: category.into().get() };
        self.api().get_notification_category(request).map(NotificationUserChannel::from)
    }

    /// Tells which messages of a clan make a notice.
    ///
    /// # Errors
    ///
    /// When awaited: those of [every call](crate::Client#errors-of-every-call).
    #[doc(alias = "getNotificationClanSetting")]
    pub fn get_notification_clan_setting(
        &self,
        clan: impl Into<ClanId>,
    ) -> ApiCall<NotificationSetting> {
        let request = api::NotificationClan { clan_id: clan.into().get() };
        self.api().get_notification_clan(request).map(NotificationSetting::from)
    }

    /// Tells whether reactions to messages of a channel make a notice.
    ///
    /// The call has no number, so it goes over HTTP only, and newer services may not have it any more.
    ///
    /// # Errors
    ///
    /// Awaiting gives those of [every call](crate::Client#errors-of-every-call), and
    /// [`Unsupported`](ErrorKind::Unsupported) (code [`UNIMPLEMENTED`](code::UNIMPLEMENTED)) with the words of the
    /// service when it does not know the call.
    #[doc(alias = "getNotificationReactMessage")]
    pub fn get_notification_react_message(
        &self,
        channel: impl Into<ChannelId>,
    ) -> GetNotificationReactMessage {
        let request =
            api::NotifiReactMessage { channel_id: channel.into().get(), ..Default::default() };
        let call = self.api().get_notification_react_message(request);
        GetNotificationReactMessage(call.map(NotificationReactMessage::from))
    }

    /// Sets which messages of a channel make a notice.
    ///
    /// # Errors
    ///
    /// When awaited: those of [every call](crate::Client#errors-of-every-call). The change may have been made after a
    /// lost answer; making it again does no harm.
    #[doc(alias = "setNotificationChannel")]
    pub fn set_notification_channel_setting(
        &self,
        clan: impl Into<ClanId>,
        channel: impl Into<ChannelId>,
        level: NotificationLevel,
    ) -> ApiCall<()> {
        self.api().set_notification_channel_setting(api::SetNotificationRequest {
            channel_category_id: channel.into().get(),
            notification_type: level.number(),
            clan_id: clan.into().get(),
        })
    }

    /// Sets which messages of a category's channels make a notice.
    ///
    /// # Errors
    ///
    /// As [`set_notification_channel_setting`](Self::set_notification_channel_setting).
    #[doc(alias = "setNotificationCategory")]
    pub fn set_notification_category_setting(
        &self,
        clan: impl Into<ClanId>,
        category: impl Into<CategoryId>,
        level: NotificationLevel,
    ) -> ApiCall<()> {
        self.api().set_notification_category_setting(api::SetNotificationRequest {
            channel_category_id: category.into().get(),
            notification_type: level.number(),
            clan_id: clan.into().get(),
        })
    }

    /// Sets which messages of a clan make a notice.
    ///
    /// # Errors
    ///
    /// As [`set_notification_channel_setting`](Self::set_notification_channel_setting).
    #[doc(alias = "setNotificationClan")]
    pub fn set_notification_clan_setting(
        &self,
        clan: impl Into<ClanId>,
        level: NotificationLevel,
    ) -> ApiCall<()> {
        self.api().set_notification_clan_setting(api::SetDefaultNotificationRequest {
            clan_id: clan.into().get(),
            notification_type: level.number(),
            category_id: 0,
        })
    }

    /// Takes the setting of a channel back, so that the category's holds.
    ///
    /// # Errors
    ///
    /// When awaited: those of [every call](crate::Client#errors-of-every-call).
    pub fn delete_notification_channel_setting(
        &self,
        channel: impl Into<ChannelId>,
    ) -> ApiCall<()> {
        let request = api::NotificationChannel { channel_id: channel.into().get() };
        self.api().delete_notification_channel(request)
    }

    /// Takes the setting of a category back, so that the clan's holds.
    ///
    /// # Errors
    ///
    /// When awaited: those of [every call](crate::Client#errors-of-every-call).
    pub fn delete_notification_category_setting(
        &self,
        category: impl Into<CategoryId>,
    ) -> ApiCall<()> {
        let request = api::DefaultNotificationCategory { category_id: category.into().get() };
        self.api().delete_notification_category_setting(request)
    }

    /// Deletes notices by their ids.
    ///
    /// # Errors
    ///
    /// When awaited: those of [every call](crate::Client#errors-of-every-call).
    pub fn delete_notifications(&self, ids: impl IntoIterator<Item = i64>) -> ApiCall<()> {
        let ids = ids.into_iter().collect();
        self.api().delete_notifications(api::DeleteNotificationsRequest { ids, category: 0 })
    }

    /// Makes a channel silent, or no longer.
    ///
    /// # Errors
    ///
    /// As [`set_notification_channel_setting`](Self::set_notification_channel_setting).
    pub fn set_mute_channel(
        &self,
        clan: impl Into<ClanId>,
        channel: impl Into<ChannelId>,
        mute: Mute,
    ) -> ApiCall<()> {
        self.api().set_mute_channel(mute_request(channel.into().get(), clan.into(), mute))
    }

    /// Makes the channels of a category silent, or no longer.
    ///
    /// # Errors
    ///
    /// As [`set_notification_channel_setting`](Self::set_notification_channel_setting).
    pub fn set_mute_category(
        &self,
        clan: impl Into<ClanId>,
        category: impl Into<CategoryId>,
        mute: Mute,
    ) -> ApiCall<()> {
        self.api().set_mute_category(mute_request(category.into().get(), clan.into(), mute))
    }
}

/// `active` stays 0: Mezon's own mobile clients send it so with any time, which alone decides.
fn mute_request(id: i64, clan: ClanId, mute: Mute) -> api::SetMuteRequest {
    api::SetMuteRequest { id, mute_time: mute.seconds(), active: 0, clan_id: clan.get() }
}

impl GetNotificationReactMessage {
    /// The call with all the options of a request; what the service does not know is
    /// [`NotFound`](ErrorKind::NotFound) here, as for any call.
    ///
    /// # Errors
    ///
    /// When awaited: those of [every call](crate::Client#errors-of-every-call).
    pub fn over_http(self) -> Request<NotificationReactMessage> {
        self.0.over_http()
    }

    pub(crate) async fn run(self) -> Result<NotificationReactMessage> {
        self.0.await.map_err(unknown_call)
    }
}

/// Says of a call that the service does not know what it is: unsupported.
fn unknown_call(error: Error) -> Error {
    let gone = [StatusCode::NOT_FOUND, StatusCode::METHOD_NOT_ALLOWED, StatusCode::NOT_IMPLEMENTED];
    let is_gone = error.status().is_some_and(|status| gone.contains(&status))
        || error.code() == Some(code::UNIMPLEMENTED);
    if !is_gone {
        return error;
    }
    let words = error.message().to_owned();
    let unsupported = Error::new(ErrorKind::Unsupported, words).with_code(code::UNIMPLEMENTED);
    let unsupported = unsupported.with_operation(error.operation()).with_maybe_sent(true);
    let unsupported = match error.status() {
        Some(status) => unsupported.with_status(status),
        None => unsupported,
    };
    named(unsupported.with_source(error))
}

awaited!(GetNotificationReactMessage => NotificationReactMessage);
