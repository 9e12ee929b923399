//! `trigger` and `outreach`: something happened, or the character writes first.

use http::Method;
use serde::Serialize;
use serde_json::Value;

use chatwire_core::{Error, Request, awaitable, crypto, id_type};

use super::client::{Client, limits, mode_setter, on_platform};
use super::model::{TriggerResult, warn_unseen};
use super::{Platform, operation};
use crate::reply::enveloped;

/// Event id of the cold opener, which every workflow has.
pub const OUTREACH: &str = "outreach";

id_type! {
    /// Your id of an event, by which the server recognises a second delivery.
    ///
    /// Must be the same for every attempt at the same event: the payment's id, the message's id, or
    /// [`derive`](Self::derive). A random id made anew for each attempt defeats it.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let emu = chatwire_emulator::Emulator::start().await?;
    /// # let client = chatwire_fluidtalk::characters::Client::builder(emu.fluidtalk().connector_token())
    /// #     .base_url(emu.url(chatwire_emulator::Platform::FluidTalk))?.build()?;
    /// use chatwire_fluidtalk::characters::ExternalEventId;
    ///
    /// # emu.fluidtalk().bind("instagram", &["story_reaction"]);
    /// let id = ExternalEventId::derive(["instagram", "mark", "story_reaction", "17912345"]);
    /// client.trigger("instagram", "mark", "story_reaction", id.clone()).await?;
    /// let again = client.trigger("instagram", "mark", "story_reaction", id).await?;
    /// assert!(again.deduped);
    /// # Ok(())
    /// # }
    /// ```
    pub struct ExternalEventId;
}

impl ExternalEventId {
    /// A stable id from the parts that make the event unique: 32 hexadecimal digits of a SHA-256.
    ///
    /// Each part counts with its length, so `["ab", "c"]` and `["a", "bc"]` differ.
    ///
    /// ```
    /// use chatwire_fluidtalk::characters::ExternalEventId;
    ///
    /// let id = ExternalEventId::derive(["instagram", "mark", "story_reaction", "17912345"]);
    /// assert_eq!(id, ExternalEventId::derive(["instagram", "mark", "story_reaction", "17912345"]));
    /// assert_ne!(id, ExternalEventId::derive(["instagram", "mark", "story_reaction", "17912346"]));
    /// ```
    pub fn derive<P: AsRef<[u8]>>(parts: impl IntoIterator<Item = P>) -> Self {
        let mut all = Vec::new();
        for part in parts {
            let part = part.as_ref();
            all.extend_from_slice(&u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
            all.extend_from_slice(part);
        }
        let mut digits = crypto::hex(&crypto::sha256(&all));
        digits.truncate(32);
        Self::new(digits)
    }
}

impl Client {
    /// The character's reaction to an event of the platform, such as a story reaction.
    ///
    /// `event_id` names an entry of the character's workflow; one that it does not know is a silent no-op, so ask
    /// [`can_fire`](super::SelfTestResult::can_fire) first. [`OUTREACH`] is reserved; see [`outreach`](Self::outreach).
    /// Fires (and costs) once for an `external_event_id`, so the call is repeated after lost answers.
    /// A repeated one may come back [`deduped`](TriggerResult::deduped) without its bubbles.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let emu = chatwire_emulator::Emulator::start().await?;
    /// # let client = chatwire_fluidtalk::characters::Client::builder(emu.fluidtalk().connector_token())
    /// #     .base_url(emu.url(chatwire_emulator::Platform::FluidTalk))?.build()?;
    /// # emu.fluidtalk().bind("instagram", &["story_reaction"]);
    /// let fired = client.trigger("instagram", "mark", "story_reaction", "reaction-17912345").await?;
    /// for bubble in &fired.bubbles {
    ///     println!("{}", bubble.text);
    /// }
    /// assert!(fired.opened);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`Input`](crate::ErrorKind::Input) before any request for an empty platform or handle.
    pub fn trigger(
        &self,
        platform: impl Into<Platform>,
        handle: impl Into<String>,
        event_id: impl Into<String>,
        external_event_id: impl Into<ExternalEventId>,
    ) -> Trigger {
        Trigger {
            client: self.clone(),
            failure: None,
            body: Body {
                platform: platform.into(),
                handle: handle.into(),
                event_id: event_id.into(),
                external_event_id: external_event_id.into(),
                context: None,
                image_url: None,
                own_username: None,
                raw: None,
            },
        }
    }

