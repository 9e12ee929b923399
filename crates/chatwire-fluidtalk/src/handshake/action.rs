//! Calls by which the persona writes without being asked: opener, event, follow-up.

use serde::Serialize;
use serde_json::Value;

use chatwire_core::{Error, Request, RetryClass, awaitable};

use super::client::{Client, Fields};
use super::model::ActionResult;
use super::operation;
use crate::reply::plain;
use crate::upload::Image;

const PATH: &str = "/api/v1/bot/action";

impl Client {
    /// The persona's first message to a lead; with an image of the profile it aims better.
    ///
    /// When a conversation runs already, nothing is written: [`continued`](ActionResult::continued) is set, the
    /// message is empty, and [`inbound_chat`](Self::inbound_chat) goes on with it.
    /// Costs a token when the conversation is new; it is never repeated once it may have arrived.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let emu = chatwire_emulator::Emulator::start().await?;
    /// # let client = chatwire_fluidtalk::handshake::Client::builder(emu.fluidtalk().api_key())
    /// #     .base_url(emu.url(chatwire_emulator::Platform::FluidTalk))?.build()?;
    /// let opener = client.ai_opener("@john_doe").await?;
    /// if !opener.is_silent() {
    ///     println!("{}", opener.message);
    /// }
    /// assert!(!opener.continued, "nobody had written yet");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`is_insufficient_tokens`](crate::ErrorExt::is_insufficient_tokens) when a new conversation cannot be paid,
    /// [`Input`](crate::ErrorKind::Input) before any request for an empty target.
    pub fn ai_opener(&self, target: impl Into<String>) -> AiOpener {
        AiOpener(Action::new(self, target.into()))
    }

    /// The persona's reaction to an event of the platform, such as `story_reaction`.
    ///
    /// `event_type` is the event id of an Event Trigger node in the engine.
    /// In a running conversation the event is folded into it: [`continued`](ActionResult::continued) is set and
    /// the message is the reply, to be sent.
    /// Costs a token when the conversation is new; it is never repeated once it may have arrived.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let emu = chatwire_emulator::Emulator::start().await?;
    /// # let client = chatwire_fluidtalk::handshake::Client::builder(emu.fluidtalk().api_key())
    /// #     .base_url(emu.url(chatwire_emulator::Platform::FluidTalk))?.build()?;
    /// use serde_json::json;
    ///
    /// let call = client.event_trigger("@john_doe", "story_reaction");
    /// let reaction = call.context(json!({"reaction": "🔥"})).await?;
    /// if !reaction.is_silent() {
    ///     println!("{}", reaction.message);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`is_insufficient_tokens`](crate::ErrorExt::is_insufficient_tokens) when a new conversation cannot be paid,
    /// [`Input`](crate::ErrorKind::Input) before any request for an empty target or event type.
    #[doc(alias = "entry_point")]
    pub fn event_trigger(
        &self,
        target: impl Into<String>,
        event_type: impl Into<String>,
    ) -> EventTrigger {
        let (action, event_type) = (Action::new(self, target.into()), event_type.into());
        EventTrigger { action, event_type, context: None, failure: None }
    }

    /// A message that wakes a lead who went quiet. Takes no image.
    ///
    /// Costs nothing, since the conversation exists; it is never repeated once it may have arrived.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let emu = chatwire_emulator::Emulator::start().await?;
    /// # let client = chatwire_fluidtalk::handshake::Client::builder(emu.fluidtalk().api_key())
    /// #     .base_url(emu.url(chatwire_emulator::Platform::FluidTalk))?.build()?;
    /// use chatwire_fluidtalk::ErrorExt;
    ///
    /// match client.follow_up("@john_doe").await {
    ///     Ok(woken) => println!("{}", woken.message),
    ///     Err(err) if err.is_no_conversation() => println!("{}", client.ai_opener("@john_doe").await?.message),
    ///     Err(err) => return Err(err.into()),
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`is_no_conversation`](crate::ErrorExt::is_no_conversation) when there is none yet: use
    /// [`ai_opener`](Self::ai_opener); [`Input`](crate::ErrorKind::Input) before any request for an empty target.
    pub fn follow_up(&self, target: impl Into<String>) -> FollowUp {
        FollowUp(Action::new(self, target.into()))
    }
}

/// What the three calls share.
#[derive(Clone, Debug)]
struct Action {
    client: Client,
    target: String,
    own_username: Option<String>,
    image_url: Option<String>,
    image: Option<Image>,
    class: RetryClass,
}

impl Action {
    fn new(client: &Client, target: String) -> Self {
        Self {
            client: client.clone(),
            target,
            own_username: None,
            image_url: None,
            image: None,
            class: RetryClass::ConnectOnly,
        }
    }

    /// `action` is a constant of the wire that callers never see; `own` are the call's own fields.
    fn request(
        self,
        operation: &'static str,
        action: &str,
        own: Fields,
        failure: Option<Error>,
    ) -> Request<ActionResult> {
        let mut call = self.client.talk(operation, PATH).class(self.class);
        if self.target.is_empty() {
            call = call.fail(Error::input("target is empty"));
        }
        if let Some(failure) = failure {
            call = call.fail(failure);
        }
        let mut fields = vec![("target", Some(self.target)), ("action", Some(action.to_owned()))];
        fields.extend(own);
        fields.push(("own_username", self.client.own_username(self.own_username)));
        fields.push(("image_url", self.image_url));
        self.client.send_fields(call, fields, self.image).decode(plain)
    }
}

