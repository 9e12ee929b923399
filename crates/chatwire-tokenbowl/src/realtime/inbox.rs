//! [`Inbox`]: which messages have been seen, over all connections of a session.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use chatwire_core::webhook::IdMemory;
use chatwire_core::ws::centrifugo::Notice;
use chatwire_core::ws::{Catchup, Frame, Out};
use chatwire_core::{Error, ErrorKind, Timestamp};
use tokio::time::Instant;

use super::Transport;
use super::event::Event;
use super::frame::{Incoming, named, read};
use super::gap::{Gap, REACH};
use super::handlers::Wanted;
use super::protocol::Live;
use crate::model::cursor;
use crate::{Client, Message, MessageId};

/// Messages that are remembered by their ids: several times what a fetch reaches back.
const MEMORY: usize = 4_096;
/// How long a fetched message waits for its own push, which keeps it in its place, before the line is probed.
const LATE: Duration = Duration::from_secs(2);

/// What has been seen.
#[derive(Debug)]
pub(super) struct Inbox {
    client: Client,
    wanted: Wanted,
    seen: Arc<IdMemory>,
    /// Time of the newest message as the server wrote it; its texts compare as times do.
    newest: String,
    /// Time of the first message.
    first: Option<Timestamp>,
    /// When the first connection was up; `None` before.
    began: Option<Timestamp>,
    /// Where the last fetch began, until it has succeeded: the next one begins there, too.
    unfilled: Unfilled,
    /// A channel is new on the coming connection: the server cannot deliver what it missed there.
    moved: bool,
    /// A message was pushed since [`take_heard`](Self::take_heard), or since the present connection began.
    heard: bool,
    /// Time of the first push of the present connection.
    first_push: Option<String>,
    /// Fetched messages that are newer than that.
    late: Vec<Message>,
    /// When the line is probed: what was pushed before the answer has been read then.
    probe_at: Option<Instant>,
    probed: bool,
}

/// Shared with the fetch that clears it.
pub(super) type Unfilled = Arc<Mutex<Option<Timestamp>>>;

impl Inbox {
    pub(super) fn new(client: Client, wanted: Wanted) -> Self {
        Self {
            client,
            wanted,
            seen: Arc::new(IdMemory::new(MEMORY)),
            newest: String::new(),
            first: None,
            began: None,
            unfilled: Unfilled::default(),
            moved: false,
            heard: false,
            first_push: None,
            late: Vec::new(),
            probe_at: None,
            probed: false,
        }
    }

    /// Remembers messages together with others.
    pub(super) fn share(&mut self, seen: Arc<IdMemory>) {
        self.seen = seen;
    }

    /// Whether there has been a connection.
    pub(super) fn was_online(&self) -> bool {
        self.began.is_some()
    }

    /// A new connection is there; the fetch that it begins with brings what was late on the one before.
    pub(super) fn opened(&mut self) {
        self.heard = false;
        self.first_push = None;
        self.probe_at = None;
        self.probed = false;
        if let Some(oldest) = self.late.first().and_then(Message::timestamp_parsed) {
            // Nor later than the newest one seen: what lies between the two came on neither line.
            let newest = Timestamp::parse(&self.newest).ok();
            let mut unfilled = self.unfilled.lock().unwrap_or_else(PoisonError::into_inner);
            *unfilled = [*unfilled, newest, Some(oldest)].into_iter().flatten().min();
        }
        self.late.clear();
    }

    /// The coming connection has a channel that the one before had not, as after a change of one's name.
    pub(super) fn moved(&mut self) {
        self.moved = true;
    }

    /// The session is up: what was missed is fetched unless the server delivers it by itself.
    pub(super) fn online(&mut self, recovered: bool, transport: Transport, out: &mut Out<Live>) {
        self.began.get_or_insert_with(Timestamp::now);
        if !out.is_again() || recovered {
            return out.online(Catchup::Recovered);
        }
        out.online(Catchup::Fetch(Box::pin(self.gap(transport).fetch())));
    }

