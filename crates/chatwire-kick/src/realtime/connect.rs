//! [`Connect`]: options of a live session.

use std::future::IntoFuture;
use std::sync::Arc;
use std::time::Duration;

use chatwire_core::ws::{self, WsConfig};
use chatwire_core::{BoxFuture, Error, Result};
use http::{HeaderMap, HeaderName, HeaderValue};

use super::decode::Keep;
use super::desk::{Desk, look_up};
use super::handle::{Handle, Used};
use super::handlers::Wanted;
use super::negotiate::Manner;
use super::protocol::Live;
use super::rooms::Rooms;
use super::seen::Seen;
use super::{Authorizer, ChatTransport, Handlers, Overflow, Realtime, Topics};
use crate::Client;
use crate::chatroom::{ChatTarget, ChatroomResolver};
use crate::client::named;
use crate::pusher::PusherEndpoint;
use crate::token_store::KnownChatroom;

/// Longest pause between attempts to connect.
pub const MAX_RETRY_DELAY: Duration = Duration::from_secs(60);
/// Largest frame of Pusher, whose hosted service sends 10 KB at most.
const PUSHER_FRAME: usize = 1 << 20;
/// Largest frame of Centrifugo, where several events share one.
const CENTRIFUGO_FRAME: usize = 4 << 20;

impl Client {
    /// Begins the settings of a live session; add rooms, then await it. No token is needed.
    ///
    /// Must be awaited inside a tokio runtime.
    ///
    /// # Errors
    ///
    /// Those of [`start`](Connect::start). Awaited, also why none of the rooms was found:
    /// [`NotFound`](crate::ErrorKind::NotFound) with the code [`CHATROOM_NOT_FOUND`](crate::code::CHATROOM_NOT_FOUND)
    /// when there is no such channel, [`Forbidden`](crate::ErrorKind::Forbidden) with
    /// [`SITE_BLOCKED`](crate::code::SITE_BLOCKED) when the site does not let us ask. Then why the session ended before
    /// it was online, such as [`Closed`](crate::ErrorKind::Closed) with the code `gave_up` after the last attempt.
    pub fn connect(&self) -> Connect {
        let config = self.websocket().map(|config| {
            config.backoff(Duration::from_secs(1), MAX_RETRY_DELAY).max_message(CENTRIFUGO_FRAME)
        });
        Connect {
            client: self.clone(),
            config,
            rooms: Vec::new(),
            topics: Topics::usual(),
            transport: ChatTransport::Auto,
            pusher: None,
            manner: Manner::usual(),
            resolver: None,
            authorizer: None,
            fills_gaps: false,
            seen: None,
            keep: Keep::default(),
            fail_on_terminal: false,
            is_changed: false,
            failure: None,
        }
    }

    /// Connects to one chatroom: the name of its channel, or its number.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let client = chatwire_kick::Client::builder().build()?;
    /// use chatwire_kick::ChatTransport;
    ///
    /// let connect = client.connect_chat("9001").transport(ChatTransport::Pusher).max_attempts(3);
    /// let live = connect.start()?;
    /// assert_eq!(live.handle().rooms().len(), 1);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// Those of [`connect`](Self::connect).
    #[doc(alias = "connect_to_chatroom")]
    pub fn connect_chat(&self, target: impl Into<ChatTarget>) -> Connect {
        self.connect().room(target)
    }

