//! Messages as every platform has them.

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;
use std::time::Duration;

use chatwire_core::{Timestamp, id_type};

id_type! {
    /// Id of a message on its platform.
    ///
    /// ```
    /// use chatwire::{MessageId, Outgoing};
    ///
    /// let asked = MessageId::from("msg_1");
    /// let answer = Outgoing::text("yes").reply_to(asked.clone());
    /// assert_eq!(answer.reply_to, Some(asked));
    /// ```
    pub struct MessageId;
}

/// A place where people write: a channel, a chatroom, a direct conversation.
///
/// As text, and in JSON, it is `platform:id`.
///
/// ```
/// use chatwire::Room;
///
/// assert_eq!(Room::chatluck("ch_1").to_string(), "chatluck:ch_1");
/// assert_eq!("chatluck:ch_1".parse::<Room>()?, Room::chatluck("ch_1"));
/// assert_ne!(Room::new("irc", "#boats"), Room::new("mine", "#boats"));
/// # Ok::<_, chatwire::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub struct Room {
    /// Name of the platform, such as `chatluck`.
    pub platform: Cow<'static, str>,
    /// The platform's id of the room.
    pub id: String,
}

impl Room {
    /// A room of any platform, a user's own included.
    pub fn new(platform: impl Into<Cow<'static, str>>, id: impl Into<String>) -> Self {
        Self { platform: platform.into(), id: id.into() }
    }

    /// A Chatluck channel.
    pub fn chatluck(channel_id: impl Into<String>) -> Self {
        Self::new("chatluck", channel_id)
    }

    /// The chat of a Kick streamer, by user id, which the official API and webhooks use.
    ///
    /// ```
    /// use chatwire::Room;
    ///
    /// assert_eq!(Room::kick(1001).to_string(), "kick:1001");
    /// // The number of a chatroom is another one.
    /// assert_ne!(Room::kick_chatroom(1001), Room::kick(1001));
    /// ```
    pub fn kick(streamer: impl fmt::Display) -> Self {
        Self::new("kick", streamer.to_string())
    }

    /// A Kick chatroom by its number: what live chat tells when nobody knows whose chatroom it is.
    pub fn kick_chatroom(chatroom: impl fmt::Display) -> Self {
        Self::new("kick", format!("chatroom:{chatroom}"))
    }

    /// A channel, a thread, a group or a direct conversation of Mezon; the clan need not be known.
    ///
    /// ```
    /// use chatwire::Room;
    ///
    /// assert_eq!(Room::mezon(2001).to_string(), "mezon:2001");
    /// ```
    pub fn mezon(channel: impl fmt::Display) -> Self {
        Self::new("mezon", channel.to_string())
    }

    /// A topic of a Mezon channel: the discussion under one message.
    ///
    /// ```
    /// use chatwire::Room;
    ///
    /// assert_eq!(Room::mezon_topic(2001, 7).to_string(), "mezon:2001/topic:7");
    /// ```
    pub fn mezon_topic(channel: impl fmt::Display, topic: impl fmt::Display) -> Self {
        Self::new("mezon", format!("{channel}/topic:{topic}"))
    }

    /// The room of Token Bowl, where everybody is.
    ///
    /// ```
    /// use chatwire::Room;
    ///
    /// assert_eq!(Room::tokenbowl().to_string(), "tokenbowl:room:main");
    /// // Somebody may be called as the room is.
    /// assert_ne!(Room::tokenbowl_user("main"), Room::tokenbowl());
    /// ```
    #[must_use]
    pub fn tokenbowl() -> Self {
        Self::new("tokenbowl", "room:main")
    }

    /// The direct conversation with a user of Token Bowl, by name.
    pub fn tokenbowl_user(username: impl fmt::Display) -> Self {
        Self::new("tokenbowl", format!("user:{username}"))
    }
}

/// Who wrote a message.
///
/// ```
/// use chatwire::Sender;
///
/// assert_eq!(Sender::new("user_1").display_name(), "user_1");
/// assert_eq!(Sender::new("user_1").name("Ada").display_name(), "Ada");
/// assert!(Sender::new("user_2").myself().is_self);
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Sender {
    /// The platform's id of the person.
    pub id: String,
    /// Name to show, where the platform sends it with the message.
    pub name: Option<String>,
    /// Whether it is the program itself: answering it would never end.
    pub is_self: bool,
}

impl Sender {
    /// Somebody with this id.
    pub fn new(id: impl Into<String>) -> Self {
        Self { id: id.into(), name: None, is_self: false }
    }

