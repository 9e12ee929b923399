//! A bot at work: events are taken in, handled, and finished at the end.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use chatwire_core::Error;
use chatwire_core::handlers::Registry;
use futures_util::StreamExt;
use tokio::sync::{Semaphore, watch};
use tracing::Instrument;

use super::lines::{Item, Lines};
use super::middleware::Next;
use super::report::{Counters, PlatformReport};
use super::seen::Seen;
use super::strategy::join;
use super::waiters::{Waiters, Waiting};
use super::{Context, Setup};
use crate::outbox::Outbox;
use crate::{Event, Incoming, Person, Platform, Room};

/// Events of a platform that always has some, before others get their turn.
const TURN: u32 = 64;

/// What all tasks of a bot share.
pub(super) struct Running {
    pub(super) setup: Setup,
    pub(super) outboxes: Vec<Outbox>,
    pub(super) counters: Arc<Counters>,
    pub(super) waiters: Waiters,
    pub(super) lines: Lines,
    /// Middleware and handlers, as one handler: who contains errors and panics of the others.
    chain: Registry<Context, Event>,
    first: Outbox,
    seen: Mutex<Seen>,
    handlers: Semaphore,
    stop: watch::Sender<bool>,
    cut: watch::Sender<bool>,
}

impl Running {
    pub(super) fn new(setup: Setup, first: Outbox, outboxes: Vec<Outbox>) -> Self {
        let counters = Arc::new(Counters::default());
        let chain = Registry::default();
        chain.add(
            |_| true,
            Some,
            |context: Context, event| async move { Next { at: 0 }.run(context, event).await },
        );
        let commands = setup.router.commands.iter().map(|command| &command.handler);
        for registry in [&setup.every, &setup.handlers, &chain] {
            setup.report_errors(registry, &counters);
        }
        for registry in commands {
            setup.report_errors(registry, &counters);
        }
        Self {
            waiters: Waiters::new(setup.dialogues),
            seen: Mutex::new(Seen::new(setup.remembered)),
            handlers: Semaphore::new(setup.handlers_at_once),
            lines: Lines::default(),
            stop: watch::channel(false).0,
            cut: watch::channel(false).0,
            setup,
            outboxes,
            counters,
            chain,
            first,
        }
    }

    pub(super) fn outbox(&self, at: usize) -> &Outbox {
        self.outboxes.get(at).unwrap_or(&self.first)
    }

    pub(super) fn is_stopping(&self) -> bool {
        *self.stop.borrow()
    }

    /// Comes when the bot stops.
    pub(super) async fn stopping(&self) {
        // The sender is this struct's own.
        let _ = self.stop.subscribe().wait_for(|stop| *stop).await;
    }

    /// Comes when what is still at work is to be given up.
    pub(super) async fn cut(&self) {
        let _ = self.cut.subscribe().wait_for(|cut| *cut).await;
    }

    pub(super) fn stop(&self) {
        self.stop.send_replace(true);
        self.waiters.close();
    }

    pub(super) fn give_up(&self) {
        self.stop();
        self.cut.send_replace(true);
    }

    /// Takes in what one platform tells, until it ends or the bot stops.
    pub(super) async fn take_in(self: Arc<Self>, at: usize) -> (usize, PlatformReport) {
        let name = self.outbox(at).platform().name();
        let mut report = PlatformReport { name, messages: 0, events: 0, ended: false, error: None };
        let mut events = self.outbox(at).platform().events();
        let mut turn = 0;
        loop {
            let item = tokio::select! {
                biased;
                () = self.stopping() => return (at, report),
                item = events.next() => item,
            };
            let event = match item {
                Some(Ok(event)) => event,
                Some(Err(error)) => {
                    tracing::error!(platform = name, %error, "the platform ended");
                    report.error = Some(error);
                    break;
                }
                None => {
                    tracing::info!(platform = name, "the platform ended");
                    break;
                }
            };
            report.events += 1;
            report.messages += u64::from(event.as_message().is_some());
            if let Some(event) = self.admit(at, event) {
                self.stand_in_line(at, event).await;
            }
            turn = (turn + 1) % TURN;
            if turn == 0 {
                tokio::task::yield_now().await;
            }
        }
        report.ended = true;
        (at, report)
    }

    /// The event, unless a filter refuses it, it came before, or a dialogue waits for it.
    fn admit(&self, at: usize, event: Event) -> Option<Event> {
        let is_own = sender_is_self(&event) && !self.setup.with_self;
        if is_own || !self.setup.filters.iter().all(|filter| admits(filter, &event)) {
            self.counters.ignored.one();
            return None;
        }
        let Event::Message(message) = event else { return Some(event) };
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        if !seen.is_new(&message) {
            self.counters.duplicates.one();
            return None;
        }
        drop(seen);
        self.waiters.offer((at, message)).map(|(_, message)| Event::Message(message))
    }

