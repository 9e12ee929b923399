//! Follow-ups: list what waits, confirm what was delivered, ask for more.

use std::time::Duration;

use http::Method;
use serde::Serialize;

use chatwire_core::{Error, Request, RetryClass, awaitable};

use super::client::{Client, billed, limits, mode_setter, on_platform};
use super::follow_up_stream::FollowUpStream;
use super::model::{AckResult, FollowUpId, PendingFollowUps, SweepResult};
use super::{Platform, operation};
use crate::reply::enveloped;

/// How many follow-ups a list holds unless said otherwise (Python client 2.8.2).
const DEFAULT_LIMIT: u32 = 100;

impl Client {
    /// Calls for follow-ups: messages that the engine wrote for quiet leads and that wait to be delivered.
    ///
    /// FluidTalk has no webhooks: your program asks.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let emu = chatwire_emulator::Emulator::start().await?;
    /// # let client = chatwire_fluidtalk::characters::Client::builder(emu.fluidtalk().connector_token())
    /// #     .base_url(emu.url(chatwire_emulator::Platform::FluidTalk))?.build()?;
    /// # emu.fluidtalk().queue_follow_up("instagram", "mark", "hey stranger ||| been a while");
    /// for waiting in client.followups().list("instagram").await? {
    ///     for bubble in waiting.bubbles() {
    ///         println!("to {}: {}", waiting.handle, bubble.text);
    ///     }
    ///     client.followups().ack(waiting.id).await?;
    /// }
    /// assert!(client.followups().list("instagram").await?.is_empty());
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn followups(&self) -> FollowUps {
        FollowUps { client: self.clone() }
    }
}

/// Calls for follow-ups; see [`Client::followups`].
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let emu = chatwire_emulator::Emulator::start().await?;
/// # let client = chatwire_fluidtalk::characters::Client::builder(emu.fluidtalk().connector_token())
/// #     .base_url(emu.url(chatwire_emulator::Platform::FluidTalk))?.build()?;
/// use std::time::Duration;
/// use futures_util::TryStreamExt;
///
/// # emu.fluidtalk().queue_follow_up("instagram", "mark", "hey stranger");
/// let calls = client.followups();
/// let mut waiting = calls.stream("instagram", Duration::from_secs(30));
/// if let Some(follow_up) = waiting.try_next().await? {
///     println!("to {}: {}", follow_up.handle, follow_up.message);
///     calls.ack(follow_up.id).await?;
/// }
/// # assert!(calls.list("instagram").await?.is_empty());
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct FollowUps {
    client: Client,
}

impl FollowUps {
    /// Follow-ups that wait, oldest first.
    ///
    /// Deliver each, then [`ack`](Self::ack) it: in this order, since an acknowledged one is gone.
    /// Not billed.
    ///
    /// # Errors
    ///
    /// [`Input`](crate::ErrorKind::Input) before any request for an empty platform.
    pub fn list(&self, platform: impl Into<Platform>) -> ListFollowUps {
        ListFollowUps {
            client: self.client.clone(),
            platform: platform.into(),
            own_username: None,
            limit: Some(DEFAULT_LIMIT),
        }
    }

    /// Says that a follow-up was delivered. Doing it twice does no harm; not billed.
    ///
    /// # Errors
    ///
    /// [`NotFound`](crate::ErrorKind::NotFound) for an unknown id, [`Input`](crate::ErrorKind::Input) before any
    /// request for an empty one, `.` and `..`.
    pub fn ack(&self, id: impl Into<FollowUpId>) -> Ack {
        Ack { client: self.client.clone(), id: id.into() }
    }

    /// Asks the engine to write follow-ups for leads who went quiet.
    ///
    /// Known from the browser extension client only. Each follow-up that it queues is billed, so it is never
    /// repeated once it may have arrived.
    ///
    /// # Errors
    ///
    /// [`is_platform_unbound`](crate::ErrorExt::is_platform_unbound) when the character has no workflow there,
    /// [`Input`](crate::ErrorKind::Input) before any request for an empty platform.
    pub fn sweep(&self, platform: impl Into<Platform>) -> Sweep {
        Sweep {
            client: self.client.clone(),
            class: RetryClass::ConnectOnly,
            body: SweepBody { platform: platform.into(), idle_hours: None, limit: None },
        }
    }

    /// Follow-ups as they come: asks every `poll_every` (at least a second) and yields each once.
    ///
    /// See [`FollowUpStream`].
    pub fn stream(&self, platform: impl Into<Platform>, poll_every: Duration) -> FollowUpStream {
        self.list(platform).stream(poll_every)
    }
}