    /// Sets the name to show.
    #[must_use]
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// Says that it is the program itself.
    #[must_use]
    pub fn myself(mut self) -> Self {
        self.is_self = true;
        self
    }

    /// Name to show, the id where there is none.
    #[must_use]
    pub fn display_name(&self) -> &str {
        self.name.as_deref().unwrap_or(&self.id)
    }
}

/// A file that hangs on a message.
///
/// ```
/// use chatwire::Attachment;
///
/// assert!(Attachment::new("https://example.org/a.png?size=2").is_image());
/// assert!(!Attachment::new("https://example.org/a.png").content_type("text/html").is_image());
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Attachment {
    /// Where it can be fetched.
    pub url: String,
    /// Name of the file.
    pub name: Option<String>,
    /// Media type, such as `image/png`.
    pub content_type: Option<String>,
}

impl Attachment {
    /// A file at `url`.
    pub fn new(url: impl Into<String>) -> Self {
        Self { url: url.into(), name: None, content_type: None }
    }

    /// Sets the name of the file.
    #[must_use]
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// Sets the media type.
    #[must_use]
    pub fn content_type(mut self, media_type: impl Into<String>) -> Self {
        self.content_type = Some(media_type.into());
        self
    }

    /// Whether it is a picture, by its media type or else by the ending of its path.
    #[must_use]
    pub fn is_image(&self) -> bool {
        if let Some(media_type) = &self.content_type {
            return media_type.starts_with("image/");
        }
        let path = self.url.split(['?', '#']).next().unwrap_or_default();
        let ending = path.rsplit('.').next().unwrap_or_default().to_ascii_lowercase();
        matches!(ending.as_str(), "jpg" | "jpeg" | "png" | "gif" | "webp")
    }
}

/// A message that somebody wrote.
///
/// Platforms make it by `From`; by hand it is made for tests and for platforms of one's own.
///
/// ```
/// use chatwire::{Incoming, Room, Sender};
///
/// let message = Incoming::new("17", Room::new("irc", "#boats"), Sender::new("ada"), "ahoy");
/// assert_eq!((message.text.as_str(), message.image()), ("ahoy", None));
/// ```
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Incoming {
    /// The platform's id of the message.
    pub id: MessageId,
    /// Where it was written.
    pub room: Room,
    /// Who wrote it.
    pub sender: Sender,
    /// What was written; empty for a message of attachments only.
    pub text: String,
    /// Message that it answers.
    pub reply_to: Option<MessageId>,
    /// Files that hang on it.
    pub attachments: Vec<Attachment>,
    /// When it was written, where the platform tells in a form that can be read.
    pub at: Option<Timestamp>,
    /// The platform's own record, so that nothing is lost by being neutral.
    pub native: Native,
}

impl Incoming {
    /// A message with what every platform tells.
    pub fn new(
        id: impl Into<MessageId>,
        room: Room,
        sender: Sender,
        text: impl Into<String>,
    ) -> Self {
        Self {
            id: id.into(),
            room,
            sender,
            text: text.into(),
            reply_to: None,
            attachments: Vec::new(),
            at: None,
            native: Native::None,
        }
    }

    /// The first picture that hangs on it.
    #[must_use]
    pub fn image(&self) -> Option<&Attachment> {
        self.attachments.iter().find(|attachment| attachment.is_image())
    }
}

/// The platform's own record behind an [`Incoming`].
///
/// ```
/// # #[cfg(feature = "chatluck")] {
/// use chatwire::{Incoming, Native};
///
/// fn topic(message: &Incoming) -> Option<&str> {
///     match &message.native {
///         Native::Chatluck(message) => message.metadata.get("topic")?.as_str(),
///         _ => None,
///     }
/// }
/// # }
/// ```
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Native {
    /// Made by hand, or by a platform of the user's own.
    None,
    /// A Chatluck message.
    #[cfg(feature = "chatluck")]
    Chatluck(Box<chatwire_chatluck::Message>),
    /// A Kick message of live chat.
    #[cfg(feature = "kick")]
    Kick(Box<chatwire_kick::realtime::Received<chatwire_kick::realtime::ChatMessage>>),
    /// A Kick message that a webhook brought.
    #[cfg(feature = "kick")]
    KickWebhook(Box<chatwire_kick::webhook::ChatMessage>),
    /// A Mezon message.
    #[cfg(feature = "mezon")]
    Mezon(chatwire_mezon::Message),
    /// A Token Bowl message.
    #[cfg(feature = "tokenbowl")]
    TokenBowl(Box<chatwire_tokenbowl::Message>),
}

