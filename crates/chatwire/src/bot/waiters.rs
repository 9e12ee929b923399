//! Dialogues: handlers that wait for a message.

use std::panic::AssertUnwindSafe;
use std::sync::{Mutex, MutexGuard, PoisonError};

use chatwire_core::{Error, ErrorKind, Result};
use tokio::sync::oneshot;

use crate::{Incoming, Room};

type Filter = Box<dyn Fn(&Incoming) -> bool + Send>;
/// Takes back what was given to a dialogue that has ended.
type GiveBack = Box<dyn Fn(Given) + Send>;
/// A message and the number of its platform.
pub(super) type Given = (usize, Incoming);

/// Who waits for which message, oldest first.
pub(super) struct Waiters {
    most: usize,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    list: Vec<Waiter>,
    next: u64,
    is_closed: bool,
}

struct Waiter {
    id: u64,
    room: Room,
    filter: Filter,
    answer: oneshot::Sender<Given>,
}

/// A place among the waiters, given back on drop, with the message that nobody has read.
pub(super) struct Waiting<'a> {
    waiters: &'a Waiters,
    id: u64,
    answer: oneshot::Receiver<Given>,
    give_back: GiveBack,
}

impl Waiters {
    pub(super) fn new(most: usize) -> Self {
        Self { most, state: Mutex::default() }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn wait(
        &self,
        room: Room,
        filter: Filter,
        give_back: GiveBack,
    ) -> Result<Waiting<'_>> {
        let mut state = self.state();
        if state.is_closed {
            return Err(stopping());
        }
        if state.list.len() >= self.most {
            let words = "too many dialogues wait for a message";
            return Err(Error::new(ErrorKind::RateLimited, words).with_code("too_many_dialogues"));
        }
        let (id, (answer, receiver)) = (state.next, oneshot::channel());
        state.next += 1;
        state.list.push(Waiter { id, room, filter, answer });
        Ok(Waiting { waiters: self, id, answer: receiver, give_back })
    }

    /// Gives a message to the first who wants it; back when nobody does.
    pub(super) fn offer(&self, mut given: Given) -> Option<Given> {
        let mut state = self.state();
        let mut at = 0;
        while let Some(waiter) = state.list.get(at) {
            let wants = || waiter.room == given.1.room && (waiter.filter)(&given.1);
            // A filter that panics wants nothing.
            if !std::panic::catch_unwind(AssertUnwindSafe(wants)).unwrap_or(false) {
                at += 1;
                continue;
            }
            match state.list.remove(at).answer.send(given) {
                Ok(()) => return None,
                // Gave up in this moment; the next one has taken the place.
                Err(back) => given = back,
            }
        }
        Some(given)
    }

    /// Nothing comes any more.
    pub(super) fn close(&self) {
        let mut state = self.state();
        state.is_closed = true;
        state.list.clear();
    }
}

impl Waiting<'_> {
    pub(super) async fn message(&mut self) -> Result<Incoming> {
        let given = (&mut self.answer).await;
        given.map(|(_, message)| message).map_err(|_| stopping())
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        // While the list is held nobody can be given a message.
        let mut state = self.waiters.state();
        state.list.retain(|waiter| waiter.id != self.id);
        let unread = self.answer.try_recv().ok();
        drop(state);
        if let Some(given) = unread {
            (self.give_back)(given);
        }
    }
}

fn stopping() -> Error {
    Error::new(ErrorKind::Closed, "the bot is stopping")
}
