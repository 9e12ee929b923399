//! Token Bowl's messages in neutral form.

mod platform;

use chatwire_core::Result;
use chatwire_tokenbowl::{Client, Message, SendMessage, UserId};

use super::refused;
use crate::message::Native as NativeRecord;
use crate::{Incoming, Outgoing, Room, Sender};

pub use platform::TokenBowl;

const PLATFORM: &str = "tokenbowl";

impl From<Message> for Incoming {
    /// A direct message stands in the conversation with its sender, as if this program had received it.
    ///
    /// Lists of direct messages hold one's own as well, and Centrifugo gives one's own of the room back:
    /// [`from_tokenbowl`](Self::from_tokenbowl) tells those.
    fn from(message: Message) -> Self {
        let room = if message.is_direct() {
            Room::tokenbowl_user(&message.from_username)
        } else {
            Room::tokenbowl()
        };
        neutral(message, room)
    }
}

impl Incoming {
    /// A Token Bowl message, seen by the user with the id `me`, which
    /// [`get_my_profile`](Client::get_my_profile) tells.
    ///
    /// One's own messages are marked by [`Sender::is_self`](crate::Sender), and a direct one of them stands in the
    /// conversation with its recipient.
    ///
    /// ```
    /// use chatwire::{Incoming, Room, tokenbowl};
    ///
    /// let message: tokenbowl::Message = serde_json::from_str(
    ///     r#"{"id":"m1","from_user_id":"u1","from_username":"alice","to_username":"bob",
    ///         "message_type":"direct","content":"Lunch?","timestamp":"2025-10-27T12:00:00Z"}"#,
    /// )?;
    /// let seen = Incoming::from_tokenbowl(message, &tokenbowl::UserId::new("u1"));
    /// assert!(seen.sender.is_self);
    /// assert_eq!(seen.room, Room::tokenbowl_user("bob"));
    /// # Ok::<_, serde_json::Error>(())
    /// ```
    #[must_use]
    pub fn from_tokenbowl(message: Message, me: &UserId) -> Self {
        // The id of a sender who is gone is empty, and nobody's.
        if message.sender_is_gone() || message.from_user_id != *me {
            return Self::from(message);
        }
        let room = match &message.to_username {
            Some(name) if message.is_direct() => Room::tokenbowl_user(name),
            _ => Room::tokenbowl(),
        };
        let mut incoming = neutral(message, room);
        incoming.sender.is_self = true;
        incoming
    }
}

fn neutral(message: Message, room: Room) -> Incoming {
    // Who was deleted, or renamed by an administrator, has no id any more, but is still one person.
    let id = if message.sender_is_gone() {
        person(&message.from_username)
    } else {
        message.from_user_id.as_str().to_owned()
    };
    let sender = Sender::new(id).name(message.from_username.as_str());
    let mut incoming = Incoming::new(message.id.as_str(), room, sender, message.content.clone());
    incoming.at = message.timestamp_parsed();
    incoming.native = NativeRecord::TokenBowl(Box::new(message));
    incoming
}

/// Id of somebody of whom only the name is known.
fn person(name: &str) -> String {
    format!("user:{name}")
}

impl Outgoing {
    /// This message as a Token Bowl call, for the room or for one person.
    ///
    /// Token Bowl knows neither attachments nor answers to a message: attachments follow the text as addresses,
    /// one on each line, and [`reply_to`](Self::reply_to) is left out. The pause is the caller's to wait.
    ///
    /// ```
    /// use chatwire::{Outgoing, Room, tokenbowl::Client};
    ///
    /// let client = Client::new("0123456789abcdef")?;
    /// let call = Outgoing::text("pong").to_tokenbowl(&client, &Room::tokenbowl_user("bob"))?;
    /// assert_eq!(call.request().build()?.uri().path(), "/messages");
    /// # Ok::<_, chatwire::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Input`](crate::ErrorKind::Input) for a room of another platform: a text for one person must never
    /// end up before everybody.
    pub fn to_tokenbowl(&self, client: &Client, room: &Room) -> Result<SendMessage> {
        let send = client.send_message(text_with_urls(self));
        Ok(match partner(room)? {
            Some(name) => send.to_username(name),
            None => send,
        })
    }
}

fn text_with_urls(message: &Outgoing) -> String {
    let urls = message.attachments.iter().map(|attachment| attachment.url.as_str());
    let text = Some(message.text.as_str()).filter(|text| !text.is_empty());
    text.into_iter().chain(urls).collect::<Vec<_>>().join("\n")
}

/// Who alone reads what is written in a room; `None` for the room where everybody is.
fn partner(room: &Room) -> Result<Option<&str>> {
    if *room == Room::tokenbowl() {
        return Ok(None);
    }
    let name = room.id.strip_prefix("user:").filter(|_| room.platform == PLATFORM);
    name.map(Some).ok_or_else(|| refused(PLATFORM, "room", "is no room of Token Bowl"))
}