/// Somebody who is to be told of a message.
///
/// ```
/// use chatwire::{Mention, Sender};
///
/// assert_eq!(Mention::new("u1", "Ada").as_text(), "@Ada");
/// assert_eq!(Mention::from(&Sender::new("u1").name("Ada")), Mention::new("u1", "Ada"));
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Mention {
    /// The platform's id of the person.
    pub id: String,
    /// Name, as the text shows it after an `@`.
    pub name: String,
}

impl Mention {
    /// The person with this id and name.
    pub fn new(id: impl Into<String>, name: impl Into<String>) -> Self {
        Self { id: id.into(), name: name.into() }
    }

    /// How a text names the person.
    #[must_use]
    pub fn as_text(&self) -> String {
        format!("@{}", self.name)
    }
}

impl From<&Sender> for Mention {
    fn from(sender: &Sender) -> Self {
        Self::new(&sender.id, sender.display_name())
    }
}

/// A message to write.
///
/// ```
/// use chatwire::Outgoing;
///
/// let answer = Outgoing::text("pong").reply_to("msg_1");
/// assert_eq!(answer.text, "pong");
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Outgoing {
    /// What to write; may be empty when there are attachments.
    pub text: String,
    /// Message to answer, where the platform knows answers.
    pub reply_to: Option<MessageId>,
    /// Files to hang on it.
    pub attachments: Vec<Attachment>,
    /// People to be told of it, whom the text names as `@name`.
    pub mentions: Vec<Mention>,
    /// Pause before it is written, as a person would need to type it.
    pub delay: Option<Duration>,
}

impl Outgoing {
    /// A message with this text.
    pub fn text(text: impl Into<String>) -> Self {
        Self { text: text.into(), ..Self::default() }
    }

    /// A message with this file and no text.
    #[must_use]
    pub fn attachment(attachment: Attachment) -> Self {
        Self { attachments: vec![attachment], ..Self::default() }
    }

    /// Answers a message.
    #[must_use]
    pub fn reply_to(mut self, id: impl Into<MessageId>) -> Self {
        self.reply_to = Some(id.into());
        self
    }

    /// Hangs a file on it.
    #[must_use]
    pub fn attach(mut self, attachment: Attachment) -> Self {
        self.attachments.push(attachment);
        self
    }

    /// Tells somebody of it. A text that does not name the person as `@name` yet gets that at its beginning.
    ///
    /// ```
    /// use chatwire::{Mention, Outgoing};
    ///
    /// let note = Outgoing::text("lunch is ready").mention(Mention::new("u1", "Ada"));
    /// assert_eq!(note.text, "@Ada lunch is ready");
    /// ```
    #[must_use]
    pub fn mention(mut self, mention: Mention) -> Self {
        let (name, shown) = (mention.name.clone(), mention.as_text());
        self.mentions.push(mention);
        if !names(&self.text, &name, &self.mentions) {
            let space = if self.text.is_empty() { "" } else { " " };
            self.text.insert_str(0, &format!("{shown}{space}"));
        }
        self
    }

    /// Sets the pause before it is written.
    #[must_use]
    pub fn delay(mut self, pause: Duration) -> Self {
        self.delay = Some(pause);
        self
    }
}

impl From<&str> for Outgoing {
    fn from(text: &str) -> Self {
        Self::text(text)
    }
}

impl From<String> for Outgoing {
    fn from(text: String) -> Self {
        Self::text(text)
    }
}

/// Whether a text names the one of `people` who is called so.
///
/// Without a name there is nothing to look for, nor to add.
pub(crate) fn names(text: &str, name: &str, people: &[Mention]) -> bool {
    name.is_empty() || places(text, people).iter().any(|(named, _)| named.name == name)
}

/// Where a text names people as `@name`, in the order of the text.
///
/// The longest name wins where one begins like another; `@Ann` is not in `@Anna`.
pub(crate) fn places<'a>(text: &str, mentions: &'a [Mention]) -> Vec<(&'a Mention, Range<usize>)> {
    let mut longest: Vec<&Mention> = mentions.iter().filter(|each| !each.name.is_empty()).collect();
    longest.sort_by_key(|mention| std::cmp::Reverse(mention.name.len()));
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(rest) = text.get(from..)
        && let Some(at) = rest.find('@')
    {
        let start = from + at;
        from = start + 1;
        let Some(behind) = text.get(from..) else { break };
        let named = longest.iter().find(|mention| {
            let after = behind.strip_prefix(mention.name.as_str());
            after.is_some_and(|after| !after.starts_with(|c: char| c.is_alphanumeric() || c == '_'))
        });
        if let Some(mention) = named {
            from += mention.name.len();
            found.push((*mention, start..from));
        }
    }
    found
}
