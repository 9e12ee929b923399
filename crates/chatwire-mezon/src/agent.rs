//! Events of AI agents: sessions that start and end, and their summaries.
//!
//! They come over a stream of their own, which a service beside the gateway sends ([`Client::agent_events`]). Read
//! alone it is a stream of [`AgentEvent`]s; given to a live session
//! ([`Realtime::with_agent_events`](crate::Realtime::with_agent_events)), its news go to
//! the session's reader and [`Handlers`](crate::Handlers).

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use chatwire_core::sse::{EventSource, Item};
use chatwire_core::{Error, Result, Timestamp};
use futures_core::Stream;
use http::Method;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Map, Value};

use crate::error::named;
use crate::{Client, Event};

/// What happened in the session of an AI agent.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct AgentSession {
    /// Id of the event.
    #[serde(deserialize_with = "text")]
    pub event_id: String,
    /// When it happened; `None` where the service does not say.
    #[serde(deserialize_with = "time")]
    pub timestamp: Option<Timestamp>,
    /// Room of the session.
    #[serde(deserialize_with = "chatwire_core::de::null_as_default")]
    pub room: AgentRoom,
    /// Whatever else the agent says of it.
    #[serde(deserialize_with = "chatwire_core::de::null_as_default")]
    pub metadata: Map<String, Value>,
    /// Id in the stream, from which another one can go on ([`AgentEvents::resume_after`]); often empty.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub stream_id: String,
}

/// Room of an agent's session.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct AgentRoom {
    /// Id.
    #[serde(deserialize_with = "text")]
    pub room_id: String,
    /// Name.
    #[serde(deserialize_with = "text")]
    pub room_name: String,
}

/// What [`AgentEvents`] brings.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum AgentEvent {
    /// A session began (`room_started`).
    #[doc(alias = "AIAgentSessionStarted")]
    #[doc(alias = "session_started")]
    SessionStarted(AgentSession),
    /// A session is over (`room_ended`).
    #[doc(alias = "AIAgentSessionEnded")]
    #[doc(alias = "session_ended")]
    SessionEnded(AgentSession),
    /// The summary of a session is ready (`room_summary_done`).
    #[doc(alias = "AIAgentSessionSummaryDone")]
    #[doc(alias = "room_summary_done")]
    SummaryDone(AgentSession),
    /// The stream is up.
    #[doc(alias = "sse_open")]
    #[doc(alias = "sse_reconnected")]
    Online {
        /// Attempts that this connection took, from 1.
        attempt: u32,
    },
    /// The stream is down and will be tried again by itself.
    #[doc(alias = "sse_error")]
    #[doc(alias = "sse_reconnecting")]
    Offline {
        /// Why.
        cause: Error,
        /// Attempt that comes next, from 1.
        attempt: u32,
        /// Pause before it.
        retry_in: Duration,
    },
    /// An event that cannot be read; the stream goes on.
    Trouble(Error),
    /// An event of a type that this version does not know.
    Unknown {
        /// Its type.
        event_type: String,
        /// Its whole JSON text.
        data: String,
    },
}

impl Client {
    /// Events of AI agents from the service at `url`, which Mezon documents for nobody: ask for the address.
    ///
    /// Nothing is sent before the stream is read. It is asked for at `{url}/api/sse/metadata`, with the bot's id and
    /// API key in the query (mezon-sdk 2.8.53), so plain http is refused but for this machine.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> chatwire_mezon::Result<()> {
    /// # use chatwire_core::testing::{Answer, Script};
    /// # let body = "data: {\"event_type\":\"room_started\",\"room\":{\"room_id\":\"r\",\"room_name\":\"Stand-up\"}}\n\n";
    /// # let answer = Answer::status(200).header("content-type", "text/event-stream").body(body);
    /// # let client = chatwire_mezon::Client::builder(1_800_000_000_000_000_001, "api-key")
    /// #     .script(Script::new().answer(answer))
    /// #     .build()?;
    /// use chatwire_mezon::agent::AgentEvent;
    /// use futures_util::TryStreamExt;
    ///
    /// let mut events = client.agent_events("https://agents.example.org")?;
    /// while let Some(event) = events.try_next().await? {
    ///     if let AgentEvent::SessionStarted(session) = event {
    ///         println!("an agent is in {}", session.room.room_name);
    ///         break;
    ///     }
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`Config`](crate::ErrorKind::Config) for an address that cannot be used.
    #[doc(alias = "connect_ai_agent_sse")]
    #[doc(alias = "connectMezonAgentSSE")]
    pub fn agent_events(&self, url: impl AsRef<str>) -> Result<AgentEvents> {
        let http = self.inner.outside(url.as_ref())?;
        let bot = self.bot_id().to_string();
        let key = self.inner.keeper.api_key().clone();
        let source = EventSource::new(move || {
            http.call(Method::GET, "mezon.agent_events", "/api/sse/metadata")
                .query("appid", &bot)
                .query("token", key.expose())
        });
        Ok(AgentEvents(source))
    }
}

