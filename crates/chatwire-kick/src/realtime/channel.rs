//! Names of the channels that live events come on, and which of them a chatroom's session subscribes to.

use std::fmt;

use crate::{CategoryId, ChannelId, ChatroomId};

/// A channel of live events, read from its name.
///
/// The number in a name is that of the chatroom or that of the channel, which are different numbers:
/// the wrong one gives silence, not an error.
///
/// ```
/// use chatwire_kick::ChatroomId;
/// use chatwire_kick::realtime::Feed;
///
/// let feed = Feed::parse("chatrooms.9001.v2");
/// assert_eq!(feed, Feed::Chat(ChatroomId::new(9001)));
/// assert_eq!((feed.chatroom_id(), feed.to_string()), (Some(ChatroomId::new(9001)), "chatrooms.9001.v2".to_owned()));
/// assert!(matches!(Feed::parse("chatrooms.x.v2"), Feed::Other(_)));
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Feed {
    /// `chatrooms.{chatroom}.v2`: chat, deletions, bans, subscriptions, hosts, pins, polls, settings.
    Chat(ChatroomId),
    /// `chatrooms.{chatroom}`: the first version, with the words of re-subscriptions and hosts in another shape.
    ChatV1(ChatroomId),
    /// `chatroom_{chatroom}`: rewards and gifted subscriptions.
    Chatroom(ChatroomId),
    /// `channel.{channel}`: begin and end of streams, hosts that leave.
    Channel(ChannelId),
    /// `channel_{channel}`: Kicks, leaderboards, goals.
    ChannelExtra(ChannelId),
    /// `predictions-channel-{channel}`.
    Predictions(ChannelId),
    /// `drops_category_{category}`.
    Drops(CategoryId),
    /// `private-livestream.{livestream}`, which needs a login of the site.
    PrivateLivestream(u64),
    /// `private-livestream-updated.{livestream}`, which needs a login of the site.
    PrivateLivestreamUpdated(u64),
    /// Any other name.
    Other(Box<str>),
}

impl Feed {
    /// Reads a name strictly: a number has digits only and fits 64 bits, and nothing follows it.
    #[must_use]
    pub fn parse(name: &str) -> Self {
        known(name).unwrap_or_else(|| Self::Other(name.into()))
    }

    /// Chatroom that the events are of, if the name says it.
    #[must_use]
    pub fn chatroom_id(&self) -> Option<ChatroomId> {
        match self {
            Self::Chat(id) | Self::ChatV1(id) | Self::Chatroom(id) => Some(*id),
            _ => None,
        }
    }

    /// Channel that the events are of, if the name says it.
    #[must_use]
    pub fn channel_id(&self) -> Option<ChannelId> {
        match self {
            Self::Channel(id) | Self::ChannelExtra(id) | Self::Predictions(id) => Some(*id),
            _ => None,
        }
    }

    /// Whether it is the feed that makes a chatroom: without it there is no chat.
    #[must_use]
    pub fn is_chat(&self) -> bool {
        matches!(self, Self::Chat(_))
    }
}

fn known(name: &str) -> Option<Feed> {
    if let Some(rest) = name.strip_prefix("chatrooms.") {
        return Some(match rest.strip_suffix(".v2") {
            Some(id) => Feed::Chat(ChatroomId::new(number(id)?)),
            None => Feed::ChatV1(ChatroomId::new(number(rest)?)),
        });
    }
    let after = |prefix| name.strip_prefix(prefix).and_then(number);
    let chatroom = || after("chatroom_").map(ChatroomId::new).map(Feed::Chatroom);
    let channel = || after("channel.").map(ChannelId::new).map(Feed::Channel);
    let extra = || after("channel_").map(ChannelId::new).map(Feed::ChannelExtra);
    let predictions = || after("predictions-channel-").map(ChannelId::new).map(Feed::Predictions);
    let drops = || after("drops_category_").map(CategoryId::new).map(Feed::Drops);
    let live = || after("private-livestream.").map(Feed::PrivateLivestream);
    let updated = || after("private-livestream-updated.").map(Feed::PrivateLivestreamUpdated);
    chatroom()
        .or_else(channel)
        .or_else(extra)
        .or_else(predictions)
        .or_else(drops)
        .or_else(live)
        .or_else(updated)
}

