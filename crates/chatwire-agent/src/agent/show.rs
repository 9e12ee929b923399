//! Answers that are shown while they grow.

use std::fmt;
use std::pin::Pin;
use std::sync::Mutex;
use std::sync::PoisonError;
use std::task::{Context, Poll};
use std::time::Duration;

use chatwire::{BoxFuture, Incoming, MessageId, Outgoing, Platform, Room};
use chatwire_core::Result;
use futures_core::Stream;
use futures_util::StreamExt;
use tokio::sync::mpsc;
use tokio::time::Instant;
use tracing::debug;

use super::{Agent, Answer, far, pieces};
use crate::Silence;
use crate::llm::Sink;

/// Time between two edits of a message: platforms count edits as messages.
const EDIT_EVERY: Duration = Duration::from_secs(1);

/// What follows a text that is not whole yet.
const GROWING: &str = " …";

/// A piece of an answer that is being given.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Piece {
    /// More text.
    Text(String),
    /// The model calls a tool; text from before it is no part of the answer.
    Tool {
        /// Name of the tool.
        name: String,
    },
    /// The answer is whole; nothing follows.
    Done(Answer),
}

/// An answer that is being given, as a stream of [`Piece`]s; from [`Agent::reply_stream`].
///
/// Dropped, it stops the model, and the message may be given again, unless a tool had changed something by then.
#[must_use = "a stream does nothing until it is read"]
pub struct Pieces {
    pieces: mpsc::Receiver<Piece>,
    /// Never looked at by two threads at once, but not `Sync` itself; the lock is never waited for.
    work: Option<Mutex<BoxFuture<'static, Result<Answer>>>>,
}

impl Stream for Pieces {
    type Item = Result<Piece>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = &mut *self;
        if let Poll::Ready(Some(piece)) = this.pieces.poll_recv(cx) {
            return Poll::Ready(Some(Ok(piece)));
        }
        let Some(work) = &mut this.work else { return Poll::Ready(None) };
        let work = work.get_mut().unwrap_or_else(PoisonError::into_inner);
        let done = work.as_mut().poll(cx);
        // The work may have sent a piece before it had to wait, or before it ended.
        if let Ok(piece) = this.pieces.try_recv() {
            if let Poll::Ready(done) = done {
                this.work = Some(Mutex::new(Box::pin(async move { done })));
            }
            return Poll::Ready(Some(Ok(piece)));
        }
        match done {
            Poll::Ready(done) => {
                this.work = None;
                Poll::Ready(Some(done.map(Piece::Done)))
            }
            Poll::Pending => Poll::Pending,
        }
    }
}

impl fmt::Debug for Pieces {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pieces").field("is_done", &self.work.is_none()).finish_non_exhaustive()
    }
}

/// What became of a message that was answered on a platform.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Shown {
    /// Messages that were written, in order; empty for silence.
    pub ids: Vec<MessageId>,
    /// The answer.
    pub answer: Answer,
}

impl Agent {
    /// Answers `message` piece by piece.
    ///
    /// The rules are those of [`reply`](chatwire::responder::Responder::reply), but that a
    /// [repetition](Silence::Repetition) is only known at the end, when its text was given already.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> chatwire_agent::Result<()> {
    /// # use chatwire_core::testing::{Answer, Script};
    /// # let events = "data: {\"choices\":[{\"delta\":{\"content\":\"Ahoy\"}}]}\n\n\
    /// #     data: {\"choices\":[{\"delta\":{\"content\":\", Ada\"}}]}\n\ndata: [DONE]\n\n";
    /// # let answer = Answer::status(200).header("content-type", "text/event-stream").body(events);
    /// # let script = Script::new().answer(answer);
    /// # let agent = chatwire_agent::Agent::builder("sk-or-0123456789").script(script).build()?;
    /// use chatwire::{Incoming, Room, Sender};
    /// use chatwire_agent::Piece;
    /// use futures_util::TryStreamExt;
    ///
    /// let ahoy = Incoming::new("17", Room::new("irc", "#boats"), Sender::new("ada"), "ahoy");
    /// let mut text = String::new();
    /// let mut pieces = agent.reply_stream(&ahoy);
    /// while let Some(piece) = pieces.try_next().await? {
    ///     match piece {
    ///         Piece::Text(more) => text.push_str(&more),
    ///         Piece::Done(answer) => assert_eq!(answer.text.as_ref(), Some(&text)),
    ///         _ => text.clear(),
    ///     }
    /// }
    /// assert_eq!(text, "Ahoy, Ada");
    /// # Ok(())
    /// # }
    /// ```
    pub fn reply_stream(&self, message: &Incoming) -> Pieces {
        let (sender, receiver) = mpsc::channel(1);
        let (agent, message) = (self.clone(), message.clone());
        let work = async move { agent.consider(&message, Some(Sink::new(sender))).await };
        Pieces { pieces: receiver, work: Some(Mutex::new(Box::pin(work))) }
    }

