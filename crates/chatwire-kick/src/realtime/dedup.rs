//! [`Deduper`]: one happening, told once.
//!
//! A subscription comes as up to four events, a gift as four or more, a host as two, on different feeds and in different
//! shapes; what belongs together is known only by names and time.

use std::collections::{HashMap, VecDeque};
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use chatwire_core::Result;
use futures_core::Stream;
use tokio::time::{Instant, Sleep, sleep_until};

use super::event::Event;
use super::{Feed, Realtime};
use crate::{ChannelId, ChatroomId, UserId};

/// How long the parts of one happening are waited for.
pub const WINDOW: Duration = Duration::from_secs(10);

/// Happenings that wait at once; beyond it the oldest are told early.
const MOST: usize = 4_096;

/// What happened, told once.
#[expect(clippy::large_enum_variant, reason = "nearly all are events")]
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Activity {
    /// Somebody subscribed, or went on.
    Subscribed {
        /// Where.
        place: Place,
        /// Display name.
        username: String,
        /// Who, where an event says it.
        user: Option<UserId>,
        /// Months in all.
        months: Option<u64>,
        /// Words of the subscriber; they come on [`Feed::ChatV1`] only.
        message: Option<String>,
    },
    /// Somebody gave subscriptions to others.
    Gifted {
        /// Where.
        place: Place,
        /// Display name of the giver, `Anonymous` or empty when hidden.
        gifter: String,
        /// How many.
        count: u64,
        /// Display names of those who got one, as far as they were told.
        usernames: Vec<String>,
    },
    /// Another streamer sends viewers.
    Hosted {
        /// Where to.
        place: Place,
        /// Name of the other streamer.
        host: String,
        /// Who, where an event says it.
        user: Option<UserId>,
        /// How many viewers come.
        viewers: Option<u64>,
        /// Words of the other streamer.
        message: Option<String>,
    },
    /// Any other event, at once.
    Event(Event),
}

/// Where something happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Place {
    /// In a chatroom.
    Chatroom(ChatroomId),
    /// In a channel whose chatroom is not known.
    Channel(ChannelId),
    /// The events do not say it.
    Unknown,
}

/// Merges events that tell of one happening. It does no I/O.
///
/// The first event opens a window of 10 s; when it closes, the happening is told with all that its events said.
/// Other events pass at once.
///
/// ```
/// use chatwire_kick::realtime::{Activity, Deduper, Event, Received, Subscription, WINDOW};
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use tokio::time::Instant;
///
/// let mut deduper = Deduper::new();
/// let data: Subscription = serde_json::from_str(r#"{"chatroom_id":9001,"username":"Sub","months":2}"#)?;
/// let now = Instant::now();
/// for feed in ["chatrooms.9001.v2", "chatroom_9001"] {
///     assert!(deduper.push(Event::Subscription(Received::new(feed, data.clone())), now).is_none());
/// }
/// assert!(matches!(&deduper.take_due(now + WINDOW)[..], [Activity::Subscribed { months: Some(2), .. }]));
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Default)]
pub struct Deduper {
    links: HashMap<ChannelId, ChatroomId>,
    waiting: VecDeque<Waiting>,
}

#[derive(Debug)]
struct Waiting {
    until: Instant,
    place: Place,
    what: What,
}

#[derive(Debug)]
enum What {
    Subscribed {
        username: String,
        user: Option<UserId>,
        months: Option<u64>,
        message: Option<String>,
    },
    Gifted {
        gifter: Option<String>,
        count: u64,
        usernames: Vec<String>,
        correlation: Option<String>,
    },
    Hosted {
        host: String,
        user: Option<UserId>,
        viewers: Option<u64>,
        message: Option<String>,
    },
}

impl What {
    /// Takes in what another event says of the same happening; gives it back when it is another one.
    fn merge(&mut self, other: Self) -> Option<Self> {
        match (self, other) {
            (
                Self::Subscribed { username, user, months, message },
                Self::Subscribed { username: name, user: id, months: more, message: words },
            ) if same(username, &name) => {
                *user = user.or(id);
                *months = (*months).max(more);
                *message = message.take().or(words);
                None
            }
            (
                Self::Hosted { host, user, viewers, message },
                Self::Hosted { host: name, user: id, viewers: more, message: words },
            ) if same(host, &name) => {
                *user = user.or(id);
                *viewers = (*viewers).max(more);
                *message = message.take().or(words);
                None
            }
            (
                Self::Gifted { gifter, count, usernames, correlation },
                Self::Gifted { gifter: name, count: more, usernames: names, correlation: id },
            ) if of_one_gift(gifter.as_deref(), name.as_deref())
                && of_one_gift(correlation.as_deref(), id.as_deref()) =>
            {
                *gifter = gifter.take().or(name);
                *correlation = correlation.take().or(id);
                for name in names {
                    if !usernames.iter().any(|known| same(known, &name)) {
                        usernames.push(name);
                    }
                }
                let named = u64::try_from(usernames.len()).unwrap_or(u64::MAX);
                *count = (*count).max(more).max(named);
                None
            }
            (_, other) => Some(other),
        }
    }
}

