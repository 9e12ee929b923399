//! [`Announce`] and [`Announcements`]: the stream of what becomes of transfers, which outlives its connections.

use std::collections::VecDeque;
use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use chatwire_core::{BoxFuture, Error, ErrorKind, Result};
use futures_core::Stream;
use tokio::sync::{mpsc, watch};
use tokio::task::AbortHandle;
use tokio::time::{Instant, sleep, timeout};

use super::{Grpc, convert, line};
use crate::error::named;
use crate::ledger::status::StatusUpdate;

/// Longest time without a line after which [`Announcements`] give up, unless said otherwise.
pub const DEFAULT_RECONNECT_LIMIT: Duration = Duration::from_secs(60);

/// Longest silence of a line unless said otherwise: nodes send a sign of life every 30 s, of which one may be late.
pub const DEFAULT_SILENCE: Duration = Duration::from_secs(75);

/// First pause before a new line; it doubles.
const FIRST_PAUSE: Duration = Duration::from_millis(200);

/// Longest pause before a new line.
const LONGEST_PAUSE: Duration = Duration::from_secs(5);

/// Announcements that wait for the program; nodes keep no more for a slow reader either.
const WAITING: usize = 256;

/// How a node's announcements are listened to; from [`Grpc::announcements`].
///
/// Awaiting it gives [`Announcements`] that are [`online`](Announcements::online).
///
/// # Errors
/// Awaiting gives those of [`start`](Self::start) and [`Announcements::online`].
#[must_use = "nothing is listened to until it is awaited or started"]
#[derive(Clone, Debug)]
pub struct Announce {
    grpc: Grpc,
    limits: Limits,
}

impl Announce {
    pub(super) fn new(grpc: Grpc) -> Self {
        Self { grpc, limits: Limits::default() }
    }

    /// Longest time without a line, after which the stream ends (60 s).
    pub fn reconnect_limit(mut self, limit: Duration) -> Self {
        self.limits.reconnect = limit;
        self
    }

    /// Longest silence, after which a line counts as broken and is replaced (75 s).
    ///
    /// Nodes send a sign of life every 30 s; a shorter limit replaces lines that are whole.
    pub fn silence_limit(mut self, limit: Duration) -> Self {
        self.limits.silence = limit;
        self
    }

    /// Begins to listen and does not wait for the node.
    ///
    /// # Errors
    /// [`Config`](ErrorKind::Config) outside a tokio runtime.
    pub fn start(self) -> Result<Announcements> {
        let Self { grpc, limits } = self;
        let runtime = tokio::runtime::Handle::try_current().map_err(|err| {
            let why = "announcements are heard inside of a tokio runtime only";
            named(Error::config(why).with_source(err))
        })?;
        let (sender, received) = mpsc::channel(WAITING);
        let (online, is_online) = watch::channel(false);
        let shared = Arc::new(Shared::default());
        let reader = Reader { grpc, sender, online, shared: Arc::clone(&shared) };
        let task = runtime.spawn(reader.run(limits)).abort_handle();
        let held = VecDeque::new();
        Ok(Announcements { received, held, shared, is_online, error: None, task })
    }
}

impl IntoFuture for Announce {
    type Output = Result<Announcements>;
    type IntoFuture = BoxFuture<'static, Result<Announcements>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async {
            let mut announcements = self.start()?;
            announcements.online().await?;
            Ok(announcements)
        })
    }
}

/// What becomes of transfers, as a node announces it; see [`Grpc::announcements`].
///
/// A line that breaks or falls silent is replaced. What was announced meanwhile is missed, and
/// [`lost`](Self::lost) counts how often that may have happened. When no new line can be had for the
/// [`reconnect_limit`](Announce::reconnect_limit), or the node refuses to announce, the stream ends and
/// [`error`](Self::error) says why.
///
/// Dropping it ends the task that reads and closes the line.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use chatwire_core::Config;
/// use chatwire_mezon::ledger::{Grpc, Ledger, PaymentState};
///
/// # let node = chatwire_emulator::ledger::Node::new();
/// # let served = node.serve().await?;
/// # node.deposit_user(7, 5_000_000);
/// # let ledger = Ledger::builder(7).token("t").node_url(served.url()).prover_url(served.prover_url());
/// # let ledger = ledger.indexer_url(served.indexer_url()).build()?;
/// let announcements = Grpc::new(served.grpc_url(), Config::new())?.announcements().await?;
/// let outcome = ledger.send_token(8, 5).await?;
/// # node.produce_block();
/// let state = ledger.wait(outcome.prepared()).updates(announcements).await?;
/// assert_eq!(state, PaymentState::Finalized);
/// # Ok(())
/// # }
/// ```
#[must_use = "the line is closed when it is dropped"]
pub struct Announcements {
    received: mpsc::Receiver<Result<StatusUpdate>>,
    /// Came before those in `received`.
    held: VecDeque<StatusUpdate>,
    shared: Arc<Shared>,
    is_online: watch::Receiver<bool>,
    error: Option<Error>,
    task: AbortHandle,
}

/// What the reading task and its owner both see.
#[derive(Debug, Default)]
struct Shared {
    lost: AtomicU64,
}

/// When a reader gives up, and when it gives up a line.
#[derive(Clone, Copy, Debug)]
struct Limits {
    reconnect: Duration,
    silence: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self { reconnect: DEFAULT_RECONNECT_LIMIT, silence: DEFAULT_SILENCE }
    }
}

