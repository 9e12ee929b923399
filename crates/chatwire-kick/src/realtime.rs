//! Live chat: messages and everything else that the site shows, as it happens. No login is needed.
//!
//! [`Client::connect_chat`](crate::Client::connect_chat) starts a session for one chatroom,
//! [`Client::connect`](crate::Client::connect) for several. It is a stream of [`Event`]s that keeps itself alive: it
//! reconnects, subscribes again, and says so by [`Lifecycle`] events. *An error ends it*: one comes only when going on
//! is useless.
//!
//! This is what Kick's site itself uses, and it is not documented: it may change. The official way to read chat is
//! [webhooks](crate::webhook).
//!
//! The site has used two transports. [`ChatTransport::Auto`] asks it which one to take and goes on with the Pusher server
//! of old when it cannot be asked:
//!
//! | | Pusher | Centrifugo |
//! | --- | --- | --- |
//! | who used it | the site until the summer of 2026 | the site since, alone since October 2026 |
//! | address | known, with a key that may go away | asked for, for each channel |
//! | token | none | a guest's, for 45 minutes, renewed by the session |
//! | wrong chatroom | silence | silence |
//!
//! Nothing is replayed by either: after a gap, [`Online`](Lifecycle::Online) says that something may be missing.
//! [`Connect::fill_gaps`] asks the site for what it still has.

mod backfill;
mod channel;
mod command;
mod connect;
mod cursor;
mod decode;
mod dedup;
mod desk;
mod dial;
mod event;
mod handle;
mod handlers;
mod hub;
mod negotiate;
mod protocol;
mod reached;
mod reconnect;
mod redact;
mod rooms;
mod seen;

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};

use chatwire_core::{BoxFuture, Result, ws};
use futures_core::Stream;
use handlers::Wanted;

pub use channel::{Feed, Topics};
pub use chatwire_core::ws::{Gap, Lifecycle, Overflow, Shared, SharedEvents, State, WsConfig};
pub use command::Command;
pub use connect::{Connect, MAX_RETRY_DELAY};
pub use dedup::{Activities, Activity, Deduper, Place, WINDOW};
pub use event::*;
pub use handle::Handle;
pub use handlers::{HandlerError, HandlerId, HandlerOutput, Handlers};
pub use hub::{ChatHub, HubHandle};
pub use negotiate::DEFAULT_ORIGIN;
pub use protocol::Live;
pub use reconnect::CentrifugoClass;
pub use rooms::{MAX_FEEDS, Room};
pub use seen::{Seen, Source, UnifiedMessage};

/// How live events come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ChatTransport {
    /// What the site offers; the Pusher server of old when it cannot be asked, with an
    /// [`Event::Fallback`] that says so.
    #[default]
    Auto,
    /// Pusher only: at the [configured](Connect::pusher) server, else at the one that the site names, else at the
    /// site's own of old.
    Pusher,
    /// Centrifugo only.
    Centrifugo,
}

/// Signs for private feeds of a Pusher server, as a site's own server does for users who are logged in.
pub trait Authorizer: fmt::Debug + Send + Sync + 'static {
    /// The `auth` of a subscription (`KEY:SIGNATURE`).
    fn authorize<'a>(
        &'a self,
        socket_id: &'a str,
        channel: &'a str,
    ) -> BoxFuture<'a, Result<String>>;
}

/// A live session: a stream of [`Event`]s that reconnects by itself. See the [module](self).
///
/// Taking events is cancel safe. Dropped together with all its [handles](Self::handle), the session
/// closes in the background; use [`close`](Self::close) to wait for it.
#[must_use = "a session that is dropped ends"]
pub struct Realtime {
    inner: ws::Realtime<Live>,
    handle: Handle,
    wanted: Wanted,
}

impl Realtime {
    /// A handle that joins, leaves, answers and ends the session from anywhere.
    #[must_use]
    pub fn handle(&self) -> Handle {
        self.handle.clone()
    }

    /// Whether the session can be used right now.
    #[must_use]
    pub fn state(&self) -> State {
        self.inner.state()
    }

    /// Waits until the session is online for the first time; no event is taken.
    ///
    /// # Errors
    ///
    /// The final error, when the session ended instead.
    pub async fn online(self) -> Result<Self> {
        let Self { inner, handle, wanted } = self;
        Ok(Self { inner: inner.online().await?, handle, wanted })
    }

    /// Gives each event to the handlers, until the session ends.
    ///
    /// Of messages, only the id is read while no handler wants them, or those that are malformed: add
    /// [`Handlers::on_malformed`] to hear of broken ones.
    ///
    /// # Errors
    ///
    /// The session's final error; those of handlers go to [`Handlers::on_error`].
    pub async fn run(self, handlers: Handlers) -> Result<()> {
        let Self { inner, handle, wanted } = self;
        handlers.run(handle, inner, &wanted).await
    }

    /// Merges the several shapes of one happening into one [`Activity`]; everything else passes.
    pub fn activities(self) -> Activities {
        Activities::new(self)
    }

    /// Lets several readers see each event; each is told when it lags by more than `capacity`.
    ///
    /// Take a [`handle`](Self::handle) beforehand.
    pub fn share(self, capacity: usize) -> Shared<Live> {
        self.inner.share(capacity)
    }

    /// Ends the session: a close frame, 2 s at most.
    pub async fn close(self) {
        self.inner.close().await;
    }
}

impl Stream for Realtime {
    type Item = Result<Event>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Pin::new(&mut self.inner).poll_next(cx)
    }
}

impl fmt::Debug for Realtime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Realtime").field(&self.handle).finish()
    }
}