/// A stream of [`AgentEvent`]s that connects again by itself; from [`Client::agent_events`].
///
/// It goes on after the last event when the service numbers them, counts 60 s of silence as a loss, and gives up when
/// five reconnections in a row fail, with pauses of 3 s that double to 30 s, and up to 1 s more by chance. *An error
/// is final*.
///
/// Dropped, it ends its connection; nothing else holds it.
#[doc(alias = "MezonSSEManager")]
#[must_use = "a stream does nothing until it is read"]
pub struct AgentEvents(EventSource);

impl AgentEvents {
    /// Connects once only: the loss of the connection is an error, its end the end of the stream.
    #[doc(alias = "autoReconnect")]
    pub fn no_reconnect(self) -> Self {
        Self(self.0.no_reconnect())
    }

    /// Sets the pause before the second connection (3 s).
    #[doc(alias = "reconnectDelay")]
    pub fn reconnect_delay(self, delay: Duration) -> Self {
        Self(self.0.reconnect_delay(delay))
    }

    /// Sets how many reconnections may fail in a row (5; 0: no limit).
    #[doc(alias = "maxReconnectAttempts")]
    pub fn max_reconnects(self, attempts: u32) -> Self {
        Self(self.0.max_reconnects(attempts))
    }

    /// Sets the longest silence (60 s).
    pub fn idle_timeout(self, limit: Duration) -> Self {
        Self(self.0.idle_timeout(limit))
    }

    /// Goes on after an event of an earlier stream, by its [`stream_id`](AgentSession::stream_id).
    pub fn resume_after(self, id: impl Into<String>) -> Self {
        Self(self.0.resume_after(id))
    }

    /// Whether the stream was up when it was looked at last.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.0.is_open()
    }
}

impl Stream for AgentEvents {
    type Item = Result<AgentEvent>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            let Some(item) = ready!(Pin::new(&mut self.0).poll_next(cx)) else {
                return Poll::Ready(None);
            };
            let event = match item {
                Err(error) => return Poll::Ready(Some(Err(error))),
                Ok(Item::Event(event)) => read(event),
                Ok(Item::Online { attempt }) => AgentEvent::Online { attempt },
                Ok(Item::Offline { cause, attempt, retry_in }) => {
                    AgentEvent::Offline { cause, attempt, retry_in }
                }
                Ok(Item::Trouble(error)) => AgentEvent::Trouble(error),
                // A newer core may tell more than this crate has words for.
                Ok(_) => continue,
            };
            return Poll::Ready(Some(Ok(event)));
        }
    }
}

impl fmt::Debug for AgentEvents {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AgentEvents").field("is_open", &self.is_open()).finish_non_exhaustive()
    }
}

impl AgentEvent {
    /// The event as a live session tells it; that the stream is up, it does not tell.
    pub(crate) fn into_event(self) -> Option<Event> {
        let trouble = |error: Error| Event::Trouble(error.with_context("stream", "agent events"));
        Some(match self {
            Self::SessionStarted(session) => Event::AiAgentSessionStarted(session.into()),
            Self::SessionEnded(session) => Event::AiAgentSessionEnded(session.into()),
            Self::SummaryDone(session) => Event::AiAgentSessionSummaryDone(session.into()),
            Self::Offline { cause, .. } => trouble(cause),
            Self::Trouble(error) => trouble(error),
            Self::Online { .. } | Self::Unknown { .. } => return None,
        })
    }
}

#[derive(Deserialize)]
struct Head {
    #[serde(default, deserialize_with = "text")]
    event_type: String,
}

fn read(event: chatwire_core::sse::Event) -> AgentEvent {
    let unreadable = |error: serde_json::Error| {
        let error = Error::decode("an event of an agent cannot be read")
            .with_context("place", chatwire_core::de::place_of(&error));
        AgentEvent::Trouble(named(error.with_operation("mezon.agent_events")))
    };
    let head: Head = match serde_json::from_str(&event.data) {
        Ok(head) => head,
        Err(error) => return unreadable(error),
    };
    let make = match head.event_type.as_str() {
        "room_started" => AgentEvent::SessionStarted,
        "room_ended" => AgentEvent::SessionEnded,
        "room_summary_done" => AgentEvent::SummaryDone,
        _ => return AgentEvent::Unknown { event_type: head.event_type, data: event.data },
    };
    match serde_json::from_str::<AgentSession>(&event.data) {
        Ok(session) => make(AgentSession { stream_id: event.id, ..session }),
        Err(error) => unreadable(error),
    }
}

fn text<'de, D: Deserializer<'de>>(deserializer: D) -> std::result::Result<String, D::Error> {
    chatwire_core::de::opt_text_or_number(deserializer).map(Option::unwrap_or_default)
}

/// A time as text; another one is none, since nothing depends on it.
fn time<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> std::result::Result<Option<Timestamp>, D::Error> {
    let value = Value::deserialize(deserializer)?;
    Ok(value.as_str().and_then(|text| Timestamp::parse(text).ok()))
}
