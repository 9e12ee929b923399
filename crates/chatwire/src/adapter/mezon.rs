//! Mezon's messages in neutral form.

mod emoji;
mod event;
mod platform;

use chatwire_core::Result;
use chatwire_mezon::content::{Attachment as MezonAttachment, Content};
use chatwire_mezon::{ChannelId, Client, Message, SendMessage, TopicId, UserId};

use self::platform::number;
use super::refused;
use crate::message::{Native as NativeRecord, places};
use crate::{Attachment, Incoming, Outgoing, Room, Sender};

pub use platform::Mezon;

const PLATFORM: &str = "mezon";

/// Stands between channel and topic in the id of a room.
const TOPIC: &str = "/topic:";

impl From<Message> for Incoming {
    /// The room is the channel, or the topic of it that the message belongs to.
    ///
    /// Users, roles, channels and emojis stand in the text by their names, as people see them.
    /// [`from_mezon`](Self::from_mezon) knows one's own messages.
    fn from(message: Message) -> Self {
        let channel = message.channel_id();
        let room = match message.topic_id() {
            Some(topic) => Room::mezon_topic(channel, topic),
            None => Room::mezon(channel),
        };
        let mut sender = Sender::new(message.sender_id().to_string());
        sender.name = filled(message.sender_name());
        let mut incoming = Self::new(message.id().to_string(), room, sender, message.text());
        let mut answered = message.references().iter().map(|reference| reference.message_ref_id);
        incoming.reply_to = answered.find(|id| !id.is_none()).map(|id| id.to_string().into());
        incoming.attachments = message.attachments().iter().map(Attachment::from).collect();
        incoming.at = message.created_at();
        incoming.native = NativeRecord::Mezon(message);
        incoming
    }
}

impl Incoming {
    /// A message seen by the user `me`, mostly the [bot](Client::bot_id).
    ///
    /// One's own messages are marked by [`Sender::is_self`](crate::Sender). An edit and a removal are messages as well
    /// and carry the id of the one that they change: leave them out by [`Message::is_edit`] and
    /// [`Message::is_removal`] where they shall not be answered.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let emulator = chatwire_emulator::Emulator::start().await?;
    /// # let (mezon, url) = (emulator.mezon(), emulator.url(chatwire_emulator::Platform::Mezon));
    /// # let (bot, key) = mezon.bot();
    /// # let client = chatwire::mezon::Client::builder(bot, key).base_url(url)?.build()?;
    /// # let channel = mezon.channel(mezon.clan("team"), "talk");
    /// use chatwire::mezon::Event;
    /// use chatwire::{Incoming, Outgoing};
    /// use futures_util::TryStreamExt;
    ///
    /// let mut live = client.connect().await?;
    /// # mezon.say(channel, "alice", "!ping");
    /// while let Some(event) = live.try_next().await? {
    ///     let Event::ChannelMessage(message) = event else { continue };
    ///     let message = Incoming::from_mezon(message, client.bot_id());
    ///     if message.text == "!ping" && !message.sender.is_self {
    ///         let answer = Outgoing::text("pong").reply_to(message.id);
    ///         answer.to_mezon(&client, &message.room)?.await?;
    ///         # break;
    ///     }
    /// }
    /// # assert_eq!(mezon.messages(channel).len(), 2);
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn from_mezon(message: Message, me: impl Into<UserId>) -> Self {
        let is_self = message.sender_id() == me.into();
        let mut incoming = Self::from(message);
        incoming.sender.is_self = is_self;
        incoming
    }
}

impl Outgoing {
    /// This message as a Mezon call, to which more can be added before it is awaited, such as
    /// [`mention_everyone`](SendMessage::mention_everyone).
    ///
    /// Where the text names somebody of [`mentions`](Self::mentions) as `@name`, that is a mention.
    /// A channel that the client does not know is looked up, and so is a message that is answered. A content has
    /// [4,000 UTF-16 units](chatwire_mezon::content::MAX_CONTENT_UNITS) at most; a longer one is an
    /// [`Input`](crate::ErrorKind::Input) error of the call, and nothing is sent. The pause is the caller's to wait.
    ///
    /// # Errors
    ///
    /// [`Input`](crate::ErrorKind::Input) for a room of another platform, and for ids that are no numbers.
    pub fn to_mezon(&self, client: &Client, room: &Room) -> Result<SendMessage> {
        let (channel, topic) = place(room)?;
        let content = content(self)?;
        let channel = client.channel(channel);
        let send = match &self.reply_to {
            Some(answered) => channel.message(number(answered, "reply_to")?).reply(content),
            None => channel.send(content),
        };
        Ok(match topic {
            Some(topic) => send.topic(topic),
            None => send,
        })
    }
}

/// Text, mentions and files of a message.
fn content(message: &Outgoing) -> Result<Content> {
    let mut content =
        if message.text.is_empty() { Content::new() } else { Content::text(&message.text) };
    for (person, range) in places(&message.text, &message.mentions) {
        let id = person.id.parse::<UserId>();
        let id = id.map_err(|_| refused(PLATFORM, "mentions", "is no id of a user of Mezon"))?;
        content = content.mention_user(range, id);
    }
    content.attachments = message.attachments.iter().map(MezonAttachment::from).collect();
    Ok(content)
}

/// Channel and topic of a room.
fn place(room: &Room) -> Result<(ChannelId, Option<TopicId>)> {
    let found = || {
        if room.platform != PLATFORM {
            return None;
        }
        let (channel, topic) = match room.id.split_once(TOPIC) {
            Some((channel, topic)) => (channel, Some(topic.parse().ok()?)),
            None => (room.id.as_str(), None),
        };
        let channel = channel.parse::<ChannelId>().ok()?;
        (!channel.is_none()).then_some((channel, topic))
    };
    found().ok_or_else(|| refused(PLATFORM, "room", "is no channel of Mezon"))
}

fn filled(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}

impl From<&MezonAttachment> for Attachment {
    fn from(file: &MezonAttachment) -> Self {
        let mut attachment = Self::new(&file.url);
        attachment.name = filled(&file.filename);
        // Some clients write the ending of the name instead of a media type.
        attachment.content_type = filled(&file.filetype).filter(|kind| kind.contains('/'));
        attachment
    }
}

impl From<&Attachment> for MezonAttachment {
    fn from(attachment: &Attachment) -> Self {
        let path = attachment.url.split(['?', '#']).next().unwrap_or_default();
        let last = path.rsplit('/').next().unwrap_or_default();
        let name = attachment.name.as_deref().unwrap_or(last);
        // Clients show a picture only where the media type says that it is one.
        let picture = if attachment.is_image() { "image/*" } else { "application/octet-stream" };
        let kind = attachment.content_type.as_deref().unwrap_or(picture);
        Self::new(&attachment.url, name, kind)
    }
}