    /// Listens to one chatroom until its session ends for good, and calls `handlers`.
    ///
    /// It reconnects by itself. Drop the future to end it, or call [`Handle::close`] in a handler.
    ///
    /// ```
    /// # use chatwire_core::Blocking;
    /// # let emulator = chatwire_emulator::Emulator::start_blocking()?;
    /// # let ids = emulator.kick().ids("streamer");
    /// # let url = emulator.url(chatwire_emulator::Platform::Kick);
    /// # let client = chatwire_kick::Client::builder().base_url(url)?.build()?;
    /// use chatwire_kick::Handlers;
    ///
    /// let handlers = Handlers::new().on_subscribed(|handle, _| async move { handle.close().await });
    /// // In a program without async, with the feature `blocking`; otherwise it is awaited.
    /// client.run_chat_listener("streamer", handlers).wait()?;
    /// # Ok::<_, Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`NotFound`](chatwire_core::ErrorKind::NotFound) when there is no such channel, and what else ends a session;
    /// trouble that may pass is waited out.
    #[doc(alias = "start_chat_listener")]
    pub async fn run_chat_listener(
        &self,
        target: impl Into<ChatTarget>,
        handlers: Handlers,
    ) -> Result<()> {
        self.connect_chat(target).start()?.run(handlers).await
    }
}

/// Options of a live session; see [`Client::connect`].
#[must_use = "a session does nothing until it is awaited or started"]
#[derive(Clone, Debug)]
pub struct Connect {
    client: Client,
    config: Result<WsConfig>,
    rooms: Vec<(ChatTarget, Option<Topics>)>,
    topics: Topics,
    transport: ChatTransport,
    pusher: Option<PusherEndpoint>,
    manner: Arc<Manner>,
    resolver: Option<Arc<dyn ChatroomResolver>>,
    authorizer: Option<Arc<dyn Authorizer>>,
    fills_gaps: bool,
    seen: Option<Seen>,
    keep: Keep,
    fail_on_terminal: bool,
    /// The user has changed settings of the websocket, the largest message perhaps among them.
    is_changed: bool,
    failure: Option<Error>,
}

impl Connect {
    /// Joins a room.
    pub fn room(mut self, target: impl Into<ChatTarget>) -> Self {
        self.rooms.push((target.into(), None));
        self
    }

    /// Joins a room with feeds of one's own choice.
    pub fn room_with(mut self, target: impl Into<ChatTarget>, topics: Topics) -> Self {
        self.rooms.push((target.into(), Some(topics)));
        self
    }

    /// Joins several rooms.
    pub fn rooms<T: Into<ChatTarget>>(self, targets: impl IntoIterator<Item = T>) -> Self {
        targets.into_iter().fold(self, Self::room)
    }

    /// Which feeds are subscribed of rooms that are joined without a choice of their own ([`Topics::usual`]).
    pub fn topics(mut self, topics: Topics) -> Self {
        self.topics = topics;
        self
    }

    /// How events shall come ([`ChatTransport::Auto`]).
    pub fn transport(mut self, transport: ChatTransport) -> Self {
        self.transport = transport;
        self
    }

    /// Pusher server to use: always with [`ChatTransport::Pusher`], otherwise when the site cannot be asked
    /// ([`PusherEndpoint::kick`]).
    pub fn pusher(mut self, endpoint: PusherEndpoint) -> Self {
        self.pusher = Some(endpoint);
        self
    }

    /// `Origin` of the site's realtime endpoints and of the connection to Centrifugo (`https://kick.com`, the only one
    /// that is let in). No other header of a browser is sent.
    pub fn origin(mut self, origin: &str) -> Self {
        match HeaderValue::from_str(origin) {
            Ok(origin) => self.manner().origin = Some(origin),
            Err(err) => self.fail("the origin is no header value", err),
        }
        self
    }

    /// Sends no `Origin`.
    pub fn without_origin(mut self) -> Self {
        self.manner().origin = None;
        self
    }

    /// Adds a header to the requests to the site's realtime endpoints.
    pub fn extra_header(mut self, name: &str, value: &str) -> Self {
        match (HeaderName::from_bytes(name.as_bytes()), HeaderValue::from_str(value)) {
            (Ok(name), Ok(mut value)) => {
                value.set_sensitive(true);
                self.manner().headers.insert(name, value);
            }
            (Err(err), _) => self.fail("an extra header has no valid name", err),
            (_, Err(err)) => self.fail("an extra header has no valid value", err),
        }
        self
    }

