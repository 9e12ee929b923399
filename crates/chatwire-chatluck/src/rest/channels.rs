//! Channels: create, list.

use chatwire_core::build::Http;
use chatwire_core::{Cursor, Error, Items, Page, Paged, Pages, Request, RetryClass, awaitable};
use http::Method;

use super::list::ListCall;
use crate::{Channel, ChannelOptions, Client, UserId};

impl Client {
    /// Creates a channel.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let emu = chatwire_emulator::Emulator::start().await?;
    /// # let client = chatwire_chatluck::Client::builder(emu.chatluck().key())
    /// #     .base_url(emu.url(chatwire_emulator::Platform::Chatluck))?.build()?;
    /// let channel = client
    ///     .create_channel("Team Project")
    ///     .description("Discussion for our project")
    ///     .private()
    ///     .await?;
    /// assert_eq!(channel.name, "Team Project");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// Retried only while nothing was sent, after a 429, and after a 503 with `Retry-After`.
    ///
    /// # Errors
    ///
    /// As [every call](Client#errors-of-every-call); [`Input`](crate::ErrorKind::Input) for an empty name. The channel
    /// may be there after a [lost answer](Client#errors-of-every-call): look for it in
    /// [`list_channels`](Self::list_channels).
    pub fn create_channel(&self, options: impl Into<ChannelOptions>) -> CreateChannel {
        CreateChannel { http: self.http.clone(), options: options.into() }
    }

    /// Lists channels, public ones unless [`include_private`](ListChannels::include_private) is set.
    ///
    /// Awaiting gives the first page; [`items`](ListChannels::items) is the whole list as a stream.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let emu = chatwire_emulator::Emulator::start().await?;
    /// # let client = chatwire_chatluck::Client::builder(emu.chatluck().key())
    /// #     .base_url(emu.url(chatwire_emulator::Platform::Chatluck))?.no_rate_limit().build()?;
    /// use futures_util::TryStreamExt;
    ///
    /// # emu.chatluck().channel("general");
    /// let mut channels = client.list_channels().include_private().items();
    /// while let Some(channel) = channels.try_next().await? {
    ///     println!("{} ({} members)", channel.name, channel.member_count);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// As [every call](Client#errors-of-every-call).
    pub fn list_channels(&self) -> ListChannels {
        ListChannels {
            list: ListCall::new(self.http.clone(), "chatluck.list_channels", "/channels"),
        }
    }
}

/// Creates a channel; see [`Client::create_channel`].
///
/// ```
/// use chatwire_chatluck::Client;
///
/// # let client = Client::new("ck_0123456789")?;
/// let call = client.create_channel("Team").private().members(["user_1", "user_2"]);
/// let wire = call.request().build()?;
/// let body: serde_json::Value = serde_json::from_slice(wire.body())?;
/// assert_eq!(body["is_private"], true);
/// # Ok::<_, Box<dyn std::error::Error>>(())
/// ```
#[must_use = "a request does nothing until it is awaited"]
#[derive(Clone, Debug)]
pub struct CreateChannel {
    http: Http,
    options: ChannelOptions,
}

impl CreateChannel {
    /// What the channel is for; an empty text is not sent.
    pub fn description(mut self, text: impl Into<String>) -> Self {
        self.options.description = Some(text.into());
        self
    }

    /// Only members see the channel.
    pub fn private(mut self) -> Self {
        self.options.is_private = true;
        self
    }

    /// Adds a first member.
    pub fn member(mut self, user: impl Into<UserId>) -> Self {
        self.options.member_ids.push(user.into());
        self
    }

    /// Adds first members.
    pub fn members<U: Into<UserId>>(mut self, users: impl IntoIterator<Item = U>) -> Self {
        self.options.member_ids.extend(users.into_iter().map(Into::into));
        self
    }

    /// The call as a request, for options of one call and for its wire form.
    pub fn request(self) -> Request<Channel> {
        let mut call = self
            .http
            .call(Method::POST, "chatluck.create_channel", "/channels")
            .class(RetryClass::Rejected);
        if self.options.name.is_empty() {
            call = call.fail(Error::input("the channel's name is empty"));
        }
        call.json(&self.options).json_reply()
    }
}

/// Lists channels; see [`Client::list_channels`].
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let emu = chatwire_emulator::Emulator::start().await?;
/// # let client = chatwire_chatluck::Client::builder(emu.chatluck().key())
/// #     .base_url(emu.url(chatwire_emulator::Platform::Chatluck))?.no_rate_limit().build()?;
/// # for name in ["a", "b", "c"] { emu.chatluck().channel(name); }
/// let first = client.list_channels().limit(2).await?;
/// assert_eq!(first.len(), 2);
/// if let Some(next) = first.next {
///     let second = client.list_channels().limit(2).offset(next).await?;
///     assert!(!second.is_empty());
/// }
/// # Ok(())
/// # }
/// ```
#[must_use = "a request does nothing until it is awaited"]
#[derive(Clone, Debug)]
pub struct ListChannels {
    list: ListCall<Channel>,
}

impl ListChannels {
    /// Items of a page (50); the platform documents no maximum.
    pub fn limit(mut self, count: u32) -> Self {
        self.list.limit = count;
        self
    }

    /// Where to begin: the cursor of an earlier page.
    pub fn offset(mut self, cursor: impl Into<Cursor>) -> Self {
        self.list.offset = Some(cursor.into());
        self
    }

    /// Lists private channels that the key's owner sees, too.
    pub fn include_private(mut self) -> Self {
        self.list = self.list.with("include_private", "true");
        self
    }

    /// The first page as a request, for options of one call and for its wire form.
    pub fn request(self) -> Request<Page<Channel>> {
        self.list.request()
    }

    /// The whole list, with limits of its own.
    pub fn paged(self) -> Paged<Channel> {
        self.list.paged()
    }

    /// Stream of all channels.
    pub fn items(self) -> Items<Channel> {
        self.paged().items()
    }

    /// Stream of all pages.
    pub fn pages(self) -> Pages<Channel> {
        self.paged().pages()
    }
}

awaitable!(CreateChannel => Channel, ListChannels => Page<Channel>);
