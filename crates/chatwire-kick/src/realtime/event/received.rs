//! [`Received`]: what was sent, and where it came from.

use std::ops::{Deref, DerefMut};

use crate::realtime::Feed;
use crate::{ChannelId, ChatroomId};

/// Something that was sent on a feed; its fields can be read as if they were this one's own.
///
/// ```
/// use chatwire_kick::realtime::{Feed, Received, Subscription};
///
/// let data: Subscription = serde_json::from_str(r#"{"chatroom_id":9001,"username":"Sub","months":2}"#)?;
/// let received = Received::new("chatrooms.9001.v2", data);
/// assert_eq!((received.username.as_str(), received.months), ("Sub", Some(2)));
/// assert_eq!(received.chatroom_id().map(|id| id.get()), Some(9001));
/// # Ok::<_, serde_json::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Received<T> {
    /// Feed that it came on.
    pub feed: Feed,
    /// What was sent.
    pub data: T,
    pub(crate) is_recovered: bool,
    pub(crate) raw: Option<Box<str>>,
}

impl<T> Received<T> {
    /// Something that came on a feed now.
    pub fn new(feed: impl Into<Feed>, data: T) -> Self {
        Self { feed: feed.into(), data, is_recovered: false, raw: None }
    }

    /// Whether it was missed by the live session and fetched from the site after a gap.
    #[doc(alias = "recovered")]
    #[must_use]
    pub fn is_recovered(&self) -> bool {
        self.is_recovered
    }

    /// Chatroom, where the feed's name says it.
    #[must_use]
    pub fn chatroom_id(&self) -> Option<ChatroomId> {
        self.feed.chatroom_id()
    }

    /// Channel, where the feed's name says it.
    #[must_use]
    pub fn channel_id(&self) -> Option<ChannelId> {
        self.feed.channel_id()
    }

    /// JSON that it was read from, if the session keeps it ([`Connect::keep_raw`](crate::Connect::keep_raw)).
    ///
    /// Signed addresses of videos (`playback_url`) are cut out of it unless they are kept as well; otherwise it is
    /// byte for byte what was sent.
    #[must_use]
    pub fn raw(&self) -> Option<&str> {
        self.raw.as_deref()
    }

    /// What was sent.
    #[must_use]
    pub fn into_data(self) -> T {
        self.data
    }
}

impl<T> Deref for Received<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.data
    }
}

impl<T> DerefMut for Received<T> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.data
    }
}