    /// Replaces all extra headers of the requests to the site's realtime endpoints (none).
    pub fn extra_headers(mut self, headers: HeaderMap) -> Self {
        let manner = self.manner();
        manner.headers = headers;
        manner.headers.values_mut().for_each(|value| value.set_sensitive(true));
        self
    }

    /// As what the session introduces itself to the site's endpoints (`web`, which claims to be the site's own page:
    /// no other word is known to be let in).
    pub fn client_type(mut self, client_type: impl Into<String>) -> Self {
        self.manner().client_type = client_type.into();
        self
    }

    /// Who finds the ids of rooms that are given by name ([`Client::chatroom_resolver`]).
    pub fn resolver(mut self, resolver: impl ChatroomResolver) -> Self {
        self.resolver = Some(Arc::new(resolver));
        self
    }

    /// Who signs for private feeds of Pusher; without one they are asked for like all others, and refused.
    pub fn authorizer(mut self, authorizer: impl Authorizer) -> Self {
        self.authorizer = Some(Arc::new(authorizer));
        self
    }

    /// Fetches missed messages from the site after each gap (off): one request for each room whose channel id is known.
    ///
    /// They come once, oldest first, and marked [`is_recovered`](super::Received::is_recovered). The site often refuses
    /// programs; then the gap stays. So it does when the site's list does not reach back to the gap's beginning: what
    /// it has may then come before live messages that are older, if the line is as far behind. Nothing comes that was
    /// written before the room was joined; while nobody has written since, that is counted by the site's clock.
    #[doc(alias = "backfill")]
    pub fn fill_gaps(mut self) -> Self {
        self.fills_gaps = true;
        self
    }

    /// Leaves out messages that came by another way, and remembers those that come by this one.
    pub fn seen(mut self, seen: Seen) -> Self {
        self.seen = Some(seen);
        self
    }

    /// Keeps the JSON of each event ([`Received::raw`](super::Received::raw)).
    pub fn keep_raw(mut self) -> Self {
        self.keep.raw = true;
        self
    }

    /// Keeps signed addresses of videos in the JSON of events.
    pub fn keep_playback_url(mut self) -> Self {
        self.keep.playback_url = true;
        self
    }

    /// Ends the session when Centrifugo refuses it for good, instead of waiting 5 to 30 minutes; the error has the
    /// code [`CHAT_TERMINAL`](crate::code::CHAT_TERMINAL).
    pub fn fail_on_terminal(mut self) -> Self {
        self.fail_on_terminal = true;
        self
    }

    /// What happens when events are not taken in time ([`Overflow::Wait`]).
    ///
    /// While events wait, the server's pings lie unread, so it hangs up after about half a minute.
    pub fn overflow(self, policy: Overflow) -> Self {
        self.set(|config| config.overflow(policy))
    }

    /// Most events that wait to be taken (4,096).
    pub fn capacity(self, events: usize) -> Self {
        self.set(|config| config.capacity(events))
    }

    /// Most attempts in a row that fail before the session ends (no limit).
    pub fn max_attempts(self, attempts: u32) -> Self {
        self.set(|config| config.max_attempts(attempts))
    }

    /// Changes the settings of the websocket that have no setter here.
    ///
    /// Unless it is changed here, the largest message is 4 MiB, and 1 MiB over [`ChatTransport::Pusher`]; choose that
    /// transport first.
    pub fn settings(mut self, change: impl FnOnce(WsConfig) -> WsConfig) -> Self {
        self.config = self.limited().map(change);
        self.is_changed = true;
        self
    }

    /// The settings with the largest message of the transport, unless they may hold a limit of the user's own.
    fn limited(&self) -> Result<WsConfig> {
        let config = self.config.clone();
        if self.is_changed || self.transport != ChatTransport::Pusher {
            return config;
        }
        config.map(|config| config.max_message(PUSHER_FRAME))
    }

    fn set(mut self, change: impl FnOnce(WsConfig) -> WsConfig) -> Self {
        self.config = self.config.map(change);
        self
    }

