//! Waiting for single events, such as the next click on a button: [`Wait`] and [`Collector`].

use std::collections::HashMap;
use std::fmt;
use std::pin::Pin;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use chatwire_core::{BoxFuture, Error, ErrorKind, Result};
use chatwire_mezon_proto::{api, realtime};
use futures_core::Stream;
use futures_util::StreamExt;
use tokio::sync::mpsc;
use tokio::time::{Instant, timeout_at};

use crate::error::named;
use crate::event::{Event, EventKind, Kinds};
use crate::interactive::{Click, FormValues, Selection};
use crate::{Client, Message};

/// Events that wait for one collector; more are dropped until it is looked at.
const QUEUE: usize = 1_024;

/// Those who wait for events, as the session's task sees them.
#[derive(Debug, Default)]
pub(crate) struct Collectors {
    /// How many there are, so that nobody costs nothing.
    count: AtomicUsize,
    waiting: Mutex<Waiting>,
}

#[derive(Debug, Default)]
struct Waiting {
    next: u64,
    queues: HashMap<u64, (Kinds, mpsc::Sender<Event>)>,
}

impl Collectors {
    fn lock(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether somebody waits for events of this kind.
    pub(crate) fn wants(&self, kind: EventKind) -> bool {
        self.count.load(Ordering::Relaxed) > 0
            && self.lock().queues.values().any(|(kinds, _)| kinds.contains(kind))
    }

    /// Gives an event to those who wait for its kind. They look at it in tasks of their own, so no code of the user
    /// runs here.
    pub(crate) fn offer(&self, event: &Event) {
        if self.count.load(Ordering::Relaxed) == 0 {
            return;
        }
        let Some(kind) = event.kind() else { return };
        for (kinds, queue) in self.lock().queues.values() {
            if kinds.contains(kind) && queue.try_send(event.clone()).is_err() {
                tracing::warn!(%kind, "a collector is not looked at: an event is dropped");
            }
        }
    }

    fn enter(&self, kinds: Kinds) -> (u64, mpsc::Receiver<Event>) {
        let (sender, receiver) = mpsc::channel(QUEUE);
        let mut waiting = self.lock();
        let number = waiting.next;
        waiting.next += 1;
        waiting.queues.insert(number, (kinds, sender));
        self.count.store(waiting.queues.len(), Ordering::Relaxed);
        (number, receiver)
    }

    fn leave(&self, number: u64) {
        let mut waiting = self.lock();
        waiting.queues.remove(&number);
        self.count.store(waiting.queues.len(), Ordering::Relaxed);
    }
}

/// A stream of the events of some kinds, beside handlers and readers; from [`Client::collect`].
///
/// It begins when it is made, ends never, and holds 1,024 events: those that come while so many wait are dropped and
/// logged. Taking is cancel safe. Dropped, it costs nothing any more.
#[must_use = "a collector that is dropped collects nothing"]
pub struct Collector {
    client: Client,
    number: u64,
    events: mpsc::Receiver<Event>,
}

impl Stream for Collector {
    type Item = Event;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Event>> {
        self.events.poll_recv(cx)
    }
}

impl Drop for Collector {
    fn drop(&mut self) {
        self.client.inner.collectors.leave(self.number);
    }
}

impl fmt::Debug for Collector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Collector").field("waiting", &self.events.len()).finish_non_exhaustive()
    }
}

/// The wait for one event; from [`Client::wait_for`] and its like.
///
/// The wait begins when it is made, not when it is awaited: begin it before you send what it answers, and nothing is
/// missed. Several can wait at once. Dropped, it costs nothing any more.
///
/// # Errors
///
/// Awaiting gives [`Timeout`](ErrorKind::Timeout) when the time is over.
#[must_use = "a wait that is dropped waits for nothing"]
pub struct Wait<T>(BoxFuture<'static, Result<T>>);

impl<T> Future for Wait<T> {
    type Output = Result<T>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<T>> {
        self.0.as_mut().poll(cx)
    }
}

impl<T> fmt::Debug for Wait<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Wait").finish_non_exhaustive()
    }
}

impl Client {
    /// Collects the events of some kinds that a live session of this client hears of from now on.
    pub fn collect(&self, kinds: impl IntoIterator<Item = EventKind>) -> Collector {
        let (number, events) = self.inner.collectors.enter(kinds.into_iter().collect());
        Collector { client: self.clone(), number, events }
    }

