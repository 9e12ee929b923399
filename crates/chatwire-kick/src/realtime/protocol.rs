//! [`Live`]: the state machine of a session over either transport.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use chatwire_core::ws::centrifugo::{Centrifugo, Due, Notice};
use chatwire_core::ws::{Close, Frame, FrameRef, Out, Protocol, Recovery, Watchdog};
use chatwire_core::{BoxFuture, Error, ErrorKind, Result};
use serde_json::Value;
use tokio::time::Instant;
use uuid::Uuid;

use super::command::{Command, Verb};
use super::desk::{Desk, look_up};
use super::event::Event;
use super::handle::Used;
use super::negotiate::{Manner, Server};
use super::reconnect::{
    AT_ONCE, CentrifugoClass, PUSHER_REFUSALS, REFUSALS, capacity_pause, fatal, is_refusal,
    terminal_pause,
};
use super::{Authorizer, ChatTransport, Feed};
use crate::client::named;
use crate::error::code;
use crate::pusher::{Class, Pusher, PusherEndpoint};

/// How long a session without rooms keeps its line.
const GRACE: Duration = Duration::from_secs(5);
/// Code of the end of a line that nobody needs.
const NO_ROOMS: &str = "no_rooms";

/// The live protocol of Kick; made by [`Client::connect`](crate::Client::connect).
pub struct Live {
    pub(super) desk: Desk,
    pub(super) wanted: ChatTransport,
    pub(super) manner: Arc<Manner>,
    pub(super) authorizer: Option<Arc<dyn Authorizer>>,
    pub(super) fail_on_terminal: bool,
    /// The Pusher server that is used without asking, or when nobody can be asked.
    pub(super) configured: Option<PusherEndpoint>,
    pub(super) used: Used,
    pub(super) line: Line,
    /// What the site named, until it is to be asked again.
    pub(super) server: Option<Box<Server>>,
    /// Id of this guest, kept until a terminal end; only who asks the site needs it as a text.
    pub(super) client_id: Uuid,
    pub(super) stage: Stage,
    pub(super) random: fastrand::Rng,
    /// Refused attempts in a row.
    refused: u32,
    /// Terminal ends in a row.
    terminals: usize,
    /// Refusals for want of capacity in a row.
    crowded: u32,
    at_once: Option<Instant>,
    /// Code of what Centrifugo refused on this line, and whether it says that this will pass.
    fault: Option<(u32, bool)>,
    /// Why the site could not be asked, while that is to be told in place of an attempt.
    pub(super) untold: Option<Error>,
    /// What was told of it since the last line that was up.
    told: Option<Error>,
    /// The encrypted address of a server that refused the plain one.
    pub(super) encrypted: Option<PusherEndpoint>,
    /// When a line that nobody needs ends.
    unneeded: Option<Instant>,
    /// The transport was changed after the last line that was online: this one cannot know what was missed.
    pub(super) moved: bool,
}

/// The transport of the present attempt.
#[derive(Debug)]
pub(super) enum Line {
    Pusher(Box<Pusher>),
    Centrifugo(Box<Centrifugo>),
}

/// How far an attempt has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stage {
    Rooms,
    Asking,
    Upgrading,
    /// No attempt at all: the last one failed twice over, and one of its errors was not told.
    Telling,
}

impl Live {
    pub(super) fn new(desk: Desk, wanted: ChatTransport, manner: Arc<Manner>, used: Used) -> Self {
        let mut random = fastrand::Rng::new();
        let client_id = guest(&mut random);
        Self {
            desk,
            wanted,
            manner,
            authorizer: None,
            fail_on_terminal: false,
            configured: None,
            used,
            line: Line::Pusher(Box::default()),
            server: None,
            client_id,
            stage: Stage::Rooms,
            random,
            refused: 0,
            terminals: 0,
            crowded: 0,
            at_once: None,
            fault: None,
            untold: None,
            told: None,
            encrypted: None,
            unneeded: None,
            moved: false,
        }
    }

