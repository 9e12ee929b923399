//! [`RateLimiter`]: how many calls may start in which time, shared by all clones of a client.

mod queue;
mod schedule;

use std::fmt;
use std::future::poll_fn;
use std::pin::pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Poll, ready};
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, sleep_until, timeout_at};

use self::queue::{Entered, Outcome, Polled, Queue, Wakers};
use crate::{Error, ErrorKind, Result};

/// Number of calls that may start within a period.
///
/// By default starts are spread evenly (10 per second is one each 100 ms), which servers of all
/// kinds accept:
/// those that count by fixed or sliding windows as well as those that fill a bucket.
/// [`burst`](Self::burst) lets several start at once; no period ever sees more than the rate
/// allows.
///
/// ```
/// use std::time::Duration;
/// use chatwire_core::Rate;
///
/// let smooth = Rate::per_second(10);
/// let by_the_minute = Rate::new(100, Duration::from_secs(60)).burst(20);
/// assert_ne!(smooth, by_the_minute);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Rate {
    permits: u32,
    per: Duration,
    burst: u32,
}

impl Rate {
    /// `permits` starts in any second; 0 counts as 1.
    #[must_use]
    pub const fn per_second(permits: u32) -> Self {
        Self::new(permits, Duration::from_secs(1))
    }

    /// `permits` starts in any period of length `per`; 0 counts as 1.
    ///
    /// The limiter remembers up to `permits` starts, about 40 bytes each.
    #[must_use]
    pub const fn new(permits: u32, per: Duration) -> Self {
        Self { permits: if permits == 0 { 1 } else { permits }, per, burst: 1 }
    }

    /// Lets up to `size` calls start at once after a pause, 1 to the number of permits.
    #[must_use]
    pub const fn burst(mut self, size: u32) -> Self {
        self.burst = match size {
            0 => 1,
            size if size > self.permits => self.permits,
            size => size,
        };
        self
    }

    fn permits(self) -> usize {
        usize::try_from(self.permits).unwrap_or(usize::MAX)
    }

    fn burst_size(self) -> usize {
        usize::try_from(self.burst).unwrap_or(usize::MAX)
    }

    fn period(self) -> Duration {
        self.per
    }

    /// Time in which `burst` permits come about.
    fn span(self, burst: usize) -> Duration {
        let burst = u32::try_from(burst).unwrap_or(u32::MAX);
        self.per.checked_mul(burst).map_or(self.per, |spans| spans / self.permits)
    }
}

/// Lets calls start at a given rate, in the order in which they ask.
///
/// Clones share one state: give the same limiter to several clients that use the same key.
/// Starts are computed, not polled for: who asks knows at once when its turn is, and is refused at
/// once if that is too late. Nothing runs in the background, and no lock is held while waiting.
///
/// A 429 pauses all callers for the time that the server names.
/// Three of them within 10 s halve the rate for 30 s, then a tenth of it comes back each second,
/// for servers that are stricter than their documentation.
///
/// ```
/// use chatwire_core::{Rate, RateLimiter};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> chatwire_core::Result<()> {
/// let limiter = RateLimiter::new(Rate::per_second(10));
/// let permit = limiter.acquire().await?;
/// assert!(permit.waited().is_zero());
/// permit.commit();
/// assert!(limiter.try_acquire().is_none());
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
#[doc(alias = "shared")]
pub struct RateLimiter {
    queue: Arc<Mutex<Queue>>,
    /// Of calls under way, if their number is limited.
    slots: Option<Arc<Semaphore>>,
}

impl RateLimiter {
    /// A limiter of which no permit has been used.
    #[must_use]
    pub fn new(rate: Rate) -> Self {
        Self::with_rate(Some(rate))
    }

    /// A limiter without a rate, for platforms that document none: only pauses after a 429 hold
    /// calls back.
    #[must_use]
    pub fn unlimited() -> Self {
        Self::with_rate(None)
    }

    fn with_rate(rate: Option<Rate>) -> Self {
        Self { queue: Arc::new(Mutex::new(Queue::new(rate))), slots: None }
    }

    /// Refuses calls, those of all clones, that would have to wait for longer than this.
    ///
    /// Default: what is left of the call's own deadline.
    #[must_use]
    pub fn max_queue_wait(self, wait: Duration) -> Self {
        self.with(|queue, _| queue.set_max_wait(wait));
        self
    }

