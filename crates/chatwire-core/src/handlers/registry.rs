//! [`Registry`]: the list of handlers, and the loop that calls them.

use std::fmt;
use std::future::poll_fn;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::Poll;

use futures_util::FutureExt;
#[cfg(feature = "ws")]
use futures_util::{Stream, StreamExt};

use super::outcome::sealed::Outcome;
use super::{HandlerError, HandlerOutput};
use crate::BoxFuture;

type Running = BoxFuture<'static, Result<(), HandlerError>>;
type Wants<E> = Arc<dyn Fn(&E) -> bool + Send + Sync>;
type Call<C, E> = Arc<dyn Fn(C, E) -> Option<Running> + Send + Sync>;
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
    version: AtomicU64,
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
    call: Call<C, E>,
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
        let call: Call<C, E> = Arc::new(move |context, event| {
            let running = handler(context, take(event)?);
            Some(Box::pin(running.map(Outcome::into_outcome)))
        });
        self.change(|list| {
            let id = HandlerId(list.next);
            list.next += 1;
            list.entries.push(Entry { id, wants: Arc::new(wants), call });
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

    fn current(&self) -> (u64, Arc<List<C, E>>) {
        let list = self.lock();
        (self.0.version.load(Ordering::Acquire), Arc::clone(&list))
    }
}

impl<C: Clone, E: Clone> Registry<C, E> {
    /// Calls the handlers of one event in the order in which they were added; returns their number.
    pub async fn dispatch(&self, context: &C, event: E) -> usize {
        let (_, list) = self.current();
        list.dispatch(context, event).await
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
        while let Some(event) = events.next().await {
            if self.0.version.load(Ordering::Acquire) != version {
                (version, list) = self.current();
            }
            list.dispatch(&context, event?).await;
        }
        Ok(())
    }
}

impl<C: Clone, E: Clone> List<C, E> {
    async fn dispatch(&self, context: &C, event: E) -> usize {
        let mut called = 0;
        let mut wanted = self.wanted(0, &event);
        while let Some((at, entry)) = wanted {
            called += 1;
            wanted = self.wanted(at + 1, &event);
            if wanted.is_none() {
                // The last one gets the event itself, so one handler costs no copy.
                self.call(entry, context.clone(), event).await;
                break;
            }
            self.call(entry, context.clone(), event.clone()).await;
        }
        called
    }

    /// The first entry from a place on that wants the event.
    fn wanted(&self, from: usize, event: &E) -> Option<(usize, &Entry<C, E>)> {
        self.entries.iter().enumerate().skip(from).find(|(_, entry)| (entry.wants)(event))
    }

    /// Calls a handler, waits for it and reports it if need be.
    async fn call(&self, entry: &Entry<C, E>, context: C, event: E) {
        let mut input = Some((context, event));
        let mut running = None;
        // It may panic before it has made its future, or in it.
        let outcome = poll_fn(|cx| {
            let step = AssertUnwindSafe(|| {
                if let Some((context, event)) = input.take() {
                    running = (entry.call)(context, event);
                }
                running.as_mut().map_or(Poll::Ready(Ok(())), |running| running.as_mut().poll(cx))
            });
            catch_unwind(step).unwrap_or(Poll::Ready(Err(HandlerError::PANIC)))
        })
        .await;
        if let Err(error) = outcome {
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

impl<C, E> Default for Registry<C, E> {
    fn default() -> Self {
        let list = List { entries: Vec::new(), next: 0, on_error: None, concurrency: 1 };
        Self(Arc::new(Shared { list: Mutex::new(Arc::new(list)), version: AtomicU64::new(0) }))
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
        Self { id: self.id, wants: Arc::clone(&self.wants), call: Arc::clone(&self.call) }
    }
}

impl<C, E> fmt::Debug for Registry<C, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Registry").field("handlers", &self.len()).finish_non_exhaustive()
    }
}