    /// Subscribes to what the rooms want, and to nothing else.
    pub(super) fn sync(&mut self) {
        let wanted = self.desk.rooms.feeds();
        self.desk.want(&wanted);
        match &mut self.line {
            Line::Pusher(pusher) => {
                for feed in others(pusher.channels(), &wanted) {
                    pusher.leave(&feed);
                    self.desk.left(feed);
                }
                for feed in wanted {
                    self.desk.joined(&feed);
                    pusher.join(feed);
                }
            }
            Line::Centrifugo(link) => {
                for feed in others(link.channels(), &wanted) {
                    link.leave(&feed);
                    self.desk.left(feed);
                }
                for feed in wanted {
                    if self.desk.refused.contains(&feed) {
                        continue;
                    }
                    self.desk.joined(&feed);
                    link.join(feed);
                }
            }
        }
    }

    fn flush(&mut self, out: &mut Out<Self>) {
        match &mut self.line {
            Line::Pusher(pusher) => pusher.flush(out),
            Line::Centrifugo(link) => link.flush(out),
        }
    }

    /// After each frame that may have changed it: online once a chat is subscribed, and given up when none can be.
    fn settle(&mut self, recovered: bool, out: &mut Out<Self>) {
        if let Some(error) = &self.desk.deaf {
            return out.reconnect(error.clone());
        }
        if out.is_online() {
            return;
        }
        let has_chat = match &self.line {
            Line::Pusher(pusher) => pusher
                .channels()
                .any(|name| pusher.is_subscribed(name) && Feed::parse(name).is_chat()),
            Line::Centrifugo(link) => {
                link.channels().any(|name| link.is_subscribed(name) && Feed::parse(name).is_chat())
            }
        };
        if has_chat {
            (self.refused, self.terminals, self.crowded) = (0, 0, 0);
            let moved = std::mem::take(&mut self.moved);
            out.online(self.desk.catchup(recovered && !moved, out));
        }
    }

    /// Looks up names that are due, beside the line.
    fn look_up(&self, now: Instant, out: &mut Out<Self>) {
        for target in self.desk.rooms.take_due(now) {
            let (rooms, client) = (self.desk.rooms.clone(), self.desk.client.clone());
            let (manner, used) = (Arc::clone(&self.manner), self.used.clone());
            out.run(Box::pin(async move {
                let outcome = match look_up(&rooms, &target).await {
                    Ok(known) => manner.check_server(&client, &used, &known).await.map(|()| known),
                    Err(error) => Err(error),
                };
                Command(Verb::LookedUp(target, outcome))
            }));
        }
    }

    fn sign(&self, out: &mut Out<Self>) {
        let (Some(authorizer), Line::Pusher(pusher)) = (&self.authorizer, &self.line) else {
            return;
        };
        let Some(socket_id) = pusher.socket_id() else { return };
        for channel in pusher.unauthorized() {
            let (authorizer, socket_id) = (Arc::clone(authorizer), socket_id.to_owned());
            let channel = channel.to_owned();
            out.run(Box::pin(async move {
                let signed = authorizer.authorize(&socket_id, &channel).await;
                Command(Verb::Signed(channel, signed))
            }));
        }
    }

    /// A terminal end: waits long, and begins anew as another guest.
    fn terminal(&mut self, error: &Error) -> Recovery {
        self.server = None;
        self.desk.rooms.forget_servers();
        self.refused = 0;
        if self.fail_on_terminal {
            let words = format!("the server of live chat refuses this client: {}", error.message());
            let end = Error::new(ErrorKind::Rejected, words).with_code(code::CHAT_TERMINAL);
            return Recovery::Stop(named(end.with_source(error.clone())));
        }
        let pause = terminal_pause(self.terminals, &mut self.random);
        self.terminals += 1;
        self.client_id = guest(&mut self.random);
        Recovery::After(pause)
    }

