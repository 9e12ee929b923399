//! [`Pending`]: requests that wait for their answers.

use std::collections::VecDeque;
use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::sync::oneshot;
use tokio::time::Instant;

use crate::{Error, ErrorKind, Result};

/// Where a protocol puts the answer to a command, made by [`Handle::call`](super::Handle::call).
///
/// Dropped without an answer, it fails the call.
///
/// ```
/// use chatwire_core::ws::Reply;
///
/// enum Command {
///     Ping(Reply<u32>),
/// }
///
/// let (reply, mut answer) = Reply::new();
/// let Command::Ping(reply) = Command::Ping(reply);
/// if !reply.is_abandoned() {
///     reply.answer(Ok(7));
/// }
/// assert_eq!(answer.try_take().transpose()?, Some(7));
/// # Ok::<_, chatwire_core::Error>(())
/// ```
pub struct Reply<T>(oneshot::Sender<Result<T>>);

impl<T> Reply<T> {
    /// A reply and what receives it, for a request of the protocol itself.
    pub fn new() -> (Self, Answer<T>) {
        let (send, receive) = oneshot::channel();
        (Self(send), Answer(receive))
    }

    /// Answers the call; nothing happens if nobody waits any more.
    pub fn answer(self, result: Result<T>) {
        // The caller may have given up; then nobody wants to know.
        drop(self.0.send(result));
    }

    /// Whether the caller has given up: then the command need not be sent.
    #[must_use]
    pub fn is_abandoned(&self) -> bool {
        self.0.is_closed()
    }
}

impl<T> fmt::Debug for Reply<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Reply")
    }
}

/// Waits for what a [`Reply`] is answered with; `None` when it was dropped without an answer, or the answer was taken.
///
/// Dropped, it makes the reply [abandoned](Reply::is_abandoned); what `&mut answer` has waited for is not lost.
#[must_use = "a reply that nobody waits for is abandoned"]
pub struct Answer<T>(oneshot::Receiver<Result<T>>);

impl<T> Answer<T> {
    /// Takes the answer if it is there, without waiting, as a test of a protocol does.
    pub fn try_take(&mut self) -> Option<Result<T>> {
        self.0.try_recv().ok()
    }
}

impl<T> Future for Answer<T> {
    type Output = Option<Result<T>>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        // After its end, tokio's panics.
        if self.0.is_terminated() {
            return Poll::Ready(None);
        }
        Pin::new(&mut self.0).poll(cx).map(std::result::Result::ok)
    }
}

impl<T> fmt::Debug for Answer<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Answer")
    }
}

/// Requests under way, by the key that their answers carry, oldest first.
///
/// Keys need not be unique: where a platform has no request ids, use the answer's kind as the
/// key and the oldest request of that kind gets it.
///
/// ```
/// use std::time::Duration;
/// use chatwire_core::ws::{Pending, Reply};
///
/// # tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap().block_on(async {
/// let mut pending: Pending<u32, String> = Pending::new(Duration::from_secs(10));
/// let (reply, mut answer) = Reply::new();
/// pending.insert(7, reply);
/// pending.answer(&7, Ok("stored".to_owned()));
/// assert_eq!(answer.try_take().unwrap().unwrap(), "stored");
/// # });
/// ```
pub struct Pending<K, T> {
    timeout: Duration,
    waiting: VecDeque<(K, Instant, Reply<T>)>,
}

impl<K: PartialEq, T> Pending<K, T> {
    /// No requests; each may take `timeout`.
    #[must_use]
    pub fn new(timeout: Duration) -> Self {
        Self { timeout, waiting: VecDeque::new() }
    }

    /// Remembers a request that is being sent.
    pub fn insert(&mut self, key: K, reply: Reply<T>) {
        self.waiting.push_back((key, Instant::now() + self.timeout, reply));
    }

    /// Takes the oldest request with this key.
    pub fn take(&mut self, key: &K) -> Option<Reply<T>> {
        let at = self.waiting.iter().position(|(known, ..)| known == key)?;
        self.waiting.remove(at).map(|(.., reply)| reply)
    }

    /// Takes the oldest request of all, for answers that do not say what they answer.
    pub fn take_oldest(&mut self) -> Option<(K, Reply<T>)> {
        self.waiting.pop_front().map(|(key, _, reply)| (key, reply))
    }

    /// Answers the oldest request with this key; `false` when there is none, as after its time ran out.
    pub fn answer(&mut self, key: &K, result: Result<T>) -> bool {
        let Some(reply) = self.take(key) else { return false };
        reply.answer(result);
        true
    }

    /// When the next request's time runs out.
    #[must_use]
    pub fn deadline(&self) -> Option<Instant> {
        self.waiting.front().map(|(_, until, _)| *until)
    }

    /// Fails requests whose time ran out by `now` with kind [`Timeout`](ErrorKind::Timeout);
    /// returns how many they were.
    pub fn expire(&mut self, now: Instant) -> usize {
        let due = self.waiting.partition_point(|(_, until, _)| *until <= now);
        for (.., reply) in self.waiting.drain(..due) {
            reply
                .answer(Err(Error::new(ErrorKind::Timeout, "no answer to the request")
                    .with_maybe_sent(true)));
        }
        due
    }

    /// Fails all requests since the line is down: kind [`Transport`](ErrorKind::Transport), maybe sent.
    pub fn fail_all(&mut self) {
        self.fail_all_with(
            &Error::new(ErrorKind::Transport, "the line was lost before the answer")
                .with_maybe_sent(true),
        );
    }

    /// Fails all requests with this error.
    pub fn fail_all_with(&mut self, error: &Error) {
        for (.., reply) in std::mem::take(&mut self.waiting) {
            reply.answer(Err(error.clone()));
        }
    }

    /// Number of requests under way.
    #[must_use]
    pub fn len(&self) -> usize {
        self.waiting.len()
    }

    /// Whether no request is under way.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.waiting.is_empty()
    }
}

impl<K, T> fmt::Debug for Pending<K, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pending").field("waiting", &self.waiting.len()).finish_non_exhaustive()
    }
}
