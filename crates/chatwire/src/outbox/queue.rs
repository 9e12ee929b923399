//! Queues of rooms, and the tasks that work them off.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use chatwire_core::{Error, ErrorKind, Result};
use tokio::runtime::Handle;
use tokio::sync::{Mutex as Turn, Notify, OwnedSemaphorePermit, Semaphore, oneshot, watch};
use tokio::time::{timeout, timeout_at};

use super::attempt::{Patience, late};
use super::keeper::{Keeper, Record};
use super::sent::Sent;
use super::unsent::{Restored, Unsent, UnsentMessage};
use super::work::{Job, Work};
use super::{closed, ended};
use crate::{Platform, Room};

/// Longest wait, after the end of the deadline, for tasks that were told to stop.
const STOPPING: Duration = Duration::from_secs(5);

pub(super) struct Queues {
    pub(super) platform: Arc<dyn Platform>,
    pub(super) patience: Patience,
    pub(super) keeper: Keeper,
    pub(super) restored: Restored,
    /// Says that what is under way is to be given up.
    pub(super) cut: watch::Sender<bool>,
    capacity: usize,
    state: Mutex<State>,
    idle: Notify,
}

#[derive(Default)]
struct State {
    lines: HashMap<Room, Line>,
    unsent: Vec<UnsentMessage>,
    waiting: usize,
    closed: bool,
}

struct Line {
    jobs: VecDeque<Job>,
    /// Whether a task works it off.
    working: bool,
    places: Arc<Semaphore>,
    /// Who waits for a place does so in order of arrival, and nobody passes.
    turn: Arc<Turn<()>>,
}

/// Whether something stands in line.
enum Stood {
    In(Sent),
    /// The line is full, or others wait for a place already.
    Out {
        work: Work,
        places: Arc<Semaphore>,
        turn: Arc<Turn<()>>,
    },
}