    fn after_pusher(&mut self, class: Class, close: &Close<'_>) -> Recovery {
        match class {
            Class::Tls => match self.used.encrypted() {
                Some(encrypted) => {
                    self.encrypted = Some(encrypted);
                    Recovery::After(Duration::ZERO)
                }
                None => self.lost_for_good(close),
            },
            Class::Fatal => self.lost_for_good(close),
            Class::Backoff if close.code == Some(4100) || close.error.code() == Some("4100") => {
                self.crowded += 1;
                Recovery::After(capacity_pause(self.crowded, &mut self.random))
            }
            Class::Backoff => Recovery::Backoff,
            Class::Immediate => {
                let now = Instant::now();
                let before = self.at_once.replace(now);
                match before {
                    Some(before) if now.duration_since(before) < AT_ONCE => Recovery::Backoff,
                    _ => Recovery::Reconnect,
                }
            }
            Class::Keep | Class::Default => Recovery::Reconnect,
        }
    }

    /// After an attempt whose fallback failed as well: whether the site's error is still to be told.
    fn has_untold(&mut self) -> bool {
        let Some(cause) = self.desk.fallback_cause() else { return false };
        let about = |error: &Error| (error.kind(), error.code().map(str::to_owned), error.status());
        if self.told.as_ref().is_some_and(|told| about(told) == about(cause)) {
            return false;
        }
        self.untold = Some(cause.clone());
        self.told.clone_from(&self.untold);
        true
    }

    /// A fatal code of Pusher: the end, or the reason to ask the site again.
    fn lost_for_good(&mut self, close: &Close<'_>) -> Recovery {
        self.server = None;
        match self.wanted {
            ChatTransport::Auto => Recovery::Backoff,
            _ => Recovery::Stop(fatal(close.code, close.reason, close.error)),
        }
    }

    fn after_centrifugo(&mut self, close: &Close<'_>) -> Recovery {
        let fault = self.fault.take();
        let class = match (close.code, fault) {
            (Some(code), _) => CentrifugoClass::of_close(code),
            (None, Some((code @ 3000.., _))) => {
                CentrifugoClass::of_close(u16::try_from(code).unwrap_or_default())
            }
            (None, Some((code, is_temporary))) => CentrifugoClass::of_error(code, is_temporary),
            (None, None) => return Recovery::Reconnect,
        };
        match class {
            CentrifugoClass::Backoff => Recovery::Backoff,
            CentrifugoClass::Terminal => self.terminal(close.error),
        }
    }
}

/// Names that are not wanted.
fn others<'a>(
    present: impl Iterator<Item = &'a str>,
    wanted: &std::collections::BTreeSet<String>,
) -> Vec<String> {
    present.filter(|name| !wanted.contains(*name)).map(str::to_owned).collect()
}

/// Whether a refusal says that it will pass, which the core does not tell of each code.
fn is_temporary(text: &str, code: u32) -> bool {
    let replies = text.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
    replies.filter_map(|reply| reply.get("error").cloned()).any(|error| {
        error.get("code") == Some(&code.into()) && error.get("temporary") == Some(&true.into())
    })
}

/// A random id of a guest.
fn guest(random: &mut fastrand::Rng) -> Uuid {
    let mut bytes = [0; 16];
    random.fill(&mut bytes);
    uuid::Builder::from_random_bytes(bytes).into_uuid()
}

impl Protocol for Live {
    type Event = Event;
    type Command = Command;

    const NAME: &'static str = "kick";