    /// Waits for the first event of a kind that the filter takes, while handlers and readers go on.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> chatwire_mezon::Result<()> {
    /// # tokio::time::pause();
    /// # let client = chatwire_mezon::Client::new(5, "key")?;
    /// use std::time::Duration;
    /// use chatwire_mezon::ErrorKind;
    /// use chatwire_mezon::event::{Event, EventKind};
    ///
    /// let joined = client.wait_for(
    ///     EventKind::VoiceJoined,
    ///     |event| matches!(event, Event::VoiceJoined(user) if user.user_id == 9),
    ///     Duration::from_secs(60),
    /// );
    /// let error = joined.await.expect_err("nobody came");
    /// assert_eq!(error.kind(), ErrorKind::Timeout);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// Those of [`Wait`].
    pub fn wait_for(
        &self,
        kind: EventKind,
        filter: impl FnMut(&Event) -> bool + Send + 'static,
        limit: Duration,
    ) -> Wait<Event> {
        self.wait(kind, Some, filter, limit)
    }

    /// Waits for a click on a button.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> chatwire_mezon::Result<()> {
    /// # tokio::time::pause();
    /// # let client = chatwire_mezon::Client::new(5, "key")?;
    /// # let asked = 77;
    /// use std::time::Duration;
    ///
    /// let clicked = client.wait_for_click(move |click| click.message_id == asked, Duration::from_secs(60));
    /// match clicked.await {
    ///     Ok(click) => println!("{} pressed {}", click.user_id, click.button_id),
    ///     Err(error) => println!("{error}"),
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// Those of [`Wait`].
    pub fn wait_for_click(
        &self,
        filter: impl FnMut(&Click) -> bool + Send + 'static,
        limit: Duration,
    ) -> Wait<Click> {
        let take = |event| match event {
            Event::MessageButtonClicked(click) => Some(Click::from(*click)),
            _ => None,
        };
        self.wait(EventKind::MessageButtonClicked, take, filter, limit)
    }

    /// Waits for a choice in a drop-down list.
    ///
    /// # Errors
    ///
    /// Those of [`Wait`].
    pub fn wait_for_selection(
        &self,
        filter: impl FnMut(&Selection) -> bool + Send + 'static,
        limit: Duration,
    ) -> Wait<Selection> {
        let take = |event| match event {
            Event::DropdownBoxSelected(selection) => Some(Selection::from(*selection)),
            _ => None,
        };
        self.wait(EventKind::DropdownBoxSelected, take, filter, limit)
    }

    /// Waits for a message; edits and removals are messages, too.
    ///
    /// # Errors
    ///
    /// Those of [`Wait`].
    pub fn wait_for_message(
        &self,
        filter: impl FnMut(&Message) -> bool + Send + 'static,
        limit: Duration,
    ) -> Wait<Message> {
        let take = |event| match event {
            Event::ChannelMessage(message) => Some(message),
            _ => None,
        };
        self.wait(EventKind::ChannelMessage, take, filter, limit)
    }

    /// Waits for a reaction; its `action` says whether it was taken off.
    ///
    /// # Errors
    ///
    /// Those of [`Wait`].
    pub fn wait_for_reaction(
        &self,
        filter: impl FnMut(&api::MessageReaction) -> bool + Send + 'static,
        limit: Duration,
    ) -> Wait<api::MessageReaction> {
        let take = |event| match event {
            Event::MessageReaction(reaction) => Some(*reaction),
            _ => None,
        };
        self.wait(EventKind::MessageReaction, take, filter, limit)
    }

    fn wait<T: Send + 'static>(
        &self,
        kind: EventKind,
        take: fn(Event) -> Option<T>,
        mut filter: impl FnMut(&T) -> bool + Send + 'static,
        limit: Duration,
    ) -> Wait<T> {
        let mut collector = self.collect([kind]);
        let now = Instant::now();
        let until = now.checked_add(limit).unwrap_or(now + Duration::from_secs(86_400 * 365));
        Wait(Box::pin(async move {
            let found = async {
                // It never ends while somebody holds the collector.
                while let Some(event) = collector.next().await {
                    if let Some(value) = take(event)
                        && filter(&value)
                    {
                        return Some(value);
                    }
                }
                None
            };
            match timeout_at(until, found).await {
                Ok(Some(value)) => Ok(value),
                _ => {
                    let why = format!("no {kind} came in time");
                    Err(named(Error::new(ErrorKind::Timeout, why)))
                }
            }
        }))
    }
}

impl From<realtime::MessageButtonClicked> for Click {
    fn from(click: realtime::MessageButtonClicked) -> Self {
        Self {
            message_id: click.message_id.into(),
            channel_id: click.channel_id.into(),
            button_id: click.button_id,
            sender_id: click.sender_id.into(),
            user_id: click.user_id.into(),
            form: FormValues::parse(&click.extra_data),
        }
    }
}

impl From<realtime::DropdownBoxSelected> for Selection {
    fn from(selection: realtime::DropdownBoxSelected) -> Self {
        Self {
            message_id: selection.message_id.into(),
            channel_id: selection.channel_id.into(),
            select_id: selection.selectbox_id,
            sender_id: selection.sender_id.into(),
            user_id: selection.user_id.into(),
            values: selection.values,
        }
    }
}
