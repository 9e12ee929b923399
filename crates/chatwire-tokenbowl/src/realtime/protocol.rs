//! [`Live`]: the state machine of a session over either transport.

use std::fmt;
use std::time::Duration;

use chatwire_core::ws::centrifugo::{Centrifugo, Due};
use chatwire_core::ws::{Close, Frame, FrameRef, Out, Protocol, Recovery, Watchdog};
use chatwire_core::{BoxFuture, Error, ErrorKind, Result};
use tokio::time::Instant;

use super::Transport;
use super::check::{Check, stored};
use super::command::{Command, Verb};
use super::dial::no_transport;
use super::direct::Direct;
use super::event::Event;
use super::frame::{Incoming, named, read};
use super::handle::Used;
use super::handlers::Wanted;
use super::inbox::Inbox;
use crate::Client;
use crate::error::code;

/// The live protocol of Token Bowl; made by [`Client::connect`](crate::Client::connect).
#[derive(Debug)]
pub struct Live {
    pub(super) client: Client,
    pub(super) transport: Transport,
    pub(super) key_in_url: bool,
    pub(super) used: Used,
    pub(super) line: Line,
    pub(super) stage: Stage,
    /// The token route answered 503: there is the direct transport only, or the server is away.
    pub(super) unsure: bool,
    pub(super) inbox: Inbox,
    pub(super) check: Check,
    /// Ends when name or key have changed since the present attempt began.
    pub(super) changed: Changed,
}

/// A wait that has no `Debug` of its own.
pub(super) struct Changed(BoxFuture<'static, ()>);

impl fmt::Debug for Changed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Changed")
    }
}

impl Changed {
    pub(super) fn since_now(client: &Client) -> Self {
        Self(Box::pin(client.shared.next_identity()))
    }
}

/// The transport of the present attempt.
#[derive(Debug)]
pub(super) enum Line {
    Direct(Direct),
    Centrifugo(Box<Centrifugo>),
}

/// How far an attempt has come; tells a refusal of the token route from one of the upgrade.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stage {
    Asking,
    Upgrading,
    /// The upgrade of the direct transport was refused: is the key wrong, or is there no such transport?
    Doubting,
}

impl Live {
    pub(super) fn new(
        client: Client,
        transport: Transport,
        key_in_url: bool,
        used: Used,
        wanted: Wanted,
    ) -> Self {
        let inbox = Inbox::new(client.clone(), wanted);
        let changed = Changed::since_now(&client);
        let line = Line::Direct(Direct::default());
        Self {
            client,
            transport,
            key_in_url,
            used,
            line,
            stage: Stage::Asking,
            unsure: false,
            inbox,
            check: Check::default(),
            changed,
        }
    }
}

impl Live {
    /// Begins a check of the direct line where nothing else tells that the server still delivers on it.
    fn look(&mut self, out: &mut Out<Self>) {
        match &self.line {
            Line::Direct(direct) if !direct.has_pings() => {}
            // A server that pings stops doing so on a line that it has given up.
            _ => return,
        }
        if self.inbox.take_heard() {
            return self.check.restart();
        }
        let gap = self.inbox.unseen();
        out.run(Box::pin(async move { Command(Verb::Checked(stored(gap).await)) }));
    }
}

impl Protocol for Live {
    type Event = Event;
    type Command = Command;

    const NAME: &'static str = "tokenbowl";

