//! [`Centrifugo`]: one client's connection, and its place in each channel.

use std::collections::{BTreeMap, VecDeque};
use std::fmt;
use std::time::Duration;

use tokio::time::Instant;

use super::channel::{Channel, Subscription};
use super::wire::{self, Connected, Incoming, Push, Refusal};
use super::{Class, Due, Notice, error_of, plain};
use crate::ws::protocol::lost;
use crate::ws::{Close, Frame, Out, Protocol, Recovery, Watchdog};
use crate::{Error, ErrorKind, Result, Secret};

/// Interval of the server's pings until its connect reply names one (Centrifugo's default).
const PING: Duration = Duration::from_secs(25);
/// Bounds of what a server may ask for.
const PINGS: (u64, u64) = (1, 600);
const TTLS: (u64, u64) = (1, 86_400);
/// Silence beyond the ping interval after which the line counts as dead.
const GRACE: Duration = Duration::from_secs(10);
/// Longest time for the answer to a command.
const REPLY: Duration = Duration::from_secs(10);
/// Publications kept while subscriptions are being answered; a server's history is far shorter, so that more of them
/// come of a line which is out of order.
const HELD: usize = 10_000;

/// The I/O-free client of one Centrifugo connection.
///
/// Call [`set_token`](Self::set_token) while dialling, [`open`](Self::open) in `on_open`,
/// [`receive`](Self::receive) in `on_frame`, the deadline pair in theirs, [`on_close`](Self::on_close)
/// in `on_close`, and [`flush`](Self::flush) after each of them.
///
/// ```
/// use chatwire_core::Secret;
/// use chatwire_core::ws::centrifugo::Centrifugo;
///
/// let mut client = Centrifugo::new("mybot");
/// client.set_token(Secret::new("jwt"));
/// client.join("chat:1");
/// client.open();
/// assert!(client.take_outgoing()[0].contains("connect"));
///
/// client.receive(r#"{"id":1,"connect":{"client":"c1","version":"6"}}"#, |_| {})?;
/// assert!(client.take_outgoing()[0].contains("chat:1"), "now the channel is subscribed");
/// let mut seen = Vec::new();
/// client.receive(r#"{"id":2,"subscribe":{}}"#, |notice| seen.push(format!("{notice:?}")))?;
/// assert!(client.is_subscribed("chat:1") && seen[0].starts_with("Ready"));
/// # Ok::<_, chatwire_core::Error>(())
/// ```
pub struct Centrifugo {
    name: String,
    token: Secret,
    pub(super) channels: BTreeMap<String, Channel>,
    /// A refused token has been replaced once since the last good connection.
    token_replaced: bool,
    wants_new_token: bool,
    fault: Option<Class>,
    pub(super) outgoing: Vec<String>,
    pub(super) connection: Connection,
}

/// State of the present connection.
#[derive(Default)]
pub(super) struct Connection {
    last_id: u32,
    waiting: VecDeque<(u32, Asked, Instant)>,
    is_connected: bool,
    pub(super) is_ready: bool,
    /// `None` before the connect reply; then `Some(None)` when the server sends no pings.
    ping: Option<Option<Duration>>,
    answers_pings: bool,
    refresh_at: Option<Instant>,
    /// All channels with a position went on from there so far.
    pub(super) recovered: bool,
    held: Vec<Held>,
    is_open: bool,
    /// Given up because more was to be held than there is room for.
    is_overfull: bool,
}

pub(super) enum Asked {
    Connect,
    Subscribe { channel: String, recovers: bool },
    Unsubscribe,
    Refresh,
}

struct Held {
    channel: String,
    data: String,
    recovered: bool,
}