    fn dial(&mut self) -> BoxFuture<'_, Result<http::Request<()>>> {
        Box::pin(self.prepare())
    }

    fn on_open(&mut self, out: &mut Out<Self>) {
        self.stage = Stage::Rooms;
        self.fault = None;
        self.told = None;
        self.unneeded = None;
        self.desk.opened(out);
        match &mut self.line {
            Line::Pusher(pusher) => pusher.open(),
            Line::Centrifugo(link) => link.open(),
        }
        self.flush(out);
    }

    fn on_frame(&mut self, frame: FrameRef<'_>, out: &mut Out<Self>) {
        let FrameRef::Text(text) = frame else {
            // Binary frames are no part of either protocol.
            return;
        };
        let desk = &mut self.desk;
        let mut recovered = false;
        // Publications ahead of the news that the session is online: what was missed belongs before them.
        let mut early = Vec::new();
        match &mut self.line {
            Line::Pusher(pusher) => {
                if desk.quick(text, None, out) {
                    return;
                }
                let mut greeted = false;
                let outcome = pusher.receive(text, |notice| {
                    greeted |= matches!(notice, crate::pusher::Notice::NeedsAuth { .. });
                    desk.pusher(notice, out);
                });
                if let Err(error) = outcome {
                    out.reconnect(named(error));
                }
                if greeted {
                    self.sign(out);
                }
            }
            Line::Centrifugo(link) => {
                let mut ready = None;
                let outcome = link.receive(text, |notice| match notice {
                    Notice::Ready { recovered } => ready = Some(recovered),
                    Notice::Publication { channel, data, .. } if !out.is_online() => {
                        early.push((channel.to_owned(), data.to_owned()));
                    }
                    other => desk.centrifugo(other, out),
                });
                if let Err(error) = outcome {
                    let code = error.code().and_then(|code| code.parse().ok());
                    self.fault = code.map(|code| (code, is_temporary(text, code)));
                    out.reconnect(named(error));
                }
                if let Some(ready) = ready {
                    recovered = ready;
                    for feed in link.channels().filter(|name| link.is_subscribed(name)) {
                        desk.subscribed(feed, out);
                    }
                }
            }
        }
        self.settle(recovered, out);
        for (channel, data) in early {
            self.desk.publication(&channel, &data, out);
        }
        self.flush(out);
    }

    fn on_command(&mut self, command: Command, out: &mut Out<Self>) {
        match command.0 {
            Verb::Sync => {
                self.desk.rooms.heard();
                self.sync();
                let empty = self.desk.rooms.is_empty();
                self.unneeded = empty.then(|| Instant::now() + GRACE);
                self.sign(out);
            }
            Verb::Reconnect(cause) => out.reconnect(cause),
            Verb::Token(Ok(token)) => {
                if let Line::Centrifugo(link) = &mut self.line {
                    link.refresh(token);
                }
            }
            // The server ends the line when the old token has run out; the next attempt gets a new one.
            Verb::Token(Err(error)) => {
                tracing::debug!(%error, "no new token; the old one is used up")
            }
            Verb::LookedUp(target, outcome) => {
                if let Err((error, retry_in)) = self.desk.rooms.looked_up(&target, outcome) {
                    out.emit(Event::RoomFailed { target, error, retry_in });
                }
                self.sync();
            }
            Verb::Signed(channel, Ok(auth)) => {
                if let Line::Pusher(pusher) = &mut self.line {
                    pusher.authorize(&channel, &auth);
                }
            }
            Verb::Signed(channel, Err(error)) => {
                let feed = Feed::parse(&channel);
                out.emit(Event::SubscriptionError { feed, error, is_fatal: false });
            }
            Verb::Done => {}
        }
        self.flush(out);
    }

    fn deadline(&self) -> Option<Instant> {
        let line = match &self.line {
            Line::Pusher(pusher) => pusher.deadline(),
            Line::Centrifugo(link) => link.deadline(),
        };
        [line, self.unneeded, self.desk.rooms.next_look_up()].into_iter().flatten().min()
    }

    fn on_deadline(&mut self, now: Instant, out: &mut Out<Self>) {
        if self.unneeded.is_some_and(|at| at <= now) {
            self.unneeded = None;
            if self.desk.rooms.is_empty() {
                let why = "no room is left; the next one brings a new connection";
                return out
                    .reconnect(named(Error::new(ErrorKind::Closed, why).with_code(NO_ROOMS)));
            }
        }
        self.look_up(now, out);
        match &mut self.line {
            Line::Pusher(pusher) => {
                if let Err(error) = pusher.on_deadline(now) {
                    out.reconnect(named(error));
                }
            }
            Line::Centrifugo(link) => match link.on_deadline(now, out.is_read_dry()) {
                Ok(Due::NewToken) => {
                    let (manner, client) = (self.manner.clone(), self.desk.client.clone());
                    let id = self.client_id;
                    out.run(Box::pin(async move {
                        Command(Verb::Token(manner.token(&client, id).await))
                    }));
                }
                Ok(_) => {}
                Err(error) => out.reconnect(named(error)),
            },
        }
        self.flush(out);
    }

    fn watchdog(&self) -> Watchdog {
        match &self.line {
            Line::Pusher(pusher) => pusher.watchdog(),
            Line::Centrifugo(link) => link.watchdog(),
        }
    }

    fn on_silence(&mut self, out: &mut Out<Self>) {
        match &mut self.line {
            Line::Pusher(pusher) => pusher.silent(),
            // Asked only when the server sends no pings of its own.
            Line::Centrifugo(_) => out.send(Frame::Ping),
        }
        self.flush(out);
    }

    fn on_close(&mut self, close: &Close<'_>) -> Recovery {
        let deaf = self.desk.closed();
        let class = match &mut self.line {
            Line::Pusher(pusher) => Some(pusher.on_close(close)),
            Line::Centrifugo(link) => {
                // What is final for others is waited out here, and each line gets a fresh token.
                link.on_close(close);
                None
            }
        };
        if close.error.code() == Some(NO_ROOMS) && close.code.is_none() {
            // The next room may live elsewhere.
            self.server = None;
            return Recovery::After(Duration::ZERO);
        }
        if let Some(error) = deaf {
            return self.terminal(&error);
        }
        match class {
            Some(class) => self.after_pusher(class, close),
            None => self.after_centrifugo(close),
        }
    }

    fn on_refused(&mut self, error: &Error) -> Recovery {
        let stage = std::mem::replace(&mut self.stage, Stage::Rooms);
        self.desk.rooms.abandon_look_ups();
        if stage == Stage::Telling {
            return Recovery::Backoff;
        }
        let is_final =
            matches!(error.kind(), ErrorKind::Config | ErrorKind::Input | ErrorKind::Unsupported);
        if is_final && error.code() != Some(code::STORE_FAILED) {
            return Recovery::Stop(error.clone());
        }
        if stage == Stage::Rooms {
            // A name that nobody knows will not be known later; a site that refuses may change its mind.
            return match error.kind() {
                ErrorKind::NotFound => Recovery::Stop(error.clone()),
                _ => Recovery::Backoff,
            };
        }
        // It is asked again whether this is still the place to go.
        self.server = None;
        if stage == Stage::Upgrading && self.has_untold() {
            return Recovery::After(Duration::ZERO);
        }
        if !is_refusal(error) {
            return Recovery::Backoff;
        }
        self.refused += 1;
        match (&self.line, self.wanted) {
            (Line::Pusher(_), ChatTransport::Pusher) if self.refused >= PUSHER_REFUSALS => {
                Recovery::Stop(error.clone())
            }
            (Line::Pusher(_), _) => Recovery::Backoff,
            (Line::Centrifugo(_), _) if self.refused >= REFUSALS => self.terminal(error),
            (Line::Centrifugo(_), _) => Recovery::Backoff,
        }
    }

    fn on_backfill(&mut self, events: &mut Vec<Event>) {
        self.desk.on_backfill(events);
    }
}

impl fmt::Debug for Live {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Live")
            .field("wanted", &self.wanted)
            .field("line", &self.line)
            .field("stage", &self.stage)
            .finish_non_exhaustive()
    }
}
