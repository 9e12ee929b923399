//! [`Desk`]: what a session knows besides its line, and what it makes of notices.

use std::collections::BTreeSet;

use chatwire_core::ws::centrifugo;
use chatwire_core::ws::{Catchup, Out};
use chatwire_core::{Error, ErrorKind, Result};
use tokio::sync::watch;

use super::command::{Command, Verb};
use super::decode::{self, Keep};
use super::event::{Event, Received};
use super::handlers::Wanted;
use super::protocol::Live;
use super::reached::Reached;
use super::rooms::Rooms;
use super::seen::Seen;
use super::{Feed, backfill, cursor};
use crate::Client;
use crate::chatroom::{ChatTarget, found};
use crate::client::named;
use crate::pusher::{self, envelope};
use crate::token_store::KnownChatroom;

/// Messages that are remembered, so that none comes twice.
const MEMORY: usize = 4_096;

/// What a session knows.
#[derive(Debug)]
pub(super) struct Desk {
    pub(super) client: Client,
    pub(super) rooms: Rooms,
    pub(super) keep: Keep,
    wanted: Wanted,
    /// Messages that came by another way.
    pub(super) elsewhere: Option<Seen>,
    /// Messages of this session: servers deliver more than once, and so may a gap's history.
    own: Seen,
    /// Whether gaps are filled.
    pub(super) fills_gaps: bool,
    /// How far the chats have come, while gaps are filled.
    reached: Reached,
    /// Live messages since the fetch under way began; `None` without one.
    fresh: Option<Seen>,
    /// Feeds that were left on this line: what is still on its way is not wanted.
    left: BTreeSet<String>,
    /// Feeds that the server refused on this line.
    pub(super) refused: BTreeSet<String>,
    /// Feeds whose subscription the server answered on this line, either way.
    answered: watch::Sender<BTreeSet<String>>,
    /// Why the last chat feed is gone.
    pub(super) deaf: Option<Error>,
    /// Told when the line is up.
    pub(super) waiting: Vec<Event>,
    buffer: String,
}

impl Desk {
    pub(super) fn new(client: Client, rooms: Rooms, keep: Keep, wanted: Wanted) -> Self {
        Self {
            client,
            rooms,
            keep,
            wanted,
            elsewhere: None,
            own: Seen::new(MEMORY),
            fills_gaps: false,
            reached: Reached::default(),
            fresh: None,
            left: BTreeSet::new(),
            refused: BTreeSet::new(),
            answered: watch::Sender::default(),
            deaf: None,
            waiting: Vec::new(),
            buffer: String::new(),
        }
    }

    /// The line is down: on the next one, everything is asked for again. Gives why it had to end, if it was deaf.
    pub(super) fn closed(&mut self) -> Option<Error> {
        self.left.clear();
        self.refused.clear();
        self.answered.send_modify(BTreeSet::clear);
        self.rooms.abandon_look_ups();
        self.deaf.take()
    }

    /// A new line is up.
    pub(super) fn opened(&mut self, out: &mut Out<Live>) {
        for event in self.waiting.drain(..) {
            out.emit(event);
        }
    }

    /// These feeds are wanted from now on.
    pub(super) fn want(&mut self, feeds: &BTreeSet<String>) {
        if self.fills_gaps {
            self.reached.want(feeds);
        }
    }

    pub(super) fn joined(&mut self, feed: &str) {
        self.left.remove(feed);
    }

    pub(super) fn left(&mut self, feed: String) {
        self.refused.remove(&feed);
        self.left.insert(feed);
    }

    /// Something that is a chat message in the usual shape; a frame of Pusher names its feed.
    pub(super) fn quick(&mut self, text: &str, feed: Option<&str>, out: &mut Out<Live>) -> bool {
        if self.wanted.get().is_some_and(|interest| !interest.is_there()) {
            let Some((feed, id)) = cursor::id(text, feed) else { return false };
            if self.has(feed) {
                let _told = self.is_new(id);
                if self.fills_gaps
                    && let Some((_, message)) = cursor::message(text)
                {
                    self.reached.came(feed, &message);
                }
            }
            return true;
        }
        if self.keep.raw {
            return false;
        }
        let Some((named, message)) = cursor::message(text) else { return false };
        let feed = feed.or(named).unwrap_or_default();
        if self.has(feed) && self.is_new(message.id.as_str()) {
            if self.fills_gaps {
                self.reached.came(feed, &message);
            }
            out.emit(Event::Message(Received::new(feed, message)));
        }
        true
    }

