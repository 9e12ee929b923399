//! [`Registry`]: the list of handlers, and the loop that calls them.

use std::fmt;
use std::future::poll_fn;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::task::{Context, Poll, ready};

#[cfg(feature = "ws")]
use futures_util::{Stream, StreamExt};

use super::outcome::sealed::Outcome;
use super::{HandlerError, HandlerOutput};
type Wants<E> = Arc<dyn Fn(&E) -> bool + Send + Sync>;
type Make<C, E> = Arc<dyn Fn() -> Caller<C, E> + Send + Sync>;
/// Begins to handle what it is given, or goes on with it.
type Caller<C, E> =
    Box<dyn FnMut(Option<(C, E)>, &mut Context<'_>) -> Poll<Result<(), HandlerError>> + Send>;
type OnError = Arc<dyn Fn(HandlerError) + Send + Sync>;

/// Names a handler, to take it out again.
///
/// ```
/// use chatwire_core::handlers::Registry;
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let handlers: Registry<(), u32> = Registry::default();
/// let id = handlers.add(|_| true, Some, |(), number| async move { println!("{number}") });
/// assert_eq!(handlers.dispatch(&(), 7).await, 1);
/// assert!(handlers.remove(id));
/// assert_eq!(handlers.dispatch(&(), 8).await, 0);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct HandlerId(u64);

/// Handlers of events `E` that are given a context `C`, such as a session's handle.
///
/// Users meet it as a platform's `Handlers`. Clones share one list, so a handler can be added or
/// removed while another clone is at work; that counts from the next event on.
///
/// ```
/// use chatwire_core::handlers::Registry;
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let handlers: Registry<&str, u32> = Registry::default();
/// handlers.add(
///     |number| *number > 9,
///     |number| Some(number.to_string()),
///     |room, text| async move { println!("{room}: {text}") },
/// );
/// assert_eq!(handlers.dispatch(&"lobby", 10).await, 1, "one handler was called");
/// assert_eq!(handlers.dispatch(&"lobby", 9).await, 0, "nobody wants this one");
/// # Ok(())
/// # }
/// ```
pub struct Registry<C, E>(Arc<Shared<C, E>>);

struct Shared<C, E> {
    list: Mutex<Arc<List<C, E>>>,
    /// Changes with the list, so that a loop need not lock for each event.
    version: Arc<AtomicU64>,
}

struct List<C, E> {
    entries: Vec<Entry<C, E>>,
    next: u64,
    on_error: Option<OnError>,
    concurrency: usize,
}

struct Entry<C, E> {
    id: HandlerId,
    wants: Wants<E>,
    /// Makes a caller, which handles one event after another and keeps its future in the same memory for each.
    make: Make<C, E>,
}

impl<C, E> Registry<C, E> {
    fn lock(&self) -> MutexGuard<'_, Arc<List<C, E>>> {
        self.0.list.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn change<T>(&self, change: impl FnOnce(&mut List<C, E>) -> T) -> T {
        let result = change(Arc::make_mut(&mut self.lock()));
        self.0.version.fetch_add(1, Ordering::Release);
        result
    }

    /// Adds a handler for the events that `wants` chooses; `take` makes its argument.
    pub fn add<A, F, Fut>(
        &self,
        wants: impl Fn(&E) -> bool + Send + Sync + 'static,
        take: fn(E) -> Option<A>,
        handler: F,
    ) -> HandlerId
    where
        F: Fn(C, A) -> Fut + Send + Sync + 'static,
        Fut: Future<Output: HandlerOutput> + Send + 'static,
        A: 'static,
        E: 'static,
        C: 'static,
    {
        let handler = Arc::new(handler);
        let make: Make<C, E> = Arc::new(move || {
            let handler = Arc::clone(&handler);
            let mut running = Box::pin(None);
            Box::new(move |input, cx| {
                if let Some((context, event)) = input {
                    running.set(take(event).map(|argument| handler(context, argument)));
                }
                let Some(future) = running.as_mut().as_pin_mut() else {
                    return Poll::Ready(Ok(()));
                };
                let outcome = ready!(future.poll(cx)).into_outcome();
                running.set(None);
                Poll::Ready(outcome)
            })
        });
        self.change(|list| {
            let id = HandlerId(list.next);
            list.next += 1;
            list.entries.push(Entry { id, wants: Arc::new(wants), make });
            id
        })
    }

    /// Takes a handler out; `false` when it is not there.
    pub fn remove(&self, id: HandlerId) -> bool {
        self.change(|list| {
            let before = list.entries.len();
            list.entries.retain(|entry| entry.id != id);
            list.entries.len() < before
        })
    }

    /// Calls `report` for handlers that failed or panicked, the last one registered wins.
    pub fn on_error(&self, report: impl Fn(HandlerError) + Send + Sync + 'static) {
        self.change(|list| list.on_error = Some(Arc::new(report)));
    }

    /// Handles up to `events` events at once, so in no order (1: one after another).
    pub fn concurrency(&self, events: usize) {
        self.change(|list| list.concurrency = events.max(1));
    }

    /// Number of handlers.
    #[must_use]
    pub fn len(&self) -> usize {
        self.lock().entries.len()
    }

    /// Whether there is no handler.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether some handler wants events such as one of the samples, now and later. For platform crates, which need not
    /// read what nobody wants.
    #[must_use]
    pub fn interest(&self, samples: impl Into<Box<[E]>>) -> Interest<C, E> {
        Interest {
            handlers: Arc::downgrade(&self.0),
            samples: samples.into(),
            version: Arc::clone(&self.0.version),
            known: AtomicU64::new(u64::MAX),
        }
    }

    fn current(&self) -> (u64, Arc<List<C, E>>) {
        let list = self.lock();
        (self.0.version.load(Ordering::Acquire), Arc::clone(&list))
    }
}

impl<C: Clone, E: Clone> Registry<C, E> {
    /// Calls the handlers of one event in the order in which they were added; returns their number.
    pub async fn dispatch(&self, context: &C, event: E) -> usize {
        let (_, list) = self.current();
        list.dispatch(&mut Vec::new(), context, event).await
    }

    /// Gives each event to its handlers until the stream ends or yields its error; handlers at
    /// work then are waited for.
    ///
    /// # Errors
    /// The error that the stream ends with; those of handlers are reported to them.
    #[cfg(feature = "ws")]
    pub async fn run(
        self,
        context: C,
        mut events: impl Stream<Item = crate::Result<E>> + Unpin,
    ) -> crate::Result<()> {
        let (mut version, mut list) = self.current();
        if list.concurrency > 1 {
            let mut outcome = Ok(());
            let limit = list.concurrency;
            let good = events.scan(&mut outcome, |outcome, item| {
                std::future::ready(item.map_err(|error| **outcome = Err(error)).ok())
            });
            good.for_each_concurrent(limit, async |event| {
                self.dispatch(&context, event).await;
            })
            .await;
            return outcome;
        }
        let mut callers = Vec::new();
        while let Some(event) = events.next().await {
            if self.0.version.load(Ordering::Acquire) != version {
                (version, list) = self.current();
                callers.clear();
            }
            list.dispatch(&mut callers, &context, event?).await;
        }
        Ok(())
    }
}

impl<C: Clone, E: Clone> List<C, E> {
    /// Calls those who want the event, with the callers of this list that were made so far.
    async fn dispatch(
        &self,
        callers: &mut Vec<Option<Caller<C, E>>>,
        context: &C,
        event: E,
    ) -> usize {
        callers.resize_with(self.entries.len(), || None);
        let mut called = 0;
        let mut places =
            self.entries.iter().zip(callers).filter(|(entry, _)| (entry.wants)(&event));
        let mut wanted = places.next();
        while let Some((entry, caller)) = wanted {
            called += 1;
            wanted = places.next();
            if wanted.is_none() {
                drop(places);
                // The last one gets the event itself, so one handler costs no copy.
                self.call(entry, caller, (context.clone(), event)).await;
                break;
            }
            self.call(entry, caller, (context.clone(), event.clone())).await;
        }
        called
    }

    /// Calls a handler, waits for it and reports it if need be.
    async fn call(&self, entry: &Entry<C, E>, caller: &mut Option<Caller<C, E>>, input: (C, E)) {
        let call = caller.get_or_insert_with(|| (entry.make)());
        let mut input = Some(input);
        // It may panic before it has made its future, or in it.
        let outcome = poll_fn(|cx| {
            let step = AssertUnwindSafe(|| call(input.take(), cx));
            catch_unwind(step).unwrap_or(Poll::Ready(Err(HandlerError::PANIC)))
        })
        .await;
        if let Err(error) = outcome {
            // One that panicked may have kept its future.
            *caller = None;
            self.report(error);
        }
    }

    fn report(&self, error: HandlerError) {
        tracing::error!(%error, "a handler failed");
        let Some(report) = &self.on_error else { return };
        if catch_unwind(AssertUnwindSafe(|| report(error))).is_err() {
            tracing::error!("the report of a failed handler panicked");
        }
    }
}

/// Whether some handler of a [`Registry`] wants a kind of events; from [`Registry::interest`].
///
/// It keeps no handler alive, and what a handler holds neither.
///
/// ```
/// use chatwire_core::handlers::Registry;
///
/// let handlers: Registry<(), u32> = Registry::default();
/// let large = handlers.interest([100, 1_000]);
/// assert!(!large.is_there());
/// let id = handlers.add(|number| *number > 9, Some, |(), _| async {});
/// assert!(large.is_there() && !handlers.interest([7]).is_there());
/// handlers.remove(id);
/// assert!(!large.is_there());
/// ```
pub struct Interest<C, E> {
    handlers: Weak<Shared<C, E>>,
    samples: Box<[E]>,
    version: Arc<AtomicU64>,
    /// Twice the version that was looked at, and one more if there was a handler.
    known: AtomicU64,
}

impl<C, E> Interest<C, E> {
    /// Whether there is such a handler; costs next to nothing while none is added or removed.
    #[must_use]
    pub fn is_there(&self) -> bool {
        let version = self.version.load(Ordering::Acquire);
        let known = self.known.load(Ordering::Relaxed);
        if known >> 1 == version {
            return known & 1 == 1;
        }
        let is_there = self.handlers.upgrade().is_some_and(|handlers| {
            let list = handlers.list.lock().unwrap_or_else(PoisonError::into_inner);
            let is_wanted = |sample| list.entries.iter().any(|entry| (entry.wants)(sample));
            self.samples.iter().any(is_wanted)
        });
        self.known.store((version << 1) | u64::from(is_there), Ordering::Relaxed);
        is_there
    }
}

impl<C, E> fmt::Debug for Interest<C, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Interest").field(&self.is_there()).finish()
    }
}

impl<C, E> Default for Registry<C, E> {
    fn default() -> Self {
        let list = List { entries: Vec::new(), next: 0, on_error: None, concurrency: 1 };
        let version = Arc::new(AtomicU64::new(0));
        Self(Arc::new(Shared { list: Mutex::new(Arc::new(list)), version }))
    }
}

// Derived, these would ask for `Clone` of context and event.
impl<C, E> Clone for Registry<C, E> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<C, E> Clone for List<C, E> {
    fn clone(&self) -> Self {
        Self {
            entries: self.entries.clone(),
            next: self.next,
            on_error: self.on_error.clone(),
            concurrency: self.concurrency,
        }
    }
}

impl<C, E> Clone for Entry<C, E> {
    fn clone(&self) -> Self {
        Self { id: self.id, wants: Arc::clone(&self.wants), make: Arc::clone(&self.make) }
    }
}

impl<C, E> fmt::Debug for Registry<C, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Registry").field("handlers", &self.len()).finish_non_exhaustive()
    }
}
