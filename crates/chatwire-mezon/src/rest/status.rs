//! What others see of the bot: whether it is online, and its status.

use chatwire_core::Result;
use chatwire_mezon_proto::api;
use chatwire_mezon_proto::realtime::{self, envelope};

use super::awaited;
use crate::{ApiCall, Client, Handle};

chatwire_core::wire_enum! {
    /// Whether a user wants to be talked to.
    pub enum UserStatus {
        /// Yes.
        Online = "Online",
        /// Not there just now.
        Idle = "Idle",
        /// No.
        DoNotDisturb = "Do Not Disturb",
        /// Seems to be offline.
        Invisible = "Invisible",
    }
}

/// Sets a status; see [`Client::update_user_status`].
#[must_use = "a call does nothing until it is awaited"]
#[derive(Debug)]
pub struct UpdateUserStatus {
    client: Client,
    request: api::UserStatusUpdate,
    is_custom: bool,
}

impl Client {
    /// Sets the status that others see, over the live session.
    ///
    /// Empty text is a status, too; [`appear_offline`](Self::appear_offline) takes it away.
    ///
    /// # Errors
    ///
    /// [`Closed`](crate::ErrorKind::Closed) without a live session that is online, and those of a [`Handle`].
    #[doc(alias = "updateStatus")]
    pub async fn update_status(&self, status: impl Into<String>) -> Result<()> {
        self.inner.line.ask(presence(Some(status.into()))).await.map(drop)
    }

    /// Takes the status away, so that the bot seems to be offline; its live session goes on.
    ///
    /// # Errors
    ///
    /// [`Closed`](crate::ErrorKind::Closed) without a live session that is online, and those of a [`Handle`].
    pub async fn appear_offline(&self) -> Result<()> {
        self.inner.line.ask(presence(None)).await.map(drop)
    }

    /// Sets whether the bot wants to be talked to.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> chatwire_mezon::Result<()> {
    /// use chatwire_mezon::{Client, UserStatus};
    ///
    /// let client = Client::new(1_800_000_000_000_000_001, "api-key")?;
    /// let call = client.update_user_status(UserStatus::DoNotDisturb).minutes(30).call();
    /// assert_eq!(call.method().name(), "UpdateUserStatus");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// When awaited: those of [every call](crate::Client#errors-of-every-call). The change may have been made after a
    /// [lost answer](crate::Client#errors-of-every-call); making it again does no harm.
    pub fn update_user_status(&self, status: impl Into<UserStatus>) -> UpdateUserStatus {
        self.status_call(status.into().as_str(), false)
    }

    /// Sets the text under the bot's name.
    ///
    /// # Errors
    ///
    /// As [`update_user_status`](Self::update_user_status).
    pub fn update_user_custom_status(&self, text: impl AsRef<str>) -> UpdateUserStatus {
        self.status_call(text.as_ref(), true)
    }

    fn status_call(&self, status: &str, is_custom: bool) -> UpdateUserStatus {
        let request =
            api::UserStatusUpdate { status: status.to_owned(), ..api::UserStatusUpdate::default() };
        UpdateUserStatus { client: self.clone(), request, is_custom }
    }
}

impl Handle {
    /// Sets the status that others see; see [`Client::update_status`].
    ///
    /// # Errors
    ///
    /// The service's refusal, and those of the [handle](Self).
    #[doc(alias = "updateStatus")]
    pub async fn update_status(&self, status: impl Into<String>) -> Result<()> {
        self.request(presence(Some(status.into()))).await.map(drop)
    }

    /// Takes the status away, so that the bot seems to be offline.
    ///
    /// # Errors
    ///
    /// The service's refusal, and those of the [handle](Self).
    pub async fn appear_offline(&self) -> Result<()> {
        self.request(presence(None)).await.map(drop)
    }
}

impl UpdateUserStatus {
    /// Minutes after which the status ends by itself.
    pub fn minutes(mut self, minutes: u32) -> Self {
        self.request.minutes = i32::try_from(minutes).unwrap_or(i32::MAX);
        self
    }

    /// Keeps the status until the user is back.
    pub fn until_turn_on(mut self) -> Self {
        self.request.until_turn_on = true;
        self
    }

    /// The call, to choose how it goes out.
    ///
    /// # Errors
    ///
    /// When awaited: those of [every call](crate::Client#errors-of-every-call).
    pub fn call(self) -> ApiCall<()> {
        let Self { client, request, is_custom } = self;
        let api = client.api();
        if is_custom {
            api.update_user_custom_status(request)
        } else {
            api.update_user_status(request)
        }
    }

    pub(crate) async fn run(self) -> Result<()> {
        self.call().await
    }
}

fn presence(status: Option<String>) -> envelope::Message {
    envelope::Message::StatusUpdate(realtime::StatusUpdate { status })
}

awaited!(UpdateUserStatus => ());
