//! The reader of all platforms: decides what is carried, and hands it to the writers.

use std::collections::{HashMap, VecDeque};
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use chatwire_core::{Error, Result};
use futures_core::stream::BoxStream;
use futures_util::stream::{self, SelectAll, StreamExt};
use tokio::sync::mpsc::{self, error::TrySendError};
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep, sleep_until};

use super::config::Follow;
use super::guard::{Echo, Original, Ticket};
use super::link::{Routes, safe};
use super::report::{Notice, Report};
use super::shared::{Memory, Shared};
use super::writer::{Job, Writer};
use crate::outbox::Outbox;
use crate::{Deleted, Event, Incoming, Lifecycle, MessageId, Room};

/// As good as never.
const YEAR: Duration = Duration::from_secs(365 * 86_400);

/// Function that says what is carried.
pub(super) type Filter = Arc<dyn Fn(&Incoming) -> bool + Send + Sync>;

/// Name of a platform with something that it told; `None` is its end.
type Heard = (&'static str, Option<Result<Event>>);

/// What a run needs, checked.
pub(super) struct Run {
    pub(super) outboxes: Vec<Outbox>,
    pub(super) routes: Routes,
    pub(super) filters: Vec<Filter>,
    pub(super) edits: Follow,
    pub(super) deletes: Follow,
    pub(super) carry_own: bool,
    pub(super) capacity: usize,
    pub(super) echo_wait: Duration,
    pub(super) grace: Duration,
    pub(super) shared: Arc<Shared>,
}

impl fmt::Debug for Run {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Run").field("routes", &self.routes).finish_non_exhaustive()
    }
}

impl Run {
    pub(super) async fn until(self, shutdown: impl Future) -> Report {
        let Self { outboxes, grace, .. } = &self;
        let (outboxes, grace) = (Outboxes(outboxes.clone()), *grace);
        let mut shutdown = pin!(shutdown);
        let (mut writers, mut queues) = (JoinSet::new(), HashMap::new());
        for target in self.routes.targets() {
            let platform = |outbox: &&Outbox| outbox.platform().name() == target.platform;
            let Some(outbox) = outboxes.0.iter().find(platform) else { continue };
            if !queues.contains_key(target) {
                let (sender, jobs) = mpsc::channel(self.capacity);
                queues.insert(target.clone(), sender);
                writers.spawn(self.writer(target, outbox).run(jobs));
            }
        }
        let shared = Arc::clone(&self.shared);
        let mut streams = self.listen();
        let mut reader = Reader { run: self, queues, held: HashMap::new() };

        let asked = reader.read(&mut streams, shutdown.as_mut()).await;
        // Sessions end now: what is not read yet comes again at the next start, where a platform keeps it.
        drop(streams);
        let mut late = pin!(async move {
            if !asked {
                shutdown.await;
            }
            sleep(grace).await;
        });
        let mut in_time = tokio::select! {
            biased;
            () = reader.settle() => true,
            () = &mut late => false,
        };
        reader.release(true);
        // Writers end when nothing more can come.
        drop(reader);
        if in_time {
            in_time = tokio::select! {
                biased;
                () = all(&mut writers) => true,
                () = &mut late => false,
            };
        }
        if !in_time {
            tracing::warn!("bridge: not everything could be written before the end");
        }
        for outbox in &outboxes.0 {
            // What was left is told to the writers, which count it.
            outbox.close(Duration::ZERO).await;
        }
        all(&mut writers).await;
        shared.report().clone()
    }

    fn writer(&self, target: &Room, outbox: &Outbox) -> Writer {
        Writer {
            room: target.clone(),
            outbox: outbox.clone(),
            shared: Arc::clone(&self.shared),
            edits: self.edits,
            deletes: self.deletes,
        }
    }

    /// Events of the platforms that something comes from.
    fn listen(&self) -> SelectAll<BoxStream<'static, Heard>> {
        let mut streams = SelectAll::new();
        for outbox in &self.outboxes {
            let name = outbox.platform().name();
            self.shared.report().count(name);
            if self.routes.sources().any(|room| room.platform == name) {
                let events = outbox.platform().events().map(move |event| (name, Some(event)));
                streams.push(events.chain(stream::iter([(name, None)])).boxed());
            }
        }
        streams
    }
}

/// Queues have tasks of their own, which must not write when the bridge is not there any more.
struct Outboxes(Vec<Outbox>);

impl Drop for Outboxes {
    fn drop(&mut self) {
        for outbox in &self.0 {
            outbox.give_up();
        }
    }
}

async fn all(writers: &mut JoinSet<()>) {
    while let Some(ended) = writers.join_next().await {
        if let Err(error) = ended {
            tracing::error!(%error, "bridge: a writer broke down");
        }
    }
}

/// Something that cannot be judged before a platform has answered.
#[derive(Debug)]
struct Held {
    event: Event,
    /// Messages on their way when it was heard have lower tickets.
    barrier: Ticket,
    until: Instant,
}