/// Names of hosts come in either case.
fn same(one: &str, other: &str) -> bool {
    one.eq_ignore_ascii_case(other)
}

/// Whether two values can be of one gift: where one is not said, they can.
fn of_one_gift(one: Option<&str>, other: Option<&str>) -> bool {
    match (one, other) {
        (Some(one), Some(other)) => same(one, other),
        _ => true,
    }
}

impl Deduper {
    /// Nothing waits.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Says which chatroom and channel belong together; without it, what comes on the feeds of either stays apart.
    pub fn link(&mut self, chatroom: impl Into<ChatroomId>, channel: impl Into<ChannelId>) {
        self.links.insert(channel.into(), chatroom.into());
    }

    /// Takes an event in; gives it back at once when it is of a sort that comes in one shape only.
    pub fn push(&mut self, event: Event, now: Instant) -> Option<Activity> {
        if let Event::LuckyUsers(lucky) = &event
            && let (Some(channel), Some(chatroom)) = (lucky.channel.id, &lucky.channel.chatroom)
            && let Some(chatroom) = chatroom.id
        {
            self.link(chatroom, channel);
        }
        let place = event.feed().map_or(Place::Unknown, |feed| self.place(feed));
        let Some(what) = what(&event) else { return Some(Activity::Event(event)) };
        self.take_in(Waiting { until: now + WINDOW, place, what });
        None
    }

    fn take_in(&mut self, new: Waiting) {
        let Waiting { until, place, what } = new;
        let mut what = Some(what);
        for waiting in self.waiting.iter_mut().filter(|waiting| waiting.place == place) {
            let Some(new) = what.take() else { return };
            what = waiting.what.merge(new);
        }
        if let Some(what) = what {
            self.waiting.push_back(Waiting { until, place, what });
        }
    }

    fn place(&self, feed: &Feed) -> Place {
        if let Some(chatroom) = feed.chatroom_id() {
            return Place::Chatroom(chatroom);
        }
        let Some(channel) = feed.channel_id() else { return Place::Unknown };
        self.links
            .get(&channel)
            .map_or(Place::Channel(channel), |chatroom| Place::Chatroom(*chatroom))
    }

    /// When [`take_due`](Self::take_due) has something to give.
    #[must_use]
    pub fn deadline(&self) -> Option<Instant> {
        self.waiting.front().map(|waiting| waiting.until)
    }

    /// Takes what has waited long enough, oldest first.
    pub fn take_due(&mut self, now: Instant) -> Vec<Activity> {
        let due = self.waiting.partition_point(|waiting| waiting.until <= now);
        let due = due.max(self.waiting.len().saturating_sub(MOST));
        self.waiting.drain(..due).map(told).collect()
    }

    /// Takes everything that waits.
    pub fn take_all(&mut self) -> Vec<Activity> {
        self.waiting.drain(..).map(told).collect()
    }
}

fn told(waiting: Waiting) -> Activity {
    let place = waiting.place;
    match waiting.what {
        What::Subscribed { username, user, months, message } => {
            Activity::Subscribed { place, username, user, months, message }
        }
        What::Gifted { gifter, count, usernames, .. } => {
            Activity::Gifted { place, gifter: gifter.unwrap_or_default(), count, usernames }
        }
        What::Hosted { host, user, viewers, message } => {
            Activity::Hosted { place, host, user, viewers, message }
        }
    }
}

