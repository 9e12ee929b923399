//! Work beside a session, in its task: a handler gets an event in the turn in which it was read.
//!
//! Between two tasks there is a wake-up for each batch, which at the pace of a chat is one for each message, and from
//! thread to thread a system call as well.

use std::future::poll_fn;
use std::mem;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};

use super::handle::Control;
use crate::{BoxFuture, Error, ErrorKind, Result};

/// Work of a caller that waits for its end and may give it up at any time.
pub(super) struct Guest(Mutex<State>);

struct State {
    work: Work,
    /// The session's task does it; else its caller does.
    is_hosted: bool,
    /// Who waits for it to go on: the task while it does the work, which is told when there is none any more.
    host: Option<Waker>,
    caller: Option<Waker>,
}

enum Work {
    Idle(BoxFuture<'static, Result<()>>),
    /// Taken out, so that nobody waits for a lock while it is polled.
    Polled,
    Done(Result<()>),
    /// Its outcome was told, or it was given up; if it is just being polled, whoever does that drops it.
    Over,
}

impl Guest {
    fn new(work: BoxFuture<'static, Result<()>>) -> Arc<Self> {
        let work = Work::Idle(work);
        Arc::new(Self(Mutex::new(State { work, is_hosted: true, host: None, caller: None })))
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Goes on with the work; ready when there is nothing left to do.
    fn poll(&self, cx: &mut Context<'_>) -> Poll<()> {
        let mut state = self.lock();
        let mut work = match mem::replace(&mut state.work, Work::Polled) {
            Work::Idle(work) => work,
            other => {
                state.work = other;
                return Poll::Ready(());
            }
        };
        match &mut state.host {
            Some(host) => host.clone_from(cx.waker()),
            none => *none = Some(cx.waker().clone()),
        }
        drop(state);
        let step = work.as_mut().poll(cx);
        let mut state = self.lock();
        match step {
            _ if !matches!(state.work, Work::Polled) => {}
            Poll::Pending => {
                state.work = Work::Idle(work);
                return Poll::Pending;
            }
            Poll::Ready(outcome) => state.work = Work::Done(outcome),
        }
        let caller = state.caller.take();
        drop(state);
        if let Some(caller) = caller {
            caller.wake();
        }
        Poll::Ready(())
    }

    /// Waits for the outcome, and does the work if nobody else does.
    fn poll_outcome(&self, cx: &mut Context<'_>) -> Poll<Result<()>> {
        loop {
            let mut state = self.lock();
            match mem::replace(&mut state.work, Work::Over) {
                Work::Done(outcome) => return Poll::Ready(outcome),
                work => state.work = work,
            }
            if state.is_hosted {
                state.caller = Some(cx.waker().clone());
                return Poll::Pending;
            }
            if !matches!(state.work, Work::Idle(_)) {
                let error = Error::new(ErrorKind::Closed, "a panic ended the session's task");
                return Poll::Ready(Err(error));
            }
            drop(state);
            if self.poll(cx).is_pending() {
                return Poll::Pending;
            }
        }
    }

    /// The session's task does not do it, or not any more.
    fn leave(&self) {
        let mut state = self.lock();
        state.is_hosted = false;
        let caller = state.caller.take();
        drop(state);
        if let Some(caller) = caller {
            caller.wake();
        }
    }

    fn give_up(&self) {
        let mut state = self.lock();
        let work = mem::replace(&mut state.work, Work::Over);
        let host = state.host.take();
        drop(state);
        drop(work);
        if let Some(host) = host {
            host.wake();
        }
    }
}

/// The side of the session's task.
pub(super) struct Host<C> {
    control: Arc<Control<C>>,
    guest: Option<Arc<Guest>>,
}

impl<C> Host<C> {
    pub(super) fn new(control: Arc<Control<C>>) -> Self {
        Self { control, guest: None }
    }

    /// Goes on with the guest's work, if there is any. To be called after the session was polled, which does not wake
    /// its own task for what it has read.
    pub(super) fn poll(&mut self, cx: &mut Context<'_>) {
        if self.guest.is_none() {
            self.guest = self.control.guest();
        }
        if self.guest.as_ref().is_some_and(|guest| guest.poll(cx).is_ready()) {
            self.guest = None;
        }
    }

    /// Once the session is over: ready when no guest is left, and none can come any more.
    pub(super) fn poll_end(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        loop {
            self.poll(cx);
            if self.guest.is_some() {
                return Poll::Pending;
            }
            self.guest = self.control.last_guest();
            if self.guest.is_none() {
                return Poll::Ready(());
            }
        }
    }
}

impl<C> Drop for Host<C> {
    /// If the task was ended from outside, or by a panic, callers go on by themselves.
    fn drop(&mut self) {
        let waiting = self.control.last_guest();
        for guest in self.guest.take().into_iter().chain(waiting) {
            guest.leave();
        }
    }
}

/// Without its caller there is nobody to work for.
struct Caller(Arc<Guest>);

impl Drop for Caller {
    fn drop(&mut self) {
        self.0.give_up();
    }
}

/// Does the work in the session's task; here, if that is over or has such work already.
pub(super) async fn beside<C>(
    control: &Control<C>,
    work: impl Future<Output = Result<()>> + Send + 'static,
) -> Result<()> {
    let caller = Caller(Guest::new(Box::pin(work)));
    if !control.take_in(&caller.0) {
        caller.0.leave();
    }
    poll_fn(|cx| caller.0.poll_outcome(cx)).await
}
