//! A FluidTalk persona as a [`Responder`].

use std::fmt;
use std::sync::Arc;

use chatwire_core::{BoxFuture, Result};
use chatwire_fluidtalk::{TurnGuard, TurnKey, characters, handshake};

use super::Responder;
use crate::{Attachment, Incoming, Outgoing};

/// A persona that answers people, by either of FluidTalk's APIs.
///
/// Silence (a lead that another account owns, a duplicate, a paused character)
/// is an empty answer, not an error. So is the answer to the program's own
/// messages and to those with neither text nor picture, which are not sent at all.
///
/// An answer costs money or a token: it is never asked for twice by itself, also
/// when the first one was lost. Where messages may be delivered twice, see
/// [`remember`](Self::remember). Of pictures, the first that hangs on a message
/// is shown to the persona.
///
/// ```
/// use chatwire::responder::Responder;
/// use chatwire::responder::fluidtalk::Persona;
/// use chatwire::{Incoming, Room, Sender, fluidtalk::handshake};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # use chatwire_emulator::{Emulator, Platform};
/// # let emulator = Emulator::start().await?;
/// # let (key, url) = (emulator.fluidtalk().api_key(), emulator.url(Platform::FluidTalk));
/// # emulator.fluidtalk().reply_when("ping", ["pong"]);
/// let client = handshake::Client::builder(key).base_url(url)?.build()?;
/// let persona = Persona::handshake(client);
/// let message = Incoming::new("1", Room::new("test", "hall"), Sender::new("alice"), "ping");
/// let answers = persona.reply(&message).await?;
/// assert_eq!(answers[0].text, "pong");
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Persona {
    engine: Engine,
    target: Arc<dyn Fn(&Incoming) -> String + Send + Sync>,
    own_username: Option<String>,
    answered: Option<TurnGuard<Vec<Outgoing>>>,
}

#[derive(Clone, Debug)]
enum Engine {
    Handshake(handshake::Client),
    Characters { client: characters::Client, platform: characters::Platform },
}

impl Persona {
    /// A persona behind the handshake API (Python clients 1.0.x).
    #[must_use]
    pub fn handshake(client: handshake::Client) -> Self {
        Self::new(Engine::Handshake(client))
    }

    /// A character behind the characters API (Python clients 2.x), as people of `platform` know it.
    pub fn characters(
        client: characters::Client,
        platform: impl Into<characters::Platform>,
    ) -> Self {
        Self::new(Engine::Characters { client, platform: platform.into() })
    }

    fn new(engine: Engine) -> Self {
        let target = Arc::new(|message: &Incoming| message.sender.id.clone());
        Self { engine, target, own_username: None, answered: None }
    }

    /// Sets how a person is named to the persona (by the platform's id).
    ///
    /// A conversation is kept by this name: the same person must always get the same one.
    #[must_use]
    pub fn target(mut self, name: impl Fn(&Incoming) -> String + Send + Sync + 'static) -> Self {
        self.target = Arc::new(name);
        self
    }

    /// Sets which of your accounts receives the messages, for FluidTalk's tracking and its search for
    /// leads that two of your accounts talk to (by default what the client says).
    #[must_use]
    pub fn own_username(mut self, name: impl Into<String>) -> Self {
        self.own_username = Some(name.into());
        self
    }

    /// Remembers the answers to the last `messages` messages, so that one that is delivered twice gets the
    /// answer that is paid for already. Off by default; messages are told apart by platform, person and id, and
    /// one without an id is always new.
    #[must_use]
    pub fn remember(mut self, messages: usize) -> Self {
        self.answered = Some(TurnGuard::new(messages));
        self
    }

    async fn answer(&self, message: &Incoming) -> Result<Vec<Outgoing>> {
        let image = message.image().map(|image| image.url.as_str());
        if message.sender.is_self || (message.text.trim().is_empty() && image.is_none()) {
            return Ok(Vec::new());
        }
        let target = (self.target)(message);
        // Without an id a message cannot be told from the one before.
        match self.answered.as_ref().filter(|_| !message.id.as_str().is_empty()) {
            None => self.ask(&target, &message.text, image).await,
            Some(guard) => {
                let platform = message.room.platform.as_ref();
                let key = TurnKey::new(platform, &target, message.id.as_str());
                guard.once(key, self.ask(&target, &message.text, image)).await
            }
        }
    }

    async fn ask(&self, target: &str, text: &str, image: Option<&str>) -> Result<Vec<Outgoing>> {
        match &self.engine {
            Engine::Handshake(client) => {
                let mut call = client.inbound_chat(target).message(text);
                if let Some(url) = image {
                    call = call.image_url(url);
                }
                if let Some(own) = &self.own_username {
                    call = call.own_username(own);
                }
                let result = call.await?;
                if result.is_silent() {
                    return Ok(Vec::new());
                }
                let texts = result.bubbles().filter(|text| !text.trim().is_empty());
                let photo = result.photo_to_send().map(picture);
                Ok(texts.map(Outgoing::from).chain(photo).collect())
            }
            Engine::Characters { client, platform } => {
                let mut call = client.chat(platform, target).message(text);
                if let Some(url) = image {
                    call = call.image_url(url);
                }
                if let Some(own) = &self.own_username {
                    call = call.own_username(own);
                }
                let reply = call.await?;
                let spoken = reply.bubbles.iter().filter(|bubble| !bubble.is_blank());
                Ok(spoken.map(outgoing).collect())
            }
        }
    }
}

/// A bubble as a message, with the pause that the character wants before it.
fn outgoing(bubble: &characters::Bubble) -> Outgoing {
    let message = Outgoing::text(bubble.text.clone()).delay(bubble.delay());
    match bubble.image_url.as_deref().filter(|url| !url.is_empty()) {
        Some(url) => message.attach(photo(url)),
        None => message,
    }
}

fn picture(url: &str) -> Outgoing {
    Outgoing::attachment(photo(url))
}

/// The platform names no media type, only that it is a picture.
fn photo(url: &str) -> Attachment {
    Attachment::new(url).content_type("image/*")
}

impl Responder for Persona {
    fn reply<'a>(&'a self, message: &'a Incoming) -> BoxFuture<'a, Result<Vec<Outgoing>>> {
        Box::pin(self.answer(message))
    }
}

impl fmt::Debug for Persona {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Persona")
            .field("engine", &self.engine)
            .field("own_username", &self.own_username)
            .field("remembers", &self.answered.is_some())
            .finish_non_exhaustive()
    }
}
