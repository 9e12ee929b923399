//! Kick's messages in neutral form, from live chat and from webhooks.

mod platform;

use chatwire_core::Result;
use chatwire_kick::content::{Segment, parse_content};
use chatwire_kick::realtime::{ChatMessage, Handle, Received};
use chatwire_kick::{Client, SendChat, UserId, webhook};

use super::refused;
use crate::message::Native as NativeRecord;
use crate::{Incoming, Outgoing, Room, Sender};

pub use platform::Kick;

const PLATFORM: &str = "kick";

/// Sender of messages whose author hides; ids of users are numbers.
const ANONYMOUS: &str = "anonymous";

impl From<Received<ChatMessage>> for Incoming {
    /// Live chat names the chatroom and not its streamer: the room is [`Room::kick_chatroom`].
    /// [`from_kick`](Self::from_kick) finds the streamer, and knows one's own messages.
    ///
    /// Emotes stand in the text by their names, as people see them.
    fn from(message: Received<ChatMessage>) -> Self {
        let chatroom = message.chatroom_id().or(message.data.chatroom_id);
        let room = chatroom.map_or_else(|| Room::kick(""), Room::kick_chatroom);
        let sender = Sender::new(message.sender.id.to_string()).name(&message.sender.username);
        let mut incoming = Self::new(message.id.as_str(), room, sender, shown(&message.content));
        let answered = message.reply_to().and_then(|original| original.id.as_ref());
        incoming.reply_to = answered.map(|id| id.as_str().into());
        incoming.at = message.sent_at();
        incoming.native = NativeRecord::Kick(Box::new(message));
        incoming
    }
}

impl From<webhook::ChatMessage> for Incoming {
    /// A webhook names the streamer, so the room is [`Room::kick`].
    ///
    /// Emotes stand in the text by their names, as people see them.
    fn from(message: webhook::ChatMessage) -> Self {
        let room = message.broadcaster.user_id.map_or_else(|| Room::kick(""), Room::kick);
        let id = message.sender.user_id.map_or_else(|| ANONYMOUS.to_owned(), |id| id.to_string());
        let mut sender = Sender::new(id);
        sender.name.clone_from(&message.sender.username);
        let text = shown(&message.content);
        let mut incoming = Self::new(message.message_id.as_str(), room, sender, text);
        let answered = message.replies_to.as_ref().and_then(|other| other.message_id.as_ref());
        incoming.reply_to = answered.map(|id| id.as_str().into());
        incoming.at = message.created_at;
        incoming.native = NativeRecord::KickWebhook(Box::new(message));
        incoming
    }
}

impl Incoming {
    /// A message of live chat, seen by the user `me`.
    ///
    /// One's own messages are marked by [`Sender::is_self`](crate::Sender). The room is that of the streamer
    /// ([`Room::kick`]) where the session knows who that is: for rooms that were joined by name it does.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let emulator = chatwire_emulator::Emulator::start().await?;
    /// # let (kick, url) = (emulator.kick(), emulator.url(chatwire_emulator::Platform::Kick));
    /// # let client = chatwire::kick::Client::builder().token(kick.token("bot")).base_url(url)?.build()?;
    /// # kick.user("streamer");
    /// use chatwire::kick::Event;
    /// use chatwire::{Incoming, Outgoing};
    /// use futures_util::TryStreamExt;
    ///
    /// let me = client.me().await?.user_id;
    /// let mut live = client.connect_chat("streamer").await?;
    /// let handle = live.handle();
    /// # kick.say("streamer", "alice", "!ping");
    /// while let Some(event) = live.try_next().await? {
    ///     let Event::Message(message) = event else { continue };
    ///     let message = Incoming::from_kick(message, me, &handle);
    ///     if message.text == "!ping" && !message.sender.is_self {
    ///         Outgoing::text("pong").to_kick(&client, &message.room)?.await?;
    ///         # break;
    ///     }
    /// }
    /// # assert_eq!(kick.messages("streamer").len(), 2);
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn from_kick(
        message: Received<ChatMessage>,
        me: impl Into<UserId>,
        session: &Handle,
    ) -> Self {
        let (is_self, chatroom) = (message.sender.id == me.into(), message.chatroom_id());
        let mut incoming = Self::from(message);
        incoming.sender.is_self = is_self;
        let known = session.rooms().into_iter().filter_map(|room| room.known);
        let here = known.into_iter().find(|known| Some(known.chatroom_id) == chatroom);
        if let Some(streamer) = here.and_then(|known| known.user_id) {
            incoming.room = Room::kick(streamer);
        }
        incoming
    }

    /// A message that a webhook brought, seen by the user `me`; one's own are marked by
    /// [`Sender::is_self`](crate::Sender).
    #[must_use]
    pub fn from_kick_webhook(message: webhook::ChatMessage, me: impl Into<UserId>) -> Self {
        let is_self = message.sender.user_id == Some(me.into());
        let mut incoming = Self::from(message);
        incoming.sender.is_self = is_self;
        incoming
    }
}

/// The text with names in place of emotes, and a space where a name would run into its neighbour.
fn shown(content: &str) -> String {
    let mut text = String::with_capacity(content.len());
    let mut after_emote = false;
    for segment in parse_content(content) {
        let (piece, is_emote) = match segment {
            // Without a name, the form in the text is all there is to show.
            Segment::Emote(emote) if !emote.name.is_empty() => (emote.name.to_owned(), true),
            other => (other.to_string(), false),
        };
        let is_word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        let touches = is_word(text.chars().next_back()) && is_word(piece.chars().next());
        if touches && (is_emote || after_emote) {
            text.push(' ');
        }
        text.push_str(&piece);
        after_emote = is_emote;
    }
    text
}

impl Outgoing {
    /// This message as a Kick call, to which more can be added before it is awaited, such as
    /// [`as_bot`](SendChat::as_bot).
    ///
    /// Kick knows no attachments in chat: they follow the text as addresses, a space before each. A message has
    /// [500 characters](chatwire_kick::limits::MAX_CONTENT) at most; a longer one is an
    /// [`Input`](crate::ErrorKind::Input) error of the call, and nothing is sent. The pause is the caller's to wait.
    ///
    /// ```
    /// use chatwire::{Outgoing, Room, kick::Client};
    ///
    /// let client = Client::new("an-access-token")?;
    /// let call = Outgoing::text("pong").reply_to("m1").to_kick(&client, &Room::kick(1001))?;
    /// assert_eq!(call.request().build()?.uri().path(), "/public/v1/chat");
    /// # Ok::<_, chatwire::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Input`](crate::ErrorKind::Input) for a room of another platform, and for one of which only the number of the
    /// chatroom is known: [`broadcaster_for_chatroom`](Client::broadcaster_for_chatroom) may know whose it is.
    pub fn to_kick(&self, client: &Client, room: &Room) -> Result<SendChat> {
        let streamer = (room.platform == PLATFORM).then(|| room.id.parse::<UserId>());
        let Some(Ok(streamer)) = streamer else {
            return Err(refused(PLATFORM, "room", "is no streamer of Kick"));
        };
        let urls = self.attachments.iter().map(|attachment| attachment.url.as_str());
        let text = Some(self.text.as_str()).filter(|text| !text.is_empty());
        let content = text.into_iter().chain(urls).collect::<Vec<_>>().join(" ");
        let send = client.send_chat(streamer, content);
        Ok(match &self.reply_to {
            Some(id) => send.reply_to(id.as_str()),
            None => send,
        })
    }
}