    /// Lets at most `calls` be under way at once, those of all clones of what this returns; 0 counts as 1.
    ///
    /// A call is under way until its [`Permit`] is committed or given back; those of a client are until their attempt
    /// has ended. Who stands in line for that is refused when its time is up, not before.
    ///
    /// ```
    /// use chatwire_core::RateLimiter;
    ///
    /// let limiter = RateLimiter::unlimited().in_flight(1);
    /// let permit = limiter.try_acquire().unwrap();
    /// assert!(limiter.try_acquire().is_none());
    /// permit.commit();
    /// assert!(limiter.try_acquire().is_some());
    /// ```
    #[must_use]
    pub fn in_flight(mut self, calls: u16) -> Self {
        self.slots = Some(Arc::new(Semaphore::new(calls.max(1).into())));
        self
    }

    /// Waits for a permit, however long it takes.
    ///
    /// The future may be dropped at any time: its place is free at once, and nobody else is
    /// delayed.
    ///
    /// # Errors
    /// [`RateLimited`](ErrorKind::RateLimited) with the code `rate_limit_queue`, at once and
    /// without a wait, when the wait would be longer than [`max_queue_wait`](Self::max_queue_wait)
    /// allows, and later when a pause makes it so.
    pub async fn acquire(&self) -> Result<Permit> {
        self.acquire_by(None).await
    }

    /// Waits for a permit, but not beyond `limit`.
    ///
    /// The future may be dropped at any time.
    ///
    /// # Errors
    /// As [`acquire`](Self::acquire), also when the wait would be longer than `limit`.
    pub async fn acquire_within(&self, limit: Duration) -> Result<Permit> {
        self.acquire_by(Some(schedule::later(Instant::now(), limit))).await
    }

    /// Waits for a permit, but not beyond `deadline`.
    pub(crate) async fn acquire_by(&self, deadline: Option<Instant>) -> Result<Permit> {
        let entered_at = Instant::now();
        let slot = self.slot(deadline).await?;
        let now = if slot.is_some() { Instant::now() } else { entered_at };
        let (ticket, start) = match self.with(|queue, wakers| queue.enter(now, deadline, wakers)) {
            Entered::Granted(ticket) => {
                return Ok(self.permit(ticket, slot, now - entered_at));
            }
            Entered::Refused(wait) => return Err(refused(wait)),
            Entered::Queued(ticket, start) => (ticket, start),
        };
        let mut place = Place { limiter: self, ticket, is_left: false };
        let mut sleep = pin!(sleep_until(start));
        let (outcome, now) = poll_fn(|cx| {
            loop {
                let now = Instant::now();
                match self.with(|queue, wakers| queue.poll(ticket, now, cx.waker(), wakers)) {
                    Polled::Done(outcome) => return Poll::Ready((outcome, now)),
                    Polled::Sleep(until) if until == sleep.deadline() => {}
                    Polled::Sleep(until) => sleep.as_mut().reset(until),
                }
                ready!(sleep.as_mut().poll(cx));
            }
        })
        .await;
        place.is_left = true;
        match outcome {
            Outcome::Granted => Ok(self.permit(ticket, slot, now - entered_at)),
            Outcome::Refused(wait) => Err(refused(wait)),
        }
    }

    /// Waits until fewer calls are under way than may be.
    async fn slot(&self, deadline: Option<Instant>) -> Result<Option<OwnedSemaphorePermit>> {
        let Some(slots) = &self.slots else { return Ok(None) };
        if let Ok(slot) = Arc::clone(slots).try_acquire_owned() {
            return Ok(Some(slot));
        }
        let asked_at = Instant::now();
        let longest = self.with(|queue, _| queue.max_wait());
        let longest = longest.map(|wait| schedule::later(asked_at, wait));
        let free = Arc::clone(slots).acquire_owned();
        let slot = match deadline.into_iter().chain(longest).min() {
            Some(until) => timeout_at(until, free).await.map_err(|_| {
                let why = "too many calls were under way for as long as this one may wait";
                Error::new(ErrorKind::RateLimited, why)
                    .with_code("rate_limit_queue")
                    .with_maybe_sent(false)
            })?,
            None => free.await,
        };
        // Nobody closes it.
        Ok(slot.ok())
    }