    /// Whether the session still has a feed.
    fn has(&self, feed: &str) -> bool {
        self.left.is_empty() || !self.left.contains(feed)
    }

    /// Whether a live message came neither before nor by another way; remembers it.
    fn is_new(&self, message: &str) -> bool {
        if let Some(fresh) = &self.fresh {
            let _is_new = fresh.is_new(message);
        }
        self.remember(message)
    }

    fn remember(&self, message: &str) -> bool {
        let is_new = self.own.is_new(message);
        // Asked in any case: the other way must know of it as well.
        self.elsewhere.as_ref().is_none_or(|seen| seen.is_new(message)) && is_new
    }

    /// An event of a feed.
    fn event(&mut self, name: &str, channel: &str, data: &str, out: &mut Out<Live>) {
        if !self.has(channel) {
            return;
        }
        let event = decode::event(name, Feed::parse(channel), data, self.keep);
        match &event {
            Event::Message(message) if !self.is_new(message.id.as_str()) => return,
            Event::Message(message) if self.fills_gaps => self.reached.came(channel, message),
            Event::LuckyUsers(lucky) => self.learn(&lucky.channel, out),
            _ => {}
        }
        out.emit(event);
    }

    /// Keeps the ids that an event names together.
    fn learn(&self, channel: &super::event::ChannelInfo, out: &mut Out<Live>) {
        let Some(chatroom) = channel.chatroom.as_ref().and_then(|chatroom| chatroom.id) else {
            return;
        };
        let mut known = KnownChatroom::new(chatroom);
        known.channel_id = channel.id;
        known.user_id = channel.user_id;
        known.slug = channel.slug.as_ref().map(|slug| slug.to_lowercase());
        let store = self.client.chatrooms().clone();
        out.run(Box::pin(async move {
            if let Err(error) = store.put_chatroom(known).await {
                tracing::warn!(%error, "a chatroom could not be kept");
            }
            Command(Verb::Done)
        }));
    }

    /// Something came over Pusher.
    pub(super) fn pusher(&mut self, notice: pusher::Notice<'_>, out: &mut Out<Live>) {
        use pusher::Notice;
        match notice {
            Notice::Connected { socket_id, .. } => {
                out.emit(Event::Connected { socket_id: socket_id.to_owned() });
            }
            Notice::Subscribed { channel } => self.subscribed(channel, out),
            Notice::Refused { channel, status, message } => {
                let error = Error::new(ErrorKind::Forbidden, refusal(message).to_owned());
                let error = match status {
                    Some(status) => error.with_code(status.to_string()),
                    None => error,
                };
                self.refuse(channel, named(error), out);
            }
            Notice::Event { event, channel, data } => {
                self.event(event, channel.unwrap_or_default(), data, out);
            }
            Notice::Error { code, message } => {
                let error = Error::new(ErrorKind::Rejected, refusal(message).to_owned());
                let error = match code {
                    Some(code) => error.with_code(code.to_string()),
                    None => error,
                };
                out.emit(Event::Trouble(named(error)));
            }
            Notice::Unreadable(text) => self.unreadable(text, out),
            Notice::NeedsAuth { .. } | Notice::Count { .. } => {}
        }
    }

    /// Something came over Centrifugo.
    pub(super) fn centrifugo(&mut self, notice: centrifugo::Notice<'_>, out: &mut Out<Live>) {
        use centrifugo::Notice;
        match notice {
            Notice::Publication { channel, data, .. } => self.publication(channel, data, out),
            Notice::Subscribed { channel, .. } => self.subscribed(channel, out),
            Notice::Refused { channel, code, message } => {
                let error = Error::new(ErrorKind::Forbidden, refusal(message).to_owned());
                self.refuse(channel, named(error.with_code(code.to_string())), out);
            }
            Notice::Unsubscribed { channel, code, reason } => {
                let words = if reason.is_empty() { "the server ended the feed" } else { reason };
                let error = Error::new(ErrorKind::Closed, words.to_owned());
                self.refuse(channel, named(error.with_code(code.to_string())), out);
            }
            Notice::Unreadable(text) => self.unreadable(text, out),
            // Who joins and leaves is nobody's business here.
            _ => {}
        }
    }

