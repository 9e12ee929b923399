//! [`Station`]: a platform with the rooms of it that are meant.

use std::sync::Arc;

use chatwire::{BoxFuture, Capabilities, Event, Incoming, MessageId, Outgoing, Platform, Room};
use futures_util::StreamExt as _;
use futures_util::stream::BoxStream;

use crate::service::Service;

/// A platform with the rooms of it that are meant.
#[derive(Clone, Debug)]
pub(crate) struct Station {
    pub(crate) service: Service,
    pub(crate) platform: Arc<dyn Platform>,
    /// How it is called before people.
    pub(crate) name: String,
    /// Rooms whose events are wanted; all that come if empty.
    pub(super) rooms: Vec<Room>,
    /// Whether its session tells of every room of the account, and not of those only that were joined.
    pub(super) tells_all: bool,
}

/// The platform, with the events of those rooms only.
impl Platform for Station {
    fn name(&self) -> &'static str {
        self.platform.name()
    }

    fn events(&self) -> BoxStream<'static, chatwire::Result<Event>> {
        let station = self.clone();
        let wanted = move |event: &chatwire::Result<Event>| {
            let room = event.as_ref().ok().and_then(Event::room);
            std::future::ready(room.is_none_or(|room| station.wants(room)))
        };
        self.platform.events().filter(wanted).boxed()
    }

    fn send<'a>(
        &'a self,
        room: &'a Room,
        message: Outgoing,
    ) -> BoxFuture<'a, chatwire::Result<MessageId>> {
        self.platform.send(room, message)
    }

    fn capabilities(&self) -> Capabilities {
        self.platform.capabilities()
    }

    fn edit<'a>(
        &'a self,
        room: &'a Room,
        id: &'a MessageId,
        message: Outgoing,
    ) -> BoxFuture<'a, chatwire::Result<()>> {
        self.platform.edit(room, id, message)
    }

    fn delete<'a>(
        &'a self,
        room: &'a Room,
        id: &'a MessageId,
    ) -> BoxFuture<'a, chatwire::Result<()>> {
        self.platform.delete(room, id)
    }

    fn typing<'a>(&'a self, room: &'a Room) -> BoxFuture<'a, chatwire::Result<()>> {
        self.platform.typing(room)
    }

    fn react<'a>(
        &'a self,
        room: &'a Room,
        id: &'a MessageId,
        emoji: &'a str,
    ) -> BoxFuture<'a, chatwire::Result<()>> {
        self.platform.react(room, id, emoji)
    }

    fn history<'a>(
        &'a self,
        room: &'a Room,
        limit: usize,
    ) -> BoxFuture<'a, chatwire::Result<Vec<Incoming>>> {
        self.platform.history(room, limit)
    }
}

impl Station {
    /// Whether everything that its account hears is wanted.
    pub(crate) fn hears_all(&self) -> bool {
        self.tells_all && self.rooms.is_empty()
    }

    /// Listens to the rooms of another station as well; whether that needs no session of its own.
    pub(crate) fn widen(&mut self, other: &Self) -> bool {
        if !self.tells_all || self.service != other.service {
            return false;
        }
        if other.rooms.is_empty() {
            self.rooms.clear();
        } else if !self.rooms.is_empty() {
            self.rooms.extend(other.rooms.iter().cloned());
        }
        true
    }

    /// Whether events of this room are wanted.
    pub(crate) fn wants(&self, room: &Room) -> bool {
        let is_topic_of = |wanted: &Room| {
            let rest = room.id.strip_prefix(&wanted.id);
            wanted.platform == room.platform && rest.is_some_and(|rest| rest.starts_with("/topic:"))
        };
        let mut rooms = self.rooms.iter();
        self.rooms.is_empty() || rooms.any(|wanted| wanted == room || is_topic_of(wanted))
    }
}