    fn dial(&mut self) -> BoxFuture<'_, Result<http::Request<()>>> {
        Box::pin(self.prepare())
    }

    fn on_open(&mut self, out: &mut Out<Self>) {
        self.stage = Stage::Asking;
        self.inbox.opened();
        self.check.stop();
        let next = Changed::since_now(&self.client);
        let changed = std::mem::replace(&mut self.changed, next);
        out.run(Box::pin(async move {
            changed.0.await;
            let why = "name or key are new; a connection keeps those that it began with";
            Command(Verb::Reconnect(named(Error::new(ErrorKind::Transport, why))))
        }));
        match &mut self.line {
            // Connected is what is upgraded: the server says nothing.
            Line::Direct(_) => {
                self.check.restart();
                self.inbox.online(false, Transport::Direct, out);
            }
            Line::Centrifugo(link) => {
                link.open();
                link.flush(out);
            }
        }
    }

    fn on_frame(&mut self, frame: FrameRef<'_>, out: &mut Out<Self>) {
        let inbox = &mut self.inbox;
        let text = match frame {
            FrameRef::Text(text) => text,
            // The Python clients read both kinds of frames alike.
            FrameRef::Binary(bytes) => std::str::from_utf8(bytes).unwrap_or_default(),
            FrameRef::Pong => return inbox.on_pong(out),
            _ => return,
        };
        match &mut self.line {
            Line::Direct(_) if inbox.pass(text) => {}
            Line::Direct(direct) => match read(text) {
                Incoming::Message(message) => inbox.message(message, out),
                Incoming::Event(event) => out.emit(event),
                Incoming::Answer(kind, fields) => {
                    if let Some(event) = direct.answered(kind, fields) {
                        out.emit(event);
                    }
                }
                Incoming::Failure(words) => {
                    if let Some(event) = direct.refused(words) {
                        out.emit(event);
                    }
                }
                Incoming::Ping => {
                    out.mark_alive();
                    let pong = direct.pinged();
                    out.send(pong);
                }
                Incoming::Noise => tracing::debug!(bytes = text.len(), "a frame that is no JSON"),
            },
            Line::Centrifugo(link) => {
                if let Err(err) = link.receive(text, |notice| inbox.notice(notice, out)) {
                    out.reconnect(named(err));
                }
                link.flush(out);
            }
        }
    }

    fn on_command(&mut self, command: Command, out: &mut Out<Self>) {
        match (command.0, &mut self.line) {
            (Verb::Ask { reply, .. }, _) if reply.is_abandoned() => {}
            (Verb::Ask { frame, kind, reply }, Line::Direct(direct)) => {
                match direct.asked(kind, reply) {
                    Ok(()) => out.send(Frame::Text(frame)),
                    Err(err) => out.reconnect(err),
                }
            }
            (Verb::Ask { reply, .. }, Line::Centrifugo(_)) => {
                // Not sent: the handle goes on by a call.
                let why = "the session came back over another transport";
                reply.answer(Err(named(Error::new(ErrorKind::Transport, why))));
            }
            (Verb::Report(count), _) => out.emit(Event::UnreadCount(count)),
            (Verb::Reconnect(cause), _) => out.reconnect(cause),
            (Verb::Token(Ok(token)), Line::Centrifugo(link)) => {
                link.refresh(token.token);
                link.flush(out);
            }
            // The server ends the line when the old token has run out; the next attempt gets a new one.
            (Verb::Token(_), _) => {}
            (Verb::Checked(stored), _) => {
                self.check.restart();
                // While reading is held back, they may lie in the line unread.
                if out.is_read_dry() && self.inbox.is_deaf_to(&stored) {
                    let why = "the server no longer delivers on this line: messages did not come";
                    out.reconnect(named(Error::new(ErrorKind::Transport, why)));
                }
            }
        }
    }

    fn deadline(&self) -> Option<Instant> {
        let link = match &self.line {
            Line::Direct(_) => None,
            Line::Centrifugo(link) => link.deadline(),
        };
        [link, self.inbox.deadline(), self.check.deadline()].into_iter().flatten().min()
    }

    fn on_deadline(&mut self, now: Instant, out: &mut Out<Self>) {
        self.inbox.on_deadline(now, out);
        if self.check.take_due(now) {
            self.look(out);
        }
        let token = self.token();
        let Line::Centrifugo(link) = &mut self.line else { return };
        match link.on_deadline(now, out.is_read_dry()) {
            Ok(Due::NewToken) => {
                out.run(Box::pin(async move { Command(Verb::Token(token.await)) }));
            }
            Ok(_) => {}
            Err(err) => out.reconnect(named(err)),
        }
        link.flush(out);
    }

    fn watchdog(&self) -> Watchdog {
        match &self.line {
            Line::Direct(direct) => direct.watchdog(),
            Line::Centrifugo(link) => link.watchdog(),
        }
    }

    fn on_close(&mut self, close: &Close<'_>) -> Recovery {
        match &mut self.line {
            Line::Direct(direct) => {
                direct.closed();
                Recovery::Reconnect
            }
            Line::Centrifugo(link) => link.on_close(close),
        }
    }

    fn on_refused(&mut self, error: &Error) -> Recovery {
        let status = error.status().map(|status| status.as_u16());
        let is_direct = matches!(self.line, Line::Direct(_));
        let stage = std::mem::replace(&mut self.stage, Stage::Asking);
        if stage == Stage::Upgrading {
            match status {
                // Servers answer a wrong key with 403 here, and servers without this transport as well.
                Some(403) if is_direct => {
                    self.stage = Stage::Doubting;
                    return Recovery::After(Duration::ZERO);
                }
                Some(404 | 405 | 426) if is_direct && !self.may_change() => {
                    let missing = no_transport("this server has no direct live transport");
                    return Recovery::Stop(missing.with_source(error.clone()));
                }
                // It was there before: a server or its proxy is being changed.
                Some(400..=499) if status != Some(401) && self.may_change() => {
                    return Recovery::Backoff;
                }
                _ => {}
            }
        }
        if error.code() == Some(code::NO_TRANSPORT) && self.may_change() {
            return Recovery::Backoff;
        }
        if error.is_retryable() { Recovery::Backoff } else { Recovery::Stop(error.clone()) }
    }

    fn on_backfill(&mut self, events: &mut Vec<Event>) {
        self.inbox.on_backfill(events);
    }
}

