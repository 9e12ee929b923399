//! [`FollowUpStream`]: follow-ups as they come, by polling.

use std::collections::{HashSet, VecDeque};
use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use futures_core::Stream;
use futures_util::stream;
use tokio::time::sleep;
use tracing::{debug, warn};

use chatwire_core::build::LONGEST_PAUSE;
use chatwire_core::{Invalid, Result};

use super::follow_ups::ListFollowUps;
use super::model::{FollowUp, FollowUpId};

/// Shortest pause between two questions: the platform documents no rate, so we keep one that offends nobody.
const SHORTEST: Duration = Duration::from_secs(1);

/// How many times the pause doubles while nothing new comes.
const DOUBLINGS: u32 = 3;

type Boxed = Pin<Box<dyn Stream<Item = Result<FollowUp>> + Send>>;

/// Follow-ups that wait to be delivered, each yielded once by this stream while it is not acknowledged.
///
/// It asks again after the pause, which doubles up to eightfold while nothing new comes.
/// It never acknowledges: deliver, then [`ack`](super::FollowUps::ack). Without that, a program that starts again
/// gets the same ones again, and more than a list's worth of old ones hides the new ones.
///
/// Trouble that passes (timeouts, lost connections, 429, 5xx) is logged and waited out, for as long as the server
/// asks, at most an hour.
/// `Err` is final: it comes when going on is useless, such as with a refused token, and then the stream ends.
/// Dropping the stream drops the question under way; nothing is lost by it.
///
/// ```
/// # use std::time::Duration;
/// # use chatwire_fluidtalk::characters::Client;
/// # use futures_util::TryStreamExt;
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # use chatwire_emulator::{Emulator, Platform as Service};
/// # let emulator = Emulator::start().await?;
/// # let (secret, url) = (emulator.fluidtalk().connector_token(), emulator.url(Service::FluidTalk));
/// # let client = Client::builder(secret).base_url(url)?.build()?;
/// # emulator.fluidtalk().queue_follow_up("instagram", "mark", "hey stranger");
/// let mut waiting = client.followups().stream("instagram", Duration::from_secs(30));
/// while let Some(follow_up) = waiting.try_next().await? {
///     for bubble in follow_up.bubbles() {
///         println!("{}: {}", follow_up.handle, bubble.text);
///     }
///     client.followups().ack(&follow_up.id).await?;
/// #   break;
/// }
/// # Ok(())
/// # }
/// ```
#[must_use = "streams do nothing unless polled"]
pub struct FollowUpStream(Boxed);

struct State {
    list: ListFollowUps,
    pause: Duration,
    /// How often in a row nothing new came.
    quiet: u32,
    asked: bool,
    ended: bool,
    ready: VecDeque<FollowUp>,
    /// Ids that were yielded and that the server still lists.
    yielded: HashSet<FollowUpId>,
    /// What was told of as unreadable and is still listed.
    unreadable: HashSet<String>,
    /// Shortest pause that the server asked for when it last refused.
    asked_for: Duration,
}

impl FollowUpStream {
    pub(super) fn new(list: ListFollowUps, poll_every: Duration) -> Self {
        let state = State {
            list,
            pause: poll_every.max(SHORTEST),
            quiet: 0,
            asked: false,
            ended: false,
            ready: VecDeque::new(),
            yielded: HashSet::new(),
            unreadable: HashSet::new(),
            asked_for: Duration::ZERO,
        };
        Self(Box::pin(stream::unfold(state, |mut state| async move {
            let next = state.next().await?;
            Some((next, state))
        })))
    }
}

impl State {
    async fn next(&mut self) -> Option<Result<FollowUp>> {
        while !self.ended {
            if let Some(follow_up) = self.ready.pop_front() {
                return Some(Ok(follow_up));
            }
            if std::mem::replace(&mut self.asked, true) {
                let pause = self.pause.saturating_mul(1 << self.quiet.min(DOUBLINGS));
                sleep(pause.max(std::mem::take(&mut self.asked_for))).await;
            }
            if let Err(err) = self.ask().await {
                self.ended = true;
                return Some(Err(err));
            }
        }
        None
    }

    async fn ask(&mut self) -> Result<()> {
        let listed = match self.list.clone().await {
            Ok(listed) => listed,
            Err(err) if err.is_retryable() => {
                warn!(error = %err, "cannot list follow-ups; trying again later");
                self.quiet = self.quiet.saturating_add(1);
                self.asked_for = err.retry_after().unwrap_or_default().min(LONGEST_PAUSE);
                return Ok(());
            }
            Err(err) => return Err(err),
        };
        self.tell_of(&listed.invalid);
        // What is no longer listed was acknowledged; forgetting it keeps the memory bounded.
        let ids: HashSet<&FollowUpId> = listed.followups.iter().map(|each| &each.id).collect();
        self.yielded.retain(|id| ids.contains(id));
        for follow_up in listed.followups {
            if self.yielded.insert(follow_up.id.clone()) {
                self.ready.push_back(follow_up);
            }
        }
        debug!(new = self.ready.len(), waiting = self.yielded.len(), "listed follow-ups");
        self.quiet = if self.ready.is_empty() { self.quiet.saturating_add(1) } else { 0 };
        Ok(())
    }

    /// Warns of what cannot be read, of each once while it is listed.
    fn tell_of(&mut self, invalid: &[Invalid]) {
        let mut listed = HashSet::with_capacity(invalid.len());
        for bad in invalid {
            // Without an id, all of it stands for it.
            let key = bad.raw.get("id").unwrap_or(&bad.raw).to_string();
            if !self.unreadable.contains(&key) {
                warn!(index = bad.index, reason = %bad.reason, "a follow-up cannot be read");
            }
            listed.insert(key);
        }
        self.unreadable = listed;
    }
}

impl Stream for FollowUpStream {
    type Item = Result<FollowUp>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0.as_mut().poll_next(cx)
    }
}

impl fmt::Debug for FollowUpStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("FollowUpStream")
    }
}
