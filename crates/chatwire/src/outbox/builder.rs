//! Settings of an [`Outbox`].

use std::fmt;
#[cfg(feature = "outbox")]
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

#[cfg(feature = "outbox")]
use chatwire_core::Result;

use super::Outbox;
use super::attempt::Patience;
use super::keeper::Keeper;
use super::queue::Queues;
use super::unsent::Restored;
use crate::Platform;

/// Things in line in one room.
const CAPACITY: usize = 256;
/// From standing in line to the end of the last attempt: a chat has moved on after that.
const DEADLINE: Duration = Duration::from_secs(300);
/// Restored messages older than this are not sent any more.
#[cfg(feature = "outbox")]
const KEEP: Duration = Duration::from_secs(24 * 3600);

/// Settings of an [`Outbox`], from [`Outbox::builder`].
///
/// ```
/// # use chatwire::{BoxFuture, Event, MessageId, Outgoing, Platform, Result, Room};
/// # use futures_util::stream::{self, BoxStream, StreamExt};
/// # #[derive(Debug)]
/// # struct Hall;
/// # impl Platform for Hall {
/// #     fn name(&self) -> &'static str { "hall" }
/// #     fn events(&self) -> BoxStream<'static, Result<Event>> { stream::empty().boxed() }
/// #     fn send<'a>(&'a self, _: &'a Room, _: Outgoing) -> BoxFuture<'a, Result<MessageId>> {
/// #         Box::pin(async { Ok(MessageId::from("1")) })
/// #     }
/// # }
/// # let platform = Hall;
/// use chatwire::outbox::Outbox;
/// use std::time::Duration;
///
/// let outbox = Outbox::builder(platform)
///     .capacity(32)
///     .attempts(3)
///     .deadline(Duration::from_secs(60))
///     .in_memory();
/// assert_eq!(outbox.waiting(), 0);
/// ```
#[must_use = "an outbox is made by `in_memory`, or by `open` with a file"]
pub struct Builder {
    platform: Arc<dyn Platform>,
    capacity: usize,
    patience: Patience,
    #[cfg(feature = "outbox")]
    keep: Duration,
    #[cfg(feature = "outbox")]
    synced: bool,
}

impl Builder {
    pub(super) fn new(platform: Arc<dyn Platform>) -> Self {
        Self {
            platform,
            capacity: CAPACITY,
            patience: Patience { deadline: DEADLINE, ..Patience::default() },
            #[cfg(feature = "outbox")]
            keep: KEEP,
            #[cfg(feature = "outbox")]
            synced: true,
        }
    }

    /// Number of things in line in one room (default 256, 0 counts as 1); who sends more waits, or is refused by
    /// [`queue`](Outbox::queue).
    pub fn capacity(mut self, things: usize) -> Self {
        self.capacity = things.max(1);
        self
    }

    /// Number of attempts for one message, or one piece of it, the first one included (default 5, 0 counts as 1).
    ///
    /// The client of a platform repeats on its own what passes within seconds; these are attempts of the client.
    pub fn attempts(mut self, attempts: u32) -> Self {
        self.patience.attempts = attempts.max(1);
        self
    }

    /// Bound of the first pause between attempts (default 500 ms); it doubles with each, and the pause is a random
    /// part of it. A wait that the server asks for is waited for in full instead.
    pub fn pause(mut self, first: Duration) -> Self {
        self.patience.pause = first;
        self
    }

    /// Longest pause of our own choice (default 30 s).
    pub fn max_pause(mut self, longest: Duration) -> Self {
        self.patience.max_pause = longest;
        self
    }

    /// Time of one message from standing in line until it is written (default 5 minutes).
    ///
    /// A message whose turn comes later, or whose next attempt would, fails; an attempt under way is given up, so
    /// that the message is perhaps sent.
    pub fn deadline(mut self, time: Duration) -> Self {
        self.patience.deadline = time;
        self
    }

    /// Age up to which messages that the file kept are sent after a start (default 24 hours).
    #[cfg(feature = "outbox")]
    pub fn keep(mut self, age: Duration) -> Self {
        self.keep = age;
        self
    }

    /// Leaves it to the system when the file gets to the disk.
    ///
    /// That is faster, and as good for the end of the program; an end of the whole machine may then lose messages,
    /// or send one twice.
    #[cfg(feature = "outbox")]
    pub fn unsynced(mut self) -> Self {
        self.synced = false;
        self
    }

    /// An outbox that forgets what is unsent when the program ends.
    #[must_use]
    pub fn in_memory(self) -> Outbox {
        let keeper = Keeper::default();
        let queues =
            Queues::new(self.platform, self.capacity, self.patience, keeper, Restored::default());
        Outbox { queues: Arc::new(queues) }
    }

    /// An outbox that keeps unsent messages in a file, and sends those that an earlier run left there.
    ///
    /// The file has a line of JSON for each step of a message. A message is flushed to the disk when it stands in
    /// line, with [`queue`](Outbox::queue), which does not wait, at the next flush; and again before its first
    /// attempt, so that at the next start it is known whether it may have been sent: what was not begun is sent,
    /// what was begun is told by [`Outbox::restored`], once, and never sent again. That it was sent is not flushed: at worst a message that was sent is told as maybe sent. The file is
    /// written anew without finished messages at each start and whenever most of it is about those. A last line
    /// that was cut off is left out. Edits, removals and reactions are not kept.
    ///
    /// Beside the file stands one that ends in `.lock`, so that no second program uses it.
    ///
    /// # Errors
    ///
    /// [`Config`](chatwire_core::ErrorKind::Config) when the file cannot be read or written, or another outbox
    /// has it.
    #[cfg(feature = "outbox")]
    pub async fn open(self, file: impl Into<PathBuf>) -> Result<Outbox> {
        let (keeper, kept) = Keeper::open(file.into(), self.synced, self.keep).await?;
        // From here on nothing is waited for, so that whoever opened it gets what is told.
        keeper.told(&kept.told);
        let restored =
            Restored::new(kept.unsent.len(), kept.maybe_sent, kept.expired, kept.damaged);
        let queues = Queues::new(self.platform, self.capacity, self.patience, keeper, restored);
        let outbox = Outbox { queues: Arc::new(queues) };
        for (record, room, message) in kept.unsent {
            outbox.queues.restore(&room, message, record);
        }
        Ok(outbox)
    }
}

impl fmt::Debug for Builder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Builder")
            .field("platform", &self.platform.name())
            .field("capacity", &self.capacity)
            .field("patience", &self.patience)
            .finish_non_exhaustive()
    }
}
