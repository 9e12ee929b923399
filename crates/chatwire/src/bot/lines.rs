//! Lines of conversations, and the tasks that work them off.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::runtime::Handle;
use tokio::sync::{Notify, OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, sleep_until};

use super::run::Running;
use super::strategy::Strategy;
use crate::{Event, Room};

/// What keeps its order.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Key {
    /// Messages of a room, perhaps of one person in it; with [`Strategy::Queue`] all events of the room.
    Messages(Room, Option<String>),
    /// Commands, where messages are put together.
    Commands(Room, Option<String>),
    /// Other events of a room.
    Others(Room),
    /// Events of a platform that happened in no room.
    Platform(usize),
}

/// An event and the number of its platform.
pub(super) type Item = (usize, Event);

#[derive(Default)]
pub(super) struct Lines {
    lines: Mutex<HashMap<Key, Line>>,
    idle: Notify,
}

struct Line {
    /// With their places; what a dialogue gave back has none.
    items: VecDeque<(Item, Option<OwnedSemaphorePermit>)>,
    /// Number of tasks that work it off.
    working: usize,
    places: Arc<Semaphore>,
    /// When the last one came.
    last: Instant,
    full: Arc<Notify>,
}

impl Lines {
    fn lock(&self) -> MutexGuard<'_, HashMap<Key, Line>> {
        self.lines.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) async fn all_idle(&self) {
        loop {
            let news = self.idle.notified();
            tokio::pin!(news);
            news.as_mut().enable();
            if !self.lock().values().any(|line| line.working > 0) {
                return;
            }
            news.await;
        }
    }
}

fn line(lines: &mut HashMap<Key, Line>, key: Key, capacity: usize) -> &mut Line {
    lines.entry(key).or_insert_with(|| Line {
        items: VecDeque::new(),
        working: 0,
        places: Arc::new(Semaphore::new(capacity)),
        last: Instant::now(),
        full: Arc::default(),
    })
}

impl Running {
    fn key(&self, at: usize, event: &Event) -> Key {
        let setup = &self.setup;
        let Some(room) = event.room().cloned() else { return Key::Platform(at) };
        let Some(message) = event.as_message() else {
            // An edit is handled behind the message that it changes, where messages are in order at all.
            let in_order = setup.strategy == Strategy::Queue && !setup.per_sender;
            return if in_order { Key::Messages(room, None) } else { Key::Others(room) };
        };
        let who = setup.per_sender.then(|| message.sender.id.clone());
        if setup.strategy.collects() && setup.router.is_call(&message.text) {
            Key::Commands(room, who)
        } else {
            Key::Messages(room, who)
        }
    }

    fn strategy(&self, key: &Key) -> Strategy {
        match key {
            Key::Messages(..) => self.setup.strategy,
            _ => Strategy::Queue,
        }
    }

    /// Puts an event into its line; waits for a place there, or drops it, as the bot is set up.
    pub(super) async fn stand_in_line(self: &Arc<Self>, at: usize, event: Event) {
        let key = self.key(at, &event);
        let (strategy, capacity) = (self.strategy(&key), self.setup.capacity);
        let places = {
            let mut lines = self.lines.lock();
            let line = line(&mut lines, key.clone(), capacity);
            if strategy == Strategy::Drop && line.working > 0 {
                self.counters.dropped.one();
                return;
            }
            Arc::clone(&line.places)
        };
        let place = match Arc::clone(&places).try_acquire_owned() {
            Ok(place) => place,
            Err(_) if self.setup.drop_when_full => {
                tracing::warn!(platform = self.outbox(at).platform().name(), "a line is full");
                self.counters.dropped.one();
                return;
            }
            Err(_) => tokio::select! {
                biased;
                () = self.stopping() => {
                    self.counters.unhandled.one();
                    return;
                }
                place = Arc::clone(&places).acquire_owned() => match place {
                    Ok(place) => place,
                    // It is never closed.
                    Err(_) => return,
                },
            },
        };
        let mut lines = self.lines.lock();
        let line = line(&mut lines, key.clone(), capacity);
        line.items.push_back(((at, event), Some(place)));
        line.last = Instant::now();
        if line.items.len() >= capacity {
            line.full.notify_one();
        }
        if line.working < strategy.at_once() {
            line.working += 1;
            // It ends with the line, or when the bot is cut.
            tokio::spawn(Arc::clone(self).work_off(key, strategy));
        }
    }

    /// Puts an event before the others of its line: it came before them, and was with a dialogue meanwhile.
    pub(super) fn stand_first(self: &Arc<Self>, at: usize, event: Event) {
        let key = self.key(at, &event);
        let strategy = self.strategy(&key);
        let mut lines = self.lines.lock();
        let line = line(&mut lines, key.clone(), self.setup.capacity);
        if strategy == Strategy::Drop && line.working > 0 {
            self.counters.dropped.one();
            return;
        }
        line.items.push_front(((at, event), None));
        if line.working < strategy.at_once() {
            // A dialogue may end anywhere, also where nothing can be begun any more.
            let Ok(runtime) = Handle::try_current() else {
                self.counters.unhandled.one();
                line.items.pop_front();
                return;
            };
            line.working += 1;
            runtime.spawn(Arc::clone(self).work_off(key, strategy));
        }
    }

    async fn work_off(self: Arc<Self>, key: Key, strategy: Strategy) {
        loop {
            if let Strategy::Debounce(pause) = strategy {
                self.quiet(&key, pause).await;
            }
            let Some(batch) = self.next(&key, strategy) else { return };
            tokio::select! {
                biased;
                () = self.cut() => self.counters.unfinished.one(),
                () = self.handle(batch) => {}
            }
        }
    }

    /// Waits until nothing came for a while, the line is full, or the bot stops.
    async fn quiet(&self, key: &Key, pause: Duration) {
        loop {
            let (end, full) = {
                let lines = self.lines.lock();
                let Some(line) = lines.get(key) else { return };
                if line.items.is_empty() || line.items.len() >= self.setup.capacity {
                    return;
                }
                // A pause beyond the clock's reach ends when the line is full.
                (line.last.checked_add(pause), Arc::clone(&line.full))
            };
            if end.is_some_and(|end| end <= Instant::now()) {
                return;
            }
            let quiet = async {
                match end {
                    Some(end) => sleep_until(end).await,
                    None => std::future::pending().await,
                }
            };
            tokio::select! {
                () = quiet => {}
                () = full.notified() => {}
                () = self.stopping() => return,
            }
        }
    }

    /// What to handle next; the task that gets nothing must end.
    fn next(&self, key: &Key, strategy: Strategy) -> Option<Vec<Item>> {
        let mut lines = self.lines.lock();
        let line = lines.get_mut(key)?;
        if self.is_stopping() {
            self.counters.unhandled.add(line.items.len());
            line.items.clear();
        }
        let count = if strategy.collects() { line.items.len() } else { 1.min(line.items.len()) };
        let batch: Vec<_> = line.items.drain(..count).map(|(item, _)| item).collect();
        if !batch.is_empty() {
            return Some(batch);
        }
        line.working -= 1;
        // Somebody who waits for a place here holds the places, too.
        if line.working == 0 && Arc::strong_count(&line.places) == 1 {
            lines.remove(key);
        }
        drop(lines);
        self.lines.idle.notify_waiters();
        None
    }
}