    /// The manner of this session alone.
    fn manner(&mut self) -> &mut Manner {
        Arc::make_mut(&mut self.manner)
    }

    fn fail(&mut self, why: &'static str, cause: impl std::error::Error + Send + Sync + 'static) {
        self.failure.get_or_insert_with(|| named(Error::config(why).with_source(cause)));
    }

    /// Starts the session and returns at once, before names are looked up and before there is a connection.
    ///
    /// # Errors
    ///
    /// [`Config`](chatwire_core::ErrorKind::Config) outside of a tokio runtime and for settings that cannot be used;
    /// [`Input`](chatwire_core::ErrorKind::Input) for what cannot be the name of a channel, and with the code
    /// [`TOO_MANY_FEEDS`](crate::code::TOO_MANY_FEEDS) for more rooms than one connection takes. Rooms by name count once
    /// they are looked up: one that does not fit is told by [`RoomFailed`](super::Event::RoomFailed).
    pub fn start(mut self) -> Result<Realtime> {
        let rooms = self.begin()?;
        for (target, topics) in std::mem::take(&mut self.rooms) {
            target.check()?;
            rooms.add(target, None, topics, &self.topics)?;
        }
        self.run(rooms)
    }

    /// Looks names up first, so that a wrong one is an error and no session.
    async fn known_rooms(&mut self) -> Result<Rooms> {
        let rooms = self.begin()?;
        let (mut failed, mut found) = (Vec::new(), false);
        for (target, topics) in std::mem::take(&mut self.rooms) {
            match look_up(&rooms, &target).await {
                Ok(known) => {
                    rooms.add(target, Some(known), topics, &self.topics)?;
                    found = true;
                }
                Err(error) => failed.push((target, topics, error)),
            }
        }
        if let (false, Some((.., error))) = (found, failed.first()) {
            return Err(error.clone());
        }
        for (target, topics, _) in failed {
            // The session looks once more, and tells what comes of it by an event.
            rooms.add(target, None, topics, &self.topics)?;
        }
        Ok(rooms)
    }

    /// The same settings without rooms.
    pub(super) fn without_rooms(mut self) -> Self {
        self.rooms.clear();
        self
    }

    /// Finds the ids of a target as a session of these settings would.
    pub(super) async fn find(&self, target: &ChatTarget) -> Result<KnownChatroom> {
        let rooms = self.clone().begin()?;
        look_up(&rooms, target).await
    }

    fn begin(&mut self) -> Result<Rooms> {
        if let Some(failure) = self.failure.take() {
            return Err(failure);
        }
        Ok(Rooms::new(self.client.clone(), self.resolver.take()))
    }

    fn run(self, rooms: Rooms) -> Result<Realtime> {
        let config = self.limited().map_err(named)?;
        let wanted = Wanted::default();
        let mut desk =
            Desk::new(self.client.clone(), rooms.clone(), self.keep, Arc::clone(&wanted));
        desk.elsewhere = self.seen;
        desk.fills_gaps = self.fills_gaps;
        let (used, manner) = (Used::default(), self.manner);
        let mut live = Live::new(desk, self.transport, Arc::clone(&manner), used.clone());
        live.authorizer = self.authorizer;
        live.fail_on_terminal = self.fail_on_terminal;
        live.configured = self.pusher;
        let inner = ws::connect(live, config)?;
        let handle = Handle::new(inner.handle(), self.client, rooms, self.topics, manner, used);
        Ok(Realtime { inner, handle, wanted })
    }
}

impl IntoFuture for Connect {
    type Output = Result<Realtime>;
    type IntoFuture = BoxFuture<'static, Result<Realtime>>;

    fn into_future(mut self) -> Self::IntoFuture {
        // The options stay where they are until the session has begun: each move of them would double the future.
        Box::pin(async move {
            let rooms = self.known_rooms().await?;
            let live = self.run(rooms)?;
            // Without a room there is nothing to connect to yet.
            if live.handle.rooms().is_empty() { Ok(live) } else { live.online().await }
        })
    }
}
