//! [`Handle`]: what can be done in a live session, from anywhere.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use chatwire_core::ws::{self, State};
use chatwire_core::{Error, ErrorKind, Result};
use chatwire_mezon_proto::realtime::{self, envelope};

use super::command::{Command, Verb};
use super::joins::Place;
use crate::error::{code, named};
use crate::{ChannelId, ClanId, Client};

/// A handle to a live session: sends, joins, asks, ends it. Clones are cheap.
///
/// Requests fail with [`Transport`](ErrorKind::Transport) when the line is lost before the answer, with
/// [`Closed`](ErrorKind::Closed) when the session is closed before it, and with [`Timeout`](ErrorKind::Timeout) when none
/// comes in time; [`Error::maybe_sent`] says whether it may have arrived.
#[derive(Clone)]
pub struct Handle(Arc<Parts>);

/// In one place, since each call of a handler takes a clone.
struct Parts {
    inner: ws::Handle<Command>,
    client: Client,
    latency: Arc<AtomicU64>,
}

impl Handle {
    pub(super) fn new(inner: ws::Handle<Command>, client: Client, latency: Arc<AtomicU64>) -> Self {
        Self(Arc::new(Parts { inner, client, latency }))
    }

    /// Client that the session belongs to.
    #[must_use]
    pub fn client(&self) -> &Client {
        &self.0.client
    }

    /// Whether the session can be used right now.
    #[must_use]
    pub fn state(&self) -> State {
        self.0.inner.state()
    }

    /// Waits until the session is online or has ended, and tells which; put a timeout around it.
    pub async fn wait_online(&self) -> State {
        self.0.inner.wait_online().await
    }

    /// Time that the last heartbeat took; `None` before the first answer.
    #[must_use]
    pub fn latency(&self) -> Option<Duration> {
        let micros = self.0.latency.load(Ordering::Relaxed);
        (micros > 0).then(|| Duration::from_micros(micros))
    }

    /// Sends an envelope of any kind and gives the content of the one that answers it, if it has any.
    ///
    /// # Errors
    ///
    /// The service's refusal, and those of the [handle](Self).
    pub async fn request(&self, message: envelope::Message) -> Result<Option<envelope::Message>> {
        let message = Box::new(message);
        self.0.inner.call(|reply| Command(Verb::Ask { message, reply })).await
    }

    /// Joins a clan, now and after each reconnect, which brings the news of all its public channels.
    /// What the service refuses is not repeated.
    ///
    /// The session joins the bot's clans by itself.
    ///
    /// # Errors
    ///
    /// The service's refusal, and those of the [handle](Self).
    pub async fn join_clan(&self, clan: impl Into<ClanId>) -> Result<()> {
        let clan = clan.into();
        self.0.inner.call(|reply| Command(Verb::JoinClan { clan, reply })).await.map(drop)
    }

    /// Joins a channel, now and after each reconnect: private ones, direct ones and threads need it.
    /// What the service refuses is not repeated, nor is the join of a channel that was deleted.
    ///
    /// # Errors
    ///
    /// The service's refusal, and those of the [handle](Self).
    pub async fn join_channel(
        &self,
        clan: impl Into<ClanId>,
        channel: impl Into<ChannelId>,
        channel_type: impl Into<i32>,
        is_public: bool,
    ) -> Result<Option<realtime::Channel>> {
        let place = Place {
            clan: clan.into(),
            channel: channel.into(),
            kind: channel_type.into(),
            is_public,
        };
        let call = self.0.inner.call(|reply| Command(Verb::JoinChannel { place, reply }));
        match call.await? {
            Some(envelope::Message::Channel(channel)) => Ok(Some(channel)),
            _ => Ok(None),
        }
    }

    /// Leaves a channel, which is not joined again after a reconnect.
    ///
    /// # Errors
    ///
    /// The service's refusal, and those of the [handle](Self).
    pub async fn leave_channel(
        &self,
        clan: impl Into<ClanId>,
        channel: impl Into<ChannelId>,
        channel_type: impl Into<i32>,
        is_public: bool,
    ) -> Result<()> {
        let channel = channel.into();
        let leave = realtime::ChannelLeave {
            clan_id: clan.into().get(),
            channel_id: channel.get(),
            channel_type: channel_type.into(),
            is_public,
        };
        let message = Box::new(envelope::Message::ChannelLeave(leave));
        let call = |reply| Command(Verb::LeaveChannel { message, channel, reply });
        self.0.inner.call(call).await.map(drop)
    }

    /// Sends something to a channel, after what was sent there before; joins the channel when the service wants that.
    pub(crate) async fn send_to(
        &self,
        place: Place,
        message: envelope::Message,
    ) -> Result<Option<envelope::Message>> {
        let message = Box::new(message);
        self.0.inner.call(|reply| Command(Verb::Send { place, message, reply })).await
    }

    /// Sends a message as it is; gives what the service says of it.
    ///
    /// [`Channel::send`](crate::Channel) is the comfortable way.
    ///
    /// # Errors
    ///
    /// [`Decode`](ErrorKind::Decode) with the code [`MISSING_ACK`](code::MISSING_ACK) when the service took the message
    /// without naming it; the service's refusal, and those of the [handle](Self).
    pub async fn send_raw(
        &self,
        message: realtime::ChannelMessageSend,
        channel_type: impl Into<i32>,
    ) -> Result<realtime::ChannelMessageAck> {
        let place = Place {
            clan: message.clan_id.into(),
            channel: message.channel_id.into(),
            kind: channel_type.into(),
            is_public: message.is_public,
        };
        let answer = self.send_to(place, envelope::Message::ChannelMessageSend(message)).await?;
        match answer {
            Some(envelope::Message::ChannelMessageAck(ack)) => Ok(ack),
            _ => {
                let why = "the service took the message without naming it";
                let error = Error::new(ErrorKind::Decode, why).with_code(code::MISSING_ACK);
                Err(named(error.with_maybe_sent(true)))
            }
        }
    }

    /// Begins a new connection, on which everything is joined once more.
    ///
    /// Requests without an answer fail as with any line that is lost.
    ///
    /// # Errors
    ///
    /// [`Closed`](ErrorKind::Closed) when the session has ended.
    pub async fn reconnect(&self) -> Result<()> {
        let cause = Error::new(ErrorKind::Transport, "a new connection was asked for");
        self.0.inner.send(Command(Verb::Reconnect(named(cause)))).await
    }

    /// Ends the session: sends what is queued, then a close frame, 5 s at most; waits for the end.
    pub async fn close(&self) {
        self.0.inner.close().await;
    }
}

impl fmt::Debug for Handle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Handle").field("state", &self.state()).finish_non_exhaustive()
    }
}