impl Announcements {
    /// Waits until the node has accepted the subscription, or has refused it for good. After a line was lost, waits
    /// for the next one; nothing that was announced meanwhile is dropped.
    ///
    /// Nodes that answer with their first announcement only, a sign of life every 30 s among them, make this wait
    /// for it.
    ///
    /// # Errors
    /// As [`error`](Self::error) says.
    pub async fn online(&mut self) -> Result<()> {
        if self.is_online.wait_for(|is_online| *is_online).await.is_ok() {
            return Ok(());
        }
        // The task is over: behind what it heard before stands its reason.
        while let Some(next) = self.received.recv().await {
            match next {
                Ok(update) => self.held.push_back(update),
                Err(err) => self.error = Some(err),
            }
        }
        let why = self.error.as_ref();
        let kind = why.map_or(ErrorKind::Closed, Error::kind);
        let words = why.map_or("the announcements are over", Error::message).to_owned();
        Err(named(Error::new(kind, words)))
    }

    /// How often a line broke: announcements may have been missed as often.
    #[must_use]
    pub fn lost(&self) -> u64 {
        self.shared.lost.load(Ordering::Relaxed)
    }

    /// Why the stream ended: [`Connect`](ErrorKind::Connect), [`Transport`](ErrorKind::Transport) or
    /// [`Timeout`](ErrorKind::Timeout) when no line could be had in time, else the kind of the node's refusal.
    #[must_use]
    pub fn error(&self) -> Option<&Error> {
        self.error.as_ref()
    }
}

impl Drop for Announcements {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Stream for Announcements {
    type Item = StatusUpdate;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<StatusUpdate>> {
        if let Some(update) = self.held.pop_front() {
            return Poll::Ready(Some(update));
        }
        self.received.poll_recv(cx).map(|next| match next? {
            Ok(update) => Some(update),
            Err(err) => {
                self.error = Some(err);
                None
            }
        })
    }
}

impl fmt::Debug for Announcements {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Announcements")
            .field("lost", &self.lost())
            .field("error", &self.error)
            .finish_non_exhaustive()
    }
}

/// The task that reads.
struct Reader {
    grpc: Grpc,
    sender: mpsc::Sender<Result<StatusUpdate>>,
    online: watch::Sender<bool>,
    shared: Arc<Shared>,
}

impl Reader {
    async fn run(self, limits: Limits) {
        let operation = "mezon.ledger.grpc.announcements";
        let mut alive_at = Instant::now();
        let mut pause = FIRST_PAUSE;
        loop {
            let Some(err) = self.read(limits.silence, &mut alive_at, &mut pause).await else {
                return;
            };
            if !self.online.send_replace(false) {
                tracing::debug!(operation, error = %err, "no line");
            } else {
                self.shared.lost.fetch_add(1, Ordering::Relaxed);
                tracing::info!(operation, error = %err, "the line is lost; opening a new one");
            }
            if !is_passing(&err) || alive_at.elapsed() >= limits.reconnect {
                // Nobody listens any more when it cannot be handed over.
                let _gone = self.sender.send(Err(named(err).with_operation(operation))).await;
                return;
            }
            sleep(pause).await;
            pause = pause.saturating_mul(2).min(LONGEST_PAUSE);
        }
    }

    /// Reads one line to its end; `None` when nobody listens any more.
    async fn read(
        &self,
        silence: Duration,
        alive_at: &mut Instant,
        pause: &mut Duration,
    ) -> Option<Error> {
        let mut line = match in_time(silence, self.grpc.subscribe()).await {
            Ok(line) => line,
            Err(err) => return Some(err),
        };
        self.online.send_replace(true);
        loop {
            (*alive_at, *pause) = (Instant::now(), FIRST_PAUSE);
            let next = async { line.message().await.map_err(line::error) };
            match in_time(silence, next).await {
                Ok(Some(info)) => {
                    let Some(update) = convert::update(info) else { continue };
                    if self.sender.send(Ok(update)).await.is_err() {
                        return None;
                    }
                }
                Ok(None) => {
                    return Some(Error::new(ErrorKind::Transport, "the node ended the line"));
                }
                Err(err) => return Some(err),
            }
        }
    }
}

async fn in_time<T>(silence: Duration, answer: impl Future<Output = Result<T>>) -> Result<T> {
    timeout(silence, answer)
        .await
        .unwrap_or_else(|_| Err(Error::new(ErrorKind::Timeout, "the node sends no sign of life")))
}

/// Whether a new line may help.
fn is_passing(err: &Error) -> bool {
    line::is_passing(err) || matches!(err.kind(), ErrorKind::Timeout | ErrorKind::Cancelled)
}

#[cfg(test)]
mod tests {
    use futures_util::StreamExt as _;

    use super::*;
    use crate::ledger::TransactionStatus;

    #[tokio::test]
    async fn waiting_for_a_line_drops_nothing_that_was_heard_on_the_last_one() {
        let (sender, received) = mpsc::channel(2);
        let (online, is_online) = watch::channel(true);
        let mut announcements = Announcements {
            received,
            held: VecDeque::new(),
            shared: Arc::default(),
            is_online,
            error: None,
            task: tokio::spawn(async {}).abort_handle(),
        };
        announcements.online().await.unwrap();
        let paid = StatusUpdate::new("ab", TransactionStatus::Finalized);
        sender.send(Ok(paid.clone())).await.unwrap();
        sender.send(Err(Error::new(ErrorKind::Timeout, "no sign of life"))).await.unwrap();
        online.send_replace(false);
        drop((sender, online));

        assert_eq!(announcements.online().await.unwrap_err().kind(), ErrorKind::Timeout);
        assert_eq!(announcements.next().await, Some(paid));
        assert_eq!(announcements.next().await, None);
        assert!(announcements.error().is_some());
    }
}