/// Reads events and hands out jobs.
#[derive(Debug)]
struct Reader {
    run: Run,
    queues: HashMap<Room, mpsc::Sender<Job>>,
    held: HashMap<Room, VecDeque<Held>>,
}

impl Reader {
    /// Reads until it is asked to end (`true`) or all sessions have ended (`false`).
    async fn read(
        &mut self,
        streams: &mut SelectAll<BoxStream<'static, Heard>>,
        mut shutdown: std::pin::Pin<&mut impl Future>,
    ) -> bool {
        let shared = Arc::clone(&self.run.shared);
        let mut failed: HashMap<&'static str, Error> = HashMap::new();
        loop {
            let next = self.next_deadline();
            tokio::select! {
                biased;
                _ = shutdown.as_mut() => return true,
                () = shared.answered.notified() => self.release(false),
                () = until(next) => self.release(false),
                heard = streams.next() => match heard {
                    None => return false,
                    Some((platform, Some(Ok(event)))) => self.hear(platform, event),
                    Some((platform, Some(Err(error)))) => drop(failed.insert(platform, error)),
                    Some((platform, None)) => self.ended(platform, failed.remove(platform)),
                },
            }
        }
    }

    /// Waits until everything that was heard is judged.
    async fn settle(&mut self) {
        let shared = Arc::clone(&self.run.shared);
        loop {
            self.release(false);
            let Some(next) = self.next_deadline() else { return };
            tokio::select! {
                () = shared.answered.notified() => {}
                () = sleep_until(next) => {}
            }
        }
    }

    fn ended(&self, platform: &str, error: Option<Error>) {
        let platform = platform.to_owned();
        self.run.shared.report().ended.push((platform.clone(), error.clone()));
        self.run.shared.tell(&Notice::Ended { platform, error });
    }

    fn hear(&mut self, platform: &str, event: Event) {
        let room = match (&event, event.room()) {
            (Event::Message(_) | Event::Edited(_) | Event::Deleted(_), Some(room)) => room.clone(),
            (Event::Lifecycle(news), _) => return self.lifecycle(platform, news),
            _ => return,
        };
        let leads_from = !self.run.routes.from(&room).is_empty();
        if !leads_from && !self.run.routes.leads_to(&room) {
            return;
        }
        let (barrier, busy) = {
            let guard = self.run.shared.guard();
            let barrier = guard.barrier();
            (barrier, guard.is_busy(&room, barrier))
        };
        // What the account itself wrote need not wait: it is not carried in any case.
        let own = matches!(&event, Event::Message(message) if message.sender.is_self);
        let may_be_carried = !own || self.run.carry_own;
        let waits = may_be_carried && (busy || self.held.contains_key(&room));
        if waits {
            let until = far(Instant::now(), self.run.echo_wait);
            let held = self.held.entry(room).or_default();
            held.push_back(Held { event, barrier, until });
            let is_full = held.len() > self.run.capacity;
            // Its text decides, as after a wait that was too long.
            let oldest = if is_full { held.pop_front() } else { None };
            if let Some(oldest) = oldest {
                self.judge(oldest.event, oldest.barrier);
            }
        } else {
            self.judge(event, barrier);
        }
    }

    fn lifecycle(&self, platform: &str, news: &Lifecycle) {
        {
            let mut report = self.run.shared.report();
            match news {
                Lifecycle::Offline { .. } => report.count(platform).offline += 1,
                Lifecycle::Lagged { missed } => report.count(platform).lagged += missed,
                Lifecycle::Online { .. } => {}
            }
        }
        let platform = platform.to_owned();
        self.run.shared.tell(&Notice::Lifecycle { platform, news: news.clone() });
    }

    fn next_deadline(&self) -> Option<Instant> {
        self.held.values().filter_map(|held| Some(held.front()?.until)).min()
    }

    /// Judges what has waited long enough, in the order of each room.
    fn release(&mut self, at_once: bool) {
        let (mut ready, now) = (Vec::new(), Instant::now());
        {
            let guard = self.run.shared.guard();
            for (room, held) in &mut self.held {
                let ripe = |held: &mut Held| {
                    at_once || held.until <= now || !guard.is_busy(room, held.barrier)
                };
                while held.front_mut().is_some_and(ripe) {
                    ready.extend(held.pop_front());
                }
            }
        }
        self.held.retain(|_, held| !held.is_empty());
        for Held { event, barrier, .. } in ready {
            self.judge(event, barrier);
        }
    }

    fn judge(&mut self, event: Event, barrier: Ticket) {
        match event {
            Event::Message(message) => self.message(message, barrier),
            Event::Edited(message) => self.edited(message),
            Event::Deleted(deleted) => self.deleted(deleted),
            _ => {}
        }
    }

