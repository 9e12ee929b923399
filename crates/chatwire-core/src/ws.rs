//! Live sessions over a websocket (feature `ws`).
//!
//! A platform says by a [`Protocol`] how it speaks; [`connect`] starts the session: one task that
//! owns the socket, reads always, keeps the line alive, reconnects and closes gaps. Users get a
//! [`Realtime`], which is a stream of the platform's events, and a [`Handle`] to send with.
//!
//! Here is no platform's knowledge but [`centrifugo`], which two of them share.

mod adaptive;
mod backoff;
pub mod centrifugo;
mod config;
mod connect;
mod dial;
mod handle;
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
pub use handle::{Handle, State};
pub use out::Out;
pub use pending::{Pending, Reply};
pub use protocol::{
    Catchup, Caught, Close, Frame, FrameRef, Gap, Lifecycle, Protocol, Recovery, Watchdog,
};
pub use share::{Shared, SharedEvents};
pub use stream::Realtime;

/// Starts a live session and returns at once; wait for the connection by [`Realtime::online`].
///
/// Must be called inside a tokio runtime with I/O and time: the session is a task of it.
pub fn connect<P: Protocol>(protocol: P, config: WsConfig) -> Realtime<P> {
    let queue = Arc::new(queue::Queue::new(config.capacity, config.overflow));
    let control = Arc::new(handle::Control::new(config.reply_timeout, P::NAME));
    let supervisor =
        supervisor::Supervisor::new(protocol, config, Arc::clone(&queue), Arc::clone(&control));
    let span = tracing::info_span!("session", platform = P::NAME);
    tokio::spawn(supervisor.run().instrument(span));
    Realtime::new(queue, Arc::new(handle::Owner(control)))
}