impl Centrifugo {
    /// A client without channels; `name` tells the server who connects, empty for nothing.
    #[must_use]
    pub fn new(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            token: Secret::new(""),
            channels: BTreeMap::new(),
            token_replaced: false,
            wants_new_token: false,
            fault: None,
            outgoing: Vec::new(),
            connection: Connection::default(),
        }
    }

    /// Token for the next connection; empty for servers that need none.
    pub fn set_token(&mut self, token: Secret) {
        self.token = token;
        self.wants_new_token = false;
    }

    /// Whether the last token was refused, so that one kept from before must not be used again.
    #[must_use]
    pub fn wants_new_token(&self) -> bool {
        self.wants_new_token
    }

    /// Wants a channel: subscribes now or as soon as there is a connection, and after each reconnect.
    pub fn join(&mut self, channel: impl Into<String>) {
        let name = channel.into();
        let channel = self.channels.entry(name.clone()).or_default();
        channel.wanted = true;
        if self.connection.is_connected && channel.state == Subscription::Off {
            self.subscribe(&name);
        }
    }

    /// No longer wants a channel; its position is forgotten.
    pub fn leave(&mut self, channel: &str) {
        let Some(known) = self.channels.remove(channel) else { return };
        if self.connection.is_connected && known.state != Subscription::Off {
            let id = self.ask(Asked::Unsubscribe);
            self.outgoing.push(wire::unsubscribe(id, channel));
        }
    }

    /// Channels that are wanted or that the server subscribed, in order of their names.
    pub fn channels(&self) -> impl Iterator<Item = &str> {
        self.channels.keys().map(String::as_str)
    }

    /// Whether the channel is subscribed at present.
    #[must_use]
    pub fn is_subscribed(&self, channel: &str) -> bool {
        self.channels.get(channel).is_some_and(|known| known.state == Subscription::On)
    }

    /// The line is up: sends the connect command, with positions of channels that the server subscribes.
    pub fn open(&mut self) {
        self.connection = Connection { recovered: true, is_open: true, ..Connection::default() };
        self.outgoing.clear();
        for channel in self.channels.values_mut() {
            channel.reached = channel.position.clone();
        }
        let id = self.ask(Asked::Connect);
        let subs = self.channels.iter().filter(|(_, channel)| channel.by_server);
        let subs = subs.filter_map(|(name, channel)| Some((&**name, channel.position.as_ref()?)));
        self.outgoing.push(wire::connect(id, self.token.expose(), &self.name, subs));
    }

    /// A new token for the running connection, after [`Due::NewToken`].
    pub fn refresh(&mut self, token: Secret) {
        self.token = token;
        if self.connection.is_connected {
            let id = self.ask(Asked::Refresh);
            self.outgoing.push(wire::refresh(id, self.token.expose()));
        }
    }

    /// Moves what is to be sent into `out`.
    pub fn flush<P: Protocol>(&mut self, out: &mut Out<P>) {
        for text in self.outgoing.drain(..) {
            out.send(Frame::Text(text));
        }
    }

    /// Takes what is to be sent.
    pub fn take_outgoing(&mut self) -> Vec<String> {
        std::mem::take(&mut self.outgoing)
    }

    /// Silence after which the line is dead: the ping interval and 10 s. A server that sends no pings is asked itself:
    /// 60 s, after a ping of ours that got no answer in 10 s.
    #[must_use]
    pub fn watchdog(&self) -> Watchdog {
        match self.connection.ping {
            None => Watchdog::silence(PING + GRACE),
            Some(Some(interval)) => Watchdog::silence(interval + GRACE),
            Some(None) => Watchdog::default(),
        }
    }

    /// When [`on_deadline`](Self::on_deadline) is due.
    #[must_use]
    pub fn deadline(&self) -> Option<Instant> {
        let reply = self.connection.waiting.front().map(|(.., until)| *until);
        let retry = self.channels.values().filter_map(|channel| channel.retry_at).min();
        [reply, self.connection.refresh_at, retry].into_iter().flatten().min()
    }

    /// A deadline has come; `is_read_dry` is that of [`Out`]: an answer that may lie there unread is not late.
    ///
    /// # Errors
    /// [`Timeout`](ErrorKind::Timeout) when a command was not answered: give the line up.
    pub fn on_deadline(&mut self, now: Instant, is_read_dry: bool) -> Result<Due> {
        if self.connection.waiting.front().is_some_and(|(.., until)| *until <= now) {
            if is_read_dry {
                let why = "no answer to a command of the session";
                return Err(Error::new(ErrorKind::Timeout, why));
            }
            for (.., until) in &mut self.connection.waiting {
                *until = now + REPLY;
            }
        }
        let due = |channel: &Channel| channel.retry_at.is_some_and(|at| at <= now);
        let retries = self.channels.iter().filter(|(_, channel)| due(channel));
        for name in retries.map(|(name, _)| name.clone()).collect::<Vec<_>>() {
            self.subscribe(&name);
        }
        if self.connection.refresh_at.is_some_and(|at| at <= now) {
            self.connection.refresh_at = None;
            return Ok(Due::NewToken);
        }
        Ok(Due::Nothing)
    }

    /// The line is down: forgets the connection, keeps channels and positions, and says how to go on.
    pub fn on_close(&mut self, close: &Close<'_>) -> Recovery {
        let connection = std::mem::take(&mut self.connection);
        self.outgoing.clear();
        for channel in self.channels.values_mut() {
            channel.state = Subscription::Off;
            channel.retry_at = None;
            channel.retries = 0;
            channel.served |= connection.is_ready;
            if connection.is_overfull {
                // The same positions would bring the same flood: begin anew, with a gap that is told of.
                channel.position = None;
            } else if connection.is_open && !connection.is_ready {
                // What was held goes with the line, so it must come again.
                channel.position = channel.reached.clone();
            }
        }
        let class = self.fault.take().or_else(|| close.code.map(Class::of_close));
        match class.unwrap_or(Class::Reconnect) {
            Class::Reconnect => Recovery::Reconnect,
            Class::Token if !std::mem::replace(&mut self.token_replaced, true) => {
                self.wants_new_token = true;
                Recovery::Reconnect
            }
            Class::Token | Class::Terminal => Recovery::Stop(match close.code {
                Some(code) => error_of(code.into(), close.reason),
                None => close.error.clone(),
            }),
        }
    }

    /// A text frame arrived: one or more objects, one a line. Calls `notice` for each thing that it means.
    ///
    /// # Errors
    /// What the server refused, or why it wants the line to end: give it up, and
    /// [`on_close`](Self::on_close) decides.
    pub fn receive(&mut self, text: &str, mut notice: impl FnMut(Notice<'_>)) -> Result<()> {
        let mut rest = text;
        while !rest.is_empty() {
            // Its end is found by reading it, which saves looking for the end of the line.
            if let Some((plain::Published { channel, data, offset }, behind)) =
                plain::published(rest)
            {
                self.published(channel, data, offset, &mut notice)?;
                rest = behind;
                continue;
            }
            let (line, behind) = rest.split_once('\n').unwrap_or((rest, ""));
            rest = behind;
            let line = line.trim_ascii();
            if line.is_empty() {
                continue;
            }
            match serde_json::from_str::<Incoming<'_>>(line) {
                Ok(incoming) => self.take(line, incoming, &mut notice)?,
                Err(_) => notice(Notice::Unreadable(line)),
            }
        }
        Ok(())
    }

    fn take<'a>(
        &mut self,
        raw: &'a str,
        incoming: Incoming<'a>,
        notice: &mut impl FnMut(Notice<'_>),
    ) -> Result<()> {
        if let Some(push) = incoming.push {
            return self.take_push(raw, push, notice);
        }
        if incoming.is_ping() {
            if self.connection.answers_pings {
                self.outgoing.push("{}".to_owned());
            }
            return Ok(());
        }
        let at = self.connection.waiting.iter().position(|(id, ..)| *id == incoming.id);
        let Some((_, asked, _)) = at.and_then(|at| self.connection.waiting.remove(at)) else {
            // An answer that came too late, or was never asked for.
            return Ok(());
        };
        match asked {
            Asked::Connect => {
                if let Some(refusal) = incoming.error {
                    return Err(self.refused(&refusal));
                }
                self.connected(incoming.connect, notice)?;
            }
            Asked::Subscribe { channel, recovers } => match incoming.error {
                Some(refusal) => self.not_subscribed(&channel, &refusal, notice),
                None => {
                    let reply = incoming.subscribe.unwrap_or_default();
                    self.subscribed(&channel, recovers, reply, notice)?;
                }
            },
            Asked::Refresh => match incoming.error {
                // The server ends the line at expiry; the redial brings a new token.
                Some(refusal)
                    if Class::of_error(refusal.code, refusal.temporary) == Class::Reconnect => {}
                Some(refusal) => return Err(self.refused(&refusal)),
                None => {
                    let reply = incoming.refresh;
                    self.connection.refresh_at =
                        reply.and_then(|reply| refresh_at(reply.expires, reply.ttl));
                }
            },
            Asked::Unsubscribe => {}
        }
        self.ready_if_all_answered(notice);
        Ok(())
    }

    fn refused(&mut self, refusal: &Refusal<'_>) -> Error {
        self.fault = Some(Class::of_error(refusal.code, refusal.temporary));
        error_of(refusal.code, &refusal.message)
    }

    fn connected(
        &mut self,
        reply: Option<Connected<'_>>,
        notice: &mut impl FnMut(Notice<'_>),
    ) -> Result<()> {
        self.connection.is_connected = true;
        self.token_replaced = false;
        let Some(reply) = reply else {
            self.subscribe_missing();
            return Ok(());
        };
        let ping = (reply.ping > 0).then(|| reply.ping.clamp(PINGS.0, PINGS.1));
        self.connection.ping = Some(ping.map(Duration::from_secs));
        self.connection.answers_pings = reply.pong;
        self.connection.refresh_at = refresh_at(reply.expires, reply.ttl);
        for (name, channel) in &mut self.channels {
            // The server no longer subscribes it; if we want it, we ask.
            channel.by_server &= reply.subs.contains_key(name);
        }
        for (name, sub) in reply.subs {
            let channel = self.channels.entry(name.clone()).or_default();
            channel.by_server = true;
            let recovers = channel.position.is_some();
            self.subscribed(&name, recovers, sub, notice)?;
        }
        self.channels.retain(|_, channel| channel.wanted || channel.by_server);
        self.subscribe_missing();
        Ok(())
    }

    fn take_push(
        &mut self,
        raw: &str,
        push: Push<'_>,
        notice: &mut impl FnMut(Notice<'_>),
    ) -> Result<()> {
        if let Some(publication) = push.publication {
            let data = publication.data.get();
            self.published(&push.channel, data, publication.offset, notice)?;
        } else if let Some(farewell) = push.unsubscribe {
            self.unsubscribed(&push.channel, farewell.code, &farewell.reason, notice);
        } else if let Some(farewell) = push.disconnect {
            let code = u16::try_from(farewell.code).unwrap_or_default();
            self.fault = Some(Class::of_close(code));
            return Err(error_of(farewell.code, &farewell.reason));
        } else if let Some(sub) = push.subscribe {
            self.channels.entry(push.channel.clone().into_owned()).or_default().by_server = true;
            self.subscribed(&push.channel, false, sub, notice)?;
        } else {
            notice(Notice::Push { channel: &push.channel, raw });
        }
        Ok(())
    }

    /// Something was published just now.
    fn published(
        &mut self,
        channel: &str,
        data: &str,
        offset: u64,
        notice: &mut impl FnMut(Notice<'_>),
    ) -> Result<()> {
        let known = self.channels.get_mut(channel);
        if let Some(position) = known.and_then(|known| known.position.as_mut())
            && offset > 0
        {
            if offset <= position.offset {
                return Ok(());
            }
            position.offset = offset;
        }
        self.publish(channel, data, false, notice)
    }

    pub(super) fn publish(
        &mut self,
        channel: &str,
        data: &str,
        recovered: bool,
        notice: &mut impl FnMut(Notice<'_>),
    ) -> Result<()> {
        if self.connection.is_ready {
            notice(Notice::Publication { channel, data, recovered });
            return Ok(());
        }
        if self.connection.held.len() >= HELD {
            // Handed out now, they would come before older ones, and before the news that there is a connection.
            self.connection.is_overfull = true;
            return Err(lost(
                "more publications than can be held until all channels are subscribed",
            ));
        }
        let (channel, data) = (channel.to_owned(), data.to_owned());
        self.connection.held.push(Held { channel, data, recovered });
        Ok(())
    }

    fn ready_if_all_answered(&mut self, notice: &mut impl FnMut(Notice<'_>)) {
        let is_asked = |channel: &Channel| channel.state == Subscription::Asked;
        if self.connection.is_ready
            || !self.connection.is_connected
            || self.channels.values().any(is_asked)
        {
            return;
        }
        self.connection.is_ready = true;
        notice(Notice::Ready { recovered: self.connection.recovered });
        for Held { channel, data, recovered } in std::mem::take(&mut self.connection.held) {
            notice(Notice::Publication { channel: &channel, data: &data, recovered });
        }
    }

    pub(super) fn ask(&mut self, asked: Asked) -> u32 {
        self.connection.last_id += 1;
        self.connection.waiting.push_back((self.connection.last_id, asked, Instant::now() + REPLY));
        self.connection.last_id
    }
}

/// When a token is due for renewal: a tenth of its life before the end, at least 10 s and at most
/// two minutes, but never in the first half.
fn refresh_at(expires: bool, ttl: u64) -> Option<Instant> {
    if !expires || ttl == 0 {
        return None;
    }
    let ttl = Duration::from_secs(ttl.clamp(TTLS.0, TTLS.1));
    let margin = (ttl / 10).clamp(Duration::from_secs(10), Duration::from_secs(120));
    Some(Instant::now() + ttl.saturating_sub(margin).max(ttl / 2))
}

impl fmt::Debug for Centrifugo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Centrifugo")
            .field("name", &self.name)
            .field("channels", &self.channels.len())
            .field("is_connected", &self.connection.is_connected)
            .field("is_ready", &self.connection.is_ready)
            .finish_non_exhaustive()
    }
}