    /// Waits for a message that `filter` wants, among others who do.
    pub(super) fn wait(
        self: &Arc<Self>,
        room: Room,
        filter: impl Fn(&Incoming) -> bool + Send + 'static,
    ) -> Result<Waiting<'_>, Error> {
        let running = Arc::clone(self);
        let give_back = move |given| {
            // To the next one who wants it, else to where it had gone without dialogues.
            if let Some((at, message)) = running.waiters.offer(given) {
                running.stand_first(at, Event::Message(message));
            }
        };
        self.waiters.wait(room, Box::new(filter), Box::new(give_back))
    }

    /// Handles an event, or the messages of a burst as one.
    pub(super) async fn handle(self: &Arc<Self>, batch: Vec<Item>) {
        // It is never closed.
        let _place = self.handlers.acquire().await;
        let Some(at) = batch.first().map(|(at, _)| *at) else { return };
        let events: Vec<Event> = batch.into_iter().map(|(_, event)| event).collect();
        let messages: Arc<[Incoming]> = events.iter().filter_map(about).cloned().collect();
        let event = match <[Event; 1]>::try_from(events) {
            Ok([event]) => event,
            Err(_) => match join(&messages) {
                Some(message) => Event::Message(message),
                None => return,
            },
        };
        self.counters.handled.one();
        let room = event.room().map(tracing::field::display);
        let id = messages.last().map(|message| tracing::field::display(&message.id));
        let platform = self.outbox(at).platform().name();
        let span = tracing::info_span!("event", platform, room, id);
        let context = Context::new(Arc::clone(self), at, &event, messages);
        self.chain.dispatch(&context, event).instrument(span).await;
    }

    /// The end of the chain: handlers of everything, then a command or the handlers of this kind of event.
    pub(super) async fn dispatch(&self, context: Context, event: Event) {
        if !self.setup.every.is_empty() {
            self.setup.every.dispatch(&context, event.clone()).await;
        }
        if let Event::Message(message) = &event
            && self.setup.router.route(&context, message).await
        {
            return;
        }
        self.setup.handlers.dispatch(&context, event).await;
    }
}

/// Stops what is at work when the future of the run is dropped.
pub(super) struct StopOnDrop(pub(super) Arc<Running>);

impl Drop for StopOnDrop {
    fn drop(&mut self) {
        self.0.give_up();
    }
}

/// An outbox for each platform.
pub(super) async fn outboxes(
    setup: &Setup,
    platforms: Vec<Arc<dyn Platform>>,
) -> Result<Vec<Outbox>, Error> {
    let mut outboxes = Vec::with_capacity(platforms.len());
    for platform in platforms {
        #[cfg(feature = "outbox")]
        let name = platform.name();
        let builder = (setup.outbox)(Outbox::builder(platform));
        #[cfg(feature = "outbox")]
        if let Some(folder) = &setup.folder {
            let same = |each: &&Outbox| each.platform().name() == name;
            let file = match outboxes.iter().filter(same).count() {
                0 => format!("{name}.jsonl"),
                // Two clients of one platform.
                others => format!("{name}-{}.jsonl", others + 1),
            };
            let outbox = builder.open(folder.join(file)).await?;
            for message in &outbox.restored().maybe_sent {
                tracing::warn!(room = %message.room, "a message of the last run is perhaps sent");
            }
            outboxes.push(outbox);
            continue;
        }
        outboxes.push(builder.in_memory());
    }
    Ok(outboxes)
}

/// The message that an event is about.
fn about(event: &Event) -> Option<&Incoming> {
    match event {
        Event::Message(message) | Event::Edited(message) => Some(message),
        _ => None,
    }
}

/// A filter that panics lets nothing through.
fn admits(filter: &super::Filter, event: &Event) -> bool {
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| filter(event))).unwrap_or(false)
}

fn sender_is_self(event: &Event) -> bool {
    sender(event).is_some_and(|sender| sender.is_self)
}

/// Who did it, with the platform.
pub(super) fn person(event: &Event) -> Option<Person> {
    event.room().zip(sender(event)).map(|(room, sender)| Person::of(room, sender))
}

/// Who did it, where the neutral form tells.
fn sender(event: &Event) -> Option<&crate::Sender> {
    match event {
        Event::Message(message) | Event::Edited(message) => Some(&message.sender),
        Event::Deleted(deleted) => deleted.by.as_ref(),
        Event::Joined(who) | Event::Left(who) | Event::Typing(who) => Some(&who.sender),
        Event::Reaction(reaction) => Some(&reaction.sender),
        Event::Lifecycle(_) | Event::Native(_) => None,
    }
}

/// Whatever a deadline says, messages on their way get this long.
pub(super) const LAST_CALL: Duration = Duration::from_secs(1);
