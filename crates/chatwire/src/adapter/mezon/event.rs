//! What a live session of Mezon tells, in neutral form.

use std::collections::VecDeque;

use chatwire_core::Result;
use chatwire_mezon::proto::{api, realtime};
use chatwire_mezon::{Event as Told, Message, MessageKind, Realtime, UserId};
use futures_util::StreamExt;

use super::emoji::Emojis;
use super::filled;
use crate::event::{Deleted, Event, Lifecycle, NativeEvent, Presence, Reaction};
use crate::{Incoming, Room, Sender};

/// A live session, and what its events need to be neutral.
pub(super) struct Session {
    live: Realtime,
    me: UserId,
    emojis: Emojis,
    /// Several people may come at once.
    ready: VecDeque<Event>,
}

impl Session {
    pub(super) fn new(live: Realtime, me: UserId, emojis: Emojis) -> Self {
        Self { live, me, emojis, ready: VecDeque::new() }
    }

    pub(super) async fn next(&mut self) -> Option<Result<Event>> {
        loop {
            if let Some(event) = self.ready.pop_front() {
                return Some(Ok(event));
            }
            match self.live.next().await? {
                Ok(event) => self.read(event),
                Err(error) => return Some(Err(error)),
            }
        }
    }

    fn read(&mut self, event: Told) {
        let event = match event {
            Told::ChannelMessage(message) => self.message(message),
            Told::MessageTyping(typing) => self.typing(&typing),
            Told::MessageReaction(reaction) => self.reaction(*reaction),
            Told::UserChannelAdded(added) => match &added.channel_desc {
                Some(channel) if !added.users.is_empty() => {
                    let room = Room::mezon(channel.channel_id);
                    let came = added.users.iter().map(|user| {
                        let sender = self.sender(user.user_id, &user.display_name, &user.username);
                        Event::Joined(Presence::new(room.clone(), sender))
                    });
                    let came: Vec<_> = came.collect();
                    return self.ready.extend(came);
                }
                _ => native(Told::UserChannelAdded(added)),
            },
            Told::UserChannelRemoved(removed) if !removed.user_ids.is_empty() => {
                let room = Room::mezon(removed.channel_id);
                let left = removed.user_ids.iter().map(|user| {
                    Event::Left(Presence::new(room.clone(), self.sender(*user, "", "")))
                });
                let left: Vec<_> = left.collect();
                return self.ready.extend(left);
            }
            Told::Lifecycle(news) => match Lifecycle::of(news.clone()) {
                Some(news) => Event::Lifecycle(news),
                None => native(Told::Lifecycle(news)),
            },
            other => native(other),
        };
        self.ready.push_back(event);
    }

    fn message(&self, message: Message) -> Event {
        if is_aside(message.kind()) {
            return native(Told::ChannelMessage(message));
        }
        if message.is_edit() {
            return Event::Edited(Incoming::from_mezon(message, self.me));
        }
        if message.is_removal() {
            let Incoming { id, room, sender, .. } = Incoming::from_mezon(message, self.me);
            let deleted = Deleted::new(id, room);
            // A removal that names nobody is the service's own.
            return Event::Deleted(if sender.id == "0" { deleted } else { deleted.by(sender) });
        }
        Event::Message(Incoming::from_mezon(message, self.me))
    }

    fn typing(&self, typing: &realtime::MessageTypingEvent) -> Event {
        let room = room(typing.channel_id, typing.topic_id);
        let (shown, name) = (&typing.sender_display_name, &typing.sender_username);
        Event::Typing(Presence::new(room, self.sender(typing.sender_id, shown, name)))
    }

    fn reaction(&self, told: api::MessageReaction) -> Event {
        self.emojis.seen(&told.emoji, told.emoji_id.into());
        let sender = self.sender(told.sender_id, "", &told.sender_name);
        let room = room(told.channel_id, told.topic_id);
        let reaction = Reaction::new(told.message_id.to_string(), room, sender, told.emoji);
        Event::Reaction(if told.action { reaction.removal() } else { reaction })
    }

    fn sender(&self, id: i64, shown: &str, name: &str) -> Sender {
        let mut sender = Sender::new(id.to_string());
        sender.name = filled(shown).or_else(|| filled(name));
        sender.is_self = self.me == id;
        sender
    }
}

/// Whether it is no message that somebody wrote, nor a change of one.
fn is_aside(kind: MessageKind) -> bool {
    // What only some people see is nothing to carry on, and nothing to answer before everybody.
    kind.is_ephemeral()
        || matches!(
            kind,
            MessageKind::Typing
                | MessageKind::Indicator
                | MessageKind::Welcome
                | MessageKind::CreateThread
                | MessageKind::CreatePin
                | MessageKind::Topic
                | MessageKind::AuditLog
                | MessageKind::UpcomingEvent
        )
}

/// Whether it is a message that somebody wrote, as it stands in a history.
pub(super) fn is_written(kind: MessageKind) -> bool {
    !kind.is_change() && !is_aside(kind)
}

fn room(channel: i64, topic: i64) -> Room {
    if topic == 0 { Room::mezon(channel) } else { Room::mezon_topic(channel, topic) }
}

fn native(event: Told) -> Event {
    Event::Native(NativeEvent::Mezon(Box::new(event)))
}