/// Setters that the requests share; `$action` is the field that holds the [`Action`].
macro_rules! action_setters {
    ($request:ty, $action:tt) => {
        impl $request {
            /// Which of your accounts writes; an empty text means the client's own.
            pub fn own_username(mut self, name: impl Into<String>) -> Self {
                self.$action.own_username = Some(name.into());
                self
            }

            /// Waits and repeats after a 429, and after a 503 with `Retry-After`.
            ///
            /// Off by default: the platform promises only for idempotent calls that a refused one may be repeated.
            pub fn retry_rate_limited(mut self) -> Self {
                self.$action.class = RetryClass::Rejected;
                self
            }
        }
    };
    ($request:ty, $action:tt, images) => {
        action_setters!($request, $action);

        impl $request {
            /// Image at a URL that the server can fetch; may go together with [`image`](Self::image).
            pub fn image_url(mut self, url: impl Into<String>) -> Self {
                self.$action.image_url = Some(url.into());
                self
            }

            /// Image that is sent along.
            pub fn image(mut self, image: impl Into<Image>) -> Self {
                self.$action.image = Some(image.into());
                self
            }
        }
    };
}

/// Request of [`Client::ai_opener`].
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let emu = chatwire_emulator::Emulator::start().await?;
/// # let client = chatwire_fluidtalk::handshake::Client::builder(emu.fluidtalk().api_key())
/// #     .base_url(emu.url(chatwire_emulator::Platform::FluidTalk))?.build()?;
/// // One of several accounts of the persona writes.
/// let opener = client.ai_opener("@john_doe").own_username("@my_second_account").await?;
/// assert!(!opener.ignored);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
#[must_use = "a request does nothing until it is awaited"]
pub struct AiOpener(Action);

action_setters!(AiOpener, 0, images);

impl AiOpener {
    /// The call itself, for its options: timeouts, retries, wire form.
    pub fn request(self) -> Request<ActionResult> {
        self.0.request(operation::AI_OPENER, "OUTREACH", Vec::new(), None)
    }
}

/// Request of [`Client::event_trigger`].
///
/// ```
/// use chatwire_fluidtalk::handshake::Client;
///
/// # let client = Client::new("ft_sk_0123456789abcdef")?;
/// let call = client.event_trigger("@john_doe", "story_reaction").own_username("@my_account");
/// let wire = call.request().build()?;
/// assert!(String::from_utf8_lossy(wire.body()).contains("story_reaction"));
/// # Ok::<_, chatwire_fluidtalk::Error>(())
/// ```
#[derive(Clone, Debug)]
#[must_use = "a request does nothing until it is awaited"]
pub struct EventTrigger {
    action: Action,
    event_type: String,
    context: Option<String>,
    failure: Option<Error>,
}

action_setters!(EventTrigger, action, images);

impl EventTrigger {
    /// Facts about the event, a JSON object such as `{"reaction": "🔥"}`. An empty one is left out.
    ///
    /// What cannot be written as JSON is an [`Input`](crate::ErrorKind::Input) error when the call is awaited.
    pub fn context(mut self, context: impl Serialize) -> Self {
        match serde_json::to_value(context) {
            Ok(value) => self.context = (!is_nothing(&value)).then(|| value.to_string()),
            Err(err) => {
                let why = Error::input("the context cannot be written as JSON").with_source(err);
                self.failure.get_or_insert(why);
            }
        }
        self
    }

    /// The call itself, for its options: timeouts, retries, wire form.
    pub fn request(self) -> Request<ActionResult> {
        let empty = self.event_type.is_empty().then(|| Error::input("event_type is empty"));
        let own = vec![("entry_type", Some(self.event_type)), ("entry_context", self.context)];
        self.action.request(operation::EVENT_TRIGGER, "ENTRY_POINT", own, self.failure.or(empty))
    }
}

/// What the reference leaves out: everything that Python takes for false.
fn is_nothing(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(false) => true,
        Value::Bool(true) => false,
        Value::Number(number) => number.as_f64() == Some(0.0),
        Value::String(text) => text.is_empty(),
        Value::Array(list) => list.is_empty(),
        Value::Object(map) => map.is_empty(),
    }
}

/// Request of [`Client::follow_up`].
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let emu = chatwire_emulator::Emulator::start().await?;
/// # let client = chatwire_fluidtalk::handshake::Client::builder(emu.fluidtalk().api_key())
/// #     .base_url(emu.url(chatwire_emulator::Platform::FluidTalk))?.build()?;
/// client.inbound_chat("@john_doe").message("hey, saw your post!").await?;
/// // Days later:
/// let woken = client.follow_up("@john_doe").await?;
/// println!("{}", woken.message);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
#[must_use = "a request does nothing until it is awaited"]
pub struct FollowUp(Action);

action_setters!(FollowUp, 0);

impl FollowUp {
    /// The call itself, for its options: timeouts, retries, wire form.
    pub fn request(self) -> Request<ActionResult> {
        self.0.request(operation::FOLLOW_UP, "FOLLOW_UP", Vec::new(), None)
    }
}

awaitable!(AiOpener => ActionResult, EventTrigger => ActionResult, FollowUp => ActionResult);