    /// The server subscribed a feed.
    pub(super) fn subscribed(&self, channel: &str, out: &mut Out<Live>) {
        self.answer(channel);
        out.emit(Event::Subscribed { feed: Feed::parse(channel) });
    }

    fn answer(&self, channel: &str) {
        self.answered.send_modify(|answered| {
            answered.insert(channel.to_owned());
        });
    }

    pub(super) fn publication(&mut self, channel: &str, data: &str, out: &mut Out<Live>) {
        if self.quick(data, Some(channel), out) {
            return;
        }
        let mut buffer = std::mem::take(&mut self.buffer);
        match envelope::read(data, &mut buffer) {
            Some(frame) => self.event(&frame.event, channel, frame.data, out),
            None => self.unreadable(data, out),
        }
        self.buffer = buffer;
    }

    fn refuse(&mut self, channel: &str, error: Error, out: &mut Out<Live>) {
        let feed = Feed::parse(channel);
        self.refused.insert(channel.to_owned());
        self.answer(channel);
        let is_fatal = feed.is_chat();
        if is_fatal {
            let wanted = self.rooms.feeds();
            let mut chats = wanted.iter().filter(|name| Feed::parse(name).is_chat());
            if chats.all(|name| self.refused.contains(name)) {
                self.deaf = Some(error.clone());
            }
        }
        out.emit(Event::SubscriptionError { feed, error, is_fatal });
    }

    fn unreadable(&self, text: &str, out: &mut Out<Live>) {
        tracing::debug!(bytes = text.len(), "a frame that is none of the protocol");
        let words = format!("a frame of {} bytes is none of the protocol", text.len());
        out.emit(Event::Trouble(named(Error::decode(words))));
    }

    /// How the gap before this line is closed.
    pub(super) fn catchup(&mut self, recovered: bool, out: &Out<Live>) -> Catchup<Event> {
        if recovered {
            return Catchup::Recovered;
        }
        if !out.is_again() {
            self.reached.begin();
        }
        if !self.fills_gaps || !out.is_again() {
            return Catchup::Nothing;
        }
        let fresh = Seen::new(MEMORY);
        self.fresh = Some(fresh.clone());
        let (client, rooms, own) = (self.client.clone(), self.rooms.known(), self.own.clone());
        let (answered, reached) = (self.answered.subscribe(), self.reached.clone());
        Catchup::Fetch(Box::pin(backfill::fetch(client, rooms, answered, own, fresh, reached)))
    }

    /// What was fetched is about to be delivered, oldest first, and before what has come live meanwhile.
    pub(super) fn on_backfill(&mut self, events: &mut Vec<Event>) {
        let fresh = self.fresh.take();
        // Rooms whose line has caught up with the history: from there on, it brings all by itself.
        let mut caught_up = Vec::new();
        events.retain(|event| {
            let Event::Message(message) = event else { return true };
            if caught_up.contains(&message.feed) {
                return false;
            }
            if fresh.as_ref().is_some_and(|fresh| fresh.contains(&message.id)) {
                caught_up.push(message.feed.clone());
                return false;
            }
            self.reached.came(&message.feed.to_string(), message);
            self.remember(message.id.as_str())
        });
    }

    /// Why the fallback that is under way was needed.
    pub(super) fn fallback_cause(&self) -> Option<&Error> {
        self.waiting.iter().find_map(|event| match event {
            Event::Fallback { cause } => Some(cause),
            _ => None,
        })
    }
}

/// Finds the ids of a target.
pub(super) async fn look_up(rooms: &Rooms, target: &ChatTarget) -> Result<KnownChatroom> {
    match target {
        ChatTarget::Name(name) => found(name, Box::pin(rooms.resolve(name)).await?),
        ids => ids.known().ok_or_else(|| named(Error::input("the target names no chatroom"))),
    }
}

fn refusal(message: &str) -> &str {
    if message.is_empty() { "the server gave no reason" } else { message }
}
