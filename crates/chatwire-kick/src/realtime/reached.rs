//! [`Reached`]: how far the chats of a session have come, so that a gap's history begins at the right place.

use std::collections::{BTreeMap, BTreeSet};

use chatwire_core::Timestamp;
use tokio::time::Instant;

use super::Feed;
use super::event::ChatMessage;
use crate::MessageId;

/// How far each chat has come, by the name of its feed.
#[derive(Clone, Debug, Default)]
pub(super) struct Reached(BTreeMap<String, Mark>);

/// How far a chat has come.
#[derive(Clone, Debug)]
pub(super) struct Mark {
    joined: Instant,
    /// The newest message that came since, and when it was written.
    last: Option<(MessageId, Timestamp)>,
}

impl Reached {
    /// These feeds are wanted from now on, and no others: a chat that is left and joined again begins anew.
    pub(super) fn want(&mut self, feeds: &BTreeSet<String>) {
        self.0.retain(|feed, _| feeds.contains(feed));
        for feed in feeds.iter().filter(|feed| Feed::parse(feed).is_chat()) {
            if !self.0.contains_key(feed) {
                self.0.insert(feed.clone(), Mark { joined: Instant::now(), last: None });
            }
        }
    }

    /// The session begins: what was said while it was still connecting was not missed.
    pub(super) fn begin(&mut self) {
        self.0.values_mut().for_each(|mark| mark.joined = Instant::now());
    }

    /// A message came. One without a time is no mark, for nobody could tell what is older.
    pub(super) fn came(&mut self, feed: &str, message: &ChatMessage) {
        let (Some(mark), Some(at)) = (self.0.get_mut(feed), message.sent_at()) else { return };
        if mark.last.as_ref().is_none_or(|(_, last)| *last <= at) {
            mark.last = Some((message.id.clone(), at));
        }
    }

    pub(super) fn get(&self, feed: &Feed) -> Option<&Mark> {
        self.0.get(&feed.to_string())
    }
}

impl Mark {
    /// Whether this is the newest message that came.
    pub(super) fn is_last(&self, message: &MessageId) -> bool {
        self.last.as_ref().is_some_and(|(last, _)| last == message)
    }

    /// Whether a message of the history is too old to have been missed; `now` is the time of who answered with it.
    ///
    /// Times of messages are compared with each other wherever a message came, so that no clock need be right. A chat
    /// in which nobody wrote since it was joined has only the moment of joining, counted back from `now`.
    pub(super) fn is_older(&self, message: &ChatMessage, now: Timestamp) -> bool {
        let since = match &self.last {
            Some((_, last)) => Some(*last),
            // Messages have whole seconds: the one of joining counts.
            None => now
                .checked_sub(self.joined.elapsed())
                .map(|joined| Timestamp::from_unix_seconds(joined.as_unix_seconds())),
        };
        message.sent_at() < since
    }
}