    /// The fetch of what was missed since the newest message.
    fn gap(&self, transport: Transport) -> Gap {
        let mut unfilled = self.unfilled.lock().unwrap_or_else(PoisonError::into_inner);
        if unfilled.is_none() {
            *unfilled = Timestamp::parse(&self.newest).ok();
        }
        let newest = *unfilled;
        drop(unfilled);
        self.since(newest, transport, Arc::clone(&self.unfilled))
    }

    fn since(&self, newest: Option<Timestamp>, transport: Transport, unfilled: Unfilled) -> Gap {
        Gap {
            client: self.client.clone(),
            transport,
            newest,
            first: self.first,
            began: self.began.unwrap_or_else(Timestamp::now),
            unfilled,
        }
    }

    /// What a check of the direct line reads, which fills no gap.
    pub(super) fn unseen(&self) -> Gap {
        let newest = Timestamp::parse(&self.newest).ok();
        self.since(newest, Transport::Direct, Unfilled::default())
    }

    /// Whether a message was pushed since this was asked last.
    pub(super) fn take_heard(&mut self) -> bool {
        std::mem::take(&mut self.heard)
    }

    /// Whether one of these was not pushed, and nothing else was meanwhile.
    pub(super) fn is_deaf_to(&self, stored: &[MessageId]) -> bool {
        !self.heard && stored.iter().any(|id| !self.seen.contains(id.as_str()))
    }

    fn is_new(&mut self, message: &Message) -> bool {
        self.note(message.id.as_str(), &message.timestamp)
    }

    /// Notes that a message is there; whether it is new.
    fn note(&mut self, id: &str, timestamp: &str) -> bool {
        if self.newest.is_empty() {
            self.first = Timestamp::parse(timestamp).ok();
        }
        if timestamp > self.newest.as_str() {
            timestamp.clone_into(&mut self.newest);
        }
        self.seen.insert(id)
    }

    fn note_push(&mut self, timestamp: &str) {
        self.heard = true;
        self.first_push.get_or_insert_with(|| timestamp.to_owned());
    }

    /// A message was pushed.
    pub(super) fn message(&mut self, message: Message, out: &mut Out<Live>) {
        self.note_push(&message.timestamp);
        if self.is_new(&message) {
            out.emit(Event::Message(message));
        }
    }

    /// Something was pushed: a message that no handler wants is over with this.
    pub(super) fn pass(&mut self, text: &str) -> bool {
        if self.wanted.get().is_none_or(|interest| interest.is_there()) {
            return false;
        }
        let Some((id, timestamp)) = cursor::place(text) else { return false };
        self.note_push(timestamp);
        self.note(id, timestamp);
        true
    }

    /// What a fetch brought is about to be delivered before all that was pushed meanwhile.
    pub(super) fn on_backfill(&mut self, events: &mut Vec<Event>) {
        let mut ready = Vec::with_capacity(events.len());
        for event in std::mem::take(events) {
            match event {
                // Newer than what was pushed: its own push is on the way behind that one, and keeps the order.
                Event::Message(message)
                    if self
                        .first_push
                        .as_ref()
                        .is_some_and(|first| message.timestamp >= *first) =>
                {
                    self.late.push(message);
                }
                Event::Message(message) if !self.seen.contains(message.id.as_str()) => {
                    ready.push(message);
                }
                Event::Message(_) => {}
                other => events.push(other),
            }
        }
        // Of a long list, the last ones suffice: no later fetch gives what lies further back.
        let forgotten = ready.len().saturating_sub(REACH);
        for (at, message) in ready.into_iter().enumerate() {
            if at < forgotten || self.is_new(&message) {
                events.push(Event::Message(message));
            }
        }
        if !self.late.is_empty() {
            self.probe_at = Some(Instant::now() + LATE);
        }
    }

    /// When [`on_deadline`](Self::on_deadline) is due.
    pub(super) fn deadline(&self) -> Option<Instant> {
        self.probe_at
    }

