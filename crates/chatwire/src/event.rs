//! What happens on a platform, in neutral form.

use std::time::Duration;

use chatwire_core::Error;

use crate::{Incoming, MessageId, Room, Sender};

/// Something that happened on a platform.
///
/// ```
/// use chatwire::{Event, Incoming, Room, Sender};
///
/// let ahoy = Incoming::new("17", Room::new("irc", "#boats"), Sender::new("ada"), "ahoy");
/// let event = Event::Message(ahoy);
/// assert_eq!(event.as_message().map(|message| message.text.as_str()), Some("ahoy"));
/// assert_eq!(event.room().map(|room| room.id.as_str()), Some("#boats"));
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Event {
    /// Somebody wrote a message, perhaps the program itself ([`Sender::is_self`]).
    Message(Incoming),
    /// A message has a new text: the whole message as it is now, under the id that it had.
    Edited(Incoming),
    /// A message is gone.
    Deleted(Deleted),
    /// Somebody came.
    Joined(Presence),
    /// Somebody left.
    Left(Presence),
    /// Somebody types.
    Typing(Presence),
    /// Somebody put an emoji under a message, or took it away.
    Reaction(Reaction),
    /// News of the connection itself.
    Lifecycle(Lifecycle),
    /// Everything else: the platform's own event.
    Native(NativeEvent),
}

impl Event {
    /// The message, if one was written.
    #[must_use]
    pub fn as_message(&self) -> Option<&Incoming> {
        match self {
            Self::Message(message) => Some(message),
            _ => None,
        }
    }

    /// Where it happened, where the neutral form tells.
    #[must_use]
    pub fn room(&self) -> Option<&Room> {
        match self {
            Self::Message(message) | Self::Edited(message) => Some(&message.room),
            Self::Deleted(deleted) => Some(&deleted.room),
            Self::Joined(presence) | Self::Left(presence) | Self::Typing(presence) => {
                Some(&presence.room)
            }
            Self::Reaction(reaction) => Some(&reaction.room),
            Self::Lifecycle(_) | Self::Native(_) => None,
        }
    }
}

/// A platform's own event that has no neutral form.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum NativeEvent {
    /// Of a Chatluck channel that is polled.
    #[cfg(feature = "chatluck")]
    Chatluck(Box<chatwire_chatluck::poll::Event>),
    /// Of Chatluck, brought by a webhook.
    #[cfg(feature = "chatluck")]
    ChatluckWebhook(Box<chatwire_chatluck::webhook::Event>),
    /// Of Kick's live chat.
    #[cfg(feature = "kick")]
    Kick(Box<chatwire_kick::Event>),
    /// Of Mezon.
    #[cfg(feature = "mezon")]
    Mezon(Box<chatwire_mezon::Event>),
    /// Of Token Bowl.
    #[cfg(feature = "tokenbowl")]
    TokenBowl(Box<chatwire_tokenbowl::Event>),
    /// Of a platform of the user's own, by name and as text.
    Other {
        /// The platform.
        platform: &'static str,
        /// What happened.
        text: String,
    },
}

/// A message that is gone.
///
/// ```
/// use chatwire::{Deleted, Room};
///
/// let deleted = Deleted::new("17", Room::new("irc", "#boats"));
/// assert_eq!(deleted.by, None);
/// ```
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Deleted {
    /// The platform's id of the message.
    pub id: MessageId,
    /// Where it stood.
    pub room: Room,
    /// Who removed it, where the platform tells.
    pub by: Option<Sender>,
}

impl Deleted {
    /// The message `id` of `room` is gone.
    pub fn new(id: impl Into<MessageId>, room: Room) -> Self {
        Self { id: id.into(), room, by: None }
    }

    /// Says who removed it.
    #[must_use]
    pub fn by(mut self, sender: Sender) -> Self {
        self.by = Some(sender);
        self
    }
}

/// Somebody in a room.
///
/// ```
/// use chatwire::{Presence, Room, Sender};
///
/// let typing = Presence::new(Room::new("irc", "#boats"), Sender::new("ada"));
/// assert_eq!(typing.sender.display_name(), "ada");
/// ```
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Presence {
    /// Where.
    pub room: Room,
    /// Who.
    pub sender: Sender,
}

impl Presence {
    /// `sender` in `room`.
    #[must_use]
    pub fn new(room: Room, sender: Sender) -> Self {
        Self { room, sender }
    }
}

/// An emoji under a message.
///
/// ```
/// use chatwire::{Reaction, Room, Sender};
///
/// let reaction = Reaction::new("17", Room::new("irc", "#boats"), Sender::new("ada"), "👍");
/// assert!(!reaction.is_removal);
/// ```
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Reaction {
    /// The platform's id of the message.
    pub id: MessageId,
    /// Where the message stands.
    pub room: Room,
    /// Who reacted.
    pub sender: Sender,
    /// The emoji, or its name on the platform.
    pub emoji: String,
    /// Whether it was taken away.
    pub is_removal: bool,
}

impl Reaction {
    /// `sender` put `emoji` under the message `id`.
    pub fn new(
        id: impl Into<MessageId>,
        room: Room,
        sender: Sender,
        emoji: impl Into<String>,
    ) -> Self {
        Self { id: id.into(), room, sender, emoji: emoji.into(), is_removal: false }
    }

    /// Says that it was taken away.
    #[must_use]
    pub fn removal(mut self) -> Self {
        self.is_removal = true;
        self
    }
}

/// News of the connection to a platform.
///
/// Sessions mend themselves: this is for showing, not for acting. What ends a session for good is an error of the
/// stream of events.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Lifecycle {
    /// Events flow.
    Online {
        /// What may have been missed since the last connection; `None` for the first.
        gap: Option<Gap>,
    },
    /// The connection is down and will be tried again by itself.
    Offline {
        /// Why.
        cause: Error,
        /// Pause before the next attempt.
        retry_in: Duration,
    },
    /// Events were dropped because they were not taken fast enough.
    Lagged {
        /// How many.
        missed: u64,
    },
}

#[cfg(any(feature = "kick", feature = "mezon", feature = "tokenbowl"))]
impl Lifecycle {
    /// What core tells of a session; `None` for news that has no neutral form yet.
    pub(crate) fn of(news: chatwire_core::ws::Lifecycle) -> Option<Self> {
        use chatwire_core::ws::Lifecycle as News;
        match news {
            News::Online { gap, .. } => {
                let gap = gap.map(|gap| Gap::new(gap.deaf, gap.recovered));
                Some(Self::Online { gap })
            }
            News::Offline { cause, retry_in, .. } => Some(Self::Offline { cause, retry_in }),
            News::Lagged { missed } => Some(Self::Lagged { missed }),
            _ => None,
        }
    }
}

/// The time without connection before an [`Online`](Lifecycle::Online).
///
/// ```
/// use std::time::Duration;
/// use chatwire::Gap;
///
/// assert!(Gap::new(Duration::from_secs(3), true).recovered);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Gap {
    /// How long nothing could be heard.
    pub deaf: Duration,
    /// Whether everything that happened meanwhile is delivered after all.
    pub recovered: bool,
}

impl Gap {
    /// A gap that lasted this long.
    #[must_use]
    pub fn new(deaf: Duration, recovered: bool) -> Self {
        Self { deaf, recovered }
    }
}