/// Request of [`FollowUps::list`].
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let emu = chatwire_emulator::Emulator::start().await?;
/// # let client = chatwire_fluidtalk::characters::Client::builder(emu.fluidtalk().connector_token())
/// #     .base_url(emu.url(chatwire_emulator::Platform::FluidTalk))?.build()?;
/// # emu.fluidtalk().queue_follow_up("instagram", "mark", "hey stranger");
/// let pending = client.followups().list("instagram").limit(20).await?;
/// assert_eq!(pending.len(), 1);
/// for item in &pending.invalid {
///     eprintln!("follow-up {} cannot be read: {}", item.index, item.reason);
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
#[must_use = "a request does nothing until it is awaited"]
pub struct ListFollowUps {
    client: Client,
    platform: Platform,
    own_username: Option<String>,
    limit: Option<u32>,
}

mode_setter!(ListFollowUps);

impl ListFollowUps {
    /// Only those that this account of yours is to send.
    pub fn own_username(mut self, name: impl Into<String>) -> Self {
        self.own_username = Some(name.into());
        self
    }

    /// At most so many (100).
    pub fn limit(mut self, count: u32) -> Self {
        self.limit = Some(count);
        self
    }

    /// Leaves the number to the server.
    pub fn no_limit(mut self) -> Self {
        self.limit = None;
        self
    }

    /// Asks this every `poll_every` (at least a second) and yields each follow-up once; see [`FollowUpStream`].
    pub fn stream(self, poll_every: Duration) -> FollowUpStream {
        FollowUpStream::new(self, poll_every)
    }

    /// The call itself, for its options: timeouts, retries, wire form.
    pub fn request(self) -> Request<PendingFollowUps> {
        let path = "/api/{api_version}/characters/followups";
        let class = RetryClass::Idempotent;
        let call = self.client.call(Method::GET, operation::LIST, path, class, limits::QUICK);
        on_platform(call, &self.platform)
            .query("platform", &self.platform)
            .query_opt("own_username", self.own_username)
            .query_opt("limit", self.limit.map(|limit| limit.to_string()))
            .decode(PendingFollowUps::read)
    }
}

/// Request of [`FollowUps::ack`].
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let emu = chatwire_emulator::Emulator::start().await?;
/// # let client = chatwire_fluidtalk::characters::Client::builder(emu.fluidtalk().connector_token())
/// #     .base_url(emu.url(chatwire_emulator::Platform::FluidTalk))?.build()?;
/// # let id = emu.fluidtalk().queue_follow_up("instagram", "mark", "hey stranger");
/// // After the message was delivered, not before: an acknowledged one is gone.
/// let acked = client.followups().ack(id).await?;
/// assert!(!acked.deduped);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
#[must_use = "a request does nothing until it is awaited"]
pub struct Ack {
    client: Client,
    id: FollowUpId,
}

mode_setter!(Ack);

impl Ack {
    /// The call itself, for its options: timeouts, retries, wire form.
    pub fn request(self) -> Request<AckResult> {
        let path = "/api/{api_version}/characters/followups/{followup_id}/ack";
        let class = RetryClass::Idempotent;
        self.client
            .call(Method::POST, operation::ACK, path, class, limits::QUICK)
            .segment(self.id.as_str())
            .decode(enveloped)
    }
}

/// Request of [`FollowUps::sweep`].
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let emu = chatwire_emulator::Emulator::start().await?;
/// # let client = chatwire_fluidtalk::characters::Client::builder(emu.fluidtalk().connector_token())
/// #     .base_url(emu.url(chatwire_emulator::Platform::FluidTalk))?.build()?;
/// let swept = client.followups().sweep("instagram").limit(5).await?;
/// println!("{:?} follow-ups were queued and billed", swept.queued());
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
#[must_use = "a request does nothing until it is awaited"]
pub struct Sweep {
    client: Client,
    class: RetryClass,
    body: SweepBody,
}

#[derive(Clone, Debug, Serialize)]
struct SweepBody {
    platform: Platform,
    #[serde(skip_serializing_if = "Option::is_none")]
    idle_hours: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    limit: Option<u32>,
}

mode_setter!(Sweep);
billed!(Sweep);

impl Sweep {
    /// How long a lead must have been quiet, in hours.
    pub fn idle_hours(mut self, hours: f64) -> Self {
        self.body.idle_hours = Some(hours);
        self
    }

    /// At most so many follow-ups, each of which is billed.
    pub fn limit(mut self, count: u32) -> Self {
        self.body.limit = Some(count);
        self
    }

    /// The call itself, for its options: timeouts, retries, wire form.
    pub fn request(self) -> Request<SweepResult> {
        let Self { client, class, body } = self;
        let path = "/api/{api_version}/characters/followups/sweep";
        let call = client.call(Method::POST, operation::SWEEP, path, class, limits::SWEEP);
        let mut call = on_platform(call, &body.platform);
        if body.idle_hours.is_some_and(|hours| !hours.is_finite()) {
            call = call.fail(Error::input("idle_hours is no finite number"));
        }
        call.json(&body).decode(enveloped)
    }
}

awaitable!(ListFollowUps => PendingFollowUps, Ack => AckResult, Sweep => SweepResult);
