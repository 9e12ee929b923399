//! `chat`: one turn with a lead.

use http::Method;
use serde::Serialize;

use chatwire_core::{Error, Request, RetryClass, awaitable};

use super::client::{Client, billed, limits, mode_setter, on_platform};
use super::model::{ChatReply, SessionId, warn_unseen};
use super::{Platform, operation};
use crate::reply::enveloped;

impl Client {
    /// The character's answer to what a lead wrote.
    ///
    /// The conversation is made or resumed by platform and handle.
    /// The turn needs a [`message`](Chat::message) or an [`image_url`](Chat::image_url).
    /// Billed; never repeated once it may have arrived, since the server counts deliveries: the third one of the
    /// same text is answered with silence.
    ///
    /// ```
    /// # use chatwire_fluidtalk::characters::{Client, Platform};
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # use chatwire_emulator::{Emulator, Platform as Service};
    /// # let emulator = Emulator::start().await?;
    /// # let (secret, url) = (emulator.fluidtalk().connector_token(), emulator.url(Service::FluidTalk));
    /// # let client = Client::builder(secret).base_url(url)?.build()?;
    /// let reply = client.chat(Platform::INSTAGRAM, "mark").message("hey ava").await?;
    /// for bubble in &reply.bubbles {
    ///     println!("{}", bubble.text);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`is_insufficient_tokens`](crate::ErrorExt::is_insufficient_tokens) when the wallet is empty,
    /// [`Input`](crate::ErrorKind::Input) before any request for an empty platform, handle or turn, and for a
    /// handle without `test_` in a testing mode.
    pub fn chat(&self, platform: impl Into<Platform>, handle: impl Into<String>) -> Chat {
        Chat {
            client: self.clone(),
            class: RetryClass::ConnectOnly,
            body: Body {
                platform: platform.into(),
                handle: handle.into(),
                message: String::new(),
                image_url: None,
                session_id: None,
                own_username: None,
            },
        }
    }
}

/// Request of [`Client::chat`].
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let emu = chatwire_emulator::Emulator::start().await?;
/// # let client = chatwire_fluidtalk::characters::Client::builder(emu.fluidtalk().connector_token())
/// #     .base_url(emu.url(chatwire_emulator::Platform::FluidTalk))?.build()?;
/// let call = client.chat("instagram", "mark").message("hey ava").own_username("ava.main");
/// let reply = call.await?;
/// match reply.silence() {
///     None => assert!(!reply.bubbles.is_empty()),
///     Some(silence) => println!("nothing to send: {silence}"),
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
#[must_use = "a request does nothing until it is awaited"]
pub struct Chat {
    client: Client,
    class: RetryClass,
    body: Body,
}

#[derive(Clone, Debug, Serialize)]
struct Body {
    platform: Platform,
    handle: String,
    message: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    image_url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    session_id: Option<SessionId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    own_username: Option<String>,
}

mode_setter!(Chat);
billed!(Chat);

impl Chat {
    /// What the lead wrote; may be left out when there is an image.
    pub fn message(mut self, text: impl Into<String>) -> Self {
        self.body.message = text.into();
        self
    }

    /// Image of the lead at a URL that the model's provider can fetch.
    ///
    /// A URL that opens in a browser may still fail; see [`ChatReply::saw_image`].
    /// [`inbound_media`](Client::inbound_media) gives bytes a URL that works.
    pub fn image_url(mut self, url: impl Into<String>) -> Self {
        self.body.image_url = Some(url.into());
        self
    }

    /// Conversation to go on with; rarely needed, since platform and handle find it.
    pub fn session_id(mut self, id: impl Into<SessionId>) -> Self {
        self.body.session_id = Some(id.into());
        self
    }

    /// Which of your accounts received the message.
    pub fn own_username(mut self, name: impl Into<String>) -> Self {
        self.body.own_username = Some(name.into());
        self
    }

    /// The call itself, for its options: timeouts, retries, wire form.
    pub fn request(self) -> Request<ChatReply> {
        let Self { client, class, body } = self;
        let path = "/api/{api_version}/characters/chat";
        let mut call = on_platform(
            client.call(Method::POST, operation::CHAT, path, class, limits::TALK),
            &body.platform,
        )
        .check(client.check_handle("handle", &body.handle));
        if body.message.is_empty() && body.image_url.as_ref().is_none_or(String::is_empty) {
            call = call.fail(Error::input("a turn needs a message or an image"));
        }
        call.json(&body).decode(|reply| {
            let answer: ChatReply = enveloped(reply)?;
            warn_unseen(operation::CHAT, answer.vision.as_ref());
            Ok(answer)
        })
    }
}

awaitable!(Chat => ChatReply);
