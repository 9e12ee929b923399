//! `inbound_chat`: the lead wrote, the persona answers.

use chatwire_core::{Error, Request, RetryClass, awaitable};

use super::client::Client;
use super::model::ChatResult;
use super::operation;
use crate::reply::plain;
use crate::upload::Image;

impl Client {
    /// The persona's answer to what a lead wrote.
    ///
    /// `target` is the lead's handle, such as `@john_doe`.
    /// A conversation is keyed by (persona, target): same lead, same target.
    /// The turn needs a [`message`](InboundChat::message) or an image.
    /// Costs a token when the conversation is new; it is never repeated once it may have arrived.
    ///
    /// ```
    /// # use chatwire_fluidtalk::handshake::Client;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # use chatwire_emulator::{Emulator, Platform as Service};
    /// # let emulator = Emulator::start().await?;
    /// # let (secret, url) = (emulator.fluidtalk().api_key(), emulator.url(Service::FluidTalk));
    /// # let client = Client::builder(secret).base_url(url)?.build()?;
    /// let res = client.inbound_chat("@john_doe").message("hey, saw your post!").await?;
    /// for bubble in res.bubbles() {
    ///     println!("{bubble}");
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`is_sealed`](crate::ErrorExt::is_sealed) when the conversation is over,
    /// [`is_insufficient_tokens`](crate::ErrorExt::is_insufficient_tokens) when a new one cannot be paid,
    /// [`Input`](crate::ErrorKind::Input) before any request for an empty target or an empty turn.
    pub fn inbound_chat(&self, target: impl Into<String>) -> InboundChat {
        InboundChat {
            client: self.clone(),
            target: target.into(),
            message: None,
            own_username: None,
            image_url: None,
            image: None,
            class: RetryClass::ConnectOnly,
        }
    }
}

/// Request of [`Client::inbound_chat`].
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let emu = chatwire_emulator::Emulator::start().await?;
/// # let client = chatwire_fluidtalk::handshake::Client::builder(emu.fluidtalk().api_key())
/// #     .base_url(emu.url(chatwire_emulator::Platform::FluidTalk))?.build()?;
/// let call = client.inbound_chat("@john_doe").message("hey").own_username("@my_account");
/// let answer = call.await?;
/// for bubble in answer.bubbles() {
///     println!("{bubble}");
/// }
/// # assert!(!answer.is_silent());
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
#[must_use = "a request does nothing until it is awaited"]
pub struct InboundChat {
    client: Client,
    target: String,
    message: Option<String>,
    own_username: Option<String>,
    image_url: Option<String>,
    image: Option<Image>,
    class: RetryClass,
}

impl InboundChat {
    /// What the lead wrote; may be left out when there is an image.
    pub fn message(mut self, text: impl Into<String>) -> Self {
        self.message = Some(text.into());
        self
    }

    /// Which of your accounts received the message; an empty text means the client's own.
    pub fn own_username(mut self, name: impl Into<String>) -> Self {
        self.own_username = Some(name.into());
        self
    }

    /// Image at a URL that the server can fetch; may go together with [`image`](Self::image).
    pub fn image_url(mut self, url: impl Into<String>) -> Self {
        self.image_url = Some(url.into());
        self
    }

    /// Image that is sent along.
    pub fn image(mut self, image: impl Into<Image>) -> Self {
        self.image = Some(image.into());
        self
    }

    /// Waits and repeats after a 429, and after a 503 with `Retry-After`.
    ///
    /// Off by default: the platform promises only for idempotent calls that a refused one may be repeated.
    pub fn retry_rate_limited(mut self) -> Self {
        self.class = RetryClass::Rejected;
        self
    }

    /// The call itself, for its options: timeouts, retries, wire form.
    pub fn request(self) -> Request<ChatResult> {
        let is_some = |value: &Option<String>| value.as_ref().is_some_and(|text| !text.is_empty());
        let mut call =
            self.client.talk(operation::INBOUND_CHAT, "/api/v1/bot/chat").class(self.class);
        if self.target.is_empty() {
            call = call.fail(Error::input("target is empty"));
        }
        if !is_some(&self.message) && !is_some(&self.image_url) && self.image.is_none() {
            call = call.fail(Error::input("a turn needs a message or an image"));
        }
        let fields = vec![
            ("target", Some(self.target)),
            ("message", self.message),
            ("own_username", self.client.own_username(self.own_username)),
            ("image_url", self.image_url),
        ];
        self.client.send_fields(call, fields, self.image).decode(plain)
    }
}

awaitable!(InboundChat => ChatResult);