    /// The character's first message to a lead: [`trigger`](Self::trigger) of [`OUTREACH`].
    ///
    /// A cold opener is one bubble; an [`image_url`](Trigger::image_url) of the profile is used for it only.
    /// A lead with a live conversation answers ignored.
    ///
    /// ```
    /// # use chatwire_fluidtalk::characters::{Client, ExternalEventId};
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # use chatwire_emulator::{Emulator, Platform as Service};
    /// # let emulator = Emulator::start().await?;
    /// # let (secret, url) = (emulator.fluidtalk().connector_token(), emulator.url(Service::FluidTalk));
    /// # let client = Client::builder(secret).base_url(url)?.build()?;
    /// let once = ExternalEventId::derive(["outreach", "instagram", "mark"]);
    /// let opened = client.outreach("instagram", "mark", once).await?;
    /// println!("{}", opened.opened);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// As [`trigger`](Self::trigger).
    pub fn outreach(
        &self,
        platform: impl Into<Platform>,
        handle: impl Into<String>,
        external_event_id: impl Into<ExternalEventId>,
    ) -> Trigger {
        self.trigger(platform, handle, OUTREACH, external_event_id)
    }
}

/// Request of [`Client::trigger`] and [`Client::outreach`].
///
/// ```
/// use chatwire_fluidtalk::characters::Client;
/// use serde_json::{Value, json};
///
/// # let client = Client::new("ftc_live_0123456789")?;
/// let call = client.trigger("instagram", "mark", "story_reaction", "17912345");
/// let wire = call.context(json!({"reaction": "🔥"})).request().build()?;
/// let body: Value = serde_json::from_slice(wire.body())?;
/// assert_eq!(body["external_event_id"], "17912345");
/// # Ok::<_, Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
#[must_use = "a request does nothing until it is awaited"]
pub struct Trigger {
    client: Client,
    failure: Option<Error>,
    body: Body,
}

#[derive(Clone, Debug, Serialize)]
struct Body {
    platform: Platform,
    handle: String,
    event_id: String,
    external_event_id: ExternalEventId,
    #[serde(skip_serializing_if = "Option::is_none")]
    context: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    image_url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    own_username: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    raw: Option<Value>,
}

mode_setter!(Trigger);

impl Trigger {
    /// Facts about the event, any JSON.
    pub fn context(mut self, context: impl Serialize) -> Self {
        super::to_json(context, "context", &mut self.body.context, &mut self.failure);
        self
    }

    /// Screenshot of the lead's profile at a URL that the model's provider can fetch; for cold openers.
    pub fn image_url(mut self, url: impl Into<String>) -> Self {
        self.body.image_url = Some(url.into());
        self
    }

    /// Which of your accounts writes.
    pub fn own_username(mut self, name: impl Into<String>) -> Self {
        self.body.own_username = Some(name.into());
        self
    }

    /// The platform's own record of the event, kept as it is.
    pub fn raw(mut self, raw: impl Serialize) -> Self {
        super::to_json(raw, "raw", &mut self.body.raw, &mut self.failure);
        self
    }

    /// The call itself, for its options: timeouts, retries, wire form.
    pub fn request(self) -> Request<TriggerResult> {
        let Self { client, failure, body } = self;
        let class = body.external_event_id.class();
        let path = "/api/{api_version}/characters/triggers";
        on_platform(
            client.call(Method::POST, operation::TRIGGER, path, class, limits::TALK),
            &body.platform,
        )
        .check(client.check_handle("handle", &body.handle))
        .check(failure.map_or(Ok(()), Err))
        .json(&body)
        .decode(|reply| {
            let answer: TriggerResult = enveloped(reply)?;
            warn_unseen(operation::TRIGGER, answer.vision.as_ref());
            Ok(answer)
        })
    }
}

awaitable!(Trigger => TriggerResult);