    fn message(&mut self, message: Incoming, barrier: Ticket) {
        let room = &message.room;
        if self.is_echo(&message, barrier) {
            self.run.shared.report().count(&room.platform).echoes += 1;
            return;
        }
        if self.run.routes.from(room).is_empty() {
            return;
        }
        // The file knows what was carried before a restart.
        let is_new = self.run.shared.guard().is_new(room, &message.id);
        if !is_new || self.with_memory(|memory| memory.mapping().is_original(room, &message.id)) {
            self.run.shared.report().count(&room.platform).duplicates += 1;
            return;
        }
        let empty = message.text.trim().is_empty() && message.attachments.is_empty();
        if empty || !self.run.filters.iter().all(|filter| carries(filter, &message)) {
            self.run.shared.report().count(&room.platform).filtered += 1;
            return;
        }
        {
            let mut report = self.run.shared.report();
            let counts = report.count(&room.platform);
            counts.received += 1;
            counts.recovered += u64::from(is_recovered(&message));
        }
        self.hand_out(message, Job::Write);
    }

    /// Whether the bridge wrote it, or somebody else by the bridge's account whose messages are not carried.
    fn is_echo(&self, message: &Incoming, barrier: Ticket) -> bool {
        let Incoming { room, id, .. } = message;
        if self.is_ours(room, id) {
            return true;
        }
        let echo = self.run.shared.guard().confirm(room, id, &message.text, barrier);
        if let Some(Echo::Late { piece, maybe }) = &echo {
            self.run.shared.remember(piece, room, id.clone());
            if *maybe && let Some(count) = piece.found() {
                self.run.shared.report().count(&room.platform).found(count);
            }
        }
        echo.is_some() || (message.sender.is_self && !self.run.carry_own)
    }

    fn is_ours(&self, room: &Room, id: &MessageId) -> bool {
        self.run.shared.guard().wrote(room, id)
            || self.with_memory(|memory| memory.mapping().is_copy(room, id))
    }

    fn edited(&mut self, message: Incoming) {
        let own = message.sender.is_self && !self.run.carry_own;
        if !own && self.run.edits != Follow::Ignore && !self.is_ours(&message.room, &message.id) {
            self.hand_out(message, Job::Edit);
        }
    }

    fn deleted(&mut self, Deleted { id, room, .. }: Deleted) {
        if self.is_ours(&room, &id) {
            // A moderator removed a copy. That is no reason to remove what somebody wrote elsewhere.
            self.with_memory(|memory| memory.lose(&room, &id));
        } else if self.run.deletes != Follow::Ignore {
            let original: Original = (room, id);
            for route in self.run.routes.from(&original.0) {
                self.queue(&route.target, Job::Delete(original.clone()));
            }
        }
    }

    fn hand_out(&self, message: Incoming, job: impl Fn(Arc<Incoming>, String) -> Job) {
        let message = Arc::new(safe(message));
        for route in self.run.routes.from(&message.room) {
            let made = AssertUnwindSafe(|| self.run.routes.text(route, &message));
            match catch_unwind(made) {
                Ok(text) => self.queue(&route.target, job(Arc::clone(&message), text)),
                Err(_) => self.not_formatted(&route.target),
            }
        }
    }

    fn queue(&self, target: &Room, job: Job) {
        let Some(queue) = self.queues.get(target) else { return };
        // A writer ends only after its queue, unless it broke down, which is logged.
        if let Err(TrySendError::Full(_)) = queue.try_send(job) {
            self.run.shared.report().count(&target.platform).dropped += 1;
            self.run.shared.tell(&Notice::Dropped { room: target.clone() });
        }
    }

    fn not_formatted(&self, target: &Room) {
        self.run.shared.report().count(&target.platform).failed += 1;
        let error = Error::input("the function that says how messages look panicked");
        self.run.shared.tell(&Notice::Failed { room: target.clone(), error });
    }

    fn with_memory<T>(&self, work: impl FnOnce(&mut Memory) -> T) -> T {
        work(&mut self.run.shared.memory())
    }
}

/// A filter that panics lets nothing through.
fn carries(filter: &Filter, message: &Incoming) -> bool {
    catch_unwind(AssertUnwindSafe(|| filter(message))).unwrap_or(false)
}

/// A time of the user's choice from now on; one that no clock shows is a year.
fn far(now: Instant, time: Duration) -> Instant {
    now.checked_add(time).unwrap_or_else(|| now + YEAR)
}

/// Sleeps for ever without a deadline.
async fn until(deadline: Option<Instant>) {
    match deadline {
        Some(deadline) => sleep_until(deadline).await,
        None => std::future::pending().await,
    }
}

/// Whether a message was fetched after a gap, as its platform tells.
fn is_recovered(message: &Incoming) -> bool {
    match &message.native {
        #[cfg(feature = "kick")]
        crate::Native::Kick(message) => message.is_recovered(),
        #[cfg(feature = "mezon")]
        crate::Native::Mezon(message) => message.is_recovered(),
        #[cfg(feature = "tokenbowl")]
        crate::Native::TokenBowl(message) => message.is_recovered(),
        _ => false,
    }
}
