//! One thing to do, and how it is done.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};

use chatwire_core::{ErrorKind, Result};
use tokio::sync::{OwnedSemaphorePermit, oneshot};
use tokio::time::Instant;

use super::attempt::{Class, PIECES_SENT, Stop, maybe_done, panicked};
use super::closed;
use super::keeper::Record;
use super::pieces::pieces;
use super::queue::Queues;
use super::unsent::UnsentMessage;
use crate::{MessageId, Outgoing, Room};

/// What to do in a room.
pub(super) enum Work {
    Send(Outgoing),
    Edit(MessageId, Outgoing),
    Delete(MessageId),
    React(MessageId, String),
    Typing,
}

/// Something that stands in line.
pub(super) struct Job {
    pub(super) work: Work,
    pub(super) until: Option<Instant>,
    pub(super) record: Record,
    /// Nobody waits for what an earlier run of the program left.
    pub(super) answer: Option<oneshot::Sender<Result<Vec<MessageId>>>>,
    /// Given back when the job is done.
    pub(super) place: Option<OwnedSemaphorePermit>,
}

/// A message that is being sent. One whose task is dropped with its runtime is left over.
struct UnderWay<'a> {
    queues: &'a Queues,
    room: &'a Room,
    work: Option<Work>,
}

impl UnderWay<'_> {
    fn is_left(&mut self, maybe_sent: bool) {
        if let Some(Work::Send(message)) = self.work.take() {
            self.queues.left(UnsentMessage::new(self.room.clone(), message, maybe_sent));
        }
    }
}

impl Drop for UnderWay<'_> {
    fn drop(&mut self) {
        self.is_left(true);
    }
}

impl Queues {
    /// Does a job to its end, and answers who waits for it.
    pub(super) async fn run(&self, room: &Room, job: Job) {
        let Job { work, until, record, answer, place } = job;
        let mut under_way = UnderWay { queues: self, room, work: Some(work) };
        let result = match &under_way.work {
            Some(Work::Send(message)) => self.send(room, message, until, record).await,
            Some(other) => self.act(room, other, until).await.map(|()| Vec::new()),
            None => Ok(Vec::new()),
        };
        let result = match result {
            Ok(ids) => {
                self.keeper.done(record).await;
                Ok(ids)
            }
            Err(Stop::Failed(error)) => {
                tracing::warn!(platform = self.platform.name(), room = %room.id, %error, "not sent");
                self.keeper.failed(record).await;
                Err(error)
            }
            // The file goes on saying how far it came.
            Err(Stop::Cut { maybe_sent }) => {
                under_way.is_left(maybe_sent);
                Err(closed(self.platform.name()).with_maybe_sent(maybe_sent))
            }
        };
        under_way.work = None;
        drop(place);
        // Whoever asked may not want to know.
        let _ = answer.map(|answer| answer.send(result));
    }

    async fn send(
        &self,
        room: &Room,
        message: &Outgoing,
        until: Option<Instant>,
        record: Record,
    ) -> Result<Vec<MessageId>, Stop> {
        if let Some(delay) = message.delay {
            self.pause(delay).await?;
        }
        // A panic here would end the task of the room, and nothing more would be written there.
        let asked = AssertUnwindSafe(|| self.platform.capabilities());
        let can = catch_unwind(asked).map_err(|_| Stop::Failed(panicked(self.platform.name())))?;
        let parts = pieces(message.clone(), &can);
        let count = parts.len();
        let mut ids = Vec::with_capacity(count);
        for mut part in parts {
            part.delay = None;
            // After the first piece the file says already that it was begun, and goes on saying so.
            let record = record.filter(|_| ids.is_empty());
            let call = || self.platform.send(room, part.clone());
            match self.attempt(Class::Careful, until, record, call).await {
                Ok(id) => ids.push(id),
                Err(stop) if ids.is_empty() => return Err(stop),
                Err(Stop::Cut { .. }) => return Err(Stop::Cut { maybe_sent: true }),
                Err(Stop::Failed(error)) => {
                    let sent = format!("{} of {count}", ids.len());
                    let error = error.with_maybe_sent(true).with_context(PIECES_SENT, sent);
                    return Err(Stop::Failed(error));
                }
            }
        }
        Ok(ids)
    }

    async fn act(&self, room: &Room, work: &Work, until: Option<Instant>) -> Result<(), Stop> {
        let platform = &self.platform;
        match work {
            Work::Edit(id, message) => {
                let call = || platform.edit(room, id, message.clone());
                self.attempt(Class::Harmless, until, None, call).await
            }
            Work::Delete(id) => {
                let lost = AtomicBool::new(false);
                let call = || -> chatwire_core::BoxFuture<'_, Result<()>> {
                    Box::pin(async {
                        let result = platform.delete(room, id).await;
                        match &result {
                            // The attempt whose answer was lost did it.
                            Err(error)
                                if error.kind() == ErrorKind::NotFound
                                    && lost.load(Ordering::Relaxed) =>
                            {
                                return Ok(());
                            }
                            Err(error) => {
                                lost.fetch_or(maybe_done(error), Ordering::Relaxed);
                            }
                            Ok(()) => {}
                        }
                        result
                    })
                };
                self.attempt(Class::Harmless, until, None, call).await
            }
            Work::React(id, emoji) => {
                let call = || platform.react(room, id, emoji);
                self.attempt(Class::Careful, until, None, call).await
            }
            Work::Typing => self.attempt(Class::Once, until, None, || platform.typing(room)).await,
            Work::Send(_) => Ok(()),
        }
    }
}
