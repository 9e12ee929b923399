//! The legacy transport (MCP 2024-11-05): messages come by an event stream, and go by `POST` to a place that the
//! stream names first.

use std::future::Future;
use std::time::Duration;

use chatwire_core::sse::{Event, EventSource, Item};
use chatwire_core::{Error, ErrorKind, Result};
use futures_util::StreamExt;
use http::Method;
use rmcp::RoleClient;
use rmcp::service::{RxJsonRpcMessage, TxJsonRpcMessage};
use rmcp::transport::Transport;
use tracing::debug;

use super::http::Place;

/// Longest silence: many servers send no sign of life between two calls.
const IDLE: Duration = Duration::from_secs(3600);

/// Most data of one message, in bytes.
const MAX_MESSAGE: usize = 4 * 1024 * 1024;

/// An open stream, and where messages go.
pub(super) struct EventTransport {
    events: EventSource,
    place: Place,
    /// Path and query.
    endpoint: String,
}

impl EventTransport {
    /// Opens the stream, and waits for the place.
    pub(super) async fn open(place: Place) -> Result<Self> {
        let listened = place.clone();
        let make = move || listened.call(Method::GET, "mcp.listen", listened.path());
        let events = EventSource::new(make).no_reconnect().idle_timeout(IDLE);
        let mut events = events.max_event(MAX_MESSAGE);
        while let Some(item) = events.next().await {
            if let Item::Event(Event { name, data, .. }) = item?
                && name == "endpoint"
            {
                let endpoint = place.same_origin(data.trim())?;
                return Ok(Self { events, place, endpoint });
            }
        }
        Err(Error::new(ErrorKind::Transport, "the server named no place for messages"))
    }
}

impl Transport<RoleClient> for EventTransport {
    type Error = Error;

    fn send(
        &mut self,
        message: TxJsonRpcMessage<RoleClient>,
    ) -> impl Future<Output = Result<()>> + Send + 'static {
        let call = self.place.call(Method::POST, "mcp.send", &self.endpoint);
        let request = call.json(&message).decode(|_| Ok(()));
        async move { request.await }
    }

    async fn receive(&mut self) -> Option<RxJsonRpcMessage<RoleClient>> {
        loop {
            let event = match self.events.next().await? {
                Ok(Item::Event(event)) if event.name == "message" => event,
                Ok(Item::Trouble(error)) => {
                    debug!(%error, "a message of the tool server cannot be read");
                    continue;
                }
                Ok(_) => continue,
                Err(error) => {
                    debug!(%error, "the tool server's stream is lost");
                    return None;
                }
            };
            match serde_json::from_str(&event.data) {
                Ok(message) => return Some(message),
                Err(error) => debug!(%error, "a message of the tool server is no JSON-RPC"),
            }
        }
    }

    async fn close(&mut self) -> Result<()> {
        Ok(())
    }
}