    /// Probes the line behind late messages whose pushes did not come.
    pub(super) fn on_deadline(&mut self, now: Instant, out: &mut Out<Live>) {
        if self.probe_at.is_some_and(|at| at <= now) {
            self.probe_at = None;
            self.probed = true;
            out.send(Frame::Ping);
        }
    }

    /// The line has answered: delivers late messages that were not pushed before the answer.
    pub(super) fn on_pong(&mut self, out: &mut Out<Live>) {
        if !std::mem::take(&mut self.probed) {
            return;
        }
        for message in std::mem::take(&mut self.late) {
            if self.is_new(&message) {
                out.emit(Event::Message(message));
            }
        }
    }

    /// Something came over Centrifugo.
    pub(super) fn notice(&mut self, notice: Notice<'_>, out: &mut Out<Live>) {
        match notice {
            Notice::Ready { recovered } => {
                let recovered = recovered && !std::mem::take(&mut self.moved);
                self.online(recovered, Transport::Centrifugo, out);
            }
            Notice::Publication { data, recovered, .. } => self.publication(data, recovered, out),
            Notice::Subscribed { recovered: true, .. } => {}
            // One channel lost its place while the line stayed up.
            Notice::Subscribed { .. } => {
                out.backfill(Box::pin(self.gap(Transport::Centrifugo).fetch_or_tell()));
            }
            Notice::Refused { channel, code, message } => {
                let words = format!("the channel {channel} was refused: {message}");
                let err = Error::new(ErrorKind::Forbidden, words).with_code(code.to_string());
                out.emit(Event::Trouble(named(err)));
            }
            Notice::Unsubscribed { channel, code, reason } => {
                let words = format!("the channel {channel} was ended: {reason}");
                let err = Error::new(ErrorKind::Closed, words).with_code(code.to_string());
                out.emit(Event::Trouble(named(err)));
            }
            Notice::Push { raw, .. } => {
                out.emit(Event::Unknown { name: "push".to_owned(), raw: raw.to_owned() });
            }
            Notice::Unreadable(text) => {
                tracing::debug!(bytes = text.len(), "a line that is no message");
            }
            _ => {}
        }
    }

    fn publication(&mut self, data: &str, recovered: bool, out: &mut Out<Live>) {
        if self.pass(data) {
            return;
        }
        match read(data) {
            Incoming::Message(mut message) => {
                message.is_recovered = recovered;
                self.message(message, out);
            }
            Incoming::Event(event) => out.emit(event),
            Incoming::Answer(_, fields) => {
                // Of the answers of the other transport, only the numbers are published as well.
                let numbers = serde_json::from_value(serde_json::Value::Object(fields));
                out.emit(match numbers {
                    Ok(count) => Event::UnreadCount(count),
                    Err(_) => Event::Unknown { name: String::new(), raw: data.to_owned() },
                });
            }
            Incoming::Failure(_) | Incoming::Ping => {
                out.emit(Event::Unknown { name: String::new(), raw: data.to_owned() });
            }
            Incoming::Noise => tracing::debug!(bytes = data.len(), "a payload that is no JSON"),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn message(second: u32) -> Message {
        let value = json!({"id": format!("m{second}"), "from_username": "a", "content": "x",
            "timestamp": format!("2025-10-27T12:00:{second:02}+00:00")});
        serde_json::from_value(value).unwrap()
    }

    #[tokio::test]
    async fn a_fetch_begins_where_the_pushes_ended_and_not_at_what_came_late() {
        let (mut inbox, mut out) =
            (Inbox::new(Client::new("0123").unwrap(), Wanted::default()), Out::default());
        inbox.opened();
        inbox.message(message(5), &mut out);
        // Fetched for the gap before; its push never comes, since the line breaks.
        inbox.on_backfill(&mut vec![Event::Message(message(9))]);
        inbox.opened();
        let gap = inbox.gap(Transport::Direct);
        assert_eq!(gap.newest, message(5).timestamp_parsed());
    }
}