#[cfg(test)]
mod tests {
    use chatwire_core::ws::Lifecycle;
    use serde_json::{Value, json};

    use super::*;

    fn live() -> Live {
        let client = Client::new("0123456789abcdef").unwrap();
        let mut live =
            Live::new(client, Transport::Direct, false, Used::default(), Wanted::default());
        live.stage = Stage::Upgrading;
        live
    }

    fn message(id: &str, second: u32) -> Value {
        json!({"id": id, "from_username": "a", "content": id,
            "timestamp": format!("2025-10-27T12:00:{second:02}+00:00")})
    }

    fn push(live: &mut Live, out: &mut Out<Live>, frame: &Value) {
        live.on_frame(FrameRef::Text(&frame.to_string()), out);
    }

    fn ids(events: &[Event]) -> String {
        events
            .iter()
            .filter_map(|event| event.as_message().map(|message| message.id.as_str()))
            .collect()
    }

    fn fetched(list: &[(&str, u32)]) -> Vec<Event> {
        let one = |(id, second): &(&str, u32)| {
            Event::Message(serde_json::from_value(message(id, *second)).unwrap())
        };
        list.iter().map(one).collect()
    }

    #[tokio::test]
    async fn a_direct_session_is_online_at_once_and_answers_pings() {
        let (mut live, mut out) = (live(), Out::default());
        live.on_open(&mut out);
        assert!(out.is_online());
        let events = out.take_events();
        assert!(matches!(events[..], [Event::Lifecycle(Lifecycle::Online { gap: None, .. })]));
        push(&mut live, &mut out, &json!({"type": "ping", "timestamp": "t"}));
        assert_eq!(out.take_frames(), [Frame::text(r#"{"type":"pong"}"#)]);
        assert_eq!(live.watchdog(), Watchdog::silence(Duration::from_secs(75)).marked());
    }

    #[tokio::test]
    async fn a_message_comes_once_and_a_bad_copy_hides_no_good_one() {
        let (mut live, mut out) = (live(), Out::default());
        live.on_open(&mut out);
        push(&mut live, &mut out, &json!({"id": "a", "from_username": "a", "content": "x"}));
        for _ in 0..2 {
            push(&mut live, &mut out, &message("a", 1));
        }
        let events = out.take_events();
        assert!(matches!(events[1], Event::Trouble(_)));
        assert_eq!(ids(&events), "a");
    }

    #[tokio::test(start_paused = true)]
    async fn what_is_fetched_and_pushed_at_once_keeps_its_order() {
        let (mut live, mut out) = (live(), Out::default());
        live.on_open(&mut out);
        // `b` was pushed while the fetch ran, the pushes of `c` and `d` are not there yet.
        push(&mut live, &mut out, &message("b", 2));
        let mut brought = fetched(&[("a", 1), ("b", 2), ("c", 3), ("d", 4)]);
        live.on_backfill(&mut brought);
        assert_eq!(ids(&brought), "a");
        push(&mut live, &mut out, &message("c", 3));
        assert_eq!(ids(&out.take_events()), "bc");
        // The push of `d` never comes: the line is probed, and `d` delivered behind the answer.
        tokio::time::advance(Duration::from_secs(2)).await;
        assert!(live.deadline().unwrap() <= Instant::now());
        live.on_deadline(Instant::now(), &mut out);
        assert_eq!(out.take_frames(), [Frame::Ping]);
        push(&mut live, &mut out, &message("e", 5));
        live.on_frame(FrameRef::Pong, &mut out);
        assert_eq!((ids(&out.take_events()).as_str(), live.deadline()), ("ed", None));
        push(&mut live, &mut out, &message("d", 4));
        assert_eq!(ids(&out.take_events()), "");
    }

    #[tokio::test]
    async fn a_long_fetch_leaves_the_pushes_remembered() {
        let (mut live, mut out) = (live(), Out::default());
        live.on_open(&mut out);
        for n in 0..3_000 {
            push(&mut live, &mut out, &message(&format!("p{n}"), 2));
        }
        assert_eq!(out.take_events().len(), 3_001);
        let old: Vec<String> = (0..5_000).map(|n| format!("f{n}")).collect();
        let mut brought = fetched(&old.iter().map(|id| (id.as_str(), 1)).collect::<Vec<_>>());
        live.on_backfill(&mut brought);
        assert_eq!(brought.len(), 5_000);
        live.on_open(&mut out);
        out.take_events();
        let mut again = fetched(&[("f4999", 1), ("p0", 2), ("p2999", 2), ("new", 3)]);
        live.on_backfill(&mut again);
        assert_eq!(ids(&again), "new");
    }

    #[tokio::test]
    async fn a_refused_upgrade_is_looked_into_and_a_refused_key_is_final() {
        let refused = |status: u16| {
            let status = http::StatusCode::from_u16(status).unwrap();
            Error::new(ErrorKind::from_status(status), "refused").with_status(status)
        };
        let mut live = live();
        assert!(matches!(live.on_refused(&refused(403)), Recovery::After(Duration::ZERO)));
        assert_eq!(live.stage, Stage::Doubting);
        live.stage = Stage::Asking;
        assert!(matches!(live.on_refused(&refused(403)), Recovery::Stop(_)));
        assert!(matches!(live.on_refused(&refused(401)), Recovery::Stop(_)));
        assert!(matches!(live.on_refused(&refused(502)), Recovery::Backoff));
        live.stage = Stage::Upgrading;
        let Recovery::Stop(err) = live.on_refused(&refused(404)) else { panic!("goes on") };
        assert_eq!(err.code(), Some(code::NO_TRANSPORT));
        // The same from a server that has had it: it is being changed.
        live.on_open(&mut Out::default());
        live.stage = Stage::Upgrading;
        assert!(matches!(live.on_refused(&refused(404)), Recovery::Backoff));
        assert!(matches!(live.on_refused(&no_transport("x")), Recovery::Backoff));
    }

    #[test]
    fn a_proxy_without_its_server_says_nothing_about_transports() {
        let live = live();
        let answer = |status: u16, body: &'static str| {
            let status = http::StatusCode::from_u16(status).unwrap();
            let err = Error::new(ErrorKind::from_status(status), "x").with_status(status);
            err.with_body(&bytes::Bytes::from_static(body.as_bytes()))
        };
        assert!(live.means_direct(&answer(404, r#"{"detail":"Not Found"}"#)));
        assert!(live.means_direct(&answer(503, r#"{"detail":"Centrifugo is not enabled"}"#)));
        assert!(!live.means_direct(&answer(503, "<html>503</html>")));
        assert!(!live.means_direct(&answer(401, "{}")));
        assert!(!live.means_direct(&answer(500, "{}")));
    }
}