impl Queues {
    pub(super) fn new(
        platform: Arc<dyn Platform>,
        capacity: usize,
        patience: Patience,
        keeper: Keeper,
        restored: Restored,
    ) -> Self {
        // More than a semaphore can count is as good as no bound.
        let capacity = capacity.min(Semaphore::MAX_PERMITS);
        let (state, idle) = (Mutex::default(), Notify::new());
        let (cut, _) = watch::channel(false);
        Self { platform, patience, keeper, restored, cut, capacity, state, idle }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn waiting(&self) -> usize {
        self.state().waiting
    }

    pub(super) fn left(&self, message: UnsentMessage) {
        self.state().unsent.push(message);
    }

    /// Takes a place in the room's line, when there is one.
    pub(super) async fn stand_in_line(self: &Arc<Self>, room: &Room, work: Work) -> Result<Sent> {
        let sent = match self.try_stand(room, work)? {
            Stood::In(sent) => sent,
            Stood::Out { work, places, turn } => {
                let place = async {
                    let turn = turn.lock_owned().await;
                    // The semaphore is never closed.
                    (places.acquire_owned().await.ok(), turn)
                };
                let (place, _turn) = match self.patience.until(work.delay()) {
                    Some(until) => {
                        let late = |_| late(self.platform.name());
                        timeout_at(until, place).await.map_err(late)?
                    }
                    None => place.await,
                };
                self.push(&mut self.state(), room, work, place)?
            }
        };
        self.keeper.flush().await;
        Ok(sent)
    }

    /// Takes a place in the room's line if there is one.
    pub(super) fn push_now(self: &Arc<Self>, room: &Room, work: Work) -> Result<Sent> {
        match self.try_stand(room, work)? {
            Stood::In(sent) => Ok(sent),
            Stood::Out { .. } => {
                let full = Error::new(ErrorKind::RateLimited, "the queue of the room is full");
                Err(full.with_platform(self.platform.name()).with_code("outbox_full"))
            }
        }
    }

    fn try_stand(self: &Arc<Self>, room: &Room, work: Work) -> Result<Stood> {
        let mut state = self.state();
        let line = state.line(room, self.capacity);
        // Only those who wait hold the turn, beside the line itself; nobody passes them.
        if Arc::strong_count(&line.turn) == 1
            && let Ok(place) = Arc::clone(&line.places).try_acquire_owned()
        {
            return self.push(&mut state, room, work, Some(place)).map(Stood::In);
        }
        let (places, turn) = (Arc::clone(&line.places), Arc::clone(&line.turn));
        Ok(Stood::Out { work, places, turn })
    }

    /// Puts a message back in line that an earlier run of the program left. Such ones need no place.
    #[cfg(feature = "outbox")]
    pub(super) fn restore(self: &Arc<Self>, room: &Room, message: crate::Outgoing, record: u64) {
        let until = self.patience.until(message.delay);
        let work = Work::Send(message);
        let job = Job { work, until, record: Some(record), answer: None, place: None };
        let mut state = self.state();
        self.append(&mut state, room, job, &Handle::current());
    }

    fn push(
        self: &Arc<Self>,
        state: &mut State,
        room: &Room,
        work: Work,
        place: Option<OwnedSemaphorePermit>,
    ) -> Result<Sent> {
        if state.closed {
            return Err(closed(self.platform.name()));
        }
        let runtime = Handle::try_current()
            .map_err(|error| Error::config("an outbox needs a tokio runtime").with_source(error))?;
        let record: Record = match &work {
            Work::Send(message) => self.keeper.queued(room, message)?,
            _ => None,
        };
        let (answer, sent) = oneshot::channel();
        let until = self.patience.until(work.delay());
        let job = Job { work, until, record, answer: Some(answer), place };
        self.append(state, room, job, &runtime);
        Ok(Sent::new(sent, self.platform.name()))
    }

    fn append(self: &Arc<Self>, state: &mut State, room: &Room, job: Job, runtime: &Handle) {
        state.waiting += 1;
        let line = state.line(room, self.capacity);
        line.jobs.push_back(job);
        if !std::mem::replace(&mut line.working, true) {
            // It ends when the line is empty, which the deadline of each job bounds.
            runtime.spawn(Arc::clone(self).work_off(room.clone()));
        }
    }

    async fn work_off(self: Arc<Self>, room: Room) {
        let mut worker = Worker { queues: &self, room: &room, is_busy: false, is_done: false };
        while let Some(job) = self.next(&room) {
            worker.is_busy = true;
            self.run(&room, job).await;
            worker.is_busy = false;
            self.state().waiting -= 1;
        }
        worker.is_done = true;
    }

    /// The task of a room was dropped with its runtime: what stands in line there is left over.
    fn abandon(&self, room: &Room, is_busy: bool) {
        let mut state = self.state();
        let State { lines, unsent, waiting, .. } = &mut *state;
        let Some(line) = lines.get_mut(room) else { return };
        line.working = false;
        let jobs = std::mem::take(&mut line.jobs);
        *waiting -= jobs.len() + usize::from(is_busy);
        for job in jobs {
            if let Work::Send(message) = job.work {
                unsent.push(UnsentMessage::new(room.clone(), message, false));
            }
            // Whoever asked may not want to know.
            let _ = job.answer.map(|answer| answer.send(Err(ended(self.platform.name()))));
        }
        drop(state);
        self.idle.notify_waiters();
    }

    /// The next job of a room; the task that gets none must end.
    fn next(&self, room: &Room) -> Option<Job> {
        let mut state = self.state();
        let line = state.lines.get_mut(room)?;
        let job = line.jobs.pop_front();
        if job.is_none() {
            line.working = false;
            // Somebody who waits for a place here is about to use it.
            if Arc::strong_count(&line.turn) == 1 {
                state.lines.remove(room);
            }
            drop(state);
            self.idle.notify_waiters();
        }
        job
    }

    pub(super) fn give_up(&self) {
        self.state().closed = true;
        self.cut.send_replace(true);
    }

    pub(super) async fn close(&self, deadline: Duration) -> Unsent {
        self.state().closed = true;
        if timeout(deadline, self.all_idle()).await.is_err() {
            self.cut.send_replace(true);
            if timeout(STOPPING, self.all_idle()).await.is_err() {
                tracing::warn!(platform = self.platform.name(), "a call did not stop");
            }
        }
        self.keeper.flush().await;
        Unsent(std::mem::take(&mut self.state().unsent))
    }

    async fn all_idle(&self) {
        loop {
            let news = self.idle.notified();
            tokio::pin!(news);
            // From here on no news is missed.
            news.as_mut().enable();
            if !self.state().lines.values().any(|line| line.working) {
                return;
            }
            news.await;
        }
    }
}

/// The task that works off a line.
struct Worker<'a> {
    queues: &'a Queues,
    room: &'a Room,
    /// Whether a job is under way, which stands in no line any more.
    is_busy: bool,
    is_done: bool,
}

impl Drop for Worker<'_> {
    fn drop(&mut self) {
        if !self.is_done {
            self.queues.abandon(self.room, self.is_busy);
        }
    }
}

impl State {
    fn line(&mut self, room: &Room, capacity: usize) -> &mut Line {
        self.lines.entry(room.clone()).or_insert_with(|| Line {
            jobs: VecDeque::new(),
            working: false,
            places: Arc::new(Semaphore::new(capacity)),
            turn: Arc::default(),
        })
    }
}

impl Work {
    fn delay(&self) -> Option<Duration> {
        match self {
            Self::Send(message) => message.delay,
            _ => None,
        }
    }
}