    /// Answers `message` on its platform: where messages can be edited the answer grows before the reader's eyes,
    /// elsewhere it is written when it is whole. Answers that are too long for one message become several.
    ///
    /// Others see that the agent types, where the platform can show it.
    ///
    /// # Errors
    ///
    /// Those of the model's endpoint, and of the platform's calls that write the whole answer; while it grows they are
    /// logged. What was written before stays.
    pub async fn answer_on(&self, platform: &dyn Platform, message: &Incoming) -> Result<Shown> {
        let capabilities = platform.capabilities();
        if capabilities.typing
            && self.screen(message).is_none()
            && let Err(error) = platform.typing(&message.room).await
        {
            self.0.counters.errors.add(1);
            debug!(%error, "that the agent types could not be shown");
        }
        let mut screen = Screen { platform, room: &message.room, ids: Vec::new(), shown: None };
        let answer = if capabilities.edit {
            self.grow(&mut screen, message).await?
        } else {
            self.consider(message, None).await?
        };
        match &answer.text {
            Some(text) => screen.finish(text).await?,
            None => screen.clear().await?,
        }
        let Screen { ids, .. } = screen;
        self.0.counters.sent.add(u64::try_from(ids.len()).unwrap_or(u64::MAX));
        Ok(Shown { ids, answer })
    }

    async fn grow(&self, screen: &mut Screen<'_>, message: &Incoming) -> Result<Answer> {
        let mut pieces = self.reply_stream(message);
        let mut text = String::new();
        let (mut next, mut grows) = (Instant::now(), true);
        while let Some(piece) = pieces.next().await {
            match piece? {
                Piece::Text(more) => text.push_str(&more),
                Piece::Tool { .. } => text.clear(),
                Piece::Done(answer) => return Ok(answer),
            }
            if grows && Instant::now() >= next && !text.trim().is_empty() {
                let mut pause = EDIT_EVERY;
                if let Err(error) = screen.show(&text).await {
                    // The answer is paid for, and the whole of it is still to be written.
                    debug!(%error, "a growing answer could not be shown");
                    pause = error.retry_after().map_or(pause, |asked| asked.max(pause));
                    // A beginning that may stand there is not written a second time.
                    grows = !(screen.ids.is_empty() && error.maybe_sent());
                }
                next = far(Instant::now(), pause);
            }
        }
        Ok(Answer::silent(Silence::Blank))
    }
}

/// A message that grows.
struct Screen<'a> {
    platform: &'a dyn Platform,
    room: &'a Room,
    ids: Vec<MessageId>,
    /// What the message shows.
    shown: Option<String>,
}

impl Screen<'_> {
    /// Shows the beginning of an answer, as much of it as one message takes.
    async fn show(&mut self, text: &str) -> Result<()> {
        let text = format!("{}{GROWING}", text.trim());
        let capabilities = self.platform.capabilities();
        match pieces(&capabilities, &text).into_iter().next() {
            Some(first) => self.put(first).await,
            None => Ok(()),
        }
    }

    async fn put(&mut self, text: String) -> Result<()> {
        if self.shown.as_ref() == Some(&text) {
            return Ok(());
        }
        match self.ids.first().filter(|id| !id.as_str().is_empty()) {
            Some(id) => self.platform.edit(self.room, id, Outgoing::text(text.as_str())).await?,
            // Without an id there is nothing to edit: the rest comes when it is whole.
            None if self.shown.is_some() => return Ok(()),
            None => {
                let id = self.platform.send(self.room, Outgoing::text(text.as_str())).await?;
                self.ids.push(id);
            }
        }
        self.shown = Some(text);
        Ok(())
    }

    /// Shows the whole answer.
    async fn finish(&mut self, text: &str) -> Result<()> {
        let capabilities = self.platform.capabilities();
        let mut parts = pieces(&capabilities, text).into_iter();
        let is_stuck = self.ids.first().is_some_and(|id| id.as_str().is_empty());
        if !is_stuck && let Some(first) = parts.next() {
            self.put(first).await?;
        }
        for part in parts {
            let id = self.platform.send(self.room, Outgoing::text(part)).await?;
            self.ids.push(id);
        }
        Ok(())
    }

    /// Takes back what turned out not to be said.
    async fn clear(&mut self) -> Result<()> {
        if self.platform.capabilities().delete {
            for id in self.ids.drain(..).filter(|id| !id.as_str().is_empty()) {
                self.platform.delete(self.room, &id).await?;
            }
        }
        Ok(())
    }
}
