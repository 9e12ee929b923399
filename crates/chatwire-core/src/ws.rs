//! Live sessions over a websocket (feature `ws`).
//!
//! A platform says by a [`Protocol`] how it speaks; [`connect`] starts the session: one task that
//! owns the socket, reads always, keeps the line alive, reconnects and closes gaps. Users get a
//! [`Realtime`], which is a stream of the platform's events, and a [`Handle`] to send with.
//!
//! Here is no platform's knowledge but [`centrifugo`], which two of them share.

mod alarm;
mod backoff;
pub mod centrifugo;
mod config;
mod connect;
mod dial;
mod handle;
mod host;
pub(crate) mod http2;
mod out;
mod pending;
mod protocol;
mod queue;
mod session;
mod share;
mod socket;
mod stream;
mod supervisor;
mod upgrade;

use std::sync::Arc;

use tracing::Instrument as _;

pub use config::{Overflow, WsConfig};
pub use handle::{Handle, State, WeakHandle};
pub use out::Out;
pub use pending::{Answer, Pending, Reply};
pub use protocol::{
    Catchup, Caught, Close, Frame, FrameRef, Gap, Lifecycle, Protocol, Recovery, Watchdog,
};
pub use share::{Shared, SharedEvents};
pub use stream::Realtime;

use crate::{Error, Result};

/// Starts a live session and returns at once; wait for the connection by [`Realtime::online`].
///
/// The session is a task of the tokio runtime in which this is called; it needs one with I/O and time.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # use chatwire_core::ws::{Catchup, Close, Frame, FrameRef, Lifecycle, Out, Protocol, Recovery};
/// # use chatwire_core::{BoxFuture, Config, Result as CoreResult};
/// # #[derive(Debug)]
/// # enum Event { Said(String), State(Lifecycle) }
/// # impl From<Lifecycle> for Event {
/// #     fn from(state: Lifecycle) -> Self { Self::State(state) }
/// # }
/// # struct Echo;
/// # impl Protocol for Echo {
/// #     type Event = Event;
/// #     type Command = String;
/// #     const NAME: &'static str = "echo";
/// #     fn dial(&mut self) -> BoxFuture<'_, CoreResult<http::Request<()>>> {
/// #         let mut request = http::Request::new(());
/// #         *request.uri_mut() = http::Uri::from_static("ws://localhost/live");
/// #         Box::pin(async { Ok(request) })
/// #     }
/// #     fn on_open(&mut self, out: &mut Out<Self>) { out.online(Catchup::Nothing); }
/// #     fn on_frame(&mut self, frame: FrameRef<'_>, out: &mut Out<Self>) {
/// #         if let FrameRef::Text(text) = frame { out.emit(Event::Said(text.to_owned())); }
/// #     }
/// #     fn on_command(&mut self, text: String, out: &mut Out<Self>) { out.send(Frame::text(text)); }
/// #     fn on_close(&mut self, _: &Close<'_>) -> Recovery { Recovery::Reconnect }
/// # }
/// # let source = |_| async {
/// #     let (near, far) = tokio::io::duplex(1024);
/// #     tokio::spawn(async move {
/// #         use futures_util::{SinkExt, StreamExt};
/// #         let mut socket = tokio_tungstenite::accept_async(far).await.unwrap();
/// #         while let Some(Ok(message)) = socket.next().await {
/// #             if message.is_text() { socket.send(message).await.unwrap(); }
/// #         }
/// #     });
/// #     Ok(near)
/// # };
/// use chatwire_core::ws::{self, State, WsConfig};
///
/// let config = WsConfig::new(&Config::new())?.max_attempts(5);
/// # let config = config.stream_source(source);
/// let limit = std::time::Duration::from_secs(30);
/// let session = tokio::time::timeout(limit, ws::connect(Echo, config)?.online()).await??;
/// assert_eq!(session.state(), State::Online);
/// session.close().await;
/// # Ok(())
/// # }
/// ```
///
/// # Errors
/// [`Config`](crate::ErrorKind::Config) outside of a tokio runtime.
pub fn connect<P: Protocol>(protocol: P, config: WsConfig) -> Result<Realtime<P>> {
    let runtime = tokio::runtime::Handle::try_current().map_err(|err| {
        let why = "a live session runs inside of a tokio runtime only";
        Error::config(why).with_platform(P::NAME).with_source(err)
    })?;
    let queue = Arc::new(queue::Queue::new(config.capacity, config.overflow));
    let control = Arc::new(handle::Control::new(config.reply_timeout, P::NAME));
    let supervisor =
        supervisor::Supervisor::new(protocol, config, Arc::clone(&queue), Arc::clone(&control));
    let span = tracing::info_span!("session", platform = P::NAME);
    runtime.spawn(supervisor.run().instrument(span));
    Ok(Realtime::new(queue, Arc::new(handle::Owner(control)), runtime))
}