/// Digits without a leading zero, since only they give the name back.
fn number(text: &str) -> Option<u64> {
    let plain = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let plain = plain && (text == "0" || !text.starts_with('0'));
    plain.then(|| text.parse().ok()).flatten()
}

impl From<&str> for Feed {
    fn from(name: &str) -> Self {
        Self::parse(name)
    }
}

impl fmt::Display for Feed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Chat(id) => write!(f, "chatrooms.{id}.v2"),
            Self::ChatV1(id) => write!(f, "chatrooms.{id}"),
            Self::Chatroom(id) => write!(f, "chatroom_{id}"),
            Self::Channel(id) => write!(f, "channel.{id}"),
            Self::ChannelExtra(id) => write!(f, "channel_{id}"),
            Self::Predictions(id) => write!(f, "predictions-channel-{id}"),
            Self::Drops(id) => write!(f, "drops_category_{id}"),
            Self::PrivateLivestream(id) => write!(f, "private-livestream.{id}"),
            Self::PrivateLivestreamUpdated(id) => write!(f, "private-livestream-updated.{id}"),
            Self::Other(name) => f.write_str(name),
        }
    }
}

/// Which feeds of a chatroom are subscribed.
///
/// ```
/// use chatwire_kick::realtime::Topics;
/// use chatwire_kick::{ChannelId, ChatroomId};
///
/// let (chatroom, channel) = (ChatroomId::new(9001), ChannelId::new(501));
/// let feeds = Topics::usual().feeds(chatroom, Some(channel));
/// let names: Vec<String> = feeds.iter().map(ToString::to_string).collect();
/// assert_eq!(names, ["chatrooms.9001.v2", "chatroom_9001", "channel.501", "channel_501"]);
/// assert_eq!(Topics::usual().feeds(chatroom, None).len(), 1);
/// assert_eq!(Topics::chat_only().with_predictions().feeds(chatroom, Some(channel)).len(), 2);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Topics {
    v1: bool,
    chatroom: bool,
    channel: bool,
    predictions: bool,
    more: Vec<Feed>,
}

impl Default for Topics {
    /// The same as [`usual`](Self::usual).
    fn default() -> Self {
        Self::usual()
    }
}

impl Topics {
    /// Chat, and where the channel id is known, rewards, streams and Kicks as well.
    #[must_use]
    pub fn usual() -> Self {
        Self { chatroom: true, channel: true, ..Self::chat_only() }
    }

    /// `chatrooms.{chatroom}.v2` alone, as kickpython 0.1.5 subscribes.
    #[must_use]
    pub fn chat_only() -> Self {
        Self { v1: false, chatroom: false, channel: false, predictions: false, more: Vec::new() }
    }

    /// Adds `chatrooms.{chatroom}`, the only one with the words of re-subscriptions.
    #[must_use]
    pub fn with_v1(mut self) -> Self {
        self.v1 = true;
        self
    }

    /// Adds `predictions-channel-{channel}`, where the channel id is known.
    #[must_use]
    pub fn with_predictions(mut self) -> Self {
        self.predictions = true;
        self
    }

    /// Adds another feed; private ones need a login of the site and are refused to guests.
    #[must_use]
    pub fn with(mut self, feed: impl Into<Feed>) -> Self {
        self.more.push(feed.into());
        self
    }

    /// Feeds of one chatroom, the chat first.
    #[must_use]
    pub fn feeds(&self, chatroom: ChatroomId, channel: Option<ChannelId>) -> Vec<Feed> {
        let mut feeds = vec![Feed::Chat(chatroom)];
        if self.v1 {
            feeds.push(Feed::ChatV1(chatroom));
        }
        // Only with the channel id: whoever gave no more than a chatroom wants its chat, as in kickpython.
        if self.chatroom && channel.is_some() {
            feeds.push(Feed::Chatroom(chatroom));
        }
        if let Some(channel) = channel {
            if self.channel {
                feeds.extend([Feed::Channel(channel), Feed::ChannelExtra(channel)]);
            }
            if self.predictions {
                feeds.push(Feed::Predictions(channel));
            }
        }
        for feed in &self.more {
            if !feeds.contains(feed) {
                feeds.push(feed.clone());
            }
        }
        feeds
    }
}
