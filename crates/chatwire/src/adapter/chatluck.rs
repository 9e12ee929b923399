//! Chatluck's messages in neutral form.

mod gauge;
mod platform;

use chatwire_chatluck::{Attachment as Native, ChannelId, Client, Message, SendMessage};

use crate::message::Native as NativeRecord;
use crate::{Attachment, Incoming, Outgoing, Room, Sender};

pub use platform::Chatluck;

const PLATFORM: &str = "chatluck";

impl From<Message> for Incoming {
    /// Chatluck names nobody in a message: the sender is an id, until a user list says more.
    fn from(message: Message) -> Self {
        let room = Room::chatluck(message.channel_id.as_str());
        let sender = Sender::new(message.user_id.as_str());
        let mut incoming = Self::new(message.id.as_str(), room, sender, message.content.clone());
        incoming.at = message.created_at_parsed();
        incoming.attachments = message.attachments.iter().filter_map(attachment).collect();
        incoming.native = NativeRecord::Chatluck(Box::new(message));
        incoming
    }
}

/// Attachments are addresses, or objects whose fields nobody documents: the usual names are tried.
/// What has no address stays in the native record only.
fn attachment(native: &Native) -> Option<Attachment> {
    let mut attachment = Attachment::new(native.url()?);
    if let Native::Object(fields) = native {
        let text = |name: &str| fields.get(name).and_then(|value| value.as_str());
        attachment.name = text("name").or_else(|| text("filename")).map(str::to_owned);
        // A `type` may as well be a word such as "file", which is no media type.
        let media_type =
            text("content_type").or_else(|| text("mime_type")).or_else(|| text("type"));
        attachment.content_type = media_type.filter(|kind| kind.contains('/')).map(str::to_owned);
    }
    Some(attachment)
}

impl Outgoing {
    /// This message as a Chatluck call, to which more can be added before it is awaited.
    ///
    /// Attachments go as their addresses. Chatluck knows no answers to a message, so
    /// [`reply_to`](Self::reply_to) is left out, and the pause is the caller's to wait.
    ///
    /// ```
    /// use chatwire::{Outgoing, chatluck::Client};
    ///
    /// let client = Client::new("ck_0123456789")?;
    /// let call = Outgoing::text("pong").to_chatluck(&client, "ch_1").meta("via", "bot");
    /// assert_eq!(call.request().build()?.uri().path(), "/v1/messages");
    /// # Ok::<_, chatwire::Error>(())
    /// ```
    pub fn to_chatluck(&self, client: &Client, channel: impl Into<ChannelId>) -> SendMessage {
        let urls = self.attachments.iter().map(|attachment| attachment.url.as_str());
        client.send_message(channel, self.text.as_str()).attachments(urls)
    }
}