/// What an event tells of, if that comes in several shapes.
fn what(event: &Event) -> Option<What> {
    let subscribed = |username: &str, months: Option<u64>| What::Subscribed {
        username: username.to_owned(),
        user: None,
        months,
        message: None,
    };
    Some(match event {
        Event::Subscription(event) => subscribed(&event.username, event.months),
        Event::ChannelSubscription(event) if !event.username.is_empty() => What::Subscribed {
            username: event.username.clone(),
            user: event.user_ids.first().copied(),
            months: None,
            message: None,
        },
        // Of gifts it tells how many, and not whose.
        Event::ChannelSubscription(event) => gift(None, event.user_ids.len(), Vec::new(), None),
        Event::ChatInfo(event) if event.message.action == "subscribe" => What::Subscribed {
            username: event.user.username.clone(),
            user: event.user.id,
            months: event.message.months_subscribed.or(event.user.months_subscribed),
            message: event.message.optional_message.clone().filter(|words| !words.is_empty()),
        },
        Event::ChatInfo(event) if event.message.action == "gift" => {
            let names = event.message.gifted_users.iter().map(|user| user.username.clone());
            let count =
                event.message.subscriptions_count.and_then(|count| usize::try_from(count).ok());
            gift(Some(&event.user.username), count.unwrap_or_default(), names.collect(), None)
        }
        Event::GiftedSubscriptions(event) => {
            let total = event.gifted_total.and_then(|total| usize::try_from(total).ok());
            let chunk =
                event.chunk_details.as_ref().and_then(|chunk| chunk.correlation_id.as_ref());
            let id = event.correlation_id.as_ref().or(chunk);
            let names = event.gifted_usernames.clone();
            gift(Some(&event.gifter_username), total.unwrap_or_default(), names, id)
        }
        Event::SubscriptionGifted(event) => {
            let names = event.gifted_users.iter().map(|user| user.username.clone());
            let gifter = event.user.as_ref().map(|user| user.username.as_str());
            gift(gifter, event.gifted_users.len(), names.collect(), None)
        }
        Event::LuckyUsers(event) => {
            gift(Some(&event.gifter_username), event.usernames.len(), event.usernames.clone(), None)
        }
        Event::Hosted(event) => What::Hosted {
            host: event.host_username.clone(),
            user: None,
            viewers: event.number_viewers,
            message: event.optional_message.clone(),
        },
        Event::HostedInfo(event) => What::Hosted {
            host: event.user.username.clone(),
            user: event.user.id,
            viewers: event.message.number_of_viewers,
            message: event.message.optional_message.clone(),
        },
        _ => return None,
    })
}

fn gift(gifter: Option<&str>, count: usize, usernames: Vec<String>, id: Option<&String>) -> What {
    let count = u64::try_from(count.max(usernames.len())).unwrap_or(u64::MAX);
    let gifter = gifter.filter(|gifter| !gifter.is_empty()).map(str::to_owned);
    What::Gifted { gifter, count, usernames, correlation: id.cloned() }
}

/// A session whose happenings are told once; see [`Realtime::activities`].
#[must_use = "a session that is dropped ends"]
#[derive(Debug)]
pub struct Activities {
    inner: Realtime,
    deduper: Deduper,
    ready: VecDeque<Activity>,
    timer: Option<Pin<Box<Sleep>>>,
    last: Option<Option<Result<Activity>>>,
}

impl Activities {
    pub(super) fn new(inner: Realtime) -> Self {
        let deduper = Deduper::new();
        Self { inner, deduper, ready: VecDeque::new(), timer: None, last: None }
    }

    /// A handle of the session.
    #[must_use]
    pub fn handle(&self) -> super::Handle {
        self.inner.handle()
    }

    fn learn_rooms(&mut self) {
        for room in self.inner.handle().rooms() {
            if let Some(known) = room.known
                && let Some(channel) = known.channel_id
            {
                self.deduper.link(known.chatroom_id, channel);
            }
        }
    }
}

impl Stream for Activities {
    type Item = Result<Activity>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = &mut *self;
        loop {
            if let Some(activity) = this.ready.pop_front() {
                return Poll::Ready(Some(Ok(activity)));
            }
            if let Some(last) = &mut this.last {
                return Poll::Ready(last.take());
            }
            if let Some(timer) = &mut this.timer
                && timer.as_mut().poll(cx).is_ready()
            {
                this.timer = None;
                this.ready.extend(this.deduper.take_due(Instant::now()));
                continue;
            }
            if let (None, Some(at)) = (&this.timer, this.deduper.deadline()) {
                this.timer = Some(Box::pin(sleep_until(at)));
                continue;
            }
            match Pin::new(&mut this.inner).poll_next(cx) {
                Poll::Pending => return Poll::Pending,
                Poll::Ready(Some(Ok(event))) => {
                    // Rooms change only around these.
                    if matches!(event, Event::Subscribed { .. } | Event::Lifecycle(_)) {
                        this.learn_rooms();
                    }
                    this.ready.extend(this.deduper.push(event, Instant::now()));
                    if this.deduper.waiting.len() > MOST {
                        this.ready.extend(this.deduper.take_due(Instant::now()));
                    }
                }
                Poll::Ready(end) => {
                    // What waits is told before the end.
                    this.ready.extend(this.deduper.take_all());
                    this.last = Some(end.map(|end| end.map(Activity::Event)));
                }
            }
        }
    }
}