    /// A permit, if one is free and nobody waits for it.
    #[must_use]
    pub fn try_acquire(&self) -> Option<Permit> {
        let slot = match &self.slots {
            Some(slots) => Some(Arc::clone(slots).try_acquire_owned().ok()?),
            None => None,
        };
        let now = Instant::now();
        let ticket = self.with(|queue, wakers| queue.try_enter(now, wakers))?;
        Some(self.permit(ticket, slot, Duration::ZERO))
    }

    /// Number of callers that wait.
    #[must_use]
    pub fn queue_len(&self) -> usize {
        self.with(|queue, _| queue.len())
    }

    /// Lets no call start for this long; a longer pause that is under way stays.
    pub fn pause_for(&self, pause: Duration) {
        let now = Instant::now();
        self.with(|queue, wakers| queue.pause(schedule::later(now, pause), now, wakers));
    }

    /// Tells the limiter about a 429 and the wait that it names; without one, all callers pause for
    /// 1 s.
    pub(crate) fn throttled(&self, retry_after: Option<Duration>) {
        let now = Instant::now();
        self.with(|queue, wakers| queue.throttle(retry_after, now, wakers));
    }

    fn permit(&self, ticket: u64, slot: Option<OwnedSemaphorePermit>, waited: Duration) -> Permit {
        Permit { limiter: self.clone(), ticket, waited, is_used: false, _slot: slot }
    }

    /// Works on the state under the lock, and wakes tasks after it.
    fn with<R>(&self, work: impl FnOnce(&mut Queue, &mut Wakers) -> R) -> R {
        let mut wakers = Wakers::new();
        let result = {
            let mut queue = self.queue.lock().unwrap_or_else(PoisonError::into_inner);
            work(&mut queue, &mut wakers)
        };
        for waker in wakers {
            waker.wake();
        }
        result
    }
}

impl fmt::Debug for RateLimiter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (rate, waiting) = self.with(|queue, _| (queue.rate(), queue.len()));
        f.debug_struct("RateLimiter").field("rate", &rate).field("waiting", &waiting).finish()
    }
}

fn refused(wait: Duration) -> Error {
    let message = format!("the call would wait for its turn for {wait:.1?}, longer than it may");
    Error::new(ErrorKind::RateLimited, message)
        .with_code("rate_limit_queue")
        .with_retry_after(wait)
        .with_maybe_sent(false)
}

/// A waiter's place in the queue, left when the waiting future is dropped.
struct Place<'a> {
    limiter: &'a RateLimiter,
    ticket: u64,
    is_left: bool,
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        if !self.is_left {
            let now = Instant::now();
            self.limiter.with(|queue, wakers| queue.leave(self.ticket, now, wakers));
        }
    }
}

/// Leave to start one call.
///
/// Dropped without [`commit`](Self::commit) it is given back, as if the call had never asked.
///
/// ```
/// use chatwire_core::{Rate, RateLimiter};
///
/// let limiter = RateLimiter::new(Rate::new(1, std::time::Duration::from_secs(60)));
/// let permit = limiter.try_acquire().unwrap();
/// assert!(limiter.try_acquire().is_none());
/// drop(permit); // the call was not made after all
/// limiter.try_acquire().unwrap().commit();
/// assert!(limiter.try_acquire().is_none());
/// ```
#[derive(Debug)]
#[must_use = "a permit that is dropped is given back"]
pub struct Permit {
    limiter: RateLimiter,
    ticket: u64,
    waited: Duration,
    is_used: bool,
    /// Free for the next when this is dropped.
    _slot: Option<OwnedSemaphorePermit>,
}

impl Permit {
    /// How long the caller stood in the queue.
    #[must_use]
    pub fn waited(&self) -> Duration {
        self.waited
    }

    /// Counts the call: it has been sent, or may have been.
    pub fn commit(mut self) {
        self.is_used = true;
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        if !self.is_used {
            let now = Instant::now();
            self.limiter.with(|queue, wakers| queue.give_back(self.ticket, now, wakers));
        }
    }
}

#[cfg(test)]
mod tests;
